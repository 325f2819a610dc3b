import Frames

extension MergePlan {
    /// The manifest of the merged run: what all runs share, and each run's own manifest.
    ///
    /// Where runs differ a text has all values, and other keys are left out.
    package func manifest(commandLine: [String]) -> Manifest {
        let all = runs.map(\.manifest)
        var merged = all[0]
        merged.runID = runID
        merged.commandLine = commandLine
        merged.startedAt = all.map(\.startedAt).min() ?? merged.startedAt
        merged.sequence = nil
        merged.blocks = nil
        merged.kernel = Self.texts(all.map(\.kernel))
        merged.benchVersion = Self.texts(all.map(\.benchVersion))
        merged.cpuModel = Self.optionalTexts(all.map(\.cpuModel))
        merged.clockSource = Self.optionalTexts(all.map(\.clockSource))
        merged.governor = Self.optionalTexts(all.map(\.governor))
        merged.cpuCount = Self.shared(all.map(\.cpuCount))
        merged.captureCPU = Self.shared(all.map(\.captureCPU))
        merged.generatorCPU = Self.shared(all.map(\.generatorCPU))
        merged.mitigations = Self.shared(all.map(\.mitigations))
        merged.sysctls = Self.shared(all.map(\.sysctls))
        merged.topology = Self.shared(all.map(\.topology))
        merged.toolVersions = Self.shared(all.map(\.toolVersions))
        merged.facts = Self.shared(all.map(\.facts))
        merged.values = all.lazy.compactMap(\.values).first
        merged.facts[Manifest.unfinishedFact] =
            all.contains { $0.facts[Manifest.unfinishedFact] != nil } ? "true" : nil
        merged.runs = runs
        return merged
    }

    /// The same for the same runs: when the last of them began, and a hash of their names.
    private var runID: String {
        let last = runs.map(\.manifest.runID).max() ?? ""
        let names = runs.map { "\($0.manifest.runID) \($0.trialOffset) \($0.blockOffset)\n" }
        let hash = Fingerprint(names.joined() + "\(rowCount)").text.suffix(6)
        return last.prefix { $0 != "-" } + "-" + hash
    }

    private static func shared<Value: Equatable>(_ values: [Value?]) -> Value? {
        values.allSatisfy { $0 == values[0] } ? values[0] : nil
    }

    private static func shared(_ values: [[String: String]]) -> [String: String] {
        values[0].filter { key, value in values.allSatisfy { $0[key] == value } }
    }

    private static func texts(_ values: [String]) -> String {
        Set(values).sorted().joined(separator: ", ")
    }

    private static func optionalTexts(_ values: [String?]) -> String? {
        let known = values.compactMap { $0 }
        return known.isEmpty ? nil : texts(known)
    }
}
