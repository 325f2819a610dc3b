import Comparing
import Experiment
import Results

/// What the figure shows: a panel for each metric, a line for each comparison.
struct EffectPanels {
    let panels: [EffectPanel]

    /// More lines than this cannot be read in one panel.
    static let mostLines = 40

    /// Comparisons of one metric.
    struct EffectPanel {
        let metric: ComparedMetric
        let lines: [EffectLine]
        /// Comparisons that there was no room for.
        let left: Int
        let range: ClosedRange<Double>
    }

    /// One line from top to bottom, at heights 1, 2, 3 and so on.
    enum EffectLine {
        case heading(String)
        case comparison(Comparison)

        var comparison: Comparison? {
            if case .comparison(let comparison) = self { comparison } else { nil }
        }
    }

    init(_ report: ComparisonReport) {
        var metrics: [ComparedMetric] = []
        for comparison in report.comparisons where !metrics.contains(comparison.metric) {
            metrics.append(comparison.metric)
        }
        panels = metrics.map { metric in
            EffectPanel(metric, report.comparisons.filter { $0.metric == metric })
        }
    }

    /// `panel,line,…,name`: one row for each line that is drawn.
    ///
    /// Effects, their ends, the smallest that matters and the limit are in the panel's unit:
    /// percent of the base's value where the metric's scale is a ratio, else points.
    func csv() -> String {
        var writer = CSVWriter()
        writer.row([
            "panel", "line", "metric", "standing", "verdict", "effect", "effect_low",
            "effect_high", "smallest_effect", "limit", "detectable", "p_value", "adjusted_p",
            "base_median", "head_median", "pairs", "base_n", "head_n", "name",
        ])
        for (index, panel) in panels.enumerated() {
            for (height, line) in panel.lines.enumerated() {
                guard let comparison = line.comparison else { continue }
                writer.cell(index + 1)
                writer.cell(height + 1)
                Self.row(comparison, &writer)
            }
        }
        return writer.text
    }

    private static func row(_ comparison: Comparison, _ writer: inout CSVWriter) {
        let effect = DrawnEffect(comparison)
        writer.cell(comparison.metric.name)
        writer.cell(comparison.standing.rawValue)
        writer.cell(comparison.verdict.rawValue)
        writer.cell(effect.estimate)
        writer.cell(effect.low)
        writer.cell(effect.high)
        writer.cell(effect.smallest)
        writer.cell(effect.limit)
        writer.cell(comparison.detectable.map { $0 * effect.factor })
        writer.cell(comparison.effect?.pValue)
        writer.cell(comparison.effect?.adjustedP)
        writer.cell(comparison.base.median)
        writer.cell(comparison.head.median)
        writer.cell(comparison.isPaired ? comparison.pairs : nil)
        writer.cell(comparison.base.count)
        writer.cell(comparison.head.count)
        writer.cell(GnuplotText.oneLine(comparison.name))
        writer.endRow()
    }
}

/// The numbers of a comparison in the unit of its panel: percent or points; `nil` if not known.
struct DrawnEffect {
    let factor: Double
    let estimate: Double?
    let low: Double?
    let high: Double?
    let smallest: Double
    /// Where the gate is; only of ratios: another metric has no place for a multiple.
    let limit: Double?

    init(_ comparison: Comparison) {
        let isRatio = comparison.metric.scale == .ratio
        factor = isRatio ? 100 : 1
        let scale = factor
        let drawn = { (number: Double?) -> Double? in
            // Without the crumbs of a product: −59.2, not −59.199999999999996.
            number.flatMap { $0.isFinite ? ($0 * scale * 1e6).rounded() / 1e6 : nil }
        }
        estimate = drawn(comparison.effect?.estimate)
        low = drawn(comparison.effect?.interval?.lowerBound)
        high = drawn(comparison.effect?.interval?.upperBound)
        smallest = drawn(comparison.smallestEffect) ?? 0
        limit = isRatio ? drawn(comparison.limit.map { $0.atMostRatio - 1 }) : nil
    }

    /// What of it has a place on the axis, the limit apart.
    var ends: [Double] { [low, high, estimate].compactMap { $0 } }
}

extension EffectPanels.EffectPanel {
    init(_ metric: ComparedMetric, _ comparisons: [Comparison]) {
        self.metric = metric
        let primary = comparisons.filter { $0.standing == .primary }
        let controls = comparisons.filter { $0.standing == .control }
        let others = comparisons.filter { $0.standing == .exploratory }
        let room = max(0, EffectPanels.mostLines - primary.count - controls.count)
        let shown = Self.largest(others, room)
        left = others.count - shown.count
        let groups = [
            ("primary", primary), ("exploratory", shown), ("noise floor", controls),
        ].filter { !$0.1.isEmpty }
        lines = groups.flatMap { title, group in
            // A single group needs no name, unless it decides nothing.
            (groups.count > 1 || title == "noise floor" ? [.heading(title)] : [])
                + group.map { EffectPanels.EffectLine.comparison($0) }
        }
        range = Self.range(
            (primary + shown + controls).map(DrawnEffect.init),
            whole: metric.scale == .ratio ? 100 : 0)
    }

    /// Those with the largest effects, in the order that they came in.
    private static func largest(_ comparisons: [Comparison], _ count: Int) -> [Comparison] {
        guard comparisons.count > count else { return comparisons }
        let order = comparisons.indices.sorted { left, right in
            let sizes = [left, right].map { abs(comparisons[$0].effect?.estimate ?? 0) }
            return (sizes[1], left) < (sizes[0], right)
        }
        return order.prefix(count).sorted().map { comparisons[$0] }
    }

    /// From the least to the greatest end, with 0 and what matters inside.
    ///
    /// A few that are far beyond all others are cut off, or nothing else would show; but none that
    /// is within `whole`: a cost that halves is to be seen beside one that stays.
    private static func range(
        _ effects: [DrawnEffect], whole: Double
    ) -> ClosedRange<Double> {
        let sizes = effects.compactMap { $0.ends.map { abs($0) }.max() }.sorted()
        let matters = effects.map(\.smallest).max() ?? 0
        let typical = max(sizes.isEmpty ? 0 : sizes[(sizes.count - 1) * 3 / 4], matters)
        let ends = effects.flatMap { $0.ends + [$0.limit].compactMap { $0 } }.map { end in
            if abs(end) <= max(typical * 3, whole) { return end }
            return end < 0 ? typical * -1.25 : typical * 1.25
        }
        let low = min(ends.min() ?? 0, -matters * 1.2)
        let high = max(ends.max() ?? 0, matters * 1.2)
        let width = high - low
        guard width > 0, width.isFinite else { return -1...1 }
        return low - width * 0.04...high + width * 0.04
    }
}
