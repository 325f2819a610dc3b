/* Loading the softirq clock; see softirq_times.h for what it shares. */
#ifndef BENCH_SOFTIRQ_CLOCK_H
#define BENCH_SOFTIRQ_CLOCK_H

#include "softirq_times.h"

struct softirq_clock;

/* Loads the clock into the kernel and attaches it: it runs until it is closed, or the process ends.
 *
 * Needs CAP_BPF and CAP_PERFMON, Linux 5.12 and its BTF. Returns NULL with errno set, and `what`
 * naming the step that failed. */
struct softirq_clock *softirq_clock_open(const char **what);
void softirq_clock_close(struct softirq_clock *clock);

/* The times of all possible CPUs, and how many these are. */
const struct softirq_times *softirq_clock_times(const struct softirq_clock *clock);
int softirq_clock_cpus(const struct softirq_clock *clock);

/* Counts a process, and what descends from it, as SOFTIRQ_TIMES_IS_CAPTURER or _RECEIVER until it
 * ends. 0, or -1 with errno. */
int softirq_clock_watch(struct softirq_clock *clock, int pid, uint32_t part);

/* Interrupts a CPU to find out who has it, in case the switch was not seen. Does nothing if the CPU is
 * offline. 0, or -1 with errno. */
int softirq_clock_look(const struct softirq_clock *clock, int cpu);

#endif
