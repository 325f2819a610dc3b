/* xsk_loop: the least that a program with an AF_XDP socket does, to compare bench's backend with.
 *
 *   cc -O2 -o xsk_loop xsk_loop.c -lxdp -lbpf        (Debian: libxdp-dev)
 *   xsk_loop INTERFACE
 *
 * Queue 0, copy mode, need-wakeup, rings of 2048 and 4096 descriptors, 4096 frames of 4096 bytes: what
 * bench's backend af-xdp has by default. Counts frames and bytes until SIGINT, then prints them. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <xdp/xsk.h>

enum { FRAMES = 4096, FRAME_SIZE = 4096, BATCH = 64 };

static volatile sig_atomic_t done;

static void stop(int signal)
{
    (void)signal;
    done = 1;
}

static int failed(const char *what, int code)
{
    fprintf(stderr, "xsk_loop: %s failed (%d)\n", what, code);
    return 1;
}

int main(int count, char **words)
{
    if (count != 2) {
        fprintf(stderr, "usage: xsk_loop INTERFACE\n");
        return 64;
    }
    signal(SIGINT, stop);
    size_t bytes = (size_t)FRAMES * FRAME_SIZE;
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory == MAP_FAILED) return failed("mmap", errno);
    struct xsk_ring_prod fill, unused_tx;
    struct xsk_ring_cons completion, receive;
    struct xsk_umem *umem;
    struct xsk_umem_config shape = {.fill_size = FRAMES, .comp_size = 64, .frame_size = FRAME_SIZE};
    int code = xsk_umem__create(&umem, memory, bytes, &fill, &completion, &shape);
    if (code) return failed("xsk_umem__create", code);
    struct xsk_socket_config config = {.rx_size = 2048, .tx_size = 64,
                                       .bind_flags = XDP_COPY | XDP_USE_NEED_WAKEUP};
    struct xsk_socket *socket;
    code = xsk_socket__create(&socket, words[1], 0, umem, &receive, &unused_tx, &config);
    if (code) return failed("xsk_socket__create", code);

    uint32_t at;
    if (xsk_ring_prod__reserve(&fill, FRAMES, &at) != FRAMES) return failed("the fill ring", 0);
    for (int i = 0; i < FRAMES; i++)
        *xsk_ring_prod__fill_addr(&fill, at++) = (uint64_t)i * FRAME_SIZE;
    xsk_ring_prod__submit(&fill, FRAMES);

    uint64_t frames = 0, length = 0;
    struct pollfd wait = {.fd = xsk_socket__fd(socket), .events = POLLIN};
    while (!done) {
        uint32_t from, to, found = xsk_ring_cons__peek(&receive, BATCH, &from);
        if (!found) {
            poll(&wait, 1, 100);
            continue;
        }
        while (xsk_ring_prod__reserve(&fill, found, &to) != found)
            recvfrom(wait.fd, NULL, 0, MSG_DONTWAIT, NULL, NULL);
        for (uint32_t i = 0; i < found; i++) {
            const struct xdp_desc *frame = xsk_ring_cons__rx_desc(&receive, from + i);
            frames++;
            length += frame->len;
            *xsk_ring_prod__fill_addr(&fill, to + i) = xsk_umem__extract_addr(frame->addr);
        }
        xsk_ring_prod__submit(&fill, found);
        xsk_ring_cons__release(&receive, found);
        if (xsk_ring_prod__needs_wakeup(&fill))
            recvfrom(wait.fd, NULL, 0, MSG_DONTWAIT, NULL, NULL);
    }
    printf("%lu frames %lu bytes\n", frames, length);
    xsk_socket__delete(socket);
    xsk_umem__delete(umem);
    return 0;
}
