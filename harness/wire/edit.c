// The one edit that every other is made of: replace some bytes of a node's part by others.
//
// Two rules keep the tree useful when its bytes no longer parse:
//
//   lengths   with `repair`, every enclosing length changes by as much as the bytes did. Nothing is recomputed, so that a
//             length that an earlier edit spoilt stays as wrong as it was meant to be, and edits do not undo each other.
//   places    a node moves with its bytes. One whose bytes were removed is gone; one that lost a part keeps the rest.
//
//   before   | prefix | value ........ |        a..b: the bytes that go, replaced by n others
//                        ^a    ^b               what starts at b or later moves by n - (b - a)
#include "wire/tree.h"

#include <string.h>

struct change {
    uint32_t from, to; // the bytes that go
    uint32_t put;      // how many come
};

static uint32_t moved(const struct change *c, uint32_t pos) {
    return pos - (c->to - c->from) + c->put;
}

// Where a node begins afterwards: behind what came, if its first byte went or stood right behind.
static uint32_t map_start(const struct change *c, uint32_t pos) {
    if (pos < c->from) return pos;
    return pos >= c->to ? moved(c, pos) : c->from + c->put;
}

// Where a node ends, or its value begins: before what came.
static uint32_t map_end(const struct change *c, uint32_t pos) {
    if (pos <= c->from) return pos;
    return pos >= c->to ? moved(c, pos) : c->from;
}

// Adds to a big-endian number in place; it stays between nothing and all ones.
static void add_to_length(uint8_t *data, size_t size, int64_t delta) {
    if (size > 4) { // an edit has widened the prefix: only its last bytes count
        data += size - 4;
        size = 4;
    }
    int64_t value = 0, most = ((int64_t)1 << (8 * size)) - 1;
    for (size_t i = 0; i < size; i++) value = value << 8 | data[i];
    value += delta;
    if (value < 0) value = 0;
    if (value > most) value = most;
    for (size_t i = 0; i < size; i++) data[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
}

// The node that encloses another: its parent, but extension_data for the fields that stand beside it.
static uint16_t enclosing(const struct shk_tree *t, uint16_t node) {
    uint16_t parent = t->nodes[node].parent;
    if (!shk_is_entry(t, parent)) return parent;
    uint16_t type = t->nodes[parent].child, data = t->nodes[type].next;
    return node == type || node == data ? parent : data;
}

// The nodes that hold the change from `node` upwards grow, and with `repair` so do their lengths. Done before the bytes
// change: prefixes lie in front of what they count.
static void grow_from(struct shk_tree *t, uint16_t node, int64_t delta, bool repair, bool *holds) {
    for (uint16_t id = node;; id = enclosing(t, id)) {
        struct shk_node *n = &t->nodes[id];
        holds[id] = true;
        if (repair && n->prefix > 0) add_to_length(t->bytes.data + n->off - n->prefix, n->prefix, delta);
        n->len = (uint32_t)((int64_t)n->len + delta);
        if (id == 0) return;
    }
}

static void set_place(struct shk_node *n, uint32_t start, uint32_t off, uint32_t end) {
    if (off < start) off = start;
    if (end < off) end = off;
    n->prefix = (uint8_t)(off - start > UINT8_MAX ? UINT8_MAX : off - start);
    n->off = off;
    n->len = end - off;
}

static void move_node(struct shk_node *n, const struct change *c) {
    uint32_t start = n->off - n->prefix, end = n->off + n->len;
    if (end > start && start >= c->from && end <= c->to) {
        n->gone = true;
        set_place(n, c->from, c->from, c->from);
        return;
    }
    uint32_t off = n->prefix == 0 ? map_start(c, start) : map_end(c, n->off);
    set_place(n, map_start(c, start), off, map_end(c, end));
}

// Moves all nodes but those that hold the change. Nodes in front of `limit` that end where the change begins stand
// before it; for empty nodes only the order can tell.
static void move_others(struct shk_tree *t, uint16_t limit, const struct change *c, const bool *holds) {
    for (size_t i = 1; i < t->count; i++) {
        struct shk_node *n = &t->nodes[i];
        bool before = i < limit && n->off + n->len <= c->from;
        if (!holds[i] && !n->gone && !before) move_node(n, c);
    }
}

static void forget(struct shk_tree *t, uint16_t node) {
    t->nodes[node].gone = true;
    for (uint16_t c = t->nodes[node].child; c != 0; c = t->nodes[c].next) forget(t, c);
}

static uint16_t behind_subtree(const struct shk_tree *t, uint16_t node) {
    while (node != 0 && t->nodes[node].next == 0) node = t->nodes[node].parent;
    return node == 0 ? (uint16_t)t->count : t->nodes[node].next;
}

// The root's type, length and whole: nothing encloses them, and no length is corrected.
static void change_root(struct shk_tree *t, enum shk_part part, const struct change *c, bool *holds) {
    struct shk_node *root = &t->nodes[0];
    uint32_t start = root->off - root->prefix, end = root->off + root->len;
    bool all = c->from == 0 && c->to == end;
    if (c->from == end && end > 0 && part == SHK_PART_WHOLE) return; // behind the message: nothing moves
    holds[0] = true;
    if (part == SHK_PART_TYPE) { // the prefix moves as it is
        root->off = moved(c, root->off);
    } else if (part == SHK_PART_LENGTH) {
        set_place(root, start, moved(c, root->off), moved(c, end));
    } else if (all) {
        set_place(root, 0, 0, c->put);
    } else {
        set_place(root, map_start(c, start), map_end(c, root->off), map_end(c, end));
    }
    t->header = root->off;
    move_others(t, 0, c, holds);
}

// The whole of a node, prefix included: its own length is content like the rest, those around it are corrected.
static void change_whole(struct shk_tree *t, uint16_t node, const struct change *c, bool repair, bool *holds) {
    struct shk_node *n = &t->nodes[node];
    uint32_t start = n->off - n->prefix, end = n->off + n->len;
    bool all = c->from == start && c->to == end && end > start;
    bool append = c->from == c->to && c->from == end && end > start;
    grow_from(t, enclosing(t, node), (int64_t)c->put - (int64_t)(c->to - c->from), repair, holds);
    move_others(t, append ? behind_subtree(t, node) : node, c, holds);
    if (!all) return;
    forget(t, node);
    if (c->put > 0) { // others stand in its place: the path now means them
        n->gone = false;
        set_place(n, c->from, c->from, c->from + c->put);
    }
}

static void change_length(struct shk_tree *t, uint16_t node, const struct change *c, bool repair, bool *holds) {
    struct shk_node *n = &t->nodes[node];
    uint32_t start = n->off - n->prefix, end = n->off + n->len;
    grow_from(t, enclosing(t, node), (int64_t)c->put - (int64_t)(c->to - c->from), repair, holds);
    holds[node] = true;
    move_others(t, node, c, holds);
    set_place(n, start, moved(c, n->off), moved(c, end));
}

static void change_value(struct shk_tree *t, uint16_t node, const struct change *c, bool repair, bool *holds) {
    uint32_t end = t->nodes[node].off + t->nodes[node].len;
    bool append = c->from == c->to && c->from == end;
    grow_from(t, node, (int64_t)c->put - (int64_t)(c->to - c->from), repair, holds);
    move_others(t, append ? behind_subtree(t, node) : node, c, holds);
}

bool shk_tree_splice(struct shk_tree *tree, uint16_t node, enum shk_part part, size_t at, size_t remove,
                     struct shk_bytes insert, bool repair) {
    uint32_t off, len;
    SHK_TRY(shk_part_range(tree, node, part, &off, &len));
    if (shk_is_entry(tree, node) && (part == SHK_PART_TYPE || part == SHK_PART_LENGTH)) {
        // An entry's type is a number of its own, its length that of its data.
        uint16_t type = tree->nodes[node].child;
        node = part == SHK_PART_TYPE ? type : tree->nodes[type].next;
        if (part == SHK_PART_TYPE) part = SHK_PART_VALUE;
    }
    if (at > len) at = len;
    if (remove > len - at) remove = len - at;
    // Offsets have 32 bits; no honest message comes near, and a plan that does is cut here.
    if (insert.len > UINT32_MAX / 2 - tree->bytes.len) return false;
    struct change c = {off + (uint32_t)at, off + (uint32_t)(at + remove), (uint32_t)insert.len};
    if (insert.len != remove) {
        bool *holds = shk_alloc(tree->arena, tree->count * sizeof(*holds));
        if (part == SHK_PART_VALUE) {
            change_value(tree, node, &c, repair, holds);
        } else if (node == 0) {
            change_root(tree, part, &c, holds);
        } else if (part == SHK_PART_LENGTH) {
            change_length(tree, node, &c, repair, holds);
        } else {
            change_whole(tree, node, &c, repair, holds);
        }
    }
    shk_splice(&tree->bytes, c.from, remove, insert);
    return true;
}
