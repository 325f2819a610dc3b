/// Which frame sizes the traffic has.
package enum SizeDistribution: Sendable, Hashable {
    /// Every frame has the same size.
    case fixed(FrameSize)
    /// Each size from `smallest` to `largest`, both included, is equally likely.
    case uniform(smallest: FrameSize, largest: FrameSize, seed: UInt64)
    /// Each size as often as its weight says, in a random order.
    case weighted(WeightedSizes, seed: UInt64)
    /// The *simple IMIX*: 7 frames of the `shortest` to 4 of 594 and 1 of 1518 bytes.
    ///
    /// They are IP packets of 40, 576 and 1500 bytes with 18 bytes of Ethernet around. The
    /// shortest of them, 58, are rounded up to what an Ethernet frame, or the stamp in it, needs.
    /// Source: RFC 6985 for the term.
    case imix(shortest: FrameSize, seed: UInt64)
    /// The sizes of recorded traffic, over and over.
    case trace(SizeTrace)
    /// Those of recorded frames, which are sent themselves.
    case recorded(Recording)
}

extension SizeDistribution {
    /// Entries of ``sizes()`` for a distribution that is not fixed.
    ///
    /// A power of two, so that an engine can index it with a mask; traffic longer than this
    /// repeats the table.
    package static let tableLength = 65_536

    /// Bytes of the simple IMIX's frames before any is rounded up, and their parts.
    package static let simpleIMIX: [(size: Int, weight: Int)] = [(58, 7), (594, 4), (1518, 1)]

    /// The one size of fixed traffic; `nil` for a distribution.
    package var fixedSize: FrameSize? {
        guard case .fixed(let size) = self else { return nil }
        return size
    }

    package var smallest: FrameSize {
        switch self {
        case .fixed(let size): size
        case .uniform(let smallest, _, _): smallest
        case .weighted(let sizes, _): sizes.entries.first?.size ?? .minimum
        case .imix(let shortest, _): shortest
        case .trace(let trace): trace.smallest
        case .recorded(let recording): recording.smallest
        }
    }

    package var largest: FrameSize {
        switch self {
        case .fixed(let size): size
        case .uniform(_, let largest, _): largest
        case .weighted(let sizes, _): sizes.entries.last?.size ?? .minimum
        case .imix: FrameSize(Self.simpleIMIX[2].size)
        case .trace(let trace): trace.largest
        case .recorded(let recording): recording.largest
        }
    }

    /// The mean size in bytes, FCS included, of the distribution (not of one drawn table).
    package var meanBytes: Double {
        switch self {
        case .fixed(let size): Double(size.bytes)
        case .uniform(let smallest, let largest, _):
            (Double(smallest.bytes) + Double(largest.bytes)) / 2
        case .weighted(let sizes, _): sizes.meanBytes
        case .imix(let shortest, _): Self.imix(shortest)?.meanBytes ?? 0
        case .trace(let trace): trace.meanBytes
        case .recorded(let recording): recording.meanBytes
        }
    }

    /// The mean of what is captured of its frames (bytes without FCS), of which so many are kept.
    package func meanCaptured(snaplen: Int) -> Double {
        let table = sizes()
        return Double(table.reduce(0) { $0 + min($1.apiLength, snaplen) }) / Double(table.count)
    }

    /// The sizes in sending order, drawn once from the seed.
    ///
    /// 1 entry if fixed, as many as a recording has, otherwise ``tableLength``. Frame `i` has size `sizes()[i % count]`.
    package func sizes() -> [FrameSize] {
        switch self {
        case .fixed(let size):
            return [size]
        case .uniform(let smallest, let largest, let seed):
            var random = SplitMix64(seed: seed)
            return (0..<Self.tableLength).map { _ in
                FrameSize(Int.random(in: smallest.bytes...largest.bytes, using: &random))
            }
        case .weighted(let sizes, let seed):
            return sizes.table(seed: seed)
        case .imix(let shortest, let seed):
            return Self.imix(shortest)?.table(seed: seed) ?? []
        case .trace(let trace):
            return trace.table()
        case .recorded(let recording):
            return recording.sizes
        }
    }

    /// Nanoseconds from each frame to the next as they were recorded, one for each of ``sizes()``; empty
    /// if nothing says so.
    package var gaps: [Double] {
        if case .recorded(let recording) = self { recording.gaps } else { [] }
    }

    /// The same traffic in frames of this format: where sizes are rounded up, to its smallest.
    ///
    /// Sizes that somebody wrote down are not changed: they fit, or they are refused.
    package func fitted(to format: FrameFormat) -> SizeDistribution {
        if let replay = format.replay { return .recorded(replay.recording) }
        return switch self {
        case .fixed, .uniform, .weighted, .recorded: self
        case .imix(_, let seed): .imix(shortest: format.smallest, seed: seed)
        case .trace(let trace): .trace(trace.rounded(upTo: format.smallest))
        }
    }

    /// At most `count` sizes that stand for all: what is alike for them is alike for the traffic.
    ///
    /// Evenly spread over a uniform distribution, else over the sorted table, so that a size which
    /// occurs often is looked at often.
    package func sample(of count: Int) -> [FrameSize] {
        switch self {
        case .fixed(let size):
            return [size]
        case .uniform(let smallest, let largest, _):
            let step = max(1, (largest.bytes - smallest.bytes) / count)
            return stride(from: smallest.bytes, through: largest.bytes, by: step)
                .map { FrameSize($0) }
        case .weighted, .imix, .trace, .recorded:
            let sorted = sizes().sorted()
            return (0..<count).map { sorted[(2 * $0 + 1) * sorted.count / (2 * count)] }
        }
    }

    /// What of the traffic is not as its name says, in a sentence; `nil` if nothing is.
    package var note: String? {
        switch self {
        case .fixed, .uniform, .weighted:
            return nil
        case .imix(let shortest, _):
            let reason =
                shortest == .minimum
                ? "the shortest Ethernet frame" : "the shortest with room for the stamp"
            return "IMIX: the frames of \(Self.simpleIMIX[0].size) bytes (40-byte IP packets) are"
                + " sent as \(shortest.bytes), \(reason)"
        case .trace(let trace):
            return trace.note
        case .recorded(let recording):
            return recording.note
        }
    }

    private static func imix(_ shortest: FrameSize) -> WeightedSizes? {
        try? WeightedSizes(simpleIMIX.map { (max($0.size, shortest.bytes), $0.weight) })
    }
}

extension SizeTrace {
    /// What is not sent as it was recorded; `nil` if all is.
    fileprivate var note: String? {
        var parts: [String] = []
        if roundedUp > 0 {
            parts.append(
                "\(roundedUp) of \(recorded.count) frames are shorter than \(shortest.bytes) bytes"
                    + " and sent as \(shortest.bytes)")
        }
        if isCut { parts.append("only its first \(recorded.count) frames are sent, repeated") }
        return parts.isEmpty ? nil : "\(path): \(parts.joined(separator: "; "))"
    }
}
