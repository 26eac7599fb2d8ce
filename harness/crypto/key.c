// Keys: an EVP_PKEY, counted, with a name of its own for the memo. Public keys of certificates are remembered, because a
// peer reads the same few certificates in every conversation.
#include "crypto/key.h"

#include <openssl/bytestring.h>
#include <openssl/ec_key.h>
#include <openssl/err.h>
#include <openssl/mem.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const char *openssl_reason(void) {
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return reason != NULL ? reason : "no reason given";
}

// A private key and its public half have different names, or the memo would let the latter sign.
struct shk_key *shk_key_wrap(EVP_PKEY *pkey, bool is_private) {
    CBB cbb;
    uint8_t *der = NULL;
    size_t len = 0;
    struct shk_key *key = calloc(1, sizeof(*key));
    if (key == NULL || !CBB_init(&cbb, 512)) abort();
    if (!CBB_add_u8(&cbb, is_private) || !EVP_marshal_public_key(&cbb, pkey) || !CBB_finish(&cbb, &der, &len)) {
        CBB_cleanup(&cbb);
        EVP_PKEY_free(pkey);
        free(key);
        return NULL;
    }
    key->pkey = pkey;
    atomic_init(&key->owners, 1);
    SHA256(der, len, key->id);
    OPENSSL_free(der);
    return key;
}

static struct shk_key *keep(struct shk_key *key) {
    atomic_fetch_add(&key->owners, 1);
    return key;
}

void shk_key_free(struct shk_key *key) {
    if (key == NULL || atomic_fetch_sub(&key->owners, 1) > 1) return;
    EVP_PKEY_free(key->pkey);
    EC_KEY_free(key->ec);
    free(key->spki);
    free(key);
}

struct shk_key *shk_key_from_pem(const char *pem, struct shk_error *err) {
    BIO *bio = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *pkey = bio == NULL ? NULL : PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    struct shk_key *key = pkey == NULL ? NULL : shk_key_wrap(pkey, true);
    if (key == NULL) {
        shk_fail(err,
                 "this is no private key in PEM that can be read (%s); expected PKCS #8, SEC 1 or PKCS #1 without a "
                 "password",
                 openssl_reason());
    }
    return key;
}

// --- Public keys -----------------------------------------------------------------------------------------------------

// id-RSASSA-PSS, which BoringSSL does not parse; the key below it is an ordinary RSAPublicKey (RFC 4055).
static const uint8_t rsa_pss_oid[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a};

static EVP_PKEY *parse_rsa_pss(struct shk_bytes der) {
    CBS cbs, spki, algorithm, oid, bits;
    uint8_t unused;
    CBS_init(&cbs, der.data, der.len);
    if (!CBS_get_asn1(&cbs, &spki, CBS_ASN1_SEQUENCE) || !CBS_get_asn1(&spki, &algorithm, CBS_ASN1_SEQUENCE) ||
        !CBS_get_asn1(&algorithm, &oid, CBS_ASN1_OBJECT) || !CBS_mem_equal(&oid, rsa_pss_oid, sizeof(rsa_pss_oid)) ||
        !CBS_get_asn1(&spki, &bits, CBS_ASN1_BITSTRING) || !CBS_get_u8(&bits, &unused)) {
        return NULL;
    }
    RSA *rsa = RSA_parse_public_key(&bits);
    EVP_PKEY *pkey = rsa == NULL ? NULL : EVP_PKEY_new();
    if (pkey != NULL && !EVP_PKEY_assign_RSA(pkey, rsa)) {
        EVP_PKEY_free(pkey);
        pkey = NULL;
    }
    if (pkey == NULL) RSA_free(rsa);
    return pkey;
}

static EVP_PKEY *parse_spki(struct shk_bytes der) {
    CBS cbs;
    CBS_init(&cbs, der.data, der.len);
    EVP_PKEY *pkey = EVP_parse_public_key(&cbs);
    return pkey != NULL ? pkey : parse_rsa_pss(der);
}

#define REMEMBERED 32

static struct {
    uint8_t digest[32];
    struct shk_key *key;
} remembered[REMEMBERED];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct shk_key *shk_key_from_spki(struct shk_bytes der, struct shk_error *err) {
    uint8_t digest[32];
    SHA256(der.data, der.len, digest);
    size_t place = digest[0] % REMEMBERED;

    pthread_mutex_lock(&lock);
    struct shk_key *key = NULL;
    if (remembered[place].key != NULL && memcmp(remembered[place].digest, digest, 32) == 0) {
        key = keep(remembered[place].key);
    }
    pthread_mutex_unlock(&lock);
    if (key != NULL) return key;

    EVP_PKEY *pkey = parse_spki(der);
    key = pkey == NULL ? NULL : shk_key_wrap(pkey, false);
    if (key == NULL) {
        shk_fail(err, "the public key (SubjectPublicKeyInfo of %zu bytes) cannot be read: %s", der.len,
                 openssl_reason());
        return NULL;
    }
    ERR_clear_error();

    pthread_mutex_lock(&lock);
    struct shk_key *older = remembered[place].key;
    remembered[place].key = keep(key);
    memcpy(remembered[place].digest, digest, 32);
    pthread_mutex_unlock(&lock);
    shk_key_free(older);
    return key;
}

// Reads no more of the certificate than leads to the key, so that an odd one still has its key checked.
struct shk_key *shk_key_from_certificate(struct shk_bytes der, struct shk_error *err) {
    CBS cbs, certificate, tbs, spki;
    CBS_init(&cbs, der.data, der.len);
    if (!CBS_get_asn1(&cbs, &certificate, CBS_ASN1_SEQUENCE) || !CBS_get_asn1(&certificate, &tbs, CBS_ASN1_SEQUENCE) ||
        !CBS_get_optional_asn1(&tbs, NULL, NULL, CBS_ASN1_CONTEXT_SPECIFIC | CBS_ASN1_CONSTRUCTED | 0) || // version
        !CBS_get_asn1(&tbs, NULL, CBS_ASN1_INTEGER) ||                                                    // serial
        !CBS_get_asn1(&tbs, NULL, CBS_ASN1_SEQUENCE) ||                                                   // signature
        !CBS_get_asn1(&tbs, NULL, CBS_ASN1_SEQUENCE) ||                                                   // issuer
        !CBS_get_asn1(&tbs, NULL, CBS_ASN1_SEQUENCE) ||                                                   // validity
        !CBS_get_asn1(&tbs, NULL, CBS_ASN1_SEQUENCE) ||                                                   // subject
        !CBS_get_asn1_element(&tbs, &spki, CBS_ASN1_SEQUENCE)) {
        shk_fail(err, "the certificate (%zu bytes) is not built as RFC 5280 section 4.1 lays it out", der.len);
        return NULL;
    }
    return shk_key_from_spki(shk_view(CBS_data(&spki), CBS_len(&spki)), err);
}

struct shk_bytes shk_key_spki(struct shk_arena *arena, const struct shk_key *key) {
    CBB cbb;
    uint8_t *der = NULL;
    size_t len = 0;
    if (key->spki != NULL) return shk_copy(arena, shk_view(key->spki, key->spki_len));
    if (!CBB_init(&cbb, 512)) abort();
    if (!EVP_marshal_public_key(&cbb, key->pkey) || !CBB_finish(&cbb, &der, &len)) {
        CBB_cleanup(&cbb);
        ERR_clear_error();
    }
    struct shk_bytes out = shk_copy(arena, shk_view(der, len));
    OPENSSL_free(der);
    return out;
}

enum shk_auth_kind shk_key_auth(const struct shk_key *key) {
    return EVP_PKEY_id(key->pkey) == EVP_PKEY_RSA ? SHK_AUTH_RSA : SHK_AUTH_ECDSA;
}

EVP_PKEY *shk_key_evp(const struct shk_key *key) {
    return key->pkey;
}
