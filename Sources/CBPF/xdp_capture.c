#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <stdlib.h>
#include <unistd.h>

#include "quiet.h"
#include "xdp_capture.h"

#pragma clang diagnostic ignored "-Wc23-extensions"
static const _Alignas(16) unsigned char object_file[] = {
#embed "xdp_capture.bpf.o"
};

struct xdp_capture {
    struct bpf_object *object;
    int sockets;
    int link;
};

struct xdp_capture *xdp_capture_open(uint32_t queues, const char **what)
{
    libbpf_set_print(say_nothing);
    *what = "calloc";
    struct xdp_capture *capture = calloc(1, sizeof(*capture));
    if (capture == NULL)
        return NULL;
    *capture = (struct xdp_capture){ .link = -1 };
    *what = "reading the BPF object";
    capture->object = bpf_object__open_mem(object_file, sizeof(object_file), NULL);
    if (capture->object == NULL)
        goto failed;
    bpf_map__set_max_entries(bpf_object__find_map_by_name(capture->object, "sockets"), queues);
    *what = "bpf(BPF_PROG_LOAD)";
    if (bpf_object__load(capture->object) != 0)
        goto failed;
    capture->sockets = bpf_object__find_map_fd_by_name(capture->object, "sockets");
    return capture;

failed:;
    int code = errno;
    xdp_capture_close(capture);
    errno = code;
    return NULL;
}

void xdp_capture_close(struct xdp_capture *capture)
{
    if (capture->link >= 0)
        close(capture->link);
    bpf_object__close(capture->object);
    free(capture);
}

int xdp_capture_attach(struct xdp_capture *capture, uint32_t interface, int in_driver)
{
    LIBBPF_OPTS(bpf_link_create_opts, options,
        .flags = in_driver ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE,
    );
    int program = bpf_program__fd(
        bpf_object__find_program_by_name(capture->object, "give_to_socket"));
    int link = bpf_link_create(program, (int)interface, BPF_XDP, &options);
    if (link < 0) {
        errno = -link;
        return -1;
    }
    capture->link = link;
    return 0;
}

int xdp_capture_direct(struct xdp_capture *capture, uint32_t queue, int socket)
{
    int result = socket >= 0
        ? bpf_map_update_elem(capture->sockets, &queue, &socket, BPF_ANY)
        : bpf_map_delete_elem(capture->sockets, &queue);
    if (result == 0)
        return 0;
    errno = -result;
    return -1;
}
