import Results

extension Rule {
    /// Capture and generator, or capture and receive work, take turns on one CPU.
    static let sharedCPU = Rule(
        name: "shared-cpu", subject: .loss,
        looksAt: ["flags", "capture_cpu", "generator_cpu", "involuntary_switches"]
    ) { evidence in
        let row = evidence.row
        let isOne = row.captureCPU != nil && row.captureCPU == row.generatorCPU
        guard evidence.lost > 0, row.flags.contains(.sharedCPU) || isOne else {
            return nil
        }
        return Explanation(
            cause: "generator and capture process share one CPU",
            evidence: [
                row.captureCPU.map { "Both ran on CPU \($0)." }
                    ?? "The row has the flag shared-cpu.",
                row.involuntarySwitches.map {
                    "The capture process was displaced \(Words.count($0)) times."
                },
                evidence.depthMs.map {
                    "While the generator ran, the queue lasted \(Words.milliseconds($0))."
                },
            ].compactMap { $0 },
            advice: [
                "Give bench two CPUs (the container's cpuset, or a machine with two): while one "
                    + "of the two runs, the other stands still."
            ], weight: 1)
    }
}
