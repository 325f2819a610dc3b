import Results

/// The losses over time, for drawing: one panel for each point that lost frames.
struct LossPanels {
    struct Panel {
        /// The series, and what tells the point from others.
        let title: String
        /// The losses of each trial that had some.
        let trials: [[Place]]
        /// Frames lost in all of them.
        let lost: Int
        /// Valid trials of the point.
        let count: Int
    }

    /// A bin: seconds since the first send, and frames lost in each millisecond from then on.
    struct Place: Hashable {
        let time: Double
        let rate: Double
    }

    /// In order of series and conditions.
    let panels: [Panel]
    /// Points with fewer losses that there is no room for.
    let left: Int
    /// Conditions that hold for all of it, in words.
    let common: [String]

    /// The most panels of one page.
    static let most = 12
}

extension LossPanels {
    init(_ data: PlotData, settingNames: [String]) {
        var places: [[Int]: [LossRecord]] = [:]
        for loss in data.losses { places[[loss.trial, loss.attempt], default: []].append(loss) }
        let points = PointBars(data, settingNames: settingNames) { _ in true }
        common = points.common
        let all = points.bars.compactMap { bar -> Panel? in
            let losses = bar.trials.compactMap { places[[$0.trial, $0.attempt]] }
            let trials = losses.map { $0.compactMap(Place.init) }.filter { !$0.isEmpty }
            guard !trials.isEmpty else { return nil }
            return Panel(
                title: bar.label, trials: trials,
                lost: losses.joined().reduce(0) { $0 + $1.lostFrames }, count: bar.trials.count)
        }
        // Those with the greatest losses stay, in their old order.
        let least = all.map(\.lost).sorted(by: >).prefix(Self.most).last ?? 0
        var room = Self.most
        panels = all.filter { panel in
            guard panel.lost >= least, room > 0 else { return false }
            room -= 1
            return true
        }
        left = all.count - panels.count
    }
}

extension LossPanels.Place {
    /// `nil` for a bin that somebody has made empty.
    init?(_ loss: LossRecord) {
        guard loss.toNs > loss.fromNs, loss.lostFrames > 0 else { return nil }
        time = Double(loss.fromNs) / 1e9
        rate = Double(loss.lostFrames) / (Double(loss.toNs - loss.fromNs) / 1e6)
    }
}
