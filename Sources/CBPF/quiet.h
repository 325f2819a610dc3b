/* Shared by the loaders of BPF objects. */
#ifndef BENCH_QUIET_H
#define BENCH_QUIET_H

#include <bpf/libbpf.h>

/* libbpf explains failures at length on stderr; ours are one line, made of a step and errno. */
static inline int say_nothing(enum libbpf_print_level level, const char *format, va_list arguments)
{
    (void)level;
    (void)format;
    (void)arguments;
    return 0;
}

#endif
