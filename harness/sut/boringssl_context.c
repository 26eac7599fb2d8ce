// How BoringSSL is set up: both versions, every group, certificates of four kinds, tickets, sessions by id, ALPN, OCSP,
// certificate compression. What a plan asks for beyond that is set on the connection, so a process needs few contexts.
#include "sut/boringssl.h"

#include "crypto/crypto.h"
#include "pki/pki.h"

#include <arpa/inet.h>
#include <brotli/decode.h>
#include <brotli/encode.h>
#include <openssl/bytestring.h>
#include <openssl/err.h>
#include <openssl/mem.h>
#include <openssl/pem.h>
#include <openssl/pool.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define CACHED 8
#define DEFAULT_KIND SHK_KEY_P256

struct credential {
    EVP_PKEY *key;
    CRYPTO_BUFFER *chain[SHK_CHAIN_MAX];
    size_t chain_len;
};

struct shk_boringssl_context {
    enum shk_role role;
    bool compression;
    char name[256];
    int64_t hour; // certificates depend on it
    size_t users;
    SSL_CTX *ctx;
    struct credential credentials[SHK_KEY_COUNT];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct shk_boringssl_context *cache[CACHED];
static size_t next_slot;

// --- clock ---------------------------------------------------------------------------------------------------------

static _Thread_local int64_t clock_now;

int64_t shk_boringssl_set_clock(int64_t now) {
    int64_t before = clock_now;
    clock_now = now;
    return before;
}

static void current_time(const SSL *ssl, struct timeval *out) {
    (void)ssl; // often NULL
    *out = (struct timeval){.tv_sec = (time_t)clock_now};
}

// --- sessions ------------------------------------------------------------------------------------------------------

static struct shk_sut *sut_of(const SSL *ssl) {
    return SSL_get_app_data(ssl);
}

static int new_session(SSL *ssl, SSL_SESSION *session) {
    struct shk_sut *sut = sut_of(ssl);
    if (sut->config.role == SHK_CLIENT) {
        SSL_SESSION_free(sut->session);
        sut->session = session;
        return 1; // it is ours now
    }
    if (sut->server_session_count == SHK_SUT_SESSIONS) return 0;
    sut->server_sessions[sut->server_session_count++] = session;
    return 1;
}

static SSL_SESSION *find_session(SSL *ssl, const uint8_t *id, int id_len, int *out_copy) {
    struct shk_sut *sut = sut_of(ssl);
    *out_copy = 1; // BoringSSL takes a reference of its own
    for (size_t i = 0; i < sut->server_session_count; i++) {
        unsigned len;
        const uint8_t *have = SSL_SESSION_get_id(sut->server_sessions[i], &len);
        if (len == (unsigned)id_len && memcmp(have, id, len) == 0) return sut->server_sessions[i];
    }
    return NULL;
}

static void set_up_sessions(SSL_CTX *ctx, enum shk_role role) {
    static const uint8_t ticket_keys[48] = "Shakedown: fixed, so that equal runs give equals";
    int side = role == SHK_SERVER ? SSL_SESS_CACHE_SERVER : SSL_SESS_CACHE_CLIENT;
    SSL_CTX_set_session_cache_mode(ctx, side | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(ctx, new_session);
    SSL_CTX_sess_set_get_cb(ctx, find_session);
    SSL_CTX_set_session_id_context(ctx, (const uint8_t *)"shakedown", 9);
    SSL_CTX_set_tlsext_ticket_keys(ctx, ticket_keys, sizeof(ticket_keys));
}

// --- certificate compression (RFC 8879) ----------------------------------------------------------------------------

static int zlib_compress(SSL *ssl, CBB *out, const uint8_t *in, size_t in_len) {
    (void)ssl;
    uint8_t *space;
    uLongf len = compressBound((uLong)in_len);
    return CBB_reserve(out, &space, len) && compress(space, &len, in, (uLong)in_len) == Z_OK && CBB_did_write(out, len);
}

static int zlib_decompress(SSL *ssl, CRYPTO_BUFFER **out, size_t want, const uint8_t *in, size_t in_len) {
    (void)ssl;
    uint8_t *data;
    uLongf len = (uLongf)want;
    CRYPTO_BUFFER *buffer = CRYPTO_BUFFER_alloc(&data, want);
    if (buffer == NULL) return 0;
    if (uncompress(data, &len, in, (uLong)in_len) != Z_OK || len != want) {
        CRYPTO_BUFFER_free(buffer);
        return 0;
    }
    *out = buffer;
    return 1;
}

static int brotli_compress(SSL *ssl, CBB *out, const uint8_t *in, size_t in_len) {
    (void)ssl;
    uint8_t *space;
    size_t len = BrotliEncoderMaxCompressedSize(in_len);
    return CBB_reserve(out, &space, len) &&
           BrotliEncoderCompress(5, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, in_len, in, &len, space) == BROTLI_TRUE &&
           CBB_did_write(out, len);
}

static int brotli_decompress(SSL *ssl, CRYPTO_BUFFER **out, size_t want, const uint8_t *in, size_t in_len) {
    (void)ssl;
    uint8_t *data;
    size_t len = want;
    CRYPTO_BUFFER *buffer = CRYPTO_BUFFER_alloc(&data, want);
    if (buffer == NULL) return 0;
    if (BrotliDecoderDecompress(in_len, in, &len, data) != BROTLI_DECODER_RESULT_SUCCESS || len != want) {
        CRYPTO_BUFFER_free(buffer);
        return 0;
    }
    *out = buffer;
    return 1;
}

static bool set_up_compression(SSL_CTX *ctx) {
    return SSL_CTX_add_cert_compression_alg(ctx, TLSEXT_cert_compression_zlib, zlib_compress, zlib_decompress) &&
           SSL_CTX_add_cert_compression_alg(ctx, TLSEXT_cert_compression_brotli, brotli_compress, brotli_decompress);
}

// --- ALPN (RFC 7301) -----------------------------------------------------------------------------------------------

static const uint8_t protocols[] = "\x08http/1.1\x02h2\x08http/1.0";

static int select_protocol(SSL *ssl, const uint8_t **out, uint8_t *out_len, const uint8_t *in, unsigned in_len,
    void *arg) {
    (void)ssl;
    (void)arg;
    uint8_t *chosen; // the parameter is not const, the bytes are
    if (SSL_select_next_proto(&chosen, out_len, protocols, sizeof(protocols) - 1, in, in_len) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
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

static enum ssl_private_key_result_t rsa_sign(SSL *ssl, uint8_t *out, size_t *out_len, size_t max_out, uint16_t scheme,
    const uint8_t *in, size_t in_len) {
    struct loan loan;
    EVP_PKEY_CTX *options; // belongs to the context
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (ctx == NULL) abort();
    *out_len = max_out;
    borrow(&loan, ssl);
    bool ok = EVP_DigestSignInit(ctx, &options, SSL_get_signature_algorithm_digest(scheme), NULL, rsa_key(ssl));
    if (ok && SSL_is_signature_algorithm_rsa_pss(scheme))
        ok = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) &&
             EVP_PKEY_CTX_set_rsa_pss_saltlen(options, -1); // as long as the hash
    ok = ok && EVP_DigestSign(ctx, out, out_len, in, in_len);
    shk_crypto_use_rng(loan.before);
    EVP_MD_CTX_free(ctx);
    return ok ? ssl_private_key_success : ssl_private_key_failure;
}

static enum ssl_private_key_result_t rsa_decrypt(SSL *ssl, uint8_t *out, size_t *out_len, size_t max_out,
    const uint8_t *in, size_t in_len) {
    struct loan loan;
    borrow(&loan, ssl);
    bool ok = RSA_decrypt(EVP_PKEY_get0_RSA(rsa_key(ssl)), out_len, out, max_out, in, in_len, RSA_NO_PADDING);
    shk_crypto_use_rng(loan.before);
    return ok ? ssl_private_key_success : ssl_private_key_failure;
}

static enum ssl_private_key_result_t rsa_complete(SSL *ssl, uint8_t *out, size_t *out_len, size_t max_out) {
    (void)ssl, (void)out, (void)out_len, (void)max_out;
    return ssl_private_key_failure; // nothing is ever put off
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
        if (kind == SHK_KEY_RSA && (scheme >> 8 == 0x08 ? scheme <= SSL_SIGN_RSA_PSS_RSAE_SHA512 : (scheme & 0xff) == 1))
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
    const struct credential *credential = &sut_of(ssl)->context->credentials[kind];
    bool rsa = kind == SHK_KEY_RSA;
    return SSL_set_chain_and_key(ssl, credential->chain, credential->chain_len, rsa ? NULL : credential->key,
               rsa ? &rsa_method : NULL) == 1;
}

// The server's choice. When nothing fits, the one that the plan names stays, and BoringSSL says what it thinks of that.
static enum ssl_select_cert_result_t select_certificate(const SSL_CLIENT_HELLO *hello) {
    struct shk_sut *sut = sut_of(hello->ssl);
    struct client_offer offer;
    enum shk_key_kind kind = wanted_kind(sut->config.plan);
    read_offer(hello, &offer);
    for (size_t i = 0; i < SHK_COUNT(preference) && !takes(&offer, kind); i++)
        if (takes(&offer, preference[i])) kind = preference[i];
    if (kind == DEFAULT_KIND) return ssl_select_cert_success; // the context has it
    return use_credential(hello->ssl, kind) ? ssl_select_cert_success : ssl_select_cert_error;
}

// The client's choice, when the server has asked for a certificate.
static int choose_client_certificate(SSL *ssl, void *arg) {
    (void)arg;
    struct shk_sut *sut = sut_of(ssl);
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

static bool read_identity(struct credential *out, const struct shk_identity *identity) {
    out->key = read_key(identity->key_pem);
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
    bool ok = x509 != NULL && X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), x509) && SSL_CTX_add_client_CA(ctx, x509);
    X509_free(x509);
    return ok;
}

static bool set_up_identities(struct shk_boringssl_context *c, int64_t now, struct shk_arena *arena,
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
    const struct credential *usual = &c->credentials[DEFAULT_KIND];
    if (c->role == SHK_SERVER && !SSL_CTX_set_chain_and_key(c->ctx, usual->chain, usual->chain_len, usual->key, NULL))
        return shk_fail(err, "BoringSSL does not take our server certificate");
    return true;
}

// --- contexts ------------------------------------------------------------------------------------------------------

static const uint16_t verify_schemes[] = {
    SSL_SIGN_ECDSA_SECP256R1_SHA256, SSL_SIGN_RSA_PSS_RSAE_SHA256, SSL_SIGN_RSA_PKCS1_SHA256,
    SSL_SIGN_ECDSA_SECP384R1_SHA384, SSL_SIGN_RSA_PSS_RSAE_SHA384, SSL_SIGN_RSA_PKCS1_SHA384,
    SSL_SIGN_ECDSA_SECP521R1_SHA512, SSL_SIGN_RSA_PSS_RSAE_SHA512, SSL_SIGN_RSA_PKCS1_SHA512,
    SSL_SIGN_ED25519,
};

static bool set_up(struct shk_boringssl_context *c, int64_t now, struct shk_arena *arena, struct shk_error *err) {
    static const uint8_t ocsp[] = {0x30, 0x03, 0x0a, 0x01, 0x00}; // OCSPResponse, status successful, nothing else
    SSL_CTX *ctx = c->ctx = SSL_CTX_new(TLS_method());
    if (ctx == NULL) abort();
    SSL_CTX_set_current_time_cb(ctx, current_time);
    set_up_sessions(ctx, c->role);
    SSL_CTX_set_alpn_select_cb(ctx, select_protocol, NULL);
    SSL_CTX_set_select_certificate_cb(ctx, select_certificate);
    SSL_CTX_set_cert_cb(ctx, choose_client_certificate, NULL);
    if (!SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) || !SSL_CTX_set_max_proto_version(ctx, TLS1_3_VERSION) ||
        !SSL_CTX_set_verify_algorithm_prefs(ctx, verify_schemes, SHK_COUNT(verify_schemes)) ||
        !SSL_CTX_set_strict_cipher_list(ctx, "ALL") ||
        (c->role == SHK_SERVER && !SSL_CTX_set_ocsp_response(ctx, ocsp, sizeof(ocsp))) ||
        (c->compression && !set_up_compression(ctx)))
        return shk_fail(err, "BoringSSL refuses its configuration");
    return set_up_identities(c, now, arena, err);
}

static void destroy(struct shk_boringssl_context *c) {
    for (size_t kind = 0; kind < SHK_KEY_COUNT; kind++) {
        EVP_PKEY_free(c->credentials[kind].key);
        for (size_t i = 0; i < c->credentials[kind].chain_len; i++) CRYPTO_BUFFER_free(c->credentials[kind].chain[i]);
    }
    SSL_CTX_free(c->ctx);
    free(c);
}

// What a context is made of draws on randomness of its own: the conversation that happens to come first must not differ.
static struct shk_boringssl_context *make(const struct shk_boringssl_context *key, int64_t now, struct shk_error *err) {
    struct shk_boringssl_context *c = calloc(1, sizeof(*c));
    struct shk_arena *arena = shk_arena_new();
    struct shk_rng rng;
    if (c == NULL) abort();
    *c = *key;
    shk_rng_seed(&rng, 1);
    struct shk_rng *before = shk_crypto_use_rng(&rng);
    int64_t clock_before = shk_boringssl_set_clock(now);
    bool ok = set_up(c, now, arena, err);
    ERR_clear_error();
    shk_boringssl_set_clock(clock_before);
    shk_crypto_use_rng(before);
    shk_arena_free(arena);
    if (ok) return c;
    destroy(c);
    return NULL;
}

static bool same(const struct shk_boringssl_context *a, const struct shk_boringssl_context *b) {
    return a->role == b->role && a->compression == b->compression && a->hour == b->hour && strcmp(a->name, b->name) == 0;
}

static void release(struct shk_boringssl_context *c) {
    if (c != NULL && --c->users == 0) destroy(c);
}

static struct shk_boringssl_context *find_or_make(const struct shk_boringssl_context *key, int64_t now,
    struct shk_error *err) {
    for (size_t i = 0; i < CACHED; i++)
        if (cache[i] != NULL && same(cache[i], key)) return cache[i];
    struct shk_boringssl_context *made = make(key, now, err);
    if (made == NULL) return NULL;
    made->users = 1; // the cache itself
    release(cache[next_slot]);
    cache[next_slot] = made;
    next_slot = (next_slot + 1) % CACHED;
    return made;
}

struct shk_boringssl_context *shk_boringssl_context(const struct shk_sut_config *config, struct shk_error *err) {
    const char *name = config->server_name != NULL ? config->server_name : "localhost";
    struct shk_boringssl_context key = {
        .role = config->role,
        .compression = config->role == SHK_SERVER || (config->plan->features & SHK_COMPRESSION) != 0,
        .hour = config->now / 3600,
    };
    if (strlen(name) >= sizeof(key.name)) {
        shk_fail(err, "the server name is longer than any host name (%zu bytes)", strlen(name));
        return NULL;
    }
    memcpy(key.name, name, strlen(name) + 1);
    pthread_mutex_lock(&lock);
    struct shk_boringssl_context *found = find_or_make(&key, config->now, err);
    if (found != NULL) found->users++;
    pthread_mutex_unlock(&lock);
    return found;
}

void shk_boringssl_context_release(struct shk_boringssl_context *context) {
    pthread_mutex_lock(&lock);
    release(context);
    pthread_mutex_unlock(&lock);
}

// --- connections ---------------------------------------------------------------------------------------------------

static bool set_groups(SSL *ssl, const struct shk_plan *plan) {
    uint16_t wanted = plan->group;
#ifdef SSL_GROUP_X25519_MLKEM768
    static const uint16_t all[] = {SSL_GROUP_X25519, SSL_GROUP_SECP256R1, SSL_GROUP_SECP384R1, SSL_GROUP_SECP521R1,
        SSL_GROUP_X25519_MLKEM768};
    uint16_t list[SHK_COUNT(all)];
    const uint16_t *ids = all;
#else
    static const int all[] = {NID_X25519, NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1};
    static const uint16_t ids[] = {SSL_CURVE_X25519, SSL_CURVE_SECP256R1, SSL_CURVE_SECP384R1, SSL_CURVE_SECP521R1};
    int list[SHK_COUNT(all)];
#endif
    size_t count = 0;
    for (size_t i = 0; i < SHK_COUNT(all); i++)
        if (ids[i] == wanted) list[count++] = all[i];
    for (size_t i = 0; i < SHK_COUNT(all); i++)
        if (ids[i] != wanted) list[count++] = all[i];
#ifdef SSL_GROUP_X25519_MLKEM768
    return SSL_set1_group_ids(ssl, list, count) == 1;
#else
    return SSL_set1_curves(ssl, list, count) == 1;
#endif
}

static bool is_address(const char *name) {
    uint8_t binary[16];
    return inet_pton(AF_INET, name, binary) == 1 || inet_pton(AF_INET6, name, binary) == 1;
}

static bool set_up_client(SSL *ssl, struct shk_sut *sut) {
    const struct shk_plan *plan = sut->config.plan;
    const char *name = sut->context->name;
    X509_VERIFY_PARAM *param = SSL_get0_param(ssl);
    SSL_set_connect_state(ssl);
    SSL_set_verify(ssl, SSL_VERIFY_PEER, NULL);
    bool ok = is_address(name) ? X509_VERIFY_PARAM_set1_ip_asc(param, name) == 1
                               : SSL_set1_host(ssl, name) == 1 && SSL_set_tlsext_host_name(ssl, name) == 1;
    if ((plan->features & SHK_ALPN) != 0) ok &= SSL_set_alpn_protos(ssl, protocols, sizeof(protocols) - 1) == 0;
    if ((plan->features & SHK_OCSP) != 0) SSL_enable_ocsp_stapling(ssl);
    if ((plan->features & SHK_RENEGOTIATION) != 0) SSL_set_renegotiate_mode(ssl, ssl_renegotiate_freely);
    if ((plan->features & SHK_NO_TICKET) != 0) SSL_set_options(ssl, SSL_OP_NO_TICKET);
    if (sut->session != NULL) ok &= SSL_set_session(ssl, sut->session) == 1;
    return ok;
}

static void set_up_server(SSL *ssl, const struct shk_plan *plan) {
    SSL_set_accept_state(ssl);
    if ((plan->features & SHK_CLIENT_AUTH) == 0) return;
    bool required = (plan->features & SHK_EMPTY_CERTIFICATE) == 0;
    SSL_set_verify(ssl, SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), NULL);
}

SSL *shk_boringssl_new_ssl(struct shk_sut *sut, struct shk_error *err) {
    const struct shk_plan *plan = sut->config.plan;
    SSL *ssl = SSL_new(sut->context->ctx);
    if (ssl == NULL) abort();
    SSL_set_app_data(ssl, sut);
    X509_VERIFY_PARAM_set_time(SSL_get0_param(ssl), (time_t)sut->config.now);
    SSL_set_early_data_enabled(ssl, (plan->features & SHK_EARLY_DATA) != 0);
    bool ok = set_groups(ssl, plan);
    if (sut->config.role == SHK_CLIENT) ok &= set_up_client(ssl, sut);
    else set_up_server(ssl, plan);
    if (ok) return ssl;
    shk_fail(err, "BoringSSL refuses the set-up of a connection (server name `%s`)", sut->context->name);
    SSL_free(ssl);
    return NULL;
}
