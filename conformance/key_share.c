// supported_groups and key_share, and their kin in TLS 1.2: point formats and the client's half of a key exchange.
// RFC 9846, sections 4.2.1, 4.3.7, 4.3.8, 7.4 and 9.2; RFC 8422; RFC 7919.
//
// `edit ... client_shares[0].key_exchange` spoils our only share; the handshake cannot succeed then, so a server that takes
// it shows itself by its Finished. Where a server has to go on, a good share stays beside the odd one.
#include "conformance/tables.h"

// clang-format off
// RFC 7919, appendix A.1: the 2048-bit prime without its last 18 bytes, and those bytes one less, as they are, one more.
#define FFDHE2048_HEAD                                                                                                 \
    "ffffffffffffffffadf85458a2bb4a9aafdc5620273d3cf1d8b9c583ce2d3695a9e13641146433fbcc939dce249b3ef97d2f"             \
    "e363630c75d8f681b202aec4617ad3df1ed5d5fd65612433f51f5f066ed0856365553ded1af3b557135e7f57c935984f0c70"             \
    "e0e68b77e2a689daf3efe8721df158a136ade73530acca4f483a797abc0ab182b324fb61d108a94bb2c8e3fbb96adab760d7"             \
    "f4681d4f42a3de394df4ae56ede76372bb190b07a7c8ee0a6d709e02fce1cdf7e2ecc03404cd28342f619172fe9ce98583ff"             \
    "8e4f1232eef28183c3fe3b1b4c6fad733bb5fcbc2ec22005c58ef1837d1683b2c6f34a26c1b2"
#define FFDHE2048_P_MINUS_1 FFDHE2048_HEAD "effa886b423861285c97fffffffffffffffe"
#define FFDHE2048_P         FFDHE2048_HEAD "effa886b423861285c97ffffffffffffffff"
#define FFDHE2048_P_PLUS_1  FFDHE2048_HEAD "effa886b423861285c980000000000000000"

#define ZERO_32 "0000000000000000000000000000000000000000000000000000000000000000"
#define ONES_32 "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
// Points of small order on Curve25519 (RFC 7748, section 6.1): of order 8, and p - 1, p, p + 1.
#define ORDER_8_A "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
#define ORDER_8_B "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"
#define X25519_P_MINUS_1 "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
#define X25519_P         "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
#define X25519_P_PLUS_1  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
// A share of secp224r1: its base point.
#define SECP224R1_ENTRY \
    "0015003904b70e0cbd6bb4bf7f321390b94a03c1d356c21122343280d6115c1d21bd376388b5f723fb4c22dfe6cd4375a05a07476444d5819985007e34"

#define GROUPS "edit client_hello.extensions.supported_groups.named_group_list "
#define SHARES "edit client_hello.extensions.key_share.client_shares "
#define SHARE  "edit client_hello.extensions.key_share.client_shares[0].key_exchange "

static const struct shk_case cases[] = {

// --- Which extensions have to be there -----------------------------------------------------------------------------------

#define KS_01 SHK_OF_SERVER, SHK_ROW("KS-01", 9846, "9.2", SHK_MUST, \
    "A server misses supported_groups beside key_share."), .flags = SHK_NAMED_ALERT
{KS_01, .id = "tls13/key-share/no-supported-groups", .plan = "flow tls13; edit client_hello.extensions.supported_groups remove; expect rejects missing_extension"},

#define KS_02 SHK_OF_SERVER, SHK_ROW("KS-02", 9846, "9.2", SHK_MUST, \
    "A server misses key_share beside supported_groups."), .flags = SHK_NAMED_ALERT
{KS_02, .id = "tls13/key-share/no-key-share",          .plan = "flow tls13; edit client_hello.extensions.key_share remove; expect rejects missing_extension"},
{KS_02, .id = "tls13/key-share/no-key-share-with-psk", .plan = "flow tls13 psk; edit client_hello.extensions.key_share remove; expect rejects missing_extension"},

#define KS_03 SHK_OF_SERVER, SHK_ROW("KS-03", 9846, "9.2", SHK_MUST, \
    "A server misses supported_groups and key_share when there is no PSK either."), .flags = SHK_NAMED_ALERT
{KS_03, .id = "tls13/key-share/neither-groups-nor-shares", .plan = "flow tls13; edit client_hello.extensions.supported_groups remove; edit client_hello.extensions.key_share remove; expect rejects missing_extension"},

#define KS_04 SHK_OF_SERVER, SHK_ROW("KS-04", 9846, "9.2", SHK_MUST, \
    "A server misses signature_algorithms when there is no PSK."), .flags = SHK_NAMED_ALERT
{KS_04, .id = "tls13/key-share/no-signature-algorithms", .plan = "flow tls13; edit client_hello.extensions.signature_algorithms remove; expect rejects missing_extension"},

// --- Shares ----------------------------------------------------------------------------------------------------------------

// A ServerHello in answer to no share could not be followed up by anybody.
#define KS_05 SHK_OF_SERVER, SHK_ROW("KS-05", 9846, "4.2.1", SHK_MUST, \
    "A server asks for a share when a common group has none.")
{KS_05, .id = "tls13/key-share/no-shares",                  .plan = "flow tls13; edit client_hello#1.extensions.key_share.client_shares truncate 0; expect continues"},
{KS_05, .id = "tls13/key-share/no-shares-secp256r1",        .plan = "flow tls13; group secp256r1; edit client_hello#1.extensions.key_share.client_shares truncate 0; expect continues"},
{KS_05, .id = "tls13/key-share/share-of-unknown-group-alone", .plan = "flow tls13; edit client_hello#1.extensions.key_share.client_shares set 4a3b000101; edit client_hello.extensions.supported_groups.named_group_list insert 0 4a3b; expect continues"},

#define KS_06 SHK_OF_SERVER, SHK_ROW("KS-06", 9846, "4.3.8", SHK_SYNTAX, \
    "A server refuses a key_share without a list.")
{KS_06, .id = "tls13/key-share/empty-extension", .plan = "flow tls13; edit client_hello.extensions.key_share.extension_data truncate 0; expect rejects decode_error general_error"},

#define KS_07 SHK_OF_SERVER, SHK_ROW("KS-07", 9846, "4.3", SHK_SYNTAX, \
    "A server refuses a key_share whose list is not as long as it says.")
{KS_07, .id = "tls13/key-share/list-length-minus-1", .plan = "flow tls13; edit client_hello.extensions.key_share.client_shares:length add -1; expect rejects decode_error general_error"},
{KS_07, .id = "tls13/key-share/list-length-plus-1",  .plan = "flow tls13; edit client_hello.extensions.key_share.client_shares:length add 1; expect rejects decode_error general_error"},
{KS_07, .id = "tls13/key-share/trailing-byte",       .plan = "flow tls13; edit client_hello.extensions.key_share.extension_data append 00; expect rejects decode_error general_error"},
{KS_07, .id = "tls13/key-share/key-length-plus-1",   .plan = "flow tls13; edit client_hello.extensions.key_share.client_shares[0].key_exchange:length add 1; expect rejects decode_error general_error"},
{KS_07, .id = "tls13/key-share/key-length-minus-1",  .plan = "flow tls13; edit client_hello.extensions.key_share.client_shares[0].key_exchange:length add -1; expect rejects decode_error general_error"},

#define KS_08 SHK_OF_SERVER, SHK_ROW("KS-08", 9846, "4.3.8", SHK_SYNTAX, \
    "A server refuses a share without a byte.")
{KS_08, .id = "tls13/key-share/empty-key",           .plan = "flow tls13; " SHARE "truncate 0; expect rejects decode_error general_error"},
{KS_08, .id = "tls13/key-share/empty-key-secp256r1", .plan = "flow tls13; group secp256r1; " SHARE "truncate 0; expect rejects decode_error general_error"},

#define KS_09 SHK_OF_SERVER, SHK_ROW("KS-09", 9846, "4.3.8", SHK_INFORMATION, \
    "A server may notice two shares of one group.")
{KS_09, .id = "tls13/key-share/two-shares-of-one-group", .plan = "flow tls13; edit client_hello.extensions.key_share.client_shares[0] duplicate; expect rejects illegal_parameter general_error or continues"},

#define KS_10 SHK_OF_SERVER, SHK_ROW("KS-10", 9846, "4.3.8", SHK_MUST, \
    "A server does not use a share of a group that supported_groups does not list.")
{KS_10, .id = "tls13/key-share/share-of-unlisted-group",           .plan = "flow tls13; " GROUPS "set secp256r1; expect rejects illegal_parameter general_error or retries"},
{KS_10, .id = "tls13/key-share/share-of-unlisted-group-secp256r1", .plan = "flow tls13; group secp256r1; " GROUPS "set x25519; expect rejects illegal_parameter general_error or retries"},

// The other share is of a group that nobody has, so that no server is led to use it.
#define KS_11 SHK_OF_SERVER, SHK_ROW("KS-11", 9846, "4.3.8", SHK_INFORMATION, \
    "A server may notice shares in another order than the groups.")
{KS_11, .id = "tls13/key-share/shares-out-of-order", .plan = "flow tls13; " GROUPS "append 4a3b; " SHARES "insert 0 4a3b000101; expect rejects illegal_parameter general_error or continues"},

#define KS_12 SHK_OF_SERVER, SHK_ROW("KS-12", 9846, "9.3", SHK_MUST, \
    "A server ignores groups, and their shares, that it does not know.")
{KS_12, .id = "tls13/key-share/grease-group",          .plan = "flow tls13; " GROUPS "insert 0 0x3a3a; " SHARES "insert 0 3a3a000100; expect continues"},
{KS_12, .id = "tls13/key-share/unknown-group",         .plan = "flow tls13; " GROUPS "insert 0 4a3b; " SHARES "insert 0 4a3b000401020304; expect continues"},
{KS_12, .id = "tls13/key-share/unknown-group-behind",  .plan = "flow tls13; " GROUPS "append 4a3b; " SHARES "append 4a3b000401020304; expect continues"},
{KS_12, .id = "tls13/key-share/unknown-group-without-share", .plan = "flow tls13; " GROUPS "insert 0 0x3a3a,0x4a3b,0x5c01; expect continues"},

#define KS_13 SHK_OF_SERVER, SHK_ROW("KS-13", 9846, "4.2.1", SHK_MUST, \
    "A server refuses a hello without a group that it knows.")
{KS_13, .id = "tls13/key-share/unknown-groups-alone",            .plan = "flow tls13; " GROUPS "set 0x3a3a,0x4a3b; " SHARES "set 3a3a000100; expect rejects handshake_failure insufficient_security"},
{KS_13, .id = "tls13/key-share/unknown-groups-alone-no-shares", .plan = "flow tls13; " GROUPS "set 0x4a3b; " SHARES "truncate 0; expect rejects handshake_failure insufficient_security"},

// --- supported_groups --------------------------------------------------------------------------------------------------------

#define KS_14 SHK_OF_SERVER, SHK_ROW("KS-14", 9846, "4.3.7", SHK_SYNTAX, \
    "A server refuses an empty list of groups.")
{KS_14, .id = "tls13/key-share/groups-empty", .plan = "flow tls13; " GROUPS "truncate 0; expect rejects decode_error general_error"},

#define KS_15 SHK_OF_SERVER, SHK_ROW("KS-15", 9846, "4.3.7", SHK_SYNTAX, \
    "A server refuses a list of groups that is not as long as it says.")
{KS_15, .id = "tls13/key-share/groups-odd-length",     .plan = "flow tls13; " GROUPS "append 00; expect rejects decode_error general_error"},
{KS_15, .id = "tls13/key-share/groups-length-plus-2",  .plan = "flow tls13; edit client_hello.extensions.supported_groups.named_group_list:length add 2; expect rejects decode_error general_error"},
{KS_15, .id = "tls13/key-share/groups-length-minus-2", .plan = "flow tls13; edit client_hello.extensions.supported_groups.named_group_list:length add -2; expect rejects decode_error general_error"},
{KS_15, .id = "tls13/key-share/groups-trailing-byte",  .plan = "flow tls13; edit client_hello.extensions.supported_groups.extension_data append 00; expect rejects decode_error general_error"},
{KS_15, .id = "tls13/key-share/groups-empty-extension", .plan = "flow tls13; edit client_hello.extensions.supported_groups.extension_data truncate 0; expect rejects decode_error general_error"},

#define KS_16 SHK_OF_SERVER, SHK_ROW("KS-16", 9846, "9.3", SHK_MUST, \
    "A server finds the group it knows behind thousands of others.")
{KS_16, .id = "tls13/key-share/four-thousand-unknown-groups", .plan = "flow tls13; " GROUPS "numbers 4000 0x4000 \"\"; expect continues"},

#define KS_48 SHK_OF_SERVER, SHK_ROW("KS-48", 9846, "B.3.1.4", SHK_MUST, \
    "A server does not negotiate an obsolete group.")
{KS_48, .id = "tls13/key-share/obsolete-group-beside-a-good-one", .plan = "flow tls13; " GROUPS "insert 0 secp224r1; " SHARES "insert 0 " SECP224R1_ENTRY "; expect continues"},
{KS_48, .id = "tls13/key-share/obsolete-groups-beside-good-ones", .plan = "flow tls13; " GROUPS "insert 0 0x0001,0x0009,0x0013,0x0016,0x001a,0xff01,0xff02; expect continues"},
{KS_48, .id = "tls13/key-share/obsolete-group-alone",             .plan = "flow tls13; " GROUPS "set secp224r1; " SHARES "set " SECP224R1_ENTRY "; expect rejects handshake_failure insufficient_security"},
{KS_48, .id = "tls13/key-share/obsolete-groups-alone",            .plan = "flow tls13; " GROUPS "set 0x0001,0x0009,0x0013,0x0016,0x001a,0x001b,0x001c,0xff01,0xff02; " SHARES "truncate 0; expect rejects handshake_failure insufficient_security"},

#define KS_74 SHK_OF_SERVER, SHK_ROW("KS-74", 9846, "4.3.7", SHK_INFORMATION, \
    "A server may notice a group that is listed twice.")
{KS_74, .id = "tls13/key-share/group-listed-twice", .plan = "flow tls13; edit client_hello.extensions.supported_groups.named_group_list[0] duplicate; expect rejects illegal_parameter general_error or continues"},

// --- NIST curves -------------------------------------------------------------------------------------------------------------

#define KS_17 SHK_OF_SERVER, SHK_ROW("KS-17", 9846, "4.3.8.2", SHK_MUST, \
    "A server refuses a share that is no point of the curve.")
{KS_17, .id = "tls13/key-share/secp256r1-off-the-curve", .plan = "flow tls13; group secp256r1; " SHARE "flip-bit -1; expect rejects illegal_parameter general_error"},
{KS_17, .id = "tls13/key-share/secp256r1-x-beyond-p",    .plan = "flow tls13; group secp256r1; " SHARE "splice 1 32 " ONES_32 "; expect rejects illegal_parameter general_error"},
{KS_17, .id = "tls13/key-share/secp256r1-y-beyond-p",    .plan = "flow tls13; group secp256r1; " SHARE "splice 33 32 " ONES_32 "; expect rejects illegal_parameter general_error"},
{KS_17, .id = "tls13/key-share/secp256r1-zero-zero",     .plan = "flow tls13; group secp256r1; " SHARE "splice 1 64 " ZERO_32 ZERO_32 "; expect rejects illegal_parameter general_error"},
{KS_17, .id = "tls13/key-share/secp384r1-off-the-curve", .plan = "flow tls13; group secp384r1; " SHARE "flip-bit -1; expect rejects illegal_parameter general_error"},
{KS_17, .id = "tls13/key-share/secp384r1-x-beyond-p",    .plan = "flow tls13; group secp384r1; " SHARE "splice 1 48 " ONES_32 "ffffffffffffffffffffffffffffffff; expect rejects illegal_parameter general_error"},
{KS_17, .id = "tls13/key-share/secp521r1-off-the-curve", .plan = "flow tls13; group secp521r1; " SHARE "flip-bit -1; expect rejects illegal_parameter general_error"},

#define KS_18 SHK_OF_SERVER, SHK_ROW("KS-18", 9846, "4.3.8.2", SHK_MUST, \
    "A server refuses the point at infinity as a share.")
{KS_18, .id = "tls13/key-share/secp256r1-infinity", .plan = "flow tls13; group secp256r1; " SHARE "set 00; expect rejects illegal_parameter decode_error general_error"},
{KS_18, .id = "tls13/key-share/secp384r1-infinity", .plan = "flow tls13; group secp384r1; " SHARE "set 00; expect rejects illegal_parameter decode_error general_error"},

#define KS_19 SHK_OF_SERVER, SHK_ROW("KS-19", 9846, "4.3.8.2", SHK_SYNTAX, \
    "A server refuses a compressed point as a share.")
{KS_19, .id = "tls13/key-share/secp256r1-compressed", .plan = "flow tls13; group secp256r1; " SHARE "compress-point; expect rejects illegal_parameter decode_error general_error"},
{KS_19, .id = "tls13/key-share/secp384r1-compressed", .plan = "flow tls13; group secp384r1; " SHARE "compress-point; expect rejects illegal_parameter decode_error general_error"},
{KS_19, .id = "tls13/key-share/secp521r1-compressed", .plan = "flow tls13; group secp521r1; " SHARE "compress-point; expect rejects illegal_parameter decode_error general_error"},

#define KS_20 SHK_OF_SERVER, SHK_ROW("KS-20", 9846, "4.3.8.2", SHK_SYNTAX, \
    "A server refuses a point in hybrid form as a share.")
{KS_20, .id = "tls13/key-share/secp256r1-hybrid-form", .plan = "flow tls13; group secp256r1; " SHARE "hybrid-point; expect rejects illegal_parameter decode_error general_error"},
{KS_20, .id = "tls13/key-share/secp384r1-hybrid-form", .plan = "flow tls13; group secp384r1; " SHARE "hybrid-point; expect rejects illegal_parameter decode_error general_error"},

#define KS_21 SHK_OF_SERVER, SHK_ROW("KS-21", 9846, "4.3.8.2", SHK_SYNTAX, \
    "A server refuses a point of another length than the curve's.")
{KS_21, .id = "tls13/key-share/secp256r1-one-byte-less",  .plan = "flow tls13; group secp256r1; " SHARE "truncate -1; expect rejects illegal_parameter decode_error general_error"},
{KS_21, .id = "tls13/key-share/secp256r1-one-byte-more",  .plan = "flow tls13; group secp256r1; " SHARE "append 00; expect rejects illegal_parameter decode_error general_error"},
{KS_21, .id = "tls13/key-share/secp256r1-like-secp384r1", .plan = "flow tls13; group secp256r1; " SHARE "fill 97 4; expect rejects illegal_parameter decode_error general_error"},
{KS_21, .id = "tls13/key-share/secp256r1-like-x25519",    .plan = "flow tls13; group secp256r1; " SHARE "truncate 32; expect rejects illegal_parameter decode_error general_error"},
{KS_21, .id = "tls13/key-share/secp384r1-one-byte-less",  .plan = "flow tls13; group secp384r1; " SHARE "truncate -1; expect rejects illegal_parameter decode_error general_error"},
{KS_21, .id = "tls13/key-share/secp521r1-one-byte-more",  .plan = "flow tls13; group secp521r1; " SHARE "append 00; expect rejects illegal_parameter decode_error general_error"},

// --- X25519 and X448 -----------------------------------------------------------------------------------------------------------

// Our side cannot speak X448: a server without it refuses the group, and that is right too.
#define KS_22 SHK_OF_SERVER, SHK_ROW("KS-22", 9846, "7.4.2", SHK_MUST, \
    "A server refuses a share that makes the shared secret zero.")
{KS_22, .id = "tls13/key-share/x25519-zero",       .plan = "flow tls13; " SHARE "fill 32 0; expect rejects illegal_parameter handshake_failure general_error"},
{KS_22, .id = "tls13/key-share/x25519-one",        .plan = "flow tls13; " SHARE "set 01" "00000000000000000000000000000000000000000000000000000000000000; expect rejects illegal_parameter handshake_failure general_error"},
{KS_22, .id = "tls13/key-share/x25519-order-8-a",  .plan = "flow tls13; " SHARE "set " ORDER_8_A "; expect rejects illegal_parameter handshake_failure general_error"},
{KS_22, .id = "tls13/key-share/x25519-order-8-b",  .plan = "flow tls13; " SHARE "set " ORDER_8_B "; expect rejects illegal_parameter handshake_failure general_error"},
{KS_22, .id = "tls13/key-share/x25519-p-minus-1",  .plan = "flow tls13; " SHARE "set " X25519_P_MINUS_1 "; expect rejects illegal_parameter handshake_failure general_error"},
{KS_22, .id = "tls13/key-share/x25519-p",          .plan = "flow tls13; " SHARE "set " X25519_P "; expect rejects illegal_parameter handshake_failure general_error"},
{KS_22, .id = "tls13/key-share/x25519-p-plus-1",   .plan = "flow tls13; " SHARE "set " X25519_P_PLUS_1 "; expect rejects illegal_parameter handshake_failure general_error"},
{KS_22, .id = "tls13/key-share/x448-zero",         .plan = "flow tls13; " GROUPS "set x448; " SHARES "set 001e0038" ZERO_32 "000000000000000000000000000000000000000000000000; expect rejects illegal_parameter handshake_failure insufficient_security general_error"},

#define KS_23 SHK_OF_SERVER, SHK_ROW("KS-23", 7748, "5", SHK_MUST, \
    "A server takes an X25519 share whose top bit is set as if it were not.")
{KS_23, .id = "tls13/key-share/x25519-top-bit-set", .plan = "flow tls13; " SHARE "flip-bit 248; expect continues"},

#define KS_24 SHK_OF_SERVER, SHK_ROW("KS-24", 9846, "4.3.8.2", SHK_SYNTAX, \
    "A server refuses an X25519 or X448 share of another length.")
{KS_24, .id = "tls13/key-share/x25519-31-bytes", .plan = "flow tls13; " SHARE "truncate 31; expect rejects illegal_parameter decode_error general_error"},
{KS_24, .id = "tls13/key-share/x25519-33-bytes", .plan = "flow tls13; " SHARE "append 00; expect rejects illegal_parameter decode_error general_error"},
{KS_24, .id = "tls13/key-share/x448-55-bytes",   .plan = "flow tls13; " GROUPS "set x448; " SHARES "set 001e0037" ONES_32 "0102030405060708090a0b0c0d0e0f1011121314151617; expect rejects illegal_parameter decode_error handshake_failure insufficient_security general_error"},
{KS_24, .id = "tls13/key-share/x448-57-bytes",   .plan = "flow tls13; " GROUPS "set x448; " SHARES "set 001e0039" ONES_32 "0102030405060708090a0b0c0d0e0f10111213141516171819; expect rejects illegal_parameter decode_error handshake_failure insufficient_security general_error"},

// --- Finite fields -------------------------------------------------------------------------------------------------------------

#define KS_25 SHK_OF_SERVER, SHK_ROW("KS-25", 9846, "4.3.8.1", SHK_MUST, \
    "A server refuses a finite-field share outside of 2 to p - 2."), .flags = SHK_NAMED_ALERT
{KS_25, .id = "tls13/key-share/ffdhe2048-zero",      .plan = "flow tls13; group ffdhe2048; " SHARE "fill 256 0; expect rejects illegal_parameter"},
{KS_25, .id = "tls13/key-share/ffdhe2048-one",       .plan = "flow tls13; group ffdhe2048; " SHARE "fill 255 0; " SHARE "append 01; expect rejects illegal_parameter"},
{KS_25, .id = "tls13/key-share/ffdhe2048-p-minus-1", .plan = "flow tls13; group ffdhe2048; " SHARE "set " FFDHE2048_P_MINUS_1 "; expect rejects illegal_parameter"},
{KS_25, .id = "tls13/key-share/ffdhe2048-p",         .plan = "flow tls13; group ffdhe2048; " SHARE "set " FFDHE2048_P "; expect rejects illegal_parameter"},
{KS_25, .id = "tls13/key-share/ffdhe2048-p-plus-1",  .plan = "flow tls13; group ffdhe2048; " SHARE "set " FFDHE2048_P_PLUS_1 "; expect rejects illegal_parameter"},
{KS_25, .id = "tls13/key-share/ffdhe3072-zero",      .plan = "flow tls13; group ffdhe3072; " SHARE "fill 384 0; expect rejects illegal_parameter"},
{KS_25, .id = "tls13/key-share/ffdhe3072-all-ones",  .plan = "flow tls13; group ffdhe3072; " SHARE "fill 384 255; expect rejects illegal_parameter"},

#define KS_26 SHK_OF_SERVER, SHK_ROW("KS-26", 9846, "4.3.8.1", SHK_SYNTAX, \
    "A server refuses a finite-field share of another length than p.")
{KS_26, .id = "tls13/key-share/ffdhe2048-one-byte-less",      .plan = "flow tls13; group ffdhe2048; " SHARE "truncate -1; expect rejects illegal_parameter decode_error general_error"},
{KS_26, .id = "tls13/key-share/ffdhe2048-first-byte-missing", .plan = "flow tls13; group ffdhe2048; " SHARE "splice 0 1 \"\"; expect rejects illegal_parameter decode_error general_error"},
{KS_26, .id = "tls13/key-share/ffdhe2048-zero-in-front",      .plan = "flow tls13; group ffdhe2048; " SHARE "insert 0 00; expect rejects illegal_parameter decode_error general_error"},

// --- Hybrids ---------------------------------------------------------------------------------------------------------------------

// X25519MLKEM768: 1184 bytes of ML-KEM, then 32 of X25519.
#define MLKEM_DRAFT 0, "draft-ietf-tls-ecdhe-mlkem"
#define KS_27 SHK_OF_SERVER, .row = "KS-27", .cite = {MLKEM_DRAFT}, .level = SHK_MUST, \
    .asks = "A server refuses a hybrid share of the wrong length."
{KS_27, .id = "tls13/key-share/x25519mlkem768-one-byte-less", .plan = "flow tls13; group X25519MLKEM768; " SHARE "truncate -1; expect rejects illegal_parameter general_error"},
{KS_27, .id = "tls13/key-share/x25519mlkem768-one-byte-more", .plan = "flow tls13; group X25519MLKEM768; " SHARE "append 00; expect rejects illegal_parameter general_error"},
{KS_27, .id = "tls13/key-share/x25519mlkem768-no-x25519",     .plan = "flow tls13; group X25519MLKEM768; " SHARE "truncate 1184; expect rejects illegal_parameter general_error"},

#define KS_28 SHK_OF_SERVER, .row = "KS-28", .cite = {MLKEM_DRAFT}, .level = SHK_MUST, \
    .asks = "A server refuses an encapsulation key with a coefficient that is not reduced."
{KS_28, .id = "tls13/key-share/x25519mlkem768-coefficient-beyond-q", .plan = "flow tls13; group X25519MLKEM768; " SHARE "splice 0 3 ffffff; expect rejects illegal_parameter general_error"},
// 3329, the first value that is too large, in the last place: twelve bits from the right of the three bytes before the seed.
{KS_28, .id = "tls13/key-share/x25519mlkem768-last-coefficient-q",   .plan = "flow tls13; group X25519MLKEM768; " SHARE "splice 1149 3 0010d0; expect rejects illegal_parameter general_error"},

#define KS_29 SHK_OF_SERVER, .row = "KS-29", .cite = {MLKEM_DRAFT}, .level = SHK_MUST, \
    .asks = "A server refuses a hybrid share whose classical part makes a zero secret."
{KS_29, .id = "tls13/key-share/x25519mlkem768-zero-x25519", .plan = "flow tls13; group X25519MLKEM768; " SHARE "splice 1184 32 " ZERO_32 "; expect rejects illegal_parameter general_error"},

#define KS_32 SHK_OF_SERVER, .row = "KS-32", .cite = {MLKEM_DRAFT}, .level = SHK_SYNTAX, \
    .asks = "A server does not negotiate a hybrid group in TLS 1.2."
{KS_32, .id = "tls12/key-share/x25519mlkem768-first", .plan = "flow tls12; " GROUPS "insert 0 X25519MLKEM768; expect continues"},
{KS_32, .id = "tls12/key-share/x25519mlkem768-alone", .plan = "flow tls12; " GROUPS "set X25519MLKEM768; expect rejects handshake_failure"},

// --- The server's own --------------------------------------------------------------------------------------------------------------

#define KS_42 SHK_OF_SERVER, SHK_ROW("KS-42", 9846, "4.3.8", SHK_MUST, \
    "A server answers with one share, of a group that was offered with one.")
{KS_42, .id = "tls13/key-share/own-share",           .plan = "flow tls13; expect check one-offered-share"},
{KS_42, .id = "tls13/key-share/own-share-secp256r1", .plan = "flow tls13; group secp256r1; expect check one-offered-share"},
{KS_42, .id = "tls13/key-share/own-share-retry",     .plan = "flow tls13 retry; expect check one-offered-share"},

#define KS_44 SHK_OF_SERVER, SHK_ROW("KS-44", 9846, "4.3.8", SHK_MUST, \
    "A server makes a share for each connection."), .flags = SHK_NEW_IN_9846
{KS_44, .id = "tls13/key-share/own-share-fresh",           .plan = "flow tls13 psk; expect check fresh-key-share"},
{KS_44, .id = "tls13/key-share/own-share-fresh-secp256r1", .plan = "flow tls13 psk; group secp256r1; expect check fresh-key-share"},

// Written with edits and not with `suite` and `group`: a server without them is to fail here, not to be passed over.
#define KS_45 SHK_OF_SERVER, SHK_ROW("KS-45", 9846, "9.1", SHK_MUST, \
    "A server has secp256r1 and TLS_AES_128_GCM_SHA256.")
{KS_45, .id = "tls13/key-share/mandatory-algorithms", .plan = "flow tls13; edit client_hello.cipher_suites set TLS_AES_128_GCM_SHA256; " GROUPS "set secp256r1; edit client_hello#1.extensions.key_share.client_shares truncate 0; expect check mandatory-algorithms"},

// Two connections of one seed have one share; the random of the second is another.
#define KS_73 SHK_OF_SERVER, SHK_ROW("KS-73", 9846, "4.3.8", SHK_MUST, \
    "A server puts up with a share that it has seen before."), .flags = SHK_NEW_IN_9846
{KS_73, .id = "tls13/key-share/share-used-once",  .plan = "flow tls13; seed 9846; expect continues"},
{KS_73, .id = "tls13/key-share/share-used-again", .plan = "flow tls13; seed 9846; edit client_hello.random random 0; expect continues"},

#define KS_75 SHK_OF_SERVER, SHK_ROW("KS-75", 9846, "4.3.7", SHK_MUST, \
    "A server that lists its groups lists none twice."), .flags = SHK_NEW_IN_9846
{KS_75, .id = "tls13/key-share/own-groups",       .plan = "flow tls13; expect check no-duplicate-groups"},
{KS_75, .id = "tls13/key-share/own-groups-retry", .plan = "flow tls13 retry; expect check no-duplicate-groups"},

// --- TLS 1.2: groups -----------------------------------------------------------------------------------------------------------------

#define KS_49 SHK_OF_SERVER, SHK_ROW("KS-49", 8422, "5.1", SHK_MUST, \
    "A server refuses a hello with nothing but ECDHE suites and no group that it knows.")
{KS_49, .id = "tls12/key-share/no-common-group",   .plan = "flow tls12; " GROUPS "set 0x3a3a,0x4a3b; expect rejects handshake_failure insufficient_security"},
{KS_49, .id = "tls12/key-share/obsolete-groups-alone", .plan = "flow tls12; " GROUPS "set 0x0001,0x0006,0x000d; expect rejects handshake_failure insufficient_security"},

#define KS_50 SHK_OF_SERVER, SHK_ROW("KS-50", 8422, "5.1", SHK_MUST, \
    "A server without a common group falls back to a suite that needs none.")
{KS_50, .id = "tls12/key-share/no-common-group-but-rsa", .plan = "flow tls12; kx rsa; edit client_hello.cipher_suites insert 0 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256; " GROUPS "set 0x3a3a,0x4a3b; expect continues"},
{KS_50, .id = "tls12/key-share/no-common-group-but-dhe", .plan = "flow tls12; kx dhe; edit client_hello.cipher_suites insert 0 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256; " GROUPS "set 0x3a3a,0x4a3b,ffdhe2048,ffdhe3072; expect continues"},

#define KS_51 SHK_OF_SERVER, SHK_ROW("KS-51", 8422, "4", SHK_INFORMATION, \
    "A server chooses a group of its own when none is named.")
{KS_51, .id = "tls12/key-share/no-supported-groups", .plan = "flow tls12; edit client_hello.extensions.supported_groups remove; expect rejects handshake_failure or continues"},

// x25519 leaves out every curve that an ECDSA certificate can be on. A server with an Ed25519 certificate may go on.
#define KS_62 SHK_OF_SERVER, SHK_ROW("KS-62", 8422, "5.3", SHK_MUST, \
    "A server does not use an ECDSA certificate on a curve that the client does not list.")
{KS_62, .id = "tls12/key-share/curve-of-certificate-not-listed", .plan = "flow tls12; suite TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256; " GROUPS "set x25519; expect rejects handshake_failure insufficient_security"},

// 0x01f0 is one of the numbers that are kept for finite-field groups and has no group.
#define KS_64 SHK_OF_SERVER, SHK_ROW("KS-64", 7919, "4", SHK_MUST, \
    "A server refuses a hello with nothing but DHE suites and no finite-field group that it knows.")
{KS_64, .id = "tls12/key-share/no-common-ffdhe-group", .plan = "flow tls12; kx dhe; " GROUPS "set 0x01f0; expect rejects insufficient_security handshake_failure"},

// The DHE suites here are some that our side cannot speak, so that a server which chooses one is caught.
#define KS_65 SHK_OF_SERVER, SHK_ROW("KS-65", 7919, "4", SHK_MUST, \
    "A server without a common finite-field group chooses no DHE suite.")
{KS_65, .id = "tls12/key-share/no-common-ffdhe-group-but-ecdhe", .plan = "flow tls12; edit client_hello.cipher_suites insert 0 0xc09e,0xc09f,0x0045,0x0088,0x00be,0x00c4; " GROUPS "set 0x01f0,x25519,secp256r1; expect continues"},

#define KS_67 SHK_OF_SERVER, SHK_ROW("KS-67", 7919, "4", SHK_MUST, \
    "A server does not mind a finite-field group without a DHE suite.")
{KS_67, .id = "tls12/key-share/ffdhe-group-without-dhe-suite", .plan = "flow tls12; " GROUPS "set ffdhe2048,x25519,secp256r1; expect continues"},

// --- TLS 1.2: point formats ------------------------------------------------------------------------------------------------------------

#define KS_52 SHK_OF_SERVER, SHK_ROW("KS-52", 8422, "5.1.2", SHK_MUST, \
    "A server refuses point formats without the uncompressed one."), .flags = SHK_NAMED_ALERT
{KS_52, .id = "tls12/key-share/point-formats-compressed-alone", .plan = "flow tls12; edit client_hello.extensions.ec_point_formats.ec_point_format_list set 01; expect rejects illegal_parameter"},
{KS_52, .id = "tls12/key-share/point-formats-unknown-alone",    .plan = "flow tls12; edit client_hello.extensions.ec_point_formats.ec_point_format_list set 0102f8; expect rejects illegal_parameter"},

// A list without entries does not hold the uncompressed format either, and for that section 5.1.2 names illegal_parameter.
#define KS_54 SHK_OF_SERVER, SHK_ROW("KS-54", 8422, "5.1.2", SHK_SYNTAX, \
    "A server refuses point formats whose list is empty or not as long as it says.")
{KS_54, .id = "tls12/key-share/point-formats-empty",           .plan = "flow tls12; edit client_hello.extensions.ec_point_formats.ec_point_format_list truncate 0; expect rejects decode_error illegal_parameter"},
{KS_54, .id = "tls12/key-share/point-formats-empty-extension", .plan = "flow tls12; edit client_hello.extensions.ec_point_formats.extension_data truncate 0; expect rejects decode_error"},
{KS_54, .id = "tls12/key-share/point-formats-length-plus-1",   .plan = "flow tls12; edit client_hello.extensions.ec_point_formats.ec_point_format_list:length add 1; expect rejects decode_error"},
{KS_54, .id = "tls12/key-share/point-formats-trailing-byte",   .plan = "flow tls12; edit client_hello.extensions.ec_point_formats.extension_data append 00; expect rejects decode_error"},

#define KS_55(number, part) SHK_OF_SERVER, SHK_ROW("KS-55", number, part, SHK_MUST, \
    "A server ignores point formats other than the uncompressed one.")
{KS_55(8422, "5.1.2"), .id = "tls12/key-share/point-formats-deprecated-behind", .plan = "flow tls12; edit client_hello.extensions.ec_point_formats.ec_point_format_list set 000102; expect continues"},
{KS_55(8422, "5.1.2"), .id = "tls12/key-share/point-formats-deprecated-first",  .plan = "flow tls12; edit client_hello.extensions.ec_point_formats.ec_point_format_list set 010200; expect continues"},
{KS_55(9846, "9.3"),   .id = "tls12/key-share/point-formats-unknown-first",     .plan = "flow tls12; edit client_hello.extensions.ec_point_formats.ec_point_format_list set f87f00; expect continues"},

#define KS_77 SHK_OF_SERVER, SHK_ROW("KS-77", 8422, "5.1", SHK_MUST, \
    "A server that sends point formats was sent some and lists the uncompressed one.")
{KS_77, .id = "tls12/key-share/own-point-formats",       .plan = "flow tls12; expect check point-formats"},
{KS_77, .id = "tls12/key-share/own-point-formats-unasked", .plan = "flow tls12; edit client_hello.extensions.ec_point_formats remove; expect check point-formats"},

// --- TLS 1.2: the client's half ----------------------------------------------------------------------------------------------------------

#define POINT "edit client_key_exchange.ecdh_Yc "
#define KS_56 SHK_OF_SERVER, SHK_ROW("KS-56", 8422, "5.11", SHK_MUST, \
    "A server refuses a ClientKeyExchange with no point of the curve.")
{KS_56, .id = "tls12/key-share/secp256r1-off-the-curve", .plan = "flow tls12; group secp256r1; " POINT "flip-bit -1; expect rejects illegal_parameter handshake_failure decode_error"},
{KS_56, .id = "tls12/key-share/secp256r1-zero-zero",     .plan = "flow tls12; group secp256r1; " POINT "splice 1 64 " ZERO_32 ZERO_32 "; expect rejects illegal_parameter handshake_failure decode_error"},
{KS_56, .id = "tls12/key-share/secp256r1-infinity",      .plan = "flow tls12; group secp256r1; " POINT "set 00; expect rejects illegal_parameter handshake_failure decode_error"},
{KS_56, .id = "tls12/key-share/secp256r1-x-beyond-p",    .plan = "flow tls12; group secp256r1; " POINT "splice 1 32 " ONES_32 "; expect rejects illegal_parameter handshake_failure decode_error"},
{KS_56, .id = "tls12/key-share/secp384r1-off-the-curve", .plan = "flow tls12; group secp384r1; " POINT "flip-bit -1; expect rejects illegal_parameter handshake_failure decode_error"},
{KS_56, .id = "tls12/key-share/secp521r1-off-the-curve", .plan = "flow tls12; group secp521r1; " POINT "flip-bit -1; expect rejects illegal_parameter handshake_failure decode_error"},

#define KS_57 SHK_OF_SERVER, SHK_ROW("KS-57", 8422, "5.11", SHK_MUST, \
    "A server refuses a ClientKeyExchange that makes the shared secret zero.")
{KS_57, .id = "tls12/key-share/x25519-zero",      .plan = "flow tls12; group x25519; " POINT "fill 32 0; expect rejects illegal_parameter handshake_failure decode_error"},
{KS_57, .id = "tls12/key-share/x25519-order-8-a", .plan = "flow tls12; group x25519; " POINT "set " ORDER_8_A "; expect rejects illegal_parameter handshake_failure decode_error"},
{KS_57, .id = "tls12/key-share/x25519-order-8-b", .plan = "flow tls12; group x25519; " POINT "set " ORDER_8_B "; expect rejects illegal_parameter handshake_failure decode_error"},
{KS_57, .id = "tls12/key-share/x25519-p-minus-1", .plan = "flow tls12; group x25519; " POINT "set " X25519_P_MINUS_1 "; expect rejects illegal_parameter handshake_failure decode_error"},

#define KS_58 SHK_OF_SERVER, SHK_ROW("KS-58", 8422, "5.1.2", SHK_MUST, \
    "A server refuses a ClientKeyExchange with a compressed point.")
{KS_58, .id = "tls12/key-share/secp256r1-compressed", .plan = "flow tls12; group secp256r1; " POINT "compress-point; expect rejects illegal_parameter decode_error handshake_failure"},
{KS_58, .id = "tls12/key-share/secp384r1-compressed", .plan = "flow tls12; group secp384r1; " POINT "compress-point; expect rejects illegal_parameter decode_error handshake_failure"},

#define PUBLIC "edit client_key_exchange.dh_Yc "
// The values for p - 1 and p are none to a server that took another group of its own; it finds the secrets to differ.
#define KS_68 SHK_OF_SERVER, SHK_ROW("KS-68", 7919, "4", SHK_MUST, \
    "A server refuses a finite-field public value outside of 2 to p - 2.")
{KS_68, .id = "tls12/key-share/dhe-zero",                .plan = "flow tls12; kx dhe; group ffdhe2048; " PUBLIC "set 00; expect rejects handshake_failure illegal_parameter"},
{KS_68, .id = "tls12/key-share/dhe-one",                 .plan = "flow tls12; kx dhe; group ffdhe2048; " PUBLIC "set 01; expect rejects handshake_failure illegal_parameter"},
{KS_68, .id = "tls12/key-share/dhe-ffdhe2048-p-minus-1", .plan = "flow tls12; kx dhe; group ffdhe2048; " PUBLIC "set " FFDHE2048_P_MINUS_1 "; expect rejects handshake_failure illegal_parameter bad_record_mac decrypt_error"},
{KS_68, .id = "tls12/key-share/dhe-ffdhe2048-p",         .plan = "flow tls12; kx dhe; group ffdhe2048; " PUBLIC "set " FFDHE2048_P "; expect rejects handshake_failure illegal_parameter bad_record_mac decrypt_error"},

#define KS_71 SHK_OF_SERVER, SHK_ROW("KS-71", 5246, "7.4.7.2", SHK_SYNTAX, \
    "A server refuses a finite-field public value without bytes, or with fewer than it says.")
{KS_71, .id = "tls12/key-share/dhe-empty",         .plan = "flow tls12; kx dhe; " PUBLIC "truncate 0; expect rejects decode_error illegal_parameter"},
{KS_71, .id = "tls12/key-share/dhe-length-plus-1", .plan = "flow tls12; kx dhe; edit client_key_exchange.dh_Yc:length add 1; expect rejects decode_error illegal_parameter"},
};
// clang-format on

SHK_TABLE(shk_key_share_cases, "KS", "supported_groups and key_share", cases);
