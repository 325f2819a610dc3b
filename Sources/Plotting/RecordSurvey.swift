import Results

/// What every figure asks of the trials as a whole, found in one walk through them: rows are many,
/// and each walk takes its time.
struct RecordSurvey: Sendable {
    /// Names of the settings that any trial has, sorted.
    let settingNames: [String]
    /// The point of each record: a number.
    let pointOfRecord: [Int]
    /// Valid trials by point, each list in order of the file.
    let validPoints: [[Int]]
    /// How many trials are valid.
    let valid: Int
    /// The records that are not valid, in order of the file.
    let others: [Int]
    /// Whether any valid trial has the flag “coarse”.
    let isCoarse: Bool
    /// From the least to the greatest loss of valid trials (%).
    let losses: ClosedRange<Double>?
    /// Bytes of one slot of a ring: ``XAxis/slotBytes(of:)``.
    let slotBytes: Int

    init(_ records: [TrialRecord]) {
        settingNames = records.settingNames
        slotBytes = XAxis.slotBytes(of: records)
        var numbers: [PointIdentity: Int] = [:]
        var points: [Int] = []
        points.reserveCapacity(records.count)
        var valid: [[Int]] = []
        var others: [Int] = []
        var isCoarse = false
        var losses: ClosedRange<Double>?
        for (index, record) in records.enumerated() {
            let identity = PointIdentity(record)
            let number = numbers[identity] ?? numbers.count
            if number == numbers.count {
                numbers[identity] = number
                valid.append([])
            }
            points.append(number)
            guard record.outcome == .valid else {
                others.append(index)
                continue
            }
            valid[number].append(index)
            isCoarse = isCoarse || record.flags.contains(.coarse)
            if let loss = record.lossPercent, !loss.isNaN {
                losses =
                    min(losses?.lowerBound ?? loss, loss)...max(losses?.upperBound ?? loss, loss)
            }
        }
        pointOfRecord = points
        // In the order of their first valid rows.
        validPoints = valid.filter { !$0.isEmpty }.sorted { $0[0] < $1[0] }
        self.valid = records.count - others.count
        self.others = others
        self.isCoarse = isCoarse
        self.losses = losses
    }
}
