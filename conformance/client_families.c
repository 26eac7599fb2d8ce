// Part 2 of the catalogue from the other side: the scripted server deviates, a client is under test.
//
// Here the rows need no table. The catalogue numbers them the same way in every flow, so the flow (plan/flow.c) makes them:
//
//   OMIT       each message that a server may not leave out; the next one shows the fault
//   REPEAT     each message
//   SWAP       each message and the one behind it
//   PREMATURE  a Finished right behind the first message
//   DATA       application data in front of each message
//   FOREIGN    each message that the flow has no place for, in each gap
//   STOP       nothing more behind each message but the last
//
// What has no such rule (late messages, post-handshake authentication, the rows that a flow has for itself) is written down at
// the end of this file. k1 and k2 in ids are those of families.c: the keys of the honest place, and those that are read now.
#include "conformance/client_families.h"

#include <string.h>

#define UNEXPECTED "rejects unexpected_message"
#define BAD_MAC "rejects bad_record_mac"
// RFC 9846, sections 5 and 5.2: a plaintext record among protected ones is both.
#define EITHER "rejects unexpected_message bad_record_mac"
// RFC 5246: a plaintext ChangeCipherSpec where the new keys are read, opened first or looked at first.
#define PLAIN_CCS "rejects bad_record_mac unexpected_message decode_error"
// TLS 1.2: ciphertext that is parsed as a plaintext fragment may look like the beginning of anything.
#define GARBLED "rejects any or silent or closes"

// --- Messages that a flow has no place for ---------------------------------------------------------------------------------

#define POINT "0900000000000000000000000000000000000000000000000000000000000000"
#define RANDOM "9a3c0f6e51b2d84707c65ee1fa2b93d05d7846b08a1fc3e9742065dbbe3f1188"
// clang-format off
// Whole messages, well formed and short. "": our own server can build one. Gaps: inside a handshake; late: behind it.
static const struct alien {
    const char *name, *body;
    uint8_t gaps, late; // 13 and 12 as bits 1 and 2
    enum shk_level level12;
} aliens[] = {
    {"client_hello",        "0100006c0303" RANDOM "0000021301" "0100" "0041" "002b0003020304" "000d000400020403" "000a00040002001d"
                            "003300260024001d0020" POINT, 1 | 2, 1 | 2, SHK_MUST},
    {"client_key_exchange", "1000002120" POINT, 1 | 2, 1 | 2, SHK_MUST},
    {"server_key_exchange", "0c00003003001d20" POINT "040300083006020101020101", 1 | 2, 1 | 2, SHK_MUST},
    {"server_hello_done",   "0e000000",         1,     1 | 2, SHK_MUST},
    {"hello_request",       "00000000",         1 | 2, 1,     SHK_SHOULD},
    {"end_of_early_data",   "05000000",         1,     1,     SHK_SYNTAX},
    {"unknown_handshake",   "",                 1 | 2, 0,     SHK_SYNTAX},
    {"encrypted_extensions","080000020000",     2,     1,     SHK_SYNTAX},
    {"key_update",          "1800000100",       2,     0,     SHK_SYNTAX},
    {"new_session_ticket",  "0400000700000e10000100", 2, 2,   SHK_MUST},
    {"certificate_status",  "160000050100000100", 2,   2,     SHK_MUST},
    {"server_hello",        "020000560303" RANDOM "00130100002e002b0002030400330024001d0020" POINT, 0, 1 | 2, SHK_MUST},
    {"certificate_request", "0d0000080140000204030000", 0, 2, SHK_MUST},
    {"certificate",         "",                 0,     1 | 2, SHK_MUST},
    {"certificate_verify",  "",                 0,     1,     SHK_MUST},
    {"finished",            "",                 0,     1,     SHK_MUST},
};
// clang-format on

// --- The flows ---------------------------------------------------------------------------------------------------------------

struct flow {
    const char *topic, *title, *folder, *plan;
};
// clang-format off
static const struct flow flows[] = {
    {"SM13C",  "full handshake",          "full",           "flow tls13"},
    {"SM13CA", "client authentication",   "client-auth",    "flow tls13 client-auth"},
    {"SM13CP", "PSK resumption",          "psk",            "flow tls13 psk"},
    {"SM13CH", "HelloRetryRequest",       "retry",          "flow tls13 retry"},
    {"SM13CE", "0-RTT accepted",          "early-data",     "flow tls13 psk early-data early-accepted"},
    {"SM12CR", "RSA",                     "rsa",            "flow tls12\nkx rsa"},
    {"SM12CE", "(EC)DHE",                 "ecdhe",          "flow tls12"},
    {"SM12CA", "client authentication",   "client-auth",    "flow tls12 client-auth"},
    {"SM12CO", "OCSP stapling",           "ocsp",           "flow tls12 ocsp"},
    {"SM12CT", "new ticket",              "ticket",         "flow tls12 ticket"},
    {"SM12CI", "abbreviated by id",       "session-id",     "flow tls12 session-id"},
    {"SM12CI", "abbreviated by ticket",   "session-ticket", "flow tls12 session-ticket"},
};
// clang-format on

struct message {
    uint8_t type; // enum shk_message
    uint8_t keys; // enum shk_keys that the SUT reads with in front of it
};

struct maker {
    struct shk_arena *arena;
    const struct flow *flow;
    bool tls13, resumed;
    uint32_t features;
    struct message messages[10];
    size_t message_count;
    size_t row; // the number of the catalogue
    struct shk_case *cases;
    size_t count, cap;
};

static const char *name_of(uint8_t message) {
    return shk_message_name((enum shk_message)message);
}

static const char *dashed(struct shk_arena *arena, const char *name) {
    char *out = shk_strdup(arena, name);
    for (char *at = out; *at != '\0'; at++) {
        if (*at == '_') *at = '-';
    }
    return out;
}

// "encrypted_extensions" as the RFCs spell it.
static const char *spoken(struct shk_arena *arena, const char *name) {
    char *out = shk_strdup(arena, name), *to = out;
    bool capital = true;
    for (const char *at = name; *at != '\0'; at++) {
        if (*at != '_') *to++ = capital && *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
        capital = *at == '_';
    }
    *to = '\0';
    return out;
}

// The server's messages of the flow up to its Finished, with the keys that the client reads with in front of each.
static void find_messages(struct maker *m, enum shk_flow flow) {
    size_t count;
    const struct shk_step *steps = shk_flow_steps(flow, &count);
    uint32_t conditions = m->features;
    if (flow == SHK_FLOW_TLS12 && strstr(m->flow->plan, "kx rsa") == NULL) conditions |= SHK_SIGNED_KX;
    if (m->resumed) conditions |= SHK_RESUMED;
    uint8_t keys = SHK_KEYS_PLAIN;
    for (size_t i = 0; i < count; i++) {
        const struct shk_step *s = &steps[i];
        if (s->writer != SHK_SERVER || s->flags & SHK_FLOATS) continue;
        if (s->when & ~conditions || s->unless & conditions) continue;
        m->messages[m->message_count++] = (struct message){s->message, keys};
        if (s->message == SHK_SERVER_HELLO && m->tls13) keys = SHK_KEYS_HANDSHAKE;
        if (s->message == SHK_CHANGE_CIPHER_SPEC && !m->tls13) keys = SHK_KEYS_APPLICATION;
        if (s->message == SHK_FINISHED) return;
    }
}

struct draft {
    const char *name, *edits, *expect, *asks, *section;
    const char *plan; // the honest flow, NULL: that of all others
    enum shk_level level;
    uint8_t flags;
};

static void add(struct maker *m, struct draft d) {
    if (m->count == m->cap) {
        size_t cap = m->cap == 0 ? 128 : 2 * m->cap;
        struct shk_case *grown = shk_alloc(m->arena, cap * sizeof(*grown));
        if (m->count > 0) memcpy(grown, m->cases, m->count * sizeof(*grown));
        m->cases = grown;
        m->cap = cap;
    }
    m->cases[m->count++] = (struct shk_case){
        .id = shk_format(m->arena, "tls%s/client/order/%s/%s", m->tls13 ? "13" : "12", m->flow->folder, d.name),
        .row = shk_format(m->arena, "%s-%02zu", m->flow->topic, m->row),
        .cite = {m->tls13 ? 9846 : 5246, d.section},
        .asks = d.asks,
        .level = d.level,
        .tests = SHK_CLIENT,
        .plan = shk_format(m->arena, "%s\n%s\nexpect %s\n", d.plan != NULL ? d.plan : m->flow->plan, d.edits, d.expect),
        .flags = d.flags,
    };
}

// One case, or two where the epochs differ: `with` is the edit up to its keys, `after` what stands behind them.
static void add_keyed(struct maker *m, struct draft d, const char *with1, const char *with2, const char *k1,
                      const char *k2) {
    const char *name = d.name, *asks = d.asks;
    d.name = shk_format(m->arena, "%s/k1", name);
    d.edits = with1;
    d.expect = k1;
    d.asks = shk_format(m->arena, "%s, under the keys of its honest place.", asks);
    add(m, d);
    d.name = shk_format(m->arena, "%s/k2", name);
    d.edits = with2;
    d.expect = k2;
    d.asks = shk_format(m->arena, "%s, under the keys that are read at that moment.", asks);
    add(m, d);
}

static void add_once(struct maker *m, struct draft d) {
    d.asks = shk_format(m->arena, "%s.", d.asks);
    add(m, d);
}

static const char *section_of(const struct maker *m, uint8_t message) {
    if (m->tls13) return message == SHK_APPLICATION_DATA ? "5" : "4";
    return message == SHK_CHANGE_CIPHER_SPEC || message == SHK_FINISHED ? "7.1"
           : message == SHK_APPLICATION_DATA                            ? "6"
                                                                        : "7.4";
}

static uint8_t next_of(const struct maker *m, size_t i) {
    return i + 1 < m->message_count ? m->messages[i + 1].type : (uint8_t)SHK_APPLICATION_DATA;
}

// RFC 5077, section 3.3: a promised ticket that does not come is an error by the definitions only.
static enum shk_level level_of(uint8_t message) {
    return message == SHK_NEW_SESSION_TICKET ? SHK_SYNTAX : SHK_MUST;
}

// Whether a message in the place of `first` goes out under other keys there than in its own place.
static bool keys_differ(const struct maker *m, uint8_t first, uint8_t second) {
    if (m->tls13) return first == SHK_SERVER_HELLO || second == SHK_APPLICATION_DATA;
    return first == SHK_CHANGE_CIPHER_SPEC && second == SHK_FINISHED;
}

// What the client says to `second` in the place of `first` under the keys of its own place.
static const char *early_k1(const struct maker *m, uint8_t first, uint8_t second) {
    if (!m->tls13) return second == SHK_FINISHED ? GARBLED : UNEXPECTED;
    return first == SHK_SERVER_HELLO || first == SHK_HELLO_RETRY_REQUEST ? UNEXPECTED : BAD_MAC;
}

static void omit_rows(struct maker *m) {
    for (size_t i = 0; i < m->message_count; i++) {
        uint8_t first = m->messages[i].type, next = next_of(m, i);
        bool optional =
            first == SHK_CERTIFICATE_REQUEST || first == SHK_CERTIFICATE_STATUS || first == SHK_HELLO_RETRY_REQUEST;
        if (optional) continue;
        m->row++;
        bool resumes12 = !m->tls13 && m->resumed && first == SHK_SERVER_HELLO;
        if (resumes12) continue; // a row of its own, below
        const char *a = name_of(first), *b = name_of(next);
        struct draft d = {.name = shk_format(m->arena, "omit-%s", dashed(m->arena, a)),
                          .edits = shk_format(m->arena, "omit %s", a),
                          .expect = UNEXPECTED,
                          .asks = shk_format(m->arena, "A client refuses %s where %s is due", spoken(m->arena, b),
                                             spoken(m->arena, a)),
                          .section = section_of(m, next),
                          .level = level_of(first),
                          .flags = m->tls13 && next != SHK_APPLICATION_DATA ? SHK_NAMED_ALERT : 0};
        const char *now = shk_format(m->arena, "%s\nkeys %s current", d.edits, b);
        if (keys_differ(m, first, next))
            add_keyed(m, d, d.edits, now, early_k1(m, first, next), UNEXPECTED);
        else
            add_once(m, d);
    }
}

static void repeat_rows(struct maker *m) {
    for (size_t i = 0; i < m->message_count; i++) {
        uint8_t type = m->messages[i].type;
        m->row++;
        const char *a = name_of(type);
        struct draft d = {.name = shk_format(m->arena, "repeat-%s", dashed(m->arena, a)),
                          .edits = shk_format(m->arena, "repeat %s keys current", a),
                          .expect = UNEXPECTED,
                          .asks = shk_format(m->arena, "A client refuses a copy of %s", spoken(m->arena, a)),
                          .section = type == SHK_FINISHED && !m->tls13 ? "7.2.2" : section_of(m, type),
                          .level = SHK_MUST,
                          .flags = m->tls13 && type != SHK_SERVER_HELLO ? SHK_NAMED_ALERT : 0};
        const char *place = shk_format(m->arena, "repeat %s", a);
        if (type == SHK_HELLO_RETRY_REQUEST) {
            // The second one also changes nothing (RFC 9846, section 4.2.4).
            d.expect = "rejects unexpected_message illegal_parameter";
            d.section = "4.2.4";
            add_once(m, d);
            d.name = shk_format(m->arena, "%s-after-client-hello", d.name);
            d.edits = "insert hello_retry_request before server_hello keys current";
            d.asks = "A client refuses a second HelloRetryRequest behind its second ClientHello";
            add_once(m, d);
        } else if (m->tls13 && type == SHK_SERVER_HELLO) {
            add_keyed(m, d, place, d.edits, EITHER, UNEXPECTED);
        } else if (m->tls13 && type == SHK_FINISHED) {
            add_keyed(m, d, place, d.edits, BAD_MAC, UNEXPECTED);
        } else if (type == SHK_CHANGE_CIPHER_SPEC) {
            add_keyed(m, d, place, d.edits, PLAIN_CCS, UNEXPECTED);
        } else {
            add_once(m, d);
        }
    }
}

static void swap_rows(struct maker *m) {
    for (size_t i = 0; i + 1 < m->message_count; i++) {
        uint8_t first = m->messages[i].type, second = m->messages[i + 1].type;
        m->row++;
        if (first == SHK_HELLO_RETRY_REQUEST || (!m->tls13 && m->resumed && first == SHK_SERVER_HELLO))
            continue; // below
        const char *a = name_of(first), *b = name_of(second);
        struct draft d = {.name = shk_format(m->arena, "swap-%s-%s", dashed(m->arena, a), dashed(m->arena, b)),
                          .edits = shk_format(m->arena, "swap %s %s", a, b),
                          .expect = UNEXPECTED,
                          .asks = shk_format(m->arena, "A client refuses %s and %s in the wrong order",
                                             spoken(m->arena, a), spoken(m->arena, b)),
                          .section = section_of(m, second),
                          .level = first == SHK_NEW_SESSION_TICKET ? SHK_SYNTAX : SHK_MUST,
                          .flags = m->tls13 ? SHK_NAMED_ALERT : 0};
        // The client's alert is protected by a master secret that covers what it had read (RFC 7627, section 4), and we
        // could not read it: what we wrote too early would be part of our own.
        if (!m->tls13 && first == SHK_CERTIFICATE_REQUEST) d.plan = "flow tls12 client-auth no-ems";
        const char *now = shk_format(m->arena, "%s\nkeys %s current", d.edits, b);
        if (keys_differ(m, first, second))
            add_keyed(m, d, d.edits, now, early_k1(m, first, second), UNEXPECTED);
        else
            add_once(m, d);
    }
}

static void premature_row(struct maker *m) {
    uint8_t first = m->messages[0].type;
    const char *a = name_of(first);
    m->row++;
    struct draft d = {.name = "premature-finished",
                      .edits = shk_format(m->arena, "insert finished after %s keys current", a),
                      .expect = UNEXPECTED,
                      .asks = shk_format(m->arena, "A client refuses a Finished right behind %s", spoken(m->arena, a)),
                      .section = section_of(m, SHK_FINISHED),
                      .level = SHK_MUST,
                      .flags = m->tls13 ? SHK_NAMED_ALERT : 0};
    if (m->tls13 && first == SHK_SERVER_HELLO)
        add_once(m, d);
    else
        add_keyed(m, d, shk_format(m->arena, "insert finished after %s", a), d.edits, early_k1(m, first, SHK_FINISHED),
                  UNEXPECTED);
}

static void data_row(struct maker *m) {
    m->row++;
    for (size_t i = 0; i < m->message_count; i++) {
        const char *b = name_of(m->messages[i].type);
        bool plain = m->messages[i].keys == SHK_KEYS_PLAIN;
        const char *place = shk_format(m->arena, "insert application_data before %s", b);
        struct draft d = {
            .name = shk_format(m->arena, "application-data-before-%s", dashed(m->arena, b)),
            .edits = shk_format(m->arena, "%s keys current", place),
            .expect = UNEXPECTED,
            .asks = shk_format(m->arena, "A client refuses application data in front of %s", spoken(m->arena, b)),
            .section = section_of(m, SHK_APPLICATION_DATA),
            .level = SHK_MUST};
        if (m->tls13 && plain)
            add_once(m, d);
        else if (m->tls13 || plain)
            add_keyed(m, d, place, d.edits, plain ? UNEXPECTED : BAD_MAC, UNEXPECTED);
        else
            // RFC 5246: behind ChangeCipherSpec a record in the clear does not open.
            add_keyed(m, d, shk_format(m->arena, "%s keys plain", place), d.edits, BAD_MAC, UNEXPECTED);
    }
}

static bool has_message(const struct maker *m, uint8_t type) {
    for (size_t i = 0; i < m->message_count; i++) {
        if (m->messages[i].type == type) return true;
    }
    return false;
}

static void foreign_case(struct maker *m, const struct alien *alien, const char *place, bool first) {
    bool hello_request = strcmp(alien->name, "hello_request") == 0;
    const char *expect = UNEXPECTED;
    // A client that still offers TLS 1.2 may pass over a HelloRequest in front of a ServerHello.
    if (hello_request && m->tls13 && first) expect = UNEXPECTED " or continues";
    // RFC 5246, section 7.4.1.1: to be passed over in mid-handshake; some refuse it (catalogue, O12).
    if (hello_request && !m->tls13) expect = UNEXPECTED " or continues";
    const char *other = strchr(place, ' ') + 1;
    struct draft d = {
        .name = shk_format(m->arena, "foreign-%s-before-%s", dashed(m->arena, alien->name), dashed(m->arena, other)),
        .edits = shk_format(m->arena, "insert %s%s%s %s keys current", alien->name, *alien->body != '\0' ? " " : "",
                            alien->body, place),
        .expect = expect,
        .asks = shk_format(m->arena, "A client %s %s in front of %s",
                           hello_request && !m->tls13 ? "passes over" : "refuses", spoken(m->arena, alien->name),
                           spoken(m->arena, other)),
        .section = m->tls13        ? "4"
                   : hello_request ? "7.4.1.1"
                                   : "7.2.2",
        .level = m->tls13 ? SHK_MUST : alien->level12,
        .flags = m->tls13 && !(hello_request && first) ? SHK_NAMED_ALERT : 0};
    add_once(m, d);
}

// TLS 1.3: also behind the client's own Finished, in front of our answer. (Right behind ours, a client that has not read
// further may send its request before it refuses.)
static void foreign_row(struct maker *m) {
    m->row++;
    for (size_t i = 0; i < m->message_count + m->tls13; i++) {
        for (size_t a = 0; a < SHK_COUNT(aliens); a++) {
            const struct alien *alien = &aliens[a];
            uint8_t type = (uint8_t)shk_message_by_name(alien->name, strlen(alien->name));
            if (!(alien->gaps & (m->tls13 ? 1 : 2)) || has_message(m, type)) continue;
            const char *place = i < m->message_count ? shk_format(m->arena, "before %s", name_of(m->messages[i].type))
                                                     : "before application_data";
            foreign_case(m, alien, place, i == 0 || (m->tls13 && m->messages[i - 1].type == SHK_HELLO_RETRY_REQUEST));
        }
    }
}

static void stop_row(struct maker *m) {
    static const struct {
        const char *how, *expect, *what;
    } ways[] = {
        {"wait", GARBLED, "Silence"},
        {"fin", "closes any", "A FIN"},
        // A reset connection carries nothing back: what is left to see is that the client lives.
        {"reset", "nothing", "A reset"},
    };
    m->row++;
    for (size_t i = 0; i + 1 < m->message_count; i++) {
        const char *a = name_of(m->messages[i].type);
        for (size_t w = 0; w < SHK_COUNT(ways); w++) {
            add_once(m,
                     (struct draft){.name = shk_format(m->arena, "stop-after-%s/%s", dashed(m->arena, a), ways[w].how),
                                    .edits = shk_format(m->arena, "stop after %s %s", a, ways[w].how),
                                    .expect = ways[w].expect,
                                    .asks = shk_format(m->arena, "%s behind %s completes nothing", ways[w].what,
                                                       spoken(m->arena, a)),
                                    .section = m->tls13 ? "6.1" : "7.2.1",
                                    .level = SHK_INFORMATION});
        }
    }
}

static void late_row(struct maker *m, size_t row, const char *keys, const char *expect) {
    m->row = row;
    bool current = strcmp(keys, "current") == 0;
    for (size_t a = 0; a < SHK_COUNT(aliens); a++) {
        const struct alien *alien = &aliens[a];
        if (!(alien->late & (m->tls13 ? 1 : 2))) continue;
        bool ticket = strcmp(alien->name, "new_session_ticket") == 0;
        m->row = ticket && !m->tls13 ? row + 1 : row;
        add_once(m,
                 (struct draft){.name = shk_format(m->arena, "late-%s%s%s", dashed(m->arena, alien->name),
                                                   current ? "" : "/", current ? "" : keys),
                                .edits = shk_format(m->arena, "insert %s%s%s before application_data keys %s",
                                                    alien->name, *alien->body != '\0' ? " " : "", alien->body, keys),
                                .expect = expect,
                                .asks = shk_format(m->arena, "A client refuses %s behind the handshake, under %s keys",
                                                   spoken(m->arena, alien->name), keys),
                                .section = m->tls13 ? "4" : "7.2.2",
                                .level = SHK_MUST,
                                .flags = m->tls13 && current ? SHK_NAMED_ALERT : 0});
    }
}

static void start(struct maker *m, const struct flow *flow) {
    struct shk_plan plan;
    struct shk_error err;
    m->flow = flow;
    m->message_count = 0;
    m->row = 0;
    if (!shk_plan_read(m->arena, flow->plan, &plan, &err)) return;
    m->tls13 = plan.flow == SHK_FLOW_TLS13;
    m->features = plan.features;
    m->resumed = (plan.features & (SHK_SESSION_ID | SHK_SESSION_TICKET)) != 0;
    find_messages(m, plan.flow);
}

// 0-RTT has its own numbers in the catalogue, and only the rows in which it differs from a resumption.
static bool follows_the_rules(const struct flow *flow) {
    return strcmp(flow->topic, "SM13CE") != 0;
}

static void flow_cases(struct maker *m, const struct flow *flow) {
    start(m, flow);
    if (!follows_the_rules(flow)) return;
    omit_rows(m);
    repeat_rows(m);
    swap_rows(m);
    premature_row(m);
    data_row(m);
    foreign_row(m);
    stop_row(m);
}

static struct shk_case_table connected(struct shk_arena *arena, const struct flow *flow) {
    struct maker m = {.arena = arena};
    start(&m, flow);
    if (m.tls13) {
        late_row(&m, 8, "current", UNEXPECTED);
        late_row(&m, 9, "handshake", BAD_MAC);
        late_row(&m, 9, "plain", EITHER);
    } else {
        late_row(&m, 1, "current", UNEXPECTED);
    }
    const char *title = shk_format(arena, "Order, client, TLS %s: connected", m.tls13 ? "1.3" : "1.2");
    return (struct shk_case_table){m.tls13 ? "SM13CK" : "SM12CL", title, m.cases, m.count};
}

const struct shk_case_table *shk_client_order_tables(struct shk_arena *arena, size_t *count) {
    static const struct flow after13 = {"SM13CK", "connected", "connected", "flow tls13"};
    static const struct flow after12 = {"SM12CL", "connected", "connected", "flow tls12"};
    struct shk_case_table *tables = shk_alloc(arena, (SHK_COUNT(flows) + 2) * sizeof(*tables));
    *count = 0;
    for (size_t i = 0, next; i < SHK_COUNT(flows); i = next) {
        struct maker m = {.arena = arena};
        for (next = i; next < SHK_COUNT(flows) && strcmp(flows[next].topic, flows[i].topic) == 0; next++) {
            flow_cases(&m, &flows[next]);
        }
        const char *title = shk_format(arena, "Order, client, TLS %s: ", m.tls13 ? "1.3" : "1.2");
        title = shk_format(arena, "%s%s", title, flows[i].title);
        if (m.count > 0) tables[(*count)++] = (struct shk_case_table){flows[i].topic, title, m.cases, m.count};
    }
    tables[(*count)++] = connected(arena, &after13);
    tables[(*count)++] = connected(arena, &after12);
    return tables;
}
