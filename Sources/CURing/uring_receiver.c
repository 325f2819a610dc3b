#define _GNU_SOURCE

#include <errno.h>
#include <liburing.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "uring_receiver.h"

struct uring_receiver {
    struct io_uring ring;
    struct io_uring_buf_ring *buffers;
    size_t mapped;
    unsigned char *memory;
    size_t stride;
    uint32_t bytes;
    uint32_t count;
    int socket;
    int failure;
    int is_armed;
    /* Whether the last wait ended with frames. */
    int is_flowing;
    /* Looks without a wait, one after the other, that found nothing. */
    uint32_t empty;
    struct uring_counts counts;
};

/* How long to wait for frames, while they flow, until a look whether the recv missed some (ns). */
static const int64_t glance = 2000000;
/* The same where nothing waits: looks, of some 100 ns each. */
enum { LOOKS = 8192 };

/* The entries of the buffer ring: memory of ours that the kernel maps. */
static int provide_buffers(struct uring_receiver *receiver)
{
    receiver->mapped = receiver->count * sizeof(struct io_uring_buf);
    receiver->buffers = mmap(NULL, receiver->mapped, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (receiver->buffers == MAP_FAILED)
        return -errno;
    struct io_uring_buf_reg place = {
        .ring_addr = (uintptr_t)receiver->buffers,
        .ring_entries = receiver->count,
    };
    int result = io_uring_register_buf_ring(&receiver->ring, &place, 0);
    if (result < 0)
        return result;
    io_uring_buf_ring_init(receiver->buffers);
    for (uint32_t number = 0; number < receiver->count; number++) {
        struct uring_frame frame = { .buffer = number };
        uring_receiver_return(receiver, &frame, 1);
    }
    return 0;
}

static void release_rings(struct uring_receiver *receiver)
{
    io_uring_queue_exit(&receiver->ring);
    if (receiver->buffers != MAP_FAILED)
        munmap(receiver->buffers, receiver->mapped);
}

/* Completions come only when this thread asks for them (DEFER_TASKRUN): so nothing interrupts it, and
 * what a stopped consumer holds is the socket's queue, exactly. Each frame has a buffer, so the completion
 * queue has room for all of them. */
static int make_rings(struct uring_receiver *receiver, const char **what)
{
    struct io_uring_params parameters = {
        .flags = IORING_SETUP_CQSIZE | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN
                 | IORING_SETUP_TASKRUN_FLAG,
        .cq_entries = 2 * receiver->count,
    };
    *what = "io_uring_setup";
    int result = io_uring_queue_init_params(1, &receiver->ring, &parameters);
    if (result < 0)
        return result;
    *what = "io_uring_register(IORING_REGISTER_PBUF_RING)";
    result = provide_buffers(receiver);
    if (result < 0)
        release_rings(receiver);
    return result;
}

struct uring_receiver *uring_receiver_open(int socket, void *memory, uint32_t count, size_t stride,
                                           uint32_t bytes, const char **what)
{
    *what = "calloc";
    struct uring_receiver *receiver = calloc(1, sizeof(*receiver));
    if (receiver == NULL)
        return NULL;
    *receiver = (struct uring_receiver){
        .memory = memory, .stride = stride, .bytes = bytes, .count = count, .socket = socket,
        .buffers = MAP_FAILED,
    };
    int result = make_rings(receiver, what);
    if (result == 0)
        return receiver;
    free(receiver);
    errno = -result;
    return NULL;
}

void uring_receiver_close(struct uring_receiver *receiver)
{
    release_rings(receiver);
    free(receiver);
}

static void arm(struct uring_receiver *receiver)
{
    struct io_uring_sqe *entry = io_uring_get_sqe(&receiver->ring);
    if (entry == NULL)
        return;
    /* With MSG_TRUNC the result is the length on the wire. */
    io_uring_prep_recv_multishot(entry, receiver->socket, NULL, 0, MSG_TRUNC);
    entry->flags |= IOSQE_BUFFER_SELECT;
    entry->buf_group = 0;
    receiver->is_armed = 1;
}

/* Takes what the completion queue has; the completion that ends the recv may be among it. */
static int collect(struct uring_receiver *receiver, struct uring_frame *frames, uint32_t most)
{
    uint32_t taken = 0;
    unsigned seen = 0;
    unsigned head;
    struct io_uring_cqe *entry;
    io_uring_for_each_cqe(&receiver->ring, head, entry) {
        if (taken == most)
            break;
        seen++;
        if ((entry->flags & IORING_CQE_F_MORE) == 0) {
            receiver->is_armed = 0;
            receiver->counts.rearms++;
        }
        if (entry->res >= 0 && (entry->flags & IORING_CQE_F_BUFFER) != 0)
            frames[taken++] = (struct uring_frame){
                .buffer = entry->flags >> IORING_CQE_BUFFER_SHIFT, .length = (uint32_t)entry->res,
            };
        else if (entry->res == -ENOBUFS)
            receiver->counts.exhausted++;
        else if (entry->res < 0)
            receiver->failure = -entry->res;
    }
    io_uring_cq_advance(&receiver->ring, seen);
    return (int)taken;
}

static int wait_for(struct uring_receiver *receiver, int64_t nanoseconds)
{
    struct __kernel_timespec time = {
        .tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000,
    };
    struct io_uring_cqe *first;
    return io_uring_submit_and_wait_timeout(&receiver->ring, &first, 1, &time, NULL);
}

/* Begins the recv again with new rings. No completion and no buffer is under way then; the recv itself
 * cannot be ended: a cancel waits as the recv does. The old rings stay if there can be no new ones. */
static int begin_again(struct uring_receiver *receiver)
{
    struct uring_receiver fresh = *receiver;
    fresh.buffers = MAP_FAILED;
    fresh.is_armed = 0;
    fresh.counts.missed++;
    const char *what;
    int result = make_rings(&fresh, &what);
    if (result < 0)
        return result;
    release_rings(receiver);
    *receiver = fresh;
    arm(receiver);
    return 0;
}

/* Whether the socket has frames for which the recv was not woken up.
 *
 * Seen with Linux 6.18 under overload: the recv sleeps while the queue is full. Nothing wakes it then, for
 * a frame that is dropped wakes nobody. */
static int has_missed(struct uring_receiver *receiver)
{
    char byte;
    return receiver->is_armed && recv(receiver->socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

/* Waits so long for frames, with a look after a short while if they were flowing. */
static int wait_whole(struct uring_receiver *receiver, struct uring_frame *frames, uint32_t most,
                      int64_t nanoseconds)
{
    int result = -ETIME;
    int begun = 0;
    while (nanoseconds > 0 && (result >= 0 || result == -ETIME)) {
        int64_t slice = receiver->is_flowing && nanoseconds > glance ? glance : nanoseconds;
        result = wait_for(receiver, slice);
        int taken = collect(receiver, frames, most);
        receiver->is_flowing = taken > 0;
        if (taken > 0)
            return taken;
        if (result >= 0)
            return 0;
        nanoseconds -= slice;
        /* After the time, and after a signal. */
        if (!begun && has_missed(receiver)) {
            int failure = begin_again(receiver);
            if (failure < 0)
                return failure;
            begun = 1;
            result = -ETIME;
            nanoseconds = nanoseconds > glance ? nanoseconds : glance;
        }
    }
    return result;
}

int uring_receiver_take(struct uring_receiver *receiver, struct uring_frame *frames, uint32_t most,
                        int64_t nanoseconds)
{
    int taken = collect(receiver, frames, most);
    if (taken > 0)
        return taken;
    if (!receiver->is_armed)
        arm(receiver);
    if (io_uring_cq_has_overflow(&receiver->ring))
        receiver->counts.overflows++;
    if (nanoseconds > 0)
        return wait_whole(receiver, frames, most, nanoseconds);
    int result = 0;
    if (io_uring_sq_ready(&receiver->ring) > 0
               || (IO_URING_READ_ONCE(*receiver->ring.sq.kflags)
                   & (IORING_SQ_CQ_OVERFLOW | IORING_SQ_TASKRUN)) != 0) {
        result = io_uring_submit_and_get_events(&receiver->ring);
    }
    taken = collect(receiver, frames, most);
    receiver->empty = taken > 0 ? 0 : receiver->empty + 1;
    if (receiver->empty == LOOKS) {
        receiver->empty = 0;
        if (taken == 0 && has_missed(receiver))
            result = begin_again(receiver);
    }
    return taken > 0 || result >= 0 ? taken : result;
}

void uring_receiver_return(struct uring_receiver *receiver, const struct uring_frame *frames,
                           uint32_t count)
{
    int mask = io_uring_buf_ring_mask(receiver->count);
    for (uint32_t place = 0; place < count; place++) {
        uint32_t number = frames[place].buffer;
        io_uring_buf_ring_add(receiver->buffers, receiver->memory + number * receiver->stride,
                              receiver->bytes, (unsigned short)number, mask, (int)place);
    }
    io_uring_buf_ring_advance(receiver->buffers, (int)count);
}

int uring_receiver_failure(struct uring_receiver *receiver)
{
    int code = receiver->failure;
    receiver->failure = 0;
    return code;
}

struct uring_counts uring_receiver_counts(const struct uring_receiver *receiver)
{
    return receiver->counts;
}
