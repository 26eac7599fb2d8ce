// Every check can fail: each case that wants a refusal is run against the permissive peer, which refuses nothing, and has to
// come out as a failure. A case that passes there is no check. Holds for all cases, those to come included.
#include "run/execute.h"
#include "run/runner.h"
#include "trace/verdict.h"
#include "support/memory_target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static const struct shk_options options = {.level = SHK_INFORMATION, .rfc = 9846};

struct checked {
    const struct shk_case *c;
    struct shk_case_run run;
    size_t *wrong;
};

static void judge(struct shk_job *job) {
    struct checked *checked = job->user;
    struct shk_policy policy = {0};
    struct shk_case_run *r = &checked->run;
    shk_judge(job->arena, &r->plan.expect, &job->trace, &policy, &r->verdict);
    if (!shk_grade_fails(&options, r)) {
        ++*checked->wrong;
        print_error("%s passes against the permissive peer: %s (%s)\n", checked->c->id,
                    shk_grade_name(r->verdict.grade), r->verdict.observed);
    }
    shk_job_free(job);
}

// Where going on is right too, the permissive peer is right.
static bool wants_refusal(const struct shk_expect *expect) {
    bool refuses = expect->outcome == SHK_EXPECT_REJECTS || expect->outcome == SHK_EXPECT_CLOSES;
    return refuses && !(expect->flags & (SHK_OR_CONTINUES | SHK_OR_RETRIES));
}

static void every_refusal_can_fail(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    struct shk_target targets[3];
    targets[SHK_CLIENT] = memory_target(arena, &shk_sut_permissive, SHK_CLIENT, 7);
    targets[SHK_SERVER] = memory_target(arena, &shk_sut_permissive, SHK_SERVER, 7);
    size_t tables, wrong = 0, ran = 0;
    const struct shk_case_table *all = shk_case_tables(arena, &tables);
    for (size_t t = 0; t < tables; t++) {
        for (size_t i = 0; i < all[t].count; i++) {
            struct checked checked = {.c = &all[t].cases[i], .wrong = &wrong};
            struct shk_error err = {""};
            if (!shk_plan_read(arena, checked.c->plan, &checked.run.plan, &err))
                fail_msg("%s: %s", checked.c->id, err.text);
            if (!wants_refusal(&checked.run.plan.expect)) continue;
            ran++;
            struct shk_job job = {.plan = &checked.run.plan, .user = &checked};
            if (!shk_execute(&targets[checked.c->tests], &job, 1, 1, judge, &err)) fail_msg("%s", err.text);
        }
    }
    print_message("%zu cases that want a refusal\n", ran);
    assert_int_equal(wrong, 0);
    assert_true(ran > 0);
    shk_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_refusal_can_fail)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
