// Options of the command line, one table for all commands: an option means the same wherever it is understood.
#include "cli/cli.h"

#include <errno.h>
#include <getopt.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    OPT_FILTER = 256,
    OPT_EXCLUDE,
    OPT_LEVEL,
    OPT_STRICT,
    OPT_RFC,
    OPT_TLS,
    OPT_SERVER_NAME,
    OPT_PKI,
    OPT_STARTTLS,
    OPT_TIMEOUT,
    OPT_RESTART,
    OPT_SEED,
    OPT_APP_PROBE,
    OPT_APP_ACCEPT,
    OPT_HAVE,
    OPT_EXPECT,
    OPT_UPDATE_EXPECT,
    OPT_JSON,
    OPT_JUNIT,
    OPT_SARIF,
    OPT_TAP,
    OPT_HTML,
    OPT_PCAPNG,
    OPT_MERMAID,
    OPT_KEYLOG,
    OPT_COLOR,
    OPT_SERVER,
    OPT_CLIENT,
    OPT_REFERENCE,
    OPT_HELP,
    OPT_TIME,
    OPT_TARGET,
    OPT_ENGINE,
    OPT_WORK,
    OPT_BUILD,
    OPT_SUT,
    OPT_PLAN,
};

static const struct option table[] = {
    {"filter", required_argument, NULL, OPT_FILTER},
    {"exclude", required_argument, NULL, OPT_EXCLUDE},
    {"level", required_argument, NULL, OPT_LEVEL},
    {"strict", no_argument, NULL, OPT_STRICT},
    {"rfc", required_argument, NULL, OPT_RFC},
    {"tls", required_argument, NULL, OPT_TLS},
    {"server-name", required_argument, NULL, OPT_SERVER_NAME},
    {"pki", required_argument, NULL, OPT_PKI},
    {"starttls", required_argument, NULL, OPT_STARTTLS},
    {"timeout", required_argument, NULL, OPT_TIMEOUT},
    {"restart", required_argument, NULL, OPT_RESTART},
    {"seed", required_argument, NULL, OPT_SEED},
    {"time", required_argument, NULL, OPT_TIME},
    {"app-probe", required_argument, NULL, OPT_APP_PROBE},
    {"app-accept", required_argument, NULL, OPT_APP_ACCEPT},
    {"have", required_argument, NULL, OPT_HAVE},
    {"expect", required_argument, NULL, OPT_EXPECT},
    {"update-expect", no_argument, NULL, OPT_UPDATE_EXPECT},
    {"json", required_argument, NULL, OPT_JSON},
    {"junit", required_argument, NULL, OPT_JUNIT},
    {"sarif", required_argument, NULL, OPT_SARIF},
    {"tap", no_argument, NULL, OPT_TAP},
    {"html", required_argument, NULL, OPT_HTML},
    {"pcapng", required_argument, NULL, OPT_PCAPNG},
    {"mermaid", required_argument, NULL, OPT_MERMAID},
    {"keylog", required_argument, NULL, OPT_KEYLOG},
    {"color", required_argument, NULL, OPT_COLOR},
    {"server", required_argument, NULL, OPT_SERVER},
    {"client", no_argument, NULL, OPT_CLIENT},
    {"reference", required_argument, NULL, OPT_REFERENCE},
    {"target", required_argument, NULL, OPT_TARGET},
    {"engine", required_argument, NULL, OPT_ENGINE},
    {"work", required_argument, NULL, OPT_WORK},
    {"build", required_argument, NULL, OPT_BUILD},
    {"sut", required_argument, NULL, OPT_SUT},
    {"plan", required_argument, NULL, OPT_PLAN},
    {"jobs", required_argument, NULL, 'j'},
    {"help", no_argument, NULL, OPT_HELP},
    {NULL, 0, NULL, 0},
};

static bool number(const char *name, const char *text, uint64_t limit, uint64_t *out) {
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 0);
    if (*text == '\0' || *text == '-' || *end != '\0' || errno != 0 || value > limit) {
        cli_usage("--%s takes a whole number up to %llu, not `%s`.", name, (unsigned long long)limit, text);
        return false;
    }
    *out = value;
    return true;
}

// One of a few words; the place in the list is the value.
static bool word(const char *name, const char *text, const char *const *words, int *out) {
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(text, words[i]) == 0) {
            *out = i;
            return true;
        }
    }
    char all[128] = "";
    for (int i = 0; words[i] != NULL; i++) {
        size_t used = strlen(all);
        snprintf(all + used, sizeof(all) - used, "%s%s", i > 0 ? ", " : "", words[i]);
    }
    cli_usage("--%s is one of %s, not `%s`.", name, all, text);
    return false;
}

static bool check_regex(const char *text) {
    regex_t compiled;
    int status = regcomp(&compiled, text, REG_EXTENDED | REG_NOSUB);
    if (status == 0) {
        regfree(&compiled);
        return true;
    }
    cli_usage("--app-accept takes a POSIX extended regular expression; `%s` is none.", text);
    return false;
}

static const char *unescape(const char *text) {
    char *out = malloc(strlen(text) + 1), *to = out;
    if (out == NULL) return text;
    for (; *text != '\0'; text++) {
        bool escape = text[0] == '\\' && (text[1] == 'r' || text[1] == 'n' || text[1] == '\\');
        *to++ = !escape ? *text : text[1] == 'r' ? '\r' : text[1] == 'n' ? '\n' : '\\';
        if (escape) text++;
    }
    *to = '\0';
    return out;
}

static bool read_run_option(struct cli_options *o, int option, const char *value) {
    static const char *const levels[] = {"must", "should", "may", NULL};
    static const char *const rfcs[] = {"8446", "9846", NULL};
    static const char *const versions[] = {"1.2", "1.3", NULL};
    int choice = 0;
    uint64_t n = 0;
    switch (option) {
    case OPT_LEVEL:
        if (!word("level", value, levels, &choice)) return false;
        o->run.level = choice == 0 ? SHK_SYNTAX : choice == 1 ? SHK_SHOULD : SHK_INFORMATION;
        return true;
    case OPT_RFC:
        if (!word("rfc", value, rfcs, &choice)) return false;
        o->run.rfc = choice == 0 ? 8446 : 9846;
        return true;
    case OPT_TLS:
        if (!word("tls", value, versions, &choice)) return false;
        o->run.tls = choice == 0 ? SHK_TLS12 : SHK_TLS13;
        return true;
    case OPT_TIMEOUT:
        if (!number("timeout", value, 600000, &n)) return false;
        o->run.timeout_ms = (uint32_t)n;
        return true;
    case 'j':
        if (!number("jobs", value, 1024, &n)) return false;
        o->run.jobs = n;
        return true;
    case OPT_SEED: return number("seed", value, (UINT64_C(1) << 53) - 1, &o->seed);
    case OPT_TIME:
        if (!number("time", value, INT64_MAX, &n)) return false;
        // For a campaign how long it takes; for everything else the time of day that it is to be.
        o->seconds = n;
        if (strcmp(o->name, "fuzz") != 0) o->now = (int64_t)n;
        return true;
    case OPT_APP_ACCEPT: o->run.accept = value; return check_regex(value);
    default: return false;
    }
}

static bool read_option(struct cli_options *o, int option, char *value) {
    static const char *const colors[] = {"auto", "always", "never", NULL};
    static const char *const engines[] = {"libfuzzer", "afl", NULL};
    int choice = 0;
    switch (option) {
    case OPT_FILTER: o->run.filter = value; return true;
    case OPT_EXCLUDE: o->run.exclude = value; return true;
    case OPT_STRICT: o->run.strict = true; return true;
    case OPT_SERVER_NAME: o->server_name = value; return true;
    case OPT_PKI: o->pki = value; return true;
    case OPT_STARTTLS:
        o->starttls = value;
        if (shk_starttls_known(value)) return true;
        cli_usage("--starttls is one of smtp, imap, pop3, ftp, postgres, not `%s`.", value);
        return false;
    case OPT_RESTART: o->run.restart = value; return true;
    case OPT_APP_PROBE: o->request = unescape(value); return true;
    case OPT_EXPECT: o->run.expect_file = value; return true;
    case OPT_HAVE: o->run.have = value; return true;
    case OPT_UPDATE_EXPECT: o->run.update_expect = true; return true;
    case OPT_JSON: o->json = value; return true;
    case OPT_JUNIT: o->junit = value; return true;
    case OPT_SARIF: o->sarif = value; return true;
    case OPT_TAP: o->tap = true; return true;
    case OPT_HTML: o->html = value; return true;
    case OPT_PCAPNG: o->pcapng = value; return true;
    case OPT_MERMAID: o->mermaid = value; return true;
    case OPT_KEYLOG: o->keylog = value; return true;
    case OPT_COLOR:
        if (!word("color", value, colors, &choice)) return false;
        o->color = (enum shk_color)choice;
        return true;
    case OPT_SERVER: o->server = value; return true;
    case OPT_CLIENT: o->client = true; return true;
    case OPT_TARGET: o->target = value; return true;
    case OPT_ENGINE:
        if (!word("engine", value, engines, &choice)) return false;
        o->engine = engines[choice];
        return true;
    case OPT_WORK: o->work = value; return true;
    case OPT_BUILD: o->build = value; return true;
    case OPT_SUT: o->sut = value; return true;
    case OPT_PLAN: o->plan = value; return true;
    case OPT_REFERENCE: o->reference = value; return true;
    case OPT_HELP:
    case 'h': o->help = true; return true;
    case 'q': o->quiet = true; return true;
    case 'v': o->verbose = true; return true;
    default: return read_run_option(o, option, value);
    }
}

// At most one output may be standard output.
static bool one_on_stdout(const struct cli_options *o) {
    const char *const files[] = {o->json, o->junit, o->sarif, o->html, o->pcapng, o->keylog};
    int count = o->tap ? 1 : 0;
    for (size_t i = 0; i < SHK_COUNT(files); i++) count += files[i] != NULL && strcmp(files[i], "-") == 0;
    if (count <= 1) return true;
    cli_usage("only one output can be standard output; give the others a file.");
    return false;
}

bool cli_read(int argc, char **argv, struct cli_options *o) {
    *o = (struct cli_options){.run = {.level = SHK_SHOULD, .rfc = 8446}, .seed = 1, .now = time(NULL), .name = argv[0]};
    // What stands behind "--" is the client's command line, untouched.
    int end = argc;
    for (int i = 1; i < argc && end == argc; i++) {
        if (strcmp(argv[i], "--") == 0) end = i;
    }
    if (end < argc) o->command = argv + end + 1;
    argv[end] = NULL;
    optind = 0;
    opterr = 0;
    int option;
    while ((option = getopt_long(end, argv, "j:qvh", table, NULL)) != -1) {
        if (option == '?' || option == ':') {
            cli_usage("`%s` is not understood, or lacks its value. `shakedown %s --help` lists the options.",
                      argv[optind - 1 > 0 ? optind - 1 : 1], argv[0]);
            return false;
        }
        if (!read_option(o, option, optarg)) return false;
    }
    o->words = argv + optind;
    o->word_count = end - optind;
    if (o->run.update_expect && o->run.expect_file == NULL) {
        cli_usage("--update-expect needs --expect FILE: the list that it writes.");
        return false;
    }
    return one_on_stdout(o);
}
