import Capture
import Frames
import Results
import Roles
import Statistics

extension Judge {
    /// Fills how long frames took, of those that arrived; empty if that was not measured.
    ///
    /// A capturer that makes its own frames has sent none.
    func fillLatencies(_ row: inout TrialRecord) {
        guard let latencies = measured.latencies, !measured.feedsItself else { return }
        let sent = GapHistogram(latencies.sent)
        row.latencyP50Ns = sent.percentile(0.5)
        row.latencyP90Ns = sent.percentile(0.9)
        row.latencyP99Ns = sent.percentile(0.99)
        row.latencyP999Ns = sent.percentile(0.999)
        row.latencyMaxNs = sent.count > 0 ? Int(latencies.sentMost) : nil
        let due = GapHistogram(latencies.due)
        row.latencyDueP50Ns = due.percentile(0.5)
        row.latencyDueP90Ns = due.percentile(0.9)
        row.latencyDueP99Ns = due.percentile(0.99)
        row.latencyDueP999Ns = due.percentile(0.999)
        row.latencyDueMaxNs = due.count > 0 ? Int(latencies.dueMost) : nil
    }

    /// Fills how long the queue lasts, the pauses that were made, and what they should have cost.
    func fillStalls(_ row: inout TrialRecord) {
        let rate = row.ratePpsOffered ?? measured.intendedRate
        if let depth = row.depthFrames, let rate, rate > 0 {
            row.depthMs = Double(depth) / rate * 1e3
        }
        guard let stalls = measured.stalls else { return }
        row.stalls = stalls.pauses
        row.stalledMs = Double(stalls.time) / 1e6
        row.longestStallMs = Double(stalls.longest) / 1e6
        guard stalls.pauses > 0, let depth = row.depthFrames, let rate else { return }
        let mean = Double(stalls.time) / Double(stalls.pauses) / 1e9
        let each = max(0, rate * mean - Double(depth))
        row.stallLossExpected = Int((each * Double(stalls.pauses)).rounded())
    }
}
