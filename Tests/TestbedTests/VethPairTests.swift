import Glibc
import Kernel
import Testing

@testable import Testbed

private let isRoot = geteuid() == 0
private let needsRoot = "needs root: namespaces, kernel threads and RPS"

/// Kernel threads of NAPI on the whole machine, by name.
private func kernelThreads(of interface: String) -> [String] {
    ((try? ProcDirectory.numbers("/proc")) ?? []).compactMap { pid in
        guard let name = try? ProcFile.text("/proc/\(pid)/comm"),
            name.hasPrefix("napi/\(interface)-")
        else { return nil }
        return name
    }
}

/// Whether `condition` comes true within 5 s.
private func soon(_ condition: () -> Bool) -> Bool {
    let deadline = MonotonicClock.now() + 5_000_000_000
    while MonotonicClock.now() < deadline {
        if condition() { return true }
        Poll.sleep(until: MonotonicClock.now() + 2_000_000)
    }
    return condition()
}

private func placement() throws -> Placement {
    try #require(Placement(allowed: try Scheduling.allowedCPUs()))
}

@Suite(.serialized, .enabled(if: isRoot, "\(needsRoot)"))
struct VethPairTests {
    private static func make(
        _ topology: Topology, policy: NAPIPolicy? = nil, mtu: Int = 1500
    ) throws -> VethPair {
        try VethPair(topology: topology, policy: policy, mtu: mtu, placement: placement())
    }

    @Test("everything reads back as asked", arguments: Topology.made, [1500, 9000])
    func readBack(topology: Topology, mtu: Int) throws {
        let pair = try Self.make(topology, mtu: mtu)
        #expect(pair.mismatches == [])
        #expect(pair.readBack["generator.mtu"] == "\(mtu)")
        #expect(pair.readBack["capture.mtu"] == "\(mtu)")
        let gro = topology.polls ? "on" : "off"
        #expect(pair.readBack["capture.generic-receive-offload"] == gro)
        #expect(pair.readBack["generator.generic-receive-offload"] == "off")
        #expect(pair.readBack["capture.threaded"] == (topology == .vethNAPI ? "1" : "0"))
        let cpu = try placement().capture
        let rps = topology.isSteered ? CPUMask.text(cpu: cpu) : "0"
        #expect(pair.readBack["capture.rps_cpus"] == rps)
        #expect(pair.napiThreads.count == (topology == .vethNAPI ? 1 : 0))
    }

    @Test("a poll with a CPU of its own has a thread there, and the receive work none")
    func pollThread() throws {
        let cpu = try placement().capture
        let pair = try VethPair(
            topology: .vethSoftirq, policy: nil, mtu: 1500,
            placement: Placement(generator: cpu + 1, capture: cpu, poll: cpu))
        #expect(pair.mismatches == [])
        #expect(pair.napiThreads.isEmpty)
        let thread = try #require(pair.pollThreads.first)
        #expect(try Scheduling.allowedCPUs(of: thread) == [cpu])
        #expect(pair.readBack["poll.cpus"] == "\(cpu)")
        #expect(pair.readBack["capture.threaded"] == "1")
    }

    @Test("both ends are up, and have no address", arguments: Topology.made)
    func up(topology: Topology) throws {
        let pair = try Self.make(topology)
        for link in [pair.generator, pair.capture] {
            let facts = try link.inside {
                (
                    isUp: Interface.isUp(link.name),
                    addresses: try Interface.addresses(of: link.name),
                    carrier: try Sysfs().read("class/net/\(link.name)/carrier")
                )
            }
            #expect(facts.isUp && facts.addresses == [] && facts.carrier == "1")
        }
    }

    @Test("the NAPI thread is found, is on the capture CPU, and has the policy asked for")
    func napiThread() throws {
        for (policy, number) in [(nil, 0), (NAPIPolicy.other, 0), (.fifo, 1)] {
            let pair = try Self.make(.vethNAPI, policy: policy)
            let thread = try #require(pair.napiThreads.first)
            #expect(
                try ProcFile.text("/proc/\(thread)/comm").hasPrefix("napi/\(pair.capture.name)"))
            #expect(pair.napiThreadIsPinned)
            #expect(try Scheduling.allowedCPUs(of: thread) == [placement().capture])
            #expect(try Scheduling.policy(of: thread) == number)
            #expect(pair.readBack["napi.policy"] == (number == 1 ? "SCHED_FIFO" : "SCHED_OTHER"))
            #expect(pair.mismatches == [])
        }
    }

    @Test("nobody sends anything: no frame in 200 ms, at either end", arguments: Topology.made)
    func silence(topology: Topology) throws {
        let pair = try Self.make(topology)
        Poll.sleep(until: MonotonicClock.now() + 200_000_000)
        for link in [pair.generator, pair.capture] {
            let counters = try link.counters()
            #expect(counters.receivedFrames == 0 && counters.sentFrames == 0)
            #expect(counters.receiveDrops == 0 && counters.sendDrops == 0)
            #expect(counters.driver["peer_ifindex"] != nil)
        }
    }

    @Test("a frame sent is counted at both ends", arguments: Topology.made)
    func counters(topology: Topology) throws {
        let pair = try Self.make(topology)
        let sender = try pair.generator.inside {
            try FrameSender(interface: pair.generator.name, sendBufferBytes: 65_536)
        }
        let outcome = try sender.send(FrameBatch(capacity: 3, frameBytes: 60), from: 0, count: 3)
        #expect(outcome == .sent(3))
        // With a peer that polls, the sender's counter moves when the peer has polled.
        #expect(soon { (try? pair.generator.counters().sentFrames) == 3 })
        #expect(soon { (try? pair.capture.counters().receivedFrames) == 3 })
    }

    @Test("nothing is left when it is let go", arguments: Topology.made)
    func release(topology: Topology) throws {
        let named = try? ProcDirectory.names("/run/netns")
        let host = try ProcDirectory.names("/sys/class/net").sorted()
        let name: String
        let other = try NetworkNamespace()
        do {
            let pair = try Self.make(topology)
            name = pair.capture.name
            #expect(kernelThreads(of: name).isEmpty == (topology != .vethNAPI))
            // A third party in the pair's namespace would see its interfaces go.
            _ = try pair.generator.inside {
                try Command.run(
                    ["ip", "link", "add", "w0", "type", "veth", "peer", "w1", "netns", other.path])
            }
            #expect(try other.enter { Interface.index(of: "w1") } != nil)
        }
        #expect(soon { (try? other.enter { Interface.index(of: "w1") }) == .some(nil) })
        #expect(soon { kernelThreads(of: name).isEmpty })
        #expect((try? ProcDirectory.names("/run/netns")) == named)
        #expect(try ProcDirectory.names("/sys/class/net").sorted() == host)
    }

    @Test("a failure half-way is an error that says why, and leaves nothing")
    func failure() async {
        await #expect(processExitsWith: .success) {
            let before = try ProcDirectory.numbers("/proc/self/fd").count
            var home = stat()
            stat("/proc/thread-self/ns/net", &home)
            let hopeless = [
                (Topology.vethNAPI, 1, 0), (.vethInline, 1, 0),
                // These fail late: everything is there, but for the CPU.
                (.vethNAPI, 1500, 8000), (.vethRPS, 1500, 8000),
            ]
            let attempts = (0..<10).flatMap { _ in hopeless }
            let failures = attempts.filter { topology, mtu, cpu in
                let placement = Placement(generator: 0, capture: cpu)
                do throws(TestbedError) {
                    _ = try VethPair(
                        topology: topology, policy: nil, mtu: mtu, placement: placement)
                    return false
                } catch {
                    return error.description.hasPrefix("cannot set up the testbed: ")
                }
            }
            #expect(failures.count == attempts.count)
            let after = try ProcDirectory.numbers("/proc/self/fd").count
            // The test runner's own threads open a few at any time; a leak would be many more.
            #expect(after < before + 20)
            var now = stat()
            stat("/proc/thread-self/ns/net", &now)
            let isHome = now.st_ino == home.st_ino
            #expect(isHome)
        }
    }

    @Test("fifty in a row leave no descriptor and no kernel thread")
    func fifty() async {
        await #expect(processExitsWith: .success) {
            let placement = try placement()
            let before = try ProcDirectory.numbers("/proc/self/fd").count
            var names: [String] = []
            for _ in 0..<50 {
                let pair = try VethPair(
                    topology: .vethNAPI, policy: .other, mtu: 1500, placement: placement)
                names.append(pair.capture.name)
                #expect(pair.mismatches == [])
            }
            let after = try ProcDirectory.numbers("/proc/self/fd").count
            // The test runner's own threads open a few at any time; a leak would be many more.
            #expect(after < before + 20)
            let areGone = names.allSatisfy { name in soon { kernelThreads(of: name).isEmpty } }
            #expect(areGone)
        }
    }

    @Test("what runs inside and fails comes out as its own error, and the thread comes home")
    func inside() throws {
        struct Stop: Error {}
        let pair = try Self.make(.vethInline)
        #expect(throws: Stop.self) { try pair.generator.inside { throw Stop() } }
        #expect(Interface.index(of: pair.generator.name) == nil)
    }
}

struct TestbedTextTests {
    @Test(
        "a CPU mask is 32-bit groups, highest first",
        arguments: [
            (0, "1"), (1, "2"), (31, "80000000"), (32, "1,00000000"),
            (70, "40,00000000,00000000"),
        ])
    func mask(cpu: Int, text: String) {
        #expect(CPUMask.text(cpu: cpu) == text)
        // The kernel pads what it shows.
        #expect(CPUMask.shortened("00000000,0000" + text) == text)
    }

    @Test("a mask of no CPU is 0", arguments: ["0", "00000000,00000000", ""])
    func emptyMask(text: String) {
        #expect(CPUMask.shortened(text) == "0")
    }

    @Test("features are read with their states, fixed or not, indented or not")
    func features() {
        let text = """
            Features for c2xyz:
            rx-checksumming: off
            tx-checksumming: on
            \ttx-checksum-ipv4: off [fixed]
            \ttx-checksum-ip-generic: on
            generic-receive-offload: on [requested off]
            rx-udp-gro-forwarding: something
            no colon here
            """
        let found = VethPair.features(in: text)
        #expect(
            found.map(\.0) == [
                "rx-checksumming", "tx-checksumming", "tx-checksum-ipv4", "tx-checksum-ip-generic",
                "generic-receive-offload",
            ])
        #expect(found.map(\.1) == ["off", "on", "off", "on", "on"])
        #expect(VethPair.features(in: "").isEmpty)
    }

    @Test("the first CPU generates and the last captures; one does both; none is no placement")
    func placements() {
        #expect(Placement(allowed: [2, 3, 5]) == Placement(generator: 2, capture: 5, poll: 3))
        #expect(Placement(allowed: [2, 3]) == Placement(generator: 2, capture: 3, poll: 2))
        #expect(Placement(allowed: [2, 3])?.hasPollCPU == false)
        #expect(Placement(allowed: [2, 3, 5])?.isShared == false)
        #expect(Placement(allowed: [4])?.isShared == true)
        #expect(Placement(allowed: []) == nil)
    }

    @Test("workers take the capture CPU first, then those that do nothing else, in turn")
    func workerPlacements() {
        #expect(Placement(allowed: [0, 1])?.cpus(ofWorkers: 3) == [1, 1, 1])
        #expect(Placement(allowed: [0, 1, 2])?.cpus(ofWorkers: 2) == [2, 2])
        #expect(Placement(allowed: [0, 1, 2, 3])?.cpus(ofWorkers: 3) == [3, 2, 3])
        #expect(Placement(allowed: [0, 2, 4, 6, 8])?.cpus(ofWorkers: 4) == [8, 4, 6, 8])
        #expect(Placement(allowed: [5])?.cpus(ofWorkers: 2) == [5, 5])
        #expect(Placement(allowed: [0, 1, 2, 3])?.cpus(ofWorkers: 1) == [3])
    }

    @Test("topologies are known by the names of experiment files")
    func names() {
        #expect(
            Topology.allCases.map(\.rawValue) == [
                "veth-softirq", "veth-napi", "veth-rps", "veth-inline", "veth-outgoing", "nic",
            ])
        #expect(NAPIPolicy.allCases.map(\.rawValue) == ["other", "fifo"])
    }
}
