import Kernel

/// What the sending device has counted: `/sys/class/net/IF/statistics`.
struct DeviceCount: Sendable, Hashable {
    /// Frames sent: `tx_packets`.
    ///
    /// A veth whose peer runs NAPI counts a frame when the peer has taken it.
    var accepted: Int
    /// `tx_dropped`: refused by the device or what is behind it.
    var refused: Int

    var offered: Int { accepted + refused }
}

/// Reads the counters of a device in the network namespace in which this was made.
final class DeviceCounters {
    private let sysfs: Sysfs
    private let interface: String

    init(interface: String) throws(SystemError) {
        sysfs = try Sysfs()
        self.interface = interface
    }

    /// The counters now.
    func read() throws(SystemError) -> DeviceCount {
        DeviceCount(
            accepted: try value("statistics/tx_packets"),
            refused: try value("statistics/tx_dropped"))
    }

    /// Whether the interface is there and up (`IFF_UP`).
    var isUp: Bool {
        guard let text = try? sysfs.read("class/net/\(interface)/flags"),
            let flags = Int(text.dropFirst(2), radix: 16)
        else { return false }
        return flags & 1 != 0
    }

    private func value(_ file: String) throws(SystemError) -> Int {
        Int(try sysfs.read("class/net/\(interface)/\(file)")) ?? 0
    }
}

/// Follows a device's counters through a run: what was sent, and the pauses.
///
/// Looks are 10 ms apart, so a pause is seen only when two looks in a row find nothing new. Pure:
/// time is an argument.
struct DeviceWatch {
    /// Between two looks, ns.
    static let step: Int64 = 10_000_000

    private let start: DeviceCount
    private(set) var last: DeviceCount
    /// When the device was first seen to have sent, ns; `nil` before.
    private(set) var firstSeen: Int64?
    private(set) var lastSeen: Int64 = 0
    private var offeredAtFirst = 0
    private var lastLook: Int64 = 0
    private var longestPause: Int64?
    private var pauseTime: Int64 = 0

    init(start: DeviceCount) {
        self.start = start
        last = start
    }

    /// Notes what the device has counted at `now` (ns).
    mutating func note(_ count: DeviceCount, at now: Int64) {
        defer { lastLook = now }
        guard count != last else { return }
        if firstSeen == nil {
            firstSeen = now
            offeredAtFirst = count.offered - start.offered
        } else if lastLook > lastSeen {
            // At least one look between found nothing: the pause is as long as those looks.
            notePause(lastLook - lastSeen)
        }
        last = count
        lastSeen = now
    }

    /// Notes that the program says it was sending for so long (s): the rest was a pause at its end.
    mutating func noteEnd(afterSeconds seconds: Double) {
        guard let firstSeen, seconds < 1e9 else { return }
        let pause = Int64(seconds * 1e9) - (lastSeen - firstSeen)
        // The first and the last frame went out up to one look before they were seen.
        if pause > 2 * Self.step { notePause(pause) }
    }

    private mutating func notePause(_ pause: Int64) {
        longestPause = max(longestPause ?? 0, pause)
        pauseTime += pause
    }

    var accepted: Int { last.accepted - start.accepted }
    var refused: Int { last.refused - start.refused }
    var offered: Int { accepted + refused }

    /// Frames a second between the first and the last look that found something new, without those
    /// of the first; `nil` if that is too short a time to say.
    var rate: Double? {
        guard let firstSeen, lastSeen - firstSeen >= 10 * Self.step else { return nil }
        return Double(offered - offeredAtFirst) / (Double(lastSeen - firstSeen) / 1e9)
    }

    /// The pauses, where there were some: shorter ones than two looks apart are not seen.
    func fill(_ report: inout TrafficReport) {
        report.offered = offered
        report.accepted = accepted
        report.refused = refused
        guard firstSeen != nil else { return }
        report.longestGapNanoseconds = longestPause
        report.gapNanoseconds = pauseTime
    }
}
