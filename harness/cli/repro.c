// `shakedown repro INPUT`: what a fuzz input says, as people read it, and what the linked reference makes of it.
#include "cli/cli.h"
#include "fuzz/fuzz.h"
#include "shakedown_version.h"
#include "sut/planted.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONGEST_LINE 400 // of an edit, on the screen
#define LONGEST_PLAN ((size_t)16384)

struct repro {
    struct shk_arena *arena;
    const struct cli_options *o;
    const char *path;
    const struct shk_fuzz_target *target;
    struct shk_bytes input;
    const struct shk_sut_type *sut;
    struct shk_fuzz_runner *runner;
    struct shk_plan plan;
    bool exact;
};

static bool read_input(struct repro *r, struct shk_error *err) {
    struct stat st;
    FILE *file = fopen(r->path, "rb");
    if (file == NULL) return shk_fail(err, "cannot read %s: %s", r->path, strerror(errno));
    struct shk_buf bytes = shk_buf_in(r->arena);
    uint8_t chunk[4096];
    size_t n;
    bool folder = fstat(fileno(file), &st) == 0 && S_ISDIR(st.st_mode);
    while (!folder && bytes.len <= SHK_FUZZ_MAX_INPUT && (n = fread(chunk, 1, sizeof(chunk), file)) > 0)
        shk_put(&bytes, shk_view(chunk, n));
    bool failed = ferror(file) != 0;
    fclose(file);
    r->input = shk_buf_view(&bytes);
    if (folder) return shk_fail(err, "%s is a folder; name one file in it", r->path);
    return !failed || shk_fail(err, "cannot read %s: %s", r->path, strerror(errno));
}

// The path names the target: a folder of it (corpus/TARGET/...), or the start of a crash file's name (TARGET-crash-...).
static const struct shk_fuzz_target *target_of(const char *path) {
    const struct shk_fuzz_target *found = NULL, *target;
    for (size_t i = 0; (target = shk_fuzz_target_at(i)) != NULL; i++) {
        size_t len = strlen(target->name);
        for (const char *at = path; (at = strstr(at, target->name)) != NULL; at += len) {
            bool begins = at == path || at[-1] == '/';
            bool ends = at[len] == '/' || at[len] == '-';
            if (begins && ends && (found == NULL || strlen(found->name) < len)) found = target;
        }
    }
    return found;
}

static bool find_target(struct repro *r, struct shk_error *err) {
    r->target = r->o->target != NULL ? shk_fuzz_target_named(r->o->target) : target_of(r->path);
    if (r->target != NULL) return true;
    if (r->o->target != NULL)
        return shk_fail(err, "there is no target `%s`. `shakedown list targets` names them all", r->o->target);
    return shk_fail(err, "%s does not tell whose input it is; name the target with --target", r->path);
}

// --- Printing --------------------------------------------------------------------------------------------------------

static bool says_scenario(const char *line) {
    static const char *const words[] = {"flow ",   "suite ",       "group ", "kx ",
                                        "scheme ", "certificate ", "seed ",  "expect "};
    for (size_t i = 0; i < SHK_COUNT(words); i++) {
        if (strncmp(line, words[i], strlen(words[i])) == 0) return true;
    }
    return false;
}

static void print_edits(struct repro *r) {
    struct shk_buf text = shk_buf_in(r->arena);
    shk_plan_write(&r->plan, &text);
    shk_put_uint(&text, 1, 0);
    printf("Difference from the honest flow\n\n");
    if (r->plan.edit_count == 0) printf("    none\n");
    for (char *line = strtok((char *)text.data, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (says_scenario(line)) continue;
        int len = (int)strlen(line);
        if (len <= LONGEST_LINE)
            printf("    %s\n", line);
        else
            printf("    %.*s... (%d characters; --plan FILE has them all)\n", LONGEST_LINE - 40, line, len);
    }
    if (!r->exact) {
        printf("    (the plan is not all of it: the input changes the message on the way, or in a way that the live\n"
               "    conversation does not repeat)\n");
    }
    printf("\n");
}

static void print_event(const struct shk_trace *trace, const struct shk_event *e) {
    bool ours = e->writer == trace->peer_role;
    const char *arrow = ours ? "-->" : "<--";
    switch (e->kind) {
    case SHK_EVENT_CONNECT: printf("    connection %u\n", e->connection); break;
    case SHK_EVENT_MESSAGE:
        printf("    %s %s, %zu bytes, keys %s%s%s%s\n", arrow, shk_message_name((enum shk_message)e->message),
               e->data.len, shk_keys_name((enum shk_keys)e->keys), e->edited ? ", edited" : "",
               e->note != NULL ? ": " : "", e->note != NULL ? e->note : "");
        break;
    case SHK_EVENT_ALERT: printf("    %s alert %s (level %u)\n", arrow, shk_alert_name(e->alert), e->level); break;
    case SHK_EVENT_APPLICATION: printf("    %s application_data, %zu bytes\n", arrow, e->data.len); break;
    case SHK_EVENT_END: printf("    <-- closes the connection\n"); break;
    case SHK_EVENT_COMPLETE: printf("        handshake complete\n"); break;
    case SHK_EVENT_CLAIM: printf("        SUT: %s\n", e->note); break;
    case SHK_EVENT_RECORD:
    case SHK_EVENT_UNFIT:
    case SHK_EVENT_SKIPPED:
    case SHK_EVENT_CHECK:
    case SHK_EVENT_DEVIATION:
    case SHK_EVENT_EXIT:
    case SHK_EVENT_NOTE: printf("        %s\n", e->note); break;
    default: break;
    }
}

// The plan with the reaction that was seen as what is expected: a case is a statement about a SUT.
static void expect_as_seen(struct shk_plan *plan, const struct shk_verdict *verdict, bool completes) {
    plan->expect = (struct shk_expect){.outcome = SHK_EXPECT_CLOSES};
    if (verdict->alert != 255 && verdict->alert != SHK_ALERT_CLOSE_NOTIFY)
        plan->expect = (struct shk_expect){.outcome = SHK_EXPECT_REJECTS, .alert_count = 1, .alerts = {verdict->alert}};
    else if (completes)
        plan->expect.outcome = SHK_EXPECT_CONTINUES;
}

static void print_plan(struct repro *r) {
    struct shk_buf text = shk_buf_in(r->arena);
    shk_plan_write(&r->plan, &text);
    if (text.len > LONGEST_PLAN) {
        printf("As a plan: %zu bytes; --plan FILE writes it\n\n", text.len);
        return;
    }
    printf("As a plan (shakedown run FILE)\n\n%.*s\n", (int)text.len, (const char *)text.data);
    printf("As a case (conformance/*.c)\n\n    {.id = \"found/%s\",\n     .tests = SHK_%s,\n     .plan = \"",
           r->target->name, r->target->under_test == SHK_SERVER ? "SERVER" : "CLIENT");
    for (size_t i = 0; i < text.len; i++) {
        char c = (char)text.data[i];
        if (c == '\n')
            printf("%s", i + 1 < text.len ? "; " : "");
        else
            printf("%s%c", c == '"' || c == '\\' ? "\\" : "", c);
    }
    printf("\"},\n\n");
}

static bool write_plan(struct repro *r, struct shk_error *err) {
    if (r->o->plan == NULL) return true;
    struct shk_buf text = shk_buf_in(r->arena);
    shk_plan_write(&r->plan, &text);
    return shk_write_file(r->o->plan, shk_buf_view(&text), err);
}

static int show(struct repro *r) {
    struct shk_fuzz_result result;
    struct shk_error err = {""};
    const struct shk_policy policy = {0};
    struct shk_verdict verdict;
    shk_fuzz_as_plan(r->runner, r->input, r->arena, &r->plan, &r->exact);
    shk_fuzz_runner_keep_bytes(r->runner);
    shk_fuzz_run(r->runner, r->input, &result);
    struct shk_expect nothing = {.outcome = SHK_EXPECT_NOTHING};
    shk_judge(result.arena, &nothing, result.trace, &policy, &verdict);
    const char *sentence = shk_fuzz_judge(&result);
    expect_as_seen(&r->plan, &verdict, result.view.complete);

    struct shk_buf diagram = shk_buf_in(r->arena);
    struct shk_result one = {
        .id = r->path,
        .topic = r->target->name,
        .title = r->path,
        .level = "must",
        .side = shk_role_name((enum shk_role)r->target->under_test),
        .tls = r->plan.flow == SHK_FLOW_TLS13 ? "1.3" : "1.2",
        .result = sentence == NULL ? SHK_PASS : SHK_FAIL,
        .observed = verdict.observed,
        .reason = sentence != NULL ? sentence : "",
        .command = shk_format(r->arena, "shakedown repro %s --target %s", r->path, r->target->name),
        .trace = result.trace,
        .verdict = &verdict,
    };
    if (cli_text_on_stdout(r->o) && !r->o->quiet) {
        printf(
            "%s: %zu bytes for the target %s\n%s%s\n\n", r->path, r->input.len, r->target->name,
            sentence != NULL ? "BROKEN RULE: " : "No rule is broken: ", sentence != NULL ? sentence : verdict.observed);
        print_edits(r);
        printf("Transcript (against %s; trace %016llx)\n\n", r->sut->name,
               (unsigned long long)shk_trace_digest(result.trace));
        for (size_t i = 0; i < result.trace->count; i++) print_event(result.trace, &result.trace->events[i]);
        printf("\n");
        print_plan(r);
        shk_mermaid(result.trace, &one, r->sut->name, &diagram);
        printf("Diagram (Mermaid)\n\n%.*s\n", (int)diagram.len, (const char *)diagram.data);
    }
    struct shk_report report = {.version = SHAKEDOWN_VERSION,
                                .sut = r->sut->name,
                                .role = one.side,
                                .started = r->o->now,
                                .results = &one,
                                .result_count = 1};
    if (!write_plan(r, &err) || !cli_save(r->o, &report, &err)) return cli_fail(SHK_EXIT_INTERNAL, &err);
    return sentence == NULL ? SHK_EXIT_OK : SHK_EXIT_UNEXPECTED;
}

// --- A child for what may crash --------------------------------------------------------------------------------------

// A sanitizer prints a stack of its own.
#if defined(__has_feature)
#define SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

#define FRAMES 40
static int stack_pipe = -1;

// Only what a dying process may still do: its parent, which has the same image, finds the names.
static void on_crash(int number) {
    void *frames[FRAMES];
    // NOLINTNEXTLINE(bugprone-signal-handler): the process is lost, a stack is worth the risk
    int count = backtrace(frames, FRAMES);
    ssize_t written = write(stack_pipe, frames, (size_t)count * sizeof(*frames));
    (void)written;
    signal(number, SIG_DFL);
    raise(number);
}

static void print_stack(struct repro *r, int fd) {
    void *frames[FRAMES];
    ssize_t got = read(fd, frames, sizeof(frames));
    Dl_info own = {.dli_fbase = NULL}, info;
    if (got <= 0 || dladdr((void *)(uintptr_t)&cli_repro, &own) == 0) return;
    const char *command = shk_format(r->arena, "addr2line -Cfspe /proc/%d/exe", (int)getpid());
    size_t count = (size_t)got / sizeof(*frames);
    for (size_t i = 0; i < count; i++) {
        if (dladdr(frames[i], &info) == 0 || info.dli_fbase != own.dli_fbase) continue;
        size_t offset = (size_t)((char *)frames[i] - (char *)own.dli_fbase);
        command = shk_format(r->arena, "%s 0x%zx", command, offset - 1); // the call, not where it returns to
    }
    printf("The stack, innermost call first:\n\n");
    fflush(stdout);
    FILE *names =
        popen(shk_format(r->arena, "%s 2>/dev/null", command), "r"); // NOLINT(cert-env33-c): our own words only
    char line[400];
    while (names != NULL && fgets(line, sizeof(line), names) != NULL) {
        if (strncmp(line, "on_crash", 8) != 0) printf("    %s", line);
    }
    if (names == NULL || pclose(names) != 0) printf("    (addr2line, of Debian's binutils, is missing)\n");
    printf("\n");
}

// Runs `work` where it may die. Returns its result, or -1 after having said how it died.
static int in_child(struct repro *r, int (*work)(struct repro *r), bool silent) {
    int ends[2] = {-1, -1};
    fflush(stdout);
    pid_t child = pipe(ends) == 0 ? fork() : -1;
    if (child < 0) return work(r);
    if (child == 0) {
        static const int deadly[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
        stack_pipe = ends[1];
        for (size_t i = 0; i < SHK_COUNT(deadly) && !SANITIZED; i++) signal(deadly[i], on_crash);
        int status = work(r);
        fflush(stdout);
        _exit(status);
    }
    close(ends[1]);
    int status;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    bool died = !WIFEXITED(status);
    if (died && !silent && !r->o->quiet) {
        printf("%s: %zu bytes for the target %s\nCRASH: the SUT died by signal %d (%s)\n\n", r->path, r->input.len,
               r->target->name, WTERMSIG(status), strsignal(WTERMSIG(status)));
        print_stack(r, ends[0]);
    }
    close(ends[0]);
    return died ? -1 : WEXITSTATUS(status);
}

static int as_plan(struct repro *r) {
    shk_fuzz_as_plan(r->runner, r->input, r->arena, &r->plan, &r->exact);
    return SHK_EXIT_OK;
}

// The difference from the honest flow is told by a conversation. Where the linked SUT dies of it, our own endpoint listens.
static int run_elsewhere(struct repro *r) {
    struct shk_error err = {""};
    if (in_child(r, as_plan, true) < 0) {
        fprintf(stderr, "shakedown: %s crashes %s; the plan is made with an endpoint of our own.\n", r->path,
                r->sut->name);
        shk_fuzz_runner_free(r->runner);
        r->runner = shk_fuzz_runner_new(r->target, shk_sut_planted(SHK_PLANTED_NONE), &err);
        if (r->runner == NULL) return cli_fail(SHK_EXIT_INTERNAL, &err);
    }
    as_plan(r);
    if (!write_plan(r, &err)) return cli_fail(SHK_EXIT_INTERNAL, &err);
    return cli_run_plans(r->arena, r->o, (char *const *)&r->path, &r->plan, 1);
}

static int repro_one(struct cli_options *o, const char *path) {
    struct repro r = {.arena = shk_arena_new(), .o = o, .path = path};
    r.sut = o->sut != NULL ? shk_sut_named(o->sut) : &shk_sut_boringssl;
    struct shk_error err = {""}, why = {""};
    int status;
    bool ok = read_input(&r, &err) && find_target(&r, &err);
    if (ok && !shk_fuzz_accepts(r.target, r.input, &why)) ok = shk_fail(&err, "%s: %s", r.path, why.text);
    if (ok && r.sut == NULL)
        ok = shk_fail(&err, "there is no SUT `%s` in this program. `shakedown list suts` names them", o->sut);
    if (ok) ok = (r.runner = shk_fuzz_runner_new(r.target, r.sut, &err)) != NULL;
    if (!ok)
        status = cli_fail(SHK_EXIT_USAGE, &err);
    else if (o->server != NULL || o->client)
        status = run_elsewhere(&r);
    else if ((status = in_child(&r, show, false)) < 0)
        status = SHK_EXIT_UNEXPECTED;
    shk_fuzz_runner_free(r.runner);
    shk_arena_free(r.arena);
    return status;
}

int cli_repro(struct cli_options *o) {
    const char *const files[] = {o->plan, o->json, o->junit, o->sarif, o->html, o->pcapng, o->mermaid, o->keylog};
    int worst = SHK_EXIT_OK;
    if (o->word_count == 0) return cli_usage("name one input: shakedown repro INPUT [--target T]");
    for (size_t i = 0; i < SHK_COUNT(files); i++) {
        if (files[i] != NULL && o->word_count > 1) return cli_usage("with an output file, name one input");
    }
    for (int i = 0; i < o->word_count && !shk_execute_stopped(); i++) {
        int status = repro_one(o, o->words[i]);
        if (status > worst) worst = status;
    }
    return worst;
}
