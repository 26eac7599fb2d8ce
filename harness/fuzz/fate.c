// A child for what may crash or hang, and the stack of the dead.
#include "fuzz/fate.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// A sanitizer prints a stack of its own.
#if defined(__has_feature)
#define SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static int report_pipe = -1;

// What the child writes at its end, or at its death.
struct last_words {
    bool died;
    char key[SHK_FUZZ_KEY];
    size_t frame_count;
    void *frames[SHK_FATE_FRAMES];
};

// Only what a dying process may still do: its parent, which has the same image, finds the names.
static void on_crash(int number) {
    static struct last_words words = {.died = true};
    // NOLINTNEXTLINE(bugprone-signal-handler): the process is lost, a stack is worth the risk
    int count = backtrace(words.frames, SHK_FATE_FRAMES);
    words.frame_count = count > 0 ? (size_t)count : 0;
    ssize_t written = write(report_pipe, &words, sizeof(words));
    (void)written;
    signal(number, SIG_DFL);
    raise(number);
}

static void in_child(shk_fate_work *work, void *context, bool silent) {
    static const int deadly[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGXCPU};
    struct last_words words = {.died = false};
    const struct rlimit cpu = {.rlim_cur = SHK_FATE_SECONDS, .rlim_max = SHK_FATE_SECONDS + 1};
    (void)setrlimit(RLIMIT_CPU, &cpu);
    for (size_t i = 0; i < SHK_COUNT(deadly); i++) {
        if (!SANITIZED || deadly[i] == SIGXCPU) signal(deadly[i], on_crash);
    }
    if (silent) {
        int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (nowhere >= 0) {
            dup2(nowhere, STDOUT_FILENO);
            dup2(nowhere, STDERR_FILENO);
        }
    }
    int status = work(context, words.key);
    fflush(stdout);
    ssize_t written = write(report_pipe, &words, sizeof(words));
    (void)written;
    _exit(status);
}

void shk_fate_of(shk_fate_work *work, void *context, bool silent, struct shk_fate *out) {
    int ends[2] = {-1, -1};
    struct last_words words = {.died = true};
    memset(out, 0, sizeof(*out));
    fflush(stdout);
    pid_t child = pipe(ends) == 0 ? fork() : -1;
    if (child < 0) {
        if (ends[0] >= 0) (void)(close(ends[0]) + close(ends[1]));
        out->status = work(context, out->key);
        return;
    }
    if (child == 0) {
        report_pipe = ends[1];
        in_child(work, context, silent);
    }
    close(ends[1]);
    ssize_t got = read(ends[0], &words, sizeof(words)); // less than a pipe holds: it comes whole or not at all
    close(ends[0]);
    int status;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    bool whole = got == (ssize_t)sizeof(words);
    out->died = !whole || words.died || !WIFEXITED(status);
    if (WIFSIGNALED(status)) out->signal = WTERMSIG(status);
    if (WIFEXITED(status)) out->status = WEXITSTATUS(status);
    if (!whole) return;
    memcpy(out->key, words.key, sizeof(out->key));
    out->key[sizeof(out->key) - 1] = 0;
    out->frame_count = words.frame_count <= SHK_FATE_FRAMES ? words.frame_count : 0;
    memcpy(out->frames, words.frames, sizeof(out->frames));
}

// The n-th frame that is a call of this program, without the handler; NULL behind the last.
static void *own_frame(const struct shk_fate *fate, size_t n) {
    Dl_info own = {.dli_fbase = NULL}, info;
    if (dladdr((void *)(uintptr_t)&shk_fate_of, &own) == 0) return NULL;
    for (size_t i = 1; i < fate->frame_count; i++) { // 0: on_crash
        if (dladdr(fate->frames[i], &info) == 0 || info.dli_fbase != own.dli_fbase) continue;
        if (n-- == 0) return fate->frames[i];
    }
    return NULL;
}

bool shk_fate_same(const struct shk_fate *a, const struct shk_fate *b) {
    if (a->died != b->died) return false;
    if (!a->died) return strcmp(a->key, b->key) == 0;
    if (a->signal != b->signal) return false;
    return a->signal == SIGXCPU || own_frame(a, 0) == own_frame(b, 0); // a loop is met anywhere in it
}

void shk_fate_print_stack(struct shk_arena *arena, const struct shk_fate *fate) {
    Dl_info own = {.dli_fbase = NULL};
    const char *command = shk_format(arena, "addr2line -Cfspe /proc/%d/exe", (int)getpid());
    void *frame = own_frame(fate, 0);
    if (frame == NULL || dladdr(frame, &own) == 0) return;
    for (size_t n = 0; (frame = own_frame(fate, n)) != NULL; n++) {
        size_t offset = (size_t)((char *)frame - (char *)own.dli_fbase);
        command = shk_format(arena, "%s 0x%zx", command, offset - 1); // the call, not where it returns to
    }
    printf("The stack, innermost call first:\n\n");
    fflush(stdout);
    FILE *names = popen(shk_format(arena, "%s 2>/dev/null", command), "r"); // NOLINT(cert-env33-c): our own words only
    char line[400];
    while (names != NULL && fgets(line, sizeof(line), names) != NULL) printf("    %s", line);
    if (names == NULL || pclose(names) != 0) printf("    (addr2line, of Debian's binutils, is missing)\n");
    printf("\n");
}
