#include "support/test_arena.h"

struct shk_arena *arena;

int set_up(void **state) {
    (void)state;
    arena = shk_arena_new();
    return 0;
}

int tear_down(void **state) {
    (void)state;
    shk_arena_free(arena);
    return 0;
}
