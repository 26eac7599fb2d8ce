// The inside of a peer: its state, and what its parts call of each other. Only peer/*.c include this.
//
//   peer.c     the functions of peer.h; what happens on idle, end and a new connection
//   script.c   which of our messages is next, when its gate is open, edits of order
//   send.c     the pipeline of one message: build, edit, seal, edit, absorb
//   frame.c    from message bytes to records and segments, edits of records
//   receive.c  from the SUT's bytes to records and messages; which row of the flow each one is
//   keys.c     transcript, secrets, epochs
//   chain.c    certificates of the zoo, where the plan names a chain
//   certificate.c   the Certificate message, compressed or not
//   client.c, server.c, auth.c, session.c    what the messages mean, by who writes them
#ifndef SHK_PEER_ENDPOINT_H
#define SHK_PEER_ENDPOINT_H

#include "crypto/crypto.h"
#include "peer/peer.h"
#include "pki/zoo.h"

#define MAX_ROWS 96
#define SHK_EXPORTER_LABEL "EXPORTER-shakedown"
#define MAX_SHARES 3

// What a first connection leaves for the second (RFC 9846 section 4.7.1, RFC 5246 section 7.3, RFC 5077).
struct session {
    bool valid;
    const struct shk_suite *suite;
    struct shk_bytes ticket, session_id;
    struct shk_bytes nonce;       // TLS 1.3: the PSK is derived with it once the resumption secret is there
    uint8_t secret[SHK_MAX_HASH]; // PSK, or master secret
    size_t secret_len;
    uint32_t age_add, max_early_data;
    uint64_t received_us;
    bool ems;
};

// One record waiting for company (edit `join`).
struct held {
    bool on;
    struct shk_bytes content;
    uint8_t content_type, keys;
    uint32_t take; // bytes of the next message that join it, 0: all
    bool joined;   // something has
    const struct shk_edit *edit;
};

struct connection {
    // the script: our rows, and the SUT's
    size_t next_row;            // the first row that we have not dealt with
    size_t cursor;              // the row behind the last one that the SUT wrote
    uint32_t conditions, known; // enum shk_condition that hold; that are decided
    bool row_sent[MAX_ROWS];
    uint8_t reached[32];           // how often the script came to our message of that type
    int swapped_with;              // row whose message went out early, -1
    const struct shk_edit *repeat; // a copy is due before our next message
    bool stopped;                  // an edit said stop
    bool dying;                    // the SUT sent a fatal alert: say nothing more
    bool complete;
    bool forced;        // permissive, and nothing more comes: go on without the SUT
    bool renegotiating; // a second handshake has begun in the first one's keys

    // bytes
    struct shk_buf in;        // from the SUT, not yet a record
    struct shk_buf handshake; // from the SUT, not yet a message
    bool deaf;                // what comes is no TLS, or cannot be opened: stop reading
    uint16_t records_in;
    struct held held;

    // keys
    uint16_t version;
    const struct shk_suite *suite;
    struct shk_buf transcript;
    struct shk_hash_state transcript_state; // of transcript_hash
    size_t last_message;                    // bytes of the last message in the transcript
    uint8_t client_random[32], server_random[32];
    struct shk_kx kx[MAX_SHARES];
    size_t kx_count;
    uint16_t group;          // of the key exchange
    struct shk_bytes shared; // (EC)DHE secret, or the premaster secret
    struct shk_schedule schedule;
    bool has_handshake_secrets, has_application_secrets, has_resumption, has_master;
    uint8_t client_handshake[SHK_MAX_HASH], server_handshake[SHK_MAX_HASH];
    uint8_t client_application[SHK_MAX_HASH], server_application[SHK_MAX_HASH];
    uint8_t client_early[SHK_MAX_HASH], resumption[SHK_MAX_HASH];
    uint8_t exporter[SHK_MAX_HASH]; // TLS 1.3: exporter_secret; 1.2: what it exports
    uint8_t master[48];
    bool ems, etm;
    struct shk_protection write[SHK_KEYS_COUNT], read[SHK_KEYS_COUNT];
    uint8_t write_keys; // the epoch that the SUT reads with now, as far as we know
    uint8_t read_keys;  // the epoch that the SUT writes with now

    // what was said
    struct shk_bytes session_id; // ours or the client's
    struct shk_bytes hello;      // last ClientHello, header included
    struct shk_bytes cookie, request_context;
    uint16_t retry_group;
    bool offered_psk, asked_certificate;
    bool asked_status;                // the SUT takes a stapled OCSP response
    bool asked_credential;            // the SUT takes a delegated credential
    bool raw_key, their_raw_key;      // agreed: our certificate, the SUT's is a raw public key
    struct shk_bytes offered_schemes; // signature_algorithms of the SUT: of its hello, or of its CertificateRequest
    struct shk_bytes certificate_compression; // algorithms that the SUT takes
    struct shk_bytes sut_certificate;         // leaf of the SUT
    const struct shk_identity *identity;      // ours, once chosen
    uint16_t scheme;                          // that we sign with
    struct shk_kx dh;                         // server's key pair in TLS 1.2
    struct shk_bytes peer_public, dh_p, dh_g;
    uint8_t client_verify[SHK_MAX_HASH], server_verify[SHK_MAX_HASH]; // verify_data, for renegotiation_info
    size_t client_verify_len, server_verify_len;
    uint32_t ticket_count;
    bool no_certificate; // the SUT's certificate list was empty
    const char *refused; // strict: why
};

struct shk_peer {
    struct shk_peer_config config;
    struct shk_plan plan;
    struct shk_arena *arena;
    struct shk_trace *trace;
    struct shk_rng rng;
    enum shk_role role, sut;
    const struct shk_step *steps;
    size_t step_count;
    unsigned connection, connections; // number of the current one, from 1; how many the plan takes
    bool lead_in;                     // this connection only earns the session
    struct connection c;
    struct session session;
    bool edit_hit[SHK_MAX_EDITS]; // the edit was applied (or failed for a reason already told)
    bool deviated;
    bool substituted;                          // the substitute went out
    struct shk_chain chain;                    // that the plan names, once made
    const struct shk_identity *chain_identity; // it as ours, NULL before
    bool chain_shown;                          // it went out (or that it did not was told already)
    size_t received;                           // bytes of the SUT, in all connections
    struct shk_bytes *segments;
    size_t segment_count, segment_cap, segment_next;
    bool want_fin, want_reset, want_connection, over;
    struct shk_bytes sent[32]; // last message of each type that we sent in this connection, for copies
};

// script.c
void script_start(struct shk_peer *p);   // a connection begins
void script_advance(struct shk_peer *p); // sends all that may go out now
bool script_matches(const struct shk_peer *p, const struct shk_edit *edit, uint8_t message, unsigned occurrence);
void script_deviate(struct shk_peer *p, const struct shk_edit *edit, bool changed);
void script_report_unreached(struct shk_peer *p);

// peer.c
void report_missing(struct shk_peer *p); // features that the plan wants and the SUT did not show

// send.c
struct outgoing {
    uint8_t message; // enum shk_message
    uint8_t keys;    // enum shk_keys, PLACE and CURRENT resolved
    unsigned occurrence;
    struct shk_bytes data; // given by an edit: taken as it is
    bool given;
    bool inserted; // not in its honest place: has no effect on our state
};
void send_message(struct shk_peer *p, struct outgoing out);
void send_copy(struct shk_peer *p, uint8_t message, uint8_t keys);
bool is_absorbed(const struct shk_peer *p, uint8_t message); // whether the transcript holds that message
// edit_inside applies the plan's edits of a message whose body goes out inside another one.
struct shk_bytes edit_inside(struct shk_peer *p, uint8_t message, struct shk_bytes body);

bool seal_holds(struct shk_peer *p, struct shk_bytes bytes, uint8_t message); // true for what has no seal

// substitute.c
bool substitute_due(const struct shk_peer *p, uint8_t message, unsigned occurrence);
bool substitute_late(const struct shk_peer *p, const struct shk_step *step);
bool substitute_compresses(const struct shk_peer *p); // a CompressedCertificate, whatever the SUT takes
// What goes out instead of `honest`; *tree is it, parsed, where that is possible.
struct shk_bytes substitute_for(struct shk_peer *p, uint8_t message, struct shk_bytes honest, struct shk_tree *tree,
                                bool *parsed);
void substitute_adopt(struct shk_peer *p, uint8_t message, const struct shk_tree *tree); // goes by what it says
uint8_t audit_message(struct shk_peer *p, uint8_t message, struct shk_bytes bytes);      // enum shk_tamper

// strict.c: nothing of it does anything unless the peer is strict
bool strict_admits(struct shk_peer *p,
                   uint8_t message); // whether the message may come now; refuses the connection if not
void strict_review(struct shk_peer *p, size_t from, uint8_t message, const struct shk_tree *tree, size_t len);
void strict_record(struct shk_peer *p, size_t from, uint8_t type, uint8_t keys);

// frame.c
struct framing {
    uint8_t message, content_type, keys;
    unsigned occurrence;
    bool plain; // no edits of records
};
void frame_message(struct shk_peer *p, struct framing framing, struct shk_bytes bytes);
// Tells of the edits of its records, before frame_message carries them out: true when one of them changes what goes out.
// Those that add something `behind` the message are told of apart from the others, for they come later.
bool frame_review(struct shk_peer *p, struct framing framing, struct shk_bytes bytes, bool behind);
void frame_flush(struct shk_peer *p); // what is held goes out now
void frame_raw(struct shk_peer *p, struct shk_bytes bytes);

// receive.c
void receive_bytes(struct shk_peer *p, struct shk_bytes bytes);

// keys.c
void transcript_add(struct shk_peer *p, struct shk_bytes message);
void transcript_restart(struct shk_peer *p); // HelloRetryRequest: message_hash instead of ClientHello1
void transcript_clear(struct shk_peer *p);   // a new handshake begins
void transcript_hash(struct shk_peer *p, size_t leave_out, uint8_t out[SHK_MAX_HASH]); // without the last bytes
void keys_early(struct shk_peer *p);
void keys_handshake(struct shk_peer *p);
void keys_application(struct shk_peer *p);
void keys_resumption(struct shk_peer *p);
void keys_master(struct shk_peer *p);
void keys_update(struct shk_peer *p, bool writing);
struct shk_protection *keys_of(struct shk_peer *p, uint8_t keys); // for writing; made up when they do not exist yet
void keys_renegotiated(struct shk_peer *p);

// client.c
void build_client_hello(struct shk_peer *p, struct shk_buf *out);
void seal_binders(struct shk_peer *p, struct shk_tree *tree, uint8_t fault);
void on_server_hello(struct shk_peer *p, const struct shk_tree *tree);
void on_hello_retry_request(struct shk_peer *p, const struct shk_tree *tree);
void on_encrypted_extensions(struct shk_peer *p, const struct shk_tree *tree);
void build_client_key_exchange(struct shk_peer *p, struct shk_buf *out);
void on_server_key_exchange(struct shk_peer *p, const struct shk_tree *tree);

// server.c
void on_client_hello(struct shk_peer *p, const struct shk_tree *tree);
void assume_client_hello(struct shk_peer *p); // permissive: answers a hello that never came or cannot be read
void build_server_hello(struct shk_peer *p, struct shk_buf *out, bool retry);
void build_encrypted_extensions(struct shk_peer *p, struct shk_buf *out);
void build_server_key_exchange(struct shk_peer *p, struct shk_buf *out);
void on_client_key_exchange(struct shk_peer *p, const struct shk_tree *tree);

// certificate.c
#define RAW_PUBLIC_KEY 2 // CertificateType (RFC 7250)
void build_certificate(struct shk_peer *p, struct shk_buf *out);
void build_compressed_certificate(struct shk_peer *p, struct shk_buf *out);
void build_certificate_status(struct shk_peer *p, struct shk_buf *out);
void put_compression(struct shk_buf *out); // the extension compress_certificate: we take zlib
void on_certificate(struct shk_peer *p, const struct shk_tree *tree);

// auth.c
void build_certificate_request(struct shk_peer *p, struct shk_buf *out);
void build_certificate_verify(struct shk_peer *p, struct shk_buf *out);
void build_finished(struct shk_peer *p, struct shk_buf *out);
uint8_t seal_fault(struct shk_peer *p, uint8_t message,
                   unsigned occurrence); // enum shk_seal_fault that the plan wants, 0
void seal_message(struct shk_peer *p, struct shk_tree *tree, uint8_t message, unsigned occurrence);
void on_certificate_request(struct shk_peer *p, const struct shk_tree *tree);
void on_certificate_verify(struct shk_peer *p, const struct shk_tree *tree, size_t message_len);
void on_finished(struct shk_peer *p, const struct shk_tree *tree, size_t message_len);
const struct shk_identity *choose_identity(struct shk_peer *p);
bool sut_signed(struct shk_peer *p, uint16_t scheme, struct shk_bytes message, struct shk_bytes signature);
void sign_with(struct shk_peer *p, const struct shk_identity *identity);
bool rsa_alone_fits(const struct shk_peer *p); // the key exchange or the suite asks for an RSA certificate of ours

// chain.c
const struct shk_identity *chain_identity(struct shk_peer *p); // of the plan's chain; NULL when it cannot be made
void chain_goes_out(struct shk_peer *p);
void chain_is_resumed(struct shk_peer *p); // a session that it was shown in goes on
void chain_report_unreached(struct shk_peer *p);
bool put_staple(struct shk_peer *p, size_t index, struct shk_buf *out);
struct shk_bytes chain_credential(const struct shk_peer *p, size_t index); // DelegatedCredential of an entry, or empty

// session.c
void build_new_session_ticket(struct shk_peer *p, struct shk_buf *out);
void on_new_session_ticket(struct shk_peer *p, const struct shk_tree *tree);
void session_keep(struct shk_peer *p);   // TLS 1.2, by session id
void session_derive(struct shk_peer *p); // the PSK of a ticket that came before our Finished

struct shk_layout layout_of(const struct shk_peer *p, uint8_t message);
static inline bool tls13(const struct shk_peer *p) {
    return p->plan.flow == SHK_FLOW_TLS13;
}
bool has(const struct shk_peer *p, uint32_t conditions);        // all of them hold in this connection
bool wants(const struct shk_peer *p, uint32_t features);        // the plan asks for all of them, in this connection
void learn(struct shk_peer *p, uint32_t conditions, bool hold); // decided now

#endif
