// PEM (RFC 7468): base64 between two lines. Lines of 64 characters when written; any line breaks when read.
#include "pki/pki.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static char digit(uint32_t group, unsigned shift) {
    return alphabet[group >> shift & 0x3f];
}

char *shk_pki_pem(struct shk_arena *arena, const char *label, struct shk_bytes der) {
    struct shk_buf out = shk_buf_in(arena);
    shk_put(&out, shk_text(shk_format(arena, "-----BEGIN %s-----\n", label)));
    for (size_t i = 0; i < der.len; i += 3) {
        size_t left = der.len - i;
        uint32_t group = (uint32_t)der.data[i] << 16;
        if (left > 1) group |= (uint32_t)der.data[i + 1] << 8;
        if (left > 2) group |= der.data[i + 2];
        char four[4] = {digit(group, 18), digit(group, 12), left > 1 ? digit(group, 6) : '=',
                        left > 2 ? digit(group, 0) : '='};
        shk_put(&out, shk_view(four, 4));
        if (i % 48 == 45 || left <= 3) shk_put(&out, shk_text("\n"));
    }
    shk_put(&out, shk_text(shk_format(arena, "-----END %s-----\n", label)));
    shk_put_uint(&out, 1, 0);
    return (char *)out.data;
}

static bool decode(struct shk_arena *arena, struct shk_bytes text, struct shk_bytes *der) {
    struct shk_buf out = shk_buf_in(arena);
    uint32_t group = 0;
    size_t digits = 0, equals = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = (char)text.data[i];
        if (c == '\n' || c == '\r' || c == ' ' || c == '\t') continue;
        const char *at = c == '\0' ? NULL : strchr(alphabet, c);
        if (c == '=') {
            equals++;
        } else if (at == NULL || equals > 0) {
            return false;
        }
        group = group << 6 | (at == NULL ? 0 : (uint32_t)(at - alphabet));
        if (++digits % 4 == 0) shk_put_uint(&out, 3, group & 0xffffff);
    }
    if (digits % 4 != 0 || equals > 2) return false;
    *der = shk_view(out.data, out.len - equals);
    return true;
}

bool shk_pki_unpem(struct shk_arena *arena, const char **text, const char *label, struct shk_bytes *der) {
    const char *begin = shk_format(arena, "-----BEGIN %s-----", label);
    const char *end = shk_format(arena, "-----END %s-----", label);
    for (const char *from; (from = strstr(*text, begin)) != NULL;) {
        from += strlen(begin);
        const char *to = strstr(from, end);
        if (to == NULL) return false;
        *text = to + strlen(end);
        if (decode(arena, shk_view(from, (size_t)(to - from)), der)) return true;
    }
    return false;
}
