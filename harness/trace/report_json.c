// The JSON report, field by field as CLI.md promises it. Scripts depend on names and types: they only grow.
#include "trace/report.h"
#include "trace/report_json.h"

#include <time.h>

json_t *report_text(const char *text) {
    if (text == NULL) return json_null();
    struct shk_arena *arena = shk_arena_new();
    struct shk_buf clean = shk_buf_in(arena);
    shk_put_utf8(&clean, text);
    json_t *string = json_stringn(clean.len != 0 ? (const char *)clean.data : "", clean.len);
    shk_arena_free(arena);
    return string;
}

bool report_dump(json_t *root, struct shk_buf *out, struct shk_error *err) {
    char *text = root != NULL ? json_dumps(root, JSON_INDENT(2)) : NULL;
    json_decref(root);
    if (text == NULL) return shk_fail(err, "cannot make the JSON text: memory is exhausted; run with --filter");
    shk_put_format(out, "%s\n", text);
    free(text);
    return true;
}

void report_time(int64_t seconds, char out[32]) {
    time_t when = (time_t)seconds;
    struct tm utc;
    if (gmtime_r(&when, &utc) == NULL || strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) out[0] = '\0';
}

static json_t *milliseconds(uint64_t us) {
    return json_real((double)us / 1000.0);
}

static json_t *result_json(const struct shk_result *r) {
    json_t *o = json_object();
    json_object_set_new(o, "id", report_text(r->id));
    json_object_set_new(o, "row", report_text(r->row));
    json_object_set_new(o, "rfc", r->rfc != 0 ? json_integer(r->rfc) : json_null());
    json_object_set_new(o, "section", report_text(r->section));
    json_object_set_new(o, "level", report_text(r->level));
    json_object_set_new(o, "side", report_text(r->side));
    json_object_set_new(o, "tls", report_text(r->tls));
    json_object_set_new(o, "title", report_text(r->title));
    json_object_set_new(o, "topic", report_text(r->topic));
    json_object_set_new(o, "new", json_boolean(r->new_rule));
    json_object_set_new(o, "result", report_text(shk_result_name(r->result)));
    json_object_set_new(o, "grade", report_text(shk_grade_name(r->grade)));
    json_object_set_new(o, "expected", report_text(r->expected));
    json_object_set_new(o, "observed", report_text(r->observed));
    json_object_set_new(o, "reason", report_text(r->reason != NULL && *r->reason != '\0' ? r->reason : NULL));
    json_object_set_new(o, "duration_ms", milliseconds(r->duration_us));
    json_object_set_new(o, "plan", report_text(r->plan));
    json_object_set_new(o, "command", report_text(r->command));
    return o;
}

static json_t *control_json(const struct shk_result *r) {
    json_t *o = json_object();
    json_object_set_new(o, "id", report_text(r->id));
    json_object_set_new(o, "tls", report_text(r->tls));
    json_object_set_new(o, "result", report_text(shk_result_name(r->result)));
    json_object_set_new(o, "grade", report_text(shk_grade_name(r->grade)));
    json_object_set_new(o, "observed", report_text(r->observed));
    json_object_set_new(o, "reason", report_text(r->reason != NULL && *r->reason != '\0' ? r->reason : NULL));
    json_object_set_new(o, "duration_ms", milliseconds(r->duration_us));
    json_object_set_new(o, "plan", report_text(r->plan));
    return o;
}

static json_t *features_json(const struct shk_report *report) {
    json_t *features = json_object();
    for (size_t i = 0; i < report->feature_count; i++) {
        const struct shk_found *f = &report->features[i];
        bool yes = strcmp(f->value, "yes") == 0, no = strcmp(f->value, "no") == 0;
        json_object_set_new(features, f->name, yes || no ? json_boolean(yes) : report_text(f->value));
    }
    return features;
}

// Every name is there, also with 0, so that a script need not ask whether it is.
static json_t *counts_json(const struct shk_report *report) {
    struct shk_counts counts = shk_report_count(report, NULL);
    json_t *results = json_object(), *grades = json_object(), *both = json_object();
    for (int i = 0; i < SHK_RESULT_COUNT; i++) {
        json_object_set_new(results, shk_result_name((enum shk_outcome_class)i),
                            json_integer((json_int_t)counts.result[i]));
    }
    for (int i = 0; i < SHK_GRADE_COUNT; i++) {
        json_object_set_new(grades, shk_grade_name((enum shk_grade)i), json_integer((json_int_t)counts.grade[i]));
    }
    json_object_set_new(both, "total", json_integer((json_int_t)report->result_count));
    json_object_set_new(both, "result", results);
    json_object_set_new(both, "grade", grades);
    return both;
}

bool shk_report_json(const struct shk_report *report, struct shk_buf *out, struct shk_error *err) {
    char started[32];
    report_time(report->started, started);
    json_t *root = json_object(), *controls = json_array(), *results = json_array();
    for (size_t i = 0; i < report->control_count; i++) {
        json_array_append_new(controls, control_json(&report->controls[i]));
    }
    for (size_t i = 0; i < report->result_count; i++) {
        json_array_append_new(results, result_json(&report->results[i]));
    }
    json_object_set_new(root, "schema", json_integer(SHK_REPORT_SCHEMA));
    json_object_set_new(root, "version", report_text(report->version));
    json_object_set_new(root, "sut", report_text(report->sut));
    json_object_set_new(root, "role", report_text(report->role));
    json_object_set_new(root, "started", report_text(started));
    json_object_set_new(root, "duration_ms", milliseconds(report->duration_us));
    json_object_set_new(root, "seed", json_integer((json_int_t)report->seed));
    json_object_set_new(root, "features", features_json(report));
    json_object_set_new(root, "controls", controls);
    json_object_set_new(root, "counts", counts_json(report));
    json_object_set_new(root, "results", results);
    return report_dump(root, out, err);
}
