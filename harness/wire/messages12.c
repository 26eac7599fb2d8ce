// Layouts of the TLS 1.2 handshake messages: RFC 5246, 8422 (elliptic curves), 5077 (tickets), 6066 (status). The two
// hellos use the names of RFC 9846, so that a path means the same field in both versions; the others those of their RFCs.
#include "wire/layouts.h"

// clang-format off

// --- Hellos: as in TLS 1.3, but the extension block may be empty ------------------------------------------------------

//   name                            kind            size flags         registry                   min    max       of
static const struct shk_field client_hello[] = {
    {"legacy_version",               SHK_UINT,       2,   0,            SHK_REG_VERSION,           0,     0,        NULL},
    {"random",                       SHK_FIXED,     32,   0,            0,                         0,     0,        NULL},
    {"legacy_session_id",            SHK_OPAQUE,     1,   0,            0,                         0,    32,        NULL},
    {"cipher_suites",                SHK_VECTOR,     2,   0,            0,                         2, 65534,        &shk_cipher_suite},
    {"legacy_compression_methods",   SHK_VECTOR,     1,   0,            0,                         1,   255,        &shk_compression_method},
    {"extensions",                   SHK_EXTENSIONS, 2,   SHK_OPTIONAL, 0,                         0, 65535,        NULL},
};
static SHK_TYPE(client_hello_type, "ClientHello", "5246 7.4.1.2", client_hello);

static const struct shk_field server_hello[] = {
    {"legacy_version",               SHK_UINT,       2,   0,            SHK_REG_VERSION,           0,     0,        NULL},
    {"random",                       SHK_FIXED,     32,   0,            0,                         0,     0,        NULL},
    {"legacy_session_id_echo",       SHK_OPAQUE,     1,   0,            0,                         0,    32,        NULL},
    {"cipher_suite",                 SHK_UINT,       2,   0,            SHK_REG_CIPHER_SUITE,      0,     0,        NULL},
    {"legacy_compression_method",    SHK_UINT,       1,   0,            SHK_REG_COMPRESSION,       0,     0,        NULL},
    {"extensions",                   SHK_EXTENSIONS, 2,   SHK_OPTIONAL, 0,                         0, 65535,        NULL},
};
static SHK_TYPE(server_hello_type, "ServerHello", "5246 7.4.1.3", server_hello);

// --- Certificates ----------------------------------------------------------------------------------------------------

static const struct shk_field asn1_cert[] = {
    {NULL,                           SHK_OPAQUE,     3,   0,            0,                         1, 0xffffff,     NULL},
};
static SHK_TYPE(asn1_cert_type, "ASN.1Cert", "5246 7.4.2", asn1_cert);

static const struct shk_field certificate[] = {
    {"certificate_list",             SHK_VECTOR,     3,   0,            0,                         0, 0xffffff,     &asn1_cert_type},
};
static SHK_TYPE(certificate_type, "Certificate", "5246 7.4.2", certificate);

static const struct shk_field certificate_status[] = {
    {"status_type",                  SHK_UINT,       1,   0,            SHK_REG_STATUS_TYPE,       0,     0,        NULL},
    {"response",                     SHK_OPAQUE,     3,   0,            0,                         1, 0xffffff,     NULL},
};
static SHK_TYPE(certificate_status_type, "CertificateStatus", "6066 8", certificate_status);

static const struct shk_field client_certificate_kind[] = {
    {NULL,                           SHK_UINT,       1,   0,            SHK_REG_CLIENT_CERTIFICATE_TYPE, 0, 0,      NULL},
};
static SHK_TYPE(client_certificate_kind_type, "ClientCertificateType", "5246 7.4.4", client_certificate_kind);

static const struct shk_field certificate_request[] = {
    {"certificate_types",            SHK_VECTOR,     1,   0,            0,                         1,   255,        &client_certificate_kind_type},
    {"supported_signature_algorithms", SHK_VECTOR,   2,   0,            0,                         2, 65534,        &shk_signature_scheme},
    {"certificate_authorities",      SHK_VECTOR,     2,   0,            0,                         0, 65535,        &shk_distinguished_name},
};
static SHK_TYPE(certificate_request_type, "CertificateRequest", "5246 7.4.4", certificate_request);

static const struct shk_field certificate_verify[] = {
    {"algorithm",                    SHK_UINT,       2,   0,            SHK_REG_SIGNATURE_SCHEME,  0,     0,        NULL},
    {"signature",                    SHK_OPAQUE,     2,   SHK_SEALED,   0,                         0, 65535,        NULL},
};
static SHK_TYPE(certificate_verify_type, "CertificateVerify", "5246 7.4.8", certificate_verify);

// --- Key exchange: the suite decides -----------------------------------------------------------------------------------

static const struct shk_field server_key_exchange_ecdhe[] = {
    {"curve_type",                   SHK_UINT,       1,   0,            SHK_REG_CURVE_TYPE,        0,     0,        NULL},
    {"namedcurve",                   SHK_UINT,       2,   0,            SHK_REG_GROUP,             0,     0,        NULL},
    {"point",                        SHK_OPAQUE,     1,   0,            0,                         1,   255,        NULL},
    {"algorithm",                    SHK_UINT,       2,   0,            SHK_REG_SIGNATURE_SCHEME,  0,     0,        NULL},
    {"signature",                    SHK_OPAQUE,     2,   SHK_SEALED,   0,                         0, 65535,        NULL},
};
static SHK_TYPE(server_key_exchange_ecdhe_type, "ServerKeyExchange", "8422 5.4", server_key_exchange_ecdhe);

static const struct shk_field server_key_exchange_dhe[] = {
    {"dh_p",                         SHK_OPAQUE,     2,   0,            0,                         1, 65535,        NULL},
    {"dh_g",                         SHK_OPAQUE,     2,   0,            0,                         1, 65535,        NULL},
    {"dh_Ys",                        SHK_OPAQUE,     2,   0,            0,                         1, 65535,        NULL},
    {"algorithm",                    SHK_UINT,       2,   0,            SHK_REG_SIGNATURE_SCHEME,  0,     0,        NULL},
    {"signature",                    SHK_OPAQUE,     2,   SHK_SEALED,   0,                         0, 65535,        NULL},
};
static SHK_TYPE(server_key_exchange_dhe_type, "ServerKeyExchange", "5246 7.4.3", server_key_exchange_dhe);

static const struct shk_field client_key_exchange_rsa[] = {
    {"encrypted_pre_master_secret",  SHK_OPAQUE,     2,   0,            0,                         0, 65535,        NULL},
};
static SHK_TYPE(client_key_exchange_rsa_type, "ClientKeyExchange", "5246 7.4.7.1", client_key_exchange_rsa);

static const struct shk_field client_key_exchange_dhe[] = {
    {"dh_Yc",                        SHK_OPAQUE,     2,   0,            0,                         1, 65535,        NULL},
};
static SHK_TYPE(client_key_exchange_dhe_type, "ClientKeyExchange", "5246 7.4.7.2", client_key_exchange_dhe);

static const struct shk_field client_key_exchange_ecdhe[] = {
    {"ecdh_Yc",                      SHK_OPAQUE,     1,   0,            0,                         1,   255,        NULL},
};
static SHK_TYPE(client_key_exchange_ecdhe_type, "ClientKeyExchange", "8422 5.7", client_key_exchange_ecdhe);

// --- Finished and tickets ----------------------------------------------------------------------------------------------

static const struct shk_field finished[] = {
    {"verify_data",                  SHK_FIXED,     12,   SHK_SEALED,   0,                         0,     0,        NULL},
};
static SHK_TYPE(finished_type, "Finished", "5246 7.4.9", finished);

static const struct shk_field new_session_ticket[] = {
    {"ticket_lifetime_hint",         SHK_UINT,       4,   0,            0,                         0,     0,        NULL},
    {"ticket",                       SHK_OPAQUE,     2,   0,            0,                         0, 65535,        NULL},
};
static SHK_TYPE(new_session_ticket_type, "NewSessionTicket", "5077 3.3", new_session_ticket);
// clang-format on

static const struct shk_type *server_key_exchange(uint8_t kx) {
    if (kx == SHK_KX_ECDHE) return &server_key_exchange_ecdhe_type;
    if (kx == SHK_KX_DHE) return &server_key_exchange_dhe_type;
    return &shk_opaque; // static RSA sends none: whatever a plan puts there is opaque
}

static const struct shk_type *client_key_exchange(uint8_t kx) {
    if (kx == SHK_KX_ECDHE) return &client_key_exchange_ecdhe_type;
    if (kx == SHK_KX_DHE) return &client_key_exchange_dhe_type;
    if (kx == SHK_KX_RSA) return &client_key_exchange_rsa_type;
    return &shk_opaque;
}

const struct shk_type *shk_message12(struct shk_layout layout) {
    switch (layout.message) {
    case SHK_CLIENT_HELLO: return &client_hello_type;
    case SHK_SERVER_HELLO: return &server_hello_type;
    case SHK_CERTIFICATE: return &certificate_type;
    case SHK_CERTIFICATE_STATUS: return &certificate_status_type;
    case SHK_SERVER_KEY_EXCHANGE: return server_key_exchange(layout.kx);
    case SHK_CERTIFICATE_REQUEST: return &certificate_request_type;
    case SHK_HELLO_REQUEST:
    case SHK_SERVER_HELLO_DONE: return &shk_nothing;
    case SHK_CERTIFICATE_VERIFY: return &certificate_verify_type;
    case SHK_CLIENT_KEY_EXCHANGE: return client_key_exchange(layout.kx);
    case SHK_FINISHED: return &finished_type;
    case SHK_NEW_SESSION_TICKET: return &new_session_ticket_type;
    default: return NULL;
    }
}
