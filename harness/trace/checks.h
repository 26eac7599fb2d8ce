// What the predicates share (checks.c holds the table and the rules about records and alerts, checks_hello.c those about
// the contents of messages). Inside trace/ only.
#ifndef SHK_TRACE_CHECKS_H
#define SHK_TRACE_CHECKS_H

#include "trace/verdict.h"

// The three answers. wrong: the rule is broken. untold: the trace does not get far enough. Kept: plain true.
bool check_wrong(const char **why, struct shk_arena *arena, const char *format, ...) SHK_PRINTF(3, 4);
bool check_untold(const char **why, const char *text);

enum shk_role check_sut(const struct shk_trace *trace);
// check_next returns the first event at or behind *index that is `message` written by `writer` (SHK_NO_MESSAGE: any message),
// and sets *index behind it; NULL at the end.
const struct shk_event *check_next(const struct shk_trace *trace, size_t *index, enum shk_role writer, uint8_t message);
// check_before returns the last such event before `event` in the same connection.
const struct shk_event *check_before(const struct shk_trace *trace, const struct shk_event *event, enum shk_role writer,
                                     uint8_t message);
bool check_parse(const struct shk_trace *trace, struct shk_arena *arena, const struct shk_event *event,
                 struct shk_tree *tree) SHK_MUST_USE;

shk_check check_server_hello_version;
shk_check check_version_was_offered;
shk_check check_downgrade_sentinel;
shk_check check_no_downgrade_sentinel;
shk_check check_one_offered_share;
shk_check check_fresh_key_share;
shk_check check_mandatory_algorithms;
shk_check check_no_duplicate_groups;
shk_check check_point_formats;
shk_check check_client_hello_form;
shk_check check_client_session_id;
shk_check check_client_hello_extensions;
shk_check check_no_weak_offers;
shk_check check_shares_follow_groups;
shk_check check_no_obsolete_groups;
shk_check check_signature_is_pss;

#endif
