// DER (X.690) in both directions: build certificates piece by piece, and change one element of a finished one by its path.
//
// Paths name elements: "tbs.validity.not_after", "tbs.extensions.basic_constraints.value[0][0]", "tbs.subject[1][0]". A name
// stands for an element that RFC 5280 names (an extension by its usual name); [n] is the n-th child of any element, where an
// OCTET STRING or BIT STRING holds whatever is encoded inside it. The empty path is the outermost element.
#ifndef SHK_PKI_DER_H
#define SHK_PKI_DER_H

#include "base/base.h"

enum shk_der_tag {
    SHK_DER_BOOLEAN = 0x01,
    SHK_DER_INTEGER = 0x02,
    SHK_DER_BIT_STRING = 0x03,
    SHK_DER_OCTET_STRING = 0x04,
    SHK_DER_NULL = 0x05,
    SHK_DER_OID = 0x06,
    SHK_DER_UTF8_STRING = 0x0c,
    SHK_DER_UTC_TIME = 0x17,
    SHK_DER_GENERALIZED_TIME = 0x18,
    SHK_DER_SEQUENCE = 0x30,
    SHK_DER_SET = 0x31,
};
#define SHK_DER_CONTEXT(n) (0x80u | (n))     // [n] IMPLICIT of a primitive type
#define SHK_DER_CONSTRUCTED(n) (0xa0u | (n)) // [n] EXPLICIT, or IMPLICIT of a constructed type

// --- Building --------------------------------------------------------------------------------------------------------

// shk_der_open writes the tag; shk_der_close puts the shortest length before what came after it.
size_t shk_der_open(struct shk_buf *b, uint8_t tag);
void shk_der_close(struct shk_buf *b, size_t place);
void shk_der_put(struct shk_buf *b, uint8_t tag, struct shk_bytes contents);
void shk_der_put_oid(struct shk_buf *b, const char *dotted);
void shk_der_put_uint(struct shk_buf *b, struct shk_bytes big_endian); // an INTEGER that is not negative, minimal
void shk_der_put_small(struct shk_buf *b, uint32_t value);
void shk_der_put_bool(struct shk_buf *b, bool value);
void shk_der_put_bits(struct shk_buf *b, struct shk_bytes bytes);      // a BIT STRING of whole bytes
void shk_der_put_named_bits(struct shk_buf *b, uint16_t bits);         // bit n of `bits` is named bit n; trailing zeros cut
void shk_der_put_time(struct shk_buf *b, int64_t seconds);             // UTCTime to 2049, GeneralizedTime beyond

// --- Reading ---------------------------------------------------------------------------------------------------------

struct shk_der {
    uint8_t tag;
    struct shk_bytes whole, contents;
};
// shk_der_take takes one element off the front: tags of one byte, definite lengths. It does not insist on minimal ones.
bool shk_der_take(struct shk_reader *r, struct shk_der *out) SHK_MUST_USE;

// What a path starts from.
enum shk_der_root { SHK_DER_CERTIFICATE, SHK_DER_TBS, SHK_DER_SPKI };
bool shk_der_find(enum shk_der_root root, struct shk_bytes der, const char *path, struct shk_der *out,
                  struct shk_error *err) SHK_MUST_USE;

// --- Editing ---------------------------------------------------------------------------------------------------------

enum shk_der_edit_kind {
    SHK_DER_SET_CONTENTS, // `value` instead of the contents
    SHK_DER_SET_WHOLE,    // `value` instead of the whole element
    SHK_DER_SET_TAG,      // the tag byte is `number`
    SHK_DER_SET_LENGTH,   // `value` instead of the length's bytes, whatever it says
    SHK_DER_SET_TIME,     // contents and tag for the edit's base time plus `number` seconds
    SHK_DER_FLIP_BIT,     // bit `number` of the contents, counted from the first byte's least significant one
    SHK_DER_CUT,          // only the first `number` bytes of the contents stay
    SHK_DER_APPEND,       // `value` behind the contents
    SHK_DER_PREPEND,      // `value` before the contents
    SHK_DER_REMOVE,       // the element goes
    SHK_DER_REPEAT,       // `number` further copies behind it
    SHK_DER_INSERT,       // `value` (an element, or anything) before it
    SHK_DER_ADD,          // the same behind it
};
struct shk_der_edit {
    const char *path;
    enum shk_der_edit_kind kind;
    int64_t number;
    struct shk_bytes value;
    bool raw; // enclosing lengths stay as they were
};
// shk_der_apply returns the edited copy. False when the path leads nowhere; the sentence says where it ended.
bool shk_der_apply(struct shk_arena *arena, enum shk_der_root root, struct shk_bytes der, const struct shk_der_edit *edit,
                   int64_t base_time, struct shk_bytes *out, struct shk_error *err) SHK_MUST_USE;

#endif
