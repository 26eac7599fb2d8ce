// One self-contained HTML page: no network, no script needed to read it. Totals, results by topic, and for each case that
// is not as expected the rule, the plan, both reactions, the steps as they happened, the bytes that were edited, what the
// grade means for the reader, and the Mermaid source.
#include "trace/report.h"
#include "trace/report_json.h"

#include <string.h>

static const char style[] =
    "body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#222;background:#fff}"
    "h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}table{border-collapse:collapse}"
    "th,td{padding:.2rem .7rem;text-align:left;border-bottom:1px solid #ddd;vertical-align:top}td.n{text-align:right}"
    "code,pre{font:13px/1.4 ui-monospace,monospace}pre{background:#f5f5f5;padding:.6rem;overflow-x:auto}"
    "details{border:1px solid #ddd;border-radius:4px;margin:.4rem 0;padding:.3rem .7rem}summary{cursor:pointer}"
    ".tag{display:inline-block;min-width:3.6rem;font-weight:600}.pass{color:#1a6b1a}.fail,.error,.xpass{color:#b00020}"
    ".xfail{color:#8a5a00}.skip{color:#666}ol.steps{list-style:none;padding:0;margin:.3rem 0}"
    "ol.steps li{display:grid;grid-template-columns:5.5rem 1fr;padding:.05rem .4rem}ol.steps li.them{background:#eef4fb}"
    "ol.steps li.note{color:#666;font-style:italic}ol.steps li.dev{background:#fff0d6}ol.steps li.bad{background:#ffdede}"
    "ol.steps li.good{background:#def5de}dl{display:grid;grid-template-columns:7rem 1fr;margin:.4rem 0}dt{color:#666}dd{margin:0}"
    "@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}pre{background:#242424}th,td,details{border-color:#444}"
    "ol.steps li.them{background:#1d2733}ol.steps li.dev{background:#3d3010}ol.steps li.bad{background:#4a1a1a}"
    "ol.steps li.good{background:#173a17}.pass{color:#7c7}.fail,.error,.xpass{color:#f88}.xfail{color:#eb6}}";

// What a grade asks of the reader.
static const char *advice(enum shk_grade grade) {
    switch (grade) {
    case SHK_GRADE_OTHER_ALERT:
        return "The connection was refused, which is what matters most; look at which error the code maps to this alert.";
    case SHK_GRADE_NO_ALERT:
        return "The connection was refused, but the other side was not told why; look whether the alert is written before "
               "the socket is closed.";
    case SHK_GRADE_HUNG:
        return "Replay it with a longer --timeout first. If it still hangs, the check is missing or waits for bytes that "
               "will not come; others can hold the connection open.";
    case SHK_GRADE_ACCEPTED:
        return "Take this one first: the check is missing or comes too late. Replay it and set a breakpoint where the named "
               "message is parsed.";
    case SHK_GRADE_REFUSED:
        return "Legal peers that do this are turned away, or a message of the system itself breaks a rule; the observed text "
               "says which.";
    case SHK_GRADE_CRASHED:
        return "Replay it against a build with AddressSanitizer and keep the plan as a regression test.";
    case SHK_GRADE_UNSUPPORTED: return "Switch the feature on if it is meant to be there, and run the case again.";
    case SHK_GRADE_INCONCLUSIVE:
        return "The run does not tell. Look at the control handshakes, then replay the case alone.";
    default: return "";
    }
}

static void put_cell(struct shk_buf *out, size_t number) {
    if (number == 0) {
        shk_put_text(out, "<td class=n>-</td>");
    } else {
        shk_put_format(out, "<td class=n>%zu</td>", number);
    }
}

static void put_item(struct shk_buf *out, const char *name, const char *text, bool code) {
    if (text == NULL || *text == '\0') return;
    shk_put_format(out, "<dt>%s</dt><dd>%s", name, code ? "<code>" : "");
    shk_put_xml(out, text);
    shk_put_format(out, "%s</dd>", code ? "</code>" : "");
}

static const char *topic_of(const struct shk_result *r) {
    return r->topic != NULL ? r->topic : "";
}

static bool is_first_of_topic(const struct shk_report *report, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (strcmp(topic_of(&report->results[i]), topic_of(&report->results[index])) == 0) return false;
    }
    return true;
}

static void put_topics(const struct shk_report *report, struct shk_buf *out) {
    shk_put_text(out, "<table><tr><th>topic</th>");
    for (int i = 0; i < SHK_RESULT_COUNT; i++) {
        shk_put_format(out, "<th>%s</th>", shk_result_name((enum shk_outcome_class)i));
    }
    shk_put_text(out, "</tr>\n");
    for (size_t i = 0; i < report->result_count; i++) {
        if (!is_first_of_topic(report, i)) continue;
        struct shk_counts counts = shk_report_count(report, topic_of(&report->results[i]));
        shk_put_text(out, "<tr><td>");
        shk_put_xml(out, topic_of(&report->results[i]));
        shk_put_text(out, "</td>");
        for (int k = 0; k < SHK_RESULT_COUNT; k++) put_cell(out, counts.result[k]);
        shk_put_text(out, "</tr>\n");
    }
    shk_put_text(out, "</table>\n");
}

// --- One case --------------------------------------------------------------------------------------------------------

static const char *step_class(const struct shk_result *r, size_t index, const struct shk_event *e, bool theirs) {
    if (r->verdict != NULL && index == r->verdict->reaction) {
        return r->grade == SHK_GRADE_AS_EXPECTED ? "good" : "bad";
    }
    if (e->kind == SHK_EVENT_DEVIATION) return "dev";
    if (e->kind == SHK_EVENT_MESSAGE || e->kind == SHK_EVENT_ALERT || e->kind == SHK_EVENT_APPLICATION) {
        return theirs ? "them" : "us";
    }
    return "note";
}

static void put_step_text(struct shk_buf *out, const struct shk_event *e) {
    static const char *const ends[] = {"ends", "closes", "resets", "refuses the connection", "does not end in time"};
    switch (e->kind) {
    case SHK_EVENT_CONNECT: shk_put_format(out, "connection %u", (unsigned)e->connection); break;
    case SHK_EVENT_ALERT:
        shk_put_format(out, "alert: %s ", e->level == 2 ? "fatal" : "warning");
        shk_put_xml(out, shk_alert_name(e->alert));
        break;
    case SHK_EVENT_MESSAGE: shk_put_xml(out, shk_message_name((enum shk_message)e->message)); break;
    case SHK_EVENT_APPLICATION: shk_put_format(out, "application data, %zu bytes", e->data.len); break;
    case SHK_EVENT_END: shk_put_text(out, e->how < SHK_COUNT(ends) ? ends[e->how] : ends[0]); break;
    case SHK_EVENT_IDLE: shk_put_text(out, "silence"); break;
    case SHK_EVENT_COMPLETE: shk_put_text(out, "handshake complete"); break;
    case SHK_EVENT_DEVIATION: shk_put_text(out, "deviation"); break;
    case SHK_EVENT_RECORD: shk_put_text(out, "a record"); break;
    case SHK_EVENT_CRASH: shk_put_text(out, "crash"); break;
    default: shk_put_text(out, "note"); break;
    }
    if (e->edited) shk_put_text(out, " (edited)");
    if (e->note != NULL) {
        shk_put_text(out, ": ");
        shk_put_xml(out, e->note);
    }
}

static bool is_step(const struct shk_event *e) {
    return e->kind != SHK_EVENT_SENT && e->kind != SHK_EVENT_RECEIVED && e->kind != SHK_EVENT_CLAIM;
}

static void put_steps(const struct shk_result *r, struct shk_buf *out) {
    const struct shk_trace *trace = r->trace;
    shk_put_text(out, "<ol class=steps>");
    for (size_t i = 0; i < trace->count; i++) {
        const struct shk_event *e = &trace->events[i];
        if (!is_step(e)) continue;
        bool theirs = e->writer != 0 && e->writer != trace->peer_role;
        bool arrow = e->writer != 0 || e->kind == SHK_EVENT_APPLICATION;
        shk_put_format(out, "<li class=%s><span>%s</span><span>", step_class(r, i, e, theirs),
                       !arrow                                       ? ""
                       : theirs || e->kind == SHK_EVENT_APPLICATION ? "&larr; SUT"
                                                                    : "peer &rarr;");
        put_step_text(out, e);
        shk_put_text(out, "</span></li>");
    }
    shk_put_text(out, "</ol>\n");
}

// The bytes of each message of ours that an edit touched; long ones are cut.
static void put_edited(const struct shk_result *r, struct shk_buf *out) {
    enum { MOST = 512 };
    struct shk_arena *arena = shk_arena_new();
    for (size_t i = 0; i < r->trace->count; i++) {
        const struct shk_event *e = &r->trace->events[i];
        if (!e->edited || e->data.len == 0) continue;
        shk_put_format(out, "<p>%s as it was sent, %zu bytes:</p><pre>", shk_message_name((enum shk_message)e->message),
                       e->data.len);
        for (size_t at = 0; at < e->data.len && at < MOST; at += 32) {
            shk_put_format(out, "%04zx  %s\n", at, shk_hex(arena, shk_slice(e->data, at, 32)));
        }
        shk_put_text(out, e->data.len > MOST ? "...</pre>\n" : "</pre>\n");
    }
    shk_arena_free(arena);
}

static void put_case(const struct shk_report *report, const struct shk_result *r, struct shk_buf *out) {
    bool full = shk_is_unexpected(r->result) || r->result == SHK_XFAIL;
    const char *name = shk_result_name(r->result);
    shk_put_format(out, "<details><summary><span class=\"tag %s\">%s</span> <code>", name, name);
    shk_put_xml(out, r->id);
    shk_put_text(out, "</code> ");
    shk_put_xml(out, r->result == SHK_SKIP ? r->reason : r->grade != SHK_GRADE_AS_EXPECTED ? r->observed : NULL);
    shk_put_text(out, "</summary><dl>");
    put_item(out, "asks", r->title, false);
    if (r->rfc != 0) {
        shk_put_format(out, "<dt>rule</dt><dd>RFC %u section ", (unsigned)r->rfc);
        shk_put_xml(out, r->section);
        shk_put_text(out, ", ");
        shk_put_xml(out, r->level);
        shk_put_text(out, r->row != NULL ? ", row " : "");
        shk_put_xml(out, r->row);
        shk_put_text(out, r->new_rule ? ", new in RFC 9846</dd>" : "</dd>");
    }
    put_item(out, "expected", r->expected, true);
    put_item(out, "observed", r->observed, true);
    put_item(out, "grade", shk_grade_name(r->grade), true);
    put_item(out, "why", r->reason, false);
    put_item(out, "next", full ? advice(r->grade) : NULL, false);
    put_item(out, "replay", r->command, true);
    shk_put_text(out, "</dl>");
    if (r->plan != NULL) {
        shk_put_text(out, "<pre>");
        shk_put_xml(out, r->plan);
        shk_put_text(out, "</pre>");
    }
    if (full && r->trace != NULL) {
        put_steps(r, out);
        put_edited(r, out);
        struct shk_arena *arena = shk_arena_new();
        struct shk_buf diagram = shk_buf_in(arena);
        shk_mermaid(r->trace, r, report->sut, &diagram);
        shk_put_uint(&diagram, 1, 0);
        shk_put_text(out, "<details><summary>Mermaid</summary><pre>");
        shk_put_xml(out, (const char *)diagram.data);
        shk_put_text(out, "</pre></details>");
        shk_arena_free(arena);
    }
    shk_put_text(out, "</details>\n");
}

static void put_cases(const struct shk_report *report, bool unexpected, struct shk_buf *out) {
    for (size_t i = 0; i < report->result_count; i++) {
        if (!is_first_of_topic(report, i)) continue;
        const char *topic = topic_of(&report->results[i]);
        bool headed = false;
        for (size_t k = i; k < report->result_count; k++) {
            const struct shk_result *r = &report->results[k];
            if (strcmp(topic_of(r), topic) != 0 || shk_is_unexpected(r->result) != unexpected) continue;
            if (!headed) {
                shk_put_text(out, "<h3>");
                shk_put_xml(out, topic);
                shk_put_text(out, "</h3>\n");
            }
            headed = true;
            put_case(report, r, out);
        }
    }
}

bool shk_report_html(const struct shk_report *report, struct shk_buf *out, struct shk_error *err) {
    (void)err;
    char started[32];
    report_time(report->started, started);
    struct shk_counts counts = shk_report_count(report, NULL);
    size_t bad = counts.result[SHK_FAIL] + counts.result[SHK_XPASS] + counts.result[SHK_ERROR];
    shk_put_text(out, "<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><meta name=viewport "
                      "content=\"width=device-width\"><title>Shakedown: ");
    shk_put_xml(out, report->sut);
    shk_put_format(out, "</title><style>%s</style></head><body>\n<h1>TLS handshake conformance of ", style);
    shk_put_xml(out, report->sut);
    shk_put_format(out, "</h1>\n<p>%zu cases, %zu not as expected. ", report->result_count, bad);
    shk_put_text(out, "Role: ");
    shk_put_xml(out, report->role);
    shk_put_format(out, ". Started %s, %.1f s, seed %llu, Shakedown ", started, (double)report->duration_us / 1e6,
                   (unsigned long long)report->seed);
    shk_put_xml(out, report->version);
    shk_put_text(out, ".</p>\n");
    put_topics(report, out);
    if (bad != 0) {
        shk_put_text(out, "<h2>Not as expected</h2>\n");
        put_cases(report, true, out);
    }
    shk_put_text(out, "<h2>As expected, known or skipped</h2>\n");
    put_cases(report, false, out);
    shk_put_text(out, "</body></html>\n");
    return true;
}
