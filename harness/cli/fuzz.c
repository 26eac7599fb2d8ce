// `shakedown fuzz [TARGET...|all]`: a campaign. Targets take turns on the jobs, those that had least time so far first, so that
// short campaigns one after another come to all of them.
#include "cli/campaign.h"

#include "sut/planted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SHORTEST_TURN 5.0
#define LONGEST_TURN 300.0
#define MOST_REPEATS 5 // of one crash that cannot be passed by, until the turn ends

static bool add_target(struct campaign *c, const struct shk_fuzz_target *target) {
    // BoringSSL lacks DHE: these two would only show that, again and again. Naming them runs them all the same.
    bool all = c->o->word_count == 0 || strcmp(c->o->words[0], "all") == 0;
    if (all && target->kx == SHK_KX_DHE && strcmp(c->sut, "boringssl") == 0) return true;
    for (size_t i = 0; i < c->target_count; i++) {
        if (c->targets[i].target == target) return true;
    }
    if (target->kind == SHK_FUZZ_SELF && strcmp(c->sut, "boringssl") != 0) return all;
    c->targets[c->target_count++] = (struct campaign_target){.target = target};
    return true;
}

static bool choose_targets(struct campaign *c) {
    const struct shk_fuzz_target *target;
    size_t known = 0;
    while (shk_fuzz_target_at(known) != NULL) known++;
    c->targets = shk_alloc(c->arena, known * sizeof(*c->targets));
    bool all = c->o->word_count == 0 || (c->o->word_count == 1 && strcmp(c->o->words[0], "all") == 0);
    for (size_t i = 0; all && (target = shk_fuzz_target_at(i)) != NULL; i++) {
        if (!add_target(c, target)) return false;
    }
    for (int i = 0; !all && i < c->o->word_count; i++) {
        target = shk_fuzz_target_named(c->o->words[i]);
        if (target == NULL) {
            cli_usage("there is no target `%s`. `shakedown list targets` names them all.", c->o->words[i]);
            return false;
        }
        if (!add_target(c, target)) {
            cli_usage("the target %s fuzzes the harness itself; it has no other SUT.", target->name);
            return false;
        }
    }
    return true;
}

// --- The loop --------------------------------------------------------------------------------------------------------

static struct campaign_target *next_target(struct campaign *c) {
    struct campaign_target *best = NULL;
    for (size_t i = 0; i < c->target_count; i++) {
        struct campaign_target *t = &c->targets[i];
        bool better = best == NULL || t->busy < best->busy || (t->busy == best->busy && t->spent < best->spent);
        if (t->trouble == NULL && better) best = t;
    }
    return best;
}

static bool give_turn(struct campaign *c, struct campaign_job *job, struct shk_error *err) {
    double now = campaign_now(), left = c->began + c->seconds - now;
    struct campaign_target *t = left < 1.5 ? NULL : next_target(c);
    if (t == NULL) return true;
    double turn = left < 1.5 * c->slice ? left : c->slice; // no crumbs at the end
    size_t index = (size_t)(job - c->jobs);
    *job = (struct campaign_job){.target = t, .turn_ends = now + turn};
    job->instance = shk_format(c->arena, "job%zu", index);
    job->folder = shk_format(c->arena, "%s/%s", t->folder, job->instance);
    t->busy++;
    t->turns++;
    return campaign_start(c, job, err);
}

// An engine that stopped at a finding goes on with the rest of its turn.
static bool after_end(struct campaign *c, struct campaign_job *job, int status, struct shk_error *err) {
    campaign_end(c, job, status);
    bool goes_on = !c->interrupted && !c->afl && WIFEXITED(status) && WEXITSTATUS(status) != 0 &&
                   job->target->trouble == NULL && job->turn_ends - campaign_now() > 1.5 && job->repeats < MOST_REPEATS;
    if (goes_on) return campaign_start(c, job, err);
    job->target->busy--;
    return true;
}

static bool loop(struct campaign *c, struct shk_error *err) {
    for (;;) {
        size_t running = 0;
        c->interrupted = shk_execute_stopped();
        for (size_t i = 0; i < c->job_count; i++) {
            struct campaign_job *job = &c->jobs[i];
            int status;
            if (job->pid > 0 && waitpid(job->pid, &status, WNOHANG) == job->pid) {
                job->pid = 0;
                SHK_TRY(after_end(c, job, status, err));
            } else if (job->pid > 0 && (c->interrupted || campaign_now() > job->ends)) {
                campaign_stop(job->pid);
                campaign_end(c, job, 0);
                job->target->busy--;
            }
            if (job->pid == 0 && !c->interrupted) SHK_TRY(give_turn(c, job, err));
            running += job->pid > 0;
        }
        if (running == 0) return true;
        campaign_progress(c, false);
        nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
    }
}

static void stop_all(struct campaign *c) {
    for (size_t i = 0; i < c->job_count; i++) {
        if (c->jobs[i].pid > 0) campaign_stop(c->jobs[i].pid);
    }
}

static int run(struct campaign *c) {
    struct shk_error err = {""};
    enum shk_exit status = campaign_prepare(c, &err);
    if (status == SHK_EXIT_OK && !campaign_read_expected(c, &err)) status = SHK_EXIT_USAGE;
    if (status != SHK_EXIT_OK) return cli_fail(status, &err);
    campaign_read_earlier(c);
    c->began = campaign_now();
    c->slice = c->seconds * (double)c->job_count / (double)c->target_count;
    if (c->slice < SHORTEST_TURN) c->slice = SHORTEST_TURN;
    if (c->slice > LONGEST_TURN) c->slice = LONGEST_TURN;
    bool ok = loop(c, &err);
    if (!ok) stop_all(c);
    campaign_progress(c, true);
    campaign_summary(c);
    if (ok && c->o->run.update_expect) ok = campaign_update_expected(c, &err);
    if (ok) ok = campaign_save(c, &err);
    if (!ok) return cli_fail(SHK_EXIT_INTERNAL, &err);
    if (campaign_unexpected(c) && !c->o->run.update_expect) return SHK_EXIT_UNEXPECTED;
    for (size_t i = 0; i < c->target_count; i++) {
        if (c->targets[i].trouble != NULL) return SHK_EXIT_INTERNAL;
    }
    return SHK_EXIT_OK;
}

int cli_fuzz(struct cli_options *o) {
    struct campaign c = {.arena = shk_arena_new(), .o = o, .lock = -1, .sut = o->sut != NULL ? o->sut : "boringssl"};
    int status = SHK_EXIT_USAGE;
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    c.afl = o->engine != NULL && strcmp(o->engine, "afl") == 0;
    c.seconds = o->seconds != 0 ? (double)o->seconds : 60;
    c.job_count = o->run.jobs != 0 ? o->run.jobs : cpus > 0 ? (size_t)cpus : 1;
    c.jobs = shk_alloc(c.arena, c.job_count * sizeof(*c.jobs));
    if (shk_sut_named(c.sut) == NULL)
        cli_usage("there is no SUT `%s` in this program. `shakedown list suts` names them.", c.sut);
    else if (choose_targets(&c))
        status = run(&c);
    if (c.lock >= 0) close(c.lock);
    shk_arena_free(c.arena);
    return status;
}
