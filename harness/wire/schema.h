// Where every field of every handshake message lies: one table, read by small interpreters that parse, locate, print
// and edit. A message is bytes; a parsed message is those bytes plus a tree of nodes that say which field lies where.
// Structs of values do not exist: a wrong length or a trailing byte is not a value of any sensible struct.
//
//   client_hello  03 03 | random | 20 <session id> | 00 04 <suites> | 01 00 | 00 2b <extensions ...>
//   node          |       |         |  `prefix` bytes of length, then off..off+len: the value
//
// Paths name nodes: "legacy_version", "cipher_suites[1]", "extensions.key_share.client_shares[0].key_exchange",
// "extensions[3]". An extension is named by its type; the name means the whole entry, and the fields of its body hang
// directly below it, beside "extension_type" and "extension_data". A name may be followed by ":length" (its length
// prefix). The empty path is the message body; ":type" and ":length" alone are the handshake header's two fields.
#ifndef SHK_WIRE_SCHEMA_H
#define SHK_WIRE_SCHEMA_H

#include "base/base.h"
#include "wire/registry.h"

enum shk_kind {
    SHK_UINT,       // size bytes, big endian
    SHK_FIXED,      // size opaque bytes
    SHK_OPAQUE,     // size bytes of length, then opaque bytes
    SHK_VECTOR,     // size bytes of length, then elements of `of` until they end
    SHK_STRUCT,     // `of` inline
    SHK_EXTENSIONS, // like SHK_VECTOR, elements are extensions whose body depends on their type and on the message
    SHK_REST,       // what is left of the enclosing bytes, opaque
};

enum shk_field_flags {
    SHK_OPTIONAL = 1, // absent, with all fields behind it, when nothing is left of the enclosing bytes
    SHK_SEALED =
        2, // computed from the rest of the message or transcript: edited after sealing (binders, signatures, MACs)
};

struct shk_type;

struct shk_field {
    const char *name;
    enum shk_kind kind;
    uint8_t size;      // bytes of the value (UINT, FIXED) or of the length prefix (OPAQUE, VECTOR, EXTENSIONS)
    uint8_t flags;     // enum shk_field_flags
    uint8_t registry;  // enum shk_registry that names the value (UINT), 0 for none
    uint32_t min, max; // bounds of the vector in bytes as the RFC gives them; max 0 means what the prefix can hold
    const struct shk_type *of; // element (VECTOR) or inline type (STRUCT); one field without a name is a plain element
};

struct shk_type {
    const char *name;
    const char *cite; // "9846 4.2.2"
    const struct shk_field *fields;
    size_t count;
};

// What the meaning of a message's bytes depends on besides its type: RFC 5246 and RFC 9846 share names for different
// layouts, and both KeyExchange messages depend on the suite.
struct shk_layout {
    enum shk_message message;
    uint16_t version; // 0x0303 or 0x0304
    uint8_t kx;       // enum shk_kx_kind: RSA, DHE, ECDHE; 0 where no KeyExchange message is meant
    uint8_t mac_len;  // bytes of verify_data in a 1.3 Finished; 0 accepts any
};

// shk_message_type returns the body layout of a message, or NULL for those that have none (raw records).
const struct shk_type *shk_message_type(struct shk_layout layout);
// shk_is_retry tells a HelloRetryRequest from a ServerHello: both have handshake type 2, only the random differs.
bool shk_is_retry(struct shk_bytes body);
// shk_extension_type returns the body layout of an extension in that message, or NULL: unknown there, body opaque.
const struct shk_type *shk_extension_type(uint16_t extension, struct shk_layout layout);
// shk_extension_allowed says whether RFC 9846 section 4.3 (the table) and the 1.2 RFCs let that extension stand there.
bool shk_extension_allowed(uint16_t extension, struct shk_layout layout);

struct shk_node {
    const char *name;              // of the field, of the extension, or NULL for an element of a vector
    const struct shk_field *field; // NULL for the root and for an extension entry
    uint32_t off, len;             // of the value, in the tree's bytes
    uint16_t parent, next, child;  // indices into the tree, 0 for none; the root is node 0
    uint16_t index;                // place among the elements of a vector
    uint8_t prefix;                // bytes of length right before off
    uint8_t kind;                  // enum shk_kind; an extension entry is SHK_STRUCT
    bool gone;                     // removed by an edit
    uint16_t extension;            // its type, on extension entries
};

// A tree owns its bytes (in its arena) and its nodes; offsets count from the first byte of `bytes`.
struct shk_tree {
    struct shk_arena *arena;
    struct shk_layout layout;
    struct shk_buf bytes; // the message body, or header and body: see shk_parse_message
    struct shk_node *nodes;
    size_t count, cap;
    size_t header; // bytes before the body: 4 when a handshake header is there, else 0
};

#define SHK_NO_NODE UINT16_MAX

// shk_parse reads a body by its layout. False with a sentence (field path, what was wrong) when the bytes do not fit:
// too short, bytes left over, a vector off its bounds. It never reads past `body`. At most 65,000 nodes.
bool shk_parse(struct shk_arena *arena, struct shk_layout layout, struct shk_bytes body, struct shk_tree *out,
               struct shk_error *err) SHK_MUST_USE;
// shk_parse_message does the same for a handshake message with its 4-byte header (RFC 9846, section 4); message types
// other than handshake have no header and are parsed as by shk_parse.
bool shk_parse_message(struct shk_arena *arena, struct shk_layout layout, struct shk_bytes message,
                       struct shk_tree *out, struct shk_error *err) SHK_MUST_USE;
// shk_build writes a parsed tree out again, field by field: build(parse(x)) is x for all x that parse.
void shk_build(const struct shk_tree *tree, struct shk_buf *out);

// shk_find returns the node's index or SHK_NO_NODE.
uint16_t shk_find(const struct shk_tree *tree, const char *path);
// shk_value returns a node's bytes by path, empty when it is not there; shk_number reads it as an integer, 0 when absent.
struct shk_bytes shk_value(const struct shk_tree *tree, const char *path);
uint32_t shk_number(const struct shk_tree *tree, const char *path);
bool shk_has(const struct shk_tree *tree, const char *path);
// shk_path writes the canonical path of a node into the arena.
const char *shk_path(const struct shk_tree *tree, uint16_t node);
// shk_print renders the whole tree for people, one field a line, values named from their registries.
void shk_print(const struct shk_tree *tree, struct shk_buf *out);

// The part of a node that an edit touches.
enum shk_part {
    SHK_PART_VALUE,  // off..off+len
    SHK_PART_LENGTH, // the length prefix
    SHK_PART_WHOLE,  // prefix and value: what is removed, repeated or moved; for an element or an extension, the entry
    SHK_PART_TYPE,   // of an extension entry, its two type bytes; of the root, the handshake header's type
};
// shk_path_part says which part the suffix of a path names: ":length", ":type", ":whole"; without one, the value. The
// root (node 0) of a message parsed with its header has parts too: ":type" is byte 0, ":length" bytes 1 to 3, the value
// is the body and the whole is everything. An extension's ":length" is that of its extension_data.
enum shk_part shk_path_part(const char *path);
// shk_part_bytes returns the bytes of a node's part; false when the node has no such part (a number has no length).
bool shk_part_bytes(const struct shk_tree *tree, uint16_t node, enum shk_part part, struct shk_bytes *out) SHK_MUST_USE;
// shk_tree_splice replaces `remove` bytes at `at` (an offset within the part; both are clamped, so that SIZE_MAX means the
// end) by `insert`, moves the nodes behind it, and with `repair` corrects every enclosing length, the handshake header's
// included. Returns false when the part does not exist. What follows from "every other edit is made of this one":
//
//   remove an element or extension   WHOLE, 0, SIZE_MAX, nothing        put one in front   WHOLE, 0, 0, bytes
//   send it twice                    WHOLE, SIZE_MAX, 0, its bytes      put one behind     WHOLE, SIZE_MAX, 0, bytes
//   append to a value                VALUE, SIZE_MAX, 0, bytes          bytes behind the message   node 0, WHOLE, SIZE_MAX
//
// Lengths change by as much as the bytes did (they stop at zero and at all ones) and are never computed anew: a length that
// an earlier edit spoilt stays spoilt. Nodes keep their paths: indices do not move up when an element goes, an extension
// whose type was edited is still found by its old name, and inserted bytes get no nodes. For those, parse again.
bool shk_tree_splice(struct shk_tree *tree, uint16_t node, enum shk_part part, size_t at, size_t remove,
                     struct shk_bytes insert, bool repair) SHK_MUST_USE;

#endif
