// Links carry bytes between a peer and a SUT. In memory, "nothing more comes" is quiescence; on sockets it is a timer.
#ifndef SHK_LINK_LINK_H
#define SHK_LINK_LINK_H

#include "base/base.h"
#include "peer/peer.h"
#include "sut/sut.h"
#include "trace/trace.h"

// shk_link_memory runs one conversation between a peer and an in-process SUT until the peer wants nothing more. At most
// `max_bytes` bytes flow (0: 4 MiB): a SUT that talks for ever is cut off with SHK_END_TIMEOUT.
void shk_link_memory(struct shk_peer *peer, const struct shk_sut_type *type, struct shk_sut *sut,
                     struct shk_trace *trace, size_t max_bytes);

// One epoll loop carries many conversations at once, over loopback or any address. Single-threaded; callbacks run inside
// shk_loop_run.
struct shk_loop;
struct shk_loop *shk_loop_new(struct shk_error *err);
void shk_loop_free(struct shk_loop *loop);

struct shk_conversation {
    // set by the caller
    struct shk_peer *peer;
    struct shk_trace *trace;
    uint32_t idle_ms;  // silence of the SUT that counts as idle, while the peer waits
    uint32_t total_ms; // bound of the whole conversation; then END with SHK_END_TIMEOUT
    void (*done)(struct shk_conversation *conversation);
    void *user;
    // where to: a server is connected to; a client is waited for on a listening socket of its own, started by `command`
    const struct shk_address *server;
    char *const *
        command; // argv for a client SUT with {host} {port} {name} {ca} {url} {next-name} {next-url} replaced, NULL for servers
    const char *ca_file;     // for {ca}
    const char *server_name; // for {name}
    const char *next_name;   // for {next-name}; NULL: the same
    const char *request;     // what the command reads from its standard input before that falls silent; NULL: nothing
    const char *starttls;    // NULL, or "smtp", "imap", "pop3", "ftp", "xmpp", "ldap", "postgres"
    // filled in by the loop
    int exit_status; // of the command: 0.., 128 + signal, -1 while unknown
    uint64_t started_us, duration_us;
    struct shk_link_state *state;
};
struct shk_address; // resolved address of a server
struct shk_address *shk_address_resolve(struct shk_arena *arena, const char *host_port, struct shk_error *err);
const char *shk_address_text(const struct shk_address *address); // "127.0.0.1:8443"
bool shk_starttls_known(const char *name);                       // whether `starttls` may have that value

void shk_loop_add(struct shk_loop *loop, struct shk_conversation *conversation); // starts it
// shk_loop_run serves until no conversation is left, or until shk_loop_stop (async-signal-safe) was called. Conversations
// that were under way at a stop are dropped: their processes are killed, `done` is not called for them.
void shk_loop_run(struct shk_loop *loop);
void shk_loop_stop(struct shk_loop *loop);
size_t shk_loop_active(const struct shk_loop *loop);

#endif
