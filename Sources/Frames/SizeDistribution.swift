/// Which frame sizes the traffic has.
package enum SizeDistribution: Sendable, Hashable {
    /// Every frame has the same size.
    case fixed(FrameSize)
    /// Each size from `smallest` to `largest`, both included, is equally likely.
    case uniform(smallest: FrameSize, largest: FrameSize, seed: UInt64)
}

extension SizeDistribution {
    /// Entries of ``sizes()`` for a distribution that is not fixed.
    ///
    /// A power of two, so that an engine can index it with a mask; traffic longer than this
    /// repeats the table.
    package static let tableLength = 65_536

    /// The one size of fixed traffic; `nil` for a distribution.
    package var fixedSize: FrameSize? {
        guard case .fixed(let size) = self else { return nil }
        return size
    }

    package var smallest: FrameSize {
        switch self {
        case .fixed(let size): size
        case .uniform(let smallest, _, _): smallest
        }
    }

    package var largest: FrameSize {
        switch self {
        case .fixed(let size): size
        case .uniform(_, let largest, _): largest
        }
    }

    /// The mean size in bytes, FCS included, of the distribution (not of one drawn table).
    package var meanBytes: Double {
        (Double(smallest.bytes) + Double(largest.bytes)) / 2
    }

    /// The sizes in sending order, drawn once from the seed.
    ///
    /// 1 entry if fixed, otherwise ``tableLength``. Frame `i` has size `sizes()[i % count]`.
    package func sizes() -> [FrameSize] {
        switch self {
        case .fixed(let size):
            return [size]
        case .uniform(let smallest, let largest, let seed):
            var random = SplitMix64(seed: seed)
            return (0..<Self.tableLength).map { _ in
                FrameSize(Int.random(in: smallest.bytes...largest.bytes, using: &random))
            }
        }
    }

    /// The canonical text, as the `sizes` column has it: `64` or `uniform:64-1518:1`.
    package var text: String {
        switch self {
        case .fixed(let size): "\(size.bytes)"
        case .uniform(let smallest, let largest, let seed):
            "uniform:\(smallest.bytes)-\(largest.bytes):\(seed)"
        }
    }

    /// Reads the canonical text; `nil` if it is not one.
    package init?(text: String) {
        if let bytes = Int(text), bytes > 0 {
            self = .fixed(FrameSize(bytes))
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "uniform", let seed = UInt64(parts[2]) else {
            return nil
        }
        let bounds = parts[1].split(separator: "-", omittingEmptySubsequences: false).map {
            Int($0) ?? 0
        }
        guard bounds.count == 2, bounds[0] > 0, bounds[0] <= bounds[1] else { return nil }
        self = .uniform(
            smallest: FrameSize(bounds[0]), largest: FrameSize(bounds[1]), seed: seed)
    }
}
