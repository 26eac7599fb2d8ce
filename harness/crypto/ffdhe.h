// Diffie-Hellman over a prime field, for kx.c.
#ifndef SHK_CRYPTO_FFDHE_H
#define SHK_CRYPTO_FFDHE_H

#include "crypto/internal.h"

#define SHK_DH_EXPONENT 32

void shk_dh_exponent(struct shk_rng *rng, uint8_t exponent[SHK_DH_EXPONENT]);
// shk_dh_share makes g^exponent mod p, as long as p; false when p is no group.
bool shk_dh_share(struct shk_arena *arena, struct shk_bytes p, struct shk_bytes g, struct shk_bytes exponent,
                  struct shk_bytes *share, struct shk_error *err) SHK_MUST_USE;
// shk_dh_shared makes peer^exponent mod p, as long as p unless zeros are stripped; false when the peer's value is 0, 1, p-1
// or more.
bool shk_dh_shared(struct shk_arena *arena, struct shk_bytes p, struct shk_bytes exponent, struct shk_bytes peer,
                   bool strip_zeros, struct shk_bytes *shared, struct shk_error *err) SHK_MUST_USE;

#endif
