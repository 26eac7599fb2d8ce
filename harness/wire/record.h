// The record layer as bytes (RFC 9846, section 5.1; RFC 5246, section 6.2): cutting a stream into records, and joining
// what records carry into handshake messages. Protection is crypto's business; here a fragment is opaque.
//
//   stream    | 16 03 03 | 00 2a | fragment .... | 17 03 03 | ...        shk_record_next
//   handshake | 02 | 00 00 26 | body ......... | 08 | 00 00 ...          shk_reassembler: fragments in, messages out
#ifndef SHK_WIRE_RECORD_H
#define SHK_WIRE_RECORD_H

#include "base/base.h"
#include "wire/registry.h"

enum {
    SHK_RECORD_HEADER = 5,
    SHK_MAX_PLAINTEXT = 16384,         // of a TLSPlaintext.fragment and of what any record protects
    SHK_MAX_CIPHERTEXT = 16384 + 2048, // TLS 1.2; RFC 9846 allows 16384 + 256
};

struct shk_record {
    uint8_t type;
    uint16_t version;
    uint16_t length;           // as the header says
    struct shk_bytes fragment; // views into the stream
    struct shk_bytes whole;
};

enum shk_record_result {
    SHK_RECORD_MORE,     // the record is not complete; nothing was taken
    SHK_RECORD_READY,    // taken off the reader
    SHK_RECORD_TOO_LONG, // longer than SHK_MAX_CIPHERTEXT: the header is filled in, nothing was taken
};

// shk_record_next takes one record off the front of a stream. The views live as long as the stream's bytes.
enum shk_record_result shk_record_next(struct shk_reader *stream, struct shk_record *out) SHK_MUST_USE;

// shk_record_put writes a header with the true length (cut to 16 bits) and the fragment.
void shk_record_put(struct shk_buf *out, uint8_t type, uint16_t version, struct shk_bytes fragment);

// A reassembler joins the handshake fragments of one key epoch. Messages that it hands out stay valid until the next
// shk_reassembler_put.
struct shk_reassembler {
    struct shk_buf bytes;
    size_t taken; // bytes at the front that were handed out
    size_t limit; // of one message, header included
};

#define SHK_MESSAGE_LIMIT ((size_t)1 << 20)

// shk_reassembler_in returns an empty one; limit 0 means SHK_MESSAGE_LIMIT.
struct shk_reassembler shk_reassembler_in(struct shk_arena *arena, size_t limit);
// shk_reassembler_put appends a fragment. False, with a sentence, once a message is announced or kept that is longer than
// the limit: a harness must not let its SUT choose how much it remembers. Take the complete messages before the next put.
bool shk_reassembler_put(struct shk_reassembler *r, struct shk_bytes fragment, struct shk_error *err) SHK_MUST_USE;
// shk_reassembler_next hands out the next complete message, header and body; false when there is none.
bool shk_reassembler_next(struct shk_reassembler *r, struct shk_bytes *message) SHK_MUST_USE;
// shk_reassembler_pending returns how many bytes wait for the rest of their message. RFC 9846, section 5.1: it must be 0
// when keys change and when a record of another type comes.
size_t shk_reassembler_pending(const struct shk_reassembler *r);

#endif
