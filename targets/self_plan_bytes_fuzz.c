// Fuzzes the harness itself: the byte forms of plans, field edits, and the way back from a mutated message to edits.
//
//   1 byte    of a plan: 0 to 127; else of a message input
//   a plan    any bytes decode; text and bytes give the plan again
//   an input  the message is parsed, the next edits of a decoded plan are applied to it, and the difference of the two
//             messages has to give the same bytes when its edits are applied
#include "self_arena.h"
#include "plan/bytes.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static void a_plan(struct shk_bytes bytes) {
    struct shk_plan plan, again;
    struct shk_error err;
    struct shk_buf text = shk_buf_in(arena), encoded = shk_buf_in(arena);
    shk_plan_decode(arena, bytes, &plan);
    shk_plan_write(&plan, &text);
    shk_put_uint(&text, 1, 0);
    if (text.len <= (size_t)1 << 20) {
        require(shk_plan_read(arena, (const char *)text.data, &again, &err));
        require(shk_plan_equal(&plan, &again));
    }
    shk_plan_encode(&plan, &encoded);
    shk_plan_decode(arena, shk_buf_view(&encoded), &again);
    require(shk_plan_equal(&plan, &again));
}

static void apply_all(struct shk_tree *tree, const struct shk_plan *plan, bool must) {
    struct shk_rng rng;
    struct shk_error err;
    bool changed;
    shk_rng_seed(&rng, 1);
    for (size_t i = 0; i < plan->edit_count && tree->bytes.len < 1 << 16; i++) {
        (void)shk_edit_is_sealed(&plan->edits[i], tree);
        size_t before = tree->bytes.len;
        bool done = shk_edit_apply(&plan->edits[i], tree, &rng, &changed, &err);
        require(done || !must);
        require(done || tree->bytes.len == before);
    }
}

// The layout of the message goes by its type byte; the edits' bytes are the last quarter of the input.
static void a_message(struct shk_bytes bytes) {
    struct shk_message_input input;
    shk_message_input_decode(shk_slice(bytes, 0, bytes.len - bytes.len / 4), &input);
    if (input.message.len < 4) return;
    struct shk_layout layout = {SHK_NO_MESSAGE, input.plan.flow == SHK_FLOW_TLS12 ? SHK_TLS12 : SHK_TLS13,
                                input.plan.kx, 0};
    for (unsigned m = 1; m < 64 && layout.message == SHK_NO_MESSAGE; m++) {
        bool handshake = shk_message_content_type((enum shk_message)m) == SHK_TYPE_HANDSHAKE;
        if (handshake && shk_message_handshake_type((enum shk_message)m) == input.message.data[0]) {
            layout.message = (enum shk_message)m;
        }
    }
    struct shk_tree honest, mutated, again;
    struct shk_error err;
    if (layout.message == SHK_NO_MESSAGE) return;
    if (!shk_parse_message(arena, layout, input.message, &honest, &err)) return;
    require(shk_parse_message(arena, layout, input.message, &mutated, &err));
    require(shk_parse_message(arena, layout, input.message, &again, &err));

    struct shk_plan plan, found = {.flow = SHK_FLOW_TLS13};
    shk_plan_decode(arena, shk_slice(bytes, bytes.len - bytes.len / 4, bytes.len), &plan);
    apply_all(&mutated, &plan, false);
    if (mutated.bytes.len > 4096) return;
    struct shk_bytes goal = shk_buf_view(&mutated.bytes);
    size_t count = shk_plan_from_difference(arena, &honest, goal, layout.message, &found);
    require(count > 0 || shk_equal(goal, input.message));
    apply_all(&again, &found, true);
    require(shk_equal(shk_buf_view(&again.bytes), goal));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    begin_input();
    if (data[0] < 128)
        a_plan(shk_view(data + 1, size - 1));
    else
        a_message(shk_view(data + 1, size - 1));
    return 0;
}
