// The honest control of every flow completes: against BoringSSL where it has the feature, and against the permissive peer
// (our own other half) always, in both roles. What BoringSSL lacks is listed with the reason, and has to stay so.
#include "run/execute.h"
#include "trace/verdict.h"
#include "support/memory_target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

// Grades that BoringSSL (server, client) gives where it is not `as-expected`.
struct control {
    const char *plan;
    enum shk_grade as_server, as_client;
};

#define LACKS SHK_GRADE_UNSUPPORTED
#define REFUSES SHK_GRADE_REFUSED

static const struct control controls[] = {
    {"flow tls13", 0, 0},
    {"flow tls13; group secp256r1", 0, 0},
    {"flow tls13; group secp384r1", 0, 0},
    {"flow tls13; group secp521r1", 0, 0},
    {"flow tls13 retry", 0, 0},
    {"flow tls13 client-auth", 0, 0},
    {"flow tls13 client-auth empty-certificate", 0, 0},
    {"flow tls13 psk", 0, 0},
    {"flow tls13 psk retry", 0, 0},
    {"flow tls13 psk psk-ke", LACKS, REFUSES}, // BoringSSL knows psk_dhe_ke only
    {"flow tls13 psk early-data early-accepted", 0, 0},
    {"flow tls13 psk early-data", 0, 0},
    {"flow tls13 psk early-data early-at-once early-accepted", 0, 0},
    {"flow tls13 retry psk early-data", 0, 0},
    {"flow tls13 key-update", 0, 0},
    {"flow tls13 ticket", 0, 0},
    {"flow tls13 post-handshake-auth", LACKS, LACKS}, // neither asks for it nor offers it
    {"flow tls13 no-compat", 0, 0},
    {"flow tls13 compression", 0, 0},
    {"flow tls13 alpn", 0, 0},
    {"flow tls13; certificate rsa", 0, 0},
    {"flow tls13; suite TLS_CHACHA20_POLY1305_SHA256", 0, 0},
    {"flow tls13; suite TLS_AES_256_GCM_SHA384", 0, 0},
    {"flow tls12", 0, 0},
    {"flow tls12; kx rsa", 0, 0},
    {"flow tls12; kx dhe", REFUSES, REFUSES}, // no DHE in BoringSSL
    {"flow tls12 client-auth", 0, 0},
    {"flow tls12 client-auth; kx rsa", 0, 0},
    {"flow tls12 client-auth empty-certificate", 0, 0},
    {"flow tls12 session-id", 0, 0}, // offers no ticket: who gives one need not give an id
    {"flow tls12 session-id no-ticket", 0, 0},
    {"flow tls12 session-ticket", 0, 0},
    {"flow tls12 ticket", 0, 0},
    {"flow tls12 no-ems", 0, 0},
    {"flow tls12 ocsp", 0, 0},
    {"flow tls12 renegotiation", SHK_GRADE_INCONCLUSIVE,
     LACKS},                                              // a server refuses it fatally; a client never starts it
    {"flow tls12 renegotiation hello-request", LACKS, 0}, // a server never asks
    {"flow tls12; suite TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", 0, 0},
    {"flow tls12; suite TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", 0, 0},
    {"flow tls12; suite TLS_RSA_WITH_AES_256_CBC_SHA", 0, 0},
    {"flow tls12 etm; suite TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", LACKS, LACKS}, // no encrypt_then_mac in BoringSSL
};

struct outcome {
    enum shk_grade grade;
    uint64_t digest;
    char observed[160];
};

static void keep(struct shk_job *job) {
    struct outcome *outcome = job->user;
    struct shk_verdict verdict;
    struct shk_policy policy = {0};
    struct shk_expect expect = {.outcome = SHK_EXPECT_CONTINUES};
    shk_judge(job->arena, &expect, &job->trace, &policy, &verdict);
    outcome->grade = verdict.grade;
    outcome->digest = shk_trace_digest(&job->trace);
    snprintf(outcome->observed, sizeof(outcome->observed), "%s", verdict.observed);
    shk_job_free(job);
}

static struct outcome run_control(const struct shk_sut_type *type, enum shk_role role, const char *text) {
    struct shk_arena *arena = shk_arena_new();
    struct shk_error err = {""};
    struct shk_plan plan;
    struct outcome outcome = {.grade = SHK_GRADE_INCONCLUSIVE};
    struct shk_target target = memory_target(arena, type, role, 7);
    if (!shk_plan_read(arena, text, &plan, &err)) fail_msg("%s: %s", text, err.text);
    struct shk_job job = {.plan = &plan, .user = &outcome};
    if (!shk_execute(&target, &job, 1, 1, keep, &err)) fail_msg("%s", err.text);
    shk_arena_free(arena);
    return outcome;
}

static void check_all(const struct shk_sut_type *type, enum shk_role role, bool lacks_nothing) {
    size_t wrong = 0;
    for (size_t i = 0; i < SHK_COUNT(controls); i++) {
        enum shk_grade wanted = role == SHK_SERVER ? controls[i].as_server : controls[i].as_client;
        if (lacks_nothing) wanted = SHK_GRADE_AS_EXPECTED;
        struct outcome outcome = run_control(type, role, controls[i].plan);
        if (outcome.grade == wanted) continue;
        wrong++;
        print_error("%s against a %s %s: %s (%s), not %s\n", controls[i].plan, type->name, shk_role_name(role),
                    shk_grade_name(outcome.grade), outcome.observed, shk_grade_name(wanted));
    }
    assert_int_equal(wrong, 0);
}

static void boringssl_server(void **state) {
    (void)state;
    check_all(&shk_sut_boringssl, SHK_SERVER, false);
}

static void boringssl_client(void **state) {
    (void)state;
    check_all(&shk_sut_boringssl, SHK_CLIENT, false);
}

static void permissive_server(void **state) {
    (void)state;
    check_all(&shk_sut_permissive, SHK_SERVER, true);
}

static void permissive_client(void **state) {
    (void)state;
    check_all(&shk_sut_permissive, SHK_CLIENT, true);
}

// Same plan, same seed: same trace, byte for byte, whatever ran before in the process.
static void repeatable(void **state) {
    (void)state;
    for (int role = SHK_CLIENT; role <= SHK_SERVER; role++) {
        uint64_t first[SHK_COUNT(controls)];
        for (size_t i = 0; i < SHK_COUNT(controls); i++) {
            first[i] = run_control(&shk_sut_boringssl, (enum shk_role)role, controls[i].plan).digest;
        }
        for (size_t i = SHK_COUNT(controls); i-- > 0;) {
            uint64_t again = run_control(&shk_sut_boringssl, (enum shk_role)role, controls[i].plan).digest;
            if (again != first[i])
                fail_msg("`%s` against a %s differs the second time", controls[i].plan,
                         shk_role_name((enum shk_role)role));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boringssl_server),  cmocka_unit_test(boringssl_client), cmocka_unit_test(permissive_server),
        cmocka_unit_test(permissive_client), cmocka_unit_test(repeatable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
