// The zoo against the catalogue of bad certificates (../shared/catalogue/certificates.md), where that is at hand: sides, verdicts, alerts
// and tags of its chains are those of the columns. That every row has its place, certificate_cases_test.c says.
#include "pki/zoo.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "support/catalogue.h"
#include "support/faults.h"

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

static unsigned flags_of(const struct certificate_row *row) {
    static const struct {
        const char *tag;
        unsigned flag;
    } tags[] = {
        {"[should-accept]", SHK_CHAIN_SHOULD_ACCEPT},
        {"[should-reject]", SHK_CHAIN_SHOULD_REJECT},
        {"[profile]", SHK_CHAIN_PROFILE},
        {"[strict-reject]", SHK_CHAIN_STRICT},
    };
    unsigned flags = strstr(row->alert, ", named") != NULL ? SHK_CHAIN_NAMED_ALERT : 0;
    for (size_t i = 0; i < SHK_COUNT(tags); i++) {
        if (strncmp(row->anchor, tags[i].tag, strlen(tags[i].tag)) == 0) flags |= tags[i].flag;
    }
    return flags;
}

static void compare(const struct shk_chain_row *row, const struct certificate_row *in) {
    static const char *const verdicts[] = {"reject", "accept", "either"};
    uint8_t alerts[SHK_CHAIN_ALERTS];
    char side = in->side[0];
    unsigned sides = side == 'C' ? SHK_CLIENT : side == 'S' ? SHK_SERVER : SHK_CLIENT | SHK_SERVER;
    numbers(in->alert, alerts);
    if (row->sides != sides) fault(row->name, "the side is not that of the catalogue");
    if (strcmp(verdicts[row->verdict], in->verdict) != 0) fault(row->name, "the verdict is not that of the catalogue");
    if (memcmp(alerts, row->alerts, sizeof(alerts)) != 0)
        fault(row->name, "the list of alerts is not that of the catalogue");
    if (row->flags != flags_of(in)) fault(row->name, "a tag is not that of the catalogue");
}

static void test_columns(void **state) {
    (void)state;
    size_t count, row_count, found = 0;
    const struct certificate_row *catalogue = certificate_catalogue(&row_count);
    const struct shk_chain_row *rows = shk_chain_rows(&count);
    faults = 0;
    for (size_t i = 0; i < count; i++) {
        size_t r = 0;
        while (r < row_count && strcmp(catalogue[r].id, rows[i].row) != 0) r++;
        if (r == row_count) {
            fault(rows[i].name, "the catalogue has no row %s", rows[i].row);
            continue;
        }
        compare(&rows[i], &catalogue[r]);
        found++;
    }
    assert_int_equal(faults, 0);
    assert_int_equal(found, count);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_columns)};
    return cmocka_run_group_tests_name("pki_catalogue", tests, NULL, NULL);
}
