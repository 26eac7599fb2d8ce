// A TCP server in a thread of the test: each connection is served by a function that may block. No timing in it.
#ifndef SHK_TESTS_LINK_TEST_SERVER_H
#define SHK_TESTS_LINK_TEST_SERVER_H

#include "base/base.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct test_server {
    int fd;
    pthread_t thread;
    void (*serve)(int fd); // the connection is closed after it
    char host_port[32];
};

static void *test_server_run(void *argument) {
    struct test_server *server = argument;
    for (;;) {
        int fd = accept(server->fd, NULL, NULL);
        if (fd < 0) return NULL;
        server->serve(fd);
        close(fd);
    }
}

static inline void test_server_start(struct test_server *server, void (*serve)(int fd)) {
    struct sockaddr_in addr = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(addr);
    server->serve = serve;
    server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(server->fd, (struct sockaddr *)&addr, len) != 0 || listen(server->fd, 1024) != 0 ||
        getsockname(server->fd, (struct sockaddr *)&addr, &len) != 0)
        abort();
    snprintf(server->host_port, sizeof(server->host_port), "127.0.0.1:%u", ntohs(addr.sin_port));
    pthread_create(&server->thread, NULL, test_server_run, server);
}

static inline void test_server_stop(struct test_server *server) {
    shutdown(server->fd, SHUT_RDWR); // accept() fails
    pthread_join(server->thread, NULL);
    close(server->fd);
}

// Reads exactly `len` bytes, or fewer when the stream ends before; returns how many.
static inline size_t test_read(int fd, char *out, size_t len) {
    size_t got = 0;
    while (got < len) {
        ssize_t n = recv(fd, out + got, len - got, 0);
        if (n <= 0) break;
        got += (size_t)n;
    }
    return got;
}

static inline void test_read_to_end(int fd) {
    char bytes[4096];
    while (recv(fd, bytes, sizeof(bytes), 0) > 0) continue;
}

static inline void test_write(int fd, const char *text) {
    for (size_t len = strlen(text); len > 0;) {
        ssize_t n = send(fd, text, len, MSG_NOSIGNAL);
        if (n < 0) return;
        text += n;
        len -= (size_t)n;
    }
}

// Closes with a reset.
static inline void test_reset(int fd) {
    const struct linger now = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

#endif
