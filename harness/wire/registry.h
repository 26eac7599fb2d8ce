// Numbers and names of the protocol (IANA's TLS registries, spelt as in the RFCs). The enums hold what the code names;
// the tables in registry.c hold those and more, for printing, for plan files and for dictionaries.
#ifndef SHK_WIRE_REGISTRY_H
#define SHK_WIRE_REGISTRY_H

#include "base/base.h"

enum shk_message {
    SHK_NO_MESSAGE = 0,
#define SHK_MESSAGE(number, NAME, name, content, handshake) SHK_##NAME = (number),
#include "wire/message.def"
#undef SHK_MESSAGE
};

const char *shk_message_name(enum shk_message message);             // "client_hello"; "?" for a foreign number
enum shk_message shk_message_by_name(const char *name, size_t len); // SHK_NO_MESSAGE when unknown
uint8_t shk_message_content_type(enum shk_message message);
uint8_t shk_message_handshake_type(enum shk_message message);

enum shk_content_type {
    SHK_TYPE_CHANGE_CIPHER_SPEC = 20,
    SHK_TYPE_ALERT = 21,
    SHK_TYPE_HANDSHAKE = 22,
    SHK_TYPE_APPLICATION_DATA = 23,
    SHK_TYPE_HEARTBEAT = 24,
};

enum { SHK_SSL30 = 0x0300, SHK_TLS10 = 0x0301, SHK_TLS11 = 0x0302, SHK_TLS12 = 0x0303, SHK_TLS13 = 0x0304 };

// RFC 9846, section 6, and the alerts that RFC 5246 adds. Named SHK_ALERT_*.
enum shk_alert {
    SHK_ALERT_CLOSE_NOTIFY = 0,
    SHK_ALERT_UNEXPECTED_MESSAGE = 10,
    SHK_ALERT_BAD_RECORD_MAC = 20,
    SHK_ALERT_DECRYPTION_FAILED = 21,
    SHK_ALERT_RECORD_OVERFLOW = 22,
    SHK_ALERT_DECOMPRESSION_FAILURE = 30,
    SHK_ALERT_HANDSHAKE_FAILURE = 40,
    SHK_ALERT_NO_CERTIFICATE = 41,
    SHK_ALERT_BAD_CERTIFICATE = 42,
    SHK_ALERT_UNSUPPORTED_CERTIFICATE = 43,
    SHK_ALERT_CERTIFICATE_REVOKED = 44,
    SHK_ALERT_CERTIFICATE_EXPIRED = 45,
    SHK_ALERT_CERTIFICATE_UNKNOWN = 46,
    SHK_ALERT_ILLEGAL_PARAMETER = 47,
    SHK_ALERT_UNKNOWN_CA = 48,
    SHK_ALERT_ACCESS_DENIED = 49,
    SHK_ALERT_DECODE_ERROR = 50,
    SHK_ALERT_DECRYPT_ERROR = 51,
    SHK_ALERT_TOO_MANY_CIDS_REQUESTED = 52,
    SHK_ALERT_EXPORT_RESTRICTION = 60,
    SHK_ALERT_PROTOCOL_VERSION = 70,
    SHK_ALERT_INSUFFICIENT_SECURITY = 71,
    SHK_ALERT_INTERNAL_ERROR = 80,
    SHK_ALERT_INAPPROPRIATE_FALLBACK = 86,
    SHK_ALERT_USER_CANCELED = 90,
    SHK_ALERT_NO_RENEGOTIATION = 100,
    SHK_ALERT_MISSING_EXTENSION = 109,
    SHK_ALERT_UNSUPPORTED_EXTENSION = 110,
    SHK_ALERT_CERTIFICATE_UNOBTAINABLE = 111,
    SHK_ALERT_UNRECOGNIZED_NAME = 112,
    SHK_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE = 113,
    SHK_ALERT_BAD_CERTIFICATE_HASH_VALUE = 114,
    SHK_ALERT_UNKNOWN_PSK_IDENTITY = 115,
    SHK_ALERT_CERTIFICATE_REQUIRED = 116,
    SHK_ALERT_GENERAL_ERROR = 117,
    SHK_ALERT_NO_APPLICATION_PROTOCOL = 120,
    SHK_ALERT_ECH_REQUIRED = 121,
};

enum shk_extension {
    SHK_EXT_SERVER_NAME = 0,
    SHK_EXT_MAX_FRAGMENT_LENGTH = 1,
    SHK_EXT_STATUS_REQUEST = 5,
    SHK_EXT_SUPPORTED_GROUPS = 10,
    SHK_EXT_EC_POINT_FORMATS = 11,
    SHK_EXT_SIGNATURE_ALGORITHMS = 13,
    SHK_EXT_USE_SRTP = 14,
    SHK_EXT_HEARTBEAT = 15,
    SHK_EXT_ALPN = 16,
    SHK_EXT_SCT = 18,
    SHK_EXT_CLIENT_CERTIFICATE_TYPE = 19,
    SHK_EXT_SERVER_CERTIFICATE_TYPE = 20,
    SHK_EXT_PADDING = 21,
    SHK_EXT_ENCRYPT_THEN_MAC = 22,
    SHK_EXT_EXTENDED_MASTER_SECRET = 23,
    SHK_EXT_COMPRESS_CERTIFICATE = 27,
    SHK_EXT_RECORD_SIZE_LIMIT = 28,
    SHK_EXT_DELEGATED_CREDENTIAL = 34,
    SHK_EXT_SESSION_TICKET = 35,
    SHK_EXT_PRE_SHARED_KEY = 41,
    SHK_EXT_EARLY_DATA = 42,
    SHK_EXT_SUPPORTED_VERSIONS = 43,
    SHK_EXT_COOKIE = 44,
    SHK_EXT_PSK_KEY_EXCHANGE_MODES = 45,
    SHK_EXT_CERTIFICATE_AUTHORITIES = 47,
    SHK_EXT_OID_FILTERS = 48,
    SHK_EXT_POST_HANDSHAKE_AUTH = 49,
    SHK_EXT_SIGNATURE_ALGORITHMS_CERT = 50,
    SHK_EXT_KEY_SHARE = 51,
    SHK_EXT_ENCRYPTED_CLIENT_HELLO = 0xfe0d,
    SHK_EXT_RENEGOTIATION_INFO = 0xff01,
};

enum shk_group {
    SHK_GROUP_SECP256R1 = 23,
    SHK_GROUP_SECP384R1 = 24,
    SHK_GROUP_SECP521R1 = 25,
    SHK_GROUP_X25519 = 29,
    SHK_GROUP_X448 = 30,
    SHK_GROUP_FFDHE2048 = 256,
    SHK_GROUP_FFDHE3072 = 257,
    SHK_GROUP_X25519MLKEM768 = 0x11ec,
};

enum shk_scheme {
    SHK_RSA_PKCS1_SHA1 = 0x0201,
    SHK_ECDSA_SHA1 = 0x0203,
    SHK_RSA_PKCS1_SHA256 = 0x0401,
    SHK_ECDSA_SECP256R1_SHA256 = 0x0403,
    SHK_RSA_PKCS1_SHA384 = 0x0501,
    SHK_ECDSA_SECP384R1_SHA384 = 0x0503,
    SHK_RSA_PKCS1_SHA512 = 0x0601,
    SHK_ECDSA_SECP521R1_SHA512 = 0x0603,
    SHK_RSA_PSS_RSAE_SHA256 = 0x0804,
    SHK_RSA_PSS_RSAE_SHA384 = 0x0805,
    SHK_RSA_PSS_RSAE_SHA512 = 0x0806,
    SHK_ED25519 = 0x0807,
    SHK_ED448 = 0x0808,
    SHK_RSA_PSS_PSS_SHA256 = 0x0809,
};

enum shk_kx_kind { SHK_KX_NONE, SHK_KX_TLS13, SHK_KX_RSA, SHK_KX_DHE, SHK_KX_ECDHE };
enum shk_auth_kind { SHK_AUTH_ANY, SHK_AUTH_RSA, SHK_AUTH_ECDSA };
enum shk_cipher_kind { SHK_AES_128_GCM, SHK_AES_256_GCM, SHK_CHACHA20_POLY1305, SHK_AES_128_CBC, SHK_AES_256_CBC };
enum shk_hash { SHK_SHA256, SHK_SHA384, SHK_SHA1, SHK_SHA512, SHK_SHA224 };

// The cipher suites that the peer can speak. Others have a name only (shk_name).
struct shk_suite {
    uint16_t id;
    const char *name;
    uint16_t version; // 0x0303: TLS 1.2 only; 0x0304: TLS 1.3 only
    enum shk_kx_kind kx;
    enum shk_auth_kind auth;
    enum shk_cipher_kind cipher;
    enum shk_hash mac;  // of CBC records
    enum shk_hash hash; // of the PRF or of HKDF
};
const struct shk_suite *shk_suite(uint16_t id);     // NULL when the peer cannot speak it
const struct shk_suite *shk_suite_at(size_t index); // walks the table; NULL behind the last
uint8_t shk_hash_len(enum shk_hash hash);           // bytes of output

enum shk_registry {
    SHK_REG_NONE,
    SHK_REG_VERSION,
    SHK_REG_CONTENT_TYPE,
    SHK_REG_HANDSHAKE_TYPE,
    SHK_REG_ALERT_LEVEL,
    SHK_REG_ALERT,
    SHK_REG_EXTENSION,
    SHK_REG_CIPHER_SUITE,
    SHK_REG_COMPRESSION,
    SHK_REG_GROUP,
    SHK_REG_SIGNATURE_SCHEME,
    SHK_REG_POINT_FORMAT,
    SHK_REG_CURVE_TYPE,
    SHK_REG_PSK_MODE,
    SHK_REG_CERTIFICATE_TYPE,
    SHK_REG_CLIENT_CERTIFICATE_TYPE,
    SHK_REG_CERTIFICATE_COMPRESSION,
    SHK_REG_NAME_TYPE,
    SHK_REG_STATUS_TYPE,
    SHK_REG_KEY_UPDATE,
    SHK_REG_COUNT,
};
// shk_name returns the registered name of a value or NULL; shk_by_name the value, or -1.
const char *shk_name(enum shk_registry registry, uint32_t value);
int32_t shk_by_name(enum shk_registry registry, const char *name, size_t len);
// shk_registry_at walks a registry: false behind its last entry.
bool shk_registry_at(enum shk_registry registry, size_t index, uint32_t *value, const char **name);
static inline const char *shk_alert_name(uint8_t alert) {
    const char *name = shk_name(SHK_REG_ALERT, alert);
    return name != NULL ? name : "unknown_alert";
}
// RFC 8701: 0x0a0a, 0x1a1a, ... 0xfafa.
static inline bool shk_is_grease(uint16_t value) {
    return (value & 0x0f0f) == 0x0a0a && (value >> 8) == (value & 0xff);
}
extern const uint8_t shk_retry_random[32]; // RFC 9846, section 4.2.3

#endif
