/* Loading and running the sending program; see xdp_traffic.h for what it shares. */
#ifndef BENCH_XDP_PROGRAM_H
#define BENCH_XDP_PROGRAM_H

#include <stddef.h>
#include <stdint.h>

#include "xdp_traffic.h"

struct xdp_program;

/* Loads the program into the kernel.
 *
 * Needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON. Returns NULL with errno set, and `what` naming the
 * step that failed. */
struct xdp_program *xdp_program_open(const char **what);
void xdp_program_close(struct xdp_program *program);

/* The memory shared with it. */
struct xdp_traffic *xdp_program_traffic(struct xdp_program *program);

/* Whether frames that the driver refuses are counted. */
int xdp_program_counts_refused(const struct xdp_program *program);

/* Notes the calling thread as the one that will run frames: BPF_PROG_RUN of one live frame, which
 * is dropped. 0, or -1 with errno: EINVAL before Linux 5.18. */
int xdp_program_prepare(struct xdp_program *program, const void *frame, uint32_t length);

/* Runs live frames, each beginning as a copy of `frame`, in the calling thread's network namespace
 * until a signal arrives. 0 after a signal or when the kernel has had enough; else -1 with errno. */
int xdp_program_run(struct xdp_program *program, const void *frame, uint32_t length,
                    uint32_t repeat);

#endif
