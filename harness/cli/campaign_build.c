// Before a campaign: the source tree, the build of its targets, the work folder, seeds and dictionaries.
#include "cli/campaign.h"

#include "sut/planted.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

// --- Files -----------------------------------------------------------------------------------------------------------

bool campaign_make_folder(struct shk_arena *arena, const char *path, struct shk_error *err) {
    char *part = shk_strdup(arena, path);
    for (char *slash = part + 1;; slash++) {
        if (*slash != '/' && *slash != '\0') continue;
        char kept = *slash;
        *slash = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            return shk_fail(err, "cannot make the folder %s: %s", part, strerror(errno));
        *slash = kept;
        if (kept == '\0') return true;
    }
}

size_t campaign_count_files(const char *folder) {
    DIR *dir = opendir(folder);
    size_t count = 0;
    if (dir == NULL) return 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) count += entry->d_name[0] != '.';
    closedir(dir);
    return count;
}

const char *campaign_read(struct shk_arena *arena, const char *path, size_t limit) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) return "";
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    if (size > (long)limit) fseek(file, size - (long)limit, SEEK_SET);
    if (size <= (long)limit) rewind(file);
    char *text = shk_alloc(arena, limit + 1);
    size_t got = fread(text, 1, limit, file);
    fclose(file);
    for (size_t i = 0; i < got; i++) {
        if (text[i] == '\0') text[i] = ' ';
    }
    return text;
}

// Under a temporary name first: half an input would pass for a smaller one.
bool campaign_copy(const char *from, const char *to, struct shk_error *err) {
    char part[PATH_MAX];
    FILE *in = fopen(from, "rb");
    if (in == NULL) return shk_fail(err, "cannot read %s: %s", from, strerror(errno));
    FILE *out = snprintf(part, sizeof(part), "%s.part", to) < (int)sizeof(part) ? fopen(part, "wb") : NULL;
    if (out == NULL) {
        fclose(in);
        return shk_fail(err, "cannot write %s: %s", to, strerror(errno));
    }
    char chunk[8192];
    size_t n;
    bool ok = true;
    while (ok && (n = fread(chunk, 1, sizeof(chunk), in)) > 0) ok = fwrite(chunk, 1, n, out) == n;
    ok = !ferror(in) && ok;
    fclose(in);
    ok = fclose(out) == 0 && ok;
    if (ok && rename(part, to) == 0) return true;
    shk_fail(err, "cannot write %s: %s", to, strerror(errno));
    unlink(part);
    return false;
}

// --- The source tree and its build -----------------------------------------------------------------------------------

static const char *tree_above(struct shk_arena *arena, const char *start) {
    char *path = shk_strdup(arena, start);
    while (strcmp(path, "/") != 0 && strcmp(path, ".") != 0) {
        bool here = access(shk_format(arena, "%s/CMakePresets.json", path), R_OK) == 0 &&
                    access(shk_format(arena, "%s/harness/fuzz/targets.def", path), R_OK) == 0;
        if (here) return path;
        path = dirname(path);
    }
    return NULL;
}

// Above the current folder, or above this program: that is where a build of the source lies.
static const char *find_source(struct shk_arena *arena) {
    char here[PATH_MAX];
    const char *found = getcwd(here, sizeof(here)) != NULL ? tree_above(arena, here) : NULL;
    if (found != NULL) return found;
    ssize_t len = readlink("/proc/self/exe", here, sizeof(here) - 1);
    if (len <= 0) return NULL;
    here[len] = '\0';
    return tree_above(arena, dirname(here));
}

static bool on_path(struct shk_arena *arena, const char *program) {
    const char *path = getenv("PATH");
    char *rest = shk_strdup(arena, path != NULL ? path : "/usr/bin:/bin");
    for (char *folder; (folder = strsep(&rest, ":")) != NULL;) {
        if (access(shk_format(arena, "%s/%s", folder, program), X_OK) == 0) return true;
    }
    return false;
}

static bool have_tools(struct campaign *c, struct shk_error *err) {
    static const char *const tools[][3] = {
        // program, Debian's package, of which engine
        {"cmake", "cmake", ""},       {"ninja", "ninja-build", ""},
        {"clang", "clang", ""},       {"afl-clang-fast", "afl++", "afl"},
        {"afl-fuzz", "afl++", "afl"},
    };
    for (size_t i = 0; i < SHK_COUNT(tools); i++) {
        if (tools[i][2][0] != '\0' && !c->afl) continue;
        if (on_path(c->arena, tools[i][0])) continue;
        return shk_fail(err, "%s is missing, which building the targets needs. On Debian: apt-get install %s",
                        tools[i][0], tools[i][1]);
    }
    return true;
}

// Long output goes to a log; what matters of it is at its end.
static bool run_tool(struct campaign *c, const char *what, const char *const *argv, struct shk_error *err) {
    const char *log = shk_format(c->arena, "%s/build.log", c->work);
    pid_t pid = campaign_spawn(argv, NULL, log);
    int status = pid < 0 ? -1 : campaign_wait(pid, 3600);
    if (status == 0) return true;
    if (shk_execute_stopped()) return shk_fail(err, "stopped while %s", what);
    fprintf(stderr, "%s\n", campaign_read(c->arena, log, 2000));
    return shk_fail(err, "%s failed; its last lines are above, all of it is in %s", what, log);
}

static bool build_preset(struct campaign *c, const char *preset, const char *folder, struct shk_error *err) {
    // scripts/test takes the same lock: two builds in one folder would spoil each other.
    SHK_TRY(campaign_make_folder(c->arena, folder, err));
    int lock = open(shk_format(c->arena, "%s/.lock", folder), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
    if (lock >= 0) flock(lock, LOCK_EX);
    bool ok = true;
    if (access(shk_format(c->arena, "%s/build.ninja", folder), R_OK) != 0) {
        if (!c->o->quiet)
            fprintf(stderr, "shakedown: configuring %s (the first time compiles BoringSSL: a minute or two)\n", folder);
        const char *argv[] = {"cmake", "-S", c->source, "--preset", preset, "-B", folder, NULL};
        ok = run_tool(c, "configuring the targets", argv, err);
    }
    const char *planted = strcmp(c->sut, "boringssl") == 0 ? "" : "planted_";
    const char **argv = shk_alloc(c->arena, (c->target_count + 8) * sizeof(*argv));
    size_t n = 0;
    argv[n++] = "ninja";
    argv[n++] = "-C";
    argv[n++] = folder;
    argv[n++] = "dictionary";
    if (c->afl) argv[n++] = "mutator_afl";
    for (size_t i = 0; i < c->target_count; i++)
        argv[n++] = shk_format(c->arena, "%s%s_fuzz", planted, c->targets[i].target->name);
    if (ok && !c->o->quiet) fprintf(stderr, "shakedown: building %zu targets in %s\n", c->target_count, folder);
    ok = ok && run_tool(c, "building the targets", argv, err);
    if (lock >= 0) close(lock);
    return ok;
}

// The whole path, in the arena; NULL with errno set when there is nothing there.
static const char *whole_path(struct shk_arena *arena, const char *path) {
    char *found = realpath(path, NULL);
    const char *whole = found != NULL ? shk_strdup(arena, found) : NULL;
    free(found);
    return whole;
}

static enum shk_exit build(struct campaign *c, struct shk_error *err) {
    c->source = find_source(c->arena);
    if (c->o->build != NULL) {
        c->build = whole_path(c->arena, c->o->build);
        if (c->build != NULL) return SHK_EXIT_OK;
        shk_fail(err, "--build: cannot use %s: %s", c->o->build, strerror(errno));
        return SHK_EXIT_USAGE;
    }
    if (c->source == NULL) {
        shk_fail(err,
                 "the targets are built from Shakedown's source, which is neither around here nor around this "
                 "program. Change into it, or name a build of the preset %s with --build DIR",
                 c->afl ? "afl" : "fuzz");
        return SHK_EXIT_USAGE;
    }
    if (!have_tools(c, err)) return SHK_EXIT_USAGE;
    const char *preset = c->afl ? "afl" : "fuzz";
    c->build = shk_format(c->arena, "%s/build/%s", c->source, preset);
    bool ok = build_preset(c, preset, c->build, err);
    // The second instance of a target compares operands (CmpLog).
    if (ok && c->afl && c->job_count > c->target_count)
        ok = build_preset(c, "afl-cmplog", shk_format(c->arena, "%s/build/afl-cmplog", c->source), err);
    return ok ? SHK_EXIT_OK : SHK_EXIT_INTERNAL;
}

// --- The work folder -------------------------------------------------------------------------------------------------

static const char *default_work(struct shk_arena *arena) {
    const char *own = getenv("SHAKEDOWN_CACHE"), *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (own != NULL) return shk_format(arena, "%s/fuzz", own);
    if (xdg != NULL) return shk_format(arena, "%s/shakedown/fuzz", xdg);
    return shk_format(arena, "%s/.cache/shakedown/fuzz", home != NULL ? home : "/root");
}

static bool open_work(struct campaign *c, struct shk_error *err) {
    const char *path = c->o->work != NULL ? c->o->work : default_work(c->arena);
    // Inputs of a planted fault are nobody else's.
    if (strcmp(c->sut, "boringssl") != 0) path = shk_format(c->arena, "%s/%s", path, c->sut);
    SHK_TRY(campaign_make_folder(c->arena, shk_format(c->arena, "%s/findings", path), err));
    c->work = whole_path(c->arena, path);
    if (c->work == NULL) return shk_fail(err, "cannot use %s: %s", path, strerror(errno));
    c->lock = open(shk_format(c->arena, "%s/.lock", c->work), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
    if (c->lock < 0 || flock(c->lock, LOCK_EX | LOCK_NB) != 0)
        return shk_fail(err, "another campaign works in %s; name another folder with --work DIR", c->work);
    return true;
}

// Honest inputs, for a target that has no corpus yet.
static bool write_seeds(struct campaign *c, struct campaign_target *t, const char *folder, struct shk_error *err) {
    struct shk_arena *arena = shk_arena_new();
    struct shk_buf input = shk_buf_in(arena);
    const char *name;
    bool ok = true;
    if (t->target->kind == SHK_FUZZ_SELF) {
        ok = shk_write_file(shk_format(arena, "%s/one", folder), shk_text("\x01"), err);
        shk_arena_free(arena);
        return ok;
    }
    struct shk_fuzz_runner *runner = shk_fuzz_runner_new(t->target, shk_sut_named(c->sut), err);
    if (runner == NULL) ok = false;
    for (size_t i = 0; ok && shk_fuzz_seed(runner, i, &input, &name); i++) {
        if (input.len > 0) ok = shk_write_file(shk_format(arena, "%s/%s", folder, name), shk_buf_view(&input), err);
    }
    shk_fuzz_runner_free(runner);
    shk_arena_free(arena);
    return ok;
}

static void write_dictionary(struct campaign *c, struct campaign_target *t) {
    const char *path = shk_format(c->arena, "%s/dict", t->folder);
    const char *argv[] = {shk_format(c->arena, "%s/targets/dictionary", c->build), t->target->name, NULL};
    unlink(path);
    pid_t pid = campaign_spawn(argv, NULL, path);
    // Targets without a dictionary of their own do without.
    if (pid > 0 && campaign_wait(pid, 30) == 0) t->dictionary = path;
}

static bool prepare_target(struct campaign *c, struct campaign_target *t, struct shk_error *err) {
    const char *name = t->target->name, *kind = strcmp(c->sut, "boringssl") == 0 ? "targets" : "planted";
    t->program = shk_format(c->arena, "%s/%s/%s_fuzz", c->build, kind, name);
    if (access(t->program, X_OK) != 0)
        return shk_fail(err, "there is no %s; leave out --build to have it built", t->program);
    const char *cmplog =
        c->source == NULL ? "" : shk_format(c->arena, "%s/build/afl-cmplog/%s/%s_fuzz", c->source, kind, name);
    if (c->afl && access(cmplog, X_OK) == 0) t->cmplog = cmplog;
    t->folder = shk_format(c->arena, "%s/%s", c->work, name);
    SHK_TRY(campaign_make_folder(c->arena, shk_format(c->arena, "%s/queue", t->folder), err));
    const char *corpus = c->source == NULL ? NULL : shk_format(c->arena, "%s/corpus/%s", c->source, name);
    if (corpus != NULL && campaign_count_files(corpus) > 0) t->corpus = corpus;
    if (t->corpus == NULL) {
        t->corpus = shk_format(c->arena, "%s/seeds", t->folder);
        SHK_TRY(campaign_make_folder(c->arena, t->corpus, err));
        SHK_TRY(write_seeds(c, t, t->corpus, err));
    }
    t->kept = campaign_count_files(shk_format(c->arena, "%s/queue", t->folder));
    t->spent = strtod(campaign_read(c->arena, shk_format(c->arena, "%s/spent", t->folder), 40), NULL);
    write_dictionary(c, t);
    return true;
}

enum shk_exit campaign_prepare(struct campaign *c, struct shk_error *err) {
    if (!open_work(c, err)) return SHK_EXIT_USAGE;
    enum shk_exit status = build(c, err);
    for (size_t i = 0; status == SHK_EXIT_OK && i < c->target_count; i++) {
        if (!prepare_target(c, &c->targets[i], err)) status = SHK_EXIT_INTERNAL;
    }
    return status;
}
