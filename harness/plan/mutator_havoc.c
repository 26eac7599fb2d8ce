// Plain havoc: what byte mutators have always done. It serves where nothing is known about the bytes, and where the engine
// has no mutation of its own to lend.
#include "plan/mutator.h"

#include <string.h>

struct bytes {
    uint8_t *data;
    size_t size, max;
    struct shk_rng *rng;
};

static size_t pick(struct bytes *b, size_t limit) {
    return shk_rng_below(b->rng, limit > UINT32_MAX ? UINT32_MAX : (uint32_t)limit);
}

// Lengths are mostly short.
static size_t some_length(struct bytes *b, size_t most) {
    size_t small = most < 16 ? most : 16;
    return 1 + (pick(b, 4) == 0 ? pick(b, most) : pick(b, small));
}

static void open_gap(struct bytes *b, size_t at, size_t len) {
    memmove(b->data + at + len, b->data + at, b->size - at);
    b->size += len;
}

static void flip_bit(struct bytes *b) {
    b->data[pick(b, b->size)] ^= (uint8_t)(1u << pick(b, 8));
}

static void set_byte(struct bytes *b) {
    static const uint8_t interesting[] = {0, 1, 2, 3, 4, 16, 22, 23, 32, 64, 127, 128, 254, 255};
    uint8_t value = pick(b, 2) == 0 ? (uint8_t)pick(b, 256) : interesting[pick(b, sizeof(interesting))];
    b->data[pick(b, b->size)] = value;
}

// A big-endian number of one to four bytes, a little more or less.
static void add(struct bytes *b) {
    size_t width = 1 + pick(b, 4);
    if (width > b->size) width = b->size;
    size_t at = pick(b, b->size - width + 1);
    uint32_t value = 0, delta = 1 + (uint32_t)pick(b, 35);
    for (size_t i = 0; i < width; i++) value = value << 8 | b->data[at + i];
    value = pick(b, 2) == 0 ? value + delta : value - delta;
    for (size_t i = 0; i < width; i++) b->data[at + i] = (uint8_t)(value >> (8 * (width - 1 - i)));
}

static void erase(struct bytes *b) {
    if (b->size < 2) return;
    size_t len = some_length(b, b->size - 1), at = pick(b, b->size - len + 1);
    memmove(b->data + at, b->data + at + len, b->size - at - len);
    b->size -= len;
}

static void insert(struct bytes *b) {
    if (b->size >= b->max) return;
    size_t len = some_length(b, b->max - b->size), at = pick(b, b->size + 1);
    bool same = pick(b, 2) == 0;
    open_gap(b, at, len);
    shk_rng_fill(b->rng, b->data + at, len);
    if (same) memset(b->data + at, b->data[at], len);
}

static void copy_over(struct bytes *b) {
    size_t len = some_length(b, b->size);
    if (len > b->size) len = b->size;
    size_t from = pick(b, b->size - len + 1), to = pick(b, b->size - len + 1);
    memmove(b->data + to, b->data + from, len);
}

static void copy_in(struct bytes *b) {
    size_t most = b->max - b->size < b->size ? b->max - b->size : b->size;
    if (most == 0) return;
    size_t len = some_length(b, most);
    size_t from = pick(b, b->size - len + 1), to = pick(b, b->size + 1);
    open_gap(b, to, len);
    // What stood behind the gap has moved; bytes that the gap cut in two are taken from its far side.
    for (size_t i = 0; i < len; i++) {
        size_t at = from + i < to ? from + i : from + i + len;
        b->data[to + i] = b->data[at];
    }
}

static void shuffle(struct bytes *b) {
    size_t len = some_length(b, b->size < 8 ? b->size : 8);
    if (len > b->size) len = b->size;
    uint8_t *at = b->data + pick(b, b->size - len + 1);
    for (size_t i = len; i > 1; i--) {
        size_t other = pick(b, i);
        uint8_t kept = at[i - 1];
        at[i - 1] = at[other];
        at[other] = kept;
    }
}

size_t shk_mutate_plainly(struct shk_rng *rng, uint8_t *data, size_t size, size_t max_size) {
    static void (*const ways[])(struct bytes *) = {
        flip_bit, flip_bit, set_byte, set_byte, add, add, erase, insert, copy_over, copy_in, shuffle,
    };
    struct bytes b = {data, size < max_size ? size : max_size, max_size, rng};
    if (max_size == 0) return 0;
    if (b.size == 0) insert(&b);
    for (size_t steps = (size_t)1 << pick(&b, 4); steps > 0; steps--) ways[pick(&b, SHK_COUNT(ways))](&b);
    return b.size;
}
