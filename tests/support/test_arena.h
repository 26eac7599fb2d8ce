// An arena for each test of a file: cmocka's set-up makes it, the tear-down frees it.
#ifndef SHK_TESTS_TEST_ARENA_H
#define SHK_TESTS_TEST_ARENA_H

#include "base/base.h"

extern struct shk_arena *arena;
int set_up(void **state);
int tear_down(void **state);

#endif
