// The verdict: what the SUT did after the deviation, set against what it had to do. Pure: the same expectation and
// trace give the same answer, and nothing but them is read.
//
//   events   CONNECT ... honest part ... DEVIATION ... alert? data? END? IDLE?
//                                        |<------- struct reaction -------->|
//
// Two facts make this more than a search for the first alert. Bytes of the SUT that arrive after the deviation may have
// been written before it (a TLS 1.3 server's flight, tickets, a client's request), so "it went on" has to be something
// that the SUT can only do after it has read the deviation: see finished_proves and data_proves. And silence may be
// followed by a close that is only an answer to our FIN: see silent_until_fin.
#include "trace/verdict.h"

#include <regex.h>
#include <string.h>

#define NONE SIZE_MAX

static const char *const grade_names[SHK_GRADE_COUNT] = {
    [SHK_GRADE_AS_EXPECTED] = "as-expected",   [SHK_GRADE_OTHER_ALERT] = "other-alert",
    [SHK_GRADE_NO_ALERT] = "no-alert",         [SHK_GRADE_HUNG] = "hung",
    [SHK_GRADE_ACCEPTED] = "accepted",         [SHK_GRADE_REFUSED] = "refused",
    [SHK_GRADE_CRASHED] = "crashed",           [SHK_GRADE_UNSUPPORTED] = "unsupported",
    [SHK_GRADE_INCONCLUSIVE] = "inconclusive",
};

const char *shk_grade_name(enum shk_grade grade) {
    return (size_t)grade < SHK_GRADE_COUNT ? grade_names[grade] : "?";
}

bool shk_grade_by_name(const char *name, enum shk_grade *out) {
    for (size_t i = 0; i < SHK_GRADE_COUNT; i++) {
        if (strcmp(name, grade_names[i]) == 0) {
            *out = (enum shk_grade)i;
            return true;
        }
    }
    return false;
}

// --- Reading the trace ---------------------------------------------------------------------------------------------

enum served { SERVED_NOTHING, SERVED_REFUSAL, SERVED_DATA };

struct reaction {
    size_t alert;   // first error alert of the SUT
    size_t notify;  // first close_notify of the SUT
    size_t warning; // first other alert of the SUT that is no error (TLS 1.2 warnings, user_canceled)
    size_t data;    // first application data that is not 0-RTT
    size_t last_data;
    size_t retry;    // HelloRetryRequest
    size_t finished; // the SUT's Finished
    size_t ticket;
    size_t complete;
    size_t end;  // the last END
    size_t idle; // the last IDLE
    size_t sent; // the last message of ours but close_notify
    enum served served;
    const char *served_text; // "served HTTP 400"
};

struct judge {
    struct shk_arena *arena;
    const struct shk_expect *expect;
    const struct shk_trace *trace;
    const struct shk_policy *policy;
    struct shk_verdict *out;
    enum shk_role sut;
    size_t from; // the deviation; without one, the first event of the last connection
    struct reaction r;
};

static const struct shk_event *at(const struct judge *j, size_t index) {
    return &j->trace->events[index];
}

static bool from_sut(const struct judge *j, const struct shk_event *e) {
    return e->writer == j->sut;
}

// An alert that says "error". In TLS 1.3 the level means nothing (RFC 9846, section 6); in TLS 1.2 only fatal ones end the
// connection. While the version is unknown the description decides: a server that cannot negotiate one speaks neither.
static bool is_error(const struct judge *j, const struct shk_event *e) {
    if (e->alert == SHK_ALERT_CLOSE_NOTIFY || e->alert == SHK_ALERT_USER_CANCELED) {
        return false;
    }
    bool levels_count = j->trace->version != 0 && j->trace->version <= SHK_TLS12;
    return e->level == 2 || !levels_count;
}

static const char *alert_text(const struct judge *j, const struct shk_event *e) {
    const char *level = e->level == 2 ? "fatal " : e->level == 1 ? "warning " : "";
    const char *name = shk_name(SHK_REG_ALERT, e->alert);
    return name != NULL ? shk_format(j->arena, "%s%s", level, name)
                        : shk_format(j->arena, "%salert %u", level, (unsigned)e->alert);
}

static size_t find_kind(const struct shk_trace *trace, enum shk_event_kind kind, size_t from) {
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
    return (struct reaction){NONE, NONE, NONE, NONE, NONE, NONE,           NONE,
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

static struct reaction read_reaction(const struct judge *j, size_t from) {
    struct reaction r = no_reaction();
    for (size_t i = from; i < j->trace->count; i++) {
        const struct shk_event *e = at(j, i);
        switch (e->kind) {
        case SHK_EVENT_ALERT:
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

static void judge_data(struct judge *j) {
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

static bool complete_before(const struct judge *j) {
    for (size_t i = 0; j->out->deviation != NONE && i < j->out->deviation; i++) {
        if (at(j, i)->kind == SHK_EVENT_COMPLETE && at(j, i)->connection == at(j, j->out->deviation)->connection) {
            return true;
        }
    }
    return false;
}

static bool in_later_connection(const struct judge *j, size_t index) {
    return at(j, index)->connection > at(j, j->out->deviation)->connection;
}

// Data proves that the SUT took the deviation when the handshake was not complete at that time, or when the data answers
// a request that went out behind it. Otherwise it may have been on its way already.
static bool data_proves(const struct judge *j) {
    if (j->r.data == NONE) {
        return false;
    }
    if (j->out->deviation == NONE || !complete_before(j) || in_later_connection(j, j->r.data)) {
        return true;
    }
    for (size_t i = j->out->deviation; i < j->r.last_data && j->sut == SHK_SERVER; i++) {
        const struct shk_event *e = at(j, i);
        if (e->kind == SHK_EVENT_MESSAGE && !from_sut(j, e) && e->message == SHK_APPLICATION_DATA && !e->edited) {
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
            e->connection == at(j, j->out->deviation)->connection) {
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

// The SUT's Finished proves that it took the deviation, unless the message that it answers was there, honest, before the
// deviation. Only the handshake in progress is looked at: a retry and a completed handshake begin anew.
static bool finished_proves(const struct judge *j) {
    size_t deviation = j->out->deviation;
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
        if (e->kind == SHK_EVENT_MESSAGE && !from_sut(j, e) && e->message == gate && !e->edited) {
            return false;
        }
    }
    return true;
}

// A client writes its ClientKeyExchange when it has read ServerHelloDone (RFC 5246, section 7.3). With that behind the
// deviation, or never sent, it went on, though what follows cannot be read.
static size_t key_exchange_that_proves(const struct judge *j) {
    size_t deviation = j->out->deviation;
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

// A message of a server behind the deviation that only an accepted one explains, though what follows cannot be read: its
// ChangeCipherSpec in a full TLS 1.2 handshake comes after the client's Finished (RFC 5246, section 7.3), and its ServerHello
// answers the ClientHello that the deviation is in.
static size_t answer_that_proves(const struct judge *j) {
    size_t deviation = j->out->deviation;
    if (deviation == NONE) return NONE;
    if (j->sut == SHK_CLIENT) return key_exchange_that_proves(j);
    bool full12 = j->trace->version == SHK_TLS12 && (j->trace->learnt & SHK_RESUMED) == 0 && is_full12(j);
    bool hello_before = false, finished_before = false; // ours, honest, in the handshake in progress
    for (size_t i = deviation; i-- > 0;) {
        const struct shk_event *e = at(j, i);
        if (e->kind == SHK_EVENT_CONNECT || e->kind == SHK_EVENT_COMPLETE) break;
        if (e->kind != SHK_EVENT_MESSAGE || from_sut(j, e)) continue;
        hello_before |= e->message == SHK_CLIENT_HELLO;
        finished_before |= e->message == SHK_FINISHED && !e->edited;
    }
    for (size_t i = deviation; i < j->trace->count; i++) {
        const struct shk_event *e = at(j, i);
        if (e->kind != SHK_EVENT_MESSAGE || !from_sut(j, e)) continue;
        if (full12 && !finished_before && e->message == SHK_CHANGE_CIPHER_SPEC) return i;
        if (!hello_before && e->message == SHK_SERVER_HELLO) return i;
    }
    return NONE;
}

// Whether the SUT was silent and ended only because we closed our side: idle, then nothing of ours but a FIN, then the end.
static bool silent_until_fin(const struct judge *j) {
    const struct reaction *r = &j->r;
    if (r->end == NONE || r->idle == NONE || r->idle > r->end || at(j, r->end)->how == SHK_END_TIMEOUT) {
        return false;
    }
    return r->sent == NONE || r->sent < r->idle;
}

// --- Saying it -----------------------------------------------------------------------------------------------------

static void decide(struct judge *j, enum shk_grade grade, size_t reaction, const char *observed, const char *reason) {
    j->out->grade = grade;
    j->out->reaction = reaction;
    j->out->observed = observed;
    j->out->reason = grade == SHK_GRADE_AS_EXPECTED ? "" : reason;
}

static const char *end_text(const struct judge *j, size_t end) {
    const struct reaction *r = &j->r;
    switch (at(j, end)->how) {
    case SHK_END_REFUSED: return "the connection was refused";
    case SHK_END_TIMEOUT: return "no end within the time";
    default: break;
    }
    const char *how = at(j, end)->how == SHK_END_RESET ? "reset the connection" : "closed";
    if (r->notify != NONE) {
        return shk_format(j->arena, "%s, then %s", alert_text(j, at(j, r->notify)), how);
    }
    if (r->warning != NONE) {
        return shk_format(j->arena, "%s, then %s", alert_text(j, at(j, r->warning)), how);
    }
    return shk_format(j->arena, "%s without an alert", how);
}

// "decode_error, illegal_parameter or unexpected_message"
static const char *alert_set(const struct judge *j) {
    const struct shk_expect *x = j->expect;
    if (x->alert_count == 0) {
        return "a fatal alert";
    }
    const char *text = shk_alert_name(x->alerts[0]);
    for (size_t i = 1; i < x->alert_count; i++) {
        text =
            shk_format(j->arena, "%s%s%s", text, i + 1 == x->alert_count ? " or " : ", ", shk_alert_name(x->alerts[i]));
    }
    return text;
}

static bool in_set(const struct shk_expect *x, uint8_t alert) {
    for (size_t i = 0; i < x->alert_count; i++) {
        if (x->alerts[i] == alert) {
            return true;
        }
    }
    return false;
}

static bool may(const struct judge *j, enum shk_expect_flags flag) {
    return (j->expect->flags & flag) != 0;
}

// What happened, for plans that expect nothing and for controls.
static const char *summary(const struct judge *j, size_t *reaction) {
    const struct reaction *r = &j->r;
    if (r->alert != NONE) {
        *reaction = r->alert;
        return alert_text(j, at(j, r->alert));
    }
    if (r->data != NONE) {
        *reaction = r->data;
        return r->served_text;
    }
    if (r->end != NONE) {
        *reaction = r->end;
        return end_text(j, r->end);
    }
    if (r->idle != NONE) {
        *reaction = r->idle;
        return r->finished != NONE ? "completed its handshake and waited" : "waited in silence";
    }
    *reaction = NONE;
    return "nothing";
}

// --- Outcomes ------------------------------------------------------------------------------------------------------

static void went_on(struct judge *j, size_t reaction, const char *observed) {
    const char *due = may(j, SHK_ANY_ALERT) || j->expect->outcome == SHK_EXPECT_CLOSES ? "" : " with ";
    decide(j, may(j, SHK_OR_CONTINUES) ? SHK_GRADE_AS_EXPECTED : SHK_GRADE_ACCEPTED, reaction, observed,
           j->expect->outcome == SHK_EXPECT_CLOSES
               ? "It went on after an alert that ends the connection."
               : shk_format(j->arena, "It went on where it had to refuse%s%s.", due, *due != '\0' ? alert_set(j) : ""));
}

static void fell_silent(struct judge *j, size_t reaction) {
    const char *observed = reaction != NONE && at(j, reaction)->kind == SHK_EVENT_END
                               ? (at(j, reaction)->how == SHK_END_TIMEOUT ? "no end within the time"
                                                                          : "waited, and closed only after our FIN")
                               : "waited in silence";
    decide(j, may(j, SHK_OR_SILENT) ? SHK_GRADE_AS_EXPECTED : SHK_GRADE_HUNG, reaction, observed,
           "It neither sent an alert nor closed nor went on within the time.");
}

static void rejected(struct judge *j) {
    const struct shk_event *e = at(j, j->r.alert);
    bool right = in_set(j->expect, e->alert) || may(j, SHK_ANY_ALERT);
    const char *reason =
        j->expect->outcome == SHK_EXPECT_CLOSES
            ? shk_format(j->arena, "It answered an alert with one of its own (%s) where it only has to close.",
                         shk_alert_name(e->alert))
            : shk_format(j->arena, "It refused, but with %s where %s is due.", shk_alert_name(e->alert), alert_set(j));
    decide(j, right ? SHK_GRADE_AS_EXPECTED : SHK_GRADE_OTHER_ALERT, j->r.alert, alert_text(j, e), reason);
}

static void closed_without_alert(struct judge *j) {
    if (at(j, j->r.end)->how == SHK_END_REFUSED) {
        decide(j, SHK_GRADE_INCONCLUSIVE, j->r.end, end_text(j, j->r.end), "The SUT could not be reached again.");
        return;
    }
    const char *note =
        j->trace->version == SHK_TLS13 ? " (TLS 1.3: closing keeps the MUST, the missing alert breaks a SHOULD)" : "";
    decide(j, may(j, SHK_OR_CLOSES) ? SHK_GRADE_AS_EXPECTED : SHK_GRADE_NO_ALERT, j->r.end, end_text(j, j->r.end),
           shk_format(j->arena, "It ended the connection without %s%s.", alert_set(j), note));
}

static bool data_after(const struct judge *j, size_t index) {
    return index != NONE && j->r.last_data != NONE && j->r.last_data > index &&
           at(j, j->r.last_data)->connection == at(j, index)->connection;
}

// An end that is the SUT's own doing, not the answer to our FIN nor the end of our patience.
static bool ended_by_itself(const struct judge *j) {
    const struct reaction *r = &j->r;
    return r->end != NONE && !silent_until_fin(j) && at(j, r->end)->how != SHK_END_TIMEOUT;
}

// A server writes tickets when it has the client's Finished: behind a complete handshake they answer that and not the
// deviation. Some write them in half-RTT, before it; where silence is right the ticket takes nothing from it.
static bool ticket_proves(const struct judge *j) {
    return !complete_before(j) && !may(j, SHK_OR_SILENT);
}

// A client has no duty to answer what comes behind its handshake. That it took the deviation shows when it stays for our
// honest application data behind it, and neither objects nor leaves.
static bool client_stayed(const struct judge *j) {
    const struct reaction *r = &j->r;
    size_t deviation = j->out->deviation;
    if (j->sut != SHK_CLIENT || deviation == NONE || !complete_before(j)) return false;
    if (r->alert != NONE || r->idle == NONE || (r->end != NONE && !silent_until_fin(j))) return false;
    for (size_t i = deviation; i < r->idle; i++) {
        const struct shk_event *e = at(j, i);
        if (e->kind == SHK_EVENT_MESSAGE && !from_sut(j, e) && e->message == SHK_APPLICATION_DATA) return true;
    }
    return false;
}

static void judge_rejects(struct judge *j) {
    const struct reaction *r = &j->r;
    bool served = r->served == SERVED_DATA && data_proves(j);
    if (may(j, SHK_OR_RETRIES) && r->retry != NONE && (r->alert == NONE || r->retry < r->alert)) {
        decide(j, SHK_GRADE_AS_EXPECTED, r->retry, "answered with HelloRetryRequest", "");
    } else if (r->alert != NONE && data_after(j, r->alert)) {
        went_on(j, r->last_data,
                shk_format(j->arena, "%s, but %s behind it", alert_text(j, at(j, r->alert)), r->served_text));
    } else if (r->alert != NONE && !(served && r->data < r->alert)) {
        rejected(j);
    } else if (served) {
        went_on(j, r->data, r->served_text);
    } else if (r->served == SERVED_REFUSAL && data_proves(j)) {
        // The application refused where TLS had to: no alert, but no service either.
        bool right = may(j, SHK_OR_CLOSES) || may(j, SHK_OR_CONTINUES);
        decide(j, right ? SHK_GRADE_AS_EXPECTED : SHK_GRADE_NO_ALERT, r->data,
               shk_format(j->arena, "%s instead of an alert", r->served_text),
               shk_format(j->arena, "TLS went on and only the application refused, where %s is due.", alert_set(j)));
    } else if (r->finished != NONE && finished_proves(j)) {
        went_on(j, r->finished, "completed its handshake");
    } else if (ended_by_itself(j)) {
        // Data that was perhaps on its way already: an orderly close behind it is the end of a normal exchange.
        if (r->data != NONE && r->notify != NONE && r->notify > r->data) {
            went_on(j, r->data, r->served_text);
        } else {
            closed_without_alert(j);
        }
    } else if (r->data != NONE) {
        went_on(j, r->data, r->served_text);
    } else if (r->ticket != NONE && r->idle != NONE && ticket_proves(j)) {
        went_on(j, r->ticket, "sent a NewSessionTicket");
    } else if (answer_that_proves(j) != NONE) {
        size_t answer = answer_that_proves(j);
        went_on(j, answer, shk_format(j->arena, "answered with %s", shk_message_name(at(j, answer)->message)));
    } else if (client_stayed(j)) {
        went_on(j, r->idle, "read on");
    } else if (r->end != NONE || r->idle != NONE) {
        fell_silent(j, r->end != NONE ? r->end : r->idle);
    } else {
        decide(j, SHK_GRADE_INCONCLUSIVE, NONE, "nothing", "The trace ends before the SUT reacted.");
    }
}

static void judge_closes(struct judge *j) {
    const struct reaction *r = &j->r;
    if (r->data != NONE && data_proves(j)) {
        went_on(j, r->data, r->served_text);
    } else if (r->alert != NONE) {
        rejected(j);
    } else if (ended_by_itself(j)) {
        decide(j, SHK_GRADE_AS_EXPECTED, r->end,
               r->notify != NONE || r->warning != NONE ? end_text(j, r->end) : "closed", "");
    } else if (r->notify != NONE) {
        decide(j, SHK_GRADE_AS_EXPECTED, r->notify, alert_text(j, at(j, r->notify)), "");
    } else if (r->finished != NONE && finished_proves(j)) {
        went_on(j, r->finished, "completed its handshake");
    } else if (answer_that_proves(j) != NONE) {
        size_t answer = answer_that_proves(j);
        went_on(j, answer, shk_format(j->arena, "answered with %s", shk_message_name(at(j, answer)->message)));
    } else if (r->end != NONE || r->idle != NONE) {
        fell_silent(j, r->end != NONE ? r->end : r->idle);
    } else {
        decide(j, SHK_GRADE_INCONCLUSIVE, NONE, "nothing", "The trace ends before the SUT reacted.");
    }
}

static void judge_continues(struct judge *j) {
    const struct reaction *r = &j->r;
    const char *reason = j->out->deviation != NONE ? "It refused what it had to accept."
                                                   : "It refused a handshake without any deviation.";
    // A client has no duty to speak first: its Finished behind the deviation, or an orderly close, is enough.
    bool client_done = j->sut == SHK_CLIENT && r->finished != NONE && r->complete != NONE && finished_proves(j);
    bool client_closed = j->sut == SHK_CLIENT && r->notify != NONE && (r->complete != NONE || complete_before(j));
    size_t wrong = find_kind(j->trace, SHK_EVENT_CHECK, 0);

    if (wrong != NONE) {
        decide(j, SHK_GRADE_REFUSED, wrong,
               at(j, wrong)->note != NULL ? at(j, wrong)->note : "a message of its own is wrong",
               "It went on, but a message of its own is wrong.");
    } else if (r->served == SERVED_DATA && (r->alert == NONE || (r->data < r->alert && data_proves(j)))) {
        decide(j, SHK_GRADE_AS_EXPECTED, r->data, r->served_text, "");
    } else if (r->alert != NONE) {
        decide(j, SHK_GRADE_REFUSED, r->alert, alert_text(j, at(j, r->alert)), reason);
    } else if (r->served == SERVED_REFUSAL) {
        decide(j, SHK_GRADE_REFUSED, r->data, r->served_text, "The application refused what TLS had accepted.");
    } else if (client_done || client_closed) {
        decide(j, SHK_GRADE_AS_EXPECTED, client_done ? r->finished : r->notify,
               client_closed ? "completed its handshake, then close_notify" : "completed its handshake", "");
    } else if (client_stayed(j)) {
        decide(j, SHK_GRADE_AS_EXPECTED, r->idle, "read on", "");
    } else if (r->end != NONE && at(j, r->end)->how == SHK_END_REFUSED) {
        decide(j, SHK_GRADE_INCONCLUSIVE, r->end, end_text(j, r->end), "The SUT could not be reached.");
    } else if (ended_by_itself(j)) {
        decide(j, SHK_GRADE_REFUSED, r->end, end_text(j, r->end), reason);
    } else if (r->end != NONE || r->idle != NONE) {
        decide(j, SHK_GRADE_HUNG, r->end != NONE ? r->end : r->idle, "waited in silence",
               "It neither refused nor went on within the time.");
    } else {
        decide(j, SHK_GRADE_INCONCLUSIVE, NONE, "nothing", "The trace ends before the SUT reacted.");
    }
}

// A failed check is graded `refused`: of the nine grades it is the one that says "the SUT did not do its part" without
// claiming that it took a forged message (accepted) or answered one (other-alert, no-alert).
static void judge_check(struct judge *j) {
    shk_check *check = j->expect->check != NULL ? shk_check_by_name(j->expect->check) : NULL;
    if (check == NULL) {
        decide(j, SHK_GRADE_INCONCLUSIVE, NONE, "nothing",
               shk_format(j->arena, "There is no check named %s; harness/trace/checks.c lists them.",
                          j->expect->check != NULL ? j->expect->check : "(none)"));
        return;
    }
    const char *why = NULL;
    size_t reaction;
    bool kept = check(j->trace, j->arena, &why);
    if (!kept) {
        decide(j, SHK_GRADE_REFUSED, NONE, why != NULL ? why : "it breaks the rule",
               "Its own messages break the rule.");
    } else if (why != NULL) {
        decide(j, SHK_GRADE_INCONCLUSIVE, NONE, summary(j, &reaction), why);
    } else {
        decide(j, SHK_GRADE_AS_EXPECTED, NONE, "keeps the rule", "");
    }
}

// --- Before the reaction -------------------------------------------------------------------------------------------

// The SUT failed while everything was honest: the deviation went out later, or never.
static bool failed_before(struct judge *j) {
    bool none = j->out->deviation == NONE;
    size_t limit = none ? j->trace->count : j->out->deviation;
    bool well = false; // it served or completed: an end behind that is no refusal
    for (size_t i = none ? j->from : 0; i < limit; i++) {
        const struct shk_event *e = at(j, i);
        if (!none && e->connection != at(j, j->out->deviation)->connection) {
            continue; // the connection that earned the ticket may close
        }
        well |= e->kind == SHK_EVENT_COMPLETE || (e->kind == SHK_EVENT_APPLICATION && e->data.len != 0);
        bool alert = e->kind == SHK_EVENT_ALERT && from_sut(j, e) && is_error(j, e);
        if (!alert && (e->kind != SHK_EVENT_END || (none && well))) {
            continue;
        }
        if (alert) {
            j->out->alert = e->alert;
        }
        const char *observed = alert ? alert_text(j, e) : end_text(j, i);
        const char *reason = e->kind == SHK_EVENT_END && e->how == SHK_END_REFUSED
                                 ? "The SUT could not be reached."
                                 : shk_format(j->arena, "The SUT refused the honest part: %s.", observed);
        decide(j, SHK_GRADE_INCONCLUSIVE, i, observed, reason);
        return true;
    }
    return false;
}

static const char *note_of(const struct shk_event *e, const char *otherwise) {
    return e->note != NULL && *e->note != '\0' ? e->note : otherwise;
}

// Crashes, edits that did not fit, features that are not there: what comes before any comparison. True when it decided.
static bool judge_ground(struct judge *j) {
    size_t crash = find_kind(j->trace, SHK_EVENT_CRASH, 0);
    size_t unfit = find_kind(j->trace, SHK_EVENT_UNFIT, 0);
    size_t skipped = find_kind(j->trace, SHK_EVENT_SKIPPED, 0);
    if (crash != NONE) {
        const char *how = note_of(at(j, crash), "it died");
        decide(j, SHK_GRADE_CRASHED, crash, shk_format(j->arena, "crashed: %s", how), "The SUT died.");
        return true;
    }
    if (unfit != NONE) {
        decide(j, SHK_GRADE_INCONCLUSIVE, unfit, "the edit did not fit",
               note_of(at(j, unfit), "An edit could not be applied or changed nothing."));
        return true;
    }
    if (skipped != NONE && j->out->deviation == NONE) {
        // Not due, or not reached because the SUT had refused before? The second says nothing about the feature.
        if (failed_before(j)) {
            return true;
        }
        size_t reaction;
        decide(j, SHK_GRADE_UNSUPPORTED, skipped, summary(j, &reaction),
               note_of(at(j, skipped), "The flow did not get to the edited message."));
        return true;
    }
    if (j->expect->outcome != SHK_EXPECT_REJECTS && j->expect->outcome != SHK_EXPECT_CLOSES) {
        return false;
    }
    if (failed_before(j)) {
        return true;
    }
    if (j->out->deviation == NONE) {
        size_t reaction;
        const char *observed = summary(j, &reaction);
        decide(j, SHK_GRADE_INCONCLUSIVE, reaction, observed, "The deviation never went out.");
        return true;
    }
    return false;
}

void shk_judge(struct shk_arena *arena, const struct shk_expect *expect, const struct shk_trace *trace,
               const struct shk_policy *policy, struct shk_verdict *out) {
    struct judge j = {.arena = arena, .expect = expect, .trace = trace, .policy = policy, .out = out};
    *out = (struct shk_verdict){.alert = 255, .reaction = NONE, .observed = "nothing", .reason = ""};
    j.sut = trace->peer_role == SHK_CLIENT ? SHK_SERVER : SHK_CLIENT;
    out->deviation = find_kind(trace, SHK_EVENT_DEVIATION, 0);
    j.from = out->deviation == NONE ? 0 : out->deviation;

    // Data of the connection that only earned a ticket is no answer to anything; a control is judged by its last one.
    for (size_t i = j.from; i < trace->count; i++) {
        if (trace->events[i].kind == SHK_EVENT_CONNECT &&
            (out->deviation == NONE || expect->outcome == SHK_EXPECT_CONTINUES)) {
            j.from = i;
        }
    }
    j.r = read_reaction(&j, j.from);
    judge_data(&j);
    if (j.r.alert != NONE) {
        out->alert = at(&j, j.r.alert)->alert;
    }

    if (judge_ground(&j)) {
        return;
    }
    switch (expect->outcome) {
    case SHK_EXPECT_REJECTS: judge_rejects(&j); break;
    case SHK_EXPECT_CONTINUES: judge_continues(&j); break;
    case SHK_EXPECT_CLOSES: judge_closes(&j); break;
    case SHK_EXPECT_CHECK: judge_check(&j); break;
    default: {
        const char *observed = summary(&j, &out->reaction);
        decide(&j, SHK_GRADE_AS_EXPECTED, out->reaction, observed, "");
        break;
    }
    }
}
