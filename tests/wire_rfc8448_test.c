// The handshake messages and records of RFC 8448, which others wrote: each parses by its layout and is built again.
#include "wire/record.h"
#include "wire_support.h"

#include <stdio.h>

static const struct {
    const char *field;
    enum shk_message message;
} kinds[] = {
    {"ClientHello", SHK_CLIENT_HELLO},
    {"ServerHello", SHK_SERVER_HELLO},
    {"EncryptedExtensions", SHK_ENCRYPTED_EXTENSIONS},
    {"CertificateRequest", SHK_CERTIFICATE_REQUEST},
    {"Certificate", SHK_CERTIFICATE},
    {"CertificateVerify", SHK_CERTIFICATE_VERIFY},
    {"Finished", SHK_FINISHED},
    {"EndOfEarlyData", SHK_END_OF_EARLY_DATA},
    {"NewSessionTicket", SHK_NEW_SESSION_TICKET},
};

// Calls `see` with each "  FIELD: HEX" line of the traces, and returns how many it took.
static size_t each_field(bool (*see)(const char *field, struct shk_bytes value)) {
    FILE *file = fopen(SHK_TESTS_DIR "/data/rfc8448.txt", "r");
    assert_non_null(file);
    static char line[16384];
    size_t taken = 0;
    while (fgets(line, sizeof(line), file) != NULL) {
        char *colon = strchr(line, ':');
        if (strncmp(line, "  ", 2) != 0 || colon == NULL) continue;
        *colon = '\0';
        shk_arena_reset(arena);
        taken += see(line + 2, hex(colon + 1));
    }
    fclose(file);
    return taken;
}

static bool see_message(const char *field, struct shk_bytes value) {
    if (strcmp(field, "payload") == 0 && value.len == 512 && value.data[0] == 1) field = "ClientHello";
    size_t i = 0;
    while (i < SHK_COUNT(kinds) && strcmp(kinds[i].field, field) != 0) i++;
    if (i == SHK_COUNT(kinds)) return false;
    // The resuming ClientHello is told before its binders are known; the record's payload then has it whole.
    if (kinds[i].message == SHK_CLIENT_HELLO && value.len == 477) return false;
    struct shk_layout layout = {kinds[i].message, SHK_TLS13, 0, 32};
    if (layout.message == SHK_SERVER_HELLO && shk_is_retry(shk_slice(value, 4, value.len))) {
        layout.message = SHK_HELLO_RETRY_REQUEST;
    }
    struct shk_tree tree;
    struct shk_error err = {{0}};
    if (!parse_exact(layout, value, true, &tree, &err)) fail_msg("%s: %s", field, err.text);
    struct shk_buf out = shk_buf_in(arena);
    shk_build(&tree, &out);
    assert_same(shk_buf_view(&out), value);
    // Every extension of these traces is one that the tables know where it stands.
    for (uint16_t n = 1; n < tree.count; n++) {
        bool entry = tree.nodes[n].field == NULL;
        if (!entry || shk_extension_allowed(tree.nodes[n].extension, layout)) continue;
        fail_msg("%s: %s is said not to belong there", field, shk_path(&tree, n));
    }
    return true;
}

static void test_messages(void **state) {
    (void)state;
    assert_int_equal(each_field(see_message), 41);
}

static bool see_record(const char *field, struct shk_bytes value) {
    if (strcmp(field, "complete record") != 0) return false;
    struct shk_reader r = shk_read(value);
    struct shk_record record;
    assert_int_equal(shk_record_next(&r, &record), SHK_RECORD_READY);
    assert_same(record.whole, value);
    assert_int_equal(r.len, 0);
    return true;
}

static void test_records(void **state) {
    (void)state;
    assert_true(each_field(see_record) > 30);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_messages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_records, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("wire_rfc8448", tests, NULL, NULL);
}
