import ArgumentParser
import Experiment
import FoundationEssentials
import Frames
import Kernel
import Results
import Running

/// Where a run goes and how it is told: common to `sweep` and `calibrate`.
struct SweepPlace: ParsableArguments {
    @Flag(help: "Run in a user namespace, even as root.")
    var rootless = false

    @Option(help: "Where results go. (default: results)", completion: .directory)
    var results: String?

    @Option(help: "Where plots go.", completion: .directory)
    var plots = "plots"

    @Option(
        help: ArgumentHelp(
            "How long to wait for a quiet machine at most; “0s” starts at once. (default: 60s)",
            discussion: """
                If given, also how long to wait for another sweep of this machine to end; \
                otherwise that is an error at once.
                """))
    var wait: String?

    @Flag(help: "Leave external capture programs all of root's privileges.")
    var privilegedTools = false

    @Flag(help: "Print the result as JSON instead of a table.")
    var json = false

    /// Whether anything is said of measuring.
    var isAboutMeasuring: Bool { rootless || results != nil || wait != nil || privilegedTools }

    /// Refuses, before anything is done, places that are no directories.
    func check() throws {
        for (name, path) in [("--results", results), ("--plots", plots)] {
            guard let path, FileManager.default.fileExists(atPath: path),
                !CompareCommand.isDirectory(path)
            else { continue }
            throw fail("\(name): “\(path)” is not a directory", ExitStatus.usage)
        }
    }

    /// ``wait`` in nanoseconds.
    func patience() throws -> Int64 {
        do {
            return try Quantity.nanoseconds(wait ?? "60s")
        } catch {
            throw fail("--wait: \(error)", ExitStatus.usage)
        }
    }

    /// Becomes the only sweep of this machine, rootless if this user must be, and does `body`.
    ///
    /// - Returns: what `body` returns: the status to exit with, or `nil` if all went well.
    ///
    /// Where it is measured on other hosts, their agents do all that.
    func alone(unlessOn hosts: Hosts? = nil, _ body: () throws -> ExitCode?) throws {
        guard hosts == nil else {
            guard !rootless else {
                throw fail("--rootless: topology nic needs root", ExitStatus.unfit)
            }
            if let status = try body() { throw status }
            return
        }
        let lock = try waitForLock()
        if let holder = lock.passedOver {
            StandardStream.writeError(
                "bench: \(holder) holds the users' lock of sweeps; going on\n")
        }
        for line in Recovery.run(lock) { StandardStream.writeError("bench: \(line)\n") }
        try becomeRootlessIfNeeded(lock)
        let result = try body()
        withExtendedLifetime(lock) {}
        if let result { throw result }
    }

    /// The lock, at once or when the sweep that has it has ended; waits only if ``wait`` is given.
    private func waitForLock() throws -> SweepLock {
        let end = MonotonicClock.now() + (wait == nil ? 0 : try patience())
        var isTold = false
        while true {
            if let lock = try SweepLock() { return lock }
            let holder = SweepLock.holder.map { " (\($0))" } ?? ""
            guard MonotonicClock.now() < end else {
                throw fail(
                    "another sweep is running on this machine\(holder); two would disturb each other",
                    ExitStatus.unfit)
            }
            if !isTold {
                StandardStream.writeError(
                    "bench: waiting for another sweep on this machine\(holder) to end\n")
                isTold = true
            }
            Poll.sleep(until: min(end, MonotonicClock.now() + 500_000_000))
        }
    }

    private func becomeRootlessIfNeeded(_ lock: SweepLock) throws {
        guard !Privilege.isRootless, rootless || !ProcessInfo.isRoot else { return }
        if let obstacle = Privilege.obstacleToRootless() {
            throw fail(
                "\(obstacle.words); run it with sudo", ExitStatus.unfit)
        }
        do {
            // Whoever gives up root's privileges under sudo is the user from then on.
            try Invoker.become()
        } catch {
            throw fail("\(error)", ExitStatus.failure)
        }
        lock.passOn()
        let error = Privilege.becomeRootless(
            arguments: Array(CommandLine.arguments.dropFirst()))
        throw fail("\(error)", ExitStatus.failure)
    }
}
