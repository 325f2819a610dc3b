import Capture
import Experiment
import Frames
import Kernel
import Results
import Roles
import Settings
import Testbed
import Traffic

extension TrialAttempt {
    func warmUp() throws {
        // A program of others cannot be told to count anew: it would count these frames too.
        guard let generator, !point.isTool else { return }
        let length = min(1_000_000_000, duration / 10)
        let share = Double(length) / Double(duration)
        try generator.send(
            .start(
                runID: UInt32.random(in: 1 ... .max), at: MonotonicClock.now() + 5_000_000,
                frames: max(1, Int(Double(frames) * share)), duration: length))
        var accepted: Int?
        if let end = try awaitRun(of: generator, length: length) {
            if let failure = end.failure { throw generator.meaning(failure) }
            let report = GeneratorCounters.report(end)
            (accepted, nextSequence) = (report.accepted, report.nextSequence)
        }
        // Of a connection a segment may come twice.
        try drain(delivering: point.traffic.format.isConnection ? nil : accepted)
    }

    /// Waits for the end of a generator's run; `nil` if an expendable one failed.
    private func awaitRun(
        of generator: RoleProcess, length: Int64
    ) throws -> RoleMessage.RunEnd? {
        var end: RoleMessage.RunEnd?
        let deadline = MonotonicClock.now() + length + Limit.final
        let isOver = try stage.wait(until: deadline) {
            end = generator.take(\.runEnd)
            return end != nil || generator.failure != nil
        }
        if !isOver {
            // The device still knows what was sent; nothing more may be.
            try generator.giveUp(
                TrialFailure(.load, "the generator did not end its run within 5 s of its time"))
        }
        return end
    }

    /// Notes what a run came to.
    ///
    /// Of a generator that failed midway the device still knows what it sent, so the trial goes on
    /// to its end, and its ledger closes although it is invalid.
    private func note(_ end: RoleMessage.RunEnd?, of generator: RoleProcess) {
        measured.traffic = end.map(GeneratorCounters.report)
        measured.failure = end?.failure.map(generator.meaning) ?? generator.failure
    }

    /// Waits until no counter moves for long enough.
    ///
    /// - Parameter all: frames after which nothing more can come on a link that only we use, once the
    ///   capturer has taken as many since it began; `nil` if that is not to end the wait.
    private func drain(delivering all: Int? = nil) throws {
        guard let ground else { return }
        let isSilent = ground.view.isSilent
        // What a block ring or libpcap holds back comes after that time.
        let quiet = max(point.isTool ? Self.toolQuiet : 100_000_000, 2 * heldBack)
        let deadline = MonotonicClock.now() + Limit.drain + quiet
        var last: [Int64] = []
        var since = MonotonicClock.now()
        while MonotonicClock.now() < deadline {
            let counts = try moving(ground)
            if let all, isSilent, counts.count > 3, min(counts[2], counts[3]) >= all { return }
            try capturer?.watchErrors()
            let now = MonotonicClock.now()
            if counts != last {
                last = counts
                since = now
            } else if now - since >= (hasArrived(counts) ? quiet : max(quiet, Self.starved)) {
                return
            }
            try stage.sleep(until: now + 25_000_000)
        }
        guard isSilent else {
            throw TrialFailure(
                .stray, "frames keep coming after the traffic: something else sends on this link")
        }
        // Frames that are still on their way would be counted where they do not belong.
        throw TrialFailure(.capturerHung, "the counters did not come to rest after the traffic")
    }

    /// How long a program of others may hold frames back: tcpdump asks libpcap for 1 s at most.
    private static let toolQuiet: Int64 = 1_200_000_000

    /// How long a machine that is busy with other things may keep the receive work from running.
    private static let starved: Int64 = 1_000_000_000

    /// Whether every frame that the path took is known to have reached the receiving device.
    ///
    /// What a generator that failed had sent, its device knows; hardware may count late.
    private func hasArrived(_ counts: [Int64]) -> Bool {
        guard let before = measured.before else { return measured.failure == nil }
        var accepted = measured.traffic?.accepted.map(Int64.init)
        if measured.failure != nil {
            guard measured.topology != .nic else { return false }
            accepted = counts[0] - Int64(before.generator.sentFrames)
        }
        return counts[2] - Int64(before.capture.receivedFrames) >= accepted ?? .min
    }

    /// The counters that must come to rest.
    private func moving(_ ground: any TrialGround) throws -> [Int64] {
        let (sent, received) = try ground.links()
        var counts = [
            Int64(sent.sentFrames), Int64(sent.sendDrops), Int64(received.receivedFrames),
        ]
        if !measured.feedsItself, let counters = try captureCounters() {
            counts += [counters["frames"] ?? 0, counters["received"] ?? 0]
        }
        return counts
    }

    /// The capturer's counters now; `nil` without one.
    private func captureCounters() throws -> [String: Int64]? {
        guard let capturer else { return nil }
        return try answer(to: try capturer.requestSnapshot(), of: capturer)
    }

    private func answer(to tag: Int, of role: RoleProcess) throws -> [String: Int64] {
        var answer: [String: Int64]?
        let deadline = MonotonicClock.now() + Limit.final
        let isThere = try stage.wait(until: deadline) {
            answer = role.answer(to: tag)?.counters
            return answer != nil
        }
        guard isThere, let answer else {
            throw TrialFailure(role.kind.hung, "\(role.name) did not answer within 5 s")
        }
        return answer
    }

    func measure() throws {
        let runID = nextSequence ?? UInt32.random(in: 1 ... .max)
        measured.before = try readCounters()
        if let capturer {
            let tag = try capturer.arm(runID: runID, frames: preparedFrames)
            measured.captureStart = try answer(to: tag, of: capturer)
            // What arming cost, its page faults above all, belongs to no frame.
            measured.before?.sample = try readSample()
        }
        // An engine in the kernel is set up within this time.
        let start = MonotonicClock.now() + 40_000_000
        let traffic = RunnerMessage.start(
            runID: runID, at: start, frames: frames, duration: duration)
        try generator?.send(traffic)
        if CaptureSettings.needsStart(point.settings) { try capturer?.send(traffic) }
        generator?.isExpendable = true
        var pending = try sample(from: start)
        if let generator {
            note(try awaitRun(of: generator, length: 0), of: generator)
            try drain()
        }
        collect(&pending)
        if let counters = try captureCounters() { measured.captureEnd = counters }
        measured.after = try readCounters()
    }

    /// Stops the roles and waits for them, the capturer first: the end of a connection is no frame
    /// of the traffic.
    func finish() throws {
        var deadline = MonotonicClock.now() + Limit.final
        for role in stage.roles where role.failure == nil {
            try role.send(.stop(frames: role === capturer ? measured.traffic?.offered : nil))
            let limit =
                role === capturer && point.isTool
                ? max(Limit.final, patience.longestEnd + Limit.beyond) : Limit.final
            deadline = MonotonicClock.now() + limit
            var final: RoleMessage.Reading?
            try stage.wait(until: deadline) {
                final = role.take(\.final)
                return final != nil || role.hasEnded
            }
            let hasSaid = final != nil
            if role === capturer { note(final: final) }
            guard hasSaid || !role.hasEnded else { throw role.death() }
            guard hasSaid else {
                throw TrialFailure(
                    role.kind.hung,
                    "\(role.name) gave no final counters within \(limit / 1_000_000_000) s")
            }
        }
        measured.captureEndOfProcess = capturer?.exit(by: deadline)
    }

    /// Notes which frames never came, and what a program of others said at its end: what it counts,
    /// it counts from its start.
    private func note(final reading: RoleMessage.Reading?) {
        measured.losses = reading.flatMap(LossCounters.losses)
        // Their instants are of the capturer's clock, and the traffic's of the generator's.
        measured.pauses = setting.hosts?.hasTwoClocks == true ? nil : reading?.pauses
        measured.latencies = reading?.latencies
        measured.stalls = reading.flatMap { StallCounters($0.counters) }
        measured.sharedFrames = reading?.counters[WorkerReading.shared].map(Int.init)
        let counters = reading?.counters ?? [:]
        if measured.isByContent {
            for name in ["unique", "duplicates"] {
                measured.captureEnd[name] = counters[name] ?? measured.captureEnd[name]
            }
        }
        guard point.isTool else { return }
        measured.captureStart = ["received": 0, "drops": 0]
        measured.captureEnd = counters
        measured.toolEnd = ToolCounters.end(counters)
    }
}
