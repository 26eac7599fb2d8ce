// The pipeline of one message: build, edit, seal, edit what is sealed, absorb into the transcript, frame; then what
// follows from having sent it. Sealing comes after the edits, so that an edit elsewhere fails for the right reason: a
// CertificateVerify over an edited transcript is still a good signature.
#include "peer/endpoint.h"

#include <stdlib.h>
#include <string.h>

struct shk_layout layout_of(const struct shk_peer *p, uint8_t message) {
    const struct connection *c = &p->c;
    uint16_t version = c->version != 0 ? c->version : tls13(p) ? SHK_TLS13 : SHK_TLS12;
    struct shk_layout layout = {.message = message, .version = version};
    if (version == SHK_TLS12) layout.kx = (uint8_t)(c->suite != NULL ? c->suite->kx : SHK_KX_ECDHE);
    return layout;
}

static void build_body(struct shk_peer *p, uint8_t message, struct shk_buf *out) {
    switch (message) {
    case SHK_CLIENT_HELLO: build_client_hello(p, out); break;
    case SHK_SERVER_HELLO: build_server_hello(p, out, false); break;
    case SHK_HELLO_RETRY_REQUEST: build_server_hello(p, out, true); break;
    case SHK_ENCRYPTED_EXTENSIONS: build_encrypted_extensions(p, out); break;
    case SHK_CERTIFICATE_REQUEST: build_certificate_request(p, out); break;
    case SHK_CERTIFICATE: build_certificate(p, out); break;
    case SHK_COMPRESSED_CERTIFICATE: build_compressed_certificate(p, out); break;
    case SHK_CERTIFICATE_STATUS: build_certificate_status(p, out); break;
    case SHK_CERTIFICATE_VERIFY: build_certificate_verify(p, out); break;
    case SHK_FINISHED: build_finished(p, out); break;
    case SHK_SERVER_KEY_EXCHANGE: build_server_key_exchange(p, out); break;
    case SHK_CLIENT_KEY_EXCHANGE: build_client_key_exchange(p, out); break;
    case SHK_NEW_SESSION_TICKET: build_new_session_ticket(p, out); break;
    case SHK_KEY_UPDATE: shk_put_uint(out, 1, p->role == SHK_CLIENT ? 1 : 0); break; // update_requested
    case SHK_CHANGE_CIPHER_SPEC: shk_put_uint(out, 1, 1); break;
    case SHK_ALERT: shk_put_uint(out, 2, 0x0100); break; // warning close_notify
    case SHK_APPLICATION_DATA: {
        const char *text = p->role == SHK_CLIENT ? p->config.request : p->config.response;
        shk_put(out, shk_text(text));
        break;
    }
    default: break; // end_of_early_data, server_hello_done, hello_request, unknown: empty bodies
    }
}

static bool is_handshake(uint8_t message) {
    return shk_message_content_type(message) == SHK_TYPE_HANDSHAKE;
}

static struct shk_bytes build_message(struct shk_peer *p, uint8_t message) {
    struct shk_buf out = shk_buf_in(p->arena);
    size_t place = 0;
    if (is_handshake(message)) {
        shk_put_uint(&out, 1, shk_message_handshake_type(message));
        place = shk_open(&out, 3);
    }
    build_body(p, message, &out);
    if (is_handshake(message)) shk_close(&out, place, 3);
    return shk_buf_view(&out);
}

static bool is_sealed(const struct shk_peer *p, uint8_t message) {
    return message == SHK_CERTIFICATE_VERIFY || message == SHK_FINISHED || message == SHK_SERVER_KEY_EXCHANGE ||
           (message == SHK_CLIENT_HELLO && p->c.offered_psk);
}

static bool has_field_edit(const struct shk_peer *p, uint8_t message, unsigned occurrence) {
    for (size_t i = 0; i < p->plan.edit_count; i++) {
        const struct shk_edit *edit = &p->plan.edits[i];
        if (edit->kind == SHK_EDIT_FIELD && script_matches(p, edit, message, occurrence)) return true;
    }
    return false;
}

// Applies the edits of fields, those of sealed fields or the others; the rest of the flow sees the edited message.
static bool edit_fields(struct shk_peer *p, struct shk_tree *tree, uint8_t message, unsigned occurrence, bool sealed) {
    bool any = false;
    for (size_t i = 0; i < p->plan.edit_count; i++) {
        const struct shk_edit *edit = &p->plan.edits[i];
        if (edit->kind != SHK_EDIT_FIELD || !script_matches(p, edit, message, occurrence)) continue;
        if (shk_edit_is_sealed(edit, tree) != sealed) continue;
        bool changed = false;
        struct shk_error err;
        if (!shk_edit_apply(edit, tree, &p->rng, &changed, &err)) {
            shk_trace_note(p->trace, SHK_EVENT_UNFIT, "%s", err.text);
            p->edit_hit[i] = true;
            continue;
        }
        script_deviate(p, edit, changed);
        any = any || changed;
    }
    return any;
}

struct shk_bytes edit_inside(struct shk_peer *p, uint8_t message, struct shk_bytes body) {
    unsigned occurrence = p->c.reached[message];
    struct shk_tree tree;
    struct shk_error err;
    if (!has_field_edit(p, message, occurrence)) return body;
    if (!shk_parse(p->arena, layout_of(p, message), body, &tree, &err)) {
        shk_trace_note(p->trace, SHK_EVENT_UNFIT, "our own %s does not parse: %s", shk_message_name(message), err.text);
        return body;
    }
    (void)edit_fields(p, &tree, message, occurrence, false);
    return shk_buf_view(&tree.bytes);
}

static struct shk_bytes edit_and_seal(struct shk_peer *p, struct shk_bytes bytes, uint8_t message, unsigned occurrence,
                                      bool *edited) {
    struct shk_tree tree;
    struct shk_error err;
    if (!shk_parse_message(p->arena, layout_of(p, message), bytes, &tree, &err)) {
        shk_trace_note(p->trace, SHK_EVENT_UNFIT, "our own %s does not parse: %s", shk_message_name(message), err.text);
        return bytes;
    }
    *edited = edit_fields(p, &tree, message, occurrence, false);
    if (is_sealed(p, message)) seal_message(p, &tree, message, occurrence);
    if (edit_fields(p, &tree, message, occurrence, true)) *edited = true;
    return shk_buf_view(&tree.bytes);
}

// What having sent a message in its place does to our state.
static void after_client(struct shk_peer *p, uint8_t message) {
    struct connection *c = &p->c;
    if (message == SHK_CLIENT_HELLO && has(p, SHK_EARLY_DATA) && c->offered_psk) keys_early(p);
    if (message == SHK_END_OF_EARLY_DATA) c->write_keys = SHK_KEYS_HANDSHAKE;
    if (message == SHK_CLIENT_KEY_EXCHANGE) keys_master(p);
}

static void after_server(struct shk_peer *p, uint8_t message) {
    struct connection *c = &p->c;
    if (message == SHK_HELLO_RETRY_REQUEST) {
        // The restart wants the ClientHello alone in front of the HelloRetryRequest, which is in by now.
        learn(p, SHK_RETRY, true);
    }
    if (message == SHK_SERVER_HELLO && c->version == SHK_TLS13) keys_handshake(p);
}

static void after_finished(struct shk_peer *p) {
    struct connection *c = &p->c;
    if (c->version == SHK_TLS13) {
        if (p->role == SHK_SERVER && !c->has_application_secrets) keys_application(p);
        if (p->role == SHK_CLIENT && c->has_application_secrets && !c->complete) keys_resumption(p);
        c->write_keys = SHK_KEYS_APPLICATION;
        if (p->role == SHK_CLIENT && !c->complete) {
            c->complete = true;
            shk_trace_add(p->trace, SHK_EVENT_COMPLETE);
        }
        return;
    }
    if (p->role == SHK_CLIENT ? has(p, SHK_RESUMED) : !has(p, SHK_RESUMED)) {
        c->complete = true;
        shk_trace_add(p->trace, SHK_EVENT_COMPLETE);
        keys_renegotiated(p);
    }
}

static void after_sent(struct shk_peer *p, uint8_t message) {
    struct connection *c = &p->c;
    if (message == SHK_FINISHED) after_finished(p);
    if (message == SHK_CHANGE_CIPHER_SPEC && c->version != SHK_TLS13 && p->plan.flow == SHK_FLOW_TLS12) {
        if (!c->has_master && c->shared.len > 0) keys_master(p);
        c->write_keys = c->write_keys == SHK_KEYS_PLAIN ? SHK_KEYS_APPLICATION : SHK_KEYS_NEXT;
    }
    if (message == SHK_KEY_UPDATE) keys_update(p, true);
    if (p->role == SHK_CLIENT)
        after_client(p, message);
    else
        after_server(p, message);
}

// Not HelloRequest (RFC 5246 section 7.4.1.1), and of the post-handshake messages of TLS 1.3 only those of an authentication
// (RFC 9846, section 4.5). Tickets may come before the client's Finished: GnuTLS sends them in half-RTT.
bool is_absorbed(const struct shk_peer *p, uint8_t message) {
    if (!is_handshake(message) || message == SHK_HELLO_REQUEST) return false;
    return !(tls13(p) && (message == SHK_NEW_SESSION_TICKET || message == SHK_KEY_UPDATE));
}

// What the SUT skips is in no transcript: early data that it has not accepted or that a retry has ended (RFC 9846, section
// 4.3.10). While nothing is decided we believe that it is read.
static bool is_skipped(const struct shk_peer *p, struct outgoing out) {
    bool refused = (p->c.known & SHK_EARLY_ACCEPTED) != 0 && !has(p, SHK_EARLY_ACCEPTED);
    bool early = p->role == SHK_CLIENT && out.inserted && out.keys == SHK_KEYS_EARLY;
    return early && (refused || has(p, SHK_RETRY));
}

// A KeyUpdate that the SUT reads moves our keys, in its place or not (section 7.2). One that it refuses does no harm by it.
static bool moves_keys(const struct shk_peer *p, struct outgoing out) {
    bool read = out.keys == SHK_KEYS_APPLICATION && p->c.write_keys == SHK_KEYS_APPLICATION;
    return out.message == SHK_KEY_UPDATE && read && p->c.version == SHK_TLS13;
}

static struct shk_event *record_event(struct shk_peer *p, struct outgoing out, struct shk_bytes bytes, bool edited) {
    bool alert = out.message == SHK_ALERT && bytes.len >= 2;
    struct shk_event *event = shk_trace_add(p->trace, alert ? SHK_EVENT_ALERT : SHK_EVENT_MESSAGE);
    event->writer = p->role;
    event->message = out.message;
    event->keys = out.keys;
    event->content_type = shk_message_content_type(out.message);
    event->edited = edited || out.inserted || out.given;
    event->data = bytes;
    if (alert) {
        event->level = bytes.data[0];
        event->alert = bytes.data[1];
    }
    return event;
}

static bool starts_with(struct shk_bytes bytes, struct shk_bytes with) {
    return shk_equal(shk_slice(bytes, 0, with.len), with);
}

void send_message(struct shk_peer *p, struct outgoing out) {
    struct connection *c = &p->c;
    if (out.message == SHK_RAW_RECORD) {
        record_event(p, out, out.data, true);
        frame_raw(p, out.data);
        return;
    }
    if (out.message == SHK_CLIENT_HELLO && c->retry_group != 0 && !out.inserted) c->reached[SHK_CLIENT_HELLO] = 2;
    struct shk_bytes bytes = out.given ? out.data : build_message(p, out.message);
    bool edited = false;
    bool edits = !out.given && has_field_edit(p, out.message, out.occurrence);
    if (!out.given && (edits || is_sealed(p, out.message))) {
        bytes = edit_and_seal(p, bytes, out.message, out.occurrence, &edited);
    }
    struct shk_bytes believed = bytes; // what we go on with
    struct shk_tree tree;
    bool adopts = false, substituted = substitute_due(p, out.message, out.occurrence) && !out.given;
    if (substituted) {
        bool attacker = p->config.substitute->attacker;
        bytes = substitute_for(p, out.message, bytes, &tree, &adopts);
        edited = !shk_equal(bytes, believed);
        adopts = adopts && edited && !attacker;
        if (!attacker) believed = bytes;
    }
    p->sent[out.message] = bytes;
    struct framing framing = {
        .message = out.message,
        .content_type = shk_message_content_type(out.message),
        .keys = out.keys,
        .occurrence = out.occurrence,
        .plain = out.inserted && out.occurrence == 0,
    };
    bool reshaped = frame_review(p, framing, bytes, false);
    record_event(p, out, bytes, edited)->reshaped = reshaped;
    if (p->config.audit && (edited || out.given || p->plan.edit_count > 0)) {
        uint8_t tamper = audit_message(p, out.message, bytes);
        if (!starts_with(bytes, believed) && is_absorbed(p, out.message)) tamper |= SHK_TAMPER_WIRE;
        p->trace->events[p->trace->count - 1].tamper = tamper;
    }
    (void)frame_review(p, framing, bytes, true);
    if (adopts) substitute_adopt(p, out.message, &tree);
    if (is_absorbed(p, out.message) && !is_skipped(p, out)) transcript_add(p, believed);
    if (out.message == SHK_CLIENT_HELLO && !out.inserted) c->hello = believed;
    if (out.message == SHK_FINISHED && believed.len >= 4) {
        struct shk_bytes verify = shk_slice(believed, 4, SHK_MAX_HASH);
        uint8_t *keep = p->role == SHK_CLIENT ? c->client_verify : c->server_verify;
        memcpy(keep, verify.data != NULL ? verify.data : (const uint8_t *)"", verify.len);
        *(p->role == SHK_CLIENT ? &c->client_verify_len : &c->server_verify_len) = verify.len;
    }
    frame_message(p, framing, bytes);
    if (!out.inserted && !out.given)
        after_sent(p, out.message);
    else if (moves_keys(p, out))
        keys_update(p, true);
}

void send_copy(struct shk_peer *p, uint8_t message, uint8_t keys) {
    if (p->sent[message].data == NULL) {
        shk_trace_note(p->trace, SHK_EVENT_UNFIT, "there is no %s yet that could be repeated",
                       shk_message_name(message));
        return;
    }
    struct outgoing out = {.message = message, .keys = keys, .data = p->sent[message], .given = true, .inserted = true};
    send_message(p, out);
}
