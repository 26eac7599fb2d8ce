// Encrypted ClientHello: HPKE in base mode with X25519, HKDF-SHA256 and AES-128-GCM.
#include "crypto/ech.h"

#include <openssl/curve25519.h>
#include <openssl/hpke.h>
#include <stdlib.h>

// No secrets: what they protect is a test.
const uint8_t shk_ech_private_key[32] = "Shakedown: a key for ECH tests.";
static const uint8_t ephemeral[32] = "Shakedown: the ephemeral of ECH";

struct shk_bytes shk_ech_config(struct shk_arena *arena) {
    struct shk_buf out = shk_buf_in(arena);
    uint8_t public_key[32];
    X25519_public_from_private(public_key, shk_ech_private_key);
    shk_put_uint(&out, 2, 0xfe0d);
    size_t contents = shk_open(&out, 2);
    shk_put_uint(&out, 1, SHK_ECH_CONFIG_ID);
    shk_put_uint(&out, 2, EVP_HPKE_DHKEM_X25519_HKDF_SHA256);
    shk_put_vector(&out, 2, shk_view(public_key, sizeof(public_key)));
    size_t suites = shk_open(&out, 2);
    shk_put_uint(&out, 2, EVP_HPKE_HKDF_SHA256);
    shk_put_uint(&out, 2, EVP_HPKE_AES_128_GCM);
    shk_close(&out, suites, 2);
    shk_put_uint(&out, 1, 0); // maximum_name_length
    shk_put_vector(&out, 1, shk_text("localhost"));
    shk_put_uint(&out, 2, 0); // extensions
    shk_close(&out, contents, 2);
    return shk_buf_view(&out);
}

// The sender's context. `enc` takes 32 bytes.
static EVP_HPKE_CTX *sender(struct shk_arena *arena, uint8_t *enc) {
    struct shk_bytes config = shk_ech_config(arena);
    struct shk_buf info = shk_buf_in(arena);
    uint8_t public_key[32];
    size_t len;
    EVP_HPKE_CTX *ctx = EVP_HPKE_CTX_new();
    X25519_public_from_private(public_key, shk_ech_private_key);
    shk_put(&info, shk_view((const uint8_t *)"tls ech", 8)); // with its zero
    shk_put(&info, config);
    if (ctx == NULL ||
        !EVP_HPKE_CTX_setup_sender_with_seed_for_testing(
            ctx, enc, &len, 32, EVP_hpke_x25519_hkdf_sha256(), EVP_hpke_hkdf_sha256(), EVP_hpke_aes_128_gcm(),
            public_key, sizeof(public_key), info.data, info.len, ephemeral, sizeof(ephemeral)))
        abort();
    return ctx;
}

struct shk_bytes shk_ech_encapsulated(struct shk_arena *arena) {
    uint8_t enc[32];
    EVP_HPKE_CTX_free(sender(arena, enc));
    return shk_copy(arena, shk_view(enc, sizeof(enc)));
}

struct shk_bytes shk_ech_seal(struct shk_arena *arena, struct shk_bytes inner, struct shk_bytes aad) {
    uint8_t enc[32];
    size_t len = 0, room = inner.len + SHK_ECH_TAG;
    uint8_t *out = shk_alloc(arena, room);
    EVP_HPKE_CTX *ctx = sender(arena, enc);
    if (!EVP_HPKE_CTX_seal(ctx, out, &len, room, inner.data, inner.len, aad.data, aad.len)) abort();
    EVP_HPKE_CTX_free(ctx);
    return shk_view(out, len);
}
