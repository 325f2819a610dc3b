/// CPU time used in a window by processes that have nothing to do with the trial.
///
/// Programs that came and went between the two snapshots are seen through the parents that
/// waited for them, so a compiler's hundred short children count. Not seen: those whose parent
/// ignores SIGCHLD, and hidden processes.
package struct ForeignLoad: Hashable, Sendable {
    /// One process and what it used, its reaped children included.
    package struct Offender: Hashable, Sendable {
        package let pid: Int32
        package let name: String
        package let nanoseconds: UInt64
    }

    /// Those that used anything, most first.
    package let offenders: [Offender]
    /// Time between the snapshots, ns.
    package let window: Int64

    /// Time of all of them together, ns.
    package var nanoseconds: UInt64 {
        offenders.reduce(0) { $0 &+ $1.nanoseconds }
    }

    /// The one to name in a message.
    package var top: Offender? { offenders.first }

    /// In percent of one CPU; `nil` for an empty window.
    package var percentOfOneCPU: Double? {
        window > 0 ? Double(nanoseconds) / Double(window) * 100 : nil
    }

    /// Kernel threads that work for the trial though they are not its own.
    package static let exemptKernelThreads = ["ksoftirqd/"]

    /// Compares two snapshots.
    ///
    /// - Parameters:
    ///   - own: the processes of the trial: the runner, which has its roles below it, and the
    ///     trial's NAPI kernel thread. All that is below them at either end is excluded too.
    ///   - exempt: beginnings of the names of kernel threads that are excluded.
    package init(
        from start: TaskSnapshot, to end: TaskSnapshot, excluding own: Set<Int32>,
        exemptKernelThreads exempt: [String] = ForeignLoad.exemptKernelThreads
    ) {
        let ownAtStart = start.descendants(of: own)
        let ownAtEnd = end.descendants(of: own)
        var books = Books(from: start, to: end)
        books.settleVanished(excluding: ownAtStart)
        offenders = end.processes.values.compactMap { process in
            let isOwn =
                ownAtEnd.contains(process.pid)
                || ownAtStart.contains(process.pid) && books.isSurvivor(process)
            let isExempt =
                process.isKernelThread && exempt.contains { process.name.hasPrefix($0) }
            let gain = books.gain(of: process)
            guard !isOwn, !isExempt, gain > 0 else { return nil }
            return Offender(pid: process.pid, name: process.name, nanoseconds: gain)
        }.sorted { ($0.nanoseconds, $1.pid) > ($1.nanoseconds, $0.pid) }
        window = end.time - start.time
    }
}

/// What each process of the end gained since the start.
private struct Books {
    private let start: TaskSnapshot
    private let end: TaskSnapshot
    /// What the reaped time of each process of the end gained.
    private var reaped: [Int32: UInt64]

    init(from start: TaskSnapshot, to end: TaskSnapshot) {
        self.start = start
        self.end = end
        reaped = end.processes.mapValues { process in
            let before = Self.earlier(process, in: start)?.reaped ?? 0
            return process.reaped > before ? process.reaped - before : 0
        }
    }

    /// Whether the process was there at the start already, and not another of the same number.
    func isSurvivor(_ process: ProcessTimes) -> Bool {
        Self.earlier(process, in: start) != nil
    }

    func gain(of process: ProcessTimes) -> UInt64 {
        let before = Self.earlier(process, in: start)?.run ?? 0
        let run = process.run > before ? process.run - before : 0
        return run &+ (reaped[process.pid] ?? 0)
    }

    /// Takes back what vanished processes had used before the window.
    ///
    /// Who waited for one of them gained all its time at once, that of before the start too. Not
    /// more is taken than was gained: a parent that does not wait gains nothing.
    mutating func settleVanished(excluding own: Set<Int32>) {
        let vanished = start.processes.values
            .filter { !own.contains($0.pid) && !isAlive($0) }
            .map { (process: $0, heirs: heirs(of: $0)) }
            // Where there is no doubt who gained, first; the rest share what is left.
            .sorted { ($0.heirs.count, $0.process.pid) < ($1.heirs.count, $1.process.pid) }
        for (process, heirs) in vanished {
            var owed = process.total
            for heir in heirs where owed > 0 {
                let taken = min(owed, reaped[heir] ?? 0)
                reaped[heir, default: 0] -= taken
                owed -= taken
            }
        }
    }

    /// Who may have waited for a vanished process: its parent, or where that vanished as well,
    /// any survivor further up (orphans go to a subreaper or to `init`), nearest first.
    private func heirs(of process: ProcessTimes) -> [Int32] {
        var heirs: [Int32] = []
        var passed: Set<Int32> = [process.pid]
        var parent = process.parent
        while let ancestor = start.processes[parent], passed.insert(parent).inserted {
            if isAlive(ancestor) { heirs.append(parent) }
            if heirs.first == process.parent { break }
            parent = ancestor.parent
        }
        return heirs
    }

    /// Whether a process of the start is there at the end.
    private func isAlive(_ process: ProcessTimes) -> Bool {
        end.processes[process.pid]?.startTime == process.startTime
    }

    private static func earlier(
        _ process: ProcessTimes, in start: TaskSnapshot
    ) -> ProcessTimes? {
        let earlier = start.processes[process.pid]
        return earlier?.startTime == process.startTime ? earlier : nil
    }
}
