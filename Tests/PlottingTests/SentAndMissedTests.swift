import Results
import Testing

@testable import Plotting

/// What a capture costs where the kernel's half of it is done by the sender.
struct SentAndMissedTests {
    /// A million frames of each of two sizes, without a capturer and beside two of them.
    ///
    /// - Parameter rate: `max`, or a pace.
    private static func records(rate: String, topology: String = "veth-outgoing") -> [TrialRecord] {
        [64, 1518].flatMap { size in
            // Name, and nanoseconds for a frame of sender and capturer.
            [("baseline", 4000, nil), ("sniff", 4700, 150), ("recv", 5100, 1800)].map {
                role, sending, capture in
                var record = TrialRecord()
                (record.role, record.point) = (role, "\(role)-\(size)")
                record.outcome = capture == nil ? .baseline : .valid
                (record.topology, record.engine, record.rate) = (topology, "tcp", rate)
                (record.frameSize, record.sizes) = (size, "\(size)")
                record.offeredFrames = 1_000_000
                record.uniqueFrames = capture == nil ? nil : 999_990
                record.lossPercent = capture == nil ? nil : 0.001
                record.cpuBusyPercent = 5
                record.cpuGeneratorNs = (sending + size) * 1_000_000
                record.cpuCaptureNs = capture.map { $0 * 1_000_000 }
                return record
            }
        }
    }

    static func run(rate: String, topology: String = "veth-outgoing") -> PlotData {
        PlotData(
            manifest: SyntheticRun.manifest("zerocopy"),
            records: records(rate: rate, topology: topology))
    }

    private static func files(_ run: PlotData) throws -> [String: String] {
        let figure = try #require(Figure.named("sent-and-missed"))
        return PlotSet.render(run, figures: [figure]).files
    }

    @Test func `The cost of a packet is the capturer's and what the sender needs for its sake`() {
        let records = Self.records(rate: "max")
        let cost = InlineCost(records)
        let costs = records.map { cost.nanoseconds($0) }
        #expect(costs == [nil, 850, 2900, nil, 850, 2900])
    }

    @Test(arguments: [
        ("1000 pps", "veth-outgoing"), ("max", "veth-napi"), ("max", "nic"),
    ])
    func `Of a sender that waits, or whose frames others receive, nothing is told`(
        rate: String, topology: String
    ) throws {
        let run = Self.run(rate: rate, topology: topology)
        let cost = InlineCost(run.records)
        #expect(run.records.allSatisfy { cost.nanoseconds($0) == nil })
        let script = try #require(try Self.files(run)["sent-and-missed.gp"])
        #expect(script.contains("exact CPU use (% of CPU)"))
        #expect(!script.contains("a packet"))
    }

    @Test func `Nor is anything told without a baseline`() {
        let records = Self.records(rate: "max").filter { $0.outcome == .valid }
        let cost = InlineCost(records)
        #expect(records.allSatisfy { cost.nanoseconds($0) == nil })
    }

    @Test func `The figure has the missed and the whole cost of each packet`() throws {
        let files = try Self.files(Self.run(rate: "max"))
        let script = try #require(files["sent-and-missed.gp"])
        #expect(script.contains("CPU time per packet (µs)"))
        #expect(script.contains("above that of its baseline"))
        let table = try #require(files["sent-and-missed.trials.csv"]).split(separator: "\n")
        #expect(table[0].contains("missed_frames,cpu_us_per_packet"))
        #expect(table.count { $0.contains(",10,0.85,sniff") } == 2)
        #expect(table.count { $0.contains(",10,2.9,recv") } == 2)
    }
}
