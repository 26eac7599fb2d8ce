// Traces: an event array that doubles in the arena, and a digest for "these two runs were the same".
#include "trace/trace.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

// An array in an arena: a bigger copy when it is full. What the arena had before stays until its reset; doubling
// bounds that waste by the size of the final array.
static void *grow(struct shk_arena *arena, const void *from, size_t count, size_t *cap, size_t size) {
    size_t wanted = *cap == 0 ? 32 : *cap * 2;
    void *to = shk_alloc(arena, wanted * size);
    if (count != 0) {
        memcpy(to, from, count * size);
    }
    *cap = wanted;
    return to;
}

void shk_trace_start(struct shk_trace *trace, struct shk_arena *arena, enum shk_role peer_role) {
    *trace = (struct shk_trace){.arena = arena, .peer_role = peer_role};
}

struct shk_event *shk_trace_add(struct shk_trace *trace, enum shk_event_kind kind) {
    assert(trace->arena != NULL);
    if (trace->count == trace->cap) {
        trace->events =
            (struct shk_event *)grow(trace->arena, trace->events, trace->count, &trace->cap, sizeof(*trace->events));
    }
    struct shk_event *event = &trace->events[trace->count++];
    *event = (struct shk_event){.kind = kind, .connection = trace->connection, .at_us = trace->now_us};
    return event;
}

void shk_trace_note(struct shk_trace *trace, enum shk_event_kind kind, const char *format, ...) {
    char text[600];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof(text), format, list);
    va_end(list);
    shk_trace_add(trace, kind)->note = shk_strdup(trace->arena, text);
}

void shk_trace_secret(struct shk_trace *trace, const char *label, const uint8_t *client_random,
                      struct shk_bytes secret) {
    if (trace->secret_count == trace->secret_cap) {
        trace->secrets = (const char **)grow(trace->arena, trace->secrets, trace->secret_count, &trace->secret_cap,
                                             sizeof(*trace->secrets));
    }
    struct shk_buf line = shk_buf_in(trace->arena);
    shk_put(&line, shk_text(label));
    shk_put_uint(&line, 1, ' ');
    shk_put(&line, shk_text(shk_hex(trace->arena, shk_view(client_random, 32))));
    shk_put_uint(&line, 1, ' ');
    shk_put(&line, shk_text(shk_hex(trace->arena, secret)));
    shk_put_uint(&line, 1, 0);
    trace->secrets[trace->secret_count++] = (const char *)line.data;
}

// --- Digest --------------------------------------------------------------------------------------------------------

// One step: xor, multiply by an odd constant, fold the high half down (each is invertible, so a single different word
// always gives a different digest). Words are read little endian everywhere, so digests can be kept in files.
static uint64_t fold(uint64_t state, uint64_t word) {
    state = (state ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return state ^ (state >> 32);
}

static uint64_t fold_bytes(uint64_t state, struct shk_bytes bytes) {
    state = fold(state, bytes.len);
    for (size_t i = 0; i < bytes.len; i += 8) {
        uint64_t word = 0;
        for (size_t j = 0; j < 8 && i + j < bytes.len; j++) {
            word |= (uint64_t)bytes.data[i + j] << (8 * j);
        }
        state = fold(state, word);
    }
    return state;
}

static uint64_t fold_text(uint64_t state, const char *text) {
    // An absent note and an empty one differ.
    return text == NULL ? fold(state, UINT64_MAX) : fold_bytes(state, shk_view(text, strlen(text)));
}

static uint64_t fold_event(uint64_t state, const struct shk_event *e) {
    state = fold(state, (uint64_t)e->kind | (uint64_t)e->writer << 8 | (uint64_t)e->connection << 16 |
                            (uint64_t)e->message << 24 | (uint64_t)e->keys << 32 | (uint64_t)e->content_type << 40 |
                            (uint64_t)e->level << 48 | (uint64_t)e->alert << 56);
    state = fold(state, (uint64_t)e->how | (uint64_t)e->version << 8 | (uint64_t)e->record << 24 |
                            (uint64_t)e->edited << 40 | (uint64_t)e->reshaped << 41 | (uint64_t)e->tamper << 48);
    state = fold(state, e->at_us);
    state = fold_bytes(state, e->data);
    return fold_text(state, e->note);
}

uint64_t shk_trace_digest(const struct shk_trace *trace) {
    uint64_t state = fold(UINT64_C(0x5368616b65646f77), trace->count);
    for (size_t i = 0; i < trace->count; i++) {
        state = fold_event(state, &trace->events[i]);
    }
    state = fold(state, (uint64_t)trace->peer_role | (uint64_t)trace->version << 8 | (uint64_t)trace->suite << 24 |
                            (uint64_t)trace->group << 40);
    state = fold(state, trace->learnt);
    state = fold(state, trace->secret_count);
    for (size_t i = 0; i < trace->secret_count; i++) {
        state = fold_text(state, trace->secrets[i]);
    }
    return state;
}
