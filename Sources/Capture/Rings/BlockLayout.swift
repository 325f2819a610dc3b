import CLinux
import Frames

/// How many frames the blocks of a `TPACKET_V3` ring hold.
///
/// A block begins with 48 bytes of its own, and its private area in whole words of 8 bytes
/// (`BLK_PLUS_PRIV`). A frame of captured length s takes
/// `align8(macOffset + s)` bytes, and goes to the next block unless it ends **before** the end of
/// this one: an exact fit does not. Source: `__packet_lookup_frame_in_block`, `af_packet.c`.
struct BlockLayout: Equatable {
    var blockSize: Int
    var blockCount: Int
    /// Bytes of header before a frame, `tp_mac`: 82, and what `PACKET_RESERVE` adds.
    var macOffset = Int(clinux_TPACKET3_MAC_OFFSET)

    /// Bytes of a block that belong to the program (`tp_sizeof_priv`).
    var privateBytes = 0

    /// Bytes of a block that frames have: all but its header and its private area.
    private var room: Int {
        max(blockSize - MemoryLayout<tpacket_block_desc>.size - (privateBytes + 7) & ~7, 0)
    }

    /// Bytes of a block that a frame of this captured length takes.
    func footprint(_ captured: Int) -> Int {
        (macOffset + captured + 7) & ~7
    }

    /// Frames of this captured length in one block; 0 if it would be cut to fit.
    func framesPerBlock(captured: Int) -> Int {
        max(room - 1, 0) / footprint(captured)
    }

    /// Frames of this traffic in all blocks, each of them full.
    ///
    /// What a stopped consumer holds: the kernel fills block after block in sending order, and stops
    /// when the block after the last is the first one, not given back. Under a load so low that the
    /// retire timeout closes blocks that are not full, it is less.
    func depthFrames(sizes: SizeDistribution, snaplen: Int) -> Int {
        let table = sizes.sizes().map { footprint(min($0.apiLength, snaplen)) }
        guard let first = table.first else { return 0 }
        if table.count == 1 {
            return max(room - 1, 0) / first * blockCount
        }
        return fill(table)
    }

    /// Places the frames one by one.
    private func fill(_ table: [Int]) -> Int {
        guard let longest = table.max(), longest < room else { return 0 }
        var frames = 0
        for _ in 0..<blockCount {
            var used = 0
            while used + table[frames % table.count] < room {
                used += table[frames % table.count]
                frames += 1
            }
        }
        return frames
    }
}
