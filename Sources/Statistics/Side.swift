/// The alternative that a one-sided test looks for.
package enum Side: Sendable, Hashable, CaseIterable {
    /// What is tested lies below 0 (head below base).
    case less
    /// What is tested lies above 0 (head above base).
    case greater
}
