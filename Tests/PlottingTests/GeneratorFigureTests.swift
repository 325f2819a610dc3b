import Plotting
import Results
import Testing

struct GeneratorFigureTests {
    private static func render(_ name: String, _ data: PlotData) throws -> PlotSet {
        PlotSet.render(data, figures: [try #require(Figure.named(name))])
    }

    @Test func ceilingsHaveACurveForEachEngineAndTopologyAloneAndBesideACapturer() throws {
        let set = try Self.render("generator-ceiling", GeneratorRun.data(repetitions: 3))
        let table = try #require(set.files["generator-ceiling.csv"])
        let rows = table.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
        #expect(rows.count == 24)
        #expect(Set(rows.map { $0[0] }).count == 8)
        let script = try #require(set.files["generator-ceiling.gp"])
        for topology in GeneratorRun.topologies {
            #expect(script.contains("set ylabel '\(topology): million frames/s'"))
        }
        for name in ["xdp", "sendmmsg", "xdp, beside recv", "sendmmsg, beside recv"] {
            #expect(script.split(separator: "\n").count { $0.contains("title '\(name)'") } == 1)
        }
        // 3 Mpps less the share of 1518 B, three quarters of it beside recv; and its bits.
        let megaframes =
            GeneratorRun.rate(
                engine: "xdp", topology: "veth-napi", size: 1518, isAlone: false) / 1e6
        #expect(abs(megaframes * 1538 * 8 / 1000 - 20.678) < 0.01)
        #expect(table.contains(",3,20.6"), "\(table)")
    }

    @Test func ceilingsAreThoseOfTrialsWithoutAPaceOnly() throws {
        var paced = GeneratorRun.data().records
        for index in paced.indices { paced[index].rate = "1000 pps" }
        let data = PlotData(manifest: SyntheticRun.manifest("x"), records: paced)
        #expect(
            try Self.render("generator-ceiling", data).notes
                == ["generator-ceiling: nothing to draw: no valid trial or baseline at rate max"])
        #expect(EngineCeiling.all(in: paced).isEmpty)
    }

    @Test func otherFiguresDoNotTakeBaselinesIn() throws {
        let set = try Self.render("loss-by-size", GeneratorRun.data())
        let table = try #require(set.files["loss-by-size.csv"])
        #expect(!table.contains("baseline"))
        #expect(table.split(separator: "\n").count == 1 + 12)
    }

    @Test func gapsHaveAPanelForEachTrafficAndSayWhatLeftTogether() throws {
        let set = try Self.render("departure-gaps", GeneratorRun.data())
        let script = try #require(set.files["departure-gaps.gp"])
        #expect(script.split(separator: "\n").count { $0.contains("plot gaps") } == 6)
        #expect(script.contains("'sendmmsg: 96.9 % together'"))
        #expect(script.contains("'xdp: 0 % together'"))
        #expect(script.contains("veth-napi, 1518 B"))
        let table = try #require(set.files["departure-gaps.csv"])
        // Of 6400 frames of baseline and trial, 200 and 20 come after a pause.
        #expect(table.contains(",40,0.03125,"))
        #expect(table.contains(",90,0.003125,"))
        #expect(!script.contains("set arrow 1 from"), "nothing is intended at rate max")
    }

    @Test(arguments: [
        ("153940 pps", true), ("1000000000 bit/s", true), ("64 frames every 1ms", false),
    ])
    func theIntendedGapIsMarkedWhereItIsOneValue(rate: String, isMarked: Bool) throws {
        var records = GeneratorRun.data().records
        for index in records.indices {
            records[index].rate = rate
            records[index].ratePpsIntended = 153_940
        }
        let data = PlotData(
            manifest: SyntheticRun.manifest("x"), records: records, gaps: GeneratorRun.data().gaps)
        let script = try #require(
            try Self.render("departure-gaps", data).files["departure-gaps.gp"])
        #expect(script.contains("set arrow 1 from first 6.496,") == isMarked)
    }

    @Test func anEngineThatKnowsNoGapsIsNamed() throws {
        let data = GeneratorRun.data()
        let known = PlotData(
            manifest: data.manifest, records: data.records,
            gaps: data.gaps.filter { data.records[$0.trial - 1].engine == "xdp" })
        let script = try #require(
            try Self.render("departure-gaps", known).files["departure-gaps.gp"])
        #expect(script.contains("Not known: sendmmsg."))
        let none = PlotData(manifest: data.manifest, records: data.records)
        #expect(try Self.render("departure-gaps", none).notes.count == 1)
    }

    @Test func whatAnEngineCannotSendIsNamed() throws {
        var records = GeneratorRun.data().records
        var skipped = records[0]
        skipped.engine = "trafgen"
        skipped.topology = "veth-napi"
        skipped.outcome = .skipped
        skipped.invalidReason = .unsupported
        records.append(skipped)
        let data = PlotData(manifest: SyntheticRun.manifest("x"), records: records)
        let script = try #require(
            try Self.render("generator-ceiling", data).files["generator-ceiling.gp"])
        #expect(script.contains("Not everything is possible with trafgen on veth-napi."))
    }

    @Test func theCeilingsOfATableAreTheMedians() throws {
        let ceilings = EngineCeiling.all(in: GeneratorRun.data(repetitions: 2).records)
        #expect(ceilings.count == 12)
        for ceiling in ceilings {
            let (engine, topology, size) = (ceiling.engine, ceiling.topology, ceiling.frameSize)
            let alone = GeneratorRun.rate(
                engine: engine, topology: topology, size: size, isAlone: true)
            #expect(ceiling.alone?.framesPerSecond == alone)
            #expect(ceiling.alone?.trials == 2)
            #expect(ceiling.beside?.framesPerSecond == alone * 0.75)
            #expect(ceiling.capturer == "recv")
            let bits = try #require(ceiling.alone?.gigabitsPerSecond)
            #expect(abs(bits - alone * Double(size + 20) * 8e-9) < 1e-9)
        }
    }
}
