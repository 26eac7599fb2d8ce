// The chain that a plan names instead of our good identity: certificates of the zoo, made when we know whom they are for, and
// what is stapled to them. RFC 9846 section 4.5.1, RFC 6066 section 8.
#include "peer/endpoint.h"

// The good chain underneath is of P-256, unless the plan or the other side wants RSA.
static enum shk_key_kind kind_underneath(struct shk_peer *p) {
    if (p->plan.certificate != 0) return p->plan.certificate == 1 + SHK_KEY_RSA ? SHK_KEY_RSA : SHK_KEY_P256;
    if (rsa_alone_fits(p)) return SHK_KEY_RSA;
    uint16_t version = tls13(p) ? SHK_TLS13 : SHK_TLS12;
    const struct shk_key *key = shk_pki_key(SHK_KEY_P256, SHK_ROLE_SERVER);
    return shk_key_scheme(key, version, p->c.offered_schemes) != 0 ? SHK_KEY_P256 : SHK_KEY_RSA;
}

const struct shk_identity *chain_identity(struct shk_peer *p) {
    if (p->chain_identity != NULL) return p->chain_identity;
    struct shk_error err;
    const struct shk_chain_row *row = shk_chain_find(p->plan.chain);
    enum shk_key_kind kind = kind_underneath(p);
    if (row == NULL) {
        shk_trace_note(p->trace, SHK_EVENT_UNFIT, "there is no chain `%s`; `shakedown list chains` names them all",
                       p->plan.chain);
        return NULL;
    }
    const char *host = p->config.server_name != NULL ? p->config.server_name : "localhost";
    if (!shk_chain_make(p->arena, row, kind, p->sut, p->config.now, host, &p->chain, &err)) {
        shk_trace_note(p->trace, SHK_EVENT_UNFIT, "chain `%s` cannot be made: %s", p->plan.chain, err.text);
        return NULL;
    }
    struct shk_identity *identity = shk_alloc(p->arena, sizeof(*identity));
    *identity = (struct shk_identity){
        .key = p->chain.key,
        .kind = kind,
        .chain = p->chain.certificates,
        .chain_len = p->chain.certificate_count,
    };
    p->chain_identity = identity;
    return identity;
}

void chain_goes_out(struct shk_peer *p) {
    if (p->chain_identity == NULL || p->c.identity != p->chain_identity || p->lead_in || p->chain_shown) return;
    p->chain_shown = true;
    p->deviated = true;
    shk_trace_note(p->trace, SHK_EVENT_DEVIATION, "chain %s", p->plan.chain);
}

void chain_is_resumed(struct shk_peer *p) {
    if (p->plan.chain == NULL || p->chain.next_host == NULL || p->chain_shown) return;
    p->chain_shown = true;
    p->deviated = true;
    shk_trace_note(p->trace, SHK_EVENT_DEVIATION, "chain %s: the session of %s is resumed as %s", p->plan.chain,
                   p->chain.host, p->chain.next_host);
}

void chain_report_unreached(struct shk_peer *p) {
    if (p->plan.chain == NULL || p->chain_shown || p->lead_in) return;
    p->chain_shown = true;
    shk_trace_note(p->trace, SHK_EVENT_SKIPPED, "the handshake never came to our certificate");
}

// The good identities are those that the zoo begins with, so its good staple is theirs too. Empty for other certificates.
static struct shk_bytes good_staple(struct shk_peer *p) {
    const struct shk_identity *identity = p->c.identity;
    const char *host = p->config.server_name != NULL ? p->config.server_name : "localhost";
    struct shk_chain chain;
    struct shk_error err;
    if (identity == NULL || identity->chain_len == 0 || p->role != SHK_SERVER || identity->kind > SHK_KEY_P256)
        return shk_view(NULL, 0);
    if (!shk_chain_make(p->arena, shk_chain_find("r-ocsp-good"), identity->kind, p->sut, p->config.now, host, &chain,
                        &err))
        return shk_view(NULL, 0);
    return shk_equal(chain.certificates[0], identity->chain[0]) ? chain.staples[0] : shk_view(NULL, 0);
}

// CertificateStatus of RFC 6066 for the certificate of that index; false when there is none, or nobody asked for it.
bool put_staple(struct shk_peer *p, size_t index, struct shk_buf *out) {
    if (p->c.asked_status && wants(p, SHK_OCSP) && p->chain_identity == NULL && index == 0) {
        struct shk_bytes staple = good_staple(p);
        if (staple.len == 0) return false;
        shk_put_uint(out, 1, 1); // ocsp
        shk_put_vector(out, 3, staple);
        return true;
    }
    if (p->chain_identity == NULL || p->c.identity != p->chain_identity || !p->c.asked_status) return false;
    if (index >= p->chain.staple_count || p->chain.staples[index].data == NULL) return false;
    shk_put_uint(out, 1, 1); // ocsp
    shk_put_vector(out, 3, p->chain.staples[index]);
    return true;
}

struct shk_bytes chain_credential(const struct shk_peer *p, size_t index) {
    bool ours = p->chain_identity != NULL && p->c.identity == p->chain_identity;
    bool due = ours && p->c.asked_credential && index == p->chain.credential_entry;
    return due ? p->chain.credential : shk_view(NULL, 0);
}
