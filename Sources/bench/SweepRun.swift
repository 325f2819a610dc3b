import ArgumentParser
import Experiment
import Frames
import Kernel
import Plotting
import Results
import Running
import Settings

/// One sweep from its first check to its summary, and the exit status it deserves.
struct SweepRun {
    let experiment: Experiment
    let place: SweepPlace
    let resume: RunDirectory?
    let seed: UInt64?
    /// Which part of the repetitions; `nil` for all.
    var part: BlockPart?
    let patience: Int64
    /// The command that asks for the same experiment again, given the run's directory.
    let again: (RunDirectory) -> [String]
    /// Whether the summary tells what engines can send rather than what capturers lose.
    var isCalibration = false
    /// Whether interfaces that the experiment names are set up, and put back.
    var configures = false
    /// Interfaces that may be used although they are in use.
    var floods: [String] = []
    /// Whether softirqs are left unmeasured.
    var isUnclocked = false
    /// Whether bench may be copied to hosts that lack it.
    var pushes = false

    /// That of series and values in tables.
    private var order: DeclaredOrder {
        DeclaredOrder(series: experiment.roles, values: experiment.valuesByAxis())
    }

    /// - Returns: the status to exit with, or `nil` if all went well.
    func run() throws -> ExitCode? {
        let result = try measure()
        try becomeInvoker(plots: place.plots)
        try report(result)
        return status(result)
    }

    /// Runs the trials; says nothing of what they showed.
    func measure() throws -> SweepResult {
        do {
            let signals = try EndSignals()
            Wake.prepare()
            var options = Sweep.SweepOptions(
                experiment: experiment, resultsRoot: place.results ?? "results", resume: resume,
                seed: seed,
                patience: patience, commandLine: CommandLine.arguments, version: benchVersion)
            options.part = part
            options.configures = configures
            options.floods = floods
            options.isUnclocked = isUnclocked
            options.pushes = pushes
            options.privilegedTools = place.privilegedTools
            return try Sweep(options, signals: signals).run()
        } catch let error as SweepError {
            throw fail(error.description, error.status)
        } catch let interrupted as Interrupted {
            throw ExitCode(128 + interrupted.signal)
        } catch {
            throw fail("\(error)", ExitStatus.failure)
        }
    }

    /// Draws the plots and prints the summary; also of a run that was interrupted.
    private func report(_ result: SweepResult) throws {
        var drawn = PlotRun.Drawn()
        do {
            drawn = try PlotRun(directory: result.directory, root: place.plots).run()
        } catch {
            // The results are safe; “bench plot” can be run again.
            drawn.notes = ["no plots: \(error)"]
        }
        for note in drawn.notes { StandardStream.writeError("bench: \(note)\n") }
        let records = try result.directory.trials().records
        let text =
            place.json
            ? try JSONText.text(
                SweepJSON(
                    result, records: records, plots: drawn.files,
                    answer: answer(result, records), isCalibration: isCalibration))
            : summary(result, records, drawn.files)
        try output(text)
    }

    private static func trials(_ count: Int) -> String {
        count == 1 ? "1 trial" : "\(count) trials"
    }

    private func summary(
        _ result: SweepResult, _ records: [TrialRecord], _ plots: [String]
    ) -> String {
        var text = table(result, records)
        if result.beyondEngine > 0 {
            text += "\nBeyond the engine's limit here: \(Self.trials(result.beyondEngine)).\n"
        }
        if result.unsupported > 0 {
            text += "\nNot possible here: \(Self.trials(result.unsupported)).\n"
            text += Self.objections(records).map { "  \($0)\n" }.joined()
        }
        if result.missing > 0 {
            let failed = result.missing - result.unbegun
            if failed > 0 {
                text +=
                    experiment.searched == nil
                    ? "\nWithout a valid row: \(Self.trials(failed)).\n"
                    : "\nSearches without a result: \(failed).\n"
            }
            if result.unbegun > 0 {
                text +=
                    experiment.searched == nil
                    ? "\nNever begun: \(Self.trials(result.unbegun)).\n"
                    : "\nSearches never begun: \(result.unbegun).\n"
            }
            let words = again(result.directory) + ["--resume", result.directory.path]
            text += (failed > 0 ? "To try again:\n" : "To go on:\n")
            text += "  \(CommandWords.joined(words))\n"
        }
        text += "\nresults  \(result.directory.path)\n"
        if experiment.comparing.isDeclared {
            text += "verdicts  bench compare \(result.directory.path)\n"
        }
        for plot in plots where plot.hasSuffix(".png") || plot.hasSuffix(".svg") {
            text += "plot     \(plot)\n"
        }
        if let answer = answer(result, records) {
            let lines = WrappedText.lines(
                PlainText.oneLine(answer), width: StandardStream.columns)
            text += "\n" + lines.map { $0 + "\n" }.joined()
        }
        return text
    }

    /// The sentence that answers what the experiment asks; `nil` if there is none.
    private func answer(_ result: SweepResult, _ records: [TrialRecord]) -> String? {
        if isCalibration { return nil }
        guard experiment.searched == nil else {
            return CapacitySummary.answer(result.capacities, order: order)
        }
        return SweepAnswer.text(records, order: order)
    }

    /// What was measured: capacities, ceilings, or losses.
    private func table(_ result: SweepResult, _ records: [TrialRecord]) -> String {
        if isCalibration { return ceilings(records) }
        guard experiment.searched != nil else {
            return SummaryTable.text(
                records, width: StandardStream.columns, order: order)
        }
        guard !result.capacities.isEmpty else { return "no search came to its end\n" }
        let rows = CapacitySummary.rows(result.capacities, order: order)
        return TextTable.text(rows, numbersFrom: CapacitySummary.textColumns(rows))
    }

    /// Each reason why something could not be measured, once.
    private static func objections(_ records: [TrialRecord]) -> [String] {
        Set(
            records.filter { $0.invalidReason == .unsupported }.map {
                "\($0.message ?? "") (\($0.topology ?? ""))"
            }
        ).sorted()
    }

    /// What each engine can send: the medians.
    private func ceilings(_ records: [TrialRecord]) -> String {
        let ceilings = EngineCeiling.all(in: records, order: order)
        guard !ceilings.isEmpty else { return "no valid trial\n" }
        let beside = ceilings.compactMap(\.capturer).grouped { $0 }.map { $0[0] }.joined(
            separator: ", ")
        let rows = ceilings.map { ceiling in
            [ceiling.engine, ceiling.topology, "\(ceiling.frameSize) B"]
                + Self.cells(ceiling.alone) + Self.cells(ceiling.beside)
        }
        let with = beside.isEmpty ? "with a capture" : "with \(beside)"
        return TextTable.text(
            [
                ["engine", "topology", "size", "frames/s", "Gbit/s", "\(with): frames/s", "Gbit/s"]
            ] + rows, numbersFrom: 2)
    }

    /// Frames and 10^9 bits a second; `-` where nothing was measured.
    private static func cells(_ rate: EngineCeiling.Rate?) -> [String] {
        guard let rate else { return ["-", "-"] }
        return [
            "\(Int(rate.framesPerSecond.rounded()))",
            DecimalText.rounded(rate.gigabitsPerSecond, places: 3),
        ]
    }

    /// How a sweep that ended early is told; `nil` if it came to its end.
    static func earlyEnd(_ result: SweepResult) -> ExitCode? {
        if let problem = result.problem { return fail(problem, ExitStatus.failure) }
        return result.signal.map { ExitCode(128 + $0) }
    }

    private func status(_ result: SweepResult) -> ExitCode? {
        if let early = Self.earlyEnd(result) { return early }
        return result.missing > 0 || !result.hasValid ? ExitStatus.inconclusive : nil
    }
}

extension SweepError {
    var status: ExitCode {
        switch kind {
        case .unfit: ExitStatus.unfit
        case .usage: ExitStatus.usage
        case .failure: ExitStatus.failure
        }
    }
}

/// The outcome of a sweep as JSON.
private struct SweepJSON: Encodable {
    let results: String
    let trials: Int
    let valid: Int
    let invalid: Int
    let missing: Int
    /// How many of the missing ones have no row at all.
    let notBegun: Int
    let beyondEngineLimit: Int
    let unsupported: Int
    let interruptedBy: Int32?
    let plots: [String]
    /// A sentence; absent from a calibration.
    let answer: String?
    /// Of a search.
    let capacities: [Capacity]?
    /// Of a calibration.
    let ceilings: [EngineCeiling]?

    init(
        _ result: SweepResult, records: [TrialRecord], plots: [String], answer: String?,
        isCalibration: Bool
    ) {
        self.answer = answer
        ceilings = isCalibration ? EngineCeiling.all(in: records) : nil
        unsupported = result.unsupported
        results = result.directory.path
        trials = records.count
        valid = records.count { $0.outcome == .valid }
        invalid = records.count { $0.outcome == .invalid }
        missing = result.missing
        notBegun = result.unbegun
        beyondEngineLimit = result.beyondEngine
        interruptedBy = result.signal
        self.plots = plots
        capacities =
            result.capacities.isEmpty ? nil : result.capacities.map(Capacity.init)
    }

    struct Capacity: Encodable {
        let point: String
        let role: String
        let block: Int
        let goal: String
        let end: String
        let lowerPps: Double?
        let upperPps: Double?
        let conditionalPps: Double?
        let burstFrames: Double?
        let floorLossPercent: Double?
        let trials: Int

        init(_ record: CapacityRecord) {
            point = record.point
            role = record.role
            block = record.block
            goal = record.goal
            end = record.end.rawValue
            lowerPps = record.lowerPps
            upperPps = record.upperPps
            conditionalPps = record.conditionalPps
            burstFrames = record.burstFrames
            floorLossPercent = record.floorLossPercent
            trials = record.trials
        }
    }
}
