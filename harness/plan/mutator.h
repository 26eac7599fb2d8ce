// The mutator: one input becomes another, by the schema where it parses and by plain havoc where it does not. libFuzzer and
// AFL++ reach it through thin wrappers (targets/mutator_*.c), so both engines make the same mistakes on purpose.
//
//   bytes --> scenario header, message --> tree (as far as it parses) --> edits at nodes --> bytes
//         \-> plan --> edits added, dropped, altered, reordered --------------------------> bytes
//
// It keeps nothing between calls and reads neither clock nor environment: equal arguments give equal results. It takes any
// bytes, and writes at most max_size of them.
#ifndef SHK_PLAN_MUTATOR_H
#define SHK_PLAN_MUTATOR_H

#include "plan/bytes.h"

enum shk_mutator_form {
    SHK_MUTATOR_MESSAGE, // scenario header, then a message as on the wire
    SHK_MUTATOR_CHAIN,   // scenario header, then certificates in DER, each behind three bytes of length
    SHK_MUTATOR_PLAN,    // the byte form of a plan
    SHK_MUTATOR_RECORD,  // the same, and only edits of records and keys count
    SHK_MUTATOR_BYTES,   // nothing is known about them
};

// What the inputs of a target are. All zero but the arena is a message of any type that the handshake header names.
struct shk_mutator {
    enum shk_mutator_form form;
    uint8_t message;  // enum shk_message; 0: the handshake header says
    uint8_t writer;   // enum shk_role of the peer, whose messages plans edit; 0: either
    uint8_t flow, kx; // what the target insists on; 0: the input says
    uint32_t features;
    struct shk_arena *arena; // working memory, reset by each call
    // The engine's own mutation of some bytes in place (it knows what comparisons saw); NULL: ours. Returns the new size.
    size_t (*havoc)(void *context, uint8_t *data, size_t size, size_t max_size);
    void *context;
};

// shk_mutate changes the `size` bytes at `data`, which have room for `max_size`, and returns how many there are now: never 0
// unless max_size is. `donor` is another input of the same target that lends fields, or empty.
size_t shk_mutate(const struct shk_mutator *how, struct shk_rng *rng, uint8_t *data, size_t size, size_t max_size,
                  struct shk_bytes donor);
// shk_mutate_cross makes a child of two inputs: the first with fields of the second in the places of its own.
size_t shk_mutate_cross(const struct shk_mutator *how, struct shk_rng *rng, struct shk_bytes a, struct shk_bytes b,
                        uint8_t *out, size_t max_size);
// shk_mutate_plainly is the havoc underneath: bits, bytes, numbers and ranges, without looking at what they mean.
size_t shk_mutate_plainly(struct shk_rng *rng, uint8_t *data, size_t size, size_t max_size);

// shk_trim_steps says how many ways of making the input smaller there are: an element, an extension, a value, an edit less,
// lengths repaired, the largest first. shk_trim makes one of them in the mutator's arena. After a step that kept what was
// interesting, count again and go on with the same number; after one that did not, with the next.
size_t shk_trim_steps(const struct shk_mutator *how, struct shk_bytes input);
struct shk_bytes shk_trim(const struct shk_mutator *how, struct shk_bytes input, size_t step);

#endif
