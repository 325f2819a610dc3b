import Kernel
import Sampling
import Testbed

/// Everything of the machine that captures, before or after the traffic, but for what the roles say.
struct CaptureState: Sendable, Codable {
    var capture: LinkCounters
    var softnet: SoftnetStat
    /// Run time (ns) of ksoftirqd on the capture CPU.
    var ksoftirqd: UInt64?
    var tasks: TaskSnapshot
    /// Of the cgroups above us.
    var quotas: [CPUQuota]
    var sample: ClockReading
    /// CPU time (ns) of the thread that reads all this.
    var runner: Int64
}

/// Reads the clocks and counters of the machine that captures, on that machine.
final class CaptureSampler {
    let captureCPU: Int
    /// Measures the softirqs; `nil` where that cannot be had.
    let softirqClock: SoftirqClock?
    /// The NAPI threads that do the receive work; empty where there are none.
    private let napiThreads: [CInt]
    /// The process of the capturer; `nil` without one.
    private(set) var capturer: CInt?
    /// The clock of a capture program of others; `nil` if there is none.
    private(set) var toolClock: ProcessTreeClock?
    private var file = ProcFile()

    init(captureCPU: Int, softirqClock: SoftirqClock?, napiThreads: [CInt] = []) {
        self.captureCPU = captureCPU
        self.softirqClock = softirqClock
        self.napiThreads = napiThreads
    }

    /// Begins to watch the roles, which are ready.
    ///
    /// - Parameter isTool: whether a program of others captures, below the capturer's process.
    func watch(capturer pid: CInt?, isTool: Bool) throws(SystemError) {
        capturer = pid
        if let softirqClock {
            if let pid { try softirqClock.watch(pid, as: .capturer) }
            for thread in napiThreads { try softirqClock.watch(thread, as: .receiver) }
        }
        if isTool, let pid { toolClock = ProcessTreeClock(below: pid) }
    }

    func sample() throws -> ClockReading {
        var sample = ClockReading(cpu: try CPUTimes.read(with: &file))
        if toolClock != nil {
            sample.captureNanoseconds = toolClock?.read()
        } else if let capturer {
            sample.captureNanoseconds =
                try ThreadClock.readAll(pid: capturer).values.reduce(0) { $0 + $1.run }
        }
        sample.softirqs = softirqClock?.read()
        if !napiThreads.isEmpty {
            sample.kernelNanoseconds = try napiThreads.reduce(0) {
                try $0 + ThreadClock.read(pid: $1, tid: $1).run
            }
        }
        return sample
    }

    /// Reads everything outside the roles, in a fixed order: the clocks first, since reading the
    /// rest takes some milliseconds.
    func state(of link: Link) throws -> CaptureState {
        // Its processes may come and go; now there is time to look.
        try toolClock?.look()
        let sample = try sample()
        return CaptureState(
            capture: try link.counters(), softnet: try SoftnetStat.read(),
            ksoftirqd: try KernelThread.ksoftirqd(cpu: captureCPU)?.clock().run,
            tasks: try TaskSnapshot.read(), quotas: CPUQuota.read(), sample: sample,
            runner: ProcessInfo.threadCPUTime())
    }
}
