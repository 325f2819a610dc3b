import Frames
import Testing

@Suite struct TrafficShapeTests {
    /// Bytes.
    private static let imixMean = Double(64 * 7 + 594 * 4 + 1518) / 12

    private static func weighted(_ pairs: [(size: Int, weight: Int)]) throws -> SizeDistribution {
        .weighted(try WeightedSizes(pairs), seed: 1)
    }

    private static func counts(_ sizes: SizeDistribution) -> [Int: Int] {
        Dictionary(grouping: sizes.sizes().map(\.bytes)) { $0 }.mapValues(\.count)
    }

    @Test func weightedTablesHaveExactProportions() throws {
        let sizes = try Self.weighted([(64, 7), (594, 4), (1518, 1)])
        // 65536 / 12 = 5461.33: remainders of 7, 4 and 1 parts are 1/3 each.
        #expect(Self.counts(sizes) == [64: 38_230, 594: 21_845, 1518: 5461])
        #expect(sizes.meanBytes == Self.imixMean)
        let even = try Self.weighted([(64, 1), (128, 1), (256, 2)])
        #expect(Self.counts(even) == [64: 16_384, 128: 16_384, 256: 32_768])
    }

    @Test func randomWeightsAreWithinOneEntryOfTheirPart() throws {
        var random = SplitMix64(seed: 11)
        for _ in 0..<30 {
            let pairs = (0..<Int.random(in: 1...20, using: &random)).map {
                (size: 64 + 10 * $0, weight: Int.random(in: 1...1000, using: &random))
            }
            let total = pairs.reduce(0) { $0 + $1.weight }
            let counts = Self.counts(try Self.weighted(pairs))
            #expect(counts.values.reduce(0, +) == SizeDistribution.tableLength)
            for (size, weight) in pairs {
                let exact = Double(weight) * 65_536 / Double(total)
                #expect(abs(Double(counts[size] ?? 0) - exact) < 1)
            }
        }
    }

    @Test func weightedTablesAreShuffledByTheirSeed() throws {
        let weights = try WeightedSizes([(64, 1), (1518, 1)])
        let one = SizeDistribution.weighted(weights, seed: 1)
        let other = SizeDistribution.weighted(weights, seed: 2)
        #expect(one.sizes() == one.sizes())
        #expect(one.sizes() != other.sizes())
        // Half of all neighbours differ, with a standard deviation of 128.
        let table = one.sizes()
        let changes = zip(table, table.dropFirst()).count { $0 != $1 }
        #expect(abs(changes - 32_768) < 1000)
    }

    /// Traffic of an old seed has to be the old traffic.
    @Test func shuffledSizesAreThoseOfEarlierVersions() {
        let sizes = SizeDistribution.imix(shortest: .minimum, seed: 1).sizes()
        #expect(sizes.prefix(8).map(\.bytes) == [594, 64, 594, 594, 64, 594, 594, 64])
    }

    @Test func sameDistributionHasOneForm() throws {
        let plain = try Self.weighted([(64, 7), (594, 4)])
        #expect(try Self.weighted([(594, 8), (1518, 0), (64, 14)]) == plain)
        #expect(plain.text == "weighted:64x7,594x4:1")
        #expect(plain.smallest.bytes == 64 && plain.largest.bytes == 594)
    }

    @Test(
        arguments: [
            [], [(64, 0)], [(64, -1)], [(64, 1), (64, 2)], [(0, 1)], [(70_000, 1)],
            [(64, 1), (128, 65_536)], [(64, 1_000_000_001)], [(64, .max), (128, .max)],
        ] as [[(size: Int, weight: Int)]])
    func otherWeightsAreRefused(_ pairs: [(size: Int, weight: Int)]) {
        #expect(throws: SizeError.self) { try WeightedSizes(pairs) }
    }

    @Test func imixIsSevenFourOne() {
        let imix = SizeDistribution.imix(shortest: .minimum, seed: 1)
        #expect(Self.counts(imix) == [64: 38_230, 594: 21_845, 1518: 5461])
        #expect(imix.smallest.bytes == 64 && imix.largest.bytes == 1518)
        #expect(imix.meanBytes == Self.imixMean)
        #expect(imix.note?.contains("sent as 64") == true)
        let udp = imix.fitted(to: .udp4(streams: 4))
        #expect(udp.text == "imix:78-594-1518:1")
        #expect(udp.smallest.bytes == 78 && udp.sizes().min()?.bytes == 78)
        #expect(udp.note?.contains("sent as 78") == true)
        #expect(udp.fitted(to: .bare) == imix)
    }

    @Test func sizesThatSomebodyWroteAreNotRounded() throws {
        for text in ["64", "uniform:64-128:1", "weighted:64x1,128x1:1"] {
            let sizes = try #require(SizeDistribution(text: text))
            #expect(sizes.fitted(to: .udp4(streams: 1)) == sizes)
            #expect(sizes.note == nil)
        }
    }

    @Test(arguments: [
        "64", "uniform:64-1518:7", "weighted:64x7,594x4,1518x1:9", "imix:64-594-1518:3",
        "imix:78-594-1518:1",
    ])
    func canonicalTextsAreTheirOwn(_ text: String) {
        #expect(SizeDistribution(text: text)?.text == text)
    }

    @Test(arguments: [
        ("imix", "imix:64-594-1518:1"), ("imix:simple:4", "imix:64-594-1518:4"),
        ("weighted:1518x1,64x7,594x4", "weighted:64x7,594x4,1518x1:1"),
        ("weighted:64x50,128x50:2", "weighted:64x1,128x1:2"),
        ("uniform:64-128", "uniform:64-128:1"),
    ])
    func friendlyTextsMeanCanonicalOnes(_ text: String, _ canonical: String) {
        #expect(SizeDistribution(text: text)?.text == canonical)
    }

    @Test(arguments: [
        "imix:64:1", "imix:70-594-1518:1", "imix:", "imix:64-594-1518:x", "IMIX", "weighted:",
        "weighted::1", "weighted:64:1", "weighted:64x:1", "weighted:64x1,:1", "weighted:64x1x1:1",
        "weighted:64x1:1:1", "weighted:64x1,64x1:1", "weighted:-64x1:1", "pcap:", "pcap:/a", "64:",
        "weighted:64x99999999999999999999:1", "65536", "uniform:1-99999:1", ":", "x:y",
    ])
    func otherTextsAreNoShape(_ text: String) {
        #expect(SizeDistribution(text: text) == nil)
    }

    @Test func everyCanonicalTextReadsBack() throws {
        var random = SplitMix64(seed: 12)
        for _ in 0..<2000 {
            let seed = UInt64.random(in: 0 ... .max, using: &random)
            let low = Int.random(in: 64...1500, using: &random)
            let count = Int.random(in: 1...8, using: &random)
            var pairs = [(size: low, weight: 1)]
            for index in 1...count {
                pairs.append((low + index, Int.random(in: 0...5000, using: &random)))
            }
            let shapes: [SizeDistribution] = [
                .fixed(FrameSize(low)),
                .uniform(smallest: FrameSize(low), largest: FrameSize(low + 18), seed: seed),
                .weighted(try WeightedSizes(pairs), seed: seed),
                .imix(shortest: FrameSize([64, 78][Int(seed % 2)]), seed: seed),
            ]
            for shape in shapes {
                #expect(SizeDistribution(text: shape.text) == shape)
            }
        }
    }
}

@Suite struct SizeTraceTests {
    private func trace(_ path: String, _ sizes: [Int]) throws -> SizeTrace {
        try #require(SizeTrace(path: path, recorded: sizes.map { FrameSize($0) }))
    }

    @Test func sizesAreInTheOrderOfTheFileOverAndOver() throws {
        let sizes = SizeDistribution.trace(try trace("/t.pcap", [1518, 64, 594])).sizes()
        #expect(sizes.count == SizeDistribution.tableLength)
        #expect(sizes.prefix(7).map(\.bytes) == [1518, 64, 594, 1518, 64, 594, 1518])
    }

    @Test func meanIsThatOfTheTable() throws {
        let trace = try trace("/t.pcap", (0..<40_000).map { $0 < 20_000 ? 64 : 1518 })
        // The table ends within the second round.
        let table = SizeDistribution.trace(trace).sizes()
        let mean = Double(table.reduce(0) { $0 + $1.bytes }) / 65_536
        #expect(SizeDistribution.trace(trace).meanBytes == mean)
        #expect(mean < 760)
    }

    @Test func shortFramesAreRoundedUpAndCounted() throws {
        let sizes = SizeDistribution.trace(try trace("/t.pcap", [46, 70, 594]))
        #expect(sizes.smallest.bytes == 64 && sizes.largest.bytes == 594)
        #expect(
            sizes.note == "/t.pcap: 1 of 3 frames are shorter than 64 bytes and sent as 64")
        let udp = sizes.fitted(to: .udp4(streams: 1))
        #expect(udp.sizes().prefix(3).map(\.bytes) == [78, 78, 594])
        #expect(udp.note?.contains("2 of 3 frames are shorter than 78") == true)
        #expect(udp.text == sizes.text)
    }

    @Test func noSizesAreNoTrace() {
        #expect(SizeTrace(path: "/t.pcap", recorded: []) == nil)
    }

    /// A path may have anything but the end of a string in it.
    @Test(arguments: [
        "/t.pcap", "/a:b/c:d.pcap", "/:h0123456789ab", "/a b/ü,;\"x\"\n.pcap", "/pcap:", "/x:1",
    ])
    func canonicalTextReadsTheFileAgain(_ path: String) throws {
        let sizes = SizeDistribution.trace(try trace(path, [64, 1518]))
        var asked: [String] = []
        let read = try SizeDistribution.read(sizes.text) { (path) throws(SizeError) in
            asked.append(path)
            guard let trace = SizeTrace(path: path, recorded: [FrameSize(64), FrameSize(1518)])
            else { throw SizeError("empty") }
            return trace
        }
        #expect(read == sizes)
        #expect(asked == [path])
    }

    @Test func aChangedFileIsRefused() throws {
        let text = SizeDistribution.trace(try trace("/t.pcap", [64, 1518])).text
        let error = #expect(throws: SizeError.self) {
            try SizeDistribution.read(text) { (path) throws(SizeError) in
                guard let trace = SizeTrace(path: path, recorded: [FrameSize(64)]) else {
                    throw SizeError("empty")
                }
                return trace
            }
        }
        #expect(
            error?.message == "/t.pcap: has changed since it was planned with: other frame sizes")
    }

    @Test func fingerprintIsThatOfTheSizesAlone() throws {
        let (one, other) = (try trace("/a", [64, 65]), try trace("/b", [64, 65]))
        #expect(one.fingerprint == other.fingerprint && one != other)
        #expect(try trace("/a", [65, 64]).fingerprint != one.fingerprint)
        #expect(try trace("/a", [646, 5]).fingerprint != one.fingerprint)
    }

    @Test func samplesStandForAllSizes() throws {
        let imix = SizeDistribution.imix(shortest: .minimum, seed: 1).sample(of: 64)
        #expect(imix.count == 64 && imix.count { $0.bytes == 64 } == 37)
        #expect(SizeDistribution.fixed(FrameSize(99)).sample(of: 64) == [FrameSize(99)])
        let uniform = SizeDistribution(text: "uniform:64-1518:1")?.sample(of: 64)
        #expect(uniform?.first?.bytes == 64 && (uniform?.count ?? 0) > 60)
    }
}
