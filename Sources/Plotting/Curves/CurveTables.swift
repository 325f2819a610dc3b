import Results
import Statistics

/// The data of a figure of curves: one row for each point, and one for each trial.
///
/// The series is a number, since gnuplot cannot compare texts that hold commas; texts stand in the
/// last columns, for people.
struct CurveTables {
    private let set: CurveSet
    let summaryFile: String
    let trialsFile: String

    init(_ set: CurveSet, name: String) {
        self.set = set
        summaryFile = "\(name).csv"
        trialsFile = "\(name).trials.csv"
    }

    /// `series,x,ring_frames,ring_bytes,frame_size,n,median,min,max,…,role,label`.
    func summary() -> String {
        var writer = CSVWriter()
        let statistics = set.metrics.flatMap { metric in
            ["n", "median", "min", "max"].map { metric.prefix + $0 }
        }
        writer.row(
            ["series", "x", "ring_frames", "ring_bytes", "frame_size"] + statistics
                + ["role", "label"])
        for (index, curve) in set.curves.enumerated() {
            for point in curve.points {
                writer.cell(index + 1)
                writer.cell(point.x)
                writer.cell(point.first.ringFrames)
                writer.cell(point.first.ringBytes)
                writer.cell(point.first.frameSize)
                for sample in point.samples {
                    writer.cell(sample?.count ?? 0)
                    writer.cell(sample?.median)
                    writer.cell(sample?.minimum)
                    writer.cell(sample?.maximum)
                }
                writer.cell(GnuplotText.oneLine(curve.role))
                writer.cell(GnuplotText.oneLine(curve.label))
                writer.endRow()
            }
        }
        return writer.text
    }

    /// `series,x,trial,attempt,loss_percent,…,role`: every trial drawn.
    func trials(of records: [TrialRecord]) -> String {
        var writer = CSVWriter()
        writer.row(["series", "x", "trial", "attempt"] + set.metrics.map(\.column) + ["role"])
        for (index, curve) in set.curves.enumerated() {
            let role = GnuplotText.oneLine(curve.role)
            for point in curve.points {
                for trial in point.trials {
                    let record = records[trial]
                    writer.cell(index + 1)
                    writer.cell(point.x)
                    writer.cell(record.trial)
                    writer.cell(record.attempt)
                    for metric in set.metrics { writer.cell(metric.value(record)) }
                    writer.cell(role)
                    writer.endRow()
                }
            }
        }
        return writer.text
    }
}
