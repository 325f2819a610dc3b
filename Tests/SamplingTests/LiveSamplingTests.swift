import Foundation
import Kernel
import Synchronization
import Testing

@testable import Sampling

/// The samplers against work of a known amount, on this machine's kernel.
@Suite(.serialized)
struct LiveSamplingTests {
    @Test(
        .enabled(if: Spinner.canBePinned, "needs taskset (util-linux)"), arguments: [0.3])
    func aPinnedThreadsTimeIsInTheBusyPercentOfItsCPU(_ share: Double) throws {
        let cpu = try #require(try CPUTimes.read().cpus.keys.max())
        let spinner = Spinner(share: share)
        let tid = try spinner.start(on: cpu)
        let pid = ProcessInfo.processInfo.processIdentifier

        let start = try CPUTimes.read()
        let clock = try ThreadClock.read(pid: pid, tid: tid)
        Thread.sleep(forTimeInterval: 2)
        let end = try CPUTimes.read()
        let run = try ThreadClock.read(pid: pid, tid: tid).run - clock.run
        spinner.stop()

        let busy = try #require(CPUTimes.busyPercent(cpu: cpu, from: start, to: end))
        let thread = Double(run) / Double(end.time - start.time) * 100
        // Thread clocks contain stolen time on kernels without CONFIG_PARAVIRT_TIME_ACCOUNTING.
        let stolen = CPUTimes.highestStealPercent(on: [cpu], from: start, to: end) ?? 0
        #expect(busy + stolen >= thread - 1)
        #expect(thread > 1, "the thread itself must have run")
    }

    @Test func childrenThatCameAndWentAreFoundAtTheirParent() throws {
        let own = ProcessInfo.processInfo.processIdentifier
        let before = try TaskSnapshot.read()
        let used = try Self.runShortChildren()
        let after = try TaskSnapshot.read()

        let load = ForeignLoad(from: before, to: after, excluding: [])
        let parent = try #require(load.offenders.first { $0.pid == own })
        #expect(used > 50_000_000)
        // Both are of whole ticks, of user and system time each.
        #expect(parent.nanoseconds + 2 * ProcUnits.nanosecondsPerTick >= used)
        let others = ForeignLoad(from: before, to: after, excluding: [own])
        #expect(!others.offenders.contains { $0.pid == own })
    }

    @Test func theTimeOfEndedThreadsIsKept() throws {
        let own = ProcessInfo.processInfo.processIdentifier
        let before = try #require(try TaskSnapshot.read().processes[own])
        let thread = Thread { Spinner.use(nanoseconds: 200_000_000) }
        thread.start()
        while !thread.isFinished { Thread.sleep(forTimeInterval: 0.01) }
        Thread.sleep(forTimeInterval: 0.05)
        let after = try #require(try TaskSnapshot.read().processes[own])
        // Less what whole ticks of user and of system time leave out.
        #expect(after.run - before.run >= 200_000_000 - 2 * ProcUnits.nanosecondsPerTick)
    }

    @Test(.enabled(if: KernelThreads.areVisible, "needs to see the kernel's threads in /proc"))
    func theSoftirqThreadOfACPUIsFound() throws {
        let cpu = try #require(try CPUTimes.read().cpus.keys.min())
        let thread = try #require(try KernelThread.ksoftirqd(cpu: cpu))
        #expect(thread.name == "ksoftirqd/\(cpu)")
        _ = try thread.clock()
    }

    @Test func aProgramIsNoKernelThreadWhateverItsName() throws {
        let name = try ProcFile.text("/proc/self/comm")
        #expect(try KernelThread.all(named: name).isEmpty)
    }

    /// Runs children that end at once, and gives what wait4(2) says they used, ns.
    private static func runShortChildren() throws -> UInt64 {
        var before = rusage()
        getrusage(RUSAGE_CHILDREN.rawValue, &before)
        for _ in 0..<20 {
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", "i=0; while [ $i -lt 5000 ]; do i=$((i + 1)); done"]
            try process.run()
            process.waitUntilExit()
        }
        var after = rusage()
        getrusage(RUSAGE_CHILDREN.rawValue, &after)
        return after.nanoseconds - before.nanoseconds
    }
}

extension rusage {
    fileprivate var nanoseconds: UInt64 {
        UInt64(ru_utime.tv_sec + ru_stime.tv_sec) * 1_000_000_000
            + UInt64(ru_utime.tv_usec + ru_stime.tv_usec) * 1000
    }
}

private enum KernelThreads {
    static var areVisible: Bool {
        (try? KernelThread.all(named: "ksoftirqd/").isEmpty) == false
    }
}

/// A thread that runs a known share of each millisecond.
private final class Spinner: Sendable {
    static let canBePinned = FileManager.default.isExecutableFile(atPath: "/usr/bin/taskset")

    private let share: Double
    private let tid = Atomic<Int32>(0)
    private let stopped = Atomic(false)

    init(share: Double) {
        self.share = share
    }

    /// Starts the thread, pins it, and gives its thread id.
    func start(on cpu: Int) throws -> Int32 {
        Thread { self.run() }.start()
        while tid.load(ordering: .acquiring) == 0 { Thread.sleep(forTimeInterval: 0.001) }
        let thread = tid.load(ordering: .acquiring)
        let taskset = Process()
        taskset.executableURL = URL(filePath: "/usr/bin/taskset")
        taskset.arguments = ["-cp", "\(cpu)", "\(thread)"]
        taskset.standardOutput = FileHandle.nullDevice
        try taskset.run()
        taskset.waitUntilExit()
        try #require(taskset.terminationStatus == 0)
        return thread
    }

    func stop() {
        stopped.store(true, ordering: .releasing)
    }

    /// Spins until the thread has had this much CPU time, however long that takes.
    static func use(nanoseconds: Int64) {
        var used = timespec()
        repeat {
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used)
        } while Int64(used.tv_sec) * 1_000_000_000 + Int64(used.tv_nsec) < nanoseconds
    }

    /// Spins for this much time.
    static func spin(nanoseconds: Int64) {
        let end = MonotonicClock.now() + nanoseconds
        while MonotonicClock.now() < end {}
    }

    private func run() {
        let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
        tid.store(
            path?.split(separator: "/").last.flatMap { Int32($0) } ?? -1, ordering: .releasing)
        let period: Int64 = 1_000_000
        while !stopped.load(ordering: .acquiring) {
            let begin = MonotonicClock.now()
            Self.spin(nanoseconds: Int64(Double(period) * share))
            let rest = max(begin + period - MonotonicClock.now(), 0)
            Thread.sleep(forTimeInterval: Double(rest) / 1e9)
        }
    }
}
