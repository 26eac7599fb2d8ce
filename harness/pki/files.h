// Writing files of the PKI whole or not at all, for files.c and zoo_files.c.
#ifndef SHK_PKI_FILES_H
#define SHK_PKI_FILES_H

#include "base/base.h"

// pki_write_file writes beside the file and renames, so that a reader never sees half of it.
bool pki_write_file(struct shk_arena *arena, const char *dir, const char *name, struct shk_bytes contents,
                    struct shk_error *err) SHK_MUST_USE;
bool pki_make_folder(const char *dir, struct shk_error *err) SHK_MUST_USE; // true when it is there already
// zoo_write fills DIR/zoo with every case of the zoo.
bool zoo_write(const char *dir, int64_t now, struct shk_error *err) SHK_MUST_USE;

#endif
