import FoundationEssentials
import Plotting
import Results
import Settings
import Testing

struct CapacityFigureTests {
    /// Searches of two methods at two sizes and two rings, for two goals, with a trial each.
    private static func run(procedure: String = "mlr") -> PlotData {
        var trials: [TrialRecord] = []
        var found: [CapacityRecord] = []
        for role in ["recv", "V2"] {
            for size in [64, 1518] {
                for ring in role == "V2" ? [128, 4096] : [0] {
                    let point = "\(role) \(size) \(ring)"
                    var trial = TrialRecord()
                    (trial.search, trial.role, trial.outcome) = (point, role, .valid)
                    trial.ringBytes = ring > 0 ? ring * 2048 : nil
                    trial.depthFrames = ring > 0 ? ring : 90
                    trials.append(trial)
                    for goal in ["0 %", "0.5 %"] {
                        var record = CapacityRecord()
                        (record.point, record.role, record.block) = (point, role, 1)
                        (record.procedure, record.goal, record.end) = (procedure, goal, .width)
                        record.values = ["backend": role, "frame_size": "\(size)"]
                        record.values["sizes"] = "\(size)"
                        if ring > 0 { record.values["ring_frames"] = "\(ring)" }
                        record.lowerPps = Double(role == "recv" ? 150_000 : 300_000 + ring)
                        if procedure == "back-to-back" {
                            record.lowerPps = nil
                            record.burstFrames = Double(ring > 0 ? ring : 90)
                        }
                        found.append(record)
                    }
                }
            }
        }
        found[0].end = .atLeast
        var data = PlotData(
            manifest: SyntheticRun.manifest("capacity"), records: trials,
            order: DeclaredOrder(series: ["recv", "V2"]))
        data.capacities = found
        return data
    }

    private static func draw(_ data: PlotData, _ name: String) throws -> PlotSet {
        PlotSet.render(data, figures: [try #require(Figure.named(name))])
    }

    @Test("capacity against the frame size: a panel for each goal, the line rates drawn in")
    func bySize() throws {
        let set = try Self.draw(Self.run(), "capacity-by-size")
        let script = try #require(set.files["capacity-by-size.gp"])
        #expect(script.contains("set title 'no loss (NDR)'"))
        #expect(script.contains("set title 'at most 0.5 % loss (PDR)'"))
        #expect(script.contains("'1 Gbit/s line rate'"))
        #expect(script.contains("1 of 12 results are lower bounds"))
        let table = try #require(set.files["capacity-by-size.csv"])
        #expect(table.contains(",64,1,0.15,0.15,0.15,recv,recv\n"))
        #expect(table.contains("0.300128"))
    }

    @Test("capacity against the ring: in slots, and a method without a ring as a level")
    func byRing() throws {
        let set = try Self.draw(Self.run(), "capacity-by-ring")
        let table = try #require(set.files["capacity-by-ring.csv"])
        #expect(table.contains(",4096,4096,8388608,64,1,0.304096,"))
        #expect(table.contains(",,,,64,1,0.15,0.15,0.15,recv,"))
    }

    @Test("bursts against the computed depth of the queue")
    func bursts() throws {
        let set = try Self.draw(Self.run(procedure: "back-to-back"), "bursts-by-depth")
        let script = try #require(set.files["bursts-by-depth.gp"])
        #expect(script.contains("'burst = depth'"))
        let table = try #require(set.files["bursts-by-depth.csv"])
        #expect(table.contains(",90,") && table.contains(",4096,"))
    }

    @Test("a search without figures of its own gets these, and a sweep says what it lacks")
    func suggested() throws {
        #expect(
            PlotSet.suggested(Self.run()).map(\.name) == ["capacity-by-size", "capacity-by-ring"])
        #expect(
            PlotSet.suggested(Self.run(procedure: "back-to-back")).map(\.name)
                == ["bursts-by-depth"])
        let sweep = try Self.draw(SyntheticRun.ringSizes(), "capacity-by-size")
        #expect(sweep.notes == ["capacity-by-size: nothing to draw: no search ended"])
    }

    @Test(
        "gnuplot draws them without a word",
        .enabled(if: Gnuplot.isInstalled, "gnuplot is not installed"),
        arguments: ["capacity-by-size", "capacity-by-ring", "bursts-by-depth"])
    func drawing(name: String) throws {
        let procedure = name == "bursts-by-depth" ? "back-to-back" : "mlr"
        let set = try Self.draw(Self.run(procedure: procedure), name)
        try Gnuplot.inDirectory(name) { directory in
            for (file, text) in set.files {
                try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(file)"))
            }
            let result = Gnuplot.run("\(name).gp", in: directory)
            #expect(result.status == 0 && result.output == "", "\(result.output)")
            #expect(Gnuplot.size("\(directory)/\(name).svg") > 5000)
        }
    }
}
