// Which places in the SUT have reported an error: linked into the targets of a coverage build, where -Wl,--wrap sends every
// ERR_put_error of libssl and libcrypto through here. At exit the places are written, one "library file:line" a line, beside
// the coverage profile (its name and ".sites"), so that one run gives both. Read by scripts/coverage.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SITES 8192

void __real_ERR_put_error(int library, int unused, int reason, const char *file, unsigned line);
void __wrap_ERR_put_error(int library, int unused, int reason, const char *file, unsigned line);
const char *__llvm_profile_get_filename(void);

struct site {
    const char *file; // a literal of the library
    unsigned line;
    int library;
};
static struct site sites[MAX_SITES];
static size_t site_count;
size_t shk_error_site_count(void); // for bench/replay.c

size_t shk_error_site_count(void) {
    return site_count;
}

static void write_sites(void) {
    char name[4096];
    int len = snprintf(name, sizeof(name), "%s.sites", __llvm_profile_get_filename());
    FILE *out = len > 0 && (size_t)len < sizeof(name) ? fopen(name, "w") : NULL;
    if (out == NULL) return;
    for (size_t i = 0; i < MAX_SITES; i++) {
        if (sites[i].file != NULL) fprintf(out, "%d %s:%u\n", sites[i].library, sites[i].file, sites[i].line);
    }
    fclose(out);
}

static void note(int library, const char *file, unsigned line) {
    static bool registered;
    size_t at = ((uintptr_t)file * 31 + line * 2654435761u) % MAX_SITES;
    if (!registered) registered = atexit(write_sites) == 0;
    for (size_t tries = 0; tries < MAX_SITES; tries++, at = (at + 1) % MAX_SITES) {
        if (sites[at].file == NULL) {
            sites[at] = (struct site){file, line, library};
            site_count++;
        }
        if (sites[at].line == line && strcmp(sites[at].file, file) == 0) return;
    }
}

void __wrap_ERR_put_error(int library, int unused, int reason, const char *file, unsigned line) {
    note(library, file, line);
    __real_ERR_put_error(library, unused, reason, file, line);
}
