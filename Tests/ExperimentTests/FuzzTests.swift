import Experiment
import Foundation
import Frames
import Testing

/// Files that nobody meant: whatever they hold, reading them ends with a value or an error.
@Suite struct FuzzTests {
    private static let pieces = [
        "[", "]", "[[", "]]", "{", "}", "=", ",", ".", "\"", "'", "\"\"\"", "'''", "\\", "#", "\n",
        "\r\n", "\r", "\t", "-1", "0", "9223372036854775807", "1e999", "nan", "inf", "1979-05-27",
        "07:32:00", "true", "é", "\u{FEFF}", "\u{1F600}", "[traffic]", "[[series]]", "[[plot]]",
        "[experiment]", "[series]", "a.b.c = 1", "\"\" = 1", "\"a.b\" = {}", "rate", "\\u0041",
        "frame_size", "uniform", "[[series.x]]", "backend = \"recv\"", "= [[[[]]]]",
        "999999 frames", "frame_format = \"udp4\"", "streams = [1, 16]", "\"imix\"",
        "{ sizes = [64, 594], weights = [7, 4] }", "weights = [\"50%\", \"50%\"]",
        "{ pcap = \"trace.pcap\" }", "\"64 frames every 1ms\"", "\"max\"", "imix = \"simple\"",
        "[[contrast]]", "[[hypothesis]]", "[compare]", "where = \"frame_size != 64\"",
        "\"5%\"", "\"1 points\"", "at_most = 1e3", "control = true", "series = \"ring\"", "!<=",
    ]

    private static func sources() throws -> [[UInt8]] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let shipped = try ["ringsize", "packetsize", "ci", "smoke"].map { name in
            Array(try Data(contentsOf: root.appendingPathComponent("experiments/\(name).toml")))
        }
        return shipped + [Array(shapes.utf8), Array(comparing.utf8)]
    }

    /// Every shape that traffic may have.
    private static let shapes = """
        # Does it matter how the traffic looks?
        [experiment]
        duration = "2s"
        interval = "500ms"
        [traffic]
        rate = ["64 frames every 1ms", "max", "10 kpps", "1Gbit/s"]
        frame_format = "udp4"
        streams = [1, 16]
        frame_size = [
            128, "imix", { imix = "simple", seed = 2 }, { uniform = [78, 1518], seed = 1 },
            { sizes = [78, 594, 1518], weights = [7, 4, 1], seed = 3 },
            { sizes = [78, 594, 1518], weights = ["58.3%", "33.3%", "8.4%"] },
            { pcap = "trace.pcap" },
        ]
        [[series]]
        backend = "recv"
        """

    /// Everything that may be declared about comparing.
    private static let comparing =
        Stub.compared + """
            [compare]
            metrics = ["loss_percent", "cpu_ns_per_unique_frame"]
            smallest_effect = { loss_percent = "0.1 points", cpu_ns_per_unique_frame = "5%" }
            [[contrast]]
            metric = "cpu_ns_per_unique_frame"
            base = "recv"
            head = "V3"
            where = ["frame_size = 64", "block_size >= 64KiB"]
            at_most = "105%"
            [[contrast]]
            metric = "loss_percent"
            base = "V3"
            head = "V3 again"
            control = true
            [[contrast]]
            metric = "loss_percent"
            series = "ring"
            [[hypothesis]]
            claim = "less"
            metric = "cpu_ns_per_unique_frame"
            base = "recv"
            head = "ring"
            expect = "less"
            [[hypothesis]]
            claim = "almost none"
            metric = "loss_percent"
            series = "ring"
            where = "ring_frames > 8"
            at_most = "1 points"
            [[hypothesis]]
            claim = "all alike"
            metric = "cpu_ns_per_offered_frame"
            series = "ring"
            same_across = "ring_frames"
            """

    @Test(arguments: ["[1979-05-27 , 1]", "[1979-05-27 ]", "1979-05-27 # then", "1979-05-27 "])
    func datesAreRefusedWithTheirLine(_ value: String) {
        let said = Stub.errors("[traffic]\nrate = \(value)\n[[series]]\nbackend = \"recv\"\n")
        #expect(said.hasPrefix("x.toml:2: "), "\(said)")
    }

    @Test func shapesOfTheFuzzerDecode() throws {
        #expect(Stub.errors(Self.shapes) == "")
        #expect(Stub.errors(Self.comparing) == "")
    }

    /// One to four cuts, copies, insertions or changed bytes.
    private func mutated(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, at + Int.random(in: 1...40, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.removeSubrange(at..<end)
            case 1: bytes.insert(contentsOf: bytes[at..<end], at: at)
            case 2: bytes[at] = UInt8.random(in: 0...127, using: &random)
            case 3: bytes.removeSubrange(at...)
            default:
                let piece = Self.pieces.randomElement(using: &random) ?? ""
                bytes.insert(contentsOf: piece.utf8, at: at)
            }
        }
        return bytes
    }

    /// What is missing, or wrong with the whole file, has no line.
    private func isOfFile(_ error: ExperimentError) -> Bool {
        ["missing", "is empty", "U+0000", "1000000 trials"].contains { error.message.contains($0) }
    }

    @Test func mutatedFilesNeverCrashTheDecoder() throws {
        var random = SplitMix64(seed: 20)
        let sources = try Self.sources()
        var (good, bad) = (0, 0)
        var withoutLine: [String] = []
        for round in 0..<4000 {
            let bytes = mutated(sources[round % sources.count], &random)
            do throws(ExperimentErrors) {
                let text = String(decoding: bytes, as: UTF8.self)
                let experiment = try Stub.decode(text)
                let plan = try? experiment.plan(seed: 1)
                #expect(plan?.points.isEmpty != true)
                good += 1
            } catch {
                #expect(!error.errors.isEmpty)
                bad += 1
                for error in error.errors where error.line == nil && !isOfFile(error) {
                    withoutLine.append(error.description)
                }
            }
        }
        #expect(good > 200 && bad > 1000, "\(good) good and \(bad) bad files test too little")
        #expect(withoutLine == [])
    }
}
