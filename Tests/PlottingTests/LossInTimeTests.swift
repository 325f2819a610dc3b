import FoundationEssentials
import Plotting
import Results
import Testing

/// Losses over time, drawn.
struct LossInTimeTests {
    /// Each trial of the ring sizes with two bins of losses; more of them in smaller rings.
    private static func data(slots: Int? = nil) -> PlotData {
        let run = SyntheticRun.ringSizes(repetitions: 2)
        let records = run.records.filter { slots == nil || $0.ringFrames == slots }
        let losses = records.filter { ($0.lossPercent ?? 0) > 0 }.flatMap { record in
            [1, 3].map { place in
                var loss = LossRecord()
                (loss.point, loss.trial, loss.attempt) = (
                    record.point, record.trial, record.attempt
                )
                (loss.fromNs, loss.toNs) = (place * 20_000_000, (place + 1) * 20_000_000)
                loss.lostFrames = 10_000 / (record.ringFrames ?? 1)
                return loss
            }
        }
        return PlotData(
            manifest: run.manifest, records: records, order: run.order, losses: losses)
    }

    private static func render(_ data: PlotData) throws -> PlotSet {
        PlotSet.render(data, figures: [try #require(Figure.named("loss-in-time"))])
    }

    @Test func everyPointHasAPanelAndEveryTrialItsImpulses() throws {
        let set = try Self.render(Self.data(slots: 4))
        let script = try #require(set.files["loss-in-time.gp"])
        #expect(script.split(separator: "\n").count { $0.contains("plot losses") } == 1)
        #expect(script.split(separator: "\n").count { $0.contains("with impulses") } == 2)
        #expect(script.contains("10000 lost in 2 trials"))
        let table = try #require(set.files["loss-in-time.csv"])
        let rows = table.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
        #expect(rows[0].prefix(3) == ["series", "time_s", "lost_per_ms"])
        #expect(rows.count == 1 + 4)
        // 2500 frames in 20 ms.
        #expect(rows[1].prefix(3) == ["1", "0.02", "125"])
        #expect(rows[4].prefix(3) == ["2", "0.06", "125"])
    }

    @Test func onlyThePointsThatLostMostHaveRoom() throws {
        let script = try #require(try Self.render(Self.data()).files["loss-in-time.gp"])
        #expect(script.split(separator: "\n").count { $0.contains("plot losses") } == 12)
        #expect(script.contains("more points, with fewer losses, are not drawn."))
    }

    @Test func pausesOfTheCaptureProcessAreShaded() throws {
        var data = Self.data(slots: 4)
        let script = try #require(try Self.render(data).files["loss-in-time.gp"])
        #expect(!script.contains("boxxyerror") && script.contains("unset key"))
        // One pause of the first trial, and one that somebody has made empty.
        let first = try #require(data.losses.first)
        for (from, to) in [(20_000_000, 32_000_000), (50_000_000, 50_000_000)] {
            var pause = PauseRecord()
            (pause.point, pause.trial, pause.attempt) = (first.point, first.trial, first.attempt)
            (pause.fromNs, pause.toNs) = (from, to)
            data.pauses.append(pause)
        }
        let set = try Self.render(data)
        let shaded = try #require(set.files["loss-in-time.gp"])
        #expect(shaded.split(separator: "\n").count { $0.contains("with boxxyerror") } == 1)
        #expect(shaded.contains("title 'no frame was taken'") && shaded.contains("set key"))
        #expect(shaded.contains("Grey: frames waited"))
        let table = try #require(set.files["loss-in-time.csv"])
        let rows = table.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(rows.count == 1 + 4 + 1)
        #expect(rows[3][0] == "1" && rows[3][1] == "0.02" && rows[3][2] == "")
        #expect(rows[3][4] == "0.032")
        guard Gnuplot.isInstalled else { try Test.cancel("needs gnuplot for the drawing itself") }
        try Gnuplot.inDirectory("loss-in-time") { directory in
            for (name, text) in set.files {
                try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(name)"))
            }
            let result = Gnuplot.run("loss-in-time.gp", in: directory)
            #expect(result.status == 0 && result.output.isEmpty, "\(result.output)")
        }
    }

    @Test func withoutLossesNothingIsDrawn() throws {
        let run = SyntheticRun.ringSizes(repetitions: 2)
        let set = try Self.render(PlotData(manifest: run.manifest, records: run.records))
        #expect(set.files.isEmpty)
        #expect(
            set.notes
                == ["loss-in-time: nothing to draw: no valid trial has losses whose time is known"])
    }

    @Test func binsThatNobodyCanDrawAreLeftOut() throws {
        let good = Self.data(slots: 4)
        var wrong = good.losses
        wrong[0].toNs = wrong[0].fromNs
        wrong[1].lostFrames = -5
        let set = try Self.render(
            PlotData(manifest: good.manifest, records: good.records, losses: wrong))
        let table = try #require(set.files["loss-in-time.csv"])
        #expect(table.split(separator: "\n").count == 1 + 2)
    }
}
