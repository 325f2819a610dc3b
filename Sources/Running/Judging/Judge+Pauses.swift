import Capture
package import Results
import Traffic

extension Judge {
    /// Fills how often and how long the capture process took no frame; empty where that is not known.
    func fillPauses(_ row: inout TrialRecord) {
        guard measured.pauses != nil else { return }
        let pauses = pauses(of: row)
        row.capturePauses = pauses.count
        row.captureLongestPauseMs = Double(pauses.map { $0.toNs - $0.fromNs }.max() ?? 0) / 1e6
        let bins = lossBins(of: row)
        let lost = bins.reduce(0) { $0 + $1.lostFrames }
        guard lost > 0 else { return }
        // A sender that was late is behind the numbers of its frames for as long.
        let slack = min(max(row.longestGapNs ?? 0, 0), 10_000_000)
        let within = bins.filter { bin in
            pauses.contains { $0.fromNs - slack <= bin.toNs && bin.fromNs <= $0.toNs + slack }
        }
        row.lossInPausesPercent =
            100 * Double(within.reduce(0) { $0 + $1.lostFrames }) / Double(lost)
    }

    /// The pauses of the capture process during the traffic, for `pauses.csv`: at most
    /// ``PauseRecorder/most``, the longest, in the order of time.
    ///
    /// What a frame costs is subtracted for each frame of the receive that ended a pause. What is left
    /// must be longer than a ring may hold frames back.
    package func pauses(of row: TrialRecord) -> [PauseRecord] {
        guard let pauses = measured.pauses, let first = measured.traffic?.firstSendNanoseconds
        else { return [] }
        let cost = frameCost(row)
        let shortest = PauseRecorder.shortest + 2 * measured.heldBack
        return pauses.compactMap { pause in
            let work = Double(pause.frames) * cost
            let end = pause.to - Int64(min(work, Double(max(pause.length, 0))))
            guard end - pause.from >= shortest, pause.from >= first else { return nil }
            var record = PauseRecord()
            (record.point, record.trial, record.attempt) = (row.point, row.trial, row.attempt)
            (record.fromNs, record.toNs) = (Int(pause.from - first), Int(end - first))
            return record
        }
    }

    /// What taking a frame costs (ns), with the receive work that goes on meanwhile.
    private func frameCost(_ row: TrialRecord) -> Double {
        guard let frames = row.deliveredFrames, frames > 0 else { return 0 }
        // Without time left, all of it went by frame after frame.
        if let busy = row.cpuBusyPercent, busy >= 95 {
            return Double(measured.durationNanoseconds) / Double(frames)
        }
        return Double((row.cpuCaptureNs ?? 0) + (row.cpuKernelNs ?? 0)) / Double(frames)
    }
}
