// The plain-text dialogue by which other protocols turn to TLS (RFC 3207, 2595, 4217, 6120, 4511; PostgreSQL's SSLRequest).
// Each is a short script: wait for this, say that. What a server may say meanwhile is bounded by the line buffer.
#include "link/internal.h"

#include <ctype.h>
#include <string.h>

enum wait_for {
    NOTHING, // speaks first
    REPLY,   // "220 text", possibly after lines "220-text"; another code refuses
    LINE,    // a line that begins so; untagged lines ("* ...") may come before it
    OCTET,   // one byte
    TEXT,    // these bytes somewhere in what comes
};

#define BYTES(literal) literal, sizeof(literal) - 1
struct shk_dialogue_step {
    enum wait_for wait;
    const char *what;
    size_t what_len;
    const char *refusal; // TEXT only: these bytes mean no
    const char *say;     // %s is the server's name; NULL: TLS begins
    size_t say_len;
};

// clang-format off
static const struct shk_dialogue_step smtp[] = {
    {REPLY,   BYTES("220"),  NULL, BYTES("EHLO shakedown\r\n")},
    {REPLY,   BYTES("250"),  NULL, BYTES("STARTTLS\r\n")},
    {REPLY,   BYTES("220"),  NULL, NULL, 0},
};
static const struct shk_dialogue_step imap[] = {
    {LINE,    BYTES("* "),   NULL, BYTES("a STARTTLS\r\n")},
    {LINE,    BYTES("a OK"), NULL, NULL, 0},
};
static const struct shk_dialogue_step pop3[] = {
    {LINE,    BYTES("+OK"),  NULL, BYTES("STLS\r\n")},
    {LINE,    BYTES("+OK"),  NULL, NULL, 0},
};
static const struct shk_dialogue_step ftp[] = {
    {REPLY,   BYTES("220"),  NULL, BYTES("AUTH TLS\r\n")},
    {REPLY,   BYTES("234"),  NULL, NULL, 0},
};
static const struct shk_dialogue_step xmpp[] = {
    {NOTHING, BYTES(""),     NULL, BYTES("<?xml version='1.0'?><stream:stream to='%s' version='1.0' xmlns='jabber:client' "
                                         "xmlns:stream='http://etherx.jabber.org/streams'>")},
    {TEXT,    BYTES("</stream:features>"), "</stream:stream>", BYTES("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")},
    {TEXT,    BYTES("<proceed"), "<failure", NULL, 0},
};
static const struct shk_dialogue_step ldap[] = { // ExtendedRequest 1.3.6.1.4.1.1466.20037; resultCode ENUMERATED success
    {NOTHING, BYTES(""),     NULL, BYTES("\x30\x1d\x02\x01\x01\x77\x18\x80\x16" "1.3.6.1.4.1.1466.20037")},
    {TEXT,    BYTES("\x0a\x01\x00"), "\x0a\x01", NULL, 0},
};
static const struct shk_dialogue_step postgres[] = {
    {NOTHING, BYTES(""),     NULL, BYTES("\x00\x00\x00\x08\x04\xd2\x16\x2f")},
    {OCTET,   BYTES("S"),    NULL, NULL, 0},
};
static const struct {
    const char *name;
    const struct shk_dialogue_step *steps;
} dialogues[] = {
    {"smtp", smtp}, {"imap", imap}, {"pop3", pop3}, {"ftp", ftp}, {"xmpp", xmpp}, {"ldap", ldap}, {"postgres", postgres},
};
// clang-format on

static const struct shk_dialogue_step *script(const char *name) {
    for (size_t i = 0; name != NULL && i < SHK_COUNT(dialogues); i++)
        if (strcmp(dialogues[i].name, name) == 0) return dialogues[i].steps;
    return NULL;
}

bool shk_starttls_known(const char *name) {
    return script(name) != NULL;
}

static void say(struct shk_link_state *s) {
    const struct shk_dialogue_step *step = s->dialogue.step;
    if (strstr(step->say, "%s") == NULL) {
        shk_socket_send(s, shk_view(step->say, step->say_len));
        return;
    }
    const char *name = s->conversation->server_name != NULL ? s->conversation->server_name : "localhost";
    struct shk_arena *arena = s->conversation->trace->arena;
    char *hole = strstr(step->say, "%s");
    shk_socket_send(s, shk_text(shk_format(arena, "%.*s%s%s", (int)(hole - step->say), step->say, name, hole + 2)));
}

bool shk_starttls_begin(struct shk_link_state *s) {
    const struct shk_dialogue_step *first = script(s->conversation->starttls);
    if (first == NULL) return false;
    s->dialogue = (struct shk_dialogue){.step = first};
    if (first->wait == NOTHING) {
        say(s);
        s->dialogue.step++;
    }
    return true;
}

static int refuse(struct shk_link_state *s) {
    struct shk_dialogue *d = &s->dialogue;
    for (size_t i = 0; i < d->len; i++)
        if (!isprint((unsigned char)d->line[i])) d->line[i] = d->line[i] == '\r' || d->line[i] == '\n' ? ' ' : '.';
    shk_trace_note(s->conversation->trace, SHK_EVENT_NOTE, "STARTTLS %s: the server answered `%.*s` where `%s` was due",
                   s->conversation->starttls, (int)(d->len < 120 ? d->len : 120), d->line, d->step->what);
    return -1;
}

// The first whole line in the buffer, its length with the line end; 0: not there yet.
static size_t line_length(const struct shk_dialogue *d) {
    const char *end = memchr(d->line, '\n', d->len);
    return end == NULL ? 0 : (size_t)(end - d->line) + 1;
}

static bool begins(const struct shk_dialogue *d, const char *text, size_t len) {
    return d->len >= len && strncasecmp(d->line, text, len) == 0;
}

// TEXT: all that came belongs to the answer, since the server then waits for us. XML has to be closed.
static int judge_text(const struct shk_dialogue *d, size_t *used) {
    const struct shk_dialogue_step *step = d->step;
    bool whole = step->what[0] != '<' || d->line[d->len - 1] == '>';
    if (memmem(d->line, d->len, step->what, step->what_len) == NULL)
        return memmem(d->line, d->len, step->refusal, strlen(step->refusal)) != NULL ? -1 : 0;
    if (!whole) return 0;
    *used = d->len;
    return 1;
}

// Judges the front of the buffer. 1: that is it, *used bytes; 0: *used bytes can go, wait for more; -1: no.
static int judge(const struct shk_dialogue *d, size_t *used) {
    const struct shk_dialogue_step *step = d->step;
    if (d->len == 0) return 0;
    if (step->wait == TEXT) return judge_text(d, used);
    if (step->wait == OCTET) {
        *used = 1;
        return d->line[0] == step->what[0] ? 1 : -1;
    }
    *used = line_length(d);
    if (*used == 0) return 0;
    if (begins(d, step->what, step->what_len)) return step->wait == REPLY && d->line[step->what_len] == '-' ? 0 : 1;
    return step->wait == LINE && d->line[0] == '*' ? 0 : -1;
}

static void drop(struct shk_dialogue *d, size_t count) {
    d->len -= count;
    memmove(d->line, d->line + count, d->len);
}

// Moves as many of the bytes as fit into the line buffer.
static void fill(struct shk_dialogue *d, struct shk_bytes *bytes) {
    size_t room = sizeof(d->line) - d->len;
    size_t count = bytes->len < room ? bytes->len : room;
    memcpy(d->line + d->len, bytes->data, count);
    d->len += count;
    *bytes = shk_slice(*bytes, count, bytes->len - count);
}

static struct shk_bytes leftover(struct shk_link_state *s, struct shk_bytes unread) {
    struct shk_buf rest = shk_buf_in(s->conversation->trace->arena);
    shk_put(&rest, shk_view(s->dialogue.line, s->dialogue.len));
    shk_put(&rest, unread);
    return shk_buf_view(&rest);
}

int shk_starttls_give(struct shk_link_state *s, struct shk_bytes bytes, struct shk_bytes *rest) {
    struct shk_dialogue *d = &s->dialogue;
    for (;;) {
        size_t used = 0;
        int result = judge(d, &used);
        if (result < 0) return refuse(s);
        drop(d, used);
        if (result > 0 && d->step->say == NULL) {
            *rest = leftover(s, bytes);
            return 1;
        }
        if (result > 0) {
            say(s);
            d->step++;
        } else if (used == 0) {
            if (bytes.len == 0) return 0;
            if (d->len == sizeof(d->line)) return refuse(s);
            fill(d, &bytes);
        }
    }
}
