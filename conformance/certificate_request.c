// CertificateRequest, as a client sees it. RFC 9846, section 4.4.2; RFC 5246, section 7.4.4.
#include "conformance/tables.h"

#define ASKED "flow tls13 client-auth; edit certificate_request"
#define EXT "flow tls13 client-auth; edit certificate_request.extensions"
#define AGAIN "; edit certificate_request.extensions"
#define OLD "flow tls12 client-auth; edit certificate_request"

// clang-format off
static const struct shk_case cases[] = {

// --- TLS 1.3 -----------------------------------------------------------------------------------------------------------------

#define CR_01 SHK_OF_CLIENT, SHK_ROW("CR-01", 9846, "4.4.2", SHK_SYNTAX, \
    "A client misses signature_algorithms in a CertificateRequest.")
{CR_01, .id = "tls13/certificate-request/no-signature-algorithms", .plan = EXT ".signature_algorithms remove" AGAIN " add-extension 0x5a5b \"\"; expect rejects missing_extension general_error"},

#define CR_16 SHK_OF_CLIENT, SHK_ROW("CR-16", 9846, "4.4.2", SHK_SYNTAX, \
    "A client refuses a CertificateRequest without extensions.")
{CR_16, .id = "tls13/certificate-request/no-extensions", .plan = EXT ".signature_algorithms remove; expect rejects missing_extension decode_error general_error"},

#define CR_02 SHK_OF_CLIENT, SHK_ROW("CR-02", 9846, "4.4.2", SHK_MUST, \
    "A client passes over extensions of a CertificateRequest that it does not know."), .flags = SHK_NAMED_ALERT
{CR_02, .id = "tls13/certificate-request/unknown-extension", .plan = EXT " add-extension 0x5a5b 010203; expect continues"},
{CR_02, .id = "tls13/certificate-request/grease-extension",  .plan = EXT " add-extension 0x5a5a \"\"; expect continues"},

#define CR_03 SHK_OF_CLIENT, SHK_ROW("CR-03", 9846, "4.4.2", SHK_SYNTAX, \
    "A client refuses a context in a CertificateRequest of the handshake.")
{CR_03, .id = "tls13/certificate-request/context", .plan = ASKED ".certificate_request_context set 01020304; expect rejects illegal_parameter decode_error general_error"},

#define CR_04 SHK_OF_CLIENT, SHK_ROW("CR-04", 9846, "4.4.2", SHK_MUST, \
    "A client refuses a CertificateRequest in a resumption."), .flags = SHK_NAMED_ALERT
{CR_04, .id = "tls13/certificate-request/in-resumption", .plan = "flow tls13 psk; insert certificate_request before finished keys current; expect rejects unexpected_message"},

#define CR_05 SHK_OF_CLIENT, SHK_ROW("CR-05", 9846, "4", SHK_MUST, \
    "A client refuses a second CertificateRequest."), .flags = SHK_NAMED_ALERT
{CR_05, .id = "tls13/certificate-request/another-one", .plan = "flow tls13 client-auth; insert certificate_request after certificate_request keys current; expect rejects unexpected_message"},

#define CR_06 SHK_OF_CLIENT, SHK_ROW("CR-06", 9846, "4.4.2", SHK_SYNTAX, \
    "A client refuses a CertificateRequest whose extensions are malformed.")
{CR_06, .id = "tls13/certificate-request/signature-algorithms-twice", .plan = EXT ".signature_algorithms duplicate; expect rejects illegal_parameter decode_error general_error"},
{CR_06, .id = "tls13/certificate-request/extensions-length-minus-1",  .plan = EXT ":length add -1; expect rejects decode_error general_error"},
{CR_06, .id = "tls13/certificate-request/extensions-length-plus-1",   .plan = EXT ":length add 1; expect rejects decode_error general_error"},
{CR_06, .id = "tls13/certificate-request/trailing-byte",              .plan = ASKED " append 00; expect rejects decode_error general_error"},
{CR_06, .id = "tls13/certificate-request/no-authorities",             .plan = EXT " add-extension certificate_authorities 0000; expect rejects decode_error general_error or continues"},
{CR_06, .id = "tls13/certificate-request/empty-authority",            .plan = EXT " add-extension certificate_authorities 00020000; expect rejects decode_error general_error or continues"},

#define CR_07 SHK_OF_CLIENT, SHK_ROW("CR-07", 9846, "4.5.1", SHK_MUST, \
    "A client whose key fits no scheme of the request sends an empty Certificate.")
{CR_07, .id = "tls13/certificate-request/no-scheme-that-fits", .plan = EXT ".signature_algorithms.supported_signature_algorithms set 0708; expect rejects handshake_failure or continues"},

#define CR_17 SHK_OF_CLIENT, SHK_ROW("CR-17", 9846, "4.3", SHK_MUST, \
    "A client refuses an extension in a CertificateRequest that belongs to another message."), .flags = SHK_NAMED_ALERT
{CR_17, .id = "tls13/certificate-request/key-share",          .plan = EXT " add-extension key_share 001d00200900000000000000000000000000000000000000000000000000000000000000; expect rejects illegal_parameter"},
{CR_17, .id = "tls13/certificate-request/supported-versions", .plan = EXT " add-extension supported_versions 0304; expect rejects illegal_parameter"},
{CR_17, .id = "tls13/certificate-request/alpn",               .plan = EXT " add-extension application_layer_protocol_negotiation 000908687474702f312e31; expect rejects illegal_parameter"},

#define CR_18 SHK_OF_CLIENT, SHK_ROW("CR-18", 9846, "4.3.3", SHK_SYNTAX, \
    "A client refuses a CertificateRequest whose list of schemes is malformed.")
{CR_18, .id = "tls13/certificate-request/no-schemes",            .plan = EXT ".signature_algorithms.supported_signature_algorithms truncate 0; expect rejects decode_error general_error"},
{CR_18, .id = "tls13/certificate-request/half-a-scheme",         .plan = EXT ".signature_algorithms.supported_signature_algorithms append 04; expect rejects decode_error general_error"},
{CR_18, .id = "tls13/certificate-request/schemes-trailing-byte", .plan = EXT ".signature_algorithms.extension_data append 00; expect rejects decode_error general_error"},

#define SIG_56 SHK_OF_CLIENT, SHK_ROW("SIG-56", 8701, "4.2", SHK_MUST, \
    "A client passes over schemes in a CertificateRequest that it does not know."), .flags = SHK_NAMED_ALERT
{SIG_56, .id = "tls13/certificate-request/unknown-schemes-first", .plan = EXT ".signature_algorithms.supported_signature_algorithms insert 0 fefe5a5a; expect continues"},

// --- TLS 1.2 -----------------------------------------------------------------------------------------------------------------

#define CR_11 SHK_OF_CLIENT, SHK_ROW("CR-11", 5246, "7.4.4", SHK_SYNTAX, \
    "A client refuses a CertificateRequest that is malformed.")
{CR_11, .id = "tls12/certificate-request/no-types",              .plan = OLD ".certificate_types truncate 0; expect rejects decode_error illegal_parameter"},
{CR_11, .id = "tls12/certificate-request/half-a-scheme",         .plan = OLD ".supported_signature_algorithms append 04; expect rejects decode_error illegal_parameter"},
{CR_11, .id = "tls12/certificate-request/types-length-plus-1",   .plan = OLD ".certificate_types:length add 1; expect rejects decode_error illegal_parameter"},
{CR_11, .id = "tls12/certificate-request/schemes-length-minus-1", .plan = OLD ".supported_signature_algorithms:length add -1; expect rejects decode_error illegal_parameter"},
{CR_11, .id = "tls12/certificate-request/schemes-length-plus-1", .plan = OLD ".supported_signature_algorithms:length add 1; expect rejects decode_error illegal_parameter"},
{CR_11, .id = "tls12/certificate-request/trailing-byte",         .plan = OLD " append 00; expect rejects decode_error illegal_parameter"},
// The lower bound of the list is not clear in the text: a client may also go on with an empty Certificate.
{CR_11, .id = "tls12/certificate-request/no-schemes",            .plan = OLD ".supported_signature_algorithms truncate 0; expect rejects decode_error illegal_parameter handshake_failure or continues"},

#define CR_13 SHK_OF_CLIENT, SHK_ROW("CR-13", 5246, "7.4.4", SHK_INFORMATION, \
    "A client passes over types of certificates that it does not know.")
{CR_13, .id = "tls12/certificate-request/unknown-type", .plan = OLD ".certificate_types insert 0 fe; expect continues"},

#define CR_14 SHK_OF_CLIENT, SHK_ROW("CR-14", 5246, "7.4.4", SHK_MUST, \
    "A client refuses a CertificateRequest in front of the server's Certificate.")
{CR_14, .id = "tls12/certificate-request/before-certificate", .plan = "flow tls12; insert certificate_request 0d0000080140000204030000 before certificate keys current; expect rejects unexpected_message"},
};
// clang-format on

SHK_TABLE(shk_certificate_request_cases, "CR", "CertificateRequest", cases);
