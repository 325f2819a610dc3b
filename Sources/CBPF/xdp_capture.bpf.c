/* Gives every frame that a receive queue gets to the AF_XDP socket of that queue; where there is none,
 * the frame goes on to the kernel's stack.
 *
 * In the section of programs that take frames in several pieces, so that no MTU is too large for it.
 *
 * Built by ./build into the object file beside it, which is committed; a test compares.
 */
#include <stdint.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";
/* Another compiler makes other instructions: so that a comparison knows. */
const char built_by[] SEC("compiler") = __VERSION__;

/* By queue; the loader says how many. */
struct {
    __uint(type, BPF_MAP_TYPE_XSKMAP);
    __uint(max_entries, 1);
    __type(key, uint32_t);
    __type(value, uint32_t);
} sockets SEC(".maps");

SEC("xdp.frags")
int give_to_socket(struct xdp_md *frame)
{
    return (int)bpf_redirect_map(&sockets, frame->rx_queue_index, XDP_PASS);
}
