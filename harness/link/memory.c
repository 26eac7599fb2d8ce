// The memory link: peer and SUT in one process. "Nothing more comes" is quiescence: the peer waits, the SUT has nothing to
// say, and no call would change that. No clock, so equal inputs give equal traces.
//
// As on a socket, all that the peer wants to send goes out before it hears what came back.
#include "link/internal.h"

#define DEFAULT_MAX_BYTES ((size_t)4 << 20)
#define MAX_STEPS_WITHOUT_BYTES 64

struct pump {
    struct shk_peer *peer;
    const struct shk_sut_type *type;
    struct shk_sut *sut;
    struct shk_trace *trace;
    size_t left;       // bytes that may still flow
    size_t idle_steps; // steps since the last byte
    bool open;         // a connection is there and the SUT has not ended it
    bool silent;       // the peer was told that nothing more comes, and no byte has flowed since
};

static void count_bytes(struct pump *p, size_t bytes) {
    p->left = bytes < p->left ? p->left - bytes : 0;
    p->idle_steps = 0;
    p->silent = false;
}

static void end(struct pump *p, enum shk_end how) {
    p->open = false;
    shk_link_ended(p->peer, p->trace, how);
}

static void open_connection(struct pump *p) {
    struct shk_error err = {{0}};
    if (p->trace->connection > 0) p->type->claims(p->sut, p->trace);
    p->silent = false;
    if (!p->type->connect(p->sut, &err)) {
        shk_trace_note(p->trace, SHK_EVENT_NOTE, "%s", err.text);
        end(p, SHK_END_REFUSED);
        return;
    }
    p->open = true;
    shk_link_connected(p->peer, p->trace);
}

static void send_segment(struct pump *p) {
    struct shk_bytes segment = shk_peer_take(p->peer);
    if (!p->open || segment.len == 0) return;
    shk_link_sent(p->trace, segment);
    count_bytes(p, segment.len);
    p->type->give(p->sut, segment);
}

// Whether the SUT said something or ended the connection.
static bool receive(struct pump *p) {
    if (!p->open) return false;
    struct shk_buf out = shk_buf_in(p->trace->arena);
    p->type->take(p->sut, &out);
    if (out.len > 0) {
        count_bytes(p, out.len);
        shk_link_received(p->peer, p->trace, shk_buf_view(&out));
        return true;
    }
    if (p->type->state(p->sut) == SHK_SUT_OPEN) return false;
    end(p, SHK_END_FIN);
    return true;
}

// False when the conversation has come to its end.
static bool step(struct pump *p) {
    switch (shk_peer_want(p->peer)) {
    case SHK_WANT_OUTPUT: send_segment(p); return true;
    case SHK_WANT_FIN:
        if (p->open) p->type->eof(p->sut);
        shk_peer_fin_sent(p->peer);
        return true;
    case SHK_WANT_RESET:
        if (p->open) p->type->eof(p->sut);
        p->open = false; // a reset connection carries nothing back
        shk_peer_fin_sent(p->peer);
        return true;
    case SHK_WANT_CONNECTION: open_connection(p); return true;
    case SHK_WANT_INPUT:
        if (receive(p)) return true;
        if (p->silent) return false; // it was told already, and waits nevertheless
        p->silent = true;
        shk_link_idle(p->peer, p->trace);
        return true;
    case SHK_WANT_NOTHING:
    default: return false;
    }
}

void shk_link_memory(struct shk_peer *peer, const struct shk_sut_type *type, struct shk_sut *sut,
                     struct shk_trace *trace, size_t max_bytes) {
    struct pump p = {peer, type, sut, trace, .left = max_bytes != 0 ? max_bytes : DEFAULT_MAX_BYTES};
    open_connection(&p);
    while (p.left > 0 && p.idle_steps++ < MAX_STEPS_WITHOUT_BYTES && step(&p)) continue;
    if (shk_peer_want(peer) != SHK_WANT_NOTHING) end(&p, SHK_END_TIMEOUT);
    type->claims(sut, trace);
}
