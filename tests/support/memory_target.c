// One set-up for all tests that run conversations in memory.
#include "support/memory_target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct shk_target memory_target(struct shk_arena *arena, const struct shk_sut_type *type, enum shk_role role,
                                uint64_t seed) {
    struct shk_error err = {""};
    struct shk_target target = {.kind = SHK_TARGET_MEMORY,
                                .role = role,
                                .type = type,
                                .server_name = "localhost",
                                .seed = seed,
                                .now = 1790000000};
    for (size_t kind = 0; kind < SHK_KEY_COUNT; kind++) {
        struct shk_identity *identity = shk_alloc(arena, sizeof(*identity));
        bool made = shk_pki_identity(arena, (enum shk_key_kind)kind, role == SHK_CLIENT, target.now, "localhost",
                                     identity, &err);
        if (!made) fail_msg("%s", err.text);
        target.identity[kind] = identity;
    }
    return target;
}
