// The families of order cases: each row of a flow becomes plans, by rules that are the same for every flow.
//
//   a row says                         the plan says (k2 in brackets)
//   OMIT    A, next is B               omit A                 [keys B current]
//   REPEAT  A                          repeat A               [keys current]
//   SWAP    A and B                    swap A B               [keys B current]
//   MOVE    B in front of A            insert B before A      [keys current]   omit B
//   REPLACE B in the place of A        replace A B            [keys current]
//   INSERT  A in front of B            insert A before B      [keys current]
//   DATA, FOREIGN, STOP                one for each gap between the client's messages, taken from plan/flow.c
//   LATE                               one for each message that has no place behind the handshake, under the keys `a`
//
// SWAP and OMIT do where both messages are sent whatever the server says. MOVE and REPLACE stand for them where the honest
// flow would not come to B without an answer to A: a client sends a Certificate only when it was asked for one.
//
// k1 and k2 (case ids end in /k1 and /k2): the deviating message goes out under the keys that its place in the honest flow
// implies, or under those that the SUT reads with at that moment. Where both are the same record there is one case.
#include "conformance/families.h"
#include "conformance/families_rows.h"

#include <string.h>

// --- Messages that are foreign to a flow ---------------------------------------------------------------------------------

#define POINT "0900000000000000000000000000000000000000000000000000000000000000"
// clang-format off
// Whole messages, well formed and as short as their syntax allows. "": our own client can build one.
enum version { V13 = 1, V12 = 2 };
static const struct foreign {
    const char *name;
    const char *tls13, *tls12;
    uint8_t gaps, late; // enum version: foreign inside the handshake, and behind it
    enum shk_level level12;
} foreign[] = {
    {"client_key_exchange",  "1000002120" POINT, "",       V13,       V13 | V12, SHK_MUST},
    {"new_session_ticket",   "0400000e00000e1000000000000001000000",
                             "0400000700000e10000100",     V13 | V12, V13 | V12, SHK_MUST},
    {"hello_request",        "", "",                       V13 | V12, V13 | V12, SHK_SYNTAX},
    {"unknown_handshake",    "", "",                       V13 | V12, V13,       SHK_SYNTAX},
    {"server_hello",         "020000560303" RANDOM "00130100002e002b0002030400330024001d0020" POINT,
                             "020000260303" RANDOM "00c02f00", V13 | V12, V13 | V12, SHK_MUST},
    {"encrypted_extensions", "080000020000", "",           V13,       V13,       SHK_MUST},
    {"certificate_request",  "0d00000b000008000d000400020403",
                             "0d0000080140000204030000",   V13 | V12, V13 | V12, SHK_MUST},
    {"server_key_exchange",  "0c00003003001d20" POINT "040300083006020101020101",
                             "0c00003003001d20" POINT "040300083006020101020101", V13 | V12, V13 | V12, SHK_MUST},
    {"server_hello_done",    "", "",                       V13 | V12, V13 | V12, SHK_MUST},
    {"certificate",          "", "",                       V12,       V13 | V12, SHK_MUST},
    {"certificate_verify",   "", "",                       0,         V13 | V12, SHK_MUST},
    {"client_hello",         "", "",                       0,         V13,       SHK_MUST},
    {"finished",             "", "",                       0,         V13,       SHK_MUST},
    {"end_of_early_data",    "", "",                       V12,       V13,       SHK_SYNTAX},
    {"key_update",           "", "",                       V12,       0,         SHK_SYNTAX},
};
// clang-format on

// --- The client's messages of a flow -------------------------------------------------------------------------------------

struct gap {
    const char *place;  // "before client_hello#2"
    const char *behind; // the message in front of it, "client_hello#1"; NULL in front of the first
    uint8_t keys;       // enum shk_keys that the SUT reads with there
};

struct generator {
    struct shk_arena *arena;
    const struct order_flow *flow;
    struct shk_plan plan; // the honest one
    struct gap gaps[12];
    uint32_t own; // messages of the handshake that is edited, one bit each
    size_t gap_count;
    struct shk_case *cases;
    size_t count, cap;
};

static uint32_t conditions_of(const struct shk_plan *plan) {
    uint32_t conditions = plan->features;
    if (plan->flow == SHK_FLOW_TLS12 && plan->kx != SHK_KX_RSA) conditions |= SHK_SIGNED_KX;
    if (plan->features & (SHK_SESSION_ID | SHK_SESSION_TICKET)) conditions |= SHK_RESUMED;
    return conditions;
}

// A message that we wait for and that is no application data or alert; floating rows are only there for compatibility.
static bool is_ours(const struct shk_step *step, uint32_t conditions) {
    if (step->writer != SHK_CLIENT || step->flags & SHK_FLOATS) return false;
    if (step->when & ~conditions || step->unless & conditions) return false;
    return step->message != SHK_APPLICATION_DATA && step->message != SHK_ALERT;
}

static const char *numbered(struct shk_arena *arena, uint8_t message, const unsigned counts[32], unsigned nth) {
    const char *name = shk_message_name((enum shk_message)message);
    return counts[message] > 1 ? shk_format(arena, "%s#%u", name, nth) : name;
}

// The handshake that is edited: the only one, or the one that the feature adds behind it.
static void find_gaps(struct generator *g) {
    size_t step_count;
    const struct shk_step *steps = shk_flow_steps(g->plan.flow, &step_count);
    uint32_t conditions = conditions_of(&g->plan);
    uint32_t late = g->plan.features & (SHK_RENEGOTIATION | SHK_POST_HANDSHAKE_AUTH);
    unsigned counts[32] = {0}, seen[32] = {0};
    const char *behind = NULL;
    for (size_t i = 0; i < step_count; i++) counts[steps[i].message] += is_ours(&steps[i], conditions);
    for (size_t i = 0; i < step_count; i++) {
        if (!is_ours(&steps[i], conditions)) continue;
        const char *name = numbered(g->arena, steps[i].message, counts, ++seen[steps[i].message]);
        if ((steps[i].when & late) != late) continue;
        g->gaps[g->gap_count++] = (struct gap){shk_format(g->arena, "before %s", name), behind, steps[i].keys};
        g->own |= UINT32_C(1) << steps[i].message;
        behind = name;
    }
    g->gaps[g->gap_count] = (struct gap){shk_format(g->arena, "after %s", behind), behind, SHK_KEYS_APPLICATION};
}

static bool is13(const struct generator *g) {
    return g->plan.flow == SHK_FLOW_TLS13;
}

// --- Names and sentences -------------------------------------------------------------------------------------------------

// "before client_hello#2" as the part of an id: "before-client-hello-2".
static const char *dashed(struct shk_arena *arena, const char *name) {
    char *out = shk_strdup(arena, name);
    for (char *at = out; *at != '\0'; at++) {
        if (*at == '_' || *at == '#' || *at == ' ') *at = '-';
    }
    return out;
}

// "client_hello#2" as people write it: "the second ClientHello".
static const char *spoken(struct shk_arena *arena, const char *name) {
    char *out = shk_format(arena, "%s", name), *to = out;
    bool capital = true;
    for (const char *at = name; *at != '\0' && *at != '#'; at++) {
        if (*at != '_') *to++ = capital && *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
        capital = *at == '_';
    }
    *to = '\0';
    const char *number = strchr(name, '#');
    const char *article = number == NULL ? "" : number[1] == '1' ? "the first " : "the second ";
    return shk_format(arena, "%s%s", article, out);
}

static const char *sentence(struct shk_arena *arena, const char *text) {
    char *out = shk_strdup(arena, text);
    if (*out >= 'a' && *out <= 'z') *out = (char)(*out - 'a' + 'A');
    return out;
}

// The type alone: what comes in has no number of its own.
static const char *type_of(struct shk_arena *arena, const char *name) {
    return shk_format(arena, "%.*s", (int)strcspn(name, "#"), name);
}

static const char *spoken_gap(struct shk_arena *arena, const char *place) {
    const char *name = strchr(place, ' ') + 1;
    return shk_format(arena, "%.*s%s", (int)(name - place), place, spoken(arena, name));
}

// --- Cases ---------------------------------------------------------------------------------------------------------------

struct draft {
    const char *name, *edits, *expect, *asks;
    enum shk_level level;
};

static void add(struct generator *g, const struct order_row *row, struct draft d) {
    if (g->count == g->cap) {
        size_t cap = g->cap == 0 ? 64 : 2 * g->cap;
        struct shk_case *grown = shk_alloc(g->arena, cap * sizeof(*grown));
        if (g->count > 0) memcpy(grown, g->cases, g->count * sizeof(*grown));
        g->cases = grown;
        g->cap = cap;
    }
    bool whole = strncmp(d.edits, "flow ", 5) == 0;
    g->cases[g->count++] = (struct shk_case){
        .id = shk_format(g->arena, "%s/order/%s/%s", shk_flow_name(g->plan.flow), g->flow->folder, d.name),
        .row = shk_format(g->arena, "%s-%s", g->flow->topic, row->row),
        .cite = {row->rfc != 0 ? row->rfc : g->flow->rfc, row->section},
        .asks = sentence(g->arena, d.asks),
        .level = d.level,
        .tests = SHK_SERVER,
        .plan = shk_format(g->arena, "%s%s%s\nexpect %s\n", whole ? "" : g->flow->plan, whole ? "" : "\n", d.edits,
                           d.expect),
        .flags = row->flags,
    };
}

// " keys K", or nothing where the epoch is that of the place anyway.
static const char *under(struct shk_arena *arena, const char *keys) {
    return keys != NULL ? shk_format(arena, " keys %s", keys) : "";
}

static const char *edits_of(struct shk_arena *arena, const struct order_row *row, const char *keys) {
    const char *b = row->b != NULL ? row->b : "";
    const char *also = keys != NULL ? shk_format(arena, "\nkeys %s %s", b, keys) : "";
    if (row->also != NULL) also = shk_format(arena, "\n%s%s", row->also, also);
    const char *with = under(arena, keys);
    switch (row->stimulus) {
    case OMIT: return shk_format(arena, "omit %s%s", row->a, also);
    case REPEAT: return shk_format(arena, "repeat %s%s", row->a, with);
    case SWAP: return shk_format(arena, "swap %s %s%s", row->a, b, also);
    case MOVE: return shk_format(arena, "insert %s before %s%s\nomit %s", type_of(arena, b), row->a, with, b);
    case REPLACE: return shk_format(arena, "replace %s %s%s", row->a, b, with);
    case INSERT: return shk_format(arena, "insert %s before %s%s", row->a, b, with);
    default: break;
    }
    const char *mark = strchr(b, '@'); // LITERAL
    return mark == NULL ? b : shk_format(arena, "%.*s%s%s", (int)(mark - b), b, with, mark + 1);
}

static const char *name_of(struct shk_arena *arena, const struct order_row *row) {
    const char *a = dashed(arena, row->a), *b = row->b != NULL ? dashed(arena, row->b) : NULL;
    switch (row->stimulus) {
    case OMIT:
    case REPLACE: return shk_format(arena, "omit-%s", a);
    case REPEAT: return shk_format(arena, "repeat-%s", a);
    case SWAP:
    case MOVE: return shk_format(arena, "swap-%s-%s", a, b);
    case INSERT: return shk_format(arena, "%s-before-%s", a, b);
    default: return row->a; // LITERAL
    }
}

static const char *sentence_of(struct shk_arena *arena, const struct order_row *row, const char *expect,
                               const char *how) {
    const char *a = spoken(arena, row->a), *b = row->b != NULL ? spoken(arena, row->b) : NULL;
    const char *fate = strncmp(expect, "rejects", 7) == 0 ? "refused" : "taken";
    switch (row->stimulus) {
    case OMIT:
    case REPLACE: return shk_format(arena, "%s is %s where %s is due%s.", b, fate, a, how);
    case REPEAT: return shk_format(arena, "A copy of %s is %s%s.", a, fate, how);
    case SWAP:
    case MOVE: return shk_format(arena, "%s is %s when it comes in front of %s%s.", b, fate, a, how);
    case INSERT: return shk_format(arena, "%s in front of %s is %s%s.", a, b, fate, how);
    default: return shk_format(arena, "%s%s.", row->asks, how); // LITERAL
    }
}

#define HOW1 ", under the keys of its honest place"
#define HOW2 ", under the keys that are read at that moment"

static void plain_row(struct generator *g, const struct order_row *row) {
    struct shk_arena *arena = g->arena;
    const char *name = name_of(arena, row);
    if (row->k2 == NULL) {
        // One record: `current` says so, except where the message goes out by itself.
        bool placed =
            row->stimulus == REPEAT || row->stimulus == MOVE || row->stimulus == REPLACE || row->stimulus == INSERT;
        const char *edits = edits_of(arena, row, placed ? "current" : NULL);
        add(g, row, (struct draft){name, edits, row->k1, sentence_of(arena, row, row->k1, ""), row->level});
        return;
    }
    const char *keys2 = row->keys2 != NULL ? row->keys2 : "current";
    struct draft k1 = {shk_format(arena, "%s/k1", name), edits_of(arena, row, row->keys1), row->k1,
                       sentence_of(arena, row, row->k1, HOW1), row->level};
    struct draft k2 = {shk_format(arena, "%s/k2", name), edits_of(arena, row, keys2), row->k2,
                       sentence_of(arena, row, row->k2, HOW2), row->level};
    add(g, row, k1);
    add(g, row, k2);
}

static void data_case(struct generator *g, const struct order_row *row, const struct gap *gap, const char *suffix,
                      const char *keys, const char *expect, const char *how) {
    struct shk_arena *arena = g->arena;
    struct draft draft = {shk_format(arena, "application-data-%s%s", dashed(arena, gap->place), suffix),
                          shk_format(arena, "insert application_data %s%s", gap->place, under(arena, keys)), expect,
                          shk_format(arena, "Application data %s is refused%s.", spoken_gap(arena, gap->place), how),
                          row->level};
    add(g, row, draft);
}

// TLS 1.3: without read keys any type-23 record is unexpected. TLS 1.2: the type is visible, so under any keys it is, until
// the new keys are read; then it has to be opened first.
static void data_row(struct generator *g, const struct order_row *row) {
    for (size_t i = 0; i < g->gap_count; i++) {
        const struct gap *gap = &g->gaps[i];
        bool plain = gap->keys == SHK_KEYS_PLAIN;
        if (is13(g) && plain) {
            data_case(g, row, gap, "", "current", UNEXPECTED, "");
        } else if (is13(g) || plain) {
            data_case(g, row, gap, "/k1", NULL, plain ? UNEXPECTED : BAD_MAC, HOW1);
            data_case(g, row, gap, "/k2", "current", UNEXPECTED, HOW2);
        } else {
            data_case(g, row, gap, "/plain", "plain", BAD_MAC, ", in the clear");
            data_case(g, row, gap, "/k2", "current", UNEXPECTED, HOW2);
        }
    }
}

static void foreign_case(struct generator *g, const struct order_row *row, const struct foreign *f, const char *name,
                         const char *place, const char *spoken_place, const char *keys, const char *expect) {
    struct shk_arena *arena = g->arena;
    const char *body = is13(g) ? f->tls13 : f->tls12;
    const char *gap = *body != '\0' ? " " : "";
    struct draft draft = {name, shk_format(arena, "insert %s%s%s %s keys %s", f->name, gap, body, place, keys), expect,
                          shk_format(arena, "%s %s is refused.", spoken(arena, f->name), spoken_place),
                          is13(g) ? row->level : f->level12};
    add(g, row, draft);
}

// Behind the handshake there is no gap in TLS 1.2: a topic of its own asks for that.
static void foreign_row(struct generator *g, const struct order_row *row) {
    for (size_t i = 0; i < g->gap_count + is13(g); i++) {
        for (size_t m = 0; m < SHK_COUNT(foreign); m++) {
            const struct foreign *f = &foreign[m];
            bool own = g->own >> shk_message_by_name(f->name, strlen(f->name)) & 1;
            if (!(f->gaps & (is13(g) ? V13 : V12)) || own) continue;
            const char *place = g->gaps[i].place;
            const char *name =
                shk_format(g->arena, "foreign-%s-%s", dashed(g->arena, f->name), dashed(g->arena, place));
            foreign_case(g, row, f, name, place, spoken_gap(g->arena, place), "current", UNEXPECTED);
        }
    }
}

static void late_row(struct generator *g, const struct order_row *row) {
    bool current = strcmp(row->a, "current") == 0, plain = strcmp(row->a, "plain") == 0;
    const char *how = current ? "its keys" : shk_format(g->arena, "the %s keys", row->a);
    const char *behind =
        shk_format(g->arena, "behind the handshake, %s%s,", plain ? "" : "under ", plain ? "in plaintext" : how);
    for (size_t m = 0; m < SHK_COUNT(foreign); m++) {
        const struct foreign *f = &foreign[m];
        if (!(f->late & (is13(g) ? V13 : V12))) continue;
        const char *name =
            shk_format(g->arena, "late-%s%s%s", dashed(g->arena, f->name), current ? "" : "/", current ? "" : row->a);
        foreign_case(g, row, f, name, "before application_data", behind, row->a, row->k1);
    }
}

static void stop_row(struct generator *g, const struct order_row *row) {
    static const struct {
        const char *how, *expect, *what, *asks;
    } ways[] = {
        {"wait", "rejects any or silent or closes", "Silence", "does not complete anything"},
        {"fin", "closes any", "A FIN", "ends the connection, and nothing is complete"},
        // A reset connection carries nothing back: what is left to see is that the SUT lives.
        {"reset", "nothing", "A reset", "does no harm"},
    };
    struct shk_arena *arena = g->arena;
    for (size_t i = 1; i < g->gap_count; i++) {
        const char *behind = g->gaps[i].behind;
        for (size_t w = 0; w < SHK_COUNT(ways); w++) {
            struct draft draft = {
                shk_format(arena, "stop-after-%s/%s", dashed(arena, behind), ways[w].how),
                shk_format(arena, "stop after %s %s", behind, ways[w].how), ways[w].expect,
                shk_format(arena, "%s behind %s %s.", ways[w].what, spoken(arena, behind), ways[w].asks), row->level};
            add(g, row, draft);
        }
    }
}

static void flow_cases(struct generator *g, const struct order_flow *flow) {
    struct shk_error err;
    g->flow = flow;
    g->gap_count = 0;
    g->own = 0;
    if (!shk_plan_read(g->arena, flow->plan, &g->plan, &err)) return; // the test of this file reads them all
    find_gaps(g);
    for (size_t i = 0; i < flow->row_count; i++) {
        const struct order_row *row = &flow->rows[i];
        switch (row->stimulus) {
        case DATA: data_row(g, row); break;
        case FOREIGN: foreign_row(g, row); break;
        case STOP: stop_row(g, row); break;
        case LATE: late_row(g, row); break;
        default: plain_row(g, row); break;
        }
    }
}

const struct shk_case_table *shk_order_tables(struct shk_arena *arena, size_t *count) {
    struct shk_case_table *tables = shk_alloc(arena, order_flow_count * sizeof(*tables));
    *count = 0;
    for (size_t i = 0; i < order_flow_count;) {
        const struct order_flow *first = &order_flows[i];
        struct generator g = {.arena = arena};
        while (i < order_flow_count && strcmp(order_flows[i].topic, first->topic) == 0)
            flow_cases(&g, &order_flows[i++]);
        const char *title =
            shk_format(arena, "Order, server, TLS %s: %s", first->rfc == 5246 ? "1.2" : "1.3", first->title);
        tables[(*count)++] = (struct shk_case_table){first->topic, title, g.cases, g.count};
    }
    return tables;
}
