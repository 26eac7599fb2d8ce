// All cryptography that a TLS peer needs, on BoringSSL's libcrypto. No other folder calls libcrypto, except the
// certificate factory (through this header) and the in-process SUT (which is BoringSSL).
//
// Outputs go to the caller's arrays (SHK_MAX_HASH bytes) or into an arena. Functions that can fail do so on hostile
// input only (a point off its curve, a signature that does not verify) and return false with a sentence.
#ifndef SHK_CRYPTO_CRYPTO_H
#define SHK_CRYPTO_CRYPTO_H

#include "base/base.h"
#include "wire/registry.h"

#define SHK_MAX_HASH 64

// --- Randomness of libcrypto ----------------------------------------------------------------------------------------

// shk_crypto_use_rng makes libcrypto of this thread draw from `rng` (key generation, ECDSA nonces, salts) until it is
// called again with NULL; then it draws from the kernel. It returns the one that was in use. The peer and the in-process
// SUT each have their own, so that neither's draws depend on the other's. Works because libcrypto.a is linked with a weak
// RAND_bytes (cmake/BoringSSL.cmake) and ours is strong.
struct shk_rng *shk_crypto_use_rng(struct shk_rng *rng);

// --- Hash, HMAC, HKDF (RFC 5869), TLS 1.2 PRF (RFC 5246, section 5) -------------------------------------------------

size_t shk_digest(enum shk_hash hash, struct shk_bytes in, uint8_t out[SHK_MAX_HASH]); // returns bytes written
// shk_digest_on gives the same as shk_digest, but hashes only what `in` has more than at the last call with this state: the
// caller zeroes the state when `in` no longer begins with the bytes of that call. Shorter than then: hashed in full.
struct shk_hash_state {
    uint64_t context[28]; // SHA256_CTX or SHA512_CTX
    size_t len;           // bytes in it; 0: nothing yet
    enum shk_hash hash;
};
size_t shk_digest_on(struct shk_hash_state *state, enum shk_hash hash, struct shk_bytes in, uint8_t out[SHK_MAX_HASH]);
size_t shk_hmac(enum shk_hash hash, struct shk_bytes key, struct shk_bytes in, uint8_t out[SHK_MAX_HASH]);
size_t shk_hkdf_extract(enum shk_hash hash, struct shk_bytes salt, struct shk_bytes ikm, uint8_t out[SHK_MAX_HASH]);
// RFC 9846, section 7.1: label without the "tls13 " prefix.
void shk_hkdf_expand_label(enum shk_hash hash, struct shk_bytes secret, const char *label, struct shk_bytes context,
                           uint8_t *out, size_t len);
void shk_prf(enum shk_hash hash, struct shk_bytes secret, const char *label, struct shk_bytes seed, uint8_t *out,
             size_t len);

// --- TLS 1.3 key schedule (RFC 9846, section 7.1) -------------------------------------------------------------------

struct shk_schedule {
    enum shk_hash hash;
    uint8_t hash_len;
    uint8_t secret[SHK_MAX_HASH]; // Early, then Handshake, then Main Secret
};
void shk_schedule_start(struct shk_schedule *s, enum shk_hash hash, struct shk_bytes psk); // empty psk: zeros
void shk_schedule_next(struct shk_schedule *s, struct shk_bytes ikm);                      // empty ikm: zeros
// shk_derive_secret is Derive-Secret with a finished transcript hash (hash_len bytes).
void shk_derive_secret(const struct shk_schedule *s, const char *label, const uint8_t *transcript_hash, uint8_t *out);
// shk_finished_mac is verify_data of RFC 9846 section 4.5.3 and the PSK binder of 4.3.11.2.
void shk_finished_mac(enum shk_hash hash, const uint8_t *base_key, const uint8_t *transcript_hash, uint8_t *out);
void shk_next_traffic_secret(enum shk_hash hash, uint8_t *secret); // section 7.2, in place
// shk_exporter13 is TLS-Exporter of section 7.5 for an exporter secret ("exp master" or "e exp master").
void shk_exporter13(enum shk_hash hash, const uint8_t *exporter_secret, const char *label, struct shk_bytes context,
                    uint8_t *out, size_t len);

// --- TLS 1.2 secrets (RFC 5246, sections 6.3, 8.1; RFC 7627) --------------------------------------------------------

void shk_master_secret(enum shk_hash hash, struct shk_bytes premaster, const uint8_t *client_random,
                       const uint8_t *server_random, uint8_t out[48]);
void shk_extended_master_secret(enum shk_hash hash, struct shk_bytes premaster, struct shk_bytes session_hash,
                                uint8_t out[48]);
void shk_verify_data12(enum shk_hash hash, const uint8_t master[48], bool client, const uint8_t *transcript_hash,
                       uint8_t out[12]);
// RFC 5705, section 4; context NULL: without one.
void shk_exporter12(enum shk_hash hash, const uint8_t master[48], const uint8_t *client_random,
                    const uint8_t *server_random, const char *label, const struct shk_bytes *context, uint8_t *out,
                    size_t len);

// --- Record protection ----------------------------------------------------------------------------------------------

// One direction's keys. version 0x0304: RFC 9846 section 5.2; 0x0303: RFC 5246 section 6.2.3, 7905, 7366.
struct shk_protection {
    const struct shk_suite *suite; // NULL: no protection, records pass as they are
    uint16_t version;
    bool encrypt_then_mac;
    uint8_t key[32];
    uint8_t iv[16];
    uint8_t mac_key[64];
    uint64_t seq;
};
// From a TLS 1.3 traffic secret (section 7.3); from a TLS 1.2 master secret (section 6.3), for one writer.
void shk_protection13(struct shk_protection *p, const struct shk_suite *suite, const uint8_t *secret);
void shk_protection12(struct shk_protection *p, const struct shk_suite *suite, const uint8_t master[48],
                      const uint8_t *client_random, const uint8_t *server_random, bool client_writes, bool etm);

// How a record departs from the honest one. All zero means honest.
enum shk_record_fault {
    SHK_RECORD_HONEST,
    SHK_RECORD_TAG_FLIP,       // flip bit `fault_at` of the AEAD tag or of the CBC MAC
    SHK_RECORD_BODY_FLIP,      // flip bit `fault_at` of the ciphertext body
    SHK_RECORD_PADDING_FLIP,   // CBC: flip bit `fault_at` of the padding before encryption
    SHK_RECORD_PADDING_LENGTH, // CBC: the padding length byte says `fault_at` (legal with encrypt_then_mac when it is 0)
    SHK_RECORD_ALL_PADDING,    // CBC: the whole plaintext is padding (legal, and empty, with encrypt_then_mac)
    SHK_RECORD_CUT,            // leave only the first `fault_at` bytes of the ciphertext
    SHK_RECORD_NO_TYPE,        // 1.3: inner plaintext all zero / without a content type
    SHK_RECORD_EMPTY_INNER,    // 1.3: inner plaintext of length zero
    SHK_RECORD_EXPLICIT_NONCE, // 1.2 GCM: explicit nonce xor fault_at (kept consistent, so it opens)
};
struct shk_record_form {
    uint8_t inner_type;   // content type of the plaintext
    uint8_t outer_type;   // 0: what is honest (23 in a protected 1.3 record, else inner_type)
    uint16_t version;     // of the record header; 0: 0x0303
    uint16_t aad_version; // 0: same as in the header
    uint32_t padding;     // 1.3: zero bytes; CBC: extra padding in whole blocks' bytes (rounded down to fit 255)
    enum shk_record_fault fault;
    uint32_t fault_at;
};
// shk_protect appends one whole record (5-byte header and body) to `out` and advances the sequence number. `plaintext` is
// taken as one fragment whatever its size (at most 65,000 bytes): limits are the caller's to keep or to break.
void shk_protect(struct shk_protection *p, struct shk_record_form form, struct shk_bytes plaintext,
                 struct shk_buf *out);
// shk_unprotect opens one whole record (header and body). In 1.3, *type is the inner type and *plaintext ends before the
// padding. False when it does not authenticate; the sequence number advances only on success.
bool shk_unprotect(struct shk_protection *p, struct shk_arena *arena, struct shk_bytes record, uint8_t *type,
                   struct shk_bytes *plaintext) SHK_MUST_USE;

// --- Key exchange ---------------------------------------------------------------------------------------------------

// A key pair for one group. `share` is its public value as in KeyShareEntry.key_exchange (or ClientDiffieHellmanPublic,
// ECPoint in TLS 1.2); for X25519MLKEM768 the client's share (encapsulation key, then X25519).
struct shk_kx {
    uint16_t group;
    struct shk_bytes share;
    struct shk_bytes secret; // private key, opaque to callers
};
bool shk_kx_supported(uint16_t group);
// shk_kx_start makes the initiator's pair (a client's; a server's in TLS 1.2) from `rng`.
bool shk_kx_start(struct shk_arena *arena, uint16_t group, struct shk_rng *rng, struct shk_kx *out,
                  struct shk_error *err) SHK_MUST_USE;
// shk_kx_from_secret makes the pair of a given private key: known vectors, and cases that want a certain share.
bool shk_kx_from_secret(struct shk_arena *arena, uint16_t group, struct shk_bytes secret, struct shk_kx *out,
                        struct shk_error *err) SHK_MUST_USE;
// shk_kx_answer makes the responder's share for the peer's share and the shared secret at once (KEMs need this order).
bool shk_kx_answer(struct shk_arena *arena, uint16_t group, struct shk_bytes peer, struct shk_rng *rng,
                   struct shk_bytes *share, struct shk_bytes *shared, struct shk_error *err) SHK_MUST_USE;
// shk_kx_finish computes the initiator's shared secret. `strip_zeros`: leading zero bytes are dropped (DHE in TLS 1.2,
// RFC 5246 section 8.1.2).
bool shk_kx_finish(struct shk_arena *arena, const struct shk_kx *kx, struct shk_bytes peer, bool strip_zeros,
                   struct shk_bytes *shared, struct shk_error *err) SHK_MUST_USE;
// The TLS 1.2 DHE parameters of an ffdhe group (RFC 7919), and key pairs over parameters that a server chose.
void shk_ffdhe_prime(uint16_t group, struct shk_bytes *p, struct shk_bytes *g);
bool shk_dh_answer(struct shk_arena *arena, struct shk_bytes p, struct shk_bytes g, struct shk_bytes peer,
                   struct shk_rng *rng, struct shk_bytes *share, struct shk_bytes *shared,
                   struct shk_error *err) SHK_MUST_USE; // zeros stripped

// --- Keys, signatures, RSA encryption -------------------------------------------------------------------------------

struct shk_key; // an EVP_PKEY, counted by its owner; shk_key_free
struct shk_key *shk_key_from_pem(const char *pem, struct shk_error *err);              // private key
struct shk_key *shk_key_from_certificate(struct shk_bytes der, struct shk_error *err); // public key of a leaf
struct shk_key *shk_key_from_spki(struct shk_bytes der, struct shk_error *err);
// shk_key_derived makes a key pair of a name: P-256, P-384, P-521 or Ed25519, by the scheme that it signs with; NULL for other
// schemes. Equal names give equal keys. shk_key_private is its PKCS #8 DER, empty when there is none.
struct shk_key *shk_key_derived(uint16_t scheme, const char *name);
struct shk_bytes shk_key_private(struct shk_arena *arena, const struct shk_key *key);
// Odd keys, whose signatures are computed from the numbers. An RSA key is given by the sizes of its primes and how far behind a
// number derived from the name they lie, or by the primes.
struct shk_odd_rsa {
    const char *name;
    uint16_t bits; // of each prime
    uint8_t primes;
    uint32_t offset[16];
    const char *exponent; // hex; an even one needs primes that are 3 modulo 4
    const char *prime[2]; // hex, instead of bits and offset
    bool even;            // 2 is a further prime
};
// `ordinary`: libcrypto makes its signatures.
struct shk_key *shk_key_odd_rsa(const struct shk_odd_rsa *from, bool ordinary);
struct shk_key *shk_key_odd_curve(const char *name); // "p192", "secp256k1", "brainpool"; NULL for others
// shk_key_curveball is the key 1 on P-256 with the victim's public key for a generator (CVE-2020-0601).
struct shk_key *shk_key_curveball(const struct shk_key *victim);
struct shk_key *
shk_key_mute(size_t signature_len); // gives that many octets that depend on the message and verify nowhere
// shk_rsa_private_block raises a block of the modulus' length to the private exponent; shk_rsa_pss_block makes one by PSS with any
// salt and MGF1 hash.
bool shk_rsa_private_block(struct shk_arena *arena, const struct shk_key *key, struct shk_bytes block,
                           struct shk_bytes *out, struct shk_error *err) SHK_MUST_USE;
bool shk_rsa_pss_block(struct shk_arena *arena, const struct shk_key *key, enum shk_hash hash, enum shk_hash mgf_hash,
                       size_t salt, struct shk_bytes message, struct shk_bytes *out,
                       struct shk_error *err) SHK_MUST_USE;
void shk_md2(struct shk_bytes in, uint8_t out[16]);
void shk_md4(struct shk_bytes in, uint8_t out[16]);
void shk_key_free(struct shk_key *key);
struct shk_bytes shk_key_spki(struct shk_arena *arena, const struct shk_key *key); // SubjectPublicKeyInfo, DER
enum shk_auth_kind shk_key_auth(const struct shk_key *key);                        // ECDSA for Ed25519 too (RFC 8422)
// shk_key_scheme returns the default scheme for this key in that version (P-256: ecdsa_secp256r1_sha256, ...), or the first
// of `offered` (big-endian pairs) that fits; 0 when none does. Empty `offered`: the default.
uint16_t shk_key_scheme(const struct shk_key *key, uint16_t version, struct shk_bytes offered);
// shk_sign makes a signature by `scheme` over `message` (hashed inside). The scheme has to fit the key's type, not its curve.
bool shk_sign(struct shk_arena *arena, const struct shk_key *key, uint16_t scheme, struct shk_bytes message,
              struct shk_bytes *signature, struct shk_error *err) SHK_MUST_USE;
bool shk_verify(const struct shk_key *key, uint16_t scheme, struct shk_bytes message,
                struct shk_bytes signature) SHK_MUST_USE;
// shk_certificate_signed_by says whether the signature of a certificate verifies with the public key of another one, both DER.
bool shk_certificate_signed_by(struct shk_bytes certificate, struct shk_bytes issuer) SHK_MUST_USE;
// shk_sign_odd makes a signature that departs from its scheme's form in one point: PSS with a salt of 20 bytes (RFC 9846 section
// 4.3.3 wants the digest's length), or a PKCS #1 v1.5 DigestInfo whose algorithm has no NULL parameters (RFC 8017, A.2.4).
enum shk_odd_signature { SHK_ODD_SALT, SHK_ODD_NO_NULL };
bool shk_sign_odd(struct shk_arena *arena, const struct shk_key *key, uint16_t scheme, enum shk_odd_signature odd,
                  struct shk_bytes message, struct shk_bytes *signature, struct shk_error *err) SHK_MUST_USE;
// PKCS #1 v1.5 encryption of a premaster secret (RFC 5246, section 7.4.7.1), and its opening.
bool shk_rsa_encrypt(struct shk_arena *arena, const struct shk_key *key, struct shk_bytes in, struct shk_bytes *out,
                     struct shk_error *err) SHK_MUST_USE;
bool shk_rsa_decrypt(struct shk_arena *arena, const struct shk_key *key, struct shk_bytes in, struct shk_bytes *out,
                     struct shk_error *err) SHK_MUST_USE;
// shk_rsa_encrypt_block encrypts a padded block of shk_rsa_size bytes as it is: for blocks whose padding is not honest.
bool shk_rsa_encrypt_block(struct shk_arena *arena, const struct shk_key *key, struct shk_bytes block,
                           struct shk_bytes *out, struct shk_error *err) SHK_MUST_USE;
size_t shk_rsa_size(const struct shk_key *key); // bytes of the modulus; 0 for other keys
struct shk_bytes shk_rsa_modulus(struct shk_arena *arena,
                                 const struct shk_key *key); // big endian; empty for other keys
// shk_key_evp lends the EVP_PKEY to the in-process SUT. Signing with it directly draws a varying number of random bytes
// (RSA blinding); shk_sign inside an SSL_PRIVATE_KEY_METHOD does not.
struct evp_pkey_st *shk_key_evp(const struct shk_key *key);
// What CertificateVerify signs (RFC 9846, section 4.5.2): 64 spaces, context string, zero, transcript hash.
struct shk_bytes shk_certificate_verify_input(struct shk_arena *arena, bool server, struct shk_bytes transcript_hash);

#endif
