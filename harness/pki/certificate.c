// From a specification to DER: TBS, edits, signature.
#include "pki/certificate.h"

#include <string.h>

struct shk_certificate_extension *shk_certificate_find(struct shk_certificate_spec *spec, const char *oid) {
    for (size_t i = 0; i < spec->extension_count; i++) {
        if (strcmp(spec->extensions[i].oid, oid) == 0) return &spec->extensions[i];
    }
    return NULL;
}

void shk_certificate_set(struct shk_certificate_spec *spec, struct shk_certificate_extension extension) {
    struct shk_certificate_extension *place = shk_certificate_find(spec, extension.oid);
    if (place == NULL && spec->extension_count < SHK_EXTENSIONS_MAX) place = &spec->extensions[spec->extension_count++];
    if (place != NULL) *place = extension;
}

void shk_certificate_drop(struct shk_certificate_spec *spec, const char *oid) {
    struct shk_certificate_extension *place = shk_certificate_find(spec, oid);
    if (place == NULL) return;
    size_t behind = (size_t)(spec->extensions + spec->extension_count - (place + 1));
    memmove(place, place + 1, behind * sizeof(*place));
    spec->extension_count--;
}

// --- TBSCertificate (RFC 5280, section 4.1) --------------------------------------------------------------------------

// An OID that stands in a table of ours, or in a case: nonsense there becomes an empty OID, which no verifier takes.
static void put_oid(struct shk_buf *b, const char *dotted) {
    if (!shk_der_put_oid(b, dotted)) shk_der_put(b, SHK_DER_OID, shk_view(NULL, 0));
}

static void put_attribute(struct shk_buf *b, const char *oid, const char *text) {
    size_t set = shk_der_open(b, SHK_DER_SET);
    size_t pair = shk_der_open(b, SHK_DER_SEQUENCE);
    put_oid(b, oid);
    shk_der_put_text(b, SHK_DER_UTF8_STRING, text);
    shk_der_close(b, pair);
    shk_der_close(b, set);
}

static void put_name(struct shk_buf *b, struct shk_bytes der, const char *common_name) {
    shk_put(b, der);
    if (der.len > 0) return;
    size_t name = shk_der_open(b, SHK_DER_SEQUENCE);
    if (common_name != NULL) {
        put_attribute(b, "2.5.4.10", "Shakedown test PKI");
        put_attribute(b, "2.5.4.3", common_name);
    }
    shk_der_close(b, name);
}

struct shk_bytes shk_certificate_name(struct shk_arena *arena, const char *common_name) {
    struct shk_buf b = shk_buf_in(arena);
    put_name(&b, shk_view(NULL, 0), common_name);
    return shk_buf_view(&b);
}

static void put_extensions(struct shk_buf *b, const struct shk_certificate_spec *spec) {
    if (spec->extension_count == 0) return;
    size_t wrapper = shk_der_open(b, SHK_DER_CONTEXT_CONSTRUCTED(3));
    size_t list = shk_der_open(b, SHK_DER_SEQUENCE);
    for (size_t i = 0; i < spec->extension_count; i++) {
        const struct shk_certificate_extension *extension = &spec->extensions[i];
        size_t entry = shk_der_open(b, SHK_DER_SEQUENCE);
        put_oid(b, extension->oid);
        if (extension->critical) shk_der_put_bool(b, true);
        shk_der_put(b, SHK_DER_OCTET_STRING, extension->value);
        shk_der_close(b, entry);
    }
    shk_der_close(b, list);
    shk_der_close(b, wrapper);
}

static struct shk_bytes build_tbs(struct shk_arena *arena, const struct shk_certificate_spec *spec,
                                  struct shk_bytes algorithm) {
    struct shk_buf b = shk_buf_in(arena);
    size_t tbs = shk_der_open(&b, SHK_DER_SEQUENCE);
    if (spec->version != 0) {
        size_t version = shk_der_open(&b, SHK_DER_CONTEXT_CONSTRUCTED(0));
        shk_der_put_uint(&b, spec->version);
        shk_der_close(&b, version);
    }
    shk_der_put(&b, SHK_DER_INTEGER, spec->serial);
    shk_put(&b, algorithm);
    put_name(&b, spec->issuer_name, spec->issuer);
    size_t validity = shk_der_open(&b, SHK_DER_SEQUENCE);
    shk_certificate_put_time(&b, spec->not_before);
    shk_certificate_put_time(&b, spec->not_after);
    shk_der_close(&b, validity);
    put_name(&b, spec->subject_name, spec->subject);
    shk_put(&b, spec->spki);
    put_extensions(&b, spec);
    shk_der_close(&b, tbs);
    return shk_buf_view(&b);
}

// --- Signature -------------------------------------------------------------------------------------------------------

// Signed with a generator seeded by the TBS itself, so that the same certificate comes out again.
bool shk_certificate_sign(struct shk_arena *arena, const struct shk_certificate_spec *spec, struct shk_bytes tbs,
                          struct shk_bytes *signature, struct shk_error *err) {
    uint8_t digest[SHK_MAX_HASH];
    struct shk_rng rng;
    uint64_t seed;
    shk_digest(SHK_SHA256, tbs, digest);
    memcpy(&seed, digest, sizeof(seed));
    shk_rng_seed(&rng, seed);
    struct shk_rng *before = shk_crypto_use_rng(&rng);
    bool ok = spec->sign != NULL ? spec->sign(arena, spec, tbs, signature, err)
                                 : shk_sign(arena, spec->signer, spec->scheme, tbs, signature, err);
    shk_crypto_use_rng(before);
    return ok;
}

static bool edits_tbs(const struct shk_certificate_edit *edit) {
    return strncmp(edit->path, "tbs", 3) == 0 && (edit->path[3] == '\0' || strchr(".[:", edit->path[3]) != NULL);
}

static bool apply_edits(const struct shk_certificate_spec *spec, bool of_tbs, struct shk_buf *der,
                        struct shk_error *err) {
    for (size_t i = 0; i < spec->edit_count; i++) {
        if ((spec->resign && edits_tbs(&spec->edits[i])) != of_tbs) continue;
        SHK_TRY(shk_certificate_apply(der, &spec->edits[i], spec->edit_time, err));
    }
    return true;
}

// Before it is signed, the TBS is edited inside a SEQUENCE of its own, so that paths are those of a certificate. What is
// then inside that SEQUENCE is signed, whatever the edits have made of it.
static bool edited_tbs(struct shk_arena *arena, const struct shk_certificate_spec *spec, struct shk_bytes *tbs,
                       struct shk_error *err) {
    struct shk_buf shell = shk_buf_in(arena);
    struct shk_der outer;
    uint32_t length;
    shk_der_put(&shell, SHK_DER_SEQUENCE, *tbs);
    SHK_TRY(apply_edits(spec, true, &shell, err));
    struct shk_reader r = shk_read(shk_buf_view(&shell));
    if (!shk_der_header(&r, &outer, &length)) return shk_fail(err, "the edits left nothing to sign");
    *tbs = shk_view(r.data, r.len);
    return true;
}

bool shk_certificate_build(struct shk_arena *arena, const struct shk_certificate_spec *spec, struct shk_bytes *out,
                           struct shk_error *err) {
    struct shk_bytes algorithm = spec->algorithm, signature;
    if (algorithm.len == 0) algorithm = shk_signature_algorithm(arena, spec->scheme);
    if (algorithm.len == 0) return shk_fail(err, "certificates are not signed by scheme 0x%04x", spec->scheme);

    struct shk_bytes tbs = build_tbs(arena, spec, algorithm);
    SHK_TRY(edited_tbs(arena, spec, &tbs, err));
    SHK_TRY(shk_certificate_sign(arena, spec, tbs, &signature, err));

    struct shk_buf b = shk_buf_in(arena);
    size_t certificate = shk_der_open(&b, SHK_DER_SEQUENCE);
    shk_put(&b, tbs);
    shk_put(&b, algorithm);
    shk_der_put_bits(&b, 0, signature);
    shk_der_close(&b, certificate);
    SHK_TRY(apply_edits(spec, false, &b, err));
    *out = shk_buf_view(&b);
    return true;
}

// --- Algorithms ------------------------------------------------------------------------------------------------------

struct algorithm {
    uint16_t scheme;
    const char *oid;
    bool null_parameters; // RSA has NULL there, the others nothing
};

// RFC 3279, 4055, 5758, 8410.
// clang-format off
static const struct algorithm algorithms[] = {
    {0x0101,                     "1.2.840.113549.1.1.4",  true},
    {SHK_RSA_PKCS1_SHA1,         "1.2.840.113549.1.1.5",  true},
    {0x0301,                     "1.2.840.113549.1.1.14", true},
    {SHK_RSA_PKCS1_SHA256,       "1.2.840.113549.1.1.11", true},
    {SHK_RSA_PKCS1_SHA384,       "1.2.840.113549.1.1.12", true},
    {SHK_RSA_PKCS1_SHA512,       "1.2.840.113549.1.1.13", true},
    {SHK_ECDSA_SHA1,             "1.2.840.10045.4.1",     false},
    {0x0303,                     "1.2.840.10045.4.3.1",   false},
    {SHK_ECDSA_SECP256R1_SHA256, "1.2.840.10045.4.3.2",   false},
    {SHK_ECDSA_SECP384R1_SHA384, "1.2.840.10045.4.3.3",   false},
    {SHK_ECDSA_SECP521R1_SHA512, "1.2.840.10045.4.3.4",   false},
    {SHK_ED25519,                "1.3.101.112",           false},
};
static const struct {
    uint16_t scheme;
    const char *hash;
    uint8_t salt;
} pss_algorithms[] = {
    {SHK_RSA_PSS_RSAE_SHA256, "2.16.840.1.101.3.4.2.1", 32},
    {SHK_RSA_PSS_RSAE_SHA384, "2.16.840.1.101.3.4.2.2", 48},
    {SHK_RSA_PSS_RSAE_SHA512, "2.16.840.1.101.3.4.2.3", 64},
};
// clang-format on

static void put_algorithm(struct shk_buf *b, const char *oid, bool null_parameters) {
    size_t place = shk_der_open(b, SHK_DER_SEQUENCE);
    put_oid(b, oid);
    if (null_parameters) shk_der_put_null(b);
    shk_der_close(b, place);
}

// RFC 4055, section 3.1: the hash, MGF1 over the same hash, the salt's length.
static void put_pss(struct shk_buf *b, const char *hash, uint8_t salt) {
    size_t place = shk_der_open(b, SHK_DER_SEQUENCE);
    put_oid(b, "1.2.840.113549.1.1.10");
    size_t parameters = shk_der_open(b, SHK_DER_SEQUENCE);
    size_t part = shk_der_open(b, SHK_DER_CONTEXT_CONSTRUCTED(0));
    put_algorithm(b, hash, true);
    shk_der_close(b, part);
    part = shk_der_open(b, SHK_DER_CONTEXT_CONSTRUCTED(1));
    size_t mgf = shk_der_open(b, SHK_DER_SEQUENCE);
    put_oid(b, "1.2.840.113549.1.1.8");
    put_algorithm(b, hash, true);
    shk_der_close(b, mgf);
    shk_der_close(b, part);
    part = shk_der_open(b, SHK_DER_CONTEXT_CONSTRUCTED(2));
    shk_der_put_uint(b, salt);
    shk_der_close(b, part);
    shk_der_close(b, parameters);
    shk_der_close(b, place);
}

struct shk_bytes shk_signature_algorithm(struct shk_arena *arena, uint16_t scheme) {
    struct shk_buf b = shk_buf_in(arena);
    for (size_t i = 0; i < SHK_COUNT(algorithms); i++) {
        if (algorithms[i].scheme == scheme) put_algorithm(&b, algorithms[i].oid, algorithms[i].null_parameters);
    }
    for (size_t i = 0; i < SHK_COUNT(pss_algorithms); i++) {
        if (pss_algorithms[i].scheme == scheme) put_pss(&b, pss_algorithms[i].hash, pss_algorithms[i].salt);
    }
    return shk_buf_view(&b);
}
