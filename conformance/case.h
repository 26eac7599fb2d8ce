// A conformance case: one requirement, one plan, one expected reaction. Cases are data; the plan is the same text that a
// person writes into a plan file, so each case can be copied out, changed and replayed (docs/plan-language.md).
#ifndef SHK_CONFORMANCE_CASE_H
#define SHK_CONFORMANCE_CASE_H

#include "base/base.h"
#include "plan/plan.h"

// The catalogue's levels. MUST: the text says it. SYNTAX: it follows from the syntax or from the definitions of the alerts.
// SHOULD. INFORMATION: no text asks for it; such a case never fails a run unless it is asked for (--level may).
enum shk_level { SHK_MUST, SHK_SYNTAX, SHK_SHOULD, SHK_INFORMATION };
const char *
shk_level_name(enum shk_level level); // "must", "must", "should", "may": as in the command line and in reports

struct shk_cite {
    uint16_t rfc;        // 0: not an RFC, `section` names the document
    const char *section; // "4.2.2"
};

enum shk_case_flags {
    SHK_NEW_IN_9846 = 1, // RFC 9846 added or tightened the rule: a class of its own
    SHK_NAMED_ALERT = 2, // the text names the alert (the catalogue's `text`); else the definitions do
};

struct shk_case {
    const char *id;       // "tls13/client-hello/trailing-byte": a name, never an ordinal
    const char *row;      // "CH1-02": row of the catalogue that it came from
    struct shk_cite cite; // the first section that the row rests on
    const char *asks;     // what is asked of the SUT, one sentence, in our own words
    enum shk_level level;
    enum shk_role tests; // the side that is under test
    const char *plan;    // text form, with `expect`
    const char *needs;   // NULL, or what the probe has to have found beyond the plan's own control: words separated by
                         // spaces: "tls13" (a version that the SUT speaks), "no-sct", ...: run/needs.c
    uint8_t flags;       // enum shk_case_flags
};

// Each file of this folder contributes one table; families.c builds the order cases from the flows.
struct shk_case_table {
    const char *topic; // "REC", "SM13S", ...: what a summary groups by
    const char *title; // "Record layer"
    const struct shk_case *cases;
    size_t count;
};
// shk_case_tables returns every table; generated cases live in the arena. Order is stable.
const struct shk_case_table *shk_case_tables(struct shk_arena *arena, size_t *count);
// Catalogue rows that cannot be tested from outside, with the reason: {row, sentence}, ended by NULL.
extern const char *const shk_untestable_rows[][2];

#endif
