// One TCP connection of a conversation: non-blocking, every segment one send(), endings told apart.
#include "link/internal.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

static void switch_on(int fd, int option) {
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, option, &on, sizeof(on));
}

static void prepare(int fd) {
    switch_on(fd, TCP_NODELAY);
}

// Nagle's algorithm in the SUT holds an alert back while something before it is not acknowledged, and a SUT that closes with
// unread bytes of ours throws it away: an acknowledgement that waits makes the verdict a matter of time. The kernel goes
// back to waiting by itself, whenever bytes go both ways.
static void acknowledge_at_once(int fd) {
    switch_on(fd, TCP_QUICKACK);
}

static void forget_unsent(struct shk_link_state *s) {
    free(s->unsent);
    s->unsent = NULL;
    s->unsent_len = 0;
}

// --- connecting ----------------------------------------------------------------------------------------------------

static const struct shk_address *server_of(const struct shk_link_state *s) {
    return s->conversation->server;
}

// Goes on to the server's next address, if there is one that was not tried.
static void try_next(struct shk_link_state *s, int error) {
    shk_unwatch(&s->socket);
    if (++s->tried < server_of(s)->count) {
        s->address = (s->address + 1) % server_of(s)->count;
        shk_socket_connect(s);
        return;
    }
    shk_connection_failed(s, strerror(error));
}

void shk_socket_connect(struct shk_link_state *s) {
    const struct shk_address *to = server_of(s);
    if (s->tried == 0) s->address = *to->preferred;
    const struct sockaddr *addr = (const struct sockaddr *)&to->at[s->address].addr;
    int fd = socket(addr->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        shk_connection_failed(s, strerror(errno));
        return;
    }
    prepare(fd);
    int status = connect(fd, addr, to->at[s->address].len);
    if (status != 0 && errno != EINPROGRESS) {
        int error = errno;
        close(fd);
        try_next(s, error);
        return;
    }
    shk_watch(&s->socket, fd, EPOLLOUT);
}

void shk_socket_connected(struct shk_link_state *s) {
    int error = 0;
    socklen_t len = sizeof(error);
    getsockopt(s->socket.fd, SOL_SOCKET, SO_ERROR, &error, &len);
    if (error != 0) {
        try_next(s, error);
        return;
    }
    // Conversations share the address; whoever finds out which one is served saves the others the search.
    *server_of(s)->preferred = s->address;
    s->tried = 0;
    shk_watch(&s->socket, s->socket.fd, EPOLLIN);
    shk_connection_ready(s);
}

// --- accepting -----------------------------------------------------------------------------------------------------

bool shk_socket_listen(struct shk_link_state *s, struct shk_error *err) {
    struct sockaddr_in addr = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(addr);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return shk_fail(err, "cannot make a socket: %s; use fewer jobs (-j) or raise `ulimit -n`", strerror(errno));
    if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) != 0 || listen(fd, 16) != 0 ||
        getsockname(fd, (struct sockaddr *)&addr, &len) != 0) {
        shk_fail(err, "cannot listen on 127.0.0.1: %s", strerror(errno));
        close(fd);
        return false;
    }
    s->port = ntohs(addr.sin_port);
    shk_watch(&s->listener, fd, EPOLLIN);
    return true;
}

void shk_socket_accept(struct shk_link_state *s) {
    int fd = accept4(s->listener.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return; // it went away again; the listener will tell of the next one
    prepare(fd);
    acknowledge_at_once(fd);
    shk_watch(&s->socket, fd, EPOLLIN);
    shk_connection_ready(s);
}

void shk_socket_turn_away(struct shk_link_state *s) {
    int fd = accept4(s->listener.fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0) close(fd);
}

// --- sending -------------------------------------------------------------------------------------------------------

// Bytes that the kernel took; an error counts as all, because what is sent into a dead connection is gone.
static size_t send_some(struct shk_link_state *s, const uint8_t *data, size_t len) {
    for (;;) {
        ssize_t sent = send(s->socket.fd, data, len, MSG_NOSIGNAL);
        if (sent >= 0) {
            acknowledge_at_once(s->socket.fd);
            return (size_t)sent;
        }
        if (errno == EINTR) continue;
        if (errno == EAGAIN || errno == EWOULDBLOCK) return 0;
        if (errno == ECONNRESET) s->reset_seen = true; // the error is reported once: recv() would see a plain end
        return len;
    }
}

void shk_socket_send(struct shk_link_state *s, struct shk_bytes segment) {
    if (s->socket.fd < 0 || segment.len == 0) return;
    size_t sent = send_some(s, segment.data, segment.len);
    if (sent == segment.len) return;
    s->unsent_len = segment.len - sent;
    s->unsent = malloc(s->unsent_len);
    if (s->unsent == NULL) abort();
    memcpy(s->unsent, segment.data + sent, s->unsent_len);
    shk_watch(&s->socket, s->socket.fd, EPOLLIN | EPOLLOUT);
}

bool shk_socket_flush(struct shk_link_state *s) {
    if (s->unsent_len == 0) return true;
    size_t sent = s->socket.fd < 0 ? s->unsent_len : send_some(s, s->unsent, s->unsent_len);
    s->unsent_len -= sent;
    if (s->unsent_len > 0) {
        memmove(s->unsent, s->unsent + sent, s->unsent_len);
        return false;
    }
    forget_unsent(s);
    if (s->socket.fd >= 0) shk_watch(&s->socket, s->socket.fd, EPOLLIN);
    return true;
}

// --- ending --------------------------------------------------------------------------------------------------------

void shk_socket_half_close(struct shk_link_state *s) {
    if (s->socket.fd >= 0) shutdown(s->socket.fd, SHUT_WR);
}

void shk_socket_reset(struct shk_link_state *s) {
    const struct linger now = {.l_onoff = 1, .l_linger = 0};
    if (s->socket.fd >= 0) setsockopt(s->socket.fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    shk_socket_close(s);
}

void shk_socket_close(struct shk_link_state *s) {
    shk_unwatch(&s->socket);
    forget_unsent(s);
    s->reset_seen = false;
}

ssize_t shk_socket_receive(struct shk_link_state *s, uint8_t *buffer, size_t size, enum shk_end *how) {
    ssize_t got;
    do got = recv(s->socket.fd, buffer, size, 0);
    while (got < 0 && errno == EINTR);
    if (got > 0) {
        acknowledge_at_once(s->socket.fd);
        return got;
    }
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return 0;
    *how = got < 0 || s->reset_seen ? SHK_END_RESET : SHK_END_FIN;
    return -1;
}
