/* GNU calls behind plain prototypes: sched.h and friends need _GNU_SOURCE, which must not be set
 * in a header that Swift imports. */
#ifndef BENCH_CLINUX_PROCESS_H
#define BENCH_CLINUX_PROCESS_H

#endif
