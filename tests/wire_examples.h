// Honest messages, one for each message, version and key exchange, as bytes without the handshake header. Laid out after
// the presentation language of the RFCs, one field or extension a line; the values mean nothing.
#ifndef SHK_TESTS_WIRE_EXAMPLES_H
#define SHK_TESTS_WIRE_EXAMPLES_H

#include "wire/schema.h"

struct wire_example {
    const char *name;
    struct shk_layout layout;
    const char *hex;
};

// clang-format off
static const struct wire_example wire_examples[] = {
    {"client hello, everything", {SHK_CLIENT_HELLO, SHK_TLS13, 0, 0},
     "0303 "
     "000102030405060708090a0b0c0d0e0f 101112131415161718191a1b1c1d1e1f "
     "20 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf b0b1b2b3b4b5b6b7b8b9babbbcbdbebf "
     "000c 0a0a 1301 1302 1303 c02f 00ff "
     "01 00 "
     "01b6 "
     "0000 0010 000e 00 000b 6578616d706c652e636f6d "
     "0001 0001 02 "
     "0005 0009 01 0004 0002 3003 0000 "
     "000a 0006 0004 001d 0017 "
     "000b 0002 01 00 "
     "000d 0008 0006 0403 0804 0401 "
     "000e 0005 0002 0001 00 "
     "000f 0001 01 "
     "0010 000e 000c 02 6832 08 687474702f312e31 "
     "0011 0000 "
     "0012 0000 "
     "0013 0003 02 00 02 "
     "0014 0003 02 00 02 "
     "0015 0006 000000000000 "
     "0016 0000 "
     "0017 0000 "
     "001b 0007 06 0001 0002 0003 "
     "001c 0002 4001 "
     "0022 0004 0002 0403 "
     "0023 0003 c0ffee "
     "ff01 0001 00 "
     "0a0a 0000 "
     "1234 0002 abcd "
     "002a 0000 "
     "002b 0005 04 0304 0303 "
     "002c 0005 0003 c00c1e "
     "002d 0003 02 01 00 "
     "002f 0006 0004 0002 3000 "
     "0031 0000 "
     "0032 0006 0004 0401 0403 "
     "0033 006b 0069 001d 0020 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf b0b1b2b3b4b5b6b7b8b9babbbcbdbebf 0017 0041 0411111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111 "
     "0039 0002 0104 "
     "003a 0002 02 01 "
     "003e 0002 01 01 "
     "fe0d 0010 00 0001 0001 07 0002 e0e1 0004 f0f1f2f3 "
     "0029 002f 000a 0004 1d1d1d1d 00010203 0021 20 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf b0b1b2b3b4b5b6b7b8b9babbbcbdbebf"},
    {"client hello, inner ECH", {SHK_CLIENT_HELLO, SHK_TLS13, 0, 0},
     "0303 "
     "000102030405060708090a0b0c0d0e0f 101112131415161718191a1b1c1d1e1f "
     "00 "
     "0002 1301 "
     "01 00 "
     "000e "
     "fe0d 0001 01 "
     "fd00 0005 04 000a 0033"},
    {"server hello", {SHK_SERVER_HELLO, SHK_TLS13, 0, 0},
     "0303 "
     "000102030405060708090a0b0c0d0e0f 101112131415161718191a1b1c1d1e1f "
     "20 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf b0b1b2b3b4b5b6b7b8b9babbbcbdbebf "
     "1301 "
     "00 "
     "0034 "
     "002b 0002 0304 "
     "0033 0024 001d 0020 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf b0b1b2b3b4b5b6b7b8b9babbbcbdbebf "
     "0029 0002 0000"},
    {"hello retry request", {SHK_HELLO_RETRY_REQUEST, SHK_TLS13, 0, 0},
     "0303 "
     "cf21ad74e59a6111be1d8c021e65b891 c2a211167abb8c5e079e09e2c8a8339c "
     "20 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf b0b1b2b3b4b5b6b7b8b9babbbcbdbebf "
     "1301 "
     "00 "
     "0021 "
     "002b 0002 0304 "
     "0033 0002 0017 "
     "002c 0005 0003 c00c1e "
     "fe0d 0008 0102030405060708"},
    {"encrypted extensions", {SHK_ENCRYPTED_EXTENSIONS, SHK_TLS13, 0, 0},
     "003a "
     "0000 0000 "
     "000a 0004 0002 001d "
     "0010 0005 0003 02 6832 "
     "0013 0001 00 "
     "0014 0001 02 "
     "001c 0002 4001 "
     "002a 0000 "
     "003a 0001 02 "
     "fe0d 0008 0006 fe0d 0002 0102"},
    {"encrypted extensions, none", {SHK_ENCRYPTED_EXTENSIONS, SHK_TLS13, 0, 0},
     "0000"},
    {"certificate request", {SHK_CERTIFICATE_REQUEST, SHK_TLS13, 0, 0},
     "02 0102 "
     "0043 "
     "000d 0008 0006 0403 0804 0401 "
     "0032 0004 0002 0401 "
     "0005 0000 "
     "0012 0000 "
     "001b 0003 02 0002 "
     "0022 0004 0002 0403 "
     "002f 0006 0004 0002 3000 "
     "0030 000a 0008 03 551d25 0002 300a"},
    {"certificate", {SHK_CERTIFICATE, SHK_TLS13, 0, 0},
     "00 "
     "00003b 000002 3000 002c 0005 0009 01 000005 30030a0100 0012 0006 0004 0002 0011 0022 0011 00093a80 0403 000002 3000 0403 0002 3006 000003 300130 0000"},
    {"certificate, empty list", {SHK_CERTIFICATE, SHK_TLS13, 0, 0},
     "02 0102 "
     "000000"},
    {"compressed certificate", {SHK_COMPRESSED_CERTIFICATE, SHK_TLS13, 0, 0},
     "0002 "
     "000123 "
     "000003 0b0102"},
    {"certificate verify", {SHK_CERTIFICATE_VERIFY, SHK_TLS13, 0, 0},
     "0403 "
     "0008 3006020101020101"},
    {"finished, SHA-256", {SHK_FINISHED, SHK_TLS13, 0, 32},
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf b0b1b2b3b4b5b6b7b8b9babbbcbdbebf"},
    {"finished, SHA-384", {SHK_FINISHED, SHK_TLS13, 0, 48},
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf b0b1b2b3b4b5b6b7b8b9babbbcbdbebf 000102030405060708090a0b0c0d0e0f"},
    {"end of early data", {SHK_END_OF_EARLY_DATA, SHK_TLS13, 0, 0},
     ""},
    {"new session ticket", {SHK_NEW_SESSION_TICKET, SHK_TLS13, 0, 0},
     "00001c20 "
     "11223344 "
     "02 0000 "
     "0004 7e7e7e7e "
     "000c "
     "002a 0004 00004000 "
     "2a2a 0000"},
    {"key update", {SHK_KEY_UPDATE, SHK_TLS13, 0, 0},
     "01"},
    {"TLS 1.2 client hello", {SHK_CLIENT_HELLO, SHK_TLS12, 0, 0},
     "0303 "
     "000102030405060708090a0b0c0d0e0f 101112131415161718191a1b1c1d1e1f "
     "00 "
     "0008 c02f cca8 00ff 5600 "
     "01 00 "
     "004d "
     "0000 0010 000e 00 000b 6578616d706c652e636f6d "
     "000a 0006 0004 001d 0017 "
     "000b 0002 01 00 "
     "000d 0008 0006 0403 0804 0401 "
     "0016 0000 "
     "0017 0000 "
     "0023 0000 "
     "ff01 000d 0c 000102030405060708090a0b"},
    {"TLS 1.2 client hello without extensions", {SHK_CLIENT_HELLO, SHK_TLS12, 0, 0},
     "0303 "
     "000102030405060708090a0b0c0d0e0f 101112131415161718191a1b1c1d1e1f "
     "00 "
     "0002 002f "
     "01 00"},
    {"TLS 1.2 server hello", {SHK_SERVER_HELLO, SHK_TLS12, 0, 0},
     "0303 "
     "000102030405060708090a0b0c0d0e0f 101112131415161718191a1b1c1d1e1f "
     "20 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf b0b1b2b3b4b5b6b7b8b9babbbcbdbebf "
     "c02f "
     "00 "
     "003d "
     "0000 0000 "
     "0001 0001 02 "
     "0005 0000 "
     "000b 0002 01 00 "
     "0010 0005 0003 02 6832 "
     "0012 0006 0004 0002 0011 "
     "0016 0000 "
     "0017 0000 "
     "001c 0002 4001 "
     "0023 0000 "
     "ff01 0001 00"},
    {"TLS 1.2 server hello without extensions", {SHK_SERVER_HELLO, SHK_TLS12, 0, 0},
     "0303 "
     "000102030405060708090a0b0c0d0e0f 101112131415161718191a1b1c1d1e1f "
     "00 "
     "002f "
     "00"},
    {"TLS 1.2 certificate", {SHK_CERTIFICATE, SHK_TLS12, 0, 0},
     "00000b 000002 3000 000003 300130"},
    {"TLS 1.2 certificate status", {SHK_CERTIFICATE_STATUS, SHK_TLS12, 0, 0},
     "01 "
     "000005 30030a0100"},
    {"server key exchange, ECDHE", {SHK_SERVER_KEY_EXCHANGE, SHK_TLS12, SHK_KX_ECDHE, 0},
     "03 "
     "001d "
     "20 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf b0b1b2b3b4b5b6b7b8b9babbbcbdbebf "
     "0401 "
     "0008 5151515151515151"},
    {"server key exchange, DHE", {SHK_SERVER_KEY_EXCHANGE, SHK_TLS12, SHK_KX_DHE, 0},
     "0008 ffffffffffffffc5 "
     "0001 02 "
     "0008 4142434445464748 "
     "0804 "
     "0008 5151515151515151"},
    {"server key exchange, RSA", {SHK_SERVER_KEY_EXCHANGE, SHK_TLS12, SHK_KX_RSA, 0},
     "0102"},
    {"TLS 1.2 certificate request", {SHK_CERTIFICATE_REQUEST, SHK_TLS12, 0, 0},
     "02 01 40 "
     "0004 0403 0401 "
     "0009 0002 3000 0003 300130"},
    {"server hello done", {SHK_SERVER_HELLO_DONE, SHK_TLS12, 0, 0},
     ""},
    {"hello request", {SHK_HELLO_REQUEST, SHK_TLS12, 0, 0},
     ""},
    {"TLS 1.2 certificate verify", {SHK_CERTIFICATE_VERIFY, SHK_TLS12, 0, 0},
     "0401 "
     "0008 5151515151515151"},
    {"client key exchange, RSA", {SHK_CLIENT_KEY_EXCHANGE, SHK_TLS12, SHK_KX_RSA, 0},
     "0020 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf b0b1b2b3b4b5b6b7b8b9babbbcbdbebf"},
    {"client key exchange, DHE", {SHK_CLIENT_KEY_EXCHANGE, SHK_TLS12, SHK_KX_DHE, 0},
     "0008 4142434445464748"},
    {"client key exchange, ECDHE", {SHK_CLIENT_KEY_EXCHANGE, SHK_TLS12, SHK_KX_ECDHE, 0},
     "20 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf b0b1b2b3b4b5b6b7b8b9babbbcbdbebf"},
    {"client key exchange, unknown", {SHK_CLIENT_KEY_EXCHANGE, SHK_TLS12, 0, 0},
     "0102"},
    {"TLS 1.2 finished", {SHK_FINISHED, SHK_TLS12, 0, 12},
     "000102030405060708090a0b"},
    {"TLS 1.2 new session ticket", {SHK_NEW_SESSION_TICKET, SHK_TLS12, 0, 0},
     "00001c20 "
     "0004 7e7e7e7e"},
    {"TLS 1.2 new session ticket, empty", {SHK_NEW_SESSION_TICKET, SHK_TLS12, 0, 0},
     "00000000 "
     "0000"},
    {"change cipher spec", {SHK_CHANGE_CIPHER_SPEC, SHK_TLS12, 0, 0},
     "01"},
    {"alert", {SHK_ALERT, SHK_TLS13, 0, 0},
     "02 "
     "32"},
    {"heartbeat", {SHK_HEARTBEAT, SHK_TLS12, 0, 0},
     "01 "
     "0004 70696e67 "
     "000102030405060708090a0b0c0d0e0f"},
    {"application data", {SHK_APPLICATION_DATA, SHK_TLS13, 0, 0},
     "70696e67"},
    {"unknown handshake", {SHK_UNKNOWN_HANDSHAKE, SHK_TLS13, 0, 0},
     "0102"},
    {"message hash", {SHK_MESSAGE_HASH, SHK_TLS13, 0, 0},
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf b0b1b2b3b4b5b6b7b8b9babbbcbdbebf"},
    {"raw record", {SHK_RAW_RECORD, SHK_TLS13, 0, 0},
     "16 0303 0001 00"},
};
// clang-format on

#endif
