import Kernel

/// One CPU's row of `/proc/net/softnet_stat`: its share of receive work.
///
/// Counts since boot, 32 bits wide (`processed` wraps after 48 minutes at 1.488 Mpps): subtract
/// with `gain`. They are of the whole machine, not of a network namespace.
///
/// Source: kernel `net/core/net-procfs.c` `softnet_seq_show`.
package struct SoftnetRow: Hashable, Sendable, Codable {
    /// The CPU; `nil` on kernels before 5.10, whose rows are the online CPUs in order.
    package var cpu: Int?
    /// Passes through `__netif_receive_skb_core`, all devices; another round counts again.
    package var processed: UInt32
    /// Frames dropped because the CPU's backlog queue was full.
    package var dropped: UInt32
    /// Times `net_rx_action` ended with work left, its budget or time used up; not a loss.
    package var timeSqueeze: UInt32
    /// Inter-processor interrupts received for RPS.
    package var receivedRPS: UInt32
    /// Frames dropped by the flow limit; they are in `dropped` too.
    package var flowLimit: UInt32
    /// Frames in the backlog queues now; `nil` on kernels before 5.10.
    package var queueLength: UInt32?

    /// Reads one row; `nil` unless it has the ten hexadecimal columns of kernel 2.6.37 at least.
    init?(_ line: ArraySlice<UInt8>) {
        let columns = Array(Fields(line)).map { UInt32(digits: $0, radix: 16) }
        guard columns.count >= 10, let processed = columns[0], let dropped = columns[1],
            let timeSqueeze = columns[2], let receivedRPS = columns[9]
        else { return nil }
        self.processed = processed
        self.dropped = dropped
        self.timeSqueeze = timeSqueeze
        self.receivedRPS = receivedRPS
        flowLimit = columns.count > 10 ? columns[10] ?? 0 : 0
        queueLength = columns.count > 11 ? columns[11] : nil
        cpu = columns.count > 12 ? columns[12].map(Int.init) : nil
    }

    /// What the counters gained since `start`, across one wrap; the queue is as it is now.
    package func gain(since start: Self) -> Self {
        var gain = self
        gain.processed &-= start.processed
        gain.dropped &-= start.dropped
        gain.timeSqueeze &-= start.timeSqueeze
        gain.receivedRPS &-= start.receivedRPS
        gain.flowLimit &-= start.flowLimit
        return gain
    }
}

/// One reading of `/proc/net/softnet_stat`.
package struct SoftnetStat: Hashable, Sendable, Codable {
    package let rows: [SoftnetRow]

    /// Reads the text of `/proc/net/softnet_stat`.
    package init(parsing text: ArraySlice<UInt8>) throws(SamplingError) {
        var rows: [SoftnetRow] = []
        for line in text.lines {
            guard let row = SoftnetRow(line) else {
                throw .malformed(
                    file: Self.path, expected: "rows of at least ten hexadecimal numbers")
            }
            rows.append(row)
        }
        self.rows = rows
    }

    /// Reads `/proc/net/softnet_stat` now.
    package static func read() throws(SamplingError) -> Self {
        var file = ProcFile()
        let text = try file.contents(of: path)
        return try Self(parsing: text)
    }

    /// The row of CPU `cpu`; `nil` when it is offline, or the kernel does not name its rows.
    package func row(cpu: Int) -> SoftnetRow? {
        rows.first { $0.cpu == cpu }
    }

    /// What `cpu` gained since `start`; `nil` without a row at either end.
    package func gain(cpu: Int, since start: Self) -> SoftnetRow? {
        guard let last = row(cpu: cpu), let first = start.row(cpu: cpu) else { return nil }
        return last.gain(since: first)
    }

    private static let path = "/proc/net/softnet_stat"
}
