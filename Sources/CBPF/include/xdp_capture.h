/* The XDP program that gives the frames of each queue of an interface to an AF_XDP socket. */
#ifndef BENCH_XDP_CAPTURE_H
#define BENCH_XDP_CAPTURE_H

#include <stdint.h>

struct xdp_capture;

/* Loads the program for so many queues, from 0 on. Needs CAP_BPF and CAP_NET_ADMIN. Returns NULL with errno
 * set, and `what` naming the step that failed. */
struct xdp_capture *xdp_capture_open(uint32_t queues, const char **what);

/* Takes the program from the interface, too; so does the end of the process. */
void xdp_capture_close(struct xdp_capture *capture);

/* Attaches it: in the driver, or behind it (generic). 0, or -1 with errno. */
int xdp_capture_attach(struct xdp_capture *capture, uint32_t interface, int in_driver);

/* Has the frames of a queue go to this socket, or on to the stack again if it is -1. 0, or -1 with
 * errno. */
int xdp_capture_direct(struct xdp_capture *capture, uint32_t queue, int socket);

#endif
