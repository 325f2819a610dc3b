import Frames
import Testing

@Suite struct LoadTests {
    /// Maximum frame rates of 1 and 10 Gbit/s Ethernet.
    ///
    /// Source: RFC 2544 section 20.
    @Test(arguments: [
        (64, 1e9, 1_488_095), (1518, 1e9, 81_274), (1518, 1e10, 812_743), (64, 1e10, 14_880_952),
    ])
    func lineRatesAreThoseOfEthernet(_ size: Int, _ bits: Double, _ rate: Int) {
        let sizes = SizeDistribution.fixed(FrameSize(size))
        #expect(Load.wireBitRate(bits).framesPerSecond(sizes: sizes).map { Int($0) } == rate)
    }

    @Test func frameRateDoesNotDependOnSizes() {
        let sizes = SizeDistribution.uniform(
            smallest: FrameSize(64), largest: FrameSize(1518), seed: 1)
        #expect(Load.frameRate(153_940).framesPerSecond(sizes: sizes) == 153_940)
    }

    @Test func bitRateCountsTheMeanSize() {
        let sizes = SizeDistribution.uniform(
            smallest: FrameSize(64), largest: FrameSize(1518), seed: 1)
        #expect(Load.wireBitRate(8 * 811).framesPerSecond(sizes: sizes) == 1)
    }

    @Test(arguments: [
        Load.frameRate(153_940), .frameRate(0.5), .frameRate(1_000_000.25), .wireBitRate(1e9),
        .wireBitRate(4e18),
    ])
    func textReadsBack(_ load: Load) throws {
        #expect(try Quantity.load(load.text) == load)
    }

    @Test func textHasNoExponent() {
        #expect(Load.frameRate(153_940).text == "153940 pps")
        #expect(Load.wireBitRate(4e18).text == "4000000000000000000 bit/s")
    }
}
