import Experiment
import Testing

@Suite struct HostsTests {
    private static func text(_ hosts: String, capture: String = "eth2") -> String {
        """
        [experiment]
        topology = "nic"
        [nic]
        generator = "eth1"
        capture = "\(capture)"
        \(hosts)
        \(Stub.least)
        """
    }

    private static func points(_ hosts: String, capture: String = "eth2") throws -> [SweepPoint] {
        try Stub.decode(text(hosts, capture: capture)).points()
    }

    @Test func `Two hosts may each have an interface of the same name`() throws {
        let hosts = "[hosts]\ngenerator = \"user@gen\"\ncapture = \"cap\""
        let found = try #require(try Self.points(hosts, capture: "eth1")[0].traffic.interfaces)
        #expect(found.hosts == Hosts(generator: "user@gen", capture: "cap"))
        #expect(found.generator == "eth1" && found.capture == "eth1")
        let one = "[hosts]\ngenerator = \"cap\"\ncapture = \"cap\""
        #expect(
            Stub.errors(Self.text(one, capture: "eth1"))
                == "x.toml:5: nic.capture: “eth1” is the generator's interface")
    }

    @Test(arguments: ["", "[hosts]", "[hosts]\ngenerator = \"local\"\ncapture = \"local\""])
    func `Without another host it is this machine, and the same points as ever`(
        hosts: String
    ) throws {
        let found = try Self.points(hosts)
        #expect(found[0].traffic.interfaces?.hosts == nil)
        #expect(try found.map(\.id) == Self.points("").map(\.id))
    }

    @Test func `Points on two hosts are others than on one, whatever the hosts are called`()
        throws
    {
        let first = try Self.points("[hosts]\ncapture = \"a\"")[0].id
        let second = try Self.points("[hosts]\ngenerator = \"b\"\ncapture = \"c\"")[0].id
        let sameHost = try Self.points("[hosts]\ngenerator = \"c\"\ncapture = \"c\"")[0].id
        #expect(first == second)
        #expect(try Set([first, sameHost, Self.points("")[0].id]).count == 3)
    }

    @Test(arguments: [
        ("-oProxyCommand=x", "“-oProxyCommand=x”"), ("a b", "“a b”"), ("a;b", "“a;b”"), ("", "“”"),
    ])
    func `What is no host is an error with its line`(host: String, shown: String) {
        let text = Self.text("[hosts]\ncapture = \"\(host)\"")
        #expect(
            Stub.errors(text)
                == "x.toml:7: hosts.capture: \(shown) is not a host such as “user@host”, or “local”"
        )
    }

    @Test func `Hosts are for topology nic`() {
        let text = "[experiment]\ntopology = \"veth-napi\"\n[hosts]\ncapture = \"a\"\n\(Stub.least)"
        #expect(
            Stub.errors(text)
                == "x.toml:3: hosts: is for topology “nic”, which [experiment] does not ask for")
    }

    @Test func `Any experiment can be moved to two hosts`() throws {
        let here = try Stub.decode("[experiment]\ntopology = \"veth-napi\"\n\(Stub.least)")
        let hosts = Hosts(generator: "gen", capture: "cap")
        let moved = here.on(.init(generator: "eth1", capture: "eth1", hosts: hosts))
        #expect(moved.points().map(\.traffic.topology) == ["nic"])
        let direct = try Self.points(
            "[hosts]\ngenerator = \"x\"\ncapture = \"y\"", capture: "eth1")
        #expect(moved.points().map(\.id) == direct.map(\.id))
    }
}
