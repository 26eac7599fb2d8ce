// The in-process BoringSSL, inside: boringssl.c drives connections as an application would, boringssl_context.c sets
// BoringSSL up, boringssl_certificate.c chooses and uses its certificates. Whatever carries on from one connection to
// the next lives in the SUT, so conversations know nothing of each other: contexts are shared for speed, but they hold no
// session, no counter and no random state.
#ifndef SHK_SUT_BORINGSSL_H
#define SHK_SUT_BORINGSSL_H

#include "pki/pki.h"
#include "sut/sut.h"

#include <openssl/ssl.h>

#define SHK_SUT_SESSIONS 4

struct shk_credential {
    EVP_PKEY *key;
    CRYPTO_BUFFER **chain;
    size_t chain_len;
};

struct shk_boringssl_context {
    enum shk_role role;
    bool compression;
    uint32_t features; // of the plan, as far as they are the context's business
    char name[256];
    int64_t hour; // certificates depend on it
    size_t users;
    SSL_CTX *ctx;
    struct shk_credential credentials[SHK_KEY_COUNT];
};

struct shk_sut {
    struct shk_sut_config config;
    struct shk_boringssl_context *context;
    struct shk_rng rng; // all randomness of BoringSSL while it works for this SUT
    SSL *ssl;
    BIO *in, *out; // owned by ssl
    enum shk_sut_state state;
    bool entered;      // the first SSL_do_handshake of this connection succeeded (perhaps in 0-RTT)
    bool complete;     // the handshake is really complete
    bool early_asked;  // client: the request went out as 0-RTT data
    bool asked;        // client: the request went out
    uint8_t line_ends; // server: how much of the blank line that ends a request was seen
    uint8_t put_off;   // enum shk_boringssl_wait, as bits: the application has put this off once
    struct {
        uint8_t out[512];
        size_t len; // 0: the operation failed
    } signed_later; // what a put-off operation of the private key gives
    char error[96]; // why the connection failed, for people
    unsigned connections;
    SSL_SESSION *session;                           // client: the newest
    const char *session_name;                       // whom it was had from
    SSL_SESSION *server_sessions[SHK_SUT_SESSIONS]; // server: TLS 1.2 sessions by id
    size_t server_session_count;
};

// shk_boringssl_context gives the set-up for that role, name and time. It lives until it is released.
struct shk_boringssl_context *shk_boringssl_context(const struct shk_sut_config *config, struct shk_error *err);
void shk_boringssl_context_release(struct shk_boringssl_context *context);
// shk_boringssl_server_name is what a client calls the server in this connection.
const char *shk_boringssl_server_name(const struct shk_sut *sut);
// shk_boringssl_new_ssl makes a connection object, set up for the plan.
SSL *shk_boringssl_new_ssl(struct shk_sut *sut, struct shk_error *err);

// The certificates: their set-up within a context, and the callbacks by which a server and a client choose one.
bool shk_boringssl_set_up_identities(struct shk_boringssl_context *c, int64_t now, struct shk_arena *arena,
                                     struct shk_error *err) SHK_MUST_USE;
void shk_boringssl_free_identities(struct shk_boringssl_context *c);
enum ssl_select_cert_result_t shk_boringssl_select_certificate(const SSL_CLIENT_HELLO *hello);
int shk_boringssl_client_certificate(SSL *ssl, void *arg);
// shk_boringssl_trust_chain: where the plan names a chain of the zoo, its anchors and CRLs and no others hold in the connection.
bool shk_boringssl_trust_chain(SSL *ssl, struct shk_sut *sut, struct shk_error *err) SHK_MUST_USE;

// boringssl_extras.c: what few plans ask for. The features that need a context of their own; its set-up; a connection's.
uint32_t shk_boringssl_context_features(const struct shk_plan *plan);
bool shk_boringssl_set_up_extras(struct shk_boringssl_context *c, struct shk_arena *arena) SHK_MUST_USE;
bool shk_boringssl_add_extras(SSL *ssl, const struct shk_sut *sut) SHK_MUST_USE;
// Whether the application puts its answer off: once for each question of a connection, when the plan says so.
enum shk_boringssl_wait { SHK_WAIT_CHOICE, SHK_WAIT_CERTIFICATE, SHK_WAIT_SESSION, SHK_WAIT_KEY };
bool shk_boringssl_puts_off(SSL *ssl, enum shk_boringssl_wait what);
// Whether the application says no at this point: `with` is 0, SHK_WAITS or SHK_EXTRAS.
bool shk_boringssl_refuses(const SSL *ssl, uint32_t with);

// BoringSSL asks for the time without saying for whom: whoever calls it says so first. Returns what was set before.
int64_t shk_boringssl_set_clock(int64_t now);

#endif
