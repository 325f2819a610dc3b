import RealModule

extension Sample {
    /// Percentile bootstrap interval of the median; resampled are the values, one a block or trial.
    ///
    /// Not by random resamples: the limit that infinitely many of them would come to, computed. With
    /// fewer than 8 values: from the smallest to the largest, whatever the confidence.
    ///
    /// Source: Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7,
    /// 1979 (which gives the distribution of a resampled median of an odd number).
    package func medianInterval(confidence: Double = 0.95) -> ClosedRange<Double> {
        guard count >= 8 else { return minimum...maximum }
        let tail = (1 - confidence) / 2
        let low = ResampledMedian(values).quantile(tail)
        let high = -ResampledMedian(values.reversed().map { -$0 }).quantile(tail)
        return min(low, high)...max(low, high)
    }
}

/// How the median of as many draws, with replacement, from the values is distributed.
private struct ResampledMedian {
    /// Ascending.
    private let values: [Double]
    /// Draws below the median, it included where their number is odd.
    private let lower: Int

    init(_ values: [Double]) {
        self.values = values
        lower = (values.count + 1) / 2
    }

    private var count: Int { values.count }

    /// The smallest median that is not exceeded with at least the probability `p` (up to ½).
    func quantile(_ p: Double) -> Double {
        count.isMultiple(of: 2) ? middlesQuantile(p) : middleQuantile(p)
    }

    /// Odd: the median is one of the values.
    private func middleQuantile(_ p: Double) -> Double {
        var low = 1
        var high = count
        while low < high {
            let rank = (low + high) / 2
            if lowerMiddle(upTo: rank) >= p { high = rank } else { low = rank + 1 }
        }
        return values[low - 1]
    }

    /// P(the `lower`-th smallest draw is one of the `rank` smallest values): that at least so many
    /// draws are.
    private func lowerMiddle(upTo rank: Int) -> Double {
        Binomial(count, Double(rank) / Double(count)).atLeast(lower)
    }

    /// Even: the median is the mean of the two middle draws.
    private func middlesQuantile(_ p: Double) -> Double {
        let middles = MiddleDraws(count)
        return Bisection.smallest(in: values[0]...values[count - 1]) { median in
            // Draws whose lower middle is above the median have a median above it; of the others,
            // those whose upper middle is too far up.
            let below = partition { $0 <= median }
            var above = 0.0
            var partner = count
            for rank in middles.ranks where rank <= below {
                let half = values[rank - 1] / 2
                while half + values[partner - 1] / 2 > median { partner -= 1 }
                above += middles.probability(rank, above: partner)
            }
            return lowerMiddle(upTo: below) - above >= p
        }
    }

    /// How many values, from the smallest on, have the property.
    private func partition(_ holds: (Double) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(values[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// The two middle ones of an even number of draws, with replacement, from as many values: which
/// ranks they have.
private struct MiddleDraws {
    /// Ranks of the lower one that have any probability worth counting.
    let ranks: Range<Int>
    /// For each of `ranks`: ln of the probability that half of the draws have at most this rank, one
    /// of them this, times the ways to choose that half.
    private let lower: [Double]
    private let count: Int

    init(_ count: Int) {
        self.count = count
        let half = count / 2
        // ln of the ways to choose which half of the draws is below.
        let ways = (1...half).reduce(0.0) { $0 + Double.log(Double(half + $1) / Double($1)) }
        let all = Double(count)
        func logLower(_ rank: Int) -> Double {
            let share = Double(rank)
            // (rank/n)^half − ((rank − 1)/n)^half, without cancellation.
            let step =
                rank == 1
                ? 0
                : Double.log(-Double.expMinusOne(Double(half) * Double.log(onePlus: -1 / share)))
            return ways + Double(half) * Double.log(share / all) + step
        }
        // e^-50 times 50,000 ranks is far below any tail that is asked for.
        let worth = (1..<count).filter { rank in
            logLower(rank) + Self.logUpper(above: rank, of: count) > -50
        }
        ranks = (worth.first ?? 1)..<(worth.last ?? 0) + 1
        lower = ranks.map(logLower)
    }

    /// P(the lower middle draw has the rank, and the upper one a rank above `other`).
    func probability(_ rank: Int, above other: Int) -> Double {
        guard other < count else { return 0 }
        return Double.exp(lower[rank - ranks.lowerBound] + Self.logUpper(above: other, of: count))
    }

    /// ln P(half of the draws have ranks above this one).
    private static func logUpper(above rank: Int, of count: Int) -> Double {
        Double(count / 2) * Double.log(Double(count - rank) / Double(count))
    }
}

/// So many successes in independent trials of one probability.
private struct Binomial {
    private let trials: Int
    private let probability: Double

    init(_ trials: Int, _ probability: Double) {
        self.trials = trials
        self.probability = probability
    }

    /// P(at least `successes`); `successes` ≥ 1.
    func atLeast(_ successes: Int) -> Double {
        guard probability > 0 else { return 0 }
        guard probability < 1 else { return 1 }
        // Summed on the side of the tail, where each term is smaller than the one before.
        guard Double(successes) > Double(trials) * probability else {
            let failures = Binomial(trials, 1 - probability)
            return 1 - failures.atLeast(trials - successes + 1)
        }
        let rest = trials - successes
        let ways =
            rest == 0
            ? 0 : (1...rest).reduce(0.0) { $0 + Double.log(Double(successes + $1) / Double($1)) }
        var term = Double.exp(
            ways + Double(successes) * Double.log(probability) + Double(rest)
                * Double.log(onePlus: -probability))
        var sum = 0.0
        for more in successes...trials {
            sum += term
            guard term > sum * 1e-18, more < trials else { break }
            term *= Double(trials - more) / Double(more + 1) * probability / (1 - probability)
        }
        return sum
    }
}
