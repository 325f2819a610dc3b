import CStamp
import Frames
import Kernel

/// Writes test frames into a batch: addresses and EtherType once, the stamp each time.
struct FrameWriter {
    /// Locally administered addresses that nobody has: what is sent is not for the receiver's
    /// stack, only for its taps.
    private static let header: [UInt8] =
        [0x02, 0x62, 0x6e, 0x63, 0x68, 0x02, 0x02, 0x62, 0x6e, 0x63, 0x68, 0x01]
        + [UInt8(STAMP_ETHERTYPE >> 8), UInt8(STAMP_ETHERTYPE & 0xff)]

    /// The bytes that a frame of this length (API) begins as: its header, and no stamp yet.
    static func template(_ format: FrameFormat, length: Int) -> [UInt8] {
        header + [UInt8](repeating: 0, count: length - header.count)
    }

    private let batch: FrameBatch

    init(_ batch: FrameBatch) {
        self.batch = batch
        for index in 0..<batch.capacity {
            batch.frame(index).copyMemory(from: Self.header, byteCount: Self.header.count)
        }
    }

    @inline(__always)
    func write(_ index: Int, runID: UInt32, sequence: Int, time: Int64, length: Int) {
        stamp_write(
            batch.frame(index), runID, UInt64(truncatingIfNeeded: sequence),
            UInt64(truncatingIfNeeded: time), UInt16(truncatingIfNeeded: length), 0)
        batch.setLength(length, of: index)
    }
}
