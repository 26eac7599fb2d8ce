// Events, their stamps and the digest: equal digests exactly for equal traces.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "support/trace_words.h"
#include "trace/trace.h"

#define HANDSHAKE "1.3 connect >ch <sh <ee <cert <cv <fin dev >fin* complete <app <fatal:decrypt_error closed"

static void test_growth(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    struct shk_trace trace;
    shk_trace_start(&trace, arena, SHK_CLIENT);
    for (size_t i = 0; i < 1000; i++) {
        trace.now_us = i;
        trace.connection = (uint8_t)(i / 600);
        shk_trace_note(&trace, SHK_EVENT_NOTE, "event %zu", i);
    }
    assert_int_equal(trace.count, 1000);
    for (size_t i = 0; i < 1000; i++) {
        char text[32];
        snprintf(text, sizeof(text), "event %zu", i);
        assert_string_equal(trace.events[i].note, text);
        assert_int_equal(trace.events[i].at_us, i);
        assert_int_equal(trace.events[i].connection, i / 600);
    }
    shk_arena_free(arena);
}

static void test_secrets(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    struct shk_trace trace;
    shk_trace_start(&trace, arena, SHK_CLIENT);
    uint8_t random[32] = {0xab};
    const uint8_t secret[] = {1, 2, 0xff};
    for (int i = 0; i < 40; i++) shk_trace_secret(&trace, "CLIENT_RANDOM", random, SHK_BYTES(secret));
    assert_int_equal(trace.secret_count, 40);
    assert_string_equal(trace.secrets[39], "CLIENT_RANDOM "
                                           "ab00000000000000000000000000000000000000000000000000000000000000 0102ff");
    shk_arena_free(arena);
}

// Every field of every event, and every field of the trace, moves the digest.
static void test_digest(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    struct shk_trace trace, again;
    trace_from_words(&trace, arena, SHK_CLIENT, HANDSHAKE);
    trace_from_words(&again, arena, SHK_CLIENT, HANDSHAKE);
    uint64_t digest = shk_trace_digest(&trace);
    assert_int_equal(digest, shk_trace_digest(&again));

    for (size_t i = 0; i < trace.count; i++) {
        struct shk_event *e = &trace.events[i];
        struct shk_event keep = *e;
#define MOVES(change)                                                                                                  \
    change;                                                                                                            \
    assert_int_not_equal(digest, shk_trace_digest(&trace));                                                            \
    *e = keep
        MOVES(e->kind = SHK_EVENT_CLAIM);
        MOVES(e->writer = (enum shk_role)(e->writer ^ 3));
        MOVES(e->connection++);
        MOVES(e->message++);
        MOVES(e->keys++);
        MOVES(e->content_type++);
        MOVES(e->level++);
        MOVES(e->alert++);
        MOVES(e->how++);
        MOVES(e->version++);
        MOVES(e->record++);
        MOVES(e->edited = !e->edited);
        MOVES(e->tamper++);
        MOVES(e->at_us++);
        MOVES(e->data = shk_text("other bytes"));
        MOVES(e->note = "another note");
        MOVES(e->note = keep.note == NULL ? "" : NULL);
#undef MOVES
    }
    struct shk_event first = trace.events[1];
    trace.events[1] = trace.events[2];
    trace.events[2] = first;
    assert_int_not_equal(digest, shk_trace_digest(&trace)); // order counts
    again.suite = 0x1301;
    assert_int_not_equal(digest, shk_trace_digest(&again));
    again.suite = 0;
    again.count--;
    assert_int_not_equal(digest, shk_trace_digest(&again));
    shk_arena_free(arena);
}

// Bytes that move from one event's data into the next one's are another trace.
static void test_digest_boundaries(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    struct shk_trace a, b;
    shk_trace_start(&a, arena, SHK_CLIENT);
    shk_trace_start(&b, arena, SHK_CLIENT);
    shk_trace_add(&a, SHK_EVENT_SENT)->data = shk_text("ab");
    shk_trace_add(&a, SHK_EVENT_SENT)->data = shk_text("c");
    shk_trace_add(&b, SHK_EVENT_SENT)->data = shk_text("a");
    shk_trace_add(&b, SHK_EVENT_SENT)->data = shk_text("bc");
    assert_int_not_equal(shk_trace_digest(&a), shk_trace_digest(&b));
    shk_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_secrets),
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_digest_boundaries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
