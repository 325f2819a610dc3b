/* What tcp(7) knows of a connection, and the sequence numbers that only TCP_REPAIR tells.
 * linux/tcp.h and the C library's netinet/tcp.h declare the same names, so neither is included by a
 * header that Swift imports. Each returns what the call returns, errno as it left it. */
#ifndef BENCH_CLINUX_TCP_H
#define BENCH_CLINUX_TCP_H

#include <stdint.h>

/* Of struct tcp_info (TCP_INFO). */
struct clinux_tcp_counts {
    /* Segments with data that were sent, again ones included. */
    uint32_t data_segments_out;
    /* Segments that were sent again. */
    uint32_t retransmitted;
    /* Bytes that were handed over and not sent yet. */
    uint32_t unsent_bytes;
    /* Segments that were sent and not acknowledged. */
    uint32_t unacknowledged;
};

int clinux_tcp_counts(int socket, struct clinux_tcp_counts *counts);

/* The sequence number that the next byte handed over will have (TCP_QUEUE_SEQ). Needs CAP_NET_ADMIN in
 * the user namespace of the socket's network namespace. */
int clinux_tcp_next_sequence(int socket, uint32_t *sequence);

/* TCP_NODELAY: nothing waits to be sent together with what comes later. */
int clinux_tcp_no_delay(int socket);

#endif
