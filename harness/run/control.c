// Controls: the honest handshake of each group of cases. They tell what the SUT can do, how long it takes, and whether it
// serves several connections at once; they run first, last, and after anything suspicious.
#include "run/runner.h"

#include <string.h>

#define DEFAULT_TIMEOUT_MS 3000u

static uint32_t patience(const struct shk_run *run) {
    return run->options->timeout_ms != 0 ? run->options->timeout_ms : DEFAULT_TIMEOUT_MS;
}

const char *shk_plan_one_line(struct shk_arena *arena, const struct shk_plan *plan) {
    struct shk_buf text = shk_buf_in(arena);
    shk_plan_write(plan, &text);
    while (text.len > 0 && text.data[text.len - 1] == '\n') text.len--;
    struct shk_buf line = shk_buf_in(arena);
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\n')
            shk_put(&line, shk_text("; "));
        else
            shk_put_uint(&line, 1, text.data[i]);
    }
    shk_put_uint(&line, 1, 0);
    return (const char *)line.data;
}

static bool same_control(const struct shk_plan *a, const struct shk_plan *b) {
    return a->flow == b->flow && a->features == b->features && a->kx == b->kx && a->suite == b->suite &&
           a->group == b->group && a->scheme == b->scheme && a->certificate == b->certificate;
}

static struct shk_control *control_for(struct shk_run *run, const struct shk_plan *plan) {
    for (size_t i = 0; i < run->control_count; i++) {
        if (same_control(&run->controls[i].plan, plan)) return &run->controls[i];
    }
    struct shk_control *control = &run->controls[run->control_count++];
    control->policy = (struct shk_policy){.accept = run->options->accept};
    control->plan = *plan;
    control->plan.edit_count = 0;
    control->plan.chain = NULL;
    control->plan.then_certificate = 0;
    control->plan.seed = 0;
    control->plan.expect = (struct shk_expect){.outcome = SHK_EXPECT_CONTINUES};
    struct shk_plan named = control->plan;
    named.expect = (struct shk_expect){.outcome = SHK_EXPECT_NOTHING};
    control->name = shk_plan_one_line(run->arena, &named);
    if (strncmp(control->name, "flow ", 5) == 0) control->name += 5;
    return control;
}

bool shk_prepare_controls(struct shk_run *run, struct shk_error *err) {
    (void)err;
    // One control for each case at most, and the two plain ones, which tell the versions that the SUT speaks.
    run->controls = shk_alloc(run->arena, (run->count + 2) * sizeof(*run->controls));
    control_for(run, &(struct shk_plan){.flow = SHK_FLOW_TLS13});
    control_for(run, &(struct shk_plan){.flow = SHK_FLOW_TLS12});
    for (size_t i = 0; i < run->count; i++) run->outcomes[i].control = control_for(run, &run->outcomes[i].plan);
    return true;
}

static const struct shk_event *last_end(const struct shk_trace *trace) {
    for (size_t i = trace->count; i-- > 0;) {
        if (trace->events[i].kind == SHK_EVENT_END) return &trace->events[i];
    }
    return NULL;
}

static bool sends_data(const struct shk_trace *trace) {
    for (size_t i = 0; i < trace->count; i++) {
        if (trace->events[i].kind == SHK_EVENT_APPLICATION && trace->events[i].data.len > 0) return true;
    }
    return false;
}

// How long the honest conversation took: until the SUT's last word before we waited for more. A client that stays when it has
// its answer would add our own patience, and every wait of the run follows from this time.
static uint64_t time_talked(const struct shk_job *job) {
    uint64_t last = job->duration_us;
    for (size_t i = 0; i < job->trace.count && job->trace.events[i].kind != SHK_EVENT_IDLE; i++) {
        if (job->trace.events[i].kind == SHK_EVENT_RECEIVED) last = job->trace.events[i].at_us;
    }
    return last;
}

static void control_done(struct shk_job *job) {
    struct shk_control *control = job->user;
    struct shk_verdict verdict;
    shk_judge(job->arena, &control->plan.expect, &job->trace, &control->policy, &verdict);
    control->run = true;
    control->passed = verdict.grade == SHK_GRADE_AS_EXPECTED;
    control->reason = control->passed                          ? NULL
                      : verdict.grade == SHK_GRADE_UNSUPPORTED ? verdict.reason
                                                               : verdict.observed;
    control->mute = job->trace.peer_role == SHK_SERVER && !sends_data(&job->trace);
    control->talked_us = time_talked(job);
    control->duration_us = job->duration_us;
    control->job = *job;
}

static bool run_list(struct shk_run *run, struct shk_control **list, size_t count, size_t width,
                     struct shk_error *err) {
    struct shk_job *jobs = shk_alloc(run->arena, count * sizeof(*jobs));
    for (size_t i = 0; i < count; i++) {
        jobs[i] = (struct shk_job){
            .plan = &list[i]->plan, .idle_ms = patience(run), .total_ms = 4 * patience(run), .user = list[i]};
    }
    return shk_execute(run->target, jobs, count, width, control_done, err);
}

// Whether anything at all came from the SUT, if only an end.
static bool was_heard(const struct shk_run *run, const struct shk_control *control) {
    for (size_t i = 0; i < control->job.trace.count; i++) {
        const struct shk_event *event = &control->job.trace.events[i];
        if (event->writer == run->target->role && event->kind != SHK_EVENT_END) return true;
    }
    return false;
}

static const char *unreachable_reason(struct shk_run *run, const struct shk_control *control) {
    const struct shk_event *end = last_end(&control->job.trace);
    for (size_t i = 0; i < control->job.trace.count; i++) {
        const struct shk_event *event = &control->job.trace.events[i];
        if (event->kind == SHK_EVENT_RECORD && event->note != NULL && strcmp(event->note, "this is not TLS") == 0) {
            return "it answers, but not in TLS. Name the port that speaks TLS, or the protocol in front of it with --starttls.";
        }
    }
    bool heard = was_heard(run, control);
    if (!heard && (end == NULL || end->how == SHK_END_TIMEOUT)) {
        return run->target->kind == SHK_TARGET_COMMAND
                   ? "the command says nothing. Does it connect, to {host} and {port} or {url}?"
                   : "it accepts the connection and says nothing. Is it a TLS server, and not a busy one?";
    }
    if (end != NULL && end->how == SHK_END_REFUSED) return shk_nobody_there(run->target);
    if (!heard && end != NULL && (end->how == SHK_END_FIN || end->how == SHK_END_RESET)) {
        return "it closes the connection without a word of TLS.";
    }
    return shk_format(run->arena, "the honest handshake does not complete: %s.",
                      control->reason != NULL ? control->reason : "no reason is known");
}

// A connection that stops behind its ClientHello, and two honest ones, one after the other, beside it. When an honest one
// has to wait for the stopped one, the SUT serves one at a time, and a second conversation would only measure the queue.
// Behind its ClientHello, because gnutls-serv waits for the first bytes of all at once, but then for one handshake alone;
// two, because the first may have been quicker than the stopped one.
struct beside {
    bool stopped_over, honest_waited;
};

static void beside_done(struct shk_job *job) {
    struct beside *beside = job->user;
    if (job->plan->edit_count > 0)
        beside->stopped_over = true;
    else
        beside->honest_waited = beside->honest_waited || beside->stopped_over;
    shk_job_free(job);
}

static bool find_out_whether_serial(struct shk_run *run, const struct shk_control *honest, struct shk_error *err) {
    if (run->target->kind != SHK_TARGET_SERVER) return true;
    struct shk_plan stopped = honest->plan;
    stopped.edit_count = 1;
    stopped.edits[0] =
        (struct shk_edit){.kind = SHK_EDIT_STOP, .message = SHK_CLIENT_HELLO, .op = SHK_STOP_WAIT, .flags = SHK_AFTER};
    uint32_t wait = (uint32_t)(honest->talked_us / 1000 * 6) + 400;
    struct beside beside = {false, false};
    struct shk_job beside_it = {
        .plan = &honest->plan, .idle_ms = patience(run), .total_ms = 4 * patience(run), .user = &beside};
    struct shk_job jobs[3] = {
        {.plan = &stopped, .idle_ms = wait, .total_ms = wait, .user = &beside}, beside_it, beside_it};
    SHK_TRY(shk_execute(run->target, jobs, 3, 2, beside_done, err));
    run->serial = beside.honest_waited;
    return true;
}

static void settle_width(struct shk_run *run, const struct shk_control *honest) {
    size_t asked = run->options->jobs;
    run->width = asked != 0 ? asked : run->serial || run->target->kind == SHK_TARGET_MEMORY ? 1 : 24;
    if (run->target->kind == SHK_TARGET_COMMAND && asked == 0) run->width = 4;
    // Silence in the first round: generous against the honest handshake, with its queue. What stays silent is asked again.
    uint64_t honest_ms = honest->talked_us / 1000 + 1;
    uint64_t wait = 200 + honest_ms * (run->width > 1 ? 4 * run->width : 6);
    run->idle_ms = wait < patience(run) ? (uint32_t)wait : patience(run);
}

enum shk_exit shk_run_controls(struct shk_run *run, struct shk_error *err) {
    struct shk_control *first[2] = {&run->controls[0], &run->controls[1]};
    if (!run_list(run, first, 2, 1, err)) return SHK_EXIT_INTERNAL;
    run->speaks13 = first[0]->passed;
    run->speaks12 = first[1]->passed;
    // A SUT may refuse both plain flows and still speak another key exchange: ask the others before giving up.
    struct shk_control *honest = run->speaks13 ? first[0] : run->speaks12 ? first[1] : NULL;
    const struct shk_event *end = last_end(&first[0]->job.trace);
    // Nobody is there. A client speaks first in every flow, so one that does not is not asked again, patience for patience.
    bool nobody = (end != NULL && end->how == SHK_END_REFUSED) ||
                  (run->target->kind == SHK_TARGET_COMMAND && !was_heard(run, first[0]) && !was_heard(run, first[1]));
    if (honest != NULL && !find_out_whether_serial(run, honest, err)) return SHK_EXIT_INTERNAL;
    settle_width(run, honest != NULL ? honest : first[0]);
    size_t rest = run->control_count - 2;
    struct shk_control **others = shk_alloc(run->arena, (rest + 1) * sizeof(*others));
    for (size_t i = 0; i < rest; i++) others[i] = &run->controls[i + 2];
    if (!nobody && !run_list(run, others, rest, run->width, err)) return SHK_EXIT_INTERNAL;
    for (size_t i = 2; i < run->control_count; i++) {
        if (honest == NULL && run->controls[i].passed) honest = &run->controls[i];
        if (run->controls[i].passed && run->controls[i].plan.flow == SHK_FLOW_TLS12) run->speaks12 = true;
        if (run->controls[i].passed && run->controls[i].plan.flow == SHK_FLOW_TLS13) run->speaks13 = true;
    }
    if (honest != NULL) return SHK_EXIT_OK;
    shk_fail(err, "%s", unreachable_reason(run, first[0]));
    return SHK_EXIT_UNREACHABLE;
}

struct again {
    struct shk_policy policy;
    bool passed;
};

static void again_done(struct shk_job *job) {
    struct again *again = job->user;
    struct shk_verdict verdict;
    shk_judge(job->arena, &job->plan->expect, &job->trace, &again->policy, &verdict);
    again->passed = verdict.grade == SHK_GRADE_AS_EXPECTED;
    shk_job_free(job);
}

bool shk_control_passes_again(struct shk_run *run) {
    for (size_t i = 0; i < run->control_count; i++) {
        if (!run->controls[i].passed) continue;
        struct again again = {.policy = {.accept = run->options->accept}};
        struct shk_error err;
        struct shk_job job = {
            .plan = &run->controls[i].plan, .idle_ms = patience(run), .total_ms = 4 * patience(run), .user = &again};
        return shk_execute(run->target, &job, 1, 1, again_done, &err) && again.passed;
    }
    return true;
}
