/// What one process had used up to an instant, with what tells it apart and who its parent is.
package struct ProcessTimes: Hashable, Sendable, Codable {
    package let pid: Int32
    /// The parent now; 0 for `init` and for `kthreadd`.
    package let parent: Int32
    /// The program's name, at most 15 bytes; kernel threads have longer ones.
    package let name: String
    package let isKernelThread: Bool
    /// When it began, in ticks since boot; together with `pid` the name of one process.
    package let startTime: UInt64
    /// Time on a CPU of all its threads, those that ended included; ns.
    package let run: UInt64
    /// The same of the children that it has waited for, and of theirs; ns, in whole ticks.
    package let reaped: UInt64
    /// Time in user mode and in the kernel, as the kernel makes it of samples; ns, in whole ticks.
    package let modes: Modes

    /// Time (ns) in user mode, and in the kernel: `utime` and `stime`.
    package struct Modes: Hashable, Sendable, Codable {
        package var user: UInt64
        package var system: UInt64

        package init(user: UInt64 = 0, system: UInt64 = 0) {
            self.user = user
            self.system = system
        }
    }

    package init(
        pid: Int32, parent: Int32, name: String, isKernelThread: Bool = false,
        startTime: UInt64 = 0, run: UInt64, reaped: UInt64 = 0, modes: Modes = Modes()
    ) {
        self.modes = modes
        self.pid = pid
        self.parent = parent
        self.name = name
        self.isKernelThread = isKernelThread
        self.startTime = startTime
        self.run = run
        self.reaped = reaped
    }

    /// All that the process ever used and will hand to its parent.
    var total: UInt64 { run &+ reaped }
}

/// The part of `/proc/PID/stat` that `ProcessTimes` is made of.
///
/// Source: proc_pid_stat(5), kernel `do_task_stat`.
struct ProcessStat: Hashable {
    var name: String
    var parent: Int32
    var isKernelThread: Bool
    var threads: Int
    var startTime: UInt64
    /// utime and stime: all threads, also those that ended; ticks.
    var userTicks: UInt64
    var systemTicks: UInt64
    var ownTicks: UInt64 { userTicks &+ systemTicks }
    /// cutime + cstime, ticks.
    var reapedTicks: UInt64

    /// Reads one line; `nil` unless it has the form that proc_pid_stat(5) gives.
    init?(parsing text: ArraySlice<UInt8>) {
        // A name may contain blanks and parentheses, what follows cannot.
        guard let opening = text.firstIndex(of: UInt8(ascii: "(")),
            let closing = text.lastIndex(of: UInt8(ascii: ")")), opening < closing
        else { return nil }
        var fields = Fields(text[(closing + 1)...].lines.first ?? [])
        fields.skip(1)  // state
        guard let parent: Int32 = fields.number() else { return nil }
        fields.skip(4)  // process group, session, terminal, its process group
        guard let flags: UInt32 = fields.number() else { return nil }
        fields.skip(4)  // faults
        guard let utime: UInt64 = fields.number(), let stime: UInt64 = fields.number(),
            let cutime: UInt64 = fields.number(), let cstime: UInt64 = fields.number()
        else { return nil }
        fields.skip(2)  // priority, nice
        guard let threads: Int = fields.number() else { return nil }
        fields.skip(1)  // always 0
        guard let startTime: UInt64 = fields.number() else { return nil }
        name = text[(opening + 1)..<closing].text
        self.parent = parent
        isKernelThread = flags & Self.kernelThread != 0
        self.threads = threads
        self.startTime = startTime
        userTicks = utime
        systemTicks = stime
        reapedTicks = cutime &+ cstime
    }

    /// `PF_KTHREAD` of the kernel's `sched.h`.
    private static let kernelThread: UInt32 = 0x0020_0000
}
