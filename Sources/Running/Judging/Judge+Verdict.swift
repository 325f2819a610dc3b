import Experiment
import Kernel
import Results
import Sampling
import Testbed
import Traffic

extension Judge {
    /// The largest tolerated error of the offered rate: 1 %.
    private static let rateTolerance = 0.01
    /// The largest tolerated shift of the schedule: 0.5 % of the duration.
    private static let shiftTolerance = 0.005
    /// Foreign load and steal, in percent of one CPU.
    private static let disturbance = 2.0

    func fillVerdict(_ row: inout TrialRecord) {
        row.flags = flags(row) + softirqFlags(row) + trafficFlags
        if let (reason, message) = objection(row) {
            row.outcome = .invalid
            row.invalidReason = reason
            row.message = message
        } else {
            row.outcome = measured.hasCapturer ? .valid : .baseline
            row.message = contradiction ?? toolRemark
        }
    }

    /// The first thing wrong with the trial, in the order of ``InvalidReason``.
    private func objection(_ row: TrialRecord) -> (InvalidReason, String)? {
        if let end = measured.captureEndOfProcess, !end.isSuccess {
            return (.capturerDied, "the capture process ended with \(end.words)")
        }
        if let failure = measured.failure { return (failure.reason, failure.message) }
        if let mismatch = measured.mismatches.first ?? workerProblem {
            return (.geometry, mismatch)
        }
        if let counted = miscounted(row) { return counted }
        if measured.hasCapturer && !isUncounted {
            guard let unexplained = row.unexplainedFrames else {
                return (.ledger, "a term of the ledger was not measured")
            }
            if abs(unexplained) > tolerance(row) {
                return (.ledger, unexplainedWords(unexplained, row))
            }
        }
        if let quota = throttling.first(where: { $0.stops > 0 }) {
            let time = quota.stoppedNanoseconds / 1_000_000
            return (
                .throttled,
                "the CPU quota of \(quota.words) stopped the trial \(quota.stops) times, for "
                    + "\(time) ms in all"
            )
        }
        if let full = row.eagainCount, full > 0 {
            return (.sndbuf, "the send buffer was full \(full) times")
        }
        let load = measured.feedsItself ? nil : loadObjection(row)
        if let load, isBeyondDisturbance(row) { return load }
        if let foreign = row.foreignLoadPercent, foreign > Self.disturbance {
            let top = foreignLoad?.top.map { ", most of it \($0.name) (\($0.pid))" } ?? ""
            return (.foreignLoad, "other tasks took \(Self.one(foreign)) % of a CPU\(top)")
        }
        if let steal = row.stealPercent, steal > Self.disturbance {
            return (.steal, "the hypervisor withheld \(Self.one(steal)) % of the CPU time")
        }
        return load
    }

    /// Whether the load is off by more than the disturbances of this trial explain.
    ///
    /// A CPU that others had for 3 % of the time sends up to 3 % less, or that much later.
    private func isBeyondDisturbance(_ row: TrialRecord) -> Bool {
        let others = (row.foreignLoadPercent ?? 0) + (row.stealPercent ?? 0)
        return max(abs(loadError(row) ?? 0), loadShift(row)) * 100 > 3 * max(others, 1)
    }

    /// Offered against intended rate, less 1; `nil` if one of them is not known.
    private func loadError(_ row: TrialRecord) -> Double? {
        guard let offered = row.ratePpsOffered, let intended = measured.intendedRate else {
            return nil
        }
        return offered / intended - 1
    }

    /// How much the schedule slipped, as a part of the duration.
    private func loadShift(_ row: TrialRecord) -> Double {
        Double(row.lateShiftNs ?? 0) / Double(measured.durationNanoseconds)
    }

    private func miscounted(_ row: TrialRecord) -> (InvalidReason, String)? {
        let counts: [(InvalidReason, Int?)] = [
            (.stray, row.strayFrames), (.corrupt, row.corruptFrames),
            (.duplicate, row.duplicateFrames), (.reordered, row.reorderedFrames),
            (.truncated, row.truncatedFrames),
        ]
        for (reason, count) in counts {
            if let count, count > 0 {
                return (reason, "\(count) \(reason.rawValue) frames" + foreignWords(reason))
            }
        }
        return nil
    }

    private func loadObjection(_ row: TrialRecord) -> (InvalidReason, String)? {
        guard let offered = row.ratePpsOffered else {
            return (.load, "fewer than two frames were offered")
        }
        guard let intended = measured.intendedRate, let error = loadError(row) else { return nil }
        let shift = loadShift(row)
        guard abs(error) > Self.rateTolerance || shift > Self.shiftTolerance else { return nil }
        var words =
            "offered \(Int(offered.rounded())) frames/s of \(Int(intended.rounded()))"
        if shift > Self.shiftTolerance {
            words += ", the schedule slipped by \(Self.one(shift * 100)) % of the duration"
        }
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

    /// Whether the NAPI thread was seen off the capture CPU in more than 5 % of the looks.
    private var isMigrated: Bool {
        !measured.napiThreadIsPinned && measured.placementMisses * 20 > measured.placementChecks
    }

    /// Whether the NAPI thread is known to have run on the capture CPU: pinned there, or looked at
    /// and not migrated.
    var isPlaced: Bool {
        measured.napiThreadIsPinned || measured.placementChecks > 0 && !isMigrated
    }

    private func flags(_ row: TrialRecord) -> [TrialFlag] {
        var flags: [TrialFlag] = []
        if let gap = row.longestGapNs, Double(gap) > 10_000_000 + measured.longestPause {
            flags.append(.generatorGap)
        }
        if let other = row.cpuOtherPercent, let baselineOther, other > baselineOther + 15 {
            flags.append(.unattributedCPU)
        }
        if isMigrated { flags.append(.kthreadMigrated) }
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
