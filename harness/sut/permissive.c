// The permissive peer as a system under test: our own scripted endpoint with every check off, in the other role. It follows
// the honest flow, takes messages in any order, opens records with any keys that it has, and never sends an alert.
#include "sut/own_end.h"

#include <stdlib.h>

struct shk_sut {
    struct own_end own;
    bool closed; // its side of the connection
    bool forced; // nothing more came, so it went on alone; then it stays, for a close would look like a refusal
};

static struct shk_sut *permissive_create(const struct shk_sut_config *config, struct shk_error *err) {
    struct shk_sut *sut = calloc(1, sizeof(*sut));
    if (sut == NULL) {
        shk_fail(err, "out of memory for the permissive peer");
        return NULL;
    }
    if (own_end_start(&sut->own, config, true, 0, err)) return sut;
    free(sut);
    return NULL;
}

static bool permissive_connect(struct shk_sut *sut, struct shk_error *err) {
    (void)err;
    sut->closed = sut->forced = false;
    shk_peer_connected(sut->own.peer);
    return true;
}

static void permissive_give(struct shk_sut *sut, struct shk_bytes bytes) {
    if (!sut->closed) shk_peer_give(sut->own.peer, bytes);
}

static void force(struct shk_sut *sut) {
    enum shk_peer_want want = shk_peer_want(sut->own.peer);
    if (want == SHK_WANT_NOTHING || want == SHK_WANT_CONNECTION) return; // it has come to its end by itself
    sut->forced = true;
    shk_peer_idle(sut->own.peer);
}

static void permissive_take(struct shk_sut *sut, struct shk_buf *out) {
    bool had_output = shk_peer_want(sut->own.peer) == SHK_WANT_OUTPUT;
    // In an honest flow somebody always has something to say. Asked in vain, it goes on as if all were well.
    if (!had_output && !sut->forced) force(sut);
    while (shk_peer_want(sut->own.peer) == SHK_WANT_OUTPUT) shk_put(out, shk_peer_take(sut->own.peer));
}

static void permissive_eof(struct shk_sut *sut) {
    force(sut);
    sut->closed = true;
}

static enum shk_sut_state permissive_state(const struct shk_sut *sut) {
    enum shk_peer_want want = shk_peer_want(sut->own.peer);
    bool done = want == SHK_WANT_NOTHING || want == SHK_WANT_CONNECTION || sut->closed;
    return done && !sut->forced && want != SHK_WANT_OUTPUT ? SHK_SUT_CLOSED : SHK_SUT_OPEN;
}

static void permissive_claims(struct shk_sut *sut, struct shk_trace *trace) {
    (void)sut;
    (void)trace;
}

static void permissive_destroy(struct shk_sut *sut) {
    own_end_free(&sut->own);
    free(sut);
}

const struct shk_sut_type shk_sut_permissive = {
    .name = "permissive",
    .about = "our own endpoint with every check off",
    .create = permissive_create,
    .connect = permissive_connect,
    .give = permissive_give,
    .take = permissive_take,
    .eof = permissive_eof,
    .state = permissive_state,
    .claims = permissive_claims,
    .destroy = permissive_destroy,
};
