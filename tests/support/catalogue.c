#include "support/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static const char *next_border(const char *line) {
    for (line = line == NULL ? NULL : line + 1; line != NULL && *line != '\0'; line++) {
        if (line[0] == '|' && line[-1] != '\\') return line;
    }
    return NULL;
}

void catalogue_cell(const char *line, int number, char *out, size_t room) {
    for (int i = 0; i < number && line != NULL; i++) line = next_border(line);
    const char *end = next_border(line);
    out[0] = '\0';
    if (line == NULL || end == NULL) return;
    for (line++; line < end && (*line == ' ' || *line == '`'); line++) continue;
    while (end > line && (end[-1] == ' ' || end[-1] == '`')) end--;
    snprintf(out, room, "%.*s", (int)(end - line), line);
}

const struct certificate_row *certificate_catalogue(size_t *count) {
    static struct certificate_row rows[500];
    static size_t known;
    char line[8192];
    FILE *file = known > 0 ? NULL : fopen(CATALOGUE "certificates.md", "r");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL && known < SHK_COUNT(rows)) {
        struct certificate_row *row = &rows[known];
        catalogue_cell(line, 2, row->side, sizeof(row->side));
        if (strncmp(line, "| `", 3) != 0 || strlen(row->side) != 1) continue;
        catalogue_cell(line, 0, row->id, sizeof(row->id));
        catalogue_cell(line, 4, row->verdict, sizeof(row->verdict));
        catalogue_cell(line, 5, row->alert, sizeof(row->alert));
        catalogue_cell(line, 6, row->anchor, sizeof(row->anchor));
        known++;
    }
    if (file != NULL) fclose(file);
    if (known == 0) {
        print_message("the catalogue is not beside the repository; nothing to compare with\n");
        skip();
    }
    *count = known;
    return rows;
}
