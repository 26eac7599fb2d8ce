// From bytes to bytes: which form they have, how deep to cut, and when to fall back on plain havoc.
#include "plan/mutator.h"

#include <string.h>

#include "plan/mutator_parts.h"

#define HEADER ((size_t)SHK_MESSAGE_INPUT_HEADER)
#define MAX_TREE ((size_t)1 << 17) // larger messages are left to plain havoc: parsing them costs more than it yields

static struct mutation begin(const struct shk_mutator *how, struct shk_rng *rng, size_t room) {
    shk_arena_reset(how->arena);
    return (struct mutation){.how = how, .rng = rng, .arena = how->arena, .room = room};
}

static size_t put_out(struct shk_bytes from, uint8_t *out, size_t max_size) {
    size_t len = from.len < max_size ? from.len : max_size;
    if (len > 0) memcpy(out, from.data, len);
    return len;
}

// --- Messages --------------------------------------------------------------------------------------------------------

// The type byte names the message; two pairs share a number, which the random and the target tell apart.
static uint8_t message_of(const struct shk_mutator *how, struct shk_bytes message) {
    bool handshake =
        how->message == 0 || shk_message_content_type((enum shk_message)how->message) == SHK_TYPE_HANDSHAKE;
    if (!handshake) return how->message;
    uint8_t type = message.len > 0 ? message.data[0] : 0;
    if (how->message != 0 && shk_message_handshake_type((enum shk_message)how->message) == type) return how->message;
    if (type == 2) return shk_is_retry(shk_slice(message, 4, SIZE_MAX)) ? SHK_HELLO_RETRY_REQUEST : SHK_SERVER_HELLO;
    for (unsigned n = 1; n < SHK_UNKNOWN_HANDSHAKE; n++) {
        enum shk_message named = (enum shk_message)n;
        bool same = shk_message_handshake_type(named) == type;
        if (same && shk_message_content_type(named) == SHK_TYPE_HANDSHAKE) return (uint8_t)n;
    }
    return how->message != 0 ? how->message : SHK_UNKNOWN_HANDSHAKE;
}

static bool has_header(uint8_t message) {
    return shk_message_content_type((enum shk_message)message) == SHK_TYPE_HANDSHAKE;
}

static void take_apart(struct shk_arena *arena, const struct shk_mutator *how, const struct shk_message_input *input,
                       struct shk_layout *layout, struct shk_tree *tree) {
    *layout = layout_for(how, &input->plan, message_of(how, input->message));
    size_t head = has_header((uint8_t)layout->message) ? 4 : 0;
    parse_leniently(arena, *layout, shk_slice(input->message, head, SIZE_MAX), tree);
}

// The header's length follows the body by as much as that changed, so that a wrong one stays wrong; or says what is there.
static void put_head(struct mutation *m, struct shk_bytes was, struct shk_buf *out) {
    if (!has_header((uint8_t)m->layout.message)) return;
    uint8_t type = was.len > 0 ? was.data[0] : shk_message_handshake_type(m->layout.message);
    size_t body = was.len > 4 ? was.len - 4 : 0, now = m->tree.bytes.len, says = now;
    if (was.len >= 4) says = ((size_t)was.data[1] << 16 | (size_t)was.data[2] << 8 | was.data[3]) + now - body;
    if (one_in(m, 4)) says = now;
    if (one_in(m, 64)) says += below(m, 5) - (size_t)2;
    if (one_in(m, 64)) type = (uint8_t)registered(m, SHK_REG_HANDSHAKE_TYPE);
    shk_put_uint(out, 1, type);
    shk_put_uint(out, 3, says & 0xffffff);
}

static void mutate_header(struct mutation *m) {
    switch (below(m, 8)) {
    case 0: m->input.repair ^= SHK_REPAIR_SEAL; break;
    case 1: m->input.repair ^= SHK_REPAIR_LENGTH; break;
    case 2: m->input.repair ^= SHK_REPAIR_LIVE; break;
    case 3: m->input.options ^= (uint8_t)(1u << below(m, 3)); break;
    default: mutate_scenario(m, &m->input.plan); break;
    }
}

// Another message altogether: of another type, or two in one.
static struct shk_bytes another_message(struct mutation *m, struct shk_bytes was) {
    struct shk_buf out = shk_buf_in(m->arena);
    struct shk_layout layout = m->layout;
    if (one_in(m, 3)) shk_put(&out, was);
    layout.message = (enum shk_message)(1 + below(m, SHK_CERTIFICATE_STATUS));
    const struct shk_type *type = shk_message_type(layout);
    shk_put_uint(&out, 1, shk_message_handshake_type(layout.message));
    size_t open = shk_open(&out, 3);
    if (type != NULL) make_type(m, type, layout, 0, &out);
    shk_close(&out, open, 3);
    return shk_buf_view(&out);
}

static struct shk_bytes mutate_body(struct mutation *m, bool (*change)(struct mutation *)) {
    struct shk_buf out = shk_buf_in(m->arena);
    struct shk_bytes was = m->input.message;
    take_apart(m->arena, m->how, &m->input, &m->layout, &m->tree);
    if (change == mutate_tree && has_header((uint8_t)m->layout.message) && one_in(m, 48))
        return another_message(m, was);
    uint32_t rounds = one_in(m, 4) ? 2 + below(m, 3) : 1; // the first fault ends a handshake: more of them only hide it
    for (uint32_t i = 0, done = 0; done < rounds && i < 4 * rounds; i++) done += change(m);
    put_head(m, was, &out);
    shk_put(&out, shk_buf_view(&m->tree.bytes));
    return shk_buf_view(&out);
}

// Certificates behind three bytes of length each: one is edited, dropped, or put elsewhere.
static struct shk_bytes mutate_chain(struct mutation *m) {
    struct shk_bytes certificates[16], one;
    size_t count = 0;
    struct shk_reader r = shk_read(m->input.message);
    struct shk_buf out = shk_buf_in(m->arena);
    while (count < SHK_COUNT(certificates) && shk_take_vector(&r, 3, &one)) certificates[count++] = one;
    if (count < SHK_COUNT(certificates) && r.len > 0) certificates[count++] = shk_view(r.data, r.len);
    if (count == 0) return havoc_in(m, m->input.message, m->room);
    size_t at = below(m, count), other = below(m, count);
    uint32_t way = below(m, 12);
    for (uint32_t rounds = 1 + below(m, 3); way > 2 && rounds > 0; rounds--)
        certificates[at] = mutate_der(m, certificates[at]);
    if (way == 1) {
        one = certificates[at];
        certificates[at] = certificates[other];
        certificates[other] = one;
    }
    for (size_t i = 0; i < count; i++) {
        if (way == 0 && i == at && count > 1) continue;
        shk_put_vector(&out, 3, certificates[i]);
        if (way == 2 && i == at) shk_put_vector(&out, 3, certificates[other]);
    }
    return shk_buf_view(&out);
}

static size_t put_input(struct mutation *m, struct shk_bytes message, uint8_t *data, size_t max_size) {
    struct shk_buf out = shk_buf_in(m->arena);
    m->input.message = message;
    shk_message_input_encode(&m->input, &out);
    return put_out(shk_buf_view(&out), data, max_size);
}

static void lend(struct mutation *m, struct shk_bytes donor, struct shk_tree *tree) {
    struct shk_message_input input;
    struct shk_layout layout;
    if (donor.len <= HEADER || donor.len > MAX_TREE) return;
    shk_message_input_decode(donor, &input);
    take_apart(m->arena, m->how, &input, &layout, tree);
    m->donor = tree;
}

static size_t mutate_message(struct mutation *m, uint8_t *data, size_t size, size_t max_size, struct shk_bytes donor) {
    struct shk_tree donated;
    m->donor = NULL;
    shk_message_input_decode(shk_copy(m->arena, shk_view(data, size)), &m->input);
    struct shk_bytes message = m->input.message;
    uint32_t way = below(m, 16);
    if (way < 2) mutate_header(m);
    if (way == 0) return put_input(m, message, data, max_size);
    if (m->how->form == SHK_MUTATOR_CHAIN) {
        message = mutate_chain(m);
    } else if (way == 2 || message.len > MAX_TREE) {
        message = havoc_in(m, message, m->room);
    } else {
        if (!one_in(m, 4)) lend(m, donor, &donated);
        message = mutate_body(m, mutate_tree);
    }
    return put_input(m, message, data, max_size);
}

// --- Plans -----------------------------------------------------------------------------------------------------------

static size_t mutate_plan_bytes(struct mutation *m, uint8_t *data, size_t size, size_t max_size,
                                struct shk_bytes donor) {
    struct shk_plan plan, lender;
    shk_plan_decode(m->arena, shk_copy(m->arena, shk_view(data, size)), &plan);
    if (donor.len > 0) shk_plan_decode(m->arena, donor, &lender);
    mutate_plan(m, &plan, donor.len > 0 ? &lender : NULL);
    return put_out(plan_within(m->arena, &plan, max_size), data, max_size);
}

// --- The two entries -------------------------------------------------------------------------------------------------

static bool is_plan(const struct shk_mutator *how) {
    return how->form == SHK_MUTATOR_PLAN || how->form == SHK_MUTATOR_RECORD;
}

static size_t havoc(const struct shk_mutator *how, struct shk_rng *rng, uint8_t *data, size_t size, size_t max_size) {
    size_t len = 0;
    if (how->havoc != NULL && size > 0 && size <= max_size) len = how->havoc(how->context, data, size, max_size);
    return len > 0 && len <= max_size ? len : shk_mutate_plainly(rng, data, size, max_size);
}

size_t shk_mutate(const struct shk_mutator *how, struct shk_rng *rng, uint8_t *data, size_t size, size_t max_size,
                  struct shk_bytes donor) {
    if (max_size == 0) return 0;
    if (size > max_size) size = max_size;
    bool structured = how->form != SHK_MUTATOR_BYTES && max_size > HEADER;
    if (!structured || shk_rng_below(rng, 24) == 0) return havoc(how, rng, data, size, max_size);
    struct mutation m = begin(how, rng, max_size - HEADER);
    struct shk_bytes was = shk_copy(m.arena, shk_view(data, size));
    for (unsigned tries = 0; tries < 3; tries++) {
        size_t len = is_plan(how) ? mutate_plan_bytes(&m, data, size, max_size, donor)
                                  : mutate_message(&m, data, size, max_size, donor);
        if (len > 0 && !shk_equal(was, shk_view(data, len))) return len;
        put_out(was, data, max_size);
    }
    return havoc(how, rng, data, size, max_size);
}

// Where nothing is known: the front of one and the back of the other.
static size_t cross_bytes(struct mutation *m, struct shk_bytes a, struct shk_bytes b, uint8_t *out, size_t max_size) {
    struct shk_buf mixed = shk_buf_in(m->arena);
    shk_put(&mixed, shk_slice(a, 0, below(m, a.len + 1)));
    shk_put(&mixed, shk_slice(b, below(m, b.len + 1), SIZE_MAX));
    if (mixed.len == 0) shk_put_uint(&mixed, 1, below(m, 256));
    return put_out(shk_buf_view(&mixed), out, max_size);
}

static size_t cross_messages(struct mutation *m, struct shk_bytes a, struct shk_bytes b, uint8_t *out,
                             size_t max_size) {
    struct shk_tree donated;
    struct shk_message_input other;
    shk_message_input_decode(shk_copy(m->arena, a), &m->input);
    shk_message_input_decode(b, &other);
    lend(m, b, &donated);
    if (one_in(m, 8)) m->input.plan = other.plan;
    if (m->donor == NULL || m->input.message.len > MAX_TREE || m->how->form == SHK_MUTATOR_CHAIN) {
        struct shk_buf mixed = shk_buf_in(m->arena);
        shk_put(&mixed, shk_slice(m->input.message, 0, below(m, m->input.message.len + 1)));
        shk_put(&mixed, shk_slice(other.message, below(m, other.message.len + 1), SIZE_MAX));
        return put_input(m, shk_buf_view(&mixed), out, max_size);
    }
    return put_input(m, mutate_body(m, mutate_borrow), out, max_size);
}

size_t shk_mutate_cross(const struct shk_mutator *how, struct shk_rng *rng, struct shk_bytes a, struct shk_bytes b,
                        uint8_t *out, size_t max_size) {
    if (max_size == 0) return 0;
    struct mutation m = begin(how, rng, max_size > HEADER ? max_size - HEADER : 0);
    if (how->form == SHK_MUTATOR_BYTES || max_size <= HEADER) return cross_bytes(&m, a, b, out, max_size);
    if (!is_plan(how)) return cross_messages(&m, a, b, out, max_size);
    struct shk_plan plan, other;
    shk_plan_decode(m.arena, a, &plan);
    shk_plan_decode(m.arena, b, &other);
    cross_plans(&m, &plan, &other);
    return put_out(plan_within(m.arena, &plan, max_size), out, max_size);
}
