import Experiment
import Testing

/// Durations in milliseconds.
struct Case: Sendable {
    let duration: Int64
    let interval: Int64
    let crop: Crop
    let samples: [Int64]
    let kept: Range<Int>
}

@Suite struct IntervalScheduleTests {
    private func schedule(_ duration: Int64, _ interval: Int64, _ crop: Crop) -> IntervalSchedule? {
        IntervalSchedule(
            durationNanoseconds: duration * 1_000_000, intervalNanoseconds: interval * 1_000_000,
            crop: crop)
    }

    @Test(arguments: [
        Case(
            duration: 20_000, interval: 5_000, crop: .middle(3),
            samples: [0, 2_500, 7_500, 12_500, 17_500, 20_000], kept: 1..<4),
        Case(
            duration: 2_000, interval: 500, crop: .middle(3),
            samples: [0, 250, 750, 1_250, 1_750, 2_000], kept: 1..<4),
        Case(
            duration: 20_000, interval: 5_000, crop: .all,
            samples: [0, 2_500, 7_500, 12_500, 17_500, 20_000], kept: 1..<4),
        // Four intervals fit only from end to end, and are asked for.
        Case(
            duration: 20_000, interval: 5_000, crop: .middle(4),
            samples: [0, 5_000, 10_000, 15_000, 20_000], kept: 0..<4),
        // Two of three could not be centred.
        Case(
            duration: 20_000, interval: 5_000, crop: .middle(2),
            samples: [0, 5_000, 10_000, 15_000, 20_000], kept: 1..<3),
        Case(
            duration: 22_000, interval: 5_000, crop: .middle(1),
            samples: [0, 3_500, 8_500, 13_500, 18_500, 22_000], kept: 2..<3),
        Case(
            duration: 22_000, interval: 5_000, crop: .all,
            samples: [0, 1_000, 6_000, 11_000, 16_000, 21_000, 22_000], kept: 1..<5),
        Case(
            duration: 10_000, interval: 5_000, crop: .middle(1),
            samples: [0, 2_500, 7_500, 10_000], kept: 1..<2),
        Case(duration: 5_000, interval: 5_000, crop: .all, samples: [0, 5_000], kept: 0..<1),
        Case(
            duration: 7_000, interval: 5_000, crop: .middle(1), samples: [0, 1_000, 6_000, 7_000],
            kept: 1..<2),
    ])
    func samplesAreCentred(_ one: Case) throws {
        let made = try #require(schedule(one.duration, one.interval, one.crop))
        #expect(made.samples == one.samples.map { $0 * 1_000_000 })
        #expect(made.kept == one.kept)
    }

    @Test func keptIntervalsAreFullAndInTheMiddleWhereverTheyFit() {
        for duration in Int64(1)...120 {
            for interval in 1...duration {
                for count in 1...Int(duration / interval) {
                    guard let one = schedule(duration, interval, .middle(count)) else {
                        Issue.record("\(count) × \(interval) ms do not fit \(duration) ms")
                        continue
                    }
                    let (start, end) = (
                        one.samples[one.kept.lowerBound], one.samples[one.kept.upperBound]
                    )
                    #expect(end - start == Int64(count) * interval * 1_000_000)
                    #expect(start == duration * 1_000_000 - end)
                    #expect(one.samples == one.samples.sorted())
                    #expect(Set(one.samples).count == one.samples.count)
                    #expect(one.samples.first == 0 && one.samples.last == duration * 1_000_000)
                }
            }
        }
    }

    @Test func cropThatDoesNotFitIsNoSchedule() {
        #expect(schedule(20, 5, .middle(5)) == nil)
        #expect(schedule(4, 5, .all) == nil)
        #expect(schedule(20, 0, .all) == nil)
        #expect(schedule(20, 5, .middle(0)) == nil)
        #expect(schedule(20_001, 1, .all) == nil, "more intervals than a trial may have")
    }

    @Test(arguments: [Crop.all, .middle(1), .middle(3), .middle(10_000)])
    func cropsReadBack(_ crop: Crop) {
        #expect(Crop(text: crop.text) == crop)
    }

    @Test(arguments: ["", "middle", "middle -1", "middle 10001", "middle 3 of 4", "ALL", "3"])
    func otherTextsAreNoCrop(_ text: String) {
        #expect(Crop(text: text) == nil)
    }
}
