import Frames
import Glibc
import Kernel
import Settings
import Testing

@testable import Capture

/// Several sockets that share the frames of an interface, on the real kernel.
@Suite(
    .serialized, .enabled(if: TestNetwork.isAvailable, "\(TestNetwork.requirement)"))
struct WorkersTests {
    static let names = Backend.names(with: "workers")
    /// Those whose workers are a group of packet sockets.
    static let grouped = Backend.names(with: "workers", "fanout_flags")

    private static func counts(
        _ name: String, _ words: [String], frames: Int, flows: Int
    ) throws -> [FrameCounts] {
        let backend = try BackendTests.backend(name)
        return try TestNetwork.run { _ in
            let crew = try TestCrew(backend, words)
            try TestSender().send(frames, flows: flows)
            try crew.awaitArrival(of: frames)
            return try crew.counts()
        }
    }

    private static func unique(_ counts: [FrameCounts]) -> [UInt64] {
        counts.map { $0.stamps?.unique ?? 0 }
    }

    @Test func `Every backend that captures from an interface has workers`() {
        #expect(Set(Self.names) == Set(Backend.packet.map(\.name)))
        #expect(Set(Self.grouped) == Set(Self.names).subtracting(["af-xdp"]))
    }

    @Test(arguments: names, ConformanceCheck.all)
    func `Two workers do what the settings of one promise`(
        _ name: String, _ check: ConformanceCheck
    ) throws {
        let backend = try BackendTests.backend(name).with(workers: 2)
        guard check.isFor(backend) else { return }
        let faults = try check.faults(backend).filter { !Self.isOrderAlone($0) }
        #expect(faults == [], "\(name): \(check.name)\(Machine.words)")
    }

    /// Whether a fault is only that frames were not in order, as they cannot be here: they come to each
    /// worker in turn, and one tally counts for both.
    private static func isOrderAlone(_ fault: String) -> Bool {
        let parts = fault.replacing(/reordered: [0-9]+/, with: "").split(separator: ", not ")
        return parts.count == 2 && parts[0].hasSuffix(parts[1])
    }

    @Test(arguments: grouped, [1, 2, 4])
    func `Each in turn: every frame comes to one worker, and as many to each`(
        _ name: String, _ workers: Int
    ) throws {
        let counts = try Self.counts(
            name, ["workers=\(workers)", "fanout=lb"], frames: 200, flows: 1)
        #expect(Self.unique(counts) == Array(repeating: UInt64(200 / workers), count: workers))
        #expect(counts.allSatisfy { $0.stamps?.duplicates == 0 && $0.stamps?.stray == 0 })
    }

    @Test(arguments: names, [1, 2, 4])
    func `By hash: every frame comes once, and those of a flow to one worker, in order`(
        _ name: String, _ workers: Int
    ) throws {
        let backend = try BackendTests.backend(name)
        let (flows, frames) = (128, 256)
        let marks = try TestNetwork.run { _ in
            let crew = try TestCrew(backend, ["workers=\(workers)"])
            try TestSender().send(frames, flows: flows)
            try crew.awaitArrival(of: frames)
            return try crew.members.map { member in
                var tally = try FrameTally(counting: .stamp)
                tally.accept(runID: 7)
                try member.drain(into: &tally)
                #expect(tally.counts.stamps?.reordered == 0)
                return tally.seen(of: nil) ?? SeenMarks()
            }
        }
        var union = SeenMarks()
        #expect(marks.reduce(0) { $0 + union.join($1) } == 0)
        let losses = try #require(union.losses(of: frames))
        #expect(losses.lost == 0)
        for flow in 0..<flows {
            let holders = marks.filter { seen in
                stride(from: flow, to: frames, by: flows).contains { number in
                    seen.words.indices.contains(number / 64)
                        && seen.words[number / 64] >> UInt64(number % 64) & 1 == 1
                }
            }
            #expect(holders.count == 1, "flow \(flow) came to \(holders.count) workers")
        }
        // 128 flows: a fair hash leaves a worker with under a quarter of its share once in 10^7.
        let unique = marks.map { $0.words.reduce(0) { $0 + $1.nonzeroBitCount } }
        #expect(unique.allSatisfy { $0 > frames / workers / 4 }, "\(unique)")
    }

    @Test(arguments: names)
    func `By hash one flow goes to one worker`(_ name: String) throws {
        let counts = try Self.counts(name, ["workers=4"], frames: 100, flows: 1)
        #expect(Self.unique(counts).sorted() == [0, 0, 0, 100])
    }

    @Test(arguments: grouped, ["cpu", "qm", "rollover"])
    func `By CPU, by queue and to the first with room every frame comes once`(
        _ name: String, _ fanout: String
    ) throws {
        let counts = try Self.counts(
            name, ["workers=4", "fanout=\(fanout)", "fanout_flags=defrag"], frames: 100, flows: 16)
        #expect(Self.unique(counts).reduce(0, +) == 100)
        #expect(counts.allSatisfy { $0.stamps?.duplicates == 0 })
    }

    /// The first has a queue of 32 slots and takes nothing.
    @Test(arguments: [
        ["fanout=rollover"], ["fanout=hash", "fanout_flags=rollover"],
        ["fanout=qm", "fanout_flags=rollover+defrag"],
    ])
    func `What a stopped worker has no room for goes to another`(_ words: [String]) throws {
        let backend = try BackendTests.backend("tpacket-v2")
        let (held, drops, taken) = try TestNetwork.run { _ in
            let crew = try TestCrew(backend, ["workers=2", "ring_frames=32"] + words)
            let sender = try TestSender()
            // Whichever gets them first is the one that stops.
            try sender.send(8, flows: 1)
            try crew.awaitArrival(of: 8)
            let received = try crew.members.map { try $0.counters().received ?? 0 }
            let (stopped, other) = received[0] > 0 ? (0, 1) : (1, 0)
            var tally = try FrameTally(counting: .stamp)
            tally.accept(runID: 7)
            // A few at a time, so that the other is never full.
            for round in 1...30 {
                try sender.send(8, flows: 1, from: 8 * round)
                try crew.awaitArrival(of: 8 * (round + 1))
                try crew.members[other].drain(into: &tally, patience: 0)
            }
            let held = try crew.members[stopped].outcome().counts.stamps?.unique ?? 0
            return (held, try crew.counters().drops ?? 0, tally.counts.stamps?.unique ?? 0)
        }
        #expect(held + taken == 31 * 8 && drops == 0, "\(held), \(taken), \(drops)")
        // It is passed over from three quarters on (`ROOM_POW_OFF`, `net/packet/af_packet.c`), or when
        // it is full.
        #expect((24...32).contains(held), "\(held)")
    }

    @Test func `Each capture makes a group of its own, also where one is there`() throws {
        let backend = try BackendTests.backend("recv")
        let groups = try TestNetwork.run { _ in
            // One that has the number which the kernel would give first.
            let crews = try (0..<3).map { _ in try TestCrew(backend, ["workers=2", "fanout=lb"]) }
            try TestSender().send(100, flows: 1)
            for crew in crews {
                try crew.awaitArrival(of: 100)
                #expect(Self.unique(try crew.counts()) == [50, 50])
            }
            return crews.map { $0.group?.fanoutNumber }
        }
        #expect(Set(groups).count == 3 && !groups.contains(nil))
    }

    @Test func `One worker is in a group only if that is asked for`() throws {
        let backend = try BackendTests.backend("recv")
        let groups = try TestNetwork.run { _ in
            try [["workers=1"], [], ["workers=1", "fanout=hash"], ["fanout=lb"]].map {
                try TestCrew(backend, $0).group?.fanoutNumber != nil
            }
        }
        #expect(groups == [false, false, true, true])
    }

    @Test func `A group of another kind is not joined`() throws {
        let backend = try BackendTests.backend("recv")
        try TestNetwork.run { _ in
            let crew = try TestCrew(backend, ["workers=2", "fanout=lb"])
            var request = CaptureRequest(
                interface: TestNetwork.receiver,
                settings: try Settings(
                    words: ["workers=2", "fanout=hash"], for: backend.name,
                    specs: backend.component.settings))
            request.worker = WorkerSeat(index: 1, of: 2, group: crew.group)
            #expect(throws: CaptureError.self) { _ = try backend.open(request) }
        }
    }

    @Test(arguments: names)
    func `Nothing comes before all are open, and no descriptor stays`(_ name: String) throws {
        let backend = try BackendTests.backend(name)
        try TestNetwork.run { _ in
            let before = try ProcDirectory.names("/proc/self/fd").count
            for _ in 0..<20 {
                let crew = try TestCrew(backend, ["workers=4"])
                #expect(crew.members.count == 4)
            }
            var request = CaptureRequest(
                interface: TestNetwork.receiver,
                settings: try Settings(
                    words: ["workers=2"], for: backend.name, specs: backend.component.settings))
            request.worker = WorkerSeat(index: 0, of: 2)
            let first = try backend.open(request)
            try TestSender().send(10, flows: 1)
            Poll.sleep(until: MonotonicClock.now() + 30_000_000)
            #expect(try first.counters().received == 0)
            #expect(try first.outcome().counts.frames == 0)
            withExtendedLifetime(first) {}
            // Other tests of this process may have files open meanwhile; 80 sockets would show.
            #expect(try ProcDirectory.names("/proc/self/fd").count < before + 40)
        }
    }

    @Test func `Rings of all workers must fit the memory`() throws {
        let backend = try BackendTests.backend("tpacket-v3")
        let available = try #require(MemoryInfo.availableBytes())
        // A third of it for each: two would fit.
        let blocks = (available / 3) >> 20
        do {
            _ = try TestNetwork.run { _ in
                try TestCrew(backend, ["workers=4", "block_count=\(blocks)"]).members.count
            }
            Issue.record("four rings of a third of the memory were made")
        } catch let error as CaptureError {
            #expect(error.description.contains("4 rings, each of"), "\(error)")
        }
    }

    @Test(
        arguments: [
            ([], 16, 1, 0), (["workers=4"], 16, 4, 0), (["workers=4"], 1, 1, 0),
            (["workers=4"], 3, 3, 0), (["workers=4", "fanout=lb"], 1, 4, 0),
            (["workers=4", "fanout=cpu"], 16, 1, 0), (["workers=4", "fanout=qm"], 16, 1, 0),
            (["workers=4", "fanout=rollover"], 16, 1, 3),
            (["workers=4", "fanout_flags=rollover"], 1, 1, 3),
            (["workers=4", "fanout_flags=rollover+defrag"], 16, 4, 0),
            (["fanout=rollover"], 1, 1, 0),
        ] as [([String], Int, Int, Int)])
    func `Rings are counted that the flows reach`(
        _ words: [String], _ flows: Int, _ full: Int, _ partial: Int
    ) throws {
        let backend = try BackendTests.backend("recv")
        let settings = try Settings(
            words: words, for: backend.name, specs: backend.component.settings)
        let spread = CaptureSettings.spread(settings, flows: flows)
        #expect(spread == RingSpread(full: full, partial: partial))
    }

    @Test(arguments: ["0", "65", "two", "-1"])
    func `There are 1 to 64 workers`(_ number: String) throws {
        let backend = try BackendTests.backend("recv")
        #expect(throws: SettingError.self) { try backend.problem(["workers=\(number)"]) }
    }

    @Test func `What the kernel would refuse is refused before`() throws {
        for name in Self.grouped {
            let backend = try BackendTests.backend(name)
            #expect(throws: SettingError.self) { try backend.problem(["fanout=random"]) }
            let both = try backend.problem(["fanout=rollover", "fanout_flags=rollover"])
            #expect(both?.name == "fanout_flags")
            #expect(try backend.problem(["fanout=rollover", "fanout_flags=defrag"]) == nil)
            #expect(try backend.problem(["workers=64", "fanout=qm"]) == nil)
        }
    }
}
