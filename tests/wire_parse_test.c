// Parsing, building, paths and printing: every message of both versions, every truncation, and much that is random.
#include "wire_support.h"

static void test_examples_come_back(void **state) {
    (void)state;
    for (size_t i = 0; i < SHK_COUNT(wire_examples); i++) {
        struct shk_tree tree = parse_example(&wire_examples[i]);
        struct shk_buf out = shk_buf_in(arena);
        shk_build(&tree, &out);
        assert_same(shk_buf_view(&out), hex(wire_examples[i].hex));
    }
}

static void test_examples_come_back_with_header(void **state) {
    (void)state;
    for (size_t i = 0; i < SHK_COUNT(wire_examples); i++) {
        struct shk_tree tree;
        struct shk_error err = {{0}};
        struct shk_bytes message = with_header(&wire_examples[i]);
        if (!parse_exact(wire_examples[i].layout, message, true, &tree, &err)) fail_msg("%s", err.text);
        struct shk_buf out = shk_buf_in(arena);
        shk_build(&tree, &out);
        assert_same(shk_buf_view(&out), message);
    }
}

static void test_every_message_has_an_example(void **state) {
    (void)state;
    for (int m = SHK_CLIENT_HELLO; m <= SHK_RAW_RECORD; m++) {
        size_t i = 0;
        while (i < SHK_COUNT(wire_examples) && (int)wire_examples[i].layout.message != m) i++;
        if (i == SHK_COUNT(wire_examples)) fail_msg("no example of %s", shk_message_name((enum shk_message)m));
    }
}

// A prefix may be legal only where a field is optional or takes what is left.
static bool may_end(const struct shk_tree *tree, uint32_t len) {
    const struct shk_node *root = &tree->nodes[0];
    if (root->child == 0) return true; // no layout
    for (uint16_t c = root->child; c != 0; c = tree->nodes[c].next) {
        const struct shk_node *n = &tree->nodes[c];
        if ((n->field->flags & SHK_OPTIONAL) != 0 && n->off - n->prefix == len) return true;
        if (n->kind == SHK_REST && len >= n->off && tree->layout.mac_len == 0) return true;
    }
    return false;
}

static void test_truncations(void **state) {
    (void)state;
    for (size_t i = 0; i < SHK_COUNT(wire_examples); i++) {
        const struct wire_example *e = &wire_examples[i];
        struct shk_tree full = parse_example(e);
        for (uint32_t len = 0; len < full.nodes[0].len; len++) {
            struct shk_tree cut;
            struct shk_error err = {{0}};
            bool ok = parse_exact(e->layout, shk_slice(hex(e->hex), 0, len), false, &cut, &err);
            if (ok != may_end(&full, len)) fail_msg("%s cut to %u bytes: %s", e->name, len, ok ? "parsed" : err.text);
            assert_true(ok || strlen(err.text) > 10);
        }
    }
}

static void test_trailing_byte(void **state) {
    (void)state;
    for (size_t i = 0; i < SHK_COUNT(wire_examples); i++) {
        const struct wire_example *e = &wire_examples[i];
        struct shk_tree full = parse_example(e), longer;
        struct shk_buf b = shk_buf_in(arena);
        shk_put(&b, hex(e->hex));
        shk_put_uint(&b, 1, 0);
        uint16_t last = full.nodes[0].child;
        while (last != 0 && full.nodes[last].next != 0) last = full.nodes[last].next;
        bool open = full.nodes[0].child == 0 && shk_message_type(e->layout) == NULL;
        if (last != 0 && full.nodes[last].kind == SHK_REST) open = e->layout.mac_len == 0;
        assert_int_equal(parse_exact(e->layout, shk_buf_view(&b), false, &longer, NULL), open);
    }
}

static void test_paths(void **state) {
    (void)state;
    for (size_t i = 0; i < SHK_COUNT(wire_examples); i++) {
        struct shk_tree tree = parse_example(&wire_examples[i]);
        for (uint16_t n = 0; n < tree.count; n++) {
            const char *path = shk_path(&tree, n);
            if (shk_find(&tree, path) != n) fail_msg("%s: %s is not found", wire_examples[i].name, path);
            assert_int_equal(shk_find(&tree, shk_format(arena, "%s:whole", path)), n);
        }
    }
}

static void test_path_values(void **state) {
    (void)state;
    struct shk_tree t = parse_example(&wire_examples[0]);
    assert_int_equal(shk_number(&t, "legacy_version"), 0x0303);
    assert_int_equal(shk_number(&t, "cipher_suites[1]"), 0x1301);
    assert_int_equal(shk_number(&t, "cipher_suites:length"), 12);
    assert_int_equal(shk_number(&t, "extensions.key_share.client_shares[1].group"), SHK_GROUP_SECP256R1);
    assert_int_equal(shk_number(&t, "extensions.0x0033.client_shares[0].group"), SHK_GROUP_X25519);
    assert_int_equal(shk_number(&t, "extensions.key_share:type"), SHK_EXT_KEY_SHARE);
    assert_int_equal(shk_number(&t, "extensions.key_share:length"), 0x6b);
    assert_int_equal(shk_value(&t, "extensions.pre_shared_key.binders[0]").len, 32);
    assert_same(shk_value(&t, "extensions.alpn.protocol_name_list[1]"), shk_text("http/1.1"));
    assert_same(shk_value(&t, "extensions.sni.server_name_list[0].host_name"), shk_text("example.com"));
    assert_same(shk_value(&t, "extensions.0x1234"), hex("1234 0002 abcd"));
    assert_true(shk_has(&t, "extensions[3]"));
    assert_true(shk_has(&t, ""));
}

// RFC 5246 says dh_p, people say p.
static void test_aliases(void **state) {
    (void)state;
    struct shk_tree t;
    assert_true(shk_parse(arena, (struct shk_layout){SHK_SERVER_KEY_EXCHANGE, SHK_TLS12, SHK_KX_DHE, 0},
                          hex("0001 17 0001 02 0001 04 0401 0000"), &t, NULL));
    assert_int_equal(shk_find(&t, "p"), shk_find(&t, "dh_p"));
    assert_int_equal(shk_number(&t, "Ys"), 4);
    assert_string_equal(shk_path(&t, shk_find(&t, "g")), "dh_g");
    assert_true(shk_parse(arena, (struct shk_layout){SHK_SERVER_KEY_EXCHANGE, SHK_TLS12, SHK_KX_ECDHE, 0},
                          hex("03 001d 01 aa 0401 0000"), &t, NULL));
    assert_int_equal(shk_number(&t, "group"), SHK_GROUP_X25519);
    assert_int_equal(shk_number(&t, "public"), 0xaa);
    assert_true(shk_parse(arena, (struct shk_layout){SHK_CLIENT_KEY_EXCHANGE, SHK_TLS12, SHK_KX_ECDHE, 0}, hex("01 bb"),
                          &t, NULL));
    assert_int_equal(shk_number(&t, "point"), 0xbb);
}

static void test_paths_that_are_none(void **state) {
    (void)state;
    static const char *const paths[] = {"nothing",
                                        "legacy_version.x",
                                        "cipher_suites[6]",
                                        "cipher_suites[",
                                        "cipher_suites[x]",
                                        "cipher_suites[99999999999]",
                                        "cipher_suites[-1]",
                                        "extensions.cookie2",
                                        "extensions.",
                                        ".",
                                        "..",
                                        "[0]",
                                        "legacy_version[0]",
                                        "legacy_version:size",
                                        "extensions..key_share",
                                        "extensions.key_share.",
                                        "random:",
                                        "cipher_suites[0]x",
                                        "extensions.0x",
                                        ":"};
    struct shk_tree t = parse_example(&wire_examples[0]);
    for (size_t i = 0; i < SHK_COUNT(paths); i++) {
        if (shk_has(&t, paths[i])) fail_msg("\"%s\" is found", paths[i]);
        assert_int_equal(shk_value(&t, paths[i]).len, 0);
    }
    assert_int_equal(shk_value(&t, ":length").len, 0); // parsed without a header: there is no such part
}

static void test_absent_block(void **state) {
    (void)state;
    struct shk_tree t;
    assert_true(shk_parse(
        arena, (struct shk_layout){SHK_CLIENT_HELLO, SHK_TLS12, 0, 0},
        hex("0303 000102030405060708090a0b0c0d0e0f 101112131415161718191a1b1c1d1e1f 00 0002 002f 01 00"), &t, NULL));
    assert_int_equal(shk_find(&t, "extensions"), SHK_NO_NODE);
    assert_int_equal(shk_find(&t, "extensions.key_share"), SHK_NO_NODE);
}

static void test_first_of_two(void **state) {
    (void)state;
    struct shk_tree t;
    assert_true(shk_parse(arena, (struct shk_layout){SHK_ENCRYPTED_EXTENSIONS, SHK_TLS13, 0, 0},
                          hex("000c 001c 0002 4001 001c 0002 4002"), &t, NULL));
    assert_int_equal(shk_number(&t, "extensions.record_size_limit.record_size_limit"), 0x4001);
    assert_int_equal(shk_number(&t, "extensions[1].record_size_limit"), 0x4002);
    uint16_t second = shk_find(&t, "extensions[1]");
    assert_string_equal(shk_path(&t, second), "extensions[1]");
}

static void test_header(void **state) {
    (void)state;
    struct shk_layout layout = {SHK_KEY_UPDATE, SHK_TLS13, 0, 0};
    struct shk_tree t;
    struct shk_error err;
    assert_true(parse_exact(layout, hex("18 000001 01"), true, &t, &err));
    assert_int_equal(shk_number(&t, ":type"), 24);
    assert_int_equal(shk_number(&t, ":length"), 1);
    assert_int_equal(shk_number(&t, "request_update"), 1);
    assert_same(shk_value(&t, ":whole"), hex("18 000001 01"));
    static const char *const bad[] = {"", "18", "18 0000", "18 000002 01", "18 000000 01", "19 000001 01"};
    for (size_t i = 0; i < SHK_COUNT(bad); i++) assert_false(parse_exact(layout, hex(bad[i]), true, &t, &err));
}

static void test_bounds(void **state) {
    (void)state;
    static const struct {
        struct shk_layout layout;
        const char *hex;
        const char *field;
    } bad[] = {
        {{SHK_CLIENT_KEY_EXCHANGE, SHK_TLS12, SHK_KX_ECDHE, 0}, "00", "ecdh_Yc"},
        {{SHK_CERTIFICATE_STATUS, SHK_TLS12, 0, 0}, "01 000000", "response"},
        {{SHK_CERTIFICATE, SHK_TLS13, 0, 0}, "00 000005 000000 0000", "certificate_list[0].cert_data"},
        {{SHK_FINISHED, SHK_TLS13, 0, 48}, "00112233", "verify_data"},
        {{SHK_CERTIFICATE_REQUEST, SHK_TLS12, 0, 0}, "01 01 0001 04 0000", "supported_signature_algorithms"},
        {{SHK_ENCRYPTED_EXTENSIONS, SHK_TLS13, 0, 0}, "0007 001c 0003 400100", "extensions.record_size_limit"},
    };
    for (size_t i = 0; i < SHK_COUNT(bad); i++) {
        struct shk_tree t;
        struct shk_error err = {{0}};
        assert_false(parse_exact(bad[i].layout, hex(bad[i].hex), false, &t, &err));
        if (strstr(err.text, bad[i].field) == NULL) fail_msg("\"%s\" does not name %s", err.text, bad[i].field);
    }
}

// The largest vector of suites makes 32,767 nodes and must work; a certificate list of 65,000 entries must not.
static void test_many_nodes(void **state) {
    (void)state;
    struct shk_buf b = shk_buf_in(arena);
    struct shk_tree t;
    struct shk_error err = {{0}};
    shk_put_uint(&b, 2, 0x0303);
    shk_put_fill(&b, 7, 32);
    shk_put_uint(&b, 1, 0);
    shk_put_uint(&b, 2, 65534);
    shk_put_fill(&b, 0x13, 65534);
    shk_put(&b, hex("01 00"));
    assert_true(parse_exact((struct shk_layout){SHK_CLIENT_HELLO, SHK_TLS12, 0, 0}, shk_buf_view(&b), false, &t, &err));
    assert_int_equal(shk_number(&t, "cipher_suites[32766]"), 0x1313);

    b.len = 0;
    shk_put_uint(&b, 3, 4 * 65000);
    for (int i = 0; i < 65000; i++) shk_put_uint(&b, 4, 0x00000101);
    assert_false(parse_exact((struct shk_layout){SHK_CERTIFICATE, SHK_TLS12, 0, 0}, shk_buf_view(&b), false, &t, &err));
    assert_non_null(strstr(err.text, "65000"));
}

// Flips, cuts and lengthens what is honest, and makes up the rest. What parses must come back.
static struct shk_bytes damaged(struct shk_rng *rng, const struct wire_example *e) {
    struct shk_buf b = shk_buf_in(arena);
    if (shk_rng_below(rng, 4) == 0) {
        uint8_t noise[64];
        shk_rng_fill(rng, noise, sizeof(noise));
        shk_put(&b, shk_view(noise, shk_rng_below(rng, sizeof(noise))));
        return shk_buf_view(&b);
    }
    shk_put(&b, hex(e->hex));
    for (uint32_t n = 1 + shk_rng_below(rng, 4); n > 0 && b.len > 0; n--) {
        uint32_t at = shk_rng_below(rng, (uint32_t)b.len);
        uint8_t byte = (uint8_t)shk_rng_next(rng);
        switch (shk_rng_below(rng, 4)) {
        case 0: b.data[at] = byte; break;
        case 1: b.data[at] ^= (uint8_t)(1u << (byte & 7)); break;
        case 2: shk_splice(&b, at, 1 + (byte & 3), shk_view(NULL, 0)); break;
        default: shk_splice(&b, at, 0, shk_view(&byte, 1));
        }
    }
    return shk_buf_view(&b);
}

static void test_random_bytes(void **state) {
    (void)state;
    struct shk_rng rng;
    shk_rng_seed(&rng, 9846);
    size_t parsed = 0;
    for (int i = 0; i < 100000; i++) {
        shk_arena_reset(arena);
        const struct wire_example *e = &wire_examples[shk_rng_below(&rng, SHK_COUNT(wire_examples))];
        struct shk_bytes bytes = damaged(&rng, e);
        struct shk_layout layout = e->layout;
        if (shk_rng_below(&rng, 8) == 0) layout.message = (enum shk_message)shk_rng_below(&rng, 25);
        struct shk_tree tree;
        struct shk_error err;
        if (!parse_exact(layout, bytes, false, &tree, &err)) continue;
        struct shk_buf out = shk_buf_in(arena);
        shk_build(&tree, &out);
        assert_same(shk_buf_view(&out), bytes);
        parsed++;
    }
    assert_true(parsed > 1000); // else the loop tests the refusals only
}

static void test_print(void **state) {
    (void)state;
    struct shk_buf out = shk_buf_in(arena);
    for (size_t i = 0; i < SHK_COUNT(wire_examples); i++) {
        struct shk_tree tree = parse_example(&wire_examples[i]);
        shk_print(&tree, &out);
    }
    shk_put_uint(&out, 1, 0);
    const char *text = (const char *)out.data;
    static const char *const lines[] = {
        "key_update: 1 bytes\n",
        "  legacy_version: tls1.2 (0x0303)\n",
        "    [0] GREASE (0x0a0a)\n",
        "    [1] TLS_AES_128_GCM_SHA256 (0x1301)\n",
        "          host_name: \"example.com\"\n",
        "          group: x25519 (0x001d)\n",
        "  description: decode_error (0x32)\n",
        "] GREASE (2570): 4 bytes\n",
    };
    for (size_t i = 0; i < SHK_COUNT(lines); i++) {
        if (strstr(text, lines[i]) == NULL) fail_msg("not printed: %s", lines[i]);
    }
}

static void test_retry(void **state) {
    (void)state;
    for (size_t i = 0; i < SHK_COUNT(wire_examples); i++) {
        bool retry = wire_examples[i].layout.message == SHK_HELLO_RETRY_REQUEST;
        assert_int_equal(shk_is_retry(hex(wire_examples[i].hex)), retry);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_examples_come_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_examples_come_back_with_header, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_every_message_has_an_example, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_truncations, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_trailing_byte, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_paths, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_path_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_aliases, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_paths_that_are_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_absent_block, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_first_of_two, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_header, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bounds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many_nodes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_random_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_print, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_retry, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("wire_parse", tests, NULL, NULL);
}
