// Encrypted ClientHello (RFC 9849) with one fixed key: the server under test holds it, the peer seals to it.
#ifndef SHK_CRYPTO_ECH_H
#define SHK_CRYPTO_ECH_H

#include "base/base.h"

#define SHK_ECH_CONFIG_ID 1
#define SHK_ECH_TAG 16

extern const uint8_t shk_ech_private_key[32]; // X25519

// shk_ech_config makes the ECHConfig of the key (RFC 9849, section 4), in the arena.
struct shk_bytes shk_ech_config(struct shk_arena *arena);
// shk_ech_encapsulated gives `enc` of every seal: the ephemeral key is fixed as well.
struct shk_bytes shk_ech_encapsulated(struct shk_arena *arena);
// shk_ech_seal encrypts an EncodedClientHelloInner (section 6.1.1): SHK_ECH_TAG bytes longer, in the arena.
struct shk_bytes shk_ech_seal(struct shk_arena *arena, struct shk_bytes inner, struct shk_bytes aad);

#endif
