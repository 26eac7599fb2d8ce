// A trace is what happened, in order: append-only events. It neither formats nor judges. The link sets `now` before it
// calls anybody (0 in memory runs, so that traces are equal byte for byte); all bytes that events show live in the arena.
#ifndef SHK_TRACE_TRACE_H
#define SHK_TRACE_TRACE_H

#include "base/base.h"
#include "plan/plan.h"

enum shk_event_kind {
    SHK_EVENT_CONNECT = 1, // a connection begins
    SHK_EVENT_SENT,        // bytes that we wrote, one TCP segment
    SHK_EVENT_RECEIVED,    // bytes that the SUT wrote, as they arrived
    SHK_EVENT_MESSAGE,     // one message, ours or the SUT's: `message`, `data` (handshake header included), `keys`
    SHK_EVENT_ALERT,       // level and description, ours or the SUT's
    SHK_EVENT_RECORD, // a record of the SUT that is no message: undecryptable, unknown type, malformed; `note` says which
    SHK_EVENT_DEVIATION, // the first byte that differs from the honest flow goes out now; `note` names the edit
    SHK_EVENT_UNFIT,     // an edit could not be applied or changed nothing: the case is in error; `note` says why
    SHK_EVENT_SKIPPED,   // the flow did not get to the edited message: the feature is not there; `note` says why
    SHK_EVENT_CHECK, // a fact about the SUT's own messages is wrong; `note` is the sentence (bad signature, bad verify_data, ...)
    SHK_EVENT_COMPLETE,    // the handshake is complete as far as we can see
    SHK_EVENT_APPLICATION, // application data of the SUT; `data`
    SHK_EVENT_END,         // the SUT closed: `how`
    SHK_EVENT_IDLE,        // nothing more comes (quiescence in memory, a timer on a socket)
    SHK_EVENT_CLAIM,       // what the SUT says of itself (in process): version, suite, ...; `note` is "name=value"
    SHK_EVENT_CRASH,       // the SUT died: `note` says how (signal, exit status, connection refused afterwards)
    SHK_EVENT_NOTE,        // for people
    SHK_EVENT_EXIT,        // the process of a client under test ended by itself: `exit_status`, `note` for people
};

enum shk_end { SHK_END_FIN = 1, SHK_END_RESET, SHK_END_REFUSED, SHK_END_TIMEOUT };

// What is false about a message of ours, for the fuzzers' oracles (set only when the peer was asked to tell).
enum shk_tamper {
    SHK_TAMPER_SEAL = 1,        // its signature, verify_data or PSK binder does not hold
    SHK_TAMPER_WIRE = 2,        // other bytes went out than we believe in: an attacker on the path
    SHK_TAMPER_CERTIFICATE = 4, // the part of our leaf that its issuer signed was altered
};

struct shk_event {
    enum shk_event_kind kind;
    enum shk_role writer; // who wrote it, where somebody did
    uint8_t connection;   // 1, 2, ... within the conversation
    uint8_t message;      // enum shk_message
    uint8_t keys;         // enum shk_keys: epoch under which it went out or came
    uint8_t content_type; // of the record, inner type in 1.3
    uint8_t level, alert; // ALERT
    uint8_t how;          // END: enum shk_end
    uint8_t exit_status;  // EXIT: 0 .., or 128 + signal
    uint16_t version;     // of the record header
    uint16_t record; // number of the record in its direction and connection, from 0 (messages that share one are equal)
    bool edited;     // MESSAGE of ours that an edit touched
    bool reshaped;   // MESSAGE of ours whose records an edit touched
    uint8_t tamper;  // MESSAGE of ours: enum shk_tamper
    uint64_t at_us;  // microseconds since the conversation began
    struct shk_bytes data;
    const char *note;
};

struct shk_trace {
    struct shk_arena *arena;
    struct shk_event *events;
    size_t count, cap;
    uint64_t now_us;
    uint8_t connection;
    enum shk_role peer_role;        // what we play
    uint16_t version, suite, group; // negotiated, 0 until known (last connection)
    uint32_t learnt;                // enum shk_condition learnt from the SUT in the last connection
    const char **secrets;           // NSS key log lines, in order of appearance
    size_t secret_count, secret_cap;
    bool quiet; // fuzzing: keep no SENT and RECEIVED bytes
};

// shk_trace_start empties the trace whatever it held (`quiet` too: set it afterwards).
void shk_trace_start(struct shk_trace *trace, struct shk_arena *arena, enum shk_role peer_role);
// shk_trace_add appends an event of that kind, stamped with time and connection, and returns it to be filled in; the
// pointer is good until the next call.
struct shk_event *shk_trace_add(struct shk_trace *trace, enum shk_event_kind kind);
void shk_trace_note(struct shk_trace *trace, enum shk_event_kind kind, const char *format, ...) SHK_PRINTF(3, 4);
// One line of the NSS key log format: label, 32 bytes of client random, secret.
void shk_trace_secret(struct shk_trace *trace, const char *label, const uint8_t *client_random,
                      struct shk_bytes secret);
// shk_trace_digest folds every event into 64 bits: equal digests, equal traces.
uint64_t shk_trace_digest(const struct shk_trace *trace);

#endif
