import Experiment
import Frames
import Results

@testable import Comparing

/// Trials as a shared machine makes them: drift over the run, outliers, loss of two regimes.
struct SimulatedRun {
    /// One series at one point.
    struct Arm {
        var series: String
        var point: String
        /// Kernel and process time for a frame, in ns.
        var cost = 3000.0
        /// Loss of most trials, in percent.
        var loss = 0.2
        var build: String?
        var policy = "other"
        var settings: [String: String] = [:]
        var ringFrames: Int?
        var frameSize: Int?
    }

    private var random: SplitMix64
    /// Standard deviation of the logarithm of a cost.
    ///
    /// With the outliers differences of two have 0.1, a little more than those of V3 in 1 s trials on a virtual machine (0.086).
    var spread = 0.055
    /// How far the machine drifts from block to block, likewise.
    var drift = 0.05
    var outliers = 0.03
    var collapses = 0.1

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// A run in which every block holds every arm once.
    mutating func run(
        _ arms: [Arm], blocks: Int, name: String = "results/x/1",
        change: (inout TrialRecord) -> Void = { _ in }
    ) -> RunData {
        RunData(
            name: name, manifest: Self.manifest, records: records(arms, blocks, change),
            metrics: ComparedMetric.all)
    }

    mutating func records(
        _ arms: [Arm], _ blocks: Int, _ change: (inout TrialRecord) -> Void = { _ in }
    ) -> [TrialRecord] {
        var level = 0.0
        var records: [TrialRecord] = []
        for block in 1...blocks {
            // The machine warms up and slows down, for all methods alike.
            level += drift * normal()
            for arm in random.shuffled(arms) {
                var record = record(arm, block, level)
                record.trial = records.count + 1
                change(&record)
                records.append(record)
            }
        }
        return records
    }

    private mutating func record(_ arm: Arm, _ block: Int, _ level: Double) -> TrialRecord {
        var record = TrialRecord()
        record.outcome = .valid
        record.block = block
        record.point = arm.point
        record.build = arm.build
        record.role = arm.series + (arm.build.map { " [\($0)]" } ?? "")
        record.backend = "recv"
        (record.topology, record.napiPolicy, record.engine) = ("veth-napi", arm.policy, "sendmmsg")
        (record.sizes, record.rate) = (arm.frameSize.map { "\($0)" } ?? "64", "100000 pps")
        (record.durationS, record.frameSize) = (1, arm.frameSize ?? 64)
        record.settings = arm.settings
        record.ringFrames = arm.ringFrames
        let outlier = uniform() < outliers ? 0.5 * uniform() : 0
        let cost = arm.cost * SimulatedRun.exponential(level + spread * normal() + outlier)
        let collapse = uniform() < collapses ? 5 + 30 * uniform() : 0
        record.offeredFrames = 100_000
        let loss = max(0, arm.loss + 0.05 * normal()) + collapse
        record.lossPercent = loss
        record.uniqueFrames = 100_000 - Int(loss * 1000)
        record.kernelDropsFrames = Int(loss * 1000)
        record.cpuNsPerUniqueFrame = cost
        record.cpuNsPerOfferedFrame = cost * (1 - loss / 100)
        return record
    }

    private mutating func uniform() -> Double { Double.random(in: 0..<1, using: &random) }

    /// Near enough to normal: the sum of twelve.
    private mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }

    /// e to the power of x, by its series: tests import no C library.
    static func exponential(_ x: Double) -> Double {
        var (sum, term) = (1.0, 1.0)
        for n in 1...40 {
            term *= x / Double(n)
            sum += term
        }
        return sum
    }

    static var manifest: Manifest {
        Manifest(
            runID: "20261121T000000Z-000000", experiment: "x", seed: 1, experimentHash: "0",
            commandLine: [], benchVersion: "1", quick: false, startedAt: "2026-11-21T00:00:00Z",
            kernel: "6.18")
    }
}
