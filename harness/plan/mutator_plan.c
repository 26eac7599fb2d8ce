// Scenarios and plans. What a message input and a plan have in common is the scenario: features, suite, group, scheme, key.
// A plan's edits are added, dropped, altered and put in another order; paths are made from the schema, because there is no
// message here that could be looked at, and one that does not fit the honest message is an edit without effect.
#include "plan/mutator_parts.h"

#include <stdio.h>
#include <string.h>

#include "plan/names.h"

// --- The scenario ----------------------------------------------------------------------------------------------------

static uint8_t some_word(struct mutation *m, enum shk_words words) {
    size_t count;
    const struct shk_word *rows = shk_words(words, &count);
    return rows[below(m, count)].number;
}

void mutate_scenario(struct mutation *m, struct shk_plan *plan) {
    switch (below(m, 12)) {
    case 0: plan->suite = one_in(m, 3) ? 0 : (uint16_t)registered(m, SHK_REG_CIPHER_SUITE); break;
    case 1: plan->group = one_in(m, 3) ? 0 : (uint16_t)registered(m, SHK_REG_GROUP); break;
    case 2: plan->scheme = one_in(m, 3) ? 0 : (uint16_t)registered(m, SHK_REG_SIGNATURE_SCHEME); break;
    case 3: plan->certificate = one_in(m, 3) ? 0 : some_word(m, SHK_WORDS_CERTIFICATE); break;
    case 4: plan->kx = one_in(m, 3) ? 0 : some_word(m, SHK_WORDS_KX); break;
    case 5: plan->flow = (enum shk_flow)some_word(m, SHK_WORDS_FLOW); break;
    default:
        for (uint32_t times = 1 + below(m, 2); times > 0; times--) {
            plan->features ^= UINT32_C(1) << some_word(m, SHK_WORDS_FEATURE);
        }
        break;
    }
    if (m->how->flow != 0) plan->flow = (enum shk_flow)m->how->flow;
    plan->features |= m->how->features;
}

struct shk_layout layout_for(const struct shk_mutator *how, const struct shk_plan *plan, uint8_t message) {
    enum shk_flow flow = how->flow != 0 ? (enum shk_flow)how->flow : plan->flow;
    const struct shk_suite *suite = shk_suite(plan->suite);
    struct shk_layout layout = {.message = (enum shk_message)message};
    layout.version = flow == SHK_FLOW_TLS12 ? SHK_TLS12 : SHK_TLS13;
    layout.kx = how->kx != 0 ? how->kx : plan->kx;
    if (layout.kx == 0 && suite != NULL && suite->kx > SHK_KX_TLS13) layout.kx = (uint8_t)suite->kx;
    if (layout.kx == 0) layout.kx = SHK_KX_ECDHE;
    return layout;
}

// --- Paths -----------------------------------------------------------------------------------------------------------

static void put_step(struct shk_buf *path, const char *name) {
    if (path->len > 0) shk_put(path, shk_text("."));
    shk_put(path, shk_text(name));
}

// An extension of the message; its body's layout, or NULL to stop there.
static const struct shk_type *step_extension(struct mutation *m, struct shk_layout layout, struct shk_buf *path) {
    uint16_t type = some_extension(m, layout);
    const char *name = shk_name(SHK_REG_EXTENSION, type);
    if (name == NULL || one_in(m, 4)) {
        shk_put(path, shk_text(shk_format(m->arena, "[%u]", below(m, 8))));
        return NULL;
    }
    put_step(path, name);
    return one_in(m, 3) ? NULL : shk_extension_type(type, layout);
}

// Walks down from a layout and returns the field that the path ends at; NULL where that is an extension or the body.
static const struct shk_field *make_path(struct mutation *m, struct shk_layout layout, struct shk_buf *path) {
    const struct shk_type *type = shk_message_type(layout);
    const struct shk_field *at = NULL;
    while (type != NULL && type->count > 0 && path->len < SHK_MAX_PATH / 2 && !one_in(m, 24)) {
        at = &type->fields[below(m, type->count)];
        // The last field of hellos and tickets is the richest.
        if (type->fields[type->count - 1].kind == SHK_EXTENSIONS && one_in(m, 2)) at = &type->fields[type->count - 1];
        if (at->name != NULL) put_step(path, at->name);
        type = at->kind == SHK_STRUCT ? at->of : NULL;
        bool list = at->kind == SHK_VECTOR || at->kind == SHK_EXTENSIONS;
        if (!list || one_in(m, 5)) continue;
        if (at->kind == SHK_EXTENSIONS) {
            type = step_extension(m, layout, path);
            at = NULL;
            continue;
        }
        shk_put(path, shk_text(shk_format(m->arena, "[%u]", one_in(m, 2) ? 0 : below(m, 4))));
        type = at->of;
        if (type != NULL && type->count == 1 && type->fields[0].name == NULL) {
            at = &type->fields[0];
            type = NULL;
        }
    }
    return at;
}

// --- Arguments -------------------------------------------------------------------------------------------------------

static int32_t some_number(struct mutation *m) {
    static const int32_t numbers[] = {0, 1, 1, -1, 2, 3, 4, 5, 7, 16, 32, 64, 127, 255, 256, 1024, 16384, 16385, 65535};
    if (one_in(m, 6)) return (int32_t)(below(m, 512)) - 256;
    return numbers[below(m, SHK_COUNT(numbers))];
}

static int32_t argument(struct mutation *m, const struct shk_edit *edit, char which) {
    enum shk_registry registry = shk_argument_registry(edit, which);
    if (registry != SHK_REG_NONE && !one_in(m, 5)) return (int32_t)(registered(m, registry) & 0xffff);
    return some_number(m);
}

static struct shk_bytes some_data(struct mutation *m, const struct shk_field *field, struct shk_layout layout) {
    struct shk_buf out = shk_buf_in(m->arena);
    if (field != NULL && field->kind != SHK_STRUCT && !one_in(m, 5)) {
        make_field(m, field, layout, 1, &out);
        bool prefixed = field->kind == SHK_OPAQUE || field->kind == SHK_VECTOR || field->kind == SHK_EXTENSIONS;
        if (prefixed && out.len >= field->size) return shk_slice(shk_buf_view(&out), field->size, SIZE_MAX);
        return shk_buf_view(&out);
    }
    shk_put_fill(&out, (uint8_t)below(m, 256), one_in(m, 4) ? below(m, 300) : below(m, 9));
    return havoc_in(m, shk_buf_view(&out), 512);
}

// The messages that the peer writes are the ones that edits can name with effect.
static uint8_t some_message(struct mutation *m, const struct shk_plan *plan) {
    size_t count;
    const struct shk_step *steps = shk_flow_steps(plan->flow, &count);
    for (unsigned tries = 0; tries < 24; tries++) {
        const struct shk_step *step = &steps[below(m, count)];
        bool ours = m->how->writer == 0 || step->writer == m->how->writer;
        bool comes = (step->when & plan->features) == step->when && (step->unless & plan->features) == 0;
        if (ours && (comes || one_in(m, 8))) return step->message;
    }
    return some_word(m, SHK_WORDS_MESSAGE);
}

// --- One edit --------------------------------------------------------------------------------------------------------

static uint8_t some_kind(struct mutation *m) {
    // clang-format off
    static const uint8_t kinds[] = {
        SHK_EDIT_FIELD,  SHK_EDIT_FIELD,  SHK_EDIT_FIELD,   SHK_EDIT_OMIT,    SHK_EDIT_OMIT,   SHK_EDIT_REPEAT,
        SHK_EDIT_SWAP,   SHK_EDIT_INSERT, SHK_EDIT_INSERT,  SHK_EDIT_REPLACE, SHK_EDIT_RECORD, SHK_EDIT_RECORD,
        SHK_EDIT_RECORD, SHK_EDIT_SEAL,   SHK_EDIT_KEYS,    SHK_EDIT_STOP,
    };
    // clang-format on
    if (m->how->form == SHK_MUTATOR_RECORD) return one_in(m, 5) ? SHK_EDIT_KEYS : SHK_EDIT_RECORD;
    return kinds[below(m, SHK_COUNT(kinds))];
}

// The operation and its arguments.
static void fill_in(struct mutation *m, const struct shk_plan *plan, struct shk_edit *edit) {
    struct shk_layout layout = layout_for(m->how, plan, edit->message);
    const struct shk_field *field = NULL;
    struct shk_buf path = shk_buf_in(m->arena);
    switch (edit->kind) {
    case SHK_EDIT_FIELD: edit->op = some_word(m, SHK_WORDS_FIELD_OP); break;
    case SHK_EDIT_RECORD: edit->op = some_word(m, SHK_WORDS_RECORD_OP); break;
    case SHK_EDIT_SEAL: edit->op = some_word(m, SHK_WORDS_SEAL); break;
    case SHK_EDIT_STOP: edit->op = some_word(m, SHK_WORDS_STOP); break;
    default: break;
    }
    struct shk_edit_uses uses = shk_edit_uses(edit);
    if (uses.path) {
        field = make_path(m, layout, &path);
        bool prefixed = field == NULL || field->kind == SHK_OPAQUE || field->kind == SHK_VECTOR;
        if (prefixed && one_in(m, 8)) shk_put(&path, shk_text(":length"));
        shk_put_uint(&path, 1, 0);
        edit->path = (const char *)path.data;
    }
    edit->other = uses.other ? some_message(m, plan) : 0;
    edit->keys = uses.keys && one_in(m, 2) ? some_word(m, SHK_WORDS_KEYS) : 0;
    edit->a = uses.a ? argument(m, edit, 'a') : 0;
    edit->b = uses.b ? argument(m, edit, 'b') : 0;
    if (edit->kind == SHK_EDIT_INSERT || edit->kind == SHK_EDIT_REPEAT)
        edit->a = one_in(m, 4) ? (int32_t)below(m, 34) : 0;
    edit->data = shk_view(NULL, 0);
    if (!uses.data) return;
    if (edit->kind == SHK_EDIT_FIELD || edit->kind == SHK_EDIT_RECORD) {
        edit->data = some_data(m, field, layout);
    } else if (one_in(m, 2)) {
        struct shk_buf body = shk_buf_in(m->arena);
        const struct shk_type *type = shk_message_type(layout_for(m->how, plan, edit->other));
        if (type != NULL) make_type(m, type, layout_for(m->how, plan, edit->other), 0, &body);
        shk_put_fill(&body, 0, body.data == NULL ? 1 : 0); // an empty body is not an honest one
        edit->data = shk_buf_view(&body);
    }
}

static struct shk_edit some_edit(struct mutation *m, const struct shk_plan *plan) {
    struct shk_edit edit = {.kind = some_kind(m), .message = some_message(m, plan)};
    edit.occurrence = (uint8_t)(one_in(m, 3) ? below(m, 3) : 0);
    if (one_in(m, 5)) edit.flags |= SHK_RAW;
    if (one_in(m, 2)) edit.flags |= SHK_AFTER;
    if (one_in(m, 12)) edit.flags |= SHK_LEAD_IN;
    fill_in(m, plan, &edit);
    return edit;
}

static void alter(struct mutation *m, const struct shk_plan *plan, struct shk_edit *edit) {
    struct shk_edit_uses uses = shk_edit_uses(edit);
    switch (below(m, 8)) {
    case 0: edit->message = some_message(m, plan); break;
    case 1: edit->occurrence = (uint8_t)below(m, 3); break;
    case 2: edit->flags ^= (uint8_t)(1u << below(m, 3)); break;
    case 3:
        if (uses.keys) edit->keys = some_word(m, SHK_WORDS_KEYS);
        break;
    case 4:
        if (uses.a) edit->a = one_in(m, 2) ? edit->a + (one_in(m, 2) ? 1 : -1) % 2 : argument(m, edit, 'a');
        break;
    case 5:
        if (uses.data && edit->data.len > 0) edit->data = havoc_in(m, edit->data, 1024);
        break;
    case 6:
        if (uses.other) edit->other = some_message(m, plan);
        break;
    default: fill_in(m, plan, edit); break;
    }
}

// --- Plans -----------------------------------------------------------------------------------------------------------

static void insert(struct shk_plan *plan, size_t at, struct shk_edit edit) {
    if (plan->edit_count >= SHK_MAX_EDITS) return;
    memmove(&plan->edits[at + 1], &plan->edits[at], (plan->edit_count - at) * sizeof(edit));
    plan->edits[at] = edit;
    plan->edit_count++;
}

static void drop(struct shk_plan *plan, size_t at) {
    plan->edit_count--;
    memmove(&plan->edits[at], &plan->edits[at + 1], (plan->edit_count - at) * sizeof(plan->edits[0]));
}

static void change_edits(struct mutation *m, struct shk_plan *plan, const struct shk_plan *donor) {
    size_t count = plan->edit_count, at = below(m, count), other = below(m, count);
    uint32_t way = count == 0 ? 0 : below(m, 10);
    if (way < 3) {
        insert(plan, below(m, count + 1), some_edit(m, plan));
    } else if (way < 6) {
        alter(m, plan, &plan->edits[at]);
    } else if (way == 6) {
        drop(plan, at);
    } else if (way == 7) {
        struct shk_edit kept = plan->edits[at];
        plan->edits[at] = plan->edits[other];
        plan->edits[other] = kept;
    } else if (way == 8 && donor != NULL && donor->edit_count > 0) {
        insert(plan, at, donor->edits[below(m, donor->edit_count)]);
    } else {
        struct shk_edit copy = plan->edits[at];
        alter(m, plan, &copy);
        insert(plan, at, copy);
    }
}

void mutate_plan(struct mutation *m, struct shk_plan *plan, const struct shk_plan *donor) {
    // An honest plan is one edit away from the interesting ones, and a plan of many edits fails by its first.
    if (one_in(m, 5)) mutate_scenario(m, plan);
    if (plan->edit_count > 4 && one_in(m, 2)) drop(plan, below(m, plan->edit_count));
    for (uint32_t rounds = one_in(m, 3) ? 1 + below(m, 4) : 1; rounds > 0; rounds--) change_edits(m, plan, donor);
}

void cross_plans(struct mutation *m, struct shk_plan *plan, const struct shk_plan *donor) {
    if (one_in(m, 3)) { // the other's scenario under one's own edits
        struct shk_plan mixed = *donor;
        mixed.edit_count = plan->edit_count;
        memcpy(mixed.edits, plan->edits, sizeof(mixed.edits));
        *plan = mixed;
    }
    size_t wanted = donor->edit_count == 0 ? 0 : 1 + below(m, donor->edit_count);
    for (; wanted > 0; wanted--) {
        insert(plan, below(m, plan->edit_count + 1), donor->edits[below(m, donor->edit_count)]);
    }
}

struct shk_bytes plan_within(struct shk_arena *arena, const struct shk_plan *plan, size_t room) {
    struct shk_plan kept = *plan;
    for (;;) {
        struct shk_buf out = shk_buf_in(arena);
        shk_plan_encode(&kept, &out);
        if (out.len <= room || kept.edit_count == 0) return shk_slice(shk_buf_view(&out), 0, room);
        kept.edit_count--;
    }
}
