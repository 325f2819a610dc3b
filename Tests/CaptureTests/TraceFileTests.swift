import Foundation
import Frames
import Testing

@testable import Capture

/// pcap files made byte by byte, as pcap-savefile(5) describes them.
private struct PcapBytes {
    private(set) var bytes: [UInt8] = []

    init(link: UInt32 = 1) {
        for word in [0xa1b2_c3d4, 0x0004_0002, 0, 0, 262_144, link] as [UInt32] { append(word) }
    }

    private mutating func append(_ word: UInt32) {
        for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(word >> shift & 0xff)) }
    }

    /// A record of this original length, of which `kept` bytes are there.
    mutating func record(_ length: Int, kept: Int? = nil) {
        let kept = kept ?? length
        for word in [1, 0, UInt32(kept), UInt32(length)] as [UInt32] { append(word) }
        bytes += [UInt8](repeating: 0xaa, count: kept)
    }
}

@Suite struct TraceFileTests {
    /// Reads a file with these bytes: what it has, or what is said of it, with `FILE` for the path.
    private func read(_ bytes: [UInt8], name: String = "t") throws -> Result<SizeTrace, SizeError> {
        let path = NSTemporaryDirectory() + "bench-\(UUID().uuidString)-\(name).pcap"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        do throws(SizeError) {
            return .success(try TraceFile.read(path))
        } catch {
            return .failure(SizeError(error.message.replacing(path, with: "FILE")))
        }
    }

    private func said(_ bytes: [UInt8]) throws -> String {
        switch try read(bytes) {
        case .success(let trace): "\(trace.recorded.map(\.bytes))"
        case .failure(let error): error.message
        }
    }

    @Test func sizesAreOriginalLengthsAndTheFCS() throws {
        var file = PcapBytes()
        file.record(60)
        file.record(1514, kept: 96)
        file.record(42)
        let trace = try read(file.bytes, name: "a:b ü").get()
        #expect(trace.recorded.map(\.bytes) == [64, 1518, 46])
        #expect(trace.path.hasPrefix("/") && trace.path.hasSuffix("-a:b ü.pcap"))
        #expect(!trace.isCut && trace.roundedUp == 1)
    }

    @Test func aFrameIsNoShorterThanWhatWasCapturedOfIt() throws {
        var file = PcapBytes()
        file.record(60, kept: 100)
        file.record(0, kept: 64)
        #expect(try said(file.bytes) == "[104, 68]")
    }

    @Test(arguments: [
        // LT_FCS_DATALINK_EXT: in words of 16 bits, and as some write it, in bytes.
        (0x2400_0001 as UInt32, 64), (0x4400_0001, 64),
        // No length of a FCS, and one that is 0.
        (0x2000_0001, 68), (0x0400_0001, 68),
    ])
    func theFCSThatAFileHasIsNotAddedAgain(_ link: UInt32, _ size: Int) throws {
        var file = PcapBytes(link: link)
        file.record(64)
        #expect(try said(file.bytes) == "[\(size)]")
    }

    @Test(arguments: [(nil, 68), (0 as UInt8, 68), (4, 64), (32, 64)])
    func soItIsInPcapng(_ option: UInt8?, _ size: Int) throws {
        func words(_ words: [UInt32]) -> [UInt8] {
            words.flatMap { word in (0..<4).map { UInt8(word >> ($0 * 8) & 0xff) } }
        }
        let options = option.map { words([13 | 1 << 16, UInt32($0), 0]) } ?? []
        let interface = UInt32(20 + options.count)
        let bytes =
            words([0x0a0d_0d0a, 28, 0x1a2b_3c4d, 1, .max, .max, 28])
            + words([1, interface, 1, 65_535]) + options + words([interface])
            + words([6, 96, 0, 0, 0, 64, 64]) + [UInt8](repeating: 0, count: 64) + words([96])
        #expect(try said(bytes) == "[\(size)]")
    }

    @Test func filesThatCannotBeReadSayWhy() throws {
        #expect(try said([]).hasPrefix("FILE: is not a pcap file (truncated dump file"))
        #expect(
            try said(Array("[traffic]\nrate = 1\n".utf8 + [10, 10, 10, 10]))
                == "FILE: is not a pcap file (unknown file format)")
        #expect(try said(PcapBytes().bytes) == "FILE: has no frames")
        var cooked = PcapBytes(link: 113)
        cooked.record(60)
        #expect(try said(cooked.bytes) == "FILE: its frames are not Ethernet but LINUX_SLL")
        var cut = PcapBytes()
        for _ in 0..<3 { cut.record(60) }
        #expect(
            try said(cut.bytes.dropLast(1))
                .hasPrefix("FILE: is cut off after 2 whole frames (truncated dump file"))
        #expect(
            try said(cut.bytes.dropLast(146))
                .hasPrefix("FILE: is cut off after 1 whole frame (truncated dump file"))
    }

    @Test func pathsThatAreNoFilesAreRefused() {
        for (path, words) in [
            ("/nowhere/t.pcap", "/nowhere/t.pcap: no such file"),
            ("/tmp", "/tmp: is a directory, not a pcap file"),
            ("/dev/null", "/dev/null: is not a regular file"),
        ] {
            let error = #expect(throws: SizeError.self) { try TraceFile.read(path) }
            #expect(error?.message == words)
        }
    }

    @Test func relativePathsBecomeAbsolute() {
        let error = #expect(throws: SizeError.self) { try TraceFile.read("nowhere/../t.pcap") }
        #expect(
            error?.message == FileManager.default.currentDirectoryPath + "/t.pcap: no such file")
    }

    @Test func longRecordingsAreReadAsFarAsTheTableGoes() throws {
        var file = PcapBytes()
        for _ in 0..<SizeDistribution.tableLength { file.record(60, kept: 0) }
        #expect(try read(file.bytes).get().isCut == false)
        file.record(61, kept: 0)
        let trace = try read(file.bytes.dropLast(3)).get()
        #expect(trace.isCut && trace.recorded.count == SizeDistribution.tableLength)
        #expect(SizeDistribution.trace(trace).note?.contains("first 65536 frames") == true)
    }

    @Test func damagedFilesEndWithSizesOrAnError() throws {
        var file = PcapBytes()
        for index in 0..<20 { file.record(60 + index) }
        var random = SplitMix64(seed: 3)
        var (good, bad) = (0, 0)
        for _ in 0..<500 {
            var bytes = file.bytes
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] =
                    UInt8.random(in: 0...255, using: &random)
            }
            switch try read(bytes) {
            case .success(let trace):
                #expect(!trace.recorded.isEmpty)
                good += 1
            case .failure(let error):
                #expect(error.message.hasPrefix("FILE: "))
                bad += 1
            }
        }
        #expect(good > 20 && bad > 20, "\(good) good and \(bad) bad files test too little")
    }
}
