import Capture
import Kernel
package import Results
import Roles
import Sampling
import Testbed
import Traffic

/// Turns what was read into a row: ledger, CPU, validity.
///
/// Pure.
package struct Judge {
    let measured: Measurement
    /// `cpu_other_percent` of the traffic's baseline; `nil` if there is none (yet).
    let baselineOther: Double?

    package init(_ measured: Measurement, baselineOther: Double? = nil) {
        self.measured = measured
        self.baselineOther = baselineOther
    }

    /// Fills the measured columns of a row that already says which trial it is.
    package func fill(_ row: inout TrialRecord) {
        fillGeometry(&row)
        fillTraffic(&row)
        fillGaps(&row)
        fillCapture(&row)
        fillPath(&row)
        fillLedger(&row)
        fillLosses(&row)
        fillLatencies(&row)
        fillStalls(&row)
        fillCPU(&row)
        fillPauses(&row)
        fillProcess(&row)
        fillWorkers(&row)
        fillVerdict(&row)
    }

    /// Fills what an attempt that came to nothing knows all the same: what was granted, who ran
    /// where, how the capturer ended.
    package func fillKnown(_ row: inout TrialRecord) {
        fillGeometry(&row)
        fillProcess(&row)
    }

    private func fillGeometry(_ row: inout TrialRecord) {
        let granted = measured.granted
        let number = { (name: Granted.Name) in Granted.number(name, in: granted) }
        row.granted =
            granted.isEmpty
            ? nil
            : granted.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                .joined(separator: ";")
        row.ringFrames = number(.ringFrames) ?? row.ringFrames
        row.ringBytes = number(.ringBytes)
        row.receiveBufferBytes = number(.receiveBufferBytes)
        // What was granted is of one worker.
        let depth = { measured.spread.depth(ofOne: $0) }
        row.depthFrames = number(.depthFrames).map(depth)
        row.depthBytes = number(.depthBytes).map(depth)
    }

    private func fillTraffic(_ row: inout TrialRecord) {
        guard let traffic = measured.traffic else {
            row.offeredFrames = offeredByDevice
            return
        }
        row.ratePpsOffered = traffic.offeredRate
        row.intendedFrames = traffic.intended
        row.offeredFrames = traffic.offered
        row.sentFrames = traffic.accepted
        row.enobufsFrames = traffic.refused
        row.eagainCount = traffic.sendBufferFull
        row.retransmittedFrames = traffic.retransmitted
        row.lateShiftNs = traffic.lateShiftNanoseconds.map(Int.init)
        row.longestGapNs = traffic.longestGapNanoseconds.map(Int.init)
        row.gapsOver1ms = traffic.gapsOver1ms
        row.maxFrames100us = traffic.densest100us
        row.cpuGeneratorNs = traffic.cpuNanoseconds.map(Int.init)
    }

    /// Frames that the sending device saw: what is known of a generator that did not live to tell.
    private var offeredByDevice: Int? {
        guard measured.failure != nil, let before = measured.before, let after = measured.after
        else { return nil }
        return Int(after.generator.sentFrames &- before.generator.sentFrames)
            + Int(after.generator.sendDrops &- before.generator.sendDrops)
    }

    private func fillCapture(_ row: inout TrialRecord) {
        guard measured.hasCapturer else { return }
        // Arming zeroed the capturer's own counts; the kernel's go on from where they were.
        let end = measured.captureEnd
        row.deliveredFrames = end["frames"].map(Int.init)
        row.deliveredBytes = end["bytes"].map(Int.init)
        // A frame that two workers got is unique in the counts of both.
        let shared = measured.sharedFrames ?? 0
        row.uniqueFrames = end["unique"].map { Int($0) - shared }
        row.duplicateFrames = end["duplicates"].map { Int($0) + shared }
        row.reorderedFrames = end["reordered"].map(Int.init)
        row.corruptFrames = end["corrupt"].map(Int.init)
        row.strayFrames = end["stray"].map(Int.init)
        row.truncatedFrames = end["truncated"].map(Int.init)
        row.kernelReceivedFrames = gain("received")
        row.kernelDropsFrames = gain("drops")
        row.freezes = gain("freezes")
        row.pollCalls = gain("wake_ups")
        row.kernelDetails = details
        if measured.feedsItself {
            row.offeredFrames = row.deliveredFrames
            row.intendedFrames = nil
            row.ratePpsIntended = nil
        }
    }

    /// The counters that only this kind of capture has: `name=gain`, joined by `;`.
    private var details: String? {
        let names = measured.captureEnd.keys.filter { $0.hasPrefix(CapturerCounters.detail) }
        guard !names.isEmpty else { return nil }
        return names.sorted().compactMap { name in
            gain(name).map { "\(name.dropFirst(CapturerCounters.detail.count))=\($0)" }
        }.joined(separator: ";")
    }

    /// How much a kernel counter of the capturer rose over the traffic.
    private func gain(_ name: String) -> Int? {
        guard let end = measured.captureEnd[name], let start = measured.captureStart[name] else {
            return nil
        }
        return Int(end - start)
    }

    private func fillPath(_ row: inout TrialRecord) {
        guard let before = measured.before, let after = measured.after else { return }
        row.deviceTxFrames = Int(after.generator.sentFrames &- before.generator.sentFrames)
        row.deviceRxFrames = Int(after.capture.receivedFrames &- before.capture.receivedFrames)
        let cpu = measured.placement.capture
        let softnet = after.softnet.gain(cpu: cpu, since: before.softnet)
        row.softnetDropped = softnet.map { Int($0.dropped) }
        row.softnetTimeSqueeze = softnet.map { Int($0.timeSqueeze) }
        if let start = before.ksoftirqd, let end = after.ksoftirqd {
            row.ksoftirqdNs = Int(end &- start)
        }
        row.foreignLoadPercent = foreignLoad?.percentOfOneCPU
        row.stealPercent = CPUTimes.highestStealPercent(
            on: Set([measured.placement.spansHosts ? cpu : measured.placement.generator, cpu]),
            from: before.sample.cpu,
            to: after.sample.cpu)
        row.throttledNs =
            throttling.isEmpty
            ? nil : throttling.reduce(0) { $0 + Int($1.stoppedNanoseconds) }
        row.runnerCPUNs = Int(after.runner - before.runner)
    }

    /// What the quotas above did during the trial.
    var throttling: [CPUQuota] {
        guard let before = measured.before, let after = measured.after else { return [] }
        return after.quotas.compactMap { end in
            before.quotas.first { $0.path == end.path }.map { end.gain(since: $0) }
        }
    }

    var foreignLoad: ForeignLoad? {
        guard let before = measured.before, let after = measured.after else { return nil }
        return ForeignLoad(from: before.tasks, to: after.tasks, excluding: measured.ownPIDs)
    }

    private func fillLedger(_ row: inout TrialRecord) {
        guard measured.hasCapturer, let before = measured.before, let after = measured.after
        else { return }
        row.dropsSocket = row.kernelDropsFrames
        row.filteredFrames = gain("filtered")
        // Our own backends discard nothing that they have taken.
        row.toolFrames = measured.isTool ? measured.captureEnd["discarded"].map(Int.init) : 0
        if measured.feedsItself || measured.refusals == .behind {
            row.dropsDevice = 0
            row.dropsBacklog = 0
            row.dropsQdisc = 0
        } else if measured.topology == .nic {
            fillDeviceDrops(&row, before, after)
        } else {
            // veth counts a full ring and a full backlog alike as the sender's tx_dropped, frames
            // redirected to it by XDP included (`peer_tq_xdp_xmit_err` in `veth_get_stats64`);
            // which of the two it was, the topology knows. `rx_dropped` counts them again.
            // What never got as far as a counter of the device's, the engine was told.
            let refused = max(
                Int(after.generator.sendDrops &- before.generator.sendDrops),
                measured.traffic?.refused ?? 0)
            let inBacklog = measured.refusals == .backlog
            row.dropsBacklog = inBacklog ? refused : backlogDrops(before, after, row)
            row.dropsDevice =
                (inBacklog ? 0 : refused) + receiverDrops(before, after) - countedTwice(row)
            // A veth end has no queueing discipline (noqueue).
            row.dropsQdisc = 0
        }
        if let received = row.kernelReceivedFrames, let drops = row.kernelDropsFrames,
            let delivered = row.deliveredFrames
        {
            row.residualFrames = received - drops - delivered
        }
        close(&row)
    }

    /// Frames that RPS could not hand to the capture CPU, whose backlog was full.
    ///
    /// `enqueue_to_backlog` counts them as `rx_dropped` of the receiving device. There the driver
    /// counts two more: what it discarded itself, and what its ring refused of redirected frames
    /// (`veth_get_stats64`); and frames that nobody wanted in the end, packet sockets apart, are
    /// counted there too where a tc program looked at them (`__netif_receive_skb_core`). So it is
    /// at most what the capture CPU's backlogs refused on the whole machine.
    func backlogDrops(_ before: Counters, _ after: Counters, _ row: TrialRecord) -> Int {
        guard measured.refusals == .ringThenBacklog else { return 0 }
        let refused = Self.gain(before.generator, after.generator, of: "tx_queue_", "_xmit_errors")
        let discarded = receiverDrops(before, after)
        let dropped = Int(after.capture.receiveDrops &- before.capture.receiveDrops)
        return max(0, min(dropped - refused - discarded, row.softnetDropped ?? .max))
    }

    /// What the driver's counters whose names begin and end so have gained together.
    static func gain(
        _ start: LinkCounters, _ end: LinkCounters, of beginning: String, _ ending: String
    ) -> Int {
        end.driver.reduce(0) { sum, counter in
            let (name, value) = counter
            guard name.hasPrefix(beginning), name.hasSuffix(ending) else { return sum }
            return sum + Int(value &- (start.driver[name] ?? 0))
        }
    }

    /// Frames that the receiving device counts among those that it discarded, and the socket as well.
    ///
    /// Of an XDP program in the driver: a redirection to a full AF_XDP socket fails, which is a drop of
    /// either (`veth_xdp_rcv_one`, `xsk_rcv`).
    func countedTwice(_ row: TrialRecord) -> Int {
        let place = measured.granted[Granted.Name.xdpAttach.rawValue]
        return place == XDPRedirect.AttachMode.native.rawValue ? row.kernelDropsFrames ?? 0 : 0
    }

    /// Frames that the receiving device took out of its ring and discarded: an XDP program's
    /// verdict, or no memory (`veth_xdp_rcv_skb`).
    private func receiverDrops(_ before: Counters, _ after: Counters) -> Int {
        Self.gain(before.capture, after.capture, of: "rx_queue_", "_drops")
    }
}
