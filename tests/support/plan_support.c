#include "support/plan_support.h"

#include <string.h>

#include "plan/names.h"

static void fill(struct shk_buf *b, uint8_t from, size_t count) {
    for (size_t i = 0; i < count; i++) shk_put_uint(b, 1, (uint8_t)(from + i));
}

static void extension(struct shk_buf *b, uint16_t type, const char *hex) {
    struct shk_bytes data;
    if (!shk_unhex(b->arena, hex, &data)) return;
    shk_put_uint(b, 2, type);
    shk_put_vector(b, 2, data);
}

struct honest honest_client_hello(struct shk_arena *arena) {
    struct shk_buf b = shk_buf_in(arena);
    shk_put_uint(&b, 1, 1);
    size_t message = shk_open(&b, 3);
    shk_put_uint(&b, 2, 0x0303);
    fill(&b, 0x10, 32);
    size_t id = shk_open(&b, 1);
    fill(&b, 0x80, 32);
    shk_close(&b, id, 1);
    shk_put_vector(&b, 2, shk_view("\x13\x01\x13\x02\x13\x03", 6));
    shk_put_vector(&b, 1, shk_view("\0", 1));
    size_t block = shk_open(&b, 2);
    extension(&b, SHK_EXT_SERVER_NAME, "000c0000096c6f63616c686f7374");
    extension(&b, SHK_EXT_SUPPORTED_GROUPS, "0004001d0017");
    extension(&b, SHK_EXT_SIGNATURE_ALGORITHMS, "000604030804 0807");
    extension(&b, SHK_EXT_SUPPORTED_VERSIONS, "020304");
    extension(&b, 0x7a7a, "0102");
    shk_put_uint(&b, 2, SHK_EXT_KEY_SHARE);
    size_t share = shk_open(&b, 2), shares = shk_open(&b, 2);
    shk_put_uint(&b, 2, SHK_GROUP_X25519);
    size_t key = shk_open(&b, 2);
    fill(&b, 0x40, 32);
    shk_close(&b, key, 2);
    shk_close(&b, shares, 2);
    shk_close(&b, share, 2);
    extension(&b, SHK_EXT_PSK_KEY_EXCHANGE_MODES, "0101");
    shk_put_uint(&b, 2, SHK_EXT_PRE_SHARED_KEY);
    size_t psk = shk_open(&b, 2), identities = shk_open(&b, 2);
    shk_put_vector(&b, 2, shk_text("ticket"));
    shk_put_uint(&b, 4, 0x12345678);
    shk_close(&b, identities, 2);
    size_t binders = shk_open(&b, 2), binder = shk_open(&b, 1);
    fill(&b, 0xa0, 32);
    shk_close(&b, binder, 1);
    shk_close(&b, binders, 2);
    shk_close(&b, psk, 2);
    shk_close(&b, block, 2);
    shk_close(&b, message, 3);
    return (struct honest){{SHK_CLIENT_HELLO, 0x0304, 0, 0}, shk_buf_view(&b)};
}

struct honest honest_plain_hello(struct shk_arena *arena) {
    struct shk_buf b = shk_buf_in(arena);
    shk_put_uint(&b, 1, 1);
    size_t message = shk_open(&b, 3);
    shk_put_uint(&b, 2, 0x0303);
    fill(&b, 0, 32);
    shk_put_uint(&b, 1, 0);
    shk_put_vector(&b, 2, shk_view("\0\x2f\0\xff", 4));
    shk_put_vector(&b, 1, shk_view("\0", 1));
    shk_close(&b, message, 3);
    return (struct honest){{SHK_CLIENT_HELLO, 0x0303, 0, 0}, shk_buf_view(&b)};
}

struct honest honest_certificate(struct shk_arena *arena) {
    struct shk_buf b = shk_buf_in(arena);
    shk_put_uint(&b, 1, 11);
    size_t message = shk_open(&b, 3);
    shk_put_uint(&b, 1, 0);
    size_t list = shk_open(&b, 3);
    shk_put_vector(&b, 3, shk_text("this would be the leaf certificate"));
    size_t block = shk_open(&b, 2);
    extension(&b, SHK_EXT_SCT, "000400020102");
    shk_close(&b, block, 2);
    shk_put_vector(&b, 3, shk_text("and this its issuer"));
    shk_put_uint(&b, 2, 0);
    shk_close(&b, list, 3);
    shk_close(&b, message, 3);
    return (struct honest){{SHK_CERTIFICATE, 0x0304, 0, 0}, shk_buf_view(&b)};
}

struct honest honest_certificate_verify(struct shk_arena *arena) {
    struct shk_buf b = shk_buf_in(arena);
    shk_put_uint(&b, 1, 15);
    size_t message = shk_open(&b, 3);
    shk_put_uint(&b, 2, SHK_ED25519);
    size_t signature = shk_open(&b, 2);
    fill(&b, 0, 64);
    shk_close(&b, signature, 2);
    shk_close(&b, message, 3);
    return (struct honest){{SHK_CERTIFICATE_VERIFY, 0x0304, 0, 0}, shk_buf_view(&b)};
}

struct honest honest_finished(struct shk_arena *arena) {
    struct shk_buf b = shk_buf_in(arena);
    shk_put_uint(&b, 1, 20);
    size_t message = shk_open(&b, 3);
    fill(&b, 0x33, 32);
    shk_close(&b, message, 3);
    return (struct honest){{SHK_FINISHED, 0x0304, 0, 0}, shk_buf_view(&b)};
}

struct honest honest_server_key_exchange(struct shk_arena *arena) {
    struct shk_buf b = shk_buf_in(arena);
    shk_put_uint(&b, 1, 12);
    size_t message = shk_open(&b, 3);
    shk_put_uint(&b, 1, 3);
    shk_put_uint(&b, 2, SHK_GROUP_SECP256R1);
    size_t point = shk_open(&b, 1);
    shk_put_uint(&b, 1, 4);
    fill(&b, 0x21, 64);
    shk_close(&b, point, 1);
    shk_put_uint(&b, 2, SHK_ECDSA_SECP256R1_SHA256);
    shk_put_vector(&b, 2, shk_text("signature"));
    shk_close(&b, message, 3);
    return (struct honest){{SHK_SERVER_KEY_EXCHANGE, 0x0303, SHK_KX_ECDHE, 0}, shk_buf_view(&b)};
}

struct honest honest_at(struct shk_arena *arena, size_t index) {
    static struct honest (*const makers[HONEST_COUNT])(struct shk_arena *) = {
        honest_client_hello,       honest_plain_hello, honest_certificate,
        honest_certificate_verify, honest_finished,    honest_server_key_exchange};
    return makers[index % HONEST_COUNT](arena);
}

// --- Random plans ----------------------------------------------------------------------------------------------------

static uint8_t some(struct shk_rng *rng, enum shk_words words) {
    size_t count;
    const struct shk_word *rows = shk_words(words, &count);
    return rows[shk_rng_below(rng, (uint32_t)count)].number;
}

static int32_t some_number(struct shk_rng *rng) {
    static const int32_t edges[] = {0, 1, -1, 2, 255, 256, 65535, 65536, INT32_MAX, INT32_MIN, 0x0301, 21, 22, 43};
    if (shk_rng_below(rng, 2) == 0) return edges[shk_rng_below(rng, SHK_COUNT(edges))];
    return (int32_t)shk_rng_below(rng, 300) - 30;
}

static struct shk_bytes some_data(struct shk_arena *arena, struct shk_rng *rng) {
    size_t len = shk_rng_below(rng, 3) == 0 ? 0 : shk_rng_below(rng, 12);
    uint8_t *bytes = shk_alloc(arena, len);
    shk_rng_fill(rng, bytes, len);
    return shk_view(bytes, len);
}

static const char *some_path(struct shk_rng *rng) {
    static const char *const paths[] = {"",
                                        ":length",
                                        ":type",
                                        "random",
                                        "cipher_suites[1]",
                                        "cipher_suites:length",
                                        "extensions.key_share.client_shares[0].key_exchange",
                                        "extensions[3]",
                                        "[0]",
                                        "..a",
                                        "extensions.0x7a7a:length"};
    return paths[shk_rng_below(rng, SHK_COUNT(paths))];
}

static uint16_t some_two_bytes(struct shk_rng *rng, enum shk_registry registry) {
    uint32_t value;
    const char *name;
    if (shk_rng_below(rng, 3) == 0) return 0;
    if (shk_rng_below(rng, 3) == 0) return (uint16_t)shk_rng_next(rng);
    return shk_registry_at(registry, shk_rng_below(rng, 40), &value, &name) ? (uint16_t)value : 0x1301;
}

static void some_edit(struct shk_arena *arena, struct shk_rng *rng, struct shk_edit *out) {
    static const enum shk_words ops[] = {[SHK_EDIT_FIELD] = SHK_WORDS_FIELD_OP,
                                         [SHK_EDIT_RECORD] = SHK_WORDS_RECORD_OP,
                                         [SHK_EDIT_SEAL] = SHK_WORDS_SEAL,
                                         [SHK_EDIT_STOP] = SHK_WORDS_STOP};
    *out = (struct shk_edit){.kind = some(rng, SHK_WORDS_EDIT), .message = some(rng, SHK_WORDS_MESSAGE)};
    bool has_op = out->kind == SHK_EDIT_FIELD || out->kind == SHK_EDIT_RECORD || out->kind == SHK_EDIT_SEAL ||
                  out->kind == SHK_EDIT_STOP;
    if (has_op) out->op = some(rng, ops[out->kind]);
    struct shk_edit_uses uses = shk_edit_uses(out);
    if (shk_rng_below(rng, 4) == 0) out->occurrence = (uint8_t)shk_rng_below(rng, 256);
    if (uses.other) out->other = shk_rng_below(rng, 2) == 0 ? (uint8_t)SHK_ALERT : some(rng, SHK_WORDS_MESSAGE);
    if (uses.keys) out->keys = some(rng, SHK_WORDS_KEYS);
    if (shk_rng_below(rng, 5) == 0) out->flags |= SHK_LEAD_IN;
    if (uses.raw && shk_rng_below(rng, 3) == 0) out->flags |= SHK_RAW;
    if (uses.after && shk_rng_below(rng, 2) == 0) out->flags |= SHK_AFTER;
    if (uses.a) out->a = some_number(rng);
    if (uses.b) out->b = some_number(rng);
    if (uses.path) out->path = some_path(rng);
    bool body = out->kind == SHK_EDIT_INSERT || out->kind == SHK_EDIT_REPLACE;
    if (uses.data && (!body || shk_rng_below(rng, 3) > 0)) out->data = some_data(arena, rng);
    if (body && shk_rng_below(rng, 3) == 0) out->data = shk_view("\x02\x28", 2);
    bool times = out->kind == SHK_EDIT_INSERT || out->kind == SHK_EDIT_REPEAT;
    if (times && (out->a < 0 || out->a > SHK_MAX_TIMES)) out->a = 0;
}

static void some_expect(struct shk_rng *rng, struct shk_expect *out) {
    *out = (struct shk_expect){.outcome = (uint8_t)shk_rng_below(rng, SHK_EXPECT_CHECK + 1)};
    out->flags = (uint8_t)shk_rng_below(rng, 64);
    out->alert_count = (uint8_t)shk_rng_below(rng, SHK_MAX_ALERTS + 1);
    for (size_t i = 0; i < out->alert_count; i++) out->alerts[i] = (uint8_t)shk_rng_below(rng, 256);
    if (out->outcome == SHK_EXPECT_CHECK) out->check = "server-random-fresh";
}

void random_plan(struct shk_arena *arena, struct shk_rng *rng, struct shk_plan *out) {
    memset(out, 0, sizeof(*out));
    out->flow = (enum shk_flow)some(rng, SHK_WORDS_FLOW);
    for (int i = 0; i < 3; i++) out->features |= UINT32_C(1) << some(rng, SHK_WORDS_FEATURE);
    if (shk_rng_below(rng, 2) == 0) out->kx = some(rng, SHK_WORDS_KX);
    if (shk_rng_below(rng, 2) == 0) out->certificate = some(rng, SHK_WORDS_CERTIFICATE);
    if (out->certificate != 0 && shk_rng_below(rng, 3) == 0) out->then_certificate = some(rng, SHK_WORDS_CERTIFICATE);
    out->suite = some_two_bytes(rng, SHK_REG_CIPHER_SUITE);
    out->group = some_two_bytes(rng, SHK_REG_GROUP);
    out->scheme = some_two_bytes(rng, SHK_REG_SIGNATURE_SCHEME);
    if (shk_rng_below(rng, 4) == 0) out->chain = "t-expired-leaf";
    if (shk_rng_below(rng, 2) == 0) out->seed = shk_rng_next(rng);
    out->edit_count = shk_rng_below(rng, 4) == 0 ? SHK_MAX_EDITS : shk_rng_below(rng, 6);
    for (size_t i = 0; i < out->edit_count; i++) some_edit(arena, rng, &out->edits[i]);
    some_expect(rng, &out->expect);
}

void random_field_edit(struct shk_rng *rng, const struct shk_tree *tree, struct shk_edit *out) {
    static const char *const suffixes[] = {"", "", "", ":length", ":type", ":whole"};
    *out = (struct shk_edit){
        .kind = SHK_EDIT_FIELD, .message = (uint8_t)tree->layout.message, .op = some(rng, SHK_WORDS_FIELD_OP)};
    const char *path = shk_path(tree, (uint16_t)shk_rng_below(rng, (uint32_t)tree->count));
    out->path = shk_format(tree->arena, "%s%s", path, suffixes[shk_rng_below(rng, SHK_COUNT(suffixes))]);
    out->a = shk_rng_below(rng, 8) == 0 ? some_number(rng) : (int32_t)shk_rng_below(rng, 40) - 8;
    out->b = shk_rng_below(rng, 8) == 0 ? some_number(rng) : (int32_t)shk_rng_below(rng, 8);
    out->data = some_data(tree->arena, rng);
    if (shk_rng_below(rng, 3) == 0) out->flags = SHK_RAW;
}
