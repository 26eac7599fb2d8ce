// Fuzzes the harness itself: DER by path. The input is four bytes that make an edit, a path that ends in a zero byte, and
// then the DER. A place that is found must lie in the bytes, the TLVs around it must hold it, and when an edit with repair
// only changed a value, the same path must find the new value.
#include "self_arena.h"
#include "wire/der.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static void check_place(struct shk_bytes der, const struct shk_der_place *at) {
    require(at->identifier >= 1 && at->identifier < at->header);
    require(at->off + at->header + at->len <= der.len);
    for (size_t i = 0; i < at->depth; i++) {
        struct shk_reader r = shk_read(shk_slice(der, at->around[i], der.len));
        struct shk_der tlv;
        require(shk_der_next(&r, &tlv) && at->around[i] < at->off);
        require(at->around[i] + tlv.whole.len >= at->off + at->header + at->len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const uint8_t *zero = size < 5 ? NULL : memchr(data + 4, 0, size - 4);
    if (zero == NULL) return 0;
    begin_input();
    const char *path = (const char *)data + 4;
    struct shk_bytes der = shk_view(zero + 1, size - 1 - (size_t)(zero - data));
    enum shk_der_schema schema = (enum shk_der_schema)(data[0] % 3);

    struct shk_der_place at;
    struct shk_error err;
    if (!shk_der_find(der, schema, path, &at, &err)) return 0;
    check_place(der, &at);
    struct shk_buf b = shk_buf_in(arena);
    shk_put(&b, der);
    struct shk_bytes insert = shk_slice(der, data[1], data[1]);
    enum shk_part part = (enum shk_part)(data[0] >> 4 & 3);
    require(shk_der_splice(&b, schema, path, part, data[2], data[3], insert, true, &err));
    // With names, an edit of an OID makes the path mean something else.
    if (part != SHK_PART_VALUE || schema != SHK_DER_ANY) return 0;

    struct shk_buf value = shk_buf_in(arena);
    shk_put(&value, shk_slice(der, at.off + at.header, at.len));
    size_t before = data[2] < value.len ? data[2] : value.len;
    shk_splice(&value, before, data[3], insert);
    require(shk_equal(shk_der_value(shk_buf_view(&b), schema, path), shk_buf_view(&value)));
    return 0;
}
