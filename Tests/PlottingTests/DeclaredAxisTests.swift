import FoundationEssentials
import Plotting
import Results
import Settings
import Testing

/// Axes of words stand as the experiment file lists them, wherever they are drawn.
struct DeclaredAxisTests {
    private static let touches = ["header", "payload", "count"]
    private static let topologies = ["veth-softirq", "veth-rps", "veth-inline"]

    /// Trials in an order of their own, as a sweep shuffles them.
    private static func data() -> PlotData {
        var records: [TrialRecord] = []
        for (place, touch) in touches.sorted().enumerated() {
            for topology in topologies.sorted() {
                for role in ["recv", "V3"] {
                    var record = AnyAxisTests.rates(["1000 pps"]).records[0]
                    (record.trial, record.role, record.topology) = (records.count, role, topology)
                    record.settings["touch"] = touch
                    record.point = "\(role) \(touch) \(topology)"
                    record.lossPercent = Double(place)
                    (record.offeredFrames, record.uniqueFrames) = (1000, 990)
                    record.cpuNsPerUniqueFrame = 500
                    record.ringBytes = 1 << 20
                    records.append(record)
                }
            }
        }
        var manifest = SyntheticRun.manifest("work")
        manifest.series = ["V3", "recv"]
        manifest.values = ["touch": touches, "topology": topologies]
        return PlotData(manifest: manifest, records: records)
    }

    private static func script(_ request: PlotRequest) throws -> String {
        let set = PlotSet.render(data(), figures: [try #require(Figure.requested(request))])
        return try #require(set.files["\(request.name).gp"])
    }

    /// Whether these texts follow each other.
    private static func isInOrder(_ texts: [String], in whole: String) -> Bool {
        var rest = whole[...]
        return texts.allSatisfy { text in
            guard let range = rest.firstRange(of: text) else { return false }
            rest = rest[range.upperBound...]
            return true
        }
    }

    @Test("the x axis, the panels and the curves")
    func curves() throws {
        var request = PlotRequest(y: ["loss_percent"], x: "touch")
        request.panel = "topology"
        let panels = try Self.script(request)
        #expect(panels.contains("set xtics ('header' 0, 'payload' 1, 'count' 2)"))
        #expect(Self.isInOrder(Self.topologies.map { "set title '\($0)'" }, in: panels))
        #expect(Self.isInOrder(["title 'V3'", "title 'recv'"], in: panels))
        request.panel = nil
        let curves = try Self.script(request)
        #expect(
            Self.isInOrder(
                ["V3", "recv"].flatMap { role in
                    Self.topologies.map { "title '\(role) (\($0))'" }
                }, in: curves))
    }

    @Test("bars, and the table of a sweep")
    func bars() throws {
        let labels = ["V3", "recv"].flatMap { role in
            Self.topologies.flatMap { topology in
                Self.touches.map { (role, "\(topology), touch \($0)") }
            }
        }
        let script = try Self.script(PlotRequest(figure: "ledger"))
        #expect(Self.isInOrder(labels.map { "'\($0), \($1)'" }, in: script))
        let data = Self.data()
        let rows = SummaryTable.cells(data.records, order: DeclaredOrder(data.manifest)).rows
        #expect(rows.map { "\($0[0]), \($0[1])" } == labels.map { "\($0), \($1)" })
    }

    @Test(
        "the drawing has them from left to right",
        .enabled(if: Gnuplot.isInstalled, "gnuplot is not installed"))
    func drawing() throws {
        let request = PlotRequest(y: ["cpu_ns_per_unique_frame", "loss_percent"], x: "touch")
        let set = PlotSet.render(Self.data(), figures: [try #require(Figure.requested(request))])
        try Gnuplot.draw(set, request.name, in: "declared") { svg in
            #expect(Self.isInOrder(Self.touches.map { ">\($0)</tspan>" }, in: svg))
            #expect(svg.contains(">CPU time per unique frame (ns)</tspan>"))
            #expect(svg.contains("CPU time per unique frame, frame loss by touch: work"))
        }
    }

    @Test("points beyond the engine are named as tables name them, in the order of the file")
    func beyond() throws {
        var records = Self.data().records
        for index in records.indices where records[index].settings["touch"] == "payload" {
            records[index].outcome = .invalid
            records[index].invalidReason = .engineLimit
            // Only what was measured was granted a ring.
            records[index].ringBytes = nil
        }
        let data = PlotData(manifest: Self.data().manifest, records: records)
        let request = PlotRequest(y: ["loss_percent"], x: "touch")
        let set = PlotSet.render(data, figures: [try #require(Figure.requested(request))])
        let script = try #require(set.files["\(request.name).gp"])
        #expect(
            Self.isInOrder(
                ["Beyond the engine", "V3 at veth-softirq, touch payload;", "V3 at veth-rps"],
                in: script.replacing("\n", with: " ")))
    }
}
