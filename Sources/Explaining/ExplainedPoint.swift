import Results

/// Everything there is to say of one point, as text and JSON have it.
package struct ExplainedPoint: Sendable, Encodable {
    package let point: String
    package let label: String
    /// Trial and attempt of the row that is explained.
    package let trial: Int
    package let attempt: Int
    package let outcome: String
    package let invalidReason: String?
    package let lossPercent: Double?
    /// Least and greatest loss of the valid trials.
    package let lossRange: [Double]
    package let validTrials: Int
    /// Attempts that are not valid, by reason.
    package let otherAttempts: [String: Int]
    package let offeredFrames: Int?
    package let capturedFrames: Int?
    /// Where the others went; terms that were not measured are missing.
    package let terms: [ExplainedTerm]
    package let episodes: String?
    package let explanations: [NamedCause]
    package let neighbours: [Beside]
    /// The same of the trial that lost far more than the others.
    package let outlier: [ExplainedPoint]

    package struct ExplainedTerm: Sendable, Encodable {
        package let column: String
        package let words: String
        package let frames: Int
    }

    package struct NamedCause: Sendable, Encodable {
        package let rule: String
        package let subject: String
        package let cause: String
        package let evidence: [String]
        package let advice: [String]
        package let weight: Double
        package let columns: [String]
    }

    package struct Beside: Sendable, Encodable {
        package let axis: String
        package let words: String
        package let lossPercent: Double?
        package let cpuBusyPercent: Double?
    }
}

extension ExplainedPoint {
    /// Explains a point of a run by its typical row.
    package init(_ run: ExplainedRun, _ index: Int) {
        let point = run.points[index]
        let outlier = point.outlier.map { ExplainedPoint(run, index, $0, outlier: []) }
        self.init(run, index, point.typical, outlier: outlier.map { [$0] } ?? [])
    }

    private init(
        _ run: ExplainedRun, _ index: Int, _ row: TrialRecord, outlier: [ExplainedPoint]
    ) {
        let place = run.points[index]
        let evidence = run.evidence(of: index, row)
        (point, label) = (place.id, place.label)
        (trial, attempt) = (row.trial, row.attempt)
        outcome = row.outcome.rawValue
        invalidReason = row.invalidReason?.rawValue
        lossPercent = row.lossPercent
        let losses = place.valid.compactMap(\.lossPercent)
        lossRange = [losses.first, losses.last].compactMap { $0 }
        validTrials = place.valid.count
        otherAttempts = place.others.reduce(into: [:]) {
            $0[$1.invalidReason?.rawValue ?? $1.outcome.rawValue, default: 0] += 1
        }
        offeredFrames = row.offeredFrames
        capturedFrames = row.arrivedFrames
        terms = LossPlace.all.compactMap { term in
            term.frames(row).map {
                ExplainedTerm(column: term.column, words: term.words, frames: $0)
            }
        }
        episodes = evidence.episodes
        explanations = evidence.explained().map { rule, said in
            NamedCause(
                rule: rule.name, subject: rule.subject.rawValue, cause: said.cause,
                evidence: said.evidence, advice: said.advice, weight: said.weight,
                columns: rule.looksAt)
        }
        neighbours = evidence.neighbours.map {
            Beside(
                axis: $0.axis, words: $0.words, lossPercent: $0.row.lossPercent,
                cpuBusyPercent: $0.row.cpuBusyPercent)
        }
        self.outlier = outlier
    }

    /// What is said of why it is invalid or lost frames.
    var causes: [NamedCause] { explanations.filter { $0.subject != Rule.Subject.cpu.rawValue } }
    /// What is said of the CPU.
    var costs: [NamedCause] { explanations.filter { $0.subject == Rule.Subject.cpu.rawValue } }
    /// Frames offered that were not captured; `nil` if not measured.
    var lost: Int? {
        guard let offeredFrames, let capturedFrames else { return nil }
        return offeredFrames &- capturedFrames
    }
}
