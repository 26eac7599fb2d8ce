// The byte forms. Decoding takes what is there and asks the tables what each number means.
#include "plan/bytes.h"

#include <string.h>

#include "plan/names.h"

#define FORM 1
// In the place of an edit's kind: the name of a chain follows, or the kind of our second certificate.
#define CHAIN 240
#define THEN_CERTIFICATE 241
#define HAS_DATA 0x80 // in the flags of an edit: data is given, if only as no bytes

// --- Taking what is there --------------------------------------------------------------------------------------------

static uint32_t take(struct shk_reader *r, size_t size) {
    uint32_t value = 0, byte;
    for (size_t i = 0; i < size; i++) {
        if (!shk_take_uint(r, 1, &byte)) byte = 0;
        value = value << 8 | byte;
    }
    return value;
}

static struct shk_bytes take_bytes(struct shk_reader *r, size_t len) {
    struct shk_bytes out = {NULL, 0};
    if (!shk_take_bytes(r, len < r->len ? len : r->len, &out)) return shk_view(NULL, 0);
    return out;
}

static char *text_of(struct shk_arena *arena, struct shk_bytes bytes) {
    char *out = shk_alloc(arena, bytes.len + 1);
    if (bytes.len > 0) memcpy(out, bytes.data, bytes.len);
    return out;
}

static bool known(enum shk_words words, uint32_t number) {
    return shk_word_numbered(words, number) != NULL;
}

// --- The scenario, the same in both forms ----------------------------------------------------------------------------

static uint32_t known_features(uint32_t features) {
    uint32_t out = 0;
    for (uint32_t bit = 0; bit < 32; bit++) {
        if (known(SHK_WORDS_FEATURE, bit)) out |= features & UINT32_C(1) << bit;
    }
    return out;
}

static void take_scenario(struct shk_reader *r, struct shk_plan *out) {
    memset(out, 0, sizeof(*out));
    (void)take(r, 1); // the form: there is one so far
    uint32_t flow = take(r, 1);
    out->flow = known(SHK_WORDS_FLOW, flow) ? (enum shk_flow)flow : SHK_FLOW_TLS13;
    out->features = known_features(take(r, 4));
    uint32_t kx = take(r, 1);
    out->kx = known(SHK_WORDS_KX, kx) ? (uint8_t)kx : 0;
    out->suite = (uint16_t)take(r, 2);
    out->group = (uint16_t)take(r, 2);
    out->scheme = (uint16_t)take(r, 2);
    uint32_t certificate = take(r, 1);
    out->certificate = known(SHK_WORDS_CERTIFICATE, certificate) ? (uint8_t)certificate : 0;
}

static void put_scenario(const struct shk_plan *plan, struct shk_buf *out) {
    shk_put_uint(out, 1, FORM);
    shk_put_uint(out, 1, plan->flow);
    shk_put_uint(out, 4, plan->features);
    shk_put_uint(out, 1, plan->kx);
    shk_put_uint(out, 2, plan->suite);
    shk_put_uint(out, 2, plan->group);
    shk_put_uint(out, 2, plan->scheme);
    shk_put_uint(out, 1, plan->certificate);
}

// --- Expectation -----------------------------------------------------------------------------------------------------

static void take_expect(struct shk_arena *arena, struct shk_reader *r, struct shk_expect *out) {
    uint32_t outcome = take(r, 1);
    out->outcome = outcome <= SHK_EXPECT_CHECK ? (uint8_t)outcome : SHK_EXPECT_NOTHING;
    out->flags = take(r, 1) &
                 (SHK_OR_CONTINUES | SHK_OR_SILENT | SHK_OR_CLOSES | SHK_ANY_ALERT | SHK_OR_RETRIES | SHK_OR_LEAVES);
    struct shk_bytes alerts = take_bytes(r, take(r, 1));
    out->alert_count = (uint8_t)(alerts.len < SHK_MAX_ALERTS ? alerts.len : SHK_MAX_ALERTS);
    if (out->alert_count > 0) memcpy(out->alerts, alerts.data, out->alert_count);
    struct shk_bytes check = take_bytes(r, take(r, 1));
    if (out->outcome != SHK_EXPECT_CHECK) return;
    out->check = text_of(arena, check);
    if (check.len == 0 || !shk_path_is_plain(out->check, check.len)) *out = (struct shk_expect){0};
}

static void put_expect(const struct shk_expect *expect, struct shk_buf *out) {
    size_t count = expect->alert_count < SHK_MAX_ALERTS ? expect->alert_count : SHK_MAX_ALERTS;
    const char *check = expect->outcome == SHK_EXPECT_CHECK && expect->check != NULL ? expect->check : "";
    shk_put_uint(out, 1, expect->outcome);
    shk_put_uint(out, 1, expect->flags);
    shk_put_vector(out, 1, shk_view(expect->alerts, count));
    shk_put_vector(out, 1, shk_slice(shk_text(check), 0, UINT8_MAX));
}

// --- Edits -----------------------------------------------------------------------------------------------------------

static bool op_is_known(const struct shk_edit *edit) {
    switch (edit->kind) {
    case SHK_EDIT_FIELD: return known(SHK_WORDS_FIELD_OP, edit->op);
    case SHK_EDIT_RECORD: return known(SHK_WORDS_RECORD_OP, edit->op);
    case SHK_EDIT_SEAL: return known(SHK_WORDS_SEAL, edit->op);
    case SHK_EDIT_STOP: return known(SHK_WORDS_STOP, edit->op);
    default: return true;
    }
}

// Clears what the kind of edit does not use. False when it cannot be understood.
static bool settle(struct shk_edit *edit) {
    if (!known(SHK_WORDS_EDIT, edit->kind) || !known(SHK_WORDS_MESSAGE, edit->message) || !op_is_known(edit))
        return false;
    struct shk_edit_uses uses = shk_edit_uses(edit);
    if (uses.other && !known(SHK_WORDS_MESSAGE, edit->other)) return false;
    if (uses.keys && !known(SHK_WORDS_KEYS, edit->keys)) return false;
    if (uses.path && !shk_path_is_plain(edit->path, strlen(edit->path))) return false;
    bool times = edit->kind == SHK_EDIT_INSERT || edit->kind == SHK_EDIT_REPEAT;
    if (times && (edit->a < 0 || edit->a > SHK_MAX_TIMES)) return false;
    if (!uses.other) edit->other = 0;
    if (!uses.op) edit->op = 0;
    if (!uses.keys) edit->keys = 0;
    if (!uses.a) edit->a = 0;
    if (!uses.b) edit->b = 0;
    if (!uses.path) edit->path = NULL;
    if (!uses.data) edit->data = shk_view(NULL, 0);
    edit->flags &= (uint8_t)(SHK_LEAD_IN | (uses.raw ? SHK_RAW : 0) | (uses.after ? SHK_AFTER : 0));
    return true;
}

static int32_t take_signed(struct shk_reader *r) {
    uint32_t value = take(r, 4);
    int32_t out;
    memcpy(&out, &value, sizeof(out));
    return out;
}

static bool take_edit(struct shk_arena *arena, uint8_t kind, struct shk_reader body, struct shk_edit *out) {
    *out = (struct shk_edit){.kind = kind};
    out->message = (uint8_t)take(&body, 1);
    out->occurrence = (uint8_t)take(&body, 1);
    out->other = (uint8_t)take(&body, 1);
    out->op = (uint8_t)take(&body, 1);
    out->keys = (uint8_t)take(&body, 1);
    out->flags = (uint8_t)take(&body, 1);
    out->a = take_signed(&body);
    out->b = take_signed(&body);
    struct shk_bytes path = take_bytes(&body, take(&body, 1));
    out->path = text_of(arena, path);
    // A path with a zero byte would be read as a shorter one.
    if (strlen(out->path) != path.len) return false;
    bool body_given = out->kind == SHK_EDIT_INSERT || out->kind == SHK_EDIT_REPLACE;
    if (!body_given || (out->flags & HAS_DATA) != 0) out->data = shk_copy(arena, shk_view(body.data, body.len));
    return settle(out);
}

static void take_chain(struct shk_arena *arena, struct shk_bytes name, struct shk_plan *out) {
    if (shk_chain_name_is_plain((const char *)name.data, name.len)) out->chain = text_of(arena, name);
}

static void take_then_certificate(struct shk_bytes kind, struct shk_plan *out) {
    if (kind.len == 1 && out->certificate != 0 && known(SHK_WORDS_CERTIFICATE, kind.data[0]))
        out->then_certificate = kind.data[0];
}

static void put_edit(const struct shk_edit *edit, struct shk_buf *out) {
    struct shk_edit_uses uses = shk_edit_uses(edit);
    const char *path = uses.path && edit->path != NULL ? edit->path : "";
    shk_put_uint(out, 1, edit->kind);
    size_t open = shk_open(out, 3);
    shk_put_uint(out, 1, edit->message);
    shk_put_uint(out, 1, edit->occurrence);
    shk_put_uint(out, 1, uses.other ? edit->other : 0);
    shk_put_uint(out, 1, uses.op ? edit->op : 0);
    shk_put_uint(out, 1, uses.keys ? edit->keys : 0);
    unsigned data_given = uses.data && edit->data.data != NULL ? HAS_DATA : 0;
    shk_put_uint(out, 1, (edit->flags & (HAS_DATA - 1u)) | data_given);
    shk_put_uint(out, 4, uses.a ? (uint32_t)edit->a : 0);
    shk_put_uint(out, 4, uses.b ? (uint32_t)edit->b : 0);
    shk_put_vector(out, 1, shk_slice(shk_text(path), 0, UINT8_MAX));
    if (uses.data) shk_put(out, edit->data);
    shk_close(out, open, 3);
}

// --- Plans -----------------------------------------------------------------------------------------------------------

void shk_plan_decode(struct shk_arena *arena, struct shk_bytes bytes, struct shk_plan *out) {
    struct shk_reader r = shk_read(bytes);
    take_scenario(&r, out);
    out->seed = (uint64_t)take(&r, 4) << 32;
    out->seed |= take(&r, 4);
    take_expect(arena, &r, &out->expect);
    while (r.len > 0 && out->edit_count < SHK_MAX_EDITS) {
        uint8_t kind = (uint8_t)take(&r, 1);
        struct shk_bytes body = take_bytes(&r, take(&r, 3));
        if (kind == CHAIN)
            take_chain(arena, body, out);
        else if (kind == THEN_CERTIFICATE)
            take_then_certificate(body, out);
        else if (take_edit(arena, kind, shk_read(body), &out->edits[out->edit_count]))
            out->edit_count++;
    }
    if (out->edit_count < SHK_MAX_EDITS) out->edits[out->edit_count] = (struct shk_edit){0};
}

void shk_plan_encode(const struct shk_plan *plan, struct shk_buf *out) {
    put_scenario(plan, out);
    shk_put_uint(out, 8, plan->seed);
    put_expect(&plan->expect, out);
    if (plan->chain != NULL) {
        shk_put_uint(out, 1, CHAIN);
        shk_put_vector(out, 3, shk_text(plan->chain));
    }
    if (plan->then_certificate != 0) {
        shk_put_uint(out, 1, THEN_CERTIFICATE);
        shk_put_uint(out, 3, 1);
        shk_put_uint(out, 1, plan->then_certificate);
    }
    for (size_t i = 0; i < plan->edit_count && i < SHK_MAX_EDITS; i++) put_edit(&plan->edits[i], out);
}

// --- Inputs of per-message targets -----------------------------------------------------------------------------------

void shk_message_input_decode(struct shk_bytes bytes, struct shk_message_input *out) {
    struct shk_reader r = shk_read(bytes);
    take_scenario(&r, &out->plan);
    out->repair = take(&r, 1) & (SHK_REPAIR_SEAL | SHK_REPAIR_LENGTH | SHK_REPAIR_LIVE);
    out->options = (uint8_t)take(&r, 1);
    out->message = shk_view(r.data, r.len);
}

void shk_message_input_encode(const struct shk_message_input *input, struct shk_buf *out) {
    put_scenario(&input->plan, out);
    shk_put_uint(out, 1, input->repair);
    shk_put_uint(out, 1, input->options);
    shk_put(out, input->message);
}
