import Experiment
import Testing

@Suite struct NamedInterfacesTests {
    private static func text(_ topology: String, _ nic: String) -> String {
        """
        [experiment]
        topology = \(topology)
        \(nic)
        \(Stub.least)
        """
    }

    private static func ids(_ topology: String, _ nic: String) throws -> [String] {
        try Stub.decode(text(topology, nic)).points().map(\.id)
    }

    private static let pair = "[nic]\ngenerator = \"eth1\"\ncapture = \"eth2\"\n"

    @Test func differentPairsAreDifferentPoints() throws {
        let pairs = [("eth1", "eth2"), ("eth2", "eth1"), ("eth1", "eth3"), ("eth3", "eth2")]
        let ids = try pairs.flatMap { generator, capture in
            try Self.ids(
                "\"nic\"", "[nic]\ngenerator = \"\(generator)\"\ncapture = \"\(capture)\"\n")
        }
        #expect(Set(ids).count == pairs.count)
    }

    @Test func thePairIsNoPartOfOtherTopologies() throws {
        let both = try Stub.decode(Self.text("[\"veth-inline\", \"nic\"]", Self.pair)).points()
        #expect(both.map(\.traffic.interfaces?.generator) == [nil, "eth1"])
        #expect(try Self.ids("\"veth-inline\"", "") == [both[0].id])
        #expect(try Self.ids("\"nic\"", Self.pair) == [both[1].id])
    }

    @Test(arguments: [
        (
            "\"nic\"", "",
            "x.toml:2: experiment.topology: “nic” needs the table [nic] with generator and capture, "
                + "the interfaces to use"
        ),
        (
            "\"veth-napi\"", pair,
            "x.toml:3: nic: is for topology “nic”, which [experiment] does not ask for"
        ),
        (
            "\"nic\"", "[nic]\ngenerator = \"eth1\"",
            "x.toml:3: nic.capture: is missing: give the name of a network interface, of 1 to 15 "
                + "characters"
        ),
        (
            "\"nic\"", "[nic]\ngenerator = \"eth1\"\ncapture = \"eth1\"",
            "x.toml:5: nic.capture: “eth1” is the generator's interface"
        ),
        (
            "\"nic\"", "[nic]\ngenerator = [\"eth1\"]\ncapture = \"eth2\"",
            "x.toml:4: nic.generator: takes one value, not a list: the name of a network interface, "
                + "of 1 to 15 characters"
        ),
        (
            "\"nic\"", "[nic]\ngenerator = \"-i\"\ncapture = \"sixteen-letters-\"",
            """
            x.toml:4: nic.generator: “-i” is not the name of a network interface, of 1 to 15 characters
            x.toml:5: nic.capture: “sixteen-letters-” is not the name of a network interface, of 1 to 15 \
            characters
            """
        ),
        (
            "\"nic\"", pair + "captur = \"x\"",
            "x.toml:6: nic.captur: unknown key; did you mean “capture”? (allowed: generator, capture)"
        ),
    ])
    func wrongTablesAreErrorsWithTheirLines(topology: String, nic: String, said: String) {
        #expect(Stub.errors(Self.text(topology, nic)) == said)
    }
}
