// Bytes to a tree, and back. The parser walks the layout tables with a position and an end; no read happens before the
// position has been compared with the end, and no node is made for a field that does not fit.
//
// Nodes stand in the order of their bytes, a parent before its children. Editing relies on that order (edit.c).
#include "wire/layouts.h"
#include "wire/tree.h"

#include <string.h>

#define MAX_NODES 65000u

struct parser {
    struct shk_tree *tree;
    uint16_t *last; // by node: its last child so far
    struct shk_error *err;
};

static const uint8_t *bytes_at(const struct parser *p, uint32_t pos) {
    return p->tree->bytes.data + pos;
}

static uint32_t read_uint(const uint8_t *data, size_t size) {
    uint32_t value = 0;
    for (size_t i = 0; i < size; i++) value = value << 8 | data[i];
    return value;
}

// Doubles the node array. What it leaves behind in the arena is at most what it takes.
static void grow(struct parser *p) {
    struct shk_tree *t = p->tree;
    size_t cap = t->cap == 0 ? 64 : 2 * t->cap;
    struct shk_node *nodes = shk_alloc(t->arena, cap * sizeof(*nodes));
    uint16_t *last = shk_alloc(t->arena, cap * sizeof(*last));
    if (t->nodes != NULL && p->last != NULL) {
        memcpy(nodes, t->nodes, t->count * sizeof(*nodes));
        memcpy(last, p->last, t->count * sizeof(*last));
    }
    t->nodes = nodes;
    t->cap = cap;
    p->last = last;
}

static bool add(struct parser *p, uint16_t parent, struct shk_node node, uint16_t *out) {
    struct shk_tree *t = p->tree;
    if (t->count >= MAX_NODES) {
        return shk_fail(p->err, "%s has more than %u fields and elements. Send it as raw bytes, or make it smaller.",
                        shk_message_name(t->layout.message), MAX_NODES);
    }
    if (p->last == NULL || t->count == t->cap) grow(p);
    uint16_t id = (uint16_t)t->count++;
    node.parent = parent;
    t->nodes[id] = node;
    if (id != 0) {
        uint16_t before = p->last[parent];
        if (before == 0) {
            t->nodes[parent].child = id;
        } else {
            t->nodes[before].next = id;
        }
        p->last[parent] = id;
    }
    *out = id;
    return true;
}

// The place of a fault, for people: the path of the enclosing node and the field that did not fit.
static const char *place(const struct parser *p, uint16_t parent, const char *name) {
    const char *path = shk_path(p->tree, parent);
    if (name == NULL) return path[0] != '\0' ? path : "the body";
    return path[0] != '\0' ? shk_format(p->tree->arena, "%s.%s", path, name) : name;
}

static bool too_short(const struct parser *p, uint16_t parent, const char *name, uint32_t need, uint32_t left) {
    return shk_fail(p->err, "%s: %s needs %u bytes and %u are left. Give it its bytes, or correct a length before it.",
                    shk_message_name(p->tree->layout.message), place(p, parent, name), need, left);
}

static bool check_bounds(const struct parser *p, uint16_t parent, const struct shk_field *f, uint32_t len) {
    if (len >= f->min && (f->max == 0 || len <= f->max)) return true;
    return shk_fail(p->err, "%s: %s holds %u bytes, the RFC allows %u to %u. Edit the bytes if that is meant.",
                    shk_message_name(p->tree->layout.message), place(p, parent, f->name), len, f->min, f->max);
}

static bool parse_fields(struct parser *p, uint16_t parent, const struct shk_type *type, uint32_t *pos, uint32_t end);

// Opens a length prefix: on success *pos is the first byte of the value, *len its length.
static bool take_prefix(const struct parser *p, uint16_t parent, const struct shk_field *f, uint32_t *pos, uint32_t end,
                        uint32_t *len) {
    if (end - *pos < f->size) return too_short(p, parent, f->name, f->size, end - *pos);
    *len = read_uint(bytes_at(p, *pos), f->size);
    *pos += f->size;
    if (end - *pos < *len) return too_short(p, parent, f->name, *len, end - *pos);
    return check_bounds(p, parent, f, *len);
}

static bool parse_extension(struct parser *p, uint16_t parent, uint16_t index, uint32_t *pos, uint32_t end) {
    static const struct shk_field type_field = {"extension_type", SHK_UINT, 2, 0, SHK_REG_EXTENSION, 0, 0, NULL};
    static const struct shk_field data_field = {"extension_data", SHK_OPAQUE, 2, 0, 0, 0, 0, NULL};
    if (end - *pos < 2) return too_short(p, parent, "extension_type", 2, end - *pos);
    uint16_t number = (uint16_t)read_uint(bytes_at(p, *pos), 2);
    struct shk_node entry = {.name = shk_name(SHK_REG_EXTENSION, number),
                             .off = *pos,
                             .index = index,
                             .kind = SHK_STRUCT,
                             .extension = number};
    uint16_t id = 0, child = 0;
    SHK_TRY(add(p, parent, entry, &id));
    struct shk_node type = {.name = "extension_type", .field = &type_field, .off = *pos, .len = 2, .kind = SHK_UINT};
    SHK_TRY(add(p, id, type, &child));
    *pos += 2;
    uint32_t len = 0;
    SHK_TRY(take_prefix(p, id, &data_field, pos, end, &len));
    struct shk_node data = {
        .name = "extension_data", .field = &data_field, .off = *pos, .len = len, .prefix = 2, .kind = SHK_OPAQUE};
    SHK_TRY(add(p, id, data, &child));
    uint32_t body_end = *pos + len;
    p->tree->nodes[id].len = body_end - p->tree->nodes[id].off;

    const struct shk_type *body = shk_extension_type(number, p->tree->layout);
    if (body == NULL) {
        *pos = body_end;
        return true;
    }
    SHK_TRY(parse_fields(p, id, body, pos, body_end));
    if (*pos == body_end) return true;
    return shk_fail(p->err, "%s: %u bytes are left over behind the last field of %s. Remove them, or lengthen a field.",
                    shk_message_name(p->tree->layout.message), body_end - *pos, place(p, id, NULL));
}

static bool parse_field(struct parser *p, uint16_t parent, const struct shk_field *f, uint16_t index, uint32_t *pos,
                        uint32_t end);

static bool parse_element(struct parser *p, uint16_t vector, const struct shk_field *f, uint16_t index, uint32_t *pos,
                          uint32_t end) {
    if (f->kind == SHK_EXTENSIONS) return parse_extension(p, vector, index, pos, end);
    if (f->of->count == 1 && f->of->fields[0].name == NULL) {
        return parse_field(p, vector, &f->of->fields[0], index, pos, end);
    }
    struct shk_node node = {.field = f, .off = *pos, .index = index, .kind = SHK_STRUCT};
    uint16_t id = 0;
    SHK_TRY(add(p, vector, node, &id));
    SHK_TRY(parse_fields(p, id, f->of, pos, end));
    p->tree->nodes[id].len = *pos - p->tree->nodes[id].off;
    return true;
}

static bool parse_elements(struct parser *p, uint16_t vector, const struct shk_field *f, uint32_t *pos, uint32_t end) {
    // An index fits its 16 bits, because every element is a node and MAX_NODES bounds those.
    for (uint16_t index = 0; *pos < end; index++) {
        uint32_t before = *pos;
        SHK_TRY(parse_element(p, vector, f, index, pos, end));
        if (*pos == before) return shk_fail(p->err, "%s: an element without bytes.", place(p, vector, NULL));
    }
    return true;
}

static bool parse_prefixed(struct parser *p, uint16_t parent, const struct shk_field *f, struct shk_node node,
                           uint32_t *pos, uint32_t end) {
    uint16_t id = 0;
    SHK_TRY(take_prefix(p, parent, f, pos, end, &node.len));
    node.off = *pos;
    node.prefix = f->size;
    SHK_TRY(add(p, parent, node, &id));
    uint32_t value_end = node.off + node.len;
    if (f->kind == SHK_OPAQUE) {
        *pos = value_end;
        return true;
    }
    return parse_elements(p, id, f, pos, value_end);
}

static bool parse_field(struct parser *p, uint16_t parent, const struct shk_field *f, uint16_t index, uint32_t *pos,
                        uint32_t end) {
    struct shk_node node = {
        .name = f->name, .field = f, .off = *pos, .len = f->size, .index = index, .kind = (uint8_t)f->kind};
    uint16_t id = 0;
    switch (f->kind) {
    case SHK_UINT:
    case SHK_FIXED:
        if (end - *pos < f->size) return too_short(p, parent, f->name, f->size, end - *pos);
        *pos += f->size;
        return add(p, parent, node, &id);
    case SHK_OPAQUE:
    case SHK_VECTOR:
    case SHK_EXTENSIONS: return parse_prefixed(p, parent, f, node, pos, end);
    case SHK_STRUCT:
        SHK_TRY(add(p, parent, node, &id));
        SHK_TRY(parse_fields(p, id, f->of, pos, end));
        p->tree->nodes[id].len = *pos - node.off;
        return true;
    case SHK_REST:
        node.len = end - *pos;
        SHK_TRY(check_bounds(p, parent, f, node.len));
        *pos = end;
        return add(p, parent, node, &id);
    }
    return shk_fail(p->err, "the table of %s is broken.", place(p, parent, f->name));
}

// Where nothing is left at an optional field, that field and those behind it are absent.
static bool parse_fields(struct parser *p, uint16_t parent, const struct shk_type *type, uint32_t *pos, uint32_t end) {
    for (size_t i = 0; i < type->count; i++) {
        const struct shk_field *f = &type->fields[i];
        if ((f->flags & SHK_OPTIONAL) != 0 && *pos == end) return true;
        SHK_TRY(parse_field(p, parent, f, 0, pos, end));
    }
    return true;
}

// Parses the bytes behind the header, which the root node already covers.
static bool parse_body(struct parser *p) {
    struct shk_tree *t = p->tree;
    const struct shk_type *type = shk_message_type(t->layout);
    if (type == NULL) return true;
    uint32_t pos = t->nodes[0].off, end = pos + t->nodes[0].len;
    SHK_TRY(parse_fields(p, 0, type, &pos, end));
    if (pos != end) {
        return shk_fail(p->err, "%s: %u bytes are left over behind the last field. Remove them, or lengthen a field.",
                        shk_message_name(t->layout.message), end - pos);
    }
    bool sized = t->layout.message == SHK_FINISHED && t->layout.version >= SHK_TLS13 && t->layout.mac_len != 0;
    if (sized && t->nodes[0].len != t->layout.mac_len) {
        return shk_fail(p->err, "finished: verify_data has %u bytes, the hash of the suite has %u.", t->nodes[0].len,
                        t->layout.mac_len);
    }
    return true;
}

static bool start(struct parser *p, struct shk_bytes whole, size_t header) {
    struct shk_tree *t = p->tree;
    if (whole.len > 0x1000000 + 4) {
        return shk_fail(p->err, "%s has %zu bytes; a handshake message holds 16,777,215 at most. Send it as raw bytes.",
                        shk_message_name(t->layout.message), whole.len);
    }
    shk_put(&t->bytes, whole);
    struct shk_node root = {.off = (uint32_t)header, .len = (uint32_t)(whole.len - header), .kind = SHK_STRUCT};
    if (header > 0) root.prefix = 3;
    uint16_t id = 0;
    return add(p, 0, root, &id);
}

bool shk_parse(struct shk_arena *arena, struct shk_layout layout, struct shk_bytes body, struct shk_tree *out,
               struct shk_error *err) {
    *out = (struct shk_tree){.arena = arena, .layout = layout, .bytes = shk_buf_in(arena)};
    struct parser p = {.tree = out, .err = err};
    SHK_TRY(start(&p, body, 0));
    return parse_body(&p);
}

static bool check_header(struct shk_layout layout, struct shk_bytes message, struct shk_error *err) {
    const char *name = shk_message_name(layout.message);
    if (message.len < 4) return shk_fail(err, "%s: the header needs 4 bytes, there are %zu.", name, message.len);
    uint8_t type = shk_message_handshake_type(layout.message);
    if (message.data[0] != type && layout.message != SHK_UNKNOWN_HANDSHAKE) {
        const char *other = shk_name(SHK_REG_HANDSHAKE_TYPE, message.data[0]);
        return shk_fail(err, "%s: the header says type %u (%s), not %u.", name, message.data[0],
                        other != NULL ? other : "unknown", type);
    }
    uint32_t len = read_uint(message.data + 1, 3);
    if (len == message.len - 4) return true;
    return shk_fail(err, "%s: the header says %u bytes, there are %zu.", name, len, message.len - 4);
}

bool shk_parse_message(struct shk_arena *arena, struct shk_layout layout, struct shk_bytes message,
                       struct shk_tree *out, struct shk_error *err) {
    if (shk_message_content_type(layout.message) != SHK_TYPE_HANDSHAKE) {
        return shk_parse(arena, layout, message, out, err);
    }
    *out = (struct shk_tree){.arena = arena, .layout = layout, .bytes = shk_buf_in(arena), .header = 4};
    SHK_TRY(check_header(layout, message, err));
    struct parser p = {.tree = out, .err = err};
    SHK_TRY(start(&p, message, 4));
    return parse_body(&p);
}

// --- Building --------------------------------------------------------------------------------------------------------

static void build_node(const struct shk_tree *t, uint16_t id, struct shk_buf *out);

// An edit may have widened a prefix beyond what a length needs: zeros go in front.
static size_t open_prefix(struct shk_buf *out, uint8_t *prefix) {
    if (*prefix > 4) {
        shk_put_fill(out, 0, *prefix - 4u);
        *prefix = 4;
    }
    return shk_open(out, *prefix);
}

static void build_children(const struct shk_tree *t, uint16_t first, struct shk_buf *out) {
    for (uint16_t c = first; c != 0; c = t->nodes[c].next) {
        if (!t->nodes[c].gone) build_node(t, c, out);
    }
}

// An entry's fields stand beside its extension_data and are its content; without fields the data is opaque.
static void build_extension(const struct shk_tree *t, const struct shk_node *entry, struct shk_buf *out) {
    uint16_t type = entry->child, data = t->nodes[type].next, body = t->nodes[data].next;
    if (!t->nodes[type].gone) build_node(t, type, out);
    if (t->nodes[data].gone) return;
    if (body == 0) {
        build_node(t, data, out);
        return;
    }
    uint8_t prefix = t->nodes[data].prefix;
    size_t open = open_prefix(out, &prefix);
    build_children(t, body, out);
    shk_close(out, open, prefix);
}

static void build_node(const struct shk_tree *t, uint16_t id, struct shk_buf *out) {
    const struct shk_node *n = &t->nodes[id];
    if (shk_is_entry(t, id)) {
        build_extension(t, n, out);
        return;
    }
    uint8_t prefix = n->prefix;
    size_t open = open_prefix(out, &prefix);
    if (n->child != 0) {
        build_children(t, n->child, out);
    } else {
        shk_put(out, shk_slice(shk_buf_view(&t->bytes), n->off, n->len));
    }
    shk_close(out, open, prefix);
}

void shk_build(const struct shk_tree *tree, struct shk_buf *out) {
    if (tree->count == 0) return;
    if (tree->header > 0) shk_put(out, shk_slice(shk_buf_view(&tree->bytes), 0, 1));
    build_node(tree, 0, out);
}
