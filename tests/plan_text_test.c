// The text form: every word round-trips, errors name the line and the nearest word, nothing crashes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/names.h"
#include "plan/plan.h"
#include "support/plan_support.h"

static const char *text_of(struct shk_arena *arena, const struct shk_plan *plan) {
    struct shk_buf out = shk_buf_in(arena);
    shk_plan_write(plan, &out);
    shk_put_uint(&out, 1, 0);
    return (const char *)out.data;
}

static const char *sentence(struct shk_arena *arena, const char *text) {
    static struct shk_error err;
    struct shk_plan plan;
    err.text[0] = '\0';
    assert_false(shk_plan_read(arena, text, &plan, &err));
    return err.text;
}

// Reads `text`, writes it, and reads that again: the second text is the same as the first.
static void round_trip(struct shk_arena *arena, const char *text, const char *canonical) {
    struct shk_plan plan, again;
    struct shk_error err = {{0}};
    if (!shk_plan_read(arena, text, &plan, &err)) fail_msg("%s\n%s", text, err.text);
    const char *written = text_of(arena, &plan);
    if (canonical != NULL) assert_string_equal(written, canonical);
    if (!shk_plan_read(arena, written, &again, &err)) fail_msg("%s\n%s", written, err.text);
    if (!shk_plan_equal(&plan, &again)) fail_msg("not equal:\n%s", written);
    assert_string_equal(text_of(arena, &again), written);
}

static void the_example_of_the_manual_is_understood(void **state) {
    struct shk_arena *arena = *state;
    const char *text = "flow tls13 client-auth\n"
                       "suite TLS_AES_128_GCM_SHA256\n"
                       "group x25519\n"
                       "edit certificate_verify.signature flip-bit 0\n"
                       "repeat finished\n"
                       "expect rejects decrypt_error\n";
    struct shk_plan plan;
    struct shk_error err;
    assert_true(shk_plan_read(arena, text, &plan, &err));
    assert_int_equal(plan.flow, SHK_FLOW_TLS13);
    assert_int_equal(plan.features, SHK_CLIENT_AUTH);
    assert_int_equal(plan.suite, 0x1301);
    assert_int_equal(plan.group, SHK_GROUP_X25519);
    assert_int_equal(plan.edit_count, 2);
    assert_int_equal(plan.edits[0].kind, SHK_EDIT_FIELD);
    assert_int_equal(plan.edits[0].message, SHK_CERTIFICATE_VERIFY);
    assert_string_equal(plan.edits[0].path, "signature");
    assert_int_equal(plan.edits[0].op, SHK_OP_FLIP_BIT);
    assert_int_equal(plan.edits[1].kind, SHK_EDIT_REPEAT);
    assert_int_equal(plan.expect.outcome, SHK_EXPECT_REJECTS);
    assert_int_equal(plan.expect.alerts[0], SHK_ALERT_DECRYPT_ERROR);
    round_trip(arena, text, text);
}

static void every_form_has_a_canonical_text(void **state) {
    static const char *const forms[][2] = {
        {"", "flow tls13\n"},
        {"flow tls12 no-ems retry ; kx rsa;; seed 0x10 # all", "flow tls12 retry no-ems\nkx rsa\nseed 16\n"},
        {"suite 0x1301\ngroup 0x0017\nscheme 2055",
         "flow tls13\nsuite TLS_AES_128_GCM_SHA256\ngroup secp256r1\nscheme ed25519\n"},
        {"suite 0xabcd", "flow tls13\nsuite 0xabcd\n"},
        {"edit client_hello:length add 1 raw", "flow tls13\nedit client_hello:length add 1 raw\n"},
        {"edit client_hello#2.:length add -1", "flow tls13\nedit client_hello#2:length add -1\n"},
        {"edit client_hello#0 append 00", "flow tls13\nedit client_hello append 00\n"},
        {"edit client_hello.extensions[3] remove", "flow tls13\nedit client_hello.extensions[3] remove\n"},
        {"edit client_hello.cipher_suites set TLS_AES_128_GCM_SHA256,0x1302",
         "flow tls13\nedit client_hello.cipher_suites set 13011302\n"},
        {"edit client_hello.extensions.supported_versions.versions set tls1.3,0x0a0a",
         "flow tls13\nedit client_hello.extensions.supported_versions.versions set 03040a0a\n"},
        {"edit client_hello.random set \"a;#\\x00\\\\\\\"\\n\"",
         "flow tls13\nedit client_hello.random set 613b23005c220a\n"},
        {"edit client_hello.random set \"\"", "flow tls13\nedit client_hello.random set \"\"\n"},
        {"edit client_hello add-extension 44 0001AA", "flow tls13\nedit client_hello add-extension cookie 0001aa\n"},
        {"edit client_hello add-extension 0x7a7a \"\"", "flow tls13\nedit client_hello add-extension 31354 \"\"\n"},
        {"lead edit client_hello.random fill 32 0xff", "flow tls13\nlead edit client_hello.random fill 32 255\n"},
        {"insert alert fatal handshake_failure before finished",
         "flow tls13\ninsert alert fatal handshake_failure before finished\n"},
        {"insert alert 1 90 after client_hello keys plain times 40",
         "flow tls13\ninsert alert warning user_canceled after client_hello keys plain times 40\n"},
        {"insert alert 0 0x28 before finished", "flow tls13\ninsert alert 0028 before finished\n"},
        {"insert alert 02 before finished", "flow tls13\ninsert alert 02 before finished\n"},
        {"insert alert before finished", "flow tls13\ninsert alert before finished\n"},
        {"replace finished alert fatal 10", "flow tls13\nreplace finished alert fatal unexpected_message\n"},
        {"insert change_cipher_spec \"\" before finished",
         "flow tls13\ninsert change_cipher_spec \"\" before finished\n"},
        {"insert change_cipher_spec before finished", "flow tls13\ninsert change_cipher_spec before finished\n"},
        {"insert unknown_handshake ff000000 after client_hello",
         "flow tls13\ninsert unknown_handshake ff000000 after client_hello\n"},
        {"replace client_hello raw_record \"GET / HTTP/1.0\\r\\n\\r\\n\"",
         "flow tls13\nreplace client_hello raw_record 474554202f20485454502f312e300d0a0d0a\n"},
        {"repeat finished times 3 keys current", "flow tls13\nrepeat finished keys current times 3\n"},
        {"swap client_hello#2 finished", "flow tls13\nswap client_hello#2 finished\n"},
        {"record client_hello version tls1.1", "flow tls13\nrecord client_hello version 0x0302\n"},
        {"record finished interrupt 3 21 0228", "flow tls13\nrecord finished interrupt 3 alert 0228\n"},
        {"record finished empty-before 3 0", "flow tls13\nrecord finished empty-before 3 0\n"},
        {"record finished type 99", "flow tls13\nrecord finished type 99\n"},
        {"seal certificate_verify wrong-context", "flow tls13\nseal certificate_verify wrong-context\n"},
        {"keys finished handshake", "flow tls13\nkeys finished handshake\n"},
        {"stop after client_hello#2 fin", "flow tls13\nstop after client_hello#2 fin\n"},
        {"stop before finished wait", "flow tls13\nstop before finished wait\n"},
        {"expect rejects decode_error or illegal_parameter or closes 99",
         "flow tls13\nexpect rejects decode_error illegal_parameter 99 or closes\n"},
        {"expect rejects any or silent", "flow tls13\nexpect rejects any or silent\n"},
        {"expect continues or retries", "flow tls13\nexpect continues or retries\n"},
        {"certificate rsa then p256", "flow tls13\ncertificate rsa then p256\n"},
        {"expect closes", "flow tls13\nexpect closes\n"},
        {"expect check alerts-are-fatal or continues", "flow tls13\nexpect check alerts-are-fatal or continues\n"},
        {"expect nothing", "flow tls13\n"},
    };
    struct shk_arena *arena = *state;
    for (size_t i = 0; i < SHK_COUNT(forms); i++) {
        round_trip(arena, forms[i][0], forms[i][1]);
    }
}

static void arguments_of(struct shk_arena *arena, const char *statement, const struct shk_word *word) {
    char text[200];
    snprintf(text, sizeof(text), "%s %s%s%s%s", statement, word->name, strchr(word->arguments, 'a') ? " 1" : "",
             strchr(word->arguments, 'b') ? " 22" : "", strchr(word->arguments, 'd') ? " 00ff" : "");
    round_trip(arena, text, NULL);
}

static void every_word_of_the_vocabulary_round_trips(void **state) {
    struct shk_arena *arena = *state;
    static const struct {
        enum shk_words words;
        const char *format;
    } simple[] = {
        {SHK_WORDS_MESSAGE, "omit %s"},
        {SHK_WORDS_MESSAGE, "insert %s 0000 before finished"},
        {SHK_WORDS_MESSAGE, "edit %s.x remove"},
        {SHK_WORDS_KEYS, "keys finished %s"},
        {SHK_WORDS_SEAL, "seal finished %s"},
        {SHK_WORDS_STOP, "stop after finished %s"},
        {SHK_WORDS_FLOW, "flow %s"},
        {SHK_WORDS_FEATURE, "flow tls12 %s"},
        {SHK_WORDS_KX, "kx %s"},
        {SHK_WORDS_CERTIFICATE, "certificate %s"},
    };
    size_t count;
    for (size_t i = 0; i < SHK_COUNT(simple); i++) {
        const struct shk_word *rows = shk_words(simple[i].words, &count);
        for (size_t j = 0; j < count; j++) {
            char text[200];
            int len = snprintf(text, sizeof(text), simple[i].format, rows[j].name);
            assert_true(len > 0);
            round_trip(arena, text, NULL);
        }
    }
    const struct shk_word *ops = shk_words(SHK_WORDS_FIELD_OP, &count);
    for (size_t i = 0; i < count; i++) arguments_of(arena, "edit client_hello.random", &ops[i]);
    ops = shk_words(SHK_WORDS_RECORD_OP, &count);
    for (size_t i = 0; i < count; i++) arguments_of(arena, "lead record client_hello#2", &ops[i]);
}

static void every_registered_name_can_be_written_and_read(void **state) {
    static const struct {
        enum shk_registry registry;
        const char *format;
    } places[] = {
        {SHK_REG_CIPHER_SUITE, "suite %s"},
        {SHK_REG_GROUP, "group %s"},
        {SHK_REG_SIGNATURE_SCHEME, "scheme %s"},
        {SHK_REG_EXTENSION, "edit client_hello add-extension %s 00"},
        {SHK_REG_CONTENT_TYPE, "record finished outer-type %s"},
        {SHK_REG_VERSION, "record finished version %s"},
        {SHK_REG_ALERT, "expect rejects %s"},
        {SHK_REG_ALERT, "insert alert warning %s after finished"},
    };
    struct shk_arena *arena = *state;
    for (size_t i = 0; i < SHK_COUNT(places); i++) {
        uint32_t value;
        const char *name;
        for (size_t j = 0; shk_registry_at(places[i].registry, j, &value, &name); j++) {
            char text[200];
            assert_true(snprintf(text, sizeof(text), places[i].format, name) > 0);
            round_trip(arena, text, NULL);
        }
    }
}

static void errors_say_the_line_and_what_was_meant(void **state) {
    static const char *const errors[][2] = {
        {"\n\nedit clienthello set 00", "line 3: there is no message `clienthello`; did you mean `client_hello`?"},
        {"flow tls13\nflow tls12", "line 2: `flow` stands twice; leave one out"},
        {"flow tls13 client-aut", "line 1: there is no feature `client-aut`; did you mean `client-auth`?"},
        {"sute 0x1301", "line 1: there is no statement `sute`; did you mean `suite`?"},
        {"omit", "line 1: the message is missing at the end of the statement"},
        {"omit finished finished", "line 1: `finished` is more than the statement takes"},
        {"omit finished.verify_data",
         "line 1: `finished.verify_data`: only `edit` takes a field path; a whole message is meant here"},
        {"edit finished set abc", "line 1: `abc` has an odd number of hex digits"},
        {"edit finished set \"abc", "line 1: a quoted text does not end; close it with \" on the same line"},
        {"edit finished flip-bit x", "line 1: `x` is not a number"},
        {"edit finished flip-bit 4294967296",
         "line 1: 4294967296 is out of range: it has to lie between -2147483648 and 2147483647"},
        {"expect rejects decod_error", "line 1: there is no alert `decod_error`; did you mean `decode_error`?"},
        {"omit client_hello#",
         "line 1: behind # in `client_hello#` a number up to 255 is due: the first, the second, ... such message"},
        {"\xff\x01", "line 1: there is no statement `??`"},
    };
    struct shk_arena *arena = *state;
    for (size_t i = 0; i < SHK_COUNT(errors); i++) assert_string_equal(sentence(arena, errors[i][0]), errors[i][1]);
}

static void a_plan_has_bounds(void **state) {
    struct shk_arena *arena = *state;
    struct shk_buf text = shk_buf_in(arena);
    for (int i = 0; i < SHK_MAX_EDITS + 1; i++) shk_put(&text, shk_text("omit finished\n"));
    shk_put_uint(&text, 1, 0);
    assert_string_equal(sentence(arena, (const char *)text.data),
                        "line 33: a plan has at most 32 edits; leave some out");

    struct shk_buf large = shk_buf_in(arena);
    shk_put_fill(&large, '#', ((size_t)1 << 20) + 1);
    shk_put_uint(&large, 1, 0);
    assert_non_null(strstr(sentence(arena, (const char *)large.data), "longer than 1 MiB"));

    struct shk_buf words = shk_buf_in(arena);
    for (int i = 0; i < 100; i++) shk_put(&words, shk_text("flow "));
    shk_put_uint(&words, 1, 0);
    assert_string_equal(sentence(arena, (const char *)words.data), "line 1: more than 64 words in a statement");

    struct shk_buf alerts = shk_buf_in(arena);
    shk_put(&alerts, shk_text("expect rejects"));
    for (int i = 0; i < 13; i++) shk_put(&alerts, shk_text(" decode_error"));
    shk_put_uint(&alerts, 1, 0);
    assert_non_null(strstr(sentence(arena, (const char *)alerts.data), "at most 12 alerts"));
}

static void random_plans_round_trip(void **state) {
    struct shk_arena *arena = *state;
    struct shk_rng rng;
    shk_rng_seed(&rng, 1);
    for (int i = 0; i < 20000; i++) {
        struct shk_plan plan, again;
        struct shk_error err = {{0}};
        shk_arena_reset(arena);
        random_plan(arena, &rng, &plan);
        const char *text = text_of(arena, &plan);
        if (!shk_plan_read(arena, text, &again, &err)) fail_msg("%s\n%s", err.text, text);
        if (!shk_plan_equal(&plan, &again)) fail_msg("changed:\n%s\n%s", text, text_of(arena, &again));
        assert_string_equal(text_of(arena, &again), text);
    }
}

static void plans_that_differ_are_not_equal(void **state) {
    struct shk_arena *arena = *state;
    struct shk_rng rng;
    shk_rng_seed(&rng, 2);
    for (int i = 0; i < 2000; i++) {
        struct shk_plan a, b;
        shk_arena_reset(arena);
        random_plan(arena, &rng, &a);
        random_plan(arena, &rng, &b);
        assert_int_equal(shk_plan_equal(&a, &b), strcmp(text_of(arena, &a), text_of(arena, &b)) == 0);
    }
}

static void every_truncation_is_a_plan_or_an_error(void **state) {
    struct shk_arena *arena = *state;
    struct shk_rng rng;
    shk_rng_seed(&rng, 3);
    for (int i = 0; i < 40; i++) {
        struct shk_plan plan, cut;
        struct shk_error err;
        shk_arena_reset(arena);
        random_plan(arena, &rng, &plan);
        const char *text = text_of(arena, &plan);
        for (size_t len = strlen(text); len > 0; len--) {
            // A copy of its own, so that a sanitizer sees a read behind the end.
            char *copy = strndup(text, len - 1);
            if (shk_plan_read(arena, copy, &cut, &err)) (void)text_of(arena, &cut);
            free(copy);
        }
    }
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
        cmocka_unit_test(the_example_of_the_manual_is_understood),
        cmocka_unit_test(every_form_has_a_canonical_text),
        cmocka_unit_test(every_word_of_the_vocabulary_round_trips),
        cmocka_unit_test(every_registered_name_can_be_written_and_read),
        cmocka_unit_test(errors_say_the_line_and_what_was_meant),
        cmocka_unit_test(a_plan_has_bounds),
        cmocka_unit_test(random_plans_round_trip),
        cmocka_unit_test(plans_that_differ_are_not_equal),
        cmocka_unit_test(every_truncation_is_a_plan_or_an_error),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
