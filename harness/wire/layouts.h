// Internal to wire: element types that several layout tables share, and the two halves of shk_message_type.
//
// How to read the tables: a vector's elements are either a struct (`of` has named fields) or a plain value. For a plain
// value `of` has exactly one field, without a name; its nodes then are the elements themselves: "cipher_suites[0]".
#ifndef SHK_WIRE_LAYOUTS_H
#define SHK_WIRE_LAYOUTS_H

#include "wire/schema.h"

// SHK_TYPE defines a layout from an array of fields.
#define SHK_TYPE(ident, name, cite, fields) const struct shk_type ident = {name, cite, fields, SHK_COUNT(fields)}

extern const struct shk_type shk_cipher_suite;
extern const struct shk_type shk_compression_method;
extern const struct shk_type shk_signature_scheme;
extern const struct shk_type shk_distinguished_name;
extern const struct shk_type shk_nothing; // a body that must be empty
extern const struct shk_type shk_opaque;  // a body that is one field, "data", up to the end

// shk_message13 and shk_message12 return the layout of a handshake body of that version, or NULL.
const struct shk_type *shk_message13(struct shk_layout layout);
const struct shk_type *shk_message12(struct shk_layout layout);

#endif
