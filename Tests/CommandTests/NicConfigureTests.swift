import FoundationEssentials
import Kernel
import Results
import Testing

/// `bench sweep --configure`: everything is changed that has to be, and put back.
@Suite(.serialized, .enabled(if: Bench.isRoot, "\(Bench.needsRoot)"))
struct NicConfigureTests {
    /// As far from what a sweep wants as veth ends can be, and down.
    ///
    /// They have been up once, since the first time leaves a queueing discipline behind.
    private static func network() throws -> NicNetwork {
        try NicNetwork(
            before: [],
            after: [
                "for i in eth1 eth2; do ip link set $i up; done",
                "for i in eth1 eth2; do ip link set $i down mtu 1000; done",
                "ethtool -K eth2 gro on >/dev/null; ethtool -K eth1 tx-tcp-ecn-segmentation off",
                "echo 1 >/sys/class/net/eth2/queues/rx-0/rps_cpus",
            ])
    }

    private static let large = nicExperiment(
        size: "1500", duration: "1s", series: ["backend = \"recv\"", "backend = \"tpacket-v3\""])

    /// Waits until a trial is under way.
    private static func underWay(_ bench: Bench) throws {
        _ = try bench.process(with: ["generate", "--json"])
    }

    private func expectConfigured(_ state: String) {
        #expect(!state.contains("state DOWN") && state.contains("mtu 1482"))
        for feature in [
            "generic-receive-offload", "generic-segmentation-offload", "tcp-segmentation-offload",
        ] {
            #expect(state.contains("\(feature): off") && !state.contains("\(feature): on"))
        }
        #expect(state.contains("rx-0/rps_cpus:0\n") || state.contains("rx-0/rps_cpus:00000000\n"))
        #expect(!state.contains("inet6"))
    }

    @Test func `All is set up for the trials, written down before, and put back`() throws {
        let (bench, network) = (try Bench(), try Self.network())
        try bench.write(Self.large, to: "e.toml")
        let before = try network.state()
        let sweep = try bench.sweep(["--configure"], in: network)
        try Self.underWay(bench)
        let during = try network.state()
        let journals = Self.journals(of: sweep.child.pid)
        let result = try sweep.wait()
        expectConfigured(during)
        #expect(journals.count == 1)
        #expect(try network.state() == before)
        #expect(Self.journals(of: sweep.child.pid) == [])
        for record in try bench.records() where record.backend != "none" { expectCounted(record) }
        #expect(try !bench.records().contains { $0.invalidReason == .geometry })
        #expect(!result.errors.contains("put back") && !result.errors.contains(" has "))
        // Without --configure it would be another experiment.
        let path = try #require(bench.runDirectory).path
        let resumed = try bench.sweep(["--resume", path], in: network).wait()
        #expect(resumed.status == 64 && resumed.errors.contains("with --configure"))
    }

    @Test func `Frames are sent though GRO, which a veth pair needs for XDP, is turned off`() throws
    {
        let (bench, network) = (try Bench(), try Self.network())
        let pair = "for i in eth1 eth2; do ip link set $i up; done; ethtool -K eth2 gro off; "
        try network.run(pair + "ethtool -K eth2 gro on >/dev/null")
        try bench.write(
            nicExperiment().replacing("\"sendmmsg\"", with: "\"auto\""), to: "e.toml")
        let result = try bench.sweep(["--configure"], in: network).wait()
        let records = try bench.records()
        #expect(records.contains { $0.uniqueFrames ?? 0 > 0 }, "\(result.errors)")
        #expect(records.allSatisfy { $0.engine == "sendmmsg" })
    }

    @Test func `Ctrl-C puts everything back`() throws {
        let (bench, network) = (try Bench(), try Self.network())
        try bench.write(Self.large, to: "e.toml")
        let before = try network.state()
        let sweep = try bench.sweep(["--configure"], in: network)
        try Self.underWay(bench)
        sweep.child.kill(2)
        #expect(try sweep.wait(seconds: 20).status == 130)
        #expect(try network.state() == before)
        #expect(Self.journals(of: sweep.child.pid) == [])
        bench.expectNothingLeft()
    }

    @Test func `What was set up for trials that all fail is put back`() throws {
        let (bench, network) = (try Bench(), try Self.network())
        // A veth end whose peer is down has no carrier.
        try network.run("ip link add other type veth peer name gone")
        try bench.write(nicExperiment("eth1", "other"), to: "e.toml")
        let before = try network.state()
        let result = try bench.sweep(["--configure"], in: network).wait()
        #expect(result.status == 3)
        #expect(try bench.records().allSatisfy { $0.invalidReason == .interface })
        #expect(try network.state() == before)
    }

    @Test func `After SIGKILL at any moment the next start puts everything back and says it`()
        throws
    {
        let network = try Self.network()
        let before = try network.state()
        for round in 0..<(Bench.isFull ? 40 : 6) {
            let bench = try Bench()
            try bench.write(Self.large, to: "e.toml")
            let sweep = try bench.sweep(["--configure"], in: network)
            // Most rounds die while it is being set up.
            let most: Int64 = round % 3 == 2 ? 1_500_000_000 : 300_000_000
            Poll.sleep(until: MonotonicClock.now() + Int64.random(in: 50_000_000..<most))
            sweep.child.kill()
            _ = try? sweep.child.wait()
            let changed = try network.state() != before
            let words = round % 2 == 0 ? ["doctor"] : ["sweep", "e.toml", "--wait", "0s"]
            let next = try bench.start(words, in: network).wait()
            #expect(try network.state() == before, "round \(round): \(next.errors)")
            #expect(next.errors.contains("put back: ") == changed, "round \(round)")
            #expect(Self.journals(of: sweep.child.pid) == [], "round \(round)")
        }
    }

    @Test func `A running sweep is left alone by a doctor beside it`() throws {
        let (bench, network) = (try Bench(), try Self.network())
        try bench.write(Self.large, to: "e.toml")
        let sweep = try bench.sweep(["--configure"], in: network)
        try Self.underWay(bench)
        let doctor = try Command.collect(network.prefix + [Bench.path, "doctor"])
        #expect(!doctor.errors.contains("put back"))
        expectConfigured(try network.state())
        #expect(Self.journals(of: sweep.child.pid).count == 1)
        _ = try sweep.wait()
    }

    @Test func `An interface or a namespace that has gone is dropped with a word`() throws {
        let bench = try Bench()
        try bench.write(Self.large, to: "e.toml")
        func kill(in network: NicNetwork) throws -> Int32 {
            let sweep = try bench.sweep(["--configure"], in: network)
            try Self.underWay(bench)
            sweep.child.kill()
            _ = try? sweep.child.wait()
            #expect(Self.journals(of: sweep.child.pid).count == 1)
            return sweep.child.pid
        }
        let network = try Self.network()
        let first = try kill(in: network)
        try network.run("ip link delete eth1; ip link add eth1 type veth peer name eth2")
        let doctor = try bench.start(["doctor"], in: network).wait()
        #expect(doctor.errors.contains("the interface has gone"))
        #expect(Self.journals(of: first) == [])

        var other: NicNetwork? = try Self.network()
        let second = try kill(in: try #require(other))
        // Somebody is still there: not ours to touch.
        _ = try bench.start(["doctor"], in: network).wait()
        #expect(Self.journals(of: second).count == 1)
        other = nil
        bench.expectNothingLeft()
        let last = try bench.start(["doctor"], in: network).wait()
        #expect(last.errors.contains("the network namespace of eth1, eth2 has gone"))
        #expect(Self.journals(of: second) == [])
    }

    /// The journals that a process wrote.
    private static func journals(of pid: Int32) -> [String] {
        ((try? ProcDirectory.names("/run/bench/restore")) ?? []).filter {
            $0.hasPrefix("\(pid)-")
        }
    }
}
