// A peer that follows a list of actions, in place of the real one: link tests are about bytes, connections and time. The
// library's own peer is not linked, since every function of peer.h is defined here.
#ifndef SHK_TESTS_LINK_STUB_PEER_H
#define SHK_TESTS_LINK_STUB_PEER_H

#include "peer/peer.h"

#include <assert.h>
#include <string.h>

enum stub_kind { STUB_SEND, STUB_RECEIVE, STUB_FIN, STUB_RESET, STUB_CONNECT, STUB_SEND_FOR_EVER };
struct stub_action {
    enum stub_kind kind;
    const char *text; // SEND: what; RECEIVE: how many bytes, as the length of the text; NULL: until the end
    size_t len;       // SEND: when it is not text
};

struct shk_peer {
    const struct stub_action *actions;
    size_t count, at;
    size_t received; // bytes for the present RECEIVE
    size_t connects, idles, fins;
    enum shk_end ended; // 0: not
    char heard[4096];   // the first bytes of all that came
    size_t heard_len;
    size_t total;
    int stubborn; // waits on whatever it is told
};

#define STUB_PEER(...)                                                                                                 \
    {                                                                                                                  \
        .actions = (const struct stub_action[]){__VA_ARGS__},                                                          \
        .count = sizeof((const struct stub_action[]){__VA_ARGS__}) / sizeof(struct stub_action),                       \
    }

struct shk_peer *shk_peer_new(struct shk_arena *arena, const struct shk_peer_config *config, struct shk_trace *trace) {
    (void)arena, (void)config, (void)trace;
    return NULL;
}

enum shk_peer_want shk_peer_want(const struct shk_peer *peer) {
    if (peer->at == peer->count) return SHK_WANT_NOTHING;
    switch (peer->actions[peer->at].kind) {
    case STUB_SEND:
    case STUB_SEND_FOR_EVER: return SHK_WANT_OUTPUT;
    case STUB_RECEIVE: return SHK_WANT_INPUT;
    case STUB_FIN: return SHK_WANT_FIN;
    case STUB_RESET: return SHK_WANT_RESET;
    case STUB_CONNECT:
    default: return SHK_WANT_CONNECTION;
    }
}

// Goes on from the present RECEIVE when it has what it waits for.
static void stub_settle(struct shk_peer *peer, bool nothing_more) {
    if (peer->at == peer->count || peer->actions[peer->at].kind != STUB_RECEIVE || peer->stubborn) return;
    const char *text = peer->actions[peer->at].text;
    if (!nothing_more && (text == NULL || peer->received < strlen(text))) return;
    peer->at++;
    peer->received = 0;
}

void shk_peer_connected(struct shk_peer *peer) {
    peer->connects++;
    peer->ended = 0;
    if (peer->at < peer->count && peer->actions[peer->at].kind == STUB_CONNECT) peer->at++;
}

void shk_peer_give(struct shk_peer *peer, struct shk_bytes bytes) {
    size_t room = sizeof(peer->heard) - peer->heard_len;
    size_t kept = bytes.len < room ? bytes.len : room;
    memcpy(peer->heard + peer->heard_len, bytes.data, kept);
    peer->heard_len += kept;
    peer->total += bytes.len;
    peer->received += bytes.len;
    stub_settle(peer, false);
}

struct shk_bytes shk_peer_take(struct shk_peer *peer) {
    const struct stub_action *action = &peer->actions[peer->at];
    assert(action->kind == STUB_SEND || action->kind == STUB_SEND_FOR_EVER);
    if (action->kind == STUB_SEND) peer->at++;
    return shk_view(action->text, action->len != 0 ? action->len : strlen(action->text));
}

void shk_peer_fin_sent(struct shk_peer *peer) {
    peer->fins++;
    peer->at++;
}

void shk_peer_ended(struct shk_peer *peer, enum shk_end how) {
    peer->ended = how;
    if (how == SHK_END_REFUSED || how == SHK_END_TIMEOUT)
        peer->at = peer->count; // gives up
    else
        stub_settle(peer, true);
}

void shk_peer_idle(struct shk_peer *peer) {
    peer->idles++;
    stub_settle(peer, true);
}

#endif
