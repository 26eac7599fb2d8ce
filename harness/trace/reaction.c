// Reading a trace for the verdict: the SUT's reaction, what counts as served, and what proves that it went on. Bytes that arrive
// behind the deviation may have been written before it, so only what the SUT can do after having read it counts.
#include "trace/reaction.h"

#include <regex.h>
#include <string.h>

// An alert that says "error". In TLS 1.3 the level means nothing (RFC 9846, section 6); in TLS 1.2 only fatal ones end the
// connection. While the version is unknown the description decides: a server that cannot negotiate one speaks neither.
bool is_error(const struct judge *j, const struct shk_event *e) {
    if (e->alert == SHK_ALERT_CLOSE_NOTIFY || e->alert == SHK_ALERT_USER_CANCELED) {
        return false;
    }
    bool levels_count = j->trace->version != 0 && j->trace->version <= SHK_TLS12;
    return e->level == 2 || !levels_count;
}

const char *alert_text(const struct judge *j, const struct shk_event *e) {
    const char *level = e->level == 2 ? "fatal " : e->level == 1 ? "warning " : "";
    const char *name = shk_name(SHK_REG_ALERT, e->alert);
    return name != NULL ? shk_format(j->arena, "%s%s", level, name)
                        : shk_format(j->arena, "%salert %u", level, (unsigned)e->alert);
}

size_t find_kind(const struct shk_trace *trace, enum shk_event_kind kind, size_t from) {
    for (size_t i = from; i < trace->count; i++) {
        if (trace->events[i].kind == kind) {
            return i;
        }
    }
    return NONE;
}

static void set_first(size_t *place, size_t index) {
    if (*place == NONE) {
        *place = index;
    }
}

static struct reaction no_reaction(void) {
    return (struct reaction){NONE, NONE, NONE, NONE, NONE, NONE,           NONE, NONE,
                             NONE, NONE, NONE, NONE, NONE, SERVED_NOTHING, ""};
}

static void read_message(struct reaction *r, const struct judge *j, size_t i) {
    const struct shk_event *e = at(j, i);
    if (!from_sut(j, e)) {
        bool close_notify = e->message == SHK_ALERT && e->data.len == 2 && e->data.data[1] == SHK_ALERT_CLOSE_NOTIFY;
        if (!close_notify) {
            r->sent = i;
        }
        return;
    }
    switch (e->message) {
    case SHK_HELLO_RETRY_REQUEST: set_first(&r->retry, i); break;
    case SHK_FINISHED: set_first(&r->finished, i); break;
    case SHK_NEW_SESSION_TICKET: set_first(&r->ticket, i); break;
    default: break;
    }
}

struct reaction read_reaction(const struct judge *j, size_t from) {
    struct reaction r = no_reaction();
    for (size_t i = from; i < j->trace->count; i++) {
        const struct shk_event *e = at(j, i);
        switch (e->kind) {
        case SHK_EVENT_ALERT:
            if (from_sut(j, e) && r.notify != NONE && at(j, r.notify)->connection == e->connection) {
                break; // RFC 9846, section 6.1 and RFC 5246, section 7.2.1: what follows a close_notify is ignored
            }
            if (from_sut(j, e)) {
                set_first(is_error(j, e) ? &r.alert : e->alert == SHK_ALERT_CLOSE_NOTIFY ? &r.notify : &r.warning, i);
            } else if (e->alert != SHK_ALERT_CLOSE_NOTIFY) {
                r.sent = i;
            }
            break;
        case SHK_EVENT_APPLICATION:
            // Empty records and 0-RTT data say nothing about the handshake.
            if (e->data.len != 0 && e->keys != SHK_KEYS_EARLY) {
                set_first(&r.data, i);
                r.last_data = i;
            }
            break;
        case SHK_EVENT_MESSAGE: read_message(&r, j, i); break;
        case SHK_EVENT_COMPLETE: set_first(&r.complete, i); break;
        case SHK_EVENT_END: r.end = i; break;
        case SHK_EVENT_IDLE: r.idle = i; break;
        case SHK_EVENT_EXIT: r.exit = i; break;
        default: break;
        }
    }
    return r;
}

// --- Served --------------------------------------------------------------------------------------------------------

static bool starts_with(struct shk_bytes data, const char *text) {
    size_t len = strlen(text);
    return data.len >= len && memcmp(data.data, text, len) == 0;
}

// "HTTP/1.1 400 ..." gives 400, anything else 0.
static unsigned http_status(struct shk_bytes data) {
    if (data.len < 12 || !starts_with(data, "HTTP/") || data.data[8] != ' ') {
        return 0;
    }
    unsigned status = 0;
    for (size_t i = 9; i < 12; i++) {
        if (data.data[i] < '0' || data.data[i] > '9') {
            return 0;
        }
        status = status * 10 + (unsigned)(data.data[i] - '0');
    }
    return status;
}

static bool matches(const char *pattern, struct shk_bytes data, bool *valid) {
    regex_t regex;
    *valid = regcomp(&regex, pattern, REG_EXTENDED | REG_NEWLINE) == 0;
    if (!*valid) {
        return false;
    }
    // REG_STARTEND (glibc, BSD): the data may hold zero bytes and has no end mark.
    regmatch_t range = {.rm_so = 0, .rm_eo = (regoff_t)data.len};
    bool found = regexec(&regex, (const char *)data.data, 1, &range, REG_STARTEND) == 0;
    regfree(&regex);
    return found;
}

void judge_data(struct judge *j) {
    struct reaction *r = &j->r;
    if (r->data == NONE) {
        return;
    }
    struct shk_buf all = shk_buf_in(j->arena);
    for (size_t i = r->data; i < j->trace->count; i++) {
        const struct shk_event *e = at(j, i);
        if (e->kind == SHK_EVENT_APPLICATION && e->keys != SHK_KEYS_EARLY &&
            e->connection == at(j, r->data)->connection) {
            shk_put(&all, e->data);
        }
    }
    struct shk_bytes data = shk_buf_view(&all);
    unsigned status = http_status(data);
    r->served = SERVED_DATA;
    r->served_text = "served application data";
    if (j->sut == SHK_CLIENT) {
        r->served_text = "sent application data";
    } else if (status != 0) {
        r->served_text = shk_format(j->arena, "served HTTP %u", status);
    }
    if (j->policy != NULL && j->policy->accept != NULL) {
        bool valid;
        if (!matches(j->policy->accept, data, &valid)) {
            r->served = SERVED_REFUSAL;
            r->served_text = valid ? "served data that --app-accept does not match"
                                   : "served data, but the expression of --app-accept is not valid";
        }
    } else if (status == 400 || status == 403) {
        r->served = SERVED_REFUSAL;
    }
}

// --- What proves that the SUT went on ------------------------------------------------------------------------------

static bool touched(const struct shk_event *e) {
    return e->edited || e->reshaped;
}

bool complete_before(const struct judge *j) {
    for (size_t i = 0; j->last != NONE && i < j->last; i++) {
        if (at(j, i)->kind == SHK_EVENT_COMPLETE && at(j, i)->connection == at(j, j->last)->connection) {
            return true;
        }
    }
    return false;
}

static bool in_later_connection(const struct judge *j, size_t index) {
    return at(j, index)->connection > at(j, j->last)->connection;
}

// Data proves that the SUT took the deviation when the handshake was not complete at that time, or when the data answers
// a request that went out behind it. Otherwise it may have been on its way already.
bool data_proves(const struct judge *j) {
    if (j->r.data == NONE) {
        return false;
    }
    if (j->last == NONE || !complete_before(j) || in_later_connection(j, j->r.data)) {
        return true;
    }
    for (size_t i = j->last; i < j->r.last_data && j->sut == SHK_SERVER; i++) {
        const struct shk_event *e = at(j, i);
        if (e->kind == SHK_EVENT_MESSAGE && !from_sut(j, e) && e->message == SHK_APPLICATION_DATA && !touched(e)) {
            return true;
        }
    }
    return false;
}

// A full TLS 1.2 handshake, as opposed to a resumption: it has a ServerHelloDone.
static bool is_full12(const struct judge *j) {
    for (size_t i = 0; i < j->trace->count; i++) {
        const struct shk_event *e = at(j, i);
        if (e->kind == SHK_EVENT_MESSAGE && e->message == SHK_SERVER_HELLO_DONE &&
            e->connection == at(j, j->last)->connection) {
            return true;
        }
    }
    return false;
}

// The message of ours that the SUT waits for before it writes its Finished.
static enum shk_message finished_gate(const struct judge *j, bool full12) {
    bool tls13 = j->trace->version == SHK_TLS13;
    if (j->sut == SHK_SERVER) {
        return !tls13 && full12 ? SHK_FINISHED : SHK_CLIENT_HELLO;
    }
    return !tls13 && full12 ? SHK_SERVER_HELLO_DONE : SHK_FINISHED;
}

// The SUT's Finished proves that it took the deviation, unless the message that it answers was there before. Only the
// handshake in progress is looked at: a retry and a completed handshake begin anew.
bool finished_proves(const struct judge *j) {
    size_t deviation = j->last;
    if (j->r.finished == NONE) {
        return false;
    }
    if (deviation == NONE || in_later_connection(j, j->r.finished)) {
        return true;
    }
    enum shk_message gate = finished_gate(j, is_full12(j));
    for (size_t i = deviation; i-- > 0;) {
        const struct shk_event *e = at(j, i);
        if (e->kind == SHK_EVENT_CONNECT || e->kind == SHK_EVENT_COMPLETE ||
            (e->kind == SHK_EVENT_MESSAGE && e->message == SHK_HELLO_RETRY_REQUEST)) {
            return true;
        }
        if (e->kind == SHK_EVENT_MESSAGE && !from_sut(j, e) && e->message == gate) {
            return false;
        }
    }
    return true;
}

// A client writes its ClientKeyExchange when it has read ServerHelloDone (RFC 5246, section 7.3). With that behind the
// deviation, or never sent, it went on, though what follows cannot be read.
static size_t key_exchange_that_proves(const struct judge *j) {
    size_t deviation = j->last;
    if (j->trace->version != SHK_TLS12) return NONE;
    for (size_t i = deviation; i-- > 0;) {
        const struct shk_event *e = at(j, i);
        if (e->kind == SHK_EVENT_CONNECT || e->kind == SHK_EVENT_COMPLETE) break;
        if (e->kind == SHK_EVENT_MESSAGE && !from_sut(j, e) && e->message == SHK_SERVER_HELLO_DONE) return NONE;
    }
    for (size_t i = deviation; i < j->trace->count; i++) {
        const struct shk_event *e = at(j, i);
        if (e->kind == SHK_EVENT_MESSAGE && from_sut(j, e) && e->message == SHK_CLIENT_KEY_EXCHANGE) return i;
    }
    return NONE;
}

// A client has keys when it has read ServerHello: encrypted records before ours went out, and no 0-RTT, answer nothing of ours.
static size_t sealed_that_proves(const struct judge *j) {
    if ((j->trace->learnt & SHK_EARLY_DATA) != 0) return NONE;
    bool hello = false;
    for (size_t i = 0; i < j->trace->count && !hello; i++) {
        const struct shk_event *e = at(j, i);
        if (e->connection != at(j, j->last)->connection) continue;
        hello = e->kind == SHK_EVENT_MESSAGE && !from_sut(j, e) && e->message == SHK_SERVER_HELLO;
        bool sealed = e->kind == SHK_EVENT_RECORD && from_sut(j, e) && e->content_type == SHK_TYPE_APPLICATION_DATA;
        if (sealed && i > j->last) return i;
    }
    return NONE;
}

// A message of a server behind the deviation that only an accepted one explains, though what follows cannot be read: its
// ChangeCipherSpec in a full TLS 1.2 handshake comes after the client's Finished (RFC 5246, section 7.3), and its ServerHello
// answers the ClientHello that the deviation is in.
size_t answer_that_proves(const struct judge *j) {
    size_t deviation = j->last;
    if (deviation == NONE) return NONE;
    if (j->sut == SHK_CLIENT) {
        size_t exchange = key_exchange_that_proves(j);
        return exchange != NONE ? exchange : sealed_that_proves(j);
    }
    bool full12 = j->trace->version == SHK_TLS12 && (j->trace->learnt & SHK_RESUMED) == 0 && is_full12(j);
    bool hello_before = false, finished_before = false; // ours, in the handshake in progress
    for (size_t i = deviation; i-- > 0;) {
        const struct shk_event *e = at(j, i);
        if (e->kind == SHK_EVENT_CONNECT || e->kind == SHK_EVENT_COMPLETE) break;
        if (e->kind == SHK_EVENT_MESSAGE && e->message == SHK_HELLO_RETRY_REQUEST)
            break; // it wants another ClientHello
        if (e->kind != SHK_EVENT_MESSAGE || from_sut(j, e)) continue;
        hello_before |= e->message == SHK_CLIENT_HELLO;
        finished_before |= e->message == SHK_FINISHED;
    }
    for (size_t i = deviation; i < j->trace->count; i++) {
        const struct shk_event *e = at(j, i);
        if (e->kind != SHK_EVENT_MESSAGE || !from_sut(j, e)) continue;
        if (full12 && !finished_before && e->message == SHK_CHANGE_CIPHER_SPEC) return i;
        if (e->message == SHK_HELLO_RETRY_REQUEST) hello_before = false; // what comes now answers another ClientHello
        if (!hello_before && e->message == SHK_SERVER_HELLO) return i;
    }
    return NONE;
}

// Whether the SUT was silent and ended only because we closed our side: idle, then nothing of ours but a FIN, then the end.
bool silent_until_fin(const struct judge *j) {
    const struct reaction *r = &j->r;
    if (r->end == NONE || r->idle == NONE || r->idle > r->end || at(j, r->end)->how == SHK_END_TIMEOUT) {
        return false;
    }
    return r->sent == NONE || r->sent < r->idle;
}

// Whether its close_notify came before ours and before our FIN: it ended its side, though the socket may stay open for ours.
bool notified_by_itself(const struct judge *j) {
    if (j->r.notify == NONE) return false;
    for (size_t i = j->from; i < j->r.notify; i++) {
        const struct shk_event *e = at(j, i);
        bool ours = e->kind == SHK_EVENT_ALERT && !from_sut(j, e) && e->alert == SHK_ALERT_CLOSE_NOTIFY;
        if (ours || e->kind == SHK_EVENT_IDLE) return false;
    }
    return true;
}
