// The zoo judged by somebody else: libcrypto's X509_verify_cert builds and checks each path. Where it does not do what the row
// says, the reason stands below.
#include "pki/zoo.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const int64_t some_time = 1800000123;

// Rows that libcrypto sees otherwise, and why that is no fault of the row.
static const struct {
    const char *name, *why;
} decided[] = {
    {"t-edge-notafter", "libcrypto takes the last second for a past one; RFC 5280, 4.1.2.5 includes it"},
    {"n-no-san-cn", "falls back to the common name; RFC 9525, 2 does not"},
    {"b-ku-leaf-nodsig", "the purpose of a TLS server takes keyEncipherment too; TLS has to look"},
    {"p-crit-qualifier", "takes any qualifier while policies are not asked for; RFC 5280, 4.2.1.4"},
    {"k-infinity", "does not read the leaf's key while it checks the path; TLS has to"},
    {"k-offcurve", "the same"},
    {"k-dsa", "takes any key in a leaf; RFC 9846, 4.3.3 is for TLS to keep"},
    {"k-dh", "the same"},
    {"k-p192", "the same"},
    {"k-secp256k1", "the same"},
    {"k-unknown-alg", "the same"},
    {"k-explicit-dos", "the same"},
    {"k-spki-trailing", "the same"},
    {"v-wrong-leaf", "the path is good; CertificateVerify is not"},
    {"d-trailing", "d2i_X509 leaves what is behind; TLS has to look"},
    {"c-zero-entry", "an empty entry is no certificate, and none is missing; the list is for TLS to check"},
    {"c-leaf-last", "the first certificate is the root here: a good path for another key"},
};

static bool used[SHK_COUNT(decided)];

static bool is_decided(const char *name) {
    for (size_t i = 0; i < SHK_COUNT(decided); i++) {
        if (strcmp(decided[i].name, name) == 0) return used[i] = true;
    }
    return false;
}

static X509 *read_certificate(struct shk_bytes der) {
    const uint8_t *at = der.data;
    return d2i_X509(NULL, &at, (long)der.len);
}

// The certificates that parse; the rest cannot help anybody.
static STACK_OF(X509) * read_all(const struct shk_bytes *der, size_t count) {
    STACK_OF(X509) *out = sk_X509_new_null();
    for (size_t i = 0; i < count; i++) {
        X509 *certificate = read_certificate(der[i]);
        if (certificate != NULL) sk_X509_push(out, certificate);
    }
    return out;
}

static STACK_OF(X509_CRL) * read_crls(const struct shk_chain *chain) {
    STACK_OF(X509_CRL) *out = sk_X509_CRL_new_null();
    for (size_t i = 0; i < chain->crl_count; i++) {
        const uint8_t *at = chain->crls[i].data;
        X509_CRL *crl = d2i_X509_CRL(NULL, &at, (long)chain->crls[i].len);
        assert_non_null(crl);
        sk_X509_CRL_push(out, crl);
    }
    return out;
}

static void set_up_verifier(X509_STORE_CTX *ctx, const struct shk_chain *chain, enum shk_role sut) {
    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
    X509_VERIFY_PARAM_set_time(param, (time_t)some_time);
    X509_STORE_CTX_set_purpose(ctx, sut == SHK_CLIENT ? X509_PURPOSE_SSL_SERVER : X509_PURPOSE_SSL_CLIENT);
    if (chain->crl_count > 0) X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    if (sut != SHK_CLIENT || X509_VERIFY_PARAM_set1_ip_asc(param, chain->host)) return;
    assert_true(X509_VERIFY_PARAM_set1_host(param, chain->host, strlen(chain->host)));
}

static bool accepts(const struct shk_chain *chain, enum shk_role sut, int *error) {
    X509 *leaf = read_certificate(chain->certificates[0]);
    *error = -1;
    if (leaf == NULL) return false;
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) *anchors = read_all(chain->anchors, chain->anchor_count);
    STACK_OF(X509) *others = read_all(chain->certificates + 1, chain->certificate_count - 1);
    STACK_OF(X509_CRL) *crls = read_crls(chain);
    assert_true(X509_STORE_CTX_init(ctx, store, leaf, others));
    X509_STORE_CTX_set0_trusted_stack(ctx, anchors);
    X509_STORE_CTX_set0_crls(ctx, crls);
    set_up_verifier(ctx, chain, sut);
    bool ok = X509_verify_cert(ctx) == 1;
    *error = X509_STORE_CTX_get_error(ctx);
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    sk_X509_pop_free(anchors, X509_free);
    sk_X509_pop_free(others, X509_free);
    sk_X509_CRL_pop_free(crls, X509_CRL_free);
    X509_free(leaf);
    ERR_clear_error();
    return ok;
}

// What no path check can see.
static bool out_of_sight(const struct shk_chain_row *row) {
    static const char *const words[] = {"status-request",   "pin",         "dane",     "ulabel",
                                        "rsa-kx",           "depth-limit", "raw-keys", "delegated-credential",
                                        "certificate-type", "next-host"};
    for (size_t i = 0; i < SHK_COUNT(words); i++) {
        if (row->needs != NULL && strstr(row->needs, words[i]) != NULL) return true;
    }
    return row->verdict == SHK_CHAIN_EITHER;
}

static void test_libcrypto_sees_what_the_rows_say(void **state) {
    (void)state;
    size_t count;
    int wrong = 0;
    const struct shk_chain_row *rows = shk_chain_rows(&count);
    struct shk_arena *arena = shk_arena_new();
    for (size_t i = 0; i < count * 4; i++) {
        const struct shk_chain_row *row = &rows[i / 4];
        enum shk_role sut = i % 2 == 0 ? SHK_CLIENT : SHK_SERVER;
        enum shk_key_kind kind = i / 2 % 2 == 0 ? SHK_KEY_RSA : SHK_KEY_P256;
        struct shk_chain chain;
        struct shk_error err = {""};
        int error;
        if ((row->sides & sut) == 0 || out_of_sight(row)) continue;
        if (!shk_chain_make(arena, row, kind, sut, some_time, NULL, &chain, &err)) fail_msg("%s", err.text);
        bool ok = accepts(&chain, sut, &error);
        bool differs = ok != (row->verdict == SHK_CHAIN_ACCEPT);
        if (differs && !is_decided(row->name)) {
            print_error("%s (%s, SUT %d): libcrypto %s (%d: %s)\n", row->name, shk_key_kind_name(kind), sut,
                        ok ? "accepts" : "refuses", error, X509_verify_cert_error_string(error));
            wrong++;
        }
        shk_arena_reset(arena);
    }
    shk_arena_free(arena);
    for (size_t i = 0; i < SHK_COUNT(decided); i++) {
        if (!used[i]) print_error("%s: libcrypto does see it; the list is too long\n", decided[i].name);
        wrong += !used[i];
    }
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_libcrypto_sees_what_the_rows_say)};
    return cmocka_run_group_tests_name("pki_oracle", tests, NULL, NULL);
}
