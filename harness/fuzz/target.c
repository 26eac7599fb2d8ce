// The table of targets.
#include "fuzz/fuzz.h"

#include <string.h>

#define SHK_NONE 0 // under test: nobody
#define SHK_FLOW_ANY 0

static const struct shk_fuzz_target targets[] = {
#define SHK_TARGET(name, kind, under_test, message, occurrence, flow, features, kx, flags)                             \
    {#name,       SHK_FUZZ_##kind, SHK_##under_test, SHK_##message, occurrence, SHK_FLOW_##flow,                       \
     SHK_KX_##kx, flags,           features},
#include "fuzz/targets.def"
#undef SHK_TARGET
};

const struct shk_fuzz_target *shk_fuzz_target_at(size_t index) {
    return index < SHK_COUNT(targets) ? &targets[index] : NULL;
}

const struct shk_fuzz_target *shk_fuzz_target_named(const char *name) {
    for (size_t i = 0; i < SHK_COUNT(targets); i++) {
        if (strcmp(targets[i].name, name) == 0) return &targets[i];
    }
    return NULL;
}

void shk_fuzz_scenario(const struct shk_fuzz_target *target, struct shk_plan *plan) {
    if (target->flow != 0) plan->flow = (enum shk_flow)target->flow;
    if (target->kx != 0) {
        // A suite of another key exchange would take its place.
        const struct shk_suite *suite = shk_suite(plan->suite);
        if (suite != NULL && suite->kx != target->kx) plan->suite = 0;
        plan->kx = target->kx;
    }
    plan->features |= target->features;
    plan->expect = (struct shk_expect){.outcome = SHK_EXPECT_NOTHING};
    plan->seed = 0;
}
