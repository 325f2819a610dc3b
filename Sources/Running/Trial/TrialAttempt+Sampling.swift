import Experiment
import Kernel
import Results
import Roles
import Sampling
import Testbed

extension TrialAttempt {
    /// Reads the clocks at each instant of the schedule.
    ///
    /// - Returns: the question that the capturer has not answered yet: sample and tag.
    func sample(from start: Int64) throws -> [Int: Int] {
        var asked: [Int: Int] = [:]
        var last: (frames: Int, time: Int64)?
        for (index, instant) in measured.schedule.samples.enumerated() {
            try watchPlacement(until: start + instant)
            measured.samples.append(try readSample())
            try capturer?.watchErrors()
            last = collect(&asked) ?? last
            // One question at a time: a capturer that has stopped must not fill its pipe, which
            // would stop us too.
            if let capturer, asked.isEmpty { asked[index] = try capturer.requestSnapshot() }
            watcher.trial(share: Double(instant) / Double(duration), rate: rate(until: last))
        }
        return asked
    }

    /// Takes the answers that have come; returns the last.
    @discardableResult
    func collect(_ asked: inout [Int: Int]) -> (frames: Int, time: Int64)? {
        var last: (frames: Int, time: Int64)?
        for (index, tag) in asked {
            guard let answer = capturer?.answer(to: tag) else { continue }
            asked[index] = nil
            guard let frames = answer.counters["frames"], let time = answer.time else { continue }
            measured.samples[index].deliveredFrames = Int(frames)
            last = (Int(frames), time)
        }
        return last
    }

    /// Frames per second from the start of the traffic; `nil` while it has hardly begun.
    private func rate(until last: (frames: Int, time: Int64)?) -> Double? {
        guard let last, let first = measured.samples.first?.cpu.time,
            last.time - first > 200_000_000
        else { return nil }
        return Double(last.frames) / (Double(last.time - first) / 1e9)
    }

    /// Waits for the instant; where the NAPI thread could not be pinned, looks every 100 ms at
    /// where it runs.
    private func watchPlacement(until instant: Int64) throws {
        guard let thread = ground?.wanderingThread else {
            return try stage.sleep(until: instant)
        }
        while MonotonicClock.now() + 100_000_000 < instant {
            try stage.sleep(until: MonotonicClock.now() + 100_000_000)
            notePlacement(of: thread)
        }
        try stage.sleep(until: instant)
        notePlacement(of: thread)
    }

    private func notePlacement(of thread: Int32) {
        guard let cpu = LastCPU.read(pid: thread) else { return }
        measured.placementChecks += 1
        if cpu != setting.placement.capture { measured.placementMisses += 1 }
    }

    func readSample() throws -> ClockReading { try standing().sample() }

    /// Reads everything outside the roles.
    func readCounters() throws -> Counters { try standing().counters() }

    func standing() throws(TrialFailure) -> any TrialGround {
        guard let ground else { throw TrialFailure(.interface, "the testbed has gone") }
        return ground
    }
}
