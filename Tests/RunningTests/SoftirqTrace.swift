import FoundationEssentials
import Kernel

/// The receive work of one CPU for the same time, by the clock and by the kernel's trace (ns).
struct SoftirqReadings: Sendable {
    let clock: Double
    let trace: Double

    /// Measures for so long, from now.
    init(cpu: Int, for nanoseconds: Int64) throws {
        let clock = try SoftirqClock()
        let trace = try SoftirqTrace(cpu: cpu)
        let start = clock.read()[cpu]
        try trace.isOn(true)
        Poll.sleep(until: MonotonicClock.now() + nanoseconds)
        let gain = clock.read()[cpu].gain(since: start)
        try trace.isOn(false)
        self.clock = Double(gain.receive)
        self.trace = try trace.nanoseconds()
    }
}

/// The events `irq:softirq_entry` and `softirq_exit` of NET_RX on one CPU, as ftrace has them.
///
/// Source: kernel Documentation/trace/ftrace.rst, events.rst. In a trace of its own ("instance"),
/// which goes with this object.
final class SoftirqTrace {
    private static let root = "/tmp/bench-test-\(ProcessInfo.pid)-tracefs"
    private var instance: String { Self.root + "/instances/bench-test" }

    static let requirement = "needs the softirq clock, and tracefs with irq:softirq_entry"
    static let isAvailable: Bool = {
        guard SoftirqClock.obstacle == nil, let trace = try? SoftirqTrace(cpu: 0) else {
            return false
        }
        return withExtendedLifetime(trace) { true }
    }()

    init(cpu: Int) throws {
        try Directory.make(Self.root)
        try Kernel.Command.run(["mount", "-t", "tracefs", "bench-test", Self.root])
        try Directory.make(instance)
        try set("tracing_on", "0")
        try set("trace_clock", "mono")
        try set("tracing_cpumask", String(1 << cpu, radix: 16))
        try set("buffer_size_kb", "16384")
        for event in ["entry", "exit"] {
            try set("events/irq/softirq_\(event)/filter", "vec == 3")
            try set("events/irq/softirq_\(event)/enable", "1")
        }
    }

    deinit {
        try? set("events/enable", "0")
        for command in [["rmdir", instance], ["umount", Self.root], ["rmdir", Self.root]] {
            _ = try? Kernel.Command.run(command)
        }
    }

    private func set(_ file: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: instance + "/" + file))
    }

    func isOn(_ isOn: Bool) throws { try set("tracing_on", isOn ? "1" : "0") }

    /// The sum between entries and exits.
    func nanoseconds() throws -> Double {
        var (began, sum): (Double?, Double) = (nil, 0)
        for line in try ProcFile.text(instance + "/trace").split(separator: "\n") {
            // `TASK-PID [CPU] FLAGS SECONDS: EVENT: vec=3 [action=NET_RX]`
            let words = line.split(separator: " ")
            guard let at = words.firstIndex(where: { $0.hasPrefix("softirq_") }), at > 0,
                let seconds = Double(words[at - 1].dropLast())
            else { continue }
            if words[at] == "softirq_entry:" {
                began = seconds
            } else if let start = began {
                sum += seconds - start
                began = nil
            }
        }
        return sum * 1e9
    }
}
