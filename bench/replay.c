// Replays corpora in one process: replay FOLDER [TARGET...] runs FOLDER/TARGET/* and names the inputs that break a rule. In a
// coverage build it leaves the profile of all that, for scripts/coverage.
//
//   replay --keep OUT FOLDER... -- [TARGET...]   copies to OUT/TARGET what is needed to reach as much as all of FOLDER/TARGET
//                                                does, small inputs first; those that break a rule stay behind
#include "bench/targets.h"
#include "trace/report.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

__attribute__((weak)) void *__llvm_profile_begin_counters(void); // NOLINT: clang's runtime
__attribute__((weak)) void *__llvm_profile_end_counters(void);   // NOLINT

__attribute__((weak)) size_t shk_error_site_count(void); // targets/error_sites.c

struct file {
    char *path;
    size_t size;
};

struct replay {
    const char *keep; // NULL: only run
    char **folders;
    size_t folder_count;
    struct file *files;
    size_t count, room;
    size_t ran, kept, broken;
};

static struct shk_bytes read_file(struct shk_arena *arena, const struct file *file) {
    FILE *in = fopen(file->path, "rb");
    uint8_t *data = shk_alloc(arena, file->size + 1);
    size_t got = in == NULL ? 0 : fread(data, 1, file->size, in);
    if (in != NULL) fclose(in);
    return shk_view(data, got);
}

static void add(struct replay *r, const char *path, size_t size) {
    if (r->count == r->room) {
        r->room = r->room == 0 ? 1024 : 2 * r->room;
        r->files = realloc(r->files, r->room * sizeof(*r->files));
        if (r->files == NULL) abort();
    }
    r->files[r->count].path = strdup(path);
    if (r->files[r->count].path == NULL) abort();
    r->files[r->count++].size = size;
}

// The files of a folder; regressions lie one deeper, and nobody minimises them.
static void list(struct replay *r, const char *folder, bool deeper) {
    char path[4096];
    struct stat status;
    DIR *dir = opendir(folder);
    if (dir == NULL) return;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        int len = snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || len < 0 || (size_t)len >= sizeof(path) || stat(path, &status) != 0) continue;
        if (S_ISREG(status.st_mode)) add(r, path, (size_t)status.st_size);
        if (S_ISDIR(status.st_mode) && deeper) list(r, path, false);
    }
    closedir(dir);
}

static int smaller(const void *a, const void *b) {
    const struct file *x = a, *y = b;
    if (x->size != y->size) return x->size < y->size ? -1 : 1;
    return strcmp(x->path, y->path);
}

// --- What a run reached ----------------------------------------------------------------------------------------------

static uint64_t *counters;
static uint8_t *reached;
static size_t counter_count;

static bool has_counters(void) {
    if (__llvm_profile_begin_counters == NULL) return false;
    counters = __llvm_profile_begin_counters();
    counter_count = (size_t)((uint64_t *)__llvm_profile_end_counters() - counters);
    reached = calloc(counter_count, 1);
    if (reached == NULL) abort();
    return true;
}

// Whether the last run counted where no kept one did; if so, and `keeping`, that is remembered.
static bool anything_new(bool keeping) {
    bool found = false;
    for (size_t i = 0; i < counter_count; i++) {
        if (counters[i] == 0 || reached[i]) continue;
        found = true;
        if (keeping) reached[i] = 1;
    }
    return found;
}

// --- Runs ------------------------------------------------------------------------------------------------------------

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static bool run_file(struct replay *r, struct shk_fuzz_runner *runner, const struct file *file) {
    const char *target = shk_fuzz_runner_target(runner)->name;
    struct shk_arena *arena = shk_arena_new();
    struct shk_bytes input = read_file(arena, file);
    struct shk_fuzz_result result;
    if (r->keep != NULL) memset(counters, 0, counter_count * sizeof(*counters));
    // Counters alone miss a place whose count clang derives from others.
    size_t sites = shk_error_site_count != NULL ? shk_error_site_count() : 0;
    shk_fuzz_run(runner, input, &result);
    bool new_site = shk_error_site_count != NULL && shk_error_site_count() > sites;
    r->ran++;
    bool ok = true;
    const char *sentence = shk_fuzz_judge(&result);
    if (sentence != NULL) {
        fprintf(stderr, "%s: %s\n", file->path, sentence);
        r->broken++;
    } else if (r->keep != NULL && (anything_new(true) || new_site)) {
        struct shk_error err = {""};
        ok = shk_write_file(shk_format(arena, "%s/%s/%s", r->keep, target, base_name(file->path)), input, &err);
        if (!ok) fprintf(stderr, "replay: %s\n", err.text);
        r->kept++;
    }
    shk_arena_free(arena);
    return ok;
}

static bool run_target(struct replay *r, const struct shk_fuzz_target *target) {
    struct shk_error err = {""};
    char path[4096];
    struct shk_fuzz_runner *runner = shk_fuzz_runner_new(target, &shk_sut_boringssl, &err);
    bool ok = runner != NULL;
    if (!ok) fprintf(stderr, "replay: %s: %s\n", target->name, err.text);
    for (size_t i = 0; i < r->folder_count; i++) {
        int len = snprintf(path, sizeof(path), "%s/%s", r->folders[i], target->name);
        if (len > 0 && (size_t)len < sizeof(path)) list(r, path, r->keep == NULL);
    }
    if (r->count > 0) qsort(r->files, r->count, sizeof(*r->files), smaller);
    if (r->keep != NULL) {
        memset(reached, 0, counter_count);
        snprintf(path, sizeof(path), "%s/%s", r->keep, target->name);
        if (mkdir(path, 0777) != 0 && errno != EEXIST) ok = false;
    }
    for (size_t i = 0; i < r->count; i++) {
        if (ok) ok = run_file(r, runner, &r->files[i]);
        free(r->files[i].path);
    }
    r->count = 0;
    shk_fuzz_runner_free(runner);
    return ok;
}

int main(int argc, char **argv) {
    struct replay r = {.keep = NULL};
    int at = 1;
    if (argc > 3 && strcmp(argv[1], "--keep") == 0) {
        r.keep = argv[2];
        at = 3;
        if (!has_counters()) return fprintf(stderr, "replay: --keep needs a coverage build\n"), 2;
    }
    r.folders = argv + at;
    if (r.keep == NULL && at < argc) r.folder_count = 1;
    while (r.keep != NULL && at + (int)r.folder_count < argc && strcmp(r.folders[r.folder_count], "--") != 0)
        r.folder_count++;
    if (r.folder_count == 0) return fprintf(stderr, "replay: name a folder that holds corpora: replay corpus\n"), 2;
    at += (int)r.folder_count + (r.keep != NULL);
    const struct shk_fuzz_target *target;
    for (size_t i = 0; meant_target(i, argc - at, argv + at, &target); i++) {
        if (target != NULL && !run_target(&r, target)) return 4;
    }
    printf("%zu inputs, %zu kept, %zu break a rule\n", r.ran, r.kept, r.broken);
    free(r.files);
    free(reached);
    return r.broken > 0;
}
