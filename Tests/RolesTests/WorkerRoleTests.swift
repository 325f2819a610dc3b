import Capture
import Kernel
import Testbed
import Testing

@testable import Roles

/// A capture process with several workers, driven by hand.
@Suite(
    .serialized, .enabled(if: Here.isRoot, "\(Here.needsRoot)"),
    .enabled(if: Here.bench != nil, "\(Here.needsBench)"))
struct WorkerRoleTests {
    private static func start(
        _ pair: VethPair, _ backend: String, _ options: [String], cpus: [Int] = []
    ) throws -> RoleProcess {
        try RoleProcess(
            pair.capture,
            ["capture", "--json", "-i", pair.capture.name, "--backend", backend]
                + options.flatMap { ["-o", $0] } + cpus.flatMap { ["--worker-cpu", "\($0)"] })
    }

    @Test(
        "a trial by hand with workers", arguments: Backend.names(with: "workers", "fanout_flags"),
        [2, 4])
    func trial(backend: String, workers: Int) throws {
        let pair = try Here.makePair()
        let cpu = try Scheduling.allowedCPUs().last ?? 0
        let role = try Self.start(
            pair, backend, ["workers=\(workers)", "fanout=lb"], cpus: [cpu])
        let opening = try #require(try role.next().opening)
        #expect(opening.tids.count == workers && Set(opening.tids).count == workers)
        #expect(opening.granted["fanout_group"] != nil)
        let threads = try ProcDirectory.names("/proc/\(role.child.pid)/task").count
        // And two that talk.
        #expect(threads == workers + 2)

        try role.send(.arm(runID: 7, frames: 1_000, tag: 5))
        let armed = try #require(try role.next().snapshot)
        #expect(armed.tag == 5 && armed.counters["frames"] == 0)
        #expect(
            WorkerReading.all(in: armed.counters).map(\.frames)
                == [Int](repeating: 0, count: workers))

        let sent = try send(1_000, runID: 7, into: pair)
        let drained = { (counters: [String: Int64]) in
            (counters["unique"] ?? 0) + (counters["drops"] ?? 0) == Int64(sent)
        }
        let counters = try role.snapshot(until: drained)
        #expect(drained(counters) && counters["unique"] == counters["frames"])
        let all = WorkerReading.all(in: counters)
        #expect(all.map(\.index) == Array(0..<workers) && all.allSatisfy { $0.cpu == cpu })
        #expect(all.allSatisfy { $0.cpuNanoseconds > 0 })
        #expect(all.reduce(0) { $0 + Int64($1.frames) } == counters["frames"])
        // Every worker is offered as many.
        let offered = all.map { ($0.received ?? 0) }
        #expect((offered.max() ?? 0) - (offered.min() ?? 0) <= 1)
        for name in ["duplicates", "corrupt", "stray", "truncated"] {
            #expect(counters[name] == 0, "\(name)")
        }

        try role.send(.stop(frames: sent))
        let final = try #require(try role.next().final)
        #expect(final.counters["unique"] == counters["unique"])
        #expect(final.counters[WorkerReading.shared] == 0)
        let losses = try #require(LossCounters.losses(final))
        #expect(losses.frames == sent && Int64(losses.lost) == counters["drops"])
        #expect(try role.end()?.status == 0)
        #expect(role.complaints == "")
    }

    @Test("a worker that cannot open ends the process, with its reason")
    func failure() throws {
        let pair = try Here.makePair()
        let role = try Self.start(
            pair, "tpacket-v3", ["workers=3", "block_count=500000"])
        let failure = try #require(try role.next().failure)
        #expect(failure.code == .unsupported && failure.message.contains("3 rings"))
        #expect(try role.end()?.status == 1)
    }

    @Test("a worker without a receive queue of its own ends the process, with its reason")
    func queues() throws {
        let pair = try Here.makePair()
        let role = try Self.start(pair, "af-xdp", ["workers=3"])
        let failure = try #require(try role.next().failure)
        #expect(failure.code == .unsupported)
        #expect(failure.message.contains("not one for each of 3 workers"), "\(failure.message)")
        #expect(try role.end()?.status == 1)
    }

    @Test("an interface that goes away ends all workers, with one error")
    func interfaceGone() throws {
        let pair = try Here.makePair()
        let role = try Self.start(pair, "recv", ["workers=3"])
        #expect(try role.next().opening != nil)
        _ = try pair.capture.inside {
            try Command.run(["ip", "link", "set", pair.capture.name, "down"])
        }
        let failure = try #require(try role.next().failure)
        #expect(failure.code == .interface && failure.message.contains(pair.capture.name))
        #expect(try role.end()?.status == 1)
        #expect(role.messages.isEmpty)
    }

    @Test("the end of its input ends all workers, with their last counters")
    func endOfInput() throws {
        let pair = try Here.makePair()
        let role = try Self.start(pair, "tpacket-v2", ["workers=8", "ring_frames=64"])
        #expect(try role.next().opening?.tids.count == 8)
        role.child.closeInput()
        let final = try #require(try role.next().final)
        #expect(WorkerReading.all(in: final.counters).count == 8)
        #expect(try role.end()?.status == 0)
    }
}

/// Answers of several workers as one.
@Suite struct AnswerJoinerTests {
    private static func state(
        _ frames: UInt64, at time: Int64 = 0, _ change: (inout CapturerState) -> Void = { _ in }
    ) -> CapturerState {
        var counts = FrameCounts(frames: frames, bytes: 60 * frames, stamps: StampCounts())
        counts.stamps?.unique = frames
        var state = CapturerState(
            counts: counts, kernel: CaptureCounters(received: frames, drops: 0, filtered: 0),
            wakeUps: frames, time: time)
        change(&state)
        return state
    }

    private static func counters(_ answer: Desk.RoleReply?) -> [String: Int64]? {
        switch answer {
        case .snapshot(let state, _), .final(let state, _): state.reading().counters
        default: nil
        }
    }

    @Test("the answers to a request wait for the last, whoever is ahead")
    func order() throws {
        var joiner = AnswerJoiner(workers: 2, isFiltered: false)
        #expect(joiner.join(.snapshot(Self.state(1, at: 5), tag: 1), of: 0) == nil)
        #expect(joiner.join(.snapshot(Self.state(2), tag: 2), of: 0) == nil)
        let first = joiner.join(.snapshot(Self.state(10, at: 3), tag: 1), of: 1)
        guard case .snapshot(let state, let tag) = first else {
            Issue.record("\(String(describing: first))")
            return
        }
        #expect(tag == 1 && state.counts.frames == 11 && state.time == 5 && state.wakeUps == 11)
        let second = joiner.join(.snapshot(Self.state(20), tag: 2), of: 1)
        #expect(Self.counters(second)?["frames"] == 22)
    }

    @Test("a failure of one is one of all, at once")
    func failure() {
        var joiner = AnswerJoiner(workers: 3, isFiltered: false)
        let answer = joiner.join(.failed(RoleFailure(code: .system, message: "no")), of: 2)
        guard case .failed(let failure) = answer else {
            Issue.record("\(String(describing: answer))")
            return
        }
        #expect(failure.message == "no")
    }

    @Test("at the end frames that two workers got are duplicates, and those of none are lost")
    func final() throws {
        var joiner = AnswerJoiner(workers: 2, isFiltered: false)
        // 0 to 63, and 60 to 99.
        let one = Self.state(64) { $0.seen = SeenMarks(words: [.max]) }
        let other = Self.state(40) { $0.seen = SeenMarks(words: [15 << 60, (1 << 36) - 1]) }
        #expect(joiner.join(.final(one, frames: 110), of: 0) == nil)
        let counters = try #require(
            Self.counters(joiner.join(.final(other, frames: 110), of: 1)))
        #expect(counters["unique"] == 100 && counters["duplicates"] == 4)
        #expect(counters["frames"] == 104 && counters[WorkerReading.shared] == 4)
        #expect(counters["loss_frames"] == 10 && counters["loss_episodes"] == 1)
    }

    @Test("losses that one worker cannot tell, as of equal frames, nobody tells")
    func untold() throws {
        var joiner = AnswerJoiner(workers: 2, isFiltered: false)
        let one = Self.state(64) { $0.seen = SeenMarks(words: [.max], tellsLosses: false) }
        #expect(joiner.join(.final(one, frames: 110), of: 0) == nil)
        let counters = try #require(Self.counters(joiner.join(.final(one, frames: 110), of: 1)))
        #expect(counters["unique"] == 64 && counters["loss_frames"] == nil)
    }

    @Test("one worker is passed through as it is")
    func alone() throws {
        var joiner = AnswerJoiner(workers: 1, isFiltered: true)
        let counters = try #require(
            Self.counters(joiner.join(.final(Self.state(5), frames: 5), of: 0)))
        #expect(counters["frames"] == 5 && counters["filtered"] == 0)
        #expect(counters[WorkerReading.shared] == nil)
        #expect(WorkerReading.all(in: counters).isEmpty)
    }
}
