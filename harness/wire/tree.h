// Internal to wire: what the interpreters of a parsed tree share.
#ifndef SHK_WIRE_TREE_H
#define SHK_WIRE_TREE_H

#include "wire/schema.h"

// shk_is_entry says whether a node is an entry of an extension block. Its first child is then extension_type, its second
// extension_data, and the others are the fields inside the data.
static inline bool shk_is_entry(const struct shk_tree *tree, uint16_t node) {
    return node != 0 && tree->nodes[node].field == NULL;
}

// shk_part_range gives the place of a node's part in the tree's bytes; false when it has no such part.
bool shk_part_range(const struct shk_tree *tree, uint16_t node, enum shk_part part, uint32_t *off, uint32_t *len);

#endif
