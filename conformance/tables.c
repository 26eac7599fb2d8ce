// All tables of cases: those that are written down, one file each, then those that are made from the flows.
#include "conformance/families.h"
#include "conformance/tables.h"

static const struct shk_case_table *const written[] = {
    &shk_record_layer_cases,       &shk_change_cipher_spec_cases, &shk_client_hello_cases,
    &shk_supported_versions_cases, &shk_key_share_cases,          &shk_finished_cases,
};

const struct shk_case_table *shk_case_tables(struct shk_arena *arena, size_t *count) {
    size_t made_count = 0;
    const struct shk_case_table *made = shk_order_tables(arena, &made_count);
    struct shk_case_table *all = shk_alloc(arena, (SHK_COUNT(written) + made_count) * sizeof(*all));
    for (size_t i = 0; i < SHK_COUNT(written); i++) all[i] = *written[i];
    for (size_t i = 0; i < made_count; i++) all[SHK_COUNT(written) + i] = made[i];
    *count = SHK_COUNT(written) + made_count;
    return all;
}
