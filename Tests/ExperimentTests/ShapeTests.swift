import Experiment
import Frames
import Settings
import Testing

/// What `[traffic]` says of sizes, formats and loads, as points have it.
@Suite struct ShapeTests {
    private func traffic(_ lines: String, name: String = "x.toml") throws -> Experiment {
        try ExperimentFile.decode(
            text: "[traffic]\n\(lines)\n[[series]]\nbackend = \"recv\"\n", name: name,
            vocabulary: Stub.vocabulary)
    }

    private func sizes(_ value: String) throws -> [String] {
        try traffic("rate = \"1 kpps\"\nframe_size = \(value)").points().compactMap {
            $0.value(of: "sizes")
        }
    }

    @Test(arguments: [
        ("\"imix\"", "imix:64-594-1518:1"),
        ("{ imix = \"simple\", seed = 5 }", "imix:64-594-1518:5"),
        ("{ sizes = [64, 594, 1518], weights = [7, 4, 1] }", "weighted:64x7,594x4,1518x1:1"),
        (
            "{ sizes = [1518, 594, 64], weights = [2, 8, 14], seed = 3 }",
            "weighted:64x7,594x4,1518x1:3"
        ),
        (
            "{ sizes = [64, 594, 1518], weights = [\"58.3%\", \"33.3%\", \"8.4%\"] }",
            "weighted:64x583,594x333,1518x84:1"
        ),
        ("{ sizes = [64, 128], weights = [\"50%\", \"49.9%\"] }", "weighted:64x500,128x499:1"),
        (
            "{ sizes = [64, 128, 256], weights = [\"33.3333%\", \"33.3333%\", \"33.3333%\"] }",
            "weighted:64x1,128x1,256x1:1"
        ),
        ("{ sizes = [64, 128], weights = [\"100%\", \"0%\"] }", "weighted:64x1:1"),
    ])
    func sizesHaveTheirCanonicalText(_ value: String, _ text: String) throws {
        #expect(try sizes(value) == [text])
    }

    @Test func equalDistributionsAreListedTwice() throws {
        let error = Stub.errors(
            """
            [traffic]
            rate = "1 kpps"
            frame_size = ["imix", { imix = "simple" }]
            [[series]]
            backend = "recv"
            """)
        #expect(error == "x.toml:3: traffic.frame_size[1]: a table is listed twice")
    }

    @Test func pcapFilesAreRelativeToTheExperimentFile() throws {
        for (file, path) in [
            ("x.toml", "/traces/trace.pcap"), ("a/b/x.toml", "/traces/a/b/trace.pcap"),
            ("/etc/x.toml", "/traces/etc/trace.pcap"),
        ] {
            let experiment = try traffic(
                "rate = \"1 kpps\"\nframe_size = { pcap = \"trace.pcap\" }", name: file)
            let text = try #require(experiment.points().first?.value(of: "sizes"))
            #expect(text.hasPrefix("pcap:\(path):h"))
            #expect(experiment.notes.count == 1)
        }
        let absolute = try traffic(
            "rate = \"1 kpps\"\nframe_size = { pcap = \"/c/trace.pcap\" }", name: "a/x.toml")
        #expect(absolute.sizes.first?.text.hasPrefix("pcap:/traces/c/trace.pcap:h") == true)
    }

    @Test func formatsAndStreamsAreAxes() throws {
        let experiment = try traffic(
            """
            rate = "1 kpps"
            frame_format = "udp4"
            streams = [1, 16, 4096]
            frame_size = [78, "imix"]
            """)
        let points = experiment.points()
        #expect(points.count == 6)
        #expect(Set(points.map(\.id)).count == 6)
        #expect(points.map { $0.value(of: "streams") } == ["1", "16", "4096", "1", "16", "4096"])
        #expect(points.allSatisfy { $0.value(of: "frame_format") == "udp4" })
        #expect(points.last?.value(of: "sizes") == "imix:78-594-1518:1")
        #expect(experiment.axisKeys == ["sizes", "streams"])
        #expect(experiment.notes.count == 1 && experiment.notes[0].contains("sent as 78"))
    }

    @Test func imixOfTwoFormatsIsRoundedUpForEach() throws {
        let experiment = try traffic(
            "rate = \"1 kpps\"\nframe_format = [\"bare\", \"udp4\"]\nframe_size = \"imix\"")
        #expect(
            experiment.points().compactMap { $0.value(of: "sizes") }
                == ["imix:64-594-1518:1", "imix:78-594-1518:1"])
        #expect(experiment.notes.count == 2)
        #expect(try experiment.only(["frame_format=bare"]).notes.count == 1)
    }

    @Test func fixedSizesNeedNoNote() throws {
        #expect(try traffic("rate = \"1 kpps\"").notes.isEmpty)
    }

    @Test func loadsMayBeBurstsOrNone() throws {
        let experiment = try traffic("rate = [\"64 frames every 1000us\", \"max\"]")
        let points = experiment.points()
        #expect(points.map { $0.value(of: "rate") } == ["64 frames every 1ms", "max"])
        #expect(points.map(\.traffic.intendedRate) == [64_000, nil])
        #expect(try experiment.plan(seed: 1).estimatedSeconds == 4 * 23)
    }
}
