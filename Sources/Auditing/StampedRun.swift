import CStamp
import Packets

/// The stamp of one of bench's own frames, as it stands in a captured packet.
struct FrameStamp {
    let runID: UInt32
    let sequence: UInt64
    /// Whether its check agrees with the rest.
    let isWhole: Bool

    /// `nil` if there is no stamp at this place, or not all of it was captured.
    init?(_ bytes: ByteView, at offset: Int) {
        guard offset >= 0, offset + STAMP_BYTES <= bytes.count,
            let start = bytes.bytes.baseAddress, bytes.word(offset) == Self.magic
        else { return nil }
        let stamp = stamp_read_at(start + offset)
        (runID, sequence) = (stamp.run_id, stamp.sequence)
        isWhole = stamp_is_intact(stamp) != 0
    }

    /// `STAMP_MAGIC`.
    private static let magic: UInt32 = 0x626e_6368
}

/// The frames of one run that bench sent, by their sequence numbers.
package struct StampedRun: Sendable {
    /// From frame 0 on: what is missing at the beginning is missing.
    ///
    /// The end is not known: frames
    /// after the last one that was captured are nobody's.
    package private(set) var ledger = SequenceLedger(at: 0)
    package private(set) var frames = 0
    package private(set) var duplicates = 0
    /// Frames that came after a later one.
    package private(set) var reordered = 0

    init() {}

    mutating func take(_ stamp: FrameStamp) {
        guard let place = Int64(exactly: stamp.sequence), place < .max else { return }
        frames += 1
        let gain = ledger.add(place..<place + 1)
        if gain.again > 0 { duplicates += 1 }
        if gain.filled > 0 { reordered += 1 }
    }
}
