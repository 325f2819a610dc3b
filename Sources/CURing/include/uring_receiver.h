/* Receiving from a socket with io_uring(7): one multishot recv, whose frames come in buffers that are
 * provided by a ring (liburing). */
#ifndef BENCH_URING_RECEIVER_H
#define BENCH_URING_RECEIVER_H

#include <stddef.h>
#include <stdint.h>

struct uring_receiver;

/* A frame in a buffer, which is the caller's until it is given back. */
struct uring_frame {
    uint32_t buffer;
    uint32_t length; /* On the wire: it may be more than the buffer holds. */
};

struct uring_counts {
    uint64_t rearms;    /* Times the multishot recv had ended, for whatever reason, and was begun anew. */
    uint64_t exhausted; /* Times of these that it had found no buffer (ENOBUFS). */
    uint64_t overflows; /* Times the kernel found the completion queue full. */
    uint64_t missed;    /* Times the recv slept while the socket had frames, and was begun anew. */
};

/* Makes the rings; nothing is received yet. `count` is a power of two up to 32768. Buffer n begins at
 * memory + n * stride. Returns NULL with errno set, and `what` naming the step that failed: EPERM where
 * a sysctl forbids it, EINVAL before Linux 6.1. */
struct uring_receiver *uring_receiver_open(int socket, void *memory, uint32_t count, size_t stride,
                                           uint32_t bytes, const char **what);
void uring_receiver_close(struct uring_receiver *receiver);

/* Takes frames that are there, at most `most`.
 *
 * If there are none, enters the kernel once and waits there for the first, at most `nanoseconds`; at 0
 * it only enters if that is of use. Returns their number, or -errno: ETIME if the time has passed. */
int uring_receiver_take(struct uring_receiver *receiver, struct uring_frame *frames, uint32_t most,
                        int64_t nanoseconds);

/* Gives buffers back to the kernel. */
void uring_receiver_return(struct uring_receiver *receiver, const struct uring_frame *frames,
                           uint32_t count);

/* The errno that the last recv to fail ended with, which asking clears; 0 if none did. */
int uring_receiver_failure(struct uring_receiver *receiver);

struct uring_counts uring_receiver_counts(const struct uring_receiver *receiver);

#endif
