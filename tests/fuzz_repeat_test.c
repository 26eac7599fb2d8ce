// Same input, same trace: every honest input of every target, some hundred changed ones and the corpus, three times in three
// orders, once more in another process, and by a runner that has run nothing else. What `repro` says of an input is true: its
// plan sends the same message.
//
// Of a large corpus some files of each target are taken, so that it is a matter of seconds; `fuzz_repeat_test --all` takes all.
#include "fuzz/fuzz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_INPUTS 40000
#define SAMPLE 12 // files of each target

struct item {
    const struct shk_fuzz_target *target;
    struct shk_bytes input;
    uint64_t digest;
};

static struct item items[MAX_INPUTS];
static size_t item_count;
static struct shk_fuzz_runner *runners[64];
static struct shk_arena *arena;
static bool all_files;

static struct shk_fuzz_runner *new_runner(const struct shk_fuzz_target *target) {
    struct shk_error err = {""};
    struct shk_fuzz_runner *runner = shk_fuzz_runner_new(target, &shk_sut_boringssl, &err);
    if (runner == NULL) fail_msg("%s", err.text);
    return runner;
}

static struct shk_fuzz_runner *runner_of(const struct shk_fuzz_target *target) {
    size_t index = 0;
    while (shk_fuzz_target_at(index) != target) index++;
    if (runners[index] == NULL) runners[index] = new_runner(target);
    return runners[index];
}

static void add(const struct shk_fuzz_target *target, struct shk_bytes input) {
    if (item_count < MAX_INPUTS) items[item_count++] = (struct item){target, shk_copy(arena, input), 0};
}

static int is_file(const struct dirent *entry) {
    return entry->d_name[0] != '.' && strcmp(entry->d_name, "regressions") != 0;
}

static void add_file(const struct shk_fuzz_target *target, const char *path) {
    struct stat status;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &status) != 0) fail_msg("cannot read %s", path);
    size_t len = (size_t)status.st_size;
    uint8_t *data = shk_alloc(arena, len + 1);
    assert_int_equal(fread(data, 1, len, file), len);
    fclose(file);
    add(target, shk_view(data, len));
}

static void add_corpus(const struct shk_fuzz_target *target) {
    const char *folder = shk_format(arena, "%s/../corpus/%s", SHK_TESTS_DIR, target->name);
    struct dirent **entries;
    int count = scandir(folder, &entries, is_file, alphasort);
    if (count < 0) return; // a target that this SUT cannot play
    int step = all_files || count < SAMPLE ? 1 : count / SAMPLE;
    for (int i = 0; i < count; i++) {
        if (i % step == 0) add_file(target, shk_format(arena, "%s/%s", folder, entries[i]->d_name));
        free(entries[i]);
    }
    free(entries);
}

static int set_up(void **state) {
    (void)state;
    const struct shk_fuzz_target *target;
    struct shk_rng rng;
    arena = shk_arena_new();
    shk_rng_seed(&rng, 3);
    for (size_t t = 0; (target = shk_fuzz_target_at(t)) != NULL; t++) {
        struct shk_buf input = shk_buf_in(arena);
        const char *name;
        if (target->kind == SHK_FUZZ_SELF) continue;
        add_corpus(target);
        for (size_t i = 0; shk_fuzz_seed(runner_of(target), i, &input, &name); i++) {
            if (input.len == 0) continue;
            add(target, shk_buf_view(&input));
            for (int changes = 0; changes < 2; changes++) {
                size_t at = 14 + shk_rng_below(&rng, (uint32_t)(input.len - 14)); // repairs, options and the message
                input.data[at] ^= (uint8_t)(1u << shk_rng_below(&rng, 8));
                add(target, shk_buf_view(&input));
            }
        }
    }
    return item_count > 1000 ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    for (size_t i = 0; i < 64; i++) shk_fuzz_runner_free(runners[i]);
    shk_arena_free(arena);
    return 0;
}

static uint64_t run(struct shk_fuzz_runner *runner, const struct item *item) {
    struct shk_fuzz_result result;
    shk_fuzz_run(runner, item->input, &result);
    return shk_trace_digest(result.trace);
}

static void shuffle(struct shk_rng *rng, size_t *order) {
    for (size_t i = item_count; i > 1; i--) {
        size_t j = shk_rng_below(rng, (uint32_t)i);
        size_t kept = order[i - 1];
        order[i - 1] = order[j];
        order[j] = kept;
    }
}

static void same_in_any_order(void **state) {
    (void)state;
    static size_t order[MAX_INPUTS];
    struct shk_rng rng;
    shk_rng_seed(&rng, 4);
    for (size_t i = 0; i < item_count; i++) {
        order[i] = i;
        items[i].digest = run(runner_of(items[i].target), &items[i]);
    }
    for (int round = 0; round < 2; round++) {
        shuffle(&rng, order);
        for (size_t i = 0; i < item_count; i++) {
            const struct item *item = &items[order[i]];
            if (run(runner_of(item->target), item) != item->digest)
                fail_msg("%s: input %zu differs in round %d", item->target->name, order[i], round);
        }
    }
    print_message("%zu inputs, three times each\n", item_count);
}

// The other process runs the inputs in the opposite order and prints what came of each.
static int print_digests(void) {
    if (set_up(NULL) != 0) return 1;
    for (size_t i = item_count; i > 0; i--)
        printf("%zu %016llx\n", i - 1, (unsigned long long)run(runner_of(items[i - 1].target), &items[i - 1]));
    return tear_down(NULL);
}

static void same_in_another_process(void **state) {
    (void)state;
    const char *command = all_files ? "exec /proc/%d/exe --all --digests" : "exec /proc/%d/exe --digests";
    char line[128];
    size_t seen = 0;
    snprintf(line, sizeof(line), command, (int)getpid());
    FILE *other = popen(line, "r");
    assert_non_null(other);
    for (; fgets(line, sizeof(line), other) != NULL; seen++) {
        char *end;
        size_t index = strtoull(line, &end, 10);
        uint64_t digest = strtoull(end, &end, 16);
        if (*end != '\n' || index >= item_count) fail_msg("strange line: %s", line);
        if (digest != items[index].digest)
            fail_msg("%s: input %zu differs in another process", items[index].target->name, index);
    }
    assert_int_equal(pclose(other), 0);
    assert_int_equal(seen, item_count);
}

static void same_from_a_fresh_start(void **state) {
    (void)state;
    for (size_t i = 0; i < item_count; i += 23) {
        struct shk_fuzz_runner *runner = new_runner(items[i].target);
        assert_int_equal(run(runner, &items[i]), items[i].digest);
        shk_fuzz_runner_free(runner);
    }
}

// A plan may leave out what is done on the way; all others have to give the same message.
static void plans_say_the_same(void **state) {
    (void)state;
    size_t exact = 0, tried = 0;
    struct shk_arena *scratch = shk_arena_new();
    for (size_t i = 0; i < item_count; i += 3) {
        struct shk_plan plan;
        bool same;
        shk_arena_reset(scratch);
        shk_fuzz_as_plan(runner_of(items[i].target), items[i].input, scratch, &plan, &same);
        bool attacker = items[i].target->kind == SHK_FUZZ_MESSAGE && (items[i].input.data[15] & SHK_FUZZ_ATTACKER) != 0;
        if (attacker) continue;
        if (!same) print_message("%s: input %zu is not all said by its plan\n", items[i].target->name, i);
        exact += same;
        tried++;
    }
    print_message("%zu of %zu plans send the same message\n", exact, tried);
    assert_true(exact * 100 >= tried * 97);
    shk_arena_free(scratch);
}

int main(int argc, char **argv) {
    bool digests = false;
    for (int i = 1; i < argc; i++) {
        all_files |= strcmp(argv[i], "--all") == 0;
        digests |= strcmp(argv[i], "--digests") == 0;
    }
    if (digests) return print_digests();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_in_any_order),
        cmocka_unit_test(same_in_another_process),
        cmocka_unit_test(same_from_a_fresh_start),
        cmocka_unit_test(plans_say_the_same),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
