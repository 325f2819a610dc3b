import Results
import Traffic

extension Judge {
    /// Closes the ledger: with the sequence numbers seen, or where frames have none, with the
    /// frames delivered.
    func close(_ row: inout TrialRecord) {
        var ledger = row.ledger
        if !measured.isStamped { ledger.unique = row.deliveredFrames }
        row.unexplainedFrames = ledger.unexplained
        row.lossPercent = ledger.lossPercent
    }

    /// What a reader should know of the traffic, and of what its sender said.
    var trafficFlags: [TrialFlag] {
        (measured.isStamped ? [] : [.unstamped]) + (contradiction == nil ? [] : [.claimDiffers])
    }

    /// What the sending program says against the device's counters; `nil` if they agree, or if it
    /// says nothing.
    ///
    /// Programs differ in whether a refused frame was sent; either reading agrees.
    var contradiction: String? {
        guard let traffic = measured.traffic, let claimed = traffic.claimed,
            claimed != traffic.offered && claimed != traffic.accepted
        else { return nil }
        return "the engine says that it sent \(claimed) frames; its device counted "
            + "\(traffic.accepted ?? traffic.offered), and \(traffic.refused ?? 0) refused"
    }
}
