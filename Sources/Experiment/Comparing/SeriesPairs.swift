/// Which points of two series stand against each other, before a run and after it.
package enum SeriesPairs {
    /// What pairing has to know of a point.
    package struct Traits {
        /// Everything that both sides must share.
        let traffic: [String?]
        /// The settings by which a series may have several points, as columns write them.
        let settings: [String: String]

        package init(traffic: [String?], settings: [String: String]) {
            self.traffic = traffic
            self.settings = settings
        }
    }

    /// Every pair of points with the same traffic.
    ///
    /// Where both sides vary along a setting of the same name, only equal values stand against each other.
    package static func between<Point>(
        _ base: [Point], _ head: [Point], traits: (Point) -> Traits
    ) -> [(base: Point, head: Point)] {
        let (bases, heads) = (base.map(traits), head.map(traits))
        let shared = varied(bases).intersection(varied(heads)).sorted()
        let key = { (traits: Traits) in traits.traffic + shared.map { traits.settings[$0] } }
        let places = Dictionary(grouping: base.indices) { key(bases[$0]) }
        return head.indices.flatMap { index in
            (places[key(heads[index])] ?? []).map { (base[$0], head[index]) }
        }
    }

    /// Names of the settings with several values among these points.
    private static func varied(_ points: [Traits]) -> Set<String> {
        var values: [String: Set<String>] = [:]
        for point in points {
            for (name, value) in point.settings { values[name, default: []].insert(value) }
        }
        return Set(values.filter { $0.value.count > 1 }.keys)
    }
}
