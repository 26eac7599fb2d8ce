// Prints a dictionary made of the registries and layouts of the schema: `dictionary [TARGET]`, for libFuzzer's -dict= and
// AFL++'s -x. With a target, what that one's inputs are made of; without, everything that stands on the wire.
#include "fuzz/fuzz.h"
#include "plan/names.h"
#include "wire/registry.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned seen_count;
static struct shk_buf seen; // length and bytes of each entry: no token twice, engines complain

static bool is_new(struct shk_bytes token) {
    struct shk_reader r = shk_read(shk_buf_view(&seen));
    struct shk_bytes one;
    while (shk_take_vector(&r, 1, &one)) {
        if (shk_equal(one, token)) return false;
    }
    shk_put_vector(&seen, 1, token);
    return true;
}

// Names hold letters, digits and underscores alone: AFL++ takes what stands before the = for one.
static void entry(const char *group, const char *name, struct shk_bytes token) {
    if (token.len == 0 || token.len > 32 || !is_new(token)) return;
    printf("%s_%u_", group, ++seen_count);
    for (const char *c = name; *c != '\0' && c < name + 40; c++) putchar(isalnum((unsigned char)*c) ? *c : '_');
    printf("=\"");
    for (size_t i = 0; i < token.len; i++) {
        uint8_t byte = token.data[i];
        if (isprint(byte) && byte != '"' && byte != '\\') {
            putchar(byte);
        } else {
            printf("\\x%02x", byte);
        }
    }
    printf("\"\n");
}

// The number of bytes that a registry's values have where they stand.
static size_t width(enum shk_registry registry) {
    switch (registry) {
    case SHK_REG_VERSION:
    case SHK_REG_EXTENSION:
    case SHK_REG_CIPHER_SUITE:
    case SHK_REG_GROUP:
    case SHK_REG_SIGNATURE_SCHEME:
    case SHK_REG_CERTIFICATE_COMPRESSION: return 2;
    default: return 1;
    }
}

static void number(const char *group, const char *name, size_t size, uint32_t value) {
    uint8_t bytes[4];
    for (size_t i = 0; i < size; i++) bytes[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
    entry(group, name, shk_view(bytes, size));
}

// Values of one byte are found by plain mutation soon enough.
static void registries(void) {
    static const char *const groups[SHK_REG_COUNT] = {
        [SHK_REG_VERSION] = "version",         [SHK_REG_EXTENSION] = "extension",
        [SHK_REG_CIPHER_SUITE] = "suite",      [SHK_REG_GROUP] = "group",
        [SHK_REG_SIGNATURE_SCHEME] = "scheme", [SHK_REG_CERTIFICATE_COMPRESSION] = "compression",
    };
    for (unsigned r = 1; r < SHK_REG_COUNT; r++) {
        uint32_t value;
        const char *name;
        enum shk_registry registry = (enum shk_registry)r;
        for (size_t i = 0; groups[r] != NULL && shk_registry_at(registry, i, &value, &name); i++) {
            // Of the suites, those that the peer can speak: the others are all refused alike.
            if (registry == SHK_REG_CIPHER_SUITE && shk_suite((uint16_t)value) == NULL) continue;
            number(groups[r], name, width(registry), value);
            if (registry == SHK_REG_EXTENSION) number("empty", name, 4, value << 16);
        }
    }
    for (uint32_t i = 0; i < 16; i += 5) number("grease", "value", 2, 0x0a0a + 0x1010 * i);
}

static void headers(void) {
    uint32_t value;
    const char *name;
    for (size_t i = 0; shk_registry_at(SHK_REG_HANDSHAKE_TYPE, i, &value, &name); i++) {
        number("message", name, 4, value << 24);
    }
    for (size_t i = 0; shk_registry_at(SHK_REG_ALERT, i, &value, &name); i++) number("alert", name, 2, 0x0200 | value);
    for (size_t i = 0; shk_registry_at(SHK_REG_CONTENT_TYPE, i, &value, &name); i++) {
        number("record", name, 3, value << 16 | 0x0303);
    }
}

static void marks(void) {
    entry("random", "hello_retry_request", shk_view(shk_retry_random, sizeof(shk_retry_random)));
    entry("random", "downgrade_12", shk_text("DOWNGRD\x01"));
    entry("random", "downgrade_11", shk_view("DOWNGRD\0", 8));
    entry("name", "localhost", shk_text("\x09localhost"));
    entry("protocol", "http11", shk_text("\x08http/1.1"));
    entry("protocol", "h2", shk_text("\x02h2"));
}

static void certificates(void) {
    static const struct {
        const char *name, *der;
        size_t len;
    } parts[] = {
#define PART(name, der) {name, der, sizeof(der) - 1}
        PART("rsaEncryption", "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"),
        PART("sha256WithRSA", "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"),
        PART("rsassaPss", "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"),
        PART("ecPublicKey", "\x06\x07\x2a\x86\x48\xce\x3d\x02\x01"),
        PART("ecdsaSha256", "\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"),
        PART("prime256v1", "\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"),
        PART("secp384r1", "\x06\x05\x2b\x81\x04\x00\x22"),
        PART("ed25519", "\x06\x03\x2b\x65\x70"),
        PART("keyUsage", "\x06\x03\x55\x1d\x0f"),
        PART("subjectAltName", "\x06\x03\x55\x1d\x11"),
        PART("basicConstraints", "\x06\x03\x55\x1d\x13"),
        PART("nameConstraints", "\x06\x03\x55\x1d\x1e"),
        PART("extKeyUsage", "\x06\x03\x55\x1d\x25"),
        PART("critical", "\x01\x01\xff"),
        PART("null", "\x05\x00"),
        PART("empty_sequence", "\x30\x00"),
        PART("indefinite", "\x30\x80"),
        PART("version3", "\xa0\x03\x02\x01\x02"),
#undef PART
    };
    for (size_t i = 0; i < SHK_COUNT(parts); i++) entry("der", parts[i].name, shk_view(parts[i].der, parts[i].len));
}

// Words of the plan language, for its text form; field names, because both forms hold paths.
static void words(void) {
    for (unsigned w = 0; w < SHK_WORDS_COUNT; w++) {
        size_t count;
        const struct shk_word *rows = shk_words((enum shk_words)w, &count);
        for (size_t i = 0; i < count; i++) entry("word", rows[i].name, shk_text(rows[i].name));
    }
}

static void fields_of(const struct shk_type *type, unsigned depth) {
    for (size_t i = 0; type != NULL && depth < 4 && i < type->count; i++) {
        const struct shk_field *field = &type->fields[i];
        if (field->name != NULL) entry("field", field->name, shk_text(field->name));
        fields_of(field->of, depth + 1);
    }
}

static void fields(void) {
    uint32_t value;
    const char *name;
    for (unsigned m = 1; m < SHK_RAW_RECORD; m++) {
        for (uint16_t version = SHK_TLS12; version <= SHK_TLS13; version++) {
            struct shk_layout layout = {(enum shk_message)m, version, SHK_KX_ECDHE, 0};
            fields_of(shk_message_type(layout), 0);
            for (size_t i = 0; shk_registry_at(SHK_REG_EXTENSION, i, &value, &name); i++) {
                fields_of(shk_extension_type((uint16_t)value, layout), 0);
            }
        }
    }
    for (size_t i = 0; shk_registry_at(SHK_REG_EXTENSION, i, &value, &name); i++) {
        if (shk_extension_type((uint16_t)value, (struct shk_layout){SHK_CLIENT_HELLO, SHK_TLS13, 0, 0}) != NULL) {
            entry("field", name, shk_text(name));
        }
    }
}

static bool holds(const char *target, const char *part) {
    return target != NULL && strstr(target, part) != NULL;
}

int main(int argc, char **argv) {
    const char *name = argc > 1 ? argv[1] : NULL;
    const struct shk_fuzz_target *target = name != NULL ? shk_fuzz_target_named(name) : NULL;
    if (argc > 2 || (name != NULL && (target == NULL || name[0] == '-'))) {
        fprintf(stderr,
                "usage: dictionary [TARGET]\nTARGET is a name of harness/fuzz/targets.def, such as client_hello; "
                "without one the whole protocol is printed.\n");
        return 2;
    }
    struct shk_arena *arena = shk_arena_new();
    seen = shk_buf_in(arena);
    bool plan = target != NULL && (target->kind == SHK_FUZZ_PLAN || target->kind == SHK_FUZZ_RECORD);
    bool text = holds(name, "plan_text"), der = target == NULL || holds(name, "cert") || holds(name, "der");
    printf("# Made by `dictionary%s%s` from the schema; make it again rather than edit it.\n", name != NULL ? " " : "",
           name != NULL ? name : "");
    if (!text && !holds(name, "self_der") && !holds(name, "cert_chain")) {
        registries();
        headers();
        marks();
    }
    if (der) certificates();
    if (text) words();
    if (text || plan || holds(name, "plan_bytes")) fields();
    shk_arena_free(arena);
    return 0;
}
