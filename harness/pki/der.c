// Building and reading DER. Lengths close themselves: an element is opened, filled, and closed.
#include "pki/der.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

size_t shk_der_open(struct shk_buf *b, uint8_t tag) {
    shk_put_uint(b, 1, tag);
    return b->len;
}

void shk_der_close(struct shk_buf *b, size_t place) {
    uint8_t bytes[1 + sizeof(uint64_t)];
    size_t len = b->len - place, count = 0;
    for (size_t rest = len; rest > 0; rest >>= 8) count++;
    if (len < 0x80) {
        bytes[0] = (uint8_t)len;
        count = 0;
    } else {
        bytes[0] = (uint8_t)(0x80 | count);
        for (size_t i = 0; i < count; i++) bytes[1 + i] = (uint8_t)(len >> (8 * (count - 1 - i)));
    }
    shk_splice(b, place, 0, shk_view(bytes, 1 + count));
}

void shk_der_put(struct shk_buf *b, uint8_t tag, struct shk_bytes contents) {
    size_t place = shk_der_open(b, tag);
    shk_put(b, contents);
    shk_der_close(b, place);
}

static void put_base128(struct shk_buf *b, uint64_t value) {
    unsigned shift = 0;
    while (value >> shift >= 0x80) shift += 7;
    for (; shift > 0; shift -= 7) shk_put_uint(b, 1, 0x80 | ((value >> shift) & 0x7f));
    shk_put_uint(b, 1, value & 0x7f);
}

void shk_der_put_oid(struct shk_buf *b, const char *dotted) {
    size_t place = shk_der_open(b, SHK_DER_OID);
    char *rest;
    uint64_t first = strtoull(dotted, &rest, 10);
    uint64_t second = *rest == '.' ? strtoull(rest + 1, &rest, 10) : 0;
    put_base128(b, 40 * first + second);
    while (*rest == '.') put_base128(b, strtoull(rest + 1, &rest, 10));
    shk_der_close(b, place);
}

void shk_der_put_uint(struct shk_buf *b, struct shk_bytes big_endian) {
    while (big_endian.len > 0 && big_endian.data[0] == 0) big_endian = shk_slice(big_endian, 1, big_endian.len);
    size_t place = shk_der_open(b, SHK_DER_INTEGER);
    if (big_endian.len == 0 || big_endian.data[0] >= 0x80) shk_put_uint(b, 1, 0);
    shk_put(b, big_endian);
    shk_der_close(b, place);
}

void shk_der_put_small(struct shk_buf *b, uint32_t value) {
    uint8_t bytes[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value};
    shk_der_put_uint(b, SHK_BYTES(bytes));
}

void shk_der_put_bool(struct shk_buf *b, bool value) {
    uint8_t byte = value ? 0xff : 0x00;
    shk_der_put(b, SHK_DER_BOOLEAN, shk_view(&byte, 1));
}

void shk_der_put_bits(struct shk_buf *b, struct shk_bytes bytes) {
    size_t place = shk_der_open(b, SHK_DER_BIT_STRING);
    shk_put_uint(b, 1, 0); // unused bits
    shk_put(b, bytes);
    shk_der_close(b, place);
}

void shk_der_put_named_bits(struct shk_buf *b, uint16_t bits) {
    uint8_t out[3] = {0};
    size_t len = 1;
    for (unsigned n = 0; n < 16; n++) {
        if ((bits >> n & 1) == 0) continue;
        out[1 + n / 8] |= (uint8_t)(0x80 >> n % 8);
        len = 2 + n / 8;
        out[0] = (uint8_t)(7 - n % 8); // unused bits behind the highest one
    }
    shk_der_put(b, SHK_DER_BIT_STRING, shk_view(out, len));
}

void shk_der_put_time(struct shk_buf *b, int64_t seconds) {
    time_t t = (time_t)seconds;
    struct tm tm;
    char text[32];
    if (gmtime_r(&t, &tm) == NULL) memset(&tm, 0, sizeof(tm));
    bool utc = tm.tm_year >= 50 && tm.tm_year < 150;
    size_t len = strftime(text, sizeof(text), utc ? "%y%m%d%H%M%SZ" : "%Y%m%d%H%M%SZ", &tm);
    shk_der_put(b, utc ? SHK_DER_UTC_TIME : SHK_DER_GENERALIZED_TIME, shk_view(text, len));
}

bool shk_der_take(struct shk_reader *r, struct shk_der *out) {
    struct shk_reader ahead = *r;
    uint32_t tag, len;
    SHK_TRY(shk_take_uint(&ahead, 1, &tag));
    SHK_TRY(shk_take_uint(&ahead, 1, &len));
    if (len >= 0x80) {
        size_t count = len & 0x7f;
        if (count == 0 || count > 4) return false;
        SHK_TRY(shk_take_uint(&ahead, count, &len));
    }
    struct shk_bytes contents;
    SHK_TRY(shk_take_bytes(&ahead, len, &contents));
    out->tag = (uint8_t)tag;
    out->contents = contents;
    out->whole = shk_view(r->data, r->len - ahead.len);
    *r = ahead;
    return true;
}
