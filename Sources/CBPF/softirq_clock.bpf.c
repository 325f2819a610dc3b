/* A clock for softirqs: how long each vector ran, on each CPU, and which task it interrupted; and for
 * the threads whose time is to be told from that: how long they had a CPU.
 *
 * A thread's clock goes on while a softirq runs in its place, so that the kernel's receive work is
 * charged to whoever it happens to interrupt. The kernel's own softirq time of /proc/stat is a
 * sample of ticks. These two programs read the clock at both ends of each softirq instead.
 *
 * Why the threads' own clocks will not do: a thread that a softirq wakes is charged from its waking
 * on, not from when it gets the CPU. (`wakeup_preempt` has the next update of the clock skipped,
 * `rq_clock_skip_update`.) So the rest of that softirq would count twice.
 *
 * A switch can go unseen: a kernel may run no program while a process of its own choice has the CPU, as
 * the kernels of some virtual machines do for init. Who gets the CPU after that is then found later,
 * and the scheduler says since when it has it (`sched_info_arrive`).
 *
 * Softirqs do not nest on one CPU (`handle_softirqs`). What interrupts them, a hard interrupt, is
 * in their time.
 *
 * Built by ./build into the object file beside it, which is committed; a test compares.
 */
#include <stdint.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include "softirq_times.h"

char _license[] SEC("license") = "GPL";
/* Another compiler makes other instructions: so that a comparison knows. */
const char built_by[] SEC("compiler") = __VERSION__;

/* What is read of the kernel's own; the loader finds where it is (CO-RE). */
struct sched_info {
    unsigned long long last_arrival;
} __attribute__((preserve_access_index));

struct task_struct {
    int pid;
    unsigned int flags;
    char comm[16];
    struct task_struct *real_parent;
    struct task_struct *group_leader;
    struct sched_info sched_info;
} __attribute__((preserve_access_index));

enum {
    KERNEL_THREAD = 0x00200000, /* PF_KTHREAD */
    /* A capture program's workers and their wrapper: role, shell, program, worker. */
    GENERATIONS = 4,
};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 1); /* the loader says how many CPUs there may be */
    __type(key, uint32_t);
    __type(value, struct softirq_times);
} times SEC(".maps");

/* Processes with what they do: by pidfd, so that no pid namespace matters. */
struct {
    __uint(type, BPF_MAP_TYPE_TASK_STORAGE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, int);
    __type(value, uint32_t);
} watched SEC(".maps");

static __always_inline struct softirq_times *here(void)
{
    uint32_t cpu = bpf_get_smp_processor_id();
    return bpf_map_lookup_elem(&times, &cpu);
}

static __always_inline int is_ksoftirqd(const struct task_struct *task)
{
    return (task->flags & KERNEL_THREAD) && task->comm[0] == 'k' && task->comm[1] == 's'
        && task->comm[2] == 'o' && task->comm[3] == 'f';
}

/* What a thread does: its process, or one that this one descends from. Nothing if it is idle. */
static __always_inline uint32_t part_of(struct task_struct *task)
{
    struct task_struct *process = task->group_leader;

    if (task->pid == 0)
        return 0;
#pragma unroll
    for (int i = 0; i < GENERATIONS && process != 0; i += 1) {
        uint32_t *part = bpf_task_storage_get(&watched, process, 0, 0);
        if (part != 0)
            return *part;
        if (process->flags & KERNEL_THREAD)
            return 0;
        struct task_struct *parent = process->real_parent;
        if (parent == 0)
            return 0;
        process = parent->group_leader;
    }
    return 0;
}

/* The thread that had the CPU leaves it at this time to one that does this; 0: not watched. */
static __always_inline void change(struct softirq_times *mine, uint64_t part, uint64_t time)
{
    uint64_t last = mine->part;

    if (last != 0 && last < SOFTIRQ_TIMES_PARTS)
        mine->run[last] += (int64_t)time;
    if (part != 0 && part < SOFTIRQ_TIMES_PARTS)
        mine->run[part] -= (int64_t)time;
    mine->part = part;
    mine->changed = time;
}

/* When the scheduler gave this CPU to the task that has it; 0 if it keeps no account of that. */
static __always_inline uint64_t last_arrival(const struct task_struct *task)
{
    return bpf_core_field_exists(task->sched_info.last_arrival) ? task->sched_info.last_arrival : 0;
}

/* The same by this clock, for a switch that was not seen. */
static __always_inline uint64_t arrival(const struct softirq_times *mine,
                                        const struct task_struct *task, uint64_t now)
{
    uint64_t time = last_arrival(task) + mine->lag;

    if (mine->lag == 0 || time > now)
        return now;
    return time < mine->changed ? mine->changed : time;
}

/* Takes note of the task that has this CPU, if the switch to it was not seen. */
static __always_inline void find(struct softirq_times *mine, struct task_struct *task)
{
    /* An interrupt may come between and find it first. */
    if (mine->holder == (uint64_t)task
        || __sync_lock_test_and_set(&mine->holder, (uint64_t)task) == (uint64_t)task)
        return;
    mine->is_seen = 0;
    uint64_t part = part_of(task);
    if (part != 0 || mine->part != 0)
        change(mine, part, arrival(mine, task, bpf_ktime_get_ns()));
}

/* Who has this CPU now: also a thread that is watched only since it got the CPU, and that may keep it
 * for as long as it likes. The loader runs this on a CPU, in an interrupt of that CPU. */
SEC("raw_tp")
int note_present(void *context)
{
    struct softirq_times *mine = here();

    (void)context;
    if (mine == 0)
        return 0;
    struct task_struct *task = (struct task_struct *)bpf_get_current_task_btf();
    find(mine, task);
    uint64_t part = mine->part == 0 ? part_of(task) : 0;
    if (part != 0) {
        mine->is_seen = 0;
        change(mine, part, bpf_ktime_get_ns());
    }
    return 0;
}

static __always_inline uint32_t interrupted(struct softirq_times *mine)
{
    struct task_struct *task = (struct task_struct *)bpf_get_current_task_btf();

    find(mine, task);
    if (mine->part == SOFTIRQ_TIMES_IS_CAPTURER)
        return SOFTIRQ_TIMES_CAPTURER;
    if (task->pid == 0)
        return SOFTIRQ_TIMES_IDLE;
    return is_ksoftirqd(task) ? SOFTIRQ_TIMES_KSOFTIRQD : SOFTIRQ_TIMES_OTHER;
}

/* trace_softirq_entry(vector) */
SEC("tp_btf/softirq_entry")
int note_entry(uint64_t *arguments)
{
    struct softirq_times *mine = here();

    (void)arguments;
    if (mine != 0)
        mine->began = bpf_ktime_get_ns();
    return 0;
}

/* trace_softirq_exit(vector) */
SEC("tp_btf/softirq_exit")
int note_exit(uint64_t *arguments)
{
    uint64_t now = bpf_ktime_get_ns();
    uint32_t vector = (uint32_t)arguments[0];
    struct softirq_times *mine = here();

    if (mine == 0 || vector >= SOFTIRQ_TIMES_VECTORS || mine->began == 0)
        return 0;
    uint32_t task = interrupted(mine);
    if (task >= SOFTIRQ_TIMES_TASKS)
        return 0;
    mine->runs[vector] += 1;
    mine->time[task][vector] += now - mine->began;
    return 0;
}

/* trace_sched_switch(preempt, previous, next, state) */
SEC("tp_btf/sched_switch")
int note_switch(uint64_t *arguments)
{
    struct task_struct *previous = (struct task_struct *)arguments[1];
    struct task_struct *next = (struct task_struct *)arguments[2];
    struct softirq_times *mine = here();

    if (mine == 0)
        return 0;
    find(mine, previous);
    mine->holder = (uint64_t)next;
    /* The same thread again, which never changes its part: the usual case. */
    int is_known = mine->known == (uint64_t)next && mine->known_pid == (uint64_t)next->pid;
    uint64_t part = is_known ? mine->known_part : part_of(next);
    if (part != 0 && !is_known) {
        mine->known = (uint64_t)next;
        mine->known_pid = (uint64_t)next->pid;
        mine->known_part = part;
    }
    if (part == 0 && mine->part == 0)
        return 0;
    /* Of a switch that was seen both clocks are known. */
    if (mine->part != 0 && mine->is_seen && last_arrival(previous) != 0)
        mine->lag = mine->changed - last_arrival(previous);
    mine->is_seen = part != 0;
    change(mine, part, bpf_ktime_get_ns());
    return 0;
}
