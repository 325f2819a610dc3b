import CStamp
import Frames

/// Writes test frames: what they all have in common once per place, the rest each time.
struct FrameWriter {
    /// Flows of UDP over IPv4; 0 for bare frames.
    private let flows: Int
    /// Nothing is to be written: the frame is the kernel's, of a connection, or a recording's.
    private let isIdle: Bool

    init(_ format: FrameFormat) {
        switch format {
        case .bare: (flows, isIdle) = (0, false)
        case .udp4(let streams): (flows, isIdle) = (max(streams, 1), false)
        case .tcp4, .recorded: (flows, isIdle) = (0, true)
        }
    }

    /// A frame of this length (API) of which only the part that stays is written.
    static func template(_ format: FrameFormat, length: Int) -> [UInt8] {
        var frame = [UInt8](repeating: 0, count: length)
        frame.withUnsafeMutableBytes { bytes in
            if let start = bytes.baseAddress { FrameWriter(format).prepare(start) }
        }
        return frame
    }

    /// Writes the part that stays.
    func prepare(_ place: UnsafeMutableRawPointer) {
        if isIdle { return }
        if flows == 0 { frame_begin_bare(place) } else { frame_begin_udp4(place) }
    }

    /// Writes the rest of one frame of `length` bytes (API length).
    @inline(__always)
    func write(
        _ place: UnsafeMutableRawPointer, runID: UInt32, sequence: Int, time: Int64, length: Int
    ) {
        if isIdle { return }
        let number = UInt64(truncatingIfNeeded: sequence)
        let time = UInt64(truncatingIfNeeded: time)
        let length = UInt16(truncatingIfNeeded: length)
        guard flows > 0 else { return stamp_write(place, runID, number, time, length, 0) }
        let stream = UInt16(truncatingIfNeeded: sequence % flows)
        frame_write_udp4(place, number, length, stream)
        stamp_write_at(
            place + FRAME_UDP4_STAMP_OFFSET, runID, number, time, length, stream)
    }
}
