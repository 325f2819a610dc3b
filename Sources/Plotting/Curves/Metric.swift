import Results

/// A number of a trial that is drawn.
struct Metric: Sendable {
    /// Begins the columns of the summary: `busy_` gives `busy_median`; may be empty.
    let prefix: String
    /// The column of `trials.csv`, or what the figure's own table calls it.
    let column: String
    let value: @Sendable (TrialRecord) -> Double?

    /// What its axis is called, if it is a column of `trials.csv`.
    var title: String { Self.title(of: column).text }

    static func title(of column: String) -> AxisTitle {
        AxisTitle(column: column, unit: TrialRecord.column(column)?.unit)
    }

    static let loss = Metric(prefix: "", column: "loss_percent", value: { $0.lossPercent })
    static let busy = Metric(
        prefix: "busy_", column: "cpu_busy_percent", value: { $0.cpuBusyPercent })
    /// Millions of frames a second.
    static let megaframes = Metric(
        prefix: "mpps_", column: "offered_mpps",
        value: { record in record.ratePpsOffered.map { $0 / 1e6 } })
    /// 10^9 bits a second on the wire: with FCS, preamble and gap.
    static let wireGigabits = Metric(
        prefix: "gbps_", column: "offered_gbit_per_s",
        value: { record in
            guard let rate = record.ratePpsOffered, let size = record.frameSize else { return nil }
            return WireRate.gigabits(framesPerSecond: rate, size: size)
        })
    static let sar = Metric(prefix: "sar_", column: "cpu_sar_percent", value: { $0.cpuSarPercent })
}

/// Rates of an Ethernet wire: each frame takes its bytes, FCS included, and 20 of preamble and gap.
enum WireRate {
    /// Bytes of preamble, start delimiter and gap (IEEE 802.3).
    static let overhead = 20

    static func gigabits(framesPerSecond: Double, size: Int) -> Double {
        framesPerSecond * Double((size + overhead) * 8) / 1e9
    }

    static func megaframes(gigabits: Double, size: Double) -> Double {
        gigabits * 1e3 / ((size + Double(overhead)) * 8)
    }
}
