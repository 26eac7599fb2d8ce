// Keys that are made from a name, so that a test PKI can have as many as it likes and no two runs differ.
#include "crypto/key.h"

#include <openssl/bytestring.h>
#include <openssl/ec.h>
#include <openssl/ec_key.h>
#include <openssl/err.h>
#include <openssl/mem.h>
#include <openssl/nid.h>
#include <openssl/sha.h>
#include <string.h>

static EVP_PKEY *derive_ec(int curve, const uint8_t secret[32]) {
    EC_GROUP *group = EC_GROUP_new_by_curve_name(curve);
    EC_KEY *ec = EC_KEY_derive_from_secret(group, secret, 32);
    EC_GROUP_free(group);
    EVP_PKEY *pkey = EVP_PKEY_new();
    if (ec == NULL || pkey == NULL || !EVP_PKEY_assign_EC_KEY(pkey, ec)) abort(); // memory alone can be missing
    return pkey;
}

struct shk_key *shk_key_derived(uint16_t scheme, const char *name) {
    uint8_t secret[32];
    EVP_PKEY *pkey = NULL;
    SHA256((const uint8_t *)name, strlen(name), secret);
    switch (scheme) {
    case SHK_ECDSA_SECP256R1_SHA256: pkey = derive_ec(NID_X9_62_prime256v1, secret); break;
    case SHK_ECDSA_SECP384R1_SHA384: pkey = derive_ec(NID_secp384r1, secret); break;
    case SHK_ECDSA_SECP521R1_SHA512: pkey = derive_ec(NID_secp521r1, secret); break;
    case SHK_ED25519: pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, 32); break;
    default: break;
    }
    return pkey == NULL ? NULL : shk_key_wrap(pkey, true);
}

struct shk_bytes shk_key_private(struct shk_arena *arena, const struct shk_key *key) {
    CBB cbb;
    uint8_t *der = NULL;
    size_t len = 0;
    if (key->odd == SHK_ODD_EC || key->odd == SHK_ODD_MUTE) return shk_view(NULL, 0);
    if (!CBB_init(&cbb, 512)) abort();
    if (!EVP_marshal_private_key(&cbb, key->pkey) || !CBB_finish(&cbb, &der, &len)) {
        CBB_cleanup(&cbb);
        ERR_clear_error();
    }
    struct shk_bytes out = shk_copy(arena, shk_view(der, len));
    OPENSSL_free(der);
    return out;
}
