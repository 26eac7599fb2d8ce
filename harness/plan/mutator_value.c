// Values that are likely to matter: numbers from a field's own registry, bounds, public keys of plausible length, and whole
// fields, elements and extension bodies made from the schema.
#include "plan/mutator_parts.h"

#include <string.h>

#define DEPTH 4

// --- Numbers ---------------------------------------------------------------------------------------------------------

uint32_t registered(struct mutation *m, enum shk_registry registry) {
    size_t count = 0;
    uint32_t value = 0;
    const char *name;
    // Of cipher suites, those that the peer can speak come first and matter most.
    while (shk_registry_at(registry, count, &value, &name)) count++;
    size_t spoken = 0;
    while (registry == SHK_REG_CIPHER_SUITE && shk_suite_at(spoken) != NULL) spoken++;
    if (spoken > 0 && !one_in(m, 4)) count = spoken;
    if (count == 0 || !shk_registry_at(registry, below(m, count), &value, &name)) return below(m, UINT32_MAX);
    return value;
}

static uint32_t grease(struct mutation *m) {
    return 0x0a0au + 0x1010u * below(m, 16);
}

uint32_t interesting_number(struct mutation *m, const struct shk_field *field, uint32_t was) {
    uint32_t ones = field->size >= 4 ? UINT32_MAX : (UINT32_C(1) << (8 * field->size)) - 1;
    bool named = field->registry != SHK_REG_NONE;
    if (named && !one_in(m, 4)) return registered(m, (enum shk_registry)field->registry);
    switch (below(m, 9)) {
    case 0: return 0;
    case 1: return 1;
    case 2: return ones;
    case 3: return ones - 1;
    case 4: return was + 1;
    case 5: return was - 1;
    case 6: return was ^ UINT32_C(1) << below(m, 8u * field->size);
    case 7: return field->size == 2 ? grease(m) : below(m, 256);
    default: return below(m, UINT32_MAX);
    }
}

// --- Opaque values ---------------------------------------------------------------------------------------------------

struct shk_bytes havoc_in(struct mutation *m, struct shk_bytes from, size_t most) {
    size_t max = from.len + 64 < most ? from.len + 64 : most;
    uint8_t *bytes = shk_alloc(m->arena, max + 1);
    size_t len = from.len < max ? from.len : max;
    if (max == 0) return shk_view(bytes, 0);
    if (len > 0) memcpy(bytes, from.data, len);
    bool lent = m->how->havoc != NULL && len > 0 && !one_in(m, 3);
    len = lent ? m->how->havoc(m->how->context, bytes, len, max) : shk_mutate_plainly(m->rng, bytes, len, max);
    return shk_view(bytes, len <= max ? len : max);
}

static void put_random(struct mutation *m, size_t len, struct shk_buf *out) {
    uint8_t *bytes = shk_alloc(m->arena, len + 1);
    shk_rng_fill(m->rng, bytes, len);
    shk_put(out, shk_view(bytes, len));
}

// A public key by its length: X25519, X448, points of the NIST curves, ML-KEM hybrids, finite fields.
static void put_public_key(struct mutation *m, struct shk_buf *out) {
    static const uint16_t lengths[] = {32, 32, 56, 65, 65, 97, 133, 33, 64, 66, 1120, 1184, 1216, 256, 384};
    size_t len = lengths[below(m, SHK_COUNT(lengths))], start = out->len;
    if (one_in(m, 3)) {
        shk_put_fill(out, one_in(m, 2) ? 0 : 0xff, len);
    } else {
        put_random(m, len, out);
    }
    if (len % 2 == 1 || one_in(m, 8)) out->data[start] = (uint8_t)(one_in(m, 4) ? below(m, 8) : 4);
}

static bool put_text(struct mutation *m, const struct shk_field *field, struct shk_buf *out) {
    static const char *const hosts[] = {"localhost", "example.com", "localhost.", "127.0.0.1", "*.example.com", "a"};
    const char *name = field->name != NULL ? field->name : "";
    if (strcmp(name, "host_name") == 0) {
        shk_put(out, shk_text(hosts[below(m, SHK_COUNT(hosts))]));
        return true;
    }
    if (strcmp(name, "key_exchange") != 0 && strcmp(name, "point") != 0 && strcmp(name, "ecdh_Yc") != 0) return false;
    put_public_key(m, out);
    return true;
}

static size_t some_length(struct mutation *m, uint32_t least, uint32_t most) {
    static const uint16_t lengths[] = {0, 1, 2, 8, 12, 16, 20, 32, 33, 48, 64, 128, 255, 256, 512};
    uint32_t len = one_in(m, 2) ? least + below(m, 5) : lengths[below(m, SHK_COUNT(lengths))];
    if (one_in(m, 16)) len = most < 2048 ? most + 1 : most;
    if (len < least && !one_in(m, 8)) len = least;
    if (most > 0 && len > most && !one_in(m, 8)) len = most;
    return len <= m->room ? len : m->room;
}

void make_opaque(struct mutation *m, const struct shk_field *field, struct shk_buf *out) {
    static const char *const protocols[] = {"http/1.1", "h2", "http/1.0", "h3"};
    if (!one_in(m, 4) && put_text(m, field, out)) return;
    bool protocol = field->name == NULL && field->size == 1 && field->max == 255 && field->min == 1;
    if (protocol && !one_in(m, 4)) {
        shk_put(out, shk_text(protocols[below(m, SHK_COUNT(protocols))]));
        return;
    }
    size_t len = some_length(m, field->min, field->max);
    if (one_in(m, 3)) {
        shk_put_fill(out, one_in(m, 2) ? 0 : (uint8_t)below(m, 256), len);
    } else {
        put_random(m, len, out);
    }
}

// --- From the schema -------------------------------------------------------------------------------------------------

uint16_t some_extension(struct mutation *m, struct shk_layout layout) {
    uint32_t way = below(m, 16);
    if (way == 0) return (uint16_t)below(m, 65536);
    if (way == 1) return (uint16_t)grease(m);
    uint16_t type = (uint16_t)registered(m, SHK_REG_EXTENSION);
    // Mostly one that may stand here; the others matter too: what was not offered must not be answered.
    for (unsigned tries = 0; way > 5 && tries < 32 && !shk_extension_allowed(type, layout); tries++) {
        type = (uint16_t)registered(m, SHK_REG_EXTENSION);
    }
    return type;
}

void make_extension_body(struct mutation *m, uint16_t extension, struct shk_layout layout, unsigned depth,
                         struct shk_buf *out) {
    static const uint8_t others[] = {
        SHK_CLIENT_HELLO,        SHK_SERVER_HELLO, SHK_HELLO_RETRY_REQUEST, SHK_ENCRYPTED_EXTENSIONS,
        SHK_CERTIFICATE_REQUEST, SHK_CERTIFICATE,  SHK_NEW_SESSION_TICKET,
    };
    const struct shk_type *type = shk_extension_type(extension, layout);
    struct shk_layout elsewhere = layout;
    for (size_t i = 0; i < SHK_COUNT(others) && (type == NULL || one_in(m, 16)); i++) {
        elsewhere.message = (enum shk_message)others[i];
        const struct shk_type *there = shk_extension_type(extension, elsewhere);
        if (there != NULL) type = there;
    }
    if (type != NULL) {
        make_type(m, type, layout, depth, out);
    } else if (!one_in(m, 3)) {
        put_random(m, below(m, 9), out);
    }
}

static void make_extension(struct mutation *m, struct shk_layout layout, unsigned depth, struct shk_buf *out) {
    uint16_t type = some_extension(m, layout);
    shk_put_uint(out, 2, type);
    size_t open = shk_open(out, 2);
    make_extension_body(m, type, layout, depth, out);
    shk_close(out, open, 2);
}

void make_element(struct mutation *m, const struct shk_field *list, struct shk_layout layout, unsigned depth,
                  struct shk_buf *out) {
    if (list->kind == SHK_EXTENSIONS) {
        make_extension(m, layout, depth + 1, out);
    } else if (list->of != NULL) {
        make_type(m, list->of, layout, depth + 1, out);
    }
}

static void make_list(struct mutation *m, const struct shk_field *field, struct shk_layout layout, unsigned depth,
                      struct shk_buf *out) {
    size_t open = shk_open(out, field->size);
    size_t start = out->len, count = one_in(m, 8) ? 0 : 1 + below(m, 3);
    for (size_t i = 0; i < count || (out->len - start < field->min && i < 40 && !one_in(m, 8)); i++) {
        if (depth >= DEPTH || out->len > m->room) break;
        make_element(m, field, layout, depth, out);
    }
    shk_close(out, open, field->size);
}

void make_field(struct mutation *m, const struct shk_field *field, struct shk_layout layout, unsigned depth,
                struct shk_buf *out) {
    size_t open;
    switch (field->kind) {
    case SHK_UINT: shk_put_uint(out, field->size, interesting_number(m, field, 0)); break;
    case SHK_FIXED: put_random(m, field->size, out); break;
    case SHK_OPAQUE:
        open = shk_open(out, field->size);
        make_opaque(m, field, out);
        shk_close(out, open, field->size);
        break;
    case SHK_VECTOR:
    case SHK_EXTENSIONS: make_list(m, field, layout, depth, out); break;
    case SHK_STRUCT: make_type(m, field->of, layout, depth + 1, out); break;
    case SHK_REST: put_random(m, one_in(m, 3) ? 32 : below(m, 17), out); break;
    }
}

void make_type(struct mutation *m, const struct shk_type *type, struct shk_layout layout, unsigned depth,
               struct shk_buf *out) {
    for (size_t i = 0; i < type->count && depth <= DEPTH && out->len <= m->room; i++) {
        if ((type->fields[i].flags & SHK_OPTIONAL) != 0 && one_in(m, 2)) return;
        make_field(m, &type->fields[i], layout, depth, out);
    }
}
