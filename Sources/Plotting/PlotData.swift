package import Results

/// What figures are drawn from: the CSV and the manifest, and nothing else.
package struct PlotData: Sendable {
    package let manifest: Manifest
    package let records: [TrialRecord]
    /// The order of series and values in figures; series not listed follow by name.
    package let order: DeclaredOrder

    /// Titles that the experiment gives, by figure name; the others keep their own.
    package let titles: [String: String]
    /// The times between departures; empty if no figure that needs them is drawn.
    package var gaps: [GapRecord]
    /// When frames were lost; empty if no figure that needs it is drawn.
    package var losses: [LossRecord]
    /// When capture processes took no frame; empty if no figure that needs it is drawn.
    package var pauses: [PauseRecord] = []
    /// What searches found; empty for a sweep.
    package var capacities: [CapacityRecord] = []
    let survey: RecordSurvey

    /// - Parameter order: `nil` for what the manifest says.
    package init(
        manifest: Manifest, records: [TrialRecord], order: DeclaredOrder? = nil,
        titles: [String: String] = [:], gaps: [GapRecord] = [],
        losses: [LossRecord] = []
    ) {
        self.manifest = manifest
        self.records = records
        self.order = order ?? DeclaredOrder(manifest)
        self.titles = titles
        self.gaps = gaps
        self.losses = losses
        survey = RecordSurvey(records)
    }

    /// The line below a figure's title: the kernel, and what all of the figure has in common.
    func conditions(_ common: [String]) -> String {
        (["Linux \(manifest.kernel)"] + common + (manifest.quick ? ["quick"] : []))
            .joined(separator: " · ")
    }

    /// Names of the settings that any trial has.
    var settingNames: [String] { survey.settingNames }

    /// Indices of valid trials by point, each list in order of the file.
    func validPoints() -> [[Int]] { survey.validPoints }

    /// Indices of these trials by point, each list in order of the file.
    ///
    /// Engine, topology and policy are part of the key, so that rows of different ones stay apart
    /// whatever the hash covers.
    func points(where isMeant: (TrialRecord) -> Bool) -> [[Int]] {
        records.indices.filter { isMeant(records[$0]) }.grouped { survey.pointOfRecord[$0] }
    }

    /// Sorts by the experiment's order of series, then by name.
    func roleRank(_ role: String) -> (Int, String) {
        order.series.rank(of: role)
    }
}

extension [TrialRecord] {
    /// Names of the settings that any of them has, sorted.
    package var settingNames: [String] {
        var names: Set<String> = []
        for record in self {
            for name in record.settings.keys where !names.contains(name) { names.insert(name) }
        }
        return names.sorted()
    }
}

/// What makes two rows repetitions of the same thing.
package struct PointIdentity: Hashable {
    let point: String
    let role: String
    let engine: String?
    let topology: String?
    let policy: String?

    package init(_ record: TrialRecord) {
        point = record.point
        role = record.role
        engine = record.engine
        topology = record.topology
        policy = record.napiPolicy
    }
}
