// Every seal fault that a message can have reaches the SUT and is refused; one that it cannot have is said to be unfit, since a
// fault that changes no byte would make a case that judges nothing.
#include "run/execute.h"
#include "trace/verdict.h"
#include "support/memory_target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

struct seal {
    enum shk_role sut;
    const char *plan;   // up to the fault
    const char *faults; // separated by spaces, each run on its own
    const char *expect;
};

// clang-format off
static const struct seal fitting[] = {
    {SHK_SERVER, "flow tls13; seal finished",                                              "corrupt wrong-key wrong-transcript wrong-context random", "rejects decrypt_error"},
    {SHK_SERVER, "flow tls12; seal finished",                                              "corrupt wrong-key wrong-transcript wrong-context random", "rejects decrypt_error"},
    {SHK_CLIENT, "flow tls13; seal finished",                                              "corrupt wrong-key wrong-transcript wrong-context random", "rejects decrypt_error"},
    {SHK_SERVER, "flow tls13 client-auth; certificate p256; seal certificate_verify",      "corrupt wrong-key wrong-transcript wrong-context no-prefix no-separator random wrong-hash not-der", "rejects decrypt_error"},
    {SHK_SERVER, "flow tls13 client-auth; certificate rsa; seal certificate_verify",       "corrupt wrong-key wrong-hash wrong-salt", "rejects decrypt_error"},
    {SHK_SERVER, "flow tls12 client-auth; certificate rsa; scheme rsa_pkcs1_sha256; seal certificate_verify", "corrupt no-null wrong-transcript", "rejects decrypt_error"},
    {SHK_CLIENT, "flow tls12; certificate p256; seal server_key_exchange",                 "corrupt wrong-key wrong-transcript wrong-context random not-der", "rejects decrypt_error"},
    {SHK_SERVER, "flow tls13 psk; seal client_hello",                                      "corrupt wrong-key random", "rejects decrypt_error"},
    {SHK_SERVER, "flow tls12; kx rsa; seal client_key_exchange",                           "corrupt random no-separator block-type zero-in-padding secret-short secret-long secret-empty secret-version modulus", "rejects any or closes"},
};

static const struct seal unfit[] = {
    {SHK_SERVER, "flow tls13; seal finished",                                              "not-der wrong-salt no-prefix modulus", "rejects any"},
    {SHK_SERVER, "flow tls13; seal client_hello",                                          "corrupt", "rejects any"},
    {SHK_SERVER, "flow tls13 client-auth; seal certificate",                               "corrupt", "rejects any"},
    {SHK_SERVER, "flow tls12; seal client_key_exchange",                                   "corrupt block-type", "rejects any"},
    {SHK_SERVER, "flow tls12 client-auth; seal certificate_verify",                        "no-prefix wrong-context", "rejects any"},
    {SHK_SERVER, "flow tls13 client-auth; certificate p256; seal certificate_verify",      "wrong-salt no-null", "rejects any"},
    {SHK_SERVER, "flow tls13 client-auth; certificate rsa; seal certificate_verify",       "not-der", "rejects any"},
};
// clang-format on

static void judge(struct shk_job *job) {
    struct shk_verdict *verdict = job->user;
    struct shk_policy policy = {0};
    shk_judge(job->arena, &job->plan->expect, &job->trace, &policy, verdict);
    verdict->observed = NULL; // lived in the job's arena
    verdict->reason = NULL;
    shk_job_free(job);
}

static void run_all(const struct seal *seals, size_t count, enum shk_grade wanted) {
    struct shk_arena *arena = shk_arena_new();
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        struct shk_target target = memory_target(arena, &shk_sut_boringssl, seals[i].sut, 7);
        char *save = NULL, *faults = shk_strdup(arena, seals[i].faults);
        for (char *fault = strtok_r(faults, " ", &save); fault != NULL; fault = strtok_r(NULL, " ", &save)) {
            const char *text = shk_format(arena, "%s %s; expect %s", seals[i].plan, fault, seals[i].expect);
            struct shk_plan plan;
            struct shk_error err = {""};
            struct shk_verdict verdict = {.grade = SHK_GRADE_CRASHED};
            if (!shk_plan_read(arena, text, &plan, &err)) fail_msg("%s: %s", text, err.text);
            struct shk_job job = {.plan = &plan, .user = &verdict};
            if (!shk_execute(&target, &job, 1, 1, judge, &err)) fail_msg("%s", err.text);
            if (verdict.grade == wanted) continue;
            wrong++;
            print_error("%s: %s, not %s\n", text, shk_grade_name(verdict.grade), shk_grade_name(wanted));
        }
    }
    shk_arena_free(arena);
    assert_int_equal(wrong, 0);
}

static void fitting_faults_are_refused(void **state) {
    (void)state;
    run_all(fitting, SHK_COUNT(fitting), SHK_GRADE_AS_EXPECTED);
}

static void unfit_faults_judge_nothing(void **state) {
    (void)state;
    run_all(unfit, SHK_COUNT(unfit), SHK_GRADE_INCONCLUSIVE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fitting_faults_are_refused),
        cmocka_unit_test(unfit_faults_judge_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
