import Plotting
import Results
import Settings
import Testing

struct AnyAxisTests {
    /// Valid trials of two methods at some rates and sizes, three of each.
    static func rates(
        _ texts: [String] = ["100000 pps", "200000 pps", "400000 pps"], sizes: [String] = ["64"],
        fill: (inout TrialRecord) -> Void = { _ in }
    ) -> PlotData {
        var records: [TrialRecord] = []
        for role in ["recv", "V3"] {
            for size in sizes {
                for (index, text) in texts.enumerated() {
                    for block in 0..<3 {
                        var record = TrialRecord()
                        (record.trial, record.block) = (records.count, block)
                        (record.role, record.backend) = (role, role)
                        record.point = "\(role) \(size) \(text)"
                        record.outcome = .valid
                        (record.rate, record.sizes, record.frameSize) = (text, size, Int(size))
                        record.topology = "veth-softirq"
                        record.engine = "xdp"
                        record.durationS = 5
                        record.ratePpsOffered =
                            Double(text.prefix { $0 != " " }).map { $0 - Double(block) * 10 }
                        record.lossPercent = Double(index * index) * (role == "recv" ? 4 : 1)
                        record.cpuBusyPercent = Double(20 + 30 * index)
                        fill(&record)
                        records.append(record)
                    }
                }
            }
        }
        return PlotData(
            manifest: SyntheticRun.manifest("load"), records: records,
            order: DeclaredOrder(series: ["recv", "V3"]))
    }

    private static func draw(_ data: PlotData, _ request: PlotRequest) throws -> PlotSet {
        PlotSet.render(data, figures: [try #require(Figure.requested(request))])
    }

    private static let byRate = PlotRequest(y: ["loss_percent", "cpu_busy_percent"], x: "rate")

    @Test("columns against the rate: a panel each, the rate that was offered, one curve a method")
    func offeredLoad() throws {
        let set = try Self.draw(Self.rates(), Self.byRate)
        let name = "loss_percent-cpu_busy_percent-by-rate"
        #expect(set.scripts == ["\(name).gp"])
        let rows = try #require(set.files["\(name).csv"]).split(separator: "\n")
        #expect(rows.count == 1 + 2 * 3)
        // The median of 100000, 99990 and 99980.
        #expect(rows[1].hasPrefix("1,99990,,,64,3,0,0,0,3,20,20,20,recv,recv"))
        let script = try #require(set.files["\(name).gp"])
        #expect(script.contains("set xlabel 'offered load (frames/s)'"))
        #expect(script.contains("set ylabel 'frame loss (% of offered)'"))
        #expect(script.contains("set ylabel 'exact CPU use (% of CPU)'"))
        #expect(script.contains("'100 k' 100000, '200 k' 200000"))
        #expect(script.contains("unset logscale x; set xrange [0:"))
    }

    @Test(
        "the scale follows from the values, unless it is given",
        arguments: [
            (["1000 pps", "2000 pps"], nil, false), (["1000 pps", "50000 pps"], nil, true),
            (["1000 pps", "50000 pps"], .linear, false), (["1000 pps", "2000 pps"], .log, true),
        ] as [([String], PlotRequest.AxisScale?, Bool)])
    func scale(rates: [String], scale: PlotRequest.AxisScale?, isLogarithmic: Bool) throws {
        var request = Self.byRate
        request.xScale = scale
        let set = try Self.draw(Self.rates(rates), request)
        let script = try #require(set.files["\(request.name).gp"])
        #expect(script.contains("set logscale x 10") == isLogarithmic)
    }

    @Test("a panel for each value of another axis, with the same colours and one legend")
    func panels() throws {
        var request = Self.byRate
        request.panel = "sizes"
        let data = Self.rates(sizes: ["64", "imix:64-594-1518:1"])
        let set = try Self.draw(data, request)
        let script = try #require(set.files["\(request.name).gp"])
        for title in [
            "'64 B'", "'IMIX (64–594–1518 B, seed 1)'",
        ] {
            // In each of the two formats, for each column.
            #expect(script.split(separator: "set title \(title)").count == 3, "\(title)")
        }
        #expect(script.split(separator: "title 'recv'").count == 2, "one entry in the legend")
        // Two curves a method, of one colour.
        #expect(set.files["\(request.name).csv"]?.contains("\n4,") == true)
    }

    @Test(
        "any setting is an axis: sizes, times, numbers, words, and methods that lack it",
        arguments: [
            (["64KiB", "1MiB"], "depth", "depth (bytes)", "'64 Ki' 65536"),
            (["100us", "20ms"], "depth", "depth (ms)", "'0.1' 0.1, '0.2' 0.2"),
            (["1", "3"], "depth", "depth", "'1' 1, '3' 3"),
            (["poll", "busy"], "depth", "depth", "'busy' 0, 'poll' 1"),
        ])
    func settings(values: [String], name: String, title: String, tick: String) throws {
        var index = 0
        let data = Self.rates(["1000 pps"]) { record in
            record.settings[name] = values[index % 2]
            record.point += values[index % 2]
            index += 1
        }
        let request = PlotRequest(y: ["cpu_ns_per_unique_frame", "loss_percent"], x: name)
        let set = try Self.draw(data, request)
        let script = try #require(set.files["\(request.name).gp"])
        #expect(script.contains("set xlabel '\(title)'"))
        #expect(script.contains(tick))
    }

    @Test("methods are an axis as well: then everything else is a curve")
    func methods() throws {
        let request = PlotRequest(y: ["loss_percent"], x: "label")
        let set = try Self.draw(Self.rates(), request)
        let script = try #require(set.files["\(request.name).gp"])
        #expect(script.contains("'recv' 0, 'V3' 1"))
        #expect(script.contains("title '200000 pps'"))
        #expect(set.files["\(request.name).csv"]?.split(separator: "\n").count == 1 + 3 * 2)
    }

    @Test("one point, all zero, and labels of 100 characters are drawn")
    func extremes() throws {
        let one = try Self.draw(Self.rates(["1000 pps"]), Self.byRate)
        #expect(one.scripts.count == 1)
        let zero = Self.rates { record in
            (record.lossPercent, record.cpuBusyPercent) = (0, 0)
        }
        let script = try #require(
            try Self.draw(zero, PlotRequest(y: ["loss_percent", "drops_socket"], x: "rate"))
                .files["loss_percent-drops_socket-by-rate.gp"])
        #expect(script.contains("set yrange"))
        let long = String(repeating: "long ", count: 20)
        let labelled = Self.rates { record in record.role = "\(long)\(record.role)" }
        let wide = try Self.draw(labelled, PlotRequest(y: ["loss_percent"], x: "label"))
        #expect(wide.files["loss_percent-by-label.gp"]?.contains("…'") == true)
    }

    @Test("recorded times, bursts and even spacing at the same load have curves of their own")
    func spacing() throws {
        let loads = [
            "recorded": 10_000.0, "recorded x 5": 50_000, "10 frames every 1ms": 10_000,
            "10000 pps": 10_000, "50000 pps": 50_000,
        ]
        let data = Self.rates(loads.keys.sorted()) { $0.ratePpsOffered = loads[$0.rate ?? ""] }
        let set = try Self.draw(data, Self.byRate)
        let script = try #require(set.files["\(Self.byRate.name).gp"])
        for kind in ["as recorded", "in bursts", "evenly"] {
            #expect(script.contains("title 'recv (\(kind))'"), "\(kind)")
        }
    }

    @Test("a ring is told by its bytes alone, unless two requests got the same")
    func ringBytes() throws {
        for (sizes, label) in [
            ([4, 64], "V3 (4 MiB ring)"), ([4, 4], "V3 (block_count 2)"),
        ] {
            var index = 0
            let data = Self.rates(["1000 pps", "2000 pps"]) { record in
                record.ringBytes = sizes[index % 2] << 20
                record.settings["block_count"] = ["1", "2"][index % 2]
                record.point += "\(index % 2)"
                index += 1
            }
            let script = try #require(
                try Self.draw(data, Self.byRate).files["\(Self.byRate.name).gp"])
            #expect(script.contains("title \(GnuplotText.quoted(label))"), "\(label)")
        }
    }

    @Test("a title of the experiment stands above bars, too; a long one is cut to the page")
    func titles() throws {
        let long = String(repeating: "a very long title ", count: 10)
        let data = Self.rates { record in
            (record.offeredFrames, record.uniqueFrames) = (100, 90)
        }
        let titled = PlotData(
            manifest: data.manifest, records: data.records,
            titles: ["ledger": "Lost where?", Self.byRate.name: long])
        let ledger = PlotSet.render(titled, figures: [try #require(Figure.named("ledger"))])
        #expect(ledger.files["ledger.gp"]?.contains("{/:Bold Lost where?: load}") == true)
        let script = try #require(
            try Self.draw(titled, Self.byRate).files["\(Self.byRate.name).gp"])
        let titles = script.matches(of: /\{\/:Bold (a very [^}]*)\}/)
        #expect(!titles.isEmpty)
        #expect(titles.allSatisfy { $0.1.count < 95 && $0.1.contains("…") })
    }

    @Test(
        "a run with a tenth of the time says so in every figure", arguments: Figure.all.map(\.name))
    func quick(name: String) throws {
        var manifest = SyntheticRun.manifest("load")
        manifest.quick = true
        let records = Self.rates { record in
            (record.offeredFrames, record.uniqueFrames, record.cpuCaptureNs) = (100, 90, 1000)
            record.ringFrames = 64
        }.records
        let data = PlotData(manifest: manifest, records: records)
        let set = PlotSet.render(data, figures: [try #require(Figure.named(name))])
        for script in set.scripts {
            #expect(set.files[script]?.contains(" · quick'") == true)
        }
    }

    @Test("capitals in the legend make the page wider")
    func capitals() throws {
        let width = { (role: String) in
            let data = Self.rates { $0.role = role }
            let script = try #require(
                try Self.draw(data, Self.byRate).files["\(Self.byRate.name).gp"])
            return try #require(script.firstMatch(of: /size (\d+),/).flatMap { Int($0.1) })
        }
        let capitals = "PACKET_MMAP VERSION 2"
        #expect(try width(capitals) >= width(capitals.lowercased()) + 30)
    }

    @Test("a column without a value has no panel, and is named below the others")
    func emptyPanel() throws {
        let request = PlotRequest(y: ["cpu_ns_per_unique_frame", "loss_percent"], x: "rate")
        let script = try #require(
            try Self.draw(Self.rates(), request).files["\(request.name).gp"])
        #expect(!script.contains("set ylabel 'CPU time per unique frame (ns)'"))
        #expect(script.contains("set ylabel 'frame loss (% of offered)'"))
        #expect(script.contains("no valid trial has a value: cpu\\_ns\\_per\\_unique\\_frame."))
    }

    @Test("what cannot be drawn is told by name")
    func refusals() throws {
        let data = Self.rates()
        let axis = try Self.draw(data, PlotRequest(y: ["loss_percent"], x: "depth"))
        #expect(
            axis.notes
                == ["loss_percent-by-depth: nothing to draw: the results have no axis “depth”"])
        let column = try Self.draw(data, PlotRequest(y: ["luck"], x: "rate"))
        #expect(
            column.notes == [
                "luck-by-rate: nothing to draw: there is no column of numbers “luck”"
            ])
        let invalid = Self.rates { $0.outcome = .invalid }
        let nothing = try Self.draw(invalid, Self.byRate)
        #expect(nothing.files.isEmpty && nothing.notes[0].hasSuffix("no valid trial"))
    }

    @Test("a rate of 0, which only an edited file has, is nowhere on the axis")
    func noRate() throws {
        var request = Self.byRate
        request.xScale = .log
        let set = try Self.draw(Self.rates { $0.ratePpsOffered = 0 }, request)
        #expect(set.files.isEmpty)
        #expect(set.notes[0].hasSuffix("no valid trial tells the rate offered"))
    }

    @Test("negative numbers have room below 0")
    func negative() throws {
        let data = Self.rates { record in record.unexplainedFrames = -5 }
        let set = try Self.draw(data, PlotRequest(y: ["unexplained_frames"], x: "rate"))
        let script = try #require(set.files["unexplained_frames-by-rate.gp"])
        #expect(script.contains("set yrange [-10"))
    }

    @Test("without a plot, the axes that differ decide what is drawn")
    func suggested() {
        let names = { (data: PlotData) in PlotSet.suggested(data).map(\.name) }
        #expect(
            names(Self.rates()) == ["loss-by-load", "cpu-by-load", "cpu-split", "ledger"])
        #expect(
            names(Self.rates(["1000 pps"], sizes: ["64", "1518"]))
                == ["loss-by-size", "cpu-by-size", "cpu-split", "ledger"])
        #expect(names(Self.rates(["1000 pps"])) == ["cpu-split", "ledger"])
        var index = 0
        let timeouts = Self.rates(["1000 pps"]) { record in
            record.settings["timeout"] = ["1ms", "20ms"][index % 2]
            record.point += record.settings["timeout"] ?? ""
            index += 1
        }
        #expect(names(timeouts).first == "loss_percent-cpu_busy_percent-by-timeout")
    }

    @Test("an axis that no figure has is noted, one that any has is not")
    func unshown() {
        let ledger = PlotSet.unshownAxes(
            Self.rates(), requests: [PlotRequest(figure: "ledger")])
        #expect(
            ledger == [
                "no figure is drawn against rate, which differs here; such a figure is "
                    + "[[plot]] y = [\"loss_percent\"], x = \"rate\""
            ])
        for request in [Self.byRate, PlotRequest(figure: "cpu-by-load")] {
            #expect(PlotSet.unshownAxes(Self.rates(), requests: [request]).isEmpty)
        }
        #expect(PlotSet.unshownAxes(Self.rates(), requests: []).isEmpty)
    }
}
