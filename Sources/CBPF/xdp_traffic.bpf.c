/* The generator in the kernel: an XDP program that makes, paces and redirects test frames.
 *
 * BPF_PROG_RUN with BPF_F_TEST_XDP_LIVE_FRAMES runs it over and over on pages that hold a template
 * of the frame. Each time it either stamps the frame and redirects it to the interface, or drops
 * the page because no frame is due yet. So one thread in one system call sends at an exact rate,
 * without a socket, an skb, or a copy.
 *
 * The schedule is that of the paced engines in user space (Pacer): absolute, repaying debt at
 * 1.1 times the rate, forgiving what exceeds 50 ms.
 *
 * Built by ./build into the object file beside it, which is committed; a test compares.
 */
#include <stdint.h>
#include <asm-generic/errno.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "frame.h"
#include "stamp.h"
#include "xdp_traffic.h"

char _license[] SEC("license") = "GPL";
/* Another compiler makes other instructions: so that a comparison knows. */
const char built_by[] SEC("compiler") = __VERSION__;

struct xdp_traffic traffic;

enum {
    FRACTION = 16,
    LARGEST_DEBT = 50 * 1000 * 1000,
    /* What may go out back to back after a pause, as time. */
    PAUSE = 16 * 1000,
    WINDOW = 100 * 1000,
    LONG_GAP = 1000 * 1000,
};

#define plan traffic.plan
#define state traffic.state
#define sent state.result

/* Whether a frame may go now, and notes that it does. */
static __always_inline int take(uint64_t now, uint32_t length)
{
    int64_t since = (int64_t)(now - plan.start);
    int64_t late = since - (state.due_fp >> FRACTION);

    if (late < 0)
        return 0;
    if (late > LARGEST_DEBT) {
        sent.late_shift += (uint64_t)(late - LARGEST_DEBT);
        state.due_fp += (late - LARGEST_DEBT) << FRACTION;
    }
    int64_t since_fp = since << FRACTION;
    int64_t earliest = state.earliest_fp;
    /* A burst has one time for all its frames, however long they take. */
    if (state.in_burst == 0 && earliest < since_fp - ((int64_t)PAUSE << FRACTION))
        earliest = since_fp - ((int64_t)PAUSE << FRACTION);
    if (state.due_fp > since_fp || earliest > since_fp)
        return 0;

    if (earliest < state.due_fp)
        earliest = state.due_fp;
    state.in_burst += 1;
    if (state.in_burst >= plan.burst) {
        state.in_burst = 0;
        length &= XDP_TRAFFIC_LENGTHS - 1;
        state.due_fp += plan.pace[length].period_fp;
        earliest += plan.pace[length].catch_up_fp;
    }
    state.earliest_fp = earliest;
    return 1;
}

/* Forgets departures that are 100 us old; for bpf_loop(). */
static long forget(uint32_t index, void *now)
{
    (void)index;
    if (state.oldest >= sent.taken)
        return 1;
    if (state.departures[state.oldest & (XDP_TRAFFIC_WINDOW - 1)] + WINDOW > *(uint64_t *)now)
        return 1;
    state.oldest += 1;
    return 0;
}

static __always_inline void note_density(uint64_t now)
{
    /* In even traffic one departure grows old for each that is new. */
    if (forget(0, &now) == 0 && forget(0, &now) == 0)
        bpf_loop(XDP_TRAFFIC_WINDOW, forget, &now, 0);
    state.departures[sent.taken & (XDP_TRAFFIC_WINDOW - 1)] = now;
}

static __always_inline void note_gap(uint64_t now)
{
    uint64_t gap = now - sent.last;

    if (gap > sent.longest_gap)
        sent.longest_gap = gap;
    if (gap > LONG_GAP) {
        sent.gaps_over_1ms += 1;
        sent.gap_time += gap;
    }
    state.bins[xdp_traffic_bin(gap) & (XDP_TRAFFIC_BINS - 1)] += 1;
}

static __always_inline void note(uint64_t now, uint32_t length)
{
    if (sent.taken == 0)
        sent.first = now;
    else
        note_gap(now);
    note_density(now);
    sent.last = now;
    sent.bytes += length;
    sent.taken += 1;
    uint64_t dense = sent.taken - state.oldest;
    if (dense > sent.densest)
        sent.densest = dense;
}

/* Has the call of BPF_PROG_RUN end, once: the redirection to no interface fails, and the program
 * that sees it fail sends a signal to this thread. An XDP program cannot send one itself. */
static __always_inline int end_call(void)
{
    if (state.ending)
        return XDP_DROP;
    state.ending = 1;
    return (int)bpf_redirect(0, 0);
}

SEC("xdp")
int send_frame(struct xdp_md *context)
{
    uint64_t now = bpf_ktime_get_ns();

    if (state.done)
        return end_call();
    if (now < plan.start)
        return XDP_DROP;
    if (sent.taken >= plan.frames || now > plan.end) {
        state.done = 1;
        return XDP_DROP;
    }
    uint64_t sequence = sent.taken;
    uint32_t length = plan.sizes[sequence & plan.size_mask & (XDP_TRAFFIC_SIZES - 1)];
    if (plan.is_paced && !take(now, length))
        return XDP_DROP;

    int32_t change = (int32_t)length - (int32_t)(context->data_end - context->data);
    if (change != 0 && bpf_xdp_adjust_tail(context, change) != 0)
        return XDP_ABORTED;
    uint8_t *frame = (uint8_t *)(long)context->data;
    uint8_t *end = (uint8_t *)(long)context->data_end;
    if (plan.streams == 0) {
        if (frame + STAMP_END > end)
            return XDP_ABORTED;
        stamp_write(frame, plan.run_id, sequence, now, (uint16_t)length, 0);
    } else {
        if (frame + FRAME_UDP4_STAMP_OFFSET + STAMP_BYTES > end)
            return XDP_ABORTED;
        uint16_t stream = (uint16_t)(sequence % plan.streams);
        frame_write_udp4(frame, sequence, (uint16_t)length, stream);
        stamp_write_at(frame + FRAME_UDP4_STAMP_OFFSET, plan.run_id, sequence, now,
                       (uint16_t)length, stream);
    }
    note(now, length);
    return (int)bpf_redirect(plan.ifindex, 0);
}

/* Notes which thread runs the frames, so that what the kernel says of it can be told apart. */
SEC("xdp")
int note_thread(struct xdp_md *context)
{
    (void)context;
    traffic.task = bpf_get_current_task();
    return XDP_DROP;
}

static __always_inline int is_ours(void)
{
    return traffic.task != 0 && bpf_get_current_task() == traffic.task;
}

/* Notes frames that were refused. A full ring is the only reason that may pass; for any other no
 * frame would get through, so that the run is over. */
static __always_inline void refuse(uint64_t frames, int error)
{
    sent.refused += frames;
    if (error >= 0 || error == -ENOSPC || error == -EBUSY || error == -EAGAIN)
        return;
    sent.refusal = error;
    state.done = 1;
}

/* trace_xdp_devmap_xmit(from_dev, to_dev, sent, drops, err): a bulk reached the driver. */
SEC("raw_tp/xdp_devmap_xmit")
int count_refused(struct bpf_raw_tracepoint_args *context)
{
    int drops = (int)context->args[3];

    if (drops > 0 && is_ours())
        refuse((uint64_t)drops, (int)context->args[4]);
    return 0;
}

/* trace_xdp_redirect_err(dev, xdp, tgt, err, map_type, …): a frame did not even get into a bulk.
 *
 * Ours are redirected to a device and through no map. A map is another program's: the receiving
 * interface may have one for AF_XDP sockets, and run it on this thread. */
SEC("raw_tp/xdp_redirect_err")
int count_misdirected(struct bpf_raw_tracepoint_args *context)
{
    if (!is_ours() || (int)context->args[4] != BPF_MAP_TYPE_UNSPEC)
        return 0;
    if (state.ending)
        bpf_send_signal_thread(plan.signal);
    else
        refuse(1, (int)context->args[3]);
    return 0;
}
