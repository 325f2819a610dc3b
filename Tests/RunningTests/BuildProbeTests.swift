import Experiment
import FoundationEssentials
import Kernel
import Results
import Testing

@testable import Running

/// Scripts and programs that say they are a bench.
@Suite(.serialized) struct BuildProbeTests {
    /// A folder that goes away.
    final class Folder {
        let path = "/tmp/bench-build-\(UInt64.random(in: 0 ... .max))"

        init() throws { try Command.run(["mkdir", path]) }
        deinit { try? FileManager.default.removeItem(atPath: path) }

        /// Writes an executable shell script.
        func script(_ name: String, _ text: String) throws -> String {
            try TextFile.write("#!/bin/sh\n\(text)\n", to: "\(path)/\(name)")
            try Command.run(["chmod", "+x", "\(path)/\(name)"])
            return "\(path)/\(name)"
        }
    }

    private static func probe(_ text: String) throws -> ProbedBuild {
        let builds = [try Build(name: "base", text)]
        return try #require(try BuildProbe(Stage(signals: nil)).examine(builds).first)
    }

    private static func error(_ text: String) -> String? {
        #expect(throws: SweepError.self) { try probe(text) }?.description
    }

    @Test func `A script that becomes a bench is that bench, and the manifest names it`() throws {
        let folder = try Folder()
        let bench = LiveTrial.executable
        let build = try Self.probe(try folder.script("launcher", "exec \(bench) \"$@\""))
        let program = URL(filePath: bench).resolvingSymlinksInPath().path
        #expect(build.executable == program)
        #expect(build.facts.command == folder.path + "/launcher")
        #expect(build.facts.program == program)
        #expect(build.facts.version?.isEmpty == false)
        #expect(build.facts.sha256?.count == 64)
    }

    @Test(arguments: ["X_LIBRARY=1 exec BENCH \"$@\"", "exec BENCH \"$@\" --stamps"])
    func `A script that has more to say than which program it is stays in between`(
        text: String
    ) throws {
        let folder = try Folder()
        let line = text.split(separator: "BENCH", omittingEmptySubsequences: false)
            .joined(separator: LiveTrial.executable)
        // Only capture knows --stamps.
        let script = try folder.script(
            "launcher", "[ \"$1\" = capture ] || exec \(LiveTrial.executable) \"$@\"\n\(line)")
        #expect(try Self.probe(script).executable == script)
    }

    @Test func `What cannot be executed is refused by name`() throws {
        let folder = try Folder()
        #expect(Self.error("/no/such/bench") == "--base: there is no file “/no/such/bench”")
        #expect(Self.error("no-such-bench")?.contains("no program “no-such-bench” in PATH") == true)
        #expect(Self.error(folder.path)?.contains("is a directory") == true)
        try TextFile.write("text", to: folder.path + "/text")
        #expect(Self.error(folder.path + "/text")?.contains("is not an executable file") == true)
    }

    @Test func `What is no bench, or another process's, is refused`() throws {
        let folder = try Folder()
        #expect(Self.error("/bin/false")?.contains("ended with exit status 1") == true)
        #expect(Self.error("/bin/true")?.contains("is not a bench") == true)
        let child = try folder.script("child", "\(LiveTrial.executable) \"$@\"; exit $?")
        #expect(Self.error(child)?.contains("must end in “exec”") == true)
        let later = try folder.script(
            "later", "[ \"$1\" = --version ] || echo '{\"v\":99,\"type\":\"ready\"}'; sleep 0.1")
        #expect(Self.error(later)?.contains("version 99") == true)
        let failing = try folder.script("failing", "exit 3")
        #expect(Self.error(failing)?.contains("exit status 3") == true)
    }

    @Test func `A tool is found in PATH and asked for its version`() throws {
        let build = try Self.probe("sh -c 'sleep 1' {interface}")
        #expect(build.executable == nil)
        #expect(build.facts.program?.hasSuffix("/sh") == true)
        #expect(build.facts.command == "sh -c 'sleep 1' {interface}")
        #expect(Self.error("no-such-tool {interface}")?.contains("in PATH") == true)
    }
}

extension LiveTests {
    @Test
    func `Two builds measure each point side by side, each row says which, and the run resumes`()
        throws
    {
        let folder = try BuildProbeTests.Folder()
        let slow = try folder.script(
            "slow",
            "[ \"$1\" = capture ] || exec \(LiveTrial.executable) \"$@\"\n"
                + "exec \(LiveTrial.executable) \"$@\" -o work=20us")
        let experiment = try Laboratory.experiment(
            "repetitions = 2", rate: "5kpps", duration: "500ms",
            series: ["label = \"V3\"\nbackend = \"tpacket-v3\""]
        ).interleaving([
            Build(name: "base", LiveTrial.executable), Build(name: "head", slow),
        ])
        let root = folder.path
        @Sendable func sweep(_ resume: RunDirectory?) throws -> SweepResult {
            var options = Sweep.SweepOptions(
                experiment: experiment, resultsRoot: root, resume: resume, seed: 1, patience: 0,
                commandLine: ["test"], version: "test")
            options.executable = LiveTrial.executable
            return try Sweep(options, signals: nil).run()
        }
        let result = try LiveTrial.onThread { try sweep(nil) }
        let rows = try result.directory.trials().records
        let measured = rows.filter { $0.backend != Vocabulary.noBackend }
        #expect(measured.map(\.build) == ["base", "head", "head", "base"])
        #expect(measured.map(\.block) == [1, 1, 2, 2])
        #expect(Set(measured.map(\.point)).count == 1)
        #expect(measured.map(\.role) == ["V3 [base]", "V3 [head]", "V3 [head]", "V3 [base]"])
        measured.forEach { expectClosed($0) }
        let costs = try measured.map { row in
            Double(try #require(row.cpuCaptureNs)) / Double(try #require(row.uniqueFrames))
        }
        // 20 µs a frame is what only the head does.
        #expect(min(costs[1], costs[2]) - max(costs[0], costs[3]) > 10_000, "\(costs)")
        let manifest = try result.directory.manifest()
        #expect(manifest.builds?.map(\.name) == ["base", "head"])
        #expect(manifest.series == ["V3 [base]", "V3 [head]"])
        #expect(manifest.builds?.last?.command == slow)
        let again = try LiveTrial.onThread { try sweep(result.directory) }
        #expect(again.missing <= measured.count { $0.outcome != .valid })
        // What was valid is not measured again.
        let open = rows.count { ![.valid, .baseline].contains($0.outcome) }
        #expect(try result.directory.trials().records.count == rows.count + open)
    }
}
