package import Kernel

/// What one CPU (or all together) spent since boot, by kind.
///
/// `USER_HZ` ticks. Trap: user, nice, system, irq and softirq are samples taken by the timer
/// tick, idle and iowait are exact on kernels without a tick in idle (`CONFIG_NO_HZ`), so the
/// fields do not add up to the wall time.
///
/// Source: proc_stat(5), kernel `fs/proc/stat.c`.
package struct CPUTicks: Hashable, Sendable, Codable {
    /// Includes `guest`.
    package var user: UInt64 = 0
    /// Includes `guestNice`.
    package var nice: UInt64 = 0
    package var system: UInt64 = 0
    package var idle: UInt64 = 0
    /// Idle while a task that last ran here waits for I/O.
    ///
    /// Trap: it may decrease; what it loses `idle` gains.
    package var iowait: UInt64 = 0
    package var irq: UInt64 = 0
    package var softirq: UInt64 = 0
    /// Time in which the hypervisor ran something else, as far as it tells.
    package var steal: UInt64 = 0
    package var guest: UInt64 = 0
    package var guestNice: UInt64 = 0

    package init() {}

    /// Idle of both kinds; this sum does not decrease while the CPU stays online.
    package var idleAndIowait: UInt64 { idle &+ iowait }

    /// All fields once; guest time is inside user and nice.
    package var total: UInt64 {
        user &+ nice &+ system &+ idle &+ iowait &+ irq &+ softirq &+ steal
    }
}

/// One reading of `/proc/stat`: the CPU lines and the time they were read at.
package struct CPUTimes: Hashable, Sendable, Codable {
    /// `CLOCK_MONOTONIC`, ns: the middle of the reading.
    package let time: Int64
    /// The `cpu` line: the kernel's own sum.
    package let all: CPUTicks
    /// One entry for each online CPU, by its number.
    package let cpus: [Int: CPUTicks]

    /// Reads the text of `/proc/stat`.
    ///
    /// - Throws: `.malformed` when a CPU line has fewer than eight numbers or there is none.
    package init(parsing text: ArraySlice<UInt8>, time: Int64) throws(SamplingError) {
        var all: CPUTicks?
        var cpus: [Int: CPUTicks] = [:]
        // The CPU lines come first; interrupts and the rest follow them.
        for line in text.lines {
            guard line.starts(with: "cpu".utf8) else { break }
            var fields = Fields(line)
            let label = fields.next()?.dropFirst(3) ?? []
            guard let ticks = CPUTicks(&fields) else { throw Self.malformed }
            if label.isEmpty {
                all = ticks
            } else if let cpu = Int(digits: label) {
                cpus[cpu] = ticks
            } else {
                throw Self.malformed
            }
        }
        guard let all else { throw Self.malformed }
        self.time = time
        self.all = all
        self.cpus = cpus
    }

    private static let malformed = SamplingError.malformed(
        file: "/proc/stat", expected: "lines of cpu, cpu0, … with at least eight numbers")
}

extension CPUTimes {
    /// Reads `/proc/stat` now, the clock next to it.
    package static func read(with file: inout ProcFile) throws(SamplingError) -> Self {
        let before = MonotonicClock.now()
        let text = try file.contents(of: "/proc/stat")
        let after = MonotonicClock.now()
        return try Self(parsing: text, time: before + (after - before) / 2)
    }

    /// Reads `/proc/stat` now.
    package static func read() throws(SamplingError) -> Self {
        var file = ProcFile()
        return try read(with: &file)
    }
}

extension CPUTicks {
    /// Kernels before 2.6.33 end after steal or guest: those counted no guest time apart.
    init?(_ fields: inout Fields) {
        for kind in Self.required {
            guard let ticks: UInt64 = fields.number() else { return nil }
            self[keyPath: kind] = ticks
        }
        guest = fields.number() ?? 0
        guestNice = fields.number() ?? 0
    }

    private static var required: [WritableKeyPath<Self, UInt64>] {
        [\.user, \.nice, \.system, \.idle, \.iowait, \.irq, \.softirq, \.steal]
    }
}
