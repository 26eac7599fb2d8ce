// A system under test in memory, with good identities of ours, as the tests of whole conversations need it.
#ifndef SHK_TESTS_MEMORY_TARGET_H
#define SHK_TESTS_MEMORY_TARGET_H

#include "run/execute.h"

// The target's identities live in the arena. Fails the test when they cannot be made. Seed and clock are fixed.
struct shk_target memory_target(struct shk_arena *arena, const struct shk_sut_type *type, enum shk_role role,
                                uint64_t seed);

#endif
