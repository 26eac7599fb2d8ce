// The inside of a key, for key.c and sign.c.
#ifndef SHK_CRYPTO_KEY_H
#define SHK_CRYPTO_KEY_H

#include "crypto/internal.h"

#include <openssl/evp.h>
#include <stdatomic.h>

struct shk_key {
    EVP_PKEY *pkey;
    atomic_uint owners;
    uint8_t id[32]; // digest of its SubjectPublicKeyInfo and of whether it is private

    uint8_t odd;   // enum shk_odd_key: `pkey` only stands in its place
    EC_KEY *ec;    // ODD_EC
    size_t noise;  // ODD_MUTE: length of what it puts for a signature
    uint8_t *spki; // what certificates hold; NULL: as `pkey` has it
    size_t spki_len;
};
enum shk_odd_key { SHK_ODD_NOT, SHK_ODD_RSA, SHK_ODD_EC, SHK_ODD_MUTE };
// shk_key_sign_odd signs with an odd key; `pss` matters to RSA.
bool shk_key_sign_odd(struct shk_arena *arena, const struct shk_key *key, enum shk_hash hash, bool pss,
                      struct shk_bytes message, struct shk_bytes *signature, struct shk_error *err) SHK_MUST_USE;

// shk_key_wrap takes over `pkey`. NULL when the key has no encoding.
struct shk_key *shk_key_wrap(EVP_PKEY *pkey, bool is_private);

#endif
