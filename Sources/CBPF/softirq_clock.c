/* MAP_POPULATE and syscall() are not in the C standard that this package is compiled as. */
#define _GNU_SOURCE

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "quiet.h"
#include "softirq_clock.h"

#pragma clang diagnostic ignored "-Wc23-extensions"
static const _Alignas(16) unsigned char object_file[] = {
#embed "softirq_clock.bpf.o"
};

struct softirq_clock {
    struct bpf_object *object;
    struct bpf_link *entry;
    struct bpf_link *exit;
    struct bpf_link *change;
    const struct softirq_times *times;
    size_t mapped;
    int cpus;
    int watched;
    int present;
};

static struct bpf_link *attach(struct softirq_clock *clock, const char *name)
{
    return bpf_program__attach(bpf_object__find_program_by_name(clock->object, name));
}

struct softirq_clock *softirq_clock_open(const char **what)
{
    libbpf_set_print(say_nothing);
    *what = "calloc";
    struct softirq_clock *clock = calloc(1, sizeof(*clock));
    if (clock == NULL)
        return NULL;
    clock->times = MAP_FAILED;

    *what = "reading the BPF object";
    clock->object = bpf_object__open_mem(object_file, sizeof(object_file), NULL);
    if (clock->object == NULL)
        goto failed;
    *what = "counting the possible CPUs";
    clock->cpus = libbpf_num_possible_cpus();
    if (clock->cpus < 1) {
        errno = -clock->cpus;
        goto failed;
    }
    struct bpf_map *map = bpf_object__find_map_by_name(clock->object, "times");
    bpf_map__set_max_entries(map, (uint32_t)clock->cpus);
    *what = "bpf(BPF_PROG_LOAD) of the softirq clock";
    if (bpf_object__load(clock->object) != 0)
        goto failed;
    *what = "mmap of the BPF map";
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t bytes = (size_t)clock->cpus * sizeof(struct softirq_times);
    clock->mapped = (bytes + page - 1) / page * page;
    clock->times = mmap(NULL, clock->mapped, PROT_READ, MAP_SHARED | MAP_POPULATE,
                        bpf_map__fd(map), 0);
    if (clock->times == MAP_FAILED)
        goto failed;
    clock->watched = bpf_object__find_map_fd_by_name(clock->object, "watched");
    clock->present =
        bpf_program__fd(bpf_object__find_program_by_name(clock->object, "note_present"));
    *what = "attaching to tp_btf/sched_switch";
    clock->change = attach(clock, "note_switch");
    if (clock->change == NULL)
        goto failed;
    *what = "attaching to tp_btf/softirq_exit";
    clock->exit = attach(clock, "note_exit");
    if (clock->exit == NULL)
        goto failed;
    *what = "attaching to tp_btf/softirq_entry";
    clock->entry = attach(clock, "note_entry");
    if (clock->entry == NULL)
        goto failed;
    return clock;

failed:;
    int code = errno;
    softirq_clock_close(clock);
    errno = code;
    return NULL;
}

void softirq_clock_close(struct softirq_clock *clock)
{
    bpf_link__destroy(clock->entry);
    bpf_link__destroy(clock->exit);
    bpf_link__destroy(clock->change);
    if (clock->times != MAP_FAILED)
        munmap((void *)clock->times, clock->mapped);
    bpf_object__close(clock->object);
    free(clock);
}

const struct softirq_times *softirq_clock_times(const struct softirq_clock *clock)
{
    return clock->times;
}

int softirq_clock_cpus(const struct softirq_clock *clock)
{
    return clock->cpus;
}

int softirq_clock_look(const struct softirq_clock *clock, int cpu)
{
    LIBBPF_OPTS(bpf_test_run_opts, options, .flags = BPF_F_TEST_RUN_ON_CPU,
                .cpu = (unsigned int)cpu);
    return bpf_prog_test_run_opts(clock->present, &options) == 0 || errno == ENXIO ? 0 : -1;
}

int softirq_clock_watch(struct softirq_clock *clock, int pid, uint32_t part)
{
    int process = (int)syscall(SYS_pidfd_open, pid, 0);
    if (process < 0)
        return -1;
    int result = bpf_map_update_elem(clock->watched, &process, &part, BPF_ANY);
    int code = errno;
    close(process);
    errno = code;
    /* From now on a thread counts that never leaves its CPU. */
    for (int cpu = 0; cpu < clock->cpus && result == 0; cpu += 1)
        result = softirq_clock_look(clock, cpu);
    return result == 0 ? 0 : -1;
}
