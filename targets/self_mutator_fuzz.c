// Fuzzes the harness itself: the mutator takes any bytes, stays within the room it is given, and does the same again when
// asked the same. The input is four bytes (form, message, writer and version, room), eight of seed, then the bytes to
// mutate, whose last third is the donor.
#include "plan/mutator.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

struct result {
    uint8_t *bytes; // exactly max of them, so that ASan sees one more
    size_t len;
};

static struct result mutate(const struct shk_mutator *how, uint64_t seed, struct shk_bytes from, struct shk_bytes donor,
                            size_t max) {
    struct result out = {malloc(max > 0 ? max : 1), 0};
    struct shk_rng rng;
    require(out.bytes != NULL);
    shk_rng_seed(&rng, seed);
    if (seed % 3 == 0) {
        out.len = shk_mutate_cross(how, &rng, from, donor, out.bytes, max);
    } else {
        size_t len = from.len < max ? from.len : max;
        if (len > 0) memcpy(out.bytes, from.data, len);
        out.len = shk_mutate(how, &rng, out.bytes, len, max, donor);
    }
    require(out.len <= max && (out.len > 0 || max == 0));
    return out;
}

// Trimming ends: each step that is kept leaves fewer bytes, edits or pieces, and each other one is passed.
static void trim(const struct shk_mutator *how, struct shk_bytes from) {
    uint8_t *kept = malloc(from.len + 64);
    size_t len = from.len, steps = shk_trim_steps(how, from);
    require(kept != NULL);
    if (len > 0) memcpy(kept, from.data, len);
    for (size_t step = 0, taken = 0; step < steps && taken < 20; taken++) {
        struct shk_bytes smaller = shk_trim(how, shk_view(kept, len), step);
        if (smaller.len < len) {
            len = smaller.len;
            memcpy(kept, smaller.data, len);
            steps = shk_trim_steps(how, shk_view(kept, len));
        } else {
            step++;
        }
    }
    free(kept);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct shk_arena *arena;
    if (size < 12) return 0;
    if (arena == NULL) arena = shk_arena_new();
    struct shk_mutator how = {.form = (enum shk_mutator_form)(data[0] % 5), .arena = arena};
    uint64_t seed = 0;
    for (size_t i = 4; i < 12; i++) seed = seed << 8 | data[i];
    how.message = data[1] % 25;
    how.writer = data[2] % 3;
    how.flow = data[2] / 4 % 3;
    how.kx = data[2] / 16 % 5;
    struct shk_bytes rest = shk_view(data + 12, size - 12);
    struct shk_bytes from = shk_slice(rest, 0, rest.len - rest.len / 3);
    struct shk_bytes donor = shk_slice(rest, from.len, rest.len);
    size_t max = data[3] < 128 ? from.len + data[3] * 8u : data[3] - 128u;

    struct result one = mutate(&how, seed, from, donor, max), two = mutate(&how, seed, from, donor, max);
    require(shk_equal(shk_view(one.bytes, one.len), shk_view(two.bytes, two.len)));
    trim(&how, from);
    free(one.bytes);
    free(two.bytes);
    return 0;
}
