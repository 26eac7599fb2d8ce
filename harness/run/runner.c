// The run: select, control, run side by side, ask again what looks odd, control once more, decide.
#include "run/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void judge(struct shk_job *job) {
    struct shk_case_run *r = job->user;
    struct shk_run *run = r->run;
    // A command whose honest conversation ends with status 0 means something by another status.
    struct shk_policy policy = {
        .accept = run->options->accept, .exit_tells = r->control->job.exit_status == 0, .mute = r->control->mute};
    if (r->judged) shk_job_free(&r->job);
    r->job = *job;
    r->judged = true;
    shk_judge(job->arena, &r->plan.expect, &r->job.trace, &policy, &r->verdict);
    shk_decide(run, r);
    run->done++;
    if (shk_is_unexpected(r->result)) run->unexpected++;
    const struct shk_options *o = run->options;
    if (o->progress != NULL) o->progress(run->done, run->total, run->unexpected, o->progress_user);
}

static bool run_round(struct shk_run *run, struct shk_case_run **list, size_t count, size_t width, uint32_t idle_ms,
                      struct shk_error *err) {
    if (count == 0) return true;
    struct shk_job *jobs = shk_alloc(run->arena, count * sizeof(*jobs));
    for (size_t i = 0; i < count; i++) {
        jobs[i] = (struct shk_job){
            .plan = &list[i]->plan, .idle_ms = idle_ms, .total_ms = 8 * idle_ms + 2000, .user = list[i]};
    }
    return shk_execute(run->target, jobs, count, width, judge, err);
}

static bool applies(struct shk_run *run, struct shk_case_run *r) {
    bool met = shk_needs_are_met(run, r, &r->reason);
    if (met && r->control->passed) return true;
    r->result = SHK_SKIP;
    r->verdict.grade = SHK_GRADE_UNSUPPORTED;
    if (!met) return false;
    r->reason = shk_format(run->arena, "the SUT does not complete the honest handshake `%s`: %s", r->control->name,
                           r->control->reason != NULL ? r->control->reason : "it was not run");
    return false;
}

// What may be the tester's haste, or the neighbour's fault: it is asked again with patience, a few at a time.
static bool is_odd(const struct shk_case_run *r) {
    if (!r->judged) return false;
    bool waited = r->verdict.reaction != SIZE_MAX && r->job.trace.events[r->verdict.reaction].kind == SHK_EVENT_IDLE;
    if (r->verdict.grade == SHK_GRADE_ACCEPTED && waited) return true; // it may object later
    enum shk_grade grade = r->verdict.grade;
    return grade == SHK_GRADE_HUNG || grade == SHK_GRADE_INCONCLUSIVE || grade == SHK_GRADE_CRASHED ||
           grade == SHK_GRADE_UNSUPPORTED || // though the control passed
           (grade == SHK_GRADE_NO_ALERT && r->result == SHK_FAIL) || grade == SHK_GRADE_REFUSED;
}

static size_t collect_odd(struct shk_run *run, struct shk_case_run **list) {
    size_t count = 0;
    for (size_t i = 0; i < run->count; i++) {
        if (is_odd(&run->outcomes[i])) list[count++] = &run->outcomes[i];
    }
    return count;
}

static bool was_refused(const struct shk_case_run *r) {
    for (size_t i = 0; r->judged && i < r->job.trace.count; i++) {
        const struct shk_event *event = &r->job.trace.events[i];
        if (event->kind == SHK_EVENT_END && event->how == SHK_END_REFUSED) return true;
    }
    return false;
}

static void restart(const struct shk_run *run) {
    if (run->options->restart == NULL) return;
    int status = system(run->options->restart); // NOLINT(cert-env33-c): it is the user's own command
    if (status != 0) fprintf(stderr, "shakedown: the restart command ended with status %d\n", status);
}

// The SUT does not answer any more. With a restart command each suspect is asked alone, with a control behind it, so that
// the one that kills is known by name; without one the run ends here.
static void find_killer(struct shk_run *run, struct shk_error *err) {
    if (run->options->restart == NULL) {
        struct shk_buf names = shk_buf_in(run->arena);
        size_t named = 0;
        for (size_t i = 0; i < run->count && named < 8; i++) {
            if (!was_refused(&run->outcomes[i])) continue;
            if (named++ > 0) shk_put(&names, shk_text(", "));
            shk_put(&names, shk_text(run->outcomes[i].c->id));
        }
        if (named > 0) {
            run->death = shk_format(run->arena,
                                    "the SUT stopped answering during this run. The first cases that it refused: %.*s. "
                                    "Give --restart COMMAND to have the killer found by name.",
                                    (int)names.len, (const char *)names.data);
        } else {
            run->death =
                "the SUT still takes connections, but the honest handshake does not complete any more: it hangs, or "
                "has become too slow (--timeout). Give --restart COMMAND to have the killer found by name.";
        }
        return;
    }
    restart(run);
    for (size_t i = 0; i < run->count && !shk_execute_stopped(); i++) {
        struct shk_case_run *r = &run->outcomes[i];
        if (!is_odd(r)) continue;
        if (!run_round(run, &r, 1, 1, run->idle_ms, err)) return;
        if (shk_control_passes_again(run)) continue;
        r->verdict.grade = SHK_GRADE_CRASHED;
        r->verdict.observed = "the SUT died or stopped answering";
        r->verdict.reason = "after this case the honest handshake does not complete any more";
        shk_decide(run, r);
        run->death = shk_format(run->arena, "case %s ends the SUT: after it the honest handshake fails.", r->c->id);
        restart(run);
    }
}

static bool run_all(struct shk_run *run, struct shk_error *err) {
    struct shk_case_run **list = shk_alloc(run->arena, (run->count + 1) * sizeof(struct shk_case_run *));
    size_t count = 0;
    for (size_t i = 0; i < run->count; i++) {
        if (applies(run, &run->outcomes[i])) list[count++] = &run->outcomes[i];
    }
    run->total = count;
    SHK_TRY(run_round(run, list, count, run->width, run->idle_ms, err));
    if (run->target->kind == SHK_TARGET_MEMORY) return true;
    bool alive = shk_control_passes_again(run);
    uint32_t patience = run->options->timeout_ms != 0 ? run->options->timeout_ms : 3000;
    if (alive) {
        size_t odd = collect_odd(run, list);
        run->total += odd;
        // Side by side still, so that the waits overlap, but with room around each.
        SHK_TRY(run_round(run, list, odd, run->serial ? 1 : 4, patience, err));
        alive = shk_control_passes_again(run);
    }
    if (!alive) find_killer(run, err);
    return true;
}

enum shk_exit shk_run_cases(struct shk_arena *arena, const struct shk_target *target, const struct shk_options *options,
                            struct shk_run *run, struct shk_error *err) {
    uint64_t start = shk_now_us();
    *run = (struct shk_run){.arena = arena, .target = target, .options = options};
    if (options->expect_file != NULL && !shk_known_read(arena, options->expect_file, &run->known, err) &&
        !options->update_expect) {
        return SHK_EXIT_USAGE;
    }
    if (options->expect_file == NULL && options->known != NULL &&
        !shk_known_parse(arena, "the compiled-in list", options->known, &run->known, err)) {
        return SHK_EXIT_INTERNAL;
    }
    if (!shk_select(run, err)) return SHK_EXIT_USAGE;
    if (!shk_prepare_controls(run, err)) return SHK_EXIT_INTERNAL;
    enum shk_exit exit = shk_run_controls(run, err);
    if (exit != SHK_EXIT_OK) return exit;
    if (!run_all(run, err)) return shk_execute_stopped() ? SHK_EXIT_UNEXPECTED : SHK_EXIT_INTERNAL;
    for (size_t i = 0; i < run->count; i++) run->by_result[run->outcomes[i].result]++;
    run->duration_us = shk_now_us() - start;
    if (options->update_expect && options->expect_file != NULL && !shk_known_update(run, options->expect_file, err)) {
        return SHK_EXIT_INTERNAL;
    }
    bool unexpected = run->by_result[SHK_FAIL] + run->by_result[SHK_XPASS] + run->by_result[SHK_ERROR] > 0;
    return unexpected || run->death != NULL ? SHK_EXIT_UNEXPECTED : SHK_EXIT_OK;
}

void shk_run_free(struct shk_run *run) {
    for (size_t i = 0; i < run->count; i++) {
        if (run->outcomes[i].judged) shk_job_free(&run->outcomes[i].job);
    }
    for (size_t i = 0; i < run->control_count; i++) shk_job_free(&run->controls[i].job);
}
