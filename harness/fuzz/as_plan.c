// An input, said as a plan: that is how people read it, and how other SUTs get it.
#include "fuzz/fuzz.h"

#include <string.h>

// The message as it went out: in the last connection, or in the first where the target takes that one.
struct shk_bytes shk_fuzz_message(const struct shk_fuzz_target *target, const struct shk_trace *trace,
                                  uint8_t message) {
    struct shk_bytes found = {NULL, 0};
    unsigned seen = 0, connection = (target->flags & SHK_TARGET_LEAD_IN) != 0 ? 1 : trace->connection;
    for (size_t i = 0; i < trace->count; i++) {
        const struct shk_event *event = &trace->events[i];
        bool ours = event->kind == SHK_EVENT_MESSAGE && event->writer == trace->peer_role;
        if (!ours || event->connection != connection || event->message != message) continue;
        if (++seen == (target->occurrence == 0 ? 1 : target->occurrence)) return event->data;
    }
    return found;
}

static struct shk_layout layout_of(const struct shk_fuzz_result *r, uint8_t message) {
    struct shk_layout layout = {.message = message};
    layout.version = r->plan.flow == SHK_FLOW_TLS12 ? SHK_TLS12 : SHK_TLS13;
    const struct shk_suite *suite = shk_suite(r->view.suite);
    if (layout.version == SHK_TLS12) layout.kx = (uint8_t)(suite != NULL ? suite->kx : SHK_KX_ECDHE);
    return layout;
}

// The honest run never sends the message: it comes in beside or instead of another one.
static void say_as_stranger(const struct shk_fuzz_target *target, struct shk_bytes sent, struct shk_plan *plan) {
    bool handshake = shk_message_content_type((enum shk_message)target->message) == SHK_TYPE_HANDSHAKE;
    bool late = (target->flags & SHK_TARGET_LATE) != 0;
    plan->edits[plan->edit_count++] = (struct shk_edit){
        .kind = late ? SHK_EDIT_INSERT : SHK_EDIT_REPLACE,
        .message = late ? SHK_APPLICATION_DATA : SHK_CERTIFICATE,
        .occurrence = 1,
        .other = target->message,
        .keys = late ? SHK_KEYS_CURRENT : SHK_KEYS_PLACE,
        .data = handshake ? shk_slice(sent, 4, SIZE_MAX) : sent,
    };
}

static void say_difference(const struct shk_fuzz_target *target, struct shk_arena *arena, struct shk_layout layout,
                           struct shk_bytes honest, struct shk_bytes sent, struct shk_plan *plan) {
    struct shk_tree tree;
    if (!shk_parse_message(arena, layout, honest, &tree, NULL)) return;
    size_t before = plan->edit_count;
    (void)shk_plan_from_difference(arena, &tree, sent, (enum shk_message)target->message, plan);
    for (size_t i = before; i < plan->edit_count; i++) {
        plan->edits[i].occurrence = target->occurrence;
        if ((target->flags & SHK_TARGET_LEAD_IN) != 0 && (plan->features & (SHK_PSK | SHK_SESSION_TICKET)) != 0)
            plan->edits[i].flags |= SHK_LEAD_IN;
    }
}

void shk_fuzz_as_plan(struct shk_fuzz_runner *runner, struct shk_bytes input, struct shk_arena *arena,
                      struct shk_plan *plan, bool *exact) {
    const struct shk_fuzz_target *target = shk_fuzz_runner_target(runner);
    struct shk_fuzz_result result;
    *exact = true;
    shk_fuzz_run(runner, input, &result);
    *plan = result.plan;
    if (target->kind == SHK_FUZZ_PLAN || target->kind == SHK_FUZZ_RECORD) {
        // The plan's strings live in the run's arena: its byte form brings them over.
        struct shk_buf bytes = shk_buf_in(arena);
        shk_plan_encode(&result.plan, &bytes);
        shk_plan_decode(arena, shk_buf_view(&bytes), plan);
        return;
    }
    struct shk_bytes sent = shk_copy(arena, shk_fuzz_message(target, result.trace, target->message));
    if (!result.reached) return;
    plan->edit_count = 0;
    shk_fuzz_run_plan(runner, plan, &result);
    struct shk_bytes honest = shk_copy(arena, shk_fuzz_message(target, result.trace, target->message));
    struct shk_layout layout = layout_of(&result, target->message);
    if (honest.len == 0)
        say_as_stranger(target, sent, plan);
    else if (!shk_equal(honest, sent))
        say_difference(target, arena, layout, honest, sent, plan);
    shk_fuzz_run_plan(runner, plan, &result);
    struct shk_message_input decoded;
    shk_message_input_decode(input, &decoded);
    *exact = shk_equal(sent, shk_fuzz_message(target, result.trace, target->message)) &&
             (decoded.options & SHK_FUZZ_ATTACKER) == 0;
}
