// Honest inputs: for each scenario that a target can play, the message that the peer would send itself. A corpus grows from
// these, and they show that every target gets to its message.
#include "fuzz/fuzz.h"

#include <zlib.h>

// Scenarios, in the plan language. What a target insists on is added to each.
static const char *const scenarios[] = {
    "flow tls13",
    "flow tls13; group secp256r1; certificate rsa",
    "flow tls13; suite TLS_AES_256_GCM_SHA384; group secp384r1; certificate p384",
    "flow tls13; suite TLS_CHACHA20_POLY1305_SHA256; certificate ed25519",
    "flow tls13 client-auth",
    "flow tls13 client-auth; certificate rsa",
    "flow tls13 client-auth empty-certificate",
    "flow tls13 client-auth compression alpn",
    "flow tls13 retry; group secp521r1",
    "flow tls13 psk",
    "flow tls13 psk retry",
    "flow tls13 psk early-data early-accepted",
    "flow tls13 psk early-data",
    "flow tls13 any-version alpn ticket ocsp",
    "flow tls13 no-compat no-ticket",
    "flow tls13 key-update ticket",
    "flow tls12",
    "flow tls12; kx rsa",
    "flow tls12; suite TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA; group secp256r1",
    "flow tls12; suite TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256; group secp384r1",
    "flow tls12 client-auth",
    "flow tls12 client-auth; certificate rsa",
    "flow tls12 client-auth empty-certificate; kx rsa",
    "flow tls12 session-id",
    "flow tls12 session-ticket",
    "flow tls12 ticket alpn ocsp",
    "flow tls12 no-ems no-ticket",
    "flow tls12 any-version",
    "flow tls12 renegotiation hello-request",
};

static bool fits(const struct shk_fuzz_target *target, const struct shk_plan *plan) {
    if (target->flow != 0 && plan->flow != (enum shk_flow)target->flow) return false;
    return target->kx == 0 || (plan->kx == 0 ? SHK_KX_ECDHE : plan->kx) == target->kx || plan->suite == 0;
}

// What the flow has no place for with this SUT: a bare message of that type.
static struct shk_bytes late_message(struct shk_arena *arena, uint8_t message) {
    static const uint8_t request[] = {13, 0, 0, 19, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3};
    static const uint8_t hello_request[] = {0, 0, 0, 0};
    if (message == SHK_CERTIFICATE_REQUEST) return shk_copy(arena, SHK_BYTES(request));
    return shk_copy(arena, SHK_BYTES(hello_request));
}

// A SUT that takes no compressed certificate gets one all the same (RFC 8879, section 4).
static struct shk_bytes compressed_message(struct shk_arena *arena, struct shk_bytes certificate) {
    struct shk_bytes body = shk_slice(certificate, 4, SIZE_MAX);
    struct shk_buf out = shk_buf_in(arena);
    uLongf size = compressBound((uLong)body.len);
    uint8_t *packed = shk_alloc(arena, size);
    if (body.len == 0 || compress2(packed, &size, body.data, (uLong)body.len, 6) != Z_OK) return shk_buf_view(&out);
    shk_put_uint(&out, 1, shk_message_handshake_type(SHK_COMPRESSED_CERTIFICATE));
    size_t place = shk_open(&out, 3);
    shk_put_uint(&out, 2, 1); // zlib
    shk_put_uint(&out, 3, body.len);
    shk_put_vector(&out, 3, shk_view(packed, size));
    shk_close(&out, place, 3);
    return shk_buf_view(&out);
}

static void put_chain(const struct shk_fuzz_result *result, struct shk_buf *out) {
    struct shk_tree tree;
    struct shk_layout layout = {.message = SHK_CERTIFICATE, .version = SHK_TLS13};
    struct shk_bytes message = shk_fuzz_message(result->target, result->trace, SHK_CERTIFICATE);
    if (!shk_parse_message(result->arena, layout, message, &tree, NULL)) return;
    for (size_t i = 0;; i++) {
        const char *path = shk_format(result->arena, "certificate_list[%zu].cert_data", i);
        if (!shk_has(&tree, path)) return;
        shk_put_vector(out, 3, shk_value(&tree, path));
    }
}

static void message_seed(const struct shk_fuzz_result *result, struct shk_buf *input) {
    const struct shk_fuzz_target *target = result->target;
    struct shk_message_input seed = {.plan = result->plan, .repair = SHK_REPAIR_SEAL};
    struct shk_buf chain = shk_buf_in(result->arena);
    seed.message = shk_fuzz_message(target, result->trace, target->message);
    if (seed.message.len == 0 && target->message == SHK_COMPRESSED_CERTIFICATE) {
        struct shk_bytes plain = shk_fuzz_message(target, result->trace, SHK_CERTIFICATE);
        seed.message = compressed_message(result->arena, plain);
    }
    if (target->kind == SHK_FUZZ_CHAIN) {
        put_chain(result, &chain);
        seed.message = shk_buf_view(&chain);
    }
    if (seed.message.len == 0 && (target->flags & SHK_TARGET_LATE) != 0)
        seed.message = late_message(result->arena, target->message);
    if (seed.message.len > 0 && result->trace->connection > 0) shk_message_input_encode(&seed, input);
}

bool shk_fuzz_seed(struct shk_fuzz_runner *runner, size_t index, struct shk_buf *input, const char **name) {
    struct shk_fuzz_result result;
    struct shk_error err;
    struct shk_plan plan;
    if (index >= SHK_COUNT(scenarios)) return false;
    input->len = 0;
    *name = shk_format(input->arena, "honest-%02zu", index);
    if (!shk_plan_read(input->arena, scenarios[index], &plan, &err)) return true;
    const struct shk_fuzz_target *target = shk_fuzz_runner_target(runner);
    if (!fits(target, &plan)) return true;
    shk_fuzz_scenario(target, &plan);
    shk_fuzz_run_plan(runner, &plan, &result);
    if (target->kind == SHK_FUZZ_PLAN || target->kind == SHK_FUZZ_RECORD)
        shk_plan_encode(&plan, input);
    else
        message_seed(&result, input);
    return true;
}
