// The arena: a list of blocks; the newest is filled front to back. A reset keeps one block, so that a fuzz loop runs
// without malloc once it is warm.
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)64 * 1024)
#define ALIGN ((size_t)16)

struct block {
    struct block *older;
    size_t size;
    _Alignas(16) uint8_t bytes[];
};

struct shk_arena {
    struct block *newest;
    size_t filled; // of the newest block
    size_t used;
};

static struct block *new_block(struct block *older, size_t size) {
    struct block *b = malloc(sizeof(*b) + size);
    if (b == NULL) {
        fprintf(stderr, "shakedown: out of memory (%zu bytes wanted). Run with fewer conversations at once (-j).\n",
                size);
        exit(4);
    }
    b->older = older;
    b->size = size;
    return b;
}

struct shk_arena *shk_arena_new(void) {
    struct shk_arena *arena = calloc(1, sizeof(*arena));
    if (arena == NULL) {
        fprintf(stderr, "shakedown: out of memory. Run with fewer conversations at once (-j).\n");
        exit(4);
    }
    arena->newest = new_block(NULL, BLOCK);
    return arena;
}

void shk_arena_reset(struct shk_arena *arena) {
    while (arena->newest->older != NULL) {
        struct block *older = arena->newest->older;
        free(arena->newest);
        arena->newest = older;
    }
    arena->filled = 0;
    arena->used = 0;
}

void shk_arena_free(struct shk_arena *arena) {
    if (arena == NULL) return;
    shk_arena_reset(arena);
    free(arena->newest);
    free(arena);
}

size_t shk_arena_used(const struct shk_arena *arena) {
    return arena->used;
}

void *shk_alloc(struct shk_arena *arena, size_t size) {
    size_t need = (size + ALIGN - 1) & ~(ALIGN - 1);
    if (need < ALIGN) need = ALIGN;
    if (need > arena->newest->size - arena->filled) {
        arena->newest = new_block(arena->newest, need > BLOCK ? need : BLOCK);
        arena->filled = 0;
    }
    uint8_t *out = arena->newest->bytes + arena->filled;
    arena->filled += need;
    arena->used += need;
    memset(out, 0, need);
    return out;
}

char *shk_format(struct shk_arena *arena, const char *format, ...) {
    char small[256]; // most texts: formatted once
    small[0] = 0;
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(small, sizeof(small), format, args);
    va_end(args);
    size_t size = len < 0 ? 1 : (size_t)len + 1;
    char *out = shk_alloc(arena, size);
    if (size <= sizeof(small))
        memcpy(out, small, size);
    else
        vsnprintf(out, size, format, again);
    va_end(again);
    return out;
}

char *shk_strdup(struct shk_arena *arena, const char *text) {
    size_t size = strlen(text) + 1;
    return memcpy(shk_alloc(arena, size), text, size);
}
