// `shakedown run PLAN...`: plan files against any SUT. Each plan is judged by its own `expect`; without one it is only shown.
#include "cli/cli.h"
#include "shakedown_version.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_PLAN ((size_t)1 << 20)

static bool read_plan(struct shk_arena *arena, const char *path, const char **text, struct shk_error *err) {
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (file == NULL) return shk_fail(err, "cannot read the plan %s: %s", path, strerror(errno));
    struct shk_buf bytes = shk_buf_in(arena);
    uint8_t chunk[4096];
    size_t n;
    while (bytes.len <= MAX_PLAN && (n = fread(chunk, 1, sizeof(chunk), file)) > 0) shk_put(&bytes, shk_view(chunk, n));
    bool failed = ferror(file) != 0;
    if (file != stdin) fclose(file);
    if (failed) return shk_fail(err, "cannot read the plan %s: %s", path, strerror(errno));
    if (bytes.len > MAX_PLAN) return shk_fail(err, "%s is no plan: it is larger than 1 MiB", path);
    if (memchr(bytes.data != NULL ? bytes.data : (const uint8_t *)"x", 0, bytes.len) != NULL) {
        return shk_fail(err, "%s is no plan: it holds zero bytes. Fuzz inputs are replayed with `shakedown repro`.",
                        path);
    }
    shk_put_uint(&bytes, 1, 0);
    *text = (const char *)bytes.data;
    return true;
}

struct replay {
    struct shk_job *jobs;
    struct shk_plan *plans;
    struct shk_verdict *verdicts;
    struct shk_policy policy;
};

static void replay_done(struct shk_job *job) {
    struct replay *replay = job->user;
    size_t i = (size_t)(job - replay->jobs);
    shk_judge(job->arena, &replay->plans[i].expect, &job->trace, &replay->policy, &replay->verdicts[i]);
}

static void make_result(struct shk_arena *arena, const struct cli_options *o, const struct replay *replay, size_t i,
                        const char *path, struct shk_result *out) {
    const struct shk_plan *plan = &replay->plans[i];
    const struct shk_verdict *verdict = &replay->verdicts[i];
    struct shk_buf text = shk_buf_in(arena), expected = shk_buf_in(arena);
    shk_plan_write(plan, &text);
    shk_put_uint(&text, 1, 0);
    shk_expect_write(&plan->expect, &expected);
    shk_put_uint(&expected, 1, 0);
    struct shk_case_run as_case = {.plan = *plan, .verdict = *verdict};
    bool fails = shk_grade_fails(&o->run, &as_case);
    bool skipped = verdict->grade == SHK_GRADE_UNSUPPORTED;
    *out = (struct shk_result){
        .id = path,
        .topic = "plans",
        .title = path,
        .level = "must",
        .side = shk_role_name(replay->jobs[i].trace.peer_role == SHK_CLIENT ? SHK_SERVER : SHK_CLIENT),
        .tls = plan->flow == SHK_FLOW_TLS13 ? "1.3" : "1.2",
        .result = skipped                                    ? SHK_SKIP
                  : !fails                                   ? SHK_PASS
                  : verdict->grade == SHK_GRADE_INCONCLUSIVE ? SHK_ERROR
                                                             : SHK_FAIL,
        .grade = verdict->grade,
        .expected = (const char *)expected.data,
        .observed = verdict->observed,
        .reason = verdict->reason,
        .duration_us = replay->jobs[i].duration_us,
        .plan = (const char *)text.data,
        .command = shk_format(arena, "shakedown run %s", path),
        .trace = &replay->jobs[i].trace,
        .verdict = verdict,
    };
}

static int report_results(struct shk_arena *arena, const struct cli_options *o, const struct shk_target *target,
                          const char *sut, struct shk_result *results, size_t count, uint64_t duration_us) {
    struct shk_error err;
    struct shk_report report = {
        .version = SHAKEDOWN_VERSION,
        .sut = sut,
        .role = shk_role_name(target->role),
        .started = o->now,
        .duration_us = duration_us,
        .seed = o->seed,
        .results = results,
        .result_count = count,
    };
    FILE *to = cli_text_on_stdout(o) ? stdout : stderr;
    struct shk_text_style style = {.color = shk_color_wanted(o->color, fileno(to)), .verbose = true, .quiet = o->quiet};
    struct shk_buf text = shk_buf_in(arena);
    bool unexpected = false;
    for (size_t i = 0; i < count; i++) {
        shk_text_line(&results[i], style, &text);
        unexpected = unexpected || shk_is_unexpected(results[i].result);
    }
    shk_text_summary(&report, style, &text);
    if (text.len > 0) fwrite(text.data, 1, text.len, to);
    if (!cli_save(o, &report, &err)) return cli_fail(SHK_EXIT_INTERNAL, &err);
    return unexpected ? SHK_EXIT_UNEXPECTED : SHK_EXIT_OK;
}

static bool make_target(struct shk_arena *arena, const struct cli_options *o, struct shk_target *target,
                        const char **sut, struct shk_error *err) {
    int named = (o->server != NULL) + (o->client ? 1 : 0) + (o->reference != NULL);
    if (named > 1) return shk_fail(err, "name one SUT: --server, --client or --reference.");
    if (o->server != NULL) {
        *sut = o->server;
        return cli_target_server(arena, o, o->server, target, err);
    }
    if (o->client) {
        *sut = o->command != NULL ? o->command[0] : "client";
        return cli_target_client(arena, o, target, err);
    }
    enum shk_role role = SHK_SERVER;
    if (o->reference != NULL && strcmp(o->reference, "client") == 0)
        role = SHK_CLIENT;
    else if (o->reference != NULL && strcmp(o->reference, "server") != 0) {
        return shk_fail(err, "--reference is `server` or `client`, not `%s`.", o->reference);
    }
    *sut = "boringssl";
    return cli_target_memory(arena, o, role, target, err);
}

// Nothing was reachable at all: that is another status than an unexpected result.
static bool all_refused(const struct replay *replay, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct shk_trace *trace = &replay->jobs[i].trace;
        bool refused = false;
        for (size_t e = 0; e < trace->count; e++) {
            refused = refused || (trace->events[e].kind == SHK_EVENT_END && trace->events[e].how == SHK_END_REFUSED);
        }
        if (!refused) return false;
    }
    return true;
}

static int replay_plans(struct shk_arena *arena, const struct cli_options *o, const struct shk_target *target,
                        const char *sut, char *const *names, struct shk_plan *plans, size_t count) {
    struct shk_error err = {""};
    struct replay replay = {
        .jobs = shk_alloc(arena, count * sizeof(struct shk_job)),
        .plans = plans,
        .verdicts = shk_alloc(arena, count * sizeof(struct shk_verdict)),
        .policy = {.accept = o->run.accept},
    };
    uint32_t timeout = o->run.timeout_ms != 0 ? o->run.timeout_ms : 3000;
    uint64_t start = shk_now_us();
    for (size_t i = 0; i < count; i++) {
        replay.jobs[i] =
            (struct shk_job){.plan = &plans[i], .idle_ms = timeout, .total_ms = 4 * timeout, .user = &replay};
    }
    int status;
    if (!shk_execute(target, replay.jobs, count, o->run.jobs != 0 ? o->run.jobs : 1, replay_done, &err)) {
        status = cli_fail(shk_execute_stopped() ? SHK_EXIT_UNEXPECTED : SHK_EXIT_INTERNAL, &err);
    } else if (all_refused(&replay, count)) {
        fprintf(stderr, "shakedown: %s: %s\n", sut, shk_nobody_there(target));
        status = SHK_EXIT_UNREACHABLE;
    } else {
        struct shk_result *results = shk_alloc(arena, count * sizeof(*results));
        for (size_t i = 0; i < count; i++) make_result(arena, o, &replay, i, names[i], &results[i]);
        status = report_results(arena, o, target, sut, results, count, shk_now_us() - start);
    }
    for (size_t i = 0; i < count; i++) shk_job_free(&replay.jobs[i]);
    return status;
}

int cli_run_plans(struct shk_arena *arena, const struct cli_options *o, char *const *names, struct shk_plan *plans,
                  size_t count) {
    struct shk_error err = {""};
    struct shk_target target = {.ca_file = NULL};
    const char *sut = NULL;
    bool ok = make_target(arena, o, &target, &sut, &err);
    int status = ok ? replay_plans(arena, o, &target, sut, names, plans, count) : cli_fail(SHK_EXIT_USAGE, &err);
    if (target.ca_file != NULL) unlink(target.ca_file);
    return status;
}

int cli_run(struct cli_options *o) {
    if (o->word_count == 0) return cli_usage("name at least one plan file, or `-` for standard input.");
    struct shk_arena *arena = shk_arena_new();
    struct shk_error err = {""};
    size_t count = (size_t)o->word_count;
    struct shk_plan *plans = shk_alloc(arena, count * sizeof(*plans));
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        const char *text = "";
        ok = read_plan(arena, o->words[i], &text, &err);
        struct shk_error why;
        if (ok && !shk_plan_read(arena, text, &plans[i], &why)) ok = shk_fail(&err, "%s: %s", o->words[i], why.text);
        if (ok && !shk_chain_is_known(&plans[i], &why)) ok = shk_fail(&err, "%s: %s", o->words[i], why.text);
    }
    int status = ok ? cli_run_plans(arena, o, o->words, plans, count) : cli_fail(SHK_EXIT_USAGE, &err);
    shk_arena_free(arena);
    return status;
}
