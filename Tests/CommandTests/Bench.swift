import FoundationEssentials
import Kernel
import Testing

/// The built program, run as users run it, in a folder of the test's own.
///
/// Each run has a network namespace of its own, and a mark in its environment by which whatever it
/// starts can be found. A sweep elsewhere on the machine holds the lock: its tests fail meanwhile.
final class Bench: Sendable {
    static let isRoot = ProcessInfo.isRoot
    static let needsRoot = "needs root: network namespaces, pinned kernel threads"
    static let isFull = ProcessInfo.environment("BENCH_FULL") == "1"

    /// Beside the tests' own program.
    static var path: String {
        let tests = ProcessInfo.executablePath()
        return tests.prefix(upTo: tests.lastIndex(of: "/") ?? tests.startIndex) + "/bench"
    }

    let folder: String
    let mark: String

    init() throws {
        let name = String(UInt64.random(in: 0 ... .max), radix: 36)
        mark = "BENCH_TEST=\(name)"
        folder = "/tmp/bench-test-\(name)"
        try Directory.make(folder)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// What came of one run.
    struct Result {
        let end: ProcessEnd
        let output: String
        let errors: String

        /// 128 + signal for one that a signal ended, as shells say it.
        var status: Int { end.status ?? 128 + (end.signal ?? 0) }
    }

    /// A run that is under way.
    final class Running {
        let child: ChildProcess
        let bench: Bench

        init(_ child: ChildProcess, _ bench: Bench) {
            self.child = child
            self.bench = bench
        }

        /// Waits for its end.
        ///
        /// - Throws: if it has not come by then; the run is killed.
        func wait(seconds: Double = 60) throws -> Result {
            let start = MonotonicClock.now()
            let deadline = start + Int64(seconds * 1e9)
            while MonotonicClock.now() < deadline {
                if let end = try child.poll() {
                    return Result(
                        end: end, output: try bench.read("stdout"),
                        errors: try bench.read("stderr"))
                }
                // Whoever looks every 2 ms takes 3 % of a CPU: a load that makes trials invalid.
                let now = MonotonicClock.now()
                Poll.sleep(until: now + (now < start + 200_000_000 ? 2_000_000 : 25_000_000))
            }
            child.kill()
            throw TimedOut(errors: try bench.read("stderr"))
        }
    }

    struct TimedOut: Error { let errors: String }

    /// Waits until a run that is under way has so many rows.
    ///
    /// - Throws: if it ends before.
    func awaitRecords(_ count: Int, of run: Running) throws {
        while try records(soFar: count) < count {
            if try run.child.poll() != nil {
                throw TimedOut(errors: "it ended with fewer rows: \(try read("stderr"))")
            }
            Poll.sleep(until: MonotonicClock.now() + 20_000_000)
        }
    }

    /// Starts bench with these arguments.
    ///
    /// - Parameters:
    ///   - prefix: a command that starts bench with its arguments, such as setpriv(1).
    ///   - ownNetwork: gives it a network namespace of its own (root only).
    func start(
        _ words: [String], prefix: [String] = [], executable: String = Bench.path,
        ownNetwork: Bool = Bench.isRoot
    ) throws -> Running {
        let network = ownNetwork ? ["unshare", "--net"] : []
        let command = ["env", mark] + network + prefix + [executable] + words
        return Running(
            try ChildProcess(
                command[0], Array(command.dropFirst()),
                streams: .init(
                    input: .null, output: .file(folder + "/stdout"),
                    error: .file(folder + "/stderr")),
                directory: folder), self)
    }

    func run(
        _ words: [String], prefix: [String] = [], executable: String = Bench.path,
        seconds: Double = 60
    ) throws -> Result {
        try start(words, prefix: prefix, executable: executable).wait(seconds: seconds)
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: folder + "/" + name)), as: UTF8.self)
    }

    func write(_ text: String, to name: String) throws {
        try TextFile.write(text, to: folder + "/" + name)
    }

    /// The processes that carry the mark, with their arguments.
    var processes: [(pid: Int32, words: [String])] {
        ((try? ProcDirectory.numbers("/proc")) ?? []).compactMap { pid in
            guard let environment = try? ProcFile.text("/proc/\(pid)/environ"),
                environment.split(separator: "\0").contains(mark[...]),
                let text = try? ProcFile.text("/proc/\(pid)/cmdline")
            else { return nil }
            return (pid, text.split(separator: "\0").map(String.init))
        }
    }

    /// Waits for a process with these words among its arguments.
    func process(with words: [String], seconds: Double = 20) throws -> Int32 {
        let deadline = MonotonicClock.now() + Int64(seconds * 1e9)
        while MonotonicClock.now() < deadline {
            // A role that still enters its namespace has the words too.
            let found = processes.first { process in
                words.allSatisfy(process.words.contains) && !process.words.contains("__enter")
            }
            if let found { return found.pid }
            Poll.sleep(until: MonotonicClock.now() + 5_000_000)
        }
        throw TimedOut(errors: "no process with \(words); \(try read("stderr"))")
    }
}

/// An experiment of short trials that tries nothing twice.
func experiment(
    _ more: String = "", rate: String = "2kpps", size: String = "64", duration: String = "200ms",
    series: [String] = ["backend = \"recv\""]
) -> String {
    """
    # Does it work?
    [experiment]
    duration = "\(duration)"
    interval = "100ms"
    crop = "middle 1"
    retries = 0
    \(more)
    [traffic]
    engine = "sendmmsg"
    rate = "\(rate)"
    frame_size = \(size)

    """ + series.map { "[[series]]\n\($0)\n" }.joined()
        // One graph: gnuplot takes longer than the trials do.
        + "[[plot]]\nfigure = \"ledger\"\n"
}
