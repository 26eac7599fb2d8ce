// DER without a compiler of schemas: walk TLVs, build them, and name the parts of a certificate by path, so that "make
// this one byte of a good certificate wrong" is the same kind of edit as in a handshake message.
//
//   30 82 01 0a  30 0d 06 09 ...        identifier (1 or more octets), length (1 or more), content
//   ^off        ^off + header            a shk_der_place; the TLVs around it are remembered for their lengths
//
// Paths: names where a schema knows them, "[i]" for the i-th TLV inside, anywhere. An OCTET STRING or BIT STRING is looked
// into when a path goes on behind it.
//
//   tbs.validity.not_after                        tbs.extensions.basicConstraints.critical
//   tbs.subject[0][0][1]  (first RDN's value)     tbs.extensions.basicConstraints.value[0][0]  (cA)
//   tbs.spki.key[0][1]    (exponent of RSA)       signatureValue[0][0]  (r of ECDSA)
//
// tbs.extensions is the [3]; "[i]" and the names of extensions behind it mean the extensions themselves, and
// tbs.extensions.list the SEQUENCE between. A path may end in ":length", ":type" or ":whole" (see shk_path_part).
#ifndef SHK_WIRE_DER_H
#define SHK_WIRE_DER_H

#include "base/base.h"
#include "wire/schema.h"

enum {
    SHK_DER_BOOLEAN = 0x01,
    SHK_DER_INTEGER = 0x02,
    SHK_DER_BIT_STRING = 0x03,
    SHK_DER_OCTET_STRING = 0x04,
    SHK_DER_NULL = 0x05,
    SHK_DER_OID = 0x06,
    SHK_DER_ENUMERATED = 0x0a,
    SHK_DER_UTF8_STRING = 0x0c,
    SHK_DER_PRINTABLE_STRING = 0x13,
    SHK_DER_TELETEX_STRING = 0x14,
    SHK_DER_IA5_STRING = 0x16,
    SHK_DER_UTC_TIME = 0x17,
    SHK_DER_GENERALIZED_TIME = 0x18,
    SHK_DER_UNIVERSAL_STRING = 0x1c,
    SHK_DER_BMP_STRING = 0x1e,
    SHK_DER_SEQUENCE = 0x30,
    SHK_DER_SET = 0x31,
};
#define SHK_DER_CONTEXT(number) ((uint8_t)(0x80 | (number)))             // primitive: IMPLICIT of a primitive type
#define SHK_DER_CONTEXT_CONSTRUCTED(number) ((uint8_t)(0xa0 | (number))) // EXPLICIT, or IMPLICIT of a constructed one

// --- Reading ---------------------------------------------------------------------------------------------------------

struct shk_der {
    uint8_t identifier; // first octet: class, constructed bit, low tag number (31: a high one follows)
    uint32_t number;    // the tag number, high ones too
    bool minimal;       // the length has its shortest form
    struct shk_bytes whole, content;
};

// shk_der_next takes one TLV off the front. False, and nothing taken, when it does not fit, when its length is indefinite
// or has more than 4 octets, or when its tag number has more than 28 bits. Long forms of short lengths are accepted.
bool shk_der_next(struct shk_reader *r, struct shk_der *out) SHK_MUST_USE;

// shk_der_header reads identifier and length alone: what shk_der_next does before it looks at the content.
bool shk_der_header(struct shk_reader *r, struct shk_der *out, uint32_t *length) SHK_MUST_USE;

// shk_der_child returns the index-th TLV of some content.
bool shk_der_child(struct shk_bytes content, size_t index, struct shk_der *out) SHK_MUST_USE;

// --- Building --------------------------------------------------------------------------------------------------------

void shk_der_put(struct shk_buf *b, uint8_t identifier, struct shk_bytes content);
// shk_der_open begins a TLV and returns its place; shk_der_close writes the length of what came after it.
size_t shk_der_open(struct shk_buf *b, uint8_t identifier);
void shk_der_close(struct shk_buf *b, size_t place);
// shk_der_put_high writes a TLV with a tag number of any size: class and constructed bit in `bits`.
void shk_der_put_high(struct shk_buf *b, uint8_t bits, uint32_t number, struct shk_bytes content);
void shk_der_put_length(struct shk_buf *b, size_t length);             // shortest form, length octets only
void shk_der_put_uint(struct shk_buf *b, uint64_t value);              // INTEGER
void shk_der_put_unsigned(struct shk_buf *b, struct shk_bytes number); // INTEGER from big-endian bytes, never negative
void shk_der_put_bool(struct shk_buf *b, bool value);
void shk_der_put_null(struct shk_buf *b);
void shk_der_put_text(struct shk_buf *b, uint8_t identifier, const char *text);
void shk_der_put_bits(struct shk_buf *b, uint8_t unused, struct shk_bytes bytes); // BIT STRING
// shk_der_put_oid writes an OBJECT IDENTIFIER from "1.2.840..."; arcs may be of any size. False on other text.
bool shk_der_put_oid(struct shk_buf *b, const char *dotted) SHK_MUST_USE;
bool shk_der_put_oid_content(struct shk_buf *b, const char *dotted) SHK_MUST_USE; // without identifier and length
// shk_der_extension_oid returns the dotted OID of a certificate extension by its name ("basicConstraints"), or NULL.
const char *shk_der_extension_oid(const char *name, size_t len);

// --- Places and edits ------------------------------------------------------------------------------------------------

enum shk_der_schema { SHK_DER_ANY, SHK_DER_CERTIFICATE, SHK_DER_CRL };

#define SHK_DER_DEPTH 32

struct shk_der_place {
    size_t off;        // of the identifier
    size_t identifier; // octets of it
    size_t header;     // octets of identifier and length
    size_t len;        // of the content
    size_t depth;
    size_t around[SHK_DER_DEPTH]; // where the TLVs around it begin, outermost first
};

// shk_der_find locates a path. False with a sentence that names the step which was not there.
bool shk_der_find(struct shk_bytes der, enum shk_der_schema schema, const char *path, struct shk_der_place *out,
                  struct shk_error *err) SHK_MUST_USE;
struct shk_bytes shk_der_value(struct shk_bytes der, enum shk_der_schema schema, const char *path); // content, or empty

// shk_der_splice replaces `remove` bytes at `at` (within the part) of the TLV at `path` by `insert`. With `repair` the
// lengths of the TLVs around it are corrected, and its own if the part is the value. Inserting at 0 of the whole puts a
// TLV in front, inserting at its end (SIZE_MAX will do) one behind. A length that is not in its shortest form keeps its
// number of octets where it can, so that an earlier edit of it lasts.
bool shk_der_splice(struct shk_buf *der, enum shk_der_schema schema, const char *path, enum shk_part part, size_t at,
                    size_t remove, struct shk_bytes insert, bool repair, struct shk_error *err) SHK_MUST_USE;

#endif
