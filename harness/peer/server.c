// A server's own messages, and what it learns from a client's. A plan decides what the server chooses; where it is silent
// the server takes what the client offers, so that any client can be led through any flow that it supports.
#include "peer/endpoint.h"

#include <string.h>

static bool lists16(struct shk_bytes list, uint16_t value) {
    for (size_t i = 0; i + 1 < list.len; i += 2) {
        if ((list.data[i] << 8 | list.data[i + 1]) == value) return true;
    }
    return false;
}

static bool suite_fits(struct shk_peer *p, const struct shk_suite *suite) {
    if (p->plan.suite != 0) return suite->id == p->plan.suite;
    if (tls13(p)) return suite->version == SHK_TLS13;
    uint8_t kx = p->plan.kx != SHK_KX_NONE ? p->plan.kx : SHK_KX_ECDHE;
    if (suite->version == SHK_TLS13 || suite->kx != kx) return false;
    if (wants(p, SHK_ETM) && suite->cipher < SHK_AES_128_CBC) return false;
    const struct shk_identity *identity = p->c.identity;
    return suite->auth == SHK_AUTH_ANY || identity == NULL || suite->auth == shk_key_auth(identity->key);
}

static void choose_suite(struct shk_peer *p, const struct shk_tree *tree) {
    struct shk_bytes offered = shk_value(tree, "cipher_suites");
    bool resumes = !p->lead_in && p->session.valid && p->session.suite != NULL;
    const struct shk_suite *suite, *found = NULL;
    for (size_t i = 0; found == NULL && (suite = shk_suite_at(i)) != NULL; i++) {
        if (resumes && suite != p->session.suite) continue;
        if (suite_fits(p, suite) && lists16(offered, suite->id)) found = suite;
    }
    for (size_t i = 0; found == NULL && (suite = shk_suite_at(i)) != NULL; i++) {
        if (suite_fits(p, suite)) found = suite; // a client that offers none of ours gets one all the same
    }
    p->c.suite = found;
    p->trace->suite = found != NULL ? found->id : 0;
}

static struct shk_bytes share_for(const struct shk_tree *tree, struct shk_arena *arena, uint16_t group) {
    for (size_t i = 0; i < 32; i++) {
        const char *path = shk_format(arena, "extensions.key_share.client_shares[%zu]", i);
        if (!shk_has(tree, path)) break;
        if (shk_number(tree, shk_format(arena, "%s.group", path)) != group) continue;
        return shk_value(tree, shk_format(arena, "%s.key_exchange", path));
    }
    return (struct shk_bytes){NULL, 0};
}

static uint16_t choose_group(struct shk_peer *p, const struct shk_tree *tree) {
    struct shk_bytes groups = shk_value(tree, "extensions.supported_groups.named_group_list");
    if (p->plan.group != 0) return p->plan.group;
    uint16_t first = 0;
    for (size_t i = 0; i + 1 < groups.len; i += 2) {
        uint16_t group = (uint16_t)(groups.data[i] << 8 | groups.data[i + 1]);
        if (!shk_kx_supported(group)) continue;
        bool shared = share_for(tree, p->arena, group).len > 0;
        // A retry asks for a group that is offered without a share, if there is one.
        bool want_share = !wants(p, SHK_RETRY) || has(p, SHK_RETRY);
        if (shared == want_share) return group;
        if (first == 0) first = group;
    }
    return first != 0 ? first : tls13(p) ? SHK_GROUP_X25519 : SHK_GROUP_SECP256R1;
}

static void exchange13(struct shk_peer *p, const struct shk_tree *tree) {
    struct connection *c = &p->c;
    bool answered_retry = c->retry_group != 0;
    c->group = answered_retry ? c->retry_group : choose_group(p, tree);
    p->trace->group = c->group;
    c->peer_public = shk_copy(p->arena, share_for(tree, p->arena, c->group));
    bool retry = !answered_retry && (wants(p, SHK_RETRY) || c->peer_public.len == 0);
    if (p->config.permissive && c->peer_public.len == 0 && !shk_has(tree, "extensions.key_share")) retry = false;
    if (!answered_retry) learn(p, SHK_RETRY, retry);
    if (retry) c->retry_group = c->group;
    struct shk_error err;
    struct shk_bytes share = {NULL, 0};
    if (!retry && c->peer_public.len > 0 &&
        !shk_kx_answer(p->arena, c->group, c->peer_public, &p->rng, &share, &c->shared, &err)) {
        shk_trace_note(p->trace, SHK_EVENT_CHECK, "the SUT's key share is not usable: %s", err.text);
    }
    c->kx[0] = (struct shk_kx){.group = c->group, .share = share};
    if (share.len == 0 && !retry && shk_kx_start(p->arena, c->group, &p->rng, &c->kx[0], &err)) {
        c->shared = (struct shk_bytes){NULL, 0}; // a share that agrees with nothing: the client notices
    }
}

static void resume13(struct shk_peer *p, const struct shk_tree *tree) {
    struct shk_bytes identity = shk_value(tree, "extensions.pre_shared_key.identities[0].identity");
    bool known = p->session.valid && shk_equal(identity, p->session.ticket);
    bool modes = shk_has(tree, "extensions.psk_key_exchange_modes");
    learn(p, SHK_PSK, known && modes && !p->lead_in && wants(p, SHK_PSK));
    if (has(p, SHK_PSK)) chain_is_resumed(p);
    bool early = shk_has(tree, "extensions.early_data");
    learn(p, SHK_EARLY_DATA, early);
    bool accept = early && has(p, SHK_PSK) && wants(p, SHK_EARLY_ACCEPTED) && !has(p, SHK_RETRY);
    learn(p, SHK_EARLY_ACCEPTED, accept);
    if (accept) {
        keys_early(p);
        p->c.read_keys = SHK_KEYS_EARLY; // from now on, whatever becomes of our ServerHello
    }
}

static void resume12(struct shk_peer *p, const struct shk_tree *tree) {
    struct connection *c = &p->c;
    struct shk_bytes id = shk_value(tree, "legacy_session_id");
    struct shk_bytes ticket = shk_value(tree, "extensions.session_ticket.ticket");
    bool by_id = wants(p, SHK_SESSION_ID) && id.len > 0 && shk_equal(id, p->session.session_id);
    bool by_ticket = wants(p, SHK_SESSION_TICKET) && ticket.len > 0 && shk_equal(ticket, p->session.ticket);
    bool resumed = p->session.valid && !p->lead_in && (by_id || by_ticket);
    learn(p, SHK_RESUMED, resumed);
    c->ems = shk_has(tree, "extensions.extended_master_secret") && !wants(p, SHK_NO_EMS);
    c->etm = shk_has(tree, "extensions.encrypt_then_mac") && wants(p, SHK_ETM);
    bool tickets = wants(p, SHK_TICKET) || wants(p, SHK_SESSION_TICKET);
    learn(p, SHK_TICKET, tickets && !resumed && shk_has(tree, "extensions.session_ticket"));
    if (!shk_has(tree, "extensions.status_request")) learn(p, SHK_OCSP, false);
}

// RFC 7250, section 4. The feature speaks of the client's certificate where one is asked for, else of ours.
static void agree_on_raw_keys(struct shk_peer *p, const struct shk_tree *tree) {
    bool theirs = wants(p, SHK_CLIENT_AUTH);
    struct shk_bytes types = shk_value(tree, theirs ? "extensions.client_certificate_type.client_certificate_types"
                                                    : "extensions.server_certificate_type.server_certificate_types");
    if (!wants(p, SHK_RAW_KEYS) || types.len == 0) return;
    bool agreed = memchr(types.data, RAW_PUBLIC_KEY, types.len) != NULL;
    *(theirs ? &p->c.their_raw_key : &p->c.raw_key) = agreed;
}

void on_client_hello(struct shk_peer *p, const struct shk_tree *tree) {
    struct connection *c = &p->c;
    struct shk_bytes random = shk_value(tree, "random");
    if (random.len == 32) memcpy(c->client_random, random.data, 32);
    c->version = tls13(p) ? SHK_TLS13 : SHK_TLS12;
    p->trace->version = c->version;
    c->session_id = shk_copy(p->arena, shk_value(tree, "legacy_session_id"));
    c->offered_schemes =
        shk_copy(p->arena, shk_value(tree, "extensions.signature_algorithms.supported_signature_algorithms"));
    c->certificate_compression = shk_copy(p->arena, shk_value(tree, "extensions.compress_certificate.algorithms"));
    c->asked_status = shk_has(tree, "extensions.status_request");
    bool alpn = shk_has(tree, "extensions.application_layer_protocol_negotiation");
    if (wants(p, SHK_ALPN) && !alpn) shk_trace_note(p->trace, SHK_EVENT_SKIPPED, "the SUT offers no protocols");
    learn(p, SHK_ALPN, wants(p, SHK_ALPN) && alpn);
    learn(p, SHK_POST_HANDSHAKE_AUTH,
          wants(p, SHK_POST_HANDSHAKE_AUTH) && shk_has(tree, "extensions.post_handshake_auth"));
    c->asked_credential = shk_has(tree, "extensions.delegated_credential");
    agree_on_raw_keys(p, tree);
    sign_with(p, choose_identity(p));
    choose_suite(p, tree);
    if (c->suite == NULL) return;
    learn(p, SHK_SIGNED_KX, c->suite->kx == SHK_KX_DHE || c->suite->kx == SHK_KX_ECDHE);
    if (c->version == SHK_TLS12) {
        resume12(p, tree);
        c->group = choose_group(p, tree);
        if (c->suite->kx == SHK_KX_DHE && c->group != SHK_GROUP_FFDHE3072) c->group = SHK_GROUP_FFDHE2048;
        if (c->suite->kx == SHK_KX_ECDHE && (c->group == SHK_GROUP_FFDHE2048 || c->group == SHK_GROUP_FFDHE3072)) {
            c->group = SHK_GROUP_SECP256R1;
        }
        return;
    }
    exchange13(p, tree);
    resume13(p, tree);
}

void assume_client_hello(struct shk_peer *p) {
    static const uint8_t hello[] = {3, 3, // then 32 bytes of random, an empty session id, one suite, null compression
                                    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,    0,    0, 0, 0,
                                    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x13, 0x01, 1, 0};
    struct shk_layout layout = {.message = SHK_CLIENT_HELLO, .version = SHK_TLS12};
    struct shk_tree tree;
    if (shk_parse(p->arena, layout, SHK_BYTES(hello), &tree, NULL)) on_client_hello(p, &tree);
}

static void put_extension(struct shk_buf *out, uint16_t type, struct shk_bytes body) {
    shk_put_uint(out, 2, type);
    shk_put_vector(out, 2, body);
}

static void put_number_extension(struct shk_buf *out, uint16_t type, size_t size, uint32_t value) {
    shk_put_uint(out, 2, type);
    shk_put_uint(out, 2, size);
    shk_put_uint(out, size, value);
}

static const struct shk_bytes nothing = {NULL, 0};

static void put_hello13(struct shk_peer *p, struct shk_buf *out, bool retry) {
    struct connection *c = &p->c;
    put_number_extension(out, SHK_EXT_SUPPORTED_VERSIONS, 2, SHK_TLS13);
    if (retry) {
        put_number_extension(out, SHK_EXT_KEY_SHARE, 2, c->group);
        return;
    }
    bool psk_only = has(p, SHK_PSK) && wants(p, SHK_PSK_KE);
    if (psk_only) c->shared = nothing;
    if (!psk_only) {
        shk_put_uint(out, 2, SHK_EXT_KEY_SHARE);
        size_t place = shk_open(out, 2);
        shk_put_uint(out, 2, c->group);
        shk_put_vector(out, 2, c->kx[0].share);
        shk_close(out, place, 2);
    }
    if (has(p, SHK_PSK)) put_number_extension(out, SHK_EXT_PRE_SHARED_KEY, 2, 0);
}

static void put_hello12(struct shk_peer *p, struct shk_buf *out) {
    struct connection *c = &p->c;
    if (c->ems) put_extension(out, SHK_EXT_EXTENDED_MASTER_SECRET, nothing);
    if (c->etm) put_extension(out, SHK_EXT_ENCRYPT_THEN_MAC, nothing);
    shk_put_uint(out, 2, SHK_EXT_RENEGOTIATION_INFO);
    size_t place = shk_open(out, 2);
    size_t inner = shk_open(out, 1);
    shk_put(out, shk_view(c->client_verify, c->client_verify_len));
    shk_put(out, shk_view(c->server_verify, c->server_verify_len));
    shk_close(out, inner, 1);
    shk_close(out, place, 2);
    if (c->suite != NULL && c->suite->kx == SHK_KX_ECDHE) {
        put_number_extension(out, SHK_EXT_EC_POINT_FORMATS, 2, 0x0100);
    }
    if (has(p, SHK_TICKET)) put_extension(out, SHK_EXT_SESSION_TICKET, nothing);
    if (has(p, SHK_OCSP)) put_extension(out, SHK_EXT_STATUS_REQUEST, nothing);
}

static struct shk_bytes session_id12(struct shk_peer *p) {
    struct connection *c = &p->c;
    if (has(p, SHK_RESUMED)) return c->session_id; // echo
    if (has(p, SHK_TICKET)) return nothing;
    uint8_t *id = shk_alloc(p->arena, 32);
    shk_rng_fill(&p->rng, id, 32);
    c->session_id = shk_view(id, 32);
    return c->session_id;
}

void build_server_hello(struct shk_peer *p, struct shk_buf *out, bool retry) {
    struct connection *c = &p->c;
    if (retry) transcript_restart(p);
    if (!retry) shk_rng_fill(&p->rng, c->server_random, sizeof(c->server_random));
    shk_put_uint(out, 2, SHK_TLS12);
    shk_put(out, retry ? SHK_BYTES(shk_retry_random) : SHK_BYTES(c->server_random));
    shk_put_vector(out, 1, tls13(p) ? c->session_id : session_id12(p));
    shk_put_uint(out, 2, c->suite != NULL ? c->suite->id : tls13(p) ? 0x1301 : 0xc02f);
    shk_put_uint(out, 1, 0);
    size_t block = shk_open(out, 2);
    if (tls13(p))
        put_hello13(p, out, retry);
    else
        put_hello12(p, out);
    shk_close(out, block, 2);
    if (!tls13(p) && has(p, SHK_RESUMED)) keys_master(p);
}

static void put_alpn(struct shk_buf *out) {
    shk_put_uint(out, 2, SHK_EXT_ALPN);
    size_t place = shk_open(out, 2);
    size_t list = shk_open(out, 2);
    shk_put_vector(out, 1, shk_text("http/1.1"));
    shk_close(out, list, 2);
    shk_close(out, place, 2);
}

void build_encrypted_extensions(struct shk_peer *p, struct shk_buf *out) {
    size_t block = shk_open(out, 2);
    if (has(p, SHK_ALPN)) put_alpn(out);
    if (has(p, SHK_EARLY_ACCEPTED)) put_extension(out, SHK_EXT_EARLY_DATA, nothing);
    if (p->c.raw_key) put_number_extension(out, SHK_EXT_SERVER_CERTIFICATE_TYPE, 1, RAW_PUBLIC_KEY);
    if (p->c.their_raw_key) put_number_extension(out, SHK_EXT_CLIENT_CERTIFICATE_TYPE, 1, RAW_PUBLIC_KEY);
    shk_close(out, block, 2);
}

// RFC 8422 section 5.4, RFC 5246 section 7.4.3. The signature is made by seal_message.
void build_server_key_exchange(struct shk_peer *p, struct shk_buf *out) {
    struct connection *c = &p->c;
    struct shk_error err;
    uint16_t group = c->group != 0 ? c->group : SHK_GROUP_SECP256R1;
    if (!shk_kx_start(p->arena, group, &p->rng, &c->dh, &err)) {
        shk_trace_note(p->trace, SHK_EVENT_UNFIT, "no key pair can be made: %s", err.text);
    }
    p->trace->group = group;
    if (c->suite != NULL && c->suite->kx == SHK_KX_DHE) {
        struct shk_bytes prime, generator;
        shk_ffdhe_prime(group, &prime, &generator);
        shk_put_vector(out, 2, prime);
        shk_put_vector(out, 2, generator);
        shk_put_vector(out, 2, c->dh.share);
    } else {
        shk_put_uint(out, 1, 3); // named_curve
        shk_put_uint(out, 2, group);
        shk_put_vector(out, 1, c->dh.share);
    }
    shk_put_uint(out, 2, c->scheme);
    shk_put_uint(out, 2, 0);
}

void on_client_key_exchange(struct shk_peer *p, const struct shk_tree *tree) {
    struct connection *c = &p->c;
    struct shk_error err = {""};
    bool ok = false;
    if (c->suite == NULL) return;
    if (c->suite->kx == SHK_KX_RSA) {
        struct shk_bytes encrypted = shk_value(tree, "encrypted_pre_master_secret");
        ok = c->identity != NULL && shk_rsa_decrypt(p->arena, c->identity->key, encrypted, &c->shared, &err);
    } else {
        bool dhe = c->suite->kx == SHK_KX_DHE;
        struct shk_bytes share = shk_value(tree, dhe ? "dh_Yc" : "ecdh_Yc");
        ok = c->dh.secret.len > 0 && shk_kx_finish(p->arena, &c->dh, share, dhe, &c->shared, &err);
    }
    if (!ok) shk_trace_note(p->trace, SHK_EVENT_CHECK, "the SUT's ClientKeyExchange is not usable: %s", err.text);
    keys_master(p);
}
