// Edits by path: what is sent afterwards, which lengths follow, and whether later edits still find their field.
#include "wire_support.h"

static const struct shk_layout ke = {SHK_CLIENT_KEY_EXCHANGE, SHK_TLS12, SHK_KX_ECDHE, 0};

static struct shk_tree parse_message(struct shk_layout layout, const char *text) {
    struct shk_tree t;
    struct shk_error err = {{0}};
    if (!parse_exact(layout, hex(text), true, &t, &err)) fail_msg("%s", err.text);
    return t;
}

static void splice(struct shk_tree *t, const char *path, size_t at, size_t remove, const char *insert, bool repair) {
    uint16_t node = shk_find(t, path);
    assert_int_not_equal(node, SHK_NO_NODE);
    assert_true(shk_tree_splice(t, node, shk_path_part(path), at, remove, hex(insert), repair));
}

static void assert_bytes(const struct shk_tree *t, const char *expected) {
    assert_same(shk_buf_view(&t->bytes), hex(expected));
}

// --- One edit ----------------------------------------------------------------------------------------------------------

static void test_repair_and_not(void **state) {
    (void)state;
    struct shk_tree t = parse_message(ke, "10 000003 02 aabb");
    splice(&t, "ecdh_Yc", 1, 0, "ccdd", true);
    assert_bytes(&t, "10 000005 04 aaccddbb");
    t = parse_message(ke, "10 000003 02 aabb");
    splice(&t, "ecdh_Yc", 1, 0, "ccdd", false);
    assert_bytes(&t, "10 000003 02 aaccddbb");
    assert_same(shk_value(&t, "ecdh_Yc"), hex("aaccddbb"));
}

static void test_own_length(void **state) {
    (void)state;
    struct shk_tree t = parse_message(ke, "10 000003 02 aabb");
    splice(&t, "ecdh_Yc:length", 0, 1, "ff", true); // as many bytes as before: nothing to correct
    assert_bytes(&t, "10 000003 ff aabb");
    splice(&t, "ecdh_Yc:length", 0, 0, "00", true); // a wider prefix: the header follows, the prefix is what it is
    assert_bytes(&t, "10 000004 00ff aabb");
    assert_same(shk_value(&t, "ecdh_Yc:length"), hex("00ff"));
    splice(&t, "ecdh_Yc:length", 0, 2, "", true);
    assert_bytes(&t, "10 000002 aabb");
    assert_same(shk_value(&t, "ecdh_Yc"), hex("aabb"));
    splice(&t, "ecdh_Yc:length", 0, 0, "02", true); // and it can come back
    assert_bytes(&t, "10 000003 02 aabb");
}

static void test_header_fields(void **state) {
    (void)state;
    struct shk_tree t = parse_message(ke, "10 000003 02 aabb");
    splice(&t, ":type", 0, 1, "0e", true);
    splice(&t, ":length", 2, 1, "ff", true);
    assert_bytes(&t, "0e 0000ff 02 aabb");
    splice(&t, ":length", 0, 1, "", true);
    assert_bytes(&t, "0e 00ff 02 aabb");
    splice(&t, ":type", 0, 0, "7777", true);
    assert_bytes(&t, "77770e 00ff 02 aabb");
    splice(&t, "ecdh_Yc", 2, 0, "cc", true); // the spoilt length grows like any other
    assert_bytes(&t, "77770e 0100 03 aabbcc");
    splice(&t, ":whole", SIZE_MAX, 0, "99", true); // behind the message: in no length
    assert_bytes(&t, "77770e 0100 03 aabbcc 99");
    assert_same(shk_value(&t, ""), hex("03 aabbcc"));
}

static void test_body_of_unknown_layout(void **state) {
    (void)state;
    struct shk_tree t = parse_message((struct shk_layout){SHK_SERVER_HELLO_DONE, SHK_TLS12, 0, 0}, "0e 000000");
    splice(&t, "", 0, 0, "0102", true);
    assert_bytes(&t, "0e 000002 0102");
    struct shk_tree raw;
    assert_true(shk_parse(arena, (struct shk_layout){SHK_RAW_RECORD, SHK_TLS12, 0, 0}, hex(""), &raw, NULL));
    splice(&raw, "", 0, 0, "16 0303", true);
    assert_bytes(&raw, "16 0303");
}

static void test_saturation(void **state) {
    (void)state;
    struct shk_buf b = shk_buf_in(arena);
    struct shk_tree t = parse_message(ke, "10 000003 02 aabb");
    shk_put_fill(&b, 0x55, 300);
    assert_true(shk_tree_splice(&t, shk_find(&t, "ecdh_Yc"), SHK_PART_VALUE, 0, 0, shk_buf_view(&b), true));
    assert_int_equal(shk_number(&t, "ecdh_Yc:length"), 255);
    assert_int_equal(shk_number(&t, ":length"), 303);
    assert_int_equal(shk_value(&t, "ecdh_Yc").len, 302);
}

static void test_no_such_part(void **state) {
    (void)state;
    struct shk_tree t = parse_example(&wire_examples[0]);
    assert_false(shk_tree_splice(&t, shk_find(&t, "random"), SHK_PART_LENGTH, 0, 0, hex("00"), true));
    assert_false(shk_tree_splice(&t, shk_find(&t, "random"), SHK_PART_TYPE, 0, 0, hex("00"), true));
    assert_false(shk_tree_splice(&t, 0, SHK_PART_LENGTH, 0, 0, hex("00"), true)); // parsed without its header
    assert_false(shk_tree_splice(&t, SHK_NO_NODE, SHK_PART_VALUE, 0, 0, hex("00"), true));
    assert_same(shk_buf_view(&t.bytes), hex(wire_examples[0].hex));
}

// --- Extensions ----------------------------------------------------------------------------------------------------------

static const struct shk_layout ee = {SHK_ENCRYPTED_EXTENSIONS, SHK_TLS13, 0, 0};

static void test_extensions(void **state) {
    (void)state;
    static const char message[] = "08 00000f 000d 0010 0005 0003 02 6832 0000 0000";
    struct shk_tree t = parse_message(ee, message);
    splice(&t, "extensions.alpn.protocol_name_list[0]", 2, 0, "2d", true);
    assert_bytes(&t, "08 000010 000e 0010 0006 0004 03 68322d 0000 0000");
    splice(&t, "extensions.server_name:type", 0, 2, "0a0a", true);
    assert_bytes(&t, "08 000010 000e 0010 0006 0004 03 68322d 0a0a 0000");
    assert_true(shk_has(&t, "extensions.server_name")); // the path still means the entry that was there
    splice(&t, "extensions.server_name:length", 1, 1, "05", true);
    splice(&t, "extensions.server_name.extension_data", 0, 0, "ee", true);
    assert_bytes(&t, "08 000011 000f 0010 0006 0004 03 68322d 0a0a 0006 ee");

    t = parse_message(ee, message);
    splice(&t, "extensions.alpn:whole", 0, 9, "", true); // removed
    assert_bytes(&t, "08 000006 0004 0000 0000");
    assert_false(shk_has(&t, "extensions.alpn"));
    assert_false(shk_has(&t, "extensions.alpn.protocol_name_list"));
    assert_true(shk_has(&t, "extensions[1]"));
    splice(&t, "extensions.server_name:whole", SIZE_MAX, 0, "0000 0000", true); // sent twice
    assert_bytes(&t, "08 00000a 0008 0000 0000 0000 0000");
    assert_int_equal(shk_value(&t, "extensions.server_name").len, 4);

    t = parse_message(ee, message);
    splice(&t, "extensions.server_name:whole", 0, 0, "0a0a 0000", true); // one in front
    splice(&t, "extensions.server_name.extension_data", 0, 0, "01", true);
    assert_bytes(&t, "08 000014 0012 0010 0005 0003 02 6832 0a0a 0000 0000 0001 01");
    splice(&t, "extensions:whole", 0, 20, "", true); // the whole block
    assert_bytes(&t, "08 000000");
}

static void test_binders_follow(void **state) {
    (void)state;
    struct shk_tree t = parse_example(&wire_examples[0]);
    struct shk_bytes binder = shk_copy(arena, shk_value(&t, "extensions.pre_shared_key.binders[0]"));
    splice(&t, "legacy_session_id", 0, 32, "", true);
    splice(&t, "cipher_suites[0]:whole", 0, 2, "", true);
    splice(&t, "extensions.key_share.client_shares[0].key_exchange", 0, 0, "1234", false);
    assert_same(shk_value(&t, "extensions.pre_shared_key.binders[0]"), binder);
    assert_int_equal(shk_number(&t, "cipher_suites[1]"), 0x1301); // indices do not move
    splice(&t, "extensions.pre_shared_key.binders[0]", 0, 32, "00", true);
    assert_int_equal(shk_number(&t, "extensions.pre_shared_key.binders:length"), 2);
}

// --- Several edits -------------------------------------------------------------------------------------------------------

// An unrepaired edit stays visible in all lengths around it when a repaired one follows.
static void test_edits_do_not_undo_each_other(void **state) {
    (void)state;
    struct shk_tree t = parse_message(ee, "08 00000f 000d 0010 0005 0003 02 6832 0000 0000");
    splice(&t, "extensions.alpn.protocol_name_list[0]", 0, 0, "7878", false);
    splice(&t, "extensions.server_name.extension_data", 0, 0, "ff", true);
    assert_bytes(&t, "08 000010 000e 0010 0005 0003 02 78786832 0000 0001 ff");
}

static void test_insert_from_itself(void **state) {
    (void)state;
    struct shk_tree t = parse_message(ee, "08 00000f 000d 0010 0005 0003 02 6832 0000 0000");
    uint16_t alpn = shk_find(&t, "extensions.alpn");
    struct shk_bytes whole;
    assert_true(shk_part_bytes(&t, alpn, SHK_PART_WHOLE, &whole));
    assert_true(shk_tree_splice(&t, alpn, SHK_PART_WHOLE, SIZE_MAX, 0, whole, true));
    assert_bytes(&t, "08 000018 0016 0010 0005 0003 02 6832 0010 0005 0003 02 6832 0000 0000");
}

// --- Every node of every example ---------------------------------------------------------------------------------------

static bool plain(const struct shk_node *n) {
    return n->kind == SHK_OPAQUE || n->kind == SHK_REST;
}

// Whether one byte more keeps the message legal: not where the RFC bounds the field, nor where fields lie inside.
static bool may_grow(const struct shk_tree *t, uint16_t id) {
    const struct shk_node *n = &t->nodes[id];
    if (!plain(n)) return false;
    if (n->field->max != 0 && n->len + 1 > n->field->max) return false;
    if (t->layout.message == SHK_FINISHED) return false;
    if (n->name == NULL || strcmp(n->name, "extension_data") != 0) return true;
    return shk_extension_type(t->nodes[n->parent].extension, t->layout) == NULL;
}

// After a repaired edit the tree says what a new parse of its bytes says.
static void assert_like_parsed(const struct shk_tree *t, const char *name) {
    struct shk_tree fresh;
    struct shk_error err = {{0}};
    if (!parse_exact(t->layout, shk_buf_view(&t->bytes), t->header > 0, &fresh, &err))
        fail_msg("%s: %s", name, err.text);
    assert_int_equal(fresh.count, t->count);
    for (uint16_t i = 0; i < t->count; i++) {
        const struct shk_node *a = &t->nodes[i], *b = &fresh.nodes[i];
        bool same = a->off == b->off && a->len == b->len && a->prefix == b->prefix && !a->gone;
        if (!same) fail_msg("%s: %s is out of place", name, shk_path(&fresh, i));
    }
}

static void test_grow_every_value(void **state) {
    (void)state;
    size_t grown = 0;
    for (size_t i = 0; i < SHK_COUNT(wire_examples); i++) {
        const struct wire_example *e = &wire_examples[i];
        uint16_t count = (uint16_t)parse_example(e).count;
        for (uint16_t n = 1; n < count; n++) {
            struct shk_tree t;
            assert_true(parse_exact(e->layout, with_header(e), true, &t, NULL));
            if (!may_grow(&t, n)) continue;
            for (int place = 0; place < 3; place++) {
                size_t at = place == 0 ? 0 : place == 1 ? t.nodes[n].len / 2 : t.nodes[n].len;
                if (!may_grow(&t, n)) break;
                assert_true(shk_tree_splice(&t, n, SHK_PART_VALUE, at, 0, hex("5a"), true));
                assert_like_parsed(&t, e->name);
            }
            assert_true(shk_tree_splice(&t, n, SHK_PART_VALUE, 0, 1, hex(""), true));
            assert_like_parsed(&t, e->name);
            grown++;
        }
    }
    assert_true(grown > 70);
}

static bool may_lose(const struct shk_tree *t, uint16_t id) {
    const struct shk_node *n = &t->nodes[id], *vector = &t->nodes[n->parent];
    return n->name == NULL && id != 0 && vector->len >= vector->field->min + n->len + n->prefix;
}

static void test_remove_every_element(void **state) {
    (void)state;
    size_t removed = 0;
    for (size_t i = 0; i < SHK_COUNT(wire_examples); i++) {
        const struct wire_example *e = &wire_examples[i];
        uint16_t count = (uint16_t)parse_example(e).count;
        for (uint16_t n = 1; n < count; n++) {
            struct shk_tree t, fresh;
            struct shk_error err = {{0}};
            assert_true(parse_exact(e->layout, with_header(e), true, &t, NULL));
            bool element = t.nodes[n].name == NULL || t.nodes[n].field == NULL;
            if (!element || !may_lose(&t, n)) continue;
            uint32_t whole = t.nodes[n].len + t.nodes[n].prefix;
            assert_true(shk_tree_splice(&t, n, SHK_PART_WHOLE, 0, whole, hex(""), true));
            if (!parse_exact(e->layout, shk_buf_view(&t.bytes), true, &fresh, &err))
                fail_msg("%s: %s", e->name, err.text);
            assert_true(t.nodes[n].gone);
            removed++;
        }
    }
    assert_true(removed > 40);
}

// --- At random -----------------------------------------------------------------------------------------------------------

// What must hold whatever was done: nodes lie in the bytes, children in their parents.
static void assert_sound(const struct shk_tree *t) {
    for (uint16_t i = 0; i < t->count; i++) {
        const struct shk_node *n = &t->nodes[i], *p = &t->nodes[n->parent];
        if (n->gone) continue;
        assert_true(n->prefix <= n->off && (size_t)n->off + n->len <= t->bytes.len);
        assert_true(i == 0 || p->gone || (n->off - n->prefix >= p->off && n->off + n->len <= p->off + p->len));
    }
}

static void test_random_edits(void **state) {
    (void)state;
    struct shk_rng rng;
    shk_rng_seed(&rng, 5246);
    for (int i = 0; i < 20000; i++) {
        shk_arena_reset(arena);
        const struct wire_example *e = &wire_examples[shk_rng_below(&rng, SHK_COUNT(wire_examples))];
        struct shk_tree t;
        assert_true(parse_exact(e->layout, with_header(e), true, &t, NULL));
        for (uint32_t edits = 1 + shk_rng_below(&rng, 6); edits > 0; edits--) {
            uint8_t noise[300];
            shk_rng_fill(&rng, noise, sizeof(noise));
            uint16_t node = (uint16_t)shk_rng_below(&rng, (uint32_t)t.count);
            enum shk_part part = (enum shk_part)shk_rng_below(&rng, 4);
            size_t at = shk_rng_below(&rng, 3) == 0 ? SIZE_MAX : shk_rng_below(&rng, 20);
            size_t remove = shk_rng_below(&rng, 3) == 0 ? SIZE_MAX : shk_rng_below(&rng, 10);
            size_t put = shk_rng_below(&rng, 16) == 0 ? sizeof(noise) : shk_rng_below(&rng, 8);
            size_t before = t.bytes.len;
            bool ok = shk_tree_splice(&t, node, part, at, remove, shk_view(noise, put), (noise[0] & 1) != 0);
            if (!ok) assert_int_equal(t.bytes.len, before);
            assert_sound(&t);
        }
        struct shk_buf out = shk_buf_in(arena);
        shk_build(&t, &out);
        shk_print(&t, &out);
        for (uint16_t n = 0; n < t.count; n++) (void)shk_path(&t, n);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_repair_and_not, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_own_length, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_header_fields, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_body_of_unknown_layout, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_saturation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_such_part, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_extensions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_binders_follow, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_edits_do_not_undo_each_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_insert_from_itself, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_grow_every_value, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_remove_every_element, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_random_edits, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("wire_edit", tests, NULL, NULL);
}
