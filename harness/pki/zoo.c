// The zoo's front: rows by name, chains that are made once in an hour and kept, anchors.
//
// Words of `needs`: frozen-clock (the SUT's clock is the time given, to the second), host (the SUT takes the chain's reference
// identity), address (the SUT is called by the address that is the reference identity), ulabel (takes names in Unicode),
// anchor (the SUT trusts the chain's anchors and no others), depth-8 (its limit is 8 or more), depth-limit (it has one below
// the chain), scheme:NAME (it lists that scheme), tls12 / tls13 (that version alone), rsa-kx (static RSA key exchange),
// status-request (it asks for staples and checks them), must-staple (it claims RFC 7633), crl (it takes CRLs and demands
// them), delta-crl, pin (it is given a pin of the good leaf's key), dane, sct, raw-keys (it agrees on raw public keys),
// delegated-credential (it offers to take them), dc-scheme:NAME (in that offer), certificate-type:NAME (its CertificateRequest of
// TLS 1.2 lists it), authorities (its CertificateRequest names some), next-host (a client that goes to a second name, with what
// it remembers). "no-" turns a word round.
#include "pki/zoo_parts.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define HOUR 3600

static const struct zoo_table *const tables[] = {&zoo_controls,   &zoo_time,         &zoo_names,    &zoo_chaining,
                                                 &zoo_usage,      &zoo_constraints,  &zoo_der,      &zoo_revocation,
                                                 &zoo_signatures, &zoo_subject_keys, &zoo_handshake};

static struct shk_chain_row *all_rows;
static size_t row_count;

static void gather(void) {
    for (size_t i = 0; i < SHK_COUNT(tables); i++) row_count += tables[i]->count;
    all_rows = calloc(row_count, sizeof(*all_rows));
    if (all_rows == NULL) abort();
    size_t at = 0;
    for (size_t i = 0; i < SHK_COUNT(tables); i++) {
        memcpy(&all_rows[at], tables[i]->rows, tables[i]->count * sizeof(*all_rows));
        at += tables[i]->count;
    }
}

const struct shk_chain_row *shk_chain_rows(size_t *count) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, gather);
    *count = row_count;
    return all_rows;
}

const struct shk_chain_row *shk_chain_find(const char *name) {
    size_t count;
    const struct shk_chain_row *rows = shk_chain_rows(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].name, name) == 0) return &rows[i];
    }
    return NULL;
}

// --- Kept chains ---------------------------------------------------------------------------------------------------------

#define KEPT 512

struct kept {
    struct shk_arena *arena; // NULL: free place
    const struct shk_chain_row *row;
    enum shk_key_kind kind;
    enum shk_role sut;
    int64_t now;
    const char *host;
    struct shk_chain chain;
};

static struct kept kept[KEPT];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const struct shk_bytes *copy_all(struct shk_arena *arena, const struct shk_bytes *from, size_t count) {
    struct shk_bytes *out = shk_alloc(arena, count * sizeof(*out));
    for (size_t i = 0; i < count; i++) out[i] = shk_copy(arena, from[i]);
    return out;
}

static void copy_chain(struct shk_arena *arena, const struct shk_chain *from, struct shk_chain *out) {
    *out = *from;
    out->certificates = copy_all(arena, from->certificates, from->certificate_count);
    out->anchors = copy_all(arena, from->anchors, from->anchor_count);
    out->staples = copy_all(arena, from->staples, from->staple_count);
    out->crls = copy_all(arena, from->crls, from->crl_count);
    out->host = shk_strdup(arena, from->host);
    out->next_host = from->next_host != NULL ? shk_strdup(arena, from->next_host) : NULL;
    out->credential = shk_copy(arena, from->credential);
}

static bool same(const struct kept *a, const struct kept *b) {
    return a->arena != NULL && a->row == b->row && a->kind == b->kind && a->sut == b->sut && a->now == b->now &&
           strcmp(a->host, b->host) == 0;
}

static size_t place_of(const struct kept *k) {
    size_t hash = (size_t)(k->row - all_rows) * 4 + (size_t)k->kind * 2 + (size_t)(k->sut == SHK_SERVER);
    return hash % KEPT;
}

// Made in an arena that goes again, so that only the finished chain is kept.
static bool make(struct kept *k, struct shk_error *err) {
    struct shk_arena *work = shk_arena_new();
    struct shk_chain chain;
    bool ok = zoo_make(work, k->row, k->kind, k->sut, k->now, k->host, &chain, err);
    if (ok) {
        k->arena = shk_arena_new();
        k->host = shk_strdup(k->arena, k->host);
        copy_chain(k->arena, &chain, &k->chain);
    }
    shk_arena_free(work);
    return ok;
}

static bool wants_the_second(const struct shk_chain_row *row) {
    return row->needs != NULL && strstr(row->needs, "frozen-clock") != NULL;
}

bool shk_chain_make(struct shk_arena *arena, const struct shk_chain_row *row, enum shk_key_kind kind,
                    enum shk_role sut_role, int64_t now, const char *host, struct shk_chain *out,
                    struct shk_error *err) {
    struct kept wanted = {.row = row, .kind = kind == SHK_KEY_RSA ? SHK_KEY_RSA : SHK_KEY_P256, .sut = sut_role};
    if ((row->sides & sut_role) == 0) return shk_fail(err, "%s is not for a SUT in that role", row->name);
    wanted.now = wants_the_second(row) ? now : now - now % HOUR;
    wanted.host = host != NULL ? host : "localhost";
    pthread_mutex_lock(&lock);
    struct kept *place = &kept[place_of(&wanted)];
    bool ok = same(place, &wanted);
    if (!ok && make(&wanted, err)) {
        shk_arena_free(place->arena);
        *place = wanted;
        ok = true;
    }
    if (ok) copy_chain(arena, &place->chain, out);
    pthread_mutex_unlock(&lock);
    return ok;
}

// --- Anchors -------------------------------------------------------------------------------------------------------------

// A row with other anchors than the good roots needs "anchor", for they would be wrong for others: an intermediate, a leaf.
bool shk_chain_anchors(struct shk_arena *arena, int64_t now, const struct shk_bytes **anchors, size_t *count,
                       struct shk_error *err) {
    static const char *const rows[] = {"ok-rsa", "ok-ec"};
    struct shk_bytes *all = shk_alloc(arena, SHK_COUNT(rows) * sizeof(*all));
    for (size_t i = 0; i < SHK_COUNT(rows); i++) {
        struct shk_chain chain;
        SHK_TRY(shk_chain_make(arena, shk_chain_find(rows[i]), SHK_KEY_P256, SHK_CLIENT, now, NULL, &chain, err));
        all[i] = chain.anchors[0];
    }
    *anchors = all;
    *count = SHK_COUNT(rows);
    return true;
}
