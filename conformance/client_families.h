// The order cases of part 2 of the catalogue for clients: our server leaves out, repeats, swaps, hurries and inserts.
#ifndef SHK_CONFORMANCE_CLIENT_FAMILIES_H
#define SHK_CONFORMANCE_CLIENT_FAMILIES_H

#include "conformance/case.h"

// shk_client_order_tables generates the cases of every client flow, one table for each topic ("SM13C", "SM12CE", ...). All
// of it lives in the arena, and equal calls give equal tables.
const struct shk_case_table *shk_client_order_tables(struct shk_arena *arena, size_t *count);

#endif
