/// Something two points can differ in: a column that can be an axis.
package struct Condition: Sendable {
    /// The column's name.
    package let name: String
    /// Whether it belongs to the traffic and the testbed (it goes into the caption, or into every
    /// label if it varies) rather than to one method.
    package let isShared: Bool
    /// The value in words; `nil` if it does not apply.
    package let value: @Sendable (TrialRecord) -> String?

    package init(
        name: String, isShared: Bool, value: @escaping @Sendable (TrialRecord) -> String?
    ) {
        self.name = name
        self.isShared = isShared
        self.value = value
    }

    /// The value as experiment files write it, also where it is what is usual; `none` where the
    /// condition does not apply.
    package func text(_ value: String?) -> String {
        if let value { return value }
        return switch name {
        case "frame_format": "bare"
        case "streams": "1"
        case "repeat": "fill"
        case "shift_addresses": "false"
        default: "none"
        }
    }

    /// How a label says it: `engine` and `topology` by value alone, others with their name.
    package func words(_ value: String?) -> String {
        let shown = text(value)
        return switch name {
        case "engine", "topology", "backend": shown
        case "rate": Self.rateWords(shown)
        case "link_rate": "\(name) \(Self.rateWords(shown))"
        case "ring_frames": shown == "1" ? "1 slot" : "\(shown) slots"
        case "ring_bytes": value.map { "\(Self.byteWords($0)) ring" } ?? "no ring"
        case "frame_size", "sizes": Self.sizeWords(shown)
        case "duration_s": "\(shown) s"
        case "frame_format": shown
        case "streams": "\(shown) streams"
        case "recording": Self.recordingWords(shown)
        case "shift_addresses": shown == "true" ? "shifted addresses" : "addresses as recorded"
        default: "\(name) \(shown)"
        }
    }

    /// `1000000000 bit/s` as `1 Gbit/s`.
    package static func rateWords(_ text: String) -> String {
        let parts = text.split(separator: " ")
        guard parts.count == 2, parts[1] == "bit/s", let bits = Int(parts[0]) else { return text }
        for (unit, name) in [(1_000_000_000, "Gbit/s"), (1_000_000, "Mbit/s"), (1000, "kbit/s")]
        where bits > 0 && bits % unit == 0 {
            return "\(bits / unit) \(name)"
        }
        return text
    }

    /// `65536` as `64 KiB`.
    private static func byteWords(_ text: String) -> String {
        guard let bytes = Int(text) else { return text }
        if bytes >= 1 << 20, bytes % (1 << 20) == 0 { return "\(bytes >> 20) MiB" }
        return bytes >= 1024 && bytes % 1024 == 0 ? "\(bytes >> 10) KiB" : "\(bytes) B"
    }

    /// `/path/to/office.pcap:HASH` as `office.pcap`.
    static func recordingWords(_ text: String) -> String {
        let path = text.split(separator: ":").dropLast().joined(separator: ":")
        return path.split(separator: "/").last.map(String.init) ?? text
    }

    /// `64` as `64 B`, `uniform:64-1518:1` as `64–1518 B uniform (seed 1)`, the simple IMIX as
    /// `IMIX (64–594–1518 B, seed 1)`, and sizes of a recording
    /// by the name of its file.
    package static func sizeWords(_ text: String) -> String {
        let parts = text.split(separator: ":")
        if parts.first == "pcap", parts.count > 2 {
            let path = parts.dropFirst().dropLast().joined(separator: ":")
            return "sizes of \(path.split(separator: "/").last.map(String.init) ?? path)"
        }
        if parts.first == "recorded" { return "sizes as recorded" }
        guard parts.count == 3 else { return Int(text) == nil ? text : "\(text) B" }
        let bounds = parts[1].split(separator: "-").joined(separator: "–")
        if parts[0] == "imix" { return "IMIX (\(bounds) B, seed \(parts[2]))" }
        return "\(bounds) B \(parts[0]) (seed \(parts[2]))"
    }
}

extension Condition {
    /// Settings that need not be told beside the bytes of the ring that they make.
    package static let impliedByRingBytes: Set<String> = ["block_count", "buffer_size"]

    /// Every condition of a file with these setting columns.
    package static func all(settingNames: [String]) -> [Condition] {
        shared + method
            + settingNames.map { name in
                Condition(
                    name: name, isShared: ["duration", "interval", "crop"].contains(name),
                    value: { $0.settings[name] })
            }
    }

    /// The condition that experiment files call so: the series' label, and fixed frame sizes, too.
    package static func named(_ name: String, _ settingNames: [String]) -> Condition? {
        if name == "label" { return Condition(name: name, isShared: false, value: { $0.role }) }
        let known = name == "frame_size" ? "sizes" : name
        return all(settingNames: settingNames).first { $0.name == known }
    }

    private static let shared: [Condition] = [
        Condition(name: "topology", isShared: true, value: { $0.topology }),
        Condition(name: "napi_policy", isShared: true, value: { $0.napiPolicy }),
        Condition(name: "engine", isShared: true, value: { $0.engine }),
        Condition(name: "rate", isShared: true, value: { $0.rate }),
        Condition(name: "load", isShared: true, value: \.load),
        Condition(name: "link_rate", isShared: true, value: \.linkRate),
        Condition(
            name: "sizes", isShared: true, value: { $0.sizes ?? $0.frameSize.map { "\($0)" } }),
        // What is usual needs no word.
        Condition(
            name: "frame_format", isShared: true,
            value: { $0.frameFormat == "bare" ? nil : $0.frameFormat }),
        Condition(
            name: "streams", isShared: true,
            value: { record in
                record.streams.flatMap { $0 == 1 ? nil : "\($0)" }
            }),
        Condition(name: "recording", isShared: true, value: \.recording),
        Condition(
            name: "speed", isShared: true,
            value: { $0.speed.map { DecimalText.rounded($0, places: 3) } }),
        Condition(name: "repeat", isShared: true, value: { $0.repeat == "fill" ? nil : $0.repeat }),
        Condition(
            name: "shift_addresses", isShared: true,
            value: { $0.shiftAddresses == "true" ? "true" : nil }),
        Condition(
            name: "duration_s", isShared: true,
            value: { $0.durationS.map { DecimalText.rounded($0, places: 3) } }),
    ]

    private static let method: [Condition] = [
        Condition(name: "snaplen", isShared: false, value: { $0.snaplen.map { "\($0)" } }),
        Condition(name: "backend", isShared: false, value: \.backend),
        Condition(name: "ring_frames", isShared: false, value: { $0.ringFrames.map { "\($0)" } }),
        // What a ring of slots takes follows from the slots, and may vary with the frame size.
        Condition(
            name: "ring_bytes", isShared: false,
            value: { $0.ringFrames == nil ? $0.ringBytes.map { "\($0)" } : nil }),
    ]
}

/// The conditions of a set of points, and where they vary.
package struct ConditionTable {
    package let conditions: [Condition]
    /// One row for each point, in their order.
    package let rows: [[String?]]
    private let hasPolicy: [Bool]

    package init(_ conditions: [Condition], points: [TrialRecord]) {
        self.conditions = conditions
        hasPolicy = points.map { ["veth-napi", nil].contains($0.topology) }
        rows = points.map { point in conditions.map { $0.value(point) } }
    }

    /// Whether a condition has several values among these points.
    package func varies(_ condition: Int, among points: some Collection<Int>) -> Bool {
        let own = points.filter { applies(condition, to: $0) }
        guard let first = own.first else { return false }
        return own.contains { rows[$0][condition] != rows[first][condition] }
    }

    /// Only one topology has a NAPI policy: that others have none is no difference of its own.
    private func applies(_ condition: Int, to point: Int) -> Bool {
        conditions[condition].name != "napi_policy" || hasPolicy[point]
    }

    /// What a caption says: the shared conditions that are the same everywhere.
    package func common() -> [String] {
        conditions.indices.compactMap { index in
            let place = rows.indices.first { applies(index, to: $0) }
            guard conditions[index].isShared, !varies(index, among: rows.indices),
                let value = place.flatMap({ rows[$0][index] })
            else { return nil }
            return switch conditions[index].name {
            case "topology", "engine", "load": "\(conditions[index].name) \(value)"
            case "rate": "rate \(Condition.rateWords(value))"
            case "duration", "interval", "crop": nil
            default: conditions[index].words(value)
            }
        }
    }
}
