// docs/plan-language.md is true: its examples are understood, and it names every word of the language.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "plan/names.h"
#include "plan/plan.h"

static char manual[1 << 16];

static void understood(const char *text, size_t len) {
    struct shk_arena *arena = shk_arena_new();
    struct shk_plan plan;
    struct shk_error err = {{0}};
    char *copy = shk_format(arena, "%.*s", (int)len, text);
    if (!shk_plan_read(arena, copy, &plan, &err)) fail_msg("%s\n%s", err.text, copy);
    shk_arena_free(arena);
}

static void every_example_is_understood(void **state) {
    size_t examples = 0;
    (void)state;
    for (const char *at = manual; (at = strstr(at, "```plan\n")) != NULL; examples++) {
        at += strlen("```plan\n");
        const char *end = strstr(at, "```");
        assert_non_null(end);
        understood(at, (size_t)(end - at));
        at = end + 3;
    }
    assert_true(examples >= 4);
}

static void every_edit_between_backquotes_is_understood(void **state) {
    size_t examples = 0;
    (void)state;
    for (const char *at = manual; (at = strstr(at, "`edit ")) != NULL;) {
        const char *end = strchr(++at, '`');
        assert_non_null(end);
        bool grammar = memchr(at, 'M', 6) != NULL; // `edit MESSAGE[.PATH] ...`
        if (!grammar) understood(at, (size_t)(end - at));
        examples++;
        at = end + 1;
    }
    assert_true(examples > 15);
}

static void every_word_is_named(void **state) {
    static const enum shk_words vocabularies[] = {SHK_WORDS_EDIT, SHK_WORDS_FIELD_OP, SHK_WORDS_RECORD_OP,
                                                  SHK_WORDS_SEAL, SHK_WORDS_STOP,     SHK_WORDS_KEYS,
                                                  SHK_WORDS_FLOW, SHK_WORDS_KX,       SHK_WORDS_CERTIFICATE};
    (void)state;
    for (size_t i = 0; i < SHK_COUNT(vocabularies); i++) {
        size_t count;
        const struct shk_word *rows = shk_words(vocabularies[i], &count);
        for (size_t j = 0; j < count; j++) {
            if (strstr(manual, rows[j].name) == NULL) fail_msg("the manual does not name `%s`", rows[j].name);
        }
    }
}

int main(void) {
    FILE *file = fopen(SHK_TESTS_DIR "/../docs/plan-language.md", "r");
    if (file == NULL) return 1;
    size_t len = fread(manual, 1, sizeof(manual) - 1, file);
    fclose(file);
    manual[len] = '\0';
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_example_is_understood),
        cmocka_unit_test(every_edit_between_backquotes_is_understood),
        cmocka_unit_test(every_word_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
