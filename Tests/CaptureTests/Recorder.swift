import CStamp
import Frames

@testable import Capture

/// Remembers what a ring gave it, in order.
struct Recorder: FrameConsumer {
    private(set) var captured: [Int] = []
    private(set) var lengths: [Int] = []
    private(set) var firstBytes: [UInt8] = []

    mutating func take(_ frame: UnsafeRawBufferPointer, length: Int) {
        captured.append(frame.count)
        lengths.append(length)
        firstBytes.append(frame.first ?? 0)
    }
}

/// Builds test frames.
enum StampedFrame {
    /// A stamped frame of `length` bytes (no FCS).
    static func bytes(
        run: UInt32, sequence: UInt64, length: Int, stream: UInt16 = 0, time: UInt64 = 1
    ) -> [UInt8] {
        var frame = [UInt8](repeating: 0, count: length)
        frame.withUnsafeMutableBytes {
            guard let start = $0.baseAddress else { return }
            let etherType = UInt16(STAMP_ETHERTYPE).bigEndian
            start.storeBytes(of: etherType, toByteOffset: 12, as: UInt16.self)
            stamp_write(start, run, sequence, time, UInt16(length), stream)
        }
        return frame
    }

    /// A frame with a VLAN tag, of `length` bytes with the tag and without FCS.
    static func tagged(length: Int) -> [UInt8] {
        var frame = bytes(run: 7, sequence: 0, length: length - 4)
        frame.insert(contentsOf: [0x81, 0, 0, 5], at: 12)
        return frame
    }

    /// A TCP segment over IPv4, of the connection whose segments ``Counting/sequence`` reads.
    static func tcp4(sequence: UInt32, payload: Int) -> [UInt8] {
        var frame = [UInt8](repeating: 0, count: FrameFormat.tcp4.headerBytes + payload)
        let length = UInt16(frame.count - 14)
        frame.replaceSubrange(
            12..<18, with: [0x08, 0, 0x45, 0, UInt8(length >> 8), UInt8(length & 255)])
        frame[23] = 6
        let port = FrameFormat.tcpSourcePort
        frame.replaceSubrange(34..<36, with: [UInt8(port >> 8), UInt8(port & 255)])
        frame.replaceSubrange(38..<42, with: (0..<4).map { UInt8(sequence >> (24 - 8 * $0) & 255) })
        // Without options but those that the header's length has room for.
        frame[46] = UInt8((FrameFormat.tcp4.headerBytes - 34) / 4) << 4
        return frame
    }

    /// The same in UDP over IPv4, behind an IPv4 header of so many 32-bit words.
    static func udp4(
        run: UInt32, sequence: UInt64, length: Int, stream: UInt16 = 0, words: Int = 5
    ) -> [UInt8] {
        var frame = [UInt8](repeating: 0, count: length)
        frame[12] = 0x08
        frame[14] = 0x40 | UInt8(words)
        frame[23] = 17
        frame.withUnsafeMutableBytes {
            guard let start = $0.baseAddress else { return }
            stamp_write_at(
                start + 14 + 4 * words + 8, run, sequence, 1, UInt16(length), stream)
        }
        return frame
    }
}
