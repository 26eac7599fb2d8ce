// The fuzz entry point of every target in harness/fuzz/targets.def: compiled once for each with SHK_TARGET_NAME. A broken
// rule (harness/fuzz/oracle.c) is told in one sentence, with the plan that the input stands for, and ends in abort().
//
//   --known=FILE    keys of findings (shk_fuzz_rule_key), one a line: these rules may be broken, the run goes on
//   --sut=NAME      another SUT than BoringSSL (harness/sut/planted.h)
//   --mutator=off   for measuring what the mutator is worth
#include "mutator_target.h"
#include "sut/planted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_KNOWN 256

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
__attribute__((weak)) void __afl_manual_init(void); // NOLINT: AFL++'s runtime

bool shk_mutator_off;
static const struct shk_sut_type *sut = &shk_sut_boringssl;
static char known[MAX_KNOWN][SHK_FUZZ_KEY];
static size_t known_count;
static struct shk_fuzz_runner *runner;

static void give_up(const char *what, const char *value) {
    fprintf(stderr, "shakedown: %s: %s %s\n", SHK_TARGET_NAME, what, value);
    abort();
}

static void read_known(const char *path) {
    FILE *file = fopen(path, "r");
    if (file == NULL) give_up("cannot read", path);
    while (known_count < MAX_KNOWN && fscanf(file, "%159s%*[^\n]", known[known_count]) == 1) known_count++;
    fclose(file);
}

static bool read_option(const char *text) {
    if (strcmp(text, "--mutator=off") == 0)
        shk_mutator_off = true;
    else if (strncmp(text, "--known=", 8) == 0)
        read_known(text + 8);
    else if (strncmp(text, "--sut=", 6) != 0)
        return false;
    else if ((sut = shk_sut_named(text + 6)) == NULL)
        give_up("there is no SUT", text + 6);
    return true;
}

// What is made once, contexts above all, is made before the first input, or AFL++ would take it for a moody SUT: a seed of each
// scenario, and one handshake with each choice of the features that BoringSSL has a context of its own for.
static void warm_up(void) {
    static const uint32_t choices[] = {SHK_COMPRESSION, SHK_EXTRAS, SHK_ECH, SHK_REFUSES};
    struct shk_arena *arena = shk_arena_new();
    struct shk_buf input = shk_buf_in(arena);
    struct shk_fuzz_result result;
    const char *name;
    for (size_t i = 0; shk_fuzz_seed(runner, i, &input, &name); i++)
        shk_fuzz_run(runner, shk_buf_view(&input), &result);
    for (unsigned set = 0; set < 1u << SHK_COUNT(choices); set++) {
        struct shk_plan plan = {.flow = SHK_FLOW_TLS13};
        for (size_t i = 0; i < SHK_COUNT(choices); i++)
            if ((set >> i & 1) != 0) plan.features |= choices[i];
        shk_fuzz_scenario(shk_fuzz_runner_target(runner), &plan);
        shk_fuzz_run_plan(runner, &plan, &result);
    }
    shk_arena_free(arena);
}

static void start(void) {
    struct shk_error err = {""};
    const struct shk_fuzz_target *target = shk_fuzz_target_named(SHK_TARGET_NAME);
    runner = target == NULL ? NULL : shk_fuzz_runner_new(target, sut, &err);
    if (runner == NULL) give_up("it does not start:", err.text);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    // AFL++'s driver takes every word for a file; libFuzzer gives all of them to its children, and skips ours itself.
    int kept = 0;
    for (int i = 0; i < *argc; i++) {
        bool ours = i > 0 && read_option((*argv)[i]);
        if (!ours || __afl_manual_init == NULL) (*argv)[kept++] = (*argv)[i];
    }
    *argc = kept;
    start();
    if (__afl_manual_init != NULL) warm_up();
    return 0;
}

static bool is_known(const char *sentence) {
    char key[SHK_FUZZ_KEY];
    shk_fuzz_rule_key(key, shk_fuzz_runner_target(runner)->under_test, sentence);
    for (size_t i = 0; i < known_count; i++) {
        if (strcmp(known[i], key) == 0) return true;
    }
    return false;
}

static void report(const struct shk_fuzz_result *result, const char *sentence) {
    struct shk_buf plan = shk_buf_in(result->arena);
    shk_plan_write(&result->plan, &plan);
    fprintf(stderr, "shakedown: %s: %s\n%.*s", result->target->name, sentence, (int)plan.len, (const char *)plan.data);
    fprintf(stderr, "Replay it with `shakedown repro INPUT --target %s`.\n", result->target->name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct shk_fuzz_result result;
    if (runner == NULL) start(); // an engine that does not initialise
    shk_fuzz_run(runner, shk_view(data, size), &result);
    const char *sentence = shk_fuzz_judge(&result);
    if (sentence == NULL || (known_count > 0 && is_known(sentence))) return 0;
    report(&result, sentence);
    abort();
}
