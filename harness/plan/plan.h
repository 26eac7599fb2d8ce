// A plan says which handshake, with which parameters, and what to do wrong. A conformance row, a fuzz input, a crash file
// and a reproducer are all plans. Two forms: text, for people (shk_plan_read, shk_plan_write), and bytes, for fuzzers
// (bytes.h). Both are total in their direction: every plan can be written, every byte string is some plan.
//
//     flow tls13 client-auth
//     suite TLS_AES_128_GCM_SHA256
//     group x25519
//     edit certificate_verify.signature flip-bit 0
//     repeat finished
//     expect rejects decrypt_error
#ifndef SHK_PLAN_PLAN_H
#define SHK_PLAN_PLAN_H

#include "base/base.h"
#include "wire/schema.h"

enum shk_role { SHK_CLIENT = 1, SHK_SERVER = 2 }; // who writes; what the peer plays; what is under test

enum shk_flow { SHK_FLOW_TLS13 = 1, SHK_FLOW_TLS12 = 2 };

// Conditions of flow rows. A plan sets them as features; the peer of a SUT learns some of them from what the SUT writes
// (a retry, a CertificateRequest, a resumption). Numbers are for ever, names stand in features.def.
enum shk_condition {
#define SHK_FEATURE(bit, NAME, name, about) SHK_##NAME = 1u << bit,
#include "plan/features.def"
#undef SHK_FEATURE
};

// Keys under which a record goes out. PLACE: those that the message's place in the honest flow implies (the catalogue's k1);
// CURRENT: those that the SUT reads with at that moment (k2). The others name an epoch; when its keys do not exist yet
// they are made up.
enum shk_keys {
    SHK_KEYS_PLACE = 0,
    SHK_KEYS_CURRENT = 1,
    SHK_KEYS_PLAIN = 2,
    SHK_KEYS_EARLY = 3,
    SHK_KEYS_HANDSHAKE = 4,
    SHK_KEYS_APPLICATION = 5, // TLS 1.2: the keys behind ChangeCipherSpec
    SHK_KEYS_NEXT = 6, // TLS 1.2 renegotiation: the keys behind its ChangeCipherSpec; 1.3: behind the next KeyUpdate
    SHK_KEYS_RANDOM = 7,
    SHK_KEYS_PREVIOUS = 8, // TLS 1.3: the application keys before the last KeyUpdate (the place's: behind it)
    SHK_KEYS_COUNT = 9,
};

// One row of a flow (flow.c). `when`: all of these conditions hold; `unless`: none of these. SHK_FLOATS: may come at any
// time after this row or not at all, so nobody waits for it.
enum { SHK_FLOATS = 1 };
struct shk_step {
    uint8_t writer;  // enum shk_role
    uint8_t message; // enum shk_message
    uint8_t keys;    // enum shk_keys, an epoch
    uint8_t flags;
    uint32_t when, unless;
};
const struct shk_step *shk_flow_steps(enum shk_flow flow, size_t *count);

// Edits: a closed, small vocabulary (DESIGN, "Order is edited too"; catalogue, part 3). Numbers are for ever.
enum shk_edit_kind {
#define SHK_EDIT(number, NAME, name) SHK_EDIT_##NAME = number,
#define SHK_FIELD_OP(number, NAME, name, arguments)
#define SHK_RECORD_OP(number, NAME, name, arguments)
#define SHK_SEAL_FAULT(number, NAME, name)
#include "plan/edits.def"
#undef SHK_EDIT
#undef SHK_FIELD_OP
#undef SHK_RECORD_OP
#undef SHK_SEAL_FAULT
};
enum shk_field_op {
#define SHK_EDIT(number, NAME, name)
#define SHK_FIELD_OP(number, NAME, name, arguments) SHK_OP_##NAME = number,
#define SHK_RECORD_OP(number, NAME, name, arguments)
#define SHK_SEAL_FAULT(number, NAME, name)
#include "plan/edits.def"
#undef SHK_EDIT
#undef SHK_FIELD_OP
#undef SHK_RECORD_OP
#undef SHK_SEAL_FAULT
};
enum shk_record_op {
#define SHK_EDIT(number, NAME, name)
#define SHK_FIELD_OP(number, NAME, name, arguments)
#define SHK_RECORD_OP(number, NAME, name, arguments) SHK_REC_##NAME = number,
#define SHK_SEAL_FAULT(number, NAME, name)
#include "plan/edits.def"
#undef SHK_EDIT
#undef SHK_FIELD_OP
#undef SHK_RECORD_OP
#undef SHK_SEAL_FAULT
};
enum shk_seal_fault {
#define SHK_EDIT(number, NAME, name)
#define SHK_FIELD_OP(number, NAME, name, arguments)
#define SHK_RECORD_OP(number, NAME, name, arguments)
#define SHK_SEAL_FAULT(number, NAME, name) SHK_SEAL_##NAME = number,
#include "plan/edits.def"
#undef SHK_EDIT
#undef SHK_FIELD_OP
#undef SHK_RECORD_OP
#undef SHK_SEAL_FAULT
};

enum shk_edit_flags {
    SHK_RAW = 1,     // do not repair enclosing lengths
    SHK_AFTER = 2,   // insert and stop: after the named message instead of before it
    SHK_LEAD_IN = 4, // applies to the first of two connections (the one that earns the session), not to the last
};

struct shk_edit {
    uint8_t kind;       // enum shk_edit_kind
    uint8_t message;    // enum shk_message that is edited, omitted, repeated, or beside which something is inserted
    uint8_t occurrence; // 1: the first message of that type that we write in the connection, 2: the second; 0: each
    uint8_t other;      // SWAP: the partner; INSERT, REPLACE: the message that comes in
    uint8_t op;         // enum shk_field_op, shk_record_op, shk_seal_fault or shk_stop
    uint8_t keys;       // INSERT, REPLACE, REPEAT, KEYS: enum shk_keys
    uint8_t flags;      // enum shk_edit_flags
    int32_t a, b; // numbers of the operation; INSERT, REPEAT: a is how many times (at most SHK_MAX_TIMES), 0 means once
    const char *path; // EDIT: the field, with its :suffix; "" is the message body; may be NULL elsewhere
    struct shk_bytes
        data; // INSERT, REPLACE: the body of `other`; data.data == NULL: its honest body (empty is not NULL)
};

enum shk_stop { SHK_STOP_WAIT, SHK_STOP_FIN, SHK_STOP_RESET };

// What the SUT has to do. PASSES: the plan is a control or legal oddity, the connection serves application data.
enum shk_outcome { SHK_EXPECT_NOTHING, SHK_EXPECT_REJECTS, SHK_EXPECT_CONTINUES, SHK_EXPECT_CLOSES, SHK_EXPECT_CHECK };
enum shk_expect_flags {
    SHK_OR_CONTINUES = 1, // going on is right too
    SHK_OR_SILENT = 2,    // waiting for more bytes is right too (until FIN)
    SHK_OR_CLOSES = 4,    // closing without an alert is right too
    SHK_ANY_ALERT = 8,    // any fatal alert is right
    SHK_OR_RETRIES = 16,  // answering with HelloRetryRequest is right too
    SHK_OR_LEAVES =
        32, // a client: completing the handshake and leaving without a byte of application data is right too
};
#define SHK_MAX_ALERTS 12
struct shk_expect {
    uint8_t outcome; // enum shk_outcome
    uint8_t flags;   // enum shk_expect_flags
    uint8_t alert_count;
    uint8_t alerts[SHK_MAX_ALERTS]; // the first is the one that the definitions suggest
    const char *check;              // CHECK: name of the predicate over the trace (trace/checks.c)
};

#define SHK_MAX_EDITS 32
#define SHK_MAX_TIMES 20000
struct shk_plan {
    enum shk_flow flow;
    uint32_t features; // enum shk_condition
    uint8_t kx;        // enum shk_kx_kind wanted in TLS 1.2, 0: ECDHE
    uint16_t suite;    // the only suite offered or chosen; 0: the flow's default list
    uint16_t group;    // group of the key share (1.3), of ECDHE or DHE (1.2); 0: x25519
    uint16_t scheme;   // signature scheme that we sign with; 0: what fits the key
    uint8_t
        certificate; // our key: 0 what the other side can take, 1 RSA, 2 P-256, 3 P-384, 4 Ed25519 (shk_key_kind + 1)
    uint8_t
        then_certificate; // the same from our second handshake in one connection on (a renegotiation); 0: `certificate`
    const char *chain;    // the certificates that we show: a row of the zoo (pki/zoo.h); NULL: good ones
    uint64_t seed;        // 0: the run's
    struct shk_edit edits[SHK_MAX_EDITS];
    size_t edit_count;
    struct shk_expect expect;
};

// shk_plan_read parses the text form (statements end at a newline or ';', '#' starts a comment). False with line number and
// sentence. Strings and bytes live in the arena. shk_plan_write gives the canonical text: read(write(p)) is p.
bool shk_plan_read(struct shk_arena *arena, const char *text, struct shk_plan *out, struct shk_error *err) SHK_MUST_USE;
void shk_plan_write(const struct shk_plan *plan, struct shk_buf *out);
bool shk_plan_equal(const struct shk_plan *a, const struct shk_plan *b);
// shk_expect_write gives only the expectation: "rejects decode_error illegal_parameter or closes".
void shk_expect_write(const struct shk_expect *expect, struct shk_buf *out);

// shk_edit_apply performs one EDIT on a parsed message. False with a sentence when the path does not exist or the operation
// does not fit; *changed tells whether a byte differs. `rng` serves operations that need random bytes.
bool shk_edit_apply(const struct shk_edit *edit, struct shk_tree *tree, struct shk_rng *rng, bool *changed,
                    struct shk_error *err) SHK_MUST_USE;
// Whether the edit touches a sealed field, so that it has to be applied after sealing.
bool shk_edit_is_sealed(const struct shk_edit *edit, const struct shk_tree *tree);

const char *shk_feature_name(uint32_t bit);    // one bit; NULL when it has no name
const char *shk_keys_name(enum shk_keys keys); // "place", "current", "plain", ...
const char *shk_role_name(enum shk_role role); // "client", "server"
const char *shk_flow_name(enum shk_flow flow); // "tls13", "tls12"

#endif
