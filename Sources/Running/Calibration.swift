package import Experiment
import Traffic

/// The experiment that finds out how much each engine can send.
package struct Calibration: Sendable {
    package let engines: [String]
    package let topologies: [String]
    /// Bytes, FCS included.
    package let sizes: [Int]

    /// The engines of `experiments/generators.toml`, those that this build does not have among
    /// them.
    package static let engines = ["xdp", "sendmmsg", "send", "tx-ring", "trafgen", "tcpreplay"]
    package static let topologies = ["veth-napi", "veth-inline"]
    package static let sizes = [64, 128, 256, 512, 1024, 1518]

    /// Everything this build has of what an empty list leaves open.
    package init(engines: [String] = [], topologies: [String] = [], sizes: [Int] = []) {
        self.init(
            named: engines.isEmpty
                ? Self.engines.filter { Engine.named($0) != nil } : engines,
            topologies.isEmpty ? Self.topologies : topologies, sizes.isEmpty ? Self.sizes : sizes)
    }

    private init(named engines: [String], _ topologies: [String], _ sizes: [Int]) {
        self.engines = engines
        self.topologies = topologies
        self.sizes = sizes
    }

    /// - Throws: ``SweepError`` for a word that this build does not know, or a size that cannot be.
    package func experiment() throws -> Experiment {
        do {
            return try ExperimentFile.decode(
                text: text, name: "generators.toml", vocabulary: .registered)
        } catch {
            // The file is ours; the words are the user's.
            let messages = error.errors.map(\.message)
            throw SweepError(.usage, messages.joined(separator: "\n"))
        }
    }

    /// The same with the engines that can do any of it here.
    ///
    /// - Throws: ``SweepError`` if none can.
    package func leavingOutUseless(sayingSo say: (String) -> Void) throws -> Calibration {
        let points = try experiment().points()
        let reasons = engines.map { name in
            Engine.named(name).flatMap { engine in
                EngineChoice.uselessness(
                    of: engine, for: points.filter { $0.traffic.engine == name })
            }
        }
        let words = zip(engines, reasons).compactMap { name, reason in
            reason.map { "engine \(name) cannot be used here: \($0)" }
        }
        guard words.count < engines.count else {
            throw SweepError(.unfit, words.joined(separator: "\n"))
        }
        for word in words { say("left out: \(word)") }
        let left = zip(engines, reasons).filter { $0.1 == nil }.map(\.0)
        return Calibration(named: left, topologies, sizes)
    }

    /// The file: `experiments/generators.toml` is this text for all engines.
    package var text: String { Self.text(engines, topologies, sizes) }

    package static func text(
        _ engines: [String], _ topologies: [String], _ sizes: [Int]
    ) -> String {
        """
        # What can each engine send?
        #
        # Each sends as fast as it can, without a capture (baselines) and with recv() capturing, the
        # slowest method. “bench calibrate” runs this for the engines that work here.

        [experiment]
        topology = \(list(topologies))
        duration = "2s"
        interval = "500ms"
        crop = "middle 3"

        [traffic]
        engine = \(list(engines))
        rate = "max"
        frame_size = [\(sizes.map { "\($0)" }.joined(separator: ", "))]

        [[series]]
        label = "recv"
        backend = "recv"

        [[plot]]
        figure = "generator-ceiling"

        [[plot]]
        figure = "departure-gaps"

        """
    }

    private static func list(_ words: [String]) -> String {
        // Nothing in a word ends the string or the line: it came from a command line.
        let quoted = words.map { word in
            "\"" + word.filter { $0 != "\"" && $0 != "\\" && !$0.isNewline } + "\""
        }
        return "[\(quoted.joined(separator: ", "))]"
    }
}
