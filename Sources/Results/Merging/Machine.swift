/// Which machine a run was made on.
package struct Machine: Sendable, Hashable {
    /// The host name.
    package let name: String
    /// `/proc/sys/kernel/random/boot_id`: the same in every container of a running kernel.
    private let boot: String?
    /// A hash of the id of machine-id(5).
    private let id: String?

    package static let nameFact = "host.name"
    package static let bootFact = "host.boot_id"
    package static let idFact = "host.id"

    /// `nil` for a run made before manifests said it.
    package init?(_ manifest: Manifest) { self.init(facts: manifest.facts) }

    package init?(facts: [String: String]) {
        guard let name = facts[Self.nameFact] else { return nil }
        self.name = name
        boot = facts[Self.bootFact]
        id = facts[Self.idFact]
    }

    /// Whether both are one machine.
    ///
    /// The same boot is the same machine, whatever containers call it. After a boot it is known by
    /// its name and its id together: copies of a disk have the same id.
    package func isSame(as other: Machine) -> Bool {
        if let boot, boot == other.boot { return true }
        return name == other.name && id == other.id
    }
}

/// One of the runs that a merged run was made from.
package struct MergedRun: Sendable, Hashable, Codable {
    /// What its rows have in the column `machine`.
    package var machine: String
    /// Added to the numbers of its trials.
    package var trialOffset: Int
    /// Added to the numbers of its blocks; baselines keep 0.
    package var blockOffset: Int
    /// Its own manifest.
    package var manifest: Manifest

    package init(machine: String, trialOffset: Int, blockOffset: Int, manifest: Manifest) {
        self.machine = machine
        self.trialOffset = trialOffset
        self.blockOffset = blockOffset
        self.manifest = manifest
    }

    enum CodingKeys: String, CodingKey {
        case machine, manifest
        case trialOffset = "trial_offset"
        case blockOffset = "block_offset"
    }
}
