// Edits of a certificate: what the kinds of edit mean, in terms of the splice of wire/der.h.
#include "pki/certificate.h"

#include <string.h>
#include <time.h>

void shk_certificate_put_time(struct shk_buf *b, int64_t seconds) {
    time_t t = (time_t)seconds;
    struct tm tm;
    char text[32];
    if (gmtime_r(&t, &tm) == NULL) memset(&tm, 0, sizeof(tm));
    bool utc = tm.tm_year >= 50 && tm.tm_year < 150;
    size_t len = strftime(text, sizeof(text), utc ? "%y%m%d%H%M%SZ" : "%Y%m%d%H%M%SZ", &tm);
    shk_der_put(b, utc ? SHK_DER_UTC_TIME : SHK_DER_GENERALIZED_TIME, shk_view(text, len));
}

// The bytes of the part that a path names.
static bool part_bytes(const struct shk_buf *der, const char *path, enum shk_part part, struct shk_bytes *out,
                       struct shk_error *err) {
    struct shk_der_place at;
    SHK_TRY(shk_der_find(shk_buf_view(der), SHK_DER_CERTIFICATE, path, &at, err));
    struct shk_bytes all = shk_slice(shk_buf_view(der), at.off, at.header + at.len);
    switch (part) {
    case SHK_PART_WHOLE: *out = all; break;
    case SHK_PART_TYPE: *out = shk_slice(all, 0, at.identifier); break;
    case SHK_PART_LENGTH: *out = shk_slice(all, at.identifier, at.header - at.identifier); break;
    case SHK_PART_VALUE: *out = shk_slice(all, at.header, at.len); break;
    }
    return true;
}

bool shk_certificate_apply(struct shk_buf *der, const struct shk_certificate_edit *edit, int64_t base_time,
                           struct shk_error *err) {
    enum shk_part part = shk_path_part(edit->path);
    if (edit->kind == SHK_CERT_TIME || edit->kind == SHK_CERT_REMOVE) part = SHK_PART_WHOLE;
    struct shk_bytes now;
    SHK_TRY(part_bytes(der, edit->path, part, &now, err));

    struct shk_buf insert = shk_buf_in(der->arena);
    size_t at = 0, remove = 0;
    switch (edit->kind) {
    case SHK_CERT_SET:
        shk_put(&insert, edit->value);
        remove = edit->number > 0 ? (size_t)edit->number : now.len;
        break;
    case SHK_CERT_TIME:
        shk_certificate_put_time(&insert, base_time + edit->number);
        remove = now.len;
        break;
    case SHK_CERT_FLIP:
        if (now.len == 0) return shk_fail(err, "%s is empty: it has no bit to flip", edit->path);
        at =
            edit->number < 0 ? now.len - (size_t)-edit->number / 8 % (now.len + 1) : (size_t)edit->number / 8 % now.len;
        remove = 1;
        shk_put_uint(&insert, 1, now.data[at] ^ 1u << (edit->number & 7));
        break;
    case SHK_CERT_CUT:
        at = edit->number < 0 ? 0 : (size_t)edit->number;
        remove = SIZE_MAX;
        break;
    case SHK_CERT_BEFORE: shk_put(&insert, edit->value); break;
    case SHK_CERT_AFTER:
        shk_put(&insert, edit->value);
        at = SIZE_MAX;
        break;
    case SHK_CERT_REPEAT:
        for (int64_t i = 0; i < edit->number && i < 100000; i++) shk_put(&insert, now);
        at = SIZE_MAX;
        break;
    case SHK_CERT_REMOVE: remove = SIZE_MAX; break;
    }
    return shk_der_splice(der, SHK_DER_CERTIFICATE, edit->path, part, at, remove, shk_buf_view(&insert), !edit->raw,
                          err);
}
