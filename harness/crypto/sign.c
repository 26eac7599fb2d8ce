// Signatures by TLS scheme, and the RSA encryption of a premaster secret.
#include "crypto/key.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/nid.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

enum padding { NO_PADDING, PKCS1, PSS };

struct scheme {
    uint16_t id;
    int type; // EVP_PKEY_*
    enum padding padding;
    const EVP_MD *(*md)(void);
    int curve; // the only one that TLS 1.3 lets it go with; 0: not for CertificateVerify of TLS 1.3
};

// RFC 9846, section 4.3.3, and what TLS 1.2 and certificates know besides.
// clang-format off
static const struct scheme schemes[] = {
    {0x0101,                     EVP_PKEY_RSA,     PKCS1,      EVP_md5,    0},
    {SHK_RSA_PKCS1_SHA1,         EVP_PKEY_RSA,     PKCS1,      EVP_sha1,   0},
    {SHK_ECDSA_SHA1,             EVP_PKEY_EC,      NO_PADDING, EVP_sha1,   0},
    {0x0301,                     EVP_PKEY_RSA,     PKCS1,      EVP_sha224, 0},
    {0x0303,                     EVP_PKEY_EC,      NO_PADDING, EVP_sha224, 0},
    {SHK_RSA_PKCS1_SHA256,       EVP_PKEY_RSA,     PKCS1,      EVP_sha256, 0},
    {SHK_ECDSA_SECP256R1_SHA256, EVP_PKEY_EC,      NO_PADDING, EVP_sha256, NID_X9_62_prime256v1},
    {SHK_RSA_PKCS1_SHA384,       EVP_PKEY_RSA,     PKCS1,      EVP_sha384, 0},
    {SHK_ECDSA_SECP384R1_SHA384, EVP_PKEY_EC,      NO_PADDING, EVP_sha384, NID_secp384r1},
    {SHK_RSA_PKCS1_SHA512,       EVP_PKEY_RSA,     PKCS1,      EVP_sha512, 0},
    {SHK_ECDSA_SECP521R1_SHA512, EVP_PKEY_EC,      NO_PADDING, EVP_sha512, NID_secp521r1},
    {SHK_RSA_PSS_RSAE_SHA256,    EVP_PKEY_RSA,     PSS,        EVP_sha256, 0},
    {SHK_RSA_PSS_RSAE_SHA384,    EVP_PKEY_RSA,     PSS,        EVP_sha384, 0},
    {SHK_RSA_PSS_RSAE_SHA512,    EVP_PKEY_RSA,     PSS,        EVP_sha512, 0},
    {SHK_ED25519,                EVP_PKEY_ED25519, NO_PADDING, NULL,       0},
    {SHK_RSA_PSS_PSS_SHA256,     EVP_PKEY_RSA,     PSS,        EVP_sha256, 0},
    {0x080a,                     EVP_PKEY_RSA,     PSS,        EVP_sha384, 0},
    {0x080b,                     EVP_PKEY_RSA,     PSS,        EVP_sha512, 0},
};
// clang-format on

static const struct scheme *scheme_of(uint16_t id) {
    for (size_t i = 0; i < SHK_COUNT(schemes); i++) {
        if (schemes[i].id == id) return &schemes[i];
    }
    return NULL;
}

// --- Choosing --------------------------------------------------------------------------------------------------------

static int curve_of(const struct shk_key *key) {
    const EC_KEY *ec = EVP_PKEY_get0_EC_KEY(key->pkey);
    return ec == NULL ? 0 : EC_GROUP_get_curve_name(EC_KEY_get0_group(ec));
}

static uint16_t default_scheme(const struct shk_key *key, uint16_t version) {
    switch (EVP_PKEY_id(key->pkey)) {
    case EVP_PKEY_RSA: return version == SHK_TLS13 ? SHK_RSA_PSS_RSAE_SHA256 : SHK_RSA_PKCS1_SHA256;
    case EVP_PKEY_ED25519: return SHK_ED25519;
    case EVP_PKEY_EC: break;
    default: return 0;
    }
    switch (curve_of(key)) {
    case NID_secp384r1: return SHK_ECDSA_SECP384R1_SHA384;
    case NID_secp521r1: return SHK_ECDSA_SECP521R1_SHA512;
    default: return SHK_ECDSA_SECP256R1_SHA256;
    }
}

static bool fits(const struct scheme *scheme, const struct shk_key *key, uint16_t version) {
    if (scheme == NULL || scheme->type != EVP_PKEY_id(key->pkey)) return false;
    if (scheme->id >= SHK_RSA_PSS_PSS_SHA256 && scheme->id <= 0x080b)
        return false; // our RSA keys are rsaEncryption ones
    if (version != SHK_TLS13) return true;
    if (scheme->type == EVP_PKEY_EC) return scheme->curve != 0 && scheme->curve == curve_of(key);
    return scheme->padding != PKCS1;
}

uint16_t shk_key_scheme(const struct shk_key *key, uint16_t version, struct shk_bytes offered) {
    if (offered.len == 0) return default_scheme(key, version);
    struct shk_reader r = shk_read(offered);
    uint32_t id;
    while (shk_take_uint(&r, 2, &id)) {
        if (fits(scheme_of((uint16_t)id), key, version)) return (uint16_t)id;
    }
    return 0;
}

// --- Signing and verifying -------------------------------------------------------------------------------------------

typedef int (*start_function)(EVP_MD_CTX *, EVP_PKEY_CTX **, const EVP_MD *, ENGINE *, EVP_PKEY *);

static bool start(start_function init, EVP_MD_CTX *ctx, const struct scheme *scheme, const struct shk_key *key) {
    EVP_PKEY_CTX *options;
    if (!init(ctx, &options, scheme->md == NULL ? NULL : scheme->md(), NULL, key->pkey)) return false;
    if (scheme->padding != PSS) return true;
    return EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(options, -1); // as long as the digest
}

static bool sign_now(struct shk_arena *arena, const struct shk_key *key, const struct scheme *scheme,
                     struct shk_bytes message, struct shk_bytes *signature) {
    EVP_MD_CTX ctx;
    uint8_t *out = NULL;
    size_t len = 0;
    EVP_MD_CTX_init(&ctx);
    bool ok =
        start(EVP_DigestSignInit, &ctx, scheme, key) && EVP_DigestSign(&ctx, NULL, &len, message.data, message.len);
    if (ok) {
        out = shk_alloc(arena, len);
        ok = EVP_DigestSign(&ctx, out, &len, message.data, message.len);
    }
    EVP_MD_CTX_cleanup(&ctx);
    *signature = shk_view(out, len);
    return ok;
}

// A signature depends on the key, the scheme, the message and the randomness it draws, so it is remembered under these.
static bool sign_or_recall(struct shk_arena *arena, const struct shk_key *key, const struct scheme *scheme,
                           struct shk_bytes message, const struct shk_loan *loan, struct shk_bytes *signature) {
    bool repeatable = loan->seed != 0 || scheme->padding == PKCS1 || scheme->type == EVP_PKEY_ED25519;
    if (!repeatable) return sign_now(arena, key, scheme, message, signature);
    struct shk_bytes inputs[] = {SHK_BYTES(key->id), shk_view(&scheme->id, sizeof(scheme->id)), message,
                                 shk_view(&loan->seed, sizeof(loan->seed))};
    if (scheme->padding == PKCS1 || scheme->type == EVP_PKEY_ED25519) inputs[3].len = 0;
    struct shk_memo_id id = shk_memo_id("sign", inputs, SHK_COUNT(inputs));
    if (shk_memo_get(&id, arena, signature)) return true;
    SHK_TRY(sign_now(arena, key, scheme, message, signature));
    shk_memo_put(&id, *signature);
    return true;
}

// With an odd key any scheme does: what it makes is judged by others.
static bool sign_with_odd_key(struct shk_arena *arena, const struct shk_key *key, const struct scheme *scheme,
                              struct shk_bytes message, struct shk_bytes *signature, struct shk_error *err) {
    size_t len = scheme == NULL || scheme->md == NULL ? 32 : EVP_MD_size(scheme->md());
    enum shk_hash hash = len == 20 ? SHK_SHA1 : len == 48 ? SHK_SHA384 : len == 64 ? SHK_SHA512 : SHK_SHA256;
    struct shk_loan loan;
    shk_loan_begin(&loan, shk_crypto_rng());
    bool pss = scheme != NULL && scheme->padding == PSS;
    bool ok = shk_key_sign_odd(arena, key, hash, pss, message, signature, err);
    shk_loan_end(&loan);
    ERR_clear_error();
    return ok;
}

bool shk_sign(struct shk_arena *arena, const struct shk_key *key, uint16_t scheme_id, struct shk_bytes message,
              struct shk_bytes *signature, struct shk_error *err) {
    const struct scheme *scheme = scheme_of(scheme_id);
    if (key->odd != SHK_ODD_NOT) return sign_with_odd_key(arena, key, scheme, message, signature, err);
    if (scheme == NULL) return shk_fail(err, "the peer cannot sign by scheme 0x%04x", scheme_id);
    if (scheme->type != EVP_PKEY_id(key->pkey)) {
        return shk_fail(err, "scheme 0x%04x does not go with this type of key; choose one by shk_key_scheme",
                        scheme_id);
    }
    struct shk_loan loan;
    shk_loan_begin(&loan, shk_crypto_rng());
    bool ok = sign_or_recall(arena, key, scheme, message, &loan, signature);
    shk_loan_end(&loan);
    if (ok) return true;
    ERR_clear_error();
    return shk_fail(err,
                    "libcrypto does not sign by scheme 0x%04x with this key (is it a private key, and long enough?)",
                    scheme_id);
}

static bool verify_now(const struct shk_key *key, const struct scheme *scheme, struct shk_bytes message,
                       struct shk_bytes signature) {
    EVP_MD_CTX ctx;
    EVP_MD_CTX_init(&ctx);
    bool ok = start(EVP_DigestVerifyInit, &ctx, scheme, key) &&
              EVP_DigestVerify(&ctx, signature.data, signature.len, message.data, message.len);
    EVP_MD_CTX_cleanup(&ctx);
    if (!ok) ERR_clear_error();
    return ok;
}

static bool sign_with_short_salt(struct shk_arena *arena, const struct shk_key *key, const struct scheme *scheme,
                                 struct shk_bytes message, struct shk_bytes *signature) {
    EVP_MD_CTX ctx;
    EVP_PKEY_CTX *options;
    size_t len = (size_t)EVP_PKEY_size(key->pkey);
    uint8_t *out = shk_alloc(arena, len);
    EVP_MD_CTX_init(&ctx);
    bool ok = EVP_DigestSignInit(&ctx, &options, scheme->md(), NULL, key->pkey) &&
              EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) &&
              EVP_PKEY_CTX_set_rsa_pss_saltlen(options, 20) &&
              EVP_DigestSign(&ctx, out, &len, message.data, message.len);
    EVP_MD_CTX_cleanup(&ctx);
    *signature = shk_view(out, len);
    return ok;
}

// The block of RFC 8017, section 9.2, around a DigestInfo without parameters; the last byte of the OID tells the SHA-2 size.
static bool sign_without_null(struct shk_arena *arena, const struct shk_key *key, const struct scheme *scheme,
                              struct shk_bytes message, struct shk_bytes *signature) {
    uint8_t oid[] = {0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01};
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned digest_len = 0;
    size_t size = (size_t)EVP_PKEY_size(key->pkey), len = 0;
    const EVP_MD *md = scheme->md();
    if (EVP_MD_type(md) == NID_sha384) oid[sizeof(oid) - 1] = 2;
    if (EVP_MD_type(md) == NID_sha512) oid[sizeof(oid) - 1] = 3;
    if (!EVP_Digest(message.data, message.len, digest, &digest_len, md, NULL)) return false;
    struct shk_buf info = shk_buf_in(arena);
    shk_put_uint(&info, 1, 0x30);
    size_t whole = shk_open(&info, 1);
    shk_put_uint(&info, 1, 0x30);
    shk_put_vector(&info, 1, SHK_BYTES(oid));
    shk_put_uint(&info, 1, 0x04);
    shk_put_vector(&info, 1, shk_view(digest, digest_len));
    shk_close(&info, whole, 1);
    struct shk_buf block = shk_buf_in(arena);
    shk_put_uint(&block, 2, 0x0001);
    shk_put_fill(&block, 0xff, size - info.len - 3);
    shk_put_uint(&block, 1, 0);
    shk_put(&block, shk_buf_view(&info));
    uint8_t *out = shk_alloc(arena, size);
    RSA *rsa = EVP_PKEY_get0_RSA(key->pkey);
    bool ok = rsa != NULL && RSA_sign_raw(rsa, &len, out, size, block.data, block.len, RSA_NO_PADDING);
    *signature = shk_view(out, len);
    return ok;
}

bool shk_sign_odd(struct shk_arena *arena, const struct shk_key *key, uint16_t scheme_id, enum shk_odd_signature odd,
                  struct shk_bytes message, struct shk_bytes *signature, struct shk_error *err) {
    const struct scheme *scheme = scheme_of(scheme_id);
    bool rsa = scheme != NULL && scheme->type == EVP_PKEY_RSA && EVP_PKEY_id(key->pkey) == EVP_PKEY_RSA;
    bool sha2 = rsa && EVP_MD_size(scheme->md()) >= 32;
    if (odd == SHK_ODD_SALT && rsa && scheme->padding == PSS) {
        if (sign_with_short_salt(arena, key, scheme, message, signature)) return true;
    } else if (odd == SHK_ODD_NO_NULL && sha2 && scheme->padding == PKCS1) {
        if (sign_without_null(arena, key, scheme, message, signature)) return true;
    } else {
        return shk_fail(err, "%s does not go with scheme 0x%04x; choose an RSA one by `scheme`",
                        odd == SHK_ODD_SALT ? "wrong-salt" : "no-null", scheme_id);
    }
    ERR_clear_error();
    return shk_fail(err, "the odd signature by scheme 0x%04x cannot be made", scheme_id);
}

bool shk_verify(const struct shk_key *key, uint16_t scheme_id, struct shk_bytes message, struct shk_bytes signature) {
    const struct scheme *scheme = scheme_of(scheme_id);
    if (scheme == NULL || scheme->type != EVP_PKEY_id(key->pkey)) return false;
    struct shk_bytes inputs[] = {SHK_BYTES(key->id), shk_view(&scheme->id, sizeof(scheme->id)), message, signature};
    struct shk_memo_id id = shk_memo_id("verify", inputs, SHK_COUNT(inputs));
    if (shk_memo_has(&id)) return true;
    SHK_TRY(verify_now(key, scheme, message, signature));
    shk_memo_put(&id, shk_view(NULL, 0));
    return true;
}

struct shk_bytes shk_certificate_verify_input(struct shk_arena *arena, bool server, struct shk_bytes transcript_hash) {
    struct shk_buf out = shk_buf_in(arena);
    shk_put_fill(&out, 0x20, 64);
    shk_put(&out, shk_text(server ? "TLS 1.3, server CertificateVerify" : "TLS 1.3, client CertificateVerify"));
    shk_put_fill(&out, 0, 1);
    shk_put(&out, transcript_hash);
    return shk_buf_view(&out);
}

// --- RSA key exchange ------------------------------------------------------------------------------------------------

// Encryption draws its padding from `rng`. Decryption draws for its blinding only, which no result depends on: rng NULL.
typedef int (*rsa_function)(RSA *, size_t *, uint8_t *, size_t, const uint8_t *, size_t, int);

static bool rsa_run(rsa_function run, int padding, struct shk_arena *arena, const struct shk_key *key,
                    struct shk_rng *rng, struct shk_bytes in, struct shk_bytes *out) {
    RSA *rsa = EVP_PKEY_get0_RSA(key->pkey);
    if (rsa == NULL) return false;
    size_t len = 0, room = RSA_size(rsa);
    uint8_t *bytes = shk_alloc(arena, room);
    struct shk_loan loan;
    shk_loan_begin(&loan, rng);
    bool ok = run(rsa, &len, bytes, room, in.data, in.len, padding);
    shk_loan_end(&loan);
    if (!ok) ERR_clear_error();
    *out = shk_view(bytes, len);
    return ok;
}

bool shk_rsa_encrypt(struct shk_arena *arena, const struct shk_key *key, struct shk_bytes in, struct shk_bytes *out,
                     struct shk_error *err) {
    if (rsa_run(RSA_encrypt, RSA_PKCS1_PADDING, arena, key, shk_crypto_rng(), in, out)) return true;
    return shk_fail(err, "%zu bytes cannot be encrypted to this key: it has to be RSA and 11 bytes longer", in.len);
}

bool shk_rsa_encrypt_block(struct shk_arena *arena, const struct shk_key *key, struct shk_bytes block,
                           struct shk_bytes *out, struct shk_error *err) {
    if (rsa_run(RSA_encrypt, RSA_NO_PADDING, arena, key, NULL, block, out)) return true;
    return shk_fail(
        err, "a block of %zu bytes cannot be encrypted: it has to be as long as the RSA key and below its modulus",
        block.len);
}

size_t shk_rsa_size(const struct shk_key *key) {
    const RSA *rsa = EVP_PKEY_get0_RSA(key->pkey);
    return rsa == NULL ? 0 : RSA_size(rsa);
}

struct shk_bytes shk_rsa_modulus(struct shk_arena *arena, const struct shk_key *key) {
    const RSA *rsa = EVP_PKEY_get0_RSA(key->pkey);
    if (rsa == NULL) return (struct shk_bytes){NULL, 0};
    uint8_t *out = shk_alloc(arena, RSA_size(rsa));
    return shk_view(out, BN_bn2bin(RSA_get0_n(rsa), out));
}

bool shk_rsa_decrypt(struct shk_arena *arena, const struct shk_key *key, struct shk_bytes in, struct shk_bytes *out,
                     struct shk_error *err) {
    struct shk_memo_id id = shk_memo_id("rsa decrypt", (struct shk_bytes[]){SHK_BYTES(key->id), in}, 2);
    if (shk_memo_get(&id, arena, out)) return true;
    if (!rsa_run(RSA_decrypt, RSA_PKCS1_PADDING, arena, key, NULL, in, out)) {
        return shk_fail(err, "the encrypted premaster secret (%zu bytes) does not open", in.len);
    }
    shk_memo_put(&id, *out);
    return true;
}

static X509 *read_certificate(struct shk_bytes der) {
    const uint8_t *at = der.data;
    return d2i_X509(NULL, &at, (long)der.len);
}

bool shk_certificate_signed_by(struct shk_bytes certificate, struct shk_bytes issuer) {
    X509 *leaf = read_certificate(certificate), *above = read_certificate(issuer);
    EVP_PKEY *key = above == NULL ? NULL : X509_get_pubkey(above);
    bool ok = leaf != NULL && key != NULL && X509_verify(leaf, key) == 1;
    EVP_PKEY_free(key);
    X509_free(above);
    X509_free(leaf);
    ERR_clear_error();
    return ok;
}
