// Part E: signatures of certificates, and what says how they are made.
#include "pki/zoo_parts.h"

// clang-format off
#define ROW(id, row, sentence, verdict, flags, alerts, rfc, section, needs, ...) \
    {id, row, "E", sentence, BOTH, verdict, flags, BRACED alerts, rfc, section, needs, RECIPE(__VA_ARGS__)}
#define BAD(id, row, sentence, alerts, section, ...) ROW(id, row, sentence, REJECT, 0, alerts, 5280, section, NULL, __VA_ARGS__)
#define LOOSE(id, row, sentence, alerts, rfc, section, ...) ROW(id, row, sentence, EITHER, STRICT, alerts, rfc, section, NULL, __VA_ARGS__)
#define GOOD(id, sentence, rfc, section, ...) ROW(id, id, sentence, ACCEPT, 0, ALERTS(0), rfc, section, NULL, __VA_ARGS__)
#define WRONG ALERTS(42, 51)
#define WRONG_OR_ODD ALERTS(42, 51, 50)
#define EC BASE(SHK_KEY_P256)
#define RSA BASE(SHK_KEY_RSA)
#define ECDSA_SHA384 "1.2.840.10045.4.3.3"
#define HASH(oid) "SEQ{" oid " NULL}"
#define SHA1 "1.3.14.3.2.26"
#define SHA256 "2.16.840.1.101.3.4.2.1"
#define SHA384 "2.16.840.1.101.3.4.2.2"
#define PSS "1.2.840.113549.1.1.10"
#define PSS_ALGORITHM(hash, mgf, salt, more) \
    "SEQ{" PSS " SEQ{[0]{" HASH(hash) "} [1]{SEQ{1.2.840.113549.1.1.8 " HASH(mgf) "}} [2]{" salt "} " more "}}"
#define ED_ABOVE EC, NEW("edwards", "root"), KEY("edwards", "ed25519:ca"), UNDER("leaf", "edwards"), LIST("leaf edwards")
#define E3_ABOVE RSA, NEW("cube", "root"), KEY("cube", "rsa:e3"), UNDER("leaf", "cube"), LIST("leaf cube")
#define N_256 "00 ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
#define OWN_ROOT(scheme) NEW("weak", "weak"), SCHEME("weak", scheme), UNDER("int", "weak"), ANCHOR("weak"), LIST("leaf int weak")

static const struct shk_chain_row rows[] = {
    BAD("s-flip", "s-flip", "The last bit of the leaf's signature is wrong.", WRONG, "6.1.3(a)(1)", BACK_FLIP("leaf")),
    BAD("s-flip-int", "s-flip-int", "The last bit of the intermediate's signature is wrong.", ALERTS(42, 51, 48), "6.1.3(a)(1)", BACK_FLIP("int")),
    BAD("s-tbs-edit", "s-tbs-edit", "A name of the leaf was changed behind the signature.", WRONG, "6.1.3(a)(1)",
        EXT("leaf", "subjectAltName", ALT("(2){'other.example'} " HOST_NAME)), UNSIGNED("leaf"), FLIP("leaf", "tbs.extensions.subjectAltName.value[0][0]", 0)),
    BAD("s-empty", "s-empty", "The leaf's signature is empty.", WRONG_OR_ODD, "6.1.3(a)(1)", SET("leaf", "signatureValue", "00")),
    BAD("s-unused-bits", "s-unused-bits", "The leaf's signature does not use its last bit.", WRONG_OR_ODD, "4.1.1.3", SET_FIRST("leaf", "01")),
    BAD("s-alg-mismatch", "s-alg-mismatch", "The outer algorithm is not the one inside and not the one that was used.", WRONG_OR_ODD, "4.1.1.2",
        EC, SET("leaf", "signatureAlgorithm:whole", "SEQ{" ECDSA_SHA384 "}")),
    LOOSE("s-alg-params", "s-alg-params", "An ECDSA algorithm has NULL for parameters.", WRONG, 5758, "3.2", EC, ALGORITHM("leaf", "SEQ{1.2.840.10045.4.3.2 NULL}")),
    LOOSE("s-alg-params-octets", "s-alg-params", "An ECDSA algorithm has octets for parameters.", WRONG, 5758, "3.2",
        EC, ALGORITHM("leaf", "SEQ{1.2.840.10045.4.3.2 OCT{deadbeef}}")),
    GOOD("s-rsa-noparams", "Nothing: an RSA algorithm lacks the NULL.", 4055, "5", RSA, ALGORITHM("leaf", "SEQ{1.2.840.113549.1.1.11}")),
    ROW("s-md5", "s-md5", "The leaf is signed with MD5.", REJECT, NAMED, ALERTS(42), 9846, "4.5.1.3", NULL, RSA, SCHEME("leaf", 0x0101)),
    ROW("s-md5-int", "s-md5", "The intermediate is signed with MD5.", REJECT, NAMED, ALERTS(42), 9846, "4.5.1.3", NULL, RSA, SCHEME("int", 0x0101)),
    ROW("s-sha1", "s-sha1", "The leaf is signed with SHA-1, by RSA.", EITHER, S_REJECT | NAMED, ALERTS(42), 9846, "4.5.1.3", NULL, RSA, SCHEME("leaf", SHK_RSA_PKCS1_SHA1)),
    ROW("s-sha1-int", "s-sha1", "The intermediate is signed with SHA-1, by RSA.", EITHER, S_REJECT | NAMED, ALERTS(42), 9846, "4.5.1.3", NULL,
        RSA, SCHEME("int", SHK_RSA_PKCS1_SHA1)),
    ROW("s-sha1-ecdsa", "s-sha1", "The leaf is signed with SHA-1, by ECDSA.", EITHER, S_REJECT | NAMED, ALERTS(42), 9846, "4.5.1.3", NULL, EC, SCHEME("leaf", SHK_ECDSA_SHA1)),
    ROW("s-sha1-ecdsa-int", "s-sha1", "The intermediate is signed with SHA-1, by ECDSA.", EITHER, S_REJECT | NAMED, ALERTS(42), 9846, "4.5.1.3", NULL,
        EC, SCHEME("int", SHK_ECDSA_SHA1)),
    ROW("s-sha1-root", "s-sha1-root", "Nothing: the trust anchor signed itself with SHA-1, which nobody has to check.", ACCEPT, 0, ALERTS(0), 9846, "4.5.1.3", "anchor",
        EC, OWN_ROOT(SHK_ECDSA_SHA1)),
    ROW("s-md2", "s-md2", "The leaf is signed with MD2.", REJECT, 0, ALERTS(42, 43, 46), 6149, "1", NULL,
        RSA, ALGORITHM("leaf", "SEQ{1.2.840.113549.1.1.2 NULL}"), FORGE("leaf", ZOO_RSA_MD2)),
    ROW("s-md2-md4", "s-md2", "The leaf is signed with MD4.", REJECT, 0, ALERTS(42, 43, 46), 6150, "1", NULL,
        RSA, ALGORITHM("leaf", "SEQ{1.2.840.113549.1.1.3 NULL}"), FORGE("leaf", ZOO_RSA_MD4)),
    BAD("s-unknown-oid", "s-unknown-oid", "Nobody knows the leaf's signature algorithm.", ALERTS(43, 42, 46, 48, 51), "4.1.1.2", ALGORITHM("leaf", "SEQ{1.2.3.4}")),
    BAD("s-bb06-e3", "s-bb06-e3", "Below an exponent of 3, garbage follows the DigestInfo.", WRONG, "6.1.3(a)(1)", E3_ABOVE, FORGE("leaf", ZOO_RSA_CUBE_ROOT)),
    BAD("s-berserk", "s-berserk", "Below an exponent of 3, a long length of the DigestInfo hides garbage.", WRONG, "6.1.3(a)(1)", E3_ABOVE, FORGE("leaf", ZOO_RSA_BER_ROOT)),
    LOOSE("s-pkcs1-noNULL", "s-pkcs1-noNULL", "The DigestInfo lacks the NULL.", WRONG, 8017, "9.2", RSA, FORGE("leaf", ZOO_RSA_NO_NULL)),
    BAD("s-pkcs1-shortpad", "s-pkcs1-shortpad", "The padding is short, and zeros follow the DigestInfo.", WRONG, "6.1.3(a)(1)", RSA, FORGE("leaf", ZOO_RSA_SHORT_PAD)),
    BAD("s-rsa-ge-n", "s-rsa-ge-n", "The modulus was added to the signature.", WRONG, "6.1.3(a)(1)", RSA, FORGE("leaf", ZOO_RSA_PLUS_N)),
    BAD("s-rsa-ge-n-long", "s-rsa-ge-n", "The signature has a leading zero octet.", WRONG, "6.1.3(a)(1)", RSA, SET_FIRST("leaf", "0000")),
    BAD("s-rsa-ge-n-short", "s-rsa-ge-n", "The signature lacks its last octet.", WRONG, "6.1.3(a)(1)", RSA, CUT("leaf", "signatureValue", 256)),
    GOOD("s-pss-ok", "Nothing: the leaf is signed with RSASSA-PSS.", 9846, "9.1", RSA, SCHEME("leaf", SHK_RSA_PSS_RSAE_SHA256)),
    LOOSE("s-pss-mgf-sha1", "s-pss-mgf-sha1", "PSS with SHA-256, but MGF1 with SHA-1.", ALERTS(42, 43, 51), 9846, "4.3.3",
        RSA, ALGORITHM("leaf", PSS_ALGORITHM(SHA256, SHA1, "#32", "")), FORGE("leaf", ZOO_PSS_MGF_SHA1)),
    LOOSE("s-pss-salt0", "s-pss-salt0", "PSS without a salt.", ALERTS(42, 43, 51), 9846, "4.3.3",
        RSA, ALGORITHM("leaf", PSS_ALGORITHM(SHA256, SHA256, "#0", "")), FORGE("leaf", ZOO_PSS_SALT_0)),
    LOOSE("s-pss-salt0-64", "s-pss-salt0", "PSS with SHA-256 and a salt of 64 octets.", ALERTS(42, 43, 51), 9846, "4.3.3",
        RSA, ALGORITHM("leaf", PSS_ALGORITHM(SHA256, SHA256, "#64", "")), FORGE("leaf", ZOO_PSS_SALT_64)),
    ROW("s-pss-trailer", "s-pss-trailer", "PSS parameters that announce another trailer.", REJECT, 0, ALERTS(42, 43, 51), 4055, "3.1", NULL,
        RSA, SCHEME("leaf", SHK_RSA_PSS_RSAE_SHA256), ALGORITHM("leaf", PSS_ALGORITHM(SHA256, SHA256, "#32", "[3]{#2}"))),
    ROW("s-pss-noparams", "s-pss-noparams", "PSS without parameters, made with SHA-256.", REJECT, 0, ALERTS(42, 43, 50, 51), 4055, "3.1", NULL,
        RSA, SCHEME("leaf", SHK_RSA_PSS_RSAE_SHA256), ALGORITHM("leaf", "SEQ{" PSS "}")),
    BAD("s-ecdsa-r0", "s-ecdsa-r0", "Both numbers of the signature are zero.", WRONG, "6.1.3(a)(1)", EC, SET("leaf", "signatureValue", "00 SEQ{#0 #0}")),
    BAD("s-ecdsa-r0-only", "s-ecdsa-r0", "The first number of the signature is zero.", WRONG, "6.1.3(a)(1)", EC, SET("leaf", "signatureValue[0][0]", "00")),
    BAD("s-ecdsa-rn", "s-ecdsa-rn", "Both numbers of the signature are the order of the group.", WRONG, "6.1.3(a)(1)",
        EC, SET("leaf", "signatureValue", "00 SEQ{INT{" N_256 "} INT{" N_256 "}}")),
    BAD("s-ecdsa-negative", "s-ecdsa-negative", "The first number of the signature became negative.", ALERTS(42, 50, 51), "6.1.3(a)(1)", EC, FORGE("leaf", ZOO_R_TOP_BIT)),
    LOOSE("s-ecdsa-ber", "s-ecdsa-ber", "A number of the signature has a zero octet too many.", ALERTS(42, 50, 51), 9846, "4.3.3",
        EC, BEFORE("leaf", "signatureValue[0][0]", "00")),
    LOOSE("s-ecdsa-ber-length", "s-ecdsa-ber", "A length in the signature has an octet too many.", ALERTS(42, 50, 51), 9846, "4.3.3",
        EC, BEFORE("leaf", "signatureValue[0]:length", "81")),
    LOOSE("s-ecdsa-ber-trailing", "s-ecdsa-ber", "An octet follows the numbers of the signature.", ALERTS(42, 50, 51), 9846, "4.3.3",
        EC, AFTER("leaf", "signatureValue", "00")),
    BAD("s-ecdsa-wronghash", "s-ecdsa-wronghash", "The algorithm says SHA-384, the signature is over SHA-256.", WRONG, "6.1.3(a)(1)",
        EC, SCHEME("leaf", SHK_ECDSA_SECP384R1_SHA384), FORGE("leaf", ZOO_ECDSA_SHA256)),
    BAD("s-ed-S-ge-L", "s-ed-S-ge-L", "The order of the group was added to an Ed25519 signature.", WRONG, "6.1.3(a)(1)", ED_ABOVE, FORGE("leaf", ZOO_ED_PLUS_L)),
    BAD("s-ed-len", "s-ed-len", "An Ed25519 signature has 63 octets.", ALERTS(42, 50, 51), "6.1.3(a)(1)", ED_ABOVE, CUT("leaf", "signatureValue", 64)),
    BAD("s-ed-len-65", "s-ed-len", "An Ed25519 signature has 65 octets.", ALERTS(42, 50, 51), "6.1.3(a)(1)", ED_ABOVE, AFTER("leaf", "signatureValue", "00")),
    BAD("s-keytype-mismatch", "s-keytype-mismatch", "The algorithm is RSA, the authority's key is not.", ALERTS(42, 43, 51), "6.1.3(a)(1)",
        EC, ALGORITHM("leaf", "SEQ{1.2.840.113549.1.1.11 NULL}")),
    ROW("s-collision-md5", "s-collision-md5", "The leaf is signed with MD5, for which collisions are known.", REJECT, NAMED, ALERTS(42), 9846, "4.5.1.3", NULL,
        RSA, SCHEME("leaf", 0x0101)),
    LOOSE("s-alg-mismatch-inner", "s-alg-mismatch-inner", "The inner algorithm is not the outer one, which was used.", ALERTS(42, 50), 5280, "4.1.1.2",
        EC, SET("leaf", "tbs.signature:whole", "SEQ{" ECDSA_SHA384 "}")),
    ROW("s-md5-root", "s-md5-root", "Nothing: the trust anchor signed itself with MD5, which nobody has to check.", ACCEPT, 0, ALERTS(0), 9846, "4.5.1.3", "anchor",
        RSA, NEW("md5", "md5"), KEY("md5", "rsa:other"), SCHEME("md5", 0x0101), UNDER("int", "md5"), ANCHOR("md5"), LIST("leaf int md5")),
    ROW("s-pss-key-params", "s-pss-key-params", "The authority's key is tied to SHA-256, the leaf is signed with SHA-384.", REJECT, 0, ALERTS(42, 43, 51), 9846, "4.3.3",
        "scheme:rsa_pss_pss_sha256", RSA, SPKI("int", "SEQ{" PSS_ALGORITHM(SHA256, SHA256, "#32", "") " BIT{$keybits(int)}}"), SCHEME("leaf", SHK_RSA_PSS_RSAE_SHA384)),
};
// clang-format on

const struct zoo_table zoo_signatures = {rows, SHK_COUNT(rows)};
