/* AF_XDP: what older headers lack, and layouts that Swift code assumes. */
#ifndef BENCH_CLINUX_XDP_H
#define BENCH_CLINUX_XDP_H

#include <stddef.h>
#include <linux/if_xdp.h>

/* Newer than some headers: Linux 6.6 (uapi/linux/if_xdp.h). */
enum {
    clinux_XDP_USE_SG = 1 << 4,
    clinux_XDP_PKT_CONTD = 1 << 0,
};

/* Newer than some C libraries' headers: Linux 5.11 (asm-generic/socket.h). */
enum {
    clinux_AF_XDP = 44,
    clinux_SOL_XDP = 283,
    clinux_SO_PREFER_BUSY_POLL = 69,
    clinux_SO_BUSY_POLL_BUDGET = 70,
};

_Static_assert(sizeof(struct xdp_desc) == 16, "descriptor of a frame");

#endif
