// What the files of this folder share. Nobody else includes it: libcrypto's headers stay inside crypto/.
#ifndef SHK_CRYPTO_INTERNAL_H
#define SHK_CRYPTO_INTERNAL_H

#include "crypto/crypto.h"

#include <openssl/digest.h>

// Everything that a handshake may ask of a group or key fits: RSA-4096, ffdhe3072, P-521.
#define SHK_MEMO_MAX 512

// The memo remembers results of public-key operations that depend on nothing but their inputs (and the seed of the
// randomness they draw). A fuzz run repeats the same few key shares thousands of times; this is what makes our end cheap.
// shk_memo_id names an operation and its inputs; shk_memo_get copies what is remembered into the arena.
struct shk_memo_id {
    uint8_t digest[32];
    bool brief;
};
struct shk_memo_id shk_memo_id(const char *operation, const struct shk_bytes *inputs, size_t count);
bool shk_memo_get(const struct shk_memo_id *id, struct shk_arena *arena, struct shk_bytes *out) SHK_MUST_USE;
// Steps of the key schedule are remembered, too: looked up for half of what they cost. Every handshake that is new has new
// ones, so they have slots of their own, where they do not take the place of what is dear. shk_memo_read copies `len` bytes.
struct shk_memo_id shk_memo_brief_id(const char *operation, struct shk_bytes first, struct shk_bytes second);
bool shk_memo_read(const struct shk_memo_id *id, uint8_t *out, size_t len) SHK_MUST_USE;
bool shk_memo_has(const struct shk_memo_id *id) SHK_MUST_USE;
void shk_memo_put(const struct shk_memo_id *id, struct shk_bytes value);

// A libcrypto call may draw a number of bytes that depends on what happened before (RSA renews its blinding now and then).
// Inside a loan it draws from a generator of its own, seeded by one step of `from`; so `from` advances by the same amount
// whatever the call did. from NULL: the kernel.
struct shk_loan {
    struct shk_rng own;
    struct shk_rng *before;
    uint64_t seed;
};
void shk_loan_begin(struct shk_loan *loan, struct shk_rng *from);
void shk_loan_end(const struct shk_loan *loan);
struct shk_rng *shk_crypto_rng(void); // the one in use

const EVP_MD *shk_md(enum shk_hash hash);

#endif
