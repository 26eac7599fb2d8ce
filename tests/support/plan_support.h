// For the tests of harness/plan: honest messages as bytes, and plans made at random.
#ifndef SHK_TESTS_PLAN_SUPPORT_H
#define SHK_TESTS_PLAN_SUPPORT_H

#include "plan/plan.h"

// Honest messages, handshake header included, and how to parse them.
struct honest {
    struct shk_layout layout;
    struct shk_bytes bytes;
};
struct honest
honest_client_hello(struct shk_arena *arena); // 1.3, with key_share, ALPN, unknown extension, pre_shared_key
struct honest honest_plain_hello(struct shk_arena *arena); // 1.2, without an extension block
struct honest honest_certificate(struct shk_arena *arena); // 1.3, two entries, the first with an extension
struct honest honest_certificate_verify(struct shk_arena *arena);
struct honest honest_finished(struct shk_arena *arena);
struct honest honest_server_key_exchange(struct shk_arena *arena); // 1.2, ECDHE with P-256
#define HONEST_COUNT 6
struct honest honest_at(struct shk_arena *arena, size_t index);

// A plan in which anything that the text form can say may stand.
void random_plan(struct shk_arena *arena, struct shk_rng *rng, struct shk_plan *out);
// A field edit of this message, by a path that exists in it most of the time.
void random_field_edit(struct shk_rng *rng, const struct shk_tree *tree, struct shk_edit *out);

#endif
