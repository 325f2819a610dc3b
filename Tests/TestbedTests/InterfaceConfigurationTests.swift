import FoundationEssentials
import Glibc
import Kernel
import Testing

@testable import Testbed

private let needsRoot = "needs root: a network namespace"

/// Setting up interfaces and putting them back, in namespaces of the tests' own.
@Suite(.serialized, .enabled(if: ProcessInfo.isRoot, "\(needsRoot)"))
struct InterfaceConfigurationTests {
    private let folder = "/tmp/bench-test-\(UInt64.random(in: 0 ... .max))"

    /// Runs `body` in a fresh namespace with the veth ends `eth1` and `eth2`, down.
    private func inNetwork<Value>(_ body: () throws -> Value) throws -> Value {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let namespace = try NetworkNamespace()
        return try namespace.enter { () throws(SystemError) -> Result<Value, any Error> in
            Result {
                try Command.run(["ip", "link", "add", "eth1", "type", "veth", "peer", "eth2"])
                return try body()
            }
        }.get()
    }

    private var journals: [String] { (try? ProcDirectory.names(folder)) ?? [] }

    private func apply(_ capture: String = "eth2", mtu: Int = 2000) throws -> InterfaceConfiguration
    {
        try InterfaceConfiguration.apply(
            generator: "eth1", capture: capture, mtu: mtu,
            placement: Placement(generator: 0, capture: 0), folder: folder)
    }

    @Test("a pair that is set up has nothing to object to, and is put back")
    func roundTrip() throws {
        try inNetwork {
            let before = try InterfaceFeatures.all(of: "eth1")
            let configuration = try apply()
            let pair = try NamedPair(
                generator: "eth1", capture: "eth2", mtu: 2000,
                placement: Placement(generator: 0, capture: 0), isConfigured: true)
            #expect(pair.mismatches == [] && pair.remarks == [])
            #expect(pair.refusals == .backlog)
            #expect(pair.readBack["generator.mtu"] == "2000")
            #expect(try Interface.addresses(of: "eth1") == [])
            #expect(journals.count == 1)
            #expect(configuration.putBack() == [])
            #expect(journals == [])
            #expect(!Interface.isUp("eth1") && !Interface.isUp("eth2"))
            #expect(try Interface.mtu(of: "eth2") == 1500)
            #expect(try InterfaceFeatures.all(of: "eth1") == before)
        }
    }

    @Test("what somebody changes meanwhile is a mismatch")
    func mismatch() throws {
        try inNetwork {
            let configuration = try apply()
            try Command.run(["ethtool", "-K", "eth2", "gro", "on"])
            let pair = try NamedPair(
                generator: "eth1", capture: "eth2", mtu: 2000,
                placement: Placement(generator: 0, capture: 0), isConfigured: true)
            #expect(pair.mismatches == ["capture.generic-receive-offload is on, not off"])
            #expect(pair.refusals == .ring)
            _ = configuration.putBack()
        }
    }

    @Test("what cannot be set up is an error, and what was set up by then is put back")
    func failure() throws {
        try inNetwork {
            let before = try InterfaceFeatures.all(of: "eth1")
            let error = #expect(throws: TestbedError.self) { try apply("eth9") }
            #expect(error?.description.contains("there is no interface eth9") == true)
            #expect(throws: TestbedError.self) { try apply(mtu: 100_000) }
            #expect(try Interface.mtu(of: "eth1") == 1500)
            #expect(try InterfaceFeatures.all(of: "eth1") == before)
            #expect(journals == [])
        }
    }

    @Test("a journal of another boot, or whose namespace has gone, is dropped with a word")
    func foreign() throws {
        try inNetwork {
            try Directory.make(folder)
            let here = try NamespaceIdentity.current()
            let entry = RestoreJournal.Saved(
                interface: "eth1", index: 1, setting: InterfaceSetting(.mtu), old: "1300")
            let gone = [
                NamespaceIdentity(boot: "other", inode: here.inode, cookie: here.cookie),
                NamespaceIdentity(boot: here.boot, inode: 1, cookie: 1),
                NamespaceIdentity(boot: here.boot, inode: here.inode, cookie: here.cookie + 1),
            ]
            for namespace in gone {
                let path = RestoreJournal.newPath(in: folder)
                try RestoreJournal(namespace: namespace, entries: [entry]).save(to: path)
                let said = Leftovers.putBack(folder: folder)
                #expect(said == ["the network namespace of eth1 has gone: nothing to put back"])
                #expect(journals == [])
            }
            #expect(try Interface.mtu(of: "eth1") == 1500)
        }
    }

    @Test("a journal that cannot be read is told and kept; half a file of the dead is removed")
    func unreadable() throws {
        try inNetwork {
            try Directory.make(folder)
            let names = ["1-a.json", "\(ProcessInfo.pid)-b.json.new", "99999999-c.json.new"]
            for name in names { try TextFile.write("{", to: "\(folder)/\(name)") }
            let said = Leftovers.putBack(folder: folder)
            #expect(said.count == 1)
            #expect(said.first?.hasPrefix("cannot read \(folder)/1-a.json") == true)
            #expect(Set(journals) == Set(names.prefix(2)))
        }
    }

    @Test("a namespace is held by a process or a descriptor, or by nobody")
    func held() throws {
        var namespace: NetworkNamespace? = try NetworkNamespace()
        let identity = try #require(try namespace?.enter(NamespaceIdentity.current))
        #expect(identity.isHeld)
        let here = try NamespaceIdentity.current()
        #expect(here.isHeld && here != identity)
        namespace = nil
        #expect(!identity.isHeld)
    }
}

/// What the hardware of this machine has; only looked at.
@Suite(.enabled(if: ProcessInfo.isRoot, "needs root: a view of sysfs"))
struct InterfaceHardwareTests {
    private static let withInterrupts = ((try? ProcDirectory.names("/sys/class/net")) ?? []).filter
    {
        !InterfaceSetting.interrupts(of: $0).isEmpty
    }

    @Test(
        "interrupts of a device are found, also those of the device above it",
        .enabled(if: !withInterrupts.isEmpty, "no interface here has message-signalled interrupts"))
    func interrupts() throws {
        for name in Self.withInterrupts {
            for number in InterfaceSetting.interrupts(of: name) {
                #expect(Int(number) != nil)
                let cpus = try InterfaceSetting(.interrupt, number).read(of: name)
                #expect(!cpus.isEmpty && cpus.allSatisfy { $0.isNumber || "-,".contains($0) })
            }
        }
    }

    @Test("veth ends and the loopback have none")
    func none() {
        #expect(InterfaceSetting.interrupts(of: "lo") == [])
        #expect(InterfaceSetting.queues(.receive, of: "lo") == ["rx-0"])
    }
}

@Suite struct NamedPairTextTests {
    @Test("the outermost discipline's drops count; no queue, no count")
    func drops() {
        let text = """
            qdisc mq 0: root 
             Sent 0 bytes 0 pkt (dropped 12, overlimits 0 requeues 0) 
             backlog 0b 0p requeues 0
            qdisc fq_codel 0: parent :1 limit 10240p flows 1024 quantum 1514
             Sent 0 bytes 0 pkt (dropped 7, overlimits 0 requeues 0) 

            """
        #expect(QueueStatistics.drops(in: text) == 12)
        let none =
            "qdisc noqueue 0: root refcnt 2 \n Sent 0 bytes 0 pkt (dropped 3, overlimits 0)\n"
        #expect(QueueStatistics.drops(in: none) == nil)
        #expect(QueueStatistics.drops(in: "") == nil)
    }

    @Test(
        "features that merge or split frames are known by the kernel's names",
        arguments: [
            ("tx-tcp-segmentation", true), ("tx-tcp6-segmentation", true), ("rx-gro", true),
            ("tx-generic-segmentation", true), ("rx-lro", true), ("rx-checksum", false),
            ("tx-checksum-ip-generic", false), ("rx-vlan-hw-parse", false),
        ])
    func merging(name: String, merges: Bool) {
        #expect(InterfaceConfiguration.isMerging(name) == merges)
    }

    @Test("a setting is said with its interface")
    func words() {
        #expect(InterfaceSetting(.mtu).words(of: "eth1") == "mtu of eth1")
        #expect(InterfaceSetting(.feature, "rx-gro").words(of: "eth1") == "feature rx-gro of eth1")
    }
}
