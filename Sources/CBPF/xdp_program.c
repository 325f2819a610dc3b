/* MAP_POPULATE is not in the C standard that this package is compiled as. */
#define _GNU_SOURCE

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "quiet.h"
#include "xdp_program.h"

#pragma clang diagnostic ignored "-Wc23-extensions"
static const _Alignas(16) unsigned char object_file[] = {
#embed "xdp_traffic.bpf.o"
};

struct xdp_program {
    struct bpf_object *object;
    struct bpf_link *refused;
    struct bpf_link *misdirected;
    struct xdp_traffic *traffic;
    size_t mapped;
    int send_frame;
    int note_thread;
};

static int map_memory(struct xdp_program *program)
{
    struct bpf_map *map = bpf_object__find_map_by_name(program->object, ".bss");
    if (map == NULL) {
        /* Named after the object by some versions of libbpf. */
        bpf_object__for_each_map(map, program->object)
            if (bpf_map__value_size(map) >= sizeof(struct xdp_traffic))
                break;
    }
    if (map == NULL || bpf_map__value_size(map) < sizeof(struct xdp_traffic)) {
        errno = ENOENT;
        return -1;
    }
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    program->mapped = (bpf_map__value_size(map) + page - 1) / page * page;
    program->traffic = mmap(NULL, program->mapped, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_POPULATE, bpf_map__fd(map), 0);
    return program->traffic == MAP_FAILED ? -1 : 0;
}

static int fd_of(struct xdp_program *program, const char *name)
{
    return bpf_program__fd(bpf_object__find_program_by_name(program->object, name));
}

static struct bpf_link *attach(struct xdp_program *program, const char *name)
{
    return bpf_program__attach(bpf_object__find_program_by_name(program->object, name));
}

struct xdp_program *xdp_program_open(const char **what)
{
    libbpf_set_print(say_nothing);
    *what = "calloc";
    struct xdp_program *program = calloc(1, sizeof(*program));
    if (program == NULL)
        return NULL;
    program->traffic = MAP_FAILED;

    *what = "reading the BPF object";
    program->object = bpf_object__open_mem(object_file, sizeof(object_file), NULL);
    if (program->object == NULL)
        goto failed;
    *what = "bpf(BPF_PROG_LOAD)";
    if (bpf_object__load(program->object) != 0)
        goto failed;
    *what = "mmap of the BPF map";
    if (map_memory(program) != 0)
        goto failed;
    program->send_frame = fd_of(program, "send_frame");
    program->note_thread = fd_of(program, "note_thread");
    /* Without these the run still works; only what the driver refuses stays unknown. */
    program->refused = attach(program, "count_refused");
    program->misdirected = attach(program, "count_misdirected");
    return program;

failed:;
    int code = errno;
    xdp_program_close(program);
    errno = code;
    return NULL;
}

void xdp_program_close(struct xdp_program *program)
{
    bpf_link__destroy(program->refused);
    bpf_link__destroy(program->misdirected);
    if (program->traffic != MAP_FAILED)
        munmap(program->traffic, program->mapped);
    bpf_object__close(program->object);
    free(program);
}

struct xdp_traffic *xdp_program_traffic(struct xdp_program *program)
{
    return program->traffic;
}

int xdp_program_counts_refused(const struct xdp_program *program)
{
    return program->refused != NULL && program->misdirected != NULL;
}

static int run(int fd, const void *frame, uint32_t length, uint32_t repeat, uint32_t batch)
{
    LIBBPF_OPTS(bpf_test_run_opts, options,
        .data_in = frame,
        .data_size_in = length,
        .repeat = repeat,
        .batch_size = batch,
        .flags = BPF_F_TEST_XDP_LIVE_FRAMES,
    );
    int result = bpf_prog_test_run_opts(fd, &options);
    if (result == 0 || result == -EINTR)
        return 0;
    errno = -result;
    return -1;
}

int xdp_program_prepare(struct xdp_program *program, const void *frame, uint32_t length)
{
    return run(program->note_thread, frame, length, 1, 1);
}

int xdp_program_run(struct xdp_program *program, const void *frame, uint32_t length,
                    uint32_t repeat)
{
    return run(program->send_frame, frame, length, repeat, 64);
}
