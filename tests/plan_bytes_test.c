// The byte forms: what is encoded comes back, any bytes decode, and what is not known is skipped.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "plan/bytes.h"
#include "plan/names.h"
#include "support/plan_support.h"

static const char *text_of(struct shk_arena *arena, const struct shk_plan *plan) {
    struct shk_buf out = shk_buf_in(arena);
    shk_plan_write(plan, &out);
    shk_put_uint(&out, 1, 0);
    return (const char *)out.data;
}

static struct shk_bytes encode(struct shk_arena *arena, const struct shk_plan *plan) {
    struct shk_buf out = shk_buf_in(arena);
    shk_plan_encode(plan, &out);
    return shk_buf_view(&out);
}

static void round_trip(struct shk_arena *arena, const struct shk_plan *plan) {
    struct shk_plan again;
    shk_plan_decode(arena, encode(arena, plan), &again);
    if (!shk_plan_equal(plan, &again)) fail_msg("changed:\n%s\n%s", text_of(arena, plan), text_of(arena, &again));
}

static struct shk_plan read_plan(struct shk_arena *arena, const char *text) {
    struct shk_plan plan;
    struct shk_error err = {{0}};
    if (!shk_plan_read(arena, text, &plan, &err)) fail_msg("%s: %s", text, err.text);
    return plan;
}

static void random_plans_round_trip(void **state) {
    struct shk_arena *arena = *state;
    struct shk_rng rng;
    shk_rng_seed(&rng, 21);
    for (int i = 0; i < 20000; i++) {
        struct shk_plan plan;
        shk_arena_reset(arena);
        random_plan(arena, &rng, &plan);
        round_trip(arena, &plan);
    }
}

static void the_largest_plan_round_trips(void **state) {
    struct shk_arena *arena = *state;
    struct shk_plan plan = {.flow = SHK_FLOW_TLS12, .edit_count = SHK_MAX_EDITS};
    uint8_t *data = shk_alloc(arena, 70000);
    for (size_t i = 0; i < SHK_MAX_EDITS; i++) {
        plan.edits[i] = (struct shk_edit){.kind = SHK_EDIT_FIELD,
                                          .message = SHK_CLIENT_HELLO,
                                          .op = SHK_OP_APPEND,
                                          .path = shk_format(arena, "%0*d", SHK_MAX_PATH, (int)i),
                                          .data = shk_view(data, 70000)};
    }
    round_trip(arena, &plan);
}

// What any bytes decode to can be written as text, read back, and encoded again.
static void is_a_plan(struct shk_arena *arena, struct shk_bytes bytes) {
    struct shk_plan plan, from_text;
    struct shk_error err = {{0}};
    shk_plan_decode(arena, bytes, &plan);
    const char *text = text_of(arena, &plan);
    if (!shk_plan_read(arena, text, &from_text, &err)) fail_msg("%s\n%s", err.text, text);
    if (!shk_plan_equal(&plan, &from_text)) fail_msg("changed:\n%s\n%s", text, text_of(arena, &from_text));
    round_trip(arena, &plan);
}

static void any_bytes_are_a_plan(void **state) {
    struct shk_arena *arena = *state;
    struct shk_rng rng;
    shk_rng_seed(&rng, 22);
    for (int i = 0; i < 20000; i++) {
        shk_arena_reset(arena);
        size_t len = shk_rng_below(&rng, 200);
        uint8_t *bytes = malloc(len + 1); // of its own, so that a sanitizer sees a read behind the end
        assert_non_null(bytes);
        shk_rng_fill(&rng, bytes, len);
        is_a_plan(arena, shk_view(bytes, len));
        free(bytes);
    }
}

static void any_truncation_and_any_flip_is_a_plan(void **state) {
    struct shk_arena *arena = *state;
    struct shk_rng rng;
    shk_rng_seed(&rng, 23);
    for (int i = 0; i < 200; i++) {
        struct shk_plan plan;
        shk_arena_reset(arena);
        random_plan(arena, &rng, &plan);
        struct shk_bytes bytes = encode(arena, &plan);
        for (size_t n = 0; n < 30; n++) {
            size_t len = shk_rng_below(&rng, (uint32_t)bytes.len + 1);
            uint8_t *copy = malloc(len + 1);
            assert_non_null(copy);
            if (len > 0) memcpy(copy, bytes.data, len);
            if (len > 0 && n % 2 == 0)
                copy[shk_rng_below(&rng, (uint32_t)len)] ^= (uint8_t)(1u << shk_rng_below(&rng, 8));
            is_a_plan(arena, shk_view(copy, len));
            free(copy);
        }
    }
    is_a_plan(arena, shk_view(NULL, 0));
}

static void unknown_numbers_are_skipped(void **state) {
    struct shk_arena *arena = *state;
    struct shk_plan plan = read_plan(arena, "omit finished\nedit client_hello.random flip-bit 3\nrepeat finished");
    struct shk_bytes bytes = shk_copy(arena, encode(arena, &plan));
    uint8_t *at = (uint8_t *)bytes.data;
    // The edits begin behind the scenario, the seed and an empty expectation of four bytes.
    size_t first = 14 + 8 + 4, second = first + 4 + 15;
    assert_int_equal(at[first], SHK_EDIT_OMIT);
    assert_int_equal(at[second], SHK_EDIT_FIELD);
    const struct {
        size_t offset;
        uint8_t value;
    } unknown[] = {{second, 200},    {second, 0},     {second + 4, 0},        {second + 4, 255},
                   {second + 7, 99}, {second + 7, 0}, {second + 4 + 15, ' '}, {second + 4 + 15, 0}};
    for (size_t i = 0; i < SHK_COUNT(unknown); i++) {
        struct shk_plan out;
        uint8_t kept = at[unknown[i].offset];
        at[unknown[i].offset] = unknown[i].value;
        shk_plan_decode(arena, bytes, &out);
        assert_int_equal(out.edit_count, 2);
        assert_int_equal(out.edits[0].kind, SHK_EDIT_OMIT);
        assert_int_equal(out.edits[1].kind, SHK_EDIT_REPEAT);
        at[unknown[i].offset] = kept;
    }
    at[1] = 77;   // a flow
    at[2] = 0xff; // features from bit 24 on
    at[6] = 99;   // key exchange
    at[13] = 9;   // certificate
    shk_plan_decode(arena, bytes, &plan);
    assert_int_equal(plan.flow, SHK_FLOW_TLS13);
    assert_int_equal(plan.kx, 0);
    assert_int_equal(plan.certificate, 0);
    for (uint32_t bit = 0; bit < 32; bit++) {
        if (plan.features & UINT32_C(1) << bit) assert_non_null(shk_feature_name(UINT32_C(1) << bit));
    }
}

static void given_and_absent_bodies_differ(void **state) {
    struct shk_arena *arena = *state;
    struct shk_plan with = read_plan(arena, "insert change_cipher_spec \"\" before finished");
    struct shk_plan without = read_plan(arena, "insert change_cipher_spec before finished"), out;
    assert_false(shk_plan_equal(&with, &without));
    shk_plan_decode(arena, encode(arena, &with), &out);
    assert_non_null(out.edits[0].data.data);
    shk_plan_decode(arena, encode(arena, &without), &out);
    assert_null(out.edits[0].data.data);
}

static void the_layout_does_not_change(void **state) {
    // A plan of form 1, written down: it has to mean the same in all time to come.
    static const char *const hex = "01 02 00000002 03 c02f 0017 0403 02 0000000000000005 01 04 02 32 2f 00 "
                                   "01 00001d 01 02 00 04 00 05 fffffffe 00000000 0d 6369706865725f737569746573 ff "
                                   "05 000010 09 00 13 00 01 82 00000003 00000000 00 02";
    struct shk_arena *arena = *state;
    struct shk_bytes bytes;
    struct shk_plan plan;
    assert_true(shk_unhex(arena, hex, &bytes));
    shk_plan_decode(arena, bytes, &plan);
    assert_string_equal(text_of(arena, &plan),
                        "flow tls12 client-auth\nkx dhe\nsuite TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\ngroup secp256r1\n"
                        "scheme ecdsa_secp256r1_sha256\ncertificate p256\nseed 5\n"
                        "lead edit client_hello#2.cipher_suites truncate -2 raw\n"
                        "insert alert 02 after finished keys current times 3\n"
                        "expect rejects decode_error illegal_parameter or closes\n");
}

static void inputs_of_message_targets_round_trip(void **state) {
    struct shk_arena *arena = *state;
    struct shk_rng rng;
    shk_rng_seed(&rng, 24);
    for (int i = 0; i < 2000; i++) {
        struct shk_message_input in = {.repair = (uint8_t)shk_rng_below(&rng, 4),
                                       .options = (uint8_t)shk_rng_next(&rng)},
                                 out;
        shk_arena_reset(arena);
        random_plan(arena, &rng, &in.plan);
        in.plan.edit_count = 0;
        in.plan.chain = NULL;
        in.plan.then_certificate = 0;
        in.plan.seed = 0;
        in.plan.expect = (struct shk_expect){0};
        in.message = honest_at(arena, shk_rng_below(&rng, HONEST_COUNT)).bytes;
        struct shk_buf bytes = shk_buf_in(arena);
        shk_message_input_encode(&in, &bytes);
        assert_int_equal(bytes.len, SHK_MESSAGE_INPUT_HEADER + in.message.len);
        shk_message_input_decode(shk_buf_view(&bytes), &out);
        assert_true(shk_plan_equal(&in.plan, &out.plan));
        assert_int_equal(in.repair, out.repair);
        assert_int_equal(in.options, out.options);
        assert_true(shk_equal(in.message, out.message));
        for (size_t len = 0; len < SHK_MESSAGE_INPUT_HEADER; len++) {
            shk_message_input_decode(shk_view(bytes.data, len), &out);
            assert_int_equal(out.message.len, 0);
        }
    }
}

// --- Differences -----------------------------------------------------------------------------------------------------

static struct shk_tree tree_of(struct shk_arena *arena, struct honest honest) {
    struct shk_tree tree;
    struct shk_error err = {{0}};
    if (!shk_parse_message(arena, honest.layout, honest.bytes, &tree, &err)) fail_msg("%s", err.text);
    return tree;
}

static struct shk_bytes apply_all(struct shk_arena *arena, struct honest honest, const struct shk_plan *plan) {
    struct shk_tree tree = tree_of(arena, honest);
    struct shk_rng rng;
    struct shk_error err = {{0}};
    bool changed;
    shk_rng_seed(&rng, 5);
    for (size_t i = 0; i < plan->edit_count; i++) {
        if (!shk_edit_apply(&plan->edits[i], &tree, &rng, &changed, &err)) fail_msg("%s", err.text);
    }
    return shk_buf_view(&tree.bytes);
}

static struct shk_plan difference(struct shk_arena *arena, struct honest honest, struct shk_bytes mutated) {
    struct shk_plan plan = {.flow = SHK_FLOW_TLS13};
    struct shk_tree tree = tree_of(arena, honest);
    size_t added = shk_plan_from_difference(arena, &tree, mutated, honest.layout.message, &plan);
    assert_int_equal(added, plan.edit_count);
    if (!shk_equal(apply_all(arena, honest, &plan), mutated)) fail_msg("wrong:\n%s", text_of(arena, &plan));
    return plan;
}

// What one statement did is found again as that statement.
static void edits_are_recognised(void **state) {
    static const char *const statements[] = {
        "edit client_hello.random flip-bit 17",
        "edit client_hello.legacy_version set 0305",
        "edit client_hello.cipher_suites:length add 1",
        "edit client_hello.cipher_suites truncate 5",
        "edit client_hello.cipher_suites append 00",
        "edit client_hello.legacy_session_id truncate 0",
        "edit client_hello.extensions remove",
        "edit client_hello.extensions.key_share remove",
        "edit client_hello.extensions.supported_versions duplicate",
        "edit client_hello.extensions.pre_shared_key move-first",
        "edit client_hello.extensions.server_name move-last",
        "edit client_hello.extensions add-extension cookie 0001aa",
        "edit client_hello.extensions.key_share.client_shares[0].key_exchange append 00",
        "edit client_hello.extensions.key_share.client_shares[0].key_exchange fill 32 0",
        "edit client_hello.extensions.supported_groups.named_group_list[1] set 0018",
        "edit client_hello.extensions.server_name.extension_data append 00",
        "edit client_hello.extensions.key_share:length add -1",
        "edit client_hello append 00",
        "edit client_hello append 00 raw",
        "edit client_hello:type set 02",
        "edit client_hello:length set ffffff",
        "edit client_hello.extensions:length add 1",
    };
    struct shk_arena *arena = *state;
    for (size_t i = 0; i < SHK_COUNT(statements); i++) {
        struct honest hello = honest_client_hello(arena);
        struct shk_plan plan = read_plan(arena, statements[i]);
        struct shk_plan found = difference(arena, hello, apply_all(arena, hello, &plan));
        assert_string_equal(text_of(arena, &found), text_of(arena, &plan));
    }
}

static void several_edits_are_recognised(void **state) {
    static const char *const texts[] = {
        "flow tls13\n"
        "edit client_hello.random flip-bit 3\n"
        "edit client_hello.extensions.key_share remove\n"
        "edit client_hello.extensions.psk_key_exchange_modes.ke_modes[0] set 00\n",
        "flow tls13\n"
        "edit client_hello.extensions.server_name remove\n"
        "edit client_hello.extensions.supported_versions remove\n",
        "flow tls13\n"
        "edit client_hello.cipher_suites append 00\n"
        "edit client_hello.extensions:length add 2\n",
    };
    struct shk_arena *arena = *state;
    for (size_t i = 0; i < SHK_COUNT(texts); i++) {
        struct honest hello = honest_client_hello(arena);
        struct shk_plan plan = read_plan(arena, texts[i]);
        struct shk_plan found = difference(arena, hello, apply_all(arena, hello, &plan));
        assert_string_equal(text_of(arena, &found), texts[i]);
    }
}

static void nothing_differs_from_itself(void **state) {
    struct shk_arena *arena = *state;
    for (size_t i = 0; i < HONEST_COUNT; i++) {
        struct honest honest = honest_at(arena, i);
        assert_int_equal(difference(arena, honest, honest.bytes).edit_count, 0);
    }
}

static void any_difference_is_expressed_exactly(void **state) {
    struct shk_arena *arena = *state;
    struct shk_rng rng;
    shk_rng_seed(&rng, 25);
    for (int i = 0; i < 3000; i++) {
        shk_arena_reset(arena);
        struct honest honest = honest_at(arena, shk_rng_below(&rng, HONEST_COUNT));
        struct shk_tree tree = tree_of(arena, honest);
        struct shk_error err;
        bool changed;
        for (uint32_t n = shk_rng_below(&rng, 4); n > 0; n--) {
            struct shk_edit edit;
            random_field_edit(&rng, &tree, &edit);
            if (edit.a > 3000) edit.a = 3000;
            if (!shk_edit_apply(&edit, &tree, &rng, &changed, &err)) continue;
        }
        struct shk_buf mutated = shk_buf_in(arena);
        shk_put(&mutated, shk_buf_view(&tree.bytes));
        // And sometimes what a mutator of bytes does.
        for (uint32_t n = shk_rng_below(&rng, 3); n > 0 && mutated.len > 0; n--) {
            uint8_t byte = (uint8_t)shk_rng_next(&rng);
            shk_splice(&mutated, shk_rng_below(&rng, (uint32_t)mutated.len), shk_rng_below(&rng, 4),
                       shk_view(&byte, shk_rng_below(&rng, 2)));
        }
        struct shk_plan plan = difference(arena, honest, shk_buf_view(&mutated));
        assert_true(plan.edit_count > 0 || shk_equal(honest.bytes, shk_buf_view(&mutated)));
        round_trip(arena, &plan);
    }
}

static void a_full_plan_takes_no_more(void **state) {
    struct shk_arena *arena = *state;
    struct honest hello = honest_client_hello(arena);
    struct shk_tree tree = tree_of(arena, hello);
    struct shk_plan plan = {.flow = SHK_FLOW_TLS13, .edit_count = SHK_MAX_EDITS};
    assert_int_equal(shk_plan_from_difference(arena, &tree, shk_text("\1\0\0\0"), SHK_CLIENT_HELLO, &plan), 0);
    assert_int_equal(plan.edit_count, SHK_MAX_EDITS);
}

static int setup(void **state) {
    *state = shk_arena_new();
    return 0;
}

static int teardown(void **state) {
    shk_arena_free(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_plans_round_trip),     cmocka_unit_test(the_largest_plan_round_trips),
        cmocka_unit_test(any_bytes_are_a_plan),        cmocka_unit_test(any_truncation_and_any_flip_is_a_plan),
        cmocka_unit_test(unknown_numbers_are_skipped), cmocka_unit_test(given_and_absent_bodies_differ),
        cmocka_unit_test(the_layout_does_not_change),  cmocka_unit_test(inputs_of_message_targets_round_trip),
        cmocka_unit_test(edits_are_recognised),        cmocka_unit_test(several_edits_are_recognised),
        cmocka_unit_test(nothing_differs_from_itself), cmocka_unit_test(any_difference_is_expressed_exactly),
        cmocka_unit_test(a_full_plan_takes_no_more),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
