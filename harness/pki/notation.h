// DER in a line of text, so that the values of a table of cases can be read.
//
//   SEQ{ [0]{ SEQ{ (2){'a.test'} } } }      30 0c a0 0a 30 08 82 06 61 2e 74 65 73 74
//
//   NAME{ ... } hh{ ... }   a TLV: by a name below, or its identifier octet in hex; lengths are computed
//   [n]{ ... }  (n){ ... }  context-specific tag n: constructed, primitive
//   1.2.840                 a whole OBJECT IDENTIFIER
//   #5                      a whole INTEGER
//   TRUE  NULL              a whole BOOLEAN, a whole NULL
//   'text'  00ff            bytes as they are (hex in lower case)
//   *N{ ... }               the same N times
//   ^N                      N nested SEQUENCEs, the innermost empty
//   $name  $name(argument)  what the caller puts in its place
//
// Names: SEQ SET OID OCT BIT INT BOOL ENUM UTF8 PRT IA5 T61 BMP UNI UTC GEN.
#ifndef SHK_PKI_NOTATION_H
#define SHK_PKI_NOTATION_H

#include "base/base.h"

// Puts what stands for a $name; `argument` is "" without one. False with a sentence when there is no such name.
typedef bool shk_notation_variable(void *context, const char *name, const char *argument, struct shk_buf *out,
                                   struct shk_error *err);

// shk_notation appends what the text says. `variable` may be NULL. False, with a sentence that shows where, on other text.
bool shk_notation(struct shk_buf *out, const char *text, shk_notation_variable *variable, void *context,
                  struct shk_error *err) SHK_MUST_USE;

#endif
