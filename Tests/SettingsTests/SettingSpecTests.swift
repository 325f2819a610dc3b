import Settings
import Testing

@Suite struct SettingSpecTests {
    static let specs = [
        SettingSpec("count", .integer(1...16), default: .integer(4), ""),
        SettingSpec("size", .byteCount(1...1_048_576), ""),
        SettingSpec("depth", .bytesOrFrames(1...1_048_576), ""),
        SettingSpec("wait", .duration(1_000_000...10_000_000_000), ""),
        SettingSpec("mode", .choice(["poll", "busy"]), ""),
        SettingSpec("direct", .flag, ""),
        SettingSpec("filter", .text, ""),
        SettingSpec("ring", .ringSize, ""),
        SettingSpec("stall", .pause(longest: 1_000_000_000, every: 60_000_000_000), ""),
    ]

    private func spec(_ name: String) throws -> SettingSpec {
        try #require(Self.specs.first { $0.name == name })
    }

    @Test(
        arguments: [
            ("count", "16", .integer(16)), ("size", "64KiB", .bytes(65_536)),
            ("depth", "208KiB", .bytes(212_992)), ("depth", "128 frames", .frames(128)),
            ("depth", "128frames", .frames(128)), ("wait", "10ms", .nanoseconds(10_000_000)),
            ("mode", "busy", .text("busy")), ("direct", "true", .flag(true)),
            ("ring", "4MiB", .bytes(4 << 20)), ("ring", "4096", .bytes(4096)),
            ("ring", "4096 frames", .frames(4096)), ("ring", "20ms", .nanoseconds(20_000_000)),
            (
                "stall", "20ms every 500ms",
                .pause(PlannedPause(length: 20_000_000, every: 500_000_000))
            ),
            (
                "stall", "1500us every 2s",
                .pause(PlannedPause(length: 1_500_000, every: 2_000_000_000))
            ),
            ("filter", "udp port 53", .text("udp port 53")), ("filter", "", .text("")),
        ] as [(String, String, SettingValue)])
    func valuesAreReadAndReadBack(_ name: String, _ text: String, _ value: SettingValue) throws {
        #expect(try spec(name).value(from: text) == value)
        #expect(try spec(name).value(from: value.text) == value)
    }

    @Test(arguments: [
        ("count", "17", "“17” is not a whole number from 1 to 16"),
        ("count", "4.0", "“4.0” is not a whole number from 1 to 16"),
        ("count", "", "“” is not a whole number from 1 to 16"),
        ("size", "0", "“0” is not a byte count such as “64KiB”, from 1 to 1048576 bytes"),
        ("wait", "10us", "“10us” is not a duration such as “10ms”, from 1ms to 10s"),
        ("wait", "10", "“10” is not a duration such as “10ms”, from 1ms to 10s"),
        ("mode", "Poll", "“Poll” is not one of “poll”, “busy”"),
        ("direct", "yes", "“yes” is not true or false"),
    ])
    func otherValuesAreErrors(_ name: String, _ text: String, _ problem: String) throws {
        let error = try #require(throws: SettingError.self) { try spec(name).value(from: text) }
        #expect(error == SettingError(name: name, problem: problem))
    }

    @Test(arguments: [
        "0 frames", "frames", " frames", "-1 frames", "1 2 frames", "1  frames",
        "99999999999 frames", "1.5 frames",
    ])
    func otherDepthsAreErrors(_ text: String) throws {
        let depth = try spec("depth")
        #expect(throws: SettingError.self) { try depth.value(from: text) }
    }

    @Test(arguments: [
        ("ring", "0"), ("ring", "0 frames"), ("ring", "0ms"), ("ring", "20 ms s"), ("ring", ""),
        ("ring", "-4MiB"), ("ring", "4MB"), ("ring", "99999999999 frames"), ("ring", "1e99 s"),
        ("stall", "20ms"), ("stall", "20ms every"), ("stall", "every 20ms"),
        ("stall", "20ms every 20ms"), ("stall", "30ms every 20ms"), ("stall", "0ms every 20ms"),
        ("stall", "2s every 20s"), ("stall", "20ms every 61s"), ("stall", "20 every 500"),
        ("stall", "20ms every 500ms every 1s"), ("stall", ""),
    ])
    func otherSizesAndPausesAreErrors(_ name: String, _ text: String) throws {
        let spec = try spec(name)
        let error = try #require(throws: SettingError.self) { try spec.value(from: text) }
        #expect(error.problem == "“\(text)” is not \(spec.allowed)")
    }

    @Test(
        arguments: [
            (0, "0s"), (1, "1ns"), (1500, "1500ns"), (2000, "2us"), (1_500_000_000, "1500ms"),
            (60_000_000_000, "60s"),
        ] as [(Int64, String)])
    func durationsAreWrittenInTheLargestWholeUnit(_ nanoseconds: Int64, _ text: String) {
        #expect(SettingValue.nanoseconds(nanoseconds).text == text)
    }
}
