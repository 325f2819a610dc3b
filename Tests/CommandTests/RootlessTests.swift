import FoundationEssentials
import Kernel
import Results
import Testing

/// Whether an ordinary user may do it here at all.
private let obstacle: String? = {
    guard Bench.isRoot else { return "needs root, to become an ordinary user" }
    let words = Bench.asUser + ["unshare", "--user", "--map-root-user", "--net", "true"]
    return (try? Command.run(words)) == nil
        ? "this machine forbids user namespaces to ordinary users" : nil
}()

extension SweepTests {
    @Test(.enabled(if: obstacle == nil, "\(obstacle ?? "")"))
    func `Without root a sweep works, and says what it could not measure`() throws {
        let bench = try Bench()
        let program = try bench.copyForUsers()
        try bench.write(
            experiment(
                duration: "600ms", series: ["backend = \"recv\"", "backend = \"tpacket-v3\""]),
            to: "e.toml")
        let sweep = try bench.start(
            ["sweep", "e.toml", "--wait", "0s"], prefix: Bench.asUser, executable: program)
        let result = try sweep.wait()
        let records = try bench.records().filter { $0.backend != "none" }
        #expect(records.count == 2, "\(result.errors)")
        for record in records {
            expectCounted(record)
            // The kernel thread is the machine's, so it cannot be pinned: it is watched.
            let isMigrated = record.flags.contains(.kthreadMigrated)
            if isMigrated { #expect(record.cpuBusyPercent == nil) }
            #expect(record.cpuKernelNs != nil && record.cpuCaptureNs != nil)
        }
        let directory = try #require(bench.runDirectory)
        for path in [directory.path, directory.trialsPath, directory.manifestPath] {
            let owner = try Command.run(["stat", "-c", "%u", path]).text
            #expect(owner == "\(Bench.userID)\n", "\(path)")
        }
        bench.expectNothingLeft()
    }

    @Test(
        .enabled(if: obstacle == nil, "\(obstacle ?? "")"),
        arguments: ["topology = \"veth-rps\"", "napi_policy = \"fifo\""])
    func `Without root, what needs it is refused before anything is made`(line: String) throws {
        let bench = try Bench()
        let program = try bench.copyForUsers()
        try bench.write(experiment(line), to: "e.toml")
        let result = try bench.run(
            ["sweep", "e.toml", "--wait", "0s"], prefix: Bench.asUser, executable: program)
        #expect(result.status == 4, "\(result.errors)")
        #expect(result.errors.contains("needs root; run it with sudo"), "\(result.errors)")
        #expect(bench.runDirectory == nil)
    }

    @Test func `Root may give its privileges up, and still measures`() throws {
        let bench = try Bench()
        try bench.write(experiment(), to: "e.toml")
        let result = try bench.sweep("e.toml", ["--rootless"]).wait()
        let records = try bench.records()
        #expect(records.count == 2, "\(result.errors)")
        try expectCounted(#require(records.last))
    }

    @Test func `Under sudo everything made belongs to the user who typed the command`() throws {
        let bench = try Bench()
        try bench.write(experiment(), to: "e.toml")
        let sudo = ["env", "SUDO_UID=\(Bench.userID)", "SUDO_GID=\(Bench.userID)"]
        let sweep = try bench.sweep(prefix: sudo)
        _ = try sweep.wait()
        for top in ["results", "plots"] {
            let words = ["find", top, "-not", "-uid", "\(Bench.userID)"]
            let foreign = try Command.run(words, in: bench.folder).text
            #expect(foreign == "")
        }
    }
}
