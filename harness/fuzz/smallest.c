// The smallest plan that shows a finding: what can be left out is.
#include "fuzz/fate.h"

#include <string.h>

struct attempt {
    const struct shk_fuzz_target *target;
    const struct shk_sut_type *sut;
    const struct shk_plan *plan;
};

static int run(void *context, char key[SHK_FUZZ_KEY]) {
    const struct attempt *a = context;
    struct shk_error err;
    struct shk_fuzz_result result;
    struct shk_fuzz_runner *runner = shk_fuzz_runner_new(a->target, a->sut, &err);
    if (runner == NULL) return 0;
    shk_fuzz_run_plan(runner, a->plan, &result);
    const char *sentence = shk_fuzz_judge(&result);
    if (sentence != NULL) shk_fuzz_rule_key(key, a->target->under_test, sentence);
    return 0; // the runner ends with its process
}

void shk_fate_of_plan(const struct shk_fuzz_target *target, const struct shk_sut_type *sut, const struct shk_plan *plan,
                      struct shk_fate *out) {
    struct attempt attempt = {.target = target, .sut = sut, .plan = plan};
    shk_fate_of(run, &attempt, true, out);
}

static bool same(const struct shk_fuzz_target *target, const struct shk_sut_type *sut, const struct shk_plan *plan,
                 const struct shk_fate *wanted) {
    struct shk_fate fate;
    shk_fate_of_plan(target, sut, plan, &fate);
    return shk_fate_same(&fate, wanted);
}

bool shk_fuzz_smallest(const struct shk_fuzz_target *target, const struct shk_sut_type *sut,
                       const struct shk_fate *fate, struct shk_plan *plan) {
    if (!same(target, sut, plan, fate)) return false;
    bool smaller = true;
    while (smaller) { // an edit may be needed only as long as another one stands
        smaller = false;
        for (size_t i = plan->edit_count; i-- > 0;) {
            struct shk_plan less = *plan;
            memmove(&less.edits[i], &less.edits[i + 1], (less.edit_count - i - 1) * sizeof(less.edits[0]));
            less.edit_count--;
            if (!same(target, sut, &less, fate)) continue;
            *plan = less;
            smaller = true;
        }
        for (uint32_t bit = 1; bit != 0; bit <<= 1) {
            struct shk_plan less = *plan;
            if ((plan->features & bit) == 0) continue;
            less.features &= ~bit;
            if (!same(target, sut, &less, fate)) continue;
            *plan = less;
            smaller = true;
        }
    }
    return true;
}
