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
            for (base, head) in SeriesPairs.between(sides[0], sides[1], traits: \.traits) {
                primary.insert([contrast.metric, base.id, base.label, head.id, head.label])
            }
        }
        try Self.check(primary.count, "of series")
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
        conditions.allHold(of: value)
    }

    fileprivate var traits: SeriesPairs.Traits {
        let values = settings.names.compactMap { name in settings[name].map { (name, $0.text) } }
        return SeriesPairs.Traits(
            traffic: [trafficID], settings: Dictionary(uniqueKeysWithValues: values))
    }
}
