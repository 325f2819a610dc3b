import Kernel
import Testing

/// Words that must be refused, how, and what the message must name.
struct Refusal: Sendable, CustomTestStringConvertible {
    let words: [String]
    let status: Int
    let says: [String]

    init(_ words: [String], _ status: Int, _ says: String...) {
        self.words = words
        self.status = status
        self.says = says
    }

    var testDescription: String { words.joined(separator: " ") }
}

/// What needs neither root nor a network: messages and exit statuses.
@Suite struct UsageTests {
    static let files: [String: String] = [
        "good.toml": experiment("seed = 3"),
        "empty.toml": "",
        "key.toml": experiment("repetition = 2"),
        "backend.toml": experiment(series: ["backend = \"tpacket-v9\""]),
        "zero.toml": experiment(size: "0"),
        "small.toml": experiment(size: "63"),
        "ring.toml": experiment(
            series: ["backend = \"tpacket-v3\"\nblock_size = \"3000\"\nblock_count = 4"]),
        "crop.toml": experiment().replacing("crop = \"middle 1\"", with: "crop = \"middle 9\""),
        "broken.toml": "[experiment\n",
        "rate.toml": experiment(rate: "99999999999999999999 pps"),
        "absent.toml": experiment(size: "{ pcap = \"nothing.pcap\" }"),
        "nopcap.toml": experiment(size: "{ pcap = \"good.toml\" }"),
        "bakend.toml": experiment(series: ["bakend = \"recv\""]),
        "imix.toml": experiment(size: "\"imix\"\nframe_format = \"udp4\""),
    ]

    static let refusals = [
        Refusal(["frobnicate"], 64, "frobnicate"),
        Refusal(
            ["swep", "good.toml"], 64, "there is no subcommand “swep”; did you mean “sweep”?"),
        Refusal(["frobnicate"], 64, "audit, install, uninstall, help)"),
        Refusal(["sweep", "good.toml", "--resme"], 64, "--resme"),
        Refusal(["capture", "-i"], 64, "-i"),
        Refusal(
            ["sweep", "good.toml", "--results", "good.toml"], 64,
            "--results: “good.toml” is not a directory"),
        Refusal(["sweep"], 64, "experiment"),
        Refusal(["sweep", "missing.toml"], 64, "missing.toml"),
        Refusal(["plan", "missing.toml"], 64, "missing.toml"),
        Refusal(["plan", "rate.toml"], 64, "rate.toml:10: traffic.rate", "too large"),
        Refusal(
            ["plan", "absent.toml"], 64, "absent.toml:11: traffic.frame_size.pcap",
            "/nothing.pcap: no such file"),
        Refusal(["plan", "nopcap.toml"], 64, "nopcap.toml:11", "/good.toml: is not a pcap file"),
        Refusal(["plan", "bakend.toml"], 64, "bakend.toml:13", "did you mean “backend”?"),
        Refusal(["plan", "."], 64, "directory"),
        Refusal(["plan", "empty.toml"], 64, "empty"),
        Refusal(["plan", "broken.toml"], 64, "broken.toml:1"),
        Refusal(["plan", "key.toml"], 64, "key.toml:7", "repetition", "repetitions"),
        Refusal(["sweep", "key.toml"], 64, "key.toml:7", "repetitions"),
        Refusal(["plan", "backend.toml"], 64, "backend.toml:13", "tpacket-v9", "tpacket-v3"),
        Refusal(["plan", "zero.toml"], 64, "zero.toml:11", "frame_size"),
        Refusal(["plan", "small.toml"], 64, "small.toml:11", "64"),
        Refusal(["plan", "ring.toml"], 64, "ring.toml:", "block_size"),
        Refusal(["plan", "crop.toml"], 64, "crop.toml:5", "crop"),
        Refusal(["plan", "good.toml", "--only", "backend=nobody"], 64, "nobody"),
        Refusal(["plan", "good.toml", "--only", "backend"], 64, "backend"),
        Refusal(["plan", "good.toml", "--repetitions", "0"], 64, "repetitions"),
        Refusal(["sweep", "good.toml", "--wait", "soon"], 64, "--wait"),
        Refusal(["plot", "absent"], 64, "absent", "no such results directory"),
        Refusal(["plot", "."], 64, "manifest.json"),
        Refusal(["capture", "-i", "lo", "--backend", "nobody"], 64, "nobody", "tpacket-v3"),
        Refusal(["capture", "-i", "lo", "-o", "ring=4"], 64, "ring"),
        Refusal(["capture", "-i", "lo", "--count", "0"], 64, "--count"),
        Refusal(["capture", "-i", "lo", "--duration", "long"], 64, "--duration"),
        Refusal(["generate", "-i", "lo", "--rate", "fast"], 64, "--rate"),
        Refusal(["generate", "-i", "lo", "--rate", "1pps", "--count", "-1"], 64, "--count"),
        Refusal(["generate", "-i", "lo", "--rate", "1pps", "--frame-size", "9"], 64, "frame-size"),
        Refusal(["generate", "-i", "lo", "--rate", "-1 pps"], 64, "--rate", "negative"),
        Refusal(["generate", "-i", "lo", "--rate", "0 pps"], 64, "--rate", "it is 0"),
        Refusal(["generate", "-i", "lo", "--rate", "nan"], 64, "--rate"),
        Refusal(["generate", "-i", "lo", "--rate", "1e9 pps"], 64, "--rate"),
        Refusal(["generate", "-i", "lo", "--rate", "9999999999999 Mpps"], 64, "too large"),
        Refusal(["generate", "-i", "lo", "--rate", "1001 Mpps"], 64, "1000 Mpps"),
        Refusal(["generate", "-i", "lo", "--rate", "8 frames every 2h"], 64, "to 1h"),
        Refusal(["generate", "-i", "lo", "--rate", "max", "--frame-format", "ip"], 64, "udp4"),
        Refusal(["generate", "-i", "lo", "--rate", "max", "--streams", "2"], 64, "udp4"),
        Refusal(["generate", "-i", "lo", "--rate", "max", "--streams", "0"], 64, "--streams"),
        Refusal(
            ["generate", "-i", "lo", "--rate", "max", "--frame-size", "weighted:64x0"], 64,
            "--frame-size", "no weight above 0"),
        Refusal(
            ["generate", "-i", "lo", "--rate", "max", "--frame-size", "pcap:/nothing.pcap"], 64,
            "/nothing.pcap: no such file"),
        Refusal(["generate", "-i", "nowhere", "--rate", "1pps"], 4, "nowhere"),
        Refusal(["generate", "-i", "lo", "--rate", "1pps"], 4, "loopback", "i-know-this-floods"),
    ]

    @Test(arguments: refusals)
    func `What cannot be is refused, with a message that names it`(_ refusal: Refusal) throws {
        let bench = try Bench()
        for (name, text) in Self.files { try bench.write(text, to: name) }
        let result = try bench.run(refusal.words)
        #expect(result.status == refusal.status, "\(result.errors)")
        for word in refusal.says { #expect(result.errors.contains(word), "\(result.errors)") }
        #expect(result.errors.hasPrefix("bench: "), "\(result.errors)")
        #expect(result.output == "")
        #expect(bench.runDirectory == nil)
    }

    @Test func `Nothing in a file acts on the terminal`() throws {
        let bench = try Bench()
        let evil = "\u{1b}[31m\u{202e}\u{9b}"
        try bench.write(experiment("\"a\(evil)\" = 1").replacing("\r", with: ""), to: "e.toml")
        try Directory.make(bench.folder + "/r\(evil)")
        try TextFile.write("{\(evil)", to: bench.folder + "/r\(evil)/manifest.json")
        for words in [
            ["plan", "e.toml"], ["plan", "x\(evil)"], ["plot", "r\(evil)"], ["audit", "x\(evil)"],
            ["fly\(evil)"], ["capture", "-i", "x\(evil)"], ["sweep", "e.toml", "--\(evil)"],
        ] {
            let result = try bench.run(words)
            #expect(result.status != 0)
            let scalars = (result.errors + result.output).unicodeScalars
            #expect(
                !scalars.contains { "\u{1b}\u{202e}\u{9b}".unicodeScalars.contains($0) }, "\(words)"
            )
        }
    }

    @Test func `plan needs no privilege, and says what a sweep would do`() throws {
        let bench = try Bench()
        try bench.write(experiment("repetitions = 3", size: "[64, 128]"), to: "e.toml")
        let prefix = Bench.isRoot ? Bench.asUser : []
        let executable = try bench.copyForUsers()
        let result = try bench.run(["plan", "e.toml"], prefix: prefix, executable: executable)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("8 trials of 2 points, 3 repetitions"))
    }

    @Test func `plan says what an IMIX rounds up`() throws {
        let bench = try Bench()
        for (name, text) in Self.files { try bench.write(text, to: name) }
        let result = try bench.run(["plan", "imix.toml"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("imix:78-594-1518:1 udp4"))
        #expect(result.output.contains("note: IMIX: the frames of 58 bytes"))
    }

    @Test func `plan says that a search takes longer`() throws {
        let file = Document.root + "/experiments/capacity.toml"
        let result = try Bench().run(["plan", file])
        #expect(result.output.contains("note: [search]: these are the trials of bench sweep"))
    }

    @Test(arguments: [
        (["-i", "nowhere", "--rate", "1pps"], "interface", 4),
        (["-i", "lo", "--rate", "0pps"], "usage", 64),
        (["-i", "lo", "--rate", "1pps"], "interface", 4),
    ])
    func `A generating role that cannot begin says so in its protocol`(
        words: [String], code: String, status: Int
    ) throws {
        let bench = try Bench()
        let result = try bench.run(["generate", "--json"] + words)
        #expect(result.status == status)
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 1 && JSON.isWhole(result.output))
        for part in ["\"type\":\"error\"", "\"code\":\"\(code)\"", "\"fatal\":true"] {
            #expect(result.output.contains(part), "\(result.output)")
        }
    }

    @Test func `The help of generate teaches every rate and size, within 80 columns`() throws {
        let bench = try Bench()
        let help = try bench.run(["generate", "--help"], prefix: ["env", "COLUMNS=80"]).output
        for word in [
            "stamp", "kpps", "bit/s", "frames every 1ms", "max", "uniform:", "weighted:", "imix",
            "pcap:", "udp4", "--streams", "ip link add", "unshare", "frames offered", "densest",
        ] {
            #expect(help.contains(word), "\(word)")
        }
        let teaching = help.prefix(upTo: help.firstRange(of: "USAGE:")?.lowerBound ?? help.endIndex)
        let long = teaching.split(separator: "\n").filter { $0.count > 80 }.map(String.init)
        #expect(long == [])
    }

    @Test func `A reader that leaves early is no error`() throws {
        let bench = try Bench()
        let sizes = (64..<400).map { "\($0)" }.joined(separator: ", ")
        try bench.write(experiment("repetitions = 20", size: "[\(sizes)]"), to: "e.toml")
        for trap in ["", "trap '' PIPE; "] {
            let line = "\(trap)(\(Bench.path) plan e.toml; echo $? >status) 2>errors | head -n 1"
            let words = ["-c", "cd \(bench.folder) && \(line)"]
            let output = try Command.run(["sh"] + words)
            #expect(output.text.hasPrefix("trial"))
            #expect(try bench.read("errors") == "")
            #expect(["0\n", "141\n"].contains(try bench.read("status")))
        }
    }

    @Test(arguments: [
        ["list", "--json"], ["plan", "good.toml", "--json"], ["doctor", "--json"],
    ])
    func `Standard output is JSON and nothing else`(words: [String]) throws {
        let bench = try Bench()
        for (name, text) in Self.files { try bench.write(text, to: name) }
        let result = try bench.run(words)
        #expect(result.status == 0 || words[0] == "doctor", "\(result.errors)")
        #expect(JSON.isWhole(result.output), "\(result.output.prefix(200))")
    }

    @Test func `Lists for people fit a terminal of 80 columns`() throws {
        let bench = try Bench()
        let result = try bench.run(["list"])
        #expect(result.status == 0)
        let long = result.output.split(separator: "\n").filter { $0.count > 80 }.map(String.init)
        #expect(long == [])
    }

    @Test func `A plan fits a terminal of 80 columns, and tells each setting whole`() throws {
        let bench = try Bench()
        let series = [
            "backend = \"tpacket-v3\"\nlabel = \"a label that is longer than any column has room\"",
            "backend = \"command\"\ncommand = \"tcpdump -i {interface} -w /dev/null\"",
        ]
        try bench.write(experiment(series: series), to: "e.toml")
        let result = try bench.run(["plan", "e.toml"])
        #expect(result.status == 0, "\(result.errors)")
        let long = result.output.split(separator: "\n").filter { $0.count > 80 }.map(String.init)
        #expect(long == [])
        for setting in ["block_size=", "command=tcpdump -i {interface} -w /dev/null"] {
            #expect(result.output.contains(setting), "\(result.output)")
        }
    }

    @Test func `Completions offer values`() throws {
        let bench = try Bench()
        let script = try bench.run(["--generate-completion-script", "bash"]).output
        for word in ["tpacket-v3", "veth-softirq", "loss-by-ring", "udp4", "tcpreplay", "toml"] {
            #expect(script.contains(word), "\(word)")
        }
    }

    @Test func `The same seed gives the same order, another one another`() throws {
        let bench = try Bench()
        try bench.write(
            experiment("repetitions = 4", size: "[64, 128, 256, 512, 1024]"), to: "e.toml")
        let plans = try ["7", "7", "8"].map { seed in
            try bench.run(["plan", "e.toml", "--seed", seed]).output
                .replacing("seed \(seed)", with: "")
        }
        #expect(plans[0] == plans[1])
        #expect(plans[0] != plans[2])
    }

    @Test func `A sweep refuses to continue what is no run`() throws {
        let bench = try Bench()
        try bench.write(experiment(), to: "e.toml")
        let result = try bench.run(["sweep", "e.toml", "--resume", "absent"])
        #expect(result.status == 64 || !Bench.isRoot, "\(result.errors)")
        #expect(result.errors.contains("absent"))
    }
}
