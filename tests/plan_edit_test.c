// Field edits on honest messages: what each operation does to the bytes, what it refuses, and that no combination crashes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "plan/names.h"
#include "plan/plan.h"
#include "support/plan_support.h"
#include "wire_examples.h"

static struct shk_tree tree_of(struct shk_arena *arena, struct honest honest) {
    struct shk_tree tree;
    struct shk_error err = {{0}};
    if (!shk_parse_message(arena, honest.layout, honest.bytes, &tree, &err)) fail_msg("%s", err.text);
    return tree;
}

static struct shk_edit edit_of(struct shk_arena *arena, const char *statement) {
    struct shk_plan plan;
    struct shk_error err = {{0}};
    if (!shk_plan_read(arena, statement, &plan, &err)) fail_msg("%s: %s", statement, err.text);
    assert_int_equal(plan.edit_count, 1);
    return plan.edits[0];
}

static bool apply(struct shk_tree *tree, const char *statement, bool *changed, struct shk_error *err) {
    struct shk_rng rng;
    struct shk_edit edit = edit_of(tree->arena, statement);
    shk_rng_seed(&rng, 7);
    return shk_edit_apply(&edit, tree, &rng, changed, err);
}

static void must(struct shk_tree *tree, const char *statement) {
    bool changed;
    struct shk_error err = {{0}};
    if (!apply(tree, statement, &changed, &err)) fail_msg("%s: %s", statement, err.text);
    if (!changed) fail_msg("%s changed nothing", statement);
}

// After an edit with repair, the message still parses and the field has this value.
static void gives(struct shk_arena *arena, struct honest honest, const char *statement, const char *path,
                  const char *hex) {
    struct shk_tree tree = tree_of(arena, honest), after;
    struct shk_error err = {{0}};
    struct shk_bytes want;
    must(&tree, statement);
    if (!shk_parse_message(arena, honest.layout, shk_buf_view(&tree.bytes), &after, &err)) {
        fail_msg("%s: %s", statement, err.text);
    }
    assert_true(shk_unhex(arena, hex, &want));
    if (!shk_equal(shk_value(&after, path), want)) {
        fail_msg("%s: %s is %s", statement, path, shk_hex(arena, shk_value(&after, path)));
    }
}

static void refuses(struct shk_arena *arena, struct honest honest, const char *statement, const char *sentence) {
    struct shk_tree tree = tree_of(arena, honest);
    struct shk_error err = {{0}};
    bool changed;
    if (apply(&tree, statement, &changed, &err)) fail_msg("%s is accepted", statement);
    assert_string_equal(err.text, sentence);
    assert_false(changed);
    assert_true(shk_equal(shk_buf_view(&tree.bytes), honest.bytes));
}

static void operations_change_values(void **state) {
    struct shk_arena *arena = *state;
    struct honest hello = honest_client_hello(arena);
    static const char *const cases[][3] = {
        {"set 1303", "cipher_suites", "1303"},
        {"set \"\"", "legacy_session_id", ""},
        {"flip-bit 0", "cipher_suites", "930113021303"},
        {"flip-bit 15", "cipher_suites", "130013021303"},
        {"flip-bit -1", "cipher_suites", "130113021302"},
        {"add 1", "legacy_version", "0304"},
        {"add -260", "legacy_version", "01ff"},
        {"truncate 2", "cipher_suites", "1301"},
        {"truncate -2", "cipher_suites", "13011302"},
        {"append 00ff", "cipher_suites", "13011302130300ff"},
        {"insert 2 0a0a", "cipher_suites", "13010a0a13021303"},
        {"insert -2 0a0a", "cipher_suites", "130113020a0a1303"},
        {"splice -2 2 \"\"", "cipher_suites", "13011302"},
        {"fill 4 0x5a", "cipher_suites", "5a5a5a5a"},
        {"numbers 3 0xc000 \"\"", "cipher_suites", "c000c001c002130113021303"},
        {"numbers 2 65535 \"\"", "cipher_suites", "ffff0000130113021303"},
    };
    for (size_t i = 0; i < SHK_COUNT(cases); i++) {
        char statement[200];
        snprintf(statement, sizeof(statement), "edit client_hello.%s %s", cases[i][1], cases[i][0]);
        gives(arena, hello, statement, cases[i][1], cases[i][2]);
    }
    struct shk_tree tree = tree_of(arena, hello);
    must(&tree, "edit client_hello.random splice 1 3 aabb raw");
    assert_memory_equal(tree.bytes.data + 6, "\x10\xaa\xbb\x14", 4);
}

static void operations_on_random_bytes_follow_the_seed(void **state) {
    struct shk_arena *arena = *state;
    struct honest hello = honest_client_hello(arena);
    struct shk_tree a = tree_of(arena, hello), b = tree_of(arena, hello);
    must(&a, "edit client_hello.random random 0");
    must(&b, "edit client_hello.random random 0");
    assert_true(shk_equal(shk_buf_view(&a.bytes), shk_buf_view(&b.bytes)));
    assert_int_equal(shk_value(&a, "random").len, 32);
    must(&a, "edit client_hello.legacy_session_id random 5");
    assert_int_equal(shk_value(&a, "legacy_session_id").len, 5);
}

static void extension_entries_come_go_and_move(void **state) {
    struct shk_arena *arena = *state;
    struct honest hello = honest_client_hello(arena);
    gives(arena, hello, "edit client_hello add-extension cookie 0001aa", "extensions[0]", "002c00030001aa");
    gives(arena, hello, "edit client_hello.extensions add-extension 0xffee \"\"", "extensions[0]", "ffee0000");
    gives(arena, hello, "edit client_hello.extensions.key_share remove", "extensions.key_share", "");
    gives(arena, hello, "edit client_hello.extensions remove", "extensions", "");
    gives(arena, hello, "edit client_hello.extensions.supported_versions duplicate", "extensions[4]", "002b0003020304");
    gives(arena, hello, "edit client_hello.extensions.supported_versions move-first", "extensions[0]",
          "002b0003020304");
    gives(arena, hello, "edit client_hello.extensions.supported_versions move-last", "extensions[7]", "002b0003020304");
    gives(arena, hello, "edit client_hello.cipher_suites[2] move-first", "cipher_suites", "130313011302");
    gives(arena, hello, "edit client_hello.cipher_suites[1] remove", "cipher_suites", "13011303");
    gives(arena, hello, "edit client_hello.cipher_suites[0] duplicate", "cipher_suites", "1301130113021303");
    gives(arena, hello, "edit client_hello.extensions numbers 2 0x5a00 0001ff", "extensions[1]", "5a010001ff");

    struct honest plain = honest_plain_hello(arena);
    gives(arena, plain, "edit client_hello add-extension 0xff01 00", "extensions", "ff01000100");
    struct shk_tree tree = tree_of(arena, plain);
    must(&tree, "edit client_hello add-extension 0xff01 00");
    must(&tree, "edit client_hello add-extension extended_master_secret \"\"");
    assert_string_equal(shk_hex(arena, shk_value(&tree, "extensions")), "00170000ff01000100");

    struct honest certificate = honest_certificate(arena);
    gives(arena, certificate, "edit certificate.certificate_list[1] add-extension 0x7a7a 00",
          "certificate_list[1].extensions", "7a7a000100");
    gives(arena, certificate, "edit certificate.certificate_list[1].extensions add-extension 0x7a7a 00",
          "certificate_list[1].extensions", "7a7a000100");
    gives(arena, certificate, "edit certificate.certificate_list[0] remove", "certificate_list[1]", "");
}

static void a_hello_is_padded_to_a_size(void **state) {
    struct shk_arena *arena = *state;
    struct honest hellos[] = {honest_client_hello(arena), honest_plain_hello(arena)};
    for (size_t i = 0; i < SHK_COUNT(hellos); i++) {
        struct shk_tree tree = tree_of(arena, hellos[i]);
        must(&tree, "edit client_hello pad-to 700");
        assert_int_equal(tree.bytes.len, 700);
        assert_string_equal(shk_hex(arena, shk_slice(shk_value(&tree, "extensions"), 0, 2)), "0015");
    }
    struct shk_tree tree = tree_of(arena, hellos[0]);
    refuses(arena, hellos[0], "edit client_hello pad-to 3",
            shk_format(arena, "client_hello: padding begins with four bytes, and the message has %zu without it",
                       tree.bytes.len));
    must(&tree, shk_format(arena, "edit client_hello pad-to %zu", tree.bytes.len + 4));
    gives(arena, hellos[0], shk_format(arena, "edit client_hello pad-to %zu", tree.bytes.len), "extensions[0]",
          "00150000");
}

static void edits_add_up_and_moved_entries_keep_their_path(void **state) {
    struct shk_arena *arena = *state;
    struct shk_tree tree = tree_of(arena, honest_client_hello(arena)), after;
    must(&tree, "edit client_hello.extensions.pre_shared_key move-first");
    must(&tree, "edit client_hello.extensions.pre_shared_key.binders[0] flip-bit 0");
    must(&tree, "edit client_hello.extensions.key_share.client_shares[0].key_exchange append 00");
    must(&tree, "edit client_hello.extensions.server_name remove");
    must(&tree, "edit client_hello.extensions.supported_groups.named_group_list[0] set 0018");
    struct shk_error err = {{0}};
    if (!shk_parse_message(arena, tree.layout, shk_buf_view(&tree.bytes), &after, &err)) fail_msg("%s", err.text);
    assert_int_equal(shk_number(&after, "extensions[0].extension_type"), SHK_EXT_PRE_SHARED_KEY);
    assert_int_equal(shk_value(&after, "extensions.pre_shared_key.binders[0]").data[0], 0x20);
    assert_int_equal(shk_value(&after, "extensions.key_share.client_shares[0].key_exchange").len, 33);
    assert_false(shk_has(&after, "extensions.server_name"));
    assert_int_equal(shk_number(&after, "extensions.supported_groups.named_group_list[0]"), SHK_GROUP_SECP384R1);
}

static void a_shuffle_loses_nothing(void **state) {
    struct shk_arena *arena = *state;
    struct honest hello = honest_client_hello(arena);
    struct shk_tree tree = tree_of(arena, hello), after;
    struct shk_error err = {{0}};
    must(&tree, "edit client_hello.extensions shuffle");
    must(&tree, "edit client_hello.extensions.pre_shared_key move-last");
    assert_int_equal(tree.bytes.len, hello.bytes.len);
    if (!shk_parse_message(arena, hello.layout, shk_buf_view(&tree.bytes), &after, &err)) fail_msg("%s", err.text);
    static const char *const paths[] = {"extensions.server_name",        "extensions.supported_groups",
                                        "extensions.key_share",          "extensions.signature_algorithms",
                                        "extensions.supported_versions", "extensions.psk_key_exchange_modes",
                                        "extensions.pre_shared_key"};
    struct shk_tree before = tree_of(arena, hello);
    for (size_t i = 0; i < SHK_COUNT(paths); i++) {
        assert_true(shk_value(&after, paths[i]).len > 0);
        assert_true(shk_equal(shk_value(&after, paths[i]), shk_value(&before, paths[i])));
        assert_true(shk_equal(shk_value(&tree, paths[i]), shk_value(&before, paths[i])));
    }
}

static void points_change_their_form(void **state) {
    struct shk_arena *arena = *state;
    struct honest ske = honest_server_key_exchange(arena);
    struct shk_tree tree = tree_of(arena, ske);
    const char *point = shk_hex(arena, shk_value(&tree, "point"));
    char want[200];
    snprintf(want, sizeof(want), "02%.64s", point + 2); // Y ends in 60
    gives(arena, ske, "edit server_key_exchange.point compress-point", "point", want);
    snprintf(want, sizeof(want), "06%.128s", point + 2);
    gives(arena, ske, "edit server_key_exchange.point hybrid-point", "point", want);
    must(&tree, "edit server_key_exchange.point flip-bit -1");
    must(&tree, "edit server_key_exchange.point compress-point");
    assert_int_equal(shk_value(&tree, "point").data[0], 3);
    refuses(arena, ske, "edit server_key_exchange.signature compress-point",
            "server_key_exchange.signature: this is no uncompressed point (04, x, y)");
}

static void a_cut_ends_the_message(void **state) {
    struct shk_arena *arena = *state;
    struct honest hello = honest_client_hello(arena);
    struct shk_tree tree = tree_of(arena, hello);
    must(&tree, "edit client_hello.legacy_compression_methods cut-after");
    // header, version, random, session id, suites, compression
    assert_int_equal(tree.bytes.len, 4 + 2 + 32 + 33 + 8 + 2);
    assert_int_equal(tree.bytes.data[3], 2 + 32 + 33 + 8 + 2);

    tree = tree_of(arena, hello);
    must(&tree, "edit client_hello.cipher_suites cut-here");
    assert_int_equal(tree.bytes.len, 4 + 2 + 32 + 33);
    tree = tree_of(arena, hello);
    must(&tree, "edit client_hello.cipher_suites:length cut-after");
    assert_int_equal(tree.bytes.len, 4 + 2 + 32 + 33 + 2);
    assert_int_equal(tree.bytes.data[4 + 2 + 32 + 33 + 1], 6); // inner lengths stay

    tree = tree_of(arena, hello);
    must(&tree, "edit client_hello.extensions.key_share.client_shares[0].group cut-after raw");
    assert_memory_equal(tree.bytes.data, hello.bytes.data, tree.bytes.len);
    tree = tree_of(arena, hello);
    must(&tree, "edit client_hello cut-here");
    assert_int_equal(tree.bytes.len, 4);
    assert_memory_equal(tree.bytes.data, "\1\0\0\0", 4);
    // What is cut off is no field any more.
    bool changed;
    struct shk_error err = {{0}};
    assert_false(apply(&tree, "edit client_hello.random set 00", &changed, &err));
}

static void lengths_are_repaired_unless_raw(void **state) {
    struct shk_arena *arena = *state;
    struct honest hello = honest_client_hello(arena);
    struct shk_tree tree = tree_of(arena, hello);
    must(&tree, "edit client_hello.extensions.server_name.extension_data append 00");
    size_t len = tree.bytes.len - 4;
    assert_int_equal(tree.bytes.data[2] << 8 | tree.bytes.data[3], (int)len);
    tree = tree_of(arena, hello);
    must(&tree, "edit client_hello.extensions.server_name.extension_data append 00 raw");
    assert_int_equal(tree.bytes.data[2] << 8 | tree.bytes.data[3], (int)hello.bytes.len - 4);
    assert_int_equal(tree.bytes.len, hello.bytes.len + 1);

    tree = tree_of(arena, hello);
    must(&tree, "edit client_hello.cipher_suites:length add 1");
    assert_int_equal(tree.bytes.len, hello.bytes.len);
    assert_int_equal(shk_number(&tree, "cipher_suites:length"), 7);
    // Edits add up: the wrong length stays wrong by one.
    must(&tree, "edit client_hello.cipher_suites append 1304");
    assert_int_equal(shk_number(&tree, "cipher_suites:length"), 9);

    tree = tree_of(arena, hello);
    must(&tree, "edit client_hello:type set 02");
    must(&tree, "edit client_hello:length set ffffff");
    assert_memory_equal(tree.bytes.data, "\2\xff\xff\xff", 4);
    must(&tree, "edit client_hello append 00");
    assert_int_equal(tree.bytes.len, hello.bytes.len + 1);
}

static void what_does_not_fit_is_refused(void **state) {
    struct shk_arena *arena = *state;
    struct honest hello = honest_client_hello(arena);
    static const char *const cases[][2] = {
        {"edit client_hello.no_such_field remove", "client_hello.no_such_field: the message has no such field"},
        {"edit client_hello.random:length add 1", "client_hello.random:length: this field has no such part"},
        {"edit client_hello.random flip-bit 256", "client_hello.random: there is no bit 256: there are 256 bits"},
        {"edit client_hello.random truncate 33", "client_hello.random: offset 33 lies outside: there are 32 bytes"},
        {"edit client_hello.random insert -33 00", "client_hello.random: offset -33 lies outside: there are 32 bytes"},
        {"edit client_hello.random splice 30 3 00",
         "client_hello.random: 3 bytes cannot go: behind offset 30 there are 2"},
        {"edit client_hello.random fill -1 0", "client_hello.random: -1 is no number of bytes; 0 to 16777215 are"},
        {"edit client_hello.cipher_suites add 1",
         "client_hello.cipher_suites: this is no number; `:length` behind the path means its length"},
        {"edit client_hello remove", "client_hello: the message itself is left out with `omit client_hello`"},
        {"edit client_hello duplicate", "client_hello: the message itself is sent twice with `repeat client_hello`"},
        {"edit client_hello.random move-first", "client_hello.random: only an entry of a list can be moved within it"},
        {"edit client_hello.random shuffle", "client_hello.random: only a list has entries to shuffle"},
        {"edit client_hello.random add-extension 1 00",
         "client_hello.random: there is no extension block here, and none can stand here"},
        {"edit client_hello pad-to 70000", "client_hello: an extension block holds 65535 bytes at most"},
        {"edit client_hello add-extension 65536 00", "client_hello: 65536 is no extension type"},
        {"edit client_hello.legacy_session_id fill 256 0",
         "client_hello.legacy_session_id: the length of legacy_session_id would not fit its prefix; write `raw` to leave "
         "all lengths as they are"},
        {"edit client_hello.extensions.cookie remove", "client_hello.extensions.cookie: the message has no such field"},
    };
    for (size_t i = 0; i < SHK_COUNT(cases); i++) refuses(arena, hello, cases[i][0], cases[i][1]);
}

static void an_edit_without_effect_says_so(void **state) {
    struct shk_arena *arena = *state;
    struct honest hello = honest_client_hello(arena);
    static const char *const cases[] = {"edit client_hello.legacy_version set 0303", "edit client_hello append \"\"",
                                        "edit client_hello.extensions.pre_shared_key move-last",
                                        "edit client_hello cut-after"};
    for (size_t i = 0; i < SHK_COUNT(cases); i++) {
        struct shk_tree tree = tree_of(arena, hello);
        struct shk_error err = {{0}};
        bool changed = true;
        if (!apply(&tree, cases[i], &changed, &err)) fail_msg("%s: %s", cases[i], err.text);
        assert_false(changed);
    }
}

static void large_edits_are_possible(void **state) {
    struct shk_arena *arena = *state;
    struct shk_tree tree = tree_of(arena, honest_client_hello(arena));
    must(&tree, "edit client_hello.cipher_suites numbers 32762 0x1304 \"\"");
    assert_int_equal(shk_number(&tree, "cipher_suites:length"), 2 * 32762 + 6);
    tree = tree_of(arena, honest_finished(arena));
    must(&tree, "edit finished fill 16777215 0");
    assert_int_equal(tree.bytes.len, 16777219);
    assert_memory_equal(tree.bytes.data, "\x14\xff\xff\xff", 4);
    shk_arena_reset(arena);
}

static void sealed_fields_are_known(void **state) {
    struct shk_arena *arena = *state;
    static const struct {
        const char *statement;
        bool sealed;
    } cases[] = {
        {"edit client_hello.random flip-bit 0", false},
        {"edit client_hello append 00", false},
        {"edit client_hello.extensions.pre_shared_key.identities[0].identity flip-bit 3", false},
        {"edit client_hello.extensions.pre_shared_key remove", false},
        {"edit client_hello.extensions.pre_shared_key.binders set 00", true},
        {"edit client_hello.extensions.pre_shared_key.binders[0] flip-bit 0", true},
        {"edit client_hello.extensions.pre_shared_key.binders[0] remove", true},
        {"edit client_hello.extensions.pre_shared_key.binders:length add 1", true},
        {"edit client_hello set 00", true},
        {"edit client_hello flip-bit 0", false},
        {"edit client_hello flip-bit -1", true},
        {"edit client_hello truncate -4", true},
        {"edit client_hello.extensions.cookie remove", false},
        {"edit certificate_verify.signature flip-bit 0", true},
        {"edit certificate_verify.algorithm set 0401", false},
        {"edit finished truncate 3", true},
        {"edit finished.verify_data add 1", true},
        {"edit finished append 00", false},
        {"omit finished", false},
        {"edit server_key_exchange.point flip-bit 4", false},
        {"edit server_key_exchange.signature flip-bit 4", true},
    };
    for (size_t i = 0; i < SHK_COUNT(cases); i++) {
        struct shk_edit edit = edit_of(arena, cases[i].statement);
        for (size_t m = 0; m < HONEST_COUNT; m++) {
            struct honest honest = honest_at(arena, m);
            if (honest.layout.message != edit.message || m == 1) continue;
            struct shk_tree tree = tree_of(arena, honest);
            if (shk_edit_is_sealed(&edit, &tree) != cases[i].sealed) fail_msg("%s", cases[i].statement);
        }
    }
}

// Any edits, one upon the other, on any message: each works or says why not, and the tree stays within its bytes.
static void no_combination_crashes(void **state) {
    struct shk_arena *arena = *state;
    struct shk_rng rng;
    shk_rng_seed(&rng, 11);
    size_t done = 0, all = 0;
    for (int i = 0; i < 30000; i++) {
        shk_arena_reset(arena);
        struct shk_tree tree;
        struct shk_error err = {{0}};
        if (i % 2 == 0) {
            tree = tree_of(arena, honest_at(arena, shk_rng_below(&rng, HONEST_COUNT)));
        } else {
            const struct wire_example *example = &wire_examples[shk_rng_below(&rng, SHK_COUNT(wire_examples))];
            struct shk_bytes body;
            assert_true(shk_unhex(arena, example->hex, &body));
            if (!shk_parse(arena, example->layout, body, &tree, &err)) fail_msg("%s: %s", example->name, err.text);
        }
        for (uint32_t n = 1 + shk_rng_below(&rng, 6); n > 0; n--) {
            struct shk_edit edit;
            bool changed;
            random_field_edit(&rng, &tree, &edit);
            struct shk_bytes before = shk_copy(arena, shk_buf_view(&tree.bytes));
            (void)shk_edit_is_sealed(&edit, &tree);
            all++;
            err.text[0] = '\0';
            if (!shk_edit_apply(&edit, &tree, &rng, &changed, &err)) {
                assert_true(err.text[0] != '\0');
                assert_false(changed);
                assert_true(shk_equal(before, shk_buf_view(&tree.bytes)));
                continue;
            }
            done++;
            assert_int_equal(changed, !shk_equal(before, shk_buf_view(&tree.bytes)));
            for (uint16_t k = 0; k < tree.count; k++) {
                const struct shk_node *node = &tree.nodes[k];
                if (node->gone) continue;
                assert_true(node->prefix <= node->off && (size_t)node->off + node->len <= tree.bytes.len);
            }
            if (tree.bytes.len > 1 << 20) break;
        }
    }
    assert_true(done > all / 3); // the generator makes sense
}

static int setup(void **state) {
    *state = shk_arena_new();
    return 0;
}

static int teardown(void **state) {
    shk_arena_free(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operations_change_values),
        cmocka_unit_test(operations_on_random_bytes_follow_the_seed),
        cmocka_unit_test(extension_entries_come_go_and_move),
        cmocka_unit_test(a_hello_is_padded_to_a_size),
        cmocka_unit_test(edits_add_up_and_moved_entries_keep_their_path),
        cmocka_unit_test(a_shuffle_loses_nothing),
        cmocka_unit_test(points_change_their_form),
        cmocka_unit_test(a_cut_ends_the_message),
        cmocka_unit_test(lengths_are_repaired_unless_raw),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(an_edit_without_effect_says_so),
        cmocka_unit_test(large_edits_are_possible),
        cmocka_unit_test(sealed_fields_are_known),
        cmocka_unit_test(no_combination_crashes),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
