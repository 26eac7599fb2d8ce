// The memo: a direct-mapped table of results, named by a digest of the operation and its inputs. A newer result simply
// takes an older one's place. One lock serves all threads; it is held for a copy of some hundred bytes.
#include "crypto/internal.h"

#include <openssl/sha.h>
#include <pthread.h>
#include <string.h>

#define SLOTS 256
#define BRIEF_SLOTS 64 // behind them

struct slot {
    struct shk_memo_id id;
    uint16_t len;
    bool used;
    uint8_t value[SHK_MEMO_MAX];
};

static struct slot slots[SLOTS + BRIEF_SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct shk_memo_id shk_memo_id(const char *operation, const struct shk_bytes *inputs, size_t count) {
    struct shk_memo_id id;
    SHA256_CTX sha;
    SHA256_Init(&sha);
    SHA256_Update(&sha, operation, strlen(operation) + 1);
    for (size_t i = 0; i < count; i++) {
        uint64_t len = inputs[i].len;
        SHA256_Update(&sha, &len, sizeof(len));
        if (len > 0) SHA256_Update(&sha, inputs[i].data, inputs[i].len);
    }
    SHA256_Final(id.digest, &sha);
    id.brief = false;
    return id;
}

struct shk_memo_id shk_memo_brief_id(const char *operation, struct shk_bytes first, struct shk_bytes second) {
    const struct shk_bytes inputs[] = {first, second};
    struct shk_memo_id id = shk_memo_id(operation, inputs, SHK_COUNT(inputs));
    id.brief = true;
    return id;
}

static struct slot *slot_of(const struct shk_memo_id *id) {
    return &slots[id->brief ? SLOTS + id->digest[0] % BRIEF_SLOTS : id->digest[0] % SLOTS];
}

static bool holds(const struct slot *slot, const struct shk_memo_id *id) {
    return slot->used && memcmp(slot->id.digest, id->digest, sizeof(id->digest)) == 0;
}

bool shk_memo_get(const struct shk_memo_id *id, struct shk_arena *arena, struct shk_bytes *out) {
    uint8_t value[SHK_MEMO_MAX];
    struct slot *slot = slot_of(id);
    pthread_mutex_lock(&lock);
    bool found = holds(slot, id);
    size_t len = found ? slot->len : 0;
    memcpy(value, slot->value, len);
    pthread_mutex_unlock(&lock);
    if (found) *out = shk_copy(arena, shk_view(value, len));
    return found;
}

bool shk_memo_read(const struct shk_memo_id *id, uint8_t *out, size_t len) {
    struct slot *slot = slot_of(id);
    pthread_mutex_lock(&lock);
    bool found = holds(slot, id) && slot->len == len;
    if (found) memcpy(out, slot->value, len);
    pthread_mutex_unlock(&lock);
    return found;
}

bool shk_memo_has(const struct shk_memo_id *id) {
    struct slot *slot = slot_of(id);
    pthread_mutex_lock(&lock);
    bool found = holds(slot, id);
    pthread_mutex_unlock(&lock);
    return found;
}

void shk_memo_put(const struct shk_memo_id *id, struct shk_bytes value) {
    if (value.len > SHK_MEMO_MAX) return;
    struct slot *slot = slot_of(id);
    pthread_mutex_lock(&lock);
    slot->id = *id;
    slot->len = (uint16_t)value.len;
    slot->used = true;
    if (value.len > 0) memcpy(slot->value, value.data, value.len);
    pthread_mutex_unlock(&lock);
}
