// A client's own messages, and what it learns from a server's: RFC 9846 sections 4.2 and 4.3, RFC 5246 section 7.4.
#include "peer/endpoint.h"

#include <string.h>

static const uint16_t all_groups[] = {SHK_GROUP_X25519,    SHK_GROUP_SECP256R1, SHK_GROUP_SECP384R1,
                                      SHK_GROUP_SECP521R1, SHK_GROUP_FFDHE2048, SHK_GROUP_FFDHE3072};

static const uint16_t all_schemes[] = {
    SHK_ECDSA_SECP256R1_SHA256, SHK_RSA_PSS_RSAE_SHA256,
    SHK_RSA_PKCS1_SHA256,       SHK_ECDSA_SECP384R1_SHA384,
    SHK_RSA_PSS_RSAE_SHA384,    SHK_RSA_PKCS1_SHA384,
    SHK_RSA_PSS_RSAE_SHA512,    SHK_RSA_PKCS1_SHA512,
    SHK_ECDSA_SECP521R1_SHA512, SHK_ED25519,
};

// Schemes of rsaEncryption keys are not for credentials (RFC 9345, section 4).
static const uint16_t credential_schemes[] = {SHK_ECDSA_SECP256R1_SHA256, SHK_ECDSA_SECP384R1_SHA384};

static bool offers13(const struct shk_peer *p) {
    return tls13(p) || wants(p, SHK_ANY_VERSION);
}

static bool offers12(const struct shk_peer *p) {
    return p->plan.flow == SHK_FLOW_TLS12 || wants(p, SHK_ANY_VERSION);
}

static void put_suites(struct shk_peer *p, struct shk_buf *out) {
    size_t place = shk_open(out, 2);
    if (p->plan.suite != 0) {
        shk_put_uint(out, 2, p->plan.suite);
    } else {
        uint8_t kx = p->plan.kx != SHK_KX_NONE ? p->plan.kx : SHK_KX_ECDHE;
        const struct shk_suite *suite;
        for (size_t i = 0; (suite = shk_suite_at(i)) != NULL; i++) {
            bool fits = suite->version == SHK_TLS13 ? offers13(p) : offers12(p) && suite->kx == kx;
            if (fits) shk_put_uint(out, 2, suite->id);
        }
    }
    shk_close(out, place, 2);
}

static void put_session_id(struct shk_peer *p, struct shk_buf *out) {
    struct connection *c = &p->c;
    if (c->retry_group == 0 && c->cookie.len == 0 && c->session_id.data == NULL) {
        uint8_t *id = shk_alloc(p->arena, 32);
        bool resumes = p->session.valid && !p->lead_in;
        bool compat = tls13(p) && !wants(p, SHK_NO_COMPAT);
        // With a ticket, a fresh id shows whether the server took it (RFC 5077, section 3.4).
        bool marker = resumes && wants(p, SHK_SESSION_TICKET);
        shk_rng_fill(&p->rng, id, 32);
        c->session_id = shk_view(id, compat || marker ? 32 : 0);
        if (resumes && wants(p, SHK_SESSION_ID)) c->session_id = p->session.session_id;
    }
    shk_put_vector(out, 1, c->session_id);
}

static size_t open_extension(struct shk_buf *out, uint16_t type) {
    shk_put_uint(out, 2, type);
    return shk_open(out, 2);
}

static void close_extension(struct shk_buf *out, size_t place) {
    shk_close(out, place, 2);
}

static void put_list(struct shk_buf *out, size_t prefix, const uint16_t *values, size_t count) {
    size_t place = shk_open(out, prefix);
    for (size_t i = 0; i < count; i++) shk_put_uint(out, 2, values[i]);
    shk_close(out, place, prefix);
}

static void put_server_name(struct shk_peer *p, struct shk_buf *out) {
    if (p->config.server_name == NULL) return;
    size_t place = open_extension(out, SHK_EXT_SERVER_NAME);
    size_t list = shk_open(out, 2);
    shk_put_uint(out, 1, 0); // host_name
    shk_put_vector(out, 2, shk_text(p->config.server_name));
    shk_close(out, list, 2);
    close_extension(out, place);
}

static void put_groups(struct shk_peer *p, struct shk_buf *out) {
    size_t place = open_extension(out, SHK_EXT_SUPPORTED_GROUPS);
    if (p->plan.group != 0)
        put_list(out, 2, &p->plan.group, 1);
    else
        put_list(out, 2, all_groups, SHK_COUNT(all_groups));
    close_extension(out, place);
}

static void put_schemes(struct shk_buf *out) {
    size_t place = open_extension(out, SHK_EXT_SIGNATURE_ALGORITHMS);
    put_list(out, 2, all_schemes, SHK_COUNT(all_schemes));
    close_extension(out, place);
}

static void put_key_share(struct shk_peer *p, struct shk_buf *out) {
    struct connection *c = &p->c;
    size_t place = open_extension(out, SHK_EXT_KEY_SHARE);
    size_t list = shk_open(out, 2);
    uint16_t group = c->retry_group != 0 ? c->retry_group : p->plan.group != 0 ? p->plan.group : SHK_GROUP_X25519;
    bool empty = wants(p, SHK_RETRY) && c->retry_group == 0;
    if (!empty) {
        struct shk_error err;
        if (c->kx_count == 0 || c->kx[0].group != group) {
            c->kx_count = 0;
            if (shk_kx_start(p->arena, group, &p->rng, &c->kx[0], &err))
                c->kx_count = 1;
            else
                shk_trace_note(p->trace, SHK_EVENT_UNFIT, "no key share can be made: %s", err.text);
        }
        if (c->kx_count > 0) {
            shk_put_uint(out, 2, group);
            shk_put_vector(out, 2, c->kx[0].share);
        }
    }
    shk_close(out, list, 2);
    close_extension(out, place);
}

static void put_versions(struct shk_peer *p, struct shk_buf *out) {
    size_t place = open_extension(out, SHK_EXT_SUPPORTED_VERSIONS);
    size_t list = shk_open(out, 1);
    shk_put_uint(out, 2, SHK_TLS13);
    if (offers12(p)) shk_put_uint(out, 2, SHK_TLS12);
    shk_close(out, list, 1);
    close_extension(out, place);
}

static void put_renegotiation_info(struct shk_peer *p, struct shk_buf *out) {
    size_t place = open_extension(out, SHK_EXT_RENEGOTIATION_INFO);
    shk_put_vector(out, 1, shk_view(p->c.client_verify, p->c.client_verify_len));
    close_extension(out, place);
}

static void put_empty(struct shk_buf *out, uint16_t type) {
    close_extension(out, open_extension(out, type));
}

static void put_alpn(struct shk_buf *out) {
    size_t place = open_extension(out, SHK_EXT_ALPN);
    size_t list = shk_open(out, 2);
    shk_put_vector(out, 1, shk_text("http/1.1"));
    shk_close(out, list, 2);
    close_extension(out, place);
}

static void put_session_ticket(struct shk_peer *p, struct shk_buf *out) {
    bool resumes = p->session.valid && !p->lead_in && wants(p, SHK_SESSION_TICKET);
    size_t place = open_extension(out, SHK_EXT_SESSION_TICKET);
    if (resumes) shk_put(out, p->session.ticket);
    close_extension(out, place);
}

// Whose certificate may be a raw key: ours where we are to show one, else the server's.
static void put_raw_key_offer(struct shk_peer *p, struct shk_buf *out) {
    bool ours = wants(p, SHK_CLIENT_AUTH);
    size_t place = open_extension(out, ours ? SHK_EXT_CLIENT_CERTIFICATE_TYPE : SHK_EXT_SERVER_CERTIFICATE_TYPE);
    shk_put_uint(out, 1, 1);
    shk_put_uint(out, 1, RAW_PUBLIC_KEY);
    close_extension(out, place);
}

static bool resumes13(const struct shk_peer *p) {
    if (!wants(p, SHK_PSK) || !p->session.valid || p->lead_in) return false;
    // After a retry only a PSK of the same hash may stay (RFC 9846, section 4.2.2).
    return p->c.suite == NULL || p->session.suite == NULL || p->c.suite->hash == p->session.suite->hash;
}

// Binders are zero here and filled in by seal_binders; the extension is the last one (section 4.3.11).
static void put_pre_shared_key(struct shk_peer *p, struct shk_buf *out) {
    size_t place = open_extension(out, SHK_EXT_PRE_SHARED_KEY);
    size_t identities = shk_open(out, 2);
    shk_put_vector(out, 2, p->session.ticket);
    uint64_t age_ms = (p->trace->now_us - p->session.received_us) / 1000;
    shk_put_uint(out, 4, (p->session.age_add + age_ms) & 0xffffffffu);
    shk_close(out, identities, 2);
    size_t binders = shk_open(out, 2);
    shk_put_uint(out, 1, shk_hash_len(p->session.suite->hash));
    shk_put_fill(out, 0, shk_hash_len(p->session.suite->hash));
    shk_close(out, binders, 2);
    close_extension(out, place);
    p->c.offered_psk = true;
}

static void put_extensions13(struct shk_peer *p, struct shk_buf *out) {
    put_key_share(p, out);
    if (!wants(p, SHK_NO_TICKET)) {
        size_t place = open_extension(out, SHK_EXT_PSK_KEY_EXCHANGE_MODES);
        shk_put_uint(out, 1, 1);
        shk_put_uint(out, 1, wants(p, SHK_PSK_KE) ? 0 : 1);
        close_extension(out, place);
    }
    put_versions(p, out);
    if (p->c.cookie.len > 0) {
        size_t place = open_extension(out, SHK_EXT_COOKIE);
        shk_put_vector(out, 2, p->c.cookie);
        close_extension(out, place);
    }
    if (wants(p, SHK_POST_HANDSHAKE_AUTH)) put_empty(out, SHK_EXT_POST_HANDSHAKE_AUTH);
    if (wants(p, SHK_COMPRESSION)) put_compression(out);
    if (wants(p, SHK_RAW_KEYS)) put_raw_key_offer(p, out);
    if (wants(p, SHK_EXTRAS) && p->config.permissive) {
        size_t place = open_extension(out, SHK_EXT_DELEGATED_CREDENTIAL);
        put_list(out, 2, credential_schemes, SHK_COUNT(credential_schemes));
        close_extension(out, place);
    }
    if (has(p, SHK_EARLY_DATA) && !has(p, SHK_RETRY)) put_empty(out, SHK_EXT_EARLY_DATA);
}

static void put_extensions12(struct shk_peer *p, struct shk_buf *out) {
    if (!wants(p, SHK_NO_EMS)) put_empty(out, SHK_EXT_EXTENDED_MASTER_SECRET);
    if (wants(p, SHK_ETM)) put_empty(out, SHK_EXT_ENCRYPT_THEN_MAC);
    put_renegotiation_info(p, out);
    size_t place = open_extension(out, SHK_EXT_EC_POINT_FORMATS);
    shk_put_uint(out, 2, 0x0100); // one entry: uncompressed
    close_extension(out, place);
    // A server that gives a ticket need not give a session id as well.
    if (!wants(p, SHK_NO_TICKET) && !(p->plan.features & SHK_SESSION_ID)) put_session_ticket(p, out);
}

static void begin_second_handshake(struct shk_peer *p) {
    struct connection *c = &p->c;
    transcript_clear(p);
    c->has_master = c->complete = false;
    c->renegotiating = true;
    c->session_id = (struct shk_bytes){NULL, 0};
    c->known &= ~(uint32_t)(SHK_RESUMED | SHK_CLIENT_AUTH | SHK_TICKET | SHK_SIGNED_KX | SHK_OCSP);
    c->conditions &= ~(uint32_t)(SHK_RESUMED | SHK_CLIENT_AUTH | SHK_TICKET | SHK_SIGNED_KX | SHK_OCSP);
}

void build_client_hello(struct shk_peer *p, struct shk_buf *out) {
    struct connection *c = &p->c;
    if (c->complete && p->plan.flow == SHK_FLOW_TLS12) begin_second_handshake(p);
    c->offered_psk = false;
    // The same random in ClientHello2 (section 4.2.2).
    if (!has(p, SHK_RETRY) || c->retry_group == 0) shk_rng_fill(&p->rng, c->client_random, sizeof(c->client_random));
    shk_put_uint(out, 2, SHK_TLS12);
    shk_put(out, SHK_BYTES(c->client_random));
    put_session_id(p, out);
    put_suites(p, out);
    shk_put_uint(out, 2, 0x0100); // one compression method: null
    size_t block = shk_open(out, 2);
    put_server_name(p, out);
    if (offers12(p)) put_extensions12(p, out);
    put_groups(p, out);
    if (wants(p, SHK_ALPN)) put_alpn(out);
    if (wants(p, SHK_OCSP)) {
        size_t place = open_extension(out, SHK_EXT_STATUS_REQUEST);
        shk_put_uint(out, 1, 1); // ocsp
        shk_put_uint(out, 4, 0); // no responders, no extensions
        close_extension(out, place);
    }
    put_schemes(out);
    if (offers13(p)) put_extensions13(p, out);
    if (resumes13(p)) put_pre_shared_key(p, out);
    shk_close(out, block, 2);
}

// Each binder is a Finished-like MAC over the hello cut before the list of binders (section 4.3.11.2).
void seal_binders(struct shk_peer *p, struct shk_tree *tree, uint8_t fault) {
    uint16_t list = shk_find(tree, "extensions.pre_shared_key.binders");
    uint16_t node = shk_find(tree, "extensions.pre_shared_key.binders[0]");
    if (list == SHK_NO_NODE || node == SHK_NO_NODE || p->session.suite == NULL) return;
    const struct shk_node *n = &tree->nodes[list];
    enum shk_hash hash = p->session.suite->hash;
    struct shk_buf covered = shk_buf_in(p->arena);
    shk_put(&covered, shk_buf_view(&p->c.transcript));
    shk_put(&covered, shk_slice(shk_buf_view(&tree->bytes), 0, n->off - n->prefix));
    uint8_t digest[SHK_MAX_HASH], key[SHK_MAX_HASH], mac[SHK_MAX_HASH], empty[SHK_MAX_HASH];
    shk_digest(hash, shk_buf_view(&covered), digest);
    shk_digest(hash, (struct shk_bytes){NULL, 0}, empty);
    struct shk_schedule schedule;
    shk_schedule_start(&schedule, hash, shk_view(p->session.secret, p->session.secret_len));
    shk_derive_secret(&schedule, "res binder", empty, key);
    if (fault == SHK_SEAL_WRONG_KEY) shk_rng_fill(&p->rng, key, sizeof(key));
    shk_finished_mac(hash, key, digest, mac);
    if (fault == SHK_SEAL_CORRUPT) mac[0] ^= 1;
    if (fault == SHK_SEAL_RANDOM) shk_rng_fill(&p->rng, mac, sizeof(mac));
    const struct shk_node *binder = &tree->nodes[node];
    struct shk_bytes value = shk_view(mac, shk_hash_len(hash));
    if (!shk_tree_splice(tree, node, SHK_PART_VALUE, 0, binder->len, value, true)) {
        shk_trace_note(p->trace, SHK_EVENT_NOTE, "the binder has no place in this ClientHello");
    }
}

static void take_suite(struct shk_peer *p, const struct shk_tree *tree) {
    p->c.suite = shk_suite((uint16_t)shk_number(tree, "cipher_suite"));
    p->trace->suite = (uint16_t)shk_number(tree, "cipher_suite");
    if (p->c.suite == NULL) {
        shk_trace_note(p->trace, SHK_EVENT_CHECK, "the SUT chose cipher suite 0x%04x, which we did not offer",
                       shk_number(tree, "cipher_suite"));
        p->c.deaf = true;
    }
}

static void hello12(struct shk_peer *p, const struct shk_tree *tree) {
    struct connection *c = &p->c;
    c->ems = shk_has(tree, "extensions.extended_master_secret");
    c->etm = shk_has(tree, "extensions.encrypt_then_mac");
    learn(p, SHK_SIGNED_KX, c->suite->kx == SHK_KX_DHE || c->suite->kx == SHK_KX_ECDHE);
    learn(p, SHK_TICKET, shk_has(tree, "extensions.session_ticket"));
    struct shk_bytes echo = shk_value(tree, "legacy_session_id_echo");
    bool resumed = p->session.valid && !p->lead_in && echo.len > 0 && shk_equal(echo, c->session_id);
    learn(p, SHK_RESUMED, resumed);
    if (resumed) keys_master(p);
    if (!resumed) c->session_id = shk_copy(p->arena, echo);
}

void on_server_hello(struct shk_peer *p, const struct shk_tree *tree) {
    struct connection *c = &p->c;
    bool names13 = shk_number(tree, "extensions.supported_versions.selected_version") == SHK_TLS13;
    c->version = names13 ? SHK_TLS13 : (uint16_t)shk_number(tree, "legacy_version");
    p->trace->version = c->version;
    struct shk_bytes random = shk_value(tree, "random");
    if (random.len == 32) memcpy(c->server_random, random.data, 32);
    take_suite(p, tree);
    if (c->suite == NULL) return;
    bool wrong = (c->version == SHK_TLS13) != (c->suite->version == SHK_TLS13);
    bool other = (c->version == SHK_TLS13) != (tls13(p));
    if (wrong || other || (c->version != SHK_TLS13 && c->version != SHK_TLS12)) {
        shk_trace_note(p->trace, SHK_EVENT_NOTE, "the SUT chose version 0x%04x, this flow ends here", c->version);
        c->deaf = true;
        c->dying = true;
        return;
    }
    if (c->version == SHK_TLS12) {
        hello12(p, tree);
        return;
    }
    learn(p, SHK_RETRY, has(p, SHK_RETRY));
    learn(p, SHK_PSK, shk_has(tree, "extensions.pre_shared_key") && c->offered_psk);
    learn(p, SHK_EARLY_ACCEPTED, false);
    struct shk_bytes share = shk_value(tree, "extensions.key_share.server_share.key_exchange");
    c->group = (uint16_t)shk_number(tree, "extensions.key_share.server_share.group");
    p->trace->group = c->group;
    struct shk_error err;
    for (size_t i = 0; i < c->kx_count && share.len > 0; i++) {
        if (c->kx[i].group != c->group) continue;
        if (!shk_kx_finish(p->arena, &c->kx[i], share, false, &c->shared, &err)) {
            shk_trace_note(p->trace, SHK_EVENT_CHECK, "the SUT's key share is not usable: %s", err.text);
        }
    }
    keys_handshake(p);
}

void on_hello_retry_request(struct shk_peer *p, const struct shk_tree *tree) {
    struct connection *c = &p->c;
    take_suite(p, tree);
    transcript_restart(p);
    c->cookie = shk_copy(p->arena, shk_value(tree, "extensions.cookie.cookie"));
    uint16_t group = (uint16_t)shk_number(tree, "extensions.key_share.selected_group");
    c->retry_group = group != 0 ? group : SHK_GROUP_X25519;
    c->conditions &= ~(uint32_t)SHK_EARLY_DATA;
    learn(p, SHK_RETRY, true);
}

void on_encrypted_extensions(struct shk_peer *p, const struct shk_tree *tree) {
    bool taken = shk_has(tree, "extensions.early_data");
    learn(p, SHK_EARLY_ACCEPTED, taken && has(p, SHK_EARLY_DATA));
    if (has(p, SHK_EARLY_ACCEPTED)) p->c.write_keys = SHK_KEYS_EARLY;
    p->c.raw_key = shk_number(tree, "extensions.client_certificate_type.client_certificate_type") == RAW_PUBLIC_KEY;
}

void on_server_key_exchange(struct shk_peer *p, const struct shk_tree *tree) {
    struct connection *c = &p->c;
    if (c->suite == NULL) return;
    if (c->suite->kx == SHK_KX_ECDHE) {
        c->group = (uint16_t)shk_number(tree, "namedcurve");
        c->peer_public = shk_copy(p->arena, shk_value(tree, "point"));
    } else {
        c->dh_p = shk_copy(p->arena, shk_value(tree, "dh_p"));
        c->dh_g = shk_copy(p->arena, shk_value(tree, "dh_g"));
        c->peer_public = shk_copy(p->arena, shk_value(tree, "dh_Ys"));
    }
    p->trace->group = c->group;
    if (!p->config.verify) return;
    struct shk_bytes body = shk_slice(shk_buf_view(&tree->bytes), tree->header, SIZE_MAX);
    uint16_t signed_at = shk_find(tree, "algorithm");
    if (signed_at == SHK_NO_NODE) return;
    struct shk_buf message = shk_buf_in(p->arena);
    shk_put(&message, SHK_BYTES(c->client_random));
    shk_put(&message, SHK_BYTES(c->server_random));
    shk_put(&message, shk_slice(body, 0, tree->nodes[signed_at].off - tree->header));
    uint16_t scheme = (uint16_t)shk_number(tree, "algorithm");
    if (!sut_signed(p, scheme, shk_buf_view(&message), shk_value(tree, "signature"))) {
        shk_trace_note(p->trace, SHK_EVENT_CHECK, "the SUT's ServerKeyExchange signature does not verify");
    }
}

// The block of PKCS #1 v1.5 (RFC 8017, section 7.2.1) around a premaster secret, with one fault (catalogue: RSK). The server
// must not tell the faults apart, so the handshake goes on with a secret that it cannot know.
static struct shk_bytes faulty_block(struct shk_peer *p, struct shk_bytes secret, size_t size, uint8_t fault) {
    uint8_t *block = shk_alloc(p->arena, size);
    size_t len = fault == SHK_SEAL_SECRET_SHORT   ? 47
                 : fault == SHK_SEAL_SECRET_LONG  ? 49
                 : fault == SHK_SEAL_SECRET_EMPTY ? 0
                                                  : 48;
    if (size < len + 11) return shk_view(block, size);
    for (size_t i = 2; i < size; i++) block[i] = (uint8_t)(1 + shk_rng_below(&p->rng, 255));
    block[1] = fault == SHK_SEAL_BLOCK_TYPE ? 1 : 2;
    block[size - len - 1] = fault == SHK_SEAL_NO_SEPARATOR ? 1 : 0;
    if (fault == SHK_SEAL_ZERO_IN_PADDING) block[4] = 0;
    if (len > 0) memcpy(block + size - len, secret.data, len < 48 ? len : 48);
    return shk_view(block, size);
}

static bool encrypt_premaster(struct shk_peer *p, struct shk_bytes *out, struct shk_error *err) {
    struct connection *c = &p->c;
    uint8_t fault = seal_fault(p, SHK_CLIENT_KEY_EXCHANGE, c->reached[SHK_CLIENT_KEY_EXCHANGE]);
    uint8_t *secret = shk_alloc(p->arena, 48);
    shk_rng_fill(&p->rng, secret, 48);
    secret[0] = 3; // the version that the ClientHello offered (RFC 5246, section 7.4.7.1)
    secret[1] = fault == SHK_SEAL_SECRET_VERSION ? 2 : 3;
    c->shared = shk_view(secret, 48);
    struct shk_key *key = c->sut_certificate.len > 0 ? shk_key_from_certificate(c->sut_certificate, err) : NULL;
    if (key == NULL) return false;
    bool ok;
    if (fault == 0 || fault == SHK_SEAL_SECRET_VERSION) {
        ok = shk_rsa_encrypt(p->arena, key, c->shared, out, err);
    } else if (fault == SHK_SEAL_MODULUS) {
        *out = shk_rsa_modulus(p->arena, key);
        ok = out->len > 0;
    } else {
        ok = shk_rsa_encrypt_block(p->arena, key, faulty_block(p, c->shared, shk_rsa_size(key), fault), out, err);
    }
    struct shk_bytes copy = ok ? shk_copy(p->arena, *out) : *out;
    if (ok && fault == SHK_SEAL_CORRUPT && copy.len > 0) ((uint8_t *)(uintptr_t)copy.data)[copy.len - 1] ^= 1;
    if (ok && fault == SHK_SEAL_RANDOM) shk_rng_fill(&p->rng, (uint8_t *)(uintptr_t)copy.data, copy.len);
    *out = copy;
    shk_key_free(key);
    return ok;
}

void build_client_key_exchange(struct shk_peer *p, struct shk_buf *out) {
    struct connection *c = &p->c;
    struct shk_error err = {""};
    uint8_t kx = (uint8_t)(c->suite != NULL ? c->suite->kx : SHK_KX_ECDHE);
    bool ok = true;
    struct shk_bytes share = {NULL, 0};
    if (kx == SHK_KX_RSA) {
        ok = encrypt_premaster(p, &share, &err);
        shk_put_vector(out, 2, share);
    } else if (kx == SHK_KX_DHE && c->peer_public.len > 0) {
        ok = shk_dh_answer(p->arena, c->dh_p, c->dh_g, c->peer_public, &p->rng, &share, &c->shared, &err);
        shk_put_vector(out, 2, share);
    } else {
        uint16_t group = c->group != 0 ? c->group : p->plan.group != 0 ? p->plan.group : SHK_GROUP_X25519;
        struct shk_kx mine;
        if (c->peer_public.len > 0) {
            ok = shk_kx_answer(p->arena, group, c->peer_public, &p->rng, &share, &c->shared, &err);
        } else { // premature: nothing to agree with yet
            ok = shk_kx_start(p->arena, group, &p->rng, &mine, &err);
            share = mine.share;
        }
        shk_put_vector(out, kx == SHK_KX_DHE ? 2 : 1, share);
    }
    if (!ok && c->suite != NULL) shk_trace_note(p->trace, SHK_EVENT_NOTE, "no key exchange is possible: %s", err.text);
}
