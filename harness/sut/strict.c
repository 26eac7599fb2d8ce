// The strict peer as a system under test, and its variants with one fault each. Fuzzers have to find every fault, and none
// in the strict peer itself: that is how the oracles are tested.
#include "sut/own_end.h"
#include "sut/planted.h"

#include "crypto/crypto.h"

#include <stdlib.h>
#include <string.h>

struct shk_sut {
    struct own_end own;
    enum shk_planted fault;
    bool closed;
};

static uint8_t checks_of(enum shk_planted fault) {
    static const uint8_t left_out[SHK_PLANTED_COUNT] = {
        [SHK_PLANTED_NO_SIGNATURE] = SHK_STRICT_SIGNATURE,
        [SHK_PLANTED_NO_FINISHED] = SHK_STRICT_FINISHED,
        [SHK_PLANTED_EARLY_CCS] = SHK_STRICT_CCS,
        [SHK_PLANTED_NO_CERTIFICATE] = SHK_STRICT_CERTIFICATE,
        [SHK_PLANTED_NO_TRANSCRIPT] = SHK_STRICT_TRANSCRIPT,
        [SHK_PLANTED_NO_ALERT] = SHK_STRICT_ALERT,
    };
    return SHK_STRICT_ALL & (uint8_t)~left_out[fault];
}

static struct shk_sut *create(const struct shk_sut_config *config, enum shk_planted fault, struct shk_error *err) {
    struct shk_sut *sut = calloc(1, sizeof(*sut));
    if (sut == NULL) abort();
    sut->fault = fault;
    if (own_end_start(&sut->own, config, false, checks_of(fault), err)) return sut;
    free(sut);
    return NULL;
}

static bool open_connection(struct shk_sut *sut, struct shk_error *err) {
    (void)err;
    sut->closed = false;
    shk_peer_connected(sut->own.peer);
    return true;
}

static const char *refused(const struct shk_sut *sut) {
    struct shk_peer_view view;
    shk_peer_view(sut->own.peer, &view);
    return view.refused;
}

// The fault that only a memory checker sees: what could not be read is kept in too small a place.
static void keep_unread(struct shk_bytes bytes) {
    volatile uint8_t *kept = malloc(16);
    if (kept == NULL) abort();
    for (size_t i = 0; i < bytes.len; i++) kept[i] = bytes.data[i];
    free((void *)(uintptr_t)kept);
}

__attribute__((noinline)) static void read_nothing(void) {
    const volatile uint8_t *volatile nothing = NULL;
    (void)*nothing; // NOLINT: that is the fault
}

static void give(struct shk_sut *sut, struct shk_bytes bytes) {
    if (sut->closed) return;
    shk_peer_give(sut->own.peer, bytes);
    if (sut->fault == SHK_PLANTED_OVERFLOW && refused(sut) != NULL) keep_unread(bytes);
    if (sut->fault == SHK_PLANTED_CRASH && refused(sut) != NULL) read_nothing();
}

static void take(struct shk_sut *sut, struct shk_buf *out) {
    while (shk_peer_want(sut->own.peer) == SHK_WANT_OUTPUT) shk_put(out, shk_peer_take(sut->own.peer));
    if (sut->fault != SHK_PLANTED_LOOP || refused(sut) == NULL) return;
    static const uint8_t alert[] = {21, 3, 3, 0, 2, 2, 40};
    for (size_t i = 0; i < 512; i++) shk_put(out, SHK_BYTES(alert)); // and again at the next call
}

static void eof(struct shk_sut *sut) {
    sut->closed = true;
    shk_peer_ended(sut->own.peer, SHK_END_FIN);
}

static enum shk_sut_state state(const struct shk_sut *sut) {
    enum shk_peer_want want = shk_peer_want(sut->own.peer);
    if (want == SHK_WANT_OUTPUT) return SHK_SUT_OPEN;
    bool done = want == SHK_WANT_NOTHING || want == SHK_WANT_CONNECTION;
    if (refused(sut) != NULL && sut->fault != SHK_PLANTED_LOOP) return SHK_SUT_FAILED;
    return sut->closed || done ? SHK_SUT_CLOSED : SHK_SUT_OPEN;
}

static void claim_flag(struct shk_trace *trace, const char *name, bool value) {
    shk_trace_note(trace, SHK_EVENT_CLAIM, "%s=%s", name, value ? "yes" : "no");
}

static void claims(struct shk_sut *sut, struct shk_trace *trace) {
    struct shk_peer_view view;
    shk_peer_view(sut->own.peer, &view);
    claim_flag(trace, "complete", view.complete);
    if (view.complete) {
        shk_trace_note(trace, SHK_EVENT_CLAIM, "version=0x%04x", view.version);
        shk_trace_note(trace, SHK_EVENT_CLAIM, "suite=0x%04x", view.suite);
        claim_flag(trace, "resumed", view.resumed);
        claim_flag(trace, "early-data", view.early_data);
        if (view.has_exporter)
            shk_trace_note(trace, SHK_EVENT_CLAIM, "exporter=%s", shk_hex(trace->arena, SHK_BYTES(view.exporter)));
        uint8_t digest[SHK_MAX_HASH];
        size_t len = shk_digest(SHK_SHA256, view.their_leaf, digest);
        if (view.their_leaf.len > 0)
            shk_trace_note(trace, SHK_EVENT_CLAIM, "peer-certificate=%s", shk_hex(trace->arena, shk_view(digest, len)));
    }
    if (view.refused != NULL) shk_trace_note(trace, SHK_EVENT_CLAIM, "error=%s", view.refused);
}

static void destroy(struct shk_sut *sut) {
    if (sut == NULL) return;
    own_end_free(&sut->own);
    free(sut);
}

#define VARIANT(FAULT, label, text)                                                                                    \
    static struct shk_sut *create_##FAULT(const struct shk_sut_config *config, struct shk_error *err) {                \
        return create(config, SHK_PLANTED_##FAULT, err);                                                               \
    }
#include "sut/planted.def"
#undef VARIANT

static const struct shk_sut_type variants[SHK_PLANTED_COUNT] = {
#define VARIANT(FAULT, label, text)                                                                                    \
    [SHK_PLANTED_##FAULT] = {.name = label,                                                                            \
                             .about = text,                                                                            \
                             .create = create_##FAULT,                                                                 \
                             .connect = open_connection,                                                               \
                             .give = give,                                                                             \
                             .take = take,                                                                             \
                             .eof = eof,                                                                               \
                             .state = state,                                                                           \
                             .claims = claims,                                                                         \
                             .destroy = destroy},
#include "sut/planted.def"
#undef VARIANT
};

const struct shk_sut_type *shk_sut_planted(enum shk_planted fault) {
    return fault < SHK_PLANTED_COUNT ? &variants[fault] : NULL;
}

const struct shk_sut_type *shk_sut_named(const char *name) {
    if (strcmp(name, shk_sut_boringssl.name) == 0) return &shk_sut_boringssl;
    for (size_t i = 0; i < SHK_COUNT(variants); i++) {
        if (strcmp(name, variants[i].name) == 0) return &variants[i];
    }
    return NULL;
}
