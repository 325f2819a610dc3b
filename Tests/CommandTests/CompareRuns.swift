import FoundationEssentials
import Frames
import Kernel
import Results

/// Runs on disk with a known difference, as sweeps would have left them.
struct CompareRuns {
    let bench: Bench

    /// One series of a run.
    struct Side {
        var role: String
        var point: String
        var cost: Double
    }

    static let recv = Side(role: "recv", point: "h1", cost: 4000)
    static let blocks = Side(role: "V3", point: "h2", cost: 2000)

    /// Declares V3 against recv, at most 75 % of it.
    static let experiment =
        plainExperiment + """

            [[contrast]]
            metric = "cpu_ns_per_unique_frame"
            base = "recv"
            head = "V3"
            at_most = "75%"
            """

    /// Declares nothing.
    static let plainExperiment = """
        # Is V3 cheaper?
        [traffic]
        rate = "1000 pps"
        [[series]]
        label = "recv"
        backend = "recv"
        [[series]]
        label = "V3"
        backend = "tpacket-v3"
        """

    /// Writes a run: each block has every side once, with 2 % of noise that depends on the seed.
    func write(
        _ sides: [Side] = [recv, blocks], blocks: Int = 15, seed: UInt64 = 1,
        experiment text: String = experiment, run: String = "1",
        change: (inout Manifest) -> Void = { _ in },
        row edit: (inout TrialRecord) -> Void = { _ in }
    ) throws -> RunDirectory {
        var manifest = Manifest(
            runID: "2026010\(run)T000000Z-000000", experiment: "e", seed: 1, experimentHash: "x",
            commandLine: ["bench"], benchVersion: "0", quick: false,
            startedAt: "2026-01-01T00:00:00Z", kernel: "6.1")
        change(&manifest)
        let directory = try RunDirectory.create(
            under: bench.folder + "/results", manifest: manifest, experiment: text)
        let table = TrialTable(settingNames: [])
        var random = SplitMix64(seed: seed)
        var bytes = table.header
        var trial = 0
        for block in 1...max(1, blocks) where blocks > 0 {
            for side in sides {
                trial += 1
                var row = Self.row(side, block, trial)
                row.cpuNsPerUniqueFrame = side.cost * Double.random(in: 0.98...1.02, using: &random)
                edit(&row)
                bytes += table.row(row)
            }
        }
        try TextFile.write(String(decoding: bytes, as: UTF8.self), to: directory.trialsPath)
        return directory
    }

    private static func row(_ side: Side, _ block: Int, _ trial: Int) -> TrialRecord {
        var row = TrialRecord()
        (row.trial, row.block, row.point, row.role) = (trial, block, side.point, side.role)
        row.startedAt = "2026-01-01T00:00:00Z"
        row.outcome = .valid
        (row.backend, row.topology, row.engine) = ("recv", "veth-napi", "sendmmsg")
        (row.napiPolicy, row.sizes, row.rate) = ("other", "64", "1000 pps")
        (row.frameSize, row.durationS, row.lossPercent) = (64, 1, 0)
        return row
    }
}
