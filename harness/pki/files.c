// The test PKI as files: `shakedown pki DIR`, and --pki DIR.
#include "pki/files.h"

#include "pki/certificate.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// --- Writing ---------------------------------------------------------------------------------------------------------

static bool cannot(struct shk_error *err, const char *what, const char *path, int reason) {
    const char *advice = "choose a folder that you may write to";
    if (reason == ENOSPC || reason == EDQUOT) advice = "free some space there or choose another folder";
    if (reason == ENOENT) advice = "make the folder above it first";
    return shk_fail(err, "cannot %s %s: %s; %s", what, path, strerror(reason), advice);
}

static bool put_all(FILE *file, struct shk_bytes contents) {
    bool ok = contents.len == 0 || fwrite(contents.data, 1, contents.len, file) == contents.len;
    if (fflush(file) != 0) ok = false;
    return ok;
}

bool pki_make_folder(const char *dir, struct shk_error *err) {
    if (mkdir(dir, 0777) == 0 || errno == EEXIST) return true;
    return cannot(err, "make the folder", dir, errno);
}

bool pki_write_file(struct shk_arena *arena, const char *dir, const char *name, struct shk_bytes contents,
                    struct shk_error *err) {
    const char *path = shk_format(arena, "%s/%s", dir, name);
    const char *unfinished = shk_format(arena, "%s/.%s.%ld", dir, name, (long)getpid());
    FILE *file = fopen(unfinished, "we");
    if (file == NULL) return cannot(err, "write", path, errno);
    bool ok = put_all(file, contents);
    int reason = errno;
    if (fclose(file) != 0 && ok) {
        ok = false;
        reason = errno;
    }
    if (ok && rename(unfinished, path) != 0) {
        ok = false;
        reason = errno;
    }
    if (ok) return true;
    unlink(unfinished);
    return cannot(err, "write", path, reason);
}

static void put_certificate(struct shk_buf *b, struct shk_bytes der) {
    shk_put(b, shk_text(shk_pki_pem(b->arena, "CERTIFICATE", der)));
}

static bool write_identity(struct shk_arena *arena, const char *dir, const char *side,
                           const struct shk_identity *identity, struct shk_error *err) {
    const char *stem = shk_format(arena, "%s-%s", side, shk_key_kind_name(identity->kind));
    struct shk_buf chain = shk_buf_in(arena), all = shk_buf_in(arena);
    for (size_t i = 0; i < identity->chain_len; i++) put_certificate(&chain, identity->chain[i]);
    shk_put(&all, shk_buf_view(&chain));
    shk_put(&all, shk_text(identity->key_pem));
    SHK_TRY(pki_write_file(arena, dir, shk_format(arena, "%s.pem", stem), shk_buf_view(&chain), err));
    SHK_TRY(pki_write_file(arena, dir, shk_format(arena, "%s.key", stem), shk_text(identity->key_pem), err));
    return pki_write_file(arena, dir, shk_format(arena, "%s-all.pem", stem), shk_buf_view(&all), err);
}

// Each kind's root by itself, all roots together, and those with the intermediates.
static bool write_authorities(struct shk_arena *arena, const char *dir,
                              const struct shk_identity identities[SHK_KEY_COUNT], struct shk_error *err) {
    struct shk_buf roots = shk_buf_in(arena), bundle = shk_buf_in(arena);
    for (size_t kind = 0; kind < SHK_KEY_COUNT; kind++) {
        struct shk_buf root = shk_buf_in(arena);
        put_certificate(&root, identities[kind].root);
        const char *name = shk_format(arena, "ca-%s.pem", shk_key_kind_name((enum shk_key_kind)kind));
        SHK_TRY(pki_write_file(arena, dir, name, shk_buf_view(&root), err));
        if (kind != SHK_KEY_ED25519) shk_put(&roots, shk_buf_view(&root)); // it is P-256's once more
    }
    shk_put(&bundle, shk_buf_view(&roots));
    for (size_t kind = 0; kind < SHK_KEY_ED25519; kind++) put_certificate(&bundle, identities[kind].chain[1]);
    SHK_TRY(pki_write_file(arena, dir, "ca.pem", shk_buf_view(&roots), err));
    return pki_write_file(arena, dir, "bundle.pem", shk_buf_view(&bundle), err);
}

static const char readme[] =
    "# A test PKI, written by `shakedown pki`\n"
    "\n"
    "Every key here is public: it stands in Shakedown's source. Trust ca.pem in tests only.\n"
    "\n"
    "KIND is rsa (2048 bits), p256, p384 or ed25519. Ed25519 leaves are signed by the P-256 authority.\n"
    "\n"
    "| file | for |\n"
    "|---|---|\n"
    "| `ca.pem` | the roots (RSA, P-256, P-384): what a client, or a server that asks for client certificates, trusts |\n"
    "| `ca-KIND.pem` | the one root above the leaves of that kind |\n"
    "| `bundle.pem` | roots and intermediates, for programs that want the whole path |\n"
    "| `server-KIND.pem` | leaf and intermediate, in this order: a server's certificate chain |\n"
    "| `server-KIND.key` | its private key, PKCS #8 without a password |\n"
    "| `server-KIND-all.pem` | chain and key in one file, as HAProxy and lighttpd like it |\n"
    "| `client-KIND.pem`, `.key`, `-all.pem` | the same for a client that is asked for a certificate (clientAuth) |\n"
    "| `zoo/` | certificates that are wrong in one way, a folder for each case; see `zoo/README.md` |\n"
    "\n"
    "Server leaves are good for localhost, 127.0.0.1 and ::1. Leaves run out 30 days after they were written; roots and\n"
    "intermediates stay the same until the end of 2049, so only the leaves have to be renewed: run the command again.\n"
    "\n"
    "    openssl s_server -cert server-rsa.pem -key server-rsa.key -CAfile bundle.pem -accept 4433 -www\n"
    "    curl --cacert ca.pem https://localhost:4433/\n";

bool shk_pki_write(const char *dir, int64_t now, struct shk_error *err) {
    SHK_TRY(pki_make_folder(dir, err));
    struct shk_arena *arena = shk_arena_new();
    struct shk_identity servers[SHK_KEY_COUNT], client;
    bool ok = true;
    for (size_t kind = 0; ok && kind < SHK_KEY_COUNT; kind++) {
        enum shk_key_kind k = (enum shk_key_kind)kind;
        ok = shk_pki_identity(arena, k, true, now, NULL, &servers[kind], err) &&
             shk_pki_identity(arena, k, false, now, "client.shakedown.test", &client, err) &&
             write_identity(arena, dir, "server", &servers[kind], err) &&
             write_identity(arena, dir, "client", &client, err);
    }
    ok = ok && write_authorities(arena, dir, servers, err) &&
         pki_write_file(arena, dir, "README.md", shk_text(readme), err);
    shk_arena_free(arena);
    return ok && zoo_write(dir, now, err);
}

// --- Reading ---------------------------------------------------------------------------------------------------------

#define MOST (4u << 20)

static bool read_file(struct shk_arena *arena, const char *path, const char **text, struct shk_error *err) {
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return shk_fail(err, "cannot read %s: %s; `shakedown pki DIR` writes a folder that has it", path,
                        strerror(errno));
    }
    struct shk_buf b = shk_buf_in(arena);
    uint8_t part[4096];
    size_t got;
    while (b.len < MOST && (got = fread(part, 1, sizeof(part), file)) > 0) shk_put(&b, shk_view(part, got));
    bool ok = !ferror(file);
    fclose(file);
    if (!ok) return shk_fail(err, "cannot read %s: is it a file?", path);
    if (b.len >= MOST) return shk_fail(err, "%s has more than 4 MB: is it PEM?", path);
    shk_put_uint(&b, 1, 0);
    *text = (const char *)b.data;
    return true;
}

// Keys that were read from files live as long as the process, as the built-in ones do; each is kept once.
static struct shk_key *keep_key(struct shk_arena *arena, struct shk_key *key) {
    static struct shk_key *keys[64];
    static size_t count;
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct shk_bytes spki = shk_key_spki(arena, key);
    pthread_mutex_lock(&lock);
    size_t i = 0;
    while (i < count && !shk_equal(shk_key_spki(arena, keys[i]), spki)) i++;
    if (i < count) {
        shk_key_free(key);
        key = keys[i];
    } else if (count < SHK_COUNT(keys)) {
        keys[count++] = key;
    }
    pthread_mutex_unlock(&lock);
    return key;
}

#define SHORTEST_PEM 52 // characters of the two lines around an empty block

static bool load_chain(struct shk_arena *arena, const char *path, struct shk_identity *out, struct shk_error *err) {
    const char *text;
    SHK_TRY(read_file(arena, path, &text, err));
    struct shk_bytes *chain = shk_alloc(arena, (strlen(text) / SHORTEST_PEM + 1) * sizeof(*chain));
    while (shk_pki_unpem(arena, &text, "CERTIFICATE", &chain[out->chain_len])) out->chain_len++;
    out->chain = chain;
    return out->chain_len > 0 || shk_fail(err, "%s holds no certificate in PEM", path);
}

static bool load_key(struct shk_arena *arena, const char *path, const char *chain_path, struct shk_identity *out,
                     struct shk_error *err) {
    struct shk_error why;
    SHK_TRY(read_file(arena, path, &out->key_pem, err));
    struct shk_key *key = shk_key_from_pem(out->key_pem, &why);
    if (key == NULL) return shk_fail(err, "%s: %s", path, why.text);
    out->key = keep_key(arena, key);
    struct shk_key *certified = shk_key_from_certificate(out->chain[0], &why);
    if (certified == NULL) return shk_fail(err, "%s: %s", chain_path, why.text);
    bool fits = shk_equal(shk_key_spki(arena, certified), shk_key_spki(arena, out->key));
    shk_key_free(certified);
    return fits ? true : shk_fail(err, "%s does not belong to the first certificate in %s", path, chain_path);
}

static bool load_root(struct shk_arena *arena, const char *dir, struct shk_identity *out, struct shk_error *err) {
    const char *text, *own = shk_format(arena, "%s/ca-%s.pem", dir, shk_key_kind_name(out->kind));
    const char *path = access(own, F_OK) == 0 ? own : shk_format(arena, "%s/ca.pem", dir);
    SHK_TRY(read_file(arena, path, &text, err));
    if (!shk_pki_unpem(arena, &text, "CERTIFICATE", &out->root)) {
        return shk_fail(err, "%s holds no certificate in PEM", path);
    }
    return true;
}

bool shk_pki_load(struct shk_arena *arena, const char *dir, bool server, enum shk_key_kind kind,
                  struct shk_identity *out, struct shk_error *err) {
    const char *stem = shk_format(arena, "%s/%s-%s", dir, server ? "server" : "client", shk_key_kind_name(kind));
    const char *chain = shk_format(arena, "%s.pem", stem);
    *out = (struct shk_identity){.kind = kind};
    SHK_TRY(load_chain(arena, chain, out, err));
    SHK_TRY(load_key(arena, shk_format(arena, "%s.key", stem), chain, out, err));
    return load_root(arena, dir, out, err);
}
