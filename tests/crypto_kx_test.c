// Key exchange: both ends agree, and hostile shares are refused with a sentence.
#include "crypto/crypto.h"

#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

static struct shk_arena *arena;
static struct shk_rng rng;

static int set_up(void **state) {
    (void)state;
    arena = shk_arena_new();
    shk_rng_seed(&rng, 2024);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    shk_arena_free(arena);
    return 0;
}

static const struct {
    uint16_t group;
    size_t share, answer, shared;
} groups[] = {
    {SHK_GROUP_X25519, 32, 32, 32},
    {SHK_GROUP_SECP256R1, 65, 65, 32},
    {SHK_GROUP_SECP384R1, 97, 97, 48},
    {SHK_GROUP_SECP521R1, 133, 133, 66},
    {SHK_GROUP_FFDHE2048, 256, 256, 256},
    {SHK_GROUP_FFDHE3072, 384, 384, 384},
    {SHK_GROUP_X25519MLKEM768, 1216, 1120, 64},
};

static struct shk_kx start(uint16_t group) {
    struct shk_kx kx;
    struct shk_error err = {""};
    if (!shk_kx_start(arena, group, &rng, &kx, &err)) fail_msg("%s", err.text);
    return kx;
}

static void test_agreement(void **state) {
    (void)state;
    for (size_t i = 0; i < SHK_COUNT(groups); i++) {
        if (!shk_kx_supported(groups[i].group)) {
            assert_int_equal(groups[i].group, SHK_GROUP_X25519MLKEM768);
            continue;
        }
        struct shk_bytes previous = {NULL, 0};
        for (int round = 0; round < 3; round++) {
            struct shk_kx kx = start(groups[i].group);
            struct shk_bytes share, theirs, ours;
            assert_int_equal(kx.share.len, groups[i].share);
            assert_true(shk_kx_answer(arena, groups[i].group, kx.share, &rng, &share, &theirs, NULL));
            assert_int_equal(share.len, groups[i].answer);
            assert_true(shk_kx_finish(arena, &kx, share, false, &ours, NULL));
            assert_int_equal(ours.len, groups[i].shared);
            assert_true(shk_equal(ours, theirs));
            assert_false(shk_equal(ours, previous));
            previous = ours;
            // A second time, from the memo.
            assert_true(shk_kx_finish(arena, &kx, share, false, &theirs, NULL));
            assert_true(shk_equal(ours, theirs));
        }
    }
}

// RFC 7748, section 5.2.
static void test_x25519_vector(void **state) {
    (void)state;
    struct shk_bytes secret, peer, shared;
    struct shk_kx kx;
    assert_true(shk_unhex(arena, "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4", &secret));
    assert_true(shk_unhex(arena, "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c", &peer));
    assert_true(shk_kx_from_secret(arena, SHK_GROUP_X25519, secret, &kx, NULL));
    assert_true(shk_kx_finish(arena, &kx, peer, false, &shared, NULL));
    assert_string_equal(shk_hex(arena, shared), "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
}

static void refuse(uint16_t group, struct shk_bytes peer) {
    struct shk_kx kx = start(group);
    struct shk_bytes share, shared;
    struct shk_error err = {""};
    assert_false(shk_kx_finish(arena, &kx, peer, false, &shared, &err));
    assert_true(strlen(err.text) > 10);
    err.text[0] = '\0';
    assert_false(shk_kx_answer(arena, group, peer, &rng, &share, &shared, &err));
    assert_true(strlen(err.text) > 10);
}

static void test_hostile_shares(void **state) {
    (void)state;
    for (size_t i = 0; i < SHK_COUNT(groups); i++) {
        uint16_t group = groups[i].group;
        if (!shk_kx_supported(group)) continue;
        uint8_t bytes[2048] = {0};
        refuse(group, shk_view(bytes, 0));
        refuse(group, shk_view(bytes, groups[i].share)); // zeros: small order, no point, out of range
        refuse(group, shk_view(bytes, 2000));
        struct shk_kx other = start(group);
        refuse(group, shk_slice(other.share, 0, other.share.len - 1));
        struct shk_buf longer = shk_buf_in(arena);
        shk_put(&longer, other.share);
        shk_put_fill(&longer, 0, 1);
        refuse(group, shk_buf_view(&longer));
    }
}

static void test_points_off_the_curve(void **state) {
    (void)state;
    static const uint16_t curves[] = {SHK_GROUP_SECP256R1, SHK_GROUP_SECP384R1, SHK_GROUP_SECP521R1};
    for (size_t i = 0; i < SHK_COUNT(curves); i++) {
        struct shk_kx other = start(curves[i]);
        struct shk_buf bent = shk_buf_in(arena);
        shk_put(&bent, other.share);
        bent.data[bent.len - 1] ^= 1;
        refuse(curves[i], shk_buf_view(&bent));
        bent.data[bent.len - 1] ^= 1;
        bent.data[0] = 2 + (bent.data[bent.len - 1] & 1); // the compressed form, which TLS does not use here
        refuse(curves[i], shk_slice(shk_buf_view(&bent), 0, 1 + (bent.len - 1) / 2));
    }
}

static void test_dh_range(void **state) {
    (void)state;
    struct shk_bytes p, g;
    shk_ffdhe_prime(SHK_GROUP_FFDHE2048, &p, &g);
    struct shk_buf value = shk_buf_in(arena);
    shk_put(&value, p);
    refuse(SHK_GROUP_FFDHE2048, shk_buf_view(&value)); // p
    value.data[value.len - 1] ^= 1;
    refuse(SHK_GROUP_FFDHE2048, shk_buf_view(&value)); // p - 1
    memset(value.data, 0, value.len);
    value.data[value.len - 1] = 1;
    refuse(SHK_GROUP_FFDHE2048, shk_buf_view(&value)); // 1
    memset(value.data, 0xff, value.len);
    refuse(SHK_GROUP_FFDHE2048, shk_buf_view(&value)); // above p
    value.len = 0;
    shk_put(&value, p);
    value.data[value.len - 1] -= 2; // p - 2 is the largest that may be
    struct shk_kx kx = start(SHK_GROUP_FFDHE2048);
    struct shk_bytes shared;
    assert_true(shk_kx_finish(arena, &kx, shk_buf_view(&value), false, &shared, NULL));
}

static void test_dh_of_tls12(void **state) {
    (void)state;
    struct shk_bytes p, g, share, theirs, ours;
    shk_ffdhe_prime(SHK_GROUP_FFDHE2048, &p, &g);
    // A shared secret that begins with a zero byte comes about once in 256 times; it has to lose it.
    bool stripped = false;
    for (int i = 0; i < 3000 && !stripped; i++) {
        struct shk_kx kx = start(SHK_GROUP_FFDHE2048);
        assert_true(shk_dh_answer(arena, p, g, kx.share, &rng, &share, &theirs, NULL));
        assert_true(shk_kx_finish(arena, &kx, share, true, &ours, NULL));
        assert_true(shk_equal(ours, theirs));
        assert_true(ours.data[0] != 0);
        stripped = ours.len < p.len;
        shk_arena_reset(arena);
    }
    assert_true(stripped);
}

static void test_dh_parameters_of_a_foreign_server(void **state) {
    (void)state;
    struct shk_bytes share, shared;
    struct shk_error err = {""};
    // A small group: p = 23, g = 5, with a zero in front.
    static const uint8_t p[] = {0, 23}, g[] = {5}, peer[] = {8}, even[] = {24}, one[] = {1}, tiny[] = {3};
    assert_true(shk_dh_answer(arena, SHK_BYTES(p), SHK_BYTES(g), SHK_BYTES(peer), &rng, &share, &shared, &err));
    assert_int_equal(share.len, 1);
    assert_false(shk_dh_answer(arena, SHK_BYTES(even), SHK_BYTES(g), SHK_BYTES(peer), &rng, &share, &shared, &err));
    assert_false(shk_dh_answer(arena, SHK_BYTES(one), SHK_BYTES(g), SHK_BYTES(peer), &rng, &share, &shared, &err));
    assert_false(shk_dh_answer(arena, SHK_BYTES(tiny), SHK_BYTES(g), SHK_BYTES(peer), &rng, &share, &shared, &err));
    assert_false(shk_dh_answer(arena, shk_view(NULL, 0), SHK_BYTES(g), SHK_BYTES(peer), &rng, &share, &shared, &err));
    assert_false(shk_dh_answer(arena, SHK_BYTES(p), SHK_BYTES(g), SHK_BYTES(one), &rng, &share, &shared, &err));
    assert_false(shk_dh_answer(arena, SHK_BYTES(p), SHK_BYTES(g), shk_view(NULL, 0), &rng, &share, &shared, &err));
}

static void test_unknown_groups(void **state) {
    (void)state;
    struct shk_kx kx;
    struct shk_error err = {""};
    assert_false(shk_kx_supported(SHK_GROUP_X448));
    assert_false(shk_kx_start(arena, SHK_GROUP_X448, &rng, &kx, &err));
    assert_non_null(strstr(err.text, "0x001e"));
    assert_false(shk_kx_start(arena, 0x2a2a, &rng, &kx, &err));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agreement),
        cmocka_unit_test(test_x25519_vector),
        cmocka_unit_test(test_hostile_shares),
        cmocka_unit_test(test_points_off_the_curve),
        cmocka_unit_test(test_dh_range),
        cmocka_unit_test(test_dh_of_tls12),
        cmocka_unit_test(test_dh_parameters_of_a_foreign_server),
        cmocka_unit_test(test_unknown_groups),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
