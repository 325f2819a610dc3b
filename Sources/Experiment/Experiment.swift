package import Frames
package import Settings

/// What an experiment file says: the question, and every axis along which it is asked.
///
/// A value made by ``ExperimentFile`` and checked there; ``points()`` and ``plan(seed:)`` need
/// neither privilege nor kernel.
package struct Experiment: Sendable {
    package let name: String
    /// The first comment line of the file, without its `#`; `nil` if the file begins otherwise.
    package let question: String?
    /// The file's text, for the copy beside the results.
    package let source: String

    package internal(set) var topologies: [String]
    package internal(set) var napiPolicies: [String]
    package internal(set) var engines: [SweptComponent]
    package let loads: [LoadChoice]
    package let sizes: [SizeDistribution]
    package let formats: [FrameFormat]
    package internal(set) var timing: Timing
    /// Bytes; every interface of the testbed gets it.
    package let mtu: Int

    package let series: [Series]
    /// Every `[[plot]]`.
    package let plots: [PlotRequest]
    /// What is compared, and which claims are tested.
    package internal(set) var comparing = ComparePlan()
    /// The programs that measure each point; empty if only this one does.
    package internal(set) var builds: [Build] = []
    /// What `[search]` says; `nil` without that table.
    package internal(set) var search: SearchPlan?
    /// The search that each point stands for; `nil` in a sweep.
    package internal(set) var searched: SearchPlan?
    /// Those of topology `nic`; `nil` if it is not among the topologies.
    package internal(set) var interfaces: NamedInterfaces?

    /// How often each point is measured.
    package internal(set) var repetitions: Int
    /// How often a disturbed trial is tried again.
    package let retries: Int
    /// How long the roles may take to begin (ns), rings aside.
    package let readyWithin: Int64
    /// Decides the order of the trials; `nil` if the runner is to draw one.
    package let seed: UInt64?
    /// Whether ``quick()`` was applied.
    package internal(set) var isQuick = false
    /// What ``only(_:)`` asked for; empty for everything.
    var filters: [PointFilter] = []
}

/// One `[[series]]`: a backend, with all the settings it is to be tried with.
package struct Series: Sendable {
    /// The name of the curve, and the `role` of its rows.
    package let label: String
    package let backend: SweptComponent
}

extension Experiment {
    /// The same experiment with a tenth of the duration and of the interval.
    ///
    /// The points get other ids, since their results must not be mixed with those of full trials.
    package func quick() -> Experiment {
        guard !isQuick else { return self }
        var copy = self
        copy.timing = timing.tenth
        copy.isQuick = true
        return copy
    }

    /// The same experiment with another number of repetitions, at least 1.
    package func repetitions(_ count: Int) throws(PlanError) -> Experiment {
        guard count >= 1 else {
            throw PlanError("\(count) is not a number of repetitions of at least 1")
        }
        var copy = self
        copy.repetitions = count
        return copy
    }

    /// Whether the topology `auto` is asked for, and has to be resolved before the engine is.
    package var hasAutoTopology: Bool { topologies.contains(Vocabulary.autoTopology) }

    /// Whether a scheduling policy is asked for that needs a thread.
    package var asksForPolicies: Bool { napiPolicies != [Vocabulary.usualPolicy] }

    /// The same experiment with the topology `auto` replaced by this one.
    ///
    /// Ids then name where the frames really went. A topology listed beside `auto` is not listed
    /// twice.
    package func resolvingAutoTopology(to topology: String) -> Experiment {
        guard hasAutoTopology else { return self }
        var copy = self
        let isListed = topologies.contains(topology)
        copy.topologies = topologies.compactMap { name in
            guard name == Vocabulary.autoTopology else { return name }
            return isListed ? nil : topology
        }
        // What `--only` asked for of `auto` it asks for of what that stands for.
        for index in copy.filters.indices where copy.filters[index].key == "topology" {
            guard copy.filters[index].texts.remove(Vocabulary.autoTopology) != nil else { continue }
            copy.filters[index].texts.insert(topology)
        }
        return copy
    }

    /// Whether the engine `auto` is asked for, and has to be resolved before anything is planned.
    package var hasAutoEngine: Bool {
        engines.contains { $0.name == Vocabulary.auto.name }
    }

    /// The same experiment with `auto` replaced by this engine and its defaults.
    ///
    /// Ids then name what really sends. An engine listed beside `auto` is not listed twice.
    package func resolvingAuto(to engine: Component) throws(PlanError) -> Experiment {
        guard hasAutoEngine else { return self }
        let resolved = SweptComponent(name: engine.name, specs: engine.settings, axes: [])
        for settings in resolved.combinations() {
            for sizes in sizes {
                guard let problem = engine.problem(settings, sizes) else { continue }
                throw PlanError("engine \(engine.name): \(problem)")
            }
        }
        var copy = self
        let isListed = engines.contains { $0.name == engine.name }
        copy.engines = engines.compactMap { choice in
            guard choice.name == Vocabulary.auto.name else { return choice }
            return isListed ? nil : resolved
        }
        return copy
    }
}
