// The order cases of part 2 of the catalogue: what is left out, said twice, swapped, said too early or foreign to a flow.
#ifndef SHK_CONFORMANCE_FAMILIES_H
#define SHK_CONFORMANCE_FAMILIES_H

#include "conformance/case.h"

// shk_order_tables generates the cases of every flow, one table for each topic ("SM13S", "SM12SE", ...), in the
// catalogue's order. All of it lives in the arena, and equal calls give equal tables.
const struct shk_case_table *shk_order_tables(struct shk_arena *arena, size_t *count);

#endif
