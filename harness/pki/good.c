// What a good certificate holds, for each role.
#include "pki/certificate.h"

#include <arpa/inet.h>
#include <string.h>

#define DAY ((int64_t)24 * 60 * 60)

// --- Values of extensions --------------------------------------------------------------------------------------------

struct shk_bytes shk_basic_constraints(struct shk_arena *arena, bool ca, int path_len) {
    struct shk_buf b = shk_buf_in(arena);
    size_t place = shk_der_open(&b, SHK_DER_SEQUENCE);
    if (ca) shk_der_put_bool(&b, true);
    if (path_len >= 0) shk_der_put_uint(&b, (uint64_t)path_len);
    shk_der_close(&b, place);
    return shk_buf_view(&b);
}

struct shk_bytes shk_key_usage(struct shk_arena *arena, uint16_t bits) {
    // A BIT STRING whose first bit is digitalSignature; DER cuts zero bits off its end.
    struct shk_buf b = shk_buf_in(arena);
    uint8_t bytes[2] = {0}, unused = 0;
    size_t len = 0;
    for (unsigned n = 0; n < 16; n++) {
        if ((bits >> n & 1) == 0) continue;
        bytes[n / 8] |= (uint8_t)(0x80 >> n % 8);
        len = 1 + n / 8;
        unused = (uint8_t)(7 - n % 8);
    }
    shk_der_put_bits(&b, unused, shk_view(bytes, len));
    return shk_buf_view(&b);
}

struct shk_bytes shk_extended_key_usage(struct shk_arena *arena, const char *const *oids, size_t count) {
    struct shk_buf b = shk_buf_in(arena);
    size_t place = shk_der_open(&b, SHK_DER_SEQUENCE);
    for (size_t i = 0; i < count; i++) {
        if (!shk_der_put_oid(&b, oids[i])) shk_der_put(&b, SHK_DER_OID, shk_view(NULL, 0)); // no verifier takes that
    }
    shk_der_close(&b, place);
    return shk_buf_view(&b);
}

static void put_alt_name(struct shk_buf *b, const char *name) {
    uint8_t address[16];
    if (inet_pton(AF_INET, name, address) == 1) {
        shk_der_put(b, SHK_DER_CONTEXT(7), shk_view(address, 4));
    } else if (inet_pton(AF_INET6, name, address) == 1) {
        shk_der_put(b, SHK_DER_CONTEXT(7), shk_view(address, 16));
    } else {
        shk_der_put(b, SHK_DER_CONTEXT(2), shk_text(name));
    }
}

struct shk_bytes shk_alt_names(struct shk_arena *arena, const char *const *names, size_t count) {
    struct shk_buf b = shk_buf_in(arena);
    size_t place = shk_der_open(&b, SHK_DER_SEQUENCE);
    for (size_t i = 0; i < count; i++) put_alt_name(&b, names[i]);
    shk_der_close(&b, place);
    return shk_buf_view(&b);
}

struct shk_bytes shk_key_identifier(struct shk_arena *arena, struct shk_bytes spki) {
    struct shk_der_place key;
    uint8_t digest[SHK_MAX_HASH];
    struct shk_bytes bits = spki;
    if (shk_der_find(spki, SHK_DER_ANY, "[1]", &key, NULL))
        bits = shk_slice(spki, key.off + key.header + 1, key.len - 1);
    size_t len = shk_digest(SHK_SHA1, bits, digest);
    return shk_copy(arena, shk_view(digest, len));
}

// --- Roles -----------------------------------------------------------------------------------------------------------

static const char *common_name(struct shk_arena *arena, enum shk_key_kind kind, enum shk_pki_role role,
                               const char *name) {
    // Ed25519 leaves share the P-256 authorities.
    const char *authority = shk_key_kind_name(kind == SHK_KEY_ED25519 ? SHK_KEY_P256 : kind);
    switch (role) {
    case SHK_ROLE_ROOT: return shk_format(arena, "Shakedown test root %s", authority);
    case SHK_ROLE_INTERMEDIATE: return shk_format(arena, "Shakedown test intermediate %s", authority);
    default: return name;
    }
}

// Authorities keep the same certificates for decades, so that an installed ca.pem stays good; where `now` lies outside (a
// virtual clock), they are made around it.
static void set_validity(struct shk_certificate_spec *spec, enum shk_pki_role role, int64_t now) {
    const int64_t from = 1577836800, to = 2524607999; // 2020-01-01 00:00:00, 2049-12-31 23:59:59
    bool authority = role == SHK_ROLE_ROOT || role == SHK_ROLE_INTERMEDIATE;
    if (!authority) {
        spec->not_before = now - DAY;
        spec->not_after = now + 30 * DAY;
    } else if (now > from + 365 * DAY && now < to - 365 * DAY) {
        spec->not_before = from;
        spec->not_after = to;
    } else {
        spec->not_before = now - 365 * DAY;
        spec->not_after = now + 3650 * DAY;
    }
}

// Unique for an issuer as long as names, keys or times differ; positive, 16 octets.
struct shk_bytes shk_certificate_serial(struct shk_arena *arena, const struct shk_certificate_spec *spec) {
    struct shk_buf b = shk_buf_in(arena);
    uint8_t digest[SHK_MAX_HASH];
    if (spec->subject != NULL) shk_put(&b, shk_text(spec->subject));
    shk_put(&b, spec->subject_name);
    shk_put_uint(&b, 8, (uint64_t)spec->not_before);
    shk_put(&b, spec->spki);
    for (size_t i = 0; i < spec->extension_count; i++) shk_put(&b, spec->extensions[i].value);
    shk_digest(SHK_SHA256, shk_buf_view(&b), digest);
    digest[0] = (uint8_t)((digest[0] & 0x3f) | 0x40);
    return shk_copy(arena, shk_view(digest, 16));
}

static void add_key_identifiers(struct shk_arena *arena, struct shk_certificate_spec *spec) {
    struct shk_buf subject = shk_buf_in(arena), authority = shk_buf_in(arena);
    shk_der_put(&subject, SHK_DER_OCTET_STRING, shk_key_identifier(arena, spec->spki));
    size_t place = shk_der_open(&authority, SHK_DER_SEQUENCE);
    shk_der_put(&authority, SHK_DER_CONTEXT(0), shk_key_identifier(arena, shk_key_spki(arena, spec->signer)));
    shk_der_close(&authority, place);
    shk_certificate_set(
        spec, (struct shk_certificate_extension){SHK_OID_SUBJECT_KEY_IDENTIFIER, false, shk_buf_view(&subject)});
    shk_certificate_set(
        spec, (struct shk_certificate_extension){SHK_OID_AUTHORITY_KEY_IDENTIFIER, false, shk_buf_view(&authority)});
}

static void add_constraints(struct shk_arena *arena, struct shk_certificate_spec *spec, enum shk_key_kind kind,
                            enum shk_pki_role role) {
    bool authority = role == SHK_ROLE_ROOT || role == SHK_ROLE_INTERMEDIATE;
    uint16_t usage = authority ? SHK_KU_CERT_SIGN | SHK_KU_CRL_SIGN : SHK_KU_DIGITAL_SIGNATURE;
    if (role == SHK_ROLE_SERVER && kind == SHK_KEY_RSA) usage |= SHK_KU_KEY_ENCIPHERMENT; // RSA key exchange of TLS 1.2
    int path_len = role == SHK_ROLE_INTERMEDIATE ? 0 : -1;
    shk_certificate_set(spec, (struct shk_certificate_extension){SHK_OID_BASIC_CONSTRAINTS, true,
                                                                 shk_basic_constraints(arena, authority, path_len)});
    shk_certificate_set(spec, (struct shk_certificate_extension){SHK_OID_KEY_USAGE, true, shk_key_usage(arena, usage)});
}

static void add_leaf_extensions(struct shk_arena *arena, struct shk_certificate_spec *spec, enum shk_pki_role role,
                                const char *name) {
    const char *purpose = role == SHK_ROLE_SERVER ? SHK_OID_SERVER_AUTH : SHK_OID_CLIENT_AUTH;
    shk_certificate_set(spec, (struct shk_certificate_extension){SHK_OID_EXTENDED_KEY_USAGE, false,
                                                                 shk_extended_key_usage(arena, &purpose, 1)});
    const char *names[] = {name, "127.0.0.1", "::1"};
    size_t count = role == SHK_ROLE_SERVER ? SHK_COUNT(names) : 1;
    shk_certificate_set(
        spec, (struct shk_certificate_extension){SHK_OID_SUBJECT_ALT_NAME, false, shk_alt_names(arena, names, count)});
}

bool shk_certificate_good(struct shk_arena *arena, enum shk_key_kind kind, enum shk_pki_role role, int64_t now,
                          const char *name, struct shk_certificate_spec *out, struct shk_error *err) {
    bool leaf = role == SHK_ROLE_SERVER || role == SHK_ROLE_CLIENT;
    enum shk_pki_role above = leaf ? SHK_ROLE_INTERMEDIATE : SHK_ROLE_ROOT;
    if (name == NULL) name = "localhost";
    if (leaf && (name[0] == '\0' || strlen(name) > 255)) {
        return shk_fail(err, "a certificate needs a name of 1 to 255 characters, not %zu", strlen(name));
    }
    *out = (struct shk_certificate_spec){
        .version = 2,
        .issuer = common_name(arena, kind, above, name),
        .subject = common_name(arena, kind, role, name),
        .spki = shk_key_spki(arena, shk_pki_key(kind, role)),
        .signer = shk_pki_key(kind, above),
        .edit_time = now,
        .resign = true,
    };
    if (leaf && strlen(name) > 64) out->subject = "a long name, see subjectAltName"; // RFC 5280's ub-common-name
    out->scheme = shk_key_scheme(out->signer, SHK_TLS12, shk_view(NULL, 0));
    set_validity(out, role, now);
    add_constraints(arena, out, kind, role);
    if (leaf) add_leaf_extensions(arena, out, role, name);
    add_key_identifiers(arena, out);
    out->serial = shk_certificate_serial(arena, out);
    return true;
}
