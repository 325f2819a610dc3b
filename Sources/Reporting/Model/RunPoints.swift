import Results

/// The attempts of a run by point, with what tells the points apart.
struct RunPoints {
    let records: [TrialRecord]
    /// In the order of the experiment's series, then of their values.
    let points: [Point]
    /// The point of each record, as a place in ``points``.
    let pointOfRecord: [Int]

    struct Point {
        let role: String
        /// `64 slots, 100 kpps`; empty where the series has one point.
        let at: String
        /// Places of all its attempts among the records, in order.
        let places: [Int]
    }

    private struct Key: Hashable {
        let words: [String?]

        init(_ record: TrialRecord) {
            words = [
                record.point, record.role, record.engine, record.topology, record.napiPolicy,
            ]
        }
    }

    init(_ run: ReportedRun) {
        records = run.records
        var places: [Key: Int] = [:]
        var groups: [[Int]] = []
        var groupOfRecord: [Int] = []
        for (index, record) in run.records.enumerated() {
            let key = Key(record)
            let place = places[key] ?? groups.count
            if place == groups.count {
                places[key] = place
                groups.append([])
            }
            groups[place].append(index)
            groupOfRecord.append(place)
        }
        let firsts = groups.map { run.records[$0[0]] }
        let names = Set(run.records.lazy.flatMap(\.settings.keys)).sorted()
        let labels = PointLabels(firsts, settingNames: names)
        let rank = { (role: String) in run.roleOrder.firstIndex(of: role) ?? run.roleOrder.count }
        let order = groups.indices.sorted { left, right in
            let (one, two) = (firsts[left].role, firsts[right].role)
            if one != two { return (rank(one), one) < (rank(two), two) }
            return labels.precedes(left, right)
        }
        points = order.map { group in
            Point(
                role: firsts[group].role,
                at: labels.conditions(of: group).joined(separator: ", "),
                places: groups[group])
        }
        var placeOfGroup = [Int](repeating: 0, count: groups.count)
        for (place, group) in order.enumerated() { placeOfGroup[group] = place }
        pointOfRecord = groupOfRecord.map { placeOfGroup[$0] }
    }

    /// Whether any point needs more than its series' name.
    var haveConditions: Bool { points.contains { !$0.at.isEmpty } }
}
