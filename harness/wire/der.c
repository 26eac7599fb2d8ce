// Reading and building DER.
#include "wire/der.h"

#include <ctype.h>
#include <string.h>

// --- Reading ---------------------------------------------------------------------------------------------------------

static bool take_identifier(struct shk_reader *r, struct shk_der *out) {
    uint32_t octet;
    SHK_TRY(shk_take_uint(r, 1, &octet));
    out->identifier = (uint8_t)octet;
    out->number = octet & 31;
    if (out->number != 31) return true;
    out->number = 0;
    do {
        SHK_TRY(shk_take_uint(r, 1, &octet));
        if (out->number >> 21 != 0) return false;
        out->number = out->number << 7 | (octet & 127);
    } while ((octet & 128) != 0);
    return true;
}

static bool take_length(struct shk_reader *r, struct shk_der *out, uint32_t *length) {
    uint32_t first;
    SHK_TRY(shk_take_uint(r, 1, &first));
    out->minimal = true;
    *length = first;
    if (first < 128) return true;
    uint32_t octets = first & 127;
    if (octets == 0 || octets > 4) return false;
    SHK_TRY(shk_take_uint(r, octets, length));
    out->minimal = *length >= 128 && *length >> (8 * (octets - 1)) != 0;
    return true;
}

bool shk_der_header(struct shk_reader *r, struct shk_der *out, uint32_t *length) {
    *out = (struct shk_der){0};
    SHK_TRY(take_identifier(r, out));
    return take_length(r, out, length);
}

bool shk_der_next(struct shk_reader *r, struct shk_der *out) {
    struct shk_reader ahead = *r;
    uint32_t length;
    SHK_TRY(shk_der_header(&ahead, out, &length));
    SHK_TRY(shk_take_bytes(&ahead, length, &out->content));
    out->whole = shk_view(r->data, r->len - ahead.len);
    *r = ahead;
    return true;
}

bool shk_der_child(struct shk_bytes content, size_t index, struct shk_der *out) {
    struct shk_reader r = shk_read(content);
    do {
        SHK_TRY(shk_der_next(&r, out));
    } while (index-- > 0);
    return true;
}

// --- Building --------------------------------------------------------------------------------------------------------

void shk_der_put_length(struct shk_buf *b, size_t length) {
    if (length < 128) {
        shk_put_uint(b, 1, length);
        return;
    }
    size_t octets = 1;
    while (octets < 8 && length >> (8 * octets) != 0) octets++;
    shk_put_uint(b, 1, 128 | octets);
    shk_put_uint(b, octets, length);
}

void shk_der_put(struct shk_buf *b, uint8_t identifier, struct shk_bytes content) {
    shk_put_uint(b, 1, identifier);
    shk_der_put_length(b, content.len);
    shk_put(b, content);
}

size_t shk_der_open(struct shk_buf *b, uint8_t identifier) {
    shk_put_uint(b, 1, identifier);
    return b->len;
}

void shk_der_close(struct shk_buf *b, size_t place) {
    struct shk_buf length = shk_buf_in(b->arena);
    shk_der_put_length(&length, b->len - place);
    shk_splice(b, place, 0, shk_buf_view(&length));
}

// Base 128, most significant digit first, a high bit on all but the last.
static void put_base128(struct shk_buf *b, const uint8_t *digits, size_t count) {
    while (count > 1 && digits[0] == 0) {
        digits++;
        count--;
    }
    for (size_t i = 0; i < count; i++) shk_put_uint(b, 1, i + 1 < count ? digits[i] | 128u : digits[i]);
}

void shk_der_put_high(struct shk_buf *b, uint8_t bits, uint32_t number, struct shk_bytes content) {
    uint8_t digits[5];
    for (size_t i = 0; i < 5; i++) digits[i] = number >> (7 * (4 - i)) & 127;
    shk_put_uint(b, 1, (bits & 0xe0u) | 31u);
    put_base128(b, digits, 5);
    shk_der_put_length(b, content.len);
    shk_put(b, content);
}

void shk_der_put_unsigned(struct shk_buf *b, struct shk_bytes number) {
    while (number.len > 0 && number.data[0] == 0) number = shk_slice(number, 1, number.len);
    bool zero = number.len == 0 || number.data[0] >= 128;
    shk_put_uint(b, 1, SHK_DER_INTEGER);
    shk_der_put_length(b, number.len + zero);
    if (zero) shk_put_uint(b, 1, 0);
    shk_put(b, number);
}

void shk_der_put_uint(struct shk_buf *b, uint64_t value) {
    uint8_t bytes[8];
    for (size_t i = 0; i < 8; i++) bytes[i] = (uint8_t)(value >> (8 * (7 - i)));
    shk_der_put_unsigned(b, SHK_BYTES(bytes));
}

void shk_der_put_bool(struct shk_buf *b, bool value) {
    uint8_t octet = value ? 0xff : 0;
    shk_der_put(b, SHK_DER_BOOLEAN, shk_view(&octet, 1));
}

void shk_der_put_null(struct shk_buf *b) {
    shk_der_put(b, SHK_DER_NULL, shk_view(NULL, 0));
}

void shk_der_put_text(struct shk_buf *b, uint8_t identifier, const char *text) {
    shk_der_put(b, identifier, shk_text(text));
}

void shk_der_put_bits(struct shk_buf *b, uint8_t unused, struct shk_bytes bytes) {
    shk_put_uint(b, 1, SHK_DER_BIT_STRING);
    shk_der_put_length(b, bytes.len + 1);
    shk_put_uint(b, 1, unused);
    shk_put(b, bytes);
}

// --- Object identifiers ------------------------------------------------------------------------------------------------

#define ARC_DIGITS 64 // of base 128: 448 bits

struct arc {
    uint8_t digits[ARC_DIGITS]; // most significant first
};

// times * arc + plus; false when that no longer fits.
static bool arc_step(struct arc *a, unsigned times, unsigned plus) {
    unsigned carry = plus;
    for (size_t i = ARC_DIGITS; i-- > 0;) {
        unsigned value = a->digits[i] * times + carry;
        a->digits[i] = value & 127;
        carry = value >> 7;
    }
    return carry == 0;
}

static bool take_arc(const char **text, struct arc *a) {
    *a = (struct arc){{0}};
    if (!isdigit((unsigned char)**text)) return false;
    for (; isdigit((unsigned char)**text); (*text)++) SHK_TRY(arc_step(a, 10, (unsigned)(**text - '0')));
    return true;
}

// X.690, section 8.19: the first two arcs share an element.
bool shk_der_put_oid_content(struct shk_buf *b, const char *dotted) {
    if (dotted[0] < '0' || dotted[0] > '2' || dotted[1] != '.') return false;
    unsigned first = (unsigned)(dotted[0] - '0');
    const char *text = dotted + 2;
    struct arc a;
    SHK_TRY(take_arc(&text, &a));
    SHK_TRY(arc_step(&a, 1, 40 * first));
    put_base128(b, a.digits, ARC_DIGITS);
    while (*text == '.') {
        text++;
        SHK_TRY(take_arc(&text, &a));
        put_base128(b, a.digits, ARC_DIGITS);
    }
    return *text == '\0';
}

bool shk_der_put_oid(struct shk_buf *b, const char *dotted) {
    struct shk_buf content = shk_buf_in(b->arena);
    SHK_TRY(shk_der_put_oid_content(&content, dotted));
    shk_der_put(b, SHK_DER_OID, shk_buf_view(&content));
    return true;
}
