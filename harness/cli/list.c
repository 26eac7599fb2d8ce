// `list` and `explain` and `pki`: what there is, and what one case is about.
#include "cli/cli.h"
#include "conformance/certificate_chains.h"
#include "fuzz/fuzz.h"
#include "sut/planted.h"
#include "pki/zoo.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static bool save_json(const struct cli_options *o, json_t *root, struct shk_error *err) {
    char *text = json_dumps(root, JSON_INDENT(2));
    json_decref(root);
    if (text == NULL) return shk_fail(err, "out of memory for the JSON");
    struct shk_arena *arena = shk_arena_new();
    bool ok = shk_write_file(o->json, shk_text(shk_format(arena, "%s\n", text)), err);
    shk_arena_free(arena);
    free(text);
    return ok;
}

static const char *tls_of(const struct shk_plan *plan) {
    return plan->flow == SHK_FLOW_TLS13 ? "1.3" : "1.2";
}

static bool matches(const struct cli_options *o, const struct shk_case *c) {
    if (o->run.filter != NULL && !shk_glob_matches(o->run.filter, c->id, c->row)) return false;
    return o->run.exclude == NULL || !shk_glob_matches(o->run.exclude, c->id, c->row);
}

static int list_cases(struct shk_arena *arena, const struct cli_options *o) {
    size_t tables, shown = 0;
    const struct shk_case_table *all = shk_case_tables(arena, &tables);
    json_t *items = json_array();
    struct shk_error err = {""};
    for (size_t t = 0; t < tables; t++) {
        for (size_t i = 0; i < all[t].count; i++) {
            const struct shk_case *c = &all[t].cases[i];
            struct shk_plan plan;
            if (!matches(o, c)) continue;
            if (!shk_plan_read(arena, c->plan, &plan, &err)) return cli_fail(SHK_EXIT_INTERNAL, &err);
            struct shk_buf expect = shk_buf_in(arena);
            shk_expect_write(&plan.expect, &expect);
            shk_put_uint(&expect, 1, 0);
            shown++;
            if (o->json == NULL) {
                printf("%s  %s  %s\n", c->id, c->row, c->asks);
                continue;
            }
            json_array_append_new(items,
                                  json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:s}", "id", c->id, "row", c->row,
                                            "rfc", (int)c->cite.rfc, "section", c->cite.section, "level",
                                            shk_level_name(c->level), "side", shk_role_name(c->tests), "tls",
                                            tls_of(&plan), "title", c->asks, "expect", (const char *)expect.data));
        }
    }
    json_t *root = json_pack("{s:o}", "cases", items);
    if (shown == 0) {
        json_decref(root);
        return cli_usage("no case matches.");
    }
    if (o->json == NULL)
        json_decref(root);
    else if (!save_json(o, root, &err))
        return cli_fail(SHK_EXIT_INTERNAL, &err);
    return SHK_EXIT_OK;
}

struct row_list {
    struct shk_arena *arena;
    json_t *rows, *seen;
};

// Rows stand in the order in which they come; a row that concerns both sides stands twice.
static void add_to_row(struct row_list *list, const char *name, const char *topic, const struct shk_case *c) {
    const char *side = shk_role_name(c->tests);
    const char *key = shk_format(list->arena, "%s %s", name, side);
    json_t *row = json_object_get(list->seen, key);
    if (row == NULL) {
        row = json_pack("{s:s, s:s, s:s, s:[], s:n}", "row", name, "topic", topic, "side", side, "cases", "untestable");
        json_array_append_new(list->rows, row);
        json_object_set(list->seen, key, row);
    }
    json_array_append_new(json_object_get(row, "cases"), json_string(c->id));
}

// The part of the certificate catalogue that a row stands in; its letter begins the names of one part each.
static const char *part_of(const char *row) {
    static const char *const parts[] = {"cD", "dI", "vJ", "rK", "zL"};
    for (size_t i = 0; i < SHK_COUNT(parts); i++) {
        if (parts[i][0] == row[0]) return parts[i] + 1;
    }
    return "?";
}

// Rows of the certificate catalogue that other cases cover.
static void add_covered_rows(struct row_list *list, const struct cli_options *o, const struct shk_case_table *all,
                             size_t tables) {
    for (size_t r = 0; shk_certificate_rows[r][0] != NULL; r++) {
        const char *name = shk_certificate_rows[r][0];
        for (size_t t = 0; t < tables; t++) {
            for (size_t i = 0; i < all[t].count; i++) {
                const struct shk_case *c = &all[t].cases[i];
                bool covers = shk_glob_matches(shk_certificate_rows[r][1], c->id, "");
                const struct shk_case as_row = {.id = c->id, .row = name};
                if (covers && matches(o, &as_row)) add_to_row(list, name, part_of(name), c);
            }
        }
    }
}

static void add_untestable_rows(struct row_list *list) {
    for (size_t i = 0; shk_untestable_rows[i][0] != NULL; i++) {
        const char *name = shk_untestable_rows[i][0];
        char *topic = shk_strdup(list->arena, name);
        char *dash = strrchr(topic, '-');
        if (dash != NULL) *dash = '\0';
        json_array_append_new(list->rows, json_pack("{s:s, s:s, s:s, s:[], s:s}", "row", name, "topic", topic, "side",
                                                    "server", "cases", "untestable", shk_untestable_rows[i][1]));
    }
}

static int list_rows(struct shk_arena *arena, const struct cli_options *o) {
    size_t tables;
    const struct shk_case_table *all = shk_case_tables(arena, &tables);
    struct row_list list = {arena, json_array(), json_object()};
    json_t *rows = list.rows;
    for (size_t t = 0; t < tables; t++) {
        for (size_t i = 0; i < all[t].count; i++) {
            const struct shk_case *c = &all[t].cases[i];
            if (matches(o, c)) add_to_row(&list, c->row, all[t].topic, c);
        }
    }
    add_covered_rows(&list, o, all, tables);
    add_untestable_rows(&list);
    json_decref(list.seen);
    struct shk_error err = {""};
    if (o->json != NULL) {
        return save_json(o, json_pack("{s:o}", "rows", rows), &err) ? SHK_EXIT_OK : cli_fail(SHK_EXIT_INTERNAL, &err);
    }
    size_t index;
    json_t *row;
    json_array_foreach(rows, index, row) {
        const char *why = json_string_value(json_object_get(row, "untestable"));
        printf("%s  %s  %zu cases%s%s\n", json_string_value(json_object_get(row, "row")),
               json_string_value(json_object_get(row, "side")), json_array_size(json_object_get(row, "cases")),
               why != NULL ? "  untestable: " : "", why != NULL ? why : "");
    }
    json_decref(rows);
    return SHK_EXIT_OK;
}

static int list_flows(void) {
    const enum shk_flow flows[] = {SHK_FLOW_TLS13, SHK_FLOW_TLS12};
    for (size_t f = 0; f < SHK_COUNT(flows); f++) {
        size_t count;
        const struct shk_step *steps = shk_flow_steps(flows[f], &count);
        printf("%s\n", shk_flow_name(flows[f]));
        for (size_t i = 0; i < count; i++) {
            printf("    %-7s %-22s %-12s", shk_role_name(steps[i].writer), shk_message_name(steps[i].message),
                   shk_keys_name(steps[i].keys));
            for (uint32_t bit = 1; bit != 0; bit <<= 1) {
                if (steps[i].when & bit) printf(" when %s", shk_feature_name(bit));
                if (steps[i].unless & bit) printf(" unless %s", shk_feature_name(bit));
            }
            printf("\n");
        }
    }
    return SHK_EXIT_OK;
}

static int list_messages(void) {
    for (uint8_t message = 1; message <= SHK_RAW_RECORD; message++) {
        printf("%s  content type %u, handshake type %u\n", shk_message_name(message), shk_message_content_type(message),
               shk_message_handshake_type(message));
    }
    return SHK_EXIT_OK;
}

static int list_chains(const struct cli_options *o) {
    static const char *const verdicts[] = {"reject", "accept", "either"};
    static const char *const sides[] = {"none", "client", "server", "both"};
    size_t count;
    struct shk_error err = {""};
    const struct shk_chain_row *rows = shk_chain_rows(&count);
    json_t *items = json_array();
    for (size_t i = 0; i < count; i++) {
        const struct shk_chain_row *row = &rows[i];
        if (o->json == NULL)
            printf("%s  %s  %s  %s\n", row->name, sides[row->sides & 3], verdicts[row->verdict], row->says);
        json_array_append_new(items, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "name", row->name, "row", row->row,
                                               "topic", row->topic, "side", sides[row->sides & 3], "verdict",
                                               verdicts[row->verdict], "says", row->says));
    }
    json_t *root = json_pack("{s:o}", "chains", items);
    if (o->json != NULL) return save_json(o, root, &err) ? SHK_EXIT_OK : cli_fail(SHK_EXIT_INTERNAL, &err);
    json_decref(root);
    return SHK_EXIT_OK;
}

static int list_targets(const struct cli_options *o) {
    const struct shk_fuzz_target *target;
    struct shk_error err = {""};
    json_t *items = json_array();
    for (size_t i = 0; (target = shk_fuzz_target_at(i)) != NULL; i++) {
        const char *role = target->under_test != 0 ? shk_role_name((enum shk_role)target->under_test) : "harness";
        const char *message =
            target->message != SHK_NO_MESSAGE ? shk_message_name((enum shk_message)target->message) : "any";
        const char *tls = target->flow == SHK_FLOW_TLS13 ? "1.3" : target->flow == SHK_FLOW_TLS12 ? "1.2" : "any";
        if (o->json == NULL) printf("%s  %s under test, %s, TLS %s\n", target->name, role, message, tls);
        json_array_append_new(items, json_pack("{s:s, s:s, s:s, s:s}", "name", target->name, "role", role, "message",
                                               message, "tls", tls));
    }
    json_t *root = json_pack("{s:o}", "targets", items);
    if (o->json != NULL) return save_json(o, root, &err) ? SHK_EXIT_OK : cli_fail(SHK_EXIT_INTERNAL, &err);
    json_decref(root);
    return SHK_EXIT_OK;
}

static int list_suts(void) {
    printf("boringssl  the linked reference, in process: %s\n", shk_sut_boringssl.about);
    for (size_t i = 0; shk_sut_planted((enum shk_planted)i) != NULL; i++) {
        const struct shk_sut_type *sut = shk_sut_planted((enum shk_planted)i);
        printf("%s  for trying fuzz and repro (--sut): %s\n", sut->name, sut->about);
    }
    printf("server     a TCP server: --server HOST:PORT\n");
    printf("client     a client command: --client -- COMMAND [ARG...]\n");
    return SHK_EXIT_OK;
}

int cli_list(struct cli_options *o) {
    if (o->word_count > 1)
        return cli_usage("name one list; cases are chosen with --filter, not with `%s`.", o->words[1]);
    const char *what = o->word_count > 0 ? o->words[0] : "cases";
    struct shk_arena *arena = shk_arena_new();
    int status;
    if (strcmp(what, "cases") == 0)
        status = list_cases(arena, o);
    else if (strcmp(what, "rows") == 0)
        status = list_rows(arena, o);
    else if (strcmp(what, "flows") == 0)
        status = list_flows();
    else if (strcmp(what, "messages") == 0)
        status = list_messages();
    else if (strcmp(what, "chains") == 0)
        status = list_chains(o);
    else if (strcmp(what, "targets") == 0)
        status = list_targets(o);
    else if (strcmp(what, "suts") == 0)
        status = list_suts();
    else
        status = cli_usage(
            "there is no list of `%s`; there are cases, targets, flows, messages, suts, rows and chains.", what);
    shk_arena_free(arena);
    return status;
}

int cli_pki(struct cli_options *o) {
    struct shk_error err = {""};
    if (o->word_count != 1) return cli_usage("name one folder: shakedown pki DIR");
    if (!shk_pki_write(o->words[0], o->now, &err)) return cli_fail(SHK_EXIT_INTERNAL, &err);
    return SHK_EXIT_OK;
}
