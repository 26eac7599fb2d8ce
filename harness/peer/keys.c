// Transcript, secrets and epochs. Each epoch has its own keys and sequence numbers for each direction, so that a message
// can go out under any of them, whether its time has come or not.
#include "peer/endpoint.h"

#include <string.h>

void transcript_add(struct shk_peer *p, struct shk_bytes message) {
    p->c.last_message = message.len;
    shk_put(&p->c.transcript, message);
}

static enum shk_hash hash_of(const struct shk_peer *p) {
    return p->c.suite != NULL ? p->c.suite->hash : SHK_SHA256;
}

void transcript_clear(struct shk_peer *p) {
    p->c.transcript.len = 0;
    p->c.transcript_state.len = 0;
}

void transcript_hash(struct shk_peer *p, size_t leave_out, uint8_t out[SHK_MAX_HASH]) {
    struct shk_bytes all = shk_buf_view(&p->c.transcript);
    memset(out, 0, SHK_MAX_HASH);
    all = shk_slice(all, 0, all.len > leave_out ? all.len - leave_out : 0);
    shk_digest_on(&p->c.transcript_state, hash_of(p), all, out);
}

// RFC 9846, section 4.5.1: in front of a HelloRetryRequest the transcript holds message_hash(ClientHello1) instead.
void transcript_restart(struct shk_peer *p) {
    struct shk_buf fresh = shk_buf_in(p->arena);
    uint8_t hash[SHK_MAX_HASH];
    size_t len = shk_digest(hash_of(p), shk_buf_view(&p->c.transcript), hash);
    shk_put_uint(&fresh, 1, 254);
    shk_put_uint(&fresh, 3, len);
    shk_put(&fresh, shk_view(hash, len));
    p->c.transcript = fresh;
    p->c.transcript_state.len = 0;
}

static void log_secret(struct shk_peer *p, const char *label, const uint8_t *secret, size_t len) {
    shk_trace_secret(p->trace, label, p->c.client_random, shk_view(secret, len));
}

static void set_keys13(struct shk_peer *p, uint8_t keys, const uint8_t *client, const uint8_t *server) {
    struct connection *c = &p->c;
    const uint8_t *ours = p->role == SHK_CLIENT ? client : server;
    const uint8_t *theirs = p->role == SHK_CLIENT ? server : client;
    if (ours != NULL) shk_protection13(&c->write[keys], c->suite, ours);
    if (theirs != NULL) shk_protection13(&c->read[keys], c->suite, theirs);
}

// client_early_traffic_secret over the ClientHello that offers it (section 7.1).
void keys_early(struct shk_peer *p) {
    struct connection *c = &p->c;
    const struct shk_suite *suite = p->session.suite;
    struct shk_schedule schedule;
    uint8_t hash[SHK_MAX_HASH];
    if (suite == NULL) return;
    shk_schedule_start(&schedule, suite->hash, shk_view(p->session.secret, p->session.secret_len));
    shk_digest(suite->hash, shk_buf_view(&c->transcript), hash);
    shk_derive_secret(&schedule, "c e traffic", hash, c->client_early);
    log_secret(p, "CLIENT_EARLY_TRAFFIC_SECRET", c->client_early, schedule.hash_len);
    struct shk_protection *side = p->role == SHK_CLIENT ? c->write : c->read;
    shk_protection13(&side[SHK_KEYS_EARLY], suite, c->client_early);
}

void keys_handshake(struct shk_peer *p) {
    struct connection *c = &p->c;
    uint8_t hash[SHK_MAX_HASH];
    if (c->suite == NULL) return;
    bool psk = has(p, SHK_PSK) && p->session.valid;
    shk_schedule_start(&c->schedule, c->suite->hash,
                       psk ? shk_view(p->session.secret, p->session.secret_len) : (struct shk_bytes){NULL, 0});
    shk_schedule_next(&c->schedule, c->shared);
    transcript_hash(p, 0, hash);
    shk_derive_secret(&c->schedule, "c hs traffic", hash, c->client_handshake);
    shk_derive_secret(&c->schedule, "s hs traffic", hash, c->server_handshake);
    log_secret(p, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", c->client_handshake, c->schedule.hash_len);
    log_secret(p, "SERVER_HANDSHAKE_TRAFFIC_SECRET", c->server_handshake, c->schedule.hash_len);
    set_keys13(p, SHK_KEYS_HANDSHAKE, c->client_handshake, c->server_handshake);
    c->has_handshake_secrets = true;
    if (p->role == SHK_CLIENT) {
        c->read_keys = SHK_KEYS_HANDSHAKE;
        c->write_keys = SHK_KEYS_HANDSHAKE; // EncryptedExtensions may say: still early
    } else {
        c->write_keys = SHK_KEYS_HANDSHAKE;
        c->read_keys = has(p, SHK_EARLY_ACCEPTED) ? SHK_KEYS_EARLY : SHK_KEYS_HANDSHAKE;
    }
}

// Over the transcript up to the server's Finished.
void keys_application(struct shk_peer *p) {
    struct connection *c = &p->c;
    uint8_t hash[SHK_MAX_HASH];
    if (!c->has_handshake_secrets) return;
    shk_schedule_next(&c->schedule, (struct shk_bytes){NULL, 0});
    transcript_hash(p, 0, hash);
    shk_derive_secret(&c->schedule, "c ap traffic", hash, c->client_application);
    shk_derive_secret(&c->schedule, "s ap traffic", hash, c->server_application);
    shk_derive_secret(&c->schedule, "exp master", hash, c->exporter);
    log_secret(p, "CLIENT_TRAFFIC_SECRET_0", c->client_application, c->schedule.hash_len);
    log_secret(p, "SERVER_TRAFFIC_SECRET_0", c->server_application, c->schedule.hash_len);
    set_keys13(p, SHK_KEYS_APPLICATION, c->client_application, c->server_application);
    c->has_application_secrets = true;
}

// Over the transcript up to the client's Finished.
void keys_resumption(struct shk_peer *p) {
    uint8_t hash[SHK_MAX_HASH];
    if (!p->c.has_application_secrets) return;
    transcript_hash(p, 0, hash);
    shk_derive_secret(&p->c.schedule, "res master", hash, p->c.resumption);
    p->c.has_resumption = true;
    session_derive(p);
}

static void set_keys12(struct shk_peer *p) {
    struct connection *c = &p->c;
    uint8_t keys = c->write_keys == SHK_KEYS_PLAIN ? SHK_KEYS_APPLICATION : SHK_KEYS_NEXT;
    bool client = p->role == SHK_CLIENT;
    struct shk_protection *sides[2] = {&c->write[keys], &c->read[keys]};
    for (int i = 0; i < 2; i++) {
        bool client_writes = (i == 0) == client;
        shk_protection12(sides[i], c->suite, c->master, c->client_random, c->server_random, client_writes, c->etm);
    }
}

// RFC 5246 section 8.1, RFC 7627 section 4; from the session when it is resumed.
void keys_master(struct shk_peer *p) {
    struct connection *c = &p->c;
    if (c->suite == NULL || c->has_master) return;
    if (has(p, SHK_RESUMED)) {
        memcpy(c->master, p->session.secret, sizeof(c->master));
    } else if (c->ems) {
        uint8_t hash[SHK_MAX_HASH];
        transcript_hash(p, 0, hash);
        shk_extended_master_secret(c->suite->hash, c->shared, shk_view(hash, shk_hash_len(c->suite->hash)), c->master);
    } else {
        shk_master_secret(c->suite->hash, c->shared, c->client_random, c->server_random, c->master);
    }
    c->has_master = true;
    log_secret(p, "CLIENT_RANDOM", c->master, sizeof(c->master));
    shk_exporter12(c->suite->hash, c->master, c->client_random, c->server_random, SHK_EXPORTER_LABEL, NULL, c->exporter,
                   32); // now, for an inserted hello may draw other randoms later
    set_keys12(p);
}

// After the Finished messages of a renegotiation: what was next is what is used.
void keys_renegotiated(struct shk_peer *p) {
    struct connection *c = &p->c;
    if (c->write_keys != SHK_KEYS_NEXT || c->read_keys != SHK_KEYS_NEXT) return;
    c->write[SHK_KEYS_APPLICATION] = c->write[SHK_KEYS_NEXT];
    c->read[SHK_KEYS_APPLICATION] = c->read[SHK_KEYS_NEXT];
    memset(&c->write[SHK_KEYS_NEXT], 0, sizeof(c->write[SHK_KEYS_NEXT]));
    memset(&c->read[SHK_KEYS_NEXT], 0, sizeof(c->read[SHK_KEYS_NEXT]));
    c->write_keys = SHK_KEYS_APPLICATION;
    c->read_keys = SHK_KEYS_APPLICATION;
}

// RFC 9846, section 7.2.
void keys_update(struct shk_peer *p, bool writing) {
    struct connection *c = &p->c;
    if (!c->has_application_secrets) return;
    uint8_t *secret = (p->role == SHK_CLIENT) == writing ? c->client_application : c->server_application;
    if (writing) c->write[SHK_KEYS_PREVIOUS] = c->write[SHK_KEYS_APPLICATION];
    shk_next_traffic_secret(c->suite->hash, secret);
    shk_protection13(writing ? &c->write[SHK_KEYS_APPLICATION] : &c->read[SHK_KEYS_APPLICATION], c->suite, secret);
}

static void make_up(struct shk_peer *p, struct shk_protection *protection) {
    const struct shk_suite *suite = p->c.suite;
    uint16_t version = tls13(p) ? SHK_TLS13 : SHK_TLS12;
    if (suite == NULL) suite = shk_suite(version == SHK_TLS13 ? 0x1301 : 0xc02f);
    protection->suite = suite;
    protection->version = version;
    shk_rng_fill(&p->rng, protection->key, sizeof(protection->key));
    shk_rng_fill(&p->rng, protection->iv, sizeof(protection->iv));
    shk_rng_fill(&p->rng, protection->mac_key, sizeof(protection->mac_key));
    protection->seq = 0;
}

// The keys behind a KeyUpdate that has not gone out yet.
static void foresee_update(struct shk_peer *p) {
    struct connection *c = &p->c;
    uint8_t secret[SHK_MAX_HASH];
    memcpy(secret, p->role == SHK_CLIENT ? c->client_application : c->server_application, sizeof(secret));
    shk_next_traffic_secret(c->suite->hash, secret);
    shk_protection13(&c->write[SHK_KEYS_NEXT], c->suite, secret);
}

struct shk_protection *keys_of(struct shk_peer *p, uint8_t keys) {
    struct shk_protection *protection = &p->c.write[keys < SHK_KEYS_COUNT ? keys : SHK_KEYS_RANDOM];
    if (keys == SHK_KEYS_NEXT && p->c.version == SHK_TLS13 && p->c.has_application_secrets) foresee_update(p);
    if (keys != SHK_KEYS_PLAIN && protection->suite == NULL) make_up(p, protection);
    return protection;
}
