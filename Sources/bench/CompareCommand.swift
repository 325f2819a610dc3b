import ArgumentParser
import Comparing
import Experiment
import FoundationEssentials
import Frames
import Kernel
import Results
import Running
import Settings

/// `bench compare`: verdicts.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Report what differs, and how certain it is: two runs, two series, two programs.",
        discussion: """
            bench compare RUN                               what its file declares
            bench compare RUN --base recv --head V3         two series, or ring_frames=8 …
            bench compare BASE_RUN HEAD_RUN                 the same points in two runs
            bench compare --base CMD --head CMD EXPERIMENT  two programs, measured by turns

            A run is results/EXPERIMENT/RUN; results/EXPERIMENT stands for its newest run. CMD is \
            another bench (./old/bench), or any capture command with {interface} in it ('tcpdump \
            -i {interface} -w /dev/null').

            Exit status: 0 nothing worse; 2 a regression: something declared is worse, or beyond \
            its limit; 3 inconclusive.
            """
    )

    @Argument(
        help: "One or two results directories, or an experiment file.", completion: .file())
    var inputs: [String]

    @Option(
        help: "What the head is compared with: a series, KEY=VALUE, or a command to measure.")
    var base: String?

    @Option(help: "What is judged: a series, KEY=VALUE, or a command to measure.")
    var head: String?

    @Option(
        help: "Compare by this metric instead of those of [compare]; may be repeated.",
        completion: .metrics)
    var metric: [String] = []

    @Option(
        help: ArgumentHelp(
            "Compare two runs although this differs; may be repeated.",
            discussion: "One of \(RunDifferences.names.joined(separator: ", ")).",
            valueName: "difference"), completion: .list(RunDifferences.names))
    var across: [String] = []

    @Option(
        help: ArgumentHelp(
            "Compare only these repetitions of a run, such as 1-15.",
            discussion: """
                With two programs to measure, K/N measures the K-th of N parts of the repetitions \
                instead, as in “bench sweep”.
                """, valueName: "range"))
    var blocks: String?

    @Flag(help: "Compare CPU times also where the loss differs by more than 1 point.")
    var despiteLoss = false

    @OptionGroup var reporting: CompareOutput

    @Flag(help: "Leave out the control: the base's command a second time in each repetition.")
    var noControl = false

    @Option(
        help: "Continue the run in this directory, with the same commands and experiment.",
        completion: .directory)
    var resume: String?

    @OptionGroup var part: ExperimentPart

    @OptionGroup var place: SweepPlace

    func run() throws {
        guard let first = inputs.first, inputs.count <= 2 else {
            throw fail(
                "name one or two results directories, or one experiment file", ExitStatus.usage)
        }
        try checkAcross()
        try checkMetrics()
        try reporting.check()
        if inputs.count == 1, let base, let head, !Self.isDirectory(first) {
            return try measure(first, base, head)
        }
        _ = try blockRange()
        guard part.isEmpty, resume == nil, !noControl, !place.isAboutMeasuring else {
            throw fail(
                "what says how to measure goes with --base CMD, --head CMD and an experiment file",
                ExitStatus.usage)
        }
        try becomeInvoker(plots: place.plots)
        let status =
            inputs.count == 2 ? try compareRuns(first, inputs[1]) : try compareWithin(first)
        if let status { throw status }
    }

    static func isDirectory(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            && isDirectory
    }

    /// Two programs, measured by turns, and compared.
    private func measure(_ file: String, _ base: String, _ head: String) throws {
        var experiment = try part.load(file)
        do throws(PlanError) {
            let first = try Build(name: "base", base)
            let builds = [first, try Build(name: "head", head)]
            try experiment.checkBuildContrasts()
            experiment = try experiment.interleaving(
                noControl ? builds : builds + [first.control])
        } catch {
            throw fail("\(error)", ExitStatus.usage)
        }
        try place.check()
        let measured = try measuredPart(experiment)
        let patience = try place.patience()
        try place.alone {
            var run = SweepRun(
                experiment: experiment, place: place,
                resume: resume.map { RunDirectory(path: $0) }, seed: part.seed,
                patience: patience, again: { _ in words(file, base, head) })
            run.part = measured
            let result = try run.measure()
            try becomeInvoker(plots: place.plots)
            if result.signal != nil || result.problem != nil || result.missing > 0 {
                let again = words(file, base, head) + ["--resume", result.directory.path]
                StandardStream.writeError(
                    "bench: trials are missing; to go on: \(CommandWords.joined(again))\n")
            }
            if let early = SweepRun.earlyEnd(result) { return early }
            return try compareWithin(result.directory.path, isMeasured: true)
        }
    }

    /// The words that measure the same again.
    private func words(_ file: String, _ base: String, _ head: String) -> [String] {
        ["bench", "compare", "--base", base, "--head", head] + (noControl ? ["--no-control"] : [])
            + [file] + part.words
    }

    /// Before anything is measured.
    private func checkMetrics() throws {
        for name in metric where ComparedMetric.named(name) == nil {
            let all = ComparedMetric.all.map(\.name).joined(separator: ", ")
            throw fail(
                "--metric: there is no metric “\(name)” (allowed: \(all))", ExitStatus.usage)
        }
    }

    private func checkAcross() throws {
        for name in across where !RunDifferences.names.contains(name) {
            throw fail(
                "--across: there is no difference “\(name)” (allowed:"
                    + " \(RunDifferences.names.joined(separator: ", ")))", ExitStatus.usage)
        }
    }

    /// The same points in two runs.
    private func compareRuns(_ first: String, _ second: String) throws -> ExitCode? {
        guard base == nil, head == nil else {
            throw fail(
                "two runs are compared as they are; --base and --head choose within one",
                ExitStatus.usage)
        }
        let (base, head) = (try load(first), try load(second))
        guard base.data.manifest.runID != head.data.manifest.runID else {
            throw fail("both are the run \(base.data.manifest.runID)", ExitStatus.usage)
        }
        var warnings = base.warnings + head.warnings
        warnings += try differences(base.data, head.data)
        if base.plan != head.plan {
            warnings.append("their experiment files declare different things: the base's count")
        }
        let runs = [base, head].map(\.data.manifest.runID).joined(separator: "-")
        return try tell(
            .runs(base: base.data, head: head.data), base.plan, warnings, plot: "compare/\(runs)")
    }

    /// What differs between the conditions of two runs, in words.
    private func differences(_ base: RunData, _ head: RunData) throws -> [String] {
        let all: [RunDifference]
        do throws(ComparisonError) {
            all = try RunDifferences.between(base.manifest, head.manifest)
        } catch {
            throw fail("\(error)", ExitStatus.usage)
        }
        let refused = all.filter { $0.isRefused && !across.contains($0.name) }
        guard refused.isEmpty else {
            let list = refused.map { "  \($0.description)\n" }.joined()
            let names = Set(refused.map(\.name)).sorted().map { "--across \($0)" }
            throw fail(
                "the runs were made under different conditions:\n\(list)"
                    + "To compare them all the same: \(names.joined(separator: " "))",
                ExitStatus.usage)
        }
        return all.map { "the runs differ: \($0.description)" }
    }

    /// Two sides of one run: what its experiment file declares, or those named.
    ///
    /// - Parameter isMeasured: whether the run was made for this, so that `--base` and `--head`
    ///   named its programs.
    /// - Returns: the status to exit with, or `nil` if nothing is worse.
    private func compareWithin(_ path: String, isMeasured: Bool = false) throws -> ExitCode? {
        let run = try load(path)
        var subject = ComparisonRequest.ComparedRuns.within(run.data)
        if !isMeasured, base != nil || head != nil {
            guard let base, let head else {
                throw fail("--base and --head go together", ExitStatus.usage)
            }
            subject = .chosen(
                run.data, base: try choice(base, run.data), head: try choice(head, run.data))
        }
        let manifest = run.data.manifest
        return try tell(
            subject, run.plan, run.warnings, plot: "\(manifest.experiment)/\(manifest.runID)")
    }

    /// A side chosen by hand: a label, or `key=value`.
    private func choice(_ words: String, _ run: RunData) throws -> ComparisonRequest.ChosenSide {
        if run.series.contains(words) {
            return ComparisonRequest.ChosenSide(words: words, series: words, conditions: [])
        }
        let parts = words.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw fail(
                "\(run.name) has no series “\(words)” (there are:"
                    + " \(PlainText.quotedList(run.series))), and it is no KEY=VALUE",
                ExitStatus.usage)
        }
        let condition = PointCondition(
            key: String(parts[0]), relation: .equal, text: String(parts[1]))
        return ComparisonRequest.ChosenSide(words: words, series: nil, conditions: [condition])
    }

    private func load(_ path: String) throws -> ComparedRun {
        let blocks = try blockRange()
        do throws(ResultsError) {
            return try ComparedRun(path: path, blocks: blocks)
        } catch {
            throw fail("\(error)", ExitStatus.usage)
        }
    }

    /// ``blocks`` as a part of what is measured: `3/8`; `nil` for all, and for a range.
    private func measuredPart(_ experiment: Experiment) throws -> BlockPart? {
        guard let blocks, blocks.contains("/") else {
            _ = try blockRange()
            return nil
        }
        return try BlockOption(of: blocks).part(of: experiment)
    }

    /// ``blocks`` as numbers; `nil` for all, and for a part of what is measured.
    private func blockRange() throws -> ClosedRange<Int>? {
        guard let blocks else { return nil }
        let isMeasured = base != nil && head != nil && inputs.first.map(Self.isDirectory) == false
        if isMeasured, blocks.contains("/") { return nil }
        let ends = blocks.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], 1 <= first, first <= last
        else {
            throw fail(
                "--blocks: “\(blocks)” is no range such as 1-15"
                    + (blocks.contains("/") ? "; K/N is for what is measured" : ""),
                ExitStatus.usage)
        }
        return first...last
    }

    private func tell(
        _ subject: ComparisonRequest.ComparedRuns, _ plan: ComparePlan, _ warnings: [String],
        plot directory: String
    ) throws -> ExitCode? {
        var request = ComparisonRequest(subject: subject, plan: plan)
        request.metrics = metric
        request.allowsUnequalLoss = despiteLoss
        var report: ComparisonReport
        do throws(ComparisonError) {
            report = try ReportMaker.report(request)
        } catch {
            throw fail(
                "\(error)", error.isInconclusive ? ExitStatus.inconclusive : ExitStatus.usage)
        }
        report.warnings = warnings + report.warnings
        return try reporting.tell(
            report, json: place.json, plot: "\(place.plots)/\(directory)")
    }
}
