// BoringSSL as a system under test: an application over two memory BIOs that behaves as a small HTTP server or client.
//
//   give --> BIO in --> SSL_do_handshake, SSL_read --> application --> SSL_write --> BIO out --> take
//
// Every call into BoringSSL stands between enter() and leave(): they lend it our randomness and our clock, and they keep
// its error queue from leaking into another conversation.
#include "sut/boringssl.h"

#include "crypto/crypto.h"

#include "shakedown_version.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pool.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char request[] = "GET / HTTP/1.0\r\n\r\n";
static const char response[] = "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok";

struct lent {
    struct shk_rng *rng;
    int64_t now;
};

static struct lent enter(struct shk_sut *sut) {
    ERR_clear_error();
    return (struct lent){shk_crypto_use_rng(&sut->rng), shk_boringssl_set_clock(sut->config.now)};
}

static void leave(struct lent lent) {
    ERR_clear_error();
    shk_boringssl_set_clock(lent.now);
    shk_crypto_use_rng(lent.rng);
}

static bool has(const struct shk_sut *sut, uint32_t features) {
    return (sut->config.plan->features & features) == features;
}

// --- the application -----------------------------------------------------------------------------------------------

static void remember_error(struct shk_sut *sut, const char *otherwise) {
    const char *file = NULL;
    int line = 0;
    uint32_t code = ERR_get_error_line(&file, &line);
    const char *reason = code != 0 ? ERR_reason_error_string(code) : NULL;
    if (reason == NULL) {
        snprintf(sut->error, sizeof(sut->error), "%s", otherwise);
        return;
    }
    const char *slash = strrchr(file, '/');
    snprintf(sut->error, sizeof(sut->error), "%s (%s:%d)", reason, slash != NULL ? slash + 1 : file, line);
}

// A memory BIO takes everything, and a closed connection is told by the next read. An application that cannot write for another
// reason gives up.
static void send_text(struct shk_sut *sut, const char *text) {
    int result = SSL_write(sut->ssl, text, (int)strlen(text));
    bool shut = SSL_get_shutdown(sut->ssl) != 0;
    if (result <= 0 && sut->complete && !shut && SSL_get_error(sut->ssl, result) == SSL_ERROR_SSL) {
        remember_error(sut, "BoringSSL cannot write");
        sut->state = SHK_SUT_CLOSED;
    }
    ERR_clear_error();
}

// Answers each request once its blank line is there, as HTTP servers do.
static void serve(struct shk_sut *sut, const uint8_t *data, size_t len) {
    static const char blank_line[] = "\r\n\r\n";
    for (size_t i = 0; i < len; i++) {
        bool goes_on = data[i] == (uint8_t)blank_line[sut->line_ends];
        sut->line_ends = goes_on ? sut->line_ends + 1 : data[i] == '\r' ? 1 : 0;
        if (sut->line_ends < 4) continue;
        sut->line_ends = 0;
        send_text(sut, response);
    }
}

static bool waits_for_renegotiation(const struct shk_sut *sut) {
    return has(sut, SHK_RENEGOTIATION | SHK_SERVER_ASKS) && SSL_version(sut->ssl) == TLS1_2_VERSION &&
           SSL_total_renegotiations(sut->ssl) == 0;
}

// A client asks as soon as it may: in 0-RTT, and (again) once the handshake is complete.
static void ask(struct shk_sut *sut) {
    if (SSL_in_early_data(sut->ssl)) {
        if (!sut->early_asked) send_text(sut, request);
        sut->early_asked = true;
        return;
    }
    if (sut->asked || SSL_in_init(sut->ssl) || waits_for_renegotiation(sut)) return;
    sut->asked = true;
    if (has(sut, SHK_UPDATE_KEYS) && SSL_version(sut->ssl) == TLS1_3_VERSION)
        (void)SSL_key_update(sut->ssl, SSL_KEY_UPDATE_REQUESTED);
    send_text(sut, request);
}

// What an application does of itself, whatever it has read.
static void act(struct shk_sut *sut) {
    if (!sut->complete && !SSL_in_early_data(sut->ssl) && !SSL_in_init(sut->ssl)) {
        sut->complete = true;
        if (sut->config.role == SHK_SERVER) (void)SSL_write(sut->ssl, "", 0); // tickets wait for the next write
    }
    if (sut->config.role == SHK_CLIENT) ask(sut);
}

// --- driving -------------------------------------------------------------------------------------------------------

static void fail(struct shk_sut *sut, const char *otherwise) {
    remember_error(sut, otherwise);
    sut->state = SHK_SUT_FAILED;
}

// An application of many features also writes and ends what is over already, as careless ones do.
static void linger(struct shk_sut *sut) {
    if (!has(sut, SHK_EXTRAS)) return;
    (void)SSL_shutdown(sut->ssl);
    (void)SSL_write(sut->ssl, response, sizeof(response) - 1);
    ERR_clear_error();
}

static void shut_down(struct shk_sut *sut) {
    (void)SSL_shutdown(sut->ssl);
    sut->state = SHK_SUT_CLOSED;
    linger(sut);
}

// What became of a call that returned `result`. True when it is worth calling again.
static bool settle(struct shk_sut *sut, int result) {
    switch (SSL_get_error(sut->ssl, result)) { // first of all: it looks at the BIO
    case SSL_ERROR_WANT_READ: return false;
    case SSL_ERROR_PENDING_CERTIFICATE: // put off once: the next time there is an answer
    case SSL_ERROR_PENDING_SESSION:
    case SSL_ERROR_WANT_X509_LOOKUP:
    case SSL_ERROR_WANT_PRIVATE_KEY_OPERATION: return true;
    case SSL_ERROR_EARLY_DATA_REJECTED:
        SSL_reset_early_data_reject(sut->ssl);
        sut->entered = false;
        return true;
    case SSL_ERROR_ZERO_RETURN: shut_down(sut); return false;
    case SSL_ERROR_SYSCALL:
        if (sut->complete && ERR_peek_error() == 0)
            shut_down(sut);
        else
            fail(sut, "the connection ended within the handshake");
        return false;
    default:
        fail(sut, "BoringSSL gave no reason");
        linger(sut);
        return false;
    }
}

// One call into the handshake or the record layer. True when another may get further.
static bool step(struct shk_sut *sut) {
    uint8_t data[16384];
    if (!sut->entered) {
        int result = SSL_do_handshake(sut->ssl);
        if (result != 1) return settle(sut, result);
        sut->entered = true;
        act(sut);
    }
    int got = SSL_read(sut->ssl, data, sizeof(data));
    if (got <= 0) {
        bool again = settle(sut, got);
        if (sut->state == SHK_SUT_OPEN && !again) act(sut);
        return again;
    }
    act(sut);
    if (sut->config.role == SHK_SERVER) serve(sut, data, (size_t)got);
    return true;
}

static void drive(struct shk_sut *sut) {
    while (sut->state == SHK_SUT_OPEN && step(sut)) continue;
}

// --- the table -----------------------------------------------------------------------------------------------------

static void drop_connection(struct shk_sut *sut) {
    SSL_free(sut->ssl);
    sut->ssl = NULL;
}

static struct shk_sut *create(const struct shk_sut_config *config, struct shk_error *err) {
    struct shk_boringssl_context *context = shk_boringssl_context(config, err);
    if (context == NULL) return NULL;
    struct shk_sut *sut = calloc(1, sizeof(*sut));
    if (sut == NULL) abort();
    sut->config = *config;
    sut->context = context;
    sut->state = SHK_SUT_CLOSED;
    // Peer and SUT are often given the same seed; their random bytes must differ nevertheless.
    shk_rng_seed(&sut->rng, config->seed ^ UINT64_C(0x626f72696e67));
    return sut;
}

static bool open_connection(struct shk_sut *sut, struct shk_error *err) {
    drop_connection(sut);
    sut->connections++;
    sut->ssl = shk_boringssl_new_ssl(sut, err);
    if (sut->ssl == NULL) return false;
    sut->in = BIO_new(BIO_s_mem());
    sut->out = BIO_new(BIO_s_mem());
    if (sut->in == NULL || sut->out == NULL) abort();
    SSL_set_bio(sut->ssl, sut->in, sut->out);
    sut->state = SHK_SUT_OPEN;
    sut->entered = sut->complete = sut->early_asked = sut->asked = false;
    sut->line_ends = 0;
    sut->put_off = 0;
    sut->error[0] = '\0';
    drive(sut);
    return true;
}

static bool connect_sut(struct shk_sut *sut, struct shk_error *err) {
    struct lent lent = enter(sut);
    bool ok = open_connection(sut, err);
    leave(lent);
    return ok;
}

static void give(struct shk_sut *sut, struct shk_bytes bytes) {
    if (sut->state != SHK_SUT_OPEN || bytes.len == 0) return;
    struct lent lent = enter(sut);
    if (!BIO_write_all(sut->in, bytes.data, bytes.len)) abort();
    drive(sut);
    leave(lent);
}

static void take(struct shk_sut *sut, struct shk_buf *out) {
    const uint8_t *data;
    size_t len;
    if (sut->ssl == NULL || !BIO_mem_contents(sut->out, &data, &len) || len == 0) return;
    shk_put(out, shk_view(data, len));
    (void)BIO_reset(sut->out);
}

static void eof(struct shk_sut *sut) {
    if (sut->state != SHK_SUT_OPEN) return;
    struct lent lent = enter(sut);
    BIO_set_mem_eof_return(sut->in, 0);
    drive(sut);
    leave(lent);
}

// A connection is over only when its last bytes (an alert, a close_notify) were taken.
static enum shk_sut_state state(const struct shk_sut *sut) {
    if (sut->ssl != NULL && BIO_pending(sut->out) > 0) return SHK_SUT_OPEN;
    return sut->state;
}

static void destroy(struct shk_sut *sut) {
    if (sut == NULL) return;
    struct lent lent = enter(sut);
    drop_connection(sut);
    SSL_SESSION_free(sut->session);
    for (size_t i = 0; i < sut->server_session_count; i++) SSL_SESSION_free(sut->server_sessions[i]);
    shk_boringssl_context_release(sut->context);
    leave(lent);
    free(sut);
}

// --- claims --------------------------------------------------------------------------------------------------------

static void claim_bytes(struct shk_trace *trace, const char *name, const uint8_t *data, size_t len) {
    shk_trace_note(trace, SHK_EVENT_CLAIM, "%s=%s", name, shk_hex(trace->arena, shk_view(data, len)));
}

static void claim_flag(struct shk_trace *trace, const char *name, bool value) {
    shk_trace_note(trace, SHK_EVENT_CLAIM, "%s=%s", name, value ? "yes" : "no");
}

static void claim_peer_certificate(const SSL *ssl, struct shk_trace *trace) {
    const STACK_OF(CRYPTO_BUFFER) *chain = SSL_get0_peer_certificates(ssl);
    if (chain == NULL || sk_CRYPTO_BUFFER_num(chain) == 0) return;
    const CRYPTO_BUFFER *leaf = sk_CRYPTO_BUFFER_value(chain, 0);
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256(CRYPTO_BUFFER_data(leaf), CRYPTO_BUFFER_len(leaf), digest);
    claim_bytes(trace, "peer-certificate", digest, sizeof(digest));
}

static void claim_negotiated(SSL *ssl, struct shk_trace *trace) {
    static const char label[] = "EXPORTER-shakedown";
    const uint8_t *alpn;
    unsigned alpn_len;
    uint8_t exporter[32];
    const SSL_CIPHER *cipher = SSL_get_current_cipher(ssl);
    shk_trace_note(trace, SHK_EVENT_CLAIM, "version=0x%04x", (unsigned)SSL_version(ssl));
    if (cipher != NULL) shk_trace_note(trace, SHK_EVENT_CLAIM, "suite=0x%04x", SSL_CIPHER_get_protocol_id(cipher));
    if (SSL_get_curve_id(ssl) != 0) shk_trace_note(trace, SHK_EVENT_CLAIM, "group=0x%04x", SSL_get_curve_id(ssl));
    SSL_get0_alpn_selected(ssl, &alpn, &alpn_len);
    if (alpn_len > 0) shk_trace_note(trace, SHK_EVENT_CLAIM, "alpn=%.*s", (int)alpn_len, (const char *)alpn);
    claim_flag(trace, "resumed", SSL_session_reused(ssl));
    claim_flag(trace, "early-data", SSL_early_data_accepted(ssl));
    if (SSL_export_keying_material(ssl, exporter, sizeof(exporter), label, sizeof(label) - 1, NULL, 0, 0))
        claim_bytes(trace, "exporter", exporter, sizeof(exporter));
    claim_peer_certificate(ssl, trace);
}

static void claims(struct shk_sut *sut, struct shk_trace *trace) {
    if (sut->ssl == NULL) return;
    struct lent lent = enter(sut);
    claim_flag(trace, "complete", sut->complete);
    if (sut->complete) claim_negotiated(sut->ssl, trace);
    if (sut->error[0] != '\0') shk_trace_note(trace, SHK_EVENT_CLAIM, "error=%s", sut->error);
    leave(lent);
}

const struct shk_sut_type shk_sut_boringssl = {
    .name = "boringssl",
    .about = "BoringSSL, linked in: " SHAKEDOWN_BORINGSSL,
    .create = create,
    .connect = connect_sut,
    .give = give,
    .take = take,
    .eof = eof,
    .state = state,
    .claims = claims,
    .destroy = destroy,
};
