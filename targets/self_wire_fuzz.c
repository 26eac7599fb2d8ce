// Fuzzes the harness itself: the schema's parser, builder, paths and edits. The input is one byte for the message, one for
// version and key exchange, six that make an edit, and then the message body. What parses must be built again byte for
// byte, every path must lead back to its node, and an edit must leave the tree inside its bytes. It is named self_ so that
// the build instruments the harness, which targets for a SUT leave alone.
#include "self_arena.h"
#include "wire/schema.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static struct shk_layout layout_of(const uint8_t *head) {
    static const uint8_t kx[] = {SHK_KX_NONE, SHK_KX_RSA, SHK_KX_DHE, SHK_KX_ECDHE};
    static const uint8_t mac[] = {0, 12, 32, 48};
    struct shk_layout layout = {.message = (enum shk_message)(head[0] % 25)};
    layout.version = (head[1] & 1) != 0 ? SHK_TLS13 : SHK_TLS12;
    layout.kx = kx[head[1] >> 1 & 3];
    layout.mac_len = mac[head[1] >> 3 & 3];
    return layout;
}

static void check_paths(const struct shk_tree *tree) {
    for (uint16_t n = 0; n < tree->count && n < 500; n++) require(shk_find(tree, shk_path(tree, n)) == n);
}

static void check_places(const struct shk_tree *tree) {
    for (uint16_t n = 0; n < tree->count; n++) {
        const struct shk_node *at = &tree->nodes[n];
        require(at->gone || (at->prefix <= at->off && (size_t)at->off + at->len <= tree->bytes.len));
    }
}

static void edit(struct shk_tree *tree, const uint8_t *how, struct shk_bytes insert) {
    uint16_t node = (uint16_t)(((size_t)how[0] << 8 | how[1]) % tree->count);
    bool repair = (how[2] & 128) != 0;
    enum shk_part part = (enum shk_part)(how[2] & 3);
    size_t before = tree->bytes.len;
    if (!shk_tree_splice(tree, node, part, how[3], how[4], insert, repair)) require(tree->bytes.len == before);
    check_places(tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 8) return 0;
    begin_input();
    struct shk_bytes body = shk_view(data + 8, size - 8);
    struct shk_error err;
    struct shk_tree tree;
    if (!shk_parse(arena, layout_of(data), body, &tree, &err)) {
        require(memchr(err.text, 0, sizeof(err.text)) != NULL && err.text[0] != '\0');
        return 0;
    }
    struct shk_buf out = shk_buf_in(arena);
    shk_build(&tree, &out);
    require(shk_equal(shk_buf_view(&out), body));
    check_paths(&tree);
    edit(&tree, data + 2, shk_slice(body, 0, data[7] & 15));
    edit(&tree, data + 3, shk_slice(body, 1, data[7] >> 4));
    out.len = 0;
    shk_print(&tree, &out);
    return 0;
}
