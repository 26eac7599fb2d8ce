// The verdict is a pure function of (expectation, trace). Which grades fail a run is policy and lives in the runner.
#ifndef SHK_TRACE_VERDICT_H
#define SHK_TRACE_VERDICT_H

#include "trace/trace.h"

enum shk_grade {
    SHK_GRADE_AS_EXPECTED,
    SHK_GRADE_OTHER_ALERT, // rejected, with another alert than the RFC names
    SHK_GRADE_NO_ALERT,    // closed without an alert where one is due
    SHK_GRADE_HUNG,        // neither alert nor close nor progress within the time
    SHK_GRADE_ACCEPTED,    // went on where it had to refuse: the dangerous one
    SHK_GRADE_REFUSED,     // refused what it had to accept
    SHK_GRADE_CRASHED,
    SHK_GRADE_UNSUPPORTED,  // the SUT lacks the feature, so the edited message was never due
    SHK_GRADE_INCONCLUSIVE, // the trace does not tell (connection failed, an edit changed nothing)
};
#define SHK_GRADE_COUNT 9
const char *shk_grade_name(enum shk_grade grade); // "as-expected", "other-alert", ...
bool shk_grade_by_name(const char *name, enum shk_grade *out) SHK_MUST_USE;

struct shk_verdict {
    enum shk_grade grade;
    uint8_t alert;        // that the SUT sent, 255 for none
    size_t deviation;     // index of the DEVIATION event, SIZE_MAX when there is none
    size_t reaction;      // index of the event that decided, SIZE_MAX when none did
    const char *observed; // one clause: "fatal decode_error", "closed without an alert", "served application data"
    const char *reason;   // one sentence: why it is not as expected; "" when it is
};

// What counts as served: `accept` is a POSIX extended regular expression that the application data has to match, NULL: any
// data, except an HTTP status line of 400 or 403, which counts as a refusal by the application.
struct shk_policy {
    const char *accept;
    bool exit_tells; // the client's process ends with status 0 when all is honest: another status is a refusal
    bool mute;       // a client that says nothing in its control either: that it leaves without data tells nothing
};
void shk_judge(struct shk_arena *arena, const struct shk_expect *expect, const struct shk_trace *trace,
               const struct shk_policy *policy, struct shk_verdict *out);

// Predicates for `expect check NAME` (checks.c): true when the trace keeps the rule; *why is a sentence when it does not.
// True with a sentence in *why means that the trace does not get far enough to tell (grade: inconclusive).
typedef bool shk_check(const struct shk_trace *trace, struct shk_arena *arena, const char **why);
shk_check *shk_check_by_name(const char *name); // NULL when there is none
// shk_check_at walks the table of predicates: false behind the last.
struct shk_check_info {
    const char *name;
    const char *rows;  // of the catalogue, comma separated
    const char *about; // one line
    shk_check *run;
};
bool shk_check_at(size_t index, struct shk_check_info *out);

#endif
