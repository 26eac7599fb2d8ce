// A client under test: a command of the user's, started for one conversation in a process group of its own. Its standard
// input has a request and stays open until the conversation is over: openssl s_client, gnutls-cli and their like send what
// they read there, and leave at its end. Its output is kept for people. Only processes that were started here are ever signalled.
#include "link/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

// --- the arguments -------------------------------------------------------------------------------------------------

struct replacement {
    const char *key, *value;
};

static const struct replacement *match(const struct replacement *all, size_t count, const char *at) {
    for (size_t i = 0; i < count; i++)
        if (strncmp(at, all[i].key, strlen(all[i].key)) == 0) return &all[i];
    return NULL;
}

static char *expand(struct shk_arena *arena, const char *word, const struct replacement *all, size_t count) {
    struct shk_buf out = shk_buf_in(arena);
    while (*word != '\0') {
        const struct replacement *found = match(all, count, word);
        shk_put(&out, found != NULL ? shk_text(found->value) : shk_view(word, 1));
        word += found != NULL ? strlen(found->key) : 1;
    }
    shk_put_uint(&out, 1, 0);
    return (char *)out.data;
}

static char **expand_all(struct shk_link_state *s) {
    const struct shk_conversation *c = s->conversation;
    struct shk_arena *arena = c->trace->arena;
    const char *name = c->server_name != NULL ? c->server_name : "localhost";
    const char *next = c->next_name != NULL ? c->next_name : name;
    const struct replacement all[] = {
        {"{host}", "127.0.0.1"},
        {"{port}", shk_format(arena, "%u", s->port)},
        {"{name}", name},
        {"{ca}", c->ca_file != NULL ? c->ca_file : ""},
        {"{url}", shk_format(arena, "https://%s:%u/", name, s->port)},
        {"{next-name}", next},
        {"{next-url}", shk_format(arena, "https://%s:%u/", next, s->port)},
    };
    size_t count = 0;
    while (c->command[count] != NULL) count++;
    char **argv = shk_alloc(arena, (count + 1) * sizeof(*argv));
    for (size_t i = 0; i < count; i++) argv[i] = expand(arena, c->command[i], all, SHK_COUNT(all));
    return argv;
}

// --- start ---------------------------------------------------------------------------------------------------------

static int spawn(char **argv, int input, int output, pid_t *pid) {
    posix_spawnattr_t attr;
    posix_spawn_file_actions_t actions;
    sigset_t all, none;
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    sigemptyset(&none);

    posix_spawnattr_init(&attr);
    posix_spawnattr_setpgroup(&attr, 0);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &all);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);

    int status = posix_spawnp(pid, argv[0], &actions, &attr, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attr);
    return status;
}

// Two ends of a pipe; the child's end blocks, as programs expect of their standard streams.
static bool make_pipe(int ends[2], size_t childs, struct shk_error *err) {
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return shk_fail(err, "cannot make a pipe: %s; use fewer jobs (-j) or raise `ulimit -n`", strerror(errno));
    fcntl(ends[childs], F_SETFL, 0);
    return true;
}

// A request that fits into the pipe, which is all of any sensible one: nobody waits for the child to read.
static void put_request(const struct shk_conversation *c, int input) {
    size_t len = c->request != NULL ? strlen(c->request) : 0;
    while (len > 0 && write(input, c->request, len) < 0 && errno == EINTR) continue;
}

bool shk_child_start(struct shk_link_state *s, struct shk_error *err) {
    int in[2], out[2];
    SHK_TRY(make_pipe(in, 0, err));
    if (!make_pipe(out, 1, err)) {
        close(in[0]);
        close(in[1]);
        return false;
    }
    put_request(s->conversation, in[1]);
    char **argv = expand_all(s);
    int status = spawn(argv, in[0], out[1], &s->child.pid);
    close(in[0]);
    close(out[1]);
    if (status != 0) {
        close(in[1]);
        close(out[0]);
        s->child.pid = 0;
        return shk_fail(err, "cannot start `%s`: %s", argv[0], strerror(status));
    }
    s->child.exit_status = -1;
    shk_watch(&s->input, in[1], 0);
    shk_watch(&s->output, out[0], EPOLLIN);
    int fd = (int)syscall(SYS_pidfd_open, s->child.pid, 0);
    if (fd >= 0) {
        fcntl(fd, F_SETFD, FD_CLOEXEC);
        shk_watch(&s->process, fd, EPOLLIN);
    } // a kernel without pidfds: the loop asks now and then
    return true;
}

void shk_child_end_input(struct shk_link_state *s) {
    shk_unwatch(&s->input);
}

// --- output --------------------------------------------------------------------------------------------------------

static void keep(struct shk_child *child, const char *text, size_t len) {
    if (len >= SHK_KEPT_OUTPUT) {
        text += len - SHK_KEPT_OUTPUT;
        len = SHK_KEPT_OUTPUT;
    }
    size_t over = child->output_len + len > SHK_KEPT_OUTPUT ? child->output_len + len - SHK_KEPT_OUTPUT : 0;
    memmove(child->output, child->output + over, child->output_len - over);
    memcpy(child->output + child->output_len - over, text, len);
    child->output_len += len - over;
}

void shk_child_read_output(struct shk_link_state *s) {
    char text[8192];
    while (s->output.fd >= 0) {
        ssize_t got = read(s->output.fd, text, sizeof(text));
        if (got > 0)
            keep(&s->child, text, (size_t)got);
        else if (got == 0)
            shk_unwatch(&s->output);
        else if (errno != EINTR)
            return; // nothing now
    }
}

// --- end -----------------------------------------------------------------------------------------------------------

// Ends what the command may have left behind. Its process is not collected yet, so its number cannot be anybody else's.
static void collect(struct shk_link_state *s, int options) {
    int status;
    pid_t got;
    kill(-s->child.pid, SIGKILL);
    do got = waitpid(s->child.pid, &status, options);
    while (got < 0 && errno == EINTR);
    if (got == s->child.pid) s->child.exit_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    s->child.pid = 0;
    s->child.collected = true;
}

bool shk_child_collect(struct shk_link_state *s) {
    siginfo_t info = {0};
    if (s->child.pid == 0) return s->child.collected;
    if (waitid(P_PID, (id_t)s->child.pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0) return false;
    if (info.si_pid == 0) return false; // it still runs
    collect(s, 0);
    shk_unwatch(&s->process);
    shk_child_read_output(s);
    return true;
}

void shk_child_signal(struct shk_link_state *s, int sig) {
    if (s->child.pid > 0) kill(-s->child.pid, sig);
}

// The signal behind an exit status, also when a shell in between reports it as 128 + signal; 0: none that means a crash.
static int crash_signal(int exit_status) {
    static const int crashes[] = {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE};
    for (size_t i = 0; i < SHK_COUNT(crashes); i++)
        if (exit_status == 128 + crashes[i]) return crashes[i];
    return 0;
}

// The summary line of a sanitizer, or NULL.
static const char *sanitizer_report(struct shk_arena *arena, const struct shk_child *child) {
    const char *found = memmem(child->output, child->output_len, "SUMMARY: ", 9);
    if (found == NULL) return NULL;
    size_t left = child->output_len - (size_t)(found - child->output);
    const char *end = memchr(found, '\n', left);
    const char *line = shk_format(arena, "%.*s", (int)(end != NULL ? (size_t)(end - found) : left), found);
    return strstr(line, "Sanitizer: ") != NULL ? line : NULL;
}

void shk_child_report(struct shk_link_state *s) {
    struct shk_trace *trace = s->conversation->trace;
    int status = s->child.exit_status, sig = crash_signal(status);
    const char *report = status != 0 ? sanitizer_report(trace->arena, &s->child) : NULL;
    s->conversation->exit_status = status;
    if (s->child.output_len > 0)
        shk_trace_add(trace, SHK_EVENT_NOTE)->note =
            shk_format(trace->arena, "output: %.*s", (int)s->child.output_len, s->child.output);
    if (sig != 0)
        shk_trace_note(trace, SHK_EVENT_CRASH, "killed by signal %d (%s)", sig, strsignal(sig));
    else if (report != NULL)
        shk_trace_note(trace, SHK_EVENT_CRASH, "%s", report);
    // One that we had to end says nothing of its own.
    if (status >= 0 && s->phase <= SHK_PHASE_LEAVING) {
        shk_trace_note(trace, SHK_EVENT_EXIT, "exit status %d", status);
        trace->events[trace->count - 1].exit_status = (uint8_t)status;
    } else if (status >= 0) {
        shk_trace_note(trace, SHK_EVENT_NOTE, "it stayed until it was ended (exit status %d)", status);
    }
}

void shk_child_destroy(struct shk_link_state *s) {
    // One that outlives SIGKILL hangs in the kernel: nobody waits for it.
    if (s->child.pid > 0) collect(s, s->phase == SHK_PHASE_KILLED ? WNOHANG : 0);
    shk_unwatch(&s->process);
    shk_unwatch(&s->input);
    shk_unwatch(&s->output);
}
