// What a fuzz run costs, for each target: executions per CPU second of an honest input and of changed ones, beside the rate
// of the same build's bare handshake (both ends BoringSSL, contexts reused, TLS 1.3, ECDSA P-256), and beside the SUT's own
// part: the same bytes given to the SUT alone, recorded from the run. The last column is what our end costs on top of it.
//
//     fuzz [seconds for each measurement, default 0.5] [TARGET...]
#include "bench/bare.h"
#include "bench/targets.h"

#define MAX_STEPS 512

// --- the SUT's own part ----------------------------------------------------------------------------------------------

// A SUT that notes what it is asked to do, in front of BoringSSL.
enum step_kind { STEP_CONNECT, STEP_GIVE, STEP_EOF, STEP_CLAIMS };
struct step {
    enum step_kind kind;
    struct shk_bytes bytes;
};
static struct step steps[MAX_STEPS];
static size_t step_count;
static struct shk_arena *tape;
static struct shk_sut_config recorded_config;
static struct shk_plan recorded_plan;

static void note(enum step_kind kind, struct shk_bytes bytes) {
    if (step_count < MAX_STEPS) steps[step_count++] = (struct step){kind, shk_copy(tape, bytes)};
}

static const struct shk_bytes nothing = {NULL, 0};

static struct shk_sut *tape_create(const struct shk_sut_config *config, struct shk_error *err) {
    step_count = 0;
    recorded_config = *config;
    recorded_plan = *config->plan;
    recorded_plan.edit_count = 0;
    recorded_config.plan = &recorded_plan;
    return shk_sut_boringssl.create(config, err);
}

static bool tape_connect(struct shk_sut *sut, struct shk_error *err) {
    note(STEP_CONNECT, nothing);
    return shk_sut_boringssl.connect(sut, err);
}

static void tape_give(struct shk_sut *sut, struct shk_bytes bytes) {
    note(STEP_GIVE, bytes);
    shk_sut_boringssl.give(sut, bytes);
}

static void tape_eof(struct shk_sut *sut) {
    note(STEP_EOF, nothing);
    shk_sut_boringssl.eof(sut);
}

static void tape_claims(struct shk_sut *sut, struct shk_trace *trace) {
    note(STEP_CLAIMS, nothing);
    shk_sut_boringssl.claims(sut, trace);
}

static struct shk_sut_type tape_type(void) {
    struct shk_sut_type type = shk_sut_boringssl;
    type.create = tape_create;
    type.connect = tape_connect;
    type.give = tape_give;
    type.eof = tape_eof;
    type.claims = tape_claims;
    return type;
}

static void replay_tape(struct shk_arena *arena) {
    struct shk_error err;
    struct shk_trace trace;
    shk_arena_reset(arena);
    shk_trace_start(&trace, arena, SHK_CLIENT);
    struct shk_sut *sut = shk_sut_boringssl.create(&recorded_config, &err);
    check(sut != NULL, "the SUT");
    for (size_t i = 0; i < step_count; i++) {
        struct shk_buf out = shk_buf_in(arena);
        switch (steps[i].kind) {
        case STEP_CONNECT: check(shk_sut_boringssl.connect(sut, &err), "connect"); break;
        case STEP_GIVE: shk_sut_boringssl.give(sut, steps[i].bytes); break;
        case STEP_EOF: shk_sut_boringssl.eof(sut); break;
        default: shk_sut_boringssl.claims(sut, &trace); break;
        }
        shk_sut_boringssl.take(sut, &out);
    }
    shk_sut_boringssl.destroy(sut);
}

// --- a target --------------------------------------------------------------------------------------------------------

// One bit of the message, another one each time; every other input keeps its seal.
static void change(struct shk_rng *rng, struct shk_bytes seed, uint8_t *out) {
    memcpy(out, seed.data, seed.len);
    size_t at = 16 + shk_rng_below(rng, (uint32_t)(seed.len - 16));
    out[at] ^= (uint8_t)(1u << shk_rng_below(rng, 8));
    out[14] = shk_rng_below(rng, 2) == 0 ? SHK_REPAIR_SEAL : 0;
}

// What is measured of one target. The three take turns of a few milliseconds, so that what else the machine does falls on
// all of them alike and their ratios hold.
enum { CHANGED, HONEST, OWN, KINDS };
#define TURN 0.005

struct measured {
    struct shk_fuzz_runner *runner;
    struct shk_arena *scratch;
    struct shk_bytes seed;
    uint8_t *input; // seed.len bytes: the changed one
    struct shk_rng rng;
    size_t count[KINDS];
    double seconds[KINDS];
};

static void run_once(struct measured *m, int kind) {
    struct shk_fuzz_result result;
    if (kind == OWN) {
        replay_tape(m->scratch);
        return;
    }
    if (kind == CHANGED) change(&m->rng, m->seed, m->input);
    shk_fuzz_run(m->runner, kind == CHANGED ? shk_view(m->input, m->seed.len) : m->seed, &result);
    (void)shk_fuzz_judge(&result);
}

static void take_turn(struct measured *m, int kind) {
    double start = cpu_seconds(), end = start;
    for (; end - start < TURN; end = cpu_seconds(), m->count[kind]++) run_once(m, kind);
    m->seconds[kind] += end - start;
}

static double rate(const struct measured *m, int kind) {
    return (double)m->count[kind] / m->seconds[kind];
}

static void measure(const struct shk_fuzz_target *target, double bare, double seconds) {
    const struct shk_sut_type type = tape_type();
    struct shk_error err = {""};
    struct shk_arena *arena = shk_arena_new();
    struct measured m = {.scratch = shk_arena_new(), .runner = shk_fuzz_runner_new(target, &shk_sut_boringssl, &err)};
    struct shk_fuzz_runner *taping = shk_fuzz_runner_new(target, &type, &err);
    struct shk_fuzz_result result;
    struct shk_buf seed = shk_buf_in(arena);
    const char *name;
    check(m.runner != NULL && taping != NULL, err.text);
    for (size_t i = 0; seed.len == 0; i++) {
        if (shk_fuzz_seed(m.runner, i, &seed, &name)) continue;
        printf("%-36s no honest input with this SUT\n", target->name);
        goto done;
    }
    m.seed = shk_buf_view(&seed);
    m.input = shk_alloc(arena, m.seed.len);
    check(m.seed.len > 16, "the seed");
    shk_rng_seed(&m.rng, 1);
    shk_arena_reset(tape);
    shk_fuzz_run(taping, m.seed, &result);
    for (int kind = 0; kind < KINDS; kind++) run_once(&m, kind); // what is made once and kept
    while (m.seconds[OWN] < seconds) {
        for (int kind = 0; kind < KINDS; kind++) take_turn(&m, kind);
    }
    double own = rate(&m, OWN), honest = rate(&m, HONEST);
    printf("%-36s %8.0f %8.0f %8.0f %8.2f %8.2f\n", target->name, rate(&m, CHANGED), honest, own, honest / bare,
           own / honest);
done:
    shk_fuzz_runner_free(m.runner);
    shk_fuzz_runner_free(taping);
    shk_arena_free(arena);
    shk_arena_free(m.scratch);
}

int main(int argc, char **argv) {
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 0.5;
    if (!(seconds > 0)) {
        fprintf(stderr, "fuzz: '%s' is no number of seconds; usage: fuzz [SECONDS [TARGET...]]\n", argv[1]);
        return 2;
    }
    const struct shk_fuzz_target *target;
    tape = shk_arena_new();
    bare_set_up();
    bare_handshake();
    size_t count = 0;
    double start = cpu_seconds(), end = start;
    for (; end - start < 4 * seconds; end = cpu_seconds(), count++) bare_handshake();
    double bare = (double)count / (end - start);
    printf("bare handshake (TLS 1.3, ECDSA, both ends BoringSSL): %.0f per CPU second\n\n", bare);
    printf("%-36s %8s %8s %8s %8s %8s\n", "executions per CPU second", "changed", "honest", "SUT", "/ bare", "cost");
    for (size_t i = 0; meant_target(i, argc - 2, argv + 2, &target); i++) {
        if (target != NULL) measure(target, bare, seconds);
    }
    shk_arena_free(tape);
    return 0;
}
