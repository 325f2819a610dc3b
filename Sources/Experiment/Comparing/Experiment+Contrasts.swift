extension Experiment {
    /// Checks, before anything is measured, that the contrasts between builds are not too many once
    /// they are told apart by points.
    package func checkBuildContrasts() throws(PlanError) {
        let points = points()
        let count = comparing.contrasts.reduce(0) { sum, contrast in
            guard case .builds(let label) = contrast.subject else { return sum }
            return sum
                + points.count { point in
                    point.label == label
                        && contrast.conditions.allSatisfy { condition in
                            point.value(of: condition.key).map { condition.holds(of: $0) } ?? true
                        }
                }
        }
        guard count <= ComparePlan.mostContrasts else {
            throw PlanError(
                "the contrasts between builds come to \(count) comparisons; at most"
                    + " \(ComparePlan.mostContrasts) can be decided together: narrow them with"
                    + " “where”, or measure less with --only")
        }
    }
}
