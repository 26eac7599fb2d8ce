// Fuzzing: an input goes in, a trace comes out, and oracles read it. One table (targets.def) says what each target's input
// stands for; one runner carries inputs out against any in-process SUT. Same input, same trace: the runner has a fixed
// clock, fixed seeds and one arena, and nothing is left over from one run to the next.
//
//   input --> plan, or message and scenario --> peer <--> SUT --> trace, views --> oracle --> a violation, or none
#ifndef SHK_FUZZ_FUZZ_H
#define SHK_FUZZ_FUZZ_H

#include "peer/peer.h"
#include "plan/bytes.h"
#include "sut/sut.h"

enum shk_fuzz_kind { SHK_FUZZ_MESSAGE = 1, SHK_FUZZ_PLAN, SHK_FUZZ_RECORD, SHK_FUZZ_CHAIN, SHK_FUZZ_SELF };
enum shk_fuzz_flags { SHK_TARGET_LEAD_IN = 1, SHK_TARGET_LATE = 2 };

struct shk_fuzz_target {
    const char *name;
    uint8_t kind;       // enum shk_fuzz_kind
    uint8_t under_test; // enum shk_role; 0: the harness itself
    uint8_t message;    // enum shk_message
    uint8_t occurrence;
    uint8_t flow;      // enum shk_flow; 0: the input says
    uint8_t kx;        // enum shk_kx_kind; 0: the input says
    uint8_t flags;     // enum shk_fuzz_flags
    uint32_t features; // that it cannot do without
};
const struct shk_fuzz_target *shk_fuzz_target_at(size_t index); // NULL behind the last
const struct shk_fuzz_target *shk_fuzz_target_named(const char *name);

// `options` of a message input.
enum shk_fuzz_options {
    SHK_FUZZ_ATTACKER = 1, // the message was changed on the way: the peer goes on as if its own had arrived
};

// --- Running inputs --------------------------------------------------------------------------------------------------

struct shk_fuzz_runner;
// shk_fuzz_runner_new makes a runner for a target (not of kind SELF) and a SUT; it lives until shk_fuzz_runner_free.
struct shk_fuzz_runner *shk_fuzz_runner_new(const struct shk_fuzz_target *target, const struct shk_sut_type *sut,
                                            struct shk_error *err);
void shk_fuzz_runner_free(struct shk_fuzz_runner *runner);
const struct shk_fuzz_target *shk_fuzz_runner_target(const struct shk_fuzz_runner *runner);
void shk_fuzz_runner_keep_bytes(struct shk_fuzz_runner *runner); // SENT and RECEIVED events too: for reports

struct shk_fuzz_result {
    const struct shk_fuzz_target *target;
    const struct shk_trace *trace;         // until the next run
    struct shk_plan plan;                  // what the input stands for; the message of a message input is not in it
    struct shk_peer_view view;             // what the peer believes of the last connection
    const struct shk_identity *identities; // all that the peer may show, SHK_KEY_COUNT of them; the runner's
    struct shk_arena *arena;               // of the run
    bool reached;                          // the message's turn came
};
// shk_fuzz_run carries one input out. Any bytes are an input.
void shk_fuzz_run(struct shk_fuzz_runner *runner, struct shk_bytes input, struct shk_fuzz_result *out);
// shk_fuzz_run_plan does the same for a plan: repro, and the making of seeds.
void shk_fuzz_run_plan(struct shk_fuzz_runner *runner, const struct shk_plan *plan, struct shk_fuzz_result *out);
// shk_fuzz_scenario gives the plan of an input with what the target insists on.
void shk_fuzz_scenario(const struct shk_fuzz_target *target, struct shk_plan *plan);

// shk_fuzz_accepts says whether bytes can be an input of the target; false with a sentence (empty, cut off, foreign, huge).
// What it does not accept is not run.
#define SHK_FUZZ_MAX_INPUT ((size_t)1 << 20)
bool shk_fuzz_accepts(const struct shk_fuzz_target *target, struct shk_bytes input, struct shk_error *err) SHK_MUST_USE;

// shk_fuzz_as_plan says an input in the plan language: the scenario, and the difference of its message from the honest one as
// edits. `exact` tells whether the plan's run sends the same message; what an attacker on the path does, no plan can say.
// Strings live in `arena`. Runs three conversations.
void shk_fuzz_as_plan(struct shk_fuzz_runner *runner, struct shk_bytes input, struct shk_arena *arena,
                      struct shk_plan *plan, bool *exact);
// The target's message as it went out in a run (of ours, the one whose place an input takes); empty when it did not.
struct shk_bytes shk_fuzz_message(const struct shk_fuzz_target *target, const struct shk_trace *trace, uint8_t message);

// --- Oracles ---------------------------------------------------------------------------------------------------------

// shk_fuzz_judge is a pure function of the result: NULL, or one sentence that says which rule the SUT broke (docs/oracles.md).
// The sentence lives in the result's arena.
const char *shk_fuzz_judge(const struct shk_fuzz_result *result);

// --- Findings --------------------------------------------------------------------------------------------------------

// A key names a finding: equal for inputs that show the same fault, and fit for a file's name. shk_fuzz_key_word appends the
// words of a text to it, without what varies from input to input (numbers, hex); a key that is full stays as it is.
#define SHK_FUZZ_KEY 160
void shk_fuzz_key_word(char key[SHK_FUZZ_KEY], const char *text);
// shk_fuzz_rule_key makes the key of a broken rule from the sentence of shk_fuzz_judge.
void shk_fuzz_rule_key(char key[SHK_FUZZ_KEY], uint8_t under_test, const char *sentence);

// --- Seeds -----------------------------------------------------------------------------------------------------------

// shk_fuzz_seed makes the index-th input of a target that a corpus begins with, honest ones first: false behind the last one. An empty input means that the
// scenario does not get as far as the message with this SUT; *name is good for a file.
bool shk_fuzz_seed(struct shk_fuzz_runner *runner, size_t index, struct shk_buf *input, const char **name) SHK_MUST_USE;
// shk_fuzz_seed_of makes an input that does what the plan does to the target's message: the plan itself for targets that take
// plans, else the message as the plan's run sent it. Empty when the plan has nothing to do with the target.
void shk_fuzz_seed_of(struct shk_fuzz_runner *runner, const struct shk_plan *plan, struct shk_buf *input);

#endif
