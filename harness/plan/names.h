// The words of the plan language and their numbers, and the nearest word to a misspelt one. For read.c, write.c and bytes.c.
#ifndef SHK_PLAN_NAMES_H
#define SHK_PLAN_NAMES_H

#include "plan/plan.h"

enum shk_words {
    SHK_WORDS_EDIT,        // edit, omit, repeat, ...
    SHK_WORDS_FIELD_OP,    // set, flip-bit, ...
    SHK_WORDS_RECORD_OP,   // fragment, version, ...
    SHK_WORDS_SEAL,        // corrupt, wrong-key, ...
    SHK_WORDS_STOP,        // wait, fin, reset
    SHK_WORDS_KEYS,        // place, current, ...
    SHK_WORDS_FLOW,        // tls13, tls12
    SHK_WORDS_FEATURE,     // retry, client-auth, ...: the number is the bit's position
    SHK_WORDS_MESSAGE,     // client_hello, ...
    SHK_WORDS_KX,          // rsa, dhe, ecdhe
    SHK_WORDS_CERTIFICATE, // rsa, p256, p384, ed25519
    SHK_WORDS_COUNT,
};

struct shk_word {
    const char *name;
    uint8_t number;
    const char *arguments; // FIELD_OP and RECORD_OP: as in edits.def, "-" for none
};

// shk_words returns the rows of a vocabulary in the order of their numbers.
const struct shk_word *shk_words(enum shk_words words, size_t *count);
// Both return NULL when there is no such word.
const struct shk_word *shk_word_named(enum shk_words words, const char *name, size_t len);
const struct shk_word *shk_word_numbered(enum shk_words words, uint32_t number);

// shk_nearest keeps the candidate that is fewest letters away from a misspelt word. Start with {text, len, NULL, 0}; `best`
// stays NULL when nothing comes close enough to be what was meant.
struct shk_nearest {
    const char *text;
    size_t len;
    const char *best;
    size_t distance;
};
void shk_nearest_try(struct shk_nearest *nearest, const char *candidate);
void shk_nearest_words(struct shk_nearest *nearest, enum shk_words words);
void shk_nearest_registry(struct shk_nearest *nearest, enum shk_registry registry);

// shk_path_is_plain says whether a path can stand in a plan: at most SHK_MAX_PATH of the characters that paths are made of.
#define SHK_MAX_PATH 200
bool shk_path_is_plain(const char *path, size_t len);
// shk_chain_name_is_plain says the same of the name of a chain: 1 to SHK_MAX_CHAIN_NAME letters, digits, hyphens.
#define SHK_MAX_CHAIN_NAME 60
bool shk_chain_name_is_plain(const char *name, size_t len);
// Whether a kind of edit and its operation use a member of struct shk_edit. What is not used is neither written nor compared.
struct shk_edit_uses {
    bool other, op, keys, after, raw, a, b, path, data;
};
struct shk_edit_uses shk_edit_uses(const struct shk_edit *edit);
// The registry that names argument 'a' or 'b' of an operation; SHK_REG_NONE for plain numbers.
enum shk_registry shk_argument_registry(const struct shk_edit *edit, char argument);

#endif
