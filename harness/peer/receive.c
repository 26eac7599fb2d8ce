// From the SUT's bytes to records and messages, and from a message to its row of the flow. What the SUT writes is hostile
// until proven otherwise: every length is checked by the readers, and what cannot be understood is noted, not obeyed.
#include "peer/endpoint.h"

#include <string.h>

#define MAX_RECORD (16384u + 2048u)
#define MAX_MESSAGE (1u << 20)

static struct shk_event *note_record(struct shk_peer *p, uint8_t type, uint16_t version, struct shk_bytes data,
                                     const char *note) {
    struct shk_event *event = shk_trace_add(p->trace, SHK_EVENT_RECORD);
    event->writer = p->sut;
    event->content_type = type;
    event->version = version;
    event->record = p->c.records_in;
    event->keys = p->c.read_keys;
    event->data = data;
    event->note = note;
    return event;
}

static struct shk_event *note_message(struct shk_peer *p, uint8_t message, uint8_t type, uint16_t version, uint8_t keys,
                                      struct shk_bytes data) {
    struct shk_event *event =
        shk_trace_add(p->trace, message == SHK_APPLICATION_DATA ? SHK_EVENT_APPLICATION : SHK_EVENT_MESSAGE);
    event->writer = p->sut;
    event->message = message;
    event->content_type = type;
    event->version = version;
    event->record = p->c.records_in;
    event->keys = keys;
    event->data = data;
    return event;
}

// Finds the row that this message is, at or behind the cursor, and makes what its conditions say known.
static bool match_row(struct shk_peer *p, uint8_t message) {
    struct connection *c = &p->c;
    for (size_t i = c->cursor; i < p->step_count; i++) {
        const struct shk_step *row = &p->steps[i];
        uint8_t wanted = row->message;
        bool same = wanted == message || (wanted == SHK_CERTIFICATE && message == SHK_COMPRESSED_CERTIFICATE);
        if (row->writer != p->sut || !same) continue;
        if (row->unless & c->conditions) continue;
        if (row->when & ~c->conditions & c->known & ~(uint32_t)SHK_TICKET) continue; // decided otherwise
        if ((row->when & SHK_RENEGOTIATION) != 0 && !c->complete && !c->renegotiating) continue;
        // Data instead of a second ClientHello: the client does not renegotiate.
        bool no_second = message == SHK_APPLICATION_DATA && p->role == SHK_SERVER && !c->renegotiating;
        if (no_second) learn(p, SHK_RENEGOTIATION, false);
        learn(p, row->when, true);
        if (!(row->flags & SHK_FLOATS)) c->cursor = i + 1;
        return true;
    }
    return false;
}

static void on_alert(struct shk_peer *p, struct shk_bytes data, uint16_t version, uint8_t keys) {
    if (data.len < 2) {
        note_record(p, SHK_TYPE_ALERT, version, data, "an alert of less than two bytes");
        return;
    }
    // A client that fails while it sends 0-RTT data may seal its alert as TLS 1.2 does: docs/findings, BoringSSL.
    if (data.len > 2 && p->role == SHK_SERVER && keys == SHK_KEYS_PLAIN && has(p, SHK_EARLY_DATA)) {
        note_record(p, SHK_TYPE_ALERT, version, data, "an encrypted alert, perhaps under the keys of 0-RTT");
        return;
    }
    struct shk_event *event = shk_trace_add(p->trace, SHK_EVENT_ALERT);
    event->writer = p->sut;
    event->message = SHK_ALERT;
    event->content_type = SHK_TYPE_ALERT;
    event->version = version;
    event->record = p->c.records_in;
    event->keys = keys;
    event->level = data.data[0];
    event->alert = data.data[1];
    event->data = data;
    bool closure = event->alert == SHK_ALERT_CLOSE_NOTIFY || event->alert == SHK_ALERT_USER_CANCELED;
    bool warning12 = p->c.version != SHK_TLS13 && event->level == 1;
    if (!closure && !warning12) p->c.dying = true;
    if (event->alert == SHK_ALERT_CLOSE_NOTIFY) match_row(p, SHK_ALERT);
    if (event->alert == SHK_ALERT_NO_RENEGOTIATION && p->c.renegotiating) {
        shk_trace_note(p->trace, SHK_EVENT_SKIPPED, "the renegotiation was refused");
        p->c.complete = true;
        learn(p, SHK_RENEGOTIATION, false);
    }
}

static void handle_message(struct shk_peer *p, uint8_t message, const struct shk_tree *tree, size_t len) {
    switch (message) {
    case SHK_CLIENT_HELLO: on_client_hello(p, tree); break;
    case SHK_SERVER_HELLO: on_server_hello(p, tree); break;
    case SHK_HELLO_RETRY_REQUEST: on_hello_retry_request(p, tree); break;
    case SHK_ENCRYPTED_EXTENSIONS: on_encrypted_extensions(p, tree); break;
    case SHK_CERTIFICATE:
    case SHK_COMPRESSED_CERTIFICATE: on_certificate(p, tree); break;
    case SHK_CERTIFICATE_REQUEST: on_certificate_request(p, tree); break;
    case SHK_CERTIFICATE_VERIFY: on_certificate_verify(p, tree, len); break;
    case SHK_SERVER_KEY_EXCHANGE: on_server_key_exchange(p, tree); break;
    case SHK_CLIENT_KEY_EXCHANGE: on_client_key_exchange(p, tree); break;
    case SHK_FINISHED: on_finished(p, tree, len); break;
    case SHK_NEW_SESSION_TICKET: on_new_session_ticket(p, tree); break;
    case SHK_KEY_UPDATE: keys_update(p, false); break;
    case SHK_END_OF_EARLY_DATA: p->c.read_keys = SHK_KEYS_HANDSHAKE; break;
    default: break;
    }
}

static uint8_t message_of(const struct shk_peer *p, struct shk_bytes whole) {
    uint8_t type = whole.data[0];
    if (type == 2 && whole.len >= 38 && memcmp(whole.data + 6, shk_retry_random, 32) == 0 &&
        p->plan.flow != SHK_FLOW_TLS12) {
        return SHK_HELLO_RETRY_REQUEST;
    }
    for (uint8_t message = 1; message < SHK_RAW_RECORD; message++) {
        if (message == SHK_HELLO_RETRY_REQUEST || message == SHK_MESSAGE_HASH || message == SHK_UNKNOWN_HANDSHAKE)
            continue;
        if (shk_message_content_type(message) == SHK_TYPE_HANDSHAKE && shk_message_handshake_type(message) == type) {
            return message;
        }
    }
    return SHK_UNKNOWN_HANDSHAKE;
}

// A second handshake in the first one's keys starts from nothing (RFC 5246, section 7.4.1.1; RFC 5746).
static void begin_renegotiation(struct shk_peer *p) {
    struct connection *c = &p->c;
    transcript_clear(p);
    c->has_master = false;
    c->complete = false;
    c->renegotiating = true;
    c->known &= ~(uint32_t)(SHK_RESUMED | SHK_CLIENT_AUTH | SHK_TICKET | SHK_SIGNED_KX | SHK_OCSP);
    c->conditions &= ~(uint32_t)(SHK_RESUMED | SHK_TICKET | SHK_OCSP);
}

static void one_message(struct shk_peer *p, struct shk_bytes whole, uint16_t version, uint8_t keys) {
    uint8_t message = message_of(p, whole);
    struct shk_event *event = note_message(p, message, SHK_TYPE_HANDSHAKE, version, keys, whole);
    size_t from = p->trace->count;
    bool again = message == SHK_CLIENT_HELLO && p->c.complete && p->plan.flow == SHK_FLOW_TLS12;
    if (again) begin_renegotiation(p);
    if (!strict_admits(p, message)) return;
    if (!match_row(p, message)) event->note = "out of the order of the flow";
    struct shk_tree tree;
    struct shk_error err;
    // The version decides the layout, and the hellos decide the version: they are read by the flow's, then by the other.
    struct shk_layout layout = layout_of(p, message);
    bool parsed = shk_parse_message(p->arena, layout, whole, &tree, &err);
    if (!parsed && p->c.version == 0 && (message == SHK_SERVER_HELLO || message == SHK_CLIENT_HELLO)) {
        layout.version = layout.version == SHK_TLS13 ? SHK_TLS12 : SHK_TLS13;
        parsed = shk_parse_message(p->arena, layout, whole, &tree, NULL);
    }
    if (!parsed) event->note = shk_format(p->arena, "does not parse: %s", err.text);
    // A retry replaces the ClientHello before it by its hash, so the handler goes first; likewise a ServerHello names the
    // hash that the transcript is taken with.
    if (message == SHK_CLIENT_HELLO) p->c.hello = whole;
    bool before = message == SHK_HELLO_RETRY_REQUEST;
    if (before && parsed) handle_message(p, message, &tree, whole.len);
    if (is_absorbed(p, message)) transcript_add(p, whole);
    if (!before && parsed) handle_message(p, message, &tree, whole.len);
    strict_review(p, from, message, parsed ? &tree : NULL, whole.len);
}

// A plaintext message of this size does not exist: it is ciphertext that was read as plaintext.
#define GARBAGE (1u << 18)

static void on_handshake(struct shk_peer *p, struct shk_bytes fragment, uint16_t version, uint8_t keys) {
    struct connection *c = &p->c;
    shk_put(&c->handshake, fragment);
    for (;;) {
        struct shk_reader r = shk_read(shk_buf_view(&c->handshake));
        uint32_t type, len;
        if (!shk_take_uint(&r, 1, &type) || !shk_take_uint(&r, 3, &len)) break;
        if (len > MAX_MESSAGE) {
            note_record(p, SHK_TYPE_HANDSHAKE, version, fragment, "a handshake message of more than 1 MiB");
            c->deaf = true;
            break;
        }
        bool unknown = message_of(p, shk_buf_view(&c->handshake)) == SHK_UNKNOWN_HANDSHAKE || len > GARBAGE;
        if (r.len < len && p->config.permissive && keys == SHK_KEYS_PLAIN && unknown) {
            note_record(p, SHK_TYPE_HANDSHAKE, version, fragment, "no message that anybody would wait for");
            c->handshake.len = 0;
            break;
        }
        if (r.len < len) break;
        struct shk_bytes whole = shk_copy(p->arena, shk_slice(shk_buf_view(&c->handshake), 0, 4 + len));
        shk_splice(&c->handshake, 0, whole.len, (struct shk_bytes){NULL, 0});
        one_message(p, whole, version, keys);
    }
    if (fragment.len == 0) note_record(p, SHK_TYPE_HANDSHAKE, version, fragment, "an empty handshake record");
}

static void on_change_cipher_spec(struct shk_peer *p, struct shk_bytes content, uint16_t version, uint8_t keys) {
    struct connection *c = &p->c;
    note_message(p, SHK_CHANGE_CIPHER_SPEC, SHK_TYPE_CHANGE_CIPHER_SPEC, version, keys, content);
    if (tls13(p) && c->version != SHK_TLS12) return; // compatibility: says nothing
    if (!strict_admits(p, SHK_CHANGE_CIPHER_SPEC)) return;
    match_row(p, SHK_CHANGE_CIPHER_SPEC);
    if (!c->has_master) keys_master(p);
    c->read_keys = c->read_keys == SHK_KEYS_PLAIN ? SHK_KEYS_APPLICATION : SHK_KEYS_NEXT;
}

static void on_application_data(struct shk_peer *p, struct shk_bytes content, uint16_t version, uint8_t keys) {
    note_message(p, SHK_APPLICATION_DATA, SHK_TYPE_APPLICATION_DATA, version, keys, content);
    if (content.len == 0 || keys == SHK_KEYS_EARLY) return;
    match_row(p, SHK_APPLICATION_DATA);
    bool again = p->config.permissive && p->c.next_row >= p->step_count;
    if (again) send_message(p, (struct outgoing){.message = SHK_APPLICATION_DATA, .keys = SHK_KEYS_APPLICATION});
}

static bool is_protected(const struct shk_peer *p, uint8_t type, size_t len) {
    const struct connection *c = &p->c;
    if (c->read_keys == SHK_KEYS_PLAIN) return false;
    if (c->version != SHK_TLS13) return true;
    // Some clients send the alert that refuses a certificate in the clear; CCS of the compatibility mode always is.
    if (type == SHK_TYPE_CHANGE_CIPHER_SPEC) return false;
    return !(type == SHK_TYPE_ALERT && len == 2);
}

// Opens a record with the keys of now; the permissive peer tries all that it has.
static bool open_record(struct shk_peer *p, struct shk_bytes record, uint8_t *type, struct shk_bytes *content,
                        uint8_t *keys) {
    struct connection *c = &p->c;
    *keys = c->read_keys;
    // Keys that were never made (an edit kept us from it) open nothing.
    bool exist = c->read[c->read_keys].suite != NULL;
    if (exist && shk_unprotect(&c->read[c->read_keys], p->arena, record, type, content)) return true;
    // A client that has not sent EndOfEarlyData may protect its alert with either (RFC 9846, appendix A.1).
    bool either = c->read_keys == SHK_KEYS_EARLY && c->read[SHK_KEYS_HANDSHAKE].suite != NULL;
    if (either && shk_unprotect(&c->read[SHK_KEYS_HANDSHAKE], p->arena, record, type, content)) {
        *keys = SHK_KEYS_HANDSHAKE;
        return true;
    }
    if (!p->config.permissive) return false;
    for (uint8_t k = SHK_KEYS_EARLY; k < SHK_KEYS_RANDOM; k++) {
        if (c->read[k].suite == NULL) continue;
        if (shk_unprotect(&c->read[k], p->arena, record, type, content)) {
            *keys = k;
            return true;
        }
    }
    return false;
}

// A server that refuses 0-RTT, or that asked for a retry, skips the early records it cannot open (RFC 9846, section 4.3.10).
static bool skips_early_data(const struct shk_peer *p, uint8_t type) {
    bool offered = p->role == SHK_SERVER && has(p, SHK_EARLY_DATA) && !has(p, SHK_EARLY_ACCEPTED);
    return offered && !p->c.complete && type == SHK_TYPE_APPLICATION_DATA;
}

// Encrypted, and the hellos gave us no keys: the SUT's went unread, or it never wrote one. The permissive peer takes such
// records for what their type says.
static bool is_sealed_for_others(const struct shk_peer *p, uint8_t type) {
    return type == SHK_TYPE_APPLICATION_DATA && p->c.read_keys == SHK_KEYS_PLAIN && !p->config.permissive;
}

static void one_record(struct shk_peer *p, struct shk_bytes record) {
    struct connection *c = &p->c;
    size_t from = p->trace->count;
    uint8_t type = record.data[0];
    uint16_t version = (uint16_t)(record.data[1] << 8 | record.data[2]);
    struct shk_bytes content = shk_slice(record, 5, record.len - 5);
    uint8_t keys = SHK_KEYS_PLAIN;
    if (c->read_keys == SHK_KEYS_PLAIN && skips_early_data(p, type)) {
        note_record(p, type, version, record, "early data, skipped");
        c->records_in++;
        return;
    }
    if (is_sealed_for_others(p, type)) {
        note_record(p, type, version, record, "encrypted, while there are no keys to open it");
        strict_record(p, from, type, keys);
        c->records_in++;
        return;
    }
    if (is_protected(p, type, content.len) && !open_record(p, record, &type, &content, &keys)) {
        if (skips_early_data(p, type)) {
            note_record(p, type, version, record, "early data, skipped");
            c->records_in++;
            return;
        }
        note_record(p, record.data[0], version, record, "cannot be opened with the keys of this point");
        if (!p->config.permissive) c->deaf = true;
        strict_record(p, from, type, c->read_keys);
        c->records_in++;
        return;
    }
    switch (type) {
    case SHK_TYPE_HANDSHAKE: on_handshake(p, content, version, keys); break;
    case SHK_TYPE_ALERT: on_alert(p, content, version, keys); break;
    case SHK_TYPE_CHANGE_CIPHER_SPEC: on_change_cipher_spec(p, content, version, keys); break;
    case SHK_TYPE_APPLICATION_DATA: on_application_data(p, content, version, keys); break;
    default: note_record(p, type, version, content, "a record of an unknown type"); break;
    }
    strict_record(p, from, type, keys);
    c->records_in++;
}

void receive_bytes(struct shk_peer *p, struct shk_bytes bytes) {
    struct connection *c = &p->c;
    if (c->deaf) return;
    shk_put(&c->in, bytes);
    size_t at = 0;
    while (!c->deaf) {
        struct shk_reader r = shk_read(shk_slice(shk_buf_view(&c->in), at, SIZE_MAX));
        uint32_t type, version, len;
        if (!shk_take_uint(&r, 1, &type)) break;
        bool foreign = type < SHK_TYPE_CHANGE_CIPHER_SPEC || type > SHK_TYPE_HEARTBEAT;
        bool header = shk_take_uint(&r, 2, &version) && shk_take_uint(&r, 2, &len);
        if (foreign || (header && (version >> 8 != 3 || len > MAX_RECORD))) {
            note_record(p, (uint8_t)type, 0, shk_copy(p->arena, shk_slice(shk_buf_view(&c->in), at, 64)),
                        "this is not TLS");
            c->deaf = !p->config.permissive;
            strict_record(p, p->trace->count - 1, (uint8_t)type, c->read_keys);
            at = c->in.len;
            break;
        }
        if (!header || r.len < len) break;
        struct shk_bytes record = shk_copy(p->arena, shk_slice(shk_buf_view(&c->in), at, 5 + (size_t)len));
        at += record.len;
        one_record(p, record);
    }
    shk_splice(&c->in, 0, at, (struct shk_bytes){NULL, 0});
}
