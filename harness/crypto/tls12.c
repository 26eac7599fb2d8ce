// The PRF of TLS 1.2 and the secrets made with it: RFC 5246 sections 5, 6.3 and 8.1, RFC 7627, RFC 5705.
#include "crypto/crypto.h"

#include <string.h>

#define RANDOM 32
#define MASTER 48

// P_hash over label + seed. The input of each round is A(i) followed by the seed, so both live in one array; seeds are two
// randoms, a transcript hash, or an exporter's context, which is cut at what fits here.
void shk_prf(enum shk_hash hash, struct shk_bytes secret, const char *label, struct shk_bytes seed, uint8_t *out,
             size_t len) {
    uint8_t input[SHK_MAX_HASH + 1024];
    size_t mac_len = shk_hash_len(hash);
    size_t label_len = strlen(label);
    if (label_len > 256) label_len = 256;
    if (seed.len > 1024 - label_len) seed.len = 1024 - label_len;

    uint8_t *tail = input + mac_len;
    size_t tail_len = label_len + seed.len;
    memcpy(tail, label, label_len);
    if (seed.len > 0) memcpy(tail + label_len, seed.data, seed.len);

    uint8_t a[SHK_MAX_HASH], block[SHK_MAX_HASH];
    shk_hmac(hash, secret, shk_view(tail, tail_len), a);
    for (size_t done = 0; done < len; done += mac_len) {
        memcpy(input, a, mac_len);
        shk_hmac(hash, secret, shk_view(input, mac_len + tail_len), block);
        memcpy(out + done, block, len - done < mac_len ? len - done : mac_len);
        shk_hmac(hash, secret, shk_view(input, mac_len), a);
    }
}

void shk_master_secret(enum shk_hash hash, struct shk_bytes premaster, const uint8_t *client_random,
                       const uint8_t *server_random, uint8_t out[MASTER]) {
    uint8_t seed[2 * RANDOM];
    memcpy(seed, client_random, RANDOM);
    memcpy(seed + RANDOM, server_random, RANDOM);
    shk_prf(hash, premaster, "master secret", SHK_BYTES(seed), out, MASTER);
}

void shk_extended_master_secret(enum shk_hash hash, struct shk_bytes premaster, struct shk_bytes session_hash,
                                uint8_t out[MASTER]) {
    shk_prf(hash, premaster, "extended master secret", session_hash, out, MASTER);
}

void shk_verify_data12(enum shk_hash hash, const uint8_t master[MASTER], bool client, const uint8_t *transcript_hash,
                       uint8_t out[12]) {
    const char *label = client ? "client finished" : "server finished";
    shk_prf(hash, shk_view(master, MASTER), label, shk_view(transcript_hash, shk_hash_len(hash)), out, 12);
}

void shk_exporter12(enum shk_hash hash, const uint8_t master[MASTER], const uint8_t *client_random,
                    const uint8_t *server_random, const char *label, const struct shk_bytes *context, uint8_t *out,
                    size_t len) {
    uint8_t seed[2 * RANDOM + 2 + 600];
    size_t n = 2 * RANDOM;
    memcpy(seed, client_random, RANDOM);
    memcpy(seed + RANDOM, server_random, RANDOM);
    if (context != NULL) { // no context and an empty one differ by two bytes
        size_t context_len = context->len < 600 ? context->len : 600;
        seed[n++] = (uint8_t)(context_len >> 8);
        seed[n++] = (uint8_t)context_len;
        if (context_len > 0) memcpy(seed + n, context->data, context_len);
        n += context_len;
    }
    shk_prf(hash, shk_view(master, MASTER), label, shk_view(seed, n), out, len);
}
