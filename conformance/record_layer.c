// Records: their types, lengths, versions and protection; which messages may share one, and what may stand between two.
// RFC 9846, section 5; RFC 5246, section 6.
//
// How the plans work here. `record finished ...` deforms the record that carries our Finished, the first that we protect;
// `record application_data ...` the one that carries our request, so its alert comes after the handshake. Records that are
// longer than a request could be are filled with one byte: the content is never looked at. Where a record has to be legal
// and the SUT has to go on, a request follows that it can answer.
#include "conformance/tables.h"

// 2^14 bytes behind a request: the first record then holds exactly 2^14. An HTTP server has answered before it looks there.
#define SIXTEEN(text) text text text text text text text text text text text text text text text text
#define FILLER "\"" SIXTEEN(SIXTEEN(SIXTEEN("AAAA"))) "\""

// clang-format off
static const struct shk_case cases[] = {

// --- Content types -------------------------------------------------------------------------------------------------------

// The values from 128 up stand apart: to an old server they look like the header of an SSL 2.0 hello. An honest ClientHello
// follows, so that a server which reads over the record shows it.
#define REC_01 SHK_OF_SERVER, SHK_ROW("REC-01", 9846, "5", SHK_MUST, \
    "A server drops a connection whose first record has a content type that is not defined."), .flags = SHK_NAMED_ALERT
{REC_01, .id = "tls13/record-layer/first-record-type-0",   .plan = "flow tls13; insert raw_record 00030300056e6f697365 before client_hello; expect rejects unexpected_message"},
{REC_01, .id = "tls13/record-layer/first-record-type-19",  .plan = "flow tls13; insert raw_record 13030300056e6f697365 before client_hello; expect rejects unexpected_message"},
{REC_01, .id = "tls13/record-layer/first-record-type-25",  .plan = "flow tls13; insert raw_record 19030300056e6f697365 before client_hello; expect rejects unexpected_message"},
{REC_01, .id = "tls13/record-layer/first-record-type-99",  .plan = "flow tls13; insert raw_record 63030300056e6f697365 before client_hello; expect rejects unexpected_message"},
{REC_01, .id = "tls13/record-layer/first-record-type-128", .plan = "flow tls13; insert raw_record 80030300056e6f697365 before client_hello; expect rejects unexpected_message"},
{REC_01, .id = "tls13/record-layer/first-record-type-255", .plan = "flow tls13; insert raw_record ff030300056e6f697365 before client_hello; expect rejects unexpected_message"},

#define REC_02 SHK_OF_SERVER, SHK_ROW("REC-02", 5246, "6", SHK_MUST, \
    "A server drops a connection whose ClientKeyExchange comes in a record of an undefined content type."), .flags = SHK_NAMED_ALERT
{REC_02, .id = "tls12/record-layer/key-exchange-record-type-19", .plan = "flow tls12; record client_key_exchange type 19; expect rejects unexpected_message"},
{REC_02, .id = "tls12/record-layer/key-exchange-record-type-99", .plan = "flow tls12; record client_key_exchange type 99; expect rejects unexpected_message"},

#define REC_03 SHK_OF_SERVER, SHK_ROW("REC-03", 5246, "6", SHK_MUST, \
    "A server drops a connection when a protected record of an undefined content type comes where Finished is due."), .flags = SHK_NAMED_ALERT
{REC_03, .id = "tls12/record-layer/finished-record-type-19", .plan = "flow tls12; record finished type 19; expect rejects unexpected_message"},
{REC_03, .id = "tls12/record-layer/finished-record-type-99", .plan = "flow tls12; record finished type 99; expect rejects unexpected_message"},

#define REC_04 SHK_OF_SERVER, SHK_ROW("REC-04", 5246, "6", SHK_MUST, \
    "A server drops a connection when a record of an undefined content type comes after the handshake."), .flags = SHK_NAMED_ALERT
{REC_04, .id = "tls12/record-layer/application-record-type-19", .plan = "flow tls12; record application_data#1 type 19; insert application_data after application_data#1; expect rejects unexpected_message"},
{REC_04, .id = "tls12/record-layer/application-record-type-99", .plan = "flow tls12; record application_data#1 type 99; insert application_data after application_data#1; expect rejects unexpected_message"},

#define REC_05 SHK_OF_SERVER, SHK_ROW("REC-05", 9846, "5", SHK_MUST, \
    "A server drops a connection when a protected record has an undefined content type inside."), .flags = SHK_NAMED_ALERT
{REC_05, .id = "tls13/record-layer/finished-inner-type-1",      .plan = "flow tls13; record finished type 1; expect rejects unexpected_message"},
{REC_05, .id = "tls13/record-layer/finished-inner-type-19",     .plan = "flow tls13; record finished type 19; expect rejects unexpected_message"},
{REC_05, .id = "tls13/record-layer/finished-inner-type-24",     .plan = "flow tls13; record finished type heartbeat; expect rejects unexpected_message"},
{REC_05, .id = "tls13/record-layer/finished-inner-type-25",     .plan = "flow tls13; record finished type 25; expect rejects unexpected_message"},
{REC_05, .id = "tls13/record-layer/finished-inner-type-255",    .plan = "flow tls13; record finished type 255; expect rejects unexpected_message"},
{REC_05, .id = "tls13/record-layer/application-inner-type-1",   .plan = "flow tls13; record application_data#1 type 1; insert application_data after application_data#1; expect rejects unexpected_message"},
{REC_05, .id = "tls13/record-layer/application-inner-type-24",  .plan = "flow tls13; record application_data#1 type heartbeat; insert application_data after application_data#1; expect rejects unexpected_message"},
{REC_05, .id = "tls13/record-layer/application-inner-type-255", .plan = "flow tls13; record application_data#1 type 255; insert application_data after application_data#1; expect rejects unexpected_message"},

#define REC_06 SHK_OF_SERVER, SHK_ROW("REC-06", 9846, "5", SHK_MUST, \
    "A server drops a connection when a protected record does not say application_data outside.")
{REC_06, .id = "tls13/record-layer/outer-type-handshake", .plan = "flow tls13; record finished outer-type handshake; expect rejects unexpected_message bad_record_mac general_error"},
// The body of what says it is an alert is noise to a server that takes it as one in the clear.
{REC_06, .id = "tls13/record-layer/outer-type-alert",     .plan = "flow tls13; record finished outer-type alert; expect rejects unexpected_message bad_record_mac decode_error general_error or closes"},
{REC_06, .id = "tls13/record-layer/application-outer-type-handshake", .plan = "flow tls13; record application_data#1 outer-type handshake; insert application_data after application_data#1; expect rejects unexpected_message bad_record_mac general_error"},

// --- Empty plaintexts ----------------------------------------------------------------------------------------------------

#define REC_07 SHK_OF_SERVER, SHK_ROW("REC-07", 9846, "5.4", SHK_MUST, \
    "A server drops a handshake in which a protected record holds nothing but zeros, so no content type."), .flags = SHK_NAMED_ALERT
{REC_07, .id = "tls13/record-layer/all-zero-finished", .plan = "flow tls13; record finished no-type; expect rejects unexpected_message"},

#define REC_08 SHK_OF_SERVER, SHK_ROW("REC-08", 9846, "5.4", SHK_MUST, \
    "A server drops a connection in which a protected record holds nothing but zeros, so no content type."), .flags = SHK_NAMED_ALERT
{REC_08, .id = "tls13/record-layer/all-zero-application-data", .plan = "flow tls13; record application_data#1 no-type; insert application_data after application_data#1; expect rejects unexpected_message"},

#define REC_09 SHK_OF_SERVER, SHK_ROW("REC-09", 9846, "5.4", SHK_MUST, \
    "A server drops a connection when a protected record holds a tag and no plaintext at all."), .flags = SHK_NAMED_ALERT
{REC_09, .id = "tls13/record-layer/tag-only-finished",         .plan = "flow tls13; record finished empty-inner; expect rejects unexpected_message"},
{REC_09, .id = "tls13/record-layer/tag-only-application-data", .plan = "flow tls13; record application_data#1 empty-inner; insert application_data after application_data#1; expect rejects unexpected_message"},

#define REC_10 SHK_OF_SERVER, SHK_ROW("REC-10", 9846, "5.1", SHK_SYNTAX, \
    "A server drops a connection when a handshake record in the clear is empty.")
{REC_10, .id = "tls13/record-layer/empty-record-before-client-hello", .plan = "flow tls13; record client_hello empty-before 1 handshake; expect rejects unexpected_message decode_error general_error"},
{REC_10, .id = "tls13/record-layer/empty-record-before-second-client-hello", .plan = "flow tls13 retry; record client_hello#2 empty-before 1 handshake; expect rejects unexpected_message decode_error general_error"},
{REC_10, .id = "tls13/record-layer/empty-record-within-client-hello", .plan = "flow tls13; record client_hello interrupt 40 handshake \"\"; expect rejects unexpected_message decode_error general_error"},

#define REC_11 SHK_OF_SERVER, SHK_ROW("REC-11", 9846, "5.4", SHK_MUST, \
    "A server drops a connection when a protected handshake record has no content."), .flags = SHK_NAMED_ALERT
{REC_11, .id = "tls13/record-layer/empty-handshake-before-finished", .plan = "flow tls13; record finished empty-before 1 handshake; expect rejects unexpected_message"},
{REC_11, .id = "tls13/record-layer/empty-handshake-within-finished", .plan = "flow tls13; record finished interrupt 8 handshake \"\"; expect rejects unexpected_message"},
{REC_11, .id = "tls13/record-layer/empty-handshake-after-handshake", .plan = "flow tls13; record application_data empty-before 1 handshake; expect rejects unexpected_message"},

// An empty record with padding is made of a message whose bytes are all cut away; the message itself comes behind it,
// or else nothing.
#define REC_12 SHK_OF_SERVER, SHK_ROW("REC-12", 9846, "5.4", SHK_MUST, \
    "A server drops a connection when a protected handshake record has padding and no content."), .flags = SHK_NAMED_ALERT
{REC_12, .id = "tls13/record-layer/empty-padded-handshake-before-certificate-verify", .plan = "flow tls13 client-auth; edit certificate_verify#1:whole truncate 0 raw; record certificate_verify#1 padding 16; insert certificate_verify after certificate_verify#1; expect rejects unexpected_message"},
{REC_12, .id = "tls13/record-layer/empty-padded-finished", .plan = "flow tls13; edit finished:whole truncate 0 raw; record finished padding 16; stop after finished wait; expect rejects unexpected_message"},
{REC_12, .id = "tls13/record-layer/empty-padded-handshake-after-handshake", .plan = "flow tls13; edit application_data#1 truncate 0; record application_data#1 type handshake; record application_data#1 padding 16; insert application_data after application_data#1; expect rejects unexpected_message"},

#define REC_13 SHK_OF_SERVER, SHK_ROW("REC-13", 9846, "5.4", SHK_MUST, \
    "A server drops a connection when a protected alert record has no content."), .flags = SHK_NAMED_ALERT
{REC_13, .id = "tls13/record-layer/empty-alert-before-finished",        .plan = "flow tls13; record finished empty-before 1 alert; expect rejects unexpected_message"},
{REC_13, .id = "tls13/record-layer/empty-alert-after-handshake",        .plan = "flow tls13; record application_data empty-before 1 alert; expect rejects unexpected_message"},
{REC_13, .id = "tls13/record-layer/empty-padded-alert-after-handshake", .plan = "flow tls13; edit application_data#1 truncate 0; record application_data#1 type alert; record application_data#1 padding 16; insert application_data after application_data#1; expect rejects unexpected_message"},

#define REC_14 SHK_OF_SERVER, SHK_ROW("REC-14", 9846, "5.1", SHK_SYNTAX, \
    "A server takes application data of no length, with or without padding, and goes on.")
{REC_14, .id = "tls13/record-layer/empty-application-data",              .plan = "flow tls13; record application_data empty-before 1 application_data; expect continues"},
{REC_14, .id = "tls13/record-layer/empty-application-data-one-padding",  .plan = "flow tls13; edit application_data#1 truncate 0; record application_data#1 padding 1; insert application_data after application_data#1; expect continues"},
{REC_14, .id = "tls13/record-layer/empty-application-data-most-padding", .plan = "flow tls13; edit application_data#1 truncate 0; record application_data#1 padding 16384; insert application_data after application_data#1; expect continues"},

#define REC_15 SHK_OF_SERVER, SHK_ROW("REC-15", 9846, "5.1", SHK_INFORMATION, \
    "A server bears a run of empty application data, up to a limit of its own.")
{REC_15, .id = "tls13/record-layer/empty-application-data-33-times",   .plan = "flow tls13; record application_data empty-before 33 application_data; expect rejects any or continues"},
{REC_15, .id = "tls13/record-layer/empty-application-data-1000-times", .plan = "flow tls13; record application_data empty-before 1000 application_data; expect rejects any or continues"},

#define REC_16 SHK_OF_SERVER, SHK_ROW("REC-16", 5246, "6.2.1", SHK_SYNTAX, \
    "A server drops a connection when a handshake record is empty.")
{REC_16, .id = "tls12/record-layer/empty-record-before-client-hello", .plan = "flow tls12; record client_hello empty-before 1 handshake; expect rejects unexpected_message decode_error"},
{REC_16, .id = "tls12/record-layer/empty-record-before-key-exchange", .plan = "flow tls12; record client_key_exchange empty-before 1 handshake; expect rejects unexpected_message decode_error"},
{REC_16, .id = "tls12/record-layer/empty-record-before-finished",     .plan = "flow tls12; record finished empty-before 1 handshake; expect rejects unexpected_message decode_error"},

#define REC_17 SHK_OF_SERVER, SHK_ROW("REC-17", 5246, "6.2.1", SHK_SYNTAX, \
    "A server drops a handshake in which an alert record is empty.")
{REC_17, .id = "tls12/record-layer/empty-alert-before-key-exchange", .plan = "flow tls12; record client_key_exchange empty-before 1 alert; expect rejects unexpected_message decode_error"},

#define REC_18 SHK_OF_SERVER, SHK_ROW("REC-18", 5246, "6.2.1", SHK_SYNTAX, \
    "A server drops a handshake in which a ChangeCipherSpec record is empty.")
{REC_18, .id = "tls12/record-layer/empty-change-cipher-spec", .plan = "flow tls12; record change_cipher_spec empty-before 1 change_cipher_spec; expect rejects unexpected_message decode_error"},

#define REC_19 SHK_OF_SERVER, SHK_ROW("REC-19", 5246, "6.2.1", SHK_SYNTAX, \
    "A server takes application data of no length and goes on.")
{REC_19, .id = "tls12/record-layer/empty-application-data",           .plan = "flow tls12; record application_data empty-before 1 application_data; expect continues"},
{REC_19, .id = "tls12/record-layer/empty-application-data-cbc-rsa",   .plan = "flow tls12; suite TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA; record application_data empty-before 1 application_data; expect continues"},
{REC_19, .id = "tls12/record-layer/empty-application-data-cbc-ecdsa", .plan = "flow tls12; suite TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA; record application_data empty-before 1 application_data; expect continues"},

#define REC_20 SHK_OF_SERVER, SHK_ROW("REC-20", 5246, "6.2.1", SHK_INFORMATION, \
    "A server bears a run of empty application data, up to a limit of its own.")
{REC_20, .id = "tls12/record-layer/empty-application-data-33-times",   .plan = "flow tls12; record application_data empty-before 33 application_data; expect rejects any or continues"},
{REC_20, .id = "tls12/record-layer/empty-application-data-1000-times", .plan = "flow tls12; record application_data empty-before 1000 application_data; expect rejects any or continues"},

// --- Lengths -------------------------------------------------------------------------------------------------------------

#define REC_21 SHK_OF_SERVER, SHK_ROW("REC-21", 9846, "5.1", SHK_MUST, \
    "A server drops a connection whose first record holds more than 2^14 bytes."), .flags = SHK_NAMED_ALERT
{REC_21, .id = "tls13/record-layer/plain-record-2-14-plus-1", .plan = "flow tls13; edit client_hello.cipher_suites numbers 8300 0x5a00 \"\"; record client_hello fragment 16385; expect rejects record_overflow"},

#define REC_22 SHK_OF_SERVER, SHK_ROW("REC-22", 9846, "5.2", SHK_MUST, \
    "A server drops a connection when a protected record is longer than 2^14 + 256 bytes."), .flags = SHK_NAMED_ALERT
{REC_22, .id = "tls13/record-layer/ciphertext-2-14-plus-257-finished",         .plan = "flow tls13; record finished padding 16588; expect rejects record_overflow"},
{REC_22, .id = "tls13/record-layer/ciphertext-2-14-plus-257-application-data", .plan = "flow tls13; edit application_data fill 16624 65; record application_data fragment 16624; expect rejects record_overflow"},

#define REC_23 SHK_OF_SERVER, SHK_ROW("REC-23", 9846, "5.1", SHK_MUST, \
    "A server drops a connection when a protected record opens to more than 2^14 bytes of content."), .flags = SHK_NAMED_ALERT
{REC_23, .id = "tls13/record-layer/content-2-14-plus-1", .plan = "flow tls13; edit application_data fill 16385 65; record application_data fragment 16385; expect rejects record_overflow"},

#define REC_24 SHK_OF_SERVER, SHK_ROW("REC-24", 9846, "5.4", SHK_SYNTAX, \
    "A server drops a connection when content, type and padding together go beyond 2^14 + 1 bytes.")
{REC_24, .id = "tls13/record-layer/padding-beyond-limit-finished",         .plan = "flow tls13; record finished padding 16384; expect rejects record_overflow general_error"},
{REC_24, .id = "tls13/record-layer/padding-beyond-limit-application-data", .plan = "flow tls13; record application_data padding 16384; expect rejects record_overflow general_error"},

#define REC_25 SHK_OF_SERVER, SHK_ROW("REC-25", 9846, "5.4", SHK_SYNTAX, \
    "A server takes protected records that are just as long as they may be.")
// 36 bytes of Finished, its type and the padding make 2^14 + 1.
{REC_25, .id = "tls13/record-layer/finished-padded-to-the-limit",   .plan = "flow tls13; suite TLS_AES_128_GCM_SHA256; record finished padding 16348; expect continues"},
{REC_25, .id = "tls13/record-layer/content-2-14",                   .plan = "flow tls13; edit application_data append " FILLER "; expect continues"},
{REC_25, .id = "tls13/record-layer/content-2-14-minus-1-padding-1", .plan = "flow tls13; edit application_data append " FILLER "; record application_data fragment 16383; record application_data padding 1; expect continues"},

#define REC_26 SHK_OF_SERVER, SHK_ROW("REC-26", 5246, "6.2.1", SHK_SYNTAX, \
    "A server drops a connection when a record opens to more than 2^14 bytes.")
{REC_26, .id = "tls12/record-layer/content-2-14-plus-1",           .plan = "flow tls12; edit application_data fill 16385 65; record application_data fragment 16385; expect rejects record_overflow decode_error"},
{REC_26, .id = "tls12/record-layer/content-2-14-plus-1-cbc-rsa",   .plan = "flow tls12; suite TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA; edit application_data fill 16385 65; record application_data fragment 16385; expect rejects record_overflow decode_error"},
{REC_26, .id = "tls12/record-layer/content-2-14-plus-1-cbc-ecdsa", .plan = "flow tls12; suite TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA; edit application_data fill 16385 65; record application_data fragment 16385; expect rejects record_overflow decode_error"},

#define REC_27 SHK_OF_SERVER, SHK_ROW("REC-27", 5246, "6.2.3", SHK_MUST, \
    "A server drops a connection when a protected record is longer than 2^14 + 2048 bytes."), .flags = SHK_NAMED_ALERT
{REC_27, .id = "tls12/record-layer/ciphertext-beyond-2-14-plus-2048", .plan = "flow tls12; edit application_data fill 18433 65; record application_data fragment 18433; expect rejects record_overflow"},

#define REC_28 SHK_OF_SERVER, SHK_ROW("REC-28", 5246, "6.2.1", SHK_SYNTAX, \
    "A server takes a record with 2^14 bytes of content.")
{REC_28, .id = "tls12/record-layer/content-2-14", .plan = "flow tls12; edit application_data append " FILLER "; expect continues"},

#define REC_29 SHK_OF_SERVER, SHK_ROW("REC-29", 5246, "6.2.2", SHK_MUST, \
    "A server drops a connection when a record that is short enough outside opens to more than 2^14 + 1024 bytes."), .flags = SHK_NAMED_ALERT
{REC_29, .id = "tls12/record-layer/content-2-14-plus-1025", .plan = "flow tls12; edit application_data fill 17409 65; record application_data fragment 17409; expect rejects record_overflow"},

// --- Versions ------------------------------------------------------------------------------------------------------------

#define REC_30 SHK_OF_SERVER, SHK_ROW("REC-30", 9846, "5.1", SHK_MUST, \
    "A server pays no attention to the version in the record of the first ClientHello.")
{REC_30, .id = "tls13/record-layer/client-hello-record-version-0301", .plan = "flow tls13; expect continues"},
{REC_30, .id = "tls13/record-layer/client-hello-record-version-0302", .plan = "flow tls13; record client_hello version 0x0302; expect continues"},
{REC_30, .id = "tls13/record-layer/client-hello-record-version-0303", .plan = "flow tls13; record client_hello version 0x0303; expect continues"},

#define REC_31 SHK_OF_SERVER, SHK_ROW("REC-31", 9846, "5.1", SHK_MUST, \
    "A server pays no attention to an odd version in the record of the first ClientHello.")
{REC_31, .id = "tls13/record-layer/client-hello-record-version-0300", .plan = "flow tls13; record client_hello version 0x0300; expect continues"},
{REC_31, .id = "tls13/record-layer/client-hello-record-version-0304", .plan = "flow tls13; record client_hello version 0x0304; expect continues"},
{REC_31, .id = "tls13/record-layer/client-hello-record-version-03ff", .plan = "flow tls13; record client_hello version 0x03ff; expect continues"},

// Refusing is what appendix E.5 recommends, ignoring the field what section 5.1 asks for.
#define REC_32 SHK_OF_SERVER, SHK_ROW("REC-32", 9846, "E.5", SHK_SHOULD, \
    "A server refuses a first record whose version is below 0x0300, or pays no attention to it.")
{REC_32, .id = "tls13/record-layer/client-hello-record-version-0200", .plan = "flow tls13; record client_hello version 0x0200; expect rejects protocol_version decode_error unexpected_message general_error or closes or continues"},
{REC_32, .id = "tls13/record-layer/client-hello-record-version-0002", .plan = "flow tls13; record client_hello version 0x0002; expect rejects protocol_version decode_error unexpected_message general_error or closes or continues"},

#define REC_33 SHK_OF_SERVER, SHK_ROW("REC-33", 9846, "5.1", SHK_MUST, \
    "A server pays no attention to the version in later records in the clear.")
{REC_33, .id = "tls13/record-layer/second-client-hello-record-version-0300", .plan = "flow tls13 retry; record client_hello#2 version 0x0300; expect continues"},
{REC_33, .id = "tls13/record-layer/second-client-hello-record-version-0301", .plan = "flow tls13 retry; record client_hello#2 version 0x0301; expect continues"},
{REC_33, .id = "tls13/record-layer/second-client-hello-record-version-03ff", .plan = "flow tls13 retry; record client_hello#2 version 0x03ff; expect continues"},
{REC_33, .id = "tls13/record-layer/change-cipher-spec-record-version-0301",  .plan = "flow tls13; record change_cipher_spec version 0x0301; expect continues"},

#define REC_34 SHK_OF_SERVER, SHK_ROW("REC-34", 9846, "5.2", SHK_MUST, \
    "A server drops a connection when the version in a protected record's header is not the one that was sealed.")
{REC_34, .id = "tls13/record-layer/sealed-version-changed-to-0301", .plan = "flow tls13; record finished version 0x0301; record finished aad-version 0x0303; expect rejects bad_record_mac any"},
{REC_34, .id = "tls13/record-layer/sealed-version-changed-to-0304", .plan = "flow tls13; record finished version 0x0304; record finished aad-version 0x0303; expect rejects bad_record_mac any"},

#define REC_35 SHK_OF_SERVER, SHK_ROW("REC-35", 5246, "E.1", SHK_MUST, \
    "A server takes a ClientHello in a record of any version 3.x.")
{REC_35, .id = "tls12/record-layer/client-hello-record-version-0300", .plan = "flow tls12; record client_hello version 0x0300; expect continues"},
{REC_35, .id = "tls12/record-layer/client-hello-record-version-0302", .plan = "flow tls12; record client_hello version 0x0302; expect continues"},
{REC_35, .id = "tls12/record-layer/client-hello-record-version-0303", .plan = "flow tls12; record client_hello version 0x0303; expect continues"},
{REC_35, .id = "tls12/record-layer/client-hello-record-version-03ff", .plan = "flow tls12; record client_hello version 0x03ff; expect continues"},

#define REC_36 SHK_OF_SERVER, SHK_ROW("REC-36", 5246, "6.2.1", SHK_INFORMATION, \
    "A server notices that records change their version after it was agreed, or pays no attention.")
{REC_36, .id = "tls12/record-layer/key-exchange-record-version-0301", .plan = "flow tls12; record client_key_exchange version 0x0301; expect rejects protocol_version decode_error illegal_parameter or continues"},
{REC_36, .id = "tls12/record-layer/key-exchange-record-version-03ff", .plan = "flow tls12; record client_key_exchange version 0x03ff; expect rejects protocol_version decode_error illegal_parameter or continues"},

#define REC_84 SHK_OF_SERVER, SHK_ROW("REC-84", 9846, "E", SHK_INFORMATION, \
    "A server may check the version of a protected record or leave it alone.")
{REC_84, .id = "tls13/record-layer/sealed-version-0301", .plan = "flow tls13; record finished version 0x0301; expect rejects any or continues"},
{REC_84, .id = "tls13/record-layer/sealed-version-0304", .plan = "flow tls13; record finished version 0x0304; expect rejects any or continues"},

// --- Fragments and segments ----------------------------------------------------------------------------------------------

#define REC_37 SHK_OF_SERVER, SHK_ROW("REC-37", 9846, "5.1", SHK_SYNTAX, \
    "A server puts a handshake message together from records of one byte.")
{REC_37, .id = "tls13/record-layer/client-hello-in-one-byte-records", .plan = "flow tls13; record client_hello fragment 1; expect continues"},
{REC_37, .id = "tls13/record-layer/second-client-hello-in-one-byte-records", .plan = "flow tls13 retry; record client_hello#2 fragment 1; expect continues"},
{REC_37, .id = "tls13/record-layer/finished-in-one-byte-records",     .plan = "flow tls13; record finished fragment 1; expect continues"},
{REC_37, .id = "tls13/record-layer/certificate-in-seven-byte-records", .plan = "flow tls13 client-auth; record certificate fragment 7; expect continues"},

#define REC_38 SHK_OF_SERVER, SHK_ROW("REC-38", 9846, "1", SHK_SYNTAX, \
    "A server puts a record together from TCP segments of one byte.")
{REC_38, .id = "tls13/record-layer/client-hello-in-one-byte-segments", .plan = "flow tls13; record client_hello segments 1; expect continues"},
{REC_38, .id = "tls13/record-layer/finished-in-one-byte-segments",     .plan = "flow tls13; record finished segments 1; expect continues"},

#define REC_39 SHK_OF_SERVER, SHK_ROW("REC-39", 5246, "6.2.1", SHK_SYNTAX, \
    "A server puts a handshake message together from records of one byte.")
{REC_39, .id = "tls12/record-layer/client-hello-in-one-byte-records", .plan = "flow tls12; record client_hello fragment 1; expect continues"},
{REC_39, .id = "tls12/record-layer/key-exchange-in-one-byte-records", .plan = "flow tls12; record client_key_exchange fragment 1; expect continues"},
{REC_39, .id = "tls12/record-layer/finished-in-one-byte-records",     .plan = "flow tls12; record finished fragment 1; expect continues"},

#define REC_40 SHK_OF_SERVER, SHK_ROW("REC-40", 5246, "6.2.1", SHK_SYNTAX, \
    "A server finds all handshake messages of a flight in one record.")
{REC_40, .id = "tls12/record-layer/client-flight-in-one-record", .plan = "flow tls12 client-auth; record certificate join 0; record client_key_exchange join 0; expect continues"},

#define REC_41 SHK_OF_SERVER, SHK_ROW("REC-41", 9846, "5.1", SHK_SYNTAX, \
    "A server finds all handshake messages of a flight in one record.")
{REC_41, .id = "tls13/record-layer/client-flight-in-one-record", .plan = "flow tls13 client-auth; record certificate join 0; record certificate_verify join 0; expect continues"},

#define REC_42 SHK_OF_SERVER, SHK_ROW("REC-42", 9846, "5", SHK_MUST, \
    "A server drops a connection when application data stands between two records of one handshake message.")
{REC_42, .id = "tls13/record-layer/application-data-within-finished", .plan = "flow tls13; record finished interrupt 10 application_data 58; expect rejects unexpected_message general_error"},

#define REC_43 SHK_OF_SERVER, SHK_ROW("REC-43", 9846, "5.1", SHK_MUST, \
    "A server ends the connection when an error alert comes within a handshake message.")
{REC_43, .id = "tls13/record-layer/alert-within-client-hello", .plan = "flow tls13; record client_hello interrupt 50 alert 0228; expect closes unexpected_message general_error"},
{REC_43, .id = "tls13/record-layer/alert-within-finished",     .plan = "flow tls13; record finished interrupt 10 alert 0228; expect closes unexpected_message general_error"},
{REC_43, .id = "tls13/record-layer/user-canceled-within-finished", .plan = "flow tls13; record finished interrupt 10 alert 015a; expect rejects unexpected_message general_error or continues"},

// Two rules meet: section 5 says that such a record is dropped at any time, section 5.1 that nobody may put it there.
#define REC_44 SHK_OF_SERVER, SHK_ROW("REC-44", 9846, "5", SHK_SYNTAX, \
    "A server drops the ChangeCipherSpec that it finds within a handshake message, or the connection.")
{REC_44, .id = "tls13/record-layer/change-cipher-spec-within-second-client-hello", .plan = "flow tls13 retry; record client_hello#2 interrupt 50 change_cipher_spec 01; expect rejects unexpected_message general_error or continues"},

#define REC_45 SHK_OF_SERVER, SHK_ROW("REC-45", 5246, "7.1", SHK_SYNTAX, \
    "A server drops a connection when ChangeCipherSpec comes within a message after which it is not due.")
{REC_45, .id = "tls12/record-layer/change-cipher-spec-within-client-hello", .plan = "flow tls12; record client_hello interrupt 50 change_cipher_spec 01; expect rejects unexpected_message"},
{REC_45, .id = "tls12/record-layer/change-cipher-spec-within-key-exchange", .plan = "flow tls12; record client_key_exchange interrupt 10 change_cipher_spec 01; expect rejects unexpected_message"},

// The line end that is sent there is one that an HTTP server reads over in front of a request.
#define REC_46 SHK_OF_SERVER, SHK_ROW("REC-46", 5246, "6.2.1", SHK_MUST, \
    "A server processes application data that comes within a message of a renegotiation.")
{REC_46, .id = "tls12/record-layer/application-data-within-renegotiation", .plan = "flow tls12 renegotiation; record client_hello#2 interrupt 50 application_data 0d0a; expect continues"},

// --- Borders of key changes ----------------------------------------------------------------------------------------------

#define REC_49 SHK_OF_SERVER, SHK_ROW("REC-49", 9846, "5.1", SHK_MUST, \
    "A server drops a connection when another message begins behind Finished in the same record."), .flags = SHK_NAMED_ALERT
{REC_49, .id = "tls13/record-layer/one-byte-behind-finished",           .plan = "flow tls13; record finished append 18; expect rejects unexpected_message"},
{REC_49, .id = "tls13/record-layer/key-update-header-behind-finished",  .plan = "flow tls13; record finished append 18000001; expect rejects unexpected_message"},
{REC_49, .id = "tls13/record-layer/whole-key-update-behind-finished",   .plan = "flow tls13; record finished append 1800000100; expect rejects unexpected_message"},

#define REC_50 SHK_OF_SERVER, SHK_ROW("REC-50", 9846, "5.1", SHK_MUST, \
    "A server drops a connection when Finished begins behind ClientHello in the same record."), .flags = SHK_NAMED_ALERT
{REC_50, .id = "tls13/record-layer/finished-byte-behind-client-hello",   .plan = "flow tls13; record client_hello append 14; expect rejects unexpected_message"},
{REC_50, .id = "tls13/record-layer/finished-header-behind-client-hello", .plan = "flow tls13; record client_hello append 14000020; expect rejects unexpected_message"},

// Not as the catalogue has it (R, refusal): no key changes between the two hellos, so section 5.1 does not oblige the server to
// look, and one that reads on takes our whole second hello for the rest of a message that began with this byte.
#define REC_51 SHK_OF_SERVER, SHK_ROW("REC-51", 9846, "5.1", SHK_INFORMATION, \
    "A server that asks for a second ClientHello does best to refuse one that began behind the first.")
{REC_51, .id = "tls13/record-layer/second-client-hello-byte-behind-the-first", .plan = "flow tls13 retry; record client_hello#1 append 01; expect rejects unexpected_message any or silent"},

#define REC_53 SHK_OF_SERVER, SHK_ROW("REC-53", 9846, "5.1", SHK_MUST, \
    "A server drops a connection when EndOfEarlyData begins behind ClientHello in the same record."), .flags = SHK_NAMED_ALERT
{REC_53, .id = "tls13/record-layer/end-of-early-data-byte-behind-client-hello", .plan = "flow tls13 psk early-data early-accepted; record client_hello append 05; expect rejects unexpected_message"},

#define REC_54 SHK_OF_SERVER, SHK_ROW("REC-54", 9846, "5.1", SHK_MUST, \
    "A server drops a connection when two KeyUpdates share a record."), .flags = SHK_NAMED_ALERT
{REC_54, .id = "tls13/record-layer/two-key-updates-in-one-record", .plan = "flow tls13 key-update; record key_update append 1800000100; expect rejects unexpected_message"},

#define REC_55 SHK_OF_SERVER, SHK_ROW("REC-55", 9846, "5.1", SHK_MUST, \
    "A server drops a connection when another message begins behind KeyUpdate in the same record."), .flags = SHK_NAMED_ALERT
{REC_55, .id = "tls13/record-layer/byte-behind-key-update",             .plan = "flow tls13 key-update; record key_update append 18; expect rejects unexpected_message"},
{REC_55, .id = "tls13/record-layer/handshake-header-behind-key-update", .plan = "flow tls13 key-update; record key_update append 0b000100; expect rejects unexpected_message"},

// The first four bytes of Finished stand in the record before ChangeCipherSpec, the verify_data alone behind it.
#define REC_56 SHK_OF_SERVER, SHK_ROW("REC-56", 5246, "7.1", SHK_SYNTAX, \
    "A server refuses a Finished that began before ChangeCipherSpec.")
{REC_56, .id = "tls12/record-layer/finished-around-change-cipher-spec", .plan = "flow tls12; record client_key_exchange append 1400000c; edit finished:length truncate 0 raw; edit finished:type truncate 0 raw; expect rejects unexpected_message"},

#define REC_85 SHK_OF_SERVER, SHK_ROW("REC-85", 9846, "5.1", SHK_MUST, \
    "A server drops a connection when a message begins under the old keys and ends under the new ones.")
{REC_85, .id = "tls13/record-layer/finished-across-key-change",   .plan = "flow tls13; record finished split-keys 10; expect rejects bad_record_mac unexpected_message general_error"},
{REC_85, .id = "tls13/record-layer/key-update-across-key-change", .plan = "flow tls13 key-update; edit key_update#1:whole truncate 2 raw; insert unknown_handshake 000101 after key_update#1; expect rejects bad_record_mac unexpected_message general_error"},

// --- Protection, TLS 1.3 -------------------------------------------------------------------------------------------------

#define REC_58 SHK_OF_SERVER, SHK_ROW("REC-58", 9846, "5.2", SHK_MUST, \
    "A server drops a connection when the first record that has to be protected is not.")
{REC_58, .id = "tls13/record-layer/unsealed-application-data-before-finished", .plan = "flow tls13; insert raw_record 1703030028000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021222324252627 before finished; expect rejects bad_record_mac unexpected_message general_error"},

#define REC_59 SHK_OF_SERVER, SHK_ROW("REC-59", 9846, "5", SHK_MUST, \
    "A server drops a connection that begins with application data."), .flags = SHK_NAMED_ALERT
{REC_59, .id = "tls13/record-layer/application-data-before-client-hello", .plan = "flow tls13; insert raw_record 170303000548656c6c6f before client_hello; expect rejects unexpected_message"},

#define REC_60 SHK_OF_SERVER, SHK_ROW("REC-60", 9846, "5.2", SHK_MUST, \
    "A server drops a connection when a bit of the tag of a handshake record is wrong."), .flags = SHK_NAMED_ALERT
{REC_60, .id = "tls13/record-layer/finished-tag-first-bit",  .plan = "flow tls13; record finished tag-flip 0; expect rejects bad_record_mac"},
{REC_60, .id = "tls13/record-layer/finished-tag-middle-bit", .plan = "flow tls13; record finished tag-flip 63; expect rejects bad_record_mac"},
{REC_60, .id = "tls13/record-layer/finished-tag-last-bit",   .plan = "flow tls13; record finished tag-flip 127; expect rejects bad_record_mac"},

#define REC_61 SHK_OF_SERVER, SHK_ROW("REC-61", 9846, "5.2", SHK_MUST, \
    "A server drops a connection when a bit of the tag of application data is wrong."), .flags = SHK_NAMED_ALERT
{REC_61, .id = "tls13/record-layer/application-data-tag-first-bit", .plan = "flow tls13; record application_data tag-flip 0; expect rejects bad_record_mac"},
{REC_61, .id = "tls13/record-layer/application-data-tag-last-bit",  .plan = "flow tls13; record application_data tag-flip 127; expect rejects bad_record_mac"},

#define REC_62 SHK_OF_SERVER, SHK_ROW("REC-62", 9846, "5.2", SHK_MUST, \
    "A server drops a connection when a bit of a record's ciphertext is wrong."), .flags = SHK_NAMED_ALERT
{REC_62, .id = "tls13/record-layer/finished-body-first-bit",         .plan = "flow tls13; record finished body-flip 0; expect rejects bad_record_mac"},
{REC_62, .id = "tls13/record-layer/finished-body-type-bit",          .plan = "flow tls13; suite TLS_AES_128_GCM_SHA256; record finished body-flip 288; expect rejects bad_record_mac"},
{REC_62, .id = "tls13/record-layer/application-data-body-first-bit", .plan = "flow tls13; record application_data body-flip 0; expect rejects bad_record_mac"},

#define REC_63 SHK_OF_SERVER, SHK_ROW("REC-63", 9846, "5.2", SHK_MUST, \
    "A server drops a connection when a protected record is shorter than its tag.")
{REC_63, .id = "tls13/record-layer/finished-record-0-bytes",          .plan = "flow tls13; record finished cut 0; expect rejects bad_record_mac decode_error general_error"},
{REC_63, .id = "tls13/record-layer/finished-record-1-byte",           .plan = "flow tls13; record finished cut 1; expect rejects bad_record_mac decode_error general_error"},
{REC_63, .id = "tls13/record-layer/finished-record-15-bytes",         .plan = "flow tls13; record finished cut 15; expect rejects bad_record_mac decode_error general_error"},
{REC_63, .id = "tls13/record-layer/application-data-record-15-bytes", .plan = "flow tls13; record application_data cut 15; expect rejects bad_record_mac decode_error general_error"},

// After the handshake the record that comes twice holds the first letters of a request: an answer to it would hide the alert.
#define REC_64 SHK_OF_SERVER, SHK_ROW("REC-64", 9846, "5.2", SHK_MUST, \
    "A server drops a connection when a protected record comes twice.")
{REC_64, .id = "tls13/record-layer/finished-record-replayed",         .plan = "flow tls13; record finished replay; expect rejects bad_record_mac general_error"},
{REC_64, .id = "tls13/record-layer/application-data-record-replayed", .plan = "flow tls13; edit application_data#1 truncate 3; record application_data#1 replay; insert application_data after application_data#1; expect rejects bad_record_mac general_error"},

#define REC_65 SHK_OF_SERVER, SHK_ROW("REC-65", 9846, "5.2", SHK_MUST, \
    "A server drops a connection when a protected record is missing.")
{REC_65, .id = "tls13/record-layer/record-lost-before-finished",         .plan = "flow tls13; record finished skip-sequence 1; expect rejects bad_record_mac general_error"},
{REC_65, .id = "tls13/record-layer/record-lost-before-application-data", .plan = "flow tls13; record application_data skip-sequence 1; expect rejects bad_record_mac general_error"},

#define REC_66 SHK_OF_SERVER, SHK_ROW("REC-66", 9846, "5", SHK_MUST, \
    "A server drops a connection when application data, even empty, comes under the handshake keys.")
{REC_66, .id = "tls13/record-layer/empty-application-data-before-finished", .plan = "flow tls13; record finished empty-before 1 application_data; expect rejects unexpected_message general_error"},

// --- Protection, TLS 1.2 -------------------------------------------------------------------------------------------------

#define REC_68 SHK_OF_SERVER, SHK_ROW("REC-68", 5246, "6.2.3.3", SHK_MUST, \
    "A server drops a connection when a bit of an AEAD record is wrong."), .flags = SHK_NAMED_ALERT
{REC_68, .id = "tls12/record-layer/finished-tag-first-bit-rsa",          .plan = "flow tls12; suite TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256; record finished tag-flip 0; expect rejects bad_record_mac"},
{REC_68, .id = "tls12/record-layer/finished-tag-last-bit-rsa",           .plan = "flow tls12; suite TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256; record finished tag-flip 127; expect rejects bad_record_mac"},
{REC_68, .id = "tls12/record-layer/finished-body-first-bit-rsa",         .plan = "flow tls12; suite TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256; record finished body-flip 0; expect rejects bad_record_mac"},
{REC_68, .id = "tls12/record-layer/application-data-tag-first-bit-rsa",  .plan = "flow tls12; suite TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256; record application_data tag-flip 0; expect rejects bad_record_mac"},
{REC_68, .id = "tls12/record-layer/application-data-body-first-bit-rsa", .plan = "flow tls12; suite TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256; record application_data body-flip 0; expect rejects bad_record_mac"},
{REC_68, .id = "tls12/record-layer/finished-tag-first-bit-ecdsa",        .plan = "flow tls12; suite TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256; record finished tag-flip 0; expect rejects bad_record_mac"},
{REC_68, .id = "tls12/record-layer/application-data-body-first-bit-ecdsa", .plan = "flow tls12; suite TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256; record application_data body-flip 0; expect rejects bad_record_mac"},

// GCM: 8 bytes of nonce, then at least the 16 of the tag.
#define REC_69 SHK_OF_SERVER, SHK_ROW("REC-69", 5246, "6.2.3.3", SHK_SYNTAX, \
    "A server drops a connection when an AEAD record is shorter than its nonce and tag.")
{REC_69, .id = "tls12/record-layer/finished-record-0-bytes-rsa",           .plan = "flow tls12; suite TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256; record finished cut 0; expect rejects bad_record_mac decode_error"},
{REC_69, .id = "tls12/record-layer/finished-record-7-bytes-rsa",           .plan = "flow tls12; suite TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256; record finished cut 7; expect rejects bad_record_mac decode_error"},
{REC_69, .id = "tls12/record-layer/application-data-record-23-bytes-rsa",  .plan = "flow tls12; suite TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256; record application_data cut 23; expect rejects bad_record_mac decode_error"},
{REC_69, .id = "tls12/record-layer/finished-record-7-bytes-ecdsa",         .plan = "flow tls12; suite TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256; record finished cut 7; expect rejects bad_record_mac decode_error"},
{REC_69, .id = "tls12/record-layer/application-data-record-23-bytes-ecdsa", .plan = "flow tls12; suite TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256; record application_data cut 23; expect rejects bad_record_mac decode_error"},

// Cipher block chaining, the MAC inside: each fault once for a server with an RSA certificate, the telling ones for ECDSA too.
#define CBC_RSA   "flow tls12; suite TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA; "
#define CBC_ECDSA "flow tls12; suite TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA; "

#define REC_71 SHK_OF_SERVER, SHK_ROW("REC-71", 5246, "7.2.2", SHK_MUST, \
    "A server drops a connection when a bit of a CBC record's MAC is wrong."), .flags = SHK_NAMED_ALERT
{REC_71, .id = "tls12/record-layer/cbc-mac-finished-rsa",           .plan = CBC_RSA "record finished tag-flip 0; expect rejects bad_record_mac"},
{REC_71, .id = "tls12/record-layer/cbc-mac-application-data-rsa",   .plan = CBC_RSA "record application_data tag-flip 0; expect rejects bad_record_mac"},
{REC_71, .id = "tls12/record-layer/cbc-mac-last-bit-rsa",           .plan = CBC_RSA "record application_data tag-flip 159; expect rejects bad_record_mac"},
{REC_71, .id = "tls12/record-layer/cbc-mac-application-data-ecdsa", .plan = CBC_ECDSA "record application_data tag-flip 0; expect rejects bad_record_mac"},

// With four more blocks of padding there is a middle that no MAC is near.
#define REC_72 SHK_OF_SERVER, SHK_ROW("REC-72", 5246, "6.2.3.2", SHK_MUST, \
    "A server drops a connection when a byte of a CBC record's padding is wrong, though its MAC is right."), .flags = SHK_NAMED_ALERT
{REC_72, .id = "tls12/record-layer/cbc-padding-first-byte-rsa",   .plan = CBC_RSA "record application_data padding 64; record application_data padding-flip 0; expect rejects bad_record_mac"},
{REC_72, .id = "tls12/record-layer/cbc-padding-middle-byte-rsa",  .plan = CBC_RSA "record application_data padding 64; record application_data padding-flip 256; expect rejects bad_record_mac"},
{REC_72, .id = "tls12/record-layer/cbc-padding-last-byte-rsa",    .plan = CBC_RSA "record application_data padding 64; record application_data padding-flip 504; expect rejects bad_record_mac"},
{REC_72, .id = "tls12/record-layer/cbc-padding-length-0-rsa",     .plan = CBC_RSA "record application_data padding 64; record application_data padding-length 0; expect rejects bad_record_mac"},
{REC_72, .id = "tls12/record-layer/cbc-padding-finished-rsa",     .plan = CBC_RSA "record finished padding 64; record finished padding-flip 0; expect rejects bad_record_mac"},
{REC_72, .id = "tls12/record-layer/cbc-padding-first-byte-ecdsa", .plan = CBC_ECDSA "record application_data padding 64; record application_data padding-flip 0; expect rejects bad_record_mac"},
{REC_72, .id = "tls12/record-layer/cbc-padding-last-byte-ecdsa",  .plan = CBC_ECDSA "record application_data padding 64; record application_data padding-flip 504; expect rejects bad_record_mac"},

#define REC_73 SHK_OF_SERVER, SHK_ROW("REC-73", 5246, "6.2.3.2", SHK_MUST, \
    "A server drops a connection when a CBC record claims more padding than it has bytes."), .flags = SHK_NAMED_ALERT
{REC_73, .id = "tls12/record-layer/cbc-padding-length-255-rsa",   .plan = CBC_RSA "record finished padding-length 255; expect rejects bad_record_mac"},
{REC_73, .id = "tls12/record-layer/cbc-padding-length-255-ecdsa", .plan = CBC_ECDSA "record finished padding-length 255; expect rejects bad_record_mac"},

#define REC_74 SHK_OF_SERVER, SHK_ROW("REC-74", 5246, "6.2.3.2", SHK_SYNTAX, \
    "A server takes CBC records with as much padding as the length byte can say.")
{REC_74, .id = "tls12/record-layer/cbc-padding-most-rsa",           .plan = CBC_RSA "record application_data padding 255; expect continues"},
{REC_74, .id = "tls12/record-layer/cbc-padding-two-blocks-rsa",     .plan = CBC_RSA "record application_data padding 32; expect continues"},
{REC_74, .id = "tls12/record-layer/cbc-padding-most-finished-rsa",  .plan = CBC_RSA "record finished padding 255; expect continues"},
{REC_74, .id = "tls12/record-layer/cbc-padding-most-ecdsa",         .plan = CBC_ECDSA "record application_data padding 255; expect continues"},

#define REC_75 SHK_OF_SERVER, SHK_ROW("REC-75", 5246, "7.2.2", SHK_MUST, \
    "A server drops a connection when a CBC record does not end with a block."), .flags = SHK_NAMED_ALERT
{REC_75, .id = "tls12/record-layer/cbc-cut-within-block-rsa",   .plan = CBC_RSA "record finished cut 47; expect rejects bad_record_mac"},
{REC_75, .id = "tls12/record-layer/cbc-cut-within-iv-rsa",      .plan = CBC_RSA "record finished cut 15; expect rejects bad_record_mac"},
{REC_75, .id = "tls12/record-layer/cbc-cut-within-block-ecdsa", .plan = CBC_ECDSA "record finished cut 47; expect rejects bad_record_mac"},

#define REC_76 SHK_OF_SERVER, SHK_ROW("REC-76", 5246, "6.2.3.2", SHK_MUST, \
    "A server drops a connection when a CBC record opens to padding alone, or to less than a MAC.")
{REC_76, .id = "tls12/record-layer/cbc-all-padding-rsa",   .plan = CBC_RSA "record finished all-padding; expect rejects bad_record_mac"},
{REC_76, .id = "tls12/record-layer/cbc-iv-alone-rsa",      .plan = CBC_RSA "record finished cut 16; expect rejects bad_record_mac"},
{REC_76, .id = "tls12/record-layer/cbc-one-block-rsa",     .plan = CBC_RSA "record finished cut 32; expect rejects bad_record_mac"},
{REC_76, .id = "tls12/record-layer/cbc-all-padding-ecdsa", .plan = CBC_ECDSA "record finished all-padding; expect rejects bad_record_mac"},
{REC_76, .id = "tls12/record-layer/cbc-one-block-ecdsa",   .plan = CBC_ECDSA "record finished cut 32; expect rejects bad_record_mac"},

#define REC_77(number, part) SHK_OF_SERVER, SHK_ROW("REC-77", number, part, SHK_MUST, \
    "A server never says decryption_failed, whatever a record that does not open was like."), .flags = SHK_NAMED_ALERT
{REC_77(9846, "B"),     .id = "tls13/record-layer/no-decryption-failed",             .plan = "flow tls13; record finished tag-flip 0; expect check no-decryption-failed"},
{REC_77(9846, "B"),     .id = "tls13/record-layer/no-decryption-failed-short",       .plan = "flow tls13; record finished cut 1; expect check no-decryption-failed"},
{REC_77(5246, "7.2.2"), .id = "tls12/record-layer/no-decryption-failed",             .plan = "flow tls12; record finished tag-flip 0; expect check no-decryption-failed"},
{REC_77(5246, "7.2.2"), .id = "tls12/record-layer/no-decryption-failed-cbc-rsa",     .plan = CBC_RSA "record finished padding-flip 0; expect check no-decryption-failed"},
{REC_77(5246, "7.2.2"), .id = "tls12/record-layer/no-decryption-failed-cbc-block-rsa", .plan = CBC_RSA "record finished cut 47; expect check no-decryption-failed"},
{REC_77(5246, "7.2.2"), .id = "tls12/record-layer/no-decryption-failed-cbc-ecdsa",   .plan = CBC_ECDSA "record finished padding-flip 0; expect check no-decryption-failed"},

#define REC_78 SHK_OF_SERVER, SHK_ROW("REC-78", 7366, "3", SHK_MUST, \
    "A server drops a connection when a bit of the MAC behind an encrypted CBC record is wrong.")
{REC_78, .id = "tls12/record-layer/encrypt-then-mac-finished-rsa",         .plan = "flow tls12 etm; suite TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA; record finished tag-flip 0; expect rejects bad_record_mac"},
{REC_78, .id = "tls12/record-layer/encrypt-then-mac-application-data-rsa", .plan = "flow tls12 etm; suite TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA; record application_data tag-flip 159; expect rejects bad_record_mac"},
{REC_78, .id = "tls12/record-layer/encrypt-then-mac-finished-ecdsa",       .plan = "flow tls12 etm; suite TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA; record finished tag-flip 0; expect rejects bad_record_mac"},

#define REC_79(number, part) SHK_OF_SERVER, SHK_ROW("REC-79", number, part, SHK_MUST, \
    "A server with ChaCha20-Poly1305 drops a connection when a record does not open, or is too long."), .flags = SHK_NAMED_ALERT
{REC_79(7905, "2"),     .id = "tls12/record-layer/chacha20-tag-first-bit-rsa",   .plan = "flow tls12; suite TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256; record finished tag-flip 0; expect rejects bad_record_mac"},
{REC_79(7905, "2"),     .id = "tls12/record-layer/chacha20-tag-last-bit-rsa",    .plan = "flow tls12; suite TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256; record application_data tag-flip 127; expect rejects bad_record_mac"},
{REC_79(5246, "6.2.3"), .id = "tls12/record-layer/chacha20-too-long-rsa",        .plan = "flow tls12; suite TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256; edit application_data fill 18433 65; record application_data fragment 18433; expect rejects record_overflow"},
{REC_79(7905, "2"),     .id = "tls12/record-layer/chacha20-tag-first-bit-ecdsa", .plan = "flow tls12; suite TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256; record finished tag-flip 0; expect rejects bad_record_mac"},
{REC_79(5246, "6.2.3"), .id = "tls12/record-layer/chacha20-too-long-ecdsa",      .plan = "flow tls12; suite TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256; edit application_data fill 18433 65; record application_data fragment 18433; expect rejects record_overflow"},

#define REC_91 SHK_OF_SERVER, SHK_ROW("REC-91", 5246, "6.2.3", SHK_MUST, \
    "A server drops a connection when a protected record comes twice or is missing.")
{REC_91, .id = "tls12/record-layer/finished-record-replayed",             .plan = "flow tls12; record finished replay; expect rejects bad_record_mac"},
{REC_91, .id = "tls12/record-layer/application-data-record-replayed",     .plan = "flow tls12; edit application_data#1 truncate 3; record application_data#1 replay; insert application_data after application_data#1; expect rejects bad_record_mac"},
{REC_91, .id = "tls12/record-layer/record-lost-before-application-data",  .plan = "flow tls12; record application_data skip-sequence 1; expect rejects bad_record_mac"},
{REC_91, .id = "tls12/record-layer/cbc-finished-record-replayed-rsa",     .plan = CBC_RSA "record finished replay; expect rejects bad_record_mac"},
{REC_91, .id = "tls12/record-layer/cbc-record-lost-before-application-data-rsa",   .plan = CBC_RSA "record application_data skip-sequence 1; expect rejects bad_record_mac"},
{REC_91, .id = "tls12/record-layer/cbc-finished-record-replayed-ecdsa",   .plan = CBC_ECDSA "record finished replay; expect rejects bad_record_mac"},
{REC_91, .id = "tls12/record-layer/cbc-record-lost-before-application-data-ecdsa", .plan = CBC_ECDSA "record application_data skip-sequence 1; expect rejects bad_record_mac"},

// --- Not TLS, and promises that are not kept -----------------------------------------------------------------------------

#define REC_80 SHK_OF_SERVER, SHK_ROW("REC-80", 9846, "4", SHK_INFORMATION, \
    "A server does not fall over a message that announces 16 MiB and does not come.")
{REC_80, .id = "tls13/record-layer/client-hello-announces-16-mib", .plan = "flow tls13; edit client_hello:length set ffffff raw; stop after client_hello wait; expect rejects any or closes or silent"},
{REC_80, .id = "tls13/record-layer/finished-announces-16-mib",     .plan = "flow tls13; edit finished:length set ffffff raw; stop after finished wait; expect rejects any or closes or silent"},

#define REC_81 SHK_OF_SERVER, SHK_ROW("REC-81", 5246, "7.4", SHK_INFORMATION, \
    "A server does not fall over a message that announces 16 MiB and does not come.")
{REC_81, .id = "tls12/record-layer/client-hello-announces-16-mib", .plan = "flow tls12; edit client_hello:length set ffffff raw; stop after client_hello wait; expect rejects any or closes or silent"},
{REC_81, .id = "tls12/record-layer/key-exchange-announces-16-mib", .plan = "flow tls12; edit client_key_exchange:length set ffffff raw; stop after client_key_exchange wait; expect rejects any or closes or silent"},

#define REC_82 SHK_OF_SERVER, SHK_ROW("REC-82", 9846, "5", SHK_INFORMATION, \
    "A server ends a connection that begins with a request in plain HTTP.")
{REC_82, .id = "tls/record-layer/http-get",     .plan = "flow tls13; replace client_hello raw_record \"GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n\"; stop after client_hello wait; expect rejects unexpected_message any or closes"},
{REC_82, .id = "tls/record-layer/http-post",    .plan = "flow tls13; replace client_hello raw_record \"POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 0\\r\\n\\r\\n\"; stop after client_hello wait; expect rejects unexpected_message any or closes"},
{REC_82, .id = "tls/record-layer/http-connect", .plan = "flow tls13; replace client_hello raw_record \"CONNECT localhost:443 HTTP/1.1\\r\\nHost: localhost:443\\r\\n\\r\\n\"; stop after client_hello wait; expect rejects unexpected_message any or closes"},

// The first byte is no content type, so that a server need not wait for what the noise in the length field announces.
#define REC_83 SHK_OF_SERVER, SHK_ROW("REC-83", 9846, "5", SHK_INFORMATION, \
    "A server ends a connection that begins with noise.")
{REC_83, .id = "tls/record-layer/noise",       .plan = "flow tls13; replace client_hello raw_record 5d0b4e91c2773fa82e1105d6f8bb9c40e7a1532c68f09d3417bed4865a20c91f; stop after client_hello wait; expect rejects any or closes"},
{REC_83, .id = "tls/record-layer/zero-bytes",  .plan = "flow tls13; replace client_hello raw_record 0000000000000000000000000000000000000000000000000000000000000000; stop after client_hello wait; expect rejects any or closes"},

// --- What the server's own records look like -------------------------------------------------------------------------------

#define REC_86 SHK_OF_SERVER, SHK_ROW("REC-86", 9846, "5.1", SHK_MUST, \
    "A server's records carry version 0x0303 and, once protected, say application_data outside.")
{REC_86, .id = "tls13/record-layer/own-headers",       .plan = "flow tls13; expect check record-headers"},
{REC_86, .id = "tls13/record-layer/own-headers-retry", .plan = "flow tls13 retry; expect check record-headers"},

#define REC_87 SHK_OF_SERVER, SHK_ROW("REC-87", 9846, "5.1", SHK_MUST, \
    "A server ends a record where its keys change.")
{REC_87, .id = "tls13/record-layer/own-borders",            .plan = "flow tls13; expect check message-borders"},
{REC_87, .id = "tls13/record-layer/own-borders-key-update", .plan = "flow tls13 key-update; expect check message-borders"},

#define REC_88 SHK_OF_SERVER, SHK_ROW("REC-88", 9846, "5.1", SHK_MUST, \
    "A server writes no empty handshake or alert record, one alert a record, and no record that is too long.")
{REC_88, .id = "tls13/record-layer/own-sizes",       .plan = "flow tls13; expect check record-sizes"},
{REC_88, .id = "tls13/record-layer/own-sizes-alert", .plan = "flow tls13; record finished tag-flip 0; expect check record-sizes"},

#define REC_89 SHK_OF_SERVER, SHK_ROW("REC-89", 5246, "6.2.1", SHK_MUST, \
    "A server writes no empty handshake, alert or ChangeCipherSpec record and no record that is too long.")
{REC_89, .id = "tls12/record-layer/own-sizes",       .plan = "flow tls12; expect check record-sizes"},
{REC_89, .id = "tls12/record-layer/own-sizes-alert", .plan = "flow tls12; record finished tag-flip 0; expect check record-sizes"},
};
// clang-format on

SHK_TABLE(shk_record_layer_cases, "REC", "Record layer", cases);
