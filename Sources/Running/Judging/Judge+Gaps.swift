import Frames
import Results
import Statistics
import Traffic

extension Judge {
    /// The percentiles of the times between departures; empty where the engine does not know them.
    func fillGaps(_ row: inout TrialRecord) {
        let gaps = GapHistogram(measured.traffic?.gaps ?? [])
        row.gapP50Ns = gaps.percentile(0.5)
        row.gapP90Ns = gaps.percentile(0.9)
        row.gapP99Ns = gaps.percentile(0.99)
        row.gapP999Ns = gaps.percentile(0.999)
    }

    /// The histogram of the times between departures, for `gaps.csv`.
    func gaps(trial: Int, attempt: Int) -> [GapRecord] {
        (measured.traffic?.gaps ?? []).map { bin in
            var record = GapRecord()
            record.trial = trial
            record.attempt = attempt
            record.fromNs = bin.from
            record.toNs = bin.to
            record.frames = bin.count
            return record
        }
    }
}
