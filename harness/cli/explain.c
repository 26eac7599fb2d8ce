// `shakedown explain CASE`: the requirement, where it stands, the plan, the expected reaction, and how it looks: a run
// against the linked reference, drawn.
#include "cli/cli.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct shk_case *find_case(struct shk_arena *arena, const char *id) {
    size_t tables;
    const struct shk_case_table *all = shk_case_tables(arena, &tables);
    for (size_t t = 0; t < tables; t++) {
        for (size_t i = 0; i < all[t].count; i++) {
            if (strcmp(all[t].cases[i].id, id) == 0) return &all[t].cases[i];
        }
    }
    return NULL;
}

struct picture {
    const struct shk_plan *plan;
    struct shk_result result;
    struct shk_verdict verdict;
    struct shk_arena *arena; // outlives the trace
    struct shk_buf *out;
};

static void draw(struct shk_job *job) {
    struct picture *picture = job->user;
    struct shk_policy policy = {0};
    shk_judge(job->arena, &picture->plan->expect, &job->trace, &policy, &picture->verdict);
    picture->result.grade = picture->verdict.grade;
    picture->verdict.observed = shk_strdup(picture->arena, picture->verdict.observed);
    picture->result.observed = picture->verdict.observed;
    picture->result.verdict = &picture->verdict;
    picture->result.trace = &job->trace;
    picture->result.result = picture->verdict.grade == SHK_GRADE_AS_EXPECTED ? SHK_PASS : SHK_FAIL;
    shk_mermaid(&job->trace, &picture->result, "BoringSSL", picture->out);
    shk_job_free(job);
}

int cli_explain(struct cli_options *o) {
    if (o->word_count != 1) return cli_usage("name one case: shakedown explain CASE");
    struct shk_arena *arena = shk_arena_new();
    struct shk_error err = {""};
    const struct shk_case *c = find_case(arena, o->words[0]);
    if (c == NULL) {
        shk_arena_free(arena);
        return cli_usage("there is no case `%s`. `shakedown list cases` names them all.", o->words[0]);
    }
    struct shk_plan plan;
    struct shk_target target;
    struct shk_buf text = shk_buf_in(arena), expect = shk_buf_in(arena), diagram = shk_buf_in(arena);
    int status = SHK_EXIT_OK;
    if (!shk_plan_read(arena, c->plan, &plan, &err) || !cli_target_memory(arena, o, c->tests, &target, &err)) {
        status = cli_fail(SHK_EXIT_INTERNAL, &err);
        shk_arena_free(arena);
        return status;
    }
    shk_plan_write(&plan, &text);
    shk_expect_write(&plan.expect, &expect);
    shk_put_uint(&text, 1, 0);
    shk_put_uint(&expect, 1, 0);
    struct picture picture = {
        .plan = &plan,
        .result = {.id = c->id,
                   .row = c->row,
                   .title = c->asks,
                   .rfc = c->cite.rfc,
                   .section = c->cite.section,
                   .expected = (const char *)expect.data},
        .arena = arena,
        .out = &diagram,
    };
    struct shk_job job = {.plan = &plan, .user = &picture};
    if (!shk_execute(&target, &job, 1, 1, draw, &err)) status = cli_fail(SHK_EXIT_INTERNAL, &err);
    shk_put_uint(&diagram, 1, 0);
    char source[96];
    if (c->cite.rfc != 0)
        snprintf(source, sizeof(source), "RFC %u, section %s", c->cite.rfc, c->cite.section);
    else
        snprintf(source, sizeof(source), "%s", c->cite.section);
    if (o->json != NULL) {
        json_t *root = json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id", c->id, "row", c->row,
                                 "rfc", (int)c->cite.rfc, "section", c->cite.section, "level", shk_level_name(c->level),
                                 "side", shk_role_name(c->tests), "tls", plan.flow == SHK_FLOW_TLS13 ? "1.3" : "1.2",
                                 "title", c->asks, "plan", (const char *)text.data, "expect", (const char *)expect.data,
                                 "mermaid", (const char *)diagram.data);
        char *dump = json_dumps(root, JSON_INDENT(2));
        json_decref(root);
        if (!shk_write_file(o->json, shk_text(shk_format(arena, "%s\n", dump != NULL ? dump : "")), &err)) {
            status = cli_fail(SHK_EXIT_INTERNAL, &err);
        }
        free(dump);
    } else {
        printf("%s\n\n%s\n\nSource    %s (row %s), level %s%s\nTests     a %s\nExpected  %s\n\nPlan\n\n%s\n", c->id,
               c->asks, source, c->row, shk_level_name(c->level), c->flags & SHK_NEW_IN_9846 ? ", new in RFC 9846" : "",
               shk_role_name(c->tests), (const char *)expect.data, (const char *)text.data);
        printf("Against BoringSSL (%s)\n\n%s\n",
               picture.verdict.observed != NULL ? picture.verdict.observed : "no reaction", (const char *)diagram.data);
    }
    shk_arena_free(arena);
    return status;
}
