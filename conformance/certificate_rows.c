// Rows of the certificate catalogue that are about the handshake's own messages. They need no chain, and have their cases
// beside those of the topics SIG, CRT and SM. The globs lead to them.
#include "conformance/certificate_chains.h"

#define VERIFY "tls13/*/certificate-verify/"
#define SIGNATURE "tls12/client/signature/"

// clang-format off
const char *const shk_certificate_rows[][2] = {
    {"c-empty-list-srv",   "tls13/client/certificate/empty-list"},
    {"c-empty-list-srv12", "tls12/client/certificate/empty-list"},
    {"c-zero-entry",       "tls13/*/certificate/empty-leaf,tls12/*/certificate/empty-leaf"},
    {"c-list-trunc",       "tls13/*/certificate/list-length-plus-1,tls13/*/certificate/trailing-byte"},
    {"c-no-cert-msg",      "tls13/order/client-auth/premature-finished"},
    {"c-ctx-nonempty",     "tls13/client/certificate/context"},
    {"v-wrong-key",        VERIFY "wrong-key-*"},
    {"v-flip",             VERIFY "bit-flip-*," VERIFY "first-bit-rsa," VERIFY "random-bytes"},
    {"v-empty",            VERIFY "empty-signature-*"},
    {"v-trailing",         VERIFY "trailing-byte"},
    {"v-ctx-string",       VERIFY "context-of-the-other-side"},
    {"v-no-pad",           VERIFY "no-prefix," VERIFY "no-separator"},
    {"v-transcript",       VERIFY "transcript-without-certificate"},
    {"v-hash",             VERIFY "wrong-hash-*"},
    {"v-not-offered",      VERIFY "algorithm-not-offered"},
    {"v-pkcs1-13",         VERIFY "says-rsa-pkcs1-sha256"},
    {"v-sha1-13",          VERIFY "says-rsa-pkcs1-sha1," VERIFY "says-ecdsa-sha1"},
    {"v-md5-12",           SIGNATURE "says-rsa-md5"},
    {"v-unknown-alg",      VERIFY "algorithm-not-assigned," VERIFY "grease-algorithm"},
    {"v-alg-key",          VERIFY "ecdsa-key-says-rsa," VERIFY "rsa-key-says-ecdsa"},
    {"v-curve-mismatch",   VERIFY "p256-says-p384"},
    {"v-pss-rsae-pss",     VERIFY "rsae-key-says-pss"},
    {"v-suite-ecdsa-rsa",  "tls12/server-hello/suite-ecdsa-key-rsa"},
    {"v-ske-bad",          SIGNATURE "bit-flip-*," SIGNATURE "random-bytes"},
    {"v-ske-wrong-random", SIGNATURE "other-randoms"},
    {"v-sha1-12",          SIGNATURE "says-*-sha1"},
    {"v-skip-cert",        "tls13/client/certificate/neither-it-nor-certificate-verify"},
    {"v-skip",             "tls13/client/order/*/omit-certificate-verify"},
    {"v-skip-cli",         "tls1?/order/client-auth/omit-certificate-verify"},
    {"v-after-empty",      "tls1?/order/client-auth/certificate-verify-after-empty-certificate"},
    {"v-twice",            "tls13/*order/*/repeat-certificate,tls13/*order/*/repeat-certificate-verify"},
    {"v-entry-wrong",      "tls13/client/certificate/key-share"},
    {"d-garbage",          "tls13/*/certificate/leaf-of-4-bytes"},
    {"d-trailing",         "tls13/*/certificate/leaf-one-byte-more"},
    {"d-trunc",            "tls13/*/certificate/leaf-cut-in-half"},
    {NULL, NULL},
};
// clang-format on
