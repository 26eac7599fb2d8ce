// The strict peer: the same endpoint with its eyes open. It refuses what is out of order, does not parse, is not signed or
// MACed as it should be, or comes with an unknown certificate. It is a SUT for the fuzzers' own tests: each check can be
// left out, which is a fault that the oracles have to see.
//
// The handlers note what is wrong with a message as CHECK events; here they are read and obeyed.
#include "peer/endpoint.h"

#include <string.h>

static bool insists(const struct shk_peer *p, uint8_t on) {
    return (p->config.strict & on) == on;
}

static void refuse(struct shk_peer *p, uint8_t alert, const char *why) {
    struct connection *c = &p->c;
    if (c->refused != NULL || c->dying) return;
    c->refused = why;
    if (insists(p, SHK_STRICT_ALERT)) {
        uint8_t bytes[2] = {2, alert};
        struct framing framing = {
            .message = SHK_ALERT, .content_type = SHK_TYPE_ALERT, .keys = c->write_keys, .plain = true};
        frame_message(p, framing, shk_copy(p->arena, SHK_BYTES(bytes)));
    }
    c->dying = c->deaf = true;
}

// --- Order -----------------------------------------------------------------------------------------------------------

static bool is_row(const struct shk_peer *p, const struct shk_step *row, uint8_t message) {
    bool same = row->message == message || (row->message == SHK_CERTIFICATE && message == SHK_COMPRESSED_CERTIFICATE);
    const struct connection *c = &p->c;
    if (row->writer != p->sut || !same || (row->unless & c->conditions) != 0) return false;
    if ((row->when & SHK_RENEGOTIATION) != 0 && !c->complete && !c->renegotiating) return false;
    return (row->when & ~c->conditions & c->known & ~(uint32_t)SHK_TICKET) == 0;
}

static bool may_be_left_out(const struct shk_peer *p, const struct shk_step *row) {
    if (row->writer != p->sut || (row->flags & SHK_FLOATS) != 0) return true;
    if ((row->unless & p->c.conditions) != 0 || (row->when & ~p->c.conditions) != 0) return true;
    if ((row->when & SHK_TICKET) != 0) return true;
    if ((row->when & SHK_RENEGOTIATION) != 0 && !p->c.renegotiating) return true;
    if (row->message == SHK_APPLICATION_DATA) return true; // nobody has to say anything
    bool of_certificate = row->message == SHK_CERTIFICATE || row->message == SHK_CERTIFICATE_VERIFY;
    return of_certificate && !insists(p, SHK_STRICT_CERTIFICATE);
}

static bool in_order(const struct shk_peer *p, uint8_t message) {
    for (size_t i = p->c.cursor; i < p->step_count; i++) {
        if (is_row(p, &p->steps[i], message)) return true;
        if (!may_be_left_out(p, &p->steps[i])) return false;
    }
    return false;
}

bool strict_admits(struct shk_peer *p, uint8_t message) {
    if (p->config.strict == 0) return true;
    if (p->c.refused != NULL) return false;
    if (in_order(p, message)) return true;
    if (message == SHK_CHANGE_CIPHER_SPEC && !insists(p, SHK_STRICT_CCS)) return false; // the fault: passed over
    if (!insists(p, SHK_STRICT_ORDER)) return true;
    refuse(p, SHK_ALERT_UNEXPECTED_MESSAGE, "a message out of order");
    return false;
}

// --- Messages --------------------------------------------------------------------------------------------------------

static bool known_leaf(struct shk_peer *p) {
    for (size_t kind = 0; kind < SHK_KEY_COUNT; kind++) {
        struct shk_identity identity;
        const char *name = p->sut == SHK_SERVER ? p->config.server_name : NULL;
        if (!shk_pki_identity(p->arena, (enum shk_key_kind)kind, p->sut == SHK_SERVER, p->config.now, name, &identity,
                              NULL))
            continue;
        if (shk_equal(identity.chain[0], p->c.sut_certificate)) return true;
    }
    return false;
}

static void review_certificate(struct shk_peer *p) {
    if (!insists(p, SHK_STRICT_CERTIFICATE)) return;
    bool may_be_empty = p->sut == SHK_CLIENT && wants(p, SHK_EMPTY_CERTIFICATE);
    if (p->c.no_certificate && !may_be_empty)
        refuse(p, p->sut == SHK_SERVER ? SHK_ALERT_DECODE_ERROR : SHK_ALERT_CERTIFICATE_REQUIRED, "no certificate");
    else if (!p->c.no_certificate && !known_leaf(p))
        refuse(p, SHK_ALERT_BAD_CERTIFICATE, "an unknown certificate");
    if (p->c.no_certificate) learn(p, SHK_EMPTY_CERTIFICATE, true); // then there is no CertificateVerify
}

// The binder covers the transcript before this ClientHello, which is in by now.
static void review_binder(struct shk_peer *p, const struct shk_tree *tree, size_t len) {
    struct connection *c = &p->c;
    struct shk_tree sealed;
    struct shk_bytes bytes = shk_buf_view(&tree->bytes);
    if (!has(p, SHK_PSK) || c->transcript.len < len) return;
    if (!shk_parse_message(p->arena, tree->layout, bytes, &sealed, NULL)) return;
    c->transcript.len -= len;
    seal_binders(p, &sealed, 0);
    c->transcript.len += len;
    // seal_binders may have made the array of bytes grow, never that of the transcript.
    if (!shk_equal(shk_buf_view(&sealed.bytes), bytes)) refuse(p, SHK_ALERT_DECRYPT_ERROR, "a wrong binder");
}

static bool overlooked(const struct shk_peer *p, uint8_t message) {
    bool finished = message == SHK_FINISHED;
    if ((finished || message == SHK_CERTIFICATE_VERIFY) && !insists(p, SHK_STRICT_TRANSCRIPT)) return true;
    bool sealed = message == SHK_CERTIFICATE_VERIFY || message == SHK_SERVER_KEY_EXCHANGE;
    return (finished && !insists(p, SHK_STRICT_FINISHED)) || (sealed && !insists(p, SHK_STRICT_SIGNATURE));
}

void strict_review(struct shk_peer *p, size_t from, uint8_t message, const struct shk_tree *tree, size_t len) {
    if (p->config.strict == 0) return;
    if (tree == NULL) {
        refuse(p, SHK_ALERT_DECODE_ERROR, "a message that does not parse");
        return;
    }
    for (size_t i = from; i < p->trace->count; i++) {
        if (p->trace->events[i].kind != SHK_EVENT_CHECK || overlooked(p, message)) continue;
        if (message == SHK_FINISHED) p->c.complete = false;
        refuse(p, SHK_ALERT_DECRYPT_ERROR, p->trace->events[i].note);
    }
    if (message == SHK_CERTIFICATE || message == SHK_COMPRESSED_CERTIFICATE) review_certificate(p);
    if (message == SHK_CLIENT_HELLO) review_binder(p, tree, len);
}

// --- Records ---------------------------------------------------------------------------------------------------------

void strict_record(struct shk_peer *p, size_t from, uint8_t type, uint8_t keys) {
    if (p->config.strict == 0 || p->c.refused != NULL) return;
    for (size_t i = from; i < p->trace->count; i++) {
        const struct shk_event *e = &p->trace->events[i];
        if (e->kind != SHK_EVENT_RECORD) continue;
        bool unreadable = strncmp(e->note, "cannot be opened", 16) == 0;
        if (strcmp(e->note, "early data, skipped") != 0)
            refuse(p, unreadable ? SHK_ALERT_BAD_RECORD_MAC : SHK_ALERT_UNEXPECTED_MESSAGE, e->note);
    }
    bool data = type == SHK_TYPE_APPLICATION_DATA;
    if (data && !p->c.complete && keys != SHK_KEYS_EARLY && insists(p, SHK_STRICT_ORDER))
        refuse(p, SHK_ALERT_UNEXPECTED_MESSAGE, "data within the handshake");
}
