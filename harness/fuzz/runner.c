// Carries inputs out, one after another, without leaving a trace of one in the next.
#include "fuzz/fuzz.h"

#include "link/link.h"

#include <stdlib.h>
#include <string.h>

#define CLOCK INT64_C(1790000000) // certificates depend on it, so corpora do
#define SEED 7
#define MAX_BYTES ((size_t)1 << 20)
#define MAX_FILL (1 << 18) // bytes of a field: with more, MAX_BYTES ends most runs before the SUT has answered
#define MAX_TIMES 40       // repetitions that an input may ask for: more is only slow

// ASan keeps freed memory from use for 256 MiB by default: thousands of inputs long, while each input can only reach its
// own memory, and every allocation then comes from cold pages. With room for some tens of inputs a run takes half the time.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
const char *__asan_default_options(void);  // NOLINT: ASan's name
const char *__asan_default_options(void) { // NOLINT
    return "quarantine_size_mb=4:thread_local_quarantine_size_kb=256";
}
#endif
#endif

struct shk_fuzz_runner {
    const struct shk_fuzz_target *target;
    const struct shk_sut_type *sut;
    struct shk_arena *own; // identities
    struct shk_arena *arena;
    struct shk_identity identities[SHK_KEY_COUNT];
    struct shk_trace trace;
    bool keep_bytes;
};

struct shk_fuzz_runner *shk_fuzz_runner_new(const struct shk_fuzz_target *target, const struct shk_sut_type *sut,
                                            struct shk_error *err) {
    struct shk_fuzz_runner *r = calloc(1, sizeof(*r));
    if (r == NULL) abort();
    r->target = target;
    r->sut = sut;
    r->own = shk_arena_new();
    r->arena = shk_arena_new();
    for (size_t kind = 0; kind < SHK_KEY_COUNT; kind++) {
        bool server = target->under_test == SHK_CLIENT; // we play the other side
        if (!shk_pki_identity(r->own, (enum shk_key_kind)kind, server, CLOCK, "localhost", &r->identities[kind], err)) {
            shk_fuzz_runner_free(r);
            return NULL;
        }
    }
    return r;
}

void shk_fuzz_runner_free(struct shk_fuzz_runner *r) {
    if (r == NULL) return;
    shk_arena_free(r->own);
    shk_arena_free(r->arena);
    free(r);
}

const struct shk_fuzz_target *shk_fuzz_runner_target(const struct shk_fuzz_runner *r) {
    return r->target;
}

void shk_fuzz_runner_keep_bytes(struct shk_fuzz_runner *r) {
    r->keep_bytes = true;
}

static void converse(struct shk_fuzz_runner *r, const struct shk_substitute *substitute, struct shk_fuzz_result *out) {
    enum shk_role role = (enum shk_role)r->target->under_test;
    enum shk_role ours = role == SHK_SERVER ? SHK_CLIENT : SHK_SERVER;
    shk_trace_start(&r->trace, r->arena, ours);
    r->trace.quiet = !r->keep_bytes;
    struct shk_peer_config config = {
        .role = ours,
        .plan = &out->plan,
        .seed = SEED,
        .server_name = "localhost",
        .now = CLOCK,
        .substitute = substitute,
        .audit = true,
    };
    for (size_t kind = 0; kind < SHK_KEY_COUNT; kind++) config.identity[kind] = &r->identities[kind];
    struct shk_sut_config sut_config = {
        .role = role, .plan = &out->plan, .server_name = "localhost", .seed = SEED + 1, .now = CLOCK};
    struct shk_error err = {""};
    struct shk_peer *peer = shk_peer_new(r->arena, &config, &r->trace);
    struct shk_sut *sut = r->sut->create(&sut_config, &err);
    if (sut == NULL) {
        shk_trace_note(&r->trace, SHK_EVENT_UNFIT, "%s", err.text);
    } else {
        shk_link_memory(peer, r->sut, sut, &r->trace, MAX_BYTES);
        r->sut->destroy(sut);
    }
    shk_peer_view(peer, &out->view);
    out->reached = substitute == NULL || out->view.substituted;
}

static void begin(struct shk_fuzz_runner *r, struct shk_fuzz_result *out) {
    shk_arena_reset(r->arena);
    *out = (struct shk_fuzz_result){
        .target = r->target, .trace = &r->trace, .identities = r->identities, .arena = r->arena};
}

void shk_fuzz_run_plan(struct shk_fuzz_runner *r, const struct shk_plan *plan, struct shk_fuzz_result *out) {
    begin(r, out);
    out->plan = *plan;
    converse(r, NULL, out);
}

static void run_message(struct shk_fuzz_runner *r, struct shk_bytes input, struct shk_fuzz_result *out) {
    struct shk_message_input decoded;
    shk_message_input_decode(input, &decoded);
    struct shk_substitute substitute = {
        .message = r->target->message,
        .occurrence = r->target->occurrence,
        .repair = decoded.repair,
        .attacker = (decoded.options & SHK_FUZZ_ATTACKER) != 0,
        .lead_in = (r->target->flags & SHK_TARGET_LEAD_IN) != 0,
        .late = (r->target->flags & SHK_TARGET_LATE) != 0,
        .data = decoded.message,
    };
    out->plan = decoded.plan;
    out->plan.edit_count = 0;
    shk_fuzz_scenario(r->target, &out->plan);
    converse(r, &substitute, out);
}

// What an input may not do: ask for so much repetition that it says nothing about the SUT but its patience.
static void tame(const struct shk_fuzz_target *target, struct shk_plan *plan) {
    size_t kept = 0;
    for (size_t i = 0; i < plan->edit_count; i++) {
        struct shk_edit *edit = &plan->edits[i];
        bool repeats = edit->kind == SHK_EDIT_INSERT || edit->kind == SHK_EDIT_REPEAT;
        if (repeats && edit->a > MAX_TIMES) edit->a = MAX_TIMES;
        if (edit->kind == SHK_EDIT_RECORD && edit->op == SHK_REC_EMPTY_BEFORE && edit->a > MAX_TIMES)
            edit->a = MAX_TIMES;
        bool fills = edit->kind == SHK_EDIT_FIELD && (edit->op == SHK_OP_FILL || edit->op == SHK_OP_RANDOM);
        if (fills && edit->a > MAX_FILL) edit->a = MAX_FILL;
        if (target->kind == SHK_FUZZ_RECORD && edit->kind != SHK_EDIT_RECORD && edit->kind != SHK_EDIT_KEYS) continue;
        plan->edits[kept++] = *edit;
    }
    plan->edit_count = kept;
}

static void run_plan(struct shk_fuzz_runner *r, struct shk_bytes input, struct shk_fuzz_result *out) {
    shk_plan_decode(r->arena, input, &out->plan);
    shk_fuzz_scenario(r->target, &out->plan);
    tame(r->target, &out->plan);
    converse(r, NULL, out);
}

// The chain: DER certificates, each behind three bytes of length as in a TLS 1.2 Certificate; made into a Certificate
// message, so that the verifier sees exactly these bytes.
static void run_chain(struct shk_fuzz_runner *r, struct shk_bytes input, struct shk_fuzz_result *out) {
    struct shk_message_input decoded;
    shk_message_input_decode(input, &decoded);
    struct shk_buf message = shk_buf_in(r->arena);
    shk_put_uint(&message, 1, shk_message_handshake_type(SHK_CERTIFICATE));
    size_t whole = shk_open(&message, 3);
    out->plan = decoded.plan;
    out->plan.edit_count = 0;
    shk_fuzz_scenario(r->target, &out->plan);
    shk_put_uint(&message, 1, 0); // no context
    size_t list = shk_open(&message, 3);
    struct shk_reader chain = shk_read(decoded.message);
    struct shk_bytes certificate;
    while (chain.len > 0) {
        // What is left over is one certificate more.
        if (!shk_take_vector(&chain, 3, &certificate) && !shk_take_bytes(&chain, chain.len, &certificate)) break;
        shk_put_vector(&message, 3, certificate);
        shk_put_uint(&message, 2, 0);
    }
    shk_close(&message, list, 3);
    shk_close(&message, whole, 3);
    struct shk_substitute substitute = {.message = SHK_CERTIFICATE, .occurrence = 1, .data = shk_buf_view(&message)};
    converse(r, &substitute, out);
}

bool shk_fuzz_accepts(const struct shk_fuzz_target *target, struct shk_bytes input, struct shk_error *err) {
    bool plan = target->kind == SHK_FUZZ_PLAN || target->kind == SHK_FUZZ_RECORD;
    size_t header = plan ? SHK_PLAN_HEADER : SHK_MESSAGE_INPUT_HEADER;
    if (target->kind == SHK_FUZZ_SELF)
        return shk_fail(err, "it fuzzes the harness itself: run targets/%s_fuzz INPUT", target->name);
    if (input.len == 0) return shk_fail(err, "the input is empty");
    if (input.len > SHK_FUZZ_MAX_INPUT)
        return shk_fail(err, "the input is larger than 1 MiB, which no input of a target is");
    if (input.data[0] != 1)
        return shk_fail(
            err,
            "this is no input of a target: its first byte is %u, not 1. Plan files are replayed with `shakedown run`.",
            input.data[0]);
    if (input.len < header)
        return shk_fail(err, "the input is cut off: %zu bytes, where the header alone has %zu", input.len, header);
    return true;
}

void shk_fuzz_run(struct shk_fuzz_runner *r, struct shk_bytes input, struct shk_fuzz_result *out) {
    begin(r, out);
    shk_trace_start(&r->trace, r->arena, r->target->under_test == SHK_SERVER ? SHK_CLIENT : SHK_SERVER);
    if (!shk_fuzz_accepts(r->target, input, NULL)) return;
    switch (r->target->kind) {
    case SHK_FUZZ_MESSAGE: run_message(r, input, out); break;
    case SHK_FUZZ_CHAIN: run_chain(r, input, out); break;
    case SHK_FUZZ_PLAN:
    case SHK_FUZZ_RECORD: run_plan(r, input, out); break;
    default: break;
    }
}
