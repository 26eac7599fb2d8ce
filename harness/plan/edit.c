// Field edits: each operation of edits.def on a parsed message. Paths name fields of the message as it was parsed: what an
// earlier edit has brought in has no path of its own, what it has moved keeps its path, what it has removed is gone.
//
// All bytes change through shk_tree_splice (which repairs the enclosing lengths by difference, so that edits add up), except
// that entries change places here: that alters no length.
#include "plan/plan.h"

#include <stdio.h>
#include <string.h>

#include "plan/names.h"

#define LARGEST ((int64_t)0xffffff) // a handshake message holds no more

struct job {
    const struct shk_edit *edit;
    struct shk_tree *tree;
    struct shk_rng *rng;
    struct shk_error *err;
    const char *path; // never NULL
    uint16_t node;
    enum shk_part part;
    struct shk_bytes value; // of the part, as it is; it moves when the tree's bytes do
};

static bool refuse(struct job *j, const char *format, ...) SHK_PRINTF(2, 3);
static bool refuse(struct job *j, const char *format, ...) {
    char reason[300];
    va_list args;
    va_start(args, format);
    vsnprintf(reason, sizeof(reason), format, args);
    va_end(args);
    const char *dot = j->path[0] == '\0' || j->path[0] == ':' ? "" : ".";
    return shk_fail(j->err, "%s%s%.80s: %s", shk_message_name(j->edit->message), dot, j->path, reason);
}

static bool repairs(const struct job *j) {
    return (j->edit->flags & SHK_RAW) == 0;
}

static const struct shk_node *node_of(const struct job *j) {
    return &j->tree->nodes[j->node];
}

// --- Splicing --------------------------------------------------------------------------------------------------------

// Whether every enclosing length can say what it would have to. `own`: the node's own length grows too.
static bool lengths_hold(struct job *j, int64_t delta, bool own) {
    if (delta <= 0) return true;
    if ((int64_t)j->tree->bytes.len + delta > LARGEST + 4) {
        return refuse(j, "the message would be longer than 16 MiB");
    }
    for (uint16_t at = j->node, steps = 0; repairs(j) && steps < 64; at = j->tree->nodes[at].parent, steps++) {
        const struct shk_node *n = &j->tree->nodes[at];
        bool entry = at != 0 && n->field == NULL;
        int64_t most = entry ? 0xffff + 4 : ((int64_t)1 << (8 * (n->prefix < 4 ? n->prefix : 4))) - 1;
        bool counts = at == j->node ? own && n->prefix > 0 : entry || n->prefix > 0;
        if (counts && n->len + delta > most) {
            return refuse(j, "the length of %s would not fit its prefix; write `raw` to leave all lengths as they are",
                          at == 0 ? "the message" : shk_path(j->tree, at));
        }
        if (at == 0) break;
    }
    return true;
}

static bool splice(struct job *j, enum shk_part part, size_t at, size_t remove, struct shk_bytes insert) {
    bool own = part == SHK_PART_VALUE;
    SHK_TRY(lengths_hold(j, (int64_t)insert.len - (int64_t)remove, own));
    if (shk_tree_splice(j->tree, j->node, part, at, remove, insert, repairs(j))) return true;
    return refuse(j, "this field has no such part");
}

static bool replace(struct job *j, struct shk_bytes with) {
    return splice(j, j->part, 0, j->value.len, with);
}

// An offset into the value; negative counts from the end.
static bool offset(struct job *j, int64_t a, size_t *out) {
    int64_t at = a < 0 ? (int64_t)j->value.len + a : a;
    if (at < 0 || at > (int64_t)j->value.len) {
        return refuse(j, "offset %lld lies outside: there are %zu bytes", (long long)a, j->value.len);
    }
    *out = (size_t)at;
    return true;
}

static bool amount(struct job *j, int64_t count) {
    return (count >= 0 && count <= LARGEST) ||
           refuse(j, "%lld is no number of bytes; 0 to 16777215 are", (long long)count);
}

// --- Operations on values --------------------------------------------------------------------------------------------

static bool flip_bit(struct job *j) {
    int64_t bits = 8 * (int64_t)j->value.len, bit = j->edit->a < 0 ? bits + j->edit->a : j->edit->a;
    if (bit < 0 || bit >= bits)
        return refuse(j, "there is no bit %d: there are %lld bits", j->edit->a, (long long)bits);
    const uint8_t byte = (uint8_t)(j->value.data[bit / 8] ^ (0x80 >> (bit % 8)));
    return splice(j, j->part, (size_t)(bit / 8), 1, shk_view(&byte, 1));
}

// Big endian, any size; what does not fit any more is lost, as it is with a length.
static bool add(struct job *j) {
    uint8_t kind = node_of(j)->kind;
    bool list = kind == SHK_VECTOR || kind == SHK_EXTENSIONS || kind == SHK_STRUCT;
    if (j->part == SHK_PART_VALUE && list)
        return refuse(j, "this is no number; `:length` behind the path means its length");
    if (j->value.len == 0) return refuse(j, "there is no byte to add to");
    uint8_t *sum = shk_alloc(j->tree->arena, j->value.len);
    int64_t carry = j->edit->a;
    for (size_t i = j->value.len; i-- > 0;) {
        carry += j->value.data[i];
        sum[i] = (uint8_t)(carry & 0xff);
        carry = (carry - sum[i]) / 256;
    }
    return replace(j, shk_view(sum, j->value.len));
}

static bool truncate_to(struct job *j) {
    size_t keep = 0;
    SHK_TRY(offset(j, j->edit->a, &keep));
    return splice(j, j->part, keep, j->value.len - keep, shk_view(NULL, 0));
}

static bool insert_at(struct job *j, int64_t a, int64_t remove) {
    size_t at = 0;
    SHK_TRY(offset(j, a, &at));
    if (remove < 0 || remove > (int64_t)(j->value.len - at)) {
        return refuse(j, "%lld bytes cannot go: behind offset %zu there are %zu", (long long)remove, at,
                      j->value.len - at);
    }
    return splice(j, j->part, at, (size_t)remove, j->edit->data);
}

static bool fill(struct job *j) {
    struct shk_buf bytes = shk_buf_in(j->tree->arena);
    SHK_TRY(amount(j, j->edit->a));
    shk_put_fill(&bytes, (uint8_t)j->edit->b, (size_t)j->edit->a);
    return replace(j, shk_buf_view(&bytes));
}

static bool randomise(struct job *j) {
    SHK_TRY(amount(j, j->edit->a));
    size_t len = j->edit->a == 0 ? j->value.len : (size_t)j->edit->a;
    uint8_t *bytes = shk_alloc(j->tree->arena, len);
    shk_rng_fill(j->rng, bytes, len);
    return replace(j, shk_view(bytes, len));
}

static bool numbers(struct job *j) {
    struct shk_buf bytes = shk_buf_in(j->tree->arena);
    SHK_TRY(amount(j, j->edit->a));
    SHK_TRY(amount(j, j->edit->a * (2 + (int64_t)j->edit->data.len)));
    for (int32_t i = 0; i < j->edit->a; i++) {
        shk_put_uint(&bytes, 2, (uint16_t)((uint32_t)j->edit->b + (uint32_t)i));
        shk_put(&bytes, j->edit->data);
    }
    return splice(j, j->part, 0, 0, shk_buf_view(&bytes));
}

// SEC 1, section 2.3.3: 04 X Y becomes 02 or 03 X (compressed), or 06 or 07 X Y (hybrid), by the last bit of Y.
static bool point(struct job *j, uint8_t form, bool keep_y) {
    if (j->value.len < 3 || j->value.len % 2 == 0 || j->value.data[0] != 4) {
        return refuse(j, "this is no uncompressed point (04, x, y)");
    }
    struct shk_bytes copy = shk_copy(j->tree->arena, j->value);
    uint8_t *bytes = shk_alloc(j->tree->arena, copy.len);
    memcpy(bytes, copy.data, copy.len);
    bytes[0] = (uint8_t)(form | (bytes[copy.len - 1] & 1));
    return replace(j, shk_view(bytes, keep_y ? copy.len : 1 + copy.len / 2));
}

// --- Operations on entries and messages ------------------------------------------------------------------------------

// Where the node begins and ends, its prefix included.
struct span {
    size_t from, to;
};
static bool span_of(const struct shk_tree *tree, uint16_t node, struct span *out) {
    const struct shk_node *n = &tree->nodes[node];
    *out = (struct span){n->off - n->prefix, (size_t)n->off + n->len};
    return !n->gone && n->off >= n->prefix && out->to <= tree->bytes.len;
}

static bool remove_field(struct job *j) {
    struct shk_bytes whole;
    enum shk_part part = j->part == SHK_PART_VALUE ? SHK_PART_WHOLE : j->part;
    if (j->node == 0)
        return refuse(j, "the message itself is left out with `omit %s`", shk_message_name(j->edit->message));
    if (!shk_part_bytes(j->tree, j->node, part, &whole)) return refuse(j, "this field has no such part");
    return splice(j, part, 0, whole.len, shk_view(NULL, 0));
}

static bool duplicate(struct job *j) {
    struct shk_bytes whole;
    if (j->node == 0)
        return refuse(j, "the message itself is sent twice with `repeat %s`", shk_message_name(j->edit->message));
    if (!shk_part_bytes(j->tree, j->node, SHK_PART_WHOLE, &whole)) return refuse(j, "this field has no such part");
    return splice(j, SHK_PART_WHOLE, whole.len, 0, shk_copy(j->tree->arena, whole));
}

// The message ends at the field. Only the message's own length knows: the root is what is spliced.
static bool cut(struct job *j, bool after) {
    struct span body, field;
    struct shk_bytes range;
    if (!span_of(j->tree, j->node, &field)) return refuse(j, "this field is cut off already");
    if (j->part != SHK_PART_VALUE && shk_part_bytes(j->tree, j->node, j->part, &range) && range.data != NULL) {
        field.from = (size_t)(range.data - j->tree->bytes.data);
        field.to = field.from + range.len;
    }
    const struct shk_node *root = &j->tree->nodes[0];
    body = (struct span){root->off, (size_t)root->off + root->len};
    size_t at = after ? field.to : field.from;
    if (at < body.from) at = body.from; // `client_hello:length cut-here` and the like
    if (at > body.to) at = body.to;
    j->node = 0;
    return splice(j, SHK_PART_VALUE, at - body.from, body.to - at, shk_view(NULL, 0));
}

static void shift_all(struct shk_tree *t, uint16_t node, int64_t by) {
    t->nodes[node].off = (uint32_t)((int64_t)t->nodes[node].off + by);
    for (uint16_t c = t->nodes[node].child; c != 0; c = t->nodes[c].next) shift_all(t, c, by);
}

// The entries of a vector that are still there, in the order of their bytes.
static uint16_t *entries(struct shk_tree *t, uint16_t vector, size_t *count) {
    uint16_t *out = shk_alloc(t->arena, t->count * sizeof(*out));
    *count = 0;
    for (uint16_t c = t->nodes[vector].child; c != 0; c = t->nodes[c].next) {
        if (!t->nodes[c].gone) out[(*count)++] = c;
    }
    return out;
}

// Chains the entries in their new order; those that are gone keep their path and stand at the end.
static void chain(struct shk_tree *t, uint16_t vector, const uint16_t *order, size_t count) {
    uint16_t gone = 0;
    for (uint16_t c = t->nodes[vector].child, next; c != 0; c = next) {
        next = t->nodes[c].next;
        if (!t->nodes[c].gone) continue;
        t->nodes[c].next = gone;
        gone = c;
    }
    for (size_t i = 0; i < count; i++) t->nodes[order[i]].next = i + 1 < count ? order[i + 1] : gone;
    t->nodes[vector].child = order[0];
}

// Writes the entries of a vector in another order. They must lie end to end, as they do unless something was put between
// them; then what lies between goes behind them.
static bool reorder(struct job *j, uint16_t vector, const uint16_t *order, size_t count) {
    struct shk_tree *t = j->tree;
    struct shk_buf bytes = shk_buf_in(t->arena);
    struct span span, all = {t->bytes.len, 0};
    size_t held = 0;
    for (size_t i = 0; i < count; i++) {
        if (!span_of(t, order[i], &span)) return refuse(j, "an entry beside it is cut off");
        held += span.to - span.from;
        if (span.from < all.from) all.from = span.from;
        if (span.to > all.to) all.to = span.to;
    }
    if (held != all.to - all.from)
        return refuse(j, "an earlier edit has put bytes between the entries; move them first");
    for (size_t i = 0; i < count; i++) {
        if (!span_of(t, order[i], &span)) return false;
        size_t place = all.from + bytes.len;
        shk_put(&bytes, shk_slice(shk_buf_view(&t->bytes), span.from, span.to - span.from));
        shift_all(t, order[i], (int64_t)place - (int64_t)span.from);
    }
    if (bytes.len > 0) memcpy(t->bytes.data + all.from, bytes.data, bytes.len);
    chain(t, vector, order, count);
    return true;
}

static bool is_vector(const struct shk_node *n) {
    return n->kind == SHK_VECTOR || n->kind == SHK_EXTENSIONS;
}

static bool move(struct job *j, bool first) {
    uint16_t vector = node_of(j)->parent;
    if (j->node == 0 || !is_vector(&j->tree->nodes[vector])) {
        return refuse(j, "only an entry of a list can be moved within it");
    }
    size_t count, at = 0;
    uint16_t *order = entries(j->tree, vector, &count);
    while (at < count && order[at] != j->node) at++;
    if (at == count) return refuse(j, "this entry is gone");
    size_t to = first ? 0 : count - 1;
    for (; at > to; at--) order[at] = order[at - 1];
    for (; at < to; at++) order[at] = order[at + 1];
    order[to] = j->node;
    return reorder(j, vector, order, count);
}

static bool shuffle(struct job *j) {
    if (!is_vector(node_of(j))) return refuse(j, "only a list has entries to shuffle");
    size_t count;
    uint16_t *order = entries(j->tree, j->node, &count);
    if (count < 2) return true;
    for (size_t i = count - 1; i > 0; i--) {
        size_t other = shk_rng_below(j->rng, (uint32_t)i + 1);
        uint16_t kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
    return reorder(j, j->node, order, count);
}

// The extension block that a path means: itself, or the one directly inside.
static uint16_t block_of(const struct shk_tree *t, uint16_t node) {
    if (t->nodes[node].kind == SHK_EXTENSIONS) return node;
    for (uint16_t c = t->nodes[node].child; c != 0; c = t->nodes[c].next) {
        if (t->nodes[c].kind == SHK_EXTENSIONS && !t->nodes[c].gone) return c;
    }
    return SHK_NO_NODE;
}

static const struct shk_field *block_field(struct shk_layout layout) {
    const struct shk_type *type = shk_message_type(layout);
    for (size_t i = 0; type != NULL && i < type->count; i++) {
        if (type->fields[i].kind == SHK_EXTENSIONS) return &type->fields[i];
    }
    return NULL;
}

// An empty extension block at the end of a message that has none.
static bool add_block(struct job *j, uint16_t *out) {
    struct shk_tree *t = j->tree;
    const struct shk_field *field = block_field(t->layout);
    if (field == NULL || j->node != 0) return refuse(j, "there is no extension block here, and none can stand here");
    if (t->count >= SHK_NO_NODE - 1) return refuse(j, "the message has too many fields");
    const uint8_t none[2] = {0, 0};
    SHK_TRY(splice(j, SHK_PART_VALUE, t->nodes[0].len, 0, SHK_BYTES(none)));
    if (t->count == t->cap) {
        struct shk_node *nodes = shk_alloc(t->arena, (t->cap + 16) * sizeof(*nodes));
        memcpy(nodes, t->nodes, t->count * sizeof(*nodes));
        t->nodes = nodes;
        t->cap += 16;
    }
    uint16_t block = (uint16_t)t->count++, last = t->nodes[0].child;
    t->nodes[block] = (struct shk_node){.name = field->name,
                                        .field = field,
                                        .off = t->nodes[0].off + t->nodes[0].len,
                                        .prefix = 2,
                                        .kind = SHK_EXTENSIONS};
    while (last != 0 && t->nodes[last].next != 0) last = t->nodes[last].next;
    if (last == 0) t->nodes[0].child = block;
    if (last != 0) t->nodes[last].next = block;
    *out = block;
    return true;
}

static bool put_extension(struct job *j, uint16_t block, uint16_t type, struct shk_bytes body) {
    struct shk_buf entry = shk_buf_in(j->tree->arena);
    shk_put_uint(&entry, 2, type);
    shk_put_vector(&entry, 2, body);
    j->node = block;
    return splice(j, SHK_PART_VALUE, 0, 0, shk_buf_view(&entry));
}

static bool add_extension(struct job *j) {
    uint16_t block = block_of(j->tree, j->node);
    if (j->edit->a < 0 || j->edit->a > UINT16_MAX) return refuse(j, "%d is no extension type", j->edit->a);
    if (j->edit->data.len > UINT16_MAX) return refuse(j, "an extension holds 65535 bytes at most");
    if (block == SHK_NO_NODE && repairs(j) && j->edit->data.len > UINT16_MAX - 4) {
        return refuse(j, "an extension block holds 65535 bytes at most");
    }
    if (block == SHK_NO_NODE) SHK_TRY(add_block(j, &block));
    return put_extension(j, block, (uint16_t)j->edit->a, j->edit->data);
}

static bool pad_to(struct job *j) {
    uint16_t block = block_of(j->tree, j->node);
    size_t len = j->tree->bytes.len + (block == SHK_NO_NODE ? 2 : 0); // the length of a block that has to be made
    int64_t room = (int64_t)j->edit->a - (int64_t)len - 4;
    if (room < 0) return refuse(j, "padding begins with four bytes, and the message has %zu without it", len);
    if (room > UINT16_MAX - 4) return refuse(j, "an extension block holds 65535 bytes at most");
    if (block == SHK_NO_NODE) SHK_TRY(add_block(j, &block));
    struct shk_buf zeros = shk_buf_in(j->tree->arena);
    shk_put_fill(&zeros, 0, (size_t)room);
    return put_extension(j, block, SHK_EXT_PADDING, shk_buf_view(&zeros));
}

// --- One edit --------------------------------------------------------------------------------------------------------

static bool perform(struct job *j) {
    const struct shk_edit *edit = j->edit;
    switch (edit->op) {
    case SHK_OP_SET: return replace(j, edit->data);
    case SHK_OP_FLIP_BIT: return flip_bit(j);
    case SHK_OP_ADD: return add(j);
    case SHK_OP_TRUNCATE: return truncate_to(j);
    case SHK_OP_APPEND: return splice(j, j->part, j->value.len, 0, edit->data);
    case SHK_OP_INSERT: return insert_at(j, edit->a, 0);
    case SHK_OP_REMOVE: return remove_field(j);
    case SHK_OP_DUPLICATE: return duplicate(j);
    case SHK_OP_FILL: return fill(j);
    case SHK_OP_RANDOM: return randomise(j);
    case SHK_OP_NUMBERS: return numbers(j);
    case SHK_OP_ADD_EXTENSION: return add_extension(j);
    case SHK_OP_PAD_TO: return pad_to(j);
    case SHK_OP_MOVE_FIRST: return move(j, true);
    case SHK_OP_MOVE_LAST: return move(j, false);
    case SHK_OP_COMPRESS_POINT: return point(j, 2, false);
    case SHK_OP_HYBRID_POINT: return point(j, 6, true);
    case SHK_OP_CUT_HERE: return cut(j, false);
    case SHK_OP_CUT_AFTER: return cut(j, true);
    case SHK_OP_SPLICE: return insert_at(j, edit->a, edit->b);
    case SHK_OP_SHUFFLE: return shuffle(j);
    default: return refuse(j, "operation %u is unknown", edit->op);
    }
}

static bool locate(struct job *j) {
    if (j->edit->kind != SHK_EDIT_FIELD) return refuse(j, "this edit changes no field");
    j->node = shk_find(j->tree, j->path);
    if (j->node == SHK_NO_NODE) return refuse(j, "the message has no such field");
    j->part = shk_path_part(j->path);
    if (!shk_part_bytes(j->tree, j->node, j->part, &j->value)) return refuse(j, "this field has no such part");
    return true;
}

bool shk_edit_apply(const struct shk_edit *edit, struct shk_tree *tree, struct shk_rng *rng, bool *changed,
                    struct shk_error *err) {
    struct job j = {.edit = edit, .tree = tree, .rng = rng, .err = err, .path = edit->path != NULL ? edit->path : ""};
    *changed = false;
    SHK_TRY(locate(&j));
    struct shk_bytes before = shk_copy(tree->arena, shk_buf_view(&tree->bytes));
    SHK_TRY(perform(&j));
    *changed = !shk_equal(before, shk_buf_view(&tree->bytes));
    return true;
}

// --- Sealed fields ---------------------------------------------------------------------------------------------------

static bool sealed(const struct shk_tree *t, uint16_t node) {
    return t->nodes[node].field != NULL && (t->nodes[node].field->flags & SHK_SEALED) != 0;
}

// The bytes that an operation rewrites, as offsets into the value; empty for those that only add, move or remove.
static struct span rewritten(const struct shk_edit *edit, size_t len) {
    int64_t at = edit->a < 0 ? (int64_t)len + edit->a : edit->a;
    switch (edit->op) {
    case SHK_OP_SET:
    case SHK_OP_ADD:
    case SHK_OP_FILL:
    case SHK_OP_RANDOM: return (struct span){0, len};
    case SHK_OP_FLIP_BIT:
        at = edit->a < 0 ? 8 * (int64_t)len + edit->a : edit->a;
        return (struct span){(size_t)(at / 8), (size_t)(at / 8) + 1};
    case SHK_OP_TRUNCATE: return (struct span){(size_t)at, len};
    case SHK_OP_SPLICE: return (struct span){(size_t)at, (size_t)(at + edit->b)};
    default: return (struct span){0, 0};
    }
}

bool shk_edit_is_sealed(const struct shk_edit *edit, const struct shk_tree *tree) {
    const char *path = edit->path != NULL ? edit->path : "";
    struct shk_bytes value;
    uint16_t node = edit->kind == SHK_EDIT_FIELD ? shk_find(tree, path) : SHK_NO_NODE;
    if (node == SHK_NO_NODE || !shk_part_bytes(tree, node, shk_path_part(path), &value)) return false;
    for (uint16_t at = node; at != 0; at = tree->nodes[at].parent) {
        if (sealed(tree, at)) return true;
    }
    struct span span = rewritten(edit, value.len);
    if (span.from >= span.to || value.data == NULL) return false;
    size_t start = (size_t)(value.data - tree->bytes.data);
    for (uint16_t at = 1; at < tree->count; at++) {
        const struct shk_node *n = &tree->nodes[at];
        if (n->gone || !sealed(tree, at)) continue;
        if (n->off < start + span.to && (size_t)n->off + n->len > start + span.from) return true;
    }
    return false;
}
