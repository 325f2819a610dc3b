import Experiment
import Frames
import Kernel
import Results
import Settings

/// Tells how a sweep goes: a line that changes on a terminal, a line a trial in a log.
package final class Progress: TrialWatcher {
    private let isTerminal: Bool
    private let total: Int
    private let secondsInAll: Double
    private var secondsDone = 0.0
    private var secondsSkipped = 0.0
    private let start = MonotonicClock.now()
    private var current = ""
    private var lastShown: Int64 = 0
    private var hasLine = false

    init(plan: [PlannedTrial]) {
        isTerminal = StandardStream.errorIsTerminal
        total = plan.last?.index ?? 0
        secondsInAll = plan.reduce(0) { $0 + $1.estimatedSeconds }
    }

    func begin(_ trial: PlannedTrial, attempt: Int) {
        current = "[\(trial.index)/\(total)] \(Self.words(trial))"
        if attempt > 1 { current += " (attempt \(attempt))" }
        lastShown = 0
        show("")
    }

    func trial(share: Double, rate: Double?) {
        let rate = rate.map { ", \(Self.kilo($0)) kpps" } ?? ""
        show(" \(Int(share * 100)) %\(rate)")
    }

    /// Ends a trial: `row` is its last attempt.
    func end(_ trial: PlannedTrial, _ row: TrialRecord, willRetry: Bool) {
        if !willRetry { secondsDone += trial.estimatedSeconds }
        clear()
        StandardStream.writeError(
            "\(current): \(Self.words(row))\(willRetry ? ", retrying" : "")\n")
    }

    /// Passes over a trial that needs no run.
    func skip(_ trial: PlannedTrial) {
        secondsSkipped += trial.estimatedSeconds
    }

    /// Says something between trials.
    package func say(_ text: String) {
        clear()
        StandardStream.writeError("bench: \(text)\n")
    }

    private func show(_ state: String) {
        guard isTerminal else { return }
        let now = MonotonicClock.now()
        guard now - lastShown > 1_000_000_000 else { return }
        lastShown = now
        let line = "\(current)\(state)\(remaining)"
        StandardStream.writeError("\r\u{1b}[K" + line.prefix(StandardStream.columns - 1))
        hasLine = true
    }

    private func clear() {
        if hasLine { StandardStream.writeError("\r\u{1b}[K") }
        hasLine = false
    }

    /// Time left, from how long the trials so far took against their estimate.
    private var remaining: String {
        let left = secondsInAll - secondsSkipped - secondsDone
        let passed = Double(MonotonicClock.now() - start) / 1e9
        let pace = secondsDone > 0 ? passed / secondsDone : 1
        let seconds = Int(max(0, left * pace))
        let rest = seconds % 60
        return ", ETA \(seconds / 60):\(rest < 10 ? "0" : "")\(rest)"
    }

    private static func words(_ trial: PlannedTrial) -> String {
        let point = trial.point
        let axes = point.settings.words.joined(separator: " ")
        return "\(point.label), \(point.traffic.sizes.text) B, \(point.traffic.load.load.text)"
            + (axes.isEmpty ? "" : ", \(axes)")
    }

    private static func words(_ row: TrialRecord) -> String {
        var words = row.outcome.rawValue
        if let reason = row.invalidReason { words += " (\(reason.rawValue))" }
        if let message = row.message { words += ": \(message)" }
        if row.outcome == .valid, let loss = row.lossPercent {
            words += ", loss \(rounded(loss, 1000)) %"
        }
        if row.outcome != .skipped, let busy = row.cpuBusyPercent {
            words += ", busy \(rounded(busy, 10)) %"
        }
        return words
    }

    private static func rounded(_ value: Double, _ scale: Double) -> String {
        "\((value * scale).rounded() / scale)"
    }

    private static func kilo(_ rate: Double) -> String {
        rounded(rate / 1000, 10)
    }
}
