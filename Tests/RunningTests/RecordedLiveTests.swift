import Capture
import Experiment
import FoundationEssentials
import Frames
import Kernel
import Results
import Testbed
import Testing

@testable import Running

/// Recorded frames, told by their content.
private enum Recorded {
    static let mixed =
        #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
        + "/experiments/recordings/mixed.pcap"
    static let hasTcpdump = ProcessInfo.program("tcpdump") != nil
    /// Those that see frames of the kernel.
    static let backends = Backend.all.filter {
        !$0.isTool && !$0.makesItsFrames && Availability.obstacle(to: $0) == nil
    }.map(\.name)

    static func experiment(
        _ recording: String = mixed, topology: String = "auto",
        traffic: String = "rate = \"5kpps\"",
        duration: String = "300ms", _ series: String
    ) throws -> Experiment {
        let text = """
            [experiment]
            name = "recorded"
            topology = "\(topology)"
            duration = "\(duration)"
            interval = "100ms"
            crop = "middle 1"
            retries = 0
            [traffic]
            frame_format = "recorded"
            recording = "\(recording)"
            engine = "sendmmsg"
            \(traffic)
            [[series]]
            \(series)

            """
        let experiment = try ExperimentFile.decode(
            text: text, name: "recorded.toml", vocabulary: .registered)
        return TopologyChoice.resolve(experiment).experiment
    }

    /// A file with these frames, 100 µs apart, below a temporary directory.
    static func file(_ frames: [[UInt8]]) throws -> String {
        func words(_ words: [Int]) -> [UInt8] {
            words.flatMap { word in (0..<4).map { UInt8(word >> ($0 * 8) & 0xff) } }
        }
        var bytes = words([0xa1b2_c3d4, 0x0004_0002, 0, 0, 262_144, 1])
        for (index, frame) in frames.enumerated() {
            bytes += words([1, index * 100, frame.count, frame.count]) + frame
        }
        let path = "/tmp/bench-test-\(ProcessInfo.pid)-\(UInt32.random(in: 0 ... .max)).pcap"
        try Data(bytes).write(to: URL(filePath: path))
        return path
    }

    static func frame(_ fill: UInt8, length: Int = 100) -> [UInt8] {
        var frame = [UInt8](repeating: fill, count: length)
        (frame[0], frame[12], frame[13]) = (2, 0x88, 0xb5)
        return frame
    }
}

extension LiveTests {
    @Test(arguments: Recorded.backends)
    func `The ledger of recorded frames closes for every backend`(backend: String) throws {
        for shifts in [false, true] {
            let row = try LiveTrial.row(
                of: try Recorded.experiment(
                    traffic: "rate = \"5kpps\"\nshift_addresses = \(shifts)",
                    "backend = \"\(backend)\"")
            ) { LiveTrial.isWhole($0) && $0.uniqueFrames == $0.offeredFrames }
            expectClosed(row, "\(backend), shift \(shifts)")
            #expect(row.uniqueFrames == row.offeredFrames, "\(backend), shift \(shifts)")
            #expect(row.strayFrames == 0 && row.duplicateFrames == 0 && row.truncatedFrames == 0)
            #expect(row.reorderedFrames == nil)
            #expect(row.frameFormat == "recorded" && row.shiftAddresses == "\(shifts)")
            // Three rounds: where they are alike, nobody can tell when a frame was lost.
            #expect((row.lossEpisodes == 0) == shifts)
        }
    }

    @Test func `Several workers share recorded frames by the hash of their flow`() throws {
        let (rate, settings) = ("rate = \"5kpps\"", "backend = \"tpacket-v3\"\nworkers = 3")
        let row = try LiveTrial.row(of: try Recorded.experiment(traffic: rate, settings)) {
            LiveTrial.isWhole($0) && $0.uniqueFrames == $0.offeredFrames
        }
        expectClosed(row, "hash")
        #expect(row.uniqueFrames == row.offeredFrames && row.duplicateFrames == 0)
        #expect(row.strayFrames == 0 && row.reorderedFrames == nil && row.lossEpisodes == nil)
        #expect(row.workerFramesMin != row.workerFramesMax)
        let inTurn = try Recorded.experiment(traffic: rate, settings + "\nfanout = \"lb\"")
        let point = try #require(inTurn.points().first)
        let objection = Fitness.objection(to: point)
        #expect(objection?.contains("equal ones must come to one worker") == true)
    }

    @Test(arguments: ["veth-softirq", "veth-napi", "veth-rps", "veth-inline", "veth-outgoing"])
    func `Recorded segments of TCP arrive one by one on every topology`(topology: String) throws {
        let row = try LiveTrial.row(
            of: try Recorded.experiment(
                topology: topology, traffic: "speed = 2\nshift_addresses = true",
                "backend = \"tpacket-v3\"")
        ) { LiveTrial.isWhole($0) && $0.uniqueFrames == $0.offeredFrames }
        expectClosed(row, "\(topology)")
        #expect(row.strayFrames == 0, "\(topology)")
        #expect(row.uniqueFrames == row.offeredFrames, "\(topology)")
        #expect(row.speed == 2 && row.rate == "recorded x 2")
    }

    @Test func `Of 1,000 recorded frames 37 are rejected by a filter: 37`() throws {
        let path = try Recorded.file((0..<1000).map { Recorded.frame($0 % 27 == 13 ? 1 : 0) })
        defer { try? FileManager.default.removeItem(atPath: path) }
        for backend in ["recv", "tpacket-v3"] {
            let row = try LiveTrial.row(
                of: try Recorded.experiment(
                    path, traffic: "rate = \"5kpps\"\nrepeat = 1",
                    "backend = \"\(backend)\"\nfilter = \"ether[20] != 1\"")
            ) { $0.dropsDevice == 0 && $0.dropsSocket == 0 && LiveTrial.isWhole($0) }
            expectClosed(row, "\(backend)")
            #expect(row.offeredFrames == 1000 && row.uniqueFrames == 963, "\(backend)")
            #expect(row.filteredFrames == 37 && row.duplicateFrames == 0, "\(backend)")
            #expect(row.repeat == "1")
        }
    }

    @Test func `With shifted addresses each lost frame of a round has its place`() throws {
        let row = try LiveTrial.row(
            of: try Recorded.experiment(
                traffic: "rate = \"5kpps\"\nrepeat = 2\nshift_addresses = true",
                "backend = \"recv\"\nfilter = \"not icmp\"")
        ) { $0.dropsDevice == 0 && $0.dropsSocket == 0 && LiveTrial.isWhole($0) }
        expectClosed(row)
        #expect(row.offeredFrames == 960)
        let filtered = try #require(row.filteredFrames)
        #expect(filtered > 0 && row.uniqueFrames == 960 - filtered)
        #expect(try #require(row.lossEpisodes) > 1)
    }

    @Test(
        .enabled(if: Recorded.hasTcpdump, "needs tcpdump: apt-get install tcpdump"),
        arguments: ["", "-s 96"])
    func `A file of tcpdump is judged by content, whole or cut`(option: String) throws {
        for shifts in [false, true] {
            let row = try LiveTrial.row(
                of: try Recorded.experiment(
                    traffic: "speed = 1\nshift_addresses = \(shifts)", duration: "500ms",
                    "backend = \"command\"\n"
                        + "command = \"tcpdump -n -i {interface} \(option) -w {file} -Z root '{filter}'\""
                )
            ) { LiveTrial.isWhole($0) && $0.uniqueFrames == $0.offeredFrames }
            expectClosed(row, "\(option), \(shifts): \(row.message ?? "")")
            #expect(row.uniqueFrames == row.offeredFrames && row.strayFrames == 0)
            #expect(!row.flags.contains(.unstamped))
        }
    }

    @Test func `A frame that comes twice is a duplicate, one with a changed bit is a stray`() throws
    {
        let frames = (0..<100).map { Recorded.frame(UInt8($0)) }
        let path = try Recorded.file(frames)
        defer { try? FileManager.default.removeItem(atPath: path) }
        var changed = frames[7]
        changed[50] ^= 1
        for (what, frame) in [("duplicate", frames[3]), ("stray", changed)] {
            let isSent = SharedFlag()
            let row = try LiveTrial.row(
                of: try Recorded.experiment(
                    path, topology: "veth-inline", traffic: "rate = \"1kpps\"\nrepeat = 1",
                    "backend = \"recv\""),
                LiveTrial.Meddling(duringTraffic: { attempt, share in
                    guard share >= 0.3, !isSent.isRaised, let bed = attempt.bed else { return }
                    isSent.raise()
                    try? bed.generator.inside {
                        let batch = FrameBatch(capacity: 1, frameBytes: frame.count)
                        batch.memory.copyMemory(from: frame, byteCount: frame.count)
                        _ = try FrameSender(
                            interface: bed.generator.name, sendBufferBytes: 65_536
                        ).send(batch.memory, length: frame.count)
                    }
                }))
            #expect(isSent.isRaised)
            #expect(row.offeredFrames == 100 && row.uniqueFrames == 100, "\(what)")
            #expect(row.duplicateFrames == (what == "duplicate" ? 1 : 0))
            #expect(row.strayFrames == (what == "stray" ? 1 : 0))
            #expect(row.invalidReason?.rawValue == what, "\(row.message ?? "")")
        }
    }
}
