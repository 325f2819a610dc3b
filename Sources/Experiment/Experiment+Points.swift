import Frames
import Settings

extension Experiment {
    /// Every distinct traffic: topologies, policies, engines with settings, sizes, loads.
    ///
    /// The last varies fastest.
    package func traffics() -> [TrafficPoint] {
        let senders = engines.flatMap { engine in
            engine.combinations().map { (engine.name, $0) }
        }
        var result: [TrafficPoint] = []
        for (topology, policy) in topologies.flatMap({ name in policies(of: name).map { (name, $0) }
        }) {
            for (engine, settings) in senders {
                for (sizes, format, load) in shapes() {
                    result.append(
                        TrafficPoint(
                            topology: topology, napiPolicy: policy, engine: engine,
                            engineSettings: settings, sizes: sizes, format: format, load: load,
                            timing: timing, mtu: mtu,
                            interfaces: topology == NamedInterfaces.topology ? interfaces : nil))
                }
            }
        }
        return result
    }

    /// The scheduling policies of a topology: one without a thread has the default.
    private func policies(of topology: String) -> [String] {
        [Vocabulary.threadedTopology, Vocabulary.autoTopology].contains(topology)
            ? napiPolicies : [Vocabulary.usualPolicy]
    }

    /// What of the traffic is not as the file says it: frames rounded up, traces cut off.
    ///
    /// Of the points that ``only(_:)`` leaves.
    package var notes: [String] {
        var seen: Set<SizeDistribution> = []
        let distinct = points().map(\.traffic.sizes).filter { seen.insert($0).inserted }
        return distinct.compactMap(\.note) + cutRounds
    }

    /// Says that the time ends before the last round of a recording.
    private var cutRounds: [String] {
        guard let replay = formats.first?.replay, let rounds = replay.rounds else { return [] }
        let seconds = Double(timing.durationNanoseconds) / 1e9
        let cut = loads.filter { load in
            let rate = load.load.framesPerSecond(sizes: .recorded(replay.recording)) ?? .infinity
            return rate * seconds < Double(replay.mostFrames ?? 0)
        }
        guard let first = cut.first else { return [] }
        return [
            "\(replay.recording.path): at rate \(first.load.text) the duration of \(seconds) s ends"
                + " before the last of \(rounds) rounds"
        ]
    }

    /// Every combination of sizes, frame formats and loads.
    private func shapes() -> [(SizeDistribution, FrameFormat, LoadChoice)] {
        sizes.flatMap { sizes in
            formats.flatMap { format in
                let fitted = sizes.fitted(to: format)
                return loads.map { (fitted, format, $0) }
            }
        }
    }

    /// Every combination of values, in the order of the file: series, traffic, settings.
    ///
    /// Those that ``only(_:)`` left out are not among them; the ids of the others do not change.
    package func points() -> [SweepPoint] {
        guard !comparesOnlyCommands else { return commandPoints() }
        let traffics = traffics()
        var seen: Set<UInt64> = []
        var result: [SweepPoint] = []
        // What is searched, and how, tells the points of a search from those of a sweep.
        let more = searched?.canonicalText ?? ""
        for one in series {
            let choices = one.backend.combinations().map {
                ($0, canonicalText(one.backend.name, $0) + more)
            }
            for traffic in traffics {
                for (settings, text) in choices {
                    let id = Self.unused(traffic.fingerprint.appending(text), &seen)
                    let point = SweepPoint(
                        id: id.text, label: one.label, backend: one.backend.name,
                        settings: settings, traffic: traffic)
                    if matches(point) { result.append(point) }
                }
            }
        }
        return result
    }

    /// One point for each traffic that a series, any one, would have had.
    private func commandPoints() -> [SweepPoint] {
        var plain = self
        plain.builds = []
        var seen: Set<String> = []
        return plain.points().filter { seen.insert($0.trafficID).inserted }
            .map { SweepPoint(ofCommandsAt: $0.traffic) }
    }

    /// Trials that are planned, baselines included, without ``only(_:)``; at most
    /// ``Plan/mostTrials`` + 1.
    var trialCount: Int {
        let most = Plan.mostTrials + 1
        let senders = min(most, engines.map(\.count).reduce(0) { min(most, $0 + $1) })
        let paths = topologies.map { policies(of: $0).count }.reduce(0, +)
        let traffics = product([paths, senders, sizes.count, formats.count, loads.count])
        let settings = series.map(\.backend.count).reduce(0) { min(most, $0 + $1) }
        return min(most, product([traffics, settings, repetitions]) + traffics)
    }

    /// Names of the axes along which this experiment varies: with more than one value somewhere.
    package var axisKeys: [String] {
        let counts = [
            ("topology", topologies.count), ("napi_policy", napiPolicies.count),
            ("engine", engines.count), ("rate", loads.count), ("sizes", sizes.count),
            ("frame_format", Set(formats.map(\.name)).count),
            ("streams", Set(formats.map(\.streams)).count),
            ("speed", Set(loads.compactMap(\.load.speed)).count),
        ]
        let varied = counts.filter { $0.1 > 1 }.map(\.0)
        let ofEngines = Self.varied(engines).map { "engine_\($0)" }
        return varied + ofEngines + Self.varied(series.map(\.backend))
    }

    private static func varied(_ choices: [SweptComponent]) -> [String] {
        let names = choices.flatMap(\.axes).filter { $0.values.count > 1 }.map(\.spec.name)
        return Set(names).sorted()
    }

    private func canonicalText(_ backend: String, _ settings: Settings) -> String {
        (["backend=\(backend)"] + settings.words).map { $0 + "\n" }.joined()
    }

    /// The fingerprint, or where it is taken that of the text with an ordinal.
    private static func unused(_ wanted: Fingerprint, _ seen: inout Set<UInt64>) -> Fingerprint {
        var result = wanted
        var ordinal = 1
        while !seen.insert(result.folded).inserted {
            ordinal += 1
            result = wanted.appending("twin=\(ordinal)\n")
        }
        return result
    }
}
