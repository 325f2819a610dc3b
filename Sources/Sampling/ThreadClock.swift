import Kernel

/// What the scheduler knows of one thread: how long it ran, how long it waited to run.
///
/// Cumulative since the thread began. Trap: `run` of a thread that runs on another CPU right now
/// is as of its last tick or switch, so read it when the thread is asleep, or live with some
/// milliseconds. Without `CONFIG_IRQ_TIME_ACCOUNTING` it contains the interrupts and softirqs
/// that ran on top of the thread.
///
/// Source: kernel `proc_pid_schedstat`; `Documentation/scheduler/sched-stats.rst`.
package struct ThreadClock: Hashable, Sendable {
    /// Time on a CPU, ns.
    package var run: UInt64
    /// Time runnable but waiting for a CPU, ns.
    package var wait: UInt64
    /// How many times it was put on a CPU.
    package var slices: UInt64

    package init(run: UInt64, wait: UInt64, slices: UInt64) {
        self.run = run
        self.wait = wait
        self.slices = slices
    }

    /// Reads the text of a `schedstat` file; `nil` unless it is three numbers.
    package init?(parsing text: ArraySlice<UInt8>) {
        var fields = Fields(text.lines.first ?? [])
        guard let run: UInt64 = fields.number(), let wait: UInt64 = fields.number(),
            let slices: UInt64 = fields.number()
        else { return nil }
        self.init(run: run, wait: wait, slices: slices)
    }
}

extension ThreadClock {
    /// The clock of thread `tid` of process `pid`.
    ///
    /// A thread of its own file always: `/proc/PID/schedstat` is the main thread, not the sum.
    ///
    /// - Throws: `.system` with `ENOENT` or `ESRCH` when the thread has gone.
    package static func read(pid: Int32, tid: Int32) throws(SamplingError) -> Self {
        var file = ProcFile(capacity: 128)
        return try read("/proc/\(pid)/task/\(tid)/schedstat", with: &file)
    }

    /// The clocks of all threads of `pid` that live now, by thread id.
    ///
    /// Trap: what threads had run that ended before is not in here.
    package static func readAll(pid: Int32) throws(SamplingError) -> [Int32: Self] {
        var file = ProcFile(capacity: 128)
        let tids: [Int32]
        do {
            tids = try ProcDirectory.numbers("/proc/\(pid)/task")
        } catch {
            throw .system(error)
        }
        var clocks: [Int32: Self] = [:]
        for tid in tids {
            clocks[tid] = try? read("/proc/\(pid)/task/\(tid)/schedstat", with: &file)
        }
        return clocks
    }

    private static func read(
        _ path: String, with file: inout ProcFile
    ) throws(SamplingError) -> Self {
        let text = try file.contents(of: path)
        guard let clock = Self(parsing: text) else {
            throw .malformed(file: path, expected: "three numbers: run ns, wait ns, slices")
        }
        return clock
    }
}
