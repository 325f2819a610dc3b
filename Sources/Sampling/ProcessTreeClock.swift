import Kernel

/// The run time of a process that is not ours and of all below it, whose threads come and go.
///
/// Keeps the last reading of each thread, so that what ended counts with what it was last seen to
/// have run. Trap: a thread or process that lives between two readings only is not seen.
package struct ProcessTreeClock {
    private let root: Int32
    /// The processes below the root as of the last ``look()``.
    private var processes: Set<Int32> = []
    /// Last readings (ns) by thread id.
    private var clocks: [Int32: UInt64] = [:]
    /// What threads had run whose id another thread got since.
    private var ended: UInt64 = 0

    /// The clock of everything **below** the process `root`.
    package init(below root: Int32) {
        self.root = root
    }

    /// Looks for processes that have come: some milliseconds, so not while frames are sent.
    package mutating func look() throws(SamplingError) {
        processes = try TaskSnapshot.read().descendants(of: [root]).subtracting([root])
    }

    /// The run time (ns) so far of all threads of the processes known.
    package mutating func read() -> UInt64 {
        for pid in processes {
            for (tid, clock) in (try? ThreadClock.readAll(pid: pid)) ?? [:] {
                if let last = clocks[tid], last > clock.run { ended += last }
                clocks[tid] = clock.run
            }
        }
        return clocks.values.reduce(ended, &+)
    }

    /// Whether any process was found.
    package var isEmpty: Bool { processes.isEmpty }
}
