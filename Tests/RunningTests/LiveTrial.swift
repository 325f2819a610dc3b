import Experiment
import Kernel
import Results
import Testbed
import Testing

@testable import Running

/// Tests that send real traffic: one at a time, since each wants both CPUs.
///
/// Everything they touch is in namespaces of their own.
@Suite(.serialized, .enabled(if: LiveTrial.isAvailable, "\(LiveTrial.requirement)"))
struct LiveTests {}

/// One attempt at one trial, in this process, with the roles of the built program.
enum LiveTrial {
    static let requirement = "needs root: namespaces, packet sockets, pinned kernel threads"
    static let isAvailable = ProcessInfo.isRoot
    /// Long tests were asked for.
    static let isFull = ProcessInfo.environment("BENCH_FULL") == "1"

    /// The built program, beside the tests' own.
    static var executable: String {
        let tests = ProcessInfo.executablePath()
        return tests.prefix(upTo: tests.lastIndex(of: "/") ?? tests.startIndex) + "/bench"
    }

    /// Reasons that a machine with other work on it may give; anything else is our fault.
    static let excusable: Set<InvalidReason> = [
        .load, .engineLimit, .foreignLoad, .steal, .sndbuf, .throttled,
    ]

    /// What is done to a trial while it runs.
    struct Meddling: Sendable {
        /// After the testbed is made, before there is traffic.
        var afterSetUp: @Sendable (any Testbed) throws -> Void = { _ in }
        /// At each sample: the attempt, and the share of the traffic that has passed.
        var duringTraffic: @Sendable (TrialAttempt, Double) -> Void = { _, _ in }
    }

    /// Runs the only point of an experiment once, on a thread of its own.
    ///
    /// - Parameter cpus: those that the trial may use; `nil` for all.
    static func row(
        of experiment: Experiment, _ meddling: Meddling = Meddling(), on cpus: [Int]? = nil
    ) throws -> TrialRecord {
        let trial = try #require(try experiment.plan(seed: 1).trials.first { !$0.isBaseline })
        return try onThread { try attempt(trial, meddling, cpus) }
    }

    /// The row of the first attempt that is as meant, else that of the last.
    ///
    /// A machine that stands still for some ms loses frames which nobody injected. Where most
    /// attempts were disturbed so, or the last one, the test is skipped and says so.
    ///
    /// - Parameter isAsserted: whether the test fails unless the row is as meant; if not, the last
    ///   row is for the test to judge, however disturbed it was.
    static func row(
        of experiment: Experiment, _ meddling: Meddling = Meddling(), attempts: Int = 5,
        isAsserted: Bool = true, until isAsMeant: (TrialRecord) -> Bool
    ) throws -> TrialRecord {
        try first(of: attempts, isAsserted: isAsserted) {
            let row = try row(of: experiment, meddling)
            return (row, [row], isAsMeant(row))
        }
    }

    /// What the first attempt shows that is as meant, else what the last shows.
    ///
    /// - Parameter attempt: what it shows, the rows of its trials, and whether it is as meant.
    static func first<Value>(
        of attempts: Int = 5, isAsserted: Bool = true,
        _ attempt: () throws -> (Value, rows: [TrialRecord], isAsMeant: Bool)
    ) throws -> Value {
        var disturbed = 0
        for number in 1...attempts {
            let (value, rows, isAsMeant) = try attempt()
            let isLastDisturbed = rows.contains(where: isDisturbed)
            if isLastDisturbed { disturbed += 1 }
            if isAsMeant { return value }
            let isSkipped = isAsserted && (isLastDisturbed || 2 * disturbed > attempts)
            if number == attempts, !isSkipped { return value }
        }
        try cancel("\(disturbed) of \(attempts) trials were disturbed")
    }

    /// Whether the trial ran to its end, and at most something else took CPU time beside it: what it
    /// says of its frames holds.
    static func isWhole(_ row: TrialRecord) -> Bool {
        (row.offeredFrames ?? 0) > 0 && [nil, .foreignLoad, .steal].contains(row.invalidReason)
    }

    /// Whether something else had the machine during the trial.
    static func isDisturbed(_ row: TrialRecord) -> Bool {
        row.invalidReason.map(excusable.contains) == true || row.stealPercent ?? 0 > 2
            || row.foreignLoadPercent ?? 0 > 2
    }

    /// One for all trials, as in a sweep: loading it takes longer than a short trial.
    ///
    /// Not of a sendable type, but one trial follows the other.
    private nonisolated(unsafe) static let softirqClock = try? SoftirqClock()

    /// Skips a test, visibly: of a test with arguments Swift Testing would say that it passed.
    static func cancel(_ reason: String) throws -> Never {
        // Without its list of arguments.
        let name = (Test.current?.name ?? "").prefix { $0 != "(" }.filter { $0 != "`" }
        print("➜ Test \"\(name)\" was cancelled: \"machine too busy: \(reason)\"")
        try Test.cancel("machine too busy: \(reason)")
    }

    /// Entering namespaces leaves its mark on a thread, so no thread of the pool does it.
    static func onThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) throws -> Value {
        Wake.prepare()
        let result = Mailbox<Result<Value, any Error>>()
        try Thread.start { result.put(Result { try body() }) }
        return try result.take().get()
    }

    private static func attempt(
        _ trial: PlannedTrial, _ meddling: Meddling, _ cpus: [Int]?
    ) throws -> TrialRecord {
        let placement = try #require(Placement(allowed: try cpus ?? Scheduling.allowedCPUs()))
        let watcher = Watcher(meddling)
        var setting = TrialAttempt.TrialContext(
            executable: executable, placement: placement, truesize: nil, rawDirectory: nil)
        setting.afterSetUp = meddling.afterSetUp
        setting.softirqClock = softirqClock
        let attempt = try TrialAttempt(trial.point, setting, Stage(signals: nil), watcher)
        watcher.attempt = attempt
        var row = TrialRecord(trial, attempt: 1, runID: "test")
        do {
            try attempt.run()
            Judge(attempt.measured).fill(&row)
        } catch let failure as TrialFailure {
            Judge(attempt.measured).fillKnown(&row)
            row.invalidReason = failure.reason
            row.message = failure.message
        }
        return row
    }

    private final class Watcher: TrialWatcher {
        weak var attempt: TrialAttempt?
        private let meddling: Meddling

        init(_ meddling: Meddling) { self.meddling = meddling }

        func trial(share: Double, rate: Double?) {
            if let attempt { meddling.duringTraffic(attempt, share) }
        }
    }
}

/// The ledger closes, and nothing is wrong that load on the machine does not excuse.
func expectClosed(_ row: TrialRecord, _ comment: Comment? = nil) {
    let isExcused = row.invalidReason.map(LiveTrial.excusable.contains) ?? true
    #expect(
        isExcused, "\(row.invalidReason?.rawValue ?? ""): \(row.message ?? "") \(comment ?? "")")
    #expect(row.unexplainedFrames == 0, comment)
    #expect((row.offeredFrames ?? 0) > 0, comment)
}
