// Authentication, the same for both roles: which identity, CertificateRequest, CertificateVerify, Finished, and the seals of
// messages. RFC 9846 sections 4.4.2 and 4.5, RFC 5246 sections 7.4.2 to 7.4.9.
#include "peer/endpoint.h"

#include <string.h>

static const uint16_t our_schemes[] = {
    SHK_ECDSA_SECP256R1_SHA256, SHK_RSA_PSS_RSAE_SHA256, SHK_RSA_PKCS1_SHA256,
    SHK_ECDSA_SECP384R1_SHA384, SHK_RSA_PSS_RSAE_SHA384, SHK_RSA_PKCS1_SHA384,
    SHK_RSA_PSS_RSAE_SHA512,    SHK_RSA_PKCS1_SHA512,    SHK_ED25519,
};

// --- Our identity ------------------------------------------------------------------------------------------------------

bool rsa_alone_fits(const struct shk_peer *p) {
    const struct shk_suite *suite = shk_suite(p->plan.suite);
    bool rsa_suite = suite != NULL && suite->auth == SHK_AUTH_RSA;
    return !tls13(p) && p->role == SHK_SERVER && (p->plan.kx == SHK_KX_RSA || p->plan.kx == SHK_KX_DHE || rsa_suite);
}

const struct shk_identity *choose_identity(struct shk_peer *p) {
    const struct shk_identity *const *all = p->config.identity;
    uint16_t version = tls13(p) ? SHK_TLS13 : SHK_TLS12;
    if (p->plan.chain != NULL) return chain_identity(p);
    bool changes = p->c.renegotiating && p->plan.then_certificate != 0;
    uint8_t kind = changes ? p->plan.then_certificate : p->plan.certificate;
    if (changes && !p->deviated) {
        p->deviated = true;
        shk_trace_note(p->trace, SHK_EVENT_DEVIATION, "another certificate in the renegotiation");
    }
    if (kind != 0 && kind <= SHK_COUNT(p->config.identity)) return all[kind - 1];
    bool rsa_only = rsa_alone_fits(p);
    static const uint8_t order[] = {1, 0, 2, 3}; // P-256 first: it is the quickest
    for (size_t i = 0; i < SHK_COUNT(order) && !rsa_only; i++) {
        const struct shk_identity *identity = all[order[i]];
        if (identity == NULL) continue;
        if (shk_key_scheme(identity->key, version, p->c.offered_schemes) != 0) return identity;
    }
    return all[0] != NULL ? all[0] : all[1];
}

void sign_with(struct shk_peer *p, const struct shk_identity *identity) {
    p->c.identity = identity;
    if (identity == NULL) return;
    uint16_t version = tls13(p) ? SHK_TLS13 : SHK_TLS12;
    uint16_t fits = shk_key_scheme(identity->key, version, p->c.offered_schemes);
    if (fits == 0) fits = shk_key_scheme(identity->key, version, (struct shk_bytes){NULL, 0});
    if (identity == p->chain_identity && p->chain.scheme != 0) fits = p->chain.scheme;
    p->c.scheme = p->plan.scheme != 0 ? p->plan.scheme : fits;
}

// Whether the key of the SUT's certificate made that signature. True as well when there is no certificate to check with: the
// missing certificate is another matter.
bool sut_signed(struct shk_peer *p, uint16_t scheme, struct shk_bytes message, struct shk_bytes signature) {
    if (p->c.sut_certificate.len == 0) return true;
    struct shk_error err;
    struct shk_key *key = shk_key_from_certificate(p->c.sut_certificate, &err);
    if (key == NULL) key = shk_key_from_spki(p->c.sut_certificate, &err); // a raw public key
    if (key == NULL) {
        shk_trace_note(p->trace, SHK_EVENT_NOTE, "the SUT's certificate has no key that we know: %s", err.text);
        return true;
    }
    bool good = shk_verify(key, scheme, message, signature);
    shk_key_free(key);
    return good;
}

// --- CertificateRequest ----------------------------------------------------------------------------------------------------

void build_certificate_request(struct shk_peer *p, struct shk_buf *out) {
    if (tls13(p)) {
        uint8_t context[8] = {0};
        bool late = p->c.complete;
        if (late) shk_rng_fill(&p->rng, context, sizeof(context));
        p->c.request_context = shk_copy(p->arena, shk_view(context, late ? sizeof(context) : 0));
        shk_put_vector(out, 1, p->c.request_context);
        size_t block = shk_open(out, 2);
        shk_put_uint(out, 2, SHK_EXT_SIGNATURE_ALGORITHMS);
        size_t body = shk_open(out, 2);
        size_t list = shk_open(out, 2);
        for (size_t i = 0; i < SHK_COUNT(our_schemes); i++) shk_put_uint(out, 2, our_schemes[i]);
        shk_close(out, list, 2);
        shk_close(out, body, 2);
        if (wants(p, SHK_COMPRESSION)) put_compression(out);
        shk_close(out, block, 2);
        return;
    }
    shk_put_uint(out, 1, 2);
    shk_put_uint(out, 2, 0x0140); // rsa_sign, ecdsa_sign
    size_t list = shk_open(out, 2);
    for (size_t i = 0; i < SHK_COUNT(our_schemes); i++) shk_put_uint(out, 2, our_schemes[i]);
    shk_close(out, list, 2);
    shk_put_uint(out, 2, 0); // any authority
}

void on_certificate_request(struct shk_peer *p, const struct shk_tree *tree) {
    struct connection *c = &p->c;
    const char *path =
        tls13(p) ? "extensions.signature_algorithms.supported_signature_algorithms" : "supported_signature_algorithms";
    c->offered_schemes = shk_copy(p->arena, shk_value(tree, path));
    c->request_context = shk_copy(p->arena, shk_value(tree, "certificate_request_context"));
    c->certificate_compression = shk_copy(p->arena, shk_value(tree, "extensions.compress_certificate.algorithms"));
    c->asked_status = shk_has(tree, "extensions.status_request");
    sign_with(p, choose_identity(p));
}

// --- CertificateVerify -----------------------------------------------------------------------------------------------------

void build_certificate_verify(struct shk_peer *p, struct shk_buf *out) {
    if (p->c.identity == NULL) sign_with(p, choose_identity(p));
    shk_put_uint(out, 2, p->c.scheme);
    shk_put_uint(out, 2, 0); // the signature comes with the seal
}

static struct shk_bytes verify_input13(struct shk_peer *p, bool server, size_t leave_out) {
    uint8_t hash[SHK_MAX_HASH];
    transcript_hash(p, leave_out, hash);
    size_t len = shk_hash_len(p->c.suite != NULL ? p->c.suite->hash : SHK_SHA256);
    return shk_certificate_verify_input(p->arena, server, shk_view(hash, len));
}

void on_certificate_verify(struct shk_peer *p, const struct shk_tree *tree, size_t message_len) {
    if (!p->config.verify) return;
    struct shk_bytes all = shk_buf_view(&p->c.transcript);
    struct shk_bytes input =
        tls13(p) ? verify_input13(p, p->sut == SHK_SERVER, message_len) : shk_slice(all, 0, all.len - message_len);
    if (!sut_signed(p, (uint16_t)shk_number(tree, "algorithm"), input, shk_value(tree, "signature"))) {
        shk_trace_note(p->trace, SHK_EVENT_CHECK, "the SUT's CertificateVerify signature does not verify");
    }
}

// Which faults a seal can have. One that says nothing about the message would leave its bytes as they are, and a plan that asks
// for it judges nothing: it is reported as unfit.
#define FAULT(name) (1u << SHK_SEAL_##name)
#define OF_SIGNATURES                                                                                                  \
    (FAULT(CORRUPT) | FAULT(WRONG_KEY) | FAULT(WRONG_TRANSCRIPT) | FAULT(RANDOM) | FAULT(WRONG_HASH) |                 \
     FAULT(WRONG_SALT) | FAULT(NOT_DER) | FAULT(NO_NULL))
#define OF_RSA_BLOCKS                                                                                                  \
    (FAULT(CORRUPT) | FAULT(RANDOM) | FAULT(NO_SEPARATOR) | FAULT(BLOCK_TYPE) | FAULT(ZERO_IN_PADDING) |               \
     FAULT(SECRET_SHORT) | FAULT(SECRET_LONG) | FAULT(SECRET_EMPTY) | FAULT(SECRET_VERSION) | FAULT(MODULUS))

static uint32_t faults_of(const struct shk_peer *p, uint8_t message) {
    switch (message) {
    case SHK_CLIENT_HELLO: return p->c.offered_psk ? FAULT(CORRUPT) | FAULT(WRONG_KEY) | FAULT(RANDOM) : 0;
    case SHK_CERTIFICATE_VERIFY:
        return tls13(p) ? OF_SIGNATURES | FAULT(WRONG_CONTEXT) | FAULT(NO_PREFIX) | FAULT(NO_SEPARATOR) : OF_SIGNATURES;
    case SHK_SERVER_KEY_EXCHANGE: return OF_SIGNATURES | FAULT(WRONG_CONTEXT);
    case SHK_FINISHED:
        return FAULT(CORRUPT) | FAULT(WRONG_KEY) | FAULT(WRONG_TRANSCRIPT) | FAULT(WRONG_CONTEXT) | FAULT(RANDOM);
    case SHK_CLIENT_KEY_EXCHANGE: return p->c.suite != NULL && p->c.suite->kx == SHK_KX_RSA ? OF_RSA_BLOCKS : 0;
    default: return 0;
    }
}

static const struct shk_edit *find_seal(const struct shk_peer *p, uint8_t message, unsigned occurrence) {
    for (size_t i = 0; i < p->plan.edit_count; i++) {
        const struct shk_edit *edit = &p->plan.edits[i];
        if (edit->kind == SHK_EDIT_SEAL && script_matches(p, edit, message, occurrence)) return edit;
    }
    return NULL;
}

uint8_t seal_fault(struct shk_peer *p, uint8_t message, unsigned occurrence) {
    const struct shk_edit *edit = find_seal(p, message, occurrence);
    if (edit == NULL) return 0;
    bool fits = edit->op < 32 && (faults_of(p, message) & 1u << edit->op) != 0;
    script_deviate(p, edit, fits);
    return fits ? edit->op : 0;
}

// What the signature of a message covers, with the fault that the plan wants in it.
static struct shk_bytes signed_input(struct shk_peer *p, const struct shk_tree *tree, uint8_t message, uint8_t fault) {
    struct connection *c = &p->c;
    size_t leave_out = fault == SHK_SEAL_WRONG_TRANSCRIPT ? c->last_message : 0;
    struct shk_buf out = shk_buf_in(p->arena);
    if (message == SHK_SERVER_KEY_EXCHANGE) {
        uint16_t node = shk_find(tree, "algorithm");
        size_t end = node == SHK_NO_NODE ? tree->bytes.len : tree->nodes[node].off;
        bool swapped = fault == SHK_SEAL_WRONG_CONTEXT;
        shk_put(&out, swapped ? SHK_BYTES(c->server_random) : SHK_BYTES(c->client_random));
        shk_put(&out, swapped ? SHK_BYTES(c->client_random) : SHK_BYTES(c->server_random));
        if (fault != SHK_SEAL_WRONG_TRANSCRIPT) {
            shk_put(&out, shk_slice(shk_buf_view(&tree->bytes), tree->header, end - tree->header));
        }
        return shk_buf_view(&out);
    }
    if (!tls13(p)) {
        struct shk_bytes all = shk_buf_view(&c->transcript);
        return shk_slice(all, 0, all.len > leave_out ? all.len - leave_out : 0);
    }
    bool server = (p->role == SHK_SERVER) != (fault == SHK_SEAL_WRONG_CONTEXT);
    struct shk_bytes input = verify_input13(p, server, leave_out);
    if (fault == SHK_SEAL_NO_PREFIX) return shk_slice(input, 64, SIZE_MAX);
    if (fault == SHK_SEAL_NO_SEPARATOR) {
        size_t hash_len = shk_hash_len(c->suite != NULL ? c->suite->hash : SHK_SHA256);
        shk_put(&out, input);
        shk_splice(&out, out.len - hash_len - 1, 1, (struct shk_bytes){NULL, 0});
        return shk_buf_view(&out);
    }
    return input;
}

static uint16_t other_hash(uint16_t scheme) {
    switch (scheme) {
    case SHK_RSA_PSS_RSAE_SHA256: return SHK_RSA_PSS_RSAE_SHA384;
    case SHK_RSA_PSS_RSAE_SHA384: return SHK_RSA_PSS_RSAE_SHA256;
    case SHK_RSA_PKCS1_SHA256: return SHK_RSA_PKCS1_SHA384;
    case SHK_ECDSA_SECP256R1_SHA256: return SHK_ECDSA_SECP384R1_SHA384;
    case SHK_ECDSA_SECP384R1_SHA384: return SHK_ECDSA_SECP256R1_SHA256;
    default: return scheme;
    }
}

// An ECDSA signature with the same numbers, the first one with a leading zero that DER forbids (X.690, section 8.3.2).
static struct shk_bytes padded_integer(struct shk_peer *p, struct shk_bytes signature) {
    struct shk_buf out = shk_buf_in(p->arena);
    static const uint8_t zero[1] = {0};
    shk_put(&out, signature);
    if (signature.len < 8 || signature.data[0] != 0x30 || signature.data[1] >= 0x7f || signature.data[2] != 2) {
        return shk_buf_view(&out);
    }
    out.data[1]++;
    out.data[3]++;
    shk_splice(&out, 4, 0, SHK_BYTES(zero));
    return shk_buf_view(&out);
}

// Faults that only some schemes can have: another hash of the same padding, an INTEGER of ECDSA.
static bool scheme_has(uint16_t scheme, uint8_t fault) {
    bool ecdsa = (scheme & 0xff) == 0x03;
    if (fault == SHK_SEAL_NOT_DER) return ecdsa;
    return fault != SHK_SEAL_WRONG_HASH || other_hash(scheme) != scheme;
}

static void seal_signature(struct shk_peer *p, struct shk_tree *tree, uint8_t message, uint8_t fault) {
    uint16_t node = shk_find(tree, "signature");
    if (node == SHK_NO_NODE || p->c.identity == NULL) return;
    if (!scheme_has(p->c.scheme, fault)) {
        shk_trace_note(p->trace, SHK_EVENT_UNFIT,
                       "that fault does not go with scheme 0x%04x; choose another by `scheme`", p->c.scheme);
    }
    uint16_t scheme = fault == SHK_SEAL_WRONG_HASH ? other_hash(p->c.scheme) : p->c.scheme;
    struct shk_bytes input = signed_input(p, tree, message, fault);
    struct shk_bytes signature = {NULL, 0};
    struct shk_error err;
    const struct shk_key *key = p->c.identity->key;
    if (fault == SHK_SEAL_WRONG_KEY) {
        key = shk_pki_key(p->c.identity->kind, p->role == SHK_CLIENT ? SHK_ROLE_SERVER : SHK_ROLE_CLIENT);
    }
    // An edited algorithm is signed with, where our key can do that: what is wrong then is the algorithm and nothing else.
    uint16_t says = (uint16_t)shk_number(tree, "algorithm");
    bool as_said = fault == 0 && says != scheme && shk_find(tree, "algorithm") != SHK_NO_NODE &&
                   shk_sign(p->arena, key, says, input, &signature, &err);
    bool odd = fault == SHK_SEAL_WRONG_SALT || fault == SHK_SEAL_NO_NULL;
    enum shk_odd_signature how = fault == SHK_SEAL_WRONG_SALT ? SHK_ODD_SALT : SHK_ODD_NO_NULL;
    bool made = odd ? shk_sign_odd(p->arena, key, scheme, how, input, &signature, &err)
                    : as_said || shk_sign(p->arena, key, scheme, input, &signature, &err);
    if (!made) {
        shk_trace_note(p->trace, SHK_EVENT_UNFIT, "no signature can be made: %s", err.text);
        return;
    }
    struct shk_bytes value = fault == SHK_SEAL_NOT_DER ? padded_integer(p, signature) : shk_copy(p->arena, signature);
    if (fault == SHK_SEAL_CORRUPT && value.len > 0) ((uint8_t *)(uintptr_t)value.data)[value.len - 1] ^= 1;
    if (fault == SHK_SEAL_RANDOM) shk_rng_fill(&p->rng, (uint8_t *)(uintptr_t)value.data, value.len);
    if (!shk_tree_splice(tree, node, SHK_PART_VALUE, 0, tree->nodes[node].len, value, true)) {
        shk_trace_note(p->trace, SHK_EVENT_NOTE, "the signature has no place in this message");
    }
}

// --- Finished ----------------------------------------------------------------------------------------------------------------

static size_t verify_len(const struct shk_peer *p) {
    if (!tls13(p)) return 12;
    return shk_hash_len(p->c.suite != NULL ? p->c.suite->hash : SHK_SHA256);
}

void build_finished(struct shk_peer *p, struct shk_buf *out) {
    shk_put_fill(out, 0, verify_len(p));
}

// verify_data of one side over the transcript without its last bytes. False when there are no secrets yet.
static bool verify_data(struct shk_peer *p, enum shk_role writer, size_t leave_out, uint8_t *out) {
    const struct connection *c = &p->c;
    uint8_t hash[SHK_MAX_HASH];
    transcript_hash(p, leave_out, hash);
    if (tls13(p)) {
        if (!c->has_handshake_secrets) return false;
        const uint8_t *key = writer == SHK_CLIENT ? c->client_handshake : c->server_handshake;
        bool later = c->complete && has(p, SHK_POST_HANDSHAKE_AUTH); // RFC 9846, section 4.5.3: the table of base keys
        if (later && writer == SHK_CLIENT) key = c->client_application;
        shk_finished_mac(c->suite->hash, key, hash, out);
        return true;
    }
    if (!c->has_master || c->suite == NULL) return false;
    shk_verify_data12(c->suite->hash, c->master, writer == SHK_CLIENT, hash, out);
    return true;
}

static void seal_finished(struct shk_peer *p, struct shk_tree *tree, uint8_t fault) {
    uint16_t node = shk_find(tree, "verify_data");
    if (node == SHK_NO_NODE) return;
    uint8_t mac[SHK_MAX_HASH];
    bool other = fault == SHK_SEAL_WRONG_KEY || fault == SHK_SEAL_WRONG_CONTEXT;
    enum shk_role writer = other ? p->sut : p->role;
    size_t leave_out = fault == SHK_SEAL_WRONG_TRANSCRIPT ? p->c.last_message : 0;
    if (!verify_data(p, writer, leave_out, mac) || fault == SHK_SEAL_RANDOM) shk_rng_fill(&p->rng, mac, sizeof(mac));
    if (fault == SHK_SEAL_CORRUPT) mac[0] ^= 1;
    struct shk_bytes value = shk_view(mac, verify_len(p));
    if (!shk_tree_splice(tree, node, SHK_PART_VALUE, 0, tree->nodes[node].len, value, true)) {
        shk_trace_note(p->trace, SHK_EVENT_NOTE, "verify_data has no place in this message");
    }
}

void seal_message(struct shk_peer *p, struct shk_tree *tree, uint8_t message, unsigned occurrence) {
    uint8_t fault = seal_fault(p, message, occurrence);
    if (message == SHK_FINISHED)
        seal_finished(p, tree, fault);
    else if (message == SHK_CLIENT_HELLO)
        seal_binders(p, tree, fault);
    else
        seal_signature(p, tree, message, fault);
}

static bool signature_holds(struct shk_peer *p, const struct shk_tree *tree, uint8_t message) {
    if (p->c.identity == NULL) return true;
    struct shk_bytes input = signed_input(p, tree, message, 0);
    return shk_verify(p->c.identity->key, (uint16_t)shk_number(tree, "algorithm"), input, shk_value(tree, "signature"));
}

// Only a bad seal counts: a message that does not parse, or has bytes left over, is another matter.
bool seal_holds(struct shk_peer *p, struct shk_bytes bytes, uint8_t message) {
    if (message == SHK_FINISHED) {
        uint8_t mac[SHK_MAX_HASH];
        struct shk_buf right = shk_buf_in(p->arena);
        if (!verify_data(p, p->role, 0, mac)) return true;
        shk_put_uint(&right, 1, shk_message_handshake_type(SHK_FINISHED));
        shk_put_vector(&right, 3, shk_view(mac, verify_len(p)));
        return shk_equal(shk_slice(bytes, 0, right.len), shk_buf_view(&right));
    }
    struct shk_tree tree;
    if (!shk_parse_message(p->arena, layout_of(p, message), bytes, &tree, NULL)) return true;
    if (message == SHK_CERTIFICATE_VERIFY || message == SHK_SERVER_KEY_EXCHANGE)
        return signature_holds(p, &tree, message);
    if (message != SHK_CLIENT_HELLO || !shk_has(&tree, "extensions.pre_shared_key.binders[0]")) return true;
    seal_binders(p, &tree, 0);
    return shk_equal(shk_buf_view(&tree.bytes), bytes);
}

static void keep_verify_data(struct shk_peer *p, struct shk_bytes value) {
    struct connection *c = &p->c;
    uint8_t *keep = p->sut == SHK_CLIENT ? c->client_verify : c->server_verify;
    size_t len = value.len < SHK_MAX_HASH ? value.len : SHK_MAX_HASH;
    if (len > 0) memcpy(keep, value.data, len);
    *(p->sut == SHK_CLIENT ? &c->client_verify_len : &c->server_verify_len) = len;
}

static void complete(struct shk_peer *p) {
    if (p->c.complete) return;
    p->c.complete = true;
    shk_trace_add(p->trace, SHK_EVENT_COMPLETE);
}

void on_finished(struct shk_peer *p, const struct shk_tree *tree, size_t message_len) {
    struct connection *c = &p->c;
    uint8_t expected[SHK_MAX_HASH];
    struct shk_bytes value = shk_value(tree, "verify_data");
    if (verify_data(p, p->sut, message_len, expected) && !shk_equal(value, shk_view(expected, verify_len(p)))) {
        shk_trace_note(p->trace, SHK_EVENT_CHECK, "the SUT's Finished does not fit the transcript");
    }
    keep_verify_data(p, value);
    if (tls13(p)) {
        if (p->role == SHK_CLIENT) {
            keys_application(p);
            c->read_keys = SHK_KEYS_APPLICATION;
        } else if (!c->complete) {
            keys_resumption(p);
            c->read_keys = SHK_KEYS_APPLICATION;
            complete(p);
        }
        return;
    }
    session_keep(p);
    bool last = p->role == SHK_CLIENT ? !has(p, SHK_RESUMED) : has(p, SHK_RESUMED);
    if (last) {
        complete(p);
        keys_renegotiated(p);
    }
}
