// What the tables of this folder share. A row of the catalogue is written once, as a macro with all that its variants have
// in common; each variant is then one line: its name and its plan.
#ifndef SHK_CONFORMANCE_TABLES_H
#define SHK_CONFORMANCE_TABLES_H

#include "conformance/case.h"

#define SHK_ROW(name, number, part, how, said) .row = name, .cite = {number, part}, .level = how, .asks = said
// The side under test.
#define SHK_OF_SERVER .tests = SHK_SERVER
#define SHK_OF_CLIENT .tests = SHK_CLIENT

#define SHK_TABLE(ident, short_name, long_name, rows)                                                                  \
    const struct shk_case_table ident = {                                                                              \
        .topic = short_name, .title = long_name, .cases = rows, .count = SHK_COUNT(rows)}

extern const struct shk_case_table shk_record_layer_cases;
extern const struct shk_case_table shk_change_cipher_spec_cases;
extern const struct shk_case_table shk_client_hello_cases;
extern const struct shk_case_table shk_supported_versions_cases;
extern const struct shk_case_table shk_key_share_cases;
extern const struct shk_case_table shk_finished_cases;
extern const struct shk_case_table shk_server_hello_cases;
extern const struct shk_case_table shk_hello_retry_request_cases;
extern const struct shk_case_table shk_encrypted_extensions_cases;
extern const struct shk_case_table shk_certificate_request_cases;
extern const struct shk_case_table shk_certificate_message_cases;
extern const struct shk_case_table shk_signature_cases;
extern const struct shk_case_table shk_after_handshake_cases;
extern const struct shk_case_table shk_client_order_cases;
extern const struct shk_case_table shk_certificate_entry_cases;
extern const struct shk_case_table shk_certificate_compression_cases;

#endif
