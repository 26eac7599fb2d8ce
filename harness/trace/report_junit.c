// JUnit XML (what Jenkins, GitLab and GitHub actions read) and TAP.
#include "trace/report.h"
#include "trace/report_json.h"

#include <string.h>

static void attribute(struct shk_buf *out, const char *name, const char *text) {
    shk_put_format(out, " %s=\"", name);
    shk_put_xml(out, text);
    shk_put_text(out, "\"");
}

static void element(struct shk_buf *out, const char *name, const char *attribute_text, const char *body) {
    shk_put_format(out, "      <%s", name);
    attribute(out, "message", attribute_text);
    shk_put_text(out, ">");
    shk_put_xml(out, body);
    shk_put_format(out, "</%s>\n", name);
}

// First what was expected and seen, then how to see it again.
static const char *body_of(struct shk_arena *arena, const struct shk_result *r) {
    return shk_format(arena, "expected: %s\nobserved: %s\nreason: %s\nplan:\n%s\nreplay: %s\n",
                      r->expected != NULL ? r->expected : "-", r->observed != NULL ? r->observed : "-",
                      r->reason != NULL ? r->reason : "-", r->plan != NULL ? r->plan : "-",
                      r->command != NULL ? r->command : "-");
}

static const char *headline(struct shk_arena *arena, const struct shk_result *r) {
    return shk_format(arena, "%s: expected %s, observed %s", shk_grade_name(r->grade),
                      r->expected != NULL ? r->expected : "-", r->observed != NULL ? r->observed : "-");
}

static void testcase(struct shk_arena *arena, const struct shk_result *r, struct shk_buf *out) {
    shk_put_text(out, "    <testcase");
    attribute(out, "name", r->id);
    attribute(out, "classname",
              shk_format(arena, "rfc%u.%s", (unsigned)r->rfc, r->section != NULL ? r->section : "none"));
    shk_put_format(out, " time=\"%.6f\">\n", (double)r->duration_us / 1e6);
    switch (r->result) {
    case SHK_FAIL: element(out, "failure", headline(arena, r), body_of(arena, r)); break;
    case SHK_XPASS:
        element(out, "failure", "unexpected pass: remove it from the file of known results", body_of(arena, r));
        break;
    case SHK_ERROR: element(out, "error", r->reason != NULL ? r->reason : "error", body_of(arena, r)); break;
    case SHK_SKIP: element(out, "skipped", r->reason != NULL ? r->reason : "skipped", ""); break;
    case SHK_XFAIL:
        element(out, "skipped", shk_format(arena, "known failure: %s", r->reason != NULL ? r->reason : ""),
                body_of(arena, r));
        break;
    default: break;
    }
    shk_put_text(out, "    </testcase>\n");
}

static const char *topic_of(const struct shk_result *r) {
    return r->topic != NULL ? r->topic : "";
}

// Topics in the order of their first case.
static bool is_first_of_topic(const struct shk_report *report, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (strcmp(topic_of(&report->results[i]), topic_of(&report->results[index])) == 0) return false;
    }
    return true;
}

static void numbers(struct shk_buf *out, struct shk_counts counts, size_t tests, double seconds) {
    shk_put_format(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.6f\"", tests,
                   counts.result[SHK_FAIL] + counts.result[SHK_XPASS], counts.result[SHK_ERROR],
                   counts.result[SHK_SKIP] + counts.result[SHK_XFAIL], seconds);
}

static void testsuite(struct shk_arena *arena, const struct shk_report *report, const char *topic, const char *started,
                      struct shk_buf *out) {
    struct shk_counts counts = shk_report_count(report, topic);
    size_t tests = 0;
    uint64_t us = 0;
    for (size_t i = 0; i < report->result_count; i++) {
        if (strcmp(topic_of(&report->results[i]), topic) != 0) continue;
        tests++;
        us += report->results[i].duration_us;
    }
    shk_put_text(out, "  <testsuite");
    attribute(out, "name", topic);
    numbers(out, counts, tests, (double)us / 1e6);
    if (started[0] != '\0') attribute(out, "timestamp", started);
    shk_put_text(out, ">\n    <properties>\n");
    const struct {
        const char *name, *value;
    } properties[] = {
        {"shakedown", report->version},
        {"sut", report->sut},
        {"role", report->role},
        {"seed", shk_format(arena, "%llu", (unsigned long long)report->seed)},
    };
    for (size_t i = 0; i < SHK_COUNT(properties); i++) {
        shk_put_text(out, "      <property");
        attribute(out, "name", properties[i].name);
        attribute(out, "value", properties[i].value);
        shk_put_text(out, "/>\n");
    }
    shk_put_text(out, "    </properties>\n");
    for (size_t i = 0; i < report->result_count; i++) {
        if (strcmp(topic_of(&report->results[i]), topic) == 0) testcase(arena, &report->results[i], out);
    }
    shk_put_text(out, "  </testsuite>\n");
}

bool shk_report_junit(const struct shk_report *report, struct shk_buf *out, struct shk_error *err) {
    (void)err;
    struct shk_arena *arena = shk_arena_new();
    char started[32];
    report_time(report->started, started);
    started[strcspn(started, "Z")] = '\0'; // the schema wants a time without a zone
    shk_put_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    attribute(out, "name",
              shk_format(arena, "shakedown %s %s", report->role != NULL ? report->role : "",
                         report->sut != NULL ? report->sut : ""));
    numbers(out, shk_report_count(report, NULL), report->result_count, (double)report->duration_us / 1e6);
    shk_put_text(out, ">\n");
    for (size_t i = 0; i < report->result_count; i++) {
        if (is_first_of_topic(report, i)) testsuite(arena, report, topic_of(&report->results[i]), started, out);
    }
    shk_put_text(out, "</testsuites>\n");
    shk_arena_free(arena);
    return true;
}

// --- TAP 14 ----------------------------------------------------------------------------------------------------------

// A description or directive: one line, '#' and '\' escaped.
static void tap_text(struct shk_buf *out, const char *text) {
    struct shk_arena *arena = shk_arena_new();
    struct shk_buf clean = shk_buf_in(arena);
    shk_put_terminal(&clean, text);
    for (size_t i = 0; i < clean.len; i++) {
        uint8_t c = clean.data[i];
        if (c == '#' || c == '\\') shk_put_text(out, "\\");
        shk_put_uint(out, 1, c == '\n' || c == '\t' ? ' ' : c);
    }
    shk_arena_free(arena);
}

// A line of the YAML block; a JSON string is a YAML string.
static void tap_field(struct shk_buf *out, const char *name, const char *text) {
    if (text == NULL) return;
    json_t *string = report_text(text);
    char *dump = json_dumps(string, JSON_ENCODE_ANY);
    shk_put_format(out, "  %s: %s\n", name, dump != NULL ? dump : "\"\"");
    free(dump);
    json_decref(string);
}

bool shk_report_tap(const struct shk_report *report, struct shk_buf *out, struct shk_error *err) {
    (void)err;
    shk_put_format(out, "TAP version 14\n1..%zu\n", report->result_count);
    for (size_t i = 0; i < report->result_count; i++) {
        const struct shk_result *r = &report->results[i];
        // TAP lets a TODO that passes pass; here it fails the run, so it carries no TODO.
        bool good = r->result == SHK_PASS || r->result == SHK_SKIP;
        shk_put_format(out, "%sok %zu - ", good ? "" : "not ", i + 1);
        tap_text(out, r->id);
        if (r->result == SHK_SKIP || r->result == SHK_XFAIL) {
            shk_put_text(out, r->result == SHK_SKIP ? " # SKIP " : " # TODO ");
            tap_text(out, r->reason);
        }
        shk_put_text(out, "\n");
        if (good) continue;
        shk_put_text(out, "  ---\n");
        tap_field(out, "result", shk_result_name(r->result));
        tap_field(out, "grade", shk_grade_name(r->grade));
        tap_field(out, "expected", r->expected);
        tap_field(out, "observed", r->observed);
        tap_field(out, "reason", r->reason);
        tap_field(out, "replay", r->command);
        shk_put_text(out, "  ...\n");
    }
    return true;
}
