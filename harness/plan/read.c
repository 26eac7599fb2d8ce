// The text form of plans, from text. One function for each statement; docs/plan-language.md is the grammar for people.
#include "plan/plan.h"

#include <string.h>

#include "plan/names.h"
#include "plan/tokens.h"

#define LONGEST_TEXT ((size_t)1 << 20)

struct reader {
    struct shk_arena *arena;
    struct shk_tokens tokens;
    struct shk_plan *plan;
    struct shk_error *err; // the sentence, still without its line
    uint32_t seen;         // parameters that have been given
};

// --- Words -----------------------------------------------------------------------------------------------------------

static const char *show(struct reader *r, const struct shk_token *token) {
    return shk_token_show(r->arena, token);
}

static bool want(struct reader *r, const struct shk_token **out, const char *what) {
    *out = shk_token_take(&r->tokens);
    if (*out != NULL) return true;
    shk_fail(r->err, "%s is missing at the end of the statement", what);
    return false;
}

static bool unknown(struct reader *r, const struct shk_token *token, const char *kind, const char *best) {
    if (best == NULL)
        shk_fail(r->err, "there is no %s `%s`", kind, show(r, token));
    else
        shk_fail(r->err, "there is no %s `%s`; did you mean `%s`?", kind, show(r, token), best);
    return false;
}

static bool known_word(struct reader *r, const struct shk_token *token, enum shk_words words, const char *kind,
                       const struct shk_word **out) {
    *out = token->quoted ? NULL : shk_word_named(words, token->text, token->len);
    if (*out != NULL) return true;
    struct shk_nearest nearest = {token->text, token->len, NULL, 0};
    shk_nearest_words(&nearest, words);
    return unknown(r, token, kind, nearest.best);
}

static bool want_word(struct reader *r, enum shk_words words, const char *kind, uint8_t *out) {
    const struct shk_token *token;
    const struct shk_word *word;
    SHK_TRY(want(r, &token, kind));
    SHK_TRY(known_word(r, token, words, kind, &word));
    *out = word->number;
    return true;
}

// --- Numbers ---------------------------------------------------------------------------------------------------------

static int digit(char c, unsigned base) {
    int value = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : 99;
    return (unsigned)value < base ? value : -1;
}

// An unsigned decimal or 0x number that ends where the text ends.
static bool magnitude(const char *text, size_t len, uint64_t *out) {
    unsigned base = 10;
    if (len > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
        base = 16;
        text += 2;
        len -= 2;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < len; i++) {
        int d = digit(text[i], base);
        if (d < 0 || value > (UINT64_MAX - (unsigned)d) / base) return false;
        value = value * base + (unsigned)d;
    }
    *out = value;
    return len > 0;
}

static bool number(struct reader *r, const struct shk_token *token, int64_t least, int64_t most, int64_t *out) {
    *out = 0;
    bool negative = token->len > 0 && token->text[0] == '-';
    uint64_t value = 0;
    if (token->quoted || !magnitude(token->text + negative, token->len - negative, &value)) {
        return shk_fail(r->err, "`%s` is not a number", show(r, token));
    }
    // Every bound lies within 33 bits, so a larger magnitude is out of range whatever its sign.
    int64_t clamped = value > UINT32_MAX ? INT64_C(1) << 40 : (int64_t)value;
    *out = negative ? -clamped : clamped;
    if (*out >= least && *out <= most) return true;
    return shk_fail(r->err, "%s is out of range: it has to lie between %lld and %lld", show(r, token), (long long)least,
                    (long long)most);
}

// A number, or a name from a registry.
static bool named_number(struct reader *r, const struct shk_token *token, enum shk_registry registry, const char *kind,
                         int64_t least, int64_t most, int64_t *out) {
    int32_t value = token->quoted ? -1 : shk_by_name(registry, token->text, token->len);
    if (value >= 0) {
        *out = value;
        return true;
    }
    if (token->len > 0 && !token->quoted && (digit(token->text[0], 10) >= 0 || token->text[0] == '-')) {
        return number(r, token, least, most, out);
    }
    struct shk_nearest nearest = {token->text, token->len, NULL, 0};
    shk_nearest_registry(&nearest, registry);
    return unknown(r, token, kind, nearest.best);
}

// --- Data ------------------------------------------------------------------------------------------------------------

static bool all_hex(const struct shk_token *token) {
    for (size_t i = 0; i < token->len; i++) {
        if (digit(token->text[i], 16) < 0) return false;
    }
    return true;
}

// One item of a list: a two-byte number or a name of one.
static bool list_item(struct reader *r, const struct shk_token *item, struct shk_buf *out) {
    static const enum shk_registry registries[] = {SHK_REG_CIPHER_SUITE, SHK_REG_GROUP, SHK_REG_SIGNATURE_SCHEME,
                                                   SHK_REG_VERSION, SHK_REG_EXTENSION};
    uint64_t value = 0;
    if (item->len > 2 && item->text[0] == '0' && item->text[1] == 'x' && magnitude(item->text, item->len, &value)) {
        if (value > UINT16_MAX) {
            return shk_fail(r->err, "`%s` has more than two bytes; data is written in hex without 0x", show(r, item));
        }
        shk_put_uint(out, 2, value);
        return true;
    }
    struct shk_nearest nearest = {item->text, item->len, NULL, 0};
    for (size_t i = 0; i < SHK_COUNT(registries); i++) {
        int32_t found = shk_by_name(registries[i], item->text, item->len);
        if (found >= 0) {
            shk_put_uint(out, 2, (uint32_t)found);
            return true;
        }
        shk_nearest_registry(&nearest, registries[i]);
    }
    if (all_hex(item)) return shk_fail(r->err, "`%s` has an odd number of hex digits", show(r, item));
    if (nearest.best != NULL) return unknown(r, item, "value named", nearest.best);
    return shk_fail(
        r->err,
        "`%s` is no data: write hex digits in pairs, a \"text\", or a list such as TLS_AES_128_GCM_SHA256,0x1302",
        show(r, item));
}

static bool data(struct reader *r, const struct shk_token *token, struct shk_bytes *out) {
    if (token->quoted) return shk_token_unquote(r->arena, token, out, r->err);
    if (all_hex(token) && token->len % 2 == 0) {
        uint8_t *bytes = shk_alloc(r->arena, token->len / 2);
        for (size_t i = 0; i < token->len / 2; i++) {
            bytes[i] = (uint8_t)(16 * digit(token->text[2 * i], 16) + digit(token->text[2 * i + 1], 16));
        }
        *out = shk_view(bytes, token->len / 2);
        return true;
    }
    struct shk_buf list = shk_buf_in(r->arena);
    const char *at = token->text, *end = token->text + token->len;
    for (;;) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *stop = comma != NULL ? comma : end;
        struct shk_token item = {at, (size_t)(stop - at), false};
        SHK_TRY(list_item(r, &item, &list));
        if (comma == NULL) break;
        at = comma + 1;
    }
    *out = shk_buf_view(&list);
    return true;
}

// --- Parts of edits --------------------------------------------------------------------------------------------------

// MESSAGE[#N][.PATH]; the path only where the edit has one.
static bool message(struct reader *r, struct shk_edit *edit) {
    const struct shk_token *token;
    const struct shk_word *word;
    SHK_TRY(want(r, &token, "the message"));
    size_t len = 0;
    while (len < token->len && strchr("#.:", token->text[len]) == NULL) len++;
    struct shk_token name = {token->text, len, token->quoted};
    SHK_TRY(known_word(r, &name, SHK_WORDS_MESSAGE, "message", &word));
    edit->message = word->number;
    if (len < token->len && token->text[len] == '#') {
        size_t from = ++len;
        uint64_t nth = 0;
        while (len < token->len && digit(token->text[len], 10) >= 0) len++;
        if (!magnitude(token->text + from, len - from, &nth) || nth > UINT8_MAX) {
            return shk_fail(r->err,
                            "behind # in `%s` a number up to 255 is due: the first, the second, ... such message",
                            show(r, token));
        }
        edit->occurrence = (uint8_t)nth;
    }
    if (len == token->len) return true;
    if (edit->kind != SHK_EDIT_FIELD) {
        return shk_fail(r->err, "`%s`: only `edit` takes a field path; a whole message is meant here", show(r, token));
    }
    if (token->text[len] == '.') len++;
    if (!shk_path_is_plain(token->text + len, token->len - len)) {
        return shk_fail(r->err, "`%s` is no field path: letters, digits and _ - . : [ ], at most %d of them",
                        show(r, token), SHK_MAX_PATH);
    }
    edit->path = shk_format(r->arena, "%.*s", (int)(token->len - len), token->text + len);
    return true;
}

static bool op_number(struct reader *r, const struct shk_edit *edit, char which, int32_t *out) {
    const struct shk_token *token;
    int64_t value = 0;
    enum shk_registry registry = shk_argument_registry(edit, which);
    SHK_TRY(want(r, &token, "a number"));
    if (registry == SHK_REG_NONE) {
        SHK_TRY(number(r, token, INT32_MIN, INT32_MAX, &value));
    } else {
        const char *kind = registry == SHK_REG_EXTENSION ? "extension"
                           : registry == SHK_REG_VERSION ? "version"
                                                         : "content type";
        SHK_TRY(named_number(r, token, registry, kind, INT32_MIN, INT32_MAX, &value));
    }
    *out = (int32_t)value;
    return true;
}

// OP ARGUMENTS of an edit or record statement.
static bool operation(struct reader *r, struct shk_edit *edit, enum shk_words words) {
    const struct shk_token *token;
    const struct shk_word *word;
    SHK_TRY(want(r, &token, "the operation"));
    SHK_TRY(known_word(r, token, words, "operation", &word));
    edit->op = word->number;
    for (const char *argument = word->arguments; *argument != '\0'; argument++) {
        if (*argument == 'a') SHK_TRY(op_number(r, edit, 'a', &edit->a));
        if (*argument == 'b') SHK_TRY(op_number(r, edit, 'b', &edit->b));
        if (*argument != 'd') continue;
        SHK_TRY(want(r, &token, "data"));
        SHK_TRY(data(r, token, &edit->data));
    }
    return true;
}

static bool is_keyword(const struct shk_token *token) {
    return shk_token_is(token, "before") || shk_token_is(token, "after") || shk_token_is(token, "keys") ||
           shk_token_is(token, "times");
}

// LEVEL DESCRIPTION
static bool alert_body(struct reader *r, struct shk_bytes *out) {
    const struct shk_token *level = shk_token_take(&r->tokens), *description = shk_token_take(&r->tokens);
    int64_t value = 0;
    uint8_t *body = shk_alloc(r->arena, 2);
    SHK_TRY(named_number(r, level, SHK_REG_ALERT_LEVEL, "alert level", 0, UINT8_MAX, &value));
    body[0] = (uint8_t)value;
    SHK_TRY(named_number(r, description, SHK_REG_ALERT, "alert", 0, UINT8_MAX, &value));
    body[1] = (uint8_t)value;
    *out = shk_view(body, 2);
    return true;
}

// OTHER [DATA] of insert and replace.
static bool newcomer(struct reader *r, struct shk_edit *edit) {
    SHK_TRY(want_word(r, SHK_WORDS_MESSAGE, "message", &edit->other));
    const struct shk_token *first = shk_token_peek(&r->tokens, 0), *second = shk_token_peek(&r->tokens, 1);
    if (first == NULL || is_keyword(first)) return true;
    if (edit->other == SHK_ALERT && second != NULL && !is_keyword(second)) return alert_body(r, &edit->data);
    return data(r, shk_token_take(&r->tokens), &edit->data);
}

static bool side(struct reader *r, struct shk_edit *edit) {
    const struct shk_token *token;
    SHK_TRY(want(r, &token, "`before` or `after`"));
    if (shk_token_is(token, "after")) {
        edit->flags |= SHK_AFTER;
        return true;
    }
    return shk_token_is(token, "before") || shk_fail(r->err, "`before` or `after` is due, not `%s`", show(r, token));
}

// [keys K] [times N], in any order.
static bool options(struct reader *r, struct shk_edit *edit) {
    struct shk_edit_uses uses = shk_edit_uses(edit);
    for (;;) {
        const struct shk_token *token = shk_token_peek(&r->tokens, 0);
        if (uses.keys && shk_token_is(token, "keys")) {
            shk_token_take(&r->tokens);
            SHK_TRY(want_word(r, SHK_WORDS_KEYS, "epoch", &edit->keys));
        } else if (uses.a && shk_token_is(token, "times")) {
            int64_t times = 0;
            shk_token_take(&r->tokens);
            SHK_TRY(want(r, &token, "how many times"));
            SHK_TRY(number(r, token, 1, SHK_MAX_TIMES, &times));
            edit->a = (int32_t)times;
        } else {
            return true;
        }
    }
}

// --- Statements ------------------------------------------------------------------------------------------------------

static bool edit_body(struct reader *r, struct shk_edit *edit) {
    switch (edit->kind) {
    case SHK_EDIT_FIELD:
        SHK_TRY(message(r, edit));
        SHK_TRY(operation(r, edit, SHK_WORDS_FIELD_OP));
        if (shk_token_is(shk_token_peek(&r->tokens, 0), "raw")) {
            shk_token_take(&r->tokens);
            edit->flags |= SHK_RAW;
        }
        return true;
    case SHK_EDIT_RECORD: SHK_TRY(message(r, edit)); return operation(r, edit, SHK_WORDS_RECORD_OP);
    case SHK_EDIT_SWAP: SHK_TRY(message(r, edit)); return want_word(r, SHK_WORDS_MESSAGE, "message", &edit->other);
    case SHK_EDIT_INSERT:
        SHK_TRY(newcomer(r, edit));
        SHK_TRY(side(r, edit));
        SHK_TRY(message(r, edit));
        return options(r, edit);
    case SHK_EDIT_REPLACE:
        SHK_TRY(message(r, edit));
        SHK_TRY(newcomer(r, edit));
        return options(r, edit);
    case SHK_EDIT_REPEAT: SHK_TRY(message(r, edit)); return options(r, edit);
    case SHK_EDIT_SEAL: SHK_TRY(message(r, edit)); return want_word(r, SHK_WORDS_SEAL, "fault", &edit->op);
    case SHK_EDIT_KEYS: SHK_TRY(message(r, edit)); return want_word(r, SHK_WORDS_KEYS, "epoch", &edit->keys);
    case SHK_EDIT_STOP:
        SHK_TRY(side(r, edit));
        SHK_TRY(message(r, edit));
        return want_word(r, SHK_WORDS_STOP, "way to stop", &edit->op);
    default: // OMIT
        return message(r, edit);
    }
}

static bool edit_statement(struct reader *r, uint8_t kind, bool lead) {
    if (r->plan->edit_count == SHK_MAX_EDITS) {
        return shk_fail(r->err, "a plan has at most %d edits; leave some out", SHK_MAX_EDITS);
    }
    struct shk_edit *edit = &r->plan->edits[r->plan->edit_count];
    *edit = (struct shk_edit){.kind = kind, .flags = lead ? SHK_LEAD_IN : 0};
    if (kind == SHK_EDIT_FIELD) edit->path = "";
    SHK_TRY(edit_body(r, edit));
    r->plan->edit_count++;
    return true;
}

static bool flow_statement(struct reader *r) {
    uint8_t flow, bit;
    SHK_TRY(want_word(r, SHK_WORDS_FLOW, "flow", &flow));
    r->plan->flow = (enum shk_flow)flow;
    while (shk_token_peek(&r->tokens, 0) != NULL) {
        SHK_TRY(want_word(r, SHK_WORDS_FEATURE, "feature", &bit));
        r->plan->features |= UINT32_C(1) << bit;
    }
    return true;
}

static bool two_bytes(struct reader *r, enum shk_registry registry, const char *kind, uint16_t *out) {
    const struct shk_token *token;
    int64_t value = 0;
    SHK_TRY(want(r, &token, kind));
    SHK_TRY(named_number(r, token, registry, kind, 0, UINT16_MAX, &value));
    *out = (uint16_t)value;
    return true;
}

static bool seed(struct reader *r) {
    const struct shk_token *token;
    SHK_TRY(want(r, &token, "the seed"));
    if (!token->quoted && magnitude(token->text, token->len, &r->plan->seed)) return true;
    return shk_fail(r->err, "`%s` is no seed: a number of at most 64 bits is due", show(r, token));
}

static bool certificate(struct reader *r) {
    SHK_TRY(want_word(r, SHK_WORDS_CERTIFICATE, "kind of certificate", &r->plan->certificate));
    const struct shk_token *token = shk_token_peek(&r->tokens, 0);
    if (token == NULL || !shk_token_is(token, "then")) return true;
    (void)shk_token_take(&r->tokens);
    return want_word(r, SHK_WORDS_CERTIFICATE, "kind of certificate", &r->plan->then_certificate);
}

// Whether the zoo has such a chain is known where it is made.
static bool chain(struct reader *r) {
    const struct shk_token *token;
    SHK_TRY(want(r, &token, "the name of the chain"));
    if (token->quoted || !shk_chain_name_is_plain(token->text, token->len)) {
        return shk_fail(r->err, "`%s` is no name of a chain: letters, digits and hyphens are due", show(r, token));
    }
    r->plan->chain = shk_format(r->arena, "%.*s", (int)token->len, token->text);
    return true;
}

static bool expect_word(struct reader *r, struct shk_expect *expect) {
    static const struct {
        const char *name;
        uint8_t flag;
    } flags[] = {{"continues", SHK_OR_CONTINUES}, {"silent", SHK_OR_SILENT}, {"closes", SHK_OR_CLOSES},
                 {"retries", SHK_OR_RETRIES},     {"leaves", SHK_OR_LEAVES}, {"any", SHK_ANY_ALERT}};
    const struct shk_token *token = shk_token_take(&r->tokens);
    if (shk_token_is(token, "or")) SHK_TRY(want(r, &token, "what is right too"));
    for (size_t i = 0; i < SHK_COUNT(flags); i++) {
        if (!shk_token_is(token, flags[i].name)) continue;
        expect->flags |= flags[i].flag;
        return true;
    }
    int64_t alert = 0;
    SHK_TRY(named_number(r, token, SHK_REG_ALERT, "alert", 0, UINT8_MAX, &alert));
    if (expect->alert_count == SHK_MAX_ALERTS) {
        return shk_fail(r->err, "at most %d alerts can be named; write `any` when all are right", SHK_MAX_ALERTS);
    }
    expect->alerts[expect->alert_count++] = (uint8_t)alert;
    return true;
}

static bool expect_statement(struct reader *r) {
    static const char *const outcomes[] = {[SHK_EXPECT_NOTHING] = "nothing",
                                           [SHK_EXPECT_REJECTS] = "rejects",
                                           [SHK_EXPECT_CONTINUES] = "continues",
                                           [SHK_EXPECT_CLOSES] = "closes",
                                           [SHK_EXPECT_CHECK] = "check"};
    struct shk_expect *expect = &r->plan->expect;
    const struct shk_token *token;
    SHK_TRY(want(r, &token, "rejects, continues, closes or check"));
    size_t i = 0;
    while (i < SHK_COUNT(outcomes) && !shk_token_is(token, outcomes[i])) i++;
    if (i == SHK_COUNT(outcomes)) {
        return shk_fail(r->err, "`%s` is no outcome: rejects, continues, closes and check NAME are", show(r, token));
    }
    expect->outcome = (uint8_t)i;
    if (i == SHK_EXPECT_CHECK) {
        SHK_TRY(want(r, &token, "the name of the check"));
        if (token->quoted || token->len == 0 || !shk_path_is_plain(token->text, token->len)) {
            return shk_fail(r->err, "`%s` is no name of a check", show(r, token));
        }
        expect->check = shk_format(r->arena, "%.*s", (int)token->len, token->text);
    }
    while (shk_token_peek(&r->tokens, 0) != NULL) SHK_TRY(expect_word(r, expect));
    return true;
}

enum parameter { FLOW, SUITE, GROUP, SCHEME, CERTIFICATE, CHAIN, KX, SEED, EXPECT, PARAMETERS };
static const char *const parameters[PARAMETERS] = {"flow",  "suite", "group", "scheme", "certificate",
                                                   "chain", "kx",    "seed",  "expect"};

static bool parameter_statement(struct reader *r, enum parameter parameter) {
    struct shk_plan *plan = r->plan;
    if (r->seen & 1u << parameter) return shk_fail(r->err, "`%s` stands twice; leave one out", parameters[parameter]);
    r->seen |= 1u << parameter;
    switch (parameter) {
    case FLOW: return flow_statement(r);
    case SUITE: return two_bytes(r, SHK_REG_CIPHER_SUITE, "cipher suite", &plan->suite);
    case GROUP: return two_bytes(r, SHK_REG_GROUP, "group", &plan->group);
    case SCHEME: return two_bytes(r, SHK_REG_SIGNATURE_SCHEME, "signature scheme", &plan->scheme);
    case CERTIFICATE: return certificate(r);
    case CHAIN: return chain(r);
    case KX: return want_word(r, SHK_WORDS_KX, "key exchange", &plan->kx);
    case SEED: return seed(r);
    default: return expect_statement(r);
    }
}

static bool unknown_statement(struct reader *r, const struct shk_token *token) {
    struct shk_nearest nearest = {token->text, token->len, NULL, 0};
    for (size_t i = 0; i < PARAMETERS; i++) shk_nearest_try(&nearest, parameters[i]);
    shk_nearest_words(&nearest, SHK_WORDS_EDIT);
    return unknown(r, token, "statement", nearest.best);
}

static bool statement(struct reader *r) {
    const struct shk_token *token = shk_token_take(&r->tokens);
    bool lead = shk_token_is(token, "lead");
    if (lead) SHK_TRY(want(r, &token, "the edit of the first connection"));
    for (size_t i = 0; i < PARAMETERS && !lead; i++) {
        if (shk_token_is(token, parameters[i])) return parameter_statement(r, (enum parameter)i);
    }
    const struct shk_word *kind = token->quoted ? NULL : shk_word_named(SHK_WORDS_EDIT, token->text, token->len);
    if (kind == NULL) return unknown_statement(r, token);
    return edit_statement(r, kind->number, lead);
}

static bool statements(struct reader *r) {
    for (;;) {
        bool end;
        SHK_TRY(shk_tokens_next(&r->tokens, &end, r->err));
        if (end) return true;
        SHK_TRY(statement(r));
        const struct shk_token *left = shk_token_take(&r->tokens);
        if (left != NULL) {
            return shk_fail(r->err, "`%s` is more than the statement takes", show(r, left));
        }
    }
}

bool shk_plan_read(struct shk_arena *arena, const char *text, struct shk_plan *out, struct shk_error *err) {
    memset(out, 0, sizeof(*out));
    out->flow = SHK_FLOW_TLS13;
    if (strnlen(text, LONGEST_TEXT + 1) > LONGEST_TEXT) {
        return shk_fail(err, "the plan is longer than 1 MiB; a plan that long is a file of another kind");
    }
    struct shk_error sentence = {0};
    struct reader r = {.arena = arena, .plan = out, .err = &sentence, .tokens = {.at = text, .line = 1}};
    if (statements(&r)) return true;
    return shk_fail(err, "line %zu: %s", r.tokens.first_line, sentence.text);
}
