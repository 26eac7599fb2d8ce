// The reader of DER notation: one pass, a function for each kind of word.
#include "pki/notation.h"

#include "wire/der.h"

#include <stdlib.h>
#include <string.h>

struct notation {
    const char *text, *at;
    shk_notation_variable *variable;
    void *context;
    struct shk_error *err;
};

static bool put_until(struct notation *n, struct shk_buf *out, char end);

static bool wrong(const struct notation *n) {
    return shk_fail(n->err, "DER notation: cannot read from here on: %.60s", n->at);
}

static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static const struct {
    const char *name;
    uint8_t identifier;
} tags[] = {
    {"SEQ", SHK_DER_SEQUENCE},     {"SET", SHK_DER_SET},
    {"OID", SHK_DER_OID},          {"OCT", SHK_DER_OCTET_STRING},
    {"BIT", SHK_DER_BIT_STRING},   {"INT", SHK_DER_INTEGER},
    {"BOOL", SHK_DER_BOOLEAN},     {"ENUM", SHK_DER_ENUMERATED},
    {"UTF8", SHK_DER_UTF8_STRING}, {"PRT", SHK_DER_PRINTABLE_STRING},
    {"IA5", SHK_DER_IA5_STRING},   {"T61", SHK_DER_TELETEX_STRING},
    {"BMP", SHK_DER_BMP_STRING},   {"UNI", SHK_DER_UNIVERSAL_STRING},
    {"UTC", SHK_DER_UTC_TIME},     {"GEN", SHK_DER_GENERALIZED_TIME},
};

// From the "{" to the "}".
static bool put_tlv(struct notation *n, struct shk_buf *out, uint8_t identifier) {
    if (*n->at != '{') return wrong(n);
    n->at++;
    size_t place = shk_der_open(out, identifier);
    SHK_TRY(put_until(n, out, '}'));
    shk_der_close(out, place);
    return true;
}

static bool put_named(struct notation *n, struct shk_buf *out) {
    size_t len = strspn(n->at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    struct shk_bytes word = shk_view(n->at, len);
    if (shk_equal(word, shk_text("TRUE")) || shk_equal(word, shk_text("NULL"))) {
        n->at += len;
        if (word.data[0] == 'T') {
            shk_der_put_bool(out, true);
        } else {
            shk_der_put_null(out);
        }
        return true;
    }
    for (size_t i = 0; i < SHK_COUNT(tags); i++) {
        if (!shk_equal(word, shk_text(tags[i].name))) continue;
        n->at += len;
        return put_tlv(n, out, tags[i].identifier);
    }
    return wrong(n);
}

// A dotted OID, one identifier octet before a "{", or bytes.
static bool put_digits(struct notation *n, struct shk_buf *out) {
    const char *start = n->at;
    size_t len = strspn(start, "0123456789abcdef.");
    char *word = shk_format(out->arena, "%.*s", (int)len, start);
    struct shk_bytes bytes;
    if (strchr(word, '.') != NULL) {
        n->at += len;
        return shk_der_put_oid(out, word) ? true : shk_fail(n->err, "DER notation: %s is no OID", word);
    }
    if (!shk_unhex(out->arena, word, &bytes)) return wrong(n);
    n->at += len;
    if (*n->at == '{' && bytes.len == 1) return put_tlv(n, out, bytes.data[0]);
    shk_put(out, bytes);
    return true;
}

static bool take_number(struct notation *n, unsigned long *number) {
    char *end;
    if (*n->at < '0' || *n->at > '9') return wrong(n);
    *number = strtoul(n->at, &end, 10);
    n->at = end;
    return true;
}

static bool put_context(struct notation *n, struct shk_buf *out, char close) {
    unsigned long number = 0;
    n->at++;
    SHK_TRY(take_number(n, &number));
    if (*n->at != close || number > 30) return wrong(n);
    n->at++;
    return put_tlv(n, out, close == ']' ? SHK_DER_CONTEXT_CONSTRUCTED(number) : SHK_DER_CONTEXT(number));
}

static bool put_text(struct notation *n, struct shk_buf *out) {
    const char *end = strchr(n->at + 1, '\'');
    if (end == NULL) return wrong(n);
    shk_put(out, shk_view(n->at + 1, (size_t)(end - n->at - 1)));
    n->at = end + 1;
    return true;
}

static bool put_repeated(struct notation *n, struct shk_buf *out) {
    unsigned long times = 0;
    struct shk_buf once = shk_buf_in(out->arena);
    n->at++;
    SHK_TRY(take_number(n, &times));
    if (*n->at != '{' || times > 1u << 24) return wrong(n);
    n->at++;
    SHK_TRY(put_until(n, &once, '}'));
    for (unsigned long i = 0; i < times; i++) shk_put(out, shk_buf_view(&once));
    return true;
}

// Lengths are known from the inside out, octets are written from the outside in.
static bool put_nested(struct notation *n, struct shk_buf *out) {
    unsigned long depth = 0;
    n->at++;
    SHK_TRY(take_number(n, &depth));
    if (depth > 100000) return wrong(n);
    size_t *lengths = shk_alloc(out->arena, (depth + 1) * sizeof(*lengths));
    for (size_t i = 1; i < depth; i++) {
        struct shk_buf length = shk_buf_in(out->arena);
        shk_der_put_length(&length, lengths[i - 1]);
        lengths[i] = lengths[i - 1] + 1 + length.len;
    }
    for (size_t i = depth; i-- > 0;) {
        shk_put_uint(out, 1, SHK_DER_SEQUENCE);
        shk_der_put_length(out, lengths[i]);
    }
    return true;
}

static bool put_variable(struct notation *n, struct shk_buf *out) {
    const char *name = n->at + 1, *argument = "";
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");
    n->at = name + len;
    if (*n->at == '(') {
        size_t inside = strcspn(n->at, ")");
        argument = shk_format(out->arena, "%.*s", (int)inside - 1, n->at + 1);
        if (n->at[inside] == '\0') return wrong(n);
        n->at += inside + 1;
    }
    if (n->variable == NULL) return wrong(n);
    return n->variable(n->context, shk_format(out->arena, "%.*s", (int)len, name), argument, out, n->err);
}

static bool put_word(struct notation *n, struct shk_buf *out) {
    char c = *n->at;
    if (c == '[') return put_context(n, out, ']');
    if (c == '(') return put_context(n, out, ')');
    if (c == '\'') return put_text(n, out);
    if (c == '*') return put_repeated(n, out);
    if (c == '^') return put_nested(n, out);
    if (c == '$') return put_variable(n, out);
    if (is_hex(c)) return put_digits(n, out);
    if (c == '#') {
        unsigned long number = 0;
        n->at++;
        SHK_TRY(take_number(n, &number));
        shk_der_put_uint(out, number);
        return true;
    }
    return put_named(n, out);
}

static bool put_until(struct notation *n, struct shk_buf *out, char end) {
    for (;;) {
        while (*n->at == ' ') n->at++;
        if (*n->at == end) break;
        SHK_TRY(put_word(n, out));
    }
    if (end != '\0') n->at++;
    return true;
}

bool shk_notation(struct shk_buf *out, const char *text, shk_notation_variable *variable, void *context,
                  struct shk_error *err) {
    struct notation n = {text, text, variable, context, err};
    return put_until(&n, out, '\0');
}
