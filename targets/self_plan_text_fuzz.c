// Fuzzes the harness itself: the text form of plans. What is read can be written, and what is written is read as the same
// plan, in text and in bytes.
#include "self_arena.h"
#include "plan/bytes.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static const char *text_of(const struct shk_plan *plan) {
    struct shk_buf out = shk_buf_in(arena);
    shk_plan_write(plan, &out);
    shk_put_uint(&out, 1, 0);
    return (const char *)out.data;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    begin_input();
    char *text = shk_alloc(arena, size + 1);
    if (size > 0) memcpy(text, data, size);

    struct shk_plan plan, again, decoded;
    struct shk_error err = {{0}};
    if (!shk_plan_read(arena, text, &plan, &err)) {
        require(strncmp(err.text, "line ", 5) == 0 || strstr(err.text, "1 MiB") != NULL);
        return 0;
    }
    const char *written = text_of(&plan);
    require(shk_plan_read(arena, written, &again, &err));
    require(shk_plan_equal(&plan, &again));
    require(strcmp(text_of(&again), written) == 0);

    struct shk_buf bytes = shk_buf_in(arena);
    shk_plan_encode(&plan, &bytes);
    shk_plan_decode(arena, shk_buf_view(&bytes), &decoded);
    require(shk_plan_equal(&plan, &decoded));
    return 0;
}
