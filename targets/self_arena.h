// The arena of a target that fuzzes the harness itself: made before the first input, so that AFL++ sees equal runs.
#ifndef SHK_TARGETS_SELF_ARENA_H
#define SHK_TARGETS_SELF_ARENA_H

#include "base/base.h"

static struct shk_arena *arena;

int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    arena = shk_arena_new();
    return 0;
}

// Each input begins with it. An engine that does not initialise gets its arena here.
static void begin_input(void) {
    if (arena == NULL) arena = shk_arena_new();
    shk_arena_reset(arena);
}

#endif
