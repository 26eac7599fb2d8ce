// The strict endpoint as a SUT, with or without a planted fault (strict.c, planted.def).
#ifndef SHK_SUT_PLANTED_H
#define SHK_SUT_PLANTED_H

#include "sut/sut.h"

enum shk_planted {
#define VARIANT(FAULT, label, text) SHK_PLANTED_##FAULT,
#include "sut/planted.def"
#undef VARIANT
    SHK_PLANTED_COUNT,
};

const struct shk_sut_type *shk_sut_planted(enum shk_planted fault); // NULL behind the last
// shk_sut_named finds a SUT that needs no other process: boringssl, or one of these. NULL when there is none of that name.
const struct shk_sut_type *shk_sut_named(const char *name);

#endif
