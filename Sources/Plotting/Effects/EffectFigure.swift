package import Comparing
import Results

/// The figure `effects`: every comparison's effect with its interval, a panel for each metric.
///
/// A forest plot: Lewis, Clarke, "Forest plots: trying to see the wood and the trees", BMJ 322,
/// 2001.
package enum EffectFigure {
    /// `effects.csv` and `effects.gp`, by file name: the script reads the data beside it, and
    /// writes `effects.svg` and `effects.png`.
    ///
    /// - Returns: nothing for a report without comparisons.
    package static func render(_ report: ComparisonReport) -> [String: String] {
        let panels = EffectPanels(report)
        guard !panels.panels.isEmpty else { return [:] }
        return [
            "effects.csv": panels.csv(),
            "effects.gp": EffectScript(panels, report: report).text(),
        ]
    }
}
