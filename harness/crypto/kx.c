// Key exchange: X25519, the NIST curves, the groups of RFC 7919 (in ffdhe.c) and X25519MLKEM768 where the linked BoringSSL
// has ML-KEM. Private keys come from the caller's generator alone, and results are remembered (see internal.h).
#include "crypto/ffdhe.h"

#include <openssl/bn.h>
#include <openssl/bytestring.h>
#include <openssl/curve25519.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/nid.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <string.h>

#if __has_include(<openssl/mlkem.h>)
#include <openssl/mlkem.h>
#define HAVE_MLKEM 1
#else
#define HAVE_MLKEM 0
#endif

static void draw(struct shk_rng *rng, uint8_t *out, size_t len) {
    if (rng != NULL) {
        shk_rng_fill(rng, out, len);
    } else {
        RAND_bytes(out, len);
    }
}

// --- X25519 (RFC 7748) -----------------------------------------------------------------------------------------------

#define X25519_LEN 32

static struct shk_bytes x25519_share(struct shk_arena *arena, struct shk_bytes secret) {
    struct shk_bytes share;
    struct shk_memo_id id = shk_memo_id("x25519 share", &secret, 1);
    if (shk_memo_get(&id, arena, &share)) return share;
    uint8_t *out = shk_alloc(arena, X25519_LEN);
    X25519_public_from_private(out, secret.data);
    share = shk_view(out, X25519_LEN);
    shk_memo_put(&id, share);
    return share;
}

static bool x25519_shared(struct shk_arena *arena, struct shk_bytes secret, struct shk_bytes peer,
                          struct shk_bytes *shared, struct shk_error *err) {
    if (peer.len != X25519_LEN) return shk_fail(err, "the peer's X25519 share has %zu bytes, not 32", peer.len);
    struct shk_memo_id id = shk_memo_id("x25519", (struct shk_bytes[]){secret, peer}, 2);
    if (shk_memo_get(&id, arena, shared)) return true;
    uint8_t *out = shk_alloc(arena, X25519_LEN);
    if (!X25519(out, secret.data, peer.data)) return shk_fail(err, "the peer's X25519 share is of small order");
    *shared = shk_view(out, X25519_LEN);
    shk_memo_put(&id, *shared);
    return true;
}

// --- NIST curves -----------------------------------------------------------------------------------------------------

struct curve {
    uint16_t group;
    int nid;
    uint8_t len;      // of a coordinate, and of the order
    uint8_t top_mask; // keeps the first byte of a drawn scalar below the order's length
    EC_GROUP *ec;
};

static struct curve curves[] = {
    {SHK_GROUP_SECP256R1, NID_X9_62_prime256v1, 32, 0xff, NULL},
    {SHK_GROUP_SECP384R1, NID_secp384r1, 48, 0xff, NULL},
    {SHK_GROUP_SECP521R1, NID_secp521r1, 66, 0x01, NULL},
};

static void prepare_curves(void) {
    for (size_t i = 0; i < SHK_COUNT(curves); i++) curves[i].ec = EC_GROUP_new_by_curve_name(curves[i].nid);
}

static const struct curve *curve_of(uint16_t group) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, prepare_curves);
    for (size_t i = 0; i < SHK_COUNT(curves); i++) {
        if (curves[i].group == group) return &curves[i];
    }
    return NULL;
}

// Draws until the scalar lies in 1..order-1.
static struct shk_bytes ec_secret(struct shk_arena *arena, const struct curve *curve, struct shk_rng *rng) {
    uint8_t *out = shk_alloc(arena, curve->len);
    BIGNUM *k = BN_new();
    do {
        draw(rng, out, curve->len);
        out[0] &= curve->top_mask;
        BN_bin2bn(out, curve->len, k);
    } while (BN_is_zero(k) || BN_cmp(k, EC_GROUP_get0_order(curve->ec)) >= 0);
    BN_free(k);
    return shk_view(out, curve->len);
}

static bool ec_share(struct shk_arena *arena, const struct curve *curve, struct shk_bytes secret,
                     struct shk_bytes *share, struct shk_error *err) {
    uint8_t number[2] = {(uint8_t)(curve->group >> 8), (uint8_t)curve->group};
    struct shk_memo_id id = shk_memo_id("ec share", (struct shk_bytes[]){SHK_BYTES(number), secret}, 2);
    if (shk_memo_get(&id, arena, share)) return true;
    size_t len = 1 + 2 * (size_t)curve->len;
    uint8_t *out = shk_alloc(arena, len);
    BIGNUM *k = BN_bin2bn(secret.data, secret.len, NULL);
    EC_POINT *point = EC_POINT_new(curve->ec);
    bool ok = EC_POINT_mul(curve->ec, point, k, NULL, NULL, NULL) &&
              EC_POINT_point2oct(curve->ec, point, POINT_CONVERSION_UNCOMPRESSED, out, len, NULL) == len;
    EC_POINT_free(point);
    BN_free(k);
    if (!ok) {
        ERR_clear_error();
        return shk_fail(err, "libcrypto makes no share for this private key");
    }
    *share = shk_view(out, len);
    shk_memo_put(&id, *share);
    return true;
}

static bool ec_shared(struct shk_arena *arena, const struct curve *curve, struct shk_bytes secret,
                      struct shk_bytes peer, struct shk_bytes *shared, struct shk_error *err) {
    if (peer.len != 1 + 2 * (size_t)curve->len || peer.data[0] != POINT_CONVERSION_UNCOMPRESSED) {
        return shk_fail(err, "the peer's share is no uncompressed point of %u bytes (it has %zu)",
                        1 + 2 * (unsigned)curve->len, peer.len);
    }
    struct shk_memo_id id = shk_memo_id("ec", (struct shk_bytes[]){secret, peer}, 2);
    if (shk_memo_get(&id, arena, shared)) return true;
    uint8_t *out = shk_alloc(arena, curve->len);
    BIGNUM *k = BN_bin2bn(secret.data, secret.len, NULL), *x = BN_new();
    EC_POINT *point = EC_POINT_new(curve->ec);
    bool ok = EC_POINT_oct2point(curve->ec, point, peer.data, peer.len, NULL) &&
              EC_POINT_mul(curve->ec, point, NULL, point, k, NULL) &&
              EC_POINT_get_affine_coordinates_GFp(curve->ec, point, x, NULL, NULL) &&
              BN_bn2bin_padded(out, curve->len, x);
    EC_POINT_free(point);
    BN_free(x);
    BN_free(k);
    if (!ok) {
        ERR_clear_error();
        return shk_fail(err, "the peer's share is not a point of the curve");
    }
    *shared = shk_view(out, curve->len);
    shk_memo_put(&id, *shared);
    return true;
}

// --- X25519MLKEM768 (ML-KEM first, X25519 behind it) -----------------------------------------------------------------

#if HAVE_MLKEM
#define HYBRID_SECRET (MLKEM_SEED_BYTES + X25519_LEN)

static bool hybrid_private(struct shk_bytes secret, struct MLKEM768_private_key *key) {
    return MLKEM768_private_key_from_seed(key, secret.data, MLKEM_SEED_BYTES) == 1;
}

static bool hybrid_share(struct shk_arena *arena, struct shk_bytes secret, struct shk_bytes *share) {
    struct MLKEM768_private_key private_key;
    struct MLKEM768_public_key public_key;
    SHK_TRY(hybrid_private(secret, &private_key));
    MLKEM768_public_from_private(&public_key, &private_key);
    uint8_t *out = shk_alloc(arena, MLKEM768_PUBLIC_KEY_BYTES + X25519_LEN);
    CBB cbb;
    SHK_TRY(CBB_init_fixed(&cbb, out, MLKEM768_PUBLIC_KEY_BYTES));
    SHK_TRY(MLKEM768_marshal_public_key(&cbb, &public_key));
    X25519_public_from_private(out + MLKEM768_PUBLIC_KEY_BYTES, secret.data + MLKEM_SEED_BYTES);
    *share = shk_view(out, MLKEM768_PUBLIC_KEY_BYTES + X25519_LEN);
    return true;
}

static struct shk_bytes join(struct shk_arena *arena, struct shk_bytes a, struct shk_bytes b) {
    struct shk_buf out = shk_buf_in(arena);
    shk_put(&out, a);
    shk_put(&out, b);
    return shk_buf_view(&out);
}

static bool hybrid_answer(struct shk_arena *arena, struct shk_bytes peer, struct shk_rng *rng, struct shk_bytes *share,
                          struct shk_bytes *shared, struct shk_error *err) {
    struct MLKEM768_public_key public_key;
    CBS cbs;
    CBS_init(&cbs, peer.data, MLKEM768_PUBLIC_KEY_BYTES);
    if (peer.len != MLKEM768_PUBLIC_KEY_BYTES + X25519_LEN || !MLKEM768_parse_public_key(&public_key, &cbs)) {
        ERR_clear_error();
        return shk_fail(err, "the client's X25519MLKEM768 share (%zu bytes) holds no ML-KEM-768 key", peer.len);
    }
    uint8_t x_secret[X25519_LEN], ciphertext[MLKEM768_CIPHERTEXT_BYTES], secret[MLKEM_SHARED_SECRET_BYTES];
    struct shk_loan loan;
    draw(rng, x_secret, sizeof(x_secret));
    shk_loan_begin(&loan, rng);
    MLKEM768_encap(ciphertext, secret, &public_key);
    shk_loan_end(&loan);

    struct shk_bytes x_shared, x_peer = shk_slice(peer, MLKEM768_PUBLIC_KEY_BYTES, X25519_LEN);
    SHK_TRY(x25519_shared(arena, SHK_BYTES(x_secret), x_peer, &x_shared, err));
    *share = join(arena, SHK_BYTES(ciphertext), x25519_share(arena, SHK_BYTES(x_secret)));
    *shared = join(arena, SHK_BYTES(secret), x_shared);
    return true;
}

static bool hybrid_finish(struct shk_arena *arena, struct shk_bytes secret, struct shk_bytes peer,
                          struct shk_bytes *shared, struct shk_error *err) {
    struct MLKEM768_private_key private_key;
    uint8_t kem_shared[MLKEM_SHARED_SECRET_BYTES];
    struct shk_bytes x_shared;
    if (peer.len != MLKEM768_CIPHERTEXT_BYTES + X25519_LEN) {
        return shk_fail(err, "the server's X25519MLKEM768 share has %zu bytes, not 1120", peer.len);
    }
    SHK_TRY(x25519_shared(arena, shk_slice(secret, MLKEM_SEED_BYTES, X25519_LEN),
                          shk_slice(peer, MLKEM768_CIPHERTEXT_BYTES, X25519_LEN), &x_shared, err));
    if (!hybrid_private(secret, &private_key) ||
        !MLKEM768_decap(kem_shared, peer.data, MLKEM768_CIPHERTEXT_BYTES, &private_key)) {
        return shk_fail(err, "libcrypto does not open the ML-KEM ciphertext");
    }
    *shared = join(arena, SHK_BYTES(kem_shared), x_shared);
    return true;
}
#endif

// --- The groups ------------------------------------------------------------------------------------------------------

enum family { FAMILY_NONE, FAMILY_X25519, FAMILY_EC, FAMILY_FFDHE, FAMILY_HYBRID };

static enum family family_of(uint16_t group) {
    switch (group) {
    case SHK_GROUP_X25519: return FAMILY_X25519;
    case SHK_GROUP_SECP256R1:
    case SHK_GROUP_SECP384R1:
    case SHK_GROUP_SECP521R1: return FAMILY_EC;
    case SHK_GROUP_FFDHE2048:
    case SHK_GROUP_FFDHE3072: return FAMILY_FFDHE;
    case SHK_GROUP_X25519MLKEM768: return HAVE_MLKEM ? FAMILY_HYBRID : FAMILY_NONE;
    default: return FAMILY_NONE;
    }
}

bool shk_kx_supported(uint16_t group) {
    return family_of(group) != FAMILY_NONE;
}

static bool unsupported(uint16_t group, struct shk_error *err) {
    const char *name = shk_name(SHK_REG_GROUP, group);
    return shk_fail(err, "the peer has no key exchange for group 0x%04x (%s); `shakedown list` names what it has",
                    group, name != NULL ? name : "unknown");
}

static struct shk_bytes drawn(struct shk_arena *arena, struct shk_rng *rng, size_t len) {
    uint8_t *out = shk_alloc(arena, len);
    draw(rng, out, len);
    return shk_view(out, len);
}

static struct shk_bytes new_secret(struct shk_arena *arena, uint16_t group, struct shk_rng *rng) {
    switch (family_of(group)) {
    case FAMILY_X25519: return drawn(arena, rng, X25519_LEN);
    case FAMILY_EC: return ec_secret(arena, curve_of(group), rng);
    case FAMILY_FFDHE: {
        uint8_t *exponent = shk_alloc(arena, SHK_DH_EXPONENT);
        shk_dh_exponent(rng, exponent);
        return shk_view(exponent, SHK_DH_EXPONENT);
    }
#if HAVE_MLKEM
    case FAMILY_HYBRID: return drawn(arena, rng, HYBRID_SECRET);
#endif
    default: return shk_view(NULL, 0);
    }
}

bool shk_kx_from_secret(struct shk_arena *arena, uint16_t group, struct shk_bytes secret, struct shk_kx *out,
                        struct shk_error *err) {
    *out = (struct shk_kx){.group = group, .secret = shk_copy(arena, secret)};
    struct shk_bytes p, g;
    switch (family_of(group)) {
    case FAMILY_X25519: out->share = x25519_share(arena, out->secret); return true;
    case FAMILY_EC: return ec_share(arena, curve_of(group), out->secret, &out->share, err);
    case FAMILY_FFDHE: shk_ffdhe_prime(group, &p, &g); return shk_dh_share(arena, p, g, out->secret, &out->share, err);
#if HAVE_MLKEM
    case FAMILY_HYBRID:
        if (hybrid_share(arena, out->secret, &out->share)) return true;
        return shk_fail(err, "libcrypto makes no ML-KEM key");
#endif
    default: return unsupported(group, err);
    }
}

bool shk_kx_start(struct shk_arena *arena, uint16_t group, struct shk_rng *rng, struct shk_kx *out,
                  struct shk_error *err) {
    return shk_kx_from_secret(arena, group, new_secret(arena, group, rng), out, err);
}

bool shk_kx_answer(struct shk_arena *arena, uint16_t group, struct shk_bytes peer, struct shk_rng *rng,
                   struct shk_bytes *share, struct shk_bytes *shared, struct shk_error *err) {
#if HAVE_MLKEM
    if (family_of(group) == FAMILY_HYBRID) return hybrid_answer(arena, peer, rng, share, shared, err);
#endif
    struct shk_kx kx;
    SHK_TRY(shk_kx_start(arena, group, rng, &kx, err));
    *share = kx.share;
    return shk_kx_finish(arena, &kx, peer, false, shared, err);
}

bool shk_kx_finish(struct shk_arena *arena, const struct shk_kx *kx, struct shk_bytes peer, bool strip_zeros,
                   struct shk_bytes *shared, struct shk_error *err) {
    struct shk_bytes p, g;
    if (kx->secret.len == 0) return shk_fail(err, "there is no private key to go with this share");
    switch (family_of(kx->group)) {
    case FAMILY_X25519: return x25519_shared(arena, kx->secret, peer, shared, err);
    case FAMILY_EC: return ec_shared(arena, curve_of(kx->group), kx->secret, peer, shared, err);
    case FAMILY_FFDHE:
        shk_ffdhe_prime(kx->group, &p, &g);
        // RFC 9846 section 4.3.8.1 pads shares to the prime's length; TLS 1.2 sends integers.
        if (!strip_zeros && peer.len != p.len) {
            return shk_fail(err, "the peer's share has %zu bytes, not the prime's %zu", peer.len, p.len);
        }
        return shk_dh_shared(arena, p, kx->secret, peer, strip_zeros, shared, err);
#if HAVE_MLKEM
    case FAMILY_HYBRID: return hybrid_finish(arena, kx->secret, peer, shared, err);
#endif
    default: return unsupported(kx->group, err);
    }
}
