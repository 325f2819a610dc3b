import Results
import Statistics

/// The test that fits how two sides were measured.
enum ShiftTest {
    case paired(SignedRank)
    case unpaired(RankSum)
    /// The repetitions are those of several machines, of which each has one vote.
    case nested(AcrossGroups)

    /// Of differences, head less base, each with the machine that it was measured on.
    ///
    /// `nil` if there is none. Of one machine it is the signed-rank test; of several each machine's
    /// estimate is one value.
    init?(paired differences: [(machine: String?, value: Double)]) {
        let groups = differences.grouped { $0.machine ?? "" }.map { $0.map(\.value) }
        guard groups.count > 1 else {
            guard let test = SignedRank(differences.map(\.value)) else { return nil }
            self = .paired(test)
            return
        }
        let estimates = groups.compactMap { SignedRank($0)?.estimate }
        guard estimates.count == groups.count, let test = AcrossGroups(estimates) else {
            return nil
        }
        self = .nested(test)
    }

    /// Head less base.
    var estimate: Double {
        switch self {
        case .paired(let test): test.estimate
        case .unpaired(let test): test.estimate
        case .nested(let test): test.estimate
        }
    }

    /// Two-sided.
    var pValue: Double {
        switch self {
        case .paired(let test): test.pValue
        case .unpaired(let test): test.pValue
        case .nested(let test): test.pValue
        }
    }

    /// `nil` where there are too few trials for this confidence.
    func interval(confidence: Double) -> ClosedRange<Double>? {
        switch self {
        case .paired(let test): test.interval(confidence: confidence)
        case .unpaired(let test): test.interval(confidence: confidence)
        case .nested(let test): test.interval(confidence: confidence)
        }
    }

    /// The smallest difference that would have been found with a probability of 80 %; `nil` where
    /// there are too few trials for this confidence.
    func detectable(confidence: Double) -> Double? {
        if case .nested(let test) = self { return test.detectable(confidence: confidence) }
        return interval(confidence: confidence).map {
            Power.detectable($0, confidence: confidence)
        }
    }

    /// Machines that it is about; 1 where they are not told apart.
    var machines: Int {
        if case .nested(let test) = self { return test.count }
        return 1
    }
}
