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

static struct shk_bytes element(struct shk_bytes der, const char *path) {
    struct shk_der_place at;
    struct shk_error err = {""};
    if (!shk_der_find(der, SHK_DER_CERTIFICATE, path, &at, &err)) fail_msg("%s", err.text);
    return shk_slice(der, at.off, at.header + at.len);
}

static struct shk_bytes content(struct shk_bytes der, const char *path) {
    return shk_der_value(der, SHK_DER_CERTIFICATE, path);
}

static bool has(struct shk_bytes der, const char *path) {
    struct shk_der_place at;
    return shk_der_find(der, SHK_DER_CERTIFICATE, path, &at, NULL);
}

// By the default scheme of the key.
static bool signed_by(struct shk_bytes der, const struct shk_key *key) {
    struct shk_bytes bits = content(der, "signatureValue");
    uint16_t scheme = shk_key_scheme(key, SHK_TLS12, shk_view(NULL, 0));
    return shk_verify(key, scheme, element(der, "tbs"), shk_slice(bits, 1, bits.len));
}

// --- Identities ------------------------------------------------------------------------------------------------------

static void test_chains_are_signed_by_what_is_above(void **state) {
    (void)state;
    for (size_t kind = 0; kind < SHK_KEY_COUNT; kind++) {
        struct shk_identity id;
        identity((enum shk_key_kind)kind, kind % 2 == 0, &id);
        struct shk_bytes path[] = {id.chain[0], id.chain[1], id.root, id.root};
        for (size_t i = 0; i < 3; i++) {
            struct shk_key *key = shk_key_from_certificate(path[i + 1], NULL);
            assert_non_null(key);
            assert_true(signed_by(path[i], key));
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
        assert_true(shk_pki_identity(arena, SHK_KEY_P256, true, times[i], NULL, &id, NULL));
        assert_false(
            shk_equal(content(id.root, "tbs.validity.not_before"), content(id.root, "tbs.validity.not_after")));
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
            shk_format(arena,
                       "openssl verify -x509_strict -CAfile ca.pem -purpose sslserver -verify_hostname localhost"
                       " -untrusted server-%s.pem server-%s.pem",
                       k, k),
            shk_format(arena,
                       "openssl verify -x509_strict -CAfile ca-%s.pem -purpose sslserver -verify_ip 127.0.0.1"
                       " -untrusted bundle.pem server-%s.pem",
                       k, k),
            shk_format(arena,
                       "openssl verify -x509_strict -CAfile ca.pem -purpose sslclient"
                       " -untrusted client-%s.pem client-%s.pem",
                       k, k),
            shk_format(arena,
                       "openssl pkey -in server-%s.key -pubout >a && openssl x509 -in server-%s.pem -noout -pubkey"
                       " >b && cmp a b",
                       k, k),
            shk_format(arena, "openssl pkey -in client-%s-all.pem -noout && openssl x509 -in client-%s-all.pem -noout",
                       k, k),
        };
        for (size_t c = 0; c < SHK_COUNT(commands); c++) {
            if (run(commands[c]) != 0) fail_msg("failed: %s", commands[c]);
        }
        // And it can refuse: a server's leaf is no client's, and another name is not this one.
        assert_int_not_equal(run(shk_format(arena,
                                            "openssl verify -CAfile ca.pem -purpose sslclient"
                                            " -untrusted server-%s.pem server-%s.pem",
                                            k, k)),
                             0);
        assert_int_not_equal(run(shk_format(arena,
                                            "openssl verify -CAfile ca.pem -verify_hostname other.example"
                                            " -untrusted server-%s.pem server-%s.pem",
                                            k, k)),
                             0);
    }
}

// The zoo beside it: good and bad chains as OpenSSL sees them, staples and CRLs, nothing unfinished, a README of all.
static void test_openssl_judges_the_zoo(void **state) {
    (void)state;
    if (!have_openssl()) skip();
    write_here();
#define VERIFY(row, side, more)                                                                                        \
    "cd zoo/" row " && openssl verify -CAfile " side "-p256-ca.pem -untrusted " side "-p256.pem " more " " side        \
    "-p256.pem"
    static const struct {
        const char *command;
        bool ok;
    } commands[] = {
        {VERIFY("ok-ec", "server", "-verify_hostname localhost"), true},
        {VERIFY("ok-clientauth", "client", "-purpose sslclient"), true},
        {VERIFY("ok-wild", "server", "-verify_hostname $(cat server-p256.host)"), true},
        {VERIFY("n-mismatch", "server", "-verify_hostname localhost"), false},
        {VERIFY("nc-dn-bad", "client", ""), false},
        {VERIFY("s-pss-ok", "server", ""), true},
        {VERIFY("s-rsa-ge-n", "server", ""), false},
        {VERIFY("r-crl-revoked", "server", "-crl_check -CRLfile server-p256-1.crl"), false},
        {VERIFY("r-crl-ok", "server", "-crl_check -CRLfile server-p256-1.crl"), true},
        {"cd zoo/k-rsa512 && openssl pkey -in server-rsa.key -check", true},
        {"cd zoo/r-ocsp-revoked && openssl ocsp -respin server-p256-0.ocsp -noverify -resp_text | grep -q 'Status: rev'",
         true},
        {"test -s zoo/d-garbage/server-rsa-0.der -a ! -e zoo/d-garbage/server-rsa.pem", true},
        {"test -z \"$(find . -name '.?*')\"", true},
        {"test $(grep -c '^| `.*` | .*reject' zoo/README.md) -gt 150", true},
    };
#undef VERIFY
    for (size_t i = 0; i < SHK_COUNT(commands); i++) {
        if ((run(commands[i].command) == 0) != commands[i].ok) fail_msg("%s", commands[i].command);
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
                         "-----BEGIN A-----\nA===\n-----END A-----", "-----BEGIN A-----\nAA=A\n-----END A-----",
                         "-----BEGIN A-----\nAAAA"};
    for (size_t i = 0; i < SHK_COUNT(bad); i++) {
        struct shk_bytes back;
        assert_false(shk_pki_unpem(arena, &bad[i], "A", &back));
    }
}

static void test_values(void **state) {
    (void)state;
    struct shk_buf b = shk_buf_in(arena);
    shk_put(&b, shk_key_usage(arena, 0));
    shk_put(&b, shk_key_usage(arena, SHK_KU_DIGITAL_SIGNATURE));
    shk_put(&b, shk_key_usage(arena, SHK_KU_CERT_SIGN | SHK_KU_CRL_SIGN));
    shk_put(&b, shk_key_usage(arena, 1 << 8));
    assert_string_equal(shk_hex(arena, shk_buf_view(&b)), "030100"
                                                          "03020780"
                                                          "03020106"
                                                          "0303070080");
    assert_string_equal(shk_hex(arena, shk_basic_constraints(arena, false, -1)), "3000");
    assert_string_equal(shk_hex(arena, shk_basic_constraints(arena, true, 0)), "30060101ff020100");
    const char *names[] = {"a", "1.2.3.4", "::1"};
    assert_string_equal(shk_hex(arena, shk_alt_names(arena, names, 3)), "301b"
                                                                        "820161"
                                                                        "870401020304"
                                                                        "871000000000000000000000000000000001");
    b.len = 0;
    shk_certificate_put_time(&b, 2524607999);
    shk_certificate_put_time(&b, 2524608000);
    assert_string_equal(shk_format(arena, "%.*s", (int)b.len, (const char *)b.data), "\x17\x0d"
                                                                                     "491231235959Z"
                                                                                     "\x18\x0f"
                                                                                     "20500101000000Z");
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

static void test_good_leaf(void **state) {
    (void)state;
    static const char *const paths[] = {"tbs.version",
                                        "tbs.serial",
                                        "tbs.extensions.basicConstraints.critical",
                                        "tbs.extensions.keyUsage.critical",
                                        "tbs.extensions.extKeyUsage.value[0][0]",
                                        "tbs.extensions.subjectAltName.value[0][2]",
                                        "tbs.extensions.subjectKeyIdentifier",
                                        "tbs.extensions.authorityKeyIdentifier.value[0][0]"};
    struct shk_certificate_spec spec = good_leaf();
    struct shk_bytes der = build(&spec);
    for (size_t i = 0; i < SHK_COUNT(paths); i++) assert_true(has(der, paths[i]));
    assert_true(shk_equal(element(der, "tbs.signature"), element(der, "signatureAlgorithm")));
    assert_int_equal(content(der, "tbs.serial").len, 16);
}

#define VALUE(...) .value = SHK_BYTES(((const uint8_t[]){__VA_ARGS__}))

// A good certificate and one edit: signed again, or not.
static void test_edits_are_signed_or_not(void **state) {
    (void)state;
    const struct shk_certificate_edit edits[] = {
        {"tbs.validity.not_after", SHK_CERT_TIME, .number = -24 * 60 * 60},
        {"tbs.extensions.basicConstraints", SHK_CERT_REMOVE, .number = 0},
        {"tbs.extensions.keyUsage:whole", SHK_CERT_REPEAT, .number = 1},
        {"tbs.extensions", SHK_CERT_REMOVE, .number = 0},
        {"tbs.serial", SHK_CERT_SET, VALUE(0x80)},
        {"tbs.version", SHK_CERT_REMOVE, .number = 0},
        {"tbs.subject", SHK_CERT_AFTER, VALUE(0x31, 0x00)},
        {"tbs.subject[0]", SHK_CERT_BEFORE, VALUE(0x05, 0x00)},
        {"tbs.spki:whole", SHK_CERT_BEFORE, VALUE(0x05, 0x00)},
        {"tbs.signature.algorithm:whole", SHK_CERT_AFTER, VALUE(0x05, 0x00)},
        {"tbs.issuer:type", SHK_CERT_SET, VALUE(SHK_DER_SET)},
        {"tbs.extensions.subjectAltName.value[0][0]", SHK_CERT_FLIP, .number = 3},
        {"tbs.spki.key", SHK_CERT_CUT, .number = 20},
        {"tbs.serial:length", SHK_CERT_SET, VALUE(0x81, 0x10)}, // long form where the short one would do
        {"tbs.subject:length", SHK_CERT_SET, VALUE(0x01), .raw = true},
        {"tbs.spki.key", SHK_CERT_CUT, .number = 2, .raw = true},
    };
    struct shk_key *issuer = shk_pki_key(SHK_KEY_P256, SHK_ROLE_INTERMEDIATE);
    struct shk_certificate_spec spec = good_leaf();
    struct shk_bytes good = build(&spec);
    assert_true(signed_by(good, issuer));
    for (size_t i = 0; i < SHK_COUNT(edits); i++) {
        spec.edits = &edits[i];
        spec.edit_count = 1;
        spec.resign = true;
        struct shk_bytes signed_again = build(&spec);
        assert_false(shk_equal(signed_again, good));
        // A raw edit may leave a TBS whose length lies; then only the bytes tell.
        if (!edits[i].raw) assert_true(signed_by(signed_again, issuer));
        spec.resign = false;
        struct shk_bytes left_alone = build(&spec);
        assert_false(shk_equal(left_alone, good));
        if (!edits[i].raw) assert_false(signed_by(left_alone, issuer));
    }
}

static void test_edits_of_the_signature(void **state) {
    (void)state;
    const struct shk_certificate_edit flip = {"signatureValue", SHK_CERT_FLIP, .number = 100};
    struct shk_certificate_spec spec = good_leaf();
    struct shk_bytes good = build(&spec);
    spec.edits = &flip;
    spec.edit_count = 1;
    struct shk_bytes bad = build(&spec);
    assert_true(shk_equal(element(good, "tbs"), element(bad, "tbs")));
    assert_false(signed_by(bad, shk_pki_key(SHK_KEY_P256, SHK_ROLE_INTERMEDIATE)));
}

static void test_edits_that_lead_nowhere(void **state) {
    (void)state;
    static const char *const nowhere[] = {"tbs.issuer_uid", "tbs.nothing", "tbs.extensions.nameConstraints", "tbs[99]"};
    for (size_t i = 0; i < SHK_COUNT(nowhere); i++) {
        const struct shk_certificate_edit edit = {nowhere[i], SHK_CERT_REMOVE, .number = 0};
        struct shk_certificate_spec spec = good_leaf();
        struct shk_bytes der;
        struct shk_error err = {""};
        spec.edits = &edit;
        spec.edit_count = 1;
        assert_false(shk_certificate_build(arena, &spec, &der, &err));
        assert_non_null(strstr(err.text, nowhere[i]));
    }
}

static void test_fields_of_the_specification(void **state) {
    (void)state;
    struct shk_certificate_spec spec = good_leaf();
    shk_certificate_drop(&spec, SHK_OID_EXTENDED_KEY_USAGE);
    assert_null(shk_certificate_find(&spec, SHK_OID_EXTENDED_KEY_USAGE));
    shk_certificate_set(&spec, (struct shk_certificate_extension){SHK_OID_BASIC_CONSTRAINTS, true,
                                                                  shk_basic_constraints(arena, true, 3)});
    shk_certificate_set(&spec, (struct shk_certificate_extension){"2.25.1", false, shk_text("x")});
    spec.subject = NULL;
    struct shk_bytes der = build(&spec);
    assert_false(has(der, "tbs.extensions.extKeyUsage"));
    assert_string_equal(shk_hex(arena, content(der, "tbs.extensions.basicConstraints.value")), "30060101ff020103");
    assert_int_equal(content(der, "tbs.subject").len, 0);
    assert_true(signed_by(der, shk_pki_key(SHK_KEY_P256, SHK_ROLE_INTERMEDIATE)));
}

static void test_signature_schemes(void **state) {
    (void)state;
    static const uint16_t schemes[] = {
        SHK_RSA_PKCS1_SHA1,      SHK_RSA_PKCS1_SHA256,    SHK_RSA_PKCS1_SHA384,    SHK_RSA_PKCS1_SHA512,
        SHK_RSA_PSS_RSAE_SHA256, SHK_RSA_PSS_RSAE_SHA384, SHK_RSA_PSS_RSAE_SHA512, 0x0101};
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
        if (run("openssl verify -auth_level 0 -CAfile 2.pem -untrusted 1.pem 0.pem") != 0)
            fail_msg("0x%04x", schemes[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chains_are_signed_by_what_is_above),
        cmocka_unit_test(test_equal_calls_give_equal_bytes),
        cmocka_unit_test(test_repeated_calls_are_cheap),
        cmocka_unit_test(test_odd_times),
        cmocka_unit_test(test_openssl_accepts_the_files),
        cmocka_unit_test(test_openssl_judges_the_zoo),
        cmocka_unit_test(test_load_what_was_written),
        cmocka_unit_test(test_load_says_what_is_wrong),
        cmocka_unit_test(test_write_says_what_is_wrong),
        cmocka_unit_test(test_write_to_a_full_disk),
        cmocka_unit_test(test_pem_round_trip),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_good_leaf),
        cmocka_unit_test(test_edits_are_signed_or_not),
        cmocka_unit_test(test_edits_of_the_signature),
        cmocka_unit_test(test_edits_that_lead_nowhere),
        cmocka_unit_test(test_fields_of_the_specification),
        cmocka_unit_test(test_signature_schemes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
