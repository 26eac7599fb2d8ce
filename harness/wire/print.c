// A parsed tree for people: one field a line, indented by depth, values named from their registries.
#include "wire/tree.h"

#include <string.h>

static void put_text(struct shk_buf *out, const char *text) {
    shk_put(out, shk_text(text));
}

static bool printable(struct shk_bytes b) {
    for (size_t i = 0; i < b.len; i++) {
        if (b.data[i] < 0x20 || b.data[i] > 0x7e || b.data[i] == '"') return false;
    }
    return b.len >= 2;
}

// Long values are cut: the head says which it is, the count how much there was.
static void put_opaque(struct shk_buf *out, struct shk_bytes b) {
    const size_t shown = 40;
    if (b.len == 0) {
        put_text(out, "empty");
        return;
    }
    if (printable(b) && b.len <= 2 * shown) {
        put_text(out, shk_format(out->arena, "\"%.*s\"", (int)b.len, (const char *)b.data));
        return;
    }
    put_text(out, shk_hex(out->arena, shk_slice(b, 0, shown)));
    if (b.len > shown) put_text(out, shk_format(out->arena, "... (%zu bytes)", b.len));
}

static void put_number(struct shk_buf *out, const struct shk_field *f, struct shk_bytes b) {
    uint32_t value = 0;
    for (size_t i = 0; i < b.len; i++) value = value << 8 | b.data[i];
    const char *name = f->registry != 0 ? shk_name((enum shk_registry)f->registry, value) : NULL;
    bool grease = f->registry != 0 && b.len == 2 && shk_is_grease((uint16_t)value);
    if (name == NULL && grease) name = "GREASE";
    if (name == NULL && f->registry == 0) {
        put_text(out, shk_format(out->arena, "%u", value));
    } else {
        put_text(out, shk_format(out->arena, "%s (0x%0*x)", name != NULL ? name : "unknown", (int)(2 * b.len), value));
    }
}

static void put_value(const struct shk_tree *t, const struct shk_node *n, struct shk_buf *out) {
    struct shk_bytes value = shk_slice(shk_buf_view(&t->bytes), n->off, n->len);
    switch ((enum shk_kind)n->kind) {
    case SHK_UINT: put_number(out, n->field, value); break;
    case SHK_FIXED:
    case SHK_OPAQUE:
    case SHK_REST: put_opaque(out, value); break;
    case SHK_VECTOR:
    case SHK_EXTENSIONS:
    case SHK_STRUCT: put_text(out, shk_format(out->arena, "%u bytes", n->len)); break;
    }
}

// extension_type repeats the entry's name, and extension_data repeats the fields below: neither gets a line of its own,
// unless the data has no fields.
static bool hidden(const struct shk_tree *t, uint16_t id) {
    const struct shk_node *n = &t->nodes[id];
    if (!shk_is_entry(t, n->parent)) return false;
    uint16_t type = t->nodes[n->parent].child;
    return id == type || (id == t->nodes[type].next && (n->next != 0 || n->len == 0));
}

static void print_node(const struct shk_tree *t, uint16_t id, int depth, struct shk_buf *out) {
    const struct shk_node *n = &t->nodes[id];
    if (n->gone || hidden(t, id)) return;
    shk_put_fill(out, ' ', (size_t)depth * 2);
    if (shk_is_entry(t, id)) {
        const char *name = shk_is_grease(n->extension) ? "GREASE" : n->name != NULL ? n->name : "unknown";
        put_text(out, shk_format(out->arena, "[%u] %s (%u): ", n->index, name, n->extension));
    } else if (n->name != NULL) {
        put_text(out, shk_format(out->arena, "%s: ", n->name));
    } else {
        put_text(out, shk_format(out->arena, "[%u] ", n->index));
    }
    put_value(t, n, out);
    put_text(out, "\n");
    for (uint16_t c = n->child; c != 0; c = t->nodes[c].next) print_node(t, c, depth + 1, out);
}

void shk_print(const struct shk_tree *tree, struct shk_buf *out) {
    if (tree->count == 0) return;
    const struct shk_node *root = &tree->nodes[0];
    put_text(out, shk_format(out->arena, "%s: %u bytes\n", shk_message_name(tree->layout.message), root->len));
    if (root->child == 0 && root->len > 0) {
        shk_put_fill(out, ' ', 2);
        put_opaque(out, shk_slice(shk_buf_view(&tree->bytes), root->off, root->len));
        put_text(out, "\n");
    }
    for (uint16_t c = root->child; c != 0; c = tree->nodes[c].next) print_node(tree, c, 1, out);
}
