// Cases out of the certificate zoo. A row gives up to four: of a client and of a server, in TLS 1.3, and once more in TLS 1.2
// where the older version carries it otherwise.
//
//   certificates/client/t-expired-leaf         flow tls13; chain t-expired-leaf; expect rejects certificate_expired ...
//   certificates/server/t-expired-leaf         flow tls13 client-auth; chain t-expired-leaf; expect ... or closes
//   certificates/client/tls12/t-expired-leaf
//
// The alert is judged in steps: the one that the row prefers, or its family, is as expected; another is of the grade
// other-alert, which fails under --strict only. RFC 9846, section 4.5.1.2, lets unsupported_certificate stand for every chain
// that is not acceptable, and section 6.2 general_error where no alert is named. A server may go on and treat the client as
// unauthenticated (RFC 9846, section 4.5.1.3; RFC 5246, section 7.4.6), so closing or a refusal by the application is right.
#include "conformance/certificate_chains.h"

#include <ctype.h>
#include <string.h>

#include "pki/zoo.h"

static const char *const titles[][2] = {
    {"A", "Certificates: controls"},
    {"B", "Certificates: validity and time"},
    {"C", "Certificates: names"},
    {"D", "Certificates: chaining, anchors, lists"},
    {"E", "Certificates: signatures"},
    {"F", "Certificates: public keys"},
    {"G", "Certificates: constraints and usage"},
    {"H", "Certificates: name constraints, policies, extensions"},
    {"I", "Certificates: fields and DER"},
    {"J", "Certificates: CertificateVerify and keys"},
    {"K", "Certificates: revocation and stapling"},
    {"L", "Certificates: compression, raw keys, credentials"},
};

// --- Levels ------------------------------------------------------------------------------------------------------------

// Rows with a verdict that rests on a text which was not at hand when the catalogue was checked, or on a choice. Their failure
// is worth a look, but no MUST was read: SHOULD, and INFORMATION where the row itself says that a SUT may do otherwise.
static const struct {
    const char *row;
    enum shk_level level;
} weaker[] = {
    {"ok-ip4-san", SHK_SHOULD},
    {"ok-ip6-san", SHK_SHOULD},
    {"ok-wild", SHK_SHOULD},
    {"n-no-san-cn", SHK_INFORMATION}, // RFC 6125, section 6.4.4: the common name as a last resort
    {"n-wild-apex", SHK_SHOULD},
    {"n-wild-2labels", SHK_SHOULD},
    {"n-wild-middle", SHK_SHOULD},
    {"n-wild-partial", SHK_INFORMATION}, // RFC 6125, section 6.4.3, rule 3: may match
    {"n-wild-idn", SHK_SHOULD},
    {"n-wild-only", SHK_SHOULD},
    {"n-wild-ip", SHK_SHOULD},
    {"n-wild-double", SHK_SHOULD},
    {"n-ip-as-dns", SHK_SHOULD},
    {"n-ip-cn", SHK_SHOULD},
    {"n-ip-mapped", SHK_SHOULD},
    {"c-empty-list-opt", SHK_INFORMATION},
    {"s-rsa-noparams", SHK_SHOULD},
    {"s-md2", SHK_SHOULD},
    {"s-bb06-e3", SHK_SHOULD},
    {"s-berserk", SHK_SHOULD},
    {"s-pkcs1-shortpad", SHK_SHOULD},
    {"s-rsa-ge-n", SHK_SHOULD},
    {"s-pss-trailer", SHK_SHOULD},
    {"s-pss-noparams", SHK_SHOULD},
    {"s-ed-S-ge-L", SHK_SHOULD},
    {"s-ed-len", SHK_SHOULD},
    {"r-crl-missing", SHK_INFORMATION},
    {"r-sct-malformed", SHK_SHOULD},
    {"z-rpk-wrong", SHK_SHOULD},
    {"z-pin-mismatch", SHK_INFORMATION},
    {"z-pin-match", SHK_INFORMATION},
    {"z-dane", SHK_INFORMATION},
};

static enum shk_level level_of(const struct shk_chain_row *row) {
    if (row->verdict == SHK_CHAIN_EITHER) return SHK_INFORMATION;
    for (size_t i = 0; i < SHK_COUNT(weaker); i++) {
        if (strcmp(weaker[i].row, row->row) == 0) return weaker[i].level;
    }
    return SHK_MUST;
}

// --- Expectations ------------------------------------------------------------------------------------------------------

enum {
    DECRYPT = 51,
    DECODE = 50,
    ILLEGAL = 47,
    GENERAL = 117,
};

struct alerts {
    uint8_t list[SHK_MAX_ALERTS];
    size_t count;
};

static void add(struct alerts *alerts, uint8_t alert) {
    for (size_t i = 0; i < alerts->count; i++) {
        if (alerts->list[i] == alert) return;
    }
    if (alerts->count < SHK_MAX_ALERTS) alerts->list[alerts->count++] = alert;
}

static struct alerts alerts_of(const struct shk_chain_row *row, enum shk_flow flow) {
    static const uint8_t content[] = {43, 42, 46, 48, 45, 44}, wire[] = {ILLEGAL, DECODE, DECRYPT, 43};
    struct alerts alerts = {.count = 0};
    for (size_t i = 0; i < SHK_CHAIN_ALERTS && row->alerts[i] != 0; i++) add(&alerts, row->alerts[i]);
    // What RFC 9846 names is not named for TLS 1.2.
    if (row->flags & SHK_CHAIN_NAMED_ALERT && !(row->rfc == 9846 && flow == SHK_FLOW_TLS12)) return alerts;
    bool on_wire = row->alerts[0] == ILLEGAL || row->alerts[0] == DECODE;
    for (size_t i = 0; i < SHK_COUNT(wire) && on_wire; i++) add(&alerts, wire[i]);
    for (size_t i = 0; i < SHK_COUNT(content) && !on_wire; i++) add(&alerts, content[i]);
    if (row->topic[0] == 'E') add(&alerts, DECRYPT);
    if (flow == SHK_FLOW_TLS13) add(&alerts, GENERAL);
    return alerts;
}

static const char *expectation(struct shk_arena *arena, const struct shk_chain_row *row, enum shk_role role,
                               enum shk_flow flow) {
    if (row->verdict == SHK_CHAIN_ACCEPT) return "continues";
    if (row->verdict == SHK_CHAIN_EITHER) return "rejects any or continues or closes";
    struct alerts alerts = alerts_of(row, flow);
    struct shk_expect expect = {.outcome = SHK_EXPECT_REJECTS, .alert_count = (uint8_t)alerts.count};
    memcpy(expect.alerts, alerts.list, alerts.count);
    // In TLS 1.2 the certificate alerts are not always fatal, so closing alone breaks no MUST (RFC 5246, section 7.2.2).
    if (role == SHK_SERVER || flow == SHK_FLOW_TLS12) expect.flags = SHK_OR_CLOSES;
    if (role == SHK_CLIENT) expect.flags |= SHK_OR_LEAVES;
    struct shk_buf text = shk_buf_in(arena);
    shk_expect_write(&expect, &text);
    shk_put_uint(&text, 1, 0);
    return (const char *)text.data;
}

// --- Cases -------------------------------------------------------------------------------------------------------------

static bool has_word(const char *words, const char *word) {
    size_t len = strlen(word);
    for (const char *at = words; at != NULL && (at = strstr(at, word)) != NULL; at += len) {
        bool begins = at == words || at[-1] == ' ';
        if (begins && (at[len] == ' ' || at[len] == '\0')) return true;
    }
    return false;
}

// TLS 1.2 hands the same chain to the same verifier; these rows show that it does, or are about what it carries otherwise.
static bool also_in_tls12(const struct shk_chain_row *row) {
    static const char *const rows[] = {
        "ok-ec",
        "ok-rsa",
        "ok-rsapss-key",
        "ok-ed25519",
        "ok-root-in-chain",
        "t-expired-leaf",
        "t-future-leaf",
        "n-mismatch",
        "n-nul",
        "c-self-signed",
        "c-untrusted-root",
        "c-missing-int",
        "c-leaf-last",
        "s-flip",
        "s-md5",
        "k-offcurve",
        "b-ca-false",
        "b-eku-client",
        "b-eku-server",
        "b-ku-leaf-nodsig",
        "nc-permit-dns-bad",
        "x-unknown-crit-leaf",
        "d-garbage",
        "d-trailing",
        "ok-clientauth",
    };
    for (size_t i = 0; i < SHK_COUNT(rows); i++) {
        if (strcmp(rows[i], row->row) == 0) return true;
    }
    return has_word(row->needs, "status-request");
}

static const char *sentence(struct shk_arena *arena, const struct shk_chain_row *row, enum shk_role role) {
    static const char *const verbs[] = {
        [SHK_CHAIN_REJECT] = "refuses", [SHK_CHAIN_ACCEPT] = "accepts", [SHK_CHAIN_EITHER] = "refuses or accepts"};
    char *says = shk_strdup(arena, row->says);
    if (islower((unsigned char)says[0]) == 0 && islower((unsigned char)says[1])) says[0] = (char)tolower(says[0]);
    return shk_format(arena, "A %s %s this chain: %s", shk_role_name(role), verbs[row->verdict], says);
}

static const char *id_of(struct shk_arena *arena, const struct shk_chain_row *row, enum shk_role role, bool tls12) {
    char *id = shk_format(arena, "certificates/%s/%s%s", shk_role_name(role), tls12 ? "tls12/" : "", row->name);
    for (char *c = id; *c != '\0'; c++) *c = (char)tolower((unsigned char)*c);
    return id;
}

// What a chain asks of the handshake around it.
static const char *features(const struct shk_chain_row *row) {
    static const char *const words[][2] = {
        {"status-request", " ocsp"},
        {"raw-keys", " raw-keys"},
        {"delegated-credential", " extras"},
        {"next-host", " psk"},
    };
    for (size_t i = 0; i < SHK_COUNT(words); i++) {
        if (has_word(row->needs, words[i][0])) return words[i][1];
    }
    return "";
}

static struct shk_case make_case(struct shk_arena *arena, const struct shk_chain_row *row, enum shk_role role,
                                 enum shk_flow flow) {
    bool tls12 = flow == SHK_FLOW_TLS12;
    bool named = row->flags & SHK_CHAIN_NAMED_ALERT && !(row->rfc == 9846 && tls12);
    return (struct shk_case){
        .id = id_of(arena, row, role, tls12),
        .row = row->row,
        .cite = {row->rfc, row->section},
        .asks = sentence(arena, row, role),
        .level = level_of(row),
        .tests = role,
        .plan = shk_format(arena, "flow %s%s%s%s; chain %s; expect %s", shk_flow_name(flow),
                           role == SHK_SERVER ? " client-auth" : "", features(row),
                           has_word(row->needs, "rsa-kx") ? "; kx rsa" : "", row->name,
                           expectation(arena, row, role, flow)),
        .needs = row->needs,
        .flags = named ? SHK_NAMED_ALERT : 0,
    };
}

static size_t make_cases(struct shk_arena *arena, const struct shk_chain_row *row, struct shk_case *out) {
    size_t count = 0;
    bool only12 = has_word(row->needs, "tls12") || has_word(row->needs, "rsa-kx");
    bool only13 = has_word(row->needs, "tls13");
    for (enum shk_role role = SHK_CLIENT; role <= SHK_SERVER; role++) {
        if ((row->sides & role) == 0) continue;
        if (!only12) out[count++] = make_case(arena, row, role, SHK_FLOW_TLS13);
        if (only12 || (!only13 && also_in_tls12(row))) out[count++] = make_case(arena, row, role, SHK_FLOW_TLS12);
    }
    return count;
}

const struct shk_case_table *shk_chain_tables(struct shk_arena *arena, size_t *count) {
    size_t row_count;
    const struct shk_chain_row *rows = shk_chain_rows(&row_count);
    struct shk_case_table *tables = shk_alloc(arena, SHK_COUNT(titles) * sizeof(*tables));
    *count = 0;
    for (size_t t = 0; t < SHK_COUNT(titles); t++) {
        struct shk_case *cases = shk_alloc(arena, 4 * row_count * sizeof(*cases));
        size_t made = 0;
        for (size_t i = 0; i < row_count; i++) {
            if (strcmp(rows[i].topic, titles[t][0]) == 0) made += make_cases(arena, &rows[i], &cases[made]);
        }
        if (made == 0) continue;
        tables[(*count)++] =
            (struct shk_case_table){.topic = titles[t][0], .title = titles[t][1], .cases = cases, .count = made};
    }
    return tables;
}
