// The inside of the oracles, for oracle*.c.
#ifndef SHK_FUZZ_ORACLE_H
#define SHK_FUZZ_ORACLE_H

#include "fuzz/fuzz.h"

// What the SUT said of itself at the end of a connection ("version", "complete", ...); NULL when it said nothing.
const char *oracle_claim(const struct shk_trace *trace, unsigned connection, const char *name);
bool oracle_says_yes(const struct shk_trace *trace, unsigned connection, const char *name);
// Whether a message of that kind was edited in the connection (0: in any).
bool oracle_edited(const struct shk_trace *trace, unsigned connection, enum shk_message message);
// What a SUT claims at the end is of its last handshake: after a renegotiation it says nothing of the first one's resumption. A
// client that got a HelloRequest has begun one, whether its ClientHello was still read or not.
bool oracle_renegotiated(const struct shk_trace *trace, unsigned connection);
bool oracle_complete(const struct shk_trace *trace, unsigned connection);
// The rule of legal order, for a connection that the SUT calls complete: NULL or a sentence.
const char *oracle_order(const struct shk_fuzz_result *result, unsigned connection);

#endif
