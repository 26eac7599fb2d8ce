// The executor: conversations from a list, over the memory link one after another, over sockets side by side.
#include "run/execute.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "pki/zoo.h"

struct shk_executor {
    const struct shk_target *target;
    struct shk_loop *loop;
    struct shk_job *jobs;
    size_t count, next;
    void (*done)(struct shk_job *job);
};

static volatile sig_atomic_t stopped;
static _Atomic(struct shk_loop *) running_loop;

void shk_execute_stop(void) {
    stopped = 1;
    struct shk_loop *loop = atomic_load(&running_loop);
    if (loop != NULL) shk_loop_stop(loop);
}

bool shk_execute_stopped(void) {
    return stopped != 0;
}

void shk_job_free(struct shk_job *job) {
    shk_arena_free(job->arena);
    job->arena = NULL;
}

// What a client has to call us, the first time and the second: a chain may be about that name. Everybody else keeps the target's.
struct names {
    const char *first, *next;
};

static struct names reference_names(const struct shk_target *target, struct shk_job *job) {
    struct shk_chain chain;
    struct shk_error err;
    const char *name = target->server_name != NULL ? target->server_name : "localhost";
    const struct shk_chain_row *row = job->plan->chain != NULL ? shk_chain_find(job->plan->chain) : NULL;
    struct names names = {target->server_name, target->server_name};
    if (row == NULL || target->role != SHK_CLIENT) return names;
    bool made = shk_chain_make(job->arena, row, SHK_KEY_P256, target->role, target->now, name, &chain, &err);
    if (made && chain.host != NULL) names.first = names.next = chain.host;
    if (made && chain.next_host != NULL) names.next = chain.next_host;
    return names;
}

static struct shk_peer *make_peer(const struct shk_target *target, struct shk_job *job) {
    job->arena = shk_arena_new();
    job->exit_status = -1;
    enum shk_role peer_role = target->role == SHK_SERVER ? SHK_CLIENT : SHK_SERVER;
    shk_trace_start(&job->trace, job->arena, peer_role);
    struct shk_peer_config config = {
        .role = peer_role,
        .plan = job->plan,
        .seed = target->seed,
        .server_name = target->server_name,
        .request = target->request,
        .now = target->now,
        .verify = true,
    };
    memcpy(config.identity, target->identity, sizeof(config.identity));
    return shk_peer_new(job->arena, &config, &job->trace);
}

const char *shk_nobody_there(const struct shk_target *target) {
    return target->kind == SHK_TARGET_COMMAND
               ? "the command ended without a connection. Try it alone, and see that it uses {host} and {port}, or {url}."
               : "nothing answers there. Start the server first, or check host and port.";
}

uint64_t shk_now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

static void run_in_memory(const struct shk_target *target, struct shk_job *job) {
    uint64_t start = shk_now_us();
    struct shk_peer *peer = make_peer(target, job);
    struct names names = reference_names(target, job);
    struct shk_sut_config config = {
        .role = target->role,
        .plan = job->plan,
        .server_name = names.first,
        .next_name = names.next,
        .seed = target->seed + 1,
        .now = target->now,
    };
    struct shk_error err;
    struct shk_sut *sut = target->type->create(&config, &err);
    if (sut == NULL) {
        shk_trace_note(&job->trace, SHK_EVENT_UNFIT, "%s", err.text);
        return;
    }
    shk_link_memory(peer, target->type, sut, &job->trace, 0);
    target->type->destroy(sut);
    job->duration_us = shk_now_us() - start;
}

static void conversation_done(struct shk_conversation *conversation);

static void start_next(struct shk_executor *executor) {
    struct shk_job *job = &executor->jobs[executor->next++];
    const struct shk_target *target = executor->target;
    struct shk_peer *peer = make_peer(target, job);
    struct names names = reference_names(target, job);
    job->executor = executor;
    job->conversation = (struct shk_conversation){
        .peer = peer,
        .trace = &job->trace,
        .idle_ms = job->idle_ms,
        .total_ms = job->total_ms,
        .done = conversation_done,
        .user = job,
        .server = target->address,
        .command = target->command,
        .ca_file = target->ca_file,
        .server_name = names.first,
        .next_name = names.next,
        .request = target->request != NULL ? target->request : "GET / HTTP/1.0\r\n\r\n",
        .starttls = target->starttls,
    };
    shk_loop_add(executor->loop, &job->conversation);
}

static void conversation_done(struct shk_conversation *conversation) {
    struct shk_job *job = conversation->user;
    struct shk_executor *executor = job->executor;
    job->exit_status = conversation->exit_status;
    job->duration_us = conversation->duration_us;
    executor->done(job);
    if (executor->next < executor->count && !stopped) start_next(executor);
}

bool shk_execute(const struct shk_target *target, struct shk_job *jobs, size_t count, size_t width,
                 void (*done)(struct shk_job *job), struct shk_error *err) {
    if (stopped) return shk_fail(err, "stopped");
    if (target->kind == SHK_TARGET_MEMORY) {
        for (size_t i = 0; i < count; i++) {
            if (stopped) return shk_fail(err, "stopped");
            run_in_memory(target, &jobs[i]);
            done(&jobs[i]);
        }
        return true;
    }
    struct shk_loop *loop = shk_loop_new(err);
    if (loop == NULL) return false;
    struct shk_executor executor = {.target = target, .loop = loop, .jobs = jobs, .count = count, .done = done};
    atomic_store(&running_loop, loop);
    while (executor.next < count && executor.next < width) start_next(&executor);
    shk_loop_run(loop);
    atomic_store(&running_loop, NULL);
    shk_loop_free(loop);
    return !stopped || shk_fail(err, "stopped");
}
