// Part C: does the leaf belong to the host? The path is good in every row. A leaf has the names that its row gives it and no
// others.
#include "pki/zoo_parts.h"

// clang-format off
#define SAN(names) EXT("leaf", "subjectAltName", ALT(names))
#define NO_SAN DROP("leaf", "subjectAltName")
#define CN(text) SUBJECT("leaf", "SEQ{" RDN("2.5.4.3", "UTF8", text) "}")
#define NOT_HOST CN("'leaf'") // a subject that does not say the host
#define C SHK_CLIENT

#define ROW(id, sentence, verdict, flags, rfc, section, needs, ...) \
    {id, id, "C", sentence, C, verdict, flags, {42, 46}, rfc, section, needs, RECIPE(__VA_ARGS__)}
#define RUN(id, row, sentence, verdict, flags, rfc, section, needs, ...) \
    {id, row, "C", sentence, C, verdict, flags, {42, 46}, rfc, section, needs, RECIPE(__VA_ARGS__)}
// What may as well not parse.
#define ODD(id, row, sentence, rfc, section, needs, ...) \
    {id, row, "C", sentence, C, REJECT, 0, {42, 46, 50}, rfc, section, needs, RECIPE(__VA_ARGS__)}
#define GOOD(id, sentence, rfc, section, needs, ...) \
    {id, id, "C", sentence, C, ACCEPT, 0, {0}, rfc, section, needs, RECIPE(__VA_ARGS__)}
#define OTHER_TYPE(id, what, name) \
    RUN("n-san-other-type-" id, "n-san-other-type", "The host stands in a name of another form only: " what ".", REJECT, 0, \
        6125, "6.4", NULL, NOT_HOST, SAN(name))
#define IP_LENGTH(id, what, octets) \
    ODD("n-ip-len-" id, "n-ip-len", "The only name is an address of " what " octets.", 5280, "4.2.1.6", "address", \
        HOST("127.0.0.1"), NOT_HOST, SAN("(7){" octets "}"))

static const struct shk_chain_row rows[] = {
    ROW("n-mismatch", "The leaf names another host.", REJECT, 0, 6125, "6.6.4", NULL, SAN("(2){'other.example.test'}"), NOT_HOST),
    ROW("n-no-san-cn", "The host stands in the common name alone; there is no subjectAltName.", REJECT, 0, 9525, "2", NULL,
        NO_SAN, CN("$host")),
    ROW("n-cn-ignored", "The common name is the host, but subjectAltName names another one and decides.", REJECT, 0, 6125, "6.4.4", NULL,
        SAN("(2){'other.example.test'}"), CN("$host")),
    GOOD("n-case", "Nothing: letters of the name are in upper case.", 5280, "7.2", NULL, SAN("(2){$HOST}")),
    ROW("n-sub", "The host lies one label below the name.", REJECT, 0, 9525, "6.3", "host",
        HOST("a.example.test"), NOT_HOST, SAN("(2){'example.test'}")),
    ROW("n-parent", "The name lies one label below the host.", REJECT, 0, 9525, "6.3", NULL, NOT_HOST, SAN("(2){'a.' $host}")),
    ROW("n-wild-apex", "The wildcard would have to stand for nothing.", REJECT, 0, 9525, "6.3", NULL, NOT_HOST, SAN("(2){'*.' $host}")),
    ROW("n-wild-2labels", "The wildcard would have to stand for two labels.", REJECT, 0, 9525, "6.3", "host",
        HOST("a.b.example.test"), NOT_HOST, SAN("(2){'*.example.test'}")),
    ROW("n-wild-middle", "The wildcard is not the leftmost label.", REJECT, 0, 9525, "6.3", "host",
        HOST("a.b.example.test"), NOT_HOST, SAN("(2){'a.*.example.test'}")),
    ROW("n-wild-partial", "The wildcard is a part of a label.", REJECT, 0, 9525, "6.3", "host",
        HOST("bar.example.test"), NOT_HOST, SAN("(2){'ba*.example.test'}")),
    ROW("n-wild-idn", "The wildcard is inside an A-label.", REJECT, 0, 9525, "6.3", "host",
        HOST("xn--caf-foo.example.test"), NOT_HOST, SAN("(2){'xn--*-foo.example.test'}")),
    ROW("n-wild-only", "The name is a wildcard and nothing else.", REJECT, 0, 9525, "6.3", "host",
        HOST("a.example.test"), NOT_HOST, SAN("(2){'*'}")),
    ROW("n-wild-tld", "The wildcard covers a whole public suffix.", EITHER, 0, 9525, "7.1", "host",
        HOST("example.com"), NOT_HOST, SAN("(2){'*.com'}")),
    ROW("n-wild-ip", "A wildcard of labels would have to match an address.", REJECT, 0, 5280, "4.2.1.6", "address",
        HOST("127.0.0.1"), NOT_HOST, SAN("(2){'*.0.0.1'}")),
    ROW("n-wild-double", "Two labels are wildcards.", REJECT, 0, 9525, "6.3", "host",
        HOST("a.b.example.test"), NOT_HOST, SAN("(2){'*.*.example.test'}")),
    ODD("n-nul", "n-nul", "Behind the host the name goes on with a zero octet and another domain.", 6125, "6.4.1", NULL,
        NOT_HOST, SAN("(2){$host 00 '.evil.test'}")),
    ODD("n-nul-cn", "n-nul-cn", "The same in the common name, without subjectAltName.", 6125, "6.4.4", NULL,
        NO_SAN, CN("$host 00 '.evil.test'")),
    ROW("n-trailing-dot-san", "The name ends in a dot, the host does not.", EITHER, 0, 9525, "6.3", NULL, NOT_HOST, SAN("(2){$host '.'}")),
    ROW("n-trailing-dot-host", "The host ends in a dot, the name does not.", EITHER, 0, 9525, "6.3", "host",
        HOST("example.test."), NOT_HOST, SAN("(2){'example.test'}")),
    RUN("n-leading-dot", "n-leading-dot", "The name begins with a dot, the host is one label more.", REJECT, 0, 6125, "6.4.1", "host",
        HOST("a.example.test"), NOT_HOST, SAN("(2){'.example.test'}")),
    RUN("n-leading-dot-apex", "n-leading-dot", "The name is the host with a dot in front.", REJECT, 0, 6125, "6.4.1", NULL,
        NOT_HOST, SAN("(2){'.' $host}")),
    GOOD("n-idn-a", "Nothing: the name is the A-label of a host that is given in Unicode.", 6125, "6.4.2", "host ulabel",
         HOST("b\xc3\xbc" "cher.example.test"), NOT_HOST, SAN("(2){'xn--bcher-kva.example.test'}")),
    ODD("n-idn-u", "n-idn-u", "The name holds the Unicode host in UTF-8 instead of its A-label.", 6125, "6.4.2", "host",
        HOST("xn--bcher-kva.example.test"), NOT_HOST, SAN("(2){'b' c3bc 'cher.example.test'}")),
    ROW("n-underscore", "Name and host have an underscore.", EITHER, PROFILE, 5280, "4.2.1.6", "host",
        HOST("under_score.example.test"), SAN("(2){'under_score.example.test'}")),
    ODD("n-empty-dns", "n-empty-dns", "The only name is empty.", 5280, "4.2.1.6", NULL, NOT_HOST, SAN("(2){}")),
    ROW("n-space-dns", "The only name is a space.", REJECT, 0, 5280, "4.2.1.6", NULL, NOT_HOST, SAN("(2){' '}")),
    RUN("n-long-label", "n-long-label", "Name and host have a label of 64 octets.", EITHER, STRICT, 1034, "3.1", "host",
        HOST("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test"), NOT_HOST, SAN("(2){*64{'a'} '.test'}")),
    RUN("n-long-label-name", "n-long-label", "Name and host have 256 octets.", EITHER, STRICT, 1034, "3.1", "host",
        HOST("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
             "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
             "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaa.test"),
        NOT_HOST, SAN("(2){*7{*31{'a'} '.'} *27{'a'} '.test'}")),
    ROW("n-ip-as-dns", "The address stands in a dNSName.", REJECT, 0, 5280, "4.2.1.6", "address",
        HOST("127.0.0.1"), NOT_HOST, SAN("(2){'127.0.0.1'}")),
    ROW("n-ip-cn", "The address stands in the common name alone.", REJECT, 0, 9525, "2", "address", HOST("127.0.0.1"), NO_SAN, CN("'127.0.0.1'")),
    ODD("n-dns-as-ip", "n-dns-as-ip", "The octets of the host are those of an address in the leaf.", 6125, "6.4", "host",
        HOST("abcd.example.tst"), NOT_HOST, SAN("(7){'abcd.example.tst'}")),
    IP_LENGTH("3", "3", "7f0000"), IP_LENGTH("5", "5", "7f00000100"), IP_LENGTH("8", "8", "7f000001ffffffff"),
    IP_LENGTH("32", "32", "*12{00} *4{ff} 7f000001 *12{ff}"),
    ROW("n-ip-mapped", "The name is the IPv6 form of the IPv4 address.", REJECT, 0, 9525, "6.4", "address",
        HOST("127.0.0.1"), NOT_HOST, SAN("(7){*10{00} ffff 7f000001}")),
    ROW("n-sep-smuggle", "A URI holds what looks like a further name.", REJECT, 0, 6125, "6.4", NULL,
        NOT_HOST, SAN("(6){'http://x, DNS:' $host}")),
    OTHER_TYPE("email", "rfc822Name", "(1){$host}"),
    OTHER_TYPE("uri", "URI", "(6){$host}"),
    OTHER_TYPE("other", "otherName", "[0]{2.25.3 [0]{UTF8{$host}}}"),
    OTHER_TYPE("directory", "directoryName", "[4]{SEQ{" RDN("2.5.4.3", "UTF8", "$host") "}}"),
    OTHER_TYPE("x400", "x400Address", "[3]{SEQ{[1]{PRT{$host}}}}"),
    OTHER_TYPE("edi", "ediPartyName", "[5]{[1]{UTF8{$host}}}"),
    OTHER_TYPE("registered", "registeredID", "(8){$host}"),
    ROW("n-srv-uri", "The host stands in an SRVName, a URI and the common name.", REJECT, 0, 6125, "6.4.4", NULL,
        CN("$host"), SAN("[0]{1.3.6.1.5.5.7.8.7 [0]{IA5{'_https.' $host}}} (6){'https://' $host '/'}")),
    ODD("n-empty-san", "n-empty-san", "subjectAltName is there without a name.", 5280, "4.2.1.6", NULL, NOT_HOST, SAN("")),
    {"n-san-10000", "n-san-10000", "C", "The host is the last of 10,000 names.", C, EITHER, 0, {47, 42}, 9846, "4.5.1", NULL,
     RECIPE(NOT_HOST, SAN("*9999{(2){'filler-name-of-some-length.example.test'}} (2){$host}"))},
    ROW("n-sni-other", "The server took the certificate of another virtual host.", REJECT, 0, 6125, "6.6.4", NULL,
        NOT_HOST, SAN("(2){'other.example.test'}")),
    {"n-crit-nonempty", "n-crit-nonempty", "C", "subjectAltName is critical though the subject is not empty.",
     C, EITHER, PROFILE, {46, 42}, 5280, "4.2.1.6", NULL, RECIPE(CRIT("leaf", "subjectAltName", ALT(HOST_NAME)))},
    {"n-noncrit-empty", "n-noncrit-empty", "C", "The subject is empty and subjectAltName not critical.",
     C, EITHER, PROFILE, {42}, 5280, "4.2.1.6", NULL, RECIPE(SUBJECT("leaf", "SEQ{}"))},
    GOOD("n-multi", "Nothing: the host is the last of three names.", 5280, "4.2.1.6", NULL,
         NOT_HOST, SAN("(2){'x.test'} (7){c0000201} (2){$host}")),
};
// clang-format on

const struct zoo_table zoo_names = {rows, SHK_COUNT(rows)};
