import Testing

@testable import Statistics

/// Against SciPy and brute force, on random data: see Tests/Fixtures/statistics/make.py.
struct SciPyTests {
    private let fixture: Fixture

    init() throws {
        fixture = try Fixture.read()
    }

    /// Counted p-values are the same but for rounding; those of the normal distribution too, as
    /// both correct for ties and continuity.
    @Test func pairedTestsAreThoseOfSciPy() throws {
        #expect(fixture.signedRank.count > 20)
        for known in fixture.signedRank {
            let test = try #require(SignedRank(known.differences))
            #expect(same(test.pValue, known.two), "\(known.name): \(test.pValue)")
            #expect(same(test.pValue(.less), known.less), "\(known.name)")
            #expect(same(test.pValue(.greater), known.greater), "\(known.name)")
        }
    }

    @Test func pairedEffectsAreThoseOfAllPairs() throws {
        for known in fixture.signedRank {
            let test = try #require(SignedRank(known.differences))
            #expect(same(test.estimate, known.estimate), "\(known.name): \(test.estimate)")
        }
    }

    @Test func pairedIntervalsAreTheShiftsThatSciPyDoesNotReject() throws {
        let known = fixture.signedRank.filter { $0.how == "exact" }
        #expect(known.count > 10)
        for known in known {
            let interval = try #require(SignedRank(known.differences)).interval(confidence: 0.95)
            #expect((interval == nil) == (known.interval == nil), "\(known.name)")
            guard let interval, let ends = known.interval else { continue }
            #expect(same(interval.lowerBound, ends[0]), "\(known.name): \(interval)")
            #expect(same(interval.upperBound, ends[1]), "\(known.name): \(interval)")
        }
    }

    @Test func unpairedTestsAreThoseOfSciPy() throws {
        #expect(fixture.rankSum.count > 15)
        for known in fixture.rankSum {
            let test = try #require(RankSum(base: known.base, head: known.head))
            #expect(same(test.pValue, known.two), "\(known.name): \(test.pValue)")
            #expect(same(test.pValue(.less), known.less), "\(known.name)")
            #expect(same(test.pValue(.greater), known.greater), "\(known.name)")
            #expect(same(test.estimate, known.estimate), "\(known.name): \(test.estimate)")
        }
    }

    @Test func unpairedIntervalsAreTheShiftsThatSciPyDoesNotReject() throws {
        let known = fixture.rankSum.filter { $0.interval != nil }
        #expect(known.count > 5)
        for known in known {
            let test = try #require(RankSum(base: known.base, head: known.head))
            let interval = try #require(test.interval(confidence: 0.95))
            let ends = try #require(known.interval)
            #expect(same(interval.lowerBound, ends[0]), "\(known.name): \(interval)")
            #expect(same(interval.upperBound, ends[1]), "\(known.name): \(interval)")
        }
    }

    @Test func intervalsOfMediansAreThoseOfAllResamples() throws {
        for known in fixture.median {
            let interval = try #require(Sample(known.values))
                .medianInterval(confidence: known.confidence)
            #expect(same(interval.lowerBound, known.exact[0]), "\(known.name): \(interval)")
            #expect(same(interval.upperBound, known.exact[1]), "\(known.name): \(interval)")
        }
    }

    /// The bootstrap of SciPy draws at random: an end may be a possible median further.
    @Test func intervalsOfMediansAreThoseOfTheBootstrap() throws {
        var equal = 0
        for known in fixture.median {
            let interval = try #require(Sample(known.values))
                .medianInterval(confidence: known.confidence)
            for (end, (scipy, near)) in zip(
                [interval.lowerBound, interval.upperBound], zip(known.scipy, known.near))
            {
                if agree(end, scipy) { equal += 1 }
                #expect(end >= near[0] && end <= near[1], "\(known.name): \(interval)")
            }
        }
        #expect(equal >= 2 * fixture.median.count - 2)
    }

    @Test func adjustedProbabilitiesAreThoseOfHolmsProcedure() {
        for known in fixture.holm {
            let adjusted = Holm.adjusted(known.p)
            #expect(adjusted.count == known.p.count)
            #expect(zip(adjusted, known.adjusted).allSatisfy(same), "\(known.p): \(adjusted)")
        }
    }

    /// p of all orders, or of 400,000: ours draws 10,000, up to 100 blocks.
    @Test func friedmansTestIsThatOfSciPy() throws {
        for known in fixture.friedman {
            let test = try #require(WithinBlocks(known.rows))
            #expect(same(test.statistic, known.statistic), "\(test.statistic)")
            let p = test.pValue
            if known.rows.count > 100 {
                #expect(agree(p, known.approximateP), "\(p) for \(known.approximateP)")
                #expect(abs(p - known.p) < 0.01)
            } else {
                let deviation = (known.p * (1 - known.p) / 10_000).squareRoot()
                #expect(abs(p - known.p) <= 4 * deviation + 2e-4, "\(p) for \(known.p)")
            }
        }
    }

    @Test func theTailsOfChiSquareAreThoseOfSciPy() {
        #expect(fixture.chiSquare.count > 5)
        for known in fixture.chiSquare {
            let tail = ChiSquare.atLeast(known.value, degrees: known.degrees)
            #expect(abs(tail - known.tail) <= 1e-10 * known.tail, "\(known.value): \(tail)")
        }
    }

    @Test func theNormalDistributionIsThatOfSciPy() {
        for known in fixture.normal {
            let share = Normal.cumulative(known.z)
            #expect(abs(share - known.cumulative) <= 1e-12 * known.cumulative)
        }
        for known in fixture.quantile {
            #expect(same(Normal.quantile(known.cumulative), known.z), "\(known.cumulative)")
        }
    }
}
