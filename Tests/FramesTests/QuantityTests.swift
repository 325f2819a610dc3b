import Frames
import Testing

@Suite struct QuantityTests {
    @Test(
        arguments: [
            ("20s", 20_000_000_000), ("20 s", 20_000_000_000), ("0s", 0), ("1.5ms", 1_500_000),
            ("50us", 50_000), ("50µs", 50_000), ("7ns", 7), ("2min", 120_000_000_000),
            ("0.1s", 100_000_000), ("1h", 3_600_000_000_000), ("1_000ns", 1000), ("2.3us", 2300),
        ] as [(String, Int64)])
    func durationsAreNanoseconds(_ text: String, _ nanoseconds: Int64) throws {
        #expect(try Quantity.nanoseconds(text) == nanoseconds)
    }

    @Test(arguments: [
        "", "s", "20", "20S", "20 sec", "-20s", "+20s", "2 0s", "1e3s", "1..2s", ".s", "_s",
        "infs", "nans", "1000000000000000000000s", "٣s", "20s ",
    ])
    func otherTextsAreNoDurations(_ text: String) {
        #expect(throws: QuantityError.self) { try Quantity.nanoseconds(text) }
    }

    @Test(arguments: [
        ("65536", 65_536), ("64KiB", 65_536), ("1.5KiB", 1536), ("4 MiB", 4_194_304),
        ("1GiB", 1_073_741_824), ("12B", 12), ("0", 0),
    ])
    func byteCountsAreWholeBytes(_ text: String, _ bytes: Int) throws {
        #expect(try Quantity.bytes(text) == bytes)
    }

    @Test(arguments: ["64KB", "64k", "0.5", "1.0001KiB", "-1", "9999999999999999999"])
    func otherTextsAreNoByteCounts(_ text: String) {
        #expect(throws: QuantityError.self) { try Quantity.bytes(text) }
    }

    @Test(arguments: [
        ("153940 pps", Load.frameRate(153_940)), ("1.2Mpps", .frameRate(1_200_000)),
        ("2.3Mpps", .frameRate(2_300_000)), ("0.5 pps", .frameRate(0.5)),
        ("1Gbit/s", .wireBitRate(1e9)), ("100Mbit/s", .wireBitRate(1e8)),
        ("64 kbit/s", .wireBitRate(64_000)),
    ])
    func loadsAreFramesOrBitsASecond(_ text: String, _ load: Load) throws {
        #expect(try Quantity.load(text) == load)
    }

    @Test(arguments: ["0 pps", "0Gbit/s", "1 Gbps", "1Gbit", "pps", "bit/s", "1 GBit/s", "5"])
    func otherTextsAreNoLoads(_ text: String) {
        #expect(throws: QuantityError.self) { try Quantity.load(text) }
    }

    /// Multiplying by 0.01 would make most of these another number than its literal.
    @Test func percentagesAreTheNearestFraction() throws {
        for percent in 0...1000 {
            #expect(try Quantity.fraction("\(percent)%") == Double(percent) / 100)
        }
        #expect(try Quantity.fraction("12.5 %") == 0.125)
    }

    @Test func errorsSayWhatIsAllowed() {
        let error = #expect(throws: QuantityError.self) { try Quantity.fraction("half") }
        #expect(
            error?.description == "“half” is not a percentage such as “100%” or “12.5%”")
    }
}
