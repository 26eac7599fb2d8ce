// From a verdict to a result: which grades fail a run, and the list of known results.
#include "run/runner.h"

#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
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

// A line about one case or, when its id is a glob, about each case under it that has no line of its own. Only no-alert may
// stand for many: a stack that closes without its alert does so everywhere, and one alert shows that the line is wrong.
// GRADE|GRADE is for a stack whose answer is chance, such as one that reads a length where there is a random byte, and, with
// one that passes among them, for a deviation that only some releases have.
struct known_entry {
    const char *id, *grade, *reason;
    bool glob;
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

// "refused" or "refused|hung": every word has to be a grade.
static bool grades_exist(const char *grades) {
    for (const char *word = grades;; word++) {
        size_t len = strcspn(word, "|");
        char name[32];
        enum shk_grade grade;
        if (len >= sizeof(name)) return false;
        memcpy(name, word, len);
        name[len] = '\0';
        if (!shk_grade_by_name(name, &grade)) return false;
        word += len;
        if (*word == '\0') return true;
    }
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
        if (grade == NULL || !grades_exist(grade) || strtok_r(NULL, " \t\r", &save) != NULL) {
            return shk_fail(err, "%s, line %d: a line is CASE-ID GRADE  # REASON, with a grade such as other-alert",
                            name, number);
        }
        bool glob = strpbrk(id, "*?[") != NULL;
        if (glob && strcmp(grade, shk_grade_name(SHK_GRADE_NO_ALERT)) != 0) {
            return shk_fail(err, "%s, line %d: only a no-alert line may stand for many cases; name each case otherwise",
                            name, number);
        }
        while (comment != NULL && isspace((unsigned char)*comment)) comment++;
        add_entry(arena, known, (struct known_entry){id, grade, comment != NULL ? comment : "", glob});
    }
    return true;
}

// The line that speaks of this case: its own, or else the first glob over it.
static const struct known_entry *entry_for(const struct shk_known *known, const char *id) {
    const struct known_entry *found = NULL;
    for (size_t i = 0; known != NULL && i < known->count; i++) {
        const struct known_entry *entry = &known->entries[i];
        if (!entry->glob && strcmp(entry->id, id) == 0) return entry;
        if (entry->glob && found == NULL && fnmatch(entry->id, id, 0) == 0) found = entry;
    }
    return found;
}

static bool has_grade(const struct known_entry *entry, const struct shk_case_run *r) {
    if (entry == NULL) return false;
    const char *name = shk_grade_name(r->verdict.grade);
    size_t len = strlen(name);
    for (const char *word = entry->grade; word != NULL; word = strchr(word, '|')) {
        if (*word == '|') word++;
        if (strncmp(word, name, len) == 0 && (word[len] == '\0' || word[len] == '|')) return true;
    }
    return false;
}

// Whether the case is known to fail with some releases and to pass with others.
static bool may_pass(const struct known_entry *entry) {
    return strchr(entry->grade, '|') != NULL;
}

// A glob is stale when a case under it got an alert.
static bool is_stale(const struct shk_run *run, const struct known_entry *glob) {
    for (size_t i = 0; i < run->count; i++) {
        const struct shk_case_run *r = &run->outcomes[i];
        if (r->result == SHK_XPASS && entry_for(run->known, r->c->id) == glob) return true;
    }
    return false;
}

bool shk_known_update(const struct shk_run *run, const char *path, struct shk_error *err) {
    const struct shk_known *known = run->known;
    char *temporary = shk_format(run->arena, "%s.new", path);
    FILE *file = fopen(temporary, "wb");
    if (file == NULL) return shk_fail(err, "cannot write %s: %s", temporary, strerror(errno));
    fprintf(file, "# Known results: CASE-ID GRADE  # REASON. Written by --update-expect; give each line its reason.\n");
    for (size_t i = 0; known != NULL && i < known->count; i++) {
        const struct known_entry *entry = &known->entries[i];
        if (!entry->glob || is_stale(run, entry)) continue;
        fprintf(file, "%s %s  # %s\n", entry->id, entry->grade, entry->reason);
    }
    for (size_t i = 0; i < run->count; i++) {
        const struct shk_case_run *r = &run->outcomes[i];
        const struct known_entry *entry = entry_for(known, r->c->id);
        const char *reason = entry != NULL && !entry->glob ? entry->reason : "TODO: say why, with the RFC's section";
        // A case that was skipped this time keeps its line: nothing new is known of it.
        if (r->result == SHK_SKIP && entry != NULL && !entry->glob) {
            fprintf(file, "%s %s  # %s\n", r->c->id, entry->grade, reason);
        }
        bool known_so = r->judged && entry != NULL && has_grade(entry, r);
        bool right =
            known_so && r->verdict.grade == SHK_GRADE_AS_EXPECTED; // and may be wrong elsewhere: the line stays
        if (!r->judged || (!shk_grade_fails(run->options, r) && !right)) continue;
        if (known_so && entry->glob && !is_stale(run, entry)) continue;
        const char *grade = known_so ? entry->grade : shk_grade_name(r->verdict.grade);
        fprintf(file, "%s %s  # %s\n", r->c->id, grade, reason);
    }
    bool failed = ferror(file) != 0;
    failed = fclose(file) != 0 || failed;
    if (failed || rename(temporary, path) != 0) return shk_fail(err, "cannot write %s: %s", path, strerror(errno));
    return true;
}

// --- Results ---------------------------------------------------------------------------------------------------------------

void shk_decide(struct shk_run *run, struct shk_case_run *r) {
    const struct known_entry *entry = entry_for(run->known, r->c->id);
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
    if (r->verdict.grade == SHK_GRADE_INCONCLUSIVE && (entry == NULL || entry->glob)) {
        r->result = SHK_ERROR;
        return;
    }
    if (has_grade(entry, r)) {
        bool right = may_pass(entry) && !fails;
        r->result = right ? SHK_PASS : SHK_XFAIL;
        if (right) return;
        r->reason = entry->reason[0] != '\0' ? entry->reason : r->verdict.reason;
        return;
    }
    // Under a glob a case may well pass by going on where that is right; only an alert is against what the line says.
    bool against = entry != NULL && (!entry->glob || r->verdict.alert != 255);
    if (against && !fails && run->options->expect_file != NULL) {
        r->result = SHK_XPASS;
        r->reason =
            shk_format(run->arena, "listed as %s%s%s, but the result is %s: %s", entry->grade,
                       entry->glob ? " by " : "", entry->glob ? entry->id : "", shk_grade_name(r->verdict.grade),
                       entry->glob ? "narrow that line" : "take the line out");
        return;
    }
    if (fails && r->c->flags & SHK_NEW_IN_9846 && run->options->rfc != 9846) {
        r->result = SHK_XFAIL;
        r->reason = "new: only RFC 9846 asks for it (--rfc 9846 makes it count)";
        return;
    }
    r->result = fails ? SHK_FAIL : SHK_PASS;
}
