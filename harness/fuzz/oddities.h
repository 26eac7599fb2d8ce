// Plans that seeds are made of.
#ifndef SHK_FUZZ_ODDITIES_H
#define SHK_FUZZ_ODDITIES_H

#include <stddef.h>

extern const char *const shk_fuzz_oddities[];
extern const size_t shk_fuzz_oddity_count;

#endif
