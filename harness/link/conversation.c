// What a conversation does next: when a byte, a connection, an exit or a deadline comes, and when its peer wants something.
// No TLS here, and no epoll: loop.c says what happened.
#include "link/internal.h"

#include <signal.h>
#include <sys/epoll.h>

#define DEFAULT_IDLE_MS 1000
#define MAX_FAILURES 4            // connections of one conversation that were refused
#define MAX_STEPS 100000          // of one peer without waiting
#define TERM_PATIENCE_US 500000   // between SIGTERM and SIGKILL
#define KILL_PATIENCE_US 30000000 // for the kernel to end a process: only one that hangs in it takes that long

void shk_stamp(struct shk_link_state *s) {
    s->conversation->trace->now_us = shk_clock_us() - s->start_us;
}

// --- the end of a conversation -------------------------------------------------------------------------------------

static uint64_t idle_deadline(const struct shk_link_state *s) {
    uint32_t ms = s->conversation->idle_ms;
    return shk_clock_us() + (uint64_t)(ms != 0 ? ms : DEFAULT_IDLE_MS) * 1000;
}

static bool has_command(const struct shk_link_state *s) {
    return s->conversation->command != NULL;
}

static void finish(struct shk_link_state *s) {
    struct shk_conversation *c = s->conversation;
    shk_stamp(s);
    c->duration_us = c->trace->now_us;
    if (has_command(s)) shk_child_report(s);
    shk_loop_finished(s);
}

// The peer wants nothing more. A client's process gets the end of both streams and time to exit by itself, since its exit
// status tells people (and some expectations) what it thought of the conversation.
static void leave(struct shk_link_state *s) {
    s->total_at = 0;
    if (!has_command(s) || s->child.pid == 0) {
        finish(s);
        return;
    }
    shk_socket_half_close(s);
    shk_child_end_input(s);
    s->phase = SHK_PHASE_LEAVING;
    s->idle_at = idle_deadline(s);
    if (s->listener.fd >= 0) shk_watch(&s->listener, s->listener.fd, EPOLLIN);
}

// The bound of the whole conversation.
void shk_cut_off(struct shk_link_state *s) {
    shk_stamp(s);
    if (s->phase == SHK_PHASE_CONNECTING && has_command(s))
        shk_trace_note(s->conversation->trace, SHK_EVENT_NOTE, "the client did not connect in time");
    shk_link_ended(s->conversation->peer, s->conversation->trace, SHK_END_TIMEOUT);
    leave(s);
}

// --- talking -------------------------------------------------------------------------------------------------------

static void ended(struct shk_link_state *s, enum shk_end how) {
    s->ended = true;
    shk_stamp(s);
    shk_link_ended(s->conversation->peer, s->conversation->trace, how);
}

void shk_connection_failed(struct shk_link_state *s, const char *why) {
    s->phase = SHK_PHASE_TALKING;
    s->failures++;
    s->tried = 0;
    shk_socket_close(s);
    shk_stamp(s);
    shk_trace_note(s->conversation->trace, SHK_EVENT_NOTE, "no connection: %s", why);
    ended(s, SHK_END_REFUSED);
    shk_converse(s);
}

static void open_connection(struct shk_link_state *s) {
    s->phase = SHK_PHASE_CONNECTING;
    s->idle_at = 0;
    s->ended = s->told_idle = false;
    shk_socket_close(s);
    if (!has_command(s)) {
        shk_socket_connect(s);
        return;
    }
    shk_socket_accept(s); // one that is waiting already
    if (s->phase != SHK_PHASE_CONNECTING) return;
    if (s->child.pid == 0)
        shk_connection_failed(s, "the client's process has ended");
    else
        shk_watch(&s->listener, s->listener.fd, EPOLLIN);
}

static void begin_talking(struct shk_link_state *s, struct shk_bytes first) {
    s->phase = SHK_PHASE_TALKING;
    shk_stamp(s);
    shk_link_connected(s->conversation->peer, s->conversation->trace);
    if (first.len > 0) shk_link_received(s->conversation->peer, s->conversation->trace, first);
    shk_converse(s);
}

void shk_connection_ready(struct shk_link_state *s) {
    if (has_command(s)) {
        shk_watch(&s->listener, s->listener.fd, 0);  // the client's next connection waits until the peer wants it
        if (s->conversation->trace->connection == 0) // starting a program is not part of the conversation's time
            s->total_at = shk_total_deadline(s->conversation);
    }
    s->phase = SHK_PHASE_STARTTLS;
    if (!has_command(s) && shk_starttls_begin(s)) return;
    begin_talking(s, (struct shk_bytes){NULL, 0});
}

static void send_segment(struct shk_link_state *s) {
    struct shk_bytes segment = shk_peer_take(s->conversation->peer);
    if (s->socket.fd < 0 || segment.len == 0) return;
    shk_link_sent(s->conversation->trace, segment);
    shk_socket_send(s, segment);
}

// The peer waits. True when it has to be asked again at once, because nothing can come any more and it knows now.
static bool wait_for_input(struct shk_link_state *s) {
    if (!s->ended) {
        s->idle_at = idle_deadline(s);
        return false;
    }
    if (s->told_idle) {
        shk_cut_off(s);
        return false;
    }
    s->told_idle = true;
    shk_link_idle(s->conversation->peer, s->conversation->trace);
    return true;
}

// One step; false when the peer waits or the conversation has left the phase.
static bool step(struct shk_link_state *s) {
    struct shk_peer *peer = s->conversation->peer;
    switch (shk_peer_want(peer)) {
    case SHK_WANT_OUTPUT: send_segment(s); return true;
    case SHK_WANT_FIN:
        shk_socket_half_close(s);
        shk_peer_fin_sent(peer);
        return true;
    case SHK_WANT_RESET:
        shk_socket_reset(s);
        s->ended = true; // a reset connection carries nothing back
        shk_peer_fin_sent(peer);
        return true;
    case SHK_WANT_CONNECTION:
        if (s->failures >= MAX_FAILURES)
            shk_cut_off(s);
        else
            open_connection(s);
        return false;
    case SHK_WANT_INPUT: return wait_for_input(s);
    case SHK_WANT_NOTHING:
    default: leave(s); return false;
    }
}

void shk_converse(struct shk_link_state *s) {
    s->idle_at = 0;
    for (size_t steps = 0; s->phase == SHK_PHASE_TALKING; steps++) {
        if (!shk_socket_flush(s)) return;
        shk_stamp(s);
        if (steps == MAX_STEPS)
            shk_cut_off(s);
        else if (!step(s))
            return;
    }
}

// --- what epoll says -----------------------------------------------------------------------------------------------

static void dialogue_bytes(struct shk_link_state *s, struct shk_bytes bytes) {
    struct shk_bytes rest;
    int result = shk_starttls_give(s, bytes, &rest);
    if (result > 0) begin_talking(s, rest);
    if (result < 0) shk_connection_failed(s, "the server does not turn to TLS");
}

static void peer_bytes(struct shk_link_state *s, struct shk_bytes bytes) {
    shk_stamp(s);
    shk_link_received(s->conversation->peer, s->conversation->trace, bytes);
    shk_converse(s);
}

static void connection_ended(struct shk_link_state *s, enum shk_end how) {
    if (s->phase == SHK_PHASE_STARTTLS) {
        shk_connection_failed(s, "the server closed before it turned to TLS");
    } else if (s->phase == SHK_PHASE_TALKING) {
        // Our side may go on sending after a plain end, so the socket stays; there is nothing left to wait for.
        if (how == SHK_END_RESET)
            shk_socket_close(s);
        else
            shk_watch(&s->socket, s->socket.fd, s->unsent_len > 0 ? EPOLLOUT : 0);
        ended(s, how);
        shk_converse(s);
    } else {
        shk_socket_close(s);
    }
}

// Whether there was something: bytes, or the end.
static bool socket_readable(struct shk_link_state *s) {
    uint8_t bytes[65536];
    enum shk_end how = SHK_END_FIN;
    ssize_t got = shk_socket_receive(s, bytes, sizeof(bytes), &how);
    if (got < 0)
        connection_ended(s, how);
    else if (got > 0 && s->phase == SHK_PHASE_TALKING)
        peer_bytes(s, shk_view(bytes, (size_t)got));
    else if (got > 0 && s->phase == SHK_PHASE_STARTTLS)
        dialogue_bytes(s, shk_view(bytes, (size_t)got));
    return got != 0;
}

static void on_socket(struct shk_link_state *s, uint32_t events) {
    if (s->phase == SHK_PHASE_CONNECTING) {
        shk_socket_connected(s);
        return;
    }
    if ((events & EPOLLOUT) != 0 && s->phase == SHK_PHASE_TALKING) shk_converse(s);
    if ((events & EPOLLOUT) != 0 && s->phase == SHK_PHASE_STARTTLS) shk_socket_flush(s);
    if ((events & (EPOLLIN | EPOLLERR | EPOLLHUP)) == 0 || s->socket.fd < 0) return;
    if (s->ended)
        shk_socket_close(s); // both directions are dead
    else
        (void)socket_readable(s);
}

static void on_listener(struct shk_link_state *s) {
    if (s->phase == SHK_PHASE_CONNECTING) {
        shk_socket_accept(s);
        return;
    }
    shk_socket_turn_away(s);
    if (s->noted_extra) return;
    s->noted_extra = true;
    shk_stamp(s);
    shk_trace_note(s->conversation->trace, SHK_EVENT_NOTE, "the client opened another connection");
}

static void on_child(struct shk_link_state *s) {
    if (!shk_child_collect(s)) return;
    if (s->phase >= SHK_PHASE_LEAVING) {
        finish(s);
    } else if (s->phase == SHK_PHASE_CONNECTING) {
        shk_socket_accept(s); // it may have connected and gone
        if (s->phase == SHK_PHASE_CONNECTING) shk_connection_failed(s, "the client's process ended without connecting");
    }
}

void shk_on_event(struct shk_source *source, uint32_t events) {
    switch (source->kind) {
    case SHK_SOURCE_SOCKET: on_socket(source->state, events); break;
    case SHK_SOURCE_LISTENER: on_listener(source->state); break;
    case SHK_SOURCE_CHILD: on_child(source->state); break;
    case SHK_SOURCE_OUTPUT: shk_child_read_output(source->state); break;
    case SHK_SOURCE_INPUT:
    case SHK_SOURCE_WAKE:
    default: break;
    }
}

// --- deadlines --------------------------------------------------------------------------------------------------------

static void start(struct shk_link_state *s) {
    struct shk_error err = {{0}};
    s->idle_at = 0;
    s->phase = SHK_PHASE_CONNECTING;
    if (has_command(s) && (!shk_socket_listen(s, &err) || !shk_child_start(s, &err))) {
        shk_connection_failed(s, err.text);
        return;
    }
    if (!has_command(s)) shk_socket_connect(s);
}

// The SUT's time is over, unless its answer lies in the socket already and it was we who were busy.
static void silence(struct shk_link_state *s) {
    if (s->socket.fd >= 0 && !s->ended && socket_readable(s)) return;
    shk_stamp(s);
    shk_link_idle(s->conversation->peer, s->conversation->trace);
    shk_converse(s);
}

void shk_on_deadline(struct shk_link_state *s) {
    switch (s->phase) {
    case SHK_PHASE_NEW: start(s); break;
    case SHK_PHASE_TALKING: silence(s); break;
    case SHK_PHASE_LEAVING:
        shk_child_signal(s, SIGTERM);
        s->phase = SHK_PHASE_TERMINATED;
        s->idle_at = shk_clock_us() + TERM_PATIENCE_US;
        break;
    case SHK_PHASE_TERMINATED:
        shk_child_signal(s, SIGKILL);
        s->phase = SHK_PHASE_KILLED;
        s->idle_at = shk_clock_us() + KILL_PATIENCE_US;
        break;
    case SHK_PHASE_KILLED: // a process that even SIGKILL does not end hangs in the kernel
        finish(s);
        break;
    case SHK_PHASE_CONNECTING:
    case SHK_PHASE_STARTTLS:
    case SHK_PHASE_DONE:
    default: s->idle_at = 0; break;
    }
}
