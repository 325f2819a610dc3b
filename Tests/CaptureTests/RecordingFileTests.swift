import Foundation
import Frames
import Testing

@testable import Capture

@Suite struct RecordingFileTests {
    /// A pcap file with these records: captured bytes, length on the wire, time (µs).
    static func bytes(
        link: UInt32 = 1, _ records: [(frame: [UInt8], length: Int, time: UInt32)]
    ) -> [UInt8] {
        let words = { (words: [UInt32]) in
            words.flatMap { word in (0..<4).map { UInt8(word >> ($0 * 8) & 0xff) } }
        }
        return words([0xa1b2_c3d4, 0x0004_0002, 0, 0, 262_144, link])
            + records.flatMap { record in
                words([1, record.time, UInt32(record.frame.count), UInt32(record.length)])
                    + record.frame
            }
    }

    private static func said(_ bytes: [UInt8], name: String = "r.pcap") throws -> String {
        let path = NSTemporaryDirectory() + "bench-\(UUID().uuidString)-\(name)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        do throws(SizeError) {
            let read = try RecordingFile.read(path)
            return "\(read.sizes.map(\.bytes)) \(read.gaps) \(read.filledUp)"
        } catch {
            return error.message.replacing(path, with: "FILE")
        }
    }

    private static func frame(_ length: Int) -> [UInt8] {
        [UInt8](repeating: 1, count: length)
    }

    @Test func `Frames and times are read; short frames are filled up, and counted`() throws {
        let records = [(60, 0), (42, 3), (1514, 4)].map { (Self.frame($0.0), $0.0, UInt32($0.1)) }
        #expect(try Self.said(Self.bytes(records)) == "[64, 64, 1518] [3000.0, 1000.0, 2000.0] 1")
    }

    @Test func `The FCS that a file has is left out`() throws {
        let bytes = Self.bytes(
            link: 0x2400_0001, [(Self.frame(64), 64, 0), (Self.frame(104), 104, 1)])
        #expect(try Self.said(bytes) == "[64, 104] [1000.0, 1000.0] 0")
    }

    @Test func `Files whose frames cannot be sent say which frame, and why`() throws {
        let good = (frame: Self.frame(60), length: 60, time: 0 as UInt32)
        #expect(try Self.said(Self.bytes([])) == "FILE: has no frames")
        #expect(
            try Self.said(Self.bytes(link: 113, [good]))
                == "FILE: frame 1 is not Ethernet but LINUX_SLL")
        #expect(
            try Self.said(Self.bytes([good, (Self.frame(96), 1514, 1)])).hasPrefix(
                "FILE: frame 2 is cut: 96 of its 1514 bytes were recorded"))
        #expect(
            try Self.said(Self.bytes([good, good, (Self.frame(13), 13, 1)])).hasPrefix(
                "FILE: frame 3 has 13 bytes; allowed: 14 to 65535"))
        #expect(
            try Self.said(Array(Self.bytes([good, good]).dropLast(1)))
                .hasPrefix("FILE: is cut off after 1 whole frame"))
        #expect(try Self.said(Array("not a pcap".utf8)).hasPrefix("FILE: is not a pcap file"))
        #expect(throws: SizeError.self) { try RecordingFile.read("/nowhere/r.pcap") }
    }

    @Test func `A file that was changed after planning is refused`() throws {
        let path = NSTemporaryDirectory() + "bench-\(UUID().uuidString):1.pcap"
        defer { try? FileManager.default.removeItem(atPath: path) }
        func write(_ length: Int) throws {
            try Data(Self.bytes([(Self.frame(length), length, 0), (Self.frame(60), 60, 1)]))
                .write(to: URL(fileURLWithPath: path))
        }
        try write(60)
        let planned = try RecordingFile.read(planned: path)
        #expect(try RecordingFile.read(planned: planned.text) == planned)
        try write(61)
        let error = #expect(throws: SizeError.self) {
            try RecordingFile.read(planned: planned.text)
        }
        #expect(
            error?.message
                == "\(path): has changed since it was planned with: other frames or times")
    }

    @Test func `The recording of the tree is whole, and of documentation addresses`() throws {
        let path =
            #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
            + "/experiments/recordings/mixed.pcap"
        let recording = try RecordingFile.read(path)
        #expect(recording.count == 480 && recording.filledUp == 0)
        #expect(recording.problem(mtu: 1500) == nil && recording.timesProblem == nil)
        #expect(abs(recording.round - 48e6) < 2e5)
        let shifts = recording.withBytes { bytes in
            (0..<recording.count).compactMap {
                AddressShift(UnsafeRawBufferPointer(rebasing: bytes[recording.range(of: $0)]))
            }
        }
        // All but ARP.
        #expect(shifts.count > 470 && shifts.count < 480)
    }
}
