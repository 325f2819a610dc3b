import Kernel
import Results
import Testing

private enum Installed {
    static let tcpreplay = ProcessInfo.program("tcpreplay") != nil
    static let needsTcpreplay = "needs tcpreplay: apt-get install tcpreplay"
}

/// Programs of others as engines, as users ask for them.
@Suite(.serialized, .enabled(if: Bench.isRoot, "\(Bench.needsRoot)"))
struct ExternalEngineTests {
    /// What bench itself runs, and none of the programs that it can send with.
    private static func path(for bench: Bench) throws -> [String] {
        let folder = bench.folder + "/bin"
        try Directory.make(folder)
        for name in ["ip", "ethtool"] {
            let program = try #require(ProcessInfo.program(name))
            try Command.run(["ln", "-s", program, folder + "/" + name])
        }
        return ["env", "PATH=\(folder)"]
    }

    @Test(
        arguments: [("trafgen", "netsniff-ng"), ("tcpreplay", "tcpreplay")])
    func `A program that is missing is named with its package, before anything is run`(
        engine: String, package: String
    ) throws {
        let bench = try Bench()
        let prefix = try Self.path(for: bench)
        try bench.write(
            experiment().replacing("\"sendmmsg\"", with: "\"\(engine)\""), to: "e.toml")
        let result = try bench.sweep(prefix: prefix).wait()
        let words = "needs the program \(engine) in PATH: apt-get install \(package)"
        #expect(result.status == 4)
        #expect(
            result.errors == "bench: engine \(engine) cannot be used here: \(words)\n",
            "\(result.errors)")
        #expect(bench.runDirectory == nil)
        let byHand = try bench.run(
            [
                "generate", "-i", "lo", "--engine", engine, "--rate", "max", "--i-know-this-floods",
                "lo",
            ], prefix: prefix)
        #expect(byHand.status == 4 && byHand.errors == "bench: \(words)\n", "\(byHand.errors)")
        let list = try bench.run(["list"], prefix: prefix)
        let listed = list.output.split { $0.isWhitespace }.joined(separator: " ")
        #expect(listed.contains("not here: \(words)"), "\(list.output)")
    }

    @Test(.enabled(if: Installed.tcpreplay, "\(Installed.needsTcpreplay)"))
    func `A sweep over an engine of ours and one of others closes every ledger`() throws {
        let bench = try Bench()
        try bench.write(
            experiment(duration: "500ms").replacing(
                "\"sendmmsg\"", with: "[\"sendmmsg\", \"tcpreplay\"]"), to: "e.toml")
        let result = try bench.sweep().wait()
        let records = try bench.records().filter { $0.backend == "recv" }
        #expect(Set(records.compactMap(\.engine)) == ["sendmmsg", "tcpreplay"], "\(result.errors)")
        for record in records {
            expectCounted(record)
            let isOurs = record.engine == "sendmmsg"
            #expect((record.uniqueFrames != nil) == isOurs)
            #expect(record.flags.contains(.unstamped) == !isOurs)
            #expect((record.deliveredFrames ?? 0) > 0)
        }
        let versions = try #require(try bench.runDirectory?.manifest().toolVersions)
        #expect(versions["tcpreplay"]?.contains("version") == true)
        bench.expectNothingLeft()
    }

    @Test(.enabled(if: Installed.tcpreplay, "\(Installed.needsTcpreplay)"))
    func `A generator by hand that is killed leaves no program behind`() throws {
        let bench = try Bench()
        let script = """
            ip link add g0 type veth peer name c0; ip link set g0 up; ip link set c0 up
            exec '\(Bench.path)' generate -i g0 --engine tcpreplay --rate 1kpps --duration 100s \
                --i-know-this-floods g0
            """
        let generator = try bench.start(["-c", script], executable: "sh")
        _ = try bench.process(with: ["--pps=1000"])
        generator.child.kill()
        _ = try generator.child.wait()
        bench.expectNothingLeft()
    }
}
