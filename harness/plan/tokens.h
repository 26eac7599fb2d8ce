// A statement of the plan language, cut into words. For read.c alone.
#ifndef SHK_PLAN_TOKENS_H
#define SHK_PLAN_TOKENS_H

#include "base/base.h"

struct shk_token {
    const char *text; // quoted: what stands between the quotes, escapes not yet undone
    size_t len;
    bool quoted;
};

#define SHK_MAX_TOKENS 64

// Walks a text statement by statement.
struct shk_tokens {
    const char *at; // the rest of the text
    size_t line;    // of `at`, from 1
    struct shk_token tokens[SHK_MAX_TOKENS];
    size_t count;      // words of the statement
    size_t next;       // the first word that shk_token_take has not handed out
    size_t first_line; // of the statement
};

// shk_tokens_next reads the next statement that has a word; *end is set when there is none. False with a sentence (without the
// line) when a quotation does not end, or when there are more words than SHK_MAX_TOKENS.
bool shk_tokens_next(struct shk_tokens *tokens, bool *end, struct shk_error *err) SHK_MUST_USE;
const struct shk_token *shk_token_take(struct shk_tokens *tokens); // NULL behind the last word
const struct shk_token *shk_token_peek(const struct shk_tokens *tokens,
                                       size_t ahead);               // 0: what shk_token_take gives next
bool shk_token_is(const struct shk_token *token, const char *word); // false for NULL and for quotations
// shk_token_show is the word for a sentence: printable, at most 60 letters.
const char *shk_token_show(struct shk_arena *arena, const struct shk_token *token);
// shk_token_unquote undoes \n \r \t \" \\ and \xNN.
bool shk_token_unquote(struct shk_arena *arena, const struct shk_token *token, struct shk_bytes *out,
                       struct shk_error *err) SHK_MUST_USE;

#endif
