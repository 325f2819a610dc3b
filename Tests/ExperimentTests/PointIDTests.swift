import Experiment
import Testing

@Suite struct PointIDTests {
    private func ids(_ text: String) throws -> [String] {
        try Stub.decode(text).points().map(\.id)
    }

    /// A change here breaks resuming and comparing with every result that exists.
    @Test func idsAreThoseOfEarlierVersions() throws {
        let point = try #require(
            try Stub.decode("[experiment]\ntopology = \"veth-napi\"\n" + Stub.least).points().first)
        #expect(point.id == "hebaa98430eba")
        #expect(point.trafficID == "hed4c2306f056")
    }

    @Test func idsDoNotDependOnSpelling() throws {
        let spelled = """
            # Another question
            [experiment]
            name = "other"
            duration = "20000ms"
            repetitions = 5
            retries = 0
            seed = 3
            [traffic]
            rate = "1kpps"
            frame_size = [64]
            [[series]]
            label = "another label"
            backend = "recv"
            snaplen = 65535
            """
        #expect(try ids(spelled) == ids(Stub.least))
    }

    @Test(arguments: [
        ("rate = \"1000 pps\"", "rate = \"1001 pps\""),
        ("rate = \"1000 pps\"", "rate = \"1000 bit/s\""),
        ("rate =", "frame_size = 65\nrate ="),
        ("rate =", "engine = \"xdp\"\nrate ="),
        ("backend = \"recv\"", "backend = \"recv\"\nsnaplen = 64"),
        ("backend = \"recv\"", "backend = \"recv\"\nfilter = \"\""),
        ("backend = \"recv\"", "backend = \"null\""),
        ("[traffic]", "[experiment]\nduration = \"21s\"\n[traffic]"),
        ("[traffic]", "[experiment]\ninterval = \"4s\"\n[traffic]"),
        ("[traffic]", "[experiment]\ncrop = \"all\"\n[traffic]"),
        ("[traffic]", "[experiment]\nmtu = 1400\n[traffic]"),
        ("[traffic]", "[experiment]\nnapi_policy = \"fifo\"\n[traffic]"),
        ("[traffic]", "[experiment]\ntopology = \"veth-rps\"\n[traffic]"),
    ])
    func idsDependOnEverySettingThatMatters(_ old: String, _ new: String) throws {
        let changed = Stub.least.replacing(old, with: new)
        #expect(changed != Stub.least)
        #expect(try ids(changed) != ids(Stub.least))
    }

    @Test func controlOfAAgainstAIsTwoPoints() throws {
        let twin = try ids(Stub.least + "[[series]]\nlabel = \"again\"\nbackend = \"recv\"\n")
        #expect(twin.count == 2)
        #expect(twin[0] != twin[1])
        #expect(try twin.first == ids(Stub.least).first, "the first one keeps its id")
    }

    @Test func backendIsNoPartOfTheTraffic() throws {
        let other = Stub.least.replacing("\"recv\"", with: "\"null\"")
        let traffic = try Stub.decode(Stub.least).points().map(\.trafficID)
        #expect(try Stub.decode(other).points().map(\.trafficID) == traffic)
    }
}
