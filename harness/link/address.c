// HOST:PORT to socket addresses.
#include "link/internal.h"

#include <netdb.h>
#include <stdlib.h>
#include <string.h>

// Splits "host:port" or "[host]:port"; *host and *port are copies.
static bool split(struct shk_arena *arena, const char *text, char **host, char **port, struct shk_error *err) {
    char *copy = shk_strdup(arena, text);
    char *colon = strrchr(copy, ':');
    *host = *port = copy;
    if (copy[0] == '[') {
        char *bracket = strchr(copy, ']');
        if (bracket == NULL || bracket[1] != ':' || bracket[2] == '\0')
            return shk_fail(err, "`%s` is no address: write [IPV6]:PORT, for example [::1]:443", text);
        *bracket = '\0';
        *host = copy + 1;
        *port = bracket + 2;
        return true;
    }
    if (colon == NULL || colon[1] == '\0')
        return shk_fail(err, "`%s` has no port: write HOST:PORT, for example %.*s:443", text,
                        colon == NULL ? 200 : (int)(colon - copy),
                        text[0] != '\0' && text[0] != ':' ? text : "localhost");
    if (strchr(copy, ':') != colon)
        return shk_fail(err, "`%s` could be read in two ways: write an IPv6 address in brackets, [IPV6]:PORT", text);
    if (colon == copy) return shk_fail(err, "`%s` has no host: write HOST:PORT, for example localhost%s", text, text);
    *colon = '\0';
    *port = colon + 1;
    return true;
}

static bool check_port(const char *text, const char *port, struct shk_error *err) {
    if (port[strspn(port, "0123456789")] != '\0') return true; // a service name: getaddrinfo knows
    unsigned long number = strtoul(port, NULL, 10);
    if (number >= 1 && number <= 65535 && strlen(port) <= 5) return true;
    return shk_fail(err, "`%s` has no valid port: it is a number from 1 to 65535", text);
}

struct shk_address *shk_address_resolve(struct shk_arena *arena, const char *host_port, struct shk_error *err) {
    char *host, *port;
    if (!split(arena, host_port, &host, &port, err)) return NULL;
    if (!check_port(host_port, port, err)) return NULL;

    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
    struct addrinfo *list = NULL;
    int status = getaddrinfo(host, port, &hints, &list);
    if (status != 0) { // a machine without any configured address still has its loopback
        hints.ai_flags = 0;
        status = getaddrinfo(host, port, &hints, &list);
    }
    if (status != 0) {
        shk_fail(err, "cannot resolve `%s`: %s; check the name, or give an address in numbers", host,
                 gai_strerror(status));
        return NULL;
    }
    struct shk_address *address = shk_alloc(arena, sizeof(*address));
    address->text = shk_strdup(arena, host_port);
    address->preferred = shk_alloc(arena, sizeof(*address->preferred));
    for (struct addrinfo *at = list; at != NULL && address->count < SHK_COUNT(address->at); at = at->ai_next) {
        if (at->ai_addrlen > sizeof(address->at[0].addr)) continue;
        memcpy(&address->at[address->count].addr, at->ai_addr, at->ai_addrlen);
        address->at[address->count++].len = at->ai_addrlen;
    }
    freeaddrinfo(list);
    return address;
}

const char *shk_address_text(const struct shk_address *address) {
    return address->text;
}
