// The certificate cases against their catalogue: each row stands there with the side and the verdict that its cases have; each
// chain goes out; BoringSSL in process does what the rows say, or what the lists of known results say.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "conformance/certificate_chains.h"
#include "pki/zoo.h"
#include "run/runner.h"
#include "support/catalogue.h"
#include "support/faults.h"
#include "support/memory_target.h"

#define FILTER "certificates/*"

// --- The catalogue ---------------------------------------------------------------------------------------------------

static const struct certificate_row *row_named(const char *id) {
    size_t count;
    const struct certificate_row *rows = certificate_catalogue(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].id, id) == 0) return &rows[i];
    }
    return NULL;
}

static bool is_covered_elsewhere(const char *id) {
    for (size_t i = 0; shk_certificate_rows[i][0] != NULL; i++) {
        if (strcmp(shk_certificate_rows[i][0], id) == 0) return true;
    }
    return false;
}

static void compare_case(struct shk_arena *arena, const struct shk_case *c) {
    const struct certificate_row *row = row_named(c->row);
    struct shk_plan plan;
    struct shk_error err;
    if (row == NULL) {
        fault(c->id, "the catalogue has no row %s", c->row);
        return;
    }
    char side = c->tests == SHK_SERVER ? 'S' : 'C';
    if (row->side[0] != side && row->side[0] != 'B') fault(c->id, "row %s does not concern that side", c->row);
    if (!shk_plan_read(arena, c->plan, &plan, &err)) fail_msg("%s: %s", c->id, err.text);
    bool refuses = plan.expect.outcome == SHK_EXPECT_REJECTS, may_go_on = plan.expect.flags & SHK_OR_CONTINUES;
    const char *verdict = !refuses ? "accept" : may_go_on ? "either" : "reject";
    if (strcmp(verdict, row->verdict) != 0) fault(c->id, "row %s says %s, the case %s", c->row, row->verdict, verdict);
    if (strcmp(verdict, "either") == 0 && c->level != SHK_INFORMATION) fault(c->id, "such a case can only inform");
    if (c->flags & SHK_NAMED_ALERT && strstr(row->alert, "named") == NULL) fault(c->id, "no alert is named");
    if (!refuses || may_go_on) return;
    char number[8];
    snprintf(number, sizeof(number), "%d", plan.expect.alerts[0]);
    if (strstr(row->alert, number) == NULL) fault(c->id, "row %s does not list alert %s first", c->row, number);
}

static void test_rows(void **state) {
    (void)state;
    size_t count, tables;
    certificate_catalogue(&count);
    struct shk_arena *arena = shk_arena_new();
    const struct shk_case_table *all = shk_case_tables(arena, &tables);
    faults = 0;
    for (size_t t = 0; t < tables; t++) {
        for (size_t i = 0; i < all[t].count; i++) {
            if (shk_glob_matches(FILTER, all[t].cases[i].id, "")) compare_case(arena, &all[t].cases[i]);
        }
    }
    shk_arena_free(arena);
    assert_int_equal(faults, 0);
}

// Whether some case fits the glob, or covers the row.
static bool any_case(const struct shk_case_table *all, size_t tables, const char *glob, const char *row) {
    for (size_t t = 0; t < tables; t++) {
        for (size_t i = 0; i < all[t].count; i++) {
            const struct shk_case *c = &all[t].cases[i];
            if (shk_glob_matches(glob, c->id, "") || strcmp(c->row, row) == 0) return true;
        }
    }
    return false;
}

static void test_every_row_has_its_place(void **state) {
    (void)state;
    size_t count, tables;
    const struct certificate_row *rows = certificate_catalogue(&count);
    struct shk_arena *arena = shk_arena_new();
    const struct shk_case_table *all = shk_case_tables(arena, &tables);
    faults = 0;
    for (size_t i = 0; i < count; i++) {
        const char *id = rows[i].id;
        bool covered = any_case(all, tables, "", id) || is_covered_elsewhere(id);
        if (!covered) fault(id, "has no case");
    }
    shk_arena_free(arena);
    assert_int_equal(faults, 0);
    assert_true(count > 390);
}

static void test_globs_lead_to_cases(void **state) {
    (void)state;
    size_t count, tables;
    certificate_catalogue(&count);
    struct shk_arena *arena = shk_arena_new();
    const struct shk_case_table *all = shk_case_tables(arena, &tables);
    faults = 0;
    for (size_t i = 0; shk_certificate_rows[i][0] != NULL; i++) {
        const char *name = shk_certificate_rows[i][0];
        if (row_named(name) == NULL) fault(name, "the catalogue has no such row");
        char globs[300], *save = NULL;
        snprintf(globs, sizeof(globs), "%s", shk_certificate_rows[i][1]);
        for (char *glob = strtok_r(globs, ",", &save); glob != NULL; glob = strtok_r(NULL, ",", &save)) {
            if (!any_case(all, tables, glob, "")) fault(name, "no case fits %s", glob);
        }
    }
    shk_arena_free(arena);
    assert_int_equal(faults, 0);
}

// --- Runs ------------------------------------------------------------------------------------------------------------

static void run_all(struct shk_arena *arena, const struct shk_sut_type *type, enum shk_role role, const char *known,
                    struct shk_run *run) {
    struct shk_error err = {""};
    struct shk_target *target = shk_alloc(arena, sizeof(*target));
    struct shk_options *options = shk_alloc(arena, sizeof(*options));
    *target = memory_target(arena, type, role, 1);
    *options = (struct shk_options){.filter = FILTER, .level = SHK_INFORMATION, .rfc = 9846, .expect_file = known};
    enum shk_exit exit = shk_run_cases(arena, target, options, run, &err);
    if (exit != SHK_EXIT_OK && exit != SHK_EXIT_UNEXPECTED) fail_msg("%s", err.text);
}

static void look_at_trace(const struct shk_case_run *r) {
    bool shown = false;
    for (size_t e = 0; e < r->job.trace.count; e++) {
        const struct shk_event *event = &r->job.trace.events[e];
        if (event->kind == SHK_EVENT_UNFIT) fault(r->c->id, "%s", event->note);
        shown |= event->kind == SHK_EVENT_DEVIATION;
    }
    if (!shown) fault(r->c->id, "its chain never went out");
}

static void test_chains_go_out(void **state) {
    (void)state;
    faults = 0;
    for (int role = SHK_CLIENT; role <= SHK_SERVER; role++) {
        struct shk_arena *arena = shk_arena_new();
        struct shk_run run;
        run_all(arena, &shk_sut_permissive, (enum shk_role)role, NULL, &run);
        for (size_t i = 0; i < run.count; i++) {
            if (run.outcomes[i].judged) look_at_trace(&run.outcomes[i]);
        }
        shk_run_free(&run);
        shk_arena_free(arena);
    }
    assert_int_equal(faults, 0);
}

static void test_reference(void **state) {
    (void)state;
    static const char *const known[] = {[SHK_CLIENT] = SHK_TESTS_DIR "/../conformance/known/boringssl-client.expect",
                                        [SHK_SERVER] = SHK_TESTS_DIR "/../conformance/known/boringssl.expect"};
    faults = 0;
    for (int role = SHK_CLIENT; role <= SHK_SERVER; role++) {
        struct shk_arena *arena = shk_arena_new();
        struct shk_run run;
        run_all(arena, &shk_sut_boringssl, (enum shk_role)role, known[role], &run);
        for (size_t i = 0; i < run.count; i++) {
            const struct shk_case_run *r = &run.outcomes[i];
            if (!shk_is_unexpected(r->result)) continue;
            fault(r->c->id, "%s (%s); plan: %.120s", shk_grade_name(r->verdict.grade), r->verdict.observed, r->c->plan);
        }
        shk_run_free(&run);
        shk_arena_free(arena);
    }
    assert_int_equal(faults, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_every_row_has_its_place),
        cmocka_unit_test(test_globs_lead_to_cases),
        cmocka_unit_test(test_chains_go_out),
        cmocka_unit_test(test_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
