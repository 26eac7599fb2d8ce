// From a run to the report model that the renderers read.
#include "run/runner.h"

#include <string.h>

static const char *level_of(const struct shk_case *c) {
    return shk_level_name(c->level);
}

static const char *expected_text(struct shk_arena *arena, const struct shk_expect *expect) {
    struct shk_buf text = shk_buf_in(arena);
    shk_expect_write(expect, &text);
    shk_put_uint(&text, 1, 0);
    return (const char *)text.data;
}

static const char *plan_text(struct shk_arena *arena, const struct shk_plan *plan) {
    struct shk_buf text = shk_buf_in(arena);
    shk_plan_write(plan, &text);
    shk_put_uint(&text, 1, 0);
    return (const char *)text.data;
}

static void fill_result(struct shk_run *run, const struct shk_case_run *r, struct shk_replay replay,
                        struct shk_result *out) {
    struct shk_arena *arena = run->arena;
    *out = (struct shk_result){
        .id = r->c->id,
        .row = r->c->row,
        .topic = r->table->topic,
        .title = r->c->asks,
        .rfc = r->c->cite.rfc,
        .section = r->c->cite.section,
        .level = level_of(r->c),
        .side = shk_role_name(r->c->tests),
        .tls = r->plan.flow == SHK_FLOW_TLS13 ? "1.3" : "1.2",
        .new_rule = (r->c->flags & SHK_NEW_IN_9846) != 0,
        .result = r->result,
        .grade = r->verdict.grade,
        .expected = expected_text(arena, &r->plan.expect),
        .observed = r->judged ? r->verdict.observed : NULL,
        .reason = r->reason,
        .duration_us = r->judged ? r->job.duration_us : 0,
        .plan = plan_text(arena, &r->plan),
        .command = shk_format(arena, "%s --filter '%s'%s", replay.front, r->c->id, replay.back),
        .trace = r->judged ? &r->job.trace : NULL,
        .verdict = r->judged ? &r->verdict : NULL,
    };
}

static void fill_control(struct shk_run *run, const struct shk_control *control, struct shk_result *out) {
    *out = (struct shk_result){
        .id = control->name,
        .tls = control->plan.flow == SHK_FLOW_TLS13 ? "1.3" : "1.2",
        .result = control->passed ? SHK_PASS : SHK_SKIP,
        .grade = control->passed ? SHK_GRADE_AS_EXPECTED : SHK_GRADE_UNSUPPORTED,
        .observed = control->passed ? "completes" : control->reason,
        .reason = control->reason,
        .duration_us = control->duration_us,
        .plan = plan_text(run->arena, &control->plan),
    };
}

struct shk_report *shk_run_report(struct shk_run *run, const char *sut, struct shk_replay replay, int64_t started) {
    struct shk_arena *arena = run->arena;
    struct shk_report *report = shk_alloc(arena, sizeof(*report));
    struct shk_result *results = shk_alloc(arena, (run->count + 1) * sizeof(*results));
    struct shk_result *controls = shk_alloc(arena, (run->control_count + 1) * sizeof(*controls));
    struct shk_found *features = shk_alloc(arena, (run->control_count + 2) * sizeof(*features));
    for (size_t i = 0; i < run->count; i++) fill_result(run, &run->outcomes[i], replay, &results[i]);
    for (size_t i = 0; i < run->control_count; i++) {
        fill_control(run, &run->controls[i], &controls[i]);
        features[i] = (struct shk_found){run->controls[i].name, run->controls[i].passed ? "yes" : "no"};
    }
    features[run->control_count] = (struct shk_found){"one-at-a-time", run->serial ? "yes" : "no"};
    *report = (struct shk_report){
        .sut = sut,
        .role = shk_role_name(run->target->role),
        .started = started,
        .duration_us = run->duration_us,
        .seed = run->target->seed,
        .features = features,
        .feature_count = run->control_count + 1,
        .controls = controls,
        .control_count = run->control_count,
        .results = results,
        .result_count = run->count,
    };
    return report;
}
