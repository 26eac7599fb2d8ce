// `shakedown repro INPUT`: what a fuzz input says, as people read it, and what the linked reference makes of it.
#include "cli/cli.h"
#include "fuzz/fate.h"
#include "shakedown_version.h"
#include "sut/planted.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
    bool exact;    // the plan's run sends what the input does
    bool smallest; // nothing more can be left out of the plan
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
    printf("%s (shakedown run FILE)\n\n%.*s\n", r->smallest ? "The smallest plan that shows it" : "As a plan",
           (int)text.len, (const char *)text.data);
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

static int show(void *context, char key[SHK_FUZZ_KEY]) {
    struct repro *r = context;
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
    if (sentence != NULL) {
        struct shk_fate fate = {.died = false};
        shk_fuzz_rule_key(fate.key, r->target->under_test, sentence);
        memcpy(key, fate.key, sizeof(fate.key));
        r->smallest = shk_fuzz_smallest(r->target, r->sut, &fate, &r->plan);
    }
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

// --- What dies ---------------------------------------------------------------------------------------------------------

static int as_plan(void *context, char key[SHK_FUZZ_KEY]) {
    struct repro *r = context;
    (void)key;
    shk_fuzz_as_plan(r->runner, r->input, r->arena, &r->plan, &r->exact);
    return SHK_EXIT_OK;
}

// The difference from the honest flow is told by a conversation. Where the SUT dies of it, our own endpoint listens.
static bool listen_ourselves(struct repro *r, struct shk_error *err) {
    shk_fuzz_runner_free(r->runner);
    r->runner = shk_fuzz_runner_new(r->target, shk_sut_planted(SHK_PLANTED_NONE), err);
    return r->runner != NULL;
}

static int show_death(struct repro *r, const struct shk_fate *fate) {
    struct shk_error err = {""};
    bool speaks = cli_text_on_stdout(r->o) && !r->o->quiet;
    if (!listen_ourselves(r, &err)) return cli_fail(SHK_EXIT_INTERNAL, &err);
    if (speaks) {
        printf("%s: %zu bytes for the target %s\n", r->path, r->input.len, r->target->name);
        if (fate->signal == SIGXCPU)
            printf("HANG: the SUT was still at it after %d seconds of CPU time\n\n", SHK_FATE_SECONDS);
        else if (fate->signal == 0)
            printf("CRASH: the SUT ended the process with status %d\n\n", fate->status);
        else
            printf("CRASH: the SUT died by signal %d (%s)\n\n", fate->signal, strsignal(fate->signal));
        shk_fate_print_stack(r->arena, fate);
    }
    as_plan(r, NULL);
    r->smallest = shk_fuzz_smallest(r->target, r->sut, fate, &r->plan);
    r->exact = r->smallest;
    r->plan.expect = (struct shk_expect){.outcome = SHK_EXPECT_CLOSES};
    if (speaks) {
        print_edits(r);
        print_plan(r);
    }
    return write_plan(r, &err) ? SHK_EXIT_UNEXPECTED : cli_fail(SHK_EXIT_INTERNAL, &err);
}

static int show_here(struct repro *r) {
    struct shk_fate fate;
    shk_fate_of(show, r, false, &fate);
    return fate.died ? show_death(r, &fate) : fate.status;
}

static int run_elsewhere(struct repro *r) {
    struct shk_error err = {""};
    struct shk_fate fate;
    shk_fate_of(as_plan, r, true, &fate);
    if (fate.died) {
        fprintf(stderr, "shakedown: %s crashes %s; the plan is made with an endpoint of our own.\n", r->path,
                r->sut->name);
        if (!listen_ourselves(r, &err)) return cli_fail(SHK_EXIT_INTERNAL, &err);
    }
    as_plan(r, NULL);
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
    else
        status = show_here(&r);
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
