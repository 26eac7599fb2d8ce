// ClientHello: its syntax, its version, cipher suites, compression methods and extensions. RFC 9846, sections 4.2.2, 4.3 and
// appendix E; RFC 5246, section 7.4.1.2 and appendix E.
//
// In a `tls13` flow the hello offers TLS 1.3 alone. Rules for every version are run in both flows; those about a hello
// without supported_versions in a `tls12` flow, because that is what such a hello asks for. Unknown suites, groups and
// extensions are numbers that nobody has registered (0x4000 to 0xbfff) or reserved ones (RFC 8701).
#include "conformance/tables.h"

// clang-format off
static const struct shk_case cases[] = {

// --- Syntax ----------------------------------------------------------------------------------------------------------------

// The cut right behind the compression methods is missing here: what is left is a legal hello of old (CH1-32, CH1-54).
#define CH1_01 SHK_OF_SERVER, SHK_ROW("CH1-01", 9846, "6", SHK_MUST, \
    "A server refuses a ClientHello that ends in the middle."), .flags = SHK_NAMED_ALERT
{CH1_01, .id = "tls13/client-hello/cut-before-legacy-version",       .plan = "flow tls13; edit client_hello.legacy_version cut-here; expect rejects decode_error"},
{CH1_01, .id = "tls13/client-hello/cut-before-random",               .plan = "flow tls13; edit client_hello.random cut-here; expect rejects decode_error"},
{CH1_01, .id = "tls13/client-hello/cut-before-session-id",           .plan = "flow tls13; edit client_hello.legacy_session_id cut-here; expect rejects decode_error"},
{CH1_01, .id = "tls13/client-hello/cut-after-session-id-length",     .plan = "flow tls13; edit client_hello.legacy_session_id:length cut-after; expect rejects decode_error"},
{CH1_01, .id = "tls13/client-hello/cut-before-cipher-suites",        .plan = "flow tls13; edit client_hello.cipher_suites cut-here; expect rejects decode_error"},
{CH1_01, .id = "tls13/client-hello/cut-after-cipher-suites-length",  .plan = "flow tls13; edit client_hello.cipher_suites:length cut-after; expect rejects decode_error"},
{CH1_01, .id = "tls13/client-hello/cut-after-first-cipher-suite",    .plan = "flow tls13; edit client_hello.cipher_suites[0] cut-after; expect rejects decode_error"},
{CH1_01, .id = "tls13/client-hello/cut-before-compression-methods",  .plan = "flow tls13; edit client_hello.legacy_compression_methods cut-here; expect rejects decode_error"},
{CH1_01, .id = "tls13/client-hello/cut-after-compression-length",    .plan = "flow tls13; edit client_hello.legacy_compression_methods:length cut-after; expect rejects decode_error"},
{CH1_01, .id = "tls13/client-hello/cut-after-extensions-length",     .plan = "flow tls13; edit client_hello.extensions:length cut-after; expect rejects decode_error"},
{CH1_01, .id = "tls13/client-hello/cut-before-an-extension",         .plan = "flow tls13; edit client_hello.extensions.supported_groups cut-here; expect rejects decode_error"},
{CH1_01, .id = "tls13/client-hello/cut-after-extension-type",        .plan = "flow tls13; edit client_hello.extensions.supported_groups:type cut-after; expect rejects decode_error"},
{CH1_01, .id = "tls13/client-hello/cut-after-extension-length",      .plan = "flow tls13; edit client_hello.extensions.supported_groups:length cut-after; expect rejects decode_error"},
{CH1_01, .id = "tls13/client-hello/cut-within-supported-groups",     .plan = "flow tls13; edit client_hello.extensions.supported_groups.named_group_list:length cut-after; expect rejects decode_error"},
{CH1_01, .id = "tls13/client-hello/cut-within-key-share",            .plan = "flow tls13; edit client_hello.extensions.key_share.client_shares[0].group cut-after; expect rejects decode_error"},
{CH1_01, .id = "tls13/client-hello/cut-before-supported-versions",   .plan = "flow tls13; edit client_hello.extensions.supported_versions cut-here; expect rejects decode_error"},
{CH1_01, .id = "tls13/client-hello/cut-within-supported-versions",   .plan = "flow tls13; edit client_hello.extensions.supported_versions.versions:length cut-after; expect rejects decode_error"},

#define CH1_02 SHK_OF_SERVER, SHK_ROW("CH1-02", 9846, "6", SHK_MUST, \
    "A server refuses a ClientHello with a byte behind its extensions."), .flags = SHK_NAMED_ALERT
{CH1_02, .id = "tls13/client-hello/trailing-byte", .plan = "flow tls13; edit client_hello append 00; expect rejects decode_error"},

#define CH1_03 SHK_OF_SERVER, SHK_ROW("CH1-03", 5246, "7.4.1.2", SHK_MUST, \
    "A server refuses a ClientHello whose last bytes are no extension block."), .flags = SHK_NAMED_ALERT
{CH1_03, .id = "tls12/client-hello/one-byte-for-extensions", .plan = "flow tls12; edit client_hello.extensions remove; edit client_hello append 00; expect rejects decode_error"},
{CH1_03, .id = "tls12/client-hello/trailing-byte",           .plan = "flow tls12; edit client_hello append 00; expect rejects decode_error"},

// With one byte too many the server waits, so the byte comes, in a record of its own.
#define CH1_04(number, part) SHK_OF_SERVER, SHK_ROW("CH1-04", number, part, SHK_MUST, \
    "A server refuses a ClientHello whose handshake length is one off.")
{CH1_04(9846, "6"),       .id = "tls13/client-hello/length-minus-1", .plan = "flow tls13; edit client_hello:length add -1; expect rejects decode_error unexpected_message general_error"},
{CH1_04(9846, "6"),       .id = "tls13/client-hello/length-plus-1",  .plan = "flow tls13; edit client_hello:length add 1; insert raw_record 160303000100 after client_hello; expect rejects decode_error general_error"},
{CH1_04(5246, "7.4.1.2"), .id = "tls12/client-hello/length-minus-1", .plan = "flow tls12; edit client_hello:length add -1; expect rejects decode_error unexpected_message"},
{CH1_04(5246, "7.4.1.2"), .id = "tls12/client-hello/length-plus-1",  .plan = "flow tls12; edit client_hello:length add 1; insert raw_record 160303000100 after client_hello; expect rejects decode_error"},

#define CH1_05(number, part) SHK_OF_SERVER, SHK_ROW("CH1-05", number, part, SHK_MUST, \
    "A server refuses a ClientHello whose extension block is not as long as it says."), .flags = SHK_NAMED_ALERT
{CH1_05(9846, "6"),       .id = "tls13/client-hello/extensions-length-minus-1", .plan = "flow tls13; edit client_hello.extensions:length add -1; expect rejects decode_error"},
{CH1_05(9846, "6"),       .id = "tls13/client-hello/extensions-length-plus-1",  .plan = "flow tls13; edit client_hello.extensions:length add 1; expect rejects decode_error"},
{CH1_05(9846, "6"),       .id = "tls13/client-hello/extensions-length-most",    .plan = "flow tls13; edit client_hello.extensions:length set ffff; expect rejects decode_error"},
{CH1_05(5246, "7.4.1.2"), .id = "tls12/client-hello/extensions-length-minus-1", .plan = "flow tls12; edit client_hello.extensions:length add -1; expect rejects decode_error"},
{CH1_05(5246, "7.4.1.2"), .id = "tls12/client-hello/extensions-length-plus-1",  .plan = "flow tls12; edit client_hello.extensions:length add 1; expect rejects decode_error"},

#define CH1_06(number, part) SHK_OF_SERVER, SHK_ROW("CH1-06", number, part, SHK_MUST, \
    "A server refuses a ClientHello in which an extension goes beyond the block."), .flags = SHK_NAMED_ALERT
{CH1_06(9846, "6"),       .id = "tls13/client-hello/extension-beyond-block",      .plan = "flow tls13; edit client_hello.extensions.supported_groups:length set ffff; expect rejects decode_error"},
{CH1_06(9846, "6"),       .id = "tls13/client-hello/last-extension-length-plus-1", .plan = "flow tls13; edit client_hello.extensions.supported_versions:length add 1; expect rejects decode_error"},
{CH1_06(9846, "6"),       .id = "tls13/client-hello/unknown-extension-beyond-block", .plan = "flow tls13; edit client_hello.extensions append 5a5a0010; expect rejects decode_error"},
{CH1_06(5246, "7.4.1.2"), .id = "tls12/client-hello/extension-beyond-block",      .plan = "flow tls12; edit client_hello.extensions.supported_groups:length set ffff; expect rejects decode_error"},
{CH1_06(5246, "7.4.1.2"), .id = "tls12/client-hello/unknown-extension-beyond-block", .plan = "flow tls12; edit client_hello.extensions append 5a5a0010; expect rejects decode_error"},

#define CH1_07(number, part) SHK_OF_SERVER, SHK_ROW("CH1-07", number, part, SHK_MUST, \
    "A server refuses a session id of more than 32 bytes."), .flags = SHK_NAMED_ALERT
{CH1_07(9846, "6"),       .id = "tls13/client-hello/session-id-33-bytes",  .plan = "flow tls13; edit client_hello.legacy_session_id fill 33 170; expect rejects decode_error"},
{CH1_07(9846, "6"),       .id = "tls13/client-hello/session-id-255-bytes", .plan = "flow tls13; edit client_hello.legacy_session_id fill 255 170; expect rejects decode_error"},
{CH1_07(5246, "7.4.1.2"), .id = "tls12/client-hello/session-id-33-bytes",  .plan = "flow tls12; edit client_hello.legacy_session_id fill 33 170; expect rejects decode_error illegal_parameter"},

// One less moves every field behind it by a byte; what the server makes of that is its affair.
#define CH1_08 SHK_OF_SERVER, SHK_ROW("CH1-08", 9846, "6", SHK_SYNTAX, \
    "A server refuses a ClientHello whose session id length is one off.")
{CH1_08, .id = "tls13/client-hello/session-id-length-plus-1",  .plan = "flow tls13; edit client_hello.legacy_session_id:length add 1; expect rejects decode_error general_error"},
{CH1_08, .id = "tls13/client-hello/session-id-length-minus-1", .plan = "flow tls13; edit client_hello.legacy_session_id:length add -1; expect rejects decode_error any"},
{CH1_08, .id = "tls12/client-hello/session-id-length-plus-1",  .plan = "flow tls12; edit client_hello.legacy_session_id fill 32 170; edit client_hello.legacy_session_id:length add 1; expect rejects decode_error illegal_parameter"},
{CH1_08, .id = "tls12/client-hello/session-id-length-minus-1", .plan = "flow tls12; edit client_hello.legacy_session_id fill 32 170; edit client_hello.legacy_session_id:length add -1; expect rejects decode_error any"},

#define CH1_09 SHK_OF_SERVER, SHK_ROW("CH1-09", 9846, "6", SHK_MUST, \
    "A server refuses a list of cipher suites of odd length."), .flags = SHK_NAMED_ALERT
{CH1_09, .id = "tls13/client-hello/cipher-suites-odd", .plan = "flow tls13; edit client_hello.cipher_suites append 13; expect rejects decode_error"},
{CH1_09, .id = "tls12/client-hello/cipher-suites-odd", .plan = "flow tls12; edit client_hello.cipher_suites append c0; expect rejects decode_error"},

#define CH1_10 SHK_OF_SERVER, SHK_ROW("CH1-10", 9846, "6", SHK_MUST, \
    "A server refuses an empty list of cipher suites."), .flags = SHK_NAMED_ALERT
{CH1_10, .id = "tls13/client-hello/cipher-suites-empty", .plan = "flow tls13; edit client_hello.cipher_suites truncate 0; expect rejects decode_error"},
{CH1_10, .id = "tls12/client-hello/cipher-suites-empty", .plan = "flow tls12; edit client_hello.cipher_suites truncate 0; expect rejects decode_error illegal_parameter handshake_failure"},

// --- Compression methods -----------------------------------------------------------------------------------------------------

#define CH1_11 SHK_OF_SERVER, SHK_ROW("CH1-11", 9846, "6", SHK_MUST, \
    "A server refuses an empty list of compression methods.")
{CH1_11, .id = "tls13/client-hello/compression-empty", .plan = "flow tls13; edit client_hello.legacy_compression_methods truncate 0; expect rejects decode_error illegal_parameter general_error"},
{CH1_11, .id = "tls12/client-hello/compression-empty", .plan = "flow tls12; edit client_hello.legacy_compression_methods truncate 0; expect rejects decode_error illegal_parameter"},

#define CH1_12 SHK_OF_SERVER, SHK_ROW("CH1-12", 9846, "4.2.2", SHK_MUST, \
    "A server that is offered TLS 1.3 refuses any compression method beside null."), .flags = SHK_NAMED_ALERT
{CH1_12, .id = "tls13/client-hello/compression-null-deflate", .plan = "flow tls13; edit client_hello.legacy_compression_methods set 0001; expect rejects illegal_parameter"},
{CH1_12, .id = "tls13/client-hello/compression-deflate-null", .plan = "flow tls13; edit client_hello.legacy_compression_methods set 0100; expect rejects illegal_parameter"},
{CH1_12, .id = "tls13/client-hello/compression-null-twice",   .plan = "flow tls13; edit client_hello.legacy_compression_methods set 0000; expect rejects illegal_parameter"},

#define CH1_13 SHK_OF_SERVER, SHK_ROW("CH1-13", 9846, "4.2.2", SHK_MUST, \
    "A server that is offered TLS 1.3 refuses another compression method than null."), .flags = SHK_NAMED_ALERT
{CH1_13, .id = "tls13/client-hello/compression-deflate", .plan = "flow tls13; edit client_hello.legacy_compression_methods set 01; expect rejects illegal_parameter"},
{CH1_13, .id = "tls13/client-hello/compression-ff",      .plan = "flow tls13; edit client_hello.legacy_compression_methods set ff; expect rejects illegal_parameter"},

#define CH1_14 SHK_OF_SERVER, SHK_ROW("CH1-14", 5246, "7.4.1.2", SHK_SYNTAX, \
    "A server refuses a list of compression methods without null.")
{CH1_14, .id = "tls12/client-hello/compression-deflate",     .plan = "flow tls12; edit client_hello.legacy_compression_methods set 01; expect rejects illegal_parameter handshake_failure decode_error"},
{CH1_14, .id = "tls12/client-hello/compression-deflate-lzs", .plan = "flow tls12; edit client_hello.legacy_compression_methods set 0140; expect rejects illegal_parameter handshake_failure decode_error"},

#define CH1_15 SHK_OF_SERVER, SHK_ROW("CH1-15", 5246, "7.4.1.2", SHK_SYNTAX, \
    "A server chooses no compression though deflate is offered first.")
{CH1_15, .id = "tls12/client-hello/compression-deflate-null", .plan = "flow tls12; edit client_hello.legacy_compression_methods set 0100; expect continues"},

#define CH1_16 SHK_OF_SERVER, SHK_ROW("CH1-16", 9846, "4.2.2", SHK_MUST, \
    "A server that can do TLS 1.3 takes other compression methods in a hello for TLS 1.2."), .needs = "tls13"
{CH1_16, .id = "tls12/client-hello/compression-null-and-others", .plan = "flow tls12; edit client_hello.legacy_compression_methods set 000140; expect continues"},

// --- Version -----------------------------------------------------------------------------------------------------------------

// For exactly 0x0300 the rule is old; RFC 9846 has it for every other value than 0x0303.
#define CH1_17 SHK_OF_SERVER, SHK_ROW("CH1-17", 9846, "4.2.2", SHK_MUST, \
    "A server refuses a hello for TLS 1.3 whose legacy_version is SSL 3.0 or less.")
{CH1_17, .id = "tls13/client-hello/legacy-version-0300", .plan = "flow tls13; edit client_hello.legacy_version set 0300; expect rejects protocol_version", .flags = SHK_NAMED_ALERT},
{CH1_17, .id = "tls13/client-hello/legacy-version-0200", .plan = "flow tls13; edit client_hello.legacy_version set 0200; expect rejects protocol_version", .flags = SHK_NAMED_ALERT | SHK_NEW_IN_9846},
{CH1_17, .id = "tls13/client-hello/legacy-version-0002", .plan = "flow tls13; edit client_hello.legacy_version set 0002; expect rejects protocol_version", .flags = SHK_NAMED_ALERT | SHK_NEW_IN_9846},
{CH1_17, .id = "tls13/client-hello/legacy-version-0000", .plan = "flow tls13; edit client_hello.legacy_version set 0000; expect rejects protocol_version", .flags = SHK_NAMED_ALERT | SHK_NEW_IN_9846},

// Section 4.2.2 demands the abort, section 4.3.1 still says that legacy_version is not looked at once supported_versions is
// there; all tools and all stacks of RFC 8446 go on.
#define CH1_18 SHK_OF_SERVER, SHK_ROW("CH1-18", 9846, "4.2.2", SHK_MUST, \
    "A server refuses a hello for TLS 1.3 whose legacy_version is above TLS 1.2, or does not look at it."), .flags = SHK_NEW_IN_9846
{CH1_18, .id = "tls13/client-hello/legacy-version-0304", .plan = "flow tls13; edit client_hello.legacy_version set 0304; expect rejects protocol_version general_error or continues"},
{CH1_18, .id = "tls13/client-hello/legacy-version-0305", .plan = "flow tls13; edit client_hello.legacy_version set 0305; expect rejects protocol_version general_error or continues"},
{CH1_18, .id = "tls13/client-hello/legacy-version-03ff", .plan = "flow tls13; edit client_hello.legacy_version set 03ff; expect rejects protocol_version general_error or continues"},
{CH1_18, .id = "tls13/client-hello/legacy-version-0401", .plan = "flow tls13; edit client_hello.legacy_version set 0401; expect rejects protocol_version general_error or continues"},

#define CH1_19 SHK_OF_SERVER, SHK_ROW("CH1-19", 9846, "4.2.2", SHK_MUST, \
    "A server refuses a hello for TLS 1.3 whose legacy_version is TLS 1.0 or 1.1, or does not look at it."), .flags = SHK_NEW_IN_9846
{CH1_19, .id = "tls13/client-hello/legacy-version-0301", .plan = "flow tls13; edit client_hello.legacy_version set 0301; expect rejects protocol_version general_error or continues"},
{CH1_19, .id = "tls13/client-hello/legacy-version-0302", .plan = "flow tls13; edit client_hello.legacy_version set 0302; expect rejects protocol_version general_error or continues"},

#define CH1_20 SHK_OF_SERVER, SHK_ROW("CH1-20", 9846, "4.3.1", SHK_MUST, \
    "A server that can do TLS 1.3 answers a hello of version 0x0304 without supported_versions at TLS 1.2, or refuses it."), .needs = "tls13"
{CH1_20, .id = "tls12/client-hello/version-0304-tls13-server", .plan = "flow tls12; edit client_hello.legacy_version set 0304; expect rejects protocol_version general_error or continues"},
{CH1_20, .id = "tls12/client-hello/version-03ff-tls13-server", .plan = "flow tls12; edit client_hello.legacy_version set 03ff; expect rejects protocol_version general_error or continues"},

#define CH1_21 SHK_OF_SERVER, SHK_ROW("CH1-21", 5246, "E.1", SHK_MUST, \
    "A server answers a hello of a later version with the latest that it has."), .needs = "no-tls13"
{CH1_21, .id = "tls12/client-hello/version-0304", .plan = "flow tls12; edit client_hello.legacy_version set 0304; expect continues"},
{CH1_21, .id = "tls12/client-hello/version-03ff", .plan = "flow tls12; edit client_hello.legacy_version set 03ff; expect continues"},
{CH1_21, .id = "tls12/client-hello/version-0400", .plan = "flow tls12; edit client_hello.legacy_version set 0400; expect continues"},

#define CH1_22 SHK_OF_SERVER, SHK_ROW("CH1-22", 5246, "E.1", SHK_MUST, \
    "A server refuses a hello of a version below all that it has."), .flags = SHK_NAMED_ALERT
{CH1_22, .id = "tls12/client-hello/version-02ff", .plan = "flow tls12; edit client_hello.legacy_version set 02ff; expect rejects protocol_version"},
{CH1_22, .id = "tls12/client-hello/version-0200", .plan = "flow tls12; edit client_hello.legacy_version set 0200; expect rejects protocol_version"},
{CH1_22, .id = "tls12/client-hello/version-0002", .plan = "flow tls12; edit client_hello.legacy_version set 0002; expect rejects protocol_version"},

#define CH1_44 SHK_OF_SERVER, SHK_ROW("CH1-44", 7568, "3", SHK_MUST, \
    "A server refuses a hello for SSL 3.0."), .flags = SHK_NAMED_ALERT
{CH1_44, .id = "tls12/client-hello/version-0300",             .plan = "flow tls12; edit client_hello.legacy_version set 0300; expect rejects protocol_version"},
{CH1_44, .id = "tls12/client-hello/version-0300-record-0300", .plan = "flow tls12; edit client_hello.legacy_version set 0300; record client_hello version 0x0300; expect rejects protocol_version"},
{CH1_44, .id = "tls12/client-hello/version-0300-record-0303", .plan = "flow tls12; edit client_hello.legacy_version set 0300; record client_hello version 0x0303; expect rejects protocol_version"},

#define CH1_54 SHK_OF_SERVER, SHK_ROW("CH1-54", 9846, "E.2", SHK_MUST, \
    "A server that has TLS 1.3 alone refuses a hello without supported_versions."), .needs = "tls13 no-tls12", .flags = SHK_NAMED_ALERT
{CH1_54, .id = "tls13/client-hello/no-supported-versions", .plan = "flow tls13; edit client_hello.extensions.supported_versions remove; expect rejects protocol_version"},
{CH1_54, .id = "tls13/client-hello/no-extensions",         .plan = "flow tls13; edit client_hello.extensions remove; expect rejects protocol_version"},

#define CH1_55 SHK_OF_SERVER, SHK_ROW("CH1-55", 9846, "E.5", SHK_MUST, \
    "A server refuses a hello for TLS 1.0 or 1.1."), .flags = SHK_NAMED_ALERT | SHK_NEW_IN_9846
{CH1_55, .id = "tls12/client-hello/version-0301",             .plan = "flow tls12; edit client_hello.legacy_version set 0301; expect rejects protocol_version"},
{CH1_55, .id = "tls12/client-hello/version-0302",             .plan = "flow tls12; edit client_hello.legacy_version set 0302; expect rejects protocol_version"},
{CH1_55, .id = "tls12/client-hello/version-0302-record-0302", .plan = "flow tls12; edit client_hello.legacy_version set 0302; record client_hello version 0x0302; expect rejects protocol_version"},
{CH1_55, .id = "tls13/client-hello/version-0302-alone",       .plan = "flow tls13; edit client_hello.extensions.supported_versions remove; edit client_hello.legacy_version set 0302; expect rejects protocol_version"},

// --- Fallback (RFC 7507) -------------------------------------------------------------------------------------------------------

// TLS_FALLBACK_SCSV, 0x5600. A server of TLS 1.2 alone would rather refuse the version, since 1.1 must not be negotiated.
#define CH1_41 SHK_OF_SERVER, SHK_ROW("CH1-41", 7507, "3", SHK_MUST, \
    "A server refuses a fallback hello whose version is below its own best.")
{CH1_41, .id = "tls12/client-hello/fallback-from-tls13", .plan = "flow tls12; edit client_hello.cipher_suites append 5600; expect rejects inappropriate_fallback", .needs = "tls13"},
{CH1_41, .id = "tls12/client-hello/fallback-from-tls13-scsv-first", .plan = "flow tls12; edit client_hello.cipher_suites insert 0 5600; expect rejects inappropriate_fallback", .needs = "tls13"},
{CH1_41, .id = "tls12/client-hello/fallback-to-tls11",   .plan = "flow tls12; edit client_hello.cipher_suites append 5600; edit client_hello.legacy_version set 0302; expect rejects inappropriate_fallback protocol_version", .needs = "no-tls13"},

#define CH1_42 SHK_OF_SERVER, SHK_ROW("CH1-42", 7507, "3", SHK_MUST, \
    "A server goes on with a fallback hello whose version is its own best.")
{CH1_42, .id = "tls13/client-hello/fallback-to-the-best", .plan = "flow tls13; edit client_hello.cipher_suites append 5600; expect continues"},
{CH1_42, .id = "tls12/client-hello/fallback-to-the-best", .plan = "flow tls12; edit client_hello.cipher_suites append 5600; expect continues", .needs = "no-tls13"},

// --- Cipher suites -----------------------------------------------------------------------------------------------------------

#define CH1_23(number, part) SHK_OF_SERVER, SHK_ROW("CH1-23", number, part, SHK_MUST, \
    "A server ignores cipher suites that it does not know.")
{CH1_23(9846, "4.2.2"),   .id = "tls13/client-hello/unknown-suites-among-known", .plan = "flow tls13; edit client_hello.cipher_suites insert 0 0x0a0a,0x5a01,0xb0b0; edit client_hello.cipher_suites append 0xeaea,0x7001; expect continues"},
{CH1_23(9846, "4.2.2"),   .id = "tls13/client-hello/old-suites-first",           .plan = "flow tls13; edit client_hello.cipher_suites insert 0 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_128_CBC_SHA; expect continues"},
{CH1_23(5246, "7.4.1.2"), .id = "tls12/client-hello/unknown-suites-among-known", .plan = "flow tls12; edit client_hello.cipher_suites insert 0 0x0a0a,0x5a01,0xb0b0; edit client_hello.cipher_suites append 0xeaea,0x7001; expect continues"},
{CH1_23(5246, "7.4.1.2"), .id = "tls12/client-hello/tls13-suites-first",         .plan = "flow tls12; edit client_hello.cipher_suites insert 0 TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384; expect continues"},

#define CH1_24 SHK_OF_SERVER, SHK_ROW("CH1-24", 9846, "4.2.1", SHK_MUST, \
    "A server refuses a hello without a cipher suite that fits TLS 1.3.")
{CH1_24, .id = "tls13/client-hello/unknown-suites-alone", .plan = "flow tls13; edit client_hello.cipher_suites set 0x0a0a,0x5a01; expect rejects handshake_failure insufficient_security"},
{CH1_24, .id = "tls13/client-hello/tls12-suites-alone",   .plan = "flow tls13; edit client_hello.cipher_suites set TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256; expect rejects handshake_failure insufficient_security"},
{CH1_24, .id = "tls13/client-hello/signalling-suite-alone", .plan = "flow tls13; edit client_hello.cipher_suites set 00ff; expect rejects handshake_failure insufficient_security"},

// A server may limit what it reads; the limit shows as one of these alerts.
#define LIMIT "illegal_parameter decode_error record_overflow internal_error"
#define CH1_25 SHK_OF_SERVER, SHK_ROW("CH1-25", 9846, "4.2.2", SHK_SYNTAX, \
    "A server finds the suite it knows behind 32,000 others, or says that the message is too long.")
{CH1_25, .id = "tls13/client-hello/thirty-two-thousand-suites", .plan = "flow tls13; edit client_hello.cipher_suites numbers 26000 0x5a00 \"\"; edit client_hello.cipher_suites numbers 6000 0x1400 \"\"; expect rejects " LIMIT " general_error or continues"},
{CH1_25, .id = "tls12/client-hello/thirty-two-thousand-suites", .plan = "flow tls12; edit client_hello.cipher_suites numbers 26000 0x5a00 \"\"; edit client_hello.cipher_suites numbers 6000 0x1400 \"\"; expect rejects " LIMIT " or continues"},
{CH1_25, .id = "tls13/client-hello/six-thousand-suites",        .plan = "flow tls13; edit client_hello.cipher_suites numbers 6000 0x5a00 \"\"; expect continues"},
{CH1_25, .id = "tls12/client-hello/six-thousand-suites",        .plan = "flow tls12; edit client_hello.cipher_suites numbers 6000 0x5a00 \"\"; expect continues"},

#define CH1_26 SHK_OF_SERVER, SHK_ROW("CH1-26", 9846, "4.2.2", SHK_INFORMATION, \
    "A server does not mind a cipher suite that is listed twice.")
{CH1_26, .id = "tls13/client-hello/suite-listed-twice", .plan = "flow tls13; edit client_hello.cipher_suites[0] duplicate; expect continues"},
{CH1_26, .id = "tls12/client-hello/suite-listed-twice", .plan = "flow tls12; edit client_hello.cipher_suites[0] duplicate; expect continues"},

#define CH1_27 SHK_OF_SERVER, SHK_ROW("CH1-27", 9846, "5.1", SHK_INFORMATION, \
    "A server takes a ClientHello of several records, or says that it is too long.")
{CH1_27, .id = "tls13/client-hello/sixteen-kib",          .plan = "flow tls13; edit client_hello.cipher_suites numbers 8200 0x5a00 \"\"; expect rejects " LIMIT " general_error or continues"},
{CH1_27, .id = "tls13/client-hello/more-than-sixty-four-kib", .plan = "flow tls13; edit client_hello.cipher_suites numbers 26000 0x5a00 \"\"; edit client_hello.extensions numbers 4000 0x5a00 0000; expect rejects " LIMIT " general_error or continues"},
{CH1_27, .id = "tls12/client-hello/sixteen-kib",          .plan = "flow tls12; edit client_hello.cipher_suites numbers 8200 0x5a00 \"\"; expect rejects " LIMIT " or continues"},
{CH1_27, .id = "tls12/client-hello/more-than-sixty-four-kib", .plan = "flow tls12; edit client_hello.cipher_suites numbers 26000 0x5a00 \"\"; edit client_hello.extensions numbers 4000 0x5a00 0000; expect rejects " LIMIT " or continues"},

#define CH1_37 SHK_OF_SERVER, SHK_ROW("CH1-37", 5246, "A.5", SHK_MUST, \
    "A server refuses a hello with nothing but a suite without protection, or without authentication.")
{CH1_37, .id = "tls12/client-hello/null-suite-alone",       .plan = "flow tls12; edit client_hello.cipher_suites set 0000; expect rejects handshake_failure insufficient_security"},
{CH1_37, .id = "tls12/client-hello/anonymous-suites-alone", .plan = "flow tls12; edit client_hello.cipher_suites set TLS_DH_anon_WITH_AES_128_CBC_SHA,0x003a,0x006c,0x006d,0x00a6,0x00a7,0xc018,0xc019; expect rejects handshake_failure insufficient_security"},

#define CH1_38 SHK_OF_SERVER, SHK_ROW("CH1-38", 7465, "2", SHK_MUST, \
    "A server refuses a hello with nothing but RC4.")
{CH1_38, .id = "tls12/client-hello/rc4-alone", .plan = "flow tls12; edit client_hello.cipher_suites set 0x0004,0x0005,0xc007,0xc011; expect rejects handshake_failure insufficient_security"},

// Our side cannot speak RC4: a server that chooses it is caught.
#define CH1_39 SHK_OF_SERVER, SHK_ROW("CH1-39", 7465, "2", SHK_MUST, \
    "A server does not choose RC4 though it stands first.")
{CH1_39, .id = "tls12/client-hello/rc4-first", .plan = "flow tls12; edit client_hello.cipher_suites insert 0 0x0004,0x0005,0xc007,0xc011; expect continues"},

#define CH1_40 SHK_OF_SERVER, SHK_ROW("CH1-40", 9846, "E.5", SHK_MUST, \
    "A server refuses a hello with nothing but suites of less than 112 bits.")
{CH1_40, .id = "tls12/client-hello/export-suites-alone", .plan = "flow tls12; edit client_hello.cipher_suites set 0x0003,0x0006,0x0008,0x000b,0x000e,0x0011,0x0014; expect rejects handshake_failure insufficient_security"},
{CH1_40, .id = "tls12/client-hello/des-suites-alone",    .plan = "flow tls12; edit client_hello.cipher_suites set 0x0009,0x000c,0x000f,0x0012,0x0015; expect rejects handshake_failure insufficient_security"},
{CH1_40, .id = "tls12/client-hello/null-encryption-suites-alone", .plan = "flow tls12; edit client_hello.cipher_suites set 0x0001,0x0002,0x003b,0xc006,0xc010; expect rejects handshake_failure insufficient_security"},
{CH1_40, .id = "tls13/client-hello/weak-suites-alone",   .plan = "flow tls13; edit client_hello.cipher_suites set 0x0003,0x0009,0x0002,0x003b,0xc006,0xc010; expect rejects handshake_failure insufficient_security"},

// --- Extensions --------------------------------------------------------------------------------------------------------------

#define CH1_28 SHK_OF_SERVER, SHK_ROW("CH1-28", 9846, "4.2.2", SHK_MUST, \
    "A server ignores extensions that it does not know.")
{CH1_28, .id = "tls13/client-hello/unknown-extension-empty",     .plan = "flow tls13; edit client_hello add-extension 0x5a5a \"\"; expect continues"},
{CH1_28, .id = "tls13/client-hello/unknown-extension-with-data", .plan = "flow tls13; edit client_hello add-extension 0x5a5b 000102030405060708; expect continues"},
{CH1_28, .id = "tls13/client-hello/unknown-extension-last",      .plan = "flow tls13; edit client_hello.extensions append 5a5b000400010203; expect continues"},
{CH1_28, .id = "tls12/client-hello/unknown-extension-empty",     .plan = "flow tls12; edit client_hello add-extension 0x5a5a \"\"; expect continues"},
{CH1_28, .id = "tls12/client-hello/unknown-extension-with-data", .plan = "flow tls12; edit client_hello add-extension 0x5a5b 000102030405060708; expect continues"},

#define CH1_29 SHK_OF_SERVER, SHK_ROW("CH1-29", 9846, "4.2.2", SHK_MUST, \
    "A server ignores unknown extensions in any number, or says that the message is too long.")
{CH1_29, .id = "tls13/client-hello/two-thousand-unknown-extensions",    .plan = "flow tls13; edit client_hello.extensions numbers 2000 0x5a00 0000; expect continues"},
{CH1_29, .id = "tls13/client-hello/twelve-thousand-unknown-extensions", .plan = "flow tls13; edit client_hello.extensions numbers 12000 0x5a00 0000; expect rejects " LIMIT " general_error or continues"},
{CH1_29, .id = "tls12/client-hello/two-thousand-unknown-extensions",    .plan = "flow tls12; edit client_hello.extensions numbers 2000 0x5a00 0000; expect continues"},
{CH1_29, .id = "tls12/client-hello/twelve-thousand-unknown-extensions", .plan = "flow tls12; edit client_hello.extensions numbers 12000 0x5a00 0000; expect rejects " LIMIT " or continues"},

#define CH1_30 SHK_OF_SERVER, SHK_ROW("CH1-30", 9846, "4.3", SHK_MUST, \
    "A server refuses a hello in which an extension that it knows stands twice.")
{CH1_30, .id = "tls13/client-hello/supported-groups-twice",     .plan = "flow tls13; edit client_hello.extensions.supported_groups duplicate; expect rejects illegal_parameter decode_error general_error"},
{CH1_30, .id = "tls13/client-hello/signature-algorithms-twice", .plan = "flow tls13; edit client_hello.extensions.signature_algorithms duplicate; expect rejects illegal_parameter decode_error general_error"},
{CH1_30, .id = "tls13/client-hello/key-share-twice",            .plan = "flow tls13; edit client_hello.extensions.key_share duplicate; expect rejects illegal_parameter decode_error general_error"},
{CH1_30, .id = "tls13/client-hello/supported-versions-twice",   .plan = "flow tls13; edit client_hello.extensions.supported_versions duplicate; expect rejects illegal_parameter decode_error general_error"},

#define CH1_31 SHK_OF_SERVER, SHK_ROW("CH1-31", 9846, "4.3", SHK_INFORMATION, \
    "A server may refuse a hello in which an unknown extension stands twice.")
{CH1_31, .id = "tls13/client-hello/unknown-extension-twice", .plan = "flow tls13; edit client_hello add-extension 0x5a5a \"\"; edit client_hello add-extension 0x5a5a \"\"; expect rejects illegal_parameter decode_error general_error or continues"},
{CH1_31, .id = "tls12/client-hello/unknown-extension-twice", .plan = "flow tls12; edit client_hello add-extension 0x5a5a \"\"; edit client_hello add-extension 0x5a5a \"\"; expect rejects illegal_parameter decode_error or continues"},

// Without signature_algorithms a server that has to sign may do so with SHA-1 by RFC 5246, and must refuse by RFC 9155.
#define CH1_32 SHK_OF_SERVER, SHK_ROW("CH1-32", 5246, "7.4.1.2", SHK_MUST, \
    "A server takes a hello that has no extensions.")
{CH1_32, .id = "tls12/client-hello/no-extensions-rsa-key-exchange", .plan = "flow tls12; kx rsa; edit client_hello.cipher_suites append 00ff; edit client_hello.extensions remove; expect continues"},
{CH1_32, .id = "tls12/client-hello/no-extensions",                  .plan = "flow tls12; edit client_hello.cipher_suites append 00ff; edit client_hello.extensions remove; expect rejects handshake_failure or continues"},

#define CH1_33 SHK_OF_SERVER, SHK_ROW("CH1-33", 5246, "7.4.1.2", SHK_SYNTAX, \
    "A server takes a hello whose extension block is empty.")
{CH1_33, .id = "tls12/client-hello/empty-extensions-rsa-key-exchange", .plan = "flow tls12; kx rsa; edit client_hello.cipher_suites append 00ff; edit client_hello.extensions truncate 0; expect continues"},
{CH1_33, .id = "tls12/client-hello/empty-extensions",                  .plan = "flow tls12; edit client_hello.cipher_suites append 00ff; edit client_hello.extensions truncate 0; expect rejects handshake_failure or continues"},

#define CH1_34 SHK_OF_SERVER, SHK_ROW("CH1-34", 9846, "4.3", SHK_SYNTAX, \
    "A server takes extensions in any order.")
{CH1_34, .id = "tls13/client-hello/extensions-shuffled-1",    .plan = "flow tls13; seed 1; edit client_hello.extensions shuffle; expect continues"},
{CH1_34, .id = "tls13/client-hello/extensions-shuffled-2",    .plan = "flow tls13; seed 2; edit client_hello.extensions shuffle; expect continues"},
{CH1_34, .id = "tls13/client-hello/supported-versions-first", .plan = "flow tls13; edit client_hello.extensions.supported_versions move-first; expect continues"},
{CH1_34, .id = "tls13/client-hello/key-share-first",          .plan = "flow tls13; edit client_hello.extensions.key_share move-first; expect continues"},
{CH1_34, .id = "tls13/client-hello/supported-groups-last",    .plan = "flow tls13; edit client_hello.extensions.supported_groups move-last; expect continues"},

#define CH1_35 SHK_OF_SERVER, SHK_ROW("CH1-35", 9846, "4.3", SHK_MUST, \
    "A server refuses an extension that it knows and that has no place in a ClientHello.")
{CH1_35, .id = "tls13/client-hello/oid-filters", .plan = "flow tls13; edit client_hello add-extension oid_filters 0000; expect rejects illegal_parameter general_error or continues"},

#define CH1_36 SHK_OF_SERVER, SHK_ROW("CH1-36", 9846, "4.3.2", SHK_INFORMATION, \
    "A server may ignore or refuse a cookie that it never gave.")
{CH1_36, .id = "tls13/client-hello/cookie", .plan = "flow tls13; edit client_hello add-extension cookie 0004deadbeef; expect rejects illegal_parameter any or continues"},

// Strict where no server of TLS 1.3 can do without the extension or where the flow shows that this one has it. Any other the
// server may leave alone: the rule exempts what it does not implement.
#define CH1_53 SHK_OF_SERVER, SHK_ROW("CH1-53", 9846, "4.3", SHK_MUST, \
    "A server refuses a byte that is left over in an extension which it knows."), .flags = SHK_NAMED_ALERT
#define CH1_53_OPEN SHK_OF_SERVER, SHK_ROW("CH1-53", 9846, "4.3", SHK_MUST, \
    "A server refuses a byte that is left over in an extension, unless it does not know the extension."), .flags = SHK_NAMED_ALERT
{CH1_53, .id = "tls13/client-hello/trailing-byte-in-server-name",          .plan = "flow tls13; edit client_hello.extensions.server_name.extension_data append 00; expect rejects decode_error"},
{CH1_53, .id = "tls13/client-hello/trailing-byte-in-supported-groups",     .plan = "flow tls13; edit client_hello.extensions.supported_groups.extension_data append 00; expect rejects decode_error"},
{CH1_53, .id = "tls13/client-hello/trailing-byte-in-signature-algorithms", .plan = "flow tls13; edit client_hello.extensions.signature_algorithms.extension_data append 00; expect rejects decode_error"},
{CH1_53, .id = "tls13/client-hello/trailing-byte-in-key-share",            .plan = "flow tls13; edit client_hello.extensions.key_share.extension_data append 00; expect rejects decode_error"},
{CH1_53, .id = "tls13/client-hello/trailing-byte-in-supported-versions",   .plan = "flow tls13; edit client_hello.extensions.supported_versions.extension_data append 00; expect rejects decode_error"},
{CH1_53, .id = "tls13/client-hello/trailing-byte-in-psk-modes",            .plan = "flow tls13 psk; edit client_hello.extensions.psk_key_exchange_modes.extension_data append 00; expect rejects decode_error"},
{CH1_53, .id = "tls13/client-hello/trailing-byte-in-pre-shared-key",       .plan = "flow tls13 psk; edit client_hello.extensions.pre_shared_key.extension_data append 00; expect rejects decode_error"},
{CH1_53, .id = "tls13/client-hello/trailing-byte-in-early-data",           .plan = "flow tls13 psk early-data early-accepted; edit client_hello.extensions.early_data.extension_data append 00; expect rejects decode_error"},
{CH1_53_OPEN, .id = "tls13/client-hello/trailing-byte-in-signature-algorithms-cert", .plan = "flow tls13; edit client_hello add-extension signature_algorithms_cert 000604030804040100; expect rejects decode_error or continues"},
{CH1_53_OPEN, .id = "tls13/client-hello/trailing-byte-in-alpn",                    .plan = "flow tls13 alpn; edit client_hello.extensions.application_layer_protocol_negotiation.extension_data append 00; expect rejects decode_error or continues"},
{CH1_53_OPEN, .id = "tls13/client-hello/trailing-byte-in-status-request",          .plan = "flow tls13 ocsp; edit client_hello.extensions.status_request.extension_data append 00; expect rejects decode_error or continues"},
{CH1_53_OPEN, .id = "tls13/client-hello/trailing-byte-in-compress-certificate",    .plan = "flow tls13 compression; edit client_hello.extensions.compress_certificate.extension_data append 00; expect rejects decode_error or continues"},
{CH1_53_OPEN, .id = "tls13/client-hello/trailing-byte-in-post-handshake-auth",     .plan = "flow tls13; edit client_hello add-extension post_handshake_auth 00; expect rejects decode_error or continues"},
{CH1_53_OPEN, .id = "tls13/client-hello/trailing-byte-in-record-size-limit",       .plan = "flow tls13; edit client_hello add-extension record_size_limit 400100; expect rejects decode_error or continues"},
{CH1_53_OPEN, .id = "tls13/client-hello/trailing-byte-in-certificate-timestamp",   .plan = "flow tls13; edit client_hello add-extension 18 00; expect rejects decode_error or continues"},
{CH1_53_OPEN, .id = "tls13/client-hello/trailing-byte-in-certificate-authorities", .plan = "flow tls13; edit client_hello add-extension certificate_authorities 00040002300000; expect rejects decode_error or continues"},
{CH1_53_OPEN, .id = "tls13/client-hello/trailing-byte-in-delegated-credential",    .plan = "flow tls13; edit client_hello add-extension delegated_credential 0002040300; expect rejects decode_error or continues"},

// Seven bytes of extensions: the least that section 4.2.2 allows, one less than RFC 8446 did, so that an older stack may find
// fault with the syntax.
#define CH1_57 SHK_OF_SERVER, SHK_ROW("CH1-57", 9846, "4.2.2", SHK_MUST, \
    "A server misses the other extensions in a hello that has supported_versions alone."), .flags = SHK_NAMED_ALERT | SHK_NEW_IN_9846
{CH1_57, .id = "tls13/client-hello/supported-versions-alone", .plan = "flow tls13; edit client_hello.extensions set 002b0003020304; expect rejects missing_extension decode_error"},

// --- Hellos of others ----------------------------------------------------------------------------------------------------------

// To take such a hello at TLS 1.2 is discouraged, not forbidden; a server that does answers and then waits for us.
#define CH1_45 SHK_OF_SERVER, SHK_ROW("CH1-45", 9846, "E.5", SHK_SHOULD, \
    "A server does not take a hello in the format of SSL 2.0 for SSL 2.0 or TLS 1.3.")
{CH1_45, .id = "tls/client-hello/ssl2-format-for-tls12", .plan = "flow tls12; replace client_hello raw_record 802e01030300150000001000c02f00c02b00009c00002f0000350000ff010080000102030405060708090a0b0c0d0e0f; stop after client_hello wait; expect rejects any or closes or continues or silent"},
{CH1_45, .id = "tls/client-hello/ssl2-format-for-ssl2",  .plan = "flow tls12; replace client_hello raw_record 802e0100020015000000100100800200800300800400800500800600400700c0000102030405060708090a0b0c0d0e0f; stop after client_hello wait; expect rejects any or closes"},

// Not recordings but likenesses: the suites, extensions and fillers of well-known clients around a share of our own.
#define CH1_52 SHK_OF_SERVER, SHK_ROW("CH1-52", 9846, "9.3", SHK_INFORMATION, \
    "A server takes what the clients of today say.")
{CH1_52, .id = "tls13/client-hello/like-a-browser-with-grease", .plan =
    "flow tls13 compression\n"
    "edit client_hello.cipher_suites set 0x3a3a,0x1301,0x1302,0x1303,0xc02b,0xc02f,0xc02c,0xc030,0xcca9,0xcca8,0xc013,0xc014,0x009c,0x009d,0x002f,0x0035\n"
    "edit client_hello.extensions.supported_groups.named_group_list set 0x1a1a,0x11ec,0x001d,0x0017,0x0018\n"
    "edit client_hello.extensions.key_share.client_shares insert 0 1a1a000100\n"
    "edit client_hello.extensions.supported_versions.versions set 0x6a6a,0x0304,0x0303\n"
    "edit client_hello add-extension 0x4469 0003026832\n"
    "edit client_hello add-extension status_request 0100000000\n"
    "edit client_hello add-extension 18 \"\"\n"
    "edit client_hello add-extension renegotiation_info 00\n"
    "edit client_hello add-extension session_ticket \"\"\n"
    "edit client_hello add-extension extended_master_secret \"\"\n"
    "edit client_hello add-extension ec_point_formats 0100\n"
    "edit client_hello add-extension 0xfafa \"\"\n"
    "edit client_hello.extensions append 2a2a000100\n"
    "expect continues"},
{CH1_52, .id = "tls13/client-hello/like-a-browser-with-delegation", .plan =
    "flow tls13\n"
    "edit client_hello.cipher_suites set 0x1301,0x1303,0x1302,0xc02b,0xc02f,0xcca9,0xcca8,0xc02c,0xc030,0xc00a,0xc009,0xc013,0xc014,0x009c,0x009d,0x002f,0x0035\n"
    "edit client_hello.extensions.supported_versions.versions set 0x0304,0x0303\n"
    "edit client_hello add-extension record_size_limit 4001\n"
    "edit client_hello add-extension delegated_credential 00080403050306030203\n"
    "edit client_hello add-extension status_request 0100000000\n"
    "edit client_hello add-extension session_ticket \"\"\n"
    "edit client_hello add-extension ec_point_formats 0100\n"
    "edit client_hello add-extension renegotiation_info 00\n"
    "edit client_hello add-extension extended_master_secret \"\"\n"
    "expect continues"},
{CH1_52, .id = "tls13/client-hello/like-a-command-line-client", .plan =
    "flow tls13\n"
    "edit client_hello.cipher_suites set 0x1302,0x1303,0x1301,0xc02c,0xc030,0x009f,0xcca9,0xcca8,0xccaa,0xc02b,0xc02f,0x009e,0xc024,0xc028,0x006b,0xc023,0xc027,0x0067,0xc00a,0xc014,0x0039,0xc009,0xc013,0x0033,0x009d,0x009c,0x003d,0x003c,0x0035,0x002f,0x00ff\n"
    "edit client_hello.extensions.supported_versions.versions set 0x0304,0x0303\n"
    "edit client_hello add-extension ec_point_formats 03000102\n"
    "edit client_hello add-extension session_ticket \"\"\n"
    "edit client_hello add-extension encrypt_then_mac \"\"\n"
    "edit client_hello add-extension extended_master_secret \"\"\n"
    "edit client_hello add-extension 0x3374 \"\"\n"
    "expect continues"},
{CH1_52, .id = "tls12/client-hello/like-an-old-client", .plan =
    "flow tls12\n"
    "edit client_hello.cipher_suites append 0xc008,0xc012,0x0016,0x000a,0x00ff\n"
    "edit client_hello.extensions.supported_groups.named_group_list set 0x0017,0x0018,0x0019,0x0009,0x000a,0x000b,0x000c,0x000d,0x000e,0x0016,0x001d\n"
    "edit client_hello.extensions.ec_point_formats.ec_point_format_list set 000102\n"
    "edit client_hello.extensions.signature_algorithms.supported_signature_algorithms append 0x0301,0x0303,0x0201,0x0203,0x0202\n"
    "edit client_hello add-extension heartbeat 01\n"
    "expect continues"},
};
// clang-format on

SHK_TABLE(shk_client_hello_cases, "CH1", "ClientHello", cases);
