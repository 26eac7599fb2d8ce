// ChangeCipherSpec: what it has to look like and where it may stand. In TLS 1.2 it changes keys (RFC 5246, section 7.1); in
// TLS 1.3 it means nothing and is dropped, but only between the first ClientHello and the other side's Finished, only as
// the byte 1, and only in the clear (RFC 9846, section 5 and appendix E.4).
//
// An inserted ChangeCipherSpec is one more than the honest flow has: our own, for middleboxes, stands before our second
// flight, or after the first ClientHello when we send early data.
#include "conformance/tables.h"

// clang-format off
static const struct shk_case cases[] = {

// --- TLS 1.3: dropped ------------------------------------------------------------------------------------------------------

#define CCS_01 SHK_OF_SERVER, SHK_ROW("CCS-01", 9846, "5", SHK_MUST, \
    "A server drops a ChangeCipherSpec that comes between ClientHello and the client's Finished."), .flags = SHK_NAMED_ALERT
{CCS_01, .id = "tls13/change-cipher-spec/after-client-hello", .plan = "flow tls13; insert change_cipher_spec after client_hello; expect continues"},
{CCS_01, .id = "tls13/change-cipher-spec/before-finished",    .plan = "flow tls13; insert change_cipher_spec before finished; expect continues"},
{CCS_01, .id = "tls13/change-cipher-spec/before-certificate-verify", .plan = "flow tls13 client-auth; insert change_cipher_spec before certificate_verify; expect continues"},

// With our own there are 32 in the last case; what lies beyond is a server's own limit.
#define CCS_04 SHK_OF_SERVER, SHK_ROW("CCS-04", 9846, "5", SHK_MUST, \
    "A server drops ChangeCipherSpec at any time of the handshake, so also several."), .flags = SHK_NAMED_ALERT
{CCS_04, .id = "tls13/change-cipher-spec/twice-after-client-hello", .plan = "flow tls13; insert change_cipher_spec after client_hello times 2; expect continues"},
{CCS_04, .id = "tls13/change-cipher-spec/ten-before-finished",      .plan = "flow tls13; insert change_cipher_spec before finished times 10; expect continues"},
{CCS_04, .id = "tls13/change-cipher-spec/thirty-one-before-finished", .plan = "flow tls13; insert change_cipher_spec before finished times 31; expect continues"},

#define CCS_12 SHK_OF_SERVER, SHK_ROW("CCS-12", 9846, "5", SHK_MUST, \
    "A server drops a ChangeCipherSpec that comes between the two ClientHellos of a retry."), .flags = SHK_NAMED_ALERT
{CCS_12, .id = "tls13/change-cipher-spec/before-second-client-hello", .plan = "flow tls13 retry; insert change_cipher_spec before client_hello#2; expect continues"},
{CCS_12, .id = "tls13/change-cipher-spec/after-first-client-hello",   .plan = "flow tls13 retry; insert change_cipher_spec after client_hello#1; expect continues"},
{CCS_12, .id = "tls13/change-cipher-spec/after-second-client-hello",  .plan = "flow tls13 retry; insert change_cipher_spec after client_hello#2; expect continues"},

// A ticket that the server cannot read makes it refuse the early data that comes with it.
#define CCS_13 SHK_OF_SERVER, SHK_ROW("CCS-13", 9846, "5", SHK_MUST, \
    "A server drops a ChangeCipherSpec that comes among early data which it skips."), .flags = SHK_NAMED_ALERT
{CCS_13, .id = "tls13/change-cipher-spec/among-skipped-early-data", .plan = "flow tls13 psk early-data; edit client_hello.extensions.pre_shared_key.identities[0].identity flip-bit 300; insert change_cipher_spec after application_data#1; expect continues"},

#define CCS_30 SHK_OF_SERVER, SHK_ROW("CCS-30", 9846, "5", SHK_MUST, \
    "A server drops ChangeCipherSpec also when the ClientHello had no session id."), .flags = SHK_NAMED_ALERT
{CCS_30, .id = "tls13/change-cipher-spec/without-session-id-after-client-hello", .plan = "flow tls13 no-compat; insert change_cipher_spec after client_hello; expect continues"},
{CCS_30, .id = "tls13/change-cipher-spec/without-session-id-before-finished",    .plan = "flow tls13 no-compat; insert change_cipher_spec before finished; expect continues"},

// --- TLS 1.3: refused ------------------------------------------------------------------------------------------------------

#define CCS_05 SHK_OF_SERVER, SHK_ROW("CCS-05", 9846, "5", SHK_MUST, \
    "A server drops a handshake when ChangeCipherSpec holds another byte than 1."), .flags = SHK_NAMED_ALERT
{CCS_05, .id = "tls13/change-cipher-spec/body-00-after-client-hello", .plan = "flow tls13; insert change_cipher_spec 00 after client_hello; expect rejects unexpected_message"},
{CCS_05, .id = "tls13/change-cipher-spec/body-00-before-finished",    .plan = "flow tls13; insert change_cipher_spec 00 before finished; expect rejects unexpected_message"},
{CCS_05, .id = "tls13/change-cipher-spec/body-02-before-finished",    .plan = "flow tls13; insert change_cipher_spec 02 before finished; expect rejects unexpected_message"},

#define CCS_06 SHK_OF_SERVER, SHK_ROW("CCS-06", 9846, "5", SHK_MUST, \
    "A server drops a handshake when ChangeCipherSpec holds two bytes."), .flags = SHK_NAMED_ALERT
{CCS_06, .id = "tls13/change-cipher-spec/body-01-01-after-client-hello", .plan = "flow tls13; insert change_cipher_spec 0101 after client_hello; expect rejects unexpected_message"},
{CCS_06, .id = "tls13/change-cipher-spec/body-01-01-before-finished",    .plan = "flow tls13; insert change_cipher_spec 0101 before finished; expect rejects unexpected_message"},

#define CCS_07 SHK_OF_SERVER, SHK_ROW("CCS-07", 9846, "5", SHK_SYNTAX, \
    "A server drops a handshake when ChangeCipherSpec holds no byte.")
{CCS_07, .id = "tls13/change-cipher-spec/body-empty-after-client-hello", .plan = "flow tls13; insert raw_record 1403030000 after client_hello; expect rejects unexpected_message decode_error general_error"},
{CCS_07, .id = "tls13/change-cipher-spec/body-empty-before-finished",    .plan = "flow tls13; insert raw_record 1403030000 before finished; expect rejects unexpected_message decode_error general_error"},

#define CCS_08 SHK_OF_SERVER, SHK_ROW("CCS-08", 9846, "5", SHK_MUST, \
    "A server drops a handshake when ChangeCipherSpec comes protected by the handshake keys."), .flags = SHK_NAMED_ALERT
{CCS_08, .id = "tls13/change-cipher-spec/under-handshake-keys", .plan = "flow tls13; insert change_cipher_spec before finished keys handshake; expect rejects unexpected_message"},

#define CCS_09 SHK_OF_SERVER, SHK_ROW("CCS-09", 9846, "5", SHK_MUST, \
    "A server drops a connection when ChangeCipherSpec comes protected by the application keys."), .flags = SHK_NAMED_ALERT
{CCS_09, .id = "tls13/change-cipher-spec/under-application-keys", .plan = "flow tls13; insert change_cipher_spec before application_data keys application; expect rejects unexpected_message"},

// A server that keeps no state between the hellos of a retry cannot tell this place from the one between them and has to drop
// the record there (section 4.3.2). Nobody sees from outside which kind it is, so one that goes on shows up here and is then
// a line in the list of known results.
#define CCS_10 SHK_OF_SERVER, SHK_ROW("CCS-10", 9846, "5", SHK_MUST, \
    "A server refuses a connection that begins with ChangeCipherSpec."), .flags = SHK_NAMED_ALERT
{CCS_10, .id = "tls13/change-cipher-spec/before-client-hello", .plan = "flow tls13; insert change_cipher_spec before client_hello; expect rejects unexpected_message"},

#define CCS_11 SHK_OF_SERVER, SHK_ROW("CCS-11", 9846, "5", SHK_MUST, \
    "A server drops a connection when ChangeCipherSpec comes after the client's Finished."), .flags = SHK_NAMED_ALERT
{CCS_11, .id = "tls13/change-cipher-spec/after-finished", .plan = "flow tls13; insert change_cipher_spec after finished; expect rejects unexpected_message"},

// --- TLS 1.3: the server's own -----------------------------------------------------------------------------------------------

#define CCS_14 SHK_OF_SERVER, SHK_ROW("CCS-14", 9846, "E.4", SHK_MUST, \
    "A server sends ChangeCipherSpec right after ServerHello when the ClientHello has a session id.")
{CCS_14, .id = "tls13/change-cipher-spec/own-after-server-hello", .plan = "flow tls13; expect check ccs-after-server-hello"},

#define CCS_15 SHK_OF_SERVER, SHK_ROW("CCS-15", 9846, "E.4", SHK_MUST, \
    "A server sends ChangeCipherSpec right after HelloRetryRequest when the ClientHello has a session id.")
{CCS_15, .id = "tls13/change-cipher-spec/own-after-retry-request", .plan = "flow tls13 retry; expect check ccs-after-retry"},

#define CCS_16 SHK_OF_SERVER, SHK_ROW("CCS-16", 9846, "E.4", SHK_INFORMATION, \
    "A server may send ChangeCipherSpec or leave it out when the ClientHello has no session id.")
{CCS_16, .id = "tls13/change-cipher-spec/own-without-session-id", .plan = "flow tls13 no-compat; expect check ccs-optional"},

#define CCS_31 SHK_OF_SERVER, SHK_ROW("CCS-31", 9846, "5", SHK_SYNTAX, \
    "A server sends ChangeCipherSpec only as the byte 1, in the clear, before its Finished.")
{CCS_31, .id = "tls13/change-cipher-spec/own-placement",       .plan = "flow tls13; expect check ccs-placement"},
{CCS_31, .id = "tls13/change-cipher-spec/own-placement-retry", .plan = "flow tls13 retry; expect check ccs-placement"},

// --- TLS 1.2 ---------------------------------------------------------------------------------------------------------------

#define CCS_18 SHK_OF_SERVER, SHK_ROW("CCS-18", 5246, "7.1", SHK_SYNTAX, \
    "A server refuses a ChangeCipherSpec that holds another byte than 1.")
{CCS_18, .id = "tls12/change-cipher-spec/body-00", .plan = "flow tls12; edit change_cipher_spec set 00; expect rejects illegal_parameter decode_error unexpected_message"},
{CCS_18, .id = "tls12/change-cipher-spec/body-02", .plan = "flow tls12; edit change_cipher_spec set 02; expect rejects illegal_parameter decode_error unexpected_message"},

#define CCS_19 SHK_OF_SERVER, SHK_ROW("CCS-19", 5246, "7.1", SHK_SYNTAX, \
    "A server refuses a ChangeCipherSpec of two bytes.")
{CCS_19, .id = "tls12/change-cipher-spec/body-01-01", .plan = "flow tls12; edit change_cipher_spec append 01; expect rejects decode_error unexpected_message illegal_parameter"},

#define CCS_20 SHK_OF_SERVER, SHK_ROW("CCS-20", 5246, "7.1", SHK_SYNTAX, \
    "A server refuses a ChangeCipherSpec that comes before ClientKeyExchange (CVE-2014-0224).")
{CCS_20, .id = "tls12/change-cipher-spec/before-key-exchange", .plan = "flow tls12; insert change_cipher_spec before client_key_exchange; expect rejects unexpected_message"},
{CCS_20, .id = "tls12/change-cipher-spec/before-certificate",  .plan = "flow tls12 client-auth; insert change_cipher_spec before certificate; expect rejects unexpected_message"},

#define CCS_22 SHK_OF_SERVER, SHK_ROW("CCS-22", 5246, "7.4.9", SHK_MUST, \
    "A server refuses a Finished in the clear that no ChangeCipherSpec precedes."), .flags = SHK_NAMED_ALERT
{CCS_22, .id = "tls12/change-cipher-spec/left-out-plain-finished", .plan = "flow tls12; omit change_cipher_spec; keys finished plain; expect rejects unexpected_message"},

// What is protected reads as noise, and noise may look like the header of any handshake message.
#define CCS_23 SHK_OF_SERVER, SHK_ROW("CCS-23", 5246, "7.4.9", SHK_MUST, \
    "A server refuses a protected Finished that no ChangeCipherSpec precedes.")
{CCS_23, .id = "tls12/change-cipher-spec/left-out-protected-finished", .plan = "flow tls12; omit change_cipher_spec; expect rejects unexpected_message any"},

#define CCS_24 SHK_OF_SERVER, SHK_ROW("CCS-24", 5246, "7.1", SHK_SYNTAX, \
    "A server refuses a second ChangeCipherSpec where Finished is due.")
{CCS_24, .id = "tls12/change-cipher-spec/second-before-finished",       .plan = "flow tls12; insert change_cipher_spec before finished keys application; expect rejects unexpected_message"},
{CCS_24, .id = "tls12/change-cipher-spec/second-plain-before-finished", .plan = "flow tls12; insert change_cipher_spec before finished keys plain; expect rejects unexpected_message bad_record_mac"},

#define CCS_25 SHK_OF_SERVER, SHK_ROW("CCS-25", 5246, "7.1", SHK_SYNTAX, \
    "A server drops a connection when ChangeCipherSpec comes after the handshake.")
{CCS_25, .id = "tls12/change-cipher-spec/after-handshake",       .plan = "flow tls12; insert change_cipher_spec before application_data keys application; expect rejects unexpected_message"},
{CCS_25, .id = "tls12/change-cipher-spec/plain-after-handshake", .plan = "flow tls12; insert change_cipher_spec before application_data keys plain; expect rejects unexpected_message bad_record_mac"},

#define CCS_26 SHK_OF_SERVER, SHK_ROW("CCS-26", 5246, "7.4.9", SHK_SYNTAX, \
    "A server refuses application data between ChangeCipherSpec and Finished.")
{CCS_26, .id = "tls12/change-cipher-spec/application-data-before-finished", .plan = "flow tls12; insert application_data before finished keys application; expect rejects unexpected_message"},

#define CCS_27 SHK_OF_SERVER, SHK_ROW("CCS-27", 5246, "7.2", SHK_MUST, \
    "A server ends the connection at an alert between ChangeCipherSpec and Finished.")
{CCS_27, .id = "tls12/change-cipher-spec/fatal-alert-before-finished",       .plan = "flow tls12; insert alert fatal handshake_failure before finished keys application; expect closes"},
{CCS_27, .id = "tls12/change-cipher-spec/plain-fatal-alert-before-finished", .plan = "flow tls12; insert alert fatal handshake_failure before finished keys plain; expect closes bad_record_mac"},
{CCS_27, .id = "tls12/change-cipher-spec/warning-alert-before-finished",     .plan = "flow tls12; insert alert warning user_canceled before finished keys application; expect rejects any or closes or continues"},

#define CCS_28 SHK_OF_SERVER, SHK_ROW("CCS-28", 5246, "7.1", SHK_SYNTAX, \
    "A server refuses a connection that begins with ChangeCipherSpec.")
{CCS_28, .id = "tls12/change-cipher-spec/before-client-hello", .plan = "flow tls12; insert change_cipher_spec before client_hello; expect rejects unexpected_message"},
};
// clang-format on

SHK_TABLE(shk_change_cipher_spec_cases, "CCS", "ChangeCipherSpec", cases);
