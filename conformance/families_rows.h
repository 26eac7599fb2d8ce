// The rows of part 2 of the catalogue as data, and the flows that they belong to. families.c makes cases of them.
#ifndef SHK_CONFORMANCE_FAMILIES_ROWS_H
#define SHK_CONFORMANCE_FAMILIES_ROWS_H

#include "conformance/case.h"

// What a row does to the flow; the essay of families.c says how the plan language puts it.
enum stimulus { OMIT, REPEAT, SWAP, MOVE, REPLACE, INSERT, DATA, FOREIGN, STOP, LATE, LITERAL };

// clang-format off
struct order_row {
    const char *row;           // behind the topic: "01" of SM13S-01
    const char *section;       // the first that the row rests on
    enum stimulus stimulus;
    const char *a, *b;         // messages; LITERAL: the end of the id, and the edits, with @ for the keys (a whole plan, when
                               // they begin with "flow")
    const char *k1, *k2;       // what is expected; k2 NULL: k1 = k2, one case
    enum shk_level level;
    uint8_t flags;             // enum shk_case_flags
    const char *keys1, *keys2; // of k1 and k2 where the plan language's `place` and `current` are not what the row means
    const char *also;          // an edit that keeps the fault alone
    const char *asks;          // LITERAL: the sentence, without its full stop
    uint16_t rfc;              // 0: the flow's
};
// clang-format on

struct order_flow {
    const char *topic, *title;
    const char *folder; // of its ids, behind "tls13/order/" or "tls12/order/"
    uint16_t rfc;       // 9846: TLS 1.3; 5246: TLS 1.2
    const char *plan;   // the honest flow
    const struct order_row *rows;
    size_t row_count;
};

extern const struct order_flow order_flows[];
extern const size_t order_flow_count;

// RFC 9846, sections 4 and 6.2; RFC 5246, section 7.2.2: what comes at the wrong time.
#define UNEXPECTED "rejects unexpected_message"
// RFC 9846, section 5.2: what the read keys do not open, strictly.
#define BAD_MAC "rejects bad_record_mac"

#define RANDOM "9a3c0f6e51b2d84707c65ee1fa2b93d05d7846b08a1fc3e9742065dbbe3f1188"

#endif
