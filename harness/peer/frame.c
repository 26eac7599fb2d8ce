// From message bytes to records and TCP segments, and the edits that work there: fragments, joins, headers, padding,
// corrupted ciphertext, records in between.
#include "peer/endpoint.h"

#include <string.h>

#define MAX_FRAGMENT 16384u
#define MAX_RECORD_BYTES 65000u
#define INNER_TYPE_AND_TAG 17u // of a protected record of TLS 1.3, behind the content

static void push_segment(struct shk_peer *p, struct shk_bytes bytes) {
    if (bytes.len == 0) return;
    if (p->segment_count == p->segment_cap) {
        size_t cap = p->segment_cap == 0 ? 16 : 2 * p->segment_cap;
        struct shk_bytes *grown = shk_alloc(p->arena, cap * sizeof(*grown));
        for (size_t i = 0; i < p->segment_count; i++) grown[i] = p->segments[i];
        p->segments = grown;
        p->segment_cap = cap;
    }
    p->segments[p->segment_count++] = bytes;
}

void frame_raw(struct shk_peer *p, struct shk_bytes bytes) {
    push_segment(p, bytes);
}

// The edits of records that concern one message, read once into one place.
struct shape {
    struct shk_record_form form;
    uint32_t fragment, segments, empty_before, join, interrupt, split_keys, trickle, skip, pad_to;
    uint8_t empty_type, interrupt_type;
    bool has_length, has_join, has_interrupt, has_split, has_trickle, has_segments, replay;
    uint16_t length;
    struct shk_bytes append, interrupt_data;
};

static void read_edit(const struct shk_edit *edit, struct shape *s) {
    uint32_t a = (uint32_t)edit->a;
    s->form.fault_at = s->form.fault != SHK_RECORD_HONEST ? s->form.fault_at : a;
    switch (edit->op) {
    case SHK_REC_FRAGMENT: s->fragment = a; break;
    case SHK_REC_VERSION: s->form.version = (uint16_t)a; break;
    case SHK_REC_AAD_VERSION: s->form.aad_version = (uint16_t)a; break;
    case SHK_REC_TYPE: s->form.inner_type = (uint8_t)a; break;
    case SHK_REC_OUTER_TYPE: s->form.outer_type = (uint8_t)a; break;
    case SHK_REC_PADDING: s->form.padding = a; break;
    case SHK_REC_PAD_TO: s->pad_to = a; break;
    case SHK_REC_LENGTH: s->has_length = true, s->length = (uint16_t)a; break;
    case SHK_REC_EMPTY_BEFORE: s->empty_before = a, s->empty_type = (uint8_t)edit->b; break;
    case SHK_REC_APPEND: s->append = edit->data; break;
    case SHK_REC_JOIN: s->has_join = true, s->join = a; break;
    case SHK_REC_INTERRUPT:
        s->has_interrupt = true, s->interrupt = a, s->interrupt_type = (uint8_t)edit->b, s->interrupt_data = edit->data;
        break;
    case SHK_REC_SEGMENTS: s->has_segments = true, s->segments = a > 0 ? a : 1; break;
    case SHK_REC_TAG_FLIP: s->form.fault = SHK_RECORD_TAG_FLIP; break;
    case SHK_REC_BODY_FLIP: s->form.fault = SHK_RECORD_BODY_FLIP; break;
    case SHK_REC_PADDING_FLIP: s->form.fault = SHK_RECORD_PADDING_FLIP; break;
    case SHK_REC_PADDING_LENGTH: s->form.fault = SHK_RECORD_PADDING_LENGTH; break;
    case SHK_REC_ALL_PADDING: s->form.fault = SHK_RECORD_ALL_PADDING; break;
    case SHK_REC_CUT: s->form.fault = SHK_RECORD_CUT; break;
    case SHK_REC_NO_TYPE: s->form.fault = SHK_RECORD_NO_TYPE; break;
    case SHK_REC_EMPTY_INNER: s->form.fault = SHK_RECORD_EMPTY_INNER; break;
    case SHK_REC_REPLAY: s->replay = true; break;
    case SHK_REC_SKIP_SEQUENCE: s->skip = a; break;
    case SHK_REC_SPLIT_KEYS: s->has_split = true, s->split_keys = a; break;
    case SHK_REC_TRICKLE: s->has_trickle = true, s->trickle = a; break;
    default: break;
    }
}

static bool shapes(const struct shk_peer *p, const struct shk_edit *edit, struct framing f) {
    return !f.plain && edit->kind == SHK_EDIT_RECORD && script_matches(p, edit, f.message, f.occurrence);
}

// All edits but `without`.
static struct shape read_shape(const struct shk_peer *p, struct framing f, const struct shk_edit *without) {
    struct shape s = {.fragment = MAX_FRAGMENT, .form = {.inner_type = f.content_type}};
    // RFC 9846, section 5.1: an initial ClientHello may say 0x0301, and compatible clients do.
    bool initial = f.keys == SHK_KEYS_PLAIN && p->c.retry_group == 0 && p->c.version == 0;
    if (f.message == SHK_CLIENT_HELLO && initial) s.form.version = SHK_TLS10;
    for (size_t i = 0; i < p->plan.edit_count; i++) {
        const struct shk_edit *edit = &p->plan.edits[i];
        if (edit != without && shapes(p, edit, f)) read_edit(edit, &s);
    }
    if (s.fragment == 0) s.fragment = 1;
    if (s.fragment > MAX_RECORD_BYTES) s.fragment = MAX_RECORD_BYTES;
    return s;
}

static void put_record(struct shk_peer *p, uint8_t keys, const struct shape *s, uint8_t type, struct shk_bytes content,
                       struct shk_buf *out) {
    struct shk_record_form form = s->form;
    if (type != 0) form.inner_type = type;
    size_t start = out->len, without = content.len + INNER_TYPE_AND_TAG;
    struct shk_protection *protection = keys_of(p, keys);
    bool padded = protection->version == SHK_TLS13 && s->pad_to > without;
    if (padded) form.padding = (uint32_t)(s->pad_to - without);
    protection->seq += s->skip;
    // What flies under plain keys as "application data" is that record type in the clear.
    shk_protect(protection, form, content, out);
    if (s->has_length && out->len >= start + 5) {
        out->data[start + 3] = (uint8_t)(s->length >> 8);
        out->data[start + 4] = (uint8_t)s->length;
    }
}

static uint8_t next_keys(const struct shk_peer *p, uint8_t keys) {
    if (p->plan.flow == SHK_FLOW_TLS12) return keys == SHK_KEYS_PLAIN ? SHK_KEYS_APPLICATION : SHK_KEYS_NEXT;
    if (keys == SHK_KEYS_APPLICATION) return SHK_KEYS_NEXT; // behind a KeyUpdate
    return keys == SHK_KEYS_PLAIN ? SHK_KEYS_HANDSHAKE : SHK_KEYS_APPLICATION;
}

static void put_interrupt(struct shk_peer *p, uint8_t keys, const struct shape *s, struct shk_buf *out) {
    struct shape plain = {.fragment = MAX_FRAGMENT};
    put_record(p, keys, &plain, s->interrupt_type, s->interrupt_data, out);
}

static void put_content(struct shk_peer *p, uint8_t keys, const struct shape *s, struct shk_bytes content,
                        struct shk_buf *out) {
    size_t at = 0, last;
    if (s->has_interrupt && s->interrupt == 0) put_interrupt(p, keys, s, out);
    do {
        size_t room = s->fragment;
        uint8_t under = keys;
        if (s->has_interrupt && at < s->interrupt && at + room > s->interrupt) room = s->interrupt - at;
        if (s->has_split && at < s->split_keys && at + room > s->split_keys) room = s->split_keys - at;
        if (s->has_split && at >= s->split_keys) under = next_keys(p, keys);
        struct shk_bytes piece = shk_slice(content, at, room);
        last = out->len;
        put_record(p, under, s, 0, piece, out);
        at += piece.len;
        if (piece.len == 0) break;
        if (s->has_interrupt && at == s->interrupt) put_interrupt(p, under, s, out);
    } while (at < content.len);
    if (s->replay) shk_put(out, shk_copy(p->arena, shk_view(out->data + last, out->len - last)));
}

static void emit(struct shk_peer *p, const struct shape *s, struct shk_bytes bytes) {
    if (s->has_trickle) {
        push_segment(p, shk_slice(bytes, 0, s->trickle));
        p->c.stopped = true;
        return;
    }
    if (!s->has_segments) {
        push_segment(p, bytes);
        return;
    }
    for (size_t at = 0; at < bytes.len; at += s->segments) push_segment(p, shk_slice(bytes, at, s->segments));
}

void frame_flush(struct shk_peer *p) {
    struct held held = p->c.held;
    if (!held.on) return;
    p->c.held.on = false;
    if (!held.joined) {
        shk_trace_note(p->trace, SHK_EVENT_UNFIT, "`record %s join`: no message of ours came to share its record",
                       shk_message_name(held.edit->message));
    }
    struct shape s = {.fragment = MAX_RECORD_BYTES, .form = {.inner_type = held.content_type}};
    struct shk_buf out = shk_buf_in(p->arena);
    put_content(p, held.keys, &s, held.content, &out);
    push_segment(p, shk_buf_view(&out));
}

// A held record takes in the first bytes of what comes next and goes out; the rest of the message follows on its own.
static struct shk_bytes join_held(struct shk_peer *p, struct shk_bytes bytes) {
    struct held *held = &p->c.held;
    size_t take = held->take == 0 || held->take > bytes.len ? bytes.len : held->take;
    struct shk_buf joined = shk_buf_in(p->arena);
    shk_put(&joined, held->content);
    shk_put(&joined, shk_slice(bytes, 0, take));
    held->content = shk_buf_view(&joined);
    held->joined = held->joined || take > 0;
    return shk_slice(bytes, take, bytes.len - take);
}

// The records of one message. The empty ones in front are padded as the others are, but carry no other fault.
static struct shk_bytes render(struct shk_peer *p, struct framing f, const struct shape *s, struct shk_bytes bytes) {
    struct shk_buf out = shk_buf_in(p->arena);
    if (s->append.len > 0) {
        struct shk_buf longer = shk_buf_in(p->arena);
        shk_put(&longer, bytes);
        shk_put(&longer, s->append);
        bytes = shk_buf_view(&longer);
    }
    struct shape empty = {.fragment = MAX_FRAGMENT,
                          .pad_to = s->pad_to,
                          .form = {.inner_type = f.content_type, .padding = s->form.padding}};
    for (uint32_t i = 0; i < s->empty_before && i < 4096; i++) {
        put_record(p, f.keys, &empty, s->empty_type, (struct shk_bytes){NULL, 0}, &out);
    }
    put_content(p, f.keys, s, bytes, &out);
    return shk_buf_view(&out);
}

// What would go out. Nothing of ours changes by it.
static struct shk_bytes try_render(struct shk_peer *p, struct framing f, const struct shape *s,
                                   struct shk_bytes bytes) {
    struct shk_protection kept[SHK_KEYS_COUNT];
    struct shk_rng rng = p->rng;
    memcpy(kept, p->c.write, sizeof(kept));
    struct shk_bytes out = render(p, f, s, bytes);
    memcpy(p->c.write, kept, sizeof(kept));
    p->rng = rng;
    return out;
}

// What leaves the message as it is and adds something behind it: the answer to the message is no answer to that.
static bool stands_behind(const struct shk_edit *edit) {
    return edit->op == SHK_REC_APPEND || edit->op == SHK_REC_REPLAY;
}

// An edit without which the same bytes would go out has no place here: padding in TLS 1.2, a tag in plaintext, ... Whether
// a join finds company shows later (frame_flush).
bool frame_review(struct shk_peer *p, struct framing f, struct shk_bytes bytes, bool behind) {
    struct shk_bytes all = {NULL, 0};
    struct shape s = read_shape(p, f, NULL);
    bool any = false;
    for (size_t i = 0; i < p->plan.edit_count; i++) {
        const struct shk_edit *edit = &p->plan.edits[i];
        if (!shapes(p, edit, f) || stands_behind(edit) != behind) continue;
        if (all.data == NULL) all = try_render(p, f, &s, bytes);
        bool changed = edit->op == SHK_REC_JOIN || edit->op == SHK_REC_TRICKLE;
        if (edit->op == SHK_REC_SEGMENTS) {
            changed = all.len > s.segments;
        } else if (!changed) {
            struct shape other = read_shape(p, f, edit);
            changed = !shk_equal(all, try_render(p, f, &other, bytes));
        }
        script_deviate(p, edit, changed);
        any = any || changed;
    }
    return any;
}

static const struct shk_edit *join_of(const struct shk_peer *p, struct framing f) {
    for (size_t i = 0; i < p->plan.edit_count; i++) {
        if (shapes(p, &p->plan.edits[i], f) && p->plan.edits[i].op == SHK_REC_JOIN) return &p->plan.edits[i];
    }
    return NULL;
}

void frame_message(struct shk_peer *p, struct framing f, struct shk_bytes bytes) {
    struct shape s = read_shape(p, f, NULL);
    bool same_type = p->c.held.on && p->c.held.content_type == f.content_type;
    if (p->c.held.on && !same_type) frame_flush(p);
    if (same_type) {
        bytes = join_held(p, bytes);
        // A chain of joins goes on in the same record; otherwise the record is full.
        if (s.has_join && bytes.len == 0) {
            p->c.held.take = s.join;
            return;
        }
        frame_flush(p);
        if (bytes.len == 0) return;
    }
    if (s.has_join) {
        struct shk_buf content = shk_buf_in(p->arena);
        shk_put(&content, bytes);
        shk_put(&content, s.append);
        p->c.held = (struct held){.on = true,
                                  .content = shk_buf_view(&content),
                                  .content_type = f.content_type,
                                  .keys = f.keys,
                                  .take = s.join,
                                  .edit = join_of(p, f)};
        return;
    }
    emit(p, &s, render(p, f, &s, bytes));
}
