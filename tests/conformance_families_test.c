// The order cases: as many as the catalogue's rules give, each with a plan that can be read, an id of its own, and the
// row, section and level that the catalogue says.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance/families.h"
#include "run/runner.h"
#include "support/memory_target.h"

// Each row of the catalogue, from 01 on, has a case, except those that no plan can say.
static const struct {
    const char *topic;
    size_t rows, cases;
} topics[] = {
    {"SM13S", 9, 45},    {"SM13SA", 15, 78},  {"SM13SP", 8, 90},   {"SM13SH", 12, 63}, {"SM13SE", 13, 64},
    {"SM13SPH", 13, 55}, {"SM13SR", 5, 9},    {"SM13SHE", 4, 8},   {"SM13SK", 6, 49},  {"SM12SR", 15, 73},
    {"SM12SE", 16, 74},  {"SM12SA", 22, 104}, {"SM12SI", 12, 110}, {"SM12SN", 16, 68}, {"SM12SL", 4, 14},
};

static const char *const without_case[][2] = {
    {"SM13SPH-13", "our flow answers one CertificateRequest; two answers cannot be interleaved"},
};

static const struct shk_case_table *table_of(struct shk_arena *arena, const char *topic) {
    size_t count;
    const struct shk_case_table *tables = shk_order_tables(arena, &count);
    assert_int_equal(count, SHK_COUNT(topics));
    for (size_t i = 0; i < count; i++) {
        if (strcmp(tables[i].topic, topic) == 0) return &tables[i];
    }
    fail_msg("there is no table %s", topic);
    return NULL;
}

static const struct shk_case *case_of(struct shk_arena *arena, const char *id) {
    size_t count;
    const struct shk_case_table *tables = shk_order_tables(arena, &count);
    for (size_t t = 0; t < count; t++) {
        for (size_t i = 0; i < tables[t].count; i++) {
            if (strcmp(tables[t].cases[i].id, id) == 0) return &tables[t].cases[i];
        }
    }
    fail_msg("there is no case %s", id);
    return NULL;
}

static bool has_case(const struct shk_case_table *table, const char *row) {
    for (size_t i = 0; i < table->count; i++) {
        if (strcmp(table->cases[i].row, row) == 0) return true;
    }
    return false;
}

static bool needs_none(const char *row) {
    for (size_t i = 0; i < SHK_COUNT(without_case); i++) {
        if (strcmp(without_case[i][0], row) == 0) return true;
    }
    return false;
}

static void each_flow_has_its_cases(void **state) {
    for (size_t i = 0; i < SHK_COUNT(topics); i++) {
        const struct shk_case_table *table = table_of(*state, topics[i].topic);
        if (table->count != topics[i].cases) fail_msg("%s has %zu cases", table->topic, table->count);
        for (size_t n = 1; n <= topics[i].rows; n++) {
            const char *row = shk_format(*state, "%s-%02zu", table->topic, n);
            if (has_case(table, row) == needs_none(row))
                fail_msg("row %s: %s", row, needs_none(row) ? "is done" : "no case");
        }
    }
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void ids_are_names_and_unique(void **state) {
    size_t count, total = 0;
    const struct shk_case_table *tables = shk_order_tables(*state, &count);
    for (size_t t = 0; t < count; t++) total += tables[t].count;
    const char **ids = shk_alloc(*state, total * sizeof(*ids));
    size_t n = 0;
    for (size_t t = 0; t < count; t++) {
        for (size_t i = 0; i < tables[t].count; i++) ids[n++] = tables[t].cases[i].id;
    }
    qsort(ids, total, sizeof(*ids), by_text);
    for (size_t i = 0; i < total; i++) {
        if (i > 0 && strcmp(ids[i - 1], ids[i]) == 0) fail_msg("%s stands twice", ids[i]);
        if (strspn(ids[i], "abcdefghijklmnopqrstuvwxyz0123456789-/") != strlen(ids[i])) fail_msg("%s is no id", ids[i]);
    }
}

static void every_plan_can_be_read_and_expects_something(void **state) {
    size_t count;
    const struct shk_case_table *tables = shk_order_tables(*state, &count);
    for (size_t t = 0; t < count; t++) {
        for (size_t i = 0; i < tables[t].count; i++) {
            const struct shk_case *c = &tables[t].cases[i];
            struct shk_plan plan;
            struct shk_error err;
            if (!shk_plan_read(*state, c->plan, &plan, &err)) fail_msg("%s: %s", c->id, err.text);
            bool tls13 = strncmp(c->id, "tls13/", 6) == 0;
            assert_int_equal(plan.flow, tls13 ? SHK_FLOW_TLS13 : SHK_FLOW_TLS12);
            if (plan.edit_count == 0) fail_msg("%s edits nothing", c->id);
            bool reset = plan.edits[plan.edit_count - 1].op == SHK_STOP_RESET &&
                         plan.edits[plan.edit_count - 1].kind == SHK_EDIT_STOP;
            if ((plan.expect.outcome == SHK_EXPECT_NOTHING) != reset) fail_msg("%s expects nothing", c->id);
            size_t len = strlen(c->asks);
            if (len < 20 || c->asks[len - 1] != '.' || c->asks[len - 2] == '.')
                fail_msg("%s asks `%s`", c->id, c->asks);
            if (c->asks[0] < 'A' || c->asks[0] > 'Z') fail_msg("%s asks `%s`", c->id, c->asks);
        }
    }
}

static void equal_calls_give_equal_tables(void **state) {
    size_t count, again;
    const struct shk_case_table *a = shk_order_tables(*state, &count), *b = shk_order_tables(*state, &again);
    assert_int_equal(count, again);
    for (size_t t = 0; t < count; t++) {
        assert_int_equal(a[t].count, b[t].count);
        for (size_t i = 0; i < a[t].count; i++) {
            assert_string_equal(a[t].cases[i].id, b[t].cases[i].id);
            assert_string_equal(a[t].cases[i].plan, b[t].cases[i].plan);
        }
    }
}

// One plan of each kind, as a person would have written it.
static void plans_read_as_the_catalogue_says(void **state) {
    static const struct {
        const char *id, *row, *plan;
    } samples[] = {
        {"tls13/order/full/omit-client-hello/k1", "SM13S-01",
         "flow tls13\nomit client_hello\nomit change_cipher_spec\nexpect rejects unexpected_message\n"},
        {"tls13/order/full/omit-client-hello/k2", "SM13S-01",
         "flow tls13\nomit client_hello\nomit change_cipher_spec\nkeys finished current\nexpect rejects unexpected_message\n"},
        {"tls13/order/full/repeat-finished/k1", "SM13S-04",
         "flow tls13\nrepeat finished\nexpect rejects bad_record_mac\n"},
        {"tls13/order/full/repeat-finished/k2", "SM13S-04",
         "flow tls13\nrepeat finished keys current\nexpect rejects unexpected_message\n"},
        {"tls13/order/client-auth/swap-certificate-certificate-verify", "SM13SA-10",
         "flow tls13 client-auth\nswap certificate certificate_verify\nexpect rejects unexpected_message\n"},
        {"tls13/order/client-auth/application-data-before-certificate/k1", "SM13SA-13",
         "flow tls13 client-auth\ninsert application_data before certificate\nexpect rejects bad_record_mac\n"},
        {"tls13/order/client-auth/omit-client-hello/k2", "SM13SA-01",
         "flow tls13 client-auth\nreplace client_hello certificate keys current\nexpect rejects unexpected_message\n"},
        {"tls13/order/retry/foreign-server-hello-done-before-client-hello-2", "SM13SH-11",
         "flow tls13 retry\ninsert server_hello_done before client_hello#2 keys current\n"
         "expect rejects unexpected_message\n"},
        {"tls13/order/retry/premature-finished/k1", "SM13SH-09",
         "flow tls13 retry\ninsert finished after client_hello#1\nexpect rejects unexpected_message\n"},
        {"tls12/order/ecdhe/omit-change-cipher-spec/k1", "SM12SE-03",
         "flow tls12\nomit change_cipher_spec\nexpect rejects any or silent or closes\n"},
        {"tls12/order/rsa/repeat-change-cipher-spec/k1", "SM12SR-07",
         "flow tls12\nkx rsa\nrepeat change_cipher_spec\n"
         "expect rejects bad_record_mac unexpected_message decode_error\n"},
        {"tls12/order/client-auth/swap-client-hello-certificate", "SM12SA-13",
         "flow tls12 client-auth\ninsert certificate before client_hello keys current\nomit certificate\n"
         "expect rejects unexpected_message\n"},
        {"tls12/order/ecdhe/stop-after-change-cipher-spec/fin", "SM12SE-15",
         "flow tls12\nstop after change_cipher_spec fin\nexpect closes any\n"},
        {"tls12/order/renegotiation/repeat-change-cipher-spec-2/k1", "SM12SN-07",
         "flow tls12 renegotiation\nrepeat change_cipher_spec#2 keys application\nexpect rejects bad_record_mac\n"},
    };
    for (size_t i = 0; i < SHK_COUNT(samples); i++) {
        const struct shk_case *c = case_of(*state, samples[i].id);
        assert_string_equal(c->plan, samples[i].plan);
        assert_string_equal(c->row, samples[i].row);
    }
    assert_string_equal(case_of(*state, "tls13/order/retry/omit-client-hello-2/k1")->asks,
                        "Finished is refused where the second ClientHello is due, under the keys of its honest place.");
}

// --- Against the catalogue, where it lies beside the repository ----------------------------------------------------------

struct row {
    char id[24], sections[80], level[8], checked[16];
};

static void trim(char *out, size_t size, const char *from, size_t len) {
    while (len > 0 && *from == ' ') from++, len--;
    while (len > 0 && from[len - 1] == ' ') len--;
    snprintf(out, size, "%.*s", (int)len, from);
}

// "| id | RFC | side | ver | stimulus | reaction | lvl | anchors | checked |"
static bool read_row(const char *line, struct row *out) {
    if (strncmp(line, "| SM1", 5) != 0) return false;
    const char *at = line + 1;
    for (int column = 0; column < 9; column++) {
        const char *end = strchr(at, '|');
        if (end == NULL) return false;
        size_t len = (size_t)(end - at);
        if (column == 0) trim(out->id, sizeof(out->id), at, len);
        if (column == 1) trim(out->sections, sizeof(out->sections), at, len);
        if (column == 6) trim(out->level, sizeof(out->level), at, len);
        if (column == 8) trim(out->checked, sizeof(out->checked), at, len);
        at = end + 1;
    }
    return true;
}

static void compare(const struct shk_case *c, const struct row *row) {
    char cite[32];
    snprintf(cite, sizeof(cite), "%u %s", c->cite.rfc, c->cite.section);
    size_t len = strcspn(row->sections, ",;");
    if (strlen(cite) != len || strncmp(cite, row->sections, len) != 0) {
        fail_msg("%s rests on %s, the catalogue says %s", c->id, cite, row->sections);
    }
    // In TLS 1.2 a foreign type that is defined stands at M, an undefined one at R; the row says both in one.
    const char *letters = "MRSI";
    bool foreign12 = strncmp(c->id, "tls12/", 6) == 0 && strstr(c->id, "/foreign-") != NULL;
    bool late12 = strncmp(c->id, "tls12/order/connected/late-", 27) == 0;
    if (letters[c->level] != row->level[0] && !foreign12 && !late12) {
        fail_msg("%s has level %c, the catalogue says %s", c->id, letters[c->level], row->level);
    }
    if (((c->flags & SHK_NAMED_ALERT) != 0) != (strcmp(row->checked, "text") == 0) && c->level == SHK_MUST) {
        fail_msg("%s: the catalogue says `%s`", c->id, row->checked);
    }
}

static void rows_agree_with_the_catalogue(void **state) {
    FILE *file = fopen(SHK_TESTS_DIR "/../../shared/catalogue/requirements.md", "r");
    if (file == NULL) skip();
    char line[4096];
    size_t seen = 0;
    while (fgets(line, sizeof(line), file) != NULL) {
        struct row row;
        if (!read_row(line, &row)) continue;
        char topic[24];
        snprintf(topic, sizeof(topic), "%.*s", (int)strcspn(row.id, "-"), row.id);
        bool ours = false;
        for (size_t i = 0; i < SHK_COUNT(topics); i++) ours = ours || strcmp(topics[i].topic, topic) == 0;
        if (!ours) continue;
        seen++;
        const struct shk_case_table *table = table_of(*state, topic);
        if (!has_case(table, row.id) && !needs_none(row.id)) fail_msg("row %s has no case", row.id);
        for (size_t i = 0; i < table->count; i++) {
            if (strcmp(table->cases[i].row, row.id) == 0) compare(&table->cases[i], &row);
        }
    }
    fclose(file);
    size_t rows = 0;
    for (size_t i = 0; i < SHK_COUNT(topics); i++) rows += topics[i].rows;
    assert_int_equal(seen, rows);
}

// --- Runs ------------------------------------------------------------------------------------------------------------

static void run_orders(struct shk_arena *arena, const struct shk_sut_type *type, const char *expect_file,
                       struct shk_run *run) {
    struct shk_error err = {""};
    struct shk_target target = memory_target(arena, type, SHK_SERVER, 1);
    const struct shk_options options = {
        .filter = "SM13S*,SM12S*", .level = SHK_INFORMATION, .rfc = 9846, .strict = true, .expect_file = expect_file};
    enum shk_exit exit = shk_run_cases(arena, &target, &options, run, &err);
    if (exit != SHK_EXIT_OK && exit != SHK_EXIT_UNEXPECTED) fail_msg("%s", err.text);
}

static void the_reference_answers_as_is_known(void **state) {
    struct shk_run run;
    run_orders(*state, &shk_sut_boringssl, SHK_TESTS_DIR "/../conformance/known/boringssl.expect", &run);
    size_t wrong = 0;
    for (size_t i = 0; i < run.count; i++) {
        const struct shk_case_run *r = &run.outcomes[i];
        if (!shk_is_unexpected(r->result)) continue;
        print_error("%s: %s (%s)\n", r->c->id, shk_grade_name(r->verdict.grade), r->verdict.observed);
        wrong++;
    }
    shk_run_free(&run);
    assert_int_equal(wrong, 0);
}

// The permissive peer follows every flow, those that BoringSSL lacks too, so that each edit comes to its message.
static void every_edit_of_order_fits(void **state) {
    struct shk_run run;
    run_orders(*state, &shk_sut_permissive, NULL, &run);
    size_t wrong = 0;
    for (size_t i = 0; i < run.count; i++) {
        const struct shk_case_run *r = &run.outcomes[i];
        bool deviated = false;
        const char *unfit = NULL;
        for (size_t e = 0; r->judged && e < r->job.trace.count; e++) {
            deviated = deviated || r->job.trace.events[e].kind == SHK_EVENT_DEVIATION;
            if (r->job.trace.events[e].kind == SHK_EVENT_UNFIT) unfit = r->job.trace.events[e].note;
        }
        if (deviated && unfit == NULL) continue;
        print_error("%s: %s\n", r->c->id, unfit != NULL ? unfit : r->judged ? "no edit was made" : r->reason);
        wrong++;
    }
    shk_run_free(&run);
    assert_int_equal(wrong, 0);
}

static int setup(void **state) {
    *state = shk_arena_new();
    return 0;
}

static int teardown(void **state) {
    shk_arena_free(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_flow_has_its_cases),
        cmocka_unit_test(ids_are_names_and_unique),
        cmocka_unit_test(every_plan_can_be_read_and_expects_something),
        cmocka_unit_test(equal_calls_give_equal_tables),
        cmocka_unit_test(plans_read_as_the_catalogue_says),
        cmocka_unit_test(rows_agree_with_the_catalogue),
        cmocka_unit_test(the_reference_answers_as_is_known),
        cmocka_unit_test(every_edit_of_order_fits),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
