import Results

extension Figure {
    /// How long frames take, and what that costs, against the load.
    static let latencyByLoad = latency(
        "latency-by-load", "Delivery latency by offered load", "at several rates", axis: "rate")
    /// The same against the time after which a block is handed over.
    static let latencyByTimeout = latency(
        "latency-by-timeout", "Delivery latency by retire timeout",
        "of a block ring with several of `retire_timeout`", axis: "retire_timeout")

    private static func latency(
        _ name: String, _ title: String, _ needs: String, axis: String
    ) -> Figure {
        let needs = "valid trials with `latency = true`, preferably \(needs)"
        let curves = shorthand(name, title, needs: needs, axis: axis, panels: CurvePanel.latency)
        return Figure(name: name, title: title, needs: needs, axis: axis, isSuggested: false) {
            data, settingNames in
            // The CPU alone is another figure's.
            let isTold = data.records.contains {
                $0.outcome == .valid && $0.latencyP50Ns != nil
            }
            return isTold
                ? curves.draw(data, settingNames) : .nothing("no valid trial has latency_p50_ns")
        }
    }
}

extension CurvePanel {
    /// The usual time, the tail, and the price.
    fileprivate static let latency = [
        CurvePanel(
            metric: .latencyMedian, title: "latency, median (µs)",
            scale: .decades),
        CurvePanel(metric: .latencyTail, title: "latency, 99.9th percentile (µs)", scale: .decades),
        CurvePanel(metric: .busy, title: Metric.busy.title, scale: .percent),
    ]
}

extension Metric {
    fileprivate static let latencyMedian = Metric(
        prefix: "p50_", column: "latency_p50_us",
        value: { $0.latencyP50Ns.map { Double($0) / 1e3 } })
    fileprivate static let latencyTail = Metric(
        prefix: "p999_", column: "latency_p999_us",
        value: { $0.latencyP999Ns.map { Double($0) / 1e3 } })
}
