// One certificate as data: a specification with good values, built to DER, edited by path, signed.
//
//   shk_certificate_good ---> spec ---> TBS ---> edits ---> signature ---> DER
//                              ^ change a field          ^ or, with resign false, edits come last
//
// So a bad certificate is a good one plus the least that makes it bad, and its signature is right unless the signature is the
// point. Faults that a field can express are fields; everything else is an edit of bytes.
#ifndef SHK_PKI_CERTIFICATE_H
#define SHK_PKI_CERTIFICATE_H

#include "pki/pki.h"
#include "wire/der.h"

enum shk_key_usage { // named bits of RFC 5280, section 4.2.1.3
    SHK_KU_DIGITAL_SIGNATURE = 1 << 0,
    SHK_KU_NON_REPUDIATION = 1 << 1,
    SHK_KU_KEY_ENCIPHERMENT = 1 << 2,
    SHK_KU_DATA_ENCIPHERMENT = 1 << 3,
    SHK_KU_KEY_AGREEMENT = 1 << 4,
    SHK_KU_CERT_SIGN = 1 << 5,
    SHK_KU_CRL_SIGN = 1 << 6,
};

#define SHK_OID_SUBJECT_KEY_IDENTIFIER "2.5.29.14"
#define SHK_OID_KEY_USAGE "2.5.29.15"
#define SHK_OID_SUBJECT_ALT_NAME "2.5.29.17"
#define SHK_OID_BASIC_CONSTRAINTS "2.5.29.19"
#define SHK_OID_AUTHORITY_KEY_IDENTIFIER "2.5.29.35"
#define SHK_OID_EXTENDED_KEY_USAGE "2.5.29.37"
#define SHK_OID_SERVER_AUTH "1.3.6.1.5.5.7.3.1"
#define SHK_OID_CLIENT_AUTH "1.3.6.1.5.5.7.3.2"

struct shk_certificate_extension {
    const char *oid;
    bool critical;
    struct shk_bytes value; // DER, without the OCTET STRING around it
};
#define SHK_EXTENSIONS_MAX 16

// An edit of one element, by its path in wire/der.h's notation: "tbs.validity.not_after", "tbs.extensions.keyUsage:whole",
// "tbs.spki.key[0][1]", "signatureValue". A suffix (:whole, :type, :length) chooses the part; without one it is the content.
enum shk_certificate_edit_kind {
    SHK_CERT_SET,  // `value` instead of the part, or of its first `number` bytes
    SHK_CERT_TIME, // the whole element: the time `number` seconds after the specification's edit_time
    SHK_CERT_FLIP, // bit `number` of the part, counted from the first byte's least significant one; below 0 from its end
    SHK_CERT_CUT,  // only the first `number` bytes of the part stay
    SHK_CERT_BEFORE, // `value` before the part: inside the element, or with :whole in front of it
    SHK_CERT_AFTER,  // `value` behind the part
    SHK_CERT_REPEAT, // `number` further copies of the part behind it
    SHK_CERT_REMOVE, // the whole element goes
};
struct shk_certificate_edit {
    const char *path;
    enum shk_certificate_edit_kind kind;
    int64_t number;
    struct shk_bytes value;
    bool raw; // the lengths around it stay as they were
};

struct shk_certificate_spec {
    uint8_t version;         // 2 is v3; 0 (v1) is the default and so left out
    struct shk_bytes serial; // the INTEGER's contents, as they are
    const char *issuer;      // common names; NULL: an empty Name
    const char *subject;
    struct shk_bytes issuer_name, subject_name; // DER of the whole Name instead, unless empty
    int64_t not_before, not_after;
    struct shk_bytes spki; // the subject's SubjectPublicKeyInfo, DER
    const struct shk_key *signer;
    uint16_t scheme;            // enum shk_scheme of the signature
    struct shk_bytes algorithm; // AlgorithmIdentifier in both places; empty: the scheme's
    struct shk_certificate_extension extensions[SHK_EXTENSIONS_MAX];
    size_t extension_count;

    const struct shk_certificate_edit *edits;
    size_t edit_count;
    int64_t edit_time; // base of SHK_CERT_TIME
    bool resign;       // sign after the edits of "tbs...", as an issuer that made the mistake would

    // Makes the signature instead of shk_sign, unless NULL; `how` is its own.
    bool (*sign)(struct shk_arena *arena, const struct shk_certificate_spec *spec, struct shk_bytes tbs,
                 struct shk_bytes *signature, struct shk_error *err);
    int how;
};

// shk_certificate_good fills in what a good certificate of that role holds: authorities with basicConstraints, keyUsage and
// key identifiers, leaves also with extendedKeyUsage and names. `name` matters to leaves only; NULL: localhost.
bool shk_certificate_good(struct shk_arena *arena, enum shk_key_kind kind, enum shk_pki_role role, int64_t now,
                          const char *name, struct shk_certificate_spec *out, struct shk_error *err) SHK_MUST_USE;
// shk_certificate_find returns the extension with that OID, or NULL; shk_certificate_set replaces or adds one, and
// shk_certificate_drop takes it out.
struct shk_certificate_extension *shk_certificate_find(struct shk_certificate_spec *spec, const char *oid);
void shk_certificate_set(struct shk_certificate_spec *spec, struct shk_certificate_extension extension);
void shk_certificate_drop(struct shk_certificate_spec *spec, const char *oid);
// shk_certificate_build makes the DER. Equal specifications give equal bytes, ECDSA included.
bool shk_certificate_build(struct shk_arena *arena, const struct shk_certificate_spec *spec, struct shk_bytes *out,
                           struct shk_error *err) SHK_MUST_USE;

// shk_certificate_serial derives a serial from the contents; shk_certificate_name is the Name of a common name (NULL: empty).
struct shk_bytes shk_certificate_serial(struct shk_arena *arena, const struct shk_certificate_spec *spec);
struct shk_bytes shk_certificate_name(struct shk_arena *arena, const char *common_name);
// shk_certificate_sign signs any bytes, by the specification's key, scheme and way, seeded by the bytes.
bool shk_certificate_sign(struct shk_arena *arena, const struct shk_certificate_spec *spec, struct shk_bytes tbs,
                          struct shk_bytes *signature, struct shk_error *err) SHK_MUST_USE;

// shk_certificate_apply makes one edit in a finished certificate. False when its path leads nowhere.
bool shk_certificate_apply(struct shk_buf *der, const struct shk_certificate_edit *edit, int64_t base_time,
                           struct shk_error *err) SHK_MUST_USE;
void shk_certificate_put_time(struct shk_buf *b, int64_t seconds); // UTCTime to 2049, GeneralizedTime beyond

// Values for extensions.
struct shk_bytes shk_basic_constraints(struct shk_arena *arena, bool ca, int path_len); // path_len < 0: none
struct shk_bytes shk_key_usage(struct shk_arena *arena, uint16_t bits);
struct shk_bytes shk_extended_key_usage(struct shk_arena *arena, const char *const *oids, size_t count);
// shk_alt_names takes DNS names and textual addresses; an address becomes an iPAddress.
struct shk_bytes shk_alt_names(struct shk_arena *arena, const char *const *names, size_t count);
struct shk_bytes shk_key_identifier(struct shk_arena *arena, struct shk_bytes spki); // SHA-1 of the key bits
// shk_signature_algorithm returns the AlgorithmIdentifier of a scheme, empty for one that certificates do not know.
struct shk_bytes shk_signature_algorithm(struct shk_arena *arena, uint16_t scheme);

#endif
