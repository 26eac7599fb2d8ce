// From a verdict to a result: which grades fail a run, and the list of known results.
#include "run/runner.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// RFC 9846 section 6.2: in TLS 1.3 sending an alert is a SHOULD, closing the MUST; in TLS 1.2 the alert itself is a MUST
// (RFC 5246, section 7.2.2). Which alert it is counts under --strict.
bool shk_grade_fails(const struct shk_options *options, const struct shk_case_run *r) {
    switch (r->verdict.grade) {
    case SHK_GRADE_AS_EXPECTED: return false;
    case SHK_GRADE_OTHER_ALERT: return options->strict;
    case SHK_GRADE_NO_ALERT: return options->strict || r->plan.flow == SHK_FLOW_TLS12;
    default: return true;
    }
}

// --- Known results -------------------------------------------------------------------------------------------------------

struct known_entry {
    const char *id, *grade, *reason;
};

struct shk_known {
    struct known_entry *entries;
    size_t count, cap;
};

static char *read_file(struct shk_arena *arena, const char *path, struct shk_error *err) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        shk_fail(err, "cannot read %s: %s", path, strerror(errno));
        return NULL;
    }
    struct shk_buf text = shk_buf_in(arena);
    uint8_t chunk[4096];
    size_t n;
    while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0 && text.len < 16u << 20) shk_put(&text, shk_view(chunk, n));
    bool failed = ferror(file) != 0;
    fclose(file);
    if (failed) {
        shk_fail(err, "cannot read %s: %s", path, strerror(errno));
        return NULL;
    }
    shk_put_uint(&text, 1, 0);
    return (char *)text.data;
}

static void add_entry(struct shk_arena *arena, struct shk_known *known, struct known_entry entry) {
    if (known->count == known->cap) {
        size_t cap = known->cap == 0 ? 64 : 2 * known->cap;
        struct known_entry *grown = shk_alloc(arena, cap * sizeof(*grown));
        if (known->count > 0) memcpy(grown, known->entries, known->count * sizeof(*grown));
        known->entries = grown;
        known->cap = cap;
    }
    known->entries[known->count++] = entry;
}

static bool grade_exists(const char *name) {
    for (int grade = 0; grade <= SHK_GRADE_INCONCLUSIVE; grade++) {
        if (strcmp(shk_grade_name(grade), name) == 0) return true;
    }
    return false;
}

bool shk_known_read(struct shk_arena *arena, const char *path, struct shk_known **out, struct shk_error *err) {
    *out = shk_alloc(arena, sizeof(**out));
    char *text = read_file(arena, path, err);
    return text != NULL && shk_known_parse(arena, path, text, out, err);
}

bool shk_known_parse(struct shk_arena *arena, const char *name, const char *source, struct shk_known **out,
                     struct shk_error *err) {
    struct shk_known *known = shk_alloc(arena, sizeof(*known));
    *out = known;
    char *text = shk_strdup(arena, source);
    char *rest = NULL;
    int number = 0;
    for (char *line = text; line != NULL && *line != '\0'; line = rest) {
        rest = strchr(line, '\n');
        if (rest != NULL) *rest++ = '\0';
        number++;
        char *comment = strchr(line, '#');
        if (comment != NULL) *comment++ = '\0';
        char *save = NULL;
        char *id = strtok_r(line, " \t\r", &save), *grade = strtok_r(NULL, " \t\r", &save);
        if (id == NULL) continue;
        if (grade == NULL || !grade_exists(grade) || strtok_r(NULL, " \t\r", &save) != NULL) {
            return shk_fail(err, "%s, line %d: a line is CASE-ID GRADE  # REASON, with a grade such as other-alert",
                            name, number);
        }
        while (comment != NULL && isspace((unsigned char)*comment)) comment++;
        add_entry(arena, known, (struct known_entry){id, grade, comment != NULL ? comment : ""});
    }
    return true;
}

const char *shk_known_grade(const struct shk_known *known, const char *id, const char **reason) {
    for (size_t i = 0; known != NULL && i < known->count; i++) {
        if (strcmp(known->entries[i].id, id) != 0) continue;
        if (reason != NULL) *reason = known->entries[i].reason;
        return known->entries[i].grade;
    }
    return NULL;
}

bool shk_known_update(const struct shk_run *run, const char *path, struct shk_error *err) {
    const struct shk_known *known = run->known;
    char *temporary = shk_format(run->arena, "%s.new", path);
    FILE *file = fopen(temporary, "wb");
    if (file == NULL) return shk_fail(err, "cannot write %s: %s", temporary, strerror(errno));
    fprintf(file, "# Known results: CASE-ID GRADE  # REASON. Written by --update-expect; give each line its reason.\n");
    for (size_t i = 0; i < run->count; i++) {
        const struct shk_case_run *r = &run->outcomes[i];
        const char *reason = "TODO: say why, with the RFC's section";
        shk_known_grade(known, r->c->id, &reason);
        // A case that was skipped this time keeps its line: nothing new is known of it.
        const char *old = shk_known_grade(known, r->c->id, NULL);
        if (r->result == SHK_SKIP && old != NULL) fprintf(file, "%s %s  # %s\n", r->c->id, old, reason);
        if (!r->judged || !shk_grade_fails(run->options, r)) continue;
        fprintf(file, "%s %s  # %s\n", r->c->id, shk_grade_name(r->verdict.grade), reason);
    }
    bool failed = ferror(file) != 0;
    failed = fclose(file) != 0 || failed;
    if (failed || rename(temporary, path) != 0) return shk_fail(err, "cannot write %s: %s", path, strerror(errno));
    return true;
}

// --- Results ---------------------------------------------------------------------------------------------------------------

void shk_decide(struct shk_run *run, struct shk_case_run *r) {
    const char *why = NULL;
    const char *grade = shk_known_grade(run->known, r->c->id, &why);
    if (!r->judged) {
        r->result = SHK_SKIP;
        return;
    }
    r->reason = r->verdict.reason;
    if (r->verdict.grade == SHK_GRADE_UNSUPPORTED) {
        r->result = SHK_SKIP;
        return;
    }
    bool fails = shk_grade_fails(run->options, r);
    // A check that cannot tell is no error of the case: the SUT did not show what it looks at.
    if (r->verdict.grade == SHK_GRADE_INCONCLUSIVE && r->plan.expect.outcome == SHK_EXPECT_CHECK) {
        r->result = SHK_SKIP;
        return;
    }
    if (r->verdict.grade == SHK_GRADE_INCONCLUSIVE && grade == NULL) {
        r->result = SHK_ERROR;
        return;
    }
    if (grade != NULL && strcmp(grade, shk_grade_name(r->verdict.grade)) == 0) {
        r->result = SHK_XFAIL;
        r->reason = why[0] != '\0' ? why : r->verdict.reason;
        return;
    }
    if (grade != NULL && !fails && run->options->expect_file != NULL) {
        r->result = SHK_XPASS;
        r->reason = shk_format(run->arena, "listed as %s, but the result is %s: take the line out", grade,
                               shk_grade_name(r->verdict.grade));
        return;
    }
    if (fails && r->c->flags & SHK_NEW_IN_9846 && run->options->rfc != 9846) {
        r->result = SHK_XFAIL;
        r->reason = "new: only RFC 9846 asks for it (--rfc 9846 makes it count)";
        return;
    }
    r->result = fails ? SHK_FAIL : SHK_PASS;
}
