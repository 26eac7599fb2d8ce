// Finished: the MAC over all that was said. RFC 9846, section 4.5.3; RFC 5246, section 7.4.9.
#include "conformance/tables.h"

// clang-format off
static const struct shk_case cases[] = {

// --- TLS 1.3: its contents -------------------------------------------------------------------------------------------------

#define FIN_01 SHK_OF_SERVER, SHK_ROW("FIN-01", 9846, "4.5.3", SHK_MUST, \
    "A server drops a handshake when a bit of the client's verify_data is wrong."), .flags = SHK_NAMED_ALERT
{FIN_01, .id = "tls13/finished/verify-data-first-bit",  .plan = "flow tls13; edit finished.verify_data flip-bit 0; expect rejects decrypt_error"},
{FIN_01, .id = "tls13/finished/verify-data-middle-bit", .plan = "flow tls13; edit finished.verify_data flip-bit 127; expect rejects decrypt_error"},
{FIN_01, .id = "tls13/finished/verify-data-last-bit",   .plan = "flow tls13; edit finished.verify_data flip-bit -1; expect rejects decrypt_error"},
{FIN_01, .id = "tls13/finished/verify-data-last-bit-sha384", .plan = "flow tls13; suite TLS_AES_256_GCM_SHA384; edit finished.verify_data flip-bit -1; expect rejects decrypt_error"},
{FIN_01, .id = "tls13/finished/verify-data-zero",       .plan = "flow tls13; suite TLS_AES_128_GCM_SHA256; edit finished.verify_data fill 32 0; expect rejects decrypt_error"},

#define FIN_02 SHK_OF_SERVER, SHK_ROW("FIN-02", 9846, "4.5.3", SHK_MUST, \
    "A server drops a handshake when the client's verify_data is shorter or longer than the hash.")
{FIN_02, .id = "tls13/finished/verify-data-one-byte-less", .plan = "flow tls13; edit finished.verify_data truncate -1; expect rejects decode_error decrypt_error general_error"},
{FIN_02, .id = "tls13/finished/verify-data-one-byte-more", .plan = "flow tls13; edit finished.verify_data append 00; expect rejects decode_error decrypt_error general_error"},
{FIN_02, .id = "tls13/finished/verify-data-half",          .plan = "flow tls13; edit finished.verify_data truncate 16; expect rejects decode_error decrypt_error general_error"},
{FIN_02, .id = "tls13/finished/verify-data-empty",         .plan = "flow tls13; edit finished.verify_data truncate 0; expect rejects decode_error decrypt_error general_error"},
{FIN_02, .id = "tls13/finished/verify-data-of-sha384-length", .plan = "flow tls13; suite TLS_AES_128_GCM_SHA256; edit finished.verify_data append 00000000000000000000000000000000; expect rejects decode_error decrypt_error general_error"},

// One byte too many in the length makes the server wait for the record that follows, which is our request.
#define FIN_03 SHK_OF_SERVER, SHK_ROW("FIN-03", 9846, "4.5.3", SHK_SYNTAX, \
    "A server drops a handshake when Finished says another length than it has.")
{FIN_03, .id = "tls13/finished/length-minus-1", .plan = "flow tls13; edit finished:length add -1; expect rejects decode_error decrypt_error unexpected_message general_error"},
{FIN_03, .id = "tls13/finished/length-plus-1",  .plan = "flow tls13; edit finished:length add 1; expect rejects decode_error decrypt_error unexpected_message bad_record_mac general_error"},

#define FIN_04 SHK_OF_SERVER, SHK_ROW("FIN-04", 9846, "4.5.3", SHK_SYNTAX, \
    "A server drops a handshake whose Finished is far too long.")
{FIN_04, .id = "tls13/finished/verify-data-16-kib",  .plan = "flow tls13; edit finished.verify_data fill 16384 0; expect rejects decode_error decrypt_error illegal_parameter unexpected_message general_error"},
{FIN_04, .id = "tls13/finished/verify-data-128-kib", .plan = "flow tls13; edit finished.verify_data fill 131072 0; expect rejects decode_error decrypt_error illegal_parameter unexpected_message general_error"},

#define FIN_05 SHK_OF_SERVER, SHK_ROW("FIN-05", 9846, "4.5.3", SHK_MUST, \
    "A server drops a handshake when the client's Finished is made with the server's secret."), .flags = SHK_NAMED_ALERT
{FIN_05, .id = "tls13/finished/secret-of-the-server", .plan = "flow tls13; seal finished wrong-key; expect rejects decrypt_error"},

#define FIN_06 SHK_OF_SERVER, SHK_ROW("FIN-06", 9846, "4.5.3", SHK_MUST, \
    "A server drops a handshake when the client's Finished leaves out the last message."), .flags = SHK_NAMED_ALERT
{FIN_06, .id = "tls13/finished/transcript-without-last-message",             .plan = "flow tls13; seal finished wrong-transcript; expect rejects decrypt_error"},
{FIN_06, .id = "tls13/finished/transcript-without-last-message-client-auth", .plan = "flow tls13 client-auth; seal finished wrong-transcript; expect rejects decrypt_error"},

// --- TLS 1.3: its keys -----------------------------------------------------------------------------------------------------

#define FIN_07 SHK_OF_SERVER, SHK_ROW("FIN-07", 9846, "5", SHK_MUST, \
    "A server drops a handshake when Finished comes in the clear.")
{FIN_07, .id = "tls13/finished/in-the-clear", .plan = "flow tls13; keys finished plain; expect rejects unexpected_message bad_record_mac general_error"},

#define FIN_08 SHK_OF_SERVER, SHK_ROW("FIN-08", 9846, "5.2", SHK_MUST, \
    "A server drops a handshake when Finished is protected with other keys than those of the handshake."), .flags = SHK_NAMED_ALERT
{FIN_08, .id = "tls13/finished/under-application-keys", .plan = "flow tls13; keys finished application; expect rejects bad_record_mac"},
{FIN_08, .id = "tls13/finished/under-random-keys",      .plan = "flow tls13; keys finished random; expect rejects bad_record_mac"},

#define FIN_09 SHK_OF_SERVER, SHK_ROW("FIN-09", 9846, "4", SHK_MUST, \
    "A server drops a connection when Finished comes a second time.")
{FIN_09, .id = "tls13/finished/twice-in-one-record",          .plan = "flow tls13; record finished join 0; repeat finished; expect rejects unexpected_message general_error"},
{FIN_09, .id = "tls13/finished/twice-under-application-keys", .plan = "flow tls13; repeat finished keys application; expect rejects unexpected_message general_error"},
{FIN_09, .id = "tls13/finished/twice-under-handshake-keys",   .plan = "flow tls13; repeat finished keys handshake; expect rejects bad_record_mac general_error"},

#define FIN_10 SHK_OF_SERVER, SHK_ROW("FIN-10", 9846, "5.2", SHK_MUST, \
    "A server drops a handshake when application data under the application keys comes before Finished."), .flags = SHK_NAMED_ALERT
{FIN_10, .id = "tls13/finished/application-data-before-it", .plan = "flow tls13; insert application_data before finished keys application; expect rejects bad_record_mac"},

#define FIN_17 SHK_OF_SERVER, SHK_ROW("FIN-17", 9846, "4.5.3", SHK_MUST, \
    "A server protects an alert about the client's flight with its application keys.")
{FIN_17, .id = "tls13/finished/own-alert-keys-certificate-verify", .plan = "flow tls13 client-auth; seal certificate_verify corrupt; expect check alert-keys"},
{FIN_17, .id = "tls13/finished/own-alert-keys-certificate",        .plan = "flow tls13 client-auth; edit certificate.certificate_list[0].cert_data truncate 20; expect check alert-keys"},
{FIN_17, .id = "tls13/finished/own-alert-keys-finished",           .plan = "flow tls13; edit finished.verify_data flip-bit 0; expect check alert-keys"},

// --- The same, of a client that reads our Finished ---------------------------------------------------------------------------

#define FIN_01C SHK_OF_CLIENT, SHK_ROW("FIN-01", 9846, "4.5.3", SHK_MUST, \
    "A client drops a handshake when a bit of the server's verify_data is wrong."), .flags = SHK_NAMED_ALERT
{FIN_01C, .id = "tls13/client/finished/verify-data-first-bit",  .plan = "flow tls13; edit finished.verify_data flip-bit 0; expect rejects decrypt_error"},
{FIN_01C, .id = "tls13/client/finished/verify-data-middle-bit", .plan = "flow tls13; edit finished.verify_data flip-bit 127; expect rejects decrypt_error"},
{FIN_01C, .id = "tls13/client/finished/verify-data-last-bit",   .plan = "flow tls13; edit finished.verify_data flip-bit -1; expect rejects decrypt_error"},
{FIN_01C, .id = "tls13/client/finished/verify-data-last-bit-sha384", .plan = "flow tls13; suite TLS_AES_256_GCM_SHA384; edit finished.verify_data flip-bit -1; expect rejects decrypt_error"},
{FIN_01C, .id = "tls13/client/finished/verify-data-last-bit-psk", .plan = "flow tls13 psk; edit finished.verify_data flip-bit -1; expect rejects decrypt_error"},

#define FIN_02C SHK_OF_CLIENT, SHK_ROW("FIN-02", 9846, "4.5.3", SHK_MUST, \
    "A client drops a handshake when the server's verify_data is shorter or longer than the hash.")
{FIN_02C, .id = "tls13/client/finished/verify-data-one-byte-less", .plan = "flow tls13; edit finished.verify_data truncate -1; expect rejects decode_error decrypt_error general_error"},
{FIN_02C, .id = "tls13/client/finished/verify-data-one-byte-more", .plan = "flow tls13; edit finished.verify_data append 00; expect rejects decode_error decrypt_error general_error"},
{FIN_02C, .id = "tls13/client/finished/verify-data-half",          .plan = "flow tls13; edit finished.verify_data truncate 16; expect rejects decode_error decrypt_error general_error"},
{FIN_02C, .id = "tls13/client/finished/verify-data-empty",         .plan = "flow tls13; edit finished.verify_data truncate 0; expect rejects decode_error decrypt_error general_error"},

#define FIN_03C SHK_OF_CLIENT, SHK_ROW("FIN-03", 9846, "4.5.3", SHK_SYNTAX, \
    "A client drops a handshake when Finished says another length than it has.")
{FIN_03C, .id = "tls13/client/finished/length-minus-1", .plan = "flow tls13; edit finished:length add -1; expect rejects decode_error decrypt_error unexpected_message general_error"},

#define FIN_04C SHK_OF_CLIENT, SHK_ROW("FIN-04", 9846, "4.5.3", SHK_SYNTAX, \
    "A client drops a handshake whose Finished is far too long.")
{FIN_04C, .id = "tls13/client/finished/verify-data-16-kib",  .plan = "flow tls13; edit finished.verify_data fill 16384 0; expect rejects decode_error decrypt_error illegal_parameter unexpected_message general_error"},
{FIN_04C, .id = "tls13/client/finished/verify-data-128-kib", .plan = "flow tls13; edit finished.verify_data fill 131072 0; expect rejects decode_error decrypt_error illegal_parameter unexpected_message general_error"},

#define FIN_05C SHK_OF_CLIENT, SHK_ROW("FIN-05", 9846, "4.5.3", SHK_MUST, \
    "A client drops a handshake when the server's Finished is made with the client's secret."), .flags = SHK_NAMED_ALERT
{FIN_05C, .id = "tls13/client/finished/secret-of-the-client", .plan = "flow tls13; seal finished wrong-key; expect rejects decrypt_error"},

#define FIN_06C SHK_OF_CLIENT, SHK_ROW("FIN-06", 9846, "4.5.3", SHK_MUST, \
    "A client drops a handshake when the server's Finished leaves out the last message."), .flags = SHK_NAMED_ALERT
{FIN_06C, .id = "tls13/client/finished/transcript-without-last-message",     .plan = "flow tls13; seal finished wrong-transcript; expect rejects decrypt_error"},
{FIN_06C, .id = "tls13/client/finished/transcript-without-last-message-psk", .plan = "flow tls13 psk; seal finished wrong-transcript; expect rejects decrypt_error"},

#define FIN_08C SHK_OF_CLIENT, SHK_ROW("FIN-08", 9846, "5.2", SHK_MUST, \
    "A client drops a handshake when Finished is protected with other keys than those of the handshake."), .flags = SHK_NAMED_ALERT
{FIN_08C, .id = "tls13/client/finished/under-application-keys", .plan = "flow tls13; keys finished application; expect rejects bad_record_mac"},
{FIN_08C, .id = "tls13/client/finished/under-random-keys",      .plan = "flow tls13; keys finished random; expect rejects bad_record_mac"},

#define FIN_09C SHK_OF_CLIENT, SHK_ROW("FIN-09", 9846, "4", SHK_MUST, \
    "A client drops a connection when Finished comes a second time.")
{FIN_09C, .id = "tls13/client/finished/twice-under-application-keys", .plan = "flow tls13; repeat finished keys application; expect rejects unexpected_message general_error"},
{FIN_09C, .id = "tls13/client/finished/twice-under-handshake-keys",   .plan = "flow tls13; repeat finished keys handshake; expect rejects bad_record_mac general_error"},

#define FIN_18 SHK_OF_CLIENT, SHK_ROW("FIN-18", 9846, "4.5.3", SHK_SYNTAX, \
    "A client takes application data that comes right behind the server's Finished."), .flags = SHK_NAMED_ALERT
{FIN_18, .id = "tls13/client/finished/application-data-behind-it", .plan = "flow tls13; insert application_data after finished keys current; expect continues"},

// --- TLS 1.2 ---------------------------------------------------------------------------------------------------------------

#define FIN_11 SHK_OF_SERVER, SHK_ROW("FIN-11", 5246, "7.4.9", SHK_MUST, \
    "A server drops a handshake when a bit of the client's verify_data is wrong.")
{FIN_11, .id = "tls12/finished/verify-data-first-bit",  .plan = "flow tls12; edit finished.verify_data flip-bit 0; expect rejects decrypt_error"},
{FIN_11, .id = "tls12/finished/verify-data-middle-bit", .plan = "flow tls12; edit finished.verify_data flip-bit 47; expect rejects decrypt_error"},
{FIN_11, .id = "tls12/finished/verify-data-last-bit",   .plan = "flow tls12; edit finished.verify_data flip-bit -1; expect rejects decrypt_error"},

#define FIN_12 SHK_OF_SERVER, SHK_ROW("FIN-12", 5246, "7.4.9", SHK_MUST, \
    "A server drops a handshake when the client's verify_data has another length than 12.")
{FIN_12, .id = "tls12/finished/verify-data-one-byte-less", .plan = "flow tls12; edit finished.verify_data truncate -1; expect rejects decode_error decrypt_error"},
{FIN_12, .id = "tls12/finished/verify-data-one-byte-more", .plan = "flow tls12; edit finished.verify_data append 00; expect rejects decode_error decrypt_error"},
{FIN_12, .id = "tls12/finished/verify-data-empty",         .plan = "flow tls12; edit finished.verify_data truncate 0; expect rejects decode_error decrypt_error"},

#define FIN_13 SHK_OF_SERVER, SHK_ROW("FIN-13", 5246, "7.4.9", SHK_MUST, \
    "A server drops a handshake when the client's Finished is made with the server's label.")
{FIN_13, .id = "tls12/finished/label-of-the-server", .plan = "flow tls12; seal finished wrong-context; expect rejects decrypt_error"},

#define FIN_14 SHK_OF_SERVER, SHK_ROW("FIN-14", 5246, "6.1", SHK_MUST, \
    "A server counts protected records from zero, so the first one with number one does not open."), .flags = SHK_NAMED_ALERT
{FIN_14, .id = "tls12/finished/sequence-number-1", .plan = "flow tls12; record finished skip-sequence 1; expect rejects bad_record_mac"},

#define FIN_11C SHK_OF_CLIENT, SHK_ROW("FIN-11", 5246, "7.4.9", SHK_MUST, \
    "A client drops a handshake when a bit of the server's verify_data is wrong.")
{FIN_11C, .id = "tls12/client/finished/verify-data-first-bit",  .plan = "flow tls12; edit finished.verify_data flip-bit 0; expect rejects decrypt_error"},
{FIN_11C, .id = "tls12/client/finished/verify-data-middle-bit", .plan = "flow tls12; edit finished.verify_data flip-bit 47; expect rejects decrypt_error"},
{FIN_11C, .id = "tls12/client/finished/verify-data-last-bit",   .plan = "flow tls12; edit finished.verify_data flip-bit -1; expect rejects decrypt_error"},
{FIN_11C, .id = "tls12/client/finished/verify-data-last-bit-resumed", .plan = "flow tls12 session-id; edit finished.verify_data flip-bit -1; expect rejects decrypt_error"},

#define FIN_12C SHK_OF_CLIENT, SHK_ROW("FIN-12", 5246, "7.4.9", SHK_MUST, \
    "A client drops a handshake when the server's verify_data has another length than 12.")
{FIN_12C, .id = "tls12/client/finished/verify-data-one-byte-less", .plan = "flow tls12; edit finished.verify_data truncate -1; expect rejects decode_error decrypt_error"},
{FIN_12C, .id = "tls12/client/finished/verify-data-one-byte-more", .plan = "flow tls12; edit finished.verify_data append 00; expect rejects decode_error decrypt_error"},
{FIN_12C, .id = "tls12/client/finished/verify-data-empty",         .plan = "flow tls12; edit finished.verify_data truncate 0; expect rejects decode_error decrypt_error"},

#define FIN_13C SHK_OF_CLIENT, SHK_ROW("FIN-13", 5246, "7.4.9", SHK_MUST, \
    "A client drops a handshake when the server's Finished is made with the client's label.")
{FIN_13C, .id = "tls12/client/finished/label-of-the-client", .plan = "flow tls12; seal finished wrong-context; expect rejects decrypt_error"},

#define FIN_14C SHK_OF_CLIENT, SHK_ROW("FIN-14", 5246, "6.1", SHK_MUST, \
    "A client counts protected records from zero, so the first one with number one does not open."), .flags = SHK_NAMED_ALERT
{FIN_14C, .id = "tls12/client/finished/sequence-number-1", .plan = "flow tls12; record finished skip-sequence 1; expect rejects bad_record_mac"},
};
// clang-format on

SHK_TABLE(shk_finished_cases, "FIN", "Finished", cases);
