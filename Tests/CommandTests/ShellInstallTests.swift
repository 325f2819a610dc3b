import FoundationEssentials
import Kernel
import Testing

/// What users have of an installation: completions, a manual page, the script that makes both.
@Suite struct ShellInstallTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// What bash offers for the last of these words, by the installed script.
    private static func offered(_ words: [String], _ script: String) throws -> Set<String> {
        let list = words.map { "'\($0)'" }.joined(separator: " ")
        let commands = """
            source '\(script)'
            COMP_WORDS=(\(list)) COMP_CWORD=\(words.count - 1)
            COMP_LINE="${COMP_WORDS[*]}" COMP_POINT=${#COMP_LINE}
            _bench bench "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let text = try Command.run(["bash", "--norc", "-c", commands], in: root).text
        return Set(text.split(separator: "\n").map(String.init))
    }

    @Test func `bash offers options and their values`() throws {
        let bench = try Bench()
        try bench.write(".Dd page\n", to: "page")
        let prefix = bench.folder + "/prefix"
        let result = try bench.run(["install", "--manual-page", "page", "--prefix", prefix])
        #expect(result.status == 0, "\(result.errors)")
        let script = prefix + "/share/bash-completion/completions/bench"
        for (words, expected) in [
            ([""], ["sweep", "compare", "install"]),
            (["sweep", "--"], ["--resume", "--only", "--quick"]),
            (["capture", "--backend", ""], ["recv", "tpacket-v3", "command"]),
            (["generate", "--engine", "a"], ["auto"]),
            (["capture", "-i", "l"], ["lo"]),
            (["plot", "--figure", "loss-by"], ["loss-by-ring"]),
            (["sweep", "experiments/smo"], ["experiments/smoke.toml"]),
        ] {
            let offers = try Self.offered(["bench"] + words, script)
            for word in expected { #expect(offers.contains(word), "\(words): \(offers)") }
            let start = words.last ?? ""
            #expect(offers.allSatisfy { $0.hasPrefix(start) }, "\(words): \(offers)")
        }
    }

    /// What the help says of a command.
    private struct Help: Decodable {
        struct Command: Decodable {
            let commandName: String
            let shouldDisplay: Bool
            let arguments: [Argument]?
            let subcommands: [Command]?
        }

        struct Argument: Decodable {
            struct Name: Decodable {
                let kind: String
                let name: String
            }

            let shouldDisplay: Bool
            let names: [Name]?
        }

        let command: Command
    }

    /// The generator is built here once, so that it is there when this is tested again.
    @Test(.enabled(if: ProcessInfo.program("swift") != nil, "needs swift in PATH"))
    func `The manual page has every subcommand and every option, and man takes it`() throws {
        let folder = Self.root + "/.build/test/manual"
        try Command.run(
            [Self.root + "/Sources/manual-page", "swift", Bench.path, folder], within: 600)
        let page = try ProcFile.text(folder + "/bench.1")
        let help = try Bench().run(["--experimental-dump-help"]).output
        let command = try JSONDecoder().decode(Help.self, from: Data(help.utf8)).command
        let commands = [command] + (command.subcommands ?? [])
        // What the page says of bench itself comes first.
        let sections = ("bench\n" + page).split(separator: "\n.It Em ").map(String.init)
        #expect(commands.count > 12)
        #expect(
            sections.map { String($0.prefix { $0 != "\n" }) } == commands.map(\.commandName))
        for (command, section) in zip(commands, sections) {
            for option in command.arguments ?? [] {
                for name in option.names ?? [] {
                    let word = name.kind == "long" ? "-\(name.name)" : name.name
                    let isThere = section.contains("Fl \(word)") || section.contains(", \(word)")
                    #expect(isThere == option.shouldDisplay, "\(command.commandName): \(word)")
                }
            }
        }
        #expect(page.contains("(default: /usr/local)"))
        #expect(!page.contains("\n\n"))
        if ProcessInfo.program("man") != nil {
            let man = try Command.run(["man", "--warnings", "-l", folder + "/bench.1"])
            #expect(man.errors == "" && man.text.contains("tpacket-v3"), "\(man.errors)")
        }
    }

    /// A checkout whose build is the program that these tests test.
    private static func checkout(_ bench: Bench) throws -> String {
        let checkout = bench.folder + "/checkout"
        for folder in ["Sources", ".build/debug"] { try Directory.make("\(checkout)/\(folder)") }
        try Command.run(["cp", root + "/bench", checkout])
        try Command.run(["ln", "-s", Bench.path, checkout + "/.build/debug/bench"])
        try TextFile.write("", to: checkout + "/Package.swift")
        let maker = checkout + "/Sources/manual-page"
        try TextFile.write(
            "#!/bin/sh\nmkdir -p \"$3\" && echo \".Dd of $2\" >\"$3/bench.1\"\n", to: maker)
        try Command.run(["chmod", "755", maker])
        try TextFile.write("/bin/true\n", to: checkout + "/.build/bench-debug.stamp")
        return checkout
    }

    @Test func `The script bench has the manual page made when bench is installed`() throws {
        let bench = try Bench()
        let checkout = try Self.checkout(bench)
        let page = checkout + "/.build/manual/bench.1"
        let debug = ["env", "BENCH_BUILD=debug"]
        for words in [["install", "--help"], ["uninstall", "--prefix", "prefix"], ["list"]] {
            _ = try bench.run(words, prefix: debug, executable: checkout + "/bench")
            #expect(!FileManager.default.fileExists(atPath: page))
        }
        let prefix = bench.folder + "/prefix"
        let result = try bench.run(
            ["install", "--prefix", "prefix"], prefix: debug, executable: checkout + "/bench")
        #expect(result.status == 0, "\(result.errors)")
        let text = try ProcFile.text(prefix + "/share/man/man1/bench.1")
        #expect(text == ".Dd of \(checkout)/.build/debug/bench")
        let end = try bench.run(
            ["uninstall", "--prefix", "prefix"], prefix: debug, executable: checkout + "/bench")
        #expect(end.status == 0, "\(end.errors)")
        #expect(!FileManager.default.fileExists(atPath: prefix))
    }
}
