// Part K: OCSP staples and CRLs, and what a leaf says of them.
#include "pki/zoo_parts.h"

// clang-format off
#define STAPLED(id, row, sentence, verdict, flags, alerts, rfc, section, ...) \
    {id, row, "K", sentence, SHK_CLIENT, verdict, flags, BRACED alerts, rfc, section, "status-request", RECIPE(__VA_ARGS__)}
#define LISTED(id, sentence, verdict, flags, alerts, section, ...) \
    {id, id, "K", sentence, BOTH, verdict, flags, BRACED alerts, 5280, section, "crl", RECIPE(__VA_ARGS__)}
// The SUT looks for a CRL of each authority on the way, so the root's is there too.
#define ROOT_CRL CRL(.issuer = "root")
// Where the CRL takes the leaf or is bad or missing, the leaf is of an authority of its own, and the good chain passes beside it.
#define OWN NEW("own", "root"), UNDER("leaf", "own"), LIST("leaf own")
#define GOOD_CRLS ROOT_CRL, CRL(0)
#define RESPONDER(parent) NEW_LEAF("responder", parent), KEY("responder", "responder"), SUBJECT("responder", NAME_CN("Shakedown zoo responder"))
#define BY_RESPONDER STAPLE(0, .signer = "responder", .included = "responder", .status = 'g')
#define OCSP_PURPOSE EXT("responder", "extKeyUsage", "SEQ{1.3.6.1.5.5.7.3.9}"), EXT("responder", "ocspNoCheck", "NULL")
#define MUST_STAPLE EXT("leaf", "tlsFeature", "SEQ{#5}")

static const struct shk_chain_row rows[] = {
    STAPLED("r-ocsp-revoked", "r-ocsp-revoked", "The staple says that the leaf is revoked.", REJECT, 0, ALERTS(44, 113), 5280, "6.1.3(a)(3)",
            STAPLE(0, .status = 'r')),
    STAPLED("r-ocsp-good", "r-ocsp-good", "Nothing: the staple is good and fresh.", ACCEPT, 0, ALERTS(0), 6960, "3.2", STAPLE(0, .status = 'g')),
    STAPLED("r-ocsp-unknown", "r-ocsp-unknown", "The staple says that the leaf is unknown.", EITHER, 0, ALERTS(113, 46), 6960, "2.2", STAPLE(0, .status = 'u')),
    STAPLED("r-ocsp-expired", "r-ocsp-expired", "The staple should have been renewed yesterday.", EITHER, S_REJECT, ALERTS(113), 6960, "4.2.2.1",
            STAPLE(0, .status = 'g', .from = -8 * DAY, .until = -DAY)),
    STAPLED("r-ocsp-future", "r-ocsp-future", "The staple is of tomorrow.", EITHER, S_REJECT, ALERTS(113), 6960, "4.2.2.1",
            STAPLE(0, .status = 'g', .from = DAY, .until = 8 * DAY)),
    STAPLED("r-ocsp-wrong-cert", "r-ocsp-wrong-cert", "The staple speaks of another certificate.", REJECT, NAMED, ALERTS(113), 6960, "3.2",
            STAPLE(0, .status = 'g', .other_serial = true)),
    STAPLED("r-ocsp-badsig", "r-ocsp-badsig", "The staple's signature is broken.", REJECT, NAMED, ALERTS(113), 6960, "3.2",
            STAPLE(0, .status = 'g', .broken = true)),
    STAPLED("r-ocsp-unauth", "r-ocsp-unauth", "The staple is signed by a certificate that is not for OCSP.", REJECT, NAMED, ALERTS(113), 6960, "4.2.2.2",
            RESPONDER("int"), BY_RESPONDER),
    STAPLED("r-ocsp-unauth-other", "r-ocsp-unauth", "The staple is signed by a responder of another authority.", REJECT, NAMED, ALERTS(113), 6960, "4.2.2.2",
            NEW("far", "root"), RESPONDER("far"), OCSP_PURPOSE, BY_RESPONDER),
    STAPLED("r-ocsp-malformed", "r-ocsp-malformed", "The staple is a hundred random octets.", REJECT, 0, ALERTS(113, 50), 6066, "8",
            STAPLE(0, .raw = "8f3c5ad1 *12{e7421b9806dd53f0}")),
    STAPLED("r-ocsp-trylater", "r-ocsp-trylater", "The staple says that the responder is busy.", EITHER, 0, ALERTS(113), 6960, "2.3", STAPLE(0, .raw = "SEQ{ENUM{03}}")),
    STAPLED("r-staple-multi", "r-staple-multi", "Nothing: the intermediate's entry has a staple too.", ACCEPT, 0, ALERTS(0), 9846, "4.5.1.1",
            STAPLE(0, .status = 'g'), STAPLE(1, .about = "int", .signer = "root", .status = 'g')),
    STAPLED("r-must-staple-none", "r-must-staple-none", "The leaf demands a staple, and there is none.", EITHER, 0, ALERTS(113, 42, 46), 7633, "4", MUST_STAPLE),
    STAPLED("r-must-staple-ok", "r-must-staple-ok", "Nothing: the leaf demands a staple, and there is a good one.", ACCEPT, 0, ALERTS(0), 7633, "4",
            MUST_STAPLE, STAPLE(0, .status = 'g')),
    STAPLED("r-ocsp-delegated", "r-ocsp-delegated", "Nothing: the staple is signed by a responder that the authority named.", ACCEPT, 0, ALERTS(0), 6960, "4.2.2.2",
            RESPONDER("int"), OCSP_PURPOSE, BY_RESPONDER),
    LISTED("r-crl-revoked", "The CRL lists the leaf.", REJECT, 0, ALERTS(44), "6.3.3(j)", OWN, GOOD_CRLS, CRL(.issuer = "own", .revoked = "leaf")),
    LISTED("r-crl-ok", "Nothing: the CRL does not list the leaf.", ACCEPT, 0, ALERTS(0), "6.3.3", ROOT_CRL, CRL(0)),
    LISTED("r-crl-other-issuer", "Nothing: the CRL of another authority lists the leaf's serial.", ACCEPT, 0, ALERTS(0), "6.3.3(b)(1)",
           NEW("far", "root"), ROOT_CRL, CRL(0), CRL(.issuer = "far", .revoked = "leaf")),
    LISTED("r-crl-expired", "The CRL should have been renewed yesterday.", EITHER, S_REJECT, ALERTS(45, 46), "6.3.3(a)(1)",
           OWN, GOOD_CRLS, CRL(.issuer = "own", .from = -8 * DAY, .until = -DAY)),
    LISTED("r-crl-missing", "There is no CRL of the leaf's authority.", REJECT, 0, ALERTS(48, 46), "6.3.3", OWN, GOOD_CRLS),
    LISTED("r-crl-nosign", "The authority may not sign the CRL.", REJECT, 0, ALERTS(46, 48, 42), "6.3.3(f)",
           CRIT("int", "keyUsage", "BIT{02 04}"), ROOT_CRL, CRL(0)),
    LISTED("r-crl-badsig", "The CRL's signature is broken.", REJECT, 0, ALERTS(51, 42, 46), "6.3.3(g)", OWN, GOOD_CRLS, CRL(.issuer = "own", .broken = true)),
    LISTED("r-crl-critext", "The CRL has an unknown critical extension.", REJECT, 0, ALERTS(46, 42), "5.2", OWN, GOOD_CRLS,
           CRL(.issuer = "own", .extension = "SEQ{2.25.1 TRUE OCT{NULL}}")),
    {"r-crl-delta", "r-crl-delta", "K", "The CRL lists the leaf, and a delta CRL takes it off again.", BOTH, EITHER, 0, {44}, 5280, "5.2.4", "crl delta-crl",
     RECIPE(EXT("leaf", "freshestCRL", "SEQ{SEQ{[0]{[0]{(6){'http://127.0.0.1:1/delta.crl'}}}}}"), ROOT_CRL, CRL(.revoked = "leaf", .entry = "SEQ{2.5.29.21 OCT{ENUM{06}}}"),
            CRL(.revoked = "leaf", .entry = "SEQ{2.5.29.21 OCT{ENUM{08}}}", .extension = "SEQ{2.5.29.27 TRUE OCT{#7}}"))},
    {"r-crl-other-anchor", "r-crl-other-anchor", "K", "The only CRL is in the name of the authority, but signed below another anchor.", BOTH, REJECT, 0, {46, 48, 42},
     5280, "6.3.3(f)", "crl anchor", RECIPE(OWN, NEW("second", "second"), NEW("twin", "second"), SUBJECT("twin", "$name(own)"), GOOD_CRLS,
                                            CRL(.issuer = "own", .signer = "twin"), LIST("leaf own twin"), ANCHOR("root second"))},
};
// clang-format on

const struct zoo_table zoo_revocation = {rows, SHK_COUNT(rows)};
