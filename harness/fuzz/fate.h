// What becomes of work that may die: it is done in a child process, and this is what the parent learns of it.
#ifndef SHK_FUZZ_FATE_H
#define SHK_FUZZ_FATE_H

#include "fuzz/fuzz.h"

#define SHK_FATE_FRAMES 40
#define SHK_FATE_SECONDS 20 // of CPU: longer is a hang, and ends with SIGXCPU

struct shk_fate {
    bool died;
    int signal;             // that it died by; 0: it ended by itself (a sanitizer's exit)
    int status;             // of work that came back
    char key[SHK_FUZZ_KEY]; // of the rule that was broken (shk_fuzz_rule_key); empty: none
    size_t frame_count;
    void *frames
        [SHK_FATE_FRAMES]; // of the dying process, innermost call first; none with a sanitizer, which prints its own
};

// Work gives an exit status and may fill the key. It runs in the child: nothing that it changes is seen by the parent.
typedef int shk_fate_work(void *context, char key[SHK_FUZZ_KEY]);

// shk_fate_of does the work in a child. `silent`: what it prints goes nowhere. Where no child can be had it is done here.
void shk_fate_of(shk_fate_work *work, void *context, bool silent, struct shk_fate *out);
// shk_fate_same says whether two are one finding: the same rule, or the same death in the same function of ours.
bool shk_fate_same(const struct shk_fate *a, const struct shk_fate *b) SHK_MUST_USE;
// shk_fate_print_stack prints the frames with their functions and lines, by addr2line.
void shk_fate_print_stack(struct shk_arena *arena, const struct shk_fate *fate);

// shk_fate_of_plan runs a plan on an in-process SUT in a child, silently, and judges it with the oracles.
void shk_fate_of_plan(const struct shk_fuzz_target *target, const struct shk_sut_type *sut, const struct shk_plan *plan,
                      struct shk_fate *out);
// shk_fuzz_smallest makes the plan small: it leaves out edits and features as long as the plan's run on the SUT has the same fate.
// False, and the plan as it was, when not even the whole plan has it.
bool shk_fuzz_smallest(const struct shk_fuzz_target *target, const struct shk_sut_type *sut,
                       const struct shk_fate *fate, struct shk_plan *plan);

#endif
