/* GNU calls behind plain prototypes: sched.h, mount.h and friends need _GNU_SOURCE, which must not
 * be set in a header that Swift imports. Each returns what the call returns, errno as it left it. */
#ifndef BENCH_CLINUX_PROCESS_H
#define BENCH_CLINUX_PROCESS_H

#include <stddef.h>
#include <stdint.h>

/* The first argument that makes `bench` enter a place and become another program. */
#define CLINUX_ENTER_WORD "__enter"

/* Entering namespaces, CPUs and policies must happen before a thread exists, so it is the first
 * statement of main and it is C. Returns at once unless argv[1] is CLINUX_ENTER_WORD; otherwise
 * applies the words that follow, in order, up to `--`, and executes the rest. Words:
 *
 *   user       new user, mount and network namespaces in which the caller is root (rootless work)
 *   net=PATH   joins the network namespace at PATH
 *   cpu=N      runs on CPU N only
 *   fifo=P     SCHED_FIFO with priority P
 *   apart      a mount namespace with a /dev/null of its own, since capture programs change the owner
 *              of what they write, and a /proc that shows the processes of its pid namespace only;
 *              without one of them where the kernel refuses it: a device in user namespaces, whose
 *              root does not own the machine's, /proc in containers that hide parts of it
 *   plain      gives up for good all capabilities but those that capturing and sending take, and
 *              setuid programs (PR_SET_NO_NEW_PRIVS)
 *   deathsig=P SIGKILL when the thread that spawned it ends (prctl(2), PR_SET_PDEATHSIG); ends at
 *              once if process P, the parent, has ended before
 *   init       stays as the first process of its pid namespace: reaps, and exits when its
 *              standard input ends; the kernel then kills all others in the namespace
 *
 * A word that fails ends the process: status 126, a line on standard error. */
void clinux_enter_if_asked(int argc, char **argv);

/* Takes the name of bench, which another path of it would hide, and lets no program that it starts
 * have descriptors of whoever started it (close_range(2), CLOSE_RANGE_CLOEXEC). */
void clinux_settle(void);

/* Opens /dev/null on each of the descriptors 0 to 2 that is closed. Without it the first files that
 * are opened would be the standard streams. Ends the process, status 126, if it cannot. */
void clinux_fill_standard_streams(void);

int clinux_unshare_net(void);
int clinux_unshare_pid(void);
int clinux_setns_net(int descriptor);

/* Pins `pid` (0: the calling thread) to one CPU. */
int clinux_pin(int pid, int cpu);
/* Writes up to `capacity` CPU numbers that `pid` may run on; returns how many, or -1. */
int clinux_allowed_cpus(int pid, int *cpus, int capacity);
int clinux_set_fifo(int pid, int priority);
int clinux_gettid(void);
/* pipe2(2) with O_CLOEXEC: read end first. */
int clinux_pipe(int ends[2]);

/* memfd_create(2), closed on exec. */
int clinux_memory_file(const char *name);
/* The CPU the calling thread is on: sched_getcpu(3). */
int clinux_current_cpu(void);
/* Blocks SIGINT, SIGTERM and SIGHUP; a non-blocking signalfd(2) that yields them. */
int clinux_end_signals(void);
/* The next signal from it, or 0. */
int clinux_next_signal(int descriptor);
/* clock_nanosleep(2) until CLOCK_MONOTONIC shows this many nanoseconds. */
void clinux_sleep_until(int64_t nanoseconds);

/* posix_spawn_file_actions_addchdir_np(3); `actions` is a posix_spawn_file_actions_t, untyped because
 * spawn.h here would claim types that belong to the C library module. */
int clinux_spawn_chdir(void *actions, const char *path);

/* Starts words[0] (searched in PATH) in a process group of its own, with no blocked signals and
 * default handlers, in `directory` unless that is NULL; stream i is `ends[i]` unless that is below 0.
 * SIGKILL when the calling thread ends (prctl(2), PR_SET_PDEATHSIG). Returns 0 and the pid, or the
 * error's number. */
int clinux_spawn_bound(char **words, const int ends[3], const char *directory, int *pid);
/* pidfd_open(2): readable when the process ends. */
int clinux_process_handle(int pid);
/* pidfd_getfd(2): a copy of the descriptor `number` of another process, close-on-exec. */
int clinux_copy_descriptor(int process, int number);

/* The parts of a device number, makedev(3). */
unsigned clinux_device_major(uint64_t device);
unsigned clinux_device_minor(uint64_t device);

/* Rights to files of the calling thread alone: setfsuid(2), setfsgid(2), and setgroups(2) without what
 * the C library does for all threads. */
unsigned clinux_fs_user(void);
void clinux_set_fs_user(unsigned user);
void clinux_set_fs_group(unsigned group);
void clinux_set_thread_groups(int count, const unsigned *groups);
/* setresuid(2) and setresgid(2) of all threads, all three ids; the process may still look at itself in
 * /proc (PR_SET_DUMPABLE). */
int clinux_become_user(unsigned user);
int clinux_become_group(unsigned group);

/* A new, unattached sysfs instance of the caller's network namespace: a directory descriptor. */
int clinux_open_sysfs(void);

#endif
