// Rows of the catalogue that nobody can check from outside, each with the reason. `shakedown list rows` shows them.
#include "conformance/case.h"

const char *const shk_untestable_rows[][2] = {
    {"REC-67", "The limit lies at 2^24.5 full records, about 400 GB under one key."},
    {"REC-92", "The limit lies at 2^24.5 full records, about 400 GB under one key."},
    {"KS-72",
     "Nobody knows the private key of a share between p and 2^255, so the handshake cannot be completed, and a "
     "ServerHello alone does not show how the value was reduced."},
    {"KS-79",
     "Whether a server is set to follow the client's order of groups is its configuration, which does not show."},
    {NULL, NULL},
};
