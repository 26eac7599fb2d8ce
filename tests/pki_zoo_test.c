// The zoo of certificates: every row can be made for each side and kind, again with the same bytes, and what is a certificate
// parses as one.
#include "pki/zoo_parts.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

static struct shk_arena *arena;
static const int64_t some_time = 1800000123; // January 2027

static int set_up(void **state) {
    (void)state;
    arena = shk_arena_new();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    shk_arena_free(arena);
    return 0;
}

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
        cmocka_unit_test(test_equal_arguments_give_equal_bytes),
    };
    return cmocka_run_group_tests_name("pki_zoo", tests, set_up, tear_down);
}
