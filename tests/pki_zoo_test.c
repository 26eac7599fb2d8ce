// The zoo of certificates: every row can be made for each side and kind, again with the same bytes, and what is a certificate
// parses as one.
#include "pki/zoo_parts.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "support/test_arena.h"

static const int64_t some_time = 1800000123; // January 2027

static void make_at(const struct shk_chain_row *row, enum shk_key_kind kind, enum shk_role sut, int64_t now,
                    struct shk_chain *out) {
    struct shk_error err = {""};
    if (!shk_chain_make(arena, row, kind, sut, now, NULL, out, &err)) fail_msg("%s: %s", row->name, err.text);
}

typedef void visitor(const struct shk_chain_row *row, const struct shk_chain *chain, enum shk_key_kind kind,
                     enum shk_role sut);

static void visit(visitor *each) {
    size_t count;
    const struct shk_chain_row *rows = shk_chain_rows(&count);
    for (size_t i = 0; i < count * 4; i++) {
        enum shk_role sut = i % 2 == 0 ? SHK_CLIENT : SHK_SERVER;
        enum shk_key_kind kind = i / 2 % 2 == 0 ? SHK_KEY_RSA : SHK_KEY_P256;
        struct shk_chain chain;
        if ((rows[i / 4].sides & sut) == 0) continue;
        make_at(&rows[i / 4], kind, sut, some_time, &chain);
        each(&rows[i / 4], &chain, kind, sut);
        shk_arena_reset(arena);
    }
}

static void is_whole(const struct shk_chain_row *row, const struct shk_chain *chain, enum shk_key_kind kind,
                     enum shk_role sut) {
    (void)kind;
    (void)sut;
    if (chain->key == NULL || chain->host == NULL) fail_msg("%s: without key or host", row->name);
    if (chain->certificate_count == 0) fail_msg("%s: without certificates", row->name);
    for (size_t i = 0; i < chain->crl_count; i++) assert_true(chain->crls[i].len > 0);
}

static void test_every_row_is_made_for_its_sides_and_kinds(void **state) {
    (void)state;
    visit(is_whole);
}

// Outside part I, every entry can be walked by our own reader, down to its signature.
static void walks(const struct shk_chain_row *row, const struct shk_chain *chain, enum shk_key_kind kind,
                  enum shk_role sut) {
    (void)kind;
    (void)sut;
    if (row->topic[0] == 'I' || strcmp(row->row, "c-zero-entry") == 0) return;
    bool raw_keys = row->needs != NULL && strstr(row->needs, "raw-keys") != NULL;
    for (size_t i = 0; i < chain->certificate_count && !raw_keys; i++) {
        struct shk_der_place at;
        struct shk_error err = {""};
        if (!shk_der_find(chain->certificates[i], SHK_DER_CERTIFICATE, "signatureValue", &at, &err))
            fail_msg("%s, certificate %zu: %s", row->name, i, err.text);
        if (at.off + at.header + at.len != chain->certificates[i].len) fail_msg("%s: something follows", row->name);
    }
}

static void test_certificates_parse_unless_that_is_the_point(void **state) {
    (void)state;
    visit(walks);
}

// Who runs with the good roots alone has to know which rows want others.
static void says_so(const struct shk_chain_row *row, const struct shk_chain *chain, enum shk_key_kind kind,
                    enum shk_role sut) {
    struct shk_chain good;
    bool said = row->needs != NULL && strstr(row->needs, "anchor") != NULL;
    bool own = true;
    for (int k = 0; k < 2; k++) {
        make_at(shk_chain_find(k == 0 ? "ok-rsa" : "ok-ec"), kind, sut, some_time, &good);
        if (shk_equal(good.anchors[0], chain->anchors[0]) && chain->anchor_count == 1) own = false;
    }
    if (said != own) fail_msg("%s: needs \"anchor\", or does not", row->name);
}

static void test_rows_with_anchors_of_their_own_say_so(void **state) {
    (void)state;
    visit(says_so);
}

// Installed once, anchors have to be good in the next hour too.
static void test_anchors_stay_the_same(void **state) {
    (void)state;
    const struct shk_bytes *now, *later;
    size_t count, count_later;
    struct shk_error err = {""};
    if (!shk_chain_anchors(arena, some_time, &now, &count, &err)) fail_msg("%s", err.text);
    if (!shk_chain_anchors(arena, some_time + 7200, &later, &count_later, &err)) fail_msg("%s", err.text);
    assert_int_equal(count, 2);
    assert_int_equal(count, count_later);
    for (size_t i = 0; i < count; i++) assert_true(shk_equal(now[i], later[i]));
    shk_arena_reset(arena);
}

static void test_repeated_calls_are_cheap(void **state) {
    (void)state;
    struct shk_chain chain;
    const struct shk_chain_row *row = shk_chain_find("t-expired-int");
    make_at(row, SHK_KEY_RSA, SHK_CLIENT, some_time, &chain);
    clock_t before = clock();
    for (int i = 0; i < 10000; i++) {
        make_at(row, SHK_KEY_RSA, SHK_CLIENT, some_time, &chain);
        shk_arena_reset(arena);
    }
    assert_true(clock() - before < CLOCKS_PER_SEC / 10); // 10 microseconds each; making it takes ten times that
}

static void test_old_hashes(void **state) {
    (void)state;
    uint8_t digest[16];
    shk_md2(shk_text("abc"), digest); // RFC 1319, A.5
    assert_string_equal(shk_hex(arena, SHK_BYTES(digest)), "da853b0d3f88d99b30283a69e6ded6bb");
    shk_md2(shk_text("12345678901234567890123456789012345678901234567890123456789012345678901234567890"), digest);
    assert_string_equal(shk_hex(arena, SHK_BYTES(digest)), "d5976f79d83d3a0dc9806c3c66f3efd8");
    shk_md4(shk_text("abc"), digest); // RFC 1320, A.5
    assert_string_equal(shk_hex(arena, SHK_BYTES(digest)), "a448017aaf21d8525fc10ae87aa6729d");
}

static void is_noted(const char *text, const char *hex) {
    struct shk_buf b = shk_buf_in(arena);
    struct shk_error err = {""};
    if (!shk_notation(&b, text, NULL, NULL, &err)) fail_msg("%s: %s", text, err.text);
    assert_string_equal(shk_hex(arena, shk_buf_view(&b)), hex);
}

static void test_notation(void **state) {
    (void)state;
    is_noted("SEQ{[0]{SEQ{(2){'a.test'}}}}", "300ca00a30088206612e74657374");
    is_noted("2.5.29.15 TRUE #128 NULL", "0603551d0f0101ff020200800500");
    is_noted("BIT{05 20} 24{OCT{} 00ff}", "030205202404040000ff");
    is_noted("*3{'a'} ^3", "616161300430023000");
    const char *const bad[] = {"SEQ{", "SEQ", "0", "zz", "'a", "$host", "[x]{}", "1..2", "*{00}", "}"};
    for (size_t i = 0; i < SHK_COUNT(bad); i++) {
        struct shk_buf b = shk_buf_in(arena);
        struct shk_error err = {""};
        if (shk_notation(&b, bad[i], NULL, NULL, &err)) fail_msg("%s is taken", bad[i]);
        assert_true(err.text[0] != '\0');
    }
}

static void test_rows_are_sane(void **state) {
    (void)state;
    size_t count;
    const struct shk_chain_row *rows = shk_chain_rows(&count);
    for (size_t i = 0; i < count; i++) {
        const struct shk_chain_row *row = &rows[i];
        assert_non_null(row->section);
        if (shk_chain_find(row->name) != row) fail_msg("%s: twice", row->name);
        if (strncmp(row->name, row->row, strlen(row->row)) != 0 && strcmp(row->row, "ok-p384-p521") != 0)
            fail_msg("%s: does not begin with its row", row->name);
        if (row->sides == 0 || row->sides > 3) fail_msg("%s: sides %d", row->name, row->sides);
        if (row->verdict == SHK_CHAIN_REJECT && row->alerts[0] == 0) fail_msg("%s: without an alert", row->name);
        if (row->verdict == SHK_CHAIN_ACCEPT && row->alerts[0] != 0) fail_msg("%s: accepted by an alert", row->name);
        size_t len = strlen(row->says);
        if (len < 10 || row->says[len - 1] != '.') fail_msg("%s: \"%s\" is no sentence", row->name, row->says);
    }
    assert_null(shk_chain_find("no-such-row"));
}

static void test_equal_arguments_give_equal_bytes(void **state) {
    (void)state;
    size_t count;
    const struct shk_chain_row *rows = shk_chain_rows(&count);
    for (size_t i = 0; i < count; i++) {
        enum shk_role sut = (rows[i].sides & SHK_CLIENT) != 0 ? SHK_CLIENT : SHK_SERVER;
        struct shk_chain a, b;
        struct shk_error err = {""};
        make_at(&rows[i], SHK_KEY_P256, sut, some_time, &a);
        int64_t now = rows[i].needs != NULL && strstr(rows[i].needs, "frozen") ? some_time : some_time / 3600 * 3600;
        assert_true(zoo_make(arena, &rows[i], SHK_KEY_P256, sut, now, "localhost", &b, &err)); // past what is kept
        assert_int_equal(a.certificate_count, b.certificate_count);
        for (size_t c = 0; c < a.certificate_count; c++) {
            if (!shk_equal(a.certificates[c], b.certificates[c])) fail_msg("%s: not the same again", rows[i].name);
        }
        shk_arena_reset(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_is_made_for_its_sides_and_kinds),
        cmocka_unit_test(test_rows_are_sane),
        cmocka_unit_test(test_certificates_parse_unless_that_is_the_point),
        cmocka_unit_test(test_rows_with_anchors_of_their_own_say_so),
        cmocka_unit_test(test_anchors_stay_the_same),
        cmocka_unit_test(test_repeated_calls_are_cheap),
        cmocka_unit_test(test_old_hashes),
        cmocka_unit_test(test_notation),
        cmocka_unit_test(test_equal_arguments_give_equal_bytes),
    };
    return cmocka_run_group_tests_name("pki_zoo", tests, set_up, tear_down);
}
