import Frames
import Settings

extension Engine {
    /// tcpreplay: a pcap file from memory, send(2) for each frame.
    static let tcpreplay = Engine(
        external: .tcpreplay,
        summary: "tcpreplay: unstamped, one send(2) a frame, refused frames are sent again")
}

extension ExternalTool {
    static let tcpreplay = ExternalTool(
        program: "tcpreplay", package: "tcpreplay",
        largest: FrameSize(9022),
        input: Tcpreplay.file, inputFrames: 8192,
        arguments: Tcpreplay.arguments, claim: Tcpreplay.claim,
        isNoise: { $0.hasPrefix("File Cache is enabled") })
}

/// What tcpreplay(1) reads and prints.
enum Tcpreplay {
    /// Zeros behind the header, of a capture file and of a record: pcap-savefile(5).
    static func file(lengths: [Int]) -> [UInt8] {
        // Magic, version 2.4, no zone, no accuracy, snapshot length, LINKTYPE_ETHERNET.
        var bytes = words([0xa1b2_c3d4, 2 | 4 << 16, 0, 0, 65_535, 1])
        for length in lengths {
            let size = UInt32(truncatingIfNeeded: length)
            bytes += words([0, 0, size, size]) + ExternalTool.header
            bytes += [UInt8](repeating: 0, count: length - ExternalTool.header.count)
        }
        return bytes
    }

    private static func words(_ words: [UInt32]) -> [UInt8] {
        words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
    }

    static func arguments(_ order: ExternalTool.Order) -> [String] {
        var words = [
            "--intf1=\(order.interface)", "--preload-pcap", "--no-flow-stats", "--loop=0",
        ]
        words.append(order.rate.map { "--pps=\($0)" } ?? "--topspeed")
        if let frames = order.frames { words.append("--limit=\(frames)") }
        return words + ["/proc/self/fd/0"]
    }

    /// Reads `Successful packets: 500000`, and the rate.
    static func claim(_ text: String) -> ExternalTool.Claim? {
        let lines = text.split(whereSeparator: \.isNewline)
        return lines.first { $0.trimmed.hasPrefix("Successful packets:") }?.firstInteger.map {
            ExternalTool.Claim(frames: $0, seconds: seconds(lines))
        }
    }

    /// From `Actual: 500000 packets …` and `Rated: … Bps, … Mbps, 495795.65 pps`: the seconds
    /// printed are rounded.
    private static func seconds(_ lines: [Substring]) -> Double? {
        guard let packets = lines.first(where: { $0.hasPrefix("Actual:") })?.firstInteger,
            let rated = lines.first(where: { $0.hasPrefix("Rated:") })?.split(separator: ", ").last,
            let rate = rated.split(separator: " ").first.flatMap({ Double($0) }), rate > 0
        else { return nil }
        return Double(packets) / rate
    }
}
