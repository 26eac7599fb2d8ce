// A completed handshake followed a legal order. What each side wrote up to its first Finished is compared with the flow
// table's rows of that side, under the conditions that the trace shows: a message too many, one too few, or two that changed
// places are illegal, whoever wrote them.
#include "fuzz/oracle.h"

#include <stdlib.h>
#include <string.h>

#define MAX_TOKENS 64
#define CCS 256 // beside the 256 handshake types

struct sequence {
    uint16_t token[MAX_TOKENS];
    size_t count;
    bool complete; // up to a Finished
};

static void put_token(struct sequence *s, uint16_t token) {
    if (s->count < MAX_TOKENS) s->token[s->count++] = token;
    if (token == shk_message_handshake_type(SHK_FINISHED)) s->complete = true;
}

// Messages of a client that only extensions outside the flow table bring: next_protocol (67) and channel_id (203) before its
// Finished, EncryptedExtensions with application settings.
static bool is_extra(uint32_t type) {
    return type == 67 || type == 203 || type == shk_message_handshake_type(SHK_ENCRYPTED_EXTENSIONS);
}

// Takes whole messages off the bytes that have gathered.
static void put_messages(struct sequence *s, struct shk_buf *pending, bool extras) {
    while (!s->complete) {
        struct shk_reader r = shk_read(shk_buf_view(pending));
        uint32_t type;
        struct shk_bytes body;
        if (!shk_take_uint(&r, 1, &type) || !shk_take_vector(&r, 3, &body)) return;
        // A HelloRequest may come at any time.
        if (type != 0 && !(extras && is_extra(type))) put_token(s, (uint16_t)type);
        shk_splice(pending, 0, 4 + body.len, shk_view(NULL, 0));
    }
}

// A server that has not taken 0-RTT has to skip all that comes under those keys, whatever it is (RFC 9846, section 4.3.10).
static bool is_skipped(const struct shk_fuzz_result *r, const struct shk_event *e) {
    return e->writer == SHK_CLIENT && e->keys == SHK_KEYS_EARLY &&
           !oracle_says_yes(r->trace, e->connection, "early-data");
}

static void read_sequence(const struct shk_fuzz_result *r, unsigned connection, enum shk_role writer, bool with_ccs,
                          struct sequence *s) {
    struct shk_buf pending = shk_buf_in(r->arena);
    bool extras = writer == SHK_CLIENT && (r->plan.features & SHK_EXTRAS) != 0;
    *s = (struct sequence){.count = 0};
    for (size_t i = 0; i < r->trace->count && !s->complete; i++) {
        const struct shk_event *e = &r->trace->events[i];
        if (e->kind != SHK_EVENT_MESSAGE || e->connection != connection || e->writer != writer) continue;
        if (is_skipped(r, e)) continue;
        if (e->content_type == SHK_TYPE_CHANGE_CIPHER_SPEC) {
            if (with_ccs) put_token(s, CCS);
        } else if (e->content_type == SHK_TYPE_HANDSHAKE) {
            shk_put(&pending, e->data);
            put_messages(s, &pending, extras);
        }
    }
}

// --- Conditions ------------------------------------------------------------------------------------------------------

static bool wrote(const struct sequence *s, enum shk_message message) {
    for (size_t i = 0; i < s->count; i++) {
        if (s->token[i] == shk_message_handshake_type(message)) return true;
    }
    return false;
}

static size_t count_of(const struct sequence *s, enum shk_message message) {
    size_t count = 0;
    for (size_t i = 0; i < s->count; i++) count += s->token[i] == shk_message_handshake_type(message);
    return count;
}

// The client's list of certificates has no entry: the length of the list is the last of it.
static bool empty_certificate(const struct shk_fuzz_result *r, unsigned connection, uint16_t version) {
    for (size_t i = 0; i < r->trace->count; i++) {
        const struct shk_event *e = &r->trace->events[i];
        bool client = e->kind == SHK_EVENT_MESSAGE && e->writer == SHK_CLIENT && e->connection == connection;
        if (!client || e->message != SHK_CERTIFICATE || e->data.len < 4) continue;
        struct shk_reader body = shk_read(shk_slice(e->data, 4, SIZE_MAX));
        struct shk_bytes context;
        uint32_t len;
        if (version == SHK_TLS13 && !shk_take_vector(&body, 1, &context)) return false;
        return shk_take_uint(&body, 3, &len) && len == 0;
    }
    return false;
}

static uint32_t conditions_of(const struct shk_fuzz_result *r, unsigned connection, uint16_t version,
                              const struct sequence *server) {
    const char *claimed = oracle_claim(r->trace, connection, "suite");
    const struct shk_suite *suite = claimed != NULL ? shk_suite((uint16_t)strtoul(claimed, NULL, 0)) : NULL;
    bool resumed = oracle_says_yes(r->trace, connection, "resumed");
    uint32_t conditions = 0;
    if (resumed) conditions |= version == SHK_TLS13 ? SHK_PSK : SHK_RESUMED;
    if (count_of(server, SHK_SERVER_HELLO) > 1) conditions |= SHK_RETRY;
    if (wrote(server, SHK_CERTIFICATE_REQUEST)) conditions |= SHK_CLIENT_AUTH;
    if (suite != NULL && (suite->kx == SHK_KX_DHE || suite->kx == SHK_KX_ECDHE)) conditions |= SHK_SIGNED_KX;
    if (oracle_says_yes(r->trace, connection, "early-data")) conditions |= SHK_EARLY_ACCEPTED;
    if (empty_certificate(r, connection, version)) conditions |= SHK_EMPTY_CERTIFICATE;
    return conditions;
}

// --- Comparison ------------------------------------------------------------------------------------------------------

static uint16_t token_of(const struct shk_step *row) {
    return row->message == SHK_CHANGE_CIPHER_SPEC ? CCS : shk_message_handshake_type((enum shk_message)row->message);
}

static bool same(uint16_t row, uint16_t token) {
    bool compressed = row == shk_message_handshake_type(SHK_CERTIFICATE) &&
                      token == shk_message_handshake_type(SHK_COMPRESSED_CERTIFICATE);
    return row == token || compressed;
}

static const char *describe(struct shk_arena *arena, const struct sequence *s) {
    const char *out = "";
    for (size_t i = 0; i < s->count; i++)
        out = shk_format(arena, "%s%s%s", out, i > 0 ? " " : "",
                         s->token[i] == CCS ? "CCS" : shk_format(arena, "%u", s->token[i]));
    return out;
}

static bool legal(enum shk_flow flow, enum shk_role writer, uint32_t conditions, const struct sequence *s) {
    const uint32_t may = SHK_TICKET | SHK_OCSP; // these rows are there or not, nothing else shows which
    size_t rows, at = 0;
    const struct shk_step *steps = shk_flow_steps(flow, &rows);
    for (size_t i = 0; i < rows; i++) {
        const struct shk_step *row = &steps[i];
        bool handshake = shk_message_content_type((enum shk_message)row->message) == SHK_TYPE_HANDSHAKE ||
                         (flow == SHK_FLOW_TLS12 && row->message == SHK_CHANGE_CIPHER_SPEC);
        if (row->writer != writer || !handshake || (row->flags & SHK_FLOATS) != 0) continue;
        if ((row->unless & conditions) != 0 || (row->when & ~conditions & ~may) != 0) continue;
        bool here = at < s->count && same(token_of(row), s->token[at]);
        if (!here && (row->when & may) == 0) return false;
        at += here;
        if (here && row->message == SHK_FINISHED) return true;
    }
    return false;
}

bool oracle_renegotiated(const struct shk_trace *trace, unsigned connection) {
    bool finished = false;
    if (trace->version == SHK_TLS13) return false; // which has none
    for (size_t i = 0; i < trace->count; i++) {
        const struct shk_event *e = &trace->events[i];
        if (e->kind != SHK_EVENT_MESSAGE || e->connection != connection) continue;
        if ((e->message == SHK_CLIENT_HELLO || e->message == SHK_HELLO_REQUEST) && finished) return true;
        finished = finished || e->message == SHK_FINISHED;
    }
    return false;
}

static bool ended(const struct shk_fuzz_result *r, unsigned connection) {
    for (size_t i = 0; i < r->trace->count; i++) {
        const struct shk_event *e = &r->trace->events[i];
        if (e->kind == SHK_EVENT_END && e->connection == connection) return true;
    }
    return false;
}

// Edits of records and keys change what the SUT gets to see in ways that the messages do not show.
static bool can_tell(const struct shk_fuzz_result *r, unsigned connection) {
    for (size_t i = 0; i < r->plan.edit_count; i++) {
        uint8_t kind = r->plan.edits[i].kind;
        if (kind == SHK_EDIT_RECORD || kind == SHK_EDIT_KEYS) return false;
        bool keyed = kind == SHK_EDIT_INSERT || kind == SHK_EDIT_REPLACE || kind == SHK_EDIT_REPEAT;
        if (keyed && (r->plan.features & SHK_EARLY_DATA) != 0) return false;
    }
    for (size_t i = 0; i < r->trace->count; i++) {
        const struct shk_event *e = &r->trace->events[i];
        if (e->connection == connection && e->kind == SHK_EVENT_MESSAGE && e->message == SHK_RAW_RECORD) return false;
    }
    return !r->view.deaf;
}

const char *oracle_order(const struct shk_fuzz_result *r, unsigned connection) {
    const char *claimed = oracle_claim(r->trace, connection, "version");
    uint16_t version = claimed != NULL ? (uint16_t)strtoul(claimed, NULL, 0) : 0;
    if ((version != SHK_TLS13 && version != SHK_TLS12) || !can_tell(r, connection)) return NULL;
    enum shk_flow flow = version == SHK_TLS13 ? SHK_FLOW_TLS13 : SHK_FLOW_TLS12;
    bool with_ccs = version == SHK_TLS12;
    struct sequence wrote_by[3];
    read_sequence(r, connection, SHK_CLIENT, with_ccs, &wrote_by[SHK_CLIENT]);
    read_sequence(r, connection, SHK_SERVER, with_ccs, &wrote_by[SHK_SERVER]);
    uint32_t conditions = conditions_of(r, connection, version, &wrote_by[SHK_SERVER]);
    for (int writer = SHK_CLIENT; writer <= SHK_SERVER; writer++) {
        if (legal(flow, (enum shk_role)writer, conditions, &wrote_by[writer])) continue;
        bool unread = writer != (int)r->trace->peer_role && !wrote_by[writer].complete && !ended(r, connection);
        if (unread) continue; // we stopped listening first
        uint32_t unsure = oracle_renegotiated(r->trace, connection) ? SHK_RESUMED : 0;
        if (wrote(&wrote_by[SHK_CLIENT], SHK_COMPRESSED_CERTIFICATE)) unsure |= SHK_EMPTY_CERTIFICATE;
        // An EncryptedExtensions of others may say that it takes early data, whose end we then do not read.
        if (oracle_edited(r->trace, connection, SHK_ENCRYPTED_EXTENSIONS)) unsure |= conditions & SHK_EARLY_ACCEPTED;
        if (legal(flow, (enum shk_role)writer, conditions ^ unsure, &wrote_by[writer])) continue;
        return shk_format(r->arena, "the handshake is complete although the order of the %s's messages is illegal: %s",
                          shk_role_name((enum shk_role)writer), describe(r->arena, &wrote_by[writer]));
    }
    return NULL;
}
