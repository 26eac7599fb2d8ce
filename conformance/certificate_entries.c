// Rows of the certificate catalogue about what stands beside certificates: extensions of an entry, staples, raw keys and
// credentials that nobody asked for, and lists without certificates. No chain is wrong here, the handshake's own messages are.
#include "conformance/tables.h"

#define STAPLE "edit certificate.certificate_list[0].extensions.status_request"
#define ENTRY "edit certificate.certificate_list[0].extensions add-extension "
// The SubjectPublicKeyInfo whose point is the generator of P-256.
#define RAW_KEY                                                                                                        \
    "3059301306072a8648ce3d020106082a8648ce3d03010703420004"                                                           \
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"                                                 \
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"

// clang-format off
static const struct shk_case cases[] = {

// --- Signatures --------------------------------------------------------------------------------------------------------------

#define V_PSS_SALT SHK_ROW("v-pss-salt", 9846, "4.3.3", SHK_MUST, \
    "A PSS signature whose salt is not as long as the digest is refused."), .flags = SHK_NAMED_ALERT
{SHK_OF_CLIENT, V_PSS_SALT, .id = "certificates/client/v-pss-salt", .plan = "flow tls13; certificate rsa; seal certificate_verify wrong-salt; expect rejects decrypt_error"},
{SHK_OF_SERVER, V_PSS_SALT, .id = "certificates/server/v-pss-salt", .plan = "flow tls13 client-auth; certificate rsa; seal certificate_verify wrong-salt; expect rejects decrypt_error"},

// --- Entries -----------------------------------------------------------------------------------------------------------------

#define V_ENTRY_EXT SHK_ROW("v-entry-ext", 9846, "4.3", SHK_MUST, \
    "A client refuses an extension beside a certificate that it did not ask for."), SHK_OF_CLIENT, .flags = SHK_NAMED_ALERT
{V_ENTRY_EXT, .id = "certificates/client/v-entry-ext-sct", .plan = "flow tls13; " ENTRY "signed_certificate_timestamp 00040002aabb; expect rejects unsupported_extension", .needs = "no-sct"},
{V_ENTRY_EXT, .id = "certificates/client/v-entry-ext-unassigned", .plan = "flow tls13; " ENTRY "0xfde8 \"\"; expect rejects unsupported_extension"},

#define V_ENTRY_EXT_CLI SHK_ROW("v-entry-ext-cli", 9846, "4.3", SHK_MUST, \
    "A server refuses an extension beside a certificate that it did not ask for."), SHK_OF_SERVER, .flags = SHK_NAMED_ALERT
{V_ENTRY_EXT_CLI, .id = "certificates/server/v-entry-ext-cli-status", .plan = "flow tls13 client-auth; " ENTRY "status_request 0100000100; expect rejects unsupported_extension", .needs = "no-status-request"},
{V_ENTRY_EXT_CLI, .id = "certificates/server/v-entry-ext-cli-unassigned", .plan = "flow tls13 client-auth; " ENTRY "0xfde8 \"\"; expect rejects unsupported_extension"},

#define V_ENTRY_DUP SHK_ROW("v-entry-dup", 9846, "4.3", SHK_SYNTAX, \
    "A client refuses an entry with two staples."), SHK_OF_CLIENT
{V_ENTRY_DUP, .id = "certificates/client/v-entry-dup", .plan = "flow tls13 ocsp; " STAPLE " duplicate; expect rejects illegal_parameter decode_error general_error", .needs = "status-request"},

#define V_PLAINTEXT_CERT SHK_ROW("v-plaintext-cert", 9846, "5", SHK_SYNTAX, \
    "A client refuses a Certificate in the clear behind ServerHello."), SHK_OF_CLIENT
{V_PLAINTEXT_CERT, .id = "certificates/client/v-plaintext-cert", .plan = "flow tls13; keys certificate plain; expect rejects unexpected_message bad_record_mac"},

// --- Lists without certificates ----------------------------------------------------------------------------------------------

#define C_EMPTY_LIST_CLI SHK_ROW("c-empty-list-cli", 9846, "4.5.1.3", SHK_MUST, \
    "A server that demands a certificate refuses a client without one."), SHK_OF_SERVER
{C_EMPTY_LIST_CLI, .id = "certificates/server/c-empty-list-cli", .plan = "flow tls13 client-auth; edit certificate.certificate_list truncate 0; omit certificate_verify; expect rejects certificate_required or closes", .flags = SHK_NAMED_ALERT, .needs = "client-required"},

#define C_EMPTY_LIST_CLI12 SHK_ROW("c-empty-list-cli12", 5246, "7.4.6", SHK_MUST, \
    "A server that demands a certificate refuses a client without one."), SHK_OF_SERVER
{C_EMPTY_LIST_CLI12, .id = "certificates/server/c-empty-list-cli12", .plan = "flow tls12 client-auth; edit certificate.certificate_list truncate 0; omit certificate_verify; expect rejects handshake_failure or closes", .flags = SHK_NAMED_ALERT, .needs = "client-required"},

#define C_EMPTY_LIST_OPT(rfc, section) SHK_ROW("c-empty-list-opt", rfc, section, SHK_INFORMATION, \
    "A server that asks for a certificate without demanding one serves a client that has none."), SHK_OF_SERVER
{C_EMPTY_LIST_OPT(9846, "4.5.1.3"), .id = "certificates/server/c-empty-list-opt", .plan = "flow tls13 client-auth empty-certificate; record certificate fragment 2; expect continues"},
{C_EMPTY_LIST_OPT(5246, "7.4.6"), .id = "certificates/server/tls12/c-empty-list-opt", .plan = "flow tls12 client-auth empty-certificate; record certificate fragment 2; expect continues"},

#define C_UNSOLICITED SHK_ROW("c-unsolicited", 9846, "4.5.1", SHK_MUST, \
    "A server that did not ask for a certificate refuses one."), SHK_OF_SERVER, .flags = SHK_NAMED_ALERT
{C_UNSOLICITED, .id = "certificates/server/c-unsolicited", .plan = "flow tls13; insert certificate before finished; expect rejects unexpected_message"},

#define V_PHA_UNSOL SHK_ROW("v-pha-unsol", 9846, "4.7.2", SHK_MUST, \
    "A client that did not offer it refuses to be asked for a certificate behind the handshake."), SHK_OF_CLIENT, .flags = SHK_NAMED_ALERT
{V_PHA_UNSOL, .id = "certificates/client/v-pha-unsol", .plan = "flow tls13; insert certificate_request before application_data; expect rejects unexpected_message", .needs = "no-post-handshake-auth"},

#define C_CTX_WRONG SHK_ROW("c-ctx-wrong", 9846, "4.5.1", SHK_SYNTAX, \
    "A server refuses a Certificate whose context is not that of its request."), SHK_OF_SERVER
{C_CTX_WRONG, .id = "certificates/server/c-ctx-wrong", .plan = "flow tls13 client-auth; edit certificate.certificate_request_context set 01; expect rejects illegal_parameter decode_error general_error"},

// --- Staples -----------------------------------------------------------------------------------------------------------------

#define R_OCSP_UNASKED SHK_ROW("r-ocsp-unasked", 9846, "4.3", SHK_MUST, \
    "A client refuses a staple that it did not ask for."), SHK_OF_CLIENT, .flags = SHK_NAMED_ALERT
{R_OCSP_UNASKED, .id = "certificates/client/r-ocsp-unasked", .plan = "flow tls13; " ENTRY "status_request 01000005300303010a; expect rejects unsupported_extension", .needs = "no-status-request"},

#define R_OCSP_EMPTY SHK_ROW("r-ocsp-empty", 9846, "4.5.1.1", SHK_MUST, \
    "A client refuses a staple without a byte in it."), SHK_OF_CLIENT, .flags = SHK_NAMED_ALERT
{R_OCSP_EMPTY, .id = "certificates/client/r-ocsp-empty", .plan = "flow tls13 ocsp; " STAPLE ".response truncate 0; expect rejects decode_error", .needs = "status-request"},

#define R_OCSP_TYPE SHK_ROW("r-ocsp-type", 9846, "6", SHK_SYNTAX, \
    "A client refuses a staple of a type that does not exist."), SHK_OF_CLIENT
{R_OCSP_TYPE, .id = "certificates/client/r-ocsp-type", .plan = "flow tls13 ocsp; " STAPLE ".status_type set 02; expect rejects illegal_parameter decode_error bad_certificate_status_response general_error", .needs = "status-request"},

#define R_SCT_MALFORMED SHK_ROW("r-sct-malformed", 9846, "4.3", SHK_SHOULD, \
    "A client that asks for timestamps refuses a list that is none."), SHK_OF_CLIENT
{R_SCT_MALFORMED, .id = "certificates/client/r-sct-malformed", .plan = "flow tls13; " ENTRY "signed_certificate_timestamp 0000; expect rejects decode_error illegal_parameter general_error", .needs = "sct"},
{R_SCT_MALFORMED, .id = "certificates/client/r-sct-malformed-length", .plan = "flow tls13; " ENTRY "signed_certificate_timestamp 00080004aabb; expect rejects decode_error illegal_parameter general_error", .needs = "sct"},

// --- Raw keys and credentials ------------------------------------------------------------------------------------------------

#define Z_RPK_UNASKED SHK_ROW("z-rpk-unasked", 9846, "4.5.1", SHK_SYNTAX, \
    "A raw key where a certificate is due is refused.")
#define UNREADABLE "rejects bad_certificate unsupported_certificate decode_error certificate_unknown general_error"
{SHK_OF_CLIENT, Z_RPK_UNASKED, .id = "certificates/client/z-rpk-unasked", .plan = "flow tls13; edit certificate.certificate_list[0].cert_data set " RAW_KEY "; expect " UNREADABLE},
{SHK_OF_SERVER, Z_RPK_UNASKED, .id = "certificates/server/z-rpk-unasked", .plan = "flow tls13 client-auth; edit certificate.certificate_list[0].cert_data set " RAW_KEY "; expect " UNREADABLE},

#define Z_CT_UNOFFERED SHK_ROW("z-ct-unoffered", 7250, "4", SHK_SYNTAX, \
    "A client refuses a type of certificate that it did not offer."), SHK_OF_CLIENT
{Z_CT_UNOFFERED, .id = "certificates/client/z-ct-unoffered", .plan = "flow tls13 raw-keys; edit encrypted_extensions.extensions.server_certificate_type.server_certificate_type set 01; expect rejects illegal_parameter unsupported_certificate unsupported_extension decode_error general_error"},

#define Z_DC_UNASKED SHK_ROW("z-dc-unasked", 9345, "4.1.1", SHK_SYNTAX, \
    "A client refuses a delegated credential that it did not ask for."), SHK_OF_CLIENT, .needs = "no-delegated-credential"
{Z_DC_UNASKED, .id = "certificates/client/z-dc-unasked", .plan = "flow tls13; " ENTRY "0x0022 000151800403000003aabbcc04030004aabbccdd; expect rejects unexpected_message unsupported_extension"},

#define Z_DC_UNASKED_CLI SHK_ROW("z-dc-unasked-cli", 9345, "4.1.2", SHK_SYNTAX, \
    "A server refuses a delegated credential that it did not ask for."), SHK_OF_SERVER, .needs = "no-delegated-credential"
{Z_DC_UNASKED_CLI, .id = "certificates/server/z-dc-unasked-cli", .plan = "flow tls13 client-auth; " ENTRY "0x0022 000151800403000003aabbcc04030004aabbccdd; expect rejects unexpected_message unsupported_extension"},

// The draft has no number yet; this is the one that its implementations try it under.
#define Z_TA_UNSOL SHK_ROW("z-ta-unsol", 9846, "4.3", SHK_MUST, \
    "A client refuses trust_anchors beside a certificate when it did not send them."), SHK_OF_CLIENT
{Z_TA_UNSOL, .id = "certificates/client/z-ta-unsol", .plan = "flow tls13; " ENTRY "trust_anchors \"\"; expect rejects unsupported_extension decode_error", .needs = "no-trust-anchors"},

// --- A second handshake ------------------------------------------------------------------------------------------------------

#define V_RENEG_SWAP SHK_ROW("v-reneg-swap", 5746, "5", SHK_INFORMATION, \
    "A client goes on or not when a renegotiation shows it another certificate of the same name."), SHK_OF_CLIENT
{V_RENEG_SWAP, .id = "certificates/client/tls12/v-reneg-swap", .plan = "flow tls12 renegotiation hello-request; certificate rsa then p256; expect rejects any or continues or closes"},
};
// clang-format on

SHK_TABLE(shk_certificate_entry_cases, "CERT", "Certificates: entries, staples, lists", cases);
