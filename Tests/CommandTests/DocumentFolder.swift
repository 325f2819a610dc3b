import FoundationEssentials
import Kernel
import Results

/// A folder like that of somebody who followed the documents: with the experiments of the tree, with
/// runs, captures, and the program before a change and after it.
struct DocumentFolder {
    let bench: Bench

    /// What stands for a clone of the project: `bench` beside `before` and `after`.
    var checkout: String { bench.folder + "/bench" }
    var runs: CompareRuns { CompareRuns(bench: bench) }

    init() throws {
        bench = try Bench()
        for folder in ["bench/results/ci", "bench/results/mine", "before", "after"] {
            try Directory.make(bench.folder + "/" + folder)
        }
        try link(Bench.path, "bench/bench")
        try link(Bench.path, "before/bench")
        try copyExperiments()
        for folder in ["bench", "before", "after"] {
            try link("/usr/bin/tcpdump", folder + "/tcpdump")
        }
        try bench.write(try Self.firstExperiment(), to: "bench/mine.toml")
        try makeRuns()
        try makeCaptures()
    }

    /// The experiments of the tree, which try nothing twice here.
    private func copyExperiments() throws {
        let (from, to) = (Document.root + "/experiments", checkout + "/experiments")
        try Directory.make(to)
        for name in try FileManager.default.contentsOfDirectory(atPath: from) {
            guard name.hasSuffix(".toml") else {
                try copy(from + "/" + name, to + "/" + name)
                continue
            }
            let text = try Document.read("experiments/" + name).text
            let head = "\n[experiment]\n"
            try TextFile.write(
                text.replacing(head, with: head + "retries = 0\n"), to: to + "/" + name)
        }
    }

    private func link(_ target: String, _ name: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: bench.folder + "/" + name, withDestinationPath: target)
    }

    /// The experiment that a reader is asked to save as `mine.toml`.
    private static func firstExperiment() throws -> String {
        let blocks = try Document.read("docs/first-experiment.md").blocks
        return (blocks.first { $0.language == "toml" }?.text ?? "") + "\n"
    }

    /// Runs of the tree, and made-up ones.
    ///
    /// What documents call `RUN` has just that name.
    private func makeRuns() throws {
        let results = checkout + "/results/"
        try copy(Document.root + "/results/reference", results + "reference")
        let findings = results + "reference/ringsize-findings"
        try Directory.make(results + "ringsize")
        try copy(findings, results + "ringsize/20260101T000000Z-000000")
        try copy(findings, results + "ringsize/RUN")
        for (number, name) in [
            (1, "ci/RUN1"), (2, "ci/RUN2"), (3, "ci/20260103T000000Z-000000"), (4, "trusted"),
        ] {
            try move(runs.write(seed: UInt64(number), run: "\(number)"), results + name)
        }
        let sides = [
            CompareRuns.recv, CompareRuns.Side(role: "tpacket-v3", point: "h2", cost: 2000),
        ]
        try move(
            runs.write(sides, blocks: 10, experiment: try Self.firstExperiment(), run: "5"),
            results + "mine/20260105T000000Z-000000")
    }

    private func copy(_ from: String, _ to: String) throws {
        try Command.run(["cp", "-r", from, to])
    }

    private func move(_ run: RunDirectory, _ to: String) throws {
        try FileManager.default.moveItem(atPath: run.path, toPath: to)
    }

    /// Captures without a packet: little endian, microseconds, Ethernet.
    private func makeCaptures() throws {
        let header: [UInt8] =
            [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0] + [UInt8](repeating: 0, count: 8)
            + [0, 0, 4, 0, 1, 0, 0, 0]
        for name in ["capture.pcap", "monday.pcap", "tuesday.pcapng"] {
            try Data(header).write(to: URL(filePath: checkout + "/" + name))
        }
        try Command.run(["gzip", checkout + "/tuesday.pcapng"])
    }
}
