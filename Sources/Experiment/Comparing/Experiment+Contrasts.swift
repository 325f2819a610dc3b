import Settings

extension Experiment {
    /// Refuses declared contrasts between builds that come to more comparisons, once they are told
    /// apart by points, than can be decided together.
    package func checkBuildContrasts() throws(PlanError) {
        let points = points()
        var primary: Set<[String]> = []
        for contrast in comparing.contrasts {
            guard case .builds(let label) = contrast.subject else { continue }
            for point in points where point.label == label && point.meets(contrast.conditions) {
                primary.insert([contrast.metric, label, point.id])
            }
        }
        try Self.check(primary.count, "between builds")
    }

    /// Refuses declared contrasts of series that come to more comparisons, once they are told apart
    /// by points, than can be decided together.
    package func checkSeriesContrasts() throws(PlanError) {
        let points = points()
        var primary: Set<[String]> = []
        for contrast in comparing.contrasts where !contrast.isControl {
            guard case .series(let base, let head) = contrast.subject else { continue }
            let sides = [base, head].map { label in
                points.filter { $0.label == label && $0.meets(contrast.conditions) }
            }
            for (base, head) in Self.pairs(sides[0], sides[1]) {
                primary.insert([contrast.metric, base.id, base.label, head.id, head.label])
            }
        }
        try Self.check(primary.count, "of series")
    }

    /// Points that will stand against each other: of the same traffic, and where both sides vary
    /// along a setting, with the same value of it.
    private static func pairs(
        _ base: [SweepPoint], _ head: [SweepPoint]
    ) -> [(base: SweepPoint, head: SweepPoint)] {
        let shared = varied(base).intersection(varied(head)).sorted()
        let key = { (point: SweepPoint) in
            [point.trafficID] + shared.map { point.settings[$0]?.text }
        }
        let places = Dictionary(grouping: base, by: key)
        return head.flatMap { point in (places[key(point)] ?? []).map { ($0, point) } }
    }

    /// Names of the settings with several values among these points.
    private static func varied(_ points: [SweepPoint]) -> Set<String> {
        var values: [String: Set<String?>] = [:]
        for point in points {
            for name in point.settings.names {
                values[name, default: []].insert(point.settings[name]?.text)
            }
        }
        return Set(values.filter { $0.value.count > 1 }.keys)
    }

    private static func check(_ count: Int, _ which: String) throws(PlanError) {
        guard count <= ComparePlan.mostContrasts else {
            throw PlanError(
                "the contrasts \(which) come to \(count) comparisons; at most"
                    + " \(ComparePlan.mostContrasts) can be decided together: narrow them with"
                    + " “where”, or measure less with --only")
        }
    }
}

extension SweepPoint {
    /// Whether all these conditions hold that are about something it has.
    fileprivate func meets(_ conditions: [PointCondition]) -> Bool {
        conditions.allSatisfy { condition in
            value(of: condition.key).map { condition.holds(of: $0) } ?? true
        }
    }
}
