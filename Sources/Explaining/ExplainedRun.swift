package import Results

/// The points of a run, with what explaining them needs.
package struct ExplainedRun: Sendable {
    /// What the reader knows the run by: its directory.
    package let name: String
    package let manifest: Manifest
    /// In the order of the file.
    package let points: [Point]

    /// All attempts at one point by one series.
    package struct Point: Sendable {
        /// The hash in the column `point`.
        package var id: String { typical.point }
        package let series: String
        /// The series, and what tells the point from others of the run.
        package fileprivate(set) var label = ""
        /// Valid trials, by loss.
        package let valid: [TrialRecord]
        /// Invalid and skipped attempts, in the order of the file.
        package let others: [TrialRecord]

        /// The trial that stands for the point: of the valid ones that with the median loss, else the
        /// last attempt.
        package let typical: TrialRecord
        /// The valid trial that lost most, where it lost much more than the typical one: at least
        /// twice as much, and a point more.
        package var outlier: TrialRecord? {
            guard let worst = valid.last, let most = worst.lossPercent,
                let middle = typical.lossPercent, most > 2 * middle, most > middle + 1
            else { return nil }
            return worst
        }

        /// What it lost; without a valid trial more than any loss, and 0 where that was not measured.
        ///
        /// What the engine cannot send says nothing of the capture, and so comes after any loss.
        fileprivate var badness: Double {
            guard valid.isEmpty else { return typical.lossPercent ?? 0 }
            let isBeyondEngine = others.allSatisfy {
                $0.invalidReason == .engineLimit || $0.outcome == .skipped
            }
            return isBeyondEngine ? .leastNonzeroMagnitude : .infinity
        }

        fileprivate init(_ records: [TrialRecord]) {
            valid = records.filter { $0.outcome == .valid }.sorted {
                ($0.lossPercent ?? -1, $0.trial) < ($1.lossPercent ?? -1, $1.trial)
            }
            others = records.filter { $0.outcome != .valid }
            let typical = valid.isEmpty ? records[records.count - 1] : valid[valid.count / 2]
            self.typical = typical
            series = typical.build.map { "\(typical.role) (\($0))" } ?? typical.role
        }
    }

    private let table: ConditionTable
    /// Places of the points in the order of the file and of values.
    private let order: [Int]

    /// Groups the rows of a run; baselines are left out: nothing captures in them.
    package init(name: String, manifest: Manifest, records: [TrialRecord]) {
        self.name = name
        self.manifest = manifest
        let groups = records.filter { $0.outcome != .baseline && $0.hasCapture }
            .grouped { [$0.point, $0.role, $0.build ?? ""] }
        var points = groups.map(Point.init)
        let samples = points.map(\.typical)
        let names = Set(samples.lazy.flatMap(\.settings.keys)).sorted()
        let labels = PointLabels(
            samples, settingNames: names, order: DeclaredOrder(manifest))
        for index in points.indices {
            let build = samples[index].build.map { " (\($0))" } ?? ""
            points[index].label = labels.label(of: index) + build
        }
        self.points = points
        table = labels.table
        order = labels.ordered()
    }

    /// The points in the order of the file and of values.
    package var ordered: [Point] { order.map { points[$0] } }

    /// Labels of the series, in the order of the file.
    package var series: [String] {
        var seen: Set<String> = []
        return ordered.map(\.series).filter { seen.insert($0).inserted }
    }
}

// What can be named.
extension ExplainedRun {
    /// The points that a word names: the id or its beginning, a label, a series, or `KEY=VALUE`.
    ///
    /// The first of these that fits anything; empty if none does.
    package func named(_ word: String) -> [Int] {
        let all = points.indices
        var tries: [(Int) -> Bool] = [
            { points[$0].id == word }, { points[$0].label == word }, { points[$0].series == word },
        ]
        if word.count >= 3 { tries.append { points[$0].id.hasPrefix(word) } }
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, let key = table.conditions.firstIndex(where: { $0.name == parts[0] }) {
            tries.append { table.rows[$0][key] == String(parts[1]) }
        }
        for fits in tries {
            let found = all.filter(fits)
            if !found.isEmpty { return found }
        }
        return []
    }

    /// Of these points, those of each series that lost most or have no valid trial, in the order of
    /// the series; and a sentence for each series that lost nothing that is known.
    ///
    /// - Parameter most: points of one series.
    package func worst(
        _ points: some Sequence<Int>, most: Int
    ) -> (points: [Int], lossless: [String]) {
        let chosen = Array(points)
        var (worst, lossless): ([Int], [String]) = ([], [])
        for series in series {
            let own = chosen.filter { self.points[$0].series == series }
            let lossy = own.filter { self.points[$0].badness > 0 }.sorted {
                (self.points[$1].badness, $0) < (self.points[$0].badness, $1)
            }
            worst += lossy.prefix(most)
            if lossy.isEmpty, !own.isEmpty { lossless.append(sentence(on: own, of: series)) }
        }
        return (worst, lossless)
    }

    /// That points of a series lost nothing, or at which it is not known.
    private func sentence(on own: [Int], of series: String) -> String {
        let measured = own.count { points[$0].typical.lossPercent != nil }
        let name = own.count == 1 ? points[own[0]].label : series
        let all = own.count == 1 ? "" : " at any of its \(own.count) points"
        switch measured {
        case own.count: return "\(name): no frame was lost\(all)."
        case 0: return "\(name): loss was not measured\(all)."
        default:
            return "\(name): no frame was lost at \(measured) of its \(own.count) points; at the "
                + "others loss was not measured."
        }
    }

    /// Keys of `KEY=VALUE`.
    package var keys: [String] { table.conditions.map(\.name) }

    /// What rules judge a row of a point by.
    package func evidence(of point: Int, _ row: TrialRecord? = nil) -> Evidence {
        Evidence(
            row ?? points[point].typical, neighbours: neighbours(of: point),
            sysctls: manifest.sysctls)
    }
}

// What stands beside a point.
extension ExplainedRun {
    /// What sizes a queue: a change of one may show in several of these.
    private static let ringKeys: Set<String> = [
        "ring_frames", "ring_bytes", "block_count", "block_size", "buffer_size", "receive_buffer",
    ]
    /// Whoever does another job for each frame is no neighbour.
    private static let jobs: Set<String> = ["work", "filter", "snaplen"]
    /// How the window of the CPU columns was cut tells nothing of the frames.
    private static let irrelevant: Set<String> = ["interval", "crop"]

    /// The points that differ in one thing, those with valid trials only, in the order of the
    /// file and of values.
    package func neighbours(of point: Int) -> [Neighbour] {
        let own = points[point]
        return order.compactMap { other -> Neighbour? in
            guard other != point,
                let row = points[other].valid.first.map({ _ in
                    points[other].typical
                }), row.build == own.typical.build
            else { return nil }
            let differing = table.conditions.indices.filter {
                table.rows[other][$0] != table.rows[point][$0]
                    && !Self.irrelevant.contains(table.conditions[$0].name)
            }
            let names = Set(differing.map { table.conditions[$0].name })
            if points[other].series != own.series {
                let isSameTraffic = !differing.contains { table.conditions[$0].isShared }
                return isSameTraffic && names.isDisjoint(with: Self.jobs)
                    ? Neighbour(axis: Neighbour.method, words: points[other].label, row: row) : nil
            }
            let isRing = !names.isEmpty && names.isSubset(of: Self.ringKeys)
            guard isRing || names.count == 1, let first = differing.first else { return nil }
            return Neighbour(
                axis: isRing ? Neighbour.ring : table.conditions[first].name,
                words: isRing
                    ? Self.ringWords(row)
                    : table.conditions[first].words(table.rows[other][first]), row: row)
        }
    }

    private static func ringWords(_ row: TrialRecord) -> String {
        if let slots = row.ringFrames { return slots == 1 ? "1 slot" : "\(slots) slots" }
        if let bytes = row.ringBytes { return "a ring of \(bytes >> 10) KiB" }
        if let depth = row.depthFrames { return "a queue of \(depth) frames" }
        return "\(row.receiveBufferBytes ?? 0) bytes"
    }
}
