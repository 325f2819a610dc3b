import Auditing
import Foundation
import Kernel
import Packets
import Testing

@testable import Capture

/// pcap files of every kind, made byte by byte as pcap-savefile(5) describes them.
private struct SavedBytes {
    private(set) var bytes: [UInt8] = []
    let isSwapped: Bool

    init(magic: UInt32 = 0xa1b2_c3d4, isSwapped: Bool = false, link: UInt32 = 1) {
        self.isSwapped = isSwapped
        word(magic)
        for half in [2, 4] as [UInt16] { self.half(half) }
        for word in [0, 0, 262_144, link] as [UInt32] { self.word(word) }
    }

    mutating func half(_ value: UInt16) {
        let low = [UInt8(value & 0xff), UInt8(value >> 8)]
        bytes += isSwapped ? low.reversed() : low
    }

    mutating func word(_ value: UInt32) {
        let low = stride(from: 0, to: 32, by: 8).map { UInt8(value >> $0 & 0xff) }
        bytes += isSwapped ? low.reversed() : low
    }

    mutating func record(_ frame: [UInt8], captured: UInt32? = nil, length: UInt32? = nil) {
        let count = UInt32(frame.count)
        let values: [UInt32] = [1, 999_999_999, captured ?? count, length ?? count]
        for value in values { word(value) }
        bytes += frame
    }
}

@Suite struct CaptureFileTests {
    /// An Ethernet frame with a TCP segment of 10 bytes of payload.
    private static func segment(_ sequence: UInt8) -> [UInt8] {
        let ip: [UInt8] = [
            0x45, 0, 0, 50, 0, sequence &+ 1, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
        ]
        let tcp: [UInt8] = [
            0, 7, 0, 9, 0, 0, 0, sequence, 0, 0, 0, 0, 0x50, 0x10, 0, 0, 0, 0, 0, 0,
        ]
        return [UInt8](repeating: 0, count: 12) + [8, 0] + ip + tcp
            + [UInt8](repeating: 1, count: 10)
    }

    private func audit(_ bytes: [UInt8]) throws -> (AuditReport, CaptureFile.End?) {
        let memory = try MemoryFile()
        try memory.write(bytes)
        let file = try CaptureFile(memory.ownPath)
        var audit = CaptureAudit()
        file.audit(into: &audit)
        return (audit.report(), file.end)
    }

    @Test(arguments: [0xa1b2_c3d4, 0xa1b2_3c4d] as [UInt32], [false, true])
    func everyByteOrderAndPrecisionIsRead(magic: UInt32, isSwapped: Bool) throws {
        var file = SavedBytes(magic: magic, isSwapped: isSwapped)
        for place in [0, 10, 30] as [UInt8] { file.record(Self.segment(place)) }
        let (report, end) = try audit(file.bytes)
        #expect(end == .whole)
        #expect(report.packets == 3)
        #expect(report.flows.first?.missing == [20..<30])
    }

    @Test func aFileThatIsCutCountsUpToItsLastWholeRecord() throws {
        var file = SavedBytes()
        for place in [0, 10, 20] as [UInt8] { file.record(Self.segment(place)) }
        let record = 16 + Self.segment(0).count
        for cut in 1..<record {
            let (report, end) = try audit(Array(file.bytes.dropLast(cut)))
            #expect(report.packets == 2)
            #expect(report.flows.first?.seenBytes == 20)
            guard case .cut = end else {
                Issue.record("\(String(describing: end)) after \(cut)")
                continue
            }
        }
    }

    @Test func recordsOfNoBytesAreNamed() throws {
        var file = SavedBytes()
        file.record([], length: 0)
        file.record([], length: 60)
        file.record(Self.segment(0))
        let (report, end) = try audit(file.bytes)
        #expect(end == .whole)
        #expect(report.skips.mapValues(\.packets) == [.malformed: 1, .short: 1])
        #expect(report.flows.count == 1)
    }

    @Test(arguments: [0x7fff_ffff, 0xffff_ffff, 300_000_000] as [UInt32])
    func absurdLengthsEndTheReading(length: UInt32) throws {
        var file = SavedBytes()
        file.record(Self.segment(0))
        file.record([1, 2, 3], captured: length, length: length)
        let (report, end) = try audit(file.bytes)
        #expect(report.packets == 1)
        #expect(end != .whole && end != nil)
    }

    @Test func lengthsOnTheWireMayBeAnything() throws {
        var file = SavedBytes()
        file.record(Self.segment(0), length: .max)
        file.record(Self.segment(10), length: 3)
        let (report, _) = try audit(file.bytes)
        #expect(report.flows.first?.seenBytes == 20)
    }

    @Test func filesOfPcapngAreRead() throws {
        var file: [UInt8] = []
        let word = { (value: UInt32) in
            stride(from: 0, to: 32, by: 8).map { UInt8(value >> $0 & 0xff) }
        }
        // Section header, interface description, and an enhanced packet block (pcapng).
        file +=
            word(0x0a0d_0d0a) + word(28) + word(0x1a2b_3c4d) + word(1) + word(.max) + word(.max)
            + word(28)
        file += word(1) + word(20) + word(1) + word(0) + word(20)
        let frame = Self.segment(0)
        for _ in 0..<2 {
            file += word(6) + word(UInt32(32 + frame.count)) + word(0) + word(0) + word(0)
            file += word(UInt32(frame.count)) + word(UInt32(frame.count)) + frame
            file += word(UInt32(32 + frame.count))
        }
        let (report, end) = try audit(file)
        #expect(end == .whole && report.packets == 2)
        #expect(report.flows.first?.flow.events.duplicates == 1)
    }

    /// A tenth of the packets that the parser of packets gets.
    private static let inputs =
        (ProcessInfo.processInfo.environment["BENCH_FUZZ_INPUTS"].flatMap { Int($0) } ?? 100_000)
        / 10

    /// Whatever the bytes are, there is an answer.
    @Test func noFileIsTooStrange() throws {
        var whole = SavedBytes()
        for place in [0, 10, 20, 30] as [UInt8] { whole.record(Self.segment(place)) }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<Self.inputs {
            var bytes = whole.bytes
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                bytes[Int.random(in: 4..<bytes.count, using: &random)] = .random(in: 0...255)
            }
            bytes.removeLast(Int.random(in: 0..<bytes.count - 24, using: &random))
            guard let (report, _) = try? audit(bytes) else { continue }
            #expect(report.packets <= 64)
        }
    }
}
