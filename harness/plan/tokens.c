// Words, quotations, comments, and the two ends of a statement (a newline, a semicolon).
#include "plan/tokens.h"

#include <string.h>

static bool blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static bool ends_word(char c) {
    return c == '\0' || c == '\n' || c == ';' || blank(c);
}

static bool quotation(struct shk_tokens *t, struct shk_token *out, struct shk_error *err) {
    const char *start = ++t->at;
    while (*t->at != '"') {
        if (*t->at == '\\' && t->at[1] != '\0' && t->at[1] != '\n') t->at++;
        if (*t->at == '\0' || *t->at == '\n') {
            return shk_fail(err, "a quoted text does not end; close it with \" on the same line");
        }
        t->at++;
    }
    *out = (struct shk_token){start, (size_t)(t->at - start), true};
    t->at++;
    if (!ends_word(*t->at)) return shk_fail(err, "a space is missing behind a quoted text");
    return true;
}

bool shk_tokens_next(struct shk_tokens *t, bool *end, struct shk_error *err) {
    t->count = t->next = 0;
    t->first_line = t->line;
    for (;;) {
        while (blank(*t->at)) t->at++;
        if (*t->at == '#') {
            while (*t->at != '\0' && *t->at != '\n') t->at++;
        }
        if (*t->at == '\0' || *t->at == '\n' || *t->at == ';') {
            char c = *t->at;
            if (c != '\0') t->at++;
            if (c == '\n') t->line++;
            *end = c == '\0' && t->count == 0;
            if (t->count > 0 || *end) return true;
            t->first_line = t->line;
            continue;
        }
        if (t->count == SHK_MAX_TOKENS) {
            return shk_fail(err, "more than %d words in a statement", SHK_MAX_TOKENS);
        }
        struct shk_token *token = &t->tokens[t->count++];
        if (*t->at == '"') {
            SHK_TRY(quotation(t, token, err));
            continue;
        }
        const char *start = t->at;
        while (!ends_word(*t->at)) t->at++;
        *token = (struct shk_token){start, (size_t)(t->at - start), false};
    }
}

const struct shk_token *shk_token_take(struct shk_tokens *t) {
    return t->next < t->count ? &t->tokens[t->next++] : NULL;
}

const struct shk_token *shk_token_peek(const struct shk_tokens *t, size_t ahead) {
    return ahead < t->count - t->next ? &t->tokens[t->next + ahead] : NULL;
}

bool shk_token_is(const struct shk_token *token, const char *word) {
    return token != NULL && !token->quoted && token->len == strlen(word) && memcmp(token->text, word, token->len) == 0;
}

const char *shk_token_show(struct shk_arena *arena, const struct shk_token *token) {
    bool cut = token->len > 60;
    size_t len = cut ? 57 : token->len;
    char *out = shk_alloc(arena, len + 4);
    for (size_t i = 0; i < len; i++) {
        char c = token->text[i];
        out[i] = c >= ' ' && c <= '~' ? c : '?';
    }
    if (cut) memcpy(out + len, "...", 3);
    return out;
}

static int digit(char c) {
    const char *digits = "0123456789abcdef0123456789ABCDEF";
    const char *at = c == '\0' ? NULL : strchr(digits, c);
    return at == NULL ? -1 : (int)((at - digits) % 16);
}

// The letters behind a backslash; returns how many were read, 0 when they mean nothing.
static size_t escape(const char *text, size_t left, uint8_t *out) {
    static const char plain[] = "n\nr\rt\t\"\"\\\\";
    if (left >= 3 && text[0] == 'x' && digit(text[1]) >= 0 && digit(text[2]) >= 0) {
        *out = (uint8_t)(16 * digit(text[1]) + digit(text[2]));
        return 3;
    }
    for (size_t i = 0; left >= 1 && i + 1 < sizeof(plain); i += 2) {
        if (text[0] != plain[i]) continue;
        *out = (uint8_t)plain[i + 1];
        return 1;
    }
    return 0;
}

bool shk_token_unquote(struct shk_arena *arena, const struct shk_token *token, struct shk_bytes *out,
                       struct shk_error *err) {
    uint8_t *bytes = shk_alloc(arena, token->len + 1);
    size_t len = 0;
    for (size_t i = 0; i < token->len; i++) {
        if (token->text[i] != '\\') {
            bytes[len++] = (uint8_t)token->text[i];
            continue;
        }
        size_t read = escape(token->text + i + 1, token->len - i - 1, &bytes[len]);
        if (read == 0) return shk_fail(err, "in a quoted text a backslash stands before n, r, t, \", \\ or xNN");
        i += read;
        len++;
    }
    *out = shk_view(bytes, len);
    return true;
}
