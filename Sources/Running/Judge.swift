import Experiment
import Kernel
package import Results
import Sampling
import Testbed
import Traffic

/// Turns what was read into a row: ledger, CPU, validity. Pure.
package struct Judge {
    private let measured: Measurement
    /// `cpu_other_percent` of the traffic's baseline; `nil` if there is none (yet).
    private let baselineOther: Double?

    package init(_ measured: Measurement, baselineOther: Double? = nil) {
        self.measured = measured
        self.baselineOther = baselineOther
    }

    /// Fills the measured columns of a row that already says which trial it is.
    package func fill(_ row: inout TrialRecord) {
        fillGeometry(&row)
        fillTraffic(&row)
        fillCapture(&row)
        fillPath(&row)
        fillLedger(&row)
        fillCPU(&row)
        fillProcess(&row)
        fillVerdict(&row)
    }

    private func fillGeometry(_ row: inout TrialRecord) {
        let granted = measured.granted
        row.granted =
            granted.isEmpty
            ? nil
            : granted.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                .joined(separator: ";")
        row.ringBytes = granted["ring_bytes"].flatMap { Int($0) }
        row.receiveBufferBytes = granted["receive_buffer_bytes"].flatMap { Int($0) }
        row.depthFrames = granted["depth_frames"].flatMap { Int($0) }
    }

    private func fillTraffic(_ row: inout TrialRecord) {
        guard let traffic = measured.traffic else { return }
        row.ratePpsOffered = traffic.offeredRate
        row.intendedFrames = traffic.intended
        row.offeredFrames = traffic.offered
        row.sentFrames = traffic.accepted
        row.enobufsFrames = traffic.refused
        row.eagainCount = traffic.sendBufferFull
        row.lateShiftNs = traffic.lateShiftNanoseconds.map(Int.init)
        row.longestGapNs = traffic.longestGapNanoseconds.map(Int.init)
        row.gapsOver1ms = traffic.gapsOver1ms
        row.maxFrames100us = traffic.densest100us
        row.cpuGeneratorNs = traffic.cpuNanoseconds.map(Int.init)
    }

    private func fillCapture(_ row: inout TrialRecord) {
        guard measured.hasCapturer else { return }
        // Arming zeroed the capturer's own counts; the kernel's go on from where they were.
        let end = measured.captureEnd
        row.deliveredFrames = end["frames"].map(Int.init)
        row.deliveredBytes = end["bytes"].map(Int.init)
        row.uniqueFrames = end["unique"].map(Int.init)
        row.duplicateFrames = end["duplicates"].map(Int.init)
        row.reorderedFrames = end["reordered"].map(Int.init)
        row.corruptFrames = end["corrupt"].map(Int.init)
        row.strayFrames = end["stray"].map(Int.init)
        row.truncatedFrames = end["truncated"].map(Int.init)
        row.kernelReceivedFrames = gain("received")
        row.kernelDropsFrames = gain("drops")
        row.freezes = gain("freezes")
        row.pollCalls = gain("wake_ups")
        if measured.feedsItself {
            row.offeredFrames = row.deliveredFrames
            row.intendedFrames = nil
            row.ratePpsIntended = nil
        }
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
            on: [measured.placement.generator, cpu], from: before.sample.cpu,
            to: after.sample.cpu)
        row.runnerCPUNs = Int(after.runner - before.runner)
    }

    private var foreignLoad: ForeignLoad? {
        guard let before = measured.before, let after = measured.after else { return nil }
        return ForeignLoad(from: before.tasks, to: after.tasks, excluding: measured.ownPIDs)
    }

    private func fillLedger(_ row: inout TrialRecord) {
        guard measured.hasCapturer, let before = measured.before, let after = measured.after
        else { return }
        row.dropsSocket = row.kernelDropsFrames
        row.filteredFrames = gain("filtered") ?? 0
        row.toolFrames = 0
        if measured.feedsItself {
            row.dropsDevice = 0
            row.dropsBacklog = 0
            row.dropsQdisc = 0
        } else {
            let refused = Int(after.generator.sendDrops &- before.generator.sendDrops)
            let dropped = driver("rx_queue_0_xdp_drops", \.capture)
            // veth counts a full ring and a full backlog alike as the sender's tx_dropped; which
            // of the two it was, the topology knows. `rx_dropped` counts the same frames again.
            row.dropsBacklog = measured.topology.losesInBacklog ? refused : 0
            row.dropsDevice =
                (measured.topology.losesInBacklog ? 0 : refused) + dropped
                + driver("tx_queue_0_xdp_xmit_errors", \.generator)
            // A veth end has no queueing discipline (noqueue).
            row.dropsQdisc = 0
        }
        if let received = row.kernelReceivedFrames, let drops = row.kernelDropsFrames,
            let delivered = row.deliveredFrames
        {
            row.residualFrames = received - drops - delivered
        }
        row.unexplainedFrames = row.ledger.unexplained
        row.lossPercent = row.ledger.lossPercent
    }

    /// How much one of the driver's own counters rose; 0 if the driver has no such counter.
    private func driver(_ name: String, _ end: KeyPath<Counters, LinkCounters>) -> Int {
        guard let before = measured.before?[keyPath: end].driver[name],
            let after = measured.after?[keyPath: end].driver[name]
        else { return 0 }
        return Int(after &- before)
    }
}

extension Judge {
    private func fillCPU(_ row: inout TrialRecord) {
        fillTotals(&row)
        fillWindow(&row)
        let unattributed = measured.napiThreadIsPinned || !isMigrated
        if !unattributed {
            row.cpuBusyPercent = nil
            row.cpuOtherPercent = nil
        }
    }

    /// Whole-window totals, from before the first frame until everything was drained.
    private func fillTotals(_ row: inout TrialRecord) {
        guard let start = measured.before?.sample, let end = measured.after?.sample else { return }
        let capture = difference(start.captureNanoseconds, end.captureNanoseconds)
        let kernel = difference(start.kernelNanoseconds, end.kernelNanoseconds)
        row.cpuCaptureNs = capture
        row.cpuKernelNs = kernel
        guard let capture else { return }
        let total = Double(capture + (kernel ?? 0))
        if let unique = row.uniqueFrames, unique > 0 {
            row.cpuNsPerUniqueFrame = total / Double(unique)
        }
        if let offered = row.offeredFrames, offered > 0 {
            row.cpuNsPerOfferedFrame = total / Double(offered)
        }
    }

    /// Percentages, over the kept intervals only.
    private func fillWindow(_ row: inout TrialRecord) {
        let kept = measured.schedule.kept
        guard measured.samples.count > kept.upperBound else { return }
        let cpu = measured.placement.capture
        let pairs = kept.map { (measured.samples[$0].cpu, measured.samples[$0 + 1].cpu) }
        // The originals' number is the mean of sar's lines.
        row.cpuSarPercent = Self.mean(
            pairs.map { SarPercent(cpu: cpu, from: $0, to: $1)?.busy })
        row.cpuSarAllPercent = Self.mean(
            pairs.map { SarPercent(allFrom: $0, to: $1).busy })
        let (first, last) = (measured.samples[kept.lowerBound], measured.samples[kept.upperBound])
        row.cpuBusyPercent = CPUTimes.busyPercent(cpu: cpu, from: first.cpu, to: last.cpu)
        let wall = Double(last.cpu.time - first.cpu.time)
        let capture = difference(first.captureNanoseconds, last.captureNanoseconds)
        let kernel = difference(first.kernelNanoseconds, last.kernelNanoseconds)
        if let busy = row.cpuBusyPercent, wall > 0 {
            let attributed = Double((capture ?? 0) + (kernel ?? 0)) / wall * 100
            row.cpuOtherPercent = busy - attributed
        }
    }

    private static func mean(_ values: [Double?]) -> Double? {
        let known = values.compactMap { $0 }
        guard known.count == values.count, !known.isEmpty else { return nil }
        return known.reduce(0, +) / Double(known.count)
    }

    private func difference(_ start: UInt64?, _ end: UInt64?) -> Int? {
        guard let start, let end else { return nil }
        return Int(end &- start)
    }

    private func fillProcess(_ row: inout TrialRecord) {
        row.captureCPU = measured.placement.capture
        row.generatorCPU = measured.placement.generator
        guard let end = measured.captureEndOfProcess else { return }
        row.captureUtimeS = end.userSeconds
        row.captureStimeS = end.systemSeconds
        row.captureMaxrssBytes = end.maximumResidentBytes
        row.voluntarySwitches = end.voluntarySwitches
        row.involuntarySwitches = end.involuntarySwitches
        row.minorFaults = end.minorFaults
        row.majorFaults = end.majorFaults
        row.capturerExit = end.words
    }
}

extension Judge {
    /// The largest tolerated error of the offered rate: 1 %.
    private static let rateTolerance = 0.01
    /// The largest tolerated shift of the schedule: 0.5 % of the duration.
    private static let shiftTolerance = 0.005
    /// Foreign load and steal, in percent of one CPU.
    private static let disturbance = 2.0

    private func fillVerdict(_ row: inout TrialRecord) {
        row.flags = flags(row)
        if let (reason, message) = objection(row) {
            row.outcome = .invalid
            row.invalidReason = reason
            row.message = message
        } else {
            row.outcome = measured.hasCapturer ? .valid : .baseline
        }
    }

    /// The first thing wrong with the trial: what no repetition mends first, then causes before
    /// what they cause.
    private func objection(_ row: TrialRecord) -> (InvalidReason, String)? {
        if let mismatch = measured.mismatches.first { return (.geometry, mismatch) }
        if let counted = miscounted(row) { return counted }
        if let unexplained = row.unexplainedFrames, unexplained != 0 {
            return (.ledger, "\(unexplained) frames are unexplained")
        }
        if let full = row.eagainCount, full > 0 {
            return (.sndbuf, "the send buffer was full \(full) times")
        }
        if let foreign = row.foreignLoadPercent, foreign > Self.disturbance {
            let top = foreignLoad?.top.map { ", most of it \($0.name) (\($0.pid))" } ?? ""
            return (.foreignLoad, "other tasks took \(Self.one(foreign)) % of a CPU\(top)")
        }
        if let steal = row.stealPercent, steal > Self.disturbance {
            return (.steal, "the hypervisor withheld \(Self.one(steal)) % of the CPU time")
        }
        return measured.feedsItself ? nil : loadObjection(row)
    }

    private func miscounted(_ row: TrialRecord) -> (InvalidReason, String)? {
        let counts: [(InvalidReason, Int?)] = [
            (.stray, row.strayFrames), (.corrupt, row.corruptFrames),
            (.duplicate, row.duplicateFrames), (.reordered, row.reorderedFrames),
            (.truncated, row.truncatedFrames),
        ]
        for (reason, count) in counts {
            if let count, count > 0 { return (reason, "\(count) \(reason.rawValue) frames") }
        }
        return nil
    }

    private func loadObjection(_ row: TrialRecord) -> (InvalidReason, String)? {
        guard let offered = row.ratePpsOffered else {
            return (.load, "fewer than two frames were offered")
        }
        let error = offered / measured.intendedRate - 1
        let shift = Double(row.lateShiftNs ?? 0) / Double(measured.durationNanoseconds)
        guard abs(error) > Self.rateTolerance || shift > Self.shiftTolerance else { return nil }
        let words =
            "offered \(Int(offered.rounded())) frames/s of \(Int(measured.intendedRate.rounded()))"
        return isEngineLimit(error, shift) ? (.engineLimit, words) : (.load, words)
    }

    /// Whether the engine was simply too slow: what is missing is not explained by pauses.
    ///
    /// A disturbed engine loses its time in gaps of over 1 ms; one at its limit loses it in every
    /// call.
    private func isEngineLimit(_ error: Double, _ shift: Double) -> Bool {
        guard error < 0, let gaps = measured.traffic?.gapNanoseconds else { return false }
        let missing = max(-error, shift) * Double(measured.durationNanoseconds)
        return Double(gaps) < missing / 2
    }

    private var isMigrated: Bool {
        measured.placementMisses * 20 > measured.placementChecks
    }

    private func flags(_ row: TrialRecord) -> [TrialFlag] {
        var flags: [TrialFlag] = []
        if let gap = row.longestGapNs, gap > 10_000_000 { flags.append(.generatorGap) }
        if let other = row.cpuOtherPercent, let baselineOther, other > baselineOther + 15 {
            flags.append(.unattributedCPU)
        }
        if !measured.napiThreadIsPinned && isMigrated { flags.append(.kthreadMigrated) }
        if measured.placement.isShared { flags.append(.sharedCPU) }
        if let length = intervalLength, length < 1_000_000_000 { flags.append(.coarse) }
        if let time = row.ksoftirqdNs, Double(time) > 0.01 * Double(measured.durationNanoseconds) {
            flags.append(.ksoftirqd)
        }
        if let squeezes = row.softnetTimeSqueeze, squeezes > 0 { flags.append(.timeSqueeze) }
        return flags
    }

    private var intervalLength: Int64? {
        let kept = measured.schedule.kept
        return measured.schedule.samples[kept.lowerBound + 1]
            - measured.schedule.samples[kept.lowerBound]
    }

    private static func one(_ value: Double) -> String {
        "\((value * 10).rounded() / 10)"
    }
}

extension Judge {
    /// The rows of intervals.csv: one for each interval and CPU, and one for all CPUs.
    package func intervals(trial: Int, attempt: Int) -> [IntervalRecord] {
        let samples = measured.samples
        guard samples.count > 1 else { return [] }
        return (0..<samples.count - 1).flatMap { index in
            intervals(index, samples[index], samples[index + 1]).map { row in
                var row = row
                row.trial = trial
                row.attempt = attempt
                return row
            }
        }
    }

    private func intervals(_ index: Int, _ start: Sample, _ end: Sample) -> [IntervalRecord] {
        let origin = measured.samples.first.map { $0.cpu.time - measured.schedule.samples[0] } ?? 0
        var row = IntervalRecord()
        row.index = index
        row.tStartS = Double(start.cpu.time - origin) / 1e9
        row.tEndS = Double(end.cpu.time - origin) / 1e9
        row.kept = measured.schedule.kept.contains(index)
        if let first = start.deliveredFrames, let last = end.deliveredFrames {
            row.deliveredFrames = last - first
        }
        var rows = [filled(row, cpu: "all", SarPercent(allFrom: start.cpu, to: end.cpu), busy: nil)]
        for cpu in end.cpu.cpus.keys.sorted() {
            guard let percent = SarPercent(cpu: cpu, from: start.cpu, to: end.cpu) else { continue }
            let busy = CPUTimes.busyPercent(cpu: cpu, from: start.cpu, to: end.cpu)
            rows.append(filled(row, cpu: "\(cpu)", percent, busy: busy))
        }
        return rows
    }

    private func filled(
        _ base: IntervalRecord, cpu: String, _ percent: SarPercent, busy: Double?
    ) -> IntervalRecord {
        var row = base
        row.cpu = cpu
        row.user = percent.user
        row.nice = percent.nice
        row.system = percent.sys
        row.irq = percent.irq
        row.softirq = percent.softirq
        row.steal = percent.steal
        row.iowait = percent.iowait
        row.idle = percent.idle
        row.busyPercent = busy
        return row
    }
}
