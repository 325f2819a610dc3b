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

@Suite struct LoadTextPropertyTests {
    /// A load of any kind, often a number that is not round.
    private func load(_ random: inout SplitMix64) -> Load {
        let magnitude = Double.random(in: -7...18, using: &random)
        let value = Double("\(Double.random(in: 1..<10, using: &random))e\(Int(magnitude))") ?? 1
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return .frameRate(value)
        case 1: return .wireBitRate(value)
        case 2: return .frameRate(value.rounded(.up))
        case 3:
            return .burst(
                frames: Int.random(in: 1...65_536, using: &random),
                every: Int64.random(in: 1...3_600_000_000_000, using: &random))
        default:
            let units: [Int64] = [1, 1000, 1_000_000, 1_000_000_000]
            let unit = units.randomElement(using: &random) ?? 1
            return .burst(frames: 1, every: unit * Int64.random(in: 1...3600, using: &random))
        }
    }

    @Test func everyCanonicalTextReadsBack() throws {
        var random = SplitMix64(seed: 5)
        for _ in 0..<20_000 {
            let load = load(&random)
            #expect(try Quantity.load(load.text) == load, "\(load)")
        }
        #expect(try Quantity.load(Load.unpaced.text) == .unpaced)
    }

    @Test func slowRatesHaveNoExponent() {
        #expect(Load.frameRate(0.0000125).text == "0.0000125 pps")
    }

    @Test(
        arguments: [
            ("64 frames every 1ms", 64, 1_000_000), ("1 frame every 2 s", 1, 2_000_000_000),
            ("64 frames every 1000us", 64, 1_000_000),
            ("65536 frames every 60min", 65_536, 3_600_000_000_000),
            ("65536 frames every 1h", 65_536, 3_600_000_000_000),
        ] as [(String, Int, Int64)])
    func burstsAreFramesAndATime(_ text: String, _ frames: Int, _ every: Int64) throws {
        #expect(try Quantity.load(text) == .burst(frames: frames, every: every))
    }

    @Test(arguments: [
        "0 frames every 1ms", "65537 frames every 1ms", "64 frames every 0ms", "64 every 1ms",
        "64 frames every", "every", "64 frames every 61min", "64.5 frames every 1ms",
        "64 frames every 1ms 2ms", "64 frames each every 1ms", "frames every 1ms", "every 1 2 3",
        "-64 frames every 1ms", "64 frames every -1ms", "64 frames every 0.4ns", "Max", "max ",
    ])
    func otherTextsAreNoBursts(_ text: String) {
        #expect(throws: QuantityError.self) { try Quantity.load(text) }
    }

    @Test(arguments: [
        ("0 pps", "it is 0"), ("0.0 Gbit/s", "it is 0"), ("-1 pps", "it is negative"),
        ("99999999999999999999 pps", "it is too large"), ("nan", nil), ("inf pps", nil),
    ])
    func ratesThatAreNoneSayWhy(_ text: String, _ reason: String?) {
        let error = #expect(throws: QuantityError.self) { try Quantity.load(text) }
        #expect(error?.reason == reason)
    }

    @Test func loadsThatNothingCanSendSaySo() {
        let sizes = SizeDistribution.fixed(.minimum)
        let second: Int64 = 1_000_000_000
        #expect(Load.frameRate(1).problem(sizes: sizes, duration: second) == nil)
        #expect(Load.unpaced.problem(sizes: sizes, duration: second) == nil)
        #expect(
            Load.frameRate(0.5).problem(sizes: sizes, duration: second)
                == "sends no frame in 1.0 s")
        #expect(
            Load.burst(frames: 9, every: second).problem(sizes: sizes, duration: second)
                == "sends only one burst in 1.0 s; two are needed")
        #expect(
            Load.wireBitRate(1e18).problem(sizes: sizes, duration: second)
                == "is more than a frame a nanosecond (1000 Mpps)")
    }
}
