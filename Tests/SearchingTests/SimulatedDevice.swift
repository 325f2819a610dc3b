import Frames

@testable import Searching

/// A device under test that is known: what it loses of a load, with chance from a seed.
struct SimulatedDevice {
    /// Frames a second that it forwards when nothing disturbs it.
    let capacity: Double
    /// Standard deviation of the capacity from trial to trial, as a share.
    var noise = 0.0
    /// Share of the trials in which only 80 % of the capacity is there.
    var slowShare = 0.0
    /// Stalls a second, each of which loses the frames of 3 ms whatever the load.
    var stallsPerSecond = 0.0
    /// What the engine can send at most.
    var engineLimit = Double.infinity
    private var random: SplitMix64
    private(set) var seconds = 0.0
    private(set) var trials = 0

    init(capacity: Double, seed: UInt64) {
        self.capacity = capacity
        random = SplitMix64(seed: seed)
    }

    mutating func outcome(_ request: SearchRequest) -> SearchOutcome {
        trials += 1
        seconds += request.seconds
        guard Double(request.load) <= engineLimit else {
            return .beyondEngine(offered: engineLimit)
        }
        var rate = capacity * (1 + noise * gauss())
        if uniform() < slowShare { rate *= 0.8 }
        var ratio = max(0, 1 - rate / Double(request.load))
        ratio += Double(stalls(request.seconds)) * 0.003 / request.seconds
        return .measured(lossRatio: min(ratio, 1))
    }

    private mutating func uniform() -> Double { Double(random.next() >> 11) * 0x1p-53 }

    /// The sum of twelve uniform numbers less 6: near enough to a normal one.
    private mutating func gauss() -> Double {
        (0..<12).reduce(-6.0) { sum, _ in sum + uniform() }
    }

    /// Looks a hundred times a second whether there is a stall.
    private mutating func stalls(_ seconds: Double) -> Int {
        guard stallsPerSecond > 0 else { return 0 }
        let looks = Int((seconds * 100).rounded())
        return (0..<looks).count { _ in uniform() < stallsPerSecond / 100 }
    }
}

/// Runs a search to its end, with a bound so that no mistake runs for ever.
func run(_ search: inout some LoadSearch, on device: inout SimulatedDevice) -> Bool {
    for _ in 0..<1000 {
        guard let request = search.next() else { return true }
        search.note(device.outcome(request))
    }
    return false
}

/// Seconds of a plain binary search with trials of 60 s to the same width (RFC 2544, section 26.1).
func plainSeconds(capacity: Double, maximum: Double, width: Double) -> Double {
    var (low, high, seconds) = (0.0, maximum, 0.0)
    while high - low > width * high {
        let middle = (low + high) / 2
        if middle > capacity { high = middle } else { low = middle }
        seconds += 60
    }
    return seconds
}
