// How BoringSSL is set up: both versions, every group, tickets, sessions by id, ALPN, OCSP, certificate compression. What a plan
// asks for beyond that is set on the connection, so a process needs few contexts.
#include "sut/boringssl.h"

#include "crypto/crypto.h"
#include "pki/pki.h"

#include <arpa/inet.h>
#include <brotli/decode.h>
#include <brotli/encode.h>
#include <openssl/err.h>
#include <openssl/mem.h>
#include <openssl/pool.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define CACHED 16

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

const char *shk_boringssl_server_name(const struct shk_sut *sut) {
    const struct shk_sut_config *config = &sut->config;
    const char *name = sut->connections > 1 && config->next_name != NULL ? config->next_name : config->server_name;
    return name != NULL ? name : "localhost";
}

static int new_session(SSL *ssl, SSL_SESSION *session) {
    struct shk_sut *sut = sut_of(ssl);
    if (sut->config.role == SHK_CLIENT) {
        SSL_SESSION_free(sut->session);
        sut->session = session;
        sut->session_name = shk_boringssl_server_name(sut);
        return 1; // it is ours now
    }
    if (sut->server_session_count == SHK_SUT_SESSIONS) return 0;
    sut->server_sessions[sut->server_session_count++] = session;
    return 1;
}

static SSL_SESSION *find_session(SSL *ssl, const uint8_t *id, int id_len, int *out_copy) {
    struct shk_sut *sut = sut_of(ssl);
    if (shk_boringssl_puts_off(ssl, SHK_WAIT_SESSION)) {
        *out_copy = 0;
        return SSL_magic_pending_session_ptr();
    }
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

static CRYPTO_BUFFER *keep_buffer(CRYPTO_BUFFER *buffer) {
    CRYPTO_BUFFER_up_ref(buffer);
    return buffer;
}

static int zlib_decompress(SSL *ssl, CRYPTO_BUFFER **out, size_t want, const uint8_t *in, size_t in_len) {
    (void)ssl;
    uint8_t *data;
    uLongf len = (uLongf)want;
    CRYPTO_BUFFER *buffer = CRYPTO_BUFFER_alloc(&data, want);
    if (buffer == NULL) return 0;
    bool ok = uncompress(data, &len, in, (uLong)in_len) == Z_OK;
    // Less than was announced is for BoringSSL to refuse.
    *out = !ok ? NULL : len == want ? keep_buffer(buffer) : CRYPTO_BUFFER_new(data, len, NULL);
    CRYPTO_BUFFER_free(buffer);
    return *out != NULL;
}

static int brotli_compress(SSL *ssl, CBB *out, const uint8_t *in, size_t in_len) {
    (void)ssl;
    uint8_t *space;
    size_t len = BrotliEncoderMaxCompressedSize(in_len);
    return CBB_reserve(out, &space, len) &&
           BrotliEncoderCompress(5, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, in_len, in, &len, space) ==
               BROTLI_TRUE &&
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
    (void)arg;
    uint8_t *chosen;                                          // the parameter is not const, the bytes are
    if (shk_boringssl_refuses(ssl, SHK_WAITS | SHK_EXTRAS)) { // an application that does not know what to answer
        *out_len = 0;
        return (sut_of(ssl)->config.plan->features & SHK_NO_TICKET) != 0 ? -1 : SSL_TLSEXT_ERR_OK;
    }
    if (SSL_select_next_proto(&chosen, out_len, protocols, sizeof(protocols) - 1, in, in_len) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

static int take_or_refuse(const SSL_CLIENT_HELLO *hello) {
    return !shk_boringssl_refuses(hello->ssl, SHK_EXTRAS);
}

// --- contexts ------------------------------------------------------------------------------------------------------

static const uint16_t verify_schemes[] = {
    SSL_SIGN_ECDSA_SECP256R1_SHA256, SSL_SIGN_RSA_PSS_RSAE_SHA256,
    SSL_SIGN_RSA_PKCS1_SHA256,       SSL_SIGN_ECDSA_SECP384R1_SHA384,
    SSL_SIGN_RSA_PSS_RSAE_SHA384,    SSL_SIGN_RSA_PKCS1_SHA384,
    SSL_SIGN_ECDSA_SECP521R1_SHA512, SSL_SIGN_RSA_PSS_RSAE_SHA512,
    SSL_SIGN_RSA_PKCS1_SHA512,       SSL_SIGN_ED25519,
};

static bool set_up(struct shk_boringssl_context *c, int64_t now, struct shk_arena *arena, struct shk_error *err) {
    static const uint8_t ocsp[] = {0x30, 0x03, 0x0a, 0x01, 0x00}; // OCSPResponse, status successful, nothing else
    SSL_CTX *ctx = c->ctx = SSL_CTX_new(TLS_method());
    if (ctx == NULL) abort();
    SSL_CTX_set_current_time_cb(ctx, current_time);
    set_up_sessions(ctx, c->role);
    SSL_CTX_set_alpn_select_cb(ctx, select_protocol, NULL);
    SSL_CTX_set_select_certificate_cb(ctx, shk_boringssl_select_certificate);
    SSL_CTX_set_dos_protection_cb(ctx, take_or_refuse);
    SSL_CTX_set_cert_cb(ctx, shk_boringssl_client_certificate, NULL);
    if (!SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) || !SSL_CTX_set_max_proto_version(ctx, TLS1_3_VERSION) ||
        !SSL_CTX_set_verify_algorithm_prefs(ctx, verify_schemes, SHK_COUNT(verify_schemes)) ||
        !SSL_CTX_set_strict_cipher_list(ctx, "ALL") ||
        (c->role == SHK_SERVER && !SSL_CTX_set_ocsp_response(ctx, ocsp, sizeof(ocsp))) ||
        (c->compression && !set_up_compression(ctx)) || !shk_boringssl_set_up_extras(c, arena))
        return shk_fail(err, "BoringSSL refuses its configuration");
    return shk_boringssl_set_up_identities(c, now, arena, err);
}

static void destroy(struct shk_boringssl_context *c) {
    shk_boringssl_free_identities(c);
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
    return a->role == b->role && a->compression == b->compression && a->features == b->features && a->hour == b->hour &&
           strcmp(a->name, b->name) == 0;
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
    // What a client calls the server is set on the connection.
    const char *name = config->server_name != NULL && config->role == SHK_SERVER ? config->server_name : "localhost";
    struct shk_boringssl_context key = {
        .role = config->role,
        .compression = config->role == SHK_SERVER || (config->plan->features & SHK_COMPRESSION) != 0,
        .features = shk_boringssl_context_features(config->plan),
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

#ifdef SSL_GROUP_X25519_MLKEM768
#define USUAL_GROUPS 5
#else
#define USUAL_GROUPS 4
#endif

static bool set_groups(SSL *ssl, const struct shk_plan *plan) {
    uint16_t wanted = plan->group;
    bool extras = (plan->features & SHK_EXTRAS) != 0;
#ifdef SSL_GROUP_X25519_MLKEM768
    static const uint16_t all[] = {SSL_GROUP_X25519, SSL_GROUP_SECP256R1, SSL_GROUP_SECP384R1, SSL_GROUP_SECP521R1,
                                   SSL_GROUP_X25519_MLKEM768};
    uint16_t list[SHK_COUNT(all)];
    const uint16_t *ids = all;
#else
#ifdef NID_X25519Kyber768 // the draft before ML-KEM, which the peer does not have: with extras alone, and last
    static const int all[] = {NID_X25519, NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1, NID_X25519Kyber768};
    static const uint16_t ids[] = {SSL_CURVE_X25519, SSL_CURVE_SECP256R1, SSL_CURVE_SECP384R1, SSL_CURVE_SECP521R1,
                                   SSL_CURVE_X25519KYBER768};
#else
    static const int all[] = {NID_X25519, NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1};
    static const uint16_t ids[] = {SSL_CURVE_X25519, SSL_CURVE_SECP256R1, SSL_CURVE_SECP384R1, SSL_CURVE_SECP521R1};
#endif
    int list[SHK_COUNT(all)];
#endif
    size_t count = 0, usual = extras ? SHK_COUNT(all) : USUAL_GROUPS;
    for (size_t i = 0; i < usual; i++)
        if (ids[i] == wanted) list[count++] = all[i];
    for (size_t i = 0; i < usual; i++)
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
    const char *name = shk_boringssl_server_name(sut);
    X509_VERIFY_PARAM *param = SSL_get0_param(ssl);
    SSL_set_connect_state(ssl);
    SSL_set_verify(ssl, SSL_VERIFY_PEER, NULL);
    bool ok = is_address(name) ? X509_VERIFY_PARAM_set1_ip_asc(param, name) == 1 : SSL_set1_host(ssl, name) == 1;
    // A name that no server_name can hold is checked all the same (RFC 6066, section 3).
    if (!is_address(name) && strlen(name) <= TLSEXT_MAXLEN_host_name) ok &= SSL_set_tlsext_host_name(ssl, name) == 1;
    if ((plan->features & SHK_ALPN) != 0) ok &= SSL_set_alpn_protos(ssl, protocols, sizeof(protocols) - 1) == 0;
    if ((plan->features & SHK_OCSP) != 0) SSL_enable_ocsp_stapling(ssl);
    if ((plan->features & SHK_RENEGOTIATION) != 0) SSL_set_renegotiate_mode(ssl, ssl_renegotiate_freely);
    if ((plan->features & SHK_NO_TICKET) != 0) SSL_set_options(ssl, SSL_OP_NO_TICKET);
    // The library leaves it to the application to keep the sessions of different servers apart.
    if (sut->session != NULL && strcmp(sut->session_name, name) == 0) ok &= SSL_set_session(ssl, sut->session) == 1;
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
    if (sut->config.role == SHK_CLIENT)
        ok &= set_up_client(ssl, sut);
    else
        set_up_server(ssl, plan);
    if (plan->chain != NULL) ok &= shk_boringssl_trust_chain(ssl, sut, err);
    ok &= shk_boringssl_add_extras(ssl, sut);
    if (ok) return ssl;
    shk_fail(err, "BoringSSL refuses the set-up of a connection (server name `%s`)",
             sut->config.server_name != NULL ? sut->config.server_name : "localhost");
    SSL_free(ssl);
    return NULL;
}
