// The inside of the zoo: the steps that a row's recipe consists of, and what carries them out.
//
// A recipe starts from three certificates, "root" <- "int" <- "leaf", of which "leaf int" is sent and "root" is trusted, and
// changes what its steps say. Certificates are named; "P*" in a step means every one whose name begins with P. What a step does
// not mention follows: an issuer name from the certificate above, key identifiers from the keys, the serial from the contents,
// and an intermediate above another has no pathLenConstraint. `value` is DER notation (notation.h) with these variables:
//
//   $host $HOST         the reference identity, as it is and in upper case
//   $name(C) $spki(C) $keyid(C)   subject, SubjectPublicKeyInfo and key identifier of certificate C
//   $keybits(C)         what is in the BIT STRING of its key
//   $point(C) $compressed(C) $hybrid(C)   its point on P-256 in three forms
//   $dsa                the SubjectPublicKeyInfo of a DSA key
//   $purpose            the OID of serverAuth or clientAuth, what fits the side
//   $time(N) $gen(N)    UTCTime and GeneralizedTime contents of now + N seconds
#ifndef SHK_PKI_ZOO_PARTS_H
#define SHK_PKI_ZOO_PARTS_H

#include "pki/certificate.h"
#include "pki/notation.h"
#include "pki/zoo.h"

enum zoo_op {
    ZOO_NEW,       // `on`: a new intermediate below `path` (its own name: self-signed); `number` copies, "on1" to "onN"
    ZOO_NEW_LEAF,  // the same with the contents of a leaf
    ZOO_BASE,      // the good chain is of key kind `number`, whatever the caller asked for
    ZOO_UNDER,     // `on` is issued by `path`
    ZOO_KEY,       // key in `on`: the one named `value` (zoo_keys.c)
    ZOO_SPKI,      // SubjectPublicKeyInfo in `on`: `value`
    ZOO_SIGNED_BY, // `on` is signed by the key named `value`; its issuer name stays
    ZOO_SCHEME,    // signature scheme of `on`: `number`
    ZOO_ALGORITHM, // AlgorithmIdentifier in `on`, in both places: `value`
    ZOO_FORGE,     // the signature of `on` is made in the way `number`, enum zoo_forgery
    ZOO_SUBJECT,   // Name of `on`: `value`; what is below follows
    ZOO_ISSUER,    // issuer Name of `on`: `value`
    ZOO_VERSION,   // `number`
    ZOO_SERIAL,    // content of the serial of `on`: `value`
    ZOO_FROM,      // notBefore of `on`: now + `number` (with ZOO_ABSOLUTE: `number`)
    ZOO_UNTIL,     // notAfter
    ZOO_EXTENSION, // extension `path` (a name or an OID) of `on`: `value`, replacing what is there unless ZOO_AGAIN
    ZOO_DROP,      // `on` loses extension `path`; without one, all
    ZOO_EDIT,      // DER edit of `on` at `path`: kind `kind`, `number`, `value`
    ZOO_FRONT,     // the first `number` octets of the finished `on` become `value`
    ZOO_BACK,      // the last `number` octets of the finished `on` become `value`
    ZOO_UNSIGNED,  // edits of `on` come behind the signature
    ZOO_LIST,      // certificates sent: names, "int*3" three times, "leaf.key" its raw public key
    ZOO_ANCHOR,    // certificates trusted: names
    ZOO_HOST,      // the reference identity: `path`
    ZOO_PROVE,     // CertificateVerify is made by the key named `value`, with scheme `number` unless 0
    ZOO_STAPLE,    // `more`: struct zoo_staple, an OCSP response for the entry of index `number`
    ZOO_CRL,       // `more`: struct zoo_crl
    ZOO_CREDENTIAL, // `more`: struct zoo_credential, for the entry of index `number`; its key signs CertificateVerify
    ZOO_NEXT_HOST,  // the reference identity of the second connection: `path`
};
enum zoo_flags { ZOO_CRITICAL = 1, ZOO_AGAIN = 2, ZOO_RAW = 4, ZOO_ABSOLUTE = 8 };

struct zoo_step {
    uint8_t op, flags, kind;
    const char *on, *path, *value;
    int64_t number;
    const void *more;
};
struct shk_chain_recipe {
    const struct zoo_step *steps;
    size_t count;
};

// How a certificate's signature is made when not by shk_sign.
enum zoo_forgery {
    ZOO_HONEST,
    ZOO_R_TOP_BIT,     // ECDSA, made again until r begins with a zero octet, which is then cut
    ZOO_ECDSA_SHA256,  // ECDSA over the SHA-256, whatever the algorithm says
    ZOO_ECDSA_WRAPPED, // CurveBall: the private key 1, for the generator that the rogue root declares
    ZOO_ED_PLUS_L,     // Ed25519 with S + L
    ZOO_RSA_CUBE_ROOT, // padding of eight octets, DigestInfo, and garbage
    ZOO_RSA_BER_ROOT,  // a DigestInfo with garbage in a long BER length
    ZOO_RSA_NO_NULL,   // PKCS #1 v1.5 without the NULL
    ZOO_RSA_SHORT_PAD, // eight octets of padding, zeros behind the DigestInfo
    ZOO_RSA_PLUS_N,    // s + n, made again until it fits
    ZOO_RSA_MD2,       // PKCS #1 v1.5 with MD2
    ZOO_RSA_MD4,       // and MD4
    ZOO_PSS_SALT_0,    // PSS, SHA-256, salt of 0 octets
    ZOO_PSS_SALT_64,   // of 64
    ZOO_PSS_MGF_SHA1,  // MGF1 over SHA-1
};

struct zoo_staple {
    const char *raw;      // notation for all of it; NULL: made from what follows
    const char *about;    // certificate; NULL: leaf
    const char *signer;   // certificate whose key signs; NULL: int
    const char *included; // responder certificate; NULL: none
    char status;          // 'g'ood, 'r'evoked, 'u'nknown
    int64_t from, until;  // thisUpdate and nextUpdate, seconds from now; 0 and 0: an hour ago, in a week
    bool other_serial;    // names another serial
    bool broken;          // last bit of the signature flipped
};
struct zoo_crl {
    const char *issuer;  // certificate whose name it carries; NULL: int
    const char *signer;  // whose key signs; NULL: the issuer's
    const char *revoked; // certificates on it: names; NULL: none
    int64_t from, until;
    const char *entry;     // notation for extensions of each entry, or NULL
    const char *extension; // notation for further CRL extensions, or NULL
    bool broken;
};

// A delegated credential (RFC 9345, section 4), valid for a day unless `until` says otherwise.
struct zoo_credential {
    const char *key; // in it: a name (zoo_keys.c)
    uint16_t scheme; // dc_cert_verify_algorithm
    int64_t until;   // seconds from now; 0: a day
    bool broken;     // last bit of the signature flipped
    bool beside;     // CertificateVerify is made by the leaf's key all the same
};

// --- Words of the tables -----------------------------------------------------------------------------------------------

#define NEW(name, parent)                                                                                              \
    { .op = ZOO_NEW, .on = name, .path = parent }
#define NEW_MANY(name, parent, n)                                                                                      \
    { .op = ZOO_NEW, .on = name, .path = parent, .number = n }
#define NEW_LEAF(name, parent)                                                                                         \
    { .op = ZOO_NEW_LEAF, .on = name, .path = parent }
#define BASE(k)                                                                                                        \
    { .op = ZOO_BASE, .number = k }
#define UNDER(cert, parent)                                                                                            \
    { .op = ZOO_UNDER, .on = cert, .path = parent }
#define KEY(cert, k)                                                                                                   \
    { .op = ZOO_KEY, .on = cert, .value = k }
#define SPKI(cert, v)                                                                                                  \
    { .op = ZOO_SPKI, .on = cert, .value = v }
#define SIGNED_BY(cert, k)                                                                                             \
    { .op = ZOO_SIGNED_BY, .on = cert, .value = k }
#define SCHEME(cert, n)                                                                                                \
    { .op = ZOO_SCHEME, .on = cert, .number = n }
#define ALGORITHM(cert, v)                                                                                             \
    { .op = ZOO_ALGORITHM, .on = cert, .value = v }
#define FORGE(cert, n)                                                                                                 \
    { .op = ZOO_FORGE, .on = cert, .number = n }
#define SUBJECT(cert, v)                                                                                               \
    { .op = ZOO_SUBJECT, .on = cert, .value = v }
#define ISSUER(cert, v)                                                                                                \
    { .op = ZOO_ISSUER, .on = cert, .value = v }
#define VERSION(cert, n)                                                                                               \
    { .op = ZOO_VERSION, .on = cert, .number = n }
#define SERIAL(cert, v)                                                                                                \
    { .op = ZOO_SERIAL, .on = cert, .value = v }
#define FROM(cert, n)                                                                                                  \
    { .op = ZOO_FROM, .on = cert, .number = n }
#define UNTIL(cert, n)                                                                                                 \
    { .op = ZOO_UNTIL, .on = cert, .number = n }
#define FROM_DATE(cert, n)                                                                                             \
    { .op = ZOO_FROM, .flags = ZOO_ABSOLUTE, .on = cert, .number = n }
#define UNTIL_DATE(cert, n)                                                                                            \
    { .op = ZOO_UNTIL, .flags = ZOO_ABSOLUTE, .on = cert, .number = n }
#define EXT(cert, oid, v)                                                                                              \
    { .op = ZOO_EXTENSION, .on = cert, .path = oid, .value = v }
#define CRIT(cert, oid, v)                                                                                             \
    { .op = ZOO_EXTENSION, .flags = ZOO_CRITICAL, .on = cert, .path = oid, .value = v }
#define AGAIN(cert, oid, v)                                                                                            \
    { .op = ZOO_EXTENSION, .flags = ZOO_AGAIN, .on = cert, .path = oid, .value = v }
#define DROP(cert, oid)                                                                                                \
    { .op = ZOO_DROP, .on = cert, .path = oid }
#define SET(cert, p, v)                                                                                                \
    { .op = ZOO_EDIT, .kind = SHK_CERT_SET, .on = cert, .path = p, .value = v }
#define SET_RAW(cert, p, v)                                                                                            \
    { .op = ZOO_EDIT, .kind = SHK_CERT_SET, .flags = ZOO_RAW, .on = cert, .path = p, .value = v }
#define FLIP(cert, p, n)                                                                                               \
    { .op = ZOO_EDIT, .kind = SHK_CERT_FLIP, .on = cert, .path = p, .number = n }
#define CUT(cert, p, n)                                                                                                \
    { .op = ZOO_EDIT, .kind = SHK_CERT_CUT, .on = cert, .path = p, .number = n }
#define BEFORE(cert, p, v)                                                                                             \
    { .op = ZOO_EDIT, .kind = SHK_CERT_BEFORE, .on = cert, .path = p, .value = v }
#define AFTER(cert, p, v)                                                                                              \
    { .op = ZOO_EDIT, .kind = SHK_CERT_AFTER, .on = cert, .path = p, .value = v }
#define REMOVE(cert, p)                                                                                                \
    { .op = ZOO_EDIT, .kind = SHK_CERT_REMOVE, .on = cert, .path = p }
#define FRONT(cert, n, v)                                                                                              \
    { .op = ZOO_FRONT, .on = cert, .number = n, .value = v }
#define BACK(cert, n, v)                                                                                               \
    { .op = ZOO_BACK, .on = cert, .number = n, .value = v }
// The last bit flipped; the BIT STRING's count of unused bits replaced.
#define BACK_FLIP(cert)                                                                                                \
    { .op = ZOO_EDIT, .kind = SHK_CERT_FLIP, .on = cert, .path = "signatureValue", .number = -8 }
#define SET_FIRST(cert, v)                                                                                             \
    { .op = ZOO_EDIT, .kind = SHK_CERT_SET, .on = cert, .path = "signatureValue", .number = 1, .value = v }
#define UNSIGNED(cert)                                                                                                 \
    { .op = ZOO_UNSIGNED, .on = cert }
#define LIST(names)                                                                                                    \
    { .op = ZOO_LIST, .path = names }
#define ANCHOR(names)                                                                                                  \
    { .op = ZOO_ANCHOR, .path = names }
#define HOST(name)                                                                                                     \
    { .op = ZOO_HOST, .path = name }
#define PROVE(k, scheme)                                                                                               \
    { .op = ZOO_PROVE, .value = k, .number = scheme }
#define STAPLE(index, ...)                                                                                             \
    {                                                                                                                  \
        .op = ZOO_STAPLE, .number = index, .more = &(const struct zoo_staple) {                                        \
            __VA_ARGS__                                                                                                \
        }                                                                                                              \
    }
#define CRL(...)                                                                                                       \
    {                                                                                                                  \
        .op = ZOO_CRL, .more = &(const struct zoo_crl) {                                                               \
            __VA_ARGS__                                                                                                \
        }                                                                                                              \
    }

#define CREDENTIAL(index, ...)                                                                                         \
    {                                                                                                                  \
        .op = ZOO_CREDENTIAL, .number = index, .more = &(const struct zoo_credential) {                                \
            __VA_ARGS__                                                                                                \
        }                                                                                                              \
    }
#define NEXT_HOST(name)                                                                                                \
    { .op = ZOO_NEXT_HOST, .path = name }

#define RECIPE(...)                                                                                                    \
    &(const struct shk_chain_recipe) {                                                                                 \
        (const struct zoo_step[]){__VA_ARGS__},                                                                        \
            sizeof((const struct zoo_step[]){__VA_ARGS__}) / sizeof(struct zoo_step)                                   \
    }
// The good chain, as it is.
#define GOOD_CHAIN                                                                                                     \
    &(const struct shk_chain_recipe) {                                                                                 \
        NULL, 0                                                                                                        \
    }

// A Name of one attribute, and the pieces of one.
#define RDN(oid, tag, text) "SET{SEQ{" oid " " tag "{" text "}}}"
#define NAME_O(text) "SEQ{" RDN("2.5.4.10", "UTF8", "'" text "'") "}"
#define NAME_CN(text) "SEQ{" RDN("2.5.4.3", "UTF8", "'" text "'") "}"
#define DAY 86400

// GeneralNames of a leaf that its host accepts, inside a SEQUENCE.
#define HOST_NAME "(2){$host}"
#define ALT(names) "SEQ{" names "}"

// Columns of shk_chain_row.
// A list passes from macro to macro in parentheses; the last one writes BRACED alerts.
#define ALERTS(...) (__VA_ARGS__)
#define BRACED(...)                                                                                                    \
    { __VA_ARGS__ }
#define BOTH (SHK_CLIENT | SHK_SERVER)
#define REJECT SHK_CHAIN_REJECT
#define ACCEPT SHK_CHAIN_ACCEPT
#define EITHER SHK_CHAIN_EITHER
#define NAMED SHK_CHAIN_NAMED_ALERT
#define S_ACCEPT SHK_CHAIN_SHOULD_ACCEPT
#define S_REJECT SHK_CHAIN_SHOULD_REJECT
#define PROFILE SHK_CHAIN_PROFILE
#define STRICT SHK_CHAIN_STRICT

struct zoo_table {
    const struct shk_chain_row *rows;
    size_t count;
};
extern const struct zoo_table zoo_controls, zoo_time, zoo_names, zoo_chaining, zoo_usage, zoo_constraints, zoo_der,
    zoo_revocation, zoo_signatures, zoo_subject_keys, zoo_handshake;

// --- Machinery ---------------------------------------------------------------------------------------------------------

struct zoo_node {
    const char *name;
    struct zoo_node *parent; // issuer; itself when self-signed
    bool authority;
    struct shk_certificate_spec spec;
    struct shk_key *key;    // in it
    struct shk_key *signer; // NULL: the parent's
    bool own_spki, own_path_len;
    struct shk_certificate_edit edits[8];
    uint8_t forgery;
    const struct zoo_step *front, *back;
    struct shk_bytes der; // when made
};
struct zoo {
    struct shk_arena *arena;
    enum shk_key_kind kind;
    enum shk_role sut;
    int64_t now;
    const char *host;
    struct zoo_node *nodes[128];
    size_t count;
    struct shk_key *prover;
    uint16_t scheme;
    const char *next_host;
};
struct zoo_node *zoo_find(struct zoo *zoo, const char *name, struct shk_error *err); // NULL: no such certificate
bool zoo_value(struct zoo *zoo, const char *notation, struct shk_bytes *out, struct shk_error *err) SHK_MUST_USE;
// zoo_make carries a recipe out. `out` borrows from the arena.
bool zoo_make(struct shk_arena *arena, const struct shk_chain_row *row, enum shk_key_kind kind, enum shk_role sut,
              int64_t now, const char *host, struct shk_chain *out, struct shk_error *err) SHK_MUST_USE;

// zoo_key returns a key by name, made when first asked for; it lives as long as the process. NULL with a sentence. Names that no
// table knows are keys of the chain's kind, made from the name: so any name will do.
extern const char zoo_dsa_spki[]; // hex
struct shk_key *zoo_key(enum shk_key_kind kind, enum shk_role sut, const char *name, struct shk_error *err);

// zoo_build_forged builds a certificate whose signature is made in that way, enum zoo_forgery.
bool zoo_build_forged(struct shk_arena *arena, struct shk_certificate_spec *spec, uint8_t how, struct shk_bytes *out,
                      struct shk_error *err) SHK_MUST_USE;

bool zoo_staple(struct zoo *zoo, const struct zoo_staple *staple, struct shk_bytes *out,
                struct shk_error *err) SHK_MUST_USE;
bool zoo_crl(struct zoo *zoo, const struct zoo_crl *crl, struct shk_bytes *out, struct shk_error *err) SHK_MUST_USE;
// zoo_credential makes it for the finished leaf, signed by the leaf's key.
bool zoo_credential(struct zoo *zoo, const struct zoo_credential *credential, struct shk_bytes *out,
                    struct shk_error *err) SHK_MUST_USE;

#endif
