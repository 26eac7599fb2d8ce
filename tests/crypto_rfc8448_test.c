// Walks the five traces of RFC 8448: every share, secret, key, MAC, signature and record in them is made again by our own
// functions and compared, and every protected record is opened. The transcript is kept by the messages as they pass.
#include "crypto/crypto.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { CLIENT, SERVER };

struct field {
    const char *name;
    struct shk_bytes value;
};

struct step {
    int who;
    const char *what;
    struct field fields[8];
    size_t count;
};

struct walk {
    struct shk_arena *arena;
    struct shk_buf transcript;
    struct shk_schedule schedule;
    struct shk_schedule past[3]; // Early, Handshake and Main Secret, as they come: a trace tells some steps twice
    size_t past_count;
    struct shk_kx kx[2];
    struct shk_protection writes[2];
    struct shk_key *key[2]; // of the certificate that each side sent
    size_t compared;
};

static const struct shk_suite *suite(void) {
    return shk_suite(0x1301);
}

static void same(struct walk *w, const struct step *step, const char *what, struct shk_bytes ours,
                 struct shk_bytes theirs) {
    if (!shk_equal(ours, theirs)) {
        print_error("%s, %s:\n ours   %s\n theirs %s\n", step->what, what, shk_hex(w->arena, ours),
                    shk_hex(w->arena, theirs));
        fail();
    }
    w->compared++;
}

static struct shk_bytes get(const struct step *step, const char *name) {
    for (size_t i = 0; i < step->count; i++) {
        if (strcmp(step->fields[i].name, name) == 0) return step->fields[i].value;
    }
    fail_msg("%s has no %s", step->what, name);
    return shk_view(NULL, 0);
}

static struct shk_bytes transcript_hash(struct walk *w, uint8_t out[SHK_MAX_HASH]) {
    return shk_view(out, shk_digest(SHK_SHA256, shk_buf_view(&w->transcript), out));
}

// --- One function for each kind of step ------------------------------------------------------------------------------

static void create(struct walk *w, const struct step *step) {
    uint16_t group = strstr(step->what, "P-256") != NULL ? SHK_GROUP_SECP256R1 : SHK_GROUP_X25519;
    assert_true(shk_kx_from_secret(w->arena, group, get(step, "private key"), &w->kx[step->who], NULL));
    same(w, step, "share", w->kx[step->who].share, get(step, "public key"));
}

// RFC 9846, section 4.5.1: the first ClientHello gives way to its hash.
static void restart_transcript(struct walk *w) {
    uint8_t hash[SHK_MAX_HASH];
    struct shk_bytes digest = transcript_hash(w, hash);
    w->transcript.len = 0;
    shk_put_uint(&w->transcript, 1, 254);
    shk_put_vector(&w->transcript, 3, digest);
}

static void see_certificate(struct walk *w, int who, struct shk_bytes message) {
    struct shk_reader r = shk_read(message);
    struct shk_bytes skipped, list, certificate;
    assert_true(shk_take_bytes(&r, 4, &skipped));  // handshake header
    assert_true(shk_take_vector(&r, 1, &skipped)); // certificate_request_context
    assert_true(shk_take_vector(&r, 3, &list));
    r = shk_read(list);
    assert_true(shk_take_vector(&r, 3, &certificate));
    shk_key_free(w->key[who]);
    w->key[who] = shk_key_from_certificate(certificate, NULL);
    assert_non_null(w->key[who]);
}

static void check_certificate_verify(struct walk *w, int who, struct shk_bytes message) {
    struct shk_reader r = shk_read(message);
    uint32_t scheme;
    struct shk_bytes skipped, signature;
    uint8_t hash[SHK_MAX_HASH];
    assert_true(shk_take_bytes(&r, 4, &skipped));
    assert_true(shk_take_uint(&r, 2, &scheme));
    assert_true(shk_take_vector(&r, 2, &signature));
    struct shk_bytes input = shk_certificate_verify_input(w->arena, who == SERVER, transcript_hash(w, hash));
    assert_true(shk_verify(w->key[who], (uint16_t)scheme, input, signature));
    struct shk_bytes other = shk_certificate_verify_input(w->arena, who != SERVER, transcript_hash(w, hash));
    assert_false(shk_verify(w->key[who], (uint16_t)scheme, other, signature));
    w->compared++;
}

static void construct(struct walk *w, const struct step *step) {
    const char *name = step->fields[0].name;
    struct shk_bytes message = step->fields[0].value;
    // A ClientHello joins when it is sent, because its binder comes later; a ticket is no part of the transcript.
    if (strcmp(name, "ClientHello") == 0 || strcmp(name, "NewSessionTicket") == 0) return;
    bool retry = strcmp(name, "ServerHello") == 0 && memcmp(message.data + 6, shk_retry_random, 32) == 0;
    if (retry) restart_transcript(w);
    if (strcmp(name, "Certificate") == 0) see_certificate(w, step->who, message);
    if (strcmp(name, "CertificateVerify") == 0) check_certificate_verify(w, step->who, message);
    shk_put(&w->transcript, message);
}

static void extract(struct walk *w, const struct step *step) {
    static const uint8_t zeros[32];
    struct shk_bytes ikm = get(step, "IKM");
    if (shk_equal(ikm, SHK_BYTES(zeros))) ikm = shk_view(NULL, 0);
    if (strstr(step->what, "\"early\"") != NULL) {
        shk_schedule_start(&w->schedule, SHK_SHA256, ikm);
    } else {
        if (strstr(step->what, "\"handshake\"") != NULL) {
            struct shk_bytes client, server;
            assert_true(shk_kx_finish(w->arena, &w->kx[CLIENT], w->kx[SERVER].share, false, &client, NULL));
            assert_true(shk_kx_finish(w->arena, &w->kx[SERVER], w->kx[CLIENT].share, false, &server, NULL));
            same(w, step, "client's shared secret", client, ikm);
            same(w, step, "server's shared secret", server, ikm);
        }
        shk_schedule_next(&w->schedule, ikm);
    }
    same(w, step, "secret", shk_view(w->schedule.secret, 32), get(step, "secret"));
    assert_true(w->past_count < SHK_COUNT(w->past));
    w->past[w->past_count++] = w->schedule;
}

static const struct shk_schedule *schedule_with(struct walk *w, const struct step *step) {
    for (size_t i = 0; i < w->past_count; i++) {
        if (shk_equal(shk_view(w->past[i].secret, 32), get(step, "PRK"))) return &w->past[i];
    }
    fail_msg("%s starts from a secret that we did not derive", step->what);
    return &w->schedule;
}

// The words between "tls13 and the closing quote.
static void label_of(const struct step *step, char out[32]) {
    const char *from = strstr(step->what, "\"tls13 ");
    assert_non_null(from);
    snprintf(out, 32, "%.*s", (int)strcspn(from + 7, "\""), from + 7);
}

static void derive_secret(struct walk *w, const struct step *step) {
    char label[32];
    uint8_t hash[SHK_MAX_HASH], out[SHK_MAX_HASH];
    label_of(step, label);
    if (strcmp(label, "derived") == 0) {
        shk_digest(SHK_SHA256, shk_view(NULL, 0), hash);
    } else {
        transcript_hash(w, hash);
    }
    same(w, step, "hash", shk_view(hash, 32), get(step, "hash"));
    shk_derive_secret(schedule_with(w, step), label, hash, out);
    same(w, step, "secret", shk_view(out, 32), get(step, "expanded"));
}

static void derive_keys(struct walk *w, const struct step *step) {
    struct shk_protection p;
    bool reads = strstr(step->what, "read") != NULL;
    int writer = reads ? !step->who : step->who;
    shk_protection13(&p, suite(), get(step, "PRK").data);
    same(w, step, "key", shk_view(p.key, 16), get(step, "key expanded"));
    same(w, step, "iv", shk_view(p.iv, 12), get(step, "iv expanded"));
    w->writes[writer] = p;
}

static void finished(struct walk *w, const struct step *step) {
    uint8_t hash[SHK_MAX_HASH], mac[SHK_MAX_HASH];
    transcript_hash(w, hash);
    shk_finished_mac(SHK_SHA256, get(step, "PRK").data, hash, mac);
    same(w, step, "verify_data", shk_view(mac, 32), get(step, "finished"));
}

static void binder(struct walk *w, const struct step *step) {
    uint8_t empty[SHK_MAX_HASH], hash[SHK_MAX_HASH], key[SHK_MAX_HASH], mac[SHK_MAX_HASH];
    shk_digest(SHK_SHA256, shk_view(NULL, 0), empty);
    shk_derive_secret(&w->schedule, "res binder", empty, key);
    same(w, step, "binder key", shk_view(key, 32), get(step, "PRK"));
    shk_digest(SHK_SHA256, get(step, "ClientHello prefix"), hash);
    same(w, step, "binder hash", shk_view(hash, 32), get(step, "binder hash"));
    shk_finished_mac(SHK_SHA256, key, hash, mac);
    same(w, step, "binder", shk_view(mac, 32), get(step, "finished"));
}

static void resumption(struct walk *w, const struct step *step) {
    uint8_t psk[32];
    shk_hkdf_expand_label(SHK_SHA256, get(step, "PRK"), "resumption", get(step, "hash"), psk, sizeof(psk));
    same(w, step, "PSK", SHK_BYTES(psk), get(step, "expanded"));
}

static void send_record(struct walk *w, const struct step *step) {
    struct shk_protection plain = {0};
    struct shk_protection *p = &w->writes[step->who];
    struct shk_bytes payload = get(step, "payload"), record = get(step, "complete record");
    struct shk_record_form form = {.inner_type = SHK_TYPE_HANDSHAKE};
    if (strstr(step->what, "application_data") != NULL) form.inner_type = SHK_TYPE_APPLICATION_DATA;
    if (strstr(step->what, "alert") != NULL) form.inner_type = SHK_TYPE_ALERT;
    if (strstr(step->what, "change_cipher_spec") != NULL) {
        form.inner_type = SHK_TYPE_CHANGE_CIPHER_SPEC;
        p = &plain;
    }
    form.version = (uint16_t)(record.data[1] << 8 | record.data[2]);

    struct shk_protection reader = *p;
    struct shk_buf ours = shk_buf_in(w->arena);
    shk_protect(p, form, payload, &ours);
    same(w, step, "record", shk_buf_view(&ours), record);

    uint8_t type;
    struct shk_bytes opened;
    assert_true(shk_unprotect(&reader, w->arena, record, &type, &opened));
    assert_int_equal(type, form.inner_type);
    same(w, step, "payload", opened, payload);
    assert_true(reader.seq == p->seq);
    if (payload.data[0] == 1 && form.inner_type == SHK_TYPE_HANDSHAKE) shk_put(&w->transcript, payload);
}

static void walk_step(struct walk *w, const struct step *step) {
    static const struct {
        const char *begins;
        void (*check)(struct walk *, const struct step *);
    } kinds[] = {
        {"create", create},
        {"construct", construct},
        {"extract", extract},
        {"derive secret", derive_secret},
        {"derive write", derive_keys},
        {"derive read", derive_keys},
        {"calculate finished", finished},
        {"calculate PSK binder", binder},
        {"generate resumption", resumption},
        {"send", send_record},
    };
    for (size_t i = 0; i < SHK_COUNT(kinds); i++) {
        if (strncmp(step->what, kinds[i].begins, strlen(kinds[i].begins)) != 0) continue;
        kinds[i].check(w, step);
        return;
    }
    fail_msg("a step that nothing checks: %s", step->what);
}

// --- The fixture -----------------------------------------------------------------------------------------------------

static char *read_fixture(struct shk_arena *arena) {
    FILE *file = fopen(SHK_TESTS_DIR "/data/rfc8448.txt", "r");
    assert_non_null(file);
    size_t size = 200000;
    char *text = shk_alloc(arena, size);
    size_t got = fread(text, 1, size - 1, file);
    assert_true(got > 0 && got < size - 1);
    fclose(file);
    return text;
}

static void read_field(struct shk_arena *arena, char *line, struct step *step) {
    char *colon = strstr(line, ": ");
    assert_non_null(colon);
    *colon = '\0';
    assert_true(step->count < SHK_COUNT(step->fields));
    struct field *field = &step->fields[step->count++];
    field->name = line + 2;
    assert_true(shk_unhex(arena, colon + 2, &field->value));
}

// Walks the steps of one trace; returns how many comparisons were made.
static size_t walk_trace(const char *name) {
    struct walk w = {.arena = shk_arena_new()};
    w.transcript = shk_buf_in(w.arena);
    struct step step = {0};
    bool inside = false;
    char *rest = read_fixture(w.arena), *line;
    while ((line = strsep(&rest, "\n")) != NULL) {
        bool header = line[0] != ' ' && line[0] != '#' && line[0] != '\0';
        if (header && inside && step.what != NULL) {
            walk_step(&w, &step);
            step = (struct step){0};
        }
        if (strncmp(line, "trace ", 6) == 0) {
            inside = strcmp(line + 6, name) == 0;
        } else if (inside && header) {
            step.who = strncmp(line, "client ", 7) == 0 ? CLIENT : SERVER;
            step.what = line + 7;
        } else if (inside && line[0] == ' ') {
            read_field(w.arena, line, &step);
        }
    }
    if (inside && step.what != NULL) walk_step(&w, &step);
    shk_key_free(w.key[CLIENT]);
    shk_key_free(w.key[SERVER]);
    shk_arena_free(w.arena);
    return w.compared;
}

// The numbers of comparisons are what the traces hold: fewer means that the fixture or the walk has lost some.
static void test_simple_1rtt(void **state) {
    (void)state;
    assert_int_equal(walk_trace("simple-1rtt"), 55);
}

static void test_resumed_0rtt(void **state) {
    (void)state;
    assert_int_equal(walk_trace("resumed-0rtt"), 64);
}

static void test_hello_retry_request(void **state) {
    (void)state;
    assert_int_equal(walk_trace("hello-retry-request"), 53);
}

static void test_client_auth(void **state) {
    (void)state;
    assert_int_equal(walk_trace("client-auth"), 49);
}

static void test_compat_mode(void **state) {
    (void)state;
    assert_int_equal(walk_trace("compat-mode"), 52);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_simple_1rtt),         cmocka_unit_test(test_resumed_0rtt),
        cmocka_unit_test(test_hello_retry_request), cmocka_unit_test(test_client_auth),
        cmocka_unit_test(test_compat_mode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
