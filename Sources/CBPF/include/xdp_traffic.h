/* Memory that the sending program in the kernel shares with the process that runs it.
 *
 * One definition for both: the program's object file lays out a single variable of type
 * struct xdp_traffic, and the process maps it. The process writes `plan` before a run and reads
 * `state` after it; during a run only `state.done` is looked at.
 *
 * Times are CLOCK_MONOTONIC (ns) unless a name says otherwise; `_fp` are nanoseconds with 16
 * fraction bits.
 */
#ifndef BENCH_XDP_TRAFFIC_H
#define BENCH_XDP_TRAFFIC_H

#include <stdint.h>

enum {
    /* Frames of a distribution before it repeats. A power of two. */
    XDP_TRAFFIC_SIZES = 1 << 16,
    /* Longer than any frame (API length) that a page holds beside what the kernel keeps there.
     * A power of two. */
    XDP_TRAFFIC_LENGTHS = 1 << 12,
    /* Departures remembered for the densest 100 us. A power of two. */
    XDP_TRAFFIC_WINDOW = 1 << 13,
    /* The histogram of gaps has 64 linear bins for each power of two. */
    XDP_TRAFFIC_BIN_BITS = 6,
    XDP_TRAFFIC_BINS = 64 << XDP_TRAFFIC_BIN_BITS,
};

/* The time from a frame to the next one, and the least that catching up leaves of it. */
struct xdp_traffic_pace {
    int64_t period_fp;
    int64_t catch_up_fp;
};

/* What to send. */
struct xdp_traffic_plan {
    uint64_t start;
    /* The run is over at this time at the latest. */
    uint64_t end;
    uint64_t frames;
    uint32_t ifindex;
    uint32_t run_id;
    /* Index mask of `sizes`: 0 for one size, else XDP_TRAFFIC_SIZES - 1. */
    uint32_t size_mask;
    /* Frames that go back to back; 1 unless the load is one of bursts. */
    uint32_t burst;
    /* Whether frames wait for their time at all. */
    uint32_t is_paced;
    /* 0: bare frames. Else UDP over IPv4, in so many flows. */
    uint32_t streams;
    /* Sent to the thread when the run is over, so that its call of BPF_PROG_RUN ends. */
    uint32_t signal;
    /* API length of frame i at [i & size_mask]. */
    uint16_t sizes[XDP_TRAFFIC_SIZES];
    /* For each API length. In bursts only the last frame of one has a period. */
    struct xdp_traffic_pace pace[XDP_TRAFFIC_LENGTHS];
};

/* What was sent, when it is over. */
struct xdp_traffic_result {
    uint64_t taken;
    uint64_t bytes;
    uint64_t first;
    uint64_t last;
    uint64_t longest_gap;
    uint64_t gaps_over_1ms;
    uint64_t gap_time;
    uint64_t densest;
    uint64_t late_shift;
    /* Frames that the device or the redirection refused, and the last errno (below 0) of it. */
    uint64_t refused;
    int64_t refusal;
};

/* What has been sent, and where the schedule stands. */
struct xdp_traffic_state {
    struct xdp_traffic_result result;
    /* Set when nothing more will be sent. */
    uint32_t done;
    /* Set when the call has been told to end. */
    uint32_t ending;
    /* Frames of the burst that have gone. */
    uint32_t in_burst;
    /* Since the start. */
    int64_t due_fp;
    int64_t earliest_fp;
    /* Departures of the last 100 us: those numbered from `oldest` to `taken`. */
    uint64_t oldest;
    uint64_t departures[XDP_TRAFFIC_WINDOW];
    uint64_t bins[XDP_TRAFFIC_BINS];
};

struct xdp_traffic {
    struct xdp_traffic_plan plan;
    struct xdp_traffic_state state;
    /* The thread that runs the program, as the kernel names it. */
    uint64_t task;
};

/* The arrays, which are too long for Swift to import. */
static inline uint16_t *xdp_traffic_sizes(struct xdp_traffic *traffic)
{
    return traffic->plan.sizes;
}

static inline struct xdp_traffic_pace *xdp_traffic_paces(struct xdp_traffic *traffic)
{
    return traffic->plan.pace;
}

static inline const uint64_t *xdp_traffic_bins(const struct xdp_traffic *traffic)
{
    return traffic->state.bins;
}

static inline struct xdp_traffic_result xdp_traffic_result(const struct xdp_traffic *traffic)
{
    return traffic->state.result;
}

/* Forgets a run before the next one. */
static inline void xdp_traffic_forget(struct xdp_traffic *traffic)
{
    __builtin_memset(&traffic->state, 0, sizeof(traffic->state));
}

/* The word that is looked at during a run. */
static inline const uint32_t *xdp_traffic_done(const struct xdp_traffic *traffic)
{
    return &traffic->state.done;
}

/* Which bin a gap (ns) falls into. */
static inline uint32_t xdp_traffic_bin(uint64_t gap)
{
    uint32_t exponent = 0;
    uint64_t rest = gap;

    if (gap < 1u << XDP_TRAFFIC_BIN_BITS)
        return (uint32_t)gap;
    if (rest >> 32) {
        rest >>= 32;
        exponent += 32;
    }
    if (rest >> 16) {
        rest >>= 16;
        exponent += 16;
    }
    if (rest >> 8) {
        rest >>= 8;
        exponent += 8;
    }
    if (rest >> 4) {
        rest >>= 4;
        exponent += 4;
    }
    if (rest >> 2) {
        rest >>= 2;
        exponent += 2;
    }
    exponent += (uint32_t)(rest >> 1);
    return ((exponent - XDP_TRAFFIC_BIN_BITS + 1) << XDP_TRAFFIC_BIN_BITS)
        | ((uint32_t)(gap >> (exponent - XDP_TRAFFIC_BIN_BITS)) & ((1u << XDP_TRAFFIC_BIN_BITS) - 1));
}

#endif
