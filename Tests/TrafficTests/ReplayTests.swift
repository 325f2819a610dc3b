import Capture
import Foundation
import Frames
import Kernel
import Testbed
import Testing

@testable import Traffic

private enum Tcpdump {
    static let isHere =
        Here.isRoot && (try? Kernel.Command.collect(["tcpdump", "--version"])) != nil
}

/// Frames of a recording as tcpdump receives them.
@Suite(.serialized, .enabled(if: Tcpdump.isHere, "needs root and tcpdump"))
struct ReplayTests {
    static let tree = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
    static let mixed = tree + "/experiments/recordings/mixed.pcap"

    /// A frame as tcpdump wrote it.
    private struct Received: Sendable {
        let bytes: [UInt8]
        let time: Int64
    }

    /// What arrives of a run, and the file that it is in.
    private static func receive(
        _ engine: Engine, _ replay: Replay, load: Load, frames: Int
    ) throws -> (frames: [Received], report: TrafficReport, complaints: Int) {
        let path = try TestPath(.vethInline, receives: false)
        let file = NSTemporaryDirectory() + "bench-\(UUID().uuidString).pcap"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let tcpdump = try path.pair.capture.inside {
            try ChildProcess(
                "taskset",
                [
                    // Else each frame wakes it on the CPU of the sender.
                    "-c", "\(path.placement.capture)", "tcpdump", "-i", path.pair.capture.name,
                    "-w", file, "-B", "65536", "-U", "-Z", "root",
                    "--time-stamp-precision=nano",
                ], streams: .init(input: .null, output: .null, error: .null))
        }
        let deadline = MonotonicClock.now() + 5_000_000_000
        while (try? Data(contentsOf: URL(filePath: file)).count) ?? 0 < 24 {
            try #require(MonotonicClock.now() < deadline)
            Poll.sleep(until: MonotonicClock.now() + 10_000_000)
        }
        Poll.sleep(until: MonotonicClock.now() + 200_000_000)
        let session = try path.open(
            engine, load: load, sizes: .recorded(replay.recording), format: .recorded(replay))
        var run = TrafficRun.now(frames)
        run.start += 30_000_000
        let report = try path.ahead(on: path.placement.generator) {
            try session.run(run, until: SharedFlag())
        }
        // libpcap hands over what is there once a second, at the latest.
        let end = MonotonicClock.now() + 1_300_000_000
        let sizes = replay.recording.sizes
        let bytes = (0..<frames).reduce(24) { $0 + 16 + sizes[$1 % sizes.count].apiLength }
        repeat {
            Poll.sleep(until: MonotonicClock.now() + 20_000_000)
        } while (try? Data(contentsOf: URL(filePath: file)).count) ?? 0 < bytes
            && MonotonicClock.now() < end
        // No more were sent than are waited for.
        #expect(try path.sent("tx_packets") == frames)
        tcpdump.kill(2)
        _ = try tcpdump.wait()
        let capture = try CaptureFile(file)
        var received: [Received] = []
        while let packet = capture.next() {
            received.append(Received(bytes: Array(packet.bytes), time: packet.time ?? 0))
        }
        let text = try Kernel.Command.run(["tcpdump", "-nvvr", file]).text
        let complaints = text.split(separator: "\n").count { line in
            ["incorrect", "bad cksum", "bad udp cksum", "bad icmp cksum"].contains {
                line.contains($0)
            }
        }
        return (received, report, complaints)
    }

    private static func bytes(_ recording: Recording, _ frame: Int) -> [UInt8] {
        recording.withBytes { Array($0[recording.range(of: frame)]) }
    }

    @Test(arguments: ["send", "sendmmsg", "tx-ring"])
    func `Every frame arrives with its own bytes, tags included, round after round`(
        _ name: String
    ) throws {
        let engine = try #require(Engine.named(name))
        let recording = try RecordingFile.read(Self.mixed)
        let (frames, report, _) = try Self.receive(
            engine, Replay(recording), load: .frameRate(20_000), frames: 1000)
        #expect(report.offered == 1000 && report.accepted == 1000)
        #expect(frames.count == 1000)
        #expect(report.offeredBytes == frames.reduce(0) { $0 + $1.bytes.count })
        for (index, frame) in frames.enumerated() {
            try #require(frame.bytes == Self.bytes(recording, index % 480), "frame \(index)")
        }
    }

    @Test
    func
        `Shifted rounds are told apart by all of their frames, and tcpdump finds no wrong checksum`()
        throws
    {
        let recording = try RecordingFile.read(Self.mixed)
        let replay = Replay(recording, shiftsAddresses: true)
        let (frames, _, complaints) = try Self.receive(
            .sendmmsg, replay, load: .frameRate(20_000), frames: 3 * 480)
        #expect(frames.count == 3 * 480 && complaints == 0)
        for (index, frame) in frames.enumerated() {
            let own = Self.bytes(recording, index % 480)
            #expect(frame.bytes.count == own.count)
            let isARP = own[12] == 0x08 && own[13] == 0x06
            #expect((frame.bytes == own) == (index < 480 || isARP), "frame \(index)")
        }
        let moving = frames.filter { $0.bytes[12...13] != [0x08, 0x06] }
        #expect(Set(moving.map(\.bytes)).count == moving.count)
    }

    @Test(arguments: [1.0, 2])
    func `Frames leave at the times of the recording, divided by the speed`(speed: Double) throws {
        let recording = try RecordingFile.read(Self.mixed)
        let gaps = recording.gaps
        func error() throws -> (median: Double, most: Double) {
            let frames = try Self.receive(
                .send, Replay(recording), load: .recorded(speed: speed), frames: 480
            ).frames
            try #require(frames.count == 480)
            var due = 0.0
            let errors = frames.enumerated().map { index, frame in
                if index > 0 { due += gaps[index - 1] / speed }
                return Double(frame.time - frames[0].time) - due
            }.sorted()
            // When the first was due, tcpdump does not know.
            let away = errors.map { abs($0 - errors[240]) }.sorted()
            return (away[240], away[456])
        }
        // A virtual machine that stands still for some milliseconds is late, and catches up.
        var best = try error()
        for _ in 0..<9 where best.median > 50_000 {
            let next = try error()
            if next.median < best.median { best = next }
        }
        #expect(best.median < 50_000, "\(best)")
        #expect(abs(recording.round / speed - 48e6 / speed) < 2e5)
    }

    @Test func `A recording at a bit rate takes the time of its bytes`() throws {
        let recording = try RecordingFile.read(Self.mixed)
        let bits = recording.sizes.reduce(0) { $0 + $1.wireBits }
        let load = Load.wireBitRate(Double(bits) * 10)
        let frames = Pacer.frames(within: 1_000_000_000, load: load, sizes: recording.sizes)
        #expect(frames == 4800)
    }

    @Test func `Other engines say that they send no recordings`() throws {
        let recording = try RecordingFile.read(Self.mixed)
        let task = TrafficTask(
            load: .frameRate(1000), sizes: .recorded(recording),
            format: .recorded(Replay(recording)), path: .inline)
        for name in ["xdp", "trafgen", "tcpreplay", "tcp"] {
            #expect(Engine.named(name)?.objection(task)?.hasPrefix("sends frame_format") == true)
        }
        #expect(Engine.preferred(for: [task])?.engine.name == "sendmmsg")
    }
}

/// The schedule of a recording, without a machine.
@Suite struct ReplayPacerTests {
    @Test(arguments: [1.0, 2, 0.5])
    func `Frames are due at the sums of the gaps, round after round`(speed: Double) {
        let gaps: [Double] = [1_000, 0, 250_000, 3_000_000, 12_345]
        let sizes = gaps.map { _ in FrameSize(64) }
        var pacer = Pacer(load: .recorded(speed: speed), sizes: sizes, gaps: gaps)
        var due = 0.0
        for frame in 0..<500 {
            #expect(abs(Double(pacer.nextDue) - due) <= 2)
            #expect(pacer.take(at: pacer.nextDue - 1, limit: 1) == 0 || gaps[(frame + 4) % 5] == 0)
            var now = Int64(due.rounded(.up)) + 1
            // Catching up leaves a little between frames that are late.
            while pacer.taken == frame {
                _ = pacer.take(at: now, limit: 1)
                now += 1
            }
            due += gaps[frame % 5] / speed
        }
        #expect(pacer.lateShift == 0)
    }

    @Test func `So many frames are due within a time, and at that rate`() {
        let gaps: [Double] = [1e6, 2e6, 3e6]
        let sizes = gaps.map { _ in FrameSize(64) }
        let load = Load.recorded(speed: 2)
        // Due at 0, 0.5, 1.5, 3, 3.5, 4.5 ms …
        for (duration, frames) in [
            (1, 1), (500_000, 1), (500_100, 2), (3_000_000, 3), (3_100_000, 4),
        ] {
            #expect(
                Pacer.frames(within: Int64(duration), load: load, sizes: sizes, gaps: gaps)
                    == frames)
        }
        #expect(Pacer.rate(of: 4, load: load, sizes: sizes, gaps: gaps) == 1000)
    }
}
