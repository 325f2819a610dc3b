/// How the lost frames of a trial lie in time.
package enum LossShape: Sendable {
    /// Most went in one episode: something stood still once.
    case oneEpisode
    /// Most were among the first 5 % that were sent.
    case start
    /// Most were among the last 5 %.
    case end
    case spread
}

extension TrialRecord {
    /// Frames offered that were not captured; `nil` if there are none, or that was not measured.
    private var lostFrames: Int? {
        guard let offered = offeredFrames, let arrived = arrivedFrames else { return nil }
        let lost = offered &- arrived
        return lost > 0 ? lost : nil
    }

    /// The part of the lost frames that went in one episode; `nil` without loss, and where that was
    /// not measured.
    package var longestLossShare: Double? {
        guard let lost = lostFrames, let longest = lossLongestFrames else { return nil }
        return min(1, Double(longest) / Double(lost))
    }

    /// How the lost frames lie in time; `nil` without loss, and where that was not measured.
    ///
    /// A handful of frames is no episode of note: few losses of a small ring look so, too.
    package var lossShape: LossShape? {
        guard let share = longestLossShare else { return nil }
        if share >= 0.5, (lossLongestFrames ?? 0) >= 32 { return .oneEpisode }
        if (lossFirst5Percent ?? 0) >= 50 { return .start }
        return (lossLast5Percent ?? 0) >= 50 ? .end : .spread
    }
}
