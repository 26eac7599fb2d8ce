// The mutator: the same again when asked the same, never past its room, and every kind of change comes up.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "wire_support.h"

#include "plan/mutator.h"
#include "wire/der.h"

#define SEEDS 1500

static struct shk_arena *work;
static uint8_t room[16384];

static int open_work(void **state) {
    work = shk_arena_new();
    return set_up(state);
}

static int close_work(void **state) {
    shk_arena_free(work);
    return tear_down(state);
}

// An input of a message target: an example behind a scenario header that repairs nothing.
static struct shk_bytes input_of(const struct wire_example *e) {
    struct shk_buf out = shk_buf_in(arena);
    struct shk_message_input input = {.message = with_header(e)};
    input.plan.flow = e->layout.version == SHK_TLS13 ? SHK_FLOW_TLS13 : SHK_FLOW_TLS12;
    input.plan.kx = e->layout.kx;
    shk_message_input_encode(&input, &out);
    return shk_buf_view(&out);
}

static struct shk_mutator mutator_of(const struct wire_example *e) {
    return (struct shk_mutator){.message = (uint8_t)e->layout.message, .arena = work};
}

static const struct wire_example *example(enum shk_message message, uint16_t version) {
    for (size_t i = 0; i < SHK_COUNT(wire_examples); i++) {
        const struct shk_layout *layout = &wire_examples[i].layout;
        if (layout->message == message && layout->version == version) return &wire_examples[i];
    }
    fail_msg("there is no example of message %d", (int)message);
    return NULL;
}

// The result stands in `room`; what lies behind max stays as it was.
static struct shk_bytes mutate(const struct shk_mutator *how, uint64_t seed, struct shk_bytes from, size_t max,
                               struct shk_bytes donor) {
    struct shk_rng rng;
    shk_rng_seed(&rng, seed);
    memset(room, 0xee, sizeof(room));
    size_t len = from.len < max ? from.len : max;
    if (len > 0) memcpy(room, from.data, len);
    len = shk_mutate(how, &rng, room, len, max, donor);
    assert_true(len <= max && (len > 0 || max == 0));
    for (size_t i = max; i < max + 64; i++) assert_int_equal(room[i], 0xee);
    return shk_view(room, len);
}

static void repeats_and_stays_in_its_room(void **state) {
    (void)state;
    static const size_t rooms[] = {0, 1, 15, 16, 17, 20, 64, 700, 4096};
    for (size_t i = 0; i < SHK_COUNT(wire_examples); i++) {
        struct shk_bytes input = input_of(&wire_examples[i]);
        for (uint64_t seed = 0; seed < 180; seed++) {
            struct shk_mutator how = mutator_of(&wire_examples[i]);
            how.form = (enum shk_mutator_form)(seed % 5);
            size_t max = rooms[seed % SHK_COUNT(rooms)];
            struct shk_bytes first = shk_copy(arena, mutate(&how, seed, input, max, input));
            assert_same(mutate(&how, seed, input, max, input), first);
        }
    }
}

static void always_changes_something(void **state) {
    (void)state;
    const struct wire_example *e = example(SHK_CLIENT_HELLO, SHK_TLS13);
    struct shk_mutator how = mutator_of(e);
    struct shk_bytes input = input_of(e);
    size_t same = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        if (shk_equal(mutate(&how, seed, input, 4096, shk_view(NULL, 0)), input)) same++;
    }
    assert_in_range(same, 0, SEEDS / 100);
}

struct counts {
    size_t parsed, broken, longer, shorter, header_only;
};

static struct counts count_outcomes(const struct wire_example *e) {
    struct counts n = {0};
    struct shk_mutator how = mutator_of(e);
    struct shk_bytes input = input_of(e), message = shk_slice(input, SHK_MESSAGE_INPUT_HEADER, input.len);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct shk_message_input got;
        struct shk_tree tree;
        shk_message_input_decode(shk_copy(arena, mutate(&how, seed, input, 4096, shk_view(NULL, 0))), &got);
        bool parses = shk_parse_message(arena, e->layout, got.message, &tree, NULL);
        n.parsed += parses;
        n.broken += !parses;
        n.longer += got.message.len > message.len;
        n.shorter += got.message.len < message.len;
        n.header_only += shk_equal(got.message, message);
    }
    return n;
}

// Both matter: what parses gets deep, what does not tests the parser.
static void lengths_are_repaired_or_not(void **state) {
    (void)state;
    static const uint8_t messages[] = {SHK_CLIENT_HELLO,        SHK_SERVER_HELLO, SHK_ENCRYPTED_EXTENSIONS,
                                       SHK_CERTIFICATE_REQUEST, SHK_CERTIFICATE,  SHK_NEW_SESSION_TICKET};
    for (size_t i = 0; i < SHK_COUNT(messages); i++) {
        struct counts n = count_outcomes(example((enum shk_message)messages[i], SHK_TLS13));
        assert_in_range(n.parsed, SEEDS / 5, SEEDS * 9 / 10);
        assert_in_range(n.broken, SEEDS / 10, SEEDS);
        assert_in_range(n.longer, SEEDS / 10, SEEDS);
        assert_in_range(n.shorter, SEEDS / 12, SEEDS);
        assert_in_range(n.header_only, SEEDS / 50, SEEDS / 4);
    }
}

static bool has_extension(const struct shk_tree *tree, uint32_t type, size_t *times) {
    uint16_t block = shk_find(tree, "extensions");
    *times = 0;
    for (uint16_t c = block == SHK_NO_NODE ? 0 : tree->nodes[block].child; c != 0; c = tree->nodes[c].next) {
        *times += tree->nodes[c].extension == type;
    }
    return *times > 0;
}

// Every extension that has a name comes into every message that can hold one, allowed there or not; and leaves it, and
// stands there twice.
static void any_extension_in_any_message(void **state) {
    (void)state;
    const struct wire_example *e = example(SHK_ENCRYPTED_EXTENSIONS, SHK_TLS13);
    struct shk_mutator how = mutator_of(e);
    struct shk_bytes input = input_of(e);
    bool came[64] = {false}, left = false, twice = false;
    struct shk_tree honest = parse_example(e);
    uint16_t first = honest.nodes[honest.nodes[shk_find(&honest, "extensions")].child].extension;
    for (uint64_t seed = 0; seed < 8 * SEEDS; seed++) {
        struct shk_message_input got;
        struct shk_tree tree;
        size_t times;
        shk_message_input_decode(shk_copy(arena, mutate(&how, seed, input, 4096, shk_view(NULL, 0))), &got);
        if (!shk_parse_message(arena, e->layout, got.message, &tree, NULL)) continue;
        for (uint32_t type = 0; type < 64; type++) came[type] |= has_extension(&tree, type, &times);
        if (!has_extension(&tree, first, &times)) left = true;
        if (times > 1) twice = true;
        shk_arena_reset(arena);
        input = input_of(e);
    }
    assert_true(left && twice);
    assert_true(came[SHK_EXT_KEY_SHARE] && came[SHK_EXT_COOKIE] && came[SHK_EXT_PRE_SHARED_KEY]);
    assert_true(came[SHK_EXT_EARLY_DATA] && came[SHK_EXT_OID_FILTERS] && came[SHK_EXT_ALPN]);
}

static void numbers_come_from_their_registry(void **state) {
    (void)state;
    const struct wire_example *e = example(SHK_SERVER_HELLO, SHK_TLS13);
    struct shk_mutator how = mutator_of(e);
    struct shk_bytes input = input_of(e);
    size_t spoken = 0, other = 0;
    struct shk_tree before = parse_example(e);
    uint32_t honest = shk_number(&before, "cipher_suite");
    for (uint64_t seed = 0; seed < 3 * SEEDS; seed++) {
        struct shk_message_input got;
        struct shk_tree tree;
        shk_message_input_decode(shk_copy(arena, mutate(&how, seed, input, 4096, shk_view(NULL, 0))), &got);
        if (!shk_parse_message(arena, e->layout, got.message, &tree, NULL)) continue;
        uint32_t suite = shk_number(&tree, "cipher_suite");
        if (suite == honest) continue;
        spoken += shk_suite((uint16_t)suite) != NULL;
        other += shk_suite((uint16_t)suite) == NULL;
    }
    assert_true(spoken > other && other > 0);
}

static bool contains(struct shk_bytes hay, const char *needle) {
    return memmem(hay.data, hay.len, needle, strlen(needle)) != NULL;
}

// A field of the donor takes the place of one of the same type; the result still has its form.
static void fields_are_borrowed(void **state) {
    (void)state;
    const struct wire_example *e = example(SHK_NEW_SESSION_TICKET, SHK_TLS13);
    struct shk_mutator how = mutator_of(e);
    struct shk_bytes input = input_of(e);
    struct shk_tree other = parse_example(e);
    assert_true(shk_tree_splice(&other, shk_find(&other, "ticket"), SHK_PART_VALUE, 0, SIZE_MAX,
                                shk_text("the ticket of another"), true));
    struct shk_buf donor = shk_buf_in(arena);
    shk_put(&donor, shk_slice(input, 0, SHK_MESSAGE_INPUT_HEADER));
    shk_put_uint(&donor, 1, 4);
    shk_put_vector(&donor, 3, shk_buf_view(&other.bytes));
    size_t mutated = 0, crossed = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct shk_rng rng;
        mutated += contains(mutate(&how, seed, input, 4096, shk_buf_view(&donor)), "the ticket of another");
        shk_rng_seed(&rng, seed);
        size_t len = shk_mutate_cross(&how, &rng, input, shk_buf_view(&donor), room, 4096);
        crossed += contains(shk_view(room, len), "the ticket of another");
    }
    assert_in_range(mutated, SEEDS / 100, SEEDS);
    assert_in_range(crossed, SEEDS / 20, SEEDS);
}

static void scenarios_vary(void **state) {
    (void)state;
    const struct wire_example *e = example(SHK_CERTIFICATE_REQUEST, SHK_TLS13);
    struct shk_mutator how = mutator_of(e);
    struct shk_bytes input = input_of(e);
    uint32_t seen = 0;
    how.flow = SHK_FLOW_TLS13;
    how.features = SHK_CLIENT_AUTH;
    for (uint64_t seed = 0; seed < 4 * SEEDS; seed++) {
        struct shk_message_input got;
        shk_message_input_decode(mutate(&how, seed, input, 4096, shk_view(NULL, 0)), &got);
        seen |= got.plan.features;
    }
    assert_true((seen & SHK_PSK) != 0 && (seen & SHK_RETRY) != 0 && (seen & SHK_COMPRESSION) != 0);
}

// --- Plans -----------------------------------------------------------------------------------------------------------

static struct shk_bytes honest_plan(void) {
    struct shk_plan plan = {.flow = SHK_FLOW_TLS13};
    struct shk_buf out = shk_buf_in(arena);
    shk_plan_encode(&plan, &out);
    return shk_buf_view(&out);
}

static void every_kind_of_edit(void **state) {
    (void)state;
    struct shk_mutator how = {.form = SHK_MUTATOR_PLAN, .writer = SHK_CLIENT, .arena = work};
    uint32_t kinds = 0;
    size_t found = 0, fields = 0;
    struct shk_tree hello = parse_example(example(SHK_CLIENT_HELLO, SHK_TLS13));
    struct shk_bytes from = honest_plan();
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct shk_plan plan, again;
        shk_plan_decode(arena, shk_copy(arena, mutate(&how, seed, from, 4096, shk_view(NULL, 0))), &plan);
        struct shk_buf out = shk_buf_in(arena);
        shk_plan_encode(&plan, &out);
        shk_plan_decode(arena, shk_buf_view(&out), &again);
        assert_true(shk_plan_equal(&plan, &again));
        for (size_t i = 0; i < plan.edit_count; i++) {
            const struct shk_edit *edit = &plan.edits[i];
            kinds |= 1u << edit->kind;
            if (edit->kind != SHK_EDIT_FIELD || edit->message != SHK_CLIENT_HELLO) continue;
            fields++;
            found += shk_find(&hello, edit->path) != SHK_NO_NODE;
        }
    }
    assert_int_equal(kinds, (1u << (SHK_EDIT_STOP + 1)) - 2);
    assert_true(fields > 20 && found * 2 > fields); // paths lead somewhere, mostly
}

static void record_targets_edit_records(void **state) {
    (void)state;
    struct shk_mutator how = {.form = SHK_MUTATOR_RECORD, .writer = SHK_SERVER, .arena = work};
    struct shk_bytes from = honest_plan();
    size_t records = 0, others = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct shk_plan plan;
        shk_plan_decode(arena, shk_copy(arena, mutate(&how, seed, from, 4096, shk_view(NULL, 0))), &plan);
        for (size_t i = 0; i < plan.edit_count; i++) {
            bool record = plan.edits[i].kind == SHK_EDIT_RECORD || plan.edits[i].kind == SHK_EDIT_KEYS;
            records += record;
            others += !record; // plain havoc may make them
        }
    }
    assert_true(records > SEEDS / 2 && others < SEEDS / 50);
}

static void plans_fit_their_room(void **state) {
    (void)state;
    struct shk_mutator how = {.form = SHK_MUTATOR_PLAN, .arena = work};
    struct shk_bytes from = honest_plan();
    for (uint64_t seed = 0; seed < SEEDS; seed++) from = shk_copy(arena, mutate(&how, seed, from, 200, from));
    assert_true(from.len <= 200);
}

// --- Certificates ----------------------------------------------------------------------------------------------------

static void certificates_are_edited_as_der(void **state) {
    (void)state;
    struct shk_buf der = shk_buf_in(arena), chain = shk_buf_in(arena);
    size_t outer = shk_der_open(&der, SHK_DER_SEQUENCE);
    for (unsigned i = 0; i < 6; i++) {
        size_t inner = shk_der_open(&der, SHK_DER_SEQUENCE);
        shk_der_put_uint(&der, 1000 + i);
        shk_der_put_text(&der, SHK_DER_UTF8_STRING, "a name");
        shk_der_close(&der, inner);
    }
    shk_der_close(&der, outer);
    shk_put_fill(&chain, 0, SHK_MESSAGE_INPUT_HEADER);
    shk_put_vector(&chain, 3, shk_buf_view(&der));
    struct shk_mutator how = {.form = SHK_MUTATOR_CHAIN, .arena = work};
    size_t whole = 0, broken = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct shk_bytes got = mutate(&how, seed, shk_buf_view(&chain), 4096, shk_view(NULL, 0));
        struct shk_reader r = shk_read(shk_slice(got, SHK_MESSAGE_INPUT_HEADER, SIZE_MAX));
        struct shk_bytes certificate;
        struct shk_der tlv;
        if (!shk_take_vector(&r, 3, &certificate)) continue;
        struct shk_reader inside = shk_read(certificate);
        bool good = shk_der_next(&inside, &tlv) && inside.len == 0;
        whole += good;
        broken += !good;
    }
    assert_in_range(whole, SEEDS / 3, SEEDS);
    assert_in_range(broken, SEEDS / 50, SEEDS);
}

// --- Trimming --------------------------------------------------------------------------------------------------------

// Everything goes that leaves a key_share in the message.
static bool interesting(const struct wire_example *e, struct shk_bytes input) {
    struct shk_message_input got;
    struct shk_tree tree;
    shk_message_input_decode(input, &got);
    return shk_parse_message(arena, e->layout, got.message, &tree, NULL) && shk_has(&tree, "extensions.key_share");
}

static void trimming_keeps_what_matters(void **state) {
    (void)state;
    const struct wire_example *e = example(SHK_CLIENT_HELLO, SHK_TLS13);
    struct shk_mutator how = mutator_of(e);
    struct shk_bytes kept = input_of(e);
    size_t before = kept.len, steps = shk_trim_steps(&how, kept);
    assert_true(steps > 20);
    for (size_t step = 0, done = 0; step < steps; done++) {
        assert_true(done < 1000);
        struct shk_bytes smaller = shk_copy(arena, shk_trim(&how, kept, step));
        if (smaller.len < kept.len && interesting(e, smaller)) {
            kept = smaller;
            steps = shk_trim_steps(&how, kept);
        } else {
            step++;
        }
    }
    assert_true(interesting(e, kept) && kept.len < before / 4);
}

static void trimming_drops_edits(void **state) {
    (void)state;
    struct shk_plan plan;
    struct shk_error err;
    struct shk_buf out = shk_buf_in(arena);
    struct shk_mutator how = {.form = SHK_MUTATOR_PLAN, .arena = work};
    assert_true(shk_plan_read(arena, "flow tls13; omit finished; repeat finished; omit certificate", &plan, &err));
    shk_plan_encode(&plan, &out);
    assert_int_equal(shk_trim_steps(&how, shk_buf_view(&out)), 6);
    shk_plan_decode(arena, shk_copy(arena, shk_trim(&how, shk_buf_view(&out), 1)), &plan);
    assert_int_equal(plan.edit_count, 2);
    assert_int_equal(plan.edits[1].message, SHK_CERTIFICATE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(repeats_and_stays_in_its_room, open_work, close_work),
        cmocka_unit_test_setup_teardown(always_changes_something, open_work, close_work),
        cmocka_unit_test_setup_teardown(lengths_are_repaired_or_not, open_work, close_work),
        cmocka_unit_test_setup_teardown(any_extension_in_any_message, open_work, close_work),
        cmocka_unit_test_setup_teardown(numbers_come_from_their_registry, open_work, close_work),
        cmocka_unit_test_setup_teardown(fields_are_borrowed, open_work, close_work),
        cmocka_unit_test_setup_teardown(scenarios_vary, open_work, close_work),
        cmocka_unit_test_setup_teardown(every_kind_of_edit, open_work, close_work),
        cmocka_unit_test_setup_teardown(record_targets_edit_records, open_work, close_work),
        cmocka_unit_test_setup_teardown(plans_fit_their_room, open_work, close_work),
        cmocka_unit_test_setup_teardown(certificates_are_edited_as_der, open_work, close_work),
        cmocka_unit_test_setup_teardown(trimming_keeps_what_matters, open_work, close_work),
        cmocka_unit_test_setup_teardown(trimming_drops_edits, open_work, close_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
