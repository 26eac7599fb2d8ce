#include "sut/own_end.h"

bool own_end_start(struct own_end *end, const struct shk_sut_config *config, bool permissive, uint8_t strict,
                   struct shk_error *err) {
    bool server = config->role == SHK_SERVER;
    end->arena = shk_arena_new();
    end->plan = *config->plan;
    end->plan.edit_count = 0;
    end->plan.chain = NULL; // that is what the other side shows
    struct shk_peer_config peer = {
        .role = config->role,
        .plan = &end->plan,
        .seed = config->seed + 1,
        .server_name = config->server_name,
        .now = config->now,
        .permissive = permissive,
        .strict = strict,
    };
    for (size_t kind = 0; kind < SHK_KEY_COUNT; kind++) {
        struct shk_identity *identity = &end->identities[kind];
        if (!shk_pki_identity(end->arena, (enum shk_key_kind)kind, server, config->now,
                              server ? config->server_name : NULL, identity, err)) {
            own_end_free(end);
            return false;
        }
        peer.identity[kind] = identity;
    }
    shk_trace_start(&end->trace, end->arena, config->role);
    end->trace.quiet = true;
    end->peer = shk_peer_new(end->arena, &peer, &end->trace);
    return true;
}

void own_end_free(struct own_end *end) {
    shk_arena_free(end->arena);
}
