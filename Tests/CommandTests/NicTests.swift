import Capture
import FoundationEssentials
import Kernel
import Results
import Testing

/// Topology nic on veth ends that stand for real interfaces.
@Suite(.serialized, .enabled(if: Bench.isRoot, "\(Bench.needsRoot)"))
struct NicTests {
    private static let backends = Backend.packet.map { "backend = \"\($0.name)\"" }

    /// What is done to `eth2` before, and where losses then are.
    private static let receivers = [
        "true", "ethtool -K eth2 gro on >/dev/null",
        "ethtool -K eth1 tso off >/dev/null; ethtool -K eth2 gro on >/dev/null",
        "tc qdisc add dev eth1 root pfifo limit 1000",
    ]

    @Test(arguments: receivers)
    func `Every backend captures, the ledger closes, and nothing is changed`(
        receiver: String
    ) throws {
        let (bench, network) = (try Bench(), try NicNetwork())
        try network.run(receiver)
        try bench.write(nicExperiment(series: Self.backends), to: "e.toml")
        let before = try network.state()
        let result = try bench.sweep(in: network).wait()
        #expect(try network.state() == before)
        let records = try bench.records()
        #expect(records.count == 1 + Self.backends.count, "\(result.errors)")
        for record in records where record.backend != "none" {
            expectCounted(record)
            #expect((record.uniqueFrames ?? 0) > 0)
            #expect(record.topology == "nic")
            // Two veth ends: the sender's CPU does the receive work, and the row says so.
            #expect(record.flags.contains(.receiveElsewhere), "\(record.receiveCPUs ?? "")")
            #expect(record.cpuKernelNs != nil && record.cpuNsPerUniqueFrame == nil)
        }
        let manifest = try #require(try bench.runDirectory?.manifest())
        #expect(manifest.topology["generator.interface"] == "eth1")
        #expect(manifest.topology["capture.driver"] == "veth")
        #expect(manifest.topology["generator.generic-segmentation-offload"] == "on")
        let remarks = result.errors.split(separator: "\n").filter { $0.contains("eth1 has ") }
        #expect(remarks.count == 1, "\(result.errors)")
        bench.expectNothingLeft()
    }

    @Test func `A ring that overflows is the device's loss, and every frame is named`() throws {
        let (bench, network) = (try Bench(), try NicNetwork())
        // The receiver's thread shares the generator's CPU, which never sleeps, and has no weight.
        try network.run(
            """
            ethtool -K eth1 tso off >/dev/null; ethtool -K eth2 gro on >/dev/null
            echo 1 >/sys/class/net/eth2/threaded
            for p in /proc/[0-9]*; do
                case $(cat $p/comm 2>/dev/null) in
                napi/eth2-*) taskset -pc 0 ${p#/proc/}; chrt -i -p 0 ${p#/proc/} ;;
                esac
            done >/dev/null
            """)
        try bench.write(nicExperiment(rate: "50kpps", duration: "500ms"), to: "e.toml")
        let result = try bench.sweep(in: network).wait()
        let record = try #require(try bench.records().last, "\(result.errors)")
        expectCounted(record)
        #expect((record.dropsDevice ?? 0) > 0 && record.dropsBacklog == 0)
        #expect(record.dropsDevice == record.enobufsFrames)
    }

    /// What is wrong, the lines that make it so, and the word that says it.
    struct Refusal: Sendable, CustomStringConvertible {
        let description: String
        var before = NicNetwork.quiet
        var after = NicNetwork.up
        var generator = "eth1"
        var capture = "eth2"
        var size = "64"
        let said: String
    }

    private static let refusals = [
        Refusal(
            description: "address of the generator",
            after: NicNetwork.up + ["ip addr add 10.0.0.1/24 dev eth1"],
            said: "eth1 carries the address 10.0.0.1: sending would flood a network in use"),
        Refusal(
            description: "address of the capturer",
            after: NicNetwork.up + ["ip addr add 10.0.0.1/24 dev eth2"],
            said: "add --i-know-this-floods eth2"),
        Refusal(
            description: "default route",
            after: NicNetwork.up + ["ip route add default dev eth1"],
            said: "eth1 has the default route"),
        Refusal(
            description: "IPv6 by itself", before: [], said: "net.ipv6.conf.eth1.disable_ipv6=1"),
        Refusal(
            description: "port of a bridge",
            after: NicNetwork.up + ["ip link add br0 type bridge", "ip link set eth1 master br0"],
            said: "eth1 is below br0"),
        Refusal(description: "loopback", generator: "lo", said: "lo is the loopback"),
        Refusal(description: "unknown", capture: "c", said: "there is no interface c"),
        Refusal(
            description: "down", after: ["ip link set eth2 up"],
            said: "eth1 is down: ip link set eth1 up, or bench sweep --configure"),
        Refusal(
            description: "no carrier", after: NicNetwork.up + ["ip link set eth2 down"],
            said: "eth1 has no carrier"),
        Refusal(
            description: "MTU", after: ["ip link set eth2 mtu 1000"] + NicNetwork.up, size: "1500",
            said: "eth2 has an MTU of 1000, the largest frame needs 1482"),
    ]

    @Test(arguments: refusals)
    func `What may not or cannot be used is refused before anything starts`(
        refusal: Refusal
    ) throws {
        let bench = try Bench()
        let network = try NicNetwork(before: refusal.before, after: refusal.after)
        try bench.write(
            nicExperiment(refusal.generator, refusal.capture, size: refusal.size), to: "e.toml")
        let before = try network.state()
        let result = try bench.sweep(in: network).wait()
        #expect(result.status == 4, "\(result.errors)")
        #expect(result.errors.contains(refusal.said), "\(result.errors)")
        #expect(bench.runDirectory == nil)
        #expect(try network.state() == before)
    }

    private static let fourQueues =
        ["ip link del eth1"]
        + [
            "ip link add eth1 numtxqueues 4 numrxqueues 4 type veth peer name eth2 numtxqueues 4 "
                + "numrxqueues 4"
        ] + NicNetwork.up

    @Test(arguments: [
        (2, "eth2 has 4 receive queues, and the frames of those without a worker would be missed"),
        (8, "eth2 has 4 receive queues, not one for each of 8 workers: ethtool -L eth2 combined 8"),
    ])
    func `Workers need a receive queue each, and each queue a worker`(
        workers: Int, said: String
    ) throws {
        let (bench, network) = (try Bench(), try NicNetwork(after: Self.fourQueues))
        try bench.write(
            nicExperiment(series: ["backend = \"af-xdp\"\nworkers = \(workers)"]), to: "e.toml")
        let result = try bench.sweep(in: network).wait()
        #expect(result.status == 4, "\(result.errors)")
        #expect(result.errors.contains(said), "\(result.errors)")
        #expect(bench.runDirectory == nil)
    }

    @Test func `With a worker for each receive queue every frame is named`() throws {
        let (bench, network) = (try Bench(), try NicNetwork(after: Self.fourQueues))
        try bench.write(
            nicExperiment(series: ["backend = \"af-xdp\"\nworkers = 4"]), to: "e.toml")
        let result = try bench.sweep(in: network).wait()
        let record = try #require(try bench.records().last, "\(result.errors)")
        expectCounted(record)
        #expect((record.uniqueFrames ?? 0) > 0)
        #expect(try bench.runDirectory?.manifest().topology["capture.rx_queues"] == "4")
    }

    @Test func `An interface in use is used when it is named again, by the generator too`() throws {
        let (bench, network) = (try Bench(), try NicNetwork())
        // Without ARP nobody asks who has the address.
        try network.run("ip link set eth1 arp off; ip addr add 10.0.0.1/32 dev eth1")
        try bench.write(nicExperiment(), to: "e.toml")
        let result = try bench.sweep(["--i-know-this-floods", "eth1"], in: network).wait()
        let record = try #require(try bench.records().last, "\(result.errors)")
        expectCounted(record)
    }

    @Test(arguments: ["4pps", "100pps"])
    func `Frames of others during a trial make it invalid, and the message says so`(
        rate: String
    ) throws {
        let (bench, network) = (try Bench(), try NicNetwork())
        try bench.write(nicExperiment(duration: "1s"), to: "e.toml")
        let other = try ChildProcess(
            network.prefix[0],
            Array(network.prefix.dropFirst()) + [
                Bench.path, "generate", "-i", "eth1", "--rate", rate, "--duration", "20s",
            ], streams: .init(input: .null, output: .null, error: .null))
        defer { other.kill() }
        let result = try bench.sweep(in: network).wait()
        let record = try #require(try bench.records().last, "\(result.errors)")
        #expect(record.invalidReason == .stray, "\(result.errors)")
        #expect(record.message?.contains("something else sends on this link") == true)
    }

    @Test func `--configure is for topology nic, and nic is for root`() throws {
        let bench = try Bench()
        try bench.write(experiment(), to: "e.toml")
        let other = try bench.sweep("e.toml", ["--configure"]).wait()
        #expect(other.status == 64 && other.errors.contains("--configure is for topology nic"))
        try bench.write(nicExperiment(), to: "e.toml")
        let rootless = try bench.sweep("e.toml", ["--rootless"]).wait()
        #expect(rootless.status == 4 && rootless.errors.contains("topology nic needs root"))
    }

    @Test(arguments: [
        ("eth2", "eth2", "e.toml:10: nic.capture: “eth2” is the generator's interface"),
        ("a/b", "eth2", "e.toml:9: nic.generator: “a/b” is not the name of a network interface"),
    ])
    func `Wrong names are errors with their lines`(
        generator: String, capture: String, said: String
    ) throws {
        let bench = try Bench()
        try bench.write(nicExperiment(generator, capture), to: "e.toml")
        let result = try bench.run(["plan", "e.toml"])
        #expect(result.status == 64)
        #expect(result.errors.contains(said), "\(result.errors)")
    }
}
