// Where results go: text to the terminal, machine forms to files or, one of them, to standard output.
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

int cli_usage(const char *format, ...) {
    va_list args;
    va_start(args, format);
    fputs("shakedown: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return SHK_EXIT_USAGE;
}

int cli_fail(enum shk_exit status, const struct shk_error *err) {
    fprintf(stderr, "shakedown: %s\n", err->text);
    return (int)status;
}

void cli_print(const struct shk_buf *text) {
    if (text->len > 0) fwrite(text->data, 1, text->len, stdout);
}

static bool is_stdout(const char *path) {
    return path != NULL && strcmp(path, "-") == 0;
}

bool cli_text_on_stdout(const struct cli_options *o) {
    return !(o->tap || is_stdout(o->json) || is_stdout(o->junit) || is_stdout(o->sarif) || is_stdout(o->html) ||
             is_stdout(o->pcapng) || is_stdout(o->keylog));
}

bool cli_save(const struct cli_options *o, const struct shk_report *report, struct shk_error *err) {
    const struct {
        const char *path;
        shk_render *render;
    } outputs[] = {
        {o->json, shk_report_json},     {o->junit, shk_report_junit},
        {o->sarif, shk_report_sarif},   {o->tap ? "-" : NULL, shk_report_tap},
        {o->html, shk_report_html},     {o->pcapng, shk_report_pcapng},
        {o->keylog, shk_report_keylog},
    };
    for (size_t i = 0; i < SHK_COUNT(outputs); i++) {
        if (outputs[i].path != NULL) SHK_TRY(shk_report_save(outputs[i].render, report, outputs[i].path, err));
    }
    return o->mermaid == NULL || shk_report_mermaid_dir(report, o->mermaid, err);
}
