// HelloRetryRequest: what a client has to find in it, and what a server has to find in the answer. RFC 9846, sections 4.2.2
// and 4.2.4.
#include "conformance/tables.h"

#define RETRY "flow tls13 retry; edit hello_retry_request"
#define EXT "flow tls13 retry; edit hello_retry_request.extensions"
#define AGAIN "; edit hello_retry_request.extensions"

// clang-format off
static const struct shk_case cases[] = {

// --- Client: the group -------------------------------------------------------------------------------------------------------

#define HRR_02 SHK_OF_CLIENT, SHK_ROW("HRR-02", 9846, "4.3.8", SHK_MUST, \
    "A client refuses to retry with a group that it does not support."), .flags = SHK_NAMED_ALERT
{HRR_02, .id = "tls13/hello-retry-request/group-not-offered",  .plan = EXT ".key_share.selected_group set 0015; expect rejects illegal_parameter"},
{HRR_02, .id = "tls13/hello-retry-request/group-not-assigned", .plan = EXT ".key_share.selected_group set 4a3b; expect rejects illegal_parameter"},

#define HRR_03 SHK_OF_CLIENT, SHK_ROW("HRR-03", 9846, "4.3.8", SHK_MUST, \
    "A client refuses to retry with a group of which it has sent a share."), .flags = SHK_NAMED_ALERT
{HRR_03, .id = "tls13/hello-retry-request/group-of-a-share", .plan = EXT ".key_share.selected_group set 001d; expect rejects illegal_parameter"},

#define HRR_04 SHK_OF_CLIENT, SHK_ROW("HRR-04", 9846, "4.2.4", SHK_MUST, \
    "A client refuses to retry for nothing."), .flags = SHK_NAMED_ALERT
{HRR_04, .id = "tls13/hello-retry-request/changes-nothing", .plan = EXT ".key_share remove; expect rejects illegal_parameter"},

#define HRR_10 SHK_OF_CLIENT, SHK_ROW("HRR-10", 9846, "4.3.8", SHK_MUST, \
    "A client refuses a ServerHello with another group than the retry asked for."), .flags = SHK_NAMED_ALERT
{HRR_10, .id = "tls13/hello-retry-request/other-group-in-server-hello", .plan = "flow tls13 retry; edit server_hello.extensions.key_share.server_share set 001d00200900000000000000000000000000000000000000000000000000000000000000; expect rejects illegal_parameter"},

// --- Client: the other fields ------------------------------------------------------------------------------------------------

#define HRR_06 SHK_OF_CLIENT, SHK_ROW("HRR-06", 9846, "4.2.4", SHK_MUST, \
    "A client refuses a retry with a cipher suite that it did not offer."), .flags = SHK_NAMED_ALERT
{HRR_06, .id = "tls13/hello-retry-request/suite-not-offered", .plan = RETRY ".cipher_suite set 1305; expect rejects illegal_parameter"},

#define HRR_07 SHK_OF_CLIENT, SHK_ROW("HRR-07", 9846, "4.2.4", SHK_MUST, \
    "A client refuses a retry with a cipher suite of TLS 1.2."), .flags = SHK_NAMED_ALERT
{HRR_07, .id = "tls13/hello-retry-request/suite-of-tls12", .plan = RETRY ".cipher_suite set 0005; expect rejects illegal_parameter"},
#define HRR_07B SHK_OF_CLIENT, SHK_ROW("HRR-07", 9846, "B.4", SHK_SYNTAX, \
    "A client refuses a retry with a cipher suite of TLS 1.2, even if it had offered it.")
{HRR_07B, .id = "tls13/hello-retry-request/suite-of-tls12-offered", .plan = RETRY ".cipher_suite set c02b; expect rejects illegal_parameter general_error"},

#define HRR_08 SHK_OF_CLIENT, SHK_ROW("HRR-08", 9846, "4.2.4", SHK_MUST, \
    "A client refuses a ServerHello with another cipher suite than the retry had."), .flags = SHK_NAMED_ALERT
{HRR_08, .id = "tls13/hello-retry-request/other-suite-in-server-hello", .plan = "flow tls13 retry; suite TLS_AES_128_GCM_SHA256; edit server_hello.cipher_suite set 1303; expect rejects illegal_parameter"},

#define HRR_09 SHK_OF_CLIENT, SHK_ROW("HRR-09", 9846, "4.2.4", SHK_MUST, \
    "A client refuses a ServerHello with another version than the retry had."), .flags = SHK_NAMED_ALERT
{HRR_09, .id = "tls13/hello-retry-request/other-version-in-server-hello", .plan = "flow tls13 retry; edit server_hello.extensions.supported_versions.selected_version set 0303; expect rejects illegal_parameter"},
{HRR_09, .id = "tls13/hello-retry-request/tls12-server-hello",            .plan = "flow tls13 retry; edit server_hello.extensions set \"\"; expect rejects illegal_parameter protocol_version"},

#define HRR_11 SHK_OF_CLIENT, SHK_ROW("HRR-11", 9846, "4.2.4", SHK_MUST, \
    "A client refuses a retry that does not echo its session id."), .needs = "session-id", .flags = SHK_NAMED_ALERT
{HRR_11, .id = "tls13/hello-retry-request/session-id-echo-altered", .plan = RETRY ".legacy_session_id_echo flip-bit 0; expect rejects illegal_parameter"},
{HRR_11, .id = "tls13/hello-retry-request/session-id-echo-empty",   .plan = RETRY ".legacy_session_id_echo truncate 0; expect rejects illegal_parameter"},

#define HRR_12 SHK_OF_CLIENT, SHK_ROW("HRR-12", 9846, "4.2.4", SHK_MUST, \
    "A client refuses a retry with a compression method."), .flags = SHK_NAMED_ALERT
{HRR_12, .id = "tls13/hello-retry-request/compression-deflate", .plan = RETRY ".legacy_compression_method set 01; expect rejects illegal_parameter decode_error"},

#define HRR_37 SHK_OF_CLIENT, SHK_ROW("HRR-37", 9846, "4.2.4", SHK_MUST, \
    "A client refuses a retry whose legacy_version is not 0x0303."), .flags = SHK_NAMED_ALERT | SHK_NEW_IN_9846
{HRR_37, .id = "tls13/hello-retry-request/legacy-version-0304", .plan = RETRY ".legacy_version set 0304; expect rejects protocol_version"},
{HRR_37, .id = "tls13/hello-retry-request/legacy-version-0301", .plan = RETRY ".legacy_version set 0301; expect rejects protocol_version"},

// --- Client: its extensions --------------------------------------------------------------------------------------------------

#define HRR_13 SHK_OF_CLIENT, SHK_ROW("HRR-13", 9846, "4.2.4", SHK_SYNTAX, \
    "A client refuses a retry without supported_versions.")
{HRR_13, .id = "tls13/hello-retry-request/no-supported-versions", .plan = EXT ".supported_versions remove; expect rejects missing_extension illegal_parameter protocol_version unexpected_message general_error"},

#define HRR_14 SHK_OF_CLIENT, SHK_ROW("HRR-14", 9846, "4.3", SHK_MUST, \
    "A client refuses a retry with an extension that nobody knows."), .flags = SHK_NAMED_ALERT
{HRR_14, .id = "tls13/hello-retry-request/unknown-extension", .plan = EXT " add-extension 0x5a5b \"\"; expect rejects unsupported_extension"},

#define HRR_15 SHK_OF_CLIENT, SHK_ROW("HRR-15", 9846, "4.3", SHK_MUST, \
    "A client refuses a retry with an extension that belongs to another message."), .flags = SHK_NAMED_ALERT
{HRR_15, .id = "tls13/hello-retry-request/alpn",             .plan = EXT " add-extension application_layer_protocol_negotiation 000908687474702f312e31; expect rejects illegal_parameter unsupported_extension"},
{HRR_15, .id = "tls13/hello-retry-request/supported-groups", .plan = EXT " add-extension supported_groups 0002001d; expect rejects illegal_parameter unsupported_extension"},
{HRR_15, .id = "tls13/hello-retry-request/pre-shared-key",   .plan = EXT " add-extension pre_shared_key 0000; expect rejects illegal_parameter unsupported_extension"},

#define HRR_16 SHK_OF_CLIENT, SHK_ROW("HRR-16", 9846, "4.3", SHK_SYNTAX, \
    "A client refuses a retry with the same extension twice.")
{HRR_16, .id = "tls13/hello-retry-request/key-share-twice",         .plan = EXT ".key_share duplicate; expect rejects illegal_parameter decode_error general_error"},
{HRR_16, .id = "tls13/hello-retry-request/cookie-twice",            .plan = EXT " add-extension cookie 0002abcd" AGAIN " add-extension cookie 0002abcd; expect rejects illegal_parameter decode_error general_error"},
{HRR_16, .id = "tls13/hello-retry-request/unknown-extension-twice", .plan = EXT " add-extension 0x5a5b \"\"" AGAIN " add-extension 0x5a5b \"\"; expect rejects illegal_parameter decode_error unsupported_extension general_error"},

// A server that gets no cookie back cannot be told from one that does not care, so this one only sees that the client goes on.
#define HRR_17 SHK_OF_CLIENT, SHK_ROW("HRR-17", 9846, "4.3.2", SHK_MUST, \
    "A client retries with a cookie and a group.")
{HRR_17, .id = "tls13/hello-retry-request/cookie-and-key-share", .plan = EXT " add-extension cookie 00080102030405060708; expect continues"},

#define HRR_18 SHK_OF_CLIENT, SHK_ROW("HRR-18", 9846, "4.3.2", SHK_SYNTAX, \
    "A client refuses an empty cookie.")
{HRR_18, .id = "tls13/hello-retry-request/cookie-empty", .plan = EXT " add-extension cookie 0000; expect rejects decode_error general_error"},

#define HRR_21 SHK_OF_CLIENT, SHK_ROW("HRR-21", 8701, "3.1", SHK_MUST, \
    "A client refuses a reserved (GREASE) value in a retry.")
{HRR_21, .id = "tls13/hello-retry-request/grease-group",     .plan = EXT ".key_share.selected_group set 5a5a; expect rejects illegal_parameter general_error"},
{HRR_21, .id = "tls13/hello-retry-request/grease-version",   .plan = EXT ".supported_versions.selected_version set 5a5a; expect rejects illegal_parameter protocol_version general_error"},
{HRR_21, .id = "tls13/hello-retry-request/grease-suite",     .plan = RETRY ".cipher_suite set 5a5a; expect rejects illegal_parameter general_error"},
{HRR_21, .id = "tls13/hello-retry-request/grease-extension", .plan = EXT " add-extension 0x5a5a \"\"; expect rejects unsupported_extension illegal_parameter general_error"},

#define HRR_38 SHK_OF_CLIENT, SHK_ROW("HRR-38", 9846, "4.3", SHK_MUST, \
    "A client refuses a retry with an extension that is not as long as it has to be."), .flags = SHK_NAMED_ALERT
{HRR_38, .id = "tls13/hello-retry-request/key-share-1-byte",           .plan = EXT ".key_share.extension_data truncate 1; expect rejects decode_error"},
{HRR_38, .id = "tls13/hello-retry-request/key-share-3-bytes",          .plan = EXT ".key_share.extension_data append 00; expect rejects decode_error"},
{HRR_38, .id = "tls13/hello-retry-request/key-share-with-share",       .plan = EXT ".key_share.extension_data append 000101; expect rejects decode_error"},
{HRR_38, .id = "tls13/hello-retry-request/supported-versions-3-bytes", .plan = EXT ".supported_versions.extension_data append 00; expect rejects decode_error"},
{HRR_38, .id = "tls13/hello-retry-request/cookie-trailing-byte",       .plan = EXT " add-extension cookie 0002abcd00; expect rejects decode_error"},

#define HRR_39 SHK_OF_CLIENT, SHK_ROW("HRR-39", 9846, "4.3.1", SHK_MUST, \
    "A client refuses a retry for another version."), .flags = SHK_NAMED_ALERT
{HRR_39, .id = "tls13/hello-retry-request/version-tls12",       .plan = EXT ".supported_versions.selected_version set 0303; expect rejects illegal_parameter"},
{HRR_39, .id = "tls13/hello-retry-request/version-not-offered", .plan = EXT ".supported_versions.selected_version set 0305; expect rejects illegal_parameter"},

#define HRR_40 SHK_OF_CLIENT, SHK_ROW("HRR-40", 9846, "6", SHK_SYNTAX, \
    "A client refuses a retry whose lengths are wrong.")
{HRR_40, .id = "tls13/hello-retry-request/trailing-byte",             .plan = RETRY " append 00; expect rejects decode_error general_error"},
{HRR_40, .id = "tls13/hello-retry-request/extensions-length-minus-1", .plan = EXT ":length add -1; expect rejects decode_error general_error"},
{HRR_40, .id = "tls13/hello-retry-request/extensions-length-plus-1",  .plan = EXT ":length add 1; expect rejects decode_error general_error"},

#define HRR_36 SHK_ROW("HRR-36", 9846, "4.1", SHK_MUST, \
    "Behind a retry the hash of the first ClientHello stands for it in the transcript.")
{SHK_OF_CLIENT, HRR_36, .id = "tls13/hello-retry-request/transcript",               .plan = "flow tls13 retry; record hello_retry_request version 0x0301; expect continues"},

// --- Server: the second ClientHello ------------------------------------------------------------------------------------------

#define HRR_26 SHK_OF_SERVER, SHK_ROW("HRR-26", 9846, "9.2", SHK_MUST, \
    "A server misses key_share in the second ClientHello."), .flags = SHK_NAMED_ALERT
{HRR_26, .id = "tls13/hello-retry-request/answer-without-key-share", .plan = "flow tls13 retry; edit client_hello#2.extensions.key_share remove; expect rejects missing_extension illegal_parameter"},

#define HRR_28 SHK_OF_SERVER, SHK_ROW("HRR-28", 9846, "4.2.2", SHK_SYNTAX, \
    "A server does not ask twice for a share.")
{HRR_28, .id = "tls13/hello-retry-request/answer-without-shares", .plan = "flow tls13 retry; edit client_hello#2.extensions.key_share.client_shares truncate 0; expect rejects illegal_parameter handshake_failure unexpected_message general_error"},

#define HRR_33 SHK_OF_SERVER, SHK_ROW("HRR-33", 9846, "4.3.11", SHK_MUST, \
    "A server checks the binder of the second ClientHello.")
{HRR_33, .id = "tls13/hello-retry-request/answer-with-wrong-binder", .plan = "flow tls13 psk retry; edit client_hello#2.extensions.pre_shared_key.binders[0] flip-bit 0; expect rejects decrypt_error general_error"},

#define HRR_35 SHK_OF_SERVER, SHK_ROW("HRR-35", 9846, "4.2.4", SHK_MUST, \
    "A server that asked for a retry does not fall back to TLS 1.2.")
{HRR_35, .id = "tls13/hello-retry-request/answer-for-tls12",                    .plan = "flow tls13 retry; edit client_hello#2.extensions.supported_versions.versions set 0303; expect rejects illegal_parameter protocol_version general_error"},
{HRR_35, .id = "tls13/hello-retry-request/answer-without-supported-versions", .plan = "flow tls13 retry; edit client_hello#2.extensions.supported_versions remove; expect rejects illegal_parameter protocol_version missing_extension general_error"},
};
// clang-format on

SHK_TABLE(shk_hello_retry_request_cases, "HRR", "HelloRetryRequest", cases);
