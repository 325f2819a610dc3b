import Frames
import Statistics
import Testing

/// How often tests raise an alarm where there is nothing to find: as often as they promise.
struct CalibrationTests {
    /// Asymmetric and bimodal: now and then, a trial is hit by something.
    private func noise(_ random: inout SplitMix64) -> Double {
        let hit = Double.random(in: 0..<1, using: &random) < 0.2
        let small = (0..<4).reduce(0.0) { sum, _ in
            sum + Double.random(in: -0.02...0.02, using: &random)
        }
        return small + (hit ? Double.random(in: 0.2...0.6, using: &random) : 0)
    }

    /// Both arms of a block share its drift and its luck.
    private func differences(_ blocks: Int, _ random: inout SplitMix64) -> [Double] {
        (0..<blocks).map { block in
            let shared = 0.05 * Double(block) + 3 * noise(&random)
            return (shared + noise(&random)) - (shared + noise(&random))
        }
    }

    /// With 15 pairs, the level nearest to 5 % is 4.79 %; the bounds are 4 standard deviations.
    @Test func pairedFalseAlarmsAreAsManyAsPromised() throws {
        var alarms = 0
        let rounds = 2000
        for seed in 0..<rounds {
            var random = SplitMix64(seed: UInt64(seed))
            let test = try #require(SignedRank(differences(15, &random)))
            if test.pValue < 0.05 { alarms += 1 }
        }
        #expect((58...134).contains(alarms), "\(alarms) of \(rounds)")
    }

    /// With 10 and 10 values, the level nearest to 5 % is 4.33 %.
    @Test func unpairedFalseAlarmsAreAsManyAsPromised() throws {
        var alarms = 0
        let rounds = 600
        for seed in 0..<rounds {
            var random = SplitMix64(seed: UInt64(seed))
            let base = (0..<10).map { _ in noise(&random) }
            let head = (0..<10).map { _ in noise(&random) }
            let test = try #require(RankSum(base: base, head: head))
            if test.pValue < 0.05 { alarms += 1 }
        }
        #expect((6...46).contains(alarms), "\(alarms) of \(rounds)")
    }

    /// Six contrasts at a time: any alarm at all in at most 5 % of the families.
    @Test func holmKeepsTheWholeFamilyAtItsLevel() throws {
        var alarms = 0
        let rounds = 400
        for seed in 0..<rounds {
            var random = SplitMix64(seed: UInt64(1_000_000 + seed))
            let p = try (0..<6).map { _ in
                try #require(SignedRank(differences(15, &random))).pValue
            }
            if Holm.adjusted(p).contains(where: { $0 < 0.05 }) { alarms += 1 }
        }
        #expect((2...37).contains(alarms), "\(alarms) of \(rounds)")
    }

    /// Intervals hold the true effect at least as often as they promise, with ties and zeros, too.
    @Test func intervalsHoldTheTruth() throws {
        var held = 0
        let rounds = 600
        for seed in 0..<rounds {
            var random = SplitMix64(seed: UInt64(2_000_000 + seed))
            let values = differences(12, &random).map { ($0 * 10).rounded() / 10 + 0.5 }
            let test = try #require(SignedRank(values))
            let interval = try #require(test.interval(confidence: 0.95))
            if interval.contains(0.5) { held += 1 }
        }
        // 95 % of 600, less 3 standard deviations.
        #expect(held >= 554, "\(held) of \(rounds)")
    }
}
