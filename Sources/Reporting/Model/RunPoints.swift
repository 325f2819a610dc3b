import Plotting
import Results

/// The attempts of a run by point, with what tells the points apart.
struct RunPoints {
    let records: [TrialRecord]
    /// In the order of the experiment's series, then of their values.
    let points: [ReportedPoint]
    /// The point of each record, as a place in ``points``.
    let pointOfRecord: [Int]

    struct ReportedPoint {
        let role: String
        /// `64 slots, 100 kpps`; empty where the series has one point.
        let at: String
        /// Places of all its attempts among the records, in order.
        let places: [Int]
    }

    init(_ run: ReportedRun) {
        let records = run.records
        let groups = records.indices.grouped { PointIdentity(records[$0]) }
        let firsts = groups.map { records[$0[0]] }
        let labels = PointLabels(firsts, settingNames: firsts.settingNames, order: run.order)
        points = labels.ordered().map { group in
            ReportedPoint(
                role: records[groups[group][0]].role,
                at: labels.conditions(of: group).joined(separator: ", "), places: groups[group])
        }
        var pointOfRecord = [Int](repeating: 0, count: records.count)
        for (place, point) in points.enumerated() {
            for record in point.places { pointOfRecord[record] = place }
        }
        self.records = records
        self.pointOfRecord = pointOfRecord
    }
}
