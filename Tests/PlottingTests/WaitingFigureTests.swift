import FoundationEssentials
import Plotting
import Results
import Settings
import Testing

/// Latencies and pauses, drawn.
struct WaitingFigureTests {
    private static func latencies() -> PlotData {
        AnyAxisTests.rates { record in
            (record.latencyP50Ns, record.latencyP999Ns) = (20_000, 900_000)
        }
    }

    /// One method with pauses of so many milliseconds, of a ring that lasts 10 ms, at 100,000 frames/s.
    private static func stalls(_ lengths: [Double]) -> PlotData {
        let records = lengths.enumerated().map { index, length in
            var record = TrialRecord()
            (record.trial, record.role, record.backend) = (index, "V2", "tpacket-v2")
            (record.point, record.outcome) = ("p\(index)", .valid)
            record.settings["stall"] = "\(Int(length))ms every 100ms"
            (record.ratePpsOffered, record.depthFrames, record.depthMs) = (100_000, 1000, 10)
            (record.stalls, record.stalledMs) = (10, length * 10)
            record.offeredFrames = 100_000
            record.uniqueFrames = 100_000 - Int(max(0, length - 10) * 100) * 10
            return record
        }
        return PlotData(
            manifest: SyntheticRun.manifest("stall"), records: records,
            order: DeclaredOrder(series: ["V2"]))
    }

    private static func render(_ data: PlotData, _ name: String) throws -> PlotSet {
        PlotSet.render(data, figures: [try #require(Figure.named(name))])
    }

    @Test func `Latency is drawn against the load, with the CPU beside it`() throws {
        let set = try Self.render(Self.latencies(), "latency-by-load")
        let rows = try #require(set.files["latency-by-load.csv"]).split(separator: "\n")
        #expect(rows.count == 1 + 2 * 3)
        #expect(rows[0].contains("p50_median") && rows[0].contains("p999_median"))
        #expect(rows[1].hasPrefix("1,99990,20,20,20") || rows[1].contains(",20,20,20,"))
        let script = try #require(set.files["latency-by-load.gp"])
        #expect(script.contains("latency, median (µs)"))
        #expect(script.contains("set ylabel 'exact CPU use (% of CPU)'"))
        #expect(PlotSet.suggested(Self.latencies()).contains { $0.figure == "latency-by-load" })
    }

    /// Panels of a logarithmic scale stand above one that has none.
    @Test(
        .enabled(if: Gnuplot.isInstalled, "gnuplot is not installed"),
        arguments: ["latency-by-load", "loss-by-stall"])
    func `gnuplot draws it`(name: String) throws {
        let data = name == "loss-by-stall" ? Self.stalls([5, 10, 20, 40]) : Self.latencies()
        let set = try Self.render(data, name)
        try Gnuplot.inDirectory("waiting-\(name)") { directory in
            for (file, text) in set.files {
                try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(file)"))
            }
            let result = Gnuplot.run(try #require(set.scripts.first), in: directory)
            #expect(result.output.isEmpty && result.status == 0, "\(result.output)")
            #expect(Gnuplot.size("\(directory)/\(name).png") > 10_000)
        }
    }

    @Test func `Without latencies there is no such figure, and none is suggested`() throws {
        let data = AnyAxisTests.rates()
        let set = try Self.render(data, "latency-by-load")
        #expect(set.files.isEmpty && set.notes.count == 1)
        #expect(!PlotSet.suggested(data).contains { $0.figure?.hasPrefix("latency") == true })
    }

    @Test func `Loss in pauses is drawn against how long the queue lasts`() throws {
        let data = Self.stalls([5, 10, 20, 40])
        let set = try Self.render(data, "loss-by-stall")
        let rows = try #require(set.files["loss-by-stall.csv"]).split(separator: "\n")
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        let x = try #require(rows[0].firstIndex(of: "x"))
        let loss = try #require(rows[0].firstIndex(of: "stall_loss_median"))
        #expect(rows.dropFirst().map { $0[x] } == ["0.5", "1", "2", "4"])
        // All that is more than the queue holds: the line that the figure has beside the curve.
        #expect(rows.dropFirst().map { $0[loss] } == ["0", "0", "50", "75"])
        let script = try #require(set.files["loss-by-stall.gp"])
        #expect(script.contains("x > 1 ? 100 * (1 - 1 / x) : 0"))
        #expect(PlotSet.suggested(data).contains { $0.figure == "loss-by-stall" })
    }

    @Test func `Rings of two lengths have curves of their own`() throws {
        let records = ["10ms", "40ms"].flatMap { ring in
            Self.stalls([5, 10, 20]).records.map { record in
                var record = record
                record.settings["ring"] = ring
                record.point += ring
                return record
            }
        }
        let data = PlotData(manifest: SyntheticRun.manifest("stall"), records: records)
        let script = try #require(
            try Self.render(data, "loss-by-stall").files["loss-by-stall.gp"])
        for ring in ["10ms", "40ms"] {
            #expect(script.contains("title 'V2 (ring \(ring))'"), "\(ring)")
        }
    }

    @Test func `Trials without pauses are not drawn`() throws {
        let set = try Self.render(AnyAxisTests.rates(), "loss-by-stall")
        #expect(
            set.notes == [
                "loss-by-stall: nothing to draw: no valid trial made a pause with a queue of known depth"
            ])
    }
}
