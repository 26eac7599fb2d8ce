// Certificate handshakes in process: our peer shows a chain of the zoo, BoringSSL verifies it. Chains on P-256, made once and
// kept; the plain handshake runs in the same loop, so that the ratio holds on any machine.
//
//   bench/certificates [SECONDS]
#include "pki/zoo.h"
#include "run/execute.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CLOCK 1790000000
#define AT_LEAST 800.0 // certificate handshakes for each second of CPU time
#define LONGEST 4      // certificates: longer chains measure the verifier's search

static double cpu_seconds(void) {
    return (double)clock() / CLOCKS_PER_SEC;
}

static void done(struct shk_job *job) {
    shk_job_free(job);
}

static struct shk_target client_target(struct shk_arena *arena) {
    struct shk_error err;
    struct shk_target target = {.kind = SHK_TARGET_MEMORY,
                                .role = SHK_CLIENT,
                                .type = &shk_sut_boringssl,
                                .server_name = "localhost",
                                .seed = 1,
                                .now = CLOCK};
    struct shk_identity *identity = shk_alloc(arena, sizeof(*identity));
    if (!shk_pki_identity(arena, SHK_KEY_P256, true, CLOCK, "localhost", identity, &err)) abort();
    target.identity[SHK_KEY_P256] = identity;
    return target;
}

// The rows that a client meets with chains of ordinary length, all keys of them on P-256.
static size_t choose_plans(struct shk_arena *arena, struct shk_plan **out) {
    size_t rows, count = 0;
    const struct shk_chain_row *row = shk_chain_rows(&rows);
    struct shk_plan *plans = shk_alloc(arena, rows * sizeof(*plans));
    for (size_t i = 0; i < rows; i++) {
        struct shk_chain chain;
        struct shk_error err;
        if ((row[i].sides & SHK_CLIENT) == 0 || row[i].needs != NULL) continue;
        if (!shk_chain_make(arena, &row[i], SHK_KEY_P256, SHK_CLIENT, CLOCK, "localhost", &chain, &err)) continue;
        size_t bytes = 0;
        for (size_t c = 0; c < chain.certificate_count; c++) bytes += chain.certificates[c].len;
        if (chain.certificate_count > LONGEST || bytes > 4096 || shk_key_auth(chain.key) != SHK_AUTH_ECDSA) continue;
        plans[count++] = (struct shk_plan){.flow = SHK_FLOW_TLS13, .chain = row[i].name};
    }
    *out = plans;
    return count;
}

static double rate(const struct shk_target *target, const struct shk_plan *plans, size_t count, double seconds) {
    struct shk_error err;
    double start = cpu_seconds(), spent = 0;
    size_t made = 0;
    while (spent < seconds) {
        struct shk_job job = {.plan = &plans[made % count]};
        if (!shk_execute(target, &job, 1, 1, done, &err)) abort();
        made++;
        if (made % 64 == 0) spent = cpu_seconds() - start;
    }
    return (double)made / spent;
}

int main(int argc, char **argv) {
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 3;
    struct shk_arena *arena = shk_arena_new();
    struct shk_target target = client_target(arena);
    const struct shk_plan plain = {.flow = SHK_FLOW_TLS13};
    struct shk_plan *plans;
    size_t count = choose_plans(arena, &plans);
    if (count == 0) abort();
    (void)rate(&target, plans, count, 0.2); // makes what is kept
    double with = rate(&target, plans, count, seconds), without = rate(&target, &plain, 1, seconds);
    printf("plain handshakes        %8.0f for each CPU second\n", without);
    printf("certificate handshakes  %8.0f for each CPU second, over %zu chains of the zoo\n", with, count);
    printf("ratio                   %8.2f\n", with / without);
    shk_arena_free(arena);
    return with >= AT_LEAST ? 0 : 1;
}
