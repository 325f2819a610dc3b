import ArgumentParser
import Experiment
import Frames
import Kernel
import Running
import Settings

/// `bench plan`: what a sweep would do.
///
/// Needs no privilege.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Check an experiment file and print its trials and the time they take.",
        discussion: "Starts nothing and needs no root."
    )

    @OptionGroup var selection: ExperimentSelection

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        var experiment = try selection.load()
        let plan: Plan
        do {
            // As a sweep would here, so that the points have the names they get in its results.
            experiment = try EngineChoice.resolve(experiment).experiment
            plan = try experiment.plan(seed: selection.seed ?? experiment.seed ?? 1)
        } catch {
            throw fail("\(error)", ExitStatus.usage)
        }
        let notes = experiment.notes
        try output(json ? try PlanJSON(plan, notes).text() : Self.text(plan, notes))
    }

    private static func text(_ plan: Plan, _ notes: [String]) -> String {
        var rows = [["trial", "block", "series", "point", "frames", "load", "settings"]]
        for trial in plan.trials {
            let point = trial.point
            rows.append([
                "\(trial.index)", trial.isBaseline ? "" : "\(trial.block)", point.label, point.id,
                Self.frames(point.traffic), point.traffic.load.load.text,
                point.settings.words.joined(separator: " "),
            ])
        }
        let minutes = Duration.seconds(plan.estimatedSeconds.rounded(.up))
        return TextTable.text(rows)
            + "\n\(plan.trials.count) trials of \(plan.points.count) points, "
            + "\(plan.repetitions) block\(plan.repetitions == 1 ? "" : "s"), about "
            + "\(Self.words(minutes)) without retries; order of seed \(plan.seed)\n"
            + notes.map { "note: \($0)\n" }.joined()
    }

    /// Sizes, and the format where it is not the usual one.
    private static func frames(_ traffic: TrafficPoint) -> String {
        let format = traffic.format
        guard format != .bare else { return traffic.sizes.text }
        let streams = format.streams == 1 ? "" : " x\(format.streams)"
        return "\(traffic.sizes.text) \(format.name)\(streams)"
    }

    private static func words(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        return seconds < 60 ? "\(seconds) s" : "\(seconds / 60) min \(seconds % 60) s"
    }
}

/// A plan as JSON.
private struct PlanJSON: Encodable {
    let experiment: String
    let seed: UInt64
    let quick: Bool
    let estimatedSeconds: Double
    /// What of the traffic is not as the file says it.
    let notes: [String]
    let trials: [Trial]

    struct Trial: Encodable {
        let trial: Int
        let block: Int
        let point: String
        let role: String
        let values: [String: String]
    }

    init(_ plan: Plan, _ notes: [String]) {
        self.notes = notes
        experiment = plan.name
        seed = plan.seed
        quick = plan.isQuick
        estimatedSeconds = plan.estimatedSeconds
        trials = plan.trials.map {
            Trial(
                trial: $0.index, block: $0.block, point: $0.point.id, role: $0.point.label,
                values: $0.point.values)
        }
    }

    func text() throws -> String { try JSONText.text(self) }
}
