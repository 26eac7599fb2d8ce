// What the mutator has to know of a target of the table: shared by the wrappers of both engines.
#ifndef SHK_TARGETS_MUTATOR_TARGET_H
#define SHK_TARGETS_MUTATOR_TARGET_H

#include "fuzz/fuzz.h"
#include "plan/mutator.h"

// What the options of a target's command line say (target.c).
extern bool shk_mutator_off; // --mutator=off: libFuzzer's own mutations only, for measuring what the mutator is worth

// Without an arena and without the engine's mutation.
static inline struct shk_mutator shk_mutator_for(const struct shk_fuzz_target *target) {
    static const uint8_t forms[] = {
        [SHK_FUZZ_MESSAGE] = SHK_MUTATOR_MESSAGE, [SHK_FUZZ_PLAN] = SHK_MUTATOR_PLAN,
        [SHK_FUZZ_SELF] = SHK_MUTATOR_BYTES,      [SHK_FUZZ_RECORD] = SHK_MUTATOR_RECORD,
        [SHK_FUZZ_CHAIN] = SHK_MUTATOR_CHAIN,
    };
    struct shk_mutator how = {.form = SHK_MUTATOR_BYTES};
    if (target == NULL || target->kind >= SHK_COUNT(forms)) return how;
    how.form = (enum shk_mutator_form)forms[target->kind];
    how.message = target->message;
    how.writer = (uint8_t)(target->under_test == SHK_SERVER ? SHK_CLIENT : SHK_SERVER);
    how.flow = target->flow;
    how.kx = target->kx;
    how.features = target->features;
    return how;
}

#endif
