import Experiment
import FoundationEssentials
import Frames
import Kernel
import Results
import Sampling
import Testbed

extension Sweep {
    /// What a run says of itself before its first trial.
    static func manifest(
        _ options: SweepOptions, _ experiment: Experiment, _ seed: UInt64, _ placement: Placement
    ) -> Manifest {
        let isElsewhere = options.experiment.interfaces?.hosts != nil
        let facts = isElsewhere ? [:] : EnvironmentFacts.read()
        var manifest = Manifest(
            runID: RunID.make(), experiment: experiment.name, seed: seed,
            experimentHash: experiment.fingerprint, commandLine: options.commandLine,
            benchVersion: options.version, quick: experiment.isQuick,
            startedAt: Date().formatted(.iso8601), kernel: facts["kernel.release"] ?? "unknown")
        manifest.question = experiment.question
        manifest.describe(facts)
        if !isElsewhere {
            manifest.facts.merge(Conditions.here()) { _, new in new }
            manifest.facts.merge(Machine.factsHere()) { _, new in new }
        }
        manifest.facts["recording"] = experiment.formats.first?.replay?.recording.text
        manifest.facts["bench.sha256"] = BuildProbe.sha256(of: "/proc/\(ProcessInfo.pid)/exe")
        manifest.series = experiment.roles
        manifest.values = DeclaredOrder.unordered(experiment.valuesByAxis())
        manifest.plots = experiment.plots
        manifest.search = experiment.searched?.procedure.rawValue
        manifest.facts[Fitness.configuredFact] = options.configures ? "true" : nil
        manifest.captureCPU = placement.capture
        manifest.generatorCPU = placement.generator
        manifest.toolVersions = isElsewhere ? [:] : ToolVersions.read()
        return manifest
    }
}

extension Manifest {
    /// Says of a machine what its facts say.
    mutating func describe(_ machine: [String: String]) {
        kernel = machine["kernel.release"] ?? "unknown"
        cpuModel = machine["cpu.model"]
        cpuCount = machine["cpu.count"].flatMap { Int($0) }
        clockSource = machine["clocksource"]
        governor = machine["cpu.governor"]
        mitigations = machine["mitigations"].map { ["summary": $0] } ?? [:]
        for (key, value) in machine where key.hasPrefix("sysctl.") {
            sysctls[String(key.dropFirst("sysctl.".count))] = value
        }
        facts.merge(machine.filter { !$0.key.hasPrefix("sysctl.") }) { _, new in new }
    }
}
