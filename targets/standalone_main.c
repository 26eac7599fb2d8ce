// Replays inputs without a fuzzing engine: every argument is a file, or a folder whose files are taken in the order of
// their names. Options of other engines ("-runs=1") are passed over, so that the same command line works everywhere.
// Without a file the empty input is run, which shows at least that the target starts.
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

// Custom mutators may fall back on the engine's own. Here is no engine, and nothing mutates.
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size) {
    (void)data;
    return size < max_size ? size : max_size;
}

static unsigned long replayed;

static int fail(const char *path) {
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return -1;
}

static int run_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return fail(path);
    }
    uint8_t *data = NULL;
    size_t size = 0, room = 0, got = 0;
    do {
        if (size == room) {
            room = room == 0 ? 65536 : room * 2;
            uint8_t *bigger = realloc(data, room);
            if (bigger == NULL) {
                abort();
            }
            data = bigger;
        }
        got = fread(data + size, 1, room - size, file);
        size += got;
    } while (got > 0);
    int bad = ferror(file);
    fclose(file);
    if (bad) {
        free(data);
        return fail(path);
    }
    // An exact allocation, so that ASan sees a read past the end.
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL) {
        abort();
    }
    memcpy(exact, data, size);
    free(data);
    (void)LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    replayed++;
    return 0;
}

static int run_path(const char *path) {
    struct stat st;
    if (stat(path, &st) != 0) {
        return fail(path);
    }
    if (!S_ISDIR(st.st_mode)) {
        return run_file(path);
    }
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, NULL, alphasort);
    if (count < 0) {
        return fail(path);
    }
    int result = 0;
    for (int i = 0; i < count; i++) {
        char child[4096];
        int length = snprintf(child, sizeof child, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && length > 0 && (size_t)length < sizeof child && run_path(child) != 0) {
            result = -1;
        }
        free(entries[i]);
    }
    free(entries);
    return result;
}

int main(int argc, char **argv) {
    if (LLVMFuzzerInitialize != NULL) {
        LLVMFuzzerInitialize(&argc, &argv);
    }
    int result = 0, paths = 0;
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] == '-') {
            continue;
        }
        paths++;
        if (run_path(argv[i]) != 0) {
            result = 1;
        }
    }
    if (paths == 0) {
        uint8_t nothing = 0;
        (void)LLVMFuzzerTestOneInput(&nothing, 0);
        replayed++;
    }
    fprintf(stderr, "%lu inputs replayed\n", replayed);
    return result;
}
