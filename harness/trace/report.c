// What all reports share: names and counts.
#include "trace/report.h"

#include <string.h>

const char *shk_result_name(enum shk_outcome_class result) {
    static const char *const names[SHK_RESULT_COUNT] = {"pass", "fail", "xfail", "xpass", "skip", "error"};
    return (size_t)result < SHK_RESULT_COUNT ? names[result] : "?";
}

struct shk_counts shk_report_count(const struct shk_report *report, const char *topic) {
    struct shk_counts counts = {0};
    for (size_t i = 0; i < report->result_count; i++) {
        const struct shk_result *r = &report->results[i];
        if (topic != NULL && strcmp(topic, r->topic != NULL ? r->topic : "") != 0) continue;
        counts.result[r->result]++;
        counts.grade[r->grade]++;
    }
    return counts;
}
