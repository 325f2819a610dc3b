import ArgumentParser
import Experiment
import Kernel
import Results
import Running
import Traffic

/// `bench calibrate`: how much each engine can send here.
struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Find out how much each traffic engine can send on this machine.",
        discussion: """
            Sends as fast as each engine can, for every frame size: without a capture, and with \
            recv() capturing, the slowest method. Engines that do not work here are left out. \
            Writes results/generators/RUN/ and plots as a sweep of experiments/generators.toml \
            does. Prints the medians: frames per second, and bits per second on the wire (each \
            frame has 20 bytes of preamble and gap there). About 5 minutes for two engines, 10 \
            for six.
            """
    )

    @Flag(help: "A tenth of the duration and of the interval: for a first look, not for findings.")
    var quick = false

    @Option(
        help: "Only this engine; may be repeated. “bench list” names them.", completion: .engines)
    var engine: [String] = []

    @Option(
        help: "Only this topology; may be repeated. Otherwise veth-napi and veth-inline.",
        completion: .topologies)
    var topology: [String] = []

    @Option(help: "Only this frame size, FCS included; may be repeated.")
    var size: [Int] = []

    @Option(parsing: .unconditional, help: "Measure each point this often.")
    var repetitions = 1

    @Option(parsing: .unconditional, help: "The seed of the order of trials.")
    var seed: UInt64?

    @OptionGroup var place: SweepPlace

    func run() throws {
        let calibration = Calibration(engines: engine, topologies: topology, sizes: size)
        // What is wrong with the words is said before anything else happens.
        _ = try load(calibration)
        try place.check()
        let patience = try place.patience()
        try place.alone {
            let usable = try load(
                calibration.usable { StandardStream.writeError("bench: \($0)\n") })
            return try SweepRun(
                experiment: usable, place: place, resume: nil, seed: seed, patience: patience,
                again: { directory in
                    ["bench", "sweep", directory.experimentPath] + (quick ? ["--quick"] : [])
                        + (repetitions == 1 ? [] : ["--repetitions", "\(repetitions)"])
                }, isCalibration: true
            ).run()
        }
    }

    private func load(_ calibration: Calibration) throws -> Experiment {
        do {
            let experiment = try calibration.experiment().repetitions(repetitions)
            return quick ? experiment.quick() : experiment
        } catch let error as SweepError {
            throw fail(error.description, error.status)
        } catch {
            throw fail("\(error)", ExitStatus.usage)
        }
    }
}

extension Calibration {
    /// The same with the engines that work here.
    fileprivate func usable(sayingSo say: (String) -> Void) throws -> Calibration {
        do {
            return try leavingOutUseless(sayingSo: say)
        } catch let error as SweepError {
            throw fail(error.description, error.status)
        }
    }
}
