// Every oracle can speak: each fault that is planted in the strict endpoint is found within a CPU minute. And it does not
// speak without a reason: the strict endpoint without a fault, and BoringSSL, stay unsuspected over many changed inputs.
#include "fuzz/oracle.h"
#include "support/small_fuzzer.h"
#include "sut/planted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void found(enum shk_planted fault, const char *target, const char *says) {
    struct small_campaign campaign = {.target = target, .sut = shk_sut_planted(fault), .seconds = 60, .seed = 1};
    small_campaign_run(&campaign);
    print_message("%s, %s: %zu runs, %.2f s: %s", campaign.sut->name, target, campaign.runs, campaign.spent,
                  campaign.sentence);
    if (strstr(campaign.sentence, says) == NULL)
        fail_msg("%s is not found: \"%s\" is not what the oracle says", campaign.sut->name, says);
}

static void signatures(void **state) {
    (void)state;
    found(SHK_PLANTED_NO_SIGNATURE, "server_certificate_verify", "signature of the certificate_verify is wrong");
    found(SHK_PLANTED_NO_SIGNATURE, "server_key_exchange_ecdhe", "signature of the server_key_exchange is wrong");
    found(SHK_PLANTED_NO_SIGNATURE, "client_certificate_verify", "signature of the certificate_verify is wrong");
}

static void finished(void **state) {
    (void)state;
    found(SHK_PLANTED_NO_FINISHED, "server_finished", "verify_data of the Finished is wrong");
    found(SHK_PLANTED_NO_FINISHED, "client_finished_12", "verify_data of the Finished is wrong");
}

static void early_ccs(void **state) {
    (void)state;
    found(SHK_PLANTED_EARLY_CCS, "flow_server", "order of the client's messages is illegal");
}

static void missing_certificate(void **state) {
    (void)state;
    found(SHK_PLANTED_NO_CERTIFICATE, "flow_server", "order of the client's messages is illegal");
    found(SHK_PLANTED_NO_CERTIFICATE, "server_certificate_12", "leaf certificate is not the one");
}

static void transcript(void **state) {
    (void)state;
    found(SHK_PLANTED_NO_TRANSCRIPT, "encrypted_extensions", "altered on the way");
}

static void missing_alert(void **state) {
    (void)state;
    found(SHK_PLANTED_NO_ALERT, "client_hello", "without an alert");
}

static void endless(void **state) {
    (void)state;
    found(SHK_PLANTED_LOOP, "server_hello", "talks without end");
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#endif

// The overflow is the memory checker's to find: in a child, which it ends.
static void overflow(void **state) {
    (void)state;
#if defined(HAS_ASAN)
    pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stderr) == NULL) _exit(0);
        struct small_campaign campaign = {
            .target = "client_hello", .sut = shk_sut_planted(SHK_PLANTED_OVERFLOW), .seconds = 60, .seed = 1};
        small_campaign_run(&campaign);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
#else
    skip(); // only a memory checker sees it: the sanitize preset
#endif
}

static void unsuspected(const struct shk_sut_type *sut, double seconds) {
    const struct shk_fuzz_target *target;
    size_t wrong = 0;
    for (size_t i = 0; (target = shk_fuzz_target_at(i)) != NULL; i++) {
        bool dhe = target->kx == SHK_KX_DHE && sut == &shk_sut_boringssl; // which it lacks
        if (target->kind == SHK_FUZZ_SELF || dhe) continue;
        struct small_campaign campaign = {.target = target->name, .sut = sut, .seconds = seconds, .seed = 2};
        small_campaign_run(&campaign);
        // BoringSSL's server takes no compressed certificates, and says so.
        bool never = strcmp(target->name, "client_compressed_certificate") == 0 && sut == &shk_sut_boringssl;
        if (campaign.completed == 0 && !never) print_error("%s, %s: no handshake completes\n", sut->name, target->name);
        if (campaign.sentence[0] != '\0') print_error("%s, %s: %s\n", sut->name, target->name, campaign.sentence);
        wrong += (campaign.completed == 0 && !never) || campaign.sentence[0] != '\0';
    }
    assert_int_equal(wrong, 0);
}

static void strict_is_unsuspected(void **state) {
    (void)state;
    unsuspected(shk_sut_planted(SHK_PLANTED_NONE), 0.5);
}

static void boringssl_is_unsuspected(void **state) {
    (void)state;
    unsuspected(&shk_sut_boringssl, 0.5);
}

// What a server that takes no 0-RTT skips has no place in the order of messages: this one completes rightly.
static void skipped_messages_have_no_order(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    struct shk_error err = {""};
    struct shk_fuzz_result result;
    struct shk_plan plan;
    assert_true(
        shk_plan_read(arena, "flow tls13 psk early-data; swap end_of_early_data change_cipher_spec", &plan, &err));
    struct shk_fuzz_runner *runner =
        shk_fuzz_runner_new(shk_fuzz_target_named("flow_server"), shk_sut_planted(SHK_PLANTED_NONE), &err);
    assert_non_null(runner);
    shk_fuzz_run_plan(runner, &plan, &result);
    assert_true(oracle_complete(result.trace, result.trace->connection));
    assert_null(shk_fuzz_judge(&result));
    shk_fuzz_runner_free(runner);
    shk_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(skipped_messages_have_no_order),
        cmocka_unit_test(strict_is_unsuspected),
        cmocka_unit_test(boringssl_is_unsuspected),
        cmocka_unit_test(signatures),
        cmocka_unit_test(finished),
        cmocka_unit_test(early_ccs),
        cmocka_unit_test(missing_certificate),
        cmocka_unit_test(transcript),
        cmocka_unit_test(missing_alert),
        cmocka_unit_test(endless),
        cmocka_unit_test(overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
