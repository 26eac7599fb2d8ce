// Each report form on one small run with every kind of result and with hostile text in every place: the shape that
// CLI.md promises, and nothing of the SUT that could break or steer the form.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/trace_words.h"
#include "trace/report.h"

#define HOSTILE "a<b>&\"'\x1b[31m\xff\x01;#%%--end\nsequenceDiagram ]]>"

static struct shk_arena *arena;
static struct shk_trace trace;
static struct shk_verdict verdict;
static struct shk_result results[6];
static const struct shk_found features[] = {{"tls13", "yes"}, {"psk", "no"}, {"groups", "x25519 secp256r1"}};
static struct shk_report report;

static int make_report(void **state) {
    (void)state;
    arena = shk_arena_new();
    trace_from_words(&trace, arena, SHK_CLIENT,
                     "1.3 connect >ch <sh <ee <cert <cv <fin dev >fin* complete <fatal:decode_error closed");
    trace.events[4].data = shk_text("0123456789"); // a certificate that holds something
    struct shk_expect expect = {.outcome = SHK_EXPECT_REJECTS, .alerts = {SHK_ALERT_DECRYPT_ERROR}, .alert_count = 1};
    shk_judge(arena, &expect, &trace, NULL, &verdict);
    for (int i = 0; i < SHK_RESULT_COUNT; i++) {
        results[i] = (struct shk_result){
            .id = shk_format(arena, "tls13/finished/case-%d", i),
            .row = "FIN-01",
            .topic = i < 4 ? "FIN" : HOSTILE,
            .title = "A server refuses a Finished that does not verify.",
            .rfc = 9846,
            .section = "4.5.3",
            .level = i == 2 ? "should" : "must",
            .side = "server",
            .tls = "1.3",
            .result = (enum shk_outcome_class)i,
            .grade = i == SHK_PASS || i == SHK_XPASS ? SHK_GRADE_AS_EXPECTED : SHK_GRADE_OTHER_ALERT,
            .expected = "rejects decrypt_error",
            .observed = i == SHK_FAIL ? HOSTILE : "fatal decode_error",
            .reason = i == SHK_PASS ? "" : HOSTILE,
            .duration_us = 1500,
            .plan = "flow tls13\nedit finished.verify_data flip-bit 0\nexpect rejects decrypt_error\n",
            .command = "shakedown server localhost:4433 --filter 'tls13/finished/case'",
            .trace = i == SHK_FAIL ? &trace : NULL,
            .verdict = i == SHK_FAIL ? &verdict : NULL,
        };
    }
    report = (struct shk_report){
        .version = "0.1",
        .sut = HOSTILE,
        .role = "server",
        .started = 1785585600, // 2026-08-01T12:00:00Z
        .duration_us = 2500000,
        .seed = 7,
        .features = features,
        .feature_count = SHK_COUNT(features),
        .controls = results,
        .control_count = 1,
        .results = results,
        .result_count = SHK_RESULT_COUNT,
    };
    return 0;
}

static int free_report(void **state) {
    (void)state;
    shk_arena_free(arena);
    return 0;
}

static const char *render(shk_render *form) {
    struct shk_buf out = shk_buf_in(arena);
    struct shk_error err = {""};
    if (!form(&report, &out, &err)) fail_msg("%s", err.text);
    shk_put_uint(&out, 1, 0);
    return (const char *)out.data;
}

// --- JSON and SARIF --------------------------------------------------------------------------------------------------

static json_t *load(const char *text) {
    json_error_t error;
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) fail_msg("line %d: %s", error.line, error.text);
    return root;
}

static void string_is(const json_t *o, const char *key, const char *value) {
    const char *text = json_string_value(json_object_get(o, key));
    if (text == NULL || strcmp(text, value) != 0)
        fail_msg("%s is %s, not %s", key, text != NULL ? text : "null", value);
}

static void test_json(void **state) {
    (void)state;
    json_t *root = load(render(shk_report_json));
    assert_int_equal(json_integer_value(json_object_get(root, "schema")), SHK_REPORT_SCHEMA);
    string_is(root, "version", "0.1");
    string_is(root, "role", "server");
    string_is(root, "started", "2026-08-01T12:00:00Z");
    assert_true(json_real_value(json_object_get(root, "duration_ms")) == 2500.0);
    assert_int_equal(json_integer_value(json_object_get(root, "seed")), 7);
    assert_true(json_is_string(json_object_get(root, "sut")));

    json_t *found = json_object_get(root, "features");
    assert_true(json_is_true(json_object_get(found, "tls13")));
    assert_true(json_is_false(json_object_get(found, "psk")));
    string_is(found, "groups", "x25519 secp256r1");
    assert_int_equal(json_array_size(json_object_get(root, "controls")), 1);

    json_t *counts = json_object_get(root, "counts");
    assert_int_equal(json_integer_value(json_object_get(counts, "total")), 6);
    assert_int_equal(json_object_size(json_object_get(counts, "result")), SHK_RESULT_COUNT);
    assert_int_equal(json_object_size(json_object_get(counts, "grade")), SHK_GRADE_COUNT);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(counts, "grade"), "other-alert")), 4);

    static const char *const strings[] = {"id",    "row",    "section", "level",    "side",     "tls",
                                          "title", "result", "grade",   "expected", "observed", "plan"};
    json_t *list = json_object_get(root, "results");
    assert_int_equal(json_array_size(list), 6);
    for (size_t i = 0; i < 6; i++) {
        json_t *r = json_array_get(list, i);
        for (size_t k = 0; k < SHK_COUNT(strings); k++) assert_true(json_is_string(json_object_get(r, strings[k])));
        assert_int_equal(json_integer_value(json_object_get(r, "rfc")), 9846);
        assert_true(json_real_value(json_object_get(r, "duration_ms")) == 1.5);
        assert_true(i == 0 ? json_is_null(json_object_get(r, "reason")) : json_is_string(json_object_get(r, "reason")));
        string_is(r, "result", shk_result_name((enum shk_outcome_class)i));
    }
    json_decref(root);
}

static void test_sarif(void **state) {
    (void)state;
    json_t *root = load(render(shk_report_sarif));
    string_is(root, "version", "2.1.0");
    json_t *run = json_array_get(json_object_get(root, "runs"), 0);
    json_t *list = json_object_get(run, "results");
    json_t *rules = json_object_get(json_object_get(json_object_get(run, "tool"), "driver"), "rules");
    assert_int_equal(json_array_size(list), 4); // fail, xfail, xpass, error
    assert_int_equal(json_array_size(rules), 4);
    string_is(json_array_get(list, 0), "level", "error");
    assert_null(json_object_get(json_array_get(list, 0), "suppressions"));
    assert_non_null(json_object_get(json_array_get(list, 1), "suppressions"));
    string_is(json_array_get(rules, 0), "helpUri", "https://www.rfc-editor.org/rfc/rfc9846.html#section-4.5.3");
    json_decref(root);
}

// --- JUnit, HTML, TAP ------------------------------------------------------------------------------------------------

// No raw control character, and where it counts no markup of the SUT. Whether it is well-formed is xmllint's business (e2e/reports.sh).
static void expect_clean(const char *text) {
    for (const char *c = text; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 && *c != '\n') fail_msg("control character %d", *c);
    }
}

static void expect_no_markup(const char *text) {
    expect_clean(text);
    assert_null(strstr(text, "a<b>"));
}

static size_t count_of(const char *text, const char *what) {
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, what)) != NULL; at += strlen(what)) count++;
    return count;
}

static void test_junit(void **state) {
    (void)state;
    const char *text = render(shk_report_junit);
    expect_no_markup(text);
    assert_int_equal(count_of(text, "<testsuite "), 2);
    assert_int_equal(count_of(text, "<testcase "), 6);
    assert_int_equal(count_of(text, "<failure "), 2); // fail and xpass
    assert_int_equal(count_of(text, "<error "), 1);
    assert_int_equal(count_of(text, "<skipped "), 2); // skip and xfail
    assert_non_null(strstr(text, "tests=\"6\" failures=\"2\" errors=\"1\" skipped=\"2\" time=\"2.500000\""));
    assert_non_null(strstr(text, "timestamp=\"2026-08-01T12:00:00\""));
    assert_non_null(strstr(text, "flip-bit 0&#10;"));
}

static void test_html(void **state) {
    (void)state;
    const char *text = render(shk_report_html);
    expect_no_markup(text);
    assert_null(strstr(text, "http://"));
    assert_null(strstr(text, "https://"));
    assert_null(strstr(text, "<script"));
    assert_int_equal(count_of(text, "<details"), count_of(text, "</details>"));
    assert_non_null(strstr(text, "<li class=bad>"));
    assert_non_null(strstr(text, "<li class=dev>"));
}

static void test_tap(void **state) {
    (void)state;
    const char *text = render(shk_report_tap);
    expect_clean(text);
    assert_non_null(strstr(text, "TAP version 14\n1..6\nok 1 - tls13/finished/case-0\n"));
    assert_int_equal(count_of(text, "\nnot ok "), 4);
    assert_int_equal(count_of(text, " # TODO "), 1);
    assert_int_equal(count_of(text, " # SKIP "), 1);
    assert_non_null(strstr(text, "\nnot ok 4 - tls13/finished/case-3\n")); // an unexpected pass fails
}

// --- Terminal --------------------------------------------------------------------------------------------------------

static void test_text(void **state) {
    (void)state;
    struct shk_text_style plain = {.color = false};
    struct shk_buf out = shk_buf_in(arena);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(shk_text_has_line(&results[i], plain), i == SHK_FAIL || i == SHK_XPASS || i == SHK_ERROR);
        shk_text_line(&results[i], plain, &out);
    }
    shk_text_summary(&report, plain, &out);
    shk_put_uint(&out, 1, 0);
    const char *text = (const char *)out.data;
    assert_null(strchr(text, '\x1b'));
    assert_non_null(strstr(text, "PASS  tls13/finished/case-0\n"));
    assert_non_null(strstr(text, "\\x1b[31m"));
    assert_non_null(strstr(text, "  sent      edit finished.verify_data flip-bit 0\n"));
    assert_non_null(strstr(text, "  expected  rejects decrypt_error\n"));
    assert_non_null(strstr(text, "  replay    shakedown server localhost:4433"));
    assert_non_null(strstr(text, "RFC 9846 section 4.5.3, MUST (FIN-01)"));
    assert_non_null(strstr(text, "  FIN"));
    assert_non_null(strstr(text, "2 of 6 cases as expected, 3 not, 1 known failure, 1 skipped (2.5 s)\n"));

    struct shk_text_style color = {.color = true, .quiet = true};
    struct shk_buf painted = shk_buf_in(arena);
    shk_text_summary(&report, color, &painted);
    shk_put_uint(&painted, 1, 0);
    assert_non_null(strchr((const char *)painted.data, '\x1b'));
    assert_null(strstr((const char *)painted.data, "replay"));
}

static void test_color(void **state) {
    (void)state;
    int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    assert_true(shk_color_wanted(SHK_COLOR_ALWAYS, fd));
    assert_false(shk_color_wanted(SHK_COLOR_NEVER, fd));
    assert_false(shk_color_wanted(SHK_COLOR_AUTO, fd));
    close(fd);
}

// --- Mermaid ---------------------------------------------------------------------------------------------------------

static const char *draw(const struct shk_result *result) {
    struct shk_buf out = shk_buf_in(arena);
    shk_mermaid(&trace, result, "my <server>;", &out);
    shk_put_uint(&out, 1, 0);
    return (const char *)out.data;
}

static void test_mermaid(void **state) {
    (void)state;
    const char *text = draw(&results[SHK_FAIL]);
    expect_no_markup(text);
    assert_int_equal(strncmp(text, "sequenceDiagram\n", 16), 0);
    assert_non_null(
        strstr(text, "participant Peer as Shakedown (client)\n    participant SUT as my #60;server#62;#59; (server)"));
    assert_non_null(strstr(text, "Peer->>SUT: ClientHello\n"));
    assert_non_null(strstr(text, "Peer->>Peer: checks the certificate chain\n"));
    assert_non_null(strstr(text, "Note over Peer,SUT: both derive the session keys\n"));
    assert_non_null(strstr(text, "rect rgb(255, 222, 222)\n    Note over Peer: deviation: the edit\n"));
    assert_non_null(strstr(text, "Peer->>SUT: Finished (edited)\n"));
    assert_non_null(strstr(text, "alt expected\n    SUT-->>Peer: rejects decrypt_error\n"
                                 "    else observed\n    SUT->>Peer: Alert (fatal) decode_error\n"));
    assert_int_equal(count_of(text, "    end\n"), 2);
    assert_non_null(strstr(text, "SUT--xPeer: closes the connection\n"));
    // As expected: green, and nothing beside it.
    struct shk_result good = results[SHK_FAIL];
    struct shk_verdict right = verdict;
    right.grade = SHK_GRADE_AS_EXPECTED;
    good.verdict = &right;
    text = draw(&good);
    assert_non_null(strstr(text, "rect rgb(222, 245, 222)\n"));
    assert_null(strstr(text, "alt "));
    assert_int_equal(count_of(text, "    end\n"), 1);

    // Nothing came: the marks stand at the end.
    struct shk_verdict none = verdict;
    none.reaction = SIZE_MAX;
    good.verdict = &none;
    text = draw(&good);
    assert_int_equal(count_of(text, "    end\n"), 2);

    assert_null(strstr(draw(NULL), "rect"));
}

// "1.3 connect", then the words `times` times over, then a fatal alert, drawn.
static const char *draw_long(const char *words, size_t times, const struct shk_result *result) {
    struct shk_buf text = shk_buf_in(arena), out = shk_buf_in(arena);
    shk_put_text(&text, "1.3 connect dev");
    for (size_t i = 0; i < times; i++) shk_put_text(&text, words);
    shk_put_text(&text, " <fatal:decode_error closed");
    shk_put_uint(&text, 1, 0);
    struct shk_trace t;
    trace_from_words(&t, arena, SHK_CLIENT, (const char *)text.data);
    struct shk_verdict decided = verdict;
    decided.deviation = 1;
    decided.reaction = t.count - 2;
    struct shk_result marked = results[SHK_FAIL];
    marked.verdict = &decided;
    shk_mermaid(&t, result != NULL ? &marked : NULL, "SUT", &out);
    shk_put_uint(&out, 1, 0);
    return (const char *)out.data;
}

static void test_mermaid_is_short(void **state) {
    (void)state;
    const char *text = draw_long(" >ch", 5000, NULL);
    assert_non_null(strstr(text, "Note over Peer: deviation: the edit\n    Peer->>SUT: ClientHello × 5000\n"
                                 "    SUT->>Peer: Alert (fatal) decode_error\n"));
    assert_int_equal(count_of(text, "ClientHello"), 1);
    // What stands apart is not counted together, nor what differs.
    text = draw_long(" >ch <ee", 3, NULL);
    assert_int_equal(count_of(text, "ClientHello\n"), 3);
    assert_null(strstr(text, "×"));
    // The beginning and the reaction are there, the middle is a note.
    text = draw_long(" >ch <ee", 5000, &results[SHK_FAIL]);
    assert_in_range(count_of(text, "\n"), 100, 250);
    assert_non_null(strstr(text, "Note over Peer,SUT: 9801 more events, not drawn\n    alt expected\n"));
    assert_non_null(strstr(text, "else observed\n    SUT->>Peer: Alert (fatal) decode_error\n"));
    assert_int_equal(count_of(text, "    end\n"), 2);
    assert_int_equal(count_of(draw_long(" >ch <ee", 5000, NULL), "more events, not drawn\n"), 1);
}

// --- pcapng and key log ----------------------------------------------------------------------------------------------

static uint32_t le32(struct shk_bytes b, size_t at) {
    assert_true(at + 4 <= b.len);
    return (uint32_t)b.data[at] | (uint32_t)b.data[at + 1] << 8 | (uint32_t)b.data[at + 2] << 16 |
           (uint32_t)b.data[at + 3] << 24;
}

static uint32_t be16(struct shk_bytes b, size_t at) {
    return (uint32_t)b.data[at] << 8 | b.data[at + 1];
}

static uint32_t be32(struct shk_bytes b, size_t at) {
    return be16(b, at) << 16 | be16(b, at + 2);
}

// The sum over a header with a right checksum in it is 0xffff (RFC 1071).
static uint32_t internet_sum(uint32_t total, struct shk_bytes b) {
    for (size_t i = 0; i < b.len; i++) total += (uint32_t)b.data[i] << (i % 2 == 0 ? 8 : 0);
    while (total >> 16 != 0) total = (total & 0xffff) + (total >> 16);
    return total;
}

static void add_bytes(struct shk_trace *t, enum shk_event_kind kind, size_t len) {
    struct shk_buf b = shk_buf_in(arena);
    shk_put_fill(&b, 0x17, len);
    shk_trace_add(t, kind)->data = shk_buf_view(&b);
}

static void test_pcapng(void **state) {
    (void)state;
    struct shk_trace t;
    shk_trace_start(&t, arena, SHK_SERVER); // the SUT is the client here
    const uint8_t random[32] = {1};
    shk_trace_secret(&t, "CLIENT_RANDOM", random, SHK_BYTES(random));
    for (uint8_t c = 1; c <= 2; c++) {
        t.connection = c;
        shk_trace_add(&t, SHK_EVENT_CONNECT);
        add_bytes(&t, SHK_EVENT_RECEIVED, 517);
        add_bytes(&t, SHK_EVENT_SENT, 100001); // odd, and longer than a packet
        add_bytes(&t, SHK_EVENT_RECEIVED, 64);
        shk_trace_add(&t, SHK_EVENT_END)->how = c == 1 ? SHK_END_FIN : SHK_END_RESET;
    }
    struct shk_buf out = shk_buf_in(arena);
    shk_pcapng(&t, "tls13/a case", 1785585600, &out);
    struct shk_bytes file = shk_buf_view(&out);

    uint32_t next[2] = {0, 0}, port = 0; // client, server: the sequence number that is due
    size_t packets = 0, payload = 0, secrets = 0;
    for (size_t at = 0; at < file.len;) {
        uint32_t type = le32(file, at), len = le32(file, at + 4);
        assert_int_equal(len % 4, 0);
        assert_int_equal(len, le32(file, at + len - 4));
        if (at == 0) assert_int_equal(type, 0x0a0d0d0a);
        if (type == 10) {
            assert_int_equal(packets, 0); // before what it decrypts
            assert_int_equal(le32(file, at + 8), 0x544c534b);
            secrets++;
        }
        if (type == 6) {
            uint32_t captured = le32(file, at + 20);
            struct shk_bytes packet = shk_slice(file, at + 28, captured), tcp = shk_slice(packet, 20, captured);
            assert_true(captured <= 65535);
            assert_int_equal(be16(packet, 2), captured);
            assert_int_equal(internet_sum(0, shk_slice(packet, 0, 20)), 0xffff);
            assert_int_equal(internet_sum(internet_sum(6 + captured - 20, shk_slice(packet, 12, 8)), tcp), 0xffff);
            int side = be16(tcp, 0) == 443; // 0: from the client
            uint32_t flags = tcp.data[13], size = captured - 40;
            if (flags & 2 && !side) {
                assert_int_not_equal(be16(tcp, 0), port); // each connection has its own
                port = be16(tcp, 0);
                next[0] = next[1] = 0;
            }
            if (next[side] != 0) assert_int_equal(be32(tcp, 4), next[side]);
            if (flags & 16 && next[!side] != 0) assert_int_equal(be32(tcp, 8), next[!side]);
            next[side] = be32(tcp, 4) + size + ((flags & 3) != 0);
            packets++;
            payload += size;
        }
        at += len;
    }
    assert_int_equal(secrets, 1);
    assert_int_equal(payload, 2 * (517 + 100001 + 64));
    assert_int_equal(packets, (3 + 1 + 4 + 1 + 3) + (3 + 1 + 4 + 1 + 1));
}

static void test_keylog(void **state) {
    (void)state;
    struct shk_trace t;
    shk_trace_start(&t, arena, SHK_CLIENT);
    for (int i = 0; i < 40; i++) {
        uint8_t random[32] = {(uint8_t)(i / 2)};
        shk_trace_secret(&t, "CLIENT_RANDOM", random, SHK_BYTES(random));
    }
    struct shk_result one[2] = {{.id = "a", .trace = &t}, {.id = "b", .trace = &t}};
    struct shk_report with = {.results = one, .result_count = 2};
    struct shk_buf out = shk_buf_in(arena);
    struct shk_error err;
    assert_true(shk_report_keylog(&with, &out, &err));
    shk_put_uint(&out, 1, 0);
    assert_int_equal(count_of((const char *)out.data, "CLIENT_RANDOM "), 20); // each line once
}

// --- Files -----------------------------------------------------------------------------------------------------------

static size_t files_in(const char *folder) {
    char command[300], line[32];
    snprintf(command, sizeof(command), "ls -A '%s' | wc -l", folder);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_non_null(fgets(line, sizeof(line), pipe));
    pclose(pipe);
    return (size_t)strtoul(line, NULL, 10);
}

static void test_write_file(void **state) {
    (void)state;
    char folder[] = "/tmp/shakedown-report-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *path = shk_format(arena, "%s/out.json", folder), *link = shk_format(arena, "%s/link", folder);
    struct shk_error err;
    assert_true(shk_write_file(path, shk_text("one"), &err));
    assert_int_equal(symlink("out.json", link), 0);
    assert_true(shk_write_file(link, shk_text("three"), &err)); // the link stays, its file changes
    struct stat st;
    assert_int_equal(lstat(link, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, 5);
    assert_int_equal(files_in(folder), 2); // no temporary file is left

    assert_true(shk_write_file("/dev/null", shk_text("one"), &err));
    assert_false(shk_write_file("/dev/full", shk_text("one"), &err));
    assert_string_equal(err.text,
                        "cannot write /dev/full: No space left on device; free some space or choose another path");
    assert_false(shk_write_file(folder, shk_text("one"), &err));
    assert_non_null(strstr(err.text, "Is a directory; name a file in it"));
    assert_false(shk_write_file(shk_format(arena, "%s/no/out", folder), shk_text("one"), &err));
    assert_non_null(strstr(err.text, "create the folder first"));

    const char *diagrams = shk_format(arena, "%s/mm", folder);
    assert_true(shk_report_mermaid_dir(&report, diagrams, &err));
    assert_int_equal(files_in(diagrams), 1);
    assert_int_equal(access(shk_format(arena, "%s/tls13-finished-case-1.mmd", diagrams), R_OK), 0);
    assert_false(shk_report_mermaid_dir(&report, shk_format(arena, "%s/no/mm", folder), &err));
    assert_int_equal(system(shk_format(arena, "rm -r '%s'", folder)), 0);
}

// What the e2e script checks with other programs: written where REPORT_TEST_DIR says, if it says so.
static void test_samples(void **state) {
    (void)state;
    const char *folder = getenv("REPORT_TEST_DIR");
    if (folder == NULL) skip();
    static const struct {
        const char *name;
        shk_render *form;
    } forms[] = {{"hostile.xml", shk_report_junit},
                 {"hostile.html", shk_report_html},
                 {"hostile.sarif", shk_report_sarif},
                 {"hostile.json", shk_report_json}};
    struct shk_error err;
    for (size_t i = 0; i < SHK_COUNT(forms); i++) {
        const char *path = shk_format(arena, "%s/%s", folder, forms[i].name);
        if (!shk_report_save(forms[i].form, &report, path, &err)) fail_msg("%s", err.text);
    }
    if (!shk_report_mermaid_dir(&report, folder, &err)) fail_msg("%s", err.text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json),    cmocka_unit_test(test_sarif),   cmocka_unit_test(test_junit),
        cmocka_unit_test(test_html),    cmocka_unit_test(test_tap),     cmocka_unit_test(test_text),
        cmocka_unit_test(test_color),   cmocka_unit_test(test_mermaid), cmocka_unit_test(test_mermaid_is_short),
        cmocka_unit_test(test_pcapng),  cmocka_unit_test(test_keylog),  cmocka_unit_test(test_write_file),
        cmocka_unit_test(test_samples),
    };
    return cmocka_run_group_tests(tests, make_report, free_report);
}
