// Hashes that nobody should use and libcrypto has not, or hardly, any more: MD2 (RFC 1319) and MD4.
#include "crypto/crypto.h"

#include <openssl/md4.h>
#include <string.h>

void shk_md4(struct shk_bytes in, uint8_t out[16]) {
    MD4(in.data, in.len, out);
}

// clang-format off
static const uint8_t permutation[256] = {
    41, 46, 67, 201, 162, 216, 124, 1, 61, 54, 84, 161, 236, 240, 6, 19, 98, 167, 5, 243, 192, 199, 115, 140,
    152, 147, 43, 217, 188, 76, 130, 202, 30, 155, 87, 60, 253, 212, 224, 22, 103, 66, 111, 24, 138, 23, 229, 18,
    190, 78, 196, 214, 218, 158, 222, 73, 160, 251, 245, 142, 187, 47, 238, 122, 169, 104, 121, 145, 21, 178, 7, 63,
    148, 194, 16, 137, 11, 34, 95, 33, 128, 127, 93, 154, 90, 144, 50, 39, 53, 62, 204, 231, 191, 247, 151, 3,
    255, 25, 48, 179, 72, 165, 181, 209, 215, 94, 146, 42, 172, 86, 170, 198, 79, 184, 56, 210, 150, 164, 125, 182,
    118, 252, 107, 226, 156, 116, 4, 241, 69, 157, 112, 89, 100, 113, 135, 32, 134, 91, 207, 101, 230, 45, 168, 2,
    27, 96, 37, 173, 174, 176, 185, 246, 28, 70, 97, 105, 52, 64, 126, 15, 85, 71, 163, 35, 221, 81, 175, 58,
    195, 92, 249, 206, 186, 197, 234, 38, 44, 83, 13, 110, 133, 40, 132, 9, 211, 223, 205, 244, 65, 129, 77, 82,
    106, 220, 55, 200, 108, 193, 171, 250, 36, 225, 123, 8, 12, 189, 177, 74, 120, 136, 149, 139, 227, 99, 232, 109,
    233, 203, 213, 254, 59, 0, 29, 57, 242, 239, 183, 14, 102, 88, 208, 228, 166, 119, 114, 248, 235, 117, 75, 10,
    49, 68, 80, 180, 143, 237, 31, 26, 219, 153, 141, 51, 159, 17, 131, 20,
};
// clang-format on

struct md2 {
    uint8_t state[48], checksum[16], last;
};

static void md2_block(struct md2 *m, const uint8_t block[16]) {
    for (size_t i = 0; i < 16; i++) {
        m->state[16 + i] = block[i];
        m->state[32 + i] = block[i] ^ m->state[i];
    }
    unsigned t = 0;
    for (unsigned round = 0; round < 18; round++) {
        for (size_t i = 0; i < 48; i++) t = m->state[i] ^= permutation[t];
        t = (t + round) & 255;
    }
}

static void md2_checked(struct md2 *m, const uint8_t block[16]) {
    for (size_t i = 0; i < 16; i++) m->last = m->checksum[i] ^= permutation[block[i] ^ m->last];
    md2_block(m, block);
}

void shk_md2(struct shk_bytes in, uint8_t out[16]) {
    struct md2 m = {{0}, {0}, 0};
    uint8_t end[16];
    size_t at = 0;
    for (; in.len - at >= 16; at += 16) md2_checked(&m, in.data + at);
    memset(end, (int)(16 - (in.len - at)), sizeof(end));
    if (in.len > at) memcpy(end, in.data + at, in.len - at);
    md2_checked(&m, end);
    memcpy(end, m.checksum, sizeof(end));
    md2_block(&m, end);
    memcpy(out, m.state, 16);
}
