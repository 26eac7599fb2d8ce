// The functions of peer.h: a peer is made, connections begin and end, bytes go in, segments come out.
#include "peer/endpoint.h"

#include <string.h>

static const char default_response[] = "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok";

struct shk_peer *shk_peer_new(struct shk_arena *arena, const struct shk_peer_config *config, struct shk_trace *trace) {
    struct shk_peer *p = shk_alloc(arena, sizeof(*p));
    p->config = *config;
    p->plan = *config->plan;
    p->arena = arena;
    p->trace = trace;
    p->role = config->role;
    p->config.verify = config->verify || config->strict != 0;
    p->sut = config->role == SHK_CLIENT ? SHK_SERVER : SHK_CLIENT;
    p->steps = shk_flow_steps(p->plan.flow, &p->step_count);
    p->connections = p->plan.features & (SHK_PSK | SHK_SESSION_ID | SHK_SESSION_TICKET) ? 2 : 1;
    uint64_t seed = p->plan.seed != 0 ? p->plan.seed : config->seed;
    shk_rng_seed(&p->rng, seed * 2 + (config->role == SHK_CLIENT ? 0 : 1));
    if (p->config.request == NULL) {
        p->config.request = shk_format(arena, "GET / HTTP/1.0\r\nHost: %s\r\n\r\n",
                                       config->server_name != NULL ? config->server_name : "localhost");
    }
    if (p->config.response == NULL) p->config.response = default_response;
    trace->peer_role = config->role;
    p->want_connection = true;
    return p;
}

void shk_peer_connected(struct shk_peer *p) {
    struct shk_rng *before = shk_crypto_use_rng(&p->rng);
    p->connection++;
    p->lead_in = p->connection < p->connections;
    memset(&p->c, 0, sizeof(p->c));
    memset(p->sent, 0, sizeof(p->sent));
    p->c.in = p->c.handshake = p->c.transcript = shk_buf_in(p->arena);
    p->c.write_keys = p->c.read_keys = SHK_KEYS_PLAIN;
    p->segment_next = p->segment_count = 0; // nothing of an old connection goes into a new one
    p->want_connection = p->want_fin = p->want_reset = false;
    script_start(p);
    script_advance(p);
    shk_crypto_use_rng(before);
}

void shk_peer_give(struct shk_peer *p, struct shk_bytes bytes) {
    struct shk_rng *before = shk_crypto_use_rng(&p->rng);
    p->received += bytes.len;
    receive_bytes(p, bytes);
    script_advance(p);
    shk_crypto_use_rng(before);
}

enum shk_peer_want shk_peer_want(const struct shk_peer *p) {
    if (p->segment_next < p->segment_count) return SHK_WANT_OUTPUT;
    if (p->want_reset) return SHK_WANT_RESET;
    if (p->want_fin) return SHK_WANT_FIN;
    if (p->want_connection) return SHK_WANT_CONNECTION;
    return p->over ? SHK_WANT_NOTHING : SHK_WANT_INPUT;
}

struct shk_bytes shk_peer_take(struct shk_peer *p) {
    if (p->segment_next == p->segment_count) return (struct shk_bytes){NULL, 0};
    struct shk_bytes segment = p->segments[p->segment_next++];
    if (p->segment_next == p->segment_count) p->segment_next = p->segment_count = 0;
    return segment;
}

void shk_peer_fin_sent(struct shk_peer *p) {
    if (p->want_reset) p->over = true;
    p->want_fin = p->want_reset = false;
}

// What the plan asks for and the other side has to do for it. When it did not, the flow was another one than planned: the
// feature is missing, and what depends on it cannot be judged.
void report_missing(struct shk_peer *p) {
    const struct {
        uint32_t feature, learnt;
        const char *what;
    } wanted[] = {
        {SHK_RETRY, SHK_RETRY, "no HelloRetryRequest was sent"},
        {SHK_CLIENT_AUTH, SHK_CLIENT_AUTH, "no client certificate was asked for"},
        {SHK_PSK, SHK_PSK, "the session was not resumed"},
        {SHK_EARLY_ACCEPTED, SHK_EARLY_ACCEPTED, "early data was not accepted"},
        {SHK_EARLY_DATA, SHK_EARLY_DATA, "early data was not offered"},
        {SHK_POST_HANDSHAKE_AUTH, SHK_POST_HANDSHAKE_AUTH, "no client certificate was asked for after the handshake"},
        {SHK_SESSION_ID, SHK_RESUMED, "the session was not resumed by its id"},
        {SHK_SESSION_TICKET, SHK_RESUMED, "the session was not resumed by its ticket"},
        {SHK_SERVER_ASKS, SHK_SERVER_ASKS, "no HelloRequest was sent"},
    };
    if (p->deviated || !p->c.complete || p->lead_in) return;
    for (size_t i = 0; i < SHK_COUNT(wanted); i++) {
        bool ours = p->role == SHK_SERVER && wanted[i].feature == SHK_CLIENT_AUTH;
        bool early_after_retry = wanted[i].feature == SHK_EARLY_DATA && (p->role == SHK_CLIENT || has(p, SHK_RETRY));
        if (!wants(p, wanted[i].feature) || has(p, wanted[i].learnt) || ours || early_after_retry) continue;
        shk_trace_note(p->trace, SHK_EVENT_SKIPPED, "%s", wanted[i].what);
    }
    if (wants(p, SHK_RENEGOTIATION) && !p->c.renegotiating) {
        shk_trace_note(p->trace, SHK_EVENT_SKIPPED, "there was no renegotiation");
    }
    if (p->c.no_certificate && !wants(p, SHK_EMPTY_CERTIFICATE)) {
        shk_trace_note(p->trace, SHK_EVENT_SKIPPED, "the SUT has no certificate to authenticate with");
    }
    bool raw_keys = p->c.raw_key || p->c.their_raw_key || (p->role == SHK_CLIENT && !wants(p, SHK_CLIENT_AUTH));
    if (wants(p, SHK_RAW_KEYS) && !raw_keys) {
        shk_trace_note(p->trace, SHK_EVENT_SKIPPED, "raw public keys were not agreed");
    }
    if (wants(p, SHK_ETM) && p->plan.flow == SHK_FLOW_TLS12 && !p->c.etm) {
        shk_trace_note(p->trace, SHK_EVENT_SKIPPED, "encrypt_then_mac was not agreed");
    }
}

// The connection is over. A first connection has done its work when it left a session; else the conversation ends here.
static void connection_over(struct shk_peer *p) {
    p->segment_next = p->segment_count = 0;
    script_report_unreached(p);
    report_missing(p);
    if (p->connection < p->connections && !p->deviated) {
        if (p->session.valid) {
            p->want_connection = true;
            return;
        }
        shk_trace_note(p->trace, SHK_EVENT_SKIPPED, "the first connection left no session to resume");
    } else if (p->connection < p->connections && p->session.valid) {
        p->want_connection = true;
        return;
    }
    p->over = true;
}

void shk_peer_ended(struct shk_peer *p, enum shk_end how) {
    if (p->over) return;
    if (p->want_connection && p->connection > 0) {
        // A client is free not to come back, so this is no failure of the connection that we have seen.
        shk_trace_note(p->trace, SHK_EVENT_SKIPPED, "the SUT made no second connection to resume the session in");
        p->want_connection = false;
        p->over = true;
        return;
    }
    if (how == SHK_END_REFUSED || how == SHK_END_TIMEOUT) {
        script_report_unreached(p);
        p->want_connection = false;
        p->over = true;
        return;
    }
    connection_over(p);
}

void shk_peer_idle(struct shk_peer *p) {
    if (p->over || p->want_connection) return;
    struct shk_rng *before = shk_crypto_use_rng(&p->rng);
    frame_flush(p);
    if (p->config.permissive && !p->c.forced) {
        p->c.forced = true;
        if (p->role == SHK_SERVER && p->c.version == 0) assume_client_hello(p);
        script_advance(p);
    }
    if (shk_peer_want(p) != SHK_WANT_OUTPUT) connection_over(p);
    shk_crypto_use_rng(before);
}

void shk_peer_view(const struct shk_peer *p, struct shk_peer_view *out) {
    const struct connection *c = &p->c;
    *out = (struct shk_peer_view){
        .complete = c->complete,
        .resumed = has(p, c->version == SHK_TLS13 ? SHK_PSK : SHK_RESUMED),
        .early_data = has(p, SHK_EARLY_ACCEPTED),
        .deaf = c->deaf,
        .substituted = p->substituted,
        .version = c->version,
        .suite = c->suite != NULL ? c->suite->id : 0,
        .group = c->group,
        .received = p->received,
    };
    if (c->identity != NULL && c->identity->chain_len > 0) out->leaf = c->identity->chain[0];
    out->their_leaf = c->sut_certificate;
    out->refused = c->refused;
    if (c->suite == NULL) return;
    if (c->version == SHK_TLS13 && c->has_application_secrets) {
        out->has_exporter = true;
        shk_exporter13(c->suite->hash, c->exporter, SHK_EXPORTER_LABEL, (struct shk_bytes){NULL, 0}, out->exporter,
                       sizeof(out->exporter));
    } else if (c->version == SHK_TLS12 && c->has_master) {
        out->has_exporter = true;
        memcpy(out->exporter, c->exporter, sizeof(out->exporter));
    }
}
