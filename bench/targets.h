// Which fuzz targets a command line means: those that it names, or all.
#ifndef SHK_BENCH_TARGETS_H
#define SHK_BENCH_TARGETS_H

#include "fuzz/fuzz.h"

#include <string.h>

// The index-th row of the table if it is one of `names` (all when there are none); targets of our own parsers never are.
// False behind the last row; *out is NULL for a row that is not meant.
static bool meant_target(size_t index, int count, char **names, const struct shk_fuzz_target **out) {
    const struct shk_fuzz_target *target = shk_fuzz_target_at(index);
    *out = NULL;
    if (target == NULL) return false;
    bool meant = count <= 0;
    for (int i = 0; i < count; i++) meant |= strcmp(names[i], target->name) == 0;
    if (meant && target->kind != SHK_FUZZ_SELF) *out = target;
    return true;
}

#endif
