/* Memory that the softirq clock in the kernel shares with the process that loaded it.
 *
 * One definition for both: the map of the BPF object has one struct softirq_times for each possible
 * CPU, and the process maps it. Only the CPU itself writes its own. Times are ns.
 */
#ifndef BENCH_SOFTIRQ_TIMES_H
#define BENCH_SOFTIRQ_TIMES_H

#include <stdint.h>

enum {
    /* Softirq vectors: include/linux/interrupt.h. */
    SOFTIRQ_TIMES_VECTORS = 10,
    SOFTIRQ_TIMES_NET_RX = 3,
    /* Which task was interrupted. */
    SOFTIRQ_TIMES_IDLE = 0,
    SOFTIRQ_TIMES_KSOFTIRQD = 1,
    SOFTIRQ_TIMES_CAPTURER = 2,
    SOFTIRQ_TIMES_OTHER = 3,
    SOFTIRQ_TIMES_TASKS = 4,
    /* What a watched process does: values of the map `watched`. */
    SOFTIRQ_TIMES_IS_CAPTURER = 1,
    SOFTIRQ_TIMES_IS_RECEIVER = 2,
    SOFTIRQ_TIMES_PARTS = 3,
};

struct softirq_times {
    /* When the softirq began that runs now; stale between two. */
    uint64_t began;
    uint64_t runs[SOFTIRQ_TIMES_VECTORS];
    uint64_t time[SOFTIRQ_TIMES_TASKS][SOFTIRQ_TIMES_VECTORS];
    /* Time on the CPU of watched threads, by what they do; less the time now while one has the CPU,
     * and so below 0. One word tells both, and a reader on another CPU never finds half of it new. */
    int64_t run[SOFTIRQ_TIMES_PARTS];
    /* What the thread does that has the CPU now, 0 if it is not watched. */
    uint64_t part;
    /* The last watched thread that got the CPU, its pid, and what it does. */
    uint64_t known;
    uint64_t known_pid;
    uint64_t known_part;
    /* The task that has the CPU now, as far as is known; whether the switch to it was seen; and when
     * a watched thread last got or left the CPU. */
    uint64_t holder;
    uint64_t is_seen;
    uint64_t changed;
    /* How far the scheduler's clock of this CPU is behind this clock; 0 if that is not known yet. */
    uint64_t lag;
    /* Up to 512 bytes, so that two CPUs never share a cache line. (Swift imports no type of such an
     * alignment.) */
    uint64_t unused[2];
};

_Static_assert(sizeof(struct softirq_times) == 512, "whole cache lines");

/* The arrays, which Swift imports as tuples. */
static inline uint64_t softirq_times_runs(const struct softirq_times *times, int vector)
{
    return __atomic_load_n(&times->runs[vector], __ATOMIC_RELAXED);
}

static inline uint64_t softirq_times_time(const struct softirq_times *times, int task, int vector)
{
    return __atomic_load_n(&times->time[task][vector], __ATOMIC_RELAXED);
}

/* Time on the CPU, or that less the time now while a thread has it. */
static inline int64_t softirq_times_run(const struct softirq_times *times, int part)
{
    return __atomic_load_n(&times->run[part], __ATOMIC_ACQUIRE);
}

#endif
