// What a case asks for beyond its control: versions, what the SUT's own messages list, and what has to be set up around it.
//
//   tls13 tls12 no-tls13 no-tls12    the controls tell
//   scheme:NAME                      signature_algorithms of the ClientHello or the CertificateRequest lists it
//   dc-scheme:NAME compression:NAME  delegated_credential, compress_certificate list it
//   certificate-type:NAME            a CertificateRequest of TLS 1.2 lists it
//   authorities                      a CertificateRequest names authorities
//   suite:HEX                        the ClientHello offers it
//   status-request ...               an extension of the ClientHello, of the CertificateRequest for servers
//   session-id                       the ClientHello's is not empty
//   host                             a client that is told whom it speaks to: {name} or {url}, beside {host}
//   next-host                        a client that is told a second name as well: {next-name} or {next-url}
//   address                          a client that is called by an address
//   frozen-clock depth-8 anchor crl  the SUT's clock stands still, ...: so it is in process, elsewhere --have says so
//   rsa-kx raw-keys                  the flow sees to it
//   anything else                    was set up by hand, and is told by --have
#include "run/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pki/zoo.h"

struct question {
    struct shk_run *run;
    const struct shk_case_run *r;
    const char *why; // the sentence when it does not hold
};

// --- What the SUT says of itself ----------------------------------------------------------------------------------------

// The SUT's message of that kind in the case's control.
static bool said(const struct question *q, uint8_t message, struct shk_tree *tree) {
    const struct shk_control *control = q->r->control;
    uint16_t version = control->plan.flow == SHK_FLOW_TLS13 ? SHK_TLS13 : SHK_TLS12;
    struct shk_layout layout = {.message = message, .version = version};
    for (size_t i = control->job.trace.count; i-- > 0;) {
        const struct shk_event *e = &control->job.trace.events[i];
        if (e->kind != SHK_EVENT_MESSAGE || e->message != message || e->writer != q->run->target->role) continue;
        return shk_parse_message(q->run->arena, layout, e->data, tree, NULL);
    }
    return false;
}

static uint8_t offer_of(const struct question *q) {
    return q->run->target->role == SHK_CLIENT ? SHK_CLIENT_HELLO : SHK_CERTIFICATE_REQUEST;
}

static bool lists16(struct shk_bytes list, int32_t wanted) {
    for (size_t i = 0; i + 1 < list.len; i += 2) {
        if ((list.data[i] << 8 | list.data[i + 1]) == wanted) return true;
    }
    return false;
}

static bool lists_scheme(struct question *q, const char *name) {
    struct shk_tree tree;
    int32_t wanted = shk_by_name(SHK_REG_SIGNATURE_SCHEME, name, strlen(name));
    q->why = shk_format(q->run->arena, "the SUT does not list %s in signature_algorithms", name);
    if (wanted < 0 || !said(q, offer_of(q), &tree)) return false;
    struct shk_bytes list = shk_value(&tree, "extensions.signature_algorithms.supported_signature_algorithms");
    if (list.len == 0) list = shk_value(&tree, "supported_signature_algorithms"); // a CertificateRequest of TLS 1.2
    return lists16(list, wanted);
}

// One of several values in an extension of the offer.
static bool lists_value(struct question *q, enum shk_registry registry, const char *path, const char *name) {
    struct shk_tree tree;
    int32_t wanted = shk_by_name(registry, name, strlen(name));
    q->why = shk_format(q->run->arena, "the SUT does not list %s", name);
    return wanted >= 0 && said(q, offer_of(q), &tree) && lists16(shk_value(&tree, path), wanted);
}

static bool lists_certificate_type(struct question *q, const char *name) {
    struct shk_tree tree;
    int32_t wanted = shk_by_name(SHK_REG_CLIENT_CERTIFICATE_TYPE, name, strlen(name));
    q->why = shk_format(q->run->arena, "the SUT does not ask for certificates of type %s", name);
    if (wanted < 0 || !said(q, SHK_CERTIFICATE_REQUEST, &tree)) return false;
    struct shk_bytes types = shk_value(&tree, "certificate_types");
    return types.len > 0 && memchr(types.data, wanted, types.len) != NULL;
}

static bool names_authorities(struct question *q) {
    struct shk_tree tree;
    q->why = "the SUT names no authorities in its CertificateRequest";
    if (!said(q, SHK_CERTIFICATE_REQUEST, &tree)) return false;
    return shk_value(&tree, "extensions.certificate_authorities.authorities").len > 0;
}

// A suite by its number in hexadecimal, which also says it of those that the registry has no name for.
static bool offers_suite(struct question *q, const char *hex) {
    struct shk_tree tree;
    unsigned long suite = strtoul(hex, NULL, 16);
    q->why = shk_format(q->run->arena, "the SUT does not offer the suite 0x%s", hex);
    if (!said(q, SHK_CLIENT_HELLO, &tree)) return false;
    struct shk_bytes list = shk_value(&tree, "cipher_suites");
    for (size_t i = 0; i + 1 < list.len; i += 2) {
        if ((unsigned long)(list.data[i] << 8 | list.data[i + 1]) == suite) return true;
    }
    return false;
}

static bool shows_extension(struct question *q, const char *name) {
    struct shk_tree tree;
    q->why = shk_format(q->run->arena, "the SUT does not send %s", name);
    return said(q, offer_of(q), &tree) && shk_has(&tree, shk_format(q->run->arena, "extensions.%s", name));
}

static bool shows_session_id(struct question *q) {
    struct shk_tree tree;
    q->why = "the SUT sends an empty session id";
    return said(q, SHK_CLIENT_HELLO, &tree) && shk_value(&tree, "legacy_session_id").len > 0;
}

// --- What was set up around it ------------------------------------------------------------------------------------------

static bool command_has(const struct shk_target *target, const char *text) {
    for (size_t i = 0; target->command[i] != NULL; i++) {
        if (strstr(target->command[i], text) != NULL) return true;
    }
    return false;
}

static bool takes_a_name(struct question *q) {
    const struct shk_target *target = q->run->target;
    if (target->kind != SHK_TARGET_COMMAND) return target->kind == SHK_TARGET_MEMORY;
    q->why =
        "the client's command line does not tell it whom to expect ({name} or {url}) apart from where to connect ({host})";
    return command_has(target, "{host}") && (command_has(target, "{name}") || command_has(target, "{url}"));
}

static bool takes_two_names(struct question *q) {
    if (!takes_a_name(q)) return false;
    q->why =
        "the client's command line does not take it to a second name ({next-name} or {next-url}) with what it remembers";
    if (q->run->target->kind == SHK_TARGET_MEMORY) return true;
    return command_has(q->run->target, "{next-name}") || command_has(q->run->target, "{next-url}");
}

static bool takes_an_address(struct question *q) {
    struct shk_chain chain;
    struct shk_error err;
    const struct shk_target *target = q->run->target;
    const struct shk_chain_row *row = q->r->plan.chain != NULL ? shk_chain_find(q->r->plan.chain) : NULL;
    const char *name = target->server_name != NULL ? target->server_name : "localhost";
    SHK_TRY(takes_a_name(q));
    if (target->kind == SHK_TARGET_MEMORY || row == NULL) return true;
    q->why = "our listener has an IPv4 address only";
    return shk_chain_make(q->run->arena, row, SHK_KEY_P256, target->role, target->now, name, &chain, &err) &&
           (chain.host == NULL || strchr(chain.host, ':') == NULL);
}

static bool has_word(const char *words, const char *word) {
    size_t len = strlen(word);
    for (const char *at = words; at != NULL && *at != '\0'; at += strcspn(at, ",") + (at[strcspn(at, ",")] == ',')) {
        if (strcspn(at, ",") == len && strncmp(at, word, len) == 0) return true;
    }
    return false;
}

static bool set_up_by_hand(struct question *q, const char *word) {
    q->why = shk_format(q->run->arena, "it needs a SUT that is set up for it; say `--have %s` when it is", word);
    return has_word(q->run->options->have, word);
}

// In process: time stands still, chains have any length, and each row has its own anchors and CRLs.
static bool in_process(struct question *q, const char *word) {
    return q->run->target->kind == SHK_TARGET_MEMORY || set_up_by_hand(q, word);
}

// Nothing on the wire tells asking from demanding. In process the plan sets it.
static bool demands_certificate(struct question *q) {
    if (q->run->target->kind == SHK_TARGET_MEMORY) return true;
    return set_up_by_hand(q, "client-required");
}

// --- Words ---------------------------------------------------------------------------------------------------------------

static bool holds(struct question *q, const char *word) {
    const struct shk_run *run = q->run;
    const struct {
        const char *word;
        bool holds;
    } versions[] = {
        {"no-tls13", !run->speaks13},
        {"no-tls12", !run->speaks12},
        {"tls13", run->speaks13},
        {"tls12", run->speaks12},
    };
    static const char *const extensions[][2] = {
        {"status-request", "status_request"},
        {"sct", "signed_certificate_timestamp"},
        {"compression", "compress_certificate"},
        {"delegated-credential", "delegated_credential"},
        {"trust-anchors", "trust_anchors"},
        {"post-handshake-auth", "post_handshake_auth"},
        {"server-certificate-type", "server_certificate_type"},
    };
    for (size_t i = 0; i < SHK_COUNT(versions); i++) {
        if (strcmp(word, versions[i].word) != 0) continue;
        q->why = shk_format(run->arena, "it asks for a SUT with %s", word);
        return versions[i].holds;
    }
    if (strncmp(word, "no-", 3) == 0) {
        bool shown = holds(q, word + 3);
        q->why = shk_format(run->arena, "it asks for a SUT without %s", word + 3);
        return !shown;
    }
    if (strcmp(word, "client-required") == 0) return demands_certificate(q);
    for (size_t i = 0; i < SHK_COUNT(extensions); i++) {
        if (strcmp(word, extensions[i][0]) == 0) return shows_extension(q, extensions[i][1]);
    }
    if (strncmp(word, "scheme:", 7) == 0) return lists_scheme(q, word + 7);
    if (strncmp(word, "suite:", 6) == 0) return offers_suite(q, word + 6);
    if (strncmp(word, "dc-scheme:", 10) == 0)
        return lists_value(q, SHK_REG_SIGNATURE_SCHEME, "extensions.delegated_credential.supported_signature_algorithm",
                           word + 10);
    if (strncmp(word, "compression:", 12) == 0)
        return lists_value(q, SHK_REG_CERTIFICATE_COMPRESSION, "extensions.compress_certificate.algorithms", word + 12);
    if (strncmp(word, "certificate-type:", 17) == 0) return lists_certificate_type(q, word + 17);
    if (strcmp(word, "authorities") == 0) return names_authorities(q);
    if (strcmp(word, "next-host") == 0) return takes_two_names(q);
    if (strcmp(word, "session-id") == 0) return shows_session_id(q);
    if (strcmp(word, "host") == 0) return takes_a_name(q);
    if (strcmp(word, "address") == 0) return takes_an_address(q);
    // The flow of the case, and so its control.
    if (strcmp(word, "rsa-kx") == 0 || strcmp(word, "raw-keys") == 0) return true;
    static const char *const settled[] = {"frozen-clock", "depth-8", "anchor", "crl"};
    for (size_t i = 0; i < SHK_COUNT(settled); i++) {
        if (strcmp(word, settled[i]) == 0) return in_process(q, word);
    }
    return set_up_by_hand(q, word);
}

bool shk_needs_are_met(struct shk_run *run, const struct shk_case_run *r, const char **why) {
    if (r->c->needs == NULL) return true;
    struct question q = {.run = run, .r = r, .why = "it asks for what the SUT does not have"};
    char *text = shk_strdup(run->arena, r->c->needs), *save = NULL;
    for (char *word = strtok_r(text, " ", &save); word != NULL; word = strtok_r(NULL, " ", &save)) {
        if (holds(&q, word)) continue;
        *why = q.why;
        return false;
    }
    return true;
}
