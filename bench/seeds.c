// Writes the honest inputs of a target, or of all: seeds FOLDER [TARGET...]. scripts/refresh_corpus calls it.
#include "fuzz/fuzz.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static bool write_file(const char *path, struct shk_bytes bytes, struct shk_error *err) {
    FILE *file = fopen(path, "wb");
    if (file == NULL) return shk_fail(err, "cannot write %s: %s", path, strerror(errno));
    bool ok = fwrite(bytes.data, 1, bytes.len, file) == bytes.len;
    ok = fclose(file) == 0 && ok;
    return ok || shk_fail(err, "cannot write %s: %s", path, strerror(errno));
}

static bool write_seeds(const struct shk_fuzz_target *target, const char *root, size_t *written,
                        struct shk_error *err) {
    struct shk_arena *arena = shk_arena_new();
    struct shk_buf input = shk_buf_in(arena);
    const char *name = NULL;
    const char *folder = shk_format(arena, "%s/%s", root, target->name);
    struct shk_fuzz_runner *runner = shk_fuzz_runner_new(target, &shk_sut_boringssl, err);
    bool ok = runner != NULL;
    if (ok && mkdir(folder, 0777) != 0 && errno != EEXIST)
        ok = shk_fail(err, "cannot make %s: %s", folder, strerror(errno));
    for (size_t i = 0; ok && shk_fuzz_seed(runner, i, &input, &name); i++) {
        if (input.len == 0) continue;
        ok = write_file(shk_format(arena, "%s/%s", folder, name), shk_buf_view(&input), err);
        if (ok) ++*written;
    }
    shk_fuzz_runner_free(runner);
    shk_arena_free(arena);
    return ok;
}

static bool wanted(const char *name, int count, char **names) {
    for (int i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) return true;
    }
    return count == 0;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(
            stderr,
            "seeds: name the folder to write to, and the targets unless all are meant: seeds corpus server_hello\n");
        return 2;
    }
    const struct shk_fuzz_target *target;
    for (size_t i = 0; (target = shk_fuzz_target_at(i)) != NULL; i++) {
        struct shk_error err = {""};
        size_t written = 0;
        if (target->kind == SHK_FUZZ_SELF || !wanted(target->name, argc - 2, argv + 2)) continue;
        if (!write_seeds(target, argv[1], &written, &err)) {
            fprintf(stderr, "seeds: %s: %s\n", target->name, err.text);
            return 4;
        }
        printf("%s: %zu\n", target->name, written);
    }
    return 0;
}
