// What the wire tests share: an arena for each test, hex, and parsing from an exact allocation, so that ASan sees a read
// behind the end.
#ifndef SHK_TESTS_WIRE_SUPPORT_H
#define SHK_TESTS_WIRE_SUPPORT_H

#include "wire/schema.h"
#include "wire_examples.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct shk_arena *arena __attribute__((unused));

static inline int set_up(void **state) {
    (void)state;
    arena = shk_arena_new();
    return 0;
}

static inline int tear_down(void **state) {
    (void)state;
    shk_arena_free(arena);
    return 0;
}

static inline struct shk_bytes hex(const char *text) {
    struct shk_bytes out;
    assert_true(shk_unhex(arena, text, &out));
    return out;
}

static inline void assert_same(struct shk_bytes got, struct shk_bytes expected) {
    assert_string_equal(shk_hex(arena, got), shk_hex(arena, expected));
}

static inline bool parse_exact(struct shk_layout layout, struct shk_bytes bytes, bool header, struct shk_tree *out,
                               struct shk_error *err) {
    uint8_t *exact = malloc(bytes.len > 0 ? bytes.len : 1);
    assert_non_null(exact);
    if (bytes.len > 0) memcpy(exact, bytes.data, bytes.len);
    struct shk_bytes view = shk_view(exact, bytes.len);
    bool ok = header ? shk_parse_message(arena, layout, view, out, err) : shk_parse(arena, layout, view, out, err);
    free(exact);
    return ok;
}

// Parses an example; the test fails with the parser's sentence when it does not parse.
static inline struct shk_tree parse_example(const struct wire_example *e) {
    struct shk_tree tree;
    struct shk_error err = {{0}};
    if (!parse_exact(e->layout, hex(e->hex), false, &tree, &err)) fail_msg("%s: %s", e->name, err.text);
    return tree;
}

// The example with a handshake header in front, or as it is for other records.
static inline struct shk_bytes with_header(const struct wire_example *e) {
    struct shk_buf b = shk_buf_in(arena);
    bool handshake = shk_message_content_type(e->layout.message) == SHK_TYPE_HANDSHAKE;
    if (handshake) {
        shk_put_uint(&b, 1, shk_message_handshake_type(e->layout.message));
        shk_put_vector(&b, 3, hex(e->hex));
    } else {
        shk_put(&b, hex(e->hex));
    }
    return shk_buf_view(&b);
}

#endif
