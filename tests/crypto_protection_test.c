// Record protection: honest records open again, and no fault does.
#include "crypto/crypto.h"

#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "support/test_arena.h"

// Every protection that the suites of the registry can have: 1.3, 1.2 AEAD, 1.2 CBC with either order of MAC.
struct variant {
    const struct shk_suite *suite;
    bool etm;
};

static bool is_cbc(const struct shk_suite *suite) {
    return suite->cipher == SHK_AES_128_CBC || suite->cipher == SHK_AES_256_CBC;
}

static bool variant_at(size_t index, struct variant *out) {
    out->suite = shk_suite_at(index / 2);
    out->etm = index % 2 == 1;
    return out->suite != NULL;
}

static struct shk_protection keys(const struct variant *v, bool client) {
    static const uint8_t secret[48] = {1, 2, 3}, client_random[32] = {4}, server_random[32] = {5};
    struct shk_protection p;
    if (v->suite->version == SHK_TLS13) {
        shk_protection13(&p, v->suite, secret);
    } else {
        shk_protection12(&p, v->suite, secret, client_random, server_random, client, v->etm);
    }
    return p;
}

static struct shk_bytes protect(struct shk_protection *p, struct shk_record_form form, struct shk_bytes plaintext) {
    struct shk_buf out = shk_buf_in(arena);
    shk_protect(p, form, plaintext, &out);
    return shk_buf_view(&out);
}

static struct shk_bytes filler(size_t len) {
    uint8_t *bytes = shk_alloc(arena, len);
    for (size_t i = 0; i < len; i++) bytes[i] = (uint8_t)(i * 7 + 1);
    return shk_view(bytes, len);
}

static void test_round_trips(void **state) {
    (void)state;
    static const size_t lengths[] = {0, 1, 11, 12, 15, 16, 17, 31, 32, 255, 256, 16384, 65000};
    static const uint32_t paddings[] = {0, 1, 16, 100, 255, 70000};
    struct variant v;
    for (size_t index = 0; variant_at(index, &v); index++) {
        struct shk_protection writer = keys(&v, true), reader = keys(&v, true);
        for (size_t i = 0; i < SHK_COUNT(lengths) * SHK_COUNT(paddings); i++) {
            struct shk_bytes plaintext = filler(lengths[i % SHK_COUNT(lengths)]), opened;
            struct shk_record_form form = {.inner_type = 22, .padding = paddings[i / SHK_COUNT(lengths)]};
            struct shk_bytes record = protect(&writer, form, plaintext);
            uint8_t type = 0;
            assert_true(shk_unprotect(&reader, arena, record, &type, &opened));
            assert_int_equal(type, 22);
            assert_true(shk_equal(opened, plaintext));
            assert_int_equal(record.data[0], v.suite->version == SHK_TLS13 ? 23 : 22);
        }
        shk_arena_reset(arena);
    }
}

static void test_directions_differ(void **state) {
    (void)state;
    struct variant v;
    for (size_t index = 0; variant_at(index, &v); index++) {
        if (v.suite->version == SHK_TLS13) continue;
        struct shk_protection client = keys(&v, true), server = keys(&v, false);
        struct shk_bytes opened, record = protect(&client, (struct shk_record_form){.inner_type = 23}, filler(40));
        uint8_t type;
        assert_false(shk_unprotect(&server, arena, record, &type, &opened));
    }
}

// Records must come in order: the sequence number moves on success only.
static void test_sequence(void **state) {
    (void)state;
    struct variant v;
    for (size_t index = 0; variant_at(index, &v); index++) {
        struct shk_protection writer = keys(&v, true), reader = writer;
        struct shk_bytes opened, first = protect(&writer, (struct shk_record_form){.inner_type = 23}, filler(5)),
                                 second = protect(&writer, (struct shk_record_form){.inner_type = 23}, filler(6));
        uint8_t type;
        assert_false(shk_unprotect(&reader, arena, second, &type, &opened));
        assert_true(shk_unprotect(&reader, arena, first, &type, &opened));
        assert_false(shk_unprotect(&reader, arena, first, &type, &opened));
        assert_true(shk_unprotect(&reader, arena, second, &type, &opened));
        assert_true(reader.seq == 2);
    }
}

// Which faults say something about which protections.
static bool applies(enum shk_record_fault fault, const struct variant *v) {
    switch (fault) {
    case SHK_RECORD_PADDING_FLIP:
    case SHK_RECORD_PADDING_LENGTH:
    case SHK_RECORD_ALL_PADDING: return is_cbc(v->suite);
    case SHK_RECORD_NO_TYPE:
    case SHK_RECORD_EMPTY_INNER: return v->suite->version == SHK_TLS13;
    case SHK_RECORD_EXPLICIT_NONCE:
        return v->suite->version != SHK_TLS13 &&
               (v->suite->cipher == SHK_AES_128_GCM || v->suite->cipher == SHK_AES_256_GCM);
    default: return true;
    }
}

static void try_fault(const struct variant *v, struct shk_record_form form, size_t len) {
    struct shk_protection writer = keys(v, true), reader = writer, honest = writer;
    struct shk_bytes plaintext = filler(len), opened;
    uint8_t type;
    struct shk_bytes record = protect(&writer, form, plaintext);
    enum shk_record_fault fault = form.fault;
    form.fault = SHK_RECORD_HONEST;
    struct shk_bytes good = protect(&honest, form, plaintext);
    bool changed = !shk_equal(record, good);
    bool opens = shk_unprotect(&reader, arena, record, &type, &opened);
    if (fault == SHK_RECORD_EXPLICIT_NONCE) {
        assert_int_equal(changed, form.fault_at != 0);
        assert_true(opens && shk_equal(opened, plaintext));
    } else if (fault == SHK_RECORD_ALL_PADDING && v->etm) {
        assert_true(opens && opened.len == 0); // an empty fragment, honestly padded
    } else if (fault == SHK_RECORD_PADDING_LENGTH && v->etm && (form.fault_at & 0xff) == 0) {
        assert_true(opens && opened.len >= len); // authentic, and without padding: what was padding is content now
    } else if (fault == SHK_RECORD_PADDING_LENGTH || fault == SHK_RECORD_CUT) {
        assert_int_equal(opens, !changed); // the honest length, or a cut behind the end
    } else {
        assert_true(changed);
        if (opens) fail_msg("%s: fault %d at %u opens (%zu bytes)", v->suite->name, fault, form.fault_at, len);
    }
}

static void test_faults(void **state) {
    (void)state;
    static const size_t lengths[] = {0, 1, 12, 27, 28, 64, 300};
    struct variant v;
    for (size_t index = 0; variant_at(index, &v); index++) {
        if (v.etm && !is_cbc(v.suite)) continue;
        for (int fault = SHK_RECORD_TAG_FLIP; fault <= SHK_RECORD_EXPLICIT_NONCE; fault++) {
            if (!applies((enum shk_record_fault)fault, &v)) continue;
            for (uint32_t at = 0; at < 260; at++) {
                for (size_t i = 0; i < SHK_COUNT(lengths); i++) {
                    struct shk_record_form form = {.inner_type = 23,
                                                   .padding = at % 3 == 0 ? 48 : 0,
                                                   .fault = (enum shk_record_fault)fault,
                                                   .fault_at = at};
                    try_fault(&v, form, lengths[i]);
                }
                shk_arena_reset(arena);
            }
        }
    }
}

static void test_header_is_covered(void **state) {
    (void)state;
    struct variant v;
    for (size_t index = 0; variant_at(index, &v); index++) {
        struct shk_protection writer = keys(&v, true), reader = writer;
        struct shk_bytes opened;
        uint8_t type;
        // The version that the additional data names is not the one in the header.
        struct shk_record_form form = {.inner_type = 23, .version = 0x0301, .aad_version = 0x0303};
        assert_false(shk_unprotect(&reader, arena, protect(&writer, form, filler(9)), &type, &opened));
        // A foreign outer type: TLS 1.3 covers it as it is sent, TLS 1.2 covers the type of the content.
        writer.seq = 0;
        form = (struct shk_record_form){.inner_type = 22, .outer_type = 21};
        bool opens = shk_unprotect(&reader, arena, protect(&writer, form, filler(9)), &type, &opened);
        assert_int_equal(opens, v.suite->version == SHK_TLS13);
        if (opens) assert_int_equal(type, 22);
    }
}

static void test_hostile_records(void **state) {
    (void)state;
    struct shk_rng rng;
    shk_rng_seed(&rng, 1);
    struct variant v;
    for (size_t index = 0; variant_at(index, &v); index++) {
        for (size_t len = 0; len < 100; len++) {
            struct shk_protection reader = keys(&v, true);
            uint8_t *bytes = shk_alloc(arena, 5 + len);
            struct shk_bytes opened;
            uint8_t type;
            shk_rng_fill(&rng, bytes, 5 + len);
            bytes[3] = 0;
            bytes[4] = (uint8_t)len;
            assert_false(shk_unprotect(&reader, arena, shk_view(bytes, 5 + len), &type, &opened));
            assert_false(shk_unprotect(&reader, arena, shk_view(bytes, len % 5), &type, &opened));
            bytes[4] = (uint8_t)(len + 1);
            assert_false(shk_unprotect(&reader, arena, shk_view(bytes, 5 + len), &type, &opened));
            assert_true(reader.seq == 0);
        }
        shk_arena_reset(arena);
    }
}

static void test_no_protection(void **state) {
    (void)state;
    struct shk_protection plain = {0};
    struct shk_bytes opened;
    uint8_t type;
    struct shk_bytes record =
        protect(&plain, (struct shk_record_form){.inner_type = 22, .version = 0x0301}, shk_text("hello"));
    assert_string_equal(shk_hex(arena, record), "160301000568656c6c6f");
    assert_true(shk_unprotect(&plain, arena, record, &type, &opened));
    assert_int_equal(type, 22);
    assert_true(shk_equal(opened, shk_text("hello")));
}

// The key block's order: client MAC, server MAC, client key, server key, client IV, server IV.
static void test_key_block(void **state) {
    (void)state;
    struct variant v = {shk_suite(0x0035), false}; // TLS_RSA_WITH_AES_256_CBC_SHA
    if (v.suite == NULL) {
        fail_msg("the registry has lost suite 0x0035");
        return;
    }
    static const uint8_t master[48] = {1, 2, 3}, client_random[32] = {4}, server_random[32] = {5};
    uint8_t seed[64], block[104];
    memcpy(seed, server_random, 32);
    memcpy(seed + 32, client_random, 32);
    shk_prf(v.suite->hash, SHK_BYTES(master), "key expansion", SHK_BYTES(seed), block, sizeof(block));
    struct shk_protection client = keys(&v, true), server = keys(&v, false);
    assert_memory_equal(client.mac_key, block, 20);
    assert_memory_equal(server.mac_key, block + 20, 20);
    assert_memory_equal(client.key, block + 40, 32);
    assert_memory_equal(server.key, block + 72, 32);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),       cmocka_unit_test(test_directions_differ),
        cmocka_unit_test(test_sequence),          cmocka_unit_test(test_faults),
        cmocka_unit_test(test_header_is_covered), cmocka_unit_test(test_hostile_records),
        cmocka_unit_test(test_no_protection),     cmocka_unit_test(test_key_block),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
