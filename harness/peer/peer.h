// The scripted endpoint: plays a client or a server by a plan, holds real keys, answers what the SUT really wrote. It does
// no I/O and reads no clock: bytes go in and come out, `idle` tells it that nothing more comes. Seeded: the same plan,
// seed and input give the same output.
//
//   plan --> script (our messages, each with a gate) --> build, edit, seal, edit, absorb, frame, protect --> segments
//   SUT's bytes --> records --> messages --> handlers (learn keys and conditions) --> gates open
#ifndef SHK_PEER_PEER_H
#define SHK_PEER_PEER_H

#include "base/base.h"
#include "plan/plan.h"
#include "pki/pki.h"
#include "trace/trace.h"

struct shk_peer;

// A message that goes out in the place of ours, byte for byte but for what `repair` asks for. The flow goes on from it: the
// transcript absorbs it, and what it says (suite, group, randoms) is what we go by.
struct shk_substitute {
    uint8_t message;    // enum shk_message whose place it takes
    uint8_t occurrence; // as in edits; 0: the first that comes
    uint8_t repair;     // enum shk_repair
    bool attacker;      // an attacker on the path changed it: we go on as if our own had arrived
    bool lead_in;       // also in the first of two connections
    bool late;          // where the flow has no place for it: right before our application data
    struct shk_bytes data;
};

// What a strict peer insists on. All of it makes a small implementation of its own; with one of them missing it is the
// planted fault that a fuzzer has to find.
enum shk_strict {
    SHK_STRICT_ORDER = 1,
    SHK_STRICT_CCS = 2,         // ChangeCipherSpec in its place
    SHK_STRICT_CERTIFICATE = 4, // the rows of Certificate and CertificateVerify are not left out, and the leaf is known
    SHK_STRICT_SIGNATURE = 8,   // of CertificateVerify and ServerKeyExchange
    SHK_STRICT_FINISHED = 16,
    SHK_STRICT_TRANSCRIPT = 32, // signatures and Finished are compared with the transcript at all
    SHK_STRICT_ALERT = 64,      // a refusal is told by an alert
    SHK_STRICT_ALL = 127,
};

struct shk_peer_config {
    enum shk_role role;
    const struct shk_plan *plan;
    uint64_t seed;
    const char *server_name;                 // sent in server_name; NULL: not sent
    const struct shk_identity *identity[4];  // by shk_key_kind: ours, for the role we play; NULL where we have none
    const char *request;                     // application data of the client side; NULL: "GET / HTTP/1.0" with Host
    const char *response;                    // of the server side; NULL: a small HTTP answer
    int64_t now;                             // seconds since 1970
    bool verify;                             // check the SUT's signatures and verify_data (CHECK events)
    bool permissive;                         // go on whatever comes: the peer that no reject case may pass against
    uint8_t strict;                          // enum shk_strict; not 0: refuse what is wrong (implies verify)
    const struct shk_substitute *substitute; // NULL: none
    bool audit;                              // tell what is false about our own messages (shk_event.tamper)
};

// shk_peer_new makes a peer in the arena; the config is copied, what it points to is borrowed.
struct shk_peer *shk_peer_new(struct shk_arena *arena, const struct shk_peer_config *config, struct shk_trace *trace);

enum shk_peer_want {
    SHK_WANT_INPUT,      // waits for the SUT (or for idle)
    SHK_WANT_OUTPUT,     // shk_peer_take has a segment
    SHK_WANT_FIN,        // close our sending side, then go on reading until EOF or idle
    SHK_WANT_RESET,      // reset the connection
    SHK_WANT_CONNECTION, // this connection is done, open the next one
    SHK_WANT_NOTHING,    // the conversation is over
};
enum shk_peer_want shk_peer_want(const struct shk_peer *peer);

void shk_peer_connected(struct shk_peer *peer);                    // a connection is there (the first too)
void shk_peer_give(struct shk_peer *peer, struct shk_bytes bytes); // from the SUT
struct shk_bytes shk_peer_take(struct shk_peer *peer);        // next segment for the SUT: one write, one TCP segment
void shk_peer_fin_sent(struct shk_peer *peer);                // answers WANT_FIN and WANT_RESET
void shk_peer_ended(struct shk_peer *peer, enum shk_end how); // the SUT closed or reset, or could not be reached
void shk_peer_idle(struct shk_peer *peer);                    // nothing more comes

// What the peer believes of its last connection, to be compared with what the SUT claims.
struct shk_peer_view {
    bool complete, resumed, early_data;
    bool deaf; // something came that could not be opened or was no TLS: nothing is known of what the SUT said then
    bool substituted; // the substitute went out
    uint16_t version, suite, group;
    size_t received; // bytes of the SUT, in all connections
    bool has_exporter;
    uint8_t exporter[32];        // "EXPORTER-shakedown", without a context
    struct shk_bytes leaf;       // that we authenticated with
    struct shk_bytes their_leaf; // that the SUT showed
    const char *refused;         // strict: why it gave up the connection, NULL when it did not
};
void shk_peer_view(const struct shk_peer *peer, struct shk_peer_view *out);

#endif
