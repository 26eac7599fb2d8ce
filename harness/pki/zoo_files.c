// The zoo as files, for other people's test suites: DIR/zoo/NAME/..., and a README that is made from the rows.
#include "pki/files.h"
#include "pki/zoo_parts.h"

#include <stdio.h>
#include <string.h>

static bool parses(struct shk_bytes der) {
    struct shk_der_place at;
    return shk_der_find(der, SHK_DER_CERTIFICATE, "signatureValue", &at, NULL);
}

static bool is_raw_key(struct shk_bytes der) {
    struct shk_error err;
    struct shk_key *key = shk_key_from_spki(der, &err);
    shk_key_free(key);
    return key != NULL;
}

// A chain that no PEM reader takes goes out entry by entry.
static bool write_chain(struct shk_arena *arena, const char *dir, const char *stem, const struct shk_chain *chain,
                        struct shk_error *err) {
    struct shk_buf pem = shk_buf_in(arena);
    bool loadable = true;
    for (size_t i = 0; i < chain->certificate_count; i++) {
        bool raw = is_raw_key(chain->certificates[i]);
        loadable = loadable && (raw || parses(chain->certificates[i]));
        shk_put(&pem, shk_text(shk_pki_pem(arena, raw ? "PUBLIC KEY" : "CERTIFICATE", chain->certificates[i])));
    }
    if (loadable) return pki_write_file(arena, dir, shk_format(arena, "%s.pem", stem), shk_buf_view(&pem), err);
    for (size_t i = 0; i < chain->certificate_count; i++) {
        SHK_TRY(pki_write_file(arena, dir, shk_format(arena, "%s-%zu.der", stem, i), chain->certificates[i], err));
    }
    return true;
}

static bool write_numbered(struct shk_arena *arena, const char *dir, const char *stem, const char *suffix,
                           const struct shk_bytes *items, size_t count, struct shk_error *err) {
    for (size_t i = 0; i < count; i++) {
        if (items[i].len == 0) continue;
        SHK_TRY(pki_write_file(arena, dir, shk_format(arena, "%s-%zu.%s", stem, i, suffix), items[i], err));
    }
    return true;
}

static bool write_one(struct shk_arena *arena, const char *dir, const struct shk_chain_row *row, enum shk_role sut,
                      enum shk_key_kind kind, int64_t now, struct shk_error *err) {
    struct shk_chain chain;
    // Who needs a server's certificate is a client under test.
    const char *stem = shk_format(arena, "%s-%s", sut == SHK_CLIENT ? "server" : "client", shk_key_kind_name(kind));
    struct shk_buf anchors = shk_buf_in(arena);
    SHK_TRY(shk_chain_make(arena, row, kind, sut, now, NULL, &chain, err));
    for (size_t i = 0; i < chain.anchor_count; i++)
        shk_put(&anchors, shk_text(shk_pki_pem(arena, "CERTIFICATE", chain.anchors[i])));
    SHK_TRY(pki_write_file(arena, dir, shk_format(arena, "%s-ca.pem", stem), shk_buf_view(&anchors), err));
    if (strcmp(chain.host, "localhost") != 0)
        SHK_TRY(pki_write_file(arena, dir, shk_format(arena, "%s.host", stem), shk_text(chain.host), err));
    struct shk_bytes key = shk_key_private(arena, chain.key);
    if (key.len > 0) {
        const char *pem = shk_pki_pem(arena, "PRIVATE KEY", key);
        SHK_TRY(pki_write_file(arena, dir, shk_format(arena, "%s.key", stem), shk_text(pem), err));
    }
    if (chain.credential.len > 0) {
        const char *name = shk_format(arena, "%s-%zu.dc", stem, chain.credential_entry);
        SHK_TRY(pki_write_file(arena, dir, name, chain.credential, err));
    }
    if (chain.next_host != NULL)
        SHK_TRY(pki_write_file(arena, dir, shk_format(arena, "%s.next-host", stem), shk_text(chain.next_host), err));
    return write_chain(arena, dir, stem, &chain, err) &&
           write_numbered(arena, dir, stem, "ocsp", chain.staples, chain.staple_count, err) &&
           write_numbered(arena, dir, stem, "crl", chain.crls, chain.crl_count, err);
}

// --- README --------------------------------------------------------------------------------------------------------------

static const char head[] =
    "# Certificates that are wrong in one way\n"
    "\n"
    "Written by `shakedown pki`. Each folder here is one case: a good chain with one fault, or with none where that is what has\n"
    "to be accepted. Every key is public: trust the anchors in tests only. Leaves run out 30 days after they were written.\n"
    "Serials depend on the hour, so a CRL here goes with the chain beside it, and with no run of another hour: give `shakedown pki`\n"
    "and `shakedown server` the same `--time`.\n"
    "\n"
    "| file | holds |\n"
    "|---|---|\n"
    "| `server-KIND.pem` | the chain that a server sends, leaf first; KIND (rsa, p256) is the key of the good chain below; a PUBLIC KEY "
    "in it is a raw one (RFC 7250) |\n"
    "| `client-KIND.pem` | the same for a client that is asked for a certificate |\n"
    "| `...-N.der` | instead of the .pem, entry N of a list with octets that are no certificate |\n"
    "| `....key` | the key that signs the handshake, PKCS #8; missing where no such file can hold it |\n"
    "| `...-ca.pem` | the anchors to trust for this case. `../ca.pem` will do unless \"anchor\" is needed |\n"
    "| `....host` | the name or address by which the verifier has to call the server; without this file, localhost |\n"
    "| `....next-host` | the name by which it calls the server the second time, with the session of the first |\n"
    "| `...-N.dc` | the delegated credential beside entry N (RFC 9345), as the extension holds it; the `.key` is its key |\n"
    "| `...-N.ocsp` | the OCSP response to staple to entry N, DER |\n"
    "| `...-N.crl` | CRLs that the verifier is given, DER |\n"
    "\n"
    "Verdicts: \"reject\" and \"accept\" follow from the section named; \"either\" has no text that decides. A verifier may send any\n"
    "certificate alert; those listed are the expected ones, the first preferred, the only one where it says \"named\".\n"
    "\n"
    "| case | sides | verdict | alerts | section | needs | what is wrong |\n"
    "|---|---|---|---|---|---|---|\n";

static void put_row(struct shk_buf *b, const struct shk_chain_row *row) {
    static const char *const verdicts[] = {"reject", "accept", "either"};
    static const char *const sides[] = {"", "server", "client", "both"}; // whose certificate
    struct shk_buf alerts = shk_buf_in(b->arena);
    for (size_t i = 0; i < SHK_CHAIN_ALERTS && row->alerts[i] != 0; i++)
        shk_put(&alerts, shk_text(shk_format(b->arena, "%s%d", i > 0 ? ", " : "", row->alerts[i])));
    shk_put_uint(&alerts, 1, 0);
    const char *document = row->rfc != 0 ? shk_format(b->arena, "RFC %d, %s", row->rfc, row->section) : row->section;
    shk_put(b, shk_text(shk_format(b->arena, "| `%s` | %s | %s | %s%s | %s | %s | %s |\n", row->name, sides[row->sides],
                                   verdicts[row->verdict], (const char *)alerts.data,
                                   (row->flags & SHK_CHAIN_NAMED_ALERT) != 0 ? ", named" : "", document,
                                   row->needs != NULL ? row->needs : "", row->says)));
}

bool zoo_write(const char *dir, int64_t now, struct shk_error *err) {
    struct shk_arena *arena = shk_arena_new();
    size_t count;
    const struct shk_chain_row *rows = shk_chain_rows(&count);
    const char *zoo = shk_format(arena, "%s/zoo", dir);
    bool ok = pki_make_folder(zoo, err);
    for (size_t i = 0; ok && i < count; i++) {
        struct shk_arena *work = shk_arena_new();
        const char *folder = shk_format(work, "%s/%s", zoo, rows[i].name);
        ok = pki_make_folder(folder, err);
        for (unsigned n = 0; ok && n < 4; n++) {
            enum shk_role sut = n % 2 == 0 ? SHK_CLIENT : SHK_SERVER;
            if ((rows[i].sides & sut) == 0) continue;
            ok = write_one(work, folder, &rows[i], sut, n / 2 == 0 ? SHK_KEY_RSA : SHK_KEY_P256, now, err);
        }
        shk_arena_free(work);
    }
    struct shk_buf readme = shk_buf_in(arena);
    shk_put(&readme, shk_text(head));
    for (size_t i = 0; i < count; i++) put_row(&readme, &rows[i]);
    ok = ok && pki_write_file(arena, zoo, "README.md", shk_buf_view(&readme), err);
    shk_arena_free(arena);
    return ok;
}
