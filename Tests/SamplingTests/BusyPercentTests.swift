import Testing

@testable import Sampling

struct BusyPercentTests {
    /// One second in which CPU 0 gained the given ticks.
    private func second(
        idle: Int, iowait: Int = 0, steal: Int = 0, user: Int = 0
    ) throws -> (CPUTimes, CPUTimes) {
        let row = [1000, 0, 1000, 1000, 1000, 0, 0, 1000, 0, 0]
        var later = row
        later[0] += user
        later[3] += idle
        later[4] += iowait
        later[7] += steal
        func times(_ row: [Int], _ time: Int64) throws -> CPUTimes {
            try CPUTimes(parsing: statText([row.map { UInt64($0) }]).bytes, time: time)
        }
        return (try times(row, 0), try times(later, 1_000_000_000))
    }

    @Test(arguments: [
        // Work between ticks: in no field, and yet there.
        (idle: 94, iowait: 0, steal: 0, user: 0, busy: 6.0),
        (idle: 50, iowait: 10, steal: 15, user: 25, busy: 25),
        // iowait goes back, idle gains it.
        (idle: 90, iowait: -10, steal: 0, user: 20, busy: 20),
        (idle: 100, iowait: 0, steal: 0, user: 0, busy: 0),
        // A tick too many at the ends is rounding.
        (idle: 101, iowait: 0, steal: 0, user: 0, busy: 0),
        (idle: 0, iowait: 0, steal: 0, user: 3, busy: 100),
    ])
    func busyIsWallWithoutIdleIowaitAndSteal(
        idle: Int, iowait: Int, steal: Int, user: Int, busy: Double
    ) throws {
        let (start, end) = try second(idle: idle, iowait: iowait, steal: steal, user: user)
        let measured = try #require(CPUTimes.busyPercent(cpu: 0, from: start, to: end))
        #expect(abs(measured - busy) < 0.001)
    }

    @Test func aCPUThatCameBackOnlineHasNoBusyPercent() throws {
        let (start, end) = try second(idle: -900)
        #expect(CPUTimes.busyPercent(cpu: 0, from: start, to: end) == nil)
    }

    @Test func withoutTimeOrCPUThereIsNoPercent() throws {
        let (start, end) = try second(idle: 50)
        #expect(CPUTimes.busyPercent(cpu: 0, from: start, to: start) == nil)
        #expect(CPUTimes.busyPercent(cpu: 1, from: start, to: end) == nil)
        #expect(CPUTimes.highestStealPercent(on: [1], from: start, to: end) == nil)
    }

    @Test func stealIsThatOfTheWorstCPU() throws {
        let row: [UInt64] = [0, 0, 0, 0, 0, 0, 0, 10, 0, 0]
        let start = try CPUTimes(parsing: statText([row, row, row]).bytes, time: 0)
        let rows: [[UInt64]] = [1, 5, 50].map { [0, 0, 0, 0, 0, 0, 0, 10 + $0, 0, 0] }
        let end = try CPUTimes(parsing: statText(rows).bytes, time: 1_000_000_000)
        #expect(CPUTimes.highestStealPercent(on: [0, 1], from: start, to: end) == 5)
    }
}
