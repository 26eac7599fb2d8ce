// libFuzzer's way to the mutator (harness/plan/mutator.h): compiled into each target of the table, with SHK_TARGET_NAME.
// A third of the work stays with libFuzzer's own mutations, which know the dictionary and what comparisons saw. The option
// --mutator=off (target.c) leaves all of it there.
#include "mutator_target.h"

#include <string.h>

__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size); // AFL++'s driver has none
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len, uint8_t *out,
                                 size_t max_size, unsigned int seed);

static size_t engine(void *context, uint8_t *data, size_t size, size_t max_size) {
    (void)context;
    return LLVMFuzzerMutate(data, size, max_size);
}

static const struct shk_mutator *mutator(void) {
    static struct shk_mutator how;
    if (how.arena != NULL) return &how;
    how = shk_mutator_for(shk_fuzz_target_named(SHK_TARGET_NAME));
    how.arena = shk_arena_new();
    if (LLVMFuzzerMutate != NULL) how.havoc = engine;
    return &how;
}

// The last input of another call lends its fields: libFuzzer passes one input only.
static uint8_t donor[4096];
static size_t donor_len;

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed) {
    struct shk_rng rng;
    shk_rng_seed(&rng, seed);
    bool leave = LLVMFuzzerMutate != NULL && (shk_mutator_off || shk_rng_below(&rng, 3) == 0);
    if (leave) return LLVMFuzzerMutate(data, size, max_size);
    size_t lent = donor_len;
    bool keep = size <= sizeof(donor) && shk_rng_below(&rng, 8) == 0;
    uint8_t next[sizeof(donor)];
    if (keep && size > 0) memcpy(next, data, size);
    size_t len = shk_mutate(mutator(), &rng, data, size, max_size, shk_view(donor, lent));
    if (keep && size > 0) memcpy(donor, next, size);
    if (keep) donor_len = size;
    return len;
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len, uint8_t *out,
                                 size_t max_size, unsigned int seed) {
    struct shk_rng rng;
    shk_rng_seed(&rng, seed);
    if (shk_mutator_off) return 0;
    return shk_mutate_cross(mutator(), &rng, shk_view(a, a_len), shk_view(b, b_len), out, max_size);
}
