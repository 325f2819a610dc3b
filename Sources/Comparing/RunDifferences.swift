package import Results

/// What two runs were made under, where it differs.
package struct RunDifference: Sendable, Hashable {
    /// The name to allow it by, one of ``RunDifferences/names``, or `bench` and `tools`.
    package let name: String
    /// What differs, and how.
    package let description: String
    /// Whether the two cannot be compared unless the difference is asked for.
    package let isRefused: Bool
}

package enum RunDifferences {
    /// Names of differences that must be allowed before two runs are compared.
    package static let names = ["kernel", "machine", "placement", "rootless", "sysctls"]

    /// Everything that differs and may explain a difference of results.
    ///
    /// - Throws: if the files have different meanings.
    package static func between(
        _ base: Manifest, _ head: Manifest
    ) throws(ComparisonError) -> [RunDifference] {
        guard base.schema == head.schema else {
            throw ComparisonError(
                "the results have different schemas, \(base.schema) and \(head.schema): their"
                    + " columns do not mean the same")
        }
        return differing([base, head]).map { condition, values in
            RunDifference(
                name: condition.name,
                description:
                    "\(condition.what): \(values[0] ?? "unknown") and \(values[1] ?? "unknown")",
                isRefused: names.contains(condition.name))
        }
    }

    /// What differs among the runs of a merged run: a clause each, the most common value first.
    ///
    /// `kernel: 6.12.1 (node1, node2), 6.18.0 (node3)`
    package static func among(_ runs: [MergedRun]) -> [String] {
        differing(runs.map(\.manifest)).map { condition, values in
            var machines: [String: [String]] = [:]
            for (run, value) in zip(runs, values) {
                let known = machines[value ?? "unknown", default: []]
                if !known.contains(run.machine) {
                    machines[value ?? "unknown", default: []].append(run.machine)
                }
            }
            let parts = machines.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
            return "\(condition.what): "
                + parts.map { value, names in "\(value) (\(list(names)))" }.joined(separator: ", ")
        }
    }

    /// At most three names, and how many more there are.
    private static func list(_ names: [String]) -> String {
        let more = names.count > 4 ? " and \(names.count - 3) more" : ""
        return names.prefix(names.count > 4 ? 3 : 4).joined(separator: ", ") + more
    }

    /// One thing that a manifest says of how a run was made.
    private struct Statement: Hashable {
        let name: String
        let what: String
    }

    /// The conditions that are not the same in all manifests, with the value of each.
    private static func differing(
        _ manifests: [Manifest]
    ) -> [(condition: Statement, values: [String?])] {
        let all = manifests.map(conditions)
        var order: [Statement] = []
        for kind in ["kernel", "machine", "placement", "rootless", "sysctls", "bench", "tools"] {
            order += Set(all.flatMap(\.keys)).filter { $0.name == kind }.sorted {
                $0.what < $1.what
            }
        }
        return order.compactMap { condition in
            let values = all.map { $0[condition] }
            return values.allSatisfy { $0 == values[0] } ? nil : (condition, values)
        }
    }

    private static func conditions(_ manifest: Manifest) -> [Statement: String] {
        var all: [Statement: String] = [:]
        func note(_ name: String, _ what: String, _ value: String?) {
            all[Statement(name: name, what: what)] = value
        }
        note("kernel", "kernel", manifest.kernel)
        note("machine", "CPU model", manifest.cpuModel)
        note("machine", "CPUs", text(manifest.cpuCount))
        note("machine", "clock source", manifest.clockSource)
        note("machine", "governor", manifest.governor)
        for (key, value) in manifest.mitigations { note("kernel", "mitigations \(key)", value) }
        note("placement", "capture CPU", text(manifest.captureCPU))
        note("placement", "generator CPU", text(manifest.generatorCPU))
        note("rootless", "rootless", manifest.facts["rootless"])
        for (key, value) in manifest.sysctls { note("sysctls", key, value) }
        note("bench", "bench", manifest.benchVersion)
        for (key, value) in manifest.toolVersions { note("tools", key, value) }
        return all
    }

    private static func text(_ number: Int?) -> String? { number.map { "\($0)" } }
}
