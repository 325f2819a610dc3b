import Results

@testable import Explaining

/// A valid row that lost nothing, of 100,000 frames/s for 20 s.
///
/// Tests plant one cause each.
enum PlantedRow {
    static let offered = 2_000_000

    static func make(_ change: (inout TrialRecord) -> Void = { _ in }) -> TrialRecord {
        var row = TrialRecord()
        (row.trial, row.block, row.point, row.role) = (7, 1, "h0123456789ab", "V2")
        row.outcome = .valid
        (row.backend, row.topology, row.engine) = ("tpacket-v2", "veth-softirq", "xdp")
        (row.frameSize, row.sizes, row.rate) = (64, "64", "100000 pps")
        (row.ringFrames, row.depthFrames, row.snaplen) = (4096, 4096, 65_535)
        (row.ratePpsIntended, row.ratePpsOffered, row.durationS) = (100_000, 100_000, 20)
        row.ledger = Ledger(
            offered: offered, unique: offered, dropsSocket: 0, dropsDevice: 0, dropsBacklog: 0,
            dropsQdisc: 0, filtered: 0, residual: 0, tool: 0)
        row.deliveredFrames = offered
        (row.truncatedFrames, row.strayFrames) = (0, 0)
        (row.cpuBusyPercent, row.cpuOtherPercent) = (40, 5)
        (row.cpuCaptureNs, row.cpuKernelNs) = (3_000_000_000, 4_000_000_000)
        (row.captureCPU, row.generatorCPU) = (1, 0)
        (row.ksoftirqdNs, row.softirqInKsoftirqdNs, row.softnetTimeSqueeze) = (0, 0, 0)
        (row.stealPercent, row.foreignLoadPercent) = (0, 0.2)
        (row.lossEpisodes, row.lossLongestFrames, row.lossLongestMs) = (0, 0, 0)
        change(&row)
        return row
    }

    /// The same with so many frames lost in a term, spread over the whole trial.
    static func losing(
        _ count: Int, at term: WritableKeyPath<Ledger, Int?>,
        _ change: (inout TrialRecord) -> Void = { _ in }
    ) -> TrialRecord {
        make { row in
            var ledger = row.ledger
            ledger.unique = offered - count
            ledger[keyPath: term] = count
            row.ledger = ledger
            row.deliveredFrames = offered - count
            (row.lossEpisodes, row.lossLongestFrames) = (max(1, count / 10), min(count, 12))
            row.lossLongestMs = Double(min(count, 12)) / 100
            (row.lossFirst5Percent, row.lossLast5Percent) = (5, 5)
            change(&row)
        }
    }

    /// What the rules say of it, by name.
    static func causes(_ evidence: Evidence) -> [String] {
        evidence.explained().filter { $0.rule.subject != .cpu }.map(\.rule.name)
    }

    static func causes(_ row: TrialRecord) -> [String] { causes(Evidence(row)) }
}
