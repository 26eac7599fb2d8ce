// Our own endpoint as a system under test: what the permissive and the strict one begin with.
#ifndef SHK_SUT_OWN_END_H
#define SHK_SUT_OWN_END_H

#include "peer/peer.h"
#include "sut/sut.h"

struct own_end {
    struct shk_arena *arena;
    struct shk_plan plan;
    struct shk_trace trace; // its own view, nobody reads it
    struct shk_peer *peer;
    struct shk_identity identities[SHK_KEY_COUNT];
};

// own_end_start makes the endpoint of the other role for a conversation: the honest flow of the config's plan, its own seed.
// `permissive` and `strict` as in struct shk_peer_config. False with a sentence and nothing to free; else own_end_free.
bool own_end_start(struct own_end *end, const struct shk_sut_config *config, bool permissive, uint8_t strict,
                   struct shk_error *err) SHK_MUST_USE;
void own_end_free(struct own_end *end);

#endif
