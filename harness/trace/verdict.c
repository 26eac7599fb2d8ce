// The verdict: what the SUT did after the deviation, set against what it had to do. Pure: the same expectation and
// trace give the same answer, and nothing but them is read.
//
//   events   CONNECT ... honest part ... DEVIATION ... alert? data? END? IDLE?
//                                        |<------- struct reaction -------->|
//
// Two facts make this more than a search for the first alert. Bytes of the SUT that arrive after the deviation may have
// been written before it (a TLS 1.3 server's flight, tickets, a client's request), so "it went on" has to be something
// that the SUT can only do after it has read the deviation: see finished_proves and data_proves. And silence may be
// followed by a close that is only an answer to our FIN: see silent_until_fin (reaction.c).
#include "trace/reaction.h"

#include <string.h>

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

// It ended the connection, or its own side of it.
static void closed_without_alert(struct judge *j, size_t reaction) {
    const struct shk_event *e = at(j, reaction);
    bool end = e->kind == SHK_EVENT_END;
    const char *observed = end ? end_text(j, reaction) : alert_text(j, e);
    if (end && e->how == SHK_END_REFUSED) {
        decide(j, SHK_GRADE_INCONCLUSIVE, reaction, observed, "The SUT could not be reached again.");
        return;
    }
    const char *note =
        j->trace->version == SHK_TLS13 ? " (TLS 1.3: closing keeps the MUST, the missing alert breaks a SHOULD)" : "";
    decide(j, may(j, SHK_OR_CLOSES) ? SHK_GRADE_AS_EXPECTED : SHK_GRADE_NO_ALERT, reaction, observed,
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

static bool we_answered(const struct judge *j, size_t until) {
    for (size_t i = j->last; i < until; i++) {
        const struct shk_event *e = at(j, i);
        if (e->kind == SHK_EVENT_MESSAGE && !from_sut(j, e) && e->message == SHK_APPLICATION_DATA) return true;
    }
    return false;
}

// A client has no duty to answer what comes behind its handshake. That it took the deviation shows when it stays for our
// honest application data behind it, and neither objects nor leaves.
static bool client_stayed(const struct judge *j) {
    const struct reaction *r = &j->r;
    size_t deviation = j->last;
    if (j->sut != SHK_CLIENT || deviation == NONE || !complete_before(j)) return false;
    if (r->alert != NONE || r->idle == NONE || (r->end != NONE && !silent_until_fin(j))) return false;
    return we_answered(j, r->idle);
}

// One that ends well, with the answer it asked for behind the deviation, has taken both.
static bool client_succeeded(const struct judge *j) {
    const struct reaction *r = &j->r;
    if (j->sut != SHK_CLIENT || j->policy == NULL || !j->policy->exit_tells) return false;
    if (j->last == NONE || !complete_before(j) || r->alert != NONE) return false;
    return r->exit != NONE && at(j, r->exit)->exit_status == 0 && we_answered(j, r->exit);
}

// A client may look at names, revocation or pins when its handshake is complete: what counts is that it lets no application
// data go (RFC 6125, section 6.6.4, asks for no more).
static bool left_without_data(const struct judge *j) {
    const struct reaction *r = &j->r;
    if (!may(j, SHK_OR_LEAVES) || j->sut != SHK_CLIENT || (j->policy != NULL && j->policy->mute)) return false;
    return r->finished != NONE && r->data == NONE && (r->notify != NONE || ended_by_itself(j));
}

// What a client's process says of a connection that it ended itself: a handshake that it completed, no data, and a failure
// to the shell is an application that does not want this server (wget looks at the name behind the handshake).
static bool gave_up(const struct judge *j) {
    const struct reaction *r = &j->r;
    bool took_leave = ended_by_itself(j) || r->notify != NONE;
    if (j->sut != SHK_CLIENT || r->exit == NONE || at(j, r->exit)->exit_status == 0 || !took_leave) return false;
    if (r->complete == NONE && !complete_before(j)) return false;
    unsigned connection = at(j, ended_by_itself(j) ? r->end : r->notify)->connection;
    for (size_t i = 0; i < j->trace->count; i++) {
        const struct shk_event *e = at(j, i);
        if (e->kind == SHK_EVENT_APPLICATION && e->connection == connection && e->data.len != 0) return false;
    }
    return true;
}

// The same of one that had sent its request: only where honest conversations end with status 0.
static bool failed_later(const struct judge *j) {
    const struct reaction *r = &j->r;
    return j->sut == SHK_CLIENT && j->policy != NULL && j->policy->exit_tells && j->last != NONE &&
           complete_before(j) && r->exit != NONE && at(j, r->exit)->exit_status != 0 && ended_by_itself(j);
}

static const char *exit_text(const struct judge *j) {
    return shk_format(j->arena, "completed its handshake, then exit status %u without a request",
                      (unsigned)at(j, j->r.exit)->exit_status);
}

static const char *answer_text(const struct judge *j, size_t answer) {
    if (at(j, answer)->kind == SHK_EVENT_RECORD) return "answered with encrypted records";
    return shk_format(j->arena, "answered with %s", shk_message_name((enum shk_message)at(j, answer)->message));
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
    } else if (left_without_data(j)) {
        decide(j, SHK_GRADE_AS_EXPECTED, r->end != NONE ? r->end : r->notify,
               "completed its handshake, then left without application data", "");
    } else if (client_succeeded(j)) {
        went_on(j, r->exit, "took the answer, then exit status 0");
    } else if (gave_up(j)) {
        bool right = may(j, SHK_OR_CLOSES) || may(j, SHK_OR_CONTINUES);
        decide(j, right ? SHK_GRADE_AS_EXPECTED : SHK_GRADE_NO_ALERT, r->exit, exit_text(j),
               shk_format(j->arena, "TLS went on and only the application refused, where %s is due.", alert_set(j)));
    } else if (r->finished != NONE && finished_proves(j)) {
        went_on(j, r->finished, "completed its handshake");
    } else if (ended_by_itself(j)) {
        // Data that was perhaps on its way already: an orderly close behind it is the end of a normal exchange.
        if (r->data != NONE && r->notify != NONE && r->notify > r->data && !failed_later(j)) {
            went_on(j, r->data, r->served_text);
        } else {
            closed_without_alert(j, r->end);
        }
    } else if (r->data != NONE) {
        went_on(j, r->data, r->served_text);
    } else if (r->ticket != NONE && r->idle != NONE && ticket_proves(j)) {
        went_on(j, r->ticket, "sent a NewSessionTicket");
    } else if (answer_that_proves(j) != NONE) {
        went_on(j, answer_that_proves(j), answer_text(j, answer_that_proves(j)));
    } else if (client_stayed(j)) {
        went_on(j, r->idle, "read on");
    } else if (notified_by_itself(j)) {
        closed_without_alert(j, r->notify);
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
        went_on(j, answer_that_proves(j), answer_text(j, answer_that_proves(j)));
    } else if (r->end != NONE || r->idle != NONE) {
        fell_silent(j, r->end != NONE ? r->end : r->idle);
    } else {
        decide(j, SHK_GRADE_INCONCLUSIVE, NONE, "nothing", "The trace ends before the SUT reacted.");
    }
}

static void judge_continues(struct judge *j) {
    const struct reaction *r = &j->r;
    const char *reason =
        j->last != NONE ? "It refused what it had to accept." : "It refused a handshake without any deviation.";
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
    } else if (gave_up(j)) {
        decide(j, SHK_GRADE_REFUSED, r->exit, exit_text(j), "The application refused what TLS had accepted.");
    } else if (client_succeeded(j)) {
        decide(j, SHK_GRADE_AS_EXPECTED, r->exit, "took the answer, then exit status 0", "");
    } else if (failed_later(j)) {
        decide(j, SHK_GRADE_REFUSED, r->exit,
               shk_format(j->arena, "%s, exit status %u", end_text(j, r->end), (unsigned)at(j, r->exit)->exit_status),
               reason);
    } else if (client_done || client_closed) {
        decide(j, SHK_GRADE_AS_EXPECTED, client_done ? r->finished : r->notify,
               client_closed ? "completed its handshake, then close_notify" : "completed its handshake", "");
    } else if (client_stayed(j)) {
        decide(j, SHK_GRADE_AS_EXPECTED, r->idle, "read on", "");
    } else if (r->end != NONE && at(j, r->end)->how == SHK_END_REFUSED) {
        decide(j, SHK_GRADE_INCONCLUSIVE, r->end, end_text(j, r->end), "The SUT could not be reached.");
    } else if (ended_by_itself(j)) {
        decide(j, SHK_GRADE_REFUSED, r->end, end_text(j, r->end), reason);
    } else if (notified_by_itself(j)) {
        decide(j, SHK_GRADE_REFUSED, r->notify, alert_text(j, at(j, r->notify)), reason);
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

// The last deviation with bytes of ours behind it in its connection. What only ends our speech (stop) is no step to accept.
static size_t last_deviation(const struct judge *j) {
    bool spoken = false;
    for (size_t i = j->trace->count; i-- > 0;) {
        const struct shk_event *e = at(j, i);
        spoken |= (e->kind == SHK_EVENT_MESSAGE || e->kind == SHK_EVENT_ALERT) && !from_sut(j, e);
        if (e->kind == SHK_EVENT_CONNECT && e->connection > 1) spoken = false;
        if (e->kind == SHK_EVENT_DEVIATION && spoken) return i;
    }
    return j->out->deviation;
}

// A refusal may come behind the first of several deviations; that the SUT went on is seen behind the last one only.
static void count_from_last(struct judge *j) {
    struct reaction late = read_reaction(j, j->last);
    j->r.data = late.data;
    j->r.last_data = late.last_data;
    j->r.retry = late.retry;
    j->r.finished = late.finished;
    j->r.ticket = late.ticket;
}

void shk_judge(struct shk_arena *arena, const struct shk_expect *expect, const struct shk_trace *trace,
               const struct shk_policy *policy, struct shk_verdict *out) {
    struct judge j = {.arena = arena, .expect = expect, .trace = trace, .policy = policy, .out = out};
    *out = (struct shk_verdict){.alert = 255, .reaction = NONE, .observed = "nothing", .reason = ""};
    j.sut = trace->peer_role == SHK_CLIENT ? SHK_SERVER : SHK_CLIENT;
    out->deviation = find_kind(trace, SHK_EVENT_DEVIATION, 0);
    j.last = last_deviation(&j);
    j.from = out->deviation == NONE ? 0 : out->deviation;

    // Data of the connection that only earned a ticket is no answer to anything; a control is judged by its last one.
    for (size_t i = j.from; i < trace->count; i++) {
        if (trace->events[i].kind == SHK_EVENT_CONNECT &&
            (out->deviation == NONE || expect->outcome == SHK_EXPECT_CONTINUES)) {
            j.from = i;
        }
    }
    j.r = read_reaction(&j, j.from);
    if (j.last != NONE && j.last > j.from && expect->outcome != SHK_EXPECT_NOTHING) count_from_last(&j);
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
