// Reports: what a run found, as text, JSON, JUnit, TAP, SARIF, HTML, Mermaid and pcapng. A renderer is pure: report in,
// bytes out. Files are written by shk_report_save: whole or not at all.
#ifndef SHK_TRACE_REPORT_H
#define SHK_TRACE_REPORT_H

#include "trace/trace.h"
#include "trace/verdict.h"

#define SHK_REPORT_SCHEMA 1 // of the JSON; grows when a field changes its meaning, not when one is added

enum shk_outcome_class { SHK_PASS, SHK_FAIL, SHK_XFAIL, SHK_XPASS, SHK_SKIP, SHK_ERROR };
#define SHK_RESULT_COUNT 6
const char *shk_result_name(enum shk_outcome_class result); // "pass", "fail", "xfail", "xpass", "skip", "error"

// One case. Texts may be NULL where nothing is to be said; all of them are borrowed.
struct shk_result {
    const char *id;      // "tls13/server-hello/session-id-echo-altered"
    const char *row;     // of the catalogue: "SH-01"
    const char *topic;   // what the summary groups by: "SH"
    const char *title;   // what the case asks, one sentence
    uint16_t rfc;        // 0 for none
    const char *section; // "4.2.3"
    const char *level;   // "must", "should", "may"
    const char *side;    // role under test: "server", "client"
    const char *tls;     // "1.3"
    bool new_rule;       // only RFC 9846 asks for it
    enum shk_outcome_class result;
    enum shk_grade grade;
    const char *expected; // "rejects illegal_parameter"
    const char *observed; // "fatal decode_error"
    const char *reason;   // why skipped, failed or known; one sentence
    uint64_t duration_us;
    const char *plan;                  // text form
    const char *command;               // replays just this case
    const struct shk_trace *trace;     // NULL when it was not kept
    const struct shk_verdict *verdict; // NULL: places of deviation and reaction are not marked
};

// What the probe found: "yes" and "no" become true and false in JSON, everything else stays text.
struct shk_found {
    const char *name, *value;
};

struct shk_report {
    const char *version; // of Shakedown
    const char *sut;     // "127.0.0.1:8443", "curl ...", "boringssl"
    const char *role;    // what the SUT plays
    int64_t started;     // seconds since 1970
    uint64_t duration_us;
    uint64_t seed; // below 2^53, or readers of JSON round it
    const struct shk_found *features;
    size_t feature_count;
    const struct shk_result *controls; // id, tls, result, grade, observed, reason, duration, plan
    size_t control_count;
    const struct shk_result *results;
    size_t result_count;
};

struct shk_counts {
    size_t result[SHK_RESULT_COUNT];
    size_t grade[SHK_GRADE_COUNT];
};
struct shk_counts shk_report_count(const struct shk_report *report, const char *topic); // NULL: all topics
// Whether a result is one that the run has to tell: fail, xpass or error.
static inline bool shk_is_unexpected(enum shk_outcome_class result) {
    return result == SHK_FAIL || result == SHK_XPASS || result == SHK_ERROR;
}

// --- Renderers -------------------------------------------------------------------------------------------------------

typedef bool shk_render(const struct shk_report *report, struct shk_buf *out, struct shk_error *err);
shk_render shk_report_json;   // as CLI.md says; the bytes end in a newline
shk_render shk_report_junit;  // one testsuite for each topic
shk_render shk_report_tap;    // TAP 14
shk_render shk_report_sarif;  // SARIF 2.1.0
shk_render shk_report_html;   // one self-contained page
shk_render shk_report_pcapng; // all traces, their secrets in front
shk_render shk_report_keylog; // NSS key log

// shk_report_save renders and writes to path ("-": standard output). False with a sentence.
bool shk_report_save(shk_render *render, const struct shk_report *report, const char *path,
                     struct shk_error *err) SHK_MUST_USE;
// shk_report_mermaid_dir writes one NAME.mmd for each result that has a trace; the folder is made when it is missing.
bool shk_report_mermaid_dir(const struct shk_report *report, const char *folder, struct shk_error *err) SHK_MUST_USE;

// Terminal text. A line for one result, with a newline (while the run goes on, or later); then, at the end, the summary by
// topic and what was sent, expected and seen for each failure.
struct shk_text_style {
    bool color;
    bool quiet;   // lines and totals only
    bool verbose; // a line for every result, and the plans
};
enum shk_color { SHK_COLOR_AUTO, SHK_COLOR_ALWAYS, SHK_COLOR_NEVER };
bool shk_color_wanted(enum shk_color mode, int fd); // auto: a terminal, and neither NO_COLOR nor TERM=dumb
bool shk_text_has_line(const struct shk_result *result, struct shk_text_style style);
void shk_text_line(const struct shk_result *result, struct shk_text_style style, struct shk_buf *out);
void shk_text_summary(const struct shk_report *report, struct shk_text_style style, struct shk_buf *out);

// shk_mermaid draws one trace as a Mermaid sequenceDiagram. `result` gives title, expectation and verdict; it may be NULL.
// `sut` names the SUT; NULL: "SUT".
void shk_mermaid(const struct shk_trace *trace, const struct shk_result *result, const char *sut, struct shk_buf *out);
// shk_pcapng and shk_keylog do the same for one trace.
void shk_pcapng(const struct shk_trace *trace, const char *comment, int64_t started, struct shk_buf *out);
void shk_keylog(const struct shk_trace *trace, struct shk_buf *out);

// --- Writing and escaping ----------------------------------------------------------------------------------------------

// shk_write_file writes all bytes under a temporary name beside `path`, flushes them to the disk and renames; on failure
// what stood there before still stands there. "-" is standard output; devices and pipes are written directly.
bool shk_write_file(const char *path, struct shk_bytes bytes, struct shk_error *err) SHK_MUST_USE;

void shk_put_text(struct shk_buf *out, const char *text); // as it is; NULL is nothing
void shk_put_format(struct shk_buf *out, const char *format, ...) SHK_PRINTF(2, 3);
// Text of the SUT may hold anything. These write valid UTF-8 (foreign bytes become U+FFFD) in the form that the name says.
void shk_put_utf8(struct shk_buf *out, const char *text);
void shk_put_xml(struct shk_buf *out, const char *text);      // also for HTML
void shk_put_terminal(struct shk_buf *out, const char *text); // control characters as \xNN, so that they steer nothing
void shk_put_mermaid(struct shk_buf *out, const char *text);

#endif
