import FoundationEssentials
import Kernel
import Results
import Testing

/// Sweeps with real traffic, one after the other, each in namespaces of its own.
@Suite(.serialized, .enabled(if: Bench.isRoot, "\(Bench.needsRoot)"))
struct SweepTests {
    /// Five points, each tried once: what happens to one must not touch the others.
    static let five = experiment(
        "seed = 1", series: (1...5).map { "label = \"s\($0)\"\nbackend = \"recv\"" })

    @Test func `A sweep writes rows, intervals, manifest, raw files, plots and a summary`() throws {
        let bench = try Bench()
        try bench.write(
            experiment(
                "topology = \"veth-napi\"",
                series: ["backend = \"recv\"", "backend = \"tpacket-v3\""]), to: "e.toml")
        let result = try bench.sweep().wait()
        let records = try bench.records()
        #expect(records.map(\.trial) == [1, 2, 3])
        #expect(records.first?.outcome == .baseline || records.first?.outcome == .invalid)
        for record in records.dropFirst() { expectCounted(record) }
        let isMissing = records.contains { $0.backend != "none" && $0.outcome == .invalid }
        #expect(result.status == (isMissing ? 3 : 0), "\(result.errors)")
        let directory = try #require(bench.runDirectory)
        #expect(try !directory.intervals().records.isEmpty)
        let manifest = try directory.manifest()
        #expect(manifest.topology["capture.threaded"] == "1")
        #expect(manifest.topology["napi.policy"] == "SCHED_OTHER")
        for name in ["capturer.jsonl", "generator.jsonl", "samples.csv", "capturer.stderr"] {
            let path = directory.rawPath(trial: 2, attempt: 1) + "/" + name
            #expect(FileManager.default.fileExists(atPath: path), "\(name)")
        }
        #expect(result.output.contains("results  "))
        for line in result.output.split(separator: "\n") where !line.contains("/") {
            #expect(line.count <= 80, "\(line)")
        }
        let trials = result.errors.split(separator: "\n").filter { $0.hasPrefix("[") }
        #expect(trials.count == 3, "\(result.errors)")
        bench.expectNothingLeft()
    }

    @Test func `With --json there is JSON and nothing else on standard output`() throws {
        let bench = try Bench()
        try bench.write(experiment(), to: "e.toml")
        let result = try bench.sweep("e.toml", ["--json"]).wait()
        #expect(JSON.isWhole(result.output), "\(result.output)")
        #expect(result.output.contains("\"beyond_engine_limit\" : 0"))
    }

    @Test func `--quick, --only, --repetitions and --seed select as they say`() throws {
        let bench = try Bench()
        try bench.write(
            experiment(
                duration: "2s", series: ["backend = \"recv\"", "backend = \"tpacket-v2\""]
            ).replacing("\"100ms\"", with: "\"1s\""), to: "e.toml")
        let more = ["--quick", "--only", "backend=recv", "--repetitions", "2", "--seed", "9"]
        _ = try bench.sweep("e.toml", more).wait()
        let records = try bench.records()
        #expect(records.map(\.backend) == ["none", "recv", "recv"])
        #expect(records.map(\.block) == [0, 1, 2])
        #expect(records.allSatisfy { $0.durationS == 0.2 })
        let manifest = try #require(try bench.runDirectory?.manifest())
        #expect(manifest.quick && manifest.seed == 9)
    }

    @Test func `The engine's limit is found once, told, and no failure`() throws {
        let text = experiment(
            rate: "20Mpps", series: ["backend = \"recv\"", "backend = \"null\""]
        ).replacing("retries = 0", with: "retries = 3")
        let (limited, records, result) = try Disturbance.outlast { rows in
            let bench = try Bench()
            try bench.write(text, to: "e.toml")
            let result = try bench.sweep().wait()
            rows = try bench.records()
            let limited = rows.filter { $0.invalidReason == .engineLimit }
            // A loaded machine may hide the limit behind its load.
            return limited.first?.backend == "none" ? (limited, rows, result) : nil
        }
        #expect(limited.map(\.outcome) == [.invalid, .skipped])
        #expect(records.last { $0.backend == "null" } != nil)
        #expect(result.output.contains("Beyond the engine's limit"))
    }

    @Test func `A load beside a trial is foreign, and somebody is named`() throws {
        let bench = try Bench()
        try bench.write(experiment(duration: "1s"), to: "e.toml")
        // As a compiler runs: many short processes. It ends with the tests, however they end.
        let script = """
            while kill -0 \(ProcessInfo.pid) 2>/dev/null
            do sh -c 'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); done'; done
            """
        let load = try ChildProcess(
            "sh", ["-c", script], streams: .init(input: .null, output: .null, error: .null))
        defer { load.kill() }
        _ = try bench.sweep().wait()
        let record = try #require(try bench.records().last)
        #expect(record.invalidReason == .foreignLoad, "\(record.message ?? "")")
        // Other tests may be running, and take more than this one's load does.
        #expect(record.message?.contains(" % of a CPU, most of it ") == true)
        #expect((record.foreignLoadPercent ?? 0) > 20)
    }

    @Test func `A second sweep at the same time is refused, also in another network namespace`()
        throws
    {
        let bench = try Bench()
        try bench.write(experiment(duration: "1s"), to: "e.toml")
        let script = """
            '\(Bench.path)' sweep e.toml --wait 0s >/dev/null 2>&1 &
            for i in $(seq 200); do [ -e results ] && break; sleep 0.05; done
            unshare --net '\(Bench.path)' sweep e.toml --wait 0s --results other 2>errors
            echo $? >status; wait
            """
        _ = try Command.run(["unshare", "--net", "sh", "-c", script], in: bench.folder)
        #expect(try bench.read("status") == "4\n")
        #expect(try bench.read("errors").contains("another sweep"))
        #expect(!FileManager.default.fileExists(atPath: bench.folder + "/other"))
    }

    @Test func `Roles that die, hang or lose their interface cost one row each`() throws {
        let bench = try Bench()
        try bench.write(Self.five.replacing("\"200ms\"", with: "\"1500ms\""), to: "e.toml")
        let sweep = try bench.sweep()
        let faults: [(InvalidReason, String, (Int32) -> [String])] = [
            (.capturerDied, "capture", { ["kill", "-9", "\($0)"] }),
            (.capturerHung, "capture", { ["kill", "-19", "\($0)"] }),
            (
                .interface, "capture",
                { pid in
                    let delete = "ip link delete $(ls /sys/class/net | grep ^c)"
                    // sysfs shows the namespace of who mounts it.
                    let line = "mount -t sysfs none /sys && \(delete)"
                    return [
                        "nsenter", "-t", "\(pid)", "--net", "unshare", "-m", "sh", "-c", line,
                    ]
                }
            ),
            (.load, "generate", { ["kill", "-9", "\($0)"] }),
        ]
        var seen: Set<Int32> = []
        for (_, role, command) in faults {
            var pid = try bench.process(with: [role, "--json"])
            while try sweep.child.poll() == nil {
                let capturer = try? bench.process(with: ["capture", "--json"], seconds: 10)
                // Of the next trial, and past its warm-up.
                if let capturer, seen.insert(capturer).inserted { break }
                Poll.sleep(until: MonotonicClock.now() + 20_000_000)
            }
            Poll.sleep(until: MonotonicClock.now() + 900_000_000)
            pid = try bench.process(with: [role, "--json"])
            _ = try Command.collect(command(pid))
        }
        let result = try sweep.wait()
        let records = try bench.records().filter { $0.backend == "recv" }
        #expect(records.prefix(4).map(\.invalidReason) == faults.map(\.0), "\(result.errors)")
        let last = try #require(records.last)
        #expect(records.count == 5)
        expectCounted(last)
        #expect(result.status == 3)
        bench.expectNothingLeft()
    }
}

/// The row is valid, or invalid for a reason that load on the machine excuses.
func expectCounted(_ record: TrialRecord) {
    let isExcused = record.invalidReason.map(Disturbance.reasons.contains) ?? true
    #expect(isExcused, "\(record.invalidReason?.rawValue ?? ""): \(record.message ?? "")")
    #expect(record.unexplainedFrames == 0)
}
