// ServerHello: what a client has to find in it. RFC 9846, sections 4.2.3 and 4.3; RFC 5246, sections 7.4.1.3 and 7.4.1.4.
//
// Rows about an extension that the client may or may not have offered allow both answers of RFC 9846, section 4.3:
// unsupported_extension for what was not offered, illegal_parameter for what has no place in this message.
#include "conformance/tables.h"

#define HELLO "edit server_hello"
#define EXT "edit server_hello.extensions"

// clang-format off
static const struct shk_case cases[] = {

// --- TLS 1.3: the fields -----------------------------------------------------------------------------------------------------

#define SH_01 SHK_OF_CLIENT, SHK_ROW("SH-01", 9846, "4.2.3", SHK_MUST, \
    "A client drops a server that does not echo its session id."), .needs = "session-id", .flags = SHK_NAMED_ALERT
{SH_01, .id = "tls13/server-hello/session-id-echo-altered",  .plan = "flow tls13; " HELLO ".legacy_session_id_echo flip-bit 0; expect rejects illegal_parameter"},
{SH_01, .id = "tls13/server-hello/session-id-echo-last-bit", .plan = "flow tls13; " HELLO ".legacy_session_id_echo flip-bit -1; expect rejects illegal_parameter"},
{SH_01, .id = "tls13/server-hello/session-id-echo-shorter",  .plan = "flow tls13; " HELLO ".legacy_session_id_echo truncate -1; expect rejects illegal_parameter"},

#define SH_02 SHK_OF_CLIENT, SHK_ROW("SH-02", 9846, "4.2.3", SHK_MUST, \
    "A client drops a server that leaves its session id out."), .needs = "session-id", .flags = SHK_NAMED_ALERT
{SH_02, .id = "tls13/server-hello/session-id-echo-empty", .plan = "flow tls13; " HELLO ".legacy_session_id_echo truncate 0; expect rejects illegal_parameter"},

#define SH_32 SHK_OF_CLIENT, SHK_ROW("SH-32", 9846, "4.2.3", SHK_MUST, \
    "A client drops a server that echoes another session id, also when its own was empty."), .flags = SHK_NAMED_ALERT
{SH_32, .id = "tls13/server-hello/session-id-of-another", .plan = "flow tls13; " HELLO ".legacy_session_id_echo fill 32 7; expect rejects illegal_parameter"},

#define SH_04 SHK_OF_CLIENT, SHK_ROW("SH-04", 9846, "4.2.3", SHK_MUST, \
    "A client refuses a cipher suite of TLS 1.3 that it did not offer."), .flags = SHK_NAMED_ALERT
{SH_04, .id = "tls13/server-hello/suite-not-offered",    .plan = "flow tls13; " HELLO ".cipher_suite set 1305; expect rejects illegal_parameter"},
{SH_04, .id = "tls13/server-hello/suite-not-assigned",   .plan = "flow tls13; " HELLO ".cipher_suite set 13fe; expect rejects illegal_parameter"},

#define SH_05 SHK_OF_CLIENT, SHK_ROW("SH-05", 9846, "4.2.3", SHK_MUST, \
    "A client refuses a cipher suite of TLS 1.2 in a ServerHello for TLS 1.3."), .flags = SHK_NAMED_ALERT
{SH_05, .id = "tls13/server-hello/suite-of-tls12-not-offered", .plan = "flow tls13; " HELLO ".cipher_suite set 0005; expect rejects illegal_parameter"},
#define SH_05B SHK_OF_CLIENT, SHK_ROW("SH-05", 9846, "B.4", SHK_SYNTAX, \
    "A client refuses a cipher suite of TLS 1.2 in a ServerHello for TLS 1.3, even if it had offered it.")
{SH_05B, .id = "tls13/server-hello/suite-of-tls12-ecdsa", .plan = "flow tls13; " HELLO ".cipher_suite set c02b; expect rejects illegal_parameter general_error"},
{SH_05B, .id = "tls13/server-hello/suite-of-tls12-rsa",   .plan = "flow tls13; " HELLO ".cipher_suite set c02f; expect rejects illegal_parameter general_error"},

#define SH_06 SHK_OF_CLIENT, SHK_ROW("SH-06", 8701, "3.1", SHK_MUST, \
    "A client refuses a reserved (GREASE) value as the cipher suite."), .flags = SHK_NAMED_ALERT
{SH_06, .id = "tls13/server-hello/suite-grease", .plan = "flow tls13; " HELLO ".cipher_suite set 5a5a; expect rejects illegal_parameter"},

#define SH_07 SHK_OF_CLIENT, SHK_ROW("SH-07", 9846, "4.2.3", SHK_MUST, \
    "A client refuses a compression method in TLS 1.3."), .flags = SHK_NAMED_ALERT
{SH_07, .id = "tls13/server-hello/compression-deflate",    .plan = "flow tls13; " HELLO ".legacy_compression_method set 01; expect rejects illegal_parameter decode_error"},
{SH_07, .id = "tls13/server-hello/compression-undefined",  .plan = "flow tls13; " HELLO ".legacy_compression_method set ff; expect rejects illegal_parameter decode_error"},

// --- TLS 1.3: its extensions -------------------------------------------------------------------------------------------------

#define SH_08 SHK_OF_CLIENT, SHK_ROW("SH-08", 9846, "4.3", SHK_MUST, \
    "A client refuses an extension in ServerHello that belongs to another message."), .flags = SHK_NAMED_ALERT
{SH_08, .id = "tls13/server-hello/alpn",             .plan = "flow tls13; " EXT " add-extension application_layer_protocol_negotiation 000908687474702f312e31; expect rejects illegal_parameter unsupported_extension"},
{SH_08, .id = "tls13/server-hello/server-name",      .plan = "flow tls13; " EXT " add-extension server_name \"\"; expect rejects illegal_parameter unsupported_extension"},
{SH_08, .id = "tls13/server-hello/status-request",   .plan = "flow tls13; " EXT " add-extension status_request \"\"; expect rejects illegal_parameter unsupported_extension"},
{SH_08, .id = "tls13/server-hello/supported-groups", .plan = "flow tls13; " EXT " add-extension supported_groups 0002001d; expect rejects illegal_parameter unsupported_extension"},
{SH_08, .id = "tls13/server-hello/signature-algorithms", .plan = "flow tls13; " EXT " add-extension signature_algorithms 00020403; expect rejects illegal_parameter unsupported_extension"},
{SH_08, .id = "tls13/server-hello/cookie",           .plan = "flow tls13; " EXT " add-extension cookie 0002abcd; expect rejects illegal_parameter unsupported_extension"},

#define SH_09 SHK_OF_CLIENT, SHK_ROW("SH-09", 9846, "4.3", SHK_MUST, \
    "A client refuses an extension in ServerHello that nobody knows."), .flags = SHK_NAMED_ALERT
{SH_09, .id = "tls13/server-hello/unknown-extension",           .plan = "flow tls13; " EXT " add-extension 0x5a5b \"\"; expect rejects unsupported_extension"},
{SH_09, .id = "tls13/server-hello/unknown-extension-with-body", .plan = "flow tls13; " EXT " add-extension 0xfeed 0102030405; expect rejects unsupported_extension"},

#define SH_10 SHK_OF_CLIENT, SHK_ROW("SH-10", 8701, "3.1", SHK_MUST, \
    "A client refuses a reserved (GREASE) extension in ServerHello."), .flags = SHK_NAMED_ALERT
{SH_10, .id = "tls13/server-hello/grease-extension", .plan = "flow tls13; " EXT " add-extension 0x5a5a \"\"; expect rejects unsupported_extension illegal_parameter"},

#define SH_11 SHK_OF_CLIENT, SHK_ROW("SH-11", 9846, "4.3", SHK_SYNTAX, \
    "A client refuses a ServerHello with the same extension twice.")
{SH_11, .id = "tls13/server-hello/key-share-twice",          .plan = "flow tls13; " EXT ".key_share duplicate; expect rejects illegal_parameter decode_error general_error"},
{SH_11, .id = "tls13/server-hello/supported-versions-twice", .plan = "flow tls13; " EXT ".supported_versions duplicate; expect rejects illegal_parameter decode_error general_error"},
{SH_11, .id = "tls13/server-hello/unknown-extension-twice",  .plan = "flow tls13; " EXT " add-extension 0x5a5b \"\"; " EXT " add-extension 0x5a5b \"\"; expect rejects illegal_parameter decode_error unsupported_extension general_error"},

#define SH_15 SHK_OF_CLIENT, SHK_ROW("SH-15", 9846, "4.3", SHK_MUST, \
    "A client refuses pre_shared_key when it offered no PSK."), .flags = SHK_NAMED_ALERT
{SH_15, .id = "tls13/server-hello/pre-shared-key-not-offered", .plan = "flow tls13; " EXT " add-extension pre_shared_key 0000; expect rejects unsupported_extension"},

#define SH_16 SHK_OF_CLIENT, SHK_ROW("SH-16", 9846, "4.3", SHK_MUST, \
    "A client refuses psk_key_exchange_modes from a server."), .flags = SHK_NAMED_ALERT
{SH_16, .id = "tls13/server-hello/psk-key-exchange-modes",          .plan = "flow tls13; " EXT " add-extension psk_key_exchange_modes 0101; expect rejects illegal_parameter unsupported_extension"},
{SH_16, .id = "tls13/encrypted-extensions/psk-key-exchange-modes", .plan = "flow tls13; edit encrypted_extensions.extensions add-extension psk_key_exchange_modes 0101; expect rejects illegal_parameter unsupported_extension"},

#define SH_33 SHK_OF_CLIENT, SHK_ROW("SH-33", 9846, "4.3", SHK_MUST, \
    "A client refuses an extension of TLS 1.2 in a ServerHello for TLS 1.3."), .flags = SHK_NAMED_ALERT
{SH_33, .id = "tls13/server-hello/renegotiation-info", .plan = "flow tls13; " EXT " add-extension renegotiation_info 00; expect rejects illegal_parameter unsupported_extension"},
{SH_33, .id = "tls13/server-hello/ec-point-formats",   .plan = "flow tls13; " EXT " add-extension ec_point_formats 0100; expect rejects illegal_parameter unsupported_extension"},
{SH_33, .id = "tls13/server-hello/session-ticket",     .plan = "flow tls13; " EXT " add-extension session_ticket \"\"; expect rejects illegal_parameter unsupported_extension"},
{SH_33, .id = "tls13/server-hello/extended-master-secret", .plan = "flow tls13; " EXT " add-extension extended_master_secret \"\"; expect rejects illegal_parameter unsupported_extension"},

#define SH_34 SHK_OF_CLIENT, SHK_ROW("SH-34", 9846, "4.3", SHK_MUST, \
    "A client refuses a pre_shared_key that is no index."), .flags = SHK_NAMED_ALERT
{SH_34, .id = "tls13/server-hello/pre-shared-key-1-byte",  .plan = "flow tls13 psk; " EXT ".pre_shared_key.extension_data truncate 1; expect rejects decode_error"},
{SH_34, .id = "tls13/server-hello/pre-shared-key-3-bytes", .plan = "flow tls13 psk; " EXT ".pre_shared_key.extension_data append 00; expect rejects decode_error"},

// --- TLS 1.3: lengths --------------------------------------------------------------------------------------------------------

#define SH_12 SHK_OF_CLIENT, SHK_ROW("SH-12", 9846, "6", SHK_SYNTAX, \
    "A client refuses a ServerHello that is longer or shorter than its fields.")
{SH_12, .id = "tls13/server-hello/trailing-byte",           .plan = "flow tls13; " HELLO " append 00; expect rejects decode_error general_error"},
{SH_12, .id = "tls13/server-hello/empty",                   .plan = "flow tls13; " HELLO " truncate 0; expect rejects decode_error general_error"},
{SH_12, .id = "tls13/server-hello/cut-in-version",          .plan = "flow tls13; " HELLO " truncate 1; expect rejects decode_error general_error"},
{SH_12, .id = "tls13/server-hello/cut-in-random",           .plan = "flow tls13; " HELLO " truncate 20; expect rejects decode_error general_error"},
{SH_12, .id = "tls13/server-hello/cut-in-session-id",       .plan = "flow tls13; " HELLO " truncate 40; expect rejects decode_error general_error"},
{SH_12, .id = "tls13/server-hello/cut-in-extensions",       .plan = "flow tls13; " HELLO ".extensions.key_share cut-here; expect rejects decode_error general_error"},

#define SH_13 SHK_OF_CLIENT, SHK_ROW("SH-13", 9846, "4.2.3", SHK_SYNTAX, \
    "A client refuses a session id of 33 bytes.")
{SH_13, .id = "tls13/server-hello/session-id-33-bytes", .plan = "flow tls13; " HELLO ".legacy_session_id_echo fill 33 0; expect rejects decode_error illegal_parameter general_error"},

#define SH_14 SHK_OF_CLIENT, SHK_ROW("SH-14", 9846, "6", SHK_SYNTAX, \
    "A client refuses a ServerHello whose extensions are not as long as they say.")
{SH_14, .id = "tls13/server-hello/extensions-length-minus-1", .plan = "flow tls13; " EXT ":length add -1; expect rejects decode_error general_error"},
{SH_14, .id = "tls13/server-hello/extensions-length-plus-1",  .plan = "flow tls13; " EXT ":length add 1; expect rejects decode_error general_error"},

// --- TLS 1.2 -----------------------------------------------------------------------------------------------------------------

#define SH_20 SHK_OF_CLIENT, SHK_ROW("SH-20", 5246, "7.4.1.3", SHK_SYNTAX, \
    "A client refuses a cipher suite that it did not offer.")
{SH_20, .id = "tls12/server-hello/suite-not-offered",     .needs = "no-suite:c0ae", .plan = "flow tls12; " HELLO ".cipher_suite set c0ae; expect rejects illegal_parameter handshake_failure"},
{SH_20, .id = "tls12/server-hello/suite-aria",            .needs = "no-suite:c05c", .plan = "flow tls12; " HELLO ".cipher_suite set c05c; expect rejects illegal_parameter handshake_failure"},
{SH_20, .id = "tls12/server-hello/suite-grease",          .plan = "flow tls12; " HELLO ".cipher_suite set 5a5a; expect rejects illegal_parameter handshake_failure"},

#define SH_21 SHK_OF_CLIENT, SHK_ROW("SH-21", 9846, "B.4", SHK_SYNTAX, \
    "A client refuses a cipher suite of TLS 1.3 in a ServerHello for TLS 1.2.")
{SH_21, .id = "tls12/server-hello/suite-of-tls13", .plan = "flow tls12; " HELLO ".cipher_suite set 1301; expect rejects illegal_parameter handshake_failure"},

#define SH_22 SHK_OF_CLIENT, SHK_ROW("SH-22", 5246, "7.4.1.3", SHK_SYNTAX, \
    "A client refuses a compression method that it did not offer.")
{SH_22, .id = "tls12/server-hello/compression-not-offered", .plan = "flow tls12; " HELLO ".legacy_compression_method set 01; expect rejects illegal_parameter handshake_failure"},

#define SH_23 SHK_OF_CLIENT, SHK_ROW("SH-23", 5246, "7.4.1.4", SHK_MUST, \
    "A client refuses an extension that it did not ask for."), .flags = SHK_NAMED_ALERT
{SH_23, .id = "tls12/server-hello/unknown-extension",     .plan = "flow tls12; " EXT " add-extension 0x5a5b \"\"; expect rejects unsupported_extension"},
{SH_23, .id = "tls12/server-hello/extension-not-offered", .plan = "flow tls12; " EXT " add-extension use_srtp 0002000100; expect rejects unsupported_extension"},

#define SH_24 SHK_OF_CLIENT, SHK_ROW("SH-24", 5246, "7.4.1.4", SHK_SYNTAX, \
    "A client refuses a ServerHello with the same extension twice.")
{SH_24, .id = "tls12/server-hello/renegotiation-info-twice", .plan = "flow tls12; " EXT ".renegotiation_info duplicate; expect rejects illegal_parameter decode_error"},
{SH_24, .id = "tls12/server-hello/unknown-extension-twice",  .plan = "flow tls12; " EXT " add-extension 0x5a5b \"\"; " EXT " add-extension 0x5a5b \"\"; expect rejects illegal_parameter decode_error unsupported_extension"},

// A client that insists on renegotiation_info or on extended_master_secret says handshake_failure.
#define SH_25 SHK_OF_CLIENT, SHK_ROW("SH-25", 5246, "7.4.1.3", SHK_SYNTAX, \
    "A client goes on without any extension of the server's.")
{SH_25, .id = "tls12/server-hello/no-extensions",    .plan = "flow tls12 no-ems; " EXT ":whole remove; expect rejects handshake_failure or continues"},
{SH_25, .id = "tls12/server-hello/empty-extensions", .plan = "flow tls12 no-ems; " EXT " truncate 0; expect rejects handshake_failure or continues"},

#define SH_26 SHK_OF_CLIENT, SHK_ROW("SH-26", 5246, "7.2.2", SHK_SYNTAX, \
    "A client refuses a ServerHello whose lengths are wrong.")
{SH_26, .id = "tls12/server-hello/session-id-33-bytes",       .plan = "flow tls12; edit server_hello.legacy_session_id_echo fill 33 0; expect rejects decode_error illegal_parameter"},
{SH_26, .id = "tls12/server-hello/session-id-length-plus-1",  .plan = "flow tls12; edit server_hello.legacy_session_id_echo:length add 1; expect rejects decode_error illegal_parameter"},
{SH_26, .id = "tls12/server-hello/extensions-length-minus-1", .plan = "flow tls12; " EXT ":length add -1; expect rejects decode_error"},
{SH_26, .id = "tls12/server-hello/extensions-length-plus-1",  .plan = "flow tls12; " EXT ":length add 1; expect rejects decode_error"},
{SH_26, .id = "tls12/server-hello/trailing-byte",             .plan = "flow tls12; " HELLO " append 00; expect rejects decode_error"},

#define SH_28 SHK_OF_CLIENT, SHK_ROW("SH-28", 9846, "E.5", SHK_MUST, \
    "A client refuses RC4, which it did not offer.")
{SH_28, .id = "tls12/server-hello/suite-rc4-ecdhe", .plan = "flow tls12; " HELLO ".cipher_suite set c011; expect rejects illegal_parameter handshake_failure insufficient_security"},
{SH_28, .id = "tls12/server-hello/suite-rc4-rsa",   .plan = "flow tls12; " HELLO ".cipher_suite set 0005; expect rejects illegal_parameter handshake_failure insufficient_security"},

#define SH_29 SHK_OF_CLIENT, SHK_ROW("SH-29", 5246, "A.5", SHK_MUST, \
    "A client refuses a suite without authentication or without encryption, which it did not offer.")
{SH_29, .id = "tls12/server-hello/suite-dh-anon",   .plan = "flow tls12; " HELLO ".cipher_suite set 0034; expect rejects illegal_parameter handshake_failure"},
{SH_29, .id = "tls12/server-hello/suite-ecdh-anon", .plan = "flow tls12; " HELLO ".cipher_suite set c018; expect rejects illegal_parameter handshake_failure"},
{SH_29, .id = "tls12/server-hello/suite-rsa-null",  .plan = "flow tls12; " HELLO ".cipher_suite set 003b; expect rejects illegal_parameter handshake_failure"},
{SH_29, .id = "tls12/server-hello/suite-null-null", .plan = "flow tls12; " HELLO ".cipher_suite set 0000; expect rejects illegal_parameter handshake_failure"},

#define SH_30 SHK_OF_CLIENT, SHK_ROW("SH-30", 8422, "5.3", SHK_SYNTAX, \
    "A client refuses a certificate whose key does not fit the cipher suite.")
{SH_30, .id = "tls12/server-hello/suite-rsa-key-ecdsa", .plan = "flow tls12; certificate p256; " HELLO ".cipher_suite set c02f; expect rejects illegal_parameter handshake_failure unsupported_certificate bad_certificate certificate_unknown"},
{SH_30, .id = "tls12/server-hello/suite-ecdsa-key-rsa", .plan = "flow tls12; certificate rsa; " HELLO ".cipher_suite set c02b; expect rejects illegal_parameter handshake_failure unsupported_certificate bad_certificate certificate_unknown"},

#define SH_31 SHK_OF_CLIENT, SHK_ROW("SH-31", 5246, "7.4.2", SHK_MUST, \
    "A client does not let a server drop its authentication.")
{SH_31, .id = "tls12/server-hello/no-certificate-no-signature", .plan = "flow tls12; omit certificate; edit server_key_exchange.algorithm cut-here; expect rejects unexpected_message"},
};
// clang-format on

SHK_TABLE(shk_server_hello_cases, "SH", "ServerHello", cases);
