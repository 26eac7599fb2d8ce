// AFL++'s way to the mutator (harness/plan/mutator.h): a shared library for AFL_CUSTOM_MUTATOR_LIBRARY, written to the
// interface of AFL++ 4.04c, whose optional functions are all here. Which target is fuzzed, and so what its inputs are, stands
// on afl-fuzz's own command line: the program's name is a name of the table with _fuzz behind it. Any other is havoc only.
//
//   fuzz             one input by schema, with the fields of another that AFL++ passes
//   havoc_mutation   the same, stacked by AFL++ with its own mutations
//   trim             pieces of the message, largest first, lengths repaired
//   queue_new_entry  finds of this and of other instances lend their fields, too
#include "mutator_target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct afl_state;

// --- What afl-fuzz looks up by name ----------------------------------------------------------------------------------

void *afl_custom_init(struct afl_state *afl, unsigned int seed);
void afl_custom_deinit(void *data);
unsigned int afl_custom_fuzz_count(void *data, const unsigned char *buf, size_t size);
size_t afl_custom_fuzz(void *data, unsigned char *buf, size_t size, unsigned char **out, unsigned char *add,
                       size_t add_size, size_t max_size);
const char *afl_custom_describe(void *data, size_t max_len);
size_t afl_custom_post_process(void *data, unsigned char *buf, size_t size, unsigned char **out);
size_t afl_custom_havoc_mutation(void *data, unsigned char *buf, size_t size, unsigned char **out, size_t max_size);
unsigned char afl_custom_havoc_mutation_probability(void *data);
int afl_custom_init_trim(void *data, unsigned char *buf, size_t size);
size_t afl_custom_trim(void *data, unsigned char **out);
int afl_custom_post_trim(void *data, unsigned char success);
unsigned char afl_custom_queue_get(void *data, const unsigned char *filename);
unsigned char afl_custom_queue_new_entry(void *data, const unsigned char *entry, const unsigned char *from);

// --- State -----------------------------------------------------------------------------------------------------------

#define LENDERS 32
#define LARGEST_LENDER 8192

struct room {
    uint8_t *data;
    size_t size, cap;
};

struct state {
    struct shk_mutator how;
    struct shk_rng rng;
    struct room out, kept, tried; // of mutation; of trimming: what is left so far, and the step under trial
    struct room lenders[LENDERS];
    size_t lender_count, next_lender;
    int step, steps; // of trimming
    char target[64];
};

static void reserve(struct room *r, size_t size) {
    if (size <= r->cap) return;
    uint8_t *bigger = realloc(r->data, 2 * size);
    if (bigger == NULL) abort();
    r->data = bigger;
    r->cap = 2 * size;
}

static void fill(struct room *r, const void *data, size_t size) {
    reserve(r, size + 1);
    if (size > 0) memcpy(r->data, data, size);
    r->size = size;
}

// afl-fuzz ... -- PROGRAM: the last argument whose file name is that of a target.
static const struct shk_fuzz_target *target_on_command_line(struct state *s) {
    const struct shk_fuzz_target *found = NULL;
    FILE *line = fopen("/proc/self/cmdline", "r");
    char *argument = NULL;
    size_t cap = 0;
    while (line != NULL && getdelim(&argument, &cap, 0, line) >= 0) {
        const char *slash = strrchr(argument, '/'), *name = slash != NULL ? slash + 1 : argument;
        size_t len = strlen(name);
        if (len <= 5 || len - 5 >= sizeof(s->target) || strcmp(name + len - 5, "_fuzz") != 0) continue;
        memcpy(s->target, name, len - 5);
        s->target[len - 5] = '\0';
        const struct shk_fuzz_target *named = shk_fuzz_target_named(s->target);
        if (named != NULL) found = named;
    }
    free(argument);
    if (line != NULL) fclose(line);
    return found;
}

void *afl_custom_init(struct afl_state *afl, unsigned int seed) {
    struct state *s = calloc(1, sizeof(*s));
    (void)afl;
    if (s == NULL) abort();
    s->how = shk_mutator_for(target_on_command_line(s));
    s->how.arena = shk_arena_new();
    shk_rng_seed(&s->rng, seed);
    return s;
}

void afl_custom_deinit(void *data) {
    struct state *s = data;
    for (size_t i = 0; i < LENDERS; i++) free(s->lenders[i].data);
    free(s->out.data);
    free(s->kept.data);
    free(s->tried.data);
    shk_arena_free(s->how.arena);
    free(s);
}

// --- Mutating --------------------------------------------------------------------------------------------------------

static struct shk_bytes lender(struct state *s, const unsigned char *add, size_t add_size) {
    bool own = add == NULL || add_size == 0 || shk_rng_below(&s->rng, 4) == 0;
    if (!own || s->lender_count == 0) return shk_view(add, add == NULL ? 0 : add_size);
    const struct room *r = &s->lenders[shk_rng_below(&s->rng, (uint32_t)s->lender_count)];
    return shk_view(r->data, r->size);
}

// Structured inputs have more places worth trying than their length says.
unsigned int afl_custom_fuzz_count(void *data, const unsigned char *buf, size_t size) {
    (void)data;
    (void)buf;
    return 128u + (unsigned)(size < 4096 ? size : 4096) / 8;
}

size_t afl_custom_fuzz(void *data, unsigned char *buf, size_t size, unsigned char **out, unsigned char *add,
                       size_t add_size, size_t max_size) {
    struct state *s = data;
    if (size > max_size) size = max_size;
    reserve(&s->out, max_size + 1);
    struct shk_bytes donor = lender(s, add, add_size);
    if (donor.len > 0 && shk_rng_below(&s->rng, 6) == 0) {
        s->out.size = shk_mutate_cross(&s->how, &s->rng, shk_view(buf, size), donor, s->out.data, max_size);
    } else {
        fill(&s->out, buf, size);
        s->out.size = shk_mutate(&s->how, &s->rng, s->out.data, size, max_size, donor);
    }
    *out = s->out.data;
    return s->out.size;
}

size_t afl_custom_havoc_mutation(void *data, unsigned char *buf, size_t size, unsigned char **out, size_t max_size) {
    return afl_custom_fuzz(data, buf, size, out, NULL, 0, max_size);
}

unsigned char afl_custom_havoc_mutation_probability(void *data) {
    (void)data;
    return 20; // per cent of the steps of a stack
}

const char *afl_custom_describe(void *data, size_t max_len) {
    (void)data;
    return max_len >= 6 ? "schema" : NULL;
}

// What the target repairs it repairs itself, by the scenario header; so the file is what runs.
size_t afl_custom_post_process(void *data, unsigned char *buf, size_t size, unsigned char **out) {
    (void)data;
    *out = buf;
    return size;
}

// --- Trimming --------------------------------------------------------------------------------------------------------

int afl_custom_init_trim(void *data, unsigned char *buf, size_t size) {
    struct state *s = data;
    fill(&s->kept, buf, size);
    size_t steps = shk_trim_steps(&s->how, shk_view(buf, size));
    s->step = 0;
    s->steps = (int)(steps < 200 ? steps : 200);
    return s->steps;
}

size_t afl_custom_trim(void *data, unsigned char **out) {
    struct state *s = data;
    struct shk_bytes smaller = shk_trim(&s->how, shk_view(s->kept.data, s->kept.size), (size_t)s->step);
    // AFL++ takes no larger file for a trimmed one.
    if (smaller.len > s->kept.size) smaller = shk_view(s->kept.data, s->kept.size);
    fill(&s->tried, smaller.data, smaller.len);
    *out = s->tried.data;
    return s->tried.size;
}

// A piece that could go leaves its number to the next one; there is one less to come.
int afl_custom_post_trim(void *data, unsigned char success) {
    struct state *s = data;
    bool smaller = success != 0 && s->tried.size < s->kept.size;
    if (smaller) {
        fill(&s->kept, s->tried.data, s->tried.size);
        s->steps--;
    } else {
        s->step++;
    }
    // The stage ends when the number that it was told first is reached.
    return s->step < s->steps ? s->step : INT32_MAX;
}

// --- The queue -------------------------------------------------------------------------------------------------------

unsigned char afl_custom_queue_get(void *data, const unsigned char *filename) {
    (void)data;
    (void)filename;
    return 1; // every entry is fuzzed
}

unsigned char afl_custom_queue_new_entry(void *data, const unsigned char *entry, const unsigned char *from) {
    struct state *s = data;
    (void)from;
    FILE *file = fopen((const char *)entry, "rb");
    if (file == NULL) return 0;
    struct room *r = &s->lenders[s->next_lender];
    reserve(r, LARGEST_LENDER);
    r->size = fread(r->data, 1, LARGEST_LENDER, file);
    fclose(file);
    s->next_lender = (s->next_lender + 1) % LENDERS;
    if (s->lender_count < LENDERS) s->lender_count++;
    return 0; // the file is as it was
}
