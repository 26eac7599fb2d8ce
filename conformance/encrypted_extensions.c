// EncryptedExtensions: what a server may say there. RFC 9846, sections 4.3 and 4.4.1.
#include "conformance/tables.h"

#define EXT "edit encrypted_extensions.extensions"

// clang-format off
static const struct shk_case cases[] = {

#define EE_01 SHK_OF_CLIENT, SHK_ROW("EE-01", 9846, "4.4.1", SHK_MUST, \
    "A client refuses an extension in EncryptedExtensions that belongs to another message."), .flags = SHK_NAMED_ALERT
{EE_01, .id = "tls13/encrypted-extensions/key-share",            .plan = "flow tls13; " EXT " add-extension key_share 001d00200900000000000000000000000000000000000000000000000000000000000000; expect rejects illegal_parameter unsupported_extension"},
{EE_01, .id = "tls13/encrypted-extensions/supported-versions",   .plan = "flow tls13; " EXT " add-extension supported_versions 0304; expect rejects illegal_parameter unsupported_extension"},
{EE_01, .id = "tls13/encrypted-extensions/signature-algorithms", .plan = "flow tls13; " EXT " add-extension signature_algorithms 00020403; expect rejects illegal_parameter unsupported_extension"},
{EE_01, .id = "tls13/encrypted-extensions/pre-shared-key",       .plan = "flow tls13 psk; " EXT " add-extension pre_shared_key 0000; expect rejects illegal_parameter unsupported_extension"},
{EE_01, .id = "tls13/encrypted-extensions/padding",              .plan = "flow tls13; " EXT " add-extension padding 0000; expect rejects illegal_parameter unsupported_extension"},
{EE_01, .id = "tls13/encrypted-extensions/cookie",               .plan = "flow tls13; " EXT " add-extension cookie 0002abcd; expect rejects illegal_parameter unsupported_extension"},

#define EE_02 SHK_OF_CLIENT, SHK_ROW("EE-02", 9846, "4.3", SHK_MUST, \
    "A client refuses an extension in EncryptedExtensions that nobody knows."), .flags = SHK_NAMED_ALERT
{EE_02, .id = "tls13/encrypted-extensions/unknown-extension",           .plan = "flow tls13; " EXT " add-extension 0x5a5b \"\"; expect rejects unsupported_extension"},
{EE_02, .id = "tls13/encrypted-extensions/unknown-extension-with-body", .plan = "flow tls13; " EXT " add-extension 0xfeed 0102030405; expect rejects unsupported_extension"},

#define EE_03 SHK_OF_CLIENT, SHK_ROW("EE-03", 9846, "4.3", SHK_MUST, \
    "A client refuses an extension in EncryptedExtensions that it did not ask for."), .flags = SHK_NAMED_ALERT
{EE_03, .id = "tls13/encrypted-extensions/use-srtp-not-offered",  .plan = "flow tls13; " EXT " add-extension use_srtp 0002000100; expect rejects unsupported_extension"},
{EE_03, .id = "tls13/encrypted-extensions/heartbeat-not-offered", .plan = "flow tls13; " EXT " add-extension heartbeat 01; expect rejects unsupported_extension"},

#define EE_04 SHK_OF_CLIENT, SHK_ROW("EE-04", 8701, "3.1", SHK_MUST, \
    "A client refuses a reserved (GREASE) extension in EncryptedExtensions."), .flags = SHK_NAMED_ALERT
{EE_04, .id = "tls13/encrypted-extensions/grease-extension", .plan = "flow tls13; " EXT " add-extension 0x5a5a \"\"; expect rejects unsupported_extension illegal_parameter"},

#define EE_05 SHK_OF_CLIENT, SHK_ROW("EE-05", 9846, "4.3", SHK_SYNTAX, \
    "A client refuses EncryptedExtensions with the same extension twice.")
{EE_05, .id = "tls13/encrypted-extensions/alpn-twice",              .plan = "flow tls13 alpn; " EXT ".application_layer_protocol_negotiation duplicate; expect rejects illegal_parameter decode_error general_error"},
{EE_05, .id = "tls13/encrypted-extensions/unknown-extension-twice", .plan = "flow tls13; " EXT " add-extension 0x5a5b \"\"; " EXT " add-extension 0x5a5b \"\"; expect rejects illegal_parameter decode_error unsupported_extension general_error"},

#define EE_06 SHK_OF_CLIENT, SHK_ROW("EE-06", 9846, "4.4.1", SHK_SYNTAX, \
    "A client refuses EncryptedExtensions without a list.")
{EE_06, .id = "tls13/encrypted-extensions/no-list",       .plan = "flow tls13; edit encrypted_extensions truncate 0; expect rejects decode_error general_error"},
{EE_06, .id = "tls13/encrypted-extensions/half-a-length", .plan = "flow tls13; edit encrypted_extensions truncate 1; expect rejects decode_error general_error"},

#define EE_07 SHK_OF_CLIENT, SHK_ROW("EE-07", 9846, "4.4.1", SHK_SYNTAX, \
    "A client refuses EncryptedExtensions whose lengths are wrong.")
{EE_07, .id = "tls13/encrypted-extensions/length-plus-1",        .plan = "flow tls13; " EXT ":length add 1; expect rejects decode_error general_error"},
{EE_07, .id = "tls13/encrypted-extensions/length-minus-1",       .plan = "flow tls13 alpn; " EXT ":length add -1; expect rejects decode_error general_error"},
{EE_07, .id = "tls13/encrypted-extensions/trailing-byte",        .plan = "flow tls13; edit encrypted_extensions append 00; expect rejects decode_error general_error"},
{EE_07, .id = "tls13/encrypted-extensions/entry-longer-than-list", .plan = "flow tls13 alpn; " EXT ".application_layer_protocol_negotiation:length add 1; expect rejects decode_error general_error"},

#define EE_08 SHK_OF_CLIENT, SHK_ROW("EE-08", 9846, "4.4.1", SHK_SYNTAX, \
    "A client refuses EncryptedExtensions in the clear.")
{EE_08, .id = "tls13/encrypted-extensions/in-the-clear", .plan = "flow tls13; keys encrypted_extensions plain; expect rejects unexpected_message bad_record_mac decode_error general_error"},

#define EE_09 SHK_OF_CLIENT, SHK_ROW("EE-09", 9846, "4.4.1", SHK_MUST, \
    "A client refuses a Certificate right behind ServerHello."), .flags = SHK_NAMED_ALERT
{EE_09, .id = "tls13/encrypted-extensions/left-out", .plan = "flow tls13; omit encrypted_extensions; expect rejects unexpected_message"},

#define EE_11 SHK_OF_CLIENT, SHK_ROW("EE-11", 9846, "4.3", SHK_MUST, \
    "A client refuses early_data that it did not offer."), .flags = SHK_NAMED_ALERT
{EE_11, .id = "tls13/encrypted-extensions/early-data-not-offered",          .plan = "flow tls13; " EXT " add-extension early_data \"\"; expect rejects unsupported_extension"},
{EE_11, .id = "tls13/encrypted-extensions/early-data-not-offered-with-psk", .plan = "flow tls13 psk; " EXT " add-extension early_data \"\"; expect rejects unsupported_extension"},

#define EE_12 SHK_OF_CLIENT, SHK_ROW("EE-12", 9846, "4.3.6", SHK_MUST, \
    "A client refuses post_handshake_auth from a server."), .flags = SHK_NAMED_ALERT
{EE_12, .id = "tls13/encrypted-extensions/post-handshake-auth", .plan = "flow tls13; " EXT " add-extension post_handshake_auth \"\"; expect rejects illegal_parameter unsupported_extension"},

// A client that sent no server_name says unsupported_extension.
#define EE_14 SHK_OF_CLIENT, SHK_ROW("EE-14", 9846, "4.3", SHK_MUST, \
    "A client refuses an answer to its extension with a byte too many."), .flags = SHK_NAMED_ALERT
{EE_14, .id = "tls13/encrypted-extensions/server-name-with-data", .plan = "flow tls13; " EXT " add-extension server_name 00; expect rejects decode_error unsupported_extension"},
{EE_14, .id = "tls13/encrypted-extensions/alpn-trailing-byte",    .plan = "flow tls13 alpn; " EXT ".application_layer_protocol_negotiation.extension_data append 00; expect rejects decode_error"},
{EE_14, .id = "tls13/encrypted-extensions/early-data-with-data",  .plan = "flow tls13 psk early-data early-accepted; " EXT ".early_data.extension_data append 00000000; expect rejects decode_error"},

#define EE_15 SHK_OF_CLIENT, SHK_ROW("EE-15", 9846, "4.4.1", SHK_MUST, \
    "A client refuses an extension of TLS 1.2 in EncryptedExtensions."), .flags = SHK_NAMED_ALERT
{EE_15, .id = "tls13/encrypted-extensions/renegotiation-info",     .plan = "flow tls13; " EXT " add-extension renegotiation_info 00; expect rejects illegal_parameter unsupported_extension"},
{EE_15, .id = "tls13/encrypted-extensions/ec-point-formats",       .plan = "flow tls13; " EXT " add-extension ec_point_formats 0100; expect rejects illegal_parameter unsupported_extension"},
{EE_15, .id = "tls13/encrypted-extensions/session-ticket",         .plan = "flow tls13; " EXT " add-extension session_ticket \"\"; expect rejects illegal_parameter unsupported_extension"},
{EE_15, .id = "tls13/encrypted-extensions/extended-master-secret", .plan = "flow tls13; " EXT " add-extension extended_master_secret \"\"; expect rejects illegal_parameter unsupported_extension"},
};
// clang-format on

SHK_TABLE(shk_encrypted_extensions_cases, "EE", "EncryptedExtensions", cases);
