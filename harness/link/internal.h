// Link, inside: what the memory pump and the socket loop share, and the parts of the loop.
//
//   loop.c           the epoll set, deadlines, the list of conversations
//   conversation.c   what one conversation does next
//   socket.c         one TCP connection: connect, accept, send, receive, close
//   command.c        a client under test: its process, its output, its end
//   starttls.c       the plain-text dialogue before TLS
//   address.c        HOST:PORT
//   events.c         the events that a link appends to the trace
#ifndef SHK_LINK_INTERNAL_H
#define SHK_LINK_INTERNAL_H

#include "link/link.h"

#include <sys/socket.h>
#include <sys/types.h>

// --- events.c ------------------------------------------------------------------------------------------------------

void shk_link_connected(struct shk_peer *peer, struct shk_trace *trace); // CONNECT, then the peer
void shk_link_sent(struct shk_trace *trace, struct shk_bytes segment);   // SENT, unless quiet
void shk_link_received(struct shk_peer *peer, struct shk_trace *trace,
                       struct shk_bytes bytes);                                        // RECEIVED, then the peer
void shk_link_ended(struct shk_peer *peer, struct shk_trace *trace, enum shk_end how); // END, then the peer
void shk_link_idle(struct shk_peer *peer, struct shk_trace *trace);                    // IDLE, then the peer

// --- address.c -----------------------------------------------------------------------------------------------------

struct shk_address {
    size_t count;
    size_t *preferred; // the one that answered last: a name may stand for several addresses, of which one is served
    struct {
        struct sockaddr_storage addr;
        socklen_t len;
    } at[8];
    const char *text;
};

// --- the state of one conversation ---------------------------------------------------------------------------------

// What epoll tells us about: the pointer that comes back with an event.
enum shk_source_kind {
    SHK_SOURCE_WAKE,
    SHK_SOURCE_SOCKET,
    SHK_SOURCE_LISTENER,
    SHK_SOURCE_CHILD,
    SHK_SOURCE_INPUT,
    SHK_SOURCE_OUTPUT
};
struct shk_source {
    enum shk_source_kind kind;
    int fd;          // -1: closed
    uint32_t events; // 0: not in the epoll set
    uint64_t born;   // turn of the loop in which fd came: an event of the same turn is about an earlier one
    struct shk_link_state *state;
};

enum shk_phase {
    SHK_PHASE_NEW,        // starts at the next turn of the loop
    SHK_PHASE_CONNECTING, // connect() is under way, or the client has not come yet
    SHK_PHASE_STARTTLS,   // plain-text dialogue
    SHK_PHASE_TALKING,    // the peer is connected
    SHK_PHASE_LEAVING,    // the peer is done; the client's process has some time to exit
    SHK_PHASE_TERMINATED, // SIGTERM was sent
    SHK_PHASE_KILLED,     // SIGKILL was sent
    SHK_PHASE_DONE,
};

struct shk_dialogue { // starttls.c
    const struct shk_dialogue_step *step;
    char line[4096]; // what came and is not judged yet
    size_t len;
};

#define SHK_KEPT_OUTPUT 4096
struct shk_child { // command.c
    pid_t pid;     // 0: none, or collected
    bool collected;
    int exit_status;
    char output[SHK_KEPT_OUTPUT]; // the last bytes of its standard output and error
    size_t output_len;
};

struct shk_link_state {
    struct shk_loop *loop;
    struct shk_conversation *conversation;
    struct shk_link_state *next, *prev;
    enum shk_phase phase;
    struct shk_source socket, listener, process, input, output;
    struct shk_child child;
    struct shk_dialogue dialogue;
    size_t address;   // index of the address tried
    size_t tried;     // how many of them
    size_t failures;  // connections that did not come about
    bool told_idle;   // the peer was told, after the end of the connection, that nothing more comes
    bool ended;       // the peer knows that the SUT closed this connection
    bool reset_seen;  // send() met the reset before recv() could
    bool noted_extra; // a further connection of the client was noted
    uint16_t port;    // of the listening socket
    uint8_t *unsent;  // the rest of a segment that the kernel did not take yet
    size_t unsent_len;
    uint64_t start_us;
    uint64_t idle_at, total_at; // deadlines on the monotonic clock, 0: none
};

uint64_t shk_clock_us(void); // CLOCK_MONOTONIC

// --- loop.c --------------------------------------------------------------------------------------------------------

// shk_watch makes a source wait for events (0: for none, the descriptor stays open); shk_unwatch closes its descriptor.
void shk_watch(struct shk_source *source, int fd, uint32_t events);
void shk_unwatch(struct shk_source *source);
void shk_loop_finished(struct shk_link_state *s); // closes everything; `done` is called at the end of the loop's turn
uint64_t shk_total_deadline(const struct shk_conversation *c);

// --- conversation.c ------------------------------------------------------------------------------------------------

void shk_on_event(struct shk_source *source, uint32_t events);
void shk_on_deadline(struct shk_link_state *s);      // of the phase
void shk_cut_off(struct shk_link_state *s);          // the deadline of the whole
void shk_stamp(struct shk_link_state *s);            // sets trace->now_us; before every call of the peer
void shk_connection_ready(struct shk_link_state *s); // connected or accepted
void shk_connection_failed(struct shk_link_state *s, const char *why); // could not be reached
void shk_converse(struct shk_link_state *s);                           // does what the peer wants, until it waits

// --- socket.c ------------------------------------------------------------------------------------------------------

void shk_socket_connect(struct shk_link_state *s);   // starts connecting to the server
void shk_socket_connected(struct shk_link_state *s); // connect() came to an end
bool shk_socket_listen(struct shk_link_state *s, struct shk_error *err) SHK_MUST_USE;
void shk_socket_accept(struct shk_link_state *s);                         // takes the client's next connection
void shk_socket_turn_away(struct shk_link_state *s);                      // accepts it and closes it at once
void shk_socket_send(struct shk_link_state *s, struct shk_bytes segment); // one send(); the rest is queued
bool shk_socket_flush(struct shk_link_state *s);                          // true: nothing is queued any more
void shk_socket_half_close(struct shk_link_state *s);
void shk_socket_reset(struct shk_link_state *s);
void shk_socket_close(struct shk_link_state *s);
// One recv(): > 0 bytes in the buffer, 0 nothing now, -1 the connection ended and *how says in which way.
ssize_t shk_socket_receive(struct shk_link_state *s, uint8_t *buffer, size_t size, enum shk_end *how);

// --- command.c -----------------------------------------------------------------------------------------------------

bool shk_child_start(struct shk_link_state *s, struct shk_error *err) SHK_MUST_USE;
void shk_child_end_input(struct shk_link_state *s); // its standard input comes to its end
void shk_child_read_output(struct shk_link_state *s);
bool shk_child_collect(struct shk_link_state *s);         // true once its exit status is known
void shk_child_signal(struct shk_link_state *s, int sig); // to its process group
void shk_child_report(struct shk_link_state *s);          // NOTE and CRASH events, exit_status of the conversation
void shk_child_destroy(struct shk_link_state *s);         // kills and collects what is left

// --- starttls.c ----------------------------------------------------------------------------------------------------

bool shk_starttls_begin(struct shk_link_state *s); // false: no dialogue is asked for
// shk_starttls_give judges what the server said. 1: TLS may begin, *rest is what followed; 0: more is due; -1: refused.
int shk_starttls_give(struct shk_link_state *s, struct shk_bytes bytes, struct shk_bytes *rest);

#endif
