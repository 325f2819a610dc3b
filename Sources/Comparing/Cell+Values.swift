import Experiment
import Results

extension Cell {
    /// Everything that two cells must share to be compared: topology, policy, engine, traffic.
    var traffic: [String?] {
        let record = sample
        return stratum + [
            record.sizes, record.rate, record.load, record.linkRate, record.frameFormat ?? "bare",
            "\(record.streams ?? 1)", record.durationS.map { "\($0)" }, record.repeat ?? "fill",
            record.shiftAddresses ?? "false",
        ]
    }

    /// What results are never pooled over.
    var stratum: [String?] {
        let engineSettings = sample.engineSettings.map { "\($0.key)=\($0.value)" }.sorted()
            .joined(separator: ";")
        return [sample.topology, sample.napiPolicy, sample.engine, engineSettings]
    }

    /// The value of a key as experiment files name it; `nil` if this point has none.
    package func text(of key: String) -> String? {
        switch key {
        case "label": series
        case "point": sample.point
        case "backend": sample.backend
        case "topology": sample.topology
        case "napi_policy": sample.napiPolicy
        case "engine": sample.engine
        case "frame_size": sample.frameSize.map { "\($0)" }
        case "sizes": sample.sizes
        case "frame_format": sample.frameFormat
        case "streams": sample.streams.map { "\($0)" }
        case "recording": sample.recording
        case "speed": sample.speed.flatMap { DecimalText.text($0) }
        case "repeat": sample.repeat
        case "shift_addresses": sample.shiftAddresses
        case "rate": sample.rate
        case "link_rate": sample.linkRate
        case "load": sample.load
        case "ring_frames": sample.ringFrames.map { "\($0)" }
        case "snaplen": sample.snaplen.map { "\($0)" }
        default: sample.settings[key]
        }
    }

    /// Whether all conditions hold that are about something it has.
    func meets(_ conditions: [PointCondition]) -> Bool {
        conditions.allHold(of: text)
    }

    /// What decides which cells of two series stand against each other.
    var traits: SeriesPairs.Traits {
        var settings = sample.settings.filter { !$0.key.hasPrefix("engine_") }
        if let slots = text(of: "ring_frames") { settings["ring_frames"] = slots }
        return SeriesPairs.Traits(traffic: traffic, settings: settings)
    }
}
