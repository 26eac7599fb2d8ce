// The cases of the certificate catalogue: our peer shows a chain of the zoo (pki/zoo.h), the other side verifies it.
#ifndef SHK_CONFORMANCE_CERTIFICATE_CHAINS_H
#define SHK_CONFORMANCE_CERTIFICATE_CHAINS_H

#include "conformance/case.h"

// shk_chain_tables generates the cases of every row of the zoo, one table for each part of the catalogue ("A", "B", ...). All
// of it lives in the arena, and equal calls give equal tables.
const struct shk_case_table *shk_chain_tables(struct shk_arena *arena, size_t *count);

// Rows of the certificate catalogue that other cases cover: {row, glob over case ids}, ended by NULL. A glob stands for the
// cases of both sides, where the row concerns both.
extern const char *const shk_certificate_rows[][2];

#endif
