// Where libcrypto's randomness comes from. BoringSSL offers no hook, so its RAND_bytes is made weak in the archive
// (cmake/BoringSSL.cmake) and these strong ones take its place: X25519 keys, ECDSA nonces, PSS salts, session tickets,
// everything draws here. A thread that set no generator gets the kernel's bytes, as before.
#include "crypto/internal.h"

#include <errno.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

static _Thread_local struct shk_rng *in_use;

struct shk_rng *shk_crypto_use_rng(struct shk_rng *rng) {
    struct shk_rng *before = in_use;
    in_use = rng;
    return before;
}

struct shk_rng *shk_crypto_rng(void) {
    return in_use;
}

void shk_loan_begin(struct shk_loan *loan, struct shk_rng *from) {
    loan->before = in_use;
    loan->seed = 0;
    in_use = NULL;
    if (from == NULL) return;
    loan->seed = shk_rng_next(from);
    shk_rng_seed(&loan->own, loan->seed);
    in_use = &loan->own;
}

void shk_loan_end(const struct shk_loan *loan) {
    in_use = loan->before;
}

static void fill(uint8_t *out, size_t len) {
    if (in_use != NULL) {
        shk_rng_fill(in_use, out, len);
        return;
    }
    while (len > 0) {
        ssize_t got = getrandom(out, len, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) {
            perror("shakedown: the kernel gives no random bytes (getrandom)");
            exit(4);
        }
        out += got;
        len -= (size_t)got;
    }
}

int RAND_bytes(uint8_t *out, size_t len) {
    fill(out, len);
    return 1;
}

// The inner functions of 2023 and of upstream since. Additional data would be mixed in; equal generators shall give equal
// bytes, so it is not.
void RAND_bytes_with_additional_data(uint8_t *out, size_t len, const uint8_t additional[32]);
void RAND_bytes_with_additional_data(uint8_t *out, size_t len, const uint8_t additional[32]) {
    (void)additional;
    fill(out, len);
}

// Upstream of 2024 has these in C, of 2025 and later in C++ (namespace bssl, hence the assembler names). Their result is
// an enum whose first value is success.
#define INNER(c_name, mangled, ...)                                                                                    \
    int c_name(__VA_ARGS__);                                                                                           \
    int c_name##_bssl(__VA_ARGS__) __asm__(mangled)

INNER(BCM_rand_bytes, "_ZN4bssl14BCM_rand_bytesEPhm", uint8_t *out, size_t len);
INNER(BCM_rand_bytes_with_additional_data, "_ZN4bssl35BCM_rand_bytes_with_additional_dataEPhmPKh", uint8_t *out,
      size_t len, const uint8_t additional[32]);

int BCM_rand_bytes(uint8_t *out, size_t len) {
    fill(out, len);
    return 0;
}

int BCM_rand_bytes_bssl(uint8_t *out, size_t len) {
    fill(out, len);
    return 0;
}

int BCM_rand_bytes_with_additional_data(uint8_t *out, size_t len, const uint8_t additional[32]) {
    (void)additional;
    fill(out, len);
    return 0;
}

int BCM_rand_bytes_with_additional_data_bssl(uint8_t *out, size_t len, const uint8_t additional[32]) {
    (void)additional;
    fill(out, len);
    return 0;
}
