// Every branch of the verdict, as a table of literal traces.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "support/trace_words.h"
#include "trace/verdict.h"
#include "wire/registry.h"

// clang-format off
#define REJECTS(...)  {.outcome = SHK_EXPECT_REJECTS, .alerts = {__VA_ARGS__}, .alert_count = sizeof((uint8_t[]){__VA_ARGS__})}
#define REJECTS_OR(f, ...) {.outcome = SHK_EXPECT_REJECTS, .flags = f, .alerts = {__VA_ARGS__}, .alert_count = sizeof((uint8_t[]){__VA_ARGS__})}
#define ANY(f)        {.outcome = SHK_EXPECT_REJECTS, .flags = SHK_ANY_ALERT | (f)}
#define CONTINUES     {.outcome = SHK_EXPECT_CONTINUES}
#define CLOSES(f)     {.outcome = SHK_EXPECT_CLOSES, .flags = f}
#define DECODE        SHK_ALERT_DECODE_ERROR
#define ILLEGAL       SHK_ALERT_ILLEGAL_PARAMETER
#define DECRYPT       SHK_ALERT_DECRYPT_ERROR

#define S13   "1.3 connect >ch <sh <ee <cert <cv <fin "              // a server wrote its flight
#define S12   "1.2 connect >ch <sh <cert <skex <shd >ckex >ccs "     // a server, before our Finished
#define C13   "1.3 connect <ch >sh >ee >cert >cv "                   // a client, before our Finished
#define C12   "1.2 connect <ch >sh >cert >skex "                     // a client, before our ServerHelloDone

struct row {
    const char *what;
    struct shk_expect expect;
    enum shk_grade grade;
    const char *observed; // NULL: not looked at
    const char *words;
};

static const struct row server_rows[] = {
// --- rejects: alerts
{"the alert that is due",            REJECTS(DECRYPT),          SHK_GRADE_AS_EXPECTED,  "fatal decrypt_error", S13 "dev >fin* complete <fatal:decrypt_error closed"},
{"second of a set",                  REJECTS(ILLEGAL, DECODE),  SHK_GRADE_AS_EXPECTED,  "fatal decode_error",  S13 "dev >fin* <fatal:decode_error closed"},
{"another alert",                    REJECTS(DECRYPT),          SHK_GRADE_OTHER_ALERT,  "fatal decode_error",  S13 "dev >fin* <fatal:decode_error closed"},
{"any alert",                        ANY(0),                    SHK_GRADE_AS_EXPECTED,  NULL,                  S13 "dev >fin* <fatal:internal_error closed"},
{"an unregistered alert",            REJECTS(DECRYPT),          SHK_GRADE_OTHER_ALERT,  "fatal alert 200",     S13 "dev >fin* <fatal:200 closed"},
{"general_error is another alert",   REJECTS(DECRYPT),          SHK_GRADE_OTHER_ALERT,  "fatal general_error", S13 "dev >fin* <fatal:general_error closed"},
{"general_error where listed",       REJECTS(DECRYPT, SHK_ALERT_GENERAL_ERROR), SHK_GRADE_AS_EXPECTED, NULL,   S13 "dev >fin* <fatal:general_error closed"},
{"1.3: the level means nothing",     REJECTS(DECRYPT),          SHK_GRADE_AS_EXPECTED,  "warning decrypt_error", S13 "dev >fin* <warn:decrypt_error closed"},
{"1.2: a warning does not count",    REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     "warning decrypt_error, then closed", S12 "dev >fin* <warn:decrypt_error closed"},
{"unknown version: a warning does",  REJECTS(DECODE),           SHK_GRADE_AS_EXPECTED,  NULL,                  "connect dev >ch* <warn:decode_error closed"},
{"1.2: warning, then fatal",         REJECTS(DECRYPT),          SHK_GRADE_AS_EXPECTED,  "fatal decrypt_error", S12 "dev >fin* <warn:unrecognized_name <fatal:decrypt_error closed"},
{"alert after our FIN",              REJECTS(DECODE),           SHK_GRADE_AS_EXPECTED,  NULL,                  "connect dev >ch* idle <fatal:decode_error closed"},
{"1.3 ticket on its way, alert",     REJECTS(DECRYPT),          SHK_GRADE_AS_EXPECTED,  NULL,                  S13 "dev >fin* complete <nst <fatal:decrypt_error closed"},
{"its flight on its way, alert",     REJECTS(SHK_ALERT_UNEXPECTED_MESSAGE), SHK_GRADE_AS_EXPECTED, NULL,       "1.3 connect >ch dev >request* <sh <ee <cert <cv <fin <fatal:unexpected_message closed"},
{"whole flight for a bad hello, alert at last", REJECTS(ILLEGAL), SHK_GRADE_OTHER_ALERT, "fatal decrypt_error", "1.3 connect dev >ch* <sh <ee <cert <cv <fin >fin <fatal:decrypt_error closed"},
{"alert, but it serves on",          REJECTS(DECRYPT),          SHK_GRADE_ACCEPTED,     "warning decrypt_error, but served application data behind it", S13 "dev >fin* complete >request <warn:decrypt_error <app closed"},
{"serves, then an alert",            REJECTS(DECRYPT),          SHK_GRADE_ACCEPTED,     "served HTTP 200",     S13 "dev >fin* complete >request <http200 <fatal:decrypt_error closed"},
// --- rejects: ends
{"closed without alert, 1.3",        REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     "closed without an alert", S13 "dev >fin* closed"},
{"closed without alert, 1.2",        REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     "closed without an alert", S12 "dev >fin* closed"},
{"reset",                            REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     "reset the connection without an alert", S13 "dev >fin* reset"},
{"closing is right too",             REJECTS_OR(SHK_OR_CLOSES, DECRYPT), SHK_GRADE_AS_EXPECTED, NULL,          S13 "dev >fin* reset"},
{"close_notify only",                REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     "warning close_notify, then closed", S13 "dev >fin* <warn:close_notify closed"},
{"close_notify, the socket open",    REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     "warning close_notify", S12 ">fin complete dev >request* <warn:close_notify idle closed"},
{"close_notify, then alerts",        REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     "warning close_notify", S12 ">fin complete dev >request* <warn:close_notify <fatal:decrypt_error idle closed"},
{"close_notify in answer to ours",   REJECTS(DECRYPT),          SHK_GRADE_HUNG,         NULL,                  S12 ">fin complete dev >request* >warn:close_notify <warn:close_notify idle closed"},
{"close_notify, closing is right",   REJECTS_OR(SHK_OR_CLOSES, DECRYPT), SHK_GRADE_AS_EXPECTED, NULL,          S12 ">fin complete dev >request* <warn:close_notify idle closed"},
{"user_canceled is no error",        REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     "warning close_notify, then closed", S13 "dev >fin* <warn:user_canceled <warn:close_notify closed"},
{"ticket on its way, then closed",   REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     NULL,                  S13 "dev >fin* complete <nst closed"},
{"idle, then more of ours, closed",  REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     NULL,                  S13 "dev >fin* idle >request closed"},
{"second connection refused",        REJECTS(DECRYPT),          SHK_GRADE_INCONCLUSIVE, NULL,                  "connect dev >ch* refused"},
// --- rejects: silence
{"hung",                             REJECTS(DECRYPT),          SHK_GRADE_HUNG,         "waited in silence",   S13 "dev >fin* idle"},
{"hung until our FIN",               REJECTS(DECRYPT),          SHK_GRADE_HUNG,         "waited, and closed only after our FIN", S13 "dev >fin* idle closed"},
{"hung until our close_notify",      REJECTS(DECRYPT),          SHK_GRADE_HUNG,         NULL,                  S13 "dev >fin* idle >warn:close_notify closed"},
{"hung, no close_notify close",      REJECTS_OR(SHK_OR_CLOSES, DECRYPT), SHK_GRADE_HUNG, NULL,                 S13 "dev >fin* idle closed"},
{"timeout",                          REJECTS(DECRYPT),          SHK_GRADE_HUNG,         "no end within the time", S13 "dev >fin* timeout"},
{"silence is right too",             REJECTS_OR(SHK_OR_SILENT, DECODE), SHK_GRADE_AS_EXPECTED, NULL,           "connect dev >ch* idle"},
{"silence until FIN is right too",   REJECTS_OR(SHK_OR_SILENT, DECODE), SHK_GRADE_AS_EXPECTED, NULL,           "connect dev >ch* idle closed"},
{"silence is right, serving not",    REJECTS_OR(SHK_OR_SILENT, DECODE), SHK_GRADE_ACCEPTED, NULL,              S12 "dev >fin* <ccs <fin idle"},
// --- rejects: going on
{"served",                           REJECTS(DECRYPT),          SHK_GRADE_ACCEPTED,     "served application data", S13 "dev >fin* complete >request <app closed"},
{"empty record is not serving",      REJECTS(DECRYPT),          SHK_GRADE_HUNG,         NULL,                  S13 "dev >fin* complete >request <empty idle"},
{"going on is right too",            REJECTS_OR(SHK_OR_CONTINUES, DECRYPT), SHK_GRADE_AS_EXPECTED, NULL,       S13 "dev >fin* complete >request <app closed"},
{"ticket and silence",               REJECTS(DECRYPT),          SHK_GRADE_ACCEPTED,     "sent a NewSessionTicket", S13 "dev >fin* complete <nst idle"},
{"ticket of before, and silence",   REJECTS(DECRYPT),          SHK_GRADE_HUNG,         NULL,                  S13 ">fin complete dev >ku* <nst idle"},
{"ticket, where silence is right",   REJECTS_OR(SHK_OR_SILENT, DECODE), SHK_GRADE_AS_EXPECTED, NULL,           S13 "dev >fin* complete <nst idle"},
{"1.2 Finished after ours",          REJECTS(DECRYPT),          SHK_GRADE_ACCEPTED,     "completed its handshake", S12 "dev >fin* <ccs <fin closed"},
{"1.2 Finished without ours",        REJECTS(DECRYPT),          SHK_GRADE_ACCEPTED,     NULL,                  "1.2 connect >ch <sh <cert <skex <shd dev >request <ccs <fin idle"},
{"1.2 resumed: Finished was before", REJECTS(DECRYPT),          SHK_GRADE_HUNG,         NULL,                  "1.2 connect >ch <sh <ccs <fin >ccs dev >fin* idle"},
{"1.2 resumed, Finished on its way", REJECTS(DECRYPT),          SHK_GRADE_HUNG,         NULL,                  "1.2 connect >ch dev >request* <sh <ccs <fin idle"},
{"1.3 flight for a bad hello",       REJECTS(ILLEGAL),          SHK_GRADE_ACCEPTED,     "completed its handshake", "1.3 connect dev >ch* <sh <ee <cert <cv <fin >fin complete >request idle"},
{"1.3 flight on its way",            REJECTS(ILLEGAL),          SHK_GRADE_HUNG,         NULL,                  "1.3 connect >ch dev >request* <sh <ee <cert <cv <fin idle"},
{"1.3 flight for a bad second hello", REJECTS(ILLEGAL),         SHK_GRADE_ACCEPTED,     NULL,                  "1.3 connect >ch <hrr dev >ch* <sh <ee <cert <cv <fin >fin idle"},
{"1.2 CCS, Finished cannot be read", REJECTS(DECRYPT),          SHK_GRADE_ACCEPTED,     "answered with change_cipher_spec", S12 "dev >fin* <ccs idle"},
{"1.2 CCS on its way",               REJECTS(DECRYPT),          SHK_GRADE_HUNG,         NULL,                  S12 ">fin dev >request* <ccs idle"},
{"ServerHello for a bad hello",      REJECTS(ILLEGAL),          SHK_GRADE_ACCEPTED,     "answered with server_hello", "1.3 connect dev >ch* <sh idle"},
{"ServerHello on its way",           REJECTS(ILLEGAL),          SHK_GRADE_HUNG,         NULL,                  "1.3 connect >ch dev >request* <sh idle"},
{"retry is right too",               REJECTS_OR(SHK_OR_RETRIES, ILLEGAL), SHK_GRADE_AS_EXPECTED, "answered with HelloRetryRequest", "1.3 connect dev >ch* <hrr >ch <fatal:illegal_parameter closed"},
{"retry where it is not",            REJECTS(ILLEGAL),          SHK_GRADE_HUNG,         NULL,                  "1.3 connect dev >ch* <hrr idle"},
{"1.3 Finished of before the last",  REJECTS(DECRYPT),          SHK_GRADE_HUNG,         NULL,                  "1.3 connect dev >ch* <sh <ee <cert <cv <fin dev >fin* idle"},
{"Finished behind both, for one",    REJECTS(DECRYPT),          SHK_GRADE_HUNG,         NULL,                  "1.3 connect dev >ch* dev >request* <sh <ee <cert <cv <fin idle"},
{"two in one hello",                 REJECTS(ILLEGAL),          SHK_GRADE_ACCEPTED,     "completed its handshake", "1.3 connect dev dev >ch* <sh <ee <cert <cv <fin >fin complete >request idle"},
{"a fault, then we stop",            REJECTS(ILLEGAL),          SHK_GRADE_ACCEPTED,     "completed its handshake", "1.3 connect dev >ch* dev <sh <ee <cert <cv <fin idle"},
{"data of before the last",          REJECTS(DECODE),           SHK_GRADE_HUNG,         NULL,                  S13 "dev >fin* complete >request <app dev >ku* idle"},
{"data of before the last, alert",   REJECTS(DECODE),           SHK_GRADE_AS_EXPECTED,  NULL,                  S13 "dev >fin* complete >request <app dev >ku* <fatal:decode_error closed"},
{"refused between the two",          REJECTS(DECRYPT),          SHK_GRADE_AS_EXPECTED,  NULL,                  "1.3 connect dev >ch* <fatal:decrypt_error closed skip"},
{"served behind the last",           REJECTS(DECODE),           SHK_GRADE_ACCEPTED,     "served application data", S13 "dev >fin* complete >request <app dev >ku* >request <app closed"},
{"served behind a first connection", REJECTS(DECRYPT),          SHK_GRADE_AS_EXPECTED,  NULL,                  "1.3 connect dev >ch* <sh <ee <cert <cv <fin >fin complete <nst >request <app closed connect >ch <sh <ee <fin dev >fin* <fatal:decrypt_error closed"},
{"ticket of before the last",        REJECTS(DECRYPT),          SHK_GRADE_HUNG,         NULL,                  "1.3 connect dev >ch* <sh <ee <cert <cv <fin <nst dev >fin* idle"},
{"no second hello, ServerHello",     REJECTS(SHK_ALERT_UNEXPECTED_MESSAGE), SHK_GRADE_ACCEPTED, "answered with server_hello", "1.3 connect >ch <hrr dev >fin <sh idle"},
{"retry, no second hello, ServerHello", ANY(SHK_OR_SILENT),     SHK_GRADE_ACCEPTED,     "answered with server_hello", "1.3 connect >ch dev <hrr <sh idle"},
{"records that nobody can open",     REJECTS(ILLEGAL),          SHK_GRADE_HUNG,         NULL,                  "1.3 connect >ch dev >request* <sealed idle"},
{"second hello, ServerHello on its way", REJECTS(DECRYPT),      SHK_GRADE_HUNG,         NULL,                  "1.3 connect >ch <hrr >ch dev >fin* <sh idle"},
{"retry of before the last",         REJECTS_OR(SHK_OR_RETRIES, ILLEGAL), SHK_GRADE_HUNG, NULL,                "1.3 connect dev >ch* <hrr dev >ch* idle"},
{"renegotiation refused",            REJECTS(DECODE),           SHK_GRADE_AS_EXPECTED,  NULL,                  S12 ">fin <ccs <fin complete dev >ch* <fatal:decode_error closed"},
{"renegotiation accepted",           REJECTS(DECODE),           SHK_GRADE_ACCEPTED,     NULL,                  S12 ">fin <ccs <fin complete dev >ch* <sh <cert <skex <shd >ckex >ccs >fin <ccs <fin idle"},
{"late fault, request behind it",    REJECTS(DECODE),           SHK_GRADE_ACCEPTED,     NULL,                  S13 ">fin complete dev >ku* >request <app closed"},
{"late fault, data on its way",      REJECTS(DECODE),           SHK_GRADE_AS_EXPECTED,  NULL,                  S13 ">fin complete >request dev >ku* <app <fatal:decode_error closed"},
{"late fault, data, bare close",     REJECTS(DECODE),           SHK_GRADE_NO_ALERT,     NULL,                  S13 ">fin complete >request dev >ku* <app closed"},
{"late fault, data, orderly close",  REJECTS(DECODE),           SHK_GRADE_ACCEPTED,     NULL,                  S13 ">fin complete >request dev >ku* <app <warn:close_notify closed"},
{"late fault, data, silence",        REJECTS(DECODE),           SHK_GRADE_ACCEPTED,     NULL,                  S13 ">fin complete >request dev >ku* <app idle"},
// --- rejects: the application refuses
{"HTTP 400",                         REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     "served HTTP 400 instead of an alert", S13 "dev >fin* complete >request <http400 closed"},
{"HTTP 400 in two records",          REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     NULL,                  S13 "dev >fin* complete >request <http4 <00 closed"},
{"HTTP 403, closing is right",       REJECTS_OR(SHK_OR_CLOSES, DECRYPT), SHK_GRADE_AS_EXPECTED, NULL,          S13 "dev >fin* complete >request <http403 closed"},
{"HTTP 403, going on is right",      REJECTS_OR(SHK_OR_CONTINUES, DECRYPT), SHK_GRADE_AS_EXPECTED, NULL,       S13 "dev >fin* complete >request <http403 closed"},
// --- ground
{"crash wins",                       REJECTS(DECRYPT),          SHK_GRADE_CRASHED,      "crashed: killed by signal 11", S13 "dev >fin* <fatal:decrypt_error closed crash"},
{"crash in a control",               CONTINUES,                 SHK_GRADE_CRASHED,      NULL,                  S13 ">fin complete >request <http200 crash"},
{"edit did not fit",                 REJECTS(DECRYPT),          SHK_GRADE_INCONCLUSIVE, NULL,                  S13 "unfit >fin complete >request <app closed"},
{"feature is not there",             REJECTS(DECRYPT),          SHK_GRADE_UNSUPPORTED,  "served application data", S13 ">fin complete >request <app closed skip"},
{"feature is not there, idle",       REJECTS(DECRYPT),          SHK_GRADE_UNSUPPORTED,  NULL,                  S13 ">fin complete idle skip"},
{"one edit skipped, one sent",       REJECTS(DECRYPT),          SHK_GRADE_AS_EXPECTED,  NULL,                  S13 "dev >fin* <fatal:decrypt_error closed skip"},
{"skipped after a refusal",          REJECTS(DECRYPT),          SHK_GRADE_INCONCLUSIVE, "fatal handshake_failure", "connect >ch <fatal:handshake_failure closed skip"},
{"refused the honest part",          REJECTS(DECRYPT),          SHK_GRADE_INCONCLUSIVE, "fatal handshake_failure", "connect >ch <fatal:handshake_failure closed"},
{"closed before the deviation",      REJECTS(DECRYPT),          SHK_GRADE_INCONCLUSIVE, "closed without an alert", S13 "closed dev >fin*"},
{"alert before the deviation",       REJECTS(DECRYPT),          SHK_GRADE_INCONCLUSIVE, "fatal decode_error",  S13 "<fatal:decode_error dev >fin* closed"},
{"end of the first connection",      REJECTS(DECRYPT),          SHK_GRADE_AS_EXPECTED,  NULL,                  S13 ">fin complete <nst >request <app closed connect >ch <sh <ee <fin dev >fin* <fatal:decrypt_error closed"},
{"could not connect",                REJECTS(DECRYPT),          SHK_GRADE_INCONCLUSIVE, "the connection was refused", "refused"},
{"the deviation never went out",     REJECTS(DECRYPT),          SHK_GRADE_INCONCLUSIVE, NULL,                  S13 ">fin complete >request <app closed"},
{"never went out, silence",          REJECTS(DECRYPT),          SHK_GRADE_INCONCLUSIVE, NULL,                  S13 "idle"},
{"the trace is cut",                 REJECTS(DECRYPT),          SHK_GRADE_INCONCLUSIVE, "nothing",             S13 "dev >fin*"},
// --- continues
{"close_notify instead of service",  CONTINUES,                 SHK_GRADE_REFUSED,      "warning close_notify", S12 ">fin complete dev >request* <warn:close_notify idle closed"},
{"control served",                   CONTINUES,                 SHK_GRADE_AS_EXPECTED,  "served HTTP 200",     S13 ">fin complete >request <http200 <warn:close_notify closed"},
{"oddity served",                    CONTINUES,                 SHK_GRADE_AS_EXPECTED,  NULL,                  "1.3 connect dev >ch* <sh <ee <cert <cv <fin >fin complete >request <http200 closed"},
{"control refused by alert",         CONTINUES,                 SHK_GRADE_REFUSED,      "fatal handshake_failure", "connect >ch <fatal:handshake_failure closed"},
{"oddity refused by alert",          CONTINUES,                 SHK_GRADE_REFUSED,      NULL,                  "1.3 connect dev >ch* <fatal:decode_error closed"},
{"oddity closed",                    CONTINUES,                 SHK_GRADE_REFUSED,      "closed without an alert", "1.3 connect dev >ch* closed"},
{"oddity: silence",                  CONTINUES,                 SHK_GRADE_HUNG,         NULL,                  "1.3 connect dev >ch* idle closed"},
{"oddity: timeout",                  CONTINUES,                 SHK_GRADE_HUNG,         NULL,                  "1.3 connect dev >ch* timeout"},
{"HTTP 403 refuses",                 CONTINUES,                 SHK_GRADE_REFUSED,      "served HTTP 403",     S13 ">fin complete >request <http403 closed"},
{"own message wrong in a control",   CONTINUES,                 SHK_GRADE_REFUSED,      "its Finished does not verify", S13 "check >fin complete >request <http200 closed"},
{"served only on the first connection", CONTINUES,              SHK_GRADE_REFUSED,      NULL,                  S13 ">fin complete <nst >request <app closed connect >ch closed"},
{"served on both",                   CONTINUES,                 SHK_GRADE_AS_EXPECTED,  NULL,                  S13 ">fin complete <nst >request <app closed connect >ch <sh <ee <fin >fin complete >request <app closed"},
{"odd ticket, served on the second", CONTINUES,                 SHK_GRADE_AS_EXPECTED,  NULL,                  S13 ">fin complete dev >ku* >request <app closed connect >ch <sh <ee <fin >fin complete >request <app <fatal:decode_error closed"},
{"late oddity, alert wins over data on its way", CONTINUES,     SHK_GRADE_REFUSED,      NULL,                  S13 ">fin complete >request dev >ku* <app <fatal:decode_error closed"},
{"control could not connect",        CONTINUES,                 SHK_GRADE_INCONCLUSIVE, NULL,                  "refused"},
{"control: feature is not there",    CONTINUES,                 SHK_GRADE_UNSUPPORTED,  NULL,                  S13 ">fin complete >request <app closed skip"},
{"control: trace is cut",            CONTINUES,                 SHK_GRADE_INCONCLUSIVE, NULL,                  S13},
// --- closes
{"closes after our alert",           CLOSES(0),                 SHK_GRADE_AS_EXPECTED,  "closed",              S13 "dev >fatal:internal_error closed"},
{"resets after our alert",           CLOSES(0),                 SHK_GRADE_AS_EXPECTED,  NULL,                  S13 "dev >fatal:internal_error reset"},
{"close_notify after our alert",     CLOSES(0),                 SHK_GRADE_AS_EXPECTED,  "warning close_notify, then closed", S13 "dev >fatal:internal_error <warn:close_notify closed"},
{"close_notify, then our FIN",       CLOSES(0),                 SHK_GRADE_AS_EXPECTED,  "warning close_notify", S13 "dev >warn:close_notify <warn:close_notify idle closed"},
{"alert after our alert",            CLOSES(0),                 SHK_GRADE_OTHER_ALERT,  "fatal internal_error", S13 "dev >fatal:decode_error <fatal:internal_error closed"},
{"alert after our alert, any",       CLOSES(SHK_ANY_ALERT),     SHK_GRADE_AS_EXPECTED,  NULL,                  S13 "dev >fatal:decode_error <fatal:internal_error closed"},
{"silence after our alert",          CLOSES(0),                 SHK_GRADE_HUNG,         NULL,                  S13 "dev >fatal:decode_error idle closed"},
{"silence after our alert is right", CLOSES(SHK_OR_SILENT),     SHK_GRADE_AS_EXPECTED,  NULL,                  S13 "dev >fatal:decode_error idle"},
{"serves after our alert",           CLOSES(0),                 SHK_GRADE_ACCEPTED,     NULL,                  S13 "dev >fatal:decode_error >fin complete >request <app closed"},
{"data on its way, then closed",     CLOSES(0),                 SHK_GRADE_AS_EXPECTED,  NULL,                  S13 ">fin complete >request dev >fatal:decode_error <app closed"},
{"handshake goes on after our alert", CLOSES(0),                SHK_GRADE_ACCEPTED,     NULL,                  S12 "dev >fatal:decode_error >fin <ccs <fin idle"},
{"closed before our alert",          CLOSES(0),                 SHK_GRADE_INCONCLUSIVE, NULL,                  S13 "closed"},
{"cut after our alert",              CLOSES(0),                 SHK_GRADE_INCONCLUSIVE, NULL,                  S13 "dev >fatal:decode_error"},
{"handshake goes on, unreadable",    CLOSES(0),                 SHK_GRADE_ACCEPTED,     "answered with change_cipher_spec", S12 "dev >fatal:decode_error >fin <ccs idle"},
// --- no expectation
{"nothing expected, alert",          {.outcome = SHK_EXPECT_NOTHING}, SHK_GRADE_AS_EXPECTED, "fatal decode_error", S13 "dev >fin* <fatal:decode_error closed"},
{"nothing expected, served",         {.outcome = SHK_EXPECT_NOTHING}, SHK_GRADE_AS_EXPECTED, "served HTTP 200", S13 ">fin >request <http200 closed"},
{"nothing expected, end",            {.outcome = SHK_EXPECT_NOTHING}, SHK_GRADE_AS_EXPECTED, "closed without an alert", "connect >ch closed"},
{"nothing expected, silence",        {.outcome = SHK_EXPECT_NOTHING}, SHK_GRADE_AS_EXPECTED, "waited in silence", "connect >ch idle"},
{"nothing expected, nothing",        {.outcome = SHK_EXPECT_NOTHING}, SHK_GRADE_AS_EXPECTED, "nothing",       "connect"},
// --- checks (their own tests: trace_checks_test.c)
{"check kept",                       {.outcome = SHK_EXPECT_CHECK, .check = "no-reserved-alert"}, SHK_GRADE_AS_EXPECTED, NULL, S13 "dev >fin* <fatal:decode_error closed"},
{"check broken",                     {.outcome = SHK_EXPECT_CHECK, .check = "no-reserved-alert"}, SHK_GRADE_REFUSED, "it sent decryption_failed (21), which is reserved in TLS 1.3", S13 "dev >fin* <fatal:21 closed"},
{"check not possible",               {.outcome = SHK_EXPECT_CHECK, .check = "no-reserved-alert"}, SHK_GRADE_INCONCLUSIVE, NULL, S13 "dev >fin* closed"},
{"check that does not exist",        {.outcome = SHK_EXPECT_CHECK, .check = "nonsense"}, SHK_GRADE_INCONCLUSIVE, NULL, S13 "closed"},
{"check without a name",             {.outcome = SHK_EXPECT_CHECK}, SHK_GRADE_INCONCLUSIVE, NULL, S13 "closed"},
{"check, feature is not there",      {.outcome = SHK_EXPECT_CHECK, .check = "no-reserved-alert"}, SHK_GRADE_UNSUPPORTED, NULL, S13 ">fin complete <app closed skip"},
};

static const struct row client_rows[] = {
{"the alert that is due",            REJECTS(DECRYPT),          SHK_GRADE_AS_EXPECTED,  NULL,                  C13 "dev >fin* <fatal:decrypt_error closed"},
{"Finished after a bad certificate", REJECTS(DECRYPT),          SHK_GRADE_ACCEPTED,     "completed its handshake", "1.3 connect <ch >sh >ee dev >cert* >cv >fin <fin complete closed"},
{"completes, and leaves",            REJECTS_OR(SHK_OR_LEAVES, DECRYPT), SHK_GRADE_AS_EXPECTED, "completed its handshake, then left without application data", C13 "dev >fin* <fin complete <warn:close_notify closed"},
{"completes, and says so",          REJECTS_OR(SHK_OR_LEAVES, DECRYPT), SHK_GRADE_AS_EXPECTED, NULL,          C13 "dev >fin* <fin complete <warn:close_notify >warn:close_notify"},
{"completes, and waits",             REJECTS_OR(SHK_OR_LEAVES, DECRYPT), SHK_GRADE_ACCEPTED, NULL,             C13 "dev >fin* <fin complete idle"},
{"completes, sends data and leaves", REJECTS_OR(SHK_OR_LEAVES, DECRYPT), SHK_GRADE_ACCEPTED, NULL,             C13 "dev >fin* <fin complete <app closed"},
{"completes, leaves after our FIN",  REJECTS_OR(SHK_OR_LEAVES, DECRYPT), SHK_GRADE_ACCEPTED, NULL,             C13 "dev >fin* <fin complete idle closed"},
{"sends data",                       REJECTS(DECRYPT),          SHK_GRADE_ACCEPTED,     "sent application data", C13 "dev >fin* <fin complete <app closed"},
{"Finished, then an alert",          REJECTS(DECRYPT),          SHK_GRADE_AS_EXPECTED,  NULL,                  C13 "dev >fin* <fin complete <fatal:decrypt_error closed"},
{"early data proves nothing",        REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     NULL,                  "1.3 connect <ch dev >sh* <early closed"},
{"1.2 client flight on its way",     REJECTS(SHK_ALERT_UNEXPECTED_MESSAGE), SHK_GRADE_HUNG, NULL,              C12 ">shd dev >ccs* <ckex <ccs <fin idle"},
{"1.2 client took a bad kex",        REJECTS(DECRYPT),          SHK_GRADE_ACCEPTED,     NULL,                  "1.2 connect <ch >sh >cert dev >skex* >shd <ckex <ccs <fin idle"},
{"1.2 client, bad Finished, close",  REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     NULL,                  C12 ">shd <ckex <ccs <fin >ccs dev >fin* complete <warn:close_notify closed"},
{"1.2 resumed, client took it",      REJECTS(DECRYPT),          SHK_GRADE_ACCEPTED,     NULL,                  "1.2 connect <ch >sh >ccs dev >fin* <ccs <fin idle"},
{"bad ticket, request on its way",   REJECTS(DECODE),           SHK_GRADE_AS_EXPECTED,  NULL,                  C13 ">fin <fin complete dev >nst* <app <fatal:decode_error closed"},
{"post-handshake answer",            REJECTS(DECODE),           SHK_GRADE_ACCEPTED,     NULL,                  C13 ">fin <fin complete dev >cr* <cert <cv <fin idle"},
{"another alert",                    REJECTS(DECRYPT),          SHK_GRADE_OTHER_ALERT,  "fatal decode_error",  C13 "dev >fin* <fatal:decode_error closed"},
{"any alert",                        ANY(0),                    SHK_GRADE_AS_EXPECTED,  NULL,                  C13 "dev >fin* <fatal:internal_error closed"},
{"second of a set",                  REJECTS(ILLEGAL, DECODE),  SHK_GRADE_AS_EXPECTED,  "fatal decode_error",  C13 "dev >fin* <fatal:decode_error closed"},
{"1.3: the level means nothing",     REJECTS(DECRYPT),          SHK_GRADE_AS_EXPECTED,  "warning decrypt_error", C13 "dev >fin* <warn:decrypt_error closed"},
{"1.2: a warning does not count",    REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     "warning decrypt_error, then closed", C12 "dev >shd* <warn:decrypt_error closed"},
{"unknown version: a warning does",  REJECTS(DECODE),           SHK_GRADE_AS_EXPECTED,  NULL,                  "connect <ch dev >sh* <warn:decode_error closed"},
{"closed without alert",             REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     "closed without an alert", C13 "dev >fin* closed"},
{"reset",                            REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     "reset the connection without an alert", C13 "dev >fin* reset"},
{"closing is right too",             REJECTS_OR(SHK_OR_CLOSES, DECRYPT), SHK_GRADE_AS_EXPECTED, NULL,          C13 "dev >fin* reset"},
{"close_notify only",                REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     "warning close_notify, then closed", C13 "dev >fin* <warn:close_notify closed"},
{"user_canceled is no error",        REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     NULL,                  C13 "dev >fin* <warn:user_canceled <warn:close_notify closed"},
{"hung",                             REJECTS(DECRYPT),          SHK_GRADE_HUNG,         "waited in silence",   C13 "dev >fin* idle"},
{"hung until our FIN",               REJECTS(DECRYPT),          SHK_GRADE_HUNG,         "waited, and closed only after our FIN", C13 "dev >fin* idle closed"},
{"timeout",                          REJECTS(DECRYPT),          SHK_GRADE_HUNG,         "no end within the time", C13 "dev >fin* timeout"},
{"silence is right too",             REJECTS_OR(SHK_OR_SILENT, DECODE), SHK_GRADE_AS_EXPECTED, NULL,           "1.3 connect <ch dev >sh* idle"},
{"silence is right, going on not",   REJECTS_OR(SHK_OR_SILENT, DECODE), SHK_GRADE_ACCEPTED, NULL,              C13 "dev >fin* <fin complete idle"},
{"going on is right too",            REJECTS_OR(SHK_OR_CONTINUES, DECRYPT), SHK_GRADE_AS_EXPECTED, NULL,       C13 "dev >fin* <fin complete <app closed"},
{"data, then an alert",              REJECTS(DECRYPT),          SHK_GRADE_ACCEPTED,     "sent application data", C13 "dev >fin* <fin complete <app <fatal:decrypt_error closed"},
{"alert, but data behind it",        REJECTS(DECRYPT),          SHK_GRADE_ACCEPTED,     NULL,                  C13 "dev >fin* <warn:decrypt_error <fin complete <app closed"},
{"flight on its way, then alert",    REJECTS(SHK_ALERT_UNEXPECTED_MESSAGE), SHK_GRADE_AS_EXPECTED, NULL,       C12 ">shd dev >ccs* <ckex <ccs <fin <fatal:unexpected_message closed"},
{"1.3 Finished of before the last",  REJECTS(DECODE),           SHK_GRADE_HUNG,         NULL,                  "1.3 connect <ch dev >sh* >ee >cert >cv >fin <fin complete dev >nst* idle"},
{"1.3 Finished between, ours gone",  REJECTS(DECODE),           SHK_GRADE_HUNG,         NULL,                  "1.3 connect <ch dev >sh* >ee >cert >cv >fin dev >nst* <fin complete idle"},
{"1.3 records without ServerHello",  ANY(SHK_OR_SILENT),        SHK_GRADE_ACCEPTED,     "answered with encrypted records", "connect <ch dev >hrr <ch <sealed idle"},
{"1.3 records behind ServerHello",   ANY(SHK_OR_SILENT),        SHK_GRADE_AS_EXPECTED,  NULL,                  "1.3 connect <ch >sh dev >ee* <sealed idle"},
{"1.3 two before its Finished",      REJECTS(DECRYPT),          SHK_GRADE_ACCEPTED,     "completed its handshake", "1.3 connect <ch dev >sh* >ee dev >cert* >cv >fin <fin complete idle"},
{"1.2 kex of before the last",       REJECTS(DECRYPT),          SHK_GRADE_HUNG,         NULL,                  "1.2 connect <ch dev >sh* >cert >skex >shd <ckex <ccs <fin >ccs dev >fin* idle"},
{"reads on behind both",             REJECTS(DECODE),           SHK_GRADE_ACCEPTED,     "read on",             C13 ">fin <fin complete dev >nst* dev >ku* >request idle"},
{"edit did not fit",                 REJECTS(DECRYPT),          SHK_GRADE_INCONCLUSIVE, NULL,                  C13 "unfit >fin <fin complete <app closed"},
{"feature is not there",             REJECTS(DECRYPT),          SHK_GRADE_UNSUPPORTED,  NULL,                  C13 ">fin <fin complete <app closed skip"},
{"refused the honest part",          REJECTS(DECRYPT),          SHK_GRADE_INCONCLUSIVE, "fatal handshake_failure", "1.3 connect <ch >sh <fatal:handshake_failure closed"},
{"the deviation never went out",     REJECTS(DECRYPT),          SHK_GRADE_INCONCLUSIVE, NULL,                  C13 ">fin <fin complete <app closed"},
{"the trace is cut",                 REJECTS(DECRYPT),          SHK_GRADE_INCONCLUSIVE, "nothing",             C13 "dev >fin*"},
{"closes after our alert",           CLOSES(0),                 SHK_GRADE_AS_EXPECTED,  "closed",              C13 "dev >fatal:internal_error closed"},
{"alert after our alert",            CLOSES(0),                 SHK_GRADE_OTHER_ALERT,  NULL,                  C13 "dev >fatal:decode_error <fatal:internal_error closed"},
{"silence after our alert",          CLOSES(0),                 SHK_GRADE_HUNG,         NULL,                  C13 "dev >fatal:decode_error idle closed"},
{"goes on after our alert",          CLOSES(0),                 SHK_GRADE_ACCEPTED,     NULL,                  C13 "dev >fatal:decode_error >fin <fin complete <app idle"},
{"own message wrong in a control",   CONTINUES,                 SHK_GRADE_REFUSED,      NULL,                  C13 ">fin check <fin complete <app closed"},
{"control refused by alert",         CONTINUES,                 SHK_GRADE_REFUSED,      "fatal handshake_failure", "1.3 connect <ch >sh <fatal:handshake_failure closed"},
{"oddity closed",                    CONTINUES,                 SHK_GRADE_REFUSED,      "closed without an alert", "1.3 connect <ch dev >sh* closed"},
{"control: data",                    CONTINUES,                 SHK_GRADE_AS_EXPECTED,  "sent application data", C13 ">fin <fin complete <app closed"},
{"control: close_notify",            CONTINUES,                 SHK_GRADE_AS_EXPECTED,  "completed its handshake, then close_notify", C13 ">fin <fin complete <warn:close_notify closed"},
{"control: completes and waits",     CONTINUES,                 SHK_GRADE_AS_EXPECTED,  "completed its handshake", C13 ">fin <fin complete idle"},
{"control: completes and closes",    CONTINUES,                 SHK_GRADE_AS_EXPECTED,  NULL,                  C13 ">fin <fin complete closed"},
{"oddity: completes",                CONTINUES,                 SHK_GRADE_AS_EXPECTED,  NULL,                  "1.3 connect <ch >sh dev >ee* >cert >cv >fin <fin complete closed"},
{"oddity: 1.2 closes at Finished",   CONTINUES,                 SHK_GRADE_REFUSED,      NULL,                  C12 ">shd <ckex <ccs <fin >ccs dev >fin* complete closed"},
{"oddity: odd ticket, close_notify", CONTINUES,                 SHK_GRADE_AS_EXPECTED,  NULL,                  C13 ">fin <fin complete dev >nst* <warn:close_notify closed"},
{"oddity refused",                   CONTINUES,                 SHK_GRADE_REFUSED,      NULL,                  "1.3 connect <ch dev >sh* <fatal:illegal_parameter closed"},
{"oddity: silence",                  CONTINUES,                 SHK_GRADE_HUNG,         NULL,                  "1.3 connect <ch dev >sh* idle"},
// --- and its exit status
{"exit 5 without a request",         REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     "completed its handshake, then exit status 5 without a request", "1.3 connect <ch >sh >ee dev >cert* >cv >fin <fin complete <warn:close_notify closed exit5"},
{"exit 5, may close",                REJECTS_OR(SHK_OR_CLOSES, DECRYPT), SHK_GRADE_AS_EXPECTED, NULL,          "1.3 connect <ch >sh >ee dev >cert* >cv >fin <fin complete closed exit5"},
{"exit 5, but it had asked",         REJECTS(DECRYPT),          SHK_GRADE_ACCEPTED,     "sent application data", "1.3 connect <ch >sh >ee dev >cert* >cv >fin <fin complete <app closed exit5"},
{"exit 5 only after our close",      REJECTS(DECRYPT),          SHK_GRADE_ACCEPTED,     "completed its handshake", "1.3 connect <ch >sh >ee dev >cert* >cv >fin <fin complete idle closed exit5"},
{"exit 5 behind close_notify",       REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     "completed its handshake, then exit status 5 without a request", "1.3 connect <ch >sh >ee dev >cert* >cv >fin <fin complete <warn:close_notify exit5"},
{"control: exit 5 behind close_notify", CONTINUES,              SHK_GRADE_REFUSED,      "completed its handshake, then exit status 5 without a request", C13 ">fin <fin complete <warn:close_notify exit5"},
{"exit 0 without a request",         REJECTS(DECRYPT),          SHK_GRADE_ACCEPTED,     "completed its handshake", "1.3 connect <ch >sh >ee dev >cert* >cv >fin <fin complete closed exit0"},
{"exit 5 in the middle",             REJECTS(DECRYPT),          SHK_GRADE_NO_ALERT,     "closed without an alert", C13 "dev >fin* closed exit5"},
{"control: exit 5",                  CONTINUES,                 SHK_GRADE_REFUSED,      "completed its handshake, then exit status 5 without a request", C13 ">fin <fin complete <warn:close_notify closed exit5"},
{"control: data, then exit 5",       CONTINUES,                 SHK_GRADE_AS_EXPECTED,  "sent application data", C13 ">fin <fin complete <app closed exit5"},
{"control: crash behind the data",   CONTINUES,                 SHK_GRADE_CRASHED,      NULL,                  C13 ">fin <fin complete <app closed crash exit5"},
{"client that never connects",       CONTINUES,                 SHK_GRADE_HUNG,         NULL,                  "timeout"},
};
// clang-format on

static void judge_rows(const struct row *rows, size_t count, enum shk_role peer_role) {
    struct shk_arena *arena = shk_arena_new();
    for (size_t i = 0; i < count; i++) {
        const struct row *row = &rows[i];
        struct shk_trace trace;
        struct shk_verdict verdict;
        trace_from_words(&trace, arena, peer_role, row->words);
        shk_judge(arena, &row->expect, &trace, NULL, &verdict);
        if (verdict.grade != row->grade || (row->observed != NULL && strcmp(row->observed, verdict.observed) != 0)) {
            fail_msg("%s: graded %s (\"%s\"; %s), expected %s (\"%s\")", row->what, shk_grade_name(verdict.grade),
                     verdict.observed, verdict.reason, shk_grade_name(row->grade),
                     row->observed != NULL ? row->observed : "...");
        }
        assert_non_null(verdict.reason);
        assert_true((verdict.grade == SHK_GRADE_AS_EXPECTED) == (verdict.reason[0] == '\0'));
        assert_true(verdict.reaction == SIZE_MAX || verdict.reaction < trace.count);
        shk_arena_reset(arena);
    }
    shk_arena_free(arena);
}

static void test_servers(void **state) {
    (void)state;
    judge_rows(server_rows, SHK_COUNT(server_rows), SHK_CLIENT);
}

static void test_clients(void **state) {
    (void)state;
    judge_rows(client_rows, SHK_COUNT(client_rows), SHK_SERVER);
}

static void test_alert_and_places(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    struct shk_trace trace;
    struct shk_verdict verdict;
    struct shk_expect expect = REJECTS(DECRYPT, ILLEGAL);
    trace_from_words(&trace, arena, SHK_CLIENT, S13 "dev >fin* <fatal:decode_error closed");
    shk_judge(arena, &expect, &trace, NULL, &verdict);
    assert_int_equal(verdict.alert, SHK_ALERT_DECODE_ERROR);
    assert_int_equal(trace.events[verdict.deviation].kind, SHK_EVENT_DEVIATION);
    assert_int_equal(trace.events[verdict.reaction].kind, SHK_EVENT_ALERT);
    assert_string_equal(verdict.reason,
                        "It refused, but with decode_error where decrypt_error or illegal_parameter is due.");

    trace_from_words(&trace, arena, SHK_CLIENT, S13 "dev >fin* closed");
    shk_judge(arena, &expect, &trace, NULL, &verdict);
    assert_int_equal(verdict.alert, 255);
    assert_int_equal(trace.events[verdict.reaction].kind, SHK_EVENT_END);
    shk_arena_free(arena);
}

// A client that never has anything to say leaves without data when all is well, too.
static void test_mute_clients(void **state) {
    (void)state;
    struct shk_arena *arena = shk_arena_new();
    struct shk_trace trace;
    struct shk_verdict verdict;
    struct shk_expect expect = REJECTS_OR(SHK_OR_LEAVES, DECRYPT);
    struct shk_policy policy = {.mute = true};
    trace_from_words(&trace, arena, SHK_SERVER, C13 "dev >fin* <fin complete <warn:close_notify closed");
    shk_judge(arena, &expect, &trace, &policy, &verdict);
    assert_int_equal(verdict.grade, SHK_GRADE_ACCEPTED);
    shk_arena_free(arena);
}

static void test_app_accept(void **state) {
    (void)state;
    static const struct {
        const char *accept;
        enum shk_grade grade;
        const char *observed;
    } rows[] = {
        {"^HTTP/1\\.[01] 403", SHK_GRADE_AS_EXPECTED, "served HTTP 403"},
        {"^220 smtp", SHK_GRADE_REFUSED, "served data that --app-accept does not match"},
        {"((", SHK_GRADE_REFUSED, "served data, but the expression of --app-accept is not valid"},
        {NULL, SHK_GRADE_REFUSED, "served HTTP 403"},
    };
    struct shk_arena *arena = shk_arena_new();
    for (size_t i = 0; i < SHK_COUNT(rows); i++) {
        struct shk_trace trace;
        struct shk_verdict verdict;
        struct shk_expect expect = CONTINUES;
        struct shk_policy policy = {.accept = rows[i].accept};
        trace_from_words(&trace, arena, SHK_CLIENT, S13 ">fin complete >request <http403 closed");
        shk_judge(arena, &expect, &trace, &policy, &verdict);
        assert_int_equal(verdict.grade, rows[i].grade);
        assert_string_equal(verdict.observed, rows[i].observed);
    }
    shk_arena_free(arena);
}

// What the exit status adds where honest conversations end with 0: behind a request on its way, it alone tells.
static void test_exit_tells(void **state) {
    (void)state;
    static const struct {
        struct shk_expect expect;
        bool exit_tells;
        const char *words;
        enum shk_grade grade;
    } rows[] = {
        {REJECTS(DECODE), false, "dev >nst* <app <warn:close_notify closed exit5", SHK_GRADE_ACCEPTED},
        {REJECTS(DECODE), true, "dev >nst* <app <warn:close_notify closed exit5", SHK_GRADE_NO_ALERT},
        {REJECTS(DECODE), true, "dev >nst* <app <warn:close_notify closed exit0", SHK_GRADE_ACCEPTED},
        {REJECTS(DECODE), true, "dev >nst* >request closed exit0", SHK_GRADE_ACCEPTED},
        {REJECTS(DECODE), true, "dev >nst* >request <warn:close_notify exit0", SHK_GRADE_ACCEPTED},
        {REJECTS(DECODE), true, "dev >nst* >request <fatal:decode_error closed exit0", SHK_GRADE_AS_EXPECTED},
        {REJECTS(DECODE), true, "dev >nst* >request closed exit5", SHK_GRADE_NO_ALERT},
        {REJECTS(DECODE), true, "dev >nst* closed exit0", SHK_GRADE_NO_ALERT},
        {CONTINUES, true, "dev >nst* >request closed exit0", SHK_GRADE_AS_EXPECTED},
        {CONTINUES, false, "dev >nst* <warn:close_notify closed exit5", SHK_GRADE_AS_EXPECTED},
        {CONTINUES, true, "dev >nst* <warn:close_notify closed exit5", SHK_GRADE_REFUSED},
        {CONTINUES, true, "dev >nst* <warn:close_notify closed exit0", SHK_GRADE_AS_EXPECTED},
    };
    struct shk_arena *arena = shk_arena_new();
    for (size_t i = 0; i < SHK_COUNT(rows); i++) {
        struct shk_trace trace;
        struct shk_verdict verdict;
        struct shk_policy policy = {.exit_tells = rows[i].exit_tells};
        trace_from_words(&trace, arena, SHK_SERVER, shk_format(arena, C13 ">fin <fin complete <app %s", rows[i].words));
        shk_judge(arena, &rows[i].expect, &trace, &policy, &verdict);
        assert_int_equal(verdict.grade, rows[i].grade);
    }
    shk_arena_free(arena);
}

static void test_grade_names(void **state) {
    (void)state;
    for (int i = 0; i < SHK_GRADE_COUNT; i++) {
        enum shk_grade grade;
        assert_true(shk_grade_by_name(shk_grade_name((enum shk_grade)i), &grade));
        assert_int_equal(grade, i);
    }
    enum shk_grade grade;
    assert_false(shk_grade_by_name("fine", &grade));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_servers),          cmocka_unit_test(test_clients),    cmocka_unit_test(test_exit_tells),
        cmocka_unit_test(test_alert_and_places), cmocka_unit_test(test_app_accept), cmocka_unit_test(test_grade_names),
        cmocka_unit_test(test_mute_clients),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
