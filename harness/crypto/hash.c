// Digests, HMAC and HKDF.
#include "crypto/internal.h"

#include <openssl/hkdf.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <string.h>

const EVP_MD *shk_md(enum shk_hash hash) {
    switch (hash) {
    case SHK_SHA256: return EVP_sha256();
    case SHK_SHA384: return EVP_sha384();
    case SHK_SHA1: return EVP_sha1();
    case SHK_SHA512: return EVP_sha512();
    case SHK_SHA224: return EVP_sha224();
    }
    return EVP_sha256();
}

size_t shk_digest(enum shk_hash hash, struct shk_bytes in, uint8_t out[SHK_MAX_HASH]) {
    switch (hash) { // the one-shot functions need no memory
    case SHK_SHA256: SHA256(in.data, in.len, out); break;
    case SHK_SHA384: SHA384(in.data, in.len, out); break;
    case SHK_SHA1: SHA1(in.data, in.len, out); break;
    case SHK_SHA512: SHA512(in.data, in.len, out); break;
    case SHK_SHA224: SHA224(in.data, in.len, out); break;
    }
    return shk_hash_len(hash);
}

_Static_assert(sizeof(SHA256_CTX) <= sizeof(((struct shk_hash_state *)NULL)->context), "shk_hash_state is too small");
_Static_assert(sizeof(SHA512_CTX) <= sizeof(((struct shk_hash_state *)NULL)->context), "shk_hash_state is too small");

size_t shk_digest_on(struct shk_hash_state *state, enum shk_hash hash, struct shk_bytes in, uint8_t out[SHK_MAX_HASH]) {
    SHA256_CTX sha256;
    SHA512_CTX sha384;
    if ((hash != SHK_SHA256 && hash != SHK_SHA384) || in.len < state->len) return shk_digest(hash, in, out);
    bool fresh = state->len == 0 || state->hash != hash;
    struct shk_bytes more = fresh ? in : shk_slice(in, state->len, in.len - state->len);
    if (hash == SHK_SHA256) {
        if (fresh)
            SHA256_Init(&sha256);
        else
            memcpy(&sha256, state->context, sizeof(sha256));
        SHA256_Update(&sha256, more.data, more.len);
        memcpy(state->context, &sha256, sizeof(sha256));
        SHA256_Final(out, &sha256);
    } else {
        if (fresh)
            SHA384_Init(&sha384);
        else
            memcpy(&sha384, state->context, sizeof(sha384));
        SHA384_Update(&sha384, more.data, more.len);
        memcpy(state->context, &sha384, sizeof(sha384));
        SHA384_Final(out, &sha384);
    }
    state->hash = hash;
    state->len = in.len;
    return shk_hash_len(hash);
}

size_t shk_hmac(enum shk_hash hash, struct shk_bytes key, struct shk_bytes in, uint8_t out[SHK_MAX_HASH]) {
    static const uint8_t none[1];
    unsigned len = 0;
    if (HMAC(shk_md(hash), key.len > 0 ? key.data : none, key.len, in.data, in.len, out, &len) == NULL) return 0;
    return len;
}

size_t shk_hkdf_extract(enum shk_hash hash, struct shk_bytes salt, struct shk_bytes ikm, uint8_t out[SHK_MAX_HASH]) {
    // HMAC fills a short key up with zeros, so an empty salt is RFC 5869's string of HashLen zeros.
    return shk_hmac(hash, salt, ikm, out);
}

void shk_hkdf_expand_label(enum shk_hash hash, struct shk_bytes secret, const char *label, struct shk_bytes context,
                           uint8_t *out, size_t len) {
    // struct HkdfLabel; both vectors end at 255 bytes, and a caller's longer label or context is cut there.
    uint8_t info[2 + 1 + 255 + 1 + 255];
    static const uint8_t prefix[] = {'t', 'l', 's', '1', '3', ' '};
    size_t n = 0;
    struct shk_bytes name = shk_slice(shk_text(label), 0, 255 - sizeof(prefix));
    if (context.len > 255) context.len = 255;
    info[n++] = (uint8_t)(len >> 8);
    info[n++] = (uint8_t)len;
    info[n++] = (uint8_t)(sizeof(prefix) + name.len);
    memcpy(info + n, prefix, sizeof(prefix));
    n += sizeof(prefix);
    if (name.len > 0) memcpy(info + n, name.data, name.len);
    n += name.len;
    info[n++] = (uint8_t)context.len;
    if (context.len > 0) memcpy(info + n, context.data, context.len);
    n += context.len;
    if (!HKDF_expand(out, len, shk_md(hash), secret.data, secret.len, info, n)) memset(out, 0, len);
}
