// Writes the inputs that a corpus begins with, of a target or of all: the honest ones, and those that do what a conformance case
// does: seeds FOLDER [TARGET...]. scripts/refresh_corpus calls it.
#include "bench/targets.h"
#include "trace/report.h"
#include "conformance/case.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#define MAX_LENGTH ((size_t)4096) // what is longer tells a corpus little for its weight

static const char *file_name(struct shk_arena *arena, const char *folder, const char *id) {
    char *name = shk_format(arena, "%s", id);
    for (char *c = name; *c != '\0'; c++)
        if (*c == '/') *c = '-';
    return shk_format(arena, "%s/%s", folder, name);
}

static bool write_honest(struct shk_fuzz_runner *runner, struct shk_arena *arena, const char *folder, size_t *written,
                         struct shk_error *err) {
    struct shk_buf input = shk_buf_in(arena);
    const char *name = NULL;
    for (size_t i = 0; shk_fuzz_seed(runner, i, &input, &name); i++) {
        if (input.len == 0) continue;
        SHK_TRY(shk_write_file(file_name(arena, folder, name), shk_buf_view(&input), err));
        ++*written;
    }
    return true;
}

static bool write_cases(struct shk_fuzz_runner *runner, struct shk_arena *arena, const char *folder, size_t *written,
                        struct shk_error *err) {
    const struct shk_fuzz_target *target = shk_fuzz_runner_target(runner);
    struct shk_buf input = shk_buf_in(arena);
    size_t tables;
    const struct shk_case_table *table = shk_case_tables(arena, &tables);
    for (; tables > 0; tables--, table++) {
        for (size_t i = 0; i < table->count; i++) {
            const struct shk_case *c = &table->cases[i];
            struct shk_plan plan;
            if ((uint8_t)c->tests != target->under_test) continue;
            SHK_TRY(shk_plan_read(arena, c->plan, &plan, err));
            shk_fuzz_seed_of(runner, &plan, &input);
            if (input.len == 0 || input.len > MAX_LENGTH) continue;
            SHK_TRY(shk_write_file(file_name(arena, folder, c->id), shk_buf_view(&input), err));
            ++*written;
        }
    }
    return true;
}

static bool write_seeds(const struct shk_fuzz_target *target, const char *root, size_t *written,
                        struct shk_error *err) {
    struct shk_arena *arena = shk_arena_new();
    const char *folder = shk_format(arena, "%s/%s", root, target->name);
    struct shk_fuzz_runner *runner = shk_fuzz_runner_new(target, &shk_sut_boringssl, err);
    bool ok = runner != NULL;
    if (ok && mkdir(folder, 0777) != 0 && errno != EEXIST)
        ok = shk_fail(err, "cannot make %s: %s", folder, strerror(errno));
    ok = ok && write_honest(runner, arena, folder, written, err) && write_cases(runner, arena, folder, written, err);
    shk_fuzz_runner_free(runner);
    shk_arena_free(arena);
    return ok;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(
            stderr,
            "seeds: name the folder to write to, and the targets unless all are meant: seeds corpus server_hello\n");
        return 2;
    }
    const struct shk_fuzz_target *target;
    for (size_t i = 0; meant_target(i, argc - 2, argv + 2, &target); i++) {
        struct shk_error err = {""};
        size_t written = 0;
        if (target == NULL) continue;
        if (!write_seeds(target, argv[1], &written, &err)) {
            fprintf(stderr, "seeds: %s: %s\n", target->name, err.text);
            return 4;
        }
        printf("%s: %zu\n", target->name, written);
    }
    return 0;
}
