#define _GNU_SOURCE
#include "clinux_process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int clinux_unshare_net(void) { return unshare(CLONE_NEWNET); }
int clinux_unshare_pid(void) { return unshare(CLONE_NEWPID); }
int clinux_setns_net(int descriptor) { return setns(descriptor, CLONE_NEWNET); }
int clinux_gettid(void) { return gettid(); }
int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int clinux_pin(int pid, int cpu)
{
    cpu_set_t *set = CPU_ALLOC(cpu + 1);
    if (!set)
        return -1;
    size_t size = CPU_ALLOC_SIZE(cpu + 1);
    CPU_ZERO_S(size, set);
    CPU_SET_S(cpu, size, set);
    int result = sched_setaffinity(pid, size, set);
    int code = errno;
    CPU_FREE(set);
    errno = code;
    return result;
}

int clinux_allowed_cpus(int pid, int *cpus, int capacity)
{
    enum { LIMIT = 8192 };
    cpu_set_t *set = CPU_ALLOC(LIMIT);
    if (!set)
        return -1;
    size_t size = CPU_ALLOC_SIZE(LIMIT);
    CPU_ZERO_S(size, set);
    int found = sched_getaffinity(pid, size, set);
    if (found == 0)
        for (int cpu = 0; cpu < LIMIT && found < capacity; cpu++)
            if (CPU_ISSET_S(cpu, size, set))
                cpus[found++] = cpu;
    int code = errno;
    CPU_FREE(set);
    errno = code;
    return found;
}

int clinux_set_fifo(int pid, int priority)
{
    struct sched_param parameter = {.sched_priority = priority};
    return sched_setscheduler(pid, SCHED_FIFO, &parameter);
}

int clinux_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
int clinux_current_cpu(void) { return sched_getcpu(); }

int clinux_end_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &set, NULL))
        return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int clinux_next_signal(int descriptor)
{
    struct signalfd_siginfo info;
    return read(descriptor, &info, sizeof info) == sizeof info ? (int)info.ssi_signo : 0;
}

void clinux_sleep_until(int64_t nanoseconds)
{
    struct timespec time = {
        .tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR)
        ;
}

int clinux_spawn_chdir(void *actions, const char *path)
{
    return posix_spawn_file_actions_addchdir_np(actions, path);
}

/* In the child of vfork(2): memory is the parent's, so nothing here allocates. */
static int become(char **words, const int ends[3], const char *directory, int parent)
{
    struct sigaction usual = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++)
        sigaction(number, &usual, NULL); /* SIGKILL and SIGSTOP refuse, rightly */
    sigset_t none;
    sigemptyset(&none);
    if (setpgid(0, 0) || prctl(PR_SET_PDEATHSIG, SIGKILL))
        return errno;
    int above = getppid(); /* 0 where the parent is in another pid namespace */
    if (above != 0 && above != parent)
        return ESRCH;
    if (directory && chdir(directory))
        return errno;
    for (int number = 0; number < 3; number++) {
        if (ends[number] == number)
            fcntl(number, F_SETFD, 0);
        else if (ends[number] >= 0 && dup2(ends[number], number) < 0)
            return errno;
    }
    sigprocmask(SIG_SETMASK, &none, NULL);
    execvp(words[0], words);
    return errno;
}

int clinux_spawn_bound(char **words, const int ends[3], const char *directory, int *pid)
{
    volatile int code = 0;
    int parent = getpid();
    sigset_t all, before;
    sigfillset(&all);
    /* A handler of ours must not run in the child. */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int child = vfork();
    if (child == 0) {
        code = become(words, ends, directory, parent);
        _exit(127);
    }
    int failed = child < 0 ? errno : code;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (child > 0 && failed)
        waitpid(child, NULL, 0);
    *pid = child;
    return failed;
}

unsigned clinux_device_major(uint64_t device) { return major(device); }
unsigned clinux_device_minor(uint64_t device) { return minor(device); }

unsigned clinux_fs_user(void) { return (unsigned)setfsuid((uid_t)-1); }
void clinux_set_fs_user(unsigned user) { setfsuid(user); }
void clinux_set_fs_group(unsigned group) { setfsgid(group); }

void clinux_set_thread_groups(int count, const unsigned *groups)
{
    syscall(SYS_setgroups, count, groups);
}

int clinux_become_user(unsigned user)
{
    return setresuid(user, user, user) || prctl(PR_SET_DUMPABLE, 1) ? -1 : 0;
}

int clinux_become_group(unsigned group) { return setresgid(group, group, group); }

int clinux_copy_descriptor(int process, int number)
{
    return (int)syscall(SYS_pidfd_getfd, process, number, 0);
}

int clinux_process_handle(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int clinux_open_sysfs(void)
{
    int context = (int)syscall(SYS_fsopen, "sysfs", FSOPEN_CLOEXEC);
    if (context < 0)
        return -1;
    int mount = -1;
    if (syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
        mount = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0);
    int code = errno;
    close(context);
    errno = code;
    return mount;
}

static _Noreturn void refuse(const char *word)
{
    fprintf(stderr, "bench: cannot enter (%s): %s\n", word, strerror(errno));
    _exit(126);
}

static int write_text(const char *path, const char *text)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0)
        return -1;
    ssize_t written = write(file, text, strlen(text));
    int code = errno;
    close(file);
    errno = code;
    return written == (ssize_t)strlen(text) ? 0 : -1;
}

/* user_namespaces(7): one id mapped, setgroups denied first, as an ordinary user must. The network
 * namespace comes along because one may only return to a namespace that one owns. */
static int become_root_of_user_namespace(void)
{
    char user[64], group[64];
    snprintf(user, sizeof user, "0 %u 1\n", geteuid());
    snprintf(group, sizeof group, "0 %u 1\n", getegid());
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET))
        return -1;
    if (write_text("/proc/self/setgroups", "deny") && errno != ENOENT)
        return -1;
    return write_text("/proc/self/uid_map", user) || write_text("/proc/self/gid_map", group);
}

static int join_net(const char *path)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return -1;
    int result = setns(descriptor, CLONE_NEWNET);
    int code = errno;
    close(descriptor);
    errno = code;
    return result;
}

/* Makes the device in a file system of its own, which a directory must make room for a moment. */
static int mount_null_device(const char *room)
{
    char device[64];
    snprintf(device, sizeof device, "%s/null", room);
    if (mount("tmpfs", room, "tmpfs", MS_NOSUID | MS_NOEXEC, "size=16k,mode=755"))
        return -1;
    int result = mknod(device, S_IFCHR | 0666, makedev(1, 3));
    if (result == 0)
        result = chmod(device, 0666);
    if (result == 0)
        result = mount(device, "/dev/null", NULL, MS_BIND, NULL);
    int code = errno;
    if (umount2(room, MNT_DETACH))
        return -1;
    errno = code;
    return result;
}

/* In a container, or in a user namespace, the kernel may refuse either. */
static int is_refusal(void) { return errno == EPERM || errno == EACCES; }

static int see_less(void)
{
    if (unshare(CLONE_NEWNS))
        return is_refusal() ? 0 : -1;
    /* What is mounted here stays here; what the machine mounts later is seen. */
    if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL))
        return -1;
    if (mount_null_device("/tmp") && !is_refusal())
        return -1;
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) && !is_refusal())
        return -1;
    return 0;
}

/* What capturing and sending take; another user's files are not among it. */
static int is_needed(int capability)
{
    static const int needed[] = {
        CAP_CHOWN, CAP_FOWNER, CAP_KILL, CAP_SETGID, CAP_SETUID, CAP_SETPCAP, CAP_NET_BROADCAST,
        CAP_NET_ADMIN, CAP_NET_RAW, CAP_IPC_LOCK, CAP_SYS_CHROOT, CAP_SYS_NICE, CAP_SYS_RESOURCE,
    };
    for (size_t index = 0; index < sizeof needed / sizeof *needed; index++)
        if (needed[index] == capability)
            return 1;
    return 0;
}

/* Capabilities(7): what is not in the bounding set comes to no program that is executed from now on. */
static int give_up_privileges(void)
{
    for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++)
        if (!is_needed(capability) && prctl(PR_CAPBSET_DROP, capability) && errno != EPERM)
            return -1;
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static int die_with(int parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL))
        return -1;
    /* A parent that ended before that sends no signal: then this is another's child by now. */
    int above = getppid(); /* 0 where the parent is in another pid namespace */
    if (above == 0 || above == parent)
        return 0;
    errno = ESRCH;
    return -1;
}

/* The first process of a pid namespace. When it exits the kernel kills every other process there,
 * so it need only live as long as the runner: its standard input is a pipe the runner holds. */
static _Noreturn void stay_as_init(void)
{
    signal(SIGCHLD, SIG_IGN); /* reap orphans without waiting for them */
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    prctl(PR_SET_NAME, "bench-init");
    char byte;
    ssize_t count;
    do {
        count = read(0, &byte, 1);
    } while (count > 0 || (count < 0 && errno == EINTR));
    _exit(0);
}

static int starts_with(const char *word, const char *prefix)
{
    return strncmp(word, prefix, strlen(prefix)) == 0;
}

static void apply(const char *word)
{
    int failed;
    if (strcmp(word, "user") == 0)
        failed = become_root_of_user_namespace();
    else if (starts_with(word, "net="))
        failed = join_net(word + 4);
    else if (starts_with(word, "cpu="))
        failed = clinux_pin(0, atoi(word + 4));
    else if (starts_with(word, "fifo="))
        failed = clinux_set_fifo(0, atoi(word + 5));
    else if (starts_with(word, "deathsig="))
        failed = die_with(atoi(word + 9));
    else if (strcmp(word, "plain") == 0)
        failed = give_up_privileges();
    else if (strcmp(word, "apart") == 0)
        failed = see_less();
    else if (strcmp(word, "init") == 0)
        stay_as_init();
    else {
        errno = EINVAL;
        failed = -1;
    }
    if (failed)
        refuse(word);
}

void clinux_settle(void)
{
    prctl(PR_SET_NAME, "bench");
    syscall(SYS_close_range, 3, ~0U, 4 /* CLOSE_RANGE_CLOEXEC */);
}

void clinux_fill_standard_streams(void)
{
    for (int number = 0; number <= 2; number++)
        if (fcntl(number, F_GETFD) == -1 && open("/dev/null", O_RDWR) != number)
            _exit(126);
}

void clinux_enter_if_asked(int argc, char **argv)
{
    if (argc < 3 || strcmp(argv[1], CLINUX_ENTER_WORD) != 0)
        return;
    int index = 2;
    for (; index < argc && strcmp(argv[index], "--") != 0; index++)
        apply(argv[index]);
    if (index + 1 >= argc) {
        errno = EINVAL;
        refuse("nothing to execute");
    }
    execvp(argv[index + 1], argv + index + 1);
    refuse(argv[index + 1]);
}
