// The test PKI: identities that a verifier accepts, made fresh for the time that it is told, and as files for others.
//
//   root (one for RSA, P-256, P-384) -> intermediate -> server or client leaf (RSA, P-256, P-384, Ed25519)
//
// Keys are fixed and public (keys.c); certificates depend on the hour, the name and the key kind alone, so equal calls give
// equal bytes. What is good here is the base that bad certificates are made from: see certificate.h.
#ifndef SHK_PKI_PKI_H
#define SHK_PKI_PKI_H

#include "base/base.h"
#include "crypto/crypto.h"

enum shk_key_kind { SHK_KEY_RSA, SHK_KEY_P256, SHK_KEY_P384, SHK_KEY_ED25519, SHK_KEY_COUNT };
enum shk_pki_role { SHK_ROLE_ROOT, SHK_ROLE_INTERMEDIATE, SHK_ROLE_SERVER, SHK_ROLE_CLIENT, SHK_ROLE_COUNT };

const char *shk_key_kind_name(enum shk_key_kind kind); // "rsa", "p256", "p384", "ed25519": as in file names
// shk_pki_key returns the fixed key of a role. It lives as long as the process; nobody frees it. Ed25519 authorities do not
// exist: Ed25519 leaves hang below the P-256 ones, since few verifiers take Ed25519 signatures in a chain.
struct shk_key *shk_pki_key(enum shk_key_kind kind, enum shk_pki_role role);
const char *shk_pki_key_pem(enum shk_key_kind kind, enum shk_pki_role role); // the same, PKCS #8 in PEM

struct shk_identity {
    struct shk_key *key; // lives as long as the process
    const char *key_pem; // lives as long as the arena
    enum shk_key_kind kind;
    const struct shk_bytes *chain; // DER, leaf first, without the root
    size_t chain_len;
    struct shk_bytes root; // DER
};

// shk_pki_identity gives a leaf for `name` (a DNS name or an address; NULL: localhost), good according to RFC 5280 from a day
// before `now` to 30 days after. Servers also get 127.0.0.1 and ::1. Repeated calls within an hour of `now` are cheap.
bool shk_pki_identity(struct shk_arena *arena, enum shk_key_kind kind, bool server, int64_t now, const char *name,
                      struct shk_identity *out, struct shk_error *err) SHK_MUST_USE;
// shk_pki_load reads SIDE-KIND.pem, SIDE-KIND.key and ca-KIND.pem or ca.pem, with SIDE server or client: what shk_pki_write
// writes, or a user's own files under the same names.
bool shk_pki_load(struct shk_arena *arena, const char *dir, bool server, enum shk_key_kind kind,
                  struct shk_identity *out, struct shk_error *err) SHK_MUST_USE;
// shk_pki_write fills a folder (made when it does not exist) with every identity and a README that says what each file is for.
// Each file appears under its name only when it is complete.
bool shk_pki_write(const char *dir, int64_t now, struct shk_error *err) SHK_MUST_USE;

// PEM (RFC 7468). shk_pki_unpem takes the next block with that label off the front of *text; false when there is none. A
// block that is not base64 is skipped.
char *shk_pki_pem(struct shk_arena *arena, const char *label, struct shk_bytes der);
bool shk_pki_unpem(struct shk_arena *arena, const char **text, const char *label, struct shk_bytes *der) SHK_MUST_USE;

#endif
