// Escaping: text of the SUT may hold anything, and no report may be broken or steered by it.
#include "trace/report.h"

#include <stdio.h>
#include <string.h>

void shk_put_text(struct shk_buf *out, const char *text) {
    if (text != NULL) shk_put(out, shk_view(text, strlen(text)));
}

void shk_put_format(struct shk_buf *out, const char *format, ...) {
    char small[512];
    va_list list;
    va_start(list, format);
    int len = vsnprintf(small, sizeof(small), format, list);
    va_end(list);
    if (len < 0) return;
    if ((size_t)len < sizeof(small)) {
        shk_put(out, shk_view(small, (size_t)len));
        return;
    }
    char *big = shk_alloc(out->arena, (size_t)len + 1);
    va_start(list, format);
    vsnprintf(big, (size_t)len + 1, format, list);
    va_end(list);
    shk_put(out, shk_view(big, (size_t)len));
}

#define REPLACEMENT 0xfffdu

static uint32_t continuation(uint32_t point, unsigned char byte) {
    return point << 6 | (byte & 0x3f);
}

// Takes one code point off the text; foreign bytes, overlong forms and surrogates give U+FFFD, a byte at a time.
static uint32_t take_point(const char **text) {
    const unsigned char *s = (const unsigned char *)*text;
    size_t more = s[0] < 0x80 ? 0 : s[0] >= 0xc2 && s[0] <= 0xdf ? 1 : (s[0] & 0xf0) == 0xe0 ? 2 : 3;
    uint32_t point = more == 0 ? s[0] : s[0] & (0x3fu >> more);
    bool valid = s[0] < 0x80 || (s[0] >= 0xc2 && s[0] <= 0xf4);
    for (size_t i = 1; valid && i <= more; i++) {
        valid = (s[i] & 0xc0) == 0x80; // false at the final zero, so nothing is read behind it
        if (valid) point = continuation(point, s[i]);
    }
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    valid = valid && point >= least[more] && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
    *text += valid ? more + 1 : 1;
    return valid ? point : REPLACEMENT;
}

static void put_point(struct shk_buf *out, uint32_t point) {
    if (point < 0x80) {
        shk_put_uint(out, 1, point);
    } else if (point < 0x800) {
        shk_put_uint(out, 2, 0xc080u | (point >> 6) << 8 | (point & 0x3f));
    } else if (point < 0x10000) {
        shk_put_uint(out, 3, 0xe08080u | (point >> 12) << 16 | (point >> 6 & 0x3f) << 8 | (point & 0x3f));
    } else {
        shk_put_uint(out, 4,
                     0xf0808080u | (point >> 18) << 24 | (point >> 12 & 0x3f) << 16 | (point >> 6 & 0x3f) << 8 |
                         (point & 0x3f));
    }
}

void shk_put_utf8(struct shk_buf *out, const char *text) {
    while (text != NULL && *text != '\0') put_point(out, take_point(&text));
}

// XML 1.0 has no way at all to write most control characters, nor U+FFFE and U+FFFF.
void shk_put_xml(struct shk_buf *out, const char *text) {
    while (text != NULL && *text != '\0') {
        uint32_t point = take_point(&text);
        switch (point) {
        case '<': shk_put_text(out, "&lt;"); break;
        case '>': shk_put_text(out, "&gt;"); break;
        case '&': shk_put_text(out, "&amp;"); break;
        case '"': shk_put_text(out, "&quot;"); break;
        case '\'': shk_put_text(out, "&#39;"); break;
        case '\n': shk_put_text(out, "&#10;"); break; // survives in attributes too
        case '\t': shk_put_text(out, "&#9;"); break;
        default: put_point(out, point < 0x20 || point == 0xfffe || point == 0xffff ? REPLACEMENT : point); break;
        }
    }
}

void shk_put_terminal(struct shk_buf *out, const char *text) {
    while (text != NULL && *text != '\0') {
        uint32_t point = take_point(&text);
        bool control = (point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7f && point < 0xa0);
        if (control) {
            shk_put_format(out, "\\x%02x", (unsigned)point);
        } else {
            put_point(out, point);
        }
    }
}

// Mermaid ends a statement at ';' and a newline, begins entities at '#' and comments at "%%", and passes labels through an
// HTML filter. Entities (#35;) are its own way to write a character that must not mean anything.
void shk_put_mermaid(struct shk_buf *out, const char *text) {
    while (text != NULL && *text != '\0') {
        uint32_t point = take_point(&text);
        bool plain = (point >= '0' && point <= '9') || (point >= 'A' && point <= 'Z') ||
                     (point >= 'a' && point <= 'z') ||
                     (point < 0x80 && point != 0 && strchr(" .,:_()/+-=!?", (int)point) != NULL) || point >= 0xa0;
        if (plain) {
            put_point(out, point);
        } else if (point == '\n') {
            shk_put_text(out, "<br/>");
        } else if (point == '\t') {
            shk_put_text(out, " ");
        } else if (point < 0x20 || point >= 0x7f) {
            put_point(out, REPLACEMENT);
        } else {
            shk_put_format(out, "#%u;", (unsigned)point);
        }
    }
}
