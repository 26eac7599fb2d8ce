// A message of ours that comes from outside (a fuzz input) in the place of an honest one: what is repaired in it, what we
// take over from it, and what is false about it. The honest message is built first in any case, because building it makes
// keys and draws randomness: so the rest of the conversation is the same whatever the input says.
#include "peer/endpoint.h"

#include "crypto/ech.h"
#include "plan/bytes.h"
#include "wire/der.h"

#include <string.h>

bool substitute_due(const struct shk_peer *p, uint8_t message, unsigned occurrence) {
    const struct shk_substitute *s = p->config.substitute;
    if (s == NULL || p->substituted || (p->lead_in && !s->lead_in) || s->message != message) return false;
    return s->occurrence == 0 || s->occurrence == occurrence;
}

bool substitute_late(const struct shk_peer *p, const struct shk_step *step) {
    const struct shk_substitute *s = p->config.substitute;
    if (s == NULL || !s->late || p->substituted || p->lead_in) return false;
    return step->message == SHK_APPLICATION_DATA && step->keys == SHK_KEYS_APPLICATION;
}

bool substitute_compresses(const struct shk_peer *p) {
    const struct shk_substitute *s = p->config.substitute;
    return s != NULL && s->message == SHK_COMPRESSED_CERTIFICATE && (!p->lead_in || s->lead_in);
}

// --- Repairs ---------------------------------------------------------------------------------------------------------

// What depends on the live conversation, so that an input recorded in another one still gets somewhere.
static const char *const live_paths[] = {
    "random",
    "legacy_session_id",
    "legacy_session_id_echo",
    "extensions.key_share.client_shares[0].key_exchange",
    "extensions.key_share.server_share.key_exchange",
    "extensions.cookie.cookie",
    "extensions.pre_shared_key.identities[0].identity",
    "extensions.pre_shared_key.identities[0].obfuscated_ticket_age",
    "extensions.session_ticket.ticket",
    "extensions.renegotiation_info.renegotiated_connection",
    "certificate_request_context",
    "point",
    "dh_Ys",
    "ecdh_Yc",
    "dh_Yc",
    "encrypted_pre_master_secret",
};

static void bring_to_life(struct shk_peer *p, struct shk_bytes honest, struct shk_tree *tree) {
    struct shk_tree own;
    if (!shk_parse_message(p->arena, tree->layout, honest, &own, NULL)) return;
    for (size_t i = 0; i < SHK_COUNT(live_paths); i++) {
        uint16_t node = shk_find(tree, live_paths[i]);
        if (node == SHK_NO_NODE || !shk_has(&own, live_paths[i])) continue;
        struct shk_bytes value = shk_value(&own, live_paths[i]);
        // A part that an earlier splice removed is not there to be replaced: then the input's own stays.
        if (!shk_tree_splice(tree, node, SHK_PART_VALUE, 0, SIZE_MAX, value, true)) continue;
    }
}

static struct shk_bytes with_length(struct shk_peer *p, struct shk_bytes bytes) {
    if (bytes.len < 4 || bytes.len - 4 > 0xffffff) return bytes;
    struct shk_buf out = shk_buf_in(p->arena);
    shk_put(&out, shk_slice(bytes, 0, 1));
    shk_put_vector(&out, 3, shk_slice(bytes, 4, SIZE_MAX));
    return shk_buf_view(&out);
}

static bool has_seal(uint8_t message) {
    return message == SHK_CERTIFICATE_VERIFY || message == SHK_FINISHED || message == SHK_SERVER_KEY_EXCHANGE ||
           message == SHK_CLIENT_HELLO;
}

// The scheme that the message names is the one to sign with, if our key can.
static void sign_as_named(struct shk_peer *p, const struct shk_tree *tree) {
    struct connection *c = &p->c;
    struct shk_bytes named = shk_value(tree, "algorithm");
    if (c->identity == NULL || named.len != 2) return;
    uint16_t scheme = shk_key_scheme(c->identity->key, c->version, named);
    if (scheme != 0) c->scheme = scheme;
}

// The payload of encrypted_client_hello stands in the input as it is before encryption (RFC 9849, section 6.1.1).
static void seal_inner_hello(struct shk_peer *p, struct shk_tree *tree) {
    static const char path[] = "extensions.encrypted_client_hello.payload";
    uint16_t node = shk_find(tree, path);
    if (!has(p, SHK_ECH) || node == SHK_NO_NODE || !shk_has(tree, path)) return;
    struct shk_bytes inner = shk_copy(p->arena, shk_value(tree, path));
    struct shk_bytes zeros = shk_view(shk_alloc(p->arena, inner.len + SHK_ECH_TAG), inner.len + SHK_ECH_TAG);
    if (inner.len == 0 || !shk_tree_splice(tree, node, SHK_PART_VALUE, 0, SIZE_MAX, zeros, true)) return;
    struct shk_bytes aad = shk_slice(shk_buf_view(&tree->bytes), 4, SIZE_MAX);
    struct shk_bytes sealed = shk_ech_seal(p->arena, inner, aad);
    if (!shk_tree_splice(tree, node, SHK_PART_VALUE, 0, SIZE_MAX, sealed, true)) return;
}

struct shk_bytes substitute_for(struct shk_peer *p, uint8_t message, struct shk_bytes honest, struct shk_tree *tree,
                                bool *parsed) {
    const struct shk_substitute *s = p->config.substitute;
    struct shk_bytes bytes = shk_copy(p->arena, s->data);
    bool handshake = shk_message_content_type(message) == SHK_TYPE_HANDSHAKE;
    p->substituted = true;
    if (handshake && (s->repair & SHK_REPAIR_LENGTH) != 0) bytes = with_length(p, bytes);
    *parsed = shk_parse_message(p->arena, layout_of(p, message), bytes, tree, NULL);
    if (*parsed && (s->repair & SHK_REPAIR_LIVE) != 0) bring_to_life(p, honest, tree);
    if (*parsed && (s->repair & SHK_REPAIR_SEAL) != 0 && has_seal(message)) {
        sign_as_named(p, tree);
        seal_message(p, tree, message, 0);
        if (message == SHK_CLIENT_HELLO) seal_inner_hello(p, tree);
    }
    if (*parsed) bytes = shk_buf_view(&tree->bytes);
    if (!shk_equal(bytes, honest)) {
        shk_trace_note(p->trace, SHK_EVENT_DEVIATION, "another %s than our own", shk_message_name(message));
        p->deviated = true;
    }
    return bytes;
}

// --- Going by what it says -------------------------------------------------------------------------------------------

static void adopt_suite(struct shk_peer *p, const struct shk_tree *tree) {
    struct connection *c = &p->c;
    const struct shk_suite *suite = shk_suite((uint16_t)shk_number(tree, "cipher_suite"));
    if (suite == NULL || (suite->version == SHK_TLS13) != (c->version == SHK_TLS13)) return;
    c->suite = suite;
    p->trace->suite = suite->id;
    if (c->version != SHK_TLS13) learn(p, SHK_SIGNED_KX, suite->kx == SHK_KX_DHE || suite->kx == SHK_KX_ECDHE);
}

static void adopt_server_hello(struct shk_peer *p, const struct shk_tree *tree) {
    struct connection *c = &p->c;
    struct shk_bytes random = shk_value(tree, "random");
    if (random.len == 32) memcpy(c->server_random, random.data, 32);
    adopt_suite(p, tree);
    if (c->version == SHK_TLS13) {
        if (!shk_has(tree, "extensions.pre_shared_key")) learn(p, SHK_PSK, false);
        return;
    }
    c->ems = shk_has(tree, "extensions.extended_master_secret");
    c->etm = shk_has(tree, "extensions.encrypt_then_mac");
    learn(p, SHK_OCSP, has(p, SHK_OCSP) && shk_has(tree, "extensions.status_request"));
    if (!shk_has(tree, "extensions.session_ticket")) learn(p, SHK_TICKET, false);
}

// The transcript was restarted with the hash of the suite that we had in mind.
static void adopt_retry(struct shk_peer *p, const struct shk_tree *tree) {
    struct connection *c = &p->c;
    adopt_suite(p, tree);
    uint16_t group = (uint16_t)shk_number(tree, "extensions.key_share.selected_group");
    if (group != 0) c->retry_group = group;
    if (c->hello.len == 0) return;
    transcript_clear(p);
    transcript_add(p, c->hello);
    transcript_restart(p);
}

static void adopt_client_hello(struct shk_peer *p, const struct shk_tree *tree) {
    struct connection *c = &p->c;
    struct shk_bytes random = shk_value(tree, "random");
    if (random.len == 32) memcpy(c->client_random, random.data, 32);
    c->session_id = shk_copy(p->arena, shk_value(tree, "legacy_session_id"));
    c->offered_psk = c->offered_psk && shk_has(tree, "extensions.pre_shared_key");
    if (!shk_has(tree, "extensions.early_data")) c->conditions &= ~(uint32_t)SHK_EARLY_DATA;
}

static void adopt_ticket(struct shk_peer *p, const struct shk_tree *tree) {
    struct session *s = &p->session;
    if (!p->lead_in || !s->valid) return;
    s->ticket = shk_copy(p->arena, shk_value(tree, "ticket"));
    if (p->c.version != SHK_TLS13) return;
    s->nonce = shk_copy(p->arena, shk_value(tree, "ticket_nonce"));
    s->age_add = shk_number(tree, "ticket_age_add");
    session_derive(p);
}

void substitute_adopt(struct shk_peer *p, uint8_t message, const struct shk_tree *tree) {
    switch (message) {
    case SHK_CLIENT_HELLO: adopt_client_hello(p, tree); break;
    case SHK_SERVER_HELLO: adopt_server_hello(p, tree); break;
    case SHK_HELLO_RETRY_REQUEST: adopt_retry(p, tree); break;
    case SHK_NEW_SESSION_TICKET: adopt_ticket(p, tree); break;
    default: break;
    }
}

// --- What is false about it ------------------------------------------------------------------------------------------

static bool leaf_altered(struct shk_peer *p, uint8_t message, struct shk_bytes bytes) {
    struct shk_tree tree;
    if (p->c.identity == NULL || p->c.identity->chain_len == 0) return false;
    if (!shk_parse_message(p->arena, layout_of(p, message), bytes, &tree, NULL)) return false;
    bool tls13 = tree.layout.version == SHK_TLS13;
    struct shk_bytes leaf = shk_value(&tree, tls13 ? "certificate_list[0].cert_data" : "certificate_list[0]");
    if (leaf.len == 0) return false;
    struct shk_bytes ours = shk_der_value(p->c.identity->chain[0], SHK_DER_CERTIFICATE, "tbs");
    return !shk_equal(shk_der_value(leaf, SHK_DER_CERTIFICATE, "tbs"), ours);
}

uint8_t audit_message(struct shk_peer *p, uint8_t message, struct shk_bytes bytes) {
    if (message == SHK_CERTIFICATE) return leaf_altered(p, message, bytes) ? SHK_TAMPER_CERTIFICATE : 0;
    if (has_seal(message)) return seal_holds(p, bytes, message) ? 0 : SHK_TAMPER_SEAL;
    return 0;
}
