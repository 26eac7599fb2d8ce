// Identities: a leaf, its intermediate and its root. Made once for each (kind, side, name, hour) and kept; callers get copies.
#include "pki/certificate.h"

#include <pthread.h>
#include <string.h>

#define HOUR 3600
#define KEPT 16

const char *shk_key_kind_name(enum shk_key_kind kind) {
    static const char *const names[] = {"rsa", "p256", "p384", "ed25519"};
    return kind < SHK_KEY_COUNT ? names[kind] : "?";
}

struct kept {
    struct shk_arena *arena; // NULL: free place
    enum shk_key_kind kind;
    bool server;
    int64_t hour;
    const char *name;
    struct shk_identity identity;
};

static struct kept kept[KEPT];
static size_t next_place;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static bool make_one(struct shk_arena *arena, enum shk_key_kind kind, enum shk_pki_role role, int64_t now,
                     const char *name, struct shk_bytes *der, struct shk_error *err) {
    struct shk_certificate_spec spec;
    SHK_TRY(shk_certificate_good(arena, kind, role, now, name, &spec, err));
    return shk_certificate_build(arena, &spec, der, err);
}

static bool make(struct shk_arena *arena, enum shk_key_kind kind, bool server, int64_t now, const char *name,
                 struct shk_identity *out, struct shk_error *err) {
    enum shk_pki_role role = server ? SHK_ROLE_SERVER : SHK_ROLE_CLIENT;
    *out = (struct shk_identity){.key = shk_pki_key(kind, role), .key_pem = shk_pki_key_pem(kind, role), .kind = kind};
    struct shk_bytes *chain = shk_alloc(arena, 2 * sizeof(*chain));
    SHK_TRY(make_one(arena, kind, role, now, name, &chain[0], err));
    SHK_TRY(make_one(arena, kind, SHK_ROLE_INTERMEDIATE, now, name, &chain[1], err));
    SHK_TRY(make_one(arena, kind, SHK_ROLE_ROOT, now, name, &out->root, err));
    out->chain = chain;
    out->chain_len = 2;
    return true;
}

static struct kept *find(enum shk_key_kind kind, bool server, int64_t hour, const char *name) {
    for (size_t i = 0; i < KEPT; i++) {
        struct kept *k = &kept[i];
        if (k->arena != NULL && k->kind == kind && k->server == server && k->hour == hour &&
            strcmp(k->name, name) == 0) {
            return k;
        }
    }
    return NULL;
}

static struct kept *add(enum shk_key_kind kind, bool server, int64_t hour, const char *name, struct shk_error *err) {
    struct kept *k = &kept[next_place++ % KEPT];
    shk_arena_free(k->arena);
    struct shk_arena *arena = shk_arena_new();
    *k = (struct kept){arena, kind, server, hour, shk_strdup(arena, name), {0}};
    if (make(arena, kind, server, hour * HOUR, name, &k->identity, err)) return k;
    shk_arena_free(arena);
    *k = (struct kept){0};
    return NULL;
}

bool shk_pki_identity(struct shk_arena *arena, enum shk_key_kind kind, bool server, int64_t now, const char *name,
                      struct shk_identity *out, struct shk_error *err) {
    if (kind >= SHK_KEY_COUNT) return shk_fail(err, "there is no key kind %d", (int)kind);
    if (name == NULL) name = "localhost";
    int64_t hour = now / HOUR;
    pthread_mutex_lock(&lock);
    struct kept *k = find(kind, server, hour, name);
    if (k == NULL) k = add(kind, server, hour, name, err);
    if (k != NULL) {
        *out = k->identity;
        struct shk_bytes *chain = shk_alloc(arena, out->chain_len * sizeof(*chain));
        for (size_t i = 0; i < out->chain_len; i++) chain[i] = shk_copy(arena, out->chain[i]);
        out->chain = chain;
        out->root = shk_copy(arena, out->root);
    }
    pthread_mutex_unlock(&lock);
    return k != NULL;
}
