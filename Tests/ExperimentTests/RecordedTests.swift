import Experiment
import Frames
import Testing

/// What `[traffic]` says of recorded frames.
@Suite struct RecordedTests {
    private static func text(_ lines: String, series: String = "backend = \"recv\"") -> String {
        """
        [traffic]
        frame_format = "recorded"
        recording = "three.pcap"
        \(lines)
        [[series]]
        \(series)

        """
    }

    private static func points(_ lines: String, name: String = "x.toml") throws -> [SweepPoint] {
        try ExperimentFile.decode(text: text(lines), name: name, vocabulary: Stub.vocabulary)
            .points()
    }

    @Test func `Without a rate frames go at their own times`() throws {
        let point = try #require(try Self.points("").first)
        #expect(point.value(of: "rate") == "recorded" && point.value(of: "speed") == "1")
        #expect(point.value(of: "repeat") == "fill")
        #expect(point.value(of: "shift_addresses") == "false")
        #expect(point.value(of: "frame_format") == "recorded")
        #expect(point.value(of: "frame_size") == nil)
        // Three frames, 1 ms apart on average.
        #expect(point.traffic.intendedRate == 1000)
        #expect(point.traffic.sizes.largest.bytes == 1518)
    }

    @Test func `Speed is an axis of the times, beside rates`() throws {
        let points = try Self.points("rate = [\"recorded\", \"5 kpps\"]\nspeed = [1, 2.5]")
        #expect(
            points.map { $0.value(of: "rate") } == ["recorded", "recorded x 2.5", "5000 pps"])
        #expect(points.map { $0.value(of: "speed") } == ["1", "2.5", nil])
        #expect(points.map(\.traffic.intendedRate) == [1000, 2500, 5000])
        #expect(Set(points.map(\.id)).count == 3)
    }

    @Test func `A point is named by content, rounds and shift, not by the path`() throws {
        let id = { (lines: String, name: String) in try Self.points(lines, name: name).first?.id }
        let plain = try id("", "x.toml")
        #expect(try id("", "elsewhere/x.toml") == plain)
        #expect(try id("repeat = \"fill\"\nshift_addresses = false", "x.toml") == plain)
        #expect(try id("repeat = 3", "x.toml") != plain)
        #expect(try id("shift_addresses = true", "x.toml") != plain)
    }

    @Test func `The path is relative to the experiment file`() throws {
        let point = try #require(try Self.points("", name: "a/x.toml").first)
        #expect(point.value(of: "recording")?.hasPrefix("/r/a/three.pcap:h") == true)
    }

    @Test(arguments: [
        ("frame_size = 64", "frame_size: the recording has its own sizes"),
        ("streams = 2", "streams: the recording has its own flows"),
        ("speed = 0", "speed: 0 is not a number from 0.001"),
        ("rate = \"1 kpps\"\nspeed = 2", "speed: is for rate = \"recorded\""),
        ("rate = \"recorded x 2\"\nspeed = 2", "speed: rate says how fast as well"),
        ("repeat = 0", "repeat: 0 is not “fill”, or a whole number from 1"),
        ("shift_addresses = 1", "shift_addresses: 1 is not true or false"),
    ])
    func `What does not fit is said with its key`(_ lines: String, _ message: String) {
        let found = Stub.errors(Self.text(lines))
        #expect(found.contains("traffic.\(message)"), "\(found)")
    }

    @Test(arguments: [
        ("jumbo.pcap", "frame 2 has 9004 bytes, more than the 1518 of an MTU of 1500"),
        ("none.pcap", "no such file"),
        ("back.pcap", "frame 2 was recorded before frame 1, so its times cannot be kept"),
    ])
    func `A recording that cannot be sent is refused with the reason`(
        _ name: String, _ message: String
    ) {
        let found = Stub.errors(Self.text("").replacing("three.pcap", with: name))
        #expect(
            found.contains("x.toml:3: traffic.recording:") && found.contains(message), "\(found)")
    }

    @Test func `Unsorted times do not matter at a rate`() {
        let text = Self.text("rate = \"1 kpps\"").replacing("three.pcap", with: "back.pcap")
        #expect(Stub.errors(text).isEmpty)
    }

    @Test func `Keys of recordings are for them only`() {
        let found = Stub.errors(
            """
            [traffic]
            rate = "recorded"
            recording = "three.pcap"
            [[series]]
            backend = "recv"
            """)
        #expect(found.contains("traffic.recording: is for frame_format = \"recorded\""))
        #expect(found.contains("traffic.rate: “recorded” needs frame_format"))
        let mixed = Stub.errors(
            Self.text("").replacing("\"recorded\"", with: "[\"bare\", \"recorded\"]"))
        #expect(mixed.contains("“recorded” stands alone"))
    }

    @Test func `Shifted addresses need enough bytes of each frame`() {
        let found = Stub.errors(
            Self.text("shift_addresses = true", series: "backend = \"recv\"\nsnaplen = 60"))
        #expect(found.contains("series[0].snaplen: with shift_addresses"), "\(found)")
    }

    @Test func `Rounds that the duration cuts are told`() throws {
        func notes(_ lines: String) throws -> [String] {
            try ExperimentFile.decode(
                text: Self.text(lines), name: "x.toml", vocabulary: Stub.vocabulary
            ).notes
        }
        // 20 s of 1,000 frames a second.
        #expect(try notes("repeat = 6000").isEmpty)
        let cut = try notes("repeat = 7000")
        #expect(cut.first?.contains("ends before the last of 7000 rounds") == true, "\(cut)")
    }
}
