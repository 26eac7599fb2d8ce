// Layouts of the TLS 1.3 handshake messages and of everything that is no handshake message. Names and bounds are those
// of RFC 9846, appendix B.
#include "wire/layouts.h"

#include <string.h>

// clang-format off

// --- Elements that several messages share ----------------------------------------------------------------------------

//   name                            kind            size flags         registry                   min    max       of
static const struct shk_field cipher_suite_field[] = {
    {NULL,                           SHK_UINT,       2,   0,            SHK_REG_CIPHER_SUITE,      0,     0,        NULL},
};
SHK_TYPE(shk_cipher_suite, "CipherSuite", "9846 4.2.2", cipher_suite_field);

static const struct shk_field compression_method_field[] = {
    {NULL,                           SHK_UINT,       1,   0,            SHK_REG_COMPRESSION,       0,     0,        NULL},
};
SHK_TYPE(shk_compression_method, "CompressionMethod", "5246 7.4.1.2", compression_method_field);

static const struct shk_field signature_scheme_field[] = {
    {NULL,                           SHK_UINT,       2,   0,            SHK_REG_SIGNATURE_SCHEME,  0,     0,        NULL},
};
SHK_TYPE(shk_signature_scheme, "SignatureScheme", "9846 4.3.3", signature_scheme_field);

static const struct shk_field distinguished_name_field[] = {
    {NULL,                           SHK_OPAQUE,     2,   0,            0,                         1,     65535,    NULL},
};
SHK_TYPE(shk_distinguished_name, "DistinguishedName", "9846 4.3.4", distinguished_name_field);

const struct shk_type shk_nothing = {"Empty", "9846 B.3", NULL, 0};

static const struct shk_field opaque_fields[] = {
    {"data",                         SHK_REST,       0,   0,            0,                         0,     0,        NULL},
};
SHK_TYPE(shk_opaque, "opaque", "9846 3.2", opaque_fields);

// --- RFC 9846, sections 4.2 to 4.7 -----------------------------------------------------------------------------------

static const struct shk_field client_hello[] = {
    {"legacy_version",               SHK_UINT,       2,   0,            SHK_REG_VERSION,           0,     0,        NULL},
    {"random",                       SHK_FIXED,     32,   0,            0,                         0,     0,        NULL},
    {"legacy_session_id",            SHK_OPAQUE,     1,   0,            0,                         0,    32,        NULL},
    {"cipher_suites",                SHK_VECTOR,     2,   0,            0,                         2, 65534,        &shk_cipher_suite},
    {"legacy_compression_methods",   SHK_VECTOR,     1,   0,            0,                         1,   255,        &shk_compression_method},
    {"extensions",                   SHK_EXTENSIONS, 2,   SHK_OPTIONAL, 0,                         7, 65535,        NULL},
};
static SHK_TYPE(client_hello_type, "ClientHello", "9846 4.2.2", client_hello);

static const struct shk_field server_hello[] = {
    {"legacy_version",               SHK_UINT,       2,   0,            SHK_REG_VERSION,           0,     0,        NULL},
    {"random",                       SHK_FIXED,     32,   0,            0,                         0,     0,        NULL},
    {"legacy_session_id_echo",       SHK_OPAQUE,     1,   0,            0,                         0,    32,        NULL},
    {"cipher_suite",                 SHK_UINT,       2,   0,            SHK_REG_CIPHER_SUITE,      0,     0,        NULL},
    {"legacy_compression_method",    SHK_UINT,       1,   0,            SHK_REG_COMPRESSION,       0,     0,        NULL},
    {"extensions",                   SHK_EXTENSIONS, 2,   SHK_OPTIONAL, 0,                         6, 65535,        NULL},
};
static SHK_TYPE(server_hello_type, "ServerHello", "9846 4.2.3", server_hello);
// The same fields; the layout differs in what its extensions hold.
static SHK_TYPE(retry_type, "HelloRetryRequest", "9846 4.2.4", server_hello);

static const struct shk_field encrypted_extensions[] = {
    {"extensions",                   SHK_EXTENSIONS, 2,   0,            0,                         0, 65535,        NULL},
};
static SHK_TYPE(encrypted_extensions_type, "EncryptedExtensions", "9846 4.4.1", encrypted_extensions);

static const struct shk_field certificate_request[] = {
    {"certificate_request_context",  SHK_OPAQUE,     1,   0,            0,                         0,   255,        NULL},
    {"extensions",                   SHK_EXTENSIONS, 2,   0,            0,                         0, 65535,        NULL},
};
static SHK_TYPE(certificate_request_type, "CertificateRequest", "9846 4.4.2", certificate_request);

static const struct shk_field certificate_entry[] = {
    {"cert_data",                    SHK_OPAQUE,     3,   0,            0,                         1, 0xffffff,     NULL},
    {"extensions",                   SHK_EXTENSIONS, 2,   0,            0,                         0, 65535,        NULL},
};
static SHK_TYPE(certificate_entry_type, "CertificateEntry", "9846 4.5.1", certificate_entry);

static const struct shk_field certificate[] = {
    {"certificate_request_context",  SHK_OPAQUE,     1,   0,            0,                         0,   255,        NULL},
    {"certificate_list",             SHK_VECTOR,     3,   0,            0,                         0, 0xffffff,     &certificate_entry_type},
};
static SHK_TYPE(certificate_type, "Certificate", "9846 4.5.1", certificate);

static const struct shk_field compressed_certificate[] = {
    {"algorithm",                    SHK_UINT,       2,   0,            SHK_REG_CERTIFICATE_COMPRESSION, 0, 0,      NULL},
    {"uncompressed_length",          SHK_UINT,       3,   0,            0,                         0,     0,        NULL},
    {"compressed_certificate_message", SHK_OPAQUE,   3,   0,            0,                         1, 0xffffff,     NULL},
};
static SHK_TYPE(compressed_certificate_type, "CompressedCertificate", "8879 4", compressed_certificate);

static const struct shk_field certificate_verify[] = {
    {"algorithm",                    SHK_UINT,       2,   0,            SHK_REG_SIGNATURE_SCHEME,  0,     0,        NULL},
    {"signature",                    SHK_OPAQUE,     2,   SHK_SEALED,   0,                         0, 65535,        NULL},
};
static SHK_TYPE(certificate_verify_type, "CertificateVerify", "9846 4.5.2", certificate_verify);

// Its length is that of the hash, which the layout carries: see shk_parse.
static const struct shk_field finished[] = {
    {"verify_data",                  SHK_REST,       0,   SHK_SEALED,   0,                         0,     0,        NULL},
};
static SHK_TYPE(finished_type, "Finished", "9846 4.5.3", finished);

static const struct shk_field new_session_ticket[] = {
    {"ticket_lifetime",              SHK_UINT,       4,   0,            0,                         0,     0,        NULL},
    {"ticket_age_add",               SHK_UINT,       4,   0,            0,                         0,     0,        NULL},
    {"ticket_nonce",                 SHK_OPAQUE,     1,   0,            0,                         0,   255,        NULL},
    {"ticket",                       SHK_OPAQUE,     2,   0,            0,                         1, 65535,        NULL},
    {"extensions",                   SHK_EXTENSIONS, 2,   0,            0,                         0, 65535,        NULL},
};
static SHK_TYPE(new_session_ticket_type, "NewSessionTicket", "9846 4.7.1", new_session_ticket);

static const struct shk_field key_update[] = {
    {"request_update",               SHK_UINT,       1,   0,            SHK_REG_KEY_UPDATE,        0,     0,        NULL},
};
static SHK_TYPE(key_update_type, "KeyUpdate", "9846 4.7.3", key_update);

// RFC 9846, section 4.1: what stands for the first ClientHello in the transcript after a retry; never on the wire.
static const struct shk_field message_hash[] = {
    {"hash",                         SHK_REST,       0,   0,            0,                         0,     0,        NULL},
};
static SHK_TYPE(message_hash_type, "message_hash", "9846 4.1", message_hash);

// --- Not handshake messages ------------------------------------------------------------------------------------------

static const struct shk_field change_cipher_spec[] = {
    {"type",                         SHK_UINT,       1,   0,            0,                         0,     0,        NULL},
};
static SHK_TYPE(change_cipher_spec_type, "ChangeCipherSpec", "5246 7.1", change_cipher_spec);

static const struct shk_field alert[] = {
    {"level",                        SHK_UINT,       1,   0,            SHK_REG_ALERT_LEVEL,       0,     0,        NULL},
    {"description",                  SHK_UINT,       1,   0,            SHK_REG_ALERT,             0,     0,        NULL},
};
static SHK_TYPE(alert_type, "Alert", "9846 6", alert);

// The payload's length field, payload_length, is "payload:length".
static const struct shk_field heartbeat[] = {
    {"type",                         SHK_UINT,       1,   0,            0,                         0,     0,        NULL},
    {"payload",                      SHK_OPAQUE,     2,   0,            0,                         0, 65535,        NULL},
    {"padding",                      SHK_REST,       0,   0,            0,                         0,     0,        NULL},
};
static SHK_TYPE(heartbeat_type, "HeartbeatMessage", "6520 4", heartbeat);
// clang-format on

// --- Which message has which layout ----------------------------------------------------------------------------------

const struct shk_type *shk_message13(struct shk_layout layout) {
    switch (layout.message) {
    case SHK_CLIENT_HELLO: return &client_hello_type;
    case SHK_SERVER_HELLO: return &server_hello_type;
    case SHK_HELLO_RETRY_REQUEST: return &retry_type;
    case SHK_ENCRYPTED_EXTENSIONS: return &encrypted_extensions_type;
    case SHK_CERTIFICATE_REQUEST: return &certificate_request_type;
    case SHK_CERTIFICATE: return &certificate_type;
    case SHK_COMPRESSED_CERTIFICATE: return &compressed_certificate_type;
    case SHK_CERTIFICATE_VERIFY: return &certificate_verify_type;
    case SHK_FINISHED: return &finished_type;
    case SHK_END_OF_EARLY_DATA: return &shk_nothing;
    case SHK_NEW_SESSION_TICKET: return &new_session_ticket_type;
    case SHK_KEY_UPDATE: return &key_update_type;
    default: return NULL;
    }
}

// Messages of one version only keep their layout under the other: a plan may send a KeyUpdate in TLS 1.2 or a
// ServerHelloDone in TLS 1.3, and then means the message as its own RFC has it.
const struct shk_type *shk_message_type(struct shk_layout layout) {
    switch (layout.message) {
    case SHK_CHANGE_CIPHER_SPEC: return &change_cipher_spec_type;
    case SHK_ALERT: return &alert_type;
    case SHK_HEARTBEAT: return &heartbeat_type;
    case SHK_APPLICATION_DATA:
    case SHK_UNKNOWN_HANDSHAKE: return &shk_opaque;
    case SHK_MESSAGE_HASH: return &message_hash_type;
    case SHK_RAW_RECORD:
    case SHK_NO_MESSAGE: return NULL;
    default: break;
    }
    bool old = layout.version < SHK_TLS13;
    const struct shk_type *type = old ? shk_message12(layout) : shk_message13(layout);
    if (type == NULL) type = old ? shk_message13(layout) : shk_message12(layout);
    return type;
}

bool shk_is_retry(struct shk_bytes body) {
    struct shk_bytes random = shk_slice(body, 2, sizeof(shk_retry_random));
    return shk_equal(random, SHK_BYTES(shk_retry_random));
}
