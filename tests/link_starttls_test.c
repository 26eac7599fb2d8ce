// The dialogues before TLS: each protocol as a server speaks it, refusals, and bytes that arrive one by one.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "link/link.h"
#include "link_stub_peer.h"
#include "link_test_server.h"

// What the server of the test says and expects in turns, and whether it sends byte by byte.
struct dialogue {
    const char *name;
    const char *lines[8]; // even: the server, odd: what it must hear
    bool refuses;
};
static const struct dialogue *current;
static bool trickles;
static char misheard[256];

static void say(int fd, const char *text) {
    if (!trickles) {
        test_write(fd, text);
        return;
    }
    for (; *text != '\0'; text++) test_write(fd, (char[]){*text, '\0'});
}

static size_t length_of(const char *text) { // PostgreSQL's request begins with zero bytes
    return text[0] == '\0' ? 8 : strlen(text);
}

static void serve(int fd) {
    for (size_t i = 0; i < SHK_COUNT(current->lines) && current->lines[i] != NULL; i++) {
        char heard[256] = {0};
        if (i % 2 == 0) {
            say(fd, current->lines[i]);
            continue;
        }
        size_t want = length_of(current->lines[i]);
        size_t got = test_read(fd, heard, want);
        if (got != want || memcmp(heard, current->lines[i], want) != 0)
            snprintf(misheard, sizeof(misheard), "%s", heard);
    }
    if (current->refuses) return; // closes
    char hello[5];
    if (test_read(fd, hello, 5) == 5 && memcmp(hello, "hello", 5) == 0) test_write(fd, "welcome");
}

static void run(const struct dialogue *dialogue, struct shk_peer *peer, struct shk_trace *trace,
                struct shk_arena *arena) {
    struct test_server server;
    struct shk_error err = {{0}};
    struct shk_loop *loop = shk_loop_new(&err);
    current = dialogue;
    misheard[0] = '\0';
    test_server_start(&server, serve);
    shk_trace_start(trace, arena, SHK_CLIENT);
    struct shk_conversation conversation = {.peer = peer,
                                            .trace = trace,
                                            .idle_ms = 120000,
                                            .total_ms = 120000,
                                            .server = shk_address_resolve(arena, server.host_port, &err),
                                            .server_name = "example.test",
                                            .starttls = dialogue->name};
    assert_true(shk_starttls_known(dialogue->name));
    shk_loop_add(loop, &conversation);
    shk_loop_run(loop);
    shk_loop_free(loop);
    test_server_stop(&server);
    assert_string_equal(misheard, "");
}

static const struct dialogue good[] = {
    {"smtp",
     {"220-here is\r\n220 a server\r\n", "EHLO shakedown\r\n", "250-PIPELINING\r\n250-STARTTLS\r\n250 SIZE\r\n",
      "STARTTLS\r\n", "220 go ahead\r\n"},
     false},
    {"imap", {"* OK ready\r\n", "a STARTTLS\r\n", "* BYE-THE-WAY\r\na OK begin\r\n"}, false},
    {"pop3", {"+OK ready\r\n", "STLS\r\n", "+OK begin\r\n"}, false},
    {"ftp", {"220-one\r\n220 two\r\n", "AUTH TLS\r\n", "234 begin\r\n"}, false},
    {"postgres", {"", "\0\0\0\x08\x04\xd2\x16\x2f", "S"}, false},
    {"xmpp",
     {"",
      "<?xml version='1.0'?><stream:stream to='example.test' version='1.0' xmlns='jabber:client' "
      "xmlns:stream='http://etherx.jabber.org/streams'>",
      "<stream:stream><stream:features><starttls/></stream:features>",
      "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"},
     false},
};

static void every_protocol(void **state) {
    (void)state;
    for (int way = 0; way < 2; way++) {
        trickles = way == 1;
        for (size_t i = 0; i < SHK_COUNT(good); i++) {
            struct shk_arena *arena = shk_arena_new();
            struct shk_trace trace;
            struct shk_peer peer = STUB_PEER({STUB_SEND, "hello", 0}, {STUB_RECEIVE, "welcome", 0});
            run(&good[i], &peer, &trace, arena);
            if (peer.heard_len != 7) fail_msg("%s: heard %zu bytes", good[i].name, peer.heard_len);
            assert_int_equal(trace.events[0].kind, SHK_EVENT_CONNECT); // the dialogue is not part of the trace
            assert_int_equal(trace.events[1].kind, SHK_EVENT_SENT);
            shk_arena_free(arena);
        }
    }
    trickles = false;
}

static void two_connections(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    struct shk_trace trace;
    struct shk_peer peer = STUB_PEER({STUB_SEND, "hello", 0}, {STUB_RECEIVE, "welcome", 0}, {STUB_CONNECT, NULL, 0},
                                     {STUB_SEND, "hello", 0}, {STUB_RECEIVE, "welcome", 0});
    run(&good[0], &peer, &trace, arena);
    assert_int_equal(peer.connects, 2);
    assert_int_equal(peer.heard_len, 14);
    shk_arena_free(arena);
}

static void refusals(void **state) {
    (void)state;
    static const struct dialogue bad[] = {
        {"smtp", {"220 a server\r\n", "EHLO shakedown\r\n", "250 SIZE\r\n", "STARTTLS\r\n", "502 not here\r\n"}, true},
        {"smtp", {"554 go away\r\n"}, true},
        {"imap", {"* OK ready\r\n", "a STARTTLS\r\n", "a BAD what\r\n"}, true},
        {"postgres", {"", "\0\0\0\x08\x04\xd2\x16\x2f", "N"}, true},
        {"xmpp", {"", NULL}, true}, // closes at once
    };
    for (size_t i = 0; i < SHK_COUNT(bad); i++) {
        struct shk_arena *arena = shk_arena_new();
        struct shk_trace trace;
        struct shk_peer peer = STUB_PEER({STUB_SEND, "hello", 0});
        run(&bad[i], &peer, &trace, arena);
        assert_int_equal(peer.connects, 0);
        assert_int_equal(peer.ended, SHK_END_REFUSED);
        assert_int_equal(trace.events[0].kind, SHK_EVENT_NOTE);
        if (i == 0)
            assert_string_equal(trace.events[0].note,
                                "STARTTLS smtp: the server answered `502 not here  ` where `220` was due");
        shk_arena_free(arena);
    }
}

static void names(void **state) {
    (void)state;
    assert_true(shk_starttls_known("ldap"));
    assert_false(shk_starttls_known("gopher"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_protocol),
        cmocka_unit_test(two_connections),
        cmocka_unit_test(refusals),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
