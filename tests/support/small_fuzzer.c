#include "support/small_fuzzer.h"

#include "fuzz/oracle.h"
#include "plan/names.h"

#include <assert.h>
#include <stdio.h>
#include <time.h>

#define MAX_SEEDS 64

static double cpu_seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static size_t collect(struct shk_arena *arena, struct shk_fuzz_runner *runner, struct shk_bytes seeds[MAX_SEEDS]) {
    size_t count = 0;
    const char *name;
    struct shk_buf input = shk_buf_in(arena);
    for (size_t i = 0; shk_fuzz_seed(runner, i, &input, &name) && count < MAX_SEEDS; i++) {
        if (input.len > 0) seeds[count++] = shk_copy(arena, shk_buf_view(&input));
    }
    return count;
}

// One small change to the message; now and then the header's repairs and options change too.
static void change_bytes(struct shk_rng *rng, struct shk_buf *input) {
    size_t header = SHK_MESSAGE_INPUT_HEADER;
    if (input->len <= header) return;
    size_t at = header + shk_rng_below(rng, (uint32_t)(input->len - header));
    uint8_t byte = (uint8_t)shk_rng_next(rng);
    switch (shk_rng_below(rng, 6)) {
    case 0: input->data[at] = byte; break;
    case 1: shk_splice(input, at, 1 + shk_rng_below(rng, 8), shk_view(NULL, 0)); break;
    case 2: shk_splice(input, at, 0, shk_view(&byte, 1)); break;
    case 3: input->data[header - 1] = byte & 1; break;
    default: input->data[at] ^= (uint8_t)(1u << (byte & 7)); break;
    }
    if (shk_rng_below(rng, 3) == 0) input->data[header - 2] = byte >> 5;
}

static void add_edit(struct shk_arena *arena, struct shk_rng *rng, struct shk_buf *input) {
    struct shk_plan plan;
    shk_plan_decode(arena, shk_buf_view(input), &plan);
    if (plan.edit_count == SHK_MAX_EDITS) return;
    plan.edits[plan.edit_count++] = (struct shk_edit){
        .kind = (uint8_t)(1 + shk_rng_below(rng, 9)),
        .message = (uint8_t)(1 + shk_rng_below(rng, SHK_CHANGE_CIPHER_SPEC)),
        .other = (uint8_t)(1 + shk_rng_below(rng, SHK_CHANGE_CIPHER_SPEC)),
        .op = (uint8_t)(1 + shk_rng_below(rng, 8)),
        .keys = (uint8_t)shk_rng_below(rng, 3),
        .flags = shk_rng_below(rng, 2) == 0 ? SHK_AFTER : 0,
        .path = "",
    };
    input->len = 0;
    shk_plan_encode(&plan, input);
}

static void mutate(struct shk_arena *arena, const struct shk_fuzz_target *target, struct shk_rng *rng,
                   struct shk_buf *input) {
    for (uint32_t times = 1 + shk_rng_below(rng, 2); times > 0; times--) {
        if (target->kind == SHK_FUZZ_PLAN || target->kind == SHK_FUZZ_RECORD)
            add_edit(arena, rng, input);
        else
            change_bytes(rng, input);
    }
}

void small_campaign_run(struct small_campaign *campaign) {
    struct shk_arena *arena = shk_arena_new(), *scratch = shk_arena_new();
    struct shk_error err = {""};
    struct shk_rng rng;
    struct shk_bytes seeds[MAX_SEEDS];
    const struct shk_fuzz_target *target = shk_fuzz_target_named(campaign->target);
    assert(target != NULL);
    struct shk_fuzz_runner *runner = shk_fuzz_runner_new(target, campaign->sut, &err);
    assert(runner != NULL);
    size_t count = collect(arena, runner, seeds);
    assert(count > 0);
    shk_rng_seed(&rng, campaign->seed);
    double start = cpu_seconds();
    campaign->runs = campaign->completed = 0;
    campaign->sentence[0] = '\0';
    for (; campaign->sentence[0] == '\0' && cpu_seconds() - start < campaign->seconds; campaign->runs++) {
        struct shk_fuzz_result result;
        shk_arena_reset(scratch);
        struct shk_buf input = shk_buf_in(scratch);
        shk_put(&input, seeds[campaign->runs % count]);
        if (campaign->runs >= count) mutate(scratch, target, &rng, &input); // the honest ones first
        shk_fuzz_run(runner, shk_buf_view(&input), &result);
        const char *sentence = shk_fuzz_judge(&result);
        if (sentence != NULL) {
            struct shk_buf plan = shk_buf_in(result.arena);
            shk_plan_write(&result.plan, &plan);
            snprintf(campaign->sentence, sizeof(campaign->sentence), "%s\n%.*s", sentence, (int)plan.len, plan.data);
        }
        if (oracle_complete(result.trace, result.trace->connection)) campaign->completed++;
    }
    campaign->spent = cpu_seconds() - start;
    shk_fuzz_runner_free(runner);
    shk_arena_free(arena);
    shk_arena_free(scratch);
}
