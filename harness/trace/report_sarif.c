// SARIF 2.1.0, for code scanning pages: one rule for each case that failed, one result for each failure. What is known
// (xfail) is there as suppressed, so that such pages do not call it fixed.
#include "trace/report_json.h"

static const char *sarif_level(const struct shk_result *r) {
    if (r->result == SHK_XFAIL) return "note";
    if (r->level == NULL || strcmp(r->level, "must") == 0) return "error";
    return strcmp(r->level, "should") == 0 ? "warning" : "note";
}

static json_t *message(struct shk_arena *arena, const struct shk_result *r) {
    const char *reason = r->reason != NULL ? r->reason : "";
    if (r->result == SHK_XPASS) reason = "It passes, but the file of known results says that it fails.";
    const char *text =
        shk_format(arena, "Expected: %s. Observed: %s. %s Replay: %s", r->expected != NULL ? r->expected : "-",
                   r->observed != NULL ? r->observed : "-", reason, r->command != NULL ? r->command : "-");
    json_t *o = json_object();
    json_object_set_new(o, "text", report_text(text));
    return o;
}

static json_t *rfc_address(struct shk_arena *arena, const struct shk_result *r) {
    if (r->rfc == 0) return json_string("https://www.rfc-editor.org/");
    const char *section = r->section != NULL ? r->section : "";
    size_t first = strcspn(section, ",; "); // "5.1, 5.2": the first
    return report_text(shk_format(arena, "https://www.rfc-editor.org/rfc/rfc%u%s%s%.*s", (unsigned)r->rfc, ".html",
                                  first != 0 ? "#section-" : "", (int)first, section));
}

static json_t *rule(struct shk_arena *arena, const struct shk_result *r) {
    json_t *o = json_object(), *about = json_object(), *level = json_object();
    json_object_set_new(about, "text", report_text(r->title != NULL ? r->title : r->id));
    json_object_set_new(level, "level", json_string(sarif_level(r)));
    json_object_set_new(o, "id", report_text(r->id));
    json_object_set_new(o, "shortDescription", about);
    json_object_set_new(o, "helpUri", rfc_address(arena, r));
    json_object_set_new(o, "defaultConfiguration", level);
    return o;
}

// A protocol has no source file; the place is the section that asks for the behaviour, and the case as a logical name.
static json_t *locations(struct shk_arena *arena, const struct shk_result *r) {
    json_t *artifact = json_object(), *physical = json_object(), *logical = json_object();
    json_object_set_new(artifact, "uri", rfc_address(arena, r));
    json_object_set_new(physical, "artifactLocation", artifact);
    json_object_set_new(logical, "fullyQualifiedName", report_text(r->id));
    json_t *location = json_object(), *logicals = json_array(), *all = json_array();
    json_array_append_new(logicals, logical);
    json_object_set_new(location, "physicalLocation", physical);
    json_object_set_new(location, "logicalLocations", logicals);
    json_array_append_new(all, location);
    return all;
}

static json_t *sarif_result(struct shk_arena *arena, const struct shk_result *r, size_t rule_index) {
    json_t *o = json_object(), *prints = json_object(), *properties = json_object();
    json_object_set_new(o, "ruleId", report_text(r->id));
    json_object_set_new(o, "ruleIndex", json_integer((json_int_t)rule_index));
    json_object_set_new(o, "kind", json_string("fail"));
    json_object_set_new(o, "level", json_string(sarif_level(r)));
    json_object_set_new(o, "message", message(arena, r));
    json_object_set_new(o, "locations", locations(arena, r));
    json_object_set_new(prints, "shakedown/v1",
                        report_text(shk_format(arena, "%s:%s", r->id, shk_grade_name(r->grade))));
    json_object_set_new(o, "partialFingerprints", prints);
    json_object_set_new(properties, "result", report_text(shk_result_name(r->result)));
    json_object_set_new(properties, "grade", report_text(shk_grade_name(r->grade)));
    json_object_set_new(properties, "plan", report_text(r->plan));
    json_object_set_new(o, "properties", properties);
    if (r->result == SHK_XFAIL) {
        json_t *suppression = json_object(), *list = json_array();
        json_object_set_new(suppression, "kind", json_string("external"));
        json_object_set_new(suppression, "justification", report_text(r->reason != NULL ? r->reason : "known"));
        json_array_append_new(list, suppression);
        json_object_set_new(o, "suppressions", list);
    }
    return o;
}

bool shk_report_sarif(const struct shk_report *report, struct shk_buf *out, struct shk_error *err) {
    struct shk_arena *arena = shk_arena_new();
    json_t *rules = json_array(), *results = json_array();
    for (size_t i = 0; i < report->result_count; i++) {
        const struct shk_result *r = &report->results[i];
        if (!shk_is_unexpected(r->result) && r->result != SHK_XFAIL) continue;
        json_array_append_new(results, sarif_result(arena, r, json_array_size(rules)));
        json_array_append_new(rules, rule(arena, r));
    }
    json_t *driver = json_object(), *tool = json_object(), *run = json_object(), *runs = json_array();
    json_object_set_new(driver, "name", json_string("Shakedown"));
    json_object_set_new(driver, "semanticVersion", report_text(report->version != NULL ? report->version : "0.0.0"));
    json_object_set_new(driver, "rules", rules);
    json_object_set_new(tool, "driver", driver);
    json_t *id = json_object();
    json_object_set_new(id, "id",
                        report_text(shk_format(arena, "shakedown/%s/%s", report->role != NULL ? report->role : "",
                                               report->sut != NULL ? report->sut : "")));
    json_object_set_new(run, "tool", tool);
    json_object_set_new(run, "automationDetails", id);
    json_object_set_new(run, "results", results);
    json_array_append_new(runs, run);
    json_t *root = json_object();
    json_object_set_new(root, "$schema", json_string("https://json.schemastore.org/sarif-2.1.0.json"));
    json_object_set_new(root, "version", json_string("2.1.0"));
    json_object_set_new(root, "runs", runs);
    shk_arena_free(arena);
    return report_dump(root, out, err);
}
