// The Certificate message of both roles: chains, raw public keys, what stands beside a certificate, and compression. RFC 9846
// section 4.5.1, RFC 5246 section 7.4.2, RFC 7250, RFC 8879, RFC 9345.
#include "peer/endpoint.h"

#include <string.h>
#include <zlib.h>

static void put_entry_extensions(struct shk_peer *p, size_t index, struct shk_buf *out) {
    size_t block = shk_open(out, 2);
    struct shk_buf body = shk_buf_in(p->arena);
    if (put_staple(p, index, &body)) {
        shk_put_uint(out, 2, SHK_EXT_STATUS_REQUEST);
        shk_put_vector(out, 2, shk_buf_view(&body));
    }
    struct shk_bytes credential = chain_credential(p, index);
    if (credential.len > 0) {
        shk_put_uint(out, 2, SHK_EXT_DELEGATED_CREDENTIAL);
        shk_put_vector(out, 2, credential);
    }
    shk_close(out, block, 2);
}

void build_certificate(struct shk_peer *p, struct shk_buf *out) {
    if (p->c.identity == NULL) sign_with(p, choose_identity(p));
    const struct shk_identity *identity = p->c.identity;
    bool empty = identity == NULL || (p->role == SHK_CLIENT && wants(p, SHK_EMPTY_CERTIFICATE));
    // A chain of the zoo is sent as it stands, raw keys included.
    bool raw = !empty && p->c.raw_key && identity != p->chain_identity;
    struct shk_bytes raw_key = raw ? shk_key_spki(p->arena, identity->key) : shk_view(NULL, 0);
    const struct shk_bytes *entries = raw ? &raw_key : empty ? NULL : identity->chain;
    size_t count = raw ? 1 : empty ? 0 : identity->chain_len;
    if (tls13(p)) shk_put_vector(out, 1, p->c.request_context);
    size_t list = shk_open(out, 3);
    for (size_t i = 0; i < count; i++) {
        shk_put_vector(out, 3, entries[i]);
        if (tls13(p)) put_entry_extensions(p, i, out);
    }
    shk_close(out, list, 3);
    if (!empty) chain_goes_out(p);
}

// Compressing costs more than all the rest of a handshake, and it is nearly always the same chain: the last one is kept.
static struct shk_bytes compress_chain(struct shk_arena *arena, struct shk_bytes plain) {
    static _Thread_local struct {
        uint8_t plain[8192], packed[8192];
        size_t plain_len, packed_len;
    } last;
    if (last.packed_len > 0 && shk_equal(plain, shk_view(last.plain, last.plain_len)))
        return shk_copy(arena, shk_view(last.packed, last.packed_len));
    uLongf size = compressBound((uLong)plain.len);
    uint8_t *packed = shk_alloc(arena, size);
    if (compress2(packed, &size, plain.data, (uLong)plain.len, 6) != Z_OK) size = 0;
    if (size > 0 && size <= sizeof(last.packed) && plain.len <= sizeof(last.plain)) {
        memcpy(last.plain, plain.data, plain.len);
        memcpy(last.packed, packed, size);
        last.plain_len = plain.len;
        last.packed_len = size;
    }
    return shk_view(packed, size);
}

void put_compression(struct shk_buf *out) {
    shk_put_uint(out, 2, SHK_EXT_COMPRESS_CERTIFICATE);
    shk_put_uint(out, 2, 3);
    shk_put_uint(out, 1, 2);
    shk_put_uint(out, 2, 1); // zlib
}

// RFC 8879, section 4. Edits of `certificate` are of the message inside: what is compressed is the edited one, and the length is its.
void build_compressed_certificate(struct shk_peer *p, struct shk_buf *out) {
    struct shk_buf body = shk_buf_in(p->arena);
    build_certificate(p, &body);
    struct shk_bytes plain = edit_inside(p, SHK_CERTIFICATE, shk_buf_view(&body));
    shk_put_uint(out, 2, 1); // zlib
    shk_put_uint(out, 3, plain.len);
    shk_put_vector(out, 3, compress_chain(p->arena, plain));
}

// A stapled OCSP response: good identities have none, so one byte goes out that is no response; clients that look inside
// refuse it. Chains of the zoo have real ones.
void build_certificate_status(struct shk_peer *p, struct shk_buf *out) {
    if (put_staple(p, 0, out)) return;
    shk_put_uint(out, 1, 1);
    shk_put_uint(out, 3, 1);
    shk_put_uint(out, 1, 0);
}

static void decompress(struct shk_peer *p, const struct shk_tree *tree, struct shk_tree *inner, bool *ok) {
    struct shk_bytes packed = shk_value(tree, "compressed_certificate_message");
    uLongf size = shk_number(tree, "uncompressed_length");
    *ok = false;
    if (shk_number(tree, "algorithm") != 1 || size > 1u << 20 || packed.len == 0) return;
    uint8_t *plain = shk_alloc(p->arena, size);
    if (uncompress(plain, &size, packed.data, (uLong)packed.len) != Z_OK) return;
    *ok = shk_parse(p->arena, layout_of(p, SHK_CERTIFICATE), shk_view(plain, size), inner, NULL);
}

void on_certificate(struct shk_peer *p, const struct shk_tree *tree) {
    struct shk_tree inner;
    if (tree->layout.message == SHK_COMPRESSED_CERTIFICATE) {
        bool ok;
        decompress(p, tree, &inner, &ok);
        if (!ok) {
            shk_trace_note(p->trace, SHK_EVENT_CHECK, "the SUT's compressed certificate cannot be read");
            return;
        }
        tree = &inner;
    }
    struct shk_bytes leaf = shk_value(tree, tls13(p) ? "certificate_list[0].cert_data" : "certificate_list[0]");
    p->c.no_certificate = leaf.len == 0;
    if (leaf.len == 0) return;
    p->c.sut_certificate = shk_copy(p->arena, leaf);
}
