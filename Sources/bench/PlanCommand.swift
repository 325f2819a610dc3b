import ArgumentParser
import Experiment
import Frames
import Kernel
import Results
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

    @OptionGroup var blocks: BlockOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        var experiment = try selection.load()
        let plan: Plan
        var notes: [String] = []
        do {
            // As a sweep would here, so that the points have the names they get in its results.
            let resolved = try EngineChoice.resolve(experiment)
            experiment = resolved.experiment
            notes =
                experiment.notes
                + [resolved.topologyReason, resolved.reason].compactMap { $0 }
            let part = try blocks.part(of: experiment)
            let whole = try experiment.plan(
                seed: selection.seed ?? experiment.seed ?? part.map { _ in experiment.orderSeed }
                    ?? 1)
            plan = try part.map(whole.part) ?? whole
            notes += Fitness.missingTools(plan)
            if experiment.search != nil {
                notes.append(
                    "[search]: these are the trials of bench sweep; bench search makes about 25 for "
                        + "each point")
            }
        } catch let error as ExitCode {
            throw error
        } catch {
            throw fail("\(error)", ExitStatus.usage)
        }
        try output(json ? try PlanJSON(plan, notes).text() : Self.text(plan, notes))
    }

    private static func text(_ plan: Plan, _ notes: [String]) -> String {
        let objections = plan.trials.map { EngineChoice.objection(to: $0.point) }
        let isMarked = objections.contains { $0 != nil }
        var rows = [
            ["trial", "block", "series", "point", "engine", "frames", "load"]
                + (isMarked ? ["skipped"] : [])
        ]
        var settings: [[String]] = []
        for (trial, objection) in zip(plan.trials, objections) {
            let point = trial.point
            settings.append(point.settings.words)
            rows.append(
                [
                    "\(trial.index)", trial.isBaseline ? "" : "\(trial.block)",
                    WrappedText.shortened(PlainText.oneLine(point.label), to: 20),
                    point.id, point.traffic.engine, Self.frames(point.traffic),
                    point.traffic.load.load.text,
                ] + (isMarked ? [objection == nil ? "" : "unsupported"] : []))
        }
        let minutes = Duration.seconds(estimatedSeconds(plan).rounded(.up))
        let sum =
            "\(plan.trials.count) trials of \(plan.points.count) points, "
            + "\(plan.repetitions) repetition\(plan.repetitions == 1 ? "" : "s"), about "
            + "\(Self.words(minutes)) without retries; order of seed \(plan.seed)"
        return table(rows, settings) + skips(plan, objections) + "\n"
            + ([sum] + notes.map { "note: \($0)" }).map(wrapped).joined()
    }

    /// The rows with their settings behind them, or below where there is no room.
    private static func table(_ rows: [[String]], _ settings: [[String]]) -> String {
        let lines = TextTable.text(rows).split(separator: "\n").map(String.init)
        let width = lines.map(\.count).max() ?? 0
        let more = settings.map { $0.joined(separator: " ") }
        let isBeside = width + 2 + (more.map(\.count).max() ?? 0) <= StandardStream.columns
        return lines.enumerated().map { index, line in
            let own = index == 0 ? "settings" : more[index - 1]
            guard !own.isEmpty, index > 0 || isBeside else { return line + "\n" }
            return isBeside
                ? line.padding(to: width + 2) + own + "\n"
                : line + "\n" + below(settings[index - 1])
        }.joined()
    }

    /// Each setting whole, unless it is longer than a line.
    private static func below(_ words: [String]) -> String {
        let indent = "       "
        let width = StandardStream.columns - indent.count
        let whole = words.flatMap { $0.count > width ? $0.split(separator: " ") : [$0[...]] }
        return WrappedText.lines(of: whole, width: width).map { indent + $0 + "\n" }.joined()
    }

    private static func wrapped(_ text: String) -> String {
        WrappedText.lines(text, width: StandardStream.columns).joined(separator: "\n") + "\n"
    }

    /// Sizes, and the format where it is not the usual one.
    private static func frames(_ traffic: TrafficPoint) -> String {
        let format = traffic.format
        guard format != .bare else { return traffic.sizes.text }
        if let replay = format.replay {
            let shift = replay.shiftsAddresses ? " shifted" : ""
            return "\(replay.recording.name)\(shift)"
        }
        let streams = format.streams == 1 ? "" : " x\(format.streams)"
        return "\(traffic.sizes.text) \(format.name)\(streams)"
    }

    /// Seconds of all trials that are not skipped.
    fileprivate static func estimatedSeconds(_ plan: Plan) -> Double {
        plan.trials.reduce(0) { sum, trial in
            EngineChoice.objection(to: trial.point) == nil ? sum + trial.estimatedSeconds : sum
        }
    }

    /// Why points are skipped: each engine and reason once.
    private static func skips(_ plan: Plan, _ objections: [String?]) -> String {
        var seen: Set<String> = []
        let lines = zip(plan.trials, objections).compactMap { trial, objection -> String? in
            guard let objection else { return nil }
            let traffic = trial.point.traffic
            let line = "unsupported: engine \(traffic.engine) on \(traffic.topology): \(objection)"
            return seen.insert(line).inserted ? wrapped(line) : nil
        }
        return lines.isEmpty ? "" : "\n" + lines.joined()
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
    let trials: [PrintedTrial]

    struct PrintedTrial: Encodable {
        let trial: Int
        let block: Int
        let point: String
        let role: String
        let values: [String: String]
        /// Why its engine cannot send it; left out if it can.
        let unsupported: String?
    }

    init(_ plan: Plan, _ notes: [String]) {
        self.notes = notes
        experiment = plan.name
        seed = plan.seed
        quick = plan.isQuick
        estimatedSeconds = PlanCommand.estimatedSeconds(plan)
        trials = plan.trials.map {
            PrintedTrial(
                trial: $0.index, block: $0.block, point: $0.point.id, role: $0.point.label,
                values: $0.point.values, unsupported: EngineChoice.objection(to: $0.point))
        }
    }

    func text() throws -> String { try JSONText.text(self) }
}
