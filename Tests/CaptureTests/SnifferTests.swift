import Frames
import Glibc
import Kernel
import Packets
import Settings
import Testing

@testable import Capture

/// Copies what it was shown: frames are gone once their room is.
private final class Copies: FrameSink {
    private(set) var frames: [[UInt8]] = []
    private(set) var tags: [FramePlace.VLANTag?] = []
    private(set) var directions: [FramePlace.PacketType] = []
    private(set) var cpus: Set<Int> = []
    private(set) var poisoned = 0
    private(set) var times: [UInt64] = []

    func take(_ place: FramePlace) {
        times.append(UInt64(place.seconds) * 1_000_000_000 + UInt64(place.nanoseconds))
        frames.append(Array(place.bytes))
        tags.append(place.tag)
        directions.append(place.direction)
        cpus.insert(place.cpu)
        if place.isPoisoned { poisoned += 1 }
    }
}

/// The sniffer on the real kernel, each test in a namespace of its own.
@Suite(
    .serialized, .enabled(if: TestNetwork.isAvailable, "\(TestNetwork.requirement)"))
struct SnifferTests {
    static let backends = Sniffer.backends.map(\.name)

    private static func sniffer(
        _ name: String, on interface: String = TestNetwork.receiver, options: [String] = [],
        poisons: Bool = false
    ) throws -> Sniffer {
        let backend = try BackendTests.backend(name)
        let settings = try Settings(
            words: options, for: name, specs: backend.component.settings)
        return try Sniffer(
            backend, CaptureRequest(interface: interface, settings: settings), poisons: poisons,
            wake: -1)
    }

    private static func look(_ sniffer: Sniffer, _ sink: some FrameSink, frames: Int) throws {
        var seen = 0
        let deadline = MonotonicClock.now() + 3_000_000_000
        while seen < frames, MonotonicClock.now() < deadline {
            seen += try sniffer.look(sink, limit: frames - seen, timeoutMilliseconds: 50)
        }
    }

    @Test(arguments: backends, [false, true])
    func everyFrameIsSeenOnceAndNoneIsPoisoned(_ name: String, poisons: Bool) throws {
        let (copies, counters) = try TestNetwork.run { _ in
            // Else most of the time is waiting for a block to be handed over.
            let timeout = try BackendTests.backend(name).has("retire_timeout")
            let sniffer = try Self.sniffer(
                name, options: timeout ? ["retire_timeout=1ms"] : [], poisons: poisons)
            let copies = Copies()
            var sender = try TestSender()
            for _ in 0..<200 {
                try sender.send(25)
                try Self.look(sniffer, copies, frames: 25)
            }
            let result = (
                frames: copies.frames.count, distinct: Set(copies.frames).count,
                poisoned: copies.poisoned, cpus: copies.cpus
            )
            return (result, try sniffer.counters())
        }
        #expect((copies.frames, copies.distinct, copies.poisoned) == (5000, 5000, 0))
        #expect(counters.received == 5000 && counters.drops == 0)
        // All were sent by one thread, and received in its calls; it may have moved once or twice.
        #expect(copies.cpus.allSatisfy { $0 < Scheduling.configuredCPUs })
    }

    @Test(arguments: backends)
    func theCPUIsTheOneThatReceived(_ name: String) throws {
        let allowed = try Scheduling.allowedCPUs(of: 0)
        for cpu in allowed {
            let seen = try TestNetwork.run { _ in
                let sniffer = try Self.sniffer(name)
                let copies = Copies()
                var sender = try TestSender()
                try Scheduling.pin(to: cpu)
                try sender.send(50)
                try Self.look(sniffer, copies, frames: 50)
                return copies.cpus
            }
            #expect(seen == [cpu])
        }
    }

    /// Frames that two CPUs sent by turns come in the order in which they were sent.
    @Test(
        .enabled(if: try Scheduling.allowedCPUs(of: 0).count > 1, "needs two CPUs"),
        arguments: backends)
    func framesOfDifferentCPUsComeInTheOrderOfTheirTimes(_ name: String) throws {
        let allowed = try Scheduling.allowedCPUs(of: 0)
        let (times, sequences, cpus) = try TestNetwork.run { _ in
            let sniffer = try Self.sniffer(name)
            let copies = Copies()
            let sender = try TestSender()
            for sequence in 0..<300 {
                try Scheduling.pin(to: allowed[sequence / 3 % 2])
                try sender.send(
                    StampedFrame.bytes(run: 1, sequence: UInt64(sequence), length: 60))
            }
            try Self.look(sniffer, copies, frames: 300)
            return (copies.times, copies.frames.map { Int($0[28]) << 8 | Int($0[29]) }, copies.cpus)
        }
        #expect(times == times.sorted())
        #expect(sequences == Array(0..<300))
        #expect(cpus.count == 2)
    }

    @Test(arguments: backends, ["vlan 7", "not vlan"])
    func aFilterForTagsFindsThem(_ name: String, filter: String) throws {
        let tags = try TestNetwork.run { _ in
            let sniffer = try Self.sniffer(name, options: ["filter=\(filter)"])
            let copies = Copies()
            var frame = StampedFrame.bytes(run: 1, sequence: 1, length: 100)
            let sender = try TestSender()
            try sender.send(frame)
            frame.insert(contentsOf: [0x81, 0x00, 0x20, 0x07], at: 12)
            try sender.send(frame)
            try Self.look(sniffer, copies, frames: 1)
            _ = try sniffer.look(copies, limit: 1, timeoutMilliseconds: 100)
            return copies.tags
        }
        #expect(tags.map { $0?.vlan } == (filter == "vlan 7" ? [7] : [nil]))
    }

    @Test(arguments: backends)
    func whatIsSentIsSeenAsOutgoing(_ name: String) throws {
        let directions = try TestNetwork.run { _ in
            let sniffer = try Self.sniffer(name, on: TestNetwork.sender)
            let copies = Copies()
            var sender = try TestSender()
            try sender.send(30)
            try Self.look(sniffer, copies, frames: 30)
            return copies.directions
        }
        #expect(directions == Array(repeating: .outgoing, count: 30))
    }

    @Test(arguments: backends)
    func tagsThatTheKernelTookOutAreToldAndWrittenBack(_ name: String) throws {
        let path = "/tmp/bench-tags-\(getpid())-\(name).pcap"
        defer { unlink(path) }
        var frame = StampedFrame.bytes(run: 1, sequence: 1, length: 100)
        frame.insert(contentsOf: [0x81, 0x00, 0x20, 0x07], at: 12)
        let sent = frame
        let (frames, tags) = try TestNetwork.run { _ in
            let sniffer = try Self.sniffer(name)
            let copies = Copies()
            var writer: CaptureWriter? = try CaptureWriter(path, snaplen: 65_535)
            let sender = try TestSender()
            try sender.send(sent)
            try Self.look(sniffer, copies, frames: 1)
            try sender.send(sent)
            if let writer { try Self.look(sniffer, writer, frames: 1) }
            writer?.flush()
            writer = nil
            return (copies.frames, copies.tags)
        }
        #expect(tags == [.init(control: 0x2007, protocolID: 0x8100)])
        #expect(frames.first?.count == 100)
        let file = try CaptureFile(path)
        let packet = try #require(file.next())
        #expect(Array(packet.bytes) == sent && packet.length == 104)
        #expect(file.next() == nil && file.end == .whole)
    }

    @Test(arguments: backends)
    func anInterfaceThatGoesDownIsToldAfterItsLastFrame(_ name: String) throws {
        let (frames, error) = try TestNetwork.run { network in
            let sniffer = try Self.sniffer(name)
            let copies = Copies()
            var sender = try TestSender()
            try sender.send(10)
            try network.ip("link", "set", TestNetwork.receiver, "down")
            var error: CaptureError?
            let deadline = MonotonicClock.now() + 3_000_000_000
            while error == nil, MonotonicClock.now() < deadline {
                do throws(CaptureError) {
                    _ = try sniffer.look(copies, limit: 100, timeoutMilliseconds: 50)
                } catch {
                    return (copies.frames.count, CaptureError?.some(error))
                }
                error = nil
            }
            return (copies.frames.count, error)
        }
        #expect(frames == 10)
        #expect(error == .interfaceDown(TestNetwork.receiver))
    }

    /// What is sent there comes in again: it is one packet all the same.
    @Test(arguments: backends)
    func aPacketOfTheLoopbackInterfaceIsSeenOnce(_ name: String) throws {
        let counters = try TestNetwork.run { network in
            try network.ip("link", "set", "lo", "up")
            let sniffer = try Self.sniffer(name, on: "lo")
            let sender = try FrameSender(interface: "lo", sendBufferBytes: 1 << 16)
            let frame = StampedFrame.bytes(run: 1, sequence: 1, length: 60)
            try frame.withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress else { return }
                for _ in 0..<10 { _ = try sender.send(start, length: 60) }
            }
            let copies = Copies()
            try Self.look(sniffer, copies, frames: 10)
            _ = try sniffer.look(copies, limit: 10, timeoutMilliseconds: 100)
            #expect(copies.frames.count == 10)
            return try sniffer.counters()
        }
        #expect(counters.received == 10)
    }

    @Test func otherBackendsHaveNoRingToLookInto() throws {
        let error = try TestNetwork.run { _ in
            do {
                _ = try Self.sniffer("recv")
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(error.contains("allowed: tpacket-v3, tpacket-v2"))
    }
}
