// shakedown: finds the command and hands over. Exit status: 0 as expected, 1 something unexpected, 2 usage, 3 the SUT cannot
// be reached, 4 internal error.
#include "cli/cli.h"
#include "shakedown_version.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char checking_options[] =
    "Cases:     --filter GLOB[,GLOB]  --exclude GLOB[,GLOB]  --level must|should|may  --strict  --rfc 8446|9846\n"
    "The SUT:   --tls 1.2|1.3  --server-name NAME  --pki DIR  --starttls smtp|imap|pop3|ftp|postgres\n"
    "           --app-probe TEXT  --app-accept REGEX  --have WORD[,WORD] (set up for it: crl, depth-8, anchor, ...)\n"
    "The run:   -j N  --timeout MS  --restart COMMAND  --seed N  --time SECONDS  --expect FILE  --update-expect\n"
    "Output:    --json FILE  --junit FILE  --sarif FILE  --tap  --html FILE  --pcapng FILE  --mermaid DIR  --keylog FILE\n"
    "           (\"-\" is standard output)  -q  -v  --color auto|always|never\n";

static const struct cli_command commands[] = {
    {"server", "server HOST:PORT [options]", "check a TLS server",
     "Runs every case that applies to the server at HOST:PORT and prints what is not as expected.\n\n"
     "    shakedown server localhost:8443\n"
     "    shakedown server localhost:8443 --filter 'tls13/order/*' --json result.json\n",
     cli_server},
    {"client", "client [options] -- COMMAND [ARG...]", "check a TLS client",
     "Starts COMMAND for each conversation against a fresh port; {host} {port} {name} {ca} {url} are replaced.\n"
     "Where it connects twice: {next-name} and {next-url} are what the server is called the second time.\n\n"
     "    shakedown client -- curl -sS -m 8 -o /dev/null --connect-to ::{host}:{port} --cacert {ca} {url}\n",
     cli_client},
    {"reference", "reference [server|client] [options]", "check the linked BoringSSL, in process",
     "Without a side both are checked.\n\n    shakedown reference server -v\n", cli_reference},
    {"run", "run PLAN... [--server HOST:PORT | --client -- COMMAND... | --reference server|client]", "replay plans",
     "PLAN is a file in the text form (docs/plan-language.md), or \"-\" for standard input.\n\n"
     "    echo 'flow tls13; edit finished.verify_data flip-bit 0; expect rejects decrypt_error' |\n"
     "        shakedown run - --server localhost:8443\n",
     cli_run},
    {"repro", "repro INPUT... [--target T] [--sut NAME | --server HOST:PORT | --client -- COMMAND...]",
     "what a fuzz input or crash file does",
     "INPUT is a file from corpus/TARGET/ or a crash file of a campaign; --target names the target where its path does not.\n"
     "Shows how its message differs from the honest one, what happens in process, and the same thing as a plan and as a case.\n"
     "With --server or --client the plan is sent there. When a rule is broken, or the SUT dies or hangs, the plan is the smallest\n"
     "one that still shows it, and the dead SUT's stack is printed. --plan FILE writes the plan.\n\n"
     "    shakedown repro corpus/server_hello/honest-00\n"
     "    shakedown repro crash-1f2e --target client_finished --pcapng crash.pcapng\n",
     cli_repro},
    {"fuzz",
     "fuzz [TARGET...|all] [--engine libfuzzer|afl] [--time S] [--jobs N] [--work DIR] [--expect FILE] [--json FILE]",
     "a fuzz campaign against the linked BoringSSL",
     "Builds the targets (from the source around here), starts from corpus/TARGET/ and what earlier campaigns kept, and lets the\n"
     "targets take turns: 60 seconds on all processors unless --time and --jobs say otherwise. Ctrl-C ends it, with its summary.\n\n"
     "    --work DIR      what is kept and found; default: ~/.cache/shakedown/fuzz\n"
     "    --expect FILE   known findings, one a line: KEY INPUT # reason. A line whose INPUT no longer shows it fails;\n"
     "                    --update-expect writes the list, with the inputs in FILE.inputs/\n"
     "    --json FILE     the summary for programs\n"
     "    --build DIR     a build of the preset fuzz (or afl) instead of building\n"
     "    --sut NAME      instead of BoringSSL one of ours with a planted fault (`shakedown list suts`): to see a campaign find it\n\n"
     "Exit status: 0 nothing new, 1 something found or a stale line, 2 usage, 4 internal error.\n\n"
     "    shakedown fuzz client_hello server_hello --time 600\n"
     "    shakedown fuzz all --engine afl --time 3600 --work fuzz-work\n"
     "    shakedown fuzz server_finished --sut strict-no-finished --time 10\n",
     cli_fuzz},
    {"list", "list [cases|targets|flows|messages|suts|rows|chains] [--json FILE]", "what there is",
     "One item a line, its name first.\n\n    shakedown list cases --filter 'CH1-*'\n", cli_list},
    {"explain", "explain CASE [--json FILE]", "requirement, citation, plan, expected reaction, sequence diagram",
     "The diagram is drawn from a run against the linked BoringSSL.\n\n    shakedown explain tls13/finished/verify-data-first-bit\n",
     cli_explain},
    {"pki", "pki DIR", "write a test PKI",
     "Fills DIR with authorities, chains and keys, and a README that says what each file is for. Certificates depend on the hour;\n"
     "a run that goes with its CRLs and staples is one with the same --time.\n\n    shakedown pki /tmp/pki\n",
     cli_pki},
};

static void print_usage(FILE *to) {
    fprintf(to, "shakedown %s: TLS handshake conformance and fuzzing (BoringSSL: %s)\n\n", SHAKEDOWN_VERSION,
            SHAKEDOWN_BORINGSSL);
    for (size_t i = 0; i < SHK_COUNT(commands); i++) {
        fprintf(to, "    shakedown %s\n        %s\n", commands[i].usage, commands[i].about);
    }
    fprintf(to, "\n`shakedown COMMAND --help` explains each with an example.\n");
}

static void on_signal(int number) {
    (void)number;
    shk_execute_stop();
}

static int run_command(const struct cli_command *command, int argc, char **argv) {
    struct cli_options options;
    if (!cli_read(argc, argv, &options)) return SHK_EXIT_USAGE;
    if (options.help) {
        printf("shakedown %s\n\n%s", command->usage, command->help);
        bool checks = command->run == cli_server || command->run == cli_client || command->run == cli_reference ||
                      command->run == cli_run;
        if (checks) printf("\n%s", checking_options);
        return SHK_EXIT_OK;
    }
    return command->run(&options);
}

// What does not fit on standard output is not lost in silence. A reader that has enough (`| head`) is no error.
static int all_said(int status) {
    bool failed = ferror(stdout) != 0;
    errno = 0;
    if (fflush(stdout) != 0) failed = true;
    if (!failed || errno == EPIPE || status == SHK_EXIT_INTERNAL) return status;
    fprintf(stderr, "shakedown: cannot write to standard output%s%s\n", errno != 0 ? ": " : "",
            errno != 0 ? strerror(errno) : "");
    return SHK_EXIT_INTERNAL;
}

static int run_words(int argc, char **argv) {
    if (argc < 2) {
        print_usage(stderr);
        return SHK_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("shakedown %s (BoringSSL: %s)\n", SHAKEDOWN_VERSION, SHAKEDOWN_BORINGSSL);
        return SHK_EXIT_OK;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        print_usage(stdout);
        return SHK_EXIT_OK;
    }
    for (size_t i = 0; i < SHK_COUNT(commands); i++) {
        if (strcmp(argv[1], commands[i].name) == 0) return run_command(&commands[i], argc - 1, argv + 1);
    }
    return cli_usage("there is no command `%s`. `shakedown --help` names them.", argv[1]);
}

int main(int argc, char **argv) {
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    return all_said(run_words(argc, argv));
}
