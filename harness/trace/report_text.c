// The report for people at a terminal: a line for each surprise, a table by topic, and for each failure what was sent, what
// was expected, what came, and the command that does just that again.
#include "trace/report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool shk_color_wanted(enum shk_color mode, int fd) {
    if (mode != SHK_COLOR_AUTO) return mode == SHK_COLOR_ALWAYS;
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    if (no != NULL && *no != '\0') return false;
    return isatty(fd) == 1 && term != NULL && strcmp(term, "dumb") != 0;
}

#define RED "31"
#define GREEN "32"
#define YELLOW "33"
#define DIM "2"
#define BOLD "1"

static void paint(struct shk_buf *out, struct shk_text_style style, const char *color, const char *text) {
    if (style.color) shk_put_format(out, "\x1b[%sm", color);
    shk_put_terminal(out, text);
    if (style.color) shk_put_text(out, "\x1b[0m");
}

static const char *color_of(enum shk_outcome_class result) {
    switch (result) {
    case SHK_PASS: return GREEN;
    case SHK_FAIL:
    case SHK_ERROR:
    case SHK_XPASS: return RED;
    case SHK_XFAIL: return YELLOW;
    default: return DIM;
    }
}

static const char *word_of(enum shk_outcome_class result) {
    static const char *const words[SHK_RESULT_COUNT] = {"PASS ", "FAIL ", "XFAIL", "XPASS", "SKIP ", "ERROR"};
    return words[result];
}

static const char *or_dash(const char *text) {
    return text != NULL && *text != '\0' ? text : "-";
}

// --- One line --------------------------------------------------------------------------------------------------------

bool shk_text_has_line(const struct shk_result *result, struct shk_text_style style) {
    return style.verbose || shk_is_unexpected(result->result);
}

void shk_text_line(const struct shk_result *r, struct shk_text_style style, struct shk_buf *out) {
    paint(out, style, color_of(r->result), word_of(r->result));
    shk_put_text(out, " ");
    shk_put_terminal(out, r->id);
    if (r->result == SHK_SKIP || r->result == SHK_ERROR) {
        shk_put_text(out, ": ");
        shk_put_terminal(out, or_dash(r->reason));
    } else if (r->result != SHK_PASS || r->grade != SHK_GRADE_AS_EXPECTED) {
        shk_put_format(out, ": %s: ", shk_grade_name(r->grade));
        shk_put_terminal(out, or_dash(r->observed));
        if (r->result == SHK_XFAIL && r->reason != NULL) {
            shk_put_text(out, " (known: ");
            shk_put_terminal(out, r->reason);
            shk_put_text(out, ")");
        }
        if (r->result == SHK_XPASS) shk_put_text(out, " (known to fail, but it passes)");
    }
    shk_put_text(out, "\n");
}

// --- One failure in full ---------------------------------------------------------------------------------------------

static void field(struct shk_buf *out, struct shk_text_style style, const char *name, const char *text) {
    if (text == NULL || *text == '\0') return;
    shk_put_text(out, "  ");
    paint(out, style, DIM, name);
    shk_put_format(out, "%*s", (int)(10 - strlen(name)), "");
    shk_put_terminal(out, text);
    shk_put_text(out, "\n");
}

// What was sent: the statements of the plan that change something. Flow and expectation are said elsewhere.
static bool is_setting(const char *line, size_t len) {
    static const char *const settings[] = {"flow", "expect", "seed", "kx", "suite", "group", "scheme", "certificate"};
    size_t word = 0;
    while (word < len && line[word] != ' ') word++;
    for (size_t i = 0; i < SHK_COUNT(settings); i++) {
        if (strlen(settings[i]) == word && strncmp(line, settings[i], word) == 0) return true;
    }
    return false;
}

static void sent(struct shk_buf *out, struct shk_text_style style, const char *plan) {
    const char *name = "sent";
    for (const char *line = plan; line != NULL && *line != '\0';) {
        size_t len = strcspn(line, "\n");
        if (len != 0 && (style.verbose || !is_setting(line, len))) {
            struct shk_arena *arena = shk_arena_new();
            shk_put_text(out, "  ");
            paint(out, style, DIM, name);
            shk_put_format(out, "%*s", (int)(10 - strlen(name)), "");
            shk_put_terminal(out, shk_format(arena, "%.*s", (int)len, line));
            shk_put_text(out, "\n");
            shk_arena_free(arena);
            name = "";
        }
        line += len + (line[len] == '\n' ? 1 : 0);
    }
    if (*name != '\0') field(out, style, name, "the honest handshake");
}

static void failure(const struct shk_result *r, struct shk_text_style style, struct shk_buf *out) {
    shk_put_text(out, "\n");
    paint(out, style, color_of(r->result), word_of(r->result));
    shk_put_text(out, " ");
    paint(out, style, BOLD, r->id);
    shk_put_text(out, "\n");
    struct shk_arena *arena = shk_arena_new();
    const char *level = r->level == NULL                  ? ""
                        : strcmp(r->level, "must") == 0   ? ", MUST"
                        : strcmp(r->level, "should") == 0 ? ", SHOULD"
                                                          : ", MAY";
    const char *rule = r->rfc != 0
                           ? shk_format(arena, "RFC %u section %s%s (%s)%s", (unsigned)r->rfc, or_dash(r->section),
                                        level, or_dash(r->row), r->new_rule ? ", new in RFC 9846" : "")
                           : r->row;
    field(out, style, "asks", r->title);
    field(out, style, "rule", rule);
    sent(out, style, r->plan);
    field(out, style, "expected", r->expected);
    field(out, style, "observed",
          r->observed != NULL ? shk_format(arena, "%s (%s)", r->observed, shk_grade_name(r->grade)) : NULL);
    field(out, style, "why",
          r->result == SHK_XPASS ? "It passes, but the file of known results says that it fails; remove "
                                   "it there."
                                 : r->reason);
    field(out, style, "replay", r->command);
    shk_arena_free(arena);
}

// --- Summary ---------------------------------------------------------------------------------------------------------

static const char *topic_of(const struct shk_result *r) {
    return r->topic != NULL && *r->topic != '\0' ? r->topic : "-";
}

static void row(struct shk_buf *out, struct shk_text_style style, const char *topic, const size_t count[], size_t total,
                int width) {
    shk_put_text(out, "  ");
    shk_put_terminal(out, topic);
    shk_put_format(out, "%*s %6zu", width - (int)strlen(topic), "", total);
    for (int i = 0; i < SHK_RESULT_COUNT; i++) {
        struct shk_arena *arena = shk_arena_new();
        const char *cell = count[i] != 0 ? shk_format(arena, " %6zu", count[i]) : "      -";
        if (count[i] != 0 && shk_is_unexpected((enum shk_outcome_class)i)) {
            paint(out, style, RED, cell);
        } else {
            shk_put_text(out, cell);
        }
        shk_arena_free(arena);
    }
    shk_put_text(out, "\n");
}

static void table(const struct shk_report *report, struct shk_text_style style, struct shk_buf *out) {
    int width = (int)strlen("topic");
    for (size_t i = 0; i < report->result_count; i++) {
        int len = (int)strlen(topic_of(&report->results[i]));
        if (len > width) width = len;
    }
    struct shk_arena *arena = shk_arena_new();
    shk_put_text(out, "\n");
    paint(out, style, BOLD,
          shk_format(arena, "  %-*s  cases   pass   fail  xfail  xpass   skip  error", width, "topic"));
    shk_put_text(out, "\n");
    shk_arena_free(arena);
    for (size_t i = 0; i < report->result_count; i++) {
        const char *topic = topic_of(&report->results[i]);
        size_t count[SHK_RESULT_COUNT] = {0}, total = 0;
        bool first = true;
        for (size_t k = 0; k < i && first; k++) first = strcmp(topic_of(&report->results[k]), topic) != 0;
        if (!first) continue;
        for (size_t k = i; k < report->result_count; k++) {
            if (strcmp(topic_of(&report->results[k]), topic) != 0) continue;
            count[report->results[k].result]++;
            total++;
        }
        row(out, style, topic, count, total, width);
    }
    row(out, style, "all", shk_report_count(report, NULL).result, report->result_count, width);
}

// What passes only because --strict is off, and what is skipped, must not go unseen.
static void totals(const struct shk_report *report, struct shk_text_style style, struct shk_buf *out) {
    struct shk_counts counts = shk_report_count(report, NULL);
    size_t lenient = 0, fresh = 0;
    for (size_t i = 0; i < report->result_count; i++) {
        const struct shk_result *r = &report->results[i];
        lenient += r->result == SHK_PASS && r->grade != SHK_GRADE_AS_EXPECTED;
        fresh += r->result == SHK_XFAIL && r->new_rule;
    }
    size_t bad = counts.result[SHK_FAIL] + counts.result[SHK_XPASS] + counts.result[SHK_ERROR];
    struct shk_arena *arena = shk_arena_new();
    shk_put_text(out, "\n");
    paint(out, style, bad != 0 ? RED : GREEN,
          shk_format(arena, "%zu of %zu cases as expected", report->result_count - bad - counts.result[SHK_SKIP],
                     report->result_count));
    if (bad != 0) shk_put_format(out, ", %zu not", bad);
    size_t known = counts.result[SHK_XFAIL] - fresh;
    if (known != 0) shk_put_format(out, ", %zu known failure%s", known, known == 1 ? "" : "s");
    if (fresh != 0) shk_put_format(out, ", %zu fail%s only by RFC 9846", fresh, fresh == 1 ? "s" : "");
    if (counts.result[SHK_SKIP] != 0) shk_put_format(out, ", %zu skipped", counts.result[SHK_SKIP]);
    if (lenient != 0) shk_put_format(out, ", %zu pass%s only without --strict", lenient, lenient == 1 ? "es" : "");
    shk_put_format(out, " (%.1f s)\n", (double)report->duration_us / 1e6);
    shk_arena_free(arena);
}

void shk_text_summary(const struct shk_report *report, struct shk_text_style style, struct shk_buf *out) {
    if (!style.quiet) {
        for (size_t i = 0; i < report->result_count; i++) {
            if (shk_is_unexpected(report->results[i].result)) failure(&report->results[i], style, out);
        }
        if (report->result_count > 1) table(report, style, out);
    }
    totals(report, style, out);
}
