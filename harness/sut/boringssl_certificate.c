// The SUT's own certificates: reading them, choosing among them as the other side can take, signing with them.
#include "sut/boringssl.h"

#include "crypto/crypto.h"
#include "pki/zoo.h"

#include <openssl/bytestring.h>
#include <openssl/pem.h>
#include <openssl/pool.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_KIND SHK_KEY_P256

static struct shk_sut *sut_of(const SSL *ssl) {
    return SSL_get_app_data(ssl);
}

// --- RSA keys ------------------------------------------------------------------------------------------------------

// BoringSSL keeps an RSA blinding with the key and renews it now and then, which would tie the random bytes of one
// conversation to those of the ones before. So RSA operations draw on a generator of their own: the salt of PSS comes
// first, and what is drawn for the blinding does not show.
struct loan {
    struct shk_rng own, *before;
};

static void borrow(struct loan *loan, SSL *ssl) {
    shk_rng_seed(&loan->own, shk_rng_next(&sut_of(ssl)->rng));
    loan->before = shk_crypto_use_rng(&loan->own);
}

static EVP_PKEY *rsa_key(const SSL *ssl) {
    return sut_of(ssl)->context->credentials[SHK_KEY_RSA].key;
}

static bool sign(SSL *ssl, uint8_t *out, size_t *out_len, uint16_t scheme, const uint8_t *in, size_t in_len) {
    struct loan loan;
    EVP_PKEY_CTX *options; // belongs to the context
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (ctx == NULL) abort();
    borrow(&loan, ssl);
    bool ok = EVP_DigestSignInit(ctx, &options, SSL_get_signature_algorithm_digest(scheme), NULL, rsa_key(ssl));
    if (ok && SSL_is_signature_algorithm_rsa_pss(scheme))
        ok = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) &&
             EVP_PKEY_CTX_set_rsa_pss_saltlen(options, -1); // as long as the hash
    ok = ok && EVP_DigestSign(ctx, out, out_len, in, in_len);
    shk_crypto_use_rng(loan.before);
    EVP_MD_CTX_free(ctx);
    return ok;
}

static enum ssl_private_key_result_t rsa_complete(SSL *ssl, uint8_t *out, size_t *out_len, size_t max_out) {
    const struct shk_sut *sut = sut_of(ssl);
    *out_len = sut->signed_later.len;
    if (*out_len == 0 || *out_len > max_out) return ssl_private_key_failure;
    memcpy(out, sut->signed_later.out, *out_len);
    return ssl_private_key_success;
}

// The result of an operation, at once or put off.
static enum ssl_private_key_result_t give_result(SSL *ssl, bool ok, size_t len, uint8_t *out, size_t *out_len,
                                                 size_t max_out) {
    sut_of(ssl)->signed_later.len = ok ? len : 0;
    if (shk_boringssl_puts_off(ssl, SHK_WAIT_KEY)) return ssl_private_key_retry;
    return rsa_complete(ssl, out, out_len, max_out);
}

static enum ssl_private_key_result_t rsa_sign(SSL *ssl, uint8_t *out, size_t *out_len, size_t max_out, uint16_t scheme,
                                              const uint8_t *in, size_t in_len) {
    struct shk_sut *sut = sut_of(ssl);
    size_t len = sizeof(sut->signed_later.out);
    bool ok = sign(ssl, sut->signed_later.out, &len, scheme, in, in_len);
    return give_result(ssl, ok, len, out, out_len, max_out);
}

static enum ssl_private_key_result_t rsa_decrypt(SSL *ssl, uint8_t *out, size_t *out_len, size_t max_out,
                                                 const uint8_t *in, size_t in_len) {
    struct shk_sut *sut = sut_of(ssl);
    struct loan loan;
    size_t len = 0;
    borrow(&loan, ssl);
    bool ok = RSA_decrypt(EVP_PKEY_get0_RSA(rsa_key(ssl)), &len, sut->signed_later.out, sizeof(sut->signed_later.out),
                          in, in_len, RSA_NO_PADDING);
    shk_crypto_use_rng(loan.before);
    return give_result(ssl, ok, len, out, out_len, max_out);
}

static const SSL_PRIVATE_KEY_METHOD rsa_method = {rsa_sign, rsa_decrypt, rsa_complete};

// --- which certificate ---------------------------------------------------------------------------------------------

// What a client or a CertificateRequest takes: schemes as in signature_algorithms; NULL: nothing was said.
static bool scheme_listed(const uint16_t *schemes, size_t count, enum shk_key_kind kind) {
    if (schemes == NULL) return kind == SHK_KEY_RSA || kind == SHK_KEY_P256;
    for (size_t i = 0; i < count; i++) {
        uint16_t scheme = schemes[i];
        if (kind == SHK_KEY_P256 && scheme == SSL_SIGN_ECDSA_SECP256R1_SHA256) return true;
        if (kind == SHK_KEY_P384 && scheme == SSL_SIGN_ECDSA_SECP384R1_SHA384) return true;
        if (kind == SHK_KEY_ED25519 && scheme == SSL_SIGN_ED25519) return true;
        if (kind == SHK_KEY_RSA &&
            (scheme >> 8 == 0x08 ? scheme <= SSL_SIGN_RSA_PSS_RSAE_SHA512 : (scheme & 0xff) == 1))
            return true;
    }
    return false;
}

struct client_offer {
    uint16_t schemes[64];
    size_t scheme_count;
    bool lists_schemes, tls13, rsa_suite, ecdsa_suite;
};

static void read_suites(const SSL_CLIENT_HELLO *hello, struct client_offer *offer) {
    CBS suites;
    uint16_t id;
    CBS_init(&suites, hello->cipher_suites, hello->cipher_suites_len);
    while (CBS_get_u16(&suites, &id)) {
        const SSL_CIPHER *cipher = SSL_get_cipher_by_value(id);
        if (cipher == NULL) continue;
        if (SSL_CIPHER_get_auth_nid(cipher) == NID_auth_rsa) offer->rsa_suite = true;
        if (SSL_CIPHER_get_auth_nid(cipher) == NID_auth_ecdsa) offer->ecdsa_suite = true;
    }
}

// Reads what it understands; judging the message is BoringSSL's own business.
static void read_offer(const SSL_CLIENT_HELLO *hello, struct client_offer *offer) {
    const uint8_t *data;
    size_t len;
    CBS body, list;
    uint16_t value;
    *offer = (struct client_offer){.scheme_count = 0};
    read_suites(hello, offer);
    if (SSL_early_callback_ctx_extension_get(hello, TLSEXT_TYPE_supported_versions, &data, &len)) {
        CBS_init(&body, data, len);
        if (CBS_get_u8_length_prefixed(&body, &list))
            while (CBS_get_u16(&list, &value)) offer->tls13 |= value == TLS1_3_VERSION;
    }
    if (SSL_early_callback_ctx_extension_get(hello, TLSEXT_TYPE_signature_algorithms, &data, &len)) {
        offer->lists_schemes = true;
        CBS_init(&body, data, len);
        if (CBS_get_u16_length_prefixed(&body, &list))
            while (offer->scheme_count < SHK_COUNT(offer->schemes) && CBS_get_u16(&list, &value))
                offer->schemes[offer->scheme_count++] = value;
    }
}

static bool takes(const struct client_offer *offer, enum shk_key_kind kind) {
    bool suite = kind == SHK_KEY_RSA ? offer->rsa_suite : offer->ecdsa_suite;
    return (offer->tls13 || suite) &&
           scheme_listed(offer->lists_schemes ? offer->schemes : NULL, offer->scheme_count, kind);
}

static const enum shk_key_kind preference[] = {SHK_KEY_P256, SHK_KEY_RSA, SHK_KEY_P384, SHK_KEY_ED25519};

static enum shk_key_kind wanted_kind(const struct shk_plan *plan) {
    return plan->certificate >= 1 && plan->certificate <= SHK_KEY_COUNT ? (enum shk_key_kind)(plan->certificate - 1)
                                                                        : DEFAULT_KIND;
}

static bool use_credential(SSL *ssl, enum shk_key_kind kind) {
    const struct shk_credential *credential = &sut_of(ssl)->context->credentials[kind];
    bool rsa = kind == SHK_KEY_RSA;
    return SSL_set_chain_and_key(ssl, credential->chain, credential->chain_len, rsa ? NULL : credential->key,
                                 rsa ? &rsa_method : NULL) == 1;
}

// The server's choice. When nothing fits, the one that the plan names stays, and BoringSSL says what it thinks of that.
enum ssl_select_cert_result_t shk_boringssl_select_certificate(const SSL_CLIENT_HELLO *hello) {
    struct shk_sut *sut = sut_of(hello->ssl);
    struct client_offer offer;
    if (shk_boringssl_puts_off(hello->ssl, SHK_WAIT_CHOICE)) return ssl_select_cert_retry;
    if (shk_boringssl_refuses(hello->ssl, 0)) return ssl_select_cert_error;
    if (shk_boringssl_refuses(hello->ssl, SHK_WAITS | SHK_EXTRAS)) {
        SSL_certs_clear(hello->ssl);
        return ssl_select_cert_success;
    }
    enum shk_key_kind kind = wanted_kind(sut->config.plan);
    read_offer(hello, &offer);
    for (size_t i = 0; i < SHK_COUNT(preference) && !takes(&offer, kind); i++)
        if (takes(&offer, preference[i])) kind = preference[i];
    if (kind == DEFAULT_KIND) return ssl_select_cert_success; // the context has it
    return use_credential(hello->ssl, kind) ? ssl_select_cert_success : ssl_select_cert_error;
}

// The client's choice, when the server has asked for a certificate.
int shk_boringssl_client_certificate(SSL *ssl, void *arg) {
    (void)arg;
    struct shk_sut *sut = sut_of(ssl);
    if (shk_boringssl_puts_off(ssl, SHK_WAIT_CERTIFICATE)) return -1; // asks again
    if (shk_boringssl_refuses(ssl, SHK_WAITS)) return 0;
    const uint32_t features = sut->config.plan->features;
    if (sut->config.role != SHK_CLIENT || (features & SHK_CLIENT_AUTH) == 0 || (features & SHK_EMPTY_CERTIFICATE) != 0)
        return 1;
    const uint16_t *schemes;
    size_t count = SSL_get0_peer_verify_algorithms(ssl, &schemes);
    for (size_t i = 0; i < SHK_COUNT(preference); i++)
        if (scheme_listed(count > 0 ? schemes : NULL, count, preference[i]))
            return use_credential(ssl, preference[i]) ? 1 : 0;
    return use_credential(ssl, DEFAULT_KIND) ? 1 : 0;
}

// --- keys and roots ------------------------------------------------------------------------------------------------

static EVP_PKEY *read_key(const char *pem) {
    BIO *bio = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *key = bio == NULL ? NULL : PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    return key;
}

static bool read_identity(struct shk_credential *out, const struct shk_identity *identity) {
    out->key = read_key(identity->key_pem);
    out->chain = calloc(identity->chain_len, sizeof(CRYPTO_BUFFER *));
    if (out->chain == NULL) abort();
    out->chain_len = identity->chain_len;
    for (size_t i = 0; i < identity->chain_len; i++) {
        out->chain[i] = CRYPTO_BUFFER_new(identity->chain[i].data, identity->chain[i].len, NULL);
        if (out->chain[i] == NULL) return false;
    }
    return out->key != NULL;
}

static bool trust(SSL_CTX *ctx, struct shk_bytes root) {
    const uint8_t *der = root.data;
    X509 *x509 = d2i_X509(NULL, &der, (long)root.len);
    bool ok =
        x509 != NULL && X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), x509) && SSL_CTX_add_client_CA(ctx, x509);
    X509_free(x509);
    return ok;
}

bool shk_boringssl_set_up_identities(struct shk_boringssl_context *c, int64_t now, struct shk_arena *arena,
                                     struct shk_error *err) {
    for (int kind = 0; kind < SHK_KEY_COUNT; kind++) {
        struct shk_identity identity;
        bool server = c->role == SHK_SERVER;
        SHK_TRY(shk_pki_identity(arena, (enum shk_key_kind)kind, server, now, server ? c->name : NULL, &identity, err));
        if (!read_identity(&c->credentials[kind], &identity))
            return shk_fail(err, "BoringSSL does not take our %s identity", shk_key_kind_name((enum shk_key_kind)kind));
        if (kind != SHK_KEY_ED25519 && !trust(c->ctx, identity.root)) // whose root is that of P-256
            return shk_fail(err, "BoringSSL does not take our %s root", shk_key_kind_name((enum shk_key_kind)kind));
    }
    const struct shk_credential *usual = &c->credentials[DEFAULT_KIND];
    if (c->role == SHK_SERVER && !SSL_CTX_set_chain_and_key(c->ctx, usual->chain, usual->chain_len, usual->key, NULL))
        return shk_fail(err, "BoringSSL does not take our server certificate");
    return true;
}

void shk_boringssl_free_identities(struct shk_boringssl_context *c) {
    for (size_t kind = 0; kind < SHK_KEY_COUNT; kind++) {
        EVP_PKEY_free(c->credentials[kind].key);
        for (size_t i = 0; i < c->credentials[kind].chain_len; i++) CRYPTO_BUFFER_free(c->credentials[kind].chain[i]);
        free(c->credentials[kind].chain);
    }
}

// --- chains of the zoo ---------------------------------------------------------------------------------------------

static void add_chain(X509_STORE *store, const struct shk_chain *chain, bool *crls) {
    for (size_t i = 0; i < chain->anchor_count; i++) {
        const uint8_t *der = chain->anchors[i].data;
        X509 *x509 = d2i_X509(NULL, &der, (long)chain->anchors[i].len);
        if (x509 != NULL) (void)X509_STORE_add_cert(store, x509); // one that cannot be read is not trusted
        X509_free(x509);
    }
    for (size_t i = 0; i < chain->crl_count; i++) {
        const uint8_t *der = chain->crls[i].data;
        X509_CRL *crl = d2i_X509_CRL(NULL, &der, (long)chain->crls[i].len);
        if (crl != NULL) (void)X509_STORE_add_crl(store, crl);
        X509_CRL_free(crl);
        *crls = true;
    }
}

static bool wants_crls(const struct shk_chain_row *row) {
    return row->needs != NULL && strstr(row->needs, "crl") != NULL;
}

// The peer takes the key that we can; the roots of both kinds are trusted.
bool shk_boringssl_trust_chain(SSL *ssl, struct shk_sut *sut, struct shk_error *err) {
    static const enum shk_key_kind kinds[] = {SHK_KEY_P256, SHK_KEY_RSA};
    const struct shk_sut_config *config = &sut->config;
    const struct shk_chain_row *row = shk_chain_find(config->plan->chain);
    if (row == NULL || (row->sides & config->role) == 0) return true; // the peer says so
    struct shk_arena *arena = shk_arena_new();
    X509_STORE *store = X509_STORE_new();
    bool ok = store != NULL, crls = wants_crls(row);
    for (size_t i = 0; i < SHK_COUNT(kinds) && ok; i++) {
        struct shk_chain chain;
        ok = shk_chain_make(arena, row, kinds[i], config->role, config->now, NULL, &chain, err);
        if (ok) add_chain(store, &chain, &crls);
    }
    if (crls) X509_VERIFY_PARAM_set_flags(SSL_get0_param(ssl), X509_V_FLAG_CRL_CHECK);
    ok = ok && SSL_set0_verify_cert_store(ssl, store) == 1;
    if (!ok) X509_STORE_free(store);
    shk_arena_free(arena);
    return ok;
}
