// The keys of the zoo by name.
#include "pki/zoo_parts.h"

#include <pthread.h>
#include <string.h>

static struct shk_key *standard(enum shk_key_kind kind, enum shk_role sut, const char *name) {
    enum shk_pki_role leaf = sut == SHK_CLIENT ? SHK_ROLE_SERVER : SHK_ROLE_CLIENT;
    if (strcmp(name, "root") == 0) return shk_pki_key(kind, SHK_ROLE_ROOT);
    if (strcmp(name, "int") == 0) return shk_pki_key(kind, SHK_ROLE_INTERMEDIATE);
    if (strcmp(name, "leaf") == 0) return shk_pki_key(kind, leaf);
    return NULL;
}

static const struct {
    const char *prefix;
    uint16_t scheme;
} families[] = {
    {"p256:", SHK_ECDSA_SECP256R1_SHA256},
    {"p384:", SHK_ECDSA_SECP384R1_SHA384},
    {"p521:", SHK_ECDSA_SECP521R1_SHA512},
    {"ed25519:", SHK_ED25519},
};

static struct shk_key *make(const char *name) {
    for (size_t i = 0; i < SHK_COUNT(families); i++) {
        if (strncmp(name, families[i].prefix, strlen(families[i].prefix)) == 0)
            return shk_key_derived(families[i].scheme, name);
    }
    return shk_key_derived(SHK_ECDSA_SECP256R1_SHA256, name);
}

struct kept {
    char name[32];
    struct shk_key *key;
};

struct shk_key *zoo_key(enum shk_key_kind kind, enum shk_role sut, const char *name, struct shk_error *err) {
    static struct kept kept[512];
    static size_t count;
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct shk_key *key = standard(kind, sut, name);
    if (key != NULL) return key;
    if (strlen(name) >= sizeof(kept->name)) {
        shk_fail(err, "\"%s\" is too long for the name of a key", name);
        return NULL;
    }
    pthread_mutex_lock(&lock);
    size_t i = 0;
    while (i < count && strcmp(kept[i].name, name) != 0) i++;
    if (i < count) {
        key = kept[i].key;
    } else if (count < SHK_COUNT(kept) && (key = make(name)) != NULL) {
        strcpy(kept[count].name, name);
        kept[count++].key = key;
    }
    pthread_mutex_unlock(&lock);
    if (key == NULL) shk_fail(err, "the key \"%s\" cannot be made", name);
    return key;
}
