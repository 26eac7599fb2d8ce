// The socket loop against servers: how connections begin and end, silence, bounds, many at once.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "link/link.h"
#include "link_stub_peer.h"
#include "link_test_server.h"

#define PATIENCE 120000 // milliseconds that no passing test ever waits

struct one {
    struct shk_arena *arena;
    struct shk_trace trace;
    struct shk_conversation conversation;
    struct shk_address *address;
    int done;
};

static void count_done(struct shk_conversation *conversation) {
    ++*(int *)conversation->user;
}

static void one_new(struct one *one, struct shk_peer *peer, const char *host_port) {
    struct shk_error err = {{0}};
    *one = (struct one){.arena = shk_arena_new()};
    shk_trace_start(&one->trace, one->arena, SHK_CLIENT);
    one->address = shk_address_resolve(one->arena, host_port, &err);
    if (one->address == NULL) fail_msg("%s", err.text);
    one->conversation = (struct shk_conversation){.peer = peer,
                                                  .trace = &one->trace,
                                                  .idle_ms = PATIENCE,
                                                  .total_ms = PATIENCE,
                                                  .done = count_done,
                                                  .user = &one->done,
                                                  .server = one->address};
}

static const char *letters_of(struct one *one) {
    static const char letters[] = {[SHK_EVENT_CONNECT] = 'C', [SHK_EVENT_SENT] = 'S', [SHK_EVENT_RECEIVED] = 'R',
                                   [SHK_EVENT_END] = 'E',     [SHK_EVENT_IDLE] = 'I', [SHK_EVENT_NOTE] = 'n'};
    char *text = shk_alloc(one->arena, one->trace.count + 1);
    for (size_t i = 0; i < one->trace.count; i++) text[i] = letters[one->trace.events[i].kind];
    return text;
}

static void run_one(struct one *one) {
    struct shk_error err = {{0}};
    struct shk_loop *loop = shk_loop_new(&err);
    assert_non_null(loop);
    shk_loop_add(loop, &one->conversation);
    shk_loop_run(loop);
    assert_int_equal(one->done, 1);
    assert_int_equal(shk_loop_active(loop), 0);
    for (size_t i = 1; i < one->trace.count; i++)
        assert_true(one->trace.events[i].at_us >= one->trace.events[i - 1].at_us);
    shk_loop_free(loop);
}

static void answer_and_close(int fd) {
    char hello[5];
    if (test_read(fd, hello, 5) == 5 && memcmp(hello, "hello", 5) == 0) test_write(fd, "welcome");
}

static void bytes_and_end(void **state) {
    (void)state;
    struct test_server server;
    struct one one;
    struct shk_peer peer =
        STUB_PEER({STUB_SEND, "he", 0}, {STUB_SEND, "llo", 0}, {STUB_RECEIVE, "welcome", 0}, {STUB_RECEIVE, NULL, 0});
    test_server_start(&server, answer_and_close);
    one_new(&one, &peer, server.host_port);
    run_one(&one);
    assert_string_equal(letters_of(&one), "CSSRE");
    assert_int_equal(one.trace.events[1].data.len, 2);
    assert_int_equal(one.trace.events[2].data.len, 3);
    assert_memory_equal(one.trace.events[3].data.data, "welcome", 7);
    assert_int_equal(one.trace.events[4].how, SHK_END_FIN);
    assert_int_equal(one.conversation.duration_us, one.trace.now_us);
    shk_arena_free(one.arena);
    test_server_stop(&server);
}

static void refused(void **state) {
    (void)state;
    struct test_server server;
    struct one one;
    struct shk_peer peer = STUB_PEER({STUB_SEND, "hello", 0});
    test_server_start(&server, answer_and_close); // to have a port that nobody listens on afterwards
    test_server_stop(&server);
    one_new(&one, &peer, server.host_port);
    run_one(&one);
    assert_string_equal(letters_of(&one), "nE");
    assert_int_equal(one.trace.events[1].how, SHK_END_REFUSED);
    assert_int_equal(peer.connects, 0);
    shk_arena_free(one.arena);
}

static void answer_and_reset(int fd) {
    answer_and_close(fd);
    test_reset(fd);
}

static void data_before_a_reset(void **state) {
    (void)state;
    struct test_server server;
    struct one one;
    struct shk_peer peer = STUB_PEER({STUB_SEND, "hello", 0}, {STUB_RECEIVE, "welcome", 0}, {STUB_RECEIVE, NULL, 0});
    test_server_start(&server, answer_and_reset);
    one_new(&one, &peer, server.host_port);
    run_one(&one);
    assert_string_equal(letters_of(&one), "CSRE");
    assert_int_equal(one.trace.events[3].how, SHK_END_RESET);
    shk_arena_free(one.arena);
    test_server_stop(&server);
}

// The server resets while we still send: that is a reset too, and the bytes that came before are heard.
static void reset_met_by_sending(void **state) {
    (void)state;
    struct test_server server;
    struct one one;
    static char much[1 << 20];
    memset(much, 'x', sizeof(much));
    struct shk_peer peer =
        STUB_PEER({STUB_SEND, "hello", 0}, {STUB_SEND, much, sizeof(much)}, {STUB_SEND, much, sizeof(much)},
                  {STUB_SEND, much, sizeof(much)}, {STUB_SEND, much, sizeof(much)}, {STUB_SEND, much, sizeof(much)},
                  {STUB_SEND, much, sizeof(much)}, {STUB_SEND, much, sizeof(much)}, {STUB_SEND, much, sizeof(much)},
                  {STUB_RECEIVE, NULL, 0});
    test_server_start(&server, answer_and_reset);
    one_new(&one, &peer, server.host_port);
    run_one(&one);
    assert_int_equal(peer.ended, SHK_END_RESET);
    assert_int_equal(one.trace.events[one.trace.count - 1].how, SHK_END_RESET);
    shk_arena_free(one.arena);
    test_server_stop(&server);
}

static void silence_is_idle(void **state) {
    (void)state;
    struct test_server server;
    struct one one;
    struct shk_peer peer = STUB_PEER({STUB_RECEIVE, "welcome", 0}, {STUB_SEND, "bye", 0});
    test_server_start(&server, test_read_to_end);
    one_new(&one, &peer, server.host_port);
    one.conversation.idle_ms = 5;
    run_one(&one);
    assert_string_equal(letters_of(&one), "CIS");
    assert_int_equal(peer.idles, 1);
    assert_true(one.trace.events[1].at_us >= 5000);
    shk_arena_free(one.arena);
    test_server_stop(&server);
}

static void the_whole_is_bounded(void **state) {
    (void)state;
    struct test_server server;
    struct one one;
    struct shk_peer peer = STUB_PEER({STUB_RECEIVE, "welcome", 0});
    peer.stubborn = 1;
    test_server_start(&server, test_read_to_end);
    one_new(&one, &peer, server.host_port);
    one.conversation.total_ms = 30;
    one.conversation.idle_ms = 1;
    run_one(&one);
    assert_int_equal(one.trace.events[one.trace.count - 1].how, SHK_END_TIMEOUT);
    assert_int_equal(peer.ended, SHK_END_TIMEOUT);
    shk_arena_free(one.arena);
    test_server_stop(&server);
}

static void answer_after_the_end(int fd) {
    test_read_to_end(fd);
    test_write(fd, "late");
}

static void half_close(void **state) {
    (void)state;
    struct test_server server;
    struct one one;
    struct shk_peer peer =
        STUB_PEER({STUB_SEND, "hello", 0}, {STUB_FIN, NULL, 0}, {STUB_RECEIVE, "late", 0}, {STUB_RECEIVE, NULL, 0});
    test_server_start(&server, answer_after_the_end);
    one_new(&one, &peer, server.host_port);
    run_one(&one);
    assert_string_equal(letters_of(&one), "CSRE");
    assert_int_equal(peer.fins, 1);
    shk_arena_free(one.arena);
    test_server_stop(&server);
}

static ssize_t last_read;
static int last_error;
static void note_how_it_ends(int fd) {
    char bytes[16];
    test_write(fd, "ready");
    while ((last_read = recv(fd, bytes, sizeof(bytes), 0)) > 0) continue;
    last_error = last_read < 0 ? errno : 0;
}

static void we_reset(void **state) {
    (void)state;
    struct test_server server;
    struct one one;
    struct shk_peer peer =
        STUB_PEER({STUB_RECEIVE, "ready", 0}, {STUB_SEND, "hello", 0}, {STUB_RESET, NULL, 0}, {STUB_RECEIVE, NULL, 0});
    test_server_start(&server, note_how_it_ends);
    one_new(&one, &peer, server.host_port);
    run_one(&one);
    test_server_stop(&server);
    assert_string_equal(letters_of(&one), "CRSI");
    assert_int_equal(last_read, -1);
    assert_int_equal(last_error, ECONNRESET);
    shk_arena_free(one.arena);
}

static void two_connections(void **state) {
    (void)state;
    struct test_server server;
    struct one one;
    struct shk_peer peer = STUB_PEER({STUB_SEND, "hello", 0}, {STUB_RECEIVE, "welcome", 0}, {STUB_CONNECT, NULL, 0},
                                     {STUB_SEND, "hello", 0}, {STUB_RECEIVE, "welcome", 0});
    test_server_start(&server, answer_and_close);
    one_new(&one, &peer, server.host_port);
    run_one(&one);
    assert_string_equal(letters_of(&one), "CSRCSR");
    assert_int_equal(one.trace.events[5].connection, 2);
    shk_arena_free(one.arena);
    test_server_stop(&server);
}

static size_t swallowed;
static void swallow(int fd) {
    static char bytes[1 << 16];
    ssize_t got;
    swallowed = 0;
    while ((got = recv(fd, bytes, sizeof(bytes), 0)) > 0) swallowed += (size_t)got;
    test_write(fd, "done");
}

static void a_segment_larger_than_the_kernel_takes(void **state) {
    (void)state;
    struct test_server server;
    struct one one;
    const size_t size = (size_t)16 << 20;
    char *much = calloc(1, size);
    struct shk_peer peer = STUB_PEER({STUB_SEND, much, size}, {STUB_FIN, NULL, 0}, {STUB_RECEIVE, "done", 0});
    test_server_start(&server, swallow);
    one_new(&one, &peer, server.host_port);
    one.trace.quiet = true;
    run_one(&one);
    test_server_stop(&server);
    assert_int_equal(swallowed, size);
    assert_memory_equal(peer.heard, "done", 4);
    shk_arena_free(one.arena);
    free(much);
}

static void many_at_once(void **state) {
    (void)state;
    enum { COUNT = 300 };
    static const struct stub_action actions[] = {
        {STUB_SEND, "hello", 0}, {STUB_RECEIVE, "welcome", 0}, {STUB_RECEIVE, NULL, 0}};
    static struct one all[COUNT];
    static struct shk_peer peers[COUNT];
    struct shk_error err = {{0}};
    struct test_server server;
    struct shk_loop *loop = shk_loop_new(&err);
    int done = 0;
    test_server_start(&server, answer_and_close);
    for (size_t i = 0; i < COUNT; i++) {
        peers[i] = (struct shk_peer){.actions = actions, .count = SHK_COUNT(actions)};
        one_new(&all[i], &peers[i], server.host_port);
        all[i].conversation.user = &done;
        shk_loop_add(loop, &all[i].conversation);
    }
    assert_int_equal(shk_loop_active(loop), COUNT);
    shk_loop_run(loop);
    assert_int_equal(done, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        assert_string_equal(letters_of(&all[i]), "CSRE");
        shk_arena_free(all[i].arena);
    }
    shk_loop_free(loop);
    test_server_stop(&server);
}

static struct shk_loop *loop_to_stop;
static void stop_loop(struct shk_conversation *conversation) {
    (void)conversation;
    shk_loop_stop(loop_to_stop);
}

static void stop_drops_what_is_under_way(void **state) {
    (void)state;
    struct test_server server, silent;
    struct one first, second;
    struct shk_error err = {{0}};
    struct shk_peer quick = STUB_PEER({STUB_SEND, "hello", 0}, {STUB_RECEIVE, "welcome", 0});
    struct shk_peer waits = STUB_PEER({STUB_RECEIVE, "never", 0});
    test_server_start(&server, answer_and_close);
    test_server_start(&silent, test_read_to_end);
    one_new(&first, &quick, server.host_port);
    one_new(&second, &waits, silent.host_port);
    first.conversation.done = stop_loop;
    loop_to_stop = shk_loop_new(&err);
    shk_loop_add(loop_to_stop, &first.conversation);
    shk_loop_add(loop_to_stop, &second.conversation);
    shk_loop_run(loop_to_stop);
    assert_int_equal(shk_loop_active(loop_to_stop), 0);
    assert_int_equal(second.done, 0);
    shk_loop_free(loop_to_stop);
    shk_arena_free(first.arena);
    shk_arena_free(second.arena);
    test_server_stop(&server);
    test_server_stop(&silent);
}

// --- addresses -----------------------------------------------------------------------------------------------------

static void assert_refused(const char *text, const char *sentence) {
    struct shk_arena *arena = shk_arena_new();
    struct shk_error err = {{0}};
    assert_null(shk_address_resolve(arena, text, &err));
    assert_string_equal(err.text, sentence);
    shk_arena_free(arena);
}

static void addresses(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    struct shk_error err = {{0}};
    struct shk_address *address = shk_address_resolve(arena, "127.0.0.1:8443", &err);
    assert_non_null(address);
    assert_string_equal(shk_address_text(address), "127.0.0.1:8443");
    assert_non_null(shk_address_resolve(arena, "[::1]:443", &err));
    assert_non_null(shk_address_resolve(arena, "localhost:1", &err));
    shk_arena_free(arena);

    assert_refused("localhost", "`localhost` has no port: write HOST:PORT, for example localhost:443");
    assert_refused("localhost:", "`localhost:` has no port: write HOST:PORT, for example localhost:443");
    assert_refused("", "`` has no port: write HOST:PORT, for example localhost:443");
    assert_refused(":443", "`:443` has no host: write HOST:PORT, for example localhost:443");
    assert_refused("localhost:0", "`localhost:0` has no valid port: it is a number from 1 to 65535");
    assert_refused("localhost:65536", "`localhost:65536` has no valid port: it is a number from 1 to 65535");
    assert_refused("::1", "`::1` could be read in two ways: write an IPv6 address in brackets, [IPV6]:PORT");
    assert_refused("[::1]", "`[::1]` is no address: write [IPV6]:PORT, for example [::1]:443");
}

static void cannot_resolve(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    struct shk_error err = {{0}};
    assert_null(shk_address_resolve(arena, "no such host:443", &err));
    assert_non_null(strstr(err.text, "cannot resolve `no such host`"));
    shk_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_and_end),       cmocka_unit_test(refused),
        cmocka_unit_test(data_before_a_reset), cmocka_unit_test(reset_met_by_sending),
        cmocka_unit_test(silence_is_idle),     cmocka_unit_test(the_whole_is_bounded),
        cmocka_unit_test(half_close),          cmocka_unit_test(we_reset),
        cmocka_unit_test(two_connections),     cmocka_unit_test(a_segment_larger_than_the_kernel_takes),
        cmocka_unit_test(many_at_once),        cmocka_unit_test(stop_drops_what_is_under_way),
        cmocka_unit_test(addresses),           cmocka_unit_test(cannot_resolve),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
