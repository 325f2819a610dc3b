import Frames
import Statistics
import Testing

/// One estimate a machine, and what holds of all of them.
struct AcrossGroupsTests {
    /// Critical values of t, two-sided.
    ///
    /// Source: Student's t table in Fisher, Yates, Statistical tables for biological, agricultural
    /// and medical research, 1938, table III.
    @Test(arguments: [
        (1, 0.95, 12.706), (2, 0.95, 4.303), (3, 0.95, 3.182), (4, 0.95, 2.776), (5, 0.95, 2.571),
        (7, 0.95, 2.365), (10, 0.95, 2.228), (19, 0.95, 2.093), (30, 0.95, 2.042),
        (120, 0.95, 1.980), (1, 0.9, 6.314), (2, 0.9, 2.920), (3, 0.9, 2.353), (10, 0.9, 1.812),
        (1, 0.99, 63.657), (2, 0.99, 9.925), (4, 0.99, 4.604), (9, 0.99, 3.250),
        (30, 0.99, 2.750), (1, 0.5, 1.0), (2, 0.5, 0.816), (29, 0.999, 3.659),
    ])
    func boundsAreThoseOfTheTable(degrees: Int, probability: Double, bound: Double) {
        let found = StudentT.bound(probability, degrees: degrees)
        #expect(abs(found - bound) < 0.00051)
        #expect(abs(StudentT.within(found, degrees: degrees) - probability) < 1e-9)
    }

    @Test func sharesOnBothSidesOfZeroAreAlike() {
        for degrees in [1, 2, 5, 24] {
            #expect(StudentT.quantile(0.5, degrees: degrees) == 0)
            let ends = [0.2, 0.8].map { StudentT.quantile($0, degrees: degrees) }
            #expect(abs(ends[0] + ends[1]) < 1e-12)
            #expect(StudentT.within(0, degrees: degrees) == 0)
            #expect(StudentT.within(.infinity, degrees: degrees) == 1)
        }
    }

    /// The extra hours of sleep of ten patients, second drug less first: t = 4.0621, p = 0.00283,
    /// from 0.70 to 2.46.
    ///
    /// Source: Student, “The probable error of a mean”, Biometrika 6, 1908 (R: `t.test` of `sleep`).
    @Test func studentsSleepersAreAsInHisPaper() throws {
        let extra = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
        let test = try #require(AcrossGroups(extra))
        #expect(abs(test.estimate - 1.58) < 1e-12)
        #expect(abs(test.pValue - 0.002833) < 1e-6)
        let interval = test.interval(confidence: 0.95)
        #expect(abs(interval.lowerBound - 0.7001142) < 1e-6)
        #expect(abs(interval.upperBound - 2.4598858) < 1e-6)
    }

    @Test func oneGroupSaysNothingOfOthers() {
        #expect(AcrossGroups([]) == nil)
        #expect(AcrossGroups([1]) == nil)
        #expect(AcrossGroups([1, .nan]) == nil)
        #expect(AcrossGroups([1, .infinity]) == nil)
    }

    @Test func groupsThatAgreeExactlyLeaveNoDoubt() throws {
        let same = try #require(AcrossGroups([0.25, 0.25, 0.25]))
        #expect(same.pValue == 0)
        #expect(same.interval(confidence: 0.95) == 0.25...0.25)
        let none = try #require(AcrossGroups([0, 0]))
        #expect(none.pValue == 1)
    }

    @Test func theIntervalLeavesOutZeroWhereTheTestRejectsIt() throws {
        var random = SplitMix64(seed: 3)
        for _ in 0..<500 {
            let count = Int.random(in: 2...12, using: &random)
            let values = (0..<count).map { _ in Double.random(in: -1...1.5, using: &random) }
            let test = try #require(AcrossGroups(values))
            let excludes = !test.interval(confidence: 0.95).contains(0)
            #expect(excludes == (test.pValue < 0.05), "\(values)")
        }
    }

    /// Groups whose errors differ a hundredfold: the level is kept, for few groups and for many.
    @Test(arguments: [2, 3, 5, 8, 20])
    func unequalErrorsRaiseNoMoreAlarms(groups: Int) throws {
        var random = SplitMix64(seed: UInt64(groups))
        let rounds = 4000
        var alarms = 0
        for _ in 0..<rounds {
            let values = (0..<groups).map { group in
                (group == 0 ? 10 : 0.1) * normal(&random)
            }
            let test = try #require(AcrossGroups(values))
            if test.pValue < 0.05 { alarms += 1 }
        }
        // 5 %, and four standard deviations.
        #expect(alarms <= 200 + 55, "\(alarms) of \(rounds)")
    }

    /// What it says it would find with 80 %, it finds about so often; of three groups a little less,
    /// since they say little of how they spread.
    @Test(arguments: [3, 6, 20])
    func differencesAreFoundAsOftenAsPromised(groups: Int) throws {
        var random = SplitMix64(seed: 40 + UInt64(groups))
        let rounds = 2000
        // Of many labs the mean of what each says.
        let sizes = try (0..<400).map { _ in
            let values = (0..<groups).map { _ in normal(&random) }
            return try #require(AcrossGroups(values)).detectable(confidence: 0.95)
        }
        let size = sizes.reduce(0, +) / Double(sizes.count)
        var found = 0
        for _ in 0..<rounds {
            let values = (0..<groups).map { _ in size + normal(&random) }
            let test = try #require(AcrossGroups(values))
            if test.pValue < 0.05 { found += 1 }
        }
        #expect((1300...1800).contains(found), "\(found) of \(rounds)")
    }

    /// Near enough to normal: the sum of twelve.
    private func normal(_ random: inout SplitMix64) -> Double {
        (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
    }
}
