import Capture
import Experiment
import Frames
import Plotting
import Results
import Testbed
import Traffic

@testable import Running

/// Experiments from text, with everything that the registries know.
enum Laboratory {
    static var vocabulary: Vocabulary { .registered }

    /// An experiment of short trials.
    ///
    /// - Parameters:
    ///   - more: further lines of `[experiment]`.
    ///   - series: the lines after `[[series]]`, one text for each.
    static func experiment(
        _ more: String = "", rate: String = "20kpps", size: String = "64",
        engine: String = "sendmmsg", duration: String = "300ms",
        series: [String] = ["backend = \"recv\""]
    ) throws -> Experiment {
        // As a sweep does before all else.
        try TopologyChoice.resolve(unresolved(more, rate, size, engine, duration, series))
            .experiment
    }

    private static func unresolved(
        _ more: String, _ rate: String, _ size: String, _ engine: String, _ duration: String,
        _ series: [String]
    ) throws -> Experiment {
        let text = """
            # Does it work?
            [experiment]
            duration = "\(duration)"
            interval = "100ms"
            crop = "middle 1"
            retries = 0
            \(more)
            [traffic]
            engine = "\(engine)"
            rate = "\(rate)"
            frame_size = \(size)

            """ + series.map { "[[series]]\n\($0)\n" }.joined()
        return try ExperimentFile.decode(text: text, name: "test.toml", vocabulary: vocabulary)
    }

    /// A row of a planned trial.
    static func row(
        _ trial: PlannedTrial, _ outcome: Outcome, _ reason: InvalidReason? = nil, attempt: Int = 1
    ) -> TrialRecord {
        var row = TrialRecord(trial, attempt: attempt, runID: "run")
        row.outcome = outcome
        row.invalidReason = reason
        return row
    }
}
