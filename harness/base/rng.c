// xoshiro256** seeded by splitmix64: small, quick, the same everywhere. Never used where secrecy matters.
#include "base/base.h"

void shk_rng_seed(struct shk_rng *rng, uint64_t seed) {
    for (int i = 0; i < 4; i++) {
        seed += 0x9e3779b97f4a7c15u;
        uint64_t z = seed;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        rng->state[i] = z ^ (z >> 31);
    }
}

static uint64_t rotate(uint64_t x, int by) {
    return (x << by) | (x >> (64 - by));
}

uint64_t shk_rng_next(struct shk_rng *rng) {
    uint64_t *s = rng->state;
    uint64_t out = rotate(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return out;
}

uint32_t shk_rng_below(struct shk_rng *rng, uint32_t limit) {
    return limit == 0 ? 0 : (uint32_t)(shk_rng_next(rng) % limit);
}

void shk_rng_fill(struct shk_rng *rng, uint8_t *out, size_t len) {
    for (size_t i = 0; i < len; i += 8) {
        uint64_t word = shk_rng_next(rng);
        for (size_t j = 0; j < 8 && i + j < len; j++) out[i + j] = (uint8_t)(word >> (8 * j));
    }
}
