package import Kernel

/// Why a testbed could not be set up.
package struct TestbedError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// Runs setup steps and turns what goes wrong into a ``TestbedError``.
func setup<Value>(_ body: () throws -> Value) throws(TestbedError) -> Value {
    do {
        return try body()
    } catch {
        throw TestbedError("cannot set up the testbed: \(error)")
    }
}

/// One end of the testbed: an interface in a namespace.
package final class Link {
    package let namespace: NetworkNamespace
    package let name: String
    /// An interface that the user named, whose hardware may count errors of its own.
    let isNamed: Bool

    init(namespace: NetworkNamespace, name: String, isNamed: Bool = false) {
        self.namespace = namespace
        self.name = name
        self.isNamed = isNamed
    }

    /// Runs `body` inside the namespace.
    package func inside<Value>(_ body: () throws -> Value) throws -> Value {
        try namespace.enter { () throws(SystemError) -> Result<Value, any Error> in
            Result { try body() }
        }.get()
    }
}

/// What an interface has counted since its driver was loaded, at one instant.
package struct LinkCounters: Sendable, Hashable, Codable {
    package var receivedFrames: UInt64
    package var receiveDrops: UInt64
    package var sentFrames: UInt64
    package var sendDrops: UInt64
    /// The driver's own counters, `ethtool -S`.
    package var driver: [String: UInt64]
    /// What the hardware says it could not take; `nil` of an interface without hardware.
    package var errors: ReceiveErrors?
    /// Frames that the queueing discipline dropped; `nil` if there is none.
    package var queueDrops: UInt64?
}

/// Frames that reached the hardware of an interface and nothing else (`rtnl_link_stats64`).
package struct ReceiveErrors: Sendable, Hashable, Codable {
    /// Overruns: the host did not make room in time (`rx_missed_errors`).
    package var missed: UInt64 = 0
    /// The same by another name, in drivers that have it (`rx_fifo_errors`).
    package var fifo: UInt64 = 0
    /// Damaged on the wire: `rx_crc_errors`, `rx_length_errors`, `rx_frame_errors`.
    package var damaged: UInt64 = 0

    package init(missed: UInt64 = 0, fifo: UInt64 = 0, damaged: UInt64 = 0) {
        self.missed = missed
        self.fifo = fifo
        self.damaged = damaged
    }
}

extension Link {
    /// Reads the counters: `/sys/class/net/IF/statistics`, `ethtool -S`.
    package func counters() throws(TestbedError) -> LinkCounters {
        try setup {
            try inside {
                let sysfs = try Sysfs()
                func read(_ file: String) throws -> UInt64 {
                    let text = try sysfs.read("class/net/\(name)/statistics/\(file)")
                    guard let value = UInt64(text) else {
                        throw TestbedError("\(file) of \(name) is “\(text)”, not a number")
                    }
                    return value
                }
                // First: some drivers fetch what the hardware counted only when asked this way.
                let driver = Interface.driverCounters(of: name)
                var counters = LinkCounters(
                    receivedFrames: try read("rx_packets"), receiveDrops: try read("rx_dropped"),
                    sentFrames: try read("tx_packets"), sendDrops: try read("tx_dropped"),
                    driver: driver)
                guard isNamed else { return counters }
                counters.errors = ReceiveErrors(
                    missed: try read("rx_missed_errors"), fifo: try read("rx_fifo_errors"),
                    damaged: try read("rx_crc_errors") + read("rx_length_errors")
                        + read("rx_frame_errors"))
                counters.queueDrops = try QueueStatistics.drops(of: name)
                return counters
            }
        }
    }
}
