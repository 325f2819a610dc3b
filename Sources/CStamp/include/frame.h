/* The headers around the stamp: what test frames look like to the network.
 *
 * Like stamp.h, for everyone who writes frames, programs in the kernel included: no libc, no
 * pointers but to the frame.
 *
 * UDP over IPv4, byte offsets in the frame, network byte order:
 *
 *   0  Ethernet          14      as in a bare frame, EtherType 0x0800
 *  14  IPv4              20      no options, DF, TTL 64, identification = sequence modulo 2^16
 *  34  UDP                8      destination port 9 (discard), checksum 0: none (RFC 768)
 *  42  stamp             32
 *
 * Addresses are of 198.18.0.0/15, which RFC 2544 reserves for this and nobody routes.
 */
#ifndef BENCH_FRAME_H
#define BENCH_FRAME_H

#include <stdint.h>

#include "stamp.h"

enum {
    FRAME_UDP4_STAMP_OFFSET = 14 + 20 + 8,
    FRAME_UDP4_DESTINATION_PORT = 9,
    /* Of stream 0; the next stream has the next one, as with the address. */
    FRAME_UDP4_SOURCE_PORT = 49152,
};

/* 198.18.0.1, of stream 0. */
#define FRAME_UDP4_SOURCE 0xc6120001u
/* 198.19.0.1 */
#define FRAME_UDP4_DESTINATION 0xc6130001u

/* The words of 16 bits, in the order of RFC 791 and RFC 768. */
struct frame_udp4 {
    uint16_t version_tos;
    uint16_t total_length;
    uint16_t identification;
    uint16_t fragment;
    uint16_t ttl_protocol;
    uint16_t ip_check;
    uint32_t source;
    uint32_t destination;
    uint16_t source_port;
    uint16_t destination_port;
    uint16_t udp_length;
    uint16_t udp_check;
} __attribute__((packed, aligned(1)));

_Static_assert(14 + sizeof(struct frame_udp4) == FRAME_UDP4_STAMP_OFFSET, "IPv4 and UDP headers");

/* Writes the Ethernet header. The addresses are locally administered ones that nobody has: frames
 * are not for the receiver's stack, only for its taps. */
static inline void frame_begin(void *frame, uint16_t ethertype)
{
    static const uint8_t addresses[12] = {0x02, 'b', 'n', 'c', 'h', 0x02,
                                          0x02, 'b', 'n', 'c', 'h', 0x01};
    uint8_t *byte = (uint8_t *)frame;
    for (int i = 0; i < 12; i++)
        byte[i] = addresses[i];
    byte[12] = (uint8_t)(ethertype >> 8);
    byte[13] = (uint8_t)ethertype;
}

/* Writes what all bare frames have in common. */
static inline void frame_begin_bare(void *frame)
{
    frame_begin(frame, STAMP_ETHERTYPE);
}

/* Writes what all UDP/IPv4 frames have in common. */
static inline void frame_begin_udp4(void *frame)
{
    frame_begin(frame, 0x0800);
    struct frame_udp4 *header = (struct frame_udp4 *)((uint8_t *)frame + 14);
    header->version_tos = __builtin_bswap16(0x4500);
    header->fragment = __builtin_bswap16(0x4000);
    header->ttl_protocol = __builtin_bswap16(64 << 8 | 17);
    header->destination = __builtin_bswap32(FRAME_UDP4_DESTINATION);
    header->destination_port = __builtin_bswap16(FRAME_UDP4_DESTINATION_PORT);
    header->udp_check = 0;
}

/* Writes what differs between UDP/IPv4 frames: lengths, identification, flow, header checksum.
 * `length` is the API length, at least FRAME_UDP4_STAMP_OFFSET + STAMP_BYTES. */
static inline void frame_write_udp4(void *frame, uint64_t sequence, uint16_t length,
                                    uint16_t stream)
{
    struct frame_udp4 *header = (struct frame_udp4 *)((uint8_t *)frame + 14);
    uint32_t source = FRAME_UDP4_SOURCE + stream;
    uint16_t total = (uint16_t)(length - 14);
    uint16_t identification = (uint16_t)sequence;
    /* RFC 1071: the complement of the one's complement sum, the checksum itself taken as 0. */
    uint32_t sum = 0x4500u + total + identification + 0x4000u + (64u << 8 | 17) + (source >> 16) +
                   (source & 0xffff) + (FRAME_UDP4_DESTINATION >> 16) +
                   (FRAME_UDP4_DESTINATION & 0xffff);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    header->total_length = __builtin_bswap16(total);
    header->identification = __builtin_bswap16(identification);
    header->ip_check = __builtin_bswap16((uint16_t)~sum);
    header->source = __builtin_bswap32(source);
    header->source_port = __builtin_bswap16((uint16_t)(FRAME_UDP4_SOURCE_PORT + stream));
    header->udp_length = __builtin_bswap16((uint16_t)(total - 20));
}

#endif
