import Frames

// What several workers have counted, as one capture.

extension FrameCounts {
    /// Adds the frames of another worker.
    ///
    /// A frame that both got is unique twice; ``SeenMarks/join(_:)`` tells how many those are.
    package mutating func add(_ other: FrameCounts) {
        frames += other.frames
        bytes += other.bytes
        kept = sum(kept, other.kept)
        cut = sum(cut, other.cut)
        tellsOrder = tellsOrder && other.tellsOrder
        guard let more = other.stamps else { return }
        var sum = stamps ?? StampCounts()
        sum.unique += more.unique
        sum.duplicates += more.duplicates
        sum.corrupt += more.corrupt
        sum.stray += more.stray
        sum.reordered += more.reordered
        sum.truncated += more.truncated
        stamps = sum
    }
}

extension CaptureCounters {
    /// Adds what the kernel counted for another worker.
    ///
    /// The first worker counts what the filter rejects of all: it takes those that passed for itself
    /// only, so what passed for the other is subtracted.
    package mutating func add(_ other: CaptureCounters, isFiltered: Bool) {
        received = sum(received, other.received)
        drops = sum(drops, other.drops)
        freezes = sum(freezes, other.freezes)
        queuedBytes = sum(queuedBytes, other.queuedBytes)
        details.merge(other.details, uniquingKeysWith: +)
        guard isFiltered, let rejected = filtered, let passed = other.received else { return }
        filtered = rejected > passed ? rejected - passed : 0
    }
}

private func sum(_ one: UInt64?, _ other: UInt64?) -> UInt64? {
    guard let one, let other else { return one ?? other }
    return one + other
}

extension Latencies {
    /// Adds the times of the frames of another worker.
    package mutating func add(_ other: Latencies) {
        sent = Self.joined(sent, other.sent)
        due = Self.joined(due, other.due)
        (sentMost, dueMost) = (max(sentMost, other.sentMost), max(dueMost, other.dueMost))
    }

    /// Two histograms with the same bins, of which those without a count are left out.
    private static func joined(_ one: [TimeBin], _ other: [TimeBin]) -> [TimeBin] {
        var bins: [Int: TimeBin] = [:]
        for bin in one + other {
            bins[bin.from, default: TimeBin(from: bin.from, to: bin.to, count: 0)].count +=
                bin.count
        }
        return bins.values.sorted { $0.from < $1.from }
    }
}

extension PauseRecorder {
    /// The pauses of several workers: those that overlap are one, with the frames of both.
    ///
    /// The longest ones, in the order of time.
    package static func joined(_ all: [[Pause]]) -> [Pause] {
        var joined: [Pause] = []
        for pause in all.joined().sorted(by: { $0.from < $1.from }) {
            guard let last = joined.last, pause.from <= last.to else {
                joined.append(pause)
                continue
            }
            joined[joined.count - 1].to = max(last.to, pause.to)
            joined[joined.count - 1].frames += pause.frames
        }
        let longest = joined.sorted { $0.length > $1.length }.prefix(most)
        return longest.sorted { $0.from < $1.from }
    }
}
