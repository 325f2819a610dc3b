/// What an experiment file declares about comparing: `[compare]`, `[[contrast]]`, `[[hypothesis]]`.
package struct ComparePlan: Sendable, Hashable {
    /// Metrics compared where nothing more is declared; `[compare] metrics`.
    package var metrics: [String]
    /// Smallest effects that differ from the metric's own, by metric: a share for a ratio, else in
    /// the metric's unit.
    package var smallestEffects: [String: Double]
    /// The primary contrasts: what is decided, with error rates that hold together.
    package var contrasts: [Contrast]
    /// Claims that are tested.
    package var hypotheses: [Hypothesis]

    /// The most primary contrasts: more would leave each too little power.
    package static let mostContrasts = 6

    /// Whether there is anything to decide within one run.
    package var isDeclared: Bool { !contrasts.isEmpty || !hypotheses.isEmpty }

    package init(
        metrics: [String] = ["loss_percent", "cpu_ns_per_unique_frame"],
        smallestEffects: [String: Double] = [:], contrasts: [Contrast] = [],
        hypotheses: [Hypothesis] = []
    ) {
        self.metrics = metrics
        self.smallestEffects = smallestEffects
        self.contrasts = contrasts
        self.hypotheses = hypotheses
    }
}

/// One `[[contrast]]`: two things and the metric they are compared by.
package struct Contrast: Sendable, Hashable {
    package var metric: String
    package var subject: ContrastSubject
    /// Which points it is about: those of which all conditions hold.
    package var conditions: [PointCondition] = []
    /// Instead of the metric's; in its scale.
    package var smallestEffect: Double?
    /// The gate: the head's value is to be at most this multiple of the base's.
    package var atMostRatio: Double?
    /// The two are the same setting: what differs is noise.
    package var isControl = false

    /// What stands against what.
    package enum ContrastSubject: Sendable, Hashable {
        /// Two series of one run, by label.
        case series(base: String, head: String)
        /// One series by two builds, or in two runs.
        case builds(of: String)
    }

    package init(metric: String, subject: ContrastSubject) {
        self.metric = metric
        self.subject = subject
    }

    /// Whether two builds, or two runs, stand against each other, rather than two series.
    var isOfBuilds: Bool {
        if case .builds = subject { true } else { false }
    }
}

/// A condition on a point's columns, as in `ring_frames > 8`.
package struct PointCondition: Sendable, Hashable {
    /// A column, or a setting's name.
    package var key: String
    package var relation: Relation
    /// As columns write it (65536 for `64KiB`): compared as a number where both are numbers.
    package var text: String

    package enum Relation: String, Sendable, CaseIterable {
        case equal = "="
        case unequal = "!="
        case less = "<"
        case atMost = "<="
        case more = ">"
        case atLeast = ">="
    }

    package init(key: String, relation: Relation, text: String) {
        self.key = key
        self.relation = relation
        self.text = text
    }

    /// Whether it holds of this value; a value that is missing meets no condition but `!=`.
    package func holds(of value: String?) -> Bool {
        guard let value else { return relation == .unequal }
        if relation == .equal && value == text { return true }
        guard let left = Double(value), let right = Double(text) else {
            return relation == .unequal ? value != text : false
        }
        return switch relation {
        case .equal: left == right
        case .unequal: left != right
        case .less: left < right
        case .atMost: left <= right
        case .more: left > right
        case .atLeast: left >= right
        }
    }
}

extension [PointCondition] {
    /// Whether all of them hold that are about something a point has.
    ///
    /// `ring_frames > 8` says nothing of a method without a ring.
    ///
    /// - Parameter value: the point's value of a key; `nil` if it has none.
    package func allHold(of value: (String) -> String?) -> Bool {
        allSatisfy { condition in
            value(condition.key).map { condition.holds(of: $0) } ?? true
        }
    }
}
