// Recipes carried out: certificates are made, changed step by step, completed, built, and put in order.
#include "pki/zoo_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// --- Certificates by name ------------------------------------------------------------------------------------------------

struct zoo_node *zoo_find(struct zoo *zoo, const char *name, struct shk_error *err) {
    for (size_t i = 0; i < zoo->count; i++) {
        if (strcmp(zoo->nodes[i]->name, name) == 0) return zoo->nodes[i];
    }
    shk_fail(err, "the recipe has no certificate \"%s\"", name);
    return NULL;
}

static bool means(const char *on, const char *name) {
    size_t len = strlen(on);
    if (len > 0 && on[len - 1] == '*') return strncmp(on, name, len - 1) == 0;
    return strcmp(on, name) == 0;
}

static bool key_of(struct zoo *zoo, const char *name, struct shk_key **out, struct shk_error *err) {
    *out = zoo_key(zoo->kind, zoo->sut, name, err);
    return *out != NULL;
}

// A good certificate of that role, under that name. What follows from others stays open until the end.
static bool add(struct zoo *zoo, const char *name, struct zoo_node *parent, enum shk_pki_role role,
                struct shk_error *err) {
    if (zoo->count == SHK_COUNT(zoo->nodes)) return shk_fail(err, "a recipe may have 128 certificates");
    struct zoo_node *node = shk_alloc(zoo->arena, sizeof(*node));
    const char *host = strlen(zoo->host) > 255 ? NULL : zoo->host; // the recipe says the rest
    SHK_TRY(shk_certificate_good(zoo->arena, zoo->kind, role, zoo->now, host, &node->spec, err));
    node->name = name;
    node->parent = parent != NULL ? parent : node;
    node->authority = role == SHK_ROLE_ROOT || role == SHK_ROLE_INTERMEDIATE;
    node->spec.scheme = 0;
    node->spec.serial = shk_view(NULL, 0);
    shk_certificate_find(&node->spec, SHK_OID_SUBJECT_KEY_IDENTIFIER)->value = shk_view(NULL, 0);
    shk_certificate_find(&node->spec, SHK_OID_AUTHORITY_KEY_IDENTIFIER)->value = shk_view(NULL, 0);
    node->spec.edits = node->edits;
    zoo->nodes[zoo->count++] = node;
    return key_of(zoo, name, &node->key, err);
}

static bool add_new(struct zoo *zoo, const struct zoo_step *step, struct shk_error *err) {
    bool self = strcmp(step->on, step->path) == 0;
    struct zoo_node *parent = self ? NULL : zoo_find(zoo, step->path, err);
    SHK_TRY(self || parent != NULL);
    enum shk_pki_role leaf = zoo->sut == SHK_CLIENT ? SHK_ROLE_SERVER : SHK_ROLE_CLIENT;
    enum shk_pki_role role = step->op == ZOO_NEW_LEAF ? leaf : SHK_ROLE_INTERMEDIATE;
    for (int64_t i = 1; i <= (step->number > 0 ? step->number : 1); i++) {
        const char *name = step->number > 0 ? shk_format(zoo->arena, "%s%lld", step->on, (long long)i) : step->on;
        SHK_TRY(add(zoo, name, parent, role, err));
        if (step->op == ZOO_NEW)
            zoo->nodes[zoo->count - 1]->spec.subject = shk_format(zoo->arena, "Shakedown zoo %s", name);
    }
    return true;
}

// --- Values --------------------------------------------------------------------------------------------------------------

static void put_digits_of_time(struct shk_buf *out, int64_t seconds, bool generalized) {
    struct shk_buf b = shk_buf_in(out->arena);
    shk_certificate_put_time(&b, seconds);
    struct shk_bytes text = shk_slice(shk_buf_view(&b), 2, b.len);
    if (generalized && text.len == 13) shk_put(out, shk_text(text.data[0] >= '5' ? "19" : "20"));
    shk_put(out, text);
}

static struct shk_bytes name_of(const struct zoo *zoo, const struct zoo_node *node) {
    if (node->spec.subject_name.len > 0) return node->spec.subject_name;
    return shk_certificate_name(zoo->arena, node->spec.subject);
}

static void put_host(struct shk_buf *out, const char *host, bool upper) {
    for (; *host != '\0'; host++) shk_put_uint(out, 1, (uint8_t)(upper ? toupper((unsigned char)*host) : *host));
}

// The bits of a P-256 key: no unused ones, 4, x, y. Other forms tell whether y is odd in their first octet (SEC 1, 2.3.3).
static void put_point(struct shk_buf *out, struct shk_bytes bits, char form) {
    unsigned odd = bits.len > 0 ? bits.data[bits.len - 1] & 1u : 0;
    shk_put_uint(out, 1, form == 'p' ? 4 : form == 'h' ? 6 + odd : 2 + odd);
    shk_put(out, shk_slice(bits, 2, form == 'c' ? 32 : 64));
}

static bool put_variable(void *context, const char *name, const char *argument, struct shk_buf *out,
                         struct shk_error *err) {
    struct zoo *zoo = context;
    if (strcmp(name, "host") == 0 || strcmp(name, "HOST") == 0) {
        put_host(out, zoo->host, name[0] == 'H');
    } else if (strcmp(name, "purpose") == 0) {
        return shk_der_put_oid(out, zoo->sut == SHK_CLIENT ? SHK_OID_SERVER_AUTH : SHK_OID_CLIENT_AUTH);
    } else if (strcmp(name, "dsa") == 0) {
        struct shk_bytes spki;
        SHK_TRY(shk_unhex(zoo->arena, zoo_dsa_spki, &spki));
        shk_put(out, spki);
    } else if (strcmp(name, "time") == 0 || strcmp(name, "gen") == 0) {
        put_digits_of_time(out, zoo->now + strtoll(argument, NULL, 10), name[0] == 'g');
    } else {
        struct zoo_node *node = zoo_find(zoo, argument, err);
        if (node == NULL) return false;
        if (strcmp(name, "name") == 0) {
            shk_put(out, name_of(zoo, node));
        } else if (strcmp(name, "spki") == 0) {
            shk_put(out, shk_key_spki(zoo->arena, node->key));
        } else if (strcmp(name, "keybits") == 0) {
            shk_put(out, shk_der_value(shk_key_spki(zoo->arena, node->key), SHK_DER_ANY, "[1]"));
        } else if (strcmp(name, "point") == 0 || strcmp(name, "compressed") == 0 || strcmp(name, "hybrid") == 0) {
            put_point(out, shk_der_value(shk_key_spki(zoo->arena, node->key), SHK_DER_ANY, "[1]"), name[0]);
        } else if (strcmp(name, "keyid") == 0) {
            shk_put(out, shk_key_identifier(zoo->arena, shk_key_spki(zoo->arena, node->key)));
        } else {
            return shk_fail(err, "DER notation: there is no $%s", name);
        }
    }
    return true;
}

bool zoo_value(struct zoo *zoo, const char *notation, struct shk_bytes *out, struct shk_error *err) {
    struct shk_buf b = shk_buf_in(zoo->arena);
    SHK_TRY(shk_notation(&b, notation != NULL ? notation : "", put_variable, zoo, err));
    *out = shk_buf_view(&b);
    return true;
}

// --- Steps -----------------------------------------------------------------------------------------------------------------

static bool set_extension(struct zoo_node *node, const struct zoo_step *step, struct shk_bytes value,
                          struct shk_error *err) {
    const char *oid = shk_der_extension_oid(step->path, strlen(step->path));
    if (oid == NULL) oid = step->path;
    if (node->spec.extension_count == SHK_EXTENSIONS_MAX) return shk_fail(err, "%s: too many extensions", node->name);
    struct shk_certificate_extension extension = {oid, (step->flags & ZOO_CRITICAL) != 0, value};
    if ((step->flags & ZOO_AGAIN) != 0) {
        node->spec.extensions[node->spec.extension_count++] = extension;
    } else {
        shk_certificate_set(&node->spec, extension);
    }
    if (strcmp(oid, SHK_OID_BASIC_CONSTRAINTS) == 0) node->own_path_len = true;
    return true;
}

static void drop(struct zoo_node *node, const char *name) {
    if (name == NULL) {
        node->spec.extension_count = 0;
        return;
    }
    const char *oid = shk_der_extension_oid(name, strlen(name));
    shk_certificate_drop(&node->spec, oid != NULL ? oid : name);
}

static bool add_edit(struct zoo_node *node, const struct zoo_step *step, struct shk_bytes value,
                     struct shk_error *err) {
    if (node->spec.edit_count == SHK_COUNT(node->edits)) return shk_fail(err, "%s: too many edits", node->name);
    node->edits[node->spec.edit_count++] = (struct shk_certificate_edit){
        step->path, (enum shk_certificate_edit_kind)step->kind, step->number, value, (step->flags & ZOO_RAW) != 0};
    return true;
}

static bool change(struct zoo *zoo, struct zoo_node *node, const struct zoo_step *step, struct shk_error *err) {
    struct shk_certificate_spec *spec = &node->spec;
    struct shk_bytes value = {NULL, 0};
    bool names_key = step->op == ZOO_KEY || step->op == ZOO_SIGNED_BY;
    if (!names_key) SHK_TRY(zoo_value(zoo, step->value, &value, err));
    int64_t time = (step->flags & ZOO_ABSOLUTE) != 0 ? step->number : zoo->now + step->number;
    switch (step->op) {
    case ZOO_UNDER: node->parent = zoo_find(zoo, step->path, err); return node->parent != NULL;
    case ZOO_KEY: return key_of(zoo, step->value, &node->key, err);
    case ZOO_SIGNED_BY: return key_of(zoo, step->value, &node->signer, err);
    case ZOO_SPKI:
        spec->spki = value;
        node->own_spki = true;
        return true;
    case ZOO_SCHEME: spec->scheme = (uint16_t)step->number; return true;
    case ZOO_ALGORITHM: spec->algorithm = value; return true;
    case ZOO_FORGE: node->forgery = (uint8_t)step->number; return true;
    case ZOO_SUBJECT: spec->subject_name = value; return true;
    case ZOO_ISSUER: spec->issuer_name = value; return true;
    case ZOO_VERSION: spec->version = (uint8_t)step->number; return true;
    case ZOO_SERIAL: spec->serial = value; return true;
    case ZOO_FROM: spec->not_before = time; return true;
    case ZOO_UNTIL: spec->not_after = time; return true;
    case ZOO_EXTENSION: return set_extension(node, step, value, err);
    case ZOO_DROP: drop(node, step->path); return true;
    case ZOO_EDIT: return add_edit(node, step, value, err);
    case ZOO_FRONT: node->front = step; return true;
    case ZOO_BACK: node->back = step; return true;
    case ZOO_UNSIGNED: spec->resign = false; return true;
    default: return shk_fail(err, "the recipe has an unknown step %d", step->op);
    }
}

static bool change_all(struct zoo *zoo, const struct zoo_step *step, struct shk_error *err) {
    bool any = false;
    for (size_t i = 0; i < zoo->count; i++) {
        if (!means(step->on, zoo->nodes[i]->name)) continue;
        SHK_TRY(change(zoo, zoo->nodes[i], step, err));
        any = true;
    }
    return any ? true : shk_fail(err, "the recipe has no certificate \"%s\"", step->on);
}

// --- Completing --------------------------------------------------------------------------------------------------------

static bool above_authority(const struct zoo *zoo, const struct zoo_node *node) {
    for (size_t i = 0; i < zoo->count; i++) {
        const struct zoo_node *other = zoo->nodes[i];
        if (other != node && other->parent == node && other->authority) return true;
    }
    return false;
}

static void fill_extension(struct zoo_node *node, const char *oid, struct shk_bytes value) {
    struct shk_certificate_extension *extension = shk_certificate_find(&node->spec, oid);
    if (extension != NULL && extension->value.len == 0) extension->value = value;
}

static void complete(struct zoo *zoo, struct zoo_node *node) {
    struct shk_certificate_spec *spec = &node->spec;
    struct shk_buf subject = shk_buf_in(zoo->arena), authority = shk_buf_in(zoo->arena);
    if (!node->own_spki) spec->spki = shk_key_spki(zoo->arena, node->key);
    spec->signer = node->signer != NULL ? node->signer : node->parent->key;
    if (spec->scheme == 0) spec->scheme = shk_key_scheme(spec->signer, SHK_TLS12, shk_view(NULL, 0));
    if (spec->issuer_name.len == 0) spec->issuer_name = name_of(zoo, node->parent);

    shk_der_put(&subject, SHK_DER_OCTET_STRING, shk_key_identifier(zoo->arena, spec->spki));
    size_t place = shk_der_open(&authority, SHK_DER_SEQUENCE);
    struct shk_bytes parent_key =
        node->parent->own_spki ? node->parent->spec.spki : shk_key_spki(zoo->arena, node->parent->key);
    shk_der_put(&authority, SHK_DER_CONTEXT(0), shk_key_identifier(zoo->arena, parent_key));
    shk_der_close(&authority, place);
    fill_extension(node, SHK_OID_SUBJECT_KEY_IDENTIFIER, shk_buf_view(&subject));
    fill_extension(node, SHK_OID_AUTHORITY_KEY_IDENTIFIER, shk_buf_view(&authority));
    struct shk_certificate_extension *limits = shk_certificate_find(spec, SHK_OID_BASIC_CONSTRAINTS);
    if (limits != NULL && !node->own_path_len && above_authority(zoo, node))
        limits->value = shk_basic_constraints(zoo->arena, true, -1);
    if (spec->serial.len == 0) spec->serial = shk_certificate_serial(zoo->arena, spec);
}

// Octets of the finished certificate, whatever they mean.
static bool replace_end(struct zoo *zoo, struct zoo_node *node, const struct zoo_step *step, struct shk_error *err) {
    if (step == NULL) return true;
    struct shk_bytes value;
    struct shk_buf b = shk_buf_in(zoo->arena);
    SHK_TRY(zoo_value(zoo, step->value, &value, err));
    shk_put(&b, node->der);
    shk_splice(&b, step->op == ZOO_FRONT ? 0 : b.len - (size_t)step->number, (size_t)step->number, value);
    node->der = shk_buf_view(&b);
    return true;
}

static bool made(struct zoo *zoo, struct zoo_node *node, struct shk_bytes *der, struct shk_error *err) {
    if (node->der.data == NULL) {
        complete(zoo, node);
        if (node->forgery != ZOO_HONEST) {
            SHK_TRY(zoo_build_forged(zoo->arena, &node->spec, node->forgery, &node->der, err));
        } else {
            SHK_TRY(shk_certificate_build(zoo->arena, &node->spec, &node->der, err));
        }
        SHK_TRY(replace_end(zoo, node, node->front, err) && replace_end(zoo, node, node->back, err));
    }
    *der = node->der;
    return true;
}

// --- The chain -----------------------------------------------------------------------------------------------------------

#define LISTED 1200

struct list {
    struct shk_bytes items[LISTED];
    size_t count;
};

static bool take_key(struct zoo *zoo, const char *name, struct list *out, struct shk_error *err) {
    struct zoo_node *node = zoo_find(zoo, shk_format(zoo->arena, "%.*s", (int)strlen(name) - 4, name), err);
    if (node == NULL) return false;
    if (out->count == LISTED) return shk_fail(err, "the list has more than %d certificates", LISTED);
    out->items[out->count++] = shk_key_spki(zoo->arena, node->key);
    return true;
}

static bool take_listed(struct zoo *zoo, const char **names, struct list *out, struct shk_error *err) {
    size_t len = strcspn(*names, " *");
    const char *name = shk_format(zoo->arena, "%.*s", (int)len, *names);
    *names += len;
    if (len > 4 && strcmp(name + len - 4, ".key") == 0) return take_key(zoo, name, out, err);
    // "P*" in a list is every one of them in order, "int*3" one of them three times.
    long times = 1;
    bool all = **names == '*' && !isdigit((unsigned char)(*names)[1]);
    if (**names == '*') {
        char *end;
        times = all ? 1 : strtol(*names + 1, &end, 10);
        *names = all ? *names + 1 : end;
    }
    bool any = false;
    for (size_t i = 0; i < zoo->count; i++) {
        struct zoo_node *node = zoo->nodes[i];
        bool wanted = all ? strncmp(node->name, name, len) == 0 : strcmp(node->name, name) == 0;
        for (long n = 0; wanted && n < times; n++) {
            if (out->count == LISTED) return shk_fail(err, "the list has more than %d certificates", LISTED);
            SHK_TRY(made(zoo, node, &out->items[out->count++], err));
            any = true;
        }
    }
    return any ? true : shk_fail(err, "the recipe has no certificate \"%s\"", name);
}

static bool make_list(struct zoo *zoo, const char *names, const struct shk_bytes **items, size_t *count,
                      struct shk_error *err) {
    struct list *list = shk_alloc(zoo->arena, sizeof(*list));
    while (*names != '\0') {
        if (*names == ' ') {
            names++;
        } else {
            SHK_TRY(take_listed(zoo, &names, list, err));
        }
    }
    *items = list->items;
    *count = list->count;
    return true;
}

static bool start(struct zoo *zoo, struct shk_error *err) {
    enum shk_pki_role leaf = zoo->sut == SHK_CLIENT ? SHK_ROLE_SERVER : SHK_ROLE_CLIENT;
    return add(zoo, "root", NULL, SHK_ROLE_ROOT, err) && add(zoo, "int", zoo->nodes[0], SHK_ROLE_INTERMEDIATE, err) &&
           add(zoo, "leaf", zoo->nodes[1], leaf, err);
}

// What has to be known before the first certificate is made.
static void read_ahead(struct zoo *zoo, const struct shk_chain_recipe *recipe) {
    for (size_t i = 0; i < recipe->count; i++) {
        if (recipe->steps[i].op == ZOO_BASE) zoo->kind = (enum shk_key_kind)recipe->steps[i].number;
        if (recipe->steps[i].op == ZOO_HOST) zoo->host = recipe->steps[i].path;
    }
}

static bool one_step(struct zoo *zoo, const struct zoo_step *step, const char **list, const char **anchors,
                     struct shk_error *err) {
    switch (step->op) {
    case ZOO_BASE:
    case ZOO_HOST:
    case ZOO_STAPLE:
    case ZOO_CREDENTIAL:
    case ZOO_CRL: return true; // before and after the others
    case ZOO_NEXT_HOST: zoo->next_host = step->path; return true;
    case ZOO_NEW:
    case ZOO_NEW_LEAF: return add_new(zoo, step, err);
    case ZOO_LIST: *list = step->path; return true;
    case ZOO_ANCHOR: *anchors = step->path; return true;
    case ZOO_PROVE:
        zoo->scheme = (uint16_t)step->number;
        return step->value == NULL || key_of(zoo, step->value, &zoo->prover, err);
    default: return change_all(zoo, step, err);
    }
}

static bool add_credential(struct zoo *zoo, const struct zoo_step *step, struct shk_chain *out, struct shk_error *err) {
    const struct zoo_credential *credential = step->more;
    SHK_TRY(zoo_credential(zoo, credential, &out->credential, err));
    out->credential_entry = (size_t)step->number;
    if (credential->beside) return true;
    if (zoo->scheme == 0) zoo->scheme = credential->scheme;
    return key_of(zoo, credential->key, &zoo->prover, err);
}

// Staples, CRLs and credentials speak of finished certificates.
static bool add_status(struct zoo *zoo, const struct shk_chain_recipe *recipe, struct shk_chain *out,
                       struct shk_error *err) {
    enum { STAPLES = 4, CRLS = 4 };
    struct shk_bytes *staples = shk_alloc(zoo->arena, STAPLES * sizeof(*staples));
    struct shk_bytes *crls = shk_alloc(zoo->arena, CRLS * sizeof(*crls)), der;
    for (size_t i = 0; i < zoo->count; i++) SHK_TRY(made(zoo, zoo->nodes[i], &der, err));
    for (size_t i = 0; i < recipe->count; i++) {
        const struct zoo_step *step = &recipe->steps[i];
        if (step->op == ZOO_STAPLE && step->number < STAPLES) {
            SHK_TRY(zoo_staple(zoo, step->more, &staples[step->number], err));
            if (out->staple_count <= (size_t)step->number) out->staple_count = (size_t)step->number + 1;
        } else if (step->op == ZOO_CRL && out->crl_count < CRLS) {
            SHK_TRY(zoo_crl(zoo, step->more, &crls[out->crl_count++], err));
        } else if (step->op == ZOO_CREDENTIAL) {
            SHK_TRY(add_credential(zoo, step, out, err));
        }
    }
    out->staples = staples;
    out->crls = crls;
    return true;
}

static bool has_status(const struct shk_chain_recipe *recipe) {
    for (size_t i = 0; i < recipe->count; i++) {
        uint8_t op = recipe->steps[i].op;
        if (op == ZOO_STAPLE || op == ZOO_CRL || op == ZOO_CREDENTIAL) return true;
    }
    return false;
}

bool zoo_make(struct shk_arena *arena, const struct shk_chain_row *row, enum shk_key_kind kind, enum shk_role sut,
              int64_t now, const char *host, struct shk_chain *out, struct shk_error *err) {
    struct zoo *zoo = shk_alloc(arena, sizeof(*zoo));
    *zoo = (struct zoo){.arena = arena, .kind = kind, .sut = sut, .now = now, .host = host};
    const char *list = "leaf int", *anchors = "root";
    const struct shk_chain_recipe *recipe = row->recipe;
    *out = (struct shk_chain){0};
    read_ahead(zoo, recipe);
    SHK_TRY(start(zoo, err));
    for (size_t i = 0; i < recipe->count; i++) SHK_TRY(one_step(zoo, &recipe->steps[i], &list, &anchors, err));
    SHK_TRY(make_list(zoo, list, &out->certificates, &out->certificate_count, err));
    SHK_TRY(make_list(zoo, anchors, &out->anchors, &out->anchor_count, err));
    if (has_status(recipe)) SHK_TRY(add_status(zoo, recipe, out, err));
    struct zoo_node *leaf = zoo_find(zoo, "leaf", err);
    out->key = zoo->prover != NULL ? zoo->prover : leaf->key;
    out->scheme = zoo->scheme;
    out->host = zoo->host;
    out->next_host = zoo->next_host;
    return true;
}
