package import Results

/// What rules judge by: one row, and what stands beside it in the results.
package struct Evidence: Sendable {
    package var row: TrialRecord
    /// Points of the run that differ in one thing.
    package var neighbours: [Neighbour]
    /// From the manifest.
    package var sysctls: [String: String]

    package init(
        _ row: TrialRecord, neighbours: [Neighbour] = [], sysctls: [String: String] = [:]
    ) {
        self.row = row
        self.neighbours = neighbours
        self.sysctls = sysctls
    }
}

/// A point that differs from the one explained in one thing only.
package struct Neighbour: Sendable {
    /// The column it differs in; ``ring`` for anything that sizes the ring, ``method`` for another
    /// series with the same traffic.
    package var axis: String
    /// What it has there, in words: `128 slots`.
    package var words: String
    /// Of its valid trials, the one of the middle.
    package var row: TrialRecord

    package static let ring = "ring"
    package static let method = "method"

    package init(axis: String, words: String, row: TrialRecord) {
        self.axis = axis
        self.words = words
        self.row = row
    }
}

// What follows from the columns of a row.
extension Evidence {
    /// A program of others captured.
    var isTool: Bool { row.backend == "command" }

    /// Frames offered that were not captured, those that a filter rejected among them.
    var lost: Int {
        guard let offered = row.offeredFrames, let arrived = row.arrivedFrames else { return 0 }
        return max(0, offered &- arrived)
    }

    /// What part of the lost frames a term of the ledger has; 0 if it was not measured.
    func share(of term: Int?) -> Double {
        lost > 0 ? min(1, Double(max(0, term ?? 0)) / Double(lost)) : 0
    }

    /// Whether frames were cut so short that no stamp could be read: all came, as strays.
    var isStampCut: Bool {
        row.invalidReason == .stray && row.uniqueFrames == 0
            && Double(row.strayFrames ?? 0) >= 0.9 * Double(row.offeredFrames ?? .max)
            && (isTool || (row.snaplen ?? .max) < 128)
    }

    /// Frames per second, as offered.
    var rate: Double? { row.ratePpsOffered.flatMap { $0 > 0 ? $0 : nil } }
    /// Frames that a stopped consumer holds before the first is lost.
    var depth: Int? { row.depthFrames ?? row.ringFrames }
    /// How long that lasts at the offered rate (ms).
    var depthMs: Double? { rate.flatMap { rate in depth.map { Double($0) / rate * 1e3 } } }

    /// The traffic's length (ns).
    var duration: Double? { row.durationS.flatMap { $0 > 0 ? $0 * 1e9 : nil } }

    /// A time as a part of the trial.
    func part(_ nanoseconds: Int?) -> Double? {
        nanoseconds.flatMap { time in duration.map { Double(time) / $0 } }
    }

    /// CPU time of the capturer for each frame it got (ns).
    var captureNs: Double? {
        guard let time = row.cpuCaptureNs, let frames = row.deliveredFrames, frames > 0 else {
            return nil
        }
        return Double(time) / Double(frames)
    }

    /// CPU time of the receive work for each frame offered (ns).
    var kernelNs: Double? {
        guard let time = row.cpuKernelNs, let frames = row.offeredFrames, frames > 0 else {
            return nil
        }
        return Double(time) / Double(frames)
    }

    /// Whether the capture CPU had no time left: 95 % busy and more.
    var isSaturated: Bool {
        if let busy = row.cpuBusyPercent { return busy >= 95 }
        guard let capture = part(row.cpuCaptureNs) else { return false }
        return capture + (part(row.cpuKernelNs) ?? 0) >= 0.95
    }

    /// Whether most losses went in one piece, or in few pauses of the capture process: something
    /// stood still.
    var isStall: Bool { row.lossShape == .oneEpisode || isLostInFewPauses }

    /// Whether most losses were while the capture process took no frame, and that was seldom.
    private var isLostInFewPauses: Bool {
        lost >= 32 && (row.lossInPausesPercent ?? 0) >= 50 && (row.capturePauses ?? .max) <= 3
    }

    /// Whether most losses fell into the first 5 % of the traffic, and for a reason.
    ///
    /// Of a backend of ours, a single piece is a machine that happened to stand still then.
    var isStartUp: Bool {
        lost > 0 && (row.lossFirst5Percent ?? 0) >= 50 && (isTool || !isStall)
    }
    /// Whether most losses fell into the last 5 % of the traffic.
    var isEnd: Bool { lost > 0 && (row.lossLast5Percent ?? 0) >= 50 }

    /// Neighbours with a deeper queue, the shallowest first.
    var deeper: [Neighbour] {
        let own = Self.size(row)
        return neighbours.filter { $0.axis == Neighbour.ring && Self.size($0.row) > own }
            .sorted { Self.size($0.row) < Self.size($1.row) }
    }

    private static func size(_ row: TrialRecord) -> Int {
        row.depthFrames ?? row.ringFrames ?? row.ringBytes ?? 0
    }

    /// The first neighbour with a deeper queue that lost less than half as much.
    var cure: Neighbour? {
        guard let loss = row.lossPercent else { return nil }
        return deeper.first { ($0.row.lossPercent ?? .infinity) < loss / 2 }
    }

    /// When the capture process took no frame, as a sentence; `nil` where that was not measured.
    var pauses: String? {
        guard lost > 0, let count = row.capturePauses else { return nil }
        guard count > 0, let longest = row.captureLongestPauseMs else {
            return "The capture process took frames all the time: none waited for over 1 ms."
        }
        let times = count == 1 ? "once" : "\(Words.count(count)) times"
        let then = row.lossInPausesPercent.map {
            "; \(Words.share($0 / 100)) of the lost frames were sent then"
        }
        return "The capture process took no frame for over 1 ms \(times), at most for "
            + "\(Words.milliseconds(longest))\(then ?? "")."
    }

    /// Frames of the longest pause at the offered rate, where a queue does not last for it, and most
    /// losses were in pauses.
    var lastingQueue: Int? {
        guard let rate, let longest = row.captureLongestPauseMs, let depthMs, longest > depthMs,
            (row.lossInPausesPercent ?? 0) >= 50, case let frames = longest / 1e3 * rate,
            frames < 1e12
        else { return nil }
        return Int(frames.rounded(.up))
    }

    /// How the losses lie in time, as a sentence; `nil` where that was not measured.
    var episodes: String? {
        guard lost > 0, let count = row.lossEpisodes, let longest = row.lossLongestFrames else {
            return nil
        }
        let time = row.lossLongestMs.map { ", \(Words.milliseconds($0))" } ?? ""
        let piece = "\(Words.frames(longest))\(time)"
        return count == 1
            ? "They were lost in one episode of \(piece)."
            : "They were lost in \(Words.count(count)) episodes, the longest of \(piece)."
    }
}
