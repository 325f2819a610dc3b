/* packet(7): layouts and constants that the Swift importer cannot read (sizeof macros, ioctl
 * numbers), and nothing else. */
#ifndef BENCH_CLINUX_PACKET_H
#define BENCH_CLINUX_PACKET_H

#include <linux/if_packet.h>

enum {
    clinux_TPACKET_HDRLEN = TPACKET_HDRLEN,
    clinux_TPACKET2_HDRLEN = TPACKET2_HDRLEN,
    clinux_TPACKET3_HDRLEN = TPACKET3_HDRLEN,
};

#endif
