// What a bench compares with: the bare handshake, TLS 1.3 with ECDSA P-256, both ends BoringSSL, contexts reused.
#ifndef SHK_BENCH_BARE_H
#define SHK_BENCH_BARE_H

#include "pki/pki.h"

#include <openssl/pem.h>
#include <openssl/pool.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define CLOCK INT64_C(1790000000) // that of the fuzz runner

static double cpu_seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void check(bool ok, const char *what) {
    if (ok) return;
    fprintf(stderr, "bench: %s failed\n", what);
    exit(4);
}

static SSL_CTX *bare_client, *bare_server;

static void current_time(const SSL *ssl, struct timeval *out) {
    (void)ssl;
    *out = (struct timeval){.tv_sec = (time_t)CLOCK};
}

static SSL_CTX *new_context(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    check(ctx != NULL, "SSL_CTX_new");
    SSL_CTX_set_current_time_cb(ctx, current_time);
    X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(ctx), (time_t)CLOCK);
    return ctx;
}

static void bare_set_up(void) {
    struct shk_arena *arena = shk_arena_new();
    struct shk_identity identity;
    struct shk_error err;
    check(shk_pki_identity(arena, SHK_KEY_P256, true, CLOCK, "localhost", &identity, &err), "shk_pki_identity");
    bare_client = new_context();
    bare_server = new_context();
    BIO *pem = BIO_new_mem_buf(identity.key_pem, -1);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(pem, NULL, NULL, NULL);
    CRYPTO_BUFFER *chain[2];
    check(identity.chain_len == SHK_COUNT(chain), "the length of the chain");
    for (size_t i = 0; i < identity.chain_len; i++)
        chain[i] = CRYPTO_BUFFER_new(identity.chain[i].data, identity.chain[i].len, NULL);
    check(SSL_CTX_set_chain_and_key(bare_server, chain, identity.chain_len, key, NULL) == 1, "the certificate");
    for (size_t i = 0; i < identity.chain_len; i++) CRYPTO_BUFFER_free(chain[i]);
    EVP_PKEY_free(key);
    BIO_free(pem);
    const uint8_t *der = identity.root.data;
    X509 *root = d2i_X509(NULL, &der, (long)identity.root.len);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(bare_client), root);
    X509_free(root);
    SSL_CTX_set_verify(bare_client, SSL_VERIFY_PEER, NULL);
    shk_arena_free(arena);
}

static void bare_handshake(void) {
    SSL *client = SSL_new(bare_client), *server = SSL_new(bare_server);
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

#endif
