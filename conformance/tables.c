// All tables of cases: those that are written down, one file each, then those that are made from the flows and from the certificate zoo.
#include "conformance/certificate_chains.h"
#include "conformance/client_families.h"
#include "conformance/families.h"
#include "conformance/tables.h"

static const struct shk_case_table *const written[] = {
    &shk_record_layer_cases,
    &shk_change_cipher_spec_cases,
    &shk_client_hello_cases,
    &shk_supported_versions_cases,
    &shk_key_share_cases,
    &shk_finished_cases,
    &shk_server_hello_cases,
    &shk_hello_retry_request_cases,
    &shk_encrypted_extensions_cases,
    &shk_certificate_request_cases,
    &shk_certificate_message_cases,
    &shk_signature_cases,
    &shk_after_handshake_cases,
    &shk_client_order_cases,
    &shk_certificate_entry_cases,
    &shk_certificate_compression_cases,
};

const struct shk_case_table *shk_case_tables(struct shk_arena *arena, size_t *count) {
    size_t server_count = 0, client_count = 0, chain_count = 0;
    const struct shk_case_table *server = shk_order_tables(arena, &server_count);
    const struct shk_case_table *client = shk_client_order_tables(arena, &client_count);
    const struct shk_case_table *chains = shk_chain_tables(arena, &chain_count);
    size_t total = SHK_COUNT(written) + server_count + client_count + chain_count;
    struct shk_case_table *all = shk_alloc(arena, total * sizeof(*all)), *next = all;
    for (size_t i = 0; i < SHK_COUNT(written); i++) *next++ = *written[i];
    for (size_t i = 0; i < server_count; i++) *next++ = server[i];
    for (size_t i = 0; i < client_count; i++) *next++ = client[i];
    for (size_t i = 0; i < chain_count; i++) *next++ = chains[i];
    *count = total;
    return all;
}
