#include "support/trace_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/registry.h"

static const struct {
    const char *word;
    uint8_t message;
} short_names[] = {
    {"ch", SHK_CLIENT_HELLO},          {"sh", SHK_SERVER_HELLO},
    {"hrr", SHK_HELLO_RETRY_REQUEST},  {"ee", SHK_ENCRYPTED_EXTENSIONS},
    {"cr", SHK_CERTIFICATE_REQUEST},   {"cert", SHK_CERTIFICATE},
    {"cv", SHK_CERTIFICATE_VERIFY},    {"fin", SHK_FINISHED},
    {"nst", SHK_NEW_SESSION_TICKET},   {"ku", SHK_KEY_UPDATE},
    {"skex", SHK_SERVER_KEY_EXCHANGE}, {"shd", SHK_SERVER_HELLO_DONE},
    {"ckex", SHK_CLIENT_KEY_EXCHANGE}, {"ccs", SHK_CHANGE_CIPHER_SPEC},
    {"request", SHK_APPLICATION_DATA}, {"hello_request", SHK_HELLO_REQUEST},
};

static const struct {
    const char *word;
    enum shk_event_kind kind;
    uint8_t how;
    const char *note;
} plain_words[] = {
    {"dev", SHK_EVENT_DEVIATION, 0, "the edit"},
    {"unfit", SHK_EVENT_UNFIT, 0, "the edit changes no byte"},
    {"skip", SHK_EVENT_SKIPPED, 0, "the server asks for no certificate"},
    {"check", SHK_EVENT_CHECK, 0, "its Finished does not verify"},
    {"complete", SHK_EVENT_COMPLETE, 0, NULL},
    {"idle", SHK_EVENT_IDLE, 0, NULL},
    {"crash", SHK_EVENT_CRASH, 0, "killed by signal 11"},
    {"exit0", SHK_EVENT_EXIT, 0, "exit status 0"},
    {"exit5", SHK_EVENT_EXIT, 0, "exit status 5"},
    {"note", SHK_EVENT_NOTE, 0, "a note"},
    {"closed", SHK_EVENT_END, SHK_END_FIN, NULL},
    {"reset", SHK_EVENT_END, SHK_END_RESET, NULL},
    {"refused", SHK_EVENT_END, SHK_END_REFUSED, NULL},
    {"timeout", SHK_EVENT_END, SHK_END_TIMEOUT, NULL},
};

static const struct {
    const char *word;
    const char *data;
    uint8_t keys;
} data_words[] = {
    {"app", "hello", SHK_KEYS_APPLICATION},
    {"empty", "", SHK_KEYS_APPLICATION},
    {"early", "hello", SHK_KEYS_EARLY},
    {"http200", "HTTP/1.1 200 OK\r\n\r\n", SHK_KEYS_APPLICATION},
    {"http400", "HTTP/1.1 400 Bad Request\r\n\r\n", SHK_KEYS_APPLICATION},
    {"http403", "HTTP/1.0 403 Forbidden\r\n\r\n", SHK_KEYS_APPLICATION},
    {"http4", "HTTP/1.1 4", SHK_KEYS_APPLICATION}, // the rest of the line comes in the next record
    {"00", "00 Bad Request\r\n", SHK_KEYS_APPLICATION},
};

static bool add_plain(struct shk_trace *trace, enum shk_role sut, const char *word) {
    if (strcmp(word, "connect") == 0) {
        trace->connection++;
        shk_trace_add(trace, SHK_EVENT_CONNECT);
        return true;
    }
    if (strcmp(word, "1.3") == 0 || strcmp(word, "1.2") == 0) {
        trace->version = word[2] == '3' ? SHK_TLS13 : SHK_TLS12;
        return true;
    }
    for (size_t i = 0; i < SHK_COUNT(plain_words); i++) {
        if (strcmp(word, plain_words[i].word) != 0) continue;
        struct shk_event *e = shk_trace_add(trace, plain_words[i].kind);
        e->how = plain_words[i].how;
        e->note = plain_words[i].note;
        if (e->kind == SHK_EVENT_END) e->writer = sut;
        if (e->kind == SHK_EVENT_EXIT) e->exit_status = (uint8_t)strtoul(word + 4, NULL, 10);
        return true;
    }
    return false;
}

static bool add_alert(struct shk_trace *trace, enum shk_role writer, const char *word) {
    const char *colon = strchr(word, ':');
    if (colon == NULL) return false;
    int32_t alert = shk_by_name(SHK_REG_ALERT, colon + 1, strlen(colon + 1));
    struct shk_event *e = shk_trace_add(trace, SHK_EVENT_ALERT);
    e->writer = writer;
    e->message = SHK_ALERT;
    e->content_type = SHK_TYPE_ALERT;
    e->level = word[0] == 'f' ? 2 : 1;
    e->alert = alert >= 0 ? (uint8_t)alert : (uint8_t)strtoul(colon + 1, NULL, 10);
    e->version = SHK_TLS12;
    uint8_t body[] = {e->level, e->alert};
    e->data = shk_copy(trace->arena, SHK_BYTES(body));
    return true;
}

static bool add_sealed(struct shk_trace *trace, enum shk_role writer, const char *word) {
    if (strcmp(word, "sealed") != 0) return false;
    struct shk_event *e = shk_trace_add(trace, SHK_EVENT_RECORD);
    e->writer = writer;
    e->content_type = SHK_TYPE_APPLICATION_DATA;
    e->keys = SHK_KEYS_PLAIN;
    e->note = "encrypted, while there are no keys to open it";
    return true;
}

static bool add_data(struct shk_trace *trace, enum shk_role writer, const char *word) {
    for (size_t i = 0; i < SHK_COUNT(data_words); i++) {
        if (strcmp(word, data_words[i].word) != 0) continue;
        struct shk_event *e = shk_trace_add(trace, SHK_EVENT_APPLICATION);
        e->writer = writer;
        e->message = SHK_APPLICATION_DATA;
        e->content_type = SHK_TYPE_APPLICATION_DATA;
        e->keys = data_words[i].keys;
        e->version = SHK_TLS12;
        e->data = shk_text(data_words[i].data);
        return true;
    }
    return false;
}

static bool add_message(struct shk_trace *trace, enum shk_role writer, char *word) {
    size_t len = strlen(word);
    bool edited = len > 0 && word[len - 1] == '*';
    if (edited) word[len - 1] = '\0';
    for (size_t i = 0; i < SHK_COUNT(short_names); i++) {
        if (strcmp(word, short_names[i].word) != 0) continue;
        struct shk_event *e = shk_trace_add(trace, SHK_EVENT_MESSAGE);
        e->writer = writer;
        e->message = short_names[i].message;
        e->content_type = shk_message_content_type((enum shk_message)e->message);
        e->edited = edited;
        e->keys = SHK_KEYS_PLAIN;
        e->version = SHK_TLS12;
        return true;
    }
    return false;
}

void trace_from_words(struct shk_trace *trace, struct shk_arena *arena, enum shk_role peer_role, const char *words) {
    enum shk_role sut = peer_role == SHK_CLIENT ? SHK_SERVER : SHK_CLIENT;
    shk_trace_start(trace, arena, peer_role);
    char *copy = shk_strdup(arena, words), *rest = NULL;
    for (char *word = strtok_r(copy, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        trace->now_us += 100;
        enum shk_role writer = word[0] == '>' ? peer_role : sut;
        bool done = word[0] == '>' || word[0] == '<'
                        ? add_alert(trace, writer, word + 1) || add_data(trace, writer, word + 1) ||
                              add_sealed(trace, writer, word + 1) || add_message(trace, writer, word + 1)
                        : add_plain(trace, sut, word);
        if (!done) {
            fprintf(stderr, "trace_from_words: unknown word `%s` in \"%s\"\n", word, words);
            abort();
        }
    }
}
