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
};

// shk_key_wrap takes over `pkey`. NULL when the key has no encoding.
struct shk_key *shk_key_wrap(EVP_PKEY *pkey, bool is_private);

#endif
