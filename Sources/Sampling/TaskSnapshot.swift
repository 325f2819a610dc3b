import Kernel

/// What every process of the machine had used up to an instant.
///
/// As far as `/proc` shows them: a mount with `hidepid`, or a pid namespace of one's own, hides
/// processes, and what is hidden is not measured.
package struct TaskSnapshot: Sendable, Codable {
    /// `CLOCK_MONOTONIC`, ns, when the reading began.
    package let time: Int64
    /// By process id.
    package let processes: [Int32: ProcessTimes]
    /// Processes that were listed but could not be read, other than by ending meanwhile.
    package let unreadable: Int

    package init(time: Int64, processes: [ProcessTimes], unreadable: Int = 0) {
        self.time = time
        self.processes = Dictionary(
            processes.map { ($0.pid, $0) }, uniquingKeysWith: { _, last in last })
        self.unreadable = unreadable
    }

    /// Reads all processes now: about 20 µs for each.
    ///
    /// - Throws: `.system` when `/proc` itself cannot be listed.
    package static func read() throws(SamplingError) -> Self {
        let time = MonotonicClock.now()
        let root = try ProcRoot.open()
        var file = ProcFile(capacity: 4096)
        var processes: [ProcessTimes] = []
        processes.reserveCapacity(root.pids.count)
        var unreadable = 0
        for pid in root.pids {
            do {
                processes.append(try ProcessTimes.read(pid: pid, in: root.directory, with: &file))
            } catch {
                if !error.isProcessGone { unreadable += 1 }
            }
        }
        return Self(time: time, processes: processes, unreadable: unreadable)
    }

    /// Time in user mode and in the kernel of one process, or of all below it.
    package func modes(of pid: Int32, below: Bool) -> ProcessTimes.Modes {
        let members = below ? descendants(of: [pid]).subtracting([pid]) : [pid]
        return members.compactMap { processes[$0]?.modes }.reduce(into: ProcessTimes.Modes()) {
            $0.user &+= $1.user
            $0.system &+= $1.system
        }
    }

    /// The given processes and all below them.
    func descendants(of ancestors: Set<Int32>) -> Set<Int32> {
        var known: [Int32: Bool] = [:]
        for pid in processes.keys {
            var path: [Int32] = []
            var at = pid
            while known[at] == nil, !ancestors.contains(at), let process = processes[at] {
                known[at] = false  // also ends a circle, which only a torn reading could show
                path.append(at)
                at = process.parent
            }
            let isBelow = known[at] ?? ancestors.contains(at)
            for step in path { known[step] = isBelow }
        }
        return ancestors.union(known.filter(\.value).keys)
    }
}

extension ProcessTimes {
    /// Reads one process below the open directory `/proc`.
    static func read(
        pid: Int32, in directory: borrowing Descriptor, with file: inout ProcFile
    ) throws(SamplingError) -> Self {
        let path = "\(pid)/stat"
        let text: ArraySlice<UInt8>
        do { text = try file.read(path, in: directory) } catch { throw .system(error) }
        guard let stat = ProcessStat(parsing: text) else {
            throw .malformed(file: "/proc/\(path)", expected: "the fields of proc_pid_stat(5)")
        }
        let tids = stat.threads > 1 ? try? ProcDirectory.numbers("/proc/\(pid)/task") : nil
        var live: UInt64 = 0
        for tid in tids ?? [pid] {
            let clock = tids == nil ? "\(pid)/schedstat" : "\(pid)/task/\(tid)/schedstat"
            let text = try? file.read(clock, in: directory)
            live &+= text.flatMap(ThreadClock.init(parsing:))?.run ?? 0
        }
        let ticks = ProcUnits.nanosecondsPerTick
        return Self(
            pid: pid, parent: stat.parent, name: stat.name, isKernelThread: stat.isKernelThread,
            startTime: stat.startTime,
            // Both are lower bounds: the first lacks ended threads, the second part of a tick.
            run: max(live, stat.ownTicks &* ticks), reaped: stat.reapedTicks &* ticks,
            modes: Modes(user: stat.userTicks &* ticks, system: stat.systemTicks &* ticks))
    }
}
