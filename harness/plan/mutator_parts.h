// Internal to the mutator: one mutation under way, and what its parts do for one another.
#ifndef SHK_PLAN_MUTATOR_PARTS_H
#define SHK_PLAN_MUTATOR_PARTS_H

#include "plan/mutator.h"

struct mutation {
    const struct shk_mutator *how;
    struct shk_rng *rng;
    struct shk_arena *arena;
    size_t room;                    // bytes that the message or plan may have
    struct shk_message_input input; // scenario; its message is what `head` and `tree` hold
    struct shk_layout layout;
    struct shk_tree tree;         // of the body, as far as it parses
    const struct shk_tree *donor; // NULL: nobody lends
};

static inline uint32_t below(struct mutation *m, size_t limit) {
    return shk_rng_below(m->rng, limit > UINT32_MAX ? UINT32_MAX : (uint32_t)limit);
}
static inline bool one_in(struct mutation *m, uint32_t n) {
    return below(m, n) == 0;
}

// mutator_field.c: one edit of the tree; false when it did not come to anything. mutate_borrow takes a field from the donor.
bool mutate_tree(struct mutation *m);
bool mutate_borrow(struct mutation *m);
// parse_leniently parses a body and keeps the nodes that came before the first fault.
void parse_leniently(struct shk_arena *arena, struct shk_layout layout, struct shk_bytes body, struct shk_tree *out);

// mutator_value.c: values. make_* append something plausible for a field, a layout or an extension.
uint32_t interesting_number(struct mutation *m, const struct shk_field *field, uint32_t was);
uint32_t registered(struct mutation *m, enum shk_registry registry);
void make_opaque(struct mutation *m, const struct shk_field *field, struct shk_buf *out);
void make_field(struct mutation *m, const struct shk_field *field, struct shk_layout layout, unsigned depth,
                struct shk_buf *out);
void make_type(struct mutation *m, const struct shk_type *type, struct shk_layout layout, unsigned depth,
               struct shk_buf *out);
void make_element(struct mutation *m, const struct shk_field *list, struct shk_layout layout, unsigned depth,
                  struct shk_buf *out);
void make_extension_body(struct mutation *m, uint16_t extension, struct shk_layout layout, unsigned depth,
                         struct shk_buf *out);
uint16_t some_extension(struct mutation *m, struct shk_layout layout);
// havoc_in mutates a copy of some bytes, with the engine's mutation or ours; at most `most` come out.
struct shk_bytes havoc_in(struct mutation *m, struct shk_bytes from, size_t most);

// mutator_der.c: one edit of DER, in the arena.
struct shk_bytes mutate_der(struct mutation *m, struct shk_bytes der);

// mutator_plan.c: the scenario, the same in both forms, and a plan's edits.
void mutate_scenario(struct mutation *m, struct shk_plan *plan);
void mutate_plan(struct mutation *m, struct shk_plan *plan, const struct shk_plan *donor);
void cross_plans(struct mutation *m, struct shk_plan *plan, const struct shk_plan *donor);
// plan_within encodes a plan without the edits at its end that do not fit into `room` bytes.
struct shk_bytes plan_within(struct shk_arena *arena, const struct shk_plan *plan, size_t room);
struct shk_layout layout_for(const struct shk_mutator *how, const struct shk_plan *plan, uint8_t message);

#endif
