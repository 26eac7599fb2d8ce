// One process of an engine: its command line, how far it is, and how it ended.
#include "cli/campaign.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define INPUT_LIMIT 20000 // bytes: some more than a record holds
#define PATIENCE 40       // seconds beyond its time after which an engine is ended

double campaign_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void pause_briefly(void) {
    nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
}

// In a process group of its own: Ctrl-C reaches us, and we end what we started.
pid_t campaign_spawn(const char *const *argv, const char *const *environment, const char *log) {
    pid_t parent = getpid(), pid = fork();
    if (pid != 0) return pid;
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(127);
    int in = open("/dev/null", O_RDONLY), out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0666);
    if (in < 0 || out < 0) _exit(127);
    dup2(in, 0);
    dup2(out, 1);
    dup2(out, 2);
    for (size_t i = 0; environment != NULL && environment[i] != NULL; i += 2)
        setenv(environment[i], environment[i + 1], 1);
    execvp(argv[0], (char *const *)argv);
    dprintf(2, "shakedown: cannot start %s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

void campaign_stop(pid_t pid) {
    int status;
    kill(-pid, SIGTERM);
    for (int i = 0; i < 100; i++) {
        if (waitpid(pid, &status, WNOHANG) != 0) return;
        pause_briefly();
    }
    kill(-pid, SIGKILL);
    waitpid(pid, &status, 0);
}

int campaign_wait(pid_t pid, double seconds) {
    double end = campaign_now() + seconds;
    int status;
    while (campaign_now() < end && !shk_execute_stopped()) {
        if (waitpid(pid, &status, WNOHANG) == pid) return status;
        pause_briefly();
    }
    campaign_stop(pid);
    return -1;
}

// --- Starting --------------------------------------------------------------------------------------------------------

struct words {
    const char *list[40];
    size_t count;
};

static void add(struct words *w, const char *word) {
    if (w->count + 1 < SHK_COUNT(w->list)) w->list[w->count++] = word;
}

static void add_target_options(struct campaign *c, const struct campaign_job *job, struct words *w) {
    if (job->target->target->kind == SHK_FUZZ_SELF) return;
    add(w, shk_format(c->arena, "--known=%s/known", job->folder));
    add(w, shk_format(c->arena, "--sut=%s", c->sut));
}

static void libfuzzer_words(struct campaign *c, const struct campaign_job *job, int seconds, struct words *w) {
    const struct campaign_target *t = job->target;
    add(w, t->program);
    add(w, shk_format(c->arena, "-max_total_time=%d", seconds));
    add(w, "-timeout=25");
    add(w, "-rss_limit_mb=2560");
    add(w, "-print_final_stats=1");
    add(w, shk_format(c->arena, "-max_len=%d", INPUT_LIMIT));
    add(w, shk_format(c->arena, "-artifact_prefix=%s/new/", job->folder));
    if (t->dictionary != NULL) add(w, shk_format(c->arena, "-dict=%s", t->dictionary));
    add_target_options(c, job, w);
    add(w, shk_format(c->arena, "%s/queue", t->folder));
    add(w, t->corpus);
}

// afl-fuzz wants one folder to start from; when it goes on with its own work it does not read it.
static bool afl_seeds(struct campaign *c, const struct campaign_target *t, const char *to, struct shk_error *err) {
    const char *const from[] = {t->corpus, shk_format(c->arena, "%s/queue", t->folder)};
    SHK_TRY(campaign_make_folder(c->arena, to, err));
    for (size_t i = 0; i < SHK_COUNT(from); i++) {
        DIR *dir = opendir(from[i]);
        if (dir == NULL) continue;
        for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
            struct stat st;
            const char *path = shk_format(c->arena, "%s/%s", from[i], entry->d_name);
            bool fit = stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && st.st_size <= INPUT_LIMIT;
            if (fit && !campaign_copy(path, shk_format(c->arena, "%s/%s", to, entry->d_name), err)) {
                closedir(dir);
                return false;
            }
        }
        closedir(dir);
    }
    return true;
}

static void afl_words(struct campaign *c, const struct campaign_job *job, int seconds, struct words *w) {
    const struct campaign_target *t = job->target;
    add(w, "afl-fuzz");
    add(w, "-i");
    add(w, shk_format(c->arena, "%s/afl-seeds", t->folder));
    add(w, "-o");
    add(w, shk_format(c->arena, "%s/afl", t->folder));
    add(w, "-S");
    add(w, job->instance);
    add(w, "-V");
    add(w, shk_format(c->arena, "%d", seconds));
    add(w, "-G");
    add(w, shk_format(c->arena, "%d", INPUT_LIMIT));
    add(w, "-t");
    add(w, "2000+");
    if (t->dictionary != NULL) {
        add(w, "-x");
        add(w, t->dictionary);
    }
    if (strcmp(job->instance, "job0") != 0 && t->cmplog != NULL) {
        add(w, "-c");
        add(w, t->cmplog);
    }
    add(w, "--");
    add(w, t->program);
    add_target_options(c, job, w);
}

static const char *symbolizer(void) {
    static const char *const paths[] = {"/usr/bin/llvm-symbolizer", "/usr/bin/llvm-symbolizer-14",
                                        "/usr/lib/llvm-14/bin/llvm-symbolizer"};
    for (size_t i = 0; i < SHK_COUNT(paths); i++) {
        if (access(paths[i], X_OK) == 0) return paths[i];
    }
    return "";
}

bool campaign_start(struct campaign *c, struct campaign_job *job, struct shk_error *err) {
    struct campaign_target *t = job->target;
    struct words w = {.count = 0};
    const char *environment[40] = {NULL};
    size_t n = 0;
    double now = campaign_now();
    int seconds = (int)(job->turn_ends - now);
    if (seconds < 1) seconds = 1;
    const char *log = shk_format(c->arena, "%s/log", job->folder);
    SHK_TRY(campaign_make_folder(c->arena, shk_format(c->arena, "%s/new", job->folder), err));
    SHK_TRY(campaign_write_known(c, shk_format(c->arena, "%s/known", job->folder), err));
    unlink(log);
    const char *pairs[][2] = {
        {"ASAN_SYMBOLIZER_PATH", symbolizer()},
        {"AFL_NO_UI", "1"},
        {"AFL_NO_AFFINITY", "1"},
        {"AFL_SKIP_CPUFREQ", "1"},
        {"AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES", "1"},
        {"AFL_AUTORESUME", "1"},
        {"AFL_CMPLOG_ONLY_NEW", "1"},
        {"AFL_CUSTOM_MUTATOR_LIBRARY", shk_format(c->arena, "%s/targets/mutator_afl.so", c->build)},
    };
    for (size_t i = 0; i < SHK_COUNT(pairs); i++) {
        bool wanted = i == 0 ? pairs[0][1][0] != '\0' && getenv(pairs[0][0]) == NULL : c->afl;
        if (!wanted) continue;
        environment[n++] = pairs[i][0];
        environment[n++] = pairs[i][1];
    }
    if (c->afl) {
        SHK_TRY(afl_seeds(c, t, shk_format(c->arena, "%s/afl-seeds", t->folder), err));
        afl_words(c, job, seconds, &w);
    } else {
        libfuzzer_words(c, job, seconds, &w);
    }
    job->pid = campaign_spawn(w.list, environment, log);
    job->began = now;
    job->ends = now + seconds + PATIENCE;
    job->executions = 0;
    if (job->pid < 0) return shk_fail(err, "cannot start a process: %s", strerror(errno));
    return true;
}

// --- How far it is ---------------------------------------------------------------------------------------------------

// The number behind the last occurrence of a word; false without one.
static bool last_number(const char *text, const char *word, double *out) {
    const char *found = NULL;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++) found = at;
    if (found == NULL) return false;
    char *end;
    *out = strtod(found + strlen(word), &end);
    return end != found + strlen(word);
}

static void look_afl(struct campaign_target *t, struct campaign_job *job, const char *stats) {
    double value;
    if (last_number(stats, "edges_found       :", &value)) t->coverage = (unsigned)value;
    if (last_number(stats, "stability         :", &value)) t->stability = value;
    // What it did in earlier runs counts as well there; the speed of this one does not.
    if (last_number(stats, "execs_done        :", &value)) job->executions = (uint64_t)value;
}

void campaign_look(struct campaign *c, struct campaign_job *job) {
    struct campaign_target *t = job->target;
    struct shk_arena *arena = shk_arena_new();
    double value;
    if (c->afl) {
        look_afl(t, job,
                 campaign_read(arena, shk_format(arena, "%s/afl/%s/fuzzer_stats", t->folder, job->instance), 8000));
    } else {
        const char *log = campaign_read(arena, shk_format(arena, "%s/log", job->folder), 6000);
        if (last_number(log, " cov: ", &value) && value > t->coverage) t->coverage = (unsigned)value;
        if (last_number(log, "\n#", &value)) job->executions = (uint64_t)value;
        if (last_number(log, "stat::number_of_executed_units:", &value)) job->executions = (uint64_t)value;
    }
    shk_arena_free(arena);
}

// --- How it ended ----------------------------------------------------------------------------------------------------

// The names of libFuzzer's artifacts say what they are; slow units are no findings.
static void collect_libfuzzer(struct campaign *c, struct campaign_job *job) {
    static const char *const kinds[] = {"crash", "timeout", "oom", "leak"};
    const char *folder = shk_format(c->arena, "%s/new", job->folder);
    DIR *dir = opendir(folder);
    job->last_key = job->last_key != NULL ? job->last_key : "";
    if (dir == NULL) return;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] == '.') continue;
        const char *path = shk_format(c->arena, "%s/%s", folder, entry->d_name);
        for (size_t i = 0; i < SHK_COUNT(kinds); i++) {
            if (strncmp(entry->d_name, kinds[i], strlen(kinds[i])) != 0) continue;
            const char *log = shk_format(c->arena, "%s/log", job->folder);
            struct campaign_finding *f = campaign_found(c, job->target, path, log, kinds[i]);
            job->repeats = strcmp(job->last_key, f->key) == 0 ? job->repeats + 1 : 0;
            job->last_key = f->key;
        }
        unlink(path);
    }
    closedir(dir);
}

static void collect_afl(struct campaign *c, struct campaign_job *job) {
    static const char *const kinds[][2] = {{"crashes", "crash"}, {"hangs", "timeout"}};
    const struct campaign_target *t = job->target;
    const char *log = shk_format(c->arena, "%s/replay", job->folder), *sentence;
    char key[SHK_FUZZ_KEY];
    for (size_t i = 0; i < SHK_COUNT(kinds); i++) {
        const char *folder = shk_format(c->arena, "%s/afl/%s/%s", t->folder, job->instance, kinds[i][0]);
        DIR *dir = opendir(folder);
        if (dir == NULL) continue;
        for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
            if (strncmp(entry->d_name, "id", 2) != 0) continue;
            const char *path = shk_format(c->arena, "%s/%s", folder, entry->d_name);
            // A hang on a busy machine is none: it has to show again.
            if (campaign_replay(c, job->target, path, log, key, &sentence))
                campaign_found(c, job->target, path, log, kinds[i][1]);
            unlink(path);
        }
        closedir(dir);
    }
    // What it kept is for the other engine, too.
    const char *queue = shk_format(c->arena, "%s/afl/%s/queue", t->folder, job->instance);
    DIR *dir = opendir(queue);
    if (dir == NULL) return;
    struct shk_error err;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (strncmp(entry->d_name, "id", 2) != 0 || strstr(entry->d_name, "orig:") != NULL) continue;
        const char *to = shk_format(c->arena, "%s/queue/afl-%s-%.9s", t->folder, job->instance, entry->d_name);
        if (access(to, F_OK) != 0 && !campaign_copy(shk_format(c->arena, "%s/%s", queue, entry->d_name), to, &err))
            break;
    }
    closedir(dir);
}

void campaign_end(struct campaign *c, struct campaign_job *job, int status) {
    struct campaign_target *t = job->target;
    campaign_look(c, job);
    double spent = campaign_now() - job->began;
    t->spent += spent;
    t->executions += job->executions;
    job->pid = 0;
    job->executions = 0;
    struct shk_error err;
    if (!shk_write_file(shk_format(c->arena, "%s/spent", t->folder), shk_text(shk_format(c->arena, "%.1f\n", t->spent)),
                        &err))
        t->trouble = shk_strdup(c->arena, err.text);
    if (c->afl)
        collect_afl(c, job);
    else
        collect_libfuzzer(c, job);
    // libFuzzer: 77 a crash, 70 a timeout, 71 out of memory, 72 interrupted; all of these leave their input behind.
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    bool fine = code == 0 || (!c->afl && (code == 77 || code == 70 || code == 71 || code == 72));
    if (!fine && !c->interrupted)
        t->trouble =
            WIFEXITED(status)
                ? shk_format(c->arena, "the engine ended with status %d; see %s/log", code, job->folder)
                : shk_format(c->arena, "the engine died by signal %d; see %s/log", WTERMSIG(status), job->folder);
}
