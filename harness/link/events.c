// The events that a link appends: what went over the wire. The peer appends all others.
#include "link/internal.h"

static enum shk_role other_role(const struct shk_trace *trace) {
    return trace->peer_role == SHK_CLIENT ? SHK_SERVER : SHK_CLIENT;
}

void shk_link_connected(struct shk_peer *peer, struct shk_trace *trace) {
    trace->connection++;
    shk_trace_add(trace, SHK_EVENT_CONNECT);
    shk_peer_connected(peer);
}

void shk_link_sent(struct shk_trace *trace, struct shk_bytes segment) {
    if (trace->quiet) return;
    struct shk_bytes copy = shk_copy(trace->arena, segment);
    struct shk_event *event = shk_trace_add(trace, SHK_EVENT_SENT);
    event->writer = trace->peer_role;
    event->data = copy;
}

void shk_link_received(struct shk_peer *peer, struct shk_trace *trace, struct shk_bytes bytes) {
    if (!trace->quiet) {
        bytes = shk_copy(trace->arena, bytes);
        struct shk_event *event = shk_trace_add(trace, SHK_EVENT_RECEIVED);
        event->writer = other_role(trace);
        event->data = bytes;
    }
    shk_peer_give(peer, bytes);
}

void shk_link_ended(struct shk_peer *peer, struct shk_trace *trace, enum shk_end how) {
    struct shk_event *event = shk_trace_add(trace, SHK_EVENT_END);
    event->writer = other_role(trace);
    event->how = (uint8_t)how;
    shk_peer_ended(peer, how);
}

void shk_link_idle(struct shk_peer *peer, struct shk_trace *trace) {
    shk_trace_add(trace, SHK_EVENT_IDLE);
    shk_peer_idle(peer);
}
