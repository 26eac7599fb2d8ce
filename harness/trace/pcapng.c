// Traces as pcapng (draft-ietf-opsawg-pcapng) that Wireshark opens decrypted: their secrets stand in a Decryption
// Secrets Block before the packets. What was written on a socket or in memory gets the IP and TCP headers it would have had.
//
//   section | interface | secrets | SYN (commented with the case), SYN-ACK, ACK, segments ..., FIN or RST | secrets | SYN ...
#include "trace/report.h"

#include <string.h>

enum {
    LINKTYPE_RAW = 101, // packets begin with the IP header
    BLOCK_SECTION = 0x0a0d0d0a,
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET = 6,
    BLOCK_SECRETS = 10,
    OPTION_COMMENT = 1,
    OPTION_APPLICATION = 4, // of a section
    SECRETS_TLS = 0x544c534b,
    MAX_SEGMENT = 32768,
    FIN = 1,
    SYN = 2,
    RST = 4,
    PSH = 8,
    ACK = 16,
};

// Addresses of the documentation ranges (RFC 5737), so that nobody mistakes them for a real host; every connection has its
// own client port, and a next client address when ports run out.
#define SERVER_ADDRESS UINT32_C(0xc0000201) // 192.0.2.1
#define CLIENT_ADDRESS UINT32_C(0xc6336401) // 198.51.100.1
#define SERVER_PORT 443
#define FIRST_PORT 10000
#define PORTS 50000

// pcapng is written in the byte order of its magic; here always little endian.
static void put16(struct shk_buf *out, uint32_t value) {
    shk_put_uint(out, 2, (value & 0xff) << 8 | (value >> 8 & 0xff));
}

static void put32(struct shk_buf *out, uint32_t value) {
    put16(out, value & 0xffff);
    put16(out, value >> 16);
}

static void pad4(struct shk_buf *out, size_t len) {
    shk_put_fill(out, 0, (4 - len % 4) % 4);
}

static size_t open_block(struct shk_buf *out, uint32_t type) {
    size_t start = out->len;
    put32(out, type);
    put32(out, 0);
    return start;
}

static void close_block(struct shk_buf *out, size_t start) {
    uint32_t len = (uint32_t)(out->len - start + 4);
    put32(out, len);
    for (size_t i = 0; i < 4; i++) out->data[start + 4 + i] = (uint8_t)(len >> (8 * i));
}

static void put_option(struct shk_buf *out, uint32_t code, const char *text) {
    size_t len = strlen(text);
    if (len > 2000) len = 2000;
    put16(out, code);
    put16(out, (uint32_t)len);
    shk_put(out, shk_view(text, len));
    pad4(out, len);
    put32(out, 0); // end of options
}

static void put_section(struct shk_buf *out, const char *version) {
    struct shk_arena *arena = shk_arena_new();
    size_t block = open_block(out, BLOCK_SECTION);
    put32(out, 0x1a2b3c4d);
    put16(out, 1); // version 1.0
    put16(out, 0);
    put32(out, 0xffffffff); // section length: unknown
    put32(out, 0xffffffff);
    put_option(out, OPTION_APPLICATION, shk_format(arena, "shakedown %s", version != NULL ? version : ""));
    close_block(out, block);
    shk_arena_free(arena);
    block = open_block(out, BLOCK_INTERFACE);
    put16(out, LINKTYPE_RAW);
    put16(out, 0);
    put32(out, 0); // no limit on packets; time in microseconds, the default
    close_block(out, block);
}

void shk_keylog(const struct shk_trace *trace, struct shk_buf *out) {
    for (size_t i = 0; i < trace->secret_count; i++) {
        shk_put_text(out, trace->secrets[i]);
        shk_put_text(out, "\n");
    }
}

static void put_secrets(struct shk_buf *out, const struct shk_trace *trace) {
    struct shk_arena *arena = shk_arena_new();
    struct shk_buf keylog = shk_buf_in(arena);
    shk_keylog(trace, &keylog);
    if (keylog.len != 0) {
        size_t block = open_block(out, BLOCK_SECRETS);
        put32(out, SECRETS_TLS);
        put32(out, (uint32_t)keylog.len);
        shk_put(out, shk_buf_view(&keylog));
        pad4(out, keylog.len);
        close_block(out, block);
    }
    shk_arena_free(arena);
}

// --- Packets ---------------------------------------------------------------------------------------------------------

struct side {
    uint32_t address;
    uint16_t port;
    uint32_t next; // sequence number of its next byte
};

struct flow {
    struct shk_buf *out;
    struct side client, server;
    uint64_t now_us;
    const char *comment; // of the next packet
    bool open;
};

// RFC 1071 over the parts of one sum; each part but the last has an even length.
static uint32_t sum(uint32_t total, struct shk_bytes bytes) {
    for (size_t i = 0; i < bytes.len; i++) {
        total += (uint32_t)bytes.data[i] << (i % 2 == 0 ? 8 : 0);
        total = (total & 0xffff) + (total >> 16);
    }
    return total;
}

static void set16(struct shk_buf *b, size_t at, uint32_t value) {
    b->data[at] = (uint8_t)(value >> 8);
    b->data[at + 1] = (uint8_t)value;
}

static void put_ip(struct shk_buf *p, const struct side *from, const struct side *to, size_t tcp_len) {
    shk_put_uint(p, 2, 0x4500);
    shk_put_uint(p, 2, 20 + tcp_len);
    shk_put_uint(p, 4, 0x00004000); // no identification; do not fragment
    shk_put_uint(p, 2, 0x4006);     // 64 hops, TCP
    shk_put_uint(p, 2, 0);
    shk_put_uint(p, 4, from->address);
    shk_put_uint(p, 4, to->address);
    set16(p, 10, ~sum(0, shk_view(p->data, 20)) & 0xffff);
}

static void put_tcp(struct shk_buf *p, const struct side *from, const struct side *to, uint32_t flags,
                    struct shk_bytes payload) {
    size_t start = p->len;
    shk_put_uint(p, 2, from->port);
    shk_put_uint(p, 2, to->port);
    shk_put_uint(p, 4, from->next);
    shk_put_uint(p, 4, flags & ACK ? to->next : 0);
    shk_put_uint(p, 1, 5 << 4);
    shk_put_uint(p, 1, flags);
    shk_put_uint(p, 2, 65535); // window
    shk_put_uint(p, 4, 0);     // checksum, urgent pointer
    shk_put(p, payload);
    // The pseudo header: addresses stand at 12 of the IP header, then protocol and length.
    uint32_t total = sum(sum(0, shk_view(p->data + 12, 8)), shk_view(p->data + start, p->len - start));
    total += 6 + (uint32_t)(p->len - start);
    while (total >> 16 != 0) total = (total & 0xffff) + (total >> 16);
    set16(p, start + 16, ~total & 0xffff);
}

static void put_packet(struct flow *f, struct side *from, struct side *to, uint32_t flags, struct shk_bytes payload) {
    struct shk_arena *arena = shk_arena_new();
    struct shk_buf p = shk_buf_in(arena);
    put_ip(&p, from, to, 20 + payload.len);
    put_tcp(&p, from, to, flags, payload);
    size_t block = open_block(f->out, BLOCK_PACKET);
    put32(f->out, 0); // interface
    put32(f->out, (uint32_t)(f->now_us >> 32));
    put32(f->out, (uint32_t)f->now_us);
    put32(f->out, (uint32_t)p.len);
    put32(f->out, (uint32_t)p.len);
    shk_put(f->out, shk_buf_view(&p));
    pad4(f->out, p.len);
    if (f->comment != NULL) put_option(f->out, OPTION_COMMENT, f->comment);
    f->comment = NULL;
    close_block(f->out, block);
    shk_arena_free(arena);
    from->next += (uint32_t)payload.len + ((flags & (SYN | FIN)) != 0);
}

static const struct shk_bytes nothing = {NULL, 0};

static void handshake(struct flow *f, bool refused) {
    put_packet(f, &f->client, &f->server, SYN, nothing);
    put_packet(f, &f->server, &f->client, refused ? RST | ACK : SYN | ACK, nothing);
    if (!refused) put_packet(f, &f->client, &f->server, ACK, nothing);
    f->open = !refused;
}

static void segments(struct flow *f, struct side *from, struct side *to, struct shk_bytes bytes) {
    for (size_t at = 0; at < bytes.len; at += MAX_SEGMENT) {
        put_packet(f, from, to, PSH | ACK, shk_slice(bytes, at, MAX_SEGMENT));
    }
}

static void end(struct flow *f, struct side *from, struct side *to, uint8_t how) {
    if (how == SHK_END_RESET) {
        put_packet(f, from, to, RST | ACK, nothing);
    } else if (how == SHK_END_FIN) {
        put_packet(f, from, to, FIN | ACK, nothing);
        put_packet(f, to, from, FIN | ACK, nothing);
        put_packet(f, from, to, ACK, nothing);
    }
    f->open = false;
}

// Appends the packets of one trace; *connections counts them over all traces and gives each its ports.
static void put_trace(struct shk_buf *out, const struct shk_trace *trace, const char *comment, uint64_t start_us,
                      uint32_t *connections) {
    struct flow f = {.out = out, .comment = comment};
    bool client = trace->peer_role == SHK_CLIENT;
    for (size_t i = 0; i < trace->count; i++) {
        const struct shk_event *e = &trace->events[i];
        bool refused = e->kind == SHK_EVENT_END && e->how == SHK_END_REFUSED && client;
        f.now_us = start_us + e->at_us;
        if (e->kind == SHK_EVENT_CONNECT || (refused && !f.open)) {
            uint32_t n = (*connections)++;
            f.client = (struct side){CLIENT_ADDRESS + n / PORTS % 250, (uint16_t)(FIRST_PORT + n % PORTS), 1000};
            f.server = (struct side){SERVER_ADDRESS, SERVER_PORT, 5000};
            handshake(&f, refused);
            continue;
        }
        if (!f.open) continue;
        struct side *ours = client ? &f.client : &f.server, *theirs = client ? &f.server : &f.client;
        if (e->kind == SHK_EVENT_SENT) segments(&f, ours, theirs, e->data);
        if (e->kind == SHK_EVENT_RECEIVED) segments(&f, theirs, ours, e->data);
        if (e->kind == SHK_EVENT_END) end(&f, theirs, ours, e->how);
    }
}

static uint64_t microseconds(int64_t seconds) {
    return seconds > 0 ? (uint64_t)seconds * 1000000 : 0;
}

void shk_pcapng(const struct shk_trace *trace, const char *comment, int64_t started, struct shk_buf *out) {
    uint32_t connections = 0;
    put_section(out, NULL);
    put_secrets(out, trace);
    put_trace(out, trace, comment, microseconds(started), &connections);
}

// One conversation after the other on the time axis, though they may have run at once. Each has its secrets right before its
// packets: with a fixed seed many share a client random, and readers look secrets up by that.
bool shk_report_pcapng(const struct shk_report *report, struct shk_buf *out, struct shk_error *err) {
    (void)err;
    struct shk_arena *arena = shk_arena_new();
    uint64_t at = microseconds(report->started);
    uint32_t connections = 0;
    put_section(out, report->version);
    for (size_t i = 0; i < report->result_count; i++) {
        const struct shk_result *r = &report->results[i];
        if (r->trace == NULL) continue;
        struct shk_buf comment = shk_buf_in(arena);
        shk_put_utf8(&comment, shk_format(arena, "%s: %s, %s", r->id != NULL ? r->id : "", shk_result_name(r->result),
                                          r->observed != NULL ? r->observed : "-"));
        shk_put_uint(&comment, 1, 0);
        put_secrets(out, r->trace);
        put_trace(out, r->trace, (const char *)comment.data, at, &connections);
        uint64_t last = r->trace->count != 0 ? r->trace->events[r->trace->count - 1].at_us : 0;
        at += last + 1000;
        shk_arena_reset(arena);
    }
    shk_arena_free(arena);
    return true;
}

// --- Key log file ----------------------------------------------------------------------------------------------------

static uint64_t hash_text(const char *text) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325); // FNV-1a
    for (; *text != '\0'; text++) hash = (hash ^ (uint8_t)*text) * UINT64_C(0x100000001b3);
    return hash;
}

// True when the line was not there before. `set` has room for more lines than will come.
static bool is_new_line(const char **set, size_t size, const char *line) {
    size_t at = (size_t)hash_text(line) & (size - 1);
    while (set[at] != NULL) {
        if (strcmp(set[at], line) == 0) return false;
        at = (at + 1) & (size - 1);
    }
    set[at] = line;
    return true;
}

// Cases that share a seed share secrets too; each line stands once.
bool shk_report_keylog(const struct shk_report *report, struct shk_buf *out, struct shk_error *err) {
    (void)err;
    size_t lines = 0, size = 16;
    for (size_t i = 0; i < report->result_count; i++) {
        if (report->results[i].trace != NULL) lines += report->results[i].trace->secret_count;
    }
    while (size < 2 * lines) size *= 2;
    struct shk_arena *arena = shk_arena_new();
    const char **set = shk_alloc(arena, size * sizeof(*set));
    for (size_t i = 0; i < report->result_count; i++) {
        const struct shk_trace *trace = report->results[i].trace;
        for (size_t k = 0; trace != NULL && k < trace->secret_count; k++) {
            if (is_new_line(set, size, trace->secrets[k])) shk_put_format(out, "%s\n", trace->secrets[k]);
        }
    }
    shk_arena_free(arena);
    return true;
}
