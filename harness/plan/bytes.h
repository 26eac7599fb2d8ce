// Two byte forms for fuzzers. Both decode any byte string, and both are written with numbers from the .def files, so that a
// table that grows does not give old inputs a new meaning: what a reader does not know it skips, it never wraps it round.
// All numbers are big endian. What is missing at the end counts as zero.
//
// A plan:
//
//    0        1      2          6    7       9       11       13            14     22
//    +--------+------+----------+----+-------+-------+--------+-------------+------+-----------------
//    | form 1 | flow | features | kx | suite | group | scheme | certificate | seed | expect, edits ...
//    +--------+------+----------+----+-------+-------+--------+-------------+------+-----------------
//      expect   outcome, flags, count of alerts, the alerts, length of the check's name, the name
//      edit     kind, 3 bytes of length, then: message, occurrence, other, op, keys, flags, a (4), b (4), length of the path,
//               the path, the data. An edit whose kind or whose numbers are unknown is skipped by its length.
//      chain    stands among the edits, as one of kind 240: 3 bytes of length, then the name
//      then     so does the kind of our second certificate, of kind 241: 3 bytes of length, then one byte
//
// The input of a per-message target: what the scenario is, then the message as it goes over the wire:
//
//    0        1      2          6    7       9       11       13            14       15        16
//    +--------+------+----------+----+-------+-------+--------+-------------+--------+---------+------------------------
//    | form 1 | flow | features | kx | suite | group | scheme | certificate | repair | options | 01 00 01 2c 03 03 ...
//    +--------+------+----------+----+-------+-------+--------+-------------+--------+---------+------------------------
//
// so that `tail -c +17 INPUT` is the message, and byte mutators work on it as it is.
#ifndef SHK_PLAN_BYTES_H
#define SHK_PLAN_BYTES_H

#include "plan/plan.h"

// shk_plan_decode makes a plan of any bytes; strings and data live in the arena. shk_plan_encode appends the byte form:
// decode(encode(p)) is p for every plan that the text form can say.
void shk_plan_decode(struct shk_arena *arena, struct shk_bytes bytes, struct shk_plan *out);
#define SHK_PLAN_HEADER 22 // up to the expectation
void shk_plan_encode(const struct shk_plan *plan, struct shk_buf *out);

enum shk_repair {
    SHK_REPAIR_SEAL = 1,   // binders, signatures and MACs are computed anew over the message as it is
    SHK_REPAIR_LENGTH = 2, // the length in the handshake header is made to fit
    SHK_REPAIR_LIVE = 4,   // what answers the live conversation (session id, shares, cookie, ticket) is the live one's
};

#define SHK_MESSAGE_INPUT_HEADER 16
struct shk_message_input {
    struct shk_plan plan; // the scenario, without edits and without expectation
    uint8_t repair;       // enum shk_repair
    uint8_t options;      // the target's own
    struct shk_bytes message;
};
// shk_message_input_decode reads any bytes; `message` is a view into them. shk_message_input_encode appends.
void shk_message_input_decode(struct shk_bytes bytes, struct shk_message_input *out);
void shk_message_input_encode(const struct shk_message_input *input, struct shk_buf *out);

// shk_plan_from_difference adds edits to `plan` that turn the honest message into `mutated` (both with the handshake header
// if `honest` has one): by field where the mutated bytes still parse, else by byte ranges, else the whole message at once.
// Applying them gives exactly `mutated`. Returns how many edits were added: 0 when nothing differs, and when the plan has no
// room left. Paths and data live in `arena`.
size_t shk_plan_from_difference(struct shk_arena *arena, const struct shk_tree *honest, struct shk_bytes mutated,
                                enum shk_message message, struct shk_plan *plan);

#endif
