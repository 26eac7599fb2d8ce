// Part G: may the authority sign, and may the leaf do what it does? basicConstraints, keyUsage, extKeyUsage.
#include "pki/zoo_parts.h"

// clang-format off
#define ROW(id, row, sentence, sides, verdict, flags, alerts, rfc, section, ...) \
    {id, row, "G", sentence, sides, verdict, flags, BRACED alerts, rfc, section, NULL, RECIPE(__VA_ARGS__)}
#define BAD(id, row, sentence, alerts, section, ...) ROW(id, row, sentence, BOTH, REJECT, 0, alerts, 5280, section, __VA_ARGS__)
#define GOOD(id, sentence, section, ...) ROW(id, id, sentence, BOTH, ACCEPT, 0, ALERTS(0), 5280, section, __VA_ARGS__)
#define CONSTRAINTS(cert, v) CRIT(cert, "basicConstraints", v)
#define USAGE(cert, v) CRIT(cert, "keyUsage", v)
#define PURPOSES(cert, v) EXT(cert, "extKeyUsage", "SEQ{" v "}")
#define NOT_A_CA ALERTS(48, 42, 43)
#define EMAIL "1.3.6.1.5.5.7.3.4"
#define CODE "1.3.6.1.5.5.7.3.3"
#define OCSP "1.3.6.1.5.5.7.3.9"
#define TWO_ABOVE NEW("B", "int"), UNDER("leaf", "B"), LIST("leaf B int")

static const struct shk_chain_row rows[] = {
    BAD("b-no-bc", "b-no-bc", "The intermediate has no basicConstraints.", NOT_A_CA, "6.1.4(k)", DROP("int", "basicConstraints")),
    BAD("b-ca-false", "b-ca-false", "The intermediate says that it is no authority.", NOT_A_CA, "6.1.4(k)", CONSTRAINTS("int", "SEQ{}")),
    ROW("b-bc-noncrit", "b-bc-noncrit", "The intermediate's basicConstraints are not critical.", BOTH, EITHER, PROFILE, ALERTS(42), 5280, "4.2.1.9",
        EXT("int", "basicConstraints", "SEQ{TRUE #0}")),
    ROW("b-default-false", "b-default-false", "The leaf spells out cA FALSE, which DER leaves away.", BOTH, EITHER, STRICT, ALERTS(42, 50), 5280, "App. B",
        CONSTRAINTS("leaf", "SEQ{BOOL{00}}")),
    ROW("b-bool-01", "b-bool-01", "The intermediate's cA is TRUE in BER, not in DER.", BOTH, EITHER, STRICT, ALERTS(42, 50, 48), 5280, "4.1",
        CONSTRAINTS("int", "SEQ{BOOL{01} #0}")),
    BAD("b-pathlen0", "b-pathlen0", "An intermediate that allows no further one has one below it.", ALERTS(48, 42), "6.1.4(l)",
        TWO_ABOVE, CONSTRAINTS("int", "SEQ{TRUE #0}")),
    {"b-pathlen1-long", "b-pathlen1-long", "G", "A root that allows one intermediate has two below it.", BOTH, EITHER, 0, {48, 42}, 5280, "6.2", "anchor",
     RECIPE(NEW("short", "short"), UNDER("int", "short"), TWO_ABOVE, CONSTRAINTS("short", "SEQ{TRUE #1}"), ANCHOR("short"))},
    GOOD("b-pathlen-selfissued", "Nothing: a self-issued certificate does not count towards the path length.", "6.1.4(l)",
        TWO_ABOVE, CONSTRAINTS("int", "SEQ{TRUE #0}"), SUBJECT("B", "$name(int)")),
    BAD("b-pathlen-neg", "b-pathlen-neg", "The intermediate's path length is negative.", ALERTS(42, 43, 48, 50), "4.2.1.9",
        CONSTRAINTS("int", "SEQ{TRUE INT{ff}}")),
    ROW("b-pathlen-nonca", "b-pathlen-nonca", "A leaf that is no authority has a path length.", BOTH, EITHER, PROFILE, ALERTS(42), 5280, "4.2.1.9",
        CONSTRAINTS("leaf", "SEQ{#0}")),
    {"b-root-no-bc", "b-root-no-bc", "G", "The trust anchor has no basicConstraints.", BOTH, EITHER, 0, {48}, 5280, "6.1.1(d)", "anchor",
     RECIPE(NEW("plain", "plain"), UNDER("int", "plain"), DROP("plain", "basicConstraints"), ANCHOR("plain"))},
    BAD("b-v1-int", "b-v1-int", "The intermediate is of version 1.", ALERTS(48, 42, 43), "6.1.4(k)", VERSION("int", 0), DROP("int", NULL)),
    BAD("b-v1-int-v2", "b-v1-int", "The intermediate is of version 2.", ALERTS(48, 42, 43), "6.1.4(k)", VERSION("int", 1), DROP("int", NULL)),
    BAD("b-ku-nosign", "b-ku-nosign", "The intermediate's key may not sign certificates.", NOT_A_CA, "6.1.4(n)", USAGE("int", "BIT{01 82}")),
    ROW("b-leaf-ca", "b-leaf-ca", "The leaf is an authority.", BOTH, EITHER, S_ACCEPT, ALERTS(42, 43), 5280, "6.1",
        CONSTRAINTS("leaf", "SEQ{TRUE}"), USAGE("leaf", "BIT{02 84}")),
    ROW("b-ku-leaf-nodsig", "b-ku-leaf-nodsig", "The leaf's key may encipher keys, but it signs.", BOTH, REJECT, 0, ALERTS(47, 43, 42), 9846, "4.5.1.2",
        USAGE("leaf", "BIT{05 20}")),
    {"b-ku-rsa-kx", "b-ku-rsa-kx", "G", "The leaf's key may sign, but it deciphers the premaster secret.", SHK_CLIENT, REJECT, 0, {47, 43, 42},
     5246, "7.4.2", "tls12 rsa-kx", RECIPE(BASE(SHK_KEY_RSA), USAGE("leaf", "BIT{07 80}"))},
    ROW("b-ku-certsign-nonca", "b-ku-certsign-nonca", "The leaf is no authority, yet its key may sign certificates.", BOTH, EITHER, PROFILE, ALERTS(42),
        5280, "4.2.1.3", USAGE("leaf", "BIT{02 84}")),
    BAD("b-ku-empty", "b-ku-empty", "The leaf's key may do nothing.", ALERTS(42, 43, 47, 48), "4.2.1.3", USAGE("leaf", "BIT{00}")),
    BAD("b-ku-empty-int", "b-ku-empty", "The intermediate's key may do nothing.", ALERTS(42, 43, 47, 48), "6.1.4(n)", USAGE("int", "BIT{00}")),
    ROW("b-ku-padding", "b-ku-padding", "The leaf's keyUsage keeps zero bits that DER cuts off.", BOTH, EITHER, STRICT, ALERTS(42, 50), 5280, "App. B",
        USAGE("leaf", "BIT{00 80}")),
    ROW("b-ku-padding-bit9", "b-ku-padding", "The leaf's keyUsage has a bit that means nothing.", BOTH, EITHER, STRICT, ALERTS(42, 50), 5280, "App. B",
        EXT("leaf", "keyUsage", "BIT{06 8040}")),
    GOOD("b-ku-absent", "Nothing: nobody limits what a key may do.", "4.2.1.3", DROP("int", "keyUsage"), DROP("leaf", "keyUsage")),
    ROW("b-eku-client", "b-eku-client", "A server's leaf is for clients.", SHK_CLIENT, REJECT, 0, ALERTS(43), 5280, "4.2.1.12",
        PURPOSES("leaf", SHK_OID_CLIENT_AUTH)),
    ROW("b-eku-server", "b-eku-server", "A client's leaf is for servers.", SHK_SERVER, REJECT, 0, ALERTS(43), 5280, "4.2.1.12",
        PURPOSES("leaf", SHK_OID_SERVER_AUTH)),
    BAD("b-eku-code", "b-eku-code", "The leaf is for signing code.", ALERTS(43), "4.2.1.12", PURPOSES("leaf", CODE)),
    BAD("b-eku-code-email", "b-eku-code", "The leaf is for mail.", ALERTS(43), "4.2.1.12", PURPOSES("leaf", EMAIL)),
    BAD("b-eku-code-ocsp", "b-eku-code", "The leaf is for OCSP responses.", ALERTS(43), "4.2.1.12", PURPOSES("leaf", OCSP)),
    ROW("b-eku-any", "b-eku-any", "The leaf is for anything.", BOTH, EITHER, 0, ALERTS(43), 5280, "4.2.1.12", PURPOSES("leaf", "2.5.29.37.0")),
    ROW("b-eku-absent", "b-eku-absent", "The leaf does not say what it is for.", BOTH, EITHER, S_ACCEPT, ALERTS(43), 5280, "4.2.1.12",
        DROP("leaf", "extKeyUsage")),
    BAD("b-eku-empty", "b-eku-empty", "The leaf is for nothing: the list of purposes is empty.", ALERTS(42, 43, 50), "4.2.1.12", PURPOSES("leaf", "")),
    ROW("b-eku-int", "b-eku-int", "The intermediate is for mail alone.", BOTH, EITHER, STRICT, ALERTS(43), 5280, "4.2.1.12", PURPOSES("int", EMAIL)),
    GOOD("b-eku-critical", "Nothing: the right purpose is critical.", "4.2.1.12", CRIT("leaf", "extKeyUsage", "SEQ{$purpose}")),
    ROW("b-eku-sgc", "b-eku-sgc", "The leaf is for server-gated cryptography alone.", SHK_CLIENT, EITHER, 0, ALERTS(43), 5280, "4.2.1.12",
        PURPOSES("leaf", "2.16.840.1.113730.4.1 1.3.6.1.4.1.311.10.3.3")),
    BAD("b-pathlen1-int", "b-pathlen1-int", "An intermediate that allows one further has two below it.", ALERTS(48, 42), "6.1.4(l)",
        NEW("B", "int"), NEW("C", "B"), UNDER("leaf", "C"), CONSTRAINTS("int", "SEQ{TRUE #1}"), LIST("leaf C B int")),
    ROW("b-pathlen-big", "b-pathlen-big", "The intermediate allows 2^31 further ones.", BOTH, EITHER, S_ACCEPT, ALERTS(42, 48), 5280, "4.2.1.9",
        CONSTRAINTS("int", "SEQ{TRUE #2147483648}")),
    ROW("b-pathlen-big-63", "b-pathlen-big", "The intermediate allows 2^63 further ones.", BOTH, EITHER, S_ACCEPT, ALERTS(42, 48), 5280, "4.2.1.9",
        CONSTRAINTS("int", "SEQ{TRUE #9223372036854775808}")),
    GOOD("b-eku-multi", "Nothing: beside the right purpose there is an unknown one.", "4.2.1.12", PURPOSES("leaf", "2.25.3 $purpose")),
    BAD("b-ku-eku-none", "b-ku-eku-none", "The purpose is right, but the key may sign CRLs alone.", ALERTS(43, 47, 42), "4.2.1.12", USAGE("leaf", "BIT{01 02}")),
};
// clang-format on

const struct zoo_table zoo_usage = {rows, SHK_COUNT(rows)};
