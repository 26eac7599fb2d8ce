// Part D: how the certificates hang together, which of them is trusted, and what the list looks like.
#include "pki/zoo_parts.h"

// clang-format off
#define ROW(id, row, sentence, verdict, flags, alerts, rfc, section, needs, ...) \
    {id, row, "D", sentence, BOTH, verdict, flags, BRACED alerts, rfc, section, needs, RECIPE(__VA_ARGS__)}
#define ISSUES_UNKNOWN ALERTS(48)
#define MAY(id, sentence, alerts, rfc, section, ...) ROW(id, id, sentence, EITHER, S_ACCEPT, alerts, rfc, section, NULL, __VA_ARGS__)
#define AKI_OF(keyid) "SEQ{(0){" keyid "}}"
#define UNTRUSTED NEW("rogue", "rogue"), UNDER("int", "rogue")

static const struct shk_chain_row rows[] = {
    ROW("c-self-signed", "c-self-signed", "The leaf is signed by itself.", REJECT, 0, ISSUES_UNKNOWN, 5280, "6.1(b)", NULL,
        UNDER("leaf", "leaf"), LIST("leaf")),
    ROW("c-untrusted-root", "c-untrusted-root", "The chain leads to a root that nobody trusts.", REJECT, 0, ISSUES_UNKNOWN, 5280, "6.1(b)", NULL,
        UNTRUSTED, SUBJECT("int", NAME_CN("Shakedown zoo below the rogue"))),
    ROW("c-missing-int", "c-missing-int", "The intermediate is not sent.", REJECT, 0, ISSUES_UNKNOWN, 5280, "6.1(a)", NULL,
        NEW("withheld", "root"), UNDER("leaf", "withheld"), LIST("leaf")),
    MAY("c-wrong-order", "Two intermediates come in the wrong order.", ALERTS(42, 48), 9846, "4.5.1",
        NEW("B", "int"), UNDER("leaf", "B"), LIST("leaf int B")),
    ROW("c-leaf-last", "c-leaf-last", "The list begins with the root and ends with the leaf.", REJECT, 0, ALERTS(42, 43, 46, 48, 51),
        9846, "4.5.1", NULL, BASE(SHK_KEY_P256), LIST("root int leaf")),
    MAY("c-dup-leaf", "The leaf comes twice.", ALERTS(42), 9846, "4.5.1", LIST("leaf leaf int")),
    ROW("c-dup-int-100", "c-dup-int-100", "The intermediate comes a hundred times.", EITHER, 0, ALERTS(42, 47), 9846, "4.5.1", NULL,
        LIST("leaf int*100")),
    MAY("c-unrelated", "A certificate of somebody else stands between leaf and issuer.", ALERTS(42, 48), 9846, "4.5.1",
        NEW("far", "far"), LIST("leaf far int")),
    ROW("c-issuer-dn", "c-issuer-dn", "The leaf's issuer is another name than the signer's.", REJECT, 0, ISSUES_UNKNOWN, 5280, "6.1.3(a)(4)", NULL,
        ISSUER("leaf", NAME_O("X"))),
    ROW("c-issuer-empty", "c-issuer-empty", "The leaf's issuer is empty.", REJECT, 0, ALERTS(48, 42), 5280, "6.1.3(a)(4)", NULL,
        ISSUER("leaf", "SEQ{}")),
    ROW("c-ca-subject-empty", "c-ca-subject-empty", "The intermediate has no name, and the leaf names no issuer.", EITHER, PROFILE, ALERTS(48, 42),
        5280, "4.1.2.6", NULL, SUBJECT("int", "SEQ{}")),
    MAY("c-dn-case", "The issuer's name differs in case and spaces.", ALERTS(42, 48), 5280, "7.1",
        SUBJECT("int", NAME_CN("Inter Ca")), ISSUER("leaf", NAME_CN("INTER  ca"))),
    MAY("c-dn-strtype", "The issuer's name has another string type.", ALERTS(42, 48), 5280, "7.1",
        SUBJECT("int", NAME_CN("Inter Ca")), ISSUER("leaf", "SEQ{" RDN("2.5.4.3", "PRT", "'Inter Ca'") "}")),
    ROW("c-same-dn-other-key", "c-same-dn-other-key", "A foreign key signed under the name of the trusted authority.", REJECT, 0,
        ALERTS(42, 51, 48), 5280, "6.1.3(a)(1)", NULL,
        UNDER("leaf", "root"), SIGNED_BY("leaf", "rogue"), DROP("leaf", "authorityKeyIdentifier"), LIST("leaf")),
    ROW("c-aki-mismatch", "c-aki-mismatch", "The leaf's key identifier of the authority is that of another key.", EITHER, PROFILE, ALERTS(48),
        5280, "4.2.1.1", NULL, EXT("leaf", "authorityKeyIdentifier", AKI_OF("*20{aa}"))),
    ROW("c-aki-serial", "c-aki-serial", "The leaf names another serial of its authority.", EITHER, PROFILE, ALERTS(48), 5280, "4.2.1.1", NULL,
        EXT("leaf", "authorityKeyIdentifier", "SEQ{(0){$keyid(int)} [1]{[4]{$name(root)}} (2){0102030405}}")),
    ROW("c-leaf-as-ca", "c-leaf-as-ca", "A leaf signed another leaf.", REJECT, 0, ALERTS(48, 42), 5280, "6.1.4(k)", NULL,
        NEW_LEAF("good", "int"), UNDER("leaf", "good"), SUBJECT("good", NAME_CN("Shakedown zoo good leaf")), LIST("leaf good int")),
    ROW("c-loop-2", "c-loop-2", "Two authorities signed each other, and no root did.", REJECT, 0, ISSUES_UNKNOWN, 5280, "6.1(b)", NULL,
        NEW("A", "A"), NEW("B", "A"), UNDER("A", "B"), UNDER("leaf", "A"), LIST("leaf A B")),
    ROW("c-loop-same-ca", "c-loop-same-ca", "Two keys of one authority signed each other, and no root did.", REJECT, 0, ISSUES_UNKNOWN, 5280, "6.1(b)", NULL,
        NEW("A", "A"), NEW("B", "A"), UNDER("A", "B"), SUBJECT("B", "$name(A)"), UNDER("leaf", "A"), LIST("leaf A B")),
    ROW("c-100-same-subject", "c-100-same-subject", "A hundred authorities of one name, each with its own key, lead nowhere.", REJECT, 0,
        ISSUES_UNKNOWN, 5280, "6.1(b)", NULL,
        BASE(SHK_KEY_P256), NEW("rogue", "rogue"), NEW_MANY("M", "rogue", 100), SUBJECT("M*", NAME_CN("Shakedown zoo crowd")),
        ISSUER("M*", NAME_CN("Shakedown zoo crowd")), UNDER("leaf", "M1"), LIST("leaf M*")),
    ROW("c-100-same-all", "c-100-same-all", "A hundred authorities of one name and key lead nowhere.", REJECT, 0, ISSUES_UNKNOWN, 5280, "6.1(b)", NULL,
        BASE(SHK_KEY_P256), NEW("rogue", "rogue"), NEW_MANY("M", "rogue", 100), KEY("M*", "crowd"), SUBJECT("M*", NAME_CN("Shakedown zoo crowd")),
        ISSUER("M*", NAME_CN("Shakedown zoo crowd")), SIGNED_BY("M*", "crowd"), UNDER("leaf", "M1"), LIST("leaf M*")),
    MAY("c-two-roots", "Of two certificates for the intermediate, the one below an unknown root comes first.", ALERTS(48), 9846, "4.5.1",
        NEW("rogue", "rogue"), NEW("A", "rogue"), KEY("A", "int"), SUBJECT("A", "$name(int)"), LIST("leaf A int")),
    MAY("c-expired-cross", "Of two certificates for the intermediate, the first ran out.", ALERTS(45, 48), 9846, "4.5.1",
        NEW("A", "root"), KEY("A", "int"), SUBJECT("A", "$name(int)"), FROM("A", -300 * DAY), UNTIL("A", -DAY), LIST("leaf A int")),
    MAY("c-cve-2024-0567", "Two authorities certify each other, and both have a branch to a root.", ALERTS(48), 9846, "4.5.1",
        NEW("A", "root"), NEW("rogue", "rogue"), NEW("B", "rogue"), NEW("AB", "B"), KEY("AB", "A"), SUBJECT("AB", "$name(A)"),
        NEW("BA", "A"), KEY("BA", "B"), SUBJECT("BA", "$name(B)"), UNDER("leaf", "B"), LIST("leaf B BA AB A")),
    ROW("c-anchor-is-int", "c-anchor-is-int", "The trust anchor is an intermediate.", EITHER, 0, ALERTS(48), 5280, "6.1.1(d)", "anchor",
        NEW("rogue", "rogue"), NEW("only", "rogue"), UNDER("leaf", "only"), LIST("leaf only"), ANCHOR("only")),
    ROW("c-anchor-is-leaf", "c-anchor-is-leaf", "The trust anchor is the leaf itself.", EITHER, 0, ALERTS(48), 5280, "6.1.1(d)", "anchor",
        NEW("rogue", "rogue"), UNDER("leaf", "rogue"), FROM_DATE("leaf", 1577836800), UNTIL_DATE("leaf", 2524607999),
        KEY("leaf", "anchored"), LIST("leaf"), ANCHOR("leaf")),
    ROW("c-depth-limit", "c-depth-limit", "The chain is longer than the SUT was told to follow.", EITHER, 0, ALERTS(48, 42), 5280, "6.2", "depth-limit",
        NEW("A", "int"), NEW("B", "A"), NEW("C", "B"), UNDER("leaf", "C"), LIST("leaf C B A int")),
    ROW("c-huge-cert", "c-huge-cert", "The leaf carries an extension of a mebibyte.", EITHER, 0, ALERTS(47, 50, 42, 80), 9846, "4.5.1", NULL,
        EXT("leaf", "2.25.1", "OCT{*1048576{00}}")),
    ROW("c-max-list", "c-max-list", "The list is just below 100,000 octets.", EITHER, 0, ALERTS(47), 9846, "4.5.1", NULL,
        EXT("leaf", "2.25.1", "OCT{*97000{00}}")),
    {"c-zero-entry", "c-zero-entry", "D", "An entry of the list is empty.", BOTH, REJECT, NAMED, {50}, 9846, "4.5.1", NULL,
     RECIPE(NEW("void", "int"), CUT("void", ":whole", 0), LIST("leaf void int"))},
};
// clang-format on

const struct zoo_table zoo_chaining = {rows, SHK_COUNT(rows)};
