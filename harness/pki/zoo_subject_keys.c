// Part F: keys that are weak, malformed or of another kind, with what stands on keys in parts J and L. Where the key cannot sign,
// CertificateVerify is octets that depend on the conversation.
#include "pki/zoo_parts.h"

// clang-format off
#define ROW(id, row, topic, sentence, verdict, flags, alerts, rfc, section, needs, ...) \
    {id, row, topic, sentence, BOTH, verdict, flags, BRACED alerts, rfc, section, needs, RECIPE(__VA_ARGS__)}
#define WEAK(id, row, sentence, alerts, needs, ...) ROW(id, row, "F", sentence, EITHER, S_REJECT, alerts, 9846, "C.2", needs, __VA_ARGS__)
#define LOOSE(id, row, sentence, alerts, rfc, section, ...) ROW(id, row, "F", sentence, EITHER, STRICT, alerts, rfc, section, NULL, __VA_ARGS__)
#define BAD(id, row, sentence, alerts, rfc, section, needs, ...) ROW(id, row, "F", sentence, REJECT, 0, alerts, rfc, section, needs, __VA_ARGS__)
#define EC BASE(SHK_KEY_P256)
#define RSA BASE(SHK_KEY_RSA)
#define RSA_KEY(n, e) "SEQ{SEQ{1.2.840.113549.1.1.1 NULL} BIT{00 SEQ{INT{" n "} INT{" e "}}}}"
#define EC_KEY_OF(parameters, point) "SEQ{SEQ{1.2.840.10045.2.1 " parameters "} BIT{00 " point "}}"
#define P256 "1.2.840.10045.3.1.7"
#define EXPLICIT(generator) \
    "SEQ{#1 SEQ{1.2.840.10045.1.1 INT{00 ffffffff00000001000000000000000000000000ffffffffffffffffffffffff}}" \
    "SEQ{OCT{ffffffff00000001000000000000000000000000fffffffffffffffffffffffc}" \
    "OCT{5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b}} OCT{" generator "}" \
    "INT{00 ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551} #1}"
#define G_P256 "04 6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296" \
               "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
#define MUTE(len, scheme) PROVE("mute:" #len, scheme)

static const struct shk_chain_row rows[] = {
    WEAK("k-rsa512", "k-rsa512", "The leaf has an RSA key of 512 bits.", ALERTS(42, 43), "tls12",
         RSA, KEY("leaf", "rsa512:leaf"), PROVE(NULL, SHK_RSA_PKCS1_SHA256)),
    WEAK("k-rsa512-int", "k-rsa512", "The intermediate has an RSA key of 512 bits.", ALERTS(42, 43), NULL, RSA, KEY("int", "rsa512:ca")),
    WEAK("k-rsa1024", "k-rsa1024", "The leaf has an RSA key of 1024 bits.", ALERTS(42, 43), NULL, RSA, KEY("leaf", "rsa1024:leaf")),
    WEAK("k-rsa1024-ca", "k-rsa1024-ca", "The intermediate has an RSA key of 1024 bits.", ALERTS(42, 43), NULL, RSA, KEY("int", "rsa1024:ca")),
    WEAK("k-rsa1024-ca-root", "k-rsa1024-ca", "The trust anchor has an RSA key of 1024 bits.", ALERTS(42, 43), "anchor",
         RSA, NEW("small", "small"), KEY("small", "rsa1024:ca"), UNDER("int", "small"), ANCHOR("small")),
    ROW("k-rsa2052", "k-rsa2052", "F", "The modulus has 2052 bits.", EITHER, 0, ALERTS(42), 9846, "C.2", NULL, RSA, KEY("leaf", "rsa2052")),
    WEAK("k-rsa16384", "k-rsa16384", "The leaf has an RSA key of 16384 bits.", ALERTS(42, 43, 47), NULL, RSA, KEY("leaf", "rsa16384")),
    LOOSE("k-rsa-e1", "k-rsa-e1", "The public exponent is 1.", ALERTS(42, 43, 51), 8017, "3.1", RSA, KEY("leaf", "rsa:e1")),
    LOOSE("k-rsa-even", "k-rsa-even", "The public exponent is 4.", ALERTS(42, 43, 51), 8017, "3.1", RSA, KEY("leaf", "rsa:e4")),
    LOOSE("k-rsa-bige", "k-rsa-bige", "The public exponent has 65 bits.", ALERTS(42, 43), 8017, "3.1", RSA, KEY("leaf", "rsa:bige")),
    LOOSE("k-rsa-bige-full", "k-rsa-bige", "The public exponent is nearly as long as the modulus.", ALERTS(42, 43), 8017, "3.1", RSA, KEY("leaf", "rsa:hugee")),
    LOOSE("k-rsa-evenmod", "k-rsa-evenmod", "The modulus is even.", ALERTS(42, 43, 51), 8017, "3.1", RSA, KEY("leaf", "rsa:even")),
    BAD("k-rsa-n0", "k-rsa-n0", "The intermediate's modulus is zero.", ALERTS(42, 43, 48, 50, 51), 5280, "6.1.3(a)(1)", NULL,
        RSA, SPKI("int", RSA_KEY("00", "010001"))),
    BAD("k-rsa-n0-negative", "k-rsa-n0", "The intermediate's modulus is negative.", ALERTS(42, 43, 48, 50, 51), 5280, "6.1.3(a)(1)", NULL,
        RSA, SPKI("int", RSA_KEY("*256{c3}", "010001"))),
    {"k-roca", "k-roca", "F", "The primes have the structure that ROCA breaks.", BOTH, EITHER, 0, {42, 46}, 0, "CVE-2017-15361", NULL, RECIPE(RSA, KEY("leaf", "rsa:roca"))},
    {"k-debian-weak", "k-debian-weak", "F", "The modulus shares a prime with that of another key.", BOTH, EITHER, 0, {42, 46}, 0, "CABF 4.9.1.1", NULL,
     RECIPE(RSA, KEY("leaf", "rsa:shared"))},
    BAD("k-p192", "k-p192", "The leaf's key is on P-192, which no scheme of TLS 1.3 knows.", ALERTS(43, 42, 47), 9846, "4.5.2", "tls13",
        EC, KEY("leaf", "p192"), PROVE(NULL, SHK_ECDSA_SECP256R1_SHA256)),
    BAD("k-secp256k1", "k-secp256k1", "The leaf's key is on secp256k1, which no scheme of TLS 1.3 knows.", ALERTS(43, 47, 42), 9846, "4.5.2", "tls13",
        EC, KEY("leaf", "secp256k1"), PROVE(NULL, SHK_ECDSA_SECP256R1_SHA256)),
    ROW("k-brainpool", "k-brainpool", "F", "The leaf's key is on brainpoolP256r1.", EITHER, 0, ALERTS(43, 47), 8734, "2", NULL,
        EC, KEY("leaf", "brainpool"), PROVE(NULL, 0x081a)),
    LOOSE("k-explicit", "k-explicit", "The leaf spells out the parameters of P-256.", ALERTS(42, 43), 5480, "2.1.1",
        EC, SPKI("leaf", EC_KEY_OF(EXPLICIT(G_P256), "$point(leaf)")), PROVE(NULL, SHK_ECDSA_SECP256R1_SHA256)),
    BAD("k-explicit-g", "k-explicit-g", "A forged root has the trusted one's name and point, but chooses its generator.", ALERTS(42, 43, 48, 51), 5280, "6.1.3(a)(1)", NULL,
        EC, NEW("forged", "forged"), SUBJECT("forged", "$name(root)"), SPKI("forged", EC_KEY_OF(EXPLICIT("$point(root)"), "$point(root)")),
        SIGNED_BY("forged", "curveball"), UNDER("leaf", "forged"), SIGNED_BY("leaf", "curveball"), LIST("leaf forged")),
    BAD("k-explicit-dos", "k-explicit-dos", "The leaf spells out a field of 4096 bits that is none.", ALERTS(42, 43, 47), 9846, "4.5.2", NULL,
        EC, SPKI("leaf", EC_KEY_OF("SEQ{#1 SEQ{1.2.840.10045.1.1 INT{00 *512{ff}}} SEQ{OCT{*512{01}} OCT{*512{02}}} OCT{02 *512{03}} INT{00 *512{f1}} #1}",
        "02 *512{05}")), MUTE(72, SHK_ECDSA_SECP256R1_SHA256)),
    BAD("k-offcurve", "k-offcurve", "The leaf's point is not on its curve.", ALERTS(42, 43, 47, 50, 51), 9846, "4.5.2", NULL, EC, FLIP("leaf", "tbs.spki.key", -8)),
    BAD("k-infinity", "k-infinity", "The leaf's point is infinity.", ALERTS(42, 43, 47, 50, 51), 9846, "4.5.2", NULL, EC, SET("leaf", "tbs.spki.key", "0000")),
    ROW("k-compressed", "k-compressed", "F", "The leaf's point is compressed.", EITHER, 0, ALERTS(42, 43), 5480, "2.2", NULL,
        EC, SPKI("leaf", EC_KEY_OF(P256, "$compressed(leaf)"))),
    LOOSE("k-hybrid", "k-hybrid", "The leaf's point has the hybrid form.", ALERTS(42, 50), 5480, "2.2", EC, SPKI("leaf", EC_KEY_OF(P256, "$hybrid(leaf)"))),
    BAD("k-dsa", "k-dsa", "The leaf has a DSA key.", ALERTS(43, 40, 42, 47), 9846, "4.3.3", NULL, SPKI("leaf", "$dsa"), MUTE(70, 0x0402)),
    BAD("k-dh", "k-dh", "The leaf's key can agree on keys and not sign.", ALERTS(43, 42, 47, 51), 9846, "4.5.2", NULL,
        SPKI("leaf", "SEQ{SEQ{1.3.101.110} BIT{00 *4{5f3a9c6e17d0b284}}}"), MUTE(64, SHK_ED25519)),
    ROW("k-ed-params", "k-ed-params", "F", "An Ed25519 key has NULL for parameters.", EITHER, STRICT, ALERTS(42, 50), 8410, "3", "scheme:ed25519",
        EC, KEY("leaf", "ed25519:leaf"), SPKI("leaf", "SEQ{SEQ{1.3.101.112 NULL} BIT{$keybits(leaf)}}"), PROVE(NULL, SHK_ED25519)),
    BAD("k-unknown-alg", "k-unknown-alg", "Nobody knows the algorithm of the leaf's key.", ALERTS(43, 42, 47, 51), 9846, "4.5.2", NULL,
        SPKI("leaf", "SEQ{SEQ{2.25.2} BIT{00 *4{5f3a9c6e17d0b284}}}"), MUTE(72, SHK_ECDSA_SECP256R1_SHA256)),
    BAD("k-spki-trailing", "k-spki-trailing", "An octet follows the leaf's point.", ALERTS(42, 43, 50), 9846, "4.5.2", NULL, EC, AFTER("leaf", "tbs.spki.key", "00")),

    {"ok-rsa4096-chain", "ok-rsa4096-chain", "A", "Nothing: three RSA keys of 4096 bits.", BOTH, ACCEPT, 0, {0}, 9846, "4.5.1", "anchor",
     RECIPE(RSA, NEW("large", "large"), KEY("large", "rsa4096:root"), UNDER("int", "large"), KEY("int", "rsa4096:int"), KEY("leaf", "rsa4096:leaf"), ANCHOR("large"))},

    ROW("v-wrong-leaf", "v-wrong-leaf", "J", "The chain is somebody else's, CertificateVerify is ours.", REJECT, NAMED, ALERTS(51), 9846, "4.5.2", NULL,
        KEY("leaf", "somebody"), PROVE("leaf", 0)),
    ROW("v-cert-sigalg", "v-cert-sigalg", "J", "The leaf is signed by ECDSA with SHA-224, which hardly anybody lists.", EITHER, 0, ALERTS(43, 42), 9846, "4.5.1.2", NULL,
        EC, SCHEME("leaf", 0x0303)),

    {"r-sct-missing", "r-sct-missing", "K", "There is no SCT, which a policy may demand.", SHK_CLIENT, EITHER, 0, {46, 42}, 9162, "6", "sct", GOOD_CHAIN},
    {"z-pin-mismatch", "z-pin-mismatch", "L", "The chain is good, but the leaf's key is not the pinned one.", SHK_CLIENT, REJECT, 0, {42, 46, 49}, 7469, "2.6", "pin",
     RECIPE(KEY("leaf", "somebody"))},
    {"z-pin-match", "z-pin-match", "L", "Nothing: the leaf's key is the pinned one.", SHK_CLIENT, ACCEPT, 0, {0}, 7469, "2.6", "pin", GOOD_CHAIN},
    {"z-dane", "z-dane", "L", "The leaf's key is not the one of the TLSA record.", SHK_CLIENT, REJECT, 0, {42, 46}, 6698, "2.1", "dane",
     RECIPE(KEY("leaf", "somebody"))},
    ROW("z-mldsa", "z-mldsa", "L", "The leaf has an ML-DSA-65 key.", EITHER, 0, ALERTS(40, 43), 9881, "4", NULL,
        SPKI("leaf", "SEQ{SEQ{2.16.840.1.101.3.4.3.18} BIT{00 *244{5f3a9c6e17d0b284}}}"), MUTE(3309, 0x0905)),
    ROW("z-gost-sm2", "z-gost-sm2", "L", "The leaf has an SM2 key.", EITHER, 0, ALERTS(43, 40), 8998, "3.2", NULL,
        EC, SPKI("leaf", EC_KEY_OF("1.2.156.10197.1.301", "$point(leaf)")), MUTE(72, 0x0708)),
};
// clang-format on

const struct zoo_table zoo_subject_keys = {rows, SHK_COUNT(rows)};
