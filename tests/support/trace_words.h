// Traces written down in words, so that a table of verdicts reads as a table:
//
//   "1.3 connect >ch <sh <ee <cert <cv <fin dev >fin* complete <fatal:decrypt_error closed"
//
// ">x" is ours, "<x" the SUT's, "*" marks a message that an edit touched.
#ifndef SHK_TESTS_TRACE_WORDS_H
#define SHK_TESTS_TRACE_WORDS_H

#include "trace/trace.h"

// trace_from_words fills a trace. An unknown word ends the process: it is a mistake of the test.
void trace_from_words(struct shk_trace *trace, struct shk_arena *arena, enum shk_role peer_role, const char *words);

#endif
