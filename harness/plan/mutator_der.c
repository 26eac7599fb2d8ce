// One edit of DER: a certificate, an OCSP response, a signature. The tree of TLVs is walked without a schema, also into
// OCTET and BIT STRINGs, and the lengths around the edit are repaired or not.
#include "plan/mutator_parts.h"

#include "wire/der.h"

#include <string.h>

#define MAX_PLACES 512
#define MAX_DEPTH 12

struct place {
    const char *path; // "[0][2]", as shk_der_find takes it
    struct shk_der tlv;
};

struct walk {
    struct shk_arena *arena;
    struct place *places;
    size_t count;
};

static bool note(struct walk *w, const char *path, struct shk_der tlv) {
    if (w->count == MAX_PLACES) return false;
    w->places[w->count++] = (struct place){path, tlv};
    return true;
}

static void walk_into(struct walk *w, const char *path, struct shk_der tlv, unsigned depth) {
    struct shk_bytes inside = tlv.content;
    if (tlv.identifier == SHK_DER_BIT_STRING) inside = shk_slice(inside, 1, SIZE_MAX);
    bool holds = (tlv.identifier & 0x20) != 0;
    bool wraps = tlv.identifier == SHK_DER_BIT_STRING || tlv.identifier == SHK_DER_OCTET_STRING;
    if (depth >= MAX_DEPTH || (!holds && !wraps)) return;
    struct shk_reader r = shk_read(inside);
    struct shk_der child;
    size_t before = w->count;
    for (size_t i = 0; shk_der_next(&r, &child); i++) {
        const char *below_it = shk_format(w->arena, "%s[%zu]", path, i);
        if (!note(w, below_it, child)) return;
        walk_into(w, below_it, child, depth + 1);
    }
    if (wraps && r.len > 0) w->count = before; // only by chance
}

static const struct place *some_place(struct mutation *m, const struct walk *w) {
    return &w->places[below(m, w->count)];
}

// Another TLV with the same tag, or any.
static struct shk_bytes another(struct mutation *m, const struct walk *w, uint8_t identifier) {
    const struct place *other = some_place(m, w);
    for (unsigned i = 0; i < 16 && other->tlv.identifier != identifier; i++) other = some_place(m, w);
    return other->tlv.whole;
}

static struct shk_bytes new_content(struct mutation *m, const struct place *at) {
    static const char *const times[] = {"491231235959Z",   "500101000000Z",  "000000000000Z",
                                        "991231235959Z",   "2501010000Z",    "",
                                        "20500101000000Z", "99991231235959Z"};
    struct shk_bytes was = at->tlv.content;
    uint8_t tag = at->tlv.identifier;
    if ((tag == SHK_DER_UTC_TIME || tag == SHK_DER_GENERALIZED_TIME) && one_in(m, 2)) {
        return shk_text(times[below(m, SHK_COUNT(times))]);
    }
    if (tag == SHK_DER_INTEGER || tag == SHK_DER_BOOLEAN || one_in(m, 8)) {
        struct shk_buf small = shk_buf_in(m->arena);
        if (one_in(m, 8)) return shk_buf_view(&small);
        if (one_in(m, 3)) shk_put_uint(&small, 1, one_in(m, 2) ? 0 : 0xff);
        if (one_in(m, 2))
            shk_put_uint(&small, 1, below(m, 256));
        else
            shk_put(&small, was);
        return shk_buf_view(&small);
    }
    return havoc_in(m, was, m->room);
}

static bool edit(struct mutation *m, const struct walk *w, struct shk_buf *out) {
    const struct place *at = some_place(m, w);
    bool repair = !one_in(m, 6);
    enum shk_part part = SHK_PART_WHOLE;
    size_t from = 0, remove = 0;
    struct shk_bytes put = {NULL, 0};
    uint8_t byte = (uint8_t)below(m, 256);
    switch (below(m, 9)) {
    case 0: // remove
        remove = SIZE_MAX;
        break;
    case 1: // twice
        put = at->tlv.whole;
        from = SIZE_MAX;
        break;
    case 2: // another in its place, or beside it
        put = another(m, w, at->tlv.identifier);
        remove = one_in(m, 2) ? 0 : SIZE_MAX;
        break;
    case 3: // another tag
        part = SHK_PART_TYPE;
        remove = 1;
        byte = one_in(m, 2) ? some_place(m, w)->tlv.identifier : byte;
        put = shk_view(&byte, 1);
        break;
    case 4: // another length
        part = SHK_PART_LENGTH;
        remove = 1;
        put = shk_view(&byte, 1);
        break;
    default:
        part = SHK_PART_VALUE;
        remove = SIZE_MAX;
        put = new_content(m, at);
        break;
    }
    put = shk_copy(m->arena, put);
    if (out->len + put.len > m->room + at->tlv.whole.len) return false;
    return shk_der_splice(out, SHK_DER_ANY, at->path, part, from, remove, put, repair, NULL);
}

struct shk_bytes mutate_der(struct mutation *m, struct shk_bytes der) {
    struct walk w = {.arena = m->arena};
    struct shk_reader r = shk_read(der);
    struct shk_der whole;
    struct shk_buf out = shk_buf_in(m->arena);
    shk_put(&out, der);
    if (shk_der_next(&r, &whole)) {
        w.places = shk_alloc(m->arena, MAX_PLACES * sizeof(*w.places));
        if (note(&w, "", whole)) walk_into(&w, "", whole, 0);
        if (edit(m, &w, &out)) return shk_buf_view(&out);
    }
    return havoc_in(m, der, m->room);
}
