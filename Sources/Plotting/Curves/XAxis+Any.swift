import Results
import Settings
import Statistics

extension XAxis {
    /// The axis of this name for these results: any condition that points can differ in.
    ///
    /// - Parameter scale: `nil` to choose it: logarithmic where the values are above 0 and at least
    ///   20 times apart.
    static func named(
        _ name: String, of data: PlotData, settingNames: [String],
        scale: PlotRequest.AxisScale? = nil
    ) -> XAxis? {
        switch name {
        case "rate": return load(of: data, scale: scale)
        case "ring_frames": return ring.scaled(scale)
        case "frame_size": return size.scaled(scale)
        default:
            guard let condition = Condition.named(name, settingNames) else { return nil }
            return quantities(condition, of: data, scale: scale)
                ?? words(condition, of: data, settingNames)
        }
    }

    /// The same axis on another scale: sizes double from one to the next.
    private func scaled(_ scale: PlotRequest.AxisScale?) -> XAxis {
        var axis = self
        switch scale {
        case .log?: axis.marks = .octaves
        case .linear?:
            (axis.marks, axis.title) = (.amounts, title.replacing(", log₂ scale", with: ""))
        case nil: break
        }
        return axis
    }

    /// What belongs to one method, and so differs wherever the method does.
    private static func methodNames(_ settingNames: [String]) -> Set<String> {
        Set(Condition.all(settingNames: settingNames).lazy.filter { !$0.isShared }.map(\.name))
    }

    /// The load that was offered, in frames a second (RFC 2285 3.5.2): of a point, the median of
    /// its trials.
    static func load(of data: PlotData, scale: PlotRequest.AxisScale?) -> XAxis {
        let values = data.records.lazy.filter { $0.outcome == .valid }.compactMap {
            $0.ratePpsOffered
        }
        return XAxis(
            title: "offered load (frames/s)", marks: marks(Array(values), scale),
            definedBy: ["rate", "load", "link_rate", "speed"],
            place: { trials, _ in
                let rate = Sample(trials.compactMap { $0.ratePpsOffered })?.median ?? 0
                return rate > 0 ? .at(rate) : .absent
            },
            nothing: "no valid trial tells the rate offered",
            kind: { record in
                guard let rate = record.rate else { return nil }
                if rate.hasPrefix("recorded") { return "as recorded" }
                return rate.contains(" every ") ? "in bursts" : nil
            })
    }

    /// The values as numbers with their unit; `nil` if any is no quantity, or of another unit.
    private static func quantities(
        _ condition: Condition, of data: PlotData, scale: PlotRequest.AxisScale?
    ) -> XAxis? {
        var texts: Set<String> = []
        for record in data.records where record.outcome == .valid {
            if let text = condition.value(record) { texts.insert(text) }
        }
        let quantities = texts.compactMap(ValueOrder.quantity)
        guard !texts.isEmpty, quantities.count == texts.count,
            Set(quantities.map(\.dimension)).count == 1
        else { return nil }
        let unit = AxisUnit(quantities[0].dimension, most: quantities.map(\.value).max() ?? 0)
        let values = quantities.map { $0.value / unit.size }
        // Powers of two mostly double from one to the next.
        let octaves = values.allSatisfy { $0 > 0 && $0.significand == 1 }
        let isLogarithmic = marks(values, scale, apart: octaves ? 8 : 20) == .decades
        let title = AxisTitle(key: condition.name, unit: unit.name.isEmpty ? nil : unit.name)
        return XAxis(
            title: title.text,
            marks: isLogarithmic ? (octaves ? .octaves : .decades) : .values,
            // The speed of a recording is its rate as well.
            definedBy: condition.name == "speed" ? ["speed", "rate"] : [condition.name],
            place: { trials, _ in
                guard let text = condition.value(trials[0]) else { return .level }
                guard let quantity = ValueOrder.quantity(text) else { return .absent }
                let value = quantity.value / unit.size
                return isLogarithmic && value <= 0 ? .absent : .at(value)
            },
            nothing: "no valid trial has \(condition.name)",
            levelWords: "no \(title.quantity)")
    }

    /// Values that are words, in the order of the file.
    private static func words(
        _ condition: Condition, of data: PlotData, _ settingNames: [String]
    ) -> XAxis {
        let value = { @Sendable (record: TrialRecord) in condition.text(condition.value(record)) }
        let found = Set(data.records.lazy.filter { $0.outcome == .valid }.map(value))
        let words = found.sorted { data.order.precedes($0, $1, of: condition) }
        let isMethod = ["label", "backend"].contains(condition.name)
        let places = Dictionary(
            zip(words, words.indices.map(Double.init)), uniquingKeysWith: { first, _ in first })
        return XAxis(
            title: AxisTitle(key: condition.name).text, marks: .words(words),
            definedBy: (isMethod ? methodNames(settingNames) : []).union([condition.name]),
            place: { trials, _ in
                places[value(trials[0])].map { .at($0) } ?? .absent
            },
            nothing: "no valid trial")
    }

    private static func marks(
        _ values: [Double], _ scale: PlotRequest.AxisScale?, apart: Double = 20
    ) -> Marks {
        switch scale {
        case .linear?: return .amounts
        case .log?: return .decades
        case nil:
            guard let least = values.min(), let most = values.max(), least > 0 else {
                return .amounts
            }
            return most / least >= apart ? .decades : .amounts
        }
    }

    /// What the values of a dimension are divided by, and what that is called.
    private struct AxisUnit {
        let name: String
        let size: Double

        init(_ dimension: String, most: Double) {
            switch dimension {
            case "time":
                let units = [("s", 1e9), ("ms", 1e6), ("µs", 1e3), ("ns", 1)]
                (name, size) = units.first { most >= $0.1 } ?? ("ns", 1)
            case "frames": (name, size) = ("frames/s", 1)
            case "bits": (name, size) = ("bit/s", 1)
            case "bytes": (name, size) = ("bytes", 1)
            case "count": (name, size) = ("frames", 1)
            case "percent": (name, size) = ("%", 1)
            default: (name, size) = (dimension, 1)
            }
        }
    }
}
