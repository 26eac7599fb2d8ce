// Layouts of the extensions, and the table of which extension may stand in which message. A body's layout depends on the
// message: key_share is a list in a ClientHello, one entry in a ServerHello, a group alone in a HelloRetryRequest.
#include "wire/layouts.h"

// clang-format off

// --- Elements ----------------------------------------------------------------------------------------------------------

// PLAIN defines the type of a vector's elements when they are plain values; LAYOUT one made of named fields.
#define PLAIN(ident, name, cite, kind, size, registry, min, max)                                                       \
    static const struct shk_field ident##_field[] = {{NULL, kind, size, 0, registry, min, max, NULL}};                 \
    static SHK_TYPE(ident, name, cite, ident##_field)
#define LAYOUT(ident, name, cite, ...)                                                                                 \
    static const struct shk_field ident##_fields[] = {__VA_ARGS__};                                                    \
    static SHK_TYPE(ident, name, cite, ident##_fields)

//    identifier         name                      RFC           kind        size registry                      min max
PLAIN(byte,              "uint8",                  "9846 3.3",   SHK_UINT,   1, 0,                               0, 0);
PLAIN(group,             "NamedGroup",             "9846 4.3.7", SHK_UINT,   2, SHK_REG_GROUP,                   0, 0);
PLAIN(version,           "ProtocolVersion",        "9846 4.3.1", SHK_UINT,   2, SHK_REG_VERSION,                 0, 0);
PLAIN(point_format,      "ECPointFormat",          "8422 5.1.2", SHK_UINT,   1, SHK_REG_POINT_FORMAT,            0, 0);
PLAIN(psk_mode,          "PskKeyExchangeMode",     "9846 4.3.9", SHK_UINT,   1, SHK_REG_PSK_MODE,                0, 0);
PLAIN(certificate_kind,  "CertificateType",        "7250 3",     SHK_UINT,   1, SHK_REG_CERTIFICATE_TYPE,        0, 0);
PLAIN(cert_compression,  "CertificateCompressionAlgorithm", "8879 3", SHK_UINT, 2, SHK_REG_CERTIFICATE_COMPRESSION, 0, 0);
PLAIN(extension_number,  "ExtensionType",          "9849 5.1",   SHK_UINT,   2, SHK_REG_EXTENSION,               0, 0);
PLAIN(srtp_profile,      "SRTPProtectionProfile",  "5764 4.1.2", SHK_UINT,   2, 0,                               0, 0);
PLAIN(protocol_name,     "ProtocolName",           "7301 3.1",   SHK_OPAQUE, 1, 0,                               1, 255);
PLAIN(serialized_sct,    "SerializedSCT",          "6962 3.3",   SHK_OPAQUE, 2, 0,                               1, 65535);
PLAIN(responder_id,      "ResponderID",            "6066 8",     SHK_OPAQUE, 2, 0,                               1, 65535);

static const struct shk_field binder_field[] = {
    {NULL, SHK_OPAQUE, 1, SHK_SEALED, 0, 32, 255, NULL},
};
static SHK_TYPE(binder, "PskBinderEntry", "9846 4.3.11", binder_field);

//                       field                             kind        size flags registry           min  max     of
LAYOUT(server_name_entry, "ServerName", "6066 3",
    {"name_type",                         SHK_UINT,   1, 0,            SHK_REG_NAME_TYPE,        0, 0,     NULL},
    {"host_name",                         SHK_OPAQUE, 2, 0,            0,                        1, 65535, NULL});
LAYOUT(key_share_entry, "KeyShareEntry", "9846 4.3.8",
    {"group",                             SHK_UINT,   2, 0,            SHK_REG_GROUP,            0, 0,     NULL},
    {"key_exchange",                      SHK_OPAQUE, 2, 0,            0,                        1, 65535, NULL});
LAYOUT(psk_identity, "PskIdentity", "9846 4.3.11",
    {"identity",                          SHK_OPAQUE, 2, 0,            0,                        1, 65535, NULL},
    {"obfuscated_ticket_age",             SHK_UINT,   4, 0,            0,                        0, 0,     NULL});
LAYOUT(oid_filter, "OIDFilter", "9846 4.3.5",
    {"certificate_extension_oid",         SHK_OPAQUE, 1, 0,            0,                        1, 255,   NULL},
    {"certificate_extension_values",      SHK_OPAQUE, 2, 0,            0,                        0, 65535, NULL});
LAYOUT(ech_config, "ECHConfig", "9849 4",
    {"version",                           SHK_UINT,   2, 0,            0,                        0, 0,     NULL},
    {"contents",                          SHK_OPAQUE, 2, 0,            0,                        0, 65535, NULL});
LAYOUT(hpke_suite, "HpkeSymmetricCipherSuite", "9849 4",
    {"kdf_id",                            SHK_UINT,   2, 0,            0,                        0, 0,     NULL},
    {"aead_id",                           SHK_UINT,   2, 0,            0,                        0, 0,     NULL});
LAYOUT(credential, "Credential", "9345 4",
    {"valid_time",                        SHK_UINT,   4, 0,            0,                        0, 0,     NULL},
    {"dc_cert_verify_algorithm",          SHK_UINT,   2, 0,            SHK_REG_SIGNATURE_SCHEME, 0, 0,     NULL},
    {"ASN1_subjectPublicKeyInfo",         SHK_OPAQUE, 3, 0,            0,                        1, 0xffffff, NULL});

// --- Bodies ------------------------------------------------------------------------------------------------------------

LAYOUT(server_name_list, "ServerNameList", "6066 3",
    {"server_name_list",                  SHK_VECTOR, 2, 0,            0,                        1, 65535, &server_name_entry});
LAYOUT(max_fragment_length, "MaxFragmentLength", "6066 4",
    {"max_fragment_length",               SHK_UINT,   1, 0,            0,                        0, 0,     NULL});
LAYOUT(status_request, "CertificateStatusRequest", "6066 8",
    {"status_type",                       SHK_UINT,   1, 0,            SHK_REG_STATUS_TYPE,      0, 0,     NULL},
    {"responder_id_list",                 SHK_VECTOR, 2, 0,            0,                        0, 65535, &responder_id},
    {"request_extensions",                SHK_OPAQUE, 2, 0,            0,                        0, 65535, NULL});
LAYOUT(certificate_status, "CertificateStatus", "9846 4.5.1.1",
    {"status_type",                       SHK_UINT,   1, 0,            SHK_REG_STATUS_TYPE,      0, 0,     NULL},
    {"response",                          SHK_OPAQUE, 3, 0,            0,                        1, 0xffffff, NULL});
LAYOUT(supported_groups, "NamedGroupList", "9846 4.3.7",
    {"named_group_list",                  SHK_VECTOR, 2, 0,            0,                        2, 65535, &group});
LAYOUT(point_formats, "ECPointFormatList", "8422 5.1.2",
    {"ec_point_format_list",              SHK_VECTOR, 1, 0,            0,                        1, 255,   &point_format});
LAYOUT(signature_algorithms, "SignatureSchemeList", "9846 4.3.3",
    {"supported_signature_algorithms",    SHK_VECTOR, 2, 0,            0,                        2, 65534, &shk_signature_scheme});
LAYOUT(use_srtp, "UseSRTPData", "5764 4.1.1",
    {"srtp_protection_profiles",          SHK_VECTOR, 2, 0,            0,                        2, 65535, &srtp_profile},
    {"srtp_mki",                          SHK_OPAQUE, 1, 0,            0,                        0, 255,   NULL});
LAYOUT(heartbeat, "HeartbeatExtension", "6520 2",
    {"mode",                              SHK_UINT,   1, 0,            0,                        0, 0,     NULL});
LAYOUT(alpn, "ProtocolNameList", "7301 3.1",
    {"protocol_name_list",                SHK_VECTOR, 2, 0,            0,                        2, 65535, &protocol_name});
LAYOUT(sct_list, "SignedCertificateTimestampList", "6962 3.3",
    {"sct_list",                          SHK_VECTOR, 2, 0,            0,                        1, 65535, &serialized_sct});
LAYOUT(client_types, "ClientCertTypeExtension", "7250 3",
    {"client_certificate_types",          SHK_VECTOR, 1, 0,            0,                        1, 255,   &certificate_kind});
LAYOUT(client_type, "ClientCertTypeExtension", "7250 3",
    {"client_certificate_type",           SHK_UINT,   1, 0,            SHK_REG_CERTIFICATE_TYPE, 0, 0,     NULL});
LAYOUT(server_types, "ServerCertTypeExtension", "7250 3",
    {"server_certificate_types",          SHK_VECTOR, 1, 0,            0,                        1, 255,   &certificate_kind});
LAYOUT(server_type, "ServerCertTypeExtension", "7250 3",
    {"server_certificate_type",           SHK_UINT,   1, 0,            SHK_REG_CERTIFICATE_TYPE, 0, 0,     NULL});
LAYOUT(padding, "PaddingExtension", "7685 3",
    {"padding",                           SHK_REST,   0, 0,            0,                        0, 0,     NULL});
LAYOUT(compress_certificate, "CertificateCompressionAlgorithms", "8879 3",
    {"algorithms",                        SHK_VECTOR, 1, 0,            0,                        2, 254,   &cert_compression});
LAYOUT(record_size_limit, "RecordSizeLimit", "8449 4",
    {"record_size_limit",                 SHK_UINT,   2, 0,            0,                        0, 0,     NULL});
LAYOUT(dc_schemes, "SignatureSchemeList", "9345 4.1.1",
    {"supported_signature_algorithm",     SHK_VECTOR, 2, 0,            0,                        2, 65534, &shk_signature_scheme});
LAYOUT(delegated_credential, "DelegatedCredential", "9345 4",
    {"cred",                              SHK_STRUCT, 0, 0,            0,                        0, 0,     &credential},
    {"algorithm",                         SHK_UINT,   2, 0,            SHK_REG_SIGNATURE_SCHEME, 0, 0,     NULL},
    {"signature",                         SHK_OPAQUE, 2, SHK_SEALED,   0,                        0, 65535, NULL});
LAYOUT(session_ticket, "SessionTicket", "5077 3.2",
    {"ticket",                            SHK_REST,   0, 0,            0,                        0, 0,     NULL});
LAYOUT(offered_psks, "OfferedPsks", "9846 4.3.11",
    {"identities",                        SHK_VECTOR, 2, 0,            0,                        7, 65535, &psk_identity},
    {"binders",                           SHK_VECTOR, 2, SHK_SEALED,   0,                       33, 65535, &binder});
LAYOUT(selected_psk, "PreSharedKeyExtension", "9846 4.3.11",
    {"selected_identity",                 SHK_UINT,   2, 0,            0,                        0, 0,     NULL});
LAYOUT(early_data_size, "EarlyDataIndication", "9846 4.3.10",
    {"max_early_data_size",               SHK_UINT,   4, 0,            0,                        0, 0,     NULL});
LAYOUT(versions, "SupportedVersions", "9846 4.3.1",
    {"versions",                          SHK_VECTOR, 1, 0,            0,                        2, 254,   &version});
LAYOUT(selected_version, "SupportedVersions", "9846 4.3.1",
    {"selected_version",                  SHK_UINT,   2, 0,            SHK_REG_VERSION,          0, 0,     NULL});
LAYOUT(cookie, "Cookie", "9846 4.3.2",
    {"cookie",                            SHK_OPAQUE, 2, 0,            0,                        1, 65535, NULL});
LAYOUT(psk_modes, "PskKeyExchangeModes", "9846 4.3.9",
    {"ke_modes",                          SHK_VECTOR, 1, 0,            0,                        1, 255,   &psk_mode});
LAYOUT(authorities, "CertificateAuthoritiesExtension", "9846 4.3.4",
    {"authorities",                       SHK_VECTOR, 2, 0,            0,                        3, 65535, &shk_distinguished_name});
LAYOUT(oid_filters, "OIDFilterExtension", "9846 4.3.5",
    {"filters",                           SHK_VECTOR, 2, 0,            0,                        0, 65535, &oid_filter});
LAYOUT(client_shares, "KeyShareClientHello", "9846 4.3.8",
    {"client_shares",                     SHK_VECTOR, 2, 0,            0,                        0, 65535, &key_share_entry});
LAYOUT(server_share, "KeyShareServerHello", "9846 4.3.8",
    {"server_share",                      SHK_STRUCT, 0, 0,            0,                        0, 0,     &key_share_entry});
LAYOUT(selected_group, "KeyShareHelloRetryRequest", "9846 4.3.8",
    {"selected_group",                    SHK_UINT,   2, 0,            SHK_REG_GROUP,            0, 0,     NULL});
LAYOUT(quic_parameters, "TransportParameters", "9001 8.2",
    {"parameters",                        SHK_REST,   0, 0,            0,                        0, 0,     NULL});
LAYOUT(ticket_request, "ClientTicketRequest", "9149 3",
    {"new_session_count",                 SHK_UINT,   1, 0,            0,                        0, 0,     NULL},
    {"resumption_count",                  SHK_UINT,   1, 0,            0,                        0, 0,     NULL});
LAYOUT(ticket_answer, "ServerTicketRequestHint", "9149 3",
    {"expected_count",                    SHK_UINT,   1, 0,            0,                        0, 0,     NULL});
LAYOUT(tls_flags, "FlagExtensions", "draft-ietf-tls-tlsflags 2",
    {"flags",                             SHK_VECTOR, 1, 0,            0,                        0, 255,   &byte});
LAYOUT(outer_extensions, "OuterExtensions", "9849 5.1",
    {"outer_extensions",                  SHK_VECTOR, 1, 0,            0,                        2, 254,   &extension_number});
// The inner form ends after its type; the optional field marks where.
LAYOUT(ech_client_hello, "ECHClientHello", "9849 5",
    {"type",                              SHK_UINT,   1, 0,            0,                        0, 0,     NULL},
    {"cipher_suite",                      SHK_STRUCT, 0, SHK_OPTIONAL, 0,                        0, 0,     &hpke_suite},
    {"config_id",                         SHK_UINT,   1, 0,            0,                        0, 0,     NULL},
    {"enc",                               SHK_OPAQUE, 2, 0,            0,                        0, 65535, NULL},
    {"payload",                           SHK_OPAQUE, 2, 0,            0,                        1, 65535, NULL});
LAYOUT(ech_retry_configs, "ECHEncryptedExtensions", "9849 5",
    {"retry_configs",                     SHK_VECTOR, 2, 0,            0,                        4, 65535, &ech_config});
LAYOUT(ech_confirmation, "ECHHelloRetryRequest", "9849 5",
    {"confirmation",                      SHK_FIXED,  8, 0,            0,                        0, 0,     NULL});
LAYOUT(renegotiation_info, "RenegotiationInfo", "5746 3.2",
    {"renegotiated_connection",           SHK_OPAQUE, 1, 0,            0,                        0, 255,   NULL});

// --- Which extension, in which message -----------------------------------------------------------------------------------

enum { CH = 1, SH = 2, HRR = 4, EE = 8, CR = 16, CT = 32, NST = 64 };

struct extension_row {
    uint16_t type;
    uint8_t tls13; // the messages that RFC 9846, table 1, or the extension's own RFC allows it in
    uint8_t tls12; // CH, SH or 0
    const struct shk_type *client_hello, *server_hello, *retry, *encrypted, *request, *certificate, *ticket; // bodies
};

// A NULL says that no text gives the extension a body there; what a plan puts there anyway is opaque. The column of the
// ServerHello serves both versions. TLS 1.2 answers there, TLS 1.3 in EncryptedExtensions.
#define E_(name) SHK_EXT_##name
#define NO &shk_nothing
static const struct extension_row rows[] = {
// type                          TLS 1.3         TLS 1.2  ClientHello            ServerHello           retry              EncryptedExtensions    CertificateRequest     Certificate            ticket
{E_(SERVER_NAME),               CH | EE | CR,     CH | SH, &server_name_list,     NO,                   NULL,              NO,                    NULL,                  NULL,                  NULL},
{E_(MAX_FRAGMENT_LENGTH),       CH | EE,          CH | SH, &max_fragment_length,  &max_fragment_length, NULL,              &max_fragment_length,  NULL,                  NULL,                  NULL},
{E_(STATUS_REQUEST),            CH | CR | CT,     CH | SH, &status_request,       NO,                   NULL,              NULL,                  NO,                    &certificate_status,   NULL},
{E_(SUPPORTED_GROUPS),          CH | EE,          CH,      &supported_groups,     NULL,                 NULL,              &supported_groups,     NULL,                  NULL,                  NULL},
{E_(EC_POINT_FORMATS),          CH,               CH | SH, &point_formats,        &point_formats,       NULL,              NULL,                  NULL,                  NULL,                  NULL},
{E_(SIGNATURE_ALGORITHMS),      CH | CR,          CH,      &signature_algorithms, NULL,                 NULL,              NULL,                  &signature_algorithms, NULL,                  NULL},
{E_(USE_SRTP),                  CH | EE,          CH | SH, &use_srtp,             &use_srtp,            NULL,              &use_srtp,             NULL,                  NULL,                  NULL},
{E_(HEARTBEAT),                 CH | EE,          CH | SH, &heartbeat,            &heartbeat,           NULL,              &heartbeat,            NULL,                  NULL,                  NULL},
{E_(ALPN),                      CH | EE,          CH | SH, &alpn,                 &alpn,                NULL,              &alpn,                 NULL,                  NULL,                  NULL},
{E_(SCT),                       CH | CR | CT,     CH | SH, NO,                    &sct_list,            NULL,              NULL,                  NO,                    &sct_list,             NULL},
{E_(CLIENT_CERTIFICATE_TYPE),   CH | EE,          CH | SH, &client_types,         &client_type,         NULL,              &client_type,          NULL,                  NULL,                  NULL},
{E_(SERVER_CERTIFICATE_TYPE),   CH | EE,          CH | SH, &server_types,         &server_type,         NULL,              &server_type,          NULL,                  NULL,                  NULL},
{E_(PADDING),                   CH,               CH,      &padding,              NULL,                 NULL,              NULL,                  NULL,                  NULL,                  NULL},
{E_(ENCRYPT_THEN_MAC),          CH,               CH | SH, NO,                    NO,                   NULL,              NULL,                  NULL,                  NULL,                  NULL},
{E_(EXTENDED_MASTER_SECRET),    CH,               CH | SH, NO,                    NO,                   NULL,              NULL,                  NULL,                  NULL,                  NULL},
{E_(COMPRESS_CERTIFICATE),      CH | CR,          CH,      &compress_certificate, NULL,                 NULL,              NULL,                  &compress_certificate, NULL,                  NULL},
{E_(RECORD_SIZE_LIMIT),         CH | EE,          CH | SH, &record_size_limit,    &record_size_limit,   NULL,              &record_size_limit,    NULL,                  NULL,                  NULL},
{E_(DELEGATED_CREDENTIAL),      CH | CR | CT,     0,       &dc_schemes,           NULL,                 NULL,              NULL,                  &dc_schemes,           &delegated_credential, NULL},
{E_(SESSION_TICKET),            CH,               CH | SH, &session_ticket,       NO,                   NULL,              NULL,                  NULL,                  NULL,                  NULL},
{E_(PRE_SHARED_KEY),            CH | SH,          0,       &offered_psks,         &selected_psk,        NULL,              NULL,                  NULL,                  NULL,                  NULL},
{E_(EARLY_DATA),                CH | EE | NST,    0,       NO,                    NULL,                 NULL,              NO,                    NULL,                  NULL,                  &early_data_size},
{E_(SUPPORTED_VERSIONS),        CH | SH | HRR,    CH,      &versions,             &selected_version,    &selected_version, NULL,                  NULL,                  NULL,                  NULL},
{E_(COOKIE),                    CH | HRR,         0,       &cookie,               NULL,                 &cookie,           NULL,                  NULL,                  NULL,                  NULL},
{E_(PSK_KEY_EXCHANGE_MODES),    CH,               0,       &psk_modes,            NULL,                 NULL,              NULL,                  NULL,                  NULL,                  NULL},
{E_(CERTIFICATE_AUTHORITIES),   CH | CR,          0,       &authorities,          NULL,                 NULL,              NULL,                  &authorities,          NULL,                  NULL},
{E_(OID_FILTERS),               CR,               0,       NULL,                  NULL,                 NULL,              NULL,                  &oid_filters,          NULL,                  NULL},
{E_(POST_HANDSHAKE_AUTH),       CH,               0,       NO,                    NULL,                 NULL,              NULL,                  NULL,                  NULL,                  NULL},
{E_(SIGNATURE_ALGORITHMS_CERT), CH | CR,          CH,      &signature_algorithms, NULL,                 NULL,              NULL,                  &signature_algorithms, NULL,                  NULL},
{E_(KEY_SHARE),                 CH | SH | HRR,    0,       &client_shares,        &server_share,        &selected_group,   NULL,                  NULL,                  NULL,                  NULL},
{57 /* QUIC parameters */,      CH | EE,          0,       &quic_parameters,      NULL,                 NULL,              &quic_parameters,      NULL,                  NULL,                  NULL},
{58 /* ticket_request */,       CH | EE,          0,       &ticket_request,       NULL,                 NULL,              &ticket_answer,        NULL,                  NULL,                  NULL},
{62 /* tls_flags */,            0x7f,             0,       &tls_flags,            &tls_flags,           &tls_flags,        &tls_flags,            &tls_flags,            &tls_flags,            &tls_flags},
{17 /* status_request_v2 */,    CH,               CH | SH, NULL,                  NO,                   NULL,              NULL,                  NULL,                  NULL,                  NULL},
{39 /* supported_ekt_ciphers */, CH | EE,         CH | SH, NULL,                  NULL,                 NULL,              NULL,                  NULL,                  NULL,                  NULL},
{52 /* transparency_info */,    CH | CR | CT,     CH | SH, NULL,                  NULL,                 NULL,              NULL,                  NULL,                  NULL,                  NULL},
{55 /* external_id_hash */,     CH | EE,          CH | SH, NULL,                  NULL,                 NULL,              NULL,                  NULL,                  NULL,                  NULL},
{56 /* external_session_id */,  CH | EE,          CH | SH, NULL,                  NULL,                 NULL,              NULL,                  NULL,                  NULL,                  NULL},
{0xfd00 /* ech_outer */,        CH,               0,       &outer_extensions,     NULL,                 NULL,              NULL,                  NULL,                  NULL,                  NULL},
{E_(ENCRYPTED_CLIENT_HELLO),    CH | HRR | EE,    CH,      &ech_client_hello,     NULL,                 &ech_confirmation, &ech_retry_configs,    NULL,                  NULL,                  NULL},
{E_(RENEGOTIATION_INFO),        CH,               CH | SH, &renegotiation_info,   &renegotiation_info,  NULL,              NULL,                  NULL,                  NULL,                  NULL},
};
// clang-format on

static const struct extension_row *find_row(uint16_t extension) {
    for (size_t i = 0; i < SHK_COUNT(rows); i++) {
        if (rows[i].type == extension) return &rows[i];
    }
    return NULL;
}

// The bit of the message, or 0 for those without extensions.
static uint8_t message_bit(struct shk_layout layout) {
    switch (layout.message) {
    case SHK_CLIENT_HELLO: return CH;
    case SHK_SERVER_HELLO: return SH;
    case SHK_HELLO_RETRY_REQUEST: return HRR;
    case SHK_ENCRYPTED_EXTENSIONS: return EE;
    case SHK_CERTIFICATE_REQUEST: return CR;
    case SHK_CERTIFICATE: return CT;
    case SHK_NEW_SESSION_TICKET: return NST;
    default: return 0;
    }
}

const struct shk_type *shk_extension_type(uint16_t extension, struct shk_layout layout) {
    const struct extension_row *row = find_row(extension);
    if (row == NULL) return NULL;
    switch (message_bit(layout)) {
    case CH: return row->client_hello;
    case SH: return row->server_hello;
    case HRR: return row->retry;
    case EE: return row->encrypted;
    case CR: return row->request;
    case CT: return row->certificate;
    case NST: return row->ticket;
    default: return NULL;
    }
}

// Numbers that no row knows may stand wherever receivers have to ignore what they do not recognize: in offers and
// requests and in tickets (RFC 9846, section 4.3; RFC 8701), not in answers.
bool shk_extension_allowed(uint16_t extension, struct shk_layout layout) {
    uint8_t bit = message_bit(layout);
    bool old = layout.version < SHK_TLS13;
    if (old && bit != CH && bit != SH) return false;
    const struct extension_row *row = find_row(extension);
    if (row == NULL) return bit == CH || bit == CR || bit == NST;
    if (bit == CH) return ((row->tls13 | row->tls12) & CH) != 0; // one ClientHello offers both versions
    return ((old ? row->tls12 : row->tls13) & bit) != 0;
}
