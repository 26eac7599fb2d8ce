// Record protection, honest and otherwise. Three shapes of body:
//
//   TLS 1.3 AEAD   seal(content | type | zeros)                       additional data: the record header
//   TLS 1.2 AEAD   [explicit nonce, GCM only] seal(content)           additional data: sequence number and header
//   TLS 1.2 CBC    IV | encrypt(content | MAC | padding)              MAC first, or with encrypt_then_mac (RFC 7366)
//                  IV | encrypt(content | padding) | MAC
#include "crypto/internal.h"

#include <openssl/aead.h>
#include <openssl/aes.h>
#include <string.h>

#define HEADER 5
#define TAG 16
#define BLOCK 16
#define MAX_BODY 65535u

static bool is_cbc(const struct shk_suite *suite) {
    return suite->cipher == SHK_AES_128_CBC || suite->cipher == SHK_AES_256_CBC;
}

static size_t key_len(const struct shk_suite *suite) {
    return suite->cipher == SHK_AES_128_GCM || suite->cipher == SHK_AES_128_CBC ? 16 : 32;
}

// Bytes of the fixed part of the nonce that come from the key block of TLS 1.2.
static size_t fixed_iv_len(const struct shk_suite *suite) {
    if (is_cbc(suite)) return 0;
    return suite->cipher == SHK_CHACHA20_POLY1305 ? 12 : 4;
}

static const EVP_AEAD *aead_of(const struct shk_suite *suite) {
    switch (suite->cipher) {
    case SHK_AES_128_GCM: return EVP_aead_aes_128_gcm();
    case SHK_AES_256_GCM: return EVP_aead_aes_256_gcm();
    default: return EVP_aead_chacha20_poly1305();
    }
}

void shk_protection13(struct shk_protection *p, const struct shk_suite *suite, const uint8_t *secret) {
    struct shk_bytes from = shk_view(secret, shk_hash_len(suite->hash));
    *p = (struct shk_protection){.suite = suite, .version = SHK_TLS13};
    const uint8_t number[] = {(uint8_t)(suite->id >> 8), (uint8_t)suite->id};
    struct shk_memo_id id = shk_memo_brief_id("protection13", from, SHK_BYTES(number));
    uint8_t both[sizeof(p->key) + 12];
    if (!shk_memo_read(&id, both, sizeof(both))) {
        memset(both, 0, sizeof(both));
        shk_hkdf_expand_label(suite->hash, from, "key", shk_view(NULL, 0), both, key_len(suite));
        shk_hkdf_expand_label(suite->hash, from, "iv", shk_view(NULL, 0), both + sizeof(p->key), 12);
        shk_memo_put(&id, SHK_BYTES(both));
    }
    memcpy(p->key, both, sizeof(p->key));
    memcpy(p->iv, both + sizeof(p->key), 12);
}

void shk_protection12(struct shk_protection *p, const struct shk_suite *suite, const uint8_t master[48],
                      const uint8_t *client_random, const uint8_t *server_random, bool client_writes, bool etm) {
    *p = (struct shk_protection){.suite = suite, .version = SHK_TLS12, .encrypt_then_mac = etm && is_cbc(suite)};
    size_t mac = is_cbc(suite) ? shk_hash_len(suite->mac) : 0, key = key_len(suite), iv = fixed_iv_len(suite);

    uint8_t seed[64], block[2 * (64 + 32 + 16)];
    memcpy(seed, server_random, 32);
    memcpy(seed + 32, client_random, 32);
    shk_prf(suite->hash, shk_view(master, 48), "key expansion", SHK_BYTES(seed), block, 2 * (mac + key + iv));

    const uint8_t *at = block;
    size_t mine = client_writes ? 0 : 1;
    memcpy(p->mac_key, at + mine * mac, mac);
    at += 2 * mac;
    memcpy(p->key, at + mine * key, key);
    at += 2 * key;
    memcpy(p->iv, at + mine * iv, iv);
}

static void put_be(uint8_t *out, uint64_t value, size_t len) {
    for (size_t i = 0; i < len; i++) out[i] = (uint8_t)(value >> (8 * (len - 1 - i)));
}

static void flip_bit(uint8_t *bytes, size_t len, uint32_t bit) {
    if (len == 0) return;
    size_t at = bit % (8 * len);
    bytes[at / 8] ^= (uint8_t)(1u << (at % 8));
}

// What both ends of a record agree on besides its body.
struct context {
    uint8_t type; // covered by the MAC or the additional data
    uint16_t version;
};

// The 13 bytes that TLS 1.2 authenticates with a fragment.
static void pseudo_header(const struct shk_protection *p, struct context c, size_t len, uint8_t out[13]) {
    put_be(out, p->seq, 8);
    out[8] = c.type;
    put_be(out + 9, c.version, 2);
    put_be(out + 11, len, 2);
}

// --- AEAD ------------------------------------------------------------------------------------------------------------

static void aead_nonce(const struct shk_protection *p, const uint8_t *explicit_part, uint8_t nonce[12]) {
    memcpy(nonce, p->iv, 12);
    if (explicit_part != NULL) {
        memcpy(nonce + 4, explicit_part, 8);
        return;
    }
    for (size_t i = 0; i < 8; i++) nonce[4 + i] ^= (uint8_t)(p->seq >> (8 * (7 - i)));
}

static size_t aead_data(const struct shk_protection *p, struct context c, size_t content_len, uint8_t out[13]) {
    if (p->version != SHK_TLS13) {
        pseudo_header(p, c, content_len, out);
        return 13;
    }
    out[0] = c.type;
    put_be(out + 1, c.version, 2);
    put_be(out + 3, content_len + TAG, 2);
    return 5;
}

// Seals or opens in place behind `body`; returns the bytes written, or SIZE_MAX when a record does not authenticate.
static size_t aead_run(const struct shk_protection *p, bool seal, const uint8_t nonce[12], struct shk_bytes data,
                       struct shk_bytes in, uint8_t *out, size_t room) {
    EVP_AEAD_CTX ctx;
    size_t len = SIZE_MAX;
    EVP_AEAD_CTX_zero(&ctx);
    if (!EVP_AEAD_CTX_init(&ctx, aead_of(p->suite), p->key, key_len(p->suite), TAG, NULL)) return SIZE_MAX;
    int done = seal ? EVP_AEAD_CTX_seal(&ctx, out, &len, room, nonce, 12, in.data, in.len, data.data, data.len)
                    : EVP_AEAD_CTX_open(&ctx, out, &len, room, nonce, 12, in.data, in.len, data.data, data.len);
    EVP_AEAD_CTX_cleanup(&ctx);
    return done ? len : SIZE_MAX;
}

static bool has_explicit_nonce(const struct shk_protection *p) {
    return p->version != SHK_TLS13 && fixed_iv_len(p->suite) == 4;
}

static struct shk_bytes inner_plaintext(const struct shk_record_form *form, struct shk_bytes content,
                                        struct shk_arena *arena) {
    if (form->fault == SHK_RECORD_EMPTY_INNER) return shk_view(NULL, 0);
    size_t room = MAX_BODY - TAG - content.len - 1;
    size_t padding = form->padding < room ? form->padding : room;
    uint8_t *inner = shk_alloc(arena, content.len + 1 + padding);
    if (form->fault != SHK_RECORD_NO_TYPE) {
        if (content.len > 0) memcpy(inner, content.data, content.len);
        inner[content.len] = form->inner_type;
    }
    return shk_view(inner, content.len + 1 + padding);
}

#define NONCE_MARK (UINT64_C(0x53484b) << 40) // "SHK"

static struct shk_bytes seal_aead(const struct shk_protection *p, struct context c, const struct shk_record_form *form,
                                  struct shk_bytes content, struct shk_arena *arena) {
    if (p->version == SHK_TLS13) content = inner_plaintext(form, content, arena);
    size_t explicit_len = has_explicit_nonce(p) ? 8 : 0;
    uint8_t *body = shk_alloc(arena, explicit_len + content.len + TAG);

    uint8_t nonce[12], data[13];
    if (explicit_len > 0) {
        // Never zero: a SUT that takes the record for plaintext would read zeros as two empty HelloRequests.
        put_be(body, (p->seq | NONCE_MARK) ^ (form->fault == SHK_RECORD_EXPLICIT_NONCE ? form->fault_at : 0), 8);
        aead_nonce(p, body, nonce);
    } else {
        aead_nonce(p, NULL, nonce);
    }
    size_t data_len = aead_data(p, c, content.len, data);
    aead_run(p, true, nonce, shk_view(data, data_len), content, body + explicit_len, content.len + TAG);

    uint8_t *tag = body + explicit_len + content.len;
    bool no_body = form->fault == SHK_RECORD_BODY_FLIP && content.len == 0; // then the tag is all there is to flip
    if (form->fault == SHK_RECORD_TAG_FLIP || no_body) flip_bit(tag, TAG, form->fault_at);
    if (form->fault == SHK_RECORD_BODY_FLIP) flip_bit(body + explicit_len, content.len, form->fault_at);
    return shk_view(body, explicit_len + content.len + TAG);
}

static bool open_aead(const struct shk_protection *p, struct context c, struct shk_bytes body, struct shk_arena *arena,
                      struct shk_bytes *content) {
    size_t explicit_len = has_explicit_nonce(p) ? 8 : 0;
    if (body.len < explicit_len + TAG) return false;
    struct shk_bytes sealed = shk_slice(body, explicit_len, body.len);
    uint8_t nonce[12], data[13];
    aead_nonce(p, explicit_len > 0 ? body.data : NULL, nonce);
    size_t data_len = aead_data(p, c, sealed.len - TAG, data);
    uint8_t *out = shk_alloc(arena, sealed.len);
    size_t len = aead_run(p, false, nonce, shk_view(data, data_len), sealed, out, sealed.len);
    if (len == SIZE_MAX) return false;
    *content = shk_view(out, len);
    return true;
}

// --- CBC -------------------------------------------------------------------------------------------------------------

static void cbc_run(const struct shk_protection *p, bool encrypt, const uint8_t iv[BLOCK], const uint8_t *in,
                    uint8_t *out, size_t len) {
    AES_KEY key;
    uint8_t chain[BLOCK];
    unsigned bits = (unsigned)(8 * key_len(p->suite));
    memcpy(chain, iv, BLOCK);
    if (encrypt) {
        AES_set_encrypt_key(p->key, bits, &key);
        AES_cbc_encrypt(in, out, len, &key, chain, AES_ENCRYPT);
    } else {
        AES_set_decrypt_key(p->key, bits, &key);
        AES_cbc_encrypt(in, out, len, &key, chain, AES_DECRYPT);
    }
}

static size_t cbc_mac(const struct shk_protection *p, struct context c, struct shk_bytes what, struct shk_arena *arena,
                      uint8_t out[SHK_MAX_HASH]) {
    uint8_t *input = shk_alloc(arena, 13 + what.len);
    pseudo_header(p, c, what.len, input);
    if (what.len > 0) memcpy(input + 13, what.data, what.len);
    size_t mac_len = shk_hash_len(p->suite->mac);
    return shk_hmac(p->suite->mac, shk_view(p->mac_key, mac_len), shk_view(input, 13 + what.len), out);
}

// The IV is unpredictable to others and needs no generator: records stay the same whatever else drew randomness.
static void cbc_iv(const struct shk_protection *p, uint8_t iv[BLOCK]) {
    uint8_t mac[SHK_MAX_HASH], label[10] = "iv";
    put_be(label + 2, p->seq, 8);
    shk_hmac(SHK_SHA256, shk_view(p->mac_key, shk_hash_len(p->suite->mac)), SHK_BYTES(label), mac);
    memcpy(iv, mac, BLOCK);
}

// The value of the padding length byte: what fills the last block, and the whole blocks that the form asks for.
static size_t cbc_padding(const struct shk_record_form *form, size_t len) {
    size_t padding = (BLOCK - 1) - len % BLOCK;
    size_t blocks = form->padding / BLOCK;
    if (form->fault == SHK_RECORD_PADDING_FLIP && padding == 0 && blocks == 0)
        blocks = 1; // or nothing could be flipped
    size_t most = (255 - padding) / BLOCK;
    return padding + BLOCK * (blocks < most ? blocks : most);
}

static void cbc_spoil_padding(const struct shk_record_form *form, uint8_t *plain, size_t *len, size_t padding) {
    if (form->fault == SHK_RECORD_PADDING_FLIP) {
        flip_bit(plain + *len - 1 - padding, padding, form->fault_at);
    } else if (form->fault == SHK_RECORD_PADDING_LENGTH) {
        plain[*len - 1] = (uint8_t)form->fault_at;
    } else if (form->fault == SHK_RECORD_ALL_PADDING) {
        if (*len > 256) *len = 256;
        memset(plain, (int)(*len - 1), *len);
    }
}

static struct shk_bytes seal_cbc(const struct shk_protection *p, struct context c, const struct shk_record_form *form,
                                 struct shk_bytes content, struct shk_arena *arena) {
    uint8_t mac[SHK_MAX_HASH];
    struct shk_buf plain = shk_buf_in(arena);
    shk_put(&plain, content);
    if (!p->encrypt_then_mac) {
        size_t mac_len = cbc_mac(p, c, content, arena, mac);
        if (form->fault == SHK_RECORD_TAG_FLIP) flip_bit(mac, mac_len, form->fault_at);
        shk_put(&plain, shk_view(mac, mac_len));
    }
    size_t padding = cbc_padding(form, plain.len);
    shk_put_fill(&plain, (uint8_t)padding, padding + 1);
    size_t len = plain.len;
    cbc_spoil_padding(form, plain.data, &len, padding);

    size_t mac_room = p->encrypt_then_mac ? SHK_MAX_HASH : 0;
    uint8_t *body = shk_alloc(arena, BLOCK + len + mac_room);
    cbc_iv(p, body);
    cbc_run(p, true, body, plain.data, body + BLOCK, len);
    struct shk_bytes out = shk_view(body, BLOCK + len);
    if (p->encrypt_then_mac) {
        size_t mac_len = cbc_mac(p, c, out, arena, mac);
        if (form->fault == SHK_RECORD_TAG_FLIP) flip_bit(mac, mac_len, form->fault_at);
        memcpy(body + out.len, mac, mac_len);
        out.len += mac_len;
    }
    if (form->fault == SHK_RECORD_BODY_FLIP) flip_bit(body + BLOCK, len, form->fault_at);
    return out;
}

// Not in constant time: there is nobody to hide from.
static bool cbc_strip_padding(const uint8_t *plain, size_t *len) {
    size_t padding = plain[*len - 1];
    if (padding + 1 > *len) return false;
    for (size_t i = *len - 1 - padding; i < *len; i++) {
        if (plain[i] != padding) return false;
    }
    *len -= padding + 1;
    return true;
}

static bool open_cbc(const struct shk_protection *p, struct context c, struct shk_bytes body, struct shk_arena *arena,
                     struct shk_bytes *content) {
    uint8_t mac[SHK_MAX_HASH];
    size_t mac_len = shk_hash_len(p->suite->mac);
    if (p->encrypt_then_mac) {
        if (body.len < mac_len) return false;
        struct shk_bytes sent = shk_slice(body, body.len - mac_len, mac_len);
        body.len -= mac_len;
        cbc_mac(p, c, body, arena, mac);
        if (!shk_equal(shk_view(mac, mac_len), sent)) return false;
    }
    if (body.len < 2 * BLOCK || body.len % BLOCK != 0) return false;
    size_t len = body.len - BLOCK;
    uint8_t *plain = shk_alloc(arena, len);
    cbc_run(p, false, body.data, body.data + BLOCK, plain, len);
    if (!cbc_strip_padding(plain, &len)) return false;
    if (!p->encrypt_then_mac) {
        if (len < mac_len) return false;
        len -= mac_len;
        cbc_mac(p, c, shk_view(plain, len), arena, mac);
        if (memcmp(mac, plain + len, mac_len) != 0) return false;
    }
    *content = shk_view(plain, len);
    return true;
}

// --- Records ---------------------------------------------------------------------------------------------------------

void shk_protect(struct shk_protection *p, struct shk_record_form form, struct shk_bytes plaintext,
                 struct shk_buf *out) {
    bool sealed13 = p->suite != NULL && p->version == SHK_TLS13;
    uint16_t version = form.version != 0 ? form.version : SHK_TLS12;
    uint8_t honest_type = sealed13 ? SHK_TYPE_APPLICATION_DATA : form.inner_type;
    uint8_t outer = form.outer_type != 0 ? form.outer_type : honest_type;
    // TLS 1.3 covers the header as it is sent, TLS 1.2 the type of the content: a foreign outer type breaks the MAC there.
    struct context c = {sealed13 ? outer : form.inner_type, form.aad_version != 0 ? form.aad_version : version};

    if (plaintext.len > 65000) plaintext.len = 65000;
    struct shk_bytes body = plaintext;
    if (p->suite != NULL) {
        body = is_cbc(p->suite) ? seal_cbc(p, c, &form, plaintext, out->arena)
                                : seal_aead(p, c, &form, plaintext, out->arena);
    }
    if (form.fault == SHK_RECORD_CUT && form.fault_at < body.len) body.len = form.fault_at;
    shk_put_uint(out, 1, outer);
    shk_put_uint(out, 2, version);
    shk_put_vector(out, 2, body);
    p->seq++;
}

bool shk_unprotect(struct shk_protection *p, struct shk_arena *arena, struct shk_bytes record, uint8_t *type,
                   struct shk_bytes *plaintext) {
    struct shk_reader r = shk_read(record);
    uint32_t outer, version;
    struct shk_bytes body, content;
    SHK_TRY(shk_take_uint(&r, 1, &outer));
    SHK_TRY(shk_take_uint(&r, 2, &version));
    SHK_TRY(shk_take_vector(&r, 2, &body));
    SHK_TRY(r.len == 0);
    struct context c = {(uint8_t)outer, (uint16_t)version};

    if (p->suite == NULL) {
        content = body;
    } else if (is_cbc(p->suite)) {
        SHK_TRY(open_cbc(p, c, body, arena, &content));
    } else {
        SHK_TRY(open_aead(p, c, body, arena, &content));
    }
    *type = (uint8_t)outer;
    if (p->suite != NULL && p->version == SHK_TLS13) {
        while (content.len > 0 && content.data[content.len - 1] == 0) content.len--;
        if (content.len == 0) return false; // no content type
        *type = content.data[--content.len];
    }
    *plaintext = content;
    p->seq++;
    return true;
}
