// What a campaign found: which fault an input shows, one folder for each fault, and the list of those that are known.
#include "cli/campaign.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOG_END ((size_t)256 << 10)
#define FRAMES 3

// --- Which fault -----------------------------------------------------------------------------------------------------

static const char *line_of(struct shk_arena *arena, const char *text) {
    char *line = shk_strdup(arena, text);
    line[strcspn(line, "\n")] = '\0';
    return line;
}

static bool is_machinery(const char *function) {
    static const char *const starts[] = {
        "__asan",  "__sanitizer", "__interceptor", "__ubsan",      "__lsan",       "fuzzer::", "abort",   "raise",
        "gsignal", "__libc",      "__GI_",         "pthread_kill", "malloc",       "calloc",   "realloc", "free",
        "memcpy",  "memmove",     "memset",        "strlen",       "operator new", "__pthread"};
    for (size_t i = 0; i < SHK_COUNT(starts); i++) {
        if (strncmp(function, starts[i], strlen(starts[i])) == 0) return true;
    }
    return false;
}

// The innermost calls of the first stack in a sanitizer's report: `    #1 0x55d0 in function file:line`.
static void add_frames(struct shk_arena *arena, const char *text, char key[SHK_FUZZ_KEY]) {
    int taken = 0;
    for (const char *at = text; taken < FRAMES && (at = strstr(at, "    #")) != NULL; at++) {
        const char *line = line_of(arena, at), *in = strstr(line, " in ");
        if (in == NULL) continue;
        char *function = shk_strdup(arena, in + 4);
        char *end = strstr(function, " /");
        if (end == NULL) end = strstr(function, " (");
        if (end != NULL) *end = '\0';
        function[strcspn(function, "(")] = '\0';
        if (is_machinery(function) || function[0] == '\0') continue;
        shk_fuzz_key_word(key, function);
        taken++;
    }
}

// Reads what a target wrote when it died. False when it says nothing of a fault.
static bool classify(struct shk_arena *arena, const struct campaign_target *t, const char *log, char key[SHK_FUZZ_KEY],
                     const char **sentence) {
    const char *text = campaign_read(arena, log, LOG_END);
    const char *rule = strstr(text, shk_format(arena, "shakedown: %s: ", t->target->name));
    key[0] = '\0';
    if (rule != NULL) {
        *sentence = strstr(line_of(arena, rule), ": ") + 2;
        *sentence = strstr(*sentence, ": ") + 2;
        shk_fuzz_rule_key(key, t->target->under_test, *sentence);
        return true;
    }
    static const char *const marks[] = {"ERROR: AddressSanitizer: ", "ERROR: LeakSanitizer: ", "runtime error: ",
                                        "ERROR: libFuzzer: ", "ERROR: MemorySanitizer: "};
    for (size_t i = 0; i < SHK_COUNT(marks); i++) {
        const char *found = strstr(text, marks[i]);
        if (found == NULL) continue;
        *sentence = line_of(arena, found + (strncmp(marks[i], "ERROR: ", 7) == 0 ? 7 : 0));
        // AddressSanitizer: heap-buffer-overflow on address ...
        char *words = shk_strdup(arena, found + strlen(marks[i]));
        words[strcspn(words, "\n")] = '\0';
        if (i == 0) words[strcspn(words, " ")] = '\0';
        if (i == 3) words[strcspn(words, "(")] = '\0';
        shk_fuzz_key_word(key, i == 3 && strstr(words, "timeout") != NULL ? "timeout" : words);
        add_frames(arena, found, key);
        return true;
    }
    return false;
}

bool campaign_replay(struct campaign *c, struct campaign_target *t, const char *input, const char *log,
                     char key[SHK_FUZZ_KEY], const char **sentence) {
    const char *argv[] = {t->program, "-timeout=25", "-rss_limit_mb=2560", shk_format(c->arena, "--sut=%s", c->sut),
                          input,      NULL};
    // AFL++'s driver takes words for files; it has no options of its own.
    const char *bare[] = {t->program, shk_format(c->arena, "--sut=%s", c->sut), input, NULL};
    unlink(log);
    pid_t pid = campaign_spawn(c->afl ? bare : argv, NULL, log);
    int status = pid < 0 ? 0 : campaign_wait(pid, 60);
    if (status == 0) return false;
    if (classify(c->arena, t, log, key, sentence)) return true;
    key[0] = '\0';
    if (status == -1) {
        if (shk_execute_stopped()) return false;
        *sentence = "it runs for more than a minute";
        shk_fuzz_key_word(key, "timeout");
    } else {
        bool signalled = WIFSIGNALED(status);
        int number = signalled ? WTERMSIG(status) : WEXITSTATUS(status);
        *sentence = signalled ? shk_format(c->arena, "it dies by signal %d (%s)", number, strsignal(number))
                              : shk_format(c->arena, "it ends with status %d", number);
        shk_fuzz_key_word(key, shk_format(c->arena, "%s_%d", signalled ? "signal" : "status", number));
    }
    shk_fuzz_key_word(key, t->target->name);
    return true;
}

// --- Keeping ---------------------------------------------------------------------------------------------------------

static struct campaign_finding *finding_of(struct campaign *c, const char *key) {
    struct campaign_finding **at = &c->findings;
    while (*at != NULL && strcmp((*at)->key, key) != 0) at = &(*at)->next;
    if (*at != NULL) return *at;
    *at = shk_alloc(c->arena, sizeof(**at));
    snprintf((*at)->key, SHK_FUZZ_KEY, "%s", key);
    return *at;
}

// In a child: the input may well crash us, too.
static void write_plan(struct campaign *c, const struct campaign_target *t, const char *input, const char *to) {
    const char *argv[] = {"/proc/self/exe", "repro", input, "--target", t->target->name, "--sut", c->sut,
                          "--plan",         to,      "-q",  NULL};
    if (t->target->kind == SHK_FUZZ_SELF) return;
    pid_t pid = campaign_spawn(argv, NULL, "/dev/null");
    if (pid > 0) campaign_wait(pid, 60);
}

static off_t size_of(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 ? st.st_size : -1;
}

struct campaign_finding *campaign_found(struct campaign *c, struct campaign_target *t, const char *input,
                                        const char *log, const char *kind) {
    char key[SHK_FUZZ_KEY];
    const char *sentence = kind;
    struct shk_error err = {""};
    if (!classify(c->arena, t, log, key, &sentence)) {
        key[0] = '\0';
        shk_fuzz_key_word(key, kind);
        shk_fuzz_key_word(key, t->target->name);
    }
    struct campaign_finding *f = finding_of(c, key);
    const char *folder = shk_format(c->arena, "%s/findings/%s", c->work, key);
    const char *kept = shk_format(c->arena, "%s/%s-input", folder, t->target->name);
    bool first = !f->found;
    f->found = true;
    f->times++;
    if (first && f->target == NULL) {
        f->target = t->target->name;
        f->input = kept;
        f->sentence = shk_strdup(c->arena, sentence);
    }
    // One input for each target that shows it: the smallest.
    off_t had = size_of(kept);
    if (had >= 0 && had <= size_of(input)) return f;
    bool ok = campaign_make_folder(c->arena, folder, &err) && campaign_copy(input, kept, &err) &&
              campaign_copy(log, shk_format(c->arena, "%s/log", folder), &err);
    if (!ok) fprintf(stderr, "shakedown: %s\n", err.text);
    write_plan(c, t, kept, shk_format(c->arena, "%s/plan", folder));
    return f;
}

// TARGET-input, in the folder of the finding.
static struct campaign_target *target_of_input(struct campaign *c, const char *path) {
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    for (size_t i = 0; i < c->target_count; i++) {
        size_t len = strlen(c->targets[i].target->name);
        if (strncmp(name, c->targets[i].target->name, len) == 0 && name[len] == '-') return &c->targets[i];
    }
    return NULL;
}

// What earlier campaigns found is still there as long as its input shows it; then it is gone from the list.
void campaign_read_earlier(struct campaign *c) {
    const char *root = shk_format(c->arena, "%s/findings", c->work);
    struct dirent **entries = NULL;
    int count = scandir(root, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name, *log = shk_format(c->arena, "%s/replay.log", c->work), *sentence;
        const char *folder = shk_format(c->arena, "%s/%s", root, name);
        DIR *dir = name[0] == '.' ? NULL : opendir(folder);
        for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL && !shk_execute_stopped();) {
            char key[SHK_FUZZ_KEY];
            const char *path = shk_format(c->arena, "%s/%s", folder, entry->d_name);
            struct campaign_target *t = strstr(entry->d_name, "-input") != NULL ? target_of_input(c, path) : NULL;
            if (t == NULL) continue;
            if (campaign_replay(c, t, path, log, key, &sentence)) {
                campaign_found(c, t, path, log, "crash");
            } else if (!shk_execute_stopped()) {
                if (!c->o->quiet) fprintf(stderr, "shakedown: no longer found: %s (%s is deleted)\n", name, path);
                unlink(path);
            }
        }
        if (dir != NULL) closedir(dir);
        free(entries[i]);
    }
    free(entries);
}

// --- What is known ---------------------------------------------------------------------------------------------------

// A line is KEY INPUT # REASON; INPUT is relative to the list and shows the fault, or the line is stale.
static bool read_line(struct campaign *c, char *line, const char *folder, int number, struct shk_error *err) {
    char *reason = strchr(line, '#');
    if (reason != NULL) *reason++ = '\0';
    char *rest = line, *key = NULL, *input = NULL;
    for (char *word; (word = strsep(&rest, " \t\r\n")) != NULL;) {
        if (*word == '\0') continue;
        if (input != NULL)
            return shk_fail(err, "%s, line %d: more than KEY INPUT # reason", c->o->run.expect_file, number);
        *(key == NULL ? &key : &input) = word;
    }
    if (key == NULL) return true;
    if (input == NULL)
        return shk_fail(err, "%s, line %d: the input that shows it is missing", c->o->run.expect_file, number);
    const char *path = input[0] == '/' ? input : shk_format(c->arena, "%s/%s", folder, input);
    if (access(path, R_OK) != 0)
        return shk_fail(err, "%s, line %d: cannot read %s: %s", c->o->run.expect_file, number, path, strerror(errno));
    struct campaign_target *t = target_of_input(c, path);
    if (t == NULL) return true; // of a target that this campaign leaves out
    char seen[SHK_FUZZ_KEY] = "";
    const char *log = shk_format(c->arena, "%s/replay.log", c->work), *sentence = "";
    bool shows = campaign_replay(c, t, path, log, seen, &sentence) && strcmp(seen, key) == 0;
    struct campaign_finding *f = finding_of(c, key);
    f->expected = true;
    f->found = f->found || shows;
    f->target = t->target->name;
    f->sentence = shk_strdup(c->arena, shows ? sentence : "its input no longer shows it");
    f->input = shk_strdup(c->arena, path);
    while (reason != NULL && isspace((unsigned char)*reason)) reason++;
    if (reason != NULL) reason[strcspn(reason, "\r\n")] = '\0';
    f->reason = reason != NULL ? shk_strdup(c->arena, reason) : "";
    c->stale += !shows;
    return true;
}

bool campaign_read_expected(struct campaign *c, struct shk_error *err) {
    const char *path = c->o->run.expect_file;
    if (path == NULL) return true;
    FILE *file = fopen(path, "r");
    if (file == NULL && errno == ENOENT && c->o->run.update_expect) return true;
    if (file == NULL) return shk_fail(err, "cannot read %s: %s", path, strerror(errno));
    const char *folder = dirname(shk_strdup(c->arena, path));
    char *line = NULL;
    size_t cap = 0;
    bool ok = true;
    for (int number = 1; ok && getline(&line, &cap, file) >= 0; number++) ok = read_line(c, line, folder, number, err);
    free(line);
    fclose(file);
    return ok;
}

bool campaign_update_expected(const struct campaign *c, struct shk_error *err) {
    const char *path = c->o->run.expect_file;
    struct shk_buf text = shk_buf_in(c->arena);
    const char *base = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
    shk_put(&text, shk_text("# Known findings: KEY INPUT # reason\n"));
    for (const struct campaign_finding *f = c->findings; f != NULL; f = f->next) {
        if (!f->found) continue;
        const char *input = shk_format(c->arena, "%s.inputs/%s-%s", base, f->target, f->key);
        const char *to = shk_format(c->arena, "%s.inputs/%s-%s", path, f->target, f->key);
        SHK_TRY(campaign_make_folder(c->arena, shk_format(c->arena, "%s.inputs", path), err));
        if (access(to, F_OK) != 0) SHK_TRY(campaign_copy(f->input, to, err));
        const char *reason = f->reason != NULL && f->reason[0] != '\0' ? f->reason : "say why";
        shk_put(&text, shk_text(shk_format(c->arena, "%s %s # %s\n", f->key, input, reason)));
    }
    return shk_write_file(path, shk_buf_view(&text), err);
}

bool campaign_write_known(const struct campaign *c, const char *path, struct shk_error *err) {
    struct shk_buf text = shk_buf_in(c->arena);
    for (const struct campaign_finding *f = c->findings; f != NULL; f = f->next)
        shk_put(&text, shk_text(shk_format(c->arena, "%s\n", f->key)));
    return shk_write_file(path, shk_buf_view(&text), err);
}
