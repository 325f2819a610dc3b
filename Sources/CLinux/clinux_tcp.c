#define _GNU_SOURCE
#include "clinux_tcp.h"

#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

int clinux_tcp_counts(int socket, struct clinux_tcp_counts *counts)
{
    struct tcp_info info;
    socklen_t length = sizeof info;
    memset(&info, 0, sizeof info);
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length))
        return -1;
    counts->data_segments_out = info.tcpi_data_segs_out;
    counts->retransmitted = info.tcpi_total_retrans;
    counts->unsent_bytes = info.tcpi_notsent_bytes;
    counts->unacknowledged = info.tcpi_unacked;
    return 0;
}

static int set(int socket, int option, int value)
{
    return setsockopt(socket, IPPROTO_TCP, option, &value, sizeof value);
}

int clinux_tcp_next_sequence(int socket, uint32_t *sequence)
{
    socklen_t length = sizeof *sequence;
    if (set(socket, TCP_REPAIR, TCP_REPAIR_ON))
        return -1;
    int result = set(socket, TCP_REPAIR_QUEUE, TCP_SEND_QUEUE);
    if (result == 0)
        result = getsockopt(socket, IPPROTO_TCP, TCP_QUEUE_SEQ, sequence, &length);
    int code = errno;
    /* Without the window probe that the end of a repair usually sends. */
    int end = set(socket, TCP_REPAIR, TCP_REPAIR_OFF_NO_WP);
    if (result)
        errno = code;
    return result ? result : end;
}

int clinux_tcp_no_delay(int socket)
{
    return set(socket, TCP_NODELAY, 1);
}
