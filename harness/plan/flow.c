// The flows: who writes which message, under which keys, when. One table serves both roles: the peer sends the rows that
// its role writes and expects the others. Order is never coded anywhere else.
#include "plan/plan.h"

// RFC 9846, figure 1, with sections 2.1 (retry), 2.2 and 2.3 (PSK, 0-RTT), 4.7 (after the handshake), E.4 (compatibility).
// 0-RTT data waits for the server's flight where it can, so that an edit of it is judged by what comes behind.
#define AT_ONCE (SHK_EARLY_DATA | SHK_EARLY_AT_ONCE)
// clang-format off
static const struct shk_step tls13[] = {
    // writer    message                   keys                  flags        when                 unless
    {SHK_CLIENT, SHK_CLIENT_HELLO,         SHK_KEYS_PLAIN,       0,           0,                   0},
    {SHK_CLIENT, SHK_CHANGE_CIPHER_SPEC,   SHK_KEYS_PLAIN,       SHK_FLOATS,  AT_ONCE,             SHK_NO_COMPAT},
    {SHK_CLIENT, SHK_APPLICATION_DATA,     SHK_KEYS_EARLY,       SHK_FLOATS,  AT_ONCE,             0},
    {SHK_SERVER, SHK_HELLO_RETRY_REQUEST,  SHK_KEYS_PLAIN,       0,           SHK_RETRY,           0},
    {SHK_SERVER, SHK_CHANGE_CIPHER_SPEC,   SHK_KEYS_PLAIN,       SHK_FLOATS,  SHK_RETRY,           SHK_NO_COMPAT},
    {SHK_CLIENT, SHK_CHANGE_CIPHER_SPEC,   SHK_KEYS_PLAIN,       SHK_FLOATS,  SHK_RETRY,           SHK_NO_COMPAT | SHK_EARLY_AT_ONCE},
    {SHK_CLIENT, SHK_CLIENT_HELLO,         SHK_KEYS_PLAIN,       0,           SHK_RETRY,           0},
    {SHK_CLIENT, SHK_CHANGE_CIPHER_SPEC,   SHK_KEYS_PLAIN,       SHK_FLOATS,  SHK_EARLY_DATA,      SHK_NO_COMPAT | SHK_RETRY | SHK_EARLY_AT_ONCE},
    {SHK_CLIENT, SHK_APPLICATION_DATA,     SHK_KEYS_EARLY,       SHK_FLOATS,  SHK_EARLY_DATA,      SHK_RETRY | SHK_EARLY_AT_ONCE},
    {SHK_SERVER, SHK_SERVER_HELLO,         SHK_KEYS_PLAIN,       0,           0,                   0},
    {SHK_SERVER, SHK_CHANGE_CIPHER_SPEC,   SHK_KEYS_PLAIN,       SHK_FLOATS,  0,                   SHK_NO_COMPAT | SHK_RETRY},
    {SHK_SERVER, SHK_ENCRYPTED_EXTENSIONS, SHK_KEYS_HANDSHAKE,   0,           0,                   0},
    {SHK_SERVER, SHK_CERTIFICATE_REQUEST,  SHK_KEYS_HANDSHAKE,   0,           SHK_CLIENT_AUTH,     SHK_PSK},
    {SHK_SERVER, SHK_CERTIFICATE,          SHK_KEYS_HANDSHAKE,   0,           0,                   SHK_PSK},
    {SHK_SERVER, SHK_CERTIFICATE_VERIFY,   SHK_KEYS_HANDSHAKE,   0,           0,                   SHK_PSK},
    {SHK_SERVER, SHK_FINISHED,             SHK_KEYS_HANDSHAKE,   0,           0,                   0},
    {SHK_CLIENT, SHK_CHANGE_CIPHER_SPEC,   SHK_KEYS_PLAIN,       SHK_FLOATS,  0,                   SHK_NO_COMPAT | SHK_RETRY | SHK_EARLY_DATA},
    {SHK_CLIENT, SHK_END_OF_EARLY_DATA,    SHK_KEYS_EARLY,       0,           SHK_EARLY_ACCEPTED,  0},
    {SHK_CLIENT, SHK_CERTIFICATE,          SHK_KEYS_HANDSHAKE,   0,           SHK_CLIENT_AUTH,     SHK_PSK},
    {SHK_CLIENT, SHK_CERTIFICATE_VERIFY,   SHK_KEYS_HANDSHAKE,   0,           SHK_CLIENT_AUTH,     SHK_PSK | SHK_EMPTY_CERTIFICATE},
    {SHK_CLIENT, SHK_FINISHED,             SHK_KEYS_HANDSHAKE,   0,           0,                   0},
    {SHK_SERVER, SHK_NEW_SESSION_TICKET,   SHK_KEYS_APPLICATION, SHK_FLOATS,  SHK_TICKET,          0},
    {SHK_CLIENT, SHK_KEY_UPDATE,           SHK_KEYS_APPLICATION, 0,           SHK_UPDATE_KEYS,     0},
    {SHK_SERVER, SHK_KEY_UPDATE,           SHK_KEYS_APPLICATION, SHK_FLOATS,  SHK_UPDATE_KEYS,     0},
    {SHK_CLIENT, SHK_APPLICATION_DATA,     SHK_KEYS_APPLICATION, 0,           0,                   0},
    {SHK_SERVER, SHK_CERTIFICATE_REQUEST,  SHK_KEYS_APPLICATION, 0,           SHK_POST_HANDSHAKE_AUTH, 0},
    {SHK_CLIENT, SHK_CERTIFICATE,          SHK_KEYS_APPLICATION, 0,           SHK_POST_HANDSHAKE_AUTH, 0},
    {SHK_CLIENT, SHK_CERTIFICATE_VERIFY,   SHK_KEYS_APPLICATION, 0,           SHK_POST_HANDSHAKE_AUTH, SHK_EMPTY_CERTIFICATE},
    {SHK_CLIENT, SHK_FINISHED,             SHK_KEYS_APPLICATION, 0,           SHK_POST_HANDSHAKE_AUTH, 0},
    {SHK_SERVER, SHK_APPLICATION_DATA,     SHK_KEYS_APPLICATION, 0,           0,                   0},
    {SHK_CLIENT, SHK_ALERT,                SHK_KEYS_APPLICATION, 0,           0,                   0},
    {SHK_SERVER, SHK_ALERT,                SHK_KEYS_APPLICATION, SHK_FLOATS,  0,                   0},
};

// RFC 5246, section 7.3, figures 1 and 2; RFC 5077 figure 1 and 2 (tickets); RFC 6066 section 8 (CertificateStatus).
// A renegotiation runs the same rows again under the keys of the first handshake.
#define FULL_12(plain, fresh, extra)                                                                                       \
    {SHK_CLIENT, SHK_CLIENT_HELLO,         plain,                0,           extra,                   0},                 \
    {SHK_SERVER, SHK_SERVER_HELLO,         plain,                0,           extra,                   0},                 \
    {SHK_SERVER, SHK_CERTIFICATE,          plain,                0,           extra,                   SHK_RESUMED},       \
    {SHK_SERVER, SHK_CERTIFICATE_STATUS,   plain,                0,           extra | SHK_OCSP,        SHK_RESUMED},       \
    {SHK_SERVER, SHK_SERVER_KEY_EXCHANGE,  plain,                0,           extra | SHK_SIGNED_KX,   SHK_RESUMED},       \
    {SHK_SERVER, SHK_CERTIFICATE_REQUEST,  plain,                0,           extra | SHK_CLIENT_AUTH, SHK_RESUMED},       \
    {SHK_SERVER, SHK_SERVER_HELLO_DONE,    plain,                0,           extra,                   SHK_RESUMED},       \
    {SHK_CLIENT, SHK_CERTIFICATE,          plain,                0,           extra | SHK_CLIENT_AUTH, SHK_RESUMED},       \
    {SHK_CLIENT, SHK_CLIENT_KEY_EXCHANGE,  plain,                0,           extra,                   SHK_RESUMED},       \
    {SHK_CLIENT, SHK_CERTIFICATE_VERIFY,   plain,                0,           extra | SHK_CLIENT_AUTH, SHK_RESUMED | SHK_EMPTY_CERTIFICATE}, \
    {SHK_CLIENT, SHK_CHANGE_CIPHER_SPEC,   plain,                0,           extra,                   SHK_RESUMED},       \
    {SHK_CLIENT, SHK_FINISHED,             fresh,                0,           extra,                   SHK_RESUMED},       \
    {SHK_SERVER, SHK_NEW_SESSION_TICKET,   plain,                0,           extra | SHK_TICKET,      0},                 \
    {SHK_SERVER, SHK_CHANGE_CIPHER_SPEC,   plain,                0,           extra,                   0},                 \
    {SHK_SERVER, SHK_FINISHED,             fresh,                0,           extra,                   0},                 \
    {SHK_CLIENT, SHK_CHANGE_CIPHER_SPEC,   plain,                0,           extra | SHK_RESUMED,     0},                 \
    {SHK_CLIENT, SHK_FINISHED,             fresh,                0,           extra | SHK_RESUMED,     0}

static const struct shk_step tls12[] = {
    FULL_12(SHK_KEYS_PLAIN, SHK_KEYS_APPLICATION, 0),
    {SHK_SERVER, SHK_HELLO_REQUEST,        SHK_KEYS_APPLICATION, 0,           SHK_SERVER_ASKS,         0},
    FULL_12(SHK_KEYS_APPLICATION, SHK_KEYS_NEXT, SHK_RENEGOTIATION),
    {SHK_CLIENT, SHK_APPLICATION_DATA,     SHK_KEYS_APPLICATION, 0,           0,                       0},
    {SHK_SERVER, SHK_APPLICATION_DATA,     SHK_KEYS_APPLICATION, 0,           0,                       0},
    {SHK_CLIENT, SHK_ALERT,                SHK_KEYS_APPLICATION, 0,           0,                       0},
    {SHK_SERVER, SHK_ALERT,                SHK_KEYS_APPLICATION, SHK_FLOATS,  0,                       0},
};
// clang-format on

const struct shk_step *shk_flow_steps(enum shk_flow flow, size_t *count) {
    if (flow == SHK_FLOW_TLS12) {
        *count = SHK_COUNT(tls12);
        return tls12;
    }
    *count = SHK_COUNT(tls13);
    return tls13;
}
