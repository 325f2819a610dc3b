import Capture
import Frames
import Glibc
import Kernel
import Settings
import Testbed
import Testing
import Traffic

@testable import Roles

/// Sends `count` stamped frames of this run, at a pace that nobody loses; returns how many the
/// path accepted.
func send(_ count: Int, runID: UInt32, into pair: VethPair) throws -> Int {
    let engine = try #require(Engine.named("sendmmsg"))
    let request = TrafficRequest(
        interface: pair.generator.name,
        settings: Settings(defaultsOf: engine.component.settings), sizes: .fixed(.minimum),
        load: .frameRate(20_000))
    let session = try pair.generator.inside { try engine.open(request) }
    let report = try session.run(
        TrafficRun(
            runID: runID, start: MonotonicClock.now(), frames: count, duration: 20_000_000_000),
        until: SharedFlag())
    return try #require(report.accepted)
}

@Suite(
    .serialized, .enabled(if: Here.isRoot, "\(Here.needsRoot)"),
    .enabled(if: Here.bench != nil, "\(Here.needsBench)"))
struct CapturerRoleTests {
    private static func start(
        _ pair: VethPair, backend: String = "tpacket-v3"
    ) throws -> RoleProcess {
        try RoleProcess(
            pair.capture, ["capture", "--json", "-i", pair.capture.name, "--backend", backend])
    }

    @Test(
        "a trial by hand: ready, arm, snapshot, stop, final", arguments: Backend.names())
    func trial(backend: String) throws {
        let pair = try Here.makePair()
        let role = try Self.start(pair, backend: backend)
        let opening = try #require(try role.next().opening)
        #expect(opening.pid == role.child.pid && opening.tids == [role.child.pid])
        #expect(!opening.granted.isEmpty)

        // It is receiving already, but nothing is its own before it is armed.
        let early = try send(50, runID: 7, into: pair)
        let before = try role.snapshot { $0["frames"] == Int64(early) }
        #expect(before["unique"] == 0 && before["stray"] == Int64(early))

        try role.send(.arm(runID: 7, frames: 1_000, tag: 5))
        let armed = try #require(try role.next().snapshot)
        #expect(armed.tag == 5)
        #expect(armed.counters["frames"] == 0 && armed.counters["stray"] == 0)

        let sent = try send(1_000, runID: 7, into: pair)
        let drained = { (counters: [String: Int64]) in
            (counters["unique"] ?? 0) + (counters["drops"] ?? 0) == Int64(sent)
        }
        let counters = try role.snapshot(until: drained)
        #expect(drained(counters) && counters["unique"] == counters["frames"])
        let unique = try #require(counters["unique"])
        #expect(unique > 0 && counters["bytes"] == unique * 60)
        for name in ["duplicates", "reordered", "corrupt", "stray", "truncated"] {
            #expect(counters[name] == 0, "\(name)")
        }

        try role.send(.stop())
        let final = try #require(try role.next().final)
        #expect(final.counters["unique"] == unique)
        #expect(try #require(final.time) <= MonotonicClock.now())
        #expect(try role.end()?.status == 0)
        #expect(role.complaints == "")
    }

    @Test("while held it takes no frame, and takes them when released")
    func hold() throws {
        let pair = try Here.makePair()
        let role = try Self.start(pair)
        #expect(try role.next().opening != nil)
        try role.send(.arm(runID: 9, frames: 100))
        #expect(try role.next().snapshot != nil)
        try role.send(.hold)
        // Requests are served in order: once this is answered, it holds.
        let before = try role.snapshot { _ in true }["received"] ?? 0
        let sent = Int64(try send(100, runID: 9, into: pair))
        // The kernel has them, which is what the ring is for.
        let kept = try role.snapshot { ($0["received"] ?? 0) - before == sent }
        #expect((kept["received"] ?? 0) - before == sent && kept["frames"] == 0)
        try role.send(.release)
        let taken = try role.snapshot { $0["unique"] == sent }
        #expect(taken["unique"] == sent)
    }

    @Test("what a held capturer has no room for is one episode of loss")
    func holdBeyondTheRing() throws {
        let pair = try Here.makePair()
        let (slots, frames) = (64, 764 as Int64)
        let role = try RoleProcess(
            pair.capture,
            [
                "capture", "--json", "-i", pair.capture.name, "--backend", "tpacket-v2",
                "-o", "ring_frames=\(slots)",
            ])
        #expect(try role.next().opening != nil)
        try role.send(.arm(runID: 9, frames: Int(frames)))
        #expect(try role.next().snapshot != nil)
        try role.send(.hold)
        let before = try role.snapshot { _ in true }["received"] ?? 0
        let sent = Int64(try send(Int(frames), runID: 9, into: pair))
        #expect(sent == frames)
        let arrived = try role.snapshot { ($0["received"] ?? 0) - before == sent }
        #expect((arrived["received"] ?? 0) - before == sent)
        try role.send(.release)
        let taken = try role.snapshot { ($0["unique"] ?? 0) + ($0["drops"] ?? 0) == sent }
        let lost = try #require(taken["drops"])
        #expect(taken["unique"] == sent - lost && lost > 0)
        try role.send(.stop(frames: Int(frames)))
        let final = try #require(try role.next().final)
        let losses = try #require(LossCounters.losses(final))
        #expect(losses.frames == Int(frames) && losses.lost == Int(lost))
        #expect(losses.episodes == 1 && losses.longest == losses.lost)
        // Those beyond the ring, give or take a slot.
        #expect(abs(losses.lost - Int(frames) + slots) <= 1)
        #expect(losses.bins.reduce(0) { $0 + $1.lost } == losses.lost)
    }

    @Test("the end of its input ends it, with its last counters")
    func endOfInput() throws {
        let pair = try Here.makePair()
        let role = try Self.start(pair)
        #expect(try role.next().opening != nil)
        role.child.closeInput()
        #expect(try role.next().final != nil)
        #expect(try role.end()?.status == 0)
    }

    @Test("garbage is reported on the standard error, and does not disturb it")
    func garbage() throws {
        let pair = try Here.makePair()
        let role = try Self.start(pair)
        #expect(try role.next().opening != nil)
        let lines = [
            "hello", #"{"v":9,"type":"stop"}"#, #"{"v":1,"type":"arm"}"#,
            #"{"v":1,"type":"arm","run_id":1,"frames":-5}"#,
            #"{"v":1,"type":"start","run_id":1}"#,
        ]
        try role.child.send(lines.map { $0 + "\n" }.joined())
        #expect(try role.snapshot { _ in true }["frames"] == 0)
        let complaints = role.complaints.split(separator: "\n")
        #expect(complaints.count == lines.count)
        #expect(complaints.allSatisfy { $0.hasPrefix("bench capture: not a message: ") })
        try role.send(.stop())
        #expect(try role.next().final != nil)
        #expect(try role.end()?.status == 0)
    }

    @Test("an interface that goes away ends it with an error that says so")
    func interfaceGone() throws {
        let pair = try Here.makePair()
        let role = try Self.start(pair)
        #expect(try role.next().opening != nil)
        _ = try pair.capture.inside {
            try Command.run(["ip", "link", "set", pair.capture.name, "down"])
        }
        let failure = try #require(try role.next().failure)
        #expect(failure.code == .interface)
        #expect(failure.message.contains(pair.capture.name))
        #expect(try role.end()?.status == 1)
    }

    @Test("an interface that is not there is an error, not a hang")
    func noInterface() throws {
        let pair = try Here.makePair()
        let role = try RoleProcess(pair.capture, ["capture", "--json", "-i", "no-such-if"])
        #expect(try role.next().failure?.code == .interface)
        #expect(try role.end()?.status == 1)
    }
}

@Suite(
    .serialized, .enabled(if: Here.isRoot, "\(Here.needsRoot)"),
    .enabled(if: Here.bench != nil, "\(Here.needsBench)"))
struct GeneratorRoleTests {
    private static func start(_ pair: VethPair) throws -> RoleProcess {
        try RoleProcess(
            pair.generator,
            [
                "generate", "--json", "-i", pair.generator.name, "--engine", "sendmmsg", "--rate",
                "20000 pps", "--frame-size", "64",
            ])
    }

    @Test("a trial by hand: ready, start, the report of the run, stop, final")
    func trial() throws {
        let pair = try Here.makePair()
        let role = try Self.start(pair)
        let opening = try #require(try role.next().opening)
        #expect(opening.pid == role.child.pid)
        #expect(opening.granted["send_buffer_bytes"] != nil)
        for frames in [100, 0, 500] {
            try role.send(
                .start(
                    runID: 3, at: MonotonicClock.now() + 1_000_000, frames: frames,
                    duration: 20_000_000_000))
            let report = GeneratorCounters.report(try #require(try role.next().runEnd))
            #expect(report.intended == frames && report.offered == frames)
            #expect(report.offeredBytes == frames * 60)
        }
        try role.send(.stop())
        #expect(try role.next().final != nil)
        #expect(try role.end()?.status == 0)
        #expect(role.complaints == "")
    }

    @Test(
        "the end of its input ends a run: in the middle, and before its start",
        arguments: [0, 3_600_000_000_000] as [Int64])
    func endOfInput(delay: Int64) throws {
        let pair = try Here.makePair()
        let role = try Self.start(pair)
        #expect(try role.next().opening != nil)
        try role.send(
            .start(
                runID: 3, at: MonotonicClock.now() + delay, frames: 1 << 40,
                duration: 3_600_000_000_000))
        // Long enough for the run to have begun, on most machines.
        Poll.sleep(until: MonotonicClock.now() + 100_000_000)
        role.child.closeInput()
        var message = try role.next()
        if message.runEnd != nil { message = try role.next() }
        #expect(message.final != nil)
        #expect(try role.end()?.status == 0)
    }

    @Test("garbage is reported on the standard error, and does not disturb it")
    func garbage() throws {
        let pair = try Here.makePair()
        let role = try Self.start(pair)
        #expect(try role.next().opening != nil)
        let lines = [
            "hello", #"{"v":9,"type":"stop"}"#, #"{"v":1,"type":"snapshot","tag":1}"#,
            #"{"v":1,"type":"start","run_id":1,"frames":1,"duration_ns":1}"#,
            #"{"v":1,"type":"start","run_id":1,"t0_ns":9223372036854775807,"frames":1,"#
                + #""duration_ns":9223372036854775807}"#,
        ]
        try role.child.send(lines.map { $0 + "\n" }.joined())
        try role.send(
            .start(
                runID: 3, at: MonotonicClock.now(), frames: 10, duration: 20_000_000_000))
        #expect(try role.next().runEnd?.counters["offered"] == 10)
        let complaints = role.complaints.split(separator: "\n")
        #expect(complaints.count == lines.count)
        #expect(complaints.allSatisfy { $0.hasPrefix("bench generate: not a message: ") })
    }

    @Test("an interface that goes down is an error that says so")
    func interfaceDown() throws {
        let pair = try Here.makePair()
        let role = try Self.start(pair)
        #expect(try role.next().opening != nil)
        _ = try pair.generator.inside {
            try Command.run(["ip", "link", "set", pair.generator.name, "down"])
        }
        try role.send(
            .start(
                runID: 3, at: MonotonicClock.now(), frames: 10, duration: 20_000_000_000))
        #expect(try role.next().failure?.code == .interface)
        #expect(try role.end()?.status == 1)
    }
}
