// A fuzzer of a few lines for the tests: it takes the honest inputs of a target, changes them a little and runs them until an
// oracle speaks or the CPU time is used up. No coverage, no corpus: what it finds, a campaign finds at once.
#ifndef SHK_TESTS_SMALL_FUZZER_H
#define SHK_TESTS_SMALL_FUZZER_H

#include "fuzz/fuzz.h"

struct small_campaign {
    const char *target;
    const struct shk_sut_type *sut;
    double seconds; // of CPU
    uint64_t seed;
    // found out
    size_t runs, completed;
    double spent;
    char sentence[300]; // of the oracle, "" when it was silent
};
void small_campaign_run(struct small_campaign *campaign);

#endif
