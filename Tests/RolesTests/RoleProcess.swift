import Glibc
import Kernel
import Testbed

@testable import Roles

/// What tests of this module need of the machine they run on.
enum Here {
    static let isRoot = geteuid() == 0
    static let needsRoot = "needs root: namespaces and packet sockets"

    /// The built program, beside the test bundle; `nil` if it has not been built.
    static let bench: String? = {
        let test = ProcessInfo.executablePath()
        guard let slash = test.lastIndex(of: "/") else { return nil }
        let path = test[..<slash] + "/bench"
        return access(String(path), X_OK) == 0 ? String(path) : nil
    }()
    static let needsBench = "needs the bench executable beside the tests: swift build"

    static func makePair() throws -> VethPair {
        let cpus = try Scheduling.allowedCPUs()
        return try VethPair(
            // Ahead of whatever else the machine does: a ring of 256 frames lasts 12 ms.
            topology: .vethNAPI, policy: .fifo, mtu: 1500,
            placement: Placement(generator: cpus[0], capture: cpus[cpus.count - 1]))
    }
}

/// A role as a process, driven by hand through its pipes.
final class RoleProcess {
    let child: ChildProcess
    private var reader: LineReader
    private(set) var messages: [RoleMessage] = []
    private let errorFile: String

    init(_ link: Link, _ words: [String]) throws {
        guard let bench = Here.bench else { throw SystemError(call: "bench", code: ENOENT) }
        errorFile = "/tmp/bench-tests.\(getpid()).\(link.name).stderr"
        let enter = ["__enter", "net=\(link.namespace.path)", ChildProcess.diesWithUs, "--", bench]
        child = try ChildProcess(
            bench, enter + words,
            streams: .init(input: .pipe, output: .pipe, error: .file(errorFile)))
        reader = LineReader(child.outputNumber)
    }

    deinit { unlink(errorFile) }

    /// What it said on its standard error.
    var complaints: String { (try? ProcFile.text(errorFile)) ?? "" }

    func send(_ message: RunnerMessage) throws { try child.send(message.line) }

    /// The next message, which must come within 10 s.
    func next() throws -> RoleMessage {
        let deadline = MonotonicClock.now() + 10_000_000_000
        while messages.isEmpty && !reader.hasEnded && MonotonicClock.now() < deadline {
            if Poll.readable([child.outputNumber], within: 100_000_000).isEmpty { continue }
            messages += try reader.read().map { try RoleMessage(line: $0) }
        }
        guard !messages.isEmpty else {
            throw SystemError(call: "no message; it said: \(complaints)", code: ETIMEDOUT)
        }
        return messages.removeFirst()
    }

    /// Asks for snapshots until `matches`, at most 5 s; returns the last one.
    func snapshot(until matches: ([String: Int64]) -> Bool) throws -> [String: Int64] {
        let deadline = MonotonicClock.now() + 5_000_000_000
        while true {
            try send(.snapshot(tag: 77))
            let counters = try next().snapshot?.counters ?? [:]
            if matches(counters) || MonotonicClock.now() > deadline { return counters }
            Poll.sleep(until: MonotonicClock.now() + 2_000_000)
        }
    }

    /// The end, which must come within 10 s.
    func end() throws -> ProcessEnd? {
        let deadline = MonotonicClock.now() + 10_000_000_000
        while MonotonicClock.now() < deadline {
            if let end = try child.poll() { return end }
            Poll.sleep(until: MonotonicClock.now() + 2_000_000)
        }
        return nil
    }
}
