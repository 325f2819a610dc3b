/// One repetition of one point: what resume does or leaves.
package struct TrialKey: Sendable, Hashable {
    /// Stable hash of the resolved settings.
    package let point: String
    /// Repetition, from 1; 0 for a baseline.
    package let block: Int

    package init(point: String, block: Int) {
        self.point = point
        self.block = block
    }
}
