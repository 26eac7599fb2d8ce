// Keys that no library makes: RSA of any size, exponent and modulus, curves outside TLS, and keys that cannot sign at all. Their
// signatures are computed from the numbers, so that only the key is odd and not what was made with it.
#include "crypto/key.h"

#include <openssl/bn.h>
#include <openssl/bytestring.h>
#include <openssl/ec.h>
#include <openssl/ec_key.h>
#include <openssl/ecdsa.h>
#include <openssl/mem.h>
#include <openssl/nid.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *sure(void *p) {
    if (p == NULL) abort(); // memory alone can be missing
    return p;
}

static void must(int ok) {
    if (!ok) abort();
}

static BIGNUM *from_hex(const char *hex) {
    BIGNUM *out = NULL;
    must(BN_hex2bn(&out, hex) > 0);
    return out;
}

// --- RSA -------------------------------------------------------------------------------------------------------------------

// The prime of that many bits that lies 2 * offset behind the number that the seed gives.
static BIGNUM *derive_prime(const char *name, size_t index, uint16_t bits, uint32_t offset) {
    uint8_t bytes[2048 / 8];
    size_t len = (bits + 7u) / 8;
    for (size_t at = 0; at < len; at += 32) {
        char seed[64];
        uint8_t digest[32];
        int n = snprintf(seed, sizeof(seed), "%s:%zu:%zu", name, index, at / 32);
        SHA256((const uint8_t *)seed, (size_t)n, digest);
        memcpy(bytes + at, digest, len - at < 32 ? len - at : 32);
    }
    BIGNUM *p = sure(BN_bin2bn(bytes, len, NULL));
    must(BN_mask_bits(p, bits) && BN_set_bit(p, bits - 1) && BN_set_bit(p, bits - 2) && BN_set_bit(p, 0));
    must(BN_add_word(p, 2 * (BN_ULONG)offset));
    return p;
}

static void multiply(BIGNUM *n, BIGNUM *order, BIGNUM *p, BN_CTX *ctx) {
    must(BN_mul(n, n, p, ctx) && BN_sub_word(p, 1) && BN_mul(order, order, p, ctx));
}

// What a file of a private key holds besides (RFC 8017, A.1.2). Takes over the primes.
static void set_factors(RSA *rsa, BIGNUM *p, BIGNUM *q, BN_CTX *ctx) {
    BIGNUM *dp = sure(BN_new()), *dq = sure(BN_new()), *inverse = sure(BN_new()), *one_less = sure(BN_new());
    must(BN_sub(one_less, p, BN_value_one()) && BN_mod(dp, RSA_get0_d(rsa), one_less, ctx));
    must(BN_sub(one_less, q, BN_value_one()) && BN_mod(dq, RSA_get0_d(rsa), one_less, ctx));
    must(BN_mod_inverse(inverse, q, p, ctx) != NULL);
    must(RSA_set0_factors(rsa, p, q) && RSA_set0_crt_params(rsa, dp, dq, inverse));
    BN_free(one_less);
}

struct shk_key *shk_key_odd_rsa(const struct shk_odd_rsa *from, bool ordinary) {
    BN_CTX *ctx = sure(BN_CTX_new());
    BIGNUM *n = sure(BN_new()), *order = sure(BN_new()), *d = sure(BN_new()), *e = from_hex(from->exponent);
    BIGNUM *kept[2] = {NULL, NULL};
    must(BN_one(n) && BN_one(order));
    if (from->even) must(BN_lshift1(n, n));
    for (size_t i = 0; i < from->primes; i++) {
        BIGNUM *p = i < 2 && from->prime[i] != NULL ? from_hex(from->prime[i])
                                                    : derive_prime(from->name, i, from->bits, from->offset[i]);
        if (i < 2) kept[i] = sure(BN_dup(p));
        multiply(n, order, p, ctx);
        BN_free(p);
    }
    // Squares have a root of an even order when p and q are 3 modulo 4: their group has the odd order (p-1)(q-1)/4.
    if (!BN_is_odd(e)) must(BN_rshift(order, order, 2));
    if (BN_mod_inverse(d, e, order, ctx) == NULL) abort();
    RSA *rsa = sure(RSA_new());
    EVP_PKEY *pkey = sure(EVP_PKEY_new());
    must(RSA_set0_key(rsa, n, e, d) && EVP_PKEY_assign_RSA(pkey, rsa));
    if (from->primes == 2) {
        set_factors(rsa, kept[0], kept[1], ctx);
    } else {
        BN_free(kept[0]);
        BN_free(kept[1]);
    }
    BN_free(order);
    BN_CTX_free(ctx);
    struct shk_key *key = sure(shk_key_wrap(pkey, true));
    key->odd = ordinary ? SHK_ODD_NOT : SHK_ODD_RSA;
    return key;
}

bool shk_rsa_private_block(struct shk_arena *arena, const struct shk_key *key, struct shk_bytes block,
                           struct shk_bytes *out, struct shk_error *err) {
    const RSA *rsa = EVP_PKEY_get0_RSA(key->pkey);
    if (rsa == NULL || RSA_get0_d(rsa) == NULL) return shk_fail(err, "this is no private RSA key");
    size_t size = RSA_size(rsa);
    BN_CTX *ctx = sure(BN_CTX_new());
    BIGNUM *m = sure(BN_bin2bn(block.data, block.len, NULL));
    uint8_t *bytes = shk_alloc(arena, size);
    bool ok = BN_cmp(m, RSA_get0_n(rsa)) < 0 && BN_mod_exp(m, m, RSA_get0_d(rsa), RSA_get0_n(rsa), ctx) &&
              BN_bn2bin_padded(bytes, size, m);
    BN_free(m);
    BN_CTX_free(ctx);
    *out = shk_view(bytes, size);
    return ok ? true : shk_fail(err, "a block of %zu octets is no number below the modulus", block.len);
}

bool shk_rsa_pss_block(struct shk_arena *arena, const struct shk_key *key, enum shk_hash hash, enum shk_hash mgf_hash,
                       size_t salt, struct shk_bytes message, struct shk_bytes *out, struct shk_error *err) {
    const RSA *rsa = EVP_PKEY_get0_RSA(key->pkey);
    uint8_t digest[SHK_MAX_HASH];
    if (rsa == NULL) return shk_fail(err, "this is no RSA key");
    uint8_t *bytes = shk_alloc(arena, RSA_size(rsa));
    shk_digest(hash, message, digest);
    if (!RSA_padding_add_PKCS1_PSS_mgf1(rsa, bytes, digest, shk_md(hash), shk_md(mgf_hash), (int)salt))
        return shk_fail(err, "the RSA key is too short for PSS with a salt of %zu octets", salt);
    *out = shk_view(bytes, RSA_size(rsa));
    return true;
}

// A root of an even exponent exists for squares only: then another salt is tried.
static bool is_root(const struct shk_key *key, struct shk_bytes signature, struct shk_bytes block) {
    const RSA *rsa = EVP_PKEY_get0_RSA(key->pkey);
    if (BN_is_odd(RSA_get0_e(rsa))) return true;
    BN_CTX *ctx = sure(BN_CTX_new());
    BIGNUM *s = sure(BN_bin2bn(signature.data, signature.len, NULL)), *m = sure(BN_bin2bn(block.data, block.len, NULL));
    must(BN_mod_exp(s, s, RSA_get0_e(rsa), RSA_get0_n(rsa), ctx));
    bool same = BN_cmp(s, m) == 0;
    BN_free(s);
    BN_free(m);
    BN_CTX_free(ctx);
    return same;
}

static bool pkcs1_block(struct shk_arena *arena, size_t size, int nid, const uint8_t *digest, size_t len,
                        struct shk_bytes *out, struct shk_error *err) {
    uint8_t *info;
    size_t info_len;
    int allocated;
    if (!RSA_add_pkcs1_prefix(&info, &info_len, &allocated, nid, digest, len) || info_len + 11 > size) {
        return shk_fail(err, "the RSA key of %zu octets is too short for this hash", size);
    }
    struct shk_buf b = shk_buf_in(arena);
    shk_put_uint(&b, 2, 1);
    shk_put_fill(&b, 0xff, size - info_len - 3);
    shk_put_uint(&b, 1, 0);
    shk_put(&b, shk_view(info, info_len));
    if (allocated) OPENSSL_free(info);
    *out = shk_buf_view(&b);
    return true;
}

static bool sign_rsa(struct shk_arena *arena, const struct shk_key *key, enum shk_hash hash, bool pss,
                     struct shk_bytes message, struct shk_bytes *signature, struct shk_error *err) {
    struct shk_bytes block;
    uint8_t digest[SHK_MAX_HASH];
    size_t len = shk_digest(hash, message, digest);
    for (int i = 0; i < 64; i++) {
        if (pss) {
            SHK_TRY(shk_rsa_pss_block(arena, key, hash, hash, len, message, &block, err));
        } else {
            SHK_TRY(pkcs1_block(arena, shk_rsa_size(key), EVP_MD_type(shk_md(hash)), digest, len, &block, err));
        }
        SHK_TRY(shk_rsa_private_block(arena, key, block, signature, err));
        if (!pss || is_root(key, *signature, block)) break;
    }
    return true;
}

// --- Curves ------------------------------------------------------------------------------------------------------------------

struct curve {
    const char *name;
    const char *p, *a, *b, *x, *y, *order;
    const char *oid; // contents, in hex
};

// SEC 2, RFC 5639. The last one is P-256 with the generator that CurveBall needs: see shk_key_odd_curve.
// clang-format off
static const struct curve curves[] = {
    {"p192", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFFFFFFFFFF", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFFFFFFFFFC",
     "64210519E59C80E70FA7E9AB72243049FEB8DEECC146B9B1", "188DA80EB03090F67CBF20EB43A18800F4FF0AFD82FF1012",
     "07192B95FFC8DA78631011ED6B24CDD573F977A11E794811", "FFFFFFFFFFFFFFFFFFFFFFFF99DEF836146BC9B1B4D22831", "2a8648ce3d030101"},
    {"secp256k1", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F", "0", "7",
     "79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798",
     "483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8",
     "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", "2b8104000a"},
    {"brainpool", "A9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377",
     "7D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9",
     "26DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B6",
     "8BD2AEB9CB7E57CB2C4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262",
     "547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54C72F046997",
     "A9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7", "2b2403030208010107"},
    {"p256", "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF",
     "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC",
     "5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B", NULL, NULL,
     "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", ""},
};
// clang-format on

static EC_GROUP *group_of(const struct curve *c, BN_CTX *ctx, const BIGNUM *x, const BIGNUM *y) {
    BIGNUM *p = from_hex(c->p), *a = from_hex(c->a), *b = from_hex(c->b), *order = from_hex(c->order);
    EC_GROUP *group = sure(EC_GROUP_new_curve_GFp(p, a, b, ctx));
    EC_POINT *g = sure(EC_POINT_new(group));
    must(EC_POINT_set_affine_coordinates_GFp(group, g, x, y, ctx));
    must(EC_GROUP_set_generator(group, g, order, BN_value_one()));
    EC_POINT_free(g);
    BN_free(p);
    BN_free(a);
    BN_free(b);
    BN_free(order);
    return group;
}

static const struct curve *find_curve(const char *name) {
    for (size_t i = 0; i < SHK_COUNT(curves); i++) {
        if (strcmp(curves[i].name, name) == 0) return &curves[i];
    }
    return NULL;
}

// The key stands in place of a P-256 key; its own SubjectPublicKeyInfo goes into certificates.
static struct shk_key *odd_ec(EC_GROUP *group, const BIGNUM *secret, BN_CTX *ctx) {
    EC_KEY *ec = sure(EC_KEY_new());
    EC_POINT *q = sure(EC_POINT_new(group));
    must(EC_KEY_set_group(ec, group) && EC_POINT_mul(group, q, secret, NULL, NULL, ctx) &&
         EC_KEY_set_private_key(ec, secret) && EC_KEY_set_public_key(ec, q));
    struct shk_key *key = sure(shk_key_derived(SHK_ECDSA_SECP256R1_SHA256, "stands for an odd one"));
    key->odd = SHK_ODD_EC;
    key->ec = ec;
    EC_POINT_free(q);
    return key;
}

static void set_spki(struct shk_key *key, struct shk_bytes spki) {
    key->spki_len = spki.len;
    key->spki = sure(malloc(spki.len));
    memcpy(key->spki, spki.data, spki.len);
    SHA256(spki.data, spki.len, key->id);
    key->id[0] ^= 1; // the public half has the other name
}

struct shk_key *shk_key_odd_curve(const char *name) {
    const struct curve *c = find_curve(name);
    if (c == NULL || c->x == NULL) return NULL;
    BN_CTX *ctx = sure(BN_CTX_new());
    BIGNUM *x = from_hex(c->x), *y = from_hex(c->y);
    EC_GROUP *group = group_of(c, ctx, x, y);
    uint8_t digest[32], point[65];
    SHA256((const uint8_t *)name, strlen(name), digest);
    BIGNUM *secret = sure(BN_bin2bn(digest, 20, NULL)); // below each order
    struct shk_key *key = odd_ec(group, secret, ctx);
    size_t len = EC_POINT_point2oct(group, EC_KEY_get0_public_key(key->ec), POINT_CONVERSION_UNCOMPRESSED, point,
                                    sizeof(point), ctx);
    struct shk_arena *arena = shk_arena_new();
    struct shk_buf b = shk_buf_in(arena);
    struct shk_bytes oid;
    must(shk_unhex(arena, c->oid, &oid));
    shk_put_uint(&b, 1, 0x30);
    size_t whole = shk_open(&b, 1);
    shk_put_uint(&b, 1, 0x30);
    size_t algorithm = shk_open(&b, 1);
    shk_put(&b, shk_view("\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06", 10)); // id-ecPublicKey, then the curve
    shk_put_vector(&b, 1, oid);
    shk_close(&b, algorithm, 1);
    shk_put_uint(&b, 1, 0x03);
    shk_put_uint(&b, 1, len + 1);
    shk_put_uint(&b, 1, 0);
    shk_put(&b, shk_view(point, len));
    shk_close(&b, whole, 1);
    set_spki(key, shk_buf_view(&b));
    shk_arena_free(arena);
    BN_free(x);
    BN_free(y);
    BN_free(secret);
    EC_GROUP_free(group);
    BN_CTX_free(ctx);
    return key;
}

// CVE-2020-0601: whoever may choose the generator chooses the public key Q itself, and then the private key is 1.
struct shk_key *shk_key_curveball(const struct shk_key *victim) {
    const EC_KEY *ec = EVP_PKEY_get0_EC_KEY(victim->pkey);
    if (ec == NULL) return NULL;
    BN_CTX *ctx = sure(BN_CTX_new());
    BIGNUM *x = sure(BN_new()), *y = sure(BN_new());
    must(EC_POINT_get_affine_coordinates_GFp(EC_KEY_get0_group(ec), EC_KEY_get0_public_key(ec), x, y, ctx));
    EC_GROUP *group = group_of(find_curve("p256"), ctx, x, y);
    struct shk_key *key = odd_ec(group, BN_value_one(), ctx);
    BN_free(x);
    BN_free(y);
    EC_GROUP_free(group);
    BN_CTX_free(ctx);
    return key;
}

// A nonce that the key and the message decide, so that runs are equal byte for byte.
static BIGNUM *nonce_of(const BIGNUM *secret, const uint8_t *digest, size_t len, const BIGNUM *order, BN_CTX *ctx) {
    uint8_t bytes[SHK_MAX_HASH + 32] = {0}, wide[SHA512_DIGEST_LENGTH];
    must(BN_bn2bin_padded(bytes, 32, secret));
    memcpy(bytes + 32, digest, len);
    SHA512(bytes, 32 + len, wide);
    BIGNUM *k = sure(BN_bin2bn(wide, sizeof(wide), NULL));
    must(BN_nnmod(k, k, order, ctx) && !BN_is_zero(k));
    return k;
}

// ECDSA from the numbers (SEC 1, section 4.1.3): newer libraries sign with no order below 224 bits.
static bool sign_ec(struct shk_arena *arena, const struct shk_key *key, enum shk_hash hash, struct shk_bytes message,
                    struct shk_bytes *signature, struct shk_error *err) {
    const EC_GROUP *group = EC_KEY_get0_group(key->ec);
    const BIGNUM *order = EC_GROUP_get0_order(group), *secret = EC_KEY_get0_private_key(key->ec);
    uint8_t digest[SHK_MAX_HASH], *der = NULL;
    size_t len = shk_digest(hash, message, digest), der_len = 0, bits = BN_num_bits(order);
    BN_CTX *ctx = sure(BN_CTX_new());
    BIGNUM *e = sure(BN_bin2bn(digest, len, NULL)), *k = nonce_of(secret, digest, len, order, ctx);
    BIGNUM *r = sure(BN_new()), *s = sure(BN_new()), *inverse = sure(BN_new());
    EC_POINT *point = sure(EC_POINT_new(group));
    if (8 * len > bits) must(BN_rshift(e, e, (int)(8 * len - bits)));
    must(EC_POINT_mul(group, point, k, NULL, NULL, ctx) &&
         EC_POINT_get_affine_coordinates_GFp(group, point, r, NULL, ctx) && BN_nnmod(r, r, order, ctx));
    must(BN_mod_inverse(inverse, k, order, ctx) != NULL && BN_mod_mul(s, secret, r, order, ctx) &&
         BN_mod_add(s, s, e, order, ctx) && BN_mod_mul(s, s, inverse, order, ctx));
    ECDSA_SIG *pair = sure(ECDSA_SIG_new());
    must(ECDSA_SIG_set0(pair, r, s)); // takes both over
    bool ok = ECDSA_SIG_to_bytes(&der, &der_len, pair);
    *signature = shk_copy(arena, shk_view(der, ok ? der_len : 0));
    OPENSSL_free(der);
    ECDSA_SIG_free(pair);
    EC_POINT_free(point);
    BN_free(inverse);
    BN_free(k);
    BN_free(e);
    BN_CTX_free(ctx);
    return ok || shk_fail(err, "the odd curve does not sign");
}

// --- Keys that cannot sign -----------------------------------------------------------------------------------------------------

struct shk_key *shk_key_mute(size_t signature_len) {
    struct shk_key *key = sure(shk_key_derived(SHK_ECDSA_SECP256R1_SHA256, "cannot sign"));
    key->odd = SHK_ODD_MUTE;
    key->noise = signature_len;
    return key;
}

bool shk_key_sign_odd(struct shk_arena *arena, const struct shk_key *key, enum shk_hash hash, bool pss,
                      struct shk_bytes message, struct shk_bytes *signature, struct shk_error *err) {
    if (key->odd == SHK_ODD_RSA) return sign_rsa(arena, key, hash, pss, message, signature, err);
    if (key->odd == SHK_ODD_EC) return sign_ec(arena, key, hash, message, signature, err);
    uint8_t digest[SHK_MAX_HASH];
    struct shk_rng rng;
    uint64_t seed;
    uint8_t *out = shk_alloc(arena, key->noise);
    shk_digest(SHK_SHA256, message, digest);
    memcpy(&seed, digest, sizeof(seed));
    shk_rng_seed(&rng, seed);
    shk_rng_fill(&rng, out, key->noise);
    *signature = shk_view(out, key->noise);
    return true;
}
