// Signatures: every scheme verifies what it signs and nothing else; choosing a scheme; RSA encryption; reading keys.
#include "crypto/key.h"
#include "pki/pki.h"

#include <openssl/ecdsa.h>

#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "support/test_arena.h"

static const uint16_t rsa_schemes[] = {0x0101,
                                       SHK_RSA_PKCS1_SHA1,
                                       0x0301,
                                       SHK_RSA_PKCS1_SHA256,
                                       SHK_RSA_PKCS1_SHA384,
                                       SHK_RSA_PKCS1_SHA512,
                                       SHK_RSA_PSS_RSAE_SHA256,
                                       SHK_RSA_PSS_RSAE_SHA384,
                                       SHK_RSA_PSS_RSAE_SHA512,
                                       SHK_RSA_PSS_PSS_SHA256,
                                       0x080a,
                                       0x080b};
static const uint16_t ec_schemes[] = {SHK_ECDSA_SHA1, 0x0303, SHK_ECDSA_SECP256R1_SHA256, SHK_ECDSA_SECP384R1_SHA384,
                                      SHK_ECDSA_SECP521R1_SHA512};
static const uint16_t ed_schemes[] = {SHK_ED25519};

static const struct {
    enum shk_key_kind kind;
    const uint16_t *schemes;
    size_t count;
} kinds[] = {
    {SHK_KEY_RSA, rsa_schemes, SHK_COUNT(rsa_schemes)},
    {SHK_KEY_P256, ec_schemes, SHK_COUNT(ec_schemes)}, // the scheme's curve does not matter to shk_sign
    {SHK_KEY_P384, ec_schemes, SHK_COUNT(ec_schemes)},
    {SHK_KEY_ED25519, ed_schemes, SHK_COUNT(ed_schemes)},
};

static struct shk_key *server_key(enum shk_key_kind kind) {
    return shk_pki_key(kind, SHK_ROLE_SERVER);
}

// PSS signatures of rsae and pss schemes are the same thing; all other pairs must not verify one another.
static bool same_signature(uint16_t a, uint16_t b) {
    return a == b || (a >= 0x0804 && b >= 0x0804 && a != 0x0807 && b != 0x0807 && (a + 5 == b || b + 5 == a));
}

static void test_each_scheme_against_each(void **state) {
    (void)state;
    struct shk_bytes message = shk_text("a message"), other = shk_text("b message"), signature;
    for (size_t k = 0; k < SHK_COUNT(kinds); k++) {
        struct shk_key *key = server_key(kinds[k].kind), *wrong = shk_pki_key(kinds[k].kind, SHK_ROLE_CLIENT);
        struct shk_key *public_key = shk_key_from_spki(shk_key_spki(arena, key), NULL);
        assert_non_null(public_key);
        for (size_t s = 0; s < kinds[k].count; s++) {
            uint16_t scheme = kinds[k].schemes[s];
            struct shk_error err = {""};
            if (!shk_sign(arena, key, scheme, message, &signature, &err)) fail_msg("0x%04x: %s", scheme, err.text);
            for (size_t v = 0; v < kinds[k].count; v++) {
                uint16_t as = kinds[k].schemes[v];
                assert_int_equal(shk_verify(public_key, as, message, signature), same_signature(scheme, as));
            }
            assert_false(shk_verify(public_key, scheme, other, signature));
            assert_false(shk_verify(wrong, scheme, message, signature));
            assert_false(shk_verify(public_key, scheme, message, shk_slice(signature, 0, signature.len - 1)));
            assert_false(shk_verify(public_key, scheme, message, shk_view(NULL, 0)));
        }
        shk_key_free(public_key);
    }
}

static void test_schemes_of_other_keys(void **state) {
    (void)state;
    struct shk_bytes signature;
    struct shk_error err = {""};
    assert_false(shk_sign(arena, server_key(SHK_KEY_P256), SHK_RSA_PKCS1_SHA256, shk_text("m"), &signature, &err));
    assert_non_null(strstr(err.text, "0x0401"));
    assert_false(shk_sign(arena, server_key(SHK_KEY_RSA), SHK_ED25519, shk_text("m"), &signature, &err));
    assert_false(shk_sign(arena, server_key(SHK_KEY_RSA), SHK_ED448, shk_text("m"), &signature, &err));
    assert_false(shk_sign(arena, server_key(SHK_KEY_RSA), 0, shk_text("m"), &signature, &err));
    // A public key signs nothing.
    struct shk_key *public_key = shk_key_from_spki(shk_key_spki(arena, server_key(SHK_KEY_RSA)), NULL);
    assert_true(shk_sign(arena, server_key(SHK_KEY_RSA), SHK_RSA_PKCS1_SHA256, shk_text("m"), &signature, &err));
    assert_false(shk_sign(arena, public_key, SHK_RSA_PKCS1_SHA256, shk_text("m"), &signature, &err));
    shk_key_free(public_key);
}

static uint16_t choose(enum shk_key_kind kind, uint16_t version, const char *offered_hex) {
    struct shk_bytes offered;
    assert_true(shk_unhex(arena, offered_hex, &offered));
    return shk_key_scheme(server_key(kind), version, offered);
}

static void test_choosing(void **state) {
    (void)state;
    assert_int_equal(choose(SHK_KEY_RSA, SHK_TLS13, ""), SHK_RSA_PSS_RSAE_SHA256);
    assert_int_equal(choose(SHK_KEY_RSA, SHK_TLS12, ""), SHK_RSA_PKCS1_SHA256);
    assert_int_equal(choose(SHK_KEY_P256, SHK_TLS13, ""), SHK_ECDSA_SECP256R1_SHA256);
    assert_int_equal(choose(SHK_KEY_P384, SHK_TLS12, ""), SHK_ECDSA_SECP384R1_SHA384);
    assert_int_equal(choose(SHK_KEY_ED25519, SHK_TLS13, ""), SHK_ED25519);
    // TLS 1.3 takes neither PKCS #1, nor SHA-1, nor another curve's scheme; TLS 1.2 does.
    assert_int_equal(choose(SHK_KEY_RSA, SHK_TLS13, "0403 0401 0201 0805 0804"), SHK_RSA_PSS_RSAE_SHA384);
    assert_int_equal(choose(SHK_KEY_RSA, SHK_TLS12, "0403 0401 0201 0805 0804"), SHK_RSA_PKCS1_SHA256);
    assert_int_equal(choose(SHK_KEY_P256, SHK_TLS13, "0203 0503 0403"), SHK_ECDSA_SECP256R1_SHA256);
    assert_int_equal(choose(SHK_KEY_P256, SHK_TLS12, "0503 0403"), SHK_ECDSA_SECP384R1_SHA384);
    assert_int_equal(choose(SHK_KEY_P256, SHK_TLS13, "0804 0807 0503"), 0);
    assert_int_equal(choose(SHK_KEY_RSA, SHK_TLS13, "0809 4a4a"), 0); // rsaEncryption keys do not go with rsa_pss_pss
    assert_int_equal(choose(SHK_KEY_RSA, SHK_TLS13, "08"), 0);
    assert_int_equal(shk_key_auth(server_key(SHK_KEY_RSA)), SHK_AUTH_RSA);
    assert_int_equal(shk_key_auth(server_key(SHK_KEY_P384)), SHK_AUTH_ECDSA);
    assert_int_equal(shk_key_auth(server_key(SHK_KEY_ED25519)), SHK_AUTH_ECDSA);
}

static void test_rsa_encryption(void **state) {
    (void)state;
    struct shk_key *key = server_key(SHK_KEY_RSA);
    uint8_t premaster[48] = {3, 3, 7};
    struct shk_bytes sealed, opened, raw;
    struct shk_error err = {""};
    assert_true(shk_rsa_encrypt(arena, key, SHK_BYTES(premaster), &sealed, &err));
    assert_int_equal(sealed.len, 256);
    assert_true(shk_rsa_decrypt(arena, key, sealed, &opened, &err));
    assert_true(shk_equal(opened, SHK_BYTES(premaster)));
    // A block padded by hand opens when its padding is honest, and not when it begins with another type.
    uint8_t block[256];
    memset(block, 0xaa, sizeof(block));
    memcpy(block, "\x00\x02", 2);
    block[207] = 0;
    memcpy(block + 208, premaster, 48);
    assert_int_equal(shk_rsa_size(key), 256);
    assert_true(shk_rsa_encrypt_block(arena, key, SHK_BYTES(block), &raw, &err));
    assert_true(shk_rsa_decrypt(arena, key, raw, &opened, &err));
    assert_true(shk_equal(opened, SHK_BYTES(premaster)));
    block[1] = 1;
    assert_true(shk_rsa_encrypt_block(arena, key, SHK_BYTES(block), &raw, &err));
    assert_false(shk_rsa_decrypt(arena, key, raw, &opened, &err));
    assert_false(shk_rsa_decrypt(arena, key, shk_slice(sealed, 0, 255), &opened, &err));
    assert_false(shk_rsa_decrypt(arena, key, shk_view(NULL, 0), &opened, &err));
    assert_false(shk_rsa_encrypt(arena, server_key(SHK_KEY_P256), SHK_BYTES(premaster), &sealed, &err));
    assert_int_equal(shk_rsa_size(server_key(SHK_KEY_P256)), 0);
}

static void test_reading_keys(void **state) {
    (void)state;
    struct shk_error err = {""};
    assert_null(shk_key_from_pem("no key", &err));
    assert_true(strlen(err.text) > 20);
    uint8_t nonsense[] = {0x30, 0x03, 0x02, 0x01, 0x01};
    assert_null(shk_key_from_certificate(SHK_BYTES(nonsense), &err));
    assert_null(shk_key_from_spki(SHK_BYTES(nonsense), &err));
    assert_null(shk_key_from_spki(shk_view(NULL, 0), &err));
    // Every prefix of a certificate is refused or gives the key; none crashes.
    struct shk_identity id;
    assert_true(shk_pki_identity(arena, SHK_KEY_P256, true, 1800000000, NULL, &id, &err));
    for (size_t len = 0; len < id.chain[0].len; len++) {
        assert_null(shk_key_from_certificate(shk_slice(id.chain[0], 0, len), NULL));
    }
    struct shk_key *key = shk_key_from_certificate(id.chain[0], &err);
    assert_true(shk_equal(shk_key_spki(arena, key), shk_key_spki(arena, server_key(SHK_KEY_P256))));
    shk_key_free(key);
    shk_key_free(NULL);
}

// id-RSASSA-PSS keys (RFC 4055), which BoringSSL itself does not read.
static void test_rsa_pss_keys(void **state) {
    (void)state;
    struct shk_bytes spki = shk_key_spki(arena, server_key(SHK_KEY_RSA)), oid;
    struct shk_buf changed = shk_buf_in(arena);
    shk_put(&changed, spki);
    assert_true(shk_unhex(arena, "2a864886f70d010101", &oid));
    uint8_t *at = memmem(changed.data, changed.len, oid.data, oid.len);
    assert_non_null(at);
    at[8] = 0x0a;
    struct shk_error err = {""};
    struct shk_key *key = shk_key_from_spki(shk_buf_view(&changed), &err);
    if (key == NULL) fail_msg("%s", err.text);
    struct shk_bytes signature;
    assert_true(shk_sign(arena, server_key(SHK_KEY_RSA), SHK_RSA_PSS_PSS_SHA256, shk_text("m"), &signature, NULL));
    assert_true(shk_verify(key, SHK_RSA_PSS_PSS_SHA256, shk_text("m"), signature));
    shk_key_free(key);
}

// Our own ECDSA against the library's, on the curves that it still knows how to check.
static void test_odd_curves(void **state) {
    (void)state;
    static const char *const names[] = {"p192", "secp256k1", "brainpool"};
    static const uint16_t schemes[] = {SHK_ECDSA_SECP256R1_SHA256, SHK_ECDSA_SECP384R1_SHA384};
    for (size_t i = 0; i < SHK_COUNT(names); i++) {
        struct shk_key *key = shk_key_odd_curve(names[i]);
        assert_non_null(key);
        for (size_t k = 0; k < SHK_COUNT(schemes); k++) {
            struct shk_bytes signature, again;
            uint8_t digest[SHK_MAX_HASH];
            size_t len = shk_digest(k == 0 ? SHK_SHA256 : SHK_SHA384, shk_text("m"), digest);
            assert_true(shk_sign(arena, key, schemes[k], shk_text("m"), &signature, NULL));
            assert_true(shk_sign(arena, key, schemes[k], shk_text("m"), &again, NULL));
            assert_true(shk_equal(signature, again));
            assert_int_equal(ECDSA_verify(0, digest, len, signature.data, signature.len, key->ec), 1);
            digest[0] ^= 1;
            assert_int_equal(ECDSA_verify(0, digest, len, signature.data, signature.len, key->ec), 0);
        }
        shk_key_free(key);
    }
}

static void test_certificate_verify_input(void **state) {
    (void)state;
    uint8_t hash[32] = {1, 2, 3};
    struct shk_bytes server = shk_certificate_verify_input(arena, true, SHK_BYTES(hash));
    struct shk_bytes client = shk_certificate_verify_input(arena, false, SHK_BYTES(hash));
    assert_int_equal(server.len, 64 + 33 + 1 + 32);
    assert_memory_equal(server.data + 62, "  TLS 1.3, server CertificateVerify", 36); // the final zero separates
    assert_memory_equal(client.data + 62, "  TLS 1.3, client CertificateVerify", 36);
    assert_memory_equal(server.data + 98, hash, 32);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_scheme_against_each),
        cmocka_unit_test(test_schemes_of_other_keys),
        cmocka_unit_test(test_choosing),
        cmocka_unit_test(test_rsa_encryption),
        cmocka_unit_test(test_reading_keys),
        cmocka_unit_test(test_rsa_pss_keys),
        cmocka_unit_test(test_odd_curves),
        cmocka_unit_test(test_certificate_verify_input),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
