import Kernel
import Results
import Traffic

extension Judge {
    /// Frames by which a program that was interrupted may be wrong.
    private static let underWay = 1

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
            + (isUncounted ? [.uncounted] : [])
            + (isKernelCounted ? [.kernelCounted] : [])
            + (isSlow ? [.slowEnd] : []) + (hasFailed ? [.exitStatus] : [])
    }

    /// Whether a program of others captured and did not say all that the ledger needs of it.
    var isUncounted: Bool {
        let told = measured.captureEnd
        return measured.isTool && ["frames", "received", "drops"].contains { told[$0] == nil }
    }

    /// Whether the kernel's counters stand in for what a program of others does not say.
    var isKernelCounted: Bool { measured.captureEnd["kernel_counted"] == 1 }

    /// Whether a program of others had to be ended by more than SIGINT.
    private var isSlow: Bool { (measured.captureEnd["tool_ended_by"] ?? 2) != 2 }

    private var hasFailed: Bool { (measured.toolEnd?.status ?? 0) != 0 }

    /// What a reader should know of how a program of others ended; `nil` if it ended as it should.
    var toolRemark: String? {
        guard measured.isTool, let end = measured.toolEnd else { return nil }
        if isSlow || hasFailed {
            return "the capture program ended with \(end.words)"
                + (isSlow ? ", not upon SIGINT within end_within" : "")
        }
        guard measured.captureEnd["frames"] == nil else { return nil }
        return "the capture program reports no frames, and the kernel counted none at its "
            + "sockets" + Self.whyTheKernelMayNotCount
    }

    /// What the sending program says against the device's counters; `nil` if they agree, or if it
    /// says nothing.
    ///
    /// Programs differ in whether a refused frame was sent; either reading agrees. tcpreplay does
    /// not count the frame in whose sending it was interrupted.
    var contradiction: String? {
        guard let traffic = measured.traffic, let claimed = traffic.claimed else { return nil }
        let counts = [traffic.offered, traffic.accepted ?? traffic.offered]
        guard !counts.contains(where: { abs($0 - claimed) <= Self.underWay }) else { return nil }
        return "the sending program reports \(claimed) frames; its device counted "
            + "\(traffic.accepted ?? traffic.offered), and \(traffic.refused ?? 0) refused"
    }
}
