// The socket loop with clients under test: commands that are started, connect or do not, and end in every way.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "link/link.h"
#include "link_stub_peer.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE 120000 // milliseconds that no passing test ever waits
#define SHELL(script)                                                                                                  \
    ((char *const[]){(char *)(uintptr_t) "bash", (char *)(uintptr_t) "-c", (char *)(uintptr_t)(script), NULL})

struct one {
    struct shk_arena *arena;
    struct shk_trace trace;
    struct shk_conversation conversation;
};

static void one_new(struct one *one, struct shk_peer *peer, char *const *command) {
    *one = (struct one){.arena = shk_arena_new()};
    shk_trace_start(&one->trace, one->arena, SHK_SERVER);
    one->conversation = (struct shk_conversation){.peer = peer,
                                                  .trace = &one->trace,
                                                  .idle_ms = PATIENCE,
                                                  .total_ms = PATIENCE,
                                                  .command = command,
                                                  .ca_file = "/tmp/ca.pem",
                                                  .server_name = "example.test"};
}

static void run_one(struct one *one) {
    struct shk_error err = {{0}};
    struct shk_loop *loop = shk_loop_new(&err);
    assert_non_null(loop);
    shk_loop_add(loop, &one->conversation);
    shk_loop_run(loop);
    assert_int_equal(shk_loop_active(loop), 0);
    shk_loop_free(loop);
}

static const struct shk_event *find(struct one *one, enum shk_event_kind kind, const char *note) {
    for (size_t i = 0; i < one->trace.count; i++) {
        const struct shk_event *event = &one->trace.events[i];
        if (event->kind == kind && (note == NULL || (event->note != NULL && strstr(event->note, note) != NULL)))
            return event;
    }
    return NULL;
}

static void talks_and_exits(void **state) {
    (void)state;
    struct one one;
    struct shk_peer peer = STUB_PEER({STUB_RECEIVE, "hello", 0}, {STUB_SEND, "welcome", 0}, {STUB_RECEIVE, NULL, 0});
    one_new(&one, &peer, SHELL("exec 3<>/dev/tcp/{host}/{port}; printf hello >&3; head -c 7 <&3; exit 3"));
    run_one(&one);
    assert_int_equal(one.conversation.exit_status, 3);
    assert_non_null(find(&one, SHK_EVENT_NOTE, "output: welcome"));
    assert_non_null(find(&one, SHK_EVENT_EXIT, "exit status 3"));
    assert_null(find(&one, SHK_EVENT_CRASH, NULL));
    assert_int_equal(find(&one, SHK_EVENT_RECEIVED, NULL)->writer, SHK_CLIENT);
    assert_int_equal(find(&one, SHK_EVENT_SENT, NULL)->writer, SHK_SERVER);
    shk_arena_free(one.arena);
}

static void replaces_words(void **state) {
    (void)state;
    struct one one;
    struct shk_peer peer = STUB_PEER({STUB_RECEIVE, NULL, 0});
    char *const command[] = {(char *)(uintptr_t) "bash",
                             (char *)(uintptr_t) "-c",
                             (char *)(uintptr_t) "exec 3<>/dev/tcp/$1/$2; shift 2; echo \"$@\" >&3",
                             (char *)(uintptr_t) "x",
                             (char *)(uintptr_t) "{host}",
                             (char *)(uintptr_t) "{port}",
                             (char *)(uintptr_t) "--name={name}",
                             (char *)(uintptr_t) "{ca}{ca}",
                             (char *)(uintptr_t) "{other}",
                             NULL};
    one_new(&one, &peer, command);
    run_one(&one);
    assert_int_equal(one.conversation.exit_status, 0);
    assert_memory_equal(peer.heard, "--name=example.test /tmp/ca.pem/tmp/ca.pem {other}\n", peer.heard_len);
    assert_int_equal(peer.heard_len, 51);
    shk_arena_free(one.arena);
}

static void crashes(void **state) {
    (void)state;
    struct one one;
    struct shk_peer peer = STUB_PEER({STUB_RECEIVE, NULL, 0});
    one_new(&one, &peer, SHELL("exec 3<>/dev/tcp/{host}/{port}; kill -SEGV $$"));
    run_one(&one);
    assert_int_equal(one.conversation.exit_status, 128 + SIGSEGV);
    assert_non_null(find(&one, SHK_EVENT_CRASH, "killed by signal 11"));
    shk_arena_free(one.arena);

    peer = (struct shk_peer)STUB_PEER({STUB_RECEIVE, NULL, 0});
    one_new(
        &one, &peer,
        SHELL(
            "exec 3<>/dev/tcp/{host}/{port}; echo 'SUMMARY: AddressSanitizer: heap-use-after-free x.c:1' >&2; exit 1"));
    run_one(&one);
    assert_non_null(find(&one, SHK_EVENT_CRASH, "AddressSanitizer: heap-use-after-free"));
    shk_arena_free(one.arena);
}

static void never_connects(void **state) {
    (void)state;
    struct one one;
    struct shk_peer peer = STUB_PEER({STUB_RECEIVE, NULL, 0});
    one_new(&one, &peer, SHELL("exit 0"));
    run_one(&one);
    assert_int_equal(peer.connects, 0);
    assert_int_equal(peer.ended, SHK_END_REFUSED);
    assert_non_null(find(&one, SHK_EVENT_NOTE, "ended without connecting"));
    assert_int_equal(one.conversation.exit_status, 0);
    shk_arena_free(one.arena);
}

static void no_such_command(void **state) {
    (void)state;
    struct one one;
    struct shk_peer peer = STUB_PEER({STUB_RECEIVE, NULL, 0});
    one_new(&one, &peer, (char *const[]){(char *)(uintptr_t) "/nonexistent/client", NULL});
    run_one(&one);
    assert_int_equal(peer.ended, SHK_END_REFUSED);
    assert_non_null(find(&one, SHK_EVENT_NOTE, "cannot start `/nonexistent/client`"));
    assert_int_equal(one.conversation.exit_status, -1);
    shk_arena_free(one.arena);
}

// Whoever adopts orphans collects them in its own time, so one that is dead may still be there.
static bool is_alive(pid_t pid) {
    char path[64], stat[512] = {0};
    snprintf(path, sizeof(path), "/proc/%d/stat", pid);
    FILE *file = fopen(path, "r");
    if (file == NULL) return false;
    size_t got = fread(stat, 1, sizeof(stat) - 1, file);
    fclose(file);
    const char *name_end = strrchr(stat, ')');
    return got > 0 && name_end != NULL && strpbrk(name_end, "ZX") == NULL;
}

static void hangs_and_is_ended(void **state) {
    (void)state;
    struct one one;
    // One that heeds SIGTERM, one that does not; its helper belongs to the same process group.
    struct shk_peer peer = STUB_PEER({STUB_RECEIVE, "hello", 0});
    one_new(&one, &peer, SHELL("exec 3<>/dev/tcp/{host}/{port}; printf hello >&3; exec sleep 1000"));
    one.conversation.idle_ms = 10;
    run_one(&one);
    assert_int_equal(one.conversation.exit_status, 128 + SIGTERM);
    assert_null(find(&one, SHK_EVENT_EXIT, NULL));
    assert_null(find(&one, SHK_EVENT_CRASH, NULL));
    shk_arena_free(one.arena);

    peer = (struct shk_peer)STUB_PEER({STUB_RECEIVE, "hello", 0});
    one_new(&one, &peer,
            SHELL("trap '' TERM; sleep 1000 & echo helper $!; exec 3<>/dev/tcp/{host}/{port}; printf hello >&3; wait"));
    one.conversation.idle_ms = 10;
    run_one(&one);
    assert_int_equal(one.conversation.exit_status, 128 + SIGKILL);
    const struct shk_event *output = find(&one, SHK_EVENT_NOTE, "helper ");
    assert_non_null(output);
    pid_t helper = (pid_t)strtol(strstr(output->note, "helper ") + 7, NULL, 10);
    while (is_alive(helper)) sched_yield(); // it was killed: if not, the test hangs, which ctest ends
    shk_arena_free(one.arena);
}

static void does_not_connect_in_time(void **state) {
    (void)state;
    struct one one;
    struct shk_peer peer = STUB_PEER({STUB_RECEIVE, "hello", 0});
    one_new(&one, &peer, SHELL("exec sleep 1000"));
    one.conversation.idle_ms = 1;
    one.conversation.total_ms = 20;
    run_one(&one);
    assert_int_equal(peer.ended, SHK_END_TIMEOUT);
    assert_non_null(find(&one, SHK_EVENT_NOTE, "did not connect in time"));
    shk_arena_free(one.arena);
}

// openssl s_client and others leave at the end of their input: it stays open as long as we talk, and no longer.
static void its_input_ends_with_the_conversation(void **state) {
    (void)state;
    struct one one;
    struct shk_peer peer = STUB_PEER({STUB_RECEIVE, "hello", 0}, {STUB_SEND, "welcome", 0}, {STUB_RECEIVE, "over", 0});
    one_new(&one, &peer,
            SHELL("read first; [ \"$first\" = GET ] || exit 6; exec 3<>/dev/tcp/{host}/{port}; printf hello >&3;"
                  "head -c 7 <&3; read -t 0 && exit 7; printf over >&3; cat; exit 5"));
    one.conversation.request = "GET\n";
    run_one(&one);
    assert_int_equal(one.conversation.exit_status, 5);
    assert_non_null(find(&one, SHK_EVENT_EXIT, "exit status 5"));
    assert_int_equal(find(&one, SHK_EVENT_EXIT, NULL)->exit_status, 5);
    assert_null(find(&one, SHK_EVENT_IDLE, NULL));
    shk_arena_free(one.arena);
}

static void two_connections(void **state) {
    (void)state;
    static const char script[] =
        "for i in 1 2; do exec 3<>/dev/tcp/{host}/{port}; printf hello >&3; head -c 7 <&3; exec 3>&-; done";
    struct one one;
    struct shk_peer peer = STUB_PEER({STUB_RECEIVE, "hello", 0}, {STUB_SEND, "welcome", 0}, {STUB_RECEIVE, NULL, 0},
                                     {STUB_CONNECT, NULL, 0}, {STUB_RECEIVE, "hello", 0}, {STUB_SEND, "goodbye", 0},
                                     {STUB_RECEIVE, NULL, 0});
    one_new(&one, &peer, SHELL(script));
    run_one(&one);
    assert_int_equal(peer.connects, 2);
    assert_non_null(find(&one, SHK_EVENT_NOTE, "output: welcomegoodbye"));
    assert_int_equal(one.conversation.exit_status, 0);
    shk_arena_free(one.arena);

    // One that the peer does not want is noted and turned away, so that the client can end.
    peer = (struct shk_peer)STUB_PEER({STUB_RECEIVE, "hello", 0}, {STUB_SEND, "welcome", 0}, {STUB_RECEIVE, NULL, 0});
    one_new(&one, &peer, SHELL(script));
    run_one(&one);
    assert_int_equal(peer.connects, 1);
    assert_non_null(find(&one, SHK_EVENT_NOTE, "opened another connection"));
    shk_arena_free(one.arena);

    // One that the client does not make.
    peer = (struct shk_peer)STUB_PEER({STUB_RECEIVE, "hello", 0}, {STUB_CONNECT, NULL, 0}, {STUB_RECEIVE, "hello", 0});
    one_new(&one, &peer, SHELL("exec 3<>/dev/tcp/{host}/{port}; printf hello >&3"));
    run_one(&one);
    assert_int_equal(peer.connects, 1);
    assert_int_equal(peer.ended, SHK_END_REFUSED);
    shk_arena_free(one.arena);
}

static void keeps_the_end_of_the_output(void **state) {
    (void)state;
    struct one one;
    struct shk_peer peer = STUB_PEER({STUB_RECEIVE, NULL, 0});
    one_new(&one, &peer, SHELL("exec 3<>/dev/tcp/{host}/{port}; printf '%200000s' '' | tr ' ' x; echo the end"));
    run_one(&one);
    const struct shk_event *output = find(&one, SHK_EVENT_NOTE, "output: xxx");
    assert_non_null(output);
    assert_int_equal(strlen(output->note), strlen("output: ") + 4096);
    assert_non_null(strstr(output->note, "xthe end\n"));
    assert_int_equal(one.conversation.exit_status, 0);
    shk_arena_free(one.arena);
}

static void many_at_once(void **state) {
    (void)state;
    enum { COUNT = 40 };
    static const struct stub_action actions[] = {
        {STUB_RECEIVE, "hello", 0}, {STUB_SEND, "welcome", 0}, {STUB_RECEIVE, NULL, 0}};
    static struct one all[COUNT];
    static struct shk_peer peers[COUNT];
    struct shk_error err = {{0}};
    struct shk_loop *loop = shk_loop_new(&err);
    char *const *command = SHELL("exec 3<>/dev/tcp/{host}/{port}; printf hello >&3; read -N 7 x <&3; echo $x {port}");
    for (size_t i = 0; i < COUNT; i++) {
        peers[i] = (struct shk_peer){.actions = actions, .count = SHK_COUNT(actions)};
        one_new(&all[i], &peers[i], command);
        shk_loop_add(loop, &all[i].conversation);
    }
    shk_loop_run(loop);
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(all[i].conversation.exit_status, 0);
        assert_non_null(find(&all[i], SHK_EVENT_NOTE, "output: welcome "));
        shk_arena_free(all[i].arena);
    }
    shk_loop_free(loop);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(talks_and_exits),
        cmocka_unit_test(replaces_words),
        cmocka_unit_test(crashes),
        cmocka_unit_test(never_connects),
        cmocka_unit_test(no_such_command),
        cmocka_unit_test(hangs_and_is_ended),
        cmocka_unit_test(does_not_connect_in_time),
        cmocka_unit_test(its_input_ends_with_the_conversation),
        cmocka_unit_test(two_connections),
        cmocka_unit_test(keeps_the_end_of_the_output),
        cmocka_unit_test(many_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
