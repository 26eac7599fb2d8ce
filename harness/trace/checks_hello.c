// Predicates over the contents of the SUT's messages: hellos, key shares, signatures. See checks.c.
#include "trace/checks.h"

#include <string.h>

#define NO_SERVER_HELLO "The SUT sent no ServerHello that parses."
#define NO_CLIENT_HELLO "The SUT sent no ClientHello that parses."

// --- Lists ---------------------------------------------------------------------------------------------------------

#define MAX_LIST 256

struct list {
    uint16_t values[MAX_LIST];
    size_t count;
};

static void put_list(struct list *list, uint16_t value) {
    if (list->count < MAX_LIST) list->values[list->count++] = value;
}

static bool in_list(const struct list *list, uint16_t value) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->values[i] == value) return true;
    }
    return false;
}

static struct list numbers(const struct shk_tree *tree, const char *path) {
    struct list list = {.count = 0};
    struct shk_reader r = shk_read(shk_value(tree, path));
    for (uint32_t value; shk_take_uint(&r, 2, &value);) put_list(&list, (uint16_t)value);
    return list;
}

static struct list offered_groups(const struct shk_tree *hello) {
    return numbers(hello, "extensions.supported_groups.named_group_list");
}

static struct list offered_shares(const struct shk_tree *hello) {
    struct list list = {.count = 0};
    struct shk_reader r = shk_read(shk_value(hello, "extensions.key_share.client_shares"));
    struct shk_bytes share;
    for (uint32_t group; shk_take_uint(&r, 2, &group) && shk_take_vector(&r, 2, &share);) {
        put_list(&list, (uint16_t)group);
    }
    return list;
}

static struct list extension_types(const struct shk_tree *tree) {
    struct list list = {.count = 0};
    struct shk_reader r = shk_read(shk_value(tree, "extensions"));
    struct shk_bytes body;
    for (uint32_t type; shk_take_uint(&r, 2, &type) && shk_take_vector(&r, 2, &body);) put_list(&list, (uint16_t)type);
    return list;
}

static bool first_twice(const struct list *list, uint16_t *value) {
    for (size_t i = 1; i < list->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (list->values[k] == list->values[i]) {
                *value = list->values[i];
                return true;
            }
        }
    }
    return false;
}

static const char *extension_text(struct shk_arena *arena, uint16_t type) {
    const char *name = shk_name(SHK_REG_EXTENSION, type);
    return name != NULL ? name : shk_format(arena, "extension 0x%04x", (unsigned)type);
}

static const char *group_text(struct shk_arena *arena, uint16_t group) {
    const char *name = shk_name(SHK_REG_GROUP, group);
    return name != NULL ? name : shk_format(arena, "group 0x%04x", (unsigned)group);
}

// --- Walking hellos ------------------------------------------------------------------------------------------------

// Next message of that type that the SUT wrote and that parses.
static const struct shk_event *next_parsed(const struct shk_trace *trace, struct shk_arena *arena, size_t *index,
                                           uint8_t message, struct shk_tree *tree) {
    for (const struct shk_event *e; (e = check_next(trace, index, check_sut(trace), message)) != NULL;) {
        if (check_parse(trace, arena, e, tree)) return e;
    }
    return NULL;
}

static bool client_hello_before(const struct shk_trace *trace, struct shk_arena *arena, const struct shk_event *event,
                                struct shk_tree *tree) {
    const struct shk_event *hello = check_before(trace, event, SHK_CLIENT, SHK_CLIENT_HELLO);
    return hello != NULL && check_parse(trace, arena, hello, tree);
}

static uint16_t selected_version(const struct shk_tree *server_hello) {
    const char *path = "extensions.supported_versions.selected_version";
    return (uint16_t)shk_number(server_hello, shk_has(server_hello, path) ? path : "legacy_version");
}

// --- supported_versions and downgrade ------------------------------------------------------------------------------

bool check_server_hello_version(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    size_t i = 0;
    struct shk_tree tree;
    if (next_parsed(trace, arena, &i, SHK_SERVER_HELLO, &tree) == NULL) return check_untold(why, NO_SERVER_HELLO);
    uint32_t legacy = shk_number(&tree, "legacy_version");
    if (!shk_has(&tree, "extensions.supported_versions")) {
        return check_wrong(why, arena, "its ServerHello has no supported_versions (legacy_version is 0x%04x)",
                           (unsigned)legacy);
    }
    uint16_t selected = selected_version(&tree);
    if (selected != SHK_TLS13) {
        return check_wrong(why, arena, "its ServerHello selects version 0x%04x instead of 0x0304", (unsigned)selected);
    }
    if (legacy != SHK_TLS12) {
        return check_wrong(why, arena, "its ServerHello has legacy_version 0x%04x instead of 0x0303", (unsigned)legacy);
    }
    return true;
}

bool check_version_was_offered(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    size_t i = 0;
    struct shk_tree tree, hello;
    const struct shk_event *e = next_parsed(trace, arena, &i, SHK_SERVER_HELLO, &tree);
    if (e == NULL || !client_hello_before(trace, arena, e, &hello)) return check_untold(why, NO_SERVER_HELLO);
    uint16_t selected = selected_version(&tree);
    struct list offered = numbers(&hello, "extensions.supported_versions.versions");
    if (offered.count == 0) put_list(&offered, (uint16_t)shk_number(&hello, "legacy_version"));
    if (in_list(&offered, selected)) return true;
    return check_wrong(why, arena, "it selected version 0x%04x, which was not offered", (unsigned)selected);
}

// RFC 9846, section 4.2.3: "DOWNGRD" and one byte, 1 when TLS 1.2 is negotiated, 0 for anything older.
static int sentinel(const struct shk_tree *server_hello) {
    struct shk_bytes random = shk_value(server_hello, "random");
    if (random.len != 32 || memcmp(random.data + 24, "DOWNGRD", 7) != 0 || random.data[31] > 1) return -1;
    return random.data[31];
}

bool check_downgrade_sentinel(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    size_t i = 0, seen = 0;
    struct shk_tree tree;
    while (next_parsed(trace, arena, &i, SHK_SERVER_HELLO, &tree) != NULL) {
        if (selected_version(&tree) != SHK_TLS12) continue;
        seen++;
        if (sentinel(&tree) != 1) {
            return check_wrong(why, arena, "the random of its ServerHello for TLS 1.2 does not end in DOWNGRD 01");
        }
    }
    return seen != 0 || check_untold(why, "The SUT sent no ServerHello for TLS 1.2.");
}

bool check_no_downgrade_sentinel(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    size_t i = 0, seen = 0;
    struct shk_tree tree;
    for (; next_parsed(trace, arena, &i, SHK_SERVER_HELLO, &tree) != NULL; seen++) {
        if (sentinel(&tree) >= 0) {
            return check_wrong(why, arena, "the random of its ServerHello ends in DOWNGRD %02x without a downgrade",
                               (unsigned)sentinel(&tree));
        }
    }
    return seen != 0 || check_untold(why, NO_SERVER_HELLO);
}

// --- supported_groups and key_share --------------------------------------------------------------------------------

bool check_one_offered_share(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    size_t i = 0, seen = 0;
    struct shk_tree tree, hello;
    for (const struct shk_event *e; (e = next_parsed(trace, arena, &i, SHK_SERVER_HELLO, &tree)) != NULL;) {
        if (selected_version(&tree) != SHK_TLS13 || !client_hello_before(trace, arena, e, &hello)) continue;
        if (!shk_has(&tree, "extensions.key_share")) {
            if (shk_has(&tree, "extensions.pre_shared_key")) continue; // psk_ke
            return check_wrong(why, arena, "its ServerHello has no key_share");
        }
        seen++;
        uint16_t group = (uint16_t)shk_number(&tree, "extensions.key_share.server_share.group");
        struct list shares = offered_shares(&hello), groups = offered_groups(&hello);
        if (!in_list(&shares, group)) {
            return check_wrong(why, arena, "its share is of %s, for which the ClientHello had none",
                               group_text(arena, group));
        }
        if (!in_list(&groups, group)) {
            return check_wrong(why, arena, "its share is of %s, which supported_groups does not list",
                               group_text(arena, group));
        }
    }
    if (seen == 0) return check_untold(why, "The SUT sent no ServerHello for TLS 1.3 with a key share.");
    return true;
}

bool check_fresh_key_share(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    bool server = check_sut(trace) == SHK_SERVER;
    const char *path = server ? "extensions.key_share.server_share.key_exchange"
                              : "extensions.key_share.client_shares[0].key_exchange";
    uint8_t message = server ? SHK_SERVER_HELLO : SHK_CLIENT_HELLO;
    struct shk_bytes shares[16];
    uint8_t connections[16];
    size_t count = 0, i = 0;
    struct shk_tree tree;
    for (const struct shk_event *e; (e = next_parsed(trace, arena, &i, message, &tree)) != NULL && count < 16;) {
        struct shk_bytes share = shk_value(&tree, path);
        if (share.len == 0) continue;
        for (size_t k = 0; k < count; k++) {
            if (connections[k] != e->connection && shk_equal(shares[k], share)) {
                return check_wrong(why, arena, "connections %u and %u use the same key share", (unsigned)connections[k],
                                   (unsigned)e->connection);
            }
        }
        shares[count] = shk_copy(arena, share);
        connections[count++] = e->connection;
    }
    bool several = count != 0 && connections[0] != connections[count - 1];
    return several || check_untold(why, "Fewer than two connections carry a key share of the SUT.");
}

// A server is offered nothing else and has to take it; a client has to offer it.
bool check_mandatory_algorithms(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    size_t i = 0;
    struct shk_tree tree;
    if (check_sut(trace) == SHK_SERVER) {
        const struct shk_event *e = next_parsed(trace, arena, &i, SHK_SERVER_HELLO, &tree);
        if (e == NULL) {
            for (size_t k = 0; k < trace->count; k++) {
                const struct shk_event *alert = &trace->events[k];
                if (alert->kind == SHK_EVENT_ALERT && alert->writer == SHK_SERVER && alert->alert != 0) {
                    return check_wrong(why, arena,
                                       "it refuses a ClientHello with secp256r1 and TLS_AES_128_GCM_SHA256 only (%s)",
                                       shk_alert_name(alert->alert));
                }
            }
            return check_untold(why, NO_SERVER_HELLO);
        }
        uint32_t suite = shk_number(&tree, "cipher_suite");
        uint32_t group = shk_number(&tree, "extensions.key_share.server_share.group");
        if (suite == 0x1301 && group == SHK_GROUP_SECP256R1) return true;
        return check_untold(why, "The SUT chose something else, so that the trace does not tell.");
    }
    if (next_parsed(trace, arena, &i, SHK_CLIENT_HELLO, &tree) == NULL) return check_untold(why, NO_CLIENT_HELLO);
    struct list suites = numbers(&tree, "cipher_suites"), groups = offered_groups(&tree);
    if (!in_list(&suites, 0x1301)) return check_wrong(why, arena, "it does not offer TLS_AES_128_GCM_SHA256");
    if (!in_list(&groups, SHK_GROUP_SECP256R1)) return check_wrong(why, arena, "it does not offer secp256r1");
    return true;
}

bool check_no_duplicate_groups(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    uint8_t message = check_sut(trace) == SHK_SERVER ? SHK_ENCRYPTED_EXTENSIONS : SHK_CLIENT_HELLO;
    size_t i = 0, seen = 0;
    struct shk_tree tree;
    for (; next_parsed(trace, arena, &i, message, &tree) != NULL; seen++) {
        struct list groups = offered_groups(&tree);
        uint16_t twice;
        if (first_twice(&groups, &twice)) {
            return check_wrong(why, arena, "its supported_groups names %s twice", group_text(arena, twice));
        }
    }
    return seen != 0 || check_untold(why, "The SUT sent no message that could hold supported_groups.");
}

bool check_point_formats(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    bool server = check_sut(trace) == SHK_SERVER;
    size_t i = 0, seen = 0;
    struct shk_tree tree, hello;
    uint8_t message = server ? SHK_SERVER_HELLO : SHK_CLIENT_HELLO;
    for (const struct shk_event *e; (e = next_parsed(trace, arena, &i, message, &tree)) != NULL; seen++) {
        if (!shk_has(&tree, "extensions.ec_point_formats")) continue;
        struct shk_bytes formats = shk_value(&tree, "extensions.ec_point_formats.ec_point_format_list");
        if (formats.len == 0 || memchr(formats.data, 0, formats.len) == NULL) {
            return check_wrong(why, arena, "its ec_point_formats does not list uncompressed (0)");
        }
        if (server && client_hello_before(trace, arena, e, &hello) && !shk_has(&hello, "extensions.ec_point_formats")) {
            return check_wrong(why, arena, "its ServerHello has ec_point_formats, which the ClientHello did not have");
        }
    }
    return seen != 0 || check_untold(why, server ? NO_SERVER_HELLO : NO_CLIENT_HELLO);
}

bool check_shares_follow_groups(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    size_t i = 0, seen = 0;
    struct shk_tree tree;
    while (next_parsed(trace, arena, &i, SHK_CLIENT_HELLO, &tree) != NULL) {
        if (!shk_has(&tree, "extensions.key_share")) continue;
        seen++;
        struct list shares = offered_shares(&tree), groups = offered_groups(&tree);
        size_t place = 0;
        for (size_t k = 0; k < shares.count; k++) {
            size_t at = 0;
            while (at < groups.count && groups.values[at] != shares.values[k]) at++;
            const char *group = group_text(arena, shares.values[k]);
            if (at == groups.count)
                return check_wrong(why, arena, "it has a share of %s, which supported_groups does not list", group);
            if (k != 0 && at == place) return check_wrong(why, arena, "it has two shares of %s", group);
            if (k != 0 && at < place)
                return check_wrong(why, arena, "its share of %s is not in the order of supported_groups", group);
            place = at;
        }
    }
    return seen != 0 || check_untold(why, "The SUT sent no ClientHello with key_share.");
}

static bool offers_tls13(const struct shk_tree *hello) {
    struct list versions = numbers(hello, "extensions.supported_versions.versions");
    return in_list(&versions, SHK_TLS13);
}

bool check_no_obsolete_groups(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    size_t i = 0, seen = 0;
    struct shk_tree tree;
    while (next_parsed(trace, arena, &i, SHK_CLIENT_HELLO, &tree) != NULL) {
        if (!offers_tls13(&tree)) continue;
        seen++;
        struct list groups = offered_groups(&tree);
        for (size_t k = 0; k < groups.count; k++) {
            uint16_t g = groups.values[k];
            bool obsolete = (g >= 0x0001 && g <= 0x0016) || (g >= 0x001a && g <= 0x001c) || g == 0xff01 || g == 0xff02;
            if (obsolete) return check_wrong(why, arena, "it offers %s, which is obsolete", group_text(arena, g));
        }
    }
    return seen != 0 || check_untold(why, "The SUT sent no ClientHello that offers TLS 1.3.");
}

// --- ClientHello ---------------------------------------------------------------------------------------------------

bool check_client_hello_form(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    size_t i = 0, seen = 0;
    struct shk_tree tree;
    while (next_parsed(trace, arena, &i, SHK_CLIENT_HELLO, &tree) != NULL) {
        if (!offers_tls13(&tree)) continue;
        seen++;
        uint32_t version = shk_number(&tree, "legacy_version");
        if (version != SHK_TLS12) {
            return check_wrong(why, arena, "its legacy_version is 0x%04x instead of 0x0303", (unsigned)version);
        }
        struct shk_bytes compression = shk_value(&tree, "legacy_compression_methods");
        if (compression.len != 1 || compression.data[0] != 0) {
            return check_wrong(why, arena, "its legacy_compression_methods is not exactly {0}");
        }
        struct list types = extension_types(&tree);
        uint16_t twice;
        if (first_twice(&types, &twice)) {
            return check_wrong(why, arena, "its ClientHello has %s twice", extension_text(arena, twice));
        }
        if (in_list(&types, SHK_EXT_PRE_SHARED_KEY) && types.values[types.count - 1] != SHK_EXT_PRE_SHARED_KEY) {
            return check_wrong(why, arena, "its pre_shared_key is not the last extension");
        }
    }
    return seen != 0 || check_untold(why, "The SUT sent no ClientHello that offers TLS 1.3.");
}

bool check_client_session_id(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    size_t i = 0;
    struct shk_tree tree;
    if (next_parsed(trace, arena, &i, SHK_CLIENT_HELLO, &tree) == NULL) return check_untold(why, NO_CLIENT_HELLO);
    if (!offers_tls13(&tree)) return check_untold(why, "The SUT does not offer TLS 1.3.");
    size_t len = shk_value(&tree, "legacy_session_id").len;
    if (len == 0 || len == 32) return true;
    return check_wrong(why, arena, "its session id has %zu bytes; 32 or none are due", len);
}

bool check_client_hello_extensions(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    static const uint16_t without_psk[] = {SHK_EXT_SIGNATURE_ALGORITHMS, SHK_EXT_SUPPORTED_GROUPS};
    size_t i = 0;
    struct shk_tree tree;
    if (next_parsed(trace, arena, &i, SHK_CLIENT_HELLO, &tree) == NULL) return check_untold(why, NO_CLIENT_HELLO);
    if (!offers_tls13(&tree)) return check_untold(why, "The SUT does not offer TLS 1.3.");
    struct list types = extension_types(&tree);
    for (size_t k = 0; k < SHK_COUNT(without_psk) && !in_list(&types, SHK_EXT_PRE_SHARED_KEY); k++) {
        if (!in_list(&types, without_psk[k])) {
            return check_wrong(why, arena, "its ClientHello has neither %s nor pre_shared_key",
                               extension_text(arena, without_psk[k]));
        }
    }
    if (in_list(&types, SHK_EXT_SUPPORTED_GROUPS) != in_list(&types, SHK_EXT_KEY_SHARE)) {
        return check_wrong(why, arena, "its ClientHello has only one of supported_groups and key_share");
    }
    return true;
}

// By name, so that suites that nobody wrote down here are caught as long as the registry names them.
static const char *weakness(uint16_t suite) {
    static const char *const words[] = {"_RC4_", "_NULL_", "_EXPORT_", "_DES_", "_DES40_", "_RC2_", "_anon_"};
    const char *name = shk_name(SHK_REG_CIPHER_SUITE, suite);
    if (name == NULL || strcmp(name, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV") == 0) return NULL;
    for (size_t i = 0; i < SHK_COUNT(words); i++) {
        if (strstr(name, words[i]) != NULL) return name;
    }
    return NULL;
}

bool check_no_weak_offers(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    enum { TRUNCATED_HMAC = 4 };
    size_t i = 0, seen = 0;
    struct shk_tree tree;
    for (; next_parsed(trace, arena, &i, SHK_CLIENT_HELLO, &tree) != NULL; seen++) {
        struct list suites = numbers(&tree, "cipher_suites");
        for (size_t k = 0; k < suites.count; k++) {
            const char *weak = weakness(suites.values[k]);
            if (weak != NULL) return check_wrong(why, arena, "it offers %s", weak);
        }
        struct list versions = numbers(&tree, "extensions.supported_versions.versions");
        if (versions.count == 0) put_list(&versions, (uint16_t)shk_number(&tree, "legacy_version"));
        for (size_t k = 0; k < versions.count; k++) {
            if (versions.values[k] < SHK_TLS12) {
                return check_wrong(why, arena, "it offers version 0x%04x", (unsigned)versions.values[k]);
            }
        }
        struct list types = extension_types(&tree);
        if (in_list(&types, TRUNCATED_HMAC)) return check_wrong(why, arena, "it offers truncated_hmac");
    }
    return seen != 0 || check_untold(why, NO_CLIENT_HELLO);
}

// --- Signatures ----------------------------------------------------------------------------------------------------

bool check_signature_is_pss(const struct shk_trace *trace, struct shk_arena *arena, const char **why) {
    if (trace->version != SHK_TLS13) return check_untold(why, "TLS 1.3 was not negotiated.");
    size_t i = 0, seen = 0;
    struct shk_tree tree;
    for (; next_parsed(trace, arena, &i, SHK_CERTIFICATE_VERIFY, &tree) != NULL; seen++) {
        uint32_t scheme = shk_number(&tree, "algorithm");
        if (scheme < 0x0800 && (scheme & 0xff) == 0x01) {
            const char *name = shk_name(SHK_REG_SIGNATURE_SCHEME, scheme);
            return check_wrong(why, arena, "its CertificateVerify uses %s", name != NULL ? name : "PKCS #1 v1.5");
        }
    }
    return seen != 0 || check_untold(why, "The SUT sent no CertificateVerify that parses.");
}
