// The TLS 1.3 key schedule, RFC 9846 section 7.1.
//
//            0                 (EC)DHE                 0
//            |                    |                    |
//   PSK -> Extract -> derived -> Extract -> derived -> Extract
//            |                    |                    |
//          Early               Handshake             Main Secret
//
// shk_schedule_start makes the first, each shk_schedule_next the following one; shk_derive_secret hangs the traffic
// secrets below whichever is current.
#include "crypto/internal.h"

#include <string.h>

static const uint8_t zeros[SHK_MAX_HASH];

void shk_schedule_start(struct shk_schedule *s, enum shk_hash hash, struct shk_bytes psk) {
    memset(s, 0, sizeof(*s));
    s->hash = hash;
    s->hash_len = shk_hash_len(hash);
    if (psk.len == 0) psk = shk_view(zeros, s->hash_len);
    shk_hkdf_extract(hash, shk_view(zeros, s->hash_len), psk, s->secret);
}

void shk_schedule_next(struct shk_schedule *s, struct shk_bytes ikm) {
    uint8_t empty_hash[SHK_MAX_HASH], derived[SHK_MAX_HASH];
    struct shk_memo_id id =
        shk_memo_brief_id(s->hash == SHK_SHA256 ? "next-sha256" : "next-sha384", shk_view(s->secret, s->hash_len), ikm);
    if (shk_memo_read(&id, s->secret, s->hash_len)) return;
    shk_digest(s->hash, shk_view(NULL, 0), empty_hash);
    shk_derive_secret(s, "derived", empty_hash, derived);
    if (ikm.len == 0) ikm = shk_view(zeros, s->hash_len);
    shk_hkdf_extract(s->hash, shk_view(derived, s->hash_len), ikm, s->secret);
    shk_memo_put(&id, shk_view(s->secret, s->hash_len));
}

void shk_derive_secret(const struct shk_schedule *s, const char *label, const uint8_t *transcript_hash, uint8_t *out) {
    shk_hkdf_expand_label(s->hash, shk_view(s->secret, s->hash_len), label, shk_view(transcript_hash, s->hash_len), out,
                          s->hash_len);
}

void shk_finished_mac(enum shk_hash hash, const uint8_t *base_key, const uint8_t *transcript_hash, uint8_t *out) {
    size_t len = shk_hash_len(hash);
    uint8_t key[SHK_MAX_HASH], mac[SHK_MAX_HASH];
    struct shk_memo_id id = shk_memo_brief_id(hash == SHK_SHA256 ? "finished-sha256" : "finished-sha384",
                                              shk_view(base_key, len), shk_view(transcript_hash, len));
    if (shk_memo_read(&id, out, len)) return;
    shk_hkdf_expand_label(hash, shk_view(base_key, len), "finished", shk_view(NULL, 0), key, len);
    shk_hmac(hash, shk_view(key, len), shk_view(transcript_hash, len), mac);
    memcpy(out, mac, len);
    shk_memo_put(&id, shk_view(mac, len));
}

void shk_next_traffic_secret(enum shk_hash hash, uint8_t *secret) {
    size_t len = shk_hash_len(hash);
    uint8_t next[SHK_MAX_HASH];
    shk_hkdf_expand_label(hash, shk_view(secret, len), "traffic upd", shk_view(NULL, 0), next, len);
    memcpy(secret, next, len);
}

void shk_exporter13(enum shk_hash hash, const uint8_t *exporter_secret, const char *label, struct shk_bytes context,
                    uint8_t *out, size_t len) {
    size_t hash_len = shk_hash_len(hash);
    uint8_t digest[SHK_MAX_HASH], secret[SHK_MAX_HASH];
    shk_digest(hash, shk_view(NULL, 0), digest);
    shk_hkdf_expand_label(hash, shk_view(exporter_secret, hash_len), label, shk_view(digest, hash_len), secret,
                          hash_len);
    shk_digest(hash, context, digest);
    shk_hkdf_expand_label(hash, shk_view(secret, hash_len), "exporter", shk_view(digest, hash_len), out, len);
}
