// Records out of a stream, and messages out of records.
#include "wire/record.h"
#include "wire_support.h"

static void test_one_record(void **state) {
    (void)state;
    struct shk_bytes stream = hex("16 0301 0002 aabb 15 0303 0000");
    struct shk_reader r = shk_read(stream);
    struct shk_record record;
    assert_int_equal(shk_record_next(&r, &record), SHK_RECORD_READY);
    assert_int_equal(record.type, 22);
    assert_int_equal(record.version, 0x0301);
    assert_same(record.fragment, hex("aabb"));
    assert_same(record.whole, hex("16 0301 0002 aabb"));
    assert_int_equal(shk_record_next(&r, &record), SHK_RECORD_READY);
    assert_int_equal(record.type, 21);
    assert_int_equal(record.fragment.len, 0);
    assert_int_equal(shk_record_next(&r, &record), SHK_RECORD_MORE);
}

static void test_record_in_pieces(void **state) {
    (void)state;
    struct shk_bytes whole = hex("16 0303 0004 01020304");
    struct shk_record record;
    for (size_t len = 0; len < whole.len; len++) {
        uint8_t *exact = malloc(len > 0 ? len : 1);
        assert_non_null(exact);
        memcpy(exact, whole.data, len);
        struct shk_reader r = shk_read(shk_view(exact, len));
        assert_int_equal(shk_record_next(&r, &record), SHK_RECORD_MORE);
        assert_int_equal(r.len, len);
        assert_int_equal(record.length, len < 5 ? 0 : 4); // the header is told as soon as it is there
        free(exact);
    }
}

static void test_too_long(void **state) {
    (void)state;
    struct shk_bytes header = hex("17 0303 4801");
    struct shk_reader r = shk_read(header);
    struct shk_record record;
    assert_int_equal(shk_record_next(&r, &record), SHK_RECORD_TOO_LONG);
    assert_int_equal(record.length, 0x4801);
    assert_int_equal(r.len, 5);
    r = shk_read(hex("17 0303 4800"));
    assert_int_equal(shk_record_next(&r, &record), SHK_RECORD_MORE);
}

static void test_put(void **state) {
    (void)state;
    struct shk_buf b = shk_buf_in(arena);
    shk_record_put(&b, SHK_TYPE_HANDSHAKE, 0x0303, hex("0102"));
    assert_same(shk_buf_view(&b), hex("16 0303 0002 0102"));
}

// However the bytes are cut, the same messages come out.
static void test_reassembly(void **state) {
    (void)state;
    struct shk_bytes stream = hex("0e 000000 08 000002 0000 14 000004 01020304");
    for (size_t step = 1; step <= stream.len; step++) {
        struct shk_reassembler r = shk_reassembler_in(arena, 0);
        struct shk_bytes message;
        struct shk_buf seen = shk_buf_in(arena);
        size_t messages = 0;
        for (size_t at = 0; at < stream.len; at += step) {
            assert_true(shk_reassembler_put(&r, shk_slice(stream, at, step), NULL));
            while (shk_reassembler_next(&r, &message)) {
                messages++;
                shk_put(&seen, message);
            }
        }
        assert_int_equal(messages, 3);
        assert_same(shk_buf_view(&seen), stream);
        assert_int_equal(shk_reassembler_pending(&r), 0);
    }
}

static void test_pending(void **state) {
    (void)state;
    struct shk_reassembler r = shk_reassembler_in(arena, 0);
    struct shk_bytes message;
    assert_true(shk_reassembler_put(&r, hex("0e 000000 14 00"), NULL));
    assert_int_equal(shk_reassembler_pending(&r), 6);
    assert_true(shk_reassembler_next(&r, &message));
    assert_int_equal(shk_reassembler_pending(&r), 2);
    assert_false(shk_reassembler_next(&r, &message));
    assert_true(shk_reassembler_put(&r, hex("0000"), NULL));
    assert_int_equal(shk_reassembler_pending(&r), 4);
    assert_true(shk_reassembler_next(&r, &message));
    assert_same(message, hex("14 000000"));
}

static void test_limit(void **state) {
    (void)state;
    struct shk_reassembler r = shk_reassembler_in(arena, 0);
    struct shk_error err = {{0}};
    assert_false(shk_reassembler_put(&r, hex("0b ffffff"), &err));
    assert_non_null(strstr(err.text, "16777219"));
    r = shk_reassembler_in(arena, 16);
    assert_true(shk_reassembler_put(&r, hex("0b 00000c"), &err));
    r = shk_reassembler_in(arena, 16);
    assert_false(shk_reassembler_put(&r, hex("0b 00000d"), &err));
    // Messages that nobody takes add up, too.
    r = shk_reassembler_in(arena, 16);
    bool ok = true;
    for (int i = 0; i < 10000 && ok; i++) ok = shk_reassembler_put(&r, hex("0e 000000"), &err);
    assert_false(ok);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_one_record, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_record_in_pieces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_too_long, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_put, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_reassembly, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pending, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_limit, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("wire_record", tests, NULL, NULL);
}
