// The tables of ../shared/catalogue, where they are beside the repository.
#ifndef SHK_TESTS_CATALOGUE_H
#define SHK_TESTS_CATALOGUE_H

#include "base/base.h"

#define CATALOGUE SHK_TESTS_DIR "/../../shared/catalogue/"

// catalogue_cell copies the cell of that number, from 0, out of a line "| a | b |", without the blanks and back-quotes around
// it; "\\|" is no border. Empty when there is none.
void catalogue_cell(const char *line, int number, char *out, size_t room);

// A row of certificates.md: | `id` | mutation | side | reference | verdict | alert | anchor | ...
struct certificate_row {
    char id[24], side[4], verdict[8], alert[80], anchor[24]; // anchor: its beginning, where the tag stands
};
// certificate_catalogue reads them once. When they are not there it says so and skips the test.
const struct certificate_row *certificate_catalogue(size_t *count);

#endif
