/* Words shared with the kernel, or between threads. Swift's Atomic cannot be laid over memory it
 * does not own, so these four are C. */
#ifndef BENCH_CLINUX_WORDS_H
#define BENCH_CLINUX_WORDS_H

#include <stdint.h>

static inline uint32_t clinux_load_acquire32(const volatile void *word)
{
    return __atomic_load_n((const volatile uint32_t *)word, __ATOMIC_ACQUIRE);
}

static inline void clinux_store_release32(volatile void *word, uint32_t value)
{
    __atomic_store_n((volatile uint32_t *)word, value, __ATOMIC_RELEASE);
}

static inline uint64_t clinux_load_acquire64(const volatile void *word)
{
    return __atomic_load_n((const volatile uint64_t *)word, __ATOMIC_ACQUIRE);
}

static inline void clinux_store_release64(volatile void *word, uint64_t value)
{
    __atomic_store_n((volatile uint64_t *)word, value, __ATOMIC_RELEASE);
}

/* One spin of a waiting loop. */
static inline void clinux_pause(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
