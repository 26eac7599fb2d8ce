// BoringSSL against BoringSSL, through the table of sut.h alone: both roles, both versions, what a plan can ask for, and that
// equal seeds give equal bytes whatever ran before in the process.
#include "pki/pki.h"
#include "sut/boringssl.h" // to hold a server to TLS 1.2

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
// The order matters to cmocka.
#include <cmocka.h>

static const struct shk_sut_type *const type = &shk_sut_boringssl;
static const int64_t now = 1767225600; // 2026-01-01

// Two SUTs face to face, and all that went between them.
struct pair {
    struct shk_arena *arena;
    struct shk_trace trace;
    struct shk_sut *client, *server;
    struct shk_buf from_client, from_server; // everything, in order
};

static struct shk_sut *create(enum shk_role role, const struct shk_plan *plan, uint64_t seed) {
    struct shk_sut_config config = {.role = role, .plan = plan, .server_name = "localhost", .seed = seed, .now = now};
    struct shk_error err = {{0}};
    struct shk_sut *sut = type->create(&config, &err);
    if (sut == NULL) fail_msg("%s", err.text);
    return sut;
}

static struct pair pair_new(const struct shk_plan *client_plan, const struct shk_plan *server_plan, uint64_t seed) {
    struct pair pair = {.arena = shk_arena_new()};
    pair.client = create(SHK_CLIENT, client_plan, seed);
    pair.server = create(SHK_SERVER, server_plan, seed);
    pair.from_client = shk_buf_in(pair.arena);
    pair.from_server = shk_buf_in(pair.arena);
    return pair;
}

static void pair_free(struct pair *pair) {
    type->destroy(pair->client);
    type->destroy(pair->server);
    shk_arena_free(pair->arena);
}

// Carries what `from` says to `to`; false when it says nothing.
static bool carry(struct pair *pair, struct shk_sut *from, struct shk_sut *to, struct shk_buf *log) {
    struct shk_buf out = shk_buf_in(pair->arena);
    type->take(from, &out);
    shk_put(log, shk_buf_view(&out));
    type->give(to, shk_buf_view(&out));
    return out.len > 0;
}

static void pump(struct pair *pair) {
    bool moved = true;
    while (moved) {
        moved = carry(pair, pair->client, pair->server, &pair->from_client);
        moved |= carry(pair, pair->server, pair->client, &pair->from_server);
    }
}

static void open_pair(struct pair *pair) {
    struct shk_error err = {{0}};
    if (!type->connect(pair->client, &err) || !type->connect(pair->server, &err)) fail_msg("%s", err.text);
}

static void connect_pair(struct pair *pair) {
    open_pair(pair);
    pump(pair);
}

static void connect_pair12(struct pair *pair) {
    open_pair(pair);
    assert_true(SSL_set_max_proto_version(pair->server->ssl, TLS1_2_VERSION));
    pump(pair);
}

// The value of a claim in the last connection, or "".
static const char *claim(struct pair *pair, struct shk_sut *sut, const char *name) {
    shk_trace_start(&pair->trace, pair->arena, SHK_CLIENT);
    type->claims(sut, &pair->trace);
    size_t len = strlen(name);
    for (size_t i = 0; i < pair->trace.count; i++) {
        const char *note = pair->trace.events[i].note;
        assert_int_equal(pair->trace.events[i].kind, SHK_EVENT_CLAIM);
        if (strncmp(note, name, len) == 0 && note[len] == '=') return note + len + 1;
    }
    return "";
}

static void assert_claim(struct pair *pair, const char *name, const char *value) {
    assert_string_equal(claim(pair, pair->client, name), value);
    assert_string_equal(claim(pair, pair->server, name), value);
}

static void assert_complete(struct pair *pair) {
    if (strcmp(claim(pair, pair->client, "complete"), "yes") != 0 ||
        strcmp(claim(pair, pair->server, "complete"), "yes") != 0)
        fail_msg("client: %s; server: %s", claim(pair, pair->client, "error"), claim(pair, pair->server, "error"));
    assert_string_equal(claim(pair, pair->client, "exporter"), claim(pair, pair->server, "exporter"));
    assert_int_equal(strlen(claim(pair, pair->client, "exporter")), 64);
    assert_int_equal(type->state(pair->client), SHK_SUT_OPEN);
    assert_int_equal(type->state(pair->server), SHK_SUT_OPEN);
}

static void full_tls13(void **state) {
    (void)state;
    struct shk_plan plan = {.flow = SHK_FLOW_TLS13};
    struct pair pair = pair_new(&plan, &plan, 1);
    connect_pair(&pair);
    assert_complete(&pair);
    assert_claim(&pair, "version", "0x0304");
    assert_claim(&pair, "group", "0x001d");
    assert_claim(&pair, "resumed", "no");
    assert_claim(&pair, "alpn", "");
    assert_int_equal(strlen(claim(&pair, pair.client, "peer-certificate")), 64);
    assert_string_equal(claim(&pair, pair.server, "peer-certificate"), "");
    pair_free(&pair);
}

static void group_of_the_plan(void **state) {
    (void)state;
    static const struct {
        uint16_t id;
        const char *claim;
    } groups[] = {
        {SHK_GROUP_SECP256R1, "0x0017"},
        {SHK_GROUP_SECP384R1, "0x0018"},
        {SHK_GROUP_SECP521R1, "0x0019"},
#ifdef SSL_GROUP_X25519_MLKEM768
        {SHK_GROUP_X25519MLKEM768, "0x11ec"},
#endif
    };
    for (size_t i = 0; i < SHK_COUNT(groups); i++) {
        struct shk_plan plan = {.flow = SHK_FLOW_TLS13, .group = groups[i].id};
        struct pair pair = pair_new(&plan, &plan, 1);
        connect_pair(&pair);
        assert_complete(&pair);
        assert_claim(&pair, "group", groups[i].claim);
        pair_free(&pair);
    }
}

static void every_certificate(void **state) {
    (void)state;
    for (uint8_t certificate = 1; certificate <= SHK_KEY_COUNT; certificate++) {
        struct shk_plan plan = {.flow = SHK_FLOW_TLS13, .certificate = certificate};
        struct pair pair = pair_new(&plan, &plan, 1);
        connect_pair(&pair);
        assert_complete(&pair);
        pair_free(&pair);
    }
}

static void client_authentication(void **state) {
    (void)state;
    struct shk_plan plan = {.flow = SHK_FLOW_TLS13, .features = SHK_CLIENT_AUTH};
    struct pair pair = pair_new(&plan, &plan, 1);
    connect_pair(&pair);
    assert_complete(&pair);
    assert_int_equal(strlen(claim(&pair, pair.server, "peer-certificate")), 64);
    pair_free(&pair);
}

static void client_without_certificate(void **state) {
    (void)state;
    struct shk_plan asks = {.flow = SHK_FLOW_TLS13, .features = SHK_CLIENT_AUTH};
    struct shk_plan has_none = {.flow = SHK_FLOW_TLS13, .features = SHK_CLIENT_AUTH | SHK_EMPTY_CERTIFICATE};
    struct pair pair = pair_new(&has_none, &asks, 1);
    connect_pair(&pair);
    assert_string_equal(claim(&pair, pair.server, "complete"), "no");
    assert_int_equal(type->state(pair.server), SHK_SUT_FAILED);
    assert_int_equal(type->state(pair.client), SHK_SUT_FAILED); // the alert reached it
    pair_free(&pair);

    pair = pair_new(&has_none, &has_none, 1); // optional
    connect_pair(&pair);
    assert_complete(&pair);
    pair_free(&pair);
}

static struct shk_sut *create_client(const char *name, int64_t clock) {
    static const struct shk_plan plan = {.flow = SHK_FLOW_TLS13};
    struct shk_sut_config config = {.role = SHK_CLIENT, .plan = &plan, .server_name = name, .seed = 1, .now = clock};
    struct shk_error err;
    struct shk_sut *sut = type->create(&config, &err);
    assert_non_null(sut);
    return sut;
}

// The alert by which the server's certificate was refused, 0 when it was not.
static uint8_t refusal_of(const char *name, int64_t clock) {
    struct shk_plan plan = {.flow = SHK_FLOW_TLS13};
    struct pair pair = pair_new(&plan, &plan, 1);
    type->destroy(pair.client);
    pair.client = create_client(name, clock);
    open_pair(&pair);
    pump(&pair);
    bool refused = type->state(pair.client) == SHK_SUT_FAILED;
    const char *error = claim(&pair, pair.server, "error");
    uint8_t alert = !refused                           ? 0
                    : strstr(error, "EXPIRED") != NULL ? SHK_ALERT_CERTIFICATE_EXPIRED
                                                       : SHK_ALERT_CERTIFICATE_UNKNOWN;
    pair_free(&pair);
    return alert;
}

static void client_checks_name_and_time(void **state) {
    (void)state;
    assert_int_equal(refusal_of("localhost", now), 0);
    assert_int_equal(refusal_of("127.0.0.1", now), 0); // an address of the certificate
    assert_int_equal(refusal_of("example.test", now), SHK_ALERT_CERTIFICATE_UNKNOWN);
    assert_int_equal(refusal_of("localhost", now + 366 * 86400), SHK_ALERT_CERTIFICATE_EXPIRED);
}

static void alpn_and_compression(void **state) {
    (void)state;
    struct shk_plan plan = {.flow = SHK_FLOW_TLS13, .features = SHK_ALPN | SHK_COMPRESSION | SHK_OCSP};
    struct pair pair = pair_new(&plan, &plan, 1);
    connect_pair(&pair);
    assert_complete(&pair);
    assert_claim(&pair, "alpn", "http/1.1");
    pair_free(&pair);
}

static void resumption_tls13(void **state) {
    (void)state;
    struct shk_plan plan = {.flow = SHK_FLOW_TLS13, .features = SHK_PSK | SHK_TICKET};
    struct pair pair = pair_new(&plan, &plan, 1);
    connect_pair(&pair);
    assert_complete(&pair);
    assert_claim(&pair, "resumed", "no");
    connect_pair(&pair);
    assert_complete(&pair);
    assert_claim(&pair, "resumed", "yes");
    assert_claim(&pair, "early-data", "no");
    pair_free(&pair);
}

static void early_data(void **state) {
    (void)state;
    struct shk_plan plan = {.flow = SHK_FLOW_TLS13, .features = SHK_PSK | SHK_TICKET | SHK_EARLY_DATA};
    struct pair pair = pair_new(&plan, &plan, 1);
    connect_pair(&pair);
    assert_complete(&pair);
    connect_pair(&pair);
    assert_complete(&pair);
    assert_claim(&pair, "resumed", "yes");
    assert_claim(&pair, "early-data", "yes");
    pair_free(&pair);
}

static void early_data_rejected(void **state) {
    (void)state;
    // The session comes from a server that allows 0-RTT; the second server does not. Ticket keys are equal.
    struct shk_plan allows = {.flow = SHK_FLOW_TLS13, .features = SHK_PSK | SHK_TICKET | SHK_EARLY_DATA};
    struct shk_plan forbids = {.flow = SHK_FLOW_TLS13, .features = SHK_PSK | SHK_TICKET};
    struct pair pair = pair_new(&allows, &allows, 1);
    connect_pair(&pair);
    assert_complete(&pair);
    type->destroy(pair.server);
    pair.server = create(SHK_SERVER, &forbids, 2);
    connect_pair(&pair);
    assert_complete(&pair);
    assert_claim(&pair, "resumed", "yes");
    assert_claim(&pair, "early-data", "no");
    pair_free(&pair);
}

static void key_update(void **state) {
    (void)state;
    struct shk_plan plan = {.flow = SHK_FLOW_TLS13, .features = SHK_UPDATE_KEYS};
    struct pair pair = pair_new(&plan, &plan, 1);
    connect_pair(&pair);
    assert_complete(&pair);
    pair_free(&pair);
}

static void full_tls12(void **state) {
    (void)state;
    for (uint8_t certificate = 1; certificate <= SHK_KEY_COUNT; certificate++) {
        struct shk_plan plan = {
            .flow = SHK_FLOW_TLS12, .certificate = certificate, .features = SHK_CLIENT_AUTH | SHK_OCSP | SHK_ALPN};
        struct pair pair = pair_new(&plan, &plan, 1);
        connect_pair12(&pair);
        assert_complete(&pair);
        assert_claim(&pair, "version", "0x0303");
        assert_claim(&pair, "alpn", "http/1.1");
        assert_int_equal(strlen(claim(&pair, pair.client, "peer-certificate")), 64);
        assert_int_equal(strlen(claim(&pair, pair.server, "peer-certificate")), 64);
        pair_free(&pair);
    }
}

static void resumption_tls12(void **state) {
    (void)state;
    static const uint32_t ways[] = {SHK_SESSION_TICKET, SHK_SESSION_ID | SHK_NO_TICKET,
                                    SHK_SESSION_TICKET | SHK_CLIENT_AUTH,
                                    SHK_SESSION_ID | SHK_NO_TICKET | SHK_CLIENT_AUTH};
    for (size_t i = 0; i < SHK_COUNT(ways); i++) {
        struct shk_plan plan = {.flow = SHK_FLOW_TLS12, .features = ways[i]};
        struct pair pair = pair_new(&plan, &plan, 1);
        connect_pair12(&pair);
        assert_complete(&pair);
        assert_claim(&pair, "resumed", "no");
        connect_pair12(&pair);
        assert_complete(&pair);
        assert_claim(&pair, "resumed", "yes");
        pair_free(&pair);
    }
}

// A session id is known to the conversation that made it, and to no other.
static void sessions_stay_in_their_conversation(void **state) {
    (void)state;
    struct shk_plan plan = {.flow = SHK_FLOW_TLS12, .features = SHK_SESSION_ID | SHK_NO_TICKET};
    struct pair pair = pair_new(&plan, &plan, 1);
    connect_pair12(&pair);
    type->destroy(pair.server);
    pair.server = create(SHK_SERVER, &plan, 2);
    connect_pair12(&pair);
    assert_complete(&pair);
    assert_claim(&pair, "resumed", "no");
    pair_free(&pair);
}

// A peer that closes in mid handshake, and one that closes afterwards.
static void end_of_stream(void **state) {
    (void)state;
    struct shk_plan plan = {.flow = SHK_FLOW_TLS13};
    struct pair pair = pair_new(&plan, &plan, 1);
    struct shk_error err;
    assert_true(type->connect(pair.server, &err));
    type->eof(pair.server);
    assert_int_equal(type->state(pair.server), SHK_SUT_FAILED);

    connect_pair(&pair);
    assert_complete(&pair);
    type->eof(pair.server);
    assert_int_equal(type->state(pair.server), SHK_SUT_OPEN); // its close_notify has not been taken yet
    pump(&pair);
    assert_int_equal(type->state(pair.server), SHK_SUT_CLOSED);
    assert_int_equal(type->state(pair.client), SHK_SUT_CLOSED); // close_notify was answered
    pair_free(&pair);
}

static void garbage_gets_an_alert(void **state) {
    (void)state;
    static const uint8_t record[] = {22, 3, 1, 0, 4, 99, 0, 0, 0};
    struct shk_plan plan = {.flow = SHK_FLOW_TLS13};
    struct pair pair = pair_new(&plan, &plan, 1);
    struct shk_error err;
    assert_true(type->connect(pair.server, &err));
    type->give(pair.server, SHK_BYTES(record));
    assert_int_equal(type->state(pair.server), SHK_SUT_OPEN); // the alert is still here
    struct shk_buf out = shk_buf_in(pair.arena);
    type->take(pair.server, &out);
    assert_int_equal(out.len, 7);
    assert_int_equal(out.data[0], 21);
    assert_int_equal(out.data[6], 10);
    assert_int_equal(type->state(pair.server), SHK_SUT_FAILED);
    assert_true(strstr(claim(&pair, pair.server, "error"), "UNEXPECTED_MESSAGE") != NULL);
    pair_free(&pair);
}

// Everything that both sides wrote in two connections, and their claims, folded into one number.
static uint64_t digest_of_run(const struct shk_plan *plan, uint64_t seed) {
    struct pair pair = pair_new(plan, plan, seed);
    struct shk_trace trace;
    for (int connection = 1; connection <= 2; connection++) {
        if (plan->flow == SHK_FLOW_TLS12)
            connect_pair12(&pair);
        else
            connect_pair(&pair);
    }
    shk_trace_start(&trace, pair.arena, SHK_CLIENT);
    shk_trace_add(&trace, SHK_EVENT_SENT)->data = shk_buf_view(&pair.from_client);
    shk_trace_add(&trace, SHK_EVENT_RECEIVED)->data = shk_buf_view(&pair.from_server);
    type->claims(pair.client, &trace);
    type->claims(pair.server, &trace);
    uint64_t digest = shk_trace_digest(&trace);
    pair_free(&pair);
    return digest;
}

static void equal_seeds_equal_bytes(void **state) {
    (void)state;
    static const uint32_t features[] = {0, SHK_CLIENT_AUTH, SHK_PSK | SHK_EARLY_DATA, SHK_COMPRESSION | SHK_ALPN,
                                        SHK_UPDATE_KEYS};
    for (uint8_t certificate = 1; certificate <= SHK_KEY_COUNT; certificate++) {
        for (size_t i = 0; i < SHK_COUNT(features); i++) {
            for (int flow = SHK_FLOW_TLS13; flow <= SHK_FLOW_TLS12; flow++) {
                struct shk_plan plan = {
                    .flow = (enum shk_flow)flow, .features = features[i], .certificate = certificate};
                uint64_t digest = digest_of_run(&plan, 7);
                assert_int_not_equal(digest, digest_of_run(&plan, 8));
                assert_int_equal(digest, digest_of_run(&plan, 7));
            }
        }
    }
}

// BoringSSL keeps a blinding with an RSA key and makes a new one after 32 uses.
static void equal_bytes_with_a_worn_rsa_key(void **state) {
    (void)state;
    struct shk_plan plan = {.flow = SHK_FLOW_TLS13, .features = SHK_CLIENT_AUTH, .certificate = 1};
    uint64_t digest = digest_of_run(&plan, 7);
    for (int i = 0; i < 40; i++) assert_int_equal(digest, digest_of_run(&plan, 7));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_tls13),
        cmocka_unit_test(group_of_the_plan),
        cmocka_unit_test(every_certificate),
        cmocka_unit_test(client_authentication),
        cmocka_unit_test(client_without_certificate),
        cmocka_unit_test(client_checks_name_and_time),
        cmocka_unit_test(alpn_and_compression),
        cmocka_unit_test(resumption_tls13),
        cmocka_unit_test(early_data),
        cmocka_unit_test(early_data_rejected),
        cmocka_unit_test(key_update),
        cmocka_unit_test(full_tls12),
        cmocka_unit_test(resumption_tls12),
        cmocka_unit_test(sessions_stay_in_their_conversation),
        cmocka_unit_test(end_of_stream),
        cmocka_unit_test(garbage_gets_an_alert),
        cmocka_unit_test(equal_seeds_equal_bytes),
        cmocka_unit_test(equal_bytes_with_a_worn_rsa_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
