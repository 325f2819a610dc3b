import Frames
package import Settings

/// One combination of values, fully resolved: a backend with its settings, and a traffic.
package struct SweepPoint: Sendable, Identifiable {
    /// The hash of the resolved settings: the `point` column.
    ///
    /// The label is no part of it, so that renaming a curve keeps its results. Where two series
    /// resolve to the same settings (a control of A against A), the later one hashes its ordinal
    /// as well, so that they are two points.
    package let id: String
    /// The label of its series: the `role` column.
    package let label: String
    /// The backend's name; ``Vocabulary/noBackend`` in a baseline.
    package let backend: String
    /// The backend's settings, defaults included.
    package let settings: Settings
    package let traffic: TrafficPoint
    /// The program that captures; `nil` for this one, and where a run compares no builds.
    package var build: Build?

    /// The hash of the traffic alone: points with the same one share a baseline.
    package var trafficID: String { traffic.id }
}

extension SweepPoint {
    /// The baseline of a traffic: nothing captures, so that what the rest costs is known.
    init(baselineOf traffic: TrafficPoint) {
        self.init(
            id: traffic.fingerprint.appending("backend=\(Vocabulary.noBackend)\n").text,
            label: "baseline", backend: Vocabulary.noBackend, settings: Settings(),
            traffic: traffic)
    }

    /// Keys of ``value(of:)`` that every point knows, in the order of the columns.
    package static let commonKeys = [
        "backend", "topology", "napi_policy", "engine", "frame_size", "sizes", "frame_format",
        "streams", "recording", "speed", "repeat", "shift_addresses", "rate", "link_rate", "load",
    ]

    /// The value of an axis as columns, filters and plots write it; `nil` if this point has none.
    ///
    /// Backend settings go by their name, those of engines by `engine_` and their name. `rate` is
    /// the load also where the file gives `link_rate`. `frame_size` is that of fixed sizes only.
    package func value(of key: String) -> String? {
        switch key {
        case "point": id
        case "label": label
        case "backend": backend
        case "topology": traffic.topology
        case "napi_policy": traffic.napiPolicy
        case "engine": traffic.engine
        case "frame_size": traffic.sizes.fixedSize.map { "\($0.bytes)" }
        case "sizes": traffic.sizes.text
        case "frame_format": traffic.format.name
        case "streams": "\(traffic.format.streams)"
        case "recording": traffic.format.replay?.recording.text
        case "speed": traffic.load.load.speed.map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }
        case "repeat": traffic.format.replay?.roundsText
        case "shift_addresses": traffic.format.replay.map { "\($0.shiftsAddresses)" }
        case "rate": traffic.load.load.text
        case "link_rate": traffic.load.linkRateText
        case "load": traffic.load.linkPercentText
        default: settings[key]?.text ?? engineValue(of: key)
        }
    }

    /// Every key that has a value here, with it.
    package var values: [String: String] {
        let keys =
            Self.commonKeys + settings.names + traffic.engineSettings.names.map { "engine_\($0)" }
        return Dictionary(
            keys.compactMap { key in value(of: key).map { (key, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    private func engineValue(of key: String) -> String? {
        guard key.hasPrefix("engine_") else { return nil }
        return traffic.engineSettings[String(key.dropFirst("engine_".count))]?.text
    }
}
