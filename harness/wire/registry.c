// The registries: .def files become arrays. Parsing names every extension entry, so that values are searched by halving;
// everything else is asked by reports, plan files and dictionaries only, and searched from the front.
#include "wire/registry.h"

#include <string.h>

// RFC 9846, section 4.2.3: the SHA-256 of "HelloRetryRequest".
const uint8_t shk_retry_random[32] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

// --- Messages --------------------------------------------------------------------------------------------------------

struct message_row {
    enum shk_message message;
    const char *name;
    uint8_t content;
    uint8_t handshake;
};

static const struct message_row messages[] = {
#define SHK_MESSAGE(number, NAME, name, content, handshake) {SHK_##NAME, name, content, handshake},
#include "wire/message.def"
#undef SHK_MESSAGE
};

static const struct message_row *message_row(enum shk_message message) {
    for (size_t i = 0; i < SHK_COUNT(messages); i++) {
        if (messages[i].message == message) return &messages[i];
    }
    return NULL;
}

static bool same(const char *name, const char *text, size_t len) {
    return strlen(name) == len && memcmp(name, text, len) == 0;
}

const char *shk_message_name(enum shk_message message) {
    const struct message_row *row = message_row(message);
    return row != NULL ? row->name : "?";
}

enum shk_message shk_message_by_name(const char *name, size_t len) {
    for (size_t i = 0; i < SHK_COUNT(messages); i++) {
        if (same(messages[i].name, name, len)) return messages[i].message;
    }
    return SHK_NO_MESSAGE;
}

uint8_t shk_message_content_type(enum shk_message message) {
    const struct message_row *row = message_row(message);
    return row != NULL ? row->content : 0;
}

uint8_t shk_message_handshake_type(enum shk_message message) {
    const struct message_row *row = message_row(message);
    return row != NULL ? row->handshake : 0;
}

// --- Cipher suites ---------------------------------------------------------------------------------------------------

static const struct shk_suite suites[] = {
#define SHK_SUITE(id, name, version, kx, auth, cipher, mac, hash)                                                      \
    {id, name, version, SHK_KX_##kx, SHK_AUTH_##auth, SHK_##cipher, SHK_##mac, SHK_##hash},
#include "wire/suites.def"
#undef SHK_SUITE
};

const struct shk_suite *shk_suite(uint16_t id) {
    for (size_t i = 0; i < SHK_COUNT(suites); i++) {
        if (suites[i].id == id) return &suites[i];
    }
    return NULL;
}

const struct shk_suite *shk_suite_at(size_t index) {
    return index < SHK_COUNT(suites) ? &suites[index] : NULL;
}

uint8_t shk_hash_len(enum shk_hash hash) {
    switch (hash) {
    case SHK_SHA1: return 20;
    case SHK_SHA224: return 28;
    case SHK_SHA256: return 32;
    case SHK_SHA384: return 48;
    case SHK_SHA512: return 64;
    }
    return 0;
}

// --- Names -----------------------------------------------------------------------------------------------------------

struct name_row {
    enum shk_registry registry;
    uint16_t value;
    const char *name;
};

// Sorted by registry and value.
static const struct name_row names[] = {
#define SHK_NAME(REGISTRY, value, name) {SHK_REG_##REGISTRY, value, name},
#include "wire/names.def"
#undef SHK_NAME
};

// Not sorted: those that the peer speaks come first.
static const struct name_row suite_names[] = {
#define SHK_SUITE(id, name, version, kx, auth, cipher, mac, hash) {SHK_REG_CIPHER_SUITE, id, name},
#include "wire/suites.def"
#undef SHK_SUITE
#define SHK_NAME(value, name) {SHK_REG_CIPHER_SUITE, value, name},
#include "wire/suite_names.def"
#undef SHK_NAME
};

// Short or older names that people type. They are understood and never printed.
static const struct name_row aliases[] = {
    // clang-format off
    {SHK_REG_EXTENSION, SHK_EXT_SERVER_NAME,              "sni"},
    {SHK_REG_EXTENSION, SHK_EXT_ALPN,                     "alpn"},
    {SHK_REG_EXTENSION, SHK_EXT_SCT,                      "sct"},
    {SHK_REG_EXTENSION, SHK_EXT_ENCRYPTED_CLIENT_HELLO,   "ech"},
    {SHK_REG_EXTENSION, SHK_EXT_SUPPORTED_GROUPS,         "elliptic_curves"},
    {SHK_REG_GROUP,     SHK_GROUP_SECP256R1,              "P-256"},
    {SHK_REG_GROUP,     SHK_GROUP_SECP384R1,              "P-384"},
    {SHK_REG_GROUP,     SHK_GROUP_SECP521R1,              "P-521"},
    {SHK_REG_GROUP,     SHK_GROUP_X25519MLKEM768,         "x25519mlkem768"},
    {SHK_REG_VERSION,   SHK_TLS12,                        "1.2"},
    {SHK_REG_VERSION,   SHK_TLS13,                        "1.3"},
    // clang-format on
};

// The first row of `names` that is not below registry and value.
static size_t lower_bound(enum shk_registry registry, uint32_t value) {
    size_t low = 0, high = SHK_COUNT(names);
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct name_row *row = &names[middle];
        bool below = row->registry != registry ? row->registry < registry : row->value < value;
        if (below) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// The rows of a registry: they are neighbours.
static const struct name_row *first_row(enum shk_registry registry, size_t *count) {
    bool suite = registry == SHK_REG_CIPHER_SUITE;
    size_t first = suite ? 0 : lower_bound(registry, 0);
    *count = suite ? SHK_COUNT(suite_names) : SHK_COUNT(names) - first;
    return suite ? suite_names : names + first;
}

bool shk_registry_at(enum shk_registry registry, size_t index, uint32_t *value, const char **name) {
    size_t count;
    const struct name_row *rows = first_row(registry, &count);
    if (index >= count || rows[index].registry != registry) return false;
    *value = rows[index].value;
    *name = rows[index].name;
    return true;
}

static const char *suite_name(uint32_t value) {
    for (size_t i = 0; i < SHK_COUNT(suite_names); i++) {
        if (suite_names[i].value == value) return suite_names[i].name;
    }
    return NULL;
}

const char *shk_name(enum shk_registry registry, uint32_t value) {
    if (registry == SHK_REG_CIPHER_SUITE) return suite_name(value);
    size_t i = lower_bound(registry, value);
    bool found = i < SHK_COUNT(names) && names[i].registry == registry && names[i].value == value;
    return found ? names[i].name : NULL;
}

// Reads "0x" and one to four hex digits; -1 for anything else.
static int32_t hex_value(const char *text, size_t len) {
    if (len < 3 || len > 6 || text[0] != '0' || text[1] != 'x') return -1;
    int32_t value = 0;
    for (size_t i = 2; i < len; i++) {
        const char *digits = "0123456789abcdef";
        int c = text[i] >= 'A' && text[i] <= 'F' ? text[i] - 'A' + 'a' : text[i];
        const char *found = c == 0 ? NULL : strchr(digits, c);
        if (found == NULL) return -1;
        value = value * 16 + (int32_t)(found - digits);
    }
    return value;
}

int32_t shk_by_name(enum shk_registry registry, const char *name, size_t len) {
    size_t count;
    const struct name_row *rows = first_row(registry, &count);
    for (size_t i = 0; i < count && rows[i].registry == registry; i++) {
        if (same(rows[i].name, name, len)) return rows[i].value;
    }
    for (size_t i = 0; i < SHK_COUNT(aliases); i++) {
        if (aliases[i].registry == registry && same(aliases[i].name, name, len)) return aliases[i].value;
    }
    return hex_value(name, len);
}
