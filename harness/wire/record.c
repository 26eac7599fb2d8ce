// Records and the messages in them. Nothing here judges a type or a version: a harness wants to see the wrong ones.
#include "wire/record.h"

#include <string.h>

enum shk_record_result shk_record_next(struct shk_reader *stream, struct shk_record *out) {
    struct shk_reader r = *stream;
    uint32_t type, version, length;
    *out = (struct shk_record){0};
    if (!shk_take_uint(&r, 1, &type) || !shk_take_uint(&r, 2, &version) || !shk_take_uint(&r, 2, &length)) {
        return SHK_RECORD_MORE;
    }
    out->type = (uint8_t)type;
    out->version = (uint16_t)version;
    out->length = (uint16_t)length;
    if (length > SHK_MAX_CIPHERTEXT) return SHK_RECORD_TOO_LONG;
    if (!shk_take_bytes(&r, length, &out->fragment)) return SHK_RECORD_MORE;
    out->whole = shk_view(stream->data, SHK_RECORD_HEADER + length);
    *stream = r;
    return SHK_RECORD_READY;
}

void shk_record_put(struct shk_buf *out, uint8_t type, uint16_t version, struct shk_bytes fragment) {
    shk_put_uint(out, 1, type);
    shk_put_uint(out, 2, version);
    shk_put_vector(out, 2, fragment);
}

struct shk_reassembler shk_reassembler_in(struct shk_arena *arena, size_t limit) {
    return (struct shk_reassembler){shk_buf_in(arena), 0, limit == 0 ? SHK_MESSAGE_LIMIT : limit};
}

static struct shk_bytes waiting(const struct shk_reassembler *r) {
    return shk_slice(shk_buf_view(&r->bytes), r->taken, r->bytes.len);
}

// The length, header included, that the message at the front announces; 0 while its header is not complete.
static size_t announced(struct shk_bytes front) {
    struct shk_reader reader = shk_read(front);
    uint32_t type, length;
    if (!shk_take_uint(&reader, 1, &type) || !shk_take_uint(&reader, 3, &length)) return 0;
    return (size_t)length + 4;
}

bool shk_reassembler_put(struct shk_reassembler *r, struct shk_bytes fragment, struct shk_error *err) {
    if (r->taken > 0) {
        shk_splice(&r->bytes, 0, r->taken, shk_view(NULL, 0));
        r->taken = 0;
    }
    shk_put(&r->bytes, fragment);
    struct shk_bytes front = waiting(r);
    size_t length = announced(front);
    if (length > r->limit) {
        return shk_fail(err, "a handshake message of %zu bytes is announced; %zu are the limit. Treat it as hostile.",
                        length, r->limit);
    }
    // Several short messages may wait together; that many bytes of them mean that nobody takes them.
    if (front.len > r->limit + SHK_MAX_CIPHERTEXT) {
        return shk_fail(err, "%zu handshake bytes wait to be taken; take the messages before giving more.", front.len);
    }
    return true;
}

bool shk_reassembler_next(struct shk_reassembler *r, struct shk_bytes *message) {
    struct shk_bytes front = waiting(r);
    size_t length = announced(front);
    if (length == 0 || length > front.len) return false;
    *message = shk_slice(front, 0, length);
    r->taken += length;
    return true;
}

size_t shk_reassembler_pending(const struct shk_reassembler *r) {
    return r->bytes.len - r->taken;
}
