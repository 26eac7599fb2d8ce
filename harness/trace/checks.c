// Predicates over a trace, for rules about what the SUT writes by itself: records, borders, alerts. A case names one with
// `expect check NAME`; each is true, false with a sentence, or true with a sentence that says what the trace lacks.
#include "trace/checks.h"

#include <stdio.h>
#include <string.h>

#include "wire/record.h"

// --- Shared --------------------------------------------------------------------------------------------------------

bool check_wrong(const char **why, struct shk_arena *arena, const char *format, ...) {
    char text[400];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof(text), format, list);
    va_end(list);
    *why = shk_strdup(arena, text);
    return false;
}

bool check_untold(const char **why, const char *text) {
    *why = text;
    return true;
}

enum shk_role check_sut(const struct shk_trace *trace) {
    return trace->peer_role == SHK_CLIENT ? SHK_SERVER : SHK_CLIENT;
}

static bool is_message(const struct shk_event *e, enum shk_role writer, uint8_t message) {
    return e->kind == SHK_EVENT_MESSAGE && e->writer == writer && (message == SHK_NO_MESSAGE || e->message == message);
}

const struct shk_event *check_next(const struct shk_trace *trace, size_t *index, enum shk_role writer,
                                   uint8_t message) {
    for (; *index < trace->count; (*index)++) {
        if (is_message(&trace->events[*index], writer, message)) return &trace->events[(*index)++];
    }
    return NULL;
}

const struct shk_event *check_before(const struct shk_trace *trace, const struct shk_event *event, enum shk_role writer,
                                     uint8_t message) {
    for (const struct shk_event *e = event; e-- > trace->events;) {
        if (e->connection == event->connection && is_message(e, writer, message)) return e;
    }
    return NULL;
}

bool check_parse(const struct shk_trace *trace, struct shk_arena *arena, const struct shk_event *event,
                 struct shk_tree *tree) {
    const struct shk_suite *suite = shk_suite(trace->suite);
    struct shk_layout layout = {
        .message = (enum shk_message)event->message,
        .version = trace->version != 0 ? trace->version : SHK_TLS13,
        .kx = suite != NULL ? (uint8_t)suite->kx : 0,
    };
    struct shk_error err;
    return shk_parse_message(arena, layout, event->data, tree, &err);
}

static bool is_handshake(const struct shk_event *e) {
    return e->kind == SHK_EVENT_MESSAGE && e->content_type == SHK_TYPE_HANDSHAKE;
}

static bool is_of_sut(const struct shk_trace *trace, const struct shk_event *e) {
    switch (e->kind) {
    case SHK_EVENT_MESSAGE:
    case SHK_EVENT_ALERT:
    case SHK_EVENT_RECORD:
    case SHK_EVENT_APPLICATION: return e->writer == check_sut(trace);
    default: return false;
    }
}

static bool wrote_something(const struct shk_trace *trace) {
    for (size_t i = 0; i < trace->count; i++) {
        if (is_of_sut(trace, &trace->events[i])) return true;
    }
    return false;
}

#define NOTHING_WRITTEN "The SUT wrote no message that could be checked."
#define NO_ALERT_SENT "The SUT sent no alert that could be checked."
#define NOT_13 "TLS 1.3 was not negotiated."

// --- Alerts --------------------------------------------------------------------------------------------------------

static const struct shk_event *next_alert(const struct shk_trace *trace, size_t *index) {
    for (; *index < trace->count; (*index)++) {
        const struct shk_event *e = &trace->events[*index];
        if (e->kind == SHK_EVENT_ALERT && e->writer == check_sut(trace)) return &trace->events[(*index)++];
    }
    return NULL;
}

static bool is_error_alert(const struct shk_event *e) {
    return e->alert != SHK_ALERT_CLOSE_NOTIFY && e->alert != SHK_ALERT_USER_CANCELED;
}

static bool no_decryption_failed(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    size_t i = 0;
    bool any = false;
    for (const struct shk_event *e; (e = next_alert(trace, &i)) != NULL; any = true) {
        if (e->alert == SHK_ALERT_DECRYPTION_FAILED) {
            return check_wrong(why, arena, "it sent decryption_failed, which must not be used");
        }
    }
    return any || check_untold(why, NO_ALERT_SENT);
}

static bool no_reserved_alert(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    static const uint8_t reserved13[] = {21, 30, 41, 60, 100, 111, 114};
    static const uint8_t reserved12[] = {21, 41, 60};
    bool tls13 = trace->version == SHK_TLS13;
    const uint8_t *reserved = tls13 ? reserved13 : reserved12;
    size_t count = tls13 ? sizeof(reserved13) : sizeof(reserved12);
    size_t i = 0;
    bool any = false;
    for (const struct shk_event *e; (e = next_alert(trace, &i)) != NULL; any = true) {
        if (memchr(reserved, e->alert, count) != NULL) {
            return check_wrong(why, arena, "it sent %s (%u), which is reserved in TLS %s", shk_alert_name(e->alert),
                               (unsigned)e->alert, tls13 ? "1.3" : "1.2");
        }
    }
    return any || check_untold(why, NO_ALERT_SENT);
}

// After a fatal alert nothing but the end. An idle before the end means that the SUT left the closing to us.
static bool one_fatal_alert(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    const struct shk_event *fatal = NULL;
    for (size_t i = 0; i < trace->count; i++) {
        const struct shk_event *e = &trace->events[i];
        if (fatal != NULL && e->connection != fatal->connection) continue;
        if (fatal != NULL && is_of_sut(trace, e)) {
            const char *what = e->kind == SHK_EVENT_ALERT         ? shk_alert_name(e->alert)
                               : e->kind == SHK_EVENT_APPLICATION ? "application data"
                               : e->kind == SHK_EVENT_MESSAGE     ? shk_message_name((enum shk_message)e->message)
                                                                  : "another record";
            return check_wrong(why, arena, "it sent %s after its fatal %s", what, shk_alert_name(fatal->alert));
        }
        if (fatal != NULL && e->kind == SHK_EVENT_END && e->how != SHK_END_TIMEOUT) return true;
        if (fatal != NULL && (e->kind == SHK_EVENT_IDLE || e->kind == SHK_EVENT_END)) {
            return check_wrong(why, arena, "it did not close after its fatal %s", shk_alert_name(fatal->alert));
        }
        if (e->kind == SHK_EVENT_ALERT && is_of_sut(trace, e) && e->level == 2) fatal = e;
    }
    return check_untold(why,
                        fatal == NULL ? "The SUT sent no fatal alert." : "The trace ends at the SUT's fatal alert.");
}

// Error alerts are fatal: all of them in TLS 1.3, in TLS 1.2 those after which the SUT ends the connection.
static bool alert_levels(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    size_t i = 0;
    bool any = false;
    for (const struct shk_event *e; (e = next_alert(trace, &i)) != NULL;) {
        if (!is_error_alert(e)) continue;
        bool last = true;
        for (size_t k = i; k < trace->count; k++) {
            last &= !(is_of_sut(trace, &trace->events[k]) && trace->events[k].connection == e->connection);
        }
        any = true;
        if (e->level != 2 && (trace->version == SHK_TLS13 || last)) {
            return check_wrong(why, arena, "its %s carries level %u instead of fatal (2)", shk_alert_name(e->alert),
                               (unsigned)e->level);
        }
    }
    return any || check_untold(why, "The SUT sent no error alert.");
}

static bool close_notify_level(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    size_t i = 0;
    bool any = false;
    for (const struct shk_event *e; (e = next_alert(trace, &i)) != NULL;) {
        if (e->alert != SHK_ALERT_CLOSE_NOTIFY) continue;
        any = true;
        if (e->level != 1) {
            return check_wrong(why, arena, "its close_notify carries level %u instead of warning (1)",
                               (unsigned)e->level);
        }
    }
    return any || check_untold(why, "The SUT sent no close_notify.");
}

// RFC 9846, section 4.5.3: a server has sent its Finished, so what it says about the client's flight is sealed with the
// application keys.
static bool alert_keys(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    if (trace->version != SHK_TLS13) return check_untold(why, NOT_13);
    size_t i = 0;
    for (const struct shk_event *e; (e = next_alert(trace, &i)) != NULL;) {
        if (!is_error_alert(e)) continue;
        if (check_before(trace, e, check_sut(trace), SHK_FINISHED) == NULL) continue;
        if (e->keys == SHK_KEYS_APPLICATION) return true;
        return check_wrong(why, arena, "its %s went out under %s keys instead of application keys",
                           shk_alert_name(e->alert), shk_keys_name((enum shk_keys)e->keys));
    }
    return check_untold(why, "The SUT sent no error alert after its Finished.");
}

// --- Records -------------------------------------------------------------------------------------------------------

// Version of every record header; protected records look like application data from outside, which the peer has checked
// by opening them; an alert or handshake message in the clear where keys are there is what can go wrong.
static bool record_headers(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    if (trace->version != SHK_TLS13) return check_untold(why, NOT_13);
    enum shk_role sut = check_sut(trace);
    bool ciphered = false;
    uint8_t connection = 0;
    for (size_t i = 0; i < trace->count; i++) {
        const struct shk_event *e = &trace->events[i];
        if (!is_of_sut(trace, e)) continue;
        if (e->connection != connection) ciphered = false;
        connection = e->connection;
        const char *what = e->kind == SHK_EVENT_MESSAGE ? shk_message_name((enum shk_message)e->message)
                           : e->kind == SHK_EVENT_ALERT ? "alert"
                                                        : "record";
        if (e->kind == SHK_EVENT_RECORD) return check_wrong(why, arena, "it wrote a record that %s", e->note);
        bool initial = e->message == SHK_CLIENT_HELLO && e->version == SHK_TLS10 &&
                       check_before(trace, e, sut, SHK_CLIENT_HELLO) == NULL;
        if (e->version != SHK_TLS12 && !initial) {
            return check_wrong(why, arena, "the record of its %s has version 0x%04x instead of 0x0303", what,
                               (unsigned)e->version);
        }
        // A second ClientHello follows 0-RTT data in the clear.
        bool plain_by_right = e->message == SHK_CHANGE_CIPHER_SPEC || e->message == SHK_CLIENT_HELLO;
        if (ciphered && e->keys == SHK_KEYS_PLAIN && !plain_by_right) {
            return check_wrong(why, arena, "its %s went out in the clear where keys are there", what);
        }
        ciphered |= e->keys != SHK_KEYS_PLAIN || (e->kind == SHK_EVENT_MESSAGE && e->message == SHK_SERVER_HELLO);
    }
    return wrote_something(trace) || check_untold(why, NOTHING_WRITTEN);
}

// RFC 9846, section 5.1: the last message before a key change ends its record.
static bool ends_its_record(uint8_t message) {
    return message == SHK_CLIENT_HELLO || message == SHK_SERVER_HELLO || message == SHK_END_OF_EARLY_DATA ||
           message == SHK_FINISHED || message == SHK_KEY_UPDATE;
}

static bool message_borders(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    if (trace->version != SHK_TLS13) return check_untold(why, NOT_13);
    const struct shk_event *last = NULL;
    for (size_t i = 0; i < trace->count; i++) {
        const struct shk_event *e = &trace->events[i];
        if (!is_of_sut(trace, e) || !is_handshake(e)) continue;
        if (last != NULL && last->connection == e->connection && last->record == e->record &&
            ends_its_record(last->message)) {
            return check_wrong(why, arena, "its %s shares a record with the %s before it, which has to end its record",
                               shk_message_name((enum shk_message)e->message),
                               shk_message_name((enum shk_message)last->message));
        }
        last = e;
    }
    return last != NULL || check_untold(why, NOTHING_WRITTEN);
}

// The stream of what the SUT sent in one connection, for what only the record headers tell.
static struct shk_bytes received(const struct shk_trace *trace, struct shk_arena *arena, uint8_t connection) {
    struct shk_buf all = shk_buf_in(arena);
    for (size_t i = 0; i < trace->count; i++) {
        const struct shk_event *e = &trace->events[i];
        if (e->kind == SHK_EVENT_RECEIVED && e->connection == connection) shk_put(&all, e->data);
    }
    return shk_buf_view(&all);
}

// The longest record that holds 2^14 bytes of content under the keys of this suite.
static size_t longest_record(const struct shk_trace *trace) {
    const struct shk_suite *suite = shk_suite(trace->suite);
    if (trace->version == SHK_TLS13) return SHK_MAX_PLAINTEXT + 1 + 16;
    if (suite == NULL) return SHK_MAX_CIPHERTEXT;
    switch (suite->cipher) {
    case SHK_AES_128_GCM:
    case SHK_AES_256_GCM: return SHK_MAX_PLAINTEXT + 8 + 16;
    case SHK_CHACHA20_POLY1305: return SHK_MAX_PLAINTEXT + 16;
    default: return SHK_MAX_CIPHERTEXT; // up to 256 bytes of padding hide the content's length
    }
}

static bool sizes_of_connection(const struct shk_trace *trace, struct shk_arena *arena, uint8_t connection,
                                const char **why) {
    struct shk_reader stream = shk_read(received(trace, arena, connection));
    struct shk_record record;
    bool tls13 = trace->version == SHK_TLS13;
    for (;;) {
        enum shk_record_result result = shk_record_next(&stream, &record);
        if (result == SHK_RECORD_MORE) return true;
        bool plain = tls13 && record.type != SHK_TYPE_APPLICATION_DATA;
        if (result == SHK_RECORD_TOO_LONG || record.length > (plain ? SHK_MAX_PLAINTEXT : longest_record(trace))) {
            return check_wrong(why, arena, "it wrote a record of %u bytes, more than 2^14 bytes of content make",
                               (unsigned)record.length);
        }
        if (record.length == 0 && record.type != SHK_TYPE_APPLICATION_DATA) {
            const char *name = shk_name(SHK_REG_CONTENT_TYPE, record.type);
            return check_wrong(why, arena, "it wrote an empty %s record", name != NULL ? name : "unknown");
        }
    }
}

static bool record_sizes(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    uint8_t connections = 0;
    for (size_t i = 0; i < trace->count; i++) {
        const struct shk_event *e = &trace->events[i];
        if (e->connection > connections) connections = e->connection;
        if (!is_of_sut(trace, e)) continue;
        if (e->kind == SHK_EVENT_RECORD && e->note != NULL)
            return check_wrong(why, arena, "it wrote a record that is wrong: %s", e->note);
        if (e->kind == SHK_EVENT_ALERT && e->data.len > 2) {
            return check_wrong(why, arena, "it put %zu bytes into one alert record", e->data.len);
        }
    }
    for (uint8_t c = 0; c <= connections; c++) {
        if (!sizes_of_connection(trace, arena, c, why)) return false;
    }
    return wrote_something(trace) || check_untold(why, NOTHING_WRITTEN);
}

// --- ChangeCipherSpec ----------------------------------------------------------------------------------------------

static bool ccs_follows(const struct shk_trace *trace, struct shk_arena *arena, uint8_t message, const char **why) {
    size_t i = 0;
    const struct shk_event *hello = check_next(trace, &i, SHK_SERVER, message);
    if (check_sut(trace) != SHK_SERVER || hello == NULL) return check_untold(why, "The SUT sent no such hello.");
    if (trace->version != SHK_TLS13) return check_untold(why, NOT_13);
    struct shk_tree tree;
    if (check_parse(trace, arena, hello, &tree) && shk_value(&tree, "legacy_session_id_echo").len == 0) {
        return check_untold(why, "The session id is empty, so that no ChangeCipherSpec is due.");
    }
    const struct shk_event *next = check_next(trace, &i, SHK_SERVER, SHK_NO_MESSAGE);
    if (next == NULL) return check_untold(why, "The SUT sent nothing after its hello.");
    if (next->message == SHK_CHANGE_CIPHER_SPEC && next->connection == hello->connection) return true;
    return check_wrong(why, arena, "%s follows its %s where ChangeCipherSpec is due",
                       shk_message_name((enum shk_message)next->message), shk_message_name((enum shk_message)message));
}

static bool ccs_after_server_hello(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    return ccs_follows(trace, arena, SHK_SERVER_HELLO, why);
}

static bool ccs_after_retry(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    return ccs_follows(trace, arena, SHK_HELLO_RETRY_REQUEST, why);
}

// With an empty session id both are right; only the handshake has to get through.
static bool ccs_optional(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    (void)arena;
    size_t i = 0;
    if (check_next(trace, &i, check_sut(trace), SHK_FINISHED) != NULL) return true;
    return check_untold(why, "The SUT did not come to its Finished.");
}

static bool ccs_placement(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    if (trace->version != SHK_TLS13) return check_untold(why, NOT_13);
    enum shk_role sut = check_sut(trace);
    size_t i = 0;
    for (const struct shk_event *e; (e = check_next(trace, &i, sut, SHK_CHANGE_CIPHER_SPEC)) != NULL;) {
        if (e->keys != SHK_KEYS_PLAIN) return check_wrong(why, arena, "it protected a ChangeCipherSpec");
        if (e->data.len != 1 || e->data.data[0] != 1) {
            return check_wrong(why, arena, "its ChangeCipherSpec is not the single byte 1");
        }
        if (check_before(trace, e, SHK_CLIENT, SHK_CLIENT_HELLO) == NULL) {
            return check_wrong(why, arena, "it sent ChangeCipherSpec before the ClientHello");
        }
        if (check_before(trace, e, sut, SHK_FINISHED) != NULL) {
            return check_wrong(why, arena, "it sent ChangeCipherSpec after its Finished");
        }
    }
    i = 0;
    if (check_next(trace, &i, sut, SHK_NO_MESSAGE) == NULL) return check_untold(why, NOTHING_WRITTEN);
    return true;
}

// --- Table ---------------------------------------------------------------------------------------------------------

// clang-format off
static const struct shk_check_info checks[] = {
    // name                      rows                 about
    {"no-decryption-failed",     "REC-77",            "no alert is decryption_failed",                               no_decryption_failed},
    {"record-headers",           "REC-86",            "record versions, and nothing in the clear behind a key change", record_headers},
    {"message-borders",          "REC-87",            "the messages before a key change end their records",          message_borders},
    {"record-sizes",             "REC-88,REC-89",     "no empty, crowded or overlong record",                        record_sizes},
    {"ccs-after-server-hello",   "CCS-14",            "ChangeCipherSpec right after ServerHello",                    ccs_after_server_hello},
    {"ccs-after-retry",          "CCS-15",            "ChangeCipherSpec right after HelloRetryRequest",              ccs_after_retry},
    {"ccs-optional",             "CCS-16",            "the handshake gets through, with or without ChangeCipherSpec", ccs_optional},
    {"ccs-placement",            "CCS-31",            "ChangeCipherSpec only as plain {01} before the own Finished", ccs_placement},
    {"one-fatal-alert",          "ALT-17,ROB-11",     "one fatal alert, then the end and nothing else",              one_fatal_alert},
    {"alert-levels",             "ALT-18",            "error alerts are fatal",                                      alert_levels},
    {"close-notify-level",       "ALT-31",            "close_notify is a warning",                                   close_notify_level},
    {"alert-keys",               "ALT-32,FIN-17",     "alerts about the client's flight use application keys",       alert_keys},
    {"no-reserved-alert",        "ALT-33",            "no alert is a reserved one",                                  no_reserved_alert},
    {"client-hello-form",        "CH1-47",            "version, compression, no extension twice, pre_shared_key last", check_client_hello_form},
    {"client-session-id",        "CH1-48",            "the session id of a new ClientHello is empty or 32 bytes",    check_client_session_id},
    {"client-hello-extensions",  "CH1-51",            "the extensions that a ClientHello for TLS 1.3 has to hold",   check_client_hello_extensions},
    {"no-weak-offers",           "CH1-56",            "no RC4, no export or null suite, no truncated_hmac, no old version", check_no_weak_offers},
    {"server-hello-version",     "SV-01",             "ServerHello says 0x0303 and, in supported_versions, 0x0304",  check_server_hello_version},
    {"version-was-offered",      "SV-07",             "the version chosen was offered",                              check_version_was_offered},
    {"downgrade-sentinel",       "SV-19",             "a ServerHello for TLS 1.2 ends its random in DOWNGRD 01",     check_downgrade_sentinel},
    {"no-downgrade-sentinel",    "SV-21",             "a ServerHello has no downgrade sentinel",                     check_no_downgrade_sentinel},
    {"one-offered-share",        "KS-42",             "the ServerHello's share is of a group that was offered with one", check_one_offered_share},
    {"fresh-key-share",          "KS-44",             "key shares differ from connection to connection",             check_fresh_key_share},
    {"mandatory-algorithms",     "KS-45",             "secp256r1 and TLS_AES_128_GCM_SHA256 are supported",          check_mandatory_algorithms},
    {"shares-follow-groups",     "KS-46",             "key shares are a subset of supported_groups, in its order",   check_shares_follow_groups},
    {"no-obsolete-groups",       "KS-47",             "no obsolete group is offered",                                check_no_obsolete_groups},
    {"no-duplicate-groups",      "KS-75",             "supported_groups names no group twice",                       check_no_duplicate_groups},
    {"point-formats",            "KS-77",             "ec_point_formats lists uncompressed and was asked for",       check_point_formats},
    {"signature-is-pss",         "SIG-09",            "no PKCS #1 v1.5 signature in TLS 1.3",                        check_signature_is_pss},
};
// clang-format on

bool shk_check_at(size_t index, struct shk_check_info *out) {
    if (index >= SHK_COUNT(checks)) return false;
    *out = checks[index];
    return true;
}

shk_check *shk_check_by_name(const char *name) {
    for (size_t i = 0; i < SHK_COUNT(checks); i++) {
        if (strcmp(name, checks[i].name) == 0) return checks[i].run;
    }
    return NULL;
}
