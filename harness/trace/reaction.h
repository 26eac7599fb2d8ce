// What the SUT did after the deviation, read from the events, and what of it proves that it took the deviation. The inside of
// the verdict: only verdict.c and reaction.c include this.
#ifndef SHK_TRACE_REACTION_H
#define SHK_TRACE_REACTION_H

#include "trace/verdict.h"

#define NONE SIZE_MAX

enum served { SERVED_NOTHING, SERVED_REFUSAL, SERVED_DATA };

struct reaction {
    size_t alert;   // first error alert of the SUT
    size_t notify;  // first close_notify of the SUT
    size_t warning; // first other alert of the SUT that is no error (TLS 1.2 warnings, user_canceled)
    size_t data;    // first application data that is not 0-RTT
    size_t last_data;
    size_t retry;    // HelloRetryRequest
    size_t finished; // the SUT's Finished
    size_t ticket;
    size_t complete;
    size_t end;  // the last END
    size_t idle; // the last IDLE
    size_t exit; // how the client's process ended
    size_t sent; // the last message of ours but close_notify
    enum served served;
    const char *served_text; // "served HTTP 400"
};

struct judge {
    struct shk_arena *arena;
    const struct shk_expect *expect;
    const struct shk_trace *trace;
    const struct shk_policy *policy;
    struct shk_verdict *out;
    enum shk_role sut;
    size_t from; // the deviation; without one, the first event of the last connection
    size_t last; // the last deviation that the SUT had something to read of: what it accepts it accepts behind that
    struct reaction r;
};

static inline const struct shk_event *at(const struct judge *j, size_t index) {
    return &j->trace->events[index];
}

static inline bool from_sut(const struct judge *j, const struct shk_event *e) {
    return e->writer == j->sut;
}

bool is_error(const struct judge *j, const struct shk_event *e);          // an alert that ends the connection
const char *alert_text(const struct judge *j, const struct shk_event *e); // "fatal decode_error"
size_t find_kind(const struct shk_trace *trace, enum shk_event_kind kind,
                 size_t from); // index of the first event of that kind at or behind `from`, NONE
struct reaction read_reaction(const struct judge *j, size_t from); // what the SUT did at or behind `from`
void judge_data(struct judge *j);                                  // fills in r.served and r.served_text
bool complete_before(const struct judge *j);                       // the handshake was complete before the deviation
bool data_proves(const struct judge *j);                           // its data shows that it took the deviation
bool finished_proves(const struct judge *j);                       // its Finished does
size_t answer_that_proves(const struct judge *j);                  // another message, or records, that do; NONE
bool silent_until_fin(const struct judge *j);                      // it closed only after our FIN
bool notified_by_itself(const struct judge *j);                    // it sent close_notify before we closed our side

#endif
