// Carries plans out: many conversations against one system under test, as many at once as it can bear.
#ifndef SHK_RUN_EXECUTE_H
#define SHK_RUN_EXECUTE_H

#include "link/link.h"
#include "pki/pki.h"
#include "sut/sut.h"
#include "trace/trace.h"

enum shk_target_kind { SHK_TARGET_MEMORY, SHK_TARGET_SERVER, SHK_TARGET_COMMAND };

// What is under test and how it is reached. Everything is borrowed.
struct shk_target {
    enum shk_target_kind kind;
    enum shk_role role;                // what the SUT plays
    const struct shk_sut_type *type;   // MEMORY
    const struct shk_address *address; // SERVER
    char *const *command;              // COMMAND
    const char *starttls;
    const char *server_name;                // sent in server_name, checked by clients
    const char *ca_file;                    // for {ca}
    const struct shk_identity *identity[4]; // ours, by shk_key_kind
    const char *request;                    // application data that asks for something; NULL: an HTTP GET
    uint64_t seed;
    int64_t now; // seconds since 1970
};

// One sentence for people: nobody is there to talk to, and what to do about it.
const char *shk_nobody_there(const struct shk_target *target);

// One conversation. The caller sets plan, patience and user; the executor makes arena and trace, which live until
// shk_job_free.
struct shk_job {
    const struct shk_plan *plan;
    uint32_t idle_ms, total_ms;
    void *user;
    struct shk_arena *arena;
    struct shk_trace trace;
    int exit_status; // of a client command, -1 unknown
    uint64_t duration_us;
    // inside
    struct shk_executor *executor;
    struct shk_conversation conversation;
};
void shk_job_free(struct shk_job *job);

// shk_execute runs the jobs in order, at most `width` at once, and calls `done` once for each when it is over (in the order
// in which they end). `done` may free the job's arena. Returns false when a signal stopped it (shk_execute_stop) or the loop
// could not be made.
bool shk_execute(const struct shk_target *target, struct shk_job *jobs, size_t count, size_t width,
                 void (*done)(struct shk_job *job), struct shk_error *err) SHK_MUST_USE;
void shk_execute_stop(void); // async-signal-safe; what is under way is dropped
bool shk_execute_stopped(void);

uint64_t shk_now_us(void); // microseconds of a clock that only goes forward

#endif
