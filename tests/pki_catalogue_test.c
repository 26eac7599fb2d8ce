// The zoo against the catalogue of bad certificates (../shared/catalogue/certificates.md), where that is at hand: every row has a
// chain or is a plan, and sides, verdicts, alerts and tags are those of the columns.
#include "pki/zoo.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

// Faults of messages and not of the chain: plans with edits express them (conformance/).
static const char *const plans[] = {
    "c-empty-list-srv",
    "c-empty-list-srv12",
    "c-empty-list-cli",
    "c-empty-list-cli12",
    "c-empty-list-opt",
    "c-no-cert-msg",
    "c-unsolicited",
    "c-list-trunc",
    "c-ctx-nonempty",
    "c-ctx-wrong",
    "v-wrong-key",
    "v-flip",
    "v-empty",
    "v-trailing",
    "v-ctx-string",
    "v-no-pad",
    "v-transcript",
    "v-hash",
    "v-not-offered",
    "v-pkcs1-13",
    "v-sha1-13",
    "v-md5-12",
    "v-unknown-alg",
    "v-alg-key",
    "v-curve-mismatch",
    "v-pss-rsae-pss",
    "v-pss-salt",
    "v-skip",
    "v-skip-cli",
    "v-skip-cert",
    "v-after-empty",
    "v-twice",
    "v-suite-ecdsa-rsa",
    "v-ske-bad",
    "v-ske-wrong-random",
    "v-cr-types",
    "v-cr-ca-list",
    "v-entry-ext",
    "v-entry-dup",
    "v-entry-wrong",
    "v-resume-other",
    "v-reneg-swap",
    "v-pha-unsol",
    "v-plaintext-cert",
    "v-sha1-12",
    "v-entry-ext-cli",
    "r-ocsp-empty",
    "r-ocsp-unasked",
    "r-ocsp-type",
    "r-sct-malformed",
    "z-comp-ok",
    "z-comp-bomb",
    "z-comp-len-small",
    "z-comp-len-big",
    "z-comp-len-0",
    "z-comp-alg",
    "z-comp-corrupt",
    "z-comp-trail",
    "z-comp-12",
    "z-comp-unasked",
    "z-comp-inner",
    "z-rpk-unasked",
    "z-x509-as-rpk",
    "z-rpk-two",
    "z-rpk-wrong",
    "z-ct-unoffered",
    "z-ta-unsol",
};
// Delegated credentials are an extension of the leaf's entry and need the peer's help: not yet.
static const char *const open_rows[] = {
    "z-dc-ok",      "z-dc-expired", "z-dc-long", "z-dc-badsig", "z-dc-noext",       "z-dc-alg",
    "z-dc-unasked", "z-dc-int",     "z-dc-rsae", "z-dc-unadv",  "z-dc-unasked-cli",
};

static bool in(const char *const *list, size_t count, const char *id) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i], id) == 0) return true;
    }
    return false;
}

enum { ID, MUTATION, SIDE, REFERENCE, VERDICT, ALERT, ANCHOR, COLUMNS };

// Cuts a line of the table into its first columns, blanks and back-quotes off; "\|" is no border.
static bool cut(char *line, char *columns[COLUMNS]) {
    if (strncmp(line, "| `", 3) != 0) return false;
    size_t n = 0;
    char *at = line + 1;
    while (n < COLUMNS) {
        char *end = at;
        while (*end != '\0' && (*end != '|' || end[-1] == '\\')) end++;
        if (*end == '\0') return false;
        *end = '\0';
        while (*at == ' ' || *at == '`') at++;
        char *last = end;
        while (last > at && (last[-1] == ' ' || last[-1] == '`')) last--;
        *last = '\0';
        columns[n++] = at;
        at = end + 1;
    }
    return strlen(columns[SIDE]) == 1;
}

static void numbers(const char *text, uint8_t out[SHK_CHAIN_ALERTS]) {
    size_t n = 0;
    memset(out, 0, SHK_CHAIN_ALERTS);
    for (; *text != '\0'; text++) {
        if (!isdigit((unsigned char)*text)) continue;
        char *end;
        unsigned long value = strtoul(text, &end, 10);
        if (n < SHK_CHAIN_ALERTS) out[n++] = (uint8_t)value;
        text = end - 1;
    }
}

static unsigned flags_of(char *columns[COLUMNS]) {
    static const struct {
        const char *tag;
        unsigned flag;
    } tags[] = {
        {"[should-accept]", SHK_CHAIN_SHOULD_ACCEPT},
        {"[should-reject]", SHK_CHAIN_SHOULD_REJECT},
        {"[profile]", SHK_CHAIN_PROFILE},
        {"[strict-reject]", SHK_CHAIN_STRICT},
    };
    unsigned flags = strstr(columns[ALERT], ", named") != NULL ? SHK_CHAIN_NAMED_ALERT : 0;
    for (size_t i = 0; i < SHK_COUNT(tags); i++) {
        if (strncmp(columns[ANCHOR], tags[i].tag, strlen(tags[i].tag)) == 0) flags |= tags[i].flag;
    }
    return flags;
}

static int wrong;

static void differs(const struct shk_chain_row *row, const char *what) {
    print_error("%s: %s is not that of the catalogue\n", row->name, what);
    wrong++;
}

static void compare(const struct shk_chain_row *row, char *columns[COLUMNS]) {
    static const char *const verdicts[] = {"reject", "accept", "either"};
    uint8_t alerts[SHK_CHAIN_ALERTS];
    char side = columns[SIDE][0];
    unsigned sides = side == 'C' ? SHK_CLIENT : side == 'S' ? SHK_SERVER : SHK_CLIENT | SHK_SERVER;
    numbers(columns[ALERT], alerts);
    if (row->sides != sides) differs(row, "the side");
    if (strcmp(verdicts[row->verdict], columns[VERDICT]) != 0) differs(row, "the verdict");
    if (memcmp(alerts, row->alerts, sizeof(alerts)) != 0) differs(row, "the list of alerts");
    if (row->flags != flags_of(columns)) differs(row, "a tag");
}

static void test_every_row_of_the_catalogue_has_its_place(void **state) {
    (void)state;
    FILE *file = fopen(SHK_TESTS_DIR "/../../shared/catalogue/certificates.md", "re");
    if (file == NULL) skip();
    char line[8192], *columns[COLUMNS];
    size_t count, found = 0, chains = 0;
    const struct shk_chain_row *rows = shk_chain_rows(&count);
    while (fgets(line, sizeof(line), file) != NULL) {
        if (!cut(line, columns)) continue;
        size_t of_this = 0;
        for (size_t i = 0; i < count; i++) {
            if (strcmp(rows[i].row, columns[ID]) != 0) continue;
            compare(&rows[i], columns);
            of_this++;
        }
        bool elsewhere = in(plans, SHK_COUNT(plans), columns[ID]) || in(open_rows, SHK_COUNT(open_rows), columns[ID]);
        if ((of_this > 0) == elsewhere) {
            print_error("%s: %s\n", columns[ID], elsewhere ? "has a chain and is listed as a plan" : "has no place");
            wrong++;
        }
        chains += of_this;
        found++;
    }
    fclose(file);
    if (chains != count) print_error("%zu rows of the zoo are not in the catalogue\n", count - chains);
    assert_int_equal(wrong, 0);
    assert_int_equal(chains, count);
    assert_true(found > 390);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_row_of_the_catalogue_has_its_place)};
    return cmocka_run_group_tests_name("pki_catalogue", tests, NULL, NULL);
}
