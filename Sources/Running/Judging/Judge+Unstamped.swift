import Results

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
        var flags: [TrialFlag] = []
        if !measured.isStamped { flags.append(.unstamped) }
        if let traffic = measured.traffic, let claimed = traffic.claimed,
            claimed != traffic.offered
        {
            flags.append(.claimDiffers)
        }
        return flags
    }
}
