import Results

/// Under which conditions the run was made: its manifest.
enum EnvironmentSection {
    /// Facts that are no conditions, or stand elsewhere.
    private static let otherFacts: Set<String> = [
        "series", "figures", "kernel.release", "cpu.model", "cpu.count", "clocksource",
    ]

    static func blocks(_ run: ReportedRun, id: String) -> [Block] {
        let manifest = run.manifest
        let main: [(String, String?)] = [
            ("kernel", "Linux \(manifest.kernel)"), ("CPU", manifest.cpuModel),
            ("CPUs", manifest.cpuCount.map { "\($0)" }),
            ("capture CPU", manifest.captureCPU.map { "\($0)" }),
            ("generator CPU", manifest.generatorCPU.map { "\($0)" }),
            ("clock source", manifest.clockSource), ("governor", manifest.governor),
            ("bench", manifest.benchVersion), ("begun", manifest.startedAt),
            ("seed of the order", "\(manifest.seed)"),
            ("hash of the experiment", manifest.experimentHash),
            ("results", run.path),
        ]
        var blocks: [Block] = [
            table(
                "\(id)-machine", "Machine and run",
                main.compactMap { name, value in value.map { (name, $0) } })
        ]
        if let runs = manifest.runs { blocks.append(merged(runs, id)) }
        let facts = manifest.facts.filter { !otherFacts.contains($0.key) }
        for (key, title, values) in [
            ("tools", "Versions of programs", manifest.toolVersions),
            ("mitigations", "Mitigations", manifest.mitigations),
            ("topology", "Testbed, as read back", manifest.topology),
            ("sysctls", "Kernel settings (sysctl)", manifest.sysctls),
            ("facts", "Other facts", facts),
        ] where !values.isEmpty {
            let rows = values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            blocks.append(
                .details(
                    Details(
                        summary: "\(title): \(rows.count)", isOpen: false,
                        blocks: [table("\(id)-\(key)", title, rows)])))
        }
        return blocks
    }

    /// The runs that a merged run was made from.
    private static func merged(_ runs: [MergedRun], _ id: String) -> Block {
        .table(
            PageTable(
                id: "\(id)-runs", caption: "The runs that were joined",
                columns: [
                    .header("run"), .text("machine"), .text("kernel"), .text("bench"), .text("CPU"),
                    .text("begun"),
                ],
                rows: runs.map { run in
                    [
                        run.manifest.runID, run.machine, run.manifest.kernel,
                        run.manifest.benchBuild, run.manifest.cpuModel ?? "",
                        run.manifest.startedAt,
                    ]
                }))
    }

    private static func table(
        _ id: String, _ caption: String, _ rows: [(String, String)]
    ) -> Block {
        .table(
            PageTable(
                id: id, caption: caption, columns: [.header("what"), .text("value")],
                rows: rows.map { [$0.0, $0.1] }))
    }
}
