// Order cases of clients that client_families.c has no rule for. Part 2 of the catalogue.
#include "conformance/tables.h"

#define POINT_P384                                                                                                     \
    "0487ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab73617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f"
#define NEW_TICKET "0400001700000e10000000010200010008a1a2a3a4a5a6a7a80000"
#define EARLY "flow tls13 psk early-data early-accepted"

// clang-format off
static const struct shk_case cases[] = {

// --- TLS 1.3 -----------------------------------------------------------------------------------------------------------------

#define CH_12 SHK_OF_CLIENT, SHK_ROW("SM13CH-12", 9846, "4.3.8", SHK_MUST, \
    "A client refuses a ServerHello with the group that a retry would have had to ask for.")
{CH_12, .id = "tls13/client/order/retry/omit-hello-retry-request", .plan = "flow tls13; edit server_hello.extensions.key_share.server_share.group set 0018; edit server_hello.extensions.key_share.server_share.key_exchange set " POINT_P384 "; expect rejects illegal_parameter"},
#define CH_12B SHK_OF_CLIENT, SHK_ROW("SM13CH-12", 9846, "4.2.4", SHK_MUST, \
    "A client refuses a HelloRetryRequest behind ServerHello.")
{CH_12B, .id = "tls13/client/order/retry/hello-retry-request-after-server-hello/k1", .plan = "flow tls13; insert hello_retry_request after server_hello keys plain; expect rejects unexpected_message bad_record_mac"},
{CH_12B, .id = "tls13/client/order/retry/hello-retry-request-after-server-hello/k2", .plan = "flow tls13; insert hello_retry_request after server_hello keys current; expect rejects unexpected_message"},

#define CP_13 SHK_OF_CLIENT, SHK_ROW("SM13CP-13", 9846, "4.5.2", SHK_MUST, \
    "A client refuses a CertificateVerify in a resumption."), .flags = SHK_NAMED_ALERT
{CP_13, .id = "tls13/client/order/psk/certificate-verify-before-finished", .plan = "flow tls13 psk; insert certificate_verify before finished keys current; expect rejects unexpected_message"},

#define CK_01 SHK_OF_CLIENT, SHK_ROW("SM13CK-01", 9846, "4.7.1", SHK_SYNTAX, \
    "A client takes a ticket right behind the server's Finished."), .flags = SHK_NAMED_ALERT
{CK_01, .id = "tls13/client/order/connected/ticket-after-finished", .plan = "flow tls13; insert new_session_ticket " NEW_TICKET " after finished keys current; expect continues"},

#define CK_03 SHK_OF_CLIENT, SHK_ROW("SM13CK-03", 9846, "4.7.3", SHK_SYNTAX, \
    "A client takes a KeyUpdate right behind the server's Finished."), .flags = SHK_NAMED_ALERT
{CK_03, .id = "tls13/client/order/connected/key-update-after-finished", .plan = "flow tls13; insert key_update 1800000100 after finished keys current; expect continues"},

#define CK_04 SHK_OF_CLIENT, SHK_ROW("SM13CK-04", 9846, "4.7.1", SHK_MUST, \
    "A client refuses a ticket in front of the server's Finished."), .flags = SHK_NAMED_ALERT
{CK_04, .id = "tls13/client/order/connected/ticket-before-finished/k1", .plan = "flow tls13; insert new_session_ticket " NEW_TICKET " before finished; expect rejects bad_record_mac"},
{CK_04, .id = "tls13/client/order/connected/ticket-before-finished/k2", .plan = "flow tls13; insert new_session_ticket " NEW_TICKET " before finished keys current; expect rejects unexpected_message"},

#define CK_05 SHK_OF_CLIENT, SHK_ROW("SM13CK-05", 9846, "4.7.3", SHK_MUST, \
    "A client refuses a KeyUpdate in front of the server's Finished."), .flags = SHK_NAMED_ALERT
#define UPDATE_BEFORE(name, message) \
{CK_05, .id = "tls13/client/order/connected/key-update-before-" name "/k1", .plan = "flow tls13; insert key_update before " message "; expect rejects bad_record_mac"}, \
{CK_05, .id = "tls13/client/order/connected/key-update-before-" name "/k2", .plan = "flow tls13; insert key_update before " message " keys current; expect rejects unexpected_message"}
{CK_05, .id = "tls13/client/order/connected/key-update-before-server-hello", .plan = "flow tls13; insert key_update before server_hello keys current; expect rejects unexpected_message"},
UPDATE_BEFORE("encrypted-extensions", "encrypted_extensions"),
UPDATE_BEFORE("certificate", "certificate"),
UPDATE_BEFORE("certificate-verify", "certificate_verify"),
UPDATE_BEFORE("finished", "finished"),

#define CK_06 SHK_OF_CLIENT, SHK_ROW("SM13CK-06", 9846, "4.7.1", SHK_INFORMATION, \
    "A client takes the same ticket twice.")
{CK_06, .id = "tls13/client/order/connected/repeat-new-session-ticket", .plan = "flow tls13 ticket; repeat new_session_ticket keys current; expect continues"},

#define CK_07 SHK_OF_CLIENT, SHK_ROW("SM13CK-07", 9846, "4.7.3", SHK_MUST, \
    "A client refuses a second KeyUpdate under the keys that the first has put away."), .flags = SHK_NAMED_ALERT
{CK_07, .id = "tls13/client/order/connected/repeat-key-update/k1", .plan = "flow tls13; insert key_update 1800000100 before application_data keys current; insert key_update 1800000100 before application_data keys previous; expect rejects bad_record_mac"},

#define CK_09 SHK_OF_CLIENT, SHK_ROW("SM13CK-09", 9846, "5.2", SHK_MUST, \
    "A client refuses a ticket under the keys of the handshake, or in the clear.")
{CK_09, .id = "tls13/client/order/connected/late-new-session-ticket/handshake", .plan = "flow tls13; insert new_session_ticket before application_data keys handshake; expect rejects bad_record_mac"},
{CK_09, .id = "tls13/client/order/connected/late-new-session-ticket/plain",     .plan = "flow tls13; insert new_session_ticket before application_data keys plain; expect rejects unexpected_message bad_record_mac"},

// --- TLS 1.3, 0-RTT ----------------------------------------------------------------------------------------------------------

#define CE_01 SHK_OF_CLIENT, SHK_ROW("SM13CE-01", 9846, "4", SHK_MUST, \
    "A client that sent early data refuses EncryptedExtensions where ServerHello is due."), .flags = SHK_NAMED_ALERT
{CE_01, .id = "tls13/client/order/early-data/omit-server-hello/k1", .plan = EARLY "; omit server_hello; expect rejects unexpected_message"},
{CE_01, .id = "tls13/client/order/early-data/omit-server-hello/k2", .plan = EARLY "; omit server_hello; keys encrypted_extensions current; expect rejects unexpected_message"},

#define CE_02 SHK_OF_CLIENT, SHK_ROW("SM13CE-02", 9846, "4.4.1", SHK_MUST, \
    "A client that sent early data refuses Finished where EncryptedExtensions is due."), .flags = SHK_NAMED_ALERT
{CE_02, .id = "tls13/client/order/early-data/omit-encrypted-extensions", .plan = EARLY "; omit encrypted_extensions; expect rejects unexpected_message"},

#define CE_04 SHK_OF_CLIENT, SHK_ROW("SM13CE-04", 9846, "4.5.3", SHK_MUST, \
    "A client that sent early data refuses a copy of Finished."), .flags = SHK_NAMED_ALERT
{CE_04, .id = "tls13/client/order/early-data/repeat-finished/k1", .plan = EARLY "; repeat finished; expect rejects bad_record_mac"},
{CE_04, .id = "tls13/client/order/early-data/repeat-finished/k2", .plan = EARLY "; repeat finished keys current; expect rejects unexpected_message"},

#define CE_05 SHK_OF_CLIENT, SHK_ROW("SM13CE-05", 9846, "4.6", SHK_MUST, \
    "A client refuses an EndOfEarlyData of the server."), .flags = SHK_NAMED_ALERT
{CE_05, .id = "tls13/client/order/early-data/end-of-early-data-before-server-hello",         .plan = EARLY "; insert end_of_early_data before server_hello keys current; expect rejects unexpected_message"},
{CE_05, .id = "tls13/client/order/early-data/end-of-early-data-before-encrypted-extensions", .plan = EARLY "; insert end_of_early_data before encrypted_extensions keys current; expect rejects unexpected_message"},
{CE_05, .id = "tls13/client/order/early-data/end-of-early-data-before-finished",             .plan = EARLY "; insert end_of_early_data before finished keys current; expect rejects unexpected_message"},
{CE_05, .id = "tls13/client/order/early-data/end-of-early-data-before-application-data",     .plan = EARLY "; insert end_of_early_data before application_data keys current; expect rejects unexpected_message"},

#define CE_06 SHK_OF_CLIENT, SHK_ROW("SM13CE-06", 9846, "4.5.1", SHK_MUST, \
    "A client whose early data was taken refuses the messages of an authentication."), .flags = SHK_NAMED_ALERT
{CE_06, .id = "tls13/client/order/early-data/certificate-request", .plan = EARLY "; insert certificate_request before finished keys current; expect rejects unexpected_message"},
{CE_06, .id = "tls13/client/order/early-data/certificate",         .plan = EARLY "; insert certificate before finished keys current; expect rejects unexpected_message"},
{CE_06, .id = "tls13/client/order/early-data/certificate-verify",  .plan = EARLY "; insert certificate_verify before finished keys current; expect rejects unexpected_message"},

#define CE_07 SHK_OF_CLIENT, SHK_ROW("SM13CE-07", 9846, "4.3.10", SHK_MUST, \
    "A client whose early data was not taken sends no EndOfEarlyData, and goes on."), .flags = SHK_NAMED_ALERT
{CE_07, .id = "tls13/client/order/early-data/not-taken", .plan = "flow tls13 psk early-data; record encrypted_extensions fragment 1; expect continues"},

#define CE_11 SHK_OF_CLIENT, SHK_ROW("SM13CE-11", 9846, "6.1", SHK_INFORMATION, \
    "A connection that ends before the server's Finished completes nothing.")
{CE_11, .id = "tls13/client/order/early-data/stop-after-server-hello/fin",          .plan = EARLY "; stop after server_hello fin; expect closes any"},
{CE_11, .id = "tls13/client/order/early-data/stop-after-encrypted-extensions/fin",  .plan = EARLY "; stop after encrypted_extensions fin; expect closes any"},

// --- TLS 1.2 -----------------------------------------------------------------------------------------------------------------

// A client that also offers TLS 1.3 may drop the ChangeCipherSpec (RFC 9846, section 5); then Finished is the fault. Under keys
// it would be ciphertext that is read as plaintext, which nobody can complete: no check.
#define CI_01 SHK_OF_CLIENT, SHK_ROW("SM12CI-01", 5246, "7.4.1.3", SHK_MUST, \
    "A client refuses a ChangeCipherSpec, or at the latest the Finished behind it, where ServerHello is due.")
{CI_01, .id = "tls12/client/order/session-id/omit-server-hello/k2",     .plan = "flow tls12 session-id; omit server_hello; keys finished plain; expect rejects unexpected_message"},
{CI_01, .id = "tls12/client/order/session-ticket/omit-server-hello/k2", .plan = "flow tls12 session-ticket; omit server_hello; keys finished plain; expect rejects unexpected_message"},

#define CI_07 SHK_OF_CLIENT, SHK_ROW("SM12CI-07", 5246, "7.4.9", SHK_MUST, \
    "A client refuses a ChangeCipherSpec in front of ServerHello, or a Finished without one behind it.")
{CI_07, .id = "tls12/client/order/session-id/swap-server-hello-change-cipher-spec/k2", .plan = "flow tls12 session-id; insert change_cipher_spec before server_hello; omit change_cipher_spec; keys finished current; expect rejects unexpected_message"},

#define CL_03 SHK_OF_CLIENT, SHK_ROW("SM12CL-03", 5246, "7.1", SHK_MUST, \
    "A client refuses a ChangeCipherSpec behind the handshake.")
{CL_03, .id = "tls12/client/order/connected/change-cipher-spec/k1", .plan = "flow tls12; insert change_cipher_spec before application_data keys plain; expect rejects bad_record_mac unexpected_message decode_error"},
{CL_03, .id = "tls12/client/order/connected/change-cipher-spec/k2", .plan = "flow tls12; insert change_cipher_spec before application_data keys current; expect rejects unexpected_message"},

#define CL_04 SHK_OF_CLIENT, SHK_ROW("SM12CL-04", 5246, "7.2.2", SHK_MUST, \
    "A client refuses a HelloRequest in the clear behind the handshake.")
{CL_04, .id = "tls12/client/order/connected/hello-request-in-the-clear", .plan = "flow tls12; insert hello_request before application_data keys plain; expect rejects bad_record_mac"},
};
// clang-format on

SHK_TABLE(shk_client_order_cases, "SM13C*, SM12C*", "Order, client: what no rule makes", cases);
