import Results
package import Settings

/// A kind of plot: one file beside this one describes each, and one line of ``all`` lists it.
package struct Figure: Sendable {
    /// The spelling in experiment files, and the name of its files: `loss-by-ring`.
    package let name: String
    /// What it shows, as its heading says it.
    package let title: String
    /// What the results must have, for `bench list` and the reference.
    package let needs: String
    /// Whether it is drawn from `gaps.csv`, too.
    package var readsGaps = false
    /// Whether it is drawn from `losses.csv`, too.
    package var readsLosses = false
    /// The `x` of its curves; `nil` if it has no axis.
    var axis: String?
    /// Whether it is drawn, unasked, where its axis differs.
    var isSuggested = true
    let draw: @Sendable (PlotData, _ settingNames: [String]) -> Drawing

    /// What becomes of a figure.
    enum Drawing: Sendable {
        /// File name → text. The script is the file that ends with `.gp`.
        case files([String: String])
        /// Why there is nothing to draw: a clause.
        case nothing(String)
    }

    package static let all: [Figure] = [
        .lossByRing, .cpuByRing, .lossBySize, .cpuBySize, .lossByLoad, .cpuByLoad, .cpuSplit,
        .ledger, .departureGaps, .generatorCeiling, .sentAndMissed,
        .capacityBySize, .capacityByRing, .burstsByDepth, .lossInTime, .latencyByLoad,
        .latencyByTimeout, .lossByStall,
    ]

    /// The figure of this name, `nil` if there is none.
    package static func named(_ name: String) -> Figure? {
        all.first { $0.name == name }
    }
}

/// The scripts and data of some figures, as texts; nothing is run.
package struct PlotSet: Sendable, Hashable {
    /// File name → text, for one directory.
    package private(set) var files: [String: String] = [:]
    /// Files of these that gnuplot runs, in order of the figures.
    package private(set) var scripts: [String] = []
    /// Why a figure was not drawn, in words, one for each such figure.
    package private(set) var notes: [String] = []

    /// Draws figures from results: a pure function of them.
    package static func render(_ data: PlotData, figures: [Figure] = Figure.all) -> PlotSet {
        let names = data.settingNames
        var set = PlotSet()
        for figure in figures {
            switch figure.draw(data, names) {
            case .files(let files):
                set.files.merge(files) { $1 }
                set.scripts.append("\(figure.name).gp")
            case .nothing(let reason):
                set.notes.append("\(figure.name): nothing to draw: \(reason)")
            }
        }
        return set
    }

    /// The figures of an experiment that asks for none.
    package static func suggested(_ data: PlotData) -> [PlotRequest] {
        AxisSurvey(data, settingNames: data.settingNames).suggested
    }

    /// A sentence for each axis of the results that none of these figures has; of no figures, none.
    package static func unshownAxes(_ data: PlotData, requests: [PlotRequest]) -> [String] {
        requests.isEmpty
            ? [] : AxisSurvey(data, settingNames: data.settingNames).unshown(by: requests)
    }
}
