// Each predicate is true on a trace that keeps its rule, false on one that breaks it, and says so when it cannot tell.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "support/trace_words.h"
#include "trace/verdict.h"
#include "wire/record.h"

enum answer { KEPT, BROKEN, UNTOLD };

static enum answer ask(const char *name, const struct shk_trace *trace, struct shk_arena *arena) {
    const char *why = NULL;
    shk_check *check = shk_check_by_name(name);
    assert_non_null(check);
    bool kept = check(trace, arena, &why);
    if (!kept) assert_non_null(why);
    return !kept ? BROKEN : why != NULL ? UNTOLD : KEPT;
}

static void expect_answer(const char *name, const struct shk_trace *trace, struct shk_arena *arena, enum answer answer,
                          const char *what) {
    enum answer got = ask(name, trace, arena);
    if (got != answer) fail_msg("%s, %s: answered %d instead of %d", name, what, got, answer);
}

// --- Rules that words can break --------------------------------------------------------------------------------------

#define S13 "1.3 connect >ch <sh <ee <cert <cv <fin "

static void test_words(void **state) {
    (void)state;
    // clang-format off
    static const struct {
        const char *check, *words;
        enum answer answer;
    } rows[] = {
        {"no-decryption-failed", S13 "<fatal:bad_record_mac closed",                       KEPT},
        {"no-decryption-failed", S13 "<fatal:21 closed",                                   BROKEN},
        {"no-decryption-failed", S13 "closed",                                             UNTOLD},
        {"no-reserved-alert",    S13 "<fatal:no_renegotiation closed",                     BROKEN},
        {"no-reserved-alert",    "1.2 connect >ch <warn:no_renegotiation closed",          KEPT},
        {"no-reserved-alert",    "1.2 connect >ch <fatal:60 closed",                       BROKEN},
        {"one-fatal-alert",      S13 "<fatal:decode_error closed",                         KEPT},
        {"one-fatal-alert",      S13 "<fatal:decode_error reset",                          KEPT},
        {"one-fatal-alert",      S13 "<fatal:decode_error <warn:close_notify closed",      BROKEN},
        {"one-fatal-alert",      S13 "<fatal:decode_error <app closed",                    BROKEN},
        {"one-fatal-alert",      S13 "<fatal:decode_error idle closed",                    BROKEN},
        {"one-fatal-alert",      S13 "<fatal:decode_error timeout",                        BROKEN},
        {"one-fatal-alert",      S13 "<fatal:decode_error closed connect >ch <sh closed",  KEPT},
        {"one-fatal-alert",      S13 "<warn:close_notify closed",                          UNTOLD},
        {"one-fatal-alert",      S13 "<fatal:decode_error",                                UNTOLD},
        {"alert-levels",         S13 "<fatal:decode_error closed",                         KEPT},
        {"alert-levels",         S13 "<warn:decode_error closed",                          BROKEN},
        {"alert-levels",         "1.2 connect >ch <warn:unrecognized_name <sh closed",     KEPT},
        {"alert-levels",         "1.2 connect >ch <warn:unrecognized_name closed",         BROKEN},
        {"alert-levels",         S13 "<warn:close_notify closed",                          UNTOLD},
        {"close-notify-level",   S13 "<warn:close_notify closed",                          KEPT},
        {"close-notify-level",   S13 "<fatal:close_notify closed",                         BROKEN},
        {"close-notify-level",   S13 "<fatal:decode_error closed",                         UNTOLD},
        {"alert-keys",           S13 "<fatal:decrypt_error closed",                        BROKEN}, // words write plain alerts
        {"alert-keys",           "1.3 connect >ch <fatal:decode_error closed",             UNTOLD},
        {"alert-keys",           "1.2 connect >ch <sh <fin <fatal:decode_error closed",    UNTOLD},
        {"ccs-after-server-hello", "1.3 connect >ch <sh <ccs <ee <fin",                    KEPT},
        {"ccs-after-server-hello", S13,                                                    BROKEN},
        {"ccs-after-server-hello", "1.3 connect >ch <fatal:decode_error",                  UNTOLD},
        {"ccs-after-server-hello", "1.2 connect >ch <sh <cert",                            UNTOLD},
        {"ccs-after-retry",      "1.3 connect >ch <hrr <ccs >ch <sh <ee",                  KEPT},
        {"ccs-after-retry",      "1.3 connect >ch <hrr >ch <sh <ccs",                      BROKEN},
        {"ccs-after-retry",      S13,                                                      UNTOLD},
        {"ccs-optional",         S13,                                                      KEPT},
        {"ccs-optional",         "1.3 connect >ch closed",                                 UNTOLD},
        {"ccs-placement",        S13 "<ccs",                                               BROKEN}, // its body is empty
        {"ccs-placement",        S13,                                                      KEPT},
        {"ccs-placement",        "1.2 connect >ch <sh",                                    UNTOLD},
        {"record-headers",       "1.2 connect >ch <sh",                                    UNTOLD},
        {"record-headers",       S13,                                                      BROKEN}, // words write all in the clear
        {"record-headers",       "1.3 connect >ch <sh <ccs",                               KEPT},
        {"message-borders",      "1.2 connect >ch <sh",                                    UNTOLD},
        {"signature-is-pss",     "1.3 connect >ch <sh",                                    UNTOLD},
        {"server-hello-version", "1.3 connect >ch <fatal:decode_error",                    UNTOLD},
        {"fresh-key-share",      "1.3 connect >ch",                                        UNTOLD},
    };
    // clang-format on
    struct shk_arena *arena = shk_arena_new();
    for (size_t i = 0; i < SHK_COUNT(rows); i++) {
        struct shk_trace trace;
        trace_from_words(&trace, arena, SHK_CLIENT, rows[i].words);
        expect_answer(rows[i].check, &trace, arena, rows[i].answer, rows[i].words);
    }
    shk_arena_free(arena);
}

static void test_records(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    struct shk_trace trace;

    // Messages that share a record: EncryptedExtensions and Certificate may, Finished and what follows may not.
    trace_from_words(&trace, arena, SHK_CLIENT, "1.3 connect >ch <sh <ee <cert <cv <fin <nst");
    for (size_t i = 2; i < trace.count; i++) trace.events[i].record = (uint16_t)(i < 4 ? 0 : i == 7 ? 3 : 2);
    for (size_t i = 3; i < 7; i++) trace.events[i].keys = SHK_KEYS_HANDSHAKE;
    trace.events[3].record = trace.events[4].record = 1;
    trace.events[7].keys = SHK_KEYS_APPLICATION;
    expect_answer("message-borders", &trace, arena, KEPT, "own records");
    expect_answer("record-headers", &trace, arena, KEPT, "protected");
    trace.events[7].record = trace.events[6].record;
    expect_answer("message-borders", &trace, arena, BROKEN, "a ticket in the record of Finished");
    trace.events[5].version = SHK_TLS13;
    expect_answer("record-headers", &trace, arena, BROKEN, "record version 0x0304");

    // Sizes come from the stream.
    static const struct {
        uint8_t type;
        size_t len;
        enum answer answer;
    } rows[] = {
        {SHK_TYPE_HANDSHAKE, 16384, KEPT},        {SHK_TYPE_HANDSHAKE, 16385, BROKEN},
        {SHK_TYPE_HANDSHAKE, 0, BROKEN},          {SHK_TYPE_ALERT, 0, BROKEN},
        {SHK_TYPE_APPLICATION_DATA, 16401, KEPT}, {SHK_TYPE_APPLICATION_DATA, 16402, BROKEN},
        {SHK_TYPE_APPLICATION_DATA, 0, KEPT},
    };
    for (size_t i = 0; i < SHK_COUNT(rows); i++) {
        trace_from_words(&trace, arena, SHK_CLIENT, "1.3 connect >ch <sh");
        struct shk_buf record = shk_buf_in(arena);
        shk_put_uint(&record, 3, (uint64_t)rows[i].type << 16 | SHK_TLS12);
        shk_put_uint(&record, 2, rows[i].len);
        shk_put_fill(&record, 0, rows[i].len);
        shk_trace_add(&trace, SHK_EVENT_RECEIVED)->data = shk_buf_view(&record);
        expect_answer("record-sizes", &trace, arena, rows[i].answer, "a record");
    }

    trace_from_words(&trace, arena, SHK_CLIENT, "1.3 connect >ch <sh <fatal:decode_error");
    trace.events[3].data = shk_text("\2\x32\2\x32");
    expect_answer("record-sizes", &trace, arena, BROKEN, "two alerts in one record");

    trace_from_words(&trace, arena, SHK_CLIENT, S13 "<fatal:decrypt_error closed");
    trace.events[7].keys = SHK_KEYS_APPLICATION;
    expect_answer("alert-keys", &trace, arena, KEPT, "application keys");

    trace_from_words(&trace, arena, SHK_CLIENT, "1.3 connect >ch <sh <ccs <ee <fin");
    const uint8_t one[] = {1};
    trace.events[3].data = SHK_BYTES(one);
    expect_answer("ccs-placement", &trace, arena, KEPT, "{1}");
    trace.events[3].keys = SHK_KEYS_HANDSHAKE;
    expect_answer("ccs-placement", &trace, arena, BROKEN, "protected");
    shk_arena_free(arena);
}

// --- Rules about hellos ----------------------------------------------------------------------------------------------

struct hello {
    uint16_t version, selected, suite;
    const char *random_end; // in hex, the last 8 bytes
    const char *extensions; // in hex, without the length of the block
    const char *suites;     // in hex, of a ClientHello
    uint8_t session_id;     // its length
    uint8_t compression;
};

static struct shk_bytes unhex(struct shk_arena *arena, const char *text) {
    struct shk_bytes bytes;
    assert_true(shk_unhex(arena, text, &bytes));
    return bytes;
}

// A hello of the SUT or of ours, as one more event.
static void add_hello(struct shk_trace *trace, struct shk_arena *arena, uint8_t message, const struct hello *h) {
    struct shk_buf b = shk_buf_in(arena);
    bool client = message == SHK_CLIENT_HELLO;
    shk_put_uint(&b, 1, client ? 1 : 2);
    size_t length = shk_open(&b, 3);
    shk_put_uint(&b, 2, h->version);
    shk_put_fill(&b, 0x55, 24);
    shk_put(&b, unhex(arena, h->random_end != NULL ? h->random_end : "5555555555555555"));
    shk_put_uint(&b, 1, h->session_id);
    shk_put_fill(&b, 7, h->session_id);
    if (client) {
        shk_put_vector(&b, 2, unhex(arena, h->suites != NULL ? h->suites : "1301"));
        shk_put_uint(&b, 2, 0x0100u | h->compression);
    } else {
        shk_put_uint(&b, 2, h->suite != 0 ? h->suite : 0x1301);
        shk_put_uint(&b, 1, 0);
    }
    if (h->extensions != NULL) shk_put_vector(&b, 2, unhex(arena, h->extensions));
    shk_close(&b, length, 3);
    struct shk_event *e = shk_trace_add(trace, SHK_EVENT_MESSAGE);
    e->writer = client ? SHK_CLIENT : SHK_SERVER;
    e->message = message;
    e->content_type = SHK_TYPE_HANDSHAKE;
    e->version = SHK_TLS12;
    e->keys = SHK_KEYS_PLAIN;
    e->data = shk_buf_view(&b);
}

// Extensions in hex: supported_versions of a ClientHello and a ServerHello, supported_groups, key shares.
#define CH_13 "002b0003020304"
#define CH_13_12 "002b00050403040303"
#define SH_13 "002b00020304"
#define GROUPS "000a00060004001d0017"
#define SIGALGS "000d000400020804"
#define CH_SHARE                                                                                                       \
    "00330009"                                                                                                         \
    "0007001d0003aabbcc"
#define CH_SHARES                                                                                                      \
    "00330010"                                                                                                         \
    "000e"                                                                                                             \
    "001d0003aabbcc"                                                                                                   \
    "00170003aabbcc"
#define SH_SHARE "00330007001d0003112233"

struct server_row {
    const char *what, *check;
    enum answer answer;
    struct hello client, server;
};

static void test_server_hellos(void **state) {
    (void)state;
    // clang-format off
    static const struct server_row rows[] = {
        {"honest",           "server-hello-version", KEPT,   {.version = 0x0303, .extensions = CH_13}, {.version = 0x0303, .extensions = SH_13}},
        {"legacy_version",   "server-hello-version", BROKEN, {.version = 0x0303, .extensions = CH_13}, {.version = 0x0302, .extensions = SH_13}},
        {"not there",        "server-hello-version", BROKEN, {.version = 0x0303, .extensions = CH_13}, {.version = 0x0303, .extensions = SH_SHARE}},
        {"selects 1.2",      "server-hello-version", BROKEN, {.version = 0x0303, .extensions = CH_13}, {.version = 0x0303, .extensions = "002b00020303"}},
        {"offered",          "version-was-offered",  KEPT,   {.version = 0x0303, .extensions = CH_13_12}, {.version = 0x0303, .extensions = SH_13}},
        {"1.2 offered",      "version-was-offered",  KEPT,   {.version = 0x0303, .extensions = CH_13_12}, {.version = 0x0303}},
        {"1.2 by version",   "version-was-offered",  KEPT,   {.version = 0x0303, .extensions = GROUPS}, {.version = 0x0303}},
        {"not offered",      "version-was-offered",  BROKEN, {.version = 0x0303, .extensions = CH_13}, {.version = 0x0303}},
        {"sentinel 01",      "downgrade-sentinel",   KEPT,   {.version = 0x0303}, {.version = 0x0303, .random_end = "444f574e47524401"}},
        {"sentinel 00",      "downgrade-sentinel",   BROKEN, {.version = 0x0303}, {.version = 0x0303, .random_end = "444f574e47524400"}},
        {"no sentinel",      "downgrade-sentinel",   BROKEN, {.version = 0x0303}, {.version = 0x0303}},
        {"1.3",              "downgrade-sentinel",   UNTOLD, {.version = 0x0303, .extensions = CH_13}, {.version = 0x0303, .extensions = SH_13}},
        {"none, as it is due", "no-downgrade-sentinel", KEPT, {.version = 0x0303}, {.version = 0x0303}},
        {"sentinel at 1.3",  "no-downgrade-sentinel", BROKEN, {.version = 0x0303}, {.version = 0x0303, .extensions = SH_13, .random_end = "444f574e47524401"}},
        {"share offered",    "one-offered-share",    KEPT,   {.version = 0x0303, .extensions = CH_13 GROUPS CH_SHARE}, {.version = 0x0303, .extensions = SH_13 SH_SHARE}},
        {"no share",         "one-offered-share",    BROKEN, {.version = 0x0303, .extensions = CH_13 GROUPS CH_SHARE}, {.version = 0x0303, .extensions = SH_13}},
        {"share not offered", "one-offered-share",   BROKEN, {.version = 0x0303, .extensions = CH_13 GROUPS CH_SHARE}, {.version = 0x0303, .extensions = SH_13 "0033000700170003112233"}},
        {"group not listed", "one-offered-share",    BROKEN, {.version = 0x0303, .extensions = CH_13 CH_SHARE}, {.version = 0x0303, .extensions = SH_13 SH_SHARE}},
        {"psk_ke",           "one-offered-share",    UNTOLD, {.version = 0x0303, .extensions = CH_13}, {.version = 0x0303, .extensions = SH_13 "002900020000"}},
        {"point formats",    "point-formats",        KEPT,   {.version = 0x0303, .extensions = "000b00020100"}, {.version = 0x0303, .extensions = "000b000403000102"}},
        {"not asked for",    "point-formats",        BROKEN, {.version = 0x0303, .extensions = GROUPS}, {.version = 0x0303, .extensions = "000b00020100"}},
        {"no uncompressed",  "point-formats",        BROKEN, {.version = 0x0303, .extensions = "000b00020100"}, {.version = 0x0303, .extensions = "000b00020101"}},
        {"mandatory",        "mandatory-algorithms", KEPT,   {.version = 0x0303}, {.version = 0x0303, .extensions = SH_13 "0033000700170003112233"}},
        {"chose another",    "mandatory-algorithms", UNTOLD, {.version = 0x0303}, {.version = 0x0303, .extensions = SH_13 SH_SHARE}},
    };
    // clang-format on
    struct shk_arena *arena = shk_arena_new();
    for (size_t i = 0; i < SHK_COUNT(rows); i++) {
        struct shk_trace trace;
        trace_from_words(&trace, arena, SHK_CLIENT, "1.3 connect");
        add_hello(&trace, arena, SHK_CLIENT_HELLO, &rows[i].client);
        add_hello(&trace, arena, SHK_SERVER_HELLO, &rows[i].server);
        expect_answer(rows[i].check, &trace, arena, rows[i].answer, rows[i].what);
    }

    // The same share in two connections, and different ones.
    for (int same = 0; same < 2; same++) {
        struct shk_trace trace;
        trace_from_words(&trace, arena, SHK_CLIENT, "1.3 connect");
        struct hello one = {.version = 0x0303, .extensions = SH_13 SH_SHARE}, two = one;
        if (!same) two.extensions = SH_13 "00330007001d0003112244";
        add_hello(&trace, arena, SHK_SERVER_HELLO, &one);
        expect_answer("fresh-key-share", &trace, arena, UNTOLD, "one connection");
        trace.connection++;
        add_hello(&trace, arena, SHK_SERVER_HELLO, &two);
        expect_answer("fresh-key-share", &trace, arena, same ? BROKEN : KEPT, "two connections");
    }

    struct shk_trace trace;
    trace_from_words(&trace, arena, SHK_CLIENT, "1.3 connect >ch <fatal:handshake_failure closed");
    expect_answer("mandatory-algorithms", &trace, arena, BROKEN, "refused");
    shk_arena_free(arena);
}

static void test_client_hellos(void **state) {
    (void)state;
    // clang-format off
    static const struct {
        const char *what, *check;
        enum answer answer;
        struct hello hello;
    } rows[] = {
        {"honest",              "client-hello-form",       KEPT,   {.version = 0x0303, .extensions = CH_13 GROUPS}},
        {"legacy_version",      "client-hello-form",       BROKEN, {.version = 0x0304, .extensions = CH_13}},
        {"compression",         "client-hello-form",       BROKEN, {.version = 0x0303, .extensions = CH_13, .compression = 1}},
        {"twice",               "client-hello-form",       BROKEN, {.version = 0x0303, .extensions = CH_13 GROUPS GROUPS}},
        {"1.2 only",            "client-hello-form",       UNTOLD, {.version = 0x0303, .extensions = GROUPS}},
        {"no session id",       "client-session-id",       KEPT,   {.version = 0x0303, .extensions = CH_13}},
        {"32 bytes",            "client-session-id",       KEPT,   {.version = 0x0303, .extensions = CH_13, .session_id = 32}},
        {"16 bytes",            "client-session-id",       BROKEN, {.version = 0x0303, .extensions = CH_13, .session_id = 16}},
        {"all there",           "client-hello-extensions", KEPT,   {.version = 0x0303, .extensions = CH_13 GROUPS SIGALGS CH_SHARE}},
        {"no sigalgs",          "client-hello-extensions", BROKEN, {.version = 0x0303, .extensions = CH_13 GROUPS CH_SHARE}},
        {"no key_share",        "client-hello-extensions", BROKEN, {.version = 0x0303, .extensions = CH_13 GROUPS SIGALGS}},
        {"honest",              "no-weak-offers",          KEPT,   {.version = 0x0303, .extensions = CH_13, .suites = "1301c02f00ff"}},
        {"RC4",                 "no-weak-offers",          BROKEN, {.version = 0x0303, .suites = "13010005"}},
        {"null",                "no-weak-offers",          BROKEN, {.version = 0x0303, .suites = "0001"}},
        {"export",              "no-weak-offers",          BROKEN, {.version = 0x0303, .suites = "0003"}},
        {"TLS 1.0",             "no-weak-offers",          BROKEN, {.version = 0x0301}},
        {"TLS 1.1 in the list", "no-weak-offers",          BROKEN, {.version = 0x0303, .extensions = "002b00050403040302"}},
        {"truncated_hmac",      "no-weak-offers",          BROKEN, {.version = 0x0303, .extensions = "00040000" GROUPS}},
        {"in order",            "shares-follow-groups",    KEPT,   {.version = 0x0303, .extensions = CH_13 GROUPS CH_SHARES}},
        {"not in order",        "shares-follow-groups",    BROKEN, {.version = 0x0303, .extensions = CH_13 "000a000600040017001d" CH_SHARES}},
        {"not listed",          "shares-follow-groups",    BROKEN, {.version = 0x0303, .extensions = CH_13 "000a000400020018" CH_SHARE}},
        {"twice",               "shares-follow-groups",    BROKEN, {.version = 0x0303, .extensions = CH_13 GROUPS "00330010000e001d0003aabbcc001d0003aabbcc"}},
        {"honest",              "no-obsolete-groups",      KEPT,   {.version = 0x0303, .extensions = CH_13 GROUPS}},
        {"sect163k1",           "no-obsolete-groups",      BROKEN, {.version = 0x0303, .extensions = CH_13 "000a000400020001"}},
        {"honest",              "no-duplicate-groups",     KEPT,   {.version = 0x0303, .extensions = CH_13 GROUPS}},
        {"twice",               "no-duplicate-groups",     BROKEN, {.version = 0x0303, .extensions = CH_13 "000a00060004001d001d"}},
        {"both offered",        "mandatory-algorithms",    KEPT,   {.version = 0x0303, .extensions = CH_13 GROUPS}},
        {"no such suite",       "mandatory-algorithms",    BROKEN, {.version = 0x0303, .extensions = CH_13 GROUPS, .suites = "1302"}},
        {"no such group",       "mandatory-algorithms",    BROKEN, {.version = 0x0303, .extensions = CH_13 "000a00040002001d"}},
        {"no uncompressed",     "point-formats",           BROKEN, {.version = 0x0303, .extensions = GROUPS "000b00020101"}},
    };
    // clang-format on
    struct shk_arena *arena = shk_arena_new();
    for (size_t i = 0; i < SHK_COUNT(rows); i++) {
        struct shk_trace trace;
        trace_from_words(&trace, arena, SHK_SERVER, "1.3 connect");
        expect_answer(rows[i].check, &trace, arena, UNTOLD, "no hello");
        add_hello(&trace, arena, SHK_CLIENT_HELLO, &rows[i].hello);
        expect_answer(rows[i].check, &trace, arena, rows[i].answer, rows[i].what);
    }
    shk_arena_free(arena);
}

static void test_signature(void **state) {
    (void)state;
    static const struct {
        uint16_t scheme;
        enum answer answer;
    } rows[] = {
        {SHK_RSA_PSS_RSAE_SHA256, KEPT},    {SHK_RSA_PKCS1_SHA256, BROKEN},
        {SHK_RSA_PKCS1_SHA1, BROKEN},       {SHK_ED25519, KEPT},
        {SHK_ECDSA_SECP256R1_SHA256, KEPT},
    };
    struct shk_arena *arena = shk_arena_new();
    for (size_t i = 0; i < SHK_COUNT(rows); i++) {
        struct shk_trace trace;
        trace_from_words(&trace, arena, SHK_CLIENT, "1.3 connect >ch <sh <ee <cert <cv");
        uint8_t message[] = {15, 0, 0, 5, (uint8_t)(rows[i].scheme >> 8), (uint8_t)rows[i].scheme, 0, 1, 9};
        trace.events[5].data = SHK_BYTES(message);
        expect_answer("signature-is-pss", &trace, arena, rows[i].answer, "a scheme");
    }
    shk_arena_free(arena);
}

// Names are unique and kebab-case, each has its row and a line about it, and an empty trace never keeps a rule.
static void test_table(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    struct shk_trace empty;
    shk_trace_start(&empty, arena, SHK_CLIENT);
    struct shk_check_info info, other;
    size_t count = 0;
    for (; shk_check_at(count, &info); count++) {
        assert_int_equal(strspn(info.name, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(info.name));
        assert_true(strlen(info.rows) > 0 && strlen(info.about) > 0);
        for (size_t i = 0; i < count && shk_check_at(i, &other); i++) assert_string_not_equal(info.name, other.name);
        expect_answer(info.name, &empty, arena, UNTOLD, "an empty trace");
    }
    assert_true(count >= 29);
    assert_null(shk_check_by_name("no-such-check"));
    shk_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),         cmocka_unit_test(test_records),   cmocka_unit_test(test_server_hellos),
        cmocka_unit_test(test_client_hellos), cmocka_unit_test(test_signature), cmocka_unit_test(test_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
