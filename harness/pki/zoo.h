// The zoo: every certificate case as data. One row says what is wrong with a good chain, what has to happen, and why; the
// factory makes the chain, fresh for the time that it is told.
//
//   row ("t-expired-leaf") + key kind + role of the SUT + now + host ---> shk_chain: certificates, key, anchors, staples, CRLs
//
// A plan names a row (`chain t-expired-leaf`), so each can be replayed alone; `shakedown pki DIR` writes them all as files.
#ifndef SHK_PKI_ZOO_H
#define SHK_PKI_ZOO_H

#include "pki/certificate.h"
#include "plan/plan.h"

// The hard oracle. EITHER is recorded and never fails a run.
enum shk_chain_verdict { SHK_CHAIN_REJECT, SHK_CHAIN_ACCEPT, SHK_CHAIN_EITHER };

enum shk_chain_flags {
    SHK_CHAIN_NAMED_ALERT = 1,   // the text fixes the alert
    SHK_CHAIN_SHOULD_ACCEPT = 2, // EITHER, and a SHOULD stands behind accepting
    SHK_CHAIN_SHOULD_REJECT = 4, // EITHER, and a SHOULD stands behind refusing
    SHK_CHAIN_PROFILE = 8,       // EITHER: only the issuer's profile is broken
    SHK_CHAIN_STRICT = 16,       // EITHER: no text obliges a verifier, refusing is good practice
};

#define SHK_CHAIN_ALERTS 6
struct shk_chain_row {
    const char *name;                 // "t-month13-day": unique, a file name; a row with several runs has several names
    const char *row;                  // "t-month13": row of the catalogue
    const char *topic;                // letter of the catalogue's part: "B"
    const char *says;                 // what is wrong, one sentence, in our own words
    uint8_t sides;                    // SHK_CLIENT | SHK_SERVER: the role of the SUT
    uint8_t verdict;                  // enum shk_chain_verdict
    uint8_t flags;                    // enum shk_chain_flags
    uint8_t alerts[SHK_CHAIN_ALERTS]; // preferred first, zeros behind
    uint16_t rfc;                     // 0: `section` names the document
    const char *section;
    // What has to hold beside the control, words separated by spaces, or NULL: "scheme:ed25519" (the SUT lists it),
    // "frozen-clock", "status-request", "crl", "must-staple", "depth-8", "host" (takes another reference identity than its
    // default), "address" (is called by address), ... explained in zoo.c.
    const char *needs;
    const struct shk_chain_recipe *recipe; // zoo_*.c
};
const struct shk_chain_row *shk_chain_rows(size_t *count);
const struct shk_chain_row *shk_chain_find(const char *name); // NULL when there is none

struct shk_chain {
    // As sent: leaf first, without the anchor unless the row sends it; entries that are raw keys are SubjectPublicKeyInfo.
    const struct shk_bytes *certificates;
    size_t certificate_count;
    struct shk_key *key;             // signs CertificateVerify; not always the key in the leaf
    uint16_t scheme;                 // enum shk_scheme to sign with, 0: what fits the key
    const struct shk_bytes *anchors; // what the SUT has to trust for this row
    size_t anchor_count;
    const struct shk_bytes *staples; // OCSPResponse for the entry of that index, empty: none
    size_t staple_count;
    const struct shk_bytes *crls; // what the SUT has to be given, DER
    size_t crl_count;
    const char *host;            // the reference identity that a client has to be given
    const char *next_host;       // that of its second connection; NULL: the same
    struct shk_bytes credential; // DelegatedCredential for the entry of index `credential_entry`; empty: none
    size_t credential_entry;
};
// shk_chain_make builds it in the arena, for a SUT in that role. `kind` is the key of the good chain underneath, RSA or P-256
// (rows about one algorithm ignore it); `host` the name that the good leaf carries. Equal arguments give equal bytes. Repeated
// calls within an hour of `now` are cheap.
bool shk_chain_make(struct shk_arena *arena, const struct shk_chain_row *row, enum shk_key_kind kind,
                    enum shk_role sut_role, int64_t now, const char *host, struct shk_chain *out,
                    struct shk_error *err) SHK_MUST_USE;
// shk_chain_anchors gives what one ca file has to hold for all rows that do not need "anchor".
bool shk_chain_anchors(struct shk_arena *arena, int64_t now, const struct shk_bytes **anchors, size_t *count,
                       struct shk_error *err) SHK_MUST_USE;

#endif
