// The fuzz entry point of every target in harness/fuzz/targets.def: compiled once for each with SHK_TARGET_NAME. A broken
// rule (harness/fuzz/oracle.c) is told in one sentence, with the plan that the input stands for, and ends in abort().
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void report(const struct shk_fuzz_result *result, const char *sentence) {
    struct shk_buf plan = shk_buf_in(result->arena);
    shk_plan_write(&result->plan, &plan);
    fprintf(stderr, "shakedown: %s: %s\n%.*s", result->target->name, sentence, (int)plan.len, (const char *)plan.data);
    fprintf(stderr, "Replay it with `shakedown repro INPUT --target %s`.\n", result->target->name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct shk_fuzz_runner *runner;
    if (runner == NULL) {
        struct shk_error err = {""};
        const struct shk_fuzz_target *target = shk_fuzz_target_named(SHK_TARGET_NAME);
        runner = target == NULL ? NULL : shk_fuzz_runner_new(target, &shk_sut_boringssl, &err);
        if (runner == NULL) {
            fprintf(stderr, "shakedown: %s: %s\n", SHK_TARGET_NAME, err.text);
            abort();
        }
    }
    struct shk_fuzz_result result;
    shk_fuzz_run(runner, shk_view(data, size), &result);
    const char *sentence = shk_fuzz_judge(&result);
    if (sentence == NULL) return 0;
    report(&result, sentence);
    abort();
}
