import Testing

@testable import Capture
@testable import Kernel

/// What a capture by hand needs of each backend: lengths, the last frames, and why it ended.
@Suite(
    .serialized, .enabled(if: TestNetwork.isAvailable, "\(TestNetwork.requirement)"))
struct HandCaptureTests {
    /// Takes what was sent, and everything that is left in the end.
    private static func capture(
        _ name: String, _ words: [String], lengths: [Int]
    ) throws -> Outcome {
        let backend = try #require(Backend.named(name))
        return try TestNetwork.run { _ in
            let session = try backend.session(words, counting: .account)
            var tally = try FrameTally(counting: .account, checksStamps: true)
            tally.accept(runID: 7)
            var sender = try TestSender()
            try sender.send(lengths: lengths)
            try session.awaitArrival(of: lengths.count)
            try session.takeRest(into: &tally)
            return Outcome(counts: tally.counts, counters: try session.counters())
        }
    }

    @Test(arguments: BackendTests.packet)
    func framesOfTheLargestMTUAreKeptWhole(_ name: String) throws {
        let outcome = try Self.capture(name, [], lengths: [60, 9014, 1514, 9014])
        #expect(outcome.counts.bytes == 60 + 9014 + 1514 + 9014)
        #expect(outcome.counts.kept == outcome.counts.bytes)
        #expect(outcome.counts.cut == 0)
        #expect(outcome.stamps == .with(unique: 4))
    }

    @Test(arguments: BackendTests.packet)
    func cutFramesAndTheBytesThatWereKeptAreTold(_ name: String) throws {
        let outcome = try Self.capture(name, ["snaplen=1000"], lengths: [60, 9014, 1000, 1001])
        #expect(outcome.counts.bytes == 60 + 9014 + 1000 + 1001)
        #expect(outcome.counts.kept == 60 + 3 * 1000)
        #expect(outcome.counts.cut == 2)
    }

    /// Every backend with its defaults, and with what changes when it hands frames over.
    private static let handingOver = Backend.packet.flatMap { backend in
        [
            [], ["retire_timeout=60s"], ["immediate=true"], ["batch=1"],
            ["retire_timeout=60s", "block_size=4096", "block_count=3"],
        ].filter { words in
            words.allSatisfy { backend.has(String($0.prefix { $0 != "=" })) }
        }.map { (backend.name, $0) }
    }

    @Test(arguments: handingOver)
    func everyFrameThatWasReceivedIsReadInTheEnd(_ name: String, _ words: [String]) throws {
        let outcome = try Self.capture(name, words, lengths: Array(repeating: 60, count: 20))
        #expect(outcome.counts.frames == 20)
        #expect(outcome.counters.received == 20)
        #expect(outcome.counters.drops == 0)
    }

    @Test func anOpenBlockIsTakenAfterTheRingWentRound() throws {
        let outcome = try TestNetwork.run { _ in
            let session = try Backend.tpacketV3.session(
                ["retire_timeout=60s", "block_size=4096", "block_count=3"], counting: .account)
            var tally = try FrameTally(counting: .account)
            var sender = try TestSender()
            for _ in 0..<7 {
                try sender.send(20)
                while try session.receive(into: &tally, timeoutMilliseconds: 1) > 0 {}
            }
            try session.takeRest(into: &tally)
            return Outcome(counts: tally.counts, counters: try session.counters())
        }
        #expect(outcome.counts.frames == 140)
        #expect(outcome.counters.received == 140)
    }

    @Test(arguments: BackendTests.packet)
    func nothingComesInAfterTheIntakeWasClosed(_ name: String) throws {
        let backend = try #require(Backend.named(name))
        let outcome = try TestNetwork.run { _ in
            let session = try backend.session(backend.has("filter") ? ["filter=greater 1"] : [])
            var sender = try TestSender()
            try sender.send(10)
            try session.awaitArrival(of: 10)
            try session.closeIntake()
            try sender.send(10)
            return try session.outcome()
        }
        #expect(outcome.stamps.unique == 10)
        #expect(outcome.counters.received == 10)
        #expect(outcome.counters.filtered == 0)
    }

    @Test(arguments: BackendTests.packet)
    func aFlapIsToldOnceAndTheCaptureGoesOn(_ name: String) throws {
        let backend = try #require(Backend.named(name))
        let (before, failure, after) = try TestNetwork.run { network in
            let session = try backend.session()
            var tally = try FrameTally(counting: .count)
            var sender = try TestSender()
            try sender.send(10)
            for state in ["down", "up"] {
                try network.ip("link", "set", TestNetwork.receiver, state)
            }
            var failure: CaptureError?
            do {
                for _ in 0..<3 { try session.drain(into: &tally) }
            } catch {
                failure = error as? CaptureError
            }
            let before = tally.counts.frames
            try sender.send(5)
            for _ in 0..<3 { try session.drain(into: &tally) }
            return (before, failure, tally.counts.frames)
        }
        #expect(before == 10)
        #expect(failure == .interfaceDown(TestNetwork.receiver))
        #expect(after == 15)
    }

    @Test(arguments: BackendTests.packet)
    func anInterfaceThatWasDeletedIsToldApartFromOneThatIsDown(_ name: String) throws {
        let backend = try #require(Backend.named(name))
        let (frames, failure) = try TestNetwork.run { network in
            let session = try backend.session()
            var tally = try FrameTally(counting: .count)
            var sender = try TestSender()
            try sender.send(10)
            try network.ip("link", "del", TestNetwork.receiver)
            do {
                for _ in 0..<3 { try session.drain(into: &tally) }
                return (tally.counts.frames, nil as CaptureError?)
            } catch {
                return (tally.counts.frames, error as? CaptureError)
            }
        }
        #expect(frames == 10)
        #expect(failure == .interfaceVanished(TestNetwork.receiver))
    }

    @Test(
        arguments: Backend.names(with: "filter"),
        [CaptureRequest.Direction.incoming, .outgoing, .both])
    func whatTheHostSendsIsTakenWhereItIsAskedFor(
        _ name: String, _ direction: CaptureRequest.Direction
    ) throws {
        let backend = try #require(Backend.named(name))
        let outcome = try TestNetwork.run { _ in
            var tally = try FrameTally(counting: .count)
            let session = try backend.session(
                ["filter=greater 100"], counting: .count, interface: TestNetwork.sender,
                direction: direction)
            var sender = try TestSender()
            try sender.send(lengths: [60, 200, 200])
            try TestSender.receive(lengths: [60, 200])
            try session.takeRest(into: &tally)
            return Outcome(counts: tally.counts, counters: try session.counters())
        }
        // One of 60 and two of 200 bytes go out, one of each comes in.
        let expected: (taken: UInt64, filtered: UInt64) =
            switch direction {
            case .incoming: (1, 1)
            case .outgoing: (2, 1)
            case .both: (3, 2)
            }
        #expect(outcome.counts.frames == expected.taken)
        #expect(outcome.counters.received == outcome.counts.frames)
        #expect(outcome.counters.filtered == expected.filtered)
    }

    @Test func countersThatWentRoundAreAddedUp() {
        var total = PacketTotal()
        for _ in 0..<3 { total.add(PacketStatistics(packets: .max, drops: .max - 1, freezes: 1)) }
        #expect(total.packets == 3 * 4_294_967_295)
        #expect(total.drops == 3 * 4_294_967_294)
        #expect(total.freezes == 3)
    }

    @Test func slotsAreThePowerOfTwoOfPagesThatAFrameNeeds() {
        let sizes = [1522, 4014, 4015, 9022, 65_558].map {
            SlotRing.geometry(.v2, slots: 3, longest: $0).frameSize
        }
        #expect(sizes == [4096, 4096, 8192, 16_384, 131_072])
    }
}
