/* packet(7) and its neighbours: headers, layouts and constants that the Swift importer cannot read
 * (sizeof macros, casts), and the calls that it hides. */
#ifndef BENCH_CLINUX_PACKET_H
#define BENCH_CLINUX_PACKET_H

#include <stddef.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/packet_diag.h>
#include <linux/sock_diag.h>

/* What Swift code assumes of the rings' layouts: packet(7) on LP64, and the kernel's offset of the
 * first byte of an Ethernet frame (tp_mac) for SOCK_RAW and no PACKET_RESERVE. */
enum {
    clinux_TPACKET_MAC_OFFSET = ((TPACKET_HDRLEN + 16 + 15) & ~15) - ETH_HLEN,
    clinux_TPACKET2_MAC_OFFSET = ((TPACKET2_HDRLEN + 16 + 15) & ~15) - ETH_HLEN,
    clinux_TPACKET3_MAC_OFFSET = ((TPACKET3_HDRLEN + 16 + 15) & ~15) - ETH_HLEN,
};

/* Transmit ring of version 2: where a frame starts in its slot (`off_min` of tpacket_snd), and
 * where in the slot its header says so. */
enum {
    clinux_TPACKET2_TX_OFFSET = TPACKET2_HDRLEN - sizeof(struct sockaddr_ll),
    clinux_TPACKET2_LEN = offsetof(struct tpacket2_hdr, tp_len),
    clinux_TPACKET2_MAC = offsetof(struct tpacket2_hdr, tp_mac),
};

/* Newer than some headers: Linux 5.17 (uapi/linux/if_packet.h). */
enum { clinux_PACKET_FANOUT_FLAG_IGNORE_OUTGOING = 0x4000 };

_Static_assert(offsetof(struct tpacket2_hdr, tp_status) == 0, "V2 status word");
_Static_assert(sizeof(unsigned long) == 8, "the V1 status word is read as 64 bits");
_Static_assert(sizeof(struct tpacket_hdr) == 32, "V1 slot header");
_Static_assert(sizeof(struct tpacket2_hdr) == 32, "V2 slot header");
_Static_assert(sizeof(struct tpacket3_hdr) == 48, "V3 frame header");
_Static_assert(sizeof(struct tpacket_block_desc) == 48, "V3 block header");
_Static_assert(offsetof(struct tpacket_block_desc, hdr.bh1.block_status) == 8, "V3 owner word");

/* struct mmsghdr, which the C library hides without _GNU_SOURCE; spelt out, because sys/socket.h
 * here would claim types that belong to the C library module. Same layout, asserted. */
struct clinux_mmsghdr {
    void *name;
    unsigned int name_length;
    void *vectors; /* struct iovec */
    size_t vector_count;
    void *control;
    size_t control_length;
    int flags;
    int padding;
    unsigned int length;
};
int clinux_sendmmsg(int socket, struct clinux_mmsghdr *messages, unsigned int count, int flags);
int clinux_recvmmsg(int socket, struct clinux_mmsghdr *messages, unsigned int count, int flags);

enum {
    clinux_SO_SNDBUFFORCE = 32,
    clinux_MSG_WAITFORONE = 0x10000,
};

#endif
