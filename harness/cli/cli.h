// The command line (docs and --help: each command explains itself). main.c finds the command, options.c reads the options,
// and each command has a file of its own.
#ifndef SHK_CLI_CLI_H
#define SHK_CLI_CLI_H

#include "run/runner.h"

// Every option of the checking commands, read once. What is not given is zero or NULL.
struct cli_options {
    const char *name; // of the command
    struct shk_options run;
    const char *server_name, *pki, *starttls, *request;
    uint64_t seed;
    int64_t now;
    const char *json, *junit, *sarif, *html, *pcapng, *mermaid, *keylog;
    bool tap, quiet, verbose, help;
    enum shk_color color;
    // `run` and `repro`: which SUT
    const char *server, *reference;
    bool client;
    const char *target;                // `repro`: whose input it is
    const char *sut, *plan;            // `repro`, `fuzz`: a SUT of this program; `repro`: where the plan goes
    const char *engine, *work, *build; // `fuzz`
    uint64_t seconds;                  // `fuzz`
    // words that are no options, and what stands behind "--"
    char **words;
    int word_count;
    char **command;
};

// cli_read reads argv[1..] of a command. False after having said on stderr what is wrong; the caller ends with status 2.
bool cli_read(int argc, char **argv, struct cli_options *out);

// One command of the table in main.c. `run` returns the exit status.
struct cli_command {
    const char *name, *usage, *about, *help;
    int (*run)(struct cli_options *options);
};

int cli_server(struct cli_options *options);
int cli_client(struct cli_options *options);
int cli_reference(struct cli_options *options);
int cli_run(struct cli_options *options);
int cli_list(struct cli_options *options);
int cli_explain(struct cli_options *options);
int cli_pki(struct cli_options *options);
int cli_repro(struct cli_options *options);
int cli_fuzz(struct cli_options *options);

// run.c: plans against the SUT that the options name; names[i] is what results call plans[i]. Returns the exit status.
int cli_run_plans(struct shk_arena *arena, const struct cli_options *o, char *const *names, struct shk_plan *plans,
                  size_t count);

// target.c: what is under test, with identities of ours; lives in the arena
bool cli_target_memory(struct shk_arena *arena, const struct cli_options *o, enum shk_role role, struct shk_target *out,
                       struct shk_error *err) SHK_MUST_USE;
bool cli_target_server(struct shk_arena *arena, const struct cli_options *o, const char *host_port,
                       struct shk_target *out, struct shk_error *err) SHK_MUST_USE;
bool cli_target_client(struct shk_arena *arena, const struct cli_options *o, struct shk_target *out,
                       struct shk_error *err) SHK_MUST_USE;

int cli_usage(const char *format, ...) SHK_PRINTF(1, 2); // one sentence on stderr, returns 2
int cli_fail(enum shk_exit status, const struct shk_error *err);
void cli_print(const struct shk_buf *text); // to standard output
// output.c: everything that was asked for by --json and its kin. False with a sentence.
bool cli_save(const struct cli_options *o, const struct shk_report *report, struct shk_error *err) SHK_MUST_USE;
bool cli_text_on_stdout(const struct cli_options *o); // machine output never shares a stream with text

#endif
