// Shakedown, base: what every other folder stands on. Byte views, a buffer that grows in an arena, must-use results
// with a sentence for people, and seeded randomness. Nothing here knows TLS, and nothing here calls a library.
#ifndef SHK_BASE_BASE_H
#define SHK_BASE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHK_MUST_USE __attribute__((warn_unused_result))
#define SHK_PRINTF(text, first) __attribute__((format(printf, text, first)))
#define SHK_COUNT(array) (sizeof(array) / sizeof((array)[0]))

// --- Results -------------------------------------------------------------------------------------------------------

// A sentence that says what went wrong and what to do next. Functions that can fail return bool and fill one in.
struct shk_error {
    char text[400];
};

// shk_fail writes the sentence (err may be NULL) and returns false, so that `return shk_fail(err, ...)` reads well.
// An error that is already there stays in front: the first cause is the useful one only if callers do not overwrite it.
bool shk_fail(struct shk_error *err, const char *format, ...) SHK_PRINTF(2, 3);

// The one error macro: leave with false when a step failed; the step has written the sentence.
#define SHK_TRY(step)                                                                                                  \
    do {                                                                                                               \
        if (!(step)) return false;                                                                                     \
    } while (0)

// --- Arena ---------------------------------------------------------------------------------------------------------

// shk_arena owns every byte that a conversation makes; views borrow from it until shk_arena_reset or shk_arena_free.
struct shk_arena;
struct shk_arena *shk_arena_new(void);
void shk_arena_reset(struct shk_arena *arena); // keeps the first block, so that a fuzz loop does not call malloc
void shk_arena_free(struct shk_arena *arena);
size_t shk_arena_used(const struct shk_arena *arena); // bytes handed out since the last reset

// shk_alloc returns `size` zeroed bytes, aligned for any type. It does not return when memory is exhausted: it prints
// one sentence and ends the process with status 4.
void *shk_alloc(struct shk_arena *arena, size_t size) __attribute__((returns_nonnull));
char *shk_format(struct shk_arena *arena, const char *format, ...) SHK_PRINTF(2, 3);
char *shk_strdup(struct shk_arena *arena, const char *text);

// --- Bytes ---------------------------------------------------------------------------------------------------------

// A view: not owned, valid as long as what it looks at. An empty view may have data == NULL.
struct shk_bytes {
    const uint8_t *data;
    size_t len;
};

#define SHK_BYTES(array) ((struct shk_bytes){(array), sizeof(array)})
static inline struct shk_bytes shk_view(const void *data, size_t len) {
    return (struct shk_bytes){(const uint8_t *)data, len};
}
struct shk_bytes shk_text(const char *text); // without the final zero
bool shk_equal(struct shk_bytes a, struct shk_bytes b);
struct shk_bytes shk_copy(struct shk_arena *arena, struct shk_bytes from);
struct shk_bytes shk_slice(struct shk_bytes from, size_t offset, size_t len); // clamped: never reaches past the end
char *shk_hex(struct shk_arena *arena, struct shk_bytes bytes);
// shk_unhex reads hex digits (spaces allowed); false on an odd count or a foreign character.
bool shk_unhex(struct shk_arena *arena, const char *text, struct shk_bytes *out) SHK_MUST_USE;

// A reader takes big-endian values off the front of a view. Each function returns false, and takes nothing, when fewer
// bytes are left than it needs: this is the one place where a length is compared with what is there.
struct shk_reader {
    const uint8_t *data;
    size_t len;
};
static inline struct shk_reader shk_read(struct shk_bytes bytes) {
    return (struct shk_reader){bytes.data, bytes.len};
}
bool shk_take_uint(struct shk_reader *r, size_t size, uint32_t *out) SHK_MUST_USE; // size 1 to 4 bytes
bool shk_take_bytes(struct shk_reader *r, size_t len, struct shk_bytes *out) SHK_MUST_USE;
bool shk_take_vector(struct shk_reader *r, size_t prefix,
                     struct shk_bytes *out) SHK_MUST_USE; // prefix-byte length first

// A buffer grows in its arena; its bytes move when it grows.
struct shk_buf {
    struct shk_arena *arena;
    uint8_t *data;
    size_t len;
    size_t cap;
};
static inline struct shk_buf shk_buf_in(struct shk_arena *arena) {
    return (struct shk_buf){arena, NULL, 0, 0};
}
static inline struct shk_bytes shk_buf_view(const struct shk_buf *b) {
    return (struct shk_bytes){b->data, b->len};
}
void shk_put_uint(struct shk_buf *b, size_t size, uint64_t value); // big endian, size 1 to 8
void shk_put(struct shk_buf *b, struct shk_bytes bytes);
void shk_put_fill(struct shk_buf *b, uint8_t byte, size_t count);
void shk_put_vector(struct shk_buf *b, size_t prefix, struct shk_bytes bytes); // length, then bytes
// shk_open leaves room for a length prefix and returns its place; shk_close writes the length of what came after it.
size_t shk_open(struct shk_buf *b, size_t prefix);
void shk_close(struct shk_buf *b, size_t place, size_t prefix);
// shk_splice replaces `remove` bytes at `offset` by `insert` (both clamped to the buffer).
void shk_splice(struct shk_buf *b, size_t offset, size_t remove, struct shk_bytes insert);

// --- Randomness ----------------------------------------------------------------------------------------------------

// Seeded, repeatable, not secret. Equal seeds give equal bytes on every machine.
struct shk_rng {
    uint64_t state[4];
};
void shk_rng_seed(struct shk_rng *rng, uint64_t seed);
uint64_t shk_rng_next(struct shk_rng *rng);
uint32_t shk_rng_below(struct shk_rng *rng, uint32_t limit); // 0 when limit is 0
void shk_rng_fill(struct shk_rng *rng, uint8_t *out, size_t len);

#endif
