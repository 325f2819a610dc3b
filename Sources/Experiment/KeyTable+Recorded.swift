import Frames

/// The keys of traffic that was recorded.
extension KeyTable {
    static let recording = Key(
        "traffic", "recording", .path, otherwise: "required with `frame_format` `recorded`",
        "The file of frames to send, pcap or pcapng, also packed (gzip, zstd, lz4, xz, bzip2); the path"
            + " is relative to the experiment file. Ethernet, whole frames, at most"
            + " \(Recording.mostBytes >> 20) MiB.")
    static let speed = Key(
        "traffic", "speed", .speed, isAxis: true, otherwise: "`1`",
        "How many times as fast as it was recorded; needs `rate` `recorded`.")
    static let rounds = Key(
        "traffic", "repeat", .rounds, default: .text("fill"),
        "How often the recording is sent: as often as the duration allows, or so many times and no"
            + " longer than the duration.")
    static let shiftAddresses = Key(
        "traffic", "shift_addresses", .flag, otherwise: "`false`",
        "Whether each round of the recording has IP addresses of its own: 256 more than the round"
            + " before, source and destination alike; checksums are updated.")

    static let recordedRows = [recording.row, speed.row, rounds.row, shiftAddresses.row]
}

extension ValueKind where Value == String {
    static var path: ValueKind {
        ValueKind("the path of a file, such as “office.pcap”") { value in
            value.text.flatMap { $0.isEmpty ? nil : $0 }
        }
    }
}

extension ValueKind where Value == Double {
    static var speed: ValueKind {
        ValueKind("a number from 0.001 to 1000000, such as 2 or 0.5") { value in
            let number: Double? =
                switch value {
                case .integer(let number): Double(number)
                case .number(let number): number
                default: nil
                }
            return number.flatMap { Load.speeds.contains($0) ? $0 : nil }
        }
    }
}

extension ValueKind where Value == Int {
    /// How often; 0 for as often as there is time.
    static var rounds: ValueKind {
        ValueKind("“fill”, or a whole number from 1 to \(Replay.mostRounds)") { value in
            if value.text == "fill" { return 0 }
            return value.integer.flatMap { (1...Replay.mostRounds).contains($0) ? $0 : nil }
        }
    }
}
