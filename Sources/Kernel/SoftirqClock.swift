import CBPF
import Glibc

/// What softirqs have taken on one CPU since the clock began to run; times in ns.
package struct SoftirqTimes: Sendable, Hashable, Codable {
    /// NET_RX, the vector of receive work, whichever task it interrupted.
    package var receive: UInt64
    /// How often NET_RX ran.
    package var receiveRuns: UInt64
    /// The part of ``receive`` that ksoftirqd ran as a thread.
    package var receiveInKsoftirqd: UInt64
    /// All other vectors: timers, RCU, scheduler and so on.
    package var others: UInt64
    /// All vectors while the capturer was the task interrupted.
    package var inCapturer: UInt64
    /// Time that threads of the capturer had the CPU, the softirqs that interrupted them included.
    package var capturer: UInt64
    /// The same of the thread that does the receive work, where there is one.
    package var receiver: UInt64

    package init(
        receive: UInt64 = 0, receiveRuns: UInt64 = 0, receiveInKsoftirqd: UInt64 = 0,
        others: UInt64 = 0, inCapturer: UInt64 = 0, capturer: UInt64 = 0, receiver: UInt64 = 0
    ) {
        self.capturer = capturer
        self.receiver = receiver
        self.receive = receive
        self.receiveRuns = receiveRuns
        self.receiveInKsoftirqd = receiveInKsoftirqd
        self.others = others
        self.inCapturer = inCapturer
    }

    /// What was gained since an earlier reading.
    package func gain(since start: Self) -> Self {
        Self(
            receive: receive &- start.receive, receiveRuns: receiveRuns &- start.receiveRuns,
            receiveInKsoftirqd: receiveInKsoftirqd &- start.receiveInKsoftirqd,
            others: others &- start.others, inCapturer: inCapturer &- start.inCapturer,
            capturer: capturer &- start.capturer, receiver: receiver &- start.receiver)
    }
}

/// Measures softirqs at both of their ends, on all CPUs, in the kernel; and by the same clock how long
/// watched threads have a CPU.
///
/// It runs as long as this object lives; it also ends with the process, however that ends, since
/// the kernel detaches a program whose last descriptor is closed.
///
/// The kernel's own clock of a thread will not do beside it: it charges a thread that a softirq wakes
/// from its waking on, so that the rest of that softirq is in both (`rq_clock_skip_update`).
///
/// Source: the tracepoints `irq:softirq_entry`, `irq:softirq_exit` and `sched:sched_switch`, taken as
/// `tp_btf`, which needs no tracefs.
package final class SoftirqClock {
    private let clock: OpaquePointer
    private let times: UnsafePointer<softirq_times>
    private let count: Int

    /// Loads and attaches the clock.
    ///
    /// - Throws: EPERM without CAP_BPF and CAP_PERFMON; ESRCH or ENOENT without the kernel's BTF
    ///   (`/sys/kernel/btf/vmlinux`).
    package init() throws(SystemError) {
        var step: UnsafePointer<CChar>?
        guard let clock = softirq_clock_open(&step) else {
            let code = errno
            throw SystemError(call: step.map { String(cString: $0) } ?? "bpf", code: code)
        }
        self.clock = clock
        times = softirq_clock_times(clock)
        count = Int(softirq_clock_cpus(clock))
    }

    deinit { softirq_clock_close(clock) }

    /// What a watched process does in a trial.
    package enum Part: Sendable {
        case capturer
        /// The receive work of the kernel, in a thread.
        case receiver
    }

    /// Counts a process, and all that descends from it, as this part until it ends.
    package func watch(_ pid: CInt, as part: Part) throws(SystemError) {
        let word = part == .capturer ? SOFTIRQ_TIMES_IS_CAPTURER : SOFTIRQ_TIMES_IS_RECEIVER
        try systemCall("bpf(BPF_MAP_UPDATE_ELEM)", on: "process \(pid)") {
            softirq_clock_watch(clock, pid, UInt32(word))
        }
    }

    /// The times of every possible CPU, by its number.
    ///
    /// A softirq that runs now is in the next reading. A CPU that a watched thread has had is interrupted
    /// for it, since the thread may have got it again unseen.
    package func read() -> [SoftirqTimes] {
        (0..<count).map { cpu in
            let mine = times + cpu
            if Self.isUsed(mine) { _ = softirq_clock_look(clock, CInt(cpu)) }
            var result = SoftirqTimes()
            for vector in 0..<CInt(SOFTIRQ_TIMES_VECTORS) {
                var sum: UInt64 = 0
                for task in 0..<CInt(SOFTIRQ_TIMES_TASKS) {
                    let time = softirq_times_time(mine, task, vector)
                    sum &+= time
                    if task == SOFTIRQ_TIMES_CAPTURER { result.inCapturer &+= time }
                }
                if vector == SOFTIRQ_TIMES_NET_RX {
                    result.receive = sum
                } else {
                    result.others &+= sum
                }
            }
            result.capturer = Self.run(mine, CInt(SOFTIRQ_TIMES_IS_CAPTURER))
            result.receiver = Self.run(mine, CInt(SOFTIRQ_TIMES_IS_RECEIVER))
            result.receiveRuns = softirq_times_runs(mine, CInt(SOFTIRQ_TIMES_NET_RX))
            result.receiveInKsoftirqd = softirq_times_time(
                mine, CInt(SOFTIRQ_TIMES_KSOFTIRQD), CInt(SOFTIRQ_TIMES_NET_RX))
            return result
        }
    }

    /// Whether a watched thread has ever had the CPU.
    private static func isUsed(_ times: UnsafePointer<softirq_times>) -> Bool {
        [SOFTIRQ_TIMES_IS_CAPTURER, SOFTIRQ_TIMES_IS_RECEIVER].contains {
            softirq_times_run(times, CInt($0)) != 0
        }
    }

    /// Time that threads of this part had the CPU until now.
    ///
    /// The word is read again after the time: if it has changed, a thread got or left the CPU between.
    private static func run(_ times: UnsafePointer<softirq_times>, _ part: CInt) -> UInt64 {
        while true {
            let word = softirq_times_run(times, part)
            let now = Int64(MonotonicClock.now())
            if word >= 0 { return UInt64(word) }
            if word == softirq_times_run(times, part) { return UInt64(max(0, word + now)) }
        }
    }

    /// Why there can be no such clock here; `nil` if there can.
    ///
    /// Found by trying, once.
    package static let obstacle: String? = {
        guard access("/sys/kernel/btf/vmlinux", R_OK) == 0 else {
            return "the kernel has no BTF (/sys/kernel/btf/vmlinux: CONFIG_DEBUG_INFO_BTF)"
        }
        do throws(SystemError) {
            _ = try SoftirqClock()
            return nil
        } catch {
            switch error.code {
            case 1, 13: return "needs root (CAP_BPF, CAP_PERFMON)"
            case 38: return "the kernel has no bpf(2)"
            default: return error.description
            }
        }
    }()
}
