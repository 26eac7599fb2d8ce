// What a SUT must never do, whatever it is sent: docs/oracles.md has the rules at length, with what each one leaves out.
#include "fuzz/oracle.h"

#include "crypto/crypto.h"

#include <stdlib.h>
#include <string.h>

#define MAX_CERTIFICATES 12            // of a message, among which the issuer of its leaf is looked for
#define MAX_ANSWER ((size_t)256 << 10) // bytes that a SUT may write: honest ones write a tenth of it

const char *oracle_claim(const struct shk_trace *trace, unsigned connection, const char *name) {
    size_t len = strlen(name);
    for (size_t i = 0; i < trace->count; i++) {
        const struct shk_event *e = &trace->events[i];
        if (e->kind != SHK_EVENT_CLAIM || e->connection != connection || e->note == NULL) continue;
        if (strncmp(e->note, name, len) == 0 && e->note[len] == '=') return e->note + len + 1;
    }
    return NULL;
}

bool oracle_says_yes(const struct shk_trace *trace, unsigned connection, const char *name) {
    const char *value = oracle_claim(trace, connection, name);
    return value != NULL && strcmp(value, "yes") == 0;
}

bool oracle_complete(const struct shk_trace *trace, unsigned connection) {
    return oracle_says_yes(trace, connection, "complete");
}

// --- Tampering never completes ---------------------------------------------------------------------------------------

// Under the keys that its place implies: else the SUT may have thrown it away as 0-RTT data that it does not want.
static bool in_its_epoch(const struct shk_fuzz_result *r, const struct shk_event *e) {
    if ((r->plan.features & SHK_EARLY_DATA) == 0) return true;
    return e->keys == (e->message == SHK_CLIENT_HELLO ? SHK_KEYS_PLAIN : SHK_KEYS_HANDSHAKE);
}

static bool signed_by_identity(const struct shk_identity *identity, struct shk_bytes leaf) {
    if (shk_certificate_signed_by(leaf, identity->root)) return true;
    for (size_t i = 1; i < identity->chain_len; i++) {
        if (shk_certificate_signed_by(leaf, identity->chain[i])) return true;
    }
    return false;
}

// A leaf of the zoo is not ours, but it is good when one of our issuers signed it, or one that stands beside it.
static bool leaf_signed(const struct shk_fuzz_result *r, const struct shk_event *e) {
    struct shk_bytes certificates[MAX_CERTIFICATES];
    size_t count = 0;
    struct shk_tree tree;
    const char *version = oracle_claim(r->trace, e->connection, "version");
    bool tls13 = version != NULL && strtoul(version, NULL, 0) == SHK_TLS13;
    struct shk_layout layout = {.message = e->message, .version = tls13 ? SHK_TLS13 : SHK_TLS12};
    if (!shk_parse_message(r->arena, layout, e->data, &tree, NULL)) return false;
    for (; count < MAX_CERTIFICATES; count++) {
        const char *entry = shk_format(r->arena, "certificate_list[%zu]%s", count, tls13 ? ".cert_data" : "");
        if (!shk_has(&tree, entry)) break;
        certificates[count] = shk_value(&tree, entry);
    }
    if (count == 0) return false;
    for (size_t i = 1; i < count; i++)
        if (shk_certificate_signed_by(certificates[0], certificates[i])) return true;
    for (size_t kind = 0; kind < SHK_KEY_COUNT; kind++)
        if (signed_by_identity(&r->identities[kind], certificates[0])) return true;
    return false;
}

static const char *tamper_sentence(const struct shk_fuzz_result *r, const struct shk_event *e) {
    const char *name = shk_message_name((enum shk_message)e->message);
    if ((e->tamper & SHK_TAMPER_WIRE) != 0)
        return shk_format(r->arena, "the handshake is complete although the %s was altered on the way", name);
    if ((e->tamper & SHK_TAMPER_CERTIFICATE) != 0)
        return "the handshake is complete although the leaf certificate is not the one that its issuer signed";
    if (e->message == SHK_FINISHED) return "the handshake is complete although verify_data of the Finished is wrong";
    return shk_format(r->arena, "the handshake is complete although the signature of the %s is wrong", name);
}

// Everything up to our first Finished comes before the SUT can call the handshake complete.
static const char *tampering(const struct shk_fuzz_result *r, unsigned connection) {
    const struct shk_trace *trace = r->trace;
    bool bad_binder = false;
    for (size_t i = 0; i < trace->count; i++) {
        const struct shk_event *e = &trace->events[i];
        bool ours = e->kind == SHK_EVENT_MESSAGE && e->writer == trace->peer_role && e->connection == connection;
        if (!ours) continue;
        bool hello = e->message == SHK_CLIENT_HELLO;
        if (hello) bad_binder = (e->tamper & SHK_TAMPER_SEAL) != 0;
        bool counts = (e->tamper & ~(hello ? SHK_TAMPER_SEAL : 0)) != 0;
        if (counts && e->tamper == SHK_TAMPER_CERTIFICATE && leaf_signed(r, e)) counts = false;
        if (counts && in_its_epoch(r, e)) return tamper_sentence(r, e);
        if (e->message == SHK_FINISHED) break;
    }
    if (bad_binder && oracle_says_yes(trace, connection, "resumed"))
        return "the session was resumed although the binder of the ClientHello is wrong";
    return NULL;
}

// --- Both ends believe the same --------------------------------------------------------------------------------------

static const char *differs(const struct shk_fuzz_result *r, const char *what, unsigned ours) {
    const char *claim = oracle_claim(r->trace, r->trace->connection, what);
    if (claim == NULL || ours == 0 || strtoul(claim, NULL, 0) == ours) return NULL;
    return shk_format(r->arena, "the SUT claims %s %s, we hold 0x%04x", what, claim, ours);
}

bool oracle_edited(const struct shk_trace *trace, unsigned connection, enum shk_message message) {
    for (size_t i = 0; i < trace->count; i++) {
        const struct shk_event *e = &trace->events[i];
        if (connection != 0 && e->connection != connection) continue;
        if (e->kind == SHK_EVENT_MESSAGE && e->message == message && e->edited) return true;
    }
    return false;
}

// Of ours in the last connection. With a second one, in or out of place, both ends may rightly count on different ones.
static size_t count_finished(const struct shk_trace *trace) {
    size_t count = 0;
    for (size_t i = 0; i < trace->count; i++) {
        const struct shk_event *e = &trace->events[i];
        count += e->kind == SHK_EVENT_MESSAGE && e->writer == trace->peer_role && e->message == SHK_FINISHED &&
                 e->connection == trace->connection;
    }
    return count;
}

static const char *disagreement(const struct shk_fuzz_result *r) {
    const struct shk_peer_view *view = &r->view;
    const struct shk_trace *trace = r->trace;
    if (oracle_renegotiated(trace, trace->connection) || !view->has_exporter || count_finished(trace) != 1) return NULL;
    const char *sentence = differs(r, "version", view->version);
    if (sentence == NULL) sentence = differs(r, "suite", view->suite);
    // The group of a TLS 1.2 session that was resumed is that of its first handshake.
    if (sentence == NULL && view->version == SHK_TLS13) sentence = differs(r, "group", view->group);
    if (sentence != NULL) return sentence;
    const char *exporter = oracle_claim(trace, trace->connection, "exporter");
    const char *ours = shk_hex(r->arena, SHK_BYTES(view->exporter));
    if (exporter != NULL && strcmp(exporter, ours) != 0)
        return shk_format(r->arena, "the SUT exports %s, we export %s", exporter, ours);
    if (oracle_says_yes(trace, trace->connection, "resumed") != view->resumed)
        return "one end resumed a session, the other did not";
    // An EncryptedExtensions of others says what it likes.
    if (oracle_says_yes(trace, trace->connection, "early-data") != view->early_data &&
        !oracle_edited(trace, 0, SHK_ENCRYPTED_EXTENSIONS))
        return "one end took early data, the other did not";
    return NULL;
}

static const char *wrong_certificate(const struct shk_fuzz_result *r) {
    const struct shk_trace *trace = r->trace;
    const char *claim = oracle_claim(trace, trace->connection, "peer-certificate");
    uint8_t digest[SHK_MAX_HASH];
    if (claim == NULL || r->view.leaf.len == 0 || oracle_edited(trace, 0, SHK_CERTIFICATE) ||
        oracle_edited(trace, 0, SHK_COMPRESSED_CERTIFICATE))
        return NULL;
    size_t len = shk_digest(SHK_SHA256, r->view.leaf, digest);
    if (strcmp(claim, shk_hex(r->arena, shk_view(digest, len))) == 0) return NULL;
    return "the SUT believes in another certificate than the one that we showed";
}

// --- Failure is told by a legal fatal alert --------------------------------------------------------------------------

static bool is_warning(uint8_t alert) {
    return alert == SHK_ALERT_CLOSE_NOTIFY || alert == SHK_ALERT_USER_CANCELED || alert == SHK_ALERT_NO_RENEGOTIATION;
}

static const char *illegal_alert(const struct shk_fuzz_result *r, const struct shk_event *e) {
    if (shk_name(SHK_REG_ALERT, e->alert) == NULL)
        return shk_format(r->arena, "the SUT sends alert %u, which does not exist", e->alert);
    if (e->data.len != 2) return "the SUT sends an alert that has not two bytes";
    if (e->level != 2 && !is_warning(e->alert))
        return shk_format(r->arena, "the SUT sends the error alert %u with level %u", e->alert, e->level);
    return NULL;
}

// Reasons for which closing without a word is right, or which are no failure of the SUT's; some with a feature alone.
static bool excused(const char *error, uint32_t features) {
    static const struct {
        const char *error;
        uint32_t feature; // 0: always
    } silent[] = {
        {"the connection ended within the handshake", 0}, // ours to end
        {"HTTP_REQUEST", 0},                              // no TLS came: nobody would read an alert
        {"HTTPS_PROXY_REQUEST", 0},
        // BoringSSL, known deviations (docs/findings/): an RSA ciphertext above the modulus, or of another length than it; a leaf
        // whose keyUsage forbids what TLS 1.2 uses its key for; a Channel ID that is no point of P-256.
        {"DATA_TOO_LARGE_FOR_MODULUS", 0},
        {"DATA_LEN_NOT_EQUAL_TO_MOD_LEN", 0},
        {"KEY_USAGE_BIT_INCORRECT", 0},
        {"POINT_IS_NOT_ON_CURVE", SHK_EXTRAS},
        {"COORDINATES_OUT_OF_RANGE", SHK_EXTRAS},
        // The application's own: it thinks better of a server before the connection begins, or has no certificate to show.
        {"CERTIFICATE_VERIFY_FAILED", SHK_REFUSES},
        {"NO_CERTIFICATE_SET", SHK_REFUSES},
    };
    for (size_t i = 0; i < SHK_COUNT(silent); i++) {
        bool applies = silent[i].feature == 0 || (features & silent[i].feature) != 0;
        if (applies && strncmp(error, silent[i].error, strlen(silent[i].error)) == 0) return true;
    }
    return false;
}

// What ends a connection on our side without a message of its own: a closed or reset connection, an alert within a record's
// interruption, or content that goes out as an alert.
static bool plan_ends_it(const struct shk_plan *plan) {
    for (size_t i = 0; i < plan->edit_count; i++) {
        const struct shk_edit *edit = &plan->edits[i];
        if (edit->kind == SHK_EDIT_STOP && edit->op != SHK_STOP_WAIT) return true;
        if (edit->kind != SHK_EDIT_RECORD) continue;
        bool types = edit->op == SHK_REC_INTERRUPT || edit->op == SHK_REC_TYPE || edit->op == SHK_REC_OUTER_TYPE;
        if (types && (edit->b == SHK_TYPE_ALERT || edit->a == SHK_TYPE_ALERT)) return true;
    }
    return false;
}

static const char *bad_failure(const struct shk_fuzz_result *r) {
    const struct shk_trace *trace = r->trace;
    bool told = false, we_ended = false, ended = false;
    for (size_t i = 0; i < trace->count; i++) {
        const struct shk_event *e = &trace->events[i];
        bool ours = e->writer == trace->peer_role;
        if (e->connection != trace->connection) continue;
        if (e->kind == SHK_EVENT_ALERT && !ours) {
            const char *sentence = illegal_alert(r, e);
            if (sentence != NULL) return sentence;
            told = true;
        }
        if (e->kind == SHK_EVENT_ALERT && ours) we_ended = true;
        // All that the SUT had to say was read, unless the bytes of the conversation were used up before.
        if (e->kind == SHK_EVENT_END && e->how != SHK_END_TIMEOUT) ended = true;
        if (e->kind == SHK_EVENT_MESSAGE && ours && (e->message == SHK_ALERT || e->message == SHK_RAW_RECORD))
            we_ended = true;
        if (!ours && e->kind == SHK_EVENT_RECORD) told = true; // perhaps the alert, under keys that we lack
    }
    const char *error = oracle_claim(trace, trace->connection, "error");
    if (error == NULL || told || we_ended || plan_ends_it(&r->plan) || !ended || r->view.deaf ||
        excused(error, r->plan.features))
        return NULL;
    return shk_format(r->arena, "the SUT fails (%s) without an alert", error);
}

// --- All of them -----------------------------------------------------------------------------------------------------

const char *shk_fuzz_judge(const struct shk_fuzz_result *r) {
    const struct shk_trace *trace = r->trace;
    const char *sentence = NULL;
    if (r->view.received > MAX_ANSWER)
        return shk_format(r->arena, "the SUT talks without end: %zu bytes so far", r->view.received);
    for (unsigned connection = 1; connection <= trace->connection && sentence == NULL; connection++) {
        if (!oracle_complete(trace, connection)) continue;
        sentence = tampering(r, connection);
        if (sentence == NULL) sentence = oracle_order(r, connection);
    }
    if (sentence == NULL && oracle_complete(trace, trace->connection)) sentence = disagreement(r);
    if (sentence == NULL && oracle_complete(trace, trace->connection)) sentence = wrong_certificate(r);
    return sentence != NULL ? sentence : bad_failure(r);
}
