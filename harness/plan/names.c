// The words of plan files. The tables are made from the .def files, so that a word added there is understood at once.
#include "plan/names.h"

#include <string.h>

#define SHK_EDIT(number, NAME, name) {name, number, NULL},
#define SHK_FIELD_OP(number, NAME, name, arguments)
#define SHK_RECORD_OP(number, NAME, name, arguments)
#define SHK_SEAL_FAULT(number, NAME, name)
static const struct shk_word edits[] = {
#include "plan/edits.def"
};
#undef SHK_EDIT
#undef SHK_FIELD_OP
#define SHK_EDIT(number, NAME, name)
#define SHK_FIELD_OP(number, NAME, name, arguments) {name, number, arguments},
static const struct shk_word field_ops[] = {
#include "plan/edits.def"
};
#undef SHK_FIELD_OP
#undef SHK_RECORD_OP
#define SHK_FIELD_OP(number, NAME, name, arguments)
#define SHK_RECORD_OP(number, NAME, name, arguments) {name, number, arguments},
static const struct shk_word record_ops[] = {
#include "plan/edits.def"
};
#undef SHK_RECORD_OP
#undef SHK_SEAL_FAULT
#define SHK_RECORD_OP(number, NAME, name, arguments)
#define SHK_SEAL_FAULT(number, NAME, name) {name, number, NULL},
static const struct shk_word seal_faults[] = {
#include "plan/edits.def"
};
#undef SHK_EDIT
#undef SHK_FIELD_OP
#undef SHK_RECORD_OP
#undef SHK_SEAL_FAULT

static const struct shk_word features[] = {
#define SHK_FEATURE(bit, NAME, name, about) {name, bit, NULL},
#include "plan/features.def"
#undef SHK_FEATURE
};
static const struct shk_word messages[] = {
#define SHK_MESSAGE(number, NAME, name, content, handshake) {name, number, NULL},
#include "wire/message.def"
#undef SHK_MESSAGE
};

// clang-format off
static const struct shk_word stops[] = {
    {"wait",  SHK_STOP_WAIT,  NULL},
    {"fin",   SHK_STOP_FIN,   NULL},
    {"reset", SHK_STOP_RESET, NULL},
};
static const struct shk_word keys_words[] = {
    {"place",       SHK_KEYS_PLACE,       NULL},
    {"current",     SHK_KEYS_CURRENT,     NULL},
    {"plain",       SHK_KEYS_PLAIN,       NULL},
    {"early",       SHK_KEYS_EARLY,       NULL},
    {"handshake",   SHK_KEYS_HANDSHAKE,   NULL},
    {"application", SHK_KEYS_APPLICATION, NULL},
    {"next",        SHK_KEYS_NEXT,        NULL},
    {"random",      SHK_KEYS_RANDOM,      NULL},
    {"previous",    SHK_KEYS_PREVIOUS,    NULL},
};
_Static_assert(SHK_COUNT(keys_words) == SHK_KEYS_COUNT, "every epoch has a word");
static const struct shk_word flows[] = {
    {"tls13", SHK_FLOW_TLS13, NULL},
    {"tls12", SHK_FLOW_TLS12, NULL},
};
static const struct shk_word kx_words[] = {
    {"rsa",   SHK_KX_RSA,   NULL},
    {"dhe",   SHK_KX_DHE,   NULL},
    {"ecdhe", SHK_KX_ECDHE, NULL},
};
static const struct shk_word certificates[] = {
    {"rsa",     1, NULL},
    {"p256",    2, NULL},
    {"p384",    3, NULL},
    {"ed25519", 4, NULL},
};

static const struct {
    const struct shk_word *rows;
    size_t count;
} tables[SHK_WORDS_COUNT] = {
    [SHK_WORDS_EDIT]        = {edits,        SHK_COUNT(edits)},
    [SHK_WORDS_FIELD_OP]    = {field_ops,    SHK_COUNT(field_ops)},
    [SHK_WORDS_RECORD_OP]   = {record_ops,   SHK_COUNT(record_ops)},
    [SHK_WORDS_SEAL]        = {seal_faults,  SHK_COUNT(seal_faults)},
    [SHK_WORDS_STOP]        = {stops,        SHK_COUNT(stops)},
    [SHK_WORDS_KEYS]        = {keys_words,   SHK_COUNT(keys_words)},
    [SHK_WORDS_FLOW]        = {flows,        SHK_COUNT(flows)},
    [SHK_WORDS_FEATURE]     = {features,     SHK_COUNT(features)},
    [SHK_WORDS_MESSAGE]     = {messages,     SHK_COUNT(messages)},
    [SHK_WORDS_KX]          = {kx_words,     SHK_COUNT(kx_words)},
    [SHK_WORDS_CERTIFICATE] = {certificates, SHK_COUNT(certificates)},
};
// clang-format on

const struct shk_word *shk_words(enum shk_words words, size_t *count) {
    *count = tables[words].count;
    return tables[words].rows;
}

const struct shk_word *shk_word_named(enum shk_words words, const char *name, size_t len) {
    for (size_t i = 0; i < tables[words].count; i++) {
        const struct shk_word *row = &tables[words].rows[i];
        if (strlen(row->name) == len && memcmp(row->name, name, len) == 0) return row;
    }
    return NULL;
}

const struct shk_word *shk_word_numbered(enum shk_words words, uint32_t number) {
    for (size_t i = 0; i < tables[words].count; i++) {
        if (tables[words].rows[i].number == number) return &tables[words].rows[i];
    }
    return NULL;
}

static const char *word(enum shk_words words, uint32_t number) {
    const struct shk_word *row = shk_word_numbered(words, number);
    return row != NULL ? row->name : NULL;
}

const char *shk_feature_name(uint32_t bit) {
    for (uint32_t place = 0; place < 32; place++) {
        if (bit == UINT32_C(1) << place) return word(SHK_WORDS_FEATURE, place);
    }
    return NULL;
}

const char *shk_keys_name(enum shk_keys keys) {
    const char *name = word(SHK_WORDS_KEYS, (uint32_t)keys);
    return name != NULL ? name : "?";
}

const char *shk_role_name(enum shk_role role) {
    return role == SHK_CLIENT ? "client" : role == SHK_SERVER ? "server" : "?";
}

const char *shk_flow_name(enum shk_flow flow) {
    const char *name = word(SHK_WORDS_FLOW, (uint32_t)flow);
    return name != NULL ? name : "?";
}

// --- The nearest word ------------------------------------------------------------------------------------------------

#define LONGEST 64 // a misspelt word that is longer is nobody's typing error

// Letters to add, drop or change until one word is the other (Levenshtein), by rows.
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len) {
    size_t row[LONGEST + 1];
    for (size_t j = 0; j <= b_len; j++) row[j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t change = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            row[j] = change < least ? change : least;
        }
    }
    return row[b_len];
}

void shk_nearest_try(struct shk_nearest *nearest, const char *candidate) {
    size_t len = strlen(candidate);
    if (nearest->len > LONGEST || len > LONGEST) return;
    size_t limit = nearest->len <= 4 ? 1 : nearest->len / 3 > 2 ? nearest->len / 3 : 2;
    size_t apart = distance(nearest->text, nearest->len, candidate, len);
    if (apart > limit || apart >= len) return;
    if (nearest->best != NULL && apart >= nearest->distance) return;
    nearest->best = candidate;
    nearest->distance = apart;
}

void shk_nearest_words(struct shk_nearest *nearest, enum shk_words words) {
    for (size_t i = 0; i < tables[words].count; i++) shk_nearest_try(nearest, tables[words].rows[i].name);
}

void shk_nearest_registry(struct shk_nearest *nearest, enum shk_registry registry) {
    uint32_t value;
    const char *name;
    for (size_t i = 0; shk_registry_at(registry, i, &value, &name); i++) shk_nearest_try(nearest, name);
}

// --- What an edit is made of -----------------------------------------------------------------------------------------

bool shk_path_is_plain(const char *path, size_t len) {
    if (len > SHK_MAX_PATH) return false;
    for (size_t i = 0; i < len; i++) {
        char c = path[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("_-.:[]", c);
        if (!plain || c == '\0') return false;
    }
    return true;
}

bool shk_chain_name_is_plain(const char *name, size_t len) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    for (size_t i = 0; i < len; i++) {
        if (memchr(letters, name[i], sizeof(letters) - 1) == NULL) return false;
    }
    return len > 0 && len <= SHK_MAX_CHAIN_NAME;
}

static void operation_uses(enum shk_words words, uint8_t op, struct shk_edit_uses *uses) {
    const struct shk_word *row = shk_word_numbered(words, op);
    uses->op = true;
    if (row == NULL) return;
    uses->a = strchr(row->arguments, 'a') != NULL;
    uses->b = strchr(row->arguments, 'b') != NULL;
    uses->data = strchr(row->arguments, 'd') != NULL;
}

struct shk_edit_uses shk_edit_uses(const struct shk_edit *edit) {
    struct shk_edit_uses uses = {0};
    switch (edit->kind) {
    case SHK_EDIT_FIELD:
        operation_uses(SHK_WORDS_FIELD_OP, edit->op, &uses);
        uses.path = uses.raw = true;
        break;
    case SHK_EDIT_RECORD: operation_uses(SHK_WORDS_RECORD_OP, edit->op, &uses); break;
    case SHK_EDIT_REPEAT: uses.keys = uses.a = true; break;
    case SHK_EDIT_SWAP: uses.other = true; break;
    case SHK_EDIT_INSERT: uses.other = uses.data = uses.keys = uses.after = uses.a = true; break;
    case SHK_EDIT_REPLACE: uses.other = uses.data = uses.keys = true; break;
    case SHK_EDIT_SEAL: uses.op = true; break;
    case SHK_EDIT_KEYS: uses.keys = true; break;
    case SHK_EDIT_STOP: uses.op = uses.after = true; break;
    default: // OMIT
        break;
    }
    return uses;
}

enum shk_registry shk_argument_registry(const struct shk_edit *edit, char argument) {
    if (edit->kind == SHK_EDIT_FIELD) {
        return edit->op == SHK_OP_ADD_EXTENSION && argument == 'a' ? SHK_REG_EXTENSION : SHK_REG_NONE;
    }
    if (edit->kind != SHK_EDIT_RECORD) return SHK_REG_NONE;
    switch (edit->op) {
    case SHK_REC_TYPE:
    case SHK_REC_OUTER_TYPE: return SHK_REG_CONTENT_TYPE;
    case SHK_REC_EMPTY_BEFORE:
    case SHK_REC_INTERRUPT: return argument == 'b' ? SHK_REG_CONTENT_TYPE : SHK_REG_NONE;
    case SHK_REC_VERSION:
    case SHK_REC_AAD_VERSION: return SHK_REG_VERSION;
    default: return SHK_REG_NONE;
    }
}
