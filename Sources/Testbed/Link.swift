package import Kernel

/// Why a testbed could not be set up.
package struct TestbedError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// Runs setup steps and turns what goes wrong into a ``TestbedError``.
func setup<Value>(_ body: () throws -> Value) throws(TestbedError) -> Value {
    do {
        return try body()
    } catch {
        throw TestbedError("cannot set up the testbed: \(error)")
    }
}

/// One end of the pair: an interface in a namespace of its own.
package final class Link {
    package let namespace: NetworkNamespace
    package let name: String

    init(namespace: NetworkNamespace, name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// Runs `body` inside the namespace.
    package func inside<Value>(_ body: () throws -> Value) throws -> Value {
        try namespace.enter { () throws(SystemError) -> Result<Value, any Error> in
            Result { try body() }
        }.get()
    }
}

/// What an interface has counted since it was made, at one instant.
package struct LinkCounters: Sendable, Hashable {
    package var receivedFrames: UInt64
    package var receiveDrops: UInt64
    package var sentFrames: UInt64
    package var sendDrops: UInt64
    /// The driver's own counters, `ethtool -S`.
    package var driver: [String: UInt64]
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
                return LinkCounters(
                    receivedFrames: try read("rx_packets"), receiveDrops: try read("rx_dropped"),
                    sentFrames: try read("tx_packets"), sendDrops: try read("tx_dropped"),
                    driver: Interface.driverCounters(of: name))
            }
        }
    }
}
