import FoundationEssentials
import Kernel
import Results
import Testing

/// Sweeps between two hosts, through real ssh.
@Suite(.serialized, .enabled(if: TwoHosts.isPossible, "\(TwoHosts.needs)"))
struct TwoHostsTests {
    private static let series = ["recv", "tpacket-v2", "tpacket-v3"].map {
        "backend = \"\($0)\""
    }

    /// The last attempts at the trials, baselines apart.
    private static func lasts(_ bench: Bench) throws -> [TrialRecord] {
        let all = try bench.records().filter { $0.backend != "none" }
        return Dictionary(grouping: all, by: \.trial).values.compactMap {
            $0.max { $0.attempt < $1.attempt }
        }
    }

    /// Every frame of every row is named; a busy machine may make rows invalid.
    private func expectClosed(_ rows: [TrialRecord], _ errors: String) throws {
        for row in rows {
            #expect(row.unexplainedFrames == 0, "\(row.message ?? "") \(errors)")
            #expect((row.uniqueFrames ?? 0) > 0)
            if row.outcome != .valid, Disturbance.isIn(row) {
                try Disturbance.cancel(row.message ?? "")
            }
            #expect(row.outcome == .valid, "\(row.message ?? "")")
        }
    }

    @Test func `The ledger closes, as on one machine, and nothing is changed or left`() throws {
        let bench = try Bench()
        let hosts = try TwoHosts(bench)
        let states = try hosts.states()
        try bench.write(hostExperiment(series: Self.series), to: "e.toml")
        let result = try bench.sweep(on: hosts).wait(seconds: 120)
        let rows = try Self.lasts(bench)
        #expect(rows.count == Self.series.count, "\(result.errors)")
        try expectClosed(rows, result.errors)
        #expect(result.status == 0, "\(result.errors)")
        for row in rows {
            // The clocks of the host that captures.
            #expect((row.cpuCaptureNs ?? 0) > 0 && row.cpuKernelNs != nil)
            #expect(row.cpuBusyPercent != nil && row.ratePpsOffered != nil)
            #expect(row.captureUtimeS != nil && row.depthFrames != nil)
            // Two clocks are never compared.
            #expect(row.capturePauses == nil && row.latencyP50Ns == nil)
        }
        let manifest = try #require(try bench.runDirectory?.manifest())
        #expect(manifest.facts["host.capture.name"] == "cap")
        #expect(manifest.facts["host.generator.name"] == "gen")
        #expect(manifest.topology["capture.driver"] == "veth")
        try hosts.expectNothingLeft(states)
        // What the agents said is there, as from roles of this machine.
        let raw = try #require(bench.runDirectory).path + "/raw"
        let trial = try #require(try FileManager.default.contentsOfDirectory(atPath: raw).first)
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(raw)/\(trial)")
        #expect(files.contains("generator.jsonl") && files.contains("samples.csv"))
    }

    @Test func `Workers without a receive queue each are refused before anything starts`() throws {
        let bench = try Bench()
        let hosts = try TwoHosts(bench)
        try bench.write(
            hostExperiment(series: ["backend = \"af-xdp\"\nworkers = 2"]), to: "e.toml")
        let result = try bench.sweep(on: hosts).wait(seconds: 120)
        #expect(result.status == 4, "\(result.errors)")
        #expect(result.errors.contains("host cap: backend af-xdp: workers: "), "\(result.errors)")
        #expect(result.errors.contains("has 1 receive queue, not one for each of 2 workers"))
    }

    @Test(arguments: [("local", "cap"), ("gen", "local")])
    func `One side may be the machine that bench was started on`(
        generator: String, capture: String
    ) throws {
        let bench = try Bench()
        let hosts = try TwoHosts(bench)
        // The machine's own end, which leads to the other host.
        let other = generator == "local" ? "cap" : "gen"
        try hosts.addLink(to: other)
        try bench.write(
            hostExperiment(generator: generator, capture: capture)
                .replacing("\"eth1\"", with: "\"eth2\""), to: "e.toml")
        let result = try bench.sweep(["--configure"], on: hosts).wait(seconds: 120)
        let rows = try Self.lasts(bench)
        #expect(rows.count == 1, "\(result.errors)")
        // A host of the lab has processes of its own, which this machine sees: here the generator.
        if capture == "local", rows.first?.invalidReason == .foreignLoad {
            #expect(rows.first?.unexplainedFrames == 0 && rows.first?.uniqueFrames != nil)
        } else {
            try expectClosed(rows, result.errors)
        }
    }

    @Test func `auto is an engine that works once the interfaces are set up`() throws {
        let bench = try Bench()
        let hosts = try TwoHosts(bench)
        try bench.write(
            hostExperiment().replacing("\"sendmmsg\"", with: "\"auto\""), to: "e.toml")
        let result = try bench.sweep(["--configure"], on: hosts).wait(seconds: 120)
        let rows = try Self.lasts(bench)
        try expectClosed(rows, result.errors)
        #expect(rows.map(\.engine) == ["sendmmsg"], "\(result.errors)")
    }

    @Test func `Interfaces of both hosts are set up, and put back`() throws {
        let bench = try Bench()
        let hosts = try TwoHosts(bench)
        for host in ["gen", "cap"] { try hosts.run(on: host, "ip link set eth1 down mtu 1000") }
        let states = try hosts.states()
        try bench.write(
            hostExperiment(duration: "2s", size: "1500", retries: 0), to: "e.toml")
        let sweep = try bench.sweep(["--configure"], on: hosts)
        try hosts.await("generate --json", on: "gen")
        let during = try hosts.states()
        let result = try sweep.wait(seconds: 120)
        for (host, state) in during {
            #expect(state.contains("mtu 1482") && !state.contains("state DOWN"), "\(host)")
            #expect(state.contains("generic-receive-offload: off"), "\(host)")
        }
        #expect(try Self.lasts(bench).first?.unexplainedFrames == 0, "\(result.errors)")
        try hosts.expectNothingLeft(states)
    }

    @Test func `A search, a report and the doctor work between hosts`() throws {
        let bench = try Bench()
        let hosts = try TwoHosts(bench)
        try bench.write(
            hostExperiment()
                + "[search]\nprocedure = \"staircase\"\nmax_rate = \"4kpps\"\nfinal_trial = \"1s\"\n",
            to: "e.toml")
        let doctor = try bench.start(["doctor", "e.toml", "--push"], on: hosts).wait(seconds: 60)
        for host in ["gen", "cap"] {
            #expect(doctor.output.contains("\(host)  ok       kernel "), "\(doctor.output)")
        }
        #expect(doctor.output.contains("generator interface"), "\(doctor.errors)")
        // Each host is a container, and other work of the machine is hidden from it.
        #expect(!doctor.output.contains("ok       quiet"), "\(doctor.output)")
        #expect(!doctor.output.contains("auto is sendmmsg"), "\(doctor.output)")
        try hosts.run(on: "cap", "ethtool -K eth1 gro off >/dev/null")
        let without = try bench.start(["doctor", "e.toml"], on: hosts).wait(seconds: 60)
        #expect(
            without.output.contains("eth1: auto is sendmmsg: xdp: eth1 takes no XDP frames"),
            "\(without.output)")
        let search = try bench.start(
            ["search", "e.toml", "--wait", "0s", "--quick"], on: hosts
        ).wait(seconds: 240)
        #expect(search.output.contains("recv"), "\(search.errors)")
        let directory = try #require(bench.runDirectory, "\(search.errors)")
        let report = try bench.run(["report", directory.path])
        #expect(report.status == 0, "\(report.errors)")
    }

    @Test func `An experiment for one machine runs between hosts of a file`() throws {
        let bench = try Bench()
        let hosts = try TwoHosts(bench)
        try bench.write(experiment(), to: "e.toml")
        let result = try bench.sweep(["--hosts", hosts.folder + "/hosts.toml"], on: hosts)
            .wait(seconds: 120)
        let rows = try Self.lasts(bench)
        #expect(rows.map(\.topology) == ["nic"], "\(result.errors)")
        #expect(rows.first?.unexplainedFrames == 0, "\(result.errors)")
    }
}

extension TwoHosts {
    /// Connects the machine on which bench is started to a host by an interface `eth2` of each.
    func addLink(to host: String) throws {
        let pid = try #require(firstProcess(of: host))
        try run(
            """
            ip link add eth2 type veth peer name eth2 netns \(pid)
            sysctl -qw net.ipv6.conf.eth2.disable_ipv6=1
            ip link set eth2 up
            """)
        try run(
            on: host, "sysctl -qw net.ipv6.conf.eth2.disable_ipv6=1 && ip link set eth2 up")
    }
}
