/// What a row of `trials.csv` is worth.
package enum Outcome: String, Sendable, CaseIterable {
    /// Every check passed: the row enters plots and verdicts.
    case valid
    /// A check failed; ``TrialRecord/invalidReason`` says which. Kept, and entering nothing.
    case invalid
    /// Never run: this machine cannot (privilege, kernel, missing tool). `message` says why.
    case skipped
    /// Traffic without a capturer (backend `none`): what the machine costs by itself.
    case baseline
}

extension TrialRecord {
    /// Whether anything was to capture: a trial without a capture has the backend `none`.
    package var hasCapture: Bool { self.backend != "none" }
}
