import Capture
package import Experiment
import FoundationEssentials
import Frames
package import Kernel
package import Results
import Sampling
import Settings
import Testbed
import Traffic

/// Why a sweep cannot begin or go on, and how bench then exits.
package struct SweepError: Error, CustomStringConvertible {
    package enum Reason: Sendable {
        /// The machine is not fit: privilege, kernel, lock.
        case unfit
        /// What was asked for cannot be: the experiment, the directory to resume.
        case usage
        /// Writing failed.
        case failure
    }

    package let kind: Reason
    package let description: String

    package init(_ kind: Reason, _ description: String) {
        self.kind = kind
        self.description = description
    }
}

/// How a sweep ended.
package struct SweepResult: Sendable {
    package let directory: RunDirectory
    /// Points and blocks without a valid row although the engine could send their traffic.
    package let missing: Int
    /// How many of these have no row at all: the sweep ended before they began.
    package let unbegun: Int
    /// Points and blocks beyond the engine's limit.
    package let beyondEngine: Int
    /// Points and blocks that the engine cannot send, wherever it runs.
    package let unsupported: Int
    /// Whether any trial has a valid row.
    package let hasValid: Bool
    /// The signal that ended it early.
    package let signal: Int32?
    /// Why it ended early, such as a full disk; `nil` if it did not.
    package let problem: String?
    /// What was found, if this was a search.
    package var capacities: [CapacityRecord] = []
}

/// Runs the trials of an experiment, one after the other, and writes down what each showed.
package final class Sweep {
    /// What is asked for.
    package struct SweepOptions {
        package var experiment: Experiment
        /// Where run directories go.
        package var resultsRoot: String
        /// The run to continue; `nil` for a new one.
        package var resume: RunDirectory?
        package var seed: UInt64?
        /// Which part of the repetitions to run; `nil` for all, or for those of the run to continue.
        package var part: BlockPart?
        /// How long to wait for a quiet machine (ns); 0 to start at once.
        package var patience: Int64
        package var commandLine: [String]
        package var version: String
        /// Whether to set up the interfaces that the user named, and put them back.
        package var configures = false
        /// Interfaces that may be flooded although they are in use.
        package var floods: [String] = []
        /// Whether softirqs are left unmeasured, although they could be measured.
        package var isUnclocked = false
        /// Whether this program may be copied to hosts that lack it.
        package var pushes = false
        /// Whether capture programs of others keep all of root's privileges.
        package var privilegedTools = false
        /// Path of this program, as other processes know it.
        ///
        /// The program that began, even if a newer one stands in its place by now: proc_pid_exe(5).
        package var executable = ProcessInfo.executable

        package init(
            experiment: Experiment, resultsRoot: String, resume: RunDirectory?, seed: UInt64?,
            patience: Int64 = QuietMachine.patience, commandLine: [String], version: String
        ) {
            self.experiment = experiment
            self.resultsRoot = resultsRoot
            self.resume = resume
            self.seed = seed
            self.patience = patience
            self.commandLine = commandLine
            self.version = version
        }
    }

    let experiment: Experiment
    private let choice: EngineChoice.ResolvedEngines
    let plan: Plan
    let directory: RunDirectory
    /// On the directory: two sweeps would mix their rows.
    private let directoryLock: FileLock
    let files: RunFiles
    private let patience: Int64
    private let stage: Stage
    let progress: Progress
    private let placement: Placement
    private let probe: TruesizeProbe
    /// Where it is measured; `nil` for this machine.
    private let hosts: HostPair?
    /// `nil` where it cannot be had; rows then say so.
    private let softirqClock: SoftirqClock?
    private let executable: String
    /// The programs compared, by name.
    private let builds: [String: ProbedBuild]
    private let runID: String
    private let floods: [String]
    private let configures: Bool
    private let privilegedTools: Bool
    private var remarked: Set<String> = []
    private var ledger: SweepLedger
    /// Of a search: what was measured before, what was found, and the next trial's number.
    var searches: SearchLedger
    private var manifest: Manifest

    /// Prepares everything up to the first trial: engine, plan, checks, directory.
    package init(_ options: SweepOptions, signals: EndSignals?) throws {
        try options.resume.map { try ResumedRun.checkMayBeResumed($0) }
        // Before anything is read that another sweep may be writing.
        let resumedLock = try options.resume.map { try Self.lock($0) }
        let resumed = try Invoker.files { try options.resume.map { try ResumedRun($0) } }
        stage = Stage(signals: signals)
        hosts = try HostPair(options, stage)
        let configures = options.configures
        choice =
            try hosts?.resolve(options.experiment, configures: configures)
            ?? EngineChoice.resolve(options.experiment, configures: configures)
        experiment = choice.experiment
        let conditions = try hosts?.conditions() ?? Conditions.here()
        try resumed?.check(experiment, seed: options.seed, here: conditions)
        try Fitness.checkConfiguring(options.configures, asIn: resumed?.manifest)
        let part = try resumed?.part(options.part) ?? options.part
        let seed =
            resumed?.manifest.seed ?? options.seed ?? experiment.seed
            // Parts are of one whole only if they draw the same order.
            ?? (part == nil ? nil : experiment.orderSeed)
            ?? UInt64.random(in: 0...UInt64(UInt32.max))
        do {
            let whole = try experiment.plan(seed: seed)
            plan = try part.map(whole.part) ?? whole
        } catch {
            throw SweepError(.usage, "\(error)")
        }
        if let hosts {
            try hosts.prepare(plan, floods: options.floods, configures: options.configures)
        } else {
            try Fitness.check(plan)
            try Fitness.checkInterfaces(
                of: plan, floods: options.floods, configures: options.configures)
        }
        floods = options.floods
        self.configures = configures
        privilegedTools = options.privilegedTools
        let here = Placement(allowed: try Scheduling.allowedCPUs())
        guard let placement = hosts == nil ? here : hosts?.placement else {
            throw SweepError(.unfit, "no CPU may be used")
        }
        self.placement = placement
        executable = options.executable
        softirqClock = options.isUnclocked || hosts != nil ? nil : try? SoftirqClock()
        let probed = try BuildProbe(stage).examine(experiment.builds)
        builds = Dictionary(probed.map { ($0.build.name, $0) }, uniquingKeysWith: { $1 })
        try resumed?.check(probed)
        progress = Progress(plan: plan.trials, axes: experiment.axisKeys)
        probe = TruesizeProbe(
            TestbedMaker(placement: placement, isConfigured: options.configures), hosts)
        ledger = SweepLedger(plan, resumed?.records ?? [])
        searches = SearchLedger(resumed?.records ?? [])
        patience = options.patience
        if let resumed {
            manifest = resumed.manifest
            directory = resumed.directory
        } else {
            manifest = Self.manifest(options, experiment, seed, placement)
            if !probed.isEmpty { manifest.builds = probed.map(\.facts) }
            manifest.blocks = part?.text
            try hosts?.describe(&manifest)
            manifest.facts[Manifest.unfinishedFact] = "true"
            try Directory.makeForInvoker("\(options.resultsRoot)/\(manifest.experiment)")
            directory = try Invoker.files { [manifest, experiment] in
                try RunDirectory.create(
                    under: options.resultsRoot, manifest: manifest, experiment: experiment.source)
            }
            manifest.sequence = try directory.manifest().sequence
        }
        directoryLock = try resumedLock ?? Self.lock(directory)
        runID = manifest.runID
        let table = resumed?.table ?? TrialTable(settingNames: Self.settingNames)
        files = try Invoker.files { [directory] in try RunFiles(directory, table) }
    }

    private static func lock(_ directory: RunDirectory) throws -> FileLock {
        guard let lock = try FileLock(path: directory.path) else {
            throw SweepError(.unfit, "another sweep is writing to \(directory.path)")
        }
        return lock
    }

    /// Runs what is still to be run.
    package func run() throws -> SweepResult {
        var signal: Int32?
        var problem: String?
        do {
            hosts?.say = { [progress] in progress.say($0) }
            defer { hosts?.close() }
            // Beside the generator, and out of the capturer's way.
            if hosts == nil { try Scheduling.pin(to: placement.generator) }
            progress.say("writing to \(directory.path)")
            if let reason = choice.topologyReason { progress.say("topology: \(reason)") }
            let configuration = try configure()
            defer { configuration?.putBack().forEach(progress.say) }
            for quota in try hosts?.quotas() ?? CPUQuota.read().map(\.words) {
                progress.say(
                    "a CPU quota of \(quota): trials that it stops are invalid (throttled)")
            }
            try awaitQuiet()
            if experiment.searched != nil {
                try searchAll()
            } else {
                for trial in plan.trials { try settle(trial) }
            }
        } catch let interrupted as Interrupted {
            signal = interrupted.signal
        } catch let error as SweepError where error.kind != .failure {
            throw error
        } catch {
            // What was measured is there, and can be told.
            problem = "\(error)"
        }
        manifest.facts.merge(probe.facts) { _, new in new }
        manifest.facts[Manifest.unfinishedFact] = signal == nil && problem == nil ? nil : "true"
        do {
            try Invoker.files { try directory.write(manifest) }
        } catch {
            problem = problem ?? "\(error)"
        }
        if experiment.searched != nil { return searchResult(signal: signal, problem: problem) }
        return SweepResult(
            directory: directory, missing: ledger.missing, unbegun: ledger.unbegun,
            beyondEngine: ledger.beyondEngine,
            unsupported: ledger.unsupported, hasValid: ledger.hasValid, signal: signal,
            problem: problem)
    }

    /// Brings one planned trial to its last attempt, unless an earlier run did.
    private func settle(_ trial: PlannedTrial) throws {
        guard !ledger.isSettled(trial) else { return progress.skip(trial, nil) }
        guard try !skip(trial) else { return }
        _ = try attempt(trial)
    }

    /// Writes the row of a trial that is known to be impossible.
    ///
    /// - Returns: whether it is.
    func skip(_ trial: PlannedTrial) throws -> Bool {
        guard let (reason, message) = obstacle(to: trial) else { return false }
        var row = emptyRow(of: trial)
        row.outcome = .skipped
        row.invalidReason = reason
        row.message = message
        try files.append(row)
        ledger.note(trial, row)
        progress.skip(trial, row)
        return true
    }

    /// Tries a trial until it is not disturbed, or was retried as often as may be.
    ///
    /// - Returns: the row of the last attempt.
    func attempt(_ trial: PlannedTrial) throws -> TrialRecord {
        var left = experiment.retries
        while true {
            let (row, willRetry) = try attemptOnce(trial, mayRetry: left > 0)
            guard willRetry else { return row }
            left -= 1
        }
    }

    /// Why a trial needs no attempt to be known impossible; `nil` if it may be possible.
    private func obstacle(to trial: PlannedTrial) -> (InvalidReason, String)? {
        if let objection = EngineChoice.objection(to: trial.point) {
            return (.unsupported, "engine \(trial.point.traffic.engine): \(objection)")
        }
        if let objection = hosts.map({ $0.objection(to: trial.point) })
            ?? Fitness.objection(to: trial.point)
        {
            return (.unsupported, objection)
        }
        guard ledger.isBeyondEngine(trial) else { return nil }
        return (.engineLimit, "the engine cannot offer this load here")
    }

    /// Runs one attempt and writes its row.
    ///
    /// - Returns: the row, and whether the trial is to be tried again.
    private func attemptOnce(
        _ trial: PlannedTrial, mayRetry: Bool
    ) throws -> (row: TrialRecord, willRetry: Bool) {
        let number = ledger.nextAttempt(of: trial)
        progress.begin(trial, attempt: number)
        let raw = try Invoker.files {
            try directory.makeRawDirectory(trial: trial.index, attempt: number)
        }
        var row = emptyRow(of: trial)
        let start = MonotonicClock.now()
        var more = AttemptRows()
        var rawProblem: SystemError?
        do {
            let attempt = try makeAttempt(trial, raw)
            defer { noteTestbed(of: attempt) }
            do {
                try attempt.run()
                let judge = Judge(attempt.measured, baselineOther: ledger.baselineOther(of: trial))
                judge.fill(&row)
                more.intervals = judge.intervals(trial: trial.index, attempt: number)
                more.gaps = judge.gaps(trial: trial.index, attempt: number)
                more.losses = judge.lossBins(of: row)
                more.pauses = judge.pauses(of: row)
                more.workers = judge.workers(of: row)
            } catch let failure as TrialFailure {
                fail(&row, failure, attempt)
            }
            attempt.release()
            rawProblem = Invoker.files { RawFiles.problem(writing: attempt, to: raw) }
        } catch let interrupted as Interrupted {
            Invoker.files { TextFile.removeDirectory(raw, of: RawFiles.names) }
            throw interrupted
        } catch let failure as TrialFailure {
            fail(&row, failure, nil)
        }
        row.wallS = Double(MonotonicClock.now() - start) / 1e9
        let isTransient = row.outcome == .invalid && row.invalidReason?.isTransient == true
        let willRetry = isTransient && mayRetry
        try record(trial, row, more, willRetry: willRetry)
        // Only now: what was measured counts, even if the disk had no room for the rest.
        if let rawProblem { throw rawProblem }
        return (row, willRetry)
    }

    /// Keeps what the testbed read back, and says once what a reader should know of it.
    private func noteTestbed(of attempt: TrialAttempt) {
        manifest.topology.merge(attempt.readBack) { _, new in new }
        for remark in attempt.remarks where remarked.insert(remark).inserted {
            progress.say(remark)
        }
    }

    private func emptyRow(of trial: PlannedTrial) -> TrialRecord {
        var row = TrialRecord(trial, attempt: ledger.nextAttempt(of: trial), runID: runID)
        if row.engine == choice.engine { row.engineReason = choice.reason }
        if row.topology == choice.topology { row.topologyReason = choice.topologyReason }
        return row
    }

    private func makeAttempt(_ trial: PlannedTrial, _ raw: String) throws -> TrialAttempt {
        try hosts?.mend()
        var truesize: Double?
        if !trial.point.feedsItself && !trial.isBaseline {
            do {
                truesize = try probe.truesize(of: trial.point.traffic)
            } catch {
                throw TrialFailure(.interface, "cannot measure the truesize: \(error)")
            }
        }
        var setting = TrialAttempt.TrialContext(
            executable: executable, placement: placement, isConfigured: configures,
            floods: floods, truesize: truesize, rawDirectory: raw)
        setting.privilegedTools = privilegedTools
        setting.readyWithin = experiment.readyWithin
        setting.softirqClock = softirqClock
        setting.hosts = hosts
        try trial.point.build.flatMap { builds[$0.name] }?.check()
        setting.capturer = trial.point.build.flatMap { builds[$0.name]?.executable }
        return try TrialAttempt(trial.point, setting, stage, progress)
    }

    /// A failed attempt keeps what was known: geometry, how the capturer ended.
    private func fail(_ row: inout TrialRecord, _ failure: TrialFailure, _ attempt: TrialAttempt?) {
        if let attempt { Judge(attempt.measured).fillKnown(&row) }
        row.outcome = .invalid
        row.invalidReason = failure.reason
        row.message = failure.message
    }

    private func record(
        _ trial: PlannedTrial, _ row: TrialRecord, _ more: AttemptRows, willRetry: Bool
    ) throws {
        try files.append(row, more)
        ledger.note(trial, row)
        progress.end(trial, row, willRetry: willRetry)
    }
}

extension Sweep {
    private func awaitQuiet() throws {
        let noise =
            if let hosts {
                try hosts.awaitQuiet(patience: patience)
            } else {
                try QuietMachine.wait(stage, patience: patience, sayingSo: progress.say)
            }
        if let noise { progress.say("the machine is not quiet, going on: \(noise)") }
    }

    /// Sets up the interfaces that the user named, if that was asked for.
    private func configure() throws(SweepError) -> InterfaceConfiguration? {
        guard configures, hosts == nil, let (interfaces, mtu) = plan.interfaces else { return nil }
        do {
            return try InterfaceConfiguration.apply(
                generator: interfaces.generator, capture: interfaces.capture, mtu: mtu,
                placement: placement)
        } catch {
            throw SweepError(.unfit, error.description)
        }
    }

    /// Every setting that may get a column: those of backends, and of engines with their prefix.
    package static var settingNames: [String] {
        Backend.all.flatMap { $0.component.settings.map(\.name) }
            + Engine.all.flatMap { $0.component.settings.map { "engine_\($0.name)" } }
    }
}
