import Plotting
import Results

/// A made-up calibration: engines at their limit, with and without a capturer.
enum GeneratorRun {
    static let engines = ["sendmmsg", "xdp"]
    static let topologies = ["veth-inline", "veth-napi"]
    static let sizes = [64, 512, 1518]

    /// Frames a second: known, and different for each combination.
    static func rate(engine: String, topology: String, size: Int, isAlone: Bool) -> Double {
        (engine == "xdp" ? 3e6 : 8e5) * (topology == "veth-napi" ? 1 : 0.5)
            * (1 - Double(size) / 6000) * (isAlone ? 1 : 0.75)
    }

    static func data(repetitions: Int = 1) -> PlotData {
        var records: [TrialRecord] = []
        var gaps: [GapRecord] = []
        for engine in engines {
            for topology in topologies {
                for size in sizes {
                    for isAlone in [true, false] {
                        for _ in 0..<repetitions {
                            var record = record(engine, topology, size, isAlone)
                            record.trial = records.count + 1
                            records.append(record)
                            gaps += bins(of: record)
                        }
                    }
                }
            }
        }
        return PlotData(
            manifest: SyntheticRun.manifest("generators"), records: records,
            order: DeclaredOrder(series: ["recv"]),
            gaps: gaps)
    }

    private static func record(
        _ engine: String, _ topology: String, _ size: Int, _ isAlone: Bool
    ) -> TrialRecord {
        var record = TrialRecord()
        record.point = "\(engine)-\(topology)-\(size)-\(isAlone)"
        record.role = isAlone ? "baseline" : "recv"
        record.backend = isAlone ? "none" : "recv"
        record.outcome = isAlone ? .baseline : .valid
        record.engine = engine
        record.topology = topology
        record.napiPolicy = topology == "veth-napi" ? "other" : nil
        record.frameSize = size
        record.sizes = "\(size)"
        record.rate = "max"
        record.ratePpsOffered = rate(
            engine: engine, topology: topology, size: size, isAlone: isAlone)
        if !isAlone {
            record.lossPercent = 40
            record.settings["wake_up"] = "poll"
        }
        return record
    }

    /// 31 of 32 together for sendmmsg; none for xdp.
    private static func bins(of record: TrialRecord) -> [GapRecord] {
        let isXDP = record.engine == "xdp"
        let bins =
            isXDP
            ? [(256, 259, 9000), (260, 263, 1000), (40_000, 40_500, 3)]
            : [(0, 0, 3100), (40_000, 40_447, 90), (90_000, 90_900, 10)]
        return bins.map { from, to, frames in
            var bin = GapRecord()
            bin.trial = record.trial
            bin.attempt = record.attempt
            bin.fromNs = from
            bin.toNs = to
            bin.frames = frames
            return bin
        }
    }
}
