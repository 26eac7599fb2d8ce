// Signatures of the handshake: CertificateVerify, ServerKeyExchange. RFC 9846, sections 4.3.3 and 4.5.2; RFC 5246, section 7.4.3.
//
// BOTH makes two cases of a row: of a client that checks our server's signature, and of a server that checks our client's.
#include "conformance/tables.h"

#define BOTH(say, name, edits, expect)                                                                                 \
    {SHK_OF_CLIENT, say, .id = "tls13/client/certificate-verify/" name,                                                \
     .plan = "flow tls13; " edits "; expect " expect},                                                                 \
    {                                                                                                                  \
        SHK_OF_SERVER, say, .id = "tls13/server/certificate-verify/" name,                                             \
                            .plan = "flow tls13 client-auth; " edits "; expect " expect                                \
    }

#define ALGORITHM "edit certificate_verify.algorithm set "
#define SIGNATURE "edit certificate_verify.signature "
#define EXCHANGE "edit server_key_exchange"
// The order of the group of P-256, as a DER INTEGER.
#define P256_N "022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
#define ONE "020101"
#define ZERO "020100"
// 2^512 - 1, as a DER INTEGER.
#define HUGE_NUMBER                                                                                                    \
    "024100ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"

// clang-format off
static const struct shk_case cases[] = {

// --- TLS 1.3: the value ------------------------------------------------------------------------------------------------------

#define SIG_13 SHK_ROW("SIG-13", 9846, "4.5.2", SHK_MUST, \
    "A CertificateVerify whose signature is spoilt ends the handshake."), .flags = SHK_NAMED_ALERT
BOTH(SIG_13, "bit-flip-ecdsa",  "certificate p256; " SIGNATURE "flip-bit -1", "rejects decrypt_error"),
BOTH(SIG_13, "bit-flip-rsa",    "certificate rsa; " SIGNATURE "flip-bit -1", "rejects decrypt_error"),
BOTH(SIG_13, "first-bit-rsa",   "certificate rsa; " SIGNATURE "flip-bit 0", "rejects decrypt_error"),
BOTH(SIG_13, "bit-flip-p384",   "certificate p384; " SIGNATURE "flip-bit -1", "rejects decrypt_error"),
BOTH(SIG_13, "bit-flip-ed25519", "certificate ed25519; " SIGNATURE "flip-bit -1", "rejects decrypt_error"),
BOTH(SIG_13, "random-bytes",    "seal certificate_verify random", "rejects decrypt_error"),
BOTH(SIG_13, "wrong-key-ecdsa", "certificate p256; seal certificate_verify wrong-key", "rejects decrypt_error"),
BOTH(SIG_13, "wrong-key-rsa",   "certificate rsa; seal certificate_verify wrong-key", "rejects decrypt_error"),

#define SIG_25 SHK_ROW("SIG-25", 9846, "4.5.2", SHK_MUST, \
    "A CertificateVerify with an empty signature ends the handshake."), .flags = SHK_NAMED_ALERT
BOTH(SIG_25, "empty-signature-ecdsa", "certificate p256; " SIGNATURE "truncate 0", "rejects decrypt_error"),
BOTH(SIG_25, "empty-signature-rsa",   "certificate rsa; " SIGNATURE "truncate 0", "rejects decrypt_error"),

#define SIG_30 SHK_ROW("SIG-30", 9846, "4.5.2", SHK_MUST, \
    "An Ed25519 signature of the wrong length, or whose second half is not below the group's order, ends the handshake."), .flags = SHK_NAMED_ALERT
BOTH(SIG_30, "ed25519-one-byte-less", "certificate ed25519; " SIGNATURE "truncate -1", "rejects decrypt_error"),
BOTH(SIG_30, "ed25519-one-byte-more", "certificate ed25519; " SIGNATURE "append 00", "rejects decrypt_error"),
BOTH(SIG_30, "ed25519-s-too-large",   "certificate ed25519; " SIGNATURE "splice 32 32 edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010", "rejects decrypt_error"),

#define SIG_28 SHK_ROW("SIG-28", 9846, "4.5.2", SHK_MUST, \
    "An ECDSA signature whose numbers are out of range ends the handshake."), .flags = SHK_NAMED_ALERT
BOTH(SIG_28, "ecdsa-both-zero",  "certificate p256; " SIGNATURE "set 3006" ZERO ZERO, "rejects decrypt_error"),
BOTH(SIG_28, "ecdsa-r-zero",     "certificate p256; " SIGNATURE "set 3006" ZERO ONE, "rejects decrypt_error"),
BOTH(SIG_28, "ecdsa-s-zero",     "certificate p256; " SIGNATURE "set 3006" ONE ZERO, "rejects decrypt_error"),
BOTH(SIG_28, "ecdsa-r-order",    "certificate p256; " SIGNATURE "set 3026" P256_N ONE, "rejects decrypt_error"),
BOTH(SIG_28, "ecdsa-s-order",    "certificate p256; " SIGNATURE "set 3026" ONE P256_N, "rejects decrypt_error"),
BOTH(SIG_28, "ecdsa-both-order", "certificate p256; " SIGNATURE "set 3046" P256_N P256_N, "rejects decrypt_error"),
BOTH(SIG_28, "ecdsa-r-negative", "certificate p256; " SIGNATURE "set 30060201ff" ONE, "rejects decrypt_error"),
BOTH(SIG_28, "ecdsa-r-huge",     "certificate p256; " SIGNATURE "set 3046" HUGE_NUMBER ONE, "rejects decrypt_error"),

#define SIG_29 SHK_ROW("SIG-29", 9846, "4.3.3", SHK_SYNTAX, \
    "An ECDSA signature that is right in value but no DER ends the handshake.")
BOTH(SIG_29, "ecdsa-needless-zero",  "certificate p256; seal certificate_verify not-der", "rejects decrypt_error decode_error general_error"),
BOTH(SIG_29, "ecdsa-trailing-byte",  "certificate p256; " SIGNATURE "append 00", "rejects decrypt_error decode_error general_error"),

// --- TLS 1.3: what is signed -------------------------------------------------------------------------------------------------

#define SIG_20 SHK_ROW("SIG-20", 9846, "4.5.2", SHK_MUST, \
    "A signature with another hash than its scheme says ends the handshake."), .flags = SHK_NAMED_ALERT
BOTH(SIG_20, "wrong-hash-ecdsa", "certificate p256; seal certificate_verify wrong-hash", "rejects decrypt_error"),
BOTH(SIG_20, "wrong-hash-rsa",   "certificate rsa; seal certificate_verify wrong-hash", "rejects decrypt_error"),

#define SIG_22 SHK_ROW("SIG-22", 9846, "4.5.2", SHK_MUST, \
    "A signature with the context string of the other side ends the handshake."), .flags = SHK_NAMED_ALERT
BOTH(SIG_22, "context-of-the-other-side", "seal certificate_verify wrong-context", "rejects decrypt_error"),

#define SIG_23 SHK_ROW("SIG-23", 9846, "4.5.2", SHK_MUST, \
    "A signature over a transcript without its last message ends the handshake."), .flags = SHK_NAMED_ALERT
BOTH(SIG_23, "transcript-without-certificate", "seal certificate_verify wrong-transcript", "rejects decrypt_error"),

#define SIG_24 SHK_ROW("SIG-24", 9846, "4.5.2", SHK_MUST, \
    "A signature without the prefix or the separator ends the handshake."), .flags = SHK_NAMED_ALERT
BOTH(SIG_24, "no-prefix",    "seal certificate_verify no-prefix", "rejects decrypt_error"),
BOTH(SIG_24, "no-separator", "seal certificate_verify no-separator", "rejects decrypt_error"),

// --- TLS 1.3: the algorithm --------------------------------------------------------------------------------------------------

#define SIG_14 SHK_ROW("SIG-14", 9846, "4.5.2", SHK_SYNTAX, \
    "A CertificateVerify with an algorithm that was not offered is refused.")
BOTH(SIG_14, "algorithm-not-offered",  "certificate p256; " ALGORITHM "0708", "rejects illegal_parameter general_error"),
BOTH(SIG_14, "algorithm-not-assigned", "certificate p256; " ALGORITHM "fefe", "rejects illegal_parameter general_error"),

#define SIG_15 SHK_ROW("SIG-15", 9846, "4.3.3", SHK_SYNTAX, \
    "A CertificateVerify with a PKCS #1 v1.5 algorithm is refused, even if it was offered.")
BOTH(SIG_15, "says-rsa-pkcs1-sha256", "certificate rsa; " ALGORITHM "0401", "rejects illegal_parameter general_error"),
BOTH(SIG_15, "says-rsa-pkcs1-sha384", "certificate rsa; " ALGORITHM "0501", "rejects illegal_parameter general_error"),
BOTH(SIG_15, "says-rsa-pkcs1-sha512", "certificate rsa; " ALGORITHM "0601", "rejects illegal_parameter general_error"),

#define SIG_16 SHK_ROW("SIG-16", 9846, "4.5.2", SHK_MUST, \
    "A CertificateVerify with SHA-1 is refused.")
BOTH(SIG_16, "says-rsa-pkcs1-sha1", "certificate rsa; " ALGORITHM "0201", "rejects illegal_parameter general_error"),
BOTH(SIG_16, "says-ecdsa-sha1",     "certificate p256; " ALGORITHM "0203", "rejects illegal_parameter general_error"),

#define SIG_17 SHK_ROW("SIG-17", 9846, "B.3.1.3", SHK_MUST, \
    "A CertificateVerify with a code point of DSA or SHA-224 is refused.")
BOTH(SIG_17, "says-dsa-sha1",     "certificate p256; " ALGORITHM "0202", "rejects illegal_parameter general_error"),
BOTH(SIG_17, "says-dsa-sha256",   "certificate p256; " ALGORITHM "0402", "rejects illegal_parameter general_error"),
BOTH(SIG_17, "says-rsa-sha224",   "certificate rsa; " ALGORITHM "0301", "rejects illegal_parameter general_error"),
BOTH(SIG_17, "says-ecdsa-sha224", "certificate p256; " ALGORITHM "0303", "rejects illegal_parameter general_error"),

#define SIG_18 SHK_ROW("SIG-18", 9846, "4.3.3", SHK_MUST, \
    "A CertificateVerify with the ECDSA algorithm of another curve than the key's is refused.")
BOTH(SIG_18, "p384-says-p256", "certificate p384; " ALGORITHM "0403", "rejects illegal_parameter decrypt_error general_error"),
BOTH(SIG_18, "p256-says-p384", "certificate p256; " ALGORITHM "0503", "rejects illegal_parameter decrypt_error general_error"),

#define SIG_19 SHK_ROW("SIG-19", 9846, "4.3.3", SHK_MUST, \
    "A CertificateVerify with an algorithm for another kind of key is refused.")
BOTH(SIG_19, "rsae-key-says-pss",  "certificate rsa; " ALGORITHM "0809", "rejects illegal_parameter decrypt_error unsupported_certificate general_error"),
BOTH(SIG_19, "ecdsa-key-says-rsa", "certificate p256; " ALGORITHM "0804", "rejects illegal_parameter decrypt_error unsupported_certificate general_error"),
BOTH(SIG_19, "rsa-key-says-ecdsa", "certificate rsa; " ALGORITHM "0403", "rejects illegal_parameter decrypt_error unsupported_certificate general_error"),

#define SIG_32 SHK_ROW("SIG-32", 8701, "3.1", SHK_MUST, \
    "A CertificateVerify with a reserved (GREASE) algorithm is refused.")
BOTH(SIG_32, "grease-algorithm", ALGORITHM "5a5a", "rejects illegal_parameter general_error"),

#define SIG_47 SHK_ROW("SIG-47", 9963, "2", SHK_MUST, \
    "A CertificateVerify with a legacy code point of RSA is refused.")
BOTH(SIG_47, "says-rsa-pkcs1-sha256-legacy", "certificate rsa; " ALGORITHM "0420", "rejects illegal_parameter general_error"),

// --- TLS 1.3: lengths --------------------------------------------------------------------------------------------------------

#define SIG_26 SHK_ROW("SIG-26", 9846, "4.5.2", SHK_SYNTAX, \
    "A CertificateVerify that ends before its signature is refused.")
BOTH(SIG_26, "body-of-0-bytes", "edit certificate_verify truncate 0", "rejects decode_error general_error"),
BOTH(SIG_26, "body-of-1-byte",  "edit certificate_verify truncate 1", "rejects decode_error general_error"),
BOTH(SIG_26, "body-of-2-bytes", "edit certificate_verify truncate 2", "rejects decode_error general_error"),
BOTH(SIG_26, "body-of-3-bytes", "edit certificate_verify truncate 3", "rejects decode_error general_error"),

#define SIG_27 SHK_ROW("SIG-27", 9846, "4.5.2", SHK_SYNTAX, \
    "A CertificateVerify whose lengths are wrong is refused.")
BOTH(SIG_27, "signature-length-minus-1", "edit certificate_verify.signature:length add -1", "rejects decode_error general_error"),
BOTH(SIG_27, "signature-length-plus-1",  "edit certificate_verify.signature:length add 1", "rejects decode_error general_error"),
BOTH(SIG_27, "trailing-byte",            "edit certificate_verify append 00", "rejects decode_error general_error"),

// --- TLS 1.2 -----------------------------------------------------------------------------------------------------------------

#define SIG_10 SHK_OF_CLIENT, SHK_ROW("SIG-10", 9846, "4.3.3", SHK_MUST, \
    "A client that offers RSA-PSS takes it in TLS 1.2 too."), .flags = SHK_NAMED_ALERT
{SIG_10, .id = "tls12/client/signature/rsa-pss", .plan = "flow tls12; certificate rsa; scheme rsa_pss_rsae_sha256; record server_key_exchange fragment 100; expect continues"},

#define SIG_12 SHK_OF_CLIENT, SHK_ROW("SIG-12", 5246, "7.4.1.4.1", SHK_SYNTAX, \
    "A client refuses signature_algorithms in ServerHello.")
{SIG_12, .id = "tls12/client/signature/algorithms-in-server-hello", .plan = "flow tls12; edit server_hello.extensions add-extension signature_algorithms 00020403; expect rejects illegal_parameter unsupported_extension"},

#define SIG_39 SHK_OF_CLIENT, SHK_ROW("SIG-39", 5246, "7.4.3", SHK_MUST, \
    "A client refuses a ServerKeyExchange whose signature is spoilt.")
{SIG_39, .id = "tls12/client/signature/bit-flip-ecdsa",    .plan = "flow tls12; certificate p256; " EXCHANGE ".signature flip-bit -1; expect rejects decrypt_error"},
{SIG_39, .id = "tls12/client/signature/bit-flip-rsa-pkcs1", .plan = "flow tls12; certificate rsa; scheme rsa_pkcs1_sha256; " EXCHANGE ".signature flip-bit -1; expect rejects decrypt_error"},
{SIG_39, .id = "tls12/client/signature/bit-flip-rsa-pss",  .plan = "flow tls12; certificate rsa; scheme rsa_pss_rsae_sha256; " EXCHANGE ".signature flip-bit -1; expect rejects decrypt_error"},
{SIG_39, .id = "tls12/client/signature/random-bytes",      .plan = "flow tls12; seal server_key_exchange random; expect rejects decrypt_error"},
{SIG_39, .id = "tls12/client/signature/wrong-key",         .plan = "flow tls12; seal server_key_exchange wrong-key; expect rejects decrypt_error"},
{SIG_39, .id = "tls12/client/signature/wrong-hash-ecdsa",  .plan = "flow tls12; certificate p256; seal server_key_exchange wrong-hash; expect rejects decrypt_error"},
{SIG_39, .id = "tls12/client/signature/empty",             .plan = "flow tls12; " EXCHANGE ".signature truncate 0; expect rejects decrypt_error decode_error"},

#define SIG_40 SHK_OF_CLIENT, SHK_ROW("SIG-40", 5246, "7.4.3", SHK_SYNTAX, \
    "A client refuses a signature algorithm that it did not offer.")
{SIG_40, .id = "tls12/client/signature/algorithm-not-offered",  .plan = "flow tls12; certificate p256; " EXCHANGE ".algorithm set 0708; expect rejects illegal_parameter handshake_failure"},
{SIG_40, .id = "tls12/client/signature/algorithm-not-assigned", .plan = "flow tls12; certificate p256; " EXCHANGE ".algorithm set fefe; expect rejects illegal_parameter handshake_failure"},

#define SIG_41 SHK_OF_CLIENT, SHK_ROW("SIG-41", 5246, "7.4.3", SHK_SYNTAX, \
    "A client refuses a signature algorithm that does not fit the certificate's key.")
{SIG_41, .id = "tls12/client/signature/ecdsa-key-says-rsa", .plan = "flow tls12; certificate p256; " EXCHANGE ".algorithm set 0401; expect rejects illegal_parameter decrypt_error handshake_failure"},
{SIG_41, .id = "tls12/client/signature/rsa-key-says-ecdsa", .plan = "flow tls12; certificate rsa; " EXCHANGE ".algorithm set 0403; expect rejects illegal_parameter decrypt_error handshake_failure"},

#define SIG_42 SHK_OF_CLIENT, SHK_ROW("SIG-42", 5246, "7.4.3", SHK_SYNTAX, \
    "A client refuses a ServerKeyExchange without a signature.")
{SIG_42, .id = "tls12/client/signature/left-out",       .plan = "flow tls12; " EXCHANGE ".algorithm cut-here; expect rejects decode_error"},
{SIG_42, .id = "tls12/client/signature/only-algorithm", .plan = "flow tls12; " EXCHANGE ".algorithm cut-after; expect rejects decode_error"},

#define SIG_43 SHK_OF_CLIENT, SHK_ROW("SIG-43", 5246, "7.4.1.4.1", SHK_SYNTAX, \
    "A client refuses an anonymous signature.")
{SIG_43, .id = "tls12/client/signature/anonymous", .plan = "flow tls12; " EXCHANGE ".algorithm set 0400; " EXCHANGE ".signature truncate 0; expect rejects illegal_parameter handshake_failure decode_error"},

#define SIG_44 SHK_OF_CLIENT, SHK_ROW("SIG-44", 5246, "7.4.3", SHK_MUST, \
    "A client refuses a signature over other randoms or other parameters.")
{SIG_44, .id = "tls12/client/signature/other-randoms",    .plan = "flow tls12; seal server_key_exchange wrong-context; expect rejects decrypt_error"},
{SIG_44, .id = "tls12/client/signature/other-parameters", .plan = "flow tls12; seal server_key_exchange wrong-transcript; expect rejects decrypt_error"},

#define SIG_45 SHK_OF_CLIENT, SHK_ROW("SIG-45", 8422, "5.4", SHK_MUST, \
    "A client refuses an ECDSA signature whose numbers are out of range.")
{SIG_45, .id = "tls12/client/signature/ecdsa-both-zero",  .plan = "flow tls12; certificate p256; " EXCHANGE ".signature set 3006" ZERO ZERO "; expect rejects decrypt_error"},
{SIG_45, .id = "tls12/client/signature/ecdsa-both-order", .plan = "flow tls12; certificate p256; " EXCHANGE ".signature set 3046" P256_N P256_N "; expect rejects decrypt_error"},
{SIG_45, .id = "tls12/client/signature/ecdsa-r-huge",     .plan = "flow tls12; certificate p256; " EXCHANGE ".signature set 3046" HUGE_NUMBER ONE "; expect rejects decrypt_error"},

#define SIG_52 SHK_OF_CLIENT, SHK_ROW("SIG-52", 9155, "4", SHK_MUST, \
    "A client refuses SHA-1 and MD5 in TLS 1.2.")
{SIG_52, .id = "tls12/client/signature/says-rsa-sha1",   .plan = "flow tls12; certificate rsa; " EXCHANGE ".algorithm set 0201; expect rejects illegal_parameter"},
{SIG_52, .id = "tls12/client/signature/says-ecdsa-sha1", .plan = "flow tls12; certificate p256; " EXCHANGE ".algorithm set 0203; expect rejects illegal_parameter"},
{SIG_52, .id = "tls12/client/signature/says-rsa-md5",    .plan = "flow tls12; certificate rsa; " EXCHANGE ".algorithm set 0101; expect rejects illegal_parameter"},

#define SIG_54 SHK_OF_CLIENT, SHK_ROW("SIG-54", 9846, "4.3.3", SHK_MUST, \
    "A client refuses SHA-224 and DSA in TLS 1.2.")
{SIG_54, .id = "tls12/client/signature/says-rsa-sha224",   .plan = "flow tls12; certificate rsa; " EXCHANGE ".algorithm set 0301; expect rejects illegal_parameter handshake_failure decrypt_error"},
{SIG_54, .id = "tls12/client/signature/says-ecdsa-sha224", .plan = "flow tls12; certificate p256; " EXCHANGE ".algorithm set 0303; expect rejects illegal_parameter handshake_failure decrypt_error"},
{SIG_54, .id = "tls12/client/signature/says-dsa-sha256",   .plan = "flow tls12; certificate p256; " EXCHANGE ".algorithm set 0402; expect rejects illegal_parameter handshake_failure decrypt_error"},
};
// clang-format on

SHK_TABLE(shk_signature_cases, "SIG", "Signatures", cases);
