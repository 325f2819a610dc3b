import Experiment
import Statistics

/// Controls that differ: the same setting twice, and yet not the same.
struct ControlAlarms {
    /// By metric and traffic: how far the control is off, on the working scale.
    private var sizes: [[String?]: Double] = [:]

    /// - Parameter adjusted: p-values of the controls, corrected for how many they are, at the places
    ///   of the comparisons.
    init(_ compared: [PairComparison], _ adjusted: [Double?]) {
        for (comparison, p) in zip(compared, adjusted) where comparison.standing == .control {
            guard let test = comparison.test, let p, p < VerdictRule.significance,
                comparison.blocks >= VerdictRule.fewestBlocks,
                abs(test.estimate) >= comparison.least
            else { continue }
            let key = Self.key(comparison)
            sizes[key] = max(sizes[key] ?? 0, abs(test.estimate))
        }
    }

    /// Why a comparison is not to be believed: a control at its traffic is off by as much.
    func objection(to comparison: PairComparison) -> String? {
        guard let size = sizes[Self.key(comparison)], let test = comparison.test,
            abs(test.estimate) <= size
        else { return nil }
        return "the control, the same setting twice, differs by as much in this run"
    }

    private static func key(_ comparison: PairComparison) -> [String?] {
        [comparison.metric.name] + comparison.traffic
    }
}
