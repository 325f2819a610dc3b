import FoundationEssentials
import Plotting
import Results
import Settings
import Testing

/// What gnuplot makes of any axis: its tick marks, and a mark for each point.
@Suite(.enabled(if: Gnuplot.isInstalled, "gnuplot is not installed"))
struct DrawnAxisTests {
    struct Case: Sendable {
        let name: String
        let data: PlotData
        let request: PlotRequest
        /// Texts that stand at the axes.
        let ticks: [String]
        /// Marks of points in all panels, those of trials and of the legend apart.
        let points: Int
        let curves: Int
    }

    private static func request(
        _ y: [String], _ x: String, _ change: (inout PlotRequest) -> Void = { _ in }
    ) -> PlotRequest {
        var request = PlotRequest(y: y, x: x)
        change(&request)
        return request
    }

    /// Valid trials of two methods, three of each, with the values of a setting in turn.
    private static func varying(_ values: [String]) -> PlotData {
        var index = 0
        return AnyAxisTests.rates(Array(repeating: "1000 pps", count: values.count)) { record in
            let value = values[index / 3 % values.count]
            record.settings["depth"] = value
            record.point = "\(record.role) \(value)"
            index += 1
        }
    }

    static let cases: [Case] = [
        Case(
            name: "amounts", data: AnyAxisTests.rates(), request: request(["loss_percent"], "rate"),
            ticks: ["100 k", "300 k", "0.1", "100"], points: 6, curves: 2),
        Case(
            name: "decades", data: AnyAxisTests.rates(["1000 pps", "50000 pps"]),
            request: request(["loss_percent"], "rate"), ticks: ["1 k", "10 k", "50 k"], points: 4,
            curves: 2),
        Case(
            name: "octaves", data: varying(["4KiB", "64KiB"]),
            request: request(["cpu_busy_percent"], "depth"), ticks: ["4096", "64 Ki"], points: 4,
            curves: 2),
        Case(
            name: "tiny values", data: varying(["1us", "1s"]),
            request: request(["cpu_busy_percent"], "depth"), ticks: ["0.000001", "0.1"], points: 4,
            curves: 2),
        Case(
            name: "0 on a logarithmic scale", data: varying(["0", "5"]),
            request: request(["cpu_busy_percent"], "depth") { $0.xScale = .log }, ticks: ["5"],
            points: 2, curves: 2),
        Case(
            name: "sizes on a scale that was asked for",
            data: AnyAxisTests.rates(sizes: ["64", "1518"]),
            request: request(["loss_percent"], "frame_size") { $0.xScale = .log },
            ticks: ["64", "1024"], points: 12, curves: 6),
        Case(
            name: "rings on an even scale", data: SyntheticRun.ringSizes(repetitions: 3),
            request: request(["loss_percent"], "ring_frames") { $0.xScale = .linear },
            ticks: ["1 k", "4 k"], points: 0, curves: 3),
        Case(
            name: "values", data: varying(["3", "5"]),
            request: request(["cpu_busy_percent"], "depth"), ticks: ["3", "5"], points: 4,
            curves: 2),
        Case(
            name: "words", data: varying(["busy", "poll"]),
            request: request(["cpu_busy_percent"], "depth"), ticks: ["busy", "poll"], points: 4,
            curves: 2),
        Case(
            name: "methods", data: AnyAxisTests.rates(),
            request: request(["loss_percent"], "label"),
            ticks: ["recv", "V3"], points: 6, curves: 3),
        Case(
            name: "two axes", data: AnyAxisTests.rates(sizes: ["64", "1518"]),
            request: request(["loss_percent", "cpu_busy_percent"], "rate") { $0.panel = "sizes" },
            ticks: ["64 B", "1518 B", "200 k"], points: 2 * 12, curves: 2),
        Case(
            name: "colours", data: AnyAxisTests.rates(sizes: ["64", "1518"]),
            request: request(["loss_percent"], "rate") { $0.series = "sizes" },
            ticks: ["200 k"], points: 12, curves: 4),
        Case(
            name: "one point", data: AnyAxisTests.rates(["1000 pps"]),
            request: request(["loss_percent"], "rate"), ticks: ["990"], points: 2, curves: 2),
        Case(
            name: "all zero",
            data: AnyAxisTests.rates { ($0.lossPercent, $0.dropsSocket) = (0, 0) },
            request: request(["drops_socket"], "rate"), ticks: ["0", "1"], points: 6, curves: 2),
        Case(
            name: "long labels",
            data: AnyAxisTests.rates {
                $0.role = String(repeating: "long & <long> ", count: 7) + $0.role
            },
            request: request(["loss_percent"], "rate"), ticks: ["200 k"], points: 6, curves: 2),
    ]

    @Test(
        "the drawing has the ticks, a mark for each point and trial, and one entry a curve",
        arguments: cases.indices)
    func drawing(index: Int) throws {
        let one = Self.cases[index]
        let set = PlotSet.render(one.data, figures: [try #require(Figure.requested(one.request))])
        try Gnuplot.draw(set, one.request.name, in: "axis-\(index)", one.name) { svg in
            for tick in one.ticks {
                #expect(svg.contains(">\(tick)</tspan>"), "\(one.name): \(tick)")
            }
            // Error bars blank the paper below them, and have marks of no size.
            let marks = svg.split(separator: "\n").count {
                $0.contains("<use ") && $0.contains("translate(") && !$0.contains("scale(0.00)")
                    && !$0.contains("'#FFFFFF'")
            }
            // Some trials of the made-up run are invalid.
            if one.points == 0 { return }
            let trials = 3 * one.points
            #expect(marks == one.points + trials + one.curves, "\(one.name)")
        }
    }

    @Test("a run of invalid trials has nothing to draw, and says why")
    func allInvalid() throws {
        let data = AnyAxisTests.rates { $0.outcome = .invalid }
        let set = PlotSet.render(
            data, figures: [try #require(Figure.requested(Self.cases[0].request))])
        #expect(set.files.isEmpty)
        #expect(set.notes == ["loss_percent-by-rate: nothing to draw: no valid trial"])
    }
}
