// A trace as a Mermaid sequenceDiagram, drawn from what really happened. The steps from the deviation to the reaction stand
// in a coloured rect; when the reaction is not the expected one, `alt expected / else observed` sets the two side by side.
//
//   steps before -> rect { note: deviation, steps, alt { expected } else { observed } } -> steps after
//
// Equal steps in a row are one line with "× N", and of a long conversation only the beginning and the reaction are drawn:
// a browser gives up on thousands of arrows.
#include "trace/report.h"

#include <string.h>

#define NONE SIZE_MAX
#define MAX_STEPS 200

struct drawing {
    const struct shk_trace *trace;
    const struct shk_result *result;
    struct shk_buf *out;
    enum shk_role sut;
    size_t deviation, reaction;
    bool good, marked; // as expected; a verdict says where to mark
    bool keys_noted;   // in this connection
    struct {
        size_t start, length, end; // in `out`: its text as drawn once, and where the line ends now
        size_t times;
    } last;
    size_t steps, left_out;
};

static const char *name_of(const struct drawing *d, enum shk_role role) {
    return role == d->sut ? "SUT" : "Peer";
}

static enum shk_role other(enum shk_role role) {
    return role == SHK_CLIENT ? SHK_SERVER : SHK_CLIENT;
}

// "certificate_verify" is CertificateVerify in every text about TLS.
static void put_message_name(struct shk_buf *out, uint8_t message) {
    bool up = true;
    for (const char *c = shk_message_name((enum shk_message)message); c != NULL && *c != '\0'; c++) {
        if (*c == '_') {
            up = true;
            continue;
        }
        shk_put_uint(out, 1, (uint8_t)(up && *c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c));
        up = false;
    }
}

static void line(struct drawing *d, const char *text) {
    shk_put_text(d->out, "    ");
    shk_put_text(d->out, text);
}

static void note_over(struct drawing *d, const char *who, const char *prefix, const char *text) {
    shk_put_format(d->out, "    Note over %s: ", who);
    shk_put_text(d->out, prefix);
    shk_put_mermaid(d->out, text);
    shk_put_text(d->out, "\n");
}

static void arrow(struct drawing *d, enum shk_role from, const char *kind) {
    shk_put_format(d->out, "    %s%s%s: ", name_of(d, from), kind, name_of(d, other(from)));
}

static bool is_protected(const struct shk_event *e) {
    return e->keys >= SHK_KEYS_EARLY;
}

static void draw_keys(struct drawing *d, const struct shk_event *e) {
    if (is_protected(e)) shk_put_format(d->out, " [%s keys]", shk_keys_name((enum shk_keys)e->keys));
}

// Both sides derive keys once the key exchange is through: after ServerHello in TLS 1.3, after ClientKeyExchange in 1.2.
static void draw_after_message(struct drawing *d, const struct shk_event *e) {
    bool exchanged =
        d->trace->version == SHK_TLS13 ? e->message == SHK_SERVER_HELLO : e->message == SHK_CLIENT_KEY_EXCHANGE;
    if (exchanged && !d->keys_noted) {
        line(d, "Note over Peer,SUT: both derive the session keys\n");
        d->keys_noted = true;
    }
    bool certificate = e->message == SHK_CERTIFICATE || e->message == SHK_COMPRESSED_CERTIFICATE;
    if (certificate && e->data.len > 8) {
        const char *who = name_of(d, other(e->writer));
        shk_put_format(d->out, "    %s->>%s: checks the certificate chain\n", who, who);
    }
}

static void draw_message(struct drawing *d, const struct shk_event *e) {
    arrow(d, e->writer, "->>");
    put_message_name(d->out, e->message);
    draw_keys(d, e);
    if (e->edited) shk_put_text(d->out, " (edited)");
    if (e->note != NULL) {
        shk_put_text(d->out, " - ");
        shk_put_mermaid(d->out, e->note);
    }
    shk_put_text(d->out, "\n");
}

static void draw_alert(struct drawing *d, const struct shk_event *e) {
    arrow(d, e->writer, "->>");
    const char *name = shk_name(SHK_REG_ALERT, e->alert);
    shk_put_format(d->out, "Alert (%s) ", e->level == 2 ? "fatal" : e->level == 1 ? "warning" : "unknown level");
    if (name != NULL) {
        shk_put_text(d->out, name);
    } else {
        shk_put_format(d->out, "%u", (unsigned)e->alert);
    }
    draw_keys(d, e);
    shk_put_text(d->out, "\n");
}

static void draw_end(struct drawing *d, const struct shk_event *e) {
    static const char *const texts[] = {"", "closes the connection", "resets the connection", "refuses the connection",
                                        "(the time is over)"};
    arrow(d, d->sut, "--x");
    shk_put_format(d->out, "%s\n", e->how < SHK_COUNT(texts) ? texts[e->how] : "ends");
}

// Draws one event; those that only repeat others (bytes of segments, claims) are left out.
static void draw_event(struct drawing *d, const struct shk_event *e) {
    const char *note = e->note != NULL ? e->note : "";
    switch (e->kind) {
    case SHK_EVENT_CONNECT:
        d->keys_noted = false;
        shk_put_format(d->out, "    Note over Peer,SUT: connection %u\n", (unsigned)e->connection);
        break;
    case SHK_EVENT_MESSAGE:
        draw_message(d, e);
        draw_after_message(d, e);
        break;
    case SHK_EVENT_ALERT: draw_alert(d, e); break;
    case SHK_EVENT_APPLICATION:
        arrow(d, d->sut, "->>");
        shk_put_format(d->out, "application data, %zu bytes", e->data.len);
        draw_keys(d, e);
        shk_put_text(d->out, "\n");
        break;
    case SHK_EVENT_RECORD:
        arrow(d, d->sut, "->>");
        shk_put_text(d->out, "a record that ");
        shk_put_mermaid(d->out, note);
        shk_put_text(d->out, "\n");
        break;
    case SHK_EVENT_UNFIT: note_over(d, "Peer", "the edit does not fit: ", note); break;
    case SHK_EVENT_SKIPPED: note_over(d, "Peer", "skipped: ", note); break;
    case SHK_EVENT_CHECK: note_over(d, "Peer", "wrong: ", note); break;
    case SHK_EVENT_COMPLETE: line(d, "Note over Peer,SUT: handshake complete\n"); break;
    case SHK_EVENT_END: draw_end(d, e); break;
    case SHK_EVENT_IDLE: note_over(d, "SUT", "", "silence"); break;
    case SHK_EVENT_CRASH: note_over(d, "SUT", "crashed: ", note); break;
    case SHK_EVENT_EXIT:
    case SHK_EVENT_NOTE: note_over(d, "Peer", "", note); break;
    default: break;
    }
}

// A step like the one above it only counts that one up.
static void merge_step(struct drawing *d, size_t start) {
    struct shk_buf *out = d->out;
    size_t length = out->len - start;
    if (length == 0) return;
    const uint8_t *text = out->data + start;
    bool same = start == d->last.end && length == d->last.length && memchr(text, '\n', length - 1) == NULL &&
                memcmp(text, out->data + d->last.start, length - 1) == 0;
    if (same) {
        out->len = d->last.start + length - 1;
        shk_put_format(out, " × %zu\n", ++d->last.times);
    } else {
        d->last.start = start;
        d->last.length = length;
        d->last.times = 1;
        d->steps++;
    }
    d->last.end = out->len;
}

static void draw_step(struct drawing *d, const struct shk_event *e) {
    if (d->steps >= MAX_STEPS) {
        d->left_out++;
        return;
    }
    size_t start = d->out->len;
    if (e->kind == SHK_EVENT_DEVIATION) {
        note_over(d, "Peer", "deviation: ", e->note);
    } else {
        draw_event(d, e);
    }
    merge_step(d, start);
}

static void note_left_out(struct drawing *d) {
    if (d->left_out > 0) shk_put_format(d->out, "    Note over Peer,SUT: %zu more events, not drawn\n", d->left_out);
    d->left_out = 0;
}

static void open_rect(struct drawing *d) {
    line(d, d->good ? "rect rgb(222, 245, 222)\n" : "rect rgb(255, 222, 222)\n");
    if (d->deviation != NONE) note_over(d, "Peer", "deviation: ", d->trace->events[d->deviation].note);
}

static const char *text_or(const char *text, const char *otherwise) {
    return text != NULL && *text != '\0' ? text : otherwise;
}

// The reaction: as it came when it is right, beside what was due when it is not.
static void draw_reaction(struct drawing *d, const struct shk_event *e) {
    if (d->good) {
        if (e != NULL) draw_event(d, e);
        return;
    }
    line(d, "alt expected\n");
    arrow(d, d->sut, "-->>");
    shk_put_mermaid(d->out, text_or(d->result->expected, "keeps the rule"));
    shk_put_text(d->out, "\n");
    line(d, "else observed\n");
    if (e != NULL) draw_event(d, e);
    note_over(d, "SUT", "", text_or(d->result->observed, "nothing"));
    line(d, "end\n");
}

static void draw_events(struct drawing *d) {
    bool open = false;
    for (size_t i = 0; i < d->trace->count; i++) {
        const struct shk_event *e = &d->trace->events[i];
        if (!d->marked) {
            draw_step(d, e);
            continue;
        }
        if (!open && (i == d->deviation || (d->deviation == NONE && i == d->reaction))) {
            open_rect(d);
            open = true;
        }
        if (i == d->reaction) {
            note_left_out(d);
            draw_reaction(d, e);
            line(d, "end\n");
            open = false;
            d->marked = false;                                            // what follows is drawn plainly
        } else if (e->kind != SHK_EVENT_DEVIATION || i != d->deviation) { // that one is the rect's title
            draw_step(d, e);
        }
    }
    note_left_out(d);
    if (!d->marked) return;
    // No event decided: nothing came, or a check looked at the whole trace.
    if (!open) open_rect(d);
    draw_reaction(d, NULL);
    if (d->good) note_over(d, "SUT", "", text_or(d->result->observed, "as expected"));
    line(d, "end\n");
}

void shk_mermaid(const struct shk_trace *trace, const struct shk_result *result, const char *sut, struct shk_buf *out) {
    struct drawing d = {.trace = trace, .result = result, .out = out, .sut = other(trace->peer_role)};
    d.deviation = d.reaction = NONE;
    // A case that was skipped has no reaction to set beside anything.
    if (result != NULL && result->verdict != NULL && result->verdict->grade != SHK_GRADE_UNSUPPORTED) {
        d.marked = true;
        d.good = result->verdict->grade == SHK_GRADE_AS_EXPECTED;
        d.deviation = result->verdict->deviation;
        d.reaction = result->verdict->reaction;
        // A reaction before the deviation (the SUT refused the honest part) is marked alone.
        if (d.deviation != NONE && d.reaction != NONE && d.reaction < d.deviation) d.deviation = NONE;
    }
    shk_put_text(out, "sequenceDiagram\n");
    if (result != NULL && result->id != NULL) {
        shk_put_text(out, "    title ");
        shk_put_mermaid(out, result->id);
        shk_put_text(out, "\n");
    }
    // The client stands on the left, as in the RFCs.
    for (int i = 0; i < 2; i++) {
        enum shk_role role = i == 0 ? SHK_CLIENT : SHK_SERVER;
        shk_put_format(out, "    participant %s as ", name_of(&d, role));
        shk_put_mermaid(out, role != d.sut ? "Shakedown" : sut != NULL ? sut : "SUT");
        shk_put_format(out, " (%s)\n", shk_role_name(role));
    }
    draw_events(&d);
}
