// Which cases of the tables are run: by globs over ids and rows, by level, by version, by the side under test.
#include "run/runner.h"

#include <fnmatch.h>
#include <string.h>

#include "pki/zoo.h"
#include "plan/names.h"

bool shk_glob_matches(const char *globs, const char *id, const char *row) {
    char one[256];
    while (*globs != '\0') {
        size_t len = strcspn(globs, ",");
        if (len > 0 && len < sizeof(one)) {
            memcpy(one, globs, len);
            one[len] = '\0';
            if (fnmatch(one, id, 0) == 0 || fnmatch(one, row, 0) == 0) return true;
        }
        globs += len;
        if (*globs == ',') globs++;
    }
    return false;
}

bool shk_chain_is_known(const struct shk_plan *plan, struct shk_error *err) {
    if (plan->chain == NULL || shk_chain_find(plan->chain) != NULL) return true;
    struct shk_nearest nearest = {plan->chain, strlen(plan->chain), NULL, 0};
    size_t count;
    const struct shk_chain_row *rows = shk_chain_rows(&count);
    for (size_t i = 0; i < count; i++) shk_nearest_try(&nearest, rows[i].name);
    if (nearest.best == NULL)
        return shk_fail(err, "there is no chain `%s`; `shakedown list chains` names them all", plan->chain);
    return shk_fail(err, "there is no chain `%s`; did you mean `%s`? `shakedown list chains` names them all",
                    plan->chain, nearest.best);
}

static bool wanted(const struct shk_run *run, const struct shk_case *c) {
    const struct shk_options *o = run->options;
    if (c->tests != run->target->role || c->level > o->level) return false;
    if (o->filter != NULL && !shk_glob_matches(o->filter, c->id, c->row)) return false;
    return o->exclude == NULL || !shk_glob_matches(o->exclude, c->id, c->row);
}

bool shk_select(struct shk_run *run, struct shk_error *err) {
    size_t tables, total = 0;
    const struct shk_case_table *all = shk_case_tables(run->arena, &tables);
    for (size_t t = 0; t < tables; t++) total += all[t].count;
    run->outcomes = shk_alloc(run->arena, total * sizeof(*run->outcomes));
    for (size_t t = 0; t < tables; t++) {
        for (size_t i = 0; i < all[t].count; i++) {
            const struct shk_case *c = &all[t].cases[i];
            if (!wanted(run, c)) continue;
            struct shk_case_run *outcome = &run->outcomes[run->count];
            outcome->c = c;
            outcome->run = run;
            outcome->table = &all[t];
            struct shk_error why;
            if (!shk_plan_read(run->arena, c->plan, &outcome->plan, &why)) {
                return shk_fail(err, "case %s has a plan that cannot be read: %s", c->id, why.text);
            }
            uint16_t version = outcome->plan.flow == SHK_FLOW_TLS13 ? SHK_TLS13 : SHK_TLS12;
            if (run->options->tls != 0 && run->options->tls != version) continue;
            run->count++;
        }
    }
    if (run->count > 0) return true;
    return shk_fail(
        err, "no case matches. `shakedown list cases` names them all; globs are matched against the whole id or row.");
}
