// DER: walking, building, and editing a certificate by path. The certificate was made by OpenSSL, and the offsets below
// are those that its own asn1parse prints.
#include "wire/der.h"
#include "wire_support.h"

static const char certificate[] =
    "308201c330820168a00302010202021234300a06082a8648ce3d040302302b31123010060355040a0c095368616b65646f776e311530130603"
    "5504030c0c6578616d706c652e74657374301e170d3236313132343131313730305a170d3336313132313131313730305a302b311230100603"
    "55040a0c095368616b65646f776e3115301306035504030c0c6578616d706c652e746573743059301306072a8648ce3d020106082a8648ce3d"
    "03010703420004267c0c3e615544d96f37bb8209cbc70c8b80c8e8a1cdc4a86f10743d1ff92ce2493fc5077503cbe23117f741a88b0f15296c"
    "3afcf600dcc289d67d17c215d936a37c307a301d0603551d0e04160414973f2ab80eb3751e428c663e9a6feb288a03a7c1301f0603551d2304"
    "1830168014973f2ab80eb3751e428c663e9a6feb288a03a7c1300f0603551d130101ff040530030101ff30170603551d110410300e820c6578"
    "616d706c652e74657374300e0603551d0f0101ff040403020780300a06082a8648ce3d0403020349003046022100a7a389ab20be2b3c0face5"
    "e52b2bf3765c223d20b3aff163f9e418faab95eaaa022100af6aae5c18d08b781744a2f8b2471354940db6752fb99da231f6cfed0e3aa372";

static const struct {
    const char *path;
    size_t off, header, len;
} known[] = {
    // clang-format off
    {"",                                            0, 4, 451},
    {"tbs",                                         4, 4, 360},
    {"tbs.version",                                 8, 2,   3},
    {"tbs.version[0]",                             10, 2,   1},
    {"tbs.serial",                                 13, 2,   2},
    {"tbs.signature",                              17, 2,  10},
    {"tbs.signature.algorithm",                    19, 2,   8},
    {"tbs.issuer",                                 29, 2,  43},
    {"tbs.issuer[1][0][1]",                        60, 2,  12},
    {"tbs.validity",                               74, 2,  30},
    {"tbs.validity.not_before",                    76, 2,  13},
    {"tbs.validity.not_after",                     91, 2,  13},
    {"tbs.subject[0]",                            108, 2,  18},
    {"tbs.spki.algorithm.parameters",             164, 2,   8},
    {"tbs.spki.key",                              174, 2,  66},
    {"tbs.extensions",                            242, 2, 124},
    {"tbs.extensions.list",                       244, 2, 122},
    {"tbs.extensions[0]",                         246, 2,  29},
    {"tbs.extensions.basicConstraints",           310, 2,  15},
    {"tbs.extensions.basicConstraints.oid",       312, 2,   3},
    {"tbs.extensions.basicConstraints.critical",  317, 2,   1},
    {"tbs.extensions.basicConstraints.value",     320, 2,   5},
    {"tbs.extensions.basicConstraints.value[0]",  322, 2,   3},
    {"tbs.extensions.basicConstraints.value[0][0]", 324, 2, 1},
    {"tbs.extensions[3].value[0][0]",             338, 2,  12},
    {"signatureAlgorithm",                        368, 2,  10},
    {"signatureValue",                            380, 2,  73},
    {"signatureValue[0]",                         383, 2,  70},
    {"signatureValue[0][1]",                      420, 2,  33},
    // clang-format on
};

static void test_known_places(void **state) {
    (void)state;
    struct shk_bytes der = hex(certificate);
    for (size_t i = 0; i < SHK_COUNT(known); i++) {
        struct shk_der_place at;
        struct shk_error err = {{0}};
        if (!shk_der_find(der, SHK_DER_CERTIFICATE, known[i].path, &at, &err)) fail_msg("%s", err.text);
        if (at.off != known[i].off || at.header != known[i].header || at.len != known[i].len) {
            fail_msg("%s is said to be at %zu, %zu + %zu", known[i].path, at.off, at.header, at.len);
        }
    }
}

static void test_unknown_places(void **state) {
    (void)state;
    static const char *const paths[] = {"tbs.nothing",
                                        "tbs.issuer_uid",
                                        "tbs.extensions.keyUsages",
                                        "tbs.extensions.nameConstraints",
                                        "tbs.extensions[5]",
                                        "tbs.serial[0][0]",
                                        "tbs.",
                                        ".tbs",
                                        "tbs..serial",
                                        "[3]",
                                        "[",
                                        "[x]",
                                        "[99999999999999]",
                                        "tbs.extensions.subjectAltName.critical",
                                        "signatureAlgorithm.parameters"};
    struct shk_der_place at;
    for (size_t i = 0; i < SHK_COUNT(paths); i++) {
        struct shk_error err = {{0}};
        if (shk_der_find(hex(certificate), SHK_DER_CERTIFICATE, paths[i], &at, &err)) fail_msg("%s is found", paths[i]);
        assert_true(strlen(err.text) > 10);
    }
    assert_false(shk_der_find(hex(certificate), SHK_DER_ANY, "tbs", &at, NULL)); // names need a schema
    assert_true(shk_der_find(hex(certificate), SHK_DER_ANY, "[0][4][1]", &at, NULL));
    assert_int_equal(at.off, 91);
}

// --- Edits ---------------------------------------------------------------------------------------------------------------

static struct shk_buf cert_buf(void) {
    struct shk_buf b = shk_buf_in(arena);
    shk_put(&b, hex(certificate));
    return b;
}

static void edit(struct shk_buf *b, const char *path, size_t at, size_t remove, struct shk_bytes insert, bool repair) {
    struct shk_error err = {{0}};
    bool ok = shk_der_splice(b, SHK_DER_CERTIFICATE, path, shk_path_part(path), at, remove, insert, repair, &err);
    if (!ok) fail_msg("%s", err.text);
}

// Every constructed TLV is made of TLVs, down to the last.
static bool well_formed(struct shk_bytes der) {
    struct shk_reader r = shk_read(der);
    struct shk_der tlv;
    while (r.len > 0) {
        if (!shk_der_next(&r, &tlv) || !tlv.minimal) return false;
        if ((tlv.identifier & 0x20) != 0 && !well_formed(tlv.content)) return false;
    }
    return true;
}

static struct shk_bytes value_at(const struct shk_buf *b, const char *path) {
    return shk_der_value(shk_buf_view(b), SHK_DER_CERTIFICATE, path);
}

// Contents of every length around the places where the length's form changes.
static void test_repaired_growth(void **state) {
    (void)state;
    static const size_t sizes[] = {0, 1, 3, 115, 120, 127, 128, 129, 200, 255, 256, 257, 65535, 65536};
    for (size_t i = 0; i < SHK_COUNT(sizes); i++) {
        struct shk_buf b = cert_buf(), fill = shk_buf_in(arena);
        shk_put_fill(&fill, 0x61, sizes[i]);
        edit(&b, "tbs.extensions.subjectAltName.value[0][0]", 0, 12, shk_buf_view(&fill), true);
        assert_true(well_formed(shk_buf_view(&b)));
        assert_same(value_at(&b, "tbs.extensions.subjectAltName.value[0][0]"), shk_buf_view(&fill));
        assert_int_equal(value_at(&b, "signatureValue").len, 73);
        assert_true(shk_equal(value_at(&b, "tbs.extensions.keyUsage.value"), hex("03020780")));
        edit(&b, "tbs.extensions.subjectAltName.value[0][0]", 0, SIZE_MAX, shk_text("example.test"), true);
        assert_same(shk_buf_view(&b), hex(certificate));
    }
}

static void test_whole(void **state) {
    (void)state;
    struct shk_buf b = cert_buf();
    edit(&b, "tbs.version:whole", 0, SIZE_MAX, hex(""), true);
    assert_true(well_formed(shk_buf_view(&b)));
    assert_same(value_at(&b, "tbs.serial"), hex("1234"));
    assert_int_equal(value_at(&b, "tbs.extensions.keyUsage.value").len, 4);
    edit(&b, "tbs.extensions.subjectAltName:whole", SIZE_MAX, 0, hex("30 08 06 03 551d11 04 01 ff"),
         true); // one behind
    assert_same(value_at(&b, "tbs.extensions[4].value"), hex("ff"));
    edit(&b, "tbs.serial:whole", 0, 0, hex("a0 03 02 01 01"), true); // one in front
    assert_same(value_at(&b, "tbs.version[0]"), hex("01"));
    edit(&b, "tbs.extensions:whole", 0, SIZE_MAX, hex(""), true);
    struct shk_der_place at;
    assert_false(shk_der_find(shk_buf_view(&b), SHK_DER_CERTIFICATE, "tbs.extensions", &at, NULL));
    assert_true(well_formed(shk_buf_view(&b)));
}

static void test_odd_lengths(void **state) {
    (void)state;
    struct shk_buf b = cert_buf();
    edit(&b, "tbs.serial:length", 0, 1, hex("82 0002"), true); // a long form, and the world around it follows
    assert_same(value_at(&b, "tbs.serial"), hex("1234"));
    assert_same(value_at(&b, "tbs.validity.not_after"), shk_text("361121111700Z"));
    edit(&b, "tbs.serial", 0, 0, hex("7f"), true); // it stays long
    assert_same(value_at(&b, "tbs.serial"), hex("7f1234"));
    assert_true(shk_equal(shk_slice(shk_buf_view(&b), 13, 7), hex("02 82 0003 7f1234")));
    edit(&b, ":length", 0, 3, hex("84 ffffffff"), true);
    assert_true(shk_equal(shk_slice(shk_buf_view(&b), 0, 6), hex("30 84 ffffffff")));
}

static void test_without_repair(void **state) {
    (void)state;
    struct shk_buf b = cert_buf();
    edit(&b, "tbs.serial", 0, 2, hex(""), false);
    assert_true(shk_equal(shk_slice(shk_buf_view(&b), 0, 8), shk_slice(hex(certificate), 0, 8)));
    assert_int_equal(b.len, 453);
    b = cert_buf();
    edit(&b, "tbs:type", 0, 1, hex("31"), true);
    edit(&b, "tbs.validity.not_after:type", 0, 1, hex("18"), true);
    edit(&b, "tbs.validity.not_after", 0, 0, shk_text("20"), true); // names still work behind a wrong tag
    assert_same(value_at(&b, "tbs.validity.not_after"), shk_text("20361121111700Z"));
    assert_int_equal(b.data[4], 0x31);
}

static void test_high_tags(void **state) {
    (void)state;
    struct shk_buf b = shk_buf_in(arena);
    size_t open = shk_der_open(&b, SHK_DER_SEQUENCE);
    shk_der_put_high(&b, 0x80, 31, hex("aa"));
    shk_der_put_high(&b, 0xa0, 300, hex("05 00"));
    shk_der_put_high(&b, 0xc0, 5, hex(""));
    shk_der_close(&b, open);
    assert_same(shk_buf_view(&b), hex("30 0d 9f1f 01 aa bf822c 02 0500 df05 00"));
    struct shk_der tlv, inner;
    assert_true(shk_der_child(shk_buf_view(&b), 0, &tlv));
    assert_true(shk_der_child(tlv.content, 1, &inner));
    assert_int_equal(inner.number, 300);
    struct shk_error err;
    assert_true(shk_der_splice(&b, SHK_DER_ANY, "[1][0]", SHK_PART_VALUE, 0, 0, hex("ff"), true, &err));
    assert_same(shk_buf_view(&b), hex("30 0e 9f1f 01 aa bf822c 03 0501ff df05 00"));
    assert_true(shk_der_splice(&b, SHK_DER_ANY, "[1]", SHK_PART_TYPE, 0, SIZE_MAX, hex("30"), true, &err));
    assert_same(shk_buf_view(&b), hex("30 0c 9f1f 01 aa 30 03 0501ff df05 00"));
}

// --- Reading and building ------------------------------------------------------------------------------------------------

static void test_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",   "30",    "3001",  "30 80 0000",       "30 81",          "30 82 00",  "30 85 0000000000",
        "1f", "1f 80", "1f 81", "1f ffffffff7f 00", "30 84 ffffffff", "30 03 0101"};
    for (size_t i = 0; i < SHK_COUNT(bad); i++) {
        struct shk_reader r = shk_read(hex(bad[i]));
        size_t len = r.len;
        struct shk_der tlv;
        bool ok = shk_der_next(&r, &tlv);
        if (ok) fail_msg("%s is read", bad[i]);
        assert_int_equal(r.len, len);
    }
}

static void test_long_forms(void **state) {
    (void)state;
    struct shk_der tlv;
    assert_true(shk_der_child(hex("04 81 01 aa"), 0, &tlv));
    assert_false(tlv.minimal);
    assert_same(tlv.content, hex("aa"));
    assert_true(shk_der_child(hex("04 84 00000001 aa"), 0, &tlv));
    assert_false(tlv.minimal);
    assert_true(shk_der_child(hex("04 01 aa"), 0, &tlv));
    assert_true(tlv.minimal);
}

static void test_building(void **state) {
    (void)state;
    struct shk_buf b = shk_buf_in(arena);
    shk_der_put_uint(&b, 0);
    shk_der_put_uint(&b, 127);
    shk_der_put_uint(&b, 128);
    shk_der_put_uint(&b, 65537);
    shk_der_put_unsigned(&b, hex("0000ff00"));
    shk_der_put_bool(&b, true);
    shk_der_put_bool(&b, false);
    shk_der_put_null(&b);
    shk_der_put_bits(&b, 7, hex("80"));
    shk_der_put_text(&b, SHK_DER_UTF8_STRING, "hi");
    assert_same(shk_buf_view(&b),
                hex("020100 02017f 02020080 0203010001 020300ff00 0101ff 010100 0500 03020780 0c026869"));
}

static void test_oids(void **state) {
    (void)state;
    static const struct {
        const char *dotted, *der;
    } good[] = {
        {"2.5.29.19", "0603551d13"},
        {"1.2.840.10045.4.3.2", "06082a8648ce3d040302"},
        {"0.0", "060100"},
        {"2.999", "06028837"},
        {"2.25.268435455", "060569ffffff7f"},
        {"1.3.6.1.4.1.44363.44", "06092b0601040182da4b2c"},
        {"2.25.170141183460469231731687303715884105728", "061469 82 80808080808080808080808080808080 8000"},
    };
    for (size_t i = 0; i < SHK_COUNT(good); i++) {
        struct shk_buf b = shk_buf_in(arena);
        assert_true(shk_der_put_oid(&b, good[i].dotted));
        assert_same(shk_buf_view(&b), hex(good[i].der));
    }
    static const char *const bad[] = {"", "1", "1.", "3.1", ".1", "1.2.", "1.2.x", "1.2..3", "1.2 ", "-1.2"};
    for (size_t i = 0; i < SHK_COUNT(bad); i++) {
        struct shk_buf b = shk_buf_in(arena);
        if (shk_der_put_oid(&b, bad[i])) fail_msg("\"%s\" passes", bad[i]);
    }
    assert_string_equal(shk_der_extension_oid("keyUsage", 8), "2.5.29.15");
    assert_null(shk_der_extension_oid("keyUsag", 7));
}

// A CRL with one entry, by its names; nextUpdate and the list are optional and must not be mistaken for one another.
static void test_crl(void **state) {
    (void)state;
    struct shk_buf b = shk_buf_in(arena);
    struct shk_der_place at;
    shk_put(&b, hex("303430290201013003060100300017013230083006020105170133a01030"
                    "0e300c0603551d14040504030102033003060100030200ff"));
    struct shk_bytes der = shk_buf_view(&b);
    struct shk_error err = {{0}};
    if (!shk_der_find(der, SHK_DER_CRL, "tbs.revoked", &at, &err)) fail_msg("%s", err.text);
    assert_same(shk_der_value(der, SHK_DER_CRL, "tbs.revoked[0][0]"), hex("05"));
    assert_false(shk_der_find(der, SHK_DER_CRL, "tbs.next_update", &at, NULL));
    assert_same(shk_der_value(der, SHK_DER_CRL, "tbs.extensions.cRLNumber.value[0]"), hex("010203"));
    assert_true(
        shk_der_splice(&b, SHK_DER_CRL, "tbs.this_update", SHK_PART_WHOLE, SIZE_MAX, 0, hex("1801ff"), true, &err));
    assert_same(shk_der_value(shk_buf_view(&b), SHK_DER_CRL, "tbs.next_update"), hex("ff"));
}

// --- Much of it ------------------------------------------------------------------------------------------------------------

static void test_truncations(void **state) {
    (void)state;
    struct shk_bytes whole = hex(certificate);
    for (size_t len = 0; len < whole.len; len++) {
        uint8_t *exact = malloc(len > 0 ? len : 1);
        assert_non_null(exact);
        memcpy(exact, whole.data, len);
        struct shk_der_place at;
        assert_false(shk_der_find(shk_view(exact, len), SHK_DER_CERTIFICATE, "tbs", &at, NULL));
        free(exact);
    }
}

static void test_random_edits(void **state) {
    (void)state;
    struct shk_rng rng;
    shk_rng_seed(&rng, 5280);
    size_t done = 0;
    for (int i = 0; i < 20000; i++) {
        shk_arena_reset(arena);
        struct shk_buf b = cert_buf();
        for (uint32_t edits = 1 + shk_rng_below(&rng, 4); edits > 0; edits--) {
            uint8_t noise[140];
            shk_rng_fill(&rng, noise, sizeof(noise));
            const char *path = known[shk_rng_below(&rng, SHK_COUNT(known))].path;
            enum shk_part part = (enum shk_part)shk_rng_below(&rng, 4);
            size_t at = shk_rng_below(&rng, 3) == 0 ? SIZE_MAX : shk_rng_below(&rng, 20);
            size_t put = shk_rng_below(&rng, 8) == 0 ? sizeof(noise) : shk_rng_below(&rng, 8);
            done += shk_der_splice(&b, SHK_DER_CERTIFICATE, path, part, at, shk_rng_below(&rng, 10),
                                   shk_view(noise, put), (noise[0] & 1) != 0, NULL);
        }
        uint8_t *exact = malloc(b.len > 0 ? b.len : 1);
        assert_non_null(exact);
        if (b.len > 0) memcpy(exact, b.data, b.len);
        for (size_t k = 0; k < SHK_COUNT(known); k++) {
            struct shk_der_place at;
            if (!shk_der_find(shk_view(exact, b.len), SHK_DER_CERTIFICATE, known[k].path, &at, NULL)) continue;
            assert_true(at.off + at.header + at.len <= b.len);
        }
        free(exact);
    }
    assert_true(done > 20000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_known_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unknown_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_repaired_growth, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_odd_lengths, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_without_repair, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_high_tags, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_long_forms, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_building, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_oids, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_crl, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_truncations, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_random_edits, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("wire_der", tests, NULL, NULL);
}
