// OCSP responses (RFC 6960, section 4.2) and CRLs (RFC 5280, section 5), written with the same notation as certificates.
#include "pki/zoo_parts.h"

#include <string.h>

static struct shk_bytes sha1(struct shk_arena *arena, struct shk_bytes in) {
    uint8_t digest[SHK_MAX_HASH];
    size_t len = shk_digest(SHK_SHA1, in, digest);
    return shk_copy(arena, shk_view(digest, len));
}

static struct shk_bytes part(struct shk_bytes certificate, const char *path) {
    struct shk_der_place at;
    if (!shk_der_find(certificate, SHK_DER_CERTIFICATE, path, &at, NULL)) return shk_view(NULL, 0);
    return shk_slice(certificate, at.off, at.header + at.len);
}

// tbs, algorithm and signature in one SEQUENCE, as certificates, CRLs and OCSP responses have it; `behind` comes last.
static bool seal(struct zoo *zoo, const struct zoo_node *signer, struct shk_bytes tbs, bool broken,
                 struct shk_bytes behind, struct shk_bytes *out, struct shk_error *err) {
    struct shk_certificate_spec spec = {.signer = signer->key,
                                        .scheme = shk_key_scheme(signer->key, SHK_TLS12, shk_view(NULL, 0))};
    struct shk_bytes signature;
    SHK_TRY(shk_certificate_sign(zoo->arena, &spec, tbs, &signature, err));
    struct shk_buf b = shk_buf_in(zoo->arena), bits = shk_buf_in(zoo->arena);
    shk_put(&bits, signature);
    if (broken) bits.data[bits.len - 1] ^= 1;
    size_t place = shk_der_open(&b, SHK_DER_SEQUENCE);
    shk_put(&b, tbs);
    shk_put(&b, shk_signature_algorithm(zoo->arena, spec.scheme));
    shk_der_put_bits(&b, 0, shk_buf_view(&bits));
    shk_put(&b, behind);
    shk_der_close(&b, place);
    *out = shk_buf_view(&b);
    return true;
}

static void put_time(struct shk_buf *b, uint8_t identifier, int64_t seconds) {
    struct shk_buf time = shk_buf_in(b->arena);
    shk_certificate_put_time(&time, seconds);
    struct shk_bytes text = shk_slice(shk_buf_view(&time), 2, time.len);
    if (identifier != SHK_DER_GENERALIZED_TIME || time.data[0] == SHK_DER_GENERALIZED_TIME) {
        shk_put(b, shk_buf_view(&time));
        return;
    }
    size_t place = shk_der_open(b, identifier);
    shk_put(b, shk_text(text.data[0] >= '5' ? "19" : "20"));
    shk_put(b, text);
    shk_der_close(b, place);
}

// --- OCSP ----------------------------------------------------------------------------------------------------------------

static void put_certificate_id(struct zoo *zoo, struct shk_buf *b, const struct zoo_node *about, bool other_serial) {
    size_t id = shk_der_open(b, SHK_DER_SEQUENCE);
    size_t algorithm = shk_der_open(b, SHK_DER_SEQUENCE);
    if (!shk_der_put_oid(b, "1.3.14.3.2.26")) return;
    shk_der_put_null(b);
    shk_der_close(b, algorithm);
    shk_der_put(b, SHK_DER_OCTET_STRING, sha1(zoo->arena, part(about->der, "tbs.issuer")));
    shk_der_put(b, SHK_DER_OCTET_STRING, shk_key_identifier(zoo->arena, about->parent->spec.spki));
    struct shk_buf serial = shk_buf_in(zoo->arena);
    shk_put(&serial, about->spec.serial);
    if (other_serial) serial.data[serial.len - 1] ^= 1;
    shk_der_put(b, SHK_DER_INTEGER, shk_buf_view(&serial));
    shk_der_close(b, id);
}

static void put_status(struct zoo *zoo, struct shk_buf *b, const struct zoo_staple *staple) {
    if (staple->status == 'r') {
        size_t revoked = shk_der_open(b, SHK_DER_CONTEXT_CONSTRUCTED(1));
        put_time(b, SHK_DER_GENERALIZED_TIME, zoo->now - 7200);
        shk_der_close(b, revoked);
    } else {
        shk_der_put(b, SHK_DER_CONTEXT(staple->status == 'u' ? 2 : 0), shk_view(NULL, 0));
    }
}

static struct shk_bytes response_data(struct zoo *zoo, const struct zoo_staple *staple, const struct zoo_node *about,
                                      const struct zoo_node *signer) {
    struct shk_buf b = shk_buf_in(zoo->arena);
    bool usual = staple->from == 0 && staple->until == 0;
    int64_t from = zoo->now + (usual ? -3600 : staple->from), until = zoo->now + (usual ? 7 * DAY : staple->until);
    size_t data = shk_der_open(&b, SHK_DER_SEQUENCE);
    size_t id = shk_der_open(&b, SHK_DER_CONTEXT_CONSTRUCTED(2));
    shk_der_put(&b, SHK_DER_OCTET_STRING, shk_key_identifier(zoo->arena, signer->spec.spki));
    shk_der_close(&b, id);
    put_time(&b, SHK_DER_GENERALIZED_TIME, from);
    size_t all = shk_der_open(&b, SHK_DER_SEQUENCE);
    size_t single = shk_der_open(&b, SHK_DER_SEQUENCE);
    put_certificate_id(zoo, &b, about, staple->other_serial);
    put_status(zoo, &b, staple);
    put_time(&b, SHK_DER_GENERALIZED_TIME, from);
    size_t next = shk_der_open(&b, SHK_DER_CONTEXT_CONSTRUCTED(0));
    put_time(&b, SHK_DER_GENERALIZED_TIME, until);
    shk_der_close(&b, next);
    shk_der_close(&b, single);
    shk_der_close(&b, all);
    shk_der_close(&b, data);
    return shk_buf_view(&b);
}

bool zoo_staple(struct zoo *zoo, const struct zoo_staple *staple, struct shk_bytes *out, struct shk_error *err) {
    if (staple->raw != NULL) return zoo_value(zoo, staple->raw, out, err);
    const struct zoo_node *about = zoo_find(zoo, staple->about != NULL ? staple->about : "leaf", err);
    const struct zoo_node *signer = zoo_find(zoo, staple->signer != NULL ? staple->signer : "int", err);
    if (about == NULL || signer == NULL) return false;
    struct shk_buf behind = shk_buf_in(zoo->arena), b = shk_buf_in(zoo->arena);
    if (staple->included != NULL) {
        const struct zoo_node *included = zoo_find(zoo, staple->included, err);
        if (included == NULL) return false;
        size_t outer = shk_der_open(&behind, SHK_DER_CONTEXT_CONSTRUCTED(0));
        shk_der_put(&behind, SHK_DER_SEQUENCE, included->der);
        shk_der_close(&behind, outer);
    }
    struct shk_bytes basic;
    SHK_TRY(seal(zoo, signer, response_data(zoo, staple, about, signer), staple->broken, shk_buf_view(&behind), &basic,
                 err));
    size_t response = shk_der_open(&b, SHK_DER_SEQUENCE);
    shk_der_put(&b, SHK_DER_ENUMERATED, shk_view("\0", 1)); // successful
    size_t outer = shk_der_open(&b, SHK_DER_CONTEXT_CONSTRUCTED(0));
    size_t bytes = shk_der_open(&b, SHK_DER_SEQUENCE);
    SHK_TRY(shk_der_put_oid(&b, "1.3.6.1.5.5.7.48.1.1"));
    shk_der_put(&b, SHK_DER_OCTET_STRING, basic);
    shk_der_close(&b, bytes);
    shk_der_close(&b, outer);
    shk_der_close(&b, response);
    *out = shk_buf_view(&b);
    return true;
}

// --- CRLs ----------------------------------------------------------------------------------------------------------------

static bool put_revoked(struct zoo *zoo, struct shk_buf *b, const struct zoo_crl *crl, struct shk_error *err) {
    if (crl->revoked == NULL) return true;
    const struct zoo_node *node = zoo_find(zoo, crl->revoked, err);
    if (node == NULL) return false;
    size_t list = shk_der_open(b, SHK_DER_SEQUENCE);
    size_t entry = shk_der_open(b, SHK_DER_SEQUENCE);
    shk_der_put(b, SHK_DER_INTEGER, node->spec.serial);
    put_time(b, SHK_DER_UTC_TIME, zoo->now - 7200);
    if (crl->entry != NULL) {
        struct shk_bytes value;
        SHK_TRY(zoo_value(zoo, crl->entry, &value, err));
        shk_der_put(b, SHK_DER_SEQUENCE, value);
    }
    shk_der_close(b, entry);
    shk_der_close(b, list);
    return true;
}

bool zoo_crl(struct zoo *zoo, const struct zoo_crl *crl, struct shk_bytes *out, struct shk_error *err) {
    const char *name = crl->issuer != NULL ? crl->issuer : "int";
    const struct zoo_node *issuer = zoo_find(zoo, name, err);
    const struct zoo_node *signer = zoo_find(zoo, crl->signer != NULL ? crl->signer : name, err);
    if (issuer == NULL || signer == NULL) return false;
    struct shk_buf b = shk_buf_in(zoo->arena);
    struct shk_bytes extensions;
    bool usual = crl->from == 0 && crl->until == 0;
    uint16_t scheme = shk_key_scheme(signer->key, SHK_TLS12, shk_view(NULL, 0));
    SHK_TRY(
        zoo_value(zoo,
                  shk_format(zoo->arena, "[0]{SEQ{SEQ{2.5.29.35 OCT{SEQ{(0){$keyid(%s)}}}} SEQ{2.5.29.20 OCT{#7}} %s}}",
                             signer->name, crl->extension != NULL ? crl->extension : ""),
                  &extensions, err));
    size_t tbs = shk_der_open(&b, SHK_DER_SEQUENCE);
    shk_der_put_uint(&b, 1);
    shk_put(&b, shk_signature_algorithm(zoo->arena, scheme));
    shk_put(&b, part(issuer->der, "tbs.subject"));
    put_time(&b, SHK_DER_UTC_TIME, zoo->now + (usual ? -3600 : crl->from));
    put_time(&b, SHK_DER_UTC_TIME, zoo->now + (usual ? 7 * DAY : crl->until));
    SHK_TRY(put_revoked(zoo, &b, crl, err));
    shk_put(&b, extensions);
    shk_der_close(&b, tbs);
    return seal(zoo, signer, shk_buf_view(&b), crl->broken, shk_view(NULL, 0), out, err);
}
