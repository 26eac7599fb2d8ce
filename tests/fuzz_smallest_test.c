// What a finding needs stays in its plan, and nothing else does: on planted faults, one that breaks a rule, one that dies.
#include "fuzz/fate.h"
#include "support/test_arena.h"
#include "sut/planted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <string.h>

static const struct {
    const char *target;
    enum shk_planted fault;
    bool dies;
    const char *rule; // a word of its key
    const char *plan, *smallest;
} rows[] = {
    {"flow_server", SHK_PLANTED_NO_CERTIFICATE, false, "order",
     "flow tls13 client-auth alpn; edit client_hello.random flip-bit 3; omit certificate; omit certificate_verify",
     "flow tls13 client-auth\nomit certificate\n"},
    {"server_finished", SHK_PLANTED_CRASH, true, "",
     "flow tls13 alpn; edit server_hello.random flip-bit 3; edit finished.verify_data flip-bit 0",
     "flow tls13\nedit finished.verify_data flip-bit 0\n"},
};

static struct shk_plan plan_of(const char *text) {
    struct shk_plan plan;
    struct shk_error err;
    if (!shk_plan_read(arena, text, &plan, &err)) fail_msg("%s: %s", text, err.text);
    return plan;
}

static void findings_become_small(void **state) {
    (void)state;
    for (size_t i = 0; i < SHK_COUNT(rows); i++) {
        struct shk_plan plan = plan_of(rows[i].plan);
        const struct shk_fuzz_target *target = shk_fuzz_target_named(rows[i].target);
        const struct shk_sut_type *sut = shk_sut_planted(rows[i].fault);
        struct shk_fate fate;
        struct shk_buf text = shk_buf_in(arena);
        shk_fate_of_plan(target, sut, &plan, &fate);
        assert_int_equal(fate.died, rows[i].dies);
        assert_non_null(strstr(fate.key, rows[i].rule));
        assert_true(shk_fuzz_smallest(target, sut, &fate, &plan));
        shk_plan_write(&plan, &text);
        shk_put_uint(&text, 1, 0);
        assert_string_equal((char *)text.data, rows[i].smallest);
    }
}

// A plan that does something else is left alone.
static void another_fate_is_none(void **state) {
    (void)state;
    struct shk_plan plan = plan_of(rows[0].plan), before = plan;
    struct shk_fate fate = {.died = true, .signal = SIGSEGV};
    assert_false(
        shk_fuzz_smallest(shk_fuzz_target_named(rows[0].target), shk_sut_planted(rows[0].fault), &fate, &plan));
    assert_int_equal(plan.edit_count, before.edit_count);
    assert_int_equal(plan.features, before.features);
}

static int overstay(void *context, char key[SHK_FUZZ_KEY]) {
    (void)key;
    return ++*(int *)context + raise(SIGXCPU); // what the limit of CPU time ends with
}

static int leave(void *context, char key[SHK_FUZZ_KEY]) {
    strcpy(key, "left");
    return *(int *)context;
}

static void work_comes_back_or_does_not(void **state) {
    (void)state;
    struct shk_fate fate, other;
    int seven = 7;
    shk_fate_of(leave, &seven, true, &fate);
    assert_false(fate.died);
    assert_int_equal(fate.status, 7);
    assert_string_equal(fate.key, "left");
    shk_fate_of(overstay, &seven, true, &fate);
    assert_true(fate.died);
    assert_int_equal(fate.signal, SIGXCPU);
    assert_int_equal(seven, 7); // it was a child's
    shk_fate_of(leave, &seven, true, &other);
    assert_false(shk_fate_same(&fate, &other));
    assert_true(shk_fate_same(&fate, &fate));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(findings_become_small, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_fate_is_none, set_up, tear_down),
        cmocka_unit_test(work_comes_back_or_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
