import FoundationEssentials
import Frames
import Kernel
import Results
import Testing

/// `contrib/slurm` on a Slurm of two virtual nodes, which the test starts and stops in a folder of
/// its own.
@Suite struct SlurmTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    private static let hasSlurm = ["munged", "slurmctld", "slurmd", "sbatch"].allSatisfy { name in
        ["/usr/sbin/", "/usr/bin/"].contains {
            FileManager.default.isExecutableFile(atPath: $0 + name)
        }
    }

    /// A Slurm that ends with its owner.
    private final class LocalSlurm {
        let folder: String
        private let script = SlurmTests.root + "/contrib/slurm/local"

        /// - Throws: cancels the test where the daemons do not start.
        init(in folder: String) throws {
            self.folder = folder + "/slurm"
            do {
                _ = try Command.run([script, "start", self.folder, "2"], within: 120)
            } catch {
                let log = try? ProcFile.text(self.folder + "/slurmctld.log")
                print("➜ Test \"a job array\" was cancelled: \"Slurm does not start: \(error)\"")
                print(log ?? "")
                try Test.cancel("Slurm does not start: \(error)")
            }
        }

        func stop() throws { _ = try Command.run([script, "stop", folder], within: 60) }
        deinit { try? stop() }

        /// Runs a program of Slurm.
        func run(_ words: [String], with variables: [String] = []) throws -> String {
            try Command.run(
                ["env", "SLURM_CONF=\(folder)/slurm.conf"] + variables + words, in: folder,
                within: 60
            ).text
        }

        /// States of the tasks that are not done, by id: `PENDING`, `RUNNING`.
        func states() throws -> [String: String] {
            let lines = try run(["squeue", "--noheader", "--array", "--format=%i %T"])
                .split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            return Dictionary(
                lines.filter { $0.count == 2 }.map { ($0[0], $0[1]) }, uniquingKeysWith: { $1 })
        }
    }

    @Test(
        .enabled(if: Bench.isRoot, "needs root: Slurm starts jobs as their users"),
        .enabled(if: hasSlurm, "needs slurm-wlm and munge"))
    func `An array of four tasks, one killed and queued again, is merged and judged`() throws {
        let bench = try Bench()
        try bench.write(
            experiment(
                "repetitions = 12\nseed = 5",
                series: [
                    "label = \"recv\"\nbackend = \"recv\"",
                    "label = \"V3\"\nbackend = \"tpacket-v3\"",
                ]
            ).replacing("retries = 0", with: "retries = 4")
                + """
                [[contrast]]
                metric = "loss_percent"
                base = "recv"
                head = "V3"
                smallest_effect = "2 points"
                """, to: "e.toml")
        let slurm = try LocalSlurm(in: bench.folder)
        let lab = bench.folder + "/lab"
        let job = try slurm.run(
            [
                "sbatch", "--parsable", "--array=1-4", "--output=\(bench.folder)/task-%a.log",
                Self.root + "/contrib/slurm/bench.sbatch", bench.folder + "/e.toml",
            ],
            with: [
                bench.mark, "BENCH=\(Bench.path)", "BENCH_HOME=\(Self.root)", "BENCH_LAB=\(lab)",
                // A machine that is never quiet is measured all the same, and soon. A task that waits
                // for another one longer than that is queued again, as often as it takes.
                "BENCH_WAIT=30s", "BENCH_TRIES=20",
            ]
        ).filter(\.isNumber)

        // A task under way with a row on disk is killed.
        var victim: Int?
        let deadline = MonotonicClock.now() + 420_000_000_000
        while victim == nil, MonotonicClock.now() < deadline {
            if let (task, process) = try runningTask(of: bench, in: lab) {
                kill(process)
                victim = task
            }
            Poll.sleep(until: MonotonicClock.now() + 100_000_000)
        }
        // Not more often: the machine would never be quiet.
        while try !slurm.states().isEmpty, MonotonicClock.now() < deadline {
            Poll.sleep(until: MonotonicClock.now() + 3_000_000_000)
        }
        let logs = try (1...4).map { try bench.read("task-\($0).log") }
        let report = (try? bench.read("lab/merge.log")) ?? "no merge.log"
        #expect(try slurm.states().isEmpty, "\(logs)\(report)")
        let task = try #require(victim, "no task was seen under way: \(logs)")
        #expect(logs[task - 1].contains("status 137: this task is queued again"))
        #expect(logs[task - 1].contains("restart 1"))
        #expect(logs[task - 1].contains("going on with \(lab)/task-\(task)/"))
        for task in 1...4 {
            #expect(logs[task - 1].contains("part \(task)/4 of"), "job \(job)")
            #expect(try runs(of: task, in: lab).count == 1)
        }

        let merged = RunDirectory(path: lab + "/merged")
        let records = try merged.trials().records
        let keys = records.filter { $0.block > 0 }.map { "\($0.block) \($0.role)" }
        #expect(Set(keys).count == 24)
        #expect(Set(records.map(\.block)) == Set(0...12))
        let parts = try merged.manifest().runs?.compactMap(\.manifest.blocks)
        #expect(parts?.sorted() == ["1/4", "2/4", "3/4", "4/4"])
        // Of one machine: two names of it are not two machines.
        #expect(Set(records.compactMap(\.machine)).count == 1)
        let valid = records.count { $0.outcome == .valid }
        let pairs = Dictionary(grouping: records.filter { $0.outcome == .valid }, by: \.block)
            .count { Set($0.value.map(\.role)) == ["recv", "V3"] }
        // Without a pair there is nothing to judge.
        guard pairs > 0 else { try Disturbance.cancel("\(valid) of 24 trials valid, no pair") }
        let verdicts = try bench.read("lab/verdicts.txt")
        #expect(verdicts.contains("recv → V3"), "\(report)")
        let status = try bench.read("lab/status")
        // As many pairs as the machine let be valid.
        #expect(status == "0\n" || valid < 24, "\(verdicts)")
        #expect(try bench.read("lab/report.html").contains("The runs that were joined"))
        #expect(try bench.read("lab/verdicts.xml").contains("<testsuite"))
    }

    @Test(
        .enabled(if: Bench.isRoot, "needs root: Slurm starts jobs as their users"),
        .enabled(if: hasSlurm, "needs slurm-wlm and munge"))
    func `A task that fails is queued again, the last of the array too`() throws {
        let bench = try Bench()
        // Each sweep fails the first time.
        try bench.write(
            """
            #!/bin/sh
            [ "$1" = sweep ] || exit 0
            while [ "$1" != --results ]; do shift; done
            mkdir "$2/tried" 2>/dev/null && exit 4
            exit 0
            """, to: "bench")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: bench.folder + "/bench")
        let slurm = try LocalSlurm(in: bench.folder)
        _ = try slurm.run(
            [
                "sbatch", "--array=1-2", "--output=\(bench.folder)/task-%a.log",
                Self.root + "/contrib/slurm/bench.sbatch", "e.toml",
            ],
            with: [
                "BENCH=\(bench.folder)/bench", "BENCH_HOME=\(Self.root)",
                "BENCH_LAB=\(bench.folder)/lab",
            ])
        let deadline = MonotonicClock.now() + 120_000_000_000
        while try !slurm.states().isEmpty, MonotonicClock.now() < deadline {
            Poll.sleep(until: MonotonicClock.now() + 1_000_000_000)
        }
        for task in 1...2 {
            let log = try bench.read("task-\(task).log")
            #expect(log.contains("status 4: this task is queued again"), "\(log)")
            #expect(log.contains("part \(task)/2 of e.toml on "), "\(log)")
            #expect(log.contains("restart 1"), "\(log)")
        }
    }

    private func runs(of task: Int, in lab: String) throws -> [RunDirectory] {
        try RunDirectory.all("\(lab)/task-\(task)/e")
    }

    /// A task whose sweep has rows and goes on, and the process of that sweep.
    ///
    /// Only then it looks at the processes: that takes so much of a CPU that the sweeps, which wait for
    /// a quiet machine, would wait for as long as they may.
    private func runningTask(
        of bench: Bench, in lab: String
    ) throws -> (task: Int, process: Int32)? {
        for task in 1...4 where (2...4).contains(rowCount(of: task, in: lab)) {
            let results = "\(lab)/task-\(task)"
            let sweep = bench.processes.first {
                $0.words.contains("sweep") && $0.words.contains(results)
            }
            if let sweep { return (task, sweep.pid) }
        }
        return nil
    }

    /// How many rows the only run of a task has so far; 0 before it has begun.
    private func rowCount(of task: Int, in lab: String) -> Int {
        guard let run = try? runs(of: task, in: lab).first,
            let bytes = try? Data(contentsOf: URL(filePath: run.trialsPath))
        else { return 0 }
        return max(0, bytes.count { $0 == UInt8(ascii: "\n") } - 1)
    }

    private func kill(_ process: Int32) {
        _ = try? Command.run(["kill", "-KILL", "\(process)"], within: 10)
    }

    @Test(
        .enabled(if: Bench.isRoot, "needs root: Slurm starts jobs as their users"),
        .enabled(if: hasSlurm, "needs slurm-wlm and munge"))
    func `A Slurm that is stopped leaves no job running`() throws {
        let bench = try Bench()
        try FileManager.default.createSymbolicLink(
            atPath: bench.folder + "/job", withDestinationPath: "/bin/sleep")
        let slurm = try LocalSlurm(in: bench.folder)
        _ = try slurm.run(
            ["sbatch", "--output=/dev/null", "--wrap", "exec \(bench.folder)/job 600"],
            with: [bench.mark])
        _ = try bench.process(with: [bench.folder + "/job", "600"], seconds: 60)
        try slurm.stop()
        #expect(!bench.processes.contains { $0.words.contains(bench.folder + "/job") })
    }

    @Test func `What bench.sbatch waits without BENCH_WAIT is a duration`() throws {
        let script = try String(
            contentsOf: URL(filePath: Self.root + "/contrib/slurm/bench.sbatch"), encoding: .utf8)
        let wait = try #require(script.firstMatch(of: /BENCH_WAIT:-([^}]*)\}/)?.1)
        #expect(try Quantity.nanoseconds(String(wait)) == 3_600_000_000_000)
    }

    @Test func `The scripts say what they need`() throws {
        let bench = try Bench()
        let folder = Self.root + "/contrib/slurm/"
        let local = try bench.run([], executable: folder + "local")
        #expect(local.status == 64)
        #expect(local.errors.contains("usage: contrib/slurm/local start DIR"))
        let task = try bench.run(
            [], prefix: ["env", "SLURM_SUBMIT_DIR=."], executable: folder + "bench.sbatch")
        #expect(task.status != 0)
        let gaps = try bench.run(
            ["e.toml"],
            prefix: [
                "env", "SLURM_SUBMIT_DIR=.", "SLURM_JOB_ID=1", "SLURM_ARRAY_TASK_ID=1",
                "SLURM_ARRAY_TASK_COUNT=2", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_MAX=5",
                "bash",
            ], executable: folder + "bench.sbatch")
        #expect(gaps.status == 64)
        #expect(gaps.errors.contains("the array must have no gaps, such as --array=1-2"))
    }
}
