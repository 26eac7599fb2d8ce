// The cases as data: each plan can be read and says what it expects, each id is a name of its own, each row and section
// stands in the catalogue, and no edit misses. The written tables are run as well: every edit has to fit an honest message
// and to change it, and BoringSSL has to do what the cases say or what the list of known results says.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance/tables.h"
#include "run/runner.h"
#include "shakedown_version.h"
#include "support/catalogue.h"
#include "support/faults.h"
#include "support/memory_target.h"

#define WRITTEN "REC-*,CCS-*,CH1-*,SV-*,KS-*,FIN-*"
#define KNOWN SHK_TESTS_DIR "/../conformance/known/boringssl.expect"

typedef void visitor(struct shk_arena *arena, const struct shk_case *c);

static void each_case(visitor *visit) {
    struct shk_arena *arena = shk_arena_new();
    size_t tables;
    const struct shk_case_table *all = shk_case_tables(arena, &tables);
    faults = 0;
    for (size_t t = 0; t < tables; t++) {
        for (size_t i = 0; i < all[t].count; i++) visit(arena, &all[t].cases[i]);
    }
    shk_arena_free(arena);
    assert_int_equal(faults, 0);
}

static bool starts_with(const char *text, const char *start) {
    return strncmp(text, start, strlen(start)) == 0;
}

// --- Plans -----------------------------------------------------------------------------------------------------------

static bool resets(const struct shk_plan *plan) {
    for (size_t i = 0; i < plan->edit_count; i++) {
        if (plan->edits[i].kind == SHK_EDIT_STOP && plan->edits[i].op == SHK_STOP_RESET) return true;
    }
    return false;
}

static void visit_plan(struct shk_arena *arena, const struct shk_case *c) {
    struct shk_plan plan;
    struct shk_error err;
    if (!shk_plan_read(arena, c->plan, &plan, &err)) {
        fault(c->id, "its plan cannot be read: %s", err.text);
        return;
    }
    const struct shk_expect *expect = &plan.expect;
    // After a reset there is nobody to answer: such a case asks only whether the SUT lives on.
    if (expect->outcome == SHK_EXPECT_NOTHING && !resets(&plan)) fault(c->id, "it expects nothing");
    if (expect->outcome == SHK_EXPECT_REJECTS && expect->alert_count == 0 && !(expect->flags & SHK_ANY_ALERT)) {
        fault(c->id, "it wants a refusal and names no alert");
    }
    if (expect->outcome == SHK_EXPECT_CHECK && shk_check_by_name(expect->check) == NULL) {
        fault(c->id, "there is no check named %s", expect->check);
    }
    bool refuses = expect->outcome == SHK_EXPECT_REJECTS || expect->outcome == SHK_EXPECT_CLOSES;
    if (refuses && plan.edit_count == 0 && plan.chain == NULL && plan.then_certificate == 0)
        fault(c->id, "it wants a refusal of an honest flow");
    if (!shk_chain_is_known(&plan, &err)) fault(c->id, "%s", err.text);
    const char *version = starts_with(c->id, "tls12/") ? "tls12" : "tls13";
    bool named = !starts_with(c->id, "tls/") && !starts_with(c->id, "certificates/");
    if (named && strcmp(shk_flow_name(plan.flow), version) != 0) {
        fault(c->id, "its flow is one of another version");
    }
}

static void test_plans(void **state) {
    (void)state;
    each_case(visit_plan);
}

static void visit_words(struct shk_arena *arena, const struct shk_case *c) {
    (void)arena;
    if (c->asks == NULL || strlen(c->asks) < 20 || c->asks[strlen(c->asks) - 1] != '.') {
        fault(c->id, "what it asks is no sentence");
    }
    if (c->level > SHK_INFORMATION) fault(c->id, "it has no level");
    if (c->tests != SHK_SERVER && c->tests != SHK_CLIENT) fault(c->id, "it does not say which side it tests");
    if (c->cite.section == NULL || c->cite.section[0] == '\0') fault(c->id, "it cites no section");
    if (c->needs == NULL) return;
    char words[64];
    snprintf(words, sizeof(words), "%s", c->needs);
    char *save = NULL;
    for (char *word = strtok_r(words, " ", &save); word != NULL; word = strtok_r(NULL, " ", &save)) {
        // The first four and those of the SUT's messages are found out; the others are told by --have (run/needs.c).
        static const char *const known[] = {
            "tls13",
            "tls12",
            "no-tls13",
            "no-tls12",
            "host",
            "session-id",
            "address",
            "rsa-kx",
            "status-request",
            "frozen-clock",
            "depth-8",
            "depth-limit",
            "anchor",
            "crl",
            "delta-crl",
            "pin",
            "dane",
            "sct",
            "must-staple",
            "ulabel",
            "compression",
            "delegated-credential",
            "server-certificate-type",
            "no-sct",
            "no-post-handshake-auth",
            "no-status-request",
            "no-compression",
            "no-delegated-credential",
            "no-trust-anchors",
            "client-required",
            "raw-keys",
            "authorities",
            "next-host",
        };
        static const char *const listed[] = {"scheme:", "suite:", "dc-scheme:", "compression:", "certificate-type:"};
        const char *what = starts_with(word, "no-") ? word + 3 : word;
        bool is_listed = false;
        for (size_t l = 0; l < SHK_COUNT(listed); l++) is_listed |= starts_with(what, listed[l]);
        size_t i = 0;
        while (i < SHK_COUNT(known) && strcmp(word, known[i]) != 0) i++;
        if (i == SHK_COUNT(known) && !is_listed) fault(c->id, "nobody can find out whether a SUT has `%s`", word);
    }
}

static void test_words(void **state) {
    (void)state;
    each_case(visit_words);
}

// --- Ids -------------------------------------------------------------------------------------------------------------

// Two parts at least, of small letters, digits and single hyphens.
static bool is_kebab(const char *id) {
    char before = '/';
    bool slash = false;
    for (const char *c = id; *c != '\0'; before = *c++) {
        bool border = before == '/' || before == '-';
        if (*c == '/' || *c == '-') {
            if (border) return false;
            slash |= *c == '/';
        } else if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c)) {
            return false;
        }
    }
    return slash && before != '/' && before != '-';
}

static int compare(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void test_ids(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    size_t tables, total = 0, count = 0;
    const struct shk_case_table *all = shk_case_tables(arena, &tables);
    for (size_t t = 0; t < tables; t++) total += all[t].count;
    const char **ids = shk_alloc(arena, total * sizeof(*ids));
    faults = 0;
    for (size_t t = 0; t < tables; t++) {
        for (size_t i = 0; i < all[t].count; i++) {
            const char *id = all[t].cases[i].id;
            bool placed = starts_with(id, "tls12/") || starts_with(id, "tls13/") || starts_with(id, "tls/") ||
                          starts_with(id, "certificates/");
            if (!placed || !is_kebab(id))
                fault(id, "an id is small-letters-and-hyphens below tls12/, tls13/, tls/ or certificates/");
            ids[count++] = id;
        }
    }
    qsort(ids, count, sizeof(*ids), compare);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(ids[i - 1], ids[i]) == 0) fault(ids[i], "two cases have this id");
    }
    shk_arena_free(arena);
    assert_int_equal(faults, 0);
}

// --- The catalogue ---------------------------------------------------------------------------------------------------

// A row of part 1: | id | RFC § | side | ver | stimulus | required reaction | lvl | anchors | checked |
struct row {
    char id[16], cites[160], side[4], level[4], checked[16];
};
struct catalogue {
    struct row rows[2000];
    size_t count;
};

static bool read_catalogue(struct catalogue *catalogue, const char *name) {
    char path[512], line[8192], eighth[16];
    snprintf(path, sizeof(path), CATALOGUE "%s", name);
    FILE *file = fopen(path, "r");
    if (file == NULL) return false;
    while (fgets(line, sizeof(line), file) != NULL && catalogue->count < SHK_COUNT(catalogue->rows)) {
        struct row *row = &catalogue->rows[catalogue->count];
        catalogue_cell(line, 8, eighth, sizeof(eighth));
        catalogue_cell(line, 0, row->id, sizeof(row->id));
        const char *dash = strchr(row->id, '-');
        if (line[0] != '|' || eighth[0] == '\0' || dash == NULL || !isdigit((unsigned char)dash[1])) continue;
        catalogue_cell(line, 1, row->cites, sizeof(row->cites));
        catalogue_cell(line, 2, row->side, sizeof(row->side));
        catalogue_cell(line, 6, row->level, sizeof(row->level));
        catalogue_cell(line, 8, row->checked, sizeof(row->checked));
        catalogue->count++;
    }
    fclose(file);
    return true;
}

static struct catalogue catalogue;

static const struct row *row_named(const char *id) {
    for (size_t i = 0; i < catalogue.count; i++) {
        if (strcmp(catalogue.rows[i].id, id) == 0) return &catalogue.rows[i];
    }
    return NULL;
}

// "9846 5.1, 5.4; 5246 6.2.1" holds 5246, 6.2.1. A document that is no RFC is named as it is.
static bool holds_cite(const char *cites, struct shk_cite cite) {
    char text[160];
    snprintf(text, sizeof(text), "%s", cites);
    char *save = NULL;
    for (char *group = strtok_r(text, ";", &save); group != NULL; group = strtok_r(NULL, ";", &save)) {
        while (*group == ' ') group++;
        char *rest = NULL;
        char *document = strtok_r(group, " ,", &rest);
        if (document == NULL) continue;
        if (cite.rfc == 0 && strcmp(document, cite.section) == 0) return true;
        if (cite.rfc == 0 || strtoul(document, NULL, 10) != cite.rfc) continue;
        for (char *part = strtok_r(NULL, " ,", &rest); part != NULL; part = strtok_r(NULL, " ,", &rest)) {
            if (strcmp(part, cite.section) == 0) return true;
        }
    }
    return false;
}

// A stricter level than the catalogue's would fail somebody whom no text condemns. A milder one is a case that reads the
// text otherwise, and says why beside itself.
static bool level_fits(enum shk_level level, const char *letter) {
    static const char letters[] = "MRSI"; // in the order of enum shk_level
    const char *place = strchr(letters, letter[0]);
    return letter[0] != '\0' && place != NULL && (ptrdiff_t)level >= place - letters;
}

static void visit_row(struct shk_arena *arena, const struct shk_case *c) {
    (void)arena;
    if (starts_with(c->row, "SM1")) return;          // order rows: conformance_families_test.c
    if (starts_with(c->id, "certificates/")) return; // certificate_cases_test.c
    const struct row *row = row_named(c->row);
    if (row == NULL) {
        fault(c->id, "the catalogue has no row %s", c->row);
        return;
    }
    char side = c->tests == SHK_SERVER ? 'S' : 'C';
    if (row->side[0] != side && row->side[0] != 'B') fault(c->id, "row %s does not concern that side", c->row);
    if (!holds_cite(row->cites, c->cite)) {
        fault(c->id, "row %s rests on %s, not on %u %s", c->row, row->cites, (unsigned)c->cite.rfc, c->cite.section);
    }
    if (!level_fits(c->level, row->level)) fault(c->id, "row %s has level %s", c->row, row->level);
    if (c->flags & SHK_NAMED_ALERT && strcmp(row->checked, "text") != 0) {
        fault(c->id, "the text names no alert for row %s (%s)", c->row, row->checked);
    }
}

static void need_catalogue(void) {
    if (catalogue.count > 0) return;
    if (!read_catalogue(&catalogue, "requirements.md") || !read_catalogue(&catalogue, "since-9846.md")) {
        print_message("the catalogue is not beside the repository; nothing to compare with\n");
        skip();
    }
}

static void test_rows(void **state) {
    (void)state;
    need_catalogue();
    each_case(visit_row);
}

// Rows for servers without a case and not untestable in principle: what the plan language or the predicates lack.
static const char *const open_rows[][2] = {
    {"REC-70", "no predicate looks at the explicit nonces of GCM"},
    {"REC-90", "no predicate looks at the IVs of CBC records"},
    {"SV-20", "the probe does not tell whether TLS 1.1 is on"},
    {"SV-26", "the probe does not tell whether TLS 1.1 is on"},
    {"KS-43", "no plan repeats a connection until a secret begins with zero"},
    {"KS-66", "no predicate compares dh_p with the groups that were offered"},
    {"KS-76", "no plan repeats a connection until a secret begins with zero"},
    {"FIN-15", "a first connection that fails leaves no session for the second"},
    {"FIN-16", "no predicate wants a session not to be resumed"},
};

static bool is_listed(const char *const (*rows)[2], size_t count, const char *id) {
    for (size_t i = 0; i < count && rows[i][0] != NULL; i++) {
        if (strcmp(rows[i][0], id) == 0) return true;
    }
    return false;
}

static void test_every_row_has_a_case(void **state) {
    (void)state;
    need_catalogue();
    struct shk_arena *arena = shk_arena_new();
    size_t tables;
    const struct shk_case_table *all = shk_case_tables(arena, &tables);
    faults = 0;
    for (size_t r = 0; r < catalogue.count; r++) {
        const struct row *row = &catalogue.rows[r];
        if (row->side[0] == 'C' || !shk_glob_matches(WRITTEN, "", row->id)) continue;
        bool has_case = false;
        for (size_t t = 0; t < tables; t++) {
            for (size_t i = 0; i < all[t].count; i++) {
                const struct shk_case *c = &all[t].cases[i];
                has_case |= c->tests == SHK_SERVER && strcmp(c->row, row->id) == 0;
            }
        }
        bool excused =
            is_listed(shk_untestable_rows, SIZE_MAX, row->id) || is_listed(open_rows, SHK_COUNT(open_rows), row->id);
        if (!has_case && !excused) fault(row->id, "this row has no case for a server");
        if (has_case && excused) fault(row->id, "this row has a case and an excuse");
    }
    shk_arena_free(arena);
    assert_int_equal(faults, 0);
}

// --- Runs ------------------------------------------------------------------------------------------------------------

static void run_written(struct shk_arena *arena, const struct shk_sut_type *type, const char *expect_file,
                        struct shk_run *run) {
    struct shk_error err = {""};
    struct shk_target target = memory_target(arena, type, SHK_SERVER, 1);
    const struct shk_options options = {
        .filter = WRITTEN, .level = SHK_INFORMATION, .rfc = 9846, .strict = true, .expect_file = expect_file};
    enum shk_exit exit = shk_run_cases(arena, &target, &options, run, &err);
    if (exit != SHK_EXIT_OK && exit != SHK_EXIT_UNEXPECTED) fail_msg("%s", err.text);
}

static void look_for_unfit(const struct shk_run *run) {
    for (size_t i = 0; i < run->count; i++) {
        const struct shk_case_run *r = &run->outcomes[i];
        bool deviated = r->plan.edit_count == 0;
        for (size_t e = 0; r->judged && e < r->job.trace.count; e++) {
            const struct shk_event *event = &r->job.trace.events[e];
            if (event->kind == SHK_EVENT_UNFIT) fault(r->c->id, "%s", event->note);
            deviated |= event->kind == SHK_EVENT_DEVIATION;
        }
        if (r->judged && !deviated) fault(r->c->id, "no edit of it was ever made");
    }
}

// Both have what the other lacks: finite fields, encrypt_then_mac and renegotiation here, fresh randoms there.
static void test_edits_fit(void **state) {
    (void)state;
    const struct shk_sut_type *const types[] = {&shk_sut_permissive, &shk_sut_boringssl};
    faults = 0;
    for (size_t i = 0; i < SHK_COUNT(types); i++) {
        struct shk_arena *arena = shk_arena_new();
        struct shk_run run;
        run_written(arena, types[i], NULL, &run);
        look_for_unfit(&run);
        shk_run_free(&run);
        shk_arena_free(arena);
    }
    assert_int_equal(faults, 0);
}

// The list is that of the pinned revision: another one may have put right what it names, but does nothing worse.
static void test_reference(void **state) {
    (void)state;
    bool linked_is_pinned = strncmp(SHAKEDOWN_BORINGSSL, "debian 14.0.0+r45", 17) == 0;
    struct shk_arena *arena = shk_arena_new();
    struct shk_run run;
    run_written(arena, &shk_sut_boringssl, KNOWN, &run);
    faults = 0;
    for (size_t i = 0; i < run.count; i++) {
        const struct shk_case_run *r = &run.outcomes[i];
        bool stale = r->result == SHK_XPASS && linked_is_pinned;
        if (r->result == SHK_FAIL || stale || r->result == SHK_ERROR) {
            fault(r->c->id, "%s (%s); plan: %.120s", shk_grade_name(r->verdict.grade), r->verdict.observed, r->c->plan);
        }
    }
    shk_run_free(&run);
    shk_arena_free(arena);
    assert_int_equal(faults, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plans),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_every_row_has_a_case),
        cmocka_unit_test(test_edits_fit),
        cmocka_unit_test(test_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
