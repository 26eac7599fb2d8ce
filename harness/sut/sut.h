// A system under test: open it, give it bytes, take its bytes, ask what it claims, close it. Never blocks. In-process
// libraries implement this table; sockets do not (the link moves their bytes itself).
#ifndef SHK_SUT_SUT_H
#define SHK_SUT_SUT_H

#include "base/base.h"
#include "plan/plan.h"
#include "trace/trace.h"

enum shk_sut_state { SHK_SUT_OPEN, SHK_SUT_CLOSED, SHK_SUT_FAILED };

// What an in-process SUT is told before a conversation. Everything borrowed outlives the SUT.
struct shk_sut_config {
    enum shk_role role; // what the SUT plays
    const struct shk_plan
        *plan; // features that the SUT has to be set up for: client-auth, early-data, tickets, groups, ...
    const char *server_name;
    const char *next_name; // a client: what it calls the server in its second connection; NULL: the same
    uint64_t seed;
    int64_t now; // seconds since 1970: the SUT's clock
};

struct shk_sut;
struct shk_sut_type {
    const char *name;  // "boringssl"
    const char *about; // with its revision
    struct shk_sut *(*create)(const struct shk_sut_config *config,
                              struct shk_error *err); // one conversation; sessions live here
    bool (*connect)(struct shk_sut *sut,
                    struct shk_error *err); // a new connection of the conversation (the second resumes)
    void (*give)(struct shk_sut *sut, struct shk_bytes bytes); // bytes from the peer; the SUT works on them at once
    void (*take)(struct shk_sut *sut, struct shk_buf *out);    // appends what the SUT has to say, possibly nothing
    void (*eof)(struct shk_sut *sut);                          // the peer closed its side
    enum shk_sut_state (*state)(const struct shk_sut *sut);
    void (*claims)(struct shk_sut *sut, struct shk_trace *trace); // SHK_EVENT_CLAIM events, at the end of a connection
    void (*destroy)(struct shk_sut *sut);
};

extern const struct shk_sut_type shk_sut_boringssl;
// The permissive peer: our own scripted endpoint with every check off. It accepts anything that can be accepted; every
// reject case has to fail against it.
extern const struct shk_sut_type shk_sut_permissive;

#endif
