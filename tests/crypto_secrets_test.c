// Digests, HKDF, the TLS 1.2 PRF and exporters, against known values and against one another.
#include "crypto/crypto.h"

#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "support/test_arena.h"

static struct shk_bytes hex(const char *text) {
    struct shk_bytes out;
    assert_true(shk_unhex(arena, text, &out));
    return out;
}

static void assert_hex(struct shk_bytes got, const char *expected) {
    assert_string_equal(shk_hex(arena, got), shk_hex(arena, hex(expected)));
}

static void test_digests_of_nothing(void **state) {
    (void)state;
    static const struct {
        enum shk_hash hash;
        const char *expected;
    } known[] = {
        {SHK_SHA1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
        {SHK_SHA224, "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f"},
        {SHK_SHA256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {SHK_SHA384,
         "38b060a751ac96384cd9327eb1b1e36a21fdb71114be0743 4c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b"},
    };
    for (size_t i = 0; i < SHK_COUNT(known); i++) {
        uint8_t out[SHK_MAX_HASH];
        size_t len = shk_digest(known[i].hash, shk_view(NULL, 0), out);
        assert_hex(shk_view(out, len), known[i].expected);
    }
}

// RFC 4231, test case 2.
// The state goes on from what it has, begins anew after a shorter text or another hash, and never gives another digest.
static void test_digests_that_go_on(void **test) {
    (void)test;
    static const size_t lengths[] = {0, 1, 63, 64, 65, 64, 300, 300, 127, 400};
    struct shk_hash_state state = {0};
    uint8_t text[400], whole[SHK_MAX_HASH], onward[SHK_MAX_HASH];
    for (size_t i = 0; i < sizeof(text); i++) text[i] = (uint8_t)(i * 7);
    for (size_t i = 0; i < 3 * SHK_COUNT(lengths); i++) {
        enum shk_hash hash = i % 7 == 6 ? SHK_SHA1 : i % 5 < 3 ? SHK_SHA256 : SHK_SHA384;
        struct shk_bytes in = shk_view(text, lengths[i % SHK_COUNT(lengths)]);
        size_t len = shk_digest(hash, in, whole);
        assert_int_equal(shk_digest_on(&state, hash, in, onward), len);
        assert_memory_equal(onward, whole, len);
    }
}

static void test_hmac(void **state) {
    (void)state;
    uint8_t out[SHK_MAX_HASH];
    size_t len = shk_hmac(SHK_SHA256, shk_text("Jefe"), shk_text("what do ya want for nothing?"), out);
    assert_hex(shk_view(out, len), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

// RFC 5869, appendix A: test cases 1 and 3 (no salt).
static void test_hkdf_extract(void **state) {
    (void)state;
    uint8_t ikm[22], out[SHK_MAX_HASH];
    memset(ikm, 0x0b, sizeof(ikm));
    shk_hkdf_extract(SHK_SHA256, hex("000102030405060708090a0b0c"), SHK_BYTES(ikm), out);
    assert_hex(shk_view(out, 32), "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
    shk_hkdf_extract(SHK_SHA256, shk_view(NULL, 0), SHK_BYTES(ikm), out);
    assert_hex(shk_view(out, 32), "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04");
}

// The vector that the TLS working group's list has passed around since 2009, for SHA-256 and SHA-384.
static void test_prf(void **state) {
    (void)state;
    uint8_t out[148];
    shk_prf(SHK_SHA256, hex("9bbe436ba940f017b17652849a71db35"), "test label", hex("a0ba9f936cda311827a6f796ffd5198c"),
            out, 100);
    assert_hex(shk_view(out, 100),
               "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa0"
               "22f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66");
    shk_prf(SHK_SHA384, hex("b80b733d6ceefcdc71566ea48e5567df"), "test label", hex("cd665cf6a8447dd6ff8b27555edb7465"),
            out, 148);
    assert_hex(shk_view(out, 16), "7b0c18e9ced410ed1804f2cfa34a336a");
}

// An output of any length begins like a longer one.
static void test_prf_of_every_length(void **state) {
    (void)state;
    uint8_t whole[200], part[200];
    struct shk_bytes secret = shk_text("secret"), seed = shk_text("seed");
    shk_prf(SHK_SHA384, secret, "label", seed, whole, sizeof(whole));
    for (size_t len = 0; len <= sizeof(whole); len++) {
        shk_prf(SHK_SHA384, secret, "label", seed, part, len);
        assert_true(shk_equal(shk_view(whole, len), shk_view(part, len)));
    }
}

static void test_master_secrets_differ(void **state) {
    (void)state;
    uint8_t client[32] = {1}, server[32] = {2}, plain[48], swapped[48], extended[48], session_hash[32] = {3};
    struct shk_bytes premaster = shk_text("forty-eight bytes would be usual");
    shk_master_secret(SHK_SHA256, premaster, client, server, plain);
    shk_master_secret(SHK_SHA256, premaster, server, client, swapped);
    shk_extended_master_secret(SHK_SHA256, premaster, SHK_BYTES(session_hash), extended);
    assert_memory_not_equal(plain, swapped, 48);
    assert_memory_not_equal(plain, extended, 48);

    // Each is the PRF under its own label.
    uint8_t seed[64], expected[48];
    memcpy(seed, client, 32);
    memcpy(seed + 32, server, 32);
    shk_prf(SHK_SHA256, premaster, "master secret", SHK_BYTES(seed), expected, 48);
    assert_memory_equal(plain, expected, 48);
    shk_prf(SHK_SHA256, premaster, "extended master secret", SHK_BYTES(session_hash), expected, 48);
    assert_memory_equal(extended, expected, 48);
}

static void test_verify_data_differs_by_side(void **state) {
    (void)state;
    uint8_t master[48] = {9}, hash[32] = {4}, client[12], server[12];
    shk_verify_data12(SHK_SHA256, master, true, hash, client);
    shk_verify_data12(SHK_SHA256, master, false, hash, server);
    assert_memory_not_equal(client, server, 12);
}

static void test_traffic_secrets_move_on(void **state) {
    (void)state;
    uint8_t secret[SHK_MAX_HASH] = {7}, first[32];
    shk_next_traffic_secret(SHK_SHA256, secret);
    memcpy(first, secret, 32);
    shk_next_traffic_secret(SHK_SHA256, secret);
    assert_memory_not_equal(first, secret, 32);
}

static void test_exporters(void **state) {
    (void)state;
    uint8_t secret[SHK_MAX_HASH] = {5}, master[48] = {6}, client[32] = {1}, server[32] = {2};
    uint8_t a[32], b[32], c[32];
    shk_exporter13(SHK_SHA384, secret, "EXPORTER-one", shk_text("context"), a, sizeof(a));
    shk_exporter13(SHK_SHA384, secret, "EXPORTER-two", shk_text("context"), b, sizeof(b));
    shk_exporter13(SHK_SHA384, secret, "EXPORTER-one", shk_text("another"), c, sizeof(c));
    assert_memory_not_equal(a, b, 32);
    assert_memory_not_equal(a, c, 32);
    // In TLS 1.2 an empty context is not the same as none.
    struct shk_bytes empty = {NULL, 0};
    shk_exporter12(SHK_SHA256, master, client, server, "EXPORTER-one", NULL, a, sizeof(a));
    shk_exporter12(SHK_SHA256, master, client, server, "EXPORTER-one", &empty, b, sizeof(b));
    assert_memory_not_equal(a, b, 32);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digests_of_nothing),
        cmocka_unit_test(test_digests_that_go_on),
        cmocka_unit_test(test_hmac),
        cmocka_unit_test(test_hkdf_extract),
        cmocka_unit_test(test_prf),
        cmocka_unit_test(test_prf_of_every_length),
        cmocka_unit_test(test_master_secrets_differ),
        cmocka_unit_test(test_verify_data_differs_by_side),
        cmocka_unit_test(test_traffic_secrets_move_on),
        cmocka_unit_test(test_exporters),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
