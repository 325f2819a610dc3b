package import Experiment
package import Results

extension ComparedMetric {
    /// Everything that can be compared.
    ///
    /// A metric is one entry here and one in ``values``.
    package static let all: [ComparedMetric] = [
        ComparedMetric(
            "loss_percent", title: "loss", .points, .lowerIsBetter, smallestEffect: 0.1),
        ComparedMetric(
            "unreported_percent", title: "loss not in tp_drops", .points, .lowerIsBetter,
            smallestEffect: 0.1),
        ComparedMetric(
            "cpu_ns_per_unique_frame", title: "kernel + process CPU per frame", .ratio,
            .lowerIsBetter, smallestEffect: 0.05, needsEqualLoss: true),
        ComparedMetric(
            "cpu_ns_per_offered_frame", title: "kernel + process CPU per offered frame", .ratio,
            .lowerIsBetter, smallestEffect: 0.05, needsEqualLoss: true),
        ComparedMetric(
            "cpu_capture_ns_per_unique_frame", title: "process CPU per frame", .ratio,
            .lowerIsBetter, smallestEffect: 0.1, needsEqualLoss: true),
        ComparedMetric(
            "cpu_busy_percent", title: "capture CPU busy", .points, .lowerIsBetter,
            smallestEffect: 2, needsEqualLoss: true),
        ComparedMetric(
            "cpu_sar_percent", title: "capture CPU by sar", .points, .lowerIsBetter,
            smallestEffect: 2, needsEqualLoss: true),
        ComparedMetric(
            "capture_maxrss_bytes", title: "memory of the capture process", .ratio, .lowerIsBetter,
            smallestEffect: 0.05),
        ComparedMetric(
            "capacity_pps", title: "highest load within the goal", .ratio, .higherIsBetter,
            smallestEffect: 0.05),
        ComparedMetric(
            "burst_frames", title: "longest burst without loss", .ratio, .higherIsBetter,
            smallestEffect: 0.05),
        ComparedMetric(
            "worker_imbalance_percent", title: "imbalance of the workers", .points, .lowerIsBetter,
            smallestEffect: 5),
    ]

    /// The metric of this name; `nil` if there is none.
    package static func named(_ name: String) -> ComparedMetric? {
        all.first { $0.name == name }
    }

    /// A number of one trial; `nil` if it was not measured.
    package typealias Value = @Sendable (TrialRecord) -> Double?

    /// The metric's value of one trial; `nil` if it was not measured.
    package func value(_ record: TrialRecord) -> Double? { valueOfTrial(record) }

    /// The same as a function, for many trials.
    var valueOfTrial: Value { Self.values[name] ?? { _ in nil } }

    private static let values: [String: Value] = [
        "loss_percent": { $0.lossPercent },
        "unreported_percent": unreported,
        "cpu_ns_per_unique_frame": { $0.cpuNsPerUniqueFrame ?? perArrived($0) },
        "cpu_ns_per_offered_frame": { $0.cpuNsPerOfferedFrame },
        "cpu_capture_ns_per_unique_frame": { record in
            guard let cost = record.cpuCaptureNs, let frames = record.arrivedFrames, frames > 0
            else { return nil }
            return Double(cost) / Double(frames)
        },
        // Too few clock ticks are no ground for a verdict.
        "cpu_busy_percent": { $0.flags.contains(.coarse) ? nil : $0.cpuBusyPercent },
        "cpu_sar_percent": { $0.flags.contains(.coarse) ? nil : $0.cpuSarPercent },
        "capture_maxrss_bytes": { $0.captureMaxrssBytes.map(Double.init) },
        "capacity_pps": { $0.capacityPps },
        "burst_frames": { $0.burstFrames },
        "worker_imbalance_percent": { $0.workerImbalancePercent },
    ]

    /// Of frames that carry no stamp, or that a program of others read, those delivered are what
    /// there is, as for loss.
    @Sendable private static func perArrived(_ record: TrialRecord) -> Double? {
        guard let frames = record.arrivedFrames, frames > 0, let capture = record.cpuCaptureNs,
            let kernel = record.cpuKernelNs
        else { return nil }
        return (Double(capture) + Double(kernel)) / Double(frames)
    }

    /// What was lost and not told to the capturing program, in percent of what was offered.
    @Sendable private static func unreported(_ record: TrialRecord) -> Double? {
        guard let offered = record.offeredFrames, offered > 0, let arrived = record.arrivedFrames,
            let told = record.kernelDropsFrames ?? record.dropsSocket
        else { return nil }
        return 100 * (Double(offered) - Double(arrived) - Double(told)) / Double(offered)
    }
}
