// The Certificate message; what is inside the certificates is another matter. RFC 9846, section 4.5.1; RFC 5246, section 7.4.2.
//
// BOTH makes two cases of a row: of a client that reads our server's Certificate, and of a server that reads our client's.
#include "conformance/tables.h"

#define BOTH(say, name, edits, expect)                                                                                 \
    {SHK_OF_CLIENT, say, .id = "tls13/client/certificate/" name, .plan = "flow tls13; " edits "; expect " expect}, {   \
        SHK_OF_SERVER, say, .id = "tls13/server/certificate/" name,                                                    \
                            .plan = "flow tls13 client-auth; " edits "; expect " expect                                \
    }
#define BOTH_12(say, name, edits, expect)                                                                              \
    {SHK_OF_CLIENT, say, .id = "tls12/client/certificate/" name, .plan = "flow tls12; " edits "; expect " expect}, {   \
        SHK_OF_SERVER, say, .id = "tls12/server/certificate/" name,                                                    \
                            .plan = "flow tls12 client-auth; " edits "; expect " expect                                \
    }

#define CERT "edit certificate"
#define LEAF "edit certificate.certificate_list[0].cert_data"
#define ENTRY "flow tls13; edit certificate.certificate_list[0].extensions"
#define UNREADABLE "rejects bad_certificate decode_error unsupported_certificate certificate_unknown"

// clang-format off
static const struct shk_case cases[] = {

// --- TLS 1.3 -----------------------------------------------------------------------------------------------------------------

#define CRT_01 SHK_OF_CLIENT, SHK_ROW("CRT-01", 9846, "4.5.1.3", SHK_MUST, \
    "A client refuses a server without a certificate."), .flags = SHK_NAMED_ALERT
{CRT_01, .id = "tls13/client/certificate/empty-list", .plan = "flow tls13; " CERT ".certificate_list truncate 0; expect rejects decode_error"},

#define CRT_04 SHK_OF_CLIENT, SHK_ROW("CRT-04", 9846, "4.5.1", SHK_SYNTAX, \
    "A client refuses a context in a server's Certificate.")
{CRT_04, .id = "tls13/client/certificate/context", .plan = "flow tls13; " CERT ".certificate_request_context set 01; expect rejects illegal_parameter decode_error general_error"},

#define CRT_06 SHK_ROW("CRT-06", 9846, "4.5.1", SHK_SYNTAX, \
    "A Certificate whose lengths are wrong is refused.")
BOTH(CRT_06, "list-length-minus-1", CERT ".certificate_list:length add -1", "rejects decode_error general_error"),
BOTH(CRT_06, "list-length-plus-1",  CERT ".certificate_list:length add 1", "rejects decode_error general_error"),
BOTH(CRT_06, "leaf-length-minus-1", LEAF ":length add -1", "rejects decode_error bad_certificate general_error"),
BOTH(CRT_06, "leaf-length-plus-1",  LEAF ":length add 1", "rejects decode_error bad_certificate general_error"),
BOTH(CRT_06, "trailing-byte",       CERT " append 00", "rejects decode_error general_error"),
BOTH(CRT_06, "empty-message",       CERT " truncate 0", "rejects decode_error general_error"),

#define CRT_07 SHK_ROW("CRT-07", 9846, "4.5.1", SHK_SYNTAX, \
    "An entry without a certificate is refused.")
BOTH(CRT_07, "empty-leaf", LEAF " truncate 0", "rejects decode_error bad_certificate general_error"),

#define CRT_09 SHK_OF_CLIENT, SHK_ROW("CRT-09", 9846, "4.3", SHK_MUST, \
    "A client refuses an extension beside a certificate that it does not know."), .flags = SHK_NAMED_ALERT
{CRT_09, .id = "tls13/client/certificate/unknown-extension", .plan = ENTRY " add-extension 0x5a5b \"\"; expect rejects unsupported_extension"},
{CRT_09, .id = "tls13/client/certificate/grease-extension",  .plan = ENTRY " add-extension 0x5a5a \"\"; expect rejects unsupported_extension illegal_parameter"},

#define CRT_12 SHK_OF_SERVER, SHK_ROW("CRT-12", 9846, "4.5.1", SHK_MUST, \
    "A server refuses an extension beside a certificate that it did not ask for."), .flags = SHK_NAMED_ALERT
{CRT_12, .id = "tls13/server/certificate/unknown-extension", .plan = "flow tls13 client-auth; edit certificate.certificate_list[0].extensions add-extension 0x5a5b \"\"; expect rejects unsupported_extension"},
{CRT_12, .id = "tls13/server/certificate/grease-extension",  .plan = "flow tls13 client-auth; edit certificate.certificate_list[0].extensions add-extension 0x5a5a \"\"; expect rejects unsupported_extension"},

#define CRT_10 SHK_OF_CLIENT, SHK_ROW("CRT-10", 9846, "4.3", SHK_MUST, \
    "A client refuses an extension beside a certificate that belongs to another message."), .flags = SHK_NAMED_ALERT
{CRT_10, .id = "tls13/client/certificate/alpn",        .plan = ENTRY " add-extension application_layer_protocol_negotiation 000908687474702f312e31; expect rejects illegal_parameter unsupported_extension"},
{CRT_10, .id = "tls13/client/certificate/key-share",   .plan = ENTRY " add-extension key_share 001d00200900000000000000000000000000000000000000000000000000000000000000; expect rejects illegal_parameter unsupported_extension"},
{CRT_10, .id = "tls13/client/certificate/server-name", .plan = ENTRY " add-extension server_name \"\"; expect rejects illegal_parameter unsupported_extension"},

#define CRT_11 SHK_ROW("CRT-11", 9846, "4.3", SHK_SYNTAX, \
    "An entry with the same extension twice is refused.")
BOTH(CRT_11, "unknown-extension-twice", "edit certificate.certificate_list[0].extensions add-extension 0x5a5b \"\"; edit certificate.certificate_list[0].extensions add-extension 0x5a5b \"\"",
     "rejects illegal_parameter decode_error unsupported_extension general_error"),

#define CRT_14 SHK_ROW("CRT-14", 9846, "4.5.1", SHK_SYNTAX, \
    "A leaf that is no certificate is refused.")
BOTH(CRT_14, "leaf-of-4-bytes",  LEAF " set deadbeef", UNREADABLE " general_error"),
BOTH(CRT_14, "leaf-cut-in-half", LEAF " truncate 200", UNREADABLE " general_error"),
BOTH(CRT_14, "leaf-one-byte-more", LEAF " append 00", UNREADABLE " general_error"),

#define CRT_15 SHK_ROW("CRT-15", 9846, "4.5.1", SHK_INFORMATION, \
    "A second entry that is no certificate is passed over or refused.")
BOTH(CRT_15, "second-entry-of-4-bytes", CERT ".certificate_list append 000004deadbeef0000", UNREADABLE " or continues"),

#define CRT_18 SHK_OF_CLIENT, SHK_ROW("CRT-18", 9846, "4.5.1", SHK_MUST, \
    "A client refuses a Certificate in a resumption."), .flags = SHK_NAMED_ALERT
{CRT_18, .id = "tls13/client/certificate/in-resumption", .plan = "flow tls13 psk; insert certificate before finished keys current; expect rejects unexpected_message"},
{CRT_18, .id = "tls13/client/certificate/in-resumption-with-certificate-verify", .plan = "flow tls13 psk; insert certificate before finished keys current; insert certificate_verify before finished keys current; expect rejects unexpected_message"},

#define CRT_23 SHK_OF_CLIENT, SHK_ROW("CRT-23", 9846, "4.5.1", SHK_MUST, \
    "A client refuses a good Finished of a server that shows neither certificate nor PSK."), .flags = SHK_NAMED_ALERT
{CRT_23, .id = "tls13/client/certificate/neither-it-nor-certificate-verify", .plan = "flow tls13; omit certificate; omit certificate_verify; expect rejects unexpected_message"},

// --- TLS 1.2 -----------------------------------------------------------------------------------------------------------------

#define CRT_24 SHK_OF_CLIENT, SHK_ROW("CRT-24", 5246, "7.4.2", SHK_SYNTAX, \
    "A client refuses a server without a certificate.")
{CRT_24, .id = "tls12/client/certificate/empty-list", .plan = "flow tls12; " CERT ".certificate_list truncate 0; expect rejects decode_error bad_certificate handshake_failure illegal_parameter"},

#define CRT_28 SHK_ROW("CRT-28", 5246, "7.4.2", SHK_SYNTAX, \
    "A Certificate whose lengths are wrong is refused.")
BOTH_12(CRT_28, "list-length-minus-1", CERT ".certificate_list:length add -1", "rejects decode_error bad_certificate"),
BOTH_12(CRT_28, "list-length-plus-1",  CERT ".certificate_list:length add 1", "rejects decode_error bad_certificate"),
BOTH_12(CRT_28, "leaf-length-minus-1", CERT ".certificate_list[0]:length add -1", "rejects decode_error bad_certificate"),
BOTH_12(CRT_28, "leaf-length-plus-1",  CERT ".certificate_list[0]:length add 1", "rejects decode_error bad_certificate"),
BOTH_12(CRT_28, "empty-leaf",          CERT ".certificate_list[0] truncate 0", "rejects decode_error bad_certificate"),
BOTH_12(CRT_28, "trailing-byte",       CERT " append 00", "rejects decode_error bad_certificate"),

#define CRT_29 SHK_ROW("CRT-29", 5246, "7.4.2", SHK_SYNTAX, \
    "A leaf that is no certificate is refused.")
BOTH_12(CRT_29, "leaf-of-4-bytes",  CERT ".certificate_list[0] set deadbeef", UNREADABLE),
BOTH_12(CRT_29, "leaf-cut-in-half", CERT ".certificate_list[0] truncate 200", UNREADABLE),
};
// clang-format on

SHK_TABLE(shk_certificate_message_cases, "CRT", "Certificate message", cases);
