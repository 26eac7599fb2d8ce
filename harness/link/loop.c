// The loop: many conversations, one epoll set, one thread. It knows bytes, connections, processes and time, and no TLS.
//
//   shk_loop_add --> NEW --> CONNECTING --> [STARTTLS] --> TALKING --> [LEAVING --> TERMINATED --> KILLED] --> DONE --> done()
//                                ^                            |            only where there is a process
//                                +---- the next connection ---+
//
// Each conversation has two deadlines: of its phase (silence of the SUT, patience with a process) and of the whole. A turn
// of the loop walks over all of them, which costs less than one system call up to thousands of conversations.
#include "link/internal.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_TOTAL_MS 30000
#define MAX_DESCRIPTORS 65536
#define NO_PIDFD_POLL_US 5000

struct shk_loop {
    int epoll;
    struct shk_source wake;
    volatile sig_atomic_t stopped;
    struct shk_link_state *first, *last; // not done
    struct shk_link_state *done;         // to be reported and freed at the end of the turn
    size_t active;
    uint64_t turn;
};

uint64_t shk_clock_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

// --- sources -------------------------------------------------------------------------------------------------------

void shk_watch(struct shk_source *source, int fd, uint32_t events) {
    struct shk_loop *loop = source->state->loop;
    struct epoll_event event = {.events = events, .data.ptr = source};
    if (source->fd != fd)
        source->born = loop->turn;
    else if (source->events == events)
        return;
    int op = source->events == 0 ? EPOLL_CTL_ADD : events == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD;
    source->fd = fd;
    source->events = events;
    if (epoll_ctl(loop->epoll, op, fd, &event) != 0) {
        perror("shakedown: epoll_ctl");
        exit(4);
    }
}

// Closing alone does not take a descriptor out of the epoll set at once: a process that is just being started shares it
// until the kernel has closed what is close-on-exec, and that is after posix_spawn has returned to us.
void shk_unwatch(struct shk_source *source) {
    if (source->events != 0) epoll_ctl(source->state->loop->epoll, EPOLL_CTL_DEL, source->fd, NULL);
    if (source->fd >= 0) close(source->fd);
    source->fd = -1;
    source->events = 0;
}

// --- the ends of conversations ----------------------------------------------------------------------------------------

static void detach(struct shk_link_state *s) {
    struct shk_loop *loop = s->loop;
    *(s->prev != NULL ? &s->prev->next : &loop->first) = s->next;
    *(s->next != NULL ? &s->next->prev : &loop->last) = s->prev;
}

static void release(struct shk_link_state *s) {
    shk_socket_close(s);
    shk_unwatch(&s->listener);
    shk_child_destroy(s);
}

void shk_loop_finished(struct shk_link_state *s) {
    release(s);
    s->phase = SHK_PHASE_DONE;
    detach(s);
    s->next = s->loop->done;
    s->loop->done = s;
}

uint64_t shk_total_deadline(const struct shk_conversation *c) {
    return shk_clock_us() + (uint64_t)(c->total_ms != 0 ? c->total_ms : DEFAULT_TOTAL_MS) * 1000;
}

// --- deadlines -----------------------------------------------------------------------------------------------------

static bool polls_child(const struct shk_link_state *s) {
    return s->child.pid > 0 && s->process.fd < 0;
}

static uint64_t next_deadline(const struct shk_loop *loop, uint64_t now) {
    uint64_t next = UINT64_MAX;
    for (const struct shk_link_state *s = loop->first; s != NULL; s = s->next) {
        if (s->idle_at != 0 && s->idle_at < next) next = s->idle_at;
        if (s->total_at != 0 && s->total_at < next) next = s->total_at;
        if (polls_child(s) && now + NO_PIDFD_POLL_US < next) next = now + NO_PIDFD_POLL_US;
    }
    return next;
}

static int wait_ms(const struct shk_loop *loop) {
    uint64_t now = shk_clock_us(), next = next_deadline(loop, now);
    if (next == UINT64_MAX) return -1;
    if (next <= now) return 0;
    uint64_t ms = (next - now + 999) / 1000;
    return ms > 60000 ? 60000 : (int)ms;
}

static void run_deadlines(struct shk_loop *loop) {
    uint64_t now = shk_clock_us();
    for (struct shk_link_state *s = loop->first, *next; s != NULL; s = next) {
        next = s->next; // a conversation ends only itself
        if (polls_child(s)) shk_on_event(&s->process, 0);
        if (s->phase == SHK_PHASE_DONE) continue;
        if (s->total_at != 0 && s->total_at <= now)
            shk_cut_off(s);
        else if (s->idle_at != 0 && s->idle_at <= now)
            shk_on_deadline(s);
    }
}

// --- the loop itself -----------------------------------------------------------------------------------------------

static void raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    rlim_t wanted = limit.rlim_max < MAX_DESCRIPTORS ? limit.rlim_max : MAX_DESCRIPTORS;
    if (limit.rlim_cur >= wanted) return;
    limit.rlim_cur = wanted;
    setrlimit(RLIMIT_NOFILE, &limit);
}

struct shk_loop *shk_loop_new(struct shk_error *err) {
    struct shk_loop *loop = calloc(1, sizeof(*loop));
    if (loop == NULL) abort();
    raise_descriptor_limit();
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->wake = (struct shk_source){.kind = SHK_SOURCE_WAKE, .fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &loop->wake};
    if (loop->epoll < 0 || loop->wake.fd < 0 || epoll_ctl(loop->epoll, EPOLL_CTL_ADD, loop->wake.fd, &event) != 0) {
        shk_fail(err, "cannot make an epoll set: %s", strerror(errno));
        shk_loop_free(loop);
        return NULL;
    }
    return loop;
}

static void drop_all(struct shk_loop *loop) {
    for (struct shk_link_state *s = loop->first, *next; s != NULL; s = next) {
        next = s->next;
        release(s);
        s->conversation->state = NULL;
        free(s);
        loop->active--;
    }
    loop->first = loop->last = NULL;
}

void shk_loop_free(struct shk_loop *loop) {
    if (loop == NULL) return;
    drop_all(loop);
    if (loop->wake.fd >= 0) close(loop->wake.fd);
    if (loop->epoll >= 0) close(loop->epoll);
    free(loop);
}

void shk_loop_add(struct shk_loop *loop, struct shk_conversation *c) {
    struct shk_link_state *s = calloc(1, sizeof(*s));
    if (s == NULL) abort();
    s->loop = loop;
    s->conversation = c;
    s->socket = (struct shk_source){.kind = SHK_SOURCE_SOCKET, .fd = -1, .state = s};
    s->listener = (struct shk_source){.kind = SHK_SOURCE_LISTENER, .fd = -1, .state = s};
    s->process = (struct shk_source){.kind = SHK_SOURCE_CHILD, .fd = -1, .state = s};
    s->input = (struct shk_source){.kind = SHK_SOURCE_INPUT, .fd = -1, .state = s};
    s->output = (struct shk_source){.kind = SHK_SOURCE_OUTPUT, .fd = -1, .state = s};
    s->child.exit_status = -1;
    s->start_us = s->idle_at = shk_clock_us(); // due at once, inside the loop
    s->total_at = shk_total_deadline(c);
    c->state = s;
    c->exit_status = -1;
    c->started_us = s->start_us;
    c->trace->now_us = 0;

    s->prev = loop->last;
    *(loop->last != NULL ? &loop->last->next : &loop->first) = s;
    loop->last = s;
    loop->active++;
}

static void report_done(struct shk_loop *loop) {
    while (loop->done != NULL) {
        struct shk_link_state *s = loop->done;
        struct shk_conversation *c = s->conversation;
        loop->done = s->next;
        loop->active--;
        c->state = NULL;
        free(s);
        if (c->done != NULL) c->done(c); // may add the next one, or free this one
    }
}

static void dispatch(struct shk_loop *loop, const struct epoll_event *event) {
    struct shk_source *source = event->data.ptr;
    if (source->kind == SHK_SOURCE_WAKE) return; // `stopped` says why
    if (source->fd < 0 || source->born == loop->turn || source->state->phase == SHK_PHASE_DONE) return;
    shk_on_event(source, event->events);
}

void shk_loop_run(struct shk_loop *loop) {
    struct epoll_event events[256];
    while (loop->active > 0 && !loop->stopped) {
        int count = epoll_wait(loop->epoll, events, (int)SHK_COUNT(events), wait_ms(loop));
        loop->turn++;
        for (int i = 0; i < count; i++) dispatch(loop, &events[i]);
        run_deadlines(loop);
        report_done(loop);
    }
    if (loop->stopped) drop_all(loop);
}

void shk_loop_stop(struct shk_loop *loop) {
    const uint64_t one = 1;
    int before = errno;
    loop->stopped = 1;
    if (write(loop->wake.fd, &one, sizeof(one)) < 0) errno = before; // full: it wakes up anyway
    errno = before;
}

size_t shk_loop_active(const struct shk_loop *loop) {
    return loop->active;
}
