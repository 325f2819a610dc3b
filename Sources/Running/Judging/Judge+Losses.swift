import Capture
import Frames
package import Results

extension Judge {
    /// Fills when frames were lost; empty where their stamps were not read.
    func fillLosses(_ row: inout TrialRecord) {
        guard let losses = losses(row) else { return }
        row.lossEpisodes = losses.episodes
        row.lossLongestFrames = losses.longest
        if let rate = row.ratePpsOffered, rate > 0 {
            row.lossLongestMs = Double(losses.longest) / rate * 1e3
        }
        guard losses.lost > 0 else { return }
        row.lossFirst5Percent = 100 * Double(losses.first) / Double(losses.lost)
        row.lossLast5Percent = 100 * Double(losses.last) / Double(losses.lost)
    }

    /// The losses, if they are those of the row: every frame offered was seen, or is among them.
    private func losses(_ row: TrialRecord) -> SequenceLosses? {
        guard let losses = measured.losses, losses.frames == row.offeredFrames,
            losses.frames - losses.lost == row.uniqueFrames
        else { return nil }
        return losses
    }

    /// The histogram of the losses over time, for `losses.csv`: bins without any are left out.
    ///
    /// A frame's time is its number at the offered rate, from the first send on.
    package func lossBins(of row: TrialRecord) -> [LossRecord] {
        guard let losses = losses(row), let rate = row.ratePpsOffered, rate > 0 else { return [] }
        let time = { (frame: Int) in
            Int(min((Double(frame) / rate * 1e9).rounded(), Double(CountLimit.most)))
        }
        return losses.bins.filter { $0.start < losses.frames }.map { bin in
            var record = LossRecord()
            record.point = row.point
            record.trial = row.trial
            record.attempt = row.attempt
            record.fromNs = time(bin.start)
            record.toNs = time(min(bin.start + losses.binFrames, losses.frames))
            record.lostFrames = bin.lost
            return record
        }
    }
}
