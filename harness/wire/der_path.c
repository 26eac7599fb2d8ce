// Paths into DER, and edits by path. A place is found by walking from the outside in, and the walk remembers every TLV it
// entered: these are the ones whose lengths an edit inside has to correct.
#include "wire/der.h"

#include <ctype.h>
#include <string.h>

// --- What a certificate and a CRL are made of (RFC 5280, sections 4.1 and 5.1) -----------------------------------------

struct der_type;

struct der_field {
    const char *name;
    uint8_t identifier; // of an optional field: what tells that it is there; else how it should begin
    bool optional;
    const struct der_type *inside;
};

struct der_type {
    const struct der_field *fields;
    size_t count;
    bool extensions; // an EXPLICIT tag around a SEQUENCE of Extension, found by OID
};

enum { ANY = 0, TIME = 0xff }; // identifiers: whatever comes; one of the two time types

#define FIELDS(ident, ...)                                                                                             \
    static const struct der_field ident##_fields[] = {__VA_ARGS__};                                                    \
    static const struct der_type ident = {ident##_fields, SHK_COUNT(ident##_fields), false}

// clang-format off
//                       name                  identifier            optional  inside
FIELDS(algorithm,       {"algorithm",          SHK_DER_OID,          false,    NULL},
                        {"parameters",         ANY,                  true,     NULL});
FIELDS(validity,        {"not_before",         TIME,                 false,    NULL},
                        {"not_after",          TIME,                 false,    NULL});
FIELDS(spki,            {"algorithm",          SHK_DER_SEQUENCE,     false,    &algorithm},
                        {"key",                SHK_DER_BIT_STRING,   false,    NULL});
FIELDS(extension,       {"oid",                SHK_DER_OID,          false,    NULL},
                        {"critical",           SHK_DER_BOOLEAN,      true,     NULL},
                        {"value",              SHK_DER_OCTET_STRING, false,    NULL});

static const struct der_type extension_block = {NULL, 0, true};

FIELDS(tbs_certificate, {"version",            0xa0,                 true,     NULL},
                        {"serial",             SHK_DER_INTEGER,      false,    NULL},
                        {"signature",          SHK_DER_SEQUENCE,     false,    &algorithm},
                        {"issuer",             SHK_DER_SEQUENCE,     false,    NULL},
                        {"validity",           SHK_DER_SEQUENCE,     false,    &validity},
                        {"subject",            SHK_DER_SEQUENCE,     false,    NULL},
                        {"spki",               SHK_DER_SEQUENCE,     false,    &spki},
                        {"issuer_uid",         0x81,                 true,     NULL},
                        {"subject_uid",        0x82,                 true,     NULL},
                        {"extensions",         0xa3,                 true,     &extension_block});
FIELDS(certificate,     {"tbs",                SHK_DER_SEQUENCE,     false,    &tbs_certificate},
                        {"signatureAlgorithm", SHK_DER_SEQUENCE,     false,    &algorithm},
                        {"signatureValue",     SHK_DER_BIT_STRING,   false,    NULL});

FIELDS(tbs_crl,         {"version",            SHK_DER_INTEGER,      true,     NULL},
                        {"signature",          SHK_DER_SEQUENCE,     false,    &algorithm},
                        {"issuer",             SHK_DER_SEQUENCE,     false,    NULL},
                        {"this_update",        TIME,                 false,    NULL},
                        {"next_update",        TIME,                 true,     NULL},
                        {"revoked",            SHK_DER_SEQUENCE,     true,     NULL},
                        {"extensions",         0xa0,                 true,     &extension_block});
FIELDS(crl,             {"tbs",                SHK_DER_SEQUENCE,     false,    &tbs_crl},
                        {"signatureAlgorithm", SHK_DER_SEQUENCE,     false,    &algorithm},
                        {"signatureValue",     SHK_DER_BIT_STRING,   false,    NULL});

static const struct {
    const char *name, *oid;
} extension_names[] = {
    {"subjectDirectoryAttributes", "2.5.29.9"},
    {"subjectKeyIdentifier",       "2.5.29.14"},
    {"keyUsage",                   "2.5.29.15"},
    {"subjectAltName",             "2.5.29.17"},
    {"issuerAltName",              "2.5.29.18"},
    {"basicConstraints",           "2.5.29.19"},
    {"cRLNumber",                  "2.5.29.20"},
    {"reasonCode",                 "2.5.29.21"},
    {"invalidityDate",             "2.5.29.24"},
    {"deltaCRLIndicator",          "2.5.29.27"},
    {"issuingDistributionPoint",   "2.5.29.28"},
    {"certificateIssuer",          "2.5.29.29"},
    {"nameConstraints",            "2.5.29.30"},
    {"cRLDistributionPoints",      "2.5.29.31"},
    {"certificatePolicies",        "2.5.29.32"},
    {"policyMappings",             "2.5.29.33"},
    {"authorityKeyIdentifier",     "2.5.29.35"},
    {"policyConstraints",          "2.5.29.36"},
    {"extKeyUsage",                "2.5.29.37"},
    {"freshestCRL",                "2.5.29.46"},
    {"inhibitAnyPolicy",           "2.5.29.54"},
    {"authorityInfoAccess",        "1.3.6.1.5.5.7.1.1"},
    {"subjectInfoAccess",          "1.3.6.1.5.5.7.1.11"},
    {"proxyCertInfo",              "1.3.6.1.5.5.7.1.14"},
    {"tlsFeature",                 "1.3.6.1.5.5.7.1.24"},
    {"ocspNoCheck",                "1.3.6.1.5.5.7.48.1.5"},
    {"sctList",                    "1.3.6.1.4.1.11129.2.4.2"},
    {"ctPoison",                   "1.3.6.1.4.1.11129.2.4.3"},
    {"delegationUsage",            "1.3.6.1.4.1.44363.44"},
};
// clang-format on

static bool same(const char *name, const char *text, size_t len) {
    return strlen(name) == len && memcmp(name, text, len) == 0;
}

const char *shk_der_extension_oid(const char *name, size_t len) {
    for (size_t i = 0; i < SHK_COUNT(extension_names); i++) {
        if (same(extension_names[i].name, name, len)) return extension_names[i].oid;
    }
    return NULL;
}

// --- Walking -----------------------------------------------------------------------------------------------------------

struct walk {
    struct shk_bytes der;
    struct shk_der_place at;
    const struct der_type *type; // of the TLV at `at`; NULL when nothing is known
    size_t next, end;            // while stepping through children: what is left
};

static bool read_tlv(struct walk *w, size_t off, size_t end, struct shk_der *tlv) {
    struct shk_reader r = shk_read(shk_slice(w->der, off, end - off));
    return shk_der_next(&r, tlv);
}

static void stand_on(struct walk *w, size_t off, const struct shk_der *tlv) {
    w->at.off = off;
    w->at.len = tlv->content.len;
    w->at.header = tlv->whole.len - tlv->content.len;
    w->at.identifier = 1;
    if ((tlv->identifier & 31) == 31) {
        while ((w->der.data[off + w->at.identifier] & 128) != 0) w->at.identifier++;
        w->at.identifier++;
    }
}

// Goes inside the TLV at hand. The first octet of a BIT STRING counts unused bits and is no content.
static bool enter(struct walk *w) {
    if (w->at.depth == SHK_DER_DEPTH) return false;
    w->at.around[w->at.depth++] = w->at.off;
    size_t start = w->at.off + w->at.header;
    w->end = start + w->at.len;
    w->next = start + (w->der.data[w->at.off] == SHK_DER_BIT_STRING && w->at.len > 0 ? 1 : 0);
    return true;
}

static bool next_child(struct walk *w, struct shk_der *tlv) {
    if (w->next >= w->end || !read_tlv(w, w->next, w->end, tlv)) return false;
    stand_on(w, w->next, tlv);
    w->next += tlv->whole.len;
    return true;
}

static bool step_index(struct walk *w, size_t index) {
    struct shk_der tlv;
    SHK_TRY(enter(w));
    do {
        SHK_TRY(next_child(w, &tlv));
    } while (index-- > 0);
    return true;
}

static bool begins_as(uint8_t identifier, const struct der_field *f) {
    if (f->identifier == TIME) return identifier == SHK_DER_UTC_TIME || identifier == SHK_DER_GENERALIZED_TIME;
    return f->identifier == ANY || identifier == f->identifier;
}

// Fields and TLVs side by side. A field that must be there takes the next TLV whatever its identifier: an edit may have
// changed that.
static bool step_field(struct walk *w, const struct der_type *type, const char *name, size_t len) {
    struct shk_der tlv;
    SHK_TRY(enter(w));
    SHK_TRY(next_child(w, &tlv));
    for (size_t i = 0; i < type->count; i++) {
        const struct der_field *f = &type->fields[i];
        bool there = !f->optional || begins_as(tlv.identifier, f);
        if (same(f->name, name, len)) {
            w->type = f->inside;
            return there;
        }
        if (there) SHK_TRY(next_child(w, &tlv));
    }
    return false;
}

// Goes from the EXPLICIT tag to the SEQUENCE inside.
static bool step_list(struct walk *w) {
    w->type = NULL;
    return step_index(w, 0);
}

static bool has_oid(const struct shk_der *ext, struct shk_bytes oid) {
    struct shk_der id;
    return shk_der_child(ext->content, 0, &id) && id.identifier == SHK_DER_OID && shk_equal(id.content, oid);
}

static bool step_extension(struct walk *w, const char *name, size_t len) {
    const char *dotted = shk_der_extension_oid(name, len);
    if (dotted == NULL) return false;
    uint8_t room[64]; // more than any OID of the table needs
    struct shk_buf oid = {NULL, room, 0, sizeof(room)};
    struct shk_der tlv;
    SHK_TRY(shk_der_put_oid_content(&oid, dotted));
    SHK_TRY(step_list(w));
    SHK_TRY(enter(w));
    do {
        SHK_TRY(next_child(w, &tlv));
    } while (!has_oid(&tlv, shk_buf_view(&oid)));
    w->type = &extension;
    return true;
}

static bool step_name(struct walk *w, const char *name, size_t len) {
    const struct der_type *type = w->type;
    if (type == NULL) return false;
    if (!type->extensions) return step_field(w, type, name, len);
    if (same("list", name, len)) return step_list(w);
    return step_extension(w, name, len);
}

static bool step_number(struct walk *w, size_t index) {
    bool block = w->type != NULL && w->type->extensions;
    if (block) SHK_TRY(step_list(w));
    SHK_TRY(step_index(w, index));
    w->type = block ? &extension : NULL;
    return true;
}

static bool take_index(const char **path, size_t *index) {
    const char *s = *path + 1;
    *index = 0;
    if (!isdigit((unsigned char)*s)) return false;
    for (; isdigit((unsigned char)*s); s++) {
        if (*index > 1000000) return false;
        *index = *index * 10 + (size_t)(*s - '0');
    }
    if (*s != ']') return false;
    *path = s + 1;
    return true;
}

static bool one_step(struct walk *w, const char **path, bool first) {
    size_t index;
    if (**path == '[') return take_index(path, &index) && step_number(w, index);
    if (!first && *(*path)++ != '.') return false;
    const char *name = *path;
    size_t len = strcspn(name, ".[:");
    *path += len;
    return step_name(w, name, len);
}

bool shk_der_find(struct shk_bytes der, enum shk_der_schema schema, const char *path, struct shk_der_place *out,
                  struct shk_error *err) {
    struct walk w = {.der = der};
    struct shk_der root;
    if (!read_tlv(&w, 0, der.len, &root)) {
        return shk_fail(err, "the %zu bytes do not begin with a DER element. Look for it with: shakedown pki.",
                        der.len);
    }
    stand_on(&w, 0, &root);
    if (schema == SHK_DER_CERTIFICATE) w.type = &certificate;
    if (schema == SHK_DER_CRL) w.type = &crl;
    const char *rest = path;
    for (bool first = true; *rest != '\0' && *rest != ':'; first = false) {
        if (!one_step(&w, &rest, first)) {
            return shk_fail(err, "%s: there is nothing at \"%.*s\".", path, (int)(rest - path), path);
        }
    }
    *out = w.at;
    return true;
}

struct shk_bytes shk_der_value(struct shk_bytes der, enum shk_der_schema schema, const char *path) {
    struct shk_der_place at;
    if (!shk_der_find(der, schema, path, &at, NULL)) return shk_view(NULL, 0);
    return shk_slice(der, at.off + at.header, at.len);
}

// --- Editing -----------------------------------------------------------------------------------------------------------

// Changes the length of the TLV at `off`, whose content has already changed, by `delta`; returns how much the length
// octets grew.
static int64_t correct_length(struct shk_buf *der, size_t off, int64_t delta) {
    struct shk_reader r = shk_read(shk_slice(shk_buf_view(der), off, der->len));
    struct shk_der head;
    uint32_t length;
    if (!shk_der_header(&r, &head, &length)) return 0;
    int64_t value = (int64_t)length + delta;
    if (value < 0) value = 0;

    size_t content = der->len - r.len, first = off + 1;
    if ((head.identifier & 31) == 31) {
        while ((der->data[first++] & 128) != 0) continue;
    }
    size_t octets = content - first;
    struct shk_buf put = shk_buf_in(der->arena);
    if (!head.minimal && value >> (8 * (octets - 1)) == 0) {
        shk_put_uint(&put, 1, 128 | (octets - 1));
        shk_put_uint(&put, octets - 1, (uint64_t)value);
    } else {
        shk_der_put_length(&put, (size_t)value);
    }
    shk_splice(der, first, octets, shk_buf_view(&put));
    return (int64_t)put.len - (int64_t)octets;
}

static void part_range(const struct shk_der_place *p, enum shk_part part, size_t *off, size_t *len) {
    switch (part) {
    case SHK_PART_VALUE:
        *off = p->off + p->header;
        *len = p->len;
        return;
    case SHK_PART_LENGTH:
        *off = p->off + p->identifier;
        *len = p->header - p->identifier;
        return;
    case SHK_PART_TYPE:
        *off = p->off;
        *len = p->identifier;
        return;
    case SHK_PART_WHOLE:
        *off = p->off;
        *len = p->header + p->len;
        return;
    }
    *off = p->off;
    *len = 0;
}

bool shk_der_splice(struct shk_buf *der, enum shk_der_schema schema, const char *path, enum shk_part part, size_t at,
                    size_t remove, struct shk_bytes insert, bool repair, struct shk_error *err) {
    struct shk_der_place place = {0};
    size_t off, len;
    SHK_TRY(shk_der_find(shk_buf_view(der), schema, path, &place, err));
    part_range(&place, part, &off, &len);
    if (at > len) at = len;
    if (remove > len - at) remove = len - at;
    shk_splice(der, off + at, remove, insert);
    int64_t delta = (int64_t)insert.len - (int64_t)remove;
    if (!repair || delta == 0) return true;
    if (part == SHK_PART_VALUE) delta += correct_length(der, place.off, delta);
    for (size_t i = place.depth; i-- > 0;) delta += correct_length(der, place.around[i], delta);
    return true;
}
