import Frames
import Kernel
import Results
import Traffic

/// Sending by hand: one run, ended early by Ctrl-C, then what was really sent.
enum HandGenerate {
    static func run(_ engine: Engine, _ request: TrafficRequest, _ run: TrafficRun) throws {
        let signals = try EndSignals()
        Wake.prepare()
        let stop = SharedFlag()
        let number = signals.number
        try Thread.start {
            while Poll.readable([number], within: 3_600_000_000_000).isEmpty {}
            stop.raise()
        }
        let session = try engine.open(request)
        var run = run
        // Only now: opening may take longer than any start that was planned before.
        run.start = MonotonicClock.now() + 40_000_000
        let report = try session.run(run, until: stop)
        // The last frame of a slow rate goes out well before the time that was asked for is over.
        if report.failure == nil, run.duration < Int64.max / 4 {
            Poll.sleep(until: run.start + run.duration, orRaised: stop)
        }
        try output(text(report, engine: engine.name, request))
        withExtendedLifetime(signals) {}
        if let failure = report.failure { throw failure }
    }

    private static func format(_ format: FrameFormat) -> String {
        format == .bare
            ? format.name
            : "\(format.name), \(format.streams) stream\(format.streams == 1 ? "" : "s")"
    }

    /// Whole frames a second; below 10 with decimals.
    private static func rate(_ framesPerSecond: Double) -> String {
        let places = framesPerSecond < 10 ? 3 : 0
        return "\(DecimalText.rounded(framesPerSecond, places: places)) frames/s"
    }

    private static func text(
        _ report: TrafficReport, engine: String, _ request: TrafficRequest
    ) -> String {
        let intended = request.load.framesPerSecond(sizes: request.sizes)
        var lines: [(String, String)] = [
            ("engine", "\(engine) on \(request.interface)"),
            ("sizes", request.sizes.text),
            ("format", format(request.format)),
            ("frames intended", report.intended.map { "\($0)" } ?? "as many as possible"),
            ("frames offered", "\(report.offered)"),
            (
                "rate intended",
                intended.map(rate) ?? "as fast as possible"
            ),
        ]
        lines.append(
            ("rate offered", report.offeredRate.map(rate) ?? "–"))
        let counted: [(String, String?)] = [
            ("accepted", report.accepted.map { "\($0)" }),
            ("refused (ENOBUFS)", report.refused.map { "\($0)" }),
            ("send buffer full", report.sendBufferFull.map { "\($0)" }),
            ("sent, as it says", report.claimed.map { "\($0)" }),
            ("longest gap", report.longestGapNanoseconds.map { "\($0 / 1000) us" }),
            ("gaps over 1 ms", report.gapsOver1ms.map { "\($0)" }),
            ("densest 100 us", report.densest100us.map { "\($0) frames" }),
            ("schedule moved by", report.lateShiftNanoseconds.map { "\($0 / 1000) us" }),
        ]
        lines += counted.compactMap { name, value in value.map { (name, $0) } }
        if let note = request.sizes.note { lines.append(("note", note)) }
        return lines.map { $0.padding(to: 22) + $1 + "\n" }.joined()
    }
}
