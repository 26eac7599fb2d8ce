// Finding an element by its path, and building the same bytes again with that one element changed.
#include "pki/der.h"

#include <stdlib.h>
#include <string.h>

// --- What has a name (RFC 5280, section 4.1) -------------------------------------------------------------------------

enum type { ANY, CERTIFICATE, TBS, ALGORITHM, VALIDITY, SPKI, EXTENSIONS, EXTENSION };

struct name {
    enum type in;
    const char *name;
    uint8_t tag;   // found by its tag where one is given,
    uint8_t place; // else by its place among the children that carry no context tag
    enum type is;
};

// clang-format off
static const struct name names[] = {
    {CERTIFICATE, "tbs",                 0,                      0, TBS},
    {CERTIFICATE, "signature_algorithm", 0,                      1, ALGORITHM},
    {CERTIFICATE, "signature",           0,                      2, ANY},
    {TBS,         "version",             SHK_DER_CONSTRUCTED(0), 0, ANY},
    {TBS,         "serial",              0,                      0, ANY},
    {TBS,         "signature",           0,                      1, ALGORITHM},
    {TBS,         "issuer",              0,                      2, ANY},
    {TBS,         "validity",            0,                      3, VALIDITY},
    {TBS,         "subject",             0,                      4, ANY},
    {TBS,         "spki",                0,                      5, SPKI},
    {TBS,         "issuer_uid",          SHK_DER_CONTEXT(1),     0, ANY},
    {TBS,         "subject_uid",         SHK_DER_CONTEXT(2),     0, ANY},
    {TBS,         "extensions",          SHK_DER_CONSTRUCTED(3), 0, EXTENSIONS},
    {ALGORITHM,   "id",                  0,                      0, ANY},
    {ALGORITHM,   "parameters",          0,                      1, ANY},
    {VALIDITY,    "not_before",          0,                      0, ANY},
    {VALIDITY,    "not_after",           0,                      1, ANY},
    {SPKI,        "algorithm",           0,                      0, ALGORITHM},
    {SPKI,        "key",                 0,                      1, ANY},
    {EXTENSION,   "id",                  SHK_DER_OID,            0, ANY},
    {EXTENSION,   "critical",            SHK_DER_BOOLEAN,        0, ANY},
    {EXTENSION,   "value",               SHK_DER_OCTET_STRING,   0, ANY},
};

#define OID(text) {(const uint8_t *)(text), sizeof(text) - 1}
static const struct {
    const char *name;
    struct shk_bytes oid; // encoded
} extensions[] = {
    {"subject_key_identifier",   OID("\x55\x1d\x0e")}, // 2.5.29.14
    {"key_usage",                OID("\x55\x1d\x0f")}, // 2.5.29.15
    {"subject_alt_name",         OID("\x55\x1d\x11")}, // 2.5.29.17
    {"issuer_alt_name",          OID("\x55\x1d\x12")}, // 2.5.29.18
    {"basic_constraints",        OID("\x55\x1d\x13")}, // 2.5.29.19
    {"name_constraints",         OID("\x55\x1d\x1e")}, // 2.5.29.30
    {"crl_distribution_points",  OID("\x55\x1d\x1f")}, // 2.5.29.31
    {"certificate_policies",     OID("\x55\x1d\x20")}, // 2.5.29.32
    {"policy_mappings",          OID("\x55\x1d\x21")}, // 2.5.29.33
    {"authority_key_identifier", OID("\x55\x1d\x23")}, // 2.5.29.35
    {"policy_constraints",       OID("\x55\x1d\x24")}, // 2.5.29.36
    {"extended_key_usage",       OID("\x55\x1d\x25")}, // 2.5.29.37
    {"freshest_crl",             OID("\x55\x1d\x2e")}, // 2.5.29.46
    {"inhibit_any_policy",       OID("\x55\x1d\x36")}, // 2.5.29.54
    {"authority_info_access",    OID("\x2b\x06\x01\x05\x05\x07\x01\x01")}, // 1.3.6.1.5.5.7.1.1
    {"tls_feature",              OID("\x2b\x06\x01\x05\x05\x07\x01\x18")}, // 1.3.6.1.5.5.7.1.24
    {"ct_poison",                OID("\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x03")}, // 1.3.6.1.4.1.11129.2.4.3
    {"sct_list",                 OID("\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02")}, // 1.3.6.1.4.1.11129.2.4.2
    {"delegation_usage",         OID("\x2b\x06\x01\x04\x01\x82\xda\x4b\x2c")}, // 1.3.6.1.4.1.44363.44
};
// clang-format on

// --- Steps of a path -------------------------------------------------------------------------------------------------

struct step {
    const char *name; // NULL: by index
    size_t len;
    size_t index;
};

// Takes the first step off the path: a name up to the next '.' or '[', or an index in brackets.
static bool take_step(const char **path, struct step *out) {
    const char *p = *path;
    *out = (struct step){0};
    if (*p == '.') p++;
    if (*p == '[') {
        char *end;
        out->name = NULL;
        out->index = strtoul(p + 1, &end, 10);
        if (end == p + 1 || *end != ']') return false;
        *path = end + 1;
        return true;
    }
    out->name = p;
    out->len = strcspn(p, ".[");
    *path = p + out->len;
    return out->len > 0;
}

static bool named(const struct step *step, const char *name) {
    return step->name != NULL && strlen(name) == step->len && memcmp(name, step->name, step->len) == 0;
}

// Where the children of an element begin: a BIT STRING has its count of unused bits before them.
static size_t lead(const struct shk_der *element) {
    return element->tag == SHK_DER_BIT_STRING && element->contents.len > 0 ? 1 : 0;
}

static bool child_at(const struct shk_der *parent, size_t index, struct shk_der *out) {
    struct shk_reader r = shk_read(shk_slice(parent->contents, lead(parent), parent->contents.len));
    for (size_t i = 0; i <= index; i++) SHK_TRY(shk_der_take(&r, out));
    return true;
}

static bool child_named(const struct shk_der *parent, const struct name *name, struct shk_der *out) {
    size_t place = 0;
    for (size_t i = 0; child_at(parent, i, out); i++) {
        if (name->tag != 0) {
            if (out->tag == name->tag) return true;
        } else if ((out->tag & 0xc0) != 0x80 && place++ == name->place) {
            return true;
        }
    }
    return false;
}

// Extensions lie in a SEQUENCE inside [3]; the step names one of them.
static bool child_extension(const struct shk_der *list, const struct step *step, struct shk_der *out) {
    for (size_t i = 0; i < SHK_COUNT(extensions); i++) {
        if (!named(step, extensions[i].name)) continue;
        for (size_t k = 0; child_at(list, k, out); k++) {
            struct shk_der id;
            if (child_at(out, 0, &id) && shk_equal(id.contents, extensions[i].oid)) return true;
        }
    }
    return false;
}

// One level of the way from the outermost element to the one that a path names.
struct level {
    struct shk_der element;
    enum type type;
};
#define MAX_LEVELS 24

static bool descend(const struct level *from, const struct step *step, struct level *to) {
    to->type = ANY;
    if (step->name == NULL) return child_at(&from->element, step->index, &to->element);
    for (size_t i = 0; i < SHK_COUNT(names); i++) {
        if (names[i].in != from->type || !named(step, names[i].name)) continue;
        to->type = names[i].is;
        return child_named(&from->element, &names[i], &to->element);
    }
    return false;
}

// Fills `levels` from the outermost element down; returns their number, 0 with a sentence when the path leads nowhere.
static size_t walk(enum shk_der_root root, struct shk_bytes der, const char *path, struct level levels[MAX_LEVELS],
    struct shk_error *err) {
    static const enum type types[] = {CERTIFICATE, TBS, SPKI};
    struct shk_reader r = shk_read(der);
    const char *rest = path;
    size_t count = 1;
    levels[0].type = types[root];
    if (!shk_der_take(&r, &levels[0].element)) {
        shk_fail(err, "the bytes to edit (%zu) are no DER element", der.len);
        return 0;
    }
    while (*rest != '\0') {
        struct step step;
        const char *before = rest;
        bool ok = take_step(&rest, &step) && count + 2 <= MAX_LEVELS;
        if (ok && levels[count - 1].type == EXTENSIONS && step.name != NULL) {
            levels[count].type = ANY; // the SEQUENCE inside [3]
            ok = child_at(&levels[count - 1].element, 0, &levels[count].element);
            count++;
            if (ok) ok = child_extension(&levels[count - 1].element, &step, &levels[count].element);
            levels[count].type = EXTENSION;
        } else if (ok) {
            ok = descend(&levels[count - 1], &step, &levels[count]);
        }
        if (!ok) {
            shk_fail(err, "the path %s leads nowhere from \"%s\" on: the certificate has no such element", path, before);
            return 0;
        }
        count++;
    }
    return count;
}

bool shk_der_find(enum shk_der_root root, struct shk_bytes der, const char *path, struct shk_der *out,
    struct shk_error *err) {
    struct level levels[MAX_LEVELS];
    size_t count = walk(root, der, path, levels, err);
    if (count == 0) return false;
    *out = levels[count - 1].element;
    return true;
}

// --- Editing ---------------------------------------------------------------------------------------------------------

static struct shk_bytes header_of(const struct shk_der *element) {
    return shk_slice(element->whole, 0, element->whole.len - element->contents.len);
}

// The contents, edited, under the same tag and a length that fits.
static struct shk_bytes with_contents(struct shk_arena *arena, uint8_t tag, struct shk_bytes contents) {
    struct shk_buf out = shk_buf_in(arena);
    shk_der_put(&out, tag, contents);
    return shk_buf_view(&out);
}

static struct shk_bytes edited_contents(struct shk_arena *arena, struct shk_bytes contents, const struct shk_der_edit *edit) {
    struct shk_buf out = shk_buf_in(arena);
    switch (edit->kind) {
    case SHK_DER_SET_CONTENTS: return edit->value;
    case SHK_DER_CUT: return shk_slice(contents, 0, edit->number < 0 ? 0 : (size_t)edit->number);
    case SHK_DER_PREPEND:
        shk_put(&out, edit->value);
        shk_put(&out, contents);
        break;
    case SHK_DER_APPEND:
        shk_put(&out, contents);
        shk_put(&out, edit->value);
        break;
    case SHK_DER_FLIP_BIT:
        shk_put(&out, contents);
        if (out.len > 0) {
            size_t bit = (size_t)edit->number % (8 * out.len);
            out.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
        break;
    default: return contents;
    }
    return shk_buf_view(&out);
}

// What stands in the place of the element afterwards: nothing, itself changed, or several elements.
static struct shk_bytes edited(struct shk_arena *arena, const struct shk_der *element, const struct shk_der_edit *edit,
    int64_t base_time) {
    struct shk_buf out = shk_buf_in(arena);
    switch (edit->kind) {
    case SHK_DER_SET_WHOLE: return edit->value;
    case SHK_DER_REMOVE: break;
    case SHK_DER_SET_TIME: shk_der_put_time(&out, base_time + edit->number); break;
    case SHK_DER_SET_TAG:
        shk_put(&out, element->whole);
        out.data[0] = (uint8_t)edit->number;
        break;
    case SHK_DER_SET_LENGTH:
        shk_put_uint(&out, 1, element->tag);
        shk_put(&out, edit->value);
        shk_put(&out, element->contents);
        break;
    case SHK_DER_INSERT:
        shk_put(&out, edit->value);
        shk_put(&out, element->whole);
        break;
    case SHK_DER_ADD:
        shk_put(&out, element->whole);
        shk_put(&out, edit->value);
        break;
    case SHK_DER_REPEAT:
        for (int64_t i = 0; i <= edit->number && i <= 100000; i++) shk_put(&out, element->whole);
        break;
    default: {
        struct shk_bytes contents = edited_contents(arena, element->contents, edit);
        if (!edit->raw) return with_contents(arena, element->tag, contents);
        shk_put(&out, header_of(element));
        shk_put(&out, contents);
        break;
    }
    }
    return shk_buf_view(&out);
}

bool shk_der_apply(struct shk_arena *arena, enum shk_der_root root, struct shk_bytes der, const struct shk_der_edit *edit,
    int64_t base_time, struct shk_bytes *out, struct shk_error *err) {
    struct level levels[MAX_LEVELS];
    size_t count = walk(root, der, edit->path, levels, err);
    if (count == 0) return false;

    // From the innermost element outwards: each parent is built again around its changed child.
    struct shk_bytes now = edited(arena, &levels[count - 1].element, edit, base_time);
    for (size_t i = count - 1; i > 0; i--) {
        const struct shk_der *parent = &levels[i - 1].element, *child = &levels[i].element;
        size_t before = (size_t)(child->whole.data - parent->contents.data);
        struct shk_buf contents = shk_buf_in(arena);
        if (edit->raw) shk_put(&contents, header_of(parent));
        shk_put(&contents, shk_slice(parent->contents, 0, before));
        shk_put(&contents, now);
        shk_put(&contents, shk_slice(parent->contents, before + child->whole.len, parent->contents.len));
        now = edit->raw ? shk_buf_view(&contents) : with_contents(arena, parent->tag, shk_buf_view(&contents));
    }
    struct shk_buf whole = shk_buf_in(arena);
    shk_put(&whole, now);
    shk_put(&whole, shk_slice(der, levels[0].element.whole.len, der.len)); // what may lie behind the outermost element
    *out = shk_buf_view(&whole);
    return true;
}
