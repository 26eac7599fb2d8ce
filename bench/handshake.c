// Handshakes per CPU second, both ends in one process: BoringSSL bare (its contexts reused, nothing around it), and the
// same through the table of sut.h, as every in-process run uses it. The ratio is what the adapter costs.
//
//     handshake [seconds for each measurement, default 2]
#include "bench/bare.h"
#include "sut/sut.h"

// Runs `once` for so many CPU seconds (after a first call that fills caches); returns calls per second.
static double rate(void (*once)(void *context), void *context, double seconds) {
    once(context);
    double start = cpu_seconds(), end = start;
    size_t count = 0;
    for (; end - start < seconds; end = cpu_seconds(), count++) once(context);
    return (double)count / (end - start);
}

static void bare_alone(void *context) {
    (void)context;
    bare_handshake();
}

// --- through sut.h -------------------------------------------------------------------------------------------------

struct adapted {
    struct shk_arena *arena;
    struct shk_plan plan;
    uint64_t seed;
};

static struct shk_sut *create(const struct adapted *adapted, enum shk_role role) {
    struct shk_sut_config config = {
        .role = role, .plan = &adapted->plan, .server_name = "localhost", .seed = adapted->seed, .now = CLOCK};
    struct shk_error err;
    struct shk_sut *sut = shk_sut_boringssl.create(&config, &err);
    check(sut != NULL && shk_sut_boringssl.connect(sut, &err), err.text);
    return sut;
}

static bool carry(struct shk_arena *arena, struct shk_sut *from, struct shk_sut *to) {
    struct shk_buf out = shk_buf_in(arena);
    shk_sut_boringssl.take(from, &out);
    shk_sut_boringssl.give(to, shk_buf_view(&out));
    return out.len > 0;
}

// A whole conversation: the handshake, two tickets, a request and its answer.
static void adapted_conversation(void *context) {
    struct adapted *adapted = context;
    adapted->seed++;
    shk_arena_reset(adapted->arena);
    struct shk_sut *client = create(adapted, SHK_CLIENT), *server = create(adapted, SHK_SERVER);
    size_t turns = 0;
    for (bool moved = true; moved; turns++) {
        moved = carry(adapted->arena, client, server);
        moved = carry(adapted->arena, server, client) || moved;
    }
    check(turns >= 2 && shk_sut_boringssl.state(client) == SHK_SUT_OPEN, "the conversation through sut.h");
    shk_sut_boringssl.destroy(client);
    shk_sut_boringssl.destroy(server);
}

int main(int argc, char **argv) {
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 2;
    struct adapted adapted = {.arena = shk_arena_new(), .plan = {.flow = SHK_FLOW_TLS13}};
    bare_set_up();
    double base = rate(bare_alone, NULL, seconds);
    double ours = rate(adapted_conversation, &adapted, seconds);
    printf("baseline: BoringSSL bare, TLS 1.3, P-256      %8.0f handshakes per CPU second\n", base);
    printf("through sut.h, with tickets, request, answer  %8.0f conversations per CPU second, ratio %.2f\n", ours,
           ours / base);
    shk_arena_free(adapted.arena);
    return 0;
}
