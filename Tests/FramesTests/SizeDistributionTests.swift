import Frames
import Testing

@Suite struct SizeDistributionTests {
    private static let mixed = SizeDistribution.uniform(
        smallest: FrameSize(64), largest: FrameSize(1518), seed: 1)

    @Test(arguments: [SizeDistribution.fixed(.minimum), mixed])
    func textReadsBack(_ sizes: SizeDistribution) {
        #expect(SizeDistribution(text: sizes.text) == sizes)
    }

    @Test(arguments: [
        "", "sixty", "-64", "0", "uniform", "uniform:64-1518:", "uniform:64-1518:-1",
        "uniform:1518-64:1", "uniform:64--1518:1", "uniform:64:1", "uniform:64-128-256:1",
        "uniform:-64:1", "normal:64-1518:1",
    ])
    func otherTextsAreNoDistribution(_ text: String) {
        #expect(SizeDistribution(text: text) == nil)
    }

    @Test func canonicalTextIsThatOfTheColumn() {
        #expect(Self.mixed.text == "uniform:64-1518:1")
        #expect(SizeDistribution.fixed(FrameSize(128)).text == "128")
    }

    @Test func fixedSizesAreOneEntry() {
        #expect(SizeDistribution.fixed(FrameSize(128)).sizes() == [FrameSize(128)])
    }

    @Test func drawnSizesFillTheRangeEvenly() {
        let sizes = Self.mixed.sizes().map(\.bytes)
        #expect(sizes.count == SizeDistribution.tableLength)
        #expect(sizes.min() == 64 && sizes.max() == 1518)
        let mean = Double(sizes.reduce(0, +)) / Double(sizes.count)
        // The standard error of the mean is 420 / 256 = 1.6 bytes.
        #expect(abs(mean - Self.mixed.meanBytes) < 8)
        #expect(Set(sizes).count == 1518 - 64 + 1)
    }

    @Test func sameSeedDrawsTheSameSizes() {
        let other = SizeDistribution.uniform(
            smallest: FrameSize(64), largest: FrameSize(1518), seed: 2)
        #expect(Self.mixed.sizes() == Self.mixed.sizes())
        #expect(Self.mixed.sizes() != other.sizes())
    }

    /// Traffic of an old seed has to be the old traffic.
    @Test func drawnSizesAreThoseOfEarlierVersions() {
        #expect(Self.mixed.sizes().prefix(6).map(\.bytes) == [888, 1149, 1476, 710, 710, 1174])
    }

    @Test func frameSizesCountTheFCS() {
        #expect(FrameSize.minimum.apiLength == 60)
        #expect(FrameSize.maximum(mtu: 1500).bytes == 1518)
        #expect(FrameSize.minimum.wireBits == 672)
    }
}
