// Handshakes per CPU second, both ends in one process: BoringSSL bare (its contexts reused, nothing around it), and the
// same through the table of sut.h, as every in-process run uses it. The ratio is what the adapter costs.
//
//     handshake [seconds for each measurement, default 2]
#include "pki/pki.h"
#include "sut/sut.h"

#include <openssl/pem.h>
#include <openssl/pool.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const int64_t now = 1767225600; // 2026-01-01

static double cpu_seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// Runs `once` for so many CPU seconds (after a first call that fills caches); returns calls per second.
static double rate(void (*once)(void *context), void *context, double seconds) {
    once(context);
    double start = cpu_seconds(), end = start;
    size_t count = 0;
    for (; end - start < seconds; end = cpu_seconds(), count++) once(context);
    return (double)count / (end - start);
}

static void check(bool ok, const char *what) {
    if (ok) return;
    fprintf(stderr, "handshake: %s failed\n", what);
    exit(4);
}

// --- bare ----------------------------------------------------------------------------------------------------------

struct bare {
    SSL_CTX *client, *server;
};

static void current_time(const SSL *ssl, struct timeval *out) {
    (void)ssl;
    *out = (struct timeval){.tv_sec = (time_t)now};
}

static SSL_CTX *new_context(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    check(ctx != NULL, "SSL_CTX_new");
    SSL_CTX_set_current_time_cb(ctx, current_time);
    X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(ctx), (time_t)now);
    return ctx;
}

static void bare_set_up(struct bare *bare) {
    struct shk_arena *arena = shk_arena_new();
    struct shk_identity identity;
    struct shk_error err;
    check(shk_pki_identity(arena, SHK_KEY_P256, true, now, "localhost", &identity, &err), "shk_pki_identity");
    bare->client = new_context();
    bare->server = new_context();

    BIO *pem = BIO_new_mem_buf(identity.key_pem, -1);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(pem, NULL, NULL, NULL);
    CRYPTO_BUFFER *chain[2];
    check(identity.chain_len == SHK_COUNT(chain), "the length of the chain");
    for (size_t i = 0; i < identity.chain_len; i++)
        chain[i] = CRYPTO_BUFFER_new(identity.chain[i].data, identity.chain[i].len, NULL);
    check(SSL_CTX_set_chain_and_key(bare->server, chain, identity.chain_len, key, NULL) == 1, "the certificate");
    for (size_t i = 0; i < identity.chain_len; i++) CRYPTO_BUFFER_free(chain[i]);
    EVP_PKEY_free(key);
    BIO_free(pem);

    const uint8_t *der = identity.root.data;
    X509 *root = d2i_X509(NULL, &der, (long)identity.root.len);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(bare->client), root);
    X509_free(root);
    SSL_CTX_set_verify(bare->client, SSL_VERIFY_PEER, NULL);
    shk_arena_free(arena);
}

static void bare_handshake(void *context) {
    const struct bare *bare = context;
    SSL *client = SSL_new(bare->client), *server = SSL_new(bare->server);
    BIO *a, *b;
    check(BIO_new_bio_pair(&a, 0, &b, 0) == 1, "BIO_new_bio_pair");
    SSL_set_bio(client, a, a);
    SSL_set_bio(server, b, b);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    check(SSL_set1_host(client, "localhost") == 1, "SSL_set1_host");
    int client_done = 0, server_done = 0;
    for (int turn = 0; turn < 10 && !(client_done == 1 && server_done == 1); turn++) {
        client_done = SSL_do_handshake(client);
        server_done = SSL_do_handshake(server);
    }
    check(client_done == 1 && server_done == 1, "the bare handshake");
    SSL_free(client);
    SSL_free(server);
}

// --- through sut.h -------------------------------------------------------------------------------------------------

struct adapted {
    struct shk_arena *arena;
    struct shk_plan plan;
    uint64_t seed;
};

static struct shk_sut *create(const struct adapted *adapted, enum shk_role role) {
    struct shk_sut_config config = {
        .role = role, .plan = &adapted->plan, .server_name = "localhost", .seed = adapted->seed, .now = now};
    struct shk_error err;
    struct shk_sut *sut = shk_sut_boringssl.create(&config, &err);
    check(sut != NULL && shk_sut_boringssl.connect(sut, &err), err.text);
    return sut;
}

static bool carry(struct shk_arena *arena, struct shk_sut *from, struct shk_sut *to) {
    struct shk_buf out = shk_buf_in(arena);
    shk_sut_boringssl.take(from, &out);
    shk_sut_boringssl.give(to, shk_buf_view(&out));
    return out.len > 0;
}

// A whole conversation: the handshake, two tickets, a request and its answer.
static void adapted_conversation(void *context) {
    struct adapted *adapted = context;
    adapted->seed++;
    shk_arena_reset(adapted->arena);
    struct shk_sut *client = create(adapted, SHK_CLIENT), *server = create(adapted, SHK_SERVER);
    size_t turns = 0;
    for (bool moved = true; moved; turns++) {
        moved = carry(adapted->arena, client, server);
        moved = carry(adapted->arena, server, client) || moved;
    }
    check(turns >= 2 && shk_sut_boringssl.state(client) == SHK_SUT_OPEN, "the conversation through sut.h");
    shk_sut_boringssl.destroy(client);
    shk_sut_boringssl.destroy(server);
}

int main(int argc, char **argv) {
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 2;
    struct bare bare;
    struct adapted adapted = {.arena = shk_arena_new(), .plan = {.flow = SHK_FLOW_TLS13}};
    bare_set_up(&bare);
    double base = rate(bare_handshake, &bare, seconds);
    double ours = rate(adapted_conversation, &adapted, seconds);
    printf("baseline: BoringSSL bare, TLS 1.3, P-256      %8.0f handshakes per CPU second\n", base);
    printf("through sut.h, with tickets, request, answer  %8.0f conversations per CPU second, ratio %.2f\n", ours,
           ours / base);
    SSL_CTX_free(bare.client);
    SSL_CTX_free(bare.server);
    shk_arena_free(adapted.arena);
    return 0;
}
