// Part B: validity. Times are relative to the time that the chain is made for.
#include "pki/zoo_parts.h"

// clang-format off
#define ROOT_2010 FROM_DATE("old", 978307200), UNTIL_DATE("old", 1262304000), UNDER("int", "old"), ANCHOR("old")

static const struct shk_chain_row rows[] = {
    {"t-expired-leaf", "t-expired-leaf", "B", "The leaf ran out a day ago.",
     BOTH, REJECT, 0, {45}, 5280, "6.1.3(a)(2)", NULL, RECIPE(FROM("leaf", -30 * DAY), UNTIL("leaf", -DAY))},
    {"t-expired-int", "t-expired-int", "B", "The intermediate ran out a day ago.",
     BOTH, REJECT, 0, {45}, 5280, "6.1.3(a)(2)", NULL, RECIPE(FROM("int", -300 * DAY), UNTIL("int", -DAY))},
    {"t-expired-root", "t-expired-root", "B", "The trust anchor ran out in 2010.",
     BOTH, EITHER, 0, {45, 48}, 5280, "6.1.1(d)", "anchor", RECIPE(NEW("old", "old"), ROOT_2010)},
    {"t-future-leaf", "t-future-leaf", "B", "The leaf becomes valid tomorrow.",
     BOTH, REJECT, 0, {45, 42}, 5280, "6.1.3(a)(2)", NULL, RECIPE(FROM("leaf", DAY))},
    {"t-future-int", "t-future-int", "B", "The intermediate becomes valid tomorrow.",
     BOTH, REJECT, 0, {45, 42}, 5280, "6.1.3(a)(2)", NULL, RECIPE(FROM("int", DAY))},
    {"t-edge-notafter", "t-edge-notafter", "B", "The leaf's last second is this one: it is still valid.",
     BOTH, ACCEPT, 0, {0}, 5280, "4.1.2.5", "frozen-clock", RECIPE(UNTIL("leaf", 0))},
    {"t-edge-notbefore", "t-edge-notbefore", "B", "The leaf's first second is this one: it is valid already.",
     BOTH, ACCEPT, 0, {0}, 5280, "4.1.2.5", "frozen-clock", RECIPE(FROM("leaf", 0))},
    {"t-expired-1s", "t-expired-1s", "B", "The leaf's last second was the one before.",
     BOTH, REJECT, 0, {45}, 5280, "6.1.3(a)(2)", "frozen-clock", RECIPE(UNTIL("leaf", -1))},
    {"t-inverted", "t-inverted", "B", "The leaf ends before it begins.",
     BOTH, REJECT, 0, {45, 42}, 5280, "6.1.3(a)(2)", NULL, RECIPE(FROM("leaf", DAY), UNTIL("leaf", -DAY))},
    {"t-utc-2050", "t-utc-2050", "B", "The end is meant for 2050, but the two digits of UTCTime say 1950.",
     BOTH, REJECT, 0, {45}, 5280, "4.1.2.5.1", NULL, RECIPE(SET("leaf", "tbs.validity.not_after:whole", "UTC{'500101000000Z'}"))},
    {"t-gen-pre2050", "t-gen-pre2050", "B", "Both times are before 2050 and yet GeneralizedTime.",
     BOTH, EITHER, PROFILE, {42, 50}, 5280, "4.1.2.5", NULL,
     RECIPE(SET("leaf", "tbs.validity.not_before:whole", "GEN{$gen(-86400)}"),
            SET("leaf", "tbs.validity.not_after:whole", "GEN{$gen(2592000)}"))},
    {"t-no-seconds", "t-no-seconds", "B", "The end is a UTCTime without seconds.",
     BOTH, EITHER, STRICT, {42, 50}, 5280, "4.1.2.5.1", NULL, RECIPE(SET("leaf", "tbs.validity.not_after", "'4901010000Z'"))},
    {"t-offset", "t-offset", "B", "The end has a time zone instead of Z.",
     BOTH, EITHER, STRICT, {42, 50}, 5280, "4.1.2.5.1", NULL,
     RECIPE(SET("leaf", "tbs.validity.not_after", "'490101000000+0100'"))},
    {"t-frac", "t-frac", "B", "The end is a GeneralizedTime with a fraction of a second.",
     BOTH, EITHER, STRICT, {42, 50}, 5280, "4.1.2.5.2", NULL,
     RECIPE(SET("leaf", "tbs.validity.not_after:whole", "GEN{'20500101000000.5Z'}"))},
    {"t-month13", "t-month13", "B", "The end lies in month 13.",
     BOTH, REJECT, 0, {42, 50}, 5280, "6.1.3(a)(2)", NULL, RECIPE(SET("leaf", "tbs.validity.not_after", "'351301000000Z'"))},
    {"t-month13-day", "t-month13", "B", "The end lies on day 32.",
     BOTH, REJECT, 0, {42, 50}, 5280, "6.1.3(a)(2)", NULL, RECIPE(SET("leaf", "tbs.validity.not_after", "'351032000000Z'"))},
    {"t-month13-hour", "t-month13", "B", "The end lies in hour 24.",
     BOTH, REJECT, 0, {42, 50}, 5280, "6.1.3(a)(2)", NULL, RECIPE(SET("leaf", "tbs.validity.not_after", "'351031240000Z'"))},
    {"t-empty-time", "t-empty-time", "B", "The end is an empty UTCTime.",
     BOTH, REJECT, 0, {42, 50}, 5280, "6.1.3(a)(2)", NULL, RECIPE(SET("leaf", "tbs.validity.not_after", ""))},
    {"t-leap60", "t-leap60", "B", "The end is a leap second.",
     BOTH, EITHER, STRICT, {42, 50}, 5280, "4.1.2.5.1", NULL, RECIPE(SET("leaf", "tbs.validity.not_after", "'351231235960Z'"))},
};
// clang-format on

const struct zoo_table zoo_time = {rows, SHK_COUNT(rows)};
