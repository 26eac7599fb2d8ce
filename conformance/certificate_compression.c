// Rows of the certificate catalogue about compressed certificates (RFC 8879). Edits of `certificate` are of the message inside: it
// is compressed as edited, and the length said is its own.
//
// BOTH makes two cases of a row: of a client that reads our server's certificate, and of a server that reads our client's.
#include "conformance/tables.h"

#define BOTH(say, name, edits, expect)                                                                                 \
    {SHK_OF_CLIENT, say, .id = "certificates/client/" name,                                                            \
     .plan = "flow tls13 compression; " edits "; expect " expect},                                                     \
    {                                                                                                                  \
        SHK_OF_SERVER, say, .id = "certificates/server/" name,                                                         \
                            .plan = "flow tls13 client-auth compression; " edits "; expect " expect                    \
    }
#define PACKED "edit compressed_certificate"

// clang-format off
static const struct shk_case cases[] = {

#define Z_COMP_OK SHK_ROW("z-comp-ok", 8879, "4", SHK_MUST, \
    "Who lists an algorithm takes a certificate that is compressed by it."), .needs = "compression compression:zlib"
BOTH(Z_COMP_OK, "z-comp-ok", "record compressed_certificate fragment 300", "continues"),

#define Z_COMP_LEN(row, say) SHK_ROW(row, 8879, "4", SHK_MUST, say), .flags = SHK_NAMED_ALERT, .needs = "compression:zlib"
BOTH(Z_COMP_LEN("z-comp-len-small", "A compressed certificate that is longer than it says is refused."), "z-comp-len-small", PACKED ".uncompressed_length add -1", "rejects bad_certificate"),
BOTH(Z_COMP_LEN("z-comp-len-big", "A compressed certificate that is shorter than it says is refused."), "z-comp-len-big", PACKED ".uncompressed_length add 1", "rejects bad_certificate"),
BOTH(Z_COMP_LEN("z-comp-len-0", "A compressed certificate that says it is empty is refused."), "z-comp-len-0", PACKED ".uncompressed_length set 000000", "rejects bad_certificate"),
BOTH(Z_COMP_LEN("z-comp-corrupt", "A compressed certificate whose end is missing is refused."), "z-comp-corrupt", PACKED ".compressed_certificate_message truncate -4", "rejects bad_certificate"),

// No byte is less than the vector may have, and nothing that could be decompressed.
#define Z_COMP_EMPTY SHK_ROW("z-comp-corrupt", 8879, "4", SHK_SYNTAX, \
    "A compressed certificate without a byte in it is refused."), .needs = "compression:zlib"
BOTH(Z_COMP_EMPTY, "z-comp-corrupt-empty", PACKED ".compressed_certificate_message truncate 0", "rejects bad_certificate decode_error general_error"),

#define Z_COMP_ALG(listed) SHK_ROW("z-comp-alg", 8879, "4", SHK_SYNTAX, \
    "A certificate that is compressed by an algorithm that is not listed is refused."), .needs = listed
#define UNLISTED "rejects illegal_parameter decode_error bad_certificate general_error"
BOTH(Z_COMP_ALG("compression"), "z-comp-alg", PACKED ".algorithm set 4000", UNLISTED),
BOTH(Z_COMP_ALG("compression no-compression:zstd"), "z-comp-alg-zstd", PACKED ".algorithm set 0003", UNLISTED),

#define Z_COMP_BOMB SHK_ROW("z-comp-bomb", 8879, "5", SHK_SYNTAX, \
    "A compressed certificate that unpacks to sixteen mebibytes of nothing is refused."), .needs = "compression:zlib"
BOTH(Z_COMP_BOMB, "z-comp-bomb", "edit certificate fill 16777215 0", "rejects bad_certificate illegal_parameter decode_error internal_error general_error"),

#define Z_COMP_INNER SHK_ROW("z-comp-inner", 8879, "5", SHK_MUST, \
    "What a compressed certificate unpacks to is read as strictly as a Certificate."), .flags = SHK_NAMED_ALERT, .needs = "compression:zlib"
BOTH(Z_COMP_INNER, "z-comp-inner", "edit certificate.certificate_list:length add 1", "rejects decode_error"),

#define Z_COMP_TRAIL SHK_ROW("z-comp-trail", 8879, "4", SHK_INFORMATION, \
    "Bytes behind the end of the compressed stream are refused or passed over."), .needs = "compression:zlib"
BOTH(Z_COMP_TRAIL, "z-comp-trail", PACKED ".compressed_certificate_message append deadbeef", "rejects any or continues or closes"),

// --- Where compression was not agreed ----------------------------------------------------------------------------------------

#define Z_COMP_UNASKED SHK_ROW("z-comp-unasked", 8879, "4", SHK_SYNTAX, \
    "Who lists no algorithm refuses a compressed certificate."), .needs = "no-compression"
#define UNASKED "replace certificate compressed_certificate; expect rejects unexpected_message illegal_parameter"
{SHK_OF_CLIENT, Z_COMP_UNASKED, .id = "certificates/client/z-comp-unasked", .plan = "flow tls13; " UNASKED},
{SHK_OF_SERVER, Z_COMP_UNASKED, .id = "certificates/server/z-comp-unasked", .plan = "flow tls13 client-auth; " UNASKED},

#define Z_COMP_12 SHK_ROW("z-comp-12", 8879, "3", SHK_SYNTAX, \
    "A compressed certificate in TLS 1.2 is refused.")
#define IN_12 "replace certificate unknown_handshake 1900000b0001000008000003789c03; expect rejects unexpected_message decode_error"
{SHK_OF_CLIENT, Z_COMP_12, .id = "certificates/client/tls12/z-comp-12", .plan = "flow tls12; " IN_12},
{SHK_OF_SERVER, Z_COMP_12, .id = "certificates/server/tls12/z-comp-12", .plan = "flow tls12 client-auth; " IN_12},
};
// clang-format on

SHK_TABLE(shk_certificate_compression_cases, "COMP", "Certificates: compression", cases);
