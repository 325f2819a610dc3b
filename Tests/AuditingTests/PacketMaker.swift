@testable import Auditing
@testable import Packets

/// Packets as a capture has them, made byte by byte.
struct PacketMaker {
    var vlans: [UInt16] = []
    var version: UInt8 = 4
    var source: UInt8 = 1
    var destination: UInt8 = 2
    var sourcePort: UInt16 = 4000
    var destinationPort: UInt16 = 80
    var identification: UInt16 = 0
    var options: [UInt8] = []
    var fragment: UInt16 = 0
    var extensions: [UInt8] = []

    /// An Ethernet frame with a TCP segment.
    func tcp(
        _ sequence: UInt32, length: Int = 0, flags: Segment.Flags = .ack,
        acknowledgement: UInt32 = 0
    ) -> [UInt8] {
        var header = Self.short(sourcePort) + Self.short(destinationPort)
        header += Self.word(sequence) + Self.word(acknowledgement)
        let words = UInt8(5 + (options.count + 3) / 4)
        header += [words << 4, flags.rawValue, 0xff, 0xff, 0, 0, 0, 0]
        header += options + [UInt8](repeating: 1, count: Int(words) * 4 - 20 - options.count)
        let payload = (0..<length).map { UInt8(truncatingIfNeeded: Int(sequence) + $0) }
        return link + network(header + payload, transport: 6)
    }

    /// The frame's link header, with the EtherType.
    private var link: [UInt8] {
        var bytes: [UInt8] = [0, 0, 0, 0, 0, destination, 0, 0, 0, 0, 0, source]
        for tag in vlans { bytes += [0x81, 0x00] + Self.short(tag) }
        return bytes + (version == 4 ? [0x08, 0x00] : [0x86, 0xdd])
    }

    func network(_ payload: [UInt8], transport: UInt8) -> [UInt8] {
        guard version == 6 else {
            return [0x45, 0] + Self.short(UInt16(20 + payload.count)) + Self.short(identification)
                + Self.short(fragment) + [64, transport, 0, 0]
                + [10, 0, 0, source, 10, 0, 0, destination] + payload
        }
        let address = { (last: UInt8) in
            [0xfd] + [UInt8](repeating: 0, count: 14) + [last]
        }
        let first = extensions.isEmpty ? transport : extensions[0]
        var chain: [UInt8] = []
        for (index, _) in extensions.enumerated() {
            let next = index + 1 < extensions.count ? extensions[index + 1] : transport
            chain += [next, 0, 0, 0, 0, 0, 0, 0]
        }
        return [0x60, 0, 0, 0] + Self.short(UInt16(chain.count + payload.count)) + [first, 64]
            + address(source) + address(destination) + chain + payload
    }

    /// The answering direction.
    var answer: PacketMaker {
        var copy = self
        (copy.source, copy.destination) = (destination, source)
        (copy.sourcePort, copy.destinationPort) = (destinationPort, sourcePort)
        return copy
    }

    /// A timestamp option.
    static func timestamp(_ value: UInt32) -> [UInt8] {
        [1, 1, 8, 10] + word(value) + [0, 0, 0, 0]
    }

    static func short(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xff)] }
    static func word(_ value: UInt32) -> [UInt8] {
        short(UInt16(value >> 16)) + short(UInt16(value & 0xffff))
    }
}

extension CaptureAudit {
    /// Takes a frame, of which only the first bytes may have been kept.
    mutating func take(_ frame: [UInt8], snapped: Int = .max) {
        frame.prefix(snapped).withUnsafeBytes {
            take(ByteView($0), length: frame.count, link: .ethernet)
        }
    }

    /// Audits frames, and gives the first flow.
    static func first(_ frames: [[UInt8]]) -> AuditReport.Flow? {
        var audit = CaptureAudit()
        for frame in frames { audit.take(frame) }
        return audit.report().flows.first
    }
}
