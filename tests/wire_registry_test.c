// Registries: names and numbers go both ways, and the tables agree with one another.
#include "wire_support.h"

static void test_names_go_both_ways(void **state) {
    (void)state;
    for (int r = SHK_REG_NONE + 1; r < SHK_REG_COUNT; r++) {
        enum shk_registry registry = (enum shk_registry)r;
        uint32_t value;
        const char *name;
        size_t count = 0;
        for (; shk_registry_at(registry, count, &value, &name); count++) {
            if (shk_by_name(registry, name, strlen(name)) != (int32_t)value) fail_msg("%s is there twice", name);
            assert_ptr_equal(shk_name(registry, value), name); // found by halving: the table is sorted
        }
        if (count == 0) fail_msg("registry %d is empty", r);
    }
}

// A number that stands twice would hide a name.
static void test_numbers_are_unique(void **state) {
    (void)state;
    for (int r = SHK_REG_NONE + 1; r < SHK_REG_COUNT; r++) {
        uint32_t a, b;
        const char *name, *other;
        for (size_t i = 0; shk_registry_at((enum shk_registry)r, i, &a, &name); i++) {
            for (size_t j = 0; j < i; j++) {
                assert_true(shk_registry_at((enum shk_registry)r, j, &b, &other));
                if (a == b) fail_msg("%s and %s are both %u", name, other, a);
            }
        }
    }
}

static int32_t suite_named(const char *text) {
    return shk_by_name(SHK_REG_CIPHER_SUITE, text, strlen(text));
}

static void test_by_name(void **state) {
    (void)state;
    assert_int_equal(suite_named("TLS_AES_128_GCM_SHA256"), 0x1301);
    assert_int_equal(suite_named("TLS_FALLBACK_SCSV"), 0x5600);
    assert_int_equal(suite_named("0xc02F"), 0xc02f);
    assert_int_equal(suite_named("0x0"), 0);
    static const char *const unknown[] = {
        "", "0x", "0x12345", "0xg", "TLS_AES_128_GCM_SHA25", "TLS_AES_128_GCM_SHA2566", "4865"};
    for (size_t i = 0; i < SHK_COUNT(unknown); i++) assert_int_equal(suite_named(unknown[i]), -1);
    assert_int_equal(shk_by_name(SHK_REG_EXTENSION, "alpn", 4), SHK_EXT_ALPN);
    assert_null(shk_name(SHK_REG_EXTENSION, 0x0a0a));
    assert_string_equal(shk_alert_name(50), "decode_error");
    assert_string_equal(shk_alert_name(200), "unknown_alert");
}

static void test_messages(void **state) {
    (void)state;
    for (int m = SHK_CLIENT_HELLO; m <= SHK_RAW_RECORD; m++) {
        enum shk_message message = (enum shk_message)m;
        const char *name = shk_message_name(message);
        assert_string_not_equal(name, "?");
        assert_int_equal(shk_message_by_name(name, strlen(name)), m);
        if (shk_message_content_type(message) != SHK_TYPE_HANDSHAKE || message == SHK_UNKNOWN_HANDSHAKE) continue;
        if (message == SHK_HELLO_RETRY_REQUEST) continue;
        assert_string_equal(shk_name(SHK_REG_HANDSHAKE_TYPE, shk_message_handshake_type(message)), name);
    }
    assert_string_equal(shk_message_name((enum shk_message)77), "?");
    assert_int_equal(shk_message_by_name("client", 6), SHK_NO_MESSAGE);
}

// The name of a suite says what its row must say.
static void test_suites(void **state) {
    (void)state;
    const struct shk_suite *s;
    size_t count = 0;
    for (; (s = shk_suite_at(count)) != NULL; count++) {
        assert_ptr_equal(shk_suite(s->id), s);
        assert_string_equal(shk_name(SHK_REG_CIPHER_SUITE, s->id), s->name);
        bool new = strstr(s->name, "_WITH_") == NULL;
        bool cbc = strstr(s->name, "CBC") != NULL;
        assert_int_equal(s->version, new ? 0x0304 : 0x0303);
        assert_int_equal(s->kx == SHK_KX_TLS13, new);
        assert_int_equal(s->kx == SHK_KX_ECDHE, strncmp(s->name, "TLS_ECDHE_", 10) == 0);
        assert_int_equal(s->kx == SHK_KX_DHE, strncmp(s->name, "TLS_DHE_", 8) == 0);
        assert_int_equal(s->auth == SHK_AUTH_ECDSA, strstr(s->name, "ECDSA") != NULL);
        assert_int_equal(s->cipher == SHK_AES_128_CBC || s->cipher == SHK_AES_256_CBC, cbc);
        assert_int_equal(s->cipher == SHK_AES_256_CBC || s->cipher == SHK_AES_256_GCM,
                         strstr(s->name, "AES_256") != NULL);
        assert_int_equal(s->cipher == SHK_CHACHA20_POLY1305, strstr(s->name, "CHACHA20") != NULL);
        const char *hash = strrchr(s->name, '_') + 1;
        assert_int_equal(s->hash == SHK_SHA384, strcmp(hash, "SHA384") == 0);
        if (cbc) assert_int_equal(s->mac, strcmp(hash, "SHA") == 0 ? SHK_SHA1 : s->hash);
    }
    assert_int_equal(count, 30);
    assert_null(shk_suite(0x0000));
    assert_null(shk_suite(0x5600));
}

static void test_hash_len(void **state) {
    (void)state;
    assert_int_equal(shk_hash_len(SHK_SHA1), 20);
    assert_int_equal(shk_hash_len(SHK_SHA224), 28);
    assert_int_equal(shk_hash_len(SHK_SHA256), 32);
    assert_int_equal(shk_hash_len(SHK_SHA384), 48);
    assert_int_equal(shk_hash_len(SHK_SHA512), 64);
}

static void test_extension_table(void **state) {
    (void)state;
    static const struct {
        uint16_t extension;
        enum shk_message message;
        uint16_t version;
        bool allowed;
    } rows[] = {
        {SHK_EXT_KEY_SHARE, SHK_CLIENT_HELLO, SHK_TLS13, true},
        {SHK_EXT_KEY_SHARE, SHK_HELLO_RETRY_REQUEST, SHK_TLS13, true},
        {SHK_EXT_KEY_SHARE, SHK_ENCRYPTED_EXTENSIONS, SHK_TLS13, false},
        {SHK_EXT_KEY_SHARE, SHK_SERVER_HELLO, SHK_TLS12, false},
        {SHK_EXT_KEY_SHARE, SHK_CERTIFICATE, SHK_TLS13, false},
        {SHK_EXT_ALPN, SHK_SERVER_HELLO, SHK_TLS13, false},
        {SHK_EXT_ALPN, SHK_SERVER_HELLO, SHK_TLS12, true},
        {SHK_EXT_ALPN, SHK_ENCRYPTED_EXTENSIONS, SHK_TLS13, true},
        {SHK_EXT_RENEGOTIATION_INFO, SHK_SERVER_HELLO, SHK_TLS13, false},
        {SHK_EXT_RENEGOTIATION_INFO, SHK_SERVER_HELLO, SHK_TLS12, true},
        {SHK_EXT_EARLY_DATA, SHK_NEW_SESSION_TICKET, SHK_TLS13, true},
        {SHK_EXT_EARLY_DATA, SHK_NEW_SESSION_TICKET, SHK_TLS12, false},
        {SHK_EXT_OID_FILTERS, SHK_CLIENT_HELLO, SHK_TLS13, false},
        {SHK_EXT_OID_FILTERS, SHK_CERTIFICATE_REQUEST, SHK_TLS13, true},
        {0x0a0a, SHK_CLIENT_HELLO, SHK_TLS13, true},
        {0x0a0a, SHK_SERVER_HELLO, SHK_TLS13, false},
        {0x0a0a, SHK_CERTIFICATE_REQUEST, SHK_TLS13, true},
        {0x0a0a, SHK_ENCRYPTED_EXTENSIONS, SHK_TLS13, false},
        {SHK_EXT_ALPN, SHK_FINISHED, SHK_TLS13, false},
    };
    for (size_t i = 0; i < SHK_COUNT(rows); i++) {
        struct shk_layout layout = {rows[i].message, rows[i].version, 0, 0};
        assert_int_equal(shk_extension_allowed(rows[i].extension, layout), rows[i].allowed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_go_both_ways),
        cmocka_unit_test(test_numbers_are_unique),
        cmocka_unit_test(test_by_name),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_suites),
        cmocka_unit_test(test_hash_len),
        cmocka_unit_test(test_extension_table),
    };
    return cmocka_run_group_tests_name("wire_registry", tests, NULL, NULL);
}
