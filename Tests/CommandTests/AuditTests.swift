import FoundationEssentials
import Kernel
import Testing

/// Captures as files, packed, damaged or empty: what the command says, and its exit status.
@Suite struct AuditTests {
    private static func word(_ value: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    /// A segment of 100 bytes of TCP, or of UDP.
    private static func frame(_ sequence: Int, transport: UInt8 = 6) -> [UInt8] {
        let tcp: [UInt8] =
            [0x0f, 0xa0, 0, 80, 0, 0, UInt8(sequence >> 8), UInt8(sequence & 0xff)]
            + [0, 0, 0, 9, 0x50, 0x10, 0xff, 0xff, 0, 0, 0, 0]
        return [UInt8](repeating: 2, count: 12) + [8, 0, 0x45, 0, 0, 140, 0, UInt8(sequence / 100)]
            + [0, 0, 64, transport, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2] + tcp
            + [UInt8](repeating: 7, count: 100)
    }

    private static func pcap(_ frames: [[UInt8]], kept: Int = .max) -> [UInt8] {
        word(0xa1b2_c3d4) + [2, 0, 4, 0] + word(0) + word(0) + word(65_535) + word(1)
            + frames.flatMap { frame in
                word(1) + word(0) + word(min(kept, frame.count)) + word(frame.count)
                    + frame.prefix(kept)
            }
    }

    private static let whole = pcap([0, 100, 200, 300].map { frame($0) })
    private static let holed = pcap([0, 100, 300].map { frame($0) })

    private func write(_ bytes: [UInt8], _ name: String, _ bench: Bench) throws {
        try Data(bytes).write(to: URL(filePath: bench.folder + "/" + name))
    }

    @Test func `A capture's losses decide the exit status`() throws {
        let bench = try Bench()
        let empty =
            Self.word(0x0a0d_0d0a) + Self.word(28) + Self.word(0x1a2b_3c4d) + [1, 0, 0, 0]
            + Self.word(-1) + Self.word(-1) + Self.word(28)
        let cases: [(String, [UInt8], Int, String)] = [
            ("whole", Self.whole, 0, "missing       nothing"),
            ("holed", Self.holed, 2, "missing       100 bytes"),
            ("cut", Array(Self.whole.dropLast()), 2, "is cut off"),
            ("udp", Self.pcap([Self.frame(0, transport: 17)]), 3, "nothing was judged"),
            ("short", Self.pcap([Self.frame(0)], kept: 20), 3, "nothing was judged"),
            ("none", Self.pcap([]), 3, "nothing was judged"),
            ("none.pcapng", empty, 3, "nothing was judged"),
        ]
        for (name, bytes, status, said) in cases {
            try write(bytes, name, bench)
            let strict = try bench.run(["audit", "--strict", name])
            #expect(strict.status == status, "\(name): \(strict.errors)")
            #expect(strict.output.contains(said), "\(name): \(strict.output)")
            #expect(try bench.run(["audit", name]).status == 0)
        }
    }

    @Test func `A bad file hides nothing of the good ones`() throws {
        let bench = try Bench()
        try write(Self.whole, "good", bench)
        try write(Array("no capture".utf8), "text", bench)
        try write([0x1f, 0x8b, 1, 2, 3, 4, 5, 6], "bad.gz", bench)
        for words in [["good", "bad.gz", "text"], ["bad.gz", "text", "good"]] {
            let result = try bench.run(["audit"] + words)
            #expect(result.output.hasPrefix("good: 4 packets\n"))
            #expect(result.errors.contains("bad.gz: cannot be unpacked"), "\(result.errors)")
            #expect(result.errors.contains("text: is not a pcap file"))
            #expect(result.status == 64)
        }
        let joined = try bench.run(["audit", "--joined", "good", "good"])
        #expect(joined.output.contains("captured twice 3"), "\(joined.output)")
    }

    @Test(arguments: [("gzip", "gz"), ("zstd", "zst"), ("lz4", "lz4"), ("xz", "xz")])
    func `Packed captures are read`(program: String, ending: String) throws {
        let bench = try Bench()
        guard (try? Command.run([program, "--version"])) != nil else {
            try skipTest("needs \(program)")
        }
        try write(Self.holed, "a", bench)
        try Command.run(
            ["sh", "-c", "\(program) -c <a >a.\(ending)"], in: bench.folder)
        let result = try bench.run(["audit", "--strict", "a.\(ending)"])
        #expect(result.output.contains("missing       100 bytes"), "\(result.errors)")
        #expect(result.status == 2)
        let piped = try Command.collect(
            [
                "sh", "-c",
                "\(Bench.path) audit - <a.\(ending); cat a.\(ending) | \(Bench.path) audit -",
            ],
            in: bench.folder)
        #expect(piped.text.split(separator: "missing       100 bytes").count == 5, "\(piped)")
        // Without the program, a hint.
        try Command.run(["sh", "-c", "mkdir empty; head -c 40 a.\(ending) >cut"], in: bench.folder)
        let hint = try bench.run(
            ["audit", "a.\(ending)"], prefix: ["/usr/bin/env", "PATH=\(bench.folder)/empty"])
        #expect(hint.errors.contains("needs \(program): apt-get install"), "\(hint.errors)")
        #expect(hint.status == 64)
        let cut = try bench.run(["audit", "cut"])
        #expect((cut.errors + cut.output).contains("cannot be unpacked"), "\(cut)")
    }

    @Test func `JSON says what was judged, and by which rule`() throws {
        let bench = try Bench()
        try write(Self.holed, "a", bench)
        let text = try bench.run(["audit", "--json", "a"]).output
        for part in ["\"judged\" : 3", "\"rule\" : \"hole\"", "\"beginning\" : \"first-byte\""] {
            #expect(text.replacing("\": ", with: "\" : ").contains(part), "\(text)")
        }
    }
}
