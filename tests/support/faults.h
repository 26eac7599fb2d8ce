// Tests over many rows name every fault before they fail: they set `faults` to 0, call fault() for each, and assert 0 at the end.
#ifndef SHK_TESTS_FAULTS_H
#define SHK_TESTS_FAULTS_H

#include "base/base.h"

extern size_t faults;
// fault prints "ID: what is wrong" and counts it.
void fault(const char *id, const char *format, ...) SHK_PRINTF(2, 3);

#endif
