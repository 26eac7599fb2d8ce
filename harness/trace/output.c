// Writing a file so that a reader never sees half of it: temporary name in the same folder, fsync, rename.
#include "trace/report.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *what_to_do(int error) {
    switch (error) {
    case ENOSPC:
    case EDQUOT: return "free some space or choose another path";
    case ENOENT:
    case ENOTDIR: return "create the folder first or choose another path";
    case EACCES:
    case EPERM:
    case EROFS: return "choose a folder that you may write to";
    case EISDIR: return "name a file in it";
    case ENAMETOOLONG: return "choose a shorter name";
    case EPIPE: return "let the reader read to the end";
    default: return "choose another path";
    }
}

static bool cannot_write(const char *path, int error, struct shk_error *err) {
    return shk_fail(err, "cannot write %s: %s; %s", path, strerror(error), what_to_do(error));
}

// Returns 0 or an errno.
static int write_all(int fd, struct shk_bytes bytes) {
    size_t done = 0;
    while (done < bytes.len) {
        ssize_t n = write(fd, bytes.data + done, bytes.len - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno;
        done += (size_t)n;
    }
    return 0;
}

// Devices, pipes and terminals have no old content to protect, and renaming over them would replace them.
static bool write_directly(const char *path, struct shk_bytes bytes, struct shk_error *err) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return cannot_write(path, errno, err);
    int error = write_all(fd, bytes);
    if (close(fd) != 0 && error == 0) error = errno;
    return error == 0 || cannot_write(path, error, err);
}

// Writes, flushes and closes a file that is ours alone. Returns 0 or an errno.
static int fill(int fd, struct shk_bytes bytes) {
    int error = write_all(fd, bytes);
    if (error == 0 && fsync(fd) != 0) error = errno;
    if (close(fd) != 0 && error == 0) error = errno;
    return error;
}

static bool replace(const char *path, const char *shown, struct shk_bytes bytes, struct shk_error *err) {
    char temporary[PATH_MAX];
    static unsigned counter; // two files of one process in one folder
    int len = snprintf(temporary, sizeof(temporary), "%s.%ld.%u.tmp", path, (long)getpid(), counter++);
    if (len < 0 || (size_t)len >= sizeof(temporary)) return cannot_write(shown, ENAMETOOLONG, err);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) return cannot_write(shown, errno, err);
    int error = fill(fd, bytes);
    if (error == 0 && rename(temporary, path) != 0) error = errno;
    if (error == 0) return true;
    unlink(temporary);
    return cannot_write(shown, error, err);
}

bool shk_write_file(const char *path, struct shk_bytes bytes, struct shk_error *err) {
    if (strcmp(path, "-") == 0) {
        if (fflush(stdout) != 0) return cannot_write("standard output", errno, err);
        int error = write_all(STDOUT_FILENO, bytes);
        return error == 0 || cannot_write("standard output", error, err);
    }
    struct stat st;
    if (stat(path, &st) != 0) return replace(path, path, bytes, err);
    if (S_ISDIR(st.st_mode)) return cannot_write(path, EISDIR, err);
    if (!S_ISREG(st.st_mode)) return write_directly(path, bytes, err);
    // Behind a symbolic link the file changes, not the link.
    char real[PATH_MAX];
    if (realpath(path, real) == NULL) return cannot_write(path, errno, err);
    return replace(real, path, bytes, err);
}

bool shk_report_save(shk_render *render, const struct shk_report *report, const char *path, struct shk_error *err) {
    struct shk_arena *arena = shk_arena_new();
    struct shk_buf out = shk_buf_in(arena);
    bool done = render(report, &out, err) && shk_write_file(path, shk_buf_view(&out), err);
    shk_arena_free(arena);
    return done;
}

// A case id as a file name: "tls13/finished/flip" is "tls13-finished-flip.mmd".
static const char *file_name(struct shk_arena *arena, const char *folder, const char *id) {
    char *name = shk_strdup(arena, id);
    for (char *c = name; *c != '\0'; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
                     strchr("._-", *c) != NULL;
        if (!plain || (c == name && *c == '.')) *c = '-';
    }
    return shk_format(arena, "%s/%s.mmd", folder, name);
}

bool shk_report_mermaid_dir(const struct shk_report *report, const char *folder, struct shk_error *err) {
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        return shk_fail(err, "cannot make the folder %s: %s; %s", folder, strerror(errno), what_to_do(errno));
    }
    struct shk_arena *arena = shk_arena_new();
    bool done = true;
    for (size_t i = 0; i < report->result_count && done; i++) {
        const struct shk_result *r = &report->results[i];
        if (r->trace == NULL || r->id == NULL) continue;
        struct shk_buf out = shk_buf_in(arena);
        shk_mermaid(r->trace, r, report->sut, &out);
        done = shk_write_file(file_name(arena, folder, r->id), shk_buf_view(&out), err);
        shk_arena_reset(arena);
    }
    shk_arena_free(arena);
    return done;
}
