// What the two JSON forms (report_json.c, report_sarif.c) share. Inside trace/ only.
#ifndef SHK_TRACE_REPORT_JSON_H
#define SHK_TRACE_REPORT_JSON_H

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "trace/report.h"

json_t *report_text(const char *text); // a string of valid UTF-8; null for NULL
// report_dump writes the tree with a final newline and drops the reference.
bool report_dump(json_t *root, struct shk_buf *out, struct shk_error *err) SHK_MUST_USE;
void report_time(int64_t seconds, char out[32]); // "2026-08-01T12:00:00Z"

#endif
