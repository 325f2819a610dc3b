import Kernel

/// The counters of one network interface, as `/proc/net/dev` shows them.
///
/// Frames and bytes since the interface was made. Trap: on veth without NAPI the receive side is
/// computed from the sender's counters, so it proves no delivery.
///
/// Source: kernel `net/core/net-procfs.c` `dev_seq_printf_stats`.
package struct InterfaceCounters: Hashable, Sendable {
    package var receivedBytes: UInt64
    package var receivedFrames: UInt64
    package var receiveErrors: UInt64
    /// `rx_dropped` and `rx_missed_errors` together.
    package var receiveDrops: UInt64
    package var sentBytes: UInt64
    package var sentFrames: UInt64
    package var sendErrors: UInt64
    package var sendDrops: UInt64

    /// Reads the numbers behind an interface's name; `nil` unless there are sixteen.
    private init?(_ numbers: ArraySlice<UInt8>) {
        let columns = Array(Fields(numbers)).compactMap { UInt64(digits: $0) }
        guard columns.count >= 16 else { return nil }
        receivedBytes = columns[0]
        receivedFrames = columns[1]
        receiveErrors = columns[2]
        receiveDrops = columns[3]
        sentBytes = columns[8]
        sentFrames = columns[9]
        sendErrors = columns[10]
        sendDrops = columns[11]
    }

    /// Reads the text of `/proc/net/dev`: counters by interface name.
    package static func parse(
        _ text: ArraySlice<UInt8>
    ) throws(SamplingError) -> [String: Self] {
        var interfaces: [String: Self] = [:]
        for line in text.lines.dropFirst(2) {
            let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1)
            var name = Fields(parts.first ?? [])
            guard parts.count == 2, let name = name.next(), let counters = Self(parts[1]) else {
                throw .malformed(
                    file: "/proc/net/dev", expected: "rows of a name and sixteen numbers")
            }
            interfaces[name.text] = counters
        }
        return interfaces
    }

    /// The interfaces of the calling thread's network namespace.
    package static func read() throws(SamplingError) -> [String: Self] {
        // Not /proc/net: that is the main thread's namespace.
        try read("/proc/thread-self/net/dev")
    }

    /// The interfaces of the network namespace that process `pid` is in.
    package static func read(namespaceOf pid: Int32) throws(SamplingError) -> [String: Self] {
        try read("/proc/\(pid)/net/dev")
    }

    private static func read(_ path: String) throws(SamplingError) -> [String: Self] {
        var file = ProcFile()
        return try parse(try file.contents(of: path))
    }
}
