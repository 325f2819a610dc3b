import Results
import Statistics

/// Every curve of one figure.
struct CurveSet {
    let axis: XAxis
    let metrics: [Metric]
    let curves: [Curve]
    let slotBytes: Int
    /// Conditions that hold for all of it, in words.
    let common: [String]
    /// Valid trials of traffic that this axis has no place for.
    let absentTrials: Int

    /// Where a metric stands in ``metrics``, and its samples in those of points.
    func place(of metric: Metric) -> Int {
        metrics.firstIndex { $0.column == metric.column } ?? 0
    }

    /// One line of the figure: one method under one set of conditions.
    struct Curve {
        let label: String
        let role: String
        /// Curves of the same one have the same colour.
        let family: String
        /// Lighter and dashed.
        let isSecondary: Bool
        /// A level rather than a line of points.
        let isLevel: Bool
        /// Ascending by x; exactly one if it is a level.
        let points: [CurvePoint]
        /// One of its trials, for what they have in common.
        let first: TrialRecord
    }

    struct CurvePoint {
        /// `nil` for a level.
        let x: Double?
        /// The trials, as indices into the records.
        let trials: [Int]
        /// One for each metric; `nil` where no trial measured it.
        let samples: [Sample?]
        /// One of the trials, for what they have in common.
        let first: TrialRecord
    }

    /// Single trials are drawn up to so many: each takes some 240 bytes of an SVG file in each panel.
    private static let mostDots = 1000

    /// Valid trials with a place.
    var trialCount: Int {
        curves.reduce(0) { $0 + $1.points.reduce(0) { $0 + $1.trials.count } }
    }

    /// Whether each trial gets a dot; if not, bands and bars tell the range of them all.
    var hasDots: Bool { trialCount <= Self.mostDots }

    /// Valid trials of each point drawn: the fewest and the most.
    var repetitions: ClosedRange<Int>? {
        let counts = curves.flatMap { $0.points.map(\.trials.count) }
        guard let least = counts.min(), let most = counts.max() else { return nil }
        return least...most
    }
}

extension CurveSet {
    init(
        _ data: PlotData, axis: XAxis, metrics: [Metric], settingNames: [String],
        subject: CurveSubject = .methods
    ) {
        self.axis = axis
        self.metrics = metrics
        let slotBytes = data.survey.slotBytes
        self.slotBytes = slotBytes
        let points = subject.points(data)
        let places = points.map { point in
            axis.place(point.map { data.records[$0] }, slotBytes)
        }
        let placed = points.indices.filter { places[$0] != .absent }
        absentTrials =
            points.reduce(0) { $0 + $1.count } - placed.reduce(0) { $0 + points[$1].count }
        let groups = CurveGroups(
            data, points: placed.map { points[$0] }, places: placed.map { places[$0] }, axis: axis,
            settingNames: settingNames, subject: subject)
        common = groups.table.common()
        curves = groups.sorted().map { group in
            Self.curve(group, groups, data: data, metrics: metrics, subject)
        }
    }

    private static func curve(
        _ group: CurveGroups.Group, _ groups: CurveGroups, data: PlotData, metrics: [Metric],
        _ subject: CurveSubject
    ) -> Curve {
        let points = group.members.map { member in
            let trials = groups.points[member]
            return CurvePoint(
                x: groups.x(of: member), trials: trials,
                samples: metrics.map { metric in
                    Sample(trials.compactMap { metric.value(data.records[$0]) })
                },
                first: data.records[trials[0]])
        }
        return Curve(
            label: groups.label(of: group), role: group.role,
            family: points.first.map { subject.family($0.first) } ?? group.role,
            isSecondary: points.first.map { subject.isSecondary($0.first) } ?? false,
            isLevel: group.isLevel,
            points: points.sorted { ($0.x ?? 0) < ($1.x ?? 0) },
            first: data.records[groups.points[group.members[0]][0]])
    }
}
