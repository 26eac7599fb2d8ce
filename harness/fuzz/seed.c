// Where corpora begin: for each scenario that a target can play, the message that the peer would send itself (they show that
// every target gets to its message), and what a plan makes of that message.
#include "crypto/ech.h"
#include "fuzz/fuzz.h"

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

// What is seldom met and hard to come upon, beyond the conformance cases. A plan serves the targets that its edits concern.
static const char *const oddities[] = {
    "flow tls13; replace client_hello raw_record \"GET / HTTP/1.0\\r\\n\\r\\n\"",
    "flow tls13; replace client_hello raw_record \"CONNECT localhost HTTP/1.1\\r\\n\\r\\n\"",
    "flow tls13; replace client_hello raw_record 8080010301",
    "flow tls13; insert key_update 00 before application_data times 33",
    "flow tls13; insert key_update 01 before application_data times 33",
    "flow tls13; insert key_update 00 before alert times 33",
    "flow tls13; insert alert warning user_canceled before finished times 5",
    "flow tls12; insert alert warning user_canceled before finished times 5",
    "flow tls13; insert alert warning close_notify before finished",
    "flow tls13; insert alert 0200 before finished",
    "flow tls13; insert alert 0a28 before finished",
    "flow tls13; insert alert 02 before finished",
    "flow tls12; insert alert 0a28 before finished",
    "flow tls12; insert alert 02 before finished",
    "flow tls13; record finished empty-before 33 0",
    "flow tls13; record finished empty-before 33 23",
    "flow tls12; record finished empty-before 33 0",
    "flow tls12; record application_data empty-before 33 0",
    "flow tls12; record client_hello empty-before 33 0",
    "flow tls12; record server_hello empty-before 33 0",
    "flow tls13 psk early-data retry; insert application_data 00000000000000000000000000000000000000000000000000000000000000000000000000000000 before finished times 14 keys random",
    "flow tls13 psk early-data; edit client_hello.extensions.pre_shared_key.binders[0] flip-bit 0",
    "flow tls13 psk; edit client_hello.extensions.pre_shared_key move-first",
    "flow tls13 psk; edit client_hello.extensions.pre_shared_key.binders[0] duplicate",
    "flow tls13 psk; edit client_hello.extensions.key_share remove",
    "flow tls13 psk early-data; edit client_hello.extensions.early_data append 00",
    "flow tls12 session-id; edit client_hello.extensions.extended_master_secret remove",
    "flow tls12 session-ticket; edit client_hello.extensions.extended_master_secret remove",
    "flow tls12 session-id; edit server_hello.extensions.extended_master_secret remove",
    "flow tls12 session-id no-ems; edit server_hello add-extension extended_master_secret \"\"",
    "flow tls12 session-id; edit server_hello.cipher_suite set c02c",
    "flow tls12 session-id old-versions; edit server_hello.legacy_version set 0302",
    "flow tls12 session-id; edit server_hello.legacy_version set 0302",
    "flow tls12; edit server_hello.random splice -8 8 444f574e47524401",
    "flow tls12; edit server_hello.random splice -8 8 444f574e47524400",
    "flow tls12 old-versions; edit server_hello.legacy_version set 0301",
    "flow tls12 old-versions; edit server_hello.legacy_version set 0302",
    "flow tls12 old-versions; kx rsa; edit server_hello.legacy_version set 0301",
    "flow tls12 old-versions; edit client_hello.legacy_version set 0301",
    "flow tls12 old-versions; edit client_hello.legacy_version set 0302",
    "flow tls12 old-versions client-auth; edit client_hello.legacy_version set 0302",
    "flow tls12 old-versions; kx rsa; edit client_hello.legacy_version set 0301",
    "flow tls12 renegotiation hello-request; edit certificate#2.certificate_list[0] flip-bit 900",
    "flow tls12 renegotiation hello-request; edit certificate#2.certificate_list[1] remove",
    "flow tls12 renegotiation hello-request; edit server_hello#2.legacy_version set 0302",
    "flow tls12 renegotiation hello-request old-versions; edit server_hello#2.legacy_version set 0302",
    "flow tls12 renegotiation hello-request; edit server_hello#2.extensions.extended_master_secret remove",
    "flow tls12 renegotiation hello-request; edit server_hello#2.extensions.renegotiation_info remove",
    "flow tls12 renegotiation hello-request; edit server_hello#2.extensions.renegotiation_info.renegotiated_connection flip-bit 0",
    "flow tls12 renegotiation hello-request; edit server_hello#2.extensions.renegotiation_info.renegotiated_connection flip-bit -1",
    "flow tls12 renegotiation hello-request; edit server_hello#2.extensions.renegotiation_info append 00",
    "flow tls13 psk early-data early-accepted; edit server_hello.cipher_suite set 1303",
    "flow tls13 psk; edit server_hello.cipher_suite set 1302",
    "flow tls13 psk early-data early-accepted; edit server_hello.extensions.supported_versions remove",
    "flow tls13 psk early-data early-accepted alpn; edit encrypted_extensions.extensions.application_layer_protocol_negotiation remove",
    "flow tls13 psk early-data early-accepted extras alpn; edit encrypted_extensions add-extension channel_id \"\"",
    "flow tls13 extras alpn; edit encrypted_extensions add-extension application_settings \"x\"",
    "flow tls13 extras; edit encrypted_extensions add-extension application_settings \"x\"",
    "flow tls13 extras; edit encrypted_extensions add-extension use_srtp 0002000700",
    "flow tls13 extras; edit encrypted_extensions add-extension use_srtp 000200070101",
    "flow tls13 extras; edit encrypted_extensions add-extension use_srtp 0002000100",
    "flow tls13 extras; edit encrypted_extensions add-extension channel_id \"\"",
    "flow tls12 extras; edit server_hello add-extension channel_id \"\"",
    "flow tls12 extras; edit server_hello add-extension next_protocol_negotiation 026832",
    "flow tls12 extras alpn; edit server_hello add-extension next_protocol_negotiation 026832",
    "flow tls12 extras; edit server_hello add-extension use_srtp 0002000700",
    "flow tls12 extras; edit server_hello add-extension signed_certificate_timestamp 0006000401020304",
    "flow tls12 extras; edit server_hello.cipher_suite set 008c",
    "flow tls12 extras; edit server_hello.cipher_suite set c035",
    "flow tls12 extras; edit client_hello.cipher_suites set 008cc035",
    "flow tls12 extras; edit client_hello.cipher_suites set c035",
    "flow tls12 extras; edit client_hello add-extension channel_id \"\"",
    "flow tls12 extras; edit client_hello add-extension next_protocol_negotiation \"\"",
    "flow tls12 extras; edit client_hello add-extension use_srtp 00040001000700",
    "flow tls13 extras; edit client_hello add-extension use_srtp 00040001000700",
    "flow tls13 extras; edit client_hello add-extension channel_id \"\"",
    "flow tls13 extras alpn; edit client_hello add-extension application_settings 0003026832",
    "flow tls13 extras; edit client_hello add-extension signed_certificate_timestamp \"\"",
    "flow tls13 alpn; edit client_hello.extensions.application_layer_protocol_negotiation set 0003026833",
    "flow tls12 alpn; edit client_hello.extensions.application_layer_protocol_negotiation set 0003026833",
    "flow tls13 alpn; edit client_hello.extensions.application_layer_protocol_negotiation set 000100",
    "flow tls13 refuses; edit client_hello add-extension padding 00",
    "flow tls13 refuses waits; edit client_hello add-extension padding 00",
    "flow tls13 refuses extras; edit client_hello add-extension padding 00",
    "flow tls12 refuses waits; edit client_hello add-extension padding 00",
    "flow tls12 refuses extras; edit client_hello add-extension padding 00",
    "flow tls13 refuses waits client-auth; edit certificate_request.certificate_request_context append 00",
    "flow tls12 refuses waits client-auth; edit certificate_request.certificate_types append 00",
    "flow tls13 ech; edit encrypted_extensions add-extension encrypted_client_hello 0004fe0d0000",
    "flow tls13 ech; edit encrypted_extensions add-extension encrypted_client_hello 00",
    "flow tls13 ech retry; edit hello_retry_request add-extension encrypted_client_hello 0102030405060708",
    "flow tls13 ech retry; edit hello_retry_request add-extension encrypted_client_hello 01",
    "flow tls12 ech; edit server_hello add-extension encrypted_client_hello 00",
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

// A ClientHello with itself inside: the inner one takes what it can from the outer one, and is not encrypted yet.
static struct shk_bytes with_inner_hello(struct shk_arena *arena, struct shk_bytes hello, bool compressed) {
    static const uint8_t marker[] = {0xfe, 0x0d, 0, 1, 1};           // the inner form of the extension
    static const uint8_t outer[] = {0xfd, 0, 0, 5, 4, 0, 10, 0, 51}; // groups and key shares are the outer's
    struct shk_tree tree;
    struct shk_layout layout = {.message = SHK_CLIENT_HELLO, .version = SHK_TLS13};
    if (!shk_parse_message(arena, layout, hello, &tree, NULL) || !shk_has(&tree, "extensions")) return hello;
    struct shk_buf inner = shk_buf_in(arena), out = shk_buf_in(arena);
    shk_put(&inner, shk_slice(hello, 4, 34));
    shk_put_uint(&inner, 1, 0);
    shk_put_vector(&inner, 2, shk_value(&tree, "cipher_suites"));
    shk_put_vector(&inner, 1, shk_value(&tree, "legacy_compression_methods"));
    size_t block = shk_open(&inner, 2);
    shk_put(&inner, SHK_BYTES(marker));
    if (compressed) shk_put(&inner, SHK_BYTES(outer));
    struct shk_reader rest = shk_read(shk_value(&tree, "extensions"));
    uint32_t type;
    struct shk_bytes body;
    while (shk_take_uint(&rest, 2, &type) && shk_take_vector(&rest, 2, &body)) {
        if (compressed && (type == 10 || type == 51)) continue;
        shk_put_uint(&inner, 2, type);
        shk_put_vector(&inner, 2, body);
    }
    shk_close(&inner, block, 2);
    for (int padding = 0; padding < 8; padding++) shk_put_uint(&inner, 1, 0);

    struct shk_bytes extensions = shk_value(&tree, "extensions");
    shk_put(&out, shk_slice(hello, 0, 1));
    size_t whole = shk_open(&out, 3);
    shk_put(&out, shk_slice(hello, 4, hello.len - extensions.len - 6));
    block = shk_open(&out, 2);
    shk_put_uint(&out, 2, 0xfe0d);
    size_t own = shk_open(&out, 2);
    shk_put_uint(&out, 1, 0); // the outer form
    shk_put_uint(&out, 2, 1); // HKDF-SHA256
    shk_put_uint(&out, 2, 1); // AES-128-GCM
    shk_put_uint(&out, 1, SHK_ECH_CONFIG_ID);
    shk_put_vector(&out, 2, shk_ech_encapsulated(arena));
    shk_put_vector(&out, 2, shk_buf_view(&inner));
    shk_close(&out, own, 2);
    shk_put(&out, extensions);
    shk_close(&out, block, 2);
    shk_close(&out, whole, 3);
    return shk_buf_view(&out);
}

static void message_seed(const struct shk_fuzz_result *result, uint8_t repair, struct shk_buf *input) {
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
        seed.message = with_inner_hello(result->arena, seed.message, (result->plan.features & SHK_RETRY) != 0);
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
        message_seed(result, repair_for(plan, target->message), input);
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

bool shk_fuzz_seed(struct shk_fuzz_runner *runner, size_t index, struct shk_buf *input, const char **name) {
    struct shk_fuzz_result result;
    struct shk_error err;
    struct shk_plan plan;
    bool odd = index >= SHK_COUNT(scenarios);
    size_t at = odd ? index - SHK_COUNT(scenarios) : index;
    if (odd && at >= SHK_COUNT(oddities)) return false;
    input->len = 0;
    *name = shk_format(input->arena, "%s-%02zu", odd ? "odd" : "honest", at);
    if (!shk_plan_read(input->arena, odd ? oddities[at] : scenarios[at], &plan, &err))
        abort(); // not a plan: our mistake
    if (odd) {
        shk_fuzz_seed_of(runner, &plan, input);
        return true;
    }
    const struct shk_fuzz_target *target = shk_fuzz_runner_target(runner);
    if (!fits(target, &plan)) return true;
    shk_fuzz_scenario(target, &plan);
    shk_fuzz_run_plan(runner, &plan, &result);
    encode_seed(target, &result, &plan, input);
    return true;
}
