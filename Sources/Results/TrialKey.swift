/// One repetition of one point: what resume does or leaves.
package struct TrialKey: Sendable, Hashable {
    /// Stable hash of the resolved settings.
    package let point: String
    /// Repetition, from 1; 0 for a baseline.
    package let block: Int
    /// Which program captured; `nil` where a run compares no builds.
    package let build: String?

    package init(point: String, block: Int, build: String? = nil) {
        self.point = point
        self.block = block
        self.build = build
    }
}
