import Experiment
import Kernel
import Results
import Testing

@testable import Running

extension LiveTests {
    private static func experiment(
        _ backend: String, _ words: [String], streams: Int = 256, rate: String = "20kpps",
        duration: String = "500ms"
    ) throws -> Experiment {
        // The keys of the traffic come before those of the series.
        try Laboratory.experiment(
            rate: rate,
            size: "128\nframe_format = \"udp4\"\nstreams = \(streams)", duration: duration,
            series: [(["backend = \"\(backend)\""] + words).joined(separator: "\n")])
    }

    @Test(arguments: [
        ("recv", 2, "lb"), ("recv", 4, "hash"), ("recvmmsg", 2, "hash"), ("io-uring", 2, "lb"),
        ("tpacket-v1", 2, "hash"), ("tpacket-v2", 4, "lb"), ("tpacket-v3", 4, "hash"),
        ("tpacket-v3", 2, "rollover"), ("pcap", 2, "lb"), ("tpacket-v2", 2, "cpu"),
        ("tpacket-v2", 2, "qm"), ("recv", 1, "hash"), ("tpacket-v3", 64, "lb"),
        ("af-xdp", 2, "hash"), ("af-xdp", 4, "hash"), ("af-xdp", 1, "hash"),
    ])
    func `Every frame comes to one of the workers, and the ledger closes`(
        _ backend: String, _ workers: Int, _ fanout: String
    ) throws {
        // So many rings of the usual size would be 4 GiB.
        let ring = workers == 64 ? ["block_count = 2", "block_size = \"64KiB\""] : []
        let experiment = try Self.experiment(
            backend, ["workers = \(workers)", "fanout = \"\(fanout)\""] + ring)
        let row = try LiveTrial.row(of: experiment) { LiveTrial.isWhole($0) && $0.lossPercent == 0 }
        expectClosed(row, "\(backend), \(workers), \(fanout)")
        #expect(row.lossPercent == 0 && row.uniqueFrames == row.offeredFrames)
        #expect(row.duplicateFrames == 0 && row.strayFrames == 0)
        #expect(row.settings["workers"] == "\(workers)" && row.settings["fanout"] == fanout)
        let isGroup = backend != "af-xdp"
        #expect(row.granted?.contains("fanout_group=") == isGroup)
        guard workers > 1 else {
            #expect(row.workerImbalancePercent == nil)
            return
        }
        let (least, most) = (try #require(row.workerFramesMin), try #require(row.workerFramesMax))
        let imbalance = try #require(row.workerImbalancePercent)
        switch fanout {
        case "lb":
            #expect(most - least <= 1)
        case "hash":
            // Of 256 flows in 4 parts, 6 standard deviations; and none is reordered.
            #expect(least > 0 && imbalance < 65, "\(imbalance)")
            #expect(row.reorderedFrames == 0)
        default:
            // The receive work has one CPU and one queue, and the first has room.
            #expect(least == 0 && abs(imbalance - Double(100 * (workers - 1))) < 1e-6)
        }
        let cpu = try #require(row.captureCPU)
        if try Scheduling.allowedCPUs().count == 2 {
            #expect(
                row.workerCPUs == Array(repeating: "\(cpu)", count: workers).joined(separator: ";"))
        }
    }

    @Test func `The time of all workers is that of the capture process`() throws {
        let experiment = try Self.experiment(
            "tpacket-v2", ["workers = 4", "fanout = \"lb\"", "work = \"10us\""], rate: "10kpps",
            duration: "1s")
        let row = try LiveTrial.row(of: experiment) { $0.outcome == .valid && $0.lossPercent == 0 }
        expectClosed(row)
        // Each of 10,000 frames is worked on for 10 us, by whichever worker; a quarter would be that
        // of one.
        let time = try #require(row.cpuCaptureNs)
        #expect(time > 99_000_000, "\(time)")
        // One of a process, too: what wait4(2) says, with start and end.
        let process = (row.captureUtimeS ?? 0) + (row.captureStimeS ?? 0)
        #expect(process * 1e9 > Double(time) * 0.9, "\(process)")
        if let busy = row.cpuBusyPercent, let other = row.cpuOtherPercent {
            #expect(other > -2 && other < busy, "\(busy), \(other)")
        }
    }

    /// What of 600 frames in each of 5 pauses 4 rings of 64 slots have room for.
    @Test(arguments: [
        (["fanout = \"lb\""], 256, 256), (["fanout = \"hash\""], 1, 64),
        (["fanout = \"rollover\""], 256, 208),
        (["fanout = \"hash\"", "fanout_flags = \"rollover\""], 1, 208),
    ])
    func `A stall stops all workers, and their rings together hold what they say`(
        _ words: [String], _ streams: Int, _ depth: Int
    ) throws {
        let experiment = try Self.experiment(
            "tpacket-v2",
            ["workers = 4", "ring_frames = 64", "stall = \"30ms every 200ms\""] + words,
            streams: streams, duration: "1s")
        func error(_ row: TrialRecord) -> Int {
            (row.dropsSocket ?? 0) - (row.stallLossExpected ?? 0)
        }
        // Two frames a worker and pause: one on its way, and one that was there.
        let row = try LiveTrial.row(of: experiment) { row in
            LiveTrial.isWhole(row) && abs(error(row)) <= 5 * 8
        }
        expectClosed(row, "\(words)")
        #expect(row.depthFrames == depth && row.ringFrames == 64 && row.stalls == 5)
        #expect(abs(error(row)) <= 5 * 8, "\(row.dropsSocket ?? 0), \(row.stallLossExpected ?? 0)")
        if streams == 1, words.count == 1 {
            #expect(row.workerFramesMin == 0 && row.workerImbalancePercent == 300)
        }
    }

    /// Every topology, and every engine that sends bare and UDP frames from a socket.
    @Test(arguments: [
        ("veth-softirq", "generic", "sendmmsg"), ("veth-softirq", "native", "sendmmsg"),
        ("veth-napi", "auto", "sendmmsg"), ("veth-napi", "generic", "tx-ring"),
        ("veth-rps", "auto", "send"), ("veth-inline", "auto", "sendmmsg"),
        ("veth-inline", "native", "tx-ring"), ("veth-softirq", "auto", "send"),
        ("veth-softirq", "auto", "tx-ring"),
    ])
    func `With a queue for each worker flows come to all, on every topology, from every engine`(
        _ topology: String, _ attach: String, _ engine: String
    ) throws {
        for bypass in [false, true] {
            let experiment = try Self.queueExperiment(topology, attach, engine, bypass: bypass)
            let row = try LiveTrial.row(of: experiment) { row in
                LiveTrial.isWhole(row) && row.uniqueFrames == row.offeredFrames
            }
            let words: Comment = "\(topology), \(attach), \(engine), \(bypass)"
            expectClosed(row, words)
            #expect(row.uniqueFrames == row.offeredFrames, words)
            #expect(row.duplicateFrames == 0 && row.reorderedFrames == 0, words)
            // Of 256 flows in 3 parts, 6 standard deviations.
            #expect(
                (row.workerFramesMin ?? 0) > 0 && (row.workerImbalancePercent ?? 100) < 55, words)
        }
    }

    private static func queueExperiment(
        _ topology: String, _ attach: String, _ engine: String, bypass: Bool
    ) throws -> Experiment {
        try Laboratory.experiment(
            "topology = \"\(topology)\"", rate: "20kpps",
            size: "128\nframe_format = \"udp4\"\nstreams = 256\nqdisc_bypass = \(bypass)",
            engine: engine,
            series: ["backend = \"af-xdp\"\nworkers = 3\nattach = \"\(attach)\""])
    }

    /// What of 600 frames in each of 5 pauses the rings of 64 descriptors have room for.
    @Test(arguments: [(256, 128), (1, 64)])
    func `A stall stops the workers of all queues, whose rings hold what they say`(
        _ streams: Int, _ depth: Int
    ) throws {
        let experiment = try Self.experiment(
            "af-xdp", ["workers = 2", "rx_ring = 64", "stall = \"30ms every 200ms\""],
            streams: streams, duration: "1s")
        func error(_ row: TrialRecord) -> Int {
            (row.dropsSocket ?? 0) - (row.stallLossExpected ?? 0)
        }
        let row = try LiveTrial.row(of: experiment) { row in
            LiveTrial.isWhole(row) && abs(error(row)) <= 5 * 4
        }
        expectClosed(row)
        #expect(row.depthFrames == depth && row.ringFrames == 64 && row.stalls == 5)
        #expect(abs(error(row)) <= 5 * 4, "\(row.dropsSocket ?? 0), \(row.stallLossExpected ?? 0)")
        if streams == 1 {
            #expect(row.workerFramesMin == 0 && row.workerImbalancePercent == 100)
        }
    }

    @Test func `Times, filter and losses of all workers are joined`() throws {
        let experiment = try Self.experiment(
            "tpacket-v2",
            [
                "workers = 2", "fanout = \"lb\"", "latency = true",
                // The last byte of the sequence number.
                "filter = \"ether[57] & 3 != 0\"",
            ])
        let row = try LiveTrial.row(of: experiment) { row in
            LiveTrial.isWhole(row) && row.dropsSocket == 0 && row.dropsDevice ?? 0 == 0
                && row.dropsBacklog ?? 0 == 0
        }
        expectClosed(row)
        let offered = try #require(row.offeredFrames)
        #expect(row.filteredFrames == (offered + 3) / 4)
        #expect(row.uniqueFrames == offered - (offered + 3) / 4)
        #expect(row.lossEpisodes == (offered + 3) / 4 && row.lossLongestFrames == 1)
        #expect(
            (row.latencyP50Ns ?? 0) > 0 && (row.latencyMaxNs ?? 0) >= (row.latencyP999Ns ?? .max))
    }
}
