// One edit of a message, at a node of its tree. Which node is chosen goes by interest: lists of extensions and lists before
// numbers, numbers with a registry before others, elements of long lists seldom. What is sealed is mostly left alone while
// the scenario has it computed anew, because then the edit would be lost.
#include "plan/mutator_parts.h"

#include <string.h>

// --- Parsing as far as it goes ---------------------------------------------------------------------------------------

// The parser sets the length of a struct when it has seen all of it: those that it had to leave half read get their length
// from what they hold, and an extension without its data is no entry that could be edited.
static void mend(struct shk_tree *t) {
    for (size_t i = t->count; i-- > 1;) {
        struct shk_node *n = &t->nodes[i];
        if (n->kind != SHK_STRUCT || n->len != 0) continue;
        for (uint16_t c = n->child; c != 0; c = t->nodes[c].next) {
            const struct shk_node *child = &t->nodes[c];
            if (child->off + child->len > n->off + n->len) n->len = child->off + child->len - n->off;
        }
        bool entry = n->field == NULL;
        if (entry && (n->child == 0 || t->nodes[n->child].next == 0)) n->gone = true;
    }
    // Children stand behind their parents.
    for (size_t i = 1; i < t->count; i++) {
        if (t->nodes[t->nodes[i].parent].gone) t->nodes[i].gone = true;
    }
}

void parse_leniently(struct shk_arena *arena, struct shk_layout layout, struct shk_bytes body, struct shk_tree *out) {
    if (!shk_parse(arena, layout, body, out, NULL)) mend(out);
}

// --- Choosing --------------------------------------------------------------------------------------------------------

static const struct shk_node *node_at(const struct mutation *m, uint16_t id) {
    return &m->tree.nodes[id];
}

static bool is_list(const struct shk_node *n) {
    return n->kind == SHK_VECTOR || n->kind == SHK_EXTENSIONS;
}

static bool is_entry(const struct mutation *m, uint16_t id) {
    return id != 0 && node_at(m, id)->field == NULL;
}

static bool is_element(const struct mutation *m, uint16_t id) {
    return id != 0 && is_list(node_at(m, node_at(m, id)->parent));
}

static uint32_t weight(const struct mutation *m, uint16_t id, const uint16_t *children) {
    const struct shk_node *n = node_at(m, id);
    if (n->gone) return 0;
    if (id == 0) return 48;
    if (is_entry(m, id)) return 64;
    uint32_t w = 32;
    switch (n->kind) {
    case SHK_UINT: w = n->field->registry != SHK_REG_NONE ? 96 : 64; break;
    case SHK_FIXED: w = 16; break;
    case SHK_OPAQUE: w = 64; break;
    case SHK_VECTOR: w = 96; break;
    case SHK_EXTENSIONS: w = 192; break;
    default: break;
    }
    uint16_t parent = n->parent;
    if (is_entry(m, parent) && node_at(m, parent)->child == id) w = 16; // the entry itself stands for it
    if (is_element(m, id)) w = 2 * w / (children[parent] + 1u);
    bool sealed = (n->field->flags & SHK_SEALED) != 0;
    if (sealed && (m->input.repair & SHK_REPAIR_SEAL) != 0) w /= 4;
    return w > 0 ? w : 1;
}

static uint16_t choose(struct mutation *m) {
    struct shk_tree *t = &m->tree;
    uint16_t *children = shk_alloc(m->arena, t->count * sizeof(*children));
    uint32_t total = 0;
    for (uint16_t i = 1; i < t->count; i++) children[t->nodes[i].parent]++;
    for (uint16_t i = 0; i < t->count; i++) total += weight(m, i, children);
    uint32_t at = below(m, total);
    for (uint16_t i = 0; i < t->count; i++) {
        uint32_t w = weight(m, i, children);
        if (at < w) return i;
        at -= w;
    }
    return 0;
}

// A random child that is there; 0 for none.
static uint16_t some_child(struct mutation *m, uint16_t list) {
    uint16_t found = 0;
    uint32_t seen = 0;
    for (uint16_t c = node_at(m, list)->child; c != 0; c = node_at(m, c)->next) {
        if (!node_at(m, c)->gone && one_in(m, ++seen)) found = c;
    }
    return found;
}

// --- Splicing --------------------------------------------------------------------------------------------------------

static bool put_with(struct mutation *m, uint16_t id, enum shk_part part, size_t at, size_t remove,
                     struct shk_bytes insert, bool repair) {
    if (m->tree.bytes.len + insert.len > m->room + remove) return false;
    if (insert.len == 0 && remove == 0) return false;
    return shk_tree_splice(&m->tree, id, part, at, remove, insert, repair);
}

// Enclosing lengths follow, five times in six.
static bool put(struct mutation *m, uint16_t id, enum shk_part part, size_t at, size_t remove,
                struct shk_bytes insert) {
    return put_with(m, id, part, at, remove, insert, !one_in(m, 6));
}

static bool replace(struct mutation *m, uint16_t id, enum shk_part part, struct shk_bytes with) {
    struct shk_bytes was;
    SHK_TRY(shk_part_bytes(&m->tree, id, part, &was));
    return put(m, id, part, 0, was.len, with);
}

// --- By kind ---------------------------------------------------------------------------------------------------------

static bool number(struct mutation *m, uint16_t id) {
    const struct shk_field *field = node_at(m, id)->field;
    struct shk_bytes was;
    uint32_t value = 0;
    uint8_t bytes[4];
    SHK_TRY(shk_part_bytes(&m->tree, id, SHK_PART_VALUE, &was));
    for (size_t i = 0; i < was.len; i++) value = value << 8 | was.data[i];
    value = interesting_number(m, field, value);
    for (size_t i = 0; i < field->size; i++) bytes[i] = (uint8_t)(value >> (8 * (field->size - 1u - i)));
    return replace(m, id, SHK_PART_VALUE, shk_view(bytes, field->size));
}

static bool looks_like_der(struct shk_bytes b) {
    return b.len > 4 && b.data[0] == 0x30;
}

static bool opaque(struct mutation *m, uint16_t id) {
    const struct shk_field *field = node_at(m, id)->field;
    struct shk_bytes was;
    struct shk_buf made = shk_buf_in(m->arena);
    SHK_TRY(shk_part_bytes(&m->tree, id, SHK_PART_VALUE, &was));
    if (looks_like_der(was) && !one_in(m, 4)) return replace(m, id, SHK_PART_VALUE, mutate_der(m, was));
    switch (below(m, 8)) {
    case 0: return put(m, id, SHK_PART_VALUE, below(m, was.len + 1), SIZE_MAX, shk_view(NULL, 0)); // shorter
    case 1: make_opaque(m, field, &made); return put(m, id, SHK_PART_VALUE, SIZE_MAX, 0, shk_buf_view(&made));
    case 2:
    case 3: make_opaque(m, field, &made); return replace(m, id, SHK_PART_VALUE, shk_buf_view(&made));
    case 4: return put(m, id, SHK_PART_VALUE, below(m, was.len), 1, shk_view(NULL, 0));
    default: return replace(m, id, SHK_PART_VALUE, havoc_in(m, was, m->room));
    }
}

// A value whose size the schema fixes keeps it, mostly.
static bool fixed(struct mutation *m, uint16_t id) {
    struct shk_bytes was;
    SHK_TRY(shk_part_bytes(&m->tree, id, SHK_PART_VALUE, &was));
    if (node_at(m, id)->field->size == 32 &&
        one_in(m, 4)) { // randoms say more than they seem to: RFC 9846, section 4.2.3
        static const uint8_t downgrade[] = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 1};
        uint8_t end[8];
        memcpy(end, downgrade, sizeof(end));
        end[7] = (uint8_t)below(m, 2);
        if (one_in(m, 3)) return replace(m, id, SHK_PART_VALUE, SHK_BYTES(shk_retry_random));
        return put(m, id, SHK_PART_VALUE, 24, sizeof(end), SHK_BYTES(end));
    }
    struct shk_bytes now = havoc_in(m, was, one_in(m, 8) ? m->room : was.len);
    return replace(m, id, SHK_PART_VALUE, now);
}

static bool length(struct mutation *m, uint16_t id) {
    struct shk_bytes was;
    uint8_t bytes[8] = {0};
    uint64_t value = 0;
    SHK_TRY(shk_part_bytes(&m->tree, id, SHK_PART_LENGTH, &was));
    if (was.len == 0 || was.len > 4) return false;
    for (size_t i = 0; i < was.len; i++) value = value << 8 | was.data[i];
    switch (below(m, 7)) {
    case 0: value = 0; break;
    case 1: value = UINT32_MAX; break;
    case 2: value = value / 2; break;
    case 3: value = below(m, 256); break;
    default: value += one_in(m, 2) ? 1 + below(m, 3) : (uint64_t)0 - 1 - below(m, 3); break;
    }
    for (size_t i = 0; i < was.len; i++) bytes[i] = (uint8_t)(value >> (8 * (was.len - 1 - i)));
    return put_with(m, id, SHK_PART_LENGTH, 0, was.len, shk_view(bytes, was.len), false);
}

// --- Lists, their elements, extensions -------------------------------------------------------------------------------

static bool insert_element(struct mutation *m, uint16_t list) {
    struct shk_buf made = shk_buf_in(m->arena);
    make_element(m, node_at(m, list)->field, m->layout, 0, &made);
    uint16_t beside = one_in(m, 3) ? 0 : some_child(m, list);
    if (beside != 0) return put(m, beside, SHK_PART_WHOLE, 0, 0, shk_buf_view(&made));
    return put(m, list, SHK_PART_VALUE, one_in(m, 2) ? 0 : SIZE_MAX, 0, shk_buf_view(&made));
}

static bool remove_element(struct mutation *m, uint16_t id) {
    return put(m, id, SHK_PART_WHOLE, 0, SIZE_MAX, shk_view(NULL, 0));
}

static bool duplicate(struct mutation *m, uint16_t id) {
    struct shk_bytes whole;
    SHK_TRY(shk_part_bytes(&m->tree, id, SHK_PART_WHOLE, &whole));
    struct shk_buf copies = shk_buf_in(m->arena);
    size_t times = one_in(m, 8) ? 1 + below(m, 40) : 1;
    for (size_t i = 0; i < times && copies.len + whole.len <= m->room; i++) shk_put(&copies, whole);
    return put(m, id, SHK_PART_WHOLE, one_in(m, 2) ? 0 : SIZE_MAX, 0, shk_buf_view(&copies));
}

// The element's bytes to the place of another; an exchange keeps all lengths.
static bool move(struct mutation *m, uint16_t id) {
    uint16_t other = some_child(m, node_at(m, id)->parent);
    struct shk_bytes mine, its;
    if (other == 0 || other == id || !shk_part_bytes(&m->tree, id, SHK_PART_WHOLE, &mine)) return false;
    SHK_TRY(shk_part_bytes(&m->tree, other, SHK_PART_WHOLE, &its));
    mine = shk_copy(m->arena, mine);
    its = shk_copy(m->arena, its);
    return put_with(m, id, SHK_PART_WHOLE, 0, SIZE_MAX, its, true) &&
           put_with(m, other, SHK_PART_WHOLE, 0, SIZE_MAX, mine, true);
}

// The shk_edit of plans knows how to shuffle; it needs a path.
static bool shuffle(struct mutation *m, uint16_t list) {
    struct shk_edit edit = {.kind = SHK_EDIT_FIELD, .op = SHK_OP_SHUFFLE, .path = shk_path(&m->tree, list)};
    bool changed = false;
    return shk_edit_apply(&edit, &m->tree, m->rng, &changed, NULL) && changed;
}

static bool list(struct mutation *m, uint16_t id) {
    switch (below(m, 8)) {
    case 0: return shuffle(m, id);
    case 1: return put(m, id, SHK_PART_VALUE, 0, SIZE_MAX, shk_view(NULL, 0)); // nothing left
    case 2: {
        struct shk_bytes was;
        SHK_TRY(shk_part_bytes(&m->tree, id, SHK_PART_VALUE, &was));
        return replace(m, id, SHK_PART_VALUE, havoc_in(m, was, m->room));
    }
    case 3: {
        uint16_t child = some_child(m, id);
        return child != 0 && remove_element(m, child);
    }
    default: return insert_element(m, id);
    }
}

static bool element(struct mutation *m, uint16_t id) {
    struct shk_buf made = shk_buf_in(m->arena);
    switch (below(m, 6)) {
    case 0:
    case 1: return remove_element(m, id);
    case 2: return duplicate(m, id);
    case 3: return move(m, id);
    default:
        make_element(m, node_at(m, node_at(m, id)->parent)->field, m->layout, 0, &made);
        return replace(m, id, SHK_PART_WHOLE, shk_buf_view(&made));
    }
}

static bool extension(struct mutation *m, uint16_t id) {
    uint16_t data = node_at(m, node_at(m, id)->child)->next;
    struct shk_buf made = shk_buf_in(m->arena);
    if (data == 0) return remove_element(m, id);
    switch (below(m, 8)) {
    case 0: {
        uint16_t type = some_extension(m, m->layout);
        const uint8_t bytes[2] = {(uint8_t)(type >> 8), (uint8_t)type};
        return put(m, id, SHK_PART_TYPE, 0, 2, SHK_BYTES(bytes));
    }
    case 1: return replace(m, data, SHK_PART_VALUE, shk_view(NULL, 0));
    case 2: // bytes left over
        shk_put_fill(&made, (uint8_t)below(m, 256), 1 + below(m, 4));
        return put(m, data, SHK_PART_VALUE, one_in(m, 4) ? 0 : SIZE_MAX, 0, shk_buf_view(&made));
    case 3: return put(m, data, SHK_PART_VALUE, below(m, node_at(m, data)->len + 1u), SIZE_MAX, shk_view(NULL, 0));
    case 4:
        make_extension_body(m, node_at(m, id)->extension, m->layout, 0, &made);
        return replace(m, data, SHK_PART_VALUE, shk_buf_view(&made));
    default: return element(m, id);
    }
}

// --- The message as a whole ------------------------------------------------------------------------------------------

static const struct shk_field *block_field(struct shk_layout layout) {
    const struct shk_type *type = shk_message_type(layout);
    const struct shk_field *last = type != NULL && type->count > 0 ? &type->fields[type->count - 1] : NULL;
    return last != NULL && last->kind == SHK_EXTENSIONS ? last : NULL;
}

static bool whole(struct mutation *m) {
    const struct shk_type *type = shk_message_type(m->layout);
    const struct shk_field *block = block_field(m->layout);
    struct shk_buf made = shk_buf_in(m->arena);
    switch (below(m, 8)) {
    case 0:
        if (type != NULL) make_type(m, type, m->layout, 0, &made);
        return put_with(m, 0, SHK_PART_VALUE, 0, SIZE_MAX, shk_buf_view(&made), true);
    case 1: return put_with(m, 0, SHK_PART_VALUE, below(m, m->tree.bytes.len + 1), SIZE_MAX, shk_view(NULL, 0), true);
    case 2:
        if (block == NULL) return false;
        make_field(m, block, m->layout, 0, &made);
        return put_with(m, 0, SHK_PART_VALUE, SIZE_MAX, 0, shk_buf_view(&made), true);
    case 3:
        shk_put_fill(&made, (uint8_t)below(m, 256), 1 + below(m, 4));
        return put_with(m, 0, SHK_PART_VALUE, SIZE_MAX, 0, shk_buf_view(&made), true);
    default: {
        struct shk_bytes now = havoc_in(m, shk_buf_view(&m->tree.bytes), m->room);
        return put_with(m, 0, SHK_PART_VALUE, 0, SIZE_MAX, now, true);
    }
    }
}

// The message ends at this node, all lengths around it as they were.
static bool cut(struct mutation *m, uint16_t id) {
    const struct shk_node *n = node_at(m, id), *root = node_at(m, 0);
    uint32_t at = one_in(m, 2) ? n->off + n->len : n->off - n->prefix;
    if (at < root->off || at >= root->off + root->len) return false;
    return put_with(m, 0, SHK_PART_VALUE, at - root->off, SIZE_MAX, shk_view(NULL, 0), true);
}

// --- Borrowing -------------------------------------------------------------------------------------------------------

static bool alike(const struct shk_node *a, const struct shk_node *b) {
    if (a->gone || b->gone || a->kind != b->kind) return false;
    if (a->field == NULL || b->field == NULL) return a->field == b->field; // extensions of any types
    bool same_registry = a->field->registry != SHK_REG_NONE && a->field->registry == b->field->registry;
    return a->field == b->field || (same_registry && a->field->size == b->field->size);
}

// A field of the same type from another message takes the place of this one; or an extension comes in beside it.
static bool borrow_at(struct mutation *m, uint16_t id) {
    const struct shk_tree *from = m->donor != NULL ? m->donor : &m->tree;
    uint16_t found = SHK_NO_NODE;
    uint32_t seen = 0;
    struct shk_bytes whole_of;
    for (uint16_t i = 1; i < from->count; i++) {
        if ((from != &m->tree || i != id) && alike(node_at(m, id), &from->nodes[i]) && one_in(m, ++seen)) found = i;
    }
    if (id == 0 || found == SHK_NO_NODE || !shk_part_bytes(from, found, SHK_PART_WHOLE, &whole_of)) return false;
    whole_of = shk_copy(m->arena, whole_of);
    if (is_element(m, id) && one_in(m, 2)) return put(m, id, SHK_PART_WHOLE, 0, 0, whole_of);
    return replace(m, id, SHK_PART_WHOLE, whole_of);
}

bool mutate_borrow(struct mutation *m) {
    return borrow_at(m, choose(m));
}

// --- One edit --------------------------------------------------------------------------------------------------------

bool mutate_tree(struct mutation *m) {
    uint16_t id = choose(m);
    if (id == 0) return whole(m);
    const struct shk_node *n = node_at(m, id);
    uint32_t way = below(m, 32);
    if (way == 0) return cut(m, id);
    if (way < 4 && n->prefix > 0) return length(m, id);
    if (way < 9) return borrow_at(m, id);
    if (is_entry(m, id)) return extension(m, id);
    if (is_element(m, id) && way < 20) return element(m, id);
    switch (n->kind) {
    case SHK_UINT: return number(m, id);
    case SHK_OPAQUE:
    case SHK_REST: return opaque(m, id);
    case SHK_FIXED: return fixed(m, id);
    case SHK_VECTOR:
    case SHK_EXTENSIONS: return list(m, id);
    default: return way % 2 == 0 ? duplicate(m, id) : remove_element(m, id);
    }
}
