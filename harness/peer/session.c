// What one connection leaves for the next: tickets of both versions, session ids. RFC 9846 section 4.7.1, RFC 5077.
#include "peer/endpoint.h"

#include <string.h>

void session_derive(struct shk_peer *p) {
    struct session *s = &p->session;
    if (!p->lead_in || !s->valid || !p->c.has_resumption || p->c.suite == NULL) return;
    size_t len = shk_hash_len(p->c.suite->hash);
    shk_hkdf_expand_label(p->c.suite->hash, shk_view(p->c.resumption, len), "resumption", s->nonce, s->secret, len);
}

static void keep13(struct shk_peer *p, struct shk_bytes ticket, struct shk_bytes nonce, uint32_t age_add,
                   uint32_t early) {
    struct session *s = &p->session;
    *s = (struct session){
        .valid = true,
        .suite = p->c.suite,
        .ticket = shk_copy(p->arena, ticket),
        .nonce = shk_copy(p->arena, nonce),
        .secret_len = shk_hash_len(p->c.suite->hash),
        .age_add = age_add,
        .max_early_data = early,
        .received_us = p->trace->now_us,
    };
    session_derive(p);
}

static void keep12(struct shk_peer *p, struct shk_bytes ticket) {
    struct session *s = &p->session;
    s->suite = p->c.suite;
    s->ticket = shk_copy(p->arena, ticket);
    s->session_id = p->c.session_id;
    s->secret_len = sizeof(p->c.master);
    s->ems = p->c.ems;
    memcpy(s->secret, p->c.master, sizeof(p->c.master));
    s->valid = p->plan.features & SHK_SESSION_TICKET ? ticket.len > 0 : s->session_id.len > 0;
}

void session_keep(struct shk_peer *p) {
    if (!p->lead_in || !p->c.has_master) return;
    keep12(p, p->session.ticket);
}

void on_new_session_ticket(struct shk_peer *p, const struct shk_tree *tree) {
    if (!p->lead_in || p->c.suite == NULL) return;
    struct shk_bytes ticket = shk_value(tree, "ticket");
    if (p->c.version == SHK_TLS13) {
        if (!p->c.has_application_secrets || ticket.len == 0) return;
        keep13(p, ticket, shk_value(tree, "ticket_nonce"), shk_number(tree, "ticket_age_add"),
               shk_number(tree, "extensions.early_data.max_early_data_size"));
    } else {
        keep12(p, ticket);
    }
}

void build_new_session_ticket(struct shk_peer *p, struct shk_buf *out) {
    uint8_t ticket[48], nonce[2] = {0, (uint8_t)p->c.ticket_count++};
    shk_rng_fill(&p->rng, ticket, sizeof(ticket));
    if (p->plan.flow == SHK_FLOW_TLS12) {
        shk_put_uint(out, 4, 7200);
        shk_put_vector(out, 2, SHK_BYTES(ticket));
        if (p->lead_in && p->c.suite != NULL) keep12(p, SHK_BYTES(ticket));
        return;
    }
    uint32_t age_add = (uint32_t)shk_rng_next(&p->rng);
    bool early = (p->plan.features & SHK_EARLY_DATA) != 0;
    shk_put_uint(out, 4, 7200);
    shk_put_uint(out, 4, age_add);
    shk_put_vector(out, 1, SHK_BYTES(nonce));
    shk_put_vector(out, 2, SHK_BYTES(ticket));
    size_t block = shk_open(out, 2);
    if (early) {
        shk_put_uint(out, 2, SHK_EXT_EARLY_DATA);
        shk_put_uint(out, 2, 4);
        shk_put_uint(out, 4, 16384);
    }
    shk_close(out, block, 2);
    if (p->lead_in && p->c.has_application_secrets) keep13(p, SHK_BYTES(ticket), SHK_BYTES(nonce), age_add, 16384);
}
