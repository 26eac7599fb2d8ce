// What a plan asks of BoringSSL beyond the usual (features extras, ech, old-versions, waits, refuses): extensions that few
// applications switch on, Encrypted ClientHello, and an application that puts its answers off or says no.
#include "sut/boringssl.h"

#include "crypto/crypto.h"
#include "crypto/ech.h"

#include <openssl/ec_key.h>
#include <openssl/hpke.h>
#include <openssl/mem.h>
#include <string.h>

#define EXTRA_FEATURES (SHK_EXTRAS | SHK_ECH | SHK_REFUSES)

static const uint8_t scts[] = {0, 6, 0, 4, 1, 2, 3, 4}; // a list of one, which nobody verifies here
static const uint8_t next_protocols[] = "\x02h2\x08http/1.1";

uint32_t shk_boringssl_context_features(const struct shk_plan *plan) {
    return plan->features & EXTRA_FEATURES;
}

// --- NPN, the forerunner of ALPN: its callbacks belong to the context ------------------------------------------------

static int advertise(SSL *ssl, const uint8_t **out, unsigned *out_len, void *arg) {
    (void)ssl, (void)arg;
    *out = next_protocols;
    *out_len = sizeof(next_protocols) - 1;
    return SSL_TLSEXT_ERR_OK;
}

static int select_next(SSL *ssl, uint8_t **out, uint8_t *out_len, const uint8_t *in, unsigned in_len, void *arg) {
    (void)ssl, (void)arg;
    (void)SSL_select_next_proto(out, out_len, in, in_len, next_protocols, sizeof(next_protocols) - 1);
    return SSL_TLSEXT_ERR_OK;
}

// --- PSK in TLS 1.2 (RFC 4279) ---------------------------------------------------------------------------------------

static unsigned client_psk(SSL *ssl, const char *hint, char *identity, unsigned max_identity, uint8_t *psk,
                           unsigned max_psk) {
    const struct shk_sut *sut = SSL_get_app_data(ssl);
    (void)hint;
    if ((sut->config.plan->features & SHK_REFUSES) != 0 || max_identity < 10 || max_psk < 16) return 0;
    memcpy(identity, "shakedown", 10);
    memset(psk, 7, 16);
    return 16;
}

static unsigned server_psk(SSL *ssl, const char *identity, uint8_t *psk, unsigned max_psk) {
    (void)ssl;
    if (strcmp(identity, "shakedown") != 0 || max_psk < 16) return 0;
    memset(psk, 7, 16);
    return 16;
}

// --- contexts --------------------------------------------------------------------------------------------------------

static bool set_ech_keys(SSL_CTX *ctx, struct shk_arena *arena) {
    struct shk_bytes config = shk_ech_config(arena);
    EVP_HPKE_KEY *key = EVP_HPKE_KEY_new();
    SSL_ECH_KEYS *keys = SSL_ECH_KEYS_new();
    bool ok = key != NULL && keys != NULL &&
              EVP_HPKE_KEY_init(key, EVP_hpke_x25519_hkdf_sha256(), shk_ech_private_key, sizeof(shk_ech_private_key)) &&
              SSL_ECH_KEYS_add(keys, 1, config.data, config.len, key) && SSL_CTX_set1_ech_keys(ctx, keys);
    SSL_ECH_KEYS_free(keys);
    EVP_HPKE_KEY_free(key);
    return ok;
}

// What the application thinks of a stapled response: a client judges it, a server would fetch it.
static int on_staple(SSL *ssl, void *arg) {
    (void)arg;
    if (!SSL_is_server(ssl)) return !shk_boringssl_refuses(ssl, 0);
    return shk_boringssl_refuses(ssl, SHK_WAITS | SHK_EXTRAS) ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_OK;
}

// A server that serves nobody under the name asked for.
static int on_name(SSL *ssl, int *alert, void *arg) {
    (void)arg;
    const struct shk_sut *sut = SSL_get_app_data(ssl);
    bool refuses = shk_boringssl_refuses(ssl, SHK_WAITS | SHK_EXTRAS) && (sut->config.plan->features & SHK_TICKET) != 0;
    if (!refuses) return SSL_TLSEXT_ERR_OK;
    *alert = SSL_AD_UNRECOGNIZED_NAME;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static void set_up_refusals(SSL_CTX *ctx) {
    SSL_CTX_set_tlsext_status_cb(ctx, on_staple);
    SSL_CTX_set_tlsext_servername_callback(ctx, on_name);
    SSL_CTX_set_reverify_on_resume(ctx, 1);
}

bool shk_boringssl_set_up_extras(struct shk_boringssl_context *c, struct shk_arena *arena) {
    bool server = c->role == SHK_SERVER;
    if ((c->features & SHK_ECH) != 0 && server && !set_ech_keys(c->ctx, arena)) return false;
    if ((c->features & SHK_REFUSES) != 0) set_up_refusals(c->ctx);
    if ((c->features & SHK_EXTRAS) == 0) return true;
    SSL_CTX_set_grease_enabled(c->ctx, 1);
    if (server)
        SSL_CTX_set_next_protos_advertised_cb(c->ctx, advertise, NULL);
    else
        SSL_CTX_set_next_proto_select_cb(c->ctx, select_next, NULL);
    return !server || SSL_CTX_set_signed_cert_timestamp_list(c->ctx, scts, sizeof(scts));
}

// --- connections -----------------------------------------------------------------------------------------------------

static bool offer_ech(SSL *ssl) {
    struct shk_arena *arena = shk_arena_new();
    struct shk_buf list = shk_buf_in(arena);
    shk_put_vector(&list, 2, shk_ech_config(arena));
    bool ok = SSL_set1_ech_config_list(ssl, list.data, list.len) == 1;
    shk_arena_free(arena);
    return ok;
}

static bool add_extras(SSL *ssl, const struct shk_sut *sut) {
    bool ok = SSL_set_srtp_profiles(ssl, "SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM") == 1 &&
              SSL_add_application_settings(ssl, (const uint8_t *)"h2", 2, (const uint8_t *)"settings", 8) == 1 &&
              SSL_add_application_settings(ssl, (const uint8_t *)"http/1.1", 8, NULL, 0) == 1;
    if (sut->config.role == SHK_SERVER) {
        SSL_set_tls_channel_id_enabled(ssl, 1);
        SSL_set_psk_server_callback(ssl, server_psk);
        return ok && SSL_use_psk_identity_hint(ssl, "hint") == 1;
    }
    SSL_enable_signed_cert_timestamps(ssl);
    SSL_set_psk_client_callback(ssl, client_psk);
    SSL_set_enable_ech_grease(ssl, 1);
    return ok && SSL_set1_tls_channel_id(ssl, sut->context->credentials[SHK_KEY_P256].key) == 1;
}

static enum ssl_verify_result_t refuse_chain(SSL *ssl, uint8_t *alert) {
    (void)ssl;
    *alert = SSL_AD_CERTIFICATE_REVOKED;
    return ssl_verify_invalid;
}

// A client that has a session comes back as somebody else, or thinks better of the server's certificate.
static bool change_mind(SSL *ssl) {
    if (shk_boringssl_refuses(ssl, SHK_EXTRAS))
        return SSL_set_session_id_context(ssl, (const uint8_t *)"elsewhere", 9) == 1;
    if (shk_boringssl_refuses(ssl, 0)) SSL_set_custom_verify(ssl, SSL_VERIFY_PEER, refuse_chain);
    return true;
}

bool shk_boringssl_add_extras(SSL *ssl, const struct shk_sut *sut) {
    uint32_t features = sut->config.plan->features;
    bool ok = true;
    if ((features & SHK_OLD_VERSIONS) != 0) ok = SSL_set_min_proto_version(ssl, TLS1_VERSION) == 1;
    if ((features & SHK_EXTRAS) != 0) ok &= add_extras(ssl, sut);
    if ((features & SHK_ECH) != 0 && sut->config.role == SHK_CLIENT) ok &= offer_ech(ssl);
    if ((features & SHK_REFUSES) != 0 && sut->session != NULL) ok &= change_mind(ssl);
    return ok;
}

// --- an application that is slow -------------------------------------------------------------------------------------

bool shk_boringssl_puts_off(SSL *ssl, enum shk_boringssl_wait what) {
    struct shk_sut *sut = SSL_get_app_data(ssl);
    unsigned bit = 1u << what;
    if ((sut->config.plan->features & SHK_WAITS) == 0 || (sut->put_off & bit) != 0) return false;
    sut->put_off |= (uint8_t)bit;
    return true;
}

bool shk_boringssl_refuses(const SSL *ssl, uint32_t with) {
    const struct shk_sut *sut = SSL_get_app_data(ssl);
    uint32_t features = sut->config.plan->features & (SHK_REFUSES | SHK_WAITS | SHK_EXTRAS);
    return features == (SHK_REFUSES | with);
}
