// Known results: lines about one case, lines about many, and what makes each of them stale.
#include "run/runner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define NO_ALERT 255

// A run of one case that was judged already.
struct one {
    struct shk_options options;
    struct shk_case c;
    struct shk_case_run outcome;
    struct shk_run run;
};

static void set_up(struct one *one, struct shk_arena *arena, const char *lines, const char *id, enum shk_grade grade,
                   uint8_t alert) {
    struct shk_error err;
    *one = (struct one){.options = {.expect_file = "known.expect"}, .c = {.id = id}};
    one->run = (struct shk_run){.arena = arena, .options = &one->options, .outcomes = &one->outcome, .count = 1};
    one->outcome = (struct shk_case_run){.c = &one->c, .run = &one->run, .judged = true};
    one->outcome.plan.flow = strncmp(id, "tls13", 5) == 0 ? SHK_FLOW_TLS13 : SHK_FLOW_TLS12;
    one->outcome.verdict = (struct shk_verdict){.grade = grade, .alert = alert, .reason = "why"};
    assert_true(shk_known_parse(arena, "known.expect", lines, &one->run.known, &err));
    shk_decide(&one->run, &one->outcome);
}

static void test_results(void **state) {
    (void)state;
    static const struct {
        const char *lines, *id;
        enum shk_grade grade;
        uint8_t alert;
        enum shk_outcome_class result;
    } rows[] = {
        // clang-format off
        // one case
        {"tls12/a accepted  # why", "tls12/a",   SHK_GRADE_ACCEPTED,    NO_ALERT, SHK_XFAIL},
        {"tls12/a accepted  # why", "tls12/a",   SHK_GRADE_AS_EXPECTED, NO_ALERT, SHK_XPASS},
        {"tls12/a accepted  # why", "tls12/a",   SHK_GRADE_NO_ALERT,    NO_ALERT, SHK_FAIL},
        {"tls12/a accepted  # why", "tls12/b",   SHK_GRADE_ACCEPTED,    NO_ALERT, SHK_FAIL},
        // either of two, where chance decides
        {"tls12/a refused|hung # why", "tls12/a", SHK_GRADE_REFUSED,     NO_ALERT, SHK_XFAIL},
        {"tls12/a refused|hung # why", "tls12/a", SHK_GRADE_HUNG,        NO_ALERT, SHK_XFAIL},
        {"tls12/a refused|hung # why", "tls12/a", SHK_GRADE_ACCEPTED,    NO_ALERT, SHK_FAIL},
        {"tls12/a refused|hung # why", "tls12/a", SHK_GRADE_AS_EXPECTED, NO_ALERT, SHK_XPASS},
        // a deviation of some releases
        {"tls12/a accepted|as-expected # why", "tls12/a", SHK_GRADE_ACCEPTED,    NO_ALERT, SHK_XFAIL},
        {"tls12/a accepted|as-expected # why", "tls12/a", SHK_GRADE_AS_EXPECTED, NO_ALERT, SHK_PASS},
        {"tls12/a accepted|other-alert # why", "tls12/a", SHK_GRADE_OTHER_ALERT, 10,     SHK_PASS},
        {"tls12/a other-alert # why", "tls12/a", SHK_GRADE_OTHER_ALERT, 10,              SHK_XFAIL},
        {"tls12/a accepted|as-expected # why", "tls12/a", SHK_GRADE_HUNG,        NO_ALERT, SHK_FAIL},
        // many: those that close without an alert are known, and an alert contradicts the line
        {"tls12/* no-alert  # why", "tls12/x/a", SHK_GRADE_NO_ALERT,    NO_ALERT, SHK_XFAIL},
        {"tls12/* no-alert  # why", "tls12/x/a", SHK_GRADE_AS_EXPECTED, NO_ALERT, SHK_PASS},
        {"tls12/* no-alert  # why", "tls12/x/a", SHK_GRADE_AS_EXPECTED, 10,       SHK_XPASS},
        {"tls12/* no-alert  # why", "tls12/x/a", SHK_GRADE_OTHER_ALERT, 10,       SHK_XPASS},
        {"tls12/* no-alert  # why", "tls12/x/a", SHK_GRADE_ACCEPTED,    NO_ALERT, SHK_FAIL},
        {"tls12/* no-alert  # why", "tls12/x/a", SHK_GRADE_REFUSED,     10,       SHK_FAIL},
        {"tls12/* no-alert  # why", "tls12/x/a", SHK_GRADE_INCONCLUSIVE, NO_ALERT, SHK_ERROR},
        {"tls12/* no-alert  # why", "tls13/x/a", SHK_GRADE_AS_EXPECTED, 10,       SHK_PASS},
        // the line about one case goes first, wherever it stands
        {"tls12/* no-alert\ntls12/a accepted", "tls12/a", SHK_GRADE_ACCEPTED,    NO_ALERT, SHK_XFAIL},
        {"tls12/* no-alert\ntls12/a accepted", "tls12/a", SHK_GRADE_NO_ALERT,    NO_ALERT, SHK_FAIL},
        {"tls12/* no-alert\ntls12/a accepted", "tls12/a", SHK_GRADE_AS_EXPECTED, NO_ALERT, SHK_XPASS},
        // clang-format on
    };
    for (size_t i = 0; i < SHK_COUNT(rows); i++) {
        struct shk_arena *arena = shk_arena_new();
        struct one one;
        set_up(&one, arena, rows[i].lines, rows[i].id, rows[i].grade, rows[i].alert);
        if (one.outcome.result != rows[i].result) {
            fail_msg("row %zu, %s with %s: result %d, not %d", i, rows[i].lines, shk_grade_name(rows[i].grade),
                     one.outcome.result, rows[i].result);
        }
        shk_arena_free(arena);
    }
}

static void test_lines_that_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *lines, *sentence;
    } rows[] = {
        {"\ntls12/* accepted  # all of it", "k, line 2: only a no-alert line may stand for many"},
        {"tls12/* no-alert|accepted", "k, line 1: only a no-alert line may stand for many"},
        {"tls12/a", "k, line 1: a line is CASE-ID GRADE"},
        {"tls12/a maybe", "k, line 1: a line is CASE-ID GRADE"},
        {"tls12/a refused|maybe", "k, line 1: a line is CASE-ID GRADE"},
        {"tls12/a refused|", "k, line 1: a line is CASE-ID GRADE"},
        {"tls12/a refused hung", "k, line 1: a line is CASE-ID GRADE"},
    };
    for (size_t i = 0; i < SHK_COUNT(rows); i++) {
        struct shk_arena *arena = shk_arena_new();
        struct shk_known *known;
        struct shk_error err = {""};
        if (shk_known_parse(arena, "k", rows[i].lines, &known, &err)) fail_msg("%s is taken", rows[i].lines);
        if (strncmp(err.text, rows[i].sentence, strlen(rows[i].sentence)) != 0) fail_msg("%s", err.text);
        shk_arena_free(arena);
    }
}

// --update-expect keeps a line about many as long as it holds, and names the cases themselves when it does not.
static void check_update(const char *line, enum shk_grade grade, uint8_t alert, bool kept) {
    struct shk_arena *arena = shk_arena_new();
    struct one one;
    struct shk_error err;
    char path[] = "/tmp/known_test.XXXXXX", text[512] = "";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    set_up(&one, arena, line, "tls12/x/a", grade, alert);
    assert_true(shk_known_update(&one.run, path, &err));
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    fclose(file);
    unlink(path);
    const char *first = strchr(text, '\n'), *rest = shk_format(arena, "\n%s\n", line);
    assert_non_null(first);
    assert_string_equal(first, kept ? rest : "\n"); // nothing else, and no line twice
    shk_arena_free(arena);
}

static void test_update(void **state) {
    (void)state;
    check_update("tls12/* no-alert  # why", SHK_GRADE_NO_ALERT, NO_ALERT, true);
    check_update("tls12/* no-alert  # why", SHK_GRADE_AS_EXPECTED, NO_ALERT, true);
    check_update("tls12/* no-alert  # why", SHK_GRADE_AS_EXPECTED, 10, false);
    check_update("tls12/x/a refused|hung  # why", SHK_GRADE_HUNG, NO_ALERT, true);
    check_update("tls12/x/a refused|hung  # why", SHK_GRADE_AS_EXPECTED, NO_ALERT, false);
    check_update("tls12/x/a accepted|as-expected  # why", SHK_GRADE_AS_EXPECTED, NO_ALERT, true);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results),
        cmocka_unit_test(test_lines_that_are_refused),
        cmocka_unit_test(test_update),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
