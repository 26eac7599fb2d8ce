// Which of our messages is next, and whether its time has come.
//
// The flow table is the script. We walk down its rows; rows that the SUT writes are gates for the rows of ours behind
// them. A gate is open when none of the SUT's rows before ours is still to come: a row is to come when its conditions
// hold or are not decided yet, the SUT has not passed it, and the message of ours that provokes it has really gone out.
// So a message left out does not leave us waiting for an answer that cannot come.
#include "peer/endpoint.h"

#include <string.h>

bool has(const struct shk_peer *p, uint32_t conditions) {
    return (p->c.conditions & conditions) == conditions;
}

// What a lead-in connection does not do: it only earns the session.
#define NOT_IN_LEAD_IN                                                                                                 \
    (SHK_PSK | SHK_PSK_KE | SHK_EARLY_DATA | SHK_EARLY_ACCEPTED | SHK_RETRY | SHK_RENEGOTIATION | SHK_SERVER_ASKS |    \
     SHK_UPDATE_KEYS | SHK_POST_HANDSHAKE_AUTH)

bool wants(const struct shk_peer *p, uint32_t features) {
    uint32_t asked = p->lead_in ? p->plan.features & ~(uint32_t)NOT_IN_LEAD_IN : p->plan.features;
    return (asked & features) == features;
}

void learn(struct shk_peer *p, uint32_t conditions, bool hold) {
    p->c.known |= conditions;
    if (hold)
        p->c.conditions |= conditions;
    else
        p->c.conditions &= ~conditions;
    p->trace->learnt = p->c.conditions;
}

// Conditions that a client learns from the server, and those that a server decides when it has seen the ClientHello.
#define LEARNT_BY_CLIENT                                                                                               \
    (SHK_RETRY | SHK_CLIENT_AUTH | SHK_PSK | SHK_EARLY_ACCEPTED | SHK_TICKET | SHK_POST_HANDSHAKE_AUTH | SHK_RESUMED | \
     SHK_OCSP | SHK_SIGNED_KX | SHK_SERVER_ASKS)
#define DECIDED_BY_SERVER (SHK_RETRY | SHK_PSK | SHK_EARLY_DATA | SHK_EARLY_ACCEPTED | SHK_RESUMED | SHK_SIGNED_KX)

void script_start(struct shk_peer *p) {
    struct connection *c = &p->c;
    uint32_t open = p->role == SHK_CLIENT ? LEARNT_BY_CLIENT : DECIDED_BY_SERVER;
    for (uint32_t bit = 1; bit != 0; bit <<= 1) {
        if (wants(p, bit) && (open & bit) == 0) c->conditions |= bit;
    }
    c->known = ~open;
    // What was never asked for is not waited for.
    uint32_t only_on_request = SHK_POST_HANDSHAKE_AUTH | SHK_SERVER_ASKS;
    if (!wants(p, SHK_POST_HANDSHAKE_AUTH)) c->known |= SHK_POST_HANDSHAKE_AUTH;
    if (!wants(p, SHK_SERVER_ASKS))
        c->known |= SHK_SERVER_ASKS;
    else if (p->role == SHK_SERVER)
        c->conditions |= only_on_request & p->plan.features;
    if (!wants(p, SHK_PSK)) c->known |= SHK_PSK;
    bool resumes_by_ticket = (p->plan.features & (SHK_PSK | SHK_SESSION_TICKET)) != 0;
    if (p->role == SHK_SERVER && p->lead_in && resumes_by_ticket) c->conditions |= SHK_TICKET;
    c->swapped_with = -1;
    // A client offers 0-RTT only with a ticket that allows it (RFC 9846, section 4.3.10).
    bool may_be_early = wants(p, SHK_PSK) && p->session.valid && p->session.max_early_data > 0;
    if (p->role == SHK_CLIENT && !may_be_early) c->conditions &= ~(uint32_t)SHK_EARLY_DATA;
    if (wants(p, SHK_RETRY | SHK_EARLY_DATA)) c->conditions |= SHK_EARLY_AT_ONCE;
    if (!has(p, SHK_EARLY_DATA) && p->role == SHK_CLIENT) c->conditions &= ~(uint32_t)SHK_EARLY_AT_ONCE;
    if (p->role == SHK_CLIENT && wants(p, SHK_EARLY_DATA) && !may_be_early) {
        shk_trace_note(p->trace, SHK_EVENT_SKIPPED, "no ticket allows early data");
    }
}

static bool row_applies(const struct shk_peer *p, const struct shk_step *row) {
    return (row->when & ~p->c.conditions) == 0 && (row->unless & p->c.conditions) == 0;
}

// The message of ours that provokes the SUT's row: the nearest before it that applies. -1 for none.
static int trigger_of(const struct shk_peer *p, size_t row) {
    for (size_t i = row; i-- > 0;) {
        const struct shk_step *step = &p->steps[i];
        if (step->writer == p->role && !(step->flags & SHK_FLOATS) && row_applies(p, step)) return (int)i;
    }
    return -1;
}

static bool still_to_come(const struct shk_peer *p, size_t row) {
    const struct shk_step *step = &p->steps[row];
    if (row < p->c.cursor || step->flags & SHK_FLOATS) return false;
    if (step->unless & p->c.conditions) return false;
    if (step->when & ~p->c.conditions & p->c.known) return false; // decided: it will not come
    int trigger = trigger_of(p, row);
    return trigger < 0 || p->c.row_sent[trigger];
}

static bool gate_open(const struct shk_peer *p, size_t row) {
    if (p->c.forced) return true;
    for (size_t i = 0; i < row; i++) {
        if (p->steps[i].writer == p->sut && still_to_come(p, i)) return false;
    }
    return true;
}

bool script_matches(const struct shk_peer *p, const struct shk_edit *edit, uint8_t message, unsigned occurrence) {
    bool lead_in_edit = (edit->flags & SHK_LEAD_IN) != 0;
    if (edit->message != message || lead_in_edit != p->lead_in) return false;
    return edit->occurrence == 0 || edit->occurrence == occurrence;
}

static const struct shk_edit *find_edit(const struct shk_peer *p, uint8_t kind, uint8_t message, unsigned occurrence) {
    for (size_t i = 0; i < p->plan.edit_count; i++) {
        const struct shk_edit *edit = &p->plan.edits[i];
        if (edit->kind == kind && script_matches(p, edit, message, occurrence)) return edit;
    }
    return NULL;
}

static const char *edit_kind_name(uint8_t kind) {
    static const char *const names[] = {
#define SHK_EDIT(number, NAME, name) [number] = name,
#define SHK_FIELD_OP(number, NAME, name, arguments)
#define SHK_RECORD_OP(number, NAME, name, arguments)
#define SHK_SEAL_FAULT(number, NAME, name)
#include "plan/edits.def"
#undef SHK_EDIT
#undef SHK_FIELD_OP
#undef SHK_RECORD_OP
#undef SHK_SEAL_FAULT
    };
    return kind < SHK_COUNT(names) && names[kind] != NULL ? names[kind] : "edit";
}

void script_deviate(struct shk_peer *p, const struct shk_edit *edit, bool changed) {
    bool *hit = &p->edit_hit[edit - p->plan.edits];
    const char *path = edit->path != NULL && edit->path[0] != '\0' ? edit->path : NULL;
    if (!changed) {
        if (!*hit) {
            shk_trace_note(p->trace, SHK_EVENT_UNFIT, "`%s %s%s%s` changes no byte of the message",
                           edit_kind_name(edit->kind), shk_message_name(edit->message), path != NULL ? "." : "",
                           path != NULL ? path : "");
        }
        *hit = true;
        return;
    }
    if (!*hit && (!p->lead_in || edit->flags & SHK_LEAD_IN)) {
        shk_trace_note(p->trace, SHK_EVENT_DEVIATION, "%s %s%s%s", edit_kind_name(edit->kind),
                       shk_message_name(edit->message), path != NULL ? "." : "", path != NULL ? path : "");
        p->deviated = true;
    }
    *hit = true;
}

void script_report_unreached(struct shk_peer *p) {
    for (size_t i = 0; i < p->plan.edit_count; i++) {
        const struct shk_edit *edit = &p->plan.edits[i];
        if (p->edit_hit[i] || p->lead_in != ((edit->flags & SHK_LEAD_IN) != 0)) continue;
        if (edit->kind == SHK_EDIT_SEAL && p->c.reached[edit->message] > 0) {
            script_deviate(p, edit, false); // it went out, but has nothing that is sealed
            continue;
        }
        p->edit_hit[i] = true;
        shk_trace_note(p->trace, SHK_EVENT_SKIPPED, "the handshake never came to our %s",
                       shk_message_name(edit->message));
    }
    chain_report_unreached(p);
}

static uint8_t resolve_keys(const struct shk_peer *p, uint8_t wanted, uint8_t place) {
    if (wanted == SHK_KEYS_PLACE) return place;
    if (wanted == SHK_KEYS_CURRENT) return p->c.write_keys;
    return wanted;
}

// The epoch that a message has in the honest flow, wherever it is put: that of its first row of ours, else the current one.
static uint8_t place_of(const struct shk_peer *p, uint8_t message, uint8_t fallback) {
    for (size_t i = 0; i < p->step_count; i++) {
        const struct shk_step *step = &p->steps[i];
        bool early = step->keys == SHK_KEYS_EARLY && !has(p, SHK_EARLY_DATA);
        if (step->writer == p->role && step->message == message && !early) return step->keys;
    }
    return fallback;
}

static unsigned times_of(const struct shk_edit *edit) {
    return edit->a > 0 ? (unsigned)edit->a : 1;
}

// What an edit gives is a body: a handshake message gets its header (RFC 9846, section 4), unless it brings one that fits.
static struct shk_bytes given_message(struct shk_peer *p, const struct shk_edit *edit) {
    bool handshake = shk_message_content_type(edit->other) == SHK_TYPE_HANDSHAKE;
    if (!handshake || edit->data.data == NULL || edit->data.len > 0xffffff) return edit->data;
    if (edit->other == SHK_UNKNOWN_HANDSHAKE) return edit->data; // whose type is anybody's guess
    struct shk_reader r = shk_read(edit->data);
    struct shk_bytes body;
    uint32_t type;
    bool whole = shk_take_uint(&r, 1, &type) && type == shk_message_handshake_type(edit->other) &&
                 shk_take_vector(&r, 3, &body) && r.len == 0;
    if (whole) return edit->data;
    struct shk_buf out = shk_buf_in(p->arena);
    shk_put_uint(&out, 1, shk_message_handshake_type(edit->other));
    shk_put_vector(&out, 3, edit->data);
    return shk_buf_view(&out);
}

static void send_inserted(struct shk_peer *p, const struct shk_edit *edit) {
    script_deviate(p, edit, true);
    struct outgoing out = {
        .message = edit->other,
        .keys = resolve_keys(p, edit->keys, place_of(p, edit->other, p->c.write_keys)),
        .data = given_message(p, edit),
        .given = edit->data.data != NULL,
        .inserted = true,
    };
    for (unsigned i = 0; i < times_of(edit); i++) send_message(p, out);
}

static void stop_now(struct shk_peer *p, const struct shk_edit *edit) {
    script_deviate(p, edit, true);
    p->c.stopped = true;
    if (edit->op == SHK_STOP_FIN) p->want_fin = true;
    if (edit->op == SHK_STOP_RESET) p->want_reset = true;
}

static bool edits_around(struct shk_peer *p, uint8_t message, unsigned occurrence, bool after) {
    for (size_t i = 0; i < p->plan.edit_count; i++) {
        const struct shk_edit *edit = &p->plan.edits[i];
        if (((edit->flags & SHK_AFTER) != 0) != after || !script_matches(p, edit, message, occurrence)) continue;
        if (edit->kind == SHK_EDIT_INSERT) send_inserted(p, edit);
        if (edit->kind == SHK_EDIT_STOP) stop_now(p, edit);
        if (p->c.stopped) return false;
    }
    return true;
}

static void send_due_copy(struct shk_peer *p) {
    const struct shk_edit *edit = p->c.repeat;
    if (edit == NULL) return;
    p->c.repeat = NULL;
    script_deviate(p, edit, true);
    uint8_t keys = resolve_keys(p, edit->keys, place_of(p, edit->message, p->c.write_keys));
    for (unsigned i = 0; i < times_of(edit); i++) send_copy(p, edit->message, keys);
}

static int row_of(const struct shk_peer *p, uint8_t message, size_t from) {
    for (size_t i = from; i < p->step_count; i++) {
        if (p->steps[i].writer == p->role && p->steps[i].message == message && row_applies(p, &p->steps[i]))
            return (int)i;
    }
    return -1;
}

// A swap of two messages: where the first stands the second goes out, and the other way round. The occurrence is that of
// the edit's first message: its partner is the nearest on either side.
static const struct shk_edit *find_swap(const struct shk_peer *p, uint8_t message, uint8_t *partner) {
    for (size_t i = 0; i < p->plan.edit_count; i++) {
        const struct shk_edit *edit = &p->plan.edits[i];
        if (edit->kind != SHK_EDIT_SWAP || p->lead_in != ((edit->flags & SHK_LEAD_IN) != 0)) continue;
        if (edit->message != message && edit->other != message) continue;
        unsigned reached = p->c.reached[edit->message];
        bool second = edit->message != message && p->c.swapped_with < 0; // the partner stands first
        bool comes = !second || row_of(p, edit->message, p->c.next_row) >= 0;
        if (edit->occurrence != 0 && (edit->occurrence != reached + second || !comes)) continue;
        *partner = edit->message == message ? edit->other : edit->message;
        return edit;
    }
    return NULL;
}

static void send_row(struct shk_peer *p, size_t row) {
    const struct shk_step *step = &p->steps[row];
    uint8_t message = step->message;
    bool takes_compressed = p->c.certificate_compression.len > 0 || substitute_compresses(p);
    if (message == SHK_CERTIFICATE && wants(p, SHK_COMPRESSION) && takes_compressed) {
        message = SHK_COMPRESSED_CERTIFICATE;
    }
    unsigned occurrence = ++p->c.reached[step->message];
    send_due_copy(p);
    if (substitute_late(p, step)) {
        const struct shk_substitute *late = p->config.substitute;
        send_message(p, (struct outgoing){.message = late->message,
                                          .keys = p->c.write_keys,
                                          .occurrence = late->occurrence,
                                          .inserted = true});
    }
    if (!edits_around(p, step->message, occurrence, false)) return;

    struct outgoing out = {.message = message, .keys = step->keys, .occurrence = occurrence};
    const struct shk_edit *keys = find_edit(p, SHK_EDIT_KEYS, step->message, occurrence);
    const struct shk_edit *omit = find_edit(p, SHK_EDIT_OMIT, step->message, occurrence);
    const struct shk_edit *replace = find_edit(p, SHK_EDIT_REPLACE, step->message, occurrence);
    uint8_t partner = 0;
    const struct shk_edit *swap = find_swap(p, step->message, &partner);
    bool sent = true;
    if (omit != NULL) {
        script_deviate(p, omit, true);
        sent = false;
    } else if (replace != NULL) {
        send_inserted(p, replace);
        sent = false;
    } else if (swap != NULL) {
        script_deviate(p, swap, true);
        const struct shk_edit *other_keys = find_edit(p, SHK_EDIT_KEYS, partner, 0);
        uint8_t place = place_of(p, partner, step->keys);
        out.message = partner;
        out.keys = other_keys != NULL ? resolve_keys(p, other_keys->keys, place) : place;
        if (other_keys != NULL) script_deviate(p, other_keys, true);
        out.inserted = p->c.swapped_with < 0; // the first of the two comes out of its place: nothing follows from it
        sent = false;
        send_message(p, out);
        bool first = p->c.swapped_with < 0;
        if (!first) p->c.row_sent[p->c.swapped_with] = true;
        p->c.swapped_with = first ? (int)row : -1;
        int other_row = row_of(p, partner, row);
        if (other_row >= 0) p->c.row_sent[other_row] = true;
    } else {
        if (keys != NULL) {
            out.keys = resolve_keys(p, keys->keys, step->keys);
            script_deviate(p, keys, out.keys != step->keys);
        }
        send_message(p, out);
    }
    p->c.row_sent[row] = p->c.row_sent[row] || sent;
    const struct shk_edit *repeat = find_edit(p, SHK_EDIT_REPEAT, step->message, occurrence);
    if (repeat != NULL) p->c.repeat = repeat;
    if (!p->c.stopped) edits_around(p, step->message, occurrence, true);
}

// The script is at its end: the last copy, then the next connection or nothing.
static void script_end(struct shk_peer *p) {
    send_due_copy(p);
    frame_flush(p);
    script_report_unreached(p);
    report_missing(p);
    bool more = p->connection < p->connections;
    if (more && p->session.valid) {
        p->want_connection = true;
    } else if (!p->config.permissive) { // that one never has enough
        if (more && !p->deviated) {
            shk_trace_note(p->trace, SHK_EVENT_SKIPPED, "the first connection left no session to resume");
        }
        p->over = true;
    }
}

void script_advance(struct shk_peer *p) {
    struct connection *c = &p->c;
    while (!c->dying && !c->stopped && !p->over && !p->want_connection) {
        while (c->next_row < p->step_count && p->steps[c->next_row].writer != p->role) c->next_row++;
        if (c->next_row >= p->step_count) {
            if (gate_open(p, p->step_count)) script_end(p);
            break;
        }
        if (!gate_open(p, c->next_row)) {
            frame_flush(p);
            break;
        }
        size_t row = c->next_row++;
        if (p->config.permissive && p->steps[row].message == SHK_ALERT) continue; // not even close_notify
        if (row_applies(p, &p->steps[row])) send_row(p, row);
    }
}
