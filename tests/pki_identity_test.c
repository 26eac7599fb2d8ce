// The test PKI: what it makes is accepted by OpenSSL, equal calls give equal bytes, files come whole or not at all, and edits
// land where their paths point.
#include "pki/certificate.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

static struct shk_arena *arena;
static char folder[] = "/tmp/shakedown-pki-XXXXXX";
static const int64_t some_time = 1800000000; // January 2027

static int set_up(void **state) {
    (void)state;
    arena = shk_arena_new();
    return mkdtemp(folder) == NULL;
}

static int tear_down(void **state) {
    (void)state;
    int result = system(shk_format(arena, "chmod -R u+w %s && rm -rf %s", folder, folder));
    shk_arena_free(arena);
    return result;
}

// Runs a command in the folder; returns its exit status.
static int run(const char *command) {
    int status = system(shk_format(arena, "cd %s && %s >out 2>&1", folder, command));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool have_openssl(void) {
    return run("command -v openssl") == 0;
}

static void identity(enum shk_key_kind kind, bool server, struct shk_identity *out) {
    struct shk_error err = {""};
    if (!shk_pki_identity(arena, kind, server, some_time, "host.example", out, &err)) fail_msg("%s", err.text);
}

// --- Identities ------------------------------------------------------------------------------------------------------

static void test_chains_are_signed_by_what_is_above(void **state) {
    (void)state;
    for (size_t kind = 0; kind < SHK_KEY_COUNT; kind++) {
        struct shk_identity id;
        identity((enum shk_key_kind)kind, kind % 2 == 0, &id);
        struct shk_bytes path[] = {id.chain[0], id.chain[1], id.root, id.root};
        for (size_t i = 0; i < 3; i++) {
            struct shk_der tbs, signature;
            assert_true(shk_der_find(SHK_DER_CERTIFICATE, path[i], "tbs", &tbs, NULL));
            assert_true(shk_der_find(SHK_DER_CERTIFICATE, path[i], "signature", &signature, NULL));
            struct shk_key *key = shk_key_from_certificate(path[i + 1], NULL);
            assert_non_null(key);
            uint16_t scheme = shk_key_scheme(key, SHK_TLS12, shk_view(NULL, 0));
            assert_true(shk_verify(key, scheme, tbs.whole, shk_slice(signature.contents, 1, signature.contents.len)));
            shk_key_free(key);
        }
    }
}

static void test_equal_calls_give_equal_bytes(void **state) {
    (void)state;
    struct shk_identity a, b;
    identity(SHK_KEY_P256, true, &a);
    // Push it out of the cache, so that it is made again.
    for (int i = 0; i < 40; i++) {
        assert_true(shk_pki_identity(arena, SHK_KEY_P256, true, some_time, shk_format(arena, "h%d", i), &b, NULL));
    }
    identity(SHK_KEY_P256, true, &b);
    assert_true(shk_equal(a.chain[0], b.chain[0]) && shk_equal(a.chain[1], b.chain[1]) && shk_equal(a.root, b.root));
    assert_true(shk_pki_identity(arena, SHK_KEY_P256, true, some_time + 7200, "host.example", &b, NULL));
    assert_false(shk_equal(a.chain[0], b.chain[0]));
    assert_true(shk_equal(a.root, b.root)); // an installed root stays good
}

static void test_repeated_calls_are_cheap(void **state) {
    (void)state;
    struct shk_identity id;
    identity(SHK_KEY_RSA, true, &id);
    clock_t before = clock();
    for (int i = 0; i < 1000; i++) identity(SHK_KEY_RSA, true, &id);
    assert_true(clock() - before < CLOCKS_PER_SEC / 10); // 100 microseconds each; an RSA signature takes ten times that
}

static void test_odd_times(void **state) {
    (void)state;
    const int64_t times[] = {1234, 0, 2550000000, 4102444800};
    for (size_t i = 0; i < SHK_COUNT(times); i++) {
        struct shk_identity id;
        struct shk_der not_before, not_after;
        assert_true(shk_pki_identity(arena, SHK_KEY_P256, true, times[i], NULL, &id, NULL));
        assert_true(shk_der_find(SHK_DER_CERTIFICATE, id.root, "tbs.validity.not_before", &not_before, NULL));
        assert_true(shk_der_find(SHK_DER_CERTIFICATE, id.root, "tbs.validity.not_after", &not_after, NULL));
        assert_false(shk_equal(not_before.contents, not_after.contents));
    }
    struct shk_identity id;
    assert_false(shk_pki_identity(arena, SHK_KEY_P256, true, 0, "", &id, NULL));
}

// --- Files -----------------------------------------------------------------------------------------------------------

static void write_here(void) {
    struct shk_error err = {""};
    if (!shk_pki_write(folder, (int64_t)time(NULL), &err)) fail_msg("%s", err.text);
}

static void test_openssl_accepts_the_files(void **state) {
    (void)state;
    if (!have_openssl()) skip();
    write_here();
    static const char *const kinds[] = {"rsa", "p256", "p384", "ed25519"};
    for (size_t i = 0; i < SHK_COUNT(kinds); i++) {
        const char *k = kinds[i];
        const char *commands[] = {
            shk_format(arena, "openssl verify -x509_strict -CAfile ca.pem -purpose sslserver -verify_hostname localhost"
                              " -untrusted server-%s.pem server-%s.pem", k, k),
            shk_format(arena, "openssl verify -x509_strict -CAfile ca-%s.pem -purpose sslserver -verify_ip 127.0.0.1"
                              " -untrusted bundle.pem server-%s.pem", k, k),
            shk_format(arena, "openssl verify -x509_strict -CAfile ca.pem -purpose sslclient"
                              " -untrusted client-%s.pem client-%s.pem", k, k),
            shk_format(arena, "openssl pkey -in server-%s.key -pubout >a && openssl x509 -in server-%s.pem -noout -pubkey"
                              " >b && cmp a b", k, k),
            shk_format(arena, "openssl pkey -in client-%s-all.pem -noout && openssl x509 -in client-%s-all.pem -noout", k, k),
        };
        for (size_t c = 0; c < SHK_COUNT(commands); c++) {
            if (run(commands[c]) != 0) fail_msg("failed: %s", commands[c]);
        }
        // And it can refuse: a server's leaf is no client's, and another name is not this one.
        assert_int_not_equal(run(shk_format(arena, "openssl verify -CAfile ca.pem -purpose sslclient"
                                                   " -untrusted server-%s.pem server-%s.pem", k, k)), 0);
        assert_int_not_equal(run(shk_format(arena, "openssl verify -CAfile ca.pem -verify_hostname other.example"
                                                   " -untrusted server-%s.pem server-%s.pem", k, k)), 0);
    }
}

static void test_load_what_was_written(void **state) {
    (void)state;
    write_here();
    for (size_t kind = 0; kind < SHK_KEY_COUNT; kind++) {
        struct shk_identity id;
        struct shk_error err = {""};
        if (!shk_pki_load(arena, folder, kind % 2 == 0, (enum shk_key_kind)kind, &id, &err)) fail_msg("%s", err.text);
        assert_int_equal(id.chain_len, 2);
        struct shk_bytes signature;
        uint16_t scheme = shk_key_scheme(id.key, SHK_TLS13, shk_view(NULL, 0));
        assert_true(shk_sign(arena, id.key, scheme, shk_text("message"), &signature, NULL));
    }
}

static void test_load_says_what_is_wrong(void **state) {
    (void)state;
    struct shk_identity id;
    struct shk_error err = {""};
    assert_false(shk_pki_load(arena, "/nonexistent", true, SHK_KEY_RSA, &id, &err));
    assert_non_null(strstr(err.text, "/nonexistent/server-rsa.pem"));
    assert_non_null(strstr(err.text, "shakedown pki"));

    write_here();
    assert_int_equal(run("cp client-rsa.key server-rsa.key"), 0);
    assert_false(shk_pki_load(arena, folder, true, SHK_KEY_RSA, &id, &err));
    assert_non_null(strstr(err.text, "does not belong"));
    assert_int_equal(run("echo nonsense > server-rsa.key"), 0);
    assert_false(shk_pki_load(arena, folder, true, SHK_KEY_RSA, &id, &err));
    assert_int_equal(run("echo nonsense > server-rsa.pem"), 0);
    assert_false(shk_pki_load(arena, folder, true, SHK_KEY_RSA, &id, &err));
    assert_non_null(strstr(err.text, "no certificate"));
}

static void test_write_says_what_is_wrong(void **state) {
    (void)state;
    struct shk_error err = {""};
    assert_false(shk_pki_write("/proc/nowhere", some_time, &err));
    assert_non_null(strstr(err.text, "/proc/nowhere"));
    assert_false(shk_pki_write("/dev/null", some_time, &err)); // exists and is no folder
    assert_non_null(strstr(err.text, "Not a directory"));
}

static void test_write_to_a_full_disk(void **state) {
    (void)state;
    // The temporary name of the first file leads to a device that is always full.
    struct stat st;
    if (stat("/dev/full", &st) != 0) skip();
    const char *dir = shk_format(arena, "%s/full", folder);
    assert_int_equal(mkdir(dir, 0700), 0);
    const char *unfinished = shk_format(arena, "%s/.server-rsa.pem.%ld", dir, (long)getpid());
    assert_int_equal(symlink("/dev/full", unfinished), 0);
    struct shk_error err = {""};
    assert_false(shk_pki_write(dir, some_time, &err));
    assert_non_null(strstr(err.text, "No space left"));
    assert_int_equal(access(shk_format(arena, "%s/server-rsa.pem", dir), F_OK), -1);
    assert_int_equal(access(unfinished, F_OK), -1);
}

// --- PEM and DER -----------------------------------------------------------------------------------------------------

static void test_pem_round_trip(void **state) {
    (void)state;
    uint8_t bytes[200];
    for (size_t i = 0; i < sizeof(bytes); i++) bytes[i] = (uint8_t)(i * 37);
    for (size_t len = 0; len <= sizeof(bytes); len++) {
        const char *text = shk_pki_pem(arena, "THING", shk_view(bytes, len));
        struct shk_bytes back;
        assert_true(shk_pki_unpem(arena, &text, "THING", &back));
        assert_true(shk_equal(back, shk_view(bytes, len)));
        assert_false(shk_pki_unpem(arena, &text, "THING", &back));
    }
    const char *bad[] = {"-----BEGIN A-----\n####\n-----END A-----", "-----BEGIN A-----\nAAA\n-----END A-----",
        "-----BEGIN A-----\nA===\n-----END A-----", "-----BEGIN A-----\nAA=A\n-----END A-----", "-----BEGIN A-----\nAAAA"};
    for (size_t i = 0; i < SHK_COUNT(bad); i++) {
        struct shk_bytes back;
        assert_false(shk_pki_unpem(arena, &bad[i], "A", &back));
    }
}

static void assert_der(const struct shk_buf *b, const char *hex) {
    assert_string_equal(shk_hex(arena, shk_buf_view(b)), hex);
}

static void test_der_values(void **state) {
    (void)state;
    struct shk_buf b = shk_buf_in(arena);
    shk_der_put_oid(&b, "1.2.840.113549.1.1.11");
    assert_der(&b, "06092a864886f70d01010b");
    b.len = 0;
    shk_der_put_oid(&b, "2.16.840.1.101.3.4.2.1");
    assert_der(&b, "0609608648016503040201");
    b.len = 0;
    shk_der_put_small(&b, 0);
    shk_der_put_small(&b, 127);
    shk_der_put_small(&b, 128);
    shk_der_put_small(&b, 65537);
    assert_der(&b, "02010002017f020200800203010001");
    b.len = 0;
    shk_der_put_named_bits(&b, 0);
    shk_der_put_named_bits(&b, SHK_KU_DIGITAL_SIGNATURE);
    shk_der_put_named_bits(&b, SHK_KU_CERT_SIGN | SHK_KU_CRL_SIGN);
    shk_der_put_named_bits(&b, 1 << 8);
    assert_der(&b, "0301000302078003020106030307" "0080");
    b.len = 0;
    shk_der_put_time(&b, 2524607999);
    shk_der_put_time(&b, 2524608000);
    assert_string_equal(shk_format(arena, "%.*s", (int)b.len, (const char *)b.data),
        "\x17\x0d" "491231235959Z" "\x18\x0f" "20500101000000Z");
    b.len = 0;
    size_t place = shk_der_open(&b, SHK_DER_SEQUENCE);
    shk_put_fill(&b, 0, 300);
    shk_der_close(&b, place);
    assert_memory_equal(b.data, "\x30\x82\x01\x2c", 4);
    assert_int_equal(b.len, 304);
}

static struct shk_certificate_spec good_leaf(void) {
    struct shk_certificate_spec spec;
    assert_true(shk_certificate_good(arena, SHK_KEY_P256, SHK_ROLE_SERVER, some_time, "host.example", &spec, NULL));
    return spec;
}

static struct shk_bytes build(const struct shk_certificate_spec *spec) {
    struct shk_error err = {""};
    struct shk_bytes der;
    if (!shk_certificate_build(arena, spec, &der, &err)) fail_msg("%s", err.text);
    return der;
}

// Every name that a path can use leads somewhere in a good leaf, or is one that a good leaf does not have.
static void test_paths_resolve(void **state) {
    (void)state;
    static const char *const paths[] = {"", "tbs", "tbs.version", "tbs.serial", "tbs.signature.id", "tbs.issuer[0][0][1]",
        "tbs.validity.not_before", "tbs.validity.not_after", "tbs.subject", "tbs.spki.algorithm.parameters", "tbs.spki.key",
        "tbs.extensions", "tbs.extensions[0][0]", "tbs.extensions.basic_constraints.critical",
        "tbs.extensions.basic_constraints.value[0]", "tbs.extensions.key_usage.value[0]",
        "tbs.extensions.extended_key_usage.value[0][0]", "tbs.extensions.subject_alt_name.value[0][1]",
        "tbs.extensions.subject_key_identifier.id", "tbs.extensions.authority_key_identifier", "signature_algorithm.id",
        "signature"};
    struct shk_certificate_spec spec = good_leaf();
    struct shk_bytes der = build(&spec);
    for (size_t i = 0; i < SHK_COUNT(paths); i++) {
        struct shk_der found;
        struct shk_error err = {""};
        if (!shk_der_find(SHK_DER_CERTIFICATE, der, paths[i], &found, &err)) fail_msg("%s", err.text);
        // Setting an element to what it is changes nothing, with and without repair.
        for (int raw = 0; raw < 2; raw++) {
            struct shk_der_edit edit = {paths[i], SHK_DER_SET_WHOLE, .value = found.whole, .raw = raw == 1};
            struct shk_bytes again;
            assert_true(shk_der_apply(arena, SHK_DER_CERTIFICATE, der, &edit, 0, &again, &err));
            assert_true(shk_equal(again, der));
        }
    }
    static const char *const nowhere[] = {"tbs.issuer_uid", "tbs.nothing", "tbs.extensions.name_constraints", "tbs[99]",
        "tbs[x]", "tbs.", "[", "tbs.validity.not_before.deeper", "tbs.extensions[0][0][0][0][0][0]"};
    for (size_t i = 0; i < SHK_COUNT(nowhere); i++) {
        struct shk_der found;
        struct shk_error err = {""};
        assert_false(shk_der_find(SHK_DER_CERTIFICATE, der, nowhere[i], &found, &err));
        assert_non_null(strstr(err.text, nowhere[i]));
    }
}

static bool signature_holds(struct shk_bytes der) {
    struct shk_der tbs, signature;
    assert_true(shk_der_find(SHK_DER_CERTIFICATE, der, "tbs", &tbs, NULL));
    assert_true(shk_der_find(SHK_DER_CERTIFICATE, der, "signature", &signature, NULL));
    return shk_verify(shk_pki_key(SHK_KEY_P256, SHK_ROLE_INTERMEDIATE), SHK_ECDSA_SECP256R1_SHA256, tbs.whole,
        shk_slice(signature.contents, 1, signature.contents.len));
}

// A good certificate and one edit: signed again, or not.
static void test_edits_are_signed_or_not(void **state) {
    (void)state;
    const struct shk_der_edit edits[] = {
        {"tbs.validity.not_after", SHK_DER_SET_TIME, .number = -24 * 60 * 60},
        {"tbs.extensions.basic_constraints", SHK_DER_REMOVE, .number = 0},
        {"tbs.extensions.key_usage", SHK_DER_REPEAT, .number = 1},
        {"tbs.serial", SHK_DER_SET_CONTENTS, .value = SHK_BYTES(((const uint8_t[]){0x80}))},
        {"tbs.subject", SHK_DER_APPEND, .value = SHK_BYTES(((const uint8_t[]){0x31, 0x00}))},
        {"tbs.version", SHK_DER_REMOVE, .number = 0},
        {"tbs.extensions.subject_alt_name.value[0][0]", SHK_DER_FLIP_BIT, .number = 3},
        {"tbs.spki.key", SHK_DER_CUT, .number = 20},
        {"tbs.issuer", SHK_DER_SET_TAG, .number = SHK_DER_SET},
        {"tbs.signature.id", SHK_DER_ADD, .value = SHK_BYTES(((const uint8_t[]){0x05, 0x00}))},
        {"tbs.spki", SHK_DER_INSERT, .value = SHK_BYTES(((const uint8_t[]){0x05, 0x00}))},
        {"tbs.subject[0]", SHK_DER_PREPEND, .value = SHK_BYTES(((const uint8_t[]){0x05, 0x00}))},
    };
    struct shk_certificate_spec spec = good_leaf();
    struct shk_bytes good = build(&spec);
    assert_true(signature_holds(good));
    for (size_t i = 0; i < SHK_COUNT(edits); i++) {
        spec.edits = &edits[i];
        spec.edit_count = 1;
        spec.resign = true;
        struct shk_bytes signed_again = build(&spec);
        assert_false(shk_equal(signed_again, good));
        assert_true(signature_holds(signed_again));
        spec.resign = false;
        assert_false(signature_holds(build(&spec)));
    }
}

static void test_raw_edits_leave_lengths_alone(void **state) {
    (void)state;
    struct shk_certificate_spec spec = good_leaf();
    struct shk_bytes good = build(&spec);
    const struct shk_der_edit edit = {"tbs.extensions.subject_alt_name.value", SHK_DER_CUT, .number = 2, .raw = true};
    spec.edits = &edit;
    spec.edit_count = 1;
    spec.resign = false;
    struct shk_bytes cut = build(&spec);
    assert_true(cut.len < good.len);
    assert_memory_equal(cut.data, good.data, 8); // the outer lengths still say what they said
}

static void test_fields_of_the_specification(void **state) {
    (void)state;
    struct shk_certificate_spec spec = good_leaf();
    shk_certificate_drop(&spec, SHK_OID_EXTENDED_KEY_USAGE);
    assert_null(shk_certificate_find(&spec, SHK_OID_EXTENDED_KEY_USAGE));
    shk_certificate_set(&spec,
        (struct shk_certificate_extension){SHK_OID_BASIC_CONSTRAINTS, true, shk_basic_constraints(arena, true, 3)});
    shk_certificate_set(&spec, (struct shk_certificate_extension){"2.25.1", false, shk_text("x")});
    spec.subject = NULL;
    struct shk_bytes der = build(&spec);
    struct shk_der found;
    assert_false(shk_der_find(SHK_DER_CERTIFICATE, der, "tbs.extensions.extended_key_usage", &found, NULL));
    assert_true(shk_der_find(SHK_DER_CERTIFICATE, der, "tbs.extensions.basic_constraints.value", &found, NULL));
    assert_string_equal(shk_hex(arena, found.contents), "30060101ff020103");
    assert_true(shk_der_find(SHK_DER_CERTIFICATE, der, "tbs.subject", &found, NULL));
    assert_int_equal(found.contents.len, 0);
    assert_true(signature_holds(der));
}

static void test_signature_schemes(void **state) {
    (void)state;
    static const uint16_t schemes[] = {SHK_RSA_PKCS1_SHA1, SHK_RSA_PKCS1_SHA256, SHK_RSA_PKCS1_SHA384,
        SHK_RSA_PKCS1_SHA512, SHK_RSA_PSS_RSAE_SHA256, SHK_RSA_PSS_RSAE_SHA384, SHK_RSA_PSS_RSAE_SHA512, 0x0101};
    bool openssl = have_openssl();
    for (size_t i = 0; i < SHK_COUNT(schemes); i++) {
        struct shk_certificate_spec spec;
        struct shk_identity id;
        assert_true(shk_certificate_good(arena, SHK_KEY_RSA, SHK_ROLE_SERVER, (int64_t)time(NULL), NULL, &spec, NULL));
        assert_true(shk_pki_identity(arena, SHK_KEY_RSA, true, (int64_t)time(NULL), NULL, &id, NULL));
        spec.scheme = schemes[i];
        struct shk_bytes der = build(&spec);
        if (!openssl) continue;
        const struct shk_bytes files[] = {der, id.chain[1], id.root};
        for (size_t k = 0; k < 3; k++) {
            FILE *file = fopen(shk_format(arena, "%s/%zu.pem", folder, k), "w");
            assert_non_null(file);
            fputs(shk_pki_pem(arena, "CERTIFICATE", files[k]), file);
            fclose(file);
        }
        if (run("openssl verify -auth_level 0 -CAfile 2.pem -untrusted 1.pem 0.pem") != 0) fail_msg("0x%04x", schemes[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chains_are_signed_by_what_is_above),
        cmocka_unit_test(test_equal_calls_give_equal_bytes),
        cmocka_unit_test(test_repeated_calls_are_cheap),
        cmocka_unit_test(test_odd_times),
        cmocka_unit_test(test_openssl_accepts_the_files),
        cmocka_unit_test(test_load_what_was_written),
        cmocka_unit_test(test_load_says_what_is_wrong),
        cmocka_unit_test(test_write_says_what_is_wrong),
        cmocka_unit_test(test_write_to_a_full_disk),
        cmocka_unit_test(test_pem_round_trip),
        cmocka_unit_test(test_der_values),
        cmocka_unit_test(test_paths_resolve),
        cmocka_unit_test(test_edits_are_signed_or_not),
        cmocka_unit_test(test_raw_edits_leave_lengths_alone),
        cmocka_unit_test(test_fields_of_the_specification),
        cmocka_unit_test(test_signature_schemes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
