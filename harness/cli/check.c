// The checking commands: server, client, reference.
#include "cli/cli.h"
#include "shakedown_known.h"
#include "shakedown_version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void progress(size_t done, size_t total, size_t unexpected, void *user) {
    (void)user;
    fprintf(stderr, "\r\033[K%zu of %zu cases, %zu unexpected", done, total, unexpected);
    if (done >= total) fprintf(stderr, "\r\033[K");
}

// --- The command that makes a run again ------------------------------------------------------------------------------

// A word as a shell reads it.
static void put_word(struct shk_buf *out, const char *word) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=,+@%^-";
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        shk_put(out, shk_text(word));
        return;
    }
    shk_put(out, shk_text("'"));
    for (const char *c = word; *c != '\0'; c++) shk_put(out, *c == '\'' ? shk_text("'\\''") : shk_view(c, 1));
    shk_put(out, shk_text("'"));
}

static void put_option(struct shk_buf *out, const char *name, const char *value) {
    if (value == NULL) return;
    shk_put(out, shk_text(name));
    put_word(out, value);
}

// Every option that a verdict depends on.
static struct shk_replay replay_command(struct shk_arena *arena, const struct cli_options *o, const char *what) {
    struct shk_buf front = shk_buf_in(arena), back = shk_buf_in(arena);
    shk_put(&front, shk_text(shk_format(arena, "shakedown %s", what)));
    put_option(&front, " --server-name ", o->server_name);
    put_option(&front, " --pki ", o->pki);
    put_option(&front, " --starttls ", o->starttls);
    put_option(&front, " --app-probe ", o->request);
    put_option(&front, " --app-accept ", o->run.accept);
    put_option(&front, " --have ", o->run.have);
    put_option(&front, " --level ", o->run.level == SHK_INFORMATION ? "may" : NULL);
    put_option(&front, " --rfc ", o->run.rfc == 9846 ? "9846" : NULL);
    if (o->run.strict) shk_put(&front, shk_text(" --strict"));
    if (o->seed != 1) shk_put(&front, shk_text(shk_format(arena, " --seed %llu", (unsigned long long)o->seed)));
    for (size_t i = 0; o->command != NULL && o->command[i] != NULL; i++) {
        put_option(&back, i == 0 ? " -- " : " ", o->command[i]);
    }
    shk_put_uint(&front, 1, 0);
    shk_put_uint(&back, 1, 0);
    return (struct shk_replay){(const char *)front.data, (const char *)back.data};
}

static void print_text(struct shk_arena *arena, const struct cli_options *o, const struct shk_run *run,
                       const struct shk_report *report) {
    FILE *to = cli_text_on_stdout(o) ? stdout : stderr;
    struct shk_text_style style = {
        .color = shk_color_wanted(o->color, fileno(to)), .quiet = o->quiet, .verbose = o->verbose};
    struct shk_buf text = shk_buf_in(arena);
    for (size_t i = 0; i < report->result_count; i++) {
        if (shk_text_has_line(&report->results[i], style)) shk_text_line(&report->results[i], style, &text);
    }
    shk_text_summary(report, style, &text);
    if (text.len > 0) fwrite(text.data, 1, text.len, to);
    if (run->death != NULL) fprintf(to, "\n%s\n", run->death);
}

static int check(struct shk_arena *arena, struct cli_options *o, const struct shk_target *target, const char *sut,
                 const char *what) {
    struct shk_error err = {""};
    struct shk_run run;
    if (isatty(STDERR_FILENO) && !o->quiet) o->run.progress = progress;
    enum shk_exit status = shk_run_cases(arena, target, &o->run, &run, &err);
    if (shk_execute_stopped()) {
        fprintf(stderr, "\nshakedown: stopped; no result was written.\n");
        shk_run_free(&run);
        return SHK_EXIT_UNEXPECTED;
    }
    if (status != SHK_EXIT_OK && status != SHK_EXIT_UNEXPECTED) {
        if (status == SHK_EXIT_UNREACHABLE)
            fprintf(stderr, "shakedown: %s: %s\n", sut, err.text);
        else
            cli_fail(status, &err);
        shk_run_free(&run);
        return (int)status;
    }
    struct shk_report *report = shk_run_report(&run, sut, replay_command(arena, o, what), o->now);
    report->version = SHAKEDOWN_VERSION;
    print_text(arena, o, &run, report);
    if (!cli_save(o, report, &err)) status = (enum shk_exit)cli_fail(SHK_EXIT_INTERNAL, &err);
    shk_run_free(&run);
    return (int)status;
}

int cli_server(struct cli_options *o) {
    if (o->word_count != 1) return cli_usage("name one server: shakedown server HOST:PORT");
    struct shk_arena *arena = shk_arena_new();
    struct shk_target target;
    struct shk_error err = {""};
    int status;
    if (!cli_target_server(arena, o, o->words[0], &target, &err))
        status = cli_fail(SHK_EXIT_USAGE, &err);
    else
        status = check(arena, o, &target, o->words[0], shk_format(arena, "server %s", o->words[0]));
    shk_arena_free(arena);
    return status;
}

int cli_client(struct cli_options *o) {
    if (o->word_count != 0) {
        return cli_usage("`%s` is not understood; the client's command line stands behind `--`.", o->words[0]);
    }
    struct shk_arena *arena = shk_arena_new();
    struct shk_target target = {.ca_file = NULL};
    struct shk_error err = {""};
    int status;
    if (!cli_target_client(arena, o, &target, &err))
        status = cli_fail(SHK_EXIT_USAGE, &err);
    else
        status = check(arena, o, &target, o->command[0], "client");
    if (target.ca_file != NULL) unlink(target.ca_file);
    shk_arena_free(arena);
    return status;
}

static int check_reference(struct cli_options *o, enum shk_role role) {
    struct shk_arena *arena = shk_arena_new();
    struct shk_target target;
    struct shk_error err = {""};
    const char *side = shk_role_name(role);
    o->run.known = role == SHK_SERVER ? shakedown_known_server : shakedown_known_client;
    int status;
    if (!cli_target_memory(arena, o, role, &target, &err))
        status = cli_fail(SHK_EXIT_INTERNAL, &err);
    else
        status = check(arena, o, &target, "boringssl", shk_format(arena, "reference %s", side));
    shk_arena_free(arena);
    return status;
}

static bool has_cases(const struct cli_options *o, enum shk_role role) {
    struct shk_arena *arena = shk_arena_new();
    struct shk_target target = {.role = role};
    struct shk_run run = {.arena = arena, .target = &target, .options = &o->run};
    struct shk_error err;
    bool any = shk_select(&run, &err);
    shk_arena_free(arena);
    return any;
}

int cli_reference(struct cli_options *o) {
    const char *side = o->word_count > 0 ? o->words[0] : NULL;
    if (o->word_count > 1) return cli_usage("name one side: shakedown reference [server|client]");
    if (side != NULL && strcmp(side, "server") != 0 && strcmp(side, "client") != 0) {
        return cli_usage("the side is `server` or `client`, not `%s`.", side);
    }
    bool server = side == NULL || strcmp(side, "server") == 0, client = side == NULL || strcmp(side, "client") == 0;
    // A filter may be about one side alone; when it matches neither, the first says so.
    bool one_side = side == NULL && has_cases(o, SHK_SERVER) != has_cases(o, SHK_CLIENT);
    if (one_side) {
        server = has_cases(o, SHK_SERVER);
        client = !server;
    }
    int first = server ? check_reference(o, SHK_SERVER) : SHK_EXIT_OK;
    int second = client && first != SHK_EXIT_USAGE ? check_reference(o, SHK_CLIENT) : SHK_EXIT_OK;
    return first > second ? first : second;
}
