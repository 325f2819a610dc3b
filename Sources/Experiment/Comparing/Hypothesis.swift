/// One `[[hypothesis]]`: a claim, and what would make it true or false here.
///
/// It is tested once for each topology, NAPI policy and engine: these are never pooled.
package struct Hypothesis: Sendable, Hashable {
    /// The claim in words.
    package var claim: String
    package var metric: String
    package var test: Test
    /// Which points it is about: those of which all conditions hold.
    package var conditions: [PointCondition] = []
    /// Instead of the metric's; in its scale.
    package var smallestEffect: Double?

    /// What is claimed of the metric.
    package enum Test: Sendable, Hashable {
        /// The head has less, or more, of it than the base, over all points that both have.
        case difference(base: String, head: String, direction: Expectation)
        /// At every point of a series it is at most this, in the metric's unit.
        case atMost(Double, series: String)
        /// At every point of a series it is at least this, in the metric's unit.
        case atLeast(Double, series: String)
        /// It is the same for all values of an axis, such as `ring_frames`.
        case same(across: String, series: String)
    }

    package enum Expectation: String, Sendable {
        case less
        case more
    }

    package init(claim: String, metric: String, test: Test) {
        self.claim = claim
        self.metric = metric
        self.test = test
    }
}
