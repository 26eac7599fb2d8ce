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
#include "support/memory_target.h"

#define CATALOGUE SHK_TESTS_DIR "/../../shared/catalogue/certificates.md"
#define FILTER "certificates/*"

static size_t faults;

static void fault(const char *id, const char *format, ...) SHK_PRINTF(2, 3);
static void fault(const char *id, const char *format, ...) {
    char text[300];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    print_error("%s: %s\n", id, text);
    faults++;
}

// --- The catalogue ---------------------------------------------------------------------------------------------------

// | `id` | mutation | side | reference | verdict | alert | ...; \| is no border.
struct row {
    char id[24], side[4], verdict[8], alert[80];
};
static struct row catalogue[500];
static size_t row_count;

static const char *next_border(const char *line) {
    for (line = line == NULL ? NULL : line + 1; line != NULL && *line != '\0'; line++) {
        if (line[0] == '|' && line[-1] != '\\') return line;
    }
    return NULL;
}

static void cell(const char *line, int number, char *out, size_t room) {
    for (int i = 0; i < number && line != NULL; i++) line = next_border(line);
    const char *end = next_border(line);
    out[0] = '\0';
    if (line == NULL || end == NULL) return;
    for (line++; line < end && (*line == ' ' || *line == '`'); line++) continue;
    while (end > line && (end[-1] == ' ' || end[-1] == '`')) end--;
    snprintf(out, room, "%.*s", (int)(end - line), line);
}

static void need_catalogue(void) {
    char line[8192];
    FILE *file = row_count > 0 ? NULL : fopen(CATALOGUE, "r");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL && row_count < SHK_COUNT(catalogue)) {
        struct row *row = &catalogue[row_count];
        if (strncmp(line, "| `", 3) != 0) continue;
        cell(line, 0, row->id, sizeof(row->id));
        cell(line, 2, row->side, sizeof(row->side));
        cell(line, 4, row->verdict, sizeof(row->verdict));
        cell(line, 5, row->alert, sizeof(row->alert));
        row_count++;
    }
    if (file != NULL) fclose(file);
    if (row_count > 0) return;
    print_message("the catalogue is not beside the repository; nothing to compare with\n");
    skip();
}

static const struct row *row_named(const char *id) {
    for (size_t i = 0; i < row_count; i++) {
        if (strcmp(catalogue[i].id, id) == 0) return &catalogue[i];
    }
    return NULL;
}

static void compare_case(struct shk_arena *arena, const struct shk_case *c) {
    const struct row *row = row_named(c->row);
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
    need_catalogue();
    struct shk_arena *arena = shk_arena_new();
    size_t tables;
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

static bool glob_leads_somewhere(const struct shk_case_table *all, size_t tables, const char *glob) {
    for (size_t t = 0; t < tables; t++) {
        for (size_t i = 0; i < all[t].count; i++) {
            if (shk_glob_matches(glob, all[t].cases[i].id, "")) return true;
        }
    }
    return false;
}

static void test_covered_rows(void **state) {
    (void)state;
    need_catalogue();
    struct shk_arena *arena = shk_arena_new();
    size_t tables;
    const struct shk_case_table *all = shk_case_tables(arena, &tables);
    faults = 0;
    for (size_t i = 0; shk_certificate_rows[i][0] != NULL; i++) {
        const char *name = shk_certificate_rows[i][0];
        if (row_named(name) == NULL) fault(name, "the catalogue has no such row");
        char globs[300], *save = NULL;
        snprintf(globs, sizeof(globs), "%s", shk_certificate_rows[i][1]);
        for (char *glob = strtok_r(globs, ",", &save); glob != NULL; glob = strtok_r(NULL, ",", &save)) {
            if (!glob_leads_somewhere(all, tables, glob)) fault(name, "no case fits %s", glob);
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
        cmocka_unit_test(test_covered_rows),
        cmocka_unit_test(test_chains_go_out),
        cmocka_unit_test(test_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
