import FoundationEssentials
import Kernel
import Testing

/// `bench install` and `bench uninstall`, into a prefix of the test's own.
@Suite struct InstallTests {
    private static let files = [
        "bin/bench", "share/bash-completion/completions/bench", "share/bench/installed",
        "share/fish/vendor_completions.d/bench.fish", "share/man/man1/bench.1",
        "share/zsh/site-functions/_bench",
    ]

    /// A prefix in which somebody else has files already.
    private static func prefix() throws -> (bench: Bench, path: String) {
        let bench = try Bench()
        try bench.write(".Dd page\n", to: "page")
        let prefix = bench.folder + "/prefix"
        for folder in ["bin", "share/man/man1"] { try Directory.make("\(prefix)/\(folder)") }
        for name in ["bin/other", "share/man/man1/bench-press.1"] {
            try TextFile.write("foreign\n", to: "\(prefix)/\(name)")
        }
        return (bench, prefix)
    }

    private static func install(
        _ bench: Bench, _ prefix: String, page: String = "page", as user: [String] = [],
        executable: String = Bench.path
    ) throws -> Bench.Result {
        try bench.run(
            ["install", "--manual-page", page, "--prefix", prefix], prefix: user,
            executable: executable)
    }

    private static func uninstall(_ bench: Bench, _ prefix: String) throws -> Bench.Result {
        try bench.run(["uninstall", "--prefix", prefix])
    }

    /// Everything below a folder, with kind, mode and owner.
    private static func tree(_ folder: String) throws -> [String] {
        try Command.run(["find", ".", "-printf", "%p %y %m %u %l\n"], in: folder).text
            .split(separator: "\n").map(String.init).sorted()
    }

    @Test func `What is installed works, and uninstall leaves what was there before`() throws {
        let (bench, prefix) = try Self.prefix()
        let before = try Self.tree(prefix)
        let result = try Self.install(bench, prefix)
        #expect(result.status == 0, "\(result.errors)")
        let names = result.output.split(separator: "\n").map { $0.dropFirst(prefix.count + 1) }
        #expect(names.map(String.init).sorted() == Self.files.filter { !$0.hasSuffix("installed") })
        let after = try Self.tree(prefix)
        for name in Self.files {
            let mode = name == "bin/bench" ? "755" : "644"
            #expect(after.contains { $0.hasPrefix("./\(name) f \(mode) ") }, "\(name): \(after)")
        }
        #expect(!after.contains { $0.contains(".new") })
        try Command.run(["sha256sum", "-c", "--strict", "share/bench/installed"], in: prefix)

        try bench.write(experiment(), to: "e.toml")
        for words in [["list"], ["plan", "e.toml"], ["--version"]] {
            let run = try bench.run(words, executable: prefix + "/bin/bench")
            #expect(run.status == 0 && !run.output.isEmpty, "\(run.errors)")
        }

        // By the installed program itself: no checkout is needed.
        let end = try bench.run(
            ["uninstall", "--prefix", prefix], executable: prefix + "/bin/bench")
        #expect(end.status == 0 && end.errors == "", "\(end.errors)")
        #expect(try Self.tree(prefix) == before)
    }

    @Test func `A prefix that install made goes with uninstall`() throws {
        let (bench, _) = try Self.prefix()
        let prefix = bench.folder + "/new"
        let before = try Self.tree(bench.folder)
        #expect(try Self.install(bench, prefix + "/").status == 0)
        #expect(try Self.uninstall(bench, prefix).status == 0)
        let std = try Self.tree(bench.folder).filter { !before.contains($0) }
        #expect(std.allSatisfy { $0.hasPrefix("./std") }, "\(std)")
    }

    @Test func `Everybody may read and run it, whatever the umask`() throws {
        let (bench, _) = try Self.prefix()
        let prefix = bench.folder + "/new"
        let umask = ["sh", "-c", "umask 077; exec \"$@\"", "sh"]
        #expect(try Self.install(bench, prefix, as: umask).status == 0)
        for line in try Self.tree(prefix) {
            #expect(line.contains(" d 755 ") || line.contains(" f "), "\(line)")
            #expect(!line.contains(" f 6") || line.contains(" f 644 "), "\(line)")
        }
    }

    @Test func `Another version takes the place of the first`() throws {
        let (bench, prefix) = try Self.prefix()
        let before = try Self.tree(prefix)
        try bench.write(".Dd other\n", to: "other")
        #expect(try Self.install(bench, prefix).status == 0)
        for page in ["other", "other", "page"] {
            let result = try Self.install(bench, prefix, page: page)
            #expect(result.status == 0, "\(result.errors)")
            let text = try ProcFile.text(prefix + "/share/man/man1/bench.1")
            #expect(try text + "\n" == bench.read(page))
            try Command.run(["sha256sum", "-c", "--strict", "share/bench/installed"], in: prefix)
        }
        #expect(try Self.uninstall(bench, prefix).status == 0)
        #expect(try Self.tree(prefix) == before)
    }

    @Test(arguments: [2, 15, 9] as [Int32])
    func `A signal leaves all of it or nothing, and what is left can be installed over`(
        signal: Int32
    ) throws {
        let (bench, prefix) = try Self.prefix()
        let before = try Self.tree(prefix)
        var statuses: Set<Int> = []
        for delay in Bench.isFull ? Array(0..<12) : [0, 7] {
            let run = try bench.start(["install", "--manual-page", "page", "--prefix", prefix])
            while try run.child.poll() == nil, try Self.tree(prefix) == before {}
            Poll.sleep(until: MonotonicClock.now() + Int64(delay) * 20_000_000)
            run.child.kill(signal)
            let status = try run.wait().status
            statuses.insert(status)
            let tree = try Self.tree(prefix).filter { signal != 9 || !$0.contains("/.bench-") }
            if status == 0 {
                #expect(Self.files.allSatisfy { name in tree.contains { $0.contains(name) } })
            } else if signal != 9 {
                #expect(status == 128 + Int(signal))
                #expect(tree == before)
            }
            if status != 0 { #expect(try Self.install(bench, prefix).status == 0) }
            #expect(try Self.uninstall(bench, prefix).status == 0)
            // What SIGKILL leaves is empty directories, and files that no name leads to.
            try Command.run(["find", prefix, "-name", ".bench-*", "-delete"])
            try Command.run(["find", prefix, "-type", "d", "-empty", "-delete"])
            #expect(try Self.tree(prefix) == before)
        }
        #expect(statuses.contains(128 + Int(signal)), "\(statuses)")
    }

    @Test func `A file that was changed is left and named`() throws {
        let (bench, prefix) = try Self.prefix()
        #expect(try Self.install(bench, prefix).status == 0)
        let page = prefix + "/share/man/man1/bench.1"
        let zsh = prefix + "/share/zsh/site-functions/_bench"
        try TextFile.write("mine\n", to: page)
        try Command.run(["ln", "-sf", page, zsh])
        let again = try Self.install(bench, prefix)
        #expect(again.status == 1 && again.errors.contains(page), "\(again.errors)")

        let result = try Self.uninstall(bench, prefix)
        #expect(result.status == 0)
        #expect(result.errors.contains("left: \(page) was changed since"), "\(result.errors)")
        #expect(result.errors.contains("left: \(zsh) is a symbolic link"), "\(result.errors)")
        #expect(try ProcFile.text(page) == "mine")
        let left = try Self.tree(prefix).filter { !$0.contains(" d ") }.map {
            String($0.prefix { $0 != " " })
        }
        #expect(
            left == [
                "./bin/other", "./share/man/man1/bench-press.1", "./share/man/man1/bench.1",
                "./share/zsh/site-functions/_bench",
            ])
    }

    @Test func `What is there and not from bench is not replaced, and nothing is changed`() throws {
        for name in Self.files where name != "share/bench/installed" {
            let (bench, prefix) = try Self.prefix()
            try Directory.make(
                prefix + "/" + name.prefix(upTo: name.lastIndex(of: "/") ?? name.endIndex))
            try TextFile.write("foreign\n", to: "\(prefix)/\(name)")
            let before = try Self.tree(prefix)
            let result = try Self.install(bench, prefix)
            #expect(result.status == 1)
            #expect(result.errors.contains("\(prefix)/\(name) is not, or"), "\(result.errors)")
            #expect(try Self.tree(prefix) == before)
            #expect(try ProcFile.text("\(prefix)/\(name)") == "foreign")
        }
    }

    @Test(arguments: files + ["bin", "share", "share/man/man1", "share/bench"])
    func `A planted link leads nowhere`(name: String) throws {
        let (bench, prefix) = try Self.prefix()
        let victim = bench.folder + "/victim"
        try Directory.make(victim)
        try TextFile.write("precious\n", to: victim + "/file")
        let path = "\(prefix)/\(name)"
        try Command.run(["rm", "-rf", path])
        try Directory.make(String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex)))
        let isFolder = !Self.files.contains(name)
        try Command.run(["ln", "-s", isFolder ? victim : victim + "/file", path])
        let before = try Self.tree(bench.folder).filter { !$0.hasPrefix("./std") }
        for words in [["install", "--manual-page", "page"], ["uninstall"]] {
            let result = try bench.run(words + ["--prefix", prefix])
            #expect(result.status != 0)
            if words[0] == "install" {
                #expect(result.status == 1)
                #expect(result.errors.contains("\(path) is a symbolic link"), "\(result.errors)")
            }
            #expect(
                try Self.tree(bench.folder).filter { !$0.hasPrefix("./std") } == before)
        }
        #expect(try ProcFile.text(victim + "/file") == "precious")
    }

    @Test func `A list is believed only where bench installs to`() throws {
        let (bench, prefix) = try Self.prefix()
        #expect(try Self.install(bench, prefix).status == 0)
        try bench.write("precious\n", to: "victim")
        let list = prefix + "/share/bench/installed"
        let sums = try Command.run(
            ["sha256sum", "../victim", "bin/other", bench.folder + "/victim"], in: prefix
        ).text
        try TextFile.write(
            try ProcFile.text(list) + "\n# directory ..\n# directory /\n" + sums, to: list)
        let result = try Self.uninstall(bench, prefix)
        #expect(result.status == 0)
        for word in ["../victim", "bin/other", "kept, as bench installs no such file: .."] {
            #expect(result.errors.contains(word), "\(result.errors)")
        }
        #expect(try bench.read("victim") == "precious\n")
        #expect(FileManager.default.fileExists(atPath: prefix + "/bin/other"))
        #expect(!FileManager.default.fileExists(atPath: prefix + "/bin/bench"))
    }

    @Test func `Who may not write there is told where, and what to do`() throws {
        let (bench, prefix) = try Self.prefix()
        let executable = try bench.copyForUsers()
        let user = Bench.isRoot ? Bench.asUser : []
        try Command.run(["chmod", "-R", "a-w", prefix + "/share"])
        defer { _ = try? Command.run(["chmod", "-R", "u+w", prefix + "/share"]) }
        if Bench.isRoot { try Command.run(["chown", "-R", "root", prefix + "/share"]) }
        let before = try Self.tree(prefix)
        let result = try Self.install(bench, prefix, as: user, executable: executable)
        #expect(result.status == 4)
        for word in ["\(prefix)/share/man/man1", "Permission denied", "sudo", "--prefix"] {
            #expect(result.errors.contains(word), "\(result.errors)")
        }
        #expect(try Self.tree(prefix) == before)
    }

    @Test(.enabled(if: Bench.isRoot, "\(Bench.needsRoot)"))
    func `Who may not remove it is told so, and all of it stays`() throws {
        let (bench, prefix) = try Self.prefix()
        #expect(try Self.install(bench, prefix).status == 0)
        let before = try Self.tree(prefix)
        let executable = try bench.copyForUsers()
        try Command.run(["chown", "-R", "root", prefix])
        let result = try bench.run(
            ["uninstall", "--prefix", prefix], prefix: Bench.asUser, executable: executable)
        #expect(result.status == 4)
        #expect(result.errors.contains("sudo"), "\(result.errors)")
        #expect(try Self.tree(prefix) == before)
    }

    @Test(.enabled(if: Bench.isRoot, "\(Bench.needsRoot)"))
    func `Under sudo what goes to a folder of the user's is the user's`() throws {
        let (bench, prefix) = try Self.prefix()
        try Command.run(["chown", "-R", "\(Bench.userID):\(Bench.userID)", bench.folder])
        let sudo = ["env", "SUDO_UID=\(Bench.userID)", "SUDO_GID=\(Bench.userID)"]
        let result = try Self.install(bench, prefix, as: sudo)
        #expect(result.status == 0, "\(result.errors)")
        let owners = try Command.run(["find", prefix, "-printf", "%U\n"]).text
        #expect(Set(owners.split(separator: "\n")) == ["\(Bench.userID)"])
    }

    @Test func `Words that cannot be followed are refused before anything is done`() throws {
        let (bench, prefix) = try Self.prefix()
        let before = try Self.tree(prefix)
        for (words, says) in [
            (["install", "--prefix", prefix], "./bench install"),
            (["install", "--manual-page", "page", "--prefix", "page"], "not a directory"),
            (["install", "--manual-page", "page", "--prefix", ""], "--prefix"),
            (["install", "--manual-page", "page", "--prefix", "absent/new"], "“absent”"),
            (["install", "--manual-page", "page", prefix], "Unexpected argument"),
            (["uninstall", "--prefix", prefix], "no share/bench/installed"),
            (["uninstall", "--prefix", "absent"], "absent"),
        ] {
            let result = try bench.run(words)
            #expect(result.status == 64, "\(words): \(result.errors)")
            #expect(
                result.errors.hasPrefix("bench: ") && result.errors.contains(says),
                "\(result.errors)")
        }
        #expect(try Self.tree(prefix) == before)
    }
}
