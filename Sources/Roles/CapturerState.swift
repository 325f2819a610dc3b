import Capture
import Kernel

/// A worker's counters at an instant, or those of all workers together.
struct CapturerState: Sendable {
    var counts: FrameCounts
    var kernel: CaptureCounters
    var wakeUps: UInt64
    var time: Int64
    /// A program of others captures: what was counted here says nothing.
    var isTool = false
    /// What came of that program; `nil` before its end.
    var report: ToolReport?
    /// The frames that have not arrived; `nil` before the end.
    var losses: SequenceLosses?
    /// When no frame was taken; `nil` before the end, and where that cannot be told.
    var pauses: [PauseRecorder.Pause]?
    /// How long frames took; `nil` before the end, or if it was not measured.
    var latencies: Latencies?
    /// The pauses that were made; `nil` before the end, or if none were asked for.
    var stalls: StallCounters?
    /// What each of several workers has done; empty if there is one.
    var workers: [WorkerReading] = []
    /// The frames that a worker has seen; `nil` before the end, and if there is one.
    var seen: SeenMarks?
    /// Frames that more than one worker got; `nil` before the end, and if there is one.
    var shared: Int?

    func reading(tag: Int? = nil) -> RoleMessage.Reading {
        let counters =
            isTool
            ? report.map { ToolCounters.dictionary($0, seen: counts) } ?? [:]
            : CapturerCounters.dictionary(counts: counts, kernel: kernel, wakeUps: wakeUps)
        var reading = RoleMessage.Reading(time: time, counters: counters, tag: tag)
        if let losses {
            reading.counters.merge(LossCounters.dictionary(losses)) { _, new in new }
            reading.lossBins = losses.bins
        }
        reading.pauses = pauses
        if let stalls { reading.counters.merge(stalls.dictionary) { _, new in new } }
        reading.latencies = latencies
        for worker in workers { reading.counters.merge(worker.dictionary) { _, new in new } }
        reading.counters[WorkerReading.shared] = shared.map(Int64.init)
        return reading
    }
}

extension CapturerState {
    /// The states of all workers as one.
    ///
    /// - Parameters:
    ///   - frames: of the run; `nil` before the end, or if it is not known.
    ///   - isFiltered: whether a filter rejects frames, which the first worker counts.
    static func joined(_ states: [Self], frames: Int?, isFiltered: Bool) -> Self {
        guard var all = states.first, states.count > 1 else { return states[0] }
        for state in states.dropFirst() {
            all.counts.add(state.counts)
            all.kernel.add(state.kernel, isFiltered: isFiltered)
            all.wakeUps += state.wakeUps
            all.time = max(all.time, state.time)
            all.workers += state.workers
            all.stalls = longer(all.stalls, state.stalls)
            if let latencies = state.latencies { all.latencies?.add(latencies) }
        }
        if all.pauses != nil { all.pauses = PauseRecorder.joined(states.compactMap(\.pauses)) }
        all.joinSeen(states.compactMap(\.seen), frames)
        return all
    }

    /// Finds the frames that nobody got, and those that several got, which are duplicates.
    private mutating func joinSeen(_ all: [SeenMarks], _ frames: Int?) {
        guard var seen = all.first else { return }
        let shared = all.dropFirst().reduce(0) { $0 + seen.join($1) }
        counts.stamps?.unique -= UInt64(shared)
        counts.stamps?.duplicates += UInt64(shared)
        (self.shared, self.seen) = (shared, nil)
        losses = frames.flatMap { seen.losses(of: $0) }
    }

    /// All workers pause at the same instants: the pauses of the one that did most.
    private static func longer(_ one: StallCounters?, _ other: StallCounters?) -> StallCounters? {
        guard let one, let other else { return one ?? other }
        return one.time >= other.time ? one : other
    }
}

/// Waits for the answers of all workers to a request, and makes one of them.
///
/// Each worker answers in the order of the requests.
struct AnswerJoiner {
    private var waiting: [[Desk.RoleReply]]
    private let isFiltered: Bool

    init(workers: Int, isFiltered: Bool) {
        waiting = Array(repeating: [], count: workers)
        self.isFiltered = isFiltered
    }

    /// The answer of all, once that of the last has come; at once what one alone says for all.
    mutating func join(_ answer: Desk.RoleReply, of worker: Int) -> Desk.RoleReply? {
        switch answer {
        case .ready, .failed: return answer
        case .snapshot, .final, .done: break
        }
        waiting[worker].append(answer)
        guard waiting.allSatisfy({ !$0.isEmpty }) else { return nil }
        let answers = waiting.indices.map { waiting[$0].removeFirst() }
        let states = answers.compactMap(\.state)
        switch answers[0] {
        case .snapshot(_, let tag):
            return .snapshot(
                .joined(states, frames: nil, isFiltered: isFiltered), tag: tag)
        case .final(_, let frames):
            return .final(
                .joined(states, frames: frames, isFiltered: isFiltered), frames: frames)
        default: return answers[0]
        }
    }
}

extension Desk.RoleReply {
    fileprivate var state: CapturerState? {
        switch self {
        case .snapshot(let state, _), .final(let state, _): state
        case .ready, .failed, .done: nil
        }
    }
}
