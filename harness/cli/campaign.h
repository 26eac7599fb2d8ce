// A fuzz campaign: what the files campaign_*.c share. fuzz.c has the command and the loop.
//
//   WORK/TARGET/queue   inputs that are kept, for both engines        WORK/findings/KEY/   TARGET-input, plan, log
//   WORK/TARGET/afl     afl-fuzz's own folder                         WORK/build.log
//   WORK/TARGET/jobN    log and artifacts of one engine               WORK/.lock           one campaign at a time
#ifndef SHK_CLI_CAMPAIGN_H
#define SHK_CLI_CAMPAIGN_H

#include "cli/cli.h"
#include "fuzz/fuzz.h"

#include <sys/types.h>

struct campaign_target {
    const struct shk_fuzz_target *target;
    const char *program, *cmplog, *corpus, *folder,
        *dictionary;     // corpus, dictionary and cmplog: NULL when there is none
    double spent;        // seconds, also of earlier campaigns
    uint64_t executions; // of this campaign
    unsigned turns, busy, coverage;
    size_t kept; // inputs that were in the queue when the campaign began
    double stability;
    const char *trouble; // why it does not run, one clause
};

struct campaign_finding {
    char key[SHK_FUZZ_KEY];
    const char *target, *sentence, *input, *reason; // reason: of the expect file
    bool expected, found; // found: it shows in this campaign, by fuzzing or because its input still does it
    unsigned times;
    struct campaign_finding *next;
};

struct campaign_job {
    pid_t pid;
    struct campaign_target *target;
    const char *folder, *instance, *last_key;
    double began, ends, turn_ends; // of the engine's process; of the target's turn
    uint64_t executions;           // so far, of this process
    unsigned repeats;
};

struct campaign {
    struct shk_arena *arena;
    const struct cli_options *o;
    bool afl, interrupted;
    const char *sut, *source, *build, *work;
    struct campaign_target *targets;
    size_t target_count;
    struct campaign_job *jobs;
    size_t job_count;
    double began, seconds, slice;
    struct campaign_finding *findings;
    size_t stale;
    int lock;
};

// campaign_build.c: the targets' executables, their corpora and dictionaries, the work folder
enum shk_exit campaign_prepare(struct campaign *c, struct shk_error *err);
size_t campaign_count_files(const char *folder);
bool campaign_make_folder(struct shk_arena *arena, const char *path, struct shk_error *err) SHK_MUST_USE;
bool campaign_copy(const char *from, const char *to, struct shk_error *err) SHK_MUST_USE;
const char *campaign_read(struct shk_arena *arena, const char *path, size_t limit); // the end of it; "" without a file

// campaign_engine.c: one process of an engine
pid_t campaign_spawn(const char *const *argv, const char *const *environment, const char *log);
int campaign_wait(pid_t pid, double seconds); // the status of waitpid; -1 when it took longer and was ended
bool campaign_start(struct campaign *c, struct campaign_job *job, struct shk_error *err) SHK_MUST_USE;
void campaign_look(struct campaign *c, struct campaign_job *job); // reads how far it is
void campaign_end(struct campaign *c, struct campaign_job *job, int status);
void campaign_stop(pid_t pid);
double campaign_now(void);

// campaign_finding.c: what was found
bool campaign_read_expected(struct campaign *c, struct shk_error *err) SHK_MUST_USE;
void campaign_read_earlier(struct campaign *c);
struct campaign_finding *campaign_found(struct campaign *c, struct campaign_target *t, const char *input,
                                        const char *log, const char *kind);
bool campaign_update_expected(const struct campaign *c, struct shk_error *err) SHK_MUST_USE;
// A program on one input. Returns what it found in the form of `key` and a sentence; false when it found nothing.
bool campaign_replay(struct campaign *c, struct campaign_target *t, const char *input, const char *log,
                     char key[SHK_FUZZ_KEY], const char **sentence);
bool campaign_write_known(const struct campaign *c, const char *path, struct shk_error *err) SHK_MUST_USE;

// campaign_report.c
void campaign_progress(struct campaign *c, bool last);
void campaign_summary(const struct campaign *c);
bool campaign_save(const struct campaign *c, struct shk_error *err) SHK_MUST_USE;
bool campaign_unexpected(const struct campaign *c);
const char *campaign_replay_command(const struct campaign *c, const struct campaign_finding *f);

#endif
