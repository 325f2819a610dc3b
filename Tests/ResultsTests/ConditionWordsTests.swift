import Testing

@testable import Results

/// How conditions are said in captions and labels.
struct ConditionWordsTests {
    @Test(arguments: [
        ("1000000000 bit/s", "1 Gbit/s"), ("125000000 bit/s", "125 Mbit/s"),
        ("1500 bit/s", "1500 bit/s"), ("64000 bit/s", "64 kbit/s"), ("153940 pps", "153940 pps"),
        ("max", "max"), ("64 frames every 1ms", "64 frames every 1ms"), ("1Gbit/s", "1Gbit/s"),
    ])
    func `Bit rates are said in their largest unit, other loads as they are`(
        text: String, words: String
    ) {
        #expect(Condition.rateWords(text) == words)
    }

    @Test(arguments: [
        ("64", "64 B"), ("uniform:64-1518:1", "64–1518 B uniform (seed 1)"),
        ("imix:64-594-1518:7", "IMIX (64–594–1518 B, seed 7)"),
        ("pcap:/a/b:c/trace.pcap:h0123456789ab", "sizes of trace.pcap"), ("odd", "odd"),
    ])
    func `Sizes are said in words`(text: String, words: String) {
        #expect(Condition.sizeWords(text) == words)
    }

    /// A point of one engine, with the options that it alone has.
    private static func point(_ engine: String, _ options: [String: String]) -> TrialRecord {
        var record = TrialRecord()
        (record.role, record.engine, record.settings) = ("recv", engine, options)
        return record
    }

    @Test func `Options that engines differ in anyway are not told, others are`() {
        let two = [Self.point("xdp", [:]), Self.point("sendmmsg", ["engine_batch": "32"])]
        let labels = PointLabels(two, settingNames: ["engine_batch"])
        #expect(labels.label(of: 1) == "recv, sendmmsg")
        let three = two + [Self.point("sendmmsg", ["engine_batch": "1"])]
        #expect(
            PointLabels(three, settingNames: ["engine_batch"]).label(of: 2)
                == "recv, sendmmsg, engine_batch 1")
    }

    @Test func `Frame formats and numbers of flows tell points apart, the usual ones in no word`() {
        var (bare, flows) = (TrialRecord(), TrialRecord())
        (bare.frameFormat, bare.streams) = ("bare", 1)
        (flows.frameFormat, flows.streams) = ("udp4", 8)
        #expect(PointLabels([bare], settingNames: []).conditions(of: 0) == [])
        let labels = PointLabels([bare, flows], settingNames: [])
        #expect(labels.conditions(of: 1) == ["udp4", "8 streams"])
    }
}
