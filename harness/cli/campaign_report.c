// What a campaign says: one live line, the summary, the JSON.
#include "cli/campaign.h"
#include "shakedown_version.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t new_findings(const struct campaign *c) {
    size_t count = 0;
    for (const struct campaign_finding *f = c->findings; f != NULL; f = f->next) count += f->found && !f->expected;
    return count;
}

static const char *troubled(const struct campaign *c) {
    for (size_t i = 0; i < c->target_count; i++) {
        if (c->targets[i].trouble != NULL) return c->targets[i].target->name;
    }
    return NULL;
}

bool campaign_unexpected(const struct campaign *c) {
    return new_findings(c) > 0 || (c->stale > 0 && !c->o->run.update_expect);
}

static uint64_t executions(const struct campaign *c) {
    uint64_t sum = 0;
    for (size_t i = 0; i < c->target_count; i++) sum += c->targets[i].executions;
    for (size_t i = 0; i < c->job_count; i++) sum += c->jobs[i].executions;
    return sum;
}

static size_t turns_had(const struct campaign *c) {
    size_t count = 0;
    for (size_t i = 0; i < c->target_count; i++) count += c->targets[i].turns > 0;
    return count;
}

// On a terminal one line that is written over twice a second, otherwise a line every half minute.
void campaign_progress(struct campaign *c, bool last) {
    static double next;
    bool live = isatty(STDERR_FILENO) != 0;
    double now = campaign_now();
    if (c->o->quiet || (now < next && !last)) return;
    next = now + (live ? 0.5 : 30);
    if (last) {
        if (live) fputs("\r\033[K", stderr);
        return;
    }
    for (size_t i = 0; i < c->job_count; i++) {
        if (c->jobs[i].pid > 0) campaign_look(c, &c->jobs[i]);
    }
    char text[400];
    size_t used = (size_t)snprintf(
        text, sizeof(text), "%.0f of %.0f s, %zu of %zu targets, %llu executions, %zu findings", now - c->began,
        c->seconds, turns_had(c), c->target_count, (unsigned long long)executions(c), new_findings(c));
    for (size_t i = 0; i < c->job_count && used + 80 < sizeof(text); i++) {
        const struct campaign_job *job = &c->jobs[i];
        if (job->pid <= 0) continue;
        used += (size_t)snprintf(text + used, sizeof(text) - used, "; %s: %u edges", job->target->target->name,
                                 job->target->coverage);
    }
    if (live)
        fprintf(stderr, "\r\033[K%.*s", 118, text);
    else
        fprintf(stderr, "%s\n", text);
}

const char *campaign_replay_command(const struct campaign *c, const struct campaign_finding *f) {
    const char *own = strcmp(c->sut, "boringssl") == 0 ? "" : shk_format(c->arena, " --sut %s", c->sut);
    const struct shk_fuzz_target *target = shk_fuzz_target_named(f->target);
    if (target != NULL && target->kind == SHK_FUZZ_SELF)
        return shk_format(c->arena, "%s/targets/%s_fuzz %s", c->build, f->target, f->input);
    return shk_format(c->arena, "shakedown repro %s --target %s%s", f->input, f->target, own);
}

static const char *status_of(const struct campaign_finding *f) {
    return !f->found ? "stale" : f->expected ? "known" : "new";
}

void campaign_summary(const struct campaign *c) {
    FILE *to = cli_text_on_stdout(c->o) ? stdout : stderr;
    size_t had = turns_had(c);
    for (const struct campaign_finding *f = c->findings; f != NULL; f = f->next) {
        if (f->found && f->expected && !c->o->verbose) continue;
        const char *word = !f->found ? "STALE" : f->expected ? "known" : "FOUND";
        fprintf(to, "%s  %s\n  target    %s\n  what      %s\n", word, f->key, f->target, f->sentence);
        if (f->times > 1) fprintf(to, "  seen      %u times\n", f->times);
        if (f->reason != NULL) fprintf(to, "  expected  %s\n", f->reason);
        fprintf(to, "  replay    %s\n", campaign_replay_command(c, f));
    }
    if (!c->o->quiet) {
        fprintf(to, "\n  %-36s %8s %12s %7s %7s\n", "target", "seconds", "executions", "edges", "kept");
        for (size_t i = 0; i < c->target_count; i++) {
            const struct campaign_target *t = &c->targets[i];
            if (t->turns == 0 && !c->o->verbose) continue;
            size_t kept = campaign_count_files(shk_format(c->arena, "%s/queue", t->folder));
            fprintf(to, "  %-36s %8.0f %12llu %7u %+7ld", t->target->name, t->spent, (unsigned long long)t->executions,
                    t->coverage, (long)kept - (long)t->kept);
            if (t->stability > 0) fprintf(to, "   stability %.2f %%", t->stability);
            fprintf(to, "%s%s\n", t->trouble != NULL ? "   " : "", t->trouble != NULL ? t->trouble : "");
        }
        if (had < c->target_count)
            fprintf(to, "  %zu targets had no turn; the next campaign begins with them.\n", c->target_count - had);
    }
    fprintf(to, "\n%s%zu new findings, %zu stale entries, %llu executions of %zu targets in %.0f s; kept in %s\n",
            c->interrupted ? "Interrupted: " : "", new_findings(c), c->stale, (unsigned long long)executions(c), had,
            campaign_now() - c->began, c->work);
    if (troubled(c) != NULL) fprintf(to, "%s did not run as it should: see above.\n", troubled(c));
}

bool campaign_save(const struct campaign *c, struct shk_error *err) {
    if (c->o->json == NULL) return true;
    json_t *targets = json_array(), *findings = json_array();
    for (size_t i = 0; i < c->target_count; i++) {
        const struct campaign_target *t = &c->targets[i];
        json_t *stability = t->stability > 0 ? json_real(t->stability) : NULL; // percent; AFL++ alone measures it
        json_array_append_new(targets, json_pack("{s:s, s:i, s:f, s:I, s:i, s:i, s:i, s:o*, s:s*}", "name",
                                                 t->target->name, "turns", (int)t->turns, "seconds_of_all_campaigns",
                                                 t->spent, "executions", (json_int_t)t->executions, "edges",
                                                 (int)t->coverage, "kept_before", (int)t->kept, "kept",
                                                 (int)campaign_count_files(shk_format(c->arena, "%s/queue", t->folder)),
                                                 "stability", stability, "trouble", t->trouble));
    }
    for (const struct campaign_finding *f = c->findings; f != NULL; f = f->next) {
        json_array_append_new(findings, json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:s*}", "key", f->key, "status",
                                                  status_of(f), "target", f->target, "what", f->sentence, "input",
                                                  f->input, "times", (int)f->times, "replay",
                                                  campaign_replay_command(c, f), "reason", f->reason));
    }
    json_t *root =
        json_pack("{s:i, s:s, s:s, s:s, s:I, s:I, s:b, s:s, s:I, s:o, s:o}", "schema", 1, "version", SHAKEDOWN_VERSION,
                  "sut", c->sut, "engine", c->afl ? "afl" : "libfuzzer", "started", (json_int_t)c->o->now,
                  "duration_ms", (json_int_t)((campaign_now() - c->began) * 1000), "interrupted", c->interrupted,
                  "work", c->work, "executions", (json_int_t)executions(c), "targets", targets, "findings", findings);
    char *text = json_dumps(root, JSON_INDENT(2));
    json_decref(root);
    bool ok = text != NULL && shk_write_file(c->o->json, shk_text(shk_format(c->arena, "%s\n", text)), err);
    free(text);
    return ok;
}
