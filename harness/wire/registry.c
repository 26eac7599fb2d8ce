// The registries: three .def files become arrays, and plain linear searches read them. Only reports, plan files and
// dictionaries ask for names, so that nothing here has to be quick.
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
    case SHK_SHA1:
        return 20;
    case SHK_SHA224:
        return 28;
    case SHK_SHA256:
        return 32;
    case SHK_SHA384:
        return 48;
    case SHK_SHA512:
        return 64;
    }
    return 0;
}

// --- Names -----------------------------------------------------------------------------------------------------------

struct name_row {
    enum shk_registry registry;
    uint16_t value;
    const char *name;
};

static const struct name_row names[] = {
#define SHK_NAME(REGISTRY, value, name) {SHK_REG_##REGISTRY, value, name},
#include "wire/names.def"
#undef SHK_NAME
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

const char *shk_name(enum shk_registry registry, uint32_t value) {
    for (size_t i = 0; i < SHK_COUNT(names); i++) {
        if (names[i].registry == registry && names[i].value == value) return names[i].name;
    }
    return NULL;
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
    for (size_t i = 0; i < SHK_COUNT(names); i++) {
        if (names[i].registry == registry && same(names[i].name, name, len)) return names[i].value;
    }
    for (size_t i = 0; i < SHK_COUNT(aliases); i++) {
        if (aliases[i].registry == registry && same(aliases[i].name, name, len)) return aliases[i].value;
    }
    return hex_value(name, len);
}

bool shk_registry_at(enum shk_registry registry, size_t index, uint32_t *value, const char **name) {
    for (size_t i = 0; i < SHK_COUNT(names); i++) {
        if (names[i].registry != registry || index-- > 0) continue;
        *value = names[i].value;
        *name = names[i].name;
        return true;
    }
    return false;
}
