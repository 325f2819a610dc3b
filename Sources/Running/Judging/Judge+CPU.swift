import Experiment
import Kernel
import Results
import Sampling
import Testbed

extension Judge {
    func fillCPU(_ row: inout TrialRecord) {
        fillReceiveCPUs(&row)
        fillTotals(&row)
        fillSoftirqs(&row)
        fillModes(&row)
        fillWindow(&row)
        if !isPlaced {
            // Nobody knows what part of the receive work ran on the capture CPU.
            row.cpuBusyPercent = nil
            row.cpuOtherPercent = nil
        }
    }

    /// Whole-window totals, from before the first frame until everything was drained.
    private func fillTotals(_ row: inout TrialRecord) {
        guard let start = measured.before?.sample, let end = measured.after?.sample else { return }
        let (capture, kernel) = (captureTime(start, end), kernelTime(start, end))
        row.cpuCaptureRawNs = difference(start.captureNanoseconds, end.captureNanoseconds)
        row.cpuCaptureNs = capture
        row.cpuKernelNs = kernel
        // Where the kernel's half has no clock of its own, or is done on another CPU, there is no sum
        // of both halves.
        guard !isReceivedElsewhere(row), let capture,
            let kernel = kernel ?? (measured.feedsItself ? 0 : nil)
        else { return }
        let total = Double(capture + kernel)
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
        let (capture, kernel) = (timeOnCaptureCPU(first, last), kernelTime(first, last))
        // Workers on other CPUs whose time cannot be told apart leave no remainder.
        guard !hasWorkersElsewhere || capture != nil else { return }
        // Softirqs on that CPU without a clock are in there too and cannot be told apart: no
        // remainder.
        let isTold = kernel != nil || !measured.topology.receivesInSoftirq
        if let busy = row.cpuBusyPercent, wall > 0, isTold {
            let attributed = Double((capture ?? 0) + (kernel ?? 0)) / wall * 100
            row.cpuOtherPercent = busy - attributed
        }
    }

    /// The capturer's own time: how long its threads had a CPU, less the softirqs that interrupted
    /// them; without the softirq clock what the kernel's thread clocks say.
    private func captureTime(_ start: ClockReading, _ end: ClockReading) -> Int? {
        guard start.captureNanoseconds != nil, let gains = softirqGains(start, end) else {
            return difference(start.captureNanoseconds, end.captureNanoseconds)
        }
        return gains.reduce(0) { $0 + Int($1.capturer) - Int($1.inCapturer) }
    }

    /// Whether workers run on other CPUs than the capture CPU.
    private var hasWorkersElsewhere: Bool {
        measured.workerCPUs.contains { $0 != measured.placement.capture }
    }

    /// The part of ``captureTime(_:_:)`` on the capture CPU; `nil` if that cannot be told.
    private func timeOnCaptureCPU(_ start: ClockReading, _ end: ClockReading) -> Int? {
        guard hasWorkersElsewhere else { return captureTime(start, end) }
        return softirqGain(start, end).map { Int($0.capturer) - Int($0.inCapturer) }
    }

    /// The time of the receive work: its thread's, or that of the softirqs on the capture CPU.
    private func kernelTime(_ start: ClockReading, _ end: ClockReading) -> Int? {
        if measured.topology.receivesInSoftirq {
            return softirqGain(start, end).map { Int($0.receive) }
        }
        guard start.kernelNanoseconds != nil, let gains = softirqGains(start, end) else {
            return difference(start.kernelNanoseconds, end.kernelNanoseconds)
        }
        return gains.reduce(0) { $0 + Int($1.receiver) }
    }

    private static func mean(_ values: [Double?]) -> Double? {
        let known = values.compactMap { $0 }
        guard known.count == values.count, !known.isEmpty else { return nil }
        return known.reduce(0, +) / Double(known.count)
    }

    func difference(_ start: UInt64?, _ end: UInt64?) -> Int? {
        guard let start, let end else { return nil }
        return Int(end &- start)
    }

    func fillProcess(_ row: inout TrialRecord) {
        row.captureCPU = measured.placement.capture
        row.generatorCPU = measured.placement.generator
        // What looked after a program of others is not what captured.
        guard let end = measured.isTool ? measured.toolEnd : measured.captureEndOfProcess else {
            return
        }
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
