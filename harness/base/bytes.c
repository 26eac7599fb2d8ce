// Views, readers and growing buffers. Every length is compared with what is there in shk_take_bytes, and nowhere else.
#include "base/base.h"

#include <stdio.h>
#include <string.h>

bool shk_fail(struct shk_error *err, const char *format, ...) {
    if (err != NULL) {
        va_list args;
        va_start(args, format);
        vsnprintf(err->text, sizeof(err->text), format, args);
        va_end(args);
    }
    return false;
}

struct shk_bytes shk_text(const char *text) {
    return shk_view(text, strlen(text));
}

bool shk_equal(struct shk_bytes a, struct shk_bytes b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

struct shk_bytes shk_copy(struct shk_arena *arena, struct shk_bytes from) {
    uint8_t *out = shk_alloc(arena, from.len);
    if (from.len > 0) memcpy(out, from.data, from.len);
    return shk_view(out, from.len);
}

struct shk_bytes shk_slice(struct shk_bytes from, size_t offset, size_t len) {
    if (offset > from.len) offset = from.len;
    if (len > from.len - offset) len = from.len - offset;
    return len == 0 ? (struct shk_bytes){NULL, 0} : shk_view(from.data + offset, len);
}

char *shk_hex(struct shk_arena *arena, struct shk_bytes bytes) {
    static const char digits[] = "0123456789abcdef";
    char *out = shk_alloc(arena, 2 * bytes.len + 1);
    for (size_t i = 0; i < bytes.len; i++) {
        out[2 * i] = digits[bytes.data[i] >> 4];
        out[2 * i + 1] = digits[bytes.data[i] & 15];
    }
    return out;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool shk_unhex(struct shk_arena *arena, const char *text, struct shk_bytes *out) {
    uint8_t *bytes = shk_alloc(arena, strlen(text) / 2 + 1);
    size_t digits = 0;
    for (; *text != '\0'; text++) {
        if (*text == ' ' || *text == '\n' || *text == '\t') continue;
        int value = hex_digit(*text);
        if (value < 0) return false;
        bytes[digits / 2] = (uint8_t)((unsigned)bytes[digits / 2] << 4 | (unsigned)value);
        digits++;
    }
    *out = shk_view(bytes, digits / 2);
    return digits % 2 == 0;
}

bool shk_take_bytes(struct shk_reader *r, size_t len, struct shk_bytes *out) {
    if (len > r->len) return false;
    *out = shk_view(r->data, len);
    if (len > 0) r->data += len;
    r->len -= len;
    return true;
}

bool shk_take_uint(struct shk_reader *r, size_t size, uint32_t *out) {
    struct shk_bytes bytes;
    SHK_TRY(shk_take_bytes(r, size, &bytes));
    uint32_t value = 0;
    for (size_t i = 0; i < size; i++) value = value << 8 | bytes.data[i];
    *out = value;
    return true;
}

bool shk_take_vector(struct shk_reader *r, size_t prefix, struct shk_bytes *out) {
    struct shk_reader ahead = *r;
    uint32_t len;
    SHK_TRY(shk_take_uint(&ahead, prefix, &len));
    SHK_TRY(shk_take_bytes(&ahead, len, out));
    *r = ahead;
    return true;
}

static void reserve(struct shk_buf *b, size_t more) {
    if (more <= b->cap - b->len) return;
    size_t cap = b->cap == 0 ? 128 : 2 * b->cap;
    while (cap - b->len < more) cap *= 2;
    uint8_t *data = shk_alloc(b->arena, cap);
    if (b->len > 0) memcpy(data, b->data, b->len);
    b->data = data;
    b->cap = cap;
}

void shk_put_uint(struct shk_buf *b, size_t size, uint64_t value) {
    reserve(b, size);
    for (size_t i = 0; i < size; i++) b->data[b->len++] = (uint8_t)(value >> (8 * (size - 1 - i)));
}

void shk_put(struct shk_buf *b, struct shk_bytes bytes) {
    reserve(b, bytes.len);
    if (bytes.len > 0) memcpy(b->data + b->len, bytes.data, bytes.len);
    b->len += bytes.len;
}

void shk_put_fill(struct shk_buf *b, uint8_t byte, size_t count) {
    reserve(b, count);
    if (count > 0) memset(b->data + b->len, byte, count);
    b->len += count;
}

void shk_put_vector(struct shk_buf *b, size_t prefix, struct shk_bytes bytes) {
    shk_put_uint(b, prefix, bytes.len);
    shk_put(b, bytes);
}

size_t shk_open(struct shk_buf *b, size_t prefix) {
    size_t place = b->len;
    shk_put_fill(b, 0, prefix);
    return place;
}

void shk_close(struct shk_buf *b, size_t place, size_t prefix) {
    size_t len = b->len - place - prefix;
    for (size_t i = 0; i < prefix; i++) b->data[place + i] = (uint8_t)(len >> (8 * (prefix - 1 - i)));
}

void shk_splice(struct shk_buf *b, size_t offset, size_t remove, struct shk_bytes insert) {
    if (offset > b->len) offset = b->len;
    if (remove > b->len - offset) remove = b->len - offset;
    struct shk_bytes copy = shk_copy(b->arena, insert); // insert may look into b itself
    reserve(b, insert.len);
    size_t tail = b->len - offset - remove;
    if (tail > 0) memmove(b->data + offset + insert.len, b->data + offset + remove, tail);
    if (copy.len > 0) memcpy(b->data + offset, copy.data, copy.len);
    b->len = offset + insert.len + tail;
}
