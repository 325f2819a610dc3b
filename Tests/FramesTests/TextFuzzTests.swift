import Frames
import Testing

/// Texts that nobody meant: whatever they hold, reading them ends with a value or an error.
@Suite struct TextFuzzTests {
    private static let texts = [
        "64", "uniform:64-1518:1", "weighted:64x7,594x4,1518x1:1", "imix:64-594-1518:1", "imix",
        "pcap:/a:b.pcap:h0123456789ab", "153940 pps", "1.5Gbit/s", "64 frames every 1ms", "max",
    ]
    private static let pieces = [
        ":", "-", "x", ",", " ", "0", "9", "99999999999999999999", "-1", "every", "frames", "imix",
        "pcap:", "weighted:", "uniform:", "ns", "min", "Gbit/s", "pps", "é", "\u{301}", "\0", "1e9",
    ]

    private func mutated(_ text: String, _ random: inout SplitMix64) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let at = Int.random(in: 0...scalars.count, using: &random)
            if Bool.random(using: &random), at < scalars.count {
                scalars.remove(at: at)
            } else {
                let piece = Self.pieces.randomElement(using: &random) ?? ""
                scalars.insert(contentsOf: piece.unicodeScalars, at: at)
            }
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private func trace(_ path: String) throws(SizeError) -> SizeTrace {
        guard let trace = SizeTrace(path: path, recorded: [.minimum, FrameSize(1518)]) else {
            throw SizeError("empty")
        }
        return trace
    }

    @Test func mutatedTextsOfSizesReadBackOrAreErrors() throws {
        var random = SplitMix64(seed: 31)
        var good = 0
        for round in 0..<20_000 {
            let text = mutated(Self.texts[round % Self.texts.count], &random)
            guard let sizes = try? SizeDistribution.read(text, trace: trace) else { continue }
            good += 1
            #expect(try SizeDistribution.read(sizes.text, trace: trace) == sizes, "\(text)")
            #expect(sizes.smallest <= sizes.largest && sizes.meanBytes > 0)
        }
        #expect(good > 500)
    }

    @Test func mutatedTextsOfLoadsReadBackOrAreErrors() throws {
        var random = SplitMix64(seed: 32)
        let sizes = SizeDistribution.fixed(.minimum)
        var good = 0
        for round in 0..<20_000 {
            let text = mutated(Self.texts[round % Self.texts.count], &random)
            guard let load = try? Quantity.load(text) else { continue }
            good += 1
            #expect(try Quantity.load(load.text) == load, "\(text)")
            _ = load.problem(sizes: sizes, duration: .max / 4)
        }
        #expect(good > 500)
    }
}
