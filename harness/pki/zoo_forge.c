// Signatures that are not made by the book. The key is at hand, so no attack has to be carried out: what a forger would have to
// find is simply signed.
#include "pki/zoo_parts.h"

#include <string.h>

typedef bool forgery(struct shk_arena *arena, const struct shk_certificate_spec *spec, struct shk_bytes tbs,
                     struct shk_bytes *signature, struct shk_error *err);

static bool over_sha256(struct shk_arena *arena, const struct shk_certificate_spec *spec, struct shk_bytes tbs,
                        struct shk_bytes *signature, struct shk_error *err) {
    return shk_sign(arena, spec->signer, SHK_ECDSA_SECP256R1_SHA256, tbs, signature, err);
}

// SEQUENCE { INTEGER r, INTEGER s }, both lengths in one octet.
static bool negative_r(struct shk_arena *arena, const struct shk_certificate_spec *spec, struct shk_bytes tbs,
                       struct shk_bytes *signature, struct shk_error *err) {
    struct shk_bytes good;
    struct shk_buf b = shk_buf_in(arena);
    SHK_TRY(shk_sign(arena, spec->signer, spec->scheme, tbs, &good, err));
    if (good.len < 6 || good.data[4] != 0) return shk_fail(err, "r has no leading zero octet");
    shk_put(&b, good);
    shk_splice(&b, 4, 1, shk_view(NULL, 0));
    b.data[1]--;
    b.data[3]--;
    *signature = shk_buf_view(&b);
    return true;
}

// S is little-endian (RFC 8032, section 5.1.7); L is the order of the group.
static bool plus_l(struct shk_arena *arena, const struct shk_certificate_spec *spec, struct shk_bytes tbs,
                   struct shk_bytes *signature, struct shk_error *err) {
    static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,       0xd6,
                                      0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};
    struct shk_bytes good;
    struct shk_buf b = shk_buf_in(arena);
    SHK_TRY(shk_sign(arena, spec->signer, spec->scheme, tbs, &good, err));
    shk_put(&b, good);
    unsigned carry = 0;
    for (size_t i = 0; i < 32; i++) {
        carry += b.data[32 + i] + (unsigned)order[i];
        b.data[32 + i] = (uint8_t)carry;
        carry >>= 8;
    }
    *signature = shk_buf_view(&b);
    return true;
}

static bool plus_n(struct shk_arena *arena, const struct shk_certificate_spec *spec, struct shk_bytes tbs,
                   struct shk_bytes *signature, struct shk_error *err) {
    struct shk_bytes good, n = shk_rsa_modulus(arena, spec->signer);
    struct shk_buf b = shk_buf_in(arena);
    SHK_TRY(shk_sign(arena, spec->signer, spec->scheme, tbs, &good, err));
    shk_put(&b, good);
    unsigned carry = 0;
    for (size_t i = n.len; i-- > 0;) {
        carry += b.data[i] + (unsigned)n.data[i];
        b.data[i] = (uint8_t)carry;
        carry >>= 8;
    }
    *signature = shk_buf_view(&b);
    return carry == 0 ? true : shk_fail(err, "s + n has more octets than n");
}

// --- Blocks of PKCS #1 v1.5 (RFC 8017, section 9.2) ----------------------------------------------------------------------

#define SHA256_INFO "SEQ{SEQ{2.16.840.1.101.3.4.2.1 NULL} OCT{$digest}}"

struct block_text {
    uint8_t how;
    const char *text; // notation; $digest is the hash
    uint8_t fill;     // what follows up to the modulus' length
    bool padded;      // the text is a DigestInfo, behind the usual padding
};
static const struct block_text blocks[] = {
    {ZOO_RSA_CUBE_ROOT, "0001 *8{ff} 00 " SHA256_INFO, 0x5a, false},
    // A length of 127 octets whose low ones say 32 (CVE-2014-1569).
    {ZOO_RSA_BER_ROOT, "30 83 0000a0 30 0d 0609608648016503040201 0500 04 ff *126{5a} 20 $digest", 0, true},
    {ZOO_RSA_NO_NULL, "SEQ{SEQ{2.16.840.1.101.3.4.2.1} OCT{$digest}}", 0, true},
    {ZOO_RSA_SHORT_PAD, "0001 *7{ff} 00 " SHA256_INFO, 0, false},
    {ZOO_RSA_MD4, "SEQ{SEQ{1.2.840.113549.2.4 NULL} OCT{$digest}}", 0, true},
    {ZOO_RSA_MD2, "SEQ{SEQ{1.2.840.113549.2.2 NULL} OCT{$digest}}", 0, true},
};

static bool put_digest(void *context, const char *name, const char *argument, struct shk_buf *out,
                       struct shk_error *err) {
    (void)argument;
    if (strcmp(name, "digest") != 0) return shk_fail(err, "there is no $%s here", name);
    shk_put(out, *(const struct shk_bytes *)context);
    return true;
}

static bool rsa_block(struct shk_arena *arena, const struct shk_certificate_spec *spec, struct shk_bytes tbs,
                      struct shk_bytes *signature, struct shk_error *err) {
    const struct block_text *form = blocks;
    while (form->how != spec->how) form++;
    uint8_t hash[SHK_MAX_HASH];
    struct shk_bytes digest = shk_view(hash, 32);
    if (form->how == ZOO_RSA_MD4 || form->how == ZOO_RSA_MD2) {
        digest.len = 16;
        if (form->how == ZOO_RSA_MD4) {
            shk_md4(tbs, hash);
        } else {
            shk_md2(tbs, hash);
        }
    } else {
        shk_digest(SHK_SHA256, tbs, hash);
    }
    struct shk_buf text = shk_buf_in(arena), block = shk_buf_in(arena);
    size_t size = shk_rsa_size(spec->signer);
    SHK_TRY(shk_notation(&text, form->text, put_digest, &digest, err));
    if (form->padded) {
        shk_put_uint(&block, 2, 1);
        shk_put_fill(&block, 0xff, size - text.len - 3);
        shk_put_uint(&block, 1, 0);
    }
    shk_put(&block, shk_buf_view(&text));
    shk_put_fill(&block, form->fill, size - block.len);
    return shk_rsa_private_block(arena, spec->signer, shk_buf_view(&block), signature, err);
}

static bool pss(struct shk_arena *arena, const struct shk_certificate_spec *spec, struct shk_bytes tbs,
                struct shk_bytes *signature, struct shk_error *err) {
    struct shk_bytes block;
    size_t salt = spec->how == ZOO_PSS_SALT_0 ? 0 : spec->how == ZOO_PSS_SALT_64 ? 64 : 32;
    enum shk_hash mgf = spec->how == ZOO_PSS_MGF_SHA1 ? SHK_SHA1 : SHK_SHA256;
    SHK_TRY(shk_rsa_pss_block(arena, spec->signer, SHK_SHA256, mgf, salt, tbs, &block, err));
    return shk_rsa_private_block(arena, spec->signer, block, signature, err);
}

static forgery *const forgeries[] = {
    [ZOO_R_TOP_BIT] = negative_r,    [ZOO_ECDSA_SHA256] = over_sha256, [ZOO_ED_PLUS_L] = plus_l,
    [ZOO_RSA_CUBE_ROOT] = rsa_block, [ZOO_RSA_BER_ROOT] = rsa_block,   [ZOO_RSA_NO_NULL] = rsa_block,
    [ZOO_RSA_SHORT_PAD] = rsa_block, [ZOO_RSA_PLUS_N] = plus_n,        [ZOO_RSA_MD2] = rsa_block,
    [ZOO_RSA_MD4] = rsa_block,       [ZOO_PSS_SALT_0] = pss,           [ZOO_PSS_SALT_64] = pss,
    [ZOO_PSS_MGF_SHA1] = pss,
};

// Two of them need luck: another serial is another throw.
bool zoo_build_forged(struct shk_arena *arena, struct shk_certificate_spec *spec, uint8_t how, struct shk_bytes *out,
                      struct shk_error *err) {
    bool luck = how == ZOO_R_TOP_BIT || how == ZOO_RSA_PLUS_N;
    spec->how = how;
    spec->sign = forgeries[how];
    for (unsigned i = 0; luck && i < 255; i++) {
        struct shk_buf serial = shk_buf_in(arena);
        shk_put(&serial, spec->serial);
        serial.data[serial.len - 1] = (uint8_t)i;
        spec->serial = shk_buf_view(&serial);
        if (shk_certificate_build(arena, spec, out, err)) return true;
    }
    return shk_certificate_build(arena, spec, out, err);
}
