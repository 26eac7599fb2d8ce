// From options to a target: the SUT, and our own identities for it.
#include "cli/cli.h"
#include "pki/zoo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool our_identities(struct shk_arena *arena, const struct cli_options *o, struct shk_target *t,
                           struct shk_error *err) {
    bool server = t->role == SHK_CLIENT; // we play the other side
    bool any = false;
    for (size_t kind = 0; kind < SHK_COUNT(t->identity); kind++) {
        struct shk_identity *identity = shk_alloc(arena, sizeof(*identity));
        if (o->pki != NULL) {
            struct shk_error why;
            if (!shk_pki_load(arena, o->pki, server, (enum shk_key_kind)kind, identity, &why)) {
                if (!any) *err = why;
                continue;
            }
        } else if (!shk_pki_identity(arena, (enum shk_key_kind)kind, server, t->now, t->server_name, identity, err)) {
            return false;
        }
        t->identity[kind] = identity;
        any = true;
    }
    return any; // with --pki, one key kind is enough; the sentence of the first that failed stands
}

static void common(const struct cli_options *o, enum shk_role role, struct shk_target *t) {
    *t = (struct shk_target){
        .role = role,
        .starttls = o->starttls,
        .server_name = o->server_name != NULL ? o->server_name : "localhost",
        .request = o->request,
        .seed = o->seed,
        .now = o->now,
    };
}

bool cli_target_memory(struct shk_arena *arena, const struct cli_options *o, enum shk_role role, struct shk_target *t,
                       struct shk_error *err) {
    common(o, role, t);
    t->kind = SHK_TARGET_MEMORY;
    t->type = &shk_sut_boringssl;
    return our_identities(arena, o, t, err);
}

static bool is_address(const char *host) {
    return strspn(host, "0123456789.") == strlen(host) || strchr(host, ':') != NULL;
}

bool cli_target_server(struct shk_arena *arena, const struct cli_options *o, const char *host_port,
                       struct shk_target *t, struct shk_error *err) {
    common(o, SHK_SERVER, t);
    t->kind = SHK_TARGET_SERVER;
    t->address = shk_address_resolve(arena, host_port, err);
    if (t->address == NULL) return false;
    if (o->server_name == NULL) {
        char *host = shk_strdup(arena, host_port);
        char *colon = strrchr(host, ':');
        if (colon != NULL) *colon = '\0';
        // server_name holds DNS names only (RFC 6066, section 3).
        t->server_name = is_address(host) ? "localhost" : host;
    }
    return our_identities(arena, o, t, err);
}

static bool write_ca(struct shk_arena *arena, struct shk_target *t, struct shk_error *err) {
    struct shk_buf pem = shk_buf_in(arena);
    const struct shk_bytes *anchors;
    size_t anchor_count;
    for (size_t kind = 0; kind < SHK_COUNT(t->identity); kind++) {
        if (t->identity[kind] == NULL || t->identity[kind]->root.len == 0) continue;
        shk_put(&pem, shk_text(shk_pki_pem(arena, "CERTIFICATE", t->identity[kind]->root)));
    }
    SHK_TRY(shk_chain_anchors(arena, t->now, &anchors, &anchor_count, err));
    for (size_t i = 0; i < anchor_count; i++) shk_put(&pem, shk_text(shk_pki_pem(arena, "CERTIFICATE", anchors[i])));
    const char *folder = getenv("TMPDIR");
    char *path = shk_format(arena, "%s/shakedown-ca-XXXXXX", folder != NULL ? folder : "/tmp");
    int fd = mkstemp(path);
    if (fd < 0)
        return shk_fail(err, "cannot make a file for the test CA in %s: %s", folder != NULL ? folder : "/tmp",
                        strerror(errno));
    bool ok = write(fd, pem.data, pem.len) == (ssize_t)pem.len;
    ok = close(fd) == 0 && ok;
    t->ca_file = path;
    return ok || shk_fail(err, "cannot write %s: %s", path, strerror(errno));
}

bool cli_target_client(struct shk_arena *arena, const struct cli_options *o, struct shk_target *t,
                       struct shk_error *err) {
    common(o, SHK_CLIENT, t);
    t->kind = SHK_TARGET_COMMAND;
    t->command = o->command;
    if (o->command == NULL || o->command[0] == NULL) {
        return shk_fail(err, "the client's command line is missing: shakedown client -- COMMAND [ARG...]");
    }
    if (!our_identities(arena, o, t, err)) return false;
    return write_ca(arena, t, err);
}
