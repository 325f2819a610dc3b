import Results

/// The losses over time, for drawing: one panel for each point that lost frames.
struct LossPanels {
    struct LossPanel {
        /// The series, and what tells the point from others.
        let title: String
        /// Those that had losses.
        let trials: [TrialLosses]
        /// Frames lost in all of them.
        let lost: Int
        /// Valid trials of the point.
        let count: Int
    }

    struct TrialLosses {
        let losses: [LossBin]
        /// When the capture process took no frame (s); empty where that was not measured, too.
        let pauses: [ClosedRange<Double>]
    }

    /// A bin: seconds since the first send, and frames lost in each millisecond from then on.
    struct LossBin: Hashable {
        let time: Double
        let rate: Double
    }

    /// In order of series and conditions.
    let panels: [LossPanel]
    /// Points with fewer losses that there is no room for.
    let left: Int
    /// Conditions that hold for all of it, in words.
    let common: [String]

    /// The most panels of one page.
    static let most = 12
}

extension LossPanels {
    init(_ data: PlotData, settingNames: [String]) {
        let places = Dictionary(grouping: data.losses, by: \.key)
        let pauses = Dictionary(grouping: data.pauses, by: \.key)
        let points = PointBars(data, settingNames: settingNames) { _ in true }
        common = points.common
        let all = points.bars.compactMap { bar -> LossPanel? in
            let keys = bar.trials.map(\.key)
            let trials = keys.map { key in
                TrialLosses(
                    losses: (places[key] ?? []).compactMap(LossBin.init),
                    pauses: (pauses[key] ?? []).compactMap(Self.seconds))
            }.filter { !$0.losses.isEmpty }
            guard !trials.isEmpty else { return nil }
            let lost = keys.flatMap { places[$0] ?? [] }.reduce(0) { $0 &+ $1.lostFrames }
            return LossPanel(
                title: bar.label, trials: trials, lost: lost, count: bar.trials.count)
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

extension LossPanels {
    /// Whether any pause is drawn.
    var hasPauses: Bool {
        panels.contains { $0.trials.contains { !$0.pauses.isEmpty } }
    }

    /// `nil` for a pause that somebody has made empty.
    private static func seconds(_ pause: PauseRecord) -> ClosedRange<Double>? {
        guard pause.toNs > pause.fromNs, pause.fromNs >= 0 else { return nil }
        return Double(pause.fromNs) / 1e9...Double(pause.toNs) / 1e9
    }
}

extension LossPanels.LossBin {
    /// `nil` for a bin that somebody has made empty.
    init?(_ loss: LossRecord) {
        guard loss.toNs > loss.fromNs, loss.lostFrames > 0 else { return nil }
        time = Double(loss.fromNs) / 1e9
        rate = Double(loss.lostFrames) / (Double(loss.toNs - loss.fromNs) / 1e6)
    }
}
