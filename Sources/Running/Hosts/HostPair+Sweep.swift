import Experiment
import Results
import Testbed

extension HostPair {
    /// Connects to the hosts of a sweep; `nil` if it has none.
    ///
    /// - Throws: ``SweepError``, ``Interrupted``.
    convenience init?(_ options: Sweep.SweepOptions, _ stage: Stage) throws {
        guard let interfaces = options.experiment.interfaces, let hosts = interfaces.hosts else {
            return nil
        }
        try Self.check(options.experiment, hosts)
        try self.init(
            interfaces, stage, pushes: options.pushes, isUnclocked: options.isUnclocked)
    }

    /// What must be the same for all rows of a run: see ``Conditions``.
    func conditions() throws -> [String: String] {
        var conditions: [String: String] = [:]
        for side in [NamedEnd.Side.capture, .generator] {
            conditions["host.\(side.rawValue)"] = host(side)
            for (name, value) in try facts(side).conditions {
                conditions[side == .capture ? name : "generator.\(name)"] = value
            }
        }
        return conditions
    }

    /// CPU quotas there, in words.
    func quotas() throws -> [String] {
        try [NamedEnd.Side.capture, .generator].flatMap { side in
            try facts(side).quotas.map { "host \(host(side)): \($0)" }
        }
    }

    /// Says of the hosts what a manifest says of a machine: of the one that captures by the usual
    /// names, of the one that sends below `generator.`.
    func describe(_ manifest: inout Manifest) throws {
        let (capture, generator) = (try facts(.capture), try facts(.generator))
        manifest.describe(capture.facts)
        manifest.facts.merge(try conditions()) { _, new in new }
        for (name, value) in generator.facts { manifest.facts["generator.\(name)"] = value }
        manifest.facts["host.capture.name"] = try connection(.capture).greeting.hostName
        manifest.facts["host.generator.name"] = try connection(.generator).greeting.hostName
        manifest.toolVersions = capture.toolVersions
    }
}
