import Results

/// What a figure says below itself: what is left out, and how it is to be read.
struct Caption {
    private let data: PlotData

    init(_ data: PlotData) { self.data = data }

    /// `3 of 57 attempts invalid and left out: 2 load, 1 steal.`; `nil` if none was invalid.
    ///
    /// Baselines are no attempts at a point of the figure, valid or not.
    func invalid() -> String? {
        var counts: [InvalidReason: Int] = [:]
        var invalid = 0
        for record in others where record.outcome == .invalid && record.hasCapture {
            invalid += 1
            if let reason = record.invalidReason { counts[reason, default: 0] += 1 }
        }
        guard invalid > 0 else { return nil }
        let reasons = counts.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
            .map { "\($0.value) \($0.key.rawValue)" }
        let list = reasons.isEmpty ? "" : ": \(reasons.joined(separator: ", "))"
        return "\(invalid) of \(data.survey.valid + invalid) attempts invalid and left out\(list)."
    }

    /// Names the points that the engine could not offer; `nil` if there are none.
    func engineLimit() -> String? {
        let names = places { $0.outcome == .invalid && $0.invalidReason == .engineLimit }
        return names.map { "Beyond the engine’s limit: \($0)." }
    }

    /// Names the points this machine cannot run; `nil` if there are none.
    func skipped() -> String? {
        let skipped = places { $0.outcome == .skipped && $0.invalidReason != .unsupported }
        let sentences = [skipped.map { "Skipped: \($0)." }, unsupported()].compactMap { $0 }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    /// Names the engines that cannot send some of it on some topology; `nil` if there are none.
    private func unsupported() -> String? {
        let pairs = others.filter { $0.invalidReason == .unsupported }.map {
            "\($0.engine ?? "the engine") on \($0.topology ?? "this topology")"
        }
        let names = Set(pairs).sorted()
        return names.isEmpty
            ? nil : "Not everything is possible with \(names.joined(separator: ", "))."
    }

    /// Warns of CPU percentages from too short intervals; `nil` if there are none.
    func coarse() -> String? {
        data.survey.isCoarse
            ? "Intervals under 1 s (flag “coarse”): CPU percentages are not for findings." : nil
    }

    /// The trials that are not valid.
    private var others: [TrialRecord] { data.survey.others.map { data.records[$0] } }

    /// The sentences there are, as one text.
    static func joined(_ sentences: [String?]) -> [String] {
        let text = sentences.compactMap { $0 }.joined(separator: " ")
        return text.isEmpty ? [] : [text]
    }

    private func places(_ isMeant: (TrialRecord) -> Bool) -> String? {
        let points = data.survey.others.filter {
            data.records[$0].hasCapture && isMeant(data.records[$0])
        }.map { data.survey.pointOfRecord[$0] }
        guard !points.isEmpty else { return nil }
        let wanted = Set(points)
        let groups = data.points { $0.hasCapture }
        let asked = groups.map { group in
            var record = data.records[group[0]]
            // Granted, and so unknown of what was not measured.
            record.ringBytes = nil
            return record
        }
        let labels = PointLabels(asked, settingNames: data.settingNames, order: data.order)
        let names = labels.ordered().filter {
            wanted.contains(data.survey.pointOfRecord[groups[$0][0]])
        }.map { point in
            let role = data.records[groups[point][0]].role
            let conditions = labels.conditions(of: point).joined(separator: ", ")
            return conditions.isEmpty ? role : "\(role) at \(conditions)"
        }
        let shown = names.prefix(6).joined(separator: "; ")
        return names.count > 6 ? "\(shown); and \(names.count - 6) more" : shown
    }
}
