// Determinism: with a generator in use, libcrypto's own draws and ours repeat within one process; without one they do not.
#include "pki/pki.h"

#include <openssl/curve25519.h>
#include <openssl/ec.h>
#include <openssl/ec_key.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/nid.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "support/test_arena.h"

// Calls straight into libcrypto, none of them through our own wrappers: what the in-process SUT does.
static void draw_bytes(uint8_t out[128]) {
    assert_int_equal(RAND_bytes(out, 128), 1);
}

static void draw_x25519(uint8_t out[128]) {
    X25519_keypair(out, out + 32);
}

static void draw_ed25519(uint8_t out[128]) {
    ED25519_keypair(out, out + 32);
}

static void draw_ec(uint8_t out[128]) {
    EC_KEY *key = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
    assert_int_equal(EC_KEY_generate_key(key), 1);
    EC_POINT_point2oct(EC_KEY_get0_group(key), EC_KEY_get0_public_key(key), POINT_CONVERSION_UNCOMPRESSED, out, 65,
                       NULL);
    EC_KEY_free(key);
}

static void draw_ecdsa(uint8_t out[128]) {
    EC_KEY *key = EVP_PKEY_get0_EC_KEY(shk_key_evp(shk_pki_key(SHK_KEY_P256, SHK_ROLE_SERVER)));
    uint8_t digest[32] = {1};
    unsigned len = 128;
    assert_int_equal(ECDSA_sign(0, digest, sizeof(digest), out, &len, key), 1);
}

static void draw_rsa_encryption(uint8_t out[128]) {
    RSA *rsa = EVP_PKEY_get0_RSA(shk_key_evp(shk_pki_key(SHK_KEY_RSA, SHK_ROLE_SERVER)));
    uint8_t whole[256], premaster[48] = {3, 3};
    size_t len;
    assert_int_equal(RSA_encrypt(rsa, &len, whole, sizeof(whole), premaster, sizeof(premaster), RSA_PKCS1_PADDING), 1);
    memcpy(out, whole, 128);
}

// Through our own functions: what the peer does.
static void draw_signature(enum shk_key_kind kind, uint16_t scheme, uint8_t out[128]) {
    struct shk_bytes signature;
    assert_true(shk_sign(arena, shk_pki_key(kind, SHK_ROLE_SERVER), scheme, shk_text("m"), &signature, NULL));
    memcpy(out, signature.data, signature.len < 128 ? signature.len : 128);
}

static void draw_our_ecdsa(uint8_t out[128]) {
    draw_signature(SHK_KEY_P256, SHK_ECDSA_SECP256R1_SHA256, out);
}

static void draw_our_pss(uint8_t out[128]) {
    draw_signature(SHK_KEY_RSA, SHK_RSA_PSS_RSAE_SHA256, out);
}

static void draw_our_encryption(uint8_t out[128]) {
    struct shk_bytes sealed;
    uint8_t premaster[48] = {3, 3};
    assert_true(shk_rsa_encrypt(arena, shk_pki_key(SHK_KEY_RSA, SHK_ROLE_SERVER), SHK_BYTES(premaster), &sealed, NULL));
    memcpy(out, sealed.data, 128);
}

// An RSA operation in between changes the blinding's state; our signatures may not notice.
static void draw_after_decryption(uint8_t out[128]) {
    struct shk_bytes sealed, opened, ignored;
    static unsigned calls;
    struct shk_key *key = shk_pki_key(SHK_KEY_RSA, SHK_ROLE_SERVER);
    assert_true(shk_rsa_encrypt(arena, key, shk_text("x"), &sealed, NULL));
    for (unsigned i = 0; i < 40 * (calls++ % 2); i++) {
        struct shk_rng *before = shk_crypto_use_rng(NULL);
        assert_true(shk_rsa_decrypt(arena, key, sealed, &opened, NULL));
        assert_true(shk_sign(arena, key, SHK_RSA_PSS_RSAE_SHA512, shk_text("y"), &ignored, NULL));
        shk_crypto_use_rng(before);
    }
    assert_true(shk_rsa_decrypt(arena, key, sealed, &opened, NULL));
    draw_our_pss(out);
    assert_int_equal(RAND_bytes(out + 64, 64), 1); // and the generator has moved on by the same amount
}

static const struct {
    const char *name;
    void (*draw)(uint8_t out[128]);
} draws[] = {
    {"RAND_bytes", draw_bytes},
    {"X25519 key", draw_x25519},
    {"Ed25519 key", draw_ed25519},
    {"P-256 key", draw_ec},
    {"ECDSA signature", draw_ecdsa},
    {"RSA encryption", draw_rsa_encryption},
    {"our ECDSA signature", draw_our_ecdsa},
    {"our PSS signature", draw_our_pss},
    {"our RSA encryption", draw_our_encryption},
    {"our PSS signature after other RSA operations", draw_after_decryption},
};

static void draw_with(size_t i, uint64_t seed, bool seeded, uint8_t out[128]) {
    struct shk_rng rng;
    memset(out, 0, 128);
    shk_rng_seed(&rng, seed);
    shk_crypto_use_rng(seeded ? &rng : NULL);
    draws[i].draw(out);
    shk_crypto_use_rng(NULL);
}

static void test_equal_seeds_equal_bytes(void **state) {
    (void)state;
    for (size_t i = 0; i < SHK_COUNT(draws); i++) {
        uint8_t first[128], again[128], other[128];
        draw_with(i, 1, true, first);
        for (int round = 0; round < 5; round++) {
            draw_with(i, 2 + (uint64_t)round, true, other);
            draw_with(i, 1, true, again);
            if (memcmp(first, again, 128) != 0) fail_msg("%s: equal seeds, other bytes", draws[i].name);
            if (memcmp(first, other, 128) == 0) fail_msg("%s: other seed, equal bytes", draws[i].name);
        }
    }
}

static void test_no_generator_no_repetition(void **state) {
    (void)state;
    for (size_t i = 0; i < SHK_COUNT(draws); i++) {
        uint8_t first[128], again[128];
        draw_with(i, 1, false, first);
        draw_with(i, 1, false, again);
        if (memcmp(first, again, 128) == 0) fail_msg("%s repeats without a generator", draws[i].name);
    }
}

static void test_key_exchange_takes_its_own_generator(void **state) {
    (void)state;
    static const uint16_t groups[] = {SHK_GROUP_X25519,        SHK_GROUP_SECP256R1, SHK_GROUP_SECP384R1,
                                      SHK_GROUP_SECP521R1,     SHK_GROUP_FFDHE2048, SHK_GROUP_FFDHE3072,
                                      SHK_GROUP_X25519MLKEM768};
    for (size_t i = 0; i < SHK_COUNT(groups); i++) {
        if (!shk_kx_supported(groups[i])) continue;
        struct shk_bytes shares[3], answers[3], shared;
        for (uint64_t k = 0; k < 3; k++) {
            struct shk_rng rng;
            struct shk_kx kx;
            shk_rng_seed(&rng, k / 2); // 0, 0, 1
            assert_true(shk_kx_start(arena, groups[i], &rng, &kx, NULL));
            shares[k] = kx.share;
            assert_true(shk_kx_answer(arena, groups[i], shares[0], &rng, &answers[k], &shared, NULL));
        }
        assert_true(shk_equal(shares[0], shares[1]) && shk_equal(answers[0], answers[1]));
        assert_false(shk_equal(shares[0], shares[2]) || shk_equal(answers[0], answers[2]));
    }
}

static void test_use_returns_the_one_before(void **state) {
    (void)state;
    struct shk_rng a, b;
    shk_rng_seed(&a, 1);
    shk_rng_seed(&b, 2);
    assert_null(shk_crypto_use_rng(&a));
    assert_ptr_equal(shk_crypto_use_rng(&b), &a);
    uint8_t out[8];
    RAND_bytes(out, sizeof(out));
    assert_ptr_equal(shk_crypto_use_rng(NULL), &b);
    struct shk_rng fresh;
    shk_rng_seed(&fresh, 1);
    assert_memory_equal(&a, &fresh, sizeof(a)); // drawing from b left a alone
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_seeds_equal_bytes),
        cmocka_unit_test(test_no_generator_no_repetition),
        cmocka_unit_test(test_key_exchange_takes_its_own_generator),
        cmocka_unit_test(test_use_returns_the_one_before),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
