import Capture
import Experiment
import Kernel
import Results
import Testbed

extension Fitness {
    /// The fact of a manifest that says that interfaces were set up; absent if they were not.
    static let configuredFact = "interfaces.configured"

    /// Rows of interfaces as they were and of those set up do not belong in one run.
    static func checkConfiguring(
        _ configures: Bool, asIn manifest: Manifest?
    ) throws(SweepError) {
        guard let manifest, configures != (manifest.facts[configuredFact] != nil) else { return }
        throw SweepError(
            .usage,
            "cannot resume: the run was made with\(configures ? "out" : "") --configure; "
                + "rows of different conditions do not belong in one run")
    }

    /// Whether the interfaces that the user named can be used, and may be flooded.
    ///
    /// - Parameters:
    ///   - floods: interfaces that the user named twice.
    ///   - configures: whether they are set up before the first trial.
    /// - Throws: the first thing in the way, with the remedy.
    static func checkInterfaces(
        of plan: Plan, floods: [String], configures: Bool
    ) throws(SweepError) {
        guard let (interfaces, mtu) = plan.interfaces else {
            guard !configures else {
                throw SweepError(
                    .usage, "--configure is for topology nic, which the experiment does not use")
            }
            return
        }
        for name in [interfaces.generator, interfaces.capture] {
            if let problem = problem(
                with: name, mtu: mtu, floods: floods, configures: configures)
            {
                throw SweepError(.unfit, problem)
            }
        }
    }

    /// Why an interface of this machine cannot be used, or may not be flooded; `nil` if it may.
    static func problem(
        with name: String, mtu: Int, floods: [String], configures: Bool
    ) -> String? {
        guard Interface.index(of: name) != nil else { return "there is no interface \(name)" }
        do throws(SystemError) {
            if let refusal = try Interface.refusal(toFlood: name, unlessIn: floods) {
                return refusal
            }
        } catch {
            return error.description
        }
        return configures ? nil : NamedPair.problem(with: name, mtu: mtu)
    }
}

extension SweepPoint {
    /// Why its workers cannot have a receive queue each of an interface that the user named; `nil` if
    /// they can, or if they need none.
    func queueProblem(_ queues: Int, of interface: String) -> String? {
        workerQueues?.problem(queues: queues, of: interface)
    }
}

extension Plan {
    /// The interfaces that the user named, and the MTU that the largest frame there needs; `nil` if
    /// no trial uses them.
    var interfaces: (NamedInterfaces, mtu: Int)? {
        let traffics = points.map(\.traffic).filter { $0.interfaces != nil }
        guard let interfaces = traffics.first?.interfaces else { return nil }
        return (interfaces, traffics.map(\.neededMTU).max() ?? 0)
    }
}
