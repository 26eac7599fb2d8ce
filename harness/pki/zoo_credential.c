// Delegated credentials (RFC 9345, section 4): a key that the leaf's key vouches for, for a few days.
//
//   DelegatedCredential = valid_time | dc_cert_verify_algorithm | SubjectPublicKeyInfo | algorithm | signature
//                         +------------------- Credential -----------------------+
#include "pki/zoo_parts.h"

#define DEFAULT_LIFE 86400

bool zoo_credential(struct zoo *zoo, const struct zoo_credential *credential, struct shk_bytes *out,
                    struct shk_error *err) {
    static const char server[] = "TLS, server delegated credentials", client[] = "TLS, client delegated credentials";
    struct zoo_node *leaf = zoo_find(zoo, "leaf", err);
    struct shk_key *key = zoo_key(zoo->kind, zoo->sut, credential->key, err);
    if (leaf == NULL || key == NULL) return false;
    int64_t until = zoo->now + (credential->until != 0 ? credential->until : DEFAULT_LIFE);
    struct shk_certificate_spec spec = {.signer = leaf->key,
                                        .scheme = shk_key_scheme(leaf->key, SHK_TLS13, shk_view(NULL, 0))};
    struct shk_buf b = shk_buf_in(zoo->arena), covered = shk_buf_in(zoo->arena);
    shk_put_uint(&b, 4, (uint32_t)(until - leaf->spec.not_before));
    shk_put_uint(&b, 2, credential->scheme);
    shk_put_vector(&b, 3, shk_key_spki(zoo->arena, key));
    shk_put_uint(&b, 2, spec.scheme);
    shk_put_fill(&covered, ' ', 64);
    shk_put(&covered, shk_text(zoo->sut == SHK_CLIENT ? server : client));
    shk_put_uint(&covered, 1, 0);
    shk_put(&covered, leaf->der);
    shk_put(&covered, shk_buf_view(&b));
    struct shk_bytes signature;
    SHK_TRY(shk_certificate_sign(zoo->arena, &spec, shk_buf_view(&covered), &signature, err));
    shk_put_vector(&b, 2, signature);
    if (credential->broken) b.data[b.len - 1] ^= 1;
    *out = shk_buf_view(&b);
    return true;
}
