import Testing

@testable import Capture

/// What a filter rejects is counted, frame for frame.
@Suite(
    .serialized, .enabled(if: TestNetwork.isAvailable, "\(TestNetwork.requirement)"))
struct FilterTests {
    private func capture(_ name: String, _ words: [String]) throws -> Outcome {
        let backend = try #require(Backend.named(name))
        return try TestNetwork.run { _ in
            let session = try backend.session(words)
            var sender = try TestSender()
            try sender.send(400)
            return try session.outcome()
        }
    }

    @Test(arguments: Backend.names(with: "filter"))
    func rejectedFramesAreCountedExactly(_ name: String) throws {
        let backend = try #require(Backend.named(name))
        let large = backend.has("receive_buffer") ? ["receive_buffer=4MiB"] : []
        // The last byte of the sequence number.
        let outcome = try capture(name, ["filter=ether[29] & 3 != 0"] + large)
        #expect(outcome.stamps == .with(unique: 300, truncated: 0))
        #expect(outcome.counters.received == 300)
        #expect(outcome.counters.filtered == 100)
        #expect(outcome.counters.drops == 0)
    }

    @Test(arguments: Backend.names(with: "filter"))
    func aFilterThatLooksBeyondTheFrameRejectsItAndThatIsCounted(_ name: String) throws {
        let outcome = try capture(name, ["filter=ether[100] = 0"])
        #expect(outcome.counts.frames == 0)
        #expect(outcome.counters.received == 0)
        #expect(outcome.counters.filtered == 400)
    }

    @Test func dropsAndRejectionsAreToldApart() throws {
        let outcome = try capture(
            "tpacket-v2", ["ring_frames=8", "filter=ether[29] & 3 != 0"])
        #expect(outcome.stamps == .with(unique: 8))
        #expect(outcome.counters.received == 300)
        #expect(outcome.counters.drops == 292)
        #expect(outcome.counters.filtered == 100)
    }
}
