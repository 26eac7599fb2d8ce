// What the peer really sends: which bytes a plan puts on the wire, in which order, and which edits it calls unfit.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "crypto/crypto.h"
#include "peer/peer.h"
#include "run/execute.h"
#include "support/memory_target.h"
#include "trace/verdict.h"

static struct shk_plan read_plan(struct shk_arena *arena, const char *text) {
    struct shk_plan plan;
    struct shk_error err = {""};
    if (!shk_plan_read(arena, text, &plan, &err)) fail_msg("%s: %s", text, err.text);
    return plan;
}

// --- Without a SUT: a client's first bytes ----------------------------------------------------------------------------

static struct shk_peer *lone_client(struct shk_arena *arena, struct shk_trace *trace, const struct shk_plan *plan) {
    struct shk_peer_config config = {.role = SHK_CLIENT, .plan = plan, .seed = 1, .now = 1790000000};
    shk_trace_start(trace, arena, SHK_CLIENT);
    struct shk_peer *peer = shk_peer_new(arena, &config, trace);
    shk_peer_connected(peer);
    return peer;
}

// Type and length of each record, as "22:80 21:2".
static const char *first_records(struct shk_arena *arena, const char *text) {
    struct shk_plan plan = read_plan(arena, text);
    struct shk_trace trace;
    struct shk_peer *peer = lone_client(arena, &trace, &plan);
    struct shk_buf all = shk_buf_in(arena);
    for (struct shk_bytes s = shk_peer_take(peer); s.len > 0; s = shk_peer_take(peer)) shk_put(&all, s);
    const char *out = "";
    for (size_t at = 0; at + 5 <= all.len;) {
        size_t len = (size_t)(all.data[at + 3] << 8 | all.data[at + 4]);
        out = shk_format(arena, "%s%s%u:%zu", out, *out != '\0' ? " " : "", all.data[at], len);
        at += 5 + len;
    }
    return out;
}

static void empty_records_are_padded(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    // 0 bytes, the type, the padding, the tag
    const char *records = first_records(arena, "keys client_hello random; record client_hello empty-before 2 0; record "
                                               "client_hello padding 100");
    assert_int_equal(strncmp(records, "23:117 23:117 23:", 17), 0);
    records = first_records(arena, "keys client_hello random; record client_hello empty-before 1 0");
    assert_int_equal(strncmp(records, "23:17 23:", 9), 0);
    // a record of the size that was asked for; what is longer stays as it is
    assert_string_equal(first_records(arena, "keys client_hello random; record client_hello pad-to 1000"), "23:1000");
    records = first_records(
        arena, "keys client_hello random; record client_hello fragment 100; record client_hello pad-to 128");
    assert_int_equal(strncmp(records, "23:128 23:128", 13), 0);
    shk_arena_free(arena);
}

static void interrupts_at_zero_and_at_the_end(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    const char *records = first_records(arena, "record client_hello interrupt 0 alert 0100");
    assert_int_equal(strncmp(records, "21:2 22:", 8), 0);
    records = first_records(arena, "record client_hello interrupt 1 alert 0100");
    assert_int_equal(strncmp(records, "22:1 21:2 22:", 13), 0);
    shk_arena_free(arena);
}

static const struct shk_event *find_event(const struct shk_trace *trace, enum shk_event_kind kind, size_t *at) {
    for (; *at < trace->count; (*at)++) {
        if (trace->events[*at].kind == kind) return &trace->events[(*at)++];
    }
    fail_msg("no event of kind %d", (int)kind);
    return NULL;
}

// A hello that cannot be read gives no keys: what comes behind it is no data that anybody served.
static void records_without_keys_are_no_data(void **state) {
    (void)state;
    static const uint8_t flight[] = {22, 3, 3, 0, 6, 2, 0,  0, 2, 3, 3, 23, 3, 3,
                                     0,  4, 1, 2, 3, 4, 21, 3, 3, 0, 2, 2,  50};
    struct shk_arena *arena = shk_arena_new();
    struct shk_plan plan = read_plan(arena, "flow tls13");
    struct shk_trace trace;
    struct shk_peer *peer = lone_client(arena, &trace, &plan);
    shk_peer_give(peer, SHK_BYTES(flight));
    size_t at = 0;
    const struct shk_event *record = find_event(&trace, SHK_EVENT_RECORD, &at);
    assert_int_equal(record->content_type, 23);
    assert_string_equal(record->note, "encrypted, while there are no keys to open it");
    assert_int_equal(find_event(&trace, SHK_EVENT_ALERT, &at)->alert, SHK_ALERT_DECODE_ERROR);
    shk_arena_free(arena);
}

// An alert of eighteen bytes from a client that offers 0-RTT is ciphertext: its first bytes are no level and no description.
static void sealed_alerts_are_not_read(void **state) {
    (void)state;
    static const uint8_t alert[23] = {21, 3, 3, 0, 18, 0xef, 54};
    struct shk_arena *arena = shk_arena_new();
    struct shk_plan offers = read_plan(arena, "edit client_hello.extensions add-extension early_data \"\"");
    struct shk_plan plan = read_plan(arena, "flow tls13 retry psk early-data");
    struct shk_trace trace, other;
    struct shk_peer *client = lone_client(arena, &other, &offers);
    struct shk_peer_config config = {.role = SHK_SERVER, .plan = &plan, .seed = 1, .now = 1790000000};
    shk_trace_start(&trace, arena, SHK_SERVER);
    struct shk_peer *server = shk_peer_new(arena, &config, &trace);
    shk_peer_connected(server);
    for (struct shk_bytes s = shk_peer_take(client); s.len > 0; s = shk_peer_take(client)) shk_peer_give(server, s);
    shk_peer_give(server, SHK_BYTES(alert));
    size_t at = 0;
    assert_int_equal(find_event(&trace, SHK_EVENT_RECORD, &at)->content_type, SHK_TYPE_ALERT);
    for (size_t i = 0; i < trace.count; i++) assert_int_not_equal(trace.events[i].kind, SHK_EVENT_ALERT);
    shk_arena_free(arena);
}

// What the SUT answers is judged from the DEVIATION on, so it stands in front of the message whose records it is about.
static void edits_of_records_are_told_first(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    struct shk_plan plan = read_plan(arena, "record client_hello fragment 8");
    struct shk_trace trace;
    lone_client(arena, &trace, &plan);
    size_t at = 0;
    find_event(&trace, SHK_EVENT_DEVIATION, &at);
    const struct shk_event *hello = find_event(&trace, SHK_EVENT_MESSAGE, &at);
    assert_int_equal(hello->message, SHK_CLIENT_HELLO);
    assert_true(hello->reshaped && !hello->edited);
    shk_arena_free(arena);
}

// What an edit adds behind a message is no part of it: the answer to the message is no answer to that.
static void what_comes_behind_is_told_behind(void **state) {
    (void)state;
    static const char *const plans[] = {"record client_hello append 14", "record client_hello replay"};
    for (size_t i = 0; i < SHK_COUNT(plans); i++) {
        struct shk_arena *arena = shk_arena_new();
        struct shk_plan plan = read_plan(arena, plans[i]);
        struct shk_trace trace;
        lone_client(arena, &trace, &plan);
        size_t at = 0;
        const struct shk_event *hello = find_event(&trace, SHK_EVENT_MESSAGE, &at);
        assert_int_equal(hello->message, SHK_CLIENT_HELLO);
        assert_false(hello->reshaped);
        find_event(&trace, SHK_EVENT_DEVIATION, &at);
        shk_arena_free(arena);
    }
}

// --- With BoringSSL ---------------------------------------------------------------------------------------------------

struct ran {
    enum shk_grade grade;
    struct shk_trace trace; // lives in the job's arena
};

static void keep(struct shk_job *job) {
    struct ran *ran = job->user;
    struct shk_policy policy = {.accept = NULL};
    struct shk_verdict verdict;
    shk_judge(job->arena, &job->plan->expect, &job->trace, &policy, &verdict);
    ran->grade = verdict.grade;
    ran->trace = job->trace;
}

static void run_plan(struct shk_arena *arena, enum shk_role sut, const char *text, struct shk_job *job,
                     struct ran *ran) {
    struct shk_target target = memory_target(arena, &shk_sut_boringssl, sut, 7);
    struct shk_plan *plan = shk_alloc(arena, sizeof(*plan));
    struct shk_error err = {""};
    *plan = read_plan(arena, text);
    *job = (struct shk_job){.plan = plan, .user = ran};
    if (!shk_execute(&target, job, 1, 1, keep, &err)) fail_msg("%s", err.text);
}

struct row {
    enum shk_role sut;
    const char *plan;
    enum shk_grade grade;
};

// clang-format off
static const struct row rows[] = {
    // our own keys follow a KeyUpdate that went out under the current ones
    {SHK_SERVER, "flow tls13; insert key_update before application_data keys current; expect continues",              SHK_GRADE_AS_EXPECTED},
    {SHK_SERVER, "flow tls13; insert key_update before application_data keys current times 3; expect continues",      SHK_GRADE_AS_EXPECTED},
    {SHK_SERVER, "flow tls13 key-update; repeat key_update keys current; expect continues",                           SHK_GRADE_AS_EXPECTED},
    {SHK_SERVER, "flow tls13; insert key_update before finished keys current; expect rejects unexpected_message",     SHK_GRADE_AS_EXPECTED},
    {SHK_CLIENT, "flow tls13; insert key_update before application_data keys current; expect continues",              SHK_GRADE_AS_EXPECTED},
    // `#N` of a swap
    {SHK_SERVER, "flow tls13 client-auth; swap certificate#2 certificate_verify; expect rejects any",                 SHK_GRADE_UNSUPPORTED},
    {SHK_SERVER, "flow tls13 client-auth; swap certificate#1 certificate_verify; expect rejects any",    SHK_GRADE_AS_EXPECTED},
    {SHK_SERVER, "flow tls13 client-auth; swap certificate_verify#1 certificate; expect rejects any",                 SHK_GRADE_AS_EXPECTED},
    // what has to be skipped is not in the transcript
    {SHK_SERVER, "flow tls13 psk early-data; suite TLS_AES_128_GCM_SHA256; edit client_hello.cipher_suites set 1303; insert end_of_early_data before finished keys early; expect continues", SHK_GRADE_AS_EXPECTED},
    // edits of records that change nothing where they stand
    {SHK_SERVER, "flow tls12; suite TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256; record finished padding 16; expect rejects any", SHK_GRADE_INCONCLUSIVE},
    {SHK_SERVER, "flow tls12; record client_hello skip-sequence 1; expect rejects any",                               SHK_GRADE_INCONCLUSIVE},
    {SHK_SERVER, "flow tls13; record client_hello padding 5; expect rejects any",                                     SHK_GRADE_INCONCLUSIVE},
    {SHK_SERVER, "flow tls13; record client_hello tag-flip 0; expect rejects any",                                    SHK_GRADE_INCONCLUSIVE},
    {SHK_SERVER, "flow tls13; record finished padding-flip 0; expect rejects any",                                    SHK_GRADE_INCONCLUSIVE},
    {SHK_SERVER, "flow tls13; record finished fragment 16384; expect rejects any",                                    SHK_GRADE_INCONCLUSIVE},
    {SHK_SERVER, "flow tls13; record finished version 0x0303; expect rejects any",                                    SHK_GRADE_INCONCLUSIVE},
    {SHK_SERVER, "flow tls13; record finished interrupt 400 alert 0100; expect rejects any",                          SHK_GRADE_INCONCLUSIVE},
    {SHK_SERVER, "flow tls13; record finished split-keys 400; expect rejects any",                                    SHK_GRADE_INCONCLUSIVE},
    {SHK_SERVER, "flow tls13; record finished segments 400; expect rejects any",                                      SHK_GRADE_INCONCLUSIVE},
    {SHK_SERVER, "flow tls13; record finished join 0; expect rejects any",                                            SHK_GRADE_INCONCLUSIVE},
    {SHK_SERVER, "flow tls13; record finished padding 5; record finished tag-flip 0; expect rejects bad_record_mac",  SHK_GRADE_AS_EXPECTED},
    {SHK_SERVER, "flow tls13; record finished padding 5; record finished body-flip 0; record finished length 58; expect rejects any", SHK_GRADE_INCONCLUSIVE},
    {SHK_SERVER, "flow tls13; edit client_hello pad-to 700; record finished pad-to 256; expect continues",                  SHK_GRADE_AS_EXPECTED},
    {SHK_SERVER, "flow tls13; record finished pad-to 20; expect rejects any",                                         SHK_GRADE_INCONCLUSIVE},
    {SHK_SERVER, "flow tls12; record finished pad-to 256; expect rejects any",                                        SHK_GRADE_INCONCLUSIVE},
    {SHK_SERVER, "flow tls13; record finished replay; expect rejects any",                                            SHK_GRADE_AS_EXPECTED},
    {SHK_SERVER, "flow tls13; record finished skip-sequence 1; expect rejects bad_record_mac",                        SHK_GRADE_AS_EXPECTED},
    {SHK_SERVER, "flow tls13; record client_hello segments 7; expect continues",                                      SHK_GRADE_AS_EXPECTED},
    {SHK_SERVER, "flow tls13; record finished trickle 4; expect rejects any or silent",                               SHK_GRADE_AS_EXPECTED},
};
// clang-format on

static void plans_are_judged(void **state) {
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < SHK_COUNT(rows); i++) {
        struct shk_arena *arena = shk_arena_new();
        struct shk_job job;
        struct ran ran;
        run_plan(arena, rows[i].sut, rows[i].plan, &job, &ran);
        if (ran.grade != rows[i].grade) {
            wrong++;
            print_error("%s: %s, not %s\n", rows[i].plan, shk_grade_name(ran.grade), shk_grade_name(rows[i].grade));
        }
        shk_job_free(&job);
        shk_arena_free(arena);
    }
    assert_int_equal(wrong, 0);
}

// The messages of the last connection as "ch ccs early hrr ch ...": ours and the retry.
static const char *last_messages(struct shk_arena *arena, const struct shk_trace *trace) {
    const char *out = "";
    for (size_t i = 0; i < trace->count; i++) {
        const struct shk_event *e = &trace->events[i];
        bool ours = e->writer == trace->peer_role || e->message == SHK_HELLO_RETRY_REQUEST;
        if (e->kind != SHK_EVENT_MESSAGE || e->connection != trace->connection || !ours) continue;
        const char *name = e->keys == SHK_KEYS_EARLY ? "early" : shk_message_name((enum shk_message)e->message);
        out = shk_format(arena, "%s%s%s", out, *out != '\0' ? " " : "", name);
    }
    return out;
}

// 0-RTT data follows the first ClientHello at once, with the only ChangeCipherSpec; a retry ends it (RFC 9846, sections
// 4.3.10 and E.4).
static void early_data_comes_before_a_retry(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    struct shk_job job;
    struct ran ran;
    run_plan(arena, SHK_SERVER, "flow tls13 retry psk early-data; expect continues", &job, &ran);
    assert_int_equal(ran.grade, SHK_GRADE_AS_EXPECTED);
    assert_string_equal(last_messages(arena, &ran.trace), "client_hello change_cipher_spec early hello_retry_request "
                                                          "client_hello finished application_data");
    shk_job_free(&job);
    run_plan(arena, SHK_SERVER, "flow tls13 psk early-data early-at-once; expect continues", &job, &ran);
    assert_int_equal(ran.grade, SHK_GRADE_AS_EXPECTED);
    assert_string_equal(last_messages(arena, &ran.trace),
                        "client_hello change_cipher_spec early early finished application_data");
    shk_job_free(&job);
    shk_arena_free(arena);
}

static struct shk_bytes secret_named(struct shk_arena *arena, const struct shk_trace *trace, const char *label) {
    struct shk_buf out = shk_buf_in(arena);
    for (size_t i = 0; i < trace->secret_count; i++) {
        const char *line = trace->secrets[i];
        if (strncmp(line, label, strlen(label)) != 0 || line[strlen(label)] != ' ') continue;
        for (const char *hex = strrchr(line, ' ') + 1; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
            const char byte[3] = {hex[0], hex[1], '\0'};
            shk_put_uint(&out, 1, strtoul(byte, NULL, 16));
        }
    }
    return shk_buf_view(&out);
}

// A second Finished behind the first one is the handshake's, computed with its secret (RFC 9846, section 4.5.3): only
// that of a post-handshake authentication uses an application secret.
static void second_finished_uses_the_handshake_secret(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    struct shk_job job;
    struct ran ran;
    run_plan(arena, SHK_SERVER, "flow tls13; suite TLS_AES_128_GCM_SHA256; insert finished after finished", &job, &ran);
    struct shk_bytes secret = secret_named(arena, &ran.trace, "CLIENT_HANDSHAKE_TRAFFIC_SECRET");
    assert_int_equal(secret.len, 32);
    struct shk_buf transcript = shk_buf_in(arena);
    unsigned ours = 0;
    for (size_t i = 0; i < ran.trace.count; i++) {
        const struct shk_event *e = &ran.trace.events[i];
        if (e->kind != SHK_EVENT_MESSAGE || e->content_type != 22) continue;
        if (e->message == SHK_NEW_SESSION_TICKET) continue;
        if (e->writer == SHK_CLIENT && e->message == SHK_FINISHED && ++ours == 2) {
            uint8_t hash[SHK_MAX_HASH], mac[SHK_MAX_HASH];
            shk_digest(SHK_SHA256, shk_buf_view(&transcript), hash);
            shk_finished_mac(SHK_SHA256, secret.data, hash, mac);
            assert_int_equal(e->data.len, 36);
            assert_memory_equal(e->data.data + 4, mac, 32);
        }
        shk_put(&transcript, e->data);
    }
    assert_int_equal(ours, 2);
    shk_job_free(&job);
    shk_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_records_are_padded),
        cmocka_unit_test(interrupts_at_zero_and_at_the_end),
        cmocka_unit_test(records_without_keys_are_no_data),
        cmocka_unit_test(sealed_alerts_are_not_read),
        cmocka_unit_test(edits_of_records_are_told_first),
        cmocka_unit_test(what_comes_behind_is_told_behind),
        cmocka_unit_test(early_data_comes_before_a_retry),
        cmocka_unit_test(plans_are_judged),
        cmocka_unit_test(second_finished_uses_the_handshake_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
