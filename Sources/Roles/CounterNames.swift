package import Capture
import Frames
package import Traffic

/// The names of counters in messages, and their way there and back.
package enum CapturerCounters {
    /// What the names of ``CaptureCounters/details`` begin with.
    package static let detail = "detail."

    /// Everything a capturer knows; what it does not know is left out.
    package static func dictionary(
        counts: FrameCounts, kernel: CaptureCounters?, wakeUps: UInt64
    ) -> [String: Int64] {
        var counters: [String: Int64] = [
            "frames": Int64(counts.frames), "bytes": Int64(counts.bytes),
            "wake_ups": Int64(wakeUps),
        ]
        if let stamps = counts.stamps {
            counters["unique"] = Int64(stamps.unique)
            counters["duplicates"] = Int64(stamps.duplicates)
            counters["reordered"] = counts.tellsOrder ? Int64(stamps.reordered) : nil
            counters["corrupt"] = Int64(stamps.corrupt)
            counters["stray"] = Int64(stamps.stray)
            counters["truncated"] = Int64(stamps.truncated)
        }
        counters["received"] = kernel?.received.map(Int64.init)
        counters["drops"] = kernel?.drops.map(Int64.init)
        counters["freezes"] = kernel?.freezes.map(Int64.init)
        counters["filtered"] = kernel?.filtered.map(Int64.init)
        counters["queued_bytes"] = kernel?.queuedBytes.map(Int64.init)
        for (name, count) in kernel?.details ?? [:] {
            counters[detail + name] = Int64(count)
        }
        return counters
    }
}

/// The losses of a run in a capturer's last message, and back.
package enum LossCounters {
    /// All but the bins.
    static func dictionary(_ losses: SequenceLosses) -> [String: Int64] {
        [
            "loss_run": Int64(losses.frames), "loss_frames": Int64(losses.lost),
            "loss_episodes": Int64(losses.episodes), "loss_longest": Int64(losses.longest),
            "loss_first": Int64(losses.first), "loss_last": Int64(losses.last),
        ]
    }

    /// The losses that such a message tells; `nil` if it tells none.
    package static func losses(_ reading: RoleMessage.Reading) -> SequenceLosses? {
        let counters = reading.counters
        guard let frames = counters["loss_run"], frames > 0, let lost = counters["loss_frames"],
            let episodes = counters["loss_episodes"], let longest = counters["loss_longest"],
            let first = counters["loss_first"], let last = counters["loss_last"]
        else { return nil }
        var losses = SequenceLosses(frames: Int(frames))
        (losses.lost, losses.episodes, losses.longest) = (Int(lost), Int(episodes), Int(longest))
        (losses.first, losses.last) = (Int(first), Int(last))
        losses.bins = reading.lossBins
        return losses
    }
}

/// The pauses of a capturer in its last message: the setting `stall`.
package struct StallCounters: Sendable, Hashable {
    package var pauses: Int
    /// Nanoseconds of all of them, and of the longest.
    package var time: Int64
    package var longest: Int64

    package init(pauses: Int, time: Int64, longest: Int64) {
        (self.pauses, self.time, self.longest) = (pauses, time, longest)
    }

    /// `nil` if none were asked for.
    package init?(_ counters: [String: Int64]) {
        guard let pauses = counters["stalls"], let time = counters["stalled_ns"],
            let longest = counters["longest_stall_ns"]
        else { return nil }
        self.init(pauses: Int(pauses), time: time, longest: longest)
    }

    var dictionary: [String: Int64] {
        ["stalls": Int64(pauses), "stalled_ns": time, "longest_stall_ns": longest]
    }
}

package enum GeneratorCounters {
    /// The message that a run is over: everything that the engine reported.
    static func runEnd(_ report: TrafficReport, at time: Int64) -> RoleMessage.RunEnd {
        RoleMessage.RunEnd(
            time: time, counters: dictionary(report), gaps: report.gaps,
            failure: report.failure.map {
                RoleFailure(code: $0.code, message: $0.description)
            })
    }

    /// The report in such a message; its failure stays with the message.
    package static func report(_ end: RoleMessage.RunEnd) -> TrafficReport {
        var report = report(end.counters)
        report.gaps = end.gaps
        return report
    }

    /// Everything an engine counted.
    static func dictionary(_ report: TrafficReport) -> [String: Int64] {
        var counters: [String: Int64] = [
            "offered": Int64(report.offered), "offered_bytes": Int64(report.offeredBytes),
        ]
        counters["intended"] = report.intended.map(Int64.init)
        counters["accepted"] = report.accepted.map(Int64.init)
        counters["refused"] = report.refused.map(Int64.init)
        counters["send_buffer_full"] = report.sendBufferFull.map(Int64.init)
        counters["first_send_ns"] = report.firstSendNanoseconds
        counters["last_send_ns"] = report.lastSendNanoseconds
        counters["longest_gap_ns"] = report.longestGapNanoseconds
        counters["gaps_over_1ms"] = report.gapsOver1ms.map(Int64.init)
        counters["gap_ns"] = report.gapNanoseconds
        counters["densest_100us"] = report.densest100us.map(Int64.init)
        counters["late_shift_ns"] = report.lateShiftNanoseconds
        counters["cpu_ns"] = report.cpuNanoseconds
        counters["claimed"] = report.claimed.map(Int64.init)
        counters["retransmitted"] = report.retransmitted.map(Int64.init)
        counters["next_sequence"] = report.nextSequence.map(Int64.init)
        counters["reported_frames_per_1000s"] = report.reportedRate.map { Int64($0 * 1e3) }
        return counters
    }

    /// The report that a message's counters mean.
    static func report(_ counters: [String: Int64]) -> TrafficReport {
        var report = TrafficReport(intended: counters["intended"].map(Int.init))
        report.offered = Int(counters["offered"] ?? 0)
        report.offeredBytes = Int(counters["offered_bytes"] ?? 0)
        report.accepted = counters["accepted"].map(Int.init)
        report.refused = counters["refused"].map(Int.init)
        report.retransmitted = counters["retransmitted"].map(Int.init)
        report.nextSequence = counters["next_sequence"].map(UInt32.init(truncatingIfNeeded:))
        report.sendBufferFull = counters["send_buffer_full"].map(Int.init)
        report.firstSendNanoseconds = counters["first_send_ns"]
        report.lastSendNanoseconds = counters["last_send_ns"]
        report.longestGapNanoseconds = counters["longest_gap_ns"]
        report.gapsOver1ms = counters["gaps_over_1ms"].map(Int.init)
        report.gapNanoseconds = counters["gap_ns"]
        report.densest100us = counters["densest_100us"].map(Int.init)
        report.lateShiftNanoseconds = counters["late_shift_ns"]
        report.cpuNanoseconds = counters["cpu_ns"]
        report.claimed = counters["claimed"].map(Int.init)
        report.reportedRate = counters["reported_frames_per_1000s"].map { Double($0) / 1e3 }
        return report
    }
}
