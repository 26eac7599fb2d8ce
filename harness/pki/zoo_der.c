// Part I: certificates whose fields or octets are not as X.690 and RFC 5280 lay them out.
#include "pki/zoo_parts.h"

// clang-format off
#define ROW(id, row, sentence, sides, verdict, flags, alerts, rfc, section, ...) \
    {id, row, "I", sentence, sides, verdict, flags, BRACED alerts, rfc, section, NULL, RECIPE(__VA_ARGS__)}
#define BAD(id, row, sentence, rfc, section, ...) ROW(id, row, sentence, BOTH, REJECT, 0, ALERTS(42, 50), rfc, section, __VA_ARGS__)
#define ODD(id, row, sentence, section, ...) ROW(id, row, sentence, BOTH, EITHER, STRICT, ALERTS(42, 50), 5280, section, __VA_ARGS__)
#define LOOSE(id, row, sentence, flag, section, ...) ROW(id, row, sentence, BOTH, EITHER, flag, ALERTS(42), 5280, section, __VA_ARGS__)
#define SUBJECT_O(tag, text) SUBJECT("leaf", "SEQ{" RDN("2.5.4.10", tag, text) "}")
#define EDI "[5]{[1]{UTF8{'edi'}}}"
#define CUT_AT(what, octets) \
    BAD("d-trunc-" #octets, "d-trunc", "The leaf is cut behind octet " #octets ", " what ".", 9846, "4.5.1", CUT("leaf", ":whole", octets))

static const struct shk_chain_row rows[] = {
    ROW("d-v1-leaf", "d-v1-leaf", "The leaf is of version 1, without extensions.", BOTH, EITHER, 0, ALERTS(43, 42), 5280, "4.1.2.1",
        VERSION("leaf", 0), DROP("leaf", NULL)),
    ODD("d-v1-ext", "d-v1-ext", "The leaf is of version 1, yet has extensions.", "4.1.2.9", VERSION("leaf", 0)),
    ROW("d-v4", "d-v4", "The leaf is of version 4.", BOTH, EITHER, STRICT, ALERTS(42, 43, 50), 5280, "4.1.2.1", VERSION("leaf", 3)),
    ROW("d-v4-5", "d-v4", "The leaf is of version 5.", BOTH, EITHER, STRICT, ALERTS(42, 43, 50), 5280, "4.1.2.1", VERSION("leaf", 4)),
    ROW("d-v1-explicit", "d-v1-explicit", "The client's leaf spells out version 1, which DER leaves away.", SHK_SERVER, EITHER, STRICT, ALERTS(42, 50),
        5280, "App. B", VERSION("leaf", 1), DROP("leaf", NULL), SET("leaf", "tbs.version[0]", "00")),
    LOOSE("d-serial-neg", "d-serial-neg", "The serial is negative.", S_ACCEPT, "4.1.2.2", SERIAL("leaf", "ff01")),
    LOOSE("d-serial-zero", "d-serial-zero", "The serial is zero.", S_ACCEPT, "4.1.2.2", SERIAL("leaf", "00")),
    LOOSE("d-serial-21", "d-serial-21", "The serial has 21 octets.", PROFILE, "4.1.2.2", SERIAL("leaf", "7f *20{01}")),
    BAD("d-serial-empty", "d-serial-empty", "The serial is an INTEGER without octets.", 5280, "4.1.2.2", SET("leaf", "tbs.serial", "")),
    LOOSE("d-uid", "d-uid", "The leaf has an issuerUniqueID.", S_ACCEPT, "4.1.2.8", AFTER("leaf", "tbs.spki:whole", "(1){00 0102}")),
    ODD("d-indef", "d-indef", "The leaf's outermost length is indefinite.", "4.1", SET_RAW("leaf", ":length", "80"), BACK("leaf", 0, "0000")),
    ODD("d-nonmin", "d-nonmin", "The leaf's outermost length has an octet too many.", "4.1", FRONT("leaf", 2, "308300")),
    ODD("d-nonmin-int", "d-nonmin-int", "The serial has a leading zero octet too many.", "4.1", SERIAL("leaf", "00 0102030405060708")),
    ROW("d-trailing", "d-trailing", "An octet follows the leaf inside its entry.", BOTH, REJECT, 0, ALERTS(42, 50, 47), 9846, "4.5.1",
        BACK("leaf", 0, "00")),
    CUT_AT("in the tag", 0), CUT_AT("in the length", 1), CUT_AT("in the length", 3), CUT_AT("in the length of the TBS", 5),
    CUT_AT("in the version", 9), CUT_AT("in the middle", 200),
    ROW("d-trunc-last", "d-trunc", "The leaf lacks its last octet.", BOTH, REJECT, 0, ALERTS(42, 50), 9846, "4.5.1", BACK("leaf", 1, "")),
    BAD("d-garbage", "d-garbage", "The leaf is a hundred random octets.", 9846, "4.5.1",
        SET_RAW("leaf", ":whole", "8f3c5ad1 *12{e7421b9806dd53f0}")),
    BAD("d-wrongtag", "d-wrongtag", "The TBSCertificate is a SET.", 5280, "4.1", SET("leaf", "tbs:type", "31")),
    ODD("d-cons-octet", "d-cons-octet", "The value of an extension is an OCTET STRING in two pieces.", "4.1",
        SET("leaf", "tbs.extensions.subjectAltName.value:whole", "24{OCT{" ALT(HOST_NAME) "} OCT{}}")),
    LOOSE("d-set-order", "d-set-order", "The attributes of an RDN are not sorted.", STRICT, "App. B",
        SUBJECT("leaf", "SEQ{SET{SEQ{2.5.4.11 UTF8{'Zoo'}} SEQ{2.5.4.3 UTF8{'leaf'}}}}")),
    ODD("d-bmp-odd", "d-bmp-odd", "A BMPString of the subject has three octets.", "7.1", SUBJECT_O("BMP", "004100")),
    ODD("d-bmp-odd-universal", "d-bmp-odd", "A UniversalString of the subject has five octets.", "7.1", SUBJECT_O("UNI", "0000004100")),
    LOOSE("d-printable-bad", "d-printable-bad", "A PrintableString of the subject has an @.", STRICT, "App. B", SUBJECT_O("PRT", "'a@b'")),
    LOOSE("d-printable-bad-nul", "d-printable-bad", "A PrintableString of the subject has a zero octet.", STRICT, "App. B", SUBJECT_O("PRT", "'a' 00 'b'")),
    LOOSE("d-teletex", "d-teletex", "A TeletexString of the subject has escapes.", S_ACCEPT, "4.1.2.6", SUBJECT_O("T61", "'a' 1b2842 'b' c861")),
    ODD("d-utf8-bad", "d-utf8-bad", "A UTF8String of the subject is no UTF-8.", "7.1", SUBJECT_O("UTF8", "c328")),
    ROW("d-oid-huge", "d-oid-huge", "The intermediate's basicConstraints stand under a padded OID.", BOTH, REJECT, 0, ALERTS(42, 43, 48, 50),
        5280, "6.1.4(k)", SET("int", "tbs.extensions.basicConstraints.oid", "551d8013")),
    ROW("d-deep", "d-deep", "An extension that may be ignored has 10,000 SEQUENCEs in each other.", BOTH, EITHER, 0, ALERTS(42, 50, 80), 5280, "4.2",
        EXT("leaf", "2.25.1", "^10000")),
    ODD("d-x400", "d-x400", "subjectAltName has an x400Address that is an OCTET STRING.", "4.2.1.6",
        EXT("leaf", "subjectAltName", ALT(HOST_NAME "(3){0102030405060708}"))),
    {"d-edi", "d-edi", "I", "The names of the issuer and of a distribution point are ediPartyNames.", BOTH, EITHER, 0, {42, 50, 46}, 5280, "4.2.1.13", NULL,
     RECIPE(EXT("leaf", "authorityKeyIdentifier", "SEQ{(0){$keyid(int)} [1]{" EDI "} (2){0102}}"),
            EXT("leaf", "cRLDistributionPoints", "SEQ{SEQ{[0]{[0]{" EDI "}}}}"))},
    ROW("d-puny-ovf", "d-puny-ovf", "The client's mail address has an A-label of 512 characters.", SHK_SERVER, EITHER, 0, ALERTS(46, 42), 5280, "4.2.1.10",
        CRIT("int", "nameConstraints", "SEQ{[0]{SEQ{(1){'.example.test'}}}}"),
        EXT("leaf", "subjectAltName", ALT("[0]{1.3.6.1.5.5.7.8.9 [0]{UTF8{'a@xn--' *508{'a'} '.example.test'}}}"))),
    BAD("d-len-ovf", "d-len-ovf", "The leaf's outermost length is 2^32 - 1.", 9846, "4.5.1", SET_RAW("leaf", ":length", "84 ffffffff")),
    BAD("d-len-ovf-64", "d-len-ovf", "The leaf's outermost length is 2^64 - 1.", 9846, "4.5.1", SET_RAW("leaf", ":length", "88 ffffffffffffffff")),
    ROW("d-oid-bigarc", "d-oid-bigarc", "An extension that may be ignored has an OID with an arc of 2^127.", BOTH, EITHER, S_ACCEPT, ALERTS(42, 50), 5280, "App. B",
        EXT("leaf", "2.25.170141183460469231731687303715884105728", "NULL")),
};
// clang-format on

const struct zoo_table zoo_der = {rows, SHK_COUNT(rows)};
