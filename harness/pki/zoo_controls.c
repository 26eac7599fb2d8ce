// Part A: chains that have to be accepted. A batch of bad ones proves nothing when one of these fails.
#include "pki/zoo_parts.h"

// clang-format off
#define SIX_ABOVE \
    NEW("A", "int"), NEW("B", "A"), NEW("C", "B"), NEW("D", "C"), NEW("E", "D"), UNDER("leaf", "E"), \
    LIST("leaf E D C B A int")
#define ATTRIBUTES(last) \
    "SEQ{" RDN("2.5.4.6", "PRT", "'CH'") RDN("0.9.2342.19200300.100.1.25", "IA5", "'test'") RDN("2.5.4.8", "UTF8", "'Bern'") \
    RDN("2.5.4.10", "UTF8", "'Shakedown'") RDN("2.5.4.11", "UTF8", "'Zoo'") RDN("2.5.4.46", "PRT", "'q1'") \
    RDN("2.5.4.5", "PRT", "'0815'") RDN("2.5.4.3", "UTF8", last) "}"
#define POLICY "2.25.100"
#define TWENTY_ARCS "2.25.268435455.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19"
#define PSS_SHA256 \
    "SEQ{1.2.840.113549.1.1.10 SEQ{[0]{SEQ{2.16.840.1.101.3.4.2.1 NULL}}" \
    "[1]{SEQ{1.2.840.113549.1.1.8 SEQ{2.16.840.1.101.3.4.2.1 NULL}}}[2]{#32}}}"

static const struct shk_chain_row rows[] = {
    {"ok-ec", "ok-ec", "A", "Nothing: the good chain on P-256.",
     BOTH, ACCEPT, 0, {0}, 5280, "6.1", NULL, RECIPE(BASE(SHK_KEY_P256))},
    {"ok-rsa", "ok-rsa", "A", "Nothing: the good chain on RSA of 2048 bits.",
     BOTH, ACCEPT, 0, {0}, 5280, "6.1", NULL, RECIPE(BASE(SHK_KEY_RSA))},
    {"ok-ed25519", "ok-ed25519", "A", "Nothing: the leaf has an Ed25519 key.",
     BOTH, ACCEPT, 0, {0}, 8410, "3", "scheme:ed25519",
     RECIPE(BASE(SHK_KEY_P256), KEY("leaf", "ed25519:leaf"), PROVE(NULL, SHK_ED25519))},
    {"ok-rsapss-key", "ok-rsapss-key", "A", "Nothing: the leaf has an id-RSASSA-PSS key tied to SHA-256.",
     BOTH, ACCEPT, 0, {0}, 4055, "3.1", "scheme:rsa_pss_pss_sha256",
     RECIPE(BASE(SHK_KEY_RSA), SPKI("leaf", "SEQ{" PSS_SHA256 " BIT{$keybits(leaf)}}"), PROVE(NULL, SHK_RSA_PSS_PSS_SHA256))},
    {"ok-p384", "ok-p384-p521", "A", "Nothing: the leaf has a P-384 key.",
     BOTH, ACCEPT, 0, {0}, 9846, "4.3.3", "scheme:ecdsa_secp384r1_sha384",
     RECIPE(BASE(SHK_KEY_P256), KEY("leaf", "p384:leaf"), PROVE(NULL, SHK_ECDSA_SECP384R1_SHA384))},
    {"ok-p521", "ok-p384-p521", "A", "Nothing: the leaf has a P-521 key.",
     BOTH, ACCEPT, 0, {0}, 9846, "4.3.3", "scheme:ecdsa_secp521r1_sha512",
     RECIPE(BASE(SHK_KEY_P256), KEY("leaf", "p521:leaf"), PROVE(NULL, SHK_ECDSA_SECP521R1_SHA512))},
    {"ok-ip4-san", "ok-ip4-san", "A", "Nothing: the leaf names 127.0.0.1 as an address and no host.",
     SHK_CLIENT, ACCEPT, 0, {0}, 5280, "4.2.1.6", "address",
     RECIPE(HOST("127.0.0.1"), EXT("leaf", "subjectAltName", ALT("(7){7f000001}")))},
    {"ok-ip6-san", "ok-ip6-san", "A", "Nothing: the leaf names ::1 as an address and no host.",
     SHK_CLIENT, ACCEPT, 0, {0}, 5280, "4.2.1.6", "address",
     RECIPE(HOST("::1"), EXT("leaf", "subjectAltName", ALT("(7){*15{00}01}")))},
    {"ok-wild", "ok-wild", "A", "Nothing: a wildcard stands for the first label of the host.",
     SHK_CLIENT, ACCEPT, 0, {0}, 9525, "6.3", "host",
     RECIPE(HOST("a.example.test"), EXT("leaf", "subjectAltName", ALT("(2){'*.example.test'}")))},
    {"ok-no-cn", "ok-no-cn", "A", "Nothing: the subject is empty and the names stand in a critical extension.",
     SHK_CLIENT, ACCEPT, 0, {0}, 5280, "4.2.1.6", NULL,
     RECIPE(SUBJECT("leaf", "SEQ{}"), CRIT("leaf", "subjectAltName", ALT(HOST_NAME "(7){7f000001}")))},
    {"ok-extra-cert", "ok-extra-cert", "A", "A certificate that has nothing to do with the path stands at the end of the list.",
     BOTH, EITHER, S_ACCEPT, {42, 48}, 9846, "4.5.1", NULL,
     RECIPE(NEW("far", "far"), LIST("leaf int far"))},
    {"ok-root-in-chain", "ok-root-in-chain", "A", "Nothing: the trust anchor is sent as well.",
     BOTH, ACCEPT, 0, {0}, 9846, "4.5.1", NULL, RECIPE(LIST("leaf int root"))},
    {"ok-depth-6", "ok-depth-6", "A", "Nothing: six intermediates stand between root and leaf.",
     BOTH, ACCEPT, 0, {0}, 5280, "6.1.4(l)", "depth-8", RECIPE(SIX_ABOVE)},
    {"ok-clientauth", "ok-clientauth", "A", "Nothing: a client's leaf for clientAuth.",
     SHK_SERVER, ACCEPT, 0, {0}, 5280, "4.2.1.12", NULL, GOOD_CHAIN},
    {"ok-unknown-noncrit", "ok-unknown-noncrit", "A", "Leaf and intermediate carry an unknown extension that may be ignored.",
     BOTH, ACCEPT, 0, {0}, 5280, "4.2", NULL, RECIPE(EXT("leaf", "2.25.1", "NULL"), EXT("int", "2.25.1", "NULL"))},
    {"ok-2050", "ok-2050", "A", "Nothing: the leaf runs out in 2051, as GeneralizedTime.",
     BOTH, ACCEPT, 0, {0}, 5280, "4.1.2.5", NULL, RECIPE(UNTIL_DATE("leaf", 2556144000))},
    {"ok-99991231", "ok-99991231", "A", "Nothing: the leaf has no defined end.",
     BOTH, ACCEPT, 0, {0}, 5280, "4.1.2.5", NULL, RECIPE(UNTIL_DATE("leaf", 253402300799))},
    {"ok-serial-20", "ok-serial-20", "A", "Nothing: the serial has the 20 octets that everybody must handle.",
     BOTH, ACCEPT, 0, {0}, 5280, "4.1.2.2", NULL, RECIPE(SERIAL("leaf", "7f 0102030405060708090a0b0c0d0e0f10111213"))},
    {"ok-dn-attrs", "ok-dn-attrs", "A", "Nothing: names of the intermediate and the leaf hold every attribute that must be understood.",
     BOTH, ACCEPT, 0, {0}, 5280, "4.1.2.4", NULL,
     RECIPE(SUBJECT("int", ATTRIBUTES("'Intermediate of attributes'")), SUBJECT("leaf", ATTRIBUTES("$host")))},
    {"ok-crit-known", "ok-crit-known", "A", "Extensions that everybody must know are critical, and satisfied.",
     BOTH, ACCEPT, 0, {0}, 5280, "4.2", NULL,
     RECIPE(SUBJECT("leaf", "SEQ{" RDN("2.5.4.10", "UTF8", "'A'") RDN("2.5.4.3", "UTF8", "$host") "}"),
            CRIT("leaf", "extKeyUsage", "SEQ{$purpose}"), CRIT("leaf", "subjectAltName", ALT(HOST_NAME)),
            CRIT("leaf", "certificatePolicies", "SEQ{SEQ{" POLICY "}}"),
            CRIT("int", "certificatePolicies", "SEQ{SEQ{" POLICY "}}"),
            CRIT("int", "nameConstraints", "SEQ{[0]{SEQ{[4]{" NAME_O("A") "}}}}"))},
    {"ok-oid-limits", "ok-oid-limits", "A", "An extension that may be ignored has an OID at the limits that must be supported.",
     BOTH, ACCEPT, 0, {0}, 5280, "App. B", NULL, RECIPE(EXT("leaf", TWENTY_ARCS, "NULL"))},
};
// clang-format on

const struct zoo_table zoo_controls = {rows, SHK_COUNT(rows)};
