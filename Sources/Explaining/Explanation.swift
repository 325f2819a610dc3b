/// What one rule has to say of a point.
package struct Explanation: Sendable, Hashable {
    /// One clause, as the answer to “why”: `the ring is too small`.
    package var cause: String
    /// What in the row says so, a sentence each, with its numbers.
    package var evidence: [String]
    /// Which setting acts on it, a sentence each.
    package var advice: [String]
    /// How much of the matter it explains, from 0 to 1: of the lost frames, or of the CPU time.
    package var weight: Double

    package init(cause: String, evidence: [String], advice: [String], weight: Double = 1) {
        self.cause = cause
        self.evidence = evidence
        self.advice = advice
        self.weight = weight
    }
}

/// One thing that may be the matter, and how it is told: a file of its own below `Rules/`, and a
/// line in ``Rule/all``.
package struct Rule: Sendable {
    /// Its name in JSON: `small-ring`.
    package let name: String
    package let subject: Subject
    /// The columns of `trials.csv` that it looks at.
    package let looksAt: [String]
    /// `nil` if it is not the matter, or if what would tell was not measured.
    package let applies: @Sendable (Evidence) -> Explanation?

    package enum Subject: String, Sendable {
        /// Why a row is not valid.
        case validity
        /// Where frames were lost.
        case loss
        /// Where the CPU time went.
        case cpu
    }
}
