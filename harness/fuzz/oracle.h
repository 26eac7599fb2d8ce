// The inside of the oracles, for oracle*.c.
#ifndef SHK_FUZZ_ORACLE_H
#define SHK_FUZZ_ORACLE_H

#include "fuzz/fuzz.h"

// What the SUT said of itself at the end of a connection ("version", "complete", ...); NULL when it said nothing.
const char *oracle_claim(const struct shk_trace *trace, unsigned connection, const char *name);
bool oracle_complete(const struct shk_trace *trace, unsigned connection);
// The rule of legal order, for a connection that the SUT calls complete: NULL or a sentence.
const char *oracle_order(const struct shk_fuzz_result *result, unsigned connection);

#endif
