// Part H: name constraints, policies, and extensions that are unknown, doubled or malformed.
#include "pki/zoo_parts.h"

// clang-format off
#define ROW(id, row, sentence, sides, verdict, flags, alerts, section, ...) \
    {id, row, "H", sentence, sides, verdict, flags, BRACED alerts, 5280, section, NULL, RECIPE(__VA_ARGS__)}
#define VIOLATED ALERTS(46, 42)
#define BAD(id, row, sentence, section, ...) ROW(id, row, sentence, BOTH, REJECT, 0, VIOLATED, section, __VA_ARGS__)
#define GOOD(id, sentence, section, ...) ROW(id, id, sentence, BOTH, ACCEPT, 0, ALERTS(0), section, __VA_ARGS__)
#define MAY(id, sentence, ...) ROW(id, id, sentence, BOTH, EITHER, S_ACCEPT, ALERTS(46), "4.2.1.10", __VA_ARGS__)

#define CONSTRAIN(cert, v) CRIT(cert, "nameConstraints", "SEQ{" v "}")
#define PERMIT(trees) "[0]{" trees "}"
#define EXCLUDE(trees) "[1]{" trees "}"
#define TREE(name) "SEQ{" name "}"
#define DNS(name) TREE("(2){" name "}")
#define SAN(names) EXT("leaf", "subjectAltName", ALT(names))
// A leaf that is called by `dns` beside its host; side S has no host to keep, but it does no harm.
#define LEAF_DNS(dns) SAN("(2){'" dns "'}"), HOST(dns)
#define LEAF_O(o) SUBJECT("leaf", NAME_O(o)), SAN(HOST_NAME)
#define TREE_O(o) TREE("[4]{" NAME_O(o) "}")
#define TWO_ABOVE NEW("B", "int"), UNDER("leaf", "B"), LIST("leaf B int")

#define POLICY_1 "2.25.100"
#define POLICY_2 "2.25.101"
#define ANY_POLICY "2.5.29.32.0"
#define POLICIES(cert, oids) EXT(cert, "certificatePolicies", "SEQ{" oids "}")
#define ONE(oid) "SEQ{" oid "}"
#define EXPLICIT(cert) CRIT(cert, "policyConstraints", "SEQ{(0){00}}")

static const struct shk_chain_row rows[] = {
    BAD("nc-permit-dns-bad", "nc-permit-dns-bad", "The leaf's name lies outside what its authority may name.", "6.1.3(b)",
        CONSTRAIN("int", PERMIT(DNS("'a.test'"))), SAN(HOST_NAME)),
    MAY("nc-permit-dns-ok", "The leaf's name lies inside what its authority may name.", CONSTRAIN("int", PERMIT(DNS("$host"))), SAN(HOST_NAME)),
    BAD("nc-exclude-dns", "nc-exclude-dns", "The leaf's name is one that its authority may not name.", "6.1.3(c)",
        CONSTRAIN("int", EXCLUDE(DNS("$host"))), SAN(HOST_NAME)),
    {"nc-label-boundary", "nc-label-boundary", "H", "The leaf's name ends as the permitted one does, in the middle of a label.", BOTH, REJECT, 0, {46, 42},
     5280, "4.2.1.10", "host", RECIPE(CONSTRAIN("int", PERMIT(DNS("'example.test'"))), LEAF_DNS("notexample.test"))},
    {"nc-leading-dot", "nc-leading-dot", "H", "The permitted name begins with a dot.", BOTH, EITHER, 0, {46}, 5280, "4.2.1.10", "host",
     RECIPE(CONSTRAIN("int", PERMIT(DNS("'.example.test'"))), LEAF_DNS("a.example.test"))},
    MAY("nc-empty-dns", "The permitted name is empty, which permits all.", CONSTRAIN("int", PERMIT(DNS(""))), SAN(HOST_NAME)),
    ROW("nc-case", "nc-case", "The permitted name is in upper case.", BOTH, EITHER, S_ACCEPT, ALERTS(46), "7.2", CONSTRAIN("int", PERMIT(DNS("$HOST"))), SAN(HOST_NAME)),
    {"nc-wild", "nc-wild", "H", "A wildcard of the leaf covers a host that its authority may not name.", BOTH, EITHER, STRICT, {46, 42}, 5280, "4.2.1.10", "host",
     RECIPE(CONSTRAIN("int", EXCLUDE(DNS("'foo.example.test'"))), HOST("a.example.test"), SAN("(2){'*.example.test'}"))},
    {"nc-wild-permit", "nc-wild-permit", "H", "A wildcard of the leaf goes beyond the one host that its authority may name.", BOTH, REJECT, 0, {46, 42},
     5280, "6.1.3(b)", "host", RECIPE(CONSTRAIN("int", PERMIT(DNS("'foo.example.test'"))), HOST("foo.example.test"), SAN("(2){'*.example.test'}"))},
    BAD("nc-ip4-bad", "nc-ip4-bad", "The leaf's address lies outside the permitted network.", "6.1.3(b)",
        CONSTRAIN("int", PERMIT(TREE("(7){0a000000ff000000}"))), SAN(HOST_NAME "(7){7f000001}")),
    MAY("nc-ip4-ok", "The leaf's address lies inside the permitted network.",
        CONSTRAIN("int", PERMIT(TREE("(7){7f000000ff000000}"))), SAN(HOST_NAME "(7){7f000001}")),
    ROW("nc-ip-len", "nc-ip-len", "The permitted address has no mask.", BOTH, REJECT, 0, ALERTS(46, 42, 50), "4.2.1.10",
        CONSTRAIN("int", PERMIT(TREE("(7){7f000001}"))), SAN(HOST_NAME "(7){7f000001}")),
    ROW("nc-ip-mask", "nc-ip-mask", "The permitted network has a mask with holes.", BOTH, EITHER, STRICT, ALERTS(46, 42), "4.2.1.10",
        CONSTRAIN("int", PERMIT(TREE("(7){7f000000ff00ff00}"))), SAN(HOST_NAME "(7){7f010001}")),
    BAD("nc-dn-bad", "nc-dn-bad", "The leaf's subject lies outside the permitted directory.", "4.2.1.10", CONSTRAIN("int", PERMIT(TREE_O("A"))), LEAF_O("B")),
    BAD("nc-dn-exclude", "nc-dn-exclude", "The leaf's subject lies in the excluded directory.", "6.1.3(c)", CONSTRAIN("int", EXCLUDE(TREE_O("B"))), LEAF_O("B")),
    ROW("nc-email", "nc-email", "The client's mail address lies in the excluded domain.", SHK_SERVER, REJECT, 0, VIOLATED, "4.2.1.10",
        CONSTRAIN("int", EXCLUDE(TREE("(1){'example.test'}"))), SAN("(1){'a@example.test'}")),
    BAD("nc-uri", "nc-uri", "The leaf's URI lies outside the permitted domain.", "4.2.1.10",
        CONSTRAIN("int", PERMIT(TREE("(6){'.example.test'}"))), SAN(HOST_NAME "(6){'http://evil.test/'}")),
    BAD("nc-unsupported", "nc-unsupported", "The leaf has the otherName that its authority may not name.", "4.2.1.10",
        CONSTRAIN("int", EXCLUDE(TREE("[0]{2.25.3 [0]{UTF8{'x'}}}"))), SAN(HOST_NAME "[0]{2.25.3 [0]{UTF8{'x'}}}")),
    BAD("nc-unsupported-id", "nc-unsupported", "The leaf has the registeredID that its authority may not name.", "4.2.1.10",
        CONSTRAIN("int", EXCLUDE(TREE("(8){2a0304}"))), SAN(HOST_NAME "(8){2a0304}")),
    BAD("nc-noncrit", "nc-noncrit", "The leaf's subject breaks a constraint that is not critical.", "6.1.4(g)",
        EXT("int", "nameConstraints", "SEQ{" PERMIT(TREE_O("A")) "}"), LEAF_O("B")),
    BAD("nc-noncrit-dns", "nc-noncrit", "The leaf's name breaks a constraint that is not critical.", "6.1.4(g)",
        EXT("int", "nameConstraints", "SEQ{" PERMIT(DNS("'a.test'")) "}"), SAN(HOST_NAME)),
    ROW("nc-in-ee", "nc-in-ee", "The leaf, which names nobody else, has name constraints.", BOTH, EITHER, PROFILE, ALERTS(46), "4.2.1.10",
        CONSTRAIN("leaf", PERMIT(DNS("$host")))),
    BAD("nc-min-max", "nc-min-max", "The permitted name begins one label further down.", "4.2.1.10",
        CONSTRAIN("int", PERMIT(TREE("(2){$host} (0){01}"))), SAN(HOST_NAME)),
    {"nc-min-max-max", "nc-min-max", "H", "The permitted name reaches no label down.", BOTH, REJECT, 0, {46, 42}, 5280, "4.2.1.10", "host",
     RECIPE(CONSTRAIN("int", PERMIT(TREE("(2){'example.test'} (1){00}"))), LEAF_DNS("a.example.test"))},
    ROW("nc-empty", "nc-empty", "The constraints say nothing.", BOTH, EITHER, PROFILE, ALERTS(46, 50), "4.2.1.10", CONSTRAIN("int", "")),
    ROW("nc-empty-permit", "nc-empty", "The list of permitted names is there and empty.", BOTH, EITHER, PROFILE, ALERTS(46, 50), "4.2.1.10", CONSTRAIN("int", PERMIT(""))),
    ROW("nc-cn-only", "nc-cn-only", "The common name alone lies outside the permitted names.", BOTH, EITHER, 0, ALERTS(46, 42), "4.2.1.10",
        CONSTRAIN("int", PERMIT(DNS("'a.test'"))), DROP("leaf", "subjectAltName"), SUBJECT("leaf", "SEQ{" RDN("2.5.4.3", "UTF8", "$host") "}")),
    {"nc-ica-san", "nc-ica-san", "H", "The name of an intermediate lies outside what the one above may name.", BOTH, REJECT, 0, {46, 42}, 5280, "6.1.3(b)", "host",
     RECIPE(TWO_ABOVE, CONSTRAIN("int", PERMIT(DNS("'a.test'"))), EXT("B", "subjectAltName", ALT("(2){'b.test'}")), LEAF_DNS("x.a.test"))},
    {"nc-widen", "nc-widen", "H", "An intermediate permits more than the one above it.", BOTH, REJECT, 0, {46, 42}, 5280, "6.1.4(g)", "host",
     RECIPE(TWO_ABOVE, CONSTRAIN("int", PERMIT(DNS("'a.test'"))), CONSTRAIN("B", PERMIT(DNS("'a.test'") DNS("'b.test'"))), LEAF_DNS("b.test"))},
    {"nc-dos", "nc-dos", "H", "2048 constraints meet 2048 names.", BOTH, EITHER, 0, {80, 46, 42}, 9618, "7", NULL,
     RECIPE(CONSTRAIN("int", EXCLUDE("*2048{" DNS("'excluded.example'") "}")), SAN("*2047{(2){'filler.example.test'}}" HOST_NAME))},
    ROW("x-unknown-crit-leaf", "x-unknown-crit-leaf", "The leaf has an unknown critical extension.", BOTH, REJECT, 0, ALERTS(43, 46, 42), "4.2",
        CRIT("leaf", "2.25.1", "NULL")),
    ROW("x-unknown-crit-int", "x-unknown-crit-int", "The intermediate has an unknown critical extension.", BOTH, REJECT, 0, ALERTS(43, 46, 42), "6.1.4(o)",
        CRIT("int", "2.25.1", "NULL")),
    {"x-unknown-crit-unused", "x-unknown-crit-unused", "H", "A certificate that is not needed has an unknown critical extension.", BOTH, EITHER, S_ACCEPT,
     {43, 46}, 9846, "4.5.1", NULL, RECIPE(NEW("far", "root"), CRIT("far", "2.25.1", "NULL"), LIST("leaf int far"))},
    ROW("x-dup", "x-dup", "The leaf has subjectAltName twice.", BOTH, EITHER, STRICT, ALERTS(42, 43, 50), "4.2",
        SAN(HOST_NAME), AGAIN("leaf", "subjectAltName", ALT(HOST_NAME))),
    ROW("x-aia-crit", "x-aia-crit", "authorityInfoAccess is critical.", BOTH, EITHER, 0, ALERTS(43, 46), "4.2.2.1",
        CRIT("leaf", "authorityInfoAccess", "SEQ{SEQ{1.3.6.1.5.5.7.48.1 (6){'http://127.0.0.1:1/'}}}")),
    ROW("x-aki-crit", "x-aki-crit", "authorityKeyIdentifier is critical.", BOTH, EITHER, 0, ALERTS(43, 46), "4.2.1.1",
        CRIT("leaf", "authorityKeyIdentifier", "SEQ{(0){$keyid(int)}}")),
    ROW("x-aia-malformed", "x-aia-malformed", "authorityInfoAccess is no DER.", BOTH, EITHER, 0, ALERTS(42, 50), "4.2.2.1", EXT("leaf", "authorityInfoAccess", "ffffff")),
    ROW("x-san-malformed", "x-san-malformed", "The critical subjectAltName is no DER.", BOTH, REJECT, 0, ALERTS(42, 43, 50), "4.2", CRIT("leaf", "subjectAltName", "ffffff")),
    ROW("x-bc-malformed", "x-bc-malformed", "The intermediate's basicConstraints are cut.", BOTH, REJECT, 0, ALERTS(42, 43, 48, 50), "4.2",
        CRIT("int", "basicConstraints", "30050101ff")),
    ROW("x-emptyexts", "x-emptyexts", "The list of extensions is there and empty.", SHK_SERVER, EITHER, STRICT, ALERTS(42, 50), "4.1",
        SET("leaf", "tbs.extensions.list", "")),
    ROW("x-ct-poison", "x-ct-poison", "The leaf is a precertificate, which its critical extension forbids to use.", BOTH, REJECT, 0, ALERTS(42, 43, 46), "4.2",
        CRIT("leaf", "ctPoison", "NULL")),
    ROW("x-proxy", "x-proxy", "A leaf signed a proxy certificate.", BOTH, REJECT, 0, ALERTS(43, 46, 42, 48), "6.1.4(k)",
        NEW_LEAF("owner", "int"), SUBJECT("owner", NAME_CN("owner")), UNDER("leaf", "owner"),
        SUBJECT("leaf", "SEQ{" RDN("2.5.4.3", "UTF8", "'owner'") RDN("2.5.4.3", "UTF8", "'proxy'") "}"),
        CRIT("leaf", "proxyCertInfo", "SEQ{#0 SEQ{1.3.6.1.5.5.7.21.1}}"), LIST("leaf owner int")),
    BAD("p-require-explicit", "p-require-explicit", "A policy is demanded, and the leaf has none.", "6.1.5", EXPLICIT("int"), POLICIES("int", ONE(POLICY_1))),
    ROW("p-noncrit", "p-noncrit", "The demand for a policy is met, but it is not critical.", BOTH, EITHER, PROFILE, ALERTS(46), "4.2.1.11",
        EXT("int", "policyConstraints", "SEQ{(0){00}}"), POLICIES("int", ONE(POLICY_1)), POLICIES("leaf", ONE(POLICY_1))),
    BAD("p-mapping-any", "p-mapping-any", "A policy is mapped to any policy.", "6.1.4(a)",
        POLICIES("int", ONE(POLICY_1)), POLICIES("leaf", ONE(POLICY_1)), CRIT("int", "policyMappings", "SEQ{SEQ{" POLICY_1 " " ANY_POLICY "}}")),
    BAD("p-mapping-any-from", "p-mapping-any", "Any policy is mapped to one.", "6.1.4(a)",
        POLICIES("int", ONE(POLICY_1)), POLICIES("leaf", ONE(POLICY_1)), CRIT("int", "policyMappings", "SEQ{SEQ{" ANY_POLICY " " POLICY_1 "}}")),
    BAD("p-inhibit-any", "p-inhibit-any", "The leaf has any policy, which the intermediate rules out.", "6.1.3(d)",
        CRIT("int", "inhibitAnyPolicy", "#0"), EXPLICIT("int"), POLICIES("int", ONE(POLICY_1)), POLICIES("leaf", ONE(ANY_POLICY))),
    ROW("p-dup-oid", "p-dup-oid", "The leaf has the same policy twice.", BOTH, EITHER, PROFILE, ALERTS(46, 42), "4.2.1.4", POLICIES("leaf", ONE(POLICY_1) ONE(POLICY_1))),
    {"p-tree-dos", "p-tree-dos", "H", "Twenty intermediates map two policies to each other, and a policy is demanded.", BOTH, EITHER, 0, {46, 42, 80}, 9618, "3.3", NULL,
     RECIPE(BASE(SHK_KEY_P256), NEW_MANY("P", "int", 20),
            UNDER("P2", "P1"), UNDER("P3", "P2"), UNDER("P4", "P3"), UNDER("P5", "P4"), UNDER("P6", "P5"), UNDER("P7", "P6"), UNDER("P8", "P7"),
            UNDER("P9", "P8"), UNDER("P10", "P9"), UNDER("P11", "P10"), UNDER("P12", "P11"), UNDER("P13", "P12"), UNDER("P14", "P13"),
            UNDER("P15", "P14"), UNDER("P16", "P15"), UNDER("P17", "P16"), UNDER("P18", "P17"), UNDER("P19", "P18"), UNDER("P20", "P19"),
            EXPLICIT("int"), POLICIES("int", ONE(POLICY_1) ONE(POLICY_2)), POLICIES("P*", ONE(POLICY_1) ONE(POLICY_2)),
            CRIT("P*", "policyMappings", "SEQ{SEQ{" POLICY_1 " " POLICY_1 "} SEQ{" POLICY_1 " " POLICY_2 "} SEQ{" POLICY_2 " " POLICY_1 "} SEQ{"
                 POLICY_2 " " POLICY_2 "}}"),
            POLICIES("leaf", ONE(POLICY_1)), UNDER("leaf", "P20"),
            LIST("leaf P20 P19 P18 P17 P16 P15 P14 P13 P12 P11 P10 P9 P8 P7 P6 P5 P4 P3 P2 P1 int"))},
    GOOD("nc-dn-ok", "Nothing: the leaf's subject lies in the permitted directory.", "4.2.1.10", CONSTRAIN("int", PERMIT(TREE_O("A"))), LEAF_O("A")),
    GOOD("nc-selfissued-ok", "Nothing: constraints do not hold for a self-issued certificate inside the path.", "6.1.3(b)",
        TWO_ABOVE, SUBJECT("int", NAME_O("A")), SUBJECT("B", NAME_O("A")), CONSTRAIN("int", PERMIT(TREE_O("B"))), LEAF_O("B")),
    BAD("nc-uri-noauth", "nc-uri-noauth", "The leaf's URI has no host, which no constraint can permit.", "4.2.1.10",
        CONSTRAIN("int", PERMIT(TREE("(6){'.example.test'}"))), SAN(HOST_NAME "(6){'urn:x:y'}")),
    BAD("nc-uri-noauth-ip", "nc-uri-noauth", "The leaf's URI has an address for a host, which no constraint can permit.", "4.2.1.10",
        CONSTRAIN("int", PERMIT(TREE("(6){'.example.test'}"))), SAN(HOST_NAME "(6){'http://192.0.2.1/'}")),
    ROW("nc-email-dn", "nc-email-dn", "The mail address in the client's subject lies in the excluded domain.", SHK_SERVER, REJECT, 0, VIOLATED, "4.2.1.10",
        CONSTRAIN("int", EXCLUDE(TREE("(1){'example.test'}"))), DROP("leaf", "subjectAltName"),
        SUBJECT("leaf", "SEQ{" RDN("1.2.840.113549.1.9.1", "IA5", "'a@example.test'") "}")),
    ROW("x-crit-unknown-elem", "x-crit-unknown-elem", "The intermediate's critical basicConstraints have an element that nobody defined.", BOTH, REJECT, 0,
        ALERTS(43, 42, 46, 48), "App. B", CRIT("int", "basicConstraints", "SEQ{TRUE #0 (5){00}}")),
    ROW("p-explicit-ok", "p-explicit-ok", "A policy is demanded, and every certificate has it.", BOTH, EITHER, S_ACCEPT, ALERTS(43, 46), "4.2.1.11",
        EXPLICIT("int"), POLICIES("int", ONE(POLICY_1)), POLICIES("leaf", ONE(POLICY_1))),
    ROW("p-inhibit-map", "p-inhibit-map", "A policy is mapped although the authority above rules that out.", BOTH, REJECT, 0, ALERTS(46, 43, 42), "6.1.4(b)",
        TWO_ABOVE, CRIT("int", "policyConstraints", "SEQ{(0){00}(1){00}}"), POLICIES("int", ONE(POLICY_1)), POLICIES("B", ONE(POLICY_1)),
        CRIT("B", "policyMappings", "SEQ{SEQ{" POLICY_1 " " POLICY_2 "}}"), POLICIES("leaf", ONE(POLICY_2))),
    ROW("p-crit-qualifier", "p-crit-qualifier", "The leaf's critical policy has a qualifier that nobody knows.", BOTH, REJECT, 0, ALERTS(43, 46, 42), "4.2.1.4",
        CRIT("leaf", "certificatePolicies", "SEQ{SEQ{" POLICY_1 " SEQ{SEQ{2.25.4 NULL}}}}")),
};
// clang-format on

const struct zoo_table zoo_constraints = {rows, SHK_COUNT(rows)};
