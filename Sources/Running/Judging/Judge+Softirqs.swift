import Kernel
import Results
import Sampling
import Testbed

/// Where the receive work ran, and how it went about it.
extension Judge {
    /// What the softirqs of each CPU gained between two samples; `nil` without a clock.
    func softirqGains(_ start: ClockReading, _ end: ClockReading) -> [SoftirqTimes]? {
        guard let first = start.softirqs, let last = end.softirqs, first.count == last.count
        else { return nil }
        return zip(first, last).map { $1.gain(since: $0) }
    }

    /// The same of the capture CPU alone.
    func softirqGain(_ start: ClockReading, _ end: ClockReading) -> SoftirqTimes? {
        guard let gains = softirqGains(start, end), gains.indices.contains(captureCPU) else {
            return nil
        }
        return gains[captureCPU]
    }

    private var captureCPU: Int { measured.placement.capture }

    /// Fills what the softirq clock and `/proc/net/softnet_stat` say of the receive work.
    func fillSoftirqs(_ row: inout TrialRecord) {
        if let delivered = row.deliveredFrames, let waits = row.pollCalls, waits > 0 {
            row.framesPerWakeup = Double(delivered) / Double(waits)
        }
        guard let start = measured.before?.sample, let end = measured.after?.sample,
            let gains = softirqGains(start, end), let own = softirqGain(start, end)
        else { return }
        row.softirqInCaptureNs = gains.reduce(0) { $0 + Int($1.inCapturer) }
        row.softirqInKsoftirqdNs = Int(own.receiveInKsoftirqd)
        row.softirqOtherNs = Int(own.others)
        row.softirqRuns = Int(own.receiveRuns)
        guard measured.topology.receivesInSoftirq, own.receiveRuns > 0,
            let frames = processed[captureCPU]
        else { return }
        row.framesPerSoftirq = Double(frames) / Double(own.receiveRuns)
    }

    /// Frames that each CPU took through `__netif_receive_skb_core`, where the packet sockets are.
    ///
    /// Of the whole machine. Empty on kernels that do not name the rows (before 5.10).
    private var processed: [Int: Int] {
        guard let before = measured.before?.softnet, let after = measured.after?.softnet else {
            return [:]
        }
        return after.rows.reduce(into: [:]) { result, row in
            guard let cpu = row.cpu, let gain = after.gain(cpu: cpu, since: before) else { return }
            result[cpu] = Int(gain.processed)
        }
    }

    /// The share of a CPU from which on it is named: other traffic of the machine is less.
    private static let namedShare = 0.01

    func fillReceiveCPUs(_ row: inout TrialRecord) {
        // Frames that are captured as they leave are never received at that end.
        guard !measured.feedsItself, measured.topology != .vethOutgoing,
            let received = row.deviceRxFrames, received > 0
        else { return }
        let processed = processed
        let all = processed.values.reduce(0, +)
        guard all > 0 else { return }
        let named = processed.filter { Double($0.value) >= Self.namedShare * Double(all) }
        row.receiveCPUs = named.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
            .map { "\($0.key)" }.joined(separator: ";")
        // Both are upper bounds: the machine has other traffic, and a full backlog refuses frames
        // that were received.
        let own = processed[captureCPU] ?? 0
        let elsewhere = min(all - own, max(0, received - own))
        row.receiveElsewherePercent = min(100, 100 * Double(elsewhere) / Double(received))
    }

    /// Of the receive work, in percent: more than this elsewhere is told.
    private static let tolerated = 5.0

    /// Whether too much of the receive work ran where nobody looked.
    func isReceivedElsewhere(_ row: TrialRecord) -> Bool {
        measured.topology.receivesInSoftirq
            && (row.receiveElsewherePercent ?? 0) > Self.tolerated
    }

    /// What a reader should know of where the receive work ran, and of what measured it.
    func softirqFlags(_ row: TrialRecord) -> [TrialFlag] {
        guard measured.topology.receivesInSoftirq else { return [] }
        let isElsewhere = isReceivedElsewhere(row)
        let isUnclocked = !measured.feedsItself && measured.before?.sample.softirqs == nil
        return (isElsewhere ? [.receiveElsewhere] : []) + (isUnclocked ? [.noSoftirqClock] : [])
    }

    /// The least time (ns) of a capturer that its modes are told of: ticks sample them.
    private static let leastSampled = 100_000_000

    /// Splits the capturer's time by the ratio of user to system time that its ticks tell.
    ///
    /// Source: kernel `cputime_adjust`, which scales the ticks to the thread's clock.
    func fillModes(_ row: inout TrialRecord) {
        guard let pid = measured.capturerPID, let capture = row.cpuCaptureNs,
            let before = measured.before?.tasks, let after = measured.after?.tasks
        else { return }
        let start = before.modes(of: pid, below: measured.isTool)
        let end = after.modes(of: pid, below: measured.isTool)
        let user = Double(end.user) - Double(start.user)
        let system = Double(end.system) - Double(start.system)
        guard user >= 0, system >= 0, user + system >= Double(Self.leastSampled) else { return }
        row.cpuCaptureUserNs = Int(Double(capture) * user / (user + system))
        row.cpuCaptureSystemNs = capture - (row.cpuCaptureUserNs ?? 0)
    }
}
