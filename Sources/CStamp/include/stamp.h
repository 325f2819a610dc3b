/* The stamp that every test frame carries.
 *
 * One definition for everyone who writes or reads it: Swift, and programs that run in the kernel.
 * So it is a header of inline functions, free of libc and of pointers to anything but the frame.
 *
 * Layout of a bare frame, network byte order, at the start of the frame's API length (no FCS):
 *
 *   0  destination MAC   6      22  sequence      8   frame number within the run, from 0
 *   6  source MAC        6      30  send time     8   CLOCK_MONOTONIC, ns
 *  12  EtherType 0x88B5  2      38  frame length  2   bytes on the wire, FCS excluded
 *  14  magic             4      40  stream        2
 *  18  run id            4      42  check         4   a mix of bytes 14 to 41
 *
 * 46 bytes: it fits the shortest Ethernet frame (60 bytes without FCS).
 * EtherType 0x88B5: IEEE 802 local experimental 1, which no kernel protocol handles.
 *
 * Within UDP over IPv4 the same 32 bytes stand at the start of the datagram's data: at byte 42 of a
 * frame without IP options. `frame.h` has those headers.
 */
#ifndef BENCH_STAMP_H
#define BENCH_STAMP_H

#include <stdint.h>

enum {
    STAMP_OFFSET = 14,
    STAMP_END = 46,
    STAMP_BYTES = STAMP_END - STAMP_OFFSET,
    STAMP_ETHERTYPE = 0x88B5,
};

/* "bnch" */
#define STAMP_MAGIC 0x626e6368u

struct stamp {
    uint32_t magic;
    uint32_t run_id;
    uint64_t sequence;
    uint64_t time_ns;
    uint16_t length;
    uint16_t stream;
    uint32_t check;
} __attribute__((packed, aligned(1)));

_Static_assert(sizeof(struct stamp) == STAMP_BYTES && STAMP_BYTES == 32, "the stamp is 32 bytes");

static inline uint64_t stamp_fold(uint64_t state, uint64_t word)
{
    state = (state ^ word) * 0x9e3779b97f4a7c15ull;
    return state ^ (state >> 32);
}

/* The check of the other fields: catches torn, stale and overwritten frames, not malice. */
static inline uint32_t stamp_check(uint32_t magic, uint32_t run_id, uint64_t sequence,
                                   uint64_t time_ns, uint16_t length, uint16_t stream)
{
    uint64_t state = stamp_fold(0, (uint64_t)magic << 32 | run_id);
    state = stamp_fold(state, sequence);
    state = stamp_fold(state, time_ns);
    state = stamp_fold(state, (uint64_t)length << 16 | stream);
    return (uint32_t)state ^ (uint32_t)(state >> 32);
}

/* Writes a stamp at `place`, for a frame of `length` bytes (API length).
 *
 * Inlined always: a function of BPF has at most five arguments. */
__attribute__((always_inline)) static inline void
stamp_write_at(void *place, uint32_t run_id, uint64_t sequence, uint64_t time_ns, uint16_t length,
               uint16_t stream)
{
    struct stamp *stamp = (struct stamp *)place;
    stamp->magic = __builtin_bswap32(STAMP_MAGIC);
    stamp->run_id = __builtin_bswap32(run_id);
    stamp->sequence = __builtin_bswap64(sequence);
    stamp->time_ns = __builtin_bswap64(time_ns);
    stamp->length = __builtin_bswap16(length);
    stamp->stream = __builtin_bswap16(stream);
    stamp->check = __builtin_bswap32(
        stamp_check(STAMP_MAGIC, run_id, sequence, time_ns, length, stream));
}

/* Reads the stamp at `place`, in host byte order. */
static inline struct stamp stamp_read_at(const void *place)
{
    const struct stamp *wire = (const struct stamp *)place;
    struct stamp stamp = {
        .magic = __builtin_bswap32(wire->magic),
        .run_id = __builtin_bswap32(wire->run_id),
        .sequence = __builtin_bswap64(wire->sequence),
        .time_ns = __builtin_bswap64(wire->time_ns),
        .length = __builtin_bswap16(wire->length),
        .stream = __builtin_bswap16(wire->stream),
        .check = __builtin_bswap32(wire->check),
    };
    return stamp;
}

/* Writes the stamp of a bare frame of `length` bytes (API length, at least STAMP_END). */
static inline void stamp_write(void *frame, uint32_t run_id, uint64_t sequence, uint64_t time_ns,
                               uint16_t length, uint16_t stream)
{
    stamp_write_at((uint8_t *)frame + STAMP_OFFSET, run_id, sequence, time_ns, length, stream);
}

/* Reads the stamp of a bare frame of at least STAMP_END captured bytes. */
static inline struct stamp stamp_read(const void *frame)
{
    return stamp_read_at((const uint8_t *)frame + STAMP_OFFSET);
}

/* The offset of the data of a UDP datagram over IPv4, or 0 for any other frame: EtherType 0x0800,
 * IHL of at least 5 words, protocol 17. At least STAMP_END bytes must be there; the data need not. */
static inline uint32_t stamp_udp4_offset(const void *frame)
{
    const uint8_t *byte = (const uint8_t *)frame;
    uint32_t words = byte[14] & 0x0f;
    if (byte[12] != 0x08 || byte[13] != 0x00 || byte[14] >> 4 != 4 || words < 5 || byte[23] != 17)
        return 0;
    return 14 + words * 4 + 8;
}

/* Two bytes anywhere, read at once. */
struct stamp_word {
    uint16_t value;
} __attribute__((packed, aligned(1)));

/* Where the stamp of a frame would be, or 0 if the frame is of no kind that carries one or fewer
 * of its bytes were captured than reach to the stamp's end. */
static inline uint32_t stamp_find(const void *frame, uint64_t captured)
{
    if (captured < STAMP_END)
        return 0;
    const struct stamp_word *ethertype = (const struct stamp_word *)((const uint8_t *)frame + 12);
    if (__builtin_expect(ethertype->value == __builtin_bswap16(STAMP_ETHERTYPE), 1))
        return STAMP_OFFSET;
    uint32_t offset = stamp_udp4_offset(frame);
    return offset != 0 && captured >= offset + STAMP_BYTES ? offset : 0;
}

/* Nonzero if the check fits the other fields. */
static inline int stamp_is_intact(struct stamp stamp)
{
    return stamp.check == stamp_check(stamp.magic, stamp.run_id, stamp.sequence, stamp.time_ns,
                                      stamp.length, stamp.stream);
}

#endif
