import Experiment
import Frames
import Settings
import Testing

@Suite struct ExperimentTests {
    @Test func missingKeysHaveTheirDefaults() throws {
        let experiment = try Stub.decode(Stub.least)
        #expect(experiment.name == "x")
        #expect(experiment.question == nil)
        #expect(experiment.source == Stub.least)
        #expect(experiment.topologies == ["auto"])
        #expect(experiment.hasAutoTopology)
        #expect(experiment.napiPolicies == ["other"])
        #expect(experiment.timing.durationNanoseconds == 20_000_000_000)
        #expect(experiment.timing.intervalNanoseconds == 5_000_000_000)
        #expect(experiment.timing.crop == .middle(3))
        #expect(experiment.repetitions == 1)
        #expect(experiment.retries == 2)
        #expect(experiment.seed == nil)
        #expect(experiment.mtu == 1500)
        #expect(experiment.sizes == [.fixed(.minimum)])
        #expect(experiment.hasAutoEngine)
        #expect(experiment.plots.isEmpty)
        #expect(experiment.series.map(\.label) == ["recv"])
        #expect(experiment.axisKeys.isEmpty)
    }

    @Test(arguments: [
        ("# Why?\n", "Why?"), ("#Why?\r\n", "Why?"), ("## Why?  \n# and how", "Why?  "),
        ("\u{FEFF}# Why?\n", "Why?"), ("\n# Why?\n", nil), ("#\n# Why?\n", nil),
    ])
    func questionIsTheFirstLineIfItIsAComment(_ head: String, _ question: String?) throws {
        #expect(try Stub.decode(head + "\n" + Stub.least).question == question)
    }

    @Test(arguments: [
        ("experiments/ring-size_2.toml", "ring-size_2"), ("a", "a"), ("/b/c.toml", "c"),
    ])
    func nameIsThatOfTheFileWithoutDirectoryAndEnding(_ file: String, _ name: String) throws {
        let experiment = try ExperimentFile.decode(
            text: Stub.least, name: file, vocabulary: Stub.vocabulary)
        #expect(experiment.name == name)
    }

    @Test func fileNameThatCannotBeANameIsAnError() {
        let error = #expect(throws: ExperimentErrors.self) {
            try ExperimentFile.decode(
                text: Stub.least, name: "my file.toml", vocabulary: Stub.vocabulary)
        }
        #expect(
            error?.description == "my file.toml: experiment.name: is missing, and the file's name "
                + "“my file” is not a name of 1 to 64 letters (a to z, A to Z), digits, “-” and “_”"
        )
    }

    @Test func everyListIsAnAxis() throws {
        let experiment = try Stub.decode(
            """
            [experiment]
            topology = ["veth-napi", "veth-rps"]
            napi_policy = ["other", "fifo"]
            [traffic]
            engine = ["xdp", "sendmmsg"]
            batch = [1, 64]
            zerocopy = [true, false]
            rate = ["1000 pps", "1Gbit/s"]
            frame_size = [64, { uniform = [64, 1518], seed = 7 }, 1518]
            [[series]]
            backend = "recv"
            receive_buffer = ["128 frames", 65536, "1MiB"]
            snaplen = 96
            [[series]]
            backend = "tpacket-v2"
            ring_frames = [1, 2]
            wake_up = ["poll", "busy"]
            """)
        // xdp has 2 combinations of settings, sendmmsg 4; recv has 3, tpacket-v2 has 4.
        // Only veth-napi has a thread with a policy.
        #expect(experiment.traffics().count == (2 + 1) * (2 + 4) * 2 * 3)
        let points = experiment.points()
        #expect(points.count == 108 * (3 + 4))
        #expect(Set(points.map(\.id)).count == points.count)
        #expect(Set(points.map(\.trafficID)).count == 108)
        #expect(
            experiment.axisKeys == [
                "topology", "napi_policy", "engine", "rate", "sizes", "engine_batch",
                "engine_zerocopy", "receive_buffer", "ring_frames", "wake_up",
            ])
    }

    @Test(arguments: [
        ("\"auto\"", ["veth-rps"]), ("[\"veth-napi\", \"auto\"]", ["veth-napi", "veth-rps"]),
        ("[\"auto\", \"veth-rps\"]", ["veth-rps"]), ("\"veth-napi\"", ["veth-napi"]),
    ])
    func theTopologyAutoIsReplacedOnce(_ text: String, _ expected: [String]) throws {
        let experiment = try Stub.decode(
            "[experiment]\ntopology = \(text)\n[traffic]\nrate = \"1 kpps\"\n[[series]]\n"
                + "backend = \"recv\"\n")
        let resolved = experiment.resolvingAutoTopology(to: "veth-rps")
        #expect(resolved.topologies == expected)
        #expect(!resolved.hasAutoTopology)
        #expect(resolved.points().map(\.traffic.topology) == expected)
        let words = experiment.hasAutoTopology ? ["topology=auto"] : []
        #expect(
            try experiment.only(words).resolvingAutoTopology(to: "veth-rps").points().count
                == (words.isEmpty ? expected.count : 1))
    }

    @Test func loadsAreEveryPartOfEveryLink() throws {
        let experiment = try Stub.decode(
            """
            [traffic]
            link_rate = ["1Gbit/s", "40Gbit/s"]
            load = ["7%", "70%", "100%"]
            [[series]]
            backend = "recv"
            """)
        #expect(
            experiment.loads.map(\.load.text)
                == [
                    "70000000 bit/s", "700000000 bit/s", "1000000000 bit/s", "2800000000 bit/s",
                    "28000000000 bit/s", "40000000000 bit/s",
                ])
    }

    @Test func pointsKnowEveryResolvedValue() throws {
        let experiment = try Stub.decode(
            """
            [traffic]
            engine = "sendmmsg"
            link_rate = "1Gbit/s"
            load = "12.5%"
            [[series]]
            label = "big"
            backend = "tpacket-v3"
            block_size = "64KiB"
            """)
        let point = try #require(experiment.points().first)
        #expect(
            point.values == [
                "backend": "tpacket-v3", "topology": "auto", "napi_policy": "other",
                "engine": "sendmmsg", "frame_size": "64", "sizes": "64",
                "frame_format": "bare", "streams": "1",
                "rate": "125000000 bit/s", "link_rate": "1000000000 bit/s", "load": "12.5%",
                "snaplen": "65535", "wake_up": "poll", "block_size": "65536", "block_count": "64",
                "retire_timeout": "10ms", "engine_batch": "64",
            ])
        #expect(point.label == "big")
        #expect(point.settings["block_size"] == .bytes(65_536))
        #expect(point.traffic.intendedRate == 125_000_000 / 672.0)
    }

    @Test func autoIsResolvedToOneEngine() throws {
        let experiment = try Stub.decode(Stub.least)
        let xdp = try #require(Stub.vocabulary.engines.first)
        let resolved = try experiment.resolvingAuto(to: xdp)
        #expect(!resolved.hasAutoEngine)
        let point = try #require(resolved.points().first)
        #expect(point.traffic.engine == "xdp")
        #expect(point.traffic.engineSettings["batch"] == .integer(64))
        let named = try Stub.decode(
            Stub.least.replacing("rate =", with: "engine = \"xdp\"\nrate ="))
        #expect(named.points().map(\.id) == [point.id])
    }

    @Test func autoBesideItsOwnEngineIsOneEngine() throws {
        let text = Stub.least.replacing("rate =", with: "engine = [\"auto\", \"xdp\"]\nrate =")
        let xdp = try #require(Stub.vocabulary.engines.first)
        let resolved = try Stub.decode(text).resolvingAuto(to: xdp)
        #expect(resolved.engines.map(\.name) == ["xdp"])
    }

    @Test func autoIsNotResolvedToAnEngineThatCannotSendTheFrames() throws {
        let text =
            "[experiment]\nmtu = 9000\n"
            + Stub.least.replacing("rate =", with: "frame_size = 4000\nrate =")
        let xdp = try #require(Stub.vocabulary.engines.first)
        let error = #expect(throws: PlanError.self) {
            try Stub.decode(text).resolvingAuto(to: xdp)
        }
        #expect(error?.message == "engine xdp: frame_size: xdp sends at most 3520")
    }
}
