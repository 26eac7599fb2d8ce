// Finding nodes by path, reading values, and printing.
#include "wire/tree.h"

#include <ctype.h>
#include <string.h>

// --- Paths -----------------------------------------------------------------------------------------------------------

// Names that people use beside those of the RFCs (RFC 5246 and RFC 8422 say dh_p and namedcurve).
static const struct {
    const char *alias, *name;
} field_aliases[] = {
    // clang-format off
    {"group",               "namedcurve"},
    {"named_curve",         "namedcurve"},
    {"public",              "point"},
    {"p",                   "dh_p"},
    {"g",                   "dh_g"},
    {"Ys",                  "dh_Ys"},
    {"Yc",                  "dh_Yc"},
    {"Yc",                  "ecdh_Yc"},
    {"point",               "ecdh_Yc"},
    {"public",              "ecdh_Yc"},
    {"encrypted_premaster", "encrypted_pre_master_secret"},
    // clang-format on
};

static bool same(const char *name, const char *text, size_t len) {
    return name != NULL && strlen(name) == len && memcmp(name, text, len) == 0;
}

static uint16_t child_named(const struct shk_tree *t, uint16_t parent, const char *name, size_t len) {
    for (uint16_t c = t->nodes[parent].child; c != 0; c = t->nodes[c].next) {
        if (!t->nodes[c].gone && same(t->nodes[c].name, name, len)) return c;
    }
    return SHK_NO_NODE;
}

static uint16_t entry_named(const struct shk_tree *t, uint16_t block, const char *name, size_t len) {
    int32_t number = shk_by_name(SHK_REG_EXTENSION, name, len);
    for (uint16_t c = t->nodes[block].child; c != 0 && number >= 0; c = t->nodes[c].next) {
        if (!t->nodes[c].gone && t->nodes[c].extension == number) return c;
    }
    return SHK_NO_NODE;
}

static uint16_t step_name(const struct shk_tree *t, uint16_t at, const char *name, size_t len) {
    if (t->nodes[at].kind == SHK_EXTENSIONS) return entry_named(t, at, name, len);
    uint16_t found = child_named(t, at, name, len);
    for (size_t i = 0; i < SHK_COUNT(field_aliases) && found == SHK_NO_NODE; i++) {
        if (!same(field_aliases[i].alias, name, len)) continue;
        found = child_named(t, at, field_aliases[i].name, strlen(field_aliases[i].name));
    }
    return found;
}

static uint16_t step_index(const struct shk_tree *t, uint16_t at, uint32_t index) {
    uint8_t kind = t->nodes[at].kind;
    if (kind != SHK_VECTOR && kind != SHK_EXTENSIONS) return SHK_NO_NODE;
    for (uint16_t c = t->nodes[at].child; c != 0; c = t->nodes[c].next) {
        if (t->nodes[c].index == index) return t->nodes[c].gone ? SHK_NO_NODE : c;
    }
    return SHK_NO_NODE;
}

// Reads "[digits]"; false when it is something else.
static bool take_index(const char **path, uint32_t *index) {
    const char *s = *path + 1;
    *index = 0;
    if (!isdigit((unsigned char)*s)) return false;
    for (; isdigit((unsigned char)*s); s++) {
        if (*index > UINT16_MAX) return false;
        *index = *index * 10 + (uint32_t)(*s - '0');
    }
    if (*s != ']') return false;
    *path = s + 1;
    return true;
}

static bool known_suffix(const char *suffix, enum shk_part *part) {
    static const struct {
        const char *suffix;
        enum shk_part part;
    } suffixes[] = {
        {"", SHK_PART_VALUE},     {":value", SHK_PART_VALUE}, {":length", SHK_PART_LENGTH},
        {":type", SHK_PART_TYPE}, {":whole", SHK_PART_WHOLE},
    };
    for (size_t i = 0; i < SHK_COUNT(suffixes); i++) {
        if (strcmp(suffix, suffixes[i].suffix) != 0) continue;
        *part = suffixes[i].part;
        return true;
    }
    return false;
}

enum shk_part shk_path_part(const char *path) {
    enum shk_part part = SHK_PART_VALUE;
    const char *colon = strchr(path, ':');
    if (colon != NULL) (void)known_suffix(colon, &part);
    return part;
}

uint16_t shk_find(const struct shk_tree *tree, const char *path) {
    enum shk_part part;
    uint16_t at = 0;
    if (tree->count == 0) return SHK_NO_NODE;
    for (bool first = true; *path != '\0' && *path != ':'; first = false) {
        if (*path == '[') {
            uint32_t index;
            if (!take_index(&path, &index)) return SHK_NO_NODE;
            at = step_index(tree, at, index);
        } else {
            if (!first && *path++ != '.') return SHK_NO_NODE;
            size_t len = strcspn(path, ".[:");
            at = step_name(tree, at, path, len);
            path += len;
        }
        if (at == SHK_NO_NODE) return SHK_NO_NODE;
    }
    return known_suffix(path, &part) ? at : SHK_NO_NODE;
}

// The entry's type names it only if no entry of the same type stands before it.
static bool first_of_type(const struct shk_tree *t, uint16_t entry) {
    for (uint16_t c = t->nodes[t->nodes[entry].parent].child; c != entry; c = t->nodes[c].next) {
        if (!t->nodes[c].gone && t->nodes[c].extension == t->nodes[entry].extension) return false;
    }
    return true;
}

const char *shk_path(const struct shk_tree *tree, uint16_t node) {
    if (node == 0 || node >= tree->count) return "";
    const struct shk_node *n = &tree->nodes[node];
    const char *above = shk_path(tree, n->parent);
    bool named = n->name != NULL && (!shk_is_entry(tree, node) || first_of_type(tree, node));
    if (!named) return shk_format(tree->arena, "%s[%u]", above, n->index);
    return above[0] == '\0' ? n->name : shk_format(tree->arena, "%s.%s", above, n->name);
}

// --- Values ----------------------------------------------------------------------------------------------------------

// The root: a message is type, length and body, or the body alone.
static bool root_range(const struct shk_tree *t, enum shk_part part, uint32_t *off, uint32_t *len) {
    const struct shk_node *root = &t->nodes[0];
    uint32_t length_at = root->off - root->prefix;
    *off = part == SHK_PART_VALUE ? root->off : part == SHK_PART_LENGTH ? length_at : 0;
    *len = part == SHK_PART_VALUE    ? root->len
           : part == SHK_PART_LENGTH ? root->prefix
           : part == SHK_PART_TYPE   ? length_at
                                     : root->off + root->len;
    return t->header > 0 || part == SHK_PART_VALUE || part == SHK_PART_WHOLE;
}

// An entry's type is its first child, its length the prefix of its second.
static bool entry_range(const struct shk_tree *t, uint16_t entry, enum shk_part part, uint32_t *off, uint32_t *len) {
    uint16_t type = t->nodes[entry].child, data = t->nodes[type].next;
    return part == SHK_PART_TYPE ? shk_part_range(t, type, SHK_PART_VALUE, off, len)
                                 : shk_part_range(t, data, SHK_PART_LENGTH, off, len);
}

bool shk_part_range(const struct shk_tree *tree, uint16_t node, enum shk_part part, uint32_t *off, uint32_t *len) {
    if (node >= tree->count || tree->nodes[node].gone) return false;
    if (node == 0) return root_range(tree, part, off, len);
    const struct shk_node *n = &tree->nodes[node];
    bool prefixed = n->kind == SHK_OPAQUE || n->kind == SHK_VECTOR || n->kind == SHK_EXTENSIONS;
    switch (part) {
    case SHK_PART_VALUE:
        *off = n->off;
        *len = n->len;
        return true;
    case SHK_PART_WHOLE:
        *off = n->off - n->prefix;
        *len = n->len + n->prefix;
        return true;
    case SHK_PART_LENGTH:
        if (shk_is_entry(tree, node)) return entry_range(tree, node, part, off, len);
        *off = n->off - n->prefix;
        *len = n->prefix;
        return prefixed; // even if an edit has emptied it: bytes can come back there
    case SHK_PART_TYPE: return shk_is_entry(tree, node) && entry_range(tree, node, part, off, len);
    }
    return false;
}

bool shk_part_bytes(const struct shk_tree *tree, uint16_t node, enum shk_part part, struct shk_bytes *out) {
    uint32_t off, len;
    SHK_TRY(shk_part_range(tree, node, part, &off, &len));
    *out = shk_slice(shk_buf_view(&tree->bytes), off, len);
    return true;
}

struct shk_bytes shk_value(const struct shk_tree *tree, const char *path) {
    struct shk_bytes out = {NULL, 0};
    uint16_t node = shk_find(tree, path);
    if (node == SHK_NO_NODE || !shk_part_bytes(tree, node, shk_path_part(path), &out)) return shk_view(NULL, 0);
    return out;
}

uint32_t shk_number(const struct shk_tree *tree, const char *path) {
    struct shk_bytes value = shk_value(tree, path);
    uint32_t number = 0;
    for (size_t i = 0; i < value.len; i++) number = number << 8 | value.data[i];
    return number;
}

bool shk_has(const struct shk_tree *tree, const char *path) {
    return shk_find(tree, path) != SHK_NO_NODE;
}
