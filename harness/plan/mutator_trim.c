// Smaller inputs that still mean something: a step leaves out one element, one extension or one value, and repairs the
// lengths around it; of a plan, one edit, or half of an edit's data. Steps are numbered from the largest piece down.
#include "plan/mutator.h"

#include <stdlib.h>
#include <string.h>

#include "plan/mutator_parts.h"

struct piece {
    uint16_t node;
    uint32_t len;
    bool value; // of a field that has to stay: only its bytes go
};

struct pieces {
    struct shk_message_input input;
    struct shk_tree tree;
    struct shk_bytes head; // of the message, in front of the body
    struct piece *list;
    size_t count;
};

static bool is_list(const struct shk_node *n) {
    return n->kind == SHK_VECTOR || n->kind == SHK_EXTENSIONS;
}

static int larger_first(const void *a, const void *b) {
    const struct piece *x = a, *y = b;
    if (x->len != y->len) return x->len < y->len ? 1 : -1;
    return x->node < y->node ? -1 : x->node > y->node;
}

static void add(struct pieces *p, uint16_t node) {
    const struct shk_node *n = &p->tree.nodes[node];
    bool element = is_list(&p->tree.nodes[n->parent]);
    bool value = n->kind == SHK_OPAQUE || n->kind == SHK_REST || is_list(n);
    if (n->gone || n->len == 0 || (!element && !value)) return;
    p->list[p->count++] = (struct piece){node, n->len, !element};
}

// Whether there are pieces: the message has to have its layout, at least as far as it was read.
static bool pieces_of(const struct shk_mutator *how, struct shk_bytes input, struct pieces *out) {
    shk_arena_reset(how->arena);
    *out = (struct pieces){.count = 0};
    if (how->form != SHK_MUTATOR_MESSAGE || input.len > (size_t)1 << 17) return false;
    shk_message_input_decode(input, &out->input);
    uint8_t message = how->message;
    for (unsigned n = 1; message == 0 && n < SHK_UNKNOWN_HANDSHAKE && out->input.message.len > 0; n++) {
        if (shk_message_handshake_type((enum shk_message)n) == out->input.message.data[0]) message = (uint8_t)n;
    }
    bool handshake = shk_message_content_type((enum shk_message)message) == SHK_TYPE_HANDSHAKE;
    out->head = shk_slice(out->input.message, 0, handshake ? 4 : 0);
    struct shk_bytes body = shk_slice(out->input.message, out->head.len, SIZE_MAX);
    parse_leniently(how->arena, layout_for(how, &out->input.plan, message), body, &out->tree);
    out->list = shk_alloc(how->arena, out->tree.count * sizeof(*out->list));
    for (uint16_t i = 1; i < out->tree.count; i++) add(out, i);
    if (out->count > 1) qsort(out->list, out->count, sizeof(*out->list), larger_first);
    return out->count > 0;
}

static bool is_plan(const struct shk_mutator *how) {
    return how->form == SHK_MUTATOR_PLAN || how->form == SHK_MUTATOR_RECORD;
}

size_t shk_trim_steps(const struct shk_mutator *how, struct shk_bytes input) {
    struct pieces p;
    if (is_plan(how)) {
        struct shk_plan plan;
        shk_arena_reset(how->arena);
        shk_plan_decode(how->arena, input, &plan);
        return 2 * plan.edit_count; // each edit whole, then the data of each
    }
    return pieces_of(how, input, &p) ? p.count : 0;
}

static struct shk_bytes trim_plan(const struct shk_mutator *how, struct shk_bytes input, size_t step) {
    struct shk_plan plan;
    shk_arena_reset(how->arena);
    shk_plan_decode(how->arena, input, &plan);
    if (step < plan.edit_count) {
        plan.edit_count--;
        memmove(&plan.edits[step], &plan.edits[step + 1], (plan.edit_count - step) * sizeof(plan.edits[0]));
    } else if (step - plan.edit_count < plan.edit_count) {
        struct shk_bytes *data = &plan.edits[step - plan.edit_count].data;
        data->len = data->len / 2;
    }
    return plan_within(how->arena, &plan, SIZE_MAX);
}

static void put_trimmed(struct pieces *p, struct shk_buf *out) {
    struct shk_buf message = shk_buf_in(out->arena);
    shk_put(&message, p->head);
    if (p->head.len == 4) {
        const uint8_t *h = p->head.data;
        size_t says = (size_t)h[1] << 16 | (size_t)h[2] << 8 | h[3];
        size_t was = p->input.message.len - 4, now = p->tree.bytes.len;
        says = says + now - was;
        for (size_t i = 0; i < 3; i++) message.data[1 + i] = (uint8_t)(says >> (8 * (2 - i)));
    }
    shk_put(&message, shk_buf_view(&p->tree.bytes));
    p->input.message = shk_buf_view(&message);
    shk_message_input_encode(&p->input, out);
}

struct shk_bytes shk_trim(const struct shk_mutator *how, struct shk_bytes input, size_t step) {
    struct pieces p;
    if (is_plan(how)) return trim_plan(how, input, step);
    if (!pieces_of(how, input, &p) || step >= p.count) return shk_copy(how->arena, input);
    struct shk_buf out = shk_buf_in(how->arena);
    const struct piece *piece = &p.list[step];
    enum shk_part part = piece->value ? SHK_PART_VALUE : SHK_PART_WHOLE;
    if (!shk_tree_splice(&p.tree, piece->node, part, 0, SIZE_MAX, shk_view(NULL, 0), true)) {
        return shk_copy(how->arena, input);
    }
    put_trimmed(&p, &out);
    return shk_buf_view(&out);
}
