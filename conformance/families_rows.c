// Part 2 of the catalogue, server flows: a table for each flow, a line for each row.
#include "conformance/families_rows.h"

// --- Expectations --------------------------------------------------------------------------------------------------------

// RFC 9846, sections 5 and 5.2: a plaintext record among protected ones is both.
#define EITHER "rejects unexpected_message bad_record_mac"
// RFC 5246: a plaintext ChangeCipherSpec where the new keys are read, opened first or looked at first.
#define PLAIN_CCS "rejects bad_record_mac unexpected_message decode_error"
// TLS 1.2: ciphertext that is parsed as a plaintext fragment may look like the beginning of anything.
#define GARBLED "rejects any or silent or closes"
// RFC 5246, sections 7.4.6 and 7.4.8: a client that does not authenticate may also be turned away for just that.
#define UNAUTHENTICATED "rejects unexpected_message handshake_failure"
#define WAITS GARBLED
#define CLOSES "closes"
#define ONCE(expect) expect, NULL
#define GENERATED NULL, NULL, NULL, NULL

// The catalogue's levels; NAMED: a MUST whose reaction the text names (`checked` is `text`).
#define MUST .level = SHK_MUST
#define NAMED .level = SHK_MUST, .flags = SHK_NAMED_ALERT
#define SYNTAX .level = SHK_SYNTAX
#define MAY .level = SHK_INFORMATION

// 0-RTT is refused because the second connection offers another cipher suite than the ticket's (RFC 9846, section 4.3.10).
#define EARLY_REJECTED                                                                                                 \
    "flow tls13 psk early-data\nsuite TLS_AES_128_GCM_SHA256\nedit client_hello.cipher_suites set 1303"
// An answer to early data may come at once and would look like an answer to the fault, so none is sent before the fault.
#define EARLY_ACCEPTED "flow tls13 psk early-data early-accepted\nomit application_data#1"
// A ClientHello without renegotiation_info, so that its refusal has one more legal form (RFC 5746, section 3.7).
#define HELLO_12 "0100003d0303" RANDOM "000004c02bc02f01000010000a00040002001d000d000400020403"

// In front of a ClientHello even the ChangeCipherSpec of the compatibility mode is a fault (RFC 9846, section 5).
#define NO_CCS "omit change_cipher_spec"

// --- The rows ------------------------------------------------------------------------------------------------------------

// clang-format off
static const struct order_row sm13s[] = {
    {"01", "4",     OMIT,    "client_hello", "finished",           UNEXPECTED, UNEXPECTED, NAMED, .also = NO_CCS},
    {"02", "2",     OMIT,    "finished", "application_data",       BAD_MAC,    UNEXPECTED, MUST},
    {"03", "4.2.2", REPEAT,  "client_hello", NULL,                 EITHER,     UNEXPECTED, MUST},
    {"04", "4",     REPEAT,  "finished", NULL,                     BAD_MAC,    UNEXPECTED, NAMED},
    {"05", "4",     SWAP,    "client_hello", "finished",           UNEXPECTED, UNEXPECTED, NAMED},
    {"06", "2",     DATA,    GENERATED,                                                    MUST},
    {"07", "4",     FOREIGN, GENERATED,                                                    NAMED},
    {"08", "6.1",   STOP,    GENERATED,                                                    MAY},
    {"09", "4",     INSERT,  "end_of_early_data", "finished",      BAD_MAC,    UNEXPECTED, NAMED, .keys1 = "early"},
};

static const struct order_row sm13sa[] = {
    {"01", "4",     REPLACE, "client_hello", "certificate",        UNEXPECTED, UNEXPECTED, NAMED},
    {"02", "4",     OMIT,    "certificate", "certificate_verify",  ONCE(UNEXPECTED),       NAMED},
    {"03", "4",     OMIT,    "certificate_verify", "finished",     ONCE(UNEXPECTED),       NAMED},
    {"04", "2",     OMIT,    "finished", "application_data",       BAD_MAC,    UNEXPECTED, MUST},
    {"05", "4.2.2", REPEAT,  "client_hello", NULL,                 EITHER,     UNEXPECTED, MUST},
    {"06", "4",     REPEAT,  "certificate", NULL,                  ONCE(UNEXPECTED),       NAMED},
    {"07", "4",     REPEAT,  "certificate_verify", NULL,           ONCE(UNEXPECTED),       NAMED},
    {"08", "4",     REPEAT,  "finished", NULL,                     BAD_MAC,    UNEXPECTED, NAMED},
    {"09", "4",     MOVE,    "client_hello", "certificate",        UNEXPECTED, UNEXPECTED, NAMED},
    {"10", "4",     SWAP,    "certificate", "certificate_verify",  ONCE(UNEXPECTED),       NAMED},
    {"11", "4",     SWAP,    "certificate_verify", "finished",     ONCE(UNEXPECTED),       NAMED},
    {"12", "4",     LITERAL, "premature-finished", "omit certificate\nomit certificate_verify",
                                                                   ONCE(UNEXPECTED),       NAMED,
     .asks = "A Finished right behind the ClientHello is refused: the Certificate may be empty, but not missing"},
    {"13", "2",     DATA,    GENERATED,                                                    MUST},
    {"14", "4",     FOREIGN, GENERATED,                                                    NAMED},
    {"15", "6.1",   STOP,    GENERATED,                                                    MAY},
};

static const struct order_row sm13sp[] = {
    {"01", "4",     OMIT,    "client_hello", "finished",           UNEXPECTED, UNEXPECTED, NAMED, .also = NO_CCS},
    {"02", "2",     OMIT,    "finished", "application_data",       BAD_MAC,    UNEXPECTED, MUST},
    {"03", "4.2.2", REPEAT,  "client_hello", NULL,                 EITHER,     UNEXPECTED, MUST},
    {"04", "4",     REPEAT,  "finished", NULL,                     BAD_MAC,    UNEXPECTED, NAMED},
    {"05", "2.2",   SWAP,    "client_hello", "finished",           UNEXPECTED, UNEXPECTED, NAMED},
    {"06", "2",     DATA,    GENERATED,                                                    MUST},
    {"07", "4",     FOREIGN, GENERATED,                                                    NAMED},
    {"07", "4",     INSERT,  "certificate", "finished",            ONCE(UNEXPECTED),       NAMED},
    {"07", "4",     INSERT,  "certificate_verify", "finished",     ONCE(UNEXPECTED),       NAMED},
    {"08", "6.1",   STOP,    GENERATED,                                                    MAY},
};

// A ClientHello2 differs from a first one in its record version, its group and its cookie: without a cookie it is a legal
// beginning, and with one a server that keeps no state cannot tell either.
static const struct order_row sm13sh[] = {
    {"01", "2.1",   LITERAL, "omit-client-hello-1", "flow tls13\nrecord client_hello version 0x0303",
                                                                   ONCE("continues"),      MAY,
     .asks = "The second ClientHello of another connection, which had no cookie, is taken as a first one"},
    {"01", "2.1",   LITERAL, "omit-client-hello-1-with-cookie",
                             "flow tls13\nrecord client_hello version 0x0303\n"
                             "edit client_hello.extensions add-extension cookie 00080102030405060708",
                                                                   ONCE("rejects any or continues or closes"), MAY,
     .asks = "The second ClientHello of another connection with its cookie is taken or refused"},
    {"02", "2.1",   OMIT,    "client_hello#2", "finished",         UNEXPECTED, UNEXPECTED, NAMED},
    {"03", "2",     OMIT,    "finished", "application_data",       BAD_MAC,    UNEXPECTED, MUST},
    {"04", "4.2.2", LITERAL, "repeat-client-hello-1",
                             "repeat client_hello#1\nomit client_hello#2\nstop after client_hello#2 wait",
                             ONCE("rejects illegal_parameter handshake_failure missing_extension unexpected_message or retries"),
                                                                                           SYNTAX,
     .asks = "The first ClientHello again, unchanged, is no answer to a HelloRetryRequest that asks for a group"},
    {"05", "4.2.2", REPEAT,  "client_hello#2", NULL,               EITHER,     UNEXPECTED, MUST},
    {"06", "4",     REPEAT,  "finished", NULL,                     BAD_MAC,    UNEXPECTED, NAMED},
    {"07", "4.2.2", LITERAL, "swap-client-hello-1-client-hello-2", "flow tls13\ninsert client_hello before finished@",
                                                                   EITHER,     UNEXPECTED, MUST,
     .asks = "With the second ClientHello first, the server needs no retry, and the first one behind it is refused"},
    {"08", "2.1",   MOVE,    "client_hello#2", "finished",         UNEXPECTED, UNEXPECTED, NAMED},
    {"09", "2.1",   LITERAL, "premature-finished", "insert finished after client_hello#1@", UNEXPECTED, UNEXPECTED, NAMED,
     .asks = "Finished is refused right behind the first ClientHello"},
    {"10", "2",     DATA,    GENERATED,                                                    MUST},
    {"11", "4",     FOREIGN, GENERATED,                                                    NAMED},
    {"12", "6.1",   STOP,    GENERATED,                                                    MAY},
};

// The server reads with the early keys until EndOfEarlyData, whatever it has written meanwhile.
static const struct order_row sm13se[] = {
    {"01", "4.2.2", REPLACE, "client_hello", "application_data",   UNEXPECTED, UNEXPECTED, NAMED},
    {"02", "4",     OMIT,    "end_of_early_data", "finished",      BAD_MAC,    UNEXPECTED, NAMED},
    {"03", "2",     OMIT,    "finished", "application_data#2",     BAD_MAC,    UNEXPECTED, MUST},
    {"04", "4.2.2", REPEAT,  "client_hello", NULL,                 EITHER,     UNEXPECTED, MUST, .keys2 = "early"},
    {"05", "4",     REPEAT,  "end_of_early_data", NULL,            BAD_MAC,    UNEXPECTED, NAMED},
    {"06", "4",     REPEAT,  "finished", NULL,                     BAD_MAC,    UNEXPECTED, NAMED},
    {"07", "4.2.2", INSERT,  "application_data", "client_hello",   UNEXPECTED, UNEXPECTED, NAMED},
    {"08", "4.6",   LITERAL, "swap-early-data-end-of-early-data", "insert application_data after end_of_early_data@",
                                                                   BAD_MAC,    UNEXPECTED, MUST, .keys1 = "early",
     .asks = "Early data behind EndOfEarlyData is refused"},
    {"09", "4",     SWAP,    "end_of_early_data", "finished",      BAD_MAC,    UNEXPECTED, NAMED},
    {"10", "4",     LITERAL, "premature-finished/k1", "omit end_of_early_data",
                                                                   ONCE(BAD_MAC),          NAMED,
     .asks = "A Finished right behind the ClientHello is refused where EndOfEarlyData is due, under the handshake keys"},
    {"10", "4",     LITERAL, "premature-finished/k2", "omit end_of_early_data\nkeys finished current",
                                                                   ONCE(UNEXPECTED),       NAMED,
     .asks = "A Finished right behind the ClientHello is refused where EndOfEarlyData is due, under the early keys"},
    {"11", "4.6",   INSERT,  "application_data", "finished",       BAD_MAC,    UNEXPECTED, MUST, .keys1 = "application"},
    {"12", "4",     FOREIGN, GENERATED,                                                    NAMED},
    {"13", "6.1",   STOP,    GENERATED,                                                    MAY},
};

static const struct order_row sm13sph[] = {
    {"01", "4",     OMIT,    "certificate", "certificate_verify",  ONCE(UNEXPECTED),       NAMED},
    {"02", "4",     OMIT,    "certificate_verify", "finished#2",   ONCE(UNEXPECTED),       NAMED},
    {"03", "4.7.2", LITERAL, "omit-finished", "replace finished#2 application_data keys current",
                                                                   ONCE(UNEXPECTED),       SYNTAX,
     .asks = "ApplicationData is refused where the Finished of an answer is due"},
    {"04", "4",     REPEAT,  "certificate", NULL,                  ONCE(UNEXPECTED),       NAMED},
    {"05", "4",     REPEAT,  "certificate_verify", NULL,           ONCE(UNEXPECTED),       NAMED},
    {"06", "4",     REPEAT,  "finished#2", NULL,                   ONCE(UNEXPECTED),       NAMED},
    {"07", "4",     MOVE,    "certificate", "certificate_verify",  ONCE(UNEXPECTED),       NAMED},
    {"08", "4",     MOVE,    "certificate_verify", "finished#2",   ONCE(UNEXPECTED),       NAMED},
    {"09", "4.7.2", INSERT,  "application_data", "certificate_verify", ONCE(UNEXPECTED),   SYNTAX},
    {"09", "4.7.2", INSERT,  "application_data", "finished#2",     ONCE(UNEXPECTED),       SYNTAX},
    {"10", "4",     FOREIGN, GENERATED,                                                    NAMED},
    {"11", "4.7.2", LITERAL, "stop-before-certificate/wait", "stop before certificate wait", ONCE(WAITS), MAY,
     .asks = "Silence where an answer to CertificateRequest is due does not authenticate anybody"},
    {"11", "4.7.2", LITERAL, "stop-before-certificate/fin", "stop before certificate fin", ONCE("closes any"), MAY,
     .asks = "A FIN where an answer to CertificateRequest is due ends the connection"},
    {"11", "4.7.2", STOP,    GENERATED,                                                    MAY},
    {"12", "4.7.2", INSERT,  "key_update", "certificate_verify",   ONCE(UNEXPECTED " or continues"), SYNTAX},
};

// What a server skips is told by the outer type alone, so EndOfEarlyData under the early keys is any record under them, and
// stays out of the transcript.
static const struct order_row sm13sr[] = {
    {"01", "4.3.10", LITERAL, "end-of-early-data/k1", "insert application_data 05000000 before finished keys early",
                                                                   ONCE("continues"),      NAMED,
     .asks = "EndOfEarlyData behind early data that was not taken is passed over like that, under the early keys"},
    {"01", "4.3.10", LITERAL, "end-of-early-data/k2", "insert end_of_early_data before finished keys current",
                                                                   ONCE(UNEXPECTED),       NAMED,
     .asks = "EndOfEarlyData behind early data that was not taken is refused, under the keys that are read"},
    {"02", "4.3.10", LITERAL, "omit-finished/k2", "omit finished\nkeys application_data#2 current", ONCE(UNEXPECTED), MUST,
     .asks = "ApplicationData is refused where Finished is due, under the keys that are read"},
    {"03", "4.2.2",  LITERAL, "repeat-client-hello/k1", "repeat client_hello\nstop before change_cipher_spec wait",
                                                                   ONCE(EITHER " or continues or silent"), MUST,
     .asks = "A copy of ClientHello is refused or passed over like early data, in plaintext"},
    {"03", "4.2.2",  LITERAL, "repeat-client-hello/k2", "repeat client_hello keys current", ONCE(UNEXPECTED), MUST,
     .asks = "A copy of ClientHello is refused, under the keys that are read"},
    {"04", "4.3.10", LITERAL, "early-data-after-finished/k1", "insert application_data after finished keys early",
                                                                   ONCE(BAD_MAC),          NAMED,
     .asks = "Early data is refused once a record could be opened, under the early keys"},
    {"04", "4.3.10", LITERAL, "early-data-inside-finished/k2", "record finished interrupt 4 application_data 6869",
                                                                   ONCE(UNEXPECTED),       NAMED,
     .asks = "Application data between the halves of a Finished is refused, under the keys that are read"},
    {"05", "6.1",    LITERAL, "stop-after-early-data/fin", "stop after application_data#1 fin", ONCE("closes any"), MAY,
     .asks = "A FIN behind early data that was not taken ends the connection"},
    {"05", "6.1",    LITERAL, "stop-after-early-data/reset", "stop after application_data#1 reset", ONCE("nothing"), MAY,
     .asks = "A reset behind early data that was not taken does no harm"},
};

// The first ClientHello offers 0-RTT, and the HelloRetryRequest has refused it.
static const struct order_row sm13she[] = {
    {"01", "4.3.10", OMIT,    "client_hello#2", "finished",        GARBLED,    UNEXPECTED, NAMED},
    {"02", "4.3.10", LITERAL, "end-of-early-data-before-client-hello-2/k1",
                              "insert application_data 05000000 before client_hello#2 keys early",
                                                                   ONCE("continues"),      NAMED,
     .asks = "EndOfEarlyData in front of the second ClientHello is passed over, under the early keys"},
    {"02", "4.3.10", LITERAL, "end-of-early-data-before-client-hello-2/k2",
                              "insert end_of_early_data before client_hello#2 keys current", ONCE(UNEXPECTED), NAMED,
     .asks = "EndOfEarlyData in front of the second ClientHello is refused, in plaintext"},
    {"03", "4.3.10", INSERT,  "application_data", "finished",      BAD_MAC,    UNEXPECTED, NAMED, .keys1 = "early"},
    {"04", "4.6",    INSERT,  "end_of_early_data", "finished",     BAD_MAC,    UNEXPECTED, NAMED, .keys1 = "early"},
};

static const struct order_row sm13sk[] = {
    {"01", "4.7.3", LITERAL, "omit-key-update", "flow tls13 key-update\nomit key_update\nkeys application_data next",
                                                                   ONCE(BAD_MAC),          NAMED,
     .asks = "Application data under the next generation of keys is refused when no KeyUpdate has announced it"},
    {"02", "4.7.3", LITERAL, "repeat-key-update/k1", "flow tls13 key-update\nrepeat key_update keys previous",
                                                                   ONCE(BAD_MAC),          NAMED,
     .asks = "A second KeyUpdate under the keys that the first one has put away is refused"},
    {"03", "4.7.3", INSERT,  "key_update", "client_hello",         ONCE(UNEXPECTED),       NAMED},
    {"03", "4.7.3", INSERT,  "key_update", "finished",             BAD_MAC,    UNEXPECTED, NAMED},
    {"04", "4",     LATE,    "current", NULL,                      ONCE(UNEXPECTED),       NAMED},
    {"05", "4",     LATE,    "handshake", NULL,                    ONCE(BAD_MAC),          MUST},
    {"05", "4",     LATE,    "plain", NULL,                        ONCE(EITHER),           MUST},
    {"06", "6.1",   LITERAL, "application-data-after-close-notify", "insert application_data after alert\nstop after alert wait",
                                                                   ONCE(CLOSES),           NAMED,
     .asks = "Application data behind a close_notify is ignored"},
    {"06", "6.1",   LITERAL, "key-update-after-close-notify", "insert key_update after alert\nstop after alert wait",
                                                                   ONCE(CLOSES),           NAMED,
     .asks = "A KeyUpdate behind a close_notify is ignored"},
};

// RSA and (EC)DHE have the same order, and the same numbers in the catalogue.
static const struct order_row sm12s[] = {
    {"01", "7.3",   OMIT,    "client_hello", "client_key_exchange", ONCE(UNEXPECTED),      MUST},
    {"02", "6",     OMIT,    "client_key_exchange", "change_cipher_spec", ONCE(UNEXPECTED), MUST},
    {"03", "7.1",   OMIT,    "change_cipher_spec", "finished",     GARBLED,    UNEXPECTED, MUST},
    {"04", "6",     OMIT,    "finished", "application_data",       ONCE(UNEXPECTED),       MUST},
    {"05", "7.3",   REPEAT,  "client_hello", NULL,                 ONCE(UNEXPECTED),       MUST},
    {"06", "7.3",   REPEAT,  "client_key_exchange", NULL,          ONCE(UNEXPECTED),       MUST},
    {"07", "6",     REPEAT,  "change_cipher_spec", NULL,           PLAIN_CCS,  UNEXPECTED, MUST},
    {"08", "7.2.2", REPEAT,  "finished", NULL,                     ONCE(UNEXPECTED),       MUST},
    {"09", "7.3",   SWAP,    "client_hello", "client_key_exchange", ONCE(UNEXPECTED),      MUST},
    {"10", "6",     SWAP,    "client_key_exchange", "change_cipher_spec", ONCE(UNEXPECTED), MUST},
    {"11", "7.1",   SWAP,    "change_cipher_spec", "finished",     GARBLED,    UNEXPECTED, MUST},
    {"12", "7.1",   INSERT,  "finished", "client_key_exchange",    GARBLED,    UNEXPECTED, MUST},
    {"13", "6",     DATA,    GENERATED,                                                    MUST},
    {"14", "7.2.2", FOREIGN, GENERATED,                                                    MUST},
    {"15", "7.2.1", STOP,    GENERATED,                                                    MAY},
    // (EC)DHE only: the last row.
    {"16", "4",     LITERAL, "false-start", "insert application_data after finished\nstop after finished wait",
                                                                   ONCE("continues"),      MAY, .rfc = 7918,
     .asks = "Application data right behind the client's Finished waits until the handshake is complete"},
};

static const struct order_row sm12sa[] = {
    {"01", "7.4",   REPLACE, "client_hello", "certificate",        ONCE(UNEXPECTED),       MUST},
    {"02", "7.3",   OMIT,    "certificate", "client_key_exchange", ONCE(UNAUTHENTICATED),  MUST},
    {"03", "7.4",   OMIT,    "client_key_exchange", "certificate_verify", ONCE(UNEXPECTED), MUST},
    {"04", "6",     OMIT,    "certificate_verify", "change_cipher_spec", ONCE(UNAUTHENTICATED), MUST},
    {"05", "7.1",   OMIT,    "change_cipher_spec", "finished",     GARBLED,    UNEXPECTED, MUST},
    {"06", "6",     OMIT,    "finished", "application_data",       ONCE(UNEXPECTED),       MUST},
    {"07", "7.4",   REPEAT,  "client_hello", NULL,                 ONCE(UNEXPECTED),       MUST},
    {"08", "7.4",   REPEAT,  "certificate", NULL,                  ONCE(UNEXPECTED),       MUST},
    {"09", "7.4",   REPEAT,  "client_key_exchange", NULL,          ONCE(UNEXPECTED),       MUST},
    {"10", "7.4",   REPEAT,  "certificate_verify", NULL,           ONCE(UNEXPECTED),       MUST},
    {"11", "6",     REPEAT,  "change_cipher_spec", NULL,           PLAIN_CCS,  UNEXPECTED, MUST},
    {"12", "7.2.2", REPEAT,  "finished", NULL,                     ONCE(UNEXPECTED),       MUST},
    {"13", "7.4",   MOVE,    "client_hello", "certificate",        ONCE(UNEXPECTED),       MUST},
    {"14", "7.3",   SWAP,    "certificate", "client_key_exchange", ONCE(UNAUTHENTICATED),  MUST},
    {"15", "7.4",   SWAP,    "client_key_exchange", "certificate_verify", ONCE(UNEXPECTED), MUST},
    {"16", "6",     SWAP,    "certificate_verify", "change_cipher_spec", ONCE(UNAUTHENTICATED), MUST},
    {"17", "7.1",   SWAP,    "change_cipher_spec", "finished",     GARBLED,    UNEXPECTED, MUST},
    {"18", "7.1",   INSERT,  "finished", "certificate",            GARBLED,    UNEXPECTED, MUST},
    {"19", "6",     DATA,    GENERATED,                                                    MUST},
    {"20", "7.2.2", FOREIGN, GENERATED,                                                    MUST},
    {"21", "7.2.1", STOP,    GENERATED,                                                    MAY},
    {"22", "7.4.6", LITERAL, "certificate-verify-after-empty-certificate",
                             "flow tls12 client-auth empty-certificate\ninsert certificate_verify before change_cipher_spec",
                             ONCE("rejects unexpected_message handshake_failure decrypt_error"), SYNTAX,
     .asks = "A CertificateVerify is refused when the client's Certificate was empty"},
};

// 01 and 07: a server that also speaks TLS 1.3 and keeps no state may drop a ChangeCipherSpec in front of the ClientHello
// (RFC 9846, sections 5 and 4.3.2); then a plaintext Finished is the first fault that it sees.
static const struct order_row sm12si[] = {
    {"01", "6",     LITERAL, "omit-client-hello",
                             "replace client_hello change_cipher_spec\nreplace client_key_exchange finished keys plain\n"
                             "stop after client_key_exchange wait", ONCE(UNEXPECTED),      MUST,
     .asks = "A ChangeCipherSpec, or at the latest the Finished behind it, is refused where ClientHello is due"},
    {"02", "7.1",   OMIT,    "change_cipher_spec", "finished",     GARBLED,    UNEXPECTED, MUST},
    {"03", "6",     OMIT,    "finished", "application_data",       ONCE(UNEXPECTED),       MUST},
    {"04", "7.3",   REPEAT,  "client_hello", NULL,                 ONCE(UNEXPECTED),       MUST},
    {"05", "6",     REPEAT,  "change_cipher_spec", NULL,           PLAIN_CCS,  UNEXPECTED, MUST},
    {"06", "7.2.2", REPEAT,  "finished", NULL,                     ONCE(UNEXPECTED),       MUST},
    {"07", "6",     LITERAL, "swap-client-hello-change-cipher-spec",
                             "insert change_cipher_spec before client_hello\nomit change_cipher_spec\nkeys finished current",
                                                                   ONCE(UNEXPECTED),       MUST,
     .asks = "A ChangeCipherSpec in front of the ClientHello is refused, or does not count as the one in front of Finished"},
    {"08", "7.1",   SWAP,    "change_cipher_spec", "finished",     GARBLED,    UNEXPECTED, MUST},
    {"09", "7.1",   INSERT,  "finished", "change_cipher_spec",     GARBLED,    UNEXPECTED, MUST},
    {"10", "6",     DATA,    GENERATED,                                                    MUST},
    {"11", "7.2.2", FOREIGN, GENERATED,                                                    MUST},
    {"12", "7.2.1", STOP,    GENERATED,                                                    MAY},
};

// The second handshake of a connection; its new keys are `next` until its Finished messages are there.
static const struct order_row sm12sn[] = {
    {"01", "7.2.2", LITERAL, "omit-client-hello", "flow tls12\ninsert client_key_exchange before application_data keys current",
                                                                   ONCE(UNEXPECTED),       MUST,
     .asks = "A ClientKeyExchange is refused when the handshake is complete and no ClientHello has begun another"},
    {"02", "6",     OMIT,    "client_key_exchange#2", "change_cipher_spec#2", ONCE(UNEXPECTED), MUST},
    {"03", "7.1",   OMIT,    "change_cipher_spec#2", "finished#2", BAD_MAC,    UNEXPECTED, MUST},
    {"04", "7.4.9", LITERAL, "omit-finished", "omit finished#2\nkeys application_data next",
                                                                   ONCE(UNEXPECTED " or continues"), SYNTAX,
     .asks = "Application data under the new keys is refused, or served, where the Finished of a renegotiation is due"},
    {"05", "7.4",   REPEAT,  "client_hello#2", NULL,               ONCE(UNEXPECTED),       MUST},
    {"06", "7.4",   REPEAT,  "client_key_exchange#2", NULL,        ONCE(UNEXPECTED),       MUST},
    {"07", "6",     REPEAT,  "change_cipher_spec#2", NULL,         BAD_MAC,    UNEXPECTED, MUST, .keys1 = "application"},
    {"08", "7.2.2", REPEAT,  "finished#2", NULL,                   ONCE(UNEXPECTED),       MUST},
    {"09", "7.4",   MOVE,    "client_hello#2", "client_key_exchange#2", ONCE(UNEXPECTED),  MUST},
    {"10", "6",     MOVE,    "client_key_exchange#2", "change_cipher_spec#2", ONCE(UNEXPECTED), MUST},
    {"11", "7.1",   MOVE,    "change_cipher_spec#2", "finished#2", BAD_MAC,    UNEXPECTED, MUST, .keys1 = "next"},
    {"12", "7.1",   INSERT,  "finished", "client_key_exchange#2",  BAD_MAC,    UNEXPECTED, MUST, .keys1 = "next"},
    {"13", "6.2.1", INSERT,  "application_data", "client_key_exchange#2", ONCE("continues"), NAMED},
    {"13", "6.2.1", INSERT,  "application_data", "change_cipher_spec#2", ONCE("continues"), NAMED},
    {"14", "7.4.9", INSERT,  "application_data", "finished#2",     ONCE(UNEXPECTED " or continues"), SYNTAX},
    {"15", "7.2.2", FOREIGN, GENERATED,                                                    MUST},
    {"16", "7.2.1", STOP,    GENERATED,                                                    MAY},
};

static const struct order_row sm12sl[] = {
    {"01", "7.2.2", LATE,    "current", NULL,                      ONCE(UNEXPECTED),       MUST},
    {"02", "6",     INSERT,  "change_cipher_spec", "application_data", PLAIN_CCS, UNEXPECTED, MUST},
    {"03", "7.2.2", LITERAL, "client-hello/k1", "insert client_hello " HELLO_12 " before application_data keys plain",
                                                                   ONCE(BAD_MAC),          MUST,
     .asks = "A ClientHello behind the handshake is refused, in plaintext"},
    {"03", "7.2.2", LITERAL, "client-hello/k2", "insert client_hello " HELLO_12 " before application_data keys current",
                             ONCE("rejects no_renegotiation handshake_failure or continues or silent"), MUST,
     .asks = "A ClientHello behind the handshake is declined, refused, passed over or answered, under its keys"},
    {"04", "7.2.1", LITERAL, "application-data-after-close-notify", "insert application_data after alert\nstop after alert wait",
                                                                   ONCE(CLOSES),           NAMED,
     .asks = "Application data behind a close_notify is ignored"},
};

#define ROWS(table) table, SHK_COUNT(table)
const struct order_flow order_flows[] = {
    {"SM13S",   "full handshake",            "full",                9846, "flow tls13",                       ROWS(sm13s)},
    {"SM13SA",  "client authentication",     "client-auth",         9846, "flow tls13 client-auth",           ROWS(sm13sa)},
    {"SM13SP",  "PSK resumption",            "psk",                 9846, "flow tls13 psk",                   ROWS(sm13sp)},
    {"SM13SP",  NULL,                        "psk-ke",              9846, "flow tls13 psk psk-ke",            ROWS(sm13sp)},
    {"SM13SH",  "HelloRetryRequest",         "retry",               9846, "flow tls13 retry",                 ROWS(sm13sh)},
    {"SM13SE",  "0-RTT accepted",            "early-data",          9846, EARLY_ACCEPTED,                     ROWS(sm13se)},
    {"SM13SPH", "post-handshake authentication", "post-handshake-auth", 9846, "flow tls13 post-handshake-auth", ROWS(sm13sph)},
    {"SM13SR",  "0-RTT rejected",            "early-data-rejected", 9846, EARLY_REJECTED,                     ROWS(sm13sr)},
    {"SM13SHE", "HelloRetryRequest to 0-RTT", "retry-early-data",   9846, "flow tls13 retry psk early-data",  ROWS(sm13she)},
    {"SM13SK",  "connected",                 "connected",           9846, "flow tls13",                       ROWS(sm13sk)},
    {"SM12SR",  "RSA",                       "rsa",                 5246, "flow tls12\nkx rsa",               sm12s, SHK_COUNT(sm12s) - 1},
    {"SM12SE",  "(EC)DHE",                   "ecdhe",               5246, "flow tls12",                       ROWS(sm12s)},
    {"SM12SA",  "client authentication",     "client-auth",         5246, "flow tls12 client-auth",           ROWS(sm12sa)},
    {"SM12SI",  "abbreviated handshake",     "session-id",          5246, "flow tls12 session-id no-ticket",  ROWS(sm12si)},
    {"SM12SI",  NULL,                        "session-ticket",      5246, "flow tls12 session-ticket",        ROWS(sm12si)},
    {"SM12SN",  "renegotiation",             "renegotiation",       5246, "flow tls12 renegotiation",         ROWS(sm12sn)},
    {"SM12SL",  "connected",                 "connected",           5246, "flow tls12",                       ROWS(sm12sl)},
};
// clang-format on
const size_t order_flow_count = SHK_COUNT(order_flows);
