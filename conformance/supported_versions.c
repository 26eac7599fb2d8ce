// supported_versions: which version is chosen, and how a ServerHello says so. RFC 9846, sections 4.3.1 and 4.2.3.
#include "conformance/tables.h"

// clang-format off
static const struct shk_case cases[] = {

#define SV_01 SHK_OF_SERVER, SHK_ROW("SV-01", 9846, "4.3.1", SHK_MUST, \
    "A server that is offered TLS 1.3 alone says 0x0304 in supported_versions and 0x0303 in legacy_version.")
{SV_01, .id = "tls13/supported-versions/own-server-hello",       .plan = "flow tls13; expect check server-hello-version"},
{SV_01, .id = "tls13/supported-versions/own-server-hello-retry", .plan = "flow tls13 retry; expect check server-hello-version"},

#define SV_02 SHK_OF_SERVER, SHK_ROW("SV-02", 9846, "4.3.1", SHK_MUST, \
    "A server ignores versions that it does not know.")
{SV_02, .id = "tls13/supported-versions/grease-first",  .plan = "flow tls13; edit client_hello.extensions.supported_versions.versions insert 0 0x7a7a; expect continues"},
{SV_02, .id = "tls13/supported-versions/draft-first",   .plan = "flow tls13; edit client_hello.extensions.supported_versions.versions insert 0 0x7f1c,0x7f17; expect continues"},
{SV_02, .id = "tls13/supported-versions/future-first",  .plan = "flow tls13; edit client_hello.extensions.supported_versions.versions insert 0 0x0305,0x0400; expect continues"},
{SV_02, .id = "tls13/supported-versions/unknown-behind", .plan = "flow tls13; edit client_hello.extensions.supported_versions.versions append 0x0305,0x5a5a; expect continues"},
{SV_02, .id = "tls13/supported-versions/longest-list",  .plan = "flow tls13; edit client_hello.extensions.supported_versions.versions numbers 126 0x6000 \"\"; expect continues"},

#define SV_03 SHK_OF_SERVER, SHK_ROW("SV-03", 9846, "4.3.1", SHK_MUST, \
    "A server that is offered TLS 1.2 by the extension takes it, or refuses the version.")
{SV_03, .id = "tls12/supported-versions/tls12-alone",          .plan = "flow tls12; edit client_hello add-extension supported_versions 020303; expect continues"},
{SV_03, .id = "tls12/supported-versions/tls12-behind-unknown", .plan = "flow tls12; edit client_hello add-extension supported_versions 0403050303; expect continues"},
{SV_03, .id = "tls13/supported-versions/tls12-alone-unwanted", .plan = "flow tls13; edit client_hello.extensions.supported_versions.versions set 0x0303; expect rejects protocol_version", .needs = "tls13 no-tls12"},

#define SV_04 SHK_OF_SERVER, SHK_ROW("SV-04", 9846, "4.3.1", SHK_MUST, \
    "A server refuses a list of versions that it does not know, whatever legacy_version says.")
{SV_04, .id = "tls13/supported-versions/future-alone", .plan = "flow tls13; edit client_hello.extensions.supported_versions.versions set 0x0305; expect rejects protocol_version handshake_failure general_error"},
{SV_04, .id = "tls13/supported-versions/grease-alone", .plan = "flow tls13; edit client_hello.extensions.supported_versions.versions set 0x7a7a,0x1a1a; expect rejects protocol_version handshake_failure general_error"},
{SV_04, .id = "tls13/supported-versions/draft-alone",  .plan = "flow tls13; edit client_hello.extensions.supported_versions.versions set 0x7f1c; expect rejects protocol_version handshake_failure general_error"},
// In a hello that would do for TLS 1.2, so that only the list stands against it.
{SV_04, .id = "tls12/supported-versions/future-alone", .plan = "flow tls12; edit client_hello add-extension supported_versions 020305; expect rejects protocol_version handshake_failure general_error", .needs = "tls13"},

// The hello is one of TLS 1.2 otherwise: with the suites of TLS 1.3 alone a server would have a second reason to refuse.
// Below 0x0301 the rule is old; for 0x0301 and 0x0302 it does not depend on what is switched on any more.
#define SV_05 SHK_OF_SERVER, SHK_ROW("SV-05", 9846, "4.3.1", SHK_MUST, \
    "A server refuses a list that holds nothing but versions below TLS 1.2.")
{SV_05, .id = "tls12/supported-versions/ssl3-alone",       .plan = "flow tls12; edit client_hello add-extension supported_versions 020300; expect rejects protocol_version general_error", .needs = "tls13"},
{SV_05, .id = "tls12/supported-versions/tls10-alone",      .plan = "flow tls12; edit client_hello add-extension supported_versions 020301; expect rejects protocol_version general_error", .needs = "tls13", .flags = SHK_NEW_IN_9846},
{SV_05, .id = "tls12/supported-versions/tls11-alone",      .plan = "flow tls12; edit client_hello add-extension supported_versions 020302; expect rejects protocol_version general_error", .needs = "tls13", .flags = SHK_NEW_IN_9846},
{SV_05, .id = "tls12/supported-versions/tls11-tls10-ssl3", .plan = "flow tls12; edit client_hello add-extension supported_versions 06030203010300; expect rejects protocol_version general_error", .needs = "tls13", .flags = SHK_NEW_IN_9846},

#define SV_06 SHK_OF_SERVER, SHK_ROW("SV-06", 9846, "4.3.1", SHK_SYNTAX, \
    "A server refuses supported_versions when the list does not fit its length or its extension.")
{SV_06, .id = "tls13/supported-versions/odd-length",      .plan = "flow tls13; edit client_hello.extensions.supported_versions.versions append 03; expect rejects decode_error general_error"},
{SV_06, .id = "tls13/supported-versions/empty-list",      .plan = "flow tls13; edit client_hello.extensions.supported_versions.versions truncate 0; expect rejects decode_error general_error"},
{SV_06, .id = "tls13/supported-versions/empty-extension", .plan = "flow tls13; edit client_hello.extensions.supported_versions.extension_data truncate 0; expect rejects decode_error general_error"},
{SV_06, .id = "tls13/supported-versions/list-length-plus-2", .plan = "flow tls13; edit client_hello.extensions.supported_versions.versions:length add 2; expect rejects decode_error general_error"},
{SV_06, .id = "tls13/supported-versions/list-length-minus-2", .plan = "flow tls13; edit client_hello.extensions.supported_versions.versions append 0x0303; edit client_hello.extensions.supported_versions.versions:length add -2; expect rejects decode_error general_error"},
{SV_06, .id = "tls13/supported-versions/trailing-byte",   .plan = "flow tls13; edit client_hello.extensions.supported_versions.extension_data append 00; expect rejects decode_error general_error"},

#define SV_07 SHK_OF_SERVER, SHK_ROW("SV-07", 9846, "4.3.1", SHK_INFORMATION, \
    "A server chooses one of the versions that are listed, whatever their order.")
{SV_07, .id = "tls13/supported-versions/tls12-preferred", .plan = "flow tls13 any-version; edit client_hello.extensions.supported_versions.versions set 0x0303,0x0304; expect check version-was-offered"},

// --- The downgrade sentinel --------------------------------------------------------------------------------------------------

#define SV_19 SHK_OF_SERVER, SHK_ROW("SV-19", 9846, "4.2.3", SHK_MUST, \
    "A server that can do TLS 1.3 marks its random when it negotiates TLS 1.2."), .needs = "tls13"
{SV_19, .id = "tls12/supported-versions/own-sentinel",                   .plan = "flow tls12; expect check downgrade-sentinel"},
{SV_19, .id = "tls12/supported-versions/own-sentinel-by-extension",      .plan = "flow tls12; edit client_hello add-extension supported_versions 020303; expect check downgrade-sentinel"},
{SV_19, .id = "tls12/supported-versions/own-sentinel-resumed-by-id",     .plan = "flow tls12 session-id; expect check downgrade-sentinel"},
{SV_19, .id = "tls12/supported-versions/own-sentinel-resumed-by-ticket", .plan = "flow tls12 session-ticket; expect check downgrade-sentinel"},

#define SV_21 SHK_OF_SERVER, SHK_ROW("SV-21", 9846, "4.2.3", SHK_INFORMATION, \
    "A server does not mark its random without a downgrade.")
{SV_21, .id = "tls13/supported-versions/own-random-without-sentinel", .plan = "flow tls13; expect check no-downgrade-sentinel"},
{SV_21, .id = "tls12/supported-versions/own-random-without-sentinel", .plan = "flow tls12; expect check no-downgrade-sentinel", .needs = "no-tls13"},

// --- Renegotiation -----------------------------------------------------------------------------------------------------------

// A server that takes TLS 1.3 here writes a ServerHello that our flow does not go on from: it comes out as hung.
#define SV_22 SHK_OF_SERVER, SHK_ROW("SV-22", 9846, "4.2.2", SHK_MUST, \
    "A server stays at TLS 1.2 when a renegotiation offers TLS 1.3, or refuses it."), .needs = "tls13"
{SV_22, .id = "tls12/supported-versions/tls13-in-renegotiation", .plan = "flow tls12 renegotiation; edit client_hello#2 add-extension supported_versions 0403040303; expect rejects any or continues or closes"},
};
// clang-format on

SHK_TABLE(shk_supported_versions_cases, "SV", "supported_versions and downgrade", cases);
