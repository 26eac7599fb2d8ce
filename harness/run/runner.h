// The conformance runner: selects cases, runs their controls, runs them, asks again where an answer looks odd, and
// compares the outcome with what is known.
#ifndef SHK_RUN_RUNNER_H
#define SHK_RUN_RUNNER_H

#include "conformance/case.h"
#include "run/execute.h"
#include "trace/report.h"
#include "trace/verdict.h"

struct shk_options {
    const char *filter, *exclude; // comma-separated globs over ids and rows; NULL: everything, nothing
    enum shk_level level;         // cases up to this level are run
    bool strict;                  // another alert, or none in TLS 1.3, fails too
    uint16_t rfc;                 // 8446 or 9846
    uint16_t tls;                 // 0, or the only version whose cases are run
    size_t jobs;                  // conversations at once; 0: as many as the SUT bears
    uint32_t timeout_ms;          // the longest silence that is waited for; 0: 3000
    const char *restart;          // shell command that starts the SUT again after a crash; NULL: none
    const char *accept;           // --app-accept
    const char *have;             // --have: words, comma-separated, of what the SUT was set up for; NULL: nothing
    const char *expect_file;      // known results; NULL: none
    bool update_expect;
    const char *known; // the text of such a list, compiled in, where no file is given; a stale line of it is no failure
    // called after each case, for a progress line; may be NULL
    void (*progress)(size_t done, size_t total, size_t unexpected, void *user);
    void *progress_user;
};

// A control: the honest handshake that a group of cases edits. It tells whether the SUT has what those cases need.
struct shk_control {
    struct shk_plan plan;
    struct shk_policy policy;
    const char *name; // "tls13 client-auth": the plan in one line
    bool run, passed;
    bool mute;                       // a client that sent no application data
    const char *reason;              // why not, one clause
    uint64_t duration_us, talked_us; // the second ends with the SUT's last word before we waited for more
    struct shk_job job;
};

struct shk_case_run {
    const struct shk_case *c;
    const struct shk_case_table *table;
    struct shk_plan plan;
    struct shk_control *control;
    struct shk_verdict verdict;
    enum shk_outcome_class result;
    const char *reason; // why skipped, failed or expected to fail; one sentence, or NULL
    bool judged;
    struct shk_job job; // with the trace, when it ran
    struct shk_run *run;
};

struct shk_known;

struct shk_run {
    struct shk_arena *arena;
    const struct shk_target *target;
    const struct shk_options *options;
    struct shk_case_run *outcomes;
    size_t count;
    struct shk_control *controls;
    size_t control_count;
    bool speaks13, speaks12;
    bool serial;      // the SUT serves one connection at a time
    size_t width;     // conversations at once
    uint32_t idle_ms; // silence that counts as idle in the first round
    struct shk_known *known;
    size_t done, total, unexpected; // of the progress line
    const char *death; // the SUT died or stopped answering: one sentence with the cases that were under way
    size_t by_result[SHK_RESULT_COUNT];
    uint64_t duration_us;
};

enum shk_exit { SHK_EXIT_OK, SHK_EXIT_UNEXPECTED, SHK_EXIT_USAGE, SHK_EXIT_UNREACHABLE, SHK_EXIT_INTERNAL };

// shk_run_cases does it all. Returns the exit status of the command line (CLI contract) and fills in `run`, which lives in
// the arena; traces live until shk_run_free. `err` has the sentence for every status but 0 and 1.
enum shk_exit shk_run_cases(struct shk_arena *arena, const struct shk_target *target, const struct shk_options *options,
                            struct shk_run *run, struct shk_error *err);
void shk_run_free(struct shk_run *run);

// control.c
const char *shk_plan_one_line(struct shk_arena *arena, const struct shk_plan *plan); // statements joined by "; "
bool shk_prepare_controls(struct shk_run *run, struct shk_error *err) SHK_MUST_USE;
enum shk_exit shk_run_controls(struct shk_run *run, struct shk_error *err);
bool shk_control_passes_again(struct shk_run *run);

// policy.c: from a verdict to a result, and the list of known results ("CASE-ID GRADE  # reason", one a line; CASE-ID may
// be a glob where GRADE is no-alert)
bool shk_known_read(struct shk_arena *arena, const char *path, struct shk_known **out,
                    struct shk_error *err) SHK_MUST_USE;
// shk_known_parse does the same for a text; `name` stands in its sentences.
bool shk_known_parse(struct shk_arena *arena, const char *name, const char *text, struct shk_known **out,
                     struct shk_error *err) SHK_MUST_USE;
bool shk_known_update(const struct shk_run *run, const char *path, struct shk_error *err) SHK_MUST_USE;
void shk_decide(struct shk_run *run, struct shk_case_run *r);
bool shk_grade_fails(const struct shk_options *options, const struct shk_case_run *outcome);

// to_report.c: the report model of a run, for the renderers; lives in the run's arena. The words of the command that makes the
// run again stand before and behind its --filter; both are strings.
struct shk_replay {
    const char *front, *back;
};
struct shk_report *shk_run_report(struct shk_run *run, const char *sut, struct shk_replay replay, int64_t started);

// needs.c: whether the SUT has what the case asks for beside its control; if not, *why is the sentence.
bool shk_needs_are_met(struct shk_run *run, const struct shk_case_run *r, const char **why) SHK_MUST_USE;

// select.c
// shk_chain_is_known: the plan names no chain, or one of the zoo. Else a sentence with the nearest name.
bool shk_chain_is_known(const struct shk_plan *plan, struct shk_error *err) SHK_MUST_USE;
bool shk_glob_matches(const char *globs, const char *id, const char *row);
bool shk_select(struct shk_run *run, struct shk_error *err) SHK_MUST_USE;

#endif
