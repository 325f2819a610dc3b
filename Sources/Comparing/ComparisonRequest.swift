package import Experiment
import Results

/// What to compare, and by what.
package struct ComparisonRequest: Sendable {
    package var subject: ComparedRuns
    /// What the experiment file declares.
    package var plan: ComparePlan
    /// Metrics asked for by hand instead of the plan's; empty for those.
    package var metrics: [String] = []
    /// Whether CPU is compared although the two sides lose differently.
    package var allowsUnequalLoss = false

    package enum ComparedRuns: Sendable {
        /// Two runs: the same points of both, not paired, since they were not run side by side.
        case runs(base: RunData, head: RunData)
        /// One run: its builds if it has any, else what the plan declares about its series.
        case within(RunData)
        /// One run: points chosen by hand, the conditions of each side.
        case chosen(RunData, base: ChosenSide, head: ChosenSide)
    }

    /// One side, chosen by hand.
    package struct ChosenSide: Sendable {
        /// As it was given, for the title.
        package var words: String
        /// A series' label, or `nil` for every series.
        package var series: String?
        package var conditions: [PointCondition]

        package init(words: String, series: String?, conditions: [PointCondition]) {
            self.words = words
            self.series = series
            self.conditions = conditions
        }
    }

    /// The order of series and values.
    var order: DeclaredOrder {
        switch subject {
        case .runs(_, let run), .within(let run), .chosen(let run, _, _):
            DeclaredOrder(run.manifest)
        }
    }

    package init(subject: ComparedRuns, plan: ComparePlan) {
        self.subject = subject
        self.plan = plan
    }
}

/// Why there is nothing to compare, or not so.
package struct ComparisonError: Error, Hashable, CustomStringConvertible {
    /// Whether the data are the reason, rather than what was asked for.
    package let isInconclusive: Bool
    package let description: String

    package init(_ description: String, isInconclusive: Bool = false) {
        self.description = description
        self.isInconclusive = isInconclusive
    }
}
