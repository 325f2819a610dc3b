import Frames
import Kernel
import Settings
import Testing

@testable import Capture

/// Workers that take the frames of a receive queue each, on the real kernel.
@Suite(
    .serialized, .enabled(if: TestNetwork.isAvailable, "\(TestNetwork.requirement)"))
struct QueueWorkersTests {
    private static let attachments = ["generic", "native"]

    /// Four times as many frames as both rings have room for, in many flows.
    @Test(arguments: attachments, [2, 4])
    func `Workers that have stopped hold as many frames as all their rings have room for`(
        _ attach: String, _ workers: Int
    ) throws {
        let (depth, outcome) = try TestNetwork.run { _ in
            let crew = try TestCrew(
                .afXDP, ["workers=\(workers)", "rx_ring=16", "attach=\(attach)"])
            let settings = try Settings(
                words: ["workers=\(workers)"], for: "af-xdp",
                specs: Backend.afXDP.component.settings)
            let one = crew.members[0].depthFrames(sizes: .fixed(.minimum), truesize: nil) ?? 0
            let frames = workers * 64
            try TestSender().send(frames, flows: 256)
            try crew.awaitArrival(of: frames)
            return (
                CaptureSettings.spread(settings, flows: 256).depth(ofOne: one),
                try crew.outcome()
            )
        }
        #expect(depth == workers * 16)
        #expect(outcome.stamps.unique == UInt64(depth) && outcome.stamps.duplicates == 0)
        #expect(outcome.counters.received == UInt64(workers * 64))
        #expect(outcome.counters.drops == UInt64(workers * 64 - depth))
        #expect(outcome.counters.details["rx_ring_full"] == outcome.counters.drops)
    }

    @Test(arguments: attachments)
    func `In the driver and behind it, flows come to every queue, and frames of none are missed`(
        _ attach: String
    ) throws {
        let counts = try TestNetwork.run { _ in
            let crew = try TestCrew(.afXDP, ["workers=3", "attach=\(attach)"])
            try TestSender().send(600, flows: 200)
            try crew.awaitArrival(of: 600)
            return try crew.counts().map { $0.stamps?.unique ?? 0 }
        }
        #expect(counts.reduce(0, +) == 600 && counts.allSatisfy { $0 > 50 }, "\(counts)")
    }

    @Test(arguments: attachments)
    func `Once they are closed, frames go on to the stack, and nothing is left`(
        _ attach: String
    ) throws {
        let (frames, link) = try TestNetwork.run { _ in
            let frames = try { () throws -> UInt64 in
                let crew = try TestCrew(.afXDP, ["workers=2", "attach=\(attach)"])
                let attached = try Command.run(["ip", "link", "show", TestNetwork.receiver]).text
                #expect(attached.contains("prog/xdp"), "\(attached)")
                try TestSender().send(20, flows: 20)
                try crew.awaitArrival(of: 20)
                try crew.closeIntake()
                try TestSender().send(20, flows: 20, from: 20)
                return try crew.outcome().counts.frames
            }()
            return (
                frames, try Command.run(["ip", "link", "show", TestNetwork.receiver]).text
            )
        }
        #expect(frames == 20)
        #expect(!link.contains("xdp"), "\(link)")
    }

    @Test func `An interface without a queue for each is refused, with the remedy`() throws {
        let settings = try Settings(
            words: ["workers=2"], for: "af-xdp", specs: Backend.afXDP.component.settings)
        let message = try TestNetwork.run { _ in
            var request = CaptureRequest(interface: TestNetwork.receiver, settings: settings)
            request.worker = WorkerSeat(index: 0, of: 2)
            do {
                _ = try Backend.afXDP.open(request)
                return "opened"
            } catch {
                return "\(error)"
            }
        }
        #expect(
            message.contains(
                "t1 has 1 receive queue, not one for each of 2 workers: ethtool -L t1"),
            "\(message)")
    }
}

/// Which workers can have a queue each.
@Suite struct WorkerQueuesTests {
    @Test(
        arguments: [
            (2, 0, 2, nil), (4, 0, 4, nil),
            (
                2, 0, 8,
                "workers: e has 8 receive queues, and the frames of those without a worker would be "
                    + "missed: ethtool -L e combined 2 (rx 2 where the driver has no combined), or "
                    + "workers = 8"
            ),
            (
                4, 0, 2,
                "workers: e has 2 receive queues, not one for each of 4 workers: ethtool -L e "
                    + "combined 4 (rx 4 where the driver has no combined)"
            ),
            (
                2, 1, 2,
                "workers: e has 2 receive queues, not one for each of 2 workers from queue 1 on: "
                    + "ethtool -L e combined 3 (rx 3 where the driver has no combined)"
            ),
        ] as [(Int, Int, Int, String?)])
    func `Too few queues and too many are refused`(
        _ workers: Int, _ first: Int, _ queues: Int, _ problem: String?
    ) {
        #expect(
            WorkerQueues(first: first, count: workers).problem(queues: queues, of: "e") == problem
        )
    }

    @Test func `One worker needs no queues, and several as many`() throws {
        let backend = Backend.afXDP
        let queues = try [
            [], ["workers=1"], ["workers=3"], ["workers=3", "attach=native"],
            ["workers=2", "attach=generic", "fanout=hash"], ["workers=2", "queue=1"],
        ].map {
            backend.workerQueues(
                try Settings(words: $0, for: backend.name, specs: backend.component.settings))
        }
        #expect(
            queues == [
                nil, nil, WorkerQueues(count: 3, isInDriver: nil),
                WorkerQueues(count: 3, isInDriver: true),
                WorkerQueues(count: 2, isInDriver: false), WorkerQueues(first: 1, count: 2),
            ])
    }

    @Test(arguments: ["lb", "cpu", "rollover", "qm"])
    func `A fanout that the queues do not follow is refused`(_ fanout: String) throws {
        let problem = try Backend.afXDP.problem(["workers=2", "fanout=\(fanout)"])
        #expect(problem?.name == "fanout")
        #expect(problem?.problem.contains("receive queue") == true)
        #expect(try Backend.afXDP.problem(["workers=2", "fanout=hash"]) == nil)
        #expect(throws: SettingError.self) {
            try Backend.afXDP.problem(["workers=2", "fanout_flags=rollover"])
        }
    }
}
