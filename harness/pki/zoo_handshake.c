// Parts J and L: chains that the handshake's own rules decide about, not the path. Raw public keys, delegated credentials, what a
// CertificateRequest asked for, and a session that outlives its name.
#include "pki/zoo_parts.h"

// clang-format off
#define RAW(id, sentence, alerts, rfc, section, needs, ...) \
    {id, id, "L", sentence, BOTH, REJECT, 0, BRACED alerts, rfc, section, needs, RECIPE(__VA_ARGS__)}
// RFC 9345, section 4.2: what a leaf needs to vouch for a credential.
#define MAY_DELEGATE EXT("leaf", "1.3.6.1.4.1.44363.44", "NULL")
#define CREDENTIALS "delegated-credential"
#define DC(id, row, sentence, needs, ...) \
    {id, row, "L", sentence, SHK_CLIENT, REJECT, NAMED, {47}, 9345, "4.1.3", needs, RECIPE(__VA_ARGS__)}
#define HONEST .key = "credential", .scheme = SHK_ECDSA_SECP256R1_SHA256
#define HOUR 3600
#define TYPE(id, sentence, type, ...) \
    {id, "v-cr-types", "J", sentence, SHK_SERVER, REJECT, 0, {43, 42, 47, 40}, 5246, "7.4.6", "tls12 no-certificate-type:" type, RECIPE(__VA_ARGS__)}

static const struct shk_chain_row rows[] = {
    RAW("z-x509-as-rpk", "Raw public keys were agreed on, and certificates go out.", ALERTS(42, 50, 43), 9846, "4.5.1", "raw-keys", LIST("leaf int")),
    RAW("z-rpk-two", "Two raw public keys go out.", ALERTS(47, 50), 9846, "4.5.1", "raw-keys", LIST("leaf.key int.key")),
    RAW("z-rpk-wrong", "The raw public key is not the one that was agreed on.", ALERTS(42, 46, 48, 49), 7250, "4", "raw-keys pin",
        KEY("leaf", "stranger"), LIST("leaf.key")),

    {"z-dc-ok", "z-dc-ok", "L", "Nothing: a delegated credential, for a day.", SHK_CLIENT, ACCEPT, 0, {0}, 9345, "4.1.3", CREDENTIALS,
     RECIPE(MAY_DELEGATE, CREDENTIAL(0, HONEST))},
    DC("z-dc-expired", "z-dc-expired", "The credential ran out an hour ago.", CREDENTIALS, MAY_DELEGATE, CREDENTIAL(0, HONEST, .until = -HOUR)),
    DC("z-dc-long", "z-dc-long", "The credential has eight days to live, one more than allowed.", CREDENTIALS, MAY_DELEGATE, CREDENTIAL(0, HONEST, .until = 8 * DAY)),
    DC("z-dc-badsig", "z-dc-badsig", "The credential's signature is broken.", CREDENTIALS, MAY_DELEGATE, CREDENTIAL(0, HONEST, .broken = true)),
    DC("z-dc-noext", "z-dc-noext", "The leaf does not say that it may delegate.", CREDENTIALS, CREDENTIAL(0, HONEST)),
    DC("z-dc-noext-ku", "z-dc-noext", "The leaf may delegate, but its key is not for signatures.", CREDENTIALS,
       MAY_DELEGATE, EXT("leaf", "keyUsage", "BIT{0308}"), CREDENTIAL(0, HONEST)),
    DC("z-dc-alg", "z-dc-alg", "CertificateVerify is made by another scheme than the credential says.", CREDENTIALS,
       MAY_DELEGATE, PROVE(NULL, SHK_ECDSA_SECP256R1_SHA256), CREDENTIAL(0, .key = "credential", .scheme = SHK_ECDSA_SECP384R1_SHA384)),
    DC("z-dc-rsae", "z-dc-rsae", "The credential holds an rsaEncryption key, which is not for credentials.", CREDENTIALS,
       MAY_DELEGATE, CREDENTIAL(0, .key = "rsa:other", .scheme = SHK_RSA_PSS_RSAE_SHA256)),
    {"z-dc-unadv", "z-dc-unadv", "L", "The credential is signed by a scheme that the client does not list.", SHK_CLIENT, REJECT, NAMED, {47}, 9345, "4.1.1",
     CREDENTIALS " no-scheme:ed25519",
     RECIPE(BASE(SHK_KEY_P256), KEY("leaf", "ed25519:leaf"), MAY_DELEGATE, CREDENTIAL(0, HONEST))},
    {"z-dc-unadv-key", "z-dc-unadv", "L", "The credential's key signs by a scheme that the client does not list for credentials.", SHK_CLIENT, REJECT, NAMED, {47}, 9345, "4.1.1",
     CREDENTIALS " no-dc-scheme:ed25519",
     RECIPE(MAY_DELEGATE, CREDENTIAL(0, .key = "ed25519:credential", .scheme = SHK_ED25519))},
    {"z-dc-int", "z-dc-int", "L", "A credential stands beside the intermediate, where it is to be ignored.", SHK_CLIENT, EITHER, S_ACCEPT, {47}, 9345, "4.1.1", CREDENTIALS,
     RECIPE(MAY_DELEGATE, CREDENTIAL(1, HONEST, .beside = true))},

    TYPE("v-cr-types-rsa", "The leaf has an RSA key, which the request does not list.", "rsa_sign", BASE(SHK_KEY_RSA)),
    TYPE("v-cr-types-ecdsa", "The leaf has an ECDSA key, which the request does not list.", "ecdsa_sign", BASE(SHK_KEY_P256)),
    TYPE("v-cr-types-dss", "The leaf has a DSA key, which the request does not list.", "dss_sign", SPKI("leaf", "$dsa"), PROVE("mute:70", 0x0402)),
    {"v-cr-ca-list", "v-cr-ca-list", "J", "The root is trusted, but not among the authorities of the request.", SHK_SERVER, EITHER, 0, {48, 42, 43}, 9846, "4.3.4",
     "anchor authorities", RECIPE(NEW("other", "other"), UNDER("int", "other"), ANCHOR("other"))},
    {"v-resume-other", "v-resume-other", "J", "A session of one name is offered, and resumed, under another that its leaf does not have.", SHK_CLIENT, REJECT, 0, {42, 46},
     9846, "4.7.1", "next-host", RECIPE(HOST("a.shakedown.test"), NEXT_HOST("b.shakedown.test"))},
};
// clang-format on

const struct zoo_table zoo_handshake = {rows, SHK_COUNT(rows)};
