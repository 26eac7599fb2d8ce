// The memory link: order of what flows, quiescence, and that nobody can keep it running for ever.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "link/link.h"
#include "link_stub_peer.h"

// A SUT that answers each byte string with the next of its texts, and closes on "bye".
struct shk_sut {
    const char *const *answers;
    size_t at, connects, claims, eofs;
    bool refuses, chatters, closed;
    char said[256];
    char heard[256];
};

static bool sut_connect(struct shk_sut *sut, struct shk_error *err) {
    if (sut->refuses) return shk_fail(err, "the SUT does not want to");
    sut->connects++;
    sut->closed = false;
    return true;
}

static void sut_give(struct shk_sut *sut, struct shk_bytes bytes) {
    strncat(sut->heard, (const char *)bytes.data, bytes.len);
    if (sut->answers != NULL && sut->answers[sut->at] != NULL) strcat(sut->said, sut->answers[sut->at++]);
    if (bytes.len == 3 && memcmp(bytes.data, "bye", 3) == 0) sut->closed = true;
}

static void sut_take(struct shk_sut *sut, struct shk_buf *out) {
    if (sut->chatters) shk_put_fill(out, 'x', 1000);
    shk_put(out, shk_text(sut->said));
    sut->said[0] = '\0';
}

static void sut_eof(struct shk_sut *sut) {
    sut->eofs++;
    sut->closed = true;
}

static enum shk_sut_state sut_state(const struct shk_sut *sut) {
    return sut->closed ? SHK_SUT_CLOSED : SHK_SUT_OPEN;
}

static void sut_claims(struct shk_sut *sut, struct shk_trace *trace) {
    sut->claims++;
    shk_trace_note(trace, SHK_EVENT_CLAIM, "connection=%zu", sut->connects);
}

static const struct shk_sut_type type = {
    .name = "stub",
    .connect = sut_connect,
    .give = sut_give,
    .take = sut_take,
    .eof = sut_eof,
    .state = sut_state,
    .claims = sut_claims,
};

static struct shk_arena *arena;

static int set_up(void **state) {
    (void)state;
    arena = shk_arena_new();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    shk_arena_free(arena);
    return 0;
}

// The kinds of all events as letters: C connect, S sent, R received, I idle, E end, c claim.
static const char *run(struct shk_peer *peer, struct shk_sut *sut, struct shk_trace *trace, size_t max_bytes) {
    static const char letters[] = {
        [SHK_EVENT_CONNECT] = 'C', [SHK_EVENT_SENT] = 'S',  [SHK_EVENT_RECEIVED] = 'R', [SHK_EVENT_END] = 'E',
        [SHK_EVENT_IDLE] = 'I',    [SHK_EVENT_CLAIM] = 'c', [SHK_EVENT_NOTE] = 'n'};
    shk_link_memory(peer, &type, sut, trace, max_bytes);
    char *text = shk_alloc(arena, trace->count + 1);
    for (size_t i = 0; i < trace->count; i++) text[i] = letters[trace->events[i].kind];
    return text;
}

static struct shk_trace new_trace(void) {
    struct shk_trace trace;
    shk_trace_start(&trace, arena, SHK_CLIENT);
    return trace;
}

static void sends_everything_before_it_listens(void **state) {
    (void)state;
    static const char *const answers[] = {"one", "two", NULL};
    struct shk_peer peer = STUB_PEER({STUB_SEND, "a", 0}, {STUB_SEND, "b", 0}, {STUB_RECEIVE, "123456", 0});
    struct shk_sut sut = {.answers = answers};
    struct shk_trace trace = new_trace();
    assert_string_equal(run(&peer, &sut, &trace, 0), "CSSRc");
    assert_string_equal(peer.heard, "onetwo");
    assert_string_equal(sut.heard, "ab");
    assert_int_equal(trace.events[1].writer, SHK_CLIENT);
    assert_int_equal(trace.events[3].writer, SHK_SERVER);
    assert_int_equal(trace.events[3].connection, 1);
    assert_int_equal(trace.events[3].data.len, 6);
    assert_int_equal(trace.events[3].at_us, 0);
}

static void quiet_keeps_no_bytes(void **state) {
    (void)state;
    static const char *const answers[] = {"one", NULL};
    struct shk_peer peer = STUB_PEER({STUB_SEND, "a", 0}, {STUB_RECEIVE, "123", 0});
    struct shk_sut sut = {.answers = answers};
    struct shk_trace trace = new_trace();
    trace.quiet = true;
    assert_string_equal(run(&peer, &sut, &trace, 0), "Cc");
    assert_string_equal(peer.heard, "one");
}

static void quiescence_is_idle(void **state) {
    (void)state;
    struct shk_peer peer = STUB_PEER({STUB_SEND, "a", 0}, {STUB_RECEIVE, "123", 0}, {STUB_SEND, "b", 0});
    struct shk_sut sut = {.closed = false};
    struct shk_trace trace = new_trace();
    assert_string_equal(run(&peer, &sut, &trace, 0), "CSISc");
    assert_int_equal(peer.idles, 1);
}

static void end_comes_after_the_last_bytes(void **state) {
    (void)state;
    static const char *const answers[] = {"alert", NULL};
    struct shk_peer peer = STUB_PEER({STUB_SEND, "bye", 0}, {STUB_RECEIVE, NULL, 0});
    struct shk_sut sut = {.answers = answers};
    struct shk_trace trace = new_trace();
    assert_string_equal(run(&peer, &sut, &trace, 0), "CSREc");
    assert_int_equal(trace.events[3].how, SHK_END_FIN);
    assert_int_equal(peer.ended, SHK_END_FIN);
}

static void fin_and_reset(void **state) {
    (void)state;
    struct shk_peer peer = STUB_PEER({STUB_FIN, NULL, 0}, {STUB_RECEIVE, NULL, 0});
    struct shk_sut sut = {.closed = false};
    struct shk_trace trace = new_trace();
    assert_string_equal(run(&peer, &sut, &trace, 0), "CEc");
    assert_int_equal(sut.eofs, 1);
    assert_int_equal(peer.fins, 1);

    peer = (struct shk_peer)STUB_PEER({STUB_RESET, NULL, 0}, {STUB_RECEIVE, NULL, 0});
    sut = (struct shk_sut){.chatters = true};
    trace = new_trace();
    assert_string_equal(run(&peer, &sut, &trace, 0), "CIc"); // nothing comes back over a connection that we reset
}

static void two_connections(void **state) {
    (void)state;
    struct shk_peer peer = STUB_PEER({STUB_SEND, "a", 0}, {STUB_CONNECT, NULL, 0}, {STUB_SEND, "b", 0});
    struct shk_sut sut = {.closed = false};
    struct shk_trace trace = new_trace();
    assert_string_equal(run(&peer, &sut, &trace, 0), "CScCSc");
    assert_int_equal(sut.connects, 2);
    assert_int_equal(trace.events[1].connection, 1);
    assert_string_equal(trace.events[2].note, "connection=1");
    assert_int_equal(trace.events[4].connection, 2);
}

static void refusal(void **state) {
    (void)state;
    struct shk_peer peer = STUB_PEER({STUB_SEND, "a", 0});
    struct shk_sut sut = {.refuses = true};
    struct shk_trace trace = new_trace();
    assert_string_equal(run(&peer, &sut, &trace, 0), "nEc");
    assert_string_equal(trace.events[0].note, "the SUT does not want to");
    assert_int_equal(trace.events[1].how, SHK_END_REFUSED);
}

static void nobody_talks_for_ever(void **state) {
    (void)state;
    struct shk_peer waits = STUB_PEER({STUB_RECEIVE, NULL, 0});
    struct shk_sut chatters = {.chatters = true};
    struct shk_trace trace = new_trace();
    run(&waits, &chatters, &trace, 5500);
    assert_int_equal(waits.total, 6000);
    assert_int_equal(waits.ended, SHK_END_TIMEOUT);

    struct shk_peer talks = STUB_PEER({STUB_SEND_FOR_EVER, "0123456789", 0});
    struct shk_sut listens = {.closed = false};
    trace = new_trace();
    trace.quiet = true;
    listens.heard[0] = '\0';
    run(&talks, &listens, &trace, 100);
    assert_int_equal(strlen(listens.heard), 100);
    assert_int_equal(talks.ended, SHK_END_TIMEOUT);

    struct shk_peer stubborn = STUB_PEER({STUB_RECEIVE, NULL, 0});
    stubborn.stubborn = 1;
    struct shk_sut silent = {.closed = false};
    trace = new_trace();
    assert_string_equal(run(&stubborn, &silent, &trace, 0), "CIEc");
    assert_int_equal(stubborn.idles, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sends_everything_before_it_listens, set_up, tear_down),
        cmocka_unit_test_setup_teardown(quiet_keeps_no_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(quiescence_is_idle, set_up, tear_down),
        cmocka_unit_test_setup_teardown(end_comes_after_the_last_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(fin_and_reset, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_connections, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refusal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_talks_for_ever, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
