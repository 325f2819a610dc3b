import FoundationEssentials
import Kernel
import Results
import Testing

/// `action.yml` and `contrib/ci`: the steps as GitHub runs them, one after the other.
@Suite struct CIScriptTests {
    private static let root = Document.root

    /// One step of the action that runs a script.
    private struct Step {
        var id = ""
        var environment: [(name: String, value: String)] = []
        var command = ""
    }

    /// The inputs with their defaults, the outputs, and the steps: as much of YAML as the file has.
    private struct Action {
        var inputs: [String: String] = [:]
        var outputs: [String: String] = [:]
        var steps: [Step] = []

        init() throws {
            var section = ""
            var name = ""
            let lines = try Document.read("action.yml").text.split(separator: "\n")
            for line in lines.map(String.init) where !line.hasPrefix("#") {
                let indent = line.prefix { $0 == " " }.count
                let text = line.dropFirst(indent)
                let parts = text.split(separator: ":", maxSplits: 1).map {
                    $0.drop { $0 == " " }
                }
                let value =
                    (parts.count > 1 ? String(parts[1]) : "")
                    .trimmingPrefix("'").split(separator: "'").first.map(String.init) ?? ""
                let key = parts.first.map(String.init) ?? ""
                if indent == 0 { section = key }
                switch (section, indent) {
                case ("inputs", 2), ("outputs", 2): name = key
                case ("inputs", 4) where key == "default": inputs[name] = value
                case ("outputs", 4) where key == "value": outputs[name] = value
                case ("runs", 4) where key.hasPrefix("- "):
                    steps.append(Step(id: key == "- id" ? value : ""))
                case ("runs", 6) where key == "run": steps[steps.count - 1].command = value
                case ("runs", 8) where key == key.uppercased():
                    steps[steps.count - 1].environment.append((key, value))
                default: break
                }
            }
            // Those of other authors run elsewhere.
            steps.removeAll { $0.command.isEmpty }
        }
    }

    /// A job: what steps have put out.
    private struct Job {
        let bench: Bench
        var outputs: [String: [String: String]] = [:]
        var verdictStatus = 0

        /// Replaces `${{ … }}` as GitHub does.
        func resolved(_ text: String, _ inputs: [String: String]) throws -> String {
            guard text.hasPrefix("${{ ") else { return text }
            let path = text.dropFirst(4).prefix { $0 != " " }.split(separator: ".").map(String.init)
            return switch path[0] {
            case "inputs": try #require(inputs[path[1]], "no input \(path[1])")
            case "steps": outputs[path[1]]?[path[3]] ?? ""
            default: CIScriptTests.root
            }
        }

        /// Runs a step; its status.
        mutating func run(_ step: Step, _ inputs: [String: String]) throws -> Bench.Result {
            try bench.write("", to: "output")
            let variables = try step.environment.map {
                "\($0.name)=\(try resolved($0.value, inputs))"
            }
            // The build itself is tested elsewhere.
            let result = try bench.start(
                ["-euo", "pipefail", "-c", step.command],
                prefix: ["env", "GITHUB_OUTPUT=\(bench.folder)/output", "BENCH_WORK=bench-ci"]
                    + variables,
                executable: "/bin/bash", ownNetwork: false
            ).wait(seconds: 300)
            let lines = try bench.read("output").split(separator: "\n")
            for line in lines {
                let parts = line.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                outputs[step.id, default: [:]][String(parts[0])] = String(parts[1])
            }
            return result
        }
    }

    /// A project whose capture command is a script, before and after a change.
    private func project(_ bench: Bench) throws {
        let script = """
            set -e
            git init -q -b main . && git config user.name a && git config user.email a@b
            printf 'exec "$@"\\n' > tool.in && git add tool.in && git commit -qm before
            git tag base && echo '# changed' >> tool.in && git commit -qam after
            """
        let result = try bench.run(["-c", script], executable: "/bin/sh")
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func `The action has the inputs and outputs that its documents name`() throws {
        let action = try Action()
        let document = try Document.read("docs/ci.md").text
        #expect(action.inputs.count == 9)
        #expect(Set(action.outputs.keys) == ["verdict", "report", "markdown", "results"])
        for name in action.inputs.keys { #expect(document.contains("`\(name)`"), "\(name)") }
        for name in action.outputs.keys { #expect(document.contains("| `\(name)` |"), "\(name)") }
        #expect(
            action.steps.map(\.id) == ["key", "build", "experiment", "base", "head", "compare"])
        for step in action.steps {
            let script = String(step.command.split(separator: "\"")[1])
                .replacing("$HERE", with: Self.root)
            #expect(FileManager.default.isExecutableFile(atPath: script), "\(script)")
        }
    }

    @Test func `GitLab's job runs the same scripts`() throws {
        let text = try Document.read("contrib/ci/gitlab.yml").text
        for name in ["build", "experiment", "side", "compare"] {
            #expect(text.contains("bench-source/contrib/ci/\(name).sh"))
        }
        // Every variable that a script reads is set, or has a default there.
        for match in text.matches(of: /BENCH_[A-Z_]+/) {
            #expect(text.contains("\(match.output)"))
        }
    }

    @Test(.enabled(if: Bench.isRoot, Comment(rawValue: Bench.needsRoot)))
    func `The steps of the action compare a program before and after a change`() throws {
        let bench = try Bench()
        try project(bench)
        try bench.write(
            experiment("repetitions = 2", series: ["label = \"mine\"\nbackend = \"recv\""]),
            to: "ci.toml")
        let action = try Action()
        var inputs = action.inputs
        inputs["experiment"] = "ci.toml"
        inputs["build"] = "cp tool.in tool && chmod +x tool"
        inputs["base-ref"] = "base"
        let tool = "{build}/tool tcpdump -n -i {interface} -w /dev/null"
        (inputs["base"], inputs["head"]) = ("sh \(tool)", "sh \(tool)")
        inputs["thresholds"] = "mine loss_percent -\nmine cpu_ns_per_unique_frame 150%  # a gate"
        inputs["options"] = "--no-control --wait 0s"
        var job = Job(bench: bench)
        for step in action.steps where step.id != "build" {
            if step.id == "compare" { job.outputs["build"] = ["bench": Bench.path] }
            let result = try job.run(step, inputs)
            #expect(result.status == 0, "\(step.id): \(result.output)\(result.errors)")
        }
        #expect(job.outputs["key"]?["key"]?.wholeMatch(of: /bench-[a-z0-9_]+-[0-9a-f]{16}/) != nil)
        let copy = try bench.read("bench-ci/ci.toml")
        #expect(copy.contains("series = \"mine\"\nmetric = \"loss_percent\"\n"))
        #expect(copy.contains("metric = \"cpu_ns_per_unique_frame\"\nat_most = \"150%\"\n"))
        // Each side is built from its commit.
        #expect(!(try bench.read("bench-ci/base/tool")).contains("# changed"))
        #expect(try bench.read("tool").contains("# changed"))
        #expect(job.outputs["base"]?["base"]?.contains("/bench-ci/base/tool tcpdump") == true)
        // Two repetitions decide nothing, and that fails no job.
        let outputs = try #require(job.outputs["compare"])
        #expect(outputs["verdict"] == "inconclusive")
        #expect(outputs["report"] == "bench-ci/report.html")
        #expect(try bench.read("bench-ci/report.html").contains("<html"))
        let run = try #require(try RunDirectory.all(bench.folder + "/bench-ci/results/ci").first)
        let measured = try run.trials().records.filter { $0.block > 0 }
        guard measured.contains(where: { $0.outcome == .valid }) else {
            let words = measured.map { "\($0.invalidReason?.rawValue ?? ""): \($0.message ?? "")" }
            #expect(measured.allSatisfy(Disturbance.isIn), "\(words)")
            return
        }
        #expect(try bench.read("bench-ci/verdicts.md").hasPrefix("## ❔ Inconclusive"))
        #expect(try bench.read("bench-ci/verdicts.xml").contains("<testsuite"))
    }

    /// A program that stands for bench and ends with a status.
    private func fake(_ bench: Bench, status: Int) throws -> String {
        try bench.write(
            """
            #!/bin/sh
            echo "$*" >>calls
            printf '%s\\n' "$@" >"words-$1"
            case $1 in
            sweep) mkdir -p bench-ci/results/e/RUN && touch bench-ci/results/e/RUN/trials.csv ;;
            compare) exit \(status) ;;
            report) touch bench-ci/report.html ;;
            esac
            """, to: "fake")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: bench.folder + "/fake")
        return "./fake"
    }

    @Test(arguments: [
        (0, "regression", "fine", 0), (2, "regression", "regression", 2),
        (2, "nothing", "regression", 0), (3, "regression", "inconclusive", 0),
        (3, "inconclusive", "inconclusive", 3), (3, "nothing", "inconclusive", 0),
        (1, "nothing", "failure", 1), (64, "regression", "failure", 64),
    ])
    func `The status of a comparison becomes a verdict, and fails what it is to fail`(
        status: Int, failsOn: String, verdict: String, end: Int
    ) throws {
        let bench = try Bench()
        var job = Job(bench: bench)
        let step = try #require(try Action().steps.last)
        var inputs = try Action().inputs
        inputs["fail-on"] = failsOn
        job.outputs["build"] = ["bench": try fake(bench, status: status)]
        job.outputs["experiment"] = ["experiment": "e.toml"]
        let result = try job.run(step, inputs)
        #expect(result.status == end, "\(result.errors)")
        #expect(job.outputs["compare"]?["verdict"] == verdict)
        let calls = try bench.read("calls").split(separator: "\n").map(String.init)
        #expect(calls.count == 3)
        #expect(calls[0].hasPrefix("sweep e.toml --results bench-ci/results"))
        #expect(calls[1].hasPrefix("compare bench-ci/results/e/ --plots"))
    }

    @Test func `An option may have blanks in quotes`() throws {
        let bench = try Bench()
        var job = Job(bench: bench)
        let step = try #require(try Action().steps.last)
        var inputs = try Action().inputs
        inputs["options"] = "--only 'label=my IDS'  --wait \"0 s\""
        job.outputs["build"] = ["bench": try fake(bench, status: 0)]
        job.outputs["experiment"] = ["experiment": "e.toml"]
        let result = try job.run(step, inputs)
        #expect(result.status == 0, "\(result.errors)")
        let words = try bench.read("words-sweep").split(separator: "\n").map(String.init)
        #expect(words[2...5] == ["--only", "label=my IDS", "--wait", "0 s"])
    }

    @Test func `Wrong inputs are one clear line`() throws {
        let bench = try Bench()
        try project(bench)
        try bench.write(experiment(), to: "e.toml")
        let scripts = Self.root + "/contrib/ci/"
        for (script, variables, words, problem) in [
            ("experiment.sh", ["BENCH_EXPERIMENT=none.toml"], [], "there is no file none.toml"),
            (
                "experiment.sh",
                ["BENCH_EXPERIMENT=e.toml", "BENCH_THRESHOLDS=\nrecv loss_percent"], [],
                "thresholds, line 2: “recv loss_percent” is not SERIES METRIC LIMIT"
            ),
            (
                "side.sh", ["BENCH_COMMAND=x", "BENCH_REF=nowhere"], ["base"],
                "base: there is no commit “nowhere” here"
            ),
            (
                "side.sh", ["BENCH_COMMAND=x", "BENCH_BUILD=exit 7"], ["head"],
                "head: the build failed"
            ),
            (
                "compare.sh",
                ["BENCH_PROGRAM=x", "BENCH_EXPERIMENT=e.toml", "BENCH_FAIL_ON=never"], [],
                "fail-on “never” (allowed: regression, inconclusive, nothing)"
            ),
            (
                "compare.sh", ["BENCH_PROGRAM=x", "BENCH_EXPERIMENT=e.toml", "BENCH_BASE=y"], [],
                "base and head go together"
            ),
            (
                "compare.sh",
                ["BENCH_PROGRAM=x", "BENCH_EXPERIMENT=e.toml", "BENCH_OPTIONS=--only 'label=a"], [],
                "options “--only 'label=a”: a quote has no end"
            ),
        ] as [(String, [String], [String], String)] {
            let result = try bench.run(
                words, prefix: ["env"] + variables, executable: scripts + script)
            #expect(result.status != 0, "\(script)")
            #expect(result.errors.contains(problem), "\(script): \(result.errors)")
            #expect(result.output.isEmpty)
        }
    }

    @Test func `Thresholds replace the contrasts of a file, and the plan accepts them`() throws {
        let bench = try Bench()
        let result = try bench.run(
            [],
            prefix: [
                "env", "BENCH_THRESHOLDS=V3 again loss_percent -\nV3 cpu_ns_per_unique_frame 90%",
            ],
            executable: Self.root + "/contrib/ci/experiment.sh")
        #expect(result.output == "experiment=bench-ci/ci.toml\n", "\(result.errors)")
        let text = try bench.read("bench-ci/ci.toml")
        #expect(text.matches(of: /\[\[contrast\]\]/).count == 2)
        #expect(text.contains("series = \"V3 again\""))
        #expect(text.contains("label = \"V3 again\""))
        let plan = try bench.run(["plan", "bench-ci/ci.toml"])
        #expect(plan.status == 0, "\(plan.errors)")
        // Without thresholds it is the file itself.
        let plain = try bench.run([], executable: Self.root + "/contrib/ci/experiment.sh")
        #expect(plain.output == "experiment=\(Self.root)/experiments/ci.toml\n")
    }
}
