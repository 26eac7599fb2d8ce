// The names of levels. What follows from the syntax is as binding as what is written out, so both are "must".
#include "conformance/case.h"

const char *shk_level_name(enum shk_level level) {
    switch (level) {
    case SHK_MUST:
    case SHK_SYNTAX: return "must";
    case SHK_SHOULD: return "should";
    case SHK_INFORMATION: return "may";
    }
    return "?";
}
