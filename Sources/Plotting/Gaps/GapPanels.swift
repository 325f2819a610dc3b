import Frames
import Results
import Statistics

/// The times between departures, for drawing: one panel for each traffic, a curve for each engine.
struct GapPanels {
    struct GapPanel {
        /// What this traffic has of its own, in words; may be empty.
        let title: String
        /// Nanoseconds from frame to frame as intended; `nil` if that is not one value.
        let intended: Double?
        let curves: [GapCurve]
    }

    struct GapCurve {
        /// The engine, and settings of it that vary.
        let label: String
        /// Its place among all labels: its colour.
        let style: Int
        let gaps: GapHistogram
    }

    let panels: [GapPanel]
    /// Panels that there is no room for.
    let left: Int
    /// Conditions that hold for all of it, in words.
    let common: [String]
    /// Engines that do not know when their frames left.
    let silent: [String]

    /// The most panels of one page.
    static let most = 12
}

extension GapPanels {
    init(_ data: PlotData, settingNames: [String]) {
        let bins = Self.bins(of: data)
        let rows = data.records.filter { $0.outcome == .valid || $0.outcome == .baseline }
        let told = rows.filter { bins[$0.key] != nil }
        let known = Set(told.map { $0.engine ?? "" })
        silent = Set(rows.compactMap(\.engine)).subtracting(known).sorted()
        let conditions = Condition.all(settingNames: settingNames).filter {
            $0.isShared
                && !["engine", "duration_s", "duration", "interval", "crop"].contains($0.name)
        }
        let table = ConditionTable(conditions, points: told)
        common = table.common()
        let varying = conditions.indices.filter { table.varies($0, among: told.indices) }
        let names = Self.curveNames(told, settingNames)
        // The silent ones keep their place, so that colours are those of the other figures.
        let engines = Dictionary(
            Array(zip(names, told.map { $0.engine ?? "" })) + silent.map { ($0, $0) },
            uniquingKeysWith: { first, _ in first })
        let engine = Condition.named("engine", [])
        let labels = engines.keys.sorted { one, other in
            let own = [one, other].map { engines[$0] ?? "" }
            guard let engine, own[0] != own[1] else { return ValueOrder.precedes(one, other) }
            return data.order.precedes(own[0], own[1], of: engine)
        }
        var members: [[String]: [Int]] = [:]
        for index in told.indices {
            members[table.rows[index].map { $0 ?? "" }, default: []].append(index)
        }
        let keys = members.sorted { one, other in
            data.order.precedes(told[one.value[0]], told[other.value[0]], by: conditions) ?? false
        }.map(\.key)
        left = max(0, keys.count - Self.most)
        panels = keys.prefix(Self.most).map { key in
            let trials = members[key] ?? []
            let words = varying.compactMap { condition in
                table.rows[trials[0]][condition].map { conditions[condition].words($0) }
            }
            let curves = labels.enumerated().compactMap { style, label -> GapCurve? in
                let own = trials.filter { names[$0] == label }
                guard !own.isEmpty else { return nil }
                let gaps = GapHistogram(own.flatMap { bins[told[$0].key] ?? [] })
                return GapCurve(label: label, style: style, gaps: gaps)
            }
            return GapPanel(
                title: words.joined(separator: ", "), intended: Self.intended(told[trials[0]]),
                curves: curves)
        }
    }

    private static func bins(of data: PlotData) -> [AttemptKey: [TimeBin]] {
        var bins: [AttemptKey: [TimeBin]] = [:]
        for gap in data.gaps {
            bins[gap.key, default: []].append(
                TimeBin(from: gap.fromNs, to: gap.toNs, count: gap.frames))
        }
        return bins
    }

    /// The engine of each trial; with its settings and the format of frames where these vary
    /// among the trials of that engine.
    private static func curveNames(_ rows: [TrialRecord], _ settingNames: [String]) -> [String] {
        let settings = settingNames.filter { $0.hasPrefix("engine_") }
        let details = rows.map { row in
            settings.map { name in
                row.settings[name].map { "\(name.dropFirst("engine_".count)) \($0)" }
            } + [row.frameFormat, row.streams.map { "\($0) stream\($0 == 1 ? "" : "s")" }]
        }
        var byEngine: [String: [Int]] = [:]
        for index in rows.indices { byEngine[rows[index].engine ?? "", default: []].append(index) }
        var names = rows.map { $0.engine ?? "" }
        for trials in byEngine.values {
            let places = (details.first ?? []).indices.filter { place in
                trials.contains { details[$0][place] != details[trials[0]][place] }
            }
            for trial in trials {
                let words = [names[trial]] + places.compactMap { details[trial][$0] }
                names[trial] = words.joined(separator: ", ")
            }
        }
        return names
    }

    /// The gap is one value if frames are evenly spaced: by a frame rate, or by a bit rate with
    /// frames of one size.
    private static func intended(_ record: TrialRecord) -> Double? {
        guard let rate = record.ratePpsIntended, rate > 0, let text = record.rate,
            text.hasSuffix("pps") || text.hasSuffix("bit/s") && record.frameSize != nil
        else { return nil }
        return 1e9 / rate
    }
}
