import Results
import Testbed
import Traffic

/// What is different on interfaces that the user named.
extension Judge {
    /// Fills the losses that the two devices say they had, one event in one term.
    func fillDeviceDrops(_ row: inout TrialRecord, _ before: Counters, _ after: Counters) {
        let sender = gain(before.generator, after.generator)
        let receiver = gain(before.capture, after.capture)
        // A frame that a queue refused has an errno, and most are counted once more, by queue or
        // device: the larger of the two numbers is that of the frames.
        let counted = sender.queueDrops + sender.sendDrops
        let refused = max(counted, measured.traffic?.refused ?? 0) - sender.queueDrops
        row.dropsQdisc = sender.queueDrops
        let discarded = receiver.takenAndDropped - countedTwice(row)
        switch measured.refusals {
        case .behind:
            row.dropsBacklog = 0
            row.dropsDevice = 0
        case .ring:
            row.dropsBacklog = 0
            row.dropsDevice = refused + discarded
        case .ringThenBacklog:
            row.dropsBacklog = backlogDrops(before, after, row)
            row.dropsDevice = refused + discarded
        case .backlog:
            // The receiver's `rx_dropped` counts them again.
            row.dropsBacklog = refused
            row.dropsDevice = discarded
        case .sender:
            // RPS behind a device: a full backlog has no errno, and shows in softnet_stat again.
            let backlog = min(receiver.receiveDrops, row.softnetDropped ?? 0)
            row.dropsBacklog = backlog
            row.dropsDevice = refused + receiver.receiveDrops - backlog + receiver.errors
        }
    }

    private struct DeviceGain {
        var sendDrops: Int
        var queueDrops: Int
        var receiveDrops: Int
        /// Frames that the hardware had no room for, or found damaged.
        var errors: Int
        /// Frames that a veth device took out of its rings and discarded (`veth_xdp_rcv_skb`).
        var takenAndDropped: Int
    }

    private func gain(_ start: LinkCounters, _ end: LinkCounters) -> DeviceGain {
        let (first, last) = (start.errors ?? ReceiveErrors(), end.errors ?? ReceiveErrors())
        // Drivers count an overrun under one of the two names, or under both.
        let overruns = max(last.missed &- first.missed, last.fifo &- first.fifo)
        return DeviceGain(
            sendDrops: Int(end.sendDrops &- start.sendDrops),
            queueDrops: Int((end.queueDrops ?? 0) &- (start.queueDrops ?? 0)),
            receiveDrops: Int(end.receiveDrops &- start.receiveDrops),
            errors: Int(overruns &+ (last.damaged &- first.damaged)),
            takenAndDropped: Self.gain(start, end, of: "rx_queue_", "_drops"))
    }

    /// How many frames may be unexplained before the trial is invalid.
    ///
    /// None where everything is counted. Hardware counts late, and a frame in a million may be lost
    /// where nothing counts.
    func tolerance(_ row: TrialRecord) -> Int {
        guard measured.refusals == .sender else { return 0 }
        return max(2, (row.offeredFrames ?? 0) / 1_000_000)
    }

    /// What to say of frames that no counter names.
    func unexplainedWords(_ count: Int, _ row: TrialRecord) -> String {
        let words = "\(count) frames are unexplained"
        if isKernelCounted {
            return words
                + (count > 0
                    ? Self.whyTheKernelMayNotCount
                    : ": the program also gets frames that are not the trial's; can it take {filter}?")
        }
        guard measured.topology == .nic, row.uniqueFrames == 0, row.deviceRxFrames == 0 else {
            return words
        }
        return words
            + ": none arrived; are the two interfaces connected, and the capture promiscuous?"
    }

    static let whyTheKernelMayNotCount =
        ": a filter of the program rejects them (see frame_format), or it reads the kernel's counters "
        + "itself, which zeroes them (see captured = \"REGEX\")"

    /// Why frames may be there that nobody of us sent; empty where only we send.
    func foreignWords(_ reason: InvalidReason) -> String {
        guard measured.topology == .nic, reason == .stray else { return "" }
        return ": something else sends on this link (LLDP, spanning tree, a daemon); turn it off"
    }
}
