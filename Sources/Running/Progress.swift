import Experiment
import Frames
import Kernel
import Results

/// Tells how a sweep goes: a line that changes on a terminal, a line a trial in a log.
package final class Progress: TrialWatcher {
    private let isTerminal: Bool
    private let words: ProgressWords
    private let secondsInAll: Double
    /// What stands for the place in the plan, and whether no time left can be told: in a search,
    /// nobody knows how many trials there will be.
    var place: String?
    private var secondsDone = 0.0
    private var secondsSkipped = 0.0
    /// When the first trial began; waiting for a quiet machine says nothing about trials.
    private var start: Int64?
    private var current = ""
    private var currentSeconds = 0.0
    private var lastShown: Int64 = 0
    private var hasLine = false

    /// - Parameter axes: the settings that tell the points of a series apart.
    init(plan: [PlannedTrial], axes: [String]) {
        isTerminal = StandardStream.errorIsTerminal
        words = ProgressWords(total: plan.last?.index ?? 0, axes: axes)
        secondsInAll = plan.reduce(0) { $0 + $1.estimatedSeconds }
    }

    func begin(_ trial: PlannedTrial, attempt: Int) {
        if start == nil { start = MonotonicClock.now() }
        current = words.text(of: trial, attempt: attempt, place: place)
        currentSeconds = trial.estimatedSeconds
        lastShown = 0
        show("", share: 0)
    }

    func trial(share: Double, rate: Double?) {
        show(ProgressWords.state(share: share, rate: rate), share: share)
    }

    /// Ends a trial: `row` is its last attempt.
    func end(_ trial: PlannedTrial, _ row: TrialRecord, willRetry: Bool) {
        if !willRetry { secondsDone += trial.estimatedSeconds }
        clear()
        let result = ProgressWords.text(of: row) + (willRetry ? ", retrying" : "")
        StandardStream.writeError(
            ProgressWords.line(
                current, result, width: isTerminal ? StandardStream.columns : nil))
    }

    /// Notes a trial that is not run: its row, if it gets one, says why.
    func skip(_ trial: PlannedTrial, _ row: TrialRecord?) {
        secondsSkipped += trial.estimatedSeconds
        guard let row else { return }
        current = words.text(of: trial, attempt: 1, place: place)
        clear()
        StandardStream.writeError(
            ProgressWords.line(
                current, ProgressWords.text(of: row),
                width: isTerminal ? StandardStream.columns : nil))
    }

    /// Says something between trials.
    package func say(_ text: String) {
        clear()
        StandardStream.writeError("bench: \(text)\n")
    }

    private func show(_ state: String, share: Double) {
        guard isTerminal else { return }
        let now = MonotonicClock.now()
        guard now - lastShown > 1_000_000_000 else { return }
        lastShown = now
        let line = ProgressWords.fitted(
            current, state + remaining(share, now), width: StandardStream.columns - 1)
        StandardStream.writeStatus(line)
        hasLine = true
    }

    private func clear() {
        if hasLine { StandardStream.writeStatus("") }
        hasLine = false
    }

    /// Time left, from how long the trials so far took against their estimate.
    private func remaining(_ share: Double, _ now: Int64) -> String {
        guard place == nil else { return "" }
        let passed = Double(now - (start ?? now)) / 1e9
        let pace = secondsDone > 0 ? passed / (secondsDone + share * currentSeconds) : 1
        let left = secondsInAll - secondsSkipped - secondsDone - share * currentSeconds
        return ", ETA \(ProgressWords.clock(left * pace))"
    }
}
