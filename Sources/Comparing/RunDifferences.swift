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
        var all: [RunDifference] = []
        func compare(_ name: String, _ what: String, _ base: String?, _ head: String?) {
            guard base != head else { return }
            all.append(
                RunDifference(
                    name: name,
                    description: "\(what): \(base ?? "unknown") and \(head ?? "unknown")",
                    isRefused: names.contains(name)))
        }
        compare("kernel", "kernel", base.kernel, head.kernel)
        compare("machine", "CPU model", base.cpuModel, head.cpuModel)
        compare("machine", "CPUs", text(base.cpuCount), text(head.cpuCount))
        compare("machine", "clock source", base.clockSource, head.clockSource)
        compare("machine", "governor", base.governor, head.governor)
        for key in Set(base.mitigations.keys).union(head.mitigations.keys).sorted() {
            compare("kernel", "mitigations \(key)", base.mitigations[key], head.mitigations[key])
        }
        compare("placement", "capture CPU", text(base.captureCPU), text(head.captureCPU))
        compare("placement", "generator CPU", text(base.generatorCPU), text(head.generatorCPU))
        compare("rootless", "rootless", base.facts["rootless"], head.facts["rootless"])
        for key in Set(base.sysctls.keys).union(head.sysctls.keys).sorted() {
            compare("sysctls", key, base.sysctls[key], head.sysctls[key])
        }
        compare("bench", "bench", base.benchVersion, head.benchVersion)
        for key in Set(base.toolVersions.keys).union(head.toolVersions.keys).sorted() {
            compare("tools", key, base.toolVersions[key], head.toolVersions[key])
        }
        return all
    }

    private static func text(_ number: Int?) -> String? { number.map { "\($0)" } }
}
