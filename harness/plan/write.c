// The text form of plans, to text: canonical, so that two plans are equal when their texts are.
#include "plan/plan.h"

#include <stdio.h>
#include <string.h>

#include "plan/names.h"

static void put(struct shk_buf *out, const char *text) {
    shk_put(out, shk_text(text));
}

static void put_number(struct shk_buf *out, int64_t value) {
    char text[32];
    snprintf(text, sizeof(text), "%lld", (long long)value);
    put(out, text);
}

static void put_word(struct shk_buf *out, enum shk_words words, uint32_t number) {
    const struct shk_word *word = shk_word_numbered(words, number);
    put(out, " ");
    put(out, word != NULL ? word->name : "?");
}

static void put_data(struct shk_buf *out, struct shk_bytes data) {
    static const char digits[] = "0123456789abcdef";
    put(out, data.len == 0 ? " \"\"" : " ");
    for (size_t i = 0; i < data.len; i++) {
        const uint8_t pair[2] = {(uint8_t)digits[data.data[i] >> 4], (uint8_t)digits[data.data[i] & 15]};
        shk_put(out, SHK_BYTES(pair));
    }
}

static void put_two_bytes(struct shk_buf *out, const char *statement, enum shk_registry registry, uint16_t value) {
    if (value == 0) return;
    const char *name = shk_name(registry, value);
    char text[16];
    snprintf(text, sizeof(text), "0x%04x", value);
    put(out, statement);
    put(out, name != NULL ? name : text);
    put(out, "\n");
}

// --- Edits -----------------------------------------------------------------------------------------------------------

static void put_message(struct shk_buf *out, const struct shk_edit *edit) {
    put_word(out, SHK_WORDS_MESSAGE, edit->message);
    if (edit->occurrence != 0) {
        put(out, "#");
        put_number(out, edit->occurrence);
    }
    if (edit->kind != SHK_EDIT_FIELD || edit->path == NULL || edit->path[0] == '\0') return;
    if (edit->path[0] != ':') put(out, ".");
    put(out, edit->path);
}

static void put_op_number(struct shk_buf *out, const struct shk_edit *edit, char which, int32_t value) {
    enum shk_registry registry = shk_argument_registry(edit, which);
    put(out, " ");
    if (registry == SHK_REG_VERSION && value >= 0 && value <= UINT16_MAX) {
        char text[16];
        snprintf(text, sizeof(text), "0x%04x", (unsigned)value);
        put(out, text);
        return;
    }
    // Content type 0 means "the message's own" to some operations, so that its registered name would mislead.
    bool nameless = registry == SHK_REG_NONE || registry == SHK_REG_VERSION || value < 0 ||
                    (registry == SHK_REG_CONTENT_TYPE && value == 0);
    const char *name = nameless ? NULL : shk_name(registry, (uint32_t)value);
    if (name != NULL) {
        put(out, name);
    } else {
        put_number(out, value);
    }
}

static void put_operation(struct shk_buf *out, const struct shk_edit *edit, enum shk_words words) {
    put_word(out, words, edit->op);
    const struct shk_word *word = shk_word_numbered(words, edit->op);
    for (const char *argument = word != NULL ? word->arguments : ""; *argument != '\0'; argument++) {
        if (*argument == 'a') put_op_number(out, edit, 'a', edit->a);
        if (*argument == 'b') put_op_number(out, edit, 'b', edit->b);
        if (*argument == 'd') put_data(out, edit->data);
    }
}

static void put_newcomer(struct shk_buf *out, const struct shk_edit *edit) {
    put_word(out, SHK_WORDS_MESSAGE, edit->other);
    struct shk_bytes data = edit->data;
    if (data.data == NULL) return;
    const char *level = data.len == 2 ? shk_name(SHK_REG_ALERT_LEVEL, data.data[0]) : NULL;
    const char *description = data.len == 2 ? shk_name(SHK_REG_ALERT, data.data[1]) : NULL;
    if (edit->other != SHK_ALERT || level == NULL || description == NULL) {
        put_data(out, data);
        return;
    }
    put(out, " ");
    put(out, level);
    put(out, " ");
    put(out, description);
}

static void put_side(struct shk_buf *out, const struct shk_edit *edit) {
    put(out, edit->flags & SHK_AFTER ? " after" : " before");
}

static void put_options(struct shk_buf *out, const struct shk_edit *edit) {
    if (edit->keys != SHK_KEYS_PLACE) {
        put(out, " keys");
        put_word(out, SHK_WORDS_KEYS, edit->keys);
    }
    if (edit->a != 0 && shk_edit_uses(edit).a) {
        put(out, " times ");
        put_number(out, edit->a);
    }
}

static void put_edit(struct shk_buf *out, const struct shk_edit *edit) {
    const struct shk_word *kind = shk_word_numbered(SHK_WORDS_EDIT, edit->kind);
    if (edit->flags & SHK_LEAD_IN) put(out, "lead ");
    put(out, kind != NULL ? kind->name : "?");
    bool message_last = edit->kind == SHK_EDIT_INSERT || edit->kind == SHK_EDIT_STOP;
    if (!message_last) put_message(out, edit);
    switch (edit->kind) {
    case SHK_EDIT_FIELD:
        put_operation(out, edit, SHK_WORDS_FIELD_OP);
        if (edit->flags & SHK_RAW) put(out, " raw");
        break;
    case SHK_EDIT_RECORD: put_operation(out, edit, SHK_WORDS_RECORD_OP); break;
    case SHK_EDIT_REPEAT: put_options(out, edit); break;
    case SHK_EDIT_SWAP: put_word(out, SHK_WORDS_MESSAGE, edit->other); break;
    case SHK_EDIT_INSERT:
        put_newcomer(out, edit);
        put_side(out, edit);
        put_message(out, edit);
        put_options(out, edit);
        break;
    case SHK_EDIT_REPLACE:
        put_newcomer(out, edit);
        put_options(out, edit);
        break;
    case SHK_EDIT_SEAL: put_word(out, SHK_WORDS_SEAL, edit->op); break;
    case SHK_EDIT_KEYS: put_word(out, SHK_WORDS_KEYS, edit->keys); break;
    case SHK_EDIT_STOP:
        put_side(out, edit);
        put_message(out, edit);
        put_word(out, SHK_WORDS_STOP, edit->op);
        break;
    default: // OMIT
        break;
    }
    put(out, "\n");
}

// --- Expectations ----------------------------------------------------------------------------------------------------

static const char *outcome_name(uint8_t outcome) {
    switch (outcome) {
    case SHK_EXPECT_REJECTS: return "rejects";
    case SHK_EXPECT_CONTINUES: return "continues";
    case SHK_EXPECT_CLOSES: return "closes";
    case SHK_EXPECT_CHECK: return "check ";
    default: return "nothing";
    }
}

static size_t alert_count(const struct shk_expect *expect) {
    return expect->alert_count < SHK_MAX_ALERTS ? expect->alert_count : SHK_MAX_ALERTS;
}

void shk_expect_write(const struct shk_expect *expect, struct shk_buf *out) {
    put(out, outcome_name(expect->outcome));
    if (expect->outcome == SHK_EXPECT_CHECK) put(out, expect->check != NULL ? expect->check : "?");
    if (expect->flags & SHK_ANY_ALERT) put(out, " any");
    for (size_t i = 0; i < alert_count(expect); i++) {
        const char *name = shk_name(SHK_REG_ALERT, expect->alerts[i]);
        put(out, " ");
        if (name != NULL) {
            put(out, name);
        } else {
            put_number(out, expect->alerts[i]);
        }
    }
    if (expect->flags & SHK_OR_CONTINUES) put(out, " or continues");
    if (expect->flags & SHK_OR_SILENT) put(out, " or silent");
    if (expect->flags & SHK_OR_CLOSES) put(out, " or closes");
    if (expect->flags & SHK_OR_RETRIES) put(out, " or retries");
    if (expect->flags & SHK_OR_LEAVES) put(out, " or leaves");
}

static bool expects_something(const struct shk_expect *expect) {
    return expect->outcome != SHK_EXPECT_NOTHING || expect->flags != 0 || expect->alert_count != 0;
}

// --- Plans -----------------------------------------------------------------------------------------------------------

void shk_plan_write(const struct shk_plan *plan, struct shk_buf *out) {
    put(out, "flow");
    put_word(out, SHK_WORDS_FLOW, plan->flow);
    for (uint32_t bit = 0; bit < 32; bit++) {
        if (plan->features & UINT32_C(1) << bit && shk_word_numbered(SHK_WORDS_FEATURE, bit) != NULL) {
            put_word(out, SHK_WORDS_FEATURE, bit);
        }
    }
    put(out, "\n");
    if (plan->kx != 0) {
        put(out, "kx");
        put_word(out, SHK_WORDS_KX, plan->kx);
        put(out, "\n");
    }
    put_two_bytes(out, "suite ", SHK_REG_CIPHER_SUITE, plan->suite);
    put_two_bytes(out, "group ", SHK_REG_GROUP, plan->group);
    put_two_bytes(out, "scheme ", SHK_REG_SIGNATURE_SCHEME, plan->scheme);
    if (plan->certificate != 0) {
        put(out, "certificate");
        put_word(out, SHK_WORDS_CERTIFICATE, plan->certificate);
        if (plan->then_certificate != 0) put(out, " then");
        if (plan->then_certificate != 0) put_word(out, SHK_WORDS_CERTIFICATE, plan->then_certificate);
        put(out, "\n");
    }
    if (plan->chain != NULL) {
        put(out, "chain ");
        put(out, plan->chain);
        put(out, "\n");
    }
    if (plan->seed != 0) {
        char text[40];
        snprintf(text, sizeof(text), "seed %llu\n", (unsigned long long)plan->seed);
        put(out, text);
    }
    for (size_t i = 0; i < plan->edit_count && i < SHK_MAX_EDITS; i++) put_edit(out, &plan->edits[i]);
    if (!expects_something(&plan->expect)) return;
    put(out, "expect ");
    shk_expect_write(&plan->expect, out);
    put(out, "\n");
}

static bool same_text(const char *a, const char *b) {
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

static bool same_edit(const struct shk_edit *a, const struct shk_edit *b) {
    if (a->kind != b->kind || a->message != b->message || a->occurrence != b->occurrence) return false;
    if ((a->flags ^ b->flags) & SHK_LEAD_IN) return false;
    struct shk_edit_uses uses = shk_edit_uses(a);
    bool body = a->kind == SHK_EDIT_INSERT || a->kind == SHK_EDIT_REPLACE;
    if (uses.op && a->op != b->op) return false;
    if (uses.other && a->other != b->other) return false;
    if (uses.keys && a->keys != b->keys) return false;
    if (uses.after && (a->flags ^ b->flags) & SHK_AFTER) return false;
    if (uses.raw && (a->flags ^ b->flags) & SHK_RAW) return false;
    if (uses.a && a->a != b->a) return false;
    if (uses.b && a->b != b->b) return false;
    if (uses.path && !same_text(a->path, b->path)) return false;
    if (uses.data && !shk_equal(a->data, b->data)) return false;
    return !body || (a->data.data == NULL) == (b->data.data == NULL);
}

static bool same_expect(const struct shk_expect *a, const struct shk_expect *b) {
    if (a->outcome != b->outcome || a->flags != b->flags || alert_count(a) != alert_count(b)) return false;
    if (a->outcome == SHK_EXPECT_CHECK && !same_text(a->check, b->check)) return false;
    return memcmp(a->alerts, b->alerts, alert_count(a)) == 0;
}

bool shk_plan_equal(const struct shk_plan *a, const struct shk_plan *b) {
    if (a->flow != b->flow || a->features != b->features || a->kx != b->kx || a->suite != b->suite) return false;
    if (a->group != b->group || a->scheme != b->scheme || a->certificate != b->certificate) return false;
    if (a->then_certificate != b->then_certificate || !same_text(a->chain, b->chain)) return false;
    if (a->seed != b->seed || a->edit_count != b->edit_count || !same_expect(&a->expect, &b->expect)) return false;
    for (size_t i = 0; i < a->edit_count && i < SHK_MAX_EDITS; i++) {
        if (!same_edit(&a->edits[i], &b->edits[i])) return false;
    }
    return true;
}
