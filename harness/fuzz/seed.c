// Where corpora begin: for each scenario that a target can play, the message that the peer would send itself (they show that
// every target gets to its message), and what a plan makes of that message.
#include "crypto/ech.h"
#include "fuzz/fuzz.h"
#include "fuzz/oddities.h"

#include <stdlib.h>
#include <string.h>
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
    "flow tls13 extras alpn",
    "flow tls13 extras alpn client-auth waits; certificate rsa",
    "flow tls13 ech",
    "flow tls13 ech retry extras",
    "flow tls13 ech psk early-data",
    "flow tls12 extras alpn ocsp",
    "flow tls12 extras any-version waits; kx rsa",
    "flow tls12 session-id waits old-versions",
    "flow tls12 client-auth old-versions waits; certificate rsa",
    "flow tls12 old-versions extras; suite TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "flow tls12 ech",
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

// What can be wrong with an EncodedClientHelloInner (RFC 9849, section 5.1).
struct inner_fault {
    enum { BODY, CUT, PADDING, SESSION_ID, NO_EXTENSIONS } what;
    uint16_t type; // BODY: of this extension
    const char *body;
    size_t len;
};
static const struct inner_fault inner_faults[] = {
    {BODY, 43, "\x00", 1},
    {BODY, 43, "\x01\x03", 2},
    {BODY, 43, "\x02\x03\x03", 3},
    {BODY, 43, "\x02\x03\x04\x00", 4},
    {BODY, 0xfe0d, "\x00", 1},
    {BODY, 0xfd00, "\x00", 1},
    {BODY, 0xfd00, "\x03\x00\x0a\x00", 4},
    {BODY, 0xfd00, "\x02\xfe\x0d", 3},
    {BODY, 0xfd00, "\x02\x12\x34", 3},
    {BODY, 0xfd00, "\x02\x00\x0a\x00", 4},
    {CUT, 0, NULL, 0},
    {PADDING, 0, NULL, 0},
    {SESSION_ID, 0, NULL, 0},
    {NO_EXTENSIONS, 0, NULL, 0},
};

static void put_extension(struct shk_buf *out, uint16_t type, struct shk_bytes body, const struct inner_fault *fault) {
    if (fault != NULL && fault->what == BODY && fault->type == type)
        body = shk_view((const uint8_t *)fault->body, fault->len);
    shk_put_uint(out, 2, type);
    shk_put_vector(out, 2, body);
}

// The inner ClientHello takes what it can from the outer one, and is not encrypted yet.
static struct shk_bytes encoded_inner(struct shk_arena *arena, struct shk_bytes hello, const struct shk_tree *tree,
                                      bool compressed, const struct inner_fault *fault) {
    static const uint8_t marker[] = {1};              // the inner form of the extension
    static const uint8_t outer[] = {4, 0, 10, 0, 51}; // groups and key shares are the outer's
    int what = fault != NULL ? (int)fault->what : -1;
    struct shk_buf inner = shk_buf_in(arena);
    shk_put(&inner, shk_slice(hello, 4, what == CUT ? 20 : 34));
    if (what == CUT) return shk_buf_view(&inner);
    shk_put_vector(&inner, 1, what == SESSION_ID ? shk_slice(hello, 4, 5) : shk_view(NULL, 0));
    shk_put_vector(&inner, 2, shk_value(tree, "cipher_suites"));
    shk_put_vector(&inner, 1, shk_value(tree, "legacy_compression_methods"));
    size_t block = shk_open(&inner, 2);
    struct shk_reader rest = shk_read(shk_value(tree, "extensions"));
    uint32_t type;
    struct shk_bytes body;
    if (what != NO_EXTENSIONS) {
        put_extension(&inner, 0xfe0d, SHK_BYTES(marker), fault);
        if (compressed) put_extension(&inner, 0xfd00, SHK_BYTES(outer), fault);
        while (shk_take_uint(&rest, 2, &type) && shk_take_vector(&rest, 2, &body)) {
            if (!compressed || (type != 10 && type != 51)) put_extension(&inner, (uint16_t)type, body, fault);
        }
    }
    shk_close(&inner, block, 2);
    for (int padding = 0; padding < 8; padding++) shk_put_uint(&inner, 1, what == PADDING);
    return shk_buf_view(&inner);
}

// A ClientHello with itself inside.
static struct shk_bytes with_inner_hello(struct shk_arena *arena, struct shk_bytes hello, bool compressed,
                                         const struct inner_fault *fault) {
    struct shk_tree tree;
    struct shk_layout layout = {.message = SHK_CLIENT_HELLO, .version = SHK_TLS13};
    if (!shk_parse_message(arena, layout, hello, &tree, NULL) || !shk_has(&tree, "extensions")) return hello;
    struct shk_buf out = shk_buf_in(arena);
    struct shk_bytes extensions = shk_value(&tree, "extensions");
    shk_put(&out, shk_slice(hello, 0, 1));
    size_t whole = shk_open(&out, 3);
    shk_put(&out, shk_slice(hello, 4, hello.len - extensions.len - 6));
    size_t block = shk_open(&out, 2);
    shk_put_uint(&out, 2, 0xfe0d);
    size_t own = shk_open(&out, 2);
    shk_put_uint(&out, 1, 0); // the outer form
    shk_put_uint(&out, 2, 1); // HKDF-SHA256
    shk_put_uint(&out, 2, 1); // AES-128-GCM
    shk_put_uint(&out, 1, SHK_ECH_CONFIG_ID);
    shk_put_vector(&out, 2, shk_ech_encapsulated(arena));
    shk_put_vector(&out, 2, encoded_inner(arena, hello, &tree, compressed, fault));
    shk_close(&out, own, 2);
    shk_put(&out, extensions);
    shk_close(&out, block, 2);
    shk_close(&out, whole, 3);
    return shk_buf_view(&out);
}

static void message_seed(const struct shk_fuzz_result *result, uint8_t repair, const struct inner_fault *fault,
                         struct shk_buf *input) {
    const struct shk_fuzz_target *target = result->target;
    struct shk_message_input seed = {.plan = result->plan, .repair = repair};
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
    if ((target->features & SHK_ECH) != 0 && seed.message.len > 0)
        seed.message = with_inner_hello(result->arena, seed.message,
                                        fault != NULL || (result->plan.features & SHK_RETRY) != 0, fault);
    if (seed.message.len == 0 && (target->flags & SHK_TARGET_LATE) != 0)
        seed.message = late_message(result->arena, target->message);
    if (seed.message.len > 0 && result->trace->connection > 0) shk_message_input_encode(&seed, input);
}

// Whether the plan does something to the target's message that an input of the target can say.
static bool concerns(const struct shk_fuzz_target *target, const struct shk_plan *plan) {
    if (plan->chain != NULL && target->message == SHK_CERTIFICATE) return true;
    for (size_t i = 0; i < plan->edit_count; i++) {
        const struct shk_edit *edit = &plan->edits[i];
        bool record = edit->kind == SHK_EDIT_RECORD || edit->kind == SHK_EDIT_KEYS;
        if (target->kind == SHK_FUZZ_PLAN || (target->kind == SHK_FUZZ_RECORD && record)) return true;
        if (edit->kind == SHK_EDIT_FIELD && edit->message == target->message) return true;
        if (edit->kind == SHK_EDIT_SEAL && edit->message == target->message) return true;
        if ((edit->kind == SHK_EDIT_INSERT || edit->kind == SHK_EDIT_REPLACE) && edit->other == target->message)
            return true;
    }
    return false;
}

// A message with a seal that was spoilt on purpose stays as it is; the seal of any other one is computed anew.
static uint8_t repair_for(const struct shk_plan *plan, uint8_t message) {
    static const char *const sealed[] = {"signature", "verify_data", "binders", "binder"};
    for (size_t i = 0; i < plan->edit_count; i++) {
        const struct shk_edit *edit = &plan->edits[i];
        if (edit->message != message) continue;
        if (edit->kind == SHK_EDIT_SEAL) return 0;
        if (edit->kind != SHK_EDIT_FIELD || edit->path == NULL) continue;
        if (message == SHK_FINISHED) return 0;
        for (size_t word = 0; word < SHK_COUNT(sealed); word++)
            if (strstr(edit->path, sealed[word]) != NULL && strstr(edit->path, "signature_algorithms") == NULL)
                return 0;
    }
    return SHK_REPAIR_SEAL;
}

static void encode_seed(const struct shk_fuzz_target *target, const struct shk_fuzz_result *result,
                        const struct shk_plan *plan, struct shk_buf *input) {
    if (target->kind == SHK_FUZZ_PLAN || target->kind == SHK_FUZZ_RECORD)
        shk_plan_encode(plan, input);
    else
        message_seed(result, repair_for(plan, target->message), NULL, input);
}

void shk_fuzz_seed_of(struct shk_fuzz_runner *runner, const struct shk_plan *plan, struct shk_buf *input) {
    const struct shk_fuzz_target *target = shk_fuzz_runner_target(runner);
    struct shk_fuzz_result result;
    struct shk_plan wanted = *plan;
    input->len = 0;
    if (!fits(target, plan) || !concerns(target, plan)) return;
    shk_fuzz_scenario(target, &wanted);
    shk_fuzz_run_plan(runner, &wanted, &result);
    encode_seed(target, &result, &wanted, input);
}

// Scenarios, then oddities, then faults of inner ClientHellos.
bool shk_fuzz_seed(struct shk_fuzz_runner *runner, size_t index, struct shk_buf *input, const char **name) {
    const struct shk_fuzz_target *target = shk_fuzz_runner_target(runner);
    const struct inner_fault *fault = NULL;
    const char *kind = "honest", *text;
    size_t number = index;
    bool odd = false;
    if (number < SHK_COUNT(scenarios)) {
        text = scenarios[number];
    } else if ((number -= SHK_COUNT(scenarios)) < shk_fuzz_oddity_count) {
        odd = true;
        kind = "odd";
        text = shk_fuzz_oddities[number];
    } else if ((number -= shk_fuzz_oddity_count) < SHK_COUNT(inner_faults) && (target->features & SHK_ECH) != 0) {
        kind = "inner";
        text = "flow tls13 ech";
        fault = &inner_faults[number];
    } else {
        return false;
    }
    struct shk_fuzz_result result;
    struct shk_error err;
    struct shk_plan plan;
    input->len = 0;
    *name = shk_format(input->arena, "%s-%02zu", kind, number);
    if (!shk_plan_read(input->arena, text, &plan, &err)) abort(); // not a plan: our mistake
    if (odd) {
        shk_fuzz_seed_of(runner, &plan, input);
        return true;
    }
    if (!fits(target, &plan)) return true;
    shk_fuzz_scenario(target, &plan);
    shk_fuzz_run_plan(runner, &plan, &result);
    if (fault != NULL)
        message_seed(&result, SHK_REPAIR_SEAL, fault, input);
    else
        encode_seed(target, &result, &plan, input);
    return true;
}
