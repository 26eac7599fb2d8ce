// From a mutated message back to edits, for people who read a crash. Three ways are tried, each on a copy of the honest
// message, and of those that give exactly the mutated bytes the one that reads best is taken:
//
//   by fields   both messages parse: entries that came, went or moved, and values that differ
//   by cells    one field has another size, others other bytes of the same size, lengths among them
//   by bytes    one run of bytes within the smallest field that encloses it
//
// and when none does, the whole body is set.
#include "plan/bytes.h"

#include <string.h>

struct work {
    struct shk_arena *arena;
    struct shk_tree tree; // the honest message with the edits so far
    struct shk_bytes goal;
    struct shk_edit edits[SHK_MAX_EDITS];
    size_t count, room;
    enum shk_message message;
};

static struct shk_tree copy_tree(struct shk_arena *arena, const struct shk_tree *from) {
    struct shk_tree out = *from;
    out.arena = arena;
    out.bytes = shk_buf_in(arena);
    shk_put(&out.bytes, shk_buf_view(&from->bytes));
    out.nodes = shk_alloc(arena, from->count * sizeof(*out.nodes));
    memcpy(out.nodes, from->nodes, from->count * sizeof(*out.nodes));
    out.cap = from->count;
    return out;
}

static struct shk_bytes part(const struct shk_tree *tree, uint16_t node, enum shk_part which) {
    struct shk_bytes out;
    return shk_part_bytes(tree, node, which, &out) ? out : shk_view(NULL, 0);
}

static bool emit(struct work *w, struct shk_edit edit) {
    struct shk_rng rng;
    bool changed;
    if (w->count == w->room) return false;
    edit.kind = SHK_EDIT_FIELD;
    edit.message = (uint8_t)w->message;
    shk_rng_seed(&rng, 0);
    SHK_TRY(shk_edit_apply(&edit, &w->tree, &rng, &changed, NULL));
    if (changed) w->edits[w->count++] = edit;
    return true;
}

// --- One value -------------------------------------------------------------------------------------------------------

static size_t common_front(struct shk_bytes a, struct shk_bytes b) {
    size_t n = 0;
    if (a.data == NULL || b.data == NULL) return 0;
    while (n < a.len && n < b.len && a.data[n] == b.data[n]) n++;
    return n;
}

static size_t common_back(struct shk_bytes a, struct shk_bytes b, size_t front) {
    size_t n = 0;
    if (a.data == NULL || b.data == NULL) return 0;
    while (n < a.len - front && n < b.len - front && a.data[a.len - 1 - n] == b.data[b.len - 1 - n]) n++;
    return n;
}

// The only bit in which two values of one size differ; -1 when there are more.
static int32_t only_bit(struct shk_bytes a, struct shk_bytes b) {
    int32_t found = -1;
    for (size_t i = 0; i < a.len; i++) {
        unsigned differ = a.data[i] ^ b.data[i];
        if (differ == 0) continue;
        if (found >= 0 || (differ & (differ - 1)) != 0) return -1;
        found = (int32_t)(8 * i);
        while ((differ & 0x80) == 0) {
            differ <<= 1;
            found++;
        }
    }
    return found;
}

static bool one_byte_repeated(struct shk_bytes value) {
    if (value.data == NULL || value.len <= 8) return false;
    for (size_t i = 1; i < value.len; i++) {
        if (value.data[i] != value.data[0]) return false;
    }
    return true;
}

static int64_t integer(struct shk_bytes value) {
    int64_t out = 0;
    for (size_t i = 0; i < value.len; i++) out = out << 8 | value.data[i];
    return out;
}

static bool is_data(const struct shk_tree *t, uint16_t node) {
    uint16_t parent = t->nodes[node].parent;
    return parent != 0 && t->nodes[parent].field == NULL && t->nodes[t->nodes[parent].child].next == node;
}

// The edit that reads best for a value that becomes another.
static struct shk_edit change(struct shk_arena *arena, struct shk_bytes from, struct shk_bytes to, bool length) {
    size_t front = common_front(from, to), back = common_back(from, to, front);
    struct shk_bytes middle = shk_slice(to, front, to.len - front - back);
    if (length && from.len == to.len && to.len <= 3) {
        int64_t by = integer(to) - integer(from);
        if (by >= -64 && by <= 64) return (struct shk_edit){.op = SHK_OP_ADD, .a = (int32_t)by};
    } else if (from.len == to.len && to.len > 2 && only_bit(from, to) >= 0) {
        return (struct shk_edit){.op = SHK_OP_FLIP_BIT, .a = only_bit(from, to)};
    } else if (to.len < from.len && front == to.len) {
        return (struct shk_edit){.op = SHK_OP_TRUNCATE, .a = (int32_t)to.len};
    } else if (to.len > from.len && front == from.len && from.len > 0) {
        return (struct shk_edit){.op = SHK_OP_APPEND, .data = shk_copy(arena, shk_slice(to, front, to.len - front))};
    } else if (to.data != NULL && one_byte_repeated(to)) {
        return (struct shk_edit){.op = SHK_OP_FILL, .a = (int32_t)to.len, .b = to.data[0]};
    } else if (to.len > 16 && middle.len < to.len / 2) {
        return (struct shk_edit){.op = SHK_OP_SPLICE,
                                 .a = (int32_t)front,
                                 .b = (int32_t)(from.len - front - back),
                                 .data = shk_copy(arena, middle)};
    }
    return (struct shk_edit){.op = SHK_OP_SET, .data = shk_copy(arena, to)};
}

static bool change_part(struct work *w, uint16_t node, enum shk_part which, struct shk_bytes to, bool raw) {
    static const char *const suffixes[] = {
        [SHK_PART_VALUE] = "", [SHK_PART_LENGTH] = ":length", [SHK_PART_TYPE] = ":type", [SHK_PART_WHOLE] = ":whole"};
    struct shk_bytes from = part(&w->tree, node, which);
    if (shk_equal(from, to)) return true;
    struct shk_edit edit = change(w->arena, from, to, which == SHK_PART_LENGTH);
    // The length of an extension's data is that of the extension.
    if (which == SHK_PART_LENGTH && is_data(&w->tree, node)) node = w->tree.nodes[node].parent;
    edit.path = shk_format(w->arena, "%s%s", shk_path(&w->tree, node), suffixes[which]);
    if (raw && from.len != to.len) edit.flags = SHK_RAW;
    return emit(w, edit);
}

// The handshake header, when there is one: it comes last, because the length follows the body by itself.
static bool change_header(struct work *w) {
    size_t header = w->tree.header;
    if (header == 0) return true;
    if (header != 4 || w->goal.len < header) return false;
    SHK_TRY(change_part(w, 0, SHK_PART_TYPE, shk_slice(w->goal, 0, 1), true));
    return change_part(w, 0, SHK_PART_LENGTH, shk_slice(w->goal, 1, 3), true);
}

static struct shk_bytes goal_body(const struct work *w) {
    return shk_slice(w->goal, w->tree.header, w->goal.len - w->tree.header);
}

// --- By fields -------------------------------------------------------------------------------------------------------

struct list {
    uint16_t *ids;
    size_t count;
};

static struct list children(struct shk_arena *arena, const struct shk_tree *t, uint16_t node) {
    struct list out = {shk_alloc(arena, t->count * sizeof(uint16_t)), 0};
    for (uint16_t c = t->nodes[node].child; c != 0; c = t->nodes[c].next) {
        if (!t->nodes[c].gone) out.ids[out.count++] = c;
    }
    return out;
}

static struct shk_bytes whole(const struct shk_tree *t, uint16_t node) {
    return part(t, node, SHK_PART_WHOLE);
}

static bool compare(struct work *w, uint16_t node, const struct shk_tree *m, uint16_t other);

static bool compare_all(struct work *w, struct list a, const struct shk_tree *m, struct list b, size_t from,
                        size_t count) {
    for (size_t i = from; i < from + count; i++) SHK_TRY(compare(w, a.ids[i], m, b.ids[i]));
    return true;
}

// One entry that went to the front or to the back.
static bool is_move(struct work *w, struct list a, const struct shk_tree *m, struct list b, bool first) {
    size_t n = a.count, from = first ? n - 1 : 0, to = first ? 0 : n - 1;
    if (n < 2 || n != b.count || !shk_equal(whole(&w->tree, a.ids[from]), whole(m, b.ids[to]))) return false;
    for (size_t i = 0; i + 1 < n; i++) {
        size_t x = first ? i : i + 1, y = first ? i + 1 : i;
        if (!shk_equal(whole(&w->tree, a.ids[x]), whole(m, b.ids[y]))) return false;
    }
    return true;
}

static bool add_entries(struct work *w, uint16_t vector, struct list a, size_t at, struct shk_bytes entries,
                        size_t count) {
    struct shk_edit edit = {.op = SHK_OP_DUPLICATE};
    if (count == 1 && at > 0 && shk_equal(whole(&w->tree, a.ids[at - 1]), entries)) {
        edit.path = shk_path(&w->tree, a.ids[at - 1]);
        return emit(w, edit);
    }
    edit.path = shk_path(&w->tree, vector);
    if (count == 1 && at == 0 && w->tree.nodes[vector].kind == SHK_EXTENSIONS && entries.len >= 4) {
        edit.op = SHK_OP_ADD_EXTENSION;
        edit.a = entries.data[0] << 8 | entries.data[1];
        edit.data = shk_copy(w->arena, shk_slice(entries, 4, entries.len - 4));
        return emit(w, edit);
    }
    struct shk_bytes value = part(&w->tree, vector, SHK_PART_VALUE);
    size_t offset = 0;
    for (size_t i = 0; i < at; i++) offset += whole(&w->tree, a.ids[i]).len;
    edit.op = offset == value.len ? SHK_OP_APPEND : SHK_OP_INSERT;
    edit.a = offset == value.len ? 0 : (int32_t)offset;
    edit.data = shk_copy(w->arena, entries);
    return emit(w, edit);
}

static bool remove_node(struct work *w, uint16_t node) {
    return emit(w, (struct shk_edit){.op = SHK_OP_REMOVE, .path = shk_path(&w->tree, node)});
}

// Drops the extensions whose types do not occur on the other side any more. What is left is paired by the caller.
static bool remove_missing(struct work *w, struct list *a, const struct shk_tree *m, struct list b) {
    size_t kept = 0;
    for (size_t i = 0; i < a->count; i++) {
        bool there = false;
        for (size_t k = 0; k < b.count; k++) {
            there = there || m->nodes[b.ids[k]].extension == w->tree.nodes[a->ids[i]].extension;
        }
        if (there) {
            a->ids[kept++] = a->ids[i];
        } else {
            SHK_TRY(remove_node(w, a->ids[i]));
        }
    }
    a->count = kept;
    return true;
}

static bool pairs_up(const struct work *w, struct list a, const struct shk_tree *m, struct list b, size_t from,
                     size_t count) {
    for (size_t i = from; i < from + count; i++) {
        if (w->tree.nodes[a.ids[i]].extension != m->nodes[b.ids[i]].extension) return false;
    }
    return true;
}

static bool compare_lists(struct work *w, uint16_t node, const struct shk_tree *m, uint16_t other) {
    struct list a = children(w->arena, &w->tree, node), b = children(w->arena, m, other);
    bool extensions = w->tree.nodes[node].kind == SHK_EXTENSIONS;
    struct shk_edit move = {.op = SHK_OP_MOVE_FIRST};
    if (is_move(w, a, m, b, true) || is_move(w, a, m, b, false)) {
        bool first = is_move(w, a, m, b, true);
        move.op = first ? SHK_OP_MOVE_FIRST : SHK_OP_MOVE_LAST;
        move.path = shk_path(&w->tree, a.ids[first ? a.count - 1 : 0]);
        return emit(w, move);
    }
    if (extensions && a.count > b.count && b.count > 0) SHK_TRY(remove_missing(w, &a, m, b));
    size_t front = 0, back = 0, least = a.count < b.count ? a.count : b.count;
    while (front < least && shk_equal(whole(&w->tree, a.ids[front]), whole(m, b.ids[front]))) front++;
    while (back < least - front &&
           shk_equal(whole(&w->tree, a.ids[a.count - 1 - back]), whole(m, b.ids[b.count - 1 - back]))) {
        back++;
    }
    size_t a_left = a.count - front - back, b_left = b.count - front - back;
    struct shk_bytes goal = part(m, other, SHK_PART_VALUE);
    if (a_left == b_left && a_left <= 4 && pairs_up(w, a, m, b, front, a_left))
        return compare_all(w, a, m, b, front, a_left);
    if (b_left == 0 && a_left <= 4) {
        for (size_t i = 0; i < a_left; i++) SHK_TRY(remove_node(w, a.ids[front + i]));
        return true;
    }
    if (a_left == 0) {
        size_t from = 0, len = 0;
        for (size_t i = 0; i < front + b_left; i++) *(i < front ? &from : &len) += whole(m, b.ids[i]).len;
        return add_entries(w, node, a, front, shk_slice(goal, from, len), b_left);
    }
    return change_part(w, node, SHK_PART_VALUE, goal, false);
}

// An entry's fields lie in its extension_data; without fields the data is compared as bytes.
static bool compare_extensions(struct work *w, uint16_t node, const struct shk_tree *m, uint16_t other) {
    struct list a = children(w->arena, &w->tree, node), b = children(w->arena, m, other);
    if (a.count < 2 || b.count < 2) return false;
    if (a.count == b.count && a.count > 2) return compare_all(w, a, m, b, 2, a.count - 2);
    return change_part(w, a.ids[1], SHK_PART_VALUE, part(m, b.ids[1], SHK_PART_VALUE), false);
}

static bool compare_structs(struct work *w, uint16_t node, const struct shk_tree *m, uint16_t other) {
    struct list a = children(w->arena, &w->tree, node), b = children(w->arena, m, other);
    size_t both = a.count < b.count ? a.count : b.count;
    for (size_t i = 0; i < both; i++) {
        if (w->tree.nodes[a.ids[i]].field != m->nodes[b.ids[i]].field) {
            return change_part(w, node, SHK_PART_VALUE, part(m, other, SHK_PART_VALUE), false);
        }
    }
    SHK_TRY(compare_all(w, a, m, b, 0, both));
    for (size_t i = both; i < a.count; i++) SHK_TRY(remove_node(w, a.ids[i]));
    if (both == b.count) return true;
    return change_part(w, node, SHK_PART_VALUE, part(m, other, SHK_PART_VALUE), false);
}

static bool compare(struct work *w, uint16_t node, const struct shk_tree *m, uint16_t other) {
    const struct shk_node *a = &w->tree.nodes[node];
    if (node != 0 && shk_equal(whole(&w->tree, node), whole(m, other))) return true;
    if (a->kind == SHK_VECTOR || a->kind == SHK_EXTENSIONS) return compare_lists(w, node, m, other);
    if (node != 0 && a->field == NULL) return compare_extensions(w, node, m, other);
    if (a->child != 0) return compare_structs(w, node, m, other);
    return change_part(w, node, SHK_PART_VALUE, part(m, other, SHK_PART_VALUE), false);
}

static bool by_fields(struct work *w) {
    struct shk_tree mutated;
    if (w->goal.len < w->tree.header) return false;
    SHK_TRY(shk_parse(w->arena, w->tree.layout, goal_body(w), &mutated, NULL));
    SHK_TRY(compare(w, 0, &mutated, 0));
    return change_header(w);
}

// --- By cells --------------------------------------------------------------------------------------------------------

// Whether the bytes of a node's value are its own, not those of nodes inside or beside it.
static bool is_leaf(const struct shk_tree *t, uint16_t node) {
    const struct shk_node *n = &t->nodes[node];
    return n->child == 0 && !(is_data(t, node) && n->next != 0);
}

// Counts the cells (values without children, lengths) that differ from the goal, or changes them.
static bool each_cell(struct work *w, bool act, size_t *count) {
    *count = 0;
    for (uint16_t i = 0; i < w->tree.count; i++) {
        static const enum shk_part parts[] = {SHK_PART_LENGTH, SHK_PART_VALUE};
        const struct shk_node *n = &w->tree.nodes[i];
        for (size_t k = 0; k < SHK_COUNT(parts) && !n->gone; k++) {
            bool here = k == 0 ? n->prefix > 0 && i != 0 : is_leaf(&w->tree, i);
            struct shk_bytes now = here ? part(&w->tree, i, parts[k]) : shk_view(NULL, 0);
            if (now.len == 0) continue;
            struct shk_bytes to = shk_slice(w->goal, (size_t)(now.data - w->tree.bytes.data), now.len);
            if (shk_equal(now, to)) continue;
            (*count)++;
            if (act) SHK_TRY(change_part(w, i, parts[k], to, false));
        }
    }
    return true;
}

// The search copies the message for each candidate. Beyond this many bytes nobody reads the result, and it takes too long.
#define MOST_CELLS 8
#define MOST_WORK ((size_t)16 << 20)

static bool by_cells(struct work *w) {
    struct shk_tree start = w->tree;
    int64_t delta = (int64_t)w->goal.len - (int64_t)start.bytes.len;
    uint16_t best = SHK_NO_NODE;
    bool best_raw = false;
    size_t best_cost = SIZE_MAX, count;
    size_t copy = w->goal.len + start.bytes.len + start.count * sizeof(*start.nodes);
    if (w->goal.len < start.header || copy > MOST_WORK / start.count) return false;
    for (uint32_t i = 0; i < 2 * start.count && delta != 0; i++) {
        uint16_t node = (uint16_t)(i / 2);
        const struct shk_node *n = &start.nodes[node];
        int64_t len = (int64_t)n->len + delta;
        bool number_in_list = n->name == NULL && n->kind == SHK_UINT; // that the list has another size reads better
        if (len < 0 || n->gone || number_in_list) continue;
        w->tree = copy_tree(w->arena, &start);
        bool raw = i % 2 == 1;
        struct shk_bytes to = shk_slice(w->goal, n->off, (size_t)len), from = part(&start, node, SHK_PART_VALUE);
        size_t front = common_front(from, to), letters = 2 * (to.len - front - common_back(from, to, front));
        bool splice = change(w->arena, from, to, false).op == SHK_OP_SPLICE;
        if (!shk_tree_splice(&w->tree, node, SHK_PART_VALUE, 0, n->len, to, !raw)) continue;
        if (!each_cell(w, false, &count) || count > MOST_CELLS) continue;
        // A later node is a smaller one, so that it wins when as good.
        size_t header = start.header;
        count += !shk_equal(shk_slice(shk_buf_view(&w->tree.bytes), 0, header), shk_slice(w->goal, 0, header));
        size_t cost = letters + 30 * count + (splice ? 100 : 0) + (node == 0 ? 20 : raw ? 25 : 0);
        if (cost > best_cost) continue;
        best = node;
        best_raw = raw;
        best_cost = cost;
    }
    w->tree = copy_tree(w->arena, &start);
    if (delta != 0) {
        if (best == SHK_NO_NODE) return false;
        const struct shk_node *n = &start.nodes[best];
        struct shk_bytes to = shk_slice(w->goal, n->off, (size_t)((int64_t)n->len + delta));
        SHK_TRY(change_part(w, best, SHK_PART_VALUE, to, best_raw));
    }
    SHK_TRY(each_cell(w, true, &count));
    return change_header(w);
}

// --- By bytes --------------------------------------------------------------------------------------------------------

static bool by_bytes(struct work *w) {
    if (w->goal.len < w->tree.header) return false;
    struct shk_bytes now = shk_buf_view(&w->tree.bytes);
    size_t header = w->tree.header, front = common_front(now, w->goal);
    if (front < header) front = header;
    size_t back = common_back(now, w->goal, front), end = now.len - back;
    uint16_t best = 0;
    for (uint16_t i = 1; i < w->tree.count; i++) {
        const struct shk_node *n = &w->tree.nodes[i];
        if (!n->gone && n->off <= front && (size_t)n->off + n->len >= end && n->len <= w->tree.nodes[best].len)
            best = i;
    }
    struct shk_edit edit = {.op = SHK_OP_SPLICE,
                            .flags = SHK_RAW,
                            .path = shk_path(&w->tree, best),
                            .a = (int32_t)(front - w->tree.nodes[best].off),
                            .b = (int32_t)(end - front),
                            .data = shk_copy(w->arena, shk_slice(w->goal, front, w->goal.len - back - front))};
    SHK_TRY(emit(w, edit));
    return change_header(w);
}

static bool by_everything(struct work *w) {
    if (w->goal.len < w->tree.header) {
        return emit(w, (struct shk_edit){.op = SHK_OP_SET, .path = ":whole", .data = shk_copy(w->arena, w->goal)});
    }
    SHK_TRY(emit(w, (struct shk_edit){.op = SHK_OP_SET, .path = "", .data = shk_copy(w->arena, goal_body(w))}));
    return change_header(w);
}

// --- The shortest ----------------------------------------------------------------------------------------------------

static bool gives_goal(const struct work *w, const struct shk_tree *honest) {
    struct shk_tree tree = copy_tree(w->arena, honest);
    struct shk_rng rng;
    bool changed;
    shk_rng_seed(&rng, 0);
    for (size_t i = 0; i < w->count; i++) {
        if (!shk_edit_apply(&w->edits[i], &tree, &rng, &changed, NULL)) return false;
    }
    return shk_equal(shk_buf_view(&tree.bytes), w->goal);
}

// What a reader has to get through: letters, a little for each statement, and offsets to count out.
static size_t effort(const struct work *w) {
    struct shk_plan plan = {.flow = SHK_FLOW_TLS13, .edit_count = w->count};
    struct shk_buf text = shk_buf_in(w->arena);
    memcpy(plan.edits, w->edits, w->count * sizeof(plan.edits[0]));
    shk_plan_write(&plan, &text);
    size_t sum = text.len;
    for (size_t i = 0; i < w->count; i++) {
        sum += 16;
        if (w->edits[i].op == SHK_OP_SPLICE) sum += 100;
        if (w->edits[i].path[0] == '\0') sum += 30; // the whole message: which field, one has to find out
    }
    return sum;
}

size_t shk_plan_from_difference(struct shk_arena *arena, const struct shk_tree *honest, struct shk_bytes mutated,
                                enum shk_message message, struct shk_plan *plan) {
    // The whole body in hex says nothing: it has to be shorter by so many letters.
    static const struct {
        bool (*find)(struct work *);
        size_t handicap;
    } ways[] = {{by_fields, 0}, {by_cells, 0}, {by_bytes, 0}, {by_everything, 60}};
    struct work best = {0};
    size_t best_effort = SIZE_MAX;
    if (honest->count == 0 || shk_equal(shk_buf_view(&honest->bytes), mutated)) return 0;
    for (size_t i = 0; i < SHK_COUNT(ways); i++) {
        struct work w = {.arena = arena,
                         .tree = copy_tree(arena, honest),
                         .goal = mutated,
                         .room = SHK_MAX_EDITS - plan->edit_count,
                         .message = message};
        if (!ways[i].find(&w) || !gives_goal(&w, honest)) continue;
        size_t cost = effort(&w) + ways[i].handicap;
        if (cost >= best_effort) continue;
        best = w;
        best_effort = cost;
    }
    if (best.count > 0) memcpy(&plan->edits[plan->edit_count], best.edits, best.count * sizeof(best.edits[0]));
    plan->edit_count += best.count;
    return best.count;
}
