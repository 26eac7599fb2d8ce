// What comes behind a handshake of TLS 1.3: NewSessionTicket, KeyUpdate, post-handshake authentication. RFC 9846, section 4.7.
//
// A deviating ticket goes out behind the client's request, so that the request itself is no answer to it.
#include "conformance/tables.h"

#define TICKET "flow tls13; insert new_session_ticket before application_data keys current; edit new_session_ticket"
#define UPDATE "flow tls13; insert key_update "
#define ASKING "flow tls13 post-handshake-auth"
#define NEW_TICKET "0400001700000e10000000010200010008a1a2a3a4a5a6a7a80000"

// clang-format off
static const struct shk_case cases[] = {

// --- NewSessionTicket --------------------------------------------------------------------------------------------------------

#define NST_01 SHK_OF_CLIENT, SHK_ROW("NST-01", 9846, "4.7.1", SHK_MUST, \
    "A client passes over extensions of a ticket that it does not know."), .flags = SHK_NAMED_ALERT
{NST_01, .id = "tls13/new-session-ticket/unknown-extension", .plan = TICKET ".extensions add-extension 0x5a5b 0102; expect continues"},
{NST_01, .id = "tls13/new-session-ticket/grease-extension",  .plan = TICKET ".extensions add-extension 0x5a5a \"\"; expect continues"},

#define NST_02 SHK_OF_CLIENT, SHK_ROW("NST-02", 9846, "4.7.1", SHK_SYNTAX, \
    "A client refuses an empty ticket.")
{NST_02, .id = "tls13/new-session-ticket/empty-ticket", .plan = TICKET ".ticket truncate 0; expect rejects decode_error general_error"},

#define NST_03 SHK_OF_CLIENT, SHK_ROW("NST-03", 9846, "4.7.1", SHK_SYNTAX, \
    "A client refuses a NewSessionTicket whose lengths are wrong.")
{NST_03, .id = "tls13/new-session-ticket/trailing-byte",             .plan = TICKET " append 00; expect rejects decode_error general_error"},
{NST_03, .id = "tls13/new-session-ticket/empty",                     .plan = TICKET " truncate 0; expect rejects decode_error general_error"},
{NST_03, .id = "tls13/new-session-ticket/cut-in-lifetime",           .plan = TICKET " truncate 3; expect rejects decode_error general_error"},
{NST_03, .id = "tls13/new-session-ticket/no-extensions",             .plan = TICKET ".extensions:length cut-here; expect rejects decode_error general_error"},
{NST_03, .id = "tls13/new-session-ticket/ticket-length-plus-1",      .plan = TICKET ".ticket:length add 1; expect rejects decode_error general_error"},
{NST_03, .id = "tls13/new-session-ticket/extensions-length-plus-1",  .plan = TICKET ".extensions:length add 1; expect rejects decode_error general_error"},

#define NST_05 SHK_OF_CLIENT, SHK_ROW("NST-05", 9846, "4.7.1", SHK_MUST, \
    "A client does not break off because of a lifetime above seven days, unless it says illegal_parameter.")
{NST_05, .id = "tls13/new-session-ticket/lifetime-of-8-days", .plan = TICKET ".ticket_lifetime set 000a8c00; expect rejects illegal_parameter or continues"},

#define NST_06 SHK_OF_CLIENT, SHK_ROW("NST-06", 9846, "4.3", SHK_SYNTAX, \
    "A client refuses a ticket with the same extension twice.")
{NST_06, .id = "tls13/new-session-ticket/early-data-twice", .plan = TICKET ".extensions add-extension early_data 00004000; edit new_session_ticket.extensions add-extension early_data 00004000; expect rejects illegal_parameter decode_error general_error"},

// A client without 0-RTT may pass over early_data.
#define NST_07 SHK_OF_CLIENT, SHK_ROW("NST-07", 9846, "4.3.10", SHK_SYNTAX, \
    "A client that knows early_data refuses a size that is no number of four bytes.")
{NST_07, .id = "tls13/new-session-ticket/early-data-3-bytes", .plan = TICKET ".extensions add-extension early_data 000040; expect rejects decode_error general_error or continues"},
{NST_07, .id = "tls13/new-session-ticket/early-data-5-bytes", .plan = TICKET ".extensions add-extension early_data 0000400000; expect rejects decode_error general_error or continues"},

#define NST_08 SHK_OF_CLIENT, SHK_ROW("NST-08", 9846, "4.7.1", SHK_MUST, \
    "A client refuses a ticket in front of the server's Finished."), .flags = SHK_NAMED_ALERT
{NST_08, .id = "tls13/new-session-ticket/before-finished", .plan = "flow tls13; insert new_session_ticket " NEW_TICKET " before finished keys current; expect rejects unexpected_message"},

#define NST_09 SHK_OF_CLIENT, SHK_ROW("NST-09", 9846, "4.7.1", SHK_INFORMATION, \
    "A client gets over ten thousand tickets, or draws a line.")
{NST_09, .id = "tls13/new-session-ticket/10000-of-them", .plan = "flow tls13; insert new_session_ticket before application_data keys current times 10000; expect rejects any or continues or closes"},

#define NST_13 SHK_OF_CLIENT, SHK_ROW("NST-13", 9846, "5.1", SHK_SYNTAX, \
    "A client takes tickets however they are cut into records."), .flags = SHK_NAMED_ALERT
{NST_13, .id = "tls13/new-session-ticket/records-of-1-byte", .plan = "flow tls13 ticket; record new_session_ticket fragment 1; expect continues"},
{NST_13, .id = "tls13/new-session-ticket/ten-in-a-row",      .plan = "flow tls13; insert new_session_ticket before application_data keys current times 10; expect continues"},
{NST_13, .id = "tls13/new-session-ticket/between-data",      .plan = "flow tls13; insert application_data before application_data keys current; insert new_session_ticket before application_data keys current; expect continues"},

#define NST_15 SHK_OF_CLIENT, SHK_ROW("NST-15", 9846, "4.7.1", SHK_MUST, \
    "A client that does not resume passes over a ticket."), .flags = SHK_NAMED_ALERT
{NST_15, .id = "tls13/new-session-ticket/one", .plan = "flow tls13; insert new_session_ticket before application_data keys current; expect continues"},

#define NST_16 SHK_OF_CLIENT, SHK_ROW("NST-16", 9846, "4.7.1", SHK_SYNTAX, \
    "A client takes a ticket that comes right behind the server's Finished."), .flags = SHK_NAMED_ALERT
{NST_16, .id = "tls13/new-session-ticket/behind-the-servers-finished", .plan = "flow tls13; insert new_session_ticket " NEW_TICKET " after finished keys current; expect continues"},

// --- KeyUpdate ---------------------------------------------------------------------------------------------------------------

#define KUP_01 SHK_OF_CLIENT, SHK_ROW("KUP-01", 9846, "4.7.3", SHK_MUST, \
    "A client goes on under the new keys of its server."), .flags = SHK_NAMED_ALERT
{KUP_01, .id = "tls13/client/key-update/update-not-requested", .plan = "flow tls13; insert key_update 1800000100 before application_data keys current; expect continues"},

#define KUP_03 SHK_OF_CLIENT, SHK_ROW("KUP-03", 9846, "4.7.3", SHK_MUST, \
    "A client refuses a KeyUpdate that is neither of the two kinds."), .flags = SHK_NAMED_ALERT
{KUP_03, .id = "tls13/client/key-update/kind-2",   .plan = UPDATE "1800000102 before application_data keys current; expect rejects illegal_parameter"},
{KUP_03, .id = "tls13/client/key-update/kind-128", .plan = UPDATE "1800000180 before application_data keys current; expect rejects illegal_parameter"},
{KUP_03, .id = "tls13/client/key-update/kind-255", .plan = UPDATE "18000001ff before application_data keys current; expect rejects illegal_parameter"},

#define KUP_04 SHK_OF_CLIENT, SHK_ROW("KUP-04", 9846, "4.7.3", SHK_SYNTAX, \
    "A client refuses a KeyUpdate of another length than one byte.")
{KUP_04, .id = "tls13/client/key-update/empty",   .plan = UPDATE "18000000 before application_data keys current; expect rejects decode_error general_error"},
{KUP_04, .id = "tls13/client/key-update/2-bytes", .plan = UPDATE "180000020000 before application_data keys current; expect rejects decode_error general_error"},

#define KUP_05 SHK_OF_CLIENT, SHK_ROW("KUP-05", 9846, "4.7.3", SHK_MUST, \
    "A client refuses a KeyUpdate in front of the server's Finished."), .flags = SHK_NAMED_ALERT
{KUP_05, .id = "tls13/client/key-update/before-finished", .plan = UPDATE "before finished keys current; expect rejects unexpected_message"},

#define KUP_06 SHK_OF_CLIENT, SHK_ROW("KUP-06", 9846, "5.1", SHK_MUST, \
    "A client takes a KeyUpdate in records of one byte."), .flags = SHK_NAMED_ALERT
{KUP_06, .id = "tls13/client/key-update/records-of-1-byte", .plan = "flow tls13 key-update; record key_update fragment 1; expect continues"},

#define KUP_07 SHK_OF_CLIENT, SHK_ROW("KUP-07", 9846, "5.1", SHK_MUST, \
    "A client refuses application data inside a KeyUpdate.")
{KUP_07, .id = "tls13/client/key-update/application-data-inside", .plan = "flow tls13 key-update; record key_update interrupt 2 application_data 6869; expect rejects unexpected_message general_error"},

#define KUP_08 SHK_OF_CLIENT, SHK_ROW("KUP-08", 9846, "4.7.3", SHK_MUST, \
    "A client refuses a record under the keys that a KeyUpdate has put away."), .flags = SHK_NAMED_ALERT
{KUP_08, .id = "tls13/client/key-update/old-keys-behind-it", .plan = UPDATE "1800000100 before application_data keys current; keys application_data previous; expect rejects bad_record_mac"},

#define KUP_09 SHK_OF_CLIENT, SHK_ROW("KUP-09", 9846, "4.7.3", SHK_MUST, \
    "A client refuses a record under the next keys when no KeyUpdate has come."), .flags = SHK_NAMED_ALERT
{KUP_09, .id = "tls13/client/key-update/next-keys-without-it", .plan = "flow tls13; keys application_data next; expect rejects bad_record_mac"},

#define KUP_12 SHK_OF_CLIENT, SHK_ROW("KUP-12", 9846, "5", SHK_MUST, \
    "A client refuses a KeyUpdate in the clear.")
{KUP_12, .id = "tls13/client/key-update/in-the-clear", .plan = UPDATE "before application_data keys plain; expect rejects unexpected_message bad_record_mac general_error"},

#define KUP_17 SHK_OF_CLIENT, SHK_ROW("KUP-17", 9846, "5.3", SHK_MUST, \
    "A client counts the records under new keys from zero."), .flags = SHK_NAMED_ALERT
{KUP_17, .id = "tls13/client/key-update/sequence-number-1", .plan = UPDATE "1800000100 before application_data keys current; record application_data skip-sequence 1; expect rejects bad_record_mac"},

// --- Post-handshake authentication -------------------------------------------------------------------------------------------

// Clients that offer post_handshake_auth are asked by the rows of SM13CPH.
#define PHA_01 SHK_OF_CLIENT, SHK_ROW("PHA-01", 9846, "4.7.2", SHK_MUST, \
    "A client that did not offer post_handshake_auth refuses a CertificateRequest behind the handshake."), \
    .needs = "no-post-handshake-auth", .flags = SHK_NAMED_ALERT
{PHA_01, .id = "tls13/post-handshake-auth/not-offered", .plan = "flow tls13; insert certificate_request before application_data keys current; expect rejects unexpected_message"},

#define PHA_02 SHK_OF_CLIENT, SHK_ROW("PHA-02", 9846, "4.7.2", SHK_MUST, \
    "A client answers a CertificateRequest behind the handshake, and the connection goes on."), .flags = SHK_NAMED_ALERT
{PHA_02, .id = "tls13/post-handshake-auth/answered",            .plan = ASKING "; edit certificate_request.extensions add-extension 0x5a5b \"\"; expect continues"},
{PHA_02, .id = "tls13/post-handshake-auth/request-in-records-of-1-byte", .plan = ASKING "; record certificate_request fragment 1; expect continues"},

#define CPH_02 SHK_OF_CLIENT, SHK_ROW("SM13CPH-02", 9846, "4.7.2", SHK_MUST, \
    "A client that is asked to authenticate takes other messages meanwhile."), .flags = SHK_NAMED_ALERT
{CPH_02, .id = "tls13/post-handshake-auth/ticket-behind-request", .plan = ASKING "; insert new_session_ticket after certificate_request keys current; expect continues"},

#define CPH_04 SHK_OF_CLIENT, SHK_ROW("SM13CPH-04", 9846, "4.4.2", SHK_INFORMATION, \
    "A client answers the same CertificateRequest twice, or refuses it.")
{CPH_04, .id = "tls13/post-handshake-auth/request-repeated", .plan = ASKING "; repeat certificate_request keys current; expect rejects illegal_parameter unexpected_message or continues"},

#define CPH_05 SHK_OF_CLIENT, SHK_ROW("SM13CPH-05", 9846, "4.7.2", SHK_MUST, \
    "A client refuses a server that authenticates once more behind its request."), .flags = SHK_NAMED_ALERT
{CPH_05, .id = "tls13/post-handshake-auth/server-certificate",        .plan = ASKING "; insert certificate after certificate_request keys current; expect rejects unexpected_message"},
{CPH_05, .id = "tls13/post-handshake-auth/server-certificate-verify", .plan = ASKING "; insert certificate_verify after certificate_request keys current; expect rejects unexpected_message"},
{CPH_05, .id = "tls13/post-handshake-auth/server-finished",           .plan = ASKING "; insert finished after certificate_request keys current; expect rejects unexpected_message"},

#define CPH_06 SHK_OF_CLIENT, SHK_ROW("SM13CPH-06", 9846, "4.4.2", SHK_MUST, \
    "A client refuses a CertificateRequest between CertificateVerify and Finished."), .flags = SHK_NAMED_ALERT
{CPH_06, .id = "tls13/post-handshake-auth/before-finished/k1", .plan = ASKING "; insert certificate_request before finished keys application; expect rejects bad_record_mac"},
{CPH_06, .id = "tls13/post-handshake-auth/before-finished/k2", .plan = ASKING "; insert certificate_request before finished keys current; expect rejects unexpected_message"},

#define CPH_08 SHK_OF_CLIENT, SHK_ROW("SM13CPH-08", 9846, "4.4.2", SHK_MUST, \
    "A client answers a CertificateRequest in a resumed connection."), .flags = SHK_NAMED_ALERT
{CPH_08, .id = "tls13/post-handshake-auth/resumed", .plan = "flow tls13 psk post-handshake-auth; record certificate_request fragment 1; expect continues"},

#define CPH_10 SHK_OF_CLIENT, SHK_ROW("SM13CPH-10", 9846, "5.2", SHK_MUST, \
    "A client refuses a CertificateRequest under the keys of the handshake."), .flags = SHK_NAMED_ALERT
{CPH_10, .id = "tls13/post-handshake-auth/under-handshake-keys", .plan = ASKING "; keys certificate_request handshake; expect rejects bad_record_mac"},
};
// clang-format on

SHK_TABLE(shk_after_handshake_cases, "NST, KUP, PHA", "Behind the handshake", cases);
