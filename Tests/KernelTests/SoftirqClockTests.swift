import Kernel
import Testing

/// The clock in the kernel, on this machine's own softirqs.
@Suite(.serialized, .enabled(if: SoftirqClock.obstacle == nil, "\(SoftirqClock.obstacle ?? "")"))
struct SoftirqClockTests {
    /// Work that softirqs interrupt: timers and the scheduler tick.
    private static func spin(for nanoseconds: Int64) {
        let end = MonotonicClock.now() + nanoseconds
        while MonotonicClock.now() < end {}
    }

    @Test func `Softirqs inside a watched process are told apart, and are less than its time`()
        throws
    {
        let clock = try SoftirqClock()
        Self.spin(for: 200_000_000)
        #expect(clock.read().allSatisfy { $0.inCapturer == 0 }, "nothing is watched yet")
        try clock.watch(ProcessInfo.pid, as: .capturer)
        let start = clock.read()
        let since = MonotonicClock.now()
        var inside: UInt64 = 0
        while inside == 0, MonotonicClock.now() - since < 5_000_000_000 {
            Self.spin(for: 100_000_000)
            inside = zip(start, clock.read()).reduce(0) { $0 + $1.1.gain(since: $1.0).inCapturer }
        }
        #expect(inside > 0, "no softirq interrupted a process that ran all the time")
        #expect(inside < UInt64(MonotonicClock.now() - since) / 2)
    }

    @Test func `What descends from a watched process counts as it does`() throws {
        let clock = try SoftirqClock()
        let shell = try ChildProcess(
            // The spinner ends by itself, whatever becomes of this test.
            "/bin/sh",
            ["-c", "read go; timeout 6 sh -c 'while :; do :; done' & read end; kill $!; true"],
            streams: .init(input: .pipe, output: .null, error: .null))
        defer {
            shell.closeInput()
            _ = try? shell.wait()
        }
        try clock.watch(shell.pid, as: .capturer)
        try shell.send("go\n")
        let start = clock.read()
        let since = MonotonicClock.now()
        var inside: UInt64 = 0
        while inside == 0, MonotonicClock.now() - since < 5_000_000_000 {
            Poll.sleep(until: MonotonicClock.now() + 50_000_000)
            inside = zip(start, clock.read()).reduce(0) { $0 + $1.1.gain(since: $1.0).inCapturer }
        }
        #expect(inside > 0)
    }

    @Test func `A thread that spins has the CPU for as long as it spins`() throws {
        let clock = try SoftirqClock()
        try clock.watch(ProcessInfo.pid, as: .receiver)
        // It is seen from the next time on that it gets a CPU. A sleep is none if the virtual machine
        // stood still until its end.
        let start = clock.read()
        let deadline = MonotonicClock.now() + 5_000_000_000
        repeat {
            Poll.sleep(until: MonotonicClock.now() + 2_000_000)
            Self.spin(for: 1_000_000)
        } while MonotonicClock.now() < deadline
            && zip(start, clock.read()).allSatisfy { $1.gain(since: $0).receiver == 0 }
        let (first, began, spun) = (clock.read(), MonotonicClock.now(), ProcessInfo.threadCPUTime())
        // Long enough for a process that the kernel hides from tracing to have had the CPU between.
        Self.spin(for: 3_000_000_000)
        let wall = MonotonicClock.now() - began
        let own = ProcessInfo.threadCPUTime() - spun
        let run = zip(first, clock.read()).reduce(0) { $0 + Int64($1.1.gain(since: $1.0).receiver) }
        // Other threads of this process may run, too.
        #expect(run >= own - 5_000_000, "\(run) of \(own) ns")
        #expect(run <= 2 * wall + 5_000_000)
    }

    @Test func `A process that is not there cannot be watched`() throws {
        let clock = try SoftirqClock()
        let error = #expect(throws: SystemError.self) { try clock.watch(4_000_000, as: .capturer) }
        #expect([3, 22].contains(error?.code))
    }

    @Test func `Each possible CPU has its times, and they never go back`() throws {
        let clock = try SoftirqClock()
        let first = clock.read()
        #expect(first.count >= (try Scheduling.allowedCPUs().count))
        Self.spin(for: 50_000_000)
        for (start, end) in zip(first, clock.read()) {
            #expect(end.receive >= start.receive && end.others >= start.others)
            #expect(end.receiveInKsoftirqd <= end.receive)
            #expect(end.receiveRuns >= start.receiveRuns)
        }
    }
}
