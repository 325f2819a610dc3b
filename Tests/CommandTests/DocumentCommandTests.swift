import FoundationEssentials
import Kernel
import Testing

/// What documents tell their readers to type.
///
/// Everything in a block of commands is run, or the block says why not. What measures is stopped where
/// it would begin: its words, its experiment and its plan are read until then. With `BENCH_FULL=1` it
/// measures, a tenth of the time.
@Suite struct DocumentCommandTests {
    /// Programs beside bench that blocks may use; they are not run.
    private static let others: Set = [
        "[", "cat", "cd", "echo", "exit", "git", "ip", "kill", "mail", "rm", "sleep",
        "sysctl", "tcpdump", "unshare",
    ]

    private let folder: DocumentFolder
    private var bench: Bench { folder.bench }

    init() throws {
        folder = try DocumentFolder()
    }

    @Test func `Every command in a block of a document works, or the block says why it is not run`()
        throws
    {
        var run: Set<[String]> = []
        for document in try Document.all() {
            for block in document.blocks {
                let place = "\(document.path):\(block.line)"
                let isKnown = block.isOfCommands || CodeBlock.others.contains(block.language)
                #expect(isKnown, "\(place): a block of “\(block.language)”: commands are “sh”")
                guard block.isOfCommands, block.reason == nil else { continue }
                let commands = ShellLines(block.text).commands
                #expect(
                    commands.contains { Self.isBench($0.words) },
                    "\(place): nothing here is run, and no <!-- not run: REASON --> says why")
                for command in commands where run.insert(command.words).inserted {
                    if let problem = try problem(command.words) {
                        let line = block.line + 1 + command.line
                        Issue.record("\(document.path):\(line): \(problem)")
                    }
                }
                if Bench.isFull, Bench.isRoot, let problem = try problemInNamespace(block.text) {
                    Issue.record("\(place): \(problem)")
                }
            }
        }
        #expect(run.count { Self.isBench($0) } > 30)
    }

    @Test func `Commands and options within sentences are there`() throws {
        var helps: [String: Set<String>] = [:]
        func options(of command: String) throws -> Set<String> {
            if let known = helps[command] { return known }
            let result = try bench.run(["help", command])
            let found = result.output.matches(of: /--[a-z][a-z-]*/).map { String($0.output) }
            helps[command] = result.status == 0 ? Set(found) : []
            return helps[command] ?? []
        }
        let names = Set(try bench.run(["--help"]).output.matches(of: #/\n  ([a-z]+) /#).map(\.1))
        var all: Set = ["--full", "--ring-size"]  // of ./test, and of netsniff-ng
        for name in names { all.formUnion(try options(of: String(name))) }
        #expect(names.count > 8 && all.count > 20)
        // The reference shows regular expressions and the options of backends.
        for document in try Document.all() where document.path != "docs/reference.md" {
            for (line, text) in document.inlineCode {
                let code = text.replacing("{bench}", with: "bench")
                guard let words = ShellLines(code).commands.first?.words else { continue }
                let place = "\(document.path):\(line): `\(text)`"
                if words[0].hasPrefix("--") { #expect(all.contains(words[0]), "\(place)") }
                if words[0].hasPrefix("benchmarks/") || words[0] == "./test" {
                    let file = Document.root + "/" + words[0]
                    #expect(FileManager.default.isExecutableFile(atPath: file), "\(place)")
                }
                guard Self.isBench(words), words.count > 1 else { continue }
                let known = try options(of: words[1])
                #expect(known.contains("--help"), "\(place): no such subcommand")
                for word in words.dropFirst(2) {
                    if word.hasPrefix("--") { #expect(known.contains(word), "\(place)") }
                    if word.hasPrefix("experiments/") || word.hasPrefix("results/") {
                        let file = folder.checkout + "/" + word
                        #expect(FileManager.default.fileExists(atPath: file), "\(place)")
                    }
                }
            }
        }
    }

    @Test func `What is misspelt is found`() throws {
        for line in Self.misspelt {
            let command = try #require(ShellLines(line).commands.first)
            #expect(try problem(command.words) != nil, "\(line)")
        }
    }

    private static let misspelt = [
        "./bench sweep experiments/smoke.toml --quik",
        "sudo ./bench sweep experiments/smoke.toml --only backend=recvv",
        "./bench sweep experiments/smok.toml",
        "./bench compare results/ringsize --markdwon report.md",
        "./bench compare results/ci --base recv --head V4",
        "./bench compare --base './tcpdump -w -' --head './tcpdump -w -' experiments/ci.toml",
        "./bench plan experiments/smoke.toml --seeds 3", "./bench sniff -i eth1 --counts 10",
        "./bench capture -i eth1 --backend tpacket-v9", "./bench audit capture.pcab",
        "./bench generate -i eth2 --rate fast", "./bench calibrate --size 1", "./bench dcotor",
        "./bnech doctor", "./tset",
    ]
}

@Suite struct ShellLinesTests {
    @Test func `Lines for a shell are split as a shell would`() {
        let text = """
            # a comment
            status=0; sudo FOO=1 ./bench compare 'a {b}' \\
                --head "c d" >/dev/null 2>&1 || status=$?   # more
            case $status in 0) ;; 3) echo x ;; *) exit 1 ;; esac
            tcpdump -w - tcp | ./bench audit - & kill $!
            """
        let commands = ShellLines(text).commands
        #expect(
            commands.map(\.words) == [
                ["./bench", "compare", "a {b}", "--head", "c d"], ["echo", "x"], ["exit", "1"],
                ["tcpdump", "-w", "-", "tcp"], ["./bench", "audit", "-"], ["kill", "$!"],
            ])
        #expect(commands.map(\.line) == [1, 3, 3, 4, 4, 4])
    }
}

extension DocumentCommandTests {
    private static func isBench(_ words: [String]) -> Bool {
        words[0] == "bench" || words[0].hasSuffix("/bench")
    }

    /// What is wrong with a command, in words; `nil` if nothing is.
    private func problem(_ words: [String]) throws -> String? {
        if words[0] == "./test" {
            let script = Document.root + "/test"
            return FileManager.default.isExecutableFile(atPath: script) ? nil : "no \(script)"
        }
        guard Self.isBench(words) else {
            return Self.others.contains(words[0]) ? nil : "\(words[0]) is not known to this test"
        }
        guard words.count > 1 else { return "it asks for nothing" }
        let measures = words.dropFirst(2).contains { $0.hasSuffix(".toml") }
        switch words[1] {
        case "sweep", "search", "calibrate": return try problemOfMeasuring(words)
        case "compare" where measures: return try problemOfMeasuring(words)
        case "compare": return try problem(words, allows: [0, 2, 3])
        case "doctor": return try problem(words, allows: [0, 4])
        case "audit" where words.last == "-":
            return try problem(Array(words.dropLast()) + ["capture.pcap"], allows: [0])
        case "audit": return try problem(words, allows: [0, 3])
        case "capture", "generate", "sniff": return try problemByHand(words)
        default: return try problem(words, allows: [0])
        }
    }

    /// Runs a command to its end; it must print something, and nothing may be wrong with its words.
    private func problem(_ words: [String], allows statuses: Set<Int>) throws -> String? {
        let result = try run(words)
        guard statuses.contains(result.status) else { return Self.told(words, result) }
        return result.output.isEmpty ? "\(words): it printed nothing" : nil
    }

    /// Asks for results in a place that is no directory: all else is read before that is refused.
    private func problemOfMeasuring(_ words: [String]) throws -> String? {
        let file = folder.checkout + "/capture.pcap"
        let result = try run(words + ["--results", file])
        guard result.status == 64, result.errors.contains("“\(file)” is not a directory") else {
            return Self.told(words, result)
        }
        if ["sweep", "search"].contains(words[1]) {
            let kept = Self.selection(words)
            if let problem = try problem([words[0], "plan"] + kept, allows: [0]) { return problem }
        }
        return Bench.isFull && Bench.isRoot ? try problemAtWork(words) : nil
    }

    /// The words of a sweep that say what is measured.
    private static func selection(_ words: [String]) -> [String] {
        var kept: [String] = []
        var rest = words.dropFirst(2)
        while let word = rest.popFirst() {
            switch word {
            case "--only", "--repetitions", "--seed", "--blocks": kept += [word] + rest.prefix(1)
            case "--quick": kept.append(word)
            case _ where word.hasSuffix(".toml"): kept.append(word)
            default: continue
            }
        }
        return kept
    }

    /// Measures, a tenth of the time and each point once; if a part of the repetitions is asked for,
    /// as many times as there are parts.
    private func problemAtWork(_ words: [String]) throws -> String? {
        let brief = words.contains("--quick") ? [] : ["--quick"]
        let parts = words.firstIndex(of: "--blocks").flatMap {
            words[$0 + 1].split(separator: "/").last.map(String.init)
        }
        let once = words.contains("--repetitions") ? [] : ["--repetitions", parts ?? "1"]
        let more = brief + once + ["--wait", "0s"]
        guard let place = words.firstIndex(of: "--resume") else {
            return try problemAtWork(words, more)
        }
        // A run that can be continued has to be begun.
        let begun = Array(words[..<place] + words[(place + 2)...])
        let part = ["--only", "backend=recv"] + more
        let results = "begun-" + UUID().uuidString
        if let problem = try problemAtWork(begun, part, results: results) { return problem }
        let only = "printf %s \(results)/*/*"
        let run = try Command.run(["sh", "-c", only], in: folder.checkout).text
        return try problemAtWork(begun + ["--resume", run], part)
    }

    /// Results have a place of their own, as other commands ask for the newest of those there are.
    private func problemAtWork(
        _ words: [String], _ more: [String], results: String = "measured"
    ) throws -> String? {
        let place = ["--results", folder.checkout + "/" + results]
        let result = try run(words + more + place, seconds: 600)
        return [0, 2, 3].contains(result.status) ? nil : Self.told(words, result)
    }

    /// By hand, on an interface that is not there, which is what is refused last.
    private func problemByHand(_ words: [String]) throws -> String? {
        let result = try run(words)
        guard result.status == 4 else { return Self.told(words, result) }
        guard Bench.isFull, Bench.isRoot else { return nil }
        let script = """
            echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
            ip link add eth1 type veth peer name eth2
            ip link add c0 type veth peer name g0
            for name in eth1 eth2 c0 g0; do ip link set $name up; done
            if [ "$2" != generate ]; then
                for name in eth2 g0; do "$1" generate -i $name --rate 1kpps --duration 20s & done
            fi
            exec timeout --preserve-status -s INT 3 "$@"
            """
        let arguments = ["-c", script, "sh", Bench.path] + words.dropFirst()
        let atWork = try bench.start(
            ["--pid", "--fork", "--kill-child", "sh"] + arguments, prefix: inside(words),
            executable: "unshare"
        ).wait()
        return atWork.status == 0 ? nil : Self.told(words, atWork)
    }

    /// Runs what a block says to type in a namespace of one's own; `nil` also if it has none.
    private func problemInNamespace(_ text: String) throws -> String? {
        let lines = text.split(separator: "\n")
        guard lines.first?.hasPrefix("unshare ") == true else { return nil }
        let script = lines.dropFirst().joined(separator: "\n") + "\nwait\n"
        let result = try bench.start(
            ["--pid", "--fork", "--kill-child", "sh", "-ec", script], prefix: inside(["./bench"]),
            executable: "unshare"
        ).wait()
        return result.status == 0 ? nil : Self.told(["sh"], result)
    }

    private func run(_ words: [String], seconds: Double = 60) throws -> Bench.Result {
        try bench.run(Array(words.dropFirst()), prefix: inside(words), seconds: seconds)
    }

    /// In the checkout, or beside it: where its program is called by this path.
    private func inside(_ words: [String]) -> [String] {
        ["env", "-C", words[0].hasPrefix("bench/") ? bench.folder : folder.checkout]
    }

    private static func told(_ words: [String], _ result: Bench.Result) -> String {
        "\(words.joined(separator: " ")): exit status \(result.status)\n\(result.errors)"
    }
}
